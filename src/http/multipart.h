/* multipart.h - takes a multipart/form-data body apart as it comes (RFC 7578, RFC 2046), in pieces of any size.
 *
 * What is handed in is held nowhere: the bytes of a part go on to whoever wants them, and what is kept between two
 * pieces is a place in the delimiter and, while they come, the headers of one part. Strict where the standards leave a
 * choice: a part without a name, a folded header, a transfer encoding, a line after a delimiter that is none, a body
 * that ends before its last delimiter are refused. Pure; fuzzed. */
#ifndef JIQUN_HTTP_MULTIPART_H
#define JIQUN_HTTP_MULTIPART_H

#include "base/arena.h"
#include "base/err.h"
#include "http/limits.h"

enum { HTTP_BOUNDARY_MAX = 70 };

/* A part begins. `filename` is as it was sent, or .p NULL where there is none; texts live until the part ends. */
typedef struct {
    base_str name, filename;
} http_part;

/* Each says whether it is to go on; false with `e`. */
typedef struct {
    bool (*begin)(void *ctx, const http_part *part, base_err *e);
    bool (*data)(void *ctx, const char *p, size_t n, base_err *e);
    bool (*end)(void *ctx, base_err *e);
} http_multipart_calls;

typedef struct http_multipart http_multipart;

/* The boundary of a Content-Type of multipart/form-data; false with `e` when it has none that is allowed. */
bool http_multipart_boundary(base_arena *arena, base_str content_type, base_str *out, base_err *e);
/* Lives in the arena; `boundary` has 1 to HTTP_BOUNDARY_MAX bytes. */
http_multipart *http_multipart_new(base_arena *arena, base_str boundary, const http_multipart_calls *calls, void *ctx);
/* False with `e`; called again it fails again. */
bool http_multipart_put(http_multipart *m, const char *p, size_t n, base_err *e);
/* There is no more. */
bool http_multipart_end(http_multipart *m, base_err *e);

#endif
