/* paper.c - see paper.h. Every part is an array whose first item says what it is. */
#include "docs/paper.h"

static void part(docs_paper *p, const char *name) {
    base_json_arr(&p->j);
    base_json_str(&p->j, base_str_of(name));
}

static void one_text(docs_paper *p, const char *name, base_str text) {
    part(p, name);
    base_json_str(&p->j, text);
    base_json_arr_end(&p->j);
}

static void member(docs_paper *p, const char *name, base_str value) { base_json_text(&p->j, name, value); }

static void pairs(docs_paper *p, const docs_paper_pair *pair, size_t n) {
    base_json_arr(&p->j);
    for (size_t i = 0; i < n; i++) {
        base_json_arr(&p->j);
        base_json_str(&p->j, pair[i].name);
        base_json_str(&p->j, pair[i].value);
        base_json_arr_end(&p->j);
    }
    base_json_arr_end(&p->j);
}

void docs_paper_begin(docs_paper *p, base_buf *b, const docs_paper_head *head) {
    *p = (docs_paper){.open = 0};
    base_json_init(&p->j, b);
    base_json_obj(&p->j);
    member(p, "language", head->zh ? BASE_STR("zh") : BASE_STR("en"));
    member(p, "title", head->title);
    if (head->notice.n > 0) member(p, "notice", head->notice);
    base_json_day(&p->j, "made", head->made);
    base_json_name(&p->j, "parts");
    base_json_arr(&p->j);
}

void docs_paper_title(docs_paper *p, base_str text) { one_text(p, "title", text); }
void docs_paper_note(docs_paper *p, base_str text) { one_text(p, "note", text); }
void docs_paper_heading(docs_paper *p, base_str text) { one_text(p, "heading", text); }
void docs_paper_text(docs_paper *p, base_str text) { one_text(p, "text", text); }

void docs_paper_fields(docs_paper *p, const docs_paper_pair *pair, size_t n) {
    part(p, "fields");
    pairs(p, pair, n);
    base_json_arr_end(&p->j);
}

void docs_paper_table(docs_paper *p, const docs_paper_column *column, size_t n) {
    part(p, "table");
    base_json_arr(&p->j);
    for (size_t i = 0; i < n; i++) {
        base_json_arr(&p->j);
        base_json_str(&p->j, column[i].title);
        base_json_u64(&p->j, column[i].width);
        base_json_bool(&p->j, column[i].figure);
        base_json_arr_end(&p->j);
    }
    base_json_arr_end(&p->j);
    base_json_arr(&p->j);
    p->open++;
}

void docs_paper_row(docs_paper *p, const base_str *cell, size_t n) {
    base_json_arr(&p->j);
    for (size_t i = 0; i < n; i++) base_json_str(&p->j, cell[i]);
    base_json_arr_end(&p->j);
}

void docs_paper_table_end(docs_paper *p) {
    base_json_arr_end(&p->j);
    base_json_arr_end(&p->j);
    p->open--;
}

void docs_paper_bars(docs_paper *p, base_str title, base_str unit, const docs_paper_pair *bar, size_t n) {
    part(p, "bars");
    base_json_str(&p->j, title);
    base_json_str(&p->j, unit);
    pairs(p, bar, n);
    base_json_arr_end(&p->j);
}

void docs_paper_code(docs_paper *p, base_str content, base_str words) {
    part(p, "code");
    base_json_str(&p->j, content);
    base_json_str(&p->j, words);
    base_json_arr_end(&p->j);
}

void docs_paper_signed(docs_paper *p, base_str who, base_str day) {
    part(p, "signed");
    base_json_str(&p->j, who);
    base_json_str(&p->j, day);
    base_json_arr_end(&p->j);
}

bool docs_paper_end(docs_paper *p, base_err *e) {
    base_json_arr_end(&p->j);
    base_json_obj_end(&p->j);
    return (p->open == 0 && base_json_done(&p->j)) ||
           base_err_fmt(e, BASE_ERR_LIMIT, "文书过长：上限为 %d 字节", "the document is too long: at most %d bytes",
                        DOCS_PAPER_MAX);
}
