/* dec.c - exact decimals.
 *
 * Every operation is done in 128 bits, where nothing of two 64-bit operands can overflow, and then brought back: a
 * result whose units do not fit drops trailing zeros of its fraction first, so only a value that has no form at all is
 * an error. Numbers are read and written without divisions where the text allows it, because reasons are written out
 * far more often than they are computed. */
#include "base/dec.h"

#include "base/arena.h"

typedef unsigned __int128 u128;

enum { U64_SAFE_DIGITS = 19 }; /* 10^19 - 1 fits 64 bits */

static const int64_t pow10_i64[19] = {1,
                                      10,
                                      100,
                                      1000,
                                      10000,
                                      100000,
                                      1000000,
                                      10000000,
                                      100000000,
                                      1000000000,
                                      10000000000,
                                      100000000000,
                                      1000000000000,
                                      10000000000000,
                                      100000000000000,
                                      1000000000000000,
                                      10000000000000000,
                                      100000000000000000,
                                      1000000000000000000};

/* Enough of a wrong text for a message. */
static base_str shown(base_str s) { return base_utf8_head(s, 48); }

static bool not_a_number(base_str s, base_err *e) {
    const base_str t = shown(s);
    return base_err_fmt(
        e, BASE_ERR_INPUT, "“%.*s”不是数：只用半角数字，可有一个负号和一个小数点，例如 52.3",
        "\"%.*s\" is not a number: plain digits with at most one minus sign and one point, such as 52.3", (int)t.n,
        t.p);
}

static bool too_large(base_str s, base_err *e) {
    const base_str t = shown(s);
    return base_err_fmt(e, BASE_ERR_RANGE, "数 %.*s 超出可精确表示的范围（不计小数点约 18 位）",
                        "%.*s is out of the range of exact numbers (about 18 digits, the point aside)", (int)t.n, t.p);
}

static bool too_fine(base_str s, base_err *e) {
    const base_str t = shown(s);
    return base_err_fmt(e, BASE_ERR_RANGE, "数 %.*s 的小数超过 9 位", "%.*s has more than 9 decimals", (int)t.n, t.p);
}

static bool overflow(base_err *e) {
    return base_err_fmt(e, BASE_ERR_RANGE, "计算结果超出可精确表示的范围",
                        "the result is out of the range of exact numbers");
}

/* Reads digits from `p` on into `v`, as long as they cannot wrap; returns where it stopped. */
static inline const char *read_digits(const char *p, const char *end, uint64_t *v) {
    uint64_t u = *v;
    while (p < end && (unsigned char)(*p - '0') < 10) {
        if (u >= UINT64_C(1000000000000000000)) break;
        u = u * 10 + (unsigned char)(*p++ - '0');
    }
    *v = u;
    return p;
}

/* A refusal for the text s, whose sign is followed by `p`: what is wrong with it first of all? */
static bool refuse(base_str s, const char *p, base_err *e) {
    const char *end = s.p + s.n;
    size_t whole = 0, fraction = 0;
    for (; p < end && *p >= '0' && *p <= '9'; p++) whole++;
    if (whole > 0 && p < end && *p == '.') {
        for (p++; p < end && *p >= '0' && *p <= '9'; p++) fraction++;
        if (fraction == 0) return not_a_number(s, e);
    }
    if (whole == 0 || p != end) return not_a_number(s, e);
    return fraction > BASE_DEC_MAX_SCALE ? too_fine(s, e) : too_large(s, e);
}

static bool sign_and_store(uint64_t u, bool negative, uint8_t scale, base_dec *out) {
    if (u > (uint64_t)INT64_MAX + negative) return false;
    *out = (base_dec){.units = negative ? (int64_t)(0 - u) : (int64_t)u, .scale = scale};
    return true;
}

bool base_dec_parse(base_str s, base_dec *out, base_err *e) {
    const char *p = s.p;
    if (s.n == 0) return not_a_number(s, e);
    const char *const end = p + s.n;
    const bool negative = *p == '-';
    const char *const first = p + negative;
    uint64_t u = 0;
    uint8_t scale = 0;
    p = read_digits(first, end, &u);
    if (p == first) return refuse(s, first, e);
    if (p < end && *p == '.') {
        const char *const fraction = ++p;
        p = read_digits(fraction, end, &u);
        if (p == fraction || p - fraction > BASE_DEC_MAX_SCALE) return refuse(s, first, e);
        scale = (uint8_t)(p - fraction);
    }
    if (p != end || !sign_and_store(u, negative, scale, out)) return refuse(s, first, e);
    return true;
}

