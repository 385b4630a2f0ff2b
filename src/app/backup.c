/* backup.c - putting a record aside; see backup.h. The order matters: first the database, then what it names. */
#include "app/backup.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app_i.h"
#include "app/attach.h"
#include "app/folder.h"
#include "app/rebuild.h"
#include "app/seal.h"
#include "app/transfer.h"

enum { PIECE = 64 << 10 };

typedef struct {
    app *app;
    const app_backup_options *options;
    base_arena *arena;
    app_folder folder;
    app_manifest *m;
} backup;

/* ---- the database ---- */

static bool copy_database(backup *b, base_err *e) {
    const char *path = app_folder_at(&b->folder, "jiqun.db");
    if (!store_is_postgres(b->app->store)) return store_copy(b->app->store, path, e);
    store_options o = {.address = path, .create = true};
    store *to = store_open(&o, e);
    if (to == NULL) return false;
    bool good = app_transfer(b->app->store, to, b->app->hasher, e) && store_checkpoint_wal(to, true, e);
    store_close(to);
    return good;
}

/* Once it is closed, the files beside the copy are empty. */
static bool drop_beside(backup *b, base_err *e) {
    struct stat st;
    const char *wal = app_folder_at(&b->folder, "jiqun.db-wal");
    if (stat(wal, &st) == 0 && st.st_size > 0) {
        base_err_fmt(e, BASE_ERR_INPUT, "数据库副本没有关闭完整", "the copy of the database was not closed whole");
        return base_err_at(e, base_str_of(wal), 0, 0);
    }
    app_folder_remove(&b->folder, "jiqun.db-wal");
    app_folder_remove(&b->folder, "jiqun.db-shm");
    return true;
}

/* ---- what it names ---- */

typedef struct {
    backup *b;
    base_str *digest;
    size_t n, cap;
} digests;

static bool take_digest(void *ctx, const store_attachment *row) {
    digests *d = ctx;
    d->digest = base_arena_grow(d->b->arena, d->digest, d->n, &d->cap, sizeof *d->digest);
    d->digest[d->n++] = base_arena_str(d->b->arena, row->digest);
    d->b->m->attachments++;
    d->b->m->attachment_bytes += row->size;
    return true;
}

/* The last checkpoint that the copy holds, not the one outside: that may be of events which the copy has not. */
static bool copy_checkpoint(backup *b, store *s, base_err *e) {
    store_checkpoint last;
    bool found = false;
    if (!store_checkpoint_last(s, b->arena, &last, &found, e)) return false;
    return !found || app_folder_write(&b->folder, "published", last.note, e);
}

static bool look_into_copy(backup *b, digests *d, base_err *e) {
    store_head head;
    store_options o = {.address = app_folder_at(&b->folder, "jiqun.db")};
    store *s = store_open(&o, e);
    if (s == NULL) return false;
    bool good = store_head_get(s, &head, e) && store_attachments(s, take_digest, d, e) && copy_checkpoint(b, s, e);
    if (good) {
        b->m->events = head.size;
        b->m->day = head.day;
        memcpy(b->m->root.b, head.root, sizeof head.root);
    }
    /* A key that is replaced or retired between the database and the keys would open nothing of the copy. */
    good = good && (!b->options->keys || app_seal_sound(b->folder.path, s, e));
    store_close(s);
    return good;
}

bool app_copy_attachment(const files *from, files *to, base_str digest, base_err *e) {
    uint64_t size = 0;
    char piece[PIECE];
    files_stored stored = {0};
    int fd = files_read(from, digest, &size, e);
    files_upload *u = fd >= 0 ? files_begin(to, e) : NULL;
    bool good = u != NULL;
    for (ssize_t n = 1; good && n != 0;) {
        n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR) continue;
        good = n >= 0 ? files_put(u, piece, (size_t)n, e)
                      : base_err_fmt(e, BASE_ERR_IO, "附件不能读取（%m）", "an attachment can not be read (%m)");
    }
    if (fd >= 0) (void)close(fd);
    if (!good) {
        files_abort(u);
        return false;
    }
    if (!files_finish(u, &stored, e)) return false;
    if (base_str_is(digest, stored.digest)) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "附件 %.*s 的内容与其名称不符", "attachment %.*s is not what its name says",
                        (int)digest.n, digest.p);
}

