/* oracle.h - random standards and random dossiers, and a second opinion on them.
 *
 * The opinion is computed from what was generated, not from what was compiled, and in another way: fractions of whole
 * numbers kept as arrays of digits, never reduced, compared by multiplying crosswise. It is slow and simple. */
#ifndef JIQUN_TESTS_RULES_ORACLE_H
#define JIQUN_TESTS_RULES_ORACLE_H

#include "standard_text.h"

/* ---- whole numbers of up to 40 digits of 32 bits ---- */

enum { LIMBS = 40 };

typedef struct {
    bool negative;
    uint32_t d[LIMBS]; /* least first */
} big;

static inline big big_of(int64_t v) {
    const uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    return (big){.negative = v < 0, .d = {(uint32_t)u, (uint32_t)(u >> 32)}};
}

static inline int big_size_cmp(const big *a, const big *b) {
    for (int i = LIMBS - 1; i >= 0; i--)
        if (a->d[i] != b->d[i]) return a->d[i] < b->d[i] ? -1 : 1;
    return 0;
}

static inline int big_sign(const big *a) {
    for (int i = 0; i < LIMBS; i++)
        if (a->d[i] != 0) return a->negative ? -1 : 1;
    return 0;
}

static inline big big_add(const big *a, const big *b) {
    big r = {0};
    int64_t carry = 0;
    if (a->negative == b->negative) {
        r.negative = a->negative;
        for (int i = 0; i < LIMBS; i++) {
            carry += (int64_t)a->d[i] + b->d[i];
            r.d[i] = (uint32_t)carry;
            carry >>= 32;
        }
        assert_int_equal(carry, 0);
        return r;
    }
    const bool a_larger = big_size_cmp(a, b) >= 0;
    const big *x = a_larger ? a : b, *y = a_larger ? b : a;
    r.negative = x->negative;
    for (int i = 0; i < LIMBS; i++) {
        carry += (int64_t)x->d[i] - y->d[i];
        r.d[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return r;
}

static inline big big_mul(const big *a, const big *b) {
    big r = {.negative = a->negative != b->negative};
    for (int i = 0; i < LIMBS; i++) {
        uint64_t carry = 0;
        if (a->d[i] == 0) continue;
        for (int k = 0; k < LIMBS; k++) {
            if (i + k >= LIMBS) {
                assert_true(b->d[k] == 0 && carry == 0);
                continue;
            }
            carry += (uint64_t)a->d[i] * b->d[k] + r.d[i + k];
            r.d[i + k] = (uint32_t)carry;
            carry >>= 32;
        }
    }
    return r;
}

typedef struct {
    big num, den; /* den > 0 */
} ratio;

static inline ratio ratio_of(int64_t num, int64_t den) { return (ratio){big_of(num), big_of(den)}; }
static inline ratio ratio_mul(ratio a, ratio b) { return (ratio){big_mul(&a.num, &b.num), big_mul(&a.den, &b.den)}; }
static inline ratio ratio_add(ratio a, ratio b) {
    const big x = big_mul(&a.num, &b.den), y = big_mul(&b.num, &a.den);
    return (ratio){big_add(&x, &y), big_mul(&a.den, &b.den)};
}
/* a / b, b > 0 */
static inline ratio ratio_div(ratio a, ratio b) { return (ratio){big_mul(&a.num, &b.den), big_mul(&a.den, &b.num)}; }
static inline int ratio_cmp(ratio a, ratio b) {
    b.num.negative = !b.num.negative;
    const ratio c = ratio_add(a, b);
    return big_sign(&c.num);
}

/* ---- facts of the random standards ---- */

#define ORACLE_FACTS                                                                                                   \
    "fact ya \"甲\" \"ya\" 亿元 yearly\n"                                                                           \
    "fact yb \"乙\" \"yb\" 亿元 yearly\n"                                                                           \
    "fact yc \"丙\" \"yc\" 万元 yearly\n"                                                                           \
    "fact ma \"丁\" \"ma\" 亿元\n"                                                                                  \
    "fact mb \"戊\" \"mb\" 元\n"                                                                                     \
    "fact aa \"己\" \"aa\" 平方公里\n"                                                                            \
    "fact ab \"庚\" \"ab\" 亩\n"                                                                                     \
    "fact ca \"辛\" \"ca\" 家\n"                                                                                     \
    "fact cb \"壬\" \"cb\" 家\n"                                                                                     \
    "fact pa \"癸\" \"pa\" %\n"                                                                                       \
    "fact st \"子\" \"st\" statement\n"                                                                               \
    "fact ve \"丑\" \"ve\" veto\n"

enum { N_FIGURES = 10, N_YEARS = 9, ST = 10, VE = 11 };

static const struct {
    const char *name;
    int group; /* of what converts */
    bool yearly;
    int64_t num, den; /* one step of the last decimal, in the group's smallest measure */
    const char *unit[3];
    int decimals[3]; /* of the units a bound may be written in */
} FIGURE[N_FIGURES] = {
    {"ya", 0, true, 10000, 1, {"亿元", "万元", "元"}, {4, 4, 2}},
    {"yb", 0, true, 10000, 1, {"亿元", "万元", "元"}, {4, 4, 2}},
    {"yc", 0, true, 1, 1, {"亿元", "万元", "元"}, {4, 4, 2}},
    {"ma", 0, false, 10000, 1, {"亿元", "万元", "元"}, {4, 4, 2}},
    {"mb", 0, false, 1, 100, {"亿元", "万元", "元"}, {4, 4, 2}},
    {"aa", 1, false, 100, 1, {"平方公里", "公顷", "亩"}, {4, 4, 4}},
    {"ab", 1, false, 2, 30, {"平方公里", "公顷", "亩"}, {4, 4, 4}},
    {"ca", 2, false, 1, 1, {"家", "家", "家"}, {0, 0, 0}},
    {"cb", 2, false, 1, 1, {"家", "家", "家"}, {0, 0, 0}},
    {"pa", 3, false, 1, 10000, {"%", "%", "%"}, {4, 4, 4}},
};
/* One of the unit in the same smallest measure: [group][which]. */
static const int64_t UNIT_NUM[4][3] = {{100000000, 10000, 1}, {1000000, 10000, 2000}, {1, 1, 1}, {1, 1, 1}};
static const int64_t UNIT_DEN[4][3] = {{1, 1, 1}, {1, 1, 3}, {1, 1, 1}, {1, 1, 1}};

/* [figure][back], back 0 for what is not yearly. */
typedef struct {
    int64_t raw[N_FIGURES][N_YEARS + 1];
    int stated, vetoed; /* as in rules_dossier_facts */
    enum rules_region region;
} random_dossier;

/* ---- random conditions ---- */

typedef struct {
    int fact;
    int64_t factor;
    int scale; /* factor / 10^scale */
} random_term;

enum { SUM, SHARE, COMPOUND, MEAN };

typedef struct {
    int show, n, n_num, cmp, window; /* window 0: none */
    random_term term[6];
    int64_t bound;
    int bound_scale, unit;
} random_comparison;

typedef struct {
    bool is_leaf, is_or;
    int n;
    int part[3]; /* nodes */
    random_comparison leaf;
} random_node;

typedef struct {
    int kind; /* enum rules_criterion_kind */
    uint16_t relaxed;
    int root;
} random_criterion;

typedef struct {
    random_node node[400];
    int n_nodes;
    random_criterion criterion[24];
    int n;
} random_standard;

typedef struct {
    uint64_t state;
} dice;

static inline uint64_t roll(dice *r, uint64_t n) {
    r->state ^= r->state << 13;
    r->state ^= r->state >> 7;
    r->state ^= r->state << 17;
    return (r->state >> 11) % n;
}

static inline int64_t ten_to(int n) { return n == 0 ? 1 : 10 * ten_to(n - 1); }

static inline random_comparison random_compare(dice *r) {
    random_comparison c = {.show = (int)roll(r, 4), .cmp = (int)roll(r, 5)};
    c.bound_scale = (int)roll(r, 3);
    c.bound = (int64_t)roll(r, 200 * (uint64_t)ten_to(c.bound_scale));
    if (c.show == COMPOUND || c.show == MEAN) {
        c.n = c.n_num = 1;
        c.term[0] = (random_term){(int)roll(r, 3), 1, 0};
        c.window = c.show == MEAN ? 3 : 2 + (int)roll(r, 3);
        c.bound = (int64_t)roll(r, 30) * ten_to(c.bound_scale) + (int64_t)roll(r, 2);
        return c;
    }
    const int first = (int)roll(r, c.show == SHARE ? 9 : N_FIGURES), group = FIGURE[first].group;
    c.n_num = 1 + (int)roll(r, 3);
    c.n = c.show == SHARE ? c.n_num + 1 + (int)roll(r, 2) : c.n_num;
    bool yearly = false;
    for (int i = 0; i < c.n; i++) {
        int fact = first;
        while (i > 0 && FIGURE[fact = (int)roll(r, N_FIGURES)].group != group) {
        }
        c.term[i] = (random_term){fact, 1, 0};
        if (roll(r, 3) == 0) c.term[i] = (random_term){fact, (int64_t)roll(r, 30) - 10, (int)roll(r, 2)};
        yearly = yearly || FIGURE[fact].yearly;
    }
    if (c.term[c.n - 1].factor == 0) c.term[c.n - 1].factor = 1;
    if (yearly) c.window = 1 + (int)roll(r, 3);
    c.unit = (int)roll(r, 3);
    const int most = c.show == SHARE ? 4 : FIGURE[first].decimals[c.unit];
    if (c.bound_scale > most) {
        c.bound_scale = most;
        c.bound = (int64_t)roll(r, 200);
    }
    return c;
}

static inline int random_tree(dice *r, random_standard *s, int depth) {
    const int at = s->n_nodes++;
    random_node n = {.is_leaf = depth == 0 || roll(r, 2) == 0};
    if (n.is_leaf) {
        n.leaf = random_compare(r);
    } else {
        n.is_or = roll(r, 2) == 0;
        n.n = 2 + (int)roll(r, 2);
        for (int i = 0; i < n.n; i++) n.part[i] = random_tree(r, s, depth - 1);
    }
    s->node[at] = n;
    return at;
}

static inline void put_decimal(base_buf *b, int64_t v, int scale) { base_dec_put(b, (base_dec){v, (uint8_t)scale}); }

static inline void put_random_terms(base_buf *b, const random_comparison *c, int from, int to) {
    for (int i = from; i < to; i++) {
        const random_term *t = &c->term[i];
        if (t->factor < 0) base_buf_puts(b, i > from ? BASE_STR(" - ") : BASE_STR("-"));
        if (t->factor >= 0 && i > from) base_buf_puts(b, BASE_STR(" + "));
        if (t->factor != 1 || t->scale != 0) {
            put_decimal(b, t->factor < 0 ? -t->factor : t->factor, t->scale);
            base_buf_puts(b, BASE_STR(" * "));
        }
        base_buf_puts(b, base_str_of(FIGURE[t->fact].name));
    }
}

static inline void put_comparison(base_buf *b, const random_comparison *c) {
    static const char *const cmp[] = {">=", ">", "<=", "<", "="};
    const bool growth = c->show == COMPOUND || c->show == MEAN;
    if (growth) {
        base_buf_fmt(b, "growth of %s over the last %d values by %s", FIGURE[c->term[0].fact].name, c->window,
                     c->show == MEAN ? "mean" : "compound");
    } else {
        if (c->show == SHARE) base_buf_putc(b, '(');
        put_random_terms(b, c, 0, c->n_num);
        if (c->show == SHARE) {
            base_buf_puts(b, BASE_STR(") / ("));
            put_random_terms(b, c, c->n_num, c->n);
            base_buf_putc(b, ')');
        }
    }
    base_buf_fmt(b, " %s ", cmp[c->cmp]);
    put_decimal(b, c->bound, c->bound_scale);
    base_buf_fmt(b, " %s", c->show == SUM ? FIGURE[c->term[0].fact].unit[c->unit] : "%");
    if (growth || c->window == 0) return;
    if (c->window == 1)
        base_buf_puts(b, BASE_STR(" in the last year"));
    else
        base_buf_fmt(b, " in each of the last %d years", c->window);
}

static inline void put_node(base_buf *b, const random_standard *s, int at, bool top) {
    const random_node *n = &s->node[at];
    if (n->is_leaf) {
        put_comparison(b, &n->leaf);
        return;
    }
    if (!top) base_buf_puts(b, BASE_STR("("));
    for (int i = 0; i < n->n; i++) {
        if (i > 0) base_buf_fmt(b, "\n      %s ", n->is_or ? "or" : "and");
        put_node(b, s, n->part[i], false);
    }
    if (!top) base_buf_puts(b, BASE_STR(")"));
}

/* A random standard and its text; `b` is cleared. */
static inline void random_text(dice *r, random_standard *s, base_buf *b) {
    static const char *const region[] = {"", "east", "middle", "west", "north_east"};
    static const int kinds[] = {RULES_REQUIRE, RULES_REQUIRE, RULES_REQUIRE, RULES_EXPECT,
                                RULES_JUDGE,   RULES_UNKNOWN, RULES_VETO};
    memset(s, 0, sizeof *s);
    s->n = 1 + (int)roll(r, 12);
    base_buf_clear(b);
    base_buf_puts(b, BASE_STR(ORACLE_FACTS "standard 1 \"标准\"\n"));
    for (int i = 0; i < s->n; i++) {
        random_criterion *k = &s->criterion[i];
        k->kind = kinds[roll(r, sizeof kinds / sizeof *kinds)];
        base_buf_fmt(b, "  criterion %d \"项\" \"item\"\n    ", i);
        if (k->kind == RULES_REQUIRE && roll(r, 3) == 0) {
            const int where = 1 + (int)roll(r, 4);
            k->relaxed = (uint16_t)(1U << where);
            base_buf_fmt(b, "relaxable in %s\n      ", region[where]);
        }
        if (k->kind == RULES_REQUIRE || k->kind == RULES_EXPECT) {
            k->root = random_tree(r, s, 2);
            base_buf_puts(b, k->kind == RULES_REQUIRE ? BASE_STR("require ") : BASE_STR("expect "));
            put_node(b, s, k->root, true);
        } else if (k->kind == RULES_JUDGE) {
            base_buf_puts(b, BASE_STR("judge st"));
        } else if (k->kind == RULES_UNKNOWN) {
            base_buf_fmt(b, "unknown %s \"注\"", FIGURE[roll(r, N_FIGURES)].name);
        } else {
            base_buf_puts(b, BASE_STR("veto ve over the last 3 years"));
        }
        base_buf_putc(b, '\n');
    }
    base_buf_putc(b, '\0');
    assert_false(b->full);
}

static inline int64_t random_raw(dice *r, bool large) {
    switch (roll(r, 12)) {
    case 0: return RULES_MISSING;
    case 1: return 0;
    case 2: return (int64_t)roll(r, 4);
    case 3: return large ? RULES_RAW_LIMIT - (int64_t)roll(r, 3) : 1000000;
    case 4: return large ? (int64_t)roll(r, (uint64_t)RULES_RAW_LIMIT) : 100;
    case 5: return 100 * (int64_t)roll(r, 200);
    case 6: return 10000 * (int64_t)roll(r, 200);
    case 7: return 121 * (int64_t)(1 + roll(r, 3)) * ten_to((int)roll(r, 4));
    case 8: return 110 * (int64_t)(1 + roll(r, 3)) * ten_to((int)roll(r, 4));
    default: return (int64_t)roll(r, 2000000);
    }
}

static inline random_dossier random_figures(dice *r, bool large) {
    random_dossier d;
    for (int i = 0; i < N_FIGURES; i++)
        for (int k = 0; k <= N_YEARS; k++) d.raw[i][k] = random_raw(r, large);
    d.stated = (int)roll(r, 2);
    d.vetoed = (int)roll(r, 3);
    d.region = (enum rules_region)roll(r, 5);
    return d;
}

/* The dossier in the slots of the standard `s` of the book. */
static inline void take_random(const rules_book *book, const rules_standard *s, const random_dossier *d,
                               rules_dossier_facts *f) {
    for (size_t i = 0; i < s->n_slots; i++)
        for (int k = 0; k < N_FIGURES; k++)
            if (base_str_is(book->fact[s->slot[i].fact].name, FIGURE[k].name)) f->slot[i] = d->raw[k][s->slot[i].back];
    f->stated[rules_find_fact(book, BASE_STR("st"))] = (uint8_t)d->stated;
    f->stated[rules_find_fact(book, BASE_STR("ve"))] = (uint8_t)d->vetoed;
}

/* ---- the second opinion ---- */

enum { MISSES, LACKS, HOLDS };

/* The sum of the terms; false when a figure is missing. */
static inline bool sum_of(const random_comparison *c, int from, int to, int back, const random_dossier *d, ratio *out) {
    *out = ratio_of(0, 1);
    for (int i = from; i < to; i++) {
        const random_term *t = &c->term[i];
        const int64_t raw = d->raw[t->fact][FIGURE[t->fact].yearly ? back : 0];
        if (raw == RULES_MISSING) return false;
        const ratio v = ratio_mul(ratio_of(raw, 1), ratio_of(FIGURE[t->fact].num, FIGURE[t->fact].den));
        *out = ratio_add(*out, ratio_mul(v, ratio_of(t->factor, ten_to(t->scale))));
    }
    return true;
}

static inline int holds(int cmp, int sign) {
    const bool yes[] = {sign >= 0, sign > 0, sign <= 0, sign < 0, sign == 0};
    return yes[cmp] ? HOLDS : MISSES;
}

static inline int growth_opinion(const random_comparison *c, const random_dossier *d) {
    const int64_t *raw = d->raw[c->term[0].fact];
    const int64_t first = raw[c->window], last = raw[1];
    const ratio one = ratio_of(1, 1), rate = ratio_of(c->bound, 100 * ten_to(c->bound_scale));
    if (first == RULES_MISSING || last == RULES_MISSING) return LACKS;
    if (c->show == COMPOUND) {
        if (first == 0) return LACKS;
        for (int back = 2; back < c->window; back++)
            if (raw[back] == RULES_MISSING) return LACKS;
        ratio wanted = ratio_of(first, 1);
        for (int i = 1; i < c->window; i++) wanted = ratio_mul(wanted, ratio_add(one, rate));
        return holds(c->cmp, ratio_cmp(ratio_of(last, 1), wanted));
    }
    if (raw[2] == RULES_MISSING || first == 0 || raw[2] == 0) return LACKS;
    const ratio early = ratio_add(ratio_of(raw[2], first), ratio_of(-1, 1));
    const ratio late = ratio_add(ratio_of(last, raw[2]), ratio_of(-1, 1));
    return holds(c->cmp, ratio_cmp(ratio_mul(ratio_add(early, late), ratio_of(1, 2)), rate));
}

static inline int year_opinion(const random_comparison *c, int back, const random_dossier *d) {
    ratio left, below;
    const int group = FIGURE[c->term[0].fact].group;
    if (!sum_of(c, 0, c->n_num, back, d, &left)) return LACKS;
    ratio right = ratio_of(c->bound, ten_to(c->bound_scale));
    if (c->show == SUM)
        return holds(c->cmp,
                     ratio_cmp(left, ratio_mul(right, ratio_of(UNIT_NUM[group][c->unit], UNIT_DEN[group][c->unit]))));
    if (!sum_of(c, c->n_num, c->n, back, d, &below) || big_sign(&below.num) <= 0) return LACKS;
    return holds(c->cmp, ratio_cmp(ratio_mul(ratio_div(left, below), ratio_of(100, 1)), right));
}

static inline int compare_opinion(const random_comparison *c, const random_dossier *d) {
    if (c->show == COMPOUND || c->show == MEAN) return growth_opinion(c, d);
    int least = HOLDS;
    for (int back = c->window == 0 ? 1 : c->window; back > 0; back--) {
        const int one = year_opinion(c, back, d);
        if (one < least) least = one;
    }
    return least;
}

static inline int node_opinion(const random_standard *s, int at, const random_dossier *d) {
    const random_node *n = &s->node[at];
    if (n->is_leaf) return compare_opinion(&n->leaf, d);
    int count[3] = {0};
    for (int i = 0; i < n->n; i++) count[node_opinion(s, n->part[i], d)]++;
    if (n->is_or) return count[HOLDS] > 0 ? HOLDS : count[LACKS] > 0 ? LACKS : MISSES;
    return count[MISSES] > 0 ? MISSES : count[LACKS] > 0 ? LACKS : HOLDS;
}

static inline int opinion(const random_standard *s, int criterion, const random_dossier *d) {
    const random_criterion *k = &s->criterion[criterion];
    if (k->kind == RULES_UNKNOWN) return RULES_UNKNOWN_THRESHOLD;
    if (k->kind == RULES_JUDGE) return d->stated ? RULES_AWAITS_JUDGEMENT : RULES_NO_EVIDENCE;
    if (k->kind == RULES_VETO) return d->vetoed == 0 ? RULES_NO_EVIDENCE : d->vetoed == 1 ? RULES_MET : RULES_NOT_MET;
    const int truth = node_opinion(s, k->root, d);
    if (truth == HOLDS) return RULES_MET;
    if (truth == LACKS) return RULES_NO_EVIDENCE;
    if (k->kind == RULES_EXPECT) return RULES_EXPLAIN;
    return d->region != RULES_REGION_NONE && (k->relaxed >> d->region & 1) ? RULES_EXPLAIN : RULES_NOT_MET;
}

static inline int whole_opinion(const random_standard *s, const random_dossier *d) {
    bool seen[8] = {false};
    for (int i = 0; i < s->n; i++) seen[opinion(s, i, d)] = true;
    if (seen[RULES_NOT_MET]) return RULES_NOT_MET;
    if (seen[RULES_NO_EVIDENCE]) return RULES_NO_EVIDENCE;
    if (seen[RULES_UNKNOWN_THRESHOLD] || seen[RULES_AWAITS_JUDGEMENT] || seen[RULES_EXPLAIN]) return RULES_OPEN;
    return RULES_MET;
}

#endif
