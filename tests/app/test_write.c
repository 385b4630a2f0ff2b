/* test_write.c - the way of a change: what is answered is on record, in order, once. */
#include "support.h"

#include <fcntl.h>
#include <sqlite3.h>

#include "app/attach.h"

static void begun(void **state) {
    (void)state;
    desk d = {0};
    desk_begin(&d, LOG_SM3_SM2);
    desk_open(&d, APP_WRITE);
    assert_int_equal(app_head(d.app).size, 5);
    must(&d, "county", "330106", "2023-02-20", "register c1 name=演示·云计算集群 industry=I6540");
    must(&d, "province", "33", "2023-02-20", "enter_pool c1");
    must(&d, "ministry", "", "2023-03-01",
         "open_round r23 closes=2023-07-31 county_closes=2023-06-30 quota=6 quota_separate=2 report_due=04-30");
    must(&d, "county", "330106", "2023-03-15", "apply c1/a round=r23");
    must(&d, "county", "330106", "2023-03-15", "fill c1/a output.2020=41 output.2021=46.5 output.2022=52 land=95");
    assert_int_equal(app_head(d.app).size, 9);
    desk_close(&d);
    desk_open(&d, APP_WRITE);
    assert_int_equal(app_head(d.app).size, 9);
    must(&d, "county", "330106", "2023-03-16",
         "fill c1/a sme_output.2022=38 leading_output.2022=40 champions=0 little_giants=2 specialised=12 innovative=20 "
         "high_tech=9 pillar=x leader=x layout=x innovation_platforms=x infrastructure=x green=x opening=x "
         "governance=x");
    must(&d, "province", "33", "2023-04-03", "recognise_provincial c1");
    must(&d, "county", "330106", "2023-06-20", "submit c1/a");
    app_answer a = ask(&d, "county", "330106", "2023-06-20", "submit c1/a");
    assert_int_equal(a.result, APP_REFUSED);
    must(&d, "province", "33", "2023-06-28", "return c1/a reason=补正");
    desk_close(&d);
    desk_open(&d, APP_WRITE);
    must(&d, "county", "330106", "2023-06-29", "submit c1/a"); /* the draft goes on from the last submission */
    desk_end(&d);
}

static void same_request(void **state) {
    (void)state;
    desk d = {0};
    desk_begin(&d, LOG_SHA256_ED25519);
    desk_open(&d, APP_WRITE);
    app_request r[2] = {request_of(d.scratch, "county", "330106", "2023-02-20", "register c1 name=甲"),
                        request_of(d.scratch, "county", "330106", "2023-02-20", "register c1 name=甲")};
    app_answer a[2];
    r[0].id = r[1].id = BASE_STR("one");
    app_submit(d.app, r, 2, a, d.scratch);
    assert_int_equal(a[0].result, APP_GRANTED);
    assert_int_equal(a[1].result, APP_REPEATED);
    assert_int_equal(a[1].seq, a[0].seq);
    desk_close(&d);
    desk_open(&d, APP_WRITE);
    app_submit(d.app, r, 1, a, d.scratch);
    assert_int_equal(a[0].result, APP_REPEATED);
    assert_int_equal(a[0].seq, 5);
    assert_int_equal(app_head(d.app).size, 6);
    desk_end(&d);
}

/* ---- several commands at once ---- */

static void one_of_a_group_is_refused(void **state) {
    (void)state;
    desk d = {0};
    desk_begin(&d, LOG_SM3_SM2);
    desk_open(&d, APP_WRITE);
    app_answer a[5];
    app_request r[5] = {request_of(d.scratch, "county", "330106", "2023-02-20", "register c1 name=甲"),
                        request_of(d.scratch, "county", "330106", "2023-02-20", "register c1 name=乙"),
                        request_of(d.scratch, "county", "330106", "2023-02-19", "register c2 name=丙"),
                        request_of(d.scratch, "province", "33", "2023-02-20", "enter_pool c1"),
                        request_of(d.scratch, "county", "330106", "2023-02-21", "register c3 name=丁")};
    r[4].id = BASE_STR("a\xff");
    app_submit(d.app, r, 5, a, d.scratch);
    assert_int_equal(a[0].result, APP_GRANTED);
    assert_int_equal(a[1].result, APP_REFUSED);
    assert_int_equal(a[2].result, APP_REFUSED); /* days only go forward */
    assert_int_equal(a[3].result, APP_GRANTED);
    assert_int_equal(a[3].seq, 6);
    assert_int_equal(a[4].result, APP_FAILED);
    assert_int_equal(a[4].error.kind, BASE_ERR_INPUT);
    assert_int_equal(app_head(d.app).size, 7);
    desk_end(&d);
}

typedef struct {
    size_t n;
    bool names; /* each row says who wanted what of which case, and why not */
} seen_refusals;

static bool see_refusal(void *ctx, const store_refusal *row) {
    seen_refusals *s = ctx;
    s->n++;
    s->names = s->names && base_str_is(row->actor, "county 330106") && base_str_is(row->action, "submit") &&
               base_str_is(row->target, "c1/a") && row->reasons.n > 20 && row->request.n > 0 && row->at > 0;
    return true;
}

