/* str.c - views of bytes, and UTF-8 (RFC 3629).
 *
 * Nothing here allocates and nothing reads past s.p + s.n. The decoder is strict, because a text that two readers
 * decode differently can say two things. */
#include "base/str.h"

int base_str_cmp(base_str a, base_str b) {
    const size_t n = a.n < b.n ? a.n : b.n;
    const int c = n == 0 ? 0 : memcmp(a.p, b.p, n);
    return c != 0 ? c : (a.n > b.n) - (a.n < b.n);
}

bool base_str_starts(base_str s, base_str prefix) {
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool base_str_ends(base_str s, base_str suffix) {
    return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + (s.n - suffix.n), suffix.p, suffix.n) == 0);
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

base_str base_str_trim(base_str s) {
    while (s.n > 0 && is_blank(s.p[0])) s = (base_str){s.p + 1, s.n - 1};
    while (s.n > 0 && is_blank(s.p[s.n - 1])) s.n--;
    return s;
}

base_str base_str_cut(base_str s, char sep, base_str *rest) {
    const char *at = s.n == 0 ? NULL : memchr(s.p, sep, s.n);
    if (at == NULL) {
        *rest = (base_str){NULL, 0};
        return s;
    }
    const size_t before = (size_t)(at - s.p);
    *rest = (base_str){at + 1, s.n - before - 1};
    return (base_str){s.p, before};
}

uint64_t base_str_hash(base_str s) {
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
    return h;
}

static bool is_tail(unsigned char c) { return (c & 0xC0) == 0x80; }

/* The first byte says how many follow and bounds the second; the bounds of the second alone rule out overlong forms,
 * surrogates and values over U+10FFFF (RFC 3629, section 4). */
bool base_utf8_next(base_str s, uint32_t *cp, size_t *len) {
    const unsigned char *p = (const unsigned char *)s.p;
    const unsigned char c = p[0];
    *len = 1;
    *cp = c;
    if (c < 0x80) return true;
    if (c < 0xC2 || c > 0xF4) return false;
    const size_t n = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (s.n < n) return false;
    const unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    if (p[1] < low || p[1] > high) return false;
    uint32_t v = (uint32_t)(c & (0x7F >> n)) << 6 | (p[1] & 0x3FU);
    for (size_t i = 2; i < n; i++) {
        if (!is_tail(p[i])) return false;
        v = v << 6 | (p[i] & 0x3FU);
    }
    *cp = v;
    *len = n;
    return true;
}

/* Most Chinese characters: three bytes of which the first allows any two tails. */
static bool is_plain_three(const unsigned char *p) {
    return ((p[0] >= 0xE1 && p[0] <= 0xEC) || (p[0] & 0xFE) == 0xEE) && is_tail(p[1]) && is_tail(p[2]);
}

size_t base_utf8_check(base_str s) {
    size_t i = 0;
    while (i < s.n) {
        while (s.n - i >= 3 && is_plain_three((const unsigned char *)s.p + i)) i += 3;
        if (i == s.n) break;
        uint64_t eight;
        if (s.n - i >= sizeof eight) {
            memcpy(&eight, s.p + i, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                i += sizeof eight;
                continue;
            }
        }
        uint32_t cp;
        size_t len;
        if (!base_utf8_next((base_str){s.p + i, s.n - i}, &cp, &len)) return i;
        i += len;
    }
    return i;
}

base_str base_utf8_head(base_str s, size_t max) {
    if (s.n <= max) return s;
    size_t n = max;
    /* A sequence has at most three bytes after its first: further back there is nothing to keep whole. */
    for (int back = 0; back < 3 && n > 0 && is_tail((unsigned char)s.p[n]); back++) n--;
    if (n < s.n && is_tail((unsigned char)s.p[n])) n = max;
    return (base_str){s.p, n};
}

size_t base_utf8_count(base_str s) {
    size_t count = 0;
    for (size_t i = 0, len; i < s.n; i += len, count++) {
        uint32_t cp;
        (void)base_utf8_next((base_str){s.p + i, s.n - i}, &cp, &len);
    }
    return count;
}

/* Wide and Fullwidth of Unicode's EastAsianWidth, joined over the gaps inside blocks. Sorted. */
static const struct {
    uint32_t first, last;
} wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},
            {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},
            {0xFFE0, 0xFFE6},   {0x16FE0, 0x18CFF}, {0x1AFF0, 0x1B2FF}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
            {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

static bool is_wide(uint32_t cp) {
    for (size_t i = 0; i < sizeof wide / sizeof wide[0] && cp >= wide[i].first; i++) {
        if (cp <= wide[i].last) return true;
    }
    return false;
}

size_t base_utf8_width(base_str s) {
    size_t width = 0;
    for (size_t i = 0, len; i < s.n; i += len) {
        uint32_t cp;
        const bool ok = base_utf8_next((base_str){s.p + i, s.n - i}, &cp, &len);
        width += ok && is_wide(cp) ? 2 : 1;
    }
    return width;
}

enum { NUMBER_DIGITS = 18 /* any of them fits int64_t */ };

bool base_number_parse(base_str s, uint64_t *n) {
    uint64_t v = 0;
    *n = 0;
    if (s.n == 0 || s.n > NUMBER_DIGITS) return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        v = v * 10 + (uint64_t)(s.p[i] - '0');
    }
    *n = v;
    return true;
}

enum { DISTANCE_MAX = 128 };

/* The code points of s, or false when there are more than fit. */
static bool decode(base_str s, uint32_t out[DISTANCE_MAX], size_t *n) {
    *n = 0;
    for (size_t i = 0, len; i < s.n; i += len) {
        if (*n == DISTANCE_MAX) return false;
        (void)base_utf8_next((base_str){s.p + i, s.n - i}, &out[*n], &len);
        ++*n;
    }
    return true;
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Wagner and Fischer with one row: row[j] is the distance of a's first i code points from b's first j. */
size_t base_str_distance(base_str a, base_str b, size_t limit) {
    if (base_str_eq(a, b)) return 0;
    if (limit == 0) return 1;
    const size_t over = limit == SIZE_MAX ? SIZE_MAX : limit + 1;
    uint32_t ca[DISTANCE_MAX], cb[DISTANCE_MAX];
    size_t na, nb, row[DISTANCE_MAX + 1];
    if (!decode(a, ca, &na) || !decode(b, cb, &nb)) return over;
    for (size_t j = 0; j <= nb; j++) row[j] = j;
    for (size_t i = 1; i <= na; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            const size_t replaced = diagonal + (ca[i - 1] != cb[j - 1]);
            diagonal = row[j];
            row[j] = least(replaced, least(row[j], row[j - 1]) + 1);
        }
    }
    return least(row[nb], over);
}
