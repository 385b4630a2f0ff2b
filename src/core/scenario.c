/* scenario.c - see scenario.h.
 *
 * One small automaton reads a word. It runs twice: first to find where the word ends and how long it is without its
 * quotes, then to write it. So nothing is allocated for a word that turns out to be wrong. */
#include "core/scenario.h"

enum lex_fault { LEX_FINE, LEX_OPEN_SINGLE, LEX_OPEN_DOUBLE, LEX_OPEN_BACKSLASH, LEX_CONTROL };

typedef struct {
    const char *p; /* text */
    size_t n, pos;
    uint32_t line;
    char *out; /* NULL in the first run */
    size_t out_n, eq;
    bool quoted;
    enum lex_fault fault;
    size_t fault_pos;
    uint32_t fault_line;
} lexer;

static bool is_newline(const char *p, size_t n, size_t pos) {
    return p[pos] == '\n' || (p[pos] == '\r' && pos + 1 < n && p[pos + 1] == '\n');
}

static void emit(lexer *x, char c) {
    if (x->out) x->out[x->out_n] = c;
    x->out_n++;
}

static bool fail(lexer *x, enum lex_fault fault, size_t pos, uint32_t line) {
    x->fault = fault;
    x->fault_pos = pos;
    x->fault_line = line;
    return false;
}

static bool control(const lexer *x) {
    unsigned char c = (unsigned char)x->p[x->pos];
    return (c < 0x20 && c != '\t' && c != '\n' && !is_newline(x->p, x->n, x->pos)) || c == 0x7f;
}

/* Inside quotes everything counts but the closing mark, and \" \\ and a joined line in double ones. */
static bool lex_quoted(lexer *x, char mark) {
    size_t began = x->pos++;
    uint32_t began_line = x->line;
    x->quoted = true;
    while (x->pos < x->n && x->p[x->pos] != mark) {
        if (control(x)) return fail(x, LEX_CONTROL, x->pos, x->line);
        char c = x->p[x->pos], next = x->pos + 1 < x->n ? x->p[x->pos + 1] : '\0';
        if (mark == '"' && c == '\\' && (next == '"' || next == '\\' || next == '\n')) {
            x->pos++;
            c = next;
            if (c == '\n') {
                x->pos++;
                x->line++;
                continue;
            }
        }
        if (c == '\n') x->line++;
        emit(x, c);
        x->pos++;
    }
    if (x->pos == x->n) return fail(x, mark == '"' ? LEX_OPEN_DOUBLE : LEX_OPEN_SINGLE, began, began_line);
    x->pos++;
    return true;
}

/* A backslash outside quotes: keeps the next character, or joins the next line. */
static bool lex_backslash(lexer *x) {
    if (x->pos + 1 == x->n) return fail(x, LEX_OPEN_BACKSLASH, x->pos, x->line);
    x->pos++;
    if (is_newline(x->p, x->n, x->pos)) {
        x->pos += x->p[x->pos] == '\r' ? 2 : 1;
        x->line++;
        return true;
    }
    if (control(x)) return fail(x, LEX_CONTROL, x->pos, x->line);
    x->quoted = true;
    emit(x, x->p[x->pos++]);
    return true;
}

static bool lex_word(lexer *x) {
    while (x->pos < x->n) {
        char c = x->p[x->pos];
        if (c == ' ' || c == '\t' || is_newline(x->p, x->n, x->pos)) return true;
        if (c == '\'' || c == '"') {
            if (!lex_quoted(x, c)) return false;
        } else if (c == '\\') {
            if (!lex_backslash(x)) return false;
        } else {
            if (control(x)) return fail(x, LEX_CONTROL, x->pos, x->line);
            if (c == '=' && x->eq == CORE_NO_EQ && x->out_n > 0) x->eq = x->out_n;
            emit(x, c);
            x->pos++;
        }
    }
    return true;
}

/* ---- places ---- */

static size_t code_points(const char *p, size_t n) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) count += ((unsigned char)p[i] & 0xC0U) != 0x80U;
    return count;
}

static rules_span span_at(const core_scenario *s, size_t pos, size_t n, uint32_t line) {
    size_t from = pos, to = pos;
    while (from > 0 && s->text.p[from - 1] != '\n') from--;
    while (to < s->text.n && s->text.p[to] != '\n') to++;
    if (to > pos && s->text.p[to - 1] == '\r') to--;
    if (n > to - pos) n = to - pos;
    size_t shown = to - from > 400 ? 400 : to - from; /* a line of 60 KB helps nobody */
    while (shown < to - from && shown > 0 && ((unsigned char)s->text.p[from + shown] & 0xC0U) == 0x80U) shown--;
    size_t len = code_points(s->text.p + pos, n);
    return (rules_span){.file = s->file,
                        .source = {s->text.p + from, shown},
                        .line = line,
                        .col = (uint32_t)code_points(s->text.p + from, pos - from) + 1,
                        .len = (uint32_t)(len ? len : 1)};
}

