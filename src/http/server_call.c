/* server_call.c - a request from its first line to its last byte, as the library tells of it.
 *
 * The library calls with the request line, then with the headers, then with each piece of the body, then once more, and
 * at last when all is over. A body is held only as far as its route allows and all bodies together have room. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <unistd.h>

#include "http/problem.h"
#include "http/server_i.h"
#include "http/service.h"

enum { SWALLOW_TIMES = 4, FIRST_BLOCK = 4096 - 64 };

void *http_call_uri(void *cls, const char *uri, struct MHD_Connection *c) {
    http_call *k = base_zeroed(1, sizeof *k);
    k->server = cls;
    k->mhd = c;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    k->conn = info != NULL ? info->socket_context : NULL;
    k->x.transport = k;
    k->x.service = k->server->service;
    k->x.arena = base_arena_new_sized(HTTP_ARENA_MAX, FIRST_BLOCK);
    k->x.file = -1;
    k->x.began = http_monotonic_us();
    k->x.target = base_arena_str(k->x.arena, base_str_of(uri));
    base_buf_init(&k->x.out, HTTP_ANSWER_MAX);
    return k;
}

/* ---- who asks ---- */

static base_str header(struct MHD_Connection *c, const char *name) {
    return base_str_of(MHD_lookup_connection_value(c, MHD_HEADER_KIND, name));
}

base_str http_header(const http_exchange *x, const char *name) {
    const http_call *k = x->transport;
    return header(k->mhd, name);
}

static base_str peer(http_call *k) {
    char text[INET6_ADDRSTRLEN] = "";
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(k->mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info == NULL || info->client_addr == NULL) return BASE_STR("");
    if (info->client_addr->sa_family == AF_INET) {
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr, text, sizeof text);
    } else if (info->client_addr->sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)info->client_addr)->sin6_addr, text,
                  sizeof text);
    }
    return base_arena_str(k->x.arena, base_str_of(text));
}

static bool is_proxy(const http_server *s, base_str address) {
    for (size_t i = 0; i < s->n_proxies; i++) {
        if (base_str_is(address, s->proxy[i])) return true;
    }
    return false;
}

/* Headers of a proxy count only from an address that was named, and of a list only the last entry: it is the one that
 * the proxy itself wrote. */
static void who_asks(http_call *k) {
    k->x.client = peer(k);
    k->x.secure = k->server->certificate != NULL;
    if (!is_proxy(k->server, k->x.client)) return;
    base_str said = header(k->mhd, "X-Forwarded-For"), last = {NULL, 0};
    while (said.n > 0) last = base_str_trim(base_str_cut(said, ',', &said));
    if (last.n > 0 && last.n < INET6_ADDRSTRLEN) k->x.client = base_arena_str(k->x.arena, last);
    k->x.secure = base_str_is(header(k->mhd, "X-Forwarded-Proto"), "https");
}

/* ---- the body ---- */

static void refuse(http_call *k, unsigned status, const char *zh, const char *en) {
    http_problem(&k->x, status, (rules_text){base_str_of(zh), base_str_of(en)});
    k->over = true;
}

static void too_large(http_call *k) {
    refuse(k, 413, "内容超过本地址的上限，或此处不接受内容",
           "the body is over the limit of this address, or none is expected here");
}

/* What is longer than any number of ours is over every limit. */
static bool declared(http_call *k, uint64_t *n) {
    base_str said = header(k->mhd, "Content-Length");
    *n = 0;
    return said.n == 0 || base_number_parse(said, n);
}

static bool hold(http_call *k, size_t n) {
    unsigned long long now = atomic_fetch_add(&k->server->bodies, n) + n;
    k->held += n;
    return now <= HTTP_BODIES_MAX;
}

/* How much is read past of a body that is refused. */
static size_t swallow_max(const http_call *k) {
    return k->x.route != NULL && http_body_streams(&k->x) ? HTTP_SWALLOW_MAX
                                                          : k->body_max * SWALLOW_TIMES + HTTP_FORM_MAX;
}

static enum MHD_Result take_body(http_call *k, const char *data, size_t *size) {
    size_t n = *size;
    *size = 0;
    if (k->conn != NULL) atomic_fetch_add_explicit(&k->conn->bytes, n, memory_order_relaxed);
    if (k->over) {
        k->swallowed += n;
        return k->swallowed > swallow_max(k) ? MHD_NO : MHD_YES;
    }
    if (k->taken + n > k->body_max) {
        too_large(k);
        return MHD_YES;
    }
    k->taken += n;
    if (http_body_streams(&k->x)) {
        http_body_put(&k->x, data, n);
        return MHD_YES;
    }
    if (!hold(k, n)) {
        refuse(k, 503, "服务繁忙，请稍后再试", "the server is busy; try again shortly");
        return MHD_YES;
    }
    base_buf_put(&k->body, data, n);
    return MHD_YES;
}

