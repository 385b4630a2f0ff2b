/* prove_reach.c - "can be reached": a game between those who act and the facts.
 *
 * A position is one case in its dossier. Those who act choose the action and its arguments, fill in what a form asks
 * for, or wait; they act on the case itself and on what it lies in. The facts choose everything else, anew in each
 * position and knowing the worst: whether a standard is met, a place is left, how far other dates have come, whether
 * other cases stay behind. A position is won when for every choice of the facts some move leads to a won one; the
 * least set of won positions is computed, so nobody can put a goal off for ever.
 *
 * What the facts may choose is more than what they could in truth, and what actors may do is less: so "won" is true of
 * every real dossier, and "not won" may only mean that it was not found. */
#include "core/prove_i.h"

static bool excluded(const core_pv_reach *r, rules_id action) {
    for (size_t i = 0; r->p->form == RULES_P_REST && i < r->p->n_actions; i++) {
        if (r->p->action[i] == action) return true;
    }
    return false;
}

static bool at_goal(const core_pv_reach *r, const core_pv_conf *c) {
    const rules_state *s = &r->x->sp->s->m->book->kase[c->kind].state[c->control.state];
    return r->p->form == RULES_P_REST && (s->rest || s->end);
}

/* ---- positions ---- */

static size_t hash(const core_pv_path *p) {
    uint64_t h = 7;
    for (size_t i = 0; i < p->n; i++) h = (h ^ p->id[i]) * UINT64_C(0x9E3779B97F4A7C15), h ^= h >> 31;
    return (size_t)h;
}

static bool same(const core_pv_path *a, const core_pv_path *b) {
    return a->n == b->n && memcmp(a->id, b->id, a->n * sizeof *a->id) == 0;
}

static uint32_t *place(const core_pv_reach *r, const core_pv_path *p) {
    size_t i = hash(p) & (r->table_cap - 1);
    while (r->table[i] != 0 && !same(&r->at[r->table[i] - 1].path, p)) i = (i + 1) & (r->table_cap - 1);
    return &r->table[i];
}

typedef struct {
    core_pv_reach *r;
    uint32_t state;
} filling;

static void widen(core_pv_reach *r) {
    r->table_cap *= 2;
    r->table = base_arena_array(r->x->sp->arena, r->table_cap, sizeof *r->table);
    for (uint32_t i = 0; i < r->n; i++) *place(r, &r->at[i].path) = i + 1;
}

static bool add(void *ctx, const core_pv_path *path) {
    const filling *f = ctx;
    core_pv_reach *r = f->r;
    const core_pv_conf *c = r->x->sp->conf[path->id[path->n - 1]];
    if (*place(r, path) != 0) return true;
    bool asked = r->p->form == RULES_P_CAN_FOLLOW ? c->control.state == r->p->state : !at_goal(r, c);
    r->at = base_arena_grow(r->x->sp->arena, r->at, r->n, &r->cap, sizeof *r->at);
    r->at[r->n++] = (core_pv_position){*path, f->state, at_goal(r, c) ? 0 : UINT32_MAX, asked, false};
    *place(r, path) = (uint32_t)r->n;
    if (r->n * 2 > r->table_cap) widen(r);
    return true;
}

static bool is_won(const core_pv_reach *r, const core_pv_path *path, uint32_t below) {
    uint32_t i = *place(r, path);
    return i != 0 && r->at[i - 1].rank < below;
}

/* ---- moves ---- */

/* Where the case is after a step on it or on something it lies in. */
static core_pv_path after(const core_pv_path *path, const core_pv_step *s) {
    core_pv_path now = *path;
    for (size_t d = 0; d < s->now.n; d++) now.id[d] = s->now.id[d];
    return now;
}

static bool leads_on(core_pv_reach *r, const core_pv_path *path, const core_pv_step *s, uint32_t below) {
    int last = path->n - 1;
    if (s->n == path->n) {
        core_pv_conf c = {.kind = r->kind, .control = s->after[last]};
        if (at_goal(r, &c)) return true;
        if (s->now.id[last] == 0) return false;
    }
    core_pv_path now = after(path, s);
    return is_won(r, &now, below);
}

