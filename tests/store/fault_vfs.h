/* fault_vfs.h - a disk that fails when it is told to.
 *
 * A layer under SQLite that becomes the default before the first store is opened. It counts the calls of one kind; the
 * one of number `at` fails, and with `sticky` all later ones of that kind as well, until the fault is lifted. A write
 * that fails leaves its first half in the file, as a full or dying disk may. */
#ifndef JIQUN_TESTS_STORE_FAULT_VFS_H
#define JIQUN_TESTS_STORE_FAULT_VFS_H

#include <errno.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>

enum fault_kind { FAULT_NONE, FAULT_WRITE, FAULT_FULL, FAULT_SYNC, FAULT_READ, FAULT_TRUNCATE, FAULT_OPEN, FAULT_SHM };

static struct {
    enum fault_kind kind;
    int at, seen;
    bool sticky, struck;
    bool spared; /* all that failed was to write zeros, which the write-ahead log is lengthened with */
} fault;

static inline void fault_set(enum fault_kind kind, int at, bool sticky) {
    fault.kind = kind;
    fault.at = at;
    fault.sticky = sticky;
    fault.seen = 0;
    fault.struck = false;
    fault.spared = true;
}

static inline bool fault_zeros(const char *p, int n) {
    for (int i = 0; i < n; i++) {
        if (p[i] != 0) return false;
    }
    return true;
}

static inline void fault_lift(void) { fault.kind = FAULT_NONE; }

static inline bool fault_now(enum fault_kind kind) {
    if (fault.kind != kind) return false;
    fault.seen++;
    if (fault.seen != fault.at && !(fault.sticky && fault.seen > fault.at)) return false;
    fault.struck = true;
    errno = kind == FAULT_FULL ? ENOSPC : EIO;
    return true;
}

typedef struct {
    sqlite3_file base;
    sqlite3_file *below;
} fault_file;

static sqlite3_file *fault_below(sqlite3_file *f) { return ((fault_file *)f)->below; }
#define FAULT_CALL(f, method, ...) fault_below(f)->pMethods->method(fault_below(f), ##__VA_ARGS__)

static int fault_close(sqlite3_file *f) { return FAULT_CALL(f, xClose); }

static int fault_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at) {
    return fault_now(FAULT_READ) ? SQLITE_IOERR_READ : FAULT_CALL(f, xRead, p, n, at);
}

static int fault_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at) {
    const bool full = fault_now(FAULT_FULL);
    if (!full && !fault_now(FAULT_WRITE)) return FAULT_CALL(f, xWrite, p, n, at);
    fault.spared = fault.spared && fault_zeros(p, n);
    if (n > 1) (void)FAULT_CALL(f, xWrite, p, n / 2, at);
    return full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int fault_truncate(sqlite3_file *f, sqlite3_int64 n) {
    return fault_now(FAULT_TRUNCATE) ? SQLITE_IOERR_TRUNCATE : FAULT_CALL(f, xTruncate, n);
}

static int fault_sync(sqlite3_file *f, int flags) {
    return fault_now(FAULT_SYNC) ? SQLITE_IOERR_FSYNC : FAULT_CALL(f, xSync, flags);
}

static int fault_size(sqlite3_file *f, sqlite3_int64 *n) { return FAULT_CALL(f, xFileSize, n); }
static int fault_lock(sqlite3_file *f, int level) { return FAULT_CALL(f, xLock, level); }
static int fault_unlock(sqlite3_file *f, int level) { return FAULT_CALL(f, xUnlock, level); }
static int fault_reserved(sqlite3_file *f, int *out) { return FAULT_CALL(f, xCheckReservedLock, out); }
static int fault_control(sqlite3_file *f, int op, void *arg) { return FAULT_CALL(f, xFileControl, op, arg); }
static int fault_sector(sqlite3_file *f) { return FAULT_CALL(f, xSectorSize); }
static int fault_device(sqlite3_file *f) { return FAULT_CALL(f, xDeviceCharacteristics); }

static int fault_map(sqlite3_file *f, int page, int size, int extend, void volatile **out) {
    return fault_now(FAULT_SHM) ? SQLITE_IOERR_SHMMAP : FAULT_CALL(f, xShmMap, page, size, extend, out);
}

static int fault_shm_lock(sqlite3_file *f, int at, int n, int flags) { return FAULT_CALL(f, xShmLock, at, n, flags); }
static void fault_barrier(sqlite3_file *f) { FAULT_CALL(f, xShmBarrier); }
static int fault_unmap(sqlite3_file *f, int remove) { return FAULT_CALL(f, xShmUnmap, remove); }

static const sqlite3_io_methods fault_methods = {.iVersion = 2,
                                                 .xClose = fault_close,
                                                 .xRead = fault_read,
                                                 .xWrite = fault_write,
                                                 .xTruncate = fault_truncate,
                                                 .xSync = fault_sync,
                                                 .xFileSize = fault_size,
                                                 .xLock = fault_lock,
                                                 .xUnlock = fault_unlock,
                                                 .xCheckReservedLock = fault_reserved,
                                                 .xFileControl = fault_control,
                                                 .xSectorSize = fault_sector,
                                                 .xDeviceCharacteristics = fault_device,
                                                 .xShmMap = fault_map,
                                                 .xShmLock = fault_shm_lock,
                                                 .xShmBarrier = fault_barrier,
                                                 .xShmUnmap = fault_unmap};

static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
    sqlite3_vfs *system = vfs->pAppData;
    fault_file *f = (fault_file *)file;
    file->pMethods = NULL;
    if (fault_now(FAULT_OPEN)) return SQLITE_CANTOPEN;
    f->below = (sqlite3_file *)(f + 1);
    const int rc = system->xOpen(system, name, f->below, flags, out);
    if (rc == SQLITE_OK) file->pMethods = &fault_methods;
    return rc;
}

static inline void fault_install(void) {
    static sqlite3_vfs vfs;
    (void)sqlite3_initialize();
    sqlite3_vfs *system = sqlite3_vfs_find(NULL);
    vfs = *system;
    vfs.zName = "fault";
    vfs.szOsFile = system->szOsFile + (int)sizeof(fault_file);
    vfs.pAppData = system;
    vfs.xOpen = fault_open;
    (void)sqlite3_vfs_register(&vfs, 1);
}

#endif
