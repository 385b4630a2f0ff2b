/* table_xlsx.c - the first sheet of a workbook (ISO/IEC 29500-1, 18.3), row by row as it is unpacked.
 *
 * Shared texts stand in a part of their own and are named by number: they are kept in one block, with the end of each.
 * Which part is the first sheet is asked of the workbook and its list of relations, as programs do. */
#include <stdio.h>
#include <stdlib.h>

#include "docs/xml_part.h"

enum { PATH_MAX_BYTES = 256, COLUMN_LETTERS = 3 };

typedef struct {
    const docs_source *s;
    /* where things are */
    char relation[PATH_MAX_BYTES], sheet[PATH_MAX_BYTES], texts[PATH_MAX_BYTES];
    /* shared texts */
    base_buf shared;
    uint32_t *end;
    size_t n_shared, room;
    bool in_text, in_reading; /* within <t>; within <rPh>, which says how it is spoken */
    /* the row */
    uint32_t row;
    size_t column, n_cells;
    char type[12];
    bool in_value;
    base_buf value, cells;
    struct {
        size_t at, n;
    } cell[DOCS_ROW_CELLS];
} book;

static bool is(const char *name, const char *wanted) { return strcmp(name, wanted) == 0; }

static bool bad(const book *b, const char *zh, const char *en) {
    base_err_fmt(b->s->e, BASE_ERR_INPUT, "%s%.0s", "%.0s%s", zh, en);
    return base_err_at(b->s->e, BASE_STR(""), b->row, 0);
}

static bool nothing(void *ctx, const char *name) {
    (void)ctx;
    (void)name;
    return true;
}

static bool no_text(void *ctx, const char *p, size_t n) {
    (void)ctx;
    (void)p;
    (void)n;
    return true;
}

/* ---- which part is the sheet ---- */

static bool find_first(void *ctx, const char *name, const char *const *attribute) {
    book *b = ctx;
    const base_str id = docs_xml_attribute(attribute, "id");
    if (!is(name, "sheet") || b->relation[0] != '\0' || id.n == 0 || id.n >= sizeof b->relation) return true;
    memcpy(b->relation, id.p, id.n + 1);
    return true;
}

/* A target as a name in the container: relative to xl/, or from the root. */
static void place_of(char out[PATH_MAX_BYTES], base_str target) {
    const bool rooted = target.n > 0 && target.p[0] == '/';
    const base_str prefix = rooted ? (base_str){"", 0} : BASE_STR("xl/");
    if (rooted) target = (base_str){target.p + 1, target.n - 1};
    if (prefix.n + target.n >= PATH_MAX_BYTES) return;
    (void)snprintf(out, PATH_MAX_BYTES, "%s%.*s", prefix.p, (int)target.n, target.n > 0 ? target.p : "");
}

static bool find_parts(void *ctx, const char *name, const char *const *attribute) {
    book *b = ctx;
    if (!is(name, "Relationship")) return true;
    const base_str target = docs_xml_attribute(attribute, "Target");
    if (base_str_is(docs_xml_attribute(attribute, "Id"), b->relation)) place_of(b->sheet, target);
    if (base_str_ends(docs_xml_attribute(attribute, "Type"), BASE_STR("/sharedStrings"))) place_of(b->texts, target);
    return true;
}

static bool find(book *b, docs_container *c) {
    static const docs_xml_calls sheets = {find_first, nothing, no_text}, relations = {find_parts, nothing, no_text};
    bool found = false;
    if (!docs_xml_part(c, "xl/workbook.xml", &sheets, b, &found)) return false;
    if (found && !docs_xml_part(c, "xl/_rels/workbook.xml.rels", &relations, b, &found)) return false;
    if (b->sheet[0] != '\0') return true;
    return bad(b, "文件中没有工作表", "there is no sheet in it");
}

/* ---- shared texts ---- */

static bool text_begins(void *ctx, const char *name, const char *const *attribute) {
    book *b = ctx;
    (void)attribute;
    if (is(name, "rPh")) b->in_reading = true;
    if (is(name, "t")) b->in_text = !b->in_reading;
    return true;
}

static bool text_comes(void *ctx, const char *p, size_t n) {
    book *b = ctx;
    if (!b->in_text || base_buf_put(&b->shared, p, n)) return true;
    return base_err_fmt(b->s->e, BASE_ERR_LIMIT, "文字过多（超过 %d MB）", "too much text (over %d MB)",
                        DOCS_SHARED_BYTES >> 20);
}

static bool text_ends(void *ctx, const char *name) {
    book *b = ctx;
    if (is(name, "rPh")) b->in_reading = false;
    if (is(name, "t")) b->in_text = false;
    if (!is(name, "si")) return true;
    if (b->n_shared == DOCS_SHARED_TEXTS)
        return base_err_fmt(b->s->e, BASE_ERR_LIMIT, "不同文字过多（超过 %d 个）", "too many different texts (over %d)",
                            DOCS_SHARED_TEXTS);
    if (b->n_shared == b->room) {
        b->room = b->room == 0 ? 4096 : b->room * 2;
        b->end = realloc(b->end, b->room * sizeof *b->end);
        if (b->end == NULL) base_fatal("no memory for the texts of a workbook");
    }
    b->end[b->n_shared++] = (uint32_t)b->shared.n;
    return true;
}

static base_str shared_text(const book *b, uint64_t i) {
    const uint32_t from = i > 0 ? b->end[i - 1] : 0;
    return (base_str){b->shared.p + from, b->end[i] - from};
}

