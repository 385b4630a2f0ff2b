/* test_act.c - actions as JSON: what is taken, and what is told of what is wrong. */
#include "app/act.h"
#include "support.h"

static base_date day_of(const char *text) {
    base_date d = BASE_DATE_NONE;
    assert_true(base_date_parse(base_str_of(text), &d, NULL));
    return d;
}

static bool reads(desk *d, const char *action, const char *target, const char *body, app_request *out, base_err *e) {
    core_actor county = {BASE_STR("county"), BASE_STR("330106")};
    *e = (base_err){0};
    return app_act_read(d->app, county, day_of("2023-04-03"), base_str_of(action), base_str_of(target),
                        base_str_of(body), d->scratch, out, e);
}

static void wrong(desk *d, const char *action, const char *target, const char *body, const char *en) {
    app_request r;
    base_err e;
    if (reads(d, action, target, body, &r, &e)) fail_msg("%s was taken", body);
    if (strstr(e.en, en) == NULL) fail_msg("%s: %s", body, e.en);
    assert_true(e.zh[0] != 0);
}

static void begin(desk *d) {
    desk_begin(d, LOG_SM3_SM2);
    desk_open(d, APP_WRITE);
    must(d, "ministry", "", "2023-03-01", "open_round r23 closes=2023-07-31 quota=6 quota_separate=2 first=yes");
    must(d, "county", "330106", "2023-03-01", "register c1 name=a industry=I6540");
    must(d, "county", "330106", "2023-03-01", "apply c1/a round=r23");
}

static void what_fits_is_taken(void **state) {
    (void)state;
    desk d = {0};
    app_request r;
    base_err e;
    begin(&d);
    assert_true(reads(&d, "open_round", "",
                      "{\"target\":[\"r24\"],\"args\":{\"closes\":\"2024-07-31\",\"quota\":6,"
                      "\"first\":true,\"county_closes\":null}}",
                      &r, &e));
    assert_int_equal(r.command.n_targets, 1);
    assert_int_equal(r.command.n_args, 3);
    assert_true(base_str_is(r.command.arg[1].value, "6") && base_str_is(r.command.arg[2].value, "yes"));
    assert_false(r.versioned);
    assert_true(reads(&d, "withdraw", "c1/a", "", &r, &e));
    assert_true(reads(&d, "recommend", "", "{\"target\":[\"c1/a\",\"c2/a\"]}", &r, &e));
    assert_int_equal(r.command.n_targets, 2);
    assert_true(reads(&d, "no_such_action", "c1", "{\"args\":{\"x\":\"y\"}}", &r, &e)); /* deciding refuses it */
    desk_end(&d);
}

static void a_form_is_filled_in_exactly(void **state) {
    (void)state;
    desk d = {0};
    app_request r;
    app_answer a;
    base_err e;
    core_draft draft;
    uint64_t version = 0;
    begin(&d);
    assert_true(reads(&d, "fill", "c1/a",
                      "{\"facts\":{\"output\":{\"2020\":41,\"2021\":46.50,\"2022\":\"52\"},"
                      "\"land\":95,\"why.staff\":\"未统计\",\"pillar\":\"有\"},\"version\":0}",
                      &r, &e));
    assert_int_equal(r.command.n_args, 6);
    assert_true(r.versioned && r.version == 0);
    assert_true(base_str_is(r.command.arg[1].key, "output.2021") && base_str_is(r.command.arg[1].value, "46.50"));
    app_submit(d.app, &r, 1, &a, d.scratch);
    assert_int_equal(a.result, APP_GRANTED);
    const core_case *root = app_load(d.app, BASE_STR("c1"), &e);
    assert_true(app_draft(d.app, root->child, &draft, &version, d.scratch, &e));
    assert_int_equal(version, 1);
    assert_int_equal(draft.facts.n, 5);
    app_submit(d.app, &r, 1, &a, d.scratch); /* of version 0, which is gone */
    assert_int_equal(a.result, APP_FAILED);
    desk_end(&d);
}

static void what_does_not_fit_is_told(void **state) {
    (void)state;
    desk d = {0};
    begin(&d);
    wrong(&d, "open_round", "r24", "{\"args\":{\"quotta\":6}}",
          "args.quotta: there is none of that name; did you mean quota?");
    wrong(&d, "open_round", "r24", "{\"args\":{\"quota\":\"six\"}}", "args.quota: ");
    wrong(&d, "open_round", "r24", "{\"args\":{\"quota\":true}}",
          "args.quota: expected a whole number, got true or false");
    wrong(&d, "open_round", "r24", "{\"args\":{\"closes\":20230731}}", "args.closes: expected a text, got a number");
    wrong(&d, "open_round", "r24", "{\"args\":{\"closes\":\"2023-02-30\"}}", "args.closes: ");
    wrong(&d, "open_round", "r24", "{\"args\":{\"closes\":{}}}", "args.closes: expected a text, got an object");
    wrong(&d, "open_round", "r24", "{\"args\":{\"closes\":\"2023-07-31\",\"closes\":\"2023-07-31\"}}", "given twice");
    wrong(&d, "open_round", "r24", "{\"arg\":{}}", "did you mean args?");
    wrong(&d, "open_round", "r24", "{\"target\":[\"r25\"]}", "the address names the case already");
    wrong(&d, "open_round", "", "{\"target\":[\"/x\"]}", "no path of a case");
    wrong(&d, "open_round", "", "{\"target\":[7]}", "target: expected the path of a case");
    wrong(&d, "withdraw", "c1/a", "{\"facts\":{\"land\":1}}", "fills in no form");
    wrong(&d, "fill", "c1/a", "{\"facts\":{\"otput\":{\"2020\":1}}}",
          "facts.otput: there is none of that name; did you mean output?");
    wrong(&d, "fill", "c1/a", "{\"facts\":{\"output\":{\"20\":1}}}", "facts.output.20");
    wrong(&d, "fill", "c1/a", "{\"facts\":{\"output\":{\"2020\":1e400}}}", "facts.output.2020");
    wrong(&d, "fill", "c1/a", "{\"facts\":{\"output\":{\"2020\":[1]}}}", "facts.output.2020: expected");
    wrong(&d, "fill", "c1/a", "{\"version\":-1}", "version: expected a whole number");
    wrong(&d, "fill", "c1/a", "[]", "not a JSON object");
    wrong(&d, "fill", "c1/a", "{\"facts\":", "not a JSON object");
    desk_end(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_fits_is_taken),
                                       cmocka_unit_test(a_form_is_filled_in_exactly),
                                       cmocka_unit_test(what_does_not_fit_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
