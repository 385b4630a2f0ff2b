/* show_figures.c - figures over all dossiers, by one pass over the register. */
#include "app/show_i.h"

typedef struct {
    app_figures *f;
    const rules_case *k;
} counting;

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
    if (year >= 0 && year < APP_FIGURE_YEARS) c->f->year[year]++;
    return true;
}

bool app_show_figures(app *a, base_date day, app_figures *out, base_err *e) {
    const rules_book *b = core_world_book(a->world, day);
    store_head head;
    *out = (app_figures){.book = b};
    if (b == NULL || b->cluster == RULES_NONE) return true;
    counting c = {out, &b->kase[b->cluster]};
    if (!store_head_get(a->store, &head, e)) return false;
    out->size = head.size;
    return store_dossiers(a->store, UINT64_MAX, count_dossier, &c, e);
}
