/* audit.h - a run of the audit beside the server: one at a time, asked for by an auditor, in a process of its own.
 *
 * An audit reads everything and holds the whole country in memory, and what it reads may be damaged. So the server
 * starts itself once more as `jiqun audit --format json`, reads its lines, and ends it when it is told to or stops. The
 * report of the last run is kept until the next one or the end of the process; it is a reading, not a record. */
#ifndef JIQUN_HTTP_AUDIT_H
#define JIQUN_HTTP_AUDIT_H

#include "app/app.h"

typedef struct http_audit http_audit;

/* `program`: NULL for this one. `place` lives as long as it. */
http_audit *http_audit_new(const app_place *place, const char *program);
/* Ends what runs, and waits for it. NULL is allowed. */
void http_audit_free(http_audit *a);

/* `total`: events that the log has now. *started false: one runs already, or this is just being stopped. */
bool http_audit_start(http_audit *a, base_str by, uint64_t total, bool *started, base_err *e);
/* Ends what runs; what it has found is not known. */
void http_audit_stop(http_audit *a);

enum http_audit_state {
    HTTP_AUDIT_NONE, /* since the server began */
    HTTP_AUDIT_RUNNING,
    HTTP_AUDIT_DONE,
    HTTP_AUDIT_FAILED, /* it could not be looked at: `error` */
    HTTP_AUDIT_STOPPED
};
typedef struct {
    enum http_audit_state state;
    base_str by;
    int64_t began, ended;
    uint64_t done, total; /* events */
    base_str report;      /* JSON, as `jiqun audit --format json` ends with it */
    base_err error;
} http_audit_figures;
/* Texts in `arena`. */
http_audit_figures http_audit_look(http_audit *a, base_arena *arena);

#endif
