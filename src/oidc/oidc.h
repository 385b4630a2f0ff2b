/* oidc.h - signing in through another provider: OpenID Connect, authorization code flow with PKCE.
 *
 * The provider says who somebody is; what he may do here is none of its business. Nothing that it sends is believed
 * before it was checked: the discovery document names the issuer that was asked, every address is https (http on the
 * loopback only), the token is signed by a key of the provider (RS256, ES256 or EdDSA), was made for this client, in
 * answer to this very request, and is fresh. Redirects are not followed, answers and waits have limits. What is refused
 * is refused with a reason.
 *
 *     oidc_flow f; oidc_flow_new(&f);                            kept, for OIDC_FLOW_S
 *     oidc_begin(c, arena, &f, redirect, &url, &e)               the browser goes there …
 *     oidc_finish(c, arena, &f, redirect, code, iss, now, …)     … and comes back with a code
 *
 * Both may wait for the network: never on a thread that serves. A client may be used by several threads. */
#ifndef JIQUN_OIDC_OIDC_H
#define JIQUN_OIDC_OIDC_H

#include "base/arena.h"
#include "base/err.h"

enum {
    OIDC_FLOW_S = 600,          /* from being sent to the provider to coming back */
    OIDC_CONNECT_MS = 5000,     /* for a connection */
    OIDC_TOTAL_MS = 10000,      /* for an answer */
    OIDC_ANSWER_MAX = 64 << 10, /* bytes of an answer of the provider */
    OIDC_TOKEN_MAX = 16 << 10,  /* bytes of an ID token */
    OIDC_KEYS_MAX = 32,         /* keys of a provider that are looked at */
    OIDC_DOCUMENT_S = 3600,     /* discovery document and keys are asked for again after so long */
    OIDC_REFETCH_S = 60,        /* keys are asked for anew because of an unknown one at most so often */
    OIDC_SKEW_S = 60,           /* that clocks may differ */
    OIDC_AGE_S = 600,           /* age of a token */
    OIDC_URL_MAX = 500,         /* bytes of an address of the provider */
    OIDC_CODE_MAX = 2048,       /* bytes of a code */
    OIDC_CLIENT_MAX = 200,      /* bytes of the client's name, of its secret */
    OIDC_SUBJECT_MAX = 255,     /* bytes of the name by which the provider knows somebody */
    OIDC_NAME_MAX = 200,        /* bytes of the name that it shows */
    OIDC_RANDOM = 43            /* 256 random bits, base64url */
};

typedef struct {
    base_str issuer;     /* https://…, as the provider writes it */
    base_str client;     /* the name under which this service is registered there */
    base_str secret;     /* empty: a public client */
    const char *ca_file; /* certificates that are trusted, PEM; NULL: those of the system */
} oidc_options;

typedef struct oidc_client oidc_client;
/* Checks what is given and copies it; nothing is connected. NULL and `e`. */
oidc_client *oidc_client_new(const oidc_options *o, base_err *e);
void oidc_client_free(oidc_client *c); /* NULL is allowed */
base_str oidc_client_issuer(const oidc_client *c);
/* Whether it is an address that would be asked: https, or http on the loopback where `loopback`. */
bool oidc_url_good(base_str url, bool loopback);
bool oidc_url_is_loopback(base_str url);

/* What one going and coming back is known by. */
typedef struct {
    char state[OIDC_RANDOM], nonce[OIDC_RANDOM], verifier[OIDC_RANDOM];
} oidc_flow;
void oidc_random(char out[OIDC_RANDOM]);
void oidc_flow_new(oidc_flow *f);

/* Where the browser is to go. `redirect` is the address to which it comes back, as registered there. */
bool oidc_begin(oidc_client *c, base_arena *arena, const oidc_flow *f, base_str redirect, base_str *url, base_err *e);

typedef struct {
    base_str issuer, subject; /* together they are who it is, for ever */
    base_str name;            /* preferred_username, to be shown only; may be empty */
    bool second;              /* it says that a second factor was used (amr, acr) */
} oidc_person;
/* Exchanges the code and checks the token. `iss`: of the answer (RFC 9207), empty when there was none. `now` in seconds
 * since 1970. The code can not be used again, whatever the answer. */
bool oidc_finish(oidc_client *c, base_arena *arena, const oidc_flow *f, base_str redirect, base_str code, base_str iss,
                 int64_t now, oidc_person *out, base_err *e);

#endif
