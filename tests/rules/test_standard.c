/* Facts, units, criteria and samples: what compiles, into what, and what is said about the rest. */
#include "standard_text.h"

static void says_of(struct text t, const char *source, const char *expected) {
    const base_str have = said(t);
    if (!base_str_is(have, expected))
        fail_msg("%.600s\nsays     %.*s\nexpected %s", source, (int)have.n, have.p, expected);
    text_end(t);
}

static void text_says(const char *source, const char *expected) { says_of(text_of(source), source, expected); }
static void says(const char *condition, const char *expected) { says_of(criterion_of(condition), condition, expected); }
static void lines_say(const char *lines, const char *expected) { says_of(standard_of(lines), lines, expected); }

/* ---- units and facts ---- */

static void units_are_declared(void **state) {
    (void)state;
    const struct text t = text_of("fact coal \"煤\" \"coal\" 万吨 yearly\n"
                                  "unit 吨 3 decimals\n"
                                  "unit 万吨 = 10000 吨 2 decimals\n"
                                  "unit 半 = 0.5 吨\n"
                                  "unit 次\n"
                                  "unit 倍 1 decimal\n");
    assert_str(said(t), "");
    const rules_unit *coal = &t.book->unit[t.book->fact[0].unit];
    assert_str(coal->name, "万吨");
    assert_int_equal(coal->num, 10000);
    assert_int_equal(coal->scale, 2);
    const rules_unit *half = coal + 1, *times = coal + 2;
    assert_int_equal(half->num, 1);
    assert_int_equal(half->den, 2);
    assert_int_equal(half->scale, 3);
    assert_int_equal(half->dimension, coal->dimension);
    assert_int_not_equal(times->dimension, coal->dimension);
    assert_int_equal((coal + 3)->scale, 1);
    text_end(t);
}

static void units_with_faults(void **state) {
    (void)state;
    text_says("unit 亿元 2 decimals\n", "E102 亿元");
    text_says("unit 担 = 50 公斤\n", "E101 公斤");
    text_says("unit 担 = 50\n", "E091 ");
    text_says("unit 担 = 0 元\n", "E103 0");
    text_says("unit 担 = 100000000 亿元\n", "E103 100000000");
    text_says("unit 担 = 0.1234567891 元\n", "E103 0.1234567891");
    text_says("unit 担 = 元\n", "E090 元");
    text_says("unit 担 7 decimals\n", "E093 7");
    text_says("unit 担 3 places\n", "E090 places");
    text_says("unit 担 3 decimals more\n", "E092 more");
    text_says("unit\n", "E091 ");
}

static void facts_of_every_kind(void **state) {
    (void)state;
    const struct text t = text_of(FACTS);
    assert_str(said(t), "");
    assert_int_equal(t.book->n_facts, 10);
    const rules_fact *f = t.book->fact;
    assert_int_equal(f[0].kind, RULES_FACT_YEARLY);
    assert_false(f[0].from_roster);
    assert_true(f[1].from_roster);
    assert_int_equal(f[3].kind, RULES_FACT_FIGURE);
    assert_int_equal(f[8].kind, RULES_FACT_STATEMENT);
    assert_int_equal(f[8].unit, RULES_NONE);
    assert_int_equal(f[9].kind, RULES_FACT_VETO);
    assert_str(f[0].label.zh, "集群总产值");
    assert_str(f[0].label.en, "output");
    text_end(t);
}

static void facts_with_faults(void **state) {
    (void)state;
    text_says("fact a \"甲\" 亿 yearly\n", "E101 亿");
    text_says("fact a \"甲\" \"a\" 元 yearly\nfact a \"乙\" \"b\" 元\n", "E104 a");
    text_says("fact growth \"甲\" \"a\" 元\n", "E107 growth");
    text_says("fact a 元\n", "E090 元");
    text_says("fact a \"甲\" \"a\" >=\n", "E090 >=");
    text_says("fact a \"甲\" \"a\"\n", "E091 ");
    text_says("fact a \"甲\" \"a\" 元 yearly from survey\n", "E090 survey");
    text_says("fact a \"甲\" \"a\" 元 monthly\n", "E092 monthly");
    text_says("fact\n", "E091 ");
    /* What refers to a fact with a fault is not reported as well. */
    text_says("fact a \"甲\" \"a\" 亿 yearly\nstandard 1\n  criterion 1 \"一\" judge a\n", "E101 亿; E123 a");
    /* Several faults in one run. */
    text_says("fact a \"甲\" \"a\" 亿元s\nfact b \"乙\" \"b\" 元 x\nfact c \"丙\" \"c\" 家\nfact c \"丙\" \"c\" 家\n",
              "E101 亿元s; E092 x; E104 c");
}

