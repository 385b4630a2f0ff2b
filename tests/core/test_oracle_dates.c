/* Days of the national text held against a calendar written out here by hand: counted day by day from a table of
 * month lengths, working days read from the table's own lines. Nothing of src/base is used for the expected day. */
#include "support.h"

/* ---- a naive calendar ---- */

typedef struct {
    int y, m, d;
} day;

static int month_length(int y, int m) {
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return length[m - 1] + (m == 2 && leap ? 1 : 0);
}

static day next_day(day a) {
    if (++a.d <= month_length(a.y, a.m)) return a;
    a.d = 1;
    if (++a.m <= 12) return a;
    a.m = 1;
    a.y++;
    return a;
}

static day previous_day(day a) {
    if (--a.d >= 1) return a;
    if (--a.m < 1) {
        a.m = 12;
        a.y--;
    }
    a.d = month_length(a.y, a.m);
    return a;
}

static const char *text_of(day a) {
    static char text[2][40];
    static int turn;
    turn = 1 - turn;
    (void)snprintf(text[turn], sizeof text[turn], "%04d-%02d-%02d", a.y, a.m, a.d);
    return text[turn];
}

/* 2022-01-01 was a Saturday. */
static bool is_weekend(day a) {
    int n = 5;
    for (day b = {2022, 1, 1}; b.y != a.y || b.m != a.m || b.d != a.d; b = next_day(b)) n++;
    return n % 7 >= 5;
}

static bool works(day a) {
    static base_str table;
    if (table.n == 0) table = read_source(the_library()->arena, "data/workdays.csv");
    char line[40];
    (void)snprintf(line, sizeof line, "\n%s,holiday", text_of(a));
    if (strstr(table.p, line) != NULL) return false;
    (void)snprintf(line, sizeof line, "\n%s,workday", text_of(a));
    return strstr(table.p, line) != NULL || !is_weekend(a);
}

/* The fifth working day, the day itself being the first when it is one and `first` says so. */
static day notice_end(day from, bool first) {
    int left = 5;
    day a = from;
    if (first && works(a)) left--;
    while (left > 0) {
        a = next_day(a);
        if (works(a)) left--;
    }
    return a;
}

/* The day before the third anniversary; from 29 February the last of February. */
static day three_years(day first) {
    day a = {first.y + 3, first.m, first.d};
    if (a.d > month_length(a.y, a.m)) return (day){a.y, 2, 28};
    return previous_day(a);
}

static day random_day(prng *r, int from, int to) {
    day a = {from + (int)prng_below(r, (size_t)to - (size_t)from + 1), 1 + (int)prng_below(r, 12), 0};
    a.d = 1 + (int)prng_below(r, (size_t)month_length(a.y, a.m));
    return a;
}

static void is_day(base_date have, day want, const char *what) {
    if (have != date_of(text_of(want))) {
        int y, m, d;
        base_date_split(have, &y, &m, &d);
        fail_msg("%s: %04d-%02d-%02d, expected %s", what, y, m, d, text_of(want));
    }
}

/* ---- the text ---- */

static base_date date_field(desk *k, const char *path, const char *name) {
    base_str s = field_of(k, path, name);
    base_date d = BASE_DATE_NONE;
    if (!base_date_parse(s, &d, NULL)) fail_msg("%s.%s is %.*s", path, name, (int)s.n, s.p);
    return d;
}

static void check_validity(desk *k, const char *cluster, day announced) {
    char path[64];
    day last = three_years(announced), from = next_day(last);
    is_day(date_field(k, cluster, "valid_from"), announced, "first day of validity");
    is_day(date_field(k, cluster, "valid_until"), last, "last day of validity");
    from.y--; /* a year before the day after the last: the anniversary itself, or the end of February */
    if (from.d > month_length(from.y, from.m)) from.d = month_length(from.y, from.m);
    is_day(moment_of(k, cluster, "last_year"), from, "last year");
    for (int y = announced.y; y < announced.y + 3; y++) {
        (void)snprintf(path, sizeof path, "%s/report%d", cluster, y);
        is_day(moment_of(k, path, "due_day"), (day){y + 1, 4, 30}, "due day");
        is_day(moment_of(k, path, "year_end"), (day){y, 12, 31}, "end of the year");
        today(k, text_of((day){y + 1, 4, 30}));
        assert_int_equal(mark_of_case(k, path, "overdue"), CORE_NO);
        today(k, text_of((day){y + 1, 5, 1}));
        assert_int_equal(mark_of_case(k, path, "overdue"), CORE_YES);
    }
    today(k, text_of(last));
    assert_int_equal(mark_of_case(k, cluster, "validity_ended"), CORE_NO);
    today(k, text_of(next_day(last)));
    assert_int_equal(mark_of_case(k, cluster, "validity_ended"), CORE_YES);
    assert_str(state_of(k, cluster), "recognised"); /* a date moves no case */
}

