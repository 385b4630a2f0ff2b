/* fetch.h - one request to the provider, by libcurl: encrypted, of limited size and time, no redirect, no proxy and no
 * password of the environment. */
#ifndef JIQUN_OIDC_FETCH_H
#define JIQUN_OIDC_FETCH_H

#include "oidc/oidc.h"

typedef struct {
    base_str url;          /* of oidc_url_good */
    base_str form;         /* sent as a form by POST; .p NULL: GET */
    base_str user, secret; /* Authorization: Basic, as they are; .p NULL: none */
    const char *ca_file;   /* NULL: those of the system */
} oidc_request;

/* `*answer` and `*status` of any answer that came whole. False with `e`: none did. */
bool oidc_fetch(const oidc_request *r, base_arena *arena, unsigned *status, base_str *answer, base_err *e);

#endif
