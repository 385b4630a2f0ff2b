/* prove_explore.c - breadth first over the states of a slice, so that the first history that breaks a property is a
 * shortest one. */
#include "core/prove_i.h"

static void remember(core_pv_explore *x, const core_pv_step *step, const core_pv_oracle *o, core_pv_state *out) {
    *out = (core_pv_state){.root = step->to,
                           .parent = x->now,
                           .action = step->action,
                           .var = step->var,
                           .value = step->value,
                           .path = step->path,
                           .n_choices = (uint16_t)o->n};
    if (o->n > 0) out->choice = base_arena_copy(x->sp->arena, o->c, o->n * sizeof *o->c);
}

static bool is_new(core_pv_explore *x, uint32_t root) {
    while (root >= x->seen_cap)
        x->seen = base_arena_grow(x->sp->arena, x->seen, x->seen_cap, &x->seen_cap, sizeof *x->seen);
    return x->seen[root] == 0;
}

static void add(core_pv_explore *x, const core_pv_step *step, const core_pv_oracle *o) {
    x->state = base_arena_grow(x->sp->arena, x->state, x->n, &x->cap, sizeof *x->state);
    remember(x, step, o, &x->state[x->n++]);
    x->seen[step->to] = (uint32_t)x->n;
}

typedef struct {
    core_pv_explore *x;
    core_pv_walk *w;
} meeting;

static bool meet(void *ctx, const core_pv_step *step) {
    const meeting *m = ctx;
    core_pv_explore *x = m->x;
    x->transitions++;
    if (x->breaks != NULL && x->breaks(x->ctx, step)) {
        x->broken = true;
        remember(x, step, &m->w->oracle, &x->last);
        return false;
    }
    if (!is_new(x, step->to)) return true;
    if (x->n >= x->max_states) {
        x->full = true;
        return false;
    }
    add(x, step, &m->w->oracle);
    return true;
}

/* A kind that nothing opens (the programme) stands in its first state from the beginning. */
static uint32_t first_root(core_pv_space *sp) {
    const rules_book *b = sp->s->m->book;
    for (size_t i = 0; i < b->n_actions; i++) {
        if (b->action[i].kase == sp->s->root && b->action[i].creates) return 0;
    }
    core_pv_conf c = {.kind = sp->s->root, .control = core_control_new(b, sp->s->root, 0)};
    c.value = base_arena_alloc(sp->scratch, sp->s->n_slots[c.kind]);
    for (size_t i = 0; i < sp->s->n_slots[c.kind]; i++) {
        const core_pv *v = &sp->s->m->var[sp->s->at[c.kind][i]];
        if (v->sort == CORE_PV_FIELD) c.value[i] = core_pv_initial(b, v);
    }
    return core_pv_intern(sp, &c);
}

void core_pv_explore_run(core_pv_explore *x, core_pv_space *sp, size_t max_states, core_pv_breaks breaks, void *ctx) {
    *x = (core_pv_explore){.sp = sp, .max_states = max_states, .breaks = breaks, .ctx = ctx, .now = UINT32_MAX};
    core_pv_walk w;
    meeting m = {x, &w};
    core_pv_walk_init(&w, sp, meet, &m);
    core_pv_step first = {.action = RULES_NONE, .var = RULES_NONE, .to = first_root(sp)};
    is_new(x, first.to);
    add(x, &first, &w.oracle);
    for (x->now = 0; x->now < x->n && !w.stopped; x->now++) core_pv_steps(&w, x->state[x->now].root);
    if (w.overflow) x->full = true;
}
