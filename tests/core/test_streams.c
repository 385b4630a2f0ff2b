/* The table of streams against a plain list: names that share beginnings, names that fall on one another, and names
 * that come and go until every slot has been both. */
#include "support.h"

#include "core/streams.h"

enum { MAX_NAMES = 3000 };

typedef struct {
    base_arena *arena;
    core_streams table;
    core_case *root[MAX_NAMES]; /* all that may come */
    bool here[MAX_NAMES];
    size_t n, n_here;
} model;

static core_case *case_of(base_arena *arena, base_str path, core_case *parent) {
    core_case *c = base_arena_alloc(arena, sizeof *c);
    c->path = base_arena_str(arena, path);
    c->parent = parent;
    if (parent == NULL) return c;
    if (parent->last_child == NULL)
        parent->child = c;
    else
        parent->last_child->sibling = c;
    parent->last_child = c;
    return c;
}

static model *model_new(void) {
    base_arena *arena = base_arena_new((size_t)256 << 20);
    model *m = base_arena_alloc(arena, sizeof *m);
    m->arena = arena;
    core_streams_init(&m->table, arena);
    return m;
}

static void add_name(model *m, base_str name) {
    assert_true(m->n < MAX_NAMES);
    m->root[m->n++] = case_of(m->arena, name, NULL);
}

static void put(model *m, size_t i) {
    core_streams_put(&m->table, m->root[i]);
    m->here[i] = true;
    m->n_here++;
}

static void take_out(model *m, size_t i) {
    core_streams_remove(&m->table, m->root[i]->path);
    if (m->here[i]) m->n_here--;
    m->here[i] = false;
}

/* Looked up by a name of its own, so that nothing rests on the pointer. */
static void same(const model *m) {
    base_arena *arena = base_arena_new((size_t)16 << 20);
    assert_int_equal(m->table.n, m->n_here);
    for (size_t i = 0; i < m->n; i++) {
        base_str name = base_arena_str(arena, m->root[i]->path);
        assert_ptr_equal(core_streams_get(&m->table, name), m->here[i] ? m->root[i] : NULL);
        assert_ptr_equal(core_streams_find(&m->table, name), m->here[i] ? m->root[i] : NULL);
    }
    base_arena_free(arena);
}

static void at_random(model *m, uint64_t seed, size_t steps, size_t check_every) {
    prng r = {seed};
    for (size_t s = 0; s < steps; s++) {
        size_t i = prng_below(&r, m->n);
        bool more = prng_below(&r, 100) < (s / 500 % 2 == 0 ? 70 : 30); /* fills and empties in turn */
        if (m->here[i] && !more) take_out(m, i);
        if (!m->here[i] && more) put(m, i);
        if (!m->here[i] && prng_below(&r, 10) == 0) take_out(m, i); /* what is not there changes nothing */
        if (s % check_every == 0) same(m);
    }
    same(m);
    for (size_t i = 0; i < m->n; i++) take_out(m, i);
    same(m);
    assert_int_equal(m->table.n, 0);
    for (size_t i = 0; i < m->table.cap; i++) assert_null(m->table.slot[i]);
}

static void names_that_share_beginnings(void **state) {
    (void)state;
    model *m = model_new();
    for (unsigned i = 0; i < 800; i++) {
        add_name(m, base_arena_fmt(m->arena, "c%u", i));
        add_name(m, base_arena_fmt(m->arena, "c%u.%u", i / 10, i));
    }
    add_name(m, BASE_STR("c"));
    add_name(m, BASE_STR("集群"));
    add_name(m, BASE_STR("集"));
    add_name(m, BASE_STR("programme"));
    same(m); /* an empty table */
    at_random(m, 1, 20000, 500);
    base_arena_free(m->arena);
}

/* Names for the same slot of a table of 64, which therefore lie in one chain; `slot` 63 goes round the end. */
static void add_colliding(model *m, size_t slot, size_t n) {
    for (unsigned i = 0; n > 0; i++) {
        base_str name = base_arena_fmt(m->arena, "x%u", i);
        if ((base_str_hash(name) & 63) != slot) continue;
        add_name(m, name);
        n--;
    }
}

static void names_that_fall_on_one_another(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed < 20; seed++) {
        model *m = model_new();
        add_colliding(m, 63, 12);
        add_colliding(m, 62, 6);
        add_colliding(m, 0, 6);
        add_colliding(m, 5, 4);
        at_random(m, seed, 2000, 1);
        assert_int_equal(m->table.cap, 64); /* it never had to grow: the chains were what was meant */
        base_arena_free(m->arena);
    }
}

/* ---- cases below a root ---- */

typedef struct {
    core_case *all[MAX_NAMES];
    size_t n;
} tree;

static void grow_tree(base_arena *arena, tree *t, core_case *c, int depth) {
    static const char *const part[] = {"a", "ab", "a1", "甲", "a-b"};
    t->all[t->n++] = c;
    for (size_t i = 0; i < 5 && depth < 3; i++) {
        base_str path = base_arena_fmt(arena, "%.*s/%s", (int)c->path.n, c->path.p, part[i]);
        grow_tree(arena, t, case_of(arena, path, c), depth + 1);
    }
}

static void not_found(const model *m, const char *path) {
    assert_null(core_streams_find(&m->table, base_str_of(path)));
}

static void cases_below(void **state) {
    (void)state;
    model *m = model_new();
    static tree t;
    for (size_t i = 0; i < 3; i++) {
        add_name(m, base_arena_fmt(m->arena, "c%.*s", (int)i, "11"));
        put(m, i);
        grow_tree(m->arena, &t, m->root[i], 0);
    }
    for (size_t i = 0; i < t.n; i++) assert_ptr_equal(core_streams_find(&m->table, t.all[i]->path), t.all[i]);
    not_found(m, "c1/b");
    not_found(m, "c1/a/b");
    not_found(m, "c1/a/a/a/a");
    not_found(m, "c1/");
    not_found(m, "c1//a");
    not_found(m, "/c1");
    not_found(m, "/");
    not_found(m, "c1/aa");
    not_found(m, "c/a/");
    not_found(m, "d/a");
    take_out(m, 1);
    not_found(m, "c1/a");
    assert_non_null(core_streams_find(&m->table, BASE_STR("c11/a")));
    base_arena_free(m->arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_that_share_beginnings),
                                       cmocka_unit_test(names_that_fall_on_one_another), cmocka_unit_test(cases_below)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
