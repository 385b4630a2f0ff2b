/* prove_observe.c - the questions of an action answered from configurations, as core_observe_atom answers them from
 * cases: the same rules for what is unset, so that every real answer is among the ones tried here. */
#include "core/prove_i.h"

static const uint8_t DATE_FREE[] = {CORE_PV_BEFORE, CORE_PV_ON, CORE_PV_AFTER, CORE_PV_UNSET};

static const rules_action *action_of(const core_pv_view *v) {
    return v->action != RULES_NONE ? &v->sp->s->m->book->action[v->action] : NULL;
}

/* ---- arguments ---- */

enum takes { TAKES_NOT, TAKES_MAYBE, TAKES_SURELY };

/* Whether the action at hand brings a value for a field of the acting case: by name, or with the form it freezes. */
static enum takes takes_field(const core_pv_view *v, rules_id field) {
    const rules_action *a = action_of(v);
    if (a == NULL) return TAKES_NOT;
    for (size_t i = 0; i < a->n_args; i++) {
        if (a->arg[i].field == field) return a->arg[i].required ? TAKES_SURELY : TAKES_MAYBE;
    }
    if ((a->special & RULES_FREEZES) == 0 || a->form == RULES_NONE) return TAKES_NOT;
    const rules_form *f = &v->sp->s->m->book->kase[v->kind].form[a->form];
    for (size_t i = 0; i < f->n_items; i++) {
        if (f->item[i].field == field) return TAKES_MAYBE;
    }
    return TAKES_NOT;
}

static bool takes_part_of(const core_pv_view *v, uint64_t fields) {
    for (rules_id f = 0; fields != 0; f++, fields >>= 1) {
        if ((fields & 1U) != 0 && takes_field(v, f) != TAKES_NOT) return true;
    }
    return false;
}

/* Whether a date has a value once the arguments are in: a required one, or the one that stands in for it. */
static bool surely_set(const core_pv_view *v, rules_id date) {
    const rules_book *b = v->sp->s->m->book;
    const rules_date_expr *e = &b->date[date];
    if (e->op != RULES_D_FIELD || core_pv_holder(b, v->kind, e->ref.holder) != v->kind) return false;
    const rules_field *f = &b->kase[v->kind].field[e->ref.field];
    return takes_field(v, e->ref.field) == TAKES_SURELY ||
           (f->or_else != RULES_NONE && takes_field(v, f->or_else) == TAKES_SURELY);
}

/* ---- variables ---- */

static uint8_t ask_as(core_pv_oracle *o, const core_pv_model *m, rules_id var, uint32_t key) {
    uint8_t value[65];
    size_t n = core_pv_domain(m, &m->var[var], value);
    return core_pv_ask(o, key, value, n);
}

static uint8_t ask_free(core_pv_oracle *o, const core_pv_model *m, rules_id var) { return ask_as(o, m, var, var); }

/* The value before the arguments of the action. */
static uint8_t stored(const core_pv_view *v, rules_id var, uint32_t key) {
    const core_pv_model *m = v->sp->s->m;
    const core_pv *x = &m->var[var];
    const core_pv_conf *c = x->home != RULES_NONE ? v->at[x->home] : NULL;
    if (c != NULL && v->sp->s->slot[var] != CORE_PV_NO_SLOT) return c->value[v->sp->s->slot[var]];
    if (v->creating && x->home == v->kind && !x->of_round) {
        if (x->sort == CORE_PV_FIELD) return core_pv_initial(m->book, x);
        bool unset = x->sort == CORE_PV_DATE && x->by_entry != 0 && x->by_field == 0 && x->by_action == RULES_NONE;
        if (unset) return CORE_PV_UNSET; /* no state was entered yet */
    }
    return ask_as(v->fact, m, var, key);
}

