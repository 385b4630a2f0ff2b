/* prove_forms.c - the forms of `prove` that say what must never happen, as a question about one step.
 *
 *   CASE reaches STATE only after A, …  whenever a case enters STATE, each A was done: in the acting case or the
 * ancestor whose action it is, since that case was opened; by a case beside it, since CASE last entered STATE. Being
 * sent back undoes nothing: `was done since` in a guard does, and "only when" proves it. … only by A or …, leaves …
 * whenever a case enters (leaves) STATE, one of these did it. CASE A only when G, never while G   whenever A is
 * granted, G is yes (is not yes) by the same facts. between A and B comes C             in one dossier, B is never
 * granted after A with no C since. CASE.FIELD changes only by A, …     no other action that can be granted takes it as
 * an argument or sets it. A extends CASE.FIELD                whatever A sets the field to is a term from the day after
 * what it was. no action is open to two levels …   no action that can be granted is open to several levels unless it is
 * shared, and no two that make one decision (same case, a state in common, same arrow, same effects) are open to
 * different levels unless both are shared. */
#include "core/prove_i.h"

static bool named(const rules_proof *p, rules_id action) {
    for (size_t i = 0; i < p->n_actions; i++) {
        if (p->action[i] == action) return true;
    }
    return false;
}

/* ---- actions that are wrong by their text ---- */

static void mark_bad(core_pv_form *f, rules_id action) {
    if (action >= sizeof f->bad * 8) return;
    f->bad[action / 32] |= UINT32_C(1) << action % 32;
    f->any_bad = true;
}

static bool is_bad(const core_pv_form *f, rules_id action) {
    return action < sizeof f->bad * 8 && (f->bad[action / 32] >> action % 32 & 1U) != 0;
}

static bool takes(const rules_book *b, const rules_action *a, rules_id field) {
    for (size_t i = 0; i < a->n_args; i++) {
        if (a->arg[i].field == field) return true;
    }
    if ((a->special & RULES_FREEZES) == 0 || a->form == RULES_NONE) return false;
    const rules_form *form = &b->kase[a->kase].form[a->form];
    for (size_t i = 0; i < form->n_items; i++) {
        if (form->item[i].field == field) return true;
    }
    return false;
}

static bool aims_at(const rules_book *b, const rules_action *a, const rules_effect *e, const rules_proof *p) {
    return e->kind == RULES_E_SET && e->target.field == p->field.field &&
           core_pv_holder(b, a->kase, e->target.holder) == p->kase;
}

static void find_changers(core_pv_form *f) {
    for (rules_id i = 0; i < f->book->n_actions; i++) {
        const rules_action *a = &f->book->action[i];
        bool changes = a->kase == f->p->kase && takes(f->book, a, f->p->field.field);
        for (size_t k = 0; k < a->n_effects; k++) changes = changes || aims_at(f->book, a, &a->effect[k], f->p);
        if (changes && !named(f->p, i)) mark_bad(f, i);
    }
}

static bool is_field(const core_pv_form *f, rules_id kind, rules_id date) {
    const rules_date_expr *e = &f->book->date[date];
    return e->op == RULES_D_FIELD && e->ref.field == f->p->field.field &&
           core_pv_holder(f->book, kind, e->ref.holder) == f->p->kase;
}

/* A whole number of years from the day after the old last day; nothing else is known to be later. */
static bool is_term_after(const core_pv_form *f, rules_id kind, rules_id date) {
    if (date == RULES_NONE) return false;
    const rules_date_expr *e = &f->book->date[date];
    if (e->op != RULES_D_TERM_END || e->n < 1) return false;
    const rules_date_expr *first = &f->book->date[e->a];
    return first->op == RULES_D_DAY_AFTER && is_field(f, kind, first->a);
}

static void find_not_extending(core_pv_form *f) {
    const rules_action *a = &f->book->action[f->p->action[0]];
    bool sets = false, good = true;
    for (size_t k = 0; k < a->n_effects; k++) {
        if (!aims_at(f->book, a, &a->effect[k], f->p)) continue;
        if (sets || a->effect[k].from != RULES_SET_DATE || !is_term_after(f, a->kase, a->effect[k].date)) good = false;
        sets = true;
    }
    if (!sets || !good) mark_bad(f, f->p->action[0]);
}

static bool same_effect(const rules_effect *x, const rules_effect *y) {
    return x->kind == y->kind && x->target.holder == y->target.holder && x->target.field == y->target.field &&
           x->from == y->from && x->value == y->value && x->mask == y->mask && x->state == y->state;
}

static bool one_decision(const rules_action *x, const rules_action *y) {
    if (x->kase != y->kase || x->to == RULES_NONE || x->to != y->to || x->n_effects != y->n_effects) return false;
    if (x->creates != y->creates || (!x->creates && (x->from & y->from) == 0)) return false;
    for (size_t i = 0; i < x->n_effects; i++) {
        if (!same_effect(&x->effect[i], &y->effect[i])) return false;
    }
    return true;
}

