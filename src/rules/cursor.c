/* cursor.c - walks along the tokens of one line.
 *
 * Phrases are given as one string with blanks ("in each of the last"), so that a reader of the compiler sees the
 * language as it is written in a rulebook. */
#include "rules/cursor.h"

bool rules_token_is(const rules_token *t, const char *word) {
    return t && t->kind == RULES_T_WORD && base_str_is(t->text, word);
}

bool rules_token_punct(const rules_token *t, const char *punct) {
    return t && t->kind == RULES_T_PUNCT && base_str_is(t->text, punct);
}

bool rules_line_is(const rules_line *line, const char *word) {
    return line->n > 0 && rules_token_is(&line->token[0], word);
}

const rules_token *rules_peek(const rules_cursor *c, size_t ahead) {
    return ahead < c->line->n && c->at < c->line->n - ahead ? &c->line->token[c->at + ahead] : NULL;
}

const rules_token *rules_take(rules_cursor *c) {
    const rules_token *t = rules_peek(c, 0);
    if (t) c->at++;
    return t;
}

bool rules_accept_word(rules_cursor *c, const char *word) {
    if (!rules_token_is(rules_peek(c, 0), word)) return false;
    c->at++;
    return true;
}

bool rules_accept_punct(rules_cursor *c, const char *punct) {
    if (!rules_token_punct(rules_peek(c, 0), punct)) return false;
    c->at++;
    return true;
}

/* How many tokens from the cursor on are the words of `phrase`; `*all` says whether every word was there. */
static size_t match_phrase(const rules_cursor *c, const char *phrase, bool *all) {
    base_str rest = base_str_of(phrase);
    size_t n = 0;
    while (rest.n > 0) {
        const base_str word = base_str_cut(rest, ' ', &rest);
        const rules_token *t = rules_peek(c, n);
        *all = t && t->kind == RULES_T_WORD && base_str_eq(t->text, word);
        if (!*all) return n;
        n++;
    }
    *all = true;
    return n;
}

bool rules_accept_phrase(rules_cursor *c, const char *phrase) {
    bool all;
    const size_t n = match_phrase(c, phrase, &all);
    if (all) c->at += n;
    return all;
}

rules_span rules_here(const rules_cursor *c) {
    if (c->line->n == 0 || !c->line->token) return c->line->span;
    if (!rules_at_end(c)) return c->line->token[c->at].span;
    rules_span s = c->line->token[c->line->n - 1].span;
    s.col += s.len;
    s.len = 1;
    return s;
}

bool rules_expected(rules_cursor *c, const char *zh, const char *en) {
    if (c->failed) return false;
    c->failed = true;
    const rules_token *t = rules_peek(c, 0);
    const base_str found = t ? t->text : (base_str){NULL, 0};
    rules_report(c->d, t ? "E090" : "E091", rules_here(c), base_str_of(zh), base_str_of(en), found);
    return false;
}

bool rules_expect_phrase(rules_cursor *c, const char *phrase) {
    bool all;
    const size_t n = match_phrase(c, phrase, &all);
    c->at += n;
    return all || rules_expected(c, phrase, phrase);
}

bool rules_expect_punct(rules_cursor *c, const char *punct) {
    return rules_accept_punct(c, punct) || rules_expected(c, punct, punct);
}

const rules_token *rules_expect_kind(rules_cursor *c, enum rules_token_kind kind, const char *zh, const char *en) {
    const rules_token *t = rules_peek(c, 0);
    if (t && t->kind == kind) return rules_take(c);
    rules_expected(c, zh, en);
    return NULL;
}

const rules_token *rules_expect_word(rules_cursor *c, const char *zh, const char *en) {
    return rules_expect_kind(c, RULES_T_WORD, zh, en);
}

bool rules_expect_count(rules_cursor *c, unsigned min, unsigned max, unsigned *out) {
    const rules_token *t = rules_expect_kind(c, RULES_T_NUMBER, "整数", "a whole number");
    if (!t) return false;
    base_dec v;
    int64_t n = -1;
    if (base_dec_parse(t->text, &v, NULL) && base_dec_rescale(v, 0, &n, NULL) && n >= min && n <= max) {
        *out = (unsigned)n;
        return true;
    }
    const base_str range = base_arena_fmt(c->d->arena, "%u-%u", min, max);
    rules_report(c->d, "E093", t->span, range, range, t->text);
    c->failed = true;
    return false;
}

bool rules_expect_end(rules_cursor *c) {
    if (rules_at_end(c)) return true;
    if (c->failed) return false;
    c->failed = true;
    rules_report(c->d, "E092", rules_here(c), (base_str){NULL, 0}, (base_str){NULL, 0}, rules_peek(c, 0)->text);
    return false;
}

rules_text rules_accept_label(rules_cursor *c) {
    rules_text label = {{NULL, 0}, {NULL, 0}};
    const rules_token *t = rules_peek(c, 0);
    if (!t || t->kind != RULES_T_STRING) return label;
    label.zh = rules_take(c)->text;
    t = rules_peek(c, 0);
    if (t && t->kind == RULES_T_STRING) label.en = rules_take(c)->text;
    return label;
}

rules_span rules_span_join(rules_span a, rules_span b) {
    if (a.line == b.line && base_str_eq(a.file, b.file) && b.col >= a.col) a.len = b.col + b.len - a.col;
    return a;
}

/* ---- lines that go on in deeper ones ---- */

static bool begins_with_one_of(const rules_line *line, const char *const *keywords) {
    for (; *keywords; keywords++)
        if (rules_line_is(line, *keywords)) return true;
    return false;
}

static size_t count_joined(const rules_line *line, const char *const *keywords) {
    size_t n = line->n;
    for (const rules_line *l = line->child; l; l = l->next)
        if (!begins_with_one_of(l, keywords)) n += count_joined(l, keywords);
    return n;
}

/* Adds the tokens of `line` to `to`, and hangs its lines with keywords behind `*tail`. Recursion is as deep as
 * indentation, which the reader limits. */
static void join(base_arena *arena, rules_line *to, rules_line ***tail, const rules_line *line,
                 const char *const *keywords) {
    if (line->n > 0) memcpy(to->token + to->n, line->token, line->n * sizeof *line->token);
    to->n += line->n;
    if (line->cite.n > 0) {
        to->cite = line->cite;
        to->cite_span = line->cite_span;
    }
    for (const rules_line *l = line->child; l; l = l->next) {
        if (!begins_with_one_of(l, keywords)) {
            join(arena, to, tail, l, keywords);
            continue;
        }
        rules_line *copy = base_arena_copy(arena, l, sizeof *l);
        copy->parent = to;
        copy->next = NULL;
        **tail = copy;
        *tail = &copy->next;
    }
}

rules_line *rules_line_joined(base_arena *arena, const rules_line *line, const char *const *keywords) {
    rules_line *to = base_arena_copy(arena, line, sizeof *line);
    to->token = base_arena_array(arena, count_joined(line, keywords), sizeof *to->token);
    to->n = 0;
    to->child = NULL;
    rules_line **tail = &to->child;
    join(arena, to, &tail, line, keywords);
    return to;
}
