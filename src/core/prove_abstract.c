/* prove_abstract.c - what the walk sees of a real case: the other half of "every real step has its abstract step". */
#include "core/observe_i.h"
#include "core/prove_i.h"

static uint8_t date_value(const core_pv *x, base_date d, base_date today) {
    if (d == BASE_DATE_NONE) return CORE_PV_UNSET;
    uint8_t v = today < d ? CORE_PV_BEFORE : today > d ? CORE_PV_AFTER : CORE_PV_ON;
    if (v == CORE_PV_ON && !(x->over && x->reached)) v = x->over ? CORE_PV_BEFORE : CORE_PV_AFTER;
    return v;
}

static uint8_t field_value(const rules_field *f, core_value value) {
    if (!value.set) return 0;
    if (f->type == RULES_V_YESNO) return value.n != 0 ? 2 : 1;
    if (f->type == RULES_V_CHOICE) return (uint8_t)(value.n + 1);
    return f->type > RULES_V_CODE || base_str_trim(value.text).n > 0 ? 1 : 0;
}

/* The expression is written as one of the children sees it: a child that is about to be opened sees it so too. */
static core_view from_below(const core_view *v, rules_id kind) {
    core_view below = *v;
    below.parent = v->self;
    below.round = NULL;
    below.self = NULL;
    below.kind = kind;
    return below;
}

static uint8_t value_of(const core_pv_model *m, const core_pv *x, const core_world *w, const core_case *c,
                        base_date today, base_arena *scratch) {
    core_view v = core_view_of(w, c, today, scratch);
    rules_ref ref = {x->of_round ? RULES_ROUND : RULES_OWN, x->field};
    switch (x->sort) {
    case CORE_PV_FIELD: return field_value(&m->book->kase[x->owner].field[x->field], core_observe_field(&v, ref));
    case CORE_PV_STATE: {
        const core_case *r = core_holder(&v, RULES_ROUND, RULES_NONE);
        return r != NULL ? r->control.state : 0;
    }
    case CORE_PV_DATE:
        if (x->asker != c->kind) v = from_below(&v, x->asker);
        return date_value(x, core_observe_date(&v, x->date), today);
    case CORE_PV_OTHER: break;
    }
    return 0;
}

uint32_t core_pv_abstract(core_pv_space *sp, const core_world *w, const core_case *c, base_date today,
                          base_arena *scratch) {
    const core_pv_slice *s = sp->s;
    core_pv_conf out = {.kind = c->kind, .control = c->control};
    out.value = base_arena_alloc(scratch, s->n_slots[c->kind]);
    for (size_t i = 0; i < s->n_slots[c->kind]; i++) {
        out.value[i] = value_of(s->m, &s->m->var[s->at[c->kind][i]], w, c, today, scratch);
    }
    for (const core_case *k = c->child; k != NULL; k = k->sibling) {
        core_pv_conf look = {.kind = k->kind, .control = k->control};
        if (!core_pv_follows(s, k->kind) || !core_pv_kept(s, &look)) continue;
        out = core_pv_with_child(sp, &out, 0, core_pv_abstract(sp, w, k, today, scratch));
    }
    return core_pv_intern(sp, &out);
}
