/* expr_compile.c - the condition of a criterion into steps.
 *
 *   EXPR       = PART {and PART} | PART {or PART}      both only with parentheses between them
 *   PART       = COMPARISON | ( EXPR )
 *   COMPARISON = SUM CMP NUMBER UNIT [WINDOW] | SUM / SUM CMP NUMBER % [WINDOW]
 *              | growth of FACT over the last N values by compound|mean CMP NUMBER %
 *   SUM        = [-] TERM {+|- TERM}, in parentheses or not; TERM = [NUMBER *] FACT
 *   WINDOW     = in each of the last N years | in the last year
 *
 * A slash divides the whole sum before it by the whole sum after it: there is no other reading, since a comparison has
 * one unit. Steps are postfix, so evaluation needs a stack of truths and no recursion. */
#include "rules/assess_i.h"
#include "rules/standard_i.h"

struct expr {
    struct rules_std *s;
    rules_cursor *c;
    rules_expr_step *step;
    size_t n_steps, cap_steps;
    size_t n_compares; /* of this criterion */
    rules_id *shown;   /* slots in the order of the text */
    size_t n_shown, cap_shown;
    unsigned depth;
};

static base_str none(void) { return (base_str){NULL, 0}; }

static bool fault(struct expr *x, const char *code, rules_span span, base_str a0, base_str a1) {
    if (!x->c->failed) rules_report(x->c->d, code, span, a0, a1, none());
    x->c->failed = true;
    return false;
}

static const rules_book *book_of(const struct expr *x) { return x->s->b->book; }
static const rules_fact *fact_of(const struct expr *x, const struct rules_term *t) {
    return &book_of(x)->fact[t->fact];
}
static const rules_unit *unit_of(const struct expr *x, const struct rules_term *t) {
    return &book_of(x)->unit[fact_of(x, t)->unit];
}

/* ---- sums ---- */

static bool fact_named(struct expr *x, const rules_token *t, rules_id *out) {
    *out = rules_find_fact(book_of(x), t->text);
    if (*out == RULES_NONE) {
        size_t n;
        const base_str *names = rules_fact_names(x->s->b->arena, book_of(x), &n);
        if (!x->c->failed) rules_report_near(x->c->d, "E110", t->span, t->text, names, n);
        x->c->failed = true;
        return false;
    }
    const rules_fact *f = &book_of(x)->fact[*out];
    if (f->kind == RULES_FACT_FIGURE || f->kind == RULES_FACT_YEARLY) return true;
    return fault(x, f->kind == RULES_FACT_VETO ? "E134" : "E115", t->span, t->text, none());
}

static bool take_term(struct expr *x, bool minus, struct rules_spec *spec) {
    if (spec->n_terms == RULES_MAX_TERMS)
        return fault(x, "E105", rules_here(x->c), base_arena_fmt(x->s->b->arena, "%d", RULES_MAX_TERMS), none());
    struct rules_term *t = &spec->term[spec->n_terms];
    *t = (struct rules_term){.factor = {1, 0}};
    const rules_token *first = rules_peek(x->c, 0);
    if (first && first->kind == RULES_T_NUMBER) {
        base_err e;
        x->c->at++;
        if (!base_dec_parse(first->text, &t->factor, &e))
            return fault(x, "E136", first->span, base_str_of(e.zh), base_str_of(e.en));
        if (!rules_expect_punct(x->c, "*")) return false;
    }
    if (minus) t->factor.units = -t->factor.units;
    t->token = rules_expect_word(x->c, "指标的名称", "the name of a fact");
    if (!t->token || !fact_named(x, t->token, &t->fact)) return false;
    if (unit_of(x, t)->dimension != unit_of(x, &spec->term[0])->dimension && spec->n_terms > 0)
        return fault(x, "E113", t->token->span, unit_of(x, t)->name, unit_of(x, &spec->term[0])->name);
    spec->n_terms++;
    return true;
}

static bool take_sum(struct expr *x, struct rules_spec *spec) {
    const bool paren = rules_accept_punct(x->c, "(");
    bool minus = rules_accept_punct(x->c, "-");
    for (;;) {
        if (!take_term(x, minus, spec)) return false;
        if (rules_accept_punct(x->c, "+"))
            minus = false;
        else if (rules_accept_punct(x->c, "-"))
            minus = true;
        else
            break;
    }
    return !paren || rules_expect_punct(x->c, ")");
}

