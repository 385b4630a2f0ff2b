/* algebra.c - a comparison made exact: from what the author wrote to whole coefficients and a comparison with zero.
 *
 *   a + 2 * b >= 40 亿元        coef * raw …  + constant            cmp 0
 *   a / b >= 70 %               100 * a - 70 * b                    cmp 0, b > 0
 *   compound over n values      last * q^(n-1) - first * p^(n-1)    cmp 0, first > 0, p/q = 1 + rate
 *   mean over 3 values a, b, c  q * (b*b + a*c) - p * a*b           cmp 0, a > 0, b > 0, p/q = 2 + 2 * rate
 *
 * No root is drawn and nothing is rounded. Every form is brought to its smallest whole coefficients; a form whose
 * value could leave 128 bits for figures within RULES_RAW_LIMIT is refused here, so evaluation never checks. */
#include "rules/assess_i.h"
#include "rules/standard_i.h"

/* An exact fraction in lowest terms, den > 0. */
struct frac {
    base_i128 num, den;
};

/* Sums of products stay below this: a factor 2 under the largest 128-bit value. */
static base_i128 bound(void) { return (base_i128)1 << 126; }

static base_i128 absolute(base_i128 v) { return v < 0 ? -v : v; }

static base_i128 gcd(base_i128 a, base_i128 b) {
    a = absolute(a);
    b = absolute(b);
    while (b != 0) {
        const base_i128 r = a % b;
        a = b;
        b = r;
    }
    return a;
}

static bool frac_make(base_i128 num, base_i128 den, struct frac *out) {
    const base_i128 g = gcd(num, den);
    *out = (struct frac){num / g, den / g};
    return den > 0;
}

static bool frac_mul(struct frac a, struct frac b, struct frac *out) {
    struct frac x, y; /* crosswise, so that products stay small */
    return frac_make(a.num, b.den, &x) && frac_make(b.num, a.den, &y) && base_i128_mul(x.num, y.num, &out->num) &&
           base_i128_mul(x.den, y.den, &out->den);
}

static bool lcm(base_i128 a, base_i128 b, base_i128 *out) { return base_i128_mul(a / gcd(a, b), b, out); }

static bool to_i64(base_i128 v, int64_t *out) {
    if (v > INT64_MAX || v < -INT64_MAX) return false;
    *out = (int64_t)v;
    return true;
}

/* What one raw step of the term adds, in the dimension's base. */
static bool term_weight(const rules_book *b, const struct rules_term *t, struct frac *out) {
    const rules_unit *u = &b->unit[b->fact[t->fact].unit];
    struct frac factor, unit, step;
    return frac_make(t->factor.units, rules_pow10(t->factor.scale), &factor) && frac_make(u->num, u->den, &unit) &&
           frac_make(1, rules_pow10(u->scale), &step) && frac_mul(factor, unit, out) && frac_mul(*out, step, out);
}

/* Fractions to whole numbers in the same proportion: times `*times`/`*by`, without a common divisor. */
static bool to_whole(const struct frac *f, size_t n, base_i128 *whole, base_i128 *times, base_i128 *by) {
    *times = 1;
    *by = 0;
    for (size_t i = 0; i < n; i++)
        if (!lcm(*times, f[i].den, times)) return false;
    for (size_t i = 0; i < n; i++) {
        if (!base_i128_mul(f[i].num, *times / f[i].den, &whole[i])) return false;
        *by = gcd(*by, whole[i]);
    }
    if (*by == 0) *by = 1;
    for (size_t i = 0; i < n; i++) whole[i] /= *by;
    return true;
}

static void fill_factors(base_arena *arena, const struct rules_spec *spec, rules_compare *out) {
    base_dec *factor = base_arena_array(arena, spec->n_terms, sizeof *factor);
    for (size_t i = 0; i < spec->n_terms; i++) factor[i] = spec->term[i].factor;
    out->factor = factor;
    out->n_terms = (uint16_t)spec->n_terms;
    out->n_num = (uint16_t)spec->n_num;
}

/* Largest magnitude of the sum of coef * raw; false when over the bound. */
static bool reach(const int64_t *coef, size_t n, base_i128 constant, int64_t times, base_i128 limit) {
    base_i128 sum = absolute(constant);
    for (size_t i = 0; i < n; i++) {
        base_i128 part;
        if (!base_i128_mul(absolute(coef[i]), limit, &part) || !base_i128_add(sum, part, &sum)) return false;
    }
    return base_i128_mul(sum, times, &sum) && sum <= bound();
}