/* ---- the steps ---- */

static enum MHD_Result begin(http_call *k, const char *method) {
    http_exchange *x = &k->x;
    uint64_t length = 0;
    k->begun = true;
    atomic_fetch_add(&k->server->requests, 1);
    atomic_fetch_add(&k->server->busy, 1);
    x->method = http_method_of(base_str_of(method));
    who_asks(k);
    if (!http_prepare(x)) {
        k->over = true;
        /* An answer before the body has come ends the connection; where none is to come it would be a pity. */
        return declared(k, &length) && length == 0 && header(k->mhd, "Transfer-Encoding").p == NULL ? MHD_YES
                                                                                                    : http_call_send(k);
    }
    k->body_max = http_body_max(x);
    base_buf_init(&k->body, http_body_streams(x) ? 0 : k->body_max);
    if (!declared(k, &length) || length > k->body_max) {
        too_large(k);
        return http_call_send(k);
    }
    if (k->conn != NULL) http_conn_phase(k->conn, http_body_streams(x) ? HTTP_CONN_UPLOAD : HTTP_CONN_BODY);
    return MHD_YES;
}

/* A handler has returned. When it put its exchange aside, somebody else may hold it by now. */
static enum MHD_Result after(http_call *k, enum http_step step) {
    if (step == HTTP_LATER) return MHD_YES;
    http_reader_return(&k->x);
    return http_call_send(k);
}

static enum MHD_Result go_on(http_call *k) {
    k->deferred = false;
    atomic_fetch_sub(&k->server->deferred, 1);
    return after(k, http_resume(&k->x));
}

enum MHD_Result http_call_request(void *cls, struct MHD_Connection *c, const char *url, const char *method,
                                  const char *version, const char *data, size_t *size, void **context) {
    (void)cls, (void)c, (void)url, (void)version;
    http_call *k = *context;
    if (k == NULL || k->answered) return MHD_NO;
    if (k->deferred) return go_on(k);
    if (!k->begun) return begin(k, method);
    if (*size > 0) return take_body(k, data, size);
    if (k->conn != NULL) http_conn_phase(k->conn, HTTP_CONN_HANDLING);
    if (k->over) return http_call_send(k);
    k->x.body = base_buf_str(&k->body);
    return after(k, http_serve(&k->x));
}

void http_defer(http_exchange *x, http_handler resume) {
    http_call *k = x->transport;
    /* What is put aside must not keep a reader from others. */
    http_reader_return(x);
    x->resume = resume;
    k->deferred = true;
    atomic_fetch_add(&k->server->deferred, 1);
    MHD_suspend_connection(k->mhd);
}

void http_wake(http_exchange *x) {
    http_call *k = x->transport;
    MHD_resume_connection(k->mhd);
}

static void forget_sleeper(http_call *k) {
    http_server *s = k->server;
    pthread_mutex_lock(&s->lock);
    if (k->asleep) {
        if (k->next != NULL) k->next->before = k->before;
        if (k->before != NULL) k->before->next = k->next;
        if (s->sleeper == k) s->sleeper = k->next;
    }
    pthread_mutex_unlock(&s->lock);
}

void http_call_completed(void *cls, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode code) {
    (void)cls, (void)c, (void)code;
    http_call *k = *context;
    if (k == NULL) return;
    *context = NULL;
    if (k->x.fill != NULL) forget_sleeper(k);
    if (k->streams) atomic_fetch_sub(&k->server->streams, 1);
    /* It was put aside, and whoever asked was gone when it was to go on. */
    if (k->deferred) atomic_fetch_sub(&k->server->deferred, 1);
    if (k->begun) {
        atomic_fetch_sub(&k->server->busy, 1);
        http_over(&k->x, k->answered ? k->x.status : 0, (uint64_t)(http_monotonic_us() - k->x.began), k->x.out.n);
    }
    if (k->x.fill_end != NULL) k->x.fill_end(k->x.fill_ctx);
    if (k->x.file >= 0) close(k->x.file);
    files_abort(k->x.upload);
    http_reader_return(&k->x);
    atomic_fetch_sub(&k->server->bodies, k->held);
    if (k->conn != NULL) {
        k->conn->reused = true;
        http_conn_phase(k->conn, HTTP_CONN_HEADERS);
    }
    base_buf_free(&k->body);
    base_buf_free(&k->x.out);
    base_arena_free(k->x.kept);
    base_arena_free(k->x.arena);
    free(k);
}
