/* prove_step.c - every step that an abstract dossier may take.
 *
 * The acting case steps by core_control_step, its ancestors by core_control_move, as in fold. What the control does not
 * hold follows these rules: a field has the value that an argument or an effect gives it; a date that rests on
 * something the step has set may be anything again; the last day of a state that has just been entered is still ahead;
 * everything else stays as it was. */
#include "core/prove_i.h"

/* ---- the way from the root to a case ---- */

typedef struct {
    const core_pv_space *sp;
    rules_id chain[CORE_PV_MAX_DEPTH];
    uint8_t n;
    core_pv_visit_path visit;
    void *ctx;
} chain;

static bool each_below(const chain *c, core_pv_path *path) {
    if (path->n == c->n) return c->visit(c->ctx, path);
    const core_pv_conf *top = c->sp->conf[path->id[path->n - 1]];
    bool goes_on = true;
    for (size_t i = 0; goes_on && i < top->n_children; i++) {
        if (c->sp->conf[top->child[i]]->kind != c->chain[path->n]) continue;
        path->id[path->n++] = top->child[i];
        goes_on = each_below(c, path);
        path->n--;
    }
    return goes_on;
}

bool core_pv_each_path(const core_pv_space *sp, uint32_t root, rules_id kind, core_pv_visit_path visit, void *ctx) {
    const core_pv_model *m = sp->s->m;
    chain c = {.sp = sp, .n = (uint8_t)(m->depth[kind] + 1U), .visit = visit, .ctx = ctx};
    core_pv_path path = {.id = {root}, .n = 1};
    if (root == 0 || c.n > CORE_PV_MAX_DEPTH) return true;
    rules_id k = kind;
    for (size_t d = c.n; d-- > 0; k = m->book->kase[k].parent) c.chain[d] = k;
    return each_below(&c, &path);
}

core_pv_view core_pv_view_of(core_pv_space *sp, rules_id action, const core_pv_path *path, bool ghost) {
    const rules_action *a = &sp->s->m->book->action[action];
    core_pv_view v = {.sp = sp, .action = action, .kind = a->kase, .creating = a->creates, .ghost = ghost};
    for (size_t d = 0; d < path->n; d++) {
        if (path->id[d] != 0) v.at[sp->conf[path->id[d]]->kind] = sp->conf[path->id[d]];
    }
    return v;
}

/* ---- putting the root together again ---- */

static bool is_open(const core_pv_space *sp, const core_pv_conf *c) {
    return !sp->s->m->book->kase[c->kind].state[c->control.state].end;
}

/* Of ended cases that only matter for their children, one is kept at a time: any one. */
static core_pv_conf without_kept_for_focus(core_pv_space *sp, const core_pv_conf *parent, rules_id kind) {
    core_pv_conf out = *parent;
    for (size_t i = 0; i < parent->n_children; i++) {
        const core_pv_conf *c = sp->conf[parent->child[i]];
        if (c->kind == kind && !core_pv_kept(sp->s, c)) out = core_pv_with_child(sp, &out, parent->child[i], 0);
    }
    return out;
}

static core_pv_conf put_child(core_pv_space *sp, core_pv_oracle *o, const core_pv_conf *parent, uint32_t old,
                              const core_pv_conf *next, unsigned depth, uint32_t *now) {
    const core_pv_conf *was = old != 0 ? sp->conf[old] : NULL;
    bool kept = core_pv_kept(sp->s, next), focused = was != NULL && !core_pv_kept(sp->s, was);
    core_pv_conf out = *parent;
    uint32_t id = 0;
    if (!kept && sp->s->focus[next->kind] && (focused || core_pv_ask_yes(o, CORE_PV_KEY_FOCUS + depth))) {
        out = without_kept_for_focus(sp, parent, next->kind);
        id = core_pv_intern(sp, next);
    } else if (kept) {
        id = core_pv_intern(sp, next);
    }
    *now = id;
    if (id == old) return out;
    bool alone = was == NULL || focused || (sp->s->m->exact[was->kind] && is_open(sp, was));
    bool stays = !alone && core_pv_ask_yes(o, CORE_PV_KEY_STAYS + depth);
    return core_pv_with_child(sp, &out, stays ? 0 : old, id);
}

