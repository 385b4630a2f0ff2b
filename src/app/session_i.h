/* session_i.h - sessions from inside: for session*.c only. */
#ifndef JIQUN_APP_SESSION_I_H
#define JIQUN_APP_SESSION_I_H

#include "app/account_i.h"

#define APP_SPACE_SESSION BASE_STR("session")    /* under the SHA-256 of the token */
#define APP_SPACE_OWNED   BASE_STR("session.of") /* LOGIN/ID, empty: which sessions an account has */

bool app_session_read(base_arena *arena, const store_entry *n, app_session *s, base_err *e);
/* A session of a new token; the oldest of the account ends when there are too many. */
bool app_session_put_new(app *w, base_arena *arena, app_session *s, int64_t now, char token[APP_TOKEN_TEXT],
                         base_err *e);
bool app_session_drop(app *w, base_arena *arena, base_str login, base_str id, base_err *e);
/* What it may go on to: `second` says that a second factor was used, or that none is wanted here; `oidc`: it was a
 * provider who vouched, so no password is to be changed for it. */
bool app_stage_of(app *a, const app_account *x, bool oidc, bool second, int64_t now, enum app_stage *stage,
                  base_err *e);

#endif
