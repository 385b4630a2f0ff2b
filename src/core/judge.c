/* judge.c - a table and answers in, a judgement out: pure, and the same function for a real case and for the prover.
 *
 * No question stops another: every need is judged, so that a refusal names all its reasons at once. */
#include "core/decide.h"

static core_tri tri_not(core_tri v) { return v == CORE_UNSET ? CORE_UNSET : (v == CORE_YES ? CORE_NO : CORE_YES); }

static core_tri tri_and(core_tri a, core_tri b) {
    if (a == CORE_NO || b == CORE_NO) return CORE_NO;
    return a == CORE_YES && b == CORE_YES ? CORE_YES : CORE_UNSET;
}

/* The compiler bounds the depth of a guard, and a guard only points at guards made before it. */
core_tri core_guard(const rules_book *b, rules_id guard, const core_tri *atom) {
    if (guard == RULES_NONE) return CORE_YES;
    const rules_guard *g = &b->guard[guard];
    switch (g->op) {
    case RULES_G_ATOM: return atom[g->a];
    case RULES_G_NOT: return tri_not(core_guard(b, g->a, atom));
    case RULES_G_AND: return tri_and(core_guard(b, g->a, atom), core_guard(b, g->b, atom));
    case RULES_G_OR: return tri_not(tri_and(tri_not(core_guard(b, g->a, atom)), tri_not(core_guard(b, g->b, atom))));
    }
    return CORE_UNSET;
}

static bool state_fits(const rules_action *a, const core_observation *o) {
    if (a->creates) return !o->exists;
    return o->exists && (a->from >> o->state & 1U) != 0;
}

core_judgement core_judge(const rules_book *b, rules_id action, const core_observation *o) {
    const rules_action *a = &b->action[action];
    core_judgement j = {0};
    j.level = o->level != RULES_NONE && (a->levels >> o->level & 1U) != 0;
    j.inside = o->inside;
    j.state = state_fits(a, o);
    j.alone = o->alone == CORE_YES;
    j.args = o->args;
    j.granted = j.level && j.inside && j.state && j.alone && j.args;
    for (size_t i = 0; i < a->n_needs; i++) {
        bool yes = core_guard(b, a->need[i].guard, o->atom) == CORE_YES;
        if (yes) j.needs |= UINT64_C(1) << i;
        j.granted = j.granted && yes;
    }
    for (size_t i = 0; i < a->n_effects; i++) {
        bool fits = a->effect[i].kind != RULES_E_MOVE || (o->effect_fits >> i & 1U) != 0;
        if (fits) j.effects |= UINT64_C(1) << i;
        j.granted = j.granted && fits;
    }
    return j;
}
