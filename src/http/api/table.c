/* table.c - GET /api/v1/rounds/{round}/table: cases of a round as a workbook, in the order in which they are named: the
 * summary table of a recommendation (第十三条). Each row names the cluster and the newest of each figure of its form.
 * It is made while the request is served, so it is bounded by what one action takes. */
#include "docs/sheet.h"

#include "http/api/api_i.h"

enum { CASES = 200, FIXED = 9, FIGURES = 80 };

static const char *const title_zh[FIXED] = {"序号",     "编号",     "集群名称", "所在县",  "区划代码",
                                            "推荐渠道", "主导产业", "细分领域", "办件状态"};
static const char *const title_en[FIXED] = {
    "no", "path", "name", "county", "code", "channel", "leading industry", "sub-field", "state"};

typedef struct {
    base_str fact, unit;
    rules_text label;
} figure;

/* A case is taken down as it is read: its dossier may leave memory when the next one is loaded. */
typedef struct {
    base_str path;
    app_word state;
    store_dossier dossier;
    base_str *value; /* of the columns that there were by then; it has none of the later ones */
    size_t n_values;
} line;

typedef struct {
    http_exchange *x;
    app *a;
    line line[CASES];
    size_t n;
    figure figure[FIGURES];
    size_t n_figures;
} table;

static bool is_figure(const rules_fact *f) { return f->kind != RULES_FACT_STATEMENT && f->kind != RULES_FACT_VETO; }

static void gather_figures(table *t, const core_case *c) {
    for (size_t i = 0; i < c->facts.n; i++) {
        const rules_fact *f = &c->book->fact[c->facts.item[i].fact];
        bool there = !is_figure(f) || t->n_figures == FIGURES;
        for (size_t k = 0; k < t->n_figures && !there; k++) there = base_str_eq(t->figure[k].fact, f->name);
        if (!there) t->figure[t->n_figures++] = (figure){f->name, c->book->unit[f->unit].name, f->label};
    }
}

/* The newest figure of that name: its year, where it has one, and the value as text. */
static base_str value_of(const table *t, const core_case *c, base_str fact) {
    const rules_value *newest = NULL;
    for (size_t i = 0; i < c->facts.n; i++) {
        const rules_value *v = &c->facts.item[i];
        if (base_str_eq(c->book->fact[v->fact].name, fact) && (newest == NULL || v->year > newest->year)) newest = v;
    }
    return newest != NULL ? app_fact_text(c->book, newest, t->x->arena) : (base_str){NULL, 0};
}

static void take_down(table *t, const core_case *c, line *l) {
    base_arena *arena = t->x->arena;
    l->path = base_arena_str(arena, c->path);
    l->state = app_word_of_state(c->book, c->kind, c->control.state);
    gather_figures(t, c);
    l->value = base_arena_array(arena, t->n_figures, sizeof *l->value);
    l->n_values = t->n_figures;
    for (size_t k = 0; k < t->n_figures; k++) l->value[k] = value_of(t, c, t->figure[k].fact);
}

/* False: it is none, or not for the viewer to see; or `e`. */
static bool take(table *t, base_str path, const app_viewer *v, base_err *e) {
    const base_date day = http_today(t->x->service);
    base_str rest, root = base_str_cut(path, '/', &rest);
    store_stream s;
    bool found = false;
    if (rest.n == 0 || app_load(t->a, path, e) == NULL) return false;
    const core_case *c = core_world_find(app_world(t->a), path, day, t->x->arena);
    if (c == NULL || c->is_virtual || !base_str_eq(c->path, path) || c->round == NULL ||
        !base_str_eq(c->round->path, t->x->param[0]) || app_may_see(app_world(t->a), v, day, c) != APP_SIGHT_FULL)
        return false;
    line *l = &t->line[t->n];
    take_down(t, c, l);
    if (!store_stream_find(app_store(t->a), t->x->arena, root, &s, &found, e) || !found) return false;
    if (!store_dossier_get(app_store(t->a), t->x->arena, s.stream, &l->dossier, &found, e) || !found) return false;
    t->n++;
    return true;
}

