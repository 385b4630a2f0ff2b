/* copy.c - a consistent copy while writing goes on, and figures.
 *
 * The copy is made in one step within one read transaction, so it is the database at one moment, and it ends however
 * much is written meanwhile: nothing of that is looked at. As long as it takes, the write-ahead log can not begin
 * anew. */
#include "store/sqlite/sqlite_i.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail_copy(const char *path, base_err *e) {
    base_err_fmt(e, BASE_ERR_IO, "无法写入副本：请给出一个尚不存在、可以新建的文件（%m）",
                 "the copy can not be written: give a file that does not exist yet and can be made (%m)");
    return base_err_at(e, base_str_of(path), 0, 0);
}

static bool move_pages(sqlite_store *s, sqlite3 *to, const char *path, base_err *e) {
    sqlite3_backup *b = sqlite3_backup_init(to, "main", s->db, "main");
    if (b != NULL) {
        (void)sqlite3_backup_step(b, -1);
        (void)sqlite3_backup_finish(b);
    }
    const int rc = sqlite3_errcode(to);
    if (rc == SQLITE_OK) return true;
    const int sys = sqlite3_system_errno(to);
    errno = sys != 0 ? sys : rc == SQLITE_FULL ? ENOSPC : EIO;
    return fail_copy(path, e);
}

/* Into an empty file that is there. No journal: a copy that does not end is removed. */
static bool copy_into(sqlite_store *s, const char *path, base_err *e) {
    sqlite3 *to = NULL;
    int rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(to, "PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL", NULL, NULL, NULL);
    bool ok = rc == SQLITE_OK && move_pages(s, to, path, e);
    if (rc != SQLITE_OK) fail_copy(path, e);
    (void)sqlite3_close(to);
    return ok;
}

static bool sync_file(const char *path, base_err *e) {
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    const bool ok = fd >= 0 && fsync(fd) == 0;
    if (!ok) fail_copy(path, e);
    if (fd >= 0) (void)close(fd);
    return ok && sqlite_sync_folder(path, e);
}

bool sqlite_copy(store *base, const char *name, base_err *e) {
    char *path = sqlite_plain_path(name, e);
    if (path == NULL) return false;
    const int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok = fd >= 0 || fail_copy(path, e);
    if (fd >= 0) (void)close(fd);
    if (ok) {
        ok = copy_into(sqlite_of(base), path, e) && sync_file(path, e);
        if (!ok) (void)unlink(path);
    }
    free(path);
    return ok;
}

bool sqlite_stats(store *base, store_figures *out, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_STATS, e);
    bool row;
    if (q == NULL || !sqlite_next(s, q, &row, e)) return false;
    *out = (store_figures){.events = column_u64(q, 0),
                           .streams = column_u64(q, 1),
                           .dossiers = column_u64(q, 2),
                           .drafts = column_u64(q, 3),
                           .persons = column_u64(q, 4),
                           .refusals = column_u64(q, 5),
                           .attachments = column_u64(q, 6),
                           .messages = column_u64(q, 7),
                           .checkpoints = column_u64(q, 8),
                           .entries = column_u64(q, 9),
                           .bytes = column_u64(q, 10)};
    sqlite_done(q);
    return true;
}
