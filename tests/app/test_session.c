/* Signing in: the second factor, sessions and how they end, forms, tokens. */
#include "account_support.h"

#include "app/backup.h"

/* ---- second factor ---- */

static void code_at(const uint8_t secret[APP_TOTP_SECRET], int64_t now, char out[APP_TOTP_DIGITS]) {
    app_totp_code(secret, app_totp_step(now), out);
}

static void enrol(desk *d, const char *login, int64_t now, uint8_t secret[APP_TOTP_SECRET],
                  char codes[APP_RECOVERY_CODES][APP_RECOVERY_CODE]) {
    base_err e = {0};
    char code[APP_TOTP_DIGITS];
    bool right;
    const app_by by = by_office(login, APP_OFFICE_NONE);
    good(app_second_begin(d->app, &by, base_str_of(login), secret, now, &e), &e);
    good(app_second_confirm(d->app, &by, base_str_of(login), BASE_STR("000000"), now, codes, &right, &e), &e);
    assert_false(right);
    code_at(secret, now, code);
    good(app_second_confirm(d->app, &by, base_str_of(login), (base_str){code, sizeof code}, now, codes, &right, &e),
         &e);
    assert_true(right);
}

static bool second_from(desk *d, app_signin *s, base_str code, int64_t now, int64_t *wait) {
    base_err e = {0};
    bool right;
    good(
        app_signin_second(d->app, d->scratch, &s->session, code, BASE_STR("10.0.0.1"), now, &right, wait, s->token, &e),
        &e);
    return right;
}

static void the_second_factor_is_asked_for_and_no_code_is_taken_twice(void **state) {
    (void)state;
    desk d = {0};
    uint8_t secret[APP_TOTP_SECRET];
    char codes[APP_RECOVERY_CODES][APP_RECOVERY_CODE], code[APP_TOTP_DIGITS];
    int64_t wait, now = T0 + HOUR;
    desk_with_wang(&d);
    enrol(&d, "wang", T0, secret, codes);
    assert_true(account(&d, "wang").second);
    app_signin s = sign_in(&d, "wang", PASSWORD, T0);
    assert_int_equal(s.session.stage, APP_STAGE_SECOND);
    code_at(secret, T0, code); /* the one by which it was set up */
    assert_false(second_from(&d, &s, (base_str){code, 6}, T0, &wait));
    s = sign_in(&d, "wang", PASSWORD, now);
    char before[APP_TOKEN_TEXT];
    memcpy(before, s.token, sizeof before);
    code_at(secret, now, code);
    assert_true(second_from(&d, &s, (base_str){code, 6}, now, &wait));
    assert_int_equal(s.session.stage, APP_STAGE_FULL);
    assert_memory_not_equal(before, s.token, sizeof before); /* rotated */
    assert_false(session_there(&d, token_of(before), now));
    assert_true(session_there(&d, token_of(s.token), now));
    s = sign_in(&d, "wang", PASSWORD, now);
    assert_false(second_from(&d, &s, (base_str){code, 6}, now, &wait)); /* taken */
    code_at(secret, now + 30 * SECOND, code);
    assert_true(second_from(&d, &s, (base_str){code, 6}, now, &wait)); /* a clock that is ahead */
    desk_end(&d);
}

static void recovery_codes_work_once(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    uint8_t secret[APP_TOTP_SECRET];
    char codes[APP_RECOVERY_CODES][APP_RECOVERY_CODE];
    int64_t wait, now = T0;
    desk_with_wang(&d);
    enrol(&d, "wang", T0, secret, codes);
    for (int i = 0; i < 3; i++, now += HOUR) {
        app_signin s = sign_in(&d, "wang", PASSWORD, now);
        const base_str code = {codes[i < 2 ? 0 : 9], APP_RECOVERY_CODE};
        assert_int_equal(second_from(&d, &s, code, now, &wait), i != 1);
    }
    bool right;
    size_t left;
    good(app_second_take(d.app, BASE_STR("wang"), (base_str){codes[5], APP_RECOVERY_CODE}, now, &right, &left, &e), &e);
    assert_true(right && left == APP_RECOVERY_CODES - 3);
    assert_non_null(strstr(newest_accesses(&d, 5), "recovery code used"));
    desk_end(&d);
}

