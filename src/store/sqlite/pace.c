/* pace.c - the database is written in portions that the disk can take between two syncs of the log.
 *
 * Moving the write-ahead log writes tens of megabytes and syncs them at once; whoever commits meanwhile waits behind
 * all of it. Here the database is synced after every PORTION that was written, so that a commit waits behind one
 * portion. Everything else goes to the layer below as it comes; a sync that fails is told as a failed write, for the
 * system tells it once only. */
#include "store/sqlite/sqlite_i.h"

enum { PORTION = 512 << 10 };

typedef struct {
    sqlite3_file base;
    sqlite3_file *below; /* behind this struct, in the same memory */
    int written;         /* bytes since the last sync */
} paced_file;

static sqlite3_file *below(sqlite3_file *f) { return ((paced_file *)f)->below; }

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

static int paced_close(sqlite3_file *f) { return below(f)->pMethods->xClose(below(f)); }
static int paced_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at) {
    return below(f)->pMethods->xRead(below(f), p, n, at);
}
static int paced_truncate(sqlite3_file *f, sqlite3_int64 size) { return below(f)->pMethods->xTruncate(below(f), size); }
static int paced_size(sqlite3_file *f, sqlite3_int64 *size) { return below(f)->pMethods->xFileSize(below(f), size); }
static int paced_lock(sqlite3_file *f, int level) { return below(f)->pMethods->xLock(below(f), level); }
static int paced_unlock(sqlite3_file *f, int level) { return below(f)->pMethods->xUnlock(below(f), level); }
static int paced_reserved(sqlite3_file *f, int *out) { return below(f)->pMethods->xCheckReservedLock(below(f), out); }
static int paced_control(sqlite3_file *f, int op, void *arg) {
    return below(f)->pMethods->xFileControl(below(f), op, arg);
}
static int paced_sector(sqlite3_file *f) { return below(f)->pMethods->xSectorSize(below(f)); }
static int paced_device(sqlite3_file *f) { return below(f)->pMethods->xDeviceCharacteristics(below(f)); }
static int paced_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out) {
    return below(f)->pMethods->xShmMap(below(f), page, size, extend, out);
}
static int paced_shm_lock(sqlite3_file *f, int at, int n, int flags) {
    return below(f)->pMethods->xShmLock(below(f), at, n, flags);
}
static void paced_shm_barrier(sqlite3_file *f) { below(f)->pMethods->xShmBarrier(below(f)); }
static int paced_shm_unmap(sqlite3_file *f, int remove) { return below(f)->pMethods->xShmUnmap(below(f), remove); }

/* Version 2: the database is not mapped into memory (xFetch). */
static const sqlite3_io_methods paced_methods = {
    .iVersion = 2,
    .xClose = paced_close,
    .xRead = paced_read,
    .xWrite = paced_write,
    .xTruncate = paced_truncate,
    .xSync = paced_sync,
    .xFileSize = paced_size,
    .xLock = paced_lock,
    .xUnlock = paced_unlock,
    .xCheckReservedLock = paced_reserved,
    .xFileControl = paced_control,
    .xSectorSize = paced_sector,
    .xDeviceCharacteristics = paced_device,
    .xShmMap = paced_shm_map,
    .xShmLock = paced_shm_lock,
    .xShmBarrier = paced_shm_barrier,
    .xShmUnmap = paced_shm_unmap,
};

_Static_assert(sizeof(paced_file) <= SQLITE_FILE_HEAD, "it fits before the file below");

int sqlite_paced_open(sqlite3_vfs *system, sqlite3_filename name, sqlite3_file *file, int flags, int *out) {
    paced_file *f = (paced_file *)file;
    *f = (paced_file){.below = (sqlite3_file *)((char *)file + SQLITE_FILE_HEAD)};
    const int rc = system->xOpen(system, name, f->below, flags, out);
    if (rc == SQLITE_OK) f->base.pMethods = &paced_methods;
    return rc;
}
