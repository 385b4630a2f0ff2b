/* mover.c - see mover.h. */
#include "app/mover.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

struct app_mover {
    char *address;
    store *store; /* the thread's own; NULL: to be opened by the next pass */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t change;
    bool wanted, stopping;
};

static void pass(app_mover *m) {
    base_err e = {0};
    const store_options o = {.address = m->address};
    if (m->store == NULL) m->store = store_open(&o, &e);
    if (m->store == NULL || store_checkpoint_wal(m->store, false, &e)) return;
    store_close(m->store);
    m->store = NULL;
}

static void *move(void *ctx) {
    app_mover *m = ctx;
    pthread_mutex_lock(&m->lock);
    while (!m->stopping) {
        if (!m->wanted) {
            pthread_cond_wait(&m->change, &m->lock);
            continue;
        }
        m->wanted = false;
        pthread_mutex_unlock(&m->lock);
        pass(m);
        pthread_mutex_lock(&m->lock);
    }
    pthread_mutex_unlock(&m->lock);
    return NULL;
}

static void mover_free(app_mover *m) {
    store_close(m->store);
    pthread_cond_destroy(&m->change);
    pthread_mutex_destroy(&m->lock);
    free(m->address);
    free(m);
}

app_mover *app_mover_start(const char *address, base_err *e) {
    app_mover *m = base_zeroed(1, sizeof *m);
    m->address = base_zeroed(strlen(address) + 1, 1);
    memcpy(m->address, address, strlen(address));
    pthread_mutex_init(&m->lock, NULL);
    pthread_cond_init(&m->change, NULL);
    if (pthread_create(&m->thread, NULL, move, m) == 0) return m;
    base_err_fmt(e, BASE_ERR_LIMIT, "不能启动维护线程", "the thread that moves the log can not be started");
    mover_free(m);
    return NULL;
}

static void tell(app_mover *m, bool *what) {
    pthread_mutex_lock(&m->lock);
    *what = true;
    pthread_cond_signal(&m->change);
    pthread_mutex_unlock(&m->lock);
}

void app_mover_go(app_mover *m) { tell(m, &m->wanted); }

void app_mover_stop(app_mover *m) {
    if (m == NULL) return;
    tell(m, &m->stopping);
    pthread_join(m->thread, NULL);
    mover_free(m);
}