static void codes_are_not_guessed(void **state) {
    (void)state;
    desk d = {0};
    uint8_t secret[APP_TOTP_SECRET];
    char codes[APP_RECOVERY_CODES][APP_RECOVERY_CODE], code[APP_TOTP_DIGITS];
    int64_t wait = 0, now = T0;
    desk_with_wang(&d);
    enrol(&d, "wang", T0, secret, codes);
    app_signin s = sign_in(&d, "wang", PASSWORD, now);
    for (int i = 0; i < APP_THROTTLE_FREE; i++) {
        s = sign_in(&d, "wang", PASSWORD, now); /* the right password in between forgets nothing */
        assert_int_equal(s.result, APP_SIGNIN_OK);
        assert_false(second_from(&d, &s, BASE_STR("123456"), now, &wait));
    }
    assert_true(wait > now);
    code_at(secret, now + 30 * SECOND, code);
    assert_false(second_from(&d, &s, (base_str){code, 6}, now + SECOND, &wait));
    assert_int_equal(sign_in(&d, "wang", PASSWORD, now + SECOND).result, APP_SIGNIN_WAIT);
    desk_end(&d);
}

static void an_office_has_to_set_one_up(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    uint8_t secret[APP_TOTP_SECRET];
    char codes[APP_RECOVERY_CODES][APP_RECOVERY_CODE];
    const app_by sec = by_office("sec", APP_OFFICE_SECURITY);
    desk_with_wang(&d);
    good(app_account_settings_put(d.app, &sec, &(app_account_settings){.second_offices = true}, T0, &e), &e);
    assert_int_equal(sign_in(&d, "wang", PASSWORD, T0).session.stage, APP_STAGE_FULL);
    app_signin s = sign_in(&d, "sys", PASSWORD, T0);
    assert_int_equal(s.session.stage, APP_STAGE_ENROL);
    enrol(&d, "sys", T0, secret, codes);
    good(app_session_renew(d.app, d.scratch, &s.session, T0, s.token, &e), &e);
    assert_int_equal(s.session.stage, APP_STAGE_FULL);
    assert_true(session_there(&d, token_of(s.token), T0));
    uint8_t again[APP_TOTP_SECRET];
    const app_by sys = by_office("sys", APP_OFFICE_SYSTEM);
    refused(app_second_begin(d.app, &sys, BASE_STR("sys"), again, T0, &e), &e, "reset first");
    refused(app_second_begin(d.app, &sec, BASE_STR("wang"), again, T0, &e), &e, "owner alone");
    refused(app_second_reset(d.app, &sys, BASE_STR("sec"), BASE_STR("lost"), T0, &e), &e, "security officer");
    good(app_second_reset(d.app, &sec, BASE_STR("sys"), BASE_STR("lost"), T0, &e), &e);
    assert_false(account(&d, "sys").second);
    assert_false(session_there(&d, token_of(s.token), T0));
    desk_end(&d);
}

/* ---- sessions ---- */

static void a_session_ends(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    app_session s;
    bool found;
    desk_with_wang(&d);
    app_signin in = sign_in(&d, "wang", PASSWORD, T0);
    const base_str token = token_of(in.token);
    assert_true(session_there(&d, token, T0 + 30 * MINUTE - 1));
    assert_false(session_there(&d, token, T0 + 30 * MINUTE)); /* idle */
    for (int64_t now = T0; now < T0 + 12 * HOUR; now += 20 * MINUTE) {
        good(app_session_find(d.app, d.scratch, token, now, &s, &found, &e), &e);
        assert_true(found);
        assert_int_equal(app_session_is_stale(&s, now), now != T0);
        good(app_session_touch(d.app, &s, now, &e), &e);
    }
    assert_true(session_there(&d, token, T0 + 12 * HOUR - 1));
    assert_false(session_there(&d, token, T0 + 12 * HOUR)); /* however often it is used */
    assert_false(session_there(&d, BASE_STR("short"), T0));
    char wrong[APP_TOKEN_TEXT];
    memcpy(wrong, in.token, sizeof wrong);
    wrong[0] = wrong[0] == 'A' ? 'B' : 'A';
    assert_false(session_there(&d, token_of(wrong), T0));
    desk_end(&d);
}

