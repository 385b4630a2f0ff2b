/* prove_model.c - the questions of a rulebook as variables: equal questions, wherever they are asked, are one.
 *
 * Equality is by form: two atoms ask the same when they are written alike once every holder is replaced by the kind of
 * case it names from there. Two different forms of one question become two variables, which only makes the walk wider.
 */
#include "base/map.h"
#include "core/prove_i.h"

typedef struct {
    core_pv_model *m;
    base_map keys; /* key -> variable + 1 */
    base_buf key;
    size_t cap;
} builder;

static rules_id round_bearer(const rules_book *b, rules_id kind) {
    while (kind != RULES_NONE && !b->kase[kind].in_round) kind = b->kase[kind].parent;
    return kind;
}

rules_id core_pv_holder(const rules_book *b, rules_id kind, enum rules_holder holder) {
    switch (holder) {
    case RULES_OWN: return kind;
    case RULES_PARENT: return b->kase[kind].parent;
    case RULES_CLUSTER: return b->cluster;
    case RULES_ROUND: return b->round;
    case RULES_PROGRAMME: return b->programme;
    case RULES_SETTING: return RULES_NONE;
    }
    return RULES_NONE;
}

/* The kind in whose configuration a thing of this holder could be followed. */
static rules_id home_of(const rules_book *b, rules_id kind, enum rules_holder holder) {
    switch (holder) {
    case RULES_OWN:
    case RULES_PARENT:
    case RULES_CLUSTER: return core_pv_holder(b, kind, holder);
    case RULES_ROUND: return round_bearer(b, kind);
    case RULES_PROGRAMME:
    case RULES_SETTING: return RULES_NONE;
    }
    return RULES_NONE;
}

/* ---- forms ---- */

static void put_holder(builder *x, rules_id kind, enum rules_holder holder) {
    const rules_book *b = x->m->book;
    bool apart = holder == RULES_ROUND || holder == RULES_SETTING || holder == RULES_PROGRAMME;
    base_buf_fmt(&x->key, "%u:%u", apart ? (unsigned)holder : 9U, (unsigned)home_of(b, kind, holder));
}

static void put_ref(builder *x, rules_id kind, rules_ref ref) {
    put_holder(x, kind, ref.holder);
    base_buf_fmt(&x->key, ".%u ", (unsigned)ref.field);
}

static void put_date(builder *x, rules_id kind, rules_id date) {
    if (date == RULES_NONE) {
        base_buf_putc(&x->key, '-');
        return;
    }
    const rules_date_expr *e = &x->m->book->date[date];
    base_buf_fmt(&x->key, "(%u %d %d %u %u %d ", (unsigned)e->op, e->n, (int)e->date, (unsigned)e->state,
                 (unsigned)e->action, e->plus);
    if (e->op == RULES_D_LASTS || e->op == RULES_D_ENTERED || e->op == RULES_D_FIRST_DONE)
        put_holder(x, kind, e->op == RULES_D_LASTS ? e->ref.holder : RULES_OWN);
    else if (e->op == RULES_D_FIELD || e->ref.field != RULES_NONE)
        put_ref(x, kind, e->ref);
    if (e->op == RULES_D_MONTH_DAY) put_ref(x, kind, e->year);
    put_date(x, kind, e->a);
    put_date(x, kind, e->b);
    base_buf_putc(&x->key, ')');
}

static void put_guard(builder *x, rules_id guard);

static void put_atom(builder *x, const rules_atom *a) {
    base_buf_fmt(&x->key, "[%u %llx %d ", (unsigned)a->kind, (unsigned long long)a->mask, a->n);
    base_buf_fmt(&x->key, "%u %u %u %u %u %u %d %d ", (unsigned)a->tally, (unsigned)a->number, (unsigned)a->form,
                 (unsigned)a->mark, (unsigned)a->track, (unsigned)a->rel, a->siblings, a->flag);
    base_buf_fmt(&x->key, "%u %u ", (unsigned)a->kase, (unsigned)a->quant);
    put_ref(x, a->kase, a->ref);
    put_date(x, a->kase, a->date);
    put_date(x, a->kase, a->date2);
    put_guard(x, a->where);
    base_buf_putc(&x->key, ']');
}

