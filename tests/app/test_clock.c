/* test_clock.c - the daily work: who is reminded of what and when, and that nothing is told twice. */
#include "support.h"

#include "app/clock.h"
#include "app/notice.h"
#include "app/outbox.h"
#include "app/show.h"

/* ---- a record with a recognised cluster ---- */

static void recognise(desk *d) {
    desk_begin(d, LOG_SM3_SM2);
    desk_open(d, APP_WRITE);
    must(d, "ministry", "", "2023-01-02", "end_loading programme");
}

/* Recognitions that were announced before the record begins: reports and validity follow from them. */
static void taken_over(desk *d) {
    desk_begin(d, LOG_SHA256_ED25519);
    desk_open(d, APP_WRITE);
    must(d, "ministry", "", "2023-01-02",
         "take_over c1 name=演示·云计算集群 county=330106 industry=I6540 announcement=演示公告 announced=2022-11-01 "
         "valid_from=2023-01-01 valid_until=2025-12-31");
    must(d, "ministry", "", "2023-01-03", "end_loading programme");
}

static base_date day_of(const char *text) {
    base_date d = BASE_DATE_NONE;
    base_err e = {0};
    assert_true(base_date_parse(base_str_of(text), &d, &e));
    return d;
}

/* ---- addresses: level and place, and one that is none ---- */

static bool address_of(void *ctx, base_str level, base_str place, app_each_address each, void *each_ctx, base_err *e) {
    char text[100];
    unsigned *asked = ctx;
    (void)e;
    ++*asked;
    int n = snprintf(text, sizeof text, "%.*s%.*s@test.example", (int)level.n, level.p, (int)place.n, place.p);
    each(each_ctx, (base_str){text, (size_t)n});
    each(each_ctx, BASE_STR("no address"));
    return true;
}

static app_clock_done run_on(desk *d, const char *day, bool tick, unsigned *asked) {
    base_err e = {0};
    app_clock_done done;
    const app_desk desk_of = {.app = d->app};
    const app_clock_options o = {
        .day = day_of(day), .mail_of = address_of, .mail_ctx = asked, .link = BASE_STR("https://test.example/")};
    bool good = tick ? app_clock_tick(&desk_of, &o, &done, &e) : app_clock_run(&desk_of, &o, &done, &e);
    if (!good) fail_msg("%s: %s", day, e.en);
    return done;
}

static app_clock_done run(desk *d, const char *day) {
    unsigned asked = 0;
    return run_on(d, day, false, &asked);
}

/* ---- what came of it ---- */

typedef struct {
    size_t n;
    char text[20][2000], key[20][300];
} notices;

static bool take_notice(void *ctx, const app_notice *n) {
    notices *l = ctx;
    snprintf(l->text[l->n], sizeof l->text[0], "%s%.*s %.*s", n->read ? "read " : "", (int)n->kind.n, n->kind.p,
             (int)n->text.en.n, n->text.en.p);
    snprintf(l->key[l->n], sizeof l->key[0], "%.*s", (int)n->key.n, n->key.p);
    return ++l->n < 20;
}

static notices told(desk *d, const char *office) {
    base_err e = {0};
    notices l = {0};
    const base_str to = base_str_of(office);
    if (!app_notices(d->app, BASE_STR("a1"), &to, 1, (base_str){NULL, 0}, 20, take_notice, &l, &e))
        fail_msg("%s", e.en);
    return l;
}

static bool take_message(void *ctx, const store_message *row) {
    notices *l = ctx;
    assert_true(row->body.n < sizeof l->text[0]);
    snprintf(l->text[l->n], sizeof l->text[0], "%.*s", (int)row->body.n, row->body.p);
    return ++l->n < 20;
}

static notices outbox(desk *d) {
    base_err e = {0};
    notices l = {0};
    assert_true(store_messages(app_store(d->app), 0, 20, take_message, &l, &e));
    return l;
}

/* ---- tests ---- */

