/* names.c - names while a rulebook is being compiled: entering them, finding them, and saying what is near to one that
 * is not there.
 *
 * A case has one scope for everything a guard may speak of, so that a word never has two meanings in one sentence.
 * Actions have a scope of their own: they are only ever named before "was done" and in proofs. */
#include "rules/process.h"

/* Words that begin or join questions and dates; a field of that name could not be spoken of. */
static const char *const RESERVED[] = {"no",      "not",   "and",      "or",   "some", "every", "today",
                                       "setting", "state", "standard", "the",  "is",   "was",   "else",
                                       "if",      "new",   "in",       "with", NULL};

bool rules_fault(rules_cursor *c, const char *code, const rules_token *t, base_str a0, base_str a1) {
    if (c->failed) return false;
    c->failed = true;
    rules_report(c->d, code, t ? t->span : rules_here(c), a0, a1, rules_no_str());
    return false;
}

bool rules_unknown(rules_cursor *c, const char *code, const rules_token *t, const base_str *names, size_t n) {
    if (c->failed) return false;
    c->failed = true;
    rules_report_near(c->d, code, t->span, t->text, names, n);
    return false;
}

bool rules_room(struct rules_build *b, rules_span span, size_t n, size_t max, const char *zh, const char *en) {
    if (n < max) return true;
    rules_report(b->d, "E205", span, base_arena_fmt(b->arena, "%zu", max), base_str_of(zh), base_str_of(en));
    return false;
}

bool rules_table_room(struct rules_build *b, rules_span span, size_t n) {
    if (n < RULES_MAX_TABLE) return true;
    if (!b->process->full) rules_room(b, span, n, RULES_MAX_TABLE, "条件与日期", "conditions and dates");
    b->process->full = true;
    return false;
}

bool rules_word_reserved(base_str name) {
    for (const char *const *w = RESERVED; *w; w++)
        if (base_str_is(name, *w)) return true;
    return false;
}

const struct rules_name *rules_name_find(const struct rules_b_case *k, base_str name) {
    for (size_t i = 0; i < k->n_names; i++)
        if (base_str_eq(k->name[i].name, name)) return &k->name[i];
    return NULL;
}

void rules_declare(struct rules_build *b, rules_id kase, const rules_token *name, enum rules_what what, size_t index) {
    struct rules_b_case *k = rules_b_case_at(b, kase);
    const struct rules_name *old = rules_name_find(k, name->text);
    if (old) {
        const base_str line = base_arena_fmt(b->arena, "%u", old->span.line);
        rules_report(b->d, "E209", name->span, name->text, line, rules_no_str());
        return;
    }
    if (rules_word_reserved(name->text)) {
        rules_report(b->d, "E210", name->span, name->text, rules_no_str(), rules_no_str());
        return;
    }
    k->name = base_arena_grow(b->arena, k->name, k->n_names, &k->cap_name, sizeof *k->name);
    k->name[k->n_names++] = (struct rules_name){name->text, name->span, what, (rules_id)index};
}

/* ---- finding ---- */

rules_id rules_b_find_case(const struct rules_build *b, base_str name) {
    const struct rules_process *p = b->process;
    for (rules_id i = 0; i < p->n_cases; i++)
        if (base_str_eq(p->kase[i].out.name, name)) return i;
    return RULES_NONE;
}

rules_id rules_b_find_level(const struct rules_build *b, base_str name) {
    const struct rules_process *p = b->process;
    for (rules_id i = 0; i < p->n_levels; i++)
        if (base_str_eq(p->level[i].name, name)) return i;
    return RULES_NONE;
}

static rules_id find_what(const struct rules_b_case *k, base_str name, enum rules_what what) {
    const struct rules_name *found = rules_name_find(k, name);
    return found && found->what == what ? found->index : RULES_NONE;
}

rules_id rules_b_find_field(const struct rules_b_case *k, base_str name) { return find_what(k, name, RULES_W_FIELD); }
rules_id rules_b_find_state(const struct rules_b_case *k, base_str name) { return find_what(k, name, RULES_W_STATE); }
rules_id rules_b_find_mark(const struct rules_b_case *k, base_str name) { return find_what(k, name, RULES_W_MARK); }

rules_id rules_b_find_action(const struct rules_build *b, rules_id kase, base_str name) {
    const struct rules_process *p = b->process;
    for (rules_id i = 0; i < p->n_actions; i++)
        if (p->action[i].out.kase == kase && base_str_eq(p->action[i].out.name, name)) return i;
    return RULES_NONE;
}

/* ---- all names of a kind ---- */

base_str *rules_names_of_cases(const struct rules_build *b, size_t *n) {
    const struct rules_process *p = b->process;
    base_str *names = base_arena_array(b->arena, p->n_cases, sizeof *names);
    for (*n = 0; *n < p->n_cases; ++*n) names[*n] = p->kase[*n].out.name;
    return names;
}

base_str *rules_names_of_levels(const struct rules_build *b, size_t *n) {
    const struct rules_process *p = b->process;
    base_str *names = base_arena_array(b->arena, p->n_levels, sizeof *names);
    for (*n = 0; *n < p->n_levels; ++*n) names[*n] = p->level[*n].name;
    return names;
}

