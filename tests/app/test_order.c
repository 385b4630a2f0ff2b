/* The order of a recommendation: what may be kept, what is read of rows of earlier programs, and when it goes. */
#include "support.h"

#include "app/order.h"

static const core_actor PROVINCE = {{"province", 8}, {"33", 2}};

static base_str list_of(base_arena *arena, const base_str *path, size_t n) {
    base_buf b;
    base_buf_init(&b, 1000);
    for (size_t i = 0; i < n; i++) base_buf_fmt(&b, "%s%.*s", i > 0 ? " " : "", (int)path[i].n, path[i].p);
    const base_str out = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return out;
}

static void a_case_is_in_one_of_both_lists(void **state) {
    (void)state;
    const base_str path[] = {BASE_STR("c1/a"), BASE_STR("c2/a"), BASE_STR("c3/a")};
    const base_str twice[] = {BASE_STR("c1/a"), BASE_STR("c1/a")}, none[] = {BASE_STR("no path")};
    base_err e = {0};
    assert_true(app_order_check(&(app_order){.path = path, .n = 3}, &e));
    assert_true(app_order_check(&(app_order){.left = path, .n_left = 3}, &e));
    assert_true(app_order_check(&(app_order){.path = path, .n = 2, .left = path + 2, .n_left = 1}, &e));
    assert_false(app_order_check(&(app_order){.path = path, .n = 3, .left = path + 2, .n_left = 1}, &e));
    assert_err(&e, BASE_ERR_INPUT, "left[0]");
    assert_err(&e, BASE_ERR_INPUT, "c3/a");
    e = (base_err){0};
    assert_false(app_order_check(&(app_order){.path = path, .n = 1, .left = path, .n_left = 3}, &e));
    assert_err(&e, BASE_ERR_INPUT, "c1/a");
    e = (base_err){0};
    assert_false(app_order_check(&(app_order){.left = twice, .n_left = 2}, &e));
    assert_err(&e, BASE_ERR_INPUT, "left");
    e = (base_err){0};
    assert_false(app_order_check(&(app_order){.path = none, .n = 1}, &e));
    assert_err(&e, BASE_ERR_INPUT, "order[0]");
}

static void begin(desk *d) {
    desk_begin(d, LOG_SM3_SM2);
    desk_open(d, APP_WRITE);
    must(d, "ministry", "", "2023-03-01", "open_round r23 closes=2023-07-31 quota=8 quota_separate=2");
    must(d, "ministry", "", "2023-03-01", "open_round r24 closes=2024-07-31 quota=8 quota_separate=2");
}

static void keep_row(desk *d, const char *path, const char *body) {
    const store_draft row = {.path = base_str_of(path), .at = 1, .by = BASE_STR("b"), .body = base_str_of(body)};
    uint64_t version = 0;
    bool saved = false;
    base_err e = {0};
    assert_true(store_draft_save(app_store(d->app), &row, 0, &saved, &version, &e) && saved);
}

static app_order read_order(desk *d, const char *round) {
    const app_order_of of = {PROVINCE, base_str_of(round)};
    app_order o;
    base_err e = {0};
    assert_true(app_order_get(d->app, d->arena, &of, &o, &e));
    return o;
}

static void rows_of_earlier_programs(void **state) {
    (void)state;
    desk d = {0};
    begin(&d);
    keep_row(&d, "order:r23:province:33", "{\"order\":[\"c1/a\",\"c2/a\",\"c3/a\"],\"left\":[\"c2/a\"]}");
    const app_order o = read_order(&d, "r23");
    assert_str(list_of(d.arena, o.path, o.n), "c1/a c3/a");
    assert_str(list_of(d.arena, o.left, o.n_left), "c2/a");
    base_err e = {0};
    assert_true(app_order_check(&o, &e));
    desk_end(&d);
}

static void sweep(desk *d, const char *day, size_t most, size_t *ended) {
    const app_desk own = {.app = d->app};
    base_date today;
    base_err e = {0};
    assert_true(base_date_parse(base_str_of(day), &today, &e));
    if (!app_order_sweep(&own, today, most, ended, &e)) fail_msg("%s", e.en);
}

static void goes_with_its_round(void **state) {
    (void)state;
    desk d = {0};
    size_t ended = 0;
    begin(&d);
    keep_row(&d, "c1/a", "{}");
    keep_row(&d, "order:r23:province:33", "{\"order\":[\"c1/a\"],\"left\":[]}");
    keep_row(&d, "order:r23:province:32", "{\"order\":[\"c2/a\"],\"left\":[]}");
    keep_row(&d, "order:r24:province:33", "{\"order\":[\"c3/a\"],\"left\":[]}");
    must(&d, "ministry", "", "2023-08-01", "close_round r23");
    sweep(&d, "2023-08-01", 10, &ended);
    assert_true(ended == 0 && read_order(&d, "r23").n == 1);
    must(&d, "ministry", "", "2023-10-20", "publish_round r23");
    sweep(&d, "2023-10-20", 1, &ended);
    assert_int_equal(ended, 0); /* there is one left */
    sweep(&d, "2023-10-20", 1, &ended);
    sweep(&d, "2023-10-20", 1, &ended);
    assert_int_equal(ended, 1);
    assert_int_equal(read_order(&d, "r23").version, 0);
    assert_int_equal(read_order(&d, "r24").version, 1);
    store_draft form;
    bool found = false;
    base_err e = {0};
    assert_true(store_draft_get(app_store(d.app), d.arena, BASE_STR("order:r23:province:32"), &form, &found, &e));
    assert_false(found);
    assert_true(store_draft_get(app_store(d.app), d.arena, BASE_STR("c1/a"), &form, &found, &e));
    assert_true(found);
    desk_end(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_is_in_one_of_both_lists),
        cmocka_unit_test(rows_of_earlier_programs),
        cmocka_unit_test(goes_with_its_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