static void the_token_itself_is_nowhere(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    store_entry n;
    bool found;
    desk_with_wang(&d);
    const app_signin in = sign_in_from(&d, "wang", PASSWORD, "10.20.30.40", T0);
    good(store_entry_get(app_store(d.app), d.scratch, BASE_STR("session"), (base_str){in.session.id, APP_SESSION_ID},
                         &n, &found, &e),
         &e);
    assert_true(found);
    assert_null(memmem(n.body.p, n.body.n, in.token, APP_TOKEN_TEXT));
    assert_null(memmem(n.body.p, n.body.n, "10.20.30.40", 11)); /* shortened */
    assert_non_null(memmem(n.body.p, n.body.n, "10.20.30.*", 10));
    desk_end(&d);
}

static bool count_session(void *ctx, const app_session *s) {
    assert_true(base_str_is(s->login, "wang"));
    ++*(size_t *)ctx;
    return true;
}

static size_t sessions_of_wang(desk *d, int64_t now) {
    base_err e = {0};
    size_t n = 0;
    good(app_sessions(d->app, d->scratch, BASE_STR("wang"), now, count_session, &n, &e), &e);
    return n;
}

static void sessions_are_listed_and_ended(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    bool found;
    size_t n;
    const app_by wang = by_office("wang", APP_OFFICE_NONE), li = by_office("li", APP_OFFICE_NONE),
                 sec = by_office("sec", APP_OFFICE_SECURITY);
    desk_with_wang(&d);
    county_account(&d, "li");
    app_signin a = sign_in(&d, "wang", PASSWORD, T0), b = sign_in(&d, "wang", PASSWORD, T0),
               c = sign_in(&d, "li", PASSWORD, T0);
    assert_int_equal(sessions_of_wang(&d, T0), 2);
    const base_str login = BASE_STR("wang"), id = {a.session.id, APP_SESSION_ID};
    refused(app_session_end(d.app, &li, login, id, T0, &found, &e), &e, "officer");
    good(app_session_end(d.app, &li, BASE_STR("li"), id, T0, &found, &e), &e);
    assert_false(found); /* it is not li's */
    good(app_session_end(d.app, &wang, login, id, T0, &found, &e), &e);
    assert_true(found);
    assert_false(session_there(&d, token_of(a.token), T0));
    assert_true(session_there(&d, token_of(b.token), T0));
    good(app_session_touch(d.app, &a.session, T0 + HOUR, &e), &e); /* what was ended stays so */
    assert_false(session_there(&d, token_of(a.token), T0));
    refused(app_session_renew(d.app, d.scratch, &a.session, T0, a.token, &e), &e, "ended");
    a = sign_in(&d, "wang", PASSWORD, T0);
    good(app_session_end_all(d.app, &wang, login, (base_str){b.session.id, APP_SESSION_ID}, T0, &e), &e);
    assert_int_equal(sessions_of_wang(&d, T0), 1);
    good(app_session_end_all(d.app, &sec, login, (base_str){NULL, 0}, T0, &e), &e);
    assert_int_equal(sessions_of_wang(&d, T0), 0);
    assert_true(session_there(&d, token_of(c.token), T0));
    for (int i = 0; i < APP_SESSIONS_MAX + 3; i++) a = sign_in(&d, "wang", PASSWORD, T0 + i);
    assert_int_equal(sessions_of_wang(&d, T0), APP_SESSIONS_MAX);
    assert_true(session_there(&d, token_of(a.token), T0 + 100));
    good(app_session_sweep(d.app, T0 + DAY, 5, &n, &e), &e);
    assert_int_equal(n, 5);
    good(app_session_sweep(d.app, T0 + DAY, 1000, &n, &e), &e);
    assert_true(n >= APP_SESSIONS_MAX - 4);
    assert_int_equal(sessions_of_wang(&d, T0), 0); /* nor are they found by name any more */
    good(app_session_sweep(d.app, T0 + DAY, 1000, &n, &e), &e);
    assert_int_equal(n, 0);
    desk_end(&d);
}

