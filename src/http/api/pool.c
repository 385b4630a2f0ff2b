/* pool.c - GET /api/v1/pool: the cultivation pool by pages, as CSV or as a workbook. */
#include "app/show_pool.h"
#include "http/api/api_i.h"

enum { PAGE_MEMORY = 256 << 20 };

/* ---- as CSV ---- */

static const enum rules_verdict counted[] = {
    RULES_MET, RULES_NOT_MET, RULES_NO_EVIDENCE, RULES_UNKNOWN_THRESHOLD, RULES_AWAITS_JUDGEMENT, RULES_EXPLAIN};
enum { COUNTED = sizeof counted / sizeof counted[0] };

/* Numbers of the criteria that are not met: 1.4 1.5 */
static base_str failed(const app_pool_row *r, base_arena *arena) {
    base_str all = {NULL, 0};
    const app_distance *d = &r->distance;
    for (size_t i = 0; d->standard != NULL && i < d->standard->n_criteria; i++) {
        const base_str id = d->standard->criterion[i].id;
        if (d->verdict[i] != RULES_NOT_MET) continue;
        all = all.n == 0 ? id : base_arena_fmt(arena, "%.*s %.*s", (int)all.n, all.p, (int)id.n, id.p);
    }
    return all;
}

static base_str yes_no(bool yes) { return yes ? BASE_STR("yes") : BASE_STR("no"); }

static void put_line(const http_exchange *x, const app_pool_row *r, base_arena *arena, base_buf *b) {
    const store_dossier *d = &r->dossier;
    const base_str cell[] = {d->path,     d->name,     d->state,          x->zh ? r->state.label.zh : r->state.label.en,
                             d->county,   r->county,   r->channel_code,   r->channel,
                             d->industry, d->subfield, yes_no(d->pooled), yes_no(d->provincial)};
    for (size_t i = 0; i < sizeof cell / sizeof *cell; i++) http_api_cell(b, cell[i], false);
    for (size_t i = 0; i < COUNTED; i++) base_buf_fmt(b, "%u,", r->distance.count[counted[i]]);
    http_api_cell(b, failed(r, arena), false);
    base_date_put(b, r->known);
    base_buf_puts(b, BASE_STR("\r\n"));
}

/* A page has an arena of its own: it may hold all that are put in order, and the stream outlives what one answer may
 * take. */
static bool put_lines(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v, base_buf *b,
                      app_page *page, base_err *e) {
    app_pool_list l;
    base_arena *arena = base_arena_new(PAGE_MEMORY);
    bool good = app_show_pool(a, q, v, http_today(x->service), arena, &l, e);
    for (size_t i = 0; good && i < l.n; i++) put_line(x, &l.row[i], arena, b);
    if (good) *page = l.page;
    base_arena_free(arena);
    return good && !b->full;
}

/* ---- as a workbook ---- */

static const char *const title_zh[] = {"编号",     "名称",       "状态",   "所在县",   "区划代码",     "推荐渠道",
                                       "产业",     "细分领域",   "培育库", "省级集群", "符合",         "不符合",
                                       "缺少依据", "阈值未获得", "待评审", "需说明",   "不符合的指标", "数据日期"};
static const char *const title_en[] = {"path",
                                       "name",
                                       "state",
                                       "county",
                                       "code",
                                       "channel",
                                       "industry",
                                       "sub-field",
                                       "pool",
                                       "provincial",
                                       "met",
                                       "not met",
                                       "no evidence",
                                       "threshold not known",
                                       "awaits judgement",
                                       "to be explained",
                                       "criteria not met",
                                       "figures of"};
enum { COLUMNS = sizeof title_zh / sizeof title_zh[0], FIRST_COUNT = 10 };

static base_str yes_no_word(const http_exchange *x, bool yes) {
    if (x->zh) return yes ? BASE_STR("是") : BASE_STR("否");
    return yes_no(yes);
}

