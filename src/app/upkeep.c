/* upkeep.c - see upkeep.h. A failure here loses nothing: the next round tries again, and what stands in the way of
 * writing is told to whoever writes. */
#include "app/upkeep.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "app/app_i.h"
#include "app/mover.h"

/* Events, and what is written beside them, between two passes over the write-ahead log. A pass makes the disk busy, and
 * each group that meets it waits: with few and long passes that happens to fewer groups than with many short ones. */
enum { PUBLISH_MS = 40, WAL_EVERY = 16384 };

struct app_upkeep {
    app *app;     /* keys and a connection; its world is not looked at */
    int interval; /* ms; negative: publishes nothing */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t change;
    uint64_t size, published;
    uint64_t beside; /* written beside the log since it began */
    uint64_t moved;  /* size and beside when the last pass was asked for */
    app_mover *mover;
    app *writer;          /* who takes the rows; NULL: nobody */
    store_checkpoint row; /* that waits for the writer; size 0: none */
    base_buf note;        /* its text */
    bool stopping;
};

static struct timespec now(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t;
}

/* Until so long after `from`, however much is told meanwhile: nothing is gained by signing more often. */
static void rest(app_upkeep *u, struct timespec from, int ms) {
    struct timespec until = from;
    until.tv_sec += ms / 1000;
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    while (!u->stopping && pthread_cond_timedwait(&u->change, &u->lock, &until) == 0) {
    }
}

/* Called with the lock held. */
static void move_when_long(app_upkeep *u) {
    if (u->size + u->beside < u->moved + WAL_EVERY) return;
    u->moved = u->size + u->beside;
    app_mover_go(u->mover);
}

static bool due(const app_upkeep *u) { return u->size > u->published && u->interval >= 0; }

/* A connection that was lost is opened again in the next round. */
static bool look(app_upkeep *u, store_head *head, base_err *e) {
    const bool good = store_head_get(u->app->store, head, e);
    u->app->broken = !good;
    return good;
}

/* The row that the writer did not take. Should it take it right now, the same is written twice. Called and returns with
 * the lock held. */
static void put_row(app_upkeep *u) {
    base_err e = {0};
    char text[LOG_NOTE_MAX];
    store_checkpoint row = u->row;
    if (row.size == 0) return;
    memcpy(text, row.note.p, row.note.n);
    row.note.p = text;
    pthread_mutex_unlock(&u->lock);
    const bool good = (!u->app->broken || app_reopen(u->app, &e)) && store_checkpoint_add(u->app->store, &row, &e);
    pthread_mutex_lock(&u->lock);
    if (good && u->row.size == row.size) u->row.size = 0;
}

/* The row waits for the writer, whose next group is the quickest way to the disk. */
static bool hand_over(app_upkeep *u, base_err *e) {
    base_buf note;
    store_checkpoint row = {.size = 0};
    base_buf_init(&note, LOG_NOTE_MAX);
    const bool good = !app_has_news(u->app) || app_publish_outside(u->app, &note, &row, e);
    if (good && row.size > 0) {
        pthread_mutex_lock(&u->lock);
        base_buf_clear(&u->note);
        base_buf_puts(&u->note, row.note);
        u->row = row;
        u->row.note = base_buf_str(&u->note);
        pthread_mutex_unlock(&u->lock);
    }
    base_buf_free(&note);
    return good;
}

/* One round with the lock given up. */
static void tend(app_upkeep *u) {
    base_err e = {0};
    const bool handed = u->writer != NULL;
    pthread_mutex_unlock(&u->lock);
    store_head head;
    uint64_t signed_size = 0;
    const bool open = !u->app->broken || app_reopen(u->app, &e);
    if (open && look(u, &head, &e)) {
        u->app->head = head;
        if (handed ? hand_over(u, &e) : app_publish(u->app, &e)) signed_size = u->app->published;
    }
    pthread_mutex_lock(&u->lock);
    if (signed_size > u->published) u->published = signed_size;
}

static void *keep_up(void *ctx) {
    app_upkeep *u = ctx;
    pthread_mutex_lock(&u->lock);
    while (!u->stopping) {
        if (!due(u)) {
            pthread_cond_wait(&u->change, &u->lock);
            continue;
        }
        const int pause = u->interval > 0 ? u->interval : PUBLISH_MS;
        const struct timespec began = now();
        tend(u);
        rest(u, now(), pause / 3); /* the writer's next group takes the row */
        put_row(u);
        rest(u, began, pause);
    }
    put_row(u);
    pthread_mutex_unlock(&u->lock);
    return NULL;
}

static void upkeep_free(app_upkeep *u) {
    app_mover_stop(u->mover);
    app_close(u->app);
    base_buf_free(&u->note);
    free(u);
}

app_upkeep *app_upkeep_start(const app_place *place, int publish_ms, base_err *e) {
    app_upkeep *u = base_zeroed(1, sizeof *u);
    base_buf_init(&u->note, LOG_NOTE_MAX);
    u->interval = publish_ms == 0 ? PUBLISH_MS : publish_ms;
    u->app = app_open(place, APP_MEND, e);
    u->mover = u->app != NULL ? app_mover_start(app_address(u->app), e) : NULL;
    if (u->mover == NULL) {
        upkeep_free(u);
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
    upkeep_free(u);
    return NULL;
}

void app_upkeep_serves(app_upkeep *u, app *writer) {
    pthread_mutex_lock(&u->lock);
    u->writer = writer;
    writer->upkeep = u;
    pthread_mutex_unlock(&u->lock);
}

void app_upkeep_stop(app_upkeep *u) {
    if (u == NULL) return;
    pthread_mutex_lock(&u->lock);
    u->stopping = true;
    pthread_cond_signal(&u->change);
    pthread_mutex_unlock(&u->lock);
    pthread_join(u->thread, NULL);
    if (u->writer != NULL) u->writer->upkeep = NULL;
    pthread_cond_destroy(&u->change);
    pthread_mutex_destroy(&u->lock);
    upkeep_free(u);
}

void app_upkeep_told(app_upkeep *u, uint64_t size) {
    pthread_mutex_lock(&u->lock);
    bool idle = !due(u);
    if (size > u->size) u->size = size;
    if (idle) pthread_cond_signal(&u->change);
    move_when_long(u);
    pthread_mutex_unlock(&u->lock);
}

void app_upkeep_wrote(app_upkeep *u, uint64_t n) {
    pthread_mutex_lock(&u->lock);
    u->beside += n;
    move_when_long(u);
    pthread_mutex_unlock(&u->lock);
}

bool app_upkeep_take(app_upkeep *u, base_arena *arena, store_checkpoint *row) {
    pthread_mutex_lock(&u->lock);
    *row = u->row;
    if (row->size > 0) row->note = base_arena_str(arena, u->row.note);
    pthread_mutex_unlock(&u->lock);
    return row->size > 0;
}

void app_upkeep_kept(app_upkeep *u, uint64_t size) {
    pthread_mutex_lock(&u->lock);
    if (u->row.size == size) u->row.size = 0;
    pthread_mutex_unlock(&u->lock);
}

uint64_t app_upkeep_published(app_upkeep *u) {
    pthread_mutex_lock(&u->lock);
    uint64_t n = u->published;
    pthread_mutex_unlock(&u->lock);
    return n;
}