static uint8_t argument(const core_pv_view *v, rules_id var, enum takes takes) {
    const core_pv_model *m = v->sp->s->m;
    const core_pv *x = &m->var[var];
    uint8_t value[66];
    size_t n = 0;
    if (takes == TAKES_MAYBE) value[n++] = stored(v, var, CORE_PV_KEY_BEFORE + var);
    /* An optional text may be given blank, which takes back what was there. */
    unsigned first = takes == TAKES_MAYBE && m->book->kase[x->owner].field[x->field].type <= RULES_V_CODE ? 0 : 1;
    for (unsigned i = first; i < x->n; i++) {
        if (n == 0 || value[0] != i) value[n++] = (uint8_t)i;
    }
    return core_pv_ask(v->act, var, value, n);
}

uint8_t core_pv_value(const core_pv_view *v, rules_id var) {
    const core_pv *x = &v->sp->s->m->var[var];
    bool own = x->owner == v->kind && !x->of_round && x->sort == CORE_PV_FIELD;
    enum takes takes = own ? takes_field(v, x->field) : TAKES_NOT;
    if (takes != TAKES_NOT) return argument(v, var, takes);
    if (own && x->remark) return ask_free(v->act, v->sp->s->m, var);
    bool given = x->sort == CORE_PV_DATE && x->home == v->kind && !x->of_round && takes_part_of(v, x->by_field);
    if (given) return core_pv_ask(v->act, var, DATE_FREE, surely_set(v, x->date) ? 3 : 4);
    return stored(v, var, var);
}

/* ---- atoms ---- */

static core_tri tri(bool yes) { return yes ? CORE_YES : CORE_NO; }
static core_tri tri_not(core_tri t) { return t == CORE_UNSET ? t : tri(t == CORE_NO); }

static core_tri of_field(const core_pv_view *v, const rules_atom *a, rules_id var) {
    uint8_t x = core_pv_value(v, var);
    if (a->kind == RULES_A_GIVEN) return tri(x != 0);
    if (x == 0) return CORE_UNSET;
    return a->kind == RULES_A_YES ? tri(x == 2) : tri((a->mask >> (x - 1U) & 1U) != 0);
}

static core_tri of_date(const core_pv_view *v, const rules_atom *a, rules_id var) {
    uint8_t x = core_pv_value(v, var);
    if (x == CORE_PV_UNSET) return CORE_UNSET;
    return a->kind == RULES_A_OVER ? tri(x == CORE_PV_AFTER) : tri(x != CORE_PV_BEFORE);
}

/* State of an acting case that is not followed: any from which the action goes. */
static uint8_t ghost_state(const core_pv_view *v) {
    uint8_t value[RULES_MAX_STATES];
    size_t n = 0;
    const uint64_t from = v->sp->s->m->book->action[v->action].from;
    for (unsigned i = 0; i < RULES_MAX_STATES; i++) {
        if ((from >> i & 1U) != 0) value[n++] = (uint8_t)i;
    }
    return n == 0 ? 0 : core_pv_ask(v->fact, CORE_PV_KEY_GHOST, value, n);
}

static core_tri of_state(const core_pv_view *v, const rules_atom *a, rules_id atom) {
    rules_id var = v->sp->s->m->atom_var[atom];
    if (var != RULES_NONE) return tri((a->mask >> core_pv_value(v, var) & 1U) != 0);
    rules_id kind = core_pv_holder(v->sp->s->m->book, a->kase, a->ref.holder);
    const core_pv_conf *c = kind != RULES_NONE ? v->at[kind] : NULL;
    if (c != NULL) return tri((a->mask >> c->control.state & 1U) != 0);
    if (kind == v->kind && v->ghost && !v->creating) return tri((a->mask >> ghost_state(v) & 1U) != 0);
    return CORE_UNSET;
}

static core_tri of_control(const core_pv_view *v, const rules_atom *a, rules_id atom) {
    const core_pv_conf *c = v->at[a->kase];
    if (c == NULL && a->kase == v->kind && v->creating) return CORE_NO;
    if (c == NULL) return ask_free(v->fact, v->sp->s->m, v->sp->s->m->atom_var[atom]) == CORE_YES ? CORE_YES : CORE_NO;
    return tri(a->kind == RULES_A_WAS ? (c->control.ever & a->mask) != 0 : (c->control.done >> a->track & 1U) != 0);
}