static docs_sheet *begin(const table *t, base_err *e) {
    const http_exchange *x = t->x;
    docs_column column[FIXED + FIGURES] = {{.width = 0}};
    for (size_t i = 0; i < FIXED; i++) {
        column[i].title = base_str_of(x->zh ? title_zh[i] : title_en[i]);
        column[i].type = i == 0 ? DOCS_INTEGER : DOCS_TEXT;
    }
    for (size_t i = 0; i < t->n_figures; i++) {
        const figure *f = &t->figure[i];
        base_str label = x->zh || f->label.en.n == 0 ? f->label.zh : f->label.en;
        column[FIXED + i].title =
            base_arena_fmt(x->arena, "%.*s (%.*s)", (int)label.n, label.p, (int)f->unit.n, f->unit.p);
        column[FIXED + i].type = DOCS_FIGURE;
    }
    docs_sheet_options o = {.name = x->zh ? BASE_STR("汇总表") : BASE_STR("summary"),
                            .notice = http_api_sheet_notice(x),
                            .column = column,
                            .n_columns = FIXED + t->n_figures,
                            .max_rows = CASES,
                            .made = app_now() / 1000};
    return docs_sheet_new(&o, e);
}

static bool put(const table *t, docs_sheet *sheet, size_t i, base_err *e) {
    const line *l = &t->line[i];
    const store_dossier *d = &l->dossier;
    docs_cell cell[FIXED + FIGURES] = {docs_integer((int64_t)i + 1),
                                       docs_text(l->path),
                                       docs_text(d->name),
                                       docs_text(app_place_name(app_world(t->a), d->county)),
                                       docs_text(d->county),
                                       docs_text(app_place_name(app_world(t->a), d->channel)),
                                       docs_text(d->industry),
                                       docs_text(d->subfield),
                                       docs_text(t->x->zh ? l->state.label.zh : l->state.label.en)};
    for (size_t k = 0; k < t->n_figures; k++)
        cell[FIXED + k] = docs_text(k < l->n_values ? l->value[k] : (base_str){NULL, 0});
    return docs_sheet_row(sheet, cell, e);
}

static enum http_step answer(const table *t) {
    http_exchange *x = t->x;
    base_err e = {0};
    uint64_t size = 0;
    docs_sheet *sheet = begin(t, &e);
    bool good = sheet != NULL;
    for (size_t i = 0; i < t->n && good; i++) good = put(t, sheet, i, &e);
    int fd = good ? docs_sheet_end(sheet, &size, &e) : -1;
    docs_sheet_free(sheet);
    if (fd < 0) return http_problem_of(x, &e);
    return http_api_workbook(x, fd, size, BASE_STR("attachment; filename=\"summary.xlsx\""));
}

/* Unless they are named: all that are under way within the viewer's jurisdiction. */
static bool take_all(table *t, const app_viewer *v, base_err *e) {
    const app_list_query q = {.round = t->x->param[0], .limit = CASES};
    app_waiting_list l;
    if (!app_show_round_cases(t->a, &q, v, http_today(t->x->service), t->x->arena, &l, e)) return false;
    for (size_t i = 0; i < l.n; i++) {
        if (!take(t, l.row[i].path, v, e) && e->kind != BASE_ERR_NONE) return false;
    }
    return true;
}

static bool take_named(table *t, base_str paths, const app_viewer *v, base_err *e) {
    while (paths.n > 0) {
        base_str path = base_str_cut(paths, ',', &paths);
        if (t->n == CASES)
            return base_err_fmt(e, BASE_ERR_INPUT, "一次至多 %d 件办件", "at most %d cases at a time", CASES);
        if (!take(t, path, v, e)) return false;
    }
    return true;
}

enum http_step http_api_round_table(http_exchange *x) {
    const app_viewer v = http_api_viewer(x);
    base_err e = {0};
    base_str paths = {NULL, 0};
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    const core_case *round = core_world_find(app_world(a), x->param[0], http_today(x->service), x->arena);
    if (round == NULL || round->kind != round->book->round) return http_api_none(x);
    table *t = base_arena_alloc(x->arena, sizeof *t);
    *t = (table){.x = x, .a = a};
    bool named = http_query(x, "cases", &paths) && paths.n > 0;
    if (named ? take_named(t, paths, &v, &e) : take_all(t, &v, &e)) return answer(t);
    return e.kind != BASE_ERR_NONE ? http_problem_of(x, &e) : http_api_none(x);
}