static void names_that_are_near(void **state) {
    (void)state;
    const struct text t = criterion_of("require otput >= 40 亿元 in the last year");
    assert_int_equal(t.d->n, 1);
    assert_non_null(strstr(t.d->item[0].hint_en.p, "output"));
    text_end(t);
}

static void too_many(void **state) {
    (void)state;
    base_buf b;
    base_buf_init(&b, 1 << 20);
    for (int i = 0; i < 1002; i++) base_buf_fmt(&b, "fact f%d \"甲\" \"a\" 家\n", i);
    base_buf_putc(&b, '\0');
    struct text t = text_of(b.p);
    assert_int_equal(t.book->n_facts, 1000);
    assert_str(said(t), "E105 fact f1000 \"甲\" \"a\" 家");
    text_end(t);

    base_buf_clear(&b);
    for (int i = 0; i < 300; i++) base_buf_fmt(&b, "unit u%d\n", i);
    base_buf_putc(&b, '\0');
    t = text_of(b.p);
    assert_int_equal(t.book->n_units, 200);
    assert_int_equal(t.d->n, 1);
    text_end(t);

    base_buf_clear(&b);
    base_buf_puts(&b, BASE_STR("require firms >= 1 家"));
    for (int i = 0; i < 7; i++) base_buf_puts(&b, BASE_STR("\n      or output >= 1 亿元 in each of the last 9 years"));
    base_buf_puts(&b, BASE_STR("\n      or firms >= 2 家"));
    base_buf_putc(&b, '\0');
    t = criterion_of(b.p);
    assert_int_equal(t.d->n, 1);
    assert_string_equal(t.d->item[0].code, "E105");
    text_end(t);

    base_buf_clear(&b);
    base_buf_puts(&b, BASE_STR("require firms"));
    for (int i = 0; i < 32; i++) base_buf_puts(&b, BASE_STR("\n      + smes"));
    base_buf_puts(&b, BASE_STR(" >= 1 家"));
    base_buf_putc(&b, '\0');
    t = criterion_of(b.p);
    assert_int_equal(t.d->n, 1);
    assert_string_equal(t.d->item[0].code, "E105");
    text_end(t);

    base_buf_clear(&b);
    for (int i = 0; i < 102; i++)
        base_buf_fmt(&b, "standard %d\n  criterion 1 \"一\" veto v over the last 1 year\n", i);
    base_buf_puts(&b, BASE_STR("fact v \"甲\" \"v\" veto\n"));
    base_buf_putc(&b, '\0');
    t = text_of(b.p);
    assert_int_equal(t.book->n_standards, 100);
    assert_int_equal(t.d->n, 1);
    text_end(t);

    base_buf_clear(&b);
    base_buf_puts(&b, BASE_STR("fact v \"甲\" \"v\" veto\nstandard 1\n"));
    for (int i = 0; i < 12001; i++) base_buf_fmt(&b, "  criterion c%d \"一\" veto v over the last 1 year\n", i);
    base_buf_putc(&b, '\0');
    t = text_of(b.p);
    assert_int_equal(t.s->n_criteria, 12000);
    assert_int_equal(t.d->n, 1);
    text_end(t);
    base_buf_free(&b);
}

/* ---- conditions ---- */

static const rules_compare *compare_of(struct text t, size_t i) {
    assert_str(said(t), "");
    assert_true(i < t.s->n_compares);
    return &t.s->compare[i];
}

static void sums_become_whole(void **state) {
    (void)state;
    /* 亿元 with 4 decimals: raw - 400000 >= 0 */
    struct text t = criterion_of("require output >= 40 亿元 in the last year");
    const rules_compare *c = compare_of(t, 0);
    assert_int_equal(c->coef[0], 1);
    assert_true(c->constant == -400000);
    assert_int_equal(c->cmp, RULES_GE);
    assert_int_equal(t.s->slot[c->slot[0]].back, 1);
    text_end(t);
    /* the same bound in another unit */
    t = criterion_of("require output >= 400000 万元 in the last year");
    c = compare_of(t, 0);
    assert_int_equal(c->coef[0], 1);
    assert_true(c->constant == -400000);
    text_end(t);
    /* 0.5 * output(10^4 yuan a step) - revenue(1 yuan a step) < 0.3 亿元 */
    t = criterion_of("require 0.5 * output - revenue < 0.3 亿元 in the last year");
    c = compare_of(t, 0);
    assert_int_equal(c->coef[0], 5000);
    assert_int_equal(c->coef[1], -1);
    assert_true(c->constant == -30000000);
    text_end(t);
    /* 亩: 2000/3 square metres, exact */
    t = criterion_of("require land >= 150 亩");
    c = compare_of(t, 0);
    assert_int_equal(c->coef[0], 1);
    assert_true(c->constant == -1000);
    text_end(t);
}