static void refusals_are_kept_apart(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    desk_begin(&d, LOG_SM3_SM2);
    desk_open(&d, APP_WRITE);
    for (int i = 0; i < 3; i++)
        assert_int_equal(ask(&d, "county", "330106", "2023-02-20", "submit c1/a").result, APP_REFUSED);
    assert_int_equal(app_head(d.app).size, 5);
    seen_refusals s = {0, true};
    assert_true(store_refusals(app_store(d.app), 0, see_refusal, &s, &e));
    assert_int_equal(s.n, 3);
    assert_true(s.names);
    desk_end(&d);
}

/* ---- drafts ---- */

static void apply_one(desk *d) {
    must(d, "county", "330106", "2023-02-20", "register c1 name=甲 industry=I6540");
    must(d, "ministry", "", "2023-03-01", "open_round r23 closes=2023-07-31 quota=6 quota_separate=2");
    must(d, "county", "330106", "2023-03-15", "apply c1/a round=r23");
}

static app_answer fill_at(desk *d, uint64_t version, const char *line) {
    app_answer a;
    app_request r = request_of(d->scratch, "county", "330106", "2023-03-15", line);
    r.versioned = true;
    r.version = version;
    app_submit(d->app, &r, 1, &a, d->scratch);
    return a;
}

static void nobody_overwrites_a_draft(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    core_draft draft;
    uint64_t version = 9;
    desk_begin(&d, LOG_SM3_SM2);
    desk_open(&d, APP_WRITE);
    apply_one(&d);
    desk other = d; /* a second person, with a connection of his own */
    desk_open(&other, APP_WRITE);
    app_answer a = fill_at(&d, 0, "fill c1/a output.2020=41");
    assert_int_equal(a.result, APP_GRANTED);
    assert_int_equal(a.version, 1);
    a = fill_at(&other, 0, "fill c1/a output.2020=42");
    assert_int_equal(a.result, APP_FAILED);
    assert_int_equal(a.error.kind, BASE_ERR_INPUT);
    assert_int_equal(a.version, 1);
    a = fill_at(&other, 1, "fill c1/a output.2021=46.5");
    assert_int_equal(a.result, APP_GRANTED);
    assert_int_equal(a.version, 2);
    a = fill_at(&d, 2, "fill c1/a output.2022=nonsense");
    assert_int_equal(a.result == APP_GRANTED, false);
    a = ask(&d, "county", "330106", "2023-03-15", "fill c1/a output.2022=52"); /* whatever its version */
    assert_int_equal(a.result, APP_GRANTED);
    assert_int_equal(a.version, 3);
    const core_case *c = app_load(other.app, BASE_STR("c1"), &e);
    assert_non_null(c);
    c = core_world_find(app_world(other.app), BASE_STR("c1/a"), app_head(other.app).day, d.scratch);
    assert_true(app_draft(other.app, c, &draft, &version, d.scratch, &e));
    assert_int_equal(version, 3);
    desk_close(&other);
    desk_end(&d);
}

/* ---- attachments ---- */

static void an_event_names_what_is_here(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    files_stored stored;
    char line[200], path[300];
    static const char pdf[] = "%PDF-1.7\n";
    desk_begin(&d, LOG_SM3_SM2);
    desk_open(&d, APP_WRITE);
    must(&d, "county", "330106", "2023-02-20", "register c1 name=甲 industry=I6540");
    (void)snprintf(path, sizeof path, "%s/in", d.place.folder);
    FILE *f = fopen(path, "w");
    assert_true(f != NULL && fputs(pdf, f) >= 0 && fclose(f) == 0);
    (void)snprintf(line, sizeof line, "plan_task c1 area=digital measures=x goals=sha256:%064d", 7);
    app_answer a = ask(&d, "county", "330106", "2023-02-20", line);
    assert_int_equal(a.result, APP_FAILED);
    assert_true(a.error.kind != BASE_ERR_NONE && a.error.en[0] != '\0');
    assert_int_equal(app_head(d.app).size, 6);
    int fd = open(path, O_RDONLY);
    if (!app_attach(d.app, fd, BASE_STR("证明.pdf"), &stored, &e)) fail_msg("%s", e.en);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    assert_false(app_attach(d.app, fd, BASE_STR("../x"), &stored, &e));
    (void)close(fd);
    (void)snprintf(line, sizeof line, "plan_task c1 area=digital measures=x goals=sha256:%s", stored.digest);
    must(&d, "county", "330106", "2023-02-20", line);
    desk_end(&d);
}

/* ---- several writers ---- */

