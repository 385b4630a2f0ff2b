/* manifest.h - what a backup says of itself: the last file that is written, so a backup without one is none.
 *
 *     jiqun backup 1
 *     origin jiqun.example/county-330106/sm3
 *     suite sm3
 *     kind record                       or: demonstration
 *     made 2026-03-01T02:03:04.000Z
 *     events 135
 *     day 2025-11-30
 *     root HEX
 *     keys no                           or: yes, the private ones are in it
 *     attachments 3 120034              how many, and their bytes; each is named by its own digest
 *     file HEX SIZE PATH                one line a file; digest by the suite
 *     end
 */
#ifndef JIQUN_APP_MANIFEST_H
#define JIQUN_APP_MANIFEST_H

#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "log/suite.h"

enum { APP_MANIFEST_MAX = 256 << 10, APP_MANIFEST_FILES = 200, APP_BACKUP_FORMAT = 1 };
#define APP_MANIFEST_NAME "MANIFEST"

typedef struct {
    base_str path; /* jiqun.db, published, keys/log-01.pub … */
    uint64_t size;
    log_hash digest;
} app_manifest_file;

typedef struct {
    base_str origin;
    enum log_suite suite;
    bool demonstration, keys;
    int64_t made; /* milliseconds since 1970 UTC */
    uint64_t events, attachments, attachment_bytes;
    base_date day; /* of the last event */
    log_hash root;
    size_t n_files;
    app_manifest_file file[APP_MANIFEST_FILES];
} app_manifest;

bool app_manifest_put(base_buf *b, const app_manifest *m);
/* Texts point into `text`. */
bool app_manifest_read(base_str text, app_manifest *m, base_err *e);
/* Size and digest of a file, by the suite of the hasher. */
bool app_manifest_look(log_hasher *h, const char *path, app_manifest_file *out, base_err *e);

#endif
