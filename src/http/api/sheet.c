/* sheet.c - the list of clusters as a workbook: the rows of the pages and of the table. */
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

static bool add_page(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v, docs_sheet *sheet,
                     app_page *page, base_err *e) {
    making m = {.sheet = sheet, .x = x, .e = e, .good = true};
    return app_show_register(a, q, v, http_today(x->service), add_row, &m, page, e) && m.good;
}

enum http_step http_api_bad_format(http_exchange *x) {
    return http_problem(
        x, 400, (rules_text){BASE_STR("format 应为 json、csv 或 xlsx"), BASE_STR("format is json, csv or xlsx")});
}

enum http_step http_api_sheet(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v) {
    docs_column column[COLUMNS] = {{.width = 0}};
    for (size_t i = 0; i < COLUMNS; i++) {
        column[i].title = base_str_of(x->zh ? title_zh[i] : title_en[i]);
        column[i].type = i < COLUMNS - DATES ? DOCS_TEXT : DOCS_DATE;
    }
    const docs_sheet_options o = {
        .name = x->zh ? BASE_STR("集群") : BASE_STR("clusters"), .column = column, .n_columns = COLUMNS};
    app_list_query all = *q;
    all.limit = APP_SHOW_ROWS_MAX;
    return http_api_stream_sheet(x, a, &all, v, &o, BASE_STR("attachment; filename=\"clusters.xlsx\""), add_page);
}
