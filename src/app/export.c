/* export.c - see export.h. */
#include "app/export.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app_i.h"
#include "base/file.h"

#define PAYLOADS_MAX ((size_t)4 << 30) /* of 256 events */

enum { ENTRIES_MAX = LOG_TILE_HASHES * (2 + CORE_LEAF_MAX), PROGRESS_EVERY = 8192 };

typedef struct {
    const app_export_options *o;
    app_export_report *report;
    base_arena *arena;
    store *s;
    enum log_suite suite;
    app_pub_keys keys;
    log_hasher *hasher;
    app_retree tree;
    store_checkpoint last;
    log_checkpoint head;
    uint64_t size, before; /* events: of the export, and of what was exported already */
    log_hash before_root;
    base_buf entries, payloads;
    base_err *e;
    bool failed;
} exporting;

/* ---- what is there already ---- */

static bool is_empty_or_absent(const char *folder, bool *absent, base_err *e) {
    DIR *d = opendir(folder);
    *absent = d == NULL && errno == ENOENT;
    if (*absent) return true;
    if (d == NULL) return base_err_fmt(e, BASE_ERR_IO, "不能打开 %s：%m", "can not open %s: %m", folder);
    size_t n = 0;
    while (readdir(d) != NULL) n++;
    (void)closedir(d);
    if (n <= 2) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "%s 中已有别的内容，不是导出的日志；请另指一个文件夹",
                        "there is something else in %s, which is no exported log; name another folder", folder);
}

static bool note_text(base_str note, base_str *text) {
    const char *end = note.n > 0 ? memmem(note.p, note.n, "\n\n", 2) : NULL;
    if (end == NULL) return false;
    *text = (base_str){note.p, (size_t)(end - note.p) + 1};
    return true;
}

/* Of the export before: how far it goes. It is held against the tree when that comes to its size. */
static bool look_before(exporting *x) {
    base_str note, text;
    log_checkpoint c;
    bool absent;
    const char *path = base_arena_fmt(x->arena, "%s/checkpoint", x->o->to).p;
    if (access(path, F_OK) != 0) {
        if (!is_empty_or_absent(x->o->to, &absent, x->e)) return false;
        if (!absent || mkdir(x->o->to, 0755) == 0) return true;
        return base_err_fmt(x->e, BASE_ERR_IO, "不能建立文件夹 %s：%m", "can not make the folder %s: %m", x->o->to);
    }
    if (!base_file_read(x->arena, path, LOG_NOTE_MAX, &note, x->e)) return false;
    if (!note_text(note, &text) || !log_checkpoint_parse(text, &c, x->e))
        return base_err_fmt(x->e, BASE_ERR_INPUT, "%s 不是检查点；请另指一个文件夹",
                            "%s is no checkpoint; name another folder", path);
    if (c.size > x->size)
        return base_err_fmt(x->e, BASE_ERR_INPUT, "%s 中已有 %llu 个事件，多于记录中已签的 %llu 个：它属于另一份记录",
                            "%s holds %llu events already, more than the %llu that are signed in this record: it is "
                            "of another one",
                            x->o->to, (unsigned long long)c.size, (unsigned long long)x->size);
    x->before = c.size;
    x->before_root = c.root;
    return true;
}

/* ---- writing ---- */

static bool put_file(exporting *x, const char *name, base_str bytes) {
    x->report->files++;
    return app_export_write(x->o->to, name, bytes, x->e);
}

static bool remove_file(const exporting *x, const char *name) {
    const char *path = base_arena_fmt(x->arena, "%s/%s", x->o->to, name).p;
    return unlink(path) == 0 || errno == ENOENT ||
           base_err_fmt(x->e, BASE_ERR_IO, "不能删除 %s：%m", "can not remove %s: %m", path);
}

/* Entries and payloads of the tile that ends with the event last taken. */
static bool put_bundle(exporting *x, uint64_t first) {
    char name[APP_EXPORT_PATH];
    log_tile_id id = app_export_bundle(first, app_retree_size(&x->tree));
    log_tile_path(id, true, name);
    bool good = put_file(x, name, base_buf_str(&x->entries));
    app_export_payload_path(id, name);
    if (good && !x->o->leaves_only) good = put_file(x, name, base_buf_str(&x->payloads));
    base_buf_clear(&x->entries);
    base_buf_clear(&x->payloads);
    return good;
}

static void put_hex(base_buf *b, base_str s) {
    static const char digit[] = "0123456789abcdef";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        base_buf_put(b, (const char[]){digit[c >> 4], digit[c & 15]}, 2);
    }
}

