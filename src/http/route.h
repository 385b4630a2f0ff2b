/* route.h - which handler answers which address.
 *
 * A path is written /api/v1/clusters/{id}; {path*} takes one or more segments. Routes that only differ in the method
 * stand together, so that a wrong method is answered with the right ones. */
#ifndef JIQUN_HTTP_ROUTE_H
#define JIQUN_HTTP_ROUTE_H

#include "base/str.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_DELETE, HTTP_OPTIONS, HTTP_OTHER };

enum http_step {
    HTTP_NOW,  /* the answer is complete */
    HTTP_LATER /* deferred */
};
struct http_exchange;
typedef enum http_step (*http_handler)(struct http_exchange *x);

/* What may come with a request. */
enum http_body {
    HTTP_NO_BODY,
    HTTP_JSON_BODY,
    HTTP_FORM_BODY,
    HTTP_EVIDENCE_FORM, /* a form; as multipart/form-data it may bring files (evidence.h) */
    HTTP_UPLOAD_BODY
};

/* Who may ask at all; what he may see and do is decided behind it. */
enum http_access {
    HTTP_PUBLIC,   /* anybody */
    HTTP_OPEN,     /* anybody; whoever is signed in, or has a token, sees what is for him */
    HTTP_INTERNAL, /* figures of the process: this machine, and addresses that are named for it */
    HTTP_STAGED,   /* whoever has begun to sign in */
    HTTP_PERSON,   /* whoever is signed in; no token */
    HTTP_SIGNED,   /* whoever is signed in, or has a token with the scope to read (GET) or to act */
    HTTP_FILES     /* the same with the scope for files */
};

typedef struct {
    enum http_method method; /* HTTP_GET answers HEAD, too */
    const char *path;
    http_handler handler;
    enum http_access access;
    enum http_body body;
    bool page; /* a page of the portal: also under /en */
} http_route;

/* All routes, in the order of their declaration. */
const http_route *http_routes(size_t *n);

/* The route of a path that was split into `n` raw segments. `param` gets the raw values in order ({path*}: the segments
 * joined as they stood in `path`). NULL: none; then `allowed` tells the methods (bits of http_method) that the path
 * has, 0 when there is no such path. */
const http_route *http_route_find(enum http_method method, const base_str *segment, size_t n, base_str *param,
                                  unsigned *allowed);
/* "GET", …; the method of a name. */
const char *http_method_name(enum http_method m);
enum http_method http_method_of(base_str name);

#endif
