/* figures.c - GET /api/v1/figures: counts over all dossiers; one grouping of them as a table (?by=), CSV or XLSX. */
#include "docs/sheet.h"

#include "http/api/api_i.h"
#include "http/portal/shared.h"
#include "http/service_i.h"

/* One pass over the register is kept for a while: anybody may ask. */
static bool figures_of(http_exchange *x, app *a, app_figures *out, base_err *e) {
    http_service *s = x->service;
    bool good = true;
    pthread_mutex_lock(&s->figures_lock);
    int64_t now = app_now();
    if (s->figures_until <= now) {
        good = app_show_figures(a, http_today(s), &s->figures, e);
        if (good) s->figures_until = now + HTTP_FIGURES_S * INT64_C(1000);
    }
    *out = s->figures;
    pthread_mutex_unlock(&s->figures_lock);
    /* Another reader's book may be gone by now; states have the same place in each. */
    out->book = core_world_book(app_world(a), http_today(s));
    return good;
}

/* ---- as a table ---- */

enum { CODE, NAME, SUM, FIRST_STATE, COLUMNS_MAX = FIRST_STATE + APP_FIGURE_STATES };

typedef struct {
    http_exchange *x;
    app *app;
    const rules_case *k;
    rules_id shown[APP_FIGURE_STATES]; /* states that have a column */
    size_t n_shown;
    enum app_figures_by by;
    docs_sheet *sheet; /* NULL: CSV */
    base_err e;
    bool good;
} table;

static base_str in_language(const table *t, base_str zh, base_str en) { return t->x->zh ? zh : en; }

static base_str title_of(const table *t, size_t column) {
    switch (column) {
    case CODE: return in_language(t, BASE_STR("代码"), BASE_STR("code"));
    case NAME: return in_language(t, BASE_STR("名称"), BASE_STR("name"));
    case SUM: return in_language(t, BASE_STR("合计"), BASE_STR("total"));
    default: break;
    }
    const rules_state *s = &t->k->state[t->shown[column - FIRST_STATE]];
    const base_str label = in_language(t, s->label.zh, s->label.en);
    return label.n > 0 ? label : s->name;
}

static base_str region_name(const table *t, base_str code) {
    static const struct {
        const char *code, *zh, *en;
    } known[] = {{"east", "东部地区", "East"},
                 {"middle", "中部地区", "Middle"},
                 {"west", "西部地区", "West"},
                 {"north-east", "东北地区", "North-East"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (base_str_is(code, known[i].code)) return in_language(t, base_str_of(known[i].zh), base_str_of(known[i].en));
    }
    return in_language(t, BASE_STR("不明"), BASE_STR("not known"));
}

static base_str name_of(const table *t, base_str code, base_str name) {
    if (t->by == APP_BY_INDUSTRY) return http_industry_name(http_portal_industries(t->x, t->app), code);
    return t->by == APP_BY_REGION ? region_name(t, code) : name;
}

static void put_csv(base_buf *b, const docs_cell *cell, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (i > 0) base_buf_putc(b, ',');
        if (cell[i].set)
            base_buf_i64(b, cell[i].n);
        else
            base_buf_csv_words(b, cell[i].text);
    }
    base_buf_puts(b, BASE_STR("\r\n"));
}

static bool put_row(void *ctx, base_str code, base_str name, const uint32_t *n) {
    table *t = ctx;
    docs_cell cell[COLUMNS_MAX] = {docs_text(code), docs_text(name_of(t, code, name))};
    int64_t sum = 0;
    for (size_t i = 0; i < t->n_shown; i++) {
        sum += n[t->shown[i]];
        cell[FIRST_STATE + i] = docs_integer(n[t->shown[i]]);
    }
    cell[SUM] = docs_integer(sum);
    if (t->sheet == NULL)
        put_csv(&t->x->out, cell, FIRST_STATE + t->n_shown);
    else
        t->good = docs_sheet_row(t->sheet, cell, &t->e);
    return t->good;
}

