/* notice_i.h - what stands on public notice: cases in a public state that lasts a number of working days. */
#ifndef JIQUN_HTTP_PORTAL_NOTICE_I_H
#define JIQUN_HTTP_PORTAL_NOTICE_I_H

#include "http/portal/portal_i.h"

enum { PORTAL_NOTICES_MAX = 2000 };

/* One case on notice. */
typedef struct {
    store_dossier dossier;
    base_str path, kind, round; /* path of the case: c1/a */
    base_date round_closes;
    const rules_state *state;
    base_date first, last; /* last: NONE when a year has no table of working days */
    rules_id objection;    /* the kind of case by which the public objects, or RULES_NONE */
} portal_notice;

typedef struct {
    portal_notice *item; /* lists after one another: by last day, first day, kind and round */
    size_t n;
    bool more; /* beyond PORTAL_NOTICES_MAX */
} portal_notices;

/* All that stands on notice. False when the store failed. */
bool portal_notices_find(http_exchange *x, app *a, portal_notices *out, base_err *e);
/* One by the path of its case; `found` false when it is not on notice. */
bool portal_notice_get(http_exchange *x, app *a, base_str path, portal_notice *out, bool *found, base_err *e);
/* Working days from today to the last, today counted; false when it is not known. */
bool portal_days_left(const core_world *w, base_date today, base_date last, unsigned *n);
/* First and last day, working days left, article. */
void portal_notice_period(http_html *h, app *a, const portal_notice *n);

#endif