static void two_see_one_another(void **state) {
    (void)state;
    desk d = {0};
    desk_begin(&d, LOG_SM3_SM2);
    desk_open(&d, APP_WRITE);
    desk other = d;
    desk_open(&other, APP_WRITE);
    char line[100];
    for (int i = 0; i < 20; i++) {
        desk *one = i % 2 == 0 ? &d : &other, *two = i % 2 == 0 ? &other : &d;
        (void)snprintf(line, sizeof line, "register c%d name=甲", i);
        app_request r = request_of(d.scratch, "county", "330106", "2023-02-20", line);
        app_answer a, again;
        r.id = base_arena_fmt(d.scratch, "id%d", i);
        app_submit(one->app, &r, 1, &a, d.scratch);
        app_submit(two->app, &r, 1, &again, d.scratch);
        assert_int_equal(a.result, APP_GRANTED);
        assert_int_equal(again.result, APP_REPEATED);
        assert_int_equal(again.seq, a.seq);
        assert_int_equal(ask(two, "county", "330106", "2023-02-20", line).result, APP_REFUSED);
        (void)snprintf(line, sizeof line, "enter_pool c%d", i);
        must(two, "province", "33", "2023-02-20", line);
    }
    base_err e = {0};
    assert_true(app_refresh(other.app, &e));
    assert_int_equal(app_head(other.app).size, 45);
    desk_close(&other);
    desk_end(&d);
}

/* ---- databases that are not what they were ---- */

static void change_database(const desk *d, const char *sqlite, const char *postgres) {
    if (d->place.db != NULL) {
        desk_sql(d->place.db, postgres);
        return;
    }
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(base_arena_fmt(d->arena, "%s/jiqun.db", d->place.folder).p, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sqlite, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void not_opened(desk *d, enum app_mode mode, const char *names) {
    base_err e = {0};
    app *a = app_open(&d->place, mode, &e);
    if (a != NULL) fail_msg("it was opened");
    if (strstr(e.en, names) == NULL) fail_msg("\"%s\" is not in: %s", names, e.en);
    assert_true(e.zh[0] != '\0');
}

static void a_newer_schema_is_refused(void **state) {
    (void)state;
    desk d = {0};
    desk_begin(&d, LOG_SM3_SM2);
    change_database(&d, "PRAGMA user_version = 77", "UPDATE meta SET value = '77' WHERE key = 'store_schema'");
    not_opened(&d, APP_WRITE, "schema 77");
    not_opened(&d, APP_READ, "schema 77");
    desk_end(&d);
}

static void another_record_is_refused(void **state) {
    (void)state;
    desk d = {0}, other = {0};
    desk_begin(&d, LOG_SM3_SM2);
    desk_begin(&other, LOG_SM3_SM2);
    const char *mine = base_arena_fmt(d.arena, "%s/jiqun.db", d.place.folder).p;
    app_place mixed = {.folder = other.place.folder, .db = d.place.db != NULL ? d.place.db : mine};
    if (d.place.db == NULL) { /* the file is looked for in the folder */
        assert_int_equal(rename(mine, base_arena_fmt(d.arena, "%s/jiqun.db", other.place.folder).p), 0);
        mixed.db = NULL;
    }
    desk wrong = other;
    wrong.place = mixed;
    not_opened(&wrong, APP_WRITE, "log restart");
    desk_end(&d);
    desk_end(&other);
}

/* ---- a connection is lost between two groups ---- */

static void a_lost_connection_is_opened_again(void **state) {
    (void)state;
    desk d = {0};
    desk_begin(&d, LOG_SM3_SM2);
    if (d.place.db == NULL) {
        desk_end(&d);
        skip();
    }
    base_err e = {0};
    desk_open(&d, APP_WRITE);
    desk reader = d;
    desk_open(&reader, APP_READ);
    must(&d, "county", "330106", "2023-02-20", "register c1 name=甲");
    desk_sql_rows(d.place.db,
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'jiqun'");
    must(&d, "county", "330106", "2023-02-20", "register c2 name=乙");
    assert_true(app_refresh(reader.app, &e));
    assert_int_equal(app_head(reader.app).size, 7);
    assert_non_null(app_load(reader.app, BASE_STR("c2"), &e));
    /* The database loses what was answered: the same process writes on no more. */
    desk_sql(d.place.db, "UPDATE head SET size = 6, frontier = substr(frontier, 1, 64)");
    desk_sql_rows(d.place.db,
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'jiqun'");
    app_answer a = ask(&d, "county", "330106", "2023-02-20", "register c3 name=丙");
    assert_int_equal(a.result, APP_FAILED);
    if (strstr(a.error.en, "read-only") == NULL) fail_msg("%s", a.error.en);
    desk_close(&reader);
    desk_end(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(begun),
        cmocka_unit_test(same_request),
        cmocka_unit_test(one_of_a_group_is_refused),
        cmocka_unit_test(refusals_are_kept_apart),
        cmocka_unit_test(nobody_overwrites_a_draft),
        cmocka_unit_test(an_event_names_what_is_here),
        cmocka_unit_test(two_see_one_another),
        cmocka_unit_test(a_newer_schema_is_refused),
        cmocka_unit_test(another_record_is_refused),
        cmocka_unit_test(a_lost_connection_is_opened_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
