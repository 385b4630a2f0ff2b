/* str.h - a view of bytes with a length.
 *
 * Text is UTF-8 and never NUL-terminated by promise: whoever holds a base_str holds a length, so no function below
 * searches for an end. A view owns nothing; it lives as long as the arena or the file buffer it points into. */
#ifndef JIQUN_BASE_STR_H
#define JIQUN_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    const char *p;
    size_t n;
} base_str;

/* A view of a string literal. */
#define BASE_STR(literal) ((base_str){(literal), sizeof(literal) - 1})

static inline base_str base_str_of(const char *cstr) { return (base_str){cstr, cstr ? strlen(cstr) : 0}; }
static inline bool base_str_eq(base_str a, base_str b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool base_str_is(base_str a, const char *cstr) { return base_str_eq(a, base_str_of(cstr)); }

/* Bytewise order, shorter first on a common prefix; the result is <0, 0 or >0. */
int base_str_cmp(base_str a, base_str b);
bool base_str_starts(base_str s, base_str prefix);
bool base_str_ends(base_str s, base_str suffix);
/* Without ASCII blanks (space, tab, CR, LF) at both ends. */
base_str base_str_trim(base_str s);
/* The part before the first `sep`; `*rest` gets what follows it. Without a `sep`: all of s, and `*rest` is {NULL,0}. */
base_str base_str_cut(base_str s, char sep, base_str *rest);
/* FNV-1a, 64 bits: for in-memory tables only. */
uint64_t base_str_hash(base_str s);

/* Decodes the code point at s.p; `*len` gets its bytes (1 to 4). Returns false, with `*len` 1, on overlong forms,
 * surrogates, values over U+10FFFF or a cut sequence (RFC 3629). s.n must be > 0. */
bool base_utf8_next(base_str s, uint32_t *cp, size_t *len);
/* Offset of the first byte that is not UTF-8, or s.n. */
size_t base_utf8_check(base_str s);
/* The first at most `max` bytes of s, cut between two characters where s is UTF-8. */
base_str base_utf8_head(base_str s, size_t max);
/* Code points; a byte that is not UTF-8 counts as one. */
size_t base_utf8_count(base_str s);
/* Columns a terminal needs: 2 for East Asian wide, 1 otherwise; used to put carets under Chinese text. */
size_t base_utf8_width(base_str s);
/* A number of 1 to 18 decimal digits and nothing else. False: it is none; `*n` is 0 then. */
bool base_number_parse(base_str s, uint64_t *n);

/* Levenshtein distance in code points, at most `limit` + 1; for "did you mean". Different texts of which one has over
 * 128 code points count as over the limit. */
size_t base_str_distance(base_str a, base_str b, size_t limit);

#endif
