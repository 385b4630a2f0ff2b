/* audit_log.c - an audit of an exported log (export.h): its events go the same way as those of a record, then every
 * tile is held against the tree. Which files must be there follows from the checkpoint; no name is taken from the
 * folder but those of further checkpoints. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/audit_i.h"
#include "app/export.h"
#include "base/file.h"

enum {
    ENTRIES_MAX = LOG_TILE_HASHES * (2 + CORE_LEAF_MAX),
    LINE_MAX = CORE_PAYLOAD_MAX + 2 * LOG_SALT + 2,
    PIECE = 256 << 10,
    MARKS_MAX = 10000000
};

typedef struct {
    app_audit_run *x;
    const char *folder;
    base_arena *scratch; /* of one tile */
    uint64_t size;
    /* the file of payloads that is being read */
    int fd;
    base_buf buf;
    size_t at; /* of the next line in buf */
    bool end;
} exported;

/* ---- saying what is wrong ---- */

static bool at_file(exported *l, const char *name) {
    base_err_fmt(&l->x->diff->where, BASE_ERR_INPUT, "文件 %s", "file %s", name);
    return false;
}

/* A file that must be there: MISSING or too large is a difference, a system that refuses is not. */
static bool read_file(exported *l, const char *name, size_t max, base_str *out, base_err *e) {
    base_err why = {0};
    const char *path = base_arena_fmt(l->scratch, "%s/%s", l->folder, name).p;
    if (base_file_read(l->scratch, path, max, out, &why)) return true;
    if (why.kind == BASE_ERR_IO) {
        *e = why;
        l->x->failed = true;
        return false;
    }
    app_differ(l->x->diff, "%s%.0s", "%.0s%s", why.zh, why.en);
    return at_file(l, name);
}

/* ---- checkpoints ---- */

static bool read_size(const char *name, uint64_t *size) {
    return name[0] != '0' && base_number_parse(base_str_of(name), size);
}

static bool take_note(exported *l, const char *name, base_err *e) {
    base_str note;
    uint64_t size;
    const char *path = base_arena_fmt(l->scratch, "checkpoints/%s", name).p;
    if (!read_size(name, &size)) {
        app_differ(l->x->diff, "文件名应为事件数", "the name should be a number of events");
        return at_file(l, path);
    }
    if (!read_file(l, path, LOG_NOTE_MAX, &note, e)) return false;
    app_audit_add_mark(l->x, size, 0, note);
    base_arena_reset(l->scratch);
    return l->x->n_marks < MARKS_MAX;
}

/* The list may be absent: then there is only the last one. */
static bool read_notes(exported *l, base_err *e) {
    DIR *d = opendir(base_arena_fmt(l->x->arena, "%s/checkpoints", l->folder).p);
    bool good = true;
    if (d == NULL && errno == ENOENT) return true;
    if (d == NULL) {
        l->x->failed = true;
        return base_err_fmt(e, BASE_ERR_IO, "不能打开 checkpoints：%m", "can not open checkpoints: %m");
    }
    for (const struct dirent *f = readdir(d); good && f != NULL; f = readdir(d)) {
        if (f->d_name[0] == '.') continue;
        char name[sizeof f->d_name];
        memcpy(name, f->d_name, sizeof name);
        good = take_note(l, name, e);
    }
    (void)closedir(d);
    return good;
}

static bool read_last(exported *l, base_err *e) {
    base_str note;
    log_checkpoint c;
    if (!read_file(l, "checkpoint", LOG_NOTE_MAX, &note, e)) return false;
    note = base_arena_str(l->x->arena, note);
    if (!app_audit_open_note(l->x, note, &c)) return at_file(l, "checkpoint");
    l->size = c.size;
    l->x->demonstration = app_checkpoint_is_demonstration(&c);
    bool there = false;
    for (size_t i = 0; i < l->x->n_marks; i++) {
        there = there || base_str_eq(l->x->mark[i].note, note);
        if (l->x->mark[i].size <= c.size) continue;
        app_differ_numbers(l->x->diff, c.size, l->x->mark[i].size, "它早于 checkpoints 中最后的检查点",
                           "it is older than the last one in checkpoints");
        return at_file(l, "checkpoint");
    }
    if (!there) app_audit_add_mark(l->x, c.size, 0, note);
    return true;
}