static bool put_event(exporting *x, const store_event *row) {
    if (row->leaf.n > UINT16_MAX || base_utf8_check(row->payload) != row->payload.n ||
        (row->payload.n > 0 && memchr(row->payload.p, '\n', row->payload.n) != NULL)) {
        return base_err_fmt(x->e, BASE_ERR_INPUT, "事件 %llu 不合格式；请运行 jiqun audit",
                            "event %llu is not as it should be; run jiqun audit", (unsigned long long)row->seq);
    }
    const char length[2] = {(char)(row->leaf.n >> 8), (char)(row->leaf.n & 0xff)};
    base_buf_put(&x->entries, length, 2);
    base_buf_puts(&x->entries, row->leaf);
    if (!x->o->leaves_only) {
        put_hex(&x->payloads, row->salt);
        base_buf_putc(&x->payloads, ' ');
        base_buf_puts(&x->payloads, row->payload);
        base_buf_putc(&x->payloads, '\n');
    }
    return (!x->entries.full && !x->payloads.full) ||
           base_err_fmt(x->e, BASE_ERR_LIMIT, "事件过大", "events are too large");
}

static bool check_before(exporting *x) {
    log_hash root = app_retree_root(&x->tree);
    if (app_retree_size(&x->tree) != x->before || log_hash_eq(&root, &x->before_root)) return true;
    return base_err_fmt(x->e, BASE_ERR_INPUT, "%s 中先前导出的事件与本记录不同：它属于另一份记录，或其一被改动",
                        "the events exported to %s before are not those of this record: it is of another one, or one "
                        "of the two was changed",
                        x->o->to);
}

static bool take_event(void *ctx, const store_event *row) {
    exporting *x = ctx;
    uint64_t from = x->before - x->before % LOG_TILE_HASHES, size = row->seq + 1;
    app_retree_append(&x->tree, row->leaf);
    bool good = check_before(x);
    if (good && row->seq >= from) good = put_event(x, row);
    if (good && row->seq >= from && (size % LOG_TILE_HASHES == 0 || size == x->size))
        good = put_bundle(x, row->seq - row->seq % LOG_TILE_HASHES);
    if (good && x->o->progress != NULL && size % PROGRESS_EVERY == 0) x->o->progress(x->o->ctx, size);
    x->failed = !good;
    return good;
}

/* Tiles of hashes that the export before did not have in full. */
static bool put_tiles(exporting *x) {
    char name[LOG_TILE_PATH];
    for (unsigned level = 0; level < LOG_TILE_LEVELS; level++) {
        uint64_t n = log_level_size(x->size, level), i = log_level_size(x->before, level) / LOG_TILE_HASHES;
        for (; i * LOG_TILE_HASHES < n; i++) {
            log_tile_id id = app_export_bundle(i * LOG_TILE_HASHES, n);
            id.level = (uint8_t)level;
            log_tile_path(id, false, name);
            if (!put_file(x, name, app_retree_tile(&x->tree, id))) return false;
        }
    }
    return true;
}

/* Partial tiles of the export before, which the new checkpoint does not speak of. */
static bool remove_partial(exporting *x) {
    char name[APP_EXPORT_PATH];
    for (unsigned level = 0; level < LOG_TILE_LEVELS; level++) {
        uint64_t n = log_level_size(x->before, level);
        log_tile_id id = {(uint8_t)level, n / LOG_TILE_HASHES, (uint16_t)(n % LOG_TILE_HASHES)};
        if (id.n == 0 || n == log_level_size(x->size, level)) continue;
        log_tile_path(id, false, name);
        if (!remove_file(x, name)) return false;
        if (level > 0) continue;
        log_tile_path(id, true, name);
        if (!remove_file(x, name)) return false;
        app_export_payload_path(id, name);
        if (!remove_file(x, name)) return false;
    }
    return true;
}

static bool take_checkpoint(void *ctx, const store_checkpoint *row) {
    exporting *x = ctx;
    char name[64];
    if (row->size > x->size || row->size == 0) return true;
    (void)snprintf(name, sizeof name, "checkpoints/%llu", (unsigned long long)row->size);
    if (row->size <= x->before && access(base_arena_fmt(x->arena, "%s/%s", x->o->to, name).p, F_OK) == 0) return true;
    x->failed = !put_file(x, name, row->note);
    return !x->failed;
}

static bool put_keys(exporting *x) {
    base_buf b;
    bool good = true;
    base_buf_init(&b, 64 << 10);
    for (size_t i = 0; good && i < x->keys.n; i++) {
        char name[64];
        base_buf_clear(&b);
        (void)snprintf(name, sizeof name, "keys/log-%02d.pub", x->keys.number[i]);
        good = log_pub_put(&b, x->keys.pub[i]) && base_buf_putc(&b, '\n') && put_file(x, name, base_buf_str(&b));
        base_buf_clear(&b);
        (void)snprintf(name, sizeof name, "keys/log-%02d.pem", x->keys.number[i]);
        good = good && log_pub_put_pem(&b, x->keys.pub[i]) && put_file(x, name, base_buf_str(&b));
    }
    base_buf_free(&b);
    return good;
}

