/* test_match.c - codes as numbers and back, one enterprise in many rosters, a list with and without titles, limits of
 * rows. Against sets, at random: tests/cli/match.py. */
// clang-format off
#include <stdarg.h>
#include "../testing.h"

// clang-format on
#include <string.h>

#include "base/file.h"
#include "core/match.h"

static const core_roster_plan *plan_in(base_arena *arena) {
    core_roster_texts t;
    base_err e = {0};
    base_str *const text[] = {&t.columns, &t.figures, &t.industries};
    const char *const name[] = {"roster_columns", "roster_figures", "industries"};
    for (size_t i = 0; i < 3; i++)
        assert_true(base_file_read(arena, base_arena_fmt(arena, "%s/data/%s.csv", JIQUN_SOURCE_DIR, name[i]).p, 4 << 20,
                                   text[i], &e));
    return core_roster_plan_read(arena, &t, &e);
}

static core_credit_key key_of(const char *code) {
    core_credit_key key = 0;
    assert_int_not_equal(core_credit_key_of(base_str_of(code), &key), CORE_CREDIT_BAD);
    return key;
}

/* What core_credit_code_check says, and the same code again. */
static void keys(void **state) {
    (void)state;
    static const char *const codes[] = {
        "91350200MA2YJ1XR9G", "91440101MA5CJQ4N59", "91350100M0001TGQXM", "91350200MA2YJ1XR9",
        "91350200MA2YJ1XR8G", "9135020OMA2YJ1XR9G", "91A50200MA2YJ1XR9G", "",
        "91350200MA2YJ1XR9H"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        base_err why = {0};
        core_credit_key key = 0;
        char again[CORE_CREDIT_CHARS];
        const enum core_credit verdict = core_credit_key_of(base_str_of(codes[i]), &key);
        assert_int_equal(verdict, core_credit_code_check(base_str_of(codes[i]), &why));
        if (verdict == CORE_CREDIT_BAD) continue;
        core_credit_key_put(key, again);
        assert_memory_equal(again, codes[i], sizeof again);
    }
    assert_true(key_of("91350200ma2yj1xr9g") == key_of("91350200MA2YJ1XR9G"));
}

static void row(core_match *m, uint32_t n, const char *a, const char *b) {
    const base_str cell[] = {base_str_of(a), base_str_of(b)};
    base_err e = {0};
    assert_true(core_match_list_row(m, n, cell, 2, &e));
}

static void finds(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(64 << 20);
    core_match *m = core_match_new(plan_in(arena));
    base_err e = {0};
    core_match_found f;
    size_t at = 0;
    assert_true(core_match_add(m, key_of("91350200MA2YJ1XR9G"), 0, 3, &e));
    assert_true(core_match_add(m, key_of("91440101MA5CJQ4N59"), 0, 4, &e));
    assert_true(core_match_add(m, key_of("91350200MA2YJ1XR9G"), 7, 2, &e));
    row(m, 1, "失信企业清单", "");
    row(m, 2, "序号", "统一社会信用代码*（18位）");
    row(m, 3, "", " ");
    row(m, 4, "91440101MA5CJQ4N59", " 91350200ma2yj1xr9g ");
    row(m, 5, "1", "91350100M0001TGQXM");
    row(m, 6, "2", "91350200MA2YJ1XR9G");
    row(m, 7, "3", "91350200MA2YJ1XR9");
    row(m, 8, "4", "");
    assert_true(core_match_list_end(m, &e));
    const core_match_report r = core_match_report_of(m);
    assert_int_equal(r.rows, 5);
    assert_int_equal(r.faults, 2);
    assert_int_equal(r.doubts, 1);
    assert_int_equal(r.matched, 2);
    assert_int_equal(r.found, 2);
    assert_int_equal(r.n_told, 2);
    assert_int_equal(r.told[0].row, 7);
    assert_int_equal(r.told[1].row, 8);
    assert_true(core_match_next(m, &at, &f));
    assert_true(f.roster == 0 && f.row == 3 && f.list_row == 4 && f.times == 2);
    assert_true(core_match_next(m, &at, &f));
    assert_true(f.roster == 7 && f.row == 2 && f.list_row == 4 && f.times == 2);
    assert_false(core_match_next(m, &at, &f));
    core_match_free(m);
    base_arena_free(arena);
}

static void no_column(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(64 << 20);
    core_match *m = core_match_new(plan_in(arena));
    base_err e = {0};
    const base_str cell = BASE_STR("x");
    for (uint32_t i = 1; i < CORE_MATCH_TITLES_WITHIN; i++) assert_true(core_match_list_row(m, i, &cell, 1, &e));
    assert_false(core_match_list_row(m, CORE_MATCH_TITLES_WITHIN, &cell, 1, &e));
    assert_int_equal(e.kind, BASE_ERR_INPUT);
    core_match_free(m);
    base_arena_free(arena);
}

/* The table grows through all its sizes, and one row too many is refused. */
static void limit(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(64 << 20);
    core_match *m = core_match_new(plan_in(arena));
    base_err e = {0};
    for (uint32_t i = 0; i < CORE_MATCH_ROWS_MAX; i++)
        if (!core_match_add(m, (core_credit_key)i << 45 | i % 1000, i, i, &e)) fail_msg("row %u", i);
    assert_int_equal(core_match_rows(m), CORE_MATCH_ROWS_MAX);
    assert_false(core_match_add(m, 1, 0, 0, &e));
    assert_int_equal(e.kind, BASE_ERR_LIMIT);
    core_match_free(m);
    base_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(keys), cmocka_unit_test(finds), cmocka_unit_test(no_column),
                                       cmocka_unit_test(limit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
