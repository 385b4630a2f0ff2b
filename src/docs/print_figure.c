/* print_figure.c - what is drawn: bars, QR codes. */
#include "base/dec.h"
#include "docs/print_i.h"

/* ---- bars ---- */

enum { BAR_LABEL = 110 * DOCS_POINT, BAR_VALUE = 80 * DOCS_POINT, BAR_ROOM = DOCS_WIDE - BAR_LABEL - BAR_VALUE };

typedef struct {
    base_dec value[DOCS_PAPER_BARS];
    bool is[DOCS_PAPER_BARS];
    base_dec most;
} bars;

static void read_values(bars *b, yyjson_val *list) {
    size_t i, n;
    yyjson_val *item;
    yyjson_arr_foreach(list, i, n, item) {
        yyjson_val *text = yyjson_arr_get(item, 1);
        if (i == DOCS_PAPER_BARS) return;
        base_str s = {yyjson_get_str(text), yyjson_get_len(text)};
        b->is[i] = base_dec_parse(s, &b->value[i], NULL) && b->value[i].units >= 0;
        if (b->is[i] && base_dec_cmp(b->value[i], b->most) > 0) b->most = b->value[i];
    }
}

/* Both scaled alike, so their quotient is that of their units. */
static int length_of(base_dec value, base_dec most) {
    base_i128 v = value.units, m = most.units;
    for (uint8_t s = value.scale; s < most.scale; s++) v *= 10;
    for (uint8_t s = most.scale; s < value.scale; s++) m *= 10;
    return m > 0 ? (int)(v * BAR_ROOM / m) : 0;
}

static void show_at(docs_printer *p, enum docs_face face, base_str text, int x, int wide) {
    docs_lines l;
    docs_lines_make(p, face, text, wide, &l);
    docs_line_show(p, &l, 0, x, 0, DOCS_ROW);
    docs_lines_free(&l);
}

static bool put_bar(docs_printer *p, const bars *b, size_t i, yyjson_val *item) {
    base_str name, value;
    if (!docs_item_text(p, item, 0, &name) || !docs_item_text(p, item, 1, &value) || !docs_room(p, DOCS_ROW))
        return false;
    const int length = b->is[i] ? length_of(b->value[i], b->most) : 0;
    docs_pango.colour(p->cr, 0.36, 0.36, 0.36);
    if (length > 0) docs_block(p, BAR_LABEL, 3 * DOCS_POINT, length, DOCS_ROW - 6 * DOCS_POINT);
    docs_pango.colour(p->cr, 0, 0, 0);
    show_at(p, DOCS_SMALL, name, 0, BAR_LABEL - DOCS_PADDING);
    show_at(p, DOCS_SMALL, value, BAR_LABEL + length + DOCS_PADDING, BAR_VALUE);
    p->y += DOCS_ROW;
    return true;
}

bool docs_part_bars(docs_printer *p, yyjson_val *v) {
    bars b = {.most = {0, 0}};
    base_str title, unit;
    base_buf head;
    size_t i, n;
    yyjson_val *item, *list = yyjson_arr_get(v, 3);
    if (!docs_item_text(p, v, 1, &title) || !docs_item_text(p, v, 2, &unit)) return false;
    if (!yyjson_is_arr(list) || yyjson_arr_size(list) > DOCS_PAPER_BARS)
        return docs_wrong(p, "图的条数不对", "a chart has no bars, or too many");
    read_values(&b, list);
    if (!docs_room(p, DOCS_ROW * (int)(yyjson_arr_size(list) + 2))) return false;
    base_buf_init(&head, (size_t)2 * DOCS_CELL_TEXT_MAX);
    base_buf_puts(&head, title);
    if (unit.n > 0) base_buf_fmt(&head, p->zh ? "（%.*s）" : " (%.*s)", (int)unit.n, unit.p);
    bool good = true;
    show_at(p, DOCS_SMALL_BOLD, base_buf_str(&head), 0, DOCS_WIDE);
    base_buf_free(&head);
    p->y += DOCS_ROW + DOCS_PADDING;
    yyjson_arr_foreach(list, i, n, item) { good = good && put_bar(p, &b, i, item); }
    p->y += DOCS_ROW;
    return good;
}

/* ---- QR codes ---- */

enum { CODE_WIDE = 34 * DOCS_MM, CODE_GAP = 6 * DOCS_MM };

static void draw(docs_printer *p, const QRcode *code) {
    const int n = code->width, one = CODE_WIDE / n;
    for (int y = 0; y < n; y++) {
        for (int x = 0; x < n; x++) {
            if ((code->data[y * n + x] & 1) != 0) docs_block(p, x * one, y * one, one, one);
        }
    }
}

/* Code and words side by side; what is longer says how much room both take. */
static bool put_code(docs_printer *p, const QRcode *code, base_str words) {
    docs_lines l;
    const int x = CODE_WIDE + CODE_GAP;
    docs_lines_make(p, DOCS_SMALL, words, DOCS_WIDE - x, &l);
    const int high = l.n * DOCS_ROW > CODE_WIDE ? l.n * DOCS_ROW : CODE_WIDE;
    const bool good = docs_room(p, high + DOCS_LINE);
    if (good && p->y > 0) p->y += DOCS_LINE / 2;
    if (good) draw(p, code);
    for (int i = 0; good && i < l.n; i++) docs_line_show(p, &l, i, x, i * DOCS_ROW, DOCS_ROW);
    docs_lines_free(&l);
    p->y += high + DOCS_LINE / 2;
    return good;
}

bool docs_part_code(docs_printer *p, yyjson_val *v) {
    base_str content, words;
    if (!docs_item_text(p, v, 1, &content) || !docs_item_text(p, v, 2, &words) || !docs_qr_load(p->e)) return false;
    if (strlen(content.p) != content.n)
        return docs_wrong(p, "二维码的内容不是文字", "what a QR code is to hold is no text");
    QRcode *code = docs_qr.encode(content.p, 0, QR_ECLEVEL_M);
    if (code == NULL || code->width > DOCS_MODULES_MAX) {
        if (code != NULL) docs_qr.free(code);
        return base_err_fmt(p->e, BASE_ERR_LIMIT, "内容过长，不能写成二维码", "too long for a QR code");
    }
    const bool good = put_code(p, code, words);
    docs_qr.free(code);
    return good;
}
