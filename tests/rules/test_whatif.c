/* What-if: the flips are those that two assessments of every row show, and the criterion named explains them. */
#include "oracle.h"

static void one_threshold(void **state) {
    (void)state;
#define HEAD FACTS "standard 1 \"一\"\n"
#define TAIL "  criterion 2 \"二\" require firms >= 1 家\n  criterion 3 \"三\" judge plan\n"
    const struct text t1 = text_of(HEAD "  criterion 1 \"一\" require land >= 40 平方公里\n" TAIL);
    const struct text t2 = text_of(HEAD "  criterion 1 \"一\" require land >= 50 平方公里\n" TAIL);
    assert_str(said(t1), "");
    rules_columns *c = rules_columns_new_for(t1.arena, t1.book, t1.s, t2.book, t2.s, 5000);
    rules_dossier_facts f = rules_facts_new(t1.arena, c->book, c->standard);
    base_err e = {0};
    for (int i = 0; i < 5000; i++) {
        rules_values v = {.arena = t1.arena};
        const char *land = i % 1000 == 0 ? "45" : i % 2 == 0 ? "30" : "60";
        rules_values_set_key(c->book, &v, BASE_STR("land"), base_str_of(land), &e);
        rules_values_set_key(c->book, &v, BASE_STR("firms"), BASE_STR("1"), &e);
        rules_values_set_key(c->book, &v, BASE_STR("plan"), BASE_STR("x"), &e);
        rules_facts_take(c->book, c->standard, &v, 2023, &f);
        assert_true(rules_columns_add(c, &f, RULES_EAST));
    }
    rules_flip flip[5];
    assert_int_equal(rules_whatif(t1.book, t1.s, t2.book, t2.s, c, flip, 5), 5);
    for (uint64_t i = 0; i < 5; i++) {
        assert_int_equal(flip[i].row, i * 1000);
        assert_int_equal(flip[i].from, RULES_OPEN);
        assert_int_equal(flip[i].to, RULES_NOT_MET);
        assert_int_equal(flip[i].criterion, 0);
    }
    /* The other way round; and no more than there is room for. */
    memset(flip, 0, sizeof flip);
    assert_int_equal(rules_whatif(t2.book, t2.s, t1.book, t1.s, c, flip, 1), 5);
    assert_int_equal(flip[0].from, RULES_NOT_MET);
    assert_int_equal(flip[0].to, RULES_OPEN);
    assert_int_equal(flip[0].criterion, 0);
    assert_int_equal(flip[1].to, 0);
    assert_int_equal(rules_whatif(t1.book, t1.s, t1.book, t1.s, c, NULL, 0), 0);
    text_end(t1);
    text_end(t2);
}

/* Facts in another order, criteria added and dropped, a fact that only one book has. */
static void other_facts_and_criteria(void **state) {
    (void)state;
    const struct text t1 = text_of("fact a \"甲\" \"a\" 家\nfact v \"丙\" \"v\" veto\nstandard 1\n"
                                   "  criterion 1 \"一\" require a >= 1 家\n"
                                   "  criterion 9 \"九\" veto v over the last 3 years\n");
    const struct text t2 = text_of("fact b \"乙\" \"b\" 元\nunit 斤\nfact w \"丁\" \"w\" 斤\nfact a \"甲\" \"a\" 家\n"
                                   "standard 1\n  criterion 1 \"一\" require a >= 1 家\n"
                                   "  criterion 2 \"二\" require b / b > 0 % or w >= 3 斤\n");
    assert_str(said(t1), "");
    assert_str(said(t2), "");
    rules_columns *c = rules_columns_new_for(t1.arena, t1.book, t1.s, t2.book, t2.s, 4);
    assert_non_null(c);
    static const char *const facts[][4] = {
        {"1", "no", "1", "0"}, {"1", "yes", "1", "0"}, {"1", "no", "", ""}, {"0", "no", "1", "3"}};
    base_err e = {0};
    for (size_t i = 0; i < 4; i++) {
        static const char *const key[] = {"a", "v", "b", "w"};
        rules_values v = {.arena = t1.arena};
        for (size_t k = 0; k < 4; k++)
            if (facts[i][k][0] != '\0')
                assert_true(rules_values_set_key(c->book, &v, base_str_of(key[k]), base_str_of(facts[i][k]), &e));
        rules_dossier_facts f = rules_facts_new(t1.arena, c->book, c->standard);
        rules_facts_take(c->book, c->standard, &v, 2023, &f);
        assert_true(rules_columns_add(c, &f, RULES_EAST));
    }
    rules_flip flip[4];
    assert_int_equal(rules_whatif(t1.book, t1.s, t2.book, t2.s, c, flip, 4), 2);
    assert_int_equal(flip[0].row, 1); /* the veto was dropped */
    assert_int_equal(flip[0].from, RULES_NOT_MET);
    assert_int_equal(flip[0].to, RULES_MET);
    assert_int_equal(flip[0].criterion, RULES_NONE);
    assert_int_equal(flip[1].row, 2); /* the new criterion lacks evidence */
    assert_int_equal(flip[1].to, RULES_NO_EVIDENCE);
    assert_int_equal(flip[1].criterion, 1);
    text_end(t1);
    text_end(t2);
}

