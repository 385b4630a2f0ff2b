/* show_desk.c - at which desk an action is done: read from what the rulebook says of it, so that no screen has to know
 * actions, states or kinds of cases by their names, and another rulebook has its desks as well.
 *
 *   list      leads a case into a state on public notice (第十四条)
 *   announce  ends a case that may have been on notice, and writes into the register what came of it (第十四条,
 * 第十五条) incident  opens a case under a cluster that is about one enterprise (第十七条(五)) */
#include "app/show_i.h"

static bool on_notice(const rules_state *s) { return s->is_public && s->lasts; }

static bool can_be_on_notice(const rules_case *k) {
    for (size_t s = 0; s < k->n_states; s++) {
        if (on_notice(&k->state[s])) return true;
    }
    return false;
}

static bool writes_register(const rules_action *a) {
    for (size_t i = 0; i < a->n_effects; i++) {
        if (a->effect[i].target.holder == RULES_CLUSTER) return true;
    }
    return false;
}

/* What names the enterprise, or an empty name. */
static base_str enterprise_of(const rules_book *b, const rules_action *a) {
    const rules_case *k = &b->kase[a->kase];
    for (size_t i = 0; i < a->n_args; i++) {
        const base_str name = k->field[a->arg[i].field].name;
        if (base_str_is(name, "enterprise")) return name;
    }
    return (base_str){NULL, 0};
}

base_str app_desk_of_action(const rules_book *b, rules_id action) {
    const rules_action *a = &b->action[action];
    const rules_case *k = &b->kase[a->kase];
    if (a->creates && k->parent == b->cluster && b->cluster != RULES_NONE)
        return enterprise_of(b, a).n > 0 ? BASE_STR("incident") : (base_str){NULL, 0};
    if (a->creates || a->to == RULES_NONE) return (base_str){NULL, 0};
    if (on_notice(&k->state[a->to])) return BASE_STR("list");
    if (k->state[a->to].end && can_be_on_notice(k) && writes_register(a)) return BASE_STR("announce");
    return (base_str){NULL, 0};
}

bool app_desk_takes(const rules_book *b, rules_id kind, rules_id state, base_str desk) {
    rules_id first = 0, n = core_kind_actions(b, kind, &first);
    for (rules_id i = first; i < first + n; i++) {
        const rules_action *a = &b->action[i];
        if (!a->creates && (a->from >> state & 1U) != 0 && base_str_eq(app_desk_of_action(b, i), desk)) return true;
    }
    return false;
}

bool app_show_report(const core_world *w, const app_viewer *v, base_date day, app_report *out) {
    const rules_book *b = core_world_book(w, day);
    const rules_id level = b != NULL ? rules_find_level(b, v->actor.level) : RULES_NONE;
    for (rules_id i = 0; level != RULES_NONE && i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        if ((a->levels >> level & 1U) == 0 || !base_str_is(app_desk_of_action(b, i), "incident")) continue;
        *out = (app_report){app_word_of_action(b, i), enterprise_of(b, a)};
        return true;
    }
    return false;
}
