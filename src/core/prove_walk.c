/* prove_walk.c - all steps from one state: every action on every case it may concern, time, and the round. */
#include "core/prove_i.h"

void core_pv_walk_init(core_pv_walk *w, core_pv_space *sp, core_pv_visit visit, void *ctx) {
    *w = (core_pv_walk){.sp = sp, .visit = visit, .ctx = ctx};
    w->atom = base_arena_array(sp->arena, sp->s->m->book->n_atoms, sizeof *w->atom);
}

static void tell(core_pv_walk *w, core_pv_step *step) {
    w->taken++;
    if (!w->visit(w->ctx, step)) w->stopped = true;
}

/* One run of a step under the answers of the oracle at hand. */
static void try_once(core_pv_walk *w, core_pv_view *v, const core_pv_conf *untouched, core_pv_step *step) {
    v->fact = v->act = v->after = &w->oracle;
    v->atom = w->atom;
    if (untouched != NULL) v->at[v->kind] = untouched;
    if (!core_pv_granted(v)) return;
    step->view = v;
    core_pv_take(v, step);
    tell(w, step);
}

/* An expected case that nobody has touched, as it stands. */
static core_pv_conf untouched_case(core_pv_walk *w, rules_id kind) {
    const core_pv_slice *s = w->sp->s;
    core_pv_conf c = {.kind = kind, .control = core_control_new(s->m->book, kind, s->m->book->kase[kind].first_state)};
    c.value = base_arena_alloc(w->sp->scratch, s->n_slots[kind]);
    for (size_t i = 0; i < s->n_slots[kind]; i++) {
        uint8_t any[65];
        size_t n = core_pv_domain(s->m, &s->m->var[s->at[kind][i]], any);
        c.value[i] = core_pv_ask(&w->oracle, CORE_PV_KEY_BEFORE + s->at[kind][i], any, n);
    }
    return c;
}

typedef struct {
    core_pv_walk *w;
    uint32_t root;
    rules_id action;
    bool ghost;
} acting;

static void act_on(const acting *a, const core_pv_path *path, bool untouched) {
    core_pv_walk *w = a->w;
    rules_id kind = w->sp->s->m->book->action[a->action].kase;
    w->oracle.n = 0;
    do {
        base_arena_reset(w->sp->scratch);
        core_pv_step step = {
            .action = a->action, .var = RULES_NONE, .path = *path, .from = a->root, .untouched = untouched};
        core_pv_view v = core_pv_view_of(w->sp, a->action, path, a->ghost);
        core_pv_conf fresh = {0};
        if (untouched) fresh = untouched_case(w, kind);
        try_once(w, &v, untouched ? &fresh : NULL, &step);
    } while (!w->stopped && core_pv_next(&w->oracle));
    if (w->oracle.overflow) w->overflow = true;
}

static bool act_on_path(void *ctx, const core_pv_path *path) {
    const acting *a = ctx;
    act_on(a, path, false);
    return !a->w->stopped;
}

static bool act_below(void *ctx, const core_pv_path *parent) {
    const acting *a = ctx;
    core_pv_path path = *parent;
    path.id[path.n++] = 0;
    act_on(a, &path, !a->w->sp->s->m->book->action[a->action].creates);
    return !a->w->stopped;
}

/* The nearest followed ancestor of a kind that is not followed, if the action changes any followed case. */
static rules_id haunted(const core_pv_slice *s, const rules_action *a) {
    const rules_book *b = s->m->book;
    bool changes = false;
    for (size_t i = 0; i < a->n_effects; i++) {
        if (a->effect[i].target.holder == RULES_ROUND) continue;
        if (core_pv_follows(s, core_pv_holder(b, a->kase, a->effect[i].target.holder))) changes = true;
    }
    rules_id up = a->kase;
    while (changes && up != RULES_NONE && !core_pv_follows(s, up)) up = b->kase[up].parent;
    return changes ? up : RULES_NONE;
}

