/* restore.c - putting a record back; see backup.h. All of it is laid out under another name and audited there; only
 * then does it get its place. A database server is filled last, from what was audited. */
#include <stdio.h>
#include <unistd.h>

#include "app/app_i.h"
#include "app/backup.h"
#include "app/folder.h"
#include "app/rebuild.h"
#include "app/session.h"
#include "app/transfer.h"
#include "base/file.h"

typedef struct {
    const app_restore_options *options;
    base_arena *arena;
    app_folder folder;
    app_manifest *m;
    app_audit_report *report;
    log_hasher *hasher;
} restoring;

static const char *in_backup(const restoring *r, base_str name) {
    return base_arena_fmt(r->arena, "%s/%.*s", r->options->backup, (int)name.n, name.p).p;
}

/* ---- the backup ---- */

static bool read_manifest(restoring *r, base_err *e) {
    base_str text;
    const char *path = in_backup(r, BASE_STR(APP_MANIFEST_NAME));
    if (access(path, F_OK) != 0) {
        base_err_fmt(e, BASE_ERR_MISSING, "这不是完整的备份：没有 %s", "this is no whole backup: it has no %s",
                     APP_MANIFEST_NAME);
        return base_err_at(e, base_str_of(r->options->backup), 0, 0);
    }
    if (!base_file_read(r->arena, path, APP_MANIFEST_MAX, &text, e) || !app_manifest_read(text, r->m, e)) return false;
    if (log_suite_ready(r->m->suite)) return true;
    return base_err_fmt(e, BASE_ERR_MISSING, "本机的 OpenSSL 没有该备份所用的算法（%s）",
                        "OpenSSL on this machine lacks the algorithms of this backup (%s)",
                        log_suite_name(r->m->suite));
}

/* Held against the manifest where it has been copied to, so that what was read is what is there. */
static bool copy_file(restoring *r, const app_manifest_file *want, base_err *e) {
    app_manifest_file has = {.path = want->path};
    const char *name = base_arena_str(r->arena, want->path).p;
    if (!app_folder_copy(&r->folder, in_backup(r, want->path), name, 0600, e) ||
        !app_manifest_look(r->hasher, app_folder_at(&r->folder, name), &has, e)) {
        return false;
    }
    if (has.size == want->size && log_hash_eq(&has.digest, &want->digest)) return true;
    base_err_fmt(e, BASE_ERR_INPUT, "文件与备份清单所记的不同：备份已损坏，请用另一份",
                 "the file is not what the manifest says: the backup is damaged, use another one");
    return base_err_at(e, base_str_of(in_backup(r, want->path)), 0, 0);
}

static bool copy_files(restoring *r, base_err *e) {
    bool database = false;
    if (!app_folder_make(&r->folder, "keys", e)) return false;
    for (size_t i = 0; i < r->m->n_files; i++) {
        database = database || base_str_is(r->m->file[i].path, "jiqun.db");
        if (!copy_file(r, &r->m->file[i], e)) return false;
    }
    return database || base_err_fmt(e, BASE_ERR_INPUT, "备份中没有数据库", "the backup holds no database");
}

typedef struct {
    restoring *r;
    files *from, *to;
    uint64_t n;
    base_err *e;
    bool good;
} attachments;

static bool take_attachment(void *ctx, const store_attachment *row) {
    attachments *x = ctx;
    x->n++;
    x->good = app_copy_attachment(x->from, x->to, row->digest, x->e);
    return x->good;
}

static bool copy_attachments(restoring *r, store *s, base_err *e) {
    attachments x = {.r = r, .e = e, .good = true};
    if (r->m->attachments == 0) return true;
    x.from = files_open(in_backup(r, BASE_STR("files")), 0, false, e);
    x.to = x.from != NULL ? files_open(app_folder_at(&r->folder, "files"), 0, true, e) : NULL;
    bool good = x.to != NULL && store_attachments(s, take_attachment, &x, e) && x.good;
    files_close(x.from);
    files_close(x.to);
    if (!good || x.n == r->m->attachments) return good;
    return base_err_fmt(e, BASE_ERR_INPUT, "数据库记有 %llu 个附件，清单记有 %llu 个",
                        "the database names %llu attachments, the manifest %llu", (unsigned long long)x.n,
                        (unsigned long long)r->m->attachments);
}

static bool agrees(const restoring *r, store *s, base_err *e) {
    store_head head;
    if (!store_head_get(s, &head, e)) return false;
    if (head.size == r->m->events && memcmp(head.root, r->m->root.b, sizeof head.root) == 0) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "备份的数据库与清单所记的事件数或树根不同",
                        "the database of the backup has another size or root than the manifest says");
}

static bool lay_out(restoring *r, base_err *e) {
    if (!copy_files(r, e)) return false;
    store_options o = {.address = app_folder_at(&r->folder, "jiqun.db")};
    store *s = store_open(&o, e);
    bool good = s != NULL && agrees(r, s, e) && copy_attachments(r, s, e) && app_sessions_forget(s, e);
    store_close(s);
    return good;
}

/* ---- the check ---- */

/* False also when something differs, which is for the report to say. */
static bool audit(restoring *r, base_err *e) {
    app_audit_options o = {.place = {.folder = r->folder.path},
                           .errata = r->options->errata,
                           .progress = r->options->progress,
                           .ctx = r->options->ctx};
    if (r->options->no_audit) return true;
    return app_audit(&o, r->arena, r->report, e) && !r->report->difference.any;
}

/* ---- its place ---- */

static bool fill_server(restoring *r, base_err *e) {
    store_options from = {.address = app_folder_at(&r->folder, "jiqun.db")};
    store_options to = {.address = r->options->to.db, .create = true};
    store *a = store_open(&from, e);
    store *b = a != NULL ? store_open(&to, e) : NULL;
    bool good = b != NULL && app_transfer(a, b, r->hasher, e);
    store_close(a);
    store_close(b);
    static const char *const gone[] = {"jiqun.db", "jiqun.db-wal", "jiqun.db-shm"};
    for (size_t i = 0; good && i < sizeof gone / sizeof *gone; i++) app_folder_remove(&r->folder, gone[i]);
    return good;
}

/* The log and what is kept beside it are there already; should this be broken off, `jiqun rebuild` does the same. */
static bool rebuild_server(restoring *r, base_err *e) {
    app_rebuild_report report;
    if (!app_rebuild(&r->options->to, NULL, NULL, r->arena, &report, e)) return false;
    if (!report.difference.any) return true;
    *e = report.difference.what;
    return false;
}

static bool restore(restoring *r, base_err *e) {
    const app_place *to = &r->options->to;
    if (!read_manifest(r, e)) return false;
    r->hasher = log_hasher_new(r->m->suite);
    if (!app_folder_begin(r->arena, to->folder, &r->folder, e)) return false;
    if (!lay_out(r, e) || !audit(r, e)) return false;
    if (to->db == NULL) return app_folder_done(&r->folder, e);
    return fill_server(r, e) && app_folder_done(&r->folder, e) && rebuild_server(r, e);
}

bool app_restore(const app_restore_options *o, base_arena *arena, app_manifest *m, app_audit_report *report,
                 base_err *e) {
    restoring r = {.options = o, .arena = arena, .m = m, .report = report};
    *report = (app_audit_report){0};
    bool good = restore(&r, e);
    if (!good) app_folder_drop(&r.folder);
    log_hasher_free(r.hasher);
    return good;
}
