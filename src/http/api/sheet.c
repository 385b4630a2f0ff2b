/* sheet.c - the list of clusters as a workbook: the rows of the pages and the table, in one go. It is made while the
 * request is served, so it is bounded; the table has no end. */
#include "docs/sheet.h"

#include "http/api/api_i.h"

typedef struct {
    docs_sheet *sheet;
    const http_exchange *x;
    base_err *e;
    bool good;
} making;

static const char *const title_zh[] = {"编号", "名称",     "状态", "所在县",   "区划代码",   "推荐渠道",  "产业",
                                       "细分", "认定批次", "公告", "公布日期", "有效期首日", "有效期末日"};
static const char *const title_en[] = {"path",      "name",       "state",      "county", "code",
                                       "channel",   "industry",   "sub-field",  "round",  "announcement",
                                       "announced", "valid from", "valid until"};
enum { COLUMNS = sizeof title_zh / sizeof title_zh[0], DATES = 3 };

base_str http_api_sheet_notice(const http_exchange *x) {
    return http_is_demonstration(x->service) ? BASE_STR("演示数据，均为虚构 demonstration data") : (base_str){NULL, 0};
}

enum http_step http_api_workbook(http_exchange *x, int fd, uint64_t size, base_str disposition) {
    http_answer(x, 200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    http_set(x, "Content-Disposition", disposition);
    x->file = fd;
    x->file_size = size;
    return HTTP_NOW;
}

static bool add_row(void *ctx, const app_register_row *r) {
    making *m = ctx;
    const store_dossier *d = r->row;
    const docs_cell cell[COLUMNS] = {docs_text(d->path),
                                     docs_text(d->name),
                                     docs_text(m->x->zh ? r->state.label.zh : r->state.label.en),
                                     docs_text(r->county),
                                     docs_text(d->county),
                                     docs_text(r->channel),
                                     docs_text(d->industry),
                                     docs_text(d->subfield),
                                     docs_text(d->round),
                                     docs_text(d->announcement),
                                     docs_date(d->announced),
                                     docs_date(d->valid_from),
                                     docs_date(d->valid_until)};
    m->good = docs_sheet_row(m->sheet, cell, m->e);
    return m->good;
}

static docs_sheet *begin(const http_exchange *x, base_err *e) {
    docs_column column[COLUMNS] = {{.width = 0}};
    for (size_t i = 0; i < COLUMNS; i++) {
        column[i].title = base_str_of(x->zh ? title_zh[i] : title_en[i]);
        column[i].type = i < COLUMNS - DATES ? DOCS_TEXT : DOCS_DATE;
    }
    docs_sheet_options o = {.name = x->zh ? BASE_STR("集群") : BASE_STR("clusters"),
                            .notice = http_api_sheet_notice(x),
                            .column = column,
                            .n_columns = COLUMNS,
                            .max_rows = APP_SHOW_SHEET_MAX,
                            .made = app_now() / 1000};
    return docs_sheet_new(&o, e);
}

static bool add_all(making *m, app *a, const app_list_query *q, const app_viewer *v, base_date day) {
    char cursor[APP_SHOW_CURSOR_MAX];
    app_list_query page = *q;
    app_page out = {.more = true};
    page.limit = APP_SHOW_ROWS_MAX;
    while (out.more) {
        if (!app_show_register(a, &page, v, day, add_row, m, &out, m->e) || !m->good) return false;
        memcpy(cursor, out.cursor, sizeof cursor);
        page.cursor = base_str_of(cursor);
    }
    return true;
}

enum http_step http_api_sheet_too_long(http_exchange *x) {
    return http_problem(x, 413,
                        (rules_text){BASE_STR("行数过多：请缩小范围，或取 CSV（format=csv）"),
                                     BASE_STR("too many rows: ask for less, or take CSV (format=csv)")});
}

enum http_step http_api_bad_format(http_exchange *x) {
    return http_problem(
        x, 400, (rules_text){BASE_STR("format 应为 json、csv 或 xlsx"), BASE_STR("format is json, csv or xlsx")});
}

enum http_step http_api_sheet(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v) {
    base_err e = {0};
    uint64_t size = 0;
    making m = {.x = x, .e = &e, .good = true};
    m.sheet = begin(x, &e);
    bool good = m.sheet != NULL && add_all(&m, a, q, v, http_today(x->service));
    int fd = good ? docs_sheet_end(m.sheet, &size, &e) : -1;
    docs_sheet_free(m.sheet);
    if (fd < 0 && e.kind == BASE_ERR_LIMIT) return http_api_sheet_too_long(x);
    if (fd < 0) return http_problem_of(x, &e);
    return http_api_workbook(x, fd, size, BASE_STR("attachment; filename=\"clusters.xlsx\""));
}
