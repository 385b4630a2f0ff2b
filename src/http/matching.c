/* matching.c - see matching.h. */
#include "http/matching.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yyjson.h>

#include "http/limits.h"
#include "http/lines.h"
#include "http/matching_keep.h"

enum { ARGS = 20 };

typedef struct {
    base_arena *arena; /* NULL: a free place */
    http_matching_figures now;
    char prefix[HTTP_MATCHING_PATH]; /* of its files */
} matching_run;

struct http_matching {
    const app_place *place;
    const char *program, *root;
    pthread_mutex_t lock; /* of all that follows */
    pthread_t thread;
    bool joins, stopping;
    unsigned counter;
    int list; /* of the one that runs */
    matching_run *running;
    matching_run kept[HTTP_MATCHES_KEPT]; /* of this process: what runs, and what has come to no result that is kept */
};

static const char *folder_of(const http_matching *m) { return m->place->folder != NULL ? m->place->folder : "."; }

static void forget(matching_run *r) {
    base_arena_free(r->arena);
    *r = (matching_run){.arena = NULL};
}

static void drop(matching_run *r) {
    http_matching_drop(r->prefix);
    forget(r);
}

/* A free place, or that of the oldest, which goes. */
static matching_run *make_room(http_matching *m) {
    matching_run *oldest = NULL;
    for (size_t i = 0; i < HTTP_MATCHES_KEPT; i++) {
        matching_run *r = &m->kept[i];
        if (r->arena == NULL) return r;
        if (oldest == NULL || r->now.began < oldest->now.began) oldest = r;
    }
    drop(oldest);
    return oldest;
}

static void copy_want(base_arena *arena, http_matching_want *to, const http_matching_want *w) {
    *to = (http_matching_want){.actor = {base_arena_str(arena, w->actor.level), base_arena_str(arena, w->actor.who)},
                               .by = base_arena_str(arena, w->by),
                               .file = base_arena_str(arena, w->file),
                               .name = base_arena_str(arena, w->name),
                               .place = base_arena_str(arena, w->place)};
}

void http_matching_sweep(http_matching *m) {
    pthread_mutex_lock(&m->lock);
    http_matching_tidy(folder_of(m));
    pthread_mutex_unlock(&m->lock);
}

http_matching *http_matching_new(const app_place *place, const char *program, const char *root) {
    http_matching *m = base_zeroed(1, sizeof *m);
    m->place = place;
    m->program = program;
    m->root = root;
    pthread_mutex_init(&m->lock, NULL);
    http_matching_tidy(folder_of(m));
    return m;
}

/* ---- the process ---- */

static void arguments(const http_matching *m, const matching_run *r, const char *arg[ARGS]) {
    const http_matching_want *w = &r->now.want;
    size_t n = 0;
    arg[n++] = "jiqun";
    arg[n++] = "match";
    arg[n++] = "/dev/stdin";
    arg[n++] = "--format";
    arg[n++] = "json";
    arg[n++] = "--to";
    arg[n++] = r->prefix;
    arg[n++] = "--viewer";
    arg[n++] = base_arena_fmt(r->arena, "%.*s:%.*s", (int)w->actor.level.n, w->actor.level.p, (int)w->actor.who.n,
                              w->actor.who.n > 0 ? w->actor.who.p : "")
                   .p;
    if (w->place.n > 0) {
        arg[n++] = "--place";
        arg[n++] = w->place.p;
    }
    if (m->root != NULL) {
        arg[n++] = "--root";
        arg[n++] = m->root;
    }
    if (m->place->db != NULL) {
        arg[n++] = "--db";
        arg[n++] = HTTP_LINES_DB;
    }
    arg[n++] = "--data";
    arg[n++] = m->place->folder != NULL ? m->place->folder : "";
    arg[n] = NULL;
}

/* ---- what it says ---- */

static const char *said(yyjson_val *v, const char *name) {
    const char *text = yyjson_get_str(yyjson_obj_get(v, name));
    return text != NULL ? text : "";
}