static void ratios_and_growth_become_whole(void **state) {
    (void)state;
    struct text t = criterion_of("require sme_output / output >= 70 % in the last year");
    const rules_compare *c = compare_of(t, 0);
    assert_int_equal(c->coef[0], 10);
    assert_int_equal(c->coef[1], -7);
    assert_true(c->constant == 0);
    assert_int_equal(c->n_positive, 1);
    assert_false(c->sum_positive);
    text_end(t);
    t = criterion_of("require growth of output over the last 3 values by compound > 10 %");
    c = compare_of(t, 0);
    assert_int_equal(c->coef[0], 100);
    assert_int_equal(c->coef[1], -121);
    assert_int_equal(t.s->slot[c->slot[0]].back, 1);
    assert_int_equal(t.s->slot[c->slot[1]].back, 3);
    text_end(t);
    t = criterion_of("require growth of output over the last 3 values by mean > 10 %");
    c = compare_of(t, 0);
    assert_true(c->quadratic);
    assert_int_equal(c->coef[0], 5);
    assert_int_equal(c->coef[1], 5);
    assert_int_equal(c->coef[2], -11);
    text_end(t);
    t = criterion_of("require (smes - 2 * firms) / (firms + staff) > 1.5 %");
    c = compare_of(t, 0);
    assert_true(c->sum_positive);
    assert_int_equal(c->n_num, 2);
    assert_int_equal(c->coef[1], -400);
    assert_int_equal(c->coef[3], -3);
    text_end(t);
}

static void steps_are_postfix(void **state) {
    (void)state;
    const struct text t = criterion_of("require (output >= 10 亿元 in each of the last 2 years or land < 3 平方公里) "
                                       "and firms = 5 家");
    assert_str(said(t), "");
    const rules_criterion *k = &t.s->criterion[0];
    static const int op[] = {RULES_X_COMPARE, RULES_X_COMPARE, RULES_X_AND, RULES_X_COMPARE,
                             RULES_X_OR,      RULES_X_COMPARE, RULES_X_AND};
    assert_int_equal(k->n_steps, 7);
    for (size_t i = 0; i < 7; i++) assert_int_equal((int)k->step[i].op, op[i]);
    assert_true(k->step[2].each);
    assert_false(k->step[6].each);
    assert_int_equal(k->n_slots, 4);
    assert_str(k->text,
               "require (output >= 10 亿元 in each of the last 2 years or land < 3 平方公里) and firms = 5 家");
    assert_str(k->cite, "附件");
    assert_int_equal(k->relax_regions, 1 << RULES_WEST);
    text_end(t);
}

