/* buf.h - a growing byte buffer with a maximum.
 *
 * Every buffer is made with the most it may hold. A write that would pass it writes nothing, and from then on the
 * buffer is `full`: later writes do nothing either, so a caller may write a whole document and look once at the end. */
#ifndef JIQUN_BASE_BUF_H
#define JIQUN_BASE_BUF_H

#include "base/str.h"

typedef struct {
    char *p;
    size_t n, cap, max;
    bool full;
} base_buf;

void base_buf_init(base_buf *b, size_t max);
void base_buf_free(base_buf *b);
/* n = 0 and not full; keeps the memory. */
void base_buf_clear(base_buf *b);
/* Room for `n` more bytes at b->p + b->n, or false and `full`. */
bool base_buf_reserve(base_buf *b, size_t n);
bool base_buf_put(base_buf *b, const void *p, size_t n);
bool base_buf_puts(base_buf *b, base_str s);
bool base_buf_putc(base_buf *b, char c);
bool base_buf_fmt(base_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool base_buf_u64(base_buf *b, uint64_t v);
bool base_buf_i64(base_buf *b, int64_t v);
/* A JSON string with quotes (RFC 8259); bytes that are not UTF-8 become U+FFFD. */
bool base_buf_json(base_buf *b, base_str s);
/* A CSV field, quoted only when it must be (RFC 4180). */
bool base_buf_csv(base_buf *b, base_str s);
static inline base_str base_buf_str(const base_buf *b) { return (base_str){b->p, b->n}; }

#endif
