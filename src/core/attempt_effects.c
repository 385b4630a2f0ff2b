/* attempt_effects.c - what a granted action changes, worked out before it is granted: an arrow on the parent that does
 * not fit is also a reason against it. */
#include "core/attempt.h"

void core_attempt_set(core_attempt *t, base_str path, rules_id field, core_value value) {
    t->set = base_arena_grow(t->arena, t->set, t->n_sets, &t->cap_sets, sizeof *t->set);
    t->set[t->n_sets++] = (core_set){path, field, value};
    t->view.set = t->set;
    t->view.n_sets = t->n_sets;
}

static core_value value_of(core_attempt *t, const rules_effect *e) {
    base_date d;
    switch (e->from) {
    case RULES_SET_CHOICE:
    case RULES_SET_YESNO: return (core_value){.set = true, .n = e->value};
    case RULES_SET_COPY: return core_observe_field(&t->view, e->copy);
    case RULES_SET_ACTOR_DIVISION: return (core_value){.set = true, .text = t->command->actor.who};
    case RULES_SET_DATE:
        d = core_observe_date(&t->view, e->date);
        return (core_value){.set = d != BASE_DATE_NONE, .n = d == BASE_DATE_NONE ? 0 : d};
    }
    return (core_value){0};
}

static void set_effect(core_attempt *t, const rules_effect *e) {
    const core_case *c = core_holder(&t->view, e->target.holder, e->target.field);
    base_str path = {NULL, 0};
    if (e->target.holder != RULES_OWN) {
        if (c == NULL) return;
        path = c->path;
    }
    core_value v = value_of(t, e);
    if (c != NULL && !core_case_takes(c, e->target.field, v)) return; /* an older version asks nothing of it */
    if (v.set || e->from == RULES_SET_COPY) core_attempt_set(t, path, e->target.field, v);
}

static bool move_effect(core_attempt *t, const rules_effect *e) {
    const core_case *c = core_holder(&t->view, e->target.holder, RULES_NONE);
    if (c == NULL || (e->mask >> c->control.state & 1U) == 0 || e->state >= core_kind(c)->n_states) return false;
    t->move[t->n_moves++] = (core_move){c->path, c->kind, e->state};
    return true;
}

void core_attempt_effects(core_attempt *t) {
    const rules_action *a = &t->at.book->action[t->at.action];
    t->move = base_arena_array(t->arena, a->n_effects, sizeof *t->move);
    t->effect_fits = 0;
    for (size_t i = 0; i < a->n_effects; i++) {
        bool fits = true;
        if (a->effect[i].kind == RULES_E_MOVE)
            fits = move_effect(t, &a->effect[i]);
        else
            set_effect(t, &a->effect[i]);
        if (fits) t->effect_fits |= UINT64_C(1) << i;
    }
}
