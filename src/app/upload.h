/* upload.h - files that people send in over the network, from the moment they are whole until an event names them.
 *
 * A file lies in its folder under its digest; its row (store_attachment) says that it is part of the record's keeping.
 * Beside the row stands an entry "upload" for each authority that sent it in: whoever acts for that authority may name
 * the file in an action and read it back. The entry lapses. Then, under the writers' lock, the log since the upload and
 * all drafts are looked through: a file that is named stays for good and is read through the dossier that names it; a
 * file that nobody names goes, its row first, so that nothing can name it any more, and then the file.
 *
 * Knowing a digest gives no right to a file: an action may name what its authority sent in, or what its dossier names
 * already. */
#ifndef JIQUN_APP_UPLOAD_H
#define JIQUN_APP_UPLOAD_H

#include "app/kept.h"
#include "app/show.h"
#include "files/files.h"

enum {
    APP_UPLOAD_KEEP_DAYS = 30,  /* days that a file is kept which nobody names, unless set otherwise */
    APP_UPLOAD_KEEP_MOST = 366, /* at most */
    APP_UPLOAD_STRAY_S = 3600,  /* a file without a row may be on its way for so long */
    APP_UPLOAD_NAME_BYTES = 200 /* of a file's name */
};

typedef struct {
    base_str digest, name, type;
    uint64_t size;
    int64_t at, until; /* ms: sent in; kept to this moment, if nothing names it */
} app_upload;

/* ---- written within a transaction of the writer (app_kept_write) ---- */

/* Puts the row and the authority's entry. *again: this authority had sent it in already, and no sweep has come since.
 */
bool app_upload_note(store *s, const store_head *head, base_arena *arena, core_actor by, const app_upload *u,
                     bool *again, base_err *e);
/* What `by` holds of a file lapses `now`; nothing when it holds nothing. */
bool app_upload_let_go(store *s, base_arena *arena, core_actor by, base_str digest, int64_t now, base_err *e);
/* Counts for an account and the day of `now`. */
bool app_upload_count(store *s, base_arena *arena, base_str login, uint64_t n_files, uint64_t n_bytes, int64_t now,
                      base_err *e);

/* ---- read ---- */

typedef struct {
    uint64_t files, bytes;
} app_uploaded;
/* What an account sent in on the day of `now` (Beijing's days). */
bool app_uploaded_on(app *a, base_arena *arena, base_str login, int64_t now, app_uploaded *out, base_err *e);
/* Milliseconds at which that day ends. */
int64_t app_upload_day_ends(int64_t now);
/* A file that the authority sent in and that has not lapsed. */
bool app_upload_find(app *a, base_arena *arena, core_actor by, base_str digest, app_upload *out, bool *found,
                     base_err *e);
/* The name as it is kept: what follows the last slash, without control characters, cut to its limit; a made-up one
 * when nothing is left. */
base_str app_upload_name(base_arena *arena, base_str said, base_str type);

/* Whether each attachment that the arguments name may be named by `v`: its authority sent it in, or a dossier of the
 * targets, seen in full, names it. `which`: the first that may not. False: the store failed. */
bool app_uploads_may_name(app *a, const core_command *c, const app_viewer *v, base_date day, base_arena *arena,
                          base_str *which, base_err *e);

/* ---- taken away ---- */

typedef struct {
    uint64_t lapsed, removed; /* entries that lapsed; files that went */
} app_upload_swept;
/* What has lapsed by `now`, at most `most` entries; `keep_ms` is put on again where only a draft names a file. */
bool app_upload_sweep(const app_desk *d, files *f, int64_t now, int64_t keep_ms, size_t most, app_upload_swept *out,
                      base_err *e);
/* Of the files that begin with the byte `part`: those without a row, as a process leaves them that dies between file
 * and row. */
bool app_upload_sweep_strays(const app_desk *d, files *f, uint8_t part, int64_t keep_ms, app_upload_swept *out,
                             base_err *e);

#endif
