/* server_send.c - an answer as the library wants it: bytes, a file, or a stream; and the headers that all have.
 *
 * The policy for contents names this site only: no script or style in a page, nothing from elsewhere, no frame. */
#include <poll.h>

#include "http/problem.h"
#include "http/server_i.h"
#include "http/service.h"

enum { STREAM_BLOCK = 16 << 10 };

static const char *const always[][2] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src "
     "'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
};

static bool is_set(const http_exchange *x, const char *name) {
    for (size_t i = 0; i < x->n_headers; i++) {
        if (base_str_is(x->header[i].name, name)) return true;
    }
    return false;
}

/* JSON is for programs; where a browser is led to it all the same, it is to be saved and not shown. */
static bool is_to_be_saved(const http_exchange *x) {
    const base_str type = base_str_of(x->type);
    return http_is_api(x) && !is_set(x, "Content-Disposition") &&
           (base_str_starts(type, BASE_STR("application/json")) ||
            base_str_starts(type, BASE_STR("application/problem+json")));
}

static void put_headers(const http_call *k, struct MHD_Response *r) {
    const http_exchange *x = &k->x;
    for (size_t i = 0; i < x->n_headers; i++) MHD_add_response_header(r, x->header[i].name.p, x->header[i].value.p);
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++) {
        if (!is_set(x, always[i][0])) MHD_add_response_header(r, always[i][0], always[i][1]);
    }
    if (x->type != NULL) MHD_add_response_header(r, "Content-Type", x->type);
    if (is_to_be_saved(x)) MHD_add_response_header(r, "Content-Disposition", "attachment; filename=\"api.json\"");
    if (x->secure) MHD_add_response_header(r, "Strict-Transport-Security", "max-age=31536000");
    /* What depends on who asks is nobody else's. */
    if (!is_set(x, "Cache-Control")) MHD_add_response_header(r, "Cache-Control", "no-store");
    if (atomic_load_explicit(&k->server->draining, memory_order_relaxed))
        MHD_add_response_header(r, "Connection", "close");
}

static void sleep_until_swept(http_call *k) {
    http_server *s = k->server;
    pthread_mutex_lock(&s->lock);
    MHD_suspend_connection(k->mhd);
    k->asleep = true;
    k->before = NULL;
    k->next = s->sleeper;
    if (s->sleeper != NULL) s->sleeper->before = k;
    s->sleeper = k;
    pthread_mutex_unlock(&s->lock);
}

/* While it sleeps the library does not look at its connection. */
static bool has_gone(const http_call *k) {
    struct pollfd p = {.fd = k->conn != NULL ? k->conn->fd : -1, .events = POLLRDHUP};
    return poll(&p, 1, 0) > 0 && (p.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

static ssize_t fill(void *cls, uint64_t at, char *to, size_t max) {
    (void)at;
    http_call *k = cls;
    size_t n = 0;
    enum http_filled some = k->x.fill(k->x.fill_ctx, to, max, &n);
    http_reader_return(&k->x);
    if (some == HTTP_FILLED_SOME && n > 0 && n <= max) return (ssize_t)n;
    if (some == HTTP_FILLED_END) return MHD_CONTENT_READER_END_OF_STREAM;
    if (some != HTTP_FILLED_ASLEEP) return MHD_CONTENT_READER_END_WITH_ERROR;
    if (atomic_load(&k->server->draining)) return MHD_CONTENT_READER_END_OF_STREAM;
    if (has_gone(k)) return MHD_CONTENT_READER_END_WITH_ERROR;
    sleep_until_swept(k);
    return 0;
}

static struct MHD_Response *response_of(http_call *k, enum http_phase *phase) {
    http_exchange *x = &k->x;
    *phase = HTTP_CONN_STREAMING;
    if (x->fill != NULL) {
        size_t block = x->fill_block > 0 ? x->fill_block : STREAM_BLOCK;
        k->streams = true;
        atomic_fetch_add(&k->server->streams, 1);
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, block, fill, k, NULL);
    }
    if (x->file >= 0) {
        struct MHD_Response *r = MHD_create_response_from_fd_at_offset64(x->file_size, x->file, x->file_from);
        if (r != NULL) x->file = -1;
        return r;
    }
    *phase = HTTP_CONN_SENDING;
    /* The buffer lives until the request is over, and so does the response. */
    return MHD_create_response_from_buffer(x->out.n, x->out.p, MHD_RESPMEM_PERSISTENT);
}

/* Ten thousand streams on which nothing happens should not keep ten thousand requests. */
static void let_go(http_exchange *x) {
    if (x->kept == NULL) return;
    base_arena_free(x->arena);
    x->arena = x->kept;
    x->kept = NULL;
    x->target = x->path = x->body = x->client = (base_str){NULL, 0};
    memset(x->param, 0, sizeof x->param);
    x->query = x->form = NULL;
    x->n_query = x->n_form = x->n_headers = 0;
    x->who = NULL;
    x->identity = NULL;
    x->state = NULL;
    x->answer = NULL;
}

enum MHD_Result http_call_send(http_call *k) {
    enum http_phase phase = HTTP_CONN_SENDING;
    if (k->x.out.full) http_problem(&k->x, 500, (rules_text){BASE_STR("答复过长"), BASE_STR("the answer is too long")});
    struct MHD_Response *r = response_of(k, &phase);
    if (r == NULL) return MHD_NO;
    put_headers(k, r);
    k->answered = true;
    if (k->conn != NULL) http_conn_phase(k->conn, phase);
    enum MHD_Result done = MHD_queue_response(k->mhd, k->x.status, r);
    MHD_destroy_response(r);
    let_go(&k->x);
    return done;
}
