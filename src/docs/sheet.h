/* sheet.h - a table as an .xlsx file, written row by row.
 *
 * What is given is what a reader finds. Texts and figures are cells of text, always: nothing that somebody typed into a
 * form is ever taken for a formula. A figure (DOCS_FIGURE: an exact decimal as text, "52.40") is a cell of text too,
 * to the right, without the warning that spreadsheets put on digits in a text: the format keeps numbers as binary
 * fractions, so that a cell of number could no longer say which decimal was meant, and a threshold is decided by that.
 * Dates and whole numbers of 32 bits are numbers, exactly; a larger whole number is a text.
 *
 * Rows are packed as they come, into a temporary file or for the caller to take, and none is kept: a table of a whole
 * country costs the memory that a small one does. The file has no name by the time anything is in it: nothing is left
 * behind, whatever happens. The same table with the same `made` gives the same bytes. A sheet belongs to one thread. */
#ifndef JIQUN_DOCS_SHEET_H
#define JIQUN_DOCS_SHEET_H

#include "base/date.h"
#include "base/err.h"

enum {
    DOCS_COLUMNS_MAX = 200,
    DOCS_ROWS_MAX = 1048500, /* below the titles; the format ends at 1,048,576 lines */
    DOCS_TEXT_MAX = 32767,   /* characters of one cell, as the format has it */
    DOCS_TITLE_MAX = 31      /* characters of the name of the sheet */
};

enum docs_type { DOCS_TEXT, DOCS_FIGURE, DOCS_DATE, DOCS_INTEGER };

typedef struct {
    base_str title;
    enum docs_type type;
    unsigned width; /* in characters; 0: by type */
} docs_column;

typedef struct {
    base_str text; /* TEXT, FIGURE; empty: an empty cell */
    bool set;      /* DATE, INTEGER: else an empty cell */
    int64_t n;     /* INTEGER, or a base_date. One before 1900-03-01, which the format can not say, is a text */
} docs_cell;

static inline docs_cell docs_text(base_str s) { return (docs_cell){.text = s}; }
static inline docs_cell docs_date(base_date d) { return (docs_cell){.set = d != BASE_DATE_NONE, .n = d}; }
static inline docs_cell docs_integer(int64_t n) { return (docs_cell){.set = true, .n = n}; }

typedef struct {
    base_str name;   /* of the sheet; characters that the format forbids there become blanks; empty: "Sheet1" */
    base_str notice; /* a line above the titles ("演示数据"); empty: none */
    const docs_column *column;
    size_t n_columns;
    size_t max_rows;    /* at most DOCS_ROWS_MAX; 0: that */
    bool taken;         /* what is packed is taken by the caller (docs_sheet_packed); there is no file */
    const char *folder; /* for the temporary file; NULL: $TMPDIR or /tmp */
    int64_t made;       /* seconds since 1970: stands in the file */
} docs_sheet_options;

typedef struct docs_sheet docs_sheet;

/* NULL and `e`: no columns or too many, a folder that can not be written. */
docs_sheet *docs_sheet_new(const docs_sheet_options *o, base_err *e);
/* One row, `cell` for each column. False with `e`: more than max_rows (LIMIT), a text longer than a cell takes (LIMIT,
 * with row and column), disk full (IO); then the sheet is of no more use. Bytes that are not UTF-8 and control
 * characters other than tab and line feed become U+FFFD; CR LF becomes LF. */
bool docs_sheet_row(docs_sheet *s, const docs_cell *cell, base_err *e);
/* Ends the table. */
bool docs_sheet_finish(docs_sheet *s, base_err *e);
/* Of one that is `taken`: the bytes that are ready, in order; they go once they are said to be taken. */
base_str docs_sheet_packed(const docs_sheet *s);
void docs_sheet_taken(docs_sheet *s);
/* Of another: ends the table and the file. A descriptor at its begin, of a file without a name, and its size; the
 * caller closes it. -1 and `e`. The sheet remains to be freed. */
int docs_sheet_end(docs_sheet *s, uint64_t *size, base_err *e);
/* Whatever state it is in; NULL is allowed. */
void docs_sheet_free(docs_sheet *s);

#endif
