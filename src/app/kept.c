/* kept.c - see kept.h. */
#include "app/kept.h"

#include <pthread.h>

typedef struct {
    app_kept_work work;
    void *ctx;
    base_err *e;
    bool good;
    /* of one that the writer does */
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool done;
} job;

static bool in_transaction(store *s, const job *j, base_err *e) {
    store_head head;
    if (!store_begin(s, APP_WAIT_MS, &head, e)) return false;
    if (!j->work(j->ctx, s, &head, e)) {
        store_rollback(s);
        return false;
    }
    return store_commit(s, e) == STORE_COMMITTED;
}

static void by_writer(void *ctx, app *writer) {
    job *j = ctx;
    base_err e = {0};
    bool good = app_refresh(writer, &e) && in_transaction(app_store(writer), j, &e);
    pthread_mutex_lock(&j->lock);
    j->good = good;
    *j->e = e;
    j->done = true;
    pthread_cond_signal(&j->ended);
    pthread_mutex_unlock(&j->lock);
}

bool app_kept_write(const app_desk *d, app_kept_work work, void *ctx, base_err *e) {
    job j = {.work = work, .ctx = ctx, .e = e};
    if (d->queue == NULL) return app_refresh(d->app, e) && in_transaction(app_store(d->app), &j, e);
    pthread_mutex_init(&j.lock, NULL);
    pthread_cond_init(&j.ended, NULL);
    bool pushed = app_queue_work(d->queue, by_writer, &j, e);
    pthread_mutex_lock(&j.lock);
    while (pushed && !j.done) pthread_cond_wait(&j.ended, &j.lock);
    pthread_mutex_unlock(&j.lock);
    pthread_cond_destroy(&j.ended);
    pthread_mutex_destroy(&j.lock);
    return pushed && j.good;
}
