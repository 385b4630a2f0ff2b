/* Quotients of whole numbers as decimals, against long division; and the steps of 128 bits under them. */
#include "dec_oracle.h"

static const char *ratio(base_i128 over, base_i128 under, unsigned digits, bool *exact) {
    static char text[80];
    base_buf b;
    base_buf_init(&b, sizeof text - 1);
    assert_true(base_ratio_put(&b, over, under, digits, exact));
    memcpy(text, b.p, b.n);
    text[b.n] = '\0';
    base_buf_free(&b);
    return text;
}

static const base_i128 I128_MAX = (base_i128)(~(unsigned __int128)0 >> 1);

static void ratios_are_rounded_half_away_from_zero(void **state) {
    (void)state;
    bool exact;
    assert_string_equal(ratio(5, 7, 4, &exact), "0.7143");
    assert_false(exact);
    assert_string_equal(ratio(1, 2, 0, &exact), "1");
    assert_string_equal(ratio(-1, 2, 0, &exact), "-1");
    assert_string_equal(ratio(49, 100, 0, &exact), "0");
    assert_string_equal(ratio(-49, 100, 0, &exact), "0"); /* no sign on zero */
    assert_false(exact);
    assert_string_equal(ratio(1, 8, 2, &exact), "0.13");
    assert_string_equal(ratio(1, -8, 2, &exact), "-0.13");
    assert_string_equal(ratio(-1, -8, 3, &exact), "0.125");
    assert_true(exact);
    assert_string_equal(ratio(70, 100, 2, &exact), "0.7");
    assert_true(exact);
    assert_string_equal(ratio(714, 1001, 1, &exact), "0.7");
    assert_false(exact);
    assert_string_equal(ratio(7001, 10000, 3, &exact), "0.700"); /* the zeros say how far it was rounded */
    assert_string_equal(ratio(9999, 1000, 2, NULL), "10.00");
    assert_string_equal(ratio(999, 1000, 2, NULL), "1.00");
    assert_string_equal(ratio(0, -5, 3, &exact), "0");
    assert_true(exact);
    assert_string_equal(ratio(1, 3, 18, NULL), "0.333333333333333333");
    assert_string_equal(ratio(1, 3, 4000000000, NULL), "0.333333333333333333");
    assert_string_equal(ratio(I128_MAX, 1, 2, NULL), "170141183460469231731687303715884105727");
    assert_string_equal(ratio(-I128_MAX - 1, 1, 2, NULL), "-170141183460469231731687303715884105728");
    assert_string_equal(ratio(-I128_MAX - 1, -I128_MAX - 1, 18, &exact), "1");
    assert_true(exact);
    assert_string_equal(ratio(I128_MAX, -I128_MAX - 1, 18, &exact), "-1.000000000000000000");
    assert_false(exact);
    assert_string_equal(ratio(1, I128_MAX, 18, NULL), "0.000000000000000000");
}

static base_i128 any_i128(prng *r) {
    const unsigned __int128 v = ((unsigned __int128)prng_next(r) << 64 | prng_next(r)) >> prng_below(r, 127);
    return (base_i128)(prng_below(r, 2) ? v : 0 - v);
}

static void ratios_agree_with_long_division(void **state) {
    (void)state;
    prng r = {15};
    for (int round = 0; round < 4000; round++) {
        const base_i128 num_ = any_i128(&r);
        base_i128 den = any_i128(&r);
        if (den == 0) den = 1;
        const unsigned digits = (unsigned)prng_below(&r, 19);
        bool exact, lost;
        const char *have = ratio(num_, den, digits, &exact);
        num want = num_div(num_of(num_, 0), num_of(den, 0), (int)digits, &lost);
        tidy(&want);
        want.negative = want.n > 0 && (num_ < 0) != (den < 0);
        assert_string_equal(have, num_text(want, lost ? (int)digits : 0));
        assert_int_equal(exact, !lost);
    }
}

static void by_zero(void) {
    base_buf b;
    base_buf_init(&b, 10);
    base_ratio_put(&b, 1, 0, 2, NULL);
}

static void a_ratio_over_zero_ends_the_process(void **state) {
    (void)state;
    assert_fatal(by_zero, "denominator 0");
    base_buf b;
    base_buf_init(&b, 3);
    assert_false(base_ratio_put(&b, 1, 3, 2, NULL));
    assert_int_equal(b.n, 0);
    base_buf_free(&b);
}

static void steps_of_128_bits_report_overflow(void **state) {
    (void)state;
    base_i128 v;
    assert_true(base_i128_mul((base_i128)INT64_MIN, (base_i128)INT64_MIN, &v));
    assert_true(v == (base_i128)1 << 126);
    assert_false(base_i128_mul(I128_MAX, 2, &v));
    assert_false(base_i128_mul(-I128_MAX - 1, -1, &v));
    assert_true(base_i128_add(I128_MAX, 0, &v));
    assert_false(base_i128_add(I128_MAX, 1, &v));
    assert_false(base_i128_add(-I128_MAX - 1, -1, &v));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ratios_are_rounded_half_away_from_zero),
        cmocka_unit_test(ratios_agree_with_long_division),
        cmocka_unit_test(a_ratio_over_zero_ends_the_process),
        cmocka_unit_test(steps_of_128_bits_report_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