/* A JSON number taken apart: digits [first, last) with at most one point in it, and the power of ten they count. */
struct json_number {
    bool negative;
    const char *first, *last;
    int64_t exponent;
};

/* The exponent after 'e'; values that no text of this size could make up for are held at a bound. */
static bool read_exponent(const char *p, const char *end, int64_t *out) {
    const int64_t bound = INT64_C(1000000000000000000) / 100;
    const bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) p++;
    if (p == end) return false;
    int64_t v = 0;
    for (; p < end; p++) {
        if (*p < '0' || *p > '9') return false;
        if (v < bound) v = v * 10 + (*p - '0');
    }
    *out = negative ? -v : v;
    return true;
}

static bool split_json(base_str s, struct json_number *out) {
    const char *p = s.p, *const end = s.p + s.n;
    *out = (struct json_number){.negative = s.n > 0 && *p == '-'};
    p += out->negative;
    out->first = p;
    while (p < end && *p >= '0' && *p <= '9') p++;
    if (p == out->first) return false;
    if (p < end && *p == '.') {
        const char *const fraction = ++p;
        while (p < end && *p >= '0' && *p <= '9') p++;
        if (p == fraction) return false;
        out->exponent = fraction - p;
    }
    out->last = p;
    if (p == end) return true;
    int64_t written = 0;
    if ((*p != 'e' && *p != 'E') || !read_exponent(p + 1, end, &written)) return false;
    out->exponent += written;
    return true;
}

/* Drops zeros at both ends, which say nothing about the value. False when nothing but zeros was there. */
static bool strip(struct json_number *n) {
    while (n->first < n->last && (*n->first == '0' || *n->first == '.')) n->first++;
    while (n->first < n->last && (n->last[-1] == '0' || n->last[-1] == '.')) {
        if (*--n->last == '0') n->exponent++;
    }
    return n->first < n->last;
}

bool base_dec_parse_json(base_str s, base_dec *out, base_err *e) {
    if (base_dec_parse(s, out, NULL)) return true;
    struct json_number n;
    if (s.n == 0 || !split_json(s, &n)) return not_a_number(s, e);
    if (!strip(&n)) {
        *out = (base_dec){0};
        return true;
    }
    if (n.exponent < -BASE_DEC_MAX_SCALE) return too_fine(s, e);
    uint64_t u = 0;
    int digits = 0;
    for (const char *p = n.first; p < n.last; p++) {
        if (*p == '.') continue;
        if (++digits > U64_SAFE_DIGITS) return too_large(s, e);
        u = u * 10 + (unsigned char)(*p - '0');
    }
    if (n.exponent > 0 && n.exponent + digits > U64_SAFE_DIGITS) return too_large(s, e);
    if (n.exponent > 0) u *= (uint64_t)pow10_i64[n.exponent];
    const uint8_t scale = n.exponent < 0 ? (uint8_t)-n.exponent : 0;
    return sign_and_store(u, n.negative, scale, out) || too_large(s, e);
}

bool base_dec_rescale(base_dec d, uint8_t scale, int64_t *units, base_err *e) {
    if (scale > BASE_DEC_MAX_SCALE)
        return base_err_fmt(e, BASE_ERR_RANGE, "小数位数 %d 超过 9", "%d decimals are more than 9", (int)scale);
    if (scale >= d.scale) return !__builtin_mul_overflow(d.units, pow10_i64[scale - d.scale], units) || overflow(e);
    const int64_t factor = pow10_i64[d.scale - scale];
    if (d.units % factor != 0)
        return base_err_fmt(e, BASE_ERR_RANGE, "小数超过 %d 位，不能不舍入而表示",
                            "more than %d decimals: it cannot be kept without rounding", (int)scale);
    *units = d.units / factor;
    return true;
}

/* The units of d as if its scale were the largest: |result| < 2^63 * 10^9 < 2^94. */
static base_i128 at_max_scale(base_dec d) { return (base_i128)d.units * pow10_i64[BASE_DEC_MAX_SCALE - d.scale]; }

int base_dec_cmp(base_dec a, base_dec b) {
    if (a.scale == b.scale) return (a.units > b.units) - (a.units < b.units);
    const base_i128 x = at_max_scale(a), y = at_max_scale(b);
    return (x > y) - (x < y);
}

/* units * 10^-scale as a base_dec, in a smaller scale than asked for when only that fits. */
static bool fit(base_i128 units, unsigned scale, base_dec *out, base_err *e) {
    while (scale > BASE_DEC_MAX_SCALE || units > INT64_MAX || units < INT64_MIN) {
        if (scale == 0 || units % 10 != 0) return overflow(e);
        units /= 10;
        scale--;
    }
    *out = (base_dec){.units = (int64_t)units, .scale = (uint8_t)scale};
    return true;
}

