/* manifest.c - see manifest.h. It is read strictly: a line that is not as it was written is a fault. */
#include "app/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/seal.h"
#include "core/event.h"

static base_str hex_of(const log_hash *h, char room[LOG_HASH_HEX]) {
    log_hash_hex(h, room);
    return (base_str){room, LOG_HASH_HEX};
}

bool app_manifest_put(base_buf *b, const app_manifest *m) {
    char hex[LOG_HASH_HEX];
    base_buf_fmt(b, "jiqun backup %d\norigin %.*s\nsuite %s\nkind %s\nmade ", (int)APP_BACKUP_FORMAT, (int)m->origin.n,
                 m->origin.p, log_suite_name(m->suite), m->demonstration ? "demonstration" : "record");
    core_put_instant(b, m->made);
    base_buf_fmt(b, "\nevents %llu\nday ", (unsigned long long)m->events);
    if (m->day == BASE_DATE_NONE)
        base_buf_putc(b, '-');
    else
        base_date_put(b, m->day);
    base_str root = hex_of(&m->root, hex);
    base_buf_fmt(b, "\nroot %.*s\nkeys %s\nattachments %llu %llu\n", (int)root.n, root.p, m->keys ? "yes" : "no",
                 (unsigned long long)m->attachments, (unsigned long long)m->attachment_bytes);
    for (size_t i = 0; i < m->n_files; i++) {
        base_str digest = hex_of(&m->file[i].digest, hex);
        base_buf_fmt(b, "file %.*s %llu %.*s\n", (int)digest.n, digest.p, (unsigned long long)m->file[i].size,
                     (int)m->file[i].path.n, m->file[i].path.p);
    }
    return base_buf_puts(b, BASE_STR("end\n"));
}

/* ---- reading ---- */

typedef struct {
    base_str rest;
    uint32_t line;
    base_err *e;
} reader;

static bool fault(reader *r, const char *what) {
    base_err_fmt(r->e, BASE_ERR_INPUT, "备份清单有误（%s）", "the manifest of the backup is wrong (%s)", what);
    return base_err_at(r->e, BASE_STR(APP_MANIFEST_NAME), r->line, 0);
}

static base_str next_line(reader *r) {
    base_str rest, line = base_str_cut(r->rest, '\n', &rest);
    r->line++;
    if (rest.p == NULL) return (base_str){NULL, 0}; /* every line ends in a newline */
    r->rest = rest;
    return line;
}

/* The value of a line "NAME VALUE". */
static bool value(reader *r, const char *name, base_str *out) {
    base_str v, line = next_line(r), key = base_str_cut(line, ' ', &v);
    if (line.p == NULL || !base_str_is(key, name) || v.n == 0) return fault(r, name);
    *out = v;
    return true;
}

static bool number(base_str s, uint64_t *out) { return base_number_parse(s, out) && (s.n == 1 || s.p[0] != '0'); }

static bool one_of(base_str s, const char *no, const char *yes, bool *out) {
    *out = base_str_is(s, yes);
    return *out || base_str_is(s, no);
}

static bool read_head(reader *r, app_manifest *m) {
    base_str v = {NULL, 0}, bytes = {NULL, 0};
    base_err none = {0};
    if (!value(r, "origin", &m->origin)) return false;
    if (!value(r, "suite", &v) || !log_suite_parse(v, &m->suite)) return fault(r, "suite");
    if (!value(r, "kind", &v) || !one_of(v, "record", "demonstration", &m->demonstration)) return fault(r, "kind");
    if (!value(r, "made", &v) || !core_parse_instant(v, &m->made)) return fault(r, "made");
    if (!value(r, "events", &v) || !number(v, &m->events)) return fault(r, "events");
    m->day = BASE_DATE_NONE;
    if (!value(r, "day", &v) || (!base_str_is(v, "-") && !base_date_parse(v, &m->day, &none))) return fault(r, "day");
    if (!value(r, "root", &v) || !log_hash_parse_hex(v, &m->root)) return fault(r, "root");
    if (!value(r, "keys", &v) || !one_of(v, "no", "yes", &m->keys)) return fault(r, "keys");
    if (!value(r, "attachments", &v)) return false;
    v = base_str_cut(v, ' ', &bytes);
    return (number(v, &m->attachments) && number(bytes, &m->attachment_bytes)) || fault(r, "attachments");
}

