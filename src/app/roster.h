/* roster.h - a file with a roster of enterprises: its template, what is wrong with it, what it comes to.
 *
 * Reads and computes; nothing is written. What enters a draft of it is for the caller to fill in, as anybody fills in a
 * form, with the digest of the file beside each figure ("roster.FACT", core/draft.h). */
#ifndef JIQUN_APP_ROSTER_H
#define JIQUN_APP_ROSTER_H

#include "app/show.h"
#include "core/roster.h"

enum { APP_ROSTER_ARENA = 24 << 20 /* that core_roster_new and what it tells fit into */ };

/* Reads the table; what is wrong with its rows stands in the roster's report. NULL and `e`: it is no table (INPUT), too
 * large (LIMIT), can not be read (IO). */
core_roster *app_roster_read(base_arena *arena, const core_roster_plan *plan, const core_sizes *sizes, int fd,
                             uint64_t size, base_err *e);
/* An .xlsx file with the titles and nothing else: a descriptor at its begin, to be closed. -1 and `e`. */
int app_roster_template(const core_roster_plan *plan, bool zh, int64_t made, uint64_t *size, base_err *e);
/* Members of an object that is open: rows, faults, doubts, told. */
void app_put_roster(base_json *j, const core_roster_report *r);

/* What a roster comes to in a form. */
typedef struct {
    base_str key; /* sme_output.2022: in the form; the fact's name where the form does not ask for it */
    rules_text label;
    base_str unit, value, exact; /* exact: where more decimals were cut off, else empty */
    base_str now;                /* what stands in the draft */
    bool taken;                  /* the rulebook says `from roster` and the form asks for it: it may enter the draft */
} app_roster_figure;
/* Into out[CORE_ROSTER_FIGURES_MAX]; `year` that of yearly figures. How many. */
size_t app_roster_figures(const core_roster *r, const rules_book *book, const app_form *form, int year,
                          base_arena *arena, app_roster_figure *out);
/* The newest year for which the form asks for a figure from the roster; 0: it asks for none. */
int app_roster_year(const app_form *form);
void app_put_roster_figures(base_json *j, const app_roster_figure *f, size_t n);

#endif