uint32_t core_pv_rebuild(core_pv_space *sp, core_pv_oracle *o, const core_pv_path *path, core_pv_conf *next,
                         core_pv_path *now) {
    now->n = path->n;
    for (unsigned d = path->n; d-- > 1;)
        next[d - 1] = put_child(sp, o, &next[d - 1], path->id[d], &next[d], d, &now->id[d]);
    now->id[0] = core_pv_intern(sp, &next[0]);
    return now->id[0];
}

/* ---- what a granted action does ---- */

typedef struct {
    const core_pv_view *v;
    core_pv_step *step;
    core_pv_conf next[CORE_PV_MAX_DEPTH];
    uint64_t set[CORE_PV_MAX_DEPTH];     /* fields that the step sets */
    uint64_t entered[CORE_PV_MAX_DEPTH]; /* states that it enters */
} taking;

static int depth_of(const taking *t, rules_id kind) {
    for (int d = 0; d < t->step->n; d++) {
        if (t->step->kind[d] == kind) return d;
    }
    return -1;
}

static uint8_t *slot_of(taking *t, int d, rules_id var) {
    const core_pv_slice *s = t->v->sp->s;
    return var != RULES_NONE && s->slot[var] != CORE_PV_NO_SLOT ? &t->next[d].value[s->slot[var]] : NULL;
}

static uint8_t normal(const core_pv *x, uint8_t value) {
    if (x->sort != CORE_PV_DATE || value != CORE_PV_ON || (x->over && x->reached)) return value;
    return x->over ? CORE_PV_BEFORE : CORE_PV_AFTER;
}

/* The value that an effect gives a field, as far as the prover knows it. */
static uint8_t effect_value(const taking *t, const rules_effect *e, rules_id var, uint8_t old) {
    const core_pv *x = &t->v->sp->s->m->var[var];
    const uint8_t set_or_not[] = {1, old};
    uint8_t any[65];
    size_t n;
    switch (e->from) {
    case RULES_SET_CHOICE:
    case RULES_SET_YESNO: return (uint8_t)(e->value + 1);
    case RULES_SET_ACTOR_DIVISION: return 1;
    case RULES_SET_DATE: return core_pv_ask(t->v->after, CORE_PV_KEY_MOVED + var, set_or_not, 2);
    case RULES_SET_COPY:
        n = core_pv_domain(t->v->sp->s->m, x, any);
        return core_pv_ask(t->v->after, CORE_PV_KEY_MOVED + var, any, n);
    }
    return old;
}

static void apply_effect(taking *t, const rules_effect *e) {
    const core_pv_model *m = t->v->sp->s->m;
    rules_id kind = core_pv_holder(m->book, t->v->kind, e->target.holder);
    int d = kind == RULES_NONE || e->target.holder == RULES_ROUND ? -1 : depth_of(t, kind);
    if (d < 0) return;
    if (e->kind == RULES_E_MOVE) {
        t->next[d].control = core_control_move(m->book, kind, t->next[d].control, e->state);
        t->entered[d] |= UINT64_C(1) << e->state;
        return;
    }
    rules_id var = m->given[(size_t)kind * RULES_MAX_FIELDS + e->target.field];
    uint8_t *slot = slot_of(t, d, var);
    if (slot != NULL) *slot = effect_value(t, e, var, *slot);
    t->set[d] |= UINT64_C(1) << e->target.field;
}

/* The last day of a state that is entered today lies ahead, or is today. */
static uint8_t date_after_entry(const taking *t, rules_id var) {
    const core_pv_model *m = t->v->sp->s->m;
    const core_pv *x = &m->var[var];
    const rules_date_expr *e = &m->book->date[x->date];
    uint8_t any[65];
    size_t n = core_pv_domain(m, x, any);
    if (e->op == RULES_D_LASTS) {
        const rules_state *s = &m->book->kase[x->home].state[e->state];
        bool today = s->working_days <= 1 && s->count_first;
        if (!today) return CORE_PV_BEFORE;
        any[0] = CORE_PV_BEFORE;
        any[1] = normal(x, CORE_PV_ON);
        n = 2;
    }
    return core_pv_ask(t->v->after, CORE_PV_KEY_MOVED + var, any, n);
}

