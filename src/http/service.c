/* service.c - see service.h. The first reader is opened at once, so that pages can be served; the writer is opened by a
 * thread of its own meanwhile, and further readers when they are wanted. */
#include "http/service.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/seal.h"
#include "http/audit.h"
#include "http/denied.h"
#include "http/evidence.h"
#include "http/matching.h"
#include "http/portal/shared.h"
#include "http/problem.h"
#include "http/readings.h"
#include "http/service_i.h"
#include "http/upload.h"

enum { OPEN_AGAIN_S = 2, HOST_MAX = 255 };

static unsigned readers_of(unsigned wanted) {
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned n = wanted > 0 ? wanted : (cpus > 1 ? (unsigned)cpus : 2);
    return n > HTTP_THREADS_MAX ? HTTP_THREADS_MAX : n;
}

/* ---- readers, as they are lent ---- */

/* Waits for one when all are lent and no more may be opened. */
static app *borrow(http_service *s, base_err *e) {
    pthread_mutex_lock(&s->lock);
    while (s->n_idle == 0 && s->n_open + s->n_opening >= s->most) pthread_cond_wait(&s->changed, &s->lock);
    if (s->n_idle > 0) {
        app *a = s->idle[--s->n_idle];
        pthread_mutex_unlock(&s->lock);
        return a;
    }
    s->n_opening++;
    pthread_mutex_unlock(&s->lock);
    app *a = app_open(&s->options.place, APP_READ, e);
    pthread_mutex_lock(&s->lock);
    s->n_opening--;
    if (a != NULL) s->all[s->n_open++] = a;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->lock);
    return a;
}

static void give_back(http_service *s, app *a) {
    pthread_mutex_lock(&s->lock);
    s->idle[s->n_idle++] = a;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

/* ---- the writer ---- */

static bool not_open(base_err *e) {
    return base_err_fmt(e, BASE_ERR_IO, "现在不能办理：记录只供查阅，或尚未打开；请稍后再试",
                        "nothing can be changed now: the record is open for reading only, or not open yet; try again "
                        "shortly");
}

static void answered(void *ctx, const app_answer *a) {
    http_exchange *x = ctx;
    *x->answer = app_answer_keep(a, x->arena);
    http_wake(x);
}

static void worked(void *ctx, app *writer) {
    http_exchange *x = ctx;
    x->work(x, writer);
    http_wake(x);
}

/* What was deferred. `q` NULL: there is no writer after all. */
static void hand_in(http_exchange *x, app_queue *q) {
    base_err e = {0};
    if (q == NULL) {
        not_open(&e);
    } else if (x->work != NULL ? app_queue_work(q, worked, x, &e) : app_queue_push(q, &x->request, answered, x, &e)) {
        return;
    }
    if (x->work != NULL)
        x->error = e;
    else
        *x->answer = (app_answer){.result = APP_FAILED, .error = e};
    http_wake(x);
}

static void hand_in_all(http_exchange *x, app_queue *q) {
    while (x != NULL) {
        http_exchange *next = x->waiting; /* it may be gone as soon as it was handed in */
        hand_in(x, q);
        x = next;
    }
}

static enum http_step to_writer(http_exchange *x, http_handler then) {
    http_service *s = x->service;
    base_err e = {0};
    pthread_mutex_lock(&s->lock);
    bool never = s->queue == NULL && !s->opening;
    pthread_mutex_unlock(&s->lock);
    if (never) {
        not_open(&e);
        return http_problem_of(x, &e);
    }
    http_defer(x, then);
    pthread_mutex_lock(&s->lock);
    app_queue *q = s->queue;
    bool waits = q == NULL && s->opening;
    x->waiting = s->waiting;
    if (waits) s->waiting = x;
    pthread_mutex_unlock(&s->lock);
    if (!waits) hand_in(x, q);
    return HTTP_LATER;
}

enum http_step http_submit(http_exchange *x, http_handler then) {
    x->work = NULL;
    x->answer = base_arena_alloc(x->arena, sizeof *x->answer);
    return to_writer(x, then);
}

enum http_step http_work(http_exchange *x, void (*work)(void *x, app *writer), http_handler then) {
    x->work = work;
    x->error = (base_err){0};
    return to_writer(x, then);
}

/* ---- beginning and end ---- */

/* A record of before personal data was sealed has no key for it; the writer makes one before any reader asks. */
static void make_seal(void *ctx, app *writer) {
    base_err e = {0};
    (void)ctx;
    (void)app_seal_of(writer, &e); /* who needs it is told what is wrong with it */
}

static app_queue *open_writer(http_service *s, http_chores **chores, base_err *e) {
    const http_chores_options o = {s, s->options.sender, s->options.link};
    app_queue *q = app_queue_start(&s->options.place, NULL, e);
    if (q == NULL) return NULL;
    (void)app_queue_work(q, make_seal, s, e);
    *chores = http_chores_start(&o, q, e);
    if (*chores != NULL) return q;
    app_queue_stop(q);
    return NULL;
}

static void pause_opening(http_service *s) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += OPEN_AGAIN_S;
    while (!s->stopping && pthread_cond_timedwait(&s->ending, &s->lock, &until) == 0) {
    }
}

