/* check_after.c - may a new version of a rulebook follow an old one, when files of the old one are still open?
 *
 * Files keep the version they were opened under, but a cluster follows the newest text, and what has been recorded
 * must still have a name there. */
#include "rules/rulebook.h"

static void report(rules_diags *d, const char *code, rules_span span, base_str name, base_str within) {
    rules_report(d, code, span, name, within, (base_str){NULL, 0});
}

static void check_choices(const rules_field *old, const rules_field *now, rules_diags *d) {
    for (size_t i = 0; i < old->n_choices; i++) {
        size_t j = 0;
        while (j < now->n_choices && !base_str_eq(old->choice[i].name, now->choice[j].name)) j++;
        if (j == now->n_choices) report(d, "E523", now->span, old->choice[i].name, old->name);
    }
}

static void check_fields(const rules_case *old, const rules_case *now, rules_diags *d) {
    for (size_t i = 0; i < old->n_fields; i++) {
        const rules_field *f = &old->field[i];
        const rules_id at = rules_find_field(now, f->name);
        if (at == RULES_NONE)
            report(d, "E522", now->span, f->name, old->name);
        else if (now->field[at].type != f->type)
            report(d, "E524", now->field[at].span, f->name, old->name);
        else
            check_choices(f, &now->field[at], d);
    }
}

bool rules_check_after(const rules_book *old, const rules_book *new_book, rules_diags *d) {
    const size_t before = d->errors;
    for (size_t k = 0; k < old->n_cases; k++) {
        const rules_case *was = &old->kase[k];
        const rules_id at = rules_find_case(new_book, was->name);
        if (at == RULES_NONE) {
            report(d, "E520", was->span, was->name, new_book->id);
            continue;
        }
        const rules_case *now = &new_book->kase[at];
        for (size_t i = 0; i < was->n_states; i++)
            if (rules_find_state(now, was->state[i].name) == RULES_NONE)
                report(d, "E521", now->span, was->state[i].name, was->name);
        check_fields(was, now, d);
    }
    return d->errors == before;
}
