/* exchange.h - one request and its answer, whatever carries them.
 *
 * The server (server.h) reads a request into an exchange and calls the handler of its route; the handler writes the
 * answer into it. All memory of an exchange lives in its arena and ends with it. A handler runs on one of the server's
 * threads and must not wait for anything: what takes long is deferred (http_defer) and gone on with when it is there.
 */
#ifndef JIQUN_HTTP_EXCHANGE_H
#define JIQUN_HTTP_EXCHANGE_H

#include "app/app.h"
#include "app/password.h"
#include "files/files.h"
#include "http/limits.h"
#include "http/route.h"

typedef struct http_service http_service;
typedef struct http_exchange http_exchange;

typedef struct {
    base_str name, value;
} http_pair;

/* Who asks, once that is known. */
typedef struct {
    base_str account; /* login name */
    core_actor actor; /* level and place; level empty for an office */
    base_str office;  /* system, security, audit; empty for whoever acts in cases */
    unsigned scopes;  /* bits of enum http_scope; all of them for a session */
    bool token;       /* by an API token, not by a session's cookie */
} http_who;
enum http_scope { HTTP_SCOPE_READ = 1, HTTP_SCOPE_ACT = 2, HTTP_SCOPE_FILES = 4, HTTP_SCOPE_ALL = 7 };

/* Where the bytes of a long answer come from: writes at most `max` bytes and says how many. */
enum http_filled {
    HTTP_FILLED_SOME,   /* n > 0 */
    HTTP_FILLED_END,    /* there is no more */
    HTTP_FILLED_ASLEEP, /* nothing for now: asked again by the next sweep (event streams) */
    HTTP_FILLED_BROKEN  /* the connection is cut, so that nobody takes the part for the whole */
};
typedef enum http_filled (*http_fill)(void *ctx, char *to, size_t max, size_t *n);

enum { HTTP_HEADERS_MAX = 16 };

struct http_exchange {
    base_arena *arena;
    http_service *service;

    /* the request */
    enum http_method method;
    base_str target;                   /* as it was sent */
    base_str path;                     /* without the query and without the language's prefix, as it was sent */
    base_str param[HTTP_SEGMENTS_MAX]; /* of the route, decoded */
    http_pair *query;                  /* decoded, in order */
    size_t n_query;
    http_pair *form; /* of a form body, decoded */
    size_t n_form;
    base_str body;
    base_str client;     /* address of the client: that of the connection, or the one that a trusted proxy names */
    bool secure;         /* over TLS, here or at a trusted proxy */
    bool zh;             /* language of the answer */
    bool contrast;       /* large type, high contrast */
    const http_who *who; /* NULL: nobody is signed in, or the route is public */
    const struct http_identity *identity; /* behind it: identify.h */
    const http_route *route;              /* NULL: no such address */
    int64_t began;                        /* microseconds of a clock that only goes forward */

    /* the answer; nothing is sent before the handler is done */
    unsigned status;
    const char *type;
    base_buf out;
    http_pair header[HTTP_HEADERS_MAX]; /* beside those that every answer has */
    size_t n_headers;
    int file; /* -1, or an open file that is sent instead of `out`; closed by the server */
    uint64_t file_from, file_size;
    http_fill fill;    /* or where the bytes come from */
    size_t fill_block; /* the most that `fill` is asked for at once; 0: 16 KiB */
    void *fill_ctx;
    void (*fill_end)(void *ctx); /* called once in any case; may be NULL */
    base_arena *kept; /* of a stream that lives long: fill's own memory. Once it has begun this is the exchange's arena,
                       * and everything else of the request is gone. NULL: nothing is let go */

    files_upload *upload; /* of HTTP_UPLOAD_BODY: what has come, to be finished by the handler; else it is dropped */
    bool upload_failed;   /* why: `error` */
    struct http_upload *taking;     /* how it comes in: upload.h */
    struct http_evidence *evidence; /* files of a form of the portal: evidence.h; NULL: none can come */

    /* of a request that is deferred */
    http_handler resume;
    void *state;
    app_request request;
    app_answer *answer; /* to `request`; in the arena */
    void (*work)(void *x, app *writer);
    base_err error;         /* of work, or of an upload */
    http_exchange *waiting; /* the next of those that wait for the writer to open */

    app *reader;     /* lent (service.h), or NULL */
    void *transport; /* the server's own */
};

/* ---- of the request ---- */

/* Value of a header, {NULL,0} when there is none. Of headers that are there twice, the first. */
base_str http_header(const http_exchange *x, const char *name);
/* Value of a query parameter resp. form field; false when it is not there. */
bool http_query(const http_exchange *x, const char *name, base_str *value);
bool http_form(const http_exchange *x, const char *name, base_str *value);
/* Value of a cookie; false when there is none. */
bool http_cookie(const http_exchange *x, const char *name, base_str *value);

/* ---- of the answer ---- */

/* Status and type of what is written into x->out. */
void http_answer(http_exchange *x, unsigned status, const char *type);
/* One header more; name is a literal. Values with control characters are left out. */
void http_set(http_exchange *x, const char *name, base_str value);
/* 303 to a path of this site. */
enum http_step http_see_other(http_exchange *x, base_str path);
/* Sends what `fill` gives. */
void http_stream(http_exchange *x, unsigned status, const char *type, http_fill fill, void *ctx,
                 void (*end)(void *ctx));

/* ---- later ---- */

/* The handler will not have an answer when it returns (HTTP_LATER); `resume` is called once http_wake was. To be called
 * before anybody could wake it. */
void http_defer(http_exchange *x, http_handler resume);
/* From any thread, once. */
void http_wake(http_exchange *x);
/* Has `work` done by the writer, which may write what is kept beside the log (app_queue_work; its ctx is x); then
 * `then` goes on. Returns what the handler returns. */
enum http_step http_work(http_exchange *x, void (*work)(void *x, app *writer), http_handler then);
/* Has a password looked at; x->error is LIMIT when too many wait. */
enum http_step http_password(http_exchange *x, app_password_job *job, http_handler then);
/* Hands x->request to the writer; `then` is called when x->answer is final. Returns what the handler returns. */
enum http_step http_submit(http_exchange *x, http_handler then);

#endif