rules_span core_word_span(const core_scenario *s, const core_word *w) {
    return span_at(s, (size_t)(w->at - s->text.p), w->at_n, w->line);
}

base_str core_word_key(const core_word *w) { return w->eq == CORE_NO_EQ ? w->text : (base_str){w->text.p, w->eq}; }

base_str core_word_value(const core_word *w) {
    if (w->eq == CORE_NO_EQ) return (base_str){NULL, 0};
    return (base_str){w->text.p + w->eq + 1, w->text.n - w->eq - 1};
}

/* ---- steps ---- */

static void report_lex(const core_scenario *s, const lexer *x, rules_diags *d) {
    rules_span at = span_at(s, x->fault_pos, 1, x->fault_line);
    switch (x->fault) {
    case LEX_OPEN_SINGLE:
        core_fault(d, "C001", at, CORE_TEXT("单引号没有结束", "this single quote is not closed"),
                   CORE_TEXT("在文字末尾补上 '", "put a ' where the text ends"));
        return;
    case LEX_OPEN_DOUBLE:
        core_fault(d, "C002", at, CORE_TEXT("双引号没有结束", "this double quote is not closed"),
                   CORE_TEXT("在文字末尾补上 \"，文字中的引号写作 \\\"",
                             "put a \" where the text ends; a quote inside is written \\\""));
        return;
    case LEX_OPEN_BACKSLASH:
        core_fault(d, "C003", at, CORE_TEXT("反斜杠后没有字符", "nothing follows this backslash"),
                   CORE_TEXT("删去，或写作 \\\\", "remove it, or write \\\\"));
        return;
    case LEX_CONTROL:
        core_fault(d, "C004", at, CORE_TEXT("不允许的控制字符", "a control character is not allowed here"),
                   CORE_TEXT("删去该字符", "remove it"));
        return;
    case LEX_FINE: return;
    }
}

static void skip_line(core_scenario *s) {
    while (s->pos < s->text.n && s->text.p[s->pos] != '\n') s->pos++;
}

/* To the first byte of a step; false at the end. */
static bool to_step(core_scenario *s) {
    while (s->pos < s->text.n) {
        char c = s->text.p[s->pos];
        if (c == '#') {
            skip_line(s);
        } else if (c == '\n') {
            s->line++;
            s->pos++;
        } else if (c == ' ' || c == '\t' || is_newline(s->text.p, s->text.n, s->pos)) {
            s->pos++;
        } else {
            return true;
        }
    }
    return false;
}

/* To the next word of the step; false at its end. */
static bool to_word(core_scenario *s) {
    const char *p = s->text.p;
    size_t n = s->text.n;
    while (s->pos < n) {
        if (p[s->pos] == ' ' || p[s->pos] == '\t') {
            s->pos++;
        } else if (p[s->pos] == '\\' && s->pos + 1 < n && is_newline(p, n, s->pos + 1)) {
            s->pos += p[s->pos + 1] == '\r' ? 3 : 2;
            s->line++;
        } else {
            break;
        }
    }
    if (s->pos < n && p[s->pos] == '#') skip_line(s);
    return s->pos < n && !is_newline(p, n, s->pos);
}

static bool read_word(core_scenario *s, core_word *w, rules_diags *d) {
    lexer x = {.p = s->text.p, .n = s->text.n, .pos = s->pos, .line = s->line, .eq = CORE_NO_EQ};
    if (!lex_word(&x)) {
        report_lex(s, &x, d);
        skip_line(s);
        return false;
    }
    lexer y = {.p = s->text.p, .n = s->text.n, .pos = s->pos, .line = s->line, .eq = CORE_NO_EQ};
    y.out = base_arena_alloc(s->arena, x.out_n);
    lex_word(&y);
    *w = (core_word){.text = {y.out, y.out_n},
                     .eq = y.eq,
                     .at = s->text.p + s->pos,
                     .at_n = y.pos - s->pos,
                     .line = s->line,
                     .quoted = y.quoted};
    s->pos = y.pos;
    s->line = y.line;
    return true;
}

static bool is_plain(const core_word *w, const char *word) { return !w->quoted && base_str_is(w->text, word); }

/* What stands behind the arrow. */
static bool read_answer(const core_scenario *s, const core_word *w, size_t n, core_step *step, rules_diags *d) {
    rules_text expected =
        CORE_TEXT("应为 ok，或 refused 及拒绝所依据的条款", "expected ok, or refused and the articles");
    if (n == 1) {
        core_fault(d, "C007", core_word_span(s, w), CORE_TEXT("-> 之后没有结果", "nothing follows ->"), expected);
        return false;
    }
    if (is_plain(&w[1], "ok") && n == 2) {
        step->want = CORE_WANT_OK;
        return true;
    }
    if (is_plain(&w[1], "refused")) {
        step->want = CORE_WANT_REFUSED;
        step->article = w + 2;
        step->n_articles = n - 2;
        return true;
    }
    size_t wrong = is_plain(&w[1], "ok") ? 2 : 1;
    core_fault(d, "C008", core_word_span(s, &w[wrong]), CORE_TEXT("不是可写的结果", "not an answer"), expected);
    return false;
}

