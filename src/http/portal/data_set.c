/* data_set.c - the datasets and their rows. What is not public is in none of them: clusters stand in the register here
 * only while the rulebook marks their state as public. */
#include "base/csv.h"
#include "http/portal/data_i.h"
#include "http/portal/outcome_i.h"
#include "http/service.h"

static bool put(portal_rows *r, const docs_cell *cell) {
    if (r->n >= r->most) return false;
    r->n++;
    return portal_sink_row(r->sink, cell, r->e);
}

/* ---- the register ---- */

static const portal_column register_columns[] = {
    {"id", HTTP_T_IDENTIFIER, DOCS_TEXT},
    {"name", HTTP_T_NAME, DOCS_TEXT},
    {"state", HTTP_T_STATE, DOCS_TEXT},
    {"county", HTTP_T_COUNTY_CODE, DOCS_TEXT},
    {"place", HTTP_T_PLACE, DOCS_TEXT},
    {"channel", HTTP_T_CHANNEL, DOCS_TEXT},
    {"industry", HTTP_T_INDUSTRY_CODE, DOCS_TEXT},
    {"industry_name", HTTP_T_INDUSTRY, DOCS_TEXT},
    {"subfield", HTTP_T_SUBFIELD, DOCS_TEXT},
    {"round", HTTP_T_ROUND, DOCS_TEXT},
    {"announcement", HTTP_T_ANNOUNCEMENT, DOCS_TEXT},
    {"announced", HTTP_T_ANNOUNCED, DOCS_DATE},
    {"valid_from", HTTP_T_VALID_FROM, DOCS_DATE},
    {"valid_until", HTTP_T_VALID_UNTIL, DOCS_DATE},
};

typedef struct {
    portal_rows *r;
    const core_divisions *divisions;
    const http_industries *industries;
    uint64_t last;
    size_t page;
    bool stopped;
} registering;

static bool take_dossier(void *ctx, const store_dossier *d) {
    registering *g = ctx;
    const core_division *u = d->county.n > 0 ? core_division_find(g->divisions, d->county) : NULL;
    base_str channel = u != NULL && u->channel != NULL ? u->channel->code : d->channel;
    const docs_cell cell[] = {docs_text(d->path),
                              docs_text(d->name),
                              docs_text(d->state),
                              docs_text(d->county),
                              docs_text(u != NULL ? u->full : (base_str){NULL, 0}),
                              docs_text(channel),
                              docs_text(d->industry),
                              docs_text(http_industry_name(g->industries, d->industry)),
                              docs_text(d->subfield),
                              docs_text(d->round),
                              docs_text(d->announcement),
                              docs_date(d->announced),
                              docs_date(d->valid_from),
                              docs_date(d->valid_until)};
    g->page++;
    g->last = d->stream;
    g->stopped = !put(g->r, cell);
    return !g->stopped;
}

static bool register_state(registering *g, base_str state) {
    store_register_query q = g->r->query != NULL ? *g->r->query : (store_register_query){.after = UINT64_MAX};
    q.state = state;
    g->last = UINT64_MAX;
    g->page = STORE_PAGE_MAX;
    while (g->page == STORE_PAGE_MAX && !g->stopped) {
        q.after = g->last;
        q.limit = STORE_PAGE_MAX;
        g->page = 0;
        if (!store_register(app_store(g->r->app), &q, take_dossier, g, g->r->e)) return false;
    }
    return g->r->e->kind == BASE_ERR_NONE;
}

static bool register_rows(portal_rows *r) {
    const rules_case *k = &r->book->kase[r->book->cluster];
    registering g = {.r = r,
                     .divisions = core_world_divisions(app_world(r->app)),
                     .industries = http_portal_industries(r->x, r->app)};
    for (size_t i = 0; i < k->n_states; i++) {
        if (!k->state[i].is_public) continue;
        if (r->query != NULL && r->query->state.n > 0 && !base_str_eq(r->query->state, k->state[i].name)) continue;
        if (!register_state(&g, k->state[i].name)) return false;
    }
    return true;
}

/* ---- rounds ---- */

static const portal_column round_columns[] = {
    {"id", HTTP_T_IDENTIFIER, DOCS_TEXT},    {"state", HTTP_T_STATE, DOCS_TEXT},
    {"opened", HTTP_T_OPENED, DOCS_DATE},    {"county_closes", HTTP_T_COUNTY_CLOSES_ON, DOCS_DATE},
    {"closes", HTTP_T_CLOSES_ON, DOCS_DATE}, {"settings", HTTP_T_SETTINGS, DOCS_TEXT},
};

static bool take_round(void *ctx, const store_round *d) {
    const docs_cell cell[] = {docs_text(d->path),          docs_text(d->state),  docs_date(d->opened),
                              docs_date(d->county_closes), docs_date(d->closes), docs_text(d->settings)};
    return put(ctx, cell);
}

static bool round_rows(portal_rows *r) { return store_rounds(app_store(r->app), take_round, r, r->e); }

/* ---- announcements ---- */

static const portal_column announcement_columns[] = {
    {"kind", HTTP_T_MATTER, DOCS_TEXT}, {"id", HTTP_T_IDENTIFIER, DOCS_TEXT},
    {"name", HTTP_T_NAME, DOCS_TEXT},   {"result", HTTP_T_RESULT, DOCS_TEXT},
    {"day", HTTP_T_ON_DAY, DOCS_DATE},  {"announcement", HTTP_T_ANNOUNCEMENT, DOCS_TEXT},
    {"round", HTTP_T_ROUND, DOCS_TEXT},
};