/* Whatever comes of the step beyond what the actor chose. */
static bool always_leads_on(core_pv_reach *r, const core_pv_path *path, const core_pv_view *v, const core_pv_step *step,
                            uint32_t below) {
    r->after.n = 0;
    do {
        core_pv_step s = *step;
        core_pv_take(v, &s);
        if (!leads_on(r, path, &s, below)) return false;
    } while (core_pv_next(&r->after));
    return true;
}

/* Some arguments with which the action leads on, under the facts at hand. */
static bool act_wins(core_pv_reach *r, const core_pv_path *path, rules_id action, uint32_t below) {
    core_pv_space *sp = r->x->sp;
    core_pv_path own = *path;
    own.n = (uint8_t)(sp->s->m->depth[sp->s->m->book->action[action].kase] + 1U);
    r->act.n = 0;
    do {
        base_arena_reset(sp->scratch);
        core_pv_step step = {.action = action, .var = RULES_NONE, .path = own, .from = path->id[0]};
        core_pv_view v = core_pv_view_of(sp, action, &own, false);
        v.fact = &r->fact;
        v.act = &r->act;
        v.after = &r->after;
        v.atom = r->atom;
        r->tried++;
        if (!core_pv_granted(&v)) continue;
        if (r->p->form == RULES_P_CAN_FOLLOW && action == r->p->action[0]) return true;
        if (always_leads_on(r, path, &v, &step, below)) return true;
    } while (core_pv_next(&r->act));
    return false;
}

/* Waiting until one date is over; how far the others have come by then is asked. */
static bool wait_leads_on(core_pv_reach *r, const core_pv_path *path, size_t depth, size_t slot, uint32_t below) {
    core_pv_space *sp = r->x->sp;
    core_pv_conf next[CORE_PV_MAX_DEPTH];
    core_pv_path now;
    base_arena_reset(sp->scratch);
    for (size_t d = 0; d < path->n; d++) {
        next[d] = *sp->conf[path->id[d]];
        size_t n = sp->s->n_slots[next[d].kind];
        next[d].value = base_arena_copy(sp->scratch, next[d].value, n);
        for (size_t i = 0; i < n; i++) {
            rules_id var = sp->s->at[next[d].kind][i];
            const core_pv *x = &sp->s->m->var[var];
            uint8_t value[3] = {next[d].value[i]};
            size_t k = 1;
            if (x->sort != CORE_PV_DATE) continue;
            while (k < 3 && core_pv_later(x, value[k - 1]) != value[k - 1])
                value[k] = core_pv_later(x, value[k - 1]), k++;
            bool waited = d == depth && i == slot;
            next[d].value[i] = waited
                                   ? value[k - 1]
                                   : core_pv_ask(&r->after, CORE_PV_KEY_WAITED + (uint32_t)d * 0x1000U + var, value, k);
        }
    }
    core_pv_rebuild(sp, &r->after, path, next, &now);
    return is_won(r, &now, below);
}

static bool wait_wins(core_pv_reach *r, const core_pv_path *path, size_t depth, size_t slot, uint32_t below) {
    r->after.n = 0;
    do {
        if (!wait_leads_on(r, path, depth, slot, below)) return false;
    } while (core_pv_next(&r->after));
    return true;
}

static bool some_wait_wins(core_pv_reach *r, const core_pv_path *path, uint32_t below) {
    const core_pv_space *sp = r->x->sp;
    for (size_t d = 0; d < path->n; d++) {
        const core_pv_conf *c = sp->conf[path->id[d]];
        for (size_t i = 0; i < sp->s->n_slots[c->kind]; i++) {
            const core_pv *x = &sp->s->m->var[sp->s->at[c->kind][i]];
            bool runs = x->sort == CORE_PV_DATE && core_pv_later(x, c->value[i]) != c->value[i];
            if (runs && wait_wins(r, path, d, i, below)) return true;
        }
    }
    return false;
}

/* The actions that may be tried on the case and on what it lies in. */
static bool some_act_wins(core_pv_reach *r, const core_pv_path *path, uint32_t below) {
    const core_pv_space *sp = r->x->sp;
    const rules_book *b = sp->s->m->book;
    for (rules_id i = 0; i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        size_t d = sp->s->m->depth[a->kase];
        bool near = !a->creates && d < path->n && sp->conf[path->id[d]]->kind == a->kase && !excluded(r, i);
        if (near && (a->from >> sp->conf[path->id[d]]->control.state & 1U) != 0 && act_wins(r, path, i, below))
            return true;
    }
    return false;
}