/* ---- rows ---- */

/* "BC12": its column, from 0. False: it is no such place. */
static bool column_of(base_str ref, size_t *out) {
    size_t n = 0, column = 0;
    while (n < ref.n && ref.p[n] >= 'A' && ref.p[n] <= 'Z' && n < COLUMN_LETTERS)
        column = column * 26 + (size_t)(ref.p[n++] - 'A') + 1;
    *out = column - 1;
    return n > 0;
}

static bool row_begins(book *b, const char *const *attribute) {
    uint64_t n = 0;
    const base_str said = docs_xml_attribute(attribute, "r");
    if (said.n == 0) n = b->row + UINT64_C(1);
    if (said.n > 0 && (!base_number_parse(said, &n) || n <= b->row || n > UINT32_MAX))
        return bad(b, "行号不按次序", "rows are not in order");
    b->row = (uint32_t)n;
    b->column = b->n_cells = 0;
    base_buf_clear(&b->cells);
    return true;
}

static bool cell_begins(book *b, const char *const *attribute) {
    const base_str ref = docs_xml_attribute(attribute, "r"), type = docs_xml_attribute(attribute, "t");
    if (ref.n > 0 && !column_of(ref, &b->column)) return bad(b, "单元格位置不对", "a cell is nowhere");
    b->type[0] = '\0';
    if (type.n < sizeof b->type && type.n > 0) memcpy(b->type, type.p, type.n + 1);
    base_buf_clear(&b->value);
    return true;
}

static bool sheet_begins(void *ctx, const char *name, const char *const *attribute) {
    book *b = ctx;
    if (is(name, "row")) return row_begins(b, attribute);
    if (is(name, "c")) return cell_begins(b, attribute);
    if (is(name, "rPh")) b->in_reading = true;
    if (is(name, "v") || is(name, "t")) b->in_value = !b->in_reading;
    return true;
}

static bool row_too_long(book *b) {
    base_err_fmt(b->s->e, BASE_ERR_LIMIT, "一行的文字至多 %d 字节", "the texts of a row have at most %d bytes",
                 DOCS_ROW_BYTES);
    return base_err_at(b->s->e, BASE_STR(""), b->row, 0);
}

static bool sheet_text(void *ctx, const char *p, size_t n) {
    book *b = ctx;
    return !b->in_value || base_buf_put(&b->value, p, n) || row_too_long(b);
}

/* What stands in the cell, put behind the others of its row. */
static bool put_value(book *b) {
    const base_str raw = base_buf_str(&b->value);
    uint64_t i = 0;
    if (is(b->type, "s")) {
        if (!base_number_parse(base_str_trim(raw), &i) || i >= b->n_shared)
            return bad(b, "单元格所指的文字不存在", "a cell names a text that is not there");
        return base_buf_puts(&b->cells, shared_text(b, i)) || row_too_long(b);
    }
    if ((b->type[0] == '\0' || is(b->type, "n")) && raw.n > 0 && docs_number_put(&b->cells, raw)) return true;
    return base_buf_puts(&b->cells, raw) || row_too_long(b);
}

static bool cell_ends(book *b) {
    const size_t column = b->column++;
    if (b->value.n == 0 || column >= DOCS_ROW_CELLS) return true;
    const size_t at = b->cells.n;
    if (!put_value(b)) return false;
    while (b->n_cells <= column) {
        b->cell[b->n_cells].at = 0;
        b->cell[b->n_cells++].n = 0;
    }
    b->cell[column].at = at;
    b->cell[column].n = b->cells.n - at;
    return true;
}

static bool row_ends(book *b) {
    base_str cell[DOCS_ROW_CELLS];
    if (b->n_cells == 0) return true;
    for (size_t i = 0; i < b->n_cells; i++) cell[i] = (base_str){b->cells.p + b->cell[i].at, b->cell[i].n};
    return b->s->each(b->s->ctx, b->row, cell, b->n_cells, b->s->e);
}

static bool sheet_ends(void *ctx, const char *name) {
    book *b = ctx;
    if (is(name, "rPh")) b->in_reading = false;
    if (is(name, "v") || is(name, "t")) b->in_value = false;
    if (is(name, "c")) return cell_ends(b);
    return is(name, "row") ? row_ends(b) : true;
}

static bool read_book(book *b, docs_container *c) {
    static const docs_xml_calls texts = {text_begins, text_ends, text_comes},
                                rows = {sheet_begins, sheet_ends, sheet_text};
    bool found = false;
    if (!find(b, c)) return false;
    if (b->texts[0] != '\0' && !docs_xml_part(c, b->texts, &texts, b, &found)) return false;
    if (!docs_xml_part(c, b->sheet, &rows, b, &found)) return false;
    return found || bad(b, "文件中没有工作表", "there is no sheet in it");
}

bool docs_table_xlsx(const docs_source *s) {
    book *b = base_zeroed(1, sizeof *b);
    docs_container *c = docs_container_open(s);
    b->s = s;
    base_buf_init(&b->shared, DOCS_SHARED_BYTES);
    base_buf_init(&b->value, DOCS_ROW_BYTES);
    base_buf_init(&b->cells, DOCS_ROW_BYTES);
    const bool good = c != NULL && read_book(b, c);
    docs_container_close(c);
    base_buf_free(&b->shared);
    base_buf_free(&b->value);
    base_buf_free(&b->cells);
    free(b->end);
    free(b);
    return good;
}
