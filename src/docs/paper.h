/* paper.h - a document before it is printed: what it says, in order, and nothing of how it looks.
 *
 * It is a text (JSON), so that it can be handed to another process to print (printer.h) and looked at by people and
 * tests. How each part is set on paper is for print.h alone: A4 as GB/T 9704-2012 has it.
 *
 * Parts are written one after another into a buffer of the caller's; whether all of it was well made and fitted is
 * asked once, at the end. */
#ifndef JIQUN_DOCS_PAPER_H
#define JIQUN_DOCS_PAPER_H

#include "base/json_out.h"

enum {
    DOCS_PAPER_MAX = 4 << 20, /* bytes of the text */
    DOCS_PAPER_COLUMNS = 12,  /* of a table */
    DOCS_PAPER_BARS = 40      /* of a chart */
};

typedef struct {
    base_json j;
    unsigned open; /* parts that have not ended: a table of rows */
} docs_paper;

typedef struct {
    bool zh;
    base_str title;  /* also of the file, for whoever lists it */
    base_str notice; /* on top of every page ("演示数据"); empty: none */
    base_date made;  /* stands in the file; the same parts made on the same day give the same bytes */
} docs_paper_head;

typedef struct {
    base_str name, value;
} docs_paper_pair;

typedef struct {
    base_str title;
    unsigned width; /* its share of the line beside the others', at least 1 */
    bool figure;    /* to the right */
} docs_paper_column;

/* `b` is to have room for DOCS_PAPER_MAX. */
void docs_paper_begin(docs_paper *p, base_buf *b, const docs_paper_head *head);
void docs_paper_title(docs_paper *p, base_str text);
void docs_paper_note(docs_paper *p, base_str text); /* a line in the middle: a number, a date */
void docs_paper_heading(docs_paper *p, base_str text);
void docs_paper_text(docs_paper *p, base_str text);
void docs_paper_fields(docs_paper *p, const docs_paper_pair *pair, size_t n);
void docs_paper_table(docs_paper *p, const docs_paper_column *column, size_t n);
void docs_paper_row(docs_paper *p, const base_str *cell, size_t n);
void docs_paper_table_end(docs_paper *p);
/* A bar for each pair, as long as its value (an exact decimal as text; what is none gets no bar). */
void docs_paper_bars(docs_paper *p, base_str title, base_str unit, const docs_paper_pair *bar, size_t n);
/* A QR code with the words beside it. */
void docs_paper_code(docs_paper *p, base_str content, base_str words);
/* By whom and when, to the right. */
void docs_paper_signed(docs_paper *p, base_str who, base_str day);
/* False with `e` when it does not fit (LIMIT). */
bool docs_paper_end(docs_paper *p, base_err *e);

#endif
