/* Working days: the notice of 2023 as it was, faults in tables, and random tables against counting day by day. */
#include "support.h"

#include "base/date.h"
#include "base/file.h"

static const char TABLE_2023[] =
    "\xEF\xBB\xBF# 2023\ndate,kind,name\n2023-09-29,holiday,中秋节\n2023-09-30,holiday,中秋节\n"
    "2023-10-01,holiday,国庆节\n2023-10-02,holiday\n2023-10-03,holiday\n2023-10-04,holiday\n"
    "# make-up days, \"quoted\", even\n2023-10-05,holiday\n2023-10-06,holiday\n"
    "2023-10-07,workday,国庆节\n2023-10-08,workday,国庆节\n\n";

static base_arena *arena;

static int open_arena(void **state) {
    (void)state;
    arena = base_arena_new((size_t)8 << 20);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    base_arena_free(arena);
    return 0;
}

static base_date of(const char *text) {
    base_date out;
    base_err e = {0};
    if (!base_date_parse(base_str_of(text), &out, &e)) fail_msg("%s: %s", text, e.en);
    return out;
}

static base_workdays *table(const char *text) {
    base_err e = {0};
    base_workdays *w = base_workdays_read(arena, base_str_of(text), BASE_STR("workdays.csv"), &e);
    if (w == NULL) fail_msg("%s:%u:%u: %s", e.where, e.line, e.col, e.en);
    return w;
}

static void check_end(const base_workdays *w, const char *from, unsigned n, bool count_first, const char *end) {
    base_date d = BASE_DATE_NONE;
    base_err e = {0};
    if (!base_workdays_end(w, of(from), n, count_first, &d, &e)) fail_msg("%s + %u: %s", from, n, e.en);
    if (d != of(end)) fail_msg("%s + %u ends on day %d, expected %s", from, n, d, end);
}

static void check_notice_of_2023(const base_workdays *w) {
    /* Published 28 September; the second to fifth day are 7 to 10 October, two of them a weekend. */
    check_end(w, "2023-09-28", 5, true, "2023-10-10");
    check_end(w, "2023-09-28", 5, false, "2023-10-11");
    check_end(w, "2023-09-28", 1, true, "2023-09-28");
    check_end(w, "2023-09-28", 2, true, "2023-10-07");
    /* Published on a day of rest: it is not the first of them. */
    check_end(w, "2023-10-01", 1, true, "2023-10-07");
    check_end(w, "2023-10-01", 1, false, "2023-10-07");
    unsigned n = 99;
    assert_true(base_workdays_count(w, of("2023-09-28"), of("2023-10-10"), &n, NULL));
    assert_int_equal(n, 5);
    assert_true(base_workdays_count(w, of("2023-09-29"), of("2023-10-06"), &n, NULL));
    assert_int_equal(n, 0);
    assert_true(base_workdays_count(w, of("2023-10-07"), of("2023-10-07"), &n, NULL));
    assert_int_equal(n, 1);
    assert_true(base_workdays_count(w, of("2023-10-07"), of("2023-10-06"), &n, NULL));
    assert_int_equal(n, 0);
}

static void the_notice_of_2023(void **state) {
    (void)state;
    check_notice_of_2023(table(TABLE_2023));
}

static void the_notice_of_2023_by_the_table_that_is_delivered(void **state) {
    (void)state;
    base_str text;
    base_err e = {0};
    if (!base_file_read(arena, JIQUN_SOURCE_DIR "/data/workdays.csv", 1 << 20, &text, &e)) fail_msg("%s", e.en);
    const base_workdays *w = base_workdays_read(arena, text, BASE_STR("data/workdays.csv"), &e);
    if (w == NULL) fail_msg("%s:%u:%u: %s", e.where, e.line, e.col, e.en);
    check_notice_of_2023(w);
}

