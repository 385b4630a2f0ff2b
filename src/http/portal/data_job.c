/* data_job.c - files of open data are made by one thread with a reader of its own; who asked waits without holding
 * anything.
 *
 * A file is made once for a state of the log, and kept while the log has not grown, or for HTTP_DATA_S seconds. Files
 * have no name: they are gone with the process. Answers to a query of the register are made the same way and kept by
 * nobody. */
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "http/portal/data_i.h"
#include "http/portal/shared_i.h"
#include "http/problem.h"
#include "http/service.h"

typedef struct job job;
struct job {
    http_exchange *x;
    size_t dataset;
    enum portal_form form;
    const store_register_query *query;
    portal_file file;
    base_err e;
    job *next;
};

struct http_jobs {
    pthread_mutex_t lock;
    pthread_cond_t change;
    pthread_t thread;
    bool running, stopping;
    job *first, *last;
    size_t waiting;
    app *app; /* the thread's own */
    portal_file kept[PORTAL_DATASETS][PORTAL_FORMS];
};

struct http_jobs *http_portal_jobs_new(void) {
    struct http_jobs *j = base_zeroed(1, sizeof *j);
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->change, NULL);
    for (size_t d = 0; d < PORTAL_DATASETS; d++) {
        for (size_t f = 0; f < PORTAL_FORMS; f++) j->kept[d][f].fd = -1;
    }
    return j;
}

/* ---- digests ---- */

static void digest_of(enum log_suite suite, base_str bytes, char out[64]) {
    log_hasher *h = log_hasher_new(suite);
    log_hash x = log_digest(h, bytes, (base_str){NULL, 0});
    log_hash_hex(&x, out);
    log_hasher_free(h);
}

static bool digest_file(app *a, portal_file *f, base_err *e) {
    if (f->bytes == 0) return base_err_fmt(e, BASE_ERR_IO, "文件为空", "the file is empty");
    void *p = mmap(NULL, f->bytes, PROT_READ, MAP_PRIVATE, f->fd, 0);
    if (p == MAP_FAILED) return base_err_fmt(e, BASE_ERR_IO, "不能读临时文件：%m", "can not read a temporary file: %m");
    const base_str bytes = {p, f->bytes};
    digest_of(LOG_SHA256_ED25519, bytes, f->sha256);
    digest_of(log_hasher_suite(app_hasher(a)), bytes, f->own);
    munmap(p, f->bytes);
    return true;
}

/* ---- making ---- */

static bool write_rows(struct http_jobs *j, job *k, portal_sink *sink) {
    const portal_dataset *d = &portal_datasets[k->dataset];
    portal_rows r = {.x = k->x,
                     .app = j->app,
                     .book = core_world_book(app_world(j->app), http_today(k->x->service)),
                     .sink = sink,
                     .query = k->query,
                     .most = k->query != NULL ? HTTP_EXPORT_ROWS : SIZE_MAX,
                     .e = &k->e};
    if (r.book == NULL) return base_err_fmt(&k->e, BASE_ERR_MISSING, "还没有施行法规文本", "no rulebook is in force");
    /* One moment for the whole file. */
    if (!store_begin_read(app_store(j->app), &k->e)) return false;
    bool good = d->rows(&r);
    store_end_read(app_store(j->app));
    return good && k->e.kind == BASE_ERR_NONE;
}

static bool make(struct http_jobs *j, job *k) {
    const portal_dataset *d = &portal_datasets[k->dataset];
    const store_head head = app_head(j->app);
    k->file.about = (portal_about){.dataset = d->name,
                                   .origin = app_origin(j->app),
                                   .size = head.size,
                                   .day = head.day,
                                   .demonstration = http_is_demonstration(k->x->service),
                                   .made = app_now()};
    portal_sink *sink = portal_sink_new(k->form, &k->file.about, d->column, d->n_columns, &k->e);
    if (sink == NULL) return false;
    bool good = write_rows(j, k, sink);
    k->file.fd = good ? portal_sink_end(sink, &k->file.bytes, &k->e) : -1;
    portal_sink_free(sink);
    if (k->file.fd < 0) return false;
    if (digest_file(j->app, &k->file, &k->e)) return true;
    close(k->file.fd);
    k->file.fd = -1;
    return false;
}