static void what_takes_rights_away_ends_sessions(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by sec = by_office("sec", APP_OFFICE_SECURITY), wang = by_office("wang", APP_OFFICE_NONE);
    const base_str login = BASE_STR("wang");
    desk_with_wang(&d);
    app_signin a = sign_in(&d, "wang", PASSWORD, T0), b = sign_in(&d, "wang", PASSWORD, T0);
    good(app_password_set(d.app, &wang, login, kept_password(), (base_str){b.session.id, APP_SESSION_ID}, T0, &e), &e);
    assert_false(session_there(&d, token_of(a.token), T0));
    good(app_session_renew(d.app, d.scratch, &b.session, T0, b.token, &e), &e);
    assert_true(session_there(&d, token_of(b.token), T0) && b.session.stage == APP_STAGE_FULL);
    good(app_account_disable(d.app, &sec, login, true, BASE_STR("left"), T0, &e), &e);
    assert_false(session_there(&d, token_of(b.token), T0));
    assert_int_equal(sign_in(&d, "wang", PASSWORD, T0).result, APP_SIGNIN_WRONG); /* it is not said why */
    good(app_account_disable(d.app, &sec, login, false, BASE_STR("back"), T0, &e), &e);
    a = sign_in(&d, "wang", PASSWORD, T0);
    assert_int_equal(a.result, APP_SIGNIN_OK);
    grant(&d, &sec, "wang", level_grant("county", "330105"));
    assert_false(session_there(&d, token_of(a.token), T0));
    desk_end(&d);
}

static void passwords_grow_old_where_that_is_set(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by sec = by_office("sec", APP_OFFICE_SECURITY);
    desk_with_wang(&d);
    assert_int_equal(sign_in(&d, "wang", PASSWORD, T0 + 400 * DAY).session.stage, APP_STAGE_FULL);
    good(app_account_settings_put(d.app, &sec, &(app_account_settings){.password_days = 90}, T0, &e), &e);
    assert_int_equal(sign_in(&d, "wang", PASSWORD, T0 + 90 * DAY - 1).session.stage, APP_STAGE_FULL);
    const app_signin s = sign_in(&d, "wang", PASSWORD, T0 + 90 * DAY);
    assert_int_equal(s.session.stage, APP_STAGE_CHANGE);
    assert_false(session_there(&d, token_of(s.token), T0 + 90 * DAY + 10 * MINUTE)); /* it is a short one */
    desk_end(&d);
}

static void who_is_vouched_for(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    uint8_t secret[APP_TOTP_SECRET];
    char codes[APP_RECOVERY_CODES][APP_RECOVERY_CODE];
    const app_by sys = by_office("sys", APP_OFFICE_SYSTEM);
    desk_with_wang(&d);
    add_account(&d, &sys, "inert");
    static const char *const login[] = {"wang", "inert", "nobody"};
    static const enum app_signin_result want[] = {APP_SIGNIN_OK, APP_SIGNIN_INERT, APP_SIGNIN_WRONG};
    for (int i = 0; i < 3; i++) {
        app_signin s = {.login = base_str_of(login[i]), .address = BASE_STR("10.0.0.1"), .now = T0};
        good(app_signin_vouched(d.app, d.scratch, &s, false, &e), &e);
        assert_int_equal(s.result, want[i]);
    }
    enrol(&d, "wang", T0, secret, codes);
    for (int second = 0; second < 2; second++) {
        app_signin s = {.login = BASE_STR("wang"), .address = BASE_STR("10.0.0.1"), .now = T0};
        good(app_signin_vouched(d.app, d.scratch, &s, second, &e), &e);
        assert_int_equal(s.session.stage, second ? APP_STAGE_FULL : APP_STAGE_SECOND);
    }
    desk_end(&d);
}

static base_str linked(desk *d, const char *issuer, const char *subject) {
    base_err e = {0};
    base_str login;
    good(app_oidc_find(d->app, d->scratch, base_str_of(issuer), base_str_of(subject), &login, &e), &e);
    return login;
}

