/* open.c - opening a connection.
 *
 * SQLite would make a database wherever a path leads, take "file:" for an address and an empty path for a temporary
 * file. So the path is looked at first, an absent file is made here with the right mode, and SQLite only ever opens
 * what is there. */
#include "store/sqlite/sqlite_i.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { ARENA = 64 << 20, PATH_BYTES = 4096 };

static const store_driver driver = {
    .close = sqlite_close,
    .begin = sqlite_begin,
    .write = sqlite_write,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .begin_read = sqlite_begin_read,
    .end_read = sqlite_end_read,
    .checkpoint_wal = sqlite_checkpoint_wal,
    .meta_get = sqlite_meta_get,
    .meta_set = sqlite_meta_set,
    .checkpoint_add = sqlite_checkpoint_add,
    .draft_save = sqlite_draft_save,
    .draft_get = sqlite_draft_get,
    .draft_delete = sqlite_draft_delete,
    .drafts = sqlite_drafts,
    .refusal_add = sqlite_refusal_add,
    .attachment_add = sqlite_attachment_add,
    .attachment_delete = sqlite_attachment_delete,
    .message_done = sqlite_message_done,
    .person_put = sqlite_person_put,
    .person_erase = sqlite_person_erase,
    .entry_put = sqlite_entry_put,
    .entry_delete = sqlite_entry_delete,
    .entry_get = sqlite_entry_get,
    .entries = sqlite_entries,
    .entries_due = sqlite_entries_due,
    .all_entries = sqlite_all_entries,
    .head_get = sqlite_head_get,
    .events = sqlite_events,
    .stream_events = sqlite_stream_events,
    .persons = sqlite_persons,
    .stream_find = sqlite_stream_find,
    .stream_last = sqlite_stream_last,
    .stream_at = sqlite_stream_at,
    .standing_get = sqlite_standing_get,
    .standings = sqlite_standings,
    .roots = sqlite_roots,
    .watched = sqlite_watched,
    .waiting = sqlite_waiting,
    .tallies = sqlite_tallies,
    .rounds = sqlite_rounds,
    .search = sqlite_search,
    .search_count = sqlite_search_count,
    .dossier_get = sqlite_dossier_get,
    .dossiers = sqlite_dossiers,
    .request_find = sqlite_request_find,
    .tile_get = sqlite_tile_get,
    .checkpoint_last = sqlite_checkpoint_last,
    .checkpoints = sqlite_checkpoints,
    .refusals = sqlite_refusals,
    .attachments = sqlite_attachments,
    .attachment_get = sqlite_attachment_get,
    .messages = sqlite_messages,
    .drop_derived = sqlite_drop_derived,
    .derived_lines = sqlite_derived_lines,
    .self_check = sqlite_self_check,
    .copy = sqlite_copy,
    .stats = sqlite_stats,
};

/* ---- the file ---- */

static bool fail_path(const char *path, base_err *e) {
    base_err_fmt(e, errno == ENOENT ? BASE_ERR_MISSING : BASE_ERR_IO, "无法打开数据库：请检查路径与权限（%m）",
                 "the database can not be opened: look at its path and rights (%m)");
    return base_err_at(e, base_str_of(path), 0, 0);
}

bool sqlite_sync_folder(const char *path, base_err *e) { return base_folder_sync_of(path) || fail_path(path, e); }

/* An empty file that only its owner may read; one that is there already is left as it is. */
static bool make_file(const char *path, base_err *e) {
    const int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno != EEXIST) return fail_path(path, e);
    if (fd < 0) return true;
    const bool ok = fsync(fd) == 0 || fail_path(path, e);
    (void)close(fd);
    return ok && sqlite_sync_folder(path, e);
}

static bool check_file(const char *path, base_err *e) {
    struct stat st;
    if (stat(path, &st) != 0) return fail_path(path, e);
    if (S_ISREG(st.st_mode)) return true;
    base_err_fmt(e, BASE_ERR_INPUT, "不是普通文件，不能作为数据库", "not a regular file: it can not be a database");
    return base_err_at(e, base_str_of(path), 0, 0);
}

char *sqlite_plain_path(const char *address, base_err *e) {
    char *path = NULL;
    if (strlen(address) > PATH_BYTES - 16) {
        base_err_fmt(e, BASE_ERR_LIMIT, "数据库路径过长", "the path of the database is too long");
        return NULL;
    }
    if (asprintf(&path, "%s%s", *address == '/' ? "" : "./", address) < 0) base_fatal("内存不足。Out of memory.");
    return path;
}

/* ---- the connection ---- */

void sqlite_close(store *base) {
    sqlite_store *s = sqlite_of(base);
    sqlite_finalize_all(s);
    (void)sqlite3_close(s->db);
    base_arena_free(s->arena);
    base_arena_free(s->row_arena);
    base_arena_free(s->sample_arena);
    free(s->path);
    free(s);
}

static bool configure(sqlite_store *s, bool read_only, base_err *e) {
    char sql[512];
    (void)snprintf(sql, sizeof sql,
                   "PRAGMA page_size = %d; PRAGMA auto_vacuum = NONE; PRAGMA synchronous = FULL;"
                   "PRAGMA journal_size_limit = %d; PRAGMA cache_size = -%d;"
                   "PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF; PRAGMA trusted_schema = OFF;"
                   "PRAGMA cell_size_check = ON; PRAGMA secure_delete = FAST",
                   (int)SQLITE_PAGE_BYTES, (int)SQLITE_WAL_KEPT,
                   (int)(read_only ? SQLITE_CACHE_KIB : SQLITE_WRITER_KIB));
    (void)sqlite3_extended_result_codes(s->db, 1);
    (void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_wal_autocheckpoint(s->db, 0); /* uses the hook that is set next */
    sqlite_watch_locks(s);
    return sqlite_exec(s, sql, e);
}

static bool connect(sqlite_store *s, const store_options *o, base_err *e) {
    const int flags = (o->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX;
    const int rc = sqlite3_open_v2(s->path, &s->db, flags, sqlite_vfs_name());
    if (s->db == NULL) base_fatal("内存不足。Out of memory.");
    return rc == SQLITE_OK ? configure(s, o->read_only, e) : sqlite_fail(s, rc, e);
}

store *store_sqlite_open_with(const store_options *o, const sqlite_plan *plan, base_err *e) {
    char *path = sqlite_plain_path(o->address, e);
    if (path == NULL) return NULL;
    if ((o->create && !make_file(path, e)) || !check_file(path, e)) {
        free(path);
        return NULL;
    }
    sqlite_store *s = base_zeroed(1, sizeof *s);
    s->base.driver = &driver;
    s->path = path;
    s->patience = STORE_PATIENCE;
    s->arena = base_arena_new(ARENA);
    s->row_arena = base_arena_new(ARENA);
    s->sample_arena = base_arena_new(ARENA);
    if (connect(s, o, e) && sqlite_schema_ready(s, o, plan, e)) return &s->base;
    sqlite_close(&s->base);
    return NULL;
}

store *store_sqlite_open(const store_options *o, base_err *e) {
    return store_sqlite_open_with(o, sqlite_plan_now(), e);
}