static void move_dates(taking *t) {
    const core_pv_slice *s = t->v->sp->s;
    for (int d = 0; d < t->step->n; d++) {
        rules_id kind = t->step->kind[d];
        for (size_t i = 0; i < s->n_slots[kind]; i++) {
            rules_id var = s->at[kind][i];
            const core_pv *x = &s->m->var[var];
            if (x->sort != CORE_PV_DATE) continue;
            bool moved = (x->by_field & t->set[d]) != 0 || (x->by_entry & t->entered[d]) != 0 ||
                         (x->by_action == t->v->action && x->by_action != RULES_NONE);
            if (moved) t->next[d].value[i] = date_after_entry(t, var);
            t->next[d].value[i] = normal(x, t->next[d].value[i]);
        }
    }
}

static void watch(taking *t) {
    const core_pv_slice *s = t->v->sp->s;
    uint32_t *root = &t->next[0].watch;
    int self = depth_of(t, t->v->kind), reached = s->reach_kind != RULES_NONE ? depth_of(t, s->reach_kind) : -1;
    for (unsigned i = 0; i < s->n_watched; i++) {
        if (s->watched[i] != t->v->action) continue;
        if (self >= 0) t->next[self].watch |= UINT32_C(1) << i;
        if ((s->in_dossier >> i & 1U) != 0) *root |= UINT32_C(1) << (16 + i);
    }
    if (reached >= 0 && (t->entered[reached] >> s->reach_state & 1U) != 0) *root &= ~((uint32_t)s->in_dossier << 16);
    if (!s->between) return;
    if (t->v->action == s->watched[0]) *root |= UINT32_C(1) << 16;
    if (t->v->action == s->watched[2]) *root &= ~(UINT32_C(1) << 16);
}

static uint8_t *copy_values(const core_pv_space *sp, rules_id kind, const uint8_t *value) {
    size_t n = sp->s->n_slots[kind];
    uint8_t *out = base_arena_alloc(sp->scratch, n);
    if (value != NULL && n > 0) memcpy(out, value, n);
    return out;
}

static void take_ancestor(taking *t, int d) {
    const core_pv_conf *c = t->v->sp->conf[t->step->path.id[d]];
    t->next[d] = *c;
    t->next[d].value = copy_values(t->v->sp, c->kind, c->value);
    t->step->kind[d] = c->kind;
    t->step->before[d] = c->control;
    t->step->watch[d] = c->watch;
}

static void take_self(taking *t, int d) {
    const core_pv_space *sp = t->v->sp;
    const rules_book *b = sp->s->m->book;
    const rules_action *a = &b->action[t->v->action];
    const core_pv_conf *c = t->v->at[t->v->kind];
    core_control was = c != NULL ? c->control : core_control_new(b, t->v->kind, a->to);
    t->step->kind[d] = t->v->kind;
    t->step->before[d] = was;
    t->step->watch[d] = c != NULL ? c->watch : 0;
    t->next[d] = c != NULL ? *c : (core_pv_conf){.kind = t->v->kind};
    t->next[d].control = core_control_step(b, t->v->action, was);
    t->next[d].value = copy_values(sp, t->v->kind, NULL);
    for (size_t i = 0; i < sp->s->n_slots[t->v->kind]; i++)
        t->next[d].value[i] = core_pv_value(t->v, sp->s->at[t->v->kind][i]);
    /* Dates over arguments are among these values: they are asked as the action sees them. */
    if (a->to != RULES_NONE) t->entered[d] |= UINT64_C(1) << a->to;
}

void core_pv_take(const core_pv_view *v, core_pv_step *step) {
    core_pv_space *sp = v->sp;
    taking t = {.v = v, .step = step};
    const rules_action *a = &sp->s->m->book->action[v->action];
    step->n = step->path.n;
    int last = step->n - 1;
    for (int d = 0; d < step->n; d++) {
        if (!v->ghost && d == last)
            take_self(&t, d);
        else
            take_ancestor(&t, d);
    }
    for (size_t i = 0; i < a->n_effects; i++) apply_effect(&t, &a->effect[i]);
    move_dates(&t);
    watch(&t);
    for (int d = 0; d < step->n; d++) step->after[d] = t.next[d].control;
    step->opens = !v->ghost && step->path.id[last] == 0;
    step->to = core_pv_rebuild(sp, v->after, &step->path, t.next, &step->now);
}
