/* test_grams.c - of a long text the grams are kept that few names have, and nothing that contains the text is lost. */
#include "support.h"

#include "store/grams.h"

enum { NAMES = 40 };

static bool kept(const store_wanted *w, const char *gram) {
    for (size_t i = 0; i < w->gram.n; i++) {
        if (base_str_is(w->gram.item[i], gram)) return true;
    }
    return false;
}

/* Names of one form, each with a number and one of four counties. */
static void draw(base_arena *arena, base_str name[NAMES]) {
    static const char *const county[] = {"西湖区", "清河县", "敦化市", "甘德县"};
    for (size_t i = 0; i < NAMES; i++)
        name[i] = store_fold(arena, base_arena_fmt(arena, "演示·%s产业集群 %04zu（虚构）", county[i % 4], i));
}

static void what_few_have_is_kept(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    base_str name[NAMES];
    draw(arena, name);
    store_wanted w = store_wanted_of(arena, BASE_STR("演示·甘德县产业集群"));
    store_wanted_narrow(&w, name, NAMES);
    assert_int_equal(w.gram.n, 4);
    assert_false(w.exact);
    assert_true(kept(&w, "甘德") && kept(&w, "德县"));
    assert_false(kept(&w, "产业") || kept(&w, "集群") || kept(&w, "演示"));
    base_arena_free(arena);
}

static void few_grams_stay_as_they_are(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    base_str name[NAMES];
    draw(arena, name);
    store_wanted w = store_wanted_of(arena, BASE_STR("西湖"));
    store_wanted_narrow(&w, name, NAMES);
    assert_int_equal(w.gram.n, 1);
    assert_true(w.exact);
    w = store_wanted_of(arena, BASE_STR("演示·甘德县产业集群"));
    const size_t all = w.gram.n;
    store_wanted_narrow(&w, name, 0); /* nothing is known of any gram */
    assert_int_equal(w.gram.n, all);
    base_arena_free(arena);
}

/* Each name, cut anywhere: whatever contains the text has every gram that is kept. */
static void nothing_is_lost(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(64 << 20);
    base_str name[NAMES];
    draw(arena, name);
    for (size_t i = 0; i < NAMES; i++) {
        for (size_t from = 0; from < name[i].n; from += 3) {
            const base_str text = {name[i].p + from, name[i].n - from};
            if (base_utf8_check(text) != text.n) continue;
            store_wanted w = store_wanted_of(arena, text);
            store_wanted_narrow(&w, name, NAMES);
            assert_true(w.gram.n > 0);
            assert_true(store_has_words(name[i], &w));
            for (size_t k = 0; k < w.gram.n; k++)
                assert_non_null(memmem(name[i].p, name[i].n, w.gram.item[k].p, w.gram.item[k].n));
        }
    }
    base_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_few_have_is_kept),
        cmocka_unit_test(few_grams_stay_as_they_are),
        cmocka_unit_test(nothing_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
