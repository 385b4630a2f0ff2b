/* notice.c - see notice_i.h. */
#include "http/portal/notice_i.h"

#include <stdlib.h>

#include "http/service.h"

typedef struct {
    store_standing row;
    const rules_case *kase;
    const rules_state *state;
} waiting;

typedef struct {
    base_arena *arena;
    const rules_case *kase;
    const rules_state *state;
    waiting *item;
    size_t n, cap;
    bool more;
} gathering;

static bool take(void *ctx, const store_standing *row) {
    gathering *g = ctx;
    if (g->n == PORTAL_NOTICES_MAX) {
        g->more = true;
        return false;
    }
    g->item = base_arena_grow(g->arena, g->item, g->n, &g->cap, sizeof *g->item);
    waiting *w = &g->item[g->n++];
    *w = (waiting){*row, g->kase, g->state};
    w->row.name = base_arena_str(g->arena, row->name);
    return true;
}

static bool gather(app *a, const rules_book *b, gathering *g, base_err *e) {
    for (size_t k = 0; k < b->n_cases; k++) {
        for (size_t s = 0; s < b->kase[k].n_states; s++) {
            g->kase = &b->kase[k];
            g->state = &b->kase[k].state[s];
            if (!g->state->is_public || !g->state->lasts) continue;
            store_waiting_query q = {.kind = g->kase->name, .state = g->state->name};
            if (!store_waiting(app_store(a), &q, take, g, e)) return false;
        }
    }
    return true;
}

/* The kind below `kind` that the public opens. */
static rules_id objection_kind(const rules_book *b, rules_id kind) {
    rules_id level = rules_find_level(b, BASE_STR("public"));
    for (size_t i = 0; level != RULES_NONE && i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        if (a->creates && (a->levels >> level & 1U) != 0 && b->kase[a->kase].parent == kind) return a->kase;
    }
    return RULES_NONE;
}

static base_date date_field(const core_case *c, const char *name) {
    rules_id f = c != NULL ? rules_find_field(core_kind(c), base_str_of(name)) : RULES_NONE;
    return f != RULES_NONE && c->field[f].set ? (base_date)c->field[f].n : BASE_DATE_NONE;
}

/* False when the case is not on notice any more. */
static bool describe(http_exchange *x, app *a, base_str path, const store_dossier *d, portal_notice *out, base_err *e) {
    base_err none = {0};
    if (app_load(a, path, e) == NULL) return false;
    const core_case *c = core_world_find(app_world(a), path, http_today(x->service), x->arena);
    if (c == NULL || c->is_virtual || !base_str_eq(c->path, path) || !core_state(c)->is_public || !core_state(c)->lasts)
        return false;
    const rules_state *s = core_state(c);
    base_str round = c->round != NULL ? c->round->path : (base_str){NULL, 0};
    *out = (portal_notice){.dossier = *d,
                           .path = base_arena_str(x->arena, path),
                           .kind = core_kind(c)->name,
                           .round = base_arena_str(x->arena, round),
                           .round_closes = date_field(c->round, "closes"),
                           .state = s,
                           .first = c->entered[c->control.state],
                           .last = BASE_DATE_NONE,
                           .objection = objection_kind(c->book, c->kind)};
    base_date last;
    if (base_workdays_end(core_world_workdays(app_world(a)), out->first, s->working_days, s->count_first, &last, &none))
        out->last = last;
    return true;
}

static int by_last(const void *x, const void *y) {
    const portal_notice *a = x, *b = y;
    if (a->last != b->last) return a->last < b->last ? -1 : 1;
    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    int by = base_str_cmp(a->kind, b->kind);
    if (by == 0) by = base_str_cmp(a->round, b->round);
    if (by != 0) return by;
    return (a->dossier.stream > b->dossier.stream) - (a->dossier.stream < b->dossier.stream);
}

bool portal_notices_find(http_exchange *x, app *a, portal_notices *out, base_err *e) {
    const rules_book *b = core_world_book(app_world(a), http_today(x->service));
    gathering g = {.arena = x->arena};
    *out = (portal_notices){.n = 0};
    if (b == NULL) return true;
    if (!gather(a, b, &g, e)) return false;
    out->item = base_arena_array(x->arena, g.n + 1, sizeof *out->item);
    out->more = g.more;
    for (size_t i = 0; i < g.n; i++) {
        store_dossier d;
        bool found = false;
        if (!store_dossier_get(app_store(a), x->arena, g.item[i].row.stream, &d, &found, e)) return false;
        base_str name = g.item[i].row.name;
        base_str path = found ? base_arena_fmt(x->arena, "%.*s/%.*s", (int)d.path.n, d.path.p, (int)name.n, name.p)
                              : (base_str){NULL, 0};
        if (found && describe(x, a, path, &d, &out->item[out->n], e)) out->n++;
        if (e->kind != BASE_ERR_NONE) return false;
    }
    if (out->n > 1) qsort(out->item, out->n, sizeof *out->item, by_last);
    return true;
}

bool portal_notice_get(http_exchange *x, app *a, base_str path, portal_notice *out, bool *found, base_err *e) {
    base_str rest, root = base_str_cut(path, '/', &rest);
    store_stream s;
    store_dossier d;
    *found = false;
    if (rest.n == 0) return true;
    if (!store_stream_find(app_store(a), x->arena, root, &s, found, e)) return false;
    if (*found && !store_dossier_get(app_store(a), x->arena, s.stream, &d, found, e)) return false;
    *found = *found && describe(x, a, path, &d, out, e);
    return e->kind == BASE_ERR_NONE;
}

bool portal_days_left(const core_world *w, base_date today, base_date last, unsigned *n) {
    base_err e = {0};
    *n = 0;
    return last != BASE_DATE_NONE && base_workdays_count(core_world_workdays(w), today, last, n, &e);
}