static docs_sheet *begin_sheet(const table *t, base_err *e) {
    docs_column column[COLUMNS_MAX] = {{.width = 0}};
    for (size_t i = 0; i < FIRST_STATE + t->n_shown; i++)
        column[i] = (docs_column){.title = title_of(t, i), .type = i < SUM ? DOCS_TEXT : DOCS_INTEGER};
    const docs_sheet_options o = {.name = in_language(t, BASE_STR("集群数字"), BASE_STR("figures")),
                                  .notice = http_api_sheet_notice(t->x),
                                  .column = column,
                                  .n_columns = FIRST_STATE + t->n_shown,
                                  .made = app_now() / 1000};
    return docs_sheet_new(&o, e);
}

static void begin_csv(table *t) {
    docs_cell title[COLUMNS_MAX] = {{.set = false}};
    for (size_t i = 0; i < FIRST_STATE + t->n_shown; i++) title[i] = docs_text(title_of(t, i));
    http_answer(t->x, 200, "text/csv; charset=utf-8");
    http_set(t->x, "Content-Disposition", BASE_STR("attachment; filename=\"figures.csv\""));
    base_buf_puts(&t->x->out, BASE_STR("\xEF\xBB\xBF")); /* for spreadsheets, which otherwise guess */
    put_csv(&t->x->out, title, FIRST_STATE + t->n_shown);
}

static enum http_step send_table(table *t, const app_figures *f, bool all, bool sheet) {
    uint64_t size = 0;
    t->e = (base_err){0};
    t->good = true;
    for (rules_id s = 0; s < t->k->n_states; s++) {
        if (all || t->k->state[s].is_public) t->shown[t->n_shown++] = s;
    }
    if (!sheet) begin_csv(t);
    if (sheet && (t->sheet = begin_sheet(t, &t->e)) == NULL) return http_problem_of(t->x, &t->e);
    app_figures_each(app_world(t->app), f, t->by, all, put_row, t);
    if (!sheet) return HTTP_NOW;
    const int fd = t->good ? docs_sheet_end(t->sheet, &size, &t->e) : -1;
    docs_sheet_free(t->sheet);
    if (fd < 0) return http_problem_of(t->x, &t->e);
    return http_api_workbook(t->x, fd, size, BASE_STR("attachment; filename=\"figures.xlsx\""));
}

/* ---- the resource ---- */

static bool by_of(base_str name, enum app_figures_by *out) {
    static const char *const all[] = {"province", "industry", "region", "round", "year"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        *out = (enum app_figures_by)i;
        if (base_str_is(name, all[i])) return true;
    }
    return false;
}

enum http_step http_api_figures(http_exchange *x) {
    const app_viewer v = http_api_viewer(x);
    const bool all = v.reads_all || base_str_is(v.actor.level, "ministry");
    base_str format = {NULL, 0}, by = {NULL, 0};
    base_json j;
    base_err e = {0};
    table t = {.x = x};
    http_query(x, "format", &format);
    http_query(x, "by", &by);
    const bool csv = base_str_is(format, "csv"), sheet = base_str_is(format, "xlsx");
    if ((csv || sheet) != by_of(by, &t.by) || (!csv && !sheet && format.n > 0 && !base_str_is(format, "json"))) {
        return http_problem(
            x, 400,
            (rules_text){BASE_STR("format=csv 或 xlsx 须与 by=province、industry、region、round、year 之一同用"),
                         BASE_STR("format=csv or xlsx goes with by=province, industry, region, round or year")});
    }
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    app_figures *f = base_arena_alloc(x->arena, sizeof *f);
    if (!figures_of(x, a, f, &e)) return http_problem_of(x, &e);
    if ((csv || sheet) && f->book != NULL && f->book->cluster != RULES_NONE) {
        t.app = a;
        t.k = &f->book->kase[f->book->cluster];
        return send_table(&t, f, all, sheet);
    }
    http_api_begin(x, &j);
    app_put_figures(&j, app_world(a), f, all);
    return http_api_end(x, &j);
}
