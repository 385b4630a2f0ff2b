/* show_desk.c - at which desk an action is done: read from what the rulebook says of it, so that no screen has to know
 * actions, states or kinds of cases by their names, and another rulebook has its desks as well.
 *
 *   list      leads a case into a state on public notice (第十四条)
 *   announce  ends a case that may have been on notice, and writes into the register
 *             what came of it (第十四条、第十五条)
 *   order     moves one case of a round on among others, which are put in order for it:
 *             within the places of a round and channel, where a need counts against their
 *             number (通知2022), or else not before something was done with it that leaves
 *             it where it is, a spot check or a rank (第十三条)
 *   rank      stays, wants one number and nothing else, and an action of that desk waits
 *             until it was done
 *   incident  opens a case of the kind that stands against its cluster: some action needs
 *             that there is none of it (第十七条(五)、附件). The first text that it takes
 *             names the enterprise: whom it is about stands before what is told of it
 *   file      hands in a case that is expected each year: leads it on from where nobody is
 *             waited for (第十六条)
 *   onward    moves such a case on once it was handed in, and does not give it back
 *
 * The language has no word for any of these, and wants none: each is what the lines of the action say already. */
#include "app/show_i.h"

enum { DEPTH_MAX = 64 }; /* of guards within marks within guards */

/* ---- what a guard asks ---- */

typedef bool (*asks)(const rules_book *b, const rules_atom *x, rules_id what);

/* Whether an atom of the guard is one of those; the marks of the case itself are looked into. */
static bool guard_asks(const rules_book *b, rules_id guard, asks is, rules_id what, unsigned depth) {
    if (guard == RULES_NONE || depth > DEPTH_MAX) return false;
    const rules_guard *g = &b->guard[guard];
    if (g->op != RULES_G_ATOM)
        return guard_asks(b, g->a, is, what, depth + 1) ||
               (g->op != RULES_G_NOT && guard_asks(b, g->b, is, what, depth + 1));
    const rules_atom *x = &b->atom[g->a];
    if (x->kind == RULES_A_MARK && x->ref.holder == RULES_OWN)
        return guard_asks(b, b->kase[x->kase].mark[x->mark].guard, is, what, depth + 1);
    return is(b, x, what);
}

static bool some_need_asks(const rules_book *b, const rules_action *a, asks is, rules_id what) {
    for (size_t i = 0; i < a->n_needs; i++) {
        if (guard_asks(b, a->need[i].guard, is, what, 0)) return true;
    }
    return false;
}

bool app_is_quota(const rules_book *b, const rules_atom *x) {
    return x->kind == RULES_A_TALLY && x->number != RULES_NONE &&
           b->kase[x->kase].tally[x->tally].keys == (RULES_KEY_ROUND | RULES_KEY_CHANNEL);
}

static bool counts_places(const rules_book *b, const rules_atom *x, rules_id unused) {
    (void)unused;
    return app_is_quota(b, x);
}

static bool wants_none_of(const rules_book *b, const rules_atom *x, rules_id kind) {
    (void)b;
    return x->kind == RULES_A_REL && x->quant == RULES_NO && x->rel == kind;
}

static bool wants_staying(const rules_book *b, const rules_atom *x, rules_id unused) {
    (void)unused;
    return x->kind == RULES_A_DONE && b->action[b->kase[x->kase].track[x->track].action].to == RULES_NONE;
}

static bool wants_done(const rules_book *b, const rules_atom *x, rules_id action) {
    return x->kind == RULES_A_DONE && b->kase[x->kase].track[x->track].action == action;
}

/* ---- notice and register ---- */

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

/* ---- order ---- */

static bool in_order(const rules_book *b, const rules_action *a) {
    if (a->creates || a->to == RULES_NONE || !b->kase[a->kase].in_round) return false;
    return some_need_asks(b, a, counts_places, RULES_NONE) || some_need_asks(b, a, wants_staying, RULES_NONE);
}

