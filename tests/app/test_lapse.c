/* test_lapse.c - whoever has a token or a password that is about to lapse is told in time, and not twice. */
#include "account_support.h"

#include "app/clock.h"
#include "app/notice.h"

static const base_str wang = {"wang", 4};

static base_date day_at(int64_t at) { return (base_date)((at + 8 * HOUR) / DAY); }

static app_clock_done run(desk *d, int64_t days) {
    base_err e = {0};
    app_clock_done done;
    const app_desk desk_of = {.app = d->app};
    const app_clock_options o = {.day = day_at(T0) + (base_date)days, .link = BASE_STR("https://test.example/")};
    good(app_clock_run(&desk_of, &o, &done, &e), &e);
    return done;
}

static void begin(desk *d) {
    const app_by sys = by_office("sys", APP_OFFICE_SYSTEM), sec = by_office("sec", APP_OFFICE_SECURITY);
    desk_with_officers(d);
    add_account(d, &sys, "wang");
    grant(d, &sec, "wang", level_grant("county", "330106"));
}

static void make_token(desk *d, const char *name, int64_t days) {
    base_err e = {0};
    char text[APP_API_TOKEN];
    app_token t;
    const app_by by = by_office("wang", APP_OFFICE_NONE);
    good(app_token_make(d->app, &by, base_str_of(name), APP_SCOPE_READ, T0 + days * DAY, T0, text, &t, d->scratch, &e),
         &e);
}

typedef struct {
    size_t n;
    char text[400];
} said;

static bool take_notice(void *ctx, const app_notice *n) {
    said *s = ctx;
    if (s->n++ == 0) (void)snprintf(s->text, sizeof s->text, "%.*s", (int)n->text.en.n, n->text.en.p);
    assert_true(base_str_is(n->kind, "lapse"));
    return true;
}

/* Newest first. */
static said told(desk *d, const char *login) {
    base_err e = {0};
    said s = {0};
    const base_str to = app_notice_account(d->scratch, base_str_of(login));
    good(app_notices(d->app, wang, &to, 1, (base_str){NULL, 0}, APP_NOTICE_PAGE, take_notice, &s, &e), &e);
    return s;
}

static bool take_mail(void *ctx, const store_message *m) {
    said *s = ctx;
    if (memmem(m->body.p, m->body.n, "lapses", 6) == NULL && memmem(m->body.p, m->body.n, "API token", 9) == NULL)
        return true;
    s->n++;
    assert_non_null(memmem(m->body.p, m->body.n, "account:wang", 12));
    assert_null(memmem(m->body.p, m->body.n, "zhang@example.cn", 16)); /* it is looked up when it is sent */
    return true;
}

static size_t mails(desk *d) {
    base_err e = {0};
    said s = {0};
    good(store_messages(app_store(d->app), 0, 1000, take_mail, &s, &e), &e);
    return s.n;
}

static void tokens_that_end(void **state) {
    (void)state;
    desk d = {0};
    begin(&d);
    make_token(&d, "platform", 60);
    make_token(&d, "archive", 300);
    assert_int_equal(run(&d, 0).reminders, 0);
    assert_int_equal(run(&d, 60 - APP_LAPSE_DAYS - 1).reminders, 0);
    const app_clock_done first = run(&d, 60 - APP_LAPSE_DAYS + 1);
    assert_true(first.reminders == 1 && first.notices == 1 && first.mails == 1 && first.without_address == 0);
    said s = told(&d, "wang");
    if (s.n != 1 || strstr(s.text, "platform") == NULL || strstr(s.text, "2026-05-01") == NULL) fail_msg("%s", s.text);
    assert_int_equal(mails(&d), 1);
    assert_int_equal(run(&d, 60 - APP_LAPSE_DAYS + 1).reminders, 0); /* once */
    assert_int_equal(run(&d, 60 - APP_LAPSE_LAST_DAYS - 1).reminders, 0);
    assert_int_equal(run(&d, 60 - APP_LAPSE_LAST_DAYS + 1).reminders, 1); /* and once more at last */
    assert_int_equal(run(&d, 60).reminders, 0);
    assert_int_equal(run(&d, 61).reminders, 0);
    assert_true(told(&d, "wang").n == 2 && mails(&d) == 2 && told(&d, "sec").n == 0);
    desk_end(&d);
}

static void a_day_that_was_missed(void **state) {
    (void)state;
    desk d = {0};
    begin(&d);
    make_token(&d, "platform", 60);
    assert_int_equal(run(&d, 58).reminders, 1); /* the first step is not told any more, the last one is */
    assert_int_equal(told(&d, "wang").n, 1);
    desk_end(&d);
}

static void passwords_that_grow_old(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by sec = by_office("sec", APP_OFFICE_SECURITY);
    begin(&d);
    assert_int_equal(run(&d, 80).reminders, 0); /* they do not, at first */
    good(app_account_settings_put(d.app, &sec, &(app_account_settings){.password_days = 90}, T0, &e), &e);
    assert_int_equal(run(&d, 90 - APP_LAPSE_DAYS - 1).reminders, 0);
    const app_clock_done done = run(&d, 81);
    assert_int_equal(done.reminders, 4); /* sys, sec, aud and wang were made on one day */
    said s = told(&d, "wang");
    if (s.n != 1 || strstr(s.text, "2026-05-31") == NULL) fail_msg("%s", s.text);
    assert_int_equal(run(&d, 82).reminders, 0);
    const app_by sys = by_office("sys", APP_OFFICE_SYSTEM);
    good(app_account_disable(d.app, &sys, wang, true, BASE_STR("gone"), T0 + 82 * DAY, &e), &e);
    assert_int_equal(run(&d, 88).reminders, 3); /* who can not sign in needs no new one */
    desk_end(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_that_end),
        cmocka_unit_test(a_day_that_was_missed),
        cmocka_unit_test(passwords_that_grow_old),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
