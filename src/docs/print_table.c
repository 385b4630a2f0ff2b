/* print_table.c - tables, and the table of names and values that a form is.
 *
 * A row that does not fit on a page goes on overleaf, line by line: a cell may hold a page of text and more. The titles
 * of columns are said again on every page. */
#include "docs/print_i.h"

typedef struct {
    int x, wide;
    bool figure;
    enum docs_face face;
} column;

typedef struct {
    docs_printer *p;
    column column[DOCS_PAPER_COLUMNS];
    size_t n;
    yyjson_val *titles; /* array of [title, width, figure], or NULL */
} table;

typedef struct {
    docs_lines cell[DOCS_PAPER_COLUMNS];
    int lines; /* of the longest */
} row;

static void row_free(row *r, size_t n) {
    for (size_t i = 0; i < n; i++) docs_lines_free(&r->cell[i]);
}

/* Rules around the cells of a row from p->y down. */
static void rules(const table *t, int high) {
    docs_rule(t->p, 0, 0, DOCS_WIDE, 0);
    docs_rule(t->p, 0, high, DOCS_WIDE, high);
    for (size_t i = 0; i < t->n; i++) docs_rule(t->p, t->column[i].x, 0, t->column[i].x, high);
    docs_rule(t->p, DOCS_WIDE, 0, DOCS_WIDE, high);
}

/* Lines from … from + n - 1 of every cell. */
static void put_piece(const table *t, const row *r, int from, int n) {
    for (size_t i = 0; i < t->n; i++) {
        const column *c = &t->column[i];
        for (int k = 0; k < n && from + k < r->cell[i].n; k++) {
            const int over = c->wide - 2 * DOCS_PADDING - docs_line_width(&r->cell[i], from + k);
            docs_line_show(t->p, &r->cell[i], from + k, c->x + DOCS_PADDING + (c->figure && over > 0 ? over : 0),
                           DOCS_PADDING + k * DOCS_ROW, DOCS_ROW);
        }
    }
    rules(t, n * DOCS_ROW + 2 * DOCS_PADDING);
    t->p->y += n * DOCS_ROW + 2 * DOCS_PADDING;
}

static bool put_titles(const table *t);

static bool put_row(const table *t, const row *r) {
    for (int from = 0; from < r->lines;) {
        int fit = (DOCS_HIGH - t->p->y - 2 * DOCS_PADDING) / DOCS_ROW;
        const int left = r->lines - from;
        /* A row is not cut for a line or two, unless it is longer than a page. */
        const bool whole = fit >= left, cut = fit >= 4 && left > 8;
        if (!whole && !cut) {
            if (!docs_new_page(t->p) || !put_titles(t)) return false;
            fit = (DOCS_HIGH - t->p->y - 2 * DOCS_PADDING) / DOCS_ROW;
        }
        const int n = left < fit ? left : fit;
        put_piece(t, r, from, n);
        from += n;
    }
    return true;
}

static void make_cell(const table *t, row *r, size_t i, base_str text, enum docs_face face) {
    docs_lines_make(t->p, face, text, t->column[i].wide - 2 * DOCS_PADDING, &r->cell[i]);
    if (r->cell[i].n > r->lines) r->lines = r->cell[i].n;
}

/* Text i of `items`; with `inner`, of the first text of item i. */
static bool make_row(const table *t, yyjson_val *items, bool inner, row *r) {
    bool good = true;
    *r = (row){.lines = 1};
    for (size_t i = 0; good && i < t->n; i++) {
        base_str text;
        good = inner ? docs_item_text(t->p, yyjson_arr_get(items, i), 0, &text) : docs_item_text(t->p, items, i, &text);
        if (good) make_cell(t, r, i, text, inner ? DOCS_SMALL_BOLD : t->column[i].face);
    }
    return good;
}

static bool put_titles(const table *t) {
    row r;
    if (t->titles == NULL) return true;
    bool good = make_row(t, t->titles, true, &r);
    if (good) put_piece(t, &r, 0, r.lines < 4 ? r.lines : 4);
    row_free(&r, t->n);
    return good;
}

/* Columns share the line by their widths; the last gets what rounding leaves. */
static bool share(table *t, const uint64_t *width) {
    uint64_t all = 0;
    int x = 0;
    for (size_t i = 0; i < t->n; i++) all += width[i];
    for (size_t i = 0; i < t->n; i++) {
        column *c = &t->column[i];
        c->x = x;
        c->wide = i + 1 < t->n ? (int)(DOCS_WIDE * width[i] / all) : DOCS_WIDE - x;
        x += c->wide;
        if (c->wide < 3 * DOCS_PADDING) return docs_wrong(t->p, "表的一栏过窄", "a column of a table is too narrow");
    }
    return true;
}

static bool read_columns(table *t, yyjson_val *columns) {
    uint64_t width[DOCS_PAPER_COLUMNS];
    t->n = yyjson_arr_size(columns);
    if (t->n == 0 || t->n > DOCS_PAPER_COLUMNS)
        return docs_wrong(t->p, "表的栏数不对", "a table has no columns, or too many");
    for (size_t i = 0; i < t->n; i++) {
        yyjson_val *c = yyjson_arr_get(columns, i);
        width[i] = yyjson_get_uint(yyjson_arr_get(c, 1));
        if (width[i] == 0 || width[i] > 1000)
            return docs_wrong(t->p, "表的栏宽不对", "a column of a table has no width");
        t->column[i] = (column){.figure = yyjson_get_bool(yyjson_arr_get(c, 2)), .face = DOCS_SMALL};
    }
    t->titles = columns;
    return share(t, width);
}

static bool put_rows(const table *t, yyjson_val *rows) {
    size_t i, n;
    yyjson_val *item;
    yyjson_arr_foreach(rows, i, n, item) {
        row r;
        const bool good = make_row(t, item, false, &r) && put_row(t, &r);
        row_free(&r, t->n);
        if (!good) return false;
    }
    t->p->y += DOCS_LINE / 2;
    return true;
}

bool docs_part_table(docs_printer *p, yyjson_val *v) {
    table t = {.p = p};
    yyjson_val *rows = yyjson_arr_get(v, 2);
    if (!yyjson_is_arr(rows)) return docs_wrong(p, "表缺少各行", "a table has no rows");
    return read_columns(&t, yyjson_arr_get(v, 1)) && docs_room(p, DOCS_LINE * 3) && put_titles(&t) &&
           put_rows(&t, rows);
}

bool docs_part_fields(docs_printer *p, yyjson_val *v) {
    table t = {.p = p, .n = 2};
    static const uint64_t width[] = {3, 7};
    yyjson_val *rows = yyjson_arr_get(v, 1);
    if (!yyjson_is_arr(rows)) return docs_wrong(p, "表缺少各行", "a table has no rows");
    t.column[0].face = DOCS_SMALL_BOLD;
    t.column[1].face = DOCS_SMALL;
    return share(&t, width) && put_rows(&t, rows);
}
