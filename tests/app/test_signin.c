/* Signing in with a password: waits that grow with each failure, by name and by address, over a restart and in
 * parallel; and a password that is kept in an older way. */
#include "account_support.h"

static void who_fails_has_to_wait_longer_each_time(void **state) {
    (void)state;
    desk d = {0};
    int64_t now = T0, wait = 0;
    desk_with_wang(&d);
    for (int i = 1; i < APP_THROTTLE_FREE; i++) {
        const app_signin s = sign_in(&d, "wang", "wrong", now += SECOND);
        assert_true(s.result == APP_SIGNIN_WRONG && s.wait_until <= now);
    }
    for (int i = 0; i < 9; i++) {
        const app_signin s = sign_in(&d, "wang", "wrong", now += SECOND);
        assert_int_equal(s.result, APP_SIGNIN_WRONG);
        const int64_t had = wait;
        wait = s.wait_until - now;
        assert_true(i == 0 ? wait == 30 * SECOND : wait == had * 2 || wait == HOUR);
        /* not even with the right one, until then */
        assert_int_equal(sign_in(&d, "wang", PASSWORD, s.wait_until - 1).result, APP_SIGNIN_WAIT);
        now = s.wait_until;
    }
    assert_int_equal(wait, HOUR);
    assert_int_equal(sign_in(&d, "wang", PASSWORD, now).result, APP_SIGNIN_OK);
    const app_signin s = sign_in(&d, "wang", "wrong", now); /* it is forgotten */
    assert_true(s.result == APP_SIGNIN_WRONG && s.wait_until <= now);
    assert_non_null(strstr(newest_accesses(&d, 40), "wang locked wang password"));
    desk_end(&d);
}

static void a_restart_forgets_nothing(void **state) {
    (void)state;
    desk d = {0};
    desk_with_wang(&d);
    for (int i = 0; i < APP_THROTTLE_FREE; i++) (void)sign_in(&d, "wang", "wrong", T0);
    desk_close(&d);
    desk_open(&d, APP_WRITE);
    assert_int_equal(sign_in(&d, "wang", PASSWORD, T0 + SECOND).result, APP_SIGNIN_WAIT);
    assert_int_equal(sign_in(&d, "wang", PASSWORD, T0 + 31 * SECOND).result, APP_SIGNIN_OK);
    desk_end(&d);
}

static void names_that_nobody_has_behave_alike(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    store_figures before, after;
    desk_with_wang(&d);
    for (int i = 1; i < APP_THROTTLE_FREE; i++)
        assert_int_equal(sign_in(&d, "nobody", "wrong", T0).result, APP_SIGNIN_WRONG);
    const app_signin s = sign_in(&d, "nobody", "wrong", T0);
    assert_true(s.result == APP_SIGNIN_WRONG && s.wait_until == T0 + 30 * SECOND);
    assert_int_equal(sign_in(&d, "nobody", "wrong", T0).result, APP_SIGNIN_WAIT);
    assert_null(strstr(newest_accesses(&d, 40), "nobody")); /* it may be a password in the wrong field */
    good(store_stats(app_store(d.app), &before, &e), &e);
    for (int i = 0; i < 40; i++) {
        char name[40];
        (void)snprintf(name, sizeof name, "\xFF\x01no %d", i); /* anything may come */
        const app_signin any = sign_in_from(&d, name, "wrong", "10.9.9.9", T0 + i * 2 * HOUR);
        assert_int_equal(any.result, APP_SIGNIN_WRONG);
    }
    good(store_stats(app_store(d.app), &after, &e), &e);
    assert_true(after.entries - before.entries <= 41);
    desk_end(&d);
}

static void addresses_are_counted_beside_names(void **state) {
    (void)state;
    desk d = {0};
    int64_t until = 0;
    desk_with_wang(&d);
    for (int i = 0; until == 0 && i < 2 * APP_THROTTLE_FREE_ADDRESS; i++) {
        char name[40];
        (void)snprintf(name, sizeof name, "name%d", i);
        const app_signin s = sign_in_from(&d, name, "wrong", "2001:db8:1:2:3:4:5:6", T0 + i);
        until = s.wait_until > T0 + i ? s.wait_until : 0;
        if (until > 0) assert_int_equal(i, APP_THROTTLE_FREE_ADDRESS - 1);
    }
    assert_true(until > 0);
    /* the same network, another machine; and not another network */
    assert_int_equal(sign_in_from(&d, "wang", PASSWORD, "2001:db8:1:2::1", T0 + SECOND).result, APP_SIGNIN_WAIT);
    assert_int_equal(sign_in_from(&d, "wang", PASSWORD, "2001:db8:1:3::1", T0 + SECOND).result, APP_SIGNIN_OK);
    /* it wears off */
    assert_int_equal(sign_in_from(&d, "wang", PASSWORD, "2001:db8:1:2::1", T0 + HOUR).result, APP_SIGNIN_OK);
    desk_end(&d);
}

