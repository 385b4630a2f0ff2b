/* Columns: they agree with the assessment of one dossier and with the second opinion, for random standards and random
 * figures, on the 64-bit way and on the 128-bit way. */
#include "oracle.h"

#include "rules/assess_i.h"

enum { STANDARDS = 250, ROWS = 60 };

struct table {
    random_dossier dossier[ROWS];
    rules_columns *c;
    uint8_t *verdict[24];
    uint8_t whole[ROWS];
};

static void fill_table(struct table *x, struct text t, dice *r, bool large) {
    x->c = rules_columns_new(t.arena, t.book, t.s, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        rules_dossier_facts f = rules_facts_new(t.arena, t.book, t.s);
        x->dossier[i] = random_figures(r, large);
        take_random(t.book, t.s, &x->dossier[i], &f);
        assert_true(rules_columns_add(x->c, &f, x->dossier[i].region));
    }
    for (size_t k = 0; k < t.s->n_criteria; k++) x->verdict[k] = base_arena_alloc(t.arena, ROWS);
}

static void disagree(struct text t, const char *source, size_t row, size_t k, int one, int column, int expected) {
    const base_str text = t.s->criterion[k].text;
    fail_msg("row %zu criterion %zu: one %d, column %d, expected %d\n%.*s\n%s", row, k, one, column, expected,
             (int)text.n, text.p, source);
}

static void check_row(const struct table *x, struct text t, const random_standard *s, const char *source, size_t row) {
    uint8_t verdict[24];
    rules_dossier_facts f = rules_facts_new(t.arena, t.book, t.s);
    take_random(t.book, t.s, &x->dossier[row], &f);
    const int whole = (int)rules_assess(t.s, &f, x->dossier[row].region, verdict);
    for (size_t k = 0; k < t.s->n_criteria; k++) {
        const int expected = opinion(s, (int)k, &x->dossier[row]);
        if (verdict[k] != expected || x->verdict[k][row] != expected)
            disagree(t, source, row, k, verdict[k], x->verdict[k][row], expected);
    }
    assert_int_equal(whole, whole_opinion(s, &x->dossier[row]));
    assert_int_equal(x->whole[row], whole);
    assert_int_equal((int)rules_whole(t.s, verdict), whole);
}

static void agree(uint64_t seed, bool large) {
    dice r = {seed};
    base_buf b;
    base_buf_init(&b, 1 << 20);
    int compiled = 0;
    for (int i = 0; i < STANDARDS; i++) {
        random_standard s;
        random_text(&r, &s, &b);
        const struct text t = text_of(b.p);
        for (size_t k = 0; k < t.d->n; k++) /* the one thing a random text may be refused for */
            if (strcmp(t.d->item[k].code, "E119") != 0 && t.d->item[k].severity == RULES_ERROR)
                fail_msg("%s: %s\n%s", t.d->item[k].code, t.d->item[k].en.p, b.p);
        if (t.d->errors == 0) {
            struct table x;
            compiled++;
            fill_table(&x, t, &r, large);
            rules_columns_assess(x.c, t.s, x.verdict, x.whole);
            for (size_t row = 0; row < ROWS; row++) check_row(&x, t, &s, b.p, row);
        }
        text_end(t);
    }
    assert_true(compiled > STANDARDS * 3 / 4);
    base_buf_free(&b);
}

static void agree_in_64_bits(void **state) {
    (void)state;
    agree(20220913, false);
}

static void agree_in_128_bits(void **state) {
    (void)state;
    agree(17, true);
}

static void blocks_of_many_rows(void **state) {
    (void)state;
    enum { MANY = 5000 }; /* two whole blocks and a part */
    const struct text t = criterion_of("require output >= 40 亿元 in each of the last 3 years");
    rules_columns *c = rules_columns_new(t.arena, t.book, t.s, MANY);
    rules_dossier_facts f = dossier_of(t, "output.2020=41 output.2021=41 output.2022=41");
    uint8_t *verdict = base_arena_alloc(t.arena, MANY + 1), *whole = base_arena_alloc(t.arena, MANY + 1);
    for (size_t i = 0; i < MANY; i++) {
        f.slot[0] = i % 3 == 0 ? 399999 : 400000;
        assert_true(rules_columns_add(c, &f, i % 2 == 0 ? RULES_WEST : RULES_EAST));
    }
    assert_false(rules_columns_add(c, &f, RULES_EAST));
    verdict[MANY] = whole[MANY] = 99;
    rules_columns_assess(c, t.s, &verdict, whole);
    for (size_t i = 0; i < MANY; i++) {
        const int expected = i % 3 != 0 ? RULES_MET : i % 2 == 0 ? RULES_EXPLAIN : RULES_NOT_MET;
        assert_int_equal(verdict[i], expected);
        assert_int_equal(whole[i], expected == RULES_EXPLAIN ? RULES_OPEN : expected);
    }
    assert_int_equal(verdict[MANY], 99);
    assert_int_equal(whole[MANY], 99);
    memset(whole, 0, MANY);
    rules_columns_assess(c, t.s, NULL, whole);
    assert_int_equal(whole[1], RULES_MET);
    memset(verdict, 0, MANY);
    rules_columns_assess(c, t.s, &verdict, NULL);
    assert_int_equal(verdict[4], RULES_MET);
    text_end(t);
}

static void columns_that_are_not_there(void **state) {
    (void)state;
    const struct text t = text_of(FACTS "standard 1 \"一\"\n  criterion 1 \"一\" require firms >= 1 家\n"
                                        "  criterion 2 \"二\" unknown smes\n"
                                        "standard 2 \"二\"\n  criterion 1 \"一\" require firms + smes >= 1 家\n"
                                        "standard 3 \"三\"\n  criterion 1 \"一\" require firms >= 2 家\n");
    assert_str(said(t), "");
    rules_columns *c = rules_columns_new(t.arena, t.book, t.s, 1);
    const rules_dossier_facts f = dossier_of(t, "firms=1 smes=5");
    assert_true(rules_columns_add(c, &f, RULES_EAST));
    const rules_standard *s = t.book->standard;
    assert_true(rules_columns_fits(c, &s[0]));
    assert_false(rules_columns_fits(c, &s[1])); /* smes is read by no comparison of the first */
    assert_true(rules_columns_fits(c, &s[2]));
    uint8_t whole;
    rules_columns_assess(c, &s[1], NULL, &whole);
    assert_int_equal(whole, RULES_NO_EVIDENCE);
    rules_columns_assess(c, &s[2], NULL, &whole);
    assert_int_equal(whole, RULES_NOT_MET);
    text_end(t);
}

static void no_rows(void **state) {
    (void)state;
    const struct text t = criterion_of("judge plan");
    uint8_t whole = 99;
    rules_columns_assess(rules_columns_new(t.arena, t.book, t.s, 0), t.s, NULL, &whole);
    assert_int_equal(whole, 99);
    text_end(t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agree_in_64_bits),
        cmocka_unit_test(agree_in_128_bits),
        cmocka_unit_test(blocks_of_many_rows),
        cmocka_unit_test(columns_that_are_not_there),
        cmocka_unit_test(no_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
