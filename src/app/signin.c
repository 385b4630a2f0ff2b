/* signin.c - signing in; see session.h. What is decided is decided by the writer, under the store's lock: so many who
 * guess at once are counted one by one, and a right password that came while too many were wrong does not help. */
#include "app/session_i.h"
#include "app/throttle.h"

/* ---- what is counted ---- */

static enum app_throttle_kind kind_of(bool known) { return known ? APP_THROTTLE_LOGIN : APP_THROTTLE_NAMELESS; }

/* The later of both waits. */
static bool wait_of(app *a, base_arena *arena, bool known, base_str login, base_str address, int64_t now,
                    int64_t *until, base_err *e) {
    int64_t by_login = 0, by_address = 0;
    if (!app_throttle_until(a, kind_of(known), login, now, &by_login, e) ||
        !app_throttle_until(a, APP_THROTTLE_ADDRESS, app_throttle_address(arena, address), now, &by_address, e))
        return false;
    *until = by_login > by_address ? by_login : by_address;
    return true;
}

static bool record(app *w, const char *did, base_str login, const char *why, base_str address, int64_t now,
                   base_err *e) {
    const app_access r = {
        .at = now, .who = login, .did = base_str_of(did), .about = login, .why = base_str_of(why), .from = address};
    return app_access_add(w, &r, e);
}

/* A failure: counted, on record, and said when one has to wait from now on. Of names that nobody has only the wait is
 * recorded, without the name: it may be a password typed into the wrong field. */
/* NOLINTNEXTLINE(readability-function-size): who, from where, when, and where the answer goes */
static bool failed(app *w, base_arena *arena, bool known, base_str login, const char *why, base_str address,
                   int64_t now, int64_t *until, base_err *e) {
    int64_t by_login = 0, by_address = 0;
    const base_str name = known ? login : (base_str){NULL, 0};
    if (!app_throttle_hit(w, kind_of(known), login, now, &by_login, e) ||
        !app_throttle_hit(w, APP_THROTTLE_ADDRESS, app_throttle_address(arena, address), now, &by_address, e))
        return false;
    *until = by_login > by_address ? by_login : by_address;
    if (known && !record(w, APP_DID_FAILED, name, why, address, now, e)) return false;
    return *until <= now || record(w, APP_DID_LOCKED, name, why, address, now, e);
}

/* ---- begin ---- */

bool app_signin_begin(app *a, base_arena *arena, app_signin *s, base_err *e) {
    app_account x;
    s->known = false;
    s->result = APP_SIGNIN_WRONG;
    s->job.phc = (base_str){NULL, 0};
    if (!app_login_of(arena, s->login, &s->kept_login, NULL)) s->kept_login = base_utf8_head(s->login, APP_LOGIN_MAX);
    if (base_utf8_check(s->kept_login) != s->kept_login.n || memchr(s->kept_login.p, 0, s->kept_login.n) != NULL)
        s->kept_login = BASE_STR("?");
    if (!app_account_get(a, arena, s->kept_login, &x, &s->known, e)) return false;
    if (s->known && !x.disabled && !app_password_of(a, arena, s->kept_login, &s->job, e)) return false;
    return wait_of(a, arena, s->known, s->kept_login, s->address, s->now, &s->wait_until, e);
}

/* ---- finish ---- */

/* The last part is left out: enough to tell home from office, and not who sat there. */
static base_str short_address(base_arena *arena, base_str address) {
    const base_str known = app_throttle_address(arena, address);
    const char *dot = known.n > 0 ? memrchr(known.p, '.', known.n) : NULL;
    return dot == NULL ? known : base_arena_fmt(arena, "%.*s.*", (int)(dot - known.p), known.p);
}

static bool open_session(app *w, base_arena *arena, app_signin *s, app_account *x, bool oidc, bool second,
                         base_err *e) {
    s->session = (app_session){.login = x->login,
                               .made = s->now,
                               .address = short_address(arena, s->address),
                               .agent = s->agent,
                               .oidc = oidc};
    if (!app_stage_of(w, x, oidc, second, s->now, &s->session.stage, e) ||
        !app_session_put_new(w, arena, &s->session, s->now, s->token, e))
        return false;
    s->result = APP_SIGNIN_OK;
    if (s->session.stage == APP_STAGE_SECOND) return true; /* not there yet: nothing is forgotten or told */
    x->signed_in = s->now;
    return app_account_put(w, x, s->now, e) && app_throttle_clear(w, APP_THROTTLE_LOGIN, x->login, e) &&
           record(w, APP_DID_SIGNIN, x->login, oidc ? "oidc" : "password", s->address, s->now, e);
}

/* The same password, kept in another way: nothing that its owner or the access record has to be told. */
static bool keep_anew(app *w, base_arena *arena, const app_signin *s, app_secret *secret, base_err *e) {
    if (s->job.kept[0] == '\0') return true;
    secret->phc = base_str_of(s->job.kept);
    return app_secret_put(w, arena, s->kept_login, secret, s->now, e);
}

