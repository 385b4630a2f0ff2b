/* From a case, the world and a day to answers: dates, fields, relations, marks. The expected days are worked out by
 * hand. */
#include "support.h"

/* ---- dates ---- */

static void dates_of_a_round(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "open_round r2 closes=2024-03-01 until=2024-04-15 days=30");
    assert_int_equal(moment_of(k, "r2", "fixed"), date_of("2024-02-29"));
    assert_int_equal(moment_of(k, "r2", "day_before"), date_of("2024-02-29"));
    assert_int_equal(moment_of(k, "r2", "opened_on"), date_of("2023-03-01"));
    assert_int_equal(moment_of(k, "r2", "year_before"), date_of("2023-03-01"));
    assert_int_equal(moment_of(k, "r2", "days_before"), date_of("2024-04-05"));
    assert_int_equal(moment_of(k, "r2", "days_after"), date_of("2024-03-31"));
    assert_int_equal(moment_of(k, "r2", "chain"), date_of("2024-04-15"));
    desk_free(k);
}

/* Days beyond the calendar are as good as unset, and what rests on them is unset too. */
static void dates_that_are_unset(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "open_round r2 closes=2024-03-01");
    assert_int_equal(moment_of(k, "r2", "far"), BASE_DATE_NONE);
    assert_int_equal(moment_of(k, "r2", "farther"), BASE_DATE_NONE);
    assert_int_equal(moment_of(k, "r2", "days_after"), BASE_DATE_NONE);
    assert_str(field_of(k, "r2", "last_chance"), "2024-03-01");
    assert_str(field_of(k, "r2", "until"), "2024-03-01"); /* until or else last_chance or else closes */
    assert_int_equal(moment_of(k, "r2", "chain"), date_of("2024-03-01"));
    must(k, "open_round r3 closes=9999-12-31 until=0001-01-05 days=1");
    assert_int_equal(moment_of(k, "r3", "days_after"), BASE_DATE_NONE);
    assert_int_equal(moment_of(k, "r3", "days_before"), BASE_DATE_NONE);
    must(k, "open_round r4 closes=9000-01-01");
    assert_int_equal(moment_of(k, "r4", "farther"), BASE_DATE_NONE);
    must_refuse(k, "open_round r5", CORE_WHY_NEED, "未填写", "not filled in");
    desk_free(k);
}

/* 02-29 in a year without one is the last day of February. The settings are those of the newest round, opened on or
 * before the last day of the year reported on, that sets them. */
static void month_days(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106 since=2020-01-01");
    today(k, "2023-06-01");
    must(k, "open_round r2 closes=2030-03-01 due=02-29 days=10");
    must(k, "open_round r3 closes=2030-03-01 due=11-30");
    today(k, "2024-02-01");
    must(k, "open_round r4 closes=2030-03-01 due=02-29");
    assert_int_equal(moment_of(k, "c1/y2022", "due_day"), date_of("2023-03-31"));
    assert_int_equal(moment_of(k, "c1/y2023", "due_day"), date_of("2024-11-30"));
    assert_int_equal(moment_of(k, "c1/y2024", "due_day"), date_of("2025-02-28"));
    assert_int_equal(moment_of(k, "c1/y2027", "due_day"), date_of("2028-02-29"));
    assert_int_equal(moment_of(k, "c1/y2022", "grace"), BASE_DATE_NONE);
    assert_int_equal(moment_of(k, "c1/y2023", "grace"), date_of("2024-12-10"));
    assert_int_equal(moment_of(k, "c1/y2022", "leap"), BASE_DATE_NONE);
    assert_int_equal(moment_of(k, "c1/y2026", "leap"), date_of("2024-02-29"));
    assert_int_equal(moment_of(k, "c1/y2025", "leap"), date_of("2023-02-28"));
    desk_free(k);
}