/* ---- payloads, line by line ---- */

static bool open_payloads(exported *l, const char *name) {
    const char *path = base_arena_fmt(l->scratch, "%s/%s", l->folder, name).p;
    base_buf_clear(&l->buf);
    l->at = 0;
    l->end = false;
    l->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW);
    if (l->fd >= 0) return true;
    app_differ(l->x->diff, "没有这个文件，或不能读取", "there is no such file, or it can not be read");
    return at_file(l, name);
}

static void close_payloads(exported *l) {
    if (l->fd >= 0) (void)close(l->fd);
    l->fd = -1;
}

/* More of the file; what was taken already leaves the buffer. */
static bool fill(exported *l) {
    if (l->at > 0) {
        memmove(l->buf.p, l->buf.p + l->at, l->buf.n - l->at);
        base_buf_cut(&l->buf, l->buf.n - l->at);
        l->at = 0;
    }
    if (!base_buf_reserve(&l->buf, PIECE)) return false;
    ssize_t n;
    do n = read(l->fd, l->buf.p + l->buf.n, PIECE);
    while (n < 0 && errno == EINTR);
    if (n < 0) return false;
    l->end = n == 0;
    l->buf.n += (size_t)n;
    return true;
}

/* The next line, without its newline; false at the end or when there is none. */
static bool next_line(exported *l, base_str *line) {
    size_t looked = 0;
    for (;;) {
        const char *from = l->buf.p + l->at;
        const char *nl = l->buf.n > l->at ? memchr(from + looked, '\n', l->buf.n - l->at - looked) : NULL;
        if (nl != NULL) {
            *line = (base_str){from, (size_t)(nl - from)};
            l->at += line->n + 1;
            return true;
        }
        looked = l->buf.n - l->at;
        if (l->end || !fill(l)) return false;
    }
}

static bool split_line(base_str line, uint8_t salt[LOG_SALT], store_event *row) {
    const size_t hex = (size_t)LOG_SALT * 2;
    if (line.n <= hex || line.p[hex] != ' ') return false;
    if (!log_parse_hex((base_str){line.p, hex}, salt, LOG_SALT)) return false;
    row->salt = (base_str){(const char *)salt, LOG_SALT};
    row->payload = (base_str){line.p + hex + 1, line.n - hex - 1};
    return true;
}

/* ---- a tile of events ---- */

static bool next_entry(base_str *rest, base_str *leaf) {
    if (rest->n < 2) return false;
    size_t n = (size_t)((unsigned char)rest->p[0] << 8 | (unsigned char)rest->p[1]);
    if (rest->n - 2 < n) return false;
    *leaf = (base_str){rest->p + 2, n};
    *rest = (base_str){rest->p + 2 + n, rest->n - 2 - n};
    return true;
}

static bool bad_file(exported *l, const char *name) {
    app_differ(l->x->diff, "内容不合格式，或条数不对", "it is not as it should be, or holds another number of events");
    return at_file(l, name);
}

static bool take_bundle(exported *l, uint64_t first, const char *entries, const char *payloads, base_err *e) {
    base_str rest, line;
    uint8_t salt[LOG_SALT];
    log_tile_id id = app_export_bundle(first, l->size);
    if (!read_file(l, entries, ENTRIES_MAX, &rest, e)) return false;
    for (unsigned i = 0; i < id.n; i++) {
        store_event row = {.seq = first + i};
        if (!next_entry(&rest, &row.leaf)) return bad_file(l, entries);
        if (l->x->report->payloads && (!next_line(l, &line) || !split_line(line, salt, &row)))
            return bad_file(l, payloads);
        if (!app_audit_event(l->x, &row)) return false;
    }
    if (rest.n > 0) return bad_file(l, entries);
    if (!l->x->report->payloads) return true;
    bool more = next_line(l, &line) || l->buf.n > l->at; /* nothing follows, not even half a line */
    return !more || bad_file(l, payloads);
}

