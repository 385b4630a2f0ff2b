/* test_private.c - who objected: sealed in the database, opened for a case, and what happens without the key. */
#include "support.h"

#include "app/part.h"
#include "app/private.h"

static const char *const noticed[][4] = {
    {"county", "330106", "2023-02-20", "register c1 name=演示·云计算集群 industry=I6540 subfield=s1"},
    {"province", "33", "2023-02-20", "enter_pool c1"},
    {"ministry", "", "2023-03-01", "open_round r23 closes=2023-07-31 quota=6 quota_separate=2"},
    {"province", "33", "2023-04-03", "recognise_provincial c1"},
    {"county", "330106", "2023-04-03", "apply c1/a round=r23"},
    {"county", "330106", "2023-04-03",
     "fill c1/a output.2020=41 output.2021=46.5 output.2022=52 sme_output.2022=38 leading_output.2022=40 land=95 "
     "champions=0 little_giants=2 specialised=12 innovative=20 high_tech=9 pillar=x leader=x layout=x "
     "innovation_platforms=x infrastructure=x green=x opening=x governance=x"},
    {"county", "330106", "2023-04-20", "submit c1/a"},
    {"province", "33", "2023-05-08", "accept c1/a"},
    {"province", "33", "2023-05-08", "review c1/a 1.1=met 1.2=met 3=met 4.2=met 5.2=met 6=met 7=met 8=met"},
    {"province", "33", "2023-07-20", "check c1/a finding=x"},
    {"province", "33", "2023-07-20", "recommend c1/a"},
    {"ministry", "", "2023-09-11", "re_review c1/a"},
    {"ministry", "", "2023-09-28", "list c1/a"},
};

static void begin(desk *d) {
    desk_begin(d, LOG_SM3_SM2);
    desk_open(d, APP_WRITE);
    for (size_t i = 0; i < sizeof noticed / sizeof *noticed; i++)
        must(d, noticed[i][0], noticed[i][1], noticed[i][2], noticed[i][3]);
    must(d, "public", "", "2023-09-28", "object c1/a/o1 name=演示人甲 contact=演示电话 evidence=x");
}

static const core_case *case_of(desk *d, const char *path) {
    base_err e = {0};
    base_date day;
    assert_true(base_date_parse(BASE_STR("2023-09-28"), &day, &e));
    assert_non_null(app_load(d->app, BASE_STR("c1"), &e));
    return core_world_find(app_world(d->app), base_str_of(path), day, d->arena);
}

static bool see_part(void *ctx, const store_person *row) {
    size_t *n = ctx;
    assert_true(app_part_is_sealed(row->body));
    assert_null(memmem(row->body.p, row->body.n, "演示", strlen("演示")));
    ++*n;
    return true;
}

static void opened_for_its_case(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    app_private p;
    size_t n = 0;
    begin(&d);
    must(&d, "public", "", "2023-09-28", "object c1/a/o2 name=演示人乙 contact=演示信箱 evidence=x");
    assert_true(store_persons(app_store(d.app), 0, UINT64_MAX, see_part, &n, &e));
    assert_int_equal(n, 2);
    assert_true(app_private_find(d.app, case_of(&d, "c1/a/o2"), d.arena, &p, &e));
    assert_int_equal(p.n, 1);
    assert_true(app_private_read(d.app, &p, d.arena, &e));
    assert_int_equal(p.part[0].n, 2);
    assert_true(base_str_is(p.part[0].value[0].field.name, "name"));
    assert_true(base_str_is(p.part[0].value[0].value, "演示人乙"));
    assert_true(base_str_is(p.part[0].value[1].value, "演示信箱"));
    assert_true(app_private_find(d.app, case_of(&d, "c1/a"), d.arena, &p, &e)); /* it is not what lies below it */
    assert_int_equal(p.n, 0);
    desk_end(&d);
}

/* Only what has private values is refused; each is told which file is missing. */
static void without_the_key(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    app_private p;
    app_answer a[3];
    begin(&d);
    desk_close(&d);
    const char *key = base_arena_fmt(d.arena, "%s/keys/personal.key", d.place.folder).p;
    const char *aside = base_arena_fmt(d.arena, "%s.aside", key).p;
    assert_int_equal(rename(key, aside), 0);
    desk_open(&d, APP_WRITE);
    const uint64_t size = app_head(d.app).size;
    const app_request r[3] = {
        request_of(d.scratch, "public", "", "2023-09-28", "object c1/a/o2 name=演示人乙 contact=x evidence=x"),
        request_of(d.scratch, "county", "330106", "2023-09-28", "register c2 name=演示·乙"),
        request_of(d.scratch, "public", "", "2023-09-28", "object c1/a/o3 name=演示人丙 contact=x evidence=x")};
    app_submit(d.app, r, 3, a, d.scratch);
    assert_int_equal(a[1].result, APP_GRANTED);
    for (size_t i = 0; i < 3; i += 2) {
        assert_int_equal(a[i].result, APP_FAILED);
        assert_non_null(strstr(a[i].error.zh, "personal.key"));
        assert_non_null(strstr(a[i].error.en, "personal.key"));
    }
    assert_int_equal(app_head(d.app).size, size + 1);
    assert_true(app_private_find(d.app, case_of(&d, "c1/a/o1"), d.arena, &p, &e));
    assert_false(app_private_read(d.app, &p, d.arena, &e));
    assert_non_null(strstr(e.en, "personal.key"));
    desk_close(&d);
    assert_int_equal(rename(aside, key), 0);
    desk_open(&d, APP_WRITE);
    must(&d, "public", "", "2023-09-28", "object c1/a/o2 name=演示人乙 contact=x evidence=x");
    assert_true(app_private_find(d.app, case_of(&d, "c1/a/o1"), d.arena, &p, &e));
    assert_true(app_private_read(d.app, &p, d.arena, &e));
    assert_true(base_str_is(p.part[0].value[0].value, "演示人甲"));
    desk_end(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(opened_for_its_case), cmocka_unit_test(without_the_key)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