/* Facts under which the property says nothing. */
static bool out_of_question(core_pv_reach *r, const core_pv_path *path) {
    if (r->p->form != RULES_P_CAN_FOLLOW || r->p->guard == RULES_NONE) return false;
    core_pv_view v = {.sp = r->x->sp,
                      .action = RULES_NONE,
                      .kind = r->kind,
                      .fact = &r->fact,
                      .act = &r->fact,
                      .after = &r->fact,
                      .atom = r->atom};
    for (size_t d = 0; d < path->n; d++) v.at[r->x->sp->conf[path->id[d]]->kind] = r->x->sp->conf[path->id[d]];
    return core_pv_guard(&v, r->p->guard) != CORE_YES;
}

enum outcome { LOST, WON, NOT_ASKED };

/* NOT_ASKED: under no facts does the property speak of this position. To lead there is not to win: "while GUARD" is a
 * promise of the facts, not a door for those who wait until it is broken. */
static enum outcome outcome_of(core_pv_reach *r, const core_pv_path *path, uint32_t below) {
    bool asked = false;
    r->fact.n = 0;
    do {
        bool out = out_of_question(r, path);
        bool won = out || some_act_wins(r, path, below) || some_wait_wins(r, path, below);
        if (r->fact.overflow || r->act.overflow || r->after.overflow) r->overflow = true;
        if (!won || r->overflow) return LOST;
        asked = asked || !out;
    } while (core_pv_next(&r->fact));
    return asked ? WON : NOT_ASKED;
}

static const core_pv_conf *last_of(const core_pv_reach *r, const core_pv_position *at) {
    return r->x->sp->conf[at->path.id[at->path.n - 1]];
}

static bool nothing_runs(const core_pv_reach *r, const core_pv_conf *c) {
    const core_pv_slice *s = r->x->sp->s;
    for (size_t i = 0; i < s->n_slots[c->kind]; i++) {
        const core_pv *v = &s->m->var[s->at[c->kind][i]];
        if (v->sort == CORE_PV_DATE && core_pv_later(v, c->value[i]) != c->value[i]) return false;
    }
    return true;
}

/* The same case when all its dates are over: what stops it then is what stops it at last. */
static const core_pv_position *at_last(const core_pv_reach *r, const core_pv_position *at) {
    const core_pv_conf *c = last_of(r, at);
    for (size_t i = 0; i < r->n; i++) {
        const core_pv_conf *d = last_of(r, &r->at[i]);
        bool like =
            d->control.state == c->control.state && d->control.done == c->control.done && r->at[i].rank == UINT32_MAX;
        if (like && !r->at[i].idle && nothing_runs(r, d)) return &r->at[i];
    }
    return at;
}

void core_pv_reach_facts(core_pv_reach *r, const core_pv_position *at) {
    core_pv_path path = at_last(r, at)->path;
    outcome_of(r, &path, UINT32_MAX);
}

void core_pv_reach_run(core_pv_reach *r, core_pv_explore *x, const rules_proof *p, rules_id kind) {
    *r = (core_pv_reach){.x = x, .p = p, .kind = kind, .table_cap = 256};
    r->table = base_arena_array(x->sp->arena, r->table_cap, sizeof *r->table);
    r->atom = base_arena_array(x->sp->arena, x->sp->s->m->book->n_atoms, sizeof *r->atom);
    for (uint32_t i = 0; i < x->n; i++) {
        filling f = {r, i};
        core_pv_each_path(x->sp, x->state[i].root, kind, add, &f);
    }
    bool grown = true;
    for (uint32_t rank = 1; grown && !r->overflow; rank++) {
        grown = false;
        for (size_t i = 0; i < r->n; i++) {
            if (r->at[i].rank != UINT32_MAX) continue;
            core_pv_path path = r->at[i].path;
            enum outcome o = r->at[i].idle ? NOT_ASKED : outcome_of(r, &path, rank);
            if (o == NOT_ASKED) r->at[i].idle = true;
            if (o != WON) continue;
            r->at[i].rank = rank;
            grown = true;
        }
    }
}

const core_pv_position *core_pv_reach_stuck(const core_pv_reach *r) {
    for (size_t i = 0; i < r->n; i++) {
        if (r->at[i].asked && !r->at[i].idle && r->at[i].rank == UINT32_MAX) return &r->at[i];
    }
    return NULL;
}