static bool copy_attachments(backup *b, const digests *d, base_err *e) {
    if (d->n == 0) return true;
    files *from = app_files(b->app, e);
    files *to = from != NULL ? files_open(app_folder_at(&b->folder, "files"), 0, true, e) : NULL;
    bool good = to != NULL;
    for (size_t i = 0; good && i < d->n; i++) good = app_copy_attachment(from, to, d->digest[i], e);
    files_close(to);
    return good;
}

/* ---- keys ---- */

static bool copy_key(backup *b, const char *name, size_t *n, base_err *e) {
    struct stat st;
    const char *from = app_path(b->app, b->arena, name);
    if (stat(from, &st) != 0) return true;
    ++*n;
    return app_folder_copy(&b->folder, from, name, 0600, e);
}

static bool copy_keys(backup *b, base_err *e) {
    size_t pubs = 0, keys = 0;
    bool good = app_folder_make(&b->folder, "keys", e);
    for (int no = 1; good && no <= LOG_KEYS_MAX; no++) {
        good = copy_key(b, base_arena_fmt(b->arena, "keys/log-%02d.pub", no).p, &pubs, e);
        if (!good || !b->options->keys) continue;
        good = copy_key(b, base_arena_fmt(b->arena, "keys/log-%02d.key", no).p, &keys, e);
    }
    if (good && b->options->keys) good = copy_key(b, "keys/" APP_SEAL_FILE, &keys, e);
    if (!good || !b->options->keys || keys > 0) return good;
    return base_err_fmt(e, BASE_ERR_MISSING, "此处没有私钥，--with-keys 无从备份",
                        "there are no private keys here for --with-keys");
}

/* ---- the manifest ---- */

static bool list_file(backup *b, const char *name, base_err *e) {
    struct stat st;
    const char *path = app_folder_at(&b->folder, name);
    if (stat(path, &st) != 0) return true;
    app_manifest_file *f = &b->m->file[b->m->n_files++];
    f->path = base_arena_str(b->arena, base_str_of(name));
    return app_manifest_look(b->app->hasher, path, f, e);
}

static bool write_manifest(backup *b, base_err *e) {
    base_buf text;
    bool good = list_file(b, "jiqun.db", e) && list_file(b, "published", e);
    for (int no = 1; good && no <= LOG_KEYS_MAX; no++) {
        good = list_file(b, base_arena_fmt(b->arena, "keys/log-%02d.pub", no).p, e) &&
               list_file(b, base_arena_fmt(b->arena, "keys/log-%02d.key", no).p, e);
    }
    base_buf_init(&text, APP_MANIFEST_MAX);
    good = good && list_file(b, "keys/" APP_SEAL_FILE, e);
    good = good && app_manifest_put(&text, b->m) &&
           app_folder_write(&b->folder, APP_MANIFEST_NAME, base_buf_str(&text), e);
    base_buf_free(&text);
    return good;
}

/* A copy that came through the log has no derived tables yet; its checkpoint must be in place. */
static bool derive(backup *b, base_err *e) {
    app_rebuild_report report;
    app_place copy = {.folder = b->folder.path};
    if (!store_is_postgres(b->app->store)) return true;
    if (!app_rebuild(&copy, NULL, NULL, b->arena, &report, e)) return false;
    if (report.difference.any) *e = report.difference.what;
    return !report.difference.any;
}

static bool fill(backup *b, base_err *e) {
    digests d = {.b = b};
    *b->m = (app_manifest){.origin = base_arena_str(b->arena, b->app->origin),
                           .suite = b->app->suite,
                           .demonstration = b->app->demonstration,
                           .keys = b->options->keys,
                           .made = app_now()};
    return copy_database(b, e) && copy_keys(b, e) && look_into_copy(b, &d, e) && derive(b, e) && drop_beside(b, e) &&
           copy_attachments(b, &d, e) && write_manifest(b, e) && app_folder_done(&b->folder, e);
}

bool app_backup(const app_backup_options *o, base_arena *arena, app_manifest *m, base_err *e) {
    backup b = {.options = o, .arena = arena, .m = m};
    b.app = app_open(&o->place, APP_READ, e);
    if (b.app == NULL) return false;
    bool good = app_folder_begin(arena, o->out, &b.folder, e) && fill(&b, e);
    if (!good) app_folder_drop(&b.folder);
    app_close(b.app);
    return good;
}