static void a_year_beyond_the_calendar(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106 since=2020-01-01");
    core_case *c = case_at(k, "c1/y2024");
    rules_id year = rules_find_field(core_kind(c), BASE_STR("year"));
    static const int64_t bad[] = {0, -5, 9999, INT64_MAX};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        c->field[year].n = bad[i];
        core_view v = core_view_of(k->world, c, k->today, k->scratch);
        assert_int_equal(core_observe_date(&v, core_kind(c)->moment[0].date), BASE_DATE_NONE);
    }
    assert_int_equal(core_observe_date(&(core_view){.world = k->world}, RULES_NONE), BASE_DATE_NONE);
    desk_free(k);
}

/* "Within the last two years" is half-open: on the second anniversary it is no longer so; and the future is not past.
 */
static void within_years(void **state) {
    (void)state;
    desk *k = hand_desk();
    static const struct {
        const char *day;
        core_tri want;
    } cases[] = {{"2024-02-28", CORE_NO}, {"2024-02-29", CORE_YES}, {"2026-02-28", CORE_YES}, {"2026-03-01", CORE_NO}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        k->today = date_of(cases[i].day);
        assert_int_equal(mark_of_case(k, "r1", "recent"), cases[i].want);
    }
    k->today = date_of("2023-12-30");
    assert_int_equal(mark_of_case(k, "r1", "started"), CORE_NO);
    k->today = date_of("2023-12-31");
    assert_int_equal(mark_of_case(k, "r1", "started"), CORE_YES);
    desk_free(k);
}

/* ---- relations ---- */

static void every_some_no(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106");
    assert_int_equal(mark_of_case(k, "c1", "quiet"), CORE_YES); /* of none, every one */
    assert_int_equal(mark_of_case(k, "c1", "every_light"), CORE_YES);
    assert_int_equal(mark_of_case(k, "c1", "some_grave"), CORE_NO);
    must(k, "make c1/n1 grade=low ground=c");
    assert_int_equal(mark_of_case(k, "c1", "quiet"), CORE_NO);
    assert_int_equal(mark_of_case(k, "c1", "every_light"), CORE_YES);
    must(k, "make c1/n2");
    assert_int_equal(mark_of_case(k, "c1", "every_light"), CORE_UNSET);
    assert_int_equal(mark_of_case(k, "c1", "some_grave"), CORE_UNSET);
    must(k, "make c1/n3 grade=high");
    assert_int_equal(mark_of_case(k, "c1", "every_light"), CORE_NO);
    assert_int_equal(mark_of_case(k, "c1", "some_grave"), CORE_YES);
    /* Seen from a sibling, without itself. */
    assert_int_equal(mark_of_case(k, "c1/n1", "other_grave"), CORE_YES);
    assert_int_equal(mark_of_case(k, "c1/n3", "other_grave"), CORE_UNSET);
    must(k, "keep c1/n1");
    must_refuse(k, "keep c1/n3", CORE_WHY_NEED, "", "");
    desk_free(k);
}

/* ---- marks ---- */

static void unset_stays_unset(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106");
    assert_int_equal(mark_of_case(k, "c1", "fine"), CORE_UNSET);
    as(k, "county", "330106");
    must(k, "register c2 name=乙 good=no grade=low");
    assert_int_equal(mark_of_case(k, "c2", "fine"), CORE_NO);
    must(k, "register c3 name=丙 good=yes");
    assert_int_equal(mark_of_case(k, "c3", "fine"), CORE_YES); /* grade is mid by default */
    must(k, "register c4 name=丁 grade=low");
    assert_int_equal(mark_of_case(k, "c4", "fine"), CORE_NO); /* no and unset is no */
    desk_free(k);
}

static void what_was(void **state) {
    (void)state;
    desk *k = hand_desk();
    as(k, "county", "330106");
    must(k, "register c1 name=甲");
    assert_int_equal(mark_of_case(k, "c1", "was_known"), CORE_NO);
    as(k, "office", "");
    must(k, "know c1 good=yes");
    must_refuse(k, "settle c1 good=1", CORE_WHY_COMMAND, "没有这一参数", "no such argument");
    must(k, "settle c1");
    must(k, "lose c1");
    assert_int_equal(mark_of_case(k, "c1", "was_known"), CORE_YES);
    desk_free(k);
}

