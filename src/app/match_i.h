/* match_i.h - what is kept beside a record so that rosters are read once: where they are named, and their codes. */
#ifndef JIQUN_APP_MATCH_I_H
#define JIQUN_APP_MATCH_I_H

#include "app/match.h"
#include "base/map.h"

/* One enterprise of a roster as it is kept. */
typedef struct {
    uint64_t low;
    uint32_t high; /* the code is high << 64 | low */
    uint32_t row;
    uint32_t name_at, name_n; /* in `names` */
} app_match_row;

typedef struct {
    const app_match_row *row;
    size_t n;
    base_str names;
} app_match_codes;

/* The codes of a roster, kept or read from its file and kept then. In `arena`, which takes 64 MiB at most. False with
 * `e`: it is not here, or not to be read. */
bool app_match_codes_of(app *a, const core_roster_plan *plan, base_str digest, base_arena *arena, app_match_codes *out,
                        base_err *e);

/* Takes away what is kept of rosters whose files are here no more. */
void app_match_sweep(app *a);

/* Streams (by number, ascending) of which some event names a roster; all of the log is looked through once, and what
 * was written since, later. */
typedef struct {
    uint64_t *stream;
    size_t n, cap;
} app_match_streams;
bool app_match_streams_of(app *a, base_arena *arena, app_match_streams *out, base_err *e);
/* Whether a payload or the body of a draft names a roster. */
bool app_match_names_roster(base_str json);

/* For words about a finding: the app and the options that it was made with. */
app *app_match_app(const app_match *m);
const app_match_options *app_match_options_of(const app_match *m);

#endif
