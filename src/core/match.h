/* match.h - which enterprises of many rosters stand on a list: code against code, exactly.
 *
 * Rosters come first, row by row; then the list, row by row and never kept, so that a list of ten million rows costs
 * what one of ten does. What comes out are rows of rosters whose code stands on the list, with the first row of the
 * list and how many there are. A match is a finding and decides nothing. A code that can not be right matches nothing
 * and is told; an early one (core_credit_code_check: WARN) is matched like any other, and counted.
 *
 * Memory: 29 bytes an enterprise on average, 190 MiB at most. Pure; what comes in is handed in. */
#ifndef JIQUN_CORE_MATCH_H
#define JIQUN_CORE_MATCH_H

#include "core/roster.h"

enum {
    CORE_MATCH_ROWS_MAX = 4000000,  /* of all rosters together */
    CORE_MATCH_LIST_MAX = 10000000, /* of the list, titles not counted */
    CORE_MATCH_TOLD_MAX = 1000,     /* wrong rows that are told one by one; all are counted */
    CORE_MATCH_TITLES_WITHIN = 20   /* rows in which the column of codes is looked for */
};

typedef struct core_match core_match;
/* `plan`: for the titles of the column of codes. It stays the caller's. */
core_match *core_match_new(const core_roster_plan *plan);
void core_match_free(core_match *m); /* NULL is allowed */

/* An enterprise of a roster: `roster` and `row` come back in what is found. All of them before the list. False with `e`
 * (LIMIT). */
bool core_match_add(core_match *m, core_credit_key key, uint32_t roster, uint32_t row, base_err *e);
size_t core_match_rows(const core_match *m);

/* The next row of the list, as it is in the file. The column of codes is the one with that title, else the first that
 * has a code. False with `e`: more rows than are taken (LIMIT), or no column of codes in the first rows (INPUT). */
bool core_match_list_row(core_match *m, uint32_t row, const base_str *cell, size_t n, base_err *e);
/* The list is over; only now is everything found. False with `e` (INPUT): there was no code in it. */
bool core_match_list_end(core_match *m, base_err *e);

/* A row of the list that was not matched. */
typedef struct {
    uint32_t row;
    rules_text text;
} core_match_fault;
typedef struct {
    uint32_t rows;    /* of the list, without titles and blanks */
    uint32_t faults;  /* of them not matched, since their code can not be right */
    uint32_t doubts;  /* of them with a code whose last character does not fit */
    uint32_t matched; /* of them with a code that some roster has */
    uint32_t found;   /* rows of rosters that were found */
    size_t n_told;
    const core_match_fault *told; /* the first of the faults */
} core_match_report;
core_match_report core_match_report_of(const core_match *m);

typedef struct {
    uint32_t roster, row;
    uint32_t list_row; /* the first that has the code */
    uint32_t times;    /* rows of the list that have it */
} core_match_found;
/* The next row of a roster that was found, in the order in which they were added; *at is 0 at first. False: no more. */
bool core_match_next(const core_match *m, size_t *at, core_match_found *out);

#endif
