/* outward.h - a few threads for what waits for another machine, or for a disk.
 *
 * A handler's thread must not wait, the writer even less. So an exchange that has to ask somebody outside is put aside,
 * and goes on when one of these threads has the answer. Their number and the queue before them are small: a provider
 * that does not answer holds up those who sign in through it, and nobody else. */
#ifndef JIQUN_HTTP_OUTWARD_H
#define JIQUN_HTTP_OUTWARD_H

#include "http/exchange.h"

typedef struct http_outward http_outward;
/* At most `most` wait (not 0); `busy`: what is said to those beyond. */
http_outward *http_outward_start(size_t most, rules_text busy, base_err *e);
/* Does what waits, then ends. NULL is allowed. */
void http_outward_stop(http_outward *o);

/* Has `work` done by one of the threads; it fills x->error when it fails, and uses no reader. Then
 * `then` goes on, also when too many wait already (LIMIT). Returns what the handler returns. */
enum http_step http_outward_do(http_outward *o, http_exchange *x, void (*work)(http_exchange *x), http_handler then);

#endif
