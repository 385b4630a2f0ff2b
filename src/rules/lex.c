/* lex.c - cuts one line into tokens.
 *
 * Two things are particular to a text that is law. What is seen must be what is read: invisible characters and
 * full-width punctuation are errors, each with what to write instead; reading goes on as if that stood there, so that
 * one wide comma does not bring ten more messages. And citations are written as a lawyer writes them, 第十七条(三) or
 * 第四条、第十三条: only at the beginning of such a word do parentheses and 、 belong to it. */
#include "rules/lex.h"

#include "base/date.h"

struct scan {
    rules_lexer *lx;
    base_str s;
    size_t at; /* byte */
    uint32_t line, col;
    size_t start; /* of the token being read */
    uint32_t start_col;
    bool spaced;
};

static const base_str NOTHING = {NULL, 0};

/* ---- characters ---- */

static bool is_digit(uint32_t c) { return c >= '0' && c <= '9'; }
static bool is_letter(uint32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

/* Draws nothing, or changes the order of what is drawn; blanks other than the ASCII one are among them because they
 * look like it. */
static bool is_invisible(uint32_t c) {
    static const struct {
        uint32_t first, last;
    } range[] = {{0x00, 0x1F},     {0x7F, 0xA0},      {0xAD, 0xAD},     {0x34F, 0x34F},   {0x61C, 0x61C},
                 {0x115F, 0x1160}, {0x1680, 0x1680},  {0x180B, 0x180E}, {0x2000, 0x200F}, {0x2028, 0x202F},
                 {0x205F, 0x206F}, {0x3164, 0x3164},  {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0},
                 {0xFFF0, 0xFFFB}, {0xE0000, 0xE0FFF}};
    for (size_t i = 0; i < sizeof range / sizeof range[0]; i++)
        if (c >= range[i].first && c <= range[i].last) return true;
    return false;
}

/* What to write for a full-width sign: itself in ASCII, or what is meant by it. NULL: it is no such sign; "": nothing
 * can be written for it. `ascii` has room for two bytes. */
static const char *narrow_of(uint32_t c, char ascii[2]) {
    static const struct {
        uint32_t c;
        const char *ascii;
    } sign[] = {{0x00D7, "*"},  {0x00F7, "/"}, {0x2010, "-"},  {0x2011, "-"},  {0x2012, "-"},  {0x2013, "-"},
                {0x2014, "-"},  {0x2018, ""},  {0x2019, ""},   {0x201C, "\""}, {0x201D, "\""}, {0x2026, ""},
                {0x2192, "->"}, {0x2212, "-"}, {0x2264, "<="}, {0x2265, ">="}, {0x2266, "<="}, {0x2267, ">="},
                {0x3000, " "},  {0x3001, ","}, {0x3002, "."},  {0xFF61, "."},  {0xFF64, ","}};
    for (size_t i = 0; i < sizeof sign / sizeof sign[0]; i++)
        if (sign[i].c == c) return sign[i].ascii;
    if (c >= 0xFF01 && c <= 0xFF5E) {
        ascii[0] = (char)(c - 0xFEE0);
        ascii[1] = '\0';
        return ascii;
    }
    return (c >= 0x3003 && c <= 0x3020 && c != 0x3005 && c != 0x3007) || c == 0x3030 || c == 0x30FB ? "" : NULL;
}

static bool is_word_start(uint32_t c) {
    char ascii[2];
    return is_letter(c) || (c >= 0x80 && !is_invisible(c) && !narrow_of(c, ascii));
}

static bool is_word_char(uint32_t c) { return is_word_start(c) || is_digit(c); }

/* ---- the scan ---- */

/* The character at byte `at`, or 0 at the end (NUL itself was refused before, and reads as a blank would). */
static uint32_t char_at(const struct scan *s, size_t at, size_t *len) {
    uint32_t c = 0;
    *len = 0;
    if (at < s->s.n) (void)base_utf8_next((base_str){s->s.p + at, s->s.n - at}, &c, len);
    return c;
}

static uint32_t peek(const struct scan *s) {
    size_t len;
    return char_at(s, s->at, &len);
}

/* The character after the next one. */
static uint32_t peek2(const struct scan *s) {
    size_t len, len2;
    (void)char_at(s, s->at, &len);
    return char_at(s, s->at + len, &len2);
}

static void step(struct scan *s) {
    size_t len;
    (void)char_at(s, s->at, &len);
    s->at += len;
    s->col++;
}

static base_str scanned(const struct scan *s) { return (base_str){s->s.p + s->start, s->at - s->start}; }

static rules_span scanned_span(const struct scan *s) {
    return (rules_span){s->lx->file, s->s, s->line, s->start_col, s->col - s->start_col};
}

static void fault(const struct scan *s, const char *code, base_str a0, base_str a1) {
    rules_report(s->lx->d, code, scanned_span(s), a0, a1, NOTHING);
}

/* False when there is no room; reported. */
static bool emit(struct scan *s, enum rules_token_kind kind, base_str text) {
    rules_lexer *lx = s->lx;
    if (lx->n == RULES_MAX_TOKENS) {
        fault(s, "E013", base_arena_fmt(lx->arena, "%d", RULES_MAX_TOKENS), NOTHING);
        s->at = s->s.n;
        return false;
    }
    lx->token[lx->n++] = (rules_token){kind, text, scanned_span(s), s->spaced, false};
    s->spaced = false;
    return true;
}

/* ---- words and citations ---- */

static bool begins_citation(base_str s) {
    static const char *const starts[] = {"第", "附件", "通知", "公告"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (base_str_starts(s, base_str_of(starts[i]))) return true;
    return false;
}

/* From byte `at` on, "(" word characters ")" in either width: bytes of it, or 0. */
static size_t parenthesis(const struct scan *s, size_t at) {
    size_t len;
    const size_t start = at;
    uint32_t c = char_at(s, at, &len);
    if (c != '(' && c != 0xFF08) return 0;
    at += len;
    const size_t inside = at;
    while (is_word_char(c = char_at(s, at, &len))) at += len;
    if (at == inside || (c != ')' && c != 0xFF09)) return 0;
    return at + len - start;
}

static void step_to(struct scan *s, size_t end) {
    while (s->at < end) step(s);
}

/* 第十七条(三)、(五): passes over what belongs to a citation beyond a plain word. False when nothing does. */
static bool scan_citation_part(struct scan *s) {
    const size_t paren = parenthesis(s, s->at);
    if (paren > 0) {
        step_to(s, s->at + paren);
        return true;
    }
    if (peek(s) != 0x3001) return false;
    size_t len;
    (void)char_at(s, s->at, &len);
    if (parenthesis(s, s->at + len) == 0 && !is_word_char(peek2(s))) return false;
    step(s);
    return true;
}

/* A citation has ASCII parentheses, however it was written. */
static base_str with_narrow_parentheses(base_arena *arena, base_str s) {
    static const base_str open = {"\xEF\xBC\x88", 3}, close = {"\xEF\xBC\x89", 3}; /* U+FF08, U+FF09 */
    char *p = base_arena_alloc(arena, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        const base_str rest = {s.p + i, s.n - i};
        const bool opens = base_str_starts(rest, open), wide = opens || base_str_starts(rest, close);
        p[n++] = wide ? (opens ? '(' : ')') : s.p[i];
        i += wide ? 3 : 1;
    }
    return (base_str){p, n};
}

static void scan_word(struct scan *s) {
    const bool citation = begins_citation((base_str){s->s.p + s->at, s->s.n - s->at});
    for (;;) {
        const uint32_t c = peek(s);
        if (is_word_char(c) || (c == '-' && peek2(s) != '>'))
            step(s);
        else if (!citation || !scan_citation_part(s))
            break;
    }
    emit(s, RULES_T_WORD, citation ? with_narrow_parentheses(s->lx->arena, scanned(s)) : scanned(s));
}

/* ---- numbers and dates ---- */

static bool has_shape(base_str s, const char *shape) {
    if (s.n != strlen(shape)) return false;
    for (size_t i = 0; i < s.n; i++)
        if (shape[i] == '-' ? s.p[i] != '-' : !is_digit((unsigned char)s.p[i])) return false;
    return true;
}

/* Every month-day exists in a leap year; which year is meant is not known here. */
static bool is_month_day(base_arena *arena, base_str s) {
    base_date ignored;
    return base_date_parse(base_arena_fmt(arena, "2000-%.*s", (int)s.n, s.p), &ignored, NULL);
}

static enum rules_token_kind number_kind(const struct scan *s, bool dashes) {
    base_date ignored;
    const base_str text = scanned(s);
    if (!dashes) return RULES_T_NUMBER;
    if (has_shape(text, "0000-00-00") && base_date_parse(text, &ignored, NULL)) return RULES_T_DATE;
    if (has_shape(text, "00-00") && is_month_day(s->lx->arena, text)) return RULES_T_MONTH_DAY;
    fault(s, "E011", text, NOTHING);
    return text.n > 5 ? RULES_T_DATE : RULES_T_MONTH_DAY;
}

static void scan_number(struct scan *s) {
    bool dashes = false;
    while (is_digit(peek(s)) || (peek(s) == '-' && is_digit(peek2(s)))) {
        dashes |= peek(s) == '-';
        step(s);
    }
    if (!dashes && peek(s) == '.' && is_digit(peek2(s))) {
        step(s);
        while (is_digit(peek(s))) step(s);
    }
    if (is_letter(peek(s))) {
        while (is_word_char(peek(s))) step(s);
        fault(s, "E012", scanned(s), NOTHING);
        emit(s, RULES_T_WORD, scanned(s));
        return;
    }
    emit(s, number_kind(s, dashes), scanned(s));
}

/* ---- strings ---- */

static base_str without_escapes(base_arena *arena, base_str s) {
    if (!memchr(s.p, '\\', s.n)) return s;
    char *p = base_arena_alloc(arena, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\\' && i + 1 < s.n && (s.p[i + 1] == '"' || s.p[i + 1] == '\\')) i++;
        p[n++] = s.p[i];
    }
    return (base_str){p, n};
}

/* At a backslash: passes over it and, when it is an escape, what it stands before. */
static void scan_escape(struct scan *s) {
    struct scan bad = *s;
    step(s);
    if (peek(s) == '"' || peek(s) == '\\') {
        step(s);
        return;
    }
    if (s->at == s->s.n) return; /* the string has no end: said there */
    bad.start = s->at;
    bad.start_col = bad.col;
    bad.at = s->at;
    bad.col = s->col;
    step(&bad);
    fault(&bad, "E010", scanned(&bad), NOTHING);
}

/* `wide`: it was begun by “, so ” ends it too. */
static void scan_string(struct scan *s, bool wide) {
    step(s);
    const size_t inside = s->at;
    uint32_t c = 0;
    while (s->at < s->s.n && (c = peek(s)) != '"' && !(wide && c == 0x201D)) {
        if (c == '\\')
            scan_escape(s);
        else
            step(s);
    }
    base_str text = {s->s.p + inside, s->at - inside};
    if (s->at < s->s.n)
        step(s);
    else {
        text = base_str_trim(text);
        fault(s, "E009", NOTHING, NOTHING);
    }
    emit(s, RULES_T_STRING, without_escapes(s->lx->arena, text));
}

/* ---- punctuation ---- */

static void scan_unknown(struct scan *s) {
    const uint32_t c = peek(s);
    step(s);
    if (c == '\'')
        fault(s, "E018", NOTHING, NOTHING);
    else if (c == '!' || c == '&' || c == '|')
        fault(s, "E019", scanned(s), NOTHING);
    else
        fault(s, "E008", scanned(s), NOTHING);
    s->spaced = true;
}

static void scan_punct(struct scan *s) {
    const uint32_t c = peek(s), c2 = peek2(s);
    if (!c || !strchr("><=+-*/():,.%", (int)c)) {
        scan_unknown(s);
        return;
    }
    step(s);
    if (((c == '>' || c == '<') && c2 == '=') || (c == '-' && c2 == '>')) step(s);
    emit(s, RULES_T_PUNCT, scanned(s));
}

/* Full-width signs: reported, and read as what should stand there. */
static void scan_wide(struct scan *s, const char *narrow) {
    if (*narrow == '"') {
        struct scan quote = *s;
        step(&quote);
        fault(&quote, "E007", scanned(&quote), base_str_of("\""));
        scan_string(s, true);
        return;
    }
    step(s);
    const base_str ascii = base_arena_str(s->lx->arena, base_str_of(narrow));
    const uint32_t c = (unsigned char)*narrow;
    const bool punct = c && strchr("><=+-*/():,.%", *narrow);
    const bool known = punct || c == ' ' || c == '#' || is_letter(c) || is_digit(c);
    fault(s, known ? "E007" : "E008", scanned(s), ascii);
    if (punct)
        emit(s, RULES_T_PUNCT, ascii);
    else if (is_letter(c))
        emit(s, RULES_T_WORD, ascii);
    else if (is_digit(c))
        emit(s, RULES_T_NUMBER, ascii);
    else
        s->spaced = true;
}

/* ---- lines ---- */

/* A citation is a whole token by now; it only has to stand last. */
static void take_citation(rules_lexer *lx) {
    lx->cite = NOTHING;
    if (lx->n == 0) return;
    const rules_token *t = &lx->token[lx->n - 1];
    if (t->kind != RULES_T_WORD) return;
    if (!begins_citation(t->text) && !base_str_is(t->text, "reading") && !base_str_is(t->text, "silent")) return;
    lx->cite = t->text;
    lx->cite_span = t->span;
    lx->n--;
}

static void scan_comment(struct scan *s) {
    s->lx->comment = base_str_trim((base_str){s->s.p + s->at, s->s.n - s->at});
    for (size_t i = s->at; i > 0 && s->s.p[i - 1] == ' '; i--) s->lx->comment_blanks++;
    s->at = s->s.n;
}

static void scan_token(struct scan *s) {
    const uint32_t c = peek(s);
    char ascii[2];
    const char *narrow;
    s->start = s->at;
    s->start_col = s->col;
    if (c == ' ' || is_invisible(c)) {
        s->spaced = true;
        step(s);
    } else if (c == '#')
        scan_comment(s);
    else if (c == '"')
        scan_string(s, false);
    else if (is_digit(c))
        scan_number(s);
    else if (is_word_start(c))
        scan_word(s);
    else if ((narrow = narrow_of(c, ascii)))
        scan_wide(s, narrow);
    else
        scan_punct(s);
}

void rules_lex_line(rules_lexer *lx, base_str source, uint32_t line, size_t from, uint32_t col) {
    struct scan s = {.lx = lx, .s = source, .at = from, .line = line, .col = col, .spaced = true};
    lx->n = 0;
    lx->comment = NOTHING;
    lx->comment_blanks = 0;
    while (s.at < s.s.n) scan_token(&s);
    take_citation(lx);
}

base_str rules_lex_check(rules_lexer *lx, base_str source, uint32_t line) {
    struct scan s = {.lx = lx, .s = source, .line = line, .col = 1};
    const size_t good = base_utf8_check(source);
    bool reported = false;
    while (s.at < good) {
        if (source.p[s.at] >= ' ' && source.p[s.at] <= '~') { /* most of a text, and each its own column */
            s.at++;
            s.col++;
            continue;
        }
        const uint32_t c = peek(&s);
        s.start = s.at;
        s.start_col = s.col;
        step(&s);
        if (c == '\t' ? lx->tab_reported : reported || !is_invisible(c)) continue;
        if (c == '\t')
            fault(&s, "E004", NOTHING, NOTHING);
        else
            fault(&s, "E006", base_arena_fmt(lx->arena, "U+%04X", c), NOTHING);
        lx->tab_reported |= c == '\t';
        reported |= c != '\t';
    }
    if (good == source.n) return source;
    s.start = s.at;
    s.start_col = s.col++;
    fault(&s, "E005", NOTHING, NOTHING);
    return (base_str){source.p, good};
}