static bool add_row(const http_exchange *x, docs_sheet *sheet, const app_pool_row *r, base_arena *arena, base_err *e) {
    const store_dossier *d = &r->dossier;
    docs_cell cell[COLUMNS] = {docs_text(d->path),
                               docs_text(d->name),
                               docs_text(x->zh ? r->state.label.zh : r->state.label.en),
                               docs_text(r->county),
                               docs_text(d->county),
                               docs_text(r->channel),
                               docs_text(d->industry),
                               docs_text(d->subfield),
                               docs_text(yes_no_word(x, d->pooled)),
                               docs_text(yes_no_word(x, d->provincial))};
    for (size_t i = 0; i < COUNTED; i++) cell[FIRST_COUNT + i] = docs_integer((int64_t)r->distance.count[counted[i]]);
    cell[FIRST_COUNT + COUNTED] = docs_text(failed(r, arena));
    cell[COLUMNS - 1] = docs_date(r->known);
    return docs_sheet_row(sheet, cell, e);
}

static bool add_page(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v, docs_sheet *sheet,
                     app_page *page, base_err *e) {
    app_pool_list l;
    base_arena *arena = base_arena_new(PAGE_MEMORY);
    bool good = app_show_pool(a, q, v, http_today(x->service), arena, &l, e);
    for (size_t i = 0; good && i < l.n; i++) good = add_row(x, sheet, &l.row[i], arena, e);
    if (good) *page = l.page;
    base_arena_free(arena);
    return good;
}

static enum http_step send_sheet(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v) {
    docs_column column[COLUMNS] = {{.width = 0}};
    for (size_t i = 0; i < COLUMNS; i++) {
        column[i].title = base_str_of(x->zh ? title_zh[i] : title_en[i]);
        column[i].type = i == COLUMNS - 1                                ? DOCS_DATE
                         : i >= FIRST_COUNT && i < FIRST_COUNT + COUNTED ? DOCS_INTEGER
                                                                         : DOCS_TEXT;
    }
    const docs_sheet_options o = {
        .name = x->zh ? BASE_STR("培育库") : BASE_STR("pool"), .column = column, .n_columns = COLUMNS};
    return http_api_stream_sheet(x, a, q, v, &o, BASE_STR("attachment; filename=\"pool.xlsx\""), add_page);
}

/* ---- a page ---- */

static enum http_step send_page(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v) {
    app_pool_list l;
    base_json j;
    base_err e = {0};
    if (!app_show_pool(a, q, v, http_today(x->service), x->arena, &l, &e)) return http_problem_of(x, &e);
    http_api_begin(x, &j);
    app_put_pool(&j, &l);
    return http_api_end(x, &j);
}

static bool which_of(http_exchange *x, app_list_query *q) {
    base_str s = {NULL, 0};
    q->pool = APP_POOL_IN;
    if (!http_query(x, "pool", &s) || s.n == 0 || base_str_is(s, "in")) return true;
    q->pool = APP_POOL_OUT;
    if (base_str_is(s, "out")) return true;
    http_problem(x, 400, (rules_text){BASE_STR("pool 应为 in 或 out"), BASE_STR("pool is in or out")});
    return false;
}

enum http_step http_api_pool(http_exchange *x) {
    static const char *const known[] = {"q", "place", "channel", "industry", "pool", "cursor", "limit", "format", NULL};
    const app_viewer v = http_api_viewer(x);
    app_list_query q;
    base_str format = {NULL, 0};
    if (!http_api_query(x, &q, known) || !which_of(x, &q)) return HTTP_NOW;
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    http_query(x, "format", &format);
    if (format.n == 0 || base_str_is(format, "json")) return send_page(x, a, &q, &v);
    q.limit = APP_POOL_ORDER_MAX;
    if (base_str_is(format, "xlsx")) return send_sheet(x, a, &q, &v);
    if (!base_str_is(format, "csv")) return http_api_bad_format(x);
    return http_api_stream(x, a, &q, &v,
                           BASE_STR("path,name,state,state_label,county,county_name,channel,channel_name,industry,"
                                    "subfield,pooled,provincial,met,not_met,no_evidence,unknown,judge,explain,"
                                    "criteria_not_met,figures_of\r\n"),
                           BASE_STR("attachment; filename=\"pool.csv\""), put_lines);
}
