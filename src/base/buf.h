/* buf.h - a growing byte buffer with a maximum.
 *
 * Every buffer is made with the most it may hold. A write that would pass it writes nothing, and from then on the
 * buffer is `full`: later writes do nothing either, so a caller may write a whole document and look once at the end.
 * While full, `cap` is lowered to `n`; so the inline writes below need no test besides the one for room. */
#ifndef JIQUN_BASE_BUF_H
#define JIQUN_BASE_BUF_H

#include "base/str.h"

typedef struct {
    char *p;
    size_t n, cap, max;
    size_t size; /* bytes allocated, less one that is kept for the NUL of vsnprintf */
    bool full;
} base_buf;

void base_buf_init(base_buf *b, size_t max);
/* Over an array of the caller's that neither grows nor is freed: it holds at most size - 1 bytes; size > 0. */
void base_buf_over(base_buf *b, char *place, size_t size);
void base_buf_free(base_buf *b);
/* n = 0 and not full; keeps the memory. */
void base_buf_clear(base_buf *b);
/* Takes back what was written after the first `n` bytes; a full buffer stays full. n <= b->n. */
void base_buf_cut(base_buf *b, size_t n);
/* Room for `n` more bytes at b->p + b->n, or false and `full`. */
bool base_buf_reserve(base_buf *b, size_t n);
/* The part of base_buf_put that may have to grow. */
bool base_buf_put_slow(base_buf *b, const void *p, size_t n);
static inline bool base_buf_put(base_buf *b, const void *p, size_t n) {
    if (n - 1 >= b->cap - b->n) return base_buf_put_slow(b, p, n); /* also when n is 0 */
    memcpy(b->p + b->n, p, n);
    b->n += n;
    return true;
}
static inline bool base_buf_puts(base_buf *b, base_str s) { return base_buf_put(b, s.p, s.n); }
static inline bool base_buf_putc(base_buf *b, char c) {
    if (b->n == b->cap) return base_buf_put_slow(b, &c, 1);
    b->p[b->n++] = c;
    return true;
}
bool base_buf_fmt(base_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool base_buf_u64(base_buf *b, uint64_t v);
bool base_buf_i64(base_buf *b, int64_t v);
/* A JSON string with quotes (RFC 8259); bytes that are not UTF-8 become U+FFFD. */
bool base_buf_json(base_buf *b, base_str s);
/* A CSV field, quoted only when it must be (RFC 4180), or when it begins with '#', which csv.h may take for a comment.
 */
bool base_buf_csv(base_buf *b, base_str s);
/* The same of words that somebody gave, for a file that people open in a spreadsheet: what it would run as a formula
 * (=, +, -, @, their wide forms, a tab or a line's end at the start) gets an apostrophe before it (OWASP, CSV
 * injection). */
bool base_buf_csv_words(base_buf *b, base_str s);
/* So that it can stand in a query, as a segment of a path, or in a header (RFC 3986, RFC 8187). */
bool base_buf_percent(base_buf *b, base_str s);
static inline base_str base_buf_str(const base_buf *b) { return (base_str){b->p, b->n}; }

enum { BASE_DIGITS_MAX = 20 };
/* Writes the decimal digits of v, at most BASE_DIGITS_MAX, no NUL; returns the end. */
char *base_digits(char *p, uint64_t v);
/* Writes exactly `width` digits, with leading zeros; v < 10^width, width 1 to 19. Returns the end. */
char *base_digits_pad(char *p, uint64_t v, unsigned width);

#endif
