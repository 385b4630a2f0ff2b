/* reason.c - why a criterion has its verdict: the figures, the arithmetic and the bound, in Chinese and in English.
 *
 *   2020年 41、2021年 46.5、2022年 52 亿元，均应 >= 40 亿元：符合
 *   2022年：38 / 52 ≈ 73.08 %，应 >= 70 %：符合
 *   2020年 41、2022年 52 亿元：52 > 41 × 1.1² = 49.61，年均复合增速应 > 10 %：符合
 *
 * A quotient is written with "=" only where the decimals end; a rounded one that would look like the bound gets more
 * digits until it differs, so that no sentence seems to contradict its verdict. */
#include "rules/reason_i.h"

typedef struct rules_pen pen;

enum { EXACT_DIGITS = 4, PRODUCT_DIGITS = 10, MOST_DIGITS = 18 };

static inline void say(pen *p, const char *zh, const char *en) { base_buf_puts(p->b, base_str_of(p->zh ? zh : en)); }
static inline void put(pen *p, const char *text) { base_buf_puts(p->b, base_str_of(text)); }

static base_str in_language(const pen *p, const rules_text *t) {
    return p->zh ? (t->zh.n > 0 ? t->zh : t->en) : (t->en.n > 0 ? t->en : t->zh);
}

void rules_pen_years(pen *p, int year) {
    for (int back = 0; back < RULES_BACKS; back++) {
        const int y = year - back;
        if (y < 0 || y > 9999)
            memcpy(p->year[back], "????", 4);
        else
            base_digits_pad(p->year[back], (uint64_t)y, 4);
    }
}

/* ---- facts and figures ---- */

static const rules_fact *fact_at(const pen *p, rules_id slot) { return &p->book->fact[p->s->slot[slot].fact]; }
static const rules_unit *unit_at(const pen *p, rules_id slot) { return &p->book->unit[fact_at(p, slot)->unit]; }
static bool is_missing(const pen *p, rules_id slot) { return p->slot[slot] == RULES_MISSING; }

void rules_pen_figure(pen *p, rules_id slot) {
    if (is_missing(p, slot))
        say(p, "缺", "missing");
    else
        base_dec_put(p->b, (base_dec){p->slot[slot], unit_at(p, slot)->scale});
}

static void put_label(pen *p, rules_id slot) { base_buf_puts(p->b, in_language(p, &fact_at(p, slot)->label)); }

static void put_unit(pen *p, const base_str name) {
    base_buf_putc(p->b, ' ');
    base_buf_puts(p->b, name);
}

static void put_year(pen *p, unsigned back) { base_buf_put(p->b, p->year[back], 4); }

/* "2021 年集群总产值", "output of 2021", "集群面积". */
static void put_named(pen *p, rules_id slot) {
    const unsigned back = p->s->slot[slot].back;
    if (back > 0 && p->zh) {
        put_year(p, back);
        put(p, " 年");
    }
    put_label(p, slot);
    if (back > 0 && !p->zh) {
        put(p, " of ");
        put_year(p, back);
    }
}

static const char *cmp_text(enum rules_cmp cmp) {
    static const char *const text[] = {
        [RULES_GE] = ">= ", [RULES_GT] = "> ", [RULES_LE] = "<= ", [RULES_LT] = "< ", [RULES_EQ] = "= "};
    return text[cmp];
}

static void put_bound(pen *p, const rules_compare *c, bool each) {
    if (each)
        say(p, "，均应 ", "; each must be ");
    else
        say(p, "，应 ", "; must be ");
    put(p, cmp_text(c->cmp));
    base_dec_put(p->b, c->threshold);
    if (c->percent)
        put(p, " %");
    else
        put_unit(p, p->book->unit[c->unit].name);
}

/* ---- quotients ---- */

static base_i128 absolute(base_i128 v) { return v < 0 ? -v : v; }

/* Whether num/den, den > 0, ends within `digits` decimals. */
static bool ends_within(base_i128 num, base_i128 den, unsigned digits) {
    base_i128 rest = num % den;
    return base_i128_mul(rest, rules_pow10(digits), &rest) && rest % den == 0;
}

