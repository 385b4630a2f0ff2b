/* password_pool.c - a few threads and a ring of jobs that wait; see password.h. */
#include <pthread.h>
#include <stdlib.h>

#include "app/password.h"

enum { THREADS_MAX = 64, WAITING_MAX = 4096 };

typedef struct {
    app_password_job *job;
    app_password_done done;
    void *ctx;
} waiting;

struct app_password_pool {
    pthread_mutex_t lock;
    pthread_cond_t some;
    pthread_t thread[THREADS_MAX];
    unsigned n_threads;
    bool stopping;
    unsigned first, n, max;
    waiting *ring;
};

/* False: there is nothing left to do, and nothing will come. */
static bool take(app_password_pool *p, waiting *w) {
    pthread_mutex_lock(&p->lock);
    while (p->n == 0 && !p->stopping) pthread_cond_wait(&p->some, &p->lock);
    const bool any = p->n > 0;
    if (any) {
        *w = p->ring[p->first];
        p->first = (p->first + 1) % p->max;
        p->n--;
    }
    pthread_mutex_unlock(&p->lock);
    return any;
}

static void *work(void *ctx) {
    waiting w;
    while (take(ctx, &w)) {
        base_err e = {0};
        const bool good = app_password_do(w.job, &e);
        w.done(w.ctx, w.job, good ? NULL : &e);
    }
    return NULL;
}

app_password_pool *app_password_pool_start(unsigned threads, unsigned most, base_err *e) {
    app_password_pool *p = base_zeroed(1, sizeof *p);
    if (threads == 0) threads = APP_PASSWORD_THREADS;
    if (threads > THREADS_MAX) threads = THREADS_MAX;
    p->max = most == 0 ? APP_PASSWORD_WAITING : most > WAITING_MAX ? WAITING_MAX : most;
    p->ring = base_zeroed(p->max, sizeof *p->ring);
    (void)pthread_mutex_init(&p->lock, NULL);
    (void)pthread_cond_init(&p->some, NULL);
    while (p->n_threads < threads && pthread_create(&p->thread[p->n_threads], NULL, work, p) == 0) p->n_threads++;
    if (p->n_threads == threads) return p;
    base_err_fmt(e, BASE_ERR_LIMIT, "不能启动校验密码的线程", "the threads that work on passwords can not be started");
    app_password_pool_stop(p);
    return NULL;
}

void app_password_pool_stop(app_password_pool *p) {
    if (p == NULL) return;
    pthread_mutex_lock(&p->lock);
    p->stopping = true;
    pthread_cond_broadcast(&p->some);
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 0; i < p->n_threads; i++) (void)pthread_join(p->thread[i], NULL);
    (void)pthread_cond_destroy(&p->some);
    (void)pthread_mutex_destroy(&p->lock);
    free(p->ring);
    free(p);
}

bool app_password_push(app_password_pool *p, app_password_job *j, app_password_done done, void *ctx, base_err *e) {
    pthread_mutex_lock(&p->lock);
    const bool room = p->n < p->max && !p->stopping;
    if (room) {
        p->ring[(p->first + p->n) % p->max] = (waiting){j, done, ctx};
        p->n++;
        pthread_cond_signal(&p->some);
    }
    pthread_mutex_unlock(&p->lock);
    return room ||
           base_err_fmt(e, BASE_ERR_LIMIT, "登录请求过多，请稍后再试", "too many are signing in: try again shortly");
}
