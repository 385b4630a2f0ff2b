/* Dates against a walk day by day that only knows the lengths of months, and against the C library. */
#include "support.h"

#include <time.h>

#include "base/date.h"

static const base_date FIRST = -719162, LAST = 2932896;

static base_date day(int y, int m, int d) {
    base_date out;
    base_err e = {0};
    if (!base_date_make(y, m, d, &out, &e)) fail_msg("%d-%d-%d: %s", y, m, d, e.en);
    return out;
}

static base_date of(const char *text) {
    base_date out;
    base_err e = {0};
    if (!base_date_parse(exactly(text), &out, &e)) fail_msg("%s: %s", text, e.en);
    return out;
}

static const char *text_of(base_date d) {
    static char text[4][11];
    static int next;
    base_buf b;
    base_buf_init(&b, 10);
    assert_true(base_date_put(&b, d));
    char *out = text[next++ % 4];
    memcpy(out, b.p, 10);
    out[10] = '\0';
    base_buf_free(&b);
    return out;
}

/* --- the oracle: one day after the other --- */

typedef struct {
    int y, m, d, weekday;
} walker;

static int length(int y, int m) {
    if (m == 2) return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0 ? 29 : 28;
    return m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31;
}

static void step(walker *w) {
    w->weekday = w->weekday == 7 ? 1 : w->weekday + 1;
    if (++w->d <= length(w->y, w->m)) return;
    w->d = 1;
    if (++w->m <= 12) return;
    w->m = 1;
    w->y++;
}

static void check_day(base_date d, const walker *w) {
    int y, m, dd;
    base_date_split(d, &y, &m, &dd);
    if (y != w->y || m != w->m || dd != w->d || base_date_weekday(d) != w->weekday || base_date_year(d) != w->y)
        fail_msg("%d: %04d-%02d-%02d weekday %d, expected %04d-%02d-%02d weekday %d", d, y, m, dd, base_date_weekday(d),
                 w->y, w->m, w->d, w->weekday);
    base_date again;
    assert_true(base_date_make(w->y, w->m, w->d, &again, NULL));
    assert_int_equal(again, d);
}

static void every_day_of_the_range_is_the_next_of_the_one_before(void **state) {
    (void)state;
    walker w = {1, 1, 1, 1}; /* 0001-01-01 was a Monday */
    for (base_date d = FIRST; d <= LAST; d++, step(&w)) check_day(d, &w);
    assert_true(w.y == 10000 && w.m == 1 && w.d == 1);
}

static void agrees_with_the_c_library(void **state) {
    (void)state;
    for (base_date d = FIRST; d <= LAST; d += d > -140000 && d < 160000 ? 1 : 97) { /* each day of 1587 to 2407 */
        const time_t t = (time_t)d * 86400;
        struct tm tm;
        assert_non_null(gmtime_r(&t, &tm));
        int y, m, dd;
        base_date_split(d, &y, &m, &dd);
        assert_int_equal(y, tm.tm_year + 1900);
        assert_int_equal(m, tm.tm_mon + 1);
        assert_int_equal(dd, tm.tm_mday);
        assert_int_equal(base_date_weekday(d) % 7, tm.tm_wday);
        struct tm back = {.tm_year = y - 1900, .tm_mon = m - 1, .tm_mday = dd};
        assert_int_equal(timegm(&back), t);
        assert_int_equal(day(y, m, dd), d);
    }
}

static void known_days(void **state) {
    (void)state;
    assert_int_equal(of("1970-01-01"), 0);
    assert_int_equal(of("0001-01-01"), FIRST);
    assert_int_equal(of("9999-12-31"), LAST);
    assert_int_equal(base_date_weekday(of("2023-09-28")), 4);
    assert_int_equal(base_date_weekday(of("2000-02-29")), 2);
}

