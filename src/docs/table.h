/* table.h - a table that somebody sends in, read row by row: .xlsx, or CSV in UTF-8 or GBK.
 *
 * Every cell comes as text, as a person reads it. A number of a workbook is a binary fraction written with up to 17
 * digits (1.1000000000000001); a spreadsheet shows and means at most 15, so it is read at 15, by its digits and without
 * floating point. A date comes as the number of days that it is there. Only the first sheet is read.
 *
 * Nothing in such a file is trusted. What is unpacked is counted as it comes, whatever the file says of itself; texts
 * that sheets share are kept once, up to DOCS_SHARED_BYTES; a document type, deep nesting, a piece of markup that does
 * not end are refused. Memory: the shared texts, one row, some 200 KiB. */
#ifndef JIQUN_DOCS_TABLE_H
#define JIQUN_DOCS_TABLE_H

#include "base/arena.h"
#include "base/err.h"

enum {
    DOCS_PART_BYTES = 1 << 29,    /* unpacked, of one part of a workbook */
    DOCS_CSV_BYTES = 2000000000,  /* of a CSV file, of which one row is in memory at a time */
    DOCS_SHARED_BYTES = 24 << 20, /* of the texts that sheets share */
    DOCS_SHARED_TEXTS = 1 << 21,
    DOCS_ROW_BYTES = 1 << 18, /* of the cells of one row; of one record */
    DOCS_ROW_CELLS = 256,     /* further ones are left out */
    DOCS_PARTS_MAX = 20000    /* of a workbook */
};

/* A row that has a cell. `row`: 1-based, as a spreadsheet counts (of a CSV file: the line on which the record begins);
 * the cells live until it returns. False, with `e`, ends the reading. */
typedef bool (*docs_each_row)(void *ctx, uint32_t row, const base_str *cell, size_t n, base_err *e);

/* Reads from `fd` by place (pread), `size` bytes. What it is its first bytes say. False with `e`: INPUT with what is
 * wrong, LIMIT, IO, or what `each` said. */
bool docs_table_read(int fd, uint64_t size, docs_each_row each, void *ctx, base_err *e);
/* The same; *at says how many bytes of the file have been read when a row is given. */
bool docs_table_follow(int fd, uint64_t size, uint64_t *at, docs_each_row each, void *ctx, base_err *e);

#endif