static bool read_events(exported *l, base_err *e) {
    for (uint64_t first = 0; first < l->size; first += LOG_TILE_HASHES) {
        char entries[LOG_TILE_PATH], payloads[APP_EXPORT_PATH];
        log_tile_id id = app_export_bundle(first, l->size);
        log_tile_path(id, true, entries);
        app_export_payload_path(id, payloads);
        base_arena_reset(l->scratch);
        if (l->x->report->payloads && !open_payloads(l, payloads)) return false;
        bool good = take_bundle(l, first, entries, payloads, e);
        close_payloads(l);
        if (!good) return false;
        l->x->report->tiles++;
    }
    return true;
}

/* ---- tiles of hashes ---- */

static bool check_tile(exported *l, log_tile_id id, base_err *e) {
    char name[LOG_TILE_PATH];
    base_str bytes;
    log_tile_path(id, false, name);
    base_arena_reset(l->scratch);
    if (!read_file(l, name, LOG_TILE_BYTES, &bytes, e)) return false;
    l->x->report->tiles++;
    if (base_str_eq(bytes, app_retree_tile(app_replay_tree(l->x->replay), id))) return true;
    app_differ(l->x->diff, "与由各事件算得的不同", "it is not what follows from the events");
    return at_file(l, name);
}

static bool check_tiles(exported *l, base_err *e) {
    for (unsigned level = 0; level < LOG_TILE_LEVELS; level++) {
        uint64_t n = log_level_size(l->size, level);
        for (uint64_t i = 0; i * LOG_TILE_HASHES < n; i++) {
            log_tile_id id = app_export_bundle(i * LOG_TILE_HASHES, n);
            id.level = (uint8_t)level;
            if (!check_tile(l, id, e)) return false;
        }
    }
    return true;
}

/* ---- all of it ---- */

static bool suite_of(exported *l, enum log_suite *suite, base_err *e) {
    base_str origin = l->x->report->origin;
    *suite = l->x->keys.n > 0                          ? log_pub_suite(l->x->keys.pub[0])
             : base_str_ends(origin, BASE_STR("/sm3")) ? LOG_SM3_SM2
                                                       : LOG_SHA256_ED25519;
    if (log_suite_ready(*suite)) return true;
    l->x->failed = true;
    return base_err_fmt(e, BASE_ERR_MISSING, "本机的 OpenSSL 没有本日志所用的算法（%s）",
                        "OpenSSL on this machine lacks the algorithms of this log (%s)", log_suite_name(*suite));
}

static bool has_folder(const exported *l, const char *name) {
    struct stat st;
    return stat(base_arena_fmt(l->x->arena, "%s/%s", l->folder, name).p, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool look(exported *l, base_err *e) {
    app_audit_run *x = l->x;
    enum log_suite suite;
    if (!app_audit_keys(x, base_arena_fmt(x->arena, "%s/keys", l->folder).p, e)) {
        x->failed = true;
        return false;
    }
    if (!read_notes(l, e) || !read_last(l, e) || !app_audit_marks(x) || !suite_of(l, &suite, e)) return false;
    x->report->payloads = has_folder(l, "payload");
    app_replay_options o = {.suite = suite,
                            .origin = x->report->origin,
                            .errata = x->o->errata,
                            .decides = true,
                            .calendar = !x->demonstration,
                            .payloads = x->report->payloads};
    x->replay = app_replay_new(&o);
    bool good = read_events(l, e);
    if (!good && x->failed) return false;
    return app_audit_events_end(x) && good && check_tiles(l, e);
}

bool app_audit_exported(app_audit_run *x, base_err *e) {
    exported l = {.x = x, .folder = x->o->log, .fd = -1};
    l.scratch = base_arena_new((size_t)64 << 20);
    base_buf_init(&l.buf, LINE_MAX + PIECE);
    bool good = look(&l, e);
    if (!good && x->failed && e->kind == BASE_ERR_NONE) *e = x->error;
    base_buf_free(&l.buf);
    base_arena_free(l.scratch);
    return good || x->diff->any || !x->failed;
}
