/* support.h - what the tests of attachments share: files made in memory, and containers as Office programs write them.
 */
#ifndef JIQUN_TESTS_FILES_SUPPORT_H
#define JIQUN_TESTS_FILES_SUPPORT_H

#include "../base/support.h"

#include "base/buf.h"

#define PNG_HEAD "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xDE"
#define PDF_HEAD "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"

static inline void put16(base_buf *b, unsigned v) {
    base_buf_putc(b, (char)(v & 255));
    base_buf_putc(b, (char)(v >> 8 & 255));
}
static inline void put32(base_buf *b, unsigned v) {
    put16(b, v & 0xFFFF);
    put16(b, v >> 16);
}

/* A container of stored parts. A name that begins with '!' becomes an encrypted part. */
static inline void make_zip(base_buf *b, const char *const *names, size_t n) {
    unsigned at[64];
    base_buf_clear(b);
    for (size_t i = 0; i < n; i++) {
        const unsigned locked = names[i][0] == '!';
        const base_str name = base_str_of(names[i] + locked);
        at[i] = (unsigned)b->n;
        base_buf_put(b, "PK\3\4\x14\0", 6);
        put16(b, locked);
        base_buf_put(b, "\0\0\0\0\x21\0\0\0\0\0", 10); /* stored, date, CRC */
        put32(b, 5);
        put32(b, 5);
        put16(b, (unsigned)name.n);
        put16(b, 0);
        base_buf_puts(b, name);
        base_buf_put(b, "hello", 5);
    }
    const unsigned begin = (unsigned)b->n;
    for (size_t i = 0; i < n; i++) {
        const unsigned locked = names[i][0] == '!';
        const base_str name = base_str_of(names[i] + locked);
        base_buf_put(b, "PK\1\2\x14\0\x14\0", 8);
        put16(b, locked);
        base_buf_put(b, "\0\0\0\0\x21\0\0\0\0\0", 10);
        put32(b, 5);
        put32(b, 5);
        put16(b, (unsigned)name.n);
        base_buf_put(b, "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
        put32(b, at[i]);
        base_buf_puts(b, name);
    }
    const unsigned end = (unsigned)b->n;
    base_buf_put(b, "PK\5\6\0\0\0\0", 8);
    put16(b, (unsigned)n);
    put16(b, (unsigned)n);
    put32(b, end - begin);
    put32(b, begin);
    put16(b, 0);
}

#endif