/* Everything is on disk before the checkpoint that speaks of it. */
static bool put_checkpoint(exporting *x) {
    int fd = open(x->o->to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && syncfs(fd) == 0;
    if (!good) base_err_fmt(x->e, BASE_ERR_IO, "不能同步 %s：%m", "can not sync %s: %m", x->o->to);
    good = good && put_file(x, "checkpoint", x->last.note);
    if (good && syncfs(fd) != 0)
        good = base_err_fmt(x->e, BASE_ERR_IO, "不能同步 %s：%m", "can not sync %s: %m", x->o->to);
    if (fd >= 0) (void)close(fd);
    return good;
}

/* ---- what is exported ---- */

static bool not_as_signed(exporting *x) {
    return base_err_fmt(
        x->e, BASE_ERR_INPUT, "记录中的事件与最后的检查点（%llu 个事件）不符，未导出；请运行 jiqun audit",
        "the events on record are not those of the last checkpoint (%llu events), nothing was exported; "
        "run jiqun audit",
        (unsigned long long)x->size);
}

static bool open_store(exporting *x) {
    store_options o = {.address = x->o->place.db, .read_only = true};
    base_str suite;
    if (o.address == NULL) o.address = base_arena_fmt(x->arena, "%s/jiqun.db", x->o->place.folder).p;
    x->s = store_open(&o, x->e);
    if (x->s == NULL || !store_begin_read(x->s, x->e) ||
        !store_meta_get(x->s, x->arena, BASE_STR("suite"), &suite, x->e)) {
        return false;
    }
    if (suite.p == NULL || !log_suite_parse(suite, &x->suite) || !log_suite_ready(x->suite))
        return base_err_fmt(x->e, BASE_ERR_INPUT, "数据库里没有完整的记录", "the database holds no complete record");
    if (x->o->place.folder == NULL) return true;
    return app_pubs_read(x->arena, base_arena_fmt(x->arena, "%s/keys", x->o->place.folder).p, &x->keys, x->e);
}

static bool last_checkpoint(exporting *x) {
    store_head head;
    base_str text;
    bool found = false;
    if (!store_head_get(x->s, &head, x->e) || !store_checkpoint_last(x->s, x->arena, &x->last, &found, x->e))
        return false;
    if (!found) return base_err_fmt(x->e, BASE_ERR_INPUT, "尚无检查点；办理一次后再导出", "there is no checkpoint yet");
    if (!note_text(x->last.note, &text) || !log_checkpoint_parse(text, &x->head, x->e) ||
        x->head.size != x->last.size || x->last.size > head.size) {
        return base_err_fmt(x->e, BASE_ERR_INPUT, "最后的检查点与记录不符；请运行 jiqun audit",
                            "the last checkpoint is not one of this record; run jiqun audit");
    }
    x->size = x->last.size;
    x->report->size = x->size;
    x->report->unsigned_events = head.size - x->size;
    x->report->origin = x->head.origin;
    return true;
}

static bool export_all(exporting *x) {
    if (!open_store(x) || !last_checkpoint(x) || !look_before(x)) return false;
    x->report->before = x->before;
    x->hasher = log_hasher_new(x->suite);
    app_retree_init(&x->tree, x->hasher);
    if (!store_events(x->s, 0, x->size, take_event, x, x->e) || x->failed) return false;
    log_hash root = app_retree_root(&x->tree);
    if (app_retree_size(&x->tree) != x->size || !log_hash_eq(&root, &x->head.root)) return not_as_signed(x);
    if (!put_tiles(x) || !put_keys(x) || !put_file(x, "README.md", app_export_readme(x->arena, x->suite))) return false;
    if (!store_checkpoints(x->s, take_checkpoint, x, x->e) || x->failed) return false;
    return put_checkpoint(x) && remove_partial(x);
}

bool app_export_log(const app_export_options *o, base_arena *arena, app_export_report *report, base_err *e) {
    exporting x = {.o = o, .report = report, .arena = arena, .e = e};
    *report = (app_export_report){0};
    base_buf_init(&x.entries, ENTRIES_MAX);
    base_buf_init(&x.payloads, PAYLOADS_MAX);
    bool good = export_all(&x);
    if (x.s != NULL) store_end_read(x.s);
    store_close(x.s);
    app_pubs_free(&x.keys);
    app_retree_free(&x.tree);
    log_hasher_free(x.hasher);
    base_buf_free(&x.entries);
    base_buf_free(&x.payloads);
    return good;
}