/* a + sign * b in the larger of both scales. */
static bool sum(base_dec a, base_dec b, int sign, base_dec *out, base_err *e) {
    const uint8_t scale = a.scale > b.scale ? a.scale : b.scale;
    const base_i128 x = (base_i128)a.units * pow10_i64[scale - a.scale];
    const base_i128 y = (base_i128)b.units * pow10_i64[scale - b.scale];
    return fit(x + sign * y, scale, out, e);
}

bool base_dec_add(base_dec a, base_dec b, base_dec *out, base_err *e) { return sum(a, b, 1, out, e); }
bool base_dec_sub(base_dec a, base_dec b, base_dec *out, base_err *e) { return sum(a, b, -1, out, e); }

bool base_dec_mul(base_dec a, base_dec b, base_dec *out, base_err *e) {
    return fit((base_i128)a.units * b.units, (unsigned)a.scale + b.scale, out, e);
}

/* Writes |d| without trailing zeros of the fraction; returns the end. Room: 20 digits and a point. */
static char *magnitude(char *p, uint64_t u, uint8_t scale) {
    if (scale == 0) return base_digits(p, u);
    const uint64_t one = (uint64_t)pow10_i64[scale], whole = u / one;
    uint64_t fraction = u - whole * one;
    p = base_digits(p, whole);
    if (fraction == 0) return p;
    unsigned width = scale;
    for (; fraction % 10 == 0; width--) fraction /= 10;
    *p++ = '.';
    return base_digits_pad(p, fraction, width);
}

bool base_dec_put(base_buf *b, base_dec d) {
    enum { ROOM = 2 + BASE_DIGITS_MAX };
    char tmp[ROOM];
    const bool direct = b->cap - b->n >= ROOM;
    char *const start = direct ? b->p + b->n : tmp;
    char *p = start;
    if (d.units < 0) *p++ = '-';
    p = magnitude(p, d.units < 0 ? 0 - (uint64_t)d.units : (uint64_t)d.units, d.scale);
    const size_t n = (size_t)(p - start);
    if (!direct) return base_buf_put(b, tmp, n);
    b->n += n;
    return true;
}

/* --- quotients, for display --- */

enum { RATIO_DIGITS_MAX = 18, WHOLE_MAX = 40 };

static u128 absolute(base_i128 v) { return v < 0 ? 0 - (u128)v : (u128)v; }

/* The next decimal of r/den, r < den <= 2^127; r becomes the new rest. 10 r may not fit, so it is added up. */
static unsigned next_digit(u128 *r, u128 den) {
    u128 rest = 0;
    unsigned digit = 0;
    for (int i = 0; i < 10; i++) {
        rest += *r;
        if (rest >= den) {
            rest -= den;
            digit++;
        }
    }
    *r = rest;
    return digit;
}

static char *put_u128(char *p, u128 v) {
    const u128 part = (u128)UINT64_C(1000000000000000000);
    if (v < part) return base_digits(p, (uint64_t)v);
    p = put_u128(p, v / part);
    return base_digits_pad(p, (uint64_t)(v % part), 18);
}

bool base_ratio_put(base_buf *b, base_i128 num, base_i128 den, unsigned digits, bool *exact) {
    if (den == 0) base_fatal("分母为零。A ratio with denominator 0 reached the printer.");
    if (digits > RATIO_DIGITS_MAX) digits = RATIO_DIGITS_MAX;
    const u128 d = absolute(den);
    u128 whole = absolute(num) / d, rest = absolute(num) % d;
    uint64_t fraction = 0;
    for (unsigned i = 0; i < digits; i++) fraction = fraction * 10 + next_digit(&rest, d);
    const bool lost = rest != 0;
    if (lost && rest >= d - rest && ++fraction == (uint64_t)pow10_i64[digits]) {
        fraction = 0;
        whole++;
    }
    unsigned width = digits;
    for (; !lost && width > 0 && fraction % 10 == 0; width--) fraction /= 10;
    char text[1 + WHOLE_MAX + 1 + RATIO_DIGITS_MAX], *p = text;
    if ((num < 0) != (den < 0) && (whole != 0 || fraction != 0)) *p++ = '-';
    p = put_u128(p, whole);
    if (width > 0) {
        *p++ = '.';
        p = base_digits_pad(p, fraction, width);
    }
    if (exact != NULL) *exact = !lost;
    return base_buf_put(b, text, (size_t)(p - text));
}
