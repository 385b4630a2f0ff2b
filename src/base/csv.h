/* csv.h - reads comma-separated values (RFC 4180), one record at a time, from memory.
 *
 * A UTF-8 byte order mark is skipped; LF and CRLF end a record; lines that begin with '#' before the header are
 * comments; lines with nothing in them are skipped. Fields are views into the text, or into the arena where doubled
 * quotes had to be undone. Reading is strict: a quote or a lone CR inside a plain field, text after a closing quote and
 * bytes that are not UTF-8 are errors with line and column. Whether all records have as many fields as the header is
 * for the caller to say. */
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
    bool comments;   /* set after open: lines that begin with '#' are comments after the header too */
    bool started;    /* the header was read */
    uint32_t next;   /* line of rest.p */
    base_str record; /* as it stands in the text */
} base_csv;

void base_csv_open(base_csv *c, base_arena *arena, base_str text, base_str file);
/* False at the end, or on an error: then e->kind is not BASE_ERR_NONE (set e->kind to NONE before). */
bool base_csv_next(base_csv *c, base_err *e);
/* Gives `e` the file, line and column where field `i` of the record last read begins; where there is no such field, the
 * end of the record. Returns false, as base_err_at does. */
bool base_csv_at(const base_csv *c, size_t i, base_err *e);

#endif
