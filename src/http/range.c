/* range.c - see range.h. */
#include "http/range.h"

#include <strings.h>

static bool is_digits(base_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    }
    return s.n > 0;
}

/* A number that is too long for us is larger than any file. */
static uint64_t number(base_str s) {
    uint64_t n = 0;
    while (s.n > 1 && s.p[0] == '0') s = (base_str){s.p + 1, s.n - 1};
    return base_number_parse(s, &n) ? n : UINT64_MAX;
}

/* The last `n` bytes. */
static http_range last(uint64_t n, uint64_t size) {
    if (n == 0 || size == 0) return (http_range){.kind = HTTP_RANGE_NONE_SUCH};
    if (n > size) n = size;
    return (http_range){HTTP_RANGE_PART, size - n, n};
}

http_range http_range_of(base_str range, base_str if_range, base_str tag, uint64_t size) {
    const http_range all = {HTTP_RANGE_ALL, 0, size};
    const base_str unit = BASE_STR("bytes=");
    if (if_range.n > 0 && !base_str_eq(base_str_trim(if_range), tag)) return all;
    if (range.n <= unit.n || strncasecmp(range.p, unit.p, unit.n) != 0) return all;
    base_str rest = {NULL, 0}, to = {NULL, 0};
    base_str one = base_str_cut((base_str){range.p + unit.n, range.n - unit.n}, ',', &rest);
    if (rest.p != NULL) return all;
    one = base_str_trim(one);
    const base_str from = base_str_cut(one, '-', &to);
    if (to.p == NULL) return all;
    if (from.n == 0) return is_digits(to) ? last(number(to), size) : all;
    if (!is_digits(from) || (to.n > 0 && !is_digits(to))) return all;
    const uint64_t first = number(from);
    uint64_t end = to.n > 0 ? number(to) : UINT64_MAX;
    if (end < first) return all;
    if (first >= size) return (http_range){.kind = HTTP_RANGE_NONE_SUCH};
    if (end >= size) end = size - 1;
    return (http_range){HTTP_RANGE_PART, first, end - first + 1};
}

bool http_tag_matches(base_str if_none_match, base_str tag) {
    base_str rest = if_none_match;
    while (rest.n > 0) {
        base_str one = base_str_trim(base_str_cut(rest, ',', &rest));
        if (base_str_starts(one, BASE_STR("W/"))) one = (base_str){one.p + 2, one.n - 2};
        if (base_str_is(one, "*") || base_str_eq(one, tag)) return true;
    }
    return false;
}