static void file_one(desk *k) {
    must(k, "import c1 name=甲 county=330106 subfield=A");
    as(k, "county", "330106");
    must(k, "begin c1/a round=r1");
    must(k, "fill c1/a output.2022=50 output.2021=50 pillar=有 goals=met");
    must(k, "file c1/a");
    as(k, "office", "");
}

static void what_was_done(void **state) {
    (void)state;
    desk *k = hand_desk();
    file_one(k);
    assert_int_equal(mark_of_case(k, "c1/a", "kept_done"), CORE_NO);
    assert_int_equal(mark_of_case(k, "c1/a", "first_late"), CORE_NO);
    assert_int_equal(mark_of_case(k, "c1/a", "early"), CORE_YES);
    must(k, "keep c1/a");
    assert_int_equal(mark_of_case(k, "c1/a", "kept_done"), CORE_YES);
    must(k, "give_back c1/a");
    assert_int_equal(mark_of_case(k, "c1/a", "kept_done"), CORE_YES); /* since filed: not filed again yet */
    as(k, "county", "330106");
    today(k, "2024-01-05");
    must(k, "file c1/a");
    assert_int_equal(mark_of_case(k, "c1/a", "kept_done"), CORE_NO);
    assert_int_equal(mark_of_case(k, "c1/a", "first_late"), CORE_NO); /* the first filing counts */
    desk_free(k);
}

/* Kleene's tables through the lazy reader: it asks less, and says the same as core_guard over all answers. */
static void the_lazy_guard_agrees(void **state) {
    (void)state;
    desk *k = hand_desk();
    file_one(k);
    must(k, "make c1/n1 grade=low");
    must(k, "make c1/n2");
    static const char *const paths[] = {"r1", "c1", "c1/a", "c1/n1", "c1/n2", "c1/y2022"};
    const rules_book *b = the_library()->hand;
    size_t asked = 0;
    for (size_t p = 0; p < sizeof paths / sizeof *paths; p++) {
        const core_case *c = case_at(k, paths[p]);
        core_view v = core_view_of(k->world, c, k->today, k->scratch);
        core_tri *atom = base_arena_array(k->scratch, b->n_atoms, sizeof *atom);
        for (rules_id a = 0; a < b->n_atoms; a++) {
            if (b->atom[a].kase == c->kind) atom[a] = core_observe_atom(&v, a);
        }
        for (rules_id m = 0; m < core_kind(c)->n_marks; m++, asked++)
            assert_int_equal(core_observe_mark(&v, m), core_guard(b, core_kind(c)->mark[m].guard, atom));
    }
    assert_true(asked > 15);
    desk_free(k);
}

/* ---- while a case is being opened ---- */

static void questions_before_there_is_a_case(void **state) {
    (void)state;
    desk *k = hand_desk();
    const rules_book *b = the_library()->hand;
    core_view v = {.world = k->world, .today = k->today, .book = b, .arena = k->scratch};
    for (rules_id a = 0; a < b->n_atoms; a++) {
        v.kind = b->atom[a].kase;
        core_tri t = core_observe_atom(&v, a);
        assert_true(t == CORE_NO || t == CORE_YES || t == CORE_UNSET);
        assert_true(core_explain_guard(&v, RULES_NONE).zh.n == 0);
    }
    for (rules_id d = 0; d < b->n_dates; d++) {
        if (b->date[d].op != RULES_D_ENTERED) continue;
        v.kind = b->round;
        assert_int_equal(core_observe_date(&v, d), BASE_DATE_NONE);
    }
    desk_free(k);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_of_a_round),
        cmocka_unit_test(dates_that_are_unset),
        cmocka_unit_test(month_days),
        cmocka_unit_test(a_year_beyond_the_calendar),
        cmocka_unit_test(within_years),
        cmocka_unit_test(every_some_no),
        cmocka_unit_test(unset_stays_unset),
        cmocka_unit_test(what_was),
        cmocka_unit_test(what_was_done),
        cmocka_unit_test(the_lazy_guard_agrees),
        cmocka_unit_test(questions_before_there_is_a_case),
    };
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
