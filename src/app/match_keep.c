/* match_keep.c - see match_i.h.
 *
 * Files in match/ are made from the record and its attachments, and nothing else is. Each begins with a mark, says how
 * long it is and has a sum over the rest: one that was cut or damaged, or that another edition of the program made, is
 * made anew. That one can not be written costs time and nothing more, so it is no error. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app_i.h"
#include "app/attach.h"
#include "app/match_i.h"
#include "base/file.h"
#include "docs/table.h"

enum {
    ROSTER_ARENA = 24 << 20,
    CODES_BYTES = 64 << 20,
    NAMES_BYTES = 40 << 20,
    NAME_BYTES = 200,
    INDEX_BYTES = 64 << 20
};

typedef struct {
    char mark[8];
    uint64_t n; /* rows; streams */
    uint64_t sum;
    uint64_t size;            /* of an index: events that were looked through */
    uint8_t salt[STORE_SALT]; /* and the salt of the last of them, which says which log it was */
} head;

#define MARK_CODES "jqcodes1"
#define MARK_INDEX "jqindex1"

static const char *folder_of(app *a, base_arena *arena) {
    return base_arena_fmt(arena, "%s/match", app_where(a)->folder).p;
}

static void keep(app *a, base_arena *arena, const char *name, head *h, base_str body) {
    base_buf b;
    base_err ignored = {0};
    h->sum = base_str_hash(body);
    (void)mkdir(folder_of(a, arena), 0700);
    base_buf_init(&b, sizeof *h + body.n);
    base_buf_put(&b, h, sizeof *h);
    base_buf_puts(&b, body);
    if (!b.full) (void)app_write_file(folder_of(a, arena), name, base_buf_str(&b), &ignored);
    base_buf_free(&b);
}

/* What was kept under a name, if it is whole. */
static bool kept(app *a, base_arena *arena, const char *name, const char *mark, head *h, base_str *body) {
    base_str all;
    base_err ignored = {0};
    const char *path = base_arena_fmt(arena, "%s/%s", folder_of(a, arena), name).p;
    if (access(path, R_OK) != 0 || !base_file_read(arena, path, CODES_BYTES, &all, &ignored)) return false;
    if (all.n < sizeof *h) return false;
    memcpy(h, all.p, sizeof *h);
    *body = (base_str){all.p + sizeof *h, all.n - sizeof *h};
    return memcmp(h->mark, mark, sizeof h->mark) == 0 && base_str_hash(*body) == h->sum;
}

/* ---- codes ---- */

typedef struct {
    core_roster *roster;
    base_buf rows, names;
} reading;

static bool take_row(void *ctx, uint32_t row, const base_str *cell, size_t n, base_err *e) {
    reading *r = ctx;
    base_str code, name;
    core_credit_key key = 0;
    if (!core_roster_row(r->roster, row, cell, n, e)) return false;
    if (!core_roster_enterprise(r->roster, &code, &name)) return true;
    if (core_credit_key_of(code, &key) == CORE_CREDIT_BAD) return true;
    name = base_utf8_head(name, NAME_BYTES);
    const app_match_row x = {.low = (uint64_t)key,
                             .high = (uint32_t)(key >> 64),
                             .row = row,
                             .name_at = (uint32_t)r->names.n,
                             .name_n = (uint32_t)name.n};
    base_buf_put(&r->rows, &x, sizeof x);
    base_buf_puts(&r->names, name);
    return !r->names.full || base_err_fmt(e, BASE_ERR_LIMIT, "企业名称过长", "the names are too long");
}

static bool read_file(app *a, const core_roster_plan *plan, base_str digest, reading *r, base_err *e) {
    uint64_t size = 0;
    base_arena *arena = base_arena_new(ROSTER_ARENA);
    files *f = app_files(a, e);
    const int fd = f != NULL ? files_read(f, digest, &size, e) : -1;
    r->roster = core_roster_new(arena, plan, NULL);
    bool good = fd >= 0 && docs_table_read(fd, size, take_row, r, e);
    if (good) core_roster_end(r->roster);
    const core_roster_report report = core_roster_report_of(r->roster);
    if (good && report.rows == 0)
        good = base_err_fmt(e, BASE_ERR_INPUT, "%s%.0s", "%.0s%s", report.n_told > 0 ? report.told[0].text.zh.p : "空",
                            report.n_told > 0 ? report.told[0].text.en.p : "empty");
    if (fd >= 0) (void)close(fd);
    base_arena_free(arena);
    return good;
}

static bool split(const head *h, base_str body, app_match_codes *out) {
    const size_t rows = (size_t)h->n * sizeof(app_match_row);
    if (h->n > CORE_ROSTER_ROWS_MAX || body.n < rows) return false;
    *out = (app_match_codes){(const app_match_row *)(const void *)body.p, (size_t)h->n, {body.p + rows, body.n - rows}};
    return true;
}

