/* gap.c - see gap.h. Each comparison is whole-number algebra over raw figures already (rulebook.h); what stands on the
 * left is divided from what stands on the right, and both are put into one unit. */
#include "rules/gap.h"

#include "rules/assess_i.h"
#include "rules/standard_i.h"

_Static_assert((int)RULES_GAPS_MAX == (int)RULES_MAX_COMPARES, "a gap for each comparison");

static bool times(base_i128 a, base_i128 b, base_i128 *out) { return base_i128_mul(a, b, out); }

static bool part(const rules_compare *c, const int64_t *slot, size_t from, size_t to, base_i128 *sum) {
    *sum = 0;
    for (size_t i = from; i < to; i++) {
        base_i128 x;
        if (!times(c->coef[i], slot[c->slot[i]], &x) || !base_i128_add(*sum, x, sum)) return false;
    }
    return true;
}

static bool subtract(rules_exact a, rules_exact b, rules_exact *out) {
    base_i128 x, y;
    if (a.den == b.den) {
        out->den = a.den;
        return base_i128_add(a.num, -b.num, &out->num);
    }
    return times(a.num, b.den, &x) && times(b.num, a.den, &y) && base_i128_add(x, -y, &out->num) &&
           times(a.den, b.den, &out->den);
}

/* The left side as it is written, against the threshold, in the threshold's unit. */
static bool of_sum(const rules_compare *c, const int64_t *slot, rules_gap *g) {
    g->unit = c->unit;
    g->wanted = (rules_exact){c->threshold.units, rules_pow10(c->threshold.scale)};
    g->declared.den = c->show_den;
    return c->show_den > 0 && part(c, slot, 0, c->n_terms, &g->declared.num) &&
           times(g->declared.num, c->show_num, &g->declared.num);
}

/* The numerator, or the last value of a growth, against what the rest asks of it, in the unit of its first figure. */
static bool of_share(const rules_book *b, const rules_standard *s, const rules_compare *c, const int64_t *slot,
                     rules_gap *g) {
    const size_t left = c->show == RULES_SHOW_COMPOUND ? 1 : c->n_num;
    base_i128 den = 0;
    g->unit = b->fact[s->slot[c->slot[0]].fact].unit;
    if (c->coef[0] <= 0 || !times(c->coef[0], rules_pow10(b->unit[g->unit].scale), &den)) return false;
    g->declared.den = g->wanted.den = den;
    if (!part(c, slot, 0, left, &g->declared.num) || !part(c, slot, left, c->n_terms, &g->wanted.num) ||
        !base_i128_add(g->wanted.num, c->constant, &g->wanted.num))
        return false;
    g->wanted.num = -g->wanted.num;
    return true;
}

/* Of a mean of two rates: coef[0] y² + coef[1] x z + coef[2] x y against zero, solved for the last value z. */
static bool of_mean(const rules_book *b, const rules_standard *s, const rules_compare *c, const int64_t *slot,
                    rules_gap *g) {
    const base_i128 x = slot[c->slot[0]], y = slot[c->slot[1]], z = slot[c->slot[2]];
    g->unit = b->fact[s->slot[c->slot[2]].fact].unit;
    const int64_t one = rules_pow10(b->unit[g->unit].scale);
    base_i128 yy, xy, rest;
    if (c->coef[1] <= 0 || x <= 0) return false;
    g->declared = (rules_exact){z, one};
    if (!times(y * y, c->coef[0], &yy) || !times(x * y, c->coef[2], &xy) || !base_i128_add(yy, xy, &rest)) return false;
    g->wanted.num = -rest;
    return times(x, c->coef[1], &g->wanted.den) && times(g->wanted.den, one, &g->wanted.den);
}

static rules_gap gap_of(const rules_book *b, const rules_standard *s, const rules_compare *c, const int64_t *slot) {
    const enum rules_truth truth = rules_judge_compare(c, slot);
    rules_gap g = {.compare = c, .known = truth != RULES_LACKS, .holds = truth == RULES_YES_TRUTH, .unit = RULES_NONE};
    if (!g.known) return g;
    if (c->quadratic)
        g.told = of_mean(b, s, c, slot, &g);
    else if (c->show == RULES_SHOW_SUM)
        g.told = of_sum(c, slot, &g);
    else
        g.told = of_share(b, s, c, slot, &g);
    g.told = g.told && subtract(g.declared, g.wanted, &g.difference);
    return g;
}

size_t rules_gaps(const rules_book *b, const rules_standard *s, const rules_criterion *c, const rules_dossier_facts *f,
                  rules_gap *out) {
    size_t n = 0;
    if (c->kind != RULES_REQUIRE && c->kind != RULES_EXPECT) return 0;
    for (size_t i = 0; i < c->n_steps; i++) {
        if (c->step[i].op == RULES_X_COMPARE) out[n++] = gap_of(b, s, &s->compare[c->step[i].compare], f->slot);
    }
    return n;
}
