/* sample_compile.c - `sample standard 2022 on 2023` and its lines: a set of facts that a reader can follow.
 *
 * Every value is read by the same function as the facts of a file, so that a sample that compiles can be assessed. */
#include "rules/assess_i.h"
#include "rules/standard_i.h"

struct sample {
    struct rules_build *b;
    rules_values values; /* only to check them */
    rules_sample_value *item;
    size_t n, cap;
};

static base_str none(void) { return (base_str){NULL, 0}; }

/* `output.2020` or `land`. */
static bool take_key(struct sample *s, rules_cursor *c, rules_id *fact, int *year) {
    const rules_token *name = rules_expect_word(c, "指标的名称", "the name of a fact");
    if (!name) return false;
    *fact = rules_find_fact(s->b->book, name->text);
    if (*fact == RULES_NONE) {
        size_t n;
        const base_str *names = rules_fact_names(s->b->arena, s->b->book, &n);
        rules_report_near(c->d, "E110", name->span, name->text, names, n);
        c->failed = true;
        return false;
    }
    *year = 0;
    unsigned y = 0;
    if (rules_accept_punct(c, ".") && !rules_expect_count(c, RULES_YEAR_MIN, RULES_YEAR_MAX, &y)) return false;
    *year = (int)y;
    return true;
}

/* The value as text: a number with or without a unit, a string, or a word. */
static bool take_value(struct sample *s, rules_cursor *c, base_str *out) {
    const rules_token *t = rules_peek(c, 0);
    if (!t || t->kind == RULES_T_PUNCT) return rules_expected(c, "值", "a value");
    c->at++;
    *out = t->text;
    const rules_token *unit = rules_peek(c, 0);
    if (t->kind != RULES_T_NUMBER || !unit) return true;
    c->at++;
    *out = base_arena_fmt(s->b->arena, "%.*s %.*s", (int)t->text.n, t->text.p, (int)unit->text.n, unit->text.p);
    return true;
}

static void add_value(struct sample *s, const rules_line *line) {
    rules_cursor c = rules_cursor_on(line, 0, s->b->d);
    rules_id fact;
    int year;
    base_str text = none();
    base_err e;
    if (!take_key(s, &c, &fact, &year) || !rules_expect_punct(&c, "=")) return;
    const rules_span at = rules_here(&c);
    if (!take_value(s, &c, &text) || !rules_expect_end(&c)) return;
    if (rules_values_get(&s->values, fact, year)) {
        rules_report(s->b->d, "E130", line->token[0].span, line->token[0].text, none(), none());
        return;
    }
    if (!rules_values_set(s->b->book, &s->values, fact, year, text, &e)) {
        rules_report(s->b->d, "E128", at, base_arena_str(s->b->arena, base_str_of(e.zh)),
                     base_arena_str(s->b->arena, base_str_of(e.en)), none());
        return;
    }
    s->item = base_arena_grow(s->b->arena, s->item, s->n, &s->cap, sizeof *s->item);
    s->item[s->n++] = (rules_sample_value){.fact = fact, .year = year, .value = text};
}

static bool standard_known(struct sample *s, const rules_token *t) {
    const rules_book *book = s->b->book;
    base_str *names = base_arena_array(s->b->arena, book->n_standards, sizeof *names);
    for (uint16_t i = 0; i < book->n_standards; i++) {
        names[i] = book->standard[i].version;
        if (base_str_eq(names[i], t->text)) return true;
    }
    rules_report_near(s->b->d, "E129", t->span, t->text, names, book->n_standards);
    return false;
}

void rules_build_sample(struct rules_build *b, const rules_line *line) {
    struct sample s = {.b = b, .values = {.arena = b->arena}};
    rules_cursor c = rules_cursor_on(line, 1, b->d);
    unsigned year;
    if (!rules_expect_phrase(&c, "standard")) return;
    const rules_token *version = rules_take(&c);
    if (!version) {
        rules_expected(&c, "标准的版本", "the standard's version");
        return;
    }
    if (!standard_known(&s, version) || !rules_expect_phrase(&c, "on") ||
        !rules_expect_count(&c, RULES_YEAR_MIN, RULES_YEAR_MAX, &year) || !rules_expect_end(&c))
        return;
    for (const rules_line *l = line->child; l; l = l->next) add_value(&s, l);
    b->book->sample = s.item;
    b->book->n_samples = (uint16_t)s.n;
    b->book->sample_year = (int)year;
}
