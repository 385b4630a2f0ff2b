/* audit_i.h - an audit from inside: for audit*.c only. */
#ifndef JIQUN_APP_AUDIT_I_H
#define JIQUN_APP_AUDIT_I_H

#include "app/app_i.h"
#include "app/audit.h"
#include "app/replay.h"

/* A checkpoint that the tree is held against when it comes to its size. */
typedef struct {
    uint64_t size;
    int64_t at; /* as the row says; 0: there is no row */
    base_str note;
    log_checkpoint c;
    bool unlike; /* the tree was another at that size */
} app_audit_mark;

typedef struct {
    const app_audit_options *o;
    app_audit_report *report;
    app_difference *diff; /* of the report */
    base_arena *arena;    /* of the report's texts */
    app_replay *replay;
    app_pub_keys keys;
    app_audit_mark *mark; /* by size */
    size_t n_marks, cap_marks, next_mark;
    bool demonstration; /* as the record says; of an exported log, as its checkpoint does */
    base_err error;     /* of a callback */
    bool failed;        /* it could not be looked at */
} app_audit_run;

/* ---- audit_mark.c ---- */

/* The keys: of the file that was named, else of `folder` (NULL: none). */
bool app_audit_keys(app_audit_run *x, const char *folder, base_err *e);
/* Opens a note by the keys at hand; without keys only its text is read. What is wrong goes to the difference. */
bool app_audit_open_note(app_audit_run *x, base_str note, log_checkpoint *c);
void app_audit_add_mark(app_audit_run *x, uint64_t size, int64_t at, base_str note);
/* All marks are there: in order, and every signature checked. False: something differs. */
bool app_audit_marks(app_audit_run *x);
/* Takes the next event and holds the tree against the marks of its size. False: stop. */
bool app_audit_event(app_audit_run *x, const store_event *row);
/* No event follows. */
bool app_audit_events_end(app_audit_run *x);
/* A checkpoint by itself, after the last event: `zh` and `en` say which. */
bool app_audit_one_mark(app_audit_run *x, base_str note, const char *zh, const char *en, log_checkpoint *c);

/* ---- audit_table.c ---- */

/* Every row of every derived table. False: something differs, or `e` says that the store failed. */
bool app_audit_tables(app_audit_run *x, store *s, base_err *e);

/* ---- audit_store.c ---- */

typedef struct {
    app_audit_run *x;
    store *s;
    store_head head;
    bool calendar; /* no demonstration: days are those of the clock */
} app_audit_source;

/* Name, keys, checkpoints, every event, head, the checkpoint outside, in a transaction that the caller has begun; the
 * replay is then at its end. */
bool app_audit_source_log(app_audit_source *r, bool decides, base_err *e);
/* Says where the difference at hand is. Returns false. */
bool app_audit_said(app_audit_run *x, const char *zh, const char *en);
/* A file of the record's folder. */
const char *app_audit_path(const app_audit_run *x, const char *name);

/* ---- audit_record.c, audit_log.c ---- */

/* True: looked at; the report says what was found. */
bool app_audit_record(app_audit_run *x, base_err *e);
bool app_audit_exported(app_audit_run *x, base_err *e);

#endif