static void take_line(void *ctx, base_str line) {
    http_matching *m = ctx;
    yyjson_doc *doc = yyjson_read(line.p, line.n, 0);
    yyjson_val *root = yyjson_doc_get_root(doc), *failed = yyjson_obj_get(root, "failed"),
               *report = yyjson_obj_get(root, "report");
    pthread_mutex_lock(&m->lock);
    matching_run *r = m->running;
    if (failed != NULL) {
        base_err_fmt(&r->now.error, BASE_ERR_INPUT, "%s%.0s", "%.0s%s", said(failed, "zh"), said(failed, "en"));
    } else if (report != NULL && r->now.report.n == 0) {
        size_t n = 0;
        char *text = yyjson_val_write(report, 0, &n);
        if (text != NULL) r->now.report = base_arena_str(r->arena, (base_str){text, n});
        free(text);
        r->now.workbook = yyjson_is_true(yyjson_obj_get(report, "workbook"));
    } else if (yyjson_is_uint(yyjson_obj_get(root, "done"))) {
        r->now.listing = strcmp(said(root, "stage"), "list") == 0;
        r->now.done = yyjson_get_uint(yyjson_obj_get(root, "done"));
        r->now.total = yyjson_get_uint(yyjson_obj_get(root, "total"));
        r->now.rows = yyjson_get_uint(yyjson_obj_get(root, "rows"));
    }
    pthread_mutex_unlock(&m->lock);
    yyjson_doc_free(doc);
}

static bool stops(void *ctx) {
    http_matching *m = ctx;
    pthread_mutex_lock(&m->lock);
    const bool yes = m->stopping;
    pthread_mutex_unlock(&m->lock);
    return yes;
}

/* ---- the thread ---- */

static void end(http_matching *m, int status) {
    pthread_mutex_lock(&m->lock);
    http_matching_figures *now = &m->running->now;
    now->ended = app_now();
    if (now->report.n > 0)
        now->state = HTTP_MATCHING_DONE;
    else if (m->stopping)
        now->state = HTTP_MATCHING_STOPPED;
    else
        now->state = HTTP_MATCHING_FAILED;
    if (now->state == HTTP_MATCHING_FAILED && now->error.kind == BASE_ERR_NONE)
        base_err_fmt(&now->error, BASE_ERR_IO, "比对进程没有给出结果（退出状态 %d）；请重试，或在终端运行 jiqun match",
                     "the match ended without a result (status %d); try again, or run jiqun match at a terminal",
                     status);
    if (now->state != HTTP_MATCHING_DONE)
        http_matching_drop(m->running->prefix);
    else if (http_matching_keep(folder_of(m), m->running->prefix, now))
        forget(m->running);
    m->running = NULL;
    (void)close(m->list);
    pthread_mutex_unlock(&m->lock);
}

static void *run(void *ctx) {
    http_matching *m = ctx;
    const char *arg[ARGS];
    arguments(m, m->running, arg);
    const http_lines l = {.program = m->program,
                          .words = arg,
                          .db = m->place->db,
                          .in = m->list,
                          .stops = stops,
                          .line = take_line,
                          .ctx = m};
    end(m, http_lines_of(&l));
    return NULL;
}

/* ---- asked from outside ---- */

static bool same(core_actor a, core_actor b) { return base_str_eq(a.level, b.level) && base_str_eq(a.who, b.who); }

static matching_run *run_of(http_matching *m, core_actor actor) {
    for (size_t i = 0; i < HTTP_MATCHES_KEPT; i++)
        if (m->kept[i].arena != NULL && same(m->kept[i].now.want.actor, actor)) return &m->kept[i];
    return NULL;
}

/* The authority's own place, or another; nothing stands there any more. */
static matching_run *place_for(http_matching *m, core_actor actor) {
    matching_run *r = run_of(m, actor);
    http_matching_forget(folder_of(m), actor);
    if (r == NULL) return make_room(m);
    drop(r);
    return r;
}

/* Its run in this process; or the result that is kept, here or by another node that has the folder, where that is
 * newer. `prefix`: of the files, of a result. False: there is neither. */
