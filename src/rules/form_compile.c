/* form_compile.c - forms: which facts and fields an applicant is asked for or may add, and for which years. */
#include "rules/process.h"

enum { MAX_FORM_ITEMS = 512 };

static const char *const NO_KEYWORDS[] = {NULL};

struct items {
    struct rules_build *b;
    rules_id kase;
    rules_form_item *item;
    size_t n, cap;
};

static void report_unknown(struct items *f, rules_cursor *c, const rules_token *t) {
    const rules_book *book = f->b->book;
    size_t n;
    const base_str *fields = rules_names_of(f->b, f->kase, RULES_W_FIELD, &n);
    base_str *names = base_arena_array(f->b->arena, n + book->n_facts, sizeof *names);
    if (n > 0) memcpy(names, fields, n * sizeof *names);
    for (size_t i = 0; i < book->n_facts; i++) names[n + i] = book->fact[i].name;
    rules_unknown(c, "E220", t, names, n + book->n_facts);
}

static bool add_item(struct items *f, rules_cursor *c, bool required) {
    const rules_token *t = rules_expect_word(c, "指标或字段名称", "the name of a fact or a field");
    if (!t || !rules_room(f->b, t->span, f->n, MAX_FORM_ITEMS, "表单项目", "items of a form")) return false;
    rules_form_item item = {.fact = RULES_NONE, .required = required};
    item.field = rules_b_find_field(rules_b_case_at(f->b, f->kase), t->text);
    if (item.field == RULES_NONE) item.fact = rules_find_fact(f->b->book, t->text);
    if (item.field == RULES_NONE && item.fact == RULES_NONE) return report_unknown(f, c, t), false;
    for (size_t i = 0; i < f->n; i++)
        if (f->item[i].fact == item.fact && f->item[i].field == item.field)
            return rules_fault(c, "E232", t, t->text, rules_no_str());
    f->item = base_arena_grow(f->b->arena, f->item, f->n, &f->cap, sizeof *f->item);
    f->item[f->n++] = item;
    return true;
}

/* [in each of the last N years | in the last year] */
static bool take_years(rules_cursor *c, unsigned *years) {
    *years = 0;
    if (rules_accept_phrase(c, "in the last year")) return *years = 1, true;
    if (!rules_accept_phrase(c, "in each of the last")) return true;
    return rules_expect_count(c, 1, RULES_MAX_YEARS, years) && rules_expect_phrase(c, "years");
}

/* Years and facts must fit: a yearly figure is asked for certain years, nothing else is. What is only offered may be
 * given for any year. */
static bool set_years(struct items *f, rules_cursor *c, size_t from, unsigned years) {
    for (size_t i = from; i < f->n; i++) {
        rules_form_item *item = &f->item[i];
        const rules_fact *fact = item->fact == RULES_NONE ? NULL : &f->b->book->fact[item->fact];
        const bool yearly = fact && fact->kind == RULES_FACT_YEARLY;
        const base_str name = fact ? fact->name : rules_b_case_at(f->b, f->kase)->field[item->field].out.name;
        if (years > 0 && !yearly) return rules_fault(c, "E242", &c->line->token[0], name, rules_no_str());
        if (years == 0 && yearly && item->required)
            return rules_fault(c, "E243", &c->line->token[0], name, rules_no_str());
        item->first_back = years > 0 ? 1 : 0;
        item->last_back = (uint8_t)years;
    }
    return true;
}

static void take_line(struct items *f, const rules_line *line) {
    rules_cursor c = rules_cursor_on(rules_line_joined(f->b->arena, line, NO_KEYWORDS), 1, f->b->d);
    const bool required = rules_line_is(line, "asks");
    const size_t from = f->n;
    unsigned years;
    do {
        if (!add_item(f, &c, required)) return;
    } while (rules_accept_punct(&c, ","));
    if (take_years(&c, &years) && set_years(f, &c, from, years)) rules_expect_end(&c);
}

void rules_build_forms(struct rules_build *b, rules_id kase) {
    struct rules_b_case *k = rules_b_case_at(b, kase);
    for (size_t i = 0; i < k->out.n_forms; i++) {
        struct items f = {.b = b, .kase = kase};
        for (const rules_line *l = k->form[i].source.line->child; l; l = l->next) take_line(&f, l);
        k->form[i].out.item = f.item;
        k->form[i].out.n_items = (uint16_t)f.n;
    }
}
