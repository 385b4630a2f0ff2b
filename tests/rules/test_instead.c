/* Levels that take another's part in a programme of its own. */
#include "tree_support.h"

/* Blanks within a line as one: what is taken out of a line leaves its room behind. */
static base_str narrow(base_arena *arena, base_str text) {
    char *out = base_arena_alloc(arena, text.n + 1);
    size_t n = 0;
    bool inside = false;
    for (size_t i = 0; i < text.n; i++) {
        const char c = text.p[i];
        if (inside && c == ' ' && out[n - 1] == ' ') continue;
        inside = c != '\n' && (inside || c != ' ');
        out[n++] = c;
    }
    return (base_str){out, n};
}

/* What is left of the base, and what was reported. */
static void expect_handed(const char *base, const char *over, const char *expected, const char *expected_faults) {
    tree t = tree_of(base);
    rules_line *o = rules_tree_read(t.arena, base_str_of(over), BASE_STR("over.rules"), t.d);
    rules_tree_instead(t.arena, t.root, o, t.d);
    const base_str have = narrow(t.arena, put(&t)), want = narrow(t.arena, base_str_of(expected));
    assert_int_equal(have.n, want.n);
    assert_memory_equal(have.p, want.p, want.n);
    assert_text(faults(&t), expected_faults);
    tree_free(&t);
}

static const char *const LEVELS = "level ministry \"部\" over everything\nlevel province \"省\" over its channel\n";

static void actions_change_hands_all_at_once(void **state) {
    (void)state;
    expect_handed(
        "level m over everything\nlevel p over its channel\n"
        "case c\n  action x by m new -> s\n  action y by p s -> t 第一条\n  action z by q, p, m shared in s\n",
        "level p over its channel instead of m\nlevel c over its city instead of p\n",
        "level p over its channel\n"
        "case c\n  action x by p new -> s\n  action y by c s -> t 第一条\n  action z by q, c, p shared in s\n",
        "");
}

static void nobody_is_named_twice(void **state) {
    (void)state;
    expect_handed(
        "level m\nlevel p\ncase c\n  action x by p, m shared new -> s\n  action y by q, p, m shared new -> s\n"
        "  action z by p, m\n",
        "level p over its channel instead of m\n",
        "level p\ncase c\n  action x by p new -> s\n  action y by q, p shared new -> s\n  action z by p\n", "");
}

static void a_level_may_take_several(void **state) {
    (void)state;
    expect_handed("level m\nlevel p\ncase c\n  action x by p\n  action y by m\n  action z\n  state s\n",
                  "level one over everything instead of m, p\n",
                  "case c\n  action x by one\n  action y by one\n  action z\n  state s\n", "");
}

static void without_the_phrase_nothing_changes(void **state) {
    (void)state;
    expect_handed(LEVELS, "level province over its city\n", LEVELS, "");
    expect_handed(LEVELS, "level\nlevel province instead\n", LEVELS, "");
}

static void what_is_wrong_is_reported(void **state) {
    (void)state;
    tree t = tree_of("level m\nlevel p\n");
    const char *over = "level a instead of x\nlevel b instead of m, m\nlevel c instead of\nlevel d instead of p q\n";
    rules_line *o = rules_tree_read(t.arena, base_str_of(over), BASE_STR("over.rules"), t.d);
    rules_tree_instead(t.arena, t.root, o, t.d);
    assert_int_equal(t.d->errors, 4);
    assert_string_equal(t.d->item[0].code, "E212");
    assert_string_equal(t.d->item[1].code, "E232");
    assert_string_equal(t.d->item[2].code, "E091");
    assert_string_equal(t.d->item[3].code, "E092");
    tree_free(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(actions_change_hands_all_at_once), cmocka_unit_test(nobody_is_named_twice),
        cmocka_unit_test(a_level_may_take_several),         cmocka_unit_test(without_the_phrase_nothing_changes),
        cmocka_unit_test(what_is_wrong_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