/* ---- the right side ---- */

static bool take_cmp(rules_cursor *c, enum rules_cmp *out) {
    static const struct {
        const char *text;
        enum rules_cmp cmp;
    } known[] = {{">=", RULES_GE}, {">", RULES_GT}, {"<=", RULES_LE}, {"<", RULES_LT}, {"=", RULES_EQ}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (rules_accept_punct(c, known[i].text)) {
            *out = known[i].cmp;
            return true;
        }
    return rules_expected(c, "比较符 >= > <= < =", "a comparison >= > <= < =");
}

static bool take_threshold(struct expr *x, struct rules_spec *spec) {
    const bool minus = rules_accept_punct(x->c, "-");
    spec->number = rules_expect_kind(x->c, RULES_T_NUMBER, "数", "a number");
    if (!spec->number) return false;
    base_err e;
    if (!base_dec_parse(spec->number->text, &spec->threshold, &e))
        return fault(x, "E136", spec->number->span, base_str_of(e.zh), base_str_of(e.en));
    base_dec *d = &spec->threshold;
    if (minus) d->units = -d->units;
    for (; d->scale > 0 && d->units % 10 == 0; d->scale--) d->units /= 10;
    return true;
}

static bool decimals_fit(struct expr *x, const struct rules_spec *spec, unsigned scale) {
    if (spec->threshold.scale <= scale) return true;
    return fault(x, "E118", spec->number->span, spec->number->text, base_arena_fmt(x->s->b->arena, "%u", scale));
}

/* `%` after a ratio or a growth. */
static bool take_percent(struct expr *x, struct rules_spec *spec) {
    const rules_token *t = rules_peek(x->c, 0);
    if (!rules_accept_punct(x->c, "%")) return fault(x, "E122", t ? t->span : rules_here(x->c), none(), none());
    return decimals_fit(x, spec, RULES_PERCENT_SCALE);
}

/* Whether a unit that is not the fact's own counts something else: 家 against 人. */
static bool nouns_differ(const rules_unit *a, const rules_unit *b) {
    return a != b && a->num == b->num && a->den == b->den && a->scale == 0 && b->scale == 0;
}

static bool take_unit(struct expr *x, struct rules_spec *spec) {
    const rules_token *t = rules_peek(x->c, 0);
    spec->unit = rules_unit_of_token(book_of(x), t);
    const rules_unit *own = unit_of(x, &spec->term[0]);
    if (spec->unit == RULES_NONE) {
        static const char *const after[] = {"in", "and", "or", "relaxable"};
        bool missing = !t || t->kind != RULES_T_WORD;
        for (size_t i = 0; i < sizeof after / sizeof *after; i++) missing = missing || rules_token_is(t, after[i]);
        if (missing) return fault(x, "E114", spec->number->span, spec->number->text, own->name);
        size_t n;
        const base_str *names = rules_unit_names(x->s->b->arena, book_of(x), &n);
        if (!x->c->failed) rules_report_near(x->c->d, "E101", t->span, t->text, names, n);
        x->c->failed = true;
        return false;
    }
    x->c->at++;
    const rules_unit *u = &book_of(x)->unit[spec->unit];
    if (u->dimension != own->dimension) return fault(x, "E113", t->span, u->name, own->name);
    if (nouns_differ(u, own)) rules_report(x->c->d, "W101", t->span, u->name, own->name, none());
    return decimals_fit(x, spec, u->scale);
}

static bool take_window(struct expr *x, struct rules_spec *spec, bool yearly) {
    const rules_span at = rules_here(x->c);
    const rules_token *in = rules_peek(x->c, 0);
    if (!rules_accept_word(x->c, "in")) {
        if (!yearly) return true;
        return fault(x, "E111", spec->span, spec->term[0].token->text, none());
    }
    if (rules_accept_phrase(x->c, "the last year")) {
        spec->window = 1;
    } else {
        if (!rules_expect_phrase(x->c, "each of the last") ||
            !rules_expect_count(x->c, 1, RULES_MAX_YEARS, &spec->window))
            return false;
        if (!rules_accept_word(x->c, "year") && !rules_expect_phrase(x->c, "years")) return false;
    }
    if (yearly) return true;
    return fault(x, "E112", in ? in->span : at, spec->term[0].token->text, none());
}

/* ---- comparisons ---- */

static bool take_growth(struct expr *x, struct rules_spec *spec) {
    if (!rules_expect_phrase(x->c, "growth of")) return false;
    spec->n_terms = spec->n_num = 1;
    struct rules_term *t = &spec->term[0];
    t->token = rules_expect_word(x->c, "指标的名称", "the name of a fact");
    if (!t->token || !fact_named(x, t->token, &t->fact)) return false;
    if (fact_of(x, t)->kind != RULES_FACT_YEARLY) return fault(x, "E126", t->token->span, t->token->text, none());
    const rules_token *count = rules_peek(x->c, 3);
    if (!rules_expect_phrase(x->c, "over the last") || !rules_expect_count(x->c, 2, RULES_MAX_YEARS, &spec->window) ||
        !rules_expect_phrase(x->c, "values by"))
        return false;
    if (rules_accept_word(x->c, "compound"))
        spec->show = RULES_SHOW_COMPOUND;
    else if (rules_accept_word(x->c, "mean"))
        spec->show = RULES_SHOW_MEAN;
    else
        return rules_expected(x->c, "compound(复合)或 mean(平均)", "compound or mean");
    if (spec->show == RULES_SHOW_MEAN && spec->window != 3) return fault(x, "E121", count->span, none(), none());
    return take_cmp(x->c, &spec->cmp) && take_threshold(x, spec) && take_percent(x, spec);
}

static bool take_sums(struct expr *x, struct rules_spec *spec) {
    spec->show = RULES_SHOW_SUM;
    if (!take_sum(x, spec)) return false;
    spec->n_num = spec->n_terms;
    if (rules_accept_punct(x->c, "/")) {
        spec->show = RULES_SHOW_RATIO;
        if (!take_sum(x, spec)) return false;
    }
    if (!take_cmp(x->c, &spec->cmp) || !take_threshold(x, spec)) return false;
    if (spec->show == RULES_SHOW_RATIO ? !take_percent(x, spec) : !take_unit(x, spec)) return false;
    bool yearly = false;
    for (size_t i = 0; i < spec->n_terms; i++) yearly = yearly || fact_of(x, &spec->term[i])->kind == RULES_FACT_YEARLY;
    spec->span = rules_span_join(spec->term[0].token->span, x->c->line->token[x->c->at - 1].span);
    return take_window(x, spec, yearly);
}

/* The slot is among those that the explanation shows. */
static rules_id shown_slot(struct expr *x, rules_id fact, unsigned back) {
    const rules_id slot = rules_std_slot(x->s, fact, back);
    for (size_t i = 0; i < x->n_shown; i++)
        if (x->shown[i] == slot) return slot;
    x->shown = base_arena_grow(x->s->b->arena, x->shown, x->n_shown, &x->cap_shown, sizeof *x->shown);
    x->shown[x->n_shown++] = slot;
    return slot;
}

/* Slots of one compare: of the year `back` for sums; for compound growth the last, the first, and those between; for
 * the mean the oldest to the last. */
static void fill_slots(struct expr *x, const struct rules_spec *spec, unsigned back, rules_compare *out) {
    base_arena *arena = x->s->b->arena;
    rules_id *slot = base_arena_array(arena, out->n_terms, sizeof *slot);
    rules_id *positive = base_arena_array(arena, 2, sizeof *positive);
    const rules_id growing = spec->term[0].fact;
    out->slot = slot;
    out->positive = positive;
    if (spec->show == RULES_SHOW_COMPOUND) {
        slot[1] = positive[0] = shown_slot(x, growing, spec->window);
        for (unsigned i = 2; i < spec->window; i++) slot[i] = shown_slot(x, growing, spec->window + 1 - i);
        slot[0] = shown_slot(x, growing, 1);
        out->n_positive = 1;
        return;
    }
    if (spec->show == RULES_SHOW_MEAN) {
        for (unsigned i = 0; i < 3; i++) slot[i] = shown_slot(x, growing, 3 - i);
        positive[0] = slot[0];
        positive[1] = slot[1];
        out->n_positive = 2;
        return;
    }
    for (size_t i = 0; i < spec->n_terms; i++)
        slot[i] = shown_slot(x, spec->term[i].fact, fact_of(x, &spec->term[i])->kind == RULES_FACT_YEARLY ? back : 0);
    if (spec->show == RULES_SHOW_RATIO && !out->sum_positive) positive[out->n_positive++] = slot[spec->n_num];
}

static void add_step(struct expr *x, rules_expr_step step) {
    x->step = base_arena_grow(x->s->b->arena, x->step, x->n_steps, &x->cap_steps, sizeof *x->step);
    x->step[x->n_steps++] = step;
}

static bool add_compares(struct expr *x, const struct rules_spec *spec) {
    struct rules_std *s = x->s;
    rules_compare model;
    if (!rules_spec_solve(s->b->arena, book_of(x), spec, &model))
        return fault(x, "E119", spec->number->span, spec->number->text, none());
    const bool growth = spec->show == RULES_SHOW_COMPOUND || spec->show == RULES_SHOW_MEAN;
    const unsigned n = growth || spec->window == 0 ? 1 : spec->window;
    if (x->n_compares + n > RULES_MAX_COMPARES || s->n_compares + n >= RULES_NONE)
        return fault(x, "E105", spec->span, base_arena_fmt(s->b->arena, "%d", RULES_MAX_COMPARES), none());
    for (unsigned back = n; back > 0; back--) {
        rules_compare one = model;
        fill_slots(x, spec, back, &one);
        s->compare = base_arena_grow(s->b->arena, s->compare, s->n_compares, &s->cap_compares, sizeof *s->compare);
        s->compare[s->n_compares] = one;
        add_step(x, (rules_expr_step){.op = RULES_X_COMPARE, .compare = (rules_id)s->n_compares++});
    }
    x->n_compares += n;
    if (n > 1) add_step(x, (rules_expr_step){.op = RULES_X_AND, .arity = (uint16_t)n, .each = true});
    return true;
}

static bool take_comparison(struct expr *x) {
    struct rules_spec spec = {.unit = RULES_NONE};
    const rules_span from = rules_here(x->c);
    spec.span = from;
    const bool growth = rules_token_is(rules_peek(x->c, 0), "growth");
    if (growth ? !take_growth(x, &spec) : !take_sums(x, &spec)) return false;
    return add_compares(x, &spec);
}

/* ---- and, or, parentheses ---- */

/* Whether the parenthesis at the cursor holds conditions and not a sum. */
static bool holds_condition(const rules_cursor *c) {
    unsigned open = 0;
    for (size_t i = 0;; i++) {
        const rules_token *t = rules_peek(c, i);
        if (!t) return false;
        if (rules_token_punct(t, "(")) open++;
        if (rules_token_punct(t, ")") && --open == 0) return false;
        if (rules_token_is(t, "and") || rules_token_is(t, "or") || rules_token_is(t, "growth")) return true;
        if (t->kind == RULES_T_PUNCT && t->text.n > 0 && t->text.p[0] >= '<' && t->text.p[0] <= '>')
            return true; /* < = > follow one another in ASCII */
    }
}

static bool take_expr(struct expr *x);

static bool take_part(struct expr *x) {
    if (!rules_token_punct(rules_peek(x->c, 0), "(") || !holds_condition(x->c)) return take_comparison(x);
    if (x->depth == RULES_MAX_PARENS)
        return fault(x, "E133", rules_here(x->c), base_arena_fmt(x->s->b->arena, "%d", RULES_MAX_PARENS), none());
    x->c->at++;
    x->depth++;
    if (!take_expr(x)) return false;
    x->depth--;
    return rules_expect_punct(x->c, ")");
}

/* Recursion is as deep as parentheses, at most RULES_MAX_PARENS. */
static bool take_expr(struct expr *x) {
    size_t parts = 1;
    bool is_or = false;
    if (!take_part(x)) return false;
    for (;;) {
        const rules_token *t = rules_peek(x->c, 0);
        const bool says_or = rules_token_is(t, "or");
        if (!says_or && !rules_token_is(t, "and")) break;
        if (parts > 1 && says_or != is_or) return fault(x, "E120", t->span, none(), none());
        is_or = says_or;
        x->c->at++;
        parts++;
        if (!take_part(x)) return false;
    }
    if (parts > 1) add_step(x, (rules_expr_step){.op = is_or ? RULES_X_OR : RULES_X_AND, .arity = (uint16_t)parts});
    return true;
}

bool rules_expr_compile(struct rules_std *s, rules_cursor *c, rules_criterion *out) {
    struct expr x = {.s = s, .c = c};
    if (!take_expr(&x)) return false;
    out->step = x.step;
    out->n_steps = (uint16_t)x.n_steps;
    out->slot = x.shown;
    out->n_slots = (uint16_t)x.n_shown;
    return true;
}
