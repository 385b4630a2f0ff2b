/* server_conn.c - all connections in one list, and the sweep that cuts off those that are too slow.
 *
 * The library ends a connection on which nothing moves; one that moves a byte now and then is ours to notice. It is cut
 * off by shutting down its socket: its own thread then sees the end and cleans up. */
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "http/server_i.h"
#include "http/service.h"

enum { QUIET_SWEEPS = 5 };

int64_t http_monotonic_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t http_monotonic_ms(void) { return http_monotonic_us() / 1000; }

void http_conn_phase(http_conn *c, enum http_phase phase) {
    atomic_store_explicit(&c->phase, (int)phase, memory_order_relaxed);
    atomic_store_explicit(&c->since, http_monotonic_ms(), memory_order_relaxed);
}

static void opened(http_server *s, struct MHD_Connection *mhd, void **context) {
    http_conn *c = base_zeroed(1, sizeof *c);
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    c->fd = info != NULL ? info->connect_fd : -1;
    http_conn_phase(c, HTTP_CONN_HEADERS);
    *context = c;
    pthread_mutex_lock(&s->lock);
    c->next = s->conn;
    if (s->conn != NULL) s->conn->before = c;
    s->conn = c;
    s->connections++;
    s->open++;
    pthread_mutex_unlock(&s->lock);
}

static void closed(http_server *s, http_conn *c) {
    if (c == NULL) return;
    pthread_mutex_lock(&s->lock);
    if (c->next != NULL) c->next->before = c->before;
    if (c->before != NULL) c->before->next = c->next;
    if (s->conn == c) s->conn = c->next;
    s->open--;
    pthread_mutex_unlock(&s->lock);
    free(c);
}

void http_conn_notify(void *cls, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode code) {
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        opened(cls, mhd, context);
    else
        closed(cls, *context);
}

/* Milliseconds that a connection may stay in a phase; what it has moved counts for uploads. */
static int64_t allowed(const http_server *s, const http_conn *c, enum http_phase phase, bool draining) {
    switch (phase) {
    case HTTP_CONN_HEADERS:
        if (draining) return 0;
        return c->reused ? s->idle_ms : s->header_ms;
    case HTTP_CONN_BODY: return s->body_ms;
    case HTTP_CONN_UPLOAD: return s->body_ms + (int64_t)(atomic_load(&c->bytes) / HTTP_UPLOAD_RATE) * INT64_C(1000);
    case HTTP_CONN_SENDING: return HTTP_SEND_S * INT64_C(1000);
    case HTTP_CONN_HANDLING:
    case HTTP_CONN_STREAMING: break;
    }
    return INT64_MAX;
}

static void cut_slow(http_server *s) {
    int64_t now = http_monotonic_ms();
    bool draining = atomic_load(&s->draining);
    for (http_conn *c = s->conn; c != NULL; c = c->next) {
        enum http_phase phase = (enum http_phase)atomic_load_explicit(&c->phase, memory_order_relaxed);
        int64_t since = atomic_load_explicit(&c->since, memory_order_relaxed);
        if (c->cut || c->fd < 0 || now - since <= allowed(s, c, phase, draining)) continue;
        c->cut = true;
        if (!draining) s->cut_off++;
        shutdown(c->fd, SHUT_RDWR);
    }
}

void http_conn_wake_sleepers(http_server *s) {
    for (http_call *k = s->sleeper; k != NULL;) {
        http_call *next = k->next;
        k->next = k->before = NULL;
        k->asleep = false;
        MHD_resume_connection(k->mhd);
        k = next;
    }
    s->sleeper = NULL;
}

/* Streams are woken when there is something new, and now and then to say that they are there and to notice who is not.
 */
void *http_conn_sweeper(void *server) {
    http_server *s = server;
    int quiet = 0;
    pthread_mutex_lock(&s->lock);
    while (!s->stop_sweep) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&s->tick, &s->lock, &until);
        pthread_mutex_unlock(&s->lock);
        const bool news = http_each_second(s->service); /* before the streams are woken that want to hear of it */
        pthread_mutex_lock(&s->lock);
        cut_slow(s);
        if (news || ++quiet == QUIET_SWEEPS) {
            quiet = 0;
            http_conn_wake_sleepers(s);
        }
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}
