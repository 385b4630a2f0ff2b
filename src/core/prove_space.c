/* prove_space.c - configurations, each kept once and known by a number, so that equal ones are equal numbers. */
#include "core/prove_i.h"

void core_pv_space_init(core_pv_space *sp, const core_pv_slice *s, base_arena *arena, base_arena *scratch) {
    *sp = (core_pv_space){.s = s, .arena = arena, .scratch = scratch, .table_cap = 256};
    sp->table = base_arena_array(arena, sp->table_cap, sizeof *sp->table);
    sp->conf = base_arena_grow(arena, NULL, 0, &sp->cap, sizeof *sp->conf); /* [0] is no configuration */
}

static uint64_t mix(uint64_t h, uint64_t v) {
    h = (h ^ v) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 29;
}

static uint64_t hash(const core_pv_conf *c, size_t n_values) {
    uint64_t h =
        mix(mix(mix(mix(1, c->kind), c->control.state), c->control.ever), (uint64_t)c->control.done << 32 | c->watch);
    for (size_t i = 0; i < n_values; i++) h = mix(h, c->value[i]);
    for (size_t i = 0; i < c->n_children; i++) h = mix(h, c->child[i]);
    return h;
}

static bool same(const core_pv_conf *a, const core_pv_conf *b, size_t n_values) {
    return a->kind == b->kind && a->control.state == b->control.state && a->control.ever == b->control.ever &&
           a->control.done == b->control.done && a->watch == b->watch && a->n_children == b->n_children &&
           (n_values == 0 || memcmp(a->value, b->value, n_values) == 0) &&
           (a->n_children == 0 || memcmp(a->child, b->child, a->n_children * sizeof *a->child) == 0);
}

/* Where `c` is or would be. */
static uint32_t *place(const core_pv_space *sp, const core_pv_conf *c, size_t n_values) {
    size_t i = (size_t)hash(c, n_values) & (sp->table_cap - 1);
    while (sp->table[i] != 0 && !same(sp->conf[sp->table[i]], c, sp->s->n_slots[sp->conf[sp->table[i]]->kind]))
        i = (i + 1) & (sp->table_cap - 1);
    return &sp->table[i];
}

static void widen(core_pv_space *sp) {
    sp->table_cap *= 2;
    sp->table = base_arena_array(sp->arena, sp->table_cap, sizeof *sp->table);
    for (uint32_t i = 1; i <= sp->n; i++) *place(sp, sp->conf[i], sp->s->n_slots[sp->conf[i]->kind]) = i;
}

uint32_t core_pv_intern(core_pv_space *sp, const core_pv_conf *given) {
    core_pv_conf c = *given;
    const core_pv_model *m = sp->s->m;
    c.control.ever &= m->ever[c.kind];
    c.control.done &= m->done[c.kind];
    size_t n_values = sp->s->n_slots[c.kind];
    uint32_t *at = place(sp, &c, n_values);
    if (*at != 0) return *at;
    if ((sp->n + 2) * 2 > sp->table_cap) {
        widen(sp);
        at = place(sp, &c, n_values);
    }
    core_pv_conf *made = base_arena_alloc(sp->arena, sizeof *made);
    *made = c;
    if (n_values > 0) made->value = base_arena_copy(sp->arena, c.value, n_values);
    if (c.n_children > 0) made->child = base_arena_copy(sp->arena, c.child, c.n_children * sizeof *c.child);
    sp->conf = base_arena_grow(sp->arena, sp->conf, sp->n + 1, &sp->cap, sizeof *sp->conf);
    sp->conf[++sp->n] = made;
    *at = (uint32_t)sp->n;
    return *at;
}

core_pv_conf core_pv_with_child(core_pv_space *sp, const core_pv_conf *c, uint32_t drop, uint32_t add) {
    core_pv_conf out = *c;
    uint32_t *child = base_arena_array(sp->scratch, c->n_children + 1U, sizeof *child);
    uint16_t n = 0;
    bool added = add == 0;
    for (size_t i = 0; i < c->n_children; i++) {
        if (!added && c->child[i] >= add) {
            added = true;
            child[n++] = add;
        }
        if (c->child[i] != drop && c->child[i] != add) child[n++] = c->child[i];
    }
    if (!added) child[n++] = add;
    out.child = child;
    out.n_children = n;
    return out;
}
