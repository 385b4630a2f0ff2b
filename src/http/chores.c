/* chores.c - see chores.h. */
#include "http/chores.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "app/mail_book.h"
#include "app/order.h"
#include "app/session.h"
#include "app/upload.h"
#include "base/arena.h"
#include "http/matching.h"
#include "http/portal/portal.h"

enum { EVERY_S = 60, SWEEP_MOST = 500 };

struct http_chores {
    http_chores_options options;
    app_desk desk;
    pthread_t thread;
    pthread_mutex_t lock; /* of `stopping` */
    pthread_cond_t woken;
    bool stopping;
    int64_t next_sweep;  /* of attachments: ms since 1970 */
    size_t ended_rounds; /* whose orders are gone */
    uint8_t part;        /* of the folder of attachments, looked at next */
    atomic_ullong days, reminders, sent, failed;
    atomic_bool mail_down;
};

/* Each of these is tried again a minute later when it fails: the record may be away for a moment. */

static void do_the_day(http_chores *c) {
    base_err e = {0};
    app_clock_done done = {0};
    app_mail_book *book = app_mail_book_open(c->desk.app, &e);
    http_service *s = c->options.service;
    app_clock_options o = {.day = http_is_demonstration(s) ? http_today(s) : BASE_DATE_NONE,
                           .mail_of = book != NULL ? app_mail_book_of : NULL,
                           .mail_ctx = book,
                           .link = base_str_of(c->options.link)};
    bool good = app_clock_tick(&c->desk, &o, &done, &e);
    app_mail_book_close(book);
    atomic_fetch_add(&c->days, done.ran ? 1 : 0);
    atomic_fetch_add(&c->reminders, done.reminders);
    if (!good) atomic_fetch_add(&c->failed, 1);
}

static void send_mails(http_chores *c) {
    base_err e = {0};
    app_sent sent = {0};
    if (c->options.sender == NULL) return;
    if (!app_outbox_send(&c->desk, c->options.sender, app_now(), &sent, &e)) atomic_fetch_add(&c->failed, 1);
    atomic_fetch_add(&c->sent, sent.sent);
    atomic_store(&c->mail_down, sent.down);
}

/* Done by the writer: sessions are its to write. */
static void sweep(void *ctx, app *writer) {
    base_err e = {0};
    size_t n = 0;
    (void)ctx;
    (void)app_session_sweep(writer, app_now(), SWEEP_MOST, &n, &e);
}

/* Objections that nobody confirmed; orders of rounds that are over; attachments that nobody names; and, a part a
 * minute, files that never came on record. */
static void sweep_files(http_chores *c) {
    base_err e = {0};
    app_upload_swept done = {0}, strays = {0};
    files *f = http_files(c->options.service);
    const int64_t now = app_now(), keep = http_keep_unnamed_ms(c->options.service);
    bool good = app_upload_sweep_strays(&c->desk, f, c->part++, keep, &strays, &e);
    if (now >= c->next_sweep || keep == 0) {
        c->next_sweep = now + HTTP_SWEEP_S * INT64_C(1000);
        good = http_portal_objections_sweep(&c->desk, now, &e) && good;
        good = app_order_sweep(&c->desk, http_today(c->options.service), SWEEP_MOST, &c->ended_rounds, &e) && good;
        good = app_upload_sweep(&c->desk, f, now, keep, SWEEP_MOST, &done, &e) && good;
        files_sweep_incoming(f);
        http_matching_sweep(http_matches(c->options.service));
    }
    if (!good) atomic_fetch_add(&c->failed, 1);
}

static bool ending(http_chores *c) {
    pthread_mutex_lock(&c->lock);
    bool stopping = c->stopping;
    pthread_mutex_unlock(&c->lock);
    return stopping;
}

static void wait_a_minute(http_chores *c) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += EVERY_S;
    pthread_mutex_lock(&c->lock);
    while (!c->stopping && pthread_cond_timedwait(&c->woken, &c->lock, &until) == 0) {
    }
    pthread_mutex_unlock(&c->lock);
}

static void *work(void *ctx) {
    http_chores *c = ctx;
    base_err e = {0};
    while (!ending(c)) {
        do_the_day(c);
        if (!ending(c)) send_mails(c);
        (void)app_queue_work(c->desk.queue, sweep, c, &e);
        if (!ending(c)) sweep_files(c);
        wait_a_minute(c);
    }
    return NULL;
}

static void release(http_chores *c) {
    app_close(c->desk.app);
    pthread_cond_destroy(&c->woken);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

http_chores *http_chores_start(const http_chores_options *o, app_queue *queue, base_err *e) {
    http_chores *c = base_zeroed(1, sizeof *c);
    c->options = *o;
    c->desk.queue = queue;
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->woken, NULL);
    c->desk.app = app_open(&http_service_settings(o->service)->place, APP_READ, e);
    if (c->desk.app == NULL) goto failed;
    if (pthread_create(&c->thread, NULL, work, c) == 0) return c;
    base_err_fmt(e, BASE_ERR_IO, "不能启动线程：%m", "can not start a thread: %m");
failed:
    release(c);
    return NULL;
}

void http_chores_stop(http_chores *c) {
    if (c == NULL) return;
    pthread_mutex_lock(&c->lock);
    c->stopping = true;
    pthread_cond_signal(&c->woken);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    release(c);
}

http_chores_figures http_chores_look(http_chores *c) {
    return (http_chores_figures){atomic_load(&c->days), atomic_load(&c->reminders), atomic_load(&c->sent),
                                 atomic_load(&c->failed), atomic_load(&c->mail_down)};
}
