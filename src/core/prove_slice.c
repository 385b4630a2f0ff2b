/* prove_slice.c - what of a rulebook a proof follows: as little as it gets away with. */
#include "core/prove_i.h"

enum { MAX_SLOTS = 24 };

/* ---- kinds ---- */

static bool add_kind(core_pv_slice *s, rules_id kind) {
    if (kind == RULES_NONE || s->m->root[kind] != s->root) return false;
    bool grown = false;
    for (; kind != RULES_NONE; kind = s->m->book->kase[kind].parent) {
        if (!core_pv_follows(s, kind)) grown = true;
        s->kinds |= UINT32_C(1) << kind;
    }
    return grown;
}

typedef struct {
    core_pv_slice *s;
    bool grown;
} growth;

static void add_related(void *ctx, rules_id atom) {
    growth *g = ctx;
    const rules_atom *a = &g->s->m->book->atom[atom];
    if (a->kind == RULES_A_REL && add_kind(g->s, a->rel)) g->grown = true;
}

/* The kinds that the property itself names. */
static void add_named(core_pv_slice *s, rules_id guard) {
    if (guard == RULES_NONE) return;
    const rules_guard *g = &s->m->book->guard[guard];
    growth x = {s, false};
    if (g->op == RULES_G_ATOM) {
        add_related(&x, g->a);
        return;
    }
    add_named(s, g->a);
    if (g->op != RULES_G_NOT) add_named(s, g->b);
}

/* The kinds that guards of followed kinds ask about, and those whose actions change followed ones. */
static bool add_neighbours(core_pv_slice *s) {
    const rules_book *b = s->m->book;
    growth g = {s, false};
    const uint32_t kinds = s->kinds;
    for (size_t i = 0; i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        bool follows = (kinds >> a->kase & 1U) != 0;
        for (size_t k = 0; follows && k < a->n_needs; k++) core_pv_each_atom(b, a->need[k].guard, add_related, &g);
        for (size_t k = 0; !follows && k < a->n_effects; k++) {
            rules_id target = core_pv_holder(b, a->kase, a->effect[k].target.holder);
            if (target != RULES_NONE && (kinds >> target & 1U) != 0 && add_kind(s, a->kase)) g.grown = true;
        }
    }
    return g.grown;
}

/* ---- variables ---- */

static bool follow_var(core_pv_slice *s, rules_id var) {
    if (var == RULES_NONE || s->slot[var] != CORE_PV_NO_SLOT) return false;
    const core_pv *v = &s->m->var[var];
    if (v->sort == CORE_PV_OTHER || v->home == RULES_NONE || !core_pv_follows(s, v->home)) return false;
    if (s->n_slots[v->home] == MAX_SLOTS) return false;
    s->slot[var] = s->n_slots[v->home];
    s->at[v->home][s->n_slots[v->home]++] = var;
    return true;
}

static void add_asked(void *ctx, rules_id atom) {
    growth *g = ctx;
    if (follow_var(g->s, g->s->m->atom_var[atom])) g->grown = true;
}

static bool names_action(const rules_proof *p, rules_id action) {
    for (size_t i = 0; i < p->n_actions; i++) {
        if (p->action[i] == action) return true;
    }
    return false;
}

/* Whether a proof is about what this action does: then its needs matter first. */
static bool is_about(const rules_book *b, const rules_proof *p, rules_id action) {
    const rules_action *a = &b->action[action];
    if (p->form == RULES_P_REST) return a->kase == p->kase || p->kase == RULES_NONE;
    if (names_action(p, action)) return true;
    return a->kase == p->kase &&
           (p->form == RULES_P_REACHES_AFTER || p->form == RULES_P_REACHES_BY || p->form == RULES_P_LEAVES_BY);
}

static bool add_vars(core_pv_slice *s, const rules_proof *p, bool all) {
    const rules_book *b = s->m->book;
    growth g = {s, false};
    core_pv_each_atom(b, p->guard, add_asked, &g);
    for (rules_id i = 0; i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        if (!core_pv_follows(s, a->kase) || !(all || is_about(b, p, i))) continue;
        for (size_t k = 0; k < a->n_needs; k++) core_pv_each_atom(b, a->need[k].guard, add_asked, &g);
    }
    return g.grown;
}

/* ---- what is worth keeping ---- */

