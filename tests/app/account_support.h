/* account_support.h - accounts in few words, for test_account.c, test_signin.c and test_session.c. */
#ifndef JIQUN_TESTS_APP_ACCOUNT_SUPPORT_H
#define JIQUN_TESTS_APP_ACCOUNT_SUPPORT_H

#include "support.h"

#include "app/access.h"
#include "app/account.h"
#include "app/session.h"
#include "app/throttle.h"
#include "app/token.h"

/* 2026-03-02 01:46:40 UTC; tests move it on by themselves. */
enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };
static const int64_t DAY = INT64_C(86400000);
static const int64_t T0 = INT64_C(1772416000000);

static inline void good(bool ok, const base_err *e) {
    if (!ok) fail_msg("%s / %s", e->zh, e->en);
}

/* Refused, in both languages, with this in the English one. */
static inline void refused(bool ok, base_err *e, const char *says) {
    assert_false(ok);
    if (e->zh[0] == '\0' || strstr(e->en, says) == NULL) fail_msg("\"%s\" is not in: %s", says, e->en);
    *e = (base_err){0};
}

/* One password for all, kept once: it takes its time. */
#define PASSWORD "Correct-horse 7"
static inline base_str kept_password(void) {
    static app_password_job j;
    base_err e = {0};
    if (j.kept[0] != '\0') return base_str_of(j.kept);
    j = (app_password_job){.fresh = BASE_STR(PASSWORD), .set = true};
    good(app_password_do(&j, &e), &e);
    return base_str_of(j.kept);
}

static inline app_by by_office(const char *login, enum app_office o) {
    return (app_by){.login = base_str_of(login), .office = o, .from = BASE_STR("10.0.0.9")};
}

static inline void add_account(desk *d, const app_by *by, const char *login) {
    base_err e = {0};
    const app_account_new n = {.login = base_str_of(login),
                               .person = {BASE_STR("张三"), BASE_STR("zhang@example.cn"), BASE_STR("13812345678")},
                               .kept = kept_password(),
                               .keeps = true};
    good(app_account_add(d->app, by, &n, T0, &e), &e);
}

static inline app_grant office_grant(enum app_office o) { return (app_grant){.office = o}; }
static inline app_grant level_grant(const char *level, const char *who) {
    return (app_grant){.actor = {base_str_of(level), base_str_of(who)}};
}

static inline void grant(desk *d, const app_by *by, const char *login, app_grant g) {
    base_err e = {0};
    good(app_account_grant(d->app, by, base_str_of(login), &g, T0, &e), &e);
}

static inline app_account account(desk *d, const char *login) {
    base_err e = {0};
    app_account x = {.version = 0};
    bool found;
    good(app_account_get(d->app, d->scratch, base_str_of(login), &x, &found, &e), &e);
    assert_true(found);
    return x;
}

static inline void no_second_for_offices(desk *d) {
    base_err e = {0};
    const app_by console = app_by_console();
    good(app_account_settings_put(d->app, &console, &(app_account_settings){.second_offices = false}, T0, &e), &e);
}

/* A record with a system, a security and an audit officer (sys, sec, aud), who have no second factor. */
static inline void desk_with_officers(desk *d) {
    const app_by console = app_by_console();
    desk_begin(d, LOG_SHA256_ED25519);
    desk_open(d, APP_WRITE);
    add_account(d, &console, "sys");
    add_account(d, &console, "sec");
    add_account(d, &console, "aud");
    grant(d, &console, "sec", office_grant(APP_OFFICE_SECURITY));
    grant(d, &console, "aud", office_grant(APP_OFFICE_AUDIT));
    no_second_for_offices(d);
}

/* Signs in as a server would; the pool's work is done here. */
static inline app_signin sign_in_from(desk *d, const char *login, const char *password, const char *address,
                                      int64_t now) {
    base_err e = {0};
    app_signin s = {
        .login = base_str_of(login), .address = base_str_of(address), .agent = BASE_STR("tests"), .now = now};
    good(app_signin_begin(d->app, d->scratch, &s, &e), &e);
    if (s.wait_until > now) {
        s.result = APP_SIGNIN_WAIT;
        return s;
    }
    s.job.password = base_str_of(password);
    s.job.right = s.job.phc.n > 0 && strcmp(password, PASSWORD) == 0; /* the pool's own work is tried elsewhere */
    good(app_signin_finish(d->app, d->scratch, &s, &e), &e);
    return s;
}

static inline app_signin sign_in(desk *d, const char *login, const char *password, int64_t now) {
    return sign_in_from(d, login, password, "10.0.0.1", now);
}

static inline base_str token_of(const char token[APP_TOKEN_TEXT]) { return (base_str){token, APP_TOKEN_TEXT}; }

static inline bool session_there(desk *d, base_str token, int64_t now) {
    base_err e = {0};
    app_session s;
    bool found;
    good(app_session_find(d->app, d->scratch, token, now, &s, &found, &e), &e);
    return found;
}

static inline bool take_access(void *ctx, const app_access *r) {
    base_buf_fmt(ctx, "%.*s %.*s %.*s %.*s|", (int)r->who.n, r->who.n ? r->who.p : "", (int)r->did.n, r->did.p,
                 (int)r->about.n, r->about.n ? r->about.p : "", (int)r->why.n, r->why.n ? r->why.p : "");
    return true;
}

/* The newest records, "who did about why|" each. */
static inline const char *newest_accesses(desk *d, size_t n) {
    base_err e = {0};
    base_buf b;
    uint64_t next;
    base_buf_init(&b, 1 << 20);
    good(app_accesses(d->app, &(app_access_query){.limit = n}, take_access, &b, &next, &e), &e);
    const char *text = base_arena_str(d->scratch, base_buf_str(&b)).p;
    base_buf_free(&b);
    return text;
}

static inline void county_account(desk *d, const char *login) {
    const app_by sys = by_office("sys", APP_OFFICE_SYSTEM), sec = by_office("sec", APP_OFFICE_SECURITY);
    add_account(d, &sys, login);
    grant(d, &sec, login, level_grant("county", "330106"));
}

static inline void desk_with_wang(desk *d) {
    desk_with_officers(d);
    county_account(d, "wang");
}

#endif