/* Files of a backup lie in it, and have no other names than these. */
static bool path_is_good(base_str path) {
    base_str keys = BASE_STR("keys/log-");
    if (base_str_is(path, "jiqun.db") || base_str_is(path, "published")) return true;
    if (base_str_is(path, "keys/" APP_SEAL_FILE)) return true;
    if (path.n != keys.n + 6 || !base_str_starts(path, keys)) return false;
    base_str tail = {path.p + keys.n + 2, 4};
    bool digits =
        path.p[keys.n] >= '0' && path.p[keys.n] <= '9' && path.p[keys.n + 1] >= '0' && path.p[keys.n + 1] <= '9';
    return digits && (base_str_is(tail, ".pub") || base_str_is(tail, ".key"));
}

static bool read_file_line(reader *r, base_str line, app_manifest *m) {
    base_str rest, size;
    base_str_cut(line, ' ', &rest);
    base_str hex = base_str_cut(rest, ' ', &rest);
    size = base_str_cut(rest, ' ', &rest);
    if (m->n_files == APP_MANIFEST_FILES) return fault(r, "file");
    app_manifest_file *f = &m->file[m->n_files++];
    f->path = rest;
    return (log_hash_parse_hex(hex, &f->digest) && number(size, &f->size) && path_is_good(rest)) || fault(r, "file");
}

static bool read_format(reader *r) {
    base_str line = next_line(r), lead = BASE_STR("jiqun backup ");
    uint64_t format = 0;
    if (line.p == NULL || !base_str_starts(line, lead) ||
        !number((base_str){line.p + lead.n, line.n - lead.n}, &format))
        return fault(r, "format");
    if (format == APP_BACKUP_FORMAT) return true;
    base_err_fmt(r->e, BASE_ERR_INPUT, "备份的格式为第 %llu 版，本程序只认识第 %d 版：请改用更新版本的程序",
                 "the backup has format %llu, and this program knows %d: use a newer program",
                 (unsigned long long)format, (int)APP_BACKUP_FORMAT);
    return base_err_at(r->e, BASE_STR(APP_MANIFEST_NAME), r->line, 0);
}

bool app_manifest_read(base_str text, app_manifest *m, base_err *e) {
    reader r = {.rest = text, .e = e};
    *m = (app_manifest){0};
    if (base_utf8_check(text) != text.n) return fault(&r, "UTF-8");
    if (!read_format(&r) || !read_head(&r, m)) return false;
    for (base_str line = next_line(&r); !base_str_is(line, "end"); line = next_line(&r)) {
        if (!base_str_starts(line, BASE_STR("file "))) return fault(&r, "file");
        if (!read_file_line(&r, line, m)) return false;
    }
    return r.rest.n == 0 || fault(&r, "end");
}

/* ---- a file ---- */

bool app_manifest_look(log_hasher *h, const char *path, app_manifest_file *out, base_err *e) {
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && fstat(fd, &st) == 0;
    void *bytes = NULL;
    if (good && st.st_size > 0) {
        bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        good = bytes != MAP_FAILED;
    }
    if (!good) {
        base_err_fmt(e, errno == ENOENT ? BASE_ERR_MISSING : BASE_ERR_IO, "不能读取（%m）", "can not be read (%m)");
        base_err_at(e, base_str_of(path), 0, 0);
    } else {
        out->size = (uint64_t)st.st_size;
        out->digest = log_digest(h, (base_str){bytes, (size_t)st.st_size}, (base_str){NULL, 0});
        if (bytes != NULL) (void)munmap(bytes, (size_t)st.st_size);
    }
    if (fd >= 0) (void)close(fd);
    return good;
}
