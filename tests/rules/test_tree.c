/* Lines: how they hang under one another, and the limits of a text. */
#include "tree_support.h"

static void hangs_lines_by_indentation(void **state) {
    (void)state;
    expect_tree("a\n  b\n    c\n  d\ne\n", "w:a \n  w:b \n    w:c \n  w:d \nw:e \n", "");
    expect_tree("a\n      b\n      c\n d\n", "w:a \n  w:b \n  w:c \n  w:d \n", "E014@4:2"); /* between: the deeper */
    expect_tree("a\n   b\n     c\nd\n", "w:a \n  w:b \n    w:c \nw:d \n", "");
    expect_tree("a\n    b\n        c\n      d\n        e\n", "w:a \n  w:b \n    w:c \n    w:d \n      w:e \n",
                "E014@4:7");
}

static void blank_and_comment_lines_do_not_matter(void **state) {
    (void)state;
    expect_tree("", "", "");
    expect_tree("\n\n  \n# c\n", "", "");
    expect_tree("a\n\n# c\n  b # d\n      # e\n  c\n", "w:a \n  w:b \n  w:c \n", "");
}

static void accepts_both_line_ends_and_a_byte_order_mark(void **state) {
    (void)state;
    expect_tree("\xEF\xBB\xBF"
                "a\r\n  b\r\n",
                "w:a \n  w:b \n", "");
    expect_tree("a\n  b", "w:a \n  w:b \n", "");
    expect_tree("a\n\xEF\xBB\xBF"
                "b",
                "w:a \nw:b \n", "E006@2:1");
}

static void tabs_are_reported_once_and_count_as_two(void **state) {
    (void)state;
    expect_tree("a\n\tb\n\t\tc\n  d\te\n", "w:a \n  w:b \n    w:c \n  w:d w:e \n", "E004@2:1");
}

static void the_first_line_begins_in_the_first_column(void **state) {
    (void)state;
    expect_tree("  a\n    b\nc\n", "w:a \n  w:b \nw:c \n", "E016@1:3");
}

static void depth_is_limited(void **state) {
    (void)state;
    expect_tree(
        "a\n b\n  c\n   d\n    e\n     f\n      g\n       h\n        i\n        j\n",
        "w:a \n  w:b \n    w:c \n      w:d \n        w:e \n          w:f \n            w:g \n              w:h \n"
        "              w:i \n              w:j \n",
        "E015@9:9 E015@10:9");
}

static void a_line_without_anything_readable_is_left_out(void **state) {
    (void)state;
    expect_tree("a\n  ;\n  b\n", "w:a \n  w:b \n", "E008@2:3");
    expect_tree("a\n  ; # c\n  b\n", "w:a \n  w:b \n", "E008@2:3");
}

static base_str filled(base_arena *arena, const char *unit, size_t count) {
    const size_t n = strlen(unit);
    char *p = base_arena_alloc(arena, n * count);
    for (size_t i = 0; i < count; i++) memcpy(p + i * n, unit, n);
    return (base_str){p, n * count};
}

static void long_lines(void **state) {
    (void)state;
    base_arena *arena = base_arena_new((size_t)1 << 24);
    tree t = tree_read(filled(arena, "\xE9\x9B\x86", RULES_MAX_COLUMNS));
    assert_text(faults(&t), "");
    tree_free(&t);
    t = tree_read(filled(arena, "\xE9\x9B\x86", RULES_MAX_COLUMNS + 1));
    assert_text(faults(&t), "W001@1:121");
    assert_int_equal(t.d->errors, 0);
    assert_int_equal(t.root->child->n, 1);
    tree_free(&t);
    t = tree_read(filled(arena, "x", RULES_MAX_LINE));
    assert_text(faults(&t), "W001@1:121");
    tree_free(&t);
    t = tree_read(filled(arena, "x", RULES_MAX_LINE + 1));
    assert_text(faults(&t), "E003@1:2001");
    assert_null(t.root->child);
    tree_free(&t);
    base_arena_free(arena);
}

static void limits_of_a_text(void **state) {
    (void)state;
    base_arena *arena = base_arena_new((size_t)1 << 24);
    tree t = tree_read(filled(arena, "a\n", RULES_MAX_LINES));
    assert_text(faults(&t), "");
    tree_free(&t);
    t = tree_read(filled(arena, "a\n", RULES_MAX_LINES + 2));
    assert_text(faults(&t), "E002@20001:1");
    tree_free(&t);
    t = tree_read(filled(arena, "#", RULES_MAX_TEXT + 1));
    assert_text(faults(&t), "E001@0:0");
    assert_null(t.root->child);
    tree_free(&t);
    base_arena_free(arena);
}

/* The densest text there can be, and one that is all faults: both must stay far from the end of a usual arena. */
static void memory_is_bounded(void **state) {
    (void)state;
    static const char *const units[] = {",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n",
                                        "a\n  \"\\\\\" 第(一)\n",
                                        "#\n\n",
                                        "\x01;\xEF\xBC\x8C'\n",
                                        "2022-01-01 01-01 1a\n",
                                        "  a\n b\n   c\n"};
    base_arena *arena = base_arena_new((size_t)1 << 24);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        base_arena_reset(arena);
        tree t = tree_read(filled(arena, units[i], RULES_MAX_TEXT / strlen(units[i])));
        assert_true(base_arena_used(t.arena) < (size_t)64 << 20);
        tree_free(&t);
    }
    tree t = tree_read(filled(arena, units[0], RULES_MAX_ALL_TOKENS / 51 + 5));
    assert_string_equal(t.d->item[t.d->n - 1].code, "E017");
    tree_free(&t);
    base_arena_free(arena);
}

static void reads_the_national_text(void **state) {
    (void)state;
    tree t = tree_new();
    const base_str text = read_file(&t, JIQUN_SOURCE_DIR "/rulebooks/national-2022.rules");
    t.root = rules_tree_read(t.arena, text, BASE_STR("national-2022"), t.d);
    assert_text(faults(&t), "");
    assert_text(t.root->child->token[1].text, "national-2022");
    size_t cited = 0;
    for (const rules_line *l = t.root->child; l; l = l->next) {
        if (!base_str_is(l->token[0].text, "prove")) continue;
        assert_true(l->cite.n > 0);
        cited++;
    }
    assert_true(cited > 10);
    tree_free(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hangs_lines_by_indentation),
        cmocka_unit_test(blank_and_comment_lines_do_not_matter),
        cmocka_unit_test(accepts_both_line_ends_and_a_byte_order_mark),
        cmocka_unit_test(tabs_are_reported_once_and_count_as_two),
        cmocka_unit_test(the_first_line_begins_in_the_first_column),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(a_line_without_anything_readable_is_left_out),
        cmocka_unit_test(long_lines),
        cmocka_unit_test(limits_of_a_text),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(reads_the_national_text),
    };
    return cmocka_run_group_tests_name("rules/tree", tests, NULL, NULL);
}
