/* The formatter: the one form, and what must hold for every text: the same tokens, and nothing left to change. */
#include "tree_support.h"

static void expect_form(const char *text, const char *expected) {
    tree t = tree_of(text);
    assert_text(faults(&t), "");
    const base_str once = put(&t);
    assert_text(once, expected);
    tree again = tree_read(once);
    assert_text(put(&again), expected);
    assert_true(base_str_eq(dump(&t), dump(&again)));
    tree_free(&again);
    tree_free(&t);
}

static void indents_by_two(void **state) {
    (void)state;
    expect_form("a\n    b\n     c\n    d\ne\n", "a\n  b\n    c\n  d\ne\n");
    expect_form("a\r\n  b", "a\n  b\n");
    expect_form("", "");
}

static void keeps_columns(void **state) {
    (void)state;
    expect_form("fact a      \"甲\" \"one\"      亿元 yearly        第一条\n",
                "fact a      \"甲\" \"one\"      亿元 yearly        第一条\n");
    expect_form("a\n    b   = 1\n    c   = 2     reading\n", "a\n  b   = 1\n  c   = 2     reading\n");
}

static void sets_blanks_where_they_help(void **state) {
    (void)state;
    expect_form("a>=1家 or b->c\n", "a >= 1 家 or b -> c\n");
    expect_form("asks a ,b,c\n", "asks a, b, c\n");
    expect_form("output.2020=41\n", "output.2020 = 41\n");
    expect_form("x\"a\"\"b\"y   \n", "x \"a\" \"b\" y\n");
    expect_form("x yes/no (a or b) c: d 70% e.f -1 a-b +3\n", "x yes/no (a or b) c: d 70% e.f -1 a-b +3\n");
    expect_form("x --> y - -> z -->\n", "x - -> y - -> z - ->\n");
}

static void writes_strings_and_citations_back(void **state) {
    (void)state;
    expect_form("x \"a\\\"b\\\\c#\"\n", "x \"a\\\"b\\\\c#\"\n");
    expect_form("x 第十七条\uFF08三\uFF09\u3001\uFF08五\uFF09\n", "x 第十七条(三)\u3001(五)\n");
    expect_form("x\n  第一条 # why\n", "x\n  第一条 # why\n");
    expect_form("silent 第十七条\uFF08三\uFF09 \"x\"\n", "silent 第十七条(三) \"x\"\n");
    expect_form("x 第一 ( 三) y\n", "x 第一 ( 三) y\n");
}

static void keeps_comments(void **state) {
    (void)state;
    expect_form("# top\n\n\n\na   # one  \n\n  # of b\n  b#two\n  # end of block\n# last\n\n",
                "# top\n\na   # one\n\n  # of b\n  b #two\n  # end of block\n# last\n");
    expect_form("\n\n# only\n", "# only\n");
    /* A comment stands where the line below it does, or with the lines above it. */
    expect_form("a\n    b\n        c\n    # 1\n        # 2\n  # 3\nd\n    # 4\n",
                "a\n  b\n    c\n  # 1\n    # 2\n# 3\nd\n# 4\n");
    expect_form("a\n     # 1\n   # 2\n# 3\n   b\n", "a\n  # 1\n  # 2\n# 3\n  b\n");
}

static void the_national_text_is_in_form(void **state) {
    (void)state;
    tree t = tree_new();
    const base_str text = read_file(&t, JIQUN_SOURCE_DIR "/rulebooks/national-2022.rules");
    t.root = rules_tree_read(t.arena, text, BASE_STR("national-2022"), t.d);
    const base_str once = put(&t);
    tree again = tree_read(once);
    assert_true(base_str_eq(dump(&t), dump(&again)));
    assert_true(base_str_eq(once, put(&again)));
    /* Every comment is still there. */
    size_t before = 0, after = 0;
    for (size_t i = 0; i < text.n; i++) before += text.p[i] == '#';
    for (size_t i = 0; i < once.n; i++) after += once.p[i] == '#';
    assert_int_equal(before, after);
    tree_free(&again);
    tree_free(&t);
}

/* Lines made of the language's parts at random: read(put(read(x))) has the tokens of read(x). */
static void any_text_keeps_its_tokens(void **state) {
    (void)state;
    static const char *const part[] = {"a",
                                       "第一",
                                       "第十七条",
                                       "(",
                                       ")",
                                       "\uFF08三\uFF09",
                                       "(三)",
                                       "\u3001",
                                       "1",
                                       "2022",
                                       "04-30",
                                       ".",
                                       ",",
                                       "->",
                                       "-",
                                       ">=",
                                       "=",
                                       "亿元",
                                       "\"x\"",
                                       "/",
                                       ":",
                                       "%",
                                       "\"\\\"\\\\\"",
                                       "# c",
                                       " ",
                                       "  ",
                                       "\n",
                                       "\n  ",
                                       "\n    ",
                                       "\n      ",
                                       "reading",
                                       "2022-09-13",
                                       "\n\n",
                                       "附件",
                                       "x-",
                                       "_",
                                       "<",
                                       ">",
                                       "+",
                                       "*"};
    uint64_t seed = 1;
    size_t good = 0;
    for (int round = 0; round < 4000; round++) {
        char text[256] = "a\n";
        for (int i = 0; i < 14; i++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            strcat(text, part[(seed >> 33) % (sizeof part / sizeof part[0])]);
        }
        tree t = tree_of(text);
        if (t.d->errors == 0) {
            const base_str once = put(&t);
            tree again = tree_read(once);
            if (!base_str_eq(dump(&t), dump(&again)) || !base_str_eq(once, put(&again)))
                fail_msg("not kept:\n%s\n--\n%.*s", text, (int)once.n, once.p);
            good++;
            tree_free(&again);
        }
        tree_free(&t);
    }
    assert_true(good > 500);
}

static void a_full_buffer_is_reported(void **state) {
    (void)state;
    tree t = tree_of("fact a 家\n");
    base_buf b;
    base_buf_init(&b, 4);
    assert_false(rules_tree_put(&b, t.root));
    base_buf_free(&b);
    tree_free(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indents_by_two),
        cmocka_unit_test(keeps_columns),
        cmocka_unit_test(sets_blanks_where_they_help),
        cmocka_unit_test(writes_strings_and_citations_back),
        cmocka_unit_test(keeps_comments),
        cmocka_unit_test(the_national_text_is_in_form),
        cmocka_unit_test(any_text_keeps_its_tokens),
        cmocka_unit_test(a_full_buffer_is_reported),
    };
    return cmocka_run_group_tests_name("rules/format", tests, NULL, NULL);
}
