/* denied.h - who was refused an address that is not for him (403), for the access record.
 *
 * It is handed to the writer aside: no answer waits for it. What one account is refused at one route is one line in
 * HTTP_READING_S, and while HTTP_DENIED_MAX wait, more are counted only (/metrics): nobody fills the record by asking
 * for what is not his. */
#ifndef JIQUN_HTTP_DENIED_H
#define JIQUN_HTTP_DENIED_H

#include "http/exchange.h"

/* When a request is over; nothing but a 403 to somebody who is known is noted. */
void http_denied_note(http_exchange *x, unsigned status);

#endif