static bool solve_sum(base_arena *arena, const rules_book *b, const struct rules_spec *spec, rules_compare *out) {
    struct frac f[RULES_MAX_TERMS + 1] = {{0, 0}}, written, unit;
    base_i128 whole[RULES_MAX_TERMS + 1], times, by;
    const size_t n = spec->n_terms;
    const rules_unit *u = &b->unit[spec->unit];
    for (size_t i = 0; i < n; i++)
        if (!term_weight(b, &spec->term[i], &f[i])) return false;
    if (!frac_make(spec->threshold.units, rules_pow10(spec->threshold.scale), &written) ||
        !frac_make(u->num, u->den, &unit) || !frac_mul(written, unit, &f[n]) || !to_whole(f, n + 1, whole, &times, &by))
        return false;
    int64_t *coef = base_arena_array(arena, n, sizeof *coef);
    for (size_t i = 0; i < n; i++)
        if (!to_i64(whole[i], &coef[i])) return false;
    out->coef = coef;
    out->constant = -whole[n];
    out->unit = spec->unit;
    /* The left side in the threshold's unit: times by/times, per unit. */
    struct frac show;
    if (!frac_make(by, times, &show) || !frac_mul(show, (struct frac){unit.den, unit.num}, &show)) return false;
    out->show_den = show.den;
    return to_i64(show.num, &out->show_num) && reach(coef, n, out->constant, out->show_num, RULES_RAW_LIMIT);
}

static bool solve_ratio(base_arena *arena, const rules_book *b, const struct rules_spec *spec, rules_compare *out) {
    struct frac f[RULES_MAX_TERMS] = {{0, 0}}, rate;
    base_i128 whole[RULES_MAX_TERMS], times, by;
    const size_t n = spec->n_terms;
    for (size_t i = 0; i < n; i++)
        if (!term_weight(b, &spec->term[i], &f[i])) return false;
    if (!to_whole(f, n, whole, &times, &by)) return false;
    if (!frac_make(spec->threshold.units, (base_i128)100 * rules_pow10(spec->threshold.scale), &rate)) return false;
    int64_t *coef = base_arena_array(arena, n, sizeof *coef), *weight = base_arena_array(arena, n, sizeof *weight);
    for (size_t i = 0; i < n; i++) {
        base_i128 v;
        if (!base_i128_mul(whole[i], i < spec->n_num ? rate.den : -rate.num, &v) || !to_i64(v, &coef[i])) return false;
        if (!to_i64(whole[i], &weight[i])) return false;
    }
    out->coef = coef;
    out->weight = weight;
    out->percent = true;
    out->sum_positive = n - spec->n_num > 1 || spec->term[spec->n_num].factor.units <= 0;
    /* Percentages are shown: 100 * numerator must fit as well. */
    return reach(coef, n, 0, 1, RULES_RAW_LIMIT) && reach(weight, n, 0, 100, RULES_RAW_LIMIT);
}

/* 1 + threshold as a fraction. */
static bool growth_factor(const struct rules_spec *spec, struct frac *out) {
    const base_i128 hundred = (base_i128)100 * rules_pow10(spec->threshold.scale);
    return frac_make(hundred + spec->threshold.units, hundred, out) && out->num > 0;
}

static bool solve_compound(base_arena *arena, const struct rules_spec *spec, rules_compare *out) {
    struct frac f;
    if (!growth_factor(spec, &f)) return false;
    base_i128 p = 1, q = 1;
    for (unsigned i = 1; i < spec->window; i++) {
        base_i128 limit = INT64_MAX;
        if (!base_i128_mul(p, f.num, &p) || !base_i128_mul(q, f.den, &q) || p > limit || q > limit) return false;
    }
    /* The years between weigh nothing, but without them there is no series to speak of: they must be there. */
    int64_t *coef = base_arena_array(arena, spec->window, sizeof *coef);
    coef[0] = (int64_t)q;
    coef[1] = -(int64_t)p;
    out->coef = coef;
    out->n_terms = (uint16_t)spec->window;
    out->n_num = 1;
    return reach(coef, 2, 0, 1, RULES_RAW_LIMIT);
}

static bool solve_mean(base_arena *arena, const struct rules_spec *spec, rules_compare *out) {
    struct frac f;
    if (!growth_factor(spec, &f) || !frac_mul(f, (struct frac){2, 1}, &f)) return false;
    int64_t *coef = base_arena_array(arena, 3, sizeof *coef), p;
    if (!to_i64(f.den, &coef[0]) || !to_i64(f.num, &p)) return false;
    coef[1] = coef[0];
    coef[2] = -p;
    out->coef = coef;
    out->quadratic = true;
    out->n_terms = 3;
    out->n_num = 3;
    return reach(coef, 3, 0, 1, (base_i128)RULES_RAW_LIMIT * RULES_RAW_LIMIT);
}

bool rules_spec_solve(base_arena *arena, const rules_book *b, const struct rules_spec *spec, rules_compare *out) {
    *out = (rules_compare){.cmp = spec->cmp, .threshold = spec->threshold, .unit = RULES_NONE};
    if (spec->show == RULES_SHOW_SUM) {
        out->show = RULES_SHOW_SUM;
        fill_factors(arena, spec, out);
        return solve_sum(arena, b, spec, out);
    }
    out->percent = true;
    if (spec->show == RULES_SHOW_RATIO) {
        out->show = RULES_SHOW_RATIO;
        fill_factors(arena, spec, out);
        return solve_ratio(arena, b, spec, out);
    }
    out->years = (uint8_t)spec->window;
    if (spec->show == RULES_SHOW_COMPOUND) {
        out->show = RULES_SHOW_COMPOUND;
        return solve_compound(arena, spec, out);
    }
    out->show = RULES_SHOW_MEAN;
    return solve_mean(arena, spec, out);
}
