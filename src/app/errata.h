/* errata.h - decisions that an earlier edition of the engine is known to have got wrong.
 *
 * They stand in the log as they were made and are never changed there; the audit, which decides everything again, knows
 * them by this list and tells them apart from tampering. CSV: edition, origin (of the log; empty: any), first and last
 * (numbers of events; empty: any), action (empty: any), reason_zh, reason_en. */
#ifndef JIQUN_APP_ERRATA_H
#define JIQUN_APP_ERRATA_H

#include "base/arena.h"
#include "base/err.h"

typedef struct {
    unsigned edition;
    base_str origin, action;
    uint64_t first, last;
    base_str zh, en; /* what was wrong */
} app_erratum;

typedef struct {
    const app_erratum *item;
    size_t n;
} app_errata;

/* Texts of the list point into `text` or live in `arena`. */
bool app_errata_read(base_arena *arena, base_str text, base_str file, app_errata *out, base_err *e);
/* The one that is about this decision, or NULL. */
const app_erratum *app_errata_find(const app_errata *l, unsigned edition, base_str origin, uint64_t seq,
                                   base_str action);

#endif
