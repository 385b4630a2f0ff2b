/* matching_keep.c - see matching_keep.h. */
#include "http/matching_keep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <yyjson.h>

#include "base/file.h"
#include "base/json_out.h"
#include "http/limits.h"
#include "http/lines.h"

enum {
    LEFT_S = 86400,
    PATH_ROOM = HTTP_MATCHING_PATH + 8,
    SAID_BYTES = 2 * HTTP_LINE_MAX,
    DAY_MS = 86400000,
    RESULTS_BYTES = 16 << 20
};

static const char *const endings[] = {"json", "jsonl", "csv", "xlsx"};

void http_matching_drop(const char *prefix) {
    char path[PATH_ROOM];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        (void)snprintf(path, sizeof path, "%s.%s", prefix, endings[i]);
        (void)unlink(path);
    }
}

int64_t http_matching_until(const http_matching_figures *f) { return f->ended + (int64_t)HTTP_MATCH_DAYS * DAY_MS; }

/* ---- written ---- */

static void put_said(base_buf *b, const http_matching_figures *f) {
    base_json j;
    base_json_init(&j, b);
    base_json_obj(&j);
    base_json_text(&j, "level", f->want.actor.level);
    base_json_text(&j, "who", f->want.actor.who);
    base_json_text(&j, "by", f->want.by);
    base_json_text(&j, "file", f->want.file);
    base_json_text(&j, "name", f->want.name);
    base_json_text(&j, "place", f->want.place);
    base_json_name(&j, "began");
    base_json_i64(&j, f->began);
    base_json_name(&j, "ended");
    base_json_i64(&j, f->ended);
    base_json_flag(&j, "workbook", f->workbook);
    base_json_name(&j, "report");
    base_json_value(&j, f->report);
    base_json_obj_end(&j);
}

static bool move_files(const char *from, const char *to) {
    char was[PATH_ROOM], is[PATH_ROOM];
    for (size_t i = 1; i < sizeof endings / sizeof *endings; i++) {
        (void)snprintf(was, sizeof was, "%s.%s", from, endings[i]);
        (void)snprintf(is, sizeof is, "%s.%s", to, endings[i]);
        if (rename(was, is) != 0 && errno != ENOENT) return false; /* too many rows: there is no workbook */
    }
    return true;
}

/* match/result-… of an authority; without its ending. False: the folder's name is too long. */
static bool place_of(const char *folder, core_actor a, char to[HTTP_MATCHING_PATH]) {
    return snprintf(to, HTTP_MATCHING_PATH, "%s/match/result-%016llx%016llx", folder,
                    (unsigned long long)base_str_hash(a.level),
                    (unsigned long long)base_str_hash(a.who)) < HTTP_MATCHING_PATH;
}

bool http_matching_keep(const char *folder, char prefix[HTTP_MATCHING_PATH], const http_matching_figures *f) {
    char to[HTTP_MATCHING_PATH], inside[HTTP_MATCHING_PATH + 8], name[80];
    base_buf said;
    base_err ignored = {0};
    if (!place_of(folder, f->want.actor, to)) return false;
    http_matching_drop(to);
    if (!move_files(prefix, to)) return false;
    (void)snprintf(prefix, HTTP_MATCHING_PATH, "%s", to);
    (void)snprintf(inside, sizeof inside, "%s/match", folder);
    (void)snprintf(name, sizeof name, "%.60s.json", strrchr(to, '/') + 1);
    base_buf_init(&said, SAID_BYTES);
    put_said(&said, f);
    const bool good = !said.full && app_write_file(inside, name, base_buf_str(&said), &ignored);
    base_buf_free(&said);
    if (good) http_matching_tidy(folder);
    return good;
}

/* ---- read again ---- */

static base_str said_of(base_arena *arena, yyjson_val *root, const char *name) {
    yyjson_val *v = yyjson_obj_get(root, name);
    const char *p = yyjson_get_str(v);
    return p != NULL ? base_arena_str(arena, (base_str){p, yyjson_get_len(v)}) : (base_str){NULL, 0};
}

