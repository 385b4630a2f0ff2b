/* rebuild.h - the derived tables anew from the log, in one write transaction: kept tables and the log stay as they are.
 *
 * The log itself is checked on the way (digests, links, order, tree at the head and at the checkpoint outside): from a
 * log that was tampered with nothing is made. It is not decided again; that is for audit. */
#ifndef JIQUN_APP_REBUILD_H
#define JIQUN_APP_REBUILD_H

#include "app/app.h"
#include "app/differ.h"

typedef struct {
    app_difference difference; /* .any: the log is not what it should be, and nothing was changed */
    uint64_t events, rows;
} app_rebuild_report;

/* False with `e`: nothing was changed (or, after a failed commit, `e` says that it is not known). A difference is no
 * failure: then it is true and report->difference says what. */
bool app_rebuild(const app_place *place, void (*progress)(void *ctx, uint64_t events), void *ctx, base_arena *arena,
                 app_rebuild_report *report, base_err *e);

#endif
