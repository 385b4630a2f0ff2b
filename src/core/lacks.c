/* lacks.c - what a form lacks that a need asks to be complete, by the keys under which it is filled in: so that whoever
 * shows the form can say it where it is to be mended. */
#include "core/observe_i.h"

enum { GUARD_DEPTH = 64 };

typedef struct {
    base_str *key;
    size_t n, cap;
} keys;

static void add_key(void *ctx, const core_view *v, const rules_form_item *item, int year) {
    keys *k = ctx;
    const rules_book *b = v->book;
    const base_str name =
        item->fact != RULES_NONE ? b->fact[item->fact].name : b->kase[v->kind].field[item->field].name;
    k->key = base_arena_grow(v->arena, k->key, k->n, &k->cap, sizeof *k->key);
    k->key[k->n++] = year > 0 ? base_arena_fmt(v->arena, "%.*s.%d", (int)name.n, name.p, year) : name;
}

static void walk(const core_view *v, rules_id guard, unsigned depth, keys *k) {
    if (guard == RULES_NONE || depth > GUARD_DEPTH) return;
    const rules_guard *g = &v->book->guard[guard];
    if (g->op == RULES_G_ATOM) {
        const rules_atom *a = &v->book->atom[g->a];
        if (a->kind == RULES_A_FORM) (void)core_form_complete(v, a->form, add_key, k);
        return;
    }
    walk(v, g->a, depth + 1, k);
    if (g->op != RULES_G_NOT) walk(v, g->b, depth + 1, k);
}

size_t core_lacks_of_need(const core_view *v, rules_id guard, const base_str **out) {
    keys k = {.n = 0};
    walk(v, guard, 0, &k);
    *out = k.key;
    return k.n;
}
