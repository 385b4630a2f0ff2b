/* stream.c - lists of any length as a table, CSV or a workbook: a page of the store at a time, its reader borrowed for
 * as long as that takes, and what is ready sent before the next page is read. So a list of a whole country costs the
 * memory of a page, and nobody else waits longer than one takes. */
#include <string.h>

#include "http/api/api_i.h"

typedef struct {
    http_exchange *x;
    app_list_query q;
    app_viewer viewer;
    http_api_lines lines;
    http_api_rows rows;
    docs_sheet *sheet; /* NULL: CSV */
    char cursor[APP_SHOW_CURSOR_MAX];
    base_buf b; /* lines of CSV */
    size_t sent;
    bool over;
} table;

enum { TABLE_MAX = 16 << 20, BLOCK = 64 << 10 };

void http_api_cell(base_buf *b, base_str s, bool last) {
    base_buf_csv_words(b, s);
    base_buf_puts(b, last ? BASE_STR("\r\n") : BASE_STR(","));
}

static base_str ready(const table *t) { return t->sheet != NULL ? docs_sheet_packed(t->sheet) : base_buf_str(&t->b); }

static void forget(table *t) {
    if (t->sheet != NULL) docs_sheet_taken(t->sheet);
    base_buf_clear(&t->b);
    t->sent = 0;
}

static bool put_page(table *t, app *a, base_err *e) {
    app_page page;
    if (t->sheet != NULL ? !t->rows(t->x, a, &t->q, &t->viewer, t->sheet, &page, e)
                         : !t->lines(t->x, a, &t->q, &t->viewer, &t->b, &page, e))
        return false;
    memcpy(t->cursor, page.cursor, sizeof t->cursor);
    t->q.cursor = base_str_of(t->cursor);
    t->over = !page.more;
    return !t->b.full && (!t->over || t->sheet == NULL || docs_sheet_finish(t->sheet, e));
}

static bool next_page(table *t) {
    base_err e = {0};
    forget(t);
    app *a = http_reader(t->x);
    bool good = a != NULL && put_page(t, a, &e);
    http_reader_return(t->x);
    return good;
}

static enum http_filled fill_table(void *ctx, char *to, size_t max, size_t *n) {
    table *t = ctx;
    while (t->sent == ready(t).n) {
        if (t->over) return HTTP_FILLED_END;
        if (!next_page(t)) return HTTP_FILLED_BROKEN;
    }
    const base_str bytes = ready(t);
    *n = bytes.n - t->sent < max ? bytes.n - t->sent : max;
    memcpy(to, bytes.p + t->sent, *n);
    t->sent += *n;
    return HTTP_FILLED_SOME;
}

static void end_table(void *ctx) {
    table *t = ctx;
    docs_sheet_free(t->sheet);
    base_buf_free(&t->b);
}

static enum http_step begin(table *t, app *a, const char *type, base_str disposition) {
    http_exchange *x = t->x;
    base_err e = {0};
    if (!put_page(t, a, &e)) {
        end_table(t);
        return http_problem_of(x, &e);
    }
    http_set(x, "Content-Disposition", disposition);
    http_stream(x, 200, type, fill_table, t, end_table);
    x->fill_block = BLOCK;
    return HTTP_NOW;
}

enum http_step http_api_stream(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v, base_str titles,
                               base_str disposition, http_api_lines put) {
    table *t = base_arena_alloc(x->arena, sizeof *t);
    *t = (table){.x = x, .q = *q, .viewer = *v, .lines = put};
    base_buf_init(&t->b, TABLE_MAX);
    if (http_is_demonstration(x->service))
        base_buf_puts(&t->b, BASE_STR("# 演示数据，均为虚构 demonstration data\r\n"));
    base_buf_puts(&t->b, titles);
    return begin(t, a, "text/csv; charset=utf-8", disposition);
}

enum http_step http_api_stream_sheet(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v,
                                     const docs_sheet_options *o, base_str disposition, http_api_rows put) {
    table *t = base_arena_alloc(x->arena, sizeof *t);
    base_err e = {0};
    docs_sheet_options own = *o;
    own.taken = true;
    own.notice = http_api_sheet_notice(x);
    own.made = app_now() / 1000;
    *t = (table){.x = x, .q = *q, .viewer = *v, .rows = put, .sheet = docs_sheet_new(&own, &e)};
    if (t->sheet == NULL) return http_problem_of(x, &e);
    base_buf_init(&t->b, 0);
    return begin(t, a, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", disposition);
}