/* An application that may be put on the list. */
static void prepare(desk *k) {
    today(k, "2021-12-01");
    as(k, "ministry", "");
    must(k, "open_round r1 closes=2026-12-31 quota=9 first=yes");
    must(k, "end_loading");
    as(k, "county", "330106");
    must(k, "register c1 name=甲 subfield=A");
    must(k, "apply c1/a round=r1");
    must(k,
         "fill c1/a output.2023=41 output.2024=46.5 output.2025=52 sme_output.2025=38 leading_output.2025=40 land=95 "
         "champions=0 little_giants=2 specialised=12 innovative=20 high_tech=9 pillar=例 leader=例 layout=例 "
         "innovation_platforms=例 infrastructure=例 green=例 opening=例 governance=例");
    must(k, "submit c1/a");
    as(k, "province", "33");
    must(k, "accept c1/a");
    must(k, "check c1/a finding=好");
    must(k, "review c1/a 1.1=met 1.2=met 3=met 4.2=met 5.2=met 6=met 7=met 8=met");
    must(k, "recommend c1/a");
    as(k, "ministry", "");
    must(k, "re_review c1/a");
}

/* From the notice to recognition on the first day after it, and the term from that day. */
static void one_notice(day noticed) {
    desk *k = desk_new();
    prepare(k);
    today(k, text_of(noticed));
    must(k, "list c1/a");
    day end = notice_end(noticed, true);
    today(k, text_of(end));
    as(k, "public", "");
    must(k, "object c1/a name=张 contact=话 evidence=无");
    as(k, "ministry", "");
    must(k, "dismiss c1/a reason=无");
    must_refuse(k, "recognise c1/a announcement=告", CORE_WHY_NEED, text_of(end), text_of(end));
    today(k, text_of(next_day(end)));
    as(k, "public", "");
    must_refuse(k, "object c1/a name=张 contact=话 evidence=无", CORE_WHY_NEED, text_of(end), text_of(end));
    as(k, "ministry", "");
    must(k, "recognise c1/a announcement=告");
    check_validity(k, "c1", next_day(end));
    desk_free(k);
}

static void notices(void **state) {
    (void)state;
    static const day chosen[] = {{2022, 9, 30}, {2023, 1, 20}, {2023, 9, 28}, {2024, 2, 8},  {2024, 2, 22},
                                 {2024, 9, 13}, {2025, 1, 27}, {2025, 9, 30}, {2023, 4, 22}, {2022, 1, 1}};
    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++) one_notice(chosen[i]);
    prng r = {20240229};
    for (int i = 0; i < 25; i++) one_notice(random_day(&r, 2022, 2025));
}

/* Recognitions from before the system: any announced day, and the first leap day among them. */
static void terms(void **state) {
    (void)state;
    prng r = {7};
    for (int i = 0; i < 40; i++) {
        day announced = i == 0 ? (day){2020, 2, 29} : i == 1 ? (day){2021, 3, 1} : random_day(&r, 2004, 2025);
        desk *k = desk_new();
        today(k, text_of(announced));
        as(k, "ministry", "");
        char line[200];
        (void)snprintf(line, sizeof line, "take_over c1 name=甲 announcement=告 announced=%s county=330106",
                       text_of(announced));
        must(k, line);
        must(k, "end_loading");
        check_validity(k, "c1", announced);
        desk_free(k);
    }
}

/* The period to be heard does not count its first day. */
static void periods_to_be_heard(void **state) {
    (void)state;
    prng r = {11};
    for (int i = 0; i < 25; i++) {
        day proposed = random_day(&r, 2022, 2025);
        desk *k = desk_new();
        today(k, "2021-12-01");
        as(k, "ministry", "");
        must(k, "take_over c1 name=甲 announcement=告 announced=2021-12-01 county=330106");
        today(k, text_of(proposed));
        must(k, "propose_revocation c1/v ground=二 evidence=证");
        day end = notice_end(proposed, false);
        today(k, text_of(end));
        must_refuse(k, "hear c1/v", CORE_WHY_NEED, text_of(end), text_of(end));
        today(k, text_of(next_day(end)));
        must(k, "hear c1/v");
        desk_free(k);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(notices), cmocka_unit_test(terms),
                                       cmocka_unit_test(periods_to_be_heard)};
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
