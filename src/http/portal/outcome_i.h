/* outcome_i.h - what was announced: recognitions by their announcement, results of re-examinations, revocations.
 *
 * The tables have no list of it, so it is put together from the recognised and the revoked clusters and their cases,
 * and kept for HTTP_FIGURES_S seconds: there are hundreds of them, where candidates may be a million. */
#ifndef JIQUN_HTTP_PORTAL_OUTCOME_I_H
#define JIQUN_HTTP_PORTAL_OUTCOME_I_H

#include "http/portal/portal_i.h"

enum { PORTAL_OUTCOMES_MAX = 20000 };

enum portal_outcome_kind { PORTAL_RECOGNITION, PORTAL_CASE };

typedef struct {
    enum portal_outcome_kind what;
    base_str path, name, county, channel, industry, round, state; /* of the cluster */
    base_str announcement;                                        /* of a recognition */
    base_str kind, result;                                        /* of a case: reexamination, passed */
    base_date day, valid_until;
} portal_outcome;

typedef struct {
    portal_outcome *item; /* newest first */
    size_t n;
    bool more; /* beyond PORTAL_OUTCOMES_MAX */
} portal_outcomes;

/* In the arena of `x`. False when the store failed. */
bool portal_outcomes_find(http_exchange *x, app *a, portal_outcomes *out, base_err *e);

#endif