static void people_of_a_provider_are_linked(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    base_str login;
    const app_by sys = by_office("sys", APP_OFFICE_SYSTEM), sec = by_office("sec", APP_OFFICE_SECURITY);
    const base_str a = BASE_STR("https://a.example"), wang = BASE_STR("wang"), li = BASE_STR("li");
    desk_with_wang(&d);
    county_account(&d, "li");
    assert_int_equal(linked(&d, "https://a.example", "7").n, 0);
    refused(app_oidc_link(d.app, &sys, wang, a, BASE_STR("7"), T0, &e), &e, "security officer");
    refused(app_oidc_link(d.app, &sec, BASE_STR("sec"), a, BASE_STR("7"), T0, &e), &e, "his own");
    refused(app_oidc_link(d.app, &sec, wang, a, BASE_STR("7\n8"), T0, &e), &e, "one line");
    good(app_oidc_link(d.app, &sec, wang, a, BASE_STR("7"), T0, &e), &e);
    assert_true(base_str_is(linked(&d, "https://a.example", "7"), "wang"));
    assert_int_equal(linked(&d, "https://b.example", "7").n, 0);
    good(app_oidc_link(d.app, &sec, li, a, BASE_STR("7"), T0, &e), &e); /* one person, one account */
    assert_true(base_str_is(linked(&d, "https://a.example", "7"), "li"));
    refused(app_account_confirm(d.app, &sec, li, T0, &e), &e, "another one");
    good(app_oidc_link(d.app, &sec, li, a, BASE_STR("8"), T0, &e), &e); /* one account, one person */
    assert_int_equal(linked(&d, "https://a.example", "7").n, 0);
    refused(app_account_confirm(d.app, &sec, li, T0, &e), &e, "another one");
    good(app_oidc_link(d.app, &sec, li, a, BASE_STR(""), T0, &e), &e);
    good(app_account_confirm(d.app, &sec, li, T0, &e), &e); /* linked to nobody, it is as it was */
    assert_int_equal(linked(&d, "https://a.example", "8").n, 0);
    refused(app_oidc_find(d.app, d.scratch, a, BASE_STR(""), &login, &e), &e, "one line");
    desk_end(&d);
}

static void forms_belong_to_a_session(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    char a[APP_TOKEN_TEXT], b[APP_TOKEN_TEXT];
    bool right;
    desk_with_wang(&d);
    const app_signin x = sign_in(&d, "wang", PASSWORD, T0), y = sign_in(&d, "wang", PASSWORD, T0);
    good(app_csrf_of(d.app, &x.session, a, &e), &e);
    good(app_csrf_of(d.app, &y.session, b, &e), &e);
    assert_memory_not_equal(a, b, sizeof a);
    good(app_csrf_right(d.app, &x.session, token_of(a), &right, &e), &e);
    assert_true(right);
    good(app_csrf_right(d.app, &x.session, token_of(b), &right, &e), &e);
    assert_false(right);
    good(app_csrf_right(d.app, &x.session, (base_str){a, sizeof a - 1}, &right, &e), &e);
    assert_false(right);
    desk_end(&d);
}

/* ---- API tokens ---- */

static bool take_token(void *ctx, const app_token *t) {
    base_buf_fmt(ctx, "%.*s:%u ", (int)t->name.n, t->name.p, t->scopes);
    return true;
}

static bool token_there(desk *d, const char text[APP_API_TOKEN], int64_t now, app_token *t) {
    base_err e = {0};
    bool found;
    good(app_token_find(d->app, d->scratch, (base_str){text, APP_API_TOKEN}, now, t, &found, &e), &e);
    return found;
}

static void tokens_belong_to_an_account_and_end(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    char text[APP_API_TOKEN], second[APP_API_TOKEN];
    app_token t, u;
    bool found;
    const app_by wang = by_office("wang", APP_OFFICE_NONE), sec = by_office("sec", APP_OFFICE_SECURITY);
    const base_str name = BASE_STR("省平台");
    desk_with_wang(&d);
    refused(app_token_make(d.app, &sec, name, 1, T0 + DAY, T0, text, &t, d.scratch, &e), &e, "act on cases");
    refused(app_token_make(d.app, &wang, name, 0, T0 + DAY, T0, text, &t, d.scratch, &e), &e, "scope");
    refused(app_token_make(d.app, &wang, name, 8, T0 + DAY, T0, text, &t, d.scratch, &e), &e, "scope");
    refused(app_token_make(d.app, &wang, name, 1, T0, T0, text, &t, d.scratch, &e), &e, "days");
    refused(app_token_make(d.app, &wang, name, 1, T0 + 367 * DAY, T0, text, &t, d.scratch, &e), &e, "days");
    good(app_token_make(d.app, &wang, name, APP_SCOPE_READ, T0 + DAY, T0, text, &t, d.scratch, &e), &e);
    good(app_token_make(d.app, &wang, BASE_STR("b"), APP_SCOPE_ALL, T0 + 366 * DAY, T0, second, &u, d.scratch, &e), &e);
    assert_memory_equal(text, "jq_", 3);
    assert_true(token_there(&d, text, T0 + DAY - 1, &t) && t.scopes == APP_SCOPE_READ && base_str_is(t.login, "wang"));
    assert_false(token_there(&d, text, T0 + DAY, &t));
    text[20] = text[20] == 'x' ? 'y' : 'x';
    assert_false(token_there(&d, text, T0, &t));
    assert_true(app_token_is_stale(&u, T0));
    good(app_token_touch(d.app, &u, T0 + HOUR, &e), &e);
    assert_true(token_there(&d, second, T0 + HOUR, &u) && u.used == T0 + HOUR &&
                !app_token_is_stale(&u, T0 + 2 * HOUR));
    base_buf b;
    base_buf_init(&b, 1000);
    good(app_tokens(d.app, d.scratch, BASE_STR("wang"), T0 + 2 * DAY, take_token, &b, &e), &e);
    assert_true(base_str_is(base_buf_str(&b), "b:7 "));
    base_buf_free(&b);
    good(app_token_revoke(d.app, &wang, BASE_STR("wang"), (base_str){u.id, APP_SESSION_ID}, T0, &found, &e), &e);
    assert_true(found);
    assert_false(token_there(&d, second, T0, &u));
    good(app_token_make(d.app, &wang, name, 1, T0 + DAY, T0, text, &t, d.scratch, &e), &e);
    good(app_account_revoke(d.app, &sec, BASE_STR("wang"), BASE_STR("left"), T0, &e), &e);
    assert_false(token_there(&d, text, T0, &t));
    desk_end(&d);
}

