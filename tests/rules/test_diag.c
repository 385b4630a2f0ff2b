/* Diagnostics: the table of texts, the messages made of it, and how a terminal shows them. */
#include "tree_support.h"

#include <glob.h>

#include "rules/diag_text.h"

static const base_str NOTHING = {NULL, 0};

/* ---- the table ---- */

/* Bit i: the place {i} occurs. */
static unsigned places(const char *text) {
    unsigned set = 0;
    for (const char *p = text; *p; p++) {
        if (p[0] != '{') continue;
        assert_true(p[1] >= '0' && p[1] <= '2' && p[2] == '}');
        set |= 1U << (p[1] - '0');
    }
    return set;
}

/* Both languages show the same places; or {i} in Chinese and {i + 1} in English, where a word is given in both. */
static void check_places(const char *code, const char *zh, const char *en) {
    const unsigned a = places(zh), b = places(en);
    const unsigned only_zh = a & ~b, only_en = b & ~a;
    if (a != b && (only_en != only_zh << 1 || (only_zh & (only_zh - 1)))) fail_msg("%s: %s / %s", code, zh, en);
}

static void every_code_has_its_texts(void **state) {
    (void)state;
    size_t count = 0;
    for (size_t t = 0; t < RULES_DIAG_TABLES; t++) {
        const rules_diag_table *table = rules_diag_table_at(t);
        for (size_t i = 0; i < table->n; i++, count++) {
            const rules_diag_text *x = &table->item[i];
            assert_int_equal(strlen(x->code), 4);
            assert_int_equal(x->code[0], x->severity == RULES_ERROR ? 'E' : 'W');
            if (i > 0 && strcmp(table->item[i - 1].code, x->code) >= 0) fail_msg("%s is not in order", x->code);
            if (rules_diag_text_find(x->code) != x) fail_msg("%s is there twice", x->code);
            assert_true(x->zh[0] && x->en[0]);
            assert_true(!x->hint_zh[0] == !x->hint_en[0]);
            check_places(x->code, x->zh, x->en);
            check_places(x->code, x->hint_zh, x->hint_en);
        }
    }
    assert_true(count > 20);
    assert_null(rules_diag_text_find("E000"));
}

/* Codes stand in the sources as "E123". */
static void check_codes_of(const tree *t, const char *path) {
    const base_str s = read_file(t, path);
    for (size_t i = 0; i + 6 <= s.n; i++) {
        const char *p = s.p + i;
        if (p[0] != '"' || (p[1] != 'E' && p[1] != 'W') || p[5] != '"') continue;
        bool digits = true;
        for (size_t k = 2; k < 5; k++) digits &= p[k] >= '0' && p[k] <= '9';
        char code[5] = {p[1], p[2], p[3], p[4], 0};
        if (digits && strcmp(code, "E000") != 0 && !rules_diag_text_find(code))
            fail_msg("%s: no text for %s", path, code);
    }
}

