/* Tokens: what a line is cut into, and what is said about what can not be one. Full-width signs are written by their
 * numbers here, so that nobody has to guess which of two look-alikes is meant. */
#include "tree_support.h"

static void cuts_words_numbers_and_punctuation(void **state) {
    (void)state;
    expect_tree("criterion 1.5 sme_output / output >= 70 % in west", /**/
                "w:criterion n:1.5 w:sme_output p:/ w:output p:>= n:70 p:% w:in w:west \n", "");
    expect_tree("a <= b < c > d = e + f - g * h (i): j, k.l -> m",
                "w:a p:<= w:b p:< w:c p:> w:d p:= w:e p:+ w:f p:- w:g p:* w:h p:( w:i p:) p:: w:j p:, w:k p:. w:l p:-> "
                "w:m \n",
                "");
    expect_tree("round-2 _x a1 亿元 x-", "w:round-2 w:_x w:a1 w:亿元 w:x- \n", "");
    expect_tree("draft->done a-->b yes/no", "w:draft p:-> w:done w:a- p:-> w:b w:yes p:/ w:no \n", "");
    expect_tree("output.2020=41.50", "w:output p:. n:2020 p:= n:41.50 \n", "");
    expect_tree("x 100平方公里", "w:x n:100 w:平方公里 \n", "");
    expect_tree("x 1.2.3 4.", "w:x n:1.2 p:. n:3 n:4 p:. \n", "");
    expect_tree("3 - 4 -5", "n:3 p:- n:4 p:- n:5 \n", "");
}

static void cuts_dates(void **state) {
    (void)state;
    expect_tree("force from 2022-09-13 until 12-31", "w:force w:from d:2022-09-13 w:until m:12-31 \n", "");
    expect_tree("x 02-29 2024-02-29", "w:x m:02-29 d:2024-02-29 \n", "");
    expect_tree("x 2023-02-29", "w:x d:2023-02-29 \n", "E011@1:3");
    expect_tree("x 13-01", "w:x m:13-01 \n", "E011@1:3");
    expect_tree("x 4-30 2022-9-13 2022-091-3", "w:x m:4-30 d:2022-9-13 d:2022-091-3 \n", "E011@1:3 E011@1:8 E011@1:18");
    expect_tree("x 30years 04-30b", "w:x w:30years w:04-30b \n", "E012@1:3 E012@1:11");
}

static void cuts_strings(void **state) {
    (void)state;
    expect_tree("cites \"工信部〔2022〕119号,“小” # 1\"", "w:cites s:工信部〔2022〕119号,“小” # 1 \n", "");
    expect_tree("x \"a\\\"b\\\\c\" \"\"", "w:x s:a\"b\\c s: \n", "");
    expect_tree("x\"a\"\"b\"y", "w:x s:a s:b w:y \n", "");
    expect_tree("x \"a\\nb\"", "w:x s:a\\nb \n", "E010@1:5");
    expect_tree("x \"a\\\xE4\xB8\x80\"", "w:x s:a\\一 \n", "E010@1:5");
    expect_tree("x \"open ", "w:x s:open \n", "E009@1:3");
    expect_tree("x \"open\\", "w:x s:open\\ \n", "E009@1:3");
    expect_tree("x \"\ny", "w:x s: \nw:y \n", "E009@1:3");
}

static void takes_citations_at_the_end(void **state) {
    (void)state;
    expect_tree("state a 第十七条(三)", "w:state w:a c:第十七条(三)\n", "");
    expect_tree("state a 第十七条\uFF08三\uFF09", "w:state w:a c:第十七条(三)\n", "");
    expect_tree("state a 第四条\u3001第十三条(二)\u3001(五)  # why",
                "w:state w:a c:第四条\u3001第十三条(二)\u3001(五)\n", "");
    expect_tree("state a 附件", "w:state w:a c:附件\n", "");
    expect_tree("state a 通知2022", "w:state w:a c:通知2022\n", "");
    expect_tree("state a 公告2023", "w:state w:a c:公告2023\n", "");
    expect_tree("state a reading", "w:state w:a c:reading\n", "");
    expect_tree("state a silent", "w:state w:a c:silent\n", "");
    expect_tree("第十九条", "c:第十九条\n", "");
    expect_tree("state a \"第十九条\"", "w:state w:a s:第十九条 \n", "");
}

static void a_citation_elsewhere_is_a_word(void **state) {
    (void)state;
    expect_tree("silent 第一条 \"目的\"", "w:silent w:第一条 s:目的 \n", "");
    expect_tree("silent 第十七条(三) \"x\"", "w:silent w:第十七条(三) s:x \n", "");
    expect_tree("reading silent x", "w:reading w:silent w:x \n", "");
    /* Only complete parentheses of one word belong to it. */
    expect_tree("x 第一 (三) y", "w:x w:第一 p:( w:三 p:) w:y \n", "");
    expect_tree("x (第一) y", "w:x p:( w:第一 p:) w:y \n", "");
    expect_tree("x 第一(三 y", "w:x w:第一 p:( w:三 w:y \n", "");
    expect_tree("x 第一() y", "w:x w:第一 p:( p:) w:y \n", "");
    expect_tree("x 一般(三) y", "w:x w:一般 p:( w:三 p:) w:y \n", "");
    expect_tree("x 第一\u3001 y", "w:x w:第一 p:, w:y \n", "E007@1:5");
}