static void find_two_levels(core_pv_form *f) {
    for (rules_id i = 0; i < f->book->n_actions; i++) {
        const rules_action *a = &f->book->action[i];
        if ((a->levels & (a->levels - 1)) != 0 && !a->shared) mark_bad(f, i);
        for (rules_id k = 0; k < i; k++) {
            const rules_action *other = &f->book->action[k];
            if (other->levels != a->levels && !(a->shared && other->shared) && one_decision(a, other)) mark_bad(f, i);
        }
    }
}

void core_pv_form_init(core_pv_form *f, const rules_book *b, const rules_proof *p) {
    *f = (core_pv_form){.book = b, .p = p};
    if (p->form == RULES_P_CHANGES_BY) find_changers(f);
    if (p->form == RULES_P_EXTENDS) find_not_extending(f);
    if (p->form == RULES_P_ONE_LEVEL) find_two_levels(f);
}

rules_id core_pv_form_kind(const core_pv_form *f) {
    for (rules_id i = 0; i < f->book->n_actions; i++) {
        if (is_bad(f, i)) return f->book->action[i].kase;
    }
    return RULES_NONE;
}

/* ---- one step ---- */

static bool enters(const core_pv_step *s, int d, rules_id state) {
    bool fresh = s->opens && !s->untouched && d == s->n - 1;
    return s->after[d].state == state && (fresh || s->before[d].state != state);
}

static bool leaves(const core_pv_step *s, int d, rules_id state) {
    bool fresh = s->opens && !s->untouched && d == s->n - 1;
    return !fresh && s->before[d].state == state && s->after[d].state != state;
}

static bool was_done(const core_pv_form *f, const core_pv_step *s, unsigned i) {
    rules_id kind = f->book->action[f->p->action[i]].kase;
    if (s->action == f->p->action[i]) return true;
    for (int d = 0; d < s->n; d++) {
        if (s->kind[d] == kind) return (s->watch[d] >> i & 1U) != 0;
    }
    return (s->watch[0] >> (16 + i) & 1U) != 0;
}

static bool all_done(const core_pv_form *f, const core_pv_step *s) {
    for (unsigned i = 0; i < f->p->n_actions; i++) {
        if (!was_done(f, s, i)) return false;
    }
    return true;
}

bool core_pv_form_breaks(void *ctx, const core_pv_step *s) {
    const core_pv_form *f = ctx;
    const rules_proof *p = f->p;
    if (s->action == RULES_NONE) return false;
    int d = s->n - 1;
    while (d >= 0 && s->kind[d] != p->kase) d--;
    switch (p->form) {
    case RULES_P_REACHES_AFTER: return d >= 0 && enters(s, d, p->state) && !all_done(f, s);
    case RULES_P_REACHES_BY: return d >= 0 && enters(s, d, p->state) && !named(p, s->action);
    case RULES_P_LEAVES_BY: return d >= 0 && leaves(s, d, p->state) && !named(p, s->action);
    case RULES_P_ONLY_WHEN: return named(p, s->action) && core_pv_guard(s->view, p->guard) != CORE_YES;
    case RULES_P_NEVER_WHILE: return named(p, s->action) && core_pv_guard(s->view, p->guard) == CORE_YES;
    case RULES_P_BETWEEN: return s->action == p->action[1] && (s->watch[0] >> 16 & 1U) != 0;
    case RULES_P_CHANGES_BY:
    case RULES_P_EXTENDS:
    case RULES_P_ONE_LEVEL: return is_bad(f, s->action);
    case RULES_P_REST:
    case RULES_P_CAN_FOLLOW: break;
    }
    return false;
}

rules_text core_pv_form_why(const core_pv_form *f, base_arena *arena, rules_id action) {
    base_str zh = BASE_STR("破坏这一性质"), en = BASE_STR("breaks the property");
    switch (f->p->form) {
    case RULES_P_REACHES_AFTER:
        zh = BASE_STR("时，所列操作并未都做过");
        en = BASE_STR("is granted though not all of the listed actions were done");
        break;
    case RULES_P_ONLY_WHEN:
        zh = BASE_STR("获准时，所列条件并不成立");
        en = BASE_STR("is granted while the condition does not hold");
        break;
    case RULES_P_NEVER_WHILE:
        zh = BASE_STR("获准时，所禁情形成立");
        en = BASE_STR("is granted while the condition holds");
        break;
    case RULES_P_ONE_LEVEL:
        zh = BASE_STR("对两个层级开放");
        en = BASE_STR("is open to two levels");
        break;
    default: break;
    }
    const rules_action *a = &f->book->action[action];
    int name = (int)a->name.n, label = (int)a->label.zh.n;
    return (rules_text){
        base_arena_fmt(arena, "“%.*s”（%.*s）%.*s", name, a->name.p, label, a->label.zh.p, (int)zh.n, zh.p),
        base_arena_fmt(arena, "“%.*s” %.*s", name, a->name.p, (int)en.n, en.p)};
}
