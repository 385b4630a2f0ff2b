/* private.h - what the private fields of a case say: of an objection who made it, and how to reach them.
 *
 * Neither log nor world holds it (core/event.h): it is opened from the person parts of the case's events, for whoever
 * decides on cases of its kind (app_may_read_private). That it was read, and why, is on the access record before: that
 * is the caller's to do. */
#ifndef JIQUN_APP_PRIVATE_H
#define JIQUN_APP_PRIVATE_H

#include "app/show.h"

typedef struct {
    app_word field;
    base_str value;
} app_private_value;

/* Of one event. */
typedef struct {
    uint64_t seq;
    base_date day;
    base_str rulebook, kind; /* that name its fields */
    bool erased;
    size_t n;
    const app_private_value *value;
} app_private_part;

typedef struct {
    size_t n;
    app_private_part *part; /* oldest first */
} app_private;

/* Which events of the case, which is in memory, have such a part; none of them is opened. */
bool app_private_find(app *a, const core_case *c, base_arena *arena, app_private *out, base_err *e);
/* Opens them. Everything is in the arena, so that it may be another app that found them. */
bool app_private_read(app *a, app_private *p, base_arena *arena, base_err *e);

#endif