static bool read_said(base_arena *arena, const char *path, http_matching_figures *out) {
    base_str body;
    base_err ignored = {0};
    if (!base_file_read(arena, path, SAID_BYTES, &body, &ignored)) return false;
    yyjson_doc *doc = yyjson_read(body.p, body.n, 0);
    yyjson_val *root = yyjson_doc_get_root(doc);
    size_t n = 0;
    char *report = yyjson_val_write(yyjson_obj_get(root, "report"), 0, &n);
    *out = (http_matching_figures){.state = HTTP_MATCHING_DONE,
                                   .began = yyjson_get_sint(yyjson_obj_get(root, "began")),
                                   .ended = yyjson_get_sint(yyjson_obj_get(root, "ended")),
                                   .workbook = yyjson_is_true(yyjson_obj_get(root, "workbook"))};
    out->want = (http_matching_want){.actor = {said_of(arena, root, "level"), said_of(arena, root, "who")},
                                     .by = said_of(arena, root, "by"),
                                     .file = said_of(arena, root, "file"),
                                     .name = said_of(arena, root, "name"),
                                     .place = said_of(arena, root, "place")};
    if (report != NULL) out->report = base_arena_str(arena, (base_str){report, n});
    free(report);
    yyjson_doc_free(doc);
    return out->report.n > 0 && out->want.actor.level.n > 0;
}

bool http_matching_find(const char *folder, core_actor actor, base_arena *arena, http_matching_figures *f,
                        char prefix[HTTP_MATCHING_PATH]) {
    if (!place_of(folder, actor, prefix)) return false;
    const char *path = base_arena_fmt(arena, "%s.json", prefix).p;
    if (access(path, R_OK) != 0) return false;
    return read_said(arena, path, f) && base_str_eq(f->want.actor.level, actor.level) &&
           base_str_eq(f->want.actor.who, actor.who) && http_matching_until(f) > app_now();
}

void http_matching_forget(const char *folder, core_actor actor) {
    char prefix[HTTP_MATCHING_PATH];
    if (place_of(folder, actor, prefix)) http_matching_drop(prefix);
}

/* ---- taken away ---- */

typedef struct {
    char prefix[HTTP_MATCHING_PATH];
    int64_t ended;
} result;

typedef struct {
    base_arena *arena;
    result *item;
    size_t n, cap;
} results;

static bool ends_in(base_str name, const char *ending) {
    const base_str e = base_str_of(ending);
    return name.n > e.n && memcmp(name.p + name.n - e.n, e.p, e.n) == 0;
}

/* One that says nothing readable of itself, or has lapsed, goes. */
static void look(results *all, const char *inside, base_str name) {
    result r = {.ended = 0};
    http_matching_figures f;
    base_arena *arena = base_arena_new((size_t)4 * SAID_BYTES);
    const base_str whole = base_arena_fmt(arena, "%s/%.*s", inside, (int)name.n, name.p);
    (void)snprintf(r.prefix, sizeof r.prefix, "%.*s", (int)(whole.n - strlen(".json")), whole.p);
    if (read_said(arena, whole.p, &f) && http_matching_until(&f) > app_now()) {
        r.ended = f.ended;
        all->item = base_arena_grow(all->arena, all->item, all->n, &all->cap, sizeof *all->item);
        all->item[all->n++] = r;
    } else {
        http_matching_drop(r.prefix);
    }
    base_arena_free(arena);
}

static int newest_first(const void *a, const void *b) {
    const result *x = a, *y = b;
    return (y->ended > x->ended) - (y->ended < x->ended);
}

static void walk(results *all, DIR *d, const char *inside) {
    for (struct dirent *x = readdir(d); x != NULL; x = readdir(d)) {
        struct stat st;
        const base_str name = base_str_of(x->d_name);
        if (base_str_starts(name, BASE_STR("result-")) && ends_in(name, ".json")) {
            look(all, inside, name);
        } else if (base_str_starts(name, BASE_STR("run-")) && fstatat(dirfd(d), x->d_name, &st, 0) == 0 &&
                   st.st_mtime < time(NULL) - LEFT_S) { /* younger ones may be another server's */
            (void)unlinkat(dirfd(d), x->d_name, 0);
        }
    }
}

void http_matching_tidy(const char *folder) {
    results all = {.arena = base_arena_new(RESULTS_BYTES)};
    const char *inside = base_arena_fmt(all.arena, "%s/match", folder).p;
    DIR *d = opendir(inside);
    if (d != NULL) walk(&all, d, inside);
    if (d != NULL) (void)closedir(d);
    if (all.n > 0) qsort(all.item, all.n, sizeof *all.item, newest_first);
    for (size_t i = HTTP_MATCHES_KEPT; i < all.n; i++) http_matching_drop(all.item[i].prefix);
    base_arena_free(all.arena);
}
