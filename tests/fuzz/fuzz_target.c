/* Any bytes as the target of a request, as a query, a form and a Cookie header: what is taken has no empty, dotted or
 * undecodable part, is UTF-8 without control characters, stays inside its source, and goes round through
 * base_buf_percent.
 */
#include "fuzzing.h"
#include "http/target.h"

static bool inside(base_str part, base_str text) {
    return part.n == 0 ||
           ((uintptr_t)part.p >= (uintptr_t)text.p && (uintptr_t)part.p + part.n <= (uintptr_t)text.p + text.n);
}

static void clean(base_str s) {
    must(base_utf8_check(s) == s.n);
    for (size_t i = 0; i < s.n; i++)
        must(s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\t' || (unsigned char)s.p[i] >= 0x20);
}

static void round_trip(base_arena *arena, base_str s) {
    base_buf b;
    base_str again;
    base_err e = {0};
    base_buf_init(&b, s.n * 3 + 1);
    base_buf_percent(&b, s);
    must(!b.full && http_decode(arena, base_buf_str(&b), true, &again, &e) && base_str_eq(again, s));
    base_buf_free(&b);
}

static void check_target(base_arena *arena, base_str text) {
    base_str segment[HTTP_SEGMENTS_MAX], param[HTTP_SEGMENTS_MAX] = {{NULL, 0}}, path, query, out;
    size_t n = 0;
    unsigned allowed = 0;
    base_err e = {0};
    if (!http_target_split(text, segment, &n, &path, &query, &e)) {
        must(e.kind != BASE_ERR_NONE && e.zh[0] != 0 && e.en[0] != 0);
        return;
    }
    must(n <= HTTP_SEGMENTS_MAX && inside(path, text) && inside(query, text));
    for (size_t i = 0; i < n; i++) {
        must(segment[i].n > 0 && inside(segment[i], text) && memchr(segment[i].p, '/', segment[i].n) == NULL);
        must(!base_str_is(segment[i], ".."));
        if (http_decode(arena, segment[i], false, &out, &e)) clean(out);
    }
    for (int m = 0; m < HTTP_OTHER; m++) {
        const http_route *r = http_route_find((enum http_method)m, segment, n, param, &allowed);
        if (r == NULL) continue;
        for (size_t i = 0; i < HTTP_SEGMENTS_MAX; i++) must(param[i].p == NULL || inside(param[i], text));
    }
}

static void check_pairs(base_arena *arena, base_str text) {
    http_pair *pair = NULL;
    size_t n = 0;
    base_err e = {0};
    if (!http_pairs(arena, text, &pair, &n, &e)) {
        must(e.kind != BASE_ERR_NONE);
        return;
    }
    must(n <= HTTP_QUERY_MAX);
    for (size_t i = 0; i < n; i++) {
        clean(pair[i].name);
        clean(pair[i].value);
        round_trip(arena, pair[i].value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const base_str text = {(const char *)data, size};
    base_arena *arena = base_arena_new((size_t)64 << 20);
    base_str value = {NULL, 0};
    check_target(arena, text);
    check_pairs(arena, text);
    if (http_cookie_find(text, BASE_STR("theme"), &value)) must(inside(value, text));
    base_arena_free(arena);
    return 0;
}