/* Decimals with which num/den does not look like `near`, from `digits` on. */
static unsigned telling_digits(base_i128 num, base_i128 den, base_dec near, unsigned digits) {
    base_i128 a, b, apart, half;
    const int64_t one = rules_pow10(near.scale);
    if (!base_i128_mul(num, one, &a) || !base_i128_mul(den, near.units, &b) || !base_i128_add(a, -b, &apart) ||
        !base_i128_mul(den, one, &half))
        return digits;
    half /= 2;
    while (digits < MOST_DIGITS && absolute(apart) <= half / rules_pow10(digits)) digits += 2;
    return digits;
}

/* " = 70" or " ≈ 73.08": num/den, den > 0. */
static void put_quotient(pen *p, base_i128 num, base_i128 den, base_dec near, unsigned exact, unsigned rounded) {
    if (ends_within(num, den, exact)) {
        put(p, " = ");
        base_ratio_put(p->b, num, den, exact, NULL);
        return;
    }
    put(p, " ≈ ");
    base_ratio_put(p->b, num, den, telling_digits(num, den, near, rounded), NULL);
}

/* ---- one comparison, one year ---- */

/* "A 1 + 0.5 × B 2" for the terms [from, to); with their labels when `named`, with units unlike `unit`. */
static void put_terms(pen *p, const rules_compare *c, size_t from, size_t to, bool named, rules_id unit) {
    for (size_t i = from; i < to; i++) {
        base_dec factor = c->factor[i];
        const bool minus = factor.units < 0;
        if (i > from)
            put(p, minus ? " - " : " + ");
        else if (minus)
            put(p, "-");
        if (minus) factor.units = -factor.units;
        if (factor.units != rules_pow10(factor.scale)) {
            base_dec_put(p->b, factor);
            put(p, " × ");
        }
        if (named) {
            put_label(p, c->slot[i]);
            put(p, " ");
        }
        rules_pen_figure(p, c->slot[i]);
        const rules_id own = fact_at(p, c->slot[i])->unit;
        if (own != unit) put_unit(p, p->book->unit[own].name);
    }
}

static bool any_missing(const pen *p, const rules_compare *c) {
    for (size_t i = 0; i < c->n_terms; i++)
        if (is_missing(p, c->slot[i])) return true;
    return false;
}

static bool plain_fact(const rules_compare *c) {
    return c->show == RULES_SHOW_SUM && c->n_terms == 1 && c->factor[0].units == rules_pow10(c->factor[0].scale);
}

/* "… = 2", in the threshold's unit. */
static void put_sum(pen *p, const rules_compare *c) {
    put_terms(p, c, 0, c->n_terms, c->n_terms > 1, c->unit);
    if (any_missing(p, c)) return;
    base_i128 sum = 0;
    for (size_t i = 0; i < c->n_terms; i++) sum += (base_i128)c->coef[i] * p->slot[c->slot[i]];
    put_quotient(p, sum * c->show_num, c->show_den, c->threshold, MOST_DIGITS / 2, EXACT_DIGITS);
}

static void put_side(pen *p, const rules_compare *c, size_t from, size_t to, rules_id unit) {
    const bool paren = to - from > 1;
    if (paren) put(p, "(");
    put_terms(p, c, from, to, false, unit);
    if (paren) put(p, ")");
}

/* "38 / 52 ≈ 73.08 %". Units are left out when all are the same. */
static void put_ratio(pen *p, const rules_compare *c) {
    const rules_id first = fact_at(p, c->slot[0])->unit;
    bool same = true;
    for (size_t i = 1; i < c->n_terms; i++) same = same && fact_at(p, c->slot[i])->unit == first;
    const rules_id unit = same ? first : RULES_NONE;
    put_side(p, c, 0, c->n_num, unit);
    put(p, " / ");
    put_side(p, c, c->n_num, c->n_terms, unit);
    if (any_missing(p, c)) return;
    base_i128 num = 0, den = 0;
    for (size_t i = 0; i < c->n_terms; i++) {
        const base_i128 v = (base_i128)c->weight[i] * p->slot[c->slot[i]];
        if (i < c->n_num)
            num += v;
        else
            den += v;
    }
    if (den <= 0) return;
    put_quotient(p, num * 100, den, c->threshold, EXACT_DIGITS, 2);
    put(p, " %");
}

