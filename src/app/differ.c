/* differ.c - see differ.h. */
#include "app/differ.h"

#include <stdarg.h>
#include <stdio.h>

enum { BEFORE = 60, AFTER = 160 };

size_t app_first_difference(base_str a, base_str b) {
    size_t n = a.n < b.n ? a.n : b.n, i = 0;
    while (i < n && a.p[i] == b.p[i]) i++;
    return i;
}

bool app_differ(app_difference *d, const char *zh, const char *en, ...) {
    va_list args;
    if (d->any) return false;
    d->any = true;
    va_start(args, en);
    base_err_vfmt(&d->what, BASE_ERR_INPUT, zh, en, args);
    va_end(args);
    return false;
}

/* The part of `s` around byte `at`, fit to be printed. */
static void show(char room[APP_SHOWN], base_str s, size_t at) {
    size_t from = at > BEFORE ? at - BEFORE : 0, n = 0;
    if (from > s.n) from = s.n;
    while (from > 0 && from < s.n && ((unsigned char)s.p[from] & 0xC0) == 0x80) from--;
    base_str part = base_utf8_head((base_str){s.p + from, s.n - from}, BEFORE + AFTER);
    if (from > 0) n = (size_t)snprintf(room, APP_SHOWN, "…");
    for (size_t i = 0, len; i < part.n; i += len) {
        uint32_t cp;
        bool good =
            base_utf8_next((base_str){part.p + i, part.n - i}, &cp, &len) && cp >= 0x20 && (cp < 0x7F || cp >= 0xA0);
        memcpy(room + n, good ? part.p + i : "????", len);
        n += len;
    }
    (void)snprintf(room + n, APP_SHOWN - n, "%s", from + part.n < s.n ? "…" : "");
}

bool app_differ_texts(app_difference *d, base_str found, base_str expected, const char *zh, const char *en, ...) {
    va_list args;
    if (d->any) return false;
    size_t at = app_first_difference(found, expected);
    d->any = d->shows = true;
    show(d->found, found, at);
    show(d->expected, expected, at);
    va_start(args, en);
    base_err_vfmt(&d->what, BASE_ERR_INPUT, zh, en, args);
    va_end(args);
    return false;
}

bool app_differ_numbers(app_difference *d, uint64_t found, uint64_t expected, const char *zh, const char *en) {
    char a[24], b[24];
    int n = snprintf(a, sizeof a, "%llu", (unsigned long long)found);
    int m = snprintf(b, sizeof b, "%llu", (unsigned long long)expected);
    return app_differ_texts(d, (base_str){a, (size_t)n}, (base_str){b, (size_t)m}, "%s%.0s", "%.0s%s", zh, en);
}

/* ---- members of an object ---- */

/* Behind the string that begins at `i`. */
static size_t past_string(base_str s, size_t i) {
    for (i++; i < s.n && s.p[i] != '"'; i++) i += s.p[i] == '\\';
    return i < s.n ? i + 1 : s.n;
}

base_str app_json_member(base_str json, size_t at) {
    base_str name = {NULL, 0};
    int depth = 0;
    bool key = true; /* at depth 1: the next string is a name */
    for (size_t i = 0; i < json.n && i <= at;) {
        char c = json.p[i];
        if (c == '"') {
            size_t end = past_string(json, i);
            if (depth == 1 && key) name = (base_str){json.p + i + 1, end > i + 2 ? end - i - 2 : 0};
            key = false;
            i = end;
            continue;
        }
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        if (depth == 1 && c == ',') key = true;
        i++;
    }
    return name;
}
