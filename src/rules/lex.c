/* lex.c - see lex.h.
 *
 * A token is a view into the source line wherever it can be: only strings with escapes and citations with full-width
 * parentheses are copied. */
#include "rules/lex.h"

typedef struct {
    base_arena *arena;
    rules_line *line;
    rules_diags *d;
    base_str source;
    size_t at, start;       /* bytes */
    uint32_t col, start_col; /* code points, 1-based */
    size_t cap;
    bool spaced;
} lexer;

static char peek(const lexer *x, size_t ahead) { return x->at + ahead < x->source.n ? x->source.p[x->at + ahead] : '\0'; }

static uint32_t code_point(const lexer *x, size_t *len) {
    uint32_t cp = 0;
    base_utf8_next((base_str){x->source.p + x->at, x->source.n - x->at}, &cp, len);
    return cp;
}

static void advance(lexer *x) {
    size_t len = 1;
    code_point(x, &len);
    x->at += len;
    x->col++;
}

static rules_span span(const lexer *x) {
    rules_span s = x->line->span;
    s.col = x->start_col;
    s.len = x->col - x->start_col;
    return s;
}

static void add(lexer *x, enum rules_token_kind kind, base_str text) {
    rules_line *l = x->line;
    if (l->n == RULES_MAX_TOKENS) return;
    l->token = base_arena_grow(x->arena, l->token, l->n, &x->cap, sizeof *l->token);
    l->token[l->n++] = (rules_token){kind, text, span(x), x->spaced};
    if (l->n == RULES_MAX_TOKENS) rules_report(x->d, "E013", span(x), (base_str){0}, (base_str){0}, (base_str){0});
}

static base_str slice(const lexer *x) { return (base_str){x->source.p + x->start, x->at - x->start}; }

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

/* Punctuation as an input method writes it; in a rule it is nearly always meant as its ASCII sister. */
static bool is_wide_punct(uint32_t cp) {
    return (cp >= 0xff01 && cp <= 0xff0f) || (cp >= 0xff1a && cp <= 0xff20) || (cp >= 0xff3b && cp <= 0xff3d) ||
           (cp >= 0x2018 && cp <= 0x201d) || cp == 0x3002 || cp == 0x300a || cp == 0x300b || cp == 0x3010 ||
           cp == 0x3011 || cp == 0x2014 || cp == 0x2026 || cp == 0x3000;
}

static bool is_word_part(const lexer *x) {
    char c = peek(x, 0);
    if (c == '-') return peek(x, 1) != '>';
    if (is_letter(c) || is_digit(c)) return true;
    size_t len;
    return (unsigned char)c >= 0x80 && !is_wide_punct(code_point(x, &len));
}

static void word(lexer *x) {
    while (x->at < x->source.n && is_word_part(x)) advance(x);
    add(x, RULES_T_WORD, slice(x));
}

static bool digits_at(const lexer *x, size_t from, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (!is_digit(peek(x, from + i))) return false;
    }
    return true;
}

static void take(lexer *x, size_t n, enum rules_token_kind kind) {
    x->at += n;
    x->col += (uint32_t)n;
    add(x, kind, slice(x));
}

/* 2022-09-13, 04-30, 40, 0.5 */
static void number(lexer *x) {
    if (digits_at(x, 0, 4) && peek(x, 4) == '-' && digits_at(x, 5, 2) && peek(x, 7) == '-' && digits_at(x, 8, 2) &&
        !is_digit(peek(x, 10))) {
        take(x, 10, RULES_T_DATE);
        return;
    }
    if (digits_at(x, 0, 2) && peek(x, 2) == '-' && digits_at(x, 3, 2) && !is_digit(peek(x, 5))) {
        take(x, 5, RULES_T_MONTH_DAY);
        return;
    }
    size_t n = 0;
    while (is_digit(peek(x, n))) n++;
    if (peek(x, n) == '.' && is_digit(peek(x, n + 1))) {
        n++;
        while (is_digit(peek(x, n))) n++;
    }
    take(x, n, RULES_T_NUMBER);
}

static void bad_escape(lexer *x) {
    rules_span s = x->line->span;
    s.col = x->col;
    s.len = 2;
    size_t len = 1;
    if (x->at + 1 < x->source.n) base_utf8_next((base_str){x->source.p + x->at + 1, x->source.n - x->at - 1}, &(uint32_t){0}, &len);
    rules_report(x->d, "E010", s, (base_str){x->source.p + x->at, 1 + (x->at + 1 < x->source.n ? len : 0)}, (base_str){0},
                 (base_str){0});
}

