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
    const store_gram_counts c = store_gram_counts_of(arena, arena, name, NAMES);
    store_wanted w = store_wanted_of(arena, BASE_STR("演示·甘德县产业集群"));
    store_wanted_narrow(arena, &w, &c);
    assert_true(w.gram.n > 0 && w.gram.n <= 4);
    assert_false(w.exact);
    assert_true(kept(&w, "甘德") || kept(&w, "德县"));
    assert_true(w.gram.n == 4 || !(kept(&w, "产业") || kept(&w, "集群") || kept(&w, "演示")));
    base_arena_free(arena);
}

/* Two neighbours of the same rarity say hardly more than one; what stands apart says its own. */
static void neighbours_are_not_both_kept(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    base_str name[NAMES];
    draw(arena, name);
    const store_gram_counts c = store_gram_counts_of(arena, arena, name, NAMES);
    store_wanted w = store_wanted_of(arena, BASE_STR("演示·石柱土家县精密仪器产业集群"));
    store_wanted_narrow(arena, &w, &c);
    for (size_t i = 0; i < w.gram.n; i++) {
        for (size_t k = 0; k < w.gram.n; k++) {
            if (i == k) continue;
            assert_memory_not_equal(w.gram.item[i].p + w.gram.item[i].n - 3, w.gram.item[k].p, 3);
        }
        assert_false(base_str_is(w.gram.item[i], "产业") || base_str_is(w.gram.item[i], "集群"));
    }
    assert_true(kept(&w, "仪器") || kept(&w, "密仪") || kept(&w, "精密") || kept(&w, "器产"));
    base_arena_free(arena);
}

static void few_grams_stay_as_they_are(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    base_str name[NAMES];
    draw(arena, name);
    const store_gram_counts c = store_gram_counts_of(arena, arena, name, NAMES), none = {.names = 0};
    store_wanted w = store_wanted_of(arena, BASE_STR("西湖"));
    store_wanted_narrow(arena, &w, &c);
    assert_int_equal(w.gram.n, 1);
    assert_true(w.exact);
    w = store_wanted_of(arena, BASE_STR("演示·甘德县产业集群"));
    const size_t all = w.gram.n;
    store_wanted_narrow(arena, &w, &none); /* nothing is known of any gram */
    assert_int_equal(w.gram.n, all);
    base_arena_free(arena);
}

/* The counts against a plain search through the names. */
static void counts_are_those_of_the_names(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    base_str name[NAMES];
    draw(arena, name);
    const store_gram_counts c = store_gram_counts_of(arena, arena, name, NAMES);
    assert_int_equal(c.names, NAMES);
    assert_true(c.n > 20);
    for (size_t i = 0; i < c.n; i++) {
        char text[9] = {0};
        size_t with = 0;
        for (size_t k = 0; k < 8; k++) text[k] = (char)(c.gram[i] >> (56 - 8 * k));
        for (size_t k = 0; k < NAMES; k++) with += memmem(name[k].p, name[k].n, text, strlen(text)) != NULL;
        assert_int_equal(c.many[i], with);
        assert_true(i == 0 || c.gram[i - 1] < c.gram[i]);
    }
    base_arena_free(arena);
}

/* Each name, cut anywhere: whatever contains the text has every gram that is kept. */
static void nothing_is_lost(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(64 << 20);
    base_str name[NAMES];
    draw(arena, name);
    const store_gram_counts c = store_gram_counts_of(arena, arena, name, NAMES);
    for (size_t i = 0; i < NAMES; i++) {
        for (size_t from = 0; from < name[i].n; from += 3) {
            const base_str text = {name[i].p + from, name[i].n - from};
            if (base_utf8_check(text) != text.n) continue;
            store_wanted w = store_wanted_of(arena, text);
            store_wanted_narrow(arena, &w, &c);
            assert_true(w.gram.n > 0);
            assert_true(store_has_words(name[i], &w));
            for (size_t k = 0; k < w.gram.n; k++)
                assert_non_null(memmem(name[i].p, name[i].n, w.gram.item[k].p, w.gram.item[k].n));
        }
    }
    base_arena_free(arena);
}

/* U+FF01 + i */
static void put_wide(base_buf *b, unsigned i) {
    const unsigned c = 0xFF01 + i;
    base_buf_putc(b, (char)0xEF);
    base_buf_putc(b, (char)(0x80 | (c >> 6 & 0x3F)));
    base_buf_putc(b, (char)(0x80 | (c & 0x3F)));
}

/* A text of plain characters folds without the Unicode tables to what it folds to with them: an "ü" behind it sends the
 * whole through the tables. */
static void plain_folds_as_the_tables_say(void **state) {
    (void)state;
    static const char *const other[] = {"\u00B7", "集", "群", "\u4E00", "\u9FFF", " ", "  ",
                                        "\t",     "a",  "Z",  "0",      "~",      "!"};
    enum { WIDE = 0xFF5E - 0xFF01 + 1, OTHER = sizeof other / sizeof *other };
    base_arena *arena = base_arena_new(64 << 20);
    prng rng = {.state = 11};
    for (size_t i = 0; i < 20000; i++) {
        base_buf b;
        base_buf_init(&b, 200);
        base_buf_puts(&b, BASE_STR("x"));
        for (size_t k = prng_below(&rng, 9); k > 0; k--) {
            const size_t at = prng_below(&rng, 2 * OTHER);
            if (at < OTHER)
                base_buf_puts(&b, base_str_of(other[at]));
            else
                put_wide(&b, (unsigned)prng_below(&rng, WIDE));
        }
        const base_str plain = store_fold(arena, base_arena_str(arena, base_buf_str(&b)));
        base_buf_puts(&b, BASE_STR(" ü"));
        const base_str looked_up = store_fold(arena, base_arena_str(arena, base_buf_str(&b)));
        assert_true(base_str_ends(looked_up, BASE_STR(" ü")));
        assert_true(base_str_eq(plain, (base_str){looked_up.p, looked_up.n - strlen(" ü")}));
        base_buf_free(&b);
        base_arena_reset(arena);
    }
    base_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_few_have_is_kept),
        cmocka_unit_test(few_grams_stay_as_they_are),
        cmocka_unit_test(neighbours_are_not_both_kept),
        cmocka_unit_test(counts_are_those_of_the_names),
        cmocka_unit_test(nothing_is_lost),
        cmocka_unit_test(plain_folds_as_the_tables_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
