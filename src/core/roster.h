/* roster.h - a roster of enterprises, row by row: what is wrong with it, and the figures that come of it.
 *
 * Which columns there are and how a figure is computed is data (data/roster_columns.csv, data/roster_figures.csv), not
 * code: the standard names shares and leaves open how they are added up. What a row is checked for: credit code
 * (GB 32100-2015), code of industry (GB/T 4754), size class against staff, revenue and assets (工信部联企业〔2011〕
 * 300号), numbers, duplicates. A row with a fault enters no figure, and a roster with a fault gives none: a share
 * without some of its enterprises is another share. A doubt (a lawful early code, a class that can not be checked)
 * is told and keeps nobody from anything.
 *
 * Exact throughout: sums are whole numbers of 10^-9 of the column's unit. Pure; what comes in is handed in. */
#ifndef JIQUN_CORE_ROSTER_H
#define JIQUN_CORE_ROSTER_H

#include "core/enterprise.h"
#include "rules/rulebook.h"

enum {
    CORE_ROSTER_ROWS_MAX = 200000,
    CORE_ROSTER_COLUMNS_MAX = 32,  /* of the plan */
    CORE_ROSTER_FIGURES_MAX = 32,  /* of the plan */
    CORE_ROSTER_FAULTS_MAX = 200,  /* that are told one by one; all are counted */
    CORE_ROSTER_HEADER_WITHIN = 20 /* rows in which the titles are looked for */
};

enum core_roster_kind {
    CORE_ROSTER_TEXT,
    CORE_ROSTER_CREDIT,
    CORE_ROSTER_INDUSTRY,
    CORE_ROSTER_WHOLE,
    CORE_ROSTER_NUMBER,
    CORE_ROSTER_SIZE,
    CORE_ROSTER_CHOICE,
    CORE_ROSTER_YESNO
};

typedef struct {
    base_str id;
    rules_text title;
    base_str also; /* other titles, separated by ';' */
    enum core_roster_kind kind;
    base_str unit;
    bool required;
    base_str choices; /* id=words, separated by ';' */
} core_roster_column;

typedef struct core_roster_plan core_roster_plan;
typedef struct {
    base_str columns, figures, industries; /* the texts of the three files in data/ */
} core_roster_texts;

/* Lives in `arena`, and so must the texts. NULL and `e` with file and line. */
core_roster_plan *core_roster_plan_read(base_arena *arena, const core_roster_texts *t, base_err *e);
size_t core_roster_n_columns(const core_roster_plan *p);
const core_roster_column *core_roster_column_at(const core_roster_plan *p, size_t i);

/* Something about a row, or about the file as a whole. */
typedef struct {
    uint32_t row;    /* as the spreadsheet counts; 0: the whole file */
    uint32_t column; /* 1 = A; 0: the whole row */
    base_str title;  /* of the column as the file has it; empty where there is none */
    bool doubt;      /* told, and nothing more */
    rules_text text;
} core_roster_fault;

typedef struct core_roster core_roster;
/* `plan` and `sizes` stay the caller's; sizes may be NULL: then no class is checked. Memory in `arena` is bounded by
 * the limits above, 12 MiB at most. */
core_roster *core_roster_new(base_arena *arena, const core_roster_plan *plan, const core_sizes *sizes);
/* The next row of the file, empty ones included or not. False with `e` (LIMIT): more rows than are taken. */
bool core_roster_row(core_roster *r, uint32_t row, const base_str *cell, size_t n, base_err *e);
/* Code and name of the enterprise in the row last given, as the file has them, while its cells live. False: that row
 * was none (titles, a blank). */
bool core_roster_enterprise(const core_roster *r, base_str *code, base_str *name);
/* The file is over. */
void core_roster_end(core_roster *r);

typedef struct {
    uint32_t rows; /* enterprises */
    size_t faults, doubts;
    size_t n_told;
    const core_roster_fault *told; /* the first of them, in order of rows */
} core_roster_report;
core_roster_report core_roster_report_of(const core_roster *r);

typedef struct {
    base_dec value; /* in the fact's unit, at its decimals */
    base_dec exact; /* where it fits, else value */
    rules_id fact;
    bool cut; /* `exact` has more decimals than the unit */
} core_roster_figure;
/* The figures of a roster without faults that `book` has facts for, into out[CORE_ROSTER_FIGURES_MAX]; a column that
 * the file lacks gives none, nor does one of which a cell that counts is empty. How many. */
size_t core_roster_figures(const core_roster *r, const rules_book *book, core_roster_figure *out);

#endif
