/* show_figures.c - figures over all dossiers, by one pass over the register. */
#include "app/show_i.h"

typedef struct {
    app_figures *f;
    const rules_case *k;
    const core_divisions *divisions;
} counting;

static uint32_t *round_of(app_figures *f, base_str path) {
    size_t i = 0;
    if (path.n == 0 || path.n > APP_FIGURE_ROUND) return NULL;
    while (i < f->n_rounds && !base_str_eq(path, (base_str){f->round[i].path, f->round[i].n_path})) i++;
    if (i == APP_FIGURE_ROUNDS) return NULL;
    if (i == f->n_rounds) {
        memcpy(f->round[i].path, path.p, path.n);
        f->round[i].n_path = path.n;
        f->n_rounds++;
    }
    return f->round[i].state;
}

static bool count_dossier(void *ctx, const store_dossier *d) {
    counting *c = ctx;
    rules_id s = rules_find_state(c->k, d->state);
    base_str code = d->county.n >= 2 ? d->county : d->channel;
    c->f->total++;
    if (s == RULES_NONE) return true;
    c->f->state[s]++;
    if (code.n >= 2 && code.p[0] >= '0' && code.p[0] <= '9' && code.p[1] >= '0' && code.p[1] <= '9')
        c->f->province[(code.p[0] - '0') * 10 + (code.p[1] - '0')][s]++;
    if (d->industry.n > 0 && d->industry.p[0] >= 'A' && d->industry.p[0] <= 'Z')
        c->f->industry[d->industry.p[0] - 'A'][s]++;
    int year = d->announced != BASE_DATE_NONE ? base_date_year(d->announced) - APP_FIGURE_FIRST_YEAR : -1;
    if (year >= 0 && year < APP_FIGURE_YEARS) c->f->year[year][s]++;
    const core_channel *ch = c->divisions != NULL ? core_division_channel(c->divisions, code) : NULL;
    c->f->region[ch != NULL ? ch->region : CORE_REGION_NONE][s]++;
    uint32_t *round = round_of(c->f, d->round);
    if (round != NULL) round[s]++;
    return true;
}

bool app_show_figures(app *a, base_date day, app_figures *out, base_err *e) {
    const rules_book *b = core_world_book(a->world, day);
    store_head head;
    *out = (app_figures){.book = b};
    if (b == NULL || b->cluster == RULES_NONE) return true;
    counting c = {out, &b->kase[b->cluster], core_world_divisions(a->world)};
    if (!store_head_get(a->store, &head, e)) return false;
    out->size = head.size;
    return store_dossiers(a->store, UINT64_MAX, count_dossier, &c, e);
}

/* ---- group by group ---- */

static bool any(const app_figures *f, const uint32_t *n, bool all) {
    const rules_case *k = &f->book->kase[f->book->cluster];
    for (size_t s = 0; s < k->n_states; s++) {
        if (n[s] > 0 && (all || k->state[s].is_public)) return true;
    }
    return false;
}

static size_t groups(const app_figures *f, enum app_figures_by by) {
    switch (by) {
    case APP_BY_PROVINCE: return sizeof f->province / sizeof f->province[0];
    case APP_BY_INDUSTRY: return sizeof f->industry / sizeof f->industry[0];
    case APP_BY_REGION: return APP_FIGURE_REGIONS;
    case APP_BY_ROUND: return f->n_rounds;
    case APP_BY_YEAR: break;
    }
    return APP_FIGURE_YEARS;
}

static const uint32_t *group(const core_world *w, const app_figures *f, enum app_figures_by by, size_t i, char text[8],
                             base_str *code, base_str *name) {
    *name = (base_str){NULL, 0};
    switch (by) {
    case APP_BY_PROVINCE:
        *code = (base_str){text, (size_t)(base_digits_pad(text, i, 2) - text)};
        *name = app_place_name(w, *code);
        return f->province[i];
    case APP_BY_INDUSTRY:
        text[0] = (char)('A' + i);
        *code = (base_str){text, 1};
        return f->industry[i];
    case APP_BY_REGION: *code = core_region_name((enum core_region)i); return f->region[i];
    case APP_BY_ROUND: *code = (base_str){f->round[i].path, f->round[i].n_path}; return f->round[i].state;
    case APP_BY_YEAR: break;
    }
    *code = (base_str){text, (size_t)(base_digits_pad(text, APP_FIGURE_FIRST_YEAR + i, 4) - text)};
    return f->year[i];
}

void app_figures_each(const core_world *w, const app_figures *f, enum app_figures_by by, bool all, app_each_figure each,
                      void *ctx) {
    bool more = true;
    if (f->book == NULL || f->book->cluster == RULES_NONE) return;
    for (size_t i = 0; i < groups(f, by) && more; i++) {
        char text[8];
        base_str code, name;
        const uint32_t *n = group(w, f, by, i, text, &code, &name);
        if (any(f, n, all)) more = each(ctx, code, name, n);
    }
}
