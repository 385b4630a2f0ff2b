/* diag.c - collects what is wrong with a text and shows it.
 *
 * Everything that is quoted (source lines, names, file names) comes from input and may end on a terminal: control
 * characters and bytes that are not UTF-8 are replaced before they get there, and long quotations are cut. */
#include "rules/diag.h"

#include "base/term.h"
#include "rules/diag_text.h"

enum {
    MAX_MESSAGE = 2048, /* bytes */
    MAX_QUOTED = 160,   /* bytes of one argument in a message */
    MAX_NEAR = 3,       /* names suggested */
    MAX_LISTED = 12,    /* names listed when none is near */
    MAX_SHOWN = 150     /* columns of a source line */
};

void rules_diags_init(rules_diags *d, base_arena *arena) {
    memset(d, 0, sizeof *d);
    d->arena = arena;
}

/* ---- messages ---- */

static bool is_control(uint32_t cp) {
    return cp < 0x20 || (cp >= 0x7F && cp <= 0x9F) || cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) ||
           (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF;
}

/* The first character of s as it may be shown, one column or two wide; `*len` gets its bytes in s. */
static base_str shown_char(base_str s, size_t *len) {
    uint32_t cp;
    if (!base_utf8_next(s, &cp, len) || is_control(cp)) return BASE_STR("?");
    return (base_str){s.p, *len};
}

static void put_quoted(base_buf *b, base_str s) {
    const base_str head = base_utf8_head(s, MAX_QUOTED);
    for (size_t i = 0, len; i < head.n; i += len)
        base_buf_puts(b, shown_char((base_str){head.p + i, head.n - i}, &len));
    if (head.n < s.n) base_buf_puts(b, BASE_STR("…"));
}

static void put_filled(base_buf *b, const char *text, const base_str arg[3]) {
    for (const char *p = text; *p; p++) {
        if (p[0] == '{' && p[1] >= '0' && p[1] <= '2' && p[2] == '}') {
            put_quoted(b, arg[p[1] - '0']);
            p += 2;
            continue;
        }
        base_buf_putc(b, *p);
    }
}

static base_str fill(base_arena *arena, const char *text, const base_str arg[3]) {
    base_buf b;
    base_buf_init(&b, MAX_MESSAGE);
    put_filled(&b, text, arg);
    const base_str s = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return s;
}

/* The same thing said about the same place twice helps nobody; it comes about when one text is read for two ends. */
static bool said_before(const rules_diags *d, const rules_diag *new) {
    for (size_t i = 0; i < d->n; i++) {
        const rules_diag *o = &d->item[i];
        if (o->span.line == new->span.line && o->span.col == new->span.col &&strcmp(o->code, new->code) == 0 &&
            base_str_eq(o->span.file, new->span.file) && base_str_eq(o->zh, new->zh))
            return true;
    }
    return false;
}

/* Stands for a code that no table has: the fault is ours, but the user still learns the place. */
static const rules_diag_text unknown_code = {"E000", RULES_ERROR, "此处有误（无说明文字）", "a fault without a text",
                                             "",     ""};

/* The new diagnostic, or NULL when it was said before or there are too many. */
static rules_diag *report(rules_diags *d, const char *code, rules_span span, const base_str arg[3]) {
    const rules_diag_text *text = rules_diag_text_find(code);
    if (!text) text = &unknown_code;
    if (d->n == RULES_MAX_DIAGS) {
        d->left_out++;
        d->errors += text->severity == RULES_ERROR;
        return NULL;
    }
    const rules_diag new = {
        .code = text == &unknown_code ? code : text->code,
        .severity = text->severity,
        .span = span,
        .zh = fill(d->arena, text->zh, arg),
        .en = fill(d->arena, text->en, arg),
        .hint_zh = fill(d->arena, text->hint_zh, arg),
        .hint_en = fill(d->arena, text->hint_en, arg),
    };
    if (said_before(d, &new)) return NULL;
    d->errors += new.severity == RULES_ERROR;
    d->item[d->n] = new;
    return &d->item[d->n++];
}

