/* vfs.c - how the write-ahead log and the database are written.
 *
 * SQLite writes each page of a group in two calls, header and content, one after the other at the end of the log. Here
 * they are gathered and written together when the log is synced. Nobody misses them until then: with
 * synchronous = FULL a commit is synced before others are told of it, the connection itself reads through this file,
 * and what was never synced was never committed.
 *
 * A sync after which a file is longer costs a second write, of its length and where it lies; so the file is lengthened
 * in larger steps, with zeros, which whoever recovers the log takes for its end. Only what lies behind the end of the
 * file is ever filled, by whoever holds the writer's lock: nothing that others wrote can be there.
 *
 * Moving the log into the database writes tens of megabytes and syncs them at once; whoever commits meanwhile waits
 * behind all of it. So the database is synced after every PORTION that was written, and a commit waits behind one
 * portion. A sync that fails is told as a failed write, for the system tells it once only.
 *
 * SQLite knows such layers (a "VFS") by name, in a list of the process; that list is the only thing here that all
 * connections share. Everything else is handed to the layer below, which is the one that was the default when the
 * first store was opened. */
#include "store/sqlite/sqlite_i.h"

/* The layer for Unix takes at most 128 KiB at a time: it cuts off higher bits of the length. */
enum { GATHERED = 64 << 10, STEP_MIN = 64 << 10, STEP_MAX = 1 << 20, ZEROS = 16 << 10, PORTION = 512 << 10 };

enum { HEAD = 64 }; /* bytes of a file of ours, before the file of the layer below */

typedef struct {
    sqlite3_file base;
    sqlite3_file *below; /* behind the struct that this is the beginning of, in the same memory */
} layer_file;

static sqlite3_file *below(sqlite3_file *f) { return ((layer_file *)f)->below; }

static int pass_close(sqlite3_file *f) { return below(f)->pMethods->xClose(below(f)); }
static int pass_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at) {
    return below(f)->pMethods->xRead(below(f), p, n, at);
}
static int pass_truncate(sqlite3_file *f, sqlite3_int64 size) { return below(f)->pMethods->xTruncate(below(f), size); }
static int pass_size(sqlite3_file *f, sqlite3_int64 *size) { return below(f)->pMethods->xFileSize(below(f), size); }
static int pass_lock(sqlite3_file *f, int level) { return below(f)->pMethods->xLock(below(f), level); }
static int pass_unlock(sqlite3_file *f, int level) { return below(f)->pMethods->xUnlock(below(f), level); }
static int pass_reserved(sqlite3_file *f, int *out) { return below(f)->pMethods->xCheckReservedLock(below(f), out); }
static int pass_control(sqlite3_file *f, int op, void *arg) {
    return below(f)->pMethods->xFileControl(below(f), op, arg);
}
static int pass_sector(sqlite3_file *f) { return below(f)->pMethods->xSectorSize(below(f)); }
static int pass_device(sqlite3_file *f) { return below(f)->pMethods->xDeviceCharacteristics(below(f)); }
static int pass_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out) {
    return below(f)->pMethods->xShmMap(below(f), page, size, extend, out);
}
static int pass_shm_lock(sqlite3_file *f, int at, int n, int flags) {
    return below(f)->pMethods->xShmLock(below(f), at, n, flags);
}
static void pass_shm_barrier(sqlite3_file *f) { below(f)->pMethods->xShmBarrier(below(f)); }
static int pass_shm_unmap(sqlite3_file *f, int remove) { return below(f)->pMethods->xShmUnmap(below(f), remove); }

/* ---- the log ---- */

typedef struct {
    layer_file head;
    char *p; /* n bytes that belong at `at` */
    size_t n;
    sqlite3_int64 at;
    sqlite3_int64 long_to; /* the file was seen to be so long */
} log_file;