static void nothing_outside_the_calendar(void **state) {
    (void)state;
    static const int bad[][3] = {{2023, 2, 29},        {1900, 2, 29},       {2100, 2, 29}, {2024, 2, 30},
                                 {2023, 4, 31},        {2023, 1, 0},        {2023, 1, 32}, {2023, 0, 1},
                                 {2023, 13, 1},        {2023, -1, 1},       {2023, 1, -1}, {2023, 12, INT32_MAX},
                                 {2023, INT32_MAX, 1}, {2023, INT32_MIN, 1}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        base_date d = 5;
        base_err e = {0};
        assert_false(base_date_make(bad[i][0], bad[i][1], bad[i][2], &d, &e));
        assert_int_equal(e.kind, BASE_ERR_INPUT);
        assert_int_equal(d, 5);
    }
    static const int years[] = {0, -1, 10000, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof years / sizeof years[0]; i++) {
        base_date d;
        base_err e = {0};
        assert_false(base_date_make(years[i], 1, 1, &d, &e));
        assert_err(&e, BASE_ERR_RANGE, "9999-12-31");
    }
    base_err e = {0};
    base_date d;
    assert_false(base_date_make(2023, 2, 29, &d, &e));
    assert_err(&e, BASE_ERR_INPUT, "28"); /* says how many days there are */
    for (int y = 1; y <= 9999; y++) {     /* each month ends where it should */
        for (int m = 1; m <= 12; m++) {
            assert_true(base_date_make(y, m, length(y, m), &d, NULL));
            assert_false(base_date_make(y, m, length(y, m) + 1, &d, NULL));
        }
    }
}

static void what_is_no_date_has_no_parts(void **state) {
    (void)state;
    static const base_date none[] = {BASE_DATE_NONE, -719163, 2932897, INT32_MAX};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        int y = 1, m = 1, d = 1;
        base_date_split(none[i], &y, &m, &d);
        assert_true(y == 0 && m == 0 && d == 0);
        assert_int_equal(base_date_year(none[i]), 0);
        base_buf b;
        base_buf_init(&b, 100);
        assert_false(base_date_put(&b, none[i]));
        assert_true(b.n == 0 && !b.full);
        base_buf_free(&b);
        base_date out = 5;
        base_err e = {0};
        assert_false(base_date_add_days(none[i], 0, &out, &e));
        assert_int_equal(e.kind, BASE_ERR_RANGE);
        assert_false(base_date_add_days(none[i], i == 0 ? INT32_MAX : -1000000, &out, &e));
        assert_false(base_date_add_months(none[i], 0, &out, &e));
        assert_false(base_date_term_end(none[i], 1, &out, &e));
        assert_int_equal(out, 5);
        assert_in_range(base_date_weekday(none[i]), 1, 7);
    }
}

static void parses_one_form_only(void **state) {
    (void)state;
    static const char *const bad[] = {"",
                                      "2023",
                                      "2023-1-1",
                                      "2023-01-1",
                                      "23-01-01",
                                      "2023/01/01",
                                      "20230101",
                                      "2023-01-01 ",
                                      " 2023-01-01",
                                      "+023-01-01",
                                      "-023-01-01",
                                      "2023-01-0x",
                                      "2023-0x-01",
                                      "x023-01-01",
                                      "2023-01-001",
                                      "02023-01-01",
                                      "2023-01.01",
                                      "2023 01-01",
                                      "2023年1月1日",
                                      "2023-+1-01",
                                      "2023-01- 1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        base_date d = 5;
        base_err e = {0};
        if (base_date_parse(exactly(bad[i]), &d, &e)) fail_msg("\"%s\" was read", bad[i]);
        assert_err(&e, BASE_ERR_INPUT, "2023-10-18");
        assert_int_equal(d, 5);
    }
    base_date d;
    base_err e = {0};
    assert_false(base_date_parse(BASE_STR("2023-01-01\0"), &d, &e));
    assert_false(base_date_parse((base_str){NULL, 0}, &d, &e));
    assert_false(base_date_parse(BASE_STR("2023-02-29"), &d, &e));
    assert_err(&e, BASE_ERR_INPUT, "28");
    assert_false(base_date_parse(BASE_STR("0000-01-01"), &d, &e));
    assert_int_equal(e.kind, BASE_ERR_RANGE);
    assert_false(base_date_parse(BASE_STR("2023-00-01"), &d, &e));
    assert_err(&e, BASE_ERR_INPUT, "0");
    assert_non_null(strstr(e.en, "month 0")); /* the form is right, the month is not */
    assert_false(base_date_parse(BASE_STR("2023-01-00"), &d, &e));
    assert_non_null(strstr(e.en, "day 0"));
    assert_false(base_date_parse(BASE_STR("2023-01-01x"), &d, NULL));
}

static void put_and_parse_are_inverse(void **state) {
    (void)state;
    for (base_date d = FIRST; d <= LAST; d += 7) {
        int y, m, dd;
        char expected[40];
        base_date_split(d, &y, &m, &dd);
        (void)snprintf(expected, sizeof expected, "%04d-%02d-%02d", y, m, dd);
        const char *text = text_of(d);
        assert_string_equal(text, expected);
        assert_int_equal(of(text), d);
    }
    base_buf b;
    base_buf_init(&b, 9);
    assert_false(base_date_put(&b, 0));
    assert_true(b.full && b.n == 0);
    base_buf_free(&b);
}