/* Tried until it opens: a lock that somebody holds for long, or a key that was not there yet, must not end in a service
 * that looks alive and changes nothing until it is begun anew. Whoever came meanwhile is told after each try. */
static void *open_queue(void *ctx) {
    http_service *s = ctx;
    pthread_mutex_lock(&s->lock);
    while (s->queue == NULL && !s->stopping) {
        base_err e = {0};
        http_chores *chores = NULL;
        s->opening = true;
        pthread_mutex_unlock(&s->lock);
        app_queue *q = open_writer(s, &chores, &e);
        pthread_mutex_lock(&s->lock);
        http_exchange *waiting = s->waiting;
        s->waiting = NULL;
        s->queue = q;
        s->chores = chores;
        s->queue_error = e;
        s->opening = false;
        pthread_mutex_unlock(&s->lock);
        hand_in_all(waiting, q);
        pthread_mutex_lock(&s->lock);
        if (q == NULL) pause_opening(s);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

static void release(http_service *s) {
    http_outward_stop(s->outward);
    http_outward_stop(s->printers);
    app_password_pool_stop(s->passwords);
    http_portal_free(s->portal);
    http_audit_free(s->audit);
    http_matching_free(s->matching);
    for (size_t i = 0; i < s->n_open; i++) app_close(s->all[i]);
    http_measure_free(s->measure);
    http_changes_free(s->changes);
    http_identities_free(s->identities);
    http_readings_free(s->readings);
    http_outward_stop(s->disk);
    http_outward_stop(s->rosters);
    http_outward_stop(s->checking);
    http_uploads_free(s->uploads);
    http_evidences_free(s->evidences);
    files_close(s->files);
    pthread_mutex_destroy(&s->figures_lock);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->changed);
    pthread_cond_destroy(&s->ending);
    free(s);
}

static files *open_files(const http_service_options *o, base_err *e) {
    base_arena *arena = base_arena_new(1 << 16);
    files *f = files_open(base_arena_fmt(arena, "%s/files", o->place.folder).p, o->file_max, false, e);
    base_arena_free(arena);
    if (f != NULL && o->scanner != NULL) files_scan_by(f, o->scanner, HTTP_SCAN_S);
    return f;
}

static const rules_text signing_in = {BASE_STR("正在登录的人过多，请稍后再试"),
                                      BASE_STR("too many are signing in; try again shortly")},
                        keeping = {BASE_STR("正在保存的附件过多，请稍后再试"),
                                   BASE_STR("too many attachments are being kept; try again shortly")},
                        printing = {BASE_STR("正在印制的文书过多，请稍后再试"),
                                    BASE_STR("too many documents are being printed; try again shortly")},
                        reading = {BASE_STR("正在核对的名册过多，请稍后再试"),
                                   BASE_STR("too many rosters are being read; try again shortly")},
                        checking = {BASE_STR("正在检查的规则文本过多，请稍后再试"),
                                    BASE_STR("too many rulebooks are being checked; try again shortly")};

/* A record with an older schema is brought forward by whoever opens it for writing; a reader can not. */
static app *open_first(const http_service_options *o, base_err *e) {
    app *a = app_open(&o->place, APP_READ, e);
    if (a != NULL || !o->writes) return a;
    a = app_open(&o->place, APP_WRITE, e);
    if (a == NULL) return NULL;
    app_close(a);
    *e = (base_err){0};
    return app_open(&o->place, APP_READ, e);
}

http_service *http_service_start(const http_service_options *o, base_err *e) {
    http_service *s = base_zeroed(1, sizeof *s);
    bool news = false;
    s->options = *o;
    s->most = readers_of(o->readers);
    s->portal = http_portal_new();
    s->audit = http_audit_new(&s->options.place, o->program);
    s->matching = http_matching_new(&s->options.place, o->program, o->root);
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_init(&s->figures_lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    pthread_cond_init(&s->ending, NULL);
    s->measure = http_measure_new(o->journal, e);
    if (s->measure == NULL) goto failed;
    s->changes = http_changes_new();
    s->identities = http_identities_new();
    s->readings = http_readings_new();
    s->uploads = http_uploads_new();
    s->evidences = http_evidences_new();
    s->passwords = app_password_pool_start(0, 0, e);
    if (s->passwords == NULL) goto failed;
    if (o->oidc != NULL && (s->outward = http_outward_start(HTTP_OUTWARD_WAITING, signing_in, e)) == NULL) goto failed;
    if (o->writes && (s->disk = http_outward_start(HTTP_UPLOADS_MAX, keeping, e)) == NULL) goto failed;
    if ((s->printers = http_outward_start(HTTP_OUTWARD_WAITING, printing, e)) == NULL) goto failed;
    if (o->roster != NULL && (s->rosters = http_outward_start(HTTP_OUTWARD_WAITING, reading, e)) == NULL) goto failed;
    if ((s->checking = http_outward_start(HTTP_OUTWARD_WAITING, checking, e)) == NULL) goto failed;
    s->all[0] = open_first(o, e);
    if (s->all[0] == NULL) goto failed;
    s->n_open = s->n_idle = 1;
    if (!http_changes_look(s->changes, s->all[0], &news, e)) goto failed;
    s->files = open_files(o, e);
    if (s->files == NULL) goto failed;
    s->idle[0] = s->all[0];
    s->demonstration = app_is_demonstration(s->all[0]);
    if (o->today != BASE_DATE_NONE && !s->demonstration) {
        base_err_fmt(e, BASE_ERR_INPUT, "只有演示用的记录才能指定日期（--today）",
                     "only a demonstration takes a day (--today)");
        goto failed;
    }
    if (!o->writes) return s;
    s->opening = true; /* before there is anybody who could ask */
    s->opened = pthread_create(&s->opener, NULL, open_queue, s) == 0;
    if (s->opened) return s;
    base_err_fmt(e, BASE_ERR_IO, "不能启动线程：%m", "can not start a thread: %m");
failed:
    release(s);
    return NULL;
}

void http_service_stop(http_service *s) {
    if (s == NULL) return;
    pthread_mutex_lock(&s->lock);
    s->stopping = true;
    pthread_cond_signal(&s->ending);
    pthread_mutex_unlock(&s->lock);
    if (s->opened) pthread_join(s->opener, NULL);
    http_outward_stop(s->outward);
    http_outward_stop(s->disk);
    http_outward_stop(s->printers);
    http_outward_stop(s->rosters);
    http_outward_stop(s->checking);
    s->outward = s->disk = s->printers = s->rosters = s->checking = NULL;
    app_password_pool_stop(s->passwords);
    s->passwords = NULL;
    http_chores_stop(s->chores);
    app_queue_stop(s->queue);
    release(s);
}

void http_service_carried(http_service *s, http_server *by) { s->server = by; }
void http_service_reopen(http_service *s) { http_measure_reopen(s->measure); }

bool http_each_second(http_service *s) {
    base_err e = {0};
    bool news = false;
    app *a = borrow(s, &e);
    if (a != NULL) {
        http_changes_look(s->changes, a, &news, &e); /* what is missed now is looked at a second later */
        give_back(s, a);
    }
    http_measure_flush(s->measure);
    return news;
}

void http_over(http_exchange *x, unsigned status, uint64_t micros, uint64_t bytes) {
    http_upload_over(x);
    http_evidence_over(x);
    http_denied_note(x, status);
    http_measure_request(x->service->measure, x->method, x->route, status, micros, bytes);
}

const http_service_options *http_service_settings(const http_service *s) { return &s->options; }
struct http_portal *http_portal_of(http_service *s) {
    return s->portal;
}
static bool is_host(base_str s) {
    for (size_t i = 0; i < s.n; i++) {
        const char c = s.p[i];
        const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          (c != '\0' && strchr(".-:[]", c) != NULL);
        if (!good) return false;
    }
    return s.n > 0 && s.n <= HOST_MAX;
}

bool http_site(const http_exchange *x, base_str *out) {
    const char *link = x->service->options.link;
    const base_str host = http_header(x, "Host");
    if (link != NULL) {
        *out = base_str_of(link);
        while (out->n > 0 && out->p[out->n - 1] == '/') out->n--;
        return true;
    }
    if (!is_host(host)) return false;
    *out = base_arena_fmt(x->arena, "%s://%.*s", x->secure ? "https" : "http", (int)host.n, host.p);
    return true;
}

bool http_is_demonstration(const http_service *s) { return s->demonstration; }

app_queue *http_queue(http_service *s) {
    pthread_mutex_lock(&s->lock);
    app_queue *q = s->queue;
    pthread_mutex_unlock(&s->lock);
    return q;
}

http_chores *http_service_chores(http_service *s) {
    pthread_mutex_lock(&s->lock);
    http_chores *c = s->chores;
    pthread_mutex_unlock(&s->lock);
    return c;
}

bool http_service_is_ready(http_service *s, base_err *why) {
    pthread_mutex_lock(&s->lock);
    bool ready = !s->options.writes || s->queue != NULL;
    *why = s->queue_error;
    pthread_mutex_unlock(&s->lock);
    return ready;
}

base_date http_today(const http_service *s) {
    base_date last = (base_date)atomic_load_explicit(&s->last_day, memory_order_relaxed), now = app_today();
    if (s->options.today != BASE_DATE_NONE) return s->options.today > last ? s->options.today : last;
    if (last == BASE_DATE_NONE || last == 0) return now;
    return s->demonstration || last > now ? last : now;
}

files *http_files(http_service *s) { return s->files; }
struct http_matching *http_matches(http_service *s) {
    return s->matching;
}

int64_t http_keep_unnamed_ms(const http_service *s) { return s->options.keep_days * INT64_C(86400000); }

/* ---- readers ---- */

app *http_reader(http_exchange *x) {
    base_err e = {0};
    if (x->reader != NULL) return x->reader;
    x->reader = borrow(x->service, &e);
    if (x->reader == NULL) http_problem_of(x, &e);
    return x->reader;
}

app *http_world(http_exchange *x) {
    base_err e = {0};
    app *a = http_reader(x);
    if (a == NULL) return NULL;
    if (!app_refresh(a, &e)) {
        http_problem_of(x, &e);
        return NULL;
    }
    base_date day = app_head(a).day;
    if (day != BASE_DATE_NONE) atomic_store_explicit(&x->service->last_day, (int)day, memory_order_relaxed);
    return a;
}

void http_reader_return(http_exchange *x) {
    if (x->reader != NULL) give_back(x->service, x->reader);
    x->reader = NULL;
}

static void password_done(void *ctx, app_password_job *j, const base_err *e) {
    http_exchange *x = ctx;
    (void)j;
    if (e != NULL) x->error = *e;
    http_wake(x);
}

enum http_step http_password(http_exchange *x, app_password_job *job, http_handler then) {
    x->error = (base_err){0};
    http_defer(x, then);
    if (!app_password_push(x->service->passwords, job, password_done, x, &x->error)) http_wake(x);
    return HTTP_LATER;
}
