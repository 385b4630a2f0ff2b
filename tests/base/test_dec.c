/* Exact decimals against arithmetic on strings of digits, as taught at school: no word of the machine limits it, and it
 * shares nothing with the code under test. */
#include "support.h"

#include "base/dec.h"

/* --- the oracle: a sign and digits, the last `scale` of them after the point; least digit first --- */

enum { DIGITS = 120 };

typedef struct {
    bool negative;
    int n, scale;
    signed char digit[DIGITS];
} num;

static void shift(num *a, int places) {
    assert_true(a->n + places <= DIGITS);
    memmove(a->digit + places, a->digit, (size_t)a->n);
    memset(a->digit, 0, (size_t)places);
    a->n += places;
    a->scale += places;
}

/* No zeros at either end. */
static void tidy(num *a) {
    while (a->n > 0 && a->digit[a->n - 1] == 0) a->n--;
    while (a->scale > 0 && (a->n == 0 || a->digit[0] == 0)) {
        if (a->n > 0) memmove(a->digit, a->digit + 1, (size_t)--a->n);
        a->scale--;
    }
    if (a->n == 0) a->negative = false;
}

/* Reads what base_dec_parse is to accept; false for anything else. */
static bool num_read(const char *s, size_t len, num *out) {
    memset(out, 0, sizeof *out);
    size_t i = 0;
    if (i < len && s[i] == '-') out->negative = true, i++;
    size_t point = len, digits = 0;
    for (size_t k = i; k < len; k++) {
        if (s[k] == '.' && point == len && k > i && k + 1 < len)
            point = k;
        else if (s[k] < '0' || s[k] > '9')
            return false;
        else
            digits++;
    }
    if (digits == 0 || digits > DIGITS) return false;
    for (size_t k = len; k-- > i;) {
        if (s[k] != '.') out->digit[out->n++] = (signed char)(s[k] - '0');
    }
    out->scale = point == len ? 0 : (int)(len - point - 1);
    return true;
}

static num num_of(__int128 units, int scale) {
    num a = {.negative = units < 0, .scale = scale};
    for (; units != 0; units /= 10) {
        const int d = (int)(units % 10);
        a.digit[a.n++] = (signed char)(d < 0 ? -d : d);
    }
    return a;
}

static int num_cmp_abs(const num *a, const num *b) {
    for (int i = DIGITS; i-- > 0;) {
        const int x = i < a->n ? a->digit[i] : 0, y = i < b->n ? b->digit[i] : 0;
        if (x != y) return x < y ? -1 : 1;
    }
    return 0;
}

static void align(num *a, num *b) {
    if (a->scale < b->scale) shift(a, b->scale - a->scale);
    if (b->scale < a->scale) shift(b, a->scale - b->scale);
}

static int num_cmp(num a, num b) {
    tidy(&a);
    tidy(&b);
    align(&a, &b);
    if (a.negative != b.negative) return a.negative ? -1 : 1;
    return a.negative ? -num_cmp_abs(&a, &b) : num_cmp_abs(&a, &b);
}

static num num_add(num a, num b) {
    align(&a, &b);
    num sum = {.scale = a.scale, .n = DIGITS};
    const bool subtract = a.negative != b.negative;
    const bool swap = subtract && num_cmp_abs(&a, &b) < 0;
    const num *x = swap ? &b : &a, *y = swap ? &a : &b;
    sum.negative = x->negative;
    int carry = 0;
    for (int i = 0; i < DIGITS; i++) {
        const int p = i < x->n ? x->digit[i] : 0, q = i < y->n ? y->digit[i] : 0;
        int d = subtract ? p - q - carry : p + q + carry;
        carry = subtract ? d < 0 : d > 9;
        if (carry) d += subtract ? 10 : -10;
        sum.digit[i] = (signed char)d;
    }
    tidy(&sum);
    return sum;
}

static num num_mul(num a, num b) {
    int sum[DIGITS] = {0};
    for (int i = 0; i < a.n; i++) {
        for (int j = 0; j < b.n; j++) sum[i + j] += a.digit[i] * b.digit[j];
    }
    num product = {.negative = a.negative != b.negative, .scale = a.scale + b.scale, .n = DIGITS};
    for (int i = 0, carry = 0; i < DIGITS; i++) {
        carry += sum[i];
        product.digit[i] = (signed char)(carry % 10);
        carry /= 10;
    }
    tidy(&product);
    return product;
}

/* |a| / |b| to `digits` decimals by long division, rounded half up; *lost: a rest remained. */
static num num_div(num a, num b, int digits, bool *lost) {
    a.negative = b.negative = false;
    a.scale = b.scale = 0;
    num q = {0}, rest = {0};
    for (int i = a.n + digits; i-- > 0;) {
        shift(&rest, 1);
        rest.scale = 0;
        if (i >= digits) rest.digit[0] = a.digit[i - digits];
        b.negative = true;
        int d = 0;
        for (; num_cmp_abs(&rest, &b) >= 0; d++) rest = num_add(rest, b);
        shift(&q, 1);
        q.digit[0] = (signed char)d;
    }
    q.scale = digits;
    tidy(&rest);
    *lost = rest.n > 0;
    const num twice = num_add(rest, rest);
    num last = {.n = 1, .digit = {1}, .scale = digits};
    if (num_cmp_abs(&twice, &b) >= 0) return num_add(q, last);
    tidy(&q);
    return q;
}

/* As few digits as the value needs, or at least `decimals` of them after the point. */
static const char *num_text(num a, int decimals) {
    static char text[DIGITS + 4];
    char *p = text;
    tidy(&a);
    if (a.scale < decimals) shift(&a, decimals - a.scale);
    if (a.negative) *p++ = '-';
    const int n = a.n > a.scale ? a.n : a.scale + 1;
    for (int i = n; i-- > 0;) {
        *p++ = (char)('0' + (i < a.n ? a.digit[i] : 0));
        if (i == a.scale && i > 0) *p++ = '.';
    }
    *p = '\0';
    return text;
}

/* Whether the value has any form with units in 64 bits and a scale of at most 9. */
static bool num_fits(num a) {
    static const char *const bound[2] = {"9223372036854775807", "9223372036854775808"};
    tidy(&a);
    if (a.scale > BASE_DEC_MAX_SCALE) return false;
    num limit;
    assert_true(num_read(bound[a.negative], 19, &limit));
    return num_cmp_abs(&a, &limit) <= 0;
}

/* --- tests --- */

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

/* --- quotients --- */

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
        cmocka_unit_test(parses_what_is_written_plainly),    cmocka_unit_test(refuses_what_is_not_a_number),
        cmocka_unit_test(what_does_not_fit_is_an_error),     cmocka_unit_test(parse_agrees_with_the_oracle),
        cmocka_unit_test(json_numbers_with_exponents),       cmocka_unit_test(json_numbers_agree_with_the_oracle),
        cmocka_unit_test(arithmetic_agrees_with_the_oracle), cmocka_unit_test(arithmetic_at_the_edges),
        cmocka_unit_test(rescales_without_losing),           cmocka_unit_test(writes_as_few_digits_as_it_needs),
        cmocka_unit_test(put_and_parse_are_inverse),         cmocka_unit_test(ratios_are_rounded_half_away_from_zero),
        cmocka_unit_test(ratios_agree_with_long_division),   cmocka_unit_test(a_ratio_over_zero_ends_the_process),
        cmocka_unit_test(steps_of_128_bits_report_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