static bool share(portal_file *kept, job *k) {
    k->file = *kept;
    k->file.fd = dup(kept->fd);
    return k->file.fd >= 0 || base_err_fmt(&k->e, BASE_ERR_IO, "打开的文件过多：%m", "too many open files: %m");
}

static bool is_fresh(const struct http_jobs *j, const portal_file *f) {
    return f->fd >= 0 &&
           (f->about.size == app_head(j->app).size || app_now() - f->about.made < (int64_t)HTTP_DATA_S * 1000);
}

static void carry_out(struct http_jobs *j, job *k) {
    portal_file *kept = &j->kept[k->dataset][k->form];
    k->file.fd = -1;
    if (j->app == NULL) j->app = app_open(&http_service_settings(k->x->service)->place, APP_READ, &k->e);
    if (j->app == NULL || !app_refresh(j->app, &k->e)) return;
    if (k->query == NULL && is_fresh(j, kept)) {
        (void)share(kept, k);
        return;
    }
    if (!make(j, k) || k->query != NULL) return;
    if (kept->fd >= 0) close(kept->fd);
    *kept = k->file;
    (void)share(kept, k);
}

static void *work(void *ctx) {
    struct http_jobs *j = ctx;
    pthread_mutex_lock(&j->lock);
    for (;;) {
        while (j->first == NULL && !j->stopping) pthread_cond_wait(&j->change, &j->lock);
        job *k = j->first;
        if (k == NULL) break;
        j->first = k->next;
        j->waiting--;
        pthread_mutex_unlock(&j->lock);
        carry_out(j, k);
        http_wake(k->x);
        pthread_mutex_lock(&j->lock);
    }
    pthread_mutex_unlock(&j->lock);
    return NULL;
}

void http_portal_jobs_stop(struct http_portal *p) {
    struct http_jobs *j = p->jobs;
    pthread_mutex_lock(&j->lock);
    j->stopping = true;
    pthread_cond_broadcast(&j->change);
    pthread_mutex_unlock(&j->lock);
    if (j->running) pthread_join(j->thread, NULL);
    app_close(j->app);
    for (size_t d = 0; d < PORTAL_DATASETS; d++) {
        for (size_t f = 0; f < PORTAL_FORMS; f++) {
            if (j->kept[d][f].fd >= 0) close(j->kept[d][f].fd);
        }
    }
    pthread_mutex_destroy(&j->lock);
    pthread_cond_destroy(&j->change);
    free(j);
}

/* ---- asking ---- */

static bool push(struct http_jobs *j, job *k) {
    pthread_mutex_lock(&j->lock);
    bool good = j->waiting < HTTP_JOBS_MAX && !j->stopping;
    if (good && !j->running) {
        j->running = pthread_create(&j->thread, NULL, work, j) == 0;
        good = j->running;
    }
    if (good) {
        if (j->first == NULL)
            j->first = k;
        else
            j->last->next = k;
        j->last = k;
        j->waiting++;
        pthread_cond_signal(&j->change);
    }
    pthread_mutex_unlock(&j->lock);
    return good;
}

enum http_step portal_job(http_exchange *x, size_t dataset, enum portal_form form, const store_register_query *query,
                          http_handler then) {
    job *k = base_arena_alloc(x->arena, sizeof *k);
    *k = (job){.x = x, .dataset = dataset, .form = form, .query = query, .file = {.fd = -1}};
    x->state = k;
    if (!http_portal_allow(x, HTTP_RATE_FILE)) return http_portal_too_often(x);
    http_defer(x, then);
    if (push(http_portal_of(x->service)->jobs, k)) return HTTP_LATER;
    base_err_fmt(&k->e, BASE_ERR_IO, "排队的文件过多；请稍后再试", "too many files are waited for; try again shortly");
    http_wake(x);
    return HTTP_LATER;
}

bool portal_job_file(http_exchange *x, portal_file *out) {
    job *k = x->state;
    *out = k->file;
    k->file.fd = -1;
    if (out->fd >= 0) return true;
    http_problem_of(x, &k->e);
    return false;
}
