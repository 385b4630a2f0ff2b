/* rests.c - whether a need rests on what the action is yet to be given.
 *
 * A screen says what is open before anybody has filled in an argument. A need that asks one can then neither be met nor
 * fail; it is told beside the arguments instead of as a reason why not. When in doubt a need is taken to rest on them:
 * then the action is offered, and deciding it has the last word. */
#include "core/rests.h"

static bool is_arg(const rules_action *a, rules_id field) {
    for (size_t i = 0; i < a->n_args; i++) {
        if (a->arg[i].field == field) return true;
    }
    return false;
}

static bool takes_named(const rules_book *b, const rules_action *a, const char *name) {
    rules_id f = rules_find_field(&b->kase[a->kase], base_str_of(name));
    return f != RULES_NONE && is_arg(a, f);
}

/* The round of a case that is opened in one is an argument; which round set a figure hangs on the day that it is about.
 */
static bool ref_rests(const rules_book *b, const rules_action *a, rules_ref r) {
    switch (r.holder) {
    case RULES_OWN: {
        if (r.field == RULES_NONE) return false;
        rules_id other = b->kase[a->kase].field[r.field].or_else;
        return is_arg(a, r.field) || (other != RULES_NONE && is_arg(a, other));
    }
    case RULES_ROUND: return a->creates && b->kase[a->kase].in_round;
    case RULES_SETTING: return takes_named(b, a, "date") || takes_named(b, a, "year");
    case RULES_PARENT:
    case RULES_CLUSTER:
    case RULES_PROGRAMME: break;
    }
    return false;
}

static bool date_rests(const rules_book *b, const rules_action *a, rules_id date, unsigned depth) {
    if (date == RULES_NONE || depth > 32) return false;
    const rules_date_expr *x = &b->date[date];
    switch (x->op) {
    case RULES_D_TODAY:
    case RULES_D_LITERAL:
    case RULES_D_ENTERED:
    case RULES_D_FIRST_DONE: return false;
    case RULES_D_LASTS:
    case RULES_D_FIELD: return ref_rests(b, a, x->ref);
    case RULES_D_MONTH_DAY: return ref_rests(b, a, x->year) || (x->ref.field != RULES_NONE && ref_rests(b, a, x->ref));
    default: break;
    }
    if (x->op == RULES_D_ADD_DAYS && x->ref.field != RULES_NONE && ref_rests(b, a, x->ref)) return true;
    if (x->op == RULES_D_OR_ELSE && date_rests(b, a, x->b, depth + 1)) return true;
    return date_rests(b, a, x->a, depth + 1);
}

static bool guard_rests(const rules_book *b, const rules_action *a, rules_id guard, unsigned depth);

static bool tally_rests(const rules_book *b, const rules_action *a, const rules_atom *x) {
    const rules_case *k = &b->kase[x->kase];
    if ((k->tally[x->tally].keys & RULES_KEY_ROUND) != 0 && a->creates && b->kase[a->kase].in_round) return true;
    if (x->number == RULES_NONE) return false;
    const rules_number *n = &k->number[x->number];
    return ref_rests(b, a, n->yes) || ref_rests(b, a, n->no);
}

static bool atom_rests(const rules_book *b, const rules_action *a, const rules_atom *x, unsigned depth) {
    switch (x->kind) {
    case RULES_A_YES:
    case RULES_A_CHOICE:
    case RULES_A_GIVEN:
    case RULES_A_RELAXABLE: return ref_rests(b, a, x->ref);
    case RULES_A_HOLDS: return ref_rests(b, a, x->ref) || takes_named(b, a, "evidence");
    case RULES_A_STATE: return x->ref.holder == RULES_ROUND && a->creates && b->kase[a->kase].in_round;
    case RULES_A_OVER:
    case RULES_A_REACHED:
    case RULES_A_WITHIN: return date_rests(b, a, x->date, 0);
    case RULES_A_DATE_GE:
    case RULES_A_DATE_GT: return date_rests(b, a, x->date, 0) || date_rests(b, a, x->date2, 0);
    case RULES_A_TALLY: return tally_rests(b, a, x);
    case RULES_A_MARK: {
        if (x->ref.holder == RULES_ROUND) return a->creates && b->kase[a->kase].in_round;
        return x->ref.holder == RULES_OWN && guard_rests(b, a, b->kase[a->kase].mark[x->mark].guard, depth + 1);
    }
    case RULES_A_WAS:
    case RULES_A_DONE:
    case RULES_A_REL:
    case RULES_A_STANDARD:
    case RULES_A_FORM: break;
    }
    return false;
}

static bool guard_rests(const rules_book *b, const rules_action *a, rules_id guard, unsigned depth) {
    if (guard == RULES_NONE || depth > 64) return false;
    const rules_guard *g = &b->guard[guard];
    if (g->op == RULES_G_ATOM) return atom_rests(b, a, &b->atom[g->a], depth);
    if (guard_rests(b, a, g->a, depth + 1)) return true;
    return g->op != RULES_G_NOT && guard_rests(b, a, g->b, depth + 1);
}

bool core_rests_on_args(const rules_book *b, const rules_action *a, rules_id guard) {
    return guard_rests(b, a, guard, 0);
}

/* The action as if it took one argument alone: a need that rests on it then rests on just that one. */
size_t core_args_of_need(const rules_book *b, const rules_action *a, rules_id guard, base_arena *arena,
                         const base_str **out) {
    const rules_case *k = &b->kase[a->kase];
    base_str *name = base_arena_array(arena, (size_t)a->n_args + 1, sizeof *name);
    rules_action alone = *a;
    size_t n = 0;
    alone.n_args = 0;
    const bool of_round = guard_rests(b, &alone, guard, 0);
    if (of_round) name[n++] = BASE_STR("round");
    alone.n_args = 1;
    alone.creates = false;
    for (size_t i = 0; i < a->n_args; i++) {
        const base_str own = k->field[a->arg[i].field].name;
        /* Evidence backs what is claimed: where the claim is an argument, too, that is where the fault lies. */
        if (n > 0 && base_str_is(own, "evidence")) continue;
        alone.arg = &a->arg[i];
        if (guard_rests(b, &alone, guard, 0)) name[n++] = own;
    }
    *out = name;
    return n;
}
