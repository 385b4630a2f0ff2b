/* clusters.c - GET /api/v1/clusters: the register by pages, or whole as CSV; GET /api/v1/clusters/{cluster}: everything
 * that one screen wants; its time line further back. */
#include "app/show.h"
#include "http/api/api_i.h"
#include "http/portal/shared.h"

/* ---- a page ---- */

static base_str industry(const void *names, base_str code) { return http_industry_name(names, code); }

typedef struct {
    base_json *j;
    const http_industries *industries;
} rows;

static bool put_row(void *ctx, const app_register_row *row) {
    const rows *r = ctx;
    app_register_row named = *row;
    named.industry = industry(r->industries, row->row->industry);
    app_put_register_row(r->j, &named);
    return true;
}

static enum http_step send_page(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v) {
    base_json j;
    app_page page;
    base_err e = {0};
    http_api_begin(x, &j);
    base_json_obj(&j);
    base_json_name(&j, "rows");
    base_json_arr(&j);
    rows r = {&j, http_portal_industries(x, a)};
    if (!app_show_register(a, q, v, http_today(x->service), put_row, &r, &page, &e)) return http_problem_of(x, &e);
    base_json_arr_end(&j);
    app_put_page(&j, &page);
    base_json_obj_end(&j);
    return http_api_end(x, &j);
}

/* ---- all of it ---- */

typedef struct {
    const http_exchange *x;
    base_buf *b;
} lines;

static void put_day(base_buf *b, base_date d) {
    base_date_put(b, d);
    base_buf_putc(b, ',');
}

static bool put_line(void *ctx, const app_register_row *r) {
    const lines *t = ctx;
    const store_dossier *d = r->row;
    base_buf *b = t->b;
    http_api_cell(b, d->path, false);
    http_api_cell(b, d->name, false);
    http_api_cell(b, d->state, false);
    http_api_cell(b, t->x->zh ? r->state.label.zh : r->state.label.en, false);
    http_api_cell(b, d->county, false);
    http_api_cell(b, r->county, false);
    http_api_cell(b, r->channel_code, false);
    http_api_cell(b, r->channel, false);
    http_api_cell(b, d->industry, false);
    http_api_cell(b, d->subfield, false);
    http_api_cell(b, d->round, false);
    http_api_cell(b, d->announcement, false);
    put_day(b, d->announced);
    put_day(b, d->valid_from);
    base_date_put(b, d->valid_until);
    base_buf_puts(b, BASE_STR("\r\n"));
    return !b->full;
}

static bool put_lines(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v, base_buf *b,
                      app_page *page, base_err *e) {
    lines t = {x, b};
    return app_show_register(a, q, v, http_today(x->service), put_line, &t, page, e);
}

static enum http_step send_table(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v) {
    app_list_query all = *q;
    all.limit = APP_SHOW_ROWS_MAX;
    return http_api_stream(x, a, &all, v,
                           BASE_STR("path,name,state,state_label,county,county_name,channel,channel_name,industry,"
                                    "subfield,round,announcement,announced,valid_from,valid_until\r\n"),
                           BASE_STR("attachment; filename=\"clusters.csv\""), put_lines);
}

enum http_step http_api_clusters(http_exchange *x) {
    static const char *const known[] = {"q",    "state",  "place", "channel", "round", "industry",
                                        "year", "cursor", "limit", "format",  NULL};
    const app_viewer v = http_api_viewer(x);
    app_list_query q;
    base_str format = {NULL, 0};
    if (!http_api_query(x, &q, known)) return HTTP_NOW;
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    http_query(x, "format", &format);
    if (format.n == 0 || base_str_is(format, "json")) return send_page(x, a, &q, &v);
    if (base_str_is(format, "csv")) return send_table(x, a, &q, &v);
    if (base_str_is(format, "xlsx")) return http_api_sheet(x, a, &q, &v);
    return http_api_bad_format(x);
}

/* ---- one of them ---- */

static enum http_step send_dossier(http_exchange *x, app *a) {
    const app_viewer v = http_api_viewer(x);
    app_dossier d;
    base_json j;
    bool found = false;
    base_err e = {0};
    if (!app_show_dossier(a, x->param[0], &v, http_today(x->service), x->arena, &d, &found, &e))
        return http_problem_of(x, &e);
    if (!found) return http_api_none(x);
    app_name_dossier(&d, x->arena, industry, http_portal_industries(x, a));
    http_api_begin(x, &j);
    app_put_dossier(&j, &d);
    return http_api_end(x, &j);
}

enum http_step http_api_cluster(http_exchange *x) {
    app *a = http_reader(x);
    if (a == NULL) return HTTP_NOW;
    app_moment_begin(a);
    const enum http_step step = http_world(x) != NULL ? send_dossier(x, a) : HTTP_NOW;
    app_moment_end(a);
    return step;
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
    app_name_timeline(&t, x->arena, industry, http_portal_industries(x, a));
    http_api_begin(x, &j);
    app_put_timeline(&j, &t);
    return http_api_end(x, &j);
}
