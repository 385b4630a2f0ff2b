/* measure.h - what the server counts: requests by route and status, how long they took, and a journal of them.
 *
 * The journal is a line of JSON a request: time, method, route (the pattern, never the address itself), status, time
 * taken, bytes. Who asked, and for whom, is in none of it. Lines are gathered and written once a second, so that no
 * answer waits for a disk. */
#ifndef JIQUN_HTTP_MEASURE_H
#define JIQUN_HTTP_MEASURE_H

#include "http/server.h"

typedef struct http_measure http_measure;

/* `journal` is a path, "-" for standard error, NULL for none. NULL and `e` when it can not be opened. */
http_measure *http_measure_new(const char *journal, base_err *e);
void http_measure_free(http_measure *m); /* writes what is left; NULL is allowed */

/* One request is over. `route` NULL: it had none. status 0: it was not answered. */
void http_measure_request(http_measure *m, enum http_method method, const http_route *route, unsigned status,
                          uint64_t micros, uint64_t bytes);
/* Once a second; also after the file was moved away (SIGHUP): it is opened anew. */
void http_measure_flush(http_measure *m);
void http_measure_reopen(http_measure *m);

/* Everything in the text format of Prometheus, version 0.0.4. */
void http_measure_put(http_measure *m, base_buf *b);

#endif