static void a_step_once(void **state) {
    (void)state;
    desk d = {0};
    taken_over(&d);
    assert_int_equal(run(&d, "2023-03-30").reminders, 0); /* 31 days before 2023-04-30 */
    app_clock_done done = run(&d, "2023-03-31");
    assert_int_equal(done.reminders, 1);
    assert_int_equal(done.due, 1);
    assert_int_equal(done.mails, 1); /* the other address is none */
    assert_true(done.ran);
    done = run(&d, "2023-03-31");
    assert_int_equal(done.reminders, 0);
    assert_int_equal(done.due, 1);
    assert_int_equal(done.mails, 0);
    notices l = told(&d, "county:330106");
    assert_int_equal(l.n, 1);
    assert_non_null(strstr(l.text[0], "due 演示·云计算集群 (c1/report2022)"));
    assert_non_null(strstr(l.text[0], "2023-04-30, 30 days left"));
    notices m = outbox(&d);
    assert_int_equal(m.n, 1);
    assert_non_null(strstr(m.text[0], "\"to\":\"county330106@test.example\""));
    assert_int_equal(run(&d, "2023-04-19").reminders, 0);
    assert_int_equal(run(&d, "2023-04-20").reminders, 1);
    assert_int_equal(run(&d, "2023-04-27").reminders, 1);
    assert_int_equal(run(&d, "2023-04-29").reminders, 0);
    assert_int_equal(run(&d, "2023-04-30").reminders, 1);
    done = run(&d, "2023-05-01"); /* and from now on it is overdue, once a week */
    assert_int_equal(done.reminders, 1);
    assert_int_equal(done.overdue, 1);
    assert_int_equal(run(&d, "2023-05-07").reminders, 0);
    assert_int_equal(run(&d, "2023-05-08").reminders, 1);
    assert_int_equal(told(&d, "county:330106").n, 6);
    assert_int_equal(outbox(&d).n, 6);
    desk_end(&d);
}

/* ---- and it is told who was ---- */

static app_due_page due_on(desk *d, const char *day, bool reminders, base_arena *arena) {
    base_err e = {0};
    app_due_page p;
    const app_viewer v = {.actor = {BASE_STR("province"), BASE_STR("33")}};
    const app_list_query q = {.reminders = reminders};
    if (!app_show_due(d->app, &q, &v, day_of(day), 30, arena, &p, &e)) fail_msg("%s", e.en);
    return p;
}

static void is_told(const app_reminder_told *r, const char *day, const char *level, const char *place, bool asked,
                    unsigned mails) {
    assert_int_equal(r->day, day_of(day));
    assert_int_equal(r->n_to, 1);
    assert_true(base_str_is(r->to[0].level.name, level) && base_str_is(r->to[0].place, place));
    assert_int_equal(r->to[0].asked, asked);
    assert_int_equal(r->to[0].mails, mails);
}

static bool nobody_of(void *ctx, base_str level, base_str place, app_each_address each, void *each_ctx, base_err *e) {
    (void)ctx, (void)level, (void)place, (void)each, (void)each_ctx, (void)e;
    return true;
}

static void who_was_reminded(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    app_clock_done done;
    taken_over(&d);
    base_arena *arena = base_arena_new((size_t)64 << 20);
    assert_int_equal(run(&d, "2023-04-30").reminders, 1);
    const app_desk by = {.app = d.app};
    app_clock_options o = {.day = day_of("2023-05-01")}; /* nobody sends mail */
    if (!app_clock_run(&by, &o, &done, &e)) fail_msg("%s", e.en);
    o = (app_clock_options){.day = day_of("2023-05-08"), .mail_of = nobody_of};
    if (!app_clock_run(&by, &o, &done, &e)) fail_msg("%s", e.en);
    const app_due_page p = due_on(&d, "2023-05-08", true, arena);
    assert_int_equal(p.due.n, 1);
    assert_true(base_str_is(p.due.item[0].path, "c1/report2022"));
    const app_reminded *r = &p.reminded[0];
    assert_int_equal(r->n, 3);
    assert_false(r->more);
    is_told(&r->item[0], "2023-05-08", "county", "330106", true, 0); /* nobody there has an address */
    is_told(&r->item[1], "2023-05-01", "county", "330106", false, 0);
    is_told(&r->item[2], "2023-04-30", "county", "330106", true, 1);
    assert_null(due_on(&d, "2023-05-08", false, arena).reminded);
    base_arena_free(arena);
    desk_end(&d);
}

static void a_missed_day(void **state) {
    (void)state;
    desk d = {0};
    unsigned asked = 0;
    taken_over(&d);
    assert_true(run_on(&d, "2023-03-01", true, &asked).ran);
    assert_false(run_on(&d, "2023-03-01", true, &asked).ran); /* done */
    assert_int_equal(asked, 0);
    app_clock_done done = run_on(&d, "2023-04-25", true, &asked); /* 30 and 10 were missed: the latest is told */
    assert_true(done.ran);
    assert_int_equal(done.reminders, 1);
    assert_int_equal(asked, 1);
    assert_false(run(&d, "2023-04-24").ran); /* never back */
    desk_close(&d);
    desk_open(&d, APP_WRITE);
    assert_int_equal(run(&d, "2023-04-25").reminders, 0);
    base_date last = BASE_DATE_NONE;
    base_err e = {0};
    assert_true(app_clock_last(d.app, &last, &e));
    assert_int_equal(last, day_of("2023-04-25"));
    desk_end(&d);
}

