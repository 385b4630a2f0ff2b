/* csv.h - reads comma-separated values (RFC 4180), one record at a time, from memory.
 *
 * A UTF-8 byte order mark is skipped; LF and CRLF end a record; lines that begin with '#' before the header are
 * comments. Fields are views into the text, or into the arena where doubled quotes had to be undone. */
#ifndef JIQUN_BASE_CSV_H
#define JIQUN_BASE_CSV_H

#include "base/arena.h"
#include "base/err.h"

enum { BASE_CSV_MAX_FIELDS = 4096 };

typedef struct {
    base_arena *arena;
    base_str rest, file;
    uint32_t line;   /* of the record last read, 1-based */
    base_str *field; /* valid until the next record */
    size_t n, cap;
} base_csv;

void base_csv_open(base_csv *c, base_arena *arena, base_str text, base_str file);
/* False at the end, or on an error: then e->kind is not BASE_ERR_NONE (set e->kind to NONE before). */
bool base_csv_next(base_csv *c, base_err *e);

#endif
