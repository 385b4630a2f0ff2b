/* stream.c - lists of any length as a table: a page of the store at a time, its reader borrowed for as long as that
 * takes. */
#include <string.h>

#include "http/api/api_i.h"

typedef struct {
    http_exchange *x;
    app_list_query q;
    app_viewer viewer;
    http_api_lines put;
    char cursor[APP_SHOW_CURSOR_MAX];
    base_buf b;
    size_t sent;
    bool over;
} table;

enum { TABLE_MAX = 4 << 20 };

void http_api_cell(base_buf *b, base_str s, bool last) {
    base_buf_csv_words(b, s);
    base_buf_puts(b, last ? BASE_STR("\r\n") : BASE_STR(","));
}

static bool put_page(table *t, app *a, base_err *e) {
    app_page page;
    if (!t->put(t->x, a, &t->q, &t->viewer, &t->b, &page, e)) return false;
    memcpy(t->cursor, page.cursor, sizeof t->cursor);
    t->q.cursor = base_str_of(t->cursor);
    t->over = !page.more;
    return true;
}

static bool next_page(table *t) {
    base_err e = {0};
    base_buf_clear(&t->b);
    t->sent = 0;
    app *a = http_reader(t->x);
    bool good = a != NULL && put_page(t, a, &e);
    http_reader_return(t->x);
    return good && !t->b.full;
}

static enum http_filled fill_table(void *ctx, char *to, size_t max, size_t *n) {
    table *t = ctx;
    while (t->sent == t->b.n) {
        if (t->over) return HTTP_FILLED_END;
        if (!next_page(t)) return HTTP_FILLED_BROKEN;
    }
    *n = t->b.n - t->sent < max ? t->b.n - t->sent : max;
    memcpy(to, t->b.p + t->sent, *n);
    t->sent += *n;
    return HTTP_FILLED_SOME;
}

static void end_table(void *ctx) {
    table *t = ctx;
    base_buf_free(&t->b);
}

enum http_step http_api_stream(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v, base_str titles,
                               base_str disposition, http_api_lines put) {
    table *t = base_arena_alloc(x->arena, sizeof *t);
    base_err e = {0};
    *t = (table){.x = x, .q = *q, .viewer = *v, .put = put};
    base_buf_init(&t->b, TABLE_MAX);
    if (http_is_demonstration(x->service))
        base_buf_puts(&t->b, BASE_STR("# 演示数据，均为虚构 demonstration data\r\n"));
    base_buf_puts(&t->b, titles);
    if (!put_page(t, a, &e)) {
        base_buf_free(&t->b);
        return http_problem_of(x, &e);
    }
    http_set(x, "Content-Disposition", disposition);
    http_stream(x, 200, "text/csv; charset=utf-8", fill_table, t, end_table);
    return HTTP_NOW;
}