static bool right(app *w, base_arena *arena, app_signin *s, base_err *e) {
    app_account x;
    app_secret secret;
    if (!app_account_need(w, arena, s->kept_login, &x, e) || !app_secret_get(w, arena, x.login, &secret, e))
        return false;
    if (!base_str_eq(secret.phc, s->job.phc)) return true; /* changed since: it is wrong now */
    if (!keep_anew(w, arena, s, &secret, e)) return false;
    if (x.disabled) return record(w, APP_DID_FAILED, x.login, "disabled", s->address, s->now, e);
    if (app_account_is_active(&x)) return open_session(w, arena, s, &x, false, false, e);
    s->result = APP_SIGNIN_INERT;
    return record(w, APP_DID_FAILED, x.login, "inert", s->address, s->now, e);
}

static bool finish(app *w, base_arena *arena, app_signin *s, base_err *e) {
    s->result = APP_SIGNIN_WRONG;
    if (!wait_of(w, arena, s->known, s->kept_login, s->address, s->now, &s->wait_until, e)) return false;
    if (s->wait_until > s->now) {
        s->result = APP_SIGNIN_WAIT;
        return true;
    }
    if (s->known && s->job.right) return right(w, arena, s, e);
    return failed(w, arena, s->known, s->kept_login, "password", s->address, s->now, &s->wait_until, e);
}

bool app_signin_finish(app *w, base_arena *arena, app_signin *s, base_err *e) {
    bool own;
    if (app_seal_of(w, e) == NULL || !app_kept_begin(w, &own, e)) return false;
    if (app_kept_end(w, own, finish(w, arena, s, e), e)) return true;
    s->result = APP_SIGNIN_WRONG;
    return false;
}

static bool vouched(app *w, base_arena *arena, app_signin *s, bool second, base_err *e) {
    app_account x;
    s->result = APP_SIGNIN_WRONG;
    if (!app_account_get(w, arena, s->login, &x, &s->known, e)) return false;
    if (!s->known || x.disabled) return true;
    s->kept_login = x.login;
    if (app_account_is_active(&x)) return open_session(w, arena, s, &x, true, second, e);
    s->result = APP_SIGNIN_INERT;
    return record(w, APP_DID_FAILED, x.login, "inert", s->address, s->now, e);
}

bool app_signin_vouched(app *w, base_arena *arena, app_signin *s, bool second, base_err *e) {
    bool own;
    if (app_seal_of(w, e) == NULL || !app_kept_begin(w, &own, e)) return false;
    if (app_kept_end(w, own, vouched(w, arena, s, second, e), e)) return true;
    s->result = APP_SIGNIN_WRONG;
    return false;
}

/* ---- the second step ---- */

static bool past_second(app *w, base_arena *arena, app_session *s, base_str address, int64_t now,
                        char token[APP_TOKEN_TEXT], base_err *e) {
    app_account x;
    if (!app_account_need(w, arena, s->login, &x, e) ||
        !app_session_drop(w, arena, s->login, (base_str){s->id, APP_SESSION_ID}, e) ||
        !app_stage_of(w, &x, s->oidc, true, now, &s->stage, e) || !app_session_put_new(w, arena, s, now, token, e))
        return false;
    x.signed_in = now;
    return app_account_put(w, &x, now, e) && app_throttle_clear(w, APP_THROTTLE_LOGIN, x.login, e) &&
           record(w, APP_DID_SIGNIN, x.login, "second", address, now, e);
}

/* The session as it is in the store: one that has ended meanwhile is not gone on with. */
static bool still_there(app *w, base_arena *arena, const app_session *s, int64_t now, base_err *e) {
    store_entry n;
    app_session have = {.ends = 0};
    bool found;
    if (!store_entry_get(w->store, arena, APP_SPACE_SESSION, (base_str){s->id, APP_SESSION_ID}, &n, &found, e))
        return false;
    if (found && !app_session_read(arena, &n, &have, e)) return false;
    if (found && now < have.ends && have.stage == APP_STAGE_SECOND) return true;
    return base_err_fmt(e, BASE_ERR_MISSING, "登录已过期，请重新输入密码", "that took too long: sign in again");
}

/* NOLINTNEXTLINE(readability-function-size): who, from where, when, and where the answer goes */
static bool second_step(app *w, base_arena *arena, app_session *s, base_str code, base_str address, int64_t now,
                        bool *is_right, int64_t *until, char token[APP_TOKEN_TEXT], base_err *e) {
    size_t left;
    if (!still_there(w, arena, s, now, e) || !wait_of(w, arena, true, s->login, address, now, until, e)) return false;
    if (*until > now) return true;
    if (!app_second_take(w, s->login, code, now, is_right, &left, e)) return false;
    if (*is_right) return past_second(w, arena, s, address, now, token, e);
    return failed(w, arena, true, s->login, "second", address, now, until, e);
}

/* NOLINTNEXTLINE(readability-function-size): who, from where, when, and where the answer goes */
bool app_signin_second(app *w, base_arena *arena, app_session *s, base_str code, base_str address, int64_t now,
                       bool *is_right, int64_t *wait_until, char token[APP_TOKEN_TEXT], base_err *e) {
    bool own;
    *is_right = false;
    *wait_until = 0;
    if (app_seal_of(w, e) == NULL || !app_kept_begin(w, &own, e)) return false;
    const bool good = second_step(w, arena, s, code, address, now, is_right, wait_until, token, e);
    if (app_kept_end(w, own, good, e)) return true;
    *is_right = false;
    return false;
}
