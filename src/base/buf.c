/* buf.c - a growing byte buffer with a maximum.
 *
 * One document after the other is written into the same buffer, so growth is rare and the writes are what counts:
 * numbers go two digits at a time, strings in runs that need no escape. A write of several parts that does not fit
 * takes back its first parts, so that what is in a full buffer always ends between two writes. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"

enum { SMALLEST = 256 };

void base_buf_init(base_buf *b, size_t max) { *b = (base_buf){.max = max}; }

void base_buf_over(base_buf *b, char *place, size_t size) {
    *b = (base_buf){.cap = size - 1, .max = size - 1, .size = size - 1};
    b->p = place;
}

void base_buf_free(base_buf *b) {
    free(b->p);
    *b = (base_buf){.max = b->max};
}

void base_buf_clear(base_buf *b) {
    b->n = 0;
    b->cap = b->size;
    b->full = false;
}

void base_buf_cut(base_buf *b, size_t n) {
    b->n = n;
    if (b->full) b->cap = n;
}

static bool become_full(base_buf *b) {
    b->full = true;
    b->cap = b->n;
    return false;
}

bool base_buf_reserve(base_buf *b, size_t n) {
    if (b->full) return false;
    if (n <= b->cap - b->n && b->p != NULL) return true;
    const size_t max = b->max < SIZE_MAX ? b->max : SIZE_MAX - 1; /* one byte is for the NUL */
    if (n > max - b->n) return become_full(b);
    const size_t need = b->n + n;
    size_t size = b->size < SMALLEST ? SMALLEST : b->size > SIZE_MAX / 2 ? max : b->size * 2;
    if (size < need) size = need;
    if (size > max) size = max;
    char *p = realloc(b->p, size + 1);
    if (p == NULL) base_fatal("内存不足：需要 %zu 字节。Out of memory: %zu bytes wanted.", size, size);
    b->p = p;
    b->cap = b->size = size;
    return true;
}

bool base_buf_put_slow(base_buf *b, const void *p, size_t n) {
    if (n == 0) return !b->full;
    if (!base_buf_reserve(b, n)) return false;
    memcpy(b->p + b->n, p, n);
    b->n += n;
    return true;
}

bool base_buf_fmt(base_buf *b, const char *format, ...) {
    if (!base_buf_reserve(b, 0)) return false;
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int written = vsnprintf(b->p + b->n, b->cap - b->n + 1, format, args);
    va_end(args);
    const size_t n = written < 0 ? 0 : (size_t)written;
    bool ok = written >= 0;
    if (ok && n > b->cap - b->n) {
        ok = base_buf_reserve(b, n);
        if (ok) (void)vsnprintf(b->p + b->n, n + 1, format, again);
    }
    va_end(again);
    if (ok) b->n += n;
    return ok;
}

/* --- numbers --- */

static const char pairs[201] = "0001020304050607080910111213141516171819"
                               "2021222324252627282930313233343536373839"
                               "4041424344454647484950515253545556575859"
                               "6061626364656667686970717273747576777879"
                               "8081828384858687888990919293949596979899";

/* Writes the digits of v so that they end before `end`; returns their begin. */
static inline char *digits_before(char *end, uint64_t v) {
    while (v >= 100) {
        end -= 2;
        memcpy(end, pairs + 2 * (v % 100), 2);
        v /= 100;
    }
    if (v < 10) {
        *--end = (char)('0' + v);
        return end;
    }
    end -= 2;
    memcpy(end, pairs + 2 * v, 2);
    return end;
}

static inline unsigned count_digits(uint64_t v) {
    /* bound[t] = 10^t; 0 has one digit as 1 has. */
    static const uint64_t bound[20] = {1,
                                       10,
                                       100,
                                       1000,
                                       10000,
                                       100000,
                                       1000000,
                                       10000000,
                                       100000000,
                                       1000000000,
                                       10000000000,
                                       100000000000,
                                       1000000000000,
                                       10000000000000,
                                       100000000000000,
                                       1000000000000000,
                                       10000000000000000,
                                       100000000000000000,
                                       1000000000000000000,
                                       UINT64_C(10000000000000000000)};
    v |= 1;
    const unsigned t = (unsigned)(64 - __builtin_clzll(v)) * 1233 >> 12; /* bits * log10(2) */
    return t + (v >= bound[t]);
}

char *base_digits(char *p, uint64_t v) {
    char *end = p + count_digits(v);
    (void)digits_before(end, v);
    return end;
}

char *base_digits_pad(char *p, uint64_t v, unsigned width) {
    char *end = p + width;
    char *first = digits_before(end, v);
    while (first > p) *--first = '0';
    return end;
}

bool base_buf_u64(base_buf *b, uint64_t v) {
    if (b->cap - b->n >= BASE_DIGITS_MAX) {
        b->n = (size_t)(base_digits(b->p + b->n, v) - b->p);
        return true;
    }
    char tmp[BASE_DIGITS_MAX];
    return base_buf_put(b, tmp, (size_t)(base_digits(tmp, v) - tmp));
}

bool base_buf_i64(base_buf *b, int64_t v) {
    if (v >= 0) return base_buf_u64(b, (uint64_t)v);
    char tmp[1 + BASE_DIGITS_MAX];
    tmp[0] = '-';
    return base_buf_put(b, tmp, (size_t)(base_digits(tmp + 1, 0 - (uint64_t)v) - tmp));
}

/* --- JSON strings --- */