/* Before something is written that ends at `end`. What fails here is no failure: the file grows as it is written. */
static void lengthen(log_file *f, sqlite3_int64 end) {
    static const char zeros[ZEROS];
    sqlite3_int64 size = 0;
    if (end <= f->long_to || f->head.below->pMethods->xFileSize(f->head.below, &size) != SQLITE_OK) return;
    f->long_to = size;
    if (end <= size) return;
    const sqlite3_int64 step = size < STEP_MIN ? STEP_MIN : size > STEP_MAX ? STEP_MAX : size;
    for (sqlite3_int64 at = end; at < end + step; at += ZEROS) {
        if (f->head.below->pMethods->xWrite(f->head.below, zeros, ZEROS, at) != SQLITE_OK) return;
        f->long_to = at + ZEROS;
    }
}

static int flush(log_file *f) {
    if (f->n == 0) return SQLITE_OK;
    const size_t n = f->n;
    lengthen(f, f->at + (sqlite3_int64)n);
    f->n = 0; /* also after a failure: SQLite takes the transaction back and writes it anew */
    return f->head.below->pMethods->xWrite(f->head.below, f->p, (int)n, f->at);
}

static int log_write(sqlite3_file *file, const void *p, int n, sqlite3_int64 at) {
    log_file *f = (log_file *)file;
    if (f->n > 0 && (at != f->at + (sqlite3_int64)f->n || (size_t)n > GATHERED - f->n)) {
        const int rc = flush(f);
        if (rc != SQLITE_OK) return rc;
    }
    if (f->p == NULL) f->p = sqlite3_malloc(GATHERED);
    if (f->p == NULL || n > GATHERED) return f->head.below->pMethods->xWrite(f->head.below, p, n, at);
    if (f->n == 0) f->at = at;
    memcpy(f->p + f->n, p, (size_t)n);
    f->n += (size_t)n;
    return SQLITE_OK;
}

static int log_read(sqlite3_file *file, void *p, int n, sqlite3_int64 at) {
    const int rc = flush((log_file *)file);
    return rc != SQLITE_OK ? rc : below(file)->pMethods->xRead(below(file), p, n, at);
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size) {
    const int rc = flush((log_file *)file);
    ((log_file *)file)->long_to = 0;
    return rc != SQLITE_OK ? rc : below(file)->pMethods->xTruncate(below(file), size);
}

static int log_sync(sqlite3_file *file, int flags) {
    const int rc = flush((log_file *)file);
    return rc != SQLITE_OK ? rc : below(file)->pMethods->xSync(below(file), flags);
}

static int log_size(sqlite3_file *file, sqlite3_int64 *size) {
    const int rc = flush((log_file *)file);
    return rc != SQLITE_OK ? rc : below(file)->pMethods->xFileSize(below(file), size);
}

static int log_close(sqlite3_file *file) {
    log_file *f = (log_file *)file;
    (void)flush(f);
    sqlite3_free(f->p);
    return f->head.below->pMethods->xClose(f->head.below);
}

static const sqlite3_io_methods log_methods = {
    .iVersion = 1,
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = pass_lock,
    .xUnlock = pass_unlock,
    .xCheckReservedLock = pass_reserved,
    .xFileControl = pass_control,
    .xSectorSize = pass_sector,
    .xDeviceCharacteristics = pass_device,
};

/* ---- the database ---- */

typedef struct {
    layer_file head;
    int written; /* bytes since the last sync */
} paced_file;

static int paced_write(sqlite3_file *file, const void *p, int n, sqlite3_int64 at) {
    paced_file *f = (paced_file *)file;
    const int rc = below(file)->pMethods->xWrite(below(file), p, n, at);
    if (rc != SQLITE_OK) return rc;
    f->written += n;
    if (f->written < PORTION) return SQLITE_OK;
    f->written = 0;
    return below(file)->pMethods->xSync(below(file), SQLITE_SYNC_NORMAL);
}

static int paced_sync(sqlite3_file *file, int flags) {
    ((paced_file *)file)->written = 0;
    return below(file)->pMethods->xSync(below(file), flags);
}

