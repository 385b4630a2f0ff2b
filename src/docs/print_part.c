/* print_part.c - titles, headings and running text. */
#include "docs/print_i.h"

bool docs_wrong(docs_printer *p, const char *zh, const char *en) {
    return base_err_fmt(p->e, BASE_ERR_INPUT, "不是文书：%s%.0s", "this is no document: %.0s%s", zh, en);
}

bool docs_item_text(docs_printer *p, yyjson_val *v, size_t i, base_str *out) {
    yyjson_val *item = yyjson_arr_get(v, i);
    if (!yyjson_is_str(item)) return docs_wrong(p, "应为文字之处不是文字", "a text is wanted where there is none");
    *out = (base_str){yyjson_get_str(item), yyjson_get_len(item)};
    if (memchr(out->p, 0, out->n) != NULL) return docs_wrong(p, "文字中有空字符", "a text has a character NUL");
    if (out->n <= DOCS_CELL_TEXT_MAX) return true;
    return base_err_fmt(p->e, BASE_ERR_LIMIT, "一处文字超过 %d 字节", "a text has more than %d bytes",
                        DOCS_CELL_TEXT_MAX);
}

enum side { MIDDLE, LEFT };

/* Lines go on to the next page where they have to. */
static bool put_lines(docs_printer *p, enum docs_face face, base_str text, int high, enum side side) {
    docs_lines l;
    bool good = true;
    docs_lines_make(p, face, text, DOCS_WIDE, &l);
    for (int i = 0; good && i < l.n; i++) {
        good = docs_room(p, high);
        if (!good) break;
        docs_line_show(p, &l, i, side == MIDDLE ? (DOCS_WIDE - docs_line_width(&l, i)) / 2 : 0, 0, high);
        p->y += high;
    }
    docs_lines_free(&l);
    return good;
}

/* A blank line above and below, as the standard's title has it; none above at the head of a page. */
bool docs_part_title(docs_printer *p, yyjson_val *v) {
    base_str text;
    if (!docs_item_text(p, v, 1, &text)) return false;
    if (p->y > 0) p->y += DOCS_LINE;
    if (!put_lines(p, DOCS_TITLE, text, 36 * DOCS_POINT, MIDDLE)) return false;
    p->y += DOCS_LINE / 2;
    return true;
}

bool docs_part_note(docs_printer *p, yyjson_val *v) {
    base_str text;
    return docs_item_text(p, v, 1, &text) && put_lines(p, DOCS_BODY, text, DOCS_LINE, MIDDLE);
}

/* Never the last line of a page. */
bool docs_part_heading(docs_printer *p, yyjson_val *v) {
    base_str text;
    return docs_item_text(p, v, 1, &text) && docs_room(p, DOCS_LINE * 6) &&
           put_lines(p, DOCS_HEADING, text, DOCS_LINE, LEFT);
}

/* Each paragraph begins two characters in. */
bool docs_part_text(docs_printer *p, yyjson_val *v) {
    base_str text;
    bool good = docs_item_text(p, v, 1, &text);
    while (good && text.n > 0) {
        base_str line = base_str_cut(text, '\n', &text);
        base_buf b;
        base_buf_init(&b, DOCS_CELL_TEXT_MAX + 16);
        base_buf_puts(&b, p->zh ? BASE_STR("\u3000\u3000") : BASE_STR(""));
        base_buf_puts(&b, line);
        good = put_lines(p, DOCS_BODY, base_buf_str(&b), DOCS_LINE, LEFT);
        base_buf_free(&b);
    }
    return good;
}

/* Four characters from the right, as the standard has it for whoever signs without a seal; who signs and the day stand
 * above each other's middle. */
bool docs_part_signed(docs_printer *p, yyjson_val *v) {
    docs_lines line[2] = {{NULL, 0}, {NULL, 0}};
    bool good = true;
    int wide = 0;
    for (size_t i = 0; good && i < 2; i++) {
        base_str text;
        good = docs_item_text(p, v, i + 1, &text);
        if (good) docs_lines_make(p, DOCS_BODY, text, -1, &line[i]);
        if (good && docs_line_width(&line[i], 0) > wide) wide = docs_line_width(&line[i], 0);
    }
    const int right = DOCS_WIDE - 64 * DOCS_POINT, from = wide < right ? right - wide : 0;
    good = good && docs_room(p, DOCS_LINE * 4);
    if (good && p->y > 0) p->y += DOCS_LINE * 2;
    for (size_t i = 0; good && i < 2; i++) {
        docs_line_show(p, &line[i], 0, from + (wide - docs_line_width(&line[i], 0)) / 2, 0, DOCS_LINE);
        p->y += DOCS_LINE;
    }
    for (size_t i = 0; i < 2; i++) docs_lines_free(&line[i]);
    return good;
}
