/* dec.h - exact decimals.
 *
 * A value is units * 10^-scale, units 64 bits, scale 0 to 9. Intermediates are 128 bits. What does not fit is an error,
 * never a wrap and never a rounding; floating point occurs nowhere, because a threshold in a regulation is a boundary
 * that must be decided by the text. */
#ifndef JIQUN_BASE_DEC_H
#define JIQUN_BASE_DEC_H

#include "base/buf.h"
#include "base/err.h"

typedef __int128 base_i128;

enum { BASE_DEC_MAX_SCALE = 9 };

typedef struct {
    int64_t units;
    uint8_t scale;
} base_dec;

/* Reads `-?digits[.digits]`: no sign +, no exponent, no blanks, no leading or trailing dot; leading zeros allowed.
 * Full-width digits are refused. Trailing zeros of the fraction count towards the scale ("52.0" has scale 1). */
bool base_dec_parse(base_str s, base_dec *out, base_err *e);
/* Like parse, but also reads a JSON number with exponent ("1e3", "5E-1") when the value is exact at scale <= 9. */
bool base_dec_parse_json(base_str s, base_dec *out, base_err *e);
/* The same value at `scale`; an error when digits other than 0 would be lost or units overflow. */
bool base_dec_rescale(base_dec d, uint8_t scale, int64_t *units, base_err *e);
/* <0, 0, >0; exact for all values. */
int base_dec_cmp(base_dec a, base_dec b);
/* The result has the larger scale (add, sub) or the sum of scales (mul), or a smaller one where only that fits. */
bool base_dec_add(base_dec a, base_dec b, base_dec *out, base_err *e);
bool base_dec_sub(base_dec a, base_dec b, base_dec *out, base_err *e);
bool base_dec_mul(base_dec a, base_dec b, base_dec *out, base_err *e);
/* As few digits as the value needs: 52.0 is written 52, 0.50 is written 0.5. */
bool base_dec_put(base_buf *b, base_dec d);
/* The quotient num/den for display only ("≈ 71.43"), rounded half away from zero to `digits` decimals (at most 18).
 * `*exact` says whether nothing was lost (NULL is allowed); an exact quotient has as few decimals as it needs, another
 * all of them ("71.40"). What rounds to zero has no sign. den != 0. */
bool base_ratio_put(base_buf *b, base_i128 num, base_i128 den, unsigned digits, bool *exact);
/* 128-bit steps that report overflow instead of wrapping. */
static inline bool base_i128_mul(base_i128 a, base_i128 b, base_i128 *out) {
    return !__builtin_mul_overflow(a, b, out);
}
static inline bool base_i128_add(base_i128 a, base_i128 b, base_i128 *out) {
    return !__builtin_add_overflow(a, b, out);
}

#endif
