/* find.c - things of a compiled rulebook by their names.
 *
 * Tables are small and are searched in the order of the text; whoever asks a million times keeps the index. */
#include "rules/rulebook.h"

rules_id rules_find_case(const rules_book *b, base_str name) {
    for (rules_id i = 0; i < b->n_cases; i++)
        if (base_str_eq(b->kase[i].name, name)) return i;
    return RULES_NONE;
}

rules_id rules_find_action(const rules_book *b, rules_id kase, base_str name) {
    for (rules_id i = 0; i < b->n_actions; i++)
        if (b->action[i].kase == kase && base_str_eq(b->action[i].name, name)) return i;
    return RULES_NONE;
}

rules_id rules_find_field(const rules_case *c, base_str name) {
    for (rules_id i = 0; i < c->n_fields; i++)
        if (base_str_eq(c->field[i].name, name)) return i;
    return RULES_NONE;
}

rules_id rules_find_state(const rules_case *c, base_str name) {
    for (rules_id i = 0; i < c->n_states; i++)
        if (base_str_eq(c->state[i].name, name)) return i;
    return RULES_NONE;
}

rules_id rules_find_fact(const rules_book *b, base_str name) {
    for (rules_id i = 0; i < b->n_facts; i++)
        if (base_str_eq(b->fact[i].name, name)) return i;
    return RULES_NONE;
}

rules_id rules_same_fact(const rules_book *from, rules_id fact, const rules_book *to) {
    if (from == to) return fact;
    const rules_fact *f = &from->fact[fact];
    const rules_id id = rules_find_fact(to, f->name);
    const rules_fact *g = id != RULES_NONE ? &to->fact[id] : NULL;
    if (g == NULL || f->kind != g->kind || (f->unit == RULES_NONE) != (g->unit == RULES_NONE)) return RULES_NONE;
    if (f->unit == RULES_NONE) return id;
    const rules_unit *u = &from->unit[f->unit], *v = &to->unit[g->unit];
    const bool same = base_str_eq(u->name, v->name) && u->scale == v->scale && u->num == v->num && u->den == v->den;
    return same ? id : RULES_NONE;
}

rules_id rules_find_level(const rules_book *b, base_str name) {
    for (rules_id i = 0; i < b->n_levels; i++)
        if (base_str_eq(b->level[i].name, name)) return i;
    return RULES_NONE;
}

rules_id rules_find_criterion(const rules_standard *s, base_str id) {
    for (rules_id i = 0; i < s->n_criteria; i++)
        if (base_str_eq(s->criterion[i].id, id)) return i;
    return RULES_NONE;
}

enum rules_region rules_region_of(base_str name) {
    static const struct {
        const char *name;
        enum rules_region region;
    } known[] = {
        {"east", RULES_EAST},
        {"middle", RULES_MIDDLE},
        {"west", RULES_WEST},
        {"north-east", RULES_NORTH_EAST},
        {"north_east", RULES_NORTH_EAST},
        {"northeast", RULES_NORTH_EAST},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (base_str_is(name, known[i].name)) return known[i].region;
    return RULES_REGION_NONE;
}