static void put_guard(builder *x, rules_id guard) {
    if (guard == RULES_NONE) return;
    const rules_guard *g = &x->m->book->guard[guard];
    if (g->op == RULES_G_ATOM) {
        put_atom(x, &x->m->book->atom[g->a]);
        return;
    }
    base_buf_fmt(&x->key, "{%u ", (unsigned)g->op);
    put_guard(x, g->a);
    if (g->op != RULES_G_NOT) put_guard(x, g->b);
    base_buf_putc(&x->key, '}');
}

/* The variable under the key at hand; a new one is `blank`. */
static rules_id entered(builder *x, const core_pv *blank, bool *fresh) {
    if (x->key.full) base_fatal("a guard's form is too long");
    base_map_slot *s = base_map_put(&x->keys, base_buf_str(&x->key));
    *fresh = s->value.num == 0;
    if (*fresh) {
        core_pv_model *m = x->m;
        m->var = base_arena_grow(m->arena, m->var, m->n_vars, &x->cap, sizeof *m->var);
        m->var[m->n_vars++] = *blank;
        s->value.num = (int64_t)m->n_vars;
    }
    base_buf_clear(&x->key);
    return (rules_id)(s->value.num - 1);
}

/* ---- what may change a field ---- */

/* Remarks may come with any action of a case: they are never followed. */
static bool is_remark(const rules_field *f) {
    static const char *const remarks[] = {"reason", "evidence", "note", "finding", "statement", "text"};
    if (f->type != RULES_V_TEXT && f->type != RULES_V_CODE) return false;
    for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++) {
        if (base_str_is(f->name, remarks[i])) return true;
    }
    return false;
}

/* Whether a field of the round can change after it was opened. */
static bool round_changes(const rules_book *b, rules_id field) {
    for (size_t i = 0; i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        for (size_t k = 0; k < a->n_args; k++) {
            if (a->kase == b->round && !a->creates && a->arg[k].field == field) return true;
        }
        for (size_t k = 0; k < a->n_effects; k++) {
            const rules_effect *e = &a->effect[k];
            if (e->kind == RULES_E_SET && core_pv_holder(b, a->kase, e->target.holder) == b->round &&
                e->target.field == field)
                return true;
        }
    }
    return false;
}

static rules_id field_home(const rules_book *b, rules_id kind, rules_ref ref) {
    rules_id owner = core_pv_holder(b, kind, ref.holder);
    if (owner == RULES_NONE) return RULES_NONE;
    const rules_field *f = &b->kase[owner].field[ref.field];
    if (f->derive == RULES_FROM_DIVISION || f->or_else != RULES_NONE || is_remark(f)) return RULES_NONE;
    if (ref.holder == RULES_ROUND && round_changes(b, ref.field)) return RULES_NONE;
    return home_of(b, kind, ref.holder);
}

static rules_id field_var(builder *x, rules_id kind, rules_ref ref, rules_id atom) {
    const rules_book *b = x->m->book;
    rules_id owner = ref.holder == RULES_SETTING ? b->round : core_pv_holder(b, kind, ref.holder);
    const rules_field *f = &b->kase[owner].field[ref.field];
    size_t n = f->type == RULES_V_YESNO ? 3 : f->type == RULES_V_CHOICE ? f->n_choices + 1U : 2;
    core_pv blank = {.sort = CORE_PV_FIELD,
                     .home = field_home(b, kind, ref),
                     .owner = owner,
                     .of_round = ref.holder == RULES_ROUND,
                     .field = ref.field,
                     .date = RULES_NONE,
                     .asker = kind,
                     .atom = atom,
                     .n = (uint8_t)(n > 65 ? 65 : n),
                     .remark = is_remark(f),
                     .by_action = RULES_NONE};
    bool fresh;
    base_buf_putc(&x->key, 'F');
    put_ref(x, kind, ref);
    rules_id v = entered(x, &blank, &fresh);
    bool own = ref.holder == RULES_OWN || ref.holder == RULES_PARENT || ref.holder == RULES_CLUSTER;
    if (own && ref.field < RULES_MAX_FIELDS) x->m->given[(size_t)owner * RULES_MAX_FIELDS + ref.field] = v;
    return v;
}

