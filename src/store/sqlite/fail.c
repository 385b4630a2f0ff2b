/* fail.c - SQLite's result codes as errors that say what to do. */
#include "store/sqlite/sqlite_i.h"

#include <errno.h>

static bool fail_io(sqlite_store *s, int rc, base_err *e) {
    const int sys = sqlite3_system_errno(s->db);
    errno = sys != 0 ? sys : EIO;
    if (rc == SQLITE_FULL || sys == ENOSPC || sys == EDQUOT) {
        if (sys == 0) errno = ENOSPC;
        return base_err_fmt(e, BASE_ERR_IO, "磁盘空间不足，本次写入没有进行，此前的内容完好：请清理空间后重试（%m）",
                            "the disk is full; nothing of this was written, and what was there before is whole: free "
                            "some space and try again (%m)");
    }
    return base_err_fmt(e, BASE_ERR_IO, "读写数据库文件失败：请检查磁盘（%m）",
                        "reading or writing the database file failed: look at the disk (%m)");
}

static bool fail_damaged(sqlite_store *s, int rc, base_err *e) {
    return base_err_fmt(e, BASE_ERR_INPUT, "数据库文件已损坏或不是数据库：请停止写入，从备份恢复，并核对（%s）",
                        "the file is damaged or no database: stop writing, restore a backup and audit it (%s)",
                        rc == SQLITE_NOTADB ? "SQLITE_NOTADB" : sqlite3_errmsg(s->db));
}

bool sqlite_fail(sqlite_store *s, int rc, base_err *e) {
    switch (rc & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: store_err_wait(e, s->patience); break;
    case SQLITE_FULL:
    case SQLITE_IOERR: fail_io(s, rc, e); break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: fail_damaged(s, rc, e); break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        errno = EACCES;
        base_err_fmt(e, BASE_ERR_IO, "没有写入数据库的权限：请检查文件及其所在文件夹的权限（%s）",
                     "no right to write the database: look at the rights of the file and its folder (%s)",
                     sqlite3_errmsg(s->db));
        break;
    case SQLITE_CANTOPEN:
        errno = sqlite3_system_errno(s->db);
        if (errno == 0) errno = EACCES;
        base_err_fmt(e, BASE_ERR_IO, "无法打开数据库文件：请检查路径与权限（%m）",
                     "the database file can not be opened: look at its path and rights (%m)");
        break;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
        base_err_fmt(e, BASE_ERR_INPUT, "要写入的行与已有的行冲突（%s）",
                     "a row that was to be written does not go with those that are there (%s)", sqlite3_errmsg(s->db));
        break;
    case SQLITE_NOMEM: base_fatal("内存不足。Out of memory (SQLite)."); break;
    default: base_err_fmt(e, BASE_ERR_INPUT, "数据库出错：%s", "the database says: %s", sqlite3_errmsg(s->db)); break;
    }
    return base_err_at(e, base_str_of(s->path), 0, 0);
}

bool sqlite_fail_corrupt(sqlite_store *s, const char *table, base_err *e) {
    base_err_fmt(e, BASE_ERR_INPUT, "数据库表 %s 的内容已损坏：请停止写入，从备份恢复，并核对",
                 "the content of table %s is damaged: stop writing, restore a backup and audit it", table);
    return base_err_at(e, base_str_of(s->path), 0, 0);
}