static void adds_days_within_the_range(void **state) {
    (void)state;
    base_date d;
    base_err e = {0};
    assert_true(base_date_add_days(of("2024-02-28"), 1, &d, &e));
    assert_string_equal(text_of(d), "2024-02-29");
    assert_true(base_date_add_days(of("2024-03-01"), -1, &d, &e));
    assert_string_equal(text_of(d), "2024-02-29");
    assert_true(base_date_add_days(FIRST, LAST - FIRST, &d, &e));
    assert_int_equal(d, LAST);
    assert_true(base_date_add_days(LAST, FIRST - LAST, &d, &e));
    assert_int_equal(d, FIRST);
    static const int32_t over[] = {1, INT32_MAX};
    for (size_t i = 0; i < 2; i++) {
        assert_false(base_date_add_days(LAST, over[i], &d, &e));
        assert_int_equal(e.kind, BASE_ERR_RANGE);
        assert_false(base_date_add_days(FIRST, -over[i], &d, &e));
    }
    assert_false(base_date_add_days(FIRST, INT32_MIN, &d, &e));
}

/* Month by month, and the day only at the end. */
static bool naive_add_months(walker w, int months, walker *out) {
    for (; months > 0; months--) w.m == 12 ? (w.m = 1, w.y++) : w.m++;
    for (; months < 0; months++) w.m == 1 ? (w.m = 12, w.y--) : w.m--;
    if (w.d > length(w.y, w.m)) w.d = length(w.y, w.m);
    *out = w;
    return w.y >= 1 && w.y <= 9999;
}

static void adds_months(void **state) {
    (void)state;
    base_date d;
    base_err e = {0};
    assert_true(base_date_add_months(of("2023-01-31"), 1, &d, &e));
    assert_string_equal(text_of(d), "2023-02-28");
    assert_true(base_date_add_months(of("2024-01-31"), 1, &d, &e));
    assert_string_equal(text_of(d), "2024-02-29");
    assert_true(base_date_add_months(of("2024-02-29"), 12, &d, &e));
    assert_string_equal(text_of(d), "2025-02-28");
    assert_true(base_date_add_months(of("2023-10-18"), 36, &d, &e));
    assert_string_equal(text_of(d), "2026-10-18");
    assert_true(base_date_add_months(of("2023-03-31"), -1, &d, &e));
    assert_string_equal(text_of(d), "2023-02-28");
    assert_true(base_date_add_months(of("9999-11-30"), 1, &d, &e));
    assert_string_equal(text_of(d), "9999-12-30");
    assert_false(base_date_add_months(of("9999-12-01"), 1, &d, &e));
    assert_int_equal(e.kind, BASE_ERR_RANGE);
    assert_true(base_date_add_months(of("0001-02-28"), -1, &d, &e));
    assert_string_equal(text_of(d), "0001-01-28");
    assert_false(base_date_add_months(of("0001-01-31"), -1, &d, &e));
    assert_false(base_date_add_months(of("2023-01-31"), INT32_MAX, &d, &e));
    assert_false(base_date_add_months(of("2023-01-31"), INT32_MIN, &d, &e));

    prng r = {20};
    for (int round = 0; round < 100000; round++) {
        const base_date start = (base_date)prng_in(&r, FIRST, LAST);
        const int months = (int)prng_in(&r, round % 2 ? -30 : -3000, round % 2 ? 30 : 3000);
        walker w = {0}, want = {0};
        base_date_split(start, &w.y, &w.m, &w.d);
        const bool fits = naive_add_months(w, months, &want);
        assert_int_equal(base_date_add_months(start, months, &d, &e), fits);
        if (fits) assert_int_equal(d, day(want.y, want.m, want.d));
    }
}

static void check_term(const char *first, int years, const char *end) {
    base_date d;
    base_err e = {0};
    if (!base_date_term_end(of(first), years, &d, &e)) fail_msg("%s + %d: %s", first, years, e.en);
    if (strcmp(text_of(d), end) != 0) fail_msg("%s + %d years ends %s, expected %s", first, years, text_of(d), end);
}

