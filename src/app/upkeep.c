/* upkeep.c - see upkeep.h. A failure here loses nothing: the next round tries again, and what stands in the way of
 * writing is told to whoever writes. */
#include "app/upkeep.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "app/app_i.h"

enum { PUBLISH_MS = 50, WAL_EVERY = 2048 /* events between two passes */ };

struct app_upkeep {
    app *app;     /* keys and a connection; its world is not looked at */
    int interval; /* ms; negative: publishes nothing */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t change;
    uint64_t size, published, moved;
    bool stopping;
};

static void wait_until(app_upkeep *u, int ms) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_cond_timedwait(&u->change, &u->lock, &until);
}

static bool due(const app_upkeep *u) { return u->size > u->published && u->interval >= 0; }

/* A connection that was lost is opened again in the next round. */
static bool look(app_upkeep *u, store_head *head, base_err *e) {
    const bool good = store_head_get(u->app->store, head, e);
    u->app->broken = !good;
    return good;
}

/* One round with the lock given up. */
static void tend(app_upkeep *u, bool sign, bool move) {
    base_err e = {0};
    pthread_mutex_unlock(&u->lock);
    store_head head;
    uint64_t signed_size = 0;
    const bool open = !u->app->broken || app_reopen(u->app, &e);
    if (open && sign && look(u, &head, &e)) {
        u->app->head = head;
        if (app_publish(u->app, &e)) signed_size = u->app->published;
    }
    if (open && move && !u->app->broken) store_checkpoint_wal(u->app->store, false, &e);
    pthread_mutex_lock(&u->lock);
    if (signed_size > u->published) u->published = signed_size;
}

static void *keep_up(void *ctx) {
    app_upkeep *u = ctx;
    pthread_mutex_lock(&u->lock);
    while (!u->stopping) {
        bool move = u->size >= u->moved + WAL_EVERY;
        if (move) u->moved = u->size;
        if (due(u) || move) tend(u, due(u), move);
        if (u->stopping) break;
        if (due(u) || u->size >= u->moved + WAL_EVERY)
            wait_until(u, u->interval > 0 ? u->interval : PUBLISH_MS);
        else
            pthread_cond_wait(&u->change, &u->lock);
    }
    pthread_mutex_unlock(&u->lock);
    return NULL;
}

app_upkeep *app_upkeep_start(const app_place *place, int publish_ms, base_err *e) {
    app_upkeep *u = base_zeroed(1, sizeof *u);
    u->interval = publish_ms == 0 ? PUBLISH_MS : publish_ms;
    u->app = app_open(place, APP_MEND, e);
    if (u->app == NULL) {
        free(u);
        return NULL;
    }
    base_err none = {0};
    app_extends_published(u->app, &none); /* from where to go on */
    u->published = u->app->published;
    u->size = u->moved = u->app->head.size;
    pthread_mutex_init(&u->lock, NULL);
    pthread_cond_init(&u->change, NULL);
    if (pthread_create(&u->thread, NULL, keep_up, u) == 0) return u;
    base_err_fmt(e, BASE_ERR_LIMIT, "不能启动维护线程", "the upkeep thread can not be started");
    app_close(u->app);
    free(u);
    return NULL;
}

void app_upkeep_stop(app_upkeep *u) {
    if (u == NULL) return;
    pthread_mutex_lock(&u->lock);
    u->stopping = true;
    pthread_cond_signal(&u->change);
    pthread_mutex_unlock(&u->lock);
    pthread_join(u->thread, NULL);
    pthread_cond_destroy(&u->change);
    pthread_mutex_destroy(&u->lock);
    app_close(u->app);
    free(u);
}

void app_upkeep_told(app_upkeep *u, uint64_t size) {
    pthread_mutex_lock(&u->lock);
    bool idle = !due(u) && u->size < u->moved + WAL_EVERY;
    if (size > u->size) u->size = size;
    if (idle) pthread_cond_signal(&u->change);
    pthread_mutex_unlock(&u->lock);
}

uint64_t app_upkeep_published(app_upkeep *u) {
    pthread_mutex_lock(&u->lock);
    uint64_t n = u->published;
    pthread_mutex_unlock(&u->lock);
    return n;
}
