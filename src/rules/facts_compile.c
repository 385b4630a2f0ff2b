/* facts_compile.c - `unit` and `fact` lines into the book's tables.
 *
 *   unit 吨 3 decimals
 *   unit 万吨 = 10000 吨 2 decimals
 *   fact output "集群总产值" "output" 亿元 yearly from roster
 *   fact pillar "主导产业定位" "…" statement
 *   fact accident "…" "…" veto
 *
 * Units are read before facts, wherever they stand. A line with a fault still enters its name, so that what refers to
 * it is not reported as well. */
#include "base/map.h"
#include "rules/assess_i.h"
#include "rules/standard_i.h"

static const char *const NO_KEYWORDS[] = {NULL};

struct tables {
    struct rules_build *b;
    rules_unit *unit;
    rules_fact *fact;
    size_t n_units, n_facts, cap_units, cap_facts;
    rules_id n_dimensions;
    bool full_said;
};

static base_str none(void) { return (base_str){NULL, 0}; }

/* Makes what was added visible to the finders. */
static void publish(struct tables *t) {
    rules_book *book = t->b->book;
    book->unit = t->unit;
    book->n_units = (uint16_t)t->n_units;
    book->fact = t->fact;
    book->n_facts = (uint16_t)t->n_facts;
}

static bool room(struct tables *t, size_t n, unsigned max, rules_span span) {
    if (n < max) return true;
    const base_str limit = base_arena_fmt(t->b->arena, "%u", max);
    if (!t->full_said) rules_report(t->b->d, "E105", span, limit, none(), none());
    t->full_said = true;
    return false;
}

/* ---- units ---- */

enum { MAX_UNIT_SCALE = 6 };
static const int64_t MAX_FACTOR = INT64_C(1000000000000);

static int64_t gcd(int64_t a, int64_t b) {
    while (b != 0) {
        const int64_t r = a % b;
        a = b;
        b = r;
    }
    return a;
}

/* `= NUMBER UNIT`: the unit's size by another one. */
static bool unit_size(struct tables *t, rules_cursor *c, rules_unit *out) {
    const rules_token *number = rules_expect_kind(c, RULES_T_NUMBER, "数", "a number");
    if (!number) return false;
    const rules_token *of = rules_take(c);
    if (!of) return rules_expected(c, "计量单位", "a unit");
    const rules_id id = rules_unit_of_token(t->b->book, of);
    if (id == RULES_NONE) {
        size_t n;
        const base_str *names = rules_unit_names(t->b->arena, t->b->book, &n);
        rules_report_near(t->b->d, "E101", of->span, of->text, names, n);
        return false;
    }
    const rules_unit *base = &t->unit[id];
    base_dec d;
    int64_t num, den;
    bool fits = base_dec_parse(number->text, &d, NULL) && d.units > 0;
    fits = fits && !__builtin_mul_overflow(d.units, base->num, &num);
    fits = fits && !__builtin_mul_overflow(rules_pow10(d.scale), base->den, &den);
    const int64_t g = fits ? gcd(num, den) : 1;
    if (!fits || num / g > MAX_FACTOR || den / g > MAX_FACTOR) {
        rules_report(t->b->d, "E103", number->span, number->text, none(), none());
        return false;
    }
    out->dimension = base->dimension;
    out->num = num / g;
    out->den = den / g;
    out->scale = base->scale;
    return true;
}

static void add_unit(struct tables *t, const rules_line *raw) {
    const rules_line *line = rules_line_joined(t->b->arena, raw, NO_KEYWORDS);
    rules_cursor c = rules_cursor_on(line, 1, t->b->d);
    const rules_token *name = rules_expect_word(&c, "计量单位的名称", "the unit's name");
    if (!name || !room(t, t->n_units, RULES_MAX_UNITS, line->span)) return;
    if (rules_find_unit(t->b->book, name->text) != RULES_NONE) {
        rules_report(t->b->d, "E102", name->span, name->text, none(), none());
        return;
    }
    rules_unit u = {.name = name->text, .dimension = t->n_dimensions, .num = 1, .den = 1};
    if (!rules_accept_punct(&c, "="))
        t->n_dimensions++;
    else if (!unit_size(t, &c, &u))
        c.failed = true;
    unsigned scale;
    if (!c.failed && !rules_at_end(&c) && rules_expect_count(&c, 0, MAX_UNIT_SCALE, &scale)) {
        u.scale = (uint8_t)scale;
        (void)(rules_accept_word(&c, "decimal") || rules_expect_phrase(&c, "decimals"));
    }
    rules_expect_end(&c);
    t->unit = base_arena_grow(t->b->arena, t->unit, t->n_units, &t->cap_units, sizeof *t->unit);
    t->unit[t->n_units++] = u;
    publish(t);
}

