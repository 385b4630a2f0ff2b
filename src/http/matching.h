/* matching.h - runs of `jiqun match` beside the server: one at a time, the last of each authority kept.
 *
 * A match holds all rosters in memory and reads what strangers have made; so it is a process of its own (lines.h),
 * which gets the list as its standard input and leaves what it finds in files, as lines, a table and a workbook. They
 * belong to the authority that asked, outlive the server (matching_keep.h), go with its next run or after
 * HTTP_MATCH_DAYS, and are no record. Nodes that share the folder find each other's. */
#ifndef JIQUN_HTTP_MATCHING_H
#define JIQUN_HTTP_MATCHING_H

#include "app/app.h"

typedef struct http_matching http_matching;

/* `program`: NULL for this one; `root`: where data/ lies. `place` lives as long as it. */
http_matching *http_matching_new(const app_place *place, const char *program, const char *root);
/* Takes away what has lapsed. */
void http_matching_sweep(http_matching *m);
/* Ends what runs, and waits for it. NULL is allowed. */
void http_matching_free(http_matching *m);

typedef struct {
    core_actor actor;
    base_str by, file, name, place; /* account; digest and name of the list; place: empty for all */
} http_matching_want;

/* `list`: a descriptor of the list, closed in any case. *started false: one runs already. */
bool http_matching_start(http_matching *m, const http_matching_want *w, int list, bool *started, base_err *e);
/* Ends what runs, if it is this authority's. */
void http_matching_stop(http_matching *m, core_actor actor);

enum http_matching_state {
    HTTP_MATCHING_NONE,
    HTTP_MATCHING_RUNNING,
    HTTP_MATCHING_DONE,
    HTTP_MATCHING_FAILED, /* `error` */
    HTTP_MATCHING_STOPPED
};
typedef struct {
    enum http_matching_state state;
    http_matching_want want;
    int64_t began, ended;
    bool listing;         /* rosters are read, then the list */
    uint64_t done, total; /* rosters; bytes of the list */
    uint64_t rows;        /* of the list, as far as it was read */
    base_str report;      /* JSON, members as app_put_match has them */
    bool workbook;        /* there is one: not too many rows */
    base_err error;
} http_matching_figures;
/* Of this authority's last run. Texts in `arena`. */
http_matching_figures http_matching_look(http_matching *m, core_actor actor, base_arena *arena);
/* What its last run has found: "jsonl", "csv", "xlsx". A descriptor to be closed; -1: there is none. */
int http_matching_open(http_matching *m, core_actor actor, base_arena *arena, const char *ending);

#endif