void rules_report(rules_diags *d, const char *code, rules_span span, base_str a0, base_str a1, base_str a2) {
    const base_str arg[3] = {a0, a1, a2};
    report(d, code, span, arg);
}

/* ---- names that are near ---- */

/* Two letters changed places in a word of four count as two: such words are near. Of one character, none is. */
static size_t near_limit(base_str given) {
    const size_t n = base_utf8_count(given);
    return n < 2 ? 0 : n < 4 ? 1 : n < 9 ? 2 : 3;
}

static bool has_name(const base_str *names, size_t n, base_str name) {
    for (size_t i = 0; i < n; i++)
        if (base_str_eq(names[i], name)) return true;
    return false;
}

/* The nearest names, the nearest first, at most MAX_NEAR. */
static size_t pick_near(base_str given, const base_str *names, size_t n, base_str picked[MAX_NEAR]) {
    const size_t limit = near_limit(given);
    size_t count = 0;
    for (size_t distance = 1; distance <= limit; distance++)
        for (size_t i = 0; i < n && count < MAX_NEAR; i++)
            if (base_str_distance(given, names[i], limit) == distance && !has_name(picked, count, names[i]))
                picked[count++] = names[i];
    return count;
}

static void put_names(base_buf *b, const char *intro, const char *between, const char *end, const base_str *names,
                      size_t n) {
    base_buf_puts(b, base_str_of(intro));
    for (size_t i = 0; i < n; i++) {
        if (i > 0) base_buf_puts(b, base_str_of(between));
        put_quoted(b, names[i]);
    }
    base_buf_puts(b, base_str_of(end));
}

static base_str with_names(base_arena *arena, base_str hint, const char *separator, const char *intro,
                           const char *between, const char *end, const base_str *names, size_t n) {
    base_buf b;
    base_buf_init(&b, MAX_MESSAGE + (MAX_QUOTED + 8) * MAX_LISTED);
    base_buf_puts(&b, hint);
    if (hint.n > 0) base_buf_puts(&b, base_str_of(separator));
    put_names(&b, intro, between, end, names, n);
    const base_str s = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return s;
}

void rules_report_near(rules_diags *d, const char *code, rules_span span, base_str given, const base_str *names,
                       size_t n) {
    const base_str arg[3] = {given, {NULL, 0}, {NULL, 0}};
    rules_diag *new = report(d, code, span, arg);
    if (!new || n == 0) return;
    base_str near[MAX_NEAR];
    const size_t count = pick_near(given, names, n, near);
    if (count > 0) {
        new->hint_zh = with_names(d->arena, new->hint_zh, "；", "是否指 ", "、", "？", near, count);
        new->hint_en = with_names(d->arena, new->hint_en, "; ", "did you mean ", ", ", "?", near, count);
    } else if (n <= MAX_LISTED) {
        new->hint_zh = with_names(d->arena, new->hint_zh, "；", "可用的有：", "、", "", names, n);
        new->hint_en = with_names(d->arena, new->hint_en, "; ", "there are: ", ", ", "", names, n);
    }
}

/* ---- on a terminal ---- */

static void put_headline(base_buf *b, base_term t, const rules_diag *d, bool zh) {
    const bool error = d->severity == RULES_ERROR;
    const char *word = zh ? (error ? "错误" : "警告") : (error ? "error" : "warning");
    const enum base_term_style style = error ? BASE_TERM_RED : BASE_TERM_YELLOW;
    base_buf_fmt(b, "%s%s %s%s%s", base_term_on(t, style), word, d->code, base_term_off(t, style), zh ? "：" : ": ");
    base_term_put(t, b, BASE_TERM_BOLD, zh ? d->zh : d->en);
    base_buf_putc(b, '\n');
}

static void put_hint(base_buf *b, base_term t, const rules_diag *d, bool zh, int margin) {
    const base_str hint = zh ? d->hint_zh : d->hint_en;
    if (hint.n == 0) return;
    base_buf_fmt(b, "%*s %s=%s %s", margin, "", base_term_on(t, BASE_TERM_BLUE), base_term_off(t, BASE_TERM_BLUE),
                 zh ? "提示：" : "hint: ");
    base_buf_puts(b, hint);
    base_buf_putc(b, '\n');
}

