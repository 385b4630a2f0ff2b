/* transact.c - transactions, waiting for turns, and the write-ahead log.
 *
 * What a commit reports has to be true after a crash as well. When SQLite can not sync the write-ahead log it takes the
 * transaction back, but the frames, with a valid end, may be in the file, and whoever recovers it would take them for
 * committed. So after such a failure a small transaction is written over them; only if that is on disk the answer is
 * NOT_COMMITTED, else NOT_KNOWN.
 *
 * The write-ahead log begins anew only when all of it is in the database and nobody reads from it. Under a writer that
 * never pauses a passive checkpoint alone never gets there. So the checkpointer makes passive passes, which disturb
 * nobody, each over what was written during the one before, until that is little; and takes the writer's lock for what
 * was written during the last. A pass tells the pages that it found when it began: what came since is not in them. */
#include "store/sqlite/sqlite_i.h"

#include <time.h>
#include <unistd.h>

enum { PASSES = 16, LITTLE = 400 /* pages */, LOCK_MS = 50 };

static int64_t now_us(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* SQLite asks again and again: true sleeps a little and tries once more. A group takes a few milliseconds, and a writer
 * that works without a pause is away for microseconds only: so the sleeps are short, and of changing length. */
static int on_busy(void *ctx, int count) {
    sqlite_store *s = ctx;
    const int64_t now = now_us();
    if (count == 0) s->waiting_since = now;
    if (now - s->waiting_since >= (int64_t)s->patience * 1000) return 0;
    const int64_t longest = count < 20 ? 100 : 500;
    (void)usleep((useconds_t)(20 + now % longest));
    return 1;
}

static int on_wal(void *ctx, sqlite3 *db, const char *name, int pages) {
    (void)db, (void)name;
    ((sqlite_store *)ctx)->wal_pages = pages;
    return SQLITE_OK;
}

void sqlite_watch_locks(sqlite_store *s) {
    s->patience = STORE_PATIENCE;
    (void)sqlite3_busy_handler(s->db, on_busy, s);
    (void)sqlite3_wal_hook(s->db, on_wal, s);
}

static bool run_with_patience(sqlite_store *s, enum sqlite_sql which, int ms, base_err *e) {
    s->patience = ms;
    const bool ok = sqlite_do(s, which, e);
    s->patience = STORE_PATIENCE;
    return ok;
}

/* `moved`: pages of the log that are in the database by now. */
static bool checkpoint(sqlite_store *s, int mode, int ms, int *moved, base_err *e) {
    int in_log = 0;
    s->patience = ms;
    const int rc = sqlite3_wal_checkpoint_v2(s->db, "main", mode, &in_log, moved);
    s->patience = STORE_PATIENCE;
    return rc == SQLITE_OK || (rc & 0xFF) == SQLITE_BUSY || sqlite_fail(s, rc, e);
}

/* Nobody moves the log, or not quickly enough: the writer does it, so that the file does not grow without end. */
static bool bound_log(sqlite_store *s, base_err *e) {
    int moved = 0;
    if (s->wal_pages < SQLITE_WAL_BYTES / SQLITE_PAGE_BYTES) return true;
    s->wal_pages = 0;
    return checkpoint(s, SQLITE_CHECKPOINT_PASSIVE, 0, &moved, e);
}

bool sqlite_begin(store *base, int wait_ms, store_head *head, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    if (!bound_log(s, e) || !run_with_patience(s, Q_BEGIN, wait_ms, e)) return false;
    if (base->driver->head_get(base, head, e)) return true;
    sqlite_rollback(base);
    return false;
}

void sqlite_rollback(store *base) {
    sqlite_store *s = sqlite_of(base);
    s->n_stages = 0; /* some may have got their number in what is undone */
    if (sqlite3_get_autocommit(s->db) == 0) (void)sqlite_do(s, Q_ROLLBACK, NULL);
}

/* Writes over what an unsynced commit may have left in the log. It has to change something: an UPDATE that leaves a
 * page as it is writes nothing. */
static bool write_over(sqlite_store *s) {
    if (sqlite_do(s, Q_BEGIN, NULL) && sqlite_do(s, Q_UNDO, NULL) && sqlite_do(s, Q_COMMIT, NULL)) return true;
    sqlite_rollback(&s->base);
    return false;
}

enum store_outcome sqlite_commit(store *base, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_COMMIT, e);
    const int rc = q == NULL ? SQLITE_ERROR : sqlite3_step(q);
    if (rc == SQLITE_DONE) {
        sqlite_done(q);
        return STORE_COMMITTED;
    }
    if (q != NULL) {
        sqlite_fail(s, rc, e);
        sqlite_done(q);
    }
    sqlite_rollback(base);
    const bool may_be_there = (rc & 0xFF) == SQLITE_IOERR;
    return may_be_there && !write_over(s) ? STORE_NOT_KNOWN : STORE_NOT_COMMITTED;
}

bool sqlite_begin_read(store *base, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    /* A transaction sees the moment of its first read. */
    if (sqlite_do(s, Q_BEGIN_READ, e) && sqlite_do(s, Q_HEAD_GET, e)) return true;
    sqlite_rollback(base);
    return false;
}

void sqlite_end_read(store *base) { sqlite_rollback(base); }

bool sqlite_enter(sqlite_store *s, base_err *e) { return s->base.mode == STORE_WRITING || sqlite_do(s, Q_BEGIN, e); }

bool sqlite_leave(sqlite_store *s, bool ok, base_err *e) {
    if (s->base.mode == STORE_WRITING) return ok;
    if (ok && sqlite_commit(&s->base, e) == STORE_COMMITTED) return true;
    sqlite_rollback(&s->base);
    return false;
}

sqlite3_stmt *sqlite_enter_with(sqlite_store *s, enum sqlite_sql which, base_err *e) {
    if (!sqlite_enter(s, e)) return NULL;
    sqlite3_stmt *q = sqlite_prepared(s, which, e);
    if (q == NULL) (void)sqlite_leave(s, false, e);
    return q;
}

bool sqlite_run_and_leave(sqlite_store *s, sqlite3_stmt *q, base_err *e) {
    return sqlite_leave(s, sqlite_run(s, q, e), e);
}

bool sqlite_checkpoint_wal(store *base, bool truncate, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    int moved = 0;
    if (truncate) return checkpoint(s, SQLITE_CHECKPOINT_TRUNCATE, STORE_PATIENCE, &moved, e);
    for (int i = 0; i < PASSES; i++) {
        const int before = moved;
        if (!checkpoint(s, SQLITE_CHECKPOINT_PASSIVE, 0, &moved, e)) return false;
        if (moved - before < LITTLE) break;
    }
    return checkpoint(s, SQLITE_CHECKPOINT_FULL, LOCK_MS, &moved, e);
}
