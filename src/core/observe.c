/* observe.c - questions of guards answered from a case, the world and a day. */
#include "core/observe_i.h"

static core_tri tri(bool yes) { return yes ? CORE_YES : CORE_NO; }
static core_tri tri_not(core_tri t) { return t == CORE_UNSET ? t : tri(t == CORE_NO); }

static core_tri in_choices(const core_view *v, const rules_atom *a) {
    core_value x = core_observe_field(v, a->ref);
    return x.set ? tri((a->mask >> x.n & 1U) != 0) : CORE_UNSET;
}

static core_tri is_yes(const core_view *v, const rules_atom *a) {
    core_value x = core_observe_field(v, a->ref);
    return x.set ? tri(x.n != 0) : CORE_UNSET;
}

static core_tri in_states(const core_view *v, const rules_atom *a) {
    const core_case *c = core_holder(v, a->ref.holder, RULES_NONE);
    return c == NULL ? CORE_UNSET : tri((a->mask >> c->control.state & 1U) != 0);
}

/* today against a date: `sign` 1 asks for later than, 0 for not before. */
static core_tri passed(const core_view *v, rules_id date, int32_t later) {
    base_date d = core_observe_date(v, date);
    return d == BASE_DATE_NONE ? CORE_UNSET : tri(v->today >= d + later);
}

static core_tri compare_dates(const core_view *v, const rules_atom *a) {
    base_date d = core_observe_date(v, a->date), other = core_observe_date(v, a->date2);
    if (d == BASE_DATE_NONE || other == BASE_DATE_NONE) return CORE_UNSET;
    return tri(a->kind == RULES_A_DATE_GE ? d >= other : d > other);
}

/* "Within the last n years" is half-open, as a term of validity is: on the anniversary it no longer counts. */
static core_tri within(const core_view *v, const rules_atom *a) {
    base_date d = core_observe_date(v, a->date), end = BASE_DATE_NONE;
    base_err e = {0};
    if (d == BASE_DATE_NONE || !base_date_term_end(d, a->n, &end, &e)) return CORE_UNSET;
    return tri(d <= v->today && v->today <= end);
}

typedef struct {
    const core_view *v;
    const rules_atom *a;
    core_tri some, every;
} related;

static bool ask_related(void *ctx, const core_case *c) {
    related *r = ctx;
    core_tri t = tri((r->a->mask >> c->control.state & 1U) != 0);
    if (t == CORE_YES && r->a->where != RULES_NONE) {
        core_view sub = core_view_of(r->v->world, c, r->v->today, r->v->arena);
        sub.book = r->v->book;
        sub.clock_failed = r->v->clock_failed;
        sub.clock_error = r->v->clock_error;
        t = core_observe_guard(&sub, r->a->where);
    }
    if (t == CORE_YES) r->some = CORE_YES;
    if (t == CORE_UNSET && r->some == CORE_NO) r->some = CORE_UNSET;
    if (t == CORE_NO) r->every = CORE_NO;
    if (t == CORE_UNSET && r->every == CORE_YES) r->every = CORE_UNSET;
    return true;
}

static core_tri relation(const core_view *v, const rules_atom *a) {
    related r = {v, a, CORE_NO, CORE_YES};
    core_each_related(v, a->rel, a->siblings, ask_related, &r);
    if (a->quant == RULES_EVERY) return r.every;
    return a->quant == RULES_SOME ? r.some : tri_not(r.some);
}

static core_tri tally_below(const core_view *v, const rules_atom *a) {
    int64_t n = 0, limit = a->n;
    if (!core_tally_value(v, &v->book->kase[a->kase].tally[a->tally], &n)) return CORE_UNSET;
    if (a->number != RULES_NONE && !core_number_value(v, a->number, &limit)) return CORE_UNSET;
    return tri(n < limit);
}

static core_tri choice_holds(const core_view *v, const rules_atom *a) {
    core_value x = core_observe_field(v, a->ref);
    if (!x.set) return CORE_UNSET;
    const rules_case *k = core_holder_kind(v, a->ref.holder);
    const rules_choice *c = &k->field[a->ref.field].choice[x.n];
    if (!c->on_evidence) return core_observe_guard(v, c->when);
    rules_id f = rules_find_field(k, BASE_STR("evidence"));
    if (f == RULES_NONE) return CORE_UNSET;
    core_value e = core_observe_field(v, (rules_ref){a->ref.holder, f});
    return tri(e.set && base_str_trim(e.text).n > 0);
}