static void string(lexer *x) {
    base_buf b;
    base_buf_init(&b, x->source.n + 1);
    advance(x);
    while (x->at < x->source.n && peek(x, 0) != '"') {
        if (peek(x, 0) == '\\') {
            if (peek(x, 1) != '"' && peek(x, 1) != '\\') bad_escape(x);
            advance(x);
            if (x->at >= x->source.n) break;
        }
        size_t from = x->at;
        advance(x);
        base_buf_put(&b, x->source.p + from, x->at - from);
    }
    bool ended = x->at < x->source.n;
    if (ended) advance(x);
    else rules_report(x->d, "E009", span(x), (base_str){0}, (base_str){0}, (base_str){0});
    add(x, RULES_T_STRING, base_arena_str(x->arena, base_buf_str(&b)));
    base_buf_free(&b);
}

static bool two(const lexer *x, const char *p) { return peek(x, 0) == p[0] && peek(x, 1) == p[1]; }

/* Full-width parentheses belong to a citation when they follow one without a blank: 第十七条（三）. */
static bool wide_paren(lexer *x, uint32_t cp) {
    if (cp != 0xff08 && cp != 0xff09) return false;
    if (x->spaced || x->line->n == 0) return false;
    advance(x);
    add(x, RULES_T_PUNCT, cp == 0xff08 ? BASE_STR("(") : BASE_STR(")"));
    return true;
}

static void other(lexer *x) {
    static const char *const pairs[] = {">=", "<=", "->"};
    for (size_t i = 0; i < 3; i++) {
        if (two(x, pairs[i])) {
            take(x, 2, RULES_T_PUNCT);
            return;
        }
    }
    if (memchr("><=+-*/():,.%", peek(x, 0), 13) != NULL) {
        take(x, 1, RULES_T_PUNCT);
        return;
    }
    size_t len = 1;
    uint32_t cp = code_point(x, &len);
    if (wide_paren(x, cp)) return;
    const char *code = is_wide_punct(cp) ? "E007" : "E008";
    advance(x);
    rules_report(x->d, code, span(x), slice(x), (base_str){0}, (base_str){0});
}

static void next(lexer *x) {
    char c = peek(x, 0);
    x->start = x->at;
    x->start_col = x->col;
    size_t len;
    if (c == '"') string(x);
    else if (is_digit(c)) number(x);
    else if (is_letter(c) || ((unsigned char)c >= 0x80 && !is_wide_punct(code_point(x, &len)))) word(x);
    else other(x);
}

static bool begins_citation(const rules_token *t) {
    static const char *const heads[] = {"第", "附件", "通知", "公告"};
    if (t->kind != RULES_T_WORD) return false;
    if (base_str_is(t->text, "reading") || base_str_is(t->text, "silent")) return true;
    for (size_t i = 0; i < 4; i++) {
        if (base_str_starts(t->text, base_str_of(heads[i]))) return true;
    }
    return false;
}

/* A citation is the last run of tokens without a blank between them; the first token of a line is never one, unless
 * the line is nothing else. */
static void take_citation(lexer *x) {
    rules_line *l = x->line;
    if (l->n == 0) return;
    size_t first = l->n - 1;
    while (first > 0 && !l->token[first].spaced) first--;
    const rules_token *t = &l->token[first];
    if (!begins_citation(t) || (first == 0 && !base_str_starts(t->text, BASE_STR("第")))) return;
    base_buf b;
    base_buf_init(&b, x->source.n + 1);
    for (size_t i = first; i < l->n; i++) base_buf_puts(&b, l->token[i].text);
    const rules_token *last = &l->token[l->n - 1];
    l->cite = base_arena_str(x->arena, base_buf_str(&b));
    l->cite_span = t->span;
    l->cite_span.len = last->span.col + last->span.len - t->span.col;
    l->n = first;
    base_buf_free(&b);
}

void rules_lex_line(base_arena *arena, rules_line *line, size_t skip, rules_diags *d) {
    lexer x = {.arena = arena, .line = line, .d = d, .source = line->span.source, .at = skip, .col = (uint32_t)skip + 1, .spaced = true};
    while (x.at < x.source.n && line->n < RULES_MAX_TOKENS) {
        char c = peek(&x, 0);
        if (c == '#') break;
        if (c == ' ' || c == '\t') {
            x.spaced = true;
            advance(&x);
            continue;
        }
        next(&x);
        x.spaced = false;
    }
    take_citation(&x);
}
