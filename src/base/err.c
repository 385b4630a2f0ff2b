/* err.c - what went wrong, where, and in both languages.
 *
 * Messages quote input, and input may hold anything: what reaches a terminal, a log or a page is therefore made one
 * line of valid UTF-8 without control characters here, once, and not by every printer. */
#include "base/err.h"

#include <errno.h>
#include <stdio.h>

/* Replaces what must not be printed by '?', byte by byte, in place. */
static void clean(char *text, size_t n) {
    for (size_t i = 0, len; i < n; i += len) {
        uint32_t cp;
        const bool ok = base_utf8_next((base_str){text + i, n - i}, &cp, &len);
        const bool control = cp < 0x20 || (cp >= 0x7F && cp < 0xA0);
        if (!ok || control) memset(text + i, '?', len);
    }
}

/* The length of text[0..n) without a sequence that the end of the buffer cut through. */
static size_t whole(const char *text, size_t n) {
    for (size_t back = 1; back <= 3 && back <= n; back++) {
        const unsigned char c = (unsigned char)text[n - back];
        if (c >= 0x80 && c < 0xC0) continue;
        uint32_t cp;
        size_t len;
        return base_utf8_next((base_str){text + (n - back), back}, &cp, &len) ? n : n - back;
    }
    return n;
}

/* After vsnprintf wrote `written` of a text into `size` bytes. */
static void finish(char *text, size_t size, int written) {
    size_t n = written < 0 ? 0 : (size_t)written;
    if (n >= size) n = whole(text, size - 1);
    text[n] = '\0';
    clean(text, n);
}

bool base_err_fmt(base_err *e, enum base_err_kind kind, const char *zh, const char *en, ...) {
    va_list args;
    va_start(args, en);
    base_err_vfmt(e, kind, zh, en, args);
    va_end(args);
    return false;
}

bool base_err_vfmt(base_err *e, enum base_err_kind kind, const char *zh, const char *en, va_list args) {
    const int sys = errno;
    if (e == NULL) return false;
    e->kind = kind;
    e->sys = kind == BASE_ERR_IO ? sys : 0;
    va_list again;
    va_copy(again, args);
    const int n_zh = vsnprintf(e->zh, sizeof e->zh, zh, args);
    errno = sys;
    const int n_en = vsnprintf(e->en, sizeof e->en, en, again);
    va_end(again);
    finish(e->zh, sizeof e->zh, n_zh);
    finish(e->en, sizeof e->en, n_en);
    errno = sys;
    return false;
}

bool base_err_at(base_err *e, base_str where, uint32_t line, uint32_t col) {
    if (e == NULL) return false;
    if (where.n > 0) {
        const base_str head = base_utf8_head(where, sizeof e->where - 1);
        memcpy(e->where, head.p, head.n);
        e->where[head.n] = '\0';
        clean(e->where, head.n);
    }
    if (line > 0) {
        e->line = line;
        e->col = col;
    }
    return false;
}
