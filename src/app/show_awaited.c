/* show_awaited.c - what an action is for that leaves its case where it is: which others are refused until it was done,
 * and when it must be done at the latest. Of two that are offered beside each other somebody then knows which is wanted
 * first, by what the rulebook says and not by how they are called (第十三条: 实地抽查 and 推荐). */
#include "app/show_i.h"

/* The track of that action which has to be set for the guard to hold, and is not; RULES_NONE: it waits on nothing. What
 * stands under "or" or "not" may hold without. */
static rules_id lacking(const rules_book *b, const core_case *c, rules_id guard, rules_id action) {
    if (guard == RULES_NONE) return RULES_NONE;
    const rules_guard *g = &b->guard[guard];
    if (g->op == RULES_G_AND) {
        const rules_id left = lacking(b, c, g->a, action);
        return left != RULES_NONE ? left : lacking(b, c, g->b, action);
    }
    if (g->op != RULES_G_ATOM) return RULES_NONE;
    const rules_atom *x = &b->atom[g->a];
    if (x->kind != RULES_A_DONE || b->kase[x->kase].track[x->track].action != action) return RULES_NONE;
    return (c->control.done >> x->track & 1U) == 0 ? x->track : RULES_NONE;
}

static const rules_need *waiting_need(const rules_book *b, const core_case *c, const rules_action *other,
                                      rules_id action) {
    for (size_t i = 0; i < other->n_needs; i++) {
        if (lacking(b, c, other->need[i].guard, action) != RULES_NONE) return &other->need[i];
    }
    return NULL;
}

void app_put_awaited(const core_case *c, rules_id action, base_arena *arena, app_option *out) {
    const rules_book *b = c->book;
    const rules_action *a = &b->action[action];
    if (a->creates || a->to != RULES_NONE || out->open == APP_CLOSED) return;
    rules_id first = 0, n = core_kind_actions(b, c->kind, &first);
    app_awaited *found = base_arena_array(arena, n, sizeof *found);
    for (rules_id i = first; i < first + n; i++) {
        const rules_action *other = &b->action[i];
        const rules_need *need = i != action && !other->creates ? waiting_need(b, c, other, action) : NULL;
        if (need == NULL) continue;
        found[out->n_awaited++] = (app_awaited){.action = app_word_of_action(b, i),
                                                .need = need->label,
                                                .cite = need->cite,
                                                .now = (other->from >> c->control.state & 1U) != 0,
                                                .still = (other->from & a->from) != 0};
    }
    out->awaited = found;
}
