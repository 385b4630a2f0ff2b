/* server.c - see server.h: listening, the pool of threads, and the end. */
#include "http/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/server_i.h"
#include "http/service.h"

/* ---- the socket ---- */

static bool address_of(const char *text, uint16_t port, struct sockaddr_storage *out, socklen_t *n) {
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
    *out = (struct sockaddr_storage){0};
    if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        *n = sizeof *v4;
        return true;
    }
    if (inet_pton(AF_INET6, text, &v6->sin6_addr) != 1) return false;
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    *n = sizeof *v6;
    return true;
}

static int listen_on(const char *text, uint16_t port, base_err *e) {
    struct sockaddr_storage where;
    socklen_t n = 0;
    if (!address_of(text, port, &where, &n)) {
        base_err_fmt(e, BASE_ERR_INPUT, "“%s”不是 IP 地址；应如 127.0.0.1 或 ::1",
                     "“%s” is no IP address; expected one like "
                     "127.0.0.1 or ::1",
                     text);
        return -1;
    }
    int fd = socket(where.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        bind(fd, (struct sockaddr *)&where, n) == 0 && listen(fd, HTTP_BACKLOG) == 0) {
        return fd;
    }
    base_err_fmt(e, BASE_ERR_IO, "不能在 %s 端口 %u 上监听：%m。换一个端口（--port），或停下占用它的程序",
                 "can not listen on %s port %u: %m. Take another port (--port), or stop the program that has it", text,
                 (unsigned)port);
    if (fd >= 0) close(fd);
    return -1;
}

static uint16_t port_of(int fd) {
    struct sockaddr_storage a = {0};
    socklen_t n = sizeof a;
    if (getsockname(fd, (struct sockaddr *)&a, &n) != 0) return 0;
    if (a.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&a)->sin6_port);
    return a.ss_family == AF_INET ? ntohs(((struct sockaddr_in *)&a)->sin_port) : 0;
}

/* ---- beginning ---- */

static unsigned threads_of(unsigned wanted) {
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned n = wanted > 0 ? wanted : (cpus > 0 ? (unsigned)cpus : 1);
    if (n < 2) n = 2; /* one alone would wait for the slowest query */
    return n > HTTP_THREADS_MAX ? HTTP_THREADS_MAX : n;
}

/* The path reaches the handler as it was sent; it is decoded in target.c. */
static size_t leave_escapes(void *cls, struct MHD_Connection *c, char *s) {
    (void)cls, (void)c;
    return strlen(s);
}

/* Of TLS 1.2 only what has forward secrecy and authenticated encryption; the library's own choice goes back to 1.0. */
static const char handshakes[] = "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-"
                                 "CIPHER-ALL:+AES-256-GCM:+AES-128-GCM:"
                                 "+CHACHA20-POLY1305:-MAC-ALL:+AEAD:%SERVER_PRECEDENCE";

static struct MHD_Daemon *start_daemon(http_server *s, const http_server_options *o) {
    unsigned flags =
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (s->certificate != NULL ? MHD_USE_TLS : 0);
    struct MHD_OptionItem more[8];
    size_t n = 0;
    more[n++] = (struct MHD_OptionItem){MHD_OPTION_CONNECTION_MEMORY_LIMIT, HTTP_POOL_BYTES, NULL};
    more[n++] = (struct MHD_OptionItem){MHD_OPTION_CONNECTION_LIMIT, HTTP_CONNECTIONS_MAX, NULL};
    more[n++] = (struct MHD_OptionItem){MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)(s->idle_ms / 1000), NULL};
    more[n++] = (struct MHD_OptionItem){MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)threads_of(o->threads), NULL};
    more[n++] = (struct MHD_OptionItem){MHD_OPTION_LISTEN_SOCKET, s->listen_fd, NULL};
    if (s->n_proxies == 0) {
        more[n++] = (struct MHD_OptionItem){MHD_OPTION_PER_IP_CONNECTION_LIMIT, HTTP_CONNECTIONS_ADDRESS, NULL};
    }
    more[n] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    if (s->certificate != NULL) {
        return MHD_start_daemon(
            flags, 0, NULL, NULL, http_call_request, s, MHD_OPTION_ARRAY, more, MHD_OPTION_URI_LOG_CALLBACK,
            http_call_uri, s, MHD_OPTION_NOTIFY_COMPLETED, http_call_completed, s, MHD_OPTION_NOTIFY_CONNECTION,
            http_conn_notify, s, MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, s, MHD_OPTION_HTTPS_MEM_CERT,
            s->certificate, MHD_OPTION_HTTPS_MEM_KEY, s->key, MHD_OPTION_HTTPS_PRIORITIES, handshakes, MHD_OPTION_END);
    }
    return MHD_start_daemon(flags, 0, NULL, NULL, http_call_request, s, MHD_OPTION_ARRAY, more,
                            MHD_OPTION_URI_LOG_CALLBACK, http_call_uri, s, MHD_OPTION_NOTIFY_COMPLETED,
                            http_call_completed, s, MHD_OPTION_NOTIFY_CONNECTION, http_conn_notify, s,
                            MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, s, MHD_OPTION_END);
}

