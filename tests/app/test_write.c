/* test_write.c - the way of a change: what is answered is on record, in order, once. */
#include "support.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(begun), cmocka_unit_test(same_request)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
