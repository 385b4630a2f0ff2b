/* dec_oracle.h - arithmetic on strings of digits, as taught at school: no word of the machine limits it, and it shares
 * no line with what it checks. A number is a sign and digits, the last `scale` of them after the point; least digit
 * first. */
#ifndef JIQUN_TESTS_BASE_DEC_ORACLE_H
#define JIQUN_TESTS_BASE_DEC_ORACLE_H

#include "support.h"

#include "base/dec.h"

enum { DIGITS = 120 };

typedef struct {
    bool negative;
    int n, scale;
    signed char digit[DIGITS];
} num;

static inline void shift(num *a, int places) {
    assert_true(a->n + places <= DIGITS);
    memmove(a->digit + places, a->digit, (size_t)a->n);
    memset(a->digit, 0, (size_t)places);
    a->n += places;
    a->scale += places;
}

/* No zeros at either end. */
static inline void tidy(num *a) {
    while (a->n > 0 && a->digit[a->n - 1] == 0) a->n--;
    while (a->scale > 0 && (a->n == 0 || a->digit[0] == 0)) {
        if (a->n > 0) memmove(a->digit, a->digit + 1, (size_t)--a->n);
        a->scale--;
    }
    if (a->n == 0) a->negative = false;
}

/* Reads what base_dec_parse is to accept; false for anything else. */
static inline bool num_read(const char *s, size_t len, num *out) {
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

static inline num num_of(__int128 units, int scale) {
    num a = {.negative = units < 0, .scale = scale};
    for (; units != 0; units /= 10) {
        const int d = (int)(units % 10);
        a.digit[a.n++] = (signed char)(d < 0 ? -d : d);
    }
    return a;
}

static inline int num_cmp_abs(const num *a, const num *b) {
    for (int i = DIGITS; i-- > 0;) {
        const int x = i < a->n ? a->digit[i] : 0, y = i < b->n ? b->digit[i] : 0;
        if (x != y) return x < y ? -1 : 1;
    }
    return 0;
}

static inline void align(num *a, num *b) {
    if (a->scale < b->scale) shift(a, b->scale - a->scale);
    if (b->scale < a->scale) shift(b, a->scale - b->scale);
}

static inline int num_cmp(num a, num b) {
    tidy(&a);
    tidy(&b);
    align(&a, &b);
    if (a.negative != b.negative) return a.negative ? -1 : 1;
    return a.negative ? -num_cmp_abs(&a, &b) : num_cmp_abs(&a, &b);
}

static inline num num_add(num a, num b) {
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

static inline num num_mul(num a, num b) {
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
static inline num num_div(num a, num b, int digits, bool *lost) {
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
static inline const char *num_text(num a, int decimals) {
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
static inline bool num_fits(num a) {
    static const char *const bound[2] = {"9223372036854775807", "9223372036854775808"};
    tidy(&a);
    if (a.scale > BASE_DEC_MAX_SCALE) return false;
    num limit;
    assert_true(num_read(bound[a.negative], 19, &limit));
    return num_cmp_abs(&a, &limit) <= 0;
}

#endif
