/* changes.h - what has changed, as event streams tell it (WHATWG HTML, server-sent events).
 *
 * Once a second one reader looks at the log and puts what is new into a ring, ready to be sent; each stream then takes
 * what lies in its viewer's jurisdiction. The id of an event is its number in the log, so a client that comes back with
 * Last-Event-ID goes on where it was: from the ring, or from the log itself when it was away for long. */
#ifndef JIQUN_HTTP_CHANGES_H
#define JIQUN_HTTP_CHANGES_H

#include "app/show.h"
#include "http/exchange.h"

typedef struct http_changes http_changes;

http_changes *http_changes_new(void);
void http_changes_free(http_changes *c); /* NULL is allowed */
/* Takes in what is new; *news says whether there was any. The first time only where the log ends, which has to be known
 * before there is a stream. False with `e` when the store is away; nothing is lost by it. */
bool http_changes_look(http_changes *c, app *reader, bool *news, base_err *e);

/* Makes the exchange's answer a stream for `viewer`, whose texts live as long as it, that begins after event `last`
 * (UINT64_MAX: with what comes). */
enum http_step http_changes_stream(http_changes *c, http_exchange *x, const app_viewer *viewer, uint64_t last);

#endif
