/* oidc.h - signing in for whoever another provider vouches for, and what is under way until he comes back from there.
 *
 * Which account somebody has is decided by a security officer (app_oidc_link); none is made by itself. What a browser
 * that was sent to the provider comes back with is kept for OIDC_FLOW_S seconds, for that browser, for once. */
#ifndef JIQUN_APP_OIDC_H
#define JIQUN_APP_OIDC_H

#include "app/session.h"
#include "oidc/oidc.h"

/* A session for the account of a person, `s` as for app_signin_vouched. APP_SIGNIN_WRONG: there is none, or it is
 * disabled. */
bool app_oidc_signin(app *w, base_arena *arena, app_signin *s, const oidc_person *p, base_err *e);

/* `browser`: what the browser alone has besides (a cookie). */
bool app_oidc_flow_put(app *w, base_arena *arena, const oidc_flow *f, base_str redirect, base_str browser, int64_t now,
                       base_err *e);
/* Takes it away. *found false: it was never there, is over, was used, or is another browser's. */
bool app_oidc_flow_take(app *w, base_arena *arena, base_str state, base_str browser, int64_t now, oidc_flow *f,
                        base_str *redirect, bool *found, base_err *e);

#endif