typedef struct {
    bool in, out; /* a case in one of the states; one in another */
} standing;

/* Among the related cases, where some stand. The asking case itself is left out among siblings, unless others may
 * stand where it does. */
static standing around(const core_pv_view *v, const rules_atom *a, rules_id atom, const core_pv_conf *base) {
    const core_pv_space *sp = v->sp;
    const rules_book *b = sp->s->m->book;
    standing s = {false, false};
    for (size_t i = 0; i < base->n_children; i++) {
        const core_pv_conf *c = sp->conf[base->child[i]];
        if (c->kind != a->rel) continue;
        bool me = a->siblings && v->at[a->rel] == c && a->kase == a->rel;
        bool open = !b->kase[a->rel].state[c->control.state].end;
        if (me && sp->s->m->exact[a->rel] && open) continue;
        if (me && !core_pv_ask_yes(v->fact, CORE_PV_KEY_TWIN + atom)) continue;
        if ((a->mask >> c->control.state & 1U) != 0)
            s.in = true;
        else
            s.out = true;
    }
    if (b->kase[a->rel].expected && core_pv_ask_yes(v->fact, CORE_PV_KEY_VIRTUAL + atom)) {
        if ((a->mask >> b->kase[a->rel].first_state & 1U) != 0)
            s.in = true;
        else
            s.out = true;
    }
    return s;
}

static core_tri of_related(const core_pv_view *v, const rules_atom *a, rules_id atom) {
    const core_pv_model *m = v->sp->s->m;
    rules_id at = a->siblings ? m->book->kase[a->kase].parent : a->kase;
    const core_pv_conf *base = at != RULES_NONE ? v->at[at] : NULL;
    bool complement = a->quant == RULES_EVERY && a->where == RULES_NONE;
    bool flip = complement || a->quant == RULES_NO;
    core_tri some;
    if (base == NULL && at == v->kind && v->creating) {
        some = complement || a->quant != RULES_EVERY ? CORE_NO : CORE_YES; /* nothing stands around it yet */
    } else if (base == NULL || !core_pv_follows(v->sp->s, a->rel)) {
        some = (core_tri)ask_free(v->fact, m, m->atom_var[atom]);
    } else {
        standing s = around(v, a, atom, base);
        if (complement)
            some = tri(s.out);
        else if (a->quant == RULES_EVERY)
            some = s.out ? CORE_NO : s.in ? (core_tri)ask_free(v->fact, m, m->atom_var[atom]) : CORE_YES;
        else if (!s.in || a->where == RULES_NONE)
            some = tri(s.in);
        else
            some = (core_tri)ask_free(v->fact, m, m->atom_var[atom]);
    }
    return flip ? tri_not(some) : some;
}

static core_tri of_choice(const core_pv_view *v, const rules_atom *a, rules_id var) {
    const core_pv_model *m = v->sp->s->m;
    uint8_t x = core_pv_value(v, var);
    if (x == 0) return CORE_UNSET;
    rules_id kind = core_pv_holder(m->book, a->kase, a->ref.holder);
    const rules_choice *c = &m->book->kase[kind].field[a->ref.field].choice[x - 1];
    if (!c->on_evidence) return core_pv_guard(v, c->when);
    rules_id f = rules_find_field(&m->book->kase[kind], BASE_STR("evidence"));
    rules_id e = f != RULES_NONE && f < RULES_MAX_FIELDS ? m->given[(size_t)kind * RULES_MAX_FIELDS + f] : RULES_NONE;
    return e == RULES_NONE ? CORE_UNSET : tri(core_pv_value(v, e) != 0);
}

/* What the actor can see to: a form that is filled in for the occasion. */
static core_pv_oracle *whose(const core_pv_view *v, const rules_atom *a) {
    const rules_action *act = action_of(v);
    bool form = a->kind == RULES_A_FORM && act != NULL && (act->special & RULES_FREEZES) != 0 && act->form == a->form;
    return form ? v->act : v->fact;
}