/* A session that was ended after the backup would be open again. */
static void a_restored_record_has_no_sessions(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    char text[APP_API_TOKEN];
    app_token t;
    app_manifest *m = base_zeroed(1, sizeof *m);
    app_audit_report *report = base_zeroed(1, sizeof *report);
    const app_by wang = by_office("wang", APP_OFFICE_NONE);
    desk_with_wang(&d);
    const app_signin s = sign_in(&d, "wang", PASSWORD, T0);
    good(app_token_make(d.app, &wang, BASE_STR("b"), APP_SCOPE_ALL, T0 + DAY, T0, text, &t, d.scratch, &e), &e);
    const char *out = base_arena_fmt(d.arena, "%s/backup", d.place.folder).p;
    const app_place to = {.folder = base_arena_fmt(d.arena, "%s/restored", d.place.folder).p};
    good(app_backup(&(app_backup_options){.place = d.place, .out = out, .keys = true}, d.scratch, m, &e), &e);
    good(app_restore(&(app_restore_options){.backup = out, .to = to, .no_audit = true}, d.scratch, m, report, &e), &e);
    desk_close(&d);
    d.app = app_open(&to, APP_WRITE, &e);
    good(d.app != NULL, &e);
    assert_false(session_there(&d, token_of(s.token), T0));
    assert_false(token_there(&d, text, T0, &t));
    assert_int_equal(sessions_of_wang(&d, T0), 0);
    assert_int_equal(sign_in(&d, "wang", PASSWORD, T0).result,
                     APP_SIGNIN_OK); /* with the key, passwords are those of before */
    desk_end(&d);
    free(m);
    free(report);
}

static void scopes_are_words(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    base_err e = {0};
    unsigned scopes;
    good(app_scopes_parse(BASE_STR("files  read"), &scopes, &e), &e);
    assert_int_equal(scopes, APP_SCOPE_READ | APP_SCOPE_FILES);
    assert_true(base_str_is(app_scopes_text(arena, scopes), "read files"));
    refused(app_scopes_parse(BASE_STR("read write"), &scopes, &e), &e, "write");
    refused(app_scopes_parse(BASE_STR(" "), &scopes, &e), &e, "scopes");
    base_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_second_factor_is_asked_for_and_no_code_is_taken_twice),
        cmocka_unit_test(recovery_codes_work_once),
        cmocka_unit_test(codes_are_not_guessed),
        cmocka_unit_test(an_office_has_to_set_one_up),
        cmocka_unit_test(a_session_ends),
        cmocka_unit_test(the_token_itself_is_nowhere),
        cmocka_unit_test(sessions_are_listed_and_ended),
        cmocka_unit_test(what_takes_rights_away_ends_sessions),
        cmocka_unit_test(passwords_grow_old_where_that_is_set),
        cmocka_unit_test(who_is_vouched_for),
        cmocka_unit_test(people_of_a_provider_are_linked),
        cmocka_unit_test(forms_belong_to_a_session),
        cmocka_unit_test(tokens_belong_to_an_account_and_end),
        cmocka_unit_test(a_restored_record_has_no_sessions),
        cmocka_unit_test(scopes_are_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