static void facts_that_do_not_fit(void **state) {
    (void)state;
    const struct text t1 = text_of("fact a \"甲\" \"a\" 亿元\nstandard 1\n  criterion 1 \"一\" require a >= 1 亿元\n");
    const struct text t2 = text_of("fact a \"甲\" \"a\" 万元\nstandard 1\n  criterion 1 \"一\" require a >= 1 亿元\n");
    const struct text t3 = text_of("fact a \"甲\" \"a\" statement\nstandard 1\n  criterion 1 \"一\" judge a\n");
    base_err e = {0};
    assert_null(rules_columns_for_both(t1.arena, t1.book, t1.s, t2.book, t2.s, 1, &e));
    assert_non_null(strstr(e.en, "fact a has another unit"));
    assert_null(rules_columns_new_for(t1.arena, t1.book, t1.s, t3.book, t3.s, 1));
    text_end(t1);
    text_end(t2);
    text_end(t3);
}

/* What says the same is found whatever its id's neighbours; what differs in one place is not taken for the same. */
static void what_differs(void **state) {
    (void)state;
    static const char *const condition[] = {
        "require firms + smes >= 3 家",
        "require firms + smes > 3 家",
        "require firms + smes >= 4 家",
        "require firms + 2 * smes >= 3 家",
        "require firms + staff >= 3 家",
        "require firms >= 3 家",
        "expect firms + smes >= 3 家",
        "relaxable in west require firms + smes >= 3 家",
        "require firms / smes >= 3 %",
        "require firms / (smes + staff) >= 3 %",
        "require firms / (staff + smes) >= 3 %",
        "require (firms + staff) / smes >= 3 %",
        "require growth of output over the last 3 values by mean > 3 %",
        "require growth of output over the last 3 values by compound > 3 %",
        "require firms >= 1 家 and smes >= 3 家",
        "require firms >= 1 家 or smes >= 3 家",
        "judge plan",
        "unknown land",
        "veto accident over the last 3 years",
    };
    enum { N = sizeof condition / sizeof *condition, ROWS = 300 };
    struct text t[N];
    for (size_t i = 0; i < N; i++) {
        char lines[300];
        (void)snprintf(lines, sizeof lines, "  criterion 1 \"一\" %s\n", condition[i]);
        t[i] = standard_of(lines);
        assert_int_equal(t[i].d->errors, 0);
    }
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < N; k++) {
            rules_columns *c = rules_columns_new_for(t[i].arena, t[i].book, t[i].s, t[k].book, t[k].s, ROWS);
            dice r = {i * N + k + 1};
            for (size_t row = 0; row < ROWS; row++) {
                rules_dossier_facts f = rules_facts_new(t[i].arena, c->book, c->standard);
                for (size_t s = 0; s < c->standard->n_slots; s++)
                    f.slot[s] = roll(&r, 6) == 0 ? RULES_MISSING : (int64_t)roll(&r, 5);
                for (size_t s = 0; s < c->book->n_facts; s++) f.stated[s] = (uint8_t)roll(&r, 2);
                rules_columns_add(c, &f, (enum rules_region)roll(&r, 5));
            }
            uint8_t a[ROWS], b[ROWS];
            rules_columns_assess(c, t[i].s, NULL, a);
            /* The second standard is of another book with the same facts, so its ids fit. */
            rules_columns_assess(c, t[k].s, NULL, b);
            size_t expected = 0;
            for (size_t row = 0; row < ROWS; row++) expected += a[row] != b[row];
            const size_t flips = rules_whatif(t[i].book, t[i].s, t[k].book, t[k].s, c, NULL, 0);
            if (flips != expected)
                fail_msg("%s\n%s\n%zu flips, expected %zu", condition[i], condition[k], flips, expected);
        }
    for (size_t i = 0; i < N; i++) text_end(t[i]);
}

static void random_pairs(void **state) {
    (void)state;
    enum { PAIRS = 120, ROWS = 50 };
    dice r = {77};
    base_buf b[2];
    base_buf_init(&b[0], 1 << 20);
    base_buf_init(&b[1], 1 << 20);
    size_t flipped = 0;
    for (int i = 0; i < PAIRS; i++) {
        random_standard s[2];
        random_text(&r, &s[0], &b[0]);
        random_text(&r, &s[1], &b[1]);
        const struct text t1 = text_of(b[0].p), t2 = text_of(b[1].p);
        if (t1.d->errors == 0 && t2.d->errors == 0) {
            random_dossier d[ROWS];
            rules_columns *c = rules_columns_new_for(t1.arena, t1.book, t1.s, t2.book, t2.s, ROWS);
            for (size_t row = 0; row < ROWS; row++) {
                rules_dossier_facts f = rules_facts_new(t1.arena, c->book, c->standard);
                d[row] = random_figures(&r, i % 2 == 0);
                take_random(c->book, c->standard, &d[row], &f);
                assert_true(rules_columns_add(c, &f, d[row].region));
            }
            rules_flip flip[ROWS];
            const size_t n = rules_whatif(t1.book, t1.s, t2.book, t2.s, c, flip, ROWS);
            size_t at = 0;
            for (size_t row = 0; row < ROWS; row++) {
                const int from = whole_opinion(&s[0], &d[row]), to = whole_opinion(&s[1], &d[row]);
                if (from == to) continue;
                assert_true(at < n);
                assert_int_equal(flip[at].row, row);
                assert_int_equal(flip[at].from, from);
                assert_int_equal(flip[at].to, to);
                at++;
            }
            assert_int_equal(at, n);
            flipped += n;
        }
        text_end(t1);
        text_end(t2);
    }
    assert_true(flipped > PAIRS);
    base_buf_free(&b[0]);
    base_buf_free(&b[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_threshold),         cmocka_unit_test(other_facts_and_criteria),
        cmocka_unit_test(facts_that_do_not_fit), cmocka_unit_test(what_differs),
        cmocka_unit_test(random_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
