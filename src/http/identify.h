/* identify.h - who asks: a session's cookie or an API token, looked up and remembered for a moment.
 *
 * A look-up is remembered for HTTP_IDENTITY_S seconds, and forgotten at once when this process changes anything about
 * accounts; on another node a session that was ended there lives on for that long at most. */
#ifndef JIQUN_HTTP_IDENTIFY_H
#define JIQUN_HTTP_IDENTIFY_H

#include "app/token.h"
#include "http/exchange.h"

enum { HTTP_IDENTITY_S = 2 };

/* What x->who points into. */
typedef struct http_identity http_identity;
struct http_identity {
    http_who who;
    app_session session; /* of a session */
    app_token token;     /* of a token */
    app_account account;
    char csrf[APP_TOKEN_TEXT], csrf_before[APP_TOKEN_TEXT]; /* either is right */
};

typedef struct http_identities http_identities;
http_identities *http_identities_new(void);
void http_identities_free(http_identities *m);
/* Something about accounts has changed. */
void http_identities_forget(http_identities *m);

/* Fills x->identity and x->who where the request says who it is of. False with the answer written: the store is away,
 * or a token that is none. Nobody at all is no fault. */
bool http_identify(http_exchange *x);
/* The cookie or token of the request by which it says who it is; .n 0: none. */
base_str http_claim(const http_exchange *x, bool *is_token);
/* Whether that is still somebody: asked by what outlives its request, before it tells more. It counts as no use of a
 * session, which ends idle beside an open stream. A reader is lent to x already (http_world). */
bool http_claim_holds(http_exchange *x, base_str said, bool is_token);
/* What changes something comes from a page of this site, as far as the browser says, whether anybody is signed in or
 * not; false with the answer written (403). */
bool http_admit_site(http_exchange *x);
/* Whether x may ask its route; false with the answer written (401, 403). */
bool http_admit(http_exchange *x);

/* The cookie of a session; token.n 0 takes it away. */
void http_set_session(http_exchange *x, base_str token);
/* Answers with a session, its cookie set to the new token (api/session.c). */
enum http_step http_session_begun(http_exchange *x, const app_session *s, const char token[APP_TOKEN_TEXT]);
/* 429: not before that moment. */
enum http_step http_wait_until(http_exchange *x, int64_t until);
/* Who does something, for the functions of accounts. */
app_by http_by(const http_exchange *x);

#endif