static size_t skip_chars(base_str s, size_t from, size_t count) {
    for (size_t len; count > 0 && from < s.n; count--, from += len)
        shown_char((base_str){s.p + from, s.n - from}, &len);
    return from;
}

/* Where to begin so that the characters before `mark` fill at most half of what is shown. */
static size_t window_start(base_str s, size_t mark) {
    if (base_utf8_width(s) <= MAX_SHOWN) return 0;
    size_t width = base_utf8_width((base_str){s.p, mark}), from = 0;
    while (width > MAX_SHOWN / 2) {
        size_t len;
        const base_str c = shown_char((base_str){s.p + from, s.n - from}, &len);
        width -= base_utf8_width(c);
        from += len;
    }
    return from;
}

/* Shows at most `room` columns of s from `from`; returns the offset of the first byte that was not shown. */
static size_t put_window(base_buf *b, base_str s, size_t from, size_t room) {
    while (from < s.n) {
        size_t len;
        const base_str c = shown_char((base_str){s.p + from, s.n - from}, &len);
        const size_t width = base_utf8_width(c);
        if (width > room) return from;
        room -= width;
        base_buf_puts(b, c);
        from += len;
    }
    return from;
}

static size_t shown_width(base_str s, size_t from, size_t to) {
    size_t width = 0;
    for (size_t len; from < to; from += len)
        width += base_utf8_width(shown_char((base_str){s.p + from, s.n - from}, &len));
    return width;
}

static void put_repeated(base_buf *b, char c, size_t n) {
    while (n-- > 0) base_buf_putc(b, c);
}

/* The source line with carets under the place; wide characters take two of them. */
static void put_source(base_buf *b, base_term t, const rules_span *span, bool error, int margin) {
    const base_str s = span->source;
    const char *on = base_term_on(t, BASE_TERM_BLUE), *off = base_term_off(t, BASE_TERM_BLUE);
    const size_t mark = skip_chars(s, 0, span->col > 0 ? span->col - 1 : 0);
    const size_t mark_end = skip_chars(s, mark, span->len);
    const size_t from = window_start(s, mark);
    base_buf_fmt(b, "%*s %s|%s\n%s%*u |%s ", margin, "", on, off, on, margin, span->line, off);
    if (from > 0) base_buf_puts(b, BASE_STR("…"));
    const size_t end = put_window(b, s, from, MAX_SHOWN);
    if (end < s.n) base_buf_puts(b, BASE_STR("…"));
    base_buf_fmt(b, "\n%*s %s|%s ", margin, "", on, off);
    put_repeated(b, ' ', shown_width(s, from, mark) + (from > 0));
    const size_t carets = shown_width(s, mark, mark_end < end ? mark_end : end);
    const enum base_term_style style = error ? BASE_TERM_RED : BASE_TERM_YELLOW;
    base_buf_puts(b, base_str_of(base_term_on(t, style)));
    put_repeated(b, '^', carets > 0 ? carets : 1);
    base_buf_fmt(b, "%s\n", base_term_off(t, style));
}

static int digits_of(uint32_t n) {
    int digits = 1;
    for (; n >= 10; n /= 10) digits++;
    return digits;
}

bool rules_diag_put(base_buf *b, const rules_diag *d, bool zh, bool colour) {
    const base_term t = {.colour = colour};
    const int margin = digits_of(d->span.line);
    put_headline(b, t, d, zh);
    put_headline(b, t, d, !zh);
    if (d->span.file.n > 0) {
        base_buf_fmt(b, "%*s%s-->%s ", margin, "", base_term_on(t, BASE_TERM_BLUE), base_term_off(t, BASE_TERM_BLUE));
        put_quoted(b, d->span.file);
        if (d->span.line > 0) base_buf_fmt(b, ":%u:%u", d->span.line, d->span.col);
        base_buf_putc(b, '\n');
    }
    if (d->span.line > 0) put_source(b, t, &d->span, d->severity == RULES_ERROR, margin);
    put_hint(b, t, d, zh, margin);
    put_hint(b, t, d, !zh, margin);
    return !b->full;
}