/* All have begun before the first is told that it was wrong. */
static void who_guesses_in_parallel_is_counted_one_by_one(void **state) {
    (void)state;
    enum { MANY = 12 };
    desk d = {0};
    base_err e = {0};
    app_signin s[MANY];
    desk_with_wang(&d);
    for (int i = 0; i < MANY; i++) {
        s[i] = (app_signin){.login = BASE_STR("wang"), .address = BASE_STR("10.0.0.1"), .now = T0};
        good(app_signin_begin(d.app, d.scratch, &s[i], &e), &e);
        assert_true(s[i].wait_until <= T0);
        s[i].job.right = i == MANY - 1; /* the last one guesses right */
    }
    for (int i = 0; i < MANY; i++) good(app_signin_finish(d.app, d.scratch, &s[i], &e), &e);
    assert_int_equal(s[APP_THROTTLE_FREE - 1].result, APP_SIGNIN_WRONG);
    assert_int_equal(s[APP_THROTTLE_FREE].result, APP_SIGNIN_WAIT);
    assert_int_equal(s[MANY - 1].result, APP_SIGNIN_WAIT);
    desk_end(&d);
}

static void a_password_changed_meanwhile_is_wrong(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    app_signin s = {.login = BASE_STR("wang"), .address = BASE_STR("10.0.0.1"), .now = T0};
    const app_by wang = by_office("wang", APP_OFFICE_NONE);
    desk_with_wang(&d);
    good(app_signin_begin(d.app, d.scratch, &s, &e), &e);
    s.job.right = true;
    good(app_password_set(d.app, &wang, BASE_STR("wang"), BASE_STR("$argon2id$other"), BASE_STR(""), T0, &e), &e);
    good(app_signin_finish(d.app, d.scratch, &s, &e), &e);
    assert_int_equal(s.result, APP_SIGNIN_WRONG);
    desk_end(&d);
}

static void with_a_pool_as_a_server_does(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    desk_with_wang(&d);
    for (int i = 0; i < 3; i++) {
        static const char *const login[] = {"wang", "wang", "nobody"}, *const password[] = {PASSWORD, "x", PASSWORD};
        app_signin s = {.login = base_str_of(login[i]), .address = BASE_STR("10.0.0.1"), .now = T0};
        good(app_signin_begin(d.app, d.scratch, &s, &e), &e);
        s.job.password = base_str_of(password[i]);
        good(app_password_do(&s.job, &e), &e);
        good(app_signin_finish(d.app, d.scratch, &s, &e), &e);
        assert_int_equal(s.result, i == 0 ? APP_SIGNIN_OK : APP_SIGNIN_WRONG);
    }
    desk_end(&d);
}

static void objections_from_one_address_are_limited(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    int64_t until;
    const base_str from = BASE_STR("10.0.0.1");
    desk_with_wang(&d);
    for (int i = 1; i <= APP_THROTTLE_RECEIPTS; i++) {
        good(app_throttle_hit(d.app, APP_THROTTLE_OBJECTION, from, T0 + i, &until, &e), &e);
        assert_int_equal(until > T0 + i, i == APP_THROTTLE_RECEIPTS);
    }
    assert_int_equal(until, T0 + 1 + DAY);
    good(app_throttle_until(d.app, APP_THROTTLE_OBJECTION, from, T0 + 2 + DAY, &until, &e), &e);
    assert_int_equal(until, 0);
    desk_end(&d);
}

static enum app_signin_result sign_in_indeed(desk *d, const char *password) {
    base_err e = {0};
    app_signin s = {.login = BASE_STR("wang"), .address = BASE_STR("10.0.0.1"), .now = T0};
    good(app_signin_begin(d->app, d->scratch, &s, &e), &e);
    s.job.password = base_str_of(password);
    good(app_password_do(&s.job, &e), &e);
    good(app_signin_finish(d->app, d->scratch, &s, &e), &e);
    return s.result;
}

static app_password_job job_of(desk *d) {
    base_err e = {0};
    app_password_job j = {.set = false};
    good(app_password_of(d->app, d->scratch, BASE_STR("wang"), &j, &e), &e);
    return j;
}

/* What was kept before there was a secret key is kept with it once its owner has signed in; nothing else changes. */
static void a_password_is_kept_anew_with_the_key(void **state) {
    (void)state;
    desk d = {0};
    desk_with_wang(&d);
    const app_password_job before = job_of(&d);
    assert_true(before.n_peppers == 1 && base_str_starts(before.phc, BASE_STR("$argon2id$")));
    assert_int_equal(sign_in_indeed(&d, "wrong-1-Password"), APP_SIGNIN_WRONG);
    assert_true(base_str_eq(before.phc, job_of(&d).phc));
    assert_int_equal(sign_in_indeed(&d, PASSWORD), APP_SIGNIN_OK);
    const app_password_job after = job_of(&d);
    assert_true(base_str_starts(after.phc, BASE_STR("hmac-sm3$argon2id$")));
    assert_int_equal(after.history[0].n, before.history[0].n);
    assert_int_equal(account(&d, "wang").password_set, T0);
    assert_int_equal(sign_in_indeed(&d, PASSWORD), APP_SIGNIN_OK);
    assert_true(base_str_eq(after.phc, job_of(&d).phc)); /* once */
    assert_int_equal(sign_in_indeed(&d, "wrong-1-Password"), APP_SIGNIN_WRONG);
    desk_end(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_fails_has_to_wait_longer_each_time),
        cmocka_unit_test(a_restart_forgets_nothing),
        cmocka_unit_test(names_that_nobody_has_behave_alike),
        cmocka_unit_test(addresses_are_counted_beside_names),
        cmocka_unit_test(who_guesses_in_parallel_is_counted_one_by_one),
        cmocka_unit_test(a_password_changed_meanwhile_is_wrong),
        cmocka_unit_test(with_a_pool_as_a_server_does),
        cmocka_unit_test(objections_from_one_address_are_limited),
        cmocka_unit_test(a_password_is_kept_anew_with_the_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
