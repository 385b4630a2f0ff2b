/* control.c - the finite part of a case and its one step.
 *
 * Everything the prover has to believe about how a case moves is in this file: fold calls it for real cases, the
 * prover for abstract ones. It is total: whatever is asked, it gives a control. */
#include "core/world.h"

rules_id core_kind_actions(const rules_book *b, rules_id kind, rules_id *first) {
    rules_id n = 0;
    for (rules_id i = 0; i < b->n_actions; i++) {
        if (b->action[i].kase != kind && n > 0) break; /* they stand together */
        if (b->action[i].kase != kind) continue;
        if (n == 0) *first = i;
        n++;
    }
    return n;
}

static void enter(const rules_case *k, core_control *c, rules_id state) {
    c->state = (uint8_t)state;
    c->ever |= UINT64_C(1) << state;
    for (size_t i = 0; i < k->n_tracks; i++) {
        if (k->track[i].state == state) c->done &= ~(UINT32_C(1) << i);
    }
}

core_control core_control_new(const rules_book *b, rules_id kind, rules_id state) {
    core_control c = {0, 0, 0};
    enter(&b->kase[kind], &c, state);
    return c;
}

core_control core_control_step(const rules_book *b, rules_id action, core_control c) {
    const rules_action *a = &b->action[action];
    const rules_case *k = &b->kase[a->kase];
    if (a->to != RULES_NONE) enter(k, &c, a->to);
    for (size_t i = 0; i < k->n_tracks; i++) {
        if (k->track[i].action == action) c.done |= UINT32_C(1) << i;
    }
    return c;
}

core_control core_control_move(const rules_book *b, rules_id kind, core_control c, rules_id state) {
    enter(&b->kase[kind], &c, state);
    return c;
}