/* ---- dates ---- */

/* What a date is made of: all its parts must lie with one case, or it is not followed. */
static void made_of(const rules_book *b, rules_id kind, enum rules_holder holder, core_pv *v, bool *mixed) {
    rules_id home = home_of(b, kind, holder);
    bool of_round = holder == RULES_ROUND;
    if (home == RULES_NONE || (v->home != RULES_NONE && (v->home != home || v->of_round != of_round))) *mixed = true;
    v->home = home;
    v->of_round = of_round;
}

static void made_of_field(const rules_book *b, rules_id kind, rules_ref ref, core_pv *v, bool *mixed) {
    made_of(b, kind, ref.holder, v, mixed);
    rules_id owner = core_pv_holder(b, kind, ref.holder);
    if (owner == RULES_NONE || ref.field >= RULES_MAX_FIELDS) {
        *mixed = true;
        return;
    }
    const rules_field *f = &b->kase[owner].field[ref.field];
    rules_id other = f->or_else != RULES_NONE ? f->or_else : ref.field;
    if (f->derive == RULES_FROM_DIVISION) *mixed = true;
    if (ref.holder == RULES_ROUND && (round_changes(b, ref.field) || round_changes(b, other))) *mixed = true;
    if (!v->of_round) v->by_field |= UINT64_C(1) << ref.field | UINT64_C(1) << other;
}

static void date_parts(const rules_book *b, rules_id kind, rules_id date, core_pv *v, bool *mixed) {
    if (date == RULES_NONE) return;
    const rules_date_expr *e = &b->date[date];
    switch (e->op) {
    case RULES_D_FIELD: made_of_field(b, kind, e->ref, v, mixed); break;
    case RULES_D_TODAY: *mixed = true; break;
    case RULES_D_LITERAL: break;
    case RULES_D_LASTS:
        made_of(b, kind, e->ref.holder, v, mixed);
        if (v->of_round) *mixed = true;
        v->by_entry |= UINT64_C(1) << e->state;
        break;
    case RULES_D_ENTERED:
        made_of(b, kind, RULES_OWN, v, mixed);
        v->by_entry |= UINT64_C(1) << e->state;
        break;
    case RULES_D_FIRST_DONE:
        made_of(b, kind, RULES_OWN, v, mixed);
        if (v->by_action != RULES_NONE && v->by_action != e->action) *mixed = true;
        v->by_action = e->action;
        break;
    case RULES_D_MONTH_DAY:
        if (e->ref.field != RULES_NONE) made_of_field(b, kind, e->ref, v, mixed);
        made_of_field(b, kind, e->year, v, mixed);
        break;
    default:
        if (e->op == RULES_D_ADD_DAYS && e->ref.field != RULES_NONE) made_of_field(b, kind, e->ref, v, mixed);
        date_parts(b, kind, e->a, v, mixed);
        date_parts(b, kind, e->b, v, mixed);
    }
}

static rules_id date_var(builder *x, const rules_atom *a, rules_id atom) {
    core_pv blank = {.sort = CORE_PV_DATE,
                     .home = RULES_NONE,
                     .owner = RULES_NONE,
                     .date = a->date,
                     .asker = a->kase,
                     .atom = atom,
                     .field = RULES_NONE,
                     .n = 4,
                     .by_action = RULES_NONE};
    bool mixed = false, fresh;
    date_parts(x->m->book, a->kase, a->date, &blank, &mixed);
    if (mixed) blank.home = RULES_NONE;
    base_buf_putc(&x->key, 'D');
    put_date(x, a->kase, a->date);
    rules_id v = entered(x, &blank, &fresh);
    if (a->kind == RULES_A_OVER)
        x->m->var[v].over = true;
    else
        x->m->var[v].reached = true;
    return v;
}

