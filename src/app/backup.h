/* backup.h - a record is put aside while it is worked on, and put back.
 *
 * A backup is a folder laid out as a record's is, with a manifest: the database at one moment, then the attachments
 * that it names (they came in before it named them), the last checkpoint it holds, and the public keys. Private keys
 * come along only when asked for: whoever has both could sign in the record's name. Whatever keeps the record, the
 * backup's database is a SQLite file, so that a record can move from one to the other by way of a backup. A backup that
 * was broken off has no manifest and not the name it was to have. */
#ifndef JIQUN_APP_BACKUP_H
#define JIQUN_APP_BACKUP_H

#include "app/audit.h"
#include "app/manifest.h"

typedef struct {
    app_place place; /* of the record */
    const char *out; /* the folder that is to be; it must not exist, or be empty */
    bool keys;
} app_backup_options;
/* What it came to is in `m`; texts in `arena`. */
bool app_backup(const app_backup_options *o, base_arena *arena, app_manifest *m, base_err *e);

typedef struct {
    const char *backup;
    app_place to; /* there must be nothing yet: neither in the folder nor in the database */
    bool no_audit;
    const app_errata *errata;
    void (*progress)(void *ctx, uint64_t events); /* of the audit; may be NULL */
    void *ctx;
} app_restore_options;
/* Every file is held against the manifest, and what was copied is audited before it gets its name. False with `e`; or
 * with report->difference: the backup is whole, and what it holds is not what it should be. */
bool app_restore(const app_restore_options *o, base_arena *arena, app_manifest *m, app_audit_report *report,
                 base_err *e);

#endif