/* One that is filed is no longer the county's affair; one nobody reads is not read. */
static void only_what_is_watched(void **state) {
    (void)state;
    desk d = {0};
    taken_over(&d);
    for (int i = 0; i < 20; i++) {
        char line[200];
        snprintf(line, sizeof line, "register p%d name=演示·候选集群%d industry=I6540", i, i);
        must(&d, "county", "330106", "2023-02-01", line);
    }
    app_clock_done done = run(&d, "2023-04-01");
    assert_int_equal(done.looked_at, 1);
    must(&d, "county", "330106", "2023-04-02", "file c1/report2022 progress=x experience=x problems=x measures=x");
    assert_int_equal(run(&d, "2023-04-25").reminders, 0);
    desk_end(&d);
}

static void validity(void **state) {
    (void)state;
    desk d = {0};
    taken_over(&d);
    (void)run(&d, "2025-12-01");
    app_clock_done done = run(&d, "2026-01-01");
    assert_int_equal(done.ended, 1);
    notices l = told(&d, "county:330106");
    bool found = false;
    for (size_t i = 0; i < l.n; i++) found = found || strncmp(l.text[i], "ended ", 6) == 0;
    assert_true(found);
    assert_int_equal(run(&d, "2026-01-02").reminders, 0);
    desk_end(&d);
}

static void a_hearing(void **state) {
    (void)state;
    desk d = {0};
    taken_over(&d);
    must(&d, "ministry", "", "2023-02-01", "propose_revocation c1/r ground=二 evidence=演示材料");
    assert_int_equal(run(&d, "2023-02-01").reminders, 1);
    notices l = told(&d, "county:330106");
    assert_int_equal(l.n, 1);
    if (strstr(l.text[0], "2023-02-08, 7 days left, within which the county-level authority may file a statement") ==
        NULL)
        fail_msg("%s", l.text[0]);
    desk_end(&d);
}

static void a_round(void **state) {
    (void)state;
    desk d = {0};
    recognise(&d);
    must(&d, "ministry", "", "2023-03-01",
         "open_round r23 closes=2023-07-31 county_closes=2023-06-30 quota=6 quota_separate=2 report_due=04-30");
    app_clock_done done = run(&d, "2023-06-05");
    assert_int_equal(done.reminders, 1);
    assert_int_equal(done.notices, 38); /* 37 channels and the ministry */
    assert_int_equal(done.mails, 38);
    assert_int_equal(told(&d, "province:3302").n, 1);
    assert_int_equal(told(&d, "ministry:").n, 1);
    done = run(&d, "2023-08-01"); /* the round is over: the ministry can go on */
    assert_int_equal(done.over, 1);
    assert_int_equal(told(&d, "ministry:").n, 2);
    assert_int_equal(told(&d, "province:3302").n, 1);
    desk_end(&d);
}

