/* Exact decimals, against arithmetic on strings of digits (dec_oracle.h). */
#include "dec_oracle.h"

static const char *text_of(base_dec d) {
    static char text[32];
    base_buf b;
    base_buf_init(&b, sizeof text - 1);
    assert_true(base_dec_put(&b, d));
    memcpy(text, b.p, b.n);
    text[b.n] = '\0';
    base_buf_free(&b);
    return text;
}

static void parses_what_is_written_plainly(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t units;
        int scale;
    } good[] = {
        {"0", 0, 0},
        {"-0", 0, 0},
        {"-0.00", 0, 2},
        {"7", 7, 0},
        {"007", 7, 0},
        {"52.0", 520, 1},
        {"-0.5", -5, 1},
        {"0.000000001", 1, 9},
        {"9223372036854775807", INT64_MAX, 0},
        {"-9223372036854775808", INT64_MIN, 0},
        {"9223372036.854775807", INT64_MAX, 9},
        {"-9223372036.854775808", INT64_MIN, 9},
        {"000000000000000000000000000001.5", 15, 1},
        {"1000000000000000000", 1000000000000000000, 0},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        base_dec d = {99, 99};
        base_err e = {0};
        if (!base_dec_parse(exactly(good[i].text), &d, &e)) fail_msg("%s: %s", good[i].text, e.en);
        assert_true(d.units == good[i].units);
        assert_int_equal(d.scale, good[i].scale);
        assert_int_equal(e.kind, BASE_ERR_NONE);
        assert_true(base_dec_parse_json(exactly(good[i].text), &d, &e));
        assert_true(d.units == good[i].units && d.scale == good[i].scale);
    }
}

static void refuses_what_is_not_a_number(void **state) {
    (void)state;
    static const char *const bad[] = {"",
                                      "-",
                                      ".",
                                      "+1",
                                      "1.",
                                      ".5",
                                      "-.5",
                                      "1.2.3",
                                      " 1",
                                      "1 ",
                                      "1,000",
                                      "--1",
                                      "1-",
                                      "1e3",
                                      "0x10",
                                      "NaN",
                                      "inf",
                                      "\uFF15\uFF12",
                                      "1.x",
                                      "1..2",
                                      "1.-2",
                                      "1_0",
                                      "1\n",
                                      "-x",
                                      "1.2x",
                                      "99999999999999999999x",
                                      "1.0000000000x",
                                      "99999999999999999999."};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        base_dec d = {77, 7};
        base_err e = {0};
        if (base_dec_parse(exactly(bad[i]), &d, &e)) fail_msg("\"%s\" was read", bad[i]);
        assert_int_equal(e.kind, BASE_ERR_INPUT);
        assert_true(d.units == 77 && d.scale == 7); /* untouched */
    }
    base_err e = {0};
    base_dec d;
    assert_false(base_dec_parse((base_str){NULL, 0}, &d, &e));
    assert_false(base_dec_parse(BASE_STR("1\0"), &d, &e));
    assert_false(base_dec_parse(BASE_STR("四十"), &d, &e));
    assert_err(&e, BASE_ERR_INPUT, "四十");
    assert_false(base_dec_parse(BASE_STR("四十"), &d, NULL));
}

static void what_does_not_fit_is_an_error(void **state) {
    (void)state;
    static const char *const bad[] = {"9223372036854775808",   "-9223372036854775809",  "18446744073709551616",
                                      "18446744073709551615",  "99999999999999999999",  "922337203685477580.80",
                                      "1.0000000000",          "0.0000000001",          "-9223372036.8547758090",
                                      "123456789012345678901", "-9223372036.854775809", "10000000000.000000000"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        base_dec d;
        base_err e = {0};
        if (base_dec_parse(exactly(bad[i]), &d, &e)) fail_msg("\"%s\" was read", bad[i]);
        assert_err(&e, BASE_ERR_RANGE, bad[i]);
    }
    char huge[5000];
    memset(huge, '9', sizeof huge);
    base_dec d;
    base_err e = {0};
    assert_false(base_dec_parse((base_str){huge, sizeof huge}, &d, &e));
    assert_int_equal(e.kind, BASE_ERR_RANGE);
    memset(huge, '0', sizeof huge); /* zeros in front say nothing */
    huge[sizeof huge - 1] = '4';
    assert_true(base_dec_parse((base_str){huge, sizeof huge}, &d, &e));
    assert_int_equal(d.units, 4);
}

