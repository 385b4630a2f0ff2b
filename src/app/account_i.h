/* account_i.h - accounts from inside: for account*.c, session*.c and rekey*.c only. */
#ifndef JIQUN_APP_ACCOUNT_I_H
#define JIQUN_APP_ACCOUNT_I_H

#include "app/access.h"
#include "app/account.h"
#include "app/app_i.h"
#include "app/fields.h"
#include "app/password.h"
#include "app/seal.h"
#include "app/session.h"
#include "app/token.h"

#define APP_SPACE_ACCOUNT BASE_STR("account")
#define APP_SPACE_PERSON  BASE_STR("account.person") /* sealed */
#define APP_SPACE_SECRET  BASE_STR("account.secret") /* sealed */

#define APP_SPACE_OIDC_GO BASE_STR("oidc.go") /* who was sent to a provider, under the digest of the state; sealed */

enum { APP_ACCOUNT_ARENA = 16 << 20 };

/* What is known to the owner only. */
typedef struct {
    base_str phc;                           /* empty: no password */
    base_str history[APP_PASSWORD_HISTORY]; /* newest first; empty ones at the end */
    base_str totp;                          /* base32; empty: no second factor */
    base_str pending;                       /* one that is being set up */
    uint64_t last_step;                     /* of the code last taken */
    base_str code[APP_RECOVERY_CODES];      /* SHA-256 of recovery codes that are left, in hexadecimal digits */
    size_t n_codes;
} app_secret;
bool app_secret_get(app *a, base_arena *arena, base_str login, app_secret *out, base_err *e);
bool app_secret_put(app *w, base_arena *arena, base_str login, const app_secret *s, int64_t now, base_err *e);

/* One that must be there: an error of kind MISSING otherwise. */
bool app_account_need(app *a, base_arena *arena, base_str login, app_account *out, base_err *e);
/* As it is; false when somebody changed it meanwhile. */
bool app_account_put(app *w, const app_account *x, int64_t now, base_err *e);
bool app_account_read(base_arena *arena, const store_entry *n, app_account *x, base_err *e);

/* Bits of offices; the console may whatever anybody may. */
enum { APP_MAY_SYSTEM = 1, APP_MAY_SECURITY = 2, APP_MAY_AUDIT = 4, APP_MAY_OWNER = 8 };
/* Whether `by` is who he says and holds one of those offices today; APP_MAY_OWNER: or is the owner of the account. */
bool app_by_may(app *a, base_arena *arena, const app_by *by, unsigned may, base_str login, base_err *e);

/* One act on one account: opened, done, recorded, all in one transaction. */
typedef struct {
    app *w;
    base_arena *arena;
    const app_by *by;
    int64_t now;
    bool own;
} app_act;
bool app_act_begin(app_act *t, app *w, const app_by *by, int64_t now, base_err *e);
bool app_act_record(app_act *t, const char *did, base_str about, base_str why, base_err *e);
/* account_tell.c: what is recorded of credentials is also told to the account's address, if it has one. */
bool app_act_tell(app_act *t, const char *did, base_str login, base_err *e);
bool app_act_end(app_act *t, bool good, base_err *e);
/* Refused where `x` is the last security officer in office: without one nobody could be granted or confirmed any more,
 * but on the command line. */
bool app_not_the_last(app_act *t, const app_account *x, base_err *e);
/* Refused where it has to be somebody else: about oneself, about an account that one made, and about one that waits to
 * be confirmed because one linked it to somebody of a provider. */
bool app_another(app_act *t, const app_account *x, base_err *e);

/* account_may.c: whether who asks may do that, by the table of account_may.c; *x gets the account. Each act begins with
 * it. */
bool app_doing_may(app_act *t, enum app_doing what, base_str login, app_account *x, base_err *e);

/* ---- account_oidc.c: within the caller's transaction ---- */

/* Whether it is linked to somebody, and who linked it. */
bool app_oidc_linked(app_act *t, base_str login, bool *linked, base_str *by, base_err *e);

/* Who linked it; empty: it is linked to nobody. */
bool app_oidc_linker(app_act *t, base_str login, base_str *by, base_err *e);
bool app_oidc_drop(app_act *t, base_str login, base_err *e);
/* All links go under digests of the key that has just become the newest; *n: how many. */
bool app_oidc_wrap(app *w, base_arena *arena, uint64_t *n, base_err *e);

/* ---- session.c, token.c: within the caller's transaction ---- */

bool app_sessions_drop(app *w, base_arena *arena, base_str login, base_str but, base_err *e);
bool app_tokens_drop(app *w, base_arena *arena, base_str login, base_err *e);
/* A new token of 256 bits as text, and the digits under which it is kept. */
void app_token_new(char text[APP_TOKEN_TEXT], char id[APP_SESSION_ID]);
void app_token_id(base_str text, char id[APP_SESSION_ID]);
/* SHA-256 in hexadecimal digits. */
void app_sha256_hex(base_str text, char out[64]);

#endif