static bool ranks(const rules_book *b, rules_id action) {
    const rules_action *a = &b->action[action];
    const bool one_number = a->n_args == 1 && b->kase[a->kase].field[a->arg[0].field].type == RULES_V_NUMBER;
    rules_id first = 0, n = core_kind_actions(b, a->kase, &first);
    for (rules_id i = first; one_number && i < first + n; i++) {
        if (in_order(b, &b->action[i]) && some_need_asks(b, &b->action[i], wants_done, action)) return true;
    }
    return false;
}

/* ---- incidents ---- */

static bool stands_against(const rules_book *b, rules_id kind) {
    if (b->cluster == RULES_NONE || b->kase[kind].parent != b->cluster) return false;
    for (size_t i = 0; i < b->n_actions; i++) {
        if (some_need_asks(b, &b->action[i], wants_none_of, kind)) return true;
    }
    return false;
}

const rules_field *app_first_text(const rules_book *b, const rules_action *a) {
    const rules_case *k = &b->kase[a->kase];
    for (size_t i = 0; i < a->n_args; i++) {
        const rules_field *f = &k->field[a->arg[i].field];
        if (f->type == RULES_V_TEXT) return f;
    }
    return NULL;
}

bool app_reports_incident(const rules_book *b, const rules_action *a) {
    return a->creates && app_first_text(b, a) != NULL && stands_against(b, a->kase);
}

/* ---- what is expected each year ---- */

static bool from_rest_alone(const rules_case *k, uint64_t from) {
    for (size_t s = 0; s < k->n_states; s++) {
        if ((from >> s & 1U) != 0 && !k->state[s].rest) return false;
    }
    return true;
}

static base_str desk_of_expected(const rules_book *b, rules_id action) {
    const rules_action *a = &b->action[action];
    if (from_rest_alone(&b->kase[a->kase], a->from)) return BASE_STR("file");
    return core_due_gives_back(b, action) ? (base_str){NULL, 0} : BASE_STR("onward");
}

base_str app_part_of_kind(const rules_book *b, rules_id kind) {
    if (kind == RULES_NONE) return (base_str){NULL, 0};
    if (kind == b->round) return BASE_STR("round");
    return b->kase[kind].expected ? BASE_STR("expected") : (base_str){NULL, 0};
}

/* ---- desks ---- */

base_str app_desk_of_action(const rules_book *b, rules_id action) {
    const rules_action *a = &b->action[action];
    const rules_case *k = &b->kase[a->kase];
    if (a->creates) return app_reports_incident(b, a) ? BASE_STR("incident") : (base_str){NULL, 0};
    if (a->to == RULES_NONE) return ranks(b, action) ? BASE_STR("rank") : (base_str){NULL, 0};
    if (on_notice(&k->state[a->to])) return BASE_STR("list");
    if (k->state[a->to].end && can_be_on_notice(k) && writes_register(a)) return BASE_STR("announce");
    if (k->expected) return desk_of_expected(b, action);
    return in_order(b, a) ? BASE_STR("order") : (base_str){NULL, 0};
}

bool app_desk_takes(const rules_book *b, rules_id kind, rules_id state, base_str desk) {
    rules_id first = 0, n = core_kind_actions(b, kind, &first);
    for (rules_id i = first; i < first + n; i++) {
        const rules_action *a = &b->action[i];
        if (!a->creates && (a->from >> state & 1U) != 0 && base_str_eq(app_desk_of_action(b, i), desk)) return true;
    }
    return false;
}

bool app_desk_leads(const rules_book *b, rules_id kind, rules_id state, base_str desk) {
    rules_id first = 0, n = core_kind_actions(b, kind, &first);
    for (rules_id i = first; i < first + n; i++) {
        if (b->action[i].to == state && base_str_eq(app_desk_of_action(b, i), desk)) return true;
    }
    return false;
}

bool app_show_report(const core_world *w, const app_viewer *v, base_date day, app_report *out) {
    const rules_book *b = core_world_book(w, day);
    const rules_id level = b != NULL ? rules_find_level(b, v->actor.level) : RULES_NONE;
    for (rules_id i = 0; level != RULES_NONE && i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        if ((a->levels >> level & 1U) == 0 || !base_str_is(app_desk_of_action(b, i), "incident")) continue;
        *out = (app_report){app_word_of_action(b, i), app_first_text(b, a)->name};
        return true;
    }
    return false;
}