/* States of a kind that something can still leave, or act in. */
static uint64_t busy_states(const core_pv_slice *s, rules_id kind) {
    const rules_book *b = s->m->book;
    uint64_t busy = 0;
    for (size_t i = 0; i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        if (a->kase == kind) busy |= a->from;
        for (size_t k = 0; k < a->n_effects; k++) {
            const rules_effect *e = &a->effect[k];
            if (e->kind == RULES_E_MOVE && core_pv_holder(b, a->kase, e->target.holder) == kind) busy |= e->mask;
        }
    }
    return busy;
}

/* Whether what happens below an ended case of `kind` can still matter: effects upwards, or the property itself. */
static bool children_matter(const core_pv_slice *s, const rules_proof *p, rules_id kind) {
    const rules_book *b = s->m->book;
    for (rules_id i = 0; i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        rules_id up = b->kase[a->kase].parent;
        while (up != RULES_NONE && up != kind) up = b->kase[up].parent;
        if (up == RULES_NONE || !core_pv_follows(s, a->kase)) continue;
        if (a->n_effects > 0 || a->kase == p->kase || names_action(p, i)) return true;
    }
    return false;
}

static void set_kept(core_pv_slice *s, const rules_proof *p) {
    for (rules_id k = 0; k < s->m->book->n_cases; k++) {
        s->kept[k] = s->m->depth[k] == 0 ? ~UINT64_C(0) : busy_states(s, k) | s->m->counted[k];
        s->focus[k] = core_pv_follows(s, k) && children_matter(s, p, k);
    }
}

/* ---- the watch ---- */

static bool above_or_self(const rules_book *b, rules_id kind, rules_id up) {
    while (kind != RULES_NONE && kind != up) kind = b->kase[kind].parent;
    return kind != RULES_NONE;
}

static bool enters(const rules_book *b, const rules_proof *p, const rules_action *a) {
    if (a->kase == p->kase && a->to == p->state) return true;
    for (size_t i = 0; i < a->n_effects; i++) {
        const rules_effect *e = &a->effect[i];
        if (e->kind == RULES_E_MOVE && e->state == p->state && core_pv_holder(b, a->kase, e->target.holder) == p->kase)
            return true;
    }
    return false;
}

static void set_watch(core_pv_slice *s, const rules_proof *p) {
    const rules_book *b = s->m->book;
    s->reach_kind = s->reach_state = RULES_NONE;
    s->between = p->form == RULES_P_BETWEEN;
    for (size_t i = 0; s->between && i < 3; i++) s->watched[i] = p->action[i];
    if (p->form != RULES_P_REACHES_AFTER) return;
    s->n_watched = p->n_actions;
    s->reach_kind = p->kase;
    s->reach_state = p->state;
    for (size_t i = 0; i < p->n_actions; i++) {
        s->watched[i] = p->action[i];
        for (size_t k = 0; k < b->n_actions; k++) {
            bool beside =
                enters(b, p, &b->action[k]) && !above_or_self(b, b->action[k].kase, b->action[p->action[i]].kase);
            if (beside) s->in_dossier |= (uint16_t)(1U << i);
        }
    }
}

bool core_pv_slice_first(core_pv_slice *s, const core_pv_model *m, base_arena *arena, const rules_proof *p) {
    const rules_book *b = m->book;
    rules_id kind = p->kase != RULES_NONE ? p->kase : b->action[p->action[0]].kase;
    *s = (core_pv_slice){.m = m, .root = m->root[kind]};
    s->slot = base_arena_alloc(arena, m->n_vars);
    memset(s->slot, CORE_PV_NO_SLOT, m->n_vars);
    for (rules_id k = 0; k < b->n_cases; k++) s->at[k] = base_arena_array(arena, MAX_SLOTS, sizeof *s->at[k]);
    add_kind(s, kind);
    for (size_t i = 0; p->form != RULES_P_REST && i < p->n_actions; i++) {
        if (m->root[b->action[p->action[i]].kase] != s->root) return false;
        add_kind(s, b->action[p->action[i]].kase);
    }
    add_named(s, p->guard);
    set_watch(s, p);
    set_kept(s, p);
    return true;
}

bool core_pv_slice_grow(core_pv_slice *s, const rules_proof *p, uint32_t blame, unsigned *stage) {
    bool grown = false;
    for (rules_id k = 0; k < s->m->book->n_cases; k++) {
        if ((blame >> k & 1U) != 0 && add_kind(s, k)) grown = true;
    }
    for (; !grown && *stage < 3; ++*stage) {
        if (*stage == 2) grown = add_neighbours(s);
        if (add_vars(s, p, *stage > 0)) grown = true;
        if (*stage == 2 && grown) break; /* as often as there are neighbours left */
    }
    set_kept(s, p);
    return grown;
}
