/* server.h - carries exchanges over HTTP/1.1: the only file that knows which library does it (server.c; GNU
 * libmicrohttpd), so that another core can take its place.
 *
 * A pool of threads waits with epoll. A handler runs on one of them; an exchange that is deferred is put aside and
 * costs its memory only. Slow clients are cut off by a sweep once a second (limits.h). */
#ifndef JIQUN_HTTP_SERVER_H
#define JIQUN_HTTP_SERVER_H

#include "http/exchange.h"

typedef struct http_server http_server;

typedef struct {
    const char *address;       /* numeric; NULL: 127.0.0.1 */
    uint16_t port;             /* 0: any that is free */
    int socket;                /* -1, or one that listens already (socket activation) */
    unsigned threads;          /* 0: one a processor */
    base_str certificate, key; /* PEM; both or none */
    const char *const *proxy;  /* addresses whose Forwarded headers are believed */
    size_t n_proxies;
    unsigned header_s, body_s, idle_s; /* seconds instead of HTTP_HEADER_S, HTTP_BODY_S, HTTP_IDLE_S; 0: those */
} http_server_options;

/* Listens. Every request is answered by `service` (service.h). */
http_server *http_server_start(const http_server_options *o, http_service *service, base_err *e);
/* Takes no new connection, lets what is being answered end for at most HTTP_DRAIN_S, and ends. NULL is allowed. */
void http_server_stop(http_server *s);
uint16_t http_server_port(const http_server *s);

typedef struct {
    uint64_t connections, requests, cut_off; /* since it began */
    uint64_t open, streams;                  /* now */
    uint64_t bodies;                         /* bytes of bodies being held */
} http_server_figures;
http_server_figures http_server_look(http_server *s);

/* Wakes the event streams that wait. */
void http_server_sweep(http_server *s);

#endif