void core_pv_steps_by(core_pv_walk *w, uint32_t root, rules_id action) {
    const core_pv_slice *s = w->sp->s;
    const rules_action *a = &s->m->book->action[action];
    const rules_case *k = &s->m->book->kase[a->kase];
    acting x = {w, root, action, !core_pv_follows(s, a->kase)};
    if (s->m->root[a->kase] != s->root) return;
    if (x.ghost) {
        rules_id over = haunted(s, a);
        if (over != RULES_NONE) core_pv_each_path(w->sp, root, over, act_on_path, &x);
        return;
    }
    if (k->parent == RULES_NONE) {
        core_pv_path path = {.id = {root}, .n = 1};
        if ((root == 0) == a->creates) act_on(&x, &path, false);
        return;
    }
    if (a->creates) {
        core_pv_each_path(w->sp, root, k->parent, act_below, &x);
        return;
    }
    core_pv_each_path(w->sp, root, a->kase, act_on_path, &x);
    bool expected = k->expected && (a->from >> k->first_state & 1U) != 0;
    if (expected && !w->stopped) core_pv_each_path(w->sp, root, k->parent, act_below, &x);
}

/* ---- what happens by itself ---- */

uint8_t core_pv_later(const core_pv *v, uint8_t value) {
    if (value == CORE_PV_BEFORE) return v->over && v->reached ? CORE_PV_ON : CORE_PV_AFTER;
    return value == CORE_PV_ON ? CORE_PV_AFTER : value;
}

/* Puts `value` into one slot of the case at the end of the path, in every way. */
static void set_slot(core_pv_walk *w, const core_pv_path *path, size_t slot, uint8_t value) {
    const core_pv_space *sp = w->sp;
    w->oracle.n = 0;
    do {
        base_arena_reset(sp->scratch);
        core_pv_step step = {.action = RULES_NONE, .path = *path, .from = path->id[0], .value = value, .n = path->n};
        core_pv_conf next[CORE_PV_MAX_DEPTH] = {{.kind = 0}};
        for (size_t d = 0; d < path->n; d++) {
            const core_pv_conf *c = sp->conf[path->id[d]];
            next[d] = *c;
            step.kind[d] = c->kind;
            step.before[d] = step.after[d] = c->control;
            step.watch[d] = c->watch;
        }
        core_pv_conf *last = &next[path->n - 1];
        step.var = sp->s->at[last->kind][slot];
        size_t n = sp->s->n_slots[last->kind];
        uint8_t *values = base_arena_copy(sp->scratch, last->value, n);
        values[slot] = value;
        last->value = values;
        step.to = core_pv_rebuild(w->sp, &w->oracle, path, next, &step.now);
        tell(w, &step);
    } while (!w->stopped && core_pv_next(&w->oracle));
}

/* The states that the round may come to next. */
static uint64_t round_moves(const rules_book *b, uint8_t state) {
    uint64_t to = 0;
    for (size_t i = 0; i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        if (a->kase == b->round && (a->from >> state & 1U) != 0 && a->to != RULES_NONE) to |= UINT64_C(1) << a->to;
    }
    return to & ~(UINT64_C(1) << state);
}

static bool pass_by(void *ctx, const core_pv_path *path) {
    core_pv_walk *w = ctx;
    const core_pv_slice *s = w->sp->s;
    const core_pv_conf *c = w->sp->conf[path->id[path->n - 1]];
    for (size_t i = 0; i < s->n_slots[c->kind] && !w->stopped; i++) {
        const core_pv *x = &s->m->var[s->at[c->kind][i]];
        uint8_t now = c->value[i];
        if (x->sort == CORE_PV_DATE && core_pv_later(x, now) != now) set_slot(w, path, i, core_pv_later(x, now));
        uint64_t to = x->sort == CORE_PV_STATE ? round_moves(s->m->book, now) : 0;
        for (uint8_t state = 0; to != 0 && !w->stopped; state++, to >>= 1) {
            if ((to & 1U) != 0) set_slot(w, path, i, state);
        }
    }
    return !w->stopped;
}

void core_pv_steps(core_pv_walk *w, uint32_t root) {
    const core_pv_slice *s = w->sp->s;
    for (rules_id i = 0; i < s->m->book->n_actions && !w->stopped; i++) core_pv_steps_by(w, root, i);
    core_pv_steps_of_time(w, root);
}

void core_pv_steps_of_time(core_pv_walk *w, uint32_t root) {
    const core_pv_slice *s = w->sp->s;
    for (rules_id k = 0; k < s->m->book->n_cases && !w->stopped; k++) {
        if (core_pv_follows(s, k) && s->n_slots[k] > 0) core_pv_each_path(w->sp, root, k, pass_by, w);
    }
}
