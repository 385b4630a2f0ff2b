/* audit.c - see audit.h. */
#include "http/audit.h"

#include <pthread.h>
#include <stdlib.h>
#include <yyjson.h>

#include "http/lines.h"

enum { ARGS = 9 };

struct http_audit {
    const app_place *place;
    const char *program;
    pthread_mutex_t lock; /* of all that follows */
    pthread_t thread;
    bool joins; /* the thread was started and not yet waited for */
    bool stopping;
    base_arena *arena; /* of the run that is kept */
    http_audit_figures now;
};

http_audit *http_audit_new(const app_place *place, const char *program) {
    http_audit *a = base_zeroed(1, sizeof *a);
    a->place = place;
    a->program = program;
    pthread_mutex_init(&a->lock, NULL);
    a->arena = base_arena_new((size_t)4 * HTTP_LINE_MAX);
    return a;
}

/* ---- the process ---- */

static void arguments(const http_audit *a, const char *arg[ARGS]) {
    size_t n = 0;
    arg[n++] = "jiqun";
    arg[n++] = "audit";
    arg[n++] = "--format";
    arg[n++] = "json";
    if (a->place->db != NULL) {
        arg[n++] = "--db";
        arg[n++] = HTTP_LINES_DB;
    }
    arg[n++] = "--data";
    arg[n++] = a->place->folder != NULL ? a->place->folder : "";
    arg[n] = NULL;
}

/* ---- what it says ---- */

static const char *said(base_arena *arena, yyjson_val *v, const char *name) {
    const char *text = yyjson_get_str(yyjson_obj_get(v, name));
    return text != NULL ? base_arena_str(arena, base_str_of(text)).p : "";
}

static void take_failed(http_audit *a, yyjson_val *v) {
    a->now.error = (base_err){0};
    base_err_fmt(&a->now.error, BASE_ERR_INPUT, "%s%.0s", "%.0s%s", said(a->arena, v, "zh"), said(a->arena, v, "en"));
}

/* One line: how far it is, why it could not go on, or the report. */
static void take_line(void *ctx, base_str line) {
    http_audit *a = ctx;
    yyjson_doc *doc = yyjson_read(line.p, line.n, 0);
    yyjson_val *root = yyjson_doc_get_root(doc), *failed = yyjson_obj_get(root, "failed");
    pthread_mutex_lock(&a->lock);
    if (yyjson_is_uint(yyjson_obj_get(root, "done"))) {
        a->now.done = yyjson_get_uint(yyjson_obj_get(root, "done"));
    } else if (failed != NULL) {
        take_failed(a, failed);
    } else if (yyjson_is_bool(yyjson_obj_get(root, "clean")) && a->now.report.n == 0) {
        a->now.report = base_arena_str(a->arena, line);
    }
    pthread_mutex_unlock(&a->lock);
    yyjson_doc_free(doc);
}

static bool stops(void *ctx) {
    http_audit *a = ctx;
    pthread_mutex_lock(&a->lock);
    const bool yes = a->stopping;
    pthread_mutex_unlock(&a->lock);
    return yes;
}

/* ---- the thread ---- */

static void end(http_audit *a, int status) {
    pthread_mutex_lock(&a->lock);
    a->now.ended = app_now();
    if (a->now.report.n > 0)
        a->now.state = HTTP_AUDIT_DONE;
    else if (a->stopping)
        a->now.state = HTTP_AUDIT_STOPPED;
    else
        a->now.state = HTTP_AUDIT_FAILED;
    if (a->now.state == HTTP_AUDIT_FAILED && a->now.error.kind == BASE_ERR_NONE)
        base_err_fmt(&a->now.error, BASE_ERR_IO, "核验进程没有给出结果（退出状态 %d）；请在终端运行 jiqun audit",
                     "the audit ended without a result (status %d); run jiqun audit at a terminal", status);
    pthread_mutex_unlock(&a->lock);
}

static void *run(void *ctx) {
    http_audit *a = ctx;
    const char *arg[ARGS];
    arguments(a, arg);
    const http_lines l = {
        .program = a->program, .words = arg, .db = a->place->db, .in = -1, .stops = stops, .line = take_line, .ctx = a};
    end(a, http_lines_of(&l));
    return NULL;
}

/* ---- asked from outside ---- */

bool http_audit_start(http_audit *a, base_str by, uint64_t total, bool *started, base_err *e) {
    bool good = true;
    pthread_mutex_lock(&a->lock);
    *started = a->now.state != HTTP_AUDIT_RUNNING;
    if (*started) {
        if (a->joins) (void)pthread_join(a->thread, NULL); /* it has ended, or is just about to return */
        base_arena_reset(a->arena);
        a->now = (http_audit_figures){.state = HTTP_AUDIT_RUNNING, .began = app_now(), .total = total};
        a->now.by = base_arena_str(a->arena, by);
        a->stopping = false;
        a->joins = good = pthread_create(&a->thread, NULL, run, a) == 0;
        if (!good) a->now.state = HTTP_AUDIT_FAILED;
    }
    pthread_mutex_unlock(&a->lock);
    return good || base_err_fmt(e, BASE_ERR_LIMIT, "不能启动线程", "a thread can not be started");
}

void http_audit_stop(http_audit *a) {
    pthread_mutex_lock(&a->lock);
    a->stopping = true;
    pthread_mutex_unlock(&a->lock);
}

http_audit_figures http_audit_look(http_audit *a, base_arena *arena) {
    pthread_mutex_lock(&a->lock);
    http_audit_figures f = a->now;
    f.by = base_arena_str(arena, f.by);
    f.report = base_arena_str(arena, f.report);
    pthread_mutex_unlock(&a->lock);
    return f;
}

void http_audit_free(http_audit *a) {
    if (a == NULL) return;
    http_audit_stop(a);
    if (a->joins) (void)pthread_join(a->thread, NULL);
    base_arena_free(a->arena);
    pthread_mutex_destroy(&a->lock);
    free(a);
}