static void a_year_without_table_is_an_error_that_names_it(void **state) {
    (void)state;
    const base_workdays *w = table(TABLE_2023);
    bool is;
    unsigned n = 77;
    base_date d = 5;
    base_err e = {0};
    assert_false(base_workday_is(w, of("2024-01-06"), &is, &e)); /* although it is a Saturday */
    assert_err(&e, BASE_ERR_MISSING, "2024");
    assert_false(base_workday_is(w, of("2022-12-31"), &is, &e));
    assert_err(&e, BASE_ERR_MISSING, "2022");
    assert_false(base_workdays_end(w, of("2023-12-29"), 2, true, &d, &e)); /* runs into the next year */
    assert_err(&e, BASE_ERR_MISSING, "2024");
    check_end(w, "2023-12-29", 1, true, "2023-12-29");
    assert_false(base_workdays_end(w, of("2024-01-01"), 2, true, &d, &e));
    assert_false(base_workdays_end(w, of("2024-01-01"), 2, true, &d, NULL));
    assert_false(base_workdays_end(w, of("2023-12-29"), UINT32_MAX, true, &d, &e));
    assert_false(base_workdays_count(w, of("2023-12-01"), of("2024-01-01"), &n, &e));
    assert_err(&e, BASE_ERR_MISSING, "2024");
    assert_false(base_workdays_count(w, BASE_DATE_NONE, of("2024-01-01"), &n, &e));
    assert_int_equal(e.kind, BASE_ERR_RANGE);
    assert_false(base_workday_is(w, BASE_DATE_NONE, &is, &e));
    assert_int_equal(e.kind, BASE_ERR_RANGE);
    assert_true(n == 77 && d == 5); /* nothing half done */
}

static void a_period_has_at_least_one_day(void **state) {
    (void)state;
    base_date d;
    base_err e = {0};
    assert_false(base_workdays_end(table(TABLE_2023), of("2023-09-28"), 0, true, &d, &e));
    assert_err(&e, BASE_ERR_INPUT, "1");
}

static void a_year_can_be_known_without_exceptions(void **state) {
    (void)state;
    const base_workdays *w = table("date,kind\r\n2030,year\r\n9999,year\r\n0001,year,\r\n2030,year\r\n");
    unsigned n;
    assert_true(base_workdays_count(w, of("2030-01-01"), of("2030-12-31"), &n, NULL));
    assert_int_equal(n, 261);
    base_err e = {0};
    base_date d;
    assert_false(base_workdays_end(w, of("9999-12-31"), 2, true, &d, &e)); /* the end of time itself */
    assert_int_equal(e.kind, BASE_ERR_RANGE);
    bool is = false;
    assert_true(base_workday_is(w, of("0001-01-01"), &is, NULL));
    assert_true(is);
}

static void the_last_day_of_a_leap_year_counts(void **state) {
    (void)state;
    const base_workdays *w = table("date,kind\n2024-12-31,holiday\n2024-01-01,holiday\n2024-02-29,holiday\n");
    bool is = true;
    assert_true(base_workday_is(w, of("2024-12-31"), &is, NULL) && !is);
    assert_true(base_workday_is(w, of("2024-02-29"), &is, NULL) && !is);
    assert_true(base_workday_is(w, of("2024-01-01"), &is, NULL) && !is);
    assert_true(base_workday_is(w, of("2024-12-30"), &is, NULL) && is);
}

