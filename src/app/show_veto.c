/* show_veto.c - what is told of a veto ("no grave accident in three years") of which nothing was declared.
 *
 * No form asks an applicant whether it has broken the law: the register of incidents answers that, and the rulebook's
 * own marks ask it ("no incident is confirmed with grave and recent"). An assessment of figures alone would call such a
 * criterion one without evidence, beside a mark that calls the case clean. So it is told as the register has it: by the
 * same question, of incidents of the matter that the veto is about. The assessment that decides is not touched; a veto
 * has no part in whether the standard is met. */
#include "app/show_i.h"

enum { DEPTH_MAX = 64 };

/* The question that a guard asks about cases of a kind, of which there must be none. */
static const rules_atom *question(const rules_book *b, rules_id guard, rules_id kind, unsigned depth) {
    if (guard == RULES_NONE || depth > DEPTH_MAX) return NULL;
    const rules_guard *g = &b->guard[guard];
    if (g->op == RULES_G_ATOM) {
        const rules_atom *a = &b->atom[g->a];
        return a->kind == RULES_A_REL && a->rel == kind && a->quant == RULES_NO ? a : NULL;
    }
    if (g->op != RULES_G_AND) return NULL;
    const rules_atom *a = question(b, g->a, kind, depth + 1);
    return a != NULL ? a : question(b, g->b, kind, depth + 1);
}

/* The field by which a case says which matter it is about: one of its choices is that of the veto. */
static rules_id field_about(const rules_case *k, base_str matter) {
    for (rules_id f = 0; f < k->n_fields; f++) {
        for (size_t i = 0; i < k->field[f].n_choices; i++)
            if (base_str_eq(k->field[f].choice[i].name, matter)) return f;
    }
    return RULES_NONE;
}

/* A case may be judged by an older text that did not ask what it is about: then it may be about any matter. */
static core_tri counts(const core_view *v, const rules_atom *a, const core_case *c, rules_id field, base_str matter) {
    if (c->kind != a->rel || (a->mask >> c->control.state & 1U) == 0) return CORE_NO;
    core_view of = core_view_of(v->world, c, v->today, v->arena);
    of.book = v->book;
    const core_value about = core_observe_field(&of, (rules_ref){.holder = RULES_OWN, .field = field});
    if (about.set && !base_str_eq(v->book->kase[c->kind].field[field].choice[about.n].name, matter)) return CORE_NO;
    return core_observe_guard(&of, a->where);
}

/* Whether the register has one that counts. */
static core_tri ask(const core_view *v, const rules_atom *a, rules_id field, base_str matter) {
    const core_case *base = a->siblings ? v->self->parent : v->self;
    core_tri some = CORE_NO;
    for (const core_case *c = base != NULL ? base->child : NULL; c != NULL; c = c->sibling) {
        const core_tri one = counts(v, a, c, field, matter);
        if (one == CORE_YES) return CORE_YES;
        if (one == CORE_UNSET) some = CORE_UNSET;
    }
    return some;
}

/* CORE_UNSET: no mark of the case asks the register of that matter, or it does not know. */
static core_tri register_has(const core_view *v, base_str matter) {
    const rules_book *b = v->book;
    const rules_case *own = &b->kase[v->kind];
    for (rules_id kind = 0; kind < b->n_cases; kind++) {
        const rules_id field = field_about(&b->kase[kind], matter);
        for (rules_id m = 0; field != RULES_NONE && m < own->n_marks; m++) {
            const rules_atom *a = question(b, own->mark[m].guard, kind, 0);
            if (a != NULL) return ask(v, a, field, matter);
        }
    }
    return CORE_UNSET;
}

void app_settle_vetoes(const core_view *v, core_assessment *as) {
    const rules_standard *s = as->standard;
    for (size_t i = 0; i < s->n_criteria; i++) {
        if (s->criterion[i].kind != RULES_VETO || as->verdict[i] == RULES_NOT_MET) continue;
        const core_tri has = register_has(v, v->book->fact[s->criterion[i].fact].name);
        if (has != CORE_UNSET) as->settled[i] = has == CORE_YES ? RULES_NOT_MET : RULES_MET;
    }
}
