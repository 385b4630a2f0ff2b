/* How far figures are from a threshold: exact on both sides of it, in the unit of the figure that is held against it.
 */
#include "oracle.h"
#include "rules/gap.h"

static void put(base_buf *b, rules_exact x) {
    bool exact = true;
    if (b->n > 0) base_buf_putc(b, ' ');
    base_ratio_put(b, x.num, x.den, 9, &exact);
    if (!exact) base_buf_putc(b, '~');
}

/* "declared wanted difference unit", a comparison after the other; "lacks" where a figure is missing. */
static void is(const char *condition, const char *facts, const char *expected) {
    const struct text t = criterion_of(condition);
    assert_str(said(t), "");
    assert_non_null(t.s);
    if (t.s == NULL) return; /* for the analyzer, which does not know that an assertion ends the test */
    rules_gap gap[RULES_GAPS_MAX];
    const rules_dossier_facts f = dossier_of(t, facts);
    const size_t n = rules_gaps(t.book, t.s, &t.s->criterion[0], &f, gap);
    base_buf b;
    base_buf_init(&b, 1000);
    for (size_t i = 0; i < n; i++) {
        if (gap[i].told) {
            put(&b, gap[i].declared);
            put(&b, gap[i].wanted);
            put(&b, gap[i].difference);
            base_buf_fmt(&b, " %.*s", (int)t.book->unit[gap[i].unit].name.n, t.book->unit[gap[i].unit].name.p);
            base_buf_puts(&b, gap[i].holds ? BASE_STR(" yes") : BASE_STR(" no"));
        } else {
            base_buf_puts(&b, b.n > 0 ? BASE_STR(" lacks") : BASE_STR("lacks"));
            assert_false(gap[i].known);
        }
    }
    assert_str(base_buf_str(&b), expected);
    base_buf_free(&b);
    text_end(t);
}

static void sums(void **state) {
    (void)state;
    is("require output >= 40 亿元 in the last year", "output.2022=39.9999", "39.9999 40 -0.0001 亿元 no");
    is("require output >= 40 亿元 in the last year", "output.2022=40", "40 40 0 亿元 yes");
    is("require output >= 400000 万元 in the last year", "output.2022=40.0001", "400001 400000 1 万元 yes");
    is("expect land <= 100 平方公里", "land=100.5", "100.5 100 0.5 平方公里 no");
    is("require output >= 40 亿元 in each of the last 2 years", "output.2022=41", "lacks 41 40 1 亿元 yes");
}

static void shares(void **state) {
    (void)state;
    static const char *const share = "require sme_output / output >= 70 % in the last year";
    is(share, "sme_output.2022=38 output.2022=52", "38 36.4 1.6 亿元 yes");
    is(share, "sme_output.2022=69.9999 output.2022=100", "69.9999 70 -0.0001 亿元 no");
    is(share, "sme_output.2022=38", "lacks");
    is(share, "sme_output.2022=38 output.2022=0", "lacks");
}

static void growth(void **state) {
    (void)state;
    is("require growth of output over the last 3 values by compound > 10 %",
       "output.2020=41 output.2021=46.5 output.2022=52", "52 49.61 2.39 亿元 yes");
    is("require growth of output over the last 3 values by compound > 10 %",
       "output.2020=100 output.2021=110 output.2022=121", "121 121 0 亿元 no");
    is("require growth of output over the last 3 values by mean > 10 %",
       "output.2020=100 output.2021=110 output.2022=121.0001", "121.0001 121 0.0001 亿元 yes");
    is("require growth of output over the last 3 values by mean > 10 %", "output.2020=3 output.2021=4 output.2022=5",
       "5 3.466666667~ 1.533333333~ 亿元 yes");
}

static void either(void **state) {
    (void)state;
    is("require output >= 40 亿元 in the last year or land >= 3 平方公里", "land=2", "lacks 2 3 -1 平方公里 no");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(sums), cmocka_unit_test(shares), cmocka_unit_test(growth),
                                       cmocka_unit_test(either)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