static bool latest(http_matching *m, core_actor actor, base_arena *arena, http_matching_figures *f,
                   char prefix[HTTP_MATCHING_PATH]) {
    matching_run *r = run_of(m, actor);
    const bool kept = r != m->running || r == NULL ? http_matching_find(folder_of(m), actor, arena, f, prefix) : false;
    if (r == NULL) return kept;
    if (kept && f->began > r->now.began) {
        drop(r);
        return true;
    }
    *f = r->now;
    copy_want(arena, &f->want, &r->now.want);
    f->report = base_arena_str(arena, f->report);
    (void)snprintf(prefix, HTTP_MATCHING_PATH, "%s", r->prefix);
    return true;
}

static void begin(http_matching *m, matching_run *r, const http_matching_want *w) {
    r->arena = base_arena_new((size_t)4 * HTTP_LINE_MAX);
    r->now = (http_matching_figures){.state = HTTP_MATCHING_RUNNING, .began = app_now()};
    copy_want(r->arena, &r->now.want, w);
    (void)mkdir(base_arena_fmt(r->arena, "%s/match", folder_of(m)).p, 0700);
    (void)snprintf(r->prefix, sizeof r->prefix, "%s/match/run-%d-%u", folder_of(m), (int)getpid(), m->counter++);
}

bool http_matching_start(http_matching *m, const http_matching_want *w, int list, bool *started, base_err *e) {
    bool good = true;
    pthread_mutex_lock(&m->lock);
    *started = m->running == NULL;
    if (*started) {
        if (m->joins) (void)pthread_join(m->thread, NULL); /* it has ended, or is just about to return */
        m->running = place_for(m, w->actor);
        begin(m, m->running, w);
        m->list = list;
        m->stopping = false;
        m->joins = good = pthread_create(&m->thread, NULL, run, m) == 0;
        if (!good) m->running->now.state = HTTP_MATCHING_FAILED;
        if (!good) m->running = NULL;
    }
    if (!*started || !good) (void)close(list);
    pthread_mutex_unlock(&m->lock);
    return good || base_err_fmt(e, BASE_ERR_LIMIT, "不能启动线程", "a thread can not be started");
}

void http_matching_stop(http_matching *m, core_actor actor) {
    pthread_mutex_lock(&m->lock);
    if (m->running != NULL && same(m->running->now.want.actor, actor)) m->stopping = true;
    pthread_mutex_unlock(&m->lock);
}

http_matching_figures http_matching_look(http_matching *m, core_actor actor, base_arena *arena) {
    http_matching_figures f = {.state = HTTP_MATCHING_NONE};
    char prefix[HTTP_MATCHING_PATH];
    pthread_mutex_lock(&m->lock);
    if (!latest(m, actor, arena, &f, prefix)) f = (http_matching_figures){.state = HTTP_MATCHING_NONE};
    pthread_mutex_unlock(&m->lock);
    return f;
}

int http_matching_open(http_matching *m, core_actor actor, base_arena *arena, const char *ending) {
    char prefix[HTTP_MATCHING_PATH];
    http_matching_figures f;
    int fd = -1;
    pthread_mutex_lock(&m->lock);
    if (latest(m, actor, arena, &f, prefix) && f.state == HTTP_MATCHING_DONE)
        fd = open(base_arena_fmt(arena, "%s.%s", prefix, ending).p, O_RDONLY | O_CLOEXEC);
    pthread_mutex_unlock(&m->lock);
    return fd;
}

void http_matching_free(http_matching *m) {
    if (m == NULL) return;
    pthread_mutex_lock(&m->lock);
    m->stopping = true;
    pthread_mutex_unlock(&m->lock);
    if (m->joins) (void)pthread_join(m->thread, NULL);
    for (size_t i = 0; i < HTTP_MATCHES_KEPT; i++) {
        if (m->kept[i].arena != NULL) drop(&m->kept[i]);
    }
    pthread_mutex_destroy(&m->lock);
    free(m);
}