static core_tri answer(const core_pv_view *v, rules_id atom) {
    const core_pv_model *m = v->sp->s->m;
    const rules_atom *a = &m->book->atom[atom];
    rules_id var = m->atom_var[atom];
    switch (a->kind) {
    case RULES_A_YES:
    case RULES_A_CHOICE:
    case RULES_A_GIVEN: return of_field(v, a, var);
    case RULES_A_STATE: return of_state(v, a, atom);
    case RULES_A_OVER:
    case RULES_A_REACHED: return of_date(v, a, var);
    case RULES_A_WAS:
    case RULES_A_DONE: return of_control(v, a, atom);
    case RULES_A_REL: return of_related(v, a, atom);
    case RULES_A_HOLDS: return of_choice(v, a, var);
    case RULES_A_MARK: {
        rules_id kind = core_pv_holder(m->book, a->kase, a->ref.holder);
        return core_pv_guard(v, m->book->kase[kind].mark[a->mark].guard);
    }
    case RULES_A_FORM: {
        core_tri t = (core_tri)ask_free(whose(v, a), m, var);
        return t == CORE_YES ? t : CORE_NO;
    }
    default: return (core_tri)ask_free(v->fact, m, var);
    }
}

static void answer_all(const core_pv_view *v, rules_id guard) {
    if (guard == RULES_NONE) return;
    const rules_guard *g = &v->sp->s->m->book->guard[guard];
    if (g->op == RULES_G_ATOM) {
        v->atom[g->a] = answer(v, g->a);
        return;
    }
    answer_all(v, g->a);
    if (g->op != RULES_G_NOT) answer_all(v, g->b);
}

core_tri core_pv_guard(const core_pv_view *v, rules_id guard) {
    answer_all(v, guard);
    return core_guard(v->sp->s->m->book, guard, v->atom);
}

/* ---- the judgement ---- */

static core_tri is_alone(const core_pv_view *v) {
    const core_pv_space *sp = v->sp;
    const rules_book *b = sp->s->m->book;
    rules_id parent = b->kase[v->kind].parent;
    bool asked =
        b->kase[v->kind].one_at_a_time && v->creating && !v->ghost && parent != RULES_NONE && v->at[parent] != NULL;
    for (size_t i = 0; asked && i < v->at[parent]->n_children; i++) {
        const core_pv_conf *c = sp->conf[v->at[parent]->child[i]];
        if (c->kind == v->kind && !b->kase[c->kind].state[c->control.state].end) return CORE_NO;
    }
    return CORE_YES;
}

static rules_id some_level(const rules_action *a) {
    for (unsigned i = 0; i < RULES_MAX_LEVELS; i++) {
        if ((a->levels >> i & 1U) != 0) return (rules_id)i;
    }
    return RULES_NONE;
}

static uint64_t fitting_effects(const core_pv_view *v, const rules_action *a) {
    const rules_book *b = v->sp->s->m->book;
    uint64_t fits = 0;
    for (size_t i = 0; i < a->n_effects; i++) {
        const rules_effect *e = &a->effect[i];
        rules_id kind = core_pv_holder(b, a->kase, e->target.holder);
        const core_pv_conf *c = kind != RULES_NONE ? v->at[kind] : NULL;
        bool no = e->kind == RULES_E_MOVE && c != NULL && (e->mask >> c->control.state & 1U) == 0;
        if (!no) fits |= UINT64_C(1) << i;
    }
    return fits;
}

bool core_pv_granted(const core_pv_view *v) {
    const rules_book *b = v->sp->s->m->book;
    const rules_action *a = &b->action[v->action];
    const core_pv_conf *self = v->at[v->kind];
    core_observation o = {
        .exists = true, .level = some_level(a), .inside = true, .alone = is_alone(v), .atom = v->atom, .args = true};
    o.exists = self != NULL || (v->ghost && !a->creates);
    if (self != NULL)
        o.state = self->control.state;
    else if (o.exists)
        o.state = ghost_state(v);
    o.effect_fits = fitting_effects(v, a);
    for (size_t i = 0; i < a->n_needs; i++) {
        if (core_pv_guard(v, a->need[i].guard) != CORE_YES) return false;
    }
    return core_judge(b, v->action, &o).granted;
}