/* ---- the rest ---- */

static rules_id state_var(builder *x, const rules_atom *a, rules_id atom) {
    const rules_book *b = x->m->book;
    rules_id owner = core_pv_holder(b, a->kase, a->ref.holder);
    if (a->ref.holder != RULES_ROUND && a->ref.holder != RULES_PROGRAMME) return RULES_NONE;
    core_pv blank = {.sort = CORE_PV_STATE,
                     .home = home_of(b, a->kase, a->ref.holder),
                     .owner = owner,
                     .date = RULES_NONE,
                     .of_round = a->ref.holder == RULES_ROUND,
                     .asker = a->kase,
                     .atom = atom,
                     .field = RULES_NONE,
                     .n = (uint8_t)b->kase[owner].n_states,
                     .by_action = RULES_NONE};
    bool fresh;
    base_buf_putc(&x->key, 'S');
    put_holder(x, a->kase, a->ref.holder);
    return entered(x, &blank, &fresh);
}

static rules_id other_var(builder *x, const rules_atom *a, rules_id atom) {
    const rules_case *rel = a->kind == RULES_A_REL ? &x->m->book->kase[a->rel] : NULL;
    core_pv blank = {.sort = CORE_PV_OTHER,
                     .home = RULES_NONE,
                     .owner = RULES_NONE,
                     .date = RULES_NONE,
                     .asker = a->kase,
                     .atom = atom,
                     .field = RULES_NONE,
                     .n = 3,
                     .by_action = RULES_NONE};
    bool fresh;
    rules_atom form = *a;
    /* some, no, and "every one is in" are one question: is there one in these states. */
    if (rel != NULL && form.quant == RULES_EVERY && form.where == RULES_NONE) {
        form.mask = ~form.mask & (rel->n_states >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << rel->n_states) - 1);
        form.quant = RULES_SOME;
    }
    if (rel != NULL && form.quant == RULES_NO) form.quant = RULES_SOME;
    put_atom(x, &form);
    return entered(x, &blank, &fresh);
}

static rules_id var_of_atom(builder *x, rules_id atom) {
    const rules_atom *a = &x->m->book->atom[atom];
    switch (a->kind) {
    case RULES_A_HOLDS: {
        rules_id f = rules_find_field(&x->m->book->kase[core_pv_holder(x->m->book, a->kase, a->ref.holder)],
                                      BASE_STR("evidence"));
        if (f != RULES_NONE) field_var(x, a->kase, (rules_ref){a->ref.holder, f}, atom);
        return field_var(x, a->kase, a->ref, atom);
    }
    case RULES_A_YES:
    case RULES_A_CHOICE:
    case RULES_A_GIVEN: return field_var(x, a->kase, a->ref, atom);
    case RULES_A_OVER:
    case RULES_A_REACHED: return date_var(x, a, atom);
    case RULES_A_STATE: return state_var(x, a, atom);
    case RULES_A_MARK: return RULES_NONE;
    default: return other_var(x, a, atom);
    }
}

static void note_control(core_pv_model *m, const rules_atom *a) {
    if (a->kind == RULES_A_WAS) m->ever[a->kase] |= a->mask;
    if (a->kind == RULES_A_DONE) m->done[a->kase] |= UINT32_C(1) << a->track;
    if (a->kind == RULES_A_REL) m->counted[a->rel] |= a->quant == RULES_EVERY ? ~UINT64_C(0) : a->mask;
}

static uint64_t ends(const rules_case *k) {
    uint64_t mask = 0;
    for (size_t i = 0; i < k->n_states; i++) mask |= (uint64_t)k->state[i].end << i;
    return mask;
}

/* One at a time holds only if no case comes back from its end beside a newer one. */
static bool is_exact(const rules_book *b, rules_id kind) {
    const rules_case *k = &b->kase[kind];
    uint64_t end = ends(k);
    if (!k->one_at_a_time || k->parent == RULES_NONE) return false;
    for (size_t i = 0; i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        if (a->kase == kind && (a->from & end) != 0 && a->to != RULES_NONE && (end >> a->to & 1U) == 0) return false;
        for (size_t j = 0; j < a->n_effects; j++) {
            const rules_effect *e = &a->effect[j];
            if (e->kind != RULES_E_MOVE || core_pv_holder(b, a->kase, e->target.holder) != kind) continue;
            if ((e->mask & end) != 0 && (end >> e->state & 1U) == 0) return false;
        }
    }
    return true;
}