bool app_match_codes_of(app *a, const core_roster_plan *plan, base_str digest, base_arena *arena, app_match_codes *out,
                        base_err *e) {
    head h;
    base_str body;
    const char *name = base_arena_str(arena, digest).p;
    if (kept(a, arena, name, MARK_CODES, &h, &body) && split(&h, body, out)) return true;
    reading r = {.roster = NULL};
    base_buf_init(&r.rows, CODES_BYTES);
    base_buf_init(&r.names, NAMES_BYTES);
    const bool good = read_file(a, plan, digest, &r, e);
    if (good) {
        h = (head){.mark = MARK_CODES, .n = r.rows.n / sizeof(app_match_row)};
        base_buf_puts(&r.rows, base_buf_str(&r.names));
        body = base_arena_str(arena, base_buf_str(&r.rows));
        keep(a, arena, name, &h, body);
        (void)split(&h, body, out);
    }
    base_buf_free(&r.rows);
    base_buf_free(&r.names);
    return good;
}

void app_match_sweep(app *a) {
    base_arena *arena = base_arena_new(1 << 20);
    base_err e = {0};
    files *f = app_files(a, &e);
    DIR *d = f != NULL ? opendir(folder_of(a, arena)) : NULL;
    for (struct dirent *x = d != NULL ? readdir(d) : NULL; x != NULL; x = readdir(d)) {
        uint64_t size;
        e.kind = BASE_ERR_NONE;
        if (strlen(x->d_name) != FILES_DIGEST_HEX) continue;
        const int fd = files_read(f, base_str_of(x->d_name), &size, &e);
        if (fd >= 0) (void)close(fd);
        if (fd < 0 && e.kind == BASE_ERR_MISSING) (void)unlinkat(dirfd(d), x->d_name, 0);
    }
    if (d != NULL) (void)closedir(d);
    base_arena_free(arena);
}

/* ---- streams ---- */

bool app_match_names_roster(base_str json) {
    const base_str mark = BASE_STR("\"roster.");
    return json.n > 0 && memmem(json.p, json.n, mark.p, mark.n) != NULL;
}

typedef struct {
    base_arena *arena;
    app_match_streams *out;
    uint8_t salt[STORE_SALT];
    bool any;
} scanning;

static bool take_event(void *ctx, const store_event *row) {
    scanning *s = ctx;
    if (row->salt.n == STORE_SALT) memcpy(s->salt, row->salt.p, STORE_SALT);
    s->any = true;
    if (!app_match_names_roster(row->payload)) return true;
    s->out->stream = base_arena_grow(s->arena, s->out->stream, s->out->n, &s->out->cap, sizeof *s->out->stream);
    s->out->stream[s->out->n++] = row->stream;
    return true;
}

/* Whether the log still has the event at which the index ended. */
static bool goes_on(app *a, const head *h, bool *yes, base_err *e) {
    scanning last = {.out = &(app_match_streams){0}};
    *yes = false;
    if (h->size == 0 || h->size > app_head(a).size) return true;
    last.arena = base_arena_new(1 << 20);
    const bool good = store_events(app_store(a), h->size - 1, h->size, take_event, &last, e);
    base_arena_free(last.arena);
    *yes = last.any && memcmp(last.salt, h->salt, STORE_SALT) == 0;
    return good;
}

static int by_number(const void *a, const void *b) {
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void make_unique(app_match_streams *s) {
    size_t n = 0;
    if (s->n > 0) qsort(s->stream, s->n, sizeof *s->stream, by_number);
    for (size_t i = 0; i < s->n; i++)
        if (n == 0 || s->stream[n - 1] != s->stream[i]) s->stream[n++] = s->stream[i];
    s->n = n;
}

bool app_match_streams_of(app *a, base_arena *arena, app_match_streams *out, base_err *e) {
    head h;
    base_str body;
    bool known = kept(a, arena, "index", MARK_INDEX, &h, &body) && body.n == h.n * sizeof *out->stream;
    *out = (app_match_streams){0};
    if (known && !goes_on(a, &h, &known, e)) return false;
    if (known) {
        out->n = out->cap = (size_t)h.n;
        out->stream = base_arena_copy(arena, body.p, body.n);
    } else {
        h = (head){.mark = MARK_INDEX};
    }
    scanning s = {.arena = arena, .out = out};
    const uint64_t end = app_head(a).size;
    if (h.size == end) return true;
    if (!store_events(app_store(a), h.size, end, take_event, &s, e)) return false;
    make_unique(out);
    h.n = out->n;
    h.size = end;
    memcpy(h.salt, s.salt, sizeof h.salt);
    keep(a, arena, "index", &h, (base_str){(const char *)out->stream, out->n * sizeof *out->stream});
    return true;
}