static char *copy(base_arena *arena, base_str s) {
    return s.n > 0 ? base_arena_copy(arena, base_arena_str(arena, s).p, s.n + 1) : NULL;
}

static void release(http_server *s) {
    if (s->listen_fd >= 0) close(s->listen_fd);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->tick);
    base_arena_free(s->arena);
    free(s);
}

http_server *http_server_start(const http_server_options *o, http_service *service, base_err *e) {
    http_server *s = base_zeroed(1, sizeof *s);
    s->arena = base_arena_new(1 << 20);
    s->service = service;
    s->header_ms = (o->header_s > 0 ? o->header_s : HTTP_HEADER_S) * INT64_C(1000);
    s->body_ms = (o->body_s > 0 ? o->body_s : HTTP_BODY_S) * INT64_C(1000);
    s->idle_ms = (o->idle_s > 0 ? o->idle_s : HTTP_IDLE_S) * INT64_C(1000);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->tick, NULL);
    s->certificate = copy(s->arena, o->certificate);
    s->key = copy(s->arena, o->key);
    s->proxy = base_arena_array(s->arena, o->n_proxies, sizeof *s->proxy);
    for (; s->n_proxies < o->n_proxies; s->n_proxies++) {
        s->proxy[s->n_proxies] = copy(s->arena, base_str_of(o->proxy[s->n_proxies]));
    }
    s->listen_fd = o->socket >= 0 ? o->socket : listen_on(o->address != NULL ? o->address : "127.0.0.1", o->port, e);
    if (s->listen_fd < 0) goto failed;
    s->port = port_of(s->listen_fd);
    http_service_carried(service, s); /* before there is anybody who could ask for its figures */
    s->daemon = start_daemon(s, o);
    if (s->daemon == NULL) {
        base_err_fmt(e, BASE_ERR_IO, "服务未能启动%s", "the server could not be started%s",
                     s->certificate != NULL ? " (TLS: certificate and key must be PEM and belong together)" : "");
        goto failed;
    }
    s->sweeping = pthread_create(&s->sweeper, NULL, http_conn_sweeper, s) == 0;
    if (s->sweeping) return s;
    base_err_fmt(e, BASE_ERR_IO, "不能启动线程：%m", "can not start a thread: %m");
    MHD_stop_daemon(s->daemon);
    s->listen_fd = -1;
failed:
    release(s);
    return NULL;
}

uint16_t http_server_port(const http_server *s) { return s->port; }

/* ---- the end ---- */

static bool quiet(http_server *s) {
    pthread_mutex_lock(&s->lock);
    http_conn_wake_sleepers(s);
    pthread_mutex_unlock(&s->lock);
    return atomic_load(&s->busy) == 0;
}

/* The library must not be stopped while something is put aside: the queue and the pools answer what they were given. */
static bool none_deferred(http_server *s) { return atomic_load(&s->deferred) == 0; }

/* Whoever comes now is refused, and goes elsewhere. What listened is put out of the way under the library, which goes
 * on with a socket to which nobody can come: its own way of it (MHD_quiesce_daemon) races with its threads up to 1.0,
 * and the one that loses ends the process. A socket that was handed over goes on in the hands of who did. */
static void stop_listening(http_server *s) {
    int nobody = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (nobody >= 0) {
        dup3(nobody, s->listen_fd, O_CLOEXEC);
        close(nobody);
    }
    s->listen_fd = -1; /* closed by the library in the end */
}

void http_server_stop(http_server *s) {
    if (s == NULL) return;
    atomic_store(&s->draining, true);
    stop_listening(s);
    int64_t until = http_monotonic_ms() + HTTP_DRAIN_S * INT64_C(1000);
    while (!quiet(s) && http_monotonic_ms() < until) usleep(10000);
    while (!none_deferred(s)) usleep(10000);
    pthread_mutex_lock(&s->lock);
    s->stop_sweep = true;
    pthread_cond_signal(&s->tick);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->sweeper, NULL);
    quiet(s);
    MHD_stop_daemon(s->daemon);
    release(s);
}

http_server_figures http_server_look(http_server *s) {
    pthread_mutex_lock(&s->lock);
    http_server_figures f = {.connections = s->connections, .cut_off = s->cut_off, .open = s->open};
    pthread_mutex_unlock(&s->lock);
    f.requests = atomic_load(&s->requests);
    f.streams = atomic_load(&s->streams);
    f.bodies = atomic_load(&s->bodies);
    return f;
}

void http_server_sweep(http_server *s) {
    pthread_mutex_lock(&s->lock);
    http_conn_wake_sleepers(s);
    pthread_mutex_unlock(&s->lock);
}