/* "52 > 41 × 1.1² = 49.61" */
static void put_compound(pen *p, const rules_compare *c) {
    static const char *const power[RULES_BACKS] = {"", "", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    const rules_id last = c->slot[0], first = c->slot[1];
    const base_i128 right = -(base_i128)c->coef[1] * p->slot[first], left = (base_i128)c->coef[0] * p->slot[last];
    const uint8_t scale = unit_at(p, last)->scale;
    rules_pen_figure(p, last);
    put(p, left > right ? " > " : left < right ? " < " : " = ");
    rules_pen_figure(p, first);
    put(p, " × ");
    const base_dec rate = c->threshold;
    base_dec_put(p->b, (base_dec){100 * rules_pow10(rate.scale) + rate.units, (uint8_t)(rate.scale + 2)});
    put(p, power[c->years - 1]);
    put_quotient(p, right, (base_i128)c->coef[0] * rules_pow10(scale), (base_dec){p->slot[last], scale}, PRODUCT_DIGITS,
                 EXACT_DIGITS);
}

/* "(46.5 / 41 + 52 / 46.5) / 2 - 1 ≈ 12.62 %" */
static void put_mean(pen *p, const rules_compare *c) {
    const base_i128 x = p->slot[c->slot[0]], y = p->slot[c->slot[1]], z = p->slot[c->slot[2]];
    put(p, "(");
    rules_pen_figure(p, c->slot[1]);
    put(p, " / ");
    rules_pen_figure(p, c->slot[0]);
    put(p, " + ");
    rules_pen_figure(p, c->slot[2]);
    put(p, " / ");
    rules_pen_figure(p, c->slot[1]);
    put(p, ") / 2 - 1");
    put_quotient(p, 100 * (y * y + x * z - 2 * x * y), 2 * x * y, c->threshold, EXACT_DIGITS, 2);
    put(p, " %");
}

/* ---- a group: one comparison over the years of its window ---- */

struct group {
    const rules_compare *const *compare; /* one a year, the oldest first */
    size_t n;
    bool named; /* the criterion has other groups: say what is compared */
};

enum { MAX_GROUP = RULES_MAX_YEARS };

/* The year of the compare: that of its first yearly term; 0 when none is. */
static unsigned back_of(const pen *p, const rules_compare *c) {
    unsigned back = 0;
    for (size_t i = 0; i < c->n_terms && back == 0; i++) back = p->s->slot[c->slot[i]].back;
    return back;
}

static bool seen_before(const struct group *g, size_t year, size_t term) {
    const rules_id slot = g->compare[year]->slot[term];
    for (size_t k = 0; k <= year; k++)
        for (size_t i = 0; i < (k == year ? term : g->compare[k]->n_terms); i++)
            if (g->compare[k]->slot[i] == slot) return true;
    return false;
}

/* "缺 2021 年集群总产值、…"; the number of figures named. */
static size_t put_missing(pen *p, const struct group *g) {
    size_t n = 0;
    for (size_t k = 0; k < g->n; k++)
        for (size_t i = 0; i < g->compare[k]->n_terms; i++) {
            if (!is_missing(p, g->compare[k]->slot[i]) || seen_before(g, k, i)) continue;
            if (n++ == 0)
                say(p, "缺 ", "missing: ");
            else
                say(p, "、", ", ");
            put_named(p, g->compare[k]->slot[i]);
        }
    return n;
}

/* "2020 年集群总产值为 0，无法计算" for bases and denominators that are not above zero. */
static void put_zero(pen *p, const rules_compare *c, size_t *n) {
    for (size_t i = 0; i < c->n_positive; i++) {
        if (p->slot[c->positive[i]] > 0) continue;
        if ((*n)++ > 0) say(p, "；", "; ");
        put_named(p, c->positive[i]);
        say(p, "为 ", " is ");
        rules_pen_figure(p, c->positive[i]);
        say(p, "，无法计算", ": cannot be computed");
        return;
    }
    if (!c->sum_positive || rules_judge_compare(c, p->slot) != RULES_LACKS) return;
    if ((*n)++ > 0) say(p, "；", "; ");
    say(p, "分母 ", "the denominator ");
    put_terms(p, c, c->n_num, c->n_terms, true, RULES_NONE);
    say(p, " 不大于 0，无法计算", " is not above 0: cannot be computed");
}

static void put_lack(pen *p, const struct group *g) {
    size_t n = put_missing(p, g);
    for (size_t k = 0; k < g->n; k++)
        if (!any_missing(p, g->compare[k])) put_zero(p, g->compare[k], &n);
}

/* What is compared, where a criterion compares several things. */
static void put_subject(pen *p, const rules_compare *c) {
    if (c->show == RULES_SHOW_SUM && c->n_terms > 1) return; /* its terms are named */
    put_label(p, c->slot[0]);
    if (c->show == RULES_SHOW_RATIO) {
        put(p, c->n_num > 1 ? " … / " : " / ");
        put_label(p, c->slot[c->n_num]);
        if (c->n_terms - c->n_num > 1) put(p, " …");
    }
    put(p, " ");
}

/* "2020年 41、2021年 46.5、2022年 52 亿元" */
static void put_plain_years(pen *p, const struct group *g) {
    for (size_t k = 0; k < g->n; k++) {
        const rules_id slot = g->compare[k]->slot[0];
        const unsigned back = p->s->slot[slot].back;
        if (k > 0) say(p, "、", ", ");
        if (back > 0) {
            put_year(p, back);
            say(p, "年 ", ": ");
        }
        rules_pen_figure(p, slot);
    }
    put_unit(p, unit_at(p, g->compare[0]->slot[0])->name);
}

static void put_computed_years(pen *p, const struct group *g) {
    for (size_t k = 0; k < g->n; k++) {
        const rules_compare *c = g->compare[k];
        const unsigned back = back_of(p, c);
        if (k > 0) say(p, "、", ", ");
        if (back > 0) {
            put_year(p, back);
            say(p, "年：", ": ");
        }
        if (c->show == RULES_SHOW_RATIO)
            put_ratio(p, c);
        else
            put_sum(p, c);
    }
    const rules_compare *c = g->compare[0];
    if (!c->percent) put_unit(p, p->book->unit[c->unit].name);
}

/* Of the terms of compound growth (last, first, those between) the one that is `i`-th in time. */
static size_t in_time(const rules_compare *c, size_t i) { return i == 0 ? 1 : i + 1 == c->n_terms ? 0 : i + 1; }

/* "2020年 41、2021年 46.5、2022年 52 亿元：52 > 41 × 1.1² = 49.61，年均复合增速应 > 10 %" */
static void put_growth(pen *p, const rules_compare *c) {
    const bool compound = c->show == RULES_SHOW_COMPOUND;
    for (size_t i = 0; i < c->n_terms; i++) {
        const rules_id slot = c->slot[compound ? in_time(c, i) : i];
        if (i > 0) say(p, "、", ", ");
        put_year(p, p->s->slot[slot].back);
        say(p, "年 ", ": ");
        rules_pen_figure(p, slot);
    }
    put_unit(p, unit_at(p, c->slot[0])->name);
    say(p, "：", "; ");
    if (compound) {
        put_compound(p, c);
        say(p, "，年均复合增速应 ", "; compound yearly growth must be ");
    } else {
        put_mean(p, c);
        say(p, "，年均增速应 ", "; mean yearly growth must be ");
    }
    put(p, cmp_text(c->cmp));
    base_dec_put(p->b, c->threshold);
    put(p, " %");
}

static enum rules_truth group_truth(const pen *p, const struct group *g) {
    enum rules_truth least = RULES_YES_TRUTH;
    for (size_t k = 0; k < g->n; k++) {
        const enum rules_truth t = rules_judge_compare(g->compare[k], p->slot);
        if (t < least) least = t;
    }
    return least;
}

/* Without a conclusion; the truth is returned. */
static enum rules_truth put_group(pen *p, const struct group *g) {
    const rules_compare *c = g->compare[0];
    const enum rules_truth truth = group_truth(p, g);
    if (truth == RULES_LACKS) {
        put_lack(p, g);
        return truth;
    }
    const bool growth = c->show == RULES_SHOW_COMPOUND || c->show == RULES_SHOW_MEAN;
    if (g->named || (plain_fact(c) && p->s->slot[c->slot[0]].back == 0)) put_subject(p, c);
    if (growth) {
        put_growth(p, c);
        return truth;
    }
    if (plain_fact(c))
        put_plain_years(p, g);
    else
        put_computed_years(p, g);
    put_bound(p, c, g->n > 1);
    return truth;
}

/* ---- conditions ---- */

static void put_truth(pen *p, enum rules_truth t) {
    if (t == RULES_LACKS) return; /* the sentence says what is missing */
    say(p, "：", ": ");
    base_buf_puts(p->b, rules_verdict_word(t == RULES_YES_TRUTH ? RULES_MET : RULES_NOT_MET, p->zh));
}

/* The first step of the part that ends with step `end`. */
static size_t part_begin(const rules_criterion *c, size_t end) {
    size_t wanted = 1;
    for (size_t i = end;; i--) {
        const rules_expr_step *s = &c->step[i];
        wanted--;
        if (s->op != RULES_X_COMPARE) wanted += s->arity;
        if (wanted == 0) return i;
    }
}

static bool is_group(const rules_expr_step *s) { return s->op == RULES_X_COMPARE || s->each; }

static enum rules_truth put_leaf(pen *p, const rules_criterion *c, size_t end, bool named) {
    const rules_compare *compare[MAX_GROUP] = {NULL};
    const size_t begin = part_begin(c, end);
    struct group g = {.compare = compare, .named = named};
    for (size_t i = begin; i <= end && g.n < MAX_GROUP; i++)
        if (c->step[i].op == RULES_X_COMPARE) compare[g.n++] = &p->s->compare[c->step[i].compare];
    return g.n > 0 ? put_group(p, &g) : RULES_LACKS;
}

/* The parts of the step at `end`, in the order of the text; recursion is as deep as parentheses. */
static void put_parts(pen *p, const rules_criterion *c, size_t end) {
    const rules_expr_step *step = &c->step[end];
    size_t ends[RULES_MAX_COMPARES], at = end;
    for (size_t i = step->arity; i > 0; i--) {
        ends[i - 1] = at - 1;
        at = part_begin(c, at - 1);
    }
    for (size_t i = 0; i < step->arity; i++) {
        if (i > 0 && step->op == RULES_X_OR) say(p, "；或 ", "; or ");
        if (i > 0 && step->op == RULES_X_AND) say(p, "；且 ", "; and ");
        if (is_group(&c->step[ends[i]])) {
            put_truth(p, put_leaf(p, c, ends[i], true));
            continue;
        }
        put(p, "(");
        put_parts(p, c, ends[i]);
        put(p, ")");
    }
}

/* What the verdict makes of the truth. */
static void put_conclusion(pen *p, const rules_criterion *c, enum rules_truth truth, uint8_t verdict) {
    if (truth == RULES_NO_TRUTH && verdict == RULES_EXPLAIN) {
        if (c->kind == RULES_EXPECT)
            say(p, "未达到，需作说明", "missed, to be explained");
        else
            say(p, "不符合，所在地区可申请放宽", "not met; may be relaxed in this region");
    } else if (truth == RULES_NO_TRUTH && verdict == RULES_MET) {
        say(p, "不符合，已准予放宽", "not met; relaxation granted");
    } else {
        base_buf_puts(p->b, rules_verdict_word((enum rules_verdict)verdict, p->zh));
    }
}

static void put_condition(pen *p, const rules_criterion *c, uint8_t verdict) {
    const size_t end = (size_t)c->n_steps - 1;
    if (is_group(&c->step[end])) {
        const enum rules_truth truth = put_leaf(p, c, end, false);
        if (truth == RULES_LACKS && verdict == RULES_NO_EVIDENCE) return;
        say(p, "：", ": ");
        put_conclusion(p, c, truth, verdict);
        return;
    }
    put_parts(p, c, end);
    say(p, "；综合：", "; together: ");
    put_conclusion(p, c, rules_judge_steps(p->s, c, p->slot), verdict);
}

/* ---- criteria without a condition ---- */

static void put_judge(pen *p, const rules_criterion *c, uint8_t verdict) {
    const base_str label = in_language(p, &p->book->fact[c->fact].label);
    if (verdict == RULES_NO_EVIDENCE) {
        say(p, "缺“", "missing: the statement on “");
        base_buf_puts(p->b, label);
        say(p, "”的说明", "”");
    } else if (verdict == RULES_AWAITS_JUDGEMENT) {
        say(p, "已有“", "there is a statement on “");
        base_buf_puts(p->b, label);
        say(p, "”的说明，待评审判断", "”; a reviewer's judgement is awaited");
    } else {
        say(p, "评审意见：", "the reviewer's judgement: ");
        base_buf_puts(p->b, rules_verdict_word((enum rules_verdict)verdict, p->zh));
    }
}

static void put_veto(pen *p, const rules_criterion *c, uint8_t verdict) {
    const base_str label = in_language(p, &p->book->fact[c->fact].label);
    if (verdict == RULES_NO_EVIDENCE) {
        say(p, "缺近 ", "missing: whether in the last ");
        base_buf_u64(p->b, c->veto_years);
        say(p, " 年有无“", " years there was “");
        base_buf_puts(p->b, label);
        say(p, "”的记录", "”");
        return;
    }
    say(p, "近 ", "in the last ");
    base_buf_u64(p->b, c->veto_years);
    if (verdict == RULES_MET)
        say(p, " 年没有“", " years there was no “");
    else
        say(p, " 年有“", " years there was “");
    base_buf_puts(p->b, label);
    say(p, "”：", "”: ");
    base_buf_puts(p->b, rules_verdict_word((enum rules_verdict)verdict, p->zh));
}

static void put_unknown(pen *p, const rules_criterion *c, uint8_t verdict) {
    if (verdict != RULES_UNKNOWN_THRESHOLD) {
        base_buf_puts(p->b, rules_verdict_word((enum rules_verdict)verdict, p->zh));
        return;
    }
    if (c->note.n == 0 || !p->zh) base_buf_puts(p->b, rules_verdict_word(RULES_UNKNOWN_THRESHOLD, p->zh));
    if (c->note.n > 0) {
        say(p, "", " (“");
        base_buf_puts(p->b, c->note);
        say(p, "", "”)");
    }
    size_t n = 0;
    for (size_t i = 0; i < c->n_slots; i++) {
        const rules_id slot = c->slot[i];
        if (is_missing(p, slot)) continue;
        if (n++ == 0)
            say(p, "；所填 ", "; as stated ");
        else
            say(p, "、", ", ");
        if (p->s->slot[slot].back > 0) {
            put_year(p, p->s->slot[slot].back);
            say(p, "年 ", ": ");
        }
        rules_pen_figure(p, slot);
    }
    if (n > 0) put_unit(p, unit_at(p, c->slot[0])->name);
}

void rules_pen_reason(pen *p, const rules_criterion *c, uint8_t verdict) {
    switch (c->kind) {
    case RULES_JUDGE: put_judge(p, c, verdict); break;
    case RULES_VETO: put_veto(p, c, verdict); break;
    case RULES_UNKNOWN: put_unknown(p, c, verdict); break;
    case RULES_REQUIRE:
    case RULES_EXPECT: put_condition(p, c, verdict); break;
    }
}

bool rules_reason_put(base_buf *b, const rules_book *book, const rules_standard *s, size_t criterion,
                      const rules_dossier_facts *f, int year, uint8_t verdict, bool zh) {
    pen p = {.b = b, .book = book, .s = s, .slot = f->slot, .zh = zh};
    rules_pen_years(&p, year);
    rules_pen_reason(&p, &s->criterion[criterion], verdict);
    return !b->full;
}
