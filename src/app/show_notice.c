/* show_notice.c - what stands on public notice: cases in a public state that lasts a number of working days. The rows
 * of the store say which they are; each is then looked at in its dossier, which knows since when and to which day. */
#include <stdlib.h>

#include "app/show_i.h"

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
    if (g->n == APP_PUBLIC_NOTICES_MAX) {
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
            if (!store_waiting(a->store, &q, take, g, e)) return false;
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

static void put_objected(const core_case *c, base_arena *arena, app_public_notice *out) {
    size_t n = 0;
    for (const core_case *o = c->child; o != NULL; o = o->sibling) n++;
    app_objection *list = base_arena_array(arena, n + 1, sizeof *list);
    for (const core_case *o = c->child; o != NULL; o = o->sibling) {
        if (o->is_virtual || o->kind != out->objection) continue;
        list[out->n_objections++] =
            (app_objection){base_arena_str(arena, o->path), app_word_of_state(o->book, o->kind, o->control.state),
                            core_state(o)->end, o->entered[o->control.state]};
    }
    out->objected = list;
}

/* False when the case is not on notice any more. */
static bool describe(app *a, base_str path, const store_dossier *d, base_date day, base_arena *arena,
                     app_public_notice *out, base_err *e) {
    base_err none = {0};
    if (app_load(a, path, e) == NULL) return false;
    const core_case *c = core_world_find(a->world, path, day, arena);
    if (c == NULL || c->is_virtual || !base_str_eq(c->path, path) || !core_state(c)->is_public || !core_state(c)->lasts)
        return false;
    const rules_state *s = core_state(c);
    base_str round = c->round != NULL ? c->round->path : (base_str){NULL, 0};
    *out = (app_public_notice){.dossier = *d,
                               .path = base_arena_str(arena, path),
                               .kind = core_kind(c)->name,
                               .round = base_arena_str(arena, round),
                               .round_closes = core_date_named(c->round, "closes"),
                               .state = s,
                               .first = c->entered[c->control.state],
                               .last = BASE_DATE_NONE,
                               .objection = objection_kind(c->book, c->kind)};
    base_date last;
    if (base_workdays_end(core_world_workdays(a->world), out->first, s->working_days, s->count_first, &last, &none))
        out->last = last;
    put_objected(c, arena, out);
    return true;
}

static int by_last(const void *x, const void *y) {
    const app_public_notice *a = x, *b = y;
    if (a->last != b->last) return a->last < b->last ? -1 : 1;
    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    int by = base_str_cmp(a->kind, b->kind);
    if (by == 0) by = base_str_cmp(a->round, b->round);
    if (by != 0) return by;
    return (a->dossier.stream > b->dossier.stream) - (a->dossier.stream < b->dossier.stream);
}

bool app_show_notices(app *a, base_date day, base_arena *arena, app_public_notices *out, base_err *e) {
    const rules_book *b = core_world_book(a->world, day);
    gathering g = {.arena = arena};
    *out = (app_public_notices){.n = 0};
    if (b == NULL) return true;
    if (!gather(a, b, &g, e)) return false;
    out->item = base_arena_array(arena, g.n + 1, sizeof *out->item);
    out->more = g.more;
    for (size_t i = 0; i < g.n; i++) {
        store_dossier d;
        bool found = false;
        if (!store_dossier_get(a->store, arena, g.item[i].row.stream, &d, &found, e)) return false;
        base_str name = g.item[i].row.name;
        base_str path = found ? base_arena_fmt(arena, "%.*s/%.*s", (int)d.path.n, d.path.p, (int)name.n, name.p)
                              : (base_str){NULL, 0};
        if (found && describe(a, path, &d, day, arena, &out->item[out->n], e)) out->n++;
        if (e->kind != BASE_ERR_NONE) return false;
    }
    if (out->n > 1) qsort(out->item, out->n, sizeof *out->item, by_last);
    return true;
}

bool app_show_notice(app *a, base_str path, base_date day, base_arena *arena, app_public_notice *out, bool *found,
                     base_err *e) {
    base_str rest, root = base_str_cut(path, '/', &rest);
    store_stream s;
    store_dossier d;
    *found = false;
    if (rest.n == 0) return true;
    if (!store_stream_find(a->store, arena, root, &s, found, e)) return false;
    if (*found && !store_dossier_get(a->store, arena, s.stream, &d, found, e)) return false;
    *found = *found && describe(a, path, &d, day, arena, out, e);
    return e->kind == BASE_ERR_NONE;
}

bool app_days_left(const core_world *w, base_date today, base_date last, unsigned *n) {
    base_err e = {0};
    *n = 0;
    return last != BASE_DATE_NONE && base_workdays_count(core_world_workdays(w), today, last, n, &e);
}

/* ---- as JSON ---- */

/* Every day that counts, so that a reader sees why the last one is the last. */
static void put_days(base_json *j, const core_world *w, base_date today, const app_public_notice *n) {
    base_err e = {0};
    unsigned left = 0;
    base_json_day(j, "first", n->first);
    if (n->last == BASE_DATE_NONE) return;
    base_json_day(j, "last", n->last);
    base_json_flag(j, "over", today > n->last);
    if (today <= n->last && app_days_left(w, today, n->last, &left)) base_json_number(j, "days_left", left);
    base_json_name(j, "workdays");
    base_json_arr(j);
    for (base_date d = n->state->count_first ? n->first : n->first + 1; d <= n->last; d++) {
        bool is = false;
        if (!base_workday_is(core_world_workdays(w), d, &is, &e)) break;
        if (is) base_json_date(j, d);
    }
    base_json_arr_end(j);
}

static void put_objections(base_json *j, const app_public_notice *n) {
    base_json_name(j, "objections");
    base_json_arr(j);
    for (size_t i = 0; i < n->n_objections; i++) {
        const app_objection *o = &n->objected[i];
        base_json_obj(j);
        base_json_some(j, "path", o->path);
        app_put_named_word(j, "state", o->state);
        base_json_flag(j, "ended", o->ended);
        base_json_day(j, "since", o->since);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

static void put_notice(base_json *j, const core_world *w, const app_viewer *v, base_date day,
                       const app_public_notice *n) {
    const rules_book *b = core_world_book(w, day);
    const rules_id k = b != NULL ? rules_find_case(b, n->kind) : RULES_NONE;
    const app_word kind = {n->kind, k != RULES_NONE ? b->kase[k].label : (rules_text){n->kind, n->kind}};
    base_json_obj(j);
    base_json_some(j, "path", n->path);
    base_json_some(j, "name", n->dossier.name);
    app_put_named_word(j, "kind", kind);
    app_put_named_word(j, "state", app_word_with(n->state->name, n->state->label));
    base_json_some(j, "article", n->state->cite);
    base_json_some(j, "round", n->round);
    base_json_some(j, "county", n->dossier.county);
    base_json_some(j, "county_name", app_place_name(w, n->dossier.county));
    base_json_some(j, "industry", n->dossier.industry);
    base_json_some(j, "industry_name", n->industry);
    put_days(j, w, day, n);
    if (app_may_see_place(w, v, day, n->dossier.county, n->dossier.channel) == APP_SIGHT_FULL) put_objections(j, n);
    base_json_obj_end(j);
}

void app_put_notices(base_json *j, const core_world *w, const app_viewer *v, base_date day,
                     const app_public_notices *n) {
    base_json_obj(j);
    base_json_name(j, "notices");
    base_json_arr(j);
    for (size_t i = 0; i < n->n; i++) put_notice(j, w, v, day, &n->item[i]);
    base_json_arr_end(j);
    base_json_flag(j, "more", n->more);
    base_json_obj_end(j);
}
