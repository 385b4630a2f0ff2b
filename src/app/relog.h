/* relog.h - the log goes on under a new name, or a new key.
 *
 * A database that does not extend the checkpoint last published is read-only: were it written on, two logs of one name
 * would exist. When what is missing is lost for good, the log *restarts*: an event of the programme says why and cites
 * the checkpoint that it can not keep, and from then on checkpoints are signed under a new name by a new key. What was
 * signed before stays valid under the old one. What was broken off half way is taken up again. */
#ifndef JIQUN_APP_RELOG_H
#define JIQUN_APP_RELOG_H

#include "app/app.h"

enum { APP_REASON_MAX = 2000 };
/* Whether it is one: text that is not empty. */
bool app_reason_good(base_str reason, base_err *e);

typedef struct {
    base_str was, now;        /* names of the log */
    uint64_t published, size; /* events of the checkpoint that is given up, and on record now */
    uint64_t seq;             /* of the event that says so */
} app_restart_report;
/* False with `e`: nothing was lost (the database extends what was published); the checkpoint can not be read; … */
bool app_log_restart(const app_place *place, base_str reason, base_arena *arena, app_restart_report *report,
                     base_err *e);

/* A further key of the same name, which signs from now on; `*line` is its public half. */
bool app_log_rotate(const app_place *place, base_arena *arena, base_str *line, base_err *e);

#endif