static void every_code_that_is_reported_has_a_text(void **state) {
    (void)state;
    glob_t files;
    tree t = tree_new();
    assert_int_equal(glob(JIQUN_SOURCE_DIR "/src/rules/*.c", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) check_codes_of(&t, files.gl_pathv[i]);
    globfree(&files);
    tree_free(&t);
}

/* ---- messages ---- */

static rules_span span_at(const char *source, uint32_t line, uint32_t col, uint32_t len) {
    return (rules_span){BASE_STR("a.rules"), base_str_of(source), line, col, len};
}

static void fills_places(void **state) {
    (void)state;
    tree t = tree_new();
    rules_report(t.d, "E007", span_at("x", 1, 1, 1), BASE_STR("a"), BASE_STR("b"), NOTHING);
    rules_report(t.d, "W001", span_at("x", 2, 1, 1), BASE_STR("130"), BASE_STR("120"), NOTHING);
    assert_int_equal(t.d->n, 2);
    assert_int_equal(t.d->errors, 1);
    assert_text(t.d->item[0].en, "full-width “a” outside a string");
    assert_text(t.d->item[0].hint_en, "write “b”");
    assert_int_equal(t.d->item[1].severity, RULES_WARNING);
    assert_text(t.d->item[1].en, "the line has 130 characters");
    tree_free(&t);
}

static void a_code_without_a_text_still_says_where(void **state) {
    (void)state;
    tree t = tree_new();
    rules_report(t.d, "E999", span_at("x", 3, 1, 1), NOTHING, NOTHING, NOTHING);
    assert_string_equal(t.d->item[0].code, "E999");
    assert_int_equal(t.d->item[0].span.line, 3);
    assert_int_equal(t.d->errors, 1);
    tree_free(&t);
}

static void the_same_is_said_once(void **state) {
    (void)state;
    tree t = tree_new();
    rules_report(t.d, "E008", span_at("x", 1, 1, 1), BASE_STR(";"), NOTHING, NOTHING);
    rules_report(t.d, "E008", span_at("x", 1, 1, 1), BASE_STR(";"), NOTHING, NOTHING);
    rules_report_near(t.d, "E008", span_at("x", 1, 1, 1), BASE_STR(";"), NULL, 0);
    assert_int_equal(t.d->n, 1);
    rules_report(t.d, "E008", span_at("x", 1, 2, 1), BASE_STR(";"), NOTHING, NOTHING);
    rules_report(t.d, "E008", span_at("x", 1, 1, 1), BASE_STR("@"), NOTHING, NOTHING);
    assert_int_equal(t.d->n, 3);
    assert_int_equal(t.d->errors, 3);
    tree_free(&t);
}

static void keeps_the_first_hundred(void **state) {
    (void)state;
    tree t = tree_new();
    for (uint32_t i = 0; i < RULES_MAX_DIAGS + 5; i++)
        rules_report(t.d, i % 2 ? "W001" : "E008", span_at("x", i + 1, 1, 1), NOTHING, NOTHING, NOTHING);
    assert_int_equal(t.d->n, RULES_MAX_DIAGS);
    assert_int_equal(t.d->left_out, 5);
    assert_int_equal(t.d->errors, (RULES_MAX_DIAGS + 5 + 1) / 2);
    tree_free(&t);
}

static void what_is_quoted_cannot_harm_a_terminal(void **state) {
    (void)state;
    tree t = tree_new();
    char longer[400];
    memset(longer, 'y', sizeof longer);
    rules_report(t.d, "E008", span_at("x", 1, 1, 1), BASE_STR("\033[31m\xFF\u202E\xC2\x9B一"), NOTHING, NOTHING);
    rules_report(t.d, "E008", span_at("x", 2, 1, 1), (base_str){longer, sizeof longer}, NOTHING, NOTHING);
    assert_text(t.d->item[0].en, "the character “?[31m???一” has no meaning here");
    assert_true(t.d->item[1].en.n < 250);
    assert_true(base_str_ends(t.d->item[1].en, BASE_STR("y…” has no meaning here")));
    assert_int_equal(base_utf8_check(t.d->item[0].zh), t.d->item[0].zh.n);
    tree_free(&t);
}

/* ---- near names ---- */

static void expect_near(const char *given, const char *hint_en, const char *hint_zh, const base_str *names, size_t n) {
    tree t = tree_new();
    rules_report_near(t.d, "E020", span_at("x", 1, 1, 1), base_str_of(given), names, n);
    assert_text(t.d->item[0].hint_en, hint_en);
    assert_text(t.d->item[0].hint_zh, hint_zh);
    tree_free(&t);
}

static void suggests_near_names(void **state) {
    (void)state;
    const base_str names[] = {BASE_STR("submit"),     BASE_STR("file"),      BASE_STR("refile"),   BASE_STR("file"),
                              BASE_STR("sme_output"), BASE_STR("重大"),      BASE_STR("特别重大"), BASE_STR("output"),
                              BASE_STR("accept"),     BASE_STR("recommend"), BASE_STR("list"),     BASE_STR("pass"),
                              BASE_STR("fail")};
    const size_t n = sizeof names / sizeof names[0];
    expect_near("sumbit", "did you mean submit?", "是否指 submit\uFF1F", names, n);
    expect_near("flie", "did you mean file, fail?", "是否指 file、fail\uFF1F", names, n);
    expect_near("sme-output", "did you mean sme_output?", "是否指 sme_output\uFF1F", names, n);
    expect_near("重要", "did you mean 重大?", "是否指 重大\uFF1F", names, n);
    expect_near("zzzz", "", "", names, n); /* nothing is near, and there are too many to list */
    expect_near("x", "", "", names, n);
    expect_near("zzzz", "there are: submit, file", "可用的有\uFF1Asubmit、file", names, 2);
    expect_near("zzzz", "", "", names, 0);
}

static void a_suggestion_follows_the_hint(void **state) {
    (void)state;
    tree t = tree_new();
    const base_str names[] = {BASE_STR("submit")};
    rules_report_near(t.d, "E021", span_at("x", 1, 1, 1), BASE_STR("submt"), names, 1);
    assert_text(t.d->item[0].hint_en, "it stands under its case; did you mean submit?");
    tree_free(&t);
}

/* ---- on a terminal ---- */

static base_str shown(tree *t, size_t i, bool zh, bool colour) {
    base_buf b;
    base_buf_init(&b, 1 << 16);
    assert_true(rules_diag_put(&b, &t->d->item[i], zh, colour));
    const base_str s = base_arena_str(t->arena, base_buf_str(&b));
    base_buf_free(&b);
    return s;
}

static void shows_the_place_with_carets(void **state) {
    (void)state;
    tree t = tree_of("fact output \"产值\" 亿元;\n");
    assert_text(shown(&t, 0, true, false), "错误 E008\uFF1A此处不能用字符“;”\n"
                                           "error E008: the character “;” has no meaning here\n"
                                           " --> a.rules:1:20\n"
                                           "  |\n"
                                           "1 | fact output \"产值\" 亿元;\n"
                                           "  |                        ^\n"
                                           "  = 提示\uFF1A文字请放在双引号内\uFF1B注释以 # 开头\n"
                                           "  = hint: text belongs in double quotes; a comment begins with #\n");
    tree_free(&t);
    t = tree_of("\n\n\n\n\n\n\n\n\nx 30亿元 2022-13-01 30a");
    assert_text(shown(&t, 0, false, false), "error E011: “2022-13-01” is not a date\n"
                                            "错误 E011\uFF1A“2022-13-01”不是日期\n"
                                            "  --> a.rules:10:8\n"
                                            "   |\n"
                                            "10 | x 30亿元 2022-13-01 30a\n"
                                            "   |          ^^^^^^^^^^\n"
                                            "   = hint: write a date as 2022-09-13, a month and day as 04-30\n"
                                            "   = 提示\uFF1A日期写作 2022-09-13\uFF0C月日写作 04-30\n");
    tree_free(&t);
}

static void wide_characters_have_two_carets(void **state) {
    (void)state;
    tree t = tree_new();
    rules_report(t.d, "E021", span_at("a 一二 b", 1, 3, 2), BASE_STR("一二"), NOTHING, NOTHING);
    assert_non_null(strstr(shown(&t, 0, true, false).p, "\n  |   ^^^^\n"));
    tree_free(&t);
}

static void places_without_a_line_and_past_the_end(void **state) {
    (void)state;
    tree t = tree_new();
    rules_report(t.d, "E020", span_at("", 0, 0, 0), BASE_STR("x"), NOTHING, NOTHING);
    rules_report(t.d, "W001", (rules_span){NOTHING, BASE_STR("ab"), 1, 3, 1}, NOTHING, NOTHING, NOTHING);
    rules_report(t.d, "E020", (rules_span){NOTHING, NOTHING, 1, 900, UINT32_MAX}, NOTHING, NOTHING, NOTHING);
    assert_text(shown(&t, 0, false, false), "error E020: what is dropped here is not in the base: “x”\n"
                                            "错误 E020\uFF1A要删去的“x”在原规则中不存在\n"
                                            " --> a.rules\n");
    assert_non_null(strstr(shown(&t, 1, false, false).p, "warning W001"));
    assert_non_null(strstr(shown(&t, 1, false, false).p, "1 | ab\n  |   ^\n"));
    assert_non_null(strstr(shown(&t, 2, true, false).p, "1 | \n  | ^\n"));
    tree_free(&t);
}

static void a_long_line_is_shown_in_part(void **state) {
    (void)state;
    base_buf b;
    base_buf_init(&b, 4096);
    for (int i = 0; i < 400; i++) base_buf_fmt(&b, "%s", i % 4 ? "x" : "集");
    tree t = tree_new();
    const rules_span span = {BASE_STR("a.rules"), base_buf_str(&b), 1, 301, 1}; /* a wide one */
    rules_report(t.d, "E008", span, NOTHING, NOTHING, NOTHING);
    rules_report(t.d, "W001", (rules_span){span.file, span.source, 1, 121, 280}, NOTHING, NOTHING, NOTHING);
    const base_str s = shown(&t, 0, false, false);
    const char *line = strstr(s.p, "1 | …"), *carets = strstr(s.p, "^^\n");
    assert_non_null(line);
    assert_non_null(carets);
    const char *end = strchr(line, '\n'), *caret_line = strstr(end, "| ");
    assert_true(end[-1] == '\xA6'); /* … */
    /* What stands above the carets is the character that is meant. */
    size_t left = base_utf8_width((base_str){caret_line + 2, (size_t)(carets - caret_line - 2)}), at = 0, len;
    const base_str text = {line + 4, (size_t)(end - line - 4)};
    for (uint32_t cp; left > 0; at += len) {
        base_utf8_next((base_str){text.p + at, text.n - at}, &cp, &len);
        left -= base_utf8_width((base_str){text.p + at, len});
    }
    assert_memory_equal(text.p + at, "集", 3);
    /* Carets end where the line that is shown ends. */
    assert_non_null(strstr(shown(&t, 1, false, false).p, "^\n"));
    tree_free(&t);
    base_buf_free(&b);
}

static void colours_on_request(void **state) {
    (void)state;
    tree t = tree_of("a ;");
    assert_null(strchr(shown(&t, 0, true, false).p, '\033'));
    assert_non_null(strstr(shown(&t, 0, true, true).p, "\033[31m错误 E008\033[0m"));
    tree_free(&t);
}

static void a_full_buffer_is_reported(void **state) {
    (void)state;
    tree t = tree_of("a ;");
    base_buf b;
    base_buf_init(&b, 16);
    assert_false(rules_diag_put(&b, &t.d->item[0], true, false));
    base_buf_free(&b);
    tree_free(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_its_texts),
        cmocka_unit_test(every_code_that_is_reported_has_a_text),
        cmocka_unit_test(fills_places),
        cmocka_unit_test(a_code_without_a_text_still_says_where),
        cmocka_unit_test(the_same_is_said_once),
        cmocka_unit_test(keeps_the_first_hundred),
        cmocka_unit_test(what_is_quoted_cannot_harm_a_terminal),
        cmocka_unit_test(suggests_near_names),
        cmocka_unit_test(a_suggestion_follows_the_hint),
        cmocka_unit_test(shows_the_place_with_carets),
        cmocka_unit_test(wide_characters_have_two_carets),
        cmocka_unit_test(places_without_a_line_and_past_the_end),
        cmocka_unit_test(a_long_line_is_shown_in_part),
        cmocka_unit_test(colours_on_request),
        cmocka_unit_test(a_full_buffer_is_reported),
    };
    return cmocka_run_group_tests_name("rules/diag", tests, NULL, NULL);
}