static void settings(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    app_steps s;
    static const char *const bad[] = {"", "3,10", "+0", "+7,3", "a", "400", "3,,1", "9,8,7,6,5,4,3,2,1", "-1", "+"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(app_steps_parse(base_str_of(bad[i]), &s, &e));
    taken_over(&d);
    const app_desk w = {.app = d.app};
    assert_true(app_steps_get(d.app, &s, &e));
    assert_int_equal(s.n, 4);
    assert_int_equal(s.every, 7);
    assert_false(app_steps_set(&w, BASE_STR("3,10"), &e));
    assert_true(app_steps_set(&w, BASE_STR("60, 5"), &e));
    assert_int_equal(run(&d, "2023-03-01").reminders, 1);
    assert_int_equal(run(&d, "2023-04-20").reminders, 0);
    assert_int_equal(run(&d, "2023-05-01").reminders, 1);
    assert_int_equal(run(&d, "2023-06-30").reminders, 0); /* no "+": once */
    desk_end(&d);
}

/* Another node is at it: its lease holds until it lapses. */
static void two_nodes(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    uint64_t version = 0;
    bool saved = false;
    taken_over(&d);
    store_entry lease = {.space = BASE_STR("clock"),
                         .key = BASE_STR("lease"),
                         .at = app_now(),
                         .due = app_now() + 60000,
                         .body = BASE_STR("elsewhere")};
    assert_true(store_entry_put(app_store(d.app), &lease, STORE_ANY_VERSION, &saved, &version, &e));
    app_clock_done done = run(&d, "2023-04-01");
    assert_false(done.ran);
    assert_true(done.elsewhere);
    lease.due = app_now() - 1;
    assert_true(store_entry_put(app_store(d.app), &lease, STORE_ANY_VERSION, &saved, &version, &e));
    assert_int_equal(run(&d, "2023-04-01").reminders, 1);
    desk_end(&d);
}

static void pages_of_notices(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    taken_over(&d);
    const app_desk w = {.app = d.app};
    const base_str to[] = {BASE_STR("county:1"), BASE_STR("account:a1")};
    store_head head;
    assert_true(store_begin(app_store(d.app), 1000, &head, &e));
    for (int i = 0; i < 10; i++) {
        char id[20];
        snprintf(id, sizeof id, "n%d", i);
        const app_notice n = {.at = 1000 + i / 2,
                              .kind = BASE_STR("due"),
                              .date = BASE_DATE_NONE,
                              .text = {base_str_of(id), base_str_of(id)}};
        for (int k = 0; k < 2; k++) { /* the second time is no news */
            assert_true(app_notice_put(app_store(d.app), to[0], base_str_of(id), &n, &e));
            assert_true(app_notice_put(app_store(d.app), to[1], base_str_of(id), &n, &e));
        }
    }
    assert_int_equal(store_commit(app_store(d.app), &e), STORE_COMMITTED);
    size_t n = 0, seen = 0;
    assert_true(app_notices_unread(d.app, BASE_STR("a1"), to, 2, &n, &e));
    assert_int_equal(n, 20);
    char last[300] = "", all[20][300];
    for (int page = 0; page < 8; page++) {
        notices l = {0};
        assert_true(app_notices(d.app, BASE_STR("a1"), to, 2, last[0] != '\0' ? base_str_of(last) : (base_str){NULL, 0},
                                3, take_notice, &l, &e));
        for (size_t i = 0; i < l.n; i++) {
            for (size_t k = 0; k < seen; k++) assert_string_not_equal(all[k], l.key[i]);
            strcpy(all[seen++], l.key[i]);
            strcpy(last, l.key[i]);
        }
    }
    assert_int_equal(seen, 20);
    assert_non_null(strstr(all[0], "|n8")); /* the newest */
    assert_true(app_notice_mark(&w, BASE_STR("a1"), base_str_of(all[0]), app_now(), &e));
    assert_true(app_notices_unread(d.app, BASE_STR("a1"), to, 2, &n, &e));
    assert_int_equal(n, 19);
    assert_true(app_notices_unread(d.app, BASE_STR("a2"), to, 2, &n, &e));
    assert_int_equal(n, 20);
    assert_true(app_notice_mark(&w, BASE_STR("a1"), (base_str){NULL, 0}, 1003, &e));
    assert_true(app_notices_unread(d.app, BASE_STR("a1"), to, 2, &n, &e));
    assert_int_equal(n, 3);
    desk_end(&d);
}

/* The same through a queue's writer, by a reader. */
static void through_the_writer(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    taken_over(&d);
    desk_close(&d);
    const app_queue_options how = {0};
    app_queue *q = app_queue_start(&d.place, &how, &e);
    assert_non_null(q);
    desk_open(&d, APP_READ);
    app_clock_done done;
    unsigned asked = 0;
    const app_desk w = {.app = d.app, .queue = q};
    const app_clock_options o = {.day = day_of("2023-04-01"), .mail_of = address_of, .mail_ctx = &asked};
    if (!app_clock_run(&w, &o, &done, &e)) fail_msg("%s", e.en);
    assert_int_equal(done.reminders, 1);
    assert_int_equal(done.mails, 1);
    assert_true(app_clock_run(&w, &o, &done, &e));
    assert_int_equal(done.reminders, 0);
    app_queue_stop(q);
    desk_end(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_once),
        cmocka_unit_test(who_was_reminded),
        cmocka_unit_test(a_missed_day),
        cmocka_unit_test(only_what_is_watched),
        cmocka_unit_test(validity),
        cmocka_unit_test(a_hearing),
        cmocka_unit_test(a_round),
        cmocka_unit_test(settings),
        cmocka_unit_test(two_nodes),
        cmocka_unit_test(pages_of_notices),
        cmocka_unit_test(through_the_writer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
