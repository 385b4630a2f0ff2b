/* session.h - signing in, and what is signed in.
 *
 * A session is a random token of 256 bits in the browser's cookie; the store has its SHA-256 only. It ends after 30
 * minutes without a request and 12 hours after it was begun, whatever happens, and it gets a new token whenever it
 * gains rights (second factor, new password). It gains them step by step: `stage` says how far it has come.
 *
 * Signing in takes three steps on three threads, none of which waits for another: app_signin_begin (a reader), a job of
 * the password pool, app_signin_finish (the writer):
 *
 *     app_signin s = {.login = …, .address = …, .agent = …, .now = …};
 *     app_signin_begin(reader, arena, &s, &e)       s.wait_until > now: 429, over
 *     app_password_push(pool, &s.job, …)            s.job.password set by the caller
 *     app_signin_finish(writer, arena, &s, &e)      s.result; s.token for the cookie
 */
#ifndef JIQUN_APP_SESSION_H
#define JIQUN_APP_SESSION_H

#include "app/account.h"
#include "app/password.h"

enum {
    APP_SESSION_IDLE_S = 1800,
    APP_SESSION_END_S = 12 * 3600,
    APP_SESSION_STAGE_S = 600, /* for the second factor, or a new password */
    APP_SESSION_TOUCH_S = 60,  /* its last use is written at most so often */
    APP_SESSIONS_MAX = 20,     /* of one account: the oldest ends when one more begins */
    APP_TOKEN_BYTES = 32,
    APP_TOKEN_TEXT = 43, /* base64url */
    APP_SESSION_ID = 64  /* hexadecimal digits: SHA-256 of the token */
};

enum app_stage {
    APP_STAGE_SECOND = 1, /* the password was right; the second factor is awaited */
    APP_STAGE_ENROL,      /* the account needs a second factor and has none: it may set one up, nothing else */
    APP_STAGE_CHANGE,     /* the password is to be changed, nothing else */
    APP_STAGE_FULL
};

typedef struct {
    char id[APP_SESSION_ID]; /* as listed and revoked; not the token */
    base_str login;
    enum app_stage stage;
    int64_t made, seen, ends; /* `ends` as it stands now: the earlier of both ends */
    base_str address, agent;  /* address shortened (the last part is left out); agent: at most 100 bytes */
    bool oidc;                /* signed in by another provider */
} app_session;

/* ------------------------------------------------------------------ signing in */

enum app_signin_result {
    APP_SIGNIN_WRONG, /* name or password: which is not said */
    APP_SIGNIN_WAIT,  /* too many failures: not before wait_until */
    APP_SIGNIN_INERT, /* right, but it was granted nothing yet, or has to be confirmed */
    APP_SIGNIN_OK     /* there is a session; session.stage says what it may */
};
typedef struct {
    /* given */
    base_str login, address, agent;
    int64_t now;
    /* by begin */
    app_password_job job;
    base_str kept_login; /* as kept; empty when it can not be a login name */
    bool known;
    int64_t wait_until;
    /* by finish */
    enum app_signin_result result;
    app_session session;
    char token[APP_TOKEN_TEXT];
} app_signin;
bool app_signin_begin(app *a, base_arena *arena, app_signin *s, base_err *e);
bool app_signin_finish(app *w, base_arena *arena, app_signin *s, base_err *e);
/* For an account that another provider has vouched for (OIDC): no password, otherwise the same. `second`: the provider
 * says that a second factor was used. */
bool app_signin_vouched(app *w, base_arena *arena, app_signin *s, bool second, base_err *e);

/* The second step, for a session of APP_STAGE_SECOND. *right false: wrong code, counted (`wait_until`). When right:
 * `token` gets the new one, and `s` is the session as it goes on. */
bool app_signin_second(app *w, base_arena *arena, app_session *s, base_str code, base_str address, int64_t now,
                       bool *right, int64_t *wait_until, char token[APP_TOKEN_TEXT], base_err *e);

/* ------------------------------------------------------------------ sessions */

/* The session of a token, unless it has ended. Its account is for the caller to look at (app_account_get): one that was
 * disabled has no sessions left, but a copy of this answer that is kept for a while may be behind. */
bool app_session_find(app *a, base_arena *arena, base_str token, int64_t now, app_session *out, bool *found,
                      base_err *e);
/* Whether its use is to be written down again. */
bool app_session_is_stale(const app_session *s, int64_t now);
bool app_session_touch(app *w, const app_session *s, int64_t now, base_err *e);
/* A new token for the same session, at the stage that its account allows now: after the password was changed, or a
 * second factor set up. The old token is gone. */
bool app_session_renew(app *w, base_arena *arena, app_session *s, int64_t now, char token[APP_TOKEN_TEXT], base_err *e);
typedef bool (*app_each_session)(void *ctx, const app_session *s);
/* Those of an account that have not ended. */
bool app_sessions(app *a, base_arena *arena, base_str login, int64_t now, app_each_session each, void *ctx,
                  base_err *e);
/* Ends one: by its owner, S Y C. *found false: the account has no such session. */
bool app_session_end(app *w, const app_by *by, base_str login, base_str id, int64_t now, bool *found, base_err *e);
/* Ends all but `but` (an id; empty: all). */
bool app_session_end_all(app *w, const app_by *by, base_str login, base_str but, int64_t now, base_err *e);
/* Takes away what has ended, at most `limit`; `*n` says how many. For upkeep: sessions, tokens, throttles. */
bool app_session_sweep(app *w, int64_t now, size_t limit, size_t *n, base_err *e);

/* Of a database that was restored: all sessions and API tokens end. One that was revoked since would be open again. */
bool app_sessions_forget(store *s, base_err *e);

/* ------------------------------------------------------------------ forms */

/* What a form of this session carries, so that no other site can send it: 43 characters. */
bool app_csrf_of(app *a, const app_session *s, char out[APP_TOKEN_TEXT], base_err *e);
/* What a page carries that was opened before the key was replaced; the same where none is being replaced. */
bool app_csrf_before(app *a, const app_session *s, char out[APP_TOKEN_TEXT], base_err *e);
bool app_csrf_right(app *a, const app_session *s, base_str given, bool *right, base_err *e);

#endif
