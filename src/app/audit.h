/* audit.h - proves a record, from its first event on, or says the first place where it is not what it should be.
 *
 * Of a record: the database's check of itself; every signature of every checkpoint; every event (replay.h): digests,
 * links, order, decided again byte by byte; the tree at each checkpoint and at the head; the head; the checkpoint that
 * stands outside; person parts that have not been erased (with the key of personal data in the folder; without it their
 * number only); every row of every derived table, worked out anew (the index of names is held against its rows by the
 * database's own check); attachments, byte by byte; private keys. Of an exported log (export.h): what of this its files
 * hold.
 *
 * What it can not see: what was never recorded; and what is kept beside the log and vouched for by nothing (drafts,
 * refusals, messages, names of attachments). */
#ifndef JIQUN_APP_AUDIT_H
#define JIQUN_APP_AUDIT_H

#include "app/app.h"
#include "app/differ.h"
#include "app/errata.h"

typedef struct {
    app_place place; /* of a record; with `db`, `folder` may be NULL */
    const char *log; /* instead: the folder of an exported log */
    const char *pub; /* a file with public keys, one a line; NULL: those that lie beside the record or log */
    const app_errata *errata;
    void (*progress)(void *ctx, uint64_t events); /* now and then; may be NULL */
    void *ctx;
} app_audit_options;

typedef struct {
    uint64_t seq;
    const app_erratum *erratum;
} app_audit_erratum;

typedef struct {
    app_difference difference; /* .any: the record is not what it should be */
    uint64_t events, decisions, adoptions, restarts, bytes;
    uint64_t checkpoints, lost;         /* `lost`: that a restart cites, of events that are gone */
    uint64_t persons, erased, unopened; /* person parts; `unopened`: sealed, and there was no key to look into them */
    uint64_t rows, tiles;               /* of derived tables; of the exported log */
    uint64_t attachments, attachment_bytes;
    uint64_t files_erased; /* that events name, and that app_erase_person took away */
    base_str origin;
    base_date day;        /* of the last event */
    uint64_t signed_size; /* of the last checkpoint */
    bool demonstration;   /* as was signed */
    bool signatures;      /* false: there were no keys to check them with */
    bool own_keys;        /* the keys were those that came with the log */
    bool payloads;        /* false: only leaves were there, so nothing could be decided again */
    const app_audit_erratum *erratum;
    size_t n_errata;
} app_audit_report;

/* False with `e`: it could not be looked at (no such record, no right, made by a newer program). Texts of the report
 * live in `arena`. */
bool app_audit(const app_audit_options *o, base_arena *arena, app_audit_report *report, base_err *e);

#endif