/* Whether one of the eight bytes is '"', '\\', below 0x20 or above 0x7F. Each term sets the top bit of bytes it
 * is about; a borrow may set more, but only beside a true one. */
static inline bool some_special(uint64_t v) {
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones * 0x80;
    const uint64_t quote = v ^ ones * '"', slash = v ^ ones * '\\';
    return (((v - ones * 0x20) | (quote - ones) | (slash - ones) | v) & tops) != 0;
}

static inline uint64_t eight(const unsigned char *p) {
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Fewer than eight bytes, some of them twice; what is left over is a plain letter. Most keys end so. */
static inline uint64_t fewer(const unsigned char *p, size_t n) {
    uint32_t first, last;
    if (n < 4) return UINT64_C(0x6161616161000000) | p[0] | (uint64_t)p[n / 2] << 8 | (uint64_t)p[n - 1] << 16;
    memcpy(&first, p, sizeof first);
    memcpy(&last, p + n - 4, sizeof last);
    return first | (uint64_t)last << 32;
}

/* A character of U+1000 to U+CFFF, which nearly all Chinese text consists of: with these first bytes, any two bytes of
 * the form 10xxxxxx may follow. */
static inline bool is_common_han(const unsigned char *p) {
    return p[0] >= 0xE1 && p[0] <= 0xEC && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80;
}

/* How many bytes at s.p go into a JSON string as they are. */
static size_t plain_run(base_str s) {
    const unsigned char *p = (const unsigned char *)s.p, *const end = p + s.n;
    while (p < end) {
        if (*p >= 0x80) {
            uint32_t cp;
            size_t len = 3;
            const size_t left = (size_t)(end - p);
            if ((left < 3 || !is_common_han(p)) && !base_utf8_next((base_str){(const char *)p, left}, &cp, &len)) break;
            p += len;
        } else if (end - p >= 8 && !some_special(eight(p))) {
            p += 8;
        } else if (end - p < 8 && !some_special(fewer(p, (size_t)(end - p)))) {
            p = end;
        } else {
            if (*p < 0x20 || *p == '"' || *p == '\\') break;
            p++;
        }
    }
    return (size_t)(p - (const unsigned char *)s.p);
}

static void put_escape(base_buf *b, unsigned char c) {
    static const char hex[] = "0123456789abcdef";
    switch (c) {
    case '"': base_buf_put(b, "\\\"", 2); return;
    case '\\': base_buf_put(b, "\\\\", 2); return;
    case '\n': base_buf_put(b, "\\n", 2); return;
    case '\r': base_buf_put(b, "\\r", 2); return;
    case '\t': base_buf_put(b, "\\t", 2); return;
    default: break;
    }
    if (c >= 0x80) {
        base_buf_put(b, "\xEF\xBF\xBD", 3); /* U+FFFD */
        return;
    }
    const char escape[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
    base_buf_put(b, escape, sizeof escape);
}

bool base_buf_json(base_buf *b, base_str s) {
    const size_t start = b->n;
    base_buf_putc(b, '"');
    while (s.n > 0) {
        const size_t run = plain_run(s);
        base_buf_put(b, s.p, run);
        if (run == s.n) break;
        put_escape(b, (unsigned char)s.p[run]);
        s = (base_str){s.p + run + 1, s.n - run - 1};
    }
    if (base_buf_putc(b, '"')) return true;
    base_buf_cut(b, start);
    return false;
}

/* --- CSV fields --- */

static bool csv_needs_quotes(base_str s) {
    if (s.n > 0 && s.p[0] == '#') return true;
    for (size_t i = 0; i < s.n; i++) {
        const char c = s.p[i];
        if (c == ',' || c == '"' || c == '\r' || c == '\n') return true;
    }
    return false;
}

/* Between quotes: each quote is doubled. */
static bool csv_inside(base_buf *b, base_str s) {
    for (const char *end = s.p + s.n; s.p < end;) {
        const char *quote = memchr(s.p, '"', (size_t)(end - s.p));
        const char *stop = quote == NULL ? end : quote + 1;
        base_buf_put(b, s.p, (size_t)(stop - s.p));
        if (quote != NULL) base_buf_putc(b, '"');
        s.p = stop;
    }
    return !b->full;
}

bool base_buf_csv(base_buf *b, base_str s) {
    if (!csv_needs_quotes(s)) return base_buf_puts(b, s);
    const size_t start = b->n;
    if (base_buf_putc(b, '"') && csv_inside(b, s) && base_buf_putc(b, '"')) return true;
    base_buf_cut(b, start);
    return false;
}

bool base_buf_csv_words(base_buf *b, base_str s) {
    static const char *const begins[] = {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};
    size_t i = 0;
    while (i < sizeof begins / sizeof *begins && !base_str_starts(s, base_str_of(begins[i]))) i++;
    if (i == sizeof begins / sizeof *begins) return base_buf_csv(b, s);
    const size_t start = b->n;
    if (base_buf_puts(b, BASE_STR("\"'")) && csv_inside(b, s) && base_buf_putc(b, '"')) return true;
    base_buf_cut(b, start);
    return false;
}

static bool is_plain(unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

bool base_buf_percent(base_buf *b, base_str s) {
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        const unsigned char c = (unsigned char)s.p[i];
        const char three[3] = {'%', digits[c >> 4], digits[c & 15]};
        if (is_plain(c) ? !base_buf_putc(b, s.p[i]) : !base_buf_put(b, three, sizeof three)) return false;
    }
    return !b->full;
}