/* Version 2: the database is not mapped into memory (xFetch). */
static const sqlite3_io_methods paced_methods = {
    .iVersion = 2,
    .xClose = pass_close,
    .xRead = pass_read,
    .xWrite = paced_write,
    .xTruncate = pass_truncate,
    .xSync = paced_sync,
    .xFileSize = pass_size,
    .xLock = pass_lock,
    .xUnlock = pass_unlock,
    .xCheckReservedLock = pass_reserved,
    .xFileControl = pass_control,
    .xSectorSize = pass_sector,
    .xDeviceCharacteristics = pass_device,
    .xShmMap = pass_shm_map,
    .xShmLock = pass_shm_lock,
    .xShmBarrier = pass_shm_barrier,
    .xShmUnmap = pass_shm_unmap,
};

/* ---- the layer ---- */

static sqlite3_vfs *system_of(sqlite3_vfs *vfs) { return vfs->pAppData; }

_Static_assert(sizeof(log_file) <= HEAD && sizeof(paced_file) <= HEAD, "they fit before the file below");

static int open_file(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out) {
    sqlite3_vfs *system = system_of(vfs);
    const bool log = (flags & SQLITE_OPEN_WAL) != 0;
    if (!log && (flags & SQLITE_OPEN_MAIN_DB) == 0) return system->xOpen(system, name, file, flags, out);
    memset(file, 0, HEAD);
    ((layer_file *)file)->below = (sqlite3_file *)((char *)file + HEAD);
    const int rc = system->xOpen(system, name, below(file), flags, out);
    if (rc == SQLITE_OK) file->pMethods = log ? &log_methods : &paced_methods;
    return rc;
}

static int delete_file(sqlite3_vfs *vfs, const char *name, int sync) {
    return system_of(vfs)->xDelete(system_of(vfs), name, sync);
}

static int access_file(sqlite3_vfs *vfs, const char *name, int flags, int *out) {
    return system_of(vfs)->xAccess(system_of(vfs), name, flags, out);
}

static int full_path(sqlite3_vfs *vfs, const char *name, int n, char *out) {
    return system_of(vfs)->xFullPathname(system_of(vfs), name, n, out);
}

static int randomness(sqlite3_vfs *vfs, int n, char *out) {
    return system_of(vfs)->xRandomness(system_of(vfs), n, out);
}
static int pause(sqlite3_vfs *vfs, int us) { return system_of(vfs)->xSleep(system_of(vfs), us); }
static int last_error(sqlite3_vfs *vfs, int n, char *out) {
    return system_of(vfs)->xGetLastError(system_of(vfs), n, out);
}
static int now(sqlite3_vfs *vfs, sqlite3_int64 *out) { return system_of(vfs)->xCurrentTimeInt64(system_of(vfs), out); }

/* What a layer below may use of its own struct is called with it; the rest (loading of extensions, which is off) is
 * copied as it is. */
static void fill(sqlite3_vfs *vfs, sqlite3_vfs *system, const char *name) {
    *vfs = *system;
    vfs->iVersion = 2;
    vfs->pNext = NULL;
    vfs->zName = name;
    vfs->szOsFile = system->szOsFile + HEAD;
    vfs->pAppData = system;
    vfs->xOpen = open_file;
    vfs->xDelete = delete_file;
    vfs->xAccess = access_file;
    vfs->xFullPathname = full_path;
    vfs->xRandomness = randomness;
    vfs->xSleep = pause;
    vfs->xGetLastError = last_error;
    vfs->xCurrentTimeInt64 = now;
}

const char *sqlite_vfs_name(void) {
    static sqlite3_vfs vfs; /* in SQLite's list, under its lock */
    static const char name[] = "jiqun";
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (sqlite3_initialize() != SQLITE_OK) return NULL;
    sqlite3_mutex *m = sqlite3_mutex_alloc(SQLITE_MUTEX_STATIC_VFS1);
    sqlite3_mutex_enter(m);
    if (vfs.zName == NULL) {
        fill(&vfs, sqlite3_vfs_find(NULL), name);
        (void)sqlite3_vfs_register(&vfs, 0);
    }
    sqlite3_mutex_leave(m);
    return name;
}