static bool make_step(const core_scenario *s, const core_word *w, size_t n, core_step *step, rules_diags *d) {
    size_t arrow = 0;
    while (arrow < n && !is_plain(&w[arrow], "->")) arrow++;
    *step = (core_step){.word = w, .n = arrow, .line = w[0].line};
    const core_word *last = &w[n - 1];
    step->source = (base_str){w[0].at, (size_t)(last->at + last->at_n - w[0].at)};
    if (arrow == 0) {
        core_fault(d, "C006", core_word_span(s, w), CORE_TEXT("-> 之前没有步骤", "no step stands before ->"),
                   CORE_TEXT("步骤写在 -> 之前，同一行", "write the step before ->, on the same line"));
        return false;
    }
    return arrow == n || read_answer(s, w + arrow, n - arrow, step, d);
}

/* The words of one step; false when one of them is wrong (then reported). */
static bool read_words(core_scenario *s, core_word **words, size_t *n, rules_diags *d) {
    size_t cap = 0, began = s->pos;
    uint32_t line = s->line;
    *words = NULL;
    *n = 0;
    while (to_word(s)) {
        core_word w;
        if (!read_word(s, &w, d)) return false;
        if (*n == CORE_SCENARIO_MAX_WORDS || s->pos - began > CORE_SCENARIO_MAX_STEP) {
            core_fault(
                d, "C005", span_at(s, began, 1, line), CORE_TEXT("步骤过长", "this step is too long"),
                CORE_TEXT("一步至多 800 个词、2 MiB；分成几步", "at most 800 words and 2 MiB; make it several steps"));
            skip_line(s);
            return false;
        }
        *words = base_arena_grow(s->arena, *words, *n, &cap, sizeof **words);
        (*words)[(*n)++] = w;
    }
    return *n > 0;
}

void core_scenario_open(core_scenario *s, base_str text, base_str file, base_arena *arena) {
    *s = (core_scenario){.text = text, .file = file, .line = 1, .arena = arena};
    if (base_str_starts(text, BASE_STR("\xEF\xBB\xBF"))) s->pos = 3;
}

bool core_scenario_next(core_scenario *s, core_step *step, rules_diags *d) {
    while (to_step(s)) {
        core_word *w;
        size_t n;
        base_arena_reset(s->arena);
        if (read_words(s, &w, &n, d) && make_step(s, w, n, step, d)) return true;
    }
    return false;
}

/* Limits and encoding of the whole, before anything is read by it. */
static bool check_bytes(core_scenario *s, rules_diags *d) {
    if (s->text.n > CORE_SCENARIO_MAX_TEXT) {
        core_fault(d, "C010", (rules_span){.file = s->file}, CORE_TEXT("文件过大", "the file is too large"),
                   CORE_TEXT("至多 16 MiB；分成几个文件，用 include 引入", "at most 16 MiB; split it and use include"));
        return false;
    }
    uint32_t line = 1;
    size_t bad = base_utf8_check(s->text), began = 0;
    for (size_t i = 0; i < s->text.n && i < bad; i++) {
        if (s->text.p[i] != '\n') continue;
        if (i - began > CORE_SCENARIO_MAX_LINE) break;
        began = i + 1;
        line++;
    }
    if (bad < s->text.n && bad - began <= CORE_SCENARIO_MAX_LINE) {
        rules_span at = {.file = s->file, .line = line, .len = 1};
        at.col = (uint32_t)code_points(s->text.p + began, bad - began) + 1;
        at.source = (base_str){s->text.p + began, bad - began};
        core_fault(d, "C011", at, CORE_TEXT("不是 UTF-8 文字", "not UTF-8 text"),
                   CORE_TEXT("把文件另存为 UTF-8 编码", "save the file as UTF-8"));
        return false;
    }
    size_t end = began;
    while (end < s->text.n && s->text.p[end] != '\n') end++;
    if (end - began > CORE_SCENARIO_MAX_LINE) {
        core_fault(
            d, "C012", span_at(s, began, 1, line), CORE_TEXT("行过长", "this line is too long"),
            CORE_TEXT("一行至多 64 KiB；行末加 \\ 可接下一行", "at most 64 KiB; a \\ at its end joins the next line"));
        return false;
    }
    return true;
}

bool core_scenario_check(base_str text, base_str file, base_arena *arena, rules_diags *d) {
    core_scenario s;
    core_step step;
    size_t before = d->errors, steps = 0;
    core_scenario_open(&s, text, file, arena);
    if (!check_bytes(&s, d)) return false;
    while (core_scenario_next(&s, &step, d)) {
        if (++steps <= CORE_SCENARIO_MAX_STEPS) continue;
        core_fault(d, "C013", core_word_span(&s, step.word), CORE_TEXT("步骤过多", "too many steps"),
                   CORE_TEXT("至多 200,000 步", "at most 200,000 steps"));
        return false;
    }
    return d->errors == before;
}
