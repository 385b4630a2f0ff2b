/* outward.c - see outward.h. */
#include "http/outward.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct {
    http_exchange *x;
    void (*work)(http_exchange *x);
} waiting;

struct http_outward {
    pthread_mutex_t lock;
    pthread_cond_t some;
    pthread_t thread[HTTP_OUTWARD_THREADS];
    unsigned n_threads;
    size_t first, n, most;
    bool stopping;
    rules_text busy;
    waiting *ring; /* [most] */
};

/* False: there is nothing left to do, and nothing will come. */
static bool take(http_outward *o, waiting *w) {
    pthread_mutex_lock(&o->lock);
    while (o->n == 0 && !o->stopping) pthread_cond_wait(&o->some, &o->lock);
    const bool any = o->n > 0;
    if (any) {
        *w = o->ring[o->first];
        o->first = (o->first + 1) % o->most;
        o->n--;
    }
    pthread_mutex_unlock(&o->lock);
    return any;
}

static void *run(void *ctx) {
    waiting w;
    while (take(ctx, &w)) {
        w.work(w.x);
        http_wake(w.x);
    }
    return NULL;
}

http_outward *http_outward_start(size_t most, rules_text busy, base_err *e) {
    http_outward *o = base_zeroed(1, sizeof *o);
    o->most = most;
    o->ring = base_zeroed(most, sizeof *o->ring);
    o->busy = busy;
    pthread_mutex_init(&o->lock, NULL);
    pthread_cond_init(&o->some, NULL);
    while (o->n_threads < HTTP_OUTWARD_THREADS && pthread_create(&o->thread[o->n_threads], NULL, run, o) == 0)
        o->n_threads++;
    if (o->n_threads == HTTP_OUTWARD_THREADS) return o;
    base_err_fmt(e, BASE_ERR_LIMIT, "不能启动对外连接的线程", "the threads that ask other machines can not be started");
    http_outward_stop(o);
    return NULL;
}

void http_outward_stop(http_outward *o) {
    if (o == NULL) return;
    pthread_mutex_lock(&o->lock);
    o->stopping = true;
    pthread_cond_broadcast(&o->some);
    pthread_mutex_unlock(&o->lock);
    for (unsigned i = 0; i < o->n_threads; i++) pthread_join(o->thread[i], NULL);
    pthread_mutex_destroy(&o->lock);
    pthread_cond_destroy(&o->some);
    free(o->ring);
    free(o);
}

static bool push(http_outward *o, http_exchange *x, void (*work)(http_exchange *x)) {
    pthread_mutex_lock(&o->lock);
    const bool room = o->n < o->most && !o->stopping;
    if (room) o->ring[(o->first + o->n++) % o->most] = (waiting){x, work};
    pthread_cond_signal(&o->some);
    pthread_mutex_unlock(&o->lock);
    return room;
}

enum http_step http_outward_do(http_outward *o, http_exchange *x, void (*work)(http_exchange *x), http_handler then) {
    x->error = (base_err){0};
    http_defer(x, then);
    if (push(o, x, work)) return HTTP_LATER;
    base_err_fmt(&x->error, BASE_ERR_LIMIT, "%s%.0s", "%.0s%s", o->busy.zh.p, o->busy.en.p);
    http_wake(x);
    return HTTP_LATER;
}
