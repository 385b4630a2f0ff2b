/* server_i.h - what the files of the server share; nothing else includes it. */
#ifndef JIQUN_HTTP_SERVER_I_H
#define JIQUN_HTTP_SERVER_I_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "http/server.h"

enum http_phase {
    HTTP_CONN_HEADERS, /* for the first byte of a request, or for the rest of its headers */
    HTTP_CONN_BODY,
    HTTP_CONN_UPLOAD,
    HTTP_CONN_HANDLING, /* ours to go on */
    HTTP_CONN_SENDING,
    HTTP_CONN_STREAMING /* as long as it likes, as long as something moves */
};

/* A connection, in the list of all of them. Its thread writes phase, since and bytes; the sweep reads them. */
typedef struct http_conn http_conn;
struct http_conn {
    http_conn *next, *before;
    int fd;
    atomic_int phase;
    atomic_llong since; /* milliseconds, monotonic */
    atomic_ullong bytes;
    bool reused, cut;
};

/* An exchange as the server sees it. */
typedef struct http_call http_call;
struct http_call {
    http_exchange x;
    http_server *server;
    http_conn *conn;
    struct MHD_Connection *mhd;
    base_buf body;
    size_t body_max, taken, swallowed, held;
    bool begun, deferred, answered, over, streams;
    http_call *next, *before; /* of those that stream and have nothing to say */
    bool asleep;
};

struct http_server {
    struct MHD_Daemon *daemon;
    http_service *service;
    int listen_fd;
    uint16_t port;
    base_arena *arena;
    char *certificate, *key;
    const char **proxy;
    size_t n_proxies;
    int64_t header_ms, body_ms, idle_ms;
    pthread_t sweeper;
    bool sweeping;
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t tick;
    bool stop_sweep;
    http_conn *conn;
    http_call *sleeper;
    uint64_t connections, cut_off, open;
    atomic_bool draining;
    atomic_ullong requests, bodies, deferred, streams, busy;
};

int64_t http_monotonic_ms(void);
int64_t http_monotonic_us(void);

/* server_conn.c */
void http_conn_notify(void *cls, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode code);
void http_conn_phase(http_conn *c, enum http_phase phase);
void *http_conn_sweeper(void *server);
void http_conn_wake_sleepers(http_server *s);

/* server_call.c */
void *http_call_uri(void *cls, const char *uri, struct MHD_Connection *c);
enum MHD_Result http_call_request(void *cls, struct MHD_Connection *c, const char *url, const char *method,
                                  const char *version, const char *data, size_t *size, void **context);
void http_call_completed(void *cls, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode code);

/* server_send.c */
enum MHD_Result http_call_send(http_call *k);

#endif