core_pv_model *core_pv_model_new(base_arena *arena, const rules_book *b) {
    core_pv_model *m = base_arena_alloc(arena, sizeof *m);
    builder x = {.m = m};
    m->book = b;
    m->arena = arena;
    m->atom_var = base_arena_array(arena, b->n_atoms, sizeof *m->atom_var);
    m->given = base_arena_array(arena, (size_t)RULES_MAX_CASES * RULES_MAX_FIELDS, sizeof *m->given);
    for (size_t i = 0; i < (size_t)RULES_MAX_CASES * RULES_MAX_FIELDS; i++) m->given[i] = RULES_NONE;
    base_map_init(&x.keys, arena);
    base_buf_init(&x.key, (size_t)1 << 20);
    for (rules_id i = 0; i < b->n_atoms; i++) {
        m->atom_var[i] = var_of_atom(&x, i);
        note_control(m, &b->atom[i]);
    }
    base_buf_free(&x.key);
    for (rules_id k = 0; k < b->n_cases; k++) {
        rules_id up = k;
        while (b->kase[up].parent != RULES_NONE && m->depth[k] < CORE_PV_MAX_DEPTH) {
            up = b->kase[up].parent;
            m->depth[k]++;
        }
        m->root[k] = up;
        m->exact[k] = is_exact(b, k);
    }
    return m;
}

void core_pv_each_atom(const rules_book *b, rules_id guard, core_pv_visit_atom visit, void *ctx) {
    if (guard == RULES_NONE) return;
    const rules_guard *g = &b->guard[guard];
    if (g->op != RULES_G_ATOM) {
        core_pv_each_atom(b, g->a, visit, ctx);
        if (g->op != RULES_G_NOT) core_pv_each_atom(b, g->b, visit, ctx);
        return;
    }
    const rules_atom *a = &b->atom[g->a];
    visit(ctx, g->a);
    if (a->kind == RULES_A_MARK) {
        core_pv_each_atom(b, b->kase[core_pv_holder(b, a->kase, a->ref.holder)].mark[a->mark].guard, visit, ctx);
    }
    if (a->kind == RULES_A_HOLDS) {
        const rules_field *f = &b->kase[core_pv_holder(b, a->kase, a->ref.holder)].field[a->ref.field];
        for (size_t i = 0; i < f->n_choices; i++) core_pv_each_atom(b, f->choice[i].when, visit, ctx);
    }
}

size_t core_pv_domain(const core_pv_model *m, const core_pv *v, uint8_t value[65]) {
    size_t n = 0;
    switch (v->sort) {
    case CORE_PV_FIELD: {
        bool always = m->book->kase[v->owner].field[v->field].deflt >= 0;
        for (unsigned i = always ? 1 : 0; i < v->n; i++) value[n++] = (uint8_t)i;
        return n;
    }
    case CORE_PV_STATE:
        for (unsigned i = 0; i < v->n; i++) value[n++] = (uint8_t)i;
        return n;
    case CORE_PV_DATE:
        value[n++] = CORE_PV_BEFORE;
        if (v->over && v->reached) value[n++] = CORE_PV_ON;
        value[n++] = CORE_PV_AFTER;
        value[n++] = CORE_PV_UNSET;
        return n;
    case CORE_PV_OTHER:
        value[n++] = CORE_YES;
        value[n++] = CORE_NO;
        value[n++] = CORE_UNSET;
        return n;
    }
    return n;
}

uint8_t core_pv_initial(const rules_book *b, const core_pv *v) {
    int32_t deflt = b->kase[v->owner].field[v->field].deflt;
    return deflt >= 0 ? (uint8_t)(deflt + 1) : 0;
}