static void conditions_with_faults(void **state) {
    (void)state;
    says("require otput >= 40 亿元 in the last year", "E110 otput");
    says("require output >= 40 亿元", "E111 output >= 40 亿元");
    says("require land >= 40 平方公里 in the last year", "E112 in");
    says("require output >= 40 家 in the last year", "E113 家");
    says("require land + firms >= 40 家", "E113 firms");
    says("require rate >= 40 家", "E113 家");
    says("require land >= 40", "E114 40");
    says("require output >= 40 in the last year", "E114 40");
    says("require land >= 40 平方里", "E101 平方里");
    says("require plan >= 40 家", "E115 plan");
    says("require accident >= 40 家", "E134 accident");
    says("require land >= 40.00001 平方公里", "E118 40.00001");
    says("require land >= 40.00000 平方公里", "");
    says("require firms >= 1.5 家", "E118 1.5");
    says("require firms / smes >= 1.00001 %", "E118 1.00001");
    says("require firms / smes >= 1 家", "E122 家");
    says("require growth of output over the last 3 values by compound > 10", "E122 ");
    says("require growth of output over the last 4 values by mean > 10 %", "E121 4");
    says("require growth of land over the last 3 values by mean > 10 %", "E126 land");
    says("require growth of output over the last 3 values by root > 10 %", "E090 root");
    says("require growth of output over the last 10 values by compound > 10 %", "E093 10");
    says("require growth output", "E090 output");
    says("require firms >= 1 家 and smes >= 1 家 or staff >= 1 人", "E120 or");
    says("require firms 1 家", "E090 1");
    says("require firms >=", "E091 ");
    says("require 2 firms >= 1 家", "E090 firms");
    says("require 1.0123456789 * firms >= 1 家", "E136 1.0123456789");
    says("require firms >= 99999999999999999999 家", "E136 99999999999999999999");
    says("require (firms + smes >= 1 家", "E091 ");
    says("require (firms + smes / staff >= 1 %", "E091 ");
    says("require (firms + smes", "E091 ");
    says("require firms / (smes + staff >= 1 %", "E090 >=");
    says("require output >= 1 亿元 in each of the last 10 years", "E093 10");
    says("require output >= 1 亿元 in each of the last 3 months", "E090 months");
    says("require output >= 1 亿元 in every year", "E090 every");
    says("require firms >= 1 家 twice", "E092 twice");
    says("require firms >= 1 人", "W101 人");
    says("ensure firms >= 1 家", "E127 ensure");
    says("expct firms >= 1 家", "E127 expct");
    says("require", "E091 ");
}

static void what_does_not_fit_is_refused(void **state) {
    (void)state;
    says("require growth of output over the last 9 values by compound > 10 %", "");
    says("require growth of output over the last 9 values by compound > 10.1234 %", "E119 10.1234");
    says("require growth of output over the last 3 values by compound > -100 %", "E119 100");
    says("require growth of output over the last 3 values by compound > -99.5 %", "");
    says("require growth of output over the last 3 values by mean > 10.1234 %", "");
    says("require growth of output over the last 3 values by mean > 100000000000 %", "E119 100000000000");
    says("require 123456789.123456789 * output + 0.000000001 * revenue > 1 亿元 in the last year", "E119 1");
    says("require 1234567891.12345678 * output / revenue > 1.2345 % in the last year", "E119 1.2345");
    says("require 900000000000000000 * output + 0.000000001 * land > 1 亿元 in the last year", "E113 land");
}

static void parentheses(void **state) {
    (void)state;
    says("require ((((((((firms >= 1 家))))))))", "");
    says("require (((((((((firms >= 1 家)))))))))", "E133 (");
    says("require (firms + smes) / staff >= 1 %", "");
    says("require (firms + smes) >= 1 家", "");
    says("require -firms + 3 * smes >= -1 家", "");
}

/* ---- criteria, areas, standards ---- */

static void lines_of_a_standard(void **state) {
    (void)state;
    lines_say("  criterion 1 \"一\" judge plan\n  criterion 1 \"二\" judge plan\n", "E116 1");
    lines_say(
        "  area 1 \"甲\"\n    criterion 1 \"一\" judge plan\n  area 1 \"乙\"\n    criterion 2 \"一\" judge plan\n",
        "E116 1");
    lines_say("  area 1 \"甲\"\n", "E132 2022");
    lines_say("  criterium 1 \"一\" judge plan\n", "E127 criterium");
    lines_say("  area 1 \"甲\"\n    area 2 \"乙\"\n", "E127 area");
    lines_say("  criterion 1 \"一\" judge land\n", "E123 land");
    lines_say("  criterion 1 \"一\" judge pln\n", "E110 pln");
    lines_say("  criterion 1 \"一\" judge\n", "E091 ");
    lines_say("  criterion 1 \"一\" veto land over the last 3 years\n", "E124 land");
    lines_say("  criterion 1 \"一\" veto accident over the last 0 years\n", "E093 0");
    lines_say("  criterion 1 \"一\" veto accident\n", "E091 ");
    lines_say("  criterion 1 \"一\" veto accident over the last 3 months\n", "E090 months");
    lines_say("  criterion\n", "E091 ");
    lines_say("  area 1 \"甲\" relaxable in nord\n    criterion 1 \"一\" judge plan\n", "E125 nord");
    lines_say("  area 1 \"甲\" relaxable for west\n    criterion 1 \"一\" judge plan\n", "E090 for");
    lines_say("  area 1 \"甲\" relaxable in \"west\"\n    criterion 1 \"一\" judge plan\n", "E090 \"west\"");
    lines_say("  criterion 1 \"一\" judge plan relaxable in west\n", "E135 1");
    lines_say("  criterion 1 \"一\" relaxable in wst require firms >= 1 家\n", "E125 wst");
    lines_say("  criterion 1 \"一\" unknown plan \"注\"\n  criterion 2 \"一\" unknown nothing\n", "E110 nothing");
    text_says("standard 1\nstandard 1\n", "E132 1; E117 1");
    text_says("standard\n", "E091 ");
    text_says("standard 1 \"一\" extra\n", "E092 extra; E132 1");
}