static void faults_are_named_with_their_place(void **state) {
    (void)state;
    static const struct {
        const char *text;
        uint32_t line, col;
        const char *names;
    } bad[] = {
        {"", 1, 1, "date,kind"},
        {"# only a comment\n", 1, 1, "date,kind"},
        {"day,kind\n", 1, 1, "date,kind"},
        {"date\n", 1, 1, "date,kind"},
        {"\n2023-01-01,holiday\n", 2, 1, "date,kind"},
        {"date,kind\n2023-13-01,holiday\n", 2, 1, "13"},
        {"date,kind\n2023-01-01,rest\n", 2, 12, "rest"},
        {"date,kind\n2023-01-01\n", 2, 11, "holiday"},
        {"date,kind\n2023-01-01,\n", 2, 12, "holiday"},
        {"date,kind\n2023-01-01,Holiday\n", 2, 12, "Holiday"},
        {"date,kind\n# 2023\n\n2023-01-01,holiday\n2023-01-01,holiday\n", 5, 1, "2023-01-01"},
        {"date,kind\n2023-01-01,holiday\n2023-01-01,workday\n", 3, 1, "2023-01-01"},
        {"date,kind\n23,year\n", 2, 1, "23"},
        {"date,kind\n0000,year\n", 2, 1, "0000"},
        {"date,kind\n20x3,year\n", 2, 1, "20x3"},
        {"date,kind\n2023-01-01,year\n", 2, 1, "2023-01-01"},
        {"date,kind\n2023-01-01,\"holiday\n", 2, 12, ""},
        {"date,kind,\"name\n", 1, 11, ""},
        {"date,kind\n2023-01-01,holiday,\xFF\n", 2, 20, "UTF-8"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        base_err e = {0};
        if (base_workdays_read(arena, base_str_of(bad[i].text), BASE_STR("w.csv"), &e) != NULL)
            fail_msg("was read: %s", bad[i].text);
        if (e.line != bad[i].line || e.col != bad[i].col)
            fail_msg("%s: at %u:%u: %s", bad[i].text, e.line, e.col, e.en);
        assert_err(&e, BASE_ERR_INPUT, bad[i].names);
        assert_string_equal(e.where, "w.csv");
        assert_null(base_workdays_read(arena, base_str_of(bad[i].text), BASE_STR("w.csv"), NULL));
    }
}

/* --- random tables --- */

enum { SPAN = 3 * 366 };

typedef struct {
    base_date first;
    int kind[SPAN]; /* 0 as the week says, 1 holiday, 2 workday */
} plan;

static bool naive_works(const plan *p, base_date d) {
    const int kind = p->kind[d - p->first];
    const int weekday = (int)(((int64_t)d + 4 + 7000000) % 7); /* 0 is Sunday */
    return kind == 2 || (kind == 0 && weekday != 0 && weekday != 6);
}

static void random_tables_agree_with_counting(void **state) {
    (void)state;
    prng r = {30};
    for (int round = 0; round < 40; round++) {
        static plan p;
        const int year = (int)prng_in(&r, 1, 9997);
        int days = 0;
        base_buf b;
        base_buf_init(&b, 1 << 20);
        base_buf_puts(&b, BASE_STR("date,kind\n"));
        base_date last;
        assert_true(base_date_make(year, 1, 1, &p.first, NULL));
        assert_true(base_date_make(year + 2, 12, 31, &last, NULL));
        for (int y = year; y <= year + 2; y++) base_buf_fmt(&b, "%04d,year\n", y);
        days = last - p.first + 1;
        for (int i = 0; i < days; i++) {
            p.kind[i] = prng_below(&r, 8) == 0 ? 1 : prng_below(&r, 12) == 0 ? 2 : 0;
            if (p.kind[i] == 0) continue;
            base_date_put(&b, p.first + i);
            base_buf_puts(&b, p.kind[i] == 1 ? BASE_STR(",holiday\n") : BASE_STR(",workday\n"));
        }
        base_err e = {0};
        const base_workdays *w = base_workdays_read(arena, base_buf_str(&b), BASE_STR("random"), &e);
        if (w == NULL) fail_msg("%u: %s", e.line, e.en);
        for (base_date d = p.first; d <= last; d++) {
            bool is = false;
            assert_true(base_workday_is(w, d, &is, NULL));
            assert_int_equal(is, naive_works(&p, d));
        }
        for (int k = 0; k < 300; k++) {
            const base_date from = p.first + (base_date)prng_below(&r, (uint64_t)days);
            const bool count_first = prng_below(&r, 2) == 0;
            const unsigned n = 1 + (unsigned)prng_below(&r, 60);
            /* The n-th working day from `from` on, or from the day after; past the table it is an error. */
            base_date want = count_first ? from : from + 1;
            for (unsigned left = n; want <= last; want++) {
                if (naive_works(&p, want) && --left == 0) break;
            }
            base_date have = 0;
            assert_int_equal(base_workdays_end(w, from, n, count_first, &have, &e), want <= last);
            if (want <= last) assert_int_equal(have, want);

            const base_date to = p.first + (base_date)prng_below(&r, (uint64_t)days);
            unsigned count = 99, naive = 0;
            for (base_date d = from; d <= to; d++) naive += naive_works(&p, d);
            assert_true(base_workdays_count(w, from, to, &count, NULL));
            assert_int_equal(count, naive);
        }
        base_buf_free(&b);
        base_arena_reset(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_notice_of_2023, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(the_notice_of_2023_by_the_table_that_is_delivered, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(a_year_without_table_is_an_error_that_names_it, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(a_period_has_at_least_one_day, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(a_year_can_be_known_without_exceptions, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(the_last_day_of_a_leap_year_counts, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(faults_are_named_with_their_place, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(random_tables_agree_with_counting, open_arena, close_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