base_str *rules_names_of_actions(const struct rules_build *b, rules_id kase, size_t *n) {
    const struct rules_process *p = b->process;
    base_str *names = base_arena_array(b->arena, p->n_actions, sizeof *names);
    *n = 0;
    for (size_t i = 0; i < p->n_actions; i++)
        if (kase == RULES_NONE || p->action[i].out.kase == kase) names[(*n)++] = p->action[i].out.name;
    return names;
}

base_str *rules_names_of(const struct rules_build *b, rules_id kase, enum rules_what what, size_t *n) {
    const struct rules_b_case *k = rules_b_case_at(b, kase);
    base_str *names = base_arena_array(b->arena, k->n_names, sizeof *names);
    *n = 0;
    for (size_t i = 0; i < k->n_names; i++)
        if (what == RULES_W_NONE || k->name[i].what == what) names[(*n)++] = k->name[i].name;
    return names;
}

/* ---- names at a cursor ---- */

rules_id rules_expect_case(struct rules_build *b, rules_cursor *c) {
    const rules_token *t = rules_expect_word(c, "事项名称", "the name of a case");
    if (!t) return RULES_NONE;
    const rules_id id = rules_b_find_case(b, t->text);
    if (id != RULES_NONE) return id;
    size_t n;
    const base_str *names = rules_names_of_cases(b, &n);
    rules_unknown(c, "E211", t, names, n);
    return RULES_NONE;
}

rules_id rules_expect_state(struct rules_build *b, rules_cursor *c, rules_id kase) {
    const rules_token *t = rules_expect_word(c, "状态名称", "the name of a state");
    if (!t) return RULES_NONE;
    const rules_id id = rules_b_find_state(rules_b_case_at(b, kase), t->text);
    if (id != RULES_NONE) return id;
    size_t n;
    const base_str *names = rules_names_of(b, kase, RULES_W_STATE, &n);
    rules_unknown(c, "E213", t, names, n);
    return RULES_NONE;
}

rules_id rules_expect_action(struct rules_build *b, rules_cursor *c, rules_id kase) {
    const rules_token *t = rules_expect_word(c, "操作名称", "the name of an action");
    if (!t) return RULES_NONE;
    const rules_id id = rules_b_find_action(b, kase, t->text);
    if (id != RULES_NONE) return id;
    size_t n;
    const base_str *names = rules_names_of_actions(b, kase, &n);
    rules_unknown(c, "E215", t, names, n);
    return RULES_NONE;
}

bool rules_list_goes_on(const rules_cursor *c) {
    static const char *const VERBS[] = {"is", "was", "holds", NULL};
    const rules_token *word = rules_peek(c, 1), *after = rules_peek(c, 2);
    if (!rules_token_is(rules_peek(c, 0), "or") || !word || word->kind != RULES_T_WORD) return false;
    if (rules_token_punct(after, ".") || rules_token_punct(after, "<")) return false;
    for (const char *const *v = VERBS; *v; v++)
        if (rules_token_is(after, *v)) return false;
    return true;
}

uint64_t rules_expect_states(struct rules_build *b, rules_cursor *c, rules_id kase) {
    rules_id state = rules_expect_state(b, c, kase);
    if (state == RULES_NONE) return 0;
    uint64_t mask = rules_bit(state);
    while (rules_list_goes_on(c)) {
        state = rules_b_find_state(rules_b_case_at(b, kase), rules_peek(c, 1)->text);
        if (state == RULES_NONE) break;
        mask |= rules_bit(state);
        c->at += 2;
    }
    return mask;
}

/* ---- keywords ---- */

static void report_keyword(struct rules_build *b, const rules_token *t, const char *const *keywords) {
    size_t n = 0;
    while (keywords[n]) n++;
    base_str *names = base_arena_array(b->arena, n, sizeof *names);
    for (size_t i = 0; i < n; i++) names[i] = base_str_of(keywords[i]);
    rules_report_near(b->d, "E207", t->span, t->text, names, n);
}

void rules_report_keyword(struct rules_build *b, const rules_line *line, const char *const *keywords) {
    if (line->n > 0) report_keyword(b, &line->token[0], keywords);
}

bool rules_expect_tail(struct rules_build *b, rules_cursor *c, const char *const *keywords) {
    const rules_token *t = rules_peek(c, 0);
    if (!t || c->at == 0 || t->span.line == t[-1].span.line || c->failed) return rules_expect_end(c);
    c->failed = true;
    report_keyword(b, t, keywords);
    return false;
}

/* ---- texts ---- */

base_str rules_text_of(base_arena *arena, const rules_line *line, size_t from, size_t to) {
    size_t n = 0;
    for (size_t i = from; i < to; i++) n += line->token[i].text.n + 3;
    char *p = base_arena_alloc(arena, n + 1);
    size_t at = 0;
    for (size_t i = from; i < to; i++) {
        const rules_token *t = &line->token[i];
        const bool quoted = t->kind == RULES_T_STRING;
        if (i > from && (t->spaced || t->span.line != t[-1].span.line)) p[at++] = ' ';
        if (quoted) p[at++] = '"';
        if (t->text.n > 0) memcpy(p + at, t->text.p, t->text.n);
        at += t->text.n;
        if (quoted) p[at++] = '"';
    }
    return (base_str){p, at};
}

rules_text rules_label_or(rules_text label, base_str name) {
    if (label.zh.n == 0) label.zh = name;
    if (label.en.n == 0) label.en = name;
    return label;
}
