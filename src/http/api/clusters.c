/* clusters.c - GET /api/v1/clusters: the register by pages, or whole as CSV; GET /api/v1/clusters/{cluster}: everything
 * that one screen wants; its time line further back. */
#include "app/show.h"
#include "http/api/api_i.h"

/* ---- a page ---- */

static bool put_row(void *ctx, const app_register_row *row) {
    app_put_register_row(ctx, row);
    return true;
}

static enum http_step send_page(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v) {
    base_json j;
    app_page page;
    base_err e = {0};
    http_api_begin(x, &j);
    base_json_obj(&j);
    base_json_key(&j, BASE_STR("rows"));
    base_json_arr(&j);
    if (!app_show_register(a, q, v, http_today(x->service), put_row, &j, &page, &e)) return http_problem_of(x, &e);
    base_json_arr_end(&j);
    app_put_page(&j, &page);
    base_json_obj_end(&j);
    return http_api_end(x, &j);
}

/* ---- all of it ---- */

/* The list as it goes out: a page of the store at a time, its reader borrowed for as long as that takes. */
typedef struct {
    http_exchange *x;
    app_list_query q;
    app_viewer viewer;
    char cursor[APP_SHOW_CURSOR_MAX];
    base_buf b;
    size_t sent;
    bool over;
} table;

enum { TABLE_MAX = 4 << 20 };

static void put_cell(base_buf *b, base_str s, bool last) {
    base_buf_csv_words(b, s);
    base_buf_puts(b, last ? BASE_STR("\r\n") : BASE_STR(","));
}

static void put_day(base_buf *b, base_date d) {
    base_date_put(b, d);
    base_buf_putc(b, ',');
}

static bool put_line(void *ctx, const app_register_row *r) {
    table *t = ctx;
    const store_dossier *d = r->row;
    base_buf *b = &t->b;
    put_cell(b, d->path, false);
    put_cell(b, d->name, false);
    put_cell(b, d->state, false);
    put_cell(b, t->x->zh ? r->state.label.zh : r->state.label.en, false);
    put_cell(b, d->county, false);
    put_cell(b, r->county, false);
    put_cell(b, r->channel_code, false);
    put_cell(b, r->channel, false);
    put_cell(b, d->industry, false);
    put_cell(b, d->subfield, false);
    put_cell(b, d->round, false);
    put_cell(b, d->announcement, false);
    put_day(b, d->announced);
    put_day(b, d->valid_from);
    base_date_put(b, d->valid_until);
    base_buf_puts(b, BASE_STR("\r\n"));
    return !b->full;
}

static bool next_page(table *t) {
    base_err e = {0};
    app_page page;
    base_buf_clear(&t->b);
    t->sent = 0;
    app *a = http_reader(t->x);
    bool good = a != NULL && app_show_register(a, &t->q, &t->viewer, http_today(t->x->service), put_line, t, &page, &e);
    http_reader_return(t->x);
    if (!good || t->b.full) return false;
    memcpy(t->cursor, page.cursor, sizeof t->cursor);
    t->q.cursor = base_str_of(t->cursor);
    t->over = !page.more;
    return true;
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

/* The first page is read before anything is sent, so that what is wrong is answered as such. */
static enum http_step send_table(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v) {
    table *t = base_arena_alloc(x->arena, sizeof *t);
    app_page page;
    base_err e = {0};
    *t = (table){.x = x, .q = *q, .viewer = *v};
    t->q.limit = APP_SHOW_ROWS_MAX;
    base_buf_init(&t->b, TABLE_MAX);
    if (http_is_demonstration(x->service))
        base_buf_puts(&t->b, BASE_STR("# 演示数据，均为虚构 demonstration data\r\n"));
    base_buf_puts(&t->b, BASE_STR("path,name,state,state_label,county,county_name,channel,channel_name,industry,"
                                  "subfield,round,announcement,announced,valid_from,valid_until\r\n"));
    if (!app_show_register(a, &t->q, v, http_today(x->service), put_line, t, &page, &e)) {
        base_buf_free(&t->b);
        return http_problem_of(x, &e);
    }
    memcpy(t->cursor, page.cursor, sizeof t->cursor);
    t->q.cursor = base_str_of(t->cursor);
    t->over = !page.more;
    http_set(x, "Content-Disposition", BASE_STR("attachment; filename=\"clusters.csv\""));
    http_stream(x, 200, "text/csv; charset=utf-8", fill_table, t, end_table);
    return HTTP_NOW;
}

enum http_step http_api_clusters(http_exchange *x) {
    static const char *const also[] = {"format", NULL};
    const app_viewer v = http_api_viewer(x);
    app_list_query q;
    base_str format = {NULL, 0};
    if (!http_api_query(x, &q, also)) return HTTP_NOW;
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    http_query(x, "format", &format);
    if (format.n == 0 || base_str_is(format, "json")) return send_page(x, a, &q, &v);
    if (base_str_is(format, "csv")) return send_table(x, a, &q, &v);
    if (base_str_is(format, "xlsx")) return http_api_sheet(x, a, &q, &v);
    return http_problem(
        x, 400, (rules_text){BASE_STR("format 应为 json、csv 或 xlsx"), BASE_STR("format is json, csv or xlsx")});
}

/* ---- one of them ---- */

enum http_step http_api_cluster(http_exchange *x) {
    const app_viewer v = http_api_viewer(x);
    app_dossier d;
    base_json j;
    bool found = false;
    base_err e = {0};
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_show_dossier(a, x->param[0], &v, http_today(x->service), x->arena, &d, &found, &e))
        return http_problem_of(x, &e);
    if (!found) return http_api_none(x);
    http_api_begin(x, &j);
    app_put_dossier(&j, &d);
    return http_api_end(x, &j);
}

enum http_step http_api_timeline(http_exchange *x) {
    const app_viewer v = http_api_viewer(x);
    app_timeline t;
    base_json j;
    uint64_t before = 0, limit = 0;
    base_err e = {0};
    if (!http_api_number(x, "before", INT64_MAX, UINT64_MAX, &before) ||
        !http_api_number(x, "limit", APP_SHOW_STEPS_MAX, 0, &limit))
        return HTTP_NOW;
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    base_date day = http_today(x->service);
    const core_case *c = app_load(a, x->param[0], &e);
    if (c == NULL && e.kind != BASE_ERR_NONE) return http_problem_of(x, &e);
    if (c == NULL || core_root(c)->kind != c->book->cluster ||
        app_may_see(app_world(a), &v, day, core_root(c)) == APP_SIGHT_NONE)
        return http_api_none(x);
    if (!app_show_timeline(a, core_root(c), &v, day, before, (size_t)limit, x->arena, &t, &e))
        return http_problem_of(x, &e);
    http_api_begin(x, &j);
    app_put_timeline(&j, &t);
    return http_api_end(x, &j);
}