/* Texts made of the characters of numbers, mostly right and often at the edge. */
static size_t odd_number(prng *r, char *out, const char *alphabet) {
    size_t n = 0;
    if (prng_below(r, 3) == 0) out[n++] = '-';
    for (uint64_t k = prng_below(r, 23); k > 0; k--) out[n++] = (char)('0' + prng_below(r, 10));
    if (prng_below(r, 2) == 0) {
        out[n++] = '.';
        for (uint64_t k = prng_below(r, 12); k > 0; k--)
            out[n++] = (char)('0' + (prng_below(r, 3) ? prng_below(r, 10) : 0));
    }
    if (n > 0 && prng_below(r, 8) == 0) out[prng_below(r, n)] = alphabet[prng_below(r, strlen(alphabet))];
    return n;
}

static void parse_agrees_with_the_oracle(void **state) {
    (void)state;
    prng r = {10};
    int read = 0, fine = 0;
    for (int round = 0; round < 200000; round++) {
        char text[64];
        const size_t n = odd_number(&r, text, "0.-+ e9x");
        num want;
        base_dec d;
        base_err e = {0};
        const bool number = num_read(text, n, &want);
        const bool have = base_dec_parse((base_str){text, n}, &d, &e);
        if (have) {
            if (!number) fail_msg("\"%.*s\" was read", (int)n, text);
            assert_int_equal(d.scale, want.scale);
            assert_string_equal(text_of(d), num_text(want, 0));
            fine++;
        } else if (number) {
            /* Refused although it is a number: the units as written do not fit, or there are too many decimals. */
            num units = want;
            units.scale = 0;
            if (want.scale <= BASE_DEC_MAX_SCALE && num_fits(units)) fail_msg("\"%.*s\": %s", (int)n, text, e.en);
            assert_int_equal(e.kind, BASE_ERR_RANGE);
        } else {
            assert_int_equal(e.kind, BASE_ERR_INPUT);
        }
        read += number;
    }
    assert_true(read > 50000 && fine > 20000); /* both outcomes were really tried */
}

static void json_numbers_with_exponents(void **state) {
    (void)state;
    static const struct {
        const char *text, *value;
        int scale;
    } good[] = {
        {"1e3", "1000", 0},
        {"5E-1", "0.5", 1},
        {"1.5e1", "15", 0},
        {"-1.25E+2", "-125", 0},
        {"0e999999999999999999999", "0", 0},
        {"-0.0e-99", "0", 0},
        {"1e18", "1000000000000000000", 0},
        {"100e-2", "1", 0},
        {"1.0000000000", "1", 0},
        {"0.00000000010e1", "0.000000001", 9},
        {"12345678901234567890e-1", "1234567890123456789", 0},
        {"9223372036854775807e0", "9223372036854775807", 0},
        {"-9.223372036854775808e18", "-9223372036854775808", 0},
        {"120.50e-1", "12.05", 2},
        {"0.5e0", "0.5", 1},
        {"1e-9", "0.000000001", 9},
        {"10e17", "1000000000000000000", 0},
        {"9223372036.8547758070", "9223372036.854775807", 9},
        {"1e00000000000000000000000003", "1000", 0},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        base_dec d;
        base_err e = {0};
        if (!base_dec_parse_json(exactly(good[i].text), &d, &e)) fail_msg("%s: %s", good[i].text, e.en);
        assert_string_equal(text_of(d), good[i].value);
        assert_int_equal(d.scale, good[i].scale);
    }
    static const char *const wrong[] = {"",     "-",    "e",    "1e",    "1e+",  "1e-",  "e5",      "1.e5",  ".5e1",
                                        "1ee5", "1e5x", "1e.5", "1e1.5", "1 e5", "+1e5", "1.5.2e3", "0x1e5", "1f5"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        base_dec d;
        base_err e = {0};
        if (base_dec_parse_json(exactly(wrong[i]), &d, &e)) fail_msg("\"%s\" was read", wrong[i]);
        assert_int_equal(e.kind, BASE_ERR_INPUT);
    }
    static const char *const large[] = {"1e19",
                                        "1e999999999999999999999999",
                                        "1e-10",
                                        "1e-99999999999999999999999",
                                        "9223372036854775808e0",
                                        "-9223372036854775809e0",
                                        "1.5e-9",
                                        "123456789012345678901e1",
                                        "12345678901234567890123e-4",
                                        "10e18",
                                        "1.23456789012345678901e5"};
    for (size_t i = 0; i < sizeof large / sizeof large[0]; i++) {
        base_dec d;
        base_err e = {0};
        if (base_dec_parse_json(exactly(large[i]), &d, &e)) fail_msg("\"%s\" was read", large[i]);
        assert_err(&e, BASE_ERR_RANGE, large[i]);
    }
}