static void relaxation_is_of_require_only(void **state) {
    (void)state;
    const struct text t = standard_of("  area 1 \"甲\" \"a\"  relaxable in west, north_east\n"
                                      "    criterion 1 \"一\" require firms >= 1 家\n"
                                      "    criterion 2 \"二\" expect firms >= 1 家\n"
                                      "    criterion 3 \"三\" judge plan\n"
                                      "    criterion 4 \"四\" relaxable in middle require firms >= 1 家\n"
                                      "  criterion 5 \"五\" require firms >= 1 家\n"
                                      "    relaxable in east or middle                     第一条\n");
    assert_str(said(t), "");
    const rules_criterion *k = t.s->criterion;
    assert_int_equal(k[0].relax_regions, 1 << RULES_WEST | 1 << RULES_NORTH_EAST);
    assert_true(k[0].relaxable);
    assert_false(k[1].relaxable);
    assert_false(k[2].relaxable);
    assert_int_equal(k[3].relax_regions, 1 << RULES_WEST | 1 << RULES_NORTH_EAST | 1 << RULES_MIDDLE);
    assert_int_equal(k[4].relax_regions, 1 << RULES_EAST | 1 << RULES_MIDDLE);
    assert_int_equal(k[4].area, RULES_NONE);
    assert_str(k[4].cite, "第一条");
    assert_str(k[4].text, "require firms >= 1 家");
    text_end(t);
}

/* ---- samples ---- */

#define BEFORE FACTS "standard 2022 \"标准\"\n  criterion 1 \"一\" judge plan\n"

static void samples(void **state) {
    (void)state;
    const struct text t = text_of(BEFORE "sample standard 2022 on 2023\n  output.2022 = 52\n  land = 1500 亩\n"
                                         "  plan = \"有\"\n  accident = no\n");
    assert_str(said(t), "");
    assert_int_equal(t.book->n_samples, 4);
    assert_int_equal(t.book->sample_year, 2023);
    assert_int_equal(t.book->sample[0].year, 2022);
    assert_str(t.book->sample[1].value, "1500 亩");
    assert_str(t.book->sample[3].value, "no");
    text_end(t);
    text_says(BEFORE "sample standard 2021 on 2023\n", "E129 2021");
    text_says(BEFORE "sample standard\n", "E091 ");
    text_says(BEFORE "sample rule 2022\n", "E090 rule");
    text_says(BEFORE "sample standard 2022 on 1850\n", "E093 1850");
    text_says(BEFORE "sample standard 2022 on 2023\n  otput.2022 = 52\n  land.2022 = 1\n  output = 3\n  firms = 1.5\n"
                     "  smes = -\n  staff 5\n  plan = \"\"\n  land = 5\n  land = 6\n  = 5\n  firms = 3 家 x\n"
                     "  output.22 = 3\n",
              "E110 otput; E128 1; E128 3; E128 1.5; E090 -; E090 5; E128 \"\"; E130 land; E090 =; E092 x; E093 22");
    text_says(BEFORE "sample standard 2022 on 2023\nsample standard 2022 on 2024\n",
              "E137 sample standard 2022 on 2024");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_are_declared),
        cmocka_unit_test(units_with_faults),
        cmocka_unit_test(facts_of_every_kind),
        cmocka_unit_test(facts_with_faults),
        cmocka_unit_test(names_that_are_near),
        cmocka_unit_test(too_many),
        cmocka_unit_test(sums_become_whole),
        cmocka_unit_test(ratios_and_growth_become_whole),
        cmocka_unit_test(steps_are_postfix),
        cmocka_unit_test(conditions_with_faults),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(parentheses),
        cmocka_unit_test(lines_of_a_standard),
        cmocka_unit_test(relaxation_is_of_require_only),
        cmocka_unit_test(samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