static void full_width_signs_are_read_and_reported(void **state) {
    (void)state;
    expect_tree("a\uFF0Cb\uFF1Ac", "w:a p:, w:b p:: w:c \n", "E007@1:2 E007@1:4");
    expect_tree("a \u2265 b \u2264 c \u2192 d", "w:a p:>= w:b p:<= w:c p:-> w:d \n", "E007@1:3 E007@1:7 E007@1:11");
    expect_tree("a \u201C集群\u201D b", "w:a s:集群 w:b \n", "E007@1:3");
    expect_tree("a \u201C集群\" b", "w:a s:集群 w:b \n", "E007@1:3");
    expect_tree("a \u201C集群", "w:a s:集群 \n", "E007@1:3 E009@1:3");
    expect_tree("a\u3000b", "w:a w:b \n", "E007@1:2");
    expect_tree("a \uFF13 \uFF58 \uFF03 b", "w:a n:3 w:x w:b \n", "E007@1:3 E007@1:5 E007@1:7");
    expect_tree("a \uFF01 \u3014 \u2026 b", "w:a w:b \n", "E008@1:3 E008@1:5 E008@1:7");
    expect_tree("a \uFF08b\uFF09", "w:a p:( w:b p:) \n", "E007@1:3 E007@1:5");
    tree t = tree_of("a\uFF0Cb");
    assert_text(t.d->item[0].en, "full-width “\uFF0C” outside a string");
    assert_text(t.d->item[0].hint_en, "write “,”");
    tree_free(&t);
}

static void other_signs_are_reported(void **state) {
    (void)state;
    expect_tree("a ; b @ c", "w:a w:b w:c \n", "E008@1:3 E008@1:7");
    expect_tree("a 'b'", "w:a w:b \n", "E018@1:3 E018@1:5");
    expect_tree("!a && b | c", "w:a w:b w:c \n", "E019@1:1 E019@1:4 E019@1:5 E019@1:9");
    expect_tree("[ ]", "", "E008@1:1 E008@1:3");
}

static void what_is_not_seen_is_an_error_everywhere(void **state) {
    (void)state;
    expect_tree("a\u200Bb", "w:a w:b \n", "E006@1:2");
    expect_tree("a \"x\u202Ey\"", "w:a s:x\u202Ey \n", "E006@1:5");
    expect_tree("a # \u2066", "w:a \n", "E006@1:5");
    expect_tree("a\u00A0b\u00A0c", "w:a w:b w:c \n", "E006@1:2");
    expect_tree("a\x01", "w:a \n", "E006@1:2");
    expect_tree("a\rb", "w:a w:b \n", "E006@1:2");
    expect_tree("a \U000E0041", "w:a \n", "E006@1:3");
    tree t = tree_read(BASE_STR("a\0b\n"));
    assert_text(dump(&t), "w:a w:b \n");
    assert_text(faults(&t), "E006@1:2");
    assert_text(t.d->item[0].en, "an invisible character U+0000");
    tree_free(&t);
}

static void bytes_that_are_not_utf8_end_the_line(void **state) {
    (void)state;
    expect_tree("a b \xFF c\nd", "w:a w:b \nw:d \n", "E005@1:5");
    expect_tree("\xC0\x80", "", "E005@1:1");
    expect_tree("集\xE9\x9B", "w:集 \n", "E005@1:2");
}

static void spans_count_characters(void **state) {
    (void)state;
    tree t = tree_of("  事实 \"集群总产值\" 亿元 附件");
    const rules_line *l = t.root->child;
    assert_int_equal(l->n, 3);
    assert_int_equal(l->span.line, 1);
    assert_int_equal(l->span.col, 3);
    assert_int_equal(l->span.len, 13);
    assert_int_equal(l->token[1].span.col, 6);
    assert_int_equal(l->token[1].span.len, 7);
    assert_int_equal(l->token[2].span.col, 14);
    assert_int_equal(l->cite_span.col, 17);
    assert_int_equal(l->cite_span.len, 2);
    assert_text(l->token[2].span.file, "a.rules");
    assert_text(l->token[2].span.source, "  事实 \"集群总产值\" 亿元 附件");
    tree_free(&t);
}

static void knows_what_is_spaced(void **state) {
    (void)state;
    tree t = tree_of("a.b . c");
    const rules_token *token = t.root->child->token;
    assert_true(token[0].spaced);
    assert_false(token[1].spaced);
    assert_false(token[2].spaced);
    assert_true(token[3].spaced);
    assert_true(token[4].spaced);
    tree_free(&t);
}

static void a_line_has_only_so_many_tokens(void **state) {
    (void)state;
    char text[2 * RULES_MAX_TOKENS + 8];
    for (size_t i = 0; i < sizeof text; i += 2) memcpy(text + i, "a ", 2);
    tree t = tree_read((base_str){text, 2 * RULES_MAX_TOKENS});
    assert_int_equal(t.root->child->n, RULES_MAX_TOKENS);
    assert_int_equal(t.d->errors, 0);
    tree_free(&t);
    t = tree_read((base_str){text, sizeof text});
    assert_int_equal(t.root->child->n, RULES_MAX_TOKENS);
    assert_int_equal(t.d->errors, 1);
    assert_string_equal(t.d->item[t.d->n - 1].code, "E013");
    tree_free(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_words_numbers_and_punctuation),
        cmocka_unit_test(cuts_dates),
        cmocka_unit_test(cuts_strings),
        cmocka_unit_test(takes_citations_at_the_end),
        cmocka_unit_test(a_citation_elsewhere_is_a_word),
        cmocka_unit_test(full_width_signs_are_read_and_reported),
        cmocka_unit_test(other_signs_are_reported),
        cmocka_unit_test(what_is_not_seen_is_an_error_everywhere),
        cmocka_unit_test(bytes_that_are_not_utf8_end_the_line),
        cmocka_unit_test(spans_count_characters),
        cmocka_unit_test(knows_what_is_spaced),
        cmocka_unit_test(a_line_has_only_so_many_tokens),
    };
    return cmocka_run_group_tests_name("rules/lex", tests, NULL, NULL);
}