static void terms_end_on_the_day_before_the_anniversary(void **state) {
    (void)state;
    check_term("2023-10-18", 3, "2026-10-17");
    check_term("2023-01-01", 3, "2025-12-31");
    check_term("2024-02-29", 3, "2027-02-28");
    check_term("2024-02-29", 4, "2028-02-28");
    check_term("2024-02-29", 1, "2025-02-28");
    check_term("2096-02-29", 4, "2100-02-28"); /* 2100 has no leap day */
    check_term("2024-03-01", 1, "2025-02-28");
    check_term("2023-03-01", 1, "2024-02-29");
    check_term("2024-02-28", 1, "2025-02-27");
    check_term("2026-03-01", 3, "2029-02-28");
    check_term("2029-03-01", 3, "2032-02-29"); /* the extension of the term before */
    check_term("0001-01-01", 9999, "9999-12-31");
    check_term("9999-01-01", 1, "9999-12-31");
    base_date d;
    base_err e = {0};
    assert_false(base_date_term_end(of("9999-01-02"), 1, &d, &e)); /* ends 10000-01-01 */
    assert_err(&e, BASE_ERR_RANGE, "9999-12-31");
    assert_false(base_date_term_end(of("0001-01-02"), 9999, &d, &e));
    assert_false(base_date_term_end(of("2023-01-01"), 0, &d, &e));
    assert_err(&e, BASE_ERR_INPUT, "0");
    assert_false(base_date_term_end(of("2023-01-01"), -3, &d, &e));
    assert_err(&e, BASE_ERR_INPUT, "-3");
    assert_false(base_date_term_end(of("0001-01-01"), 10000, &d, &e));
    assert_int_equal(e.kind, BASE_ERR_RANGE);
    assert_false(base_date_term_end(of("2023-01-01"), INT32_MAX, &d, &e));
    assert_false(base_date_term_end(of("2023-01-01"), INT32_MIN, &d, &e));
}

/* Walks until the anniversary is reached; of a year without 29 February, 1 March is. */
static base_date naive_term_end(base_date first, int years) {
    walker w = {0};
    base_date_split(first, &w.y, &w.m, &w.d);
    const walker begin = w;
    base_date d = first;
    for (;;) {
        walker next = w;
        step(&next);
        const bool same = next.m == begin.m && next.d == begin.d;
        const bool instead = begin.m == 2 && begin.d == 29 && length(next.y, 2) == 28 && next.m == 3 && next.d == 1;
        if (next.y == begin.y + years && (same || instead)) return d;
        w = next;
        d++;
    }
}

static void terms_agree_with_the_walk(void **state) {
    (void)state;
    /* Every first day around two centuries that differ in their leap day, and every day of eight years. */
    static const char *const spans[][2] = {
        {"1896-01-01", "1904-12-31"}, {"1996-01-01", "2004-12-31"}, {"2020-01-01", "2032-12-31"}};
    for (size_t s = 0; s < sizeof spans / sizeof spans[0]; s++) {
        for (base_date first = of(spans[s][0]); first <= of(spans[s][1]); first++) {
            for (int years = 1; years <= 4; years++) {
                base_date end;
                assert_true(base_date_term_end(first, years, &end, NULL));
                assert_int_equal(end, naive_term_end(first, years));
            }
        }
    }
}

static void terms_follow_one_another_without_gap(void **state) {
    (void)state;
    prng r = {21};
    for (int round = 0; round < 20000; round++) {
        const base_date first = (base_date)prng_in(&r, FIRST, LAST - 40000);
        const int years = (int)prng_in(&r, 1, 30);
        base_date end, one_by_one = first, next;
        assert_true(base_date_term_end(first, years, &end, NULL));
        /* As many single years in a row end on the same day, save where the first day was 29 February. */
        for (int i = 0; i < years; i++) {
            assert_true(base_date_term_end(one_by_one, 1, &next, NULL));
            one_by_one = next + 1;
        }
        int y, m, d;
        base_date_split(first, &y, &m, &d);
        if (m == 2 && d == 29)
            assert_in_range(one_by_one - 1 - end, 0, 1);
        else
            assert_int_equal(one_by_one - 1, end);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_the_range_is_the_next_of_the_one_before),
        cmocka_unit_test(agrees_with_the_c_library),
        cmocka_unit_test(known_days),
        cmocka_unit_test(nothing_outside_the_calendar),
        cmocka_unit_test(what_is_no_date_has_no_parts),
        cmocka_unit_test(parses_one_form_only),
        cmocka_unit_test(put_and_parse_are_inverse),
        cmocka_unit_test(adds_days_within_the_range),
        cmocka_unit_test(adds_months),
        cmocka_unit_test(terms_end_on_the_day_before_the_anniversary),
        cmocka_unit_test(terms_agree_with_the_walk),
        cmocka_unit_test(terms_follow_one_another_without_gap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
