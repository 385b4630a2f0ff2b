/* observe_date.c - the legal clock: every date a rulebook names, as a day or "not set".
 *
 * A date that rests on something unset is unset, and a working day in a year without a table is an error that the
 * answer reports: neither is ever guessed. */
#include "core/observe_i.h"

static base_date field_date(const core_view *v, rules_ref ref) {
    core_value x = core_observe_field(v, ref);
    return x.set ? (base_date)x.n : BASE_DATE_NONE;
}

/* Dates outside the calendar (year 10000) are as good as unset. */
static base_date add_years(base_date d, int32_t n) {
    base_err e = {0};
    base_date out = BASE_DATE_NONE;
    return base_date_add_months(d, n * 12, &out, &e) ? out : BASE_DATE_NONE;
}

static base_date add_days(base_date d, int64_t n) {
    base_err e = {0};
    base_date out = BASE_DATE_NONE;
    if (n > INT32_MAX || n < INT32_MIN) return BASE_DATE_NONE;
    return base_date_add_days(d, (int32_t)n, &out, &e) ? out : BASE_DATE_NONE;
}

static base_date term_end(base_date first, int32_t years) {
    base_err e = {0};
    base_date out = BASE_DATE_NONE;
    return base_date_term_end(first, years, &out, &e) ? out : BASE_DATE_NONE;
}

static base_date lasts(const core_view *v, const rules_date_expr *x) {
    const core_case *c = core_holder(v, x->ref.holder, RULES_NONE);
    if (c == NULL || x->state >= core_kind(c)->n_states || c->entered[x->state] == BASE_DATE_NONE)
        return BASE_DATE_NONE;
    const rules_state *s = &core_kind(c)->state[x->state];
    base_date out = BASE_DATE_NONE;
    base_err e = {0};
    if (base_workdays_end(core_world_workdays(v->world), c->entered[x->state], s->working_days, s->count_first, &out,
                          &e)) {
        return out;
    }
    if (v->clock_failed != NULL && !*v->clock_failed) {
        *v->clock_failed = true;
        *v->clock_error = e;
    }
    return BASE_DATE_NONE;
}

/* 02-29 in a year that has none is its last day of February. */
static base_date month_day(const core_view *v, const rules_date_expr *x) {
    int64_t md = x->n;
    if (x->ref.field != RULES_NONE) {
        core_value f = core_observe_field(v, x->ref);
        if (!f.set) return BASE_DATE_NONE;
        md = f.n;
    }
    core_value year = core_observe_field(v, x->year);
    base_date out = BASE_DATE_NONE;
    base_err e = {0};
    if (!year.set || year.n < 1 || year.n > 9998) return BASE_DATE_NONE;
    int y = (int)year.n + x->plus, m = (int)(md / 100), d = (int)(md % 100);
    if (base_date_make(y, m, d, &out, &e)) return out;
    if (m != 2 || d != 29) return BASE_DATE_NONE;
    return base_date_make(y, 2, 28, &out, &e) ? out : BASE_DATE_NONE;
}

static base_date first_done(const core_view *v, rules_id action) {
    rules_id first = 0;
    core_kind_actions(v->book, v->kind, &first);
    rules_id i = (rules_id)(action - first), theirs = 0;
    if (v->self == NULL || i >= core_kind_actions(v->self->book, v->kind, &theirs)) return BASE_DATE_NONE;
    return v->self->first_done[i];
}

static base_date add_field_days(const core_view *v, const rules_date_expr *x, base_date d) {
    if (x->ref.field == RULES_NONE) return add_days(d, x->n);
    core_value n = core_observe_field(v, x->ref);
    return n.set ? add_days(d, n.n) : BASE_DATE_NONE;
}

static base_date step(const core_view *v, const rules_date_expr *x) {
    base_date d = core_observe_date(v, x->a);
    if (x->op == RULES_D_OR_ELSE) return d != BASE_DATE_NONE ? d : core_observe_date(v, x->b);
    if (d == BASE_DATE_NONE) return BASE_DATE_NONE;
    switch (x->op) {
    case RULES_D_DAY_AFTER: return add_days(d, 1);
    case RULES_D_DAY_BEFORE: return add_days(d, -1);
    case RULES_D_ADD_YEARS: return add_years(d, x->n);
    case RULES_D_TERM_END: return term_end(d, x->n);
    default: return add_field_days(v, x, d);
    }
}

base_date core_observe_date(const core_view *v, rules_id date) {
    if (date == RULES_NONE) return BASE_DATE_NONE;
    const rules_date_expr *x = &v->book->date[date];
    switch (x->op) {
    case RULES_D_FIELD: return field_date(v, x->ref);
    case RULES_D_TODAY: return v->today;
    case RULES_D_LITERAL: return x->date;
    case RULES_D_LASTS: return lasts(v, x);
    case RULES_D_MONTH_DAY: return month_day(v, x);
    case RULES_D_ENTERED:
        return v->self != NULL && x->state < core_kind(v->self)->n_states ? v->self->entered[x->state] : BASE_DATE_NONE;
    case RULES_D_FIRST_DONE: return first_done(v, x->action);
    default: return step(v, x);
    }
}

int core_view_year(const core_view *v) {
    const rules_case *k = &v->book->kase[v->kind];
    if (!k->judged) return 0;
    base_date d = core_observe_date(v, k->judged_on);
    return d == BASE_DATE_NONE ? 0 : base_date_year(d);
}