static void json_numbers_agree_with_the_oracle(void **state) {
    (void)state;
    prng r = {11};
    int fine = 0;
    for (int round = 0; round < 100000; round++) {
        char text[64];
        const size_t n = odd_number(&r, text, "0123456789");
        num want;
        if (!num_read(text, n, &want)) continue;
        const int exponent = (int)prng_in(&r, -25, 25);
        const int m = snprintf(text + n, sizeof text - n, "e%s%d", exponent >= 0 && round % 2 ? "+" : "", exponent);
        if (exponent > 0) shift(&want, exponent);
        want.scale -= exponent;
        base_dec d;
        const bool have = base_dec_parse_json((base_str){text, n + (size_t)m}, &d, NULL);
        if (have != num_fits(want)) fail_msg("%s: have %d", text, have);
        if (have) assert_string_equal(text_of(d), num_text(want, 0));
        fine += have;
    }
    assert_true(fine > 10000);
}

static base_dec any_dec(prng *r) {
    uint64_t v = prng_any(r);
    if (prng_below(r, 30) == 0) v = prng_below(r, 2) ? (uint64_t)INT64_MAX : (uint64_t)INT64_MIN;
    if (prng_below(r, 4) == 0) v = v / 1000000 * 1000000; /* zeros that may be dropped */
    return (base_dec){.units = (int64_t)(prng_below(r, 2) ? v : 0 - v), .scale = (uint8_t)prng_below(r, 10)};
}

static void check_result(const char *what, bool ok, base_dec have, const base_err *e, num want, base_dec a,
                         base_dec b) {
    if (ok != num_fits(want))
        fail_msg("%lld/%d %s %lld/%d = %s: %s", (long long)a.units, a.scale, what, (long long)b.units, b.scale,
                 num_text(want, 0), ok ? text_of(have) : e->en);
    if (ok) {
        assert_true(have.scale <= BASE_DEC_MAX_SCALE);
        assert_string_equal(text_of(have), num_text(want, 0));
    } else {
        assert_int_equal(e->kind, BASE_ERR_RANGE);
    }
}

static void arithmetic_agrees_with_the_oracle(void **state) {
    (void)state;
    prng r = {12};
    int fine = 0, over = 0;
    for (int round = 0; round < 60000; round++) {
        const base_dec a = any_dec(&r), b = prng_below(&r, 20) == 0 ? a : any_dec(&r);
        const num x = num_of(a.units, a.scale), y = num_of(b.units, b.scale);
        num minus_y = y;
        minus_y.negative = !y.negative;
        base_dec d = {0};
        base_err e = {0};
        bool ok = base_dec_add(a, b, &d, &e);
        check_result("+", ok, d, &e, num_add(x, y), a, b);
        ok = base_dec_sub(a, b, &d, &e);
        check_result("-", ok, d, &e, num_add(x, minus_y), a, b);
        ok = base_dec_mul(a, b, &d, &e);
        check_result("*", ok, d, &e, num_mul(x, y), a, b);
        const int c = base_dec_cmp(a, b);
        assert_int_equal((c > 0) - (c < 0), num_cmp(x, y));
        fine += ok;
        over += !ok;
    }
    assert_true(fine > 5000 && over > 5000);
}

static void arithmetic_at_the_edges(void **state) {
    (void)state;
    const base_dec max = {INT64_MAX, 0}, min = {INT64_MIN, 0}, one = {1, 0}, tiny = {1, 9}, zero9 = {0, 9};
    base_dec d;
    base_err e = {0};
    assert_false(base_dec_add(max, one, &d, &e));
    assert_int_equal(e.kind, BASE_ERR_RANGE);
    assert_false(base_dec_sub(min, one, &d, &e));
    assert_false(base_dec_add(max, tiny, &d, &e));
    assert_false(base_dec_mul(max, max, &d, &e));
    assert_false(base_dec_mul(min, min, &d, &e));
    assert_false(base_dec_mul(tiny, tiny, &d, &e)); /* 18 decimals are never rounded away */
    assert_true(base_dec_add(max, zero9, &d, &e));  /* only scale 0 has room for it */
    assert_true(d.units == INT64_MAX && d.scale == 0);
    assert_true(base_dec_add(max, min, &d, &e));
    assert_true(d.units == -1);
    assert_true(base_dec_mul(min, one, &d, &e));
    assert_true(d.units == INT64_MIN);
    assert_true(base_dec_sub((base_dec){-1, 0}, max, &d, &e));
    assert_true(d.units == INT64_MIN);
    assert_true(base_dec_mul((base_dec){25, 1}, (base_dec){4, 1}, &d, &e)); /* 2.5 * 0.4 = 1.00 */
    assert_true(d.units == 100 && d.scale == 2);
    assert_true(base_dec_mul((base_dec){1000000000, 9}, (base_dec){1000000000, 9}, &d, &e));
    assert_true(d.scale == 9 && d.units == 1000000000);
    assert_int_equal(base_dec_cmp((base_dec){520, 1}, (base_dec){52, 0}), 0);
    assert_true(base_dec_cmp(max, (base_dec){INT64_MAX, 9}) > 0);
    assert_true(base_dec_cmp(min, (base_dec){INT64_MIN, 9}) < 0);
    assert_true(base_dec_cmp(min, max) < 0);
    assert_true(base_dec_cmp((base_dec){INT64_MAX - 1, 0}, max) < 0);
}