static core_tri relaxable(const core_view *v, const rules_atom *a) {
    core_value x = core_observe_field(v, a->ref);
    const core_case *cluster = core_view_cluster(v);
    if (!x.set || cluster == NULL || v->book->n_standards == 0) return CORE_UNSET;
    const rules_standard *s = &v->book->standard[v->book->n_standards - 1];
    rules_id i = rules_find_criterion(s, x.text);
    rules_id f = rules_find_field(core_kind(cluster), BASE_STR("region"));
    if (i == RULES_NONE || f == RULES_NONE) return CORE_UNSET;
    core_view of = core_view_of(v->world, cluster, v->today, v->arena);
    core_value region = core_observe_field(&of, (rules_ref){RULES_OWN, f});
    if (!region.set) return CORE_UNSET;
    enum rules_region r = rules_region_of(core_kind(cluster)->field[f].choice[region.n].name);
    return tri(s->criterion[i].relaxable && (s->criterion[i].relax_regions >> r & 1U) != 0);
}

/* A mark is judged by the version of the case that bears it: versions only add, so it is found by its name. */
static core_tri mark_of(const core_view *v, const rules_atom *a) {
    const core_case *c = core_holder(v, a->ref.holder, RULES_NONE);
    const rules_case *k = core_holder_kind(v, a->ref.holder);
    if (c == NULL && a->ref.holder != RULES_OWN) return CORE_UNSET;
    if (c == NULL || (c == v->self && c->book == v->book)) return core_observe_mark(v, a->mark);
    const rules_case *theirs = core_kind(c);
    core_view of = core_view_of(v->world, c, v->today, v->arena);
    of.clock_failed = v->clock_failed;
    of.clock_error = v->clock_error;
    for (rules_id i = 0; i < theirs->n_marks; i++) {
        if (base_str_eq(theirs->mark[i].name, k->mark[a->mark].name)) return core_observe_mark(&of, i);
    }
    return CORE_UNSET;
}

static core_tri standard_met(const core_view *v) {
    core_assessment as;
    return core_assess_case(v, &as) ? tri(as.met) : CORE_UNSET;
}

core_tri core_observe_atom(const core_view *v, rules_id atom) {
    const rules_atom *a = &v->book->atom[atom];
    switch (a->kind) {
    case RULES_A_YES: return is_yes(v, a);
    case RULES_A_CHOICE: return in_choices(v, a);
    case RULES_A_GIVEN: {
        core_value x = core_observe_field(v, a->ref);
        const rules_field *f = &core_holder_kind(v, a->ref.holder)->field[a->ref.field];
        return tri(x.set && (f->type > RULES_V_CODE || base_str_trim(x.text).n > 0));
    }
    case RULES_A_STATE: return in_states(v, a);
    case RULES_A_OVER: return passed(v, a->date, 1);
    case RULES_A_REACHED: return passed(v, a->date, 0);
    case RULES_A_DATE_GE:
    case RULES_A_DATE_GT: return compare_dates(v, a);
    case RULES_A_WITHIN: return within(v, a);
    case RULES_A_WAS: return v->self == NULL ? CORE_NO : tri((v->self->control.ever & a->mask) != 0);
    case RULES_A_DONE: return v->self == NULL ? CORE_NO : tri((v->self->control.done >> a->track & 1U) != 0);
    case RULES_A_REL: return relation(v, a);
    case RULES_A_TALLY: return tally_below(v, a);
    case RULES_A_STANDARD: return standard_met(v);
    case RULES_A_FORM: return tri(core_form_complete(v, a->form, NULL, NULL));
    case RULES_A_RELAXABLE: return relaxable(v, a);
    case RULES_A_HOLDS: return choice_holds(v, a);
    case RULES_A_MARK: return mark_of(v, a);
    }
    return CORE_UNSET;
}

/* Kleene's three values, as core_guard, but asking only what is needed. */
core_tri core_observe_guard(const core_view *v, rules_id guard) {
    if (guard == RULES_NONE) return CORE_YES;
    const rules_guard *g = &v->book->guard[guard];
    if (g->op == RULES_G_ATOM) return core_observe_atom(v, g->a);
    if (g->op == RULES_G_NOT) return tri_not(core_observe_guard(v, g->a));
    core_tri stop = g->op == RULES_G_AND ? CORE_NO : CORE_YES;
    core_tri a = core_observe_guard(v, g->a);
    if (a == stop) return a;
    core_tri b = core_observe_guard(v, g->b);
    if (b == stop) return b;
    return a == CORE_UNSET || b == CORE_UNSET ? CORE_UNSET : tri_not(stop);
}

core_tri core_observe_mark(const core_view *v, rules_id mark) {
    return core_observe_guard(v, v->book->kase[v->kind].mark[mark].guard);
}