static bool announcement_rows(portal_rows *r) {
    portal_outcomes all;
    if (!portal_outcomes_find(r->x, r->app, &all, r->e)) return false;
    for (size_t i = 0; i < all.n; i++) {
        const portal_outcome *o = &all.item[i];
        bool is_case = o->what == PORTAL_CASE;
        const docs_cell cell[] = {docs_text(is_case ? o->kind : BASE_STR("recognition")),
                                  docs_text(o->path),
                                  docs_text(o->name),
                                  docs_text(is_case ? o->result : BASE_STR("recognised")),
                                  docs_date(o->day),
                                  docs_text(is_case ? (base_str){NULL, 0} : o->announcement),
                                  docs_text(is_case ? (base_str){NULL, 0} : o->round)};
        if (!put(r, cell)) return r->e->kind == BASE_ERR_NONE;
    }
    return true;
}

/* ---- divisions ---- */

static const portal_column division_columns[] = {
    {"code", HTTP_T_CODE, DOCS_TEXT},
    {"name", HTTP_T_NAME, DOCS_TEXT},
    {"level", HTTP_T_LEVEL, DOCS_TEXT},
    {"parent", HTTP_T_PARENT, DOCS_TEXT},
    {"channel", HTTP_T_CHANNEL, DOCS_TEXT},
    {"region", HTTP_T_REGION, DOCS_TEXT},
    {"valid_from", HTTP_T_VALID_FROM, DOCS_DATE},
    {"valid_until", HTTP_T_VALID_UNTIL, DOCS_DATE},
    {"retired", HTTP_T_RETIRED, DOCS_TEXT},
};

static bool division_rows(portal_rows *r) {
    static const char *const level[] = {"", "province", "city", "county"};
    const core_divisions *d = core_world_divisions(app_world(r->app));
    for (size_t i = 0; i < core_divisions_count(d); i++) {
        const core_division *u = core_division_at(d, i);
        const docs_cell cell[] = {docs_text(u->code),
                                  docs_text(u->name),
                                  docs_text(base_str_of(level[u->level])),
                                  docs_text(u->parent),
                                  docs_text(u->channel != NULL ? u->channel->code : (base_str){NULL, 0}),
                                  docs_text(core_region_name(u->region)),
                                  docs_date(u->valid_from),
                                  docs_date(u->valid_until),
                                  docs_text(u->retired ? BASE_STR("yes") : BASE_STR("no"))};
        if (!put(r, cell)) return r->e->kind == BASE_ERR_NONE;
    }
    return true;
}

/* ---- working days: the table as it was put on record ---- */

static const portal_column workday_columns[] = {
    {"date", HTTP_T_ON_DAY, DOCS_TEXT}, {"kind", HTTP_T_MATTER, DOCS_TEXT}, {"name", HTTP_T_NAME, DOCS_TEXT}};

static bool workday_rows(portal_rows *r) {
    base_csv csv;
    base_csv_open(&csv, r->x->arena, http_portal_table(r->x->arena, r->app, "workdays"), BASE_STR("workdays.csv"));
    while (base_csv_next(&csv, r->e)) {
        if (csv.n < 2 || base_str_is(csv.field[0], "date")) continue;
        const docs_cell cell[] = {docs_text(csv.field[0]), docs_text(csv.field[1]),
                                  docs_text(csv.n > 2 ? csv.field[2] : (base_str){NULL, 0})};
        if (!put(r, cell)) break;
    }
    return r->e->kind == BASE_ERR_NONE;
}

/* ---- the rulebook ---- */

static const portal_column rulebook_columns[] = {
    {"rulebook", HTTP_T_VERSION, DOCS_TEXT}, {"line", HTTP_T_LINE, DOCS_INTEGER}, {"text", HTTP_T_TEXT, DOCS_TEXT}};

static bool rulebook_rows(portal_rows *r) {
    base_str rest = r->book->text;
    for (int64_t n = 1; rest.n > 0; n++) {
        const docs_cell cell[] = {docs_text(r->book->id), docs_integer(n), docs_text(base_str_cut(rest, '\n', &rest))};
        if (!put(r, cell)) return r->e->kind == BASE_ERR_NONE;
    }
    return true;
}

#define COLUMNS(c) c, sizeof(c) / sizeof((c)[0])

const portal_dataset portal_datasets[PORTAL_DATASETS] = {
    {"register", HTTP_T_REGISTER, HTTP_T_DATA_REGISTER, COLUMNS(register_columns), register_rows},
    {"rounds", HTTP_T_OPEN_ROUNDS, HTTP_T_DATA_ROUNDS, COLUMNS(round_columns), round_rows},
    {"announcements", HTTP_T_ANNOUNCEMENTS, HTTP_T_DATA_ANNOUNCEMENTS, COLUMNS(announcement_columns),
     announcement_rows},
    {"divisions", HTTP_T_DIVISIONS, HTTP_T_DATA_DIVISIONS, COLUMNS(division_columns), division_rows},
    {"workdays", HTTP_T_WORKDAYS, HTTP_T_DATA_WORKDAYS, COLUMNS(workday_columns), workday_rows},
    {"rulebook", HTTP_T_RULEBOOK, HTTP_T_DATA_RULEBOOK, COLUMNS(rulebook_columns), rulebook_rows},
};