static void rescales_without_losing(void **state) {
    (void)state;
    prng r = {13};
    for (int round = 0; round < 50000; round++) {
        const base_dec a = any_dec(&r);
        const uint8_t scale = (uint8_t)prng_below(&r, 10);
        num want = num_of(a.units, a.scale);
        tidy(&want);
        bool fits = want.scale <= scale;
        if (fits) {
            shift(&want, scale - want.scale);
            want.scale = 0;
            fits = num_fits(want);
        }
        int64_t units = 0;
        base_err e = {0};
        const bool have = base_dec_rescale(a, scale, &units, &e);
        assert_int_equal(have, fits);
        if (have) assert_string_equal(text_of((base_dec){units, 0}), num_text(want, 0));
        if (!have) assert_int_equal(e.kind, BASE_ERR_RANGE);
    }
    int64_t units;
    base_err e = {0};
    assert_false(base_dec_rescale((base_dec){1, 0}, 10, &units, &e));
    assert_err(&e, BASE_ERR_RANGE, "10");
    assert_false(base_dec_rescale((base_dec){1, 0}, 255, &units, &e));
    assert_false(base_dec_rescale((base_dec){125, 2}, 1, &units, &e));
    assert_true(base_dec_rescale((base_dec){INT64_MIN, 0}, 0, &units, &e));
}

static void writes_as_few_digits_as_it_needs(void **state) {
    (void)state;
    static const struct {
        base_dec d;
        const char *text;
    } cases[] = {
        {{520, 1}, "52"},
        {{50, 2}, "0.5"},
        {{0, 9}, "0"},
        {{-5, 1}, "-0.5"},
        {{1, 9}, "0.000000001"},
        {{1005, 3}, "1.005"},
        {{INT64_MIN, 9}, "-9223372036.854775808"},
        {{INT64_MIN, 0}, "-9223372036854775808"},
        {{100, 0}, "100"},
        {{-100, 2}, "-1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) assert_string_equal(text_of(cases[i].d), cases[i].text);
    base_buf b;
    base_buf_init(&b, 1000); /* after what is there */
    base_buf_puts(&b, BASE_STR("x="));
    base_dec_put(&b, (base_dec){-15, 1});
    base_dec_put(&b, (base_dec){-7, 0});
    assert_str(base_buf_str(&b), "x=-1.5-7");
    base_buf_free(&b);
    for (size_t max = 0; max < 50; max++) { /* with any room left */
        for (size_t before = 0; before <= max; before++) {
            base_buf_init(&b, max);
            for (size_t i = 0; i < before; i++) base_buf_putc(&b, 'x');
            const bool fits = max - before >= 21;
            assert_int_equal(base_dec_put(&b, (base_dec){INT64_MIN, 9}), fits);
            assert_int_equal(b.n, fits ? before + 21 : before);
            base_buf_free(&b);
        }
    }
    base_buf_init(&b, 21); /* exactly the longest, and without spare room */
    assert_true(base_dec_put(&b, (base_dec){INT64_MIN, 9}));
    assert_false(base_dec_put(&b, (base_dec){1, 0}));
    assert_int_equal(b.n, 21);
    base_buf_free(&b);
}

static void put_and_parse_are_inverse(void **state) {
    (void)state;
    prng r = {14};
    base_buf b;
    base_buf_init(&b, 1000);
    for (int round = 0; round < 100000; round++) {
        const base_dec a = any_dec(&r);
        base_buf_clear(&b);
        assert_true(base_dec_put(&b, a));
        base_dec d;
        assert_true(base_dec_parse(base_buf_str(&b), &d, NULL));
        assert_int_equal(base_dec_cmp(a, d), 0);
        const num want = num_of(a.units, a.scale);
        assert_str(base_buf_str(&b), num_text(want, 0));
    }
    base_buf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_what_is_written_plainly),    cmocka_unit_test(refuses_what_is_not_a_number),
        cmocka_unit_test(what_does_not_fit_is_an_error),     cmocka_unit_test(parse_agrees_with_the_oracle),
        cmocka_unit_test(json_numbers_with_exponents),       cmocka_unit_test(json_numbers_agree_with_the_oracle),
        cmocka_unit_test(arithmetic_agrees_with_the_oracle), cmocka_unit_test(arithmetic_at_the_edges),
        cmocka_unit_test(rescales_without_losing),           cmocka_unit_test(writes_as_few_digits_as_it_needs),
        cmocka_unit_test(put_and_parse_are_inverse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