/* ---- facts ---- */

/* Words that a condition begins or goes on with: a fact of that name could not be spoken of. */
static bool reserved(base_str name) {
    static const char *const word[] = {"growth", "of", "and", "or", "in", "by", "over", "the", "relaxable"};
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (base_str_is(name, word[i])) return true;
    return false;
}

static void fact_kind(struct tables *t, rules_cursor *c, rules_fact *out) {
    if (rules_accept_word(c, "statement")) {
        out->kind = RULES_FACT_STATEMENT;
        return;
    }
    if (rules_accept_word(c, "veto")) {
        out->kind = RULES_FACT_VETO;
        return;
    }
    const rules_token *unit = rules_peek(c, 0);
    out->unit = rules_unit_of_token(t->b->book, unit);
    if (out->unit != RULES_NONE) {
        c->at++;
        if (rules_accept_word(c, "yearly")) out->kind = RULES_FACT_YEARLY;
        if (rules_accept_word(c, "from")) out->from_roster = rules_expect_phrase(c, "roster");
        return;
    }
    out->unit = 0; /* any: what refers to the fact is checked against something */
    if (!unit || unit->kind != RULES_T_WORD) {
        rules_expected(c, "计量单位、statement 或 veto", "a unit, statement or veto");
        return;
    }
    size_t n;
    const base_str *names = rules_unit_names(t->b->arena, t->b->book, &n);
    rules_report_near(t->b->d, "E101", unit->span, unit->text, names, n);
    c->failed = true;
}

static void add_fact(struct tables *t, base_map *seen, const rules_line *raw) {
    const rules_line *line = rules_line_joined(t->b->arena, raw, NO_KEYWORDS);
    rules_cursor c = rules_cursor_on(line, 1, t->b->d);
    const rules_token *name = rules_expect_word(&c, "指标的名称", "the fact's name");
    if (!name || !room(t, t->n_facts, RULES_MAX_FACTS, line->span)) return;
    if (reserved(name->text)) {
        rules_report(t->b->d, "E107", name->span, name->text, none(), none());
        return;
    }
    if (base_map_get(seen, name->text)) {
        const rules_fact *first = &t->fact[base_map_get(seen, name->text)->value.num];
        const base_str where = base_arena_fmt(t->b->arena, "%u", first->span.line);
        rules_report(t->b->d, "E104", name->span, name->text, where, none());
        return;
    }
    rules_fact f = {.name = name->text, .unit = RULES_NONE, .span = name->span};
    f.label = rules_accept_label(&c);
    if (f.label.zh.n == 0) rules_expected(&c, "中文名称 \"…\"", "a label \"…\"");
    if (!c.failed) fact_kind(t, &c, &f);
    rules_expect_end(&c);
    if (c.failed && f.kind != RULES_FACT_STATEMENT && f.kind != RULES_FACT_VETO && f.unit == RULES_NONE) f.unit = 0;
    base_map_put(seen, f.name)->value.num = (int64_t)t->n_facts;
    t->fact = base_arena_grow(t->b->arena, t->fact, t->n_facts, &t->cap_facts, sizeof *t->fact);
    t->fact[t->n_facts++] = f;
    publish(t);
}

void rules_build_units_and_facts(struct rules_build *b, const rules_line *root) {
    struct tables t = {.b = b};
    const rules_unit *builtin = rules_builtin_units(&t.n_units);
    t.unit = base_arena_copy(b->arena, builtin, t.n_units * sizeof *builtin);
    t.cap_units = t.n_units;
    for (size_t i = 0; i < t.n_units; i++)
        if (t.unit[i].dimension >= t.n_dimensions) t.n_dimensions = (rules_id)(t.unit[i].dimension + 1);
    publish(&t);
    base_map seen;
    base_map_init(&seen, b->arena);
    for (const rules_line *l = root->child; l; l = l->next)
        if (rules_line_is(l, "unit")) add_unit(&t, l);
    for (const rules_line *l = root->child; l; l = l->next)
        if (rules_line_is(l, "fact")) add_fact(&t, &seen, l);
}
