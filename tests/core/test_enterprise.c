/* test_enterprise.c - size classes one unit on each side of every bound, and credit codes. */
// clang-format off
#include <stdarg.h>
#include "../testing.h"

// clang-format on
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "core/enterprise.h"

typedef struct {
    base_arena *arena;
    core_sizes *s;
} real;

static int load(void **state) {
    static real r;
    r.arena = base_arena_new(16 << 20);
    const char *dir = getenv("JIQUN_DATA");
    base_str path = dir ? base_arena_fmt(r.arena, "%s/sizes.csv", dir)
                        : base_arena_fmt(r.arena, "%s/data/sizes.csv", JIQUN_SOURCE_DIR);
    base_str text;
    base_err e = {0};
    if (!base_file_read(r.arena, path.p, 1 << 20, &text, &e)) return -1;
    r.s = core_sizes_read(r.arena, text, &e);
    *state = &r;
    return r.s ? 0 : -1;
}

static int unload(void **state) {
    base_arena_free(((real *)*state)->arena);
    return 0;
}

static base_dec dec(const char *text) {
    base_dec d = {0};
    assert_true(base_dec_parse(base_str_of(text), &d, NULL));
    return d;
}

static void assert_size(const core_sizes *s, const char *id, const char *staff, const char *revenue, const char *assets,
                        const char *want) {
    const core_size_row *row = core_size_find(s, base_str_of(id));
    assert_non_null(row);
    base_dec v[3] = {0};
    const char *text[3] = {staff, revenue, assets};
    for (size_t i = 0; i < 3; i++)
        if (text[i]) v[i] = dec(text[i]);
    enum core_size size;
    base_err e = {0};
    if (!core_size_class(row, staff ? &v[0] : NULL, revenue ? &v[1] : NULL, assets ? &v[2] : NULL, &size, &e))
        fail_msg("%s: %s", id, e.en);
    if (!base_str_is(core_size_name(size), want))
        fail_msg("%s %s/%s/%s: %s, expected %s", id, staff ? staff : "-", revenue ? revenue : "-",
                 assets ? assets : "-", core_size_name(size).p, want);
}

/* 工业: both bounds, else one class down; a smaller class may follow from one figure alone. */
static void industry_bounds(void **state) {
    const core_sizes *s = ((real *)*state)->s;
    assert_size(s, "industry", "1000", "40000", NULL, "large");
    assert_size(s, "industry", "999", "40000", NULL, "medium");
    assert_size(s, "industry", "1000", "39999.9999", NULL, "medium");
    assert_size(s, "industry", "300", "2000", NULL, "medium");
    assert_size(s, "industry", "299", "2000", NULL, "small");
    assert_size(s, "industry", "300", "1999.9999", NULL, "small");
    assert_size(s, "industry", "20", "300", NULL, "small");
    assert_size(s, "industry", "19", "300", NULL, "micro");
    assert_size(s, "industry", "20", "299.9999", NULL, "micro");
    assert_size(s, "industry", "5000", "299", NULL, "micro");
    assert_size(s, "industry", "0", "0", NULL, "micro");
}

/* Rows that use other indicators ignore the rest. */
static void other_rows(void **state) {
    const core_sizes *s = ((real *)*state)->s;
    assert_size(s, "agriculture", NULL, "20000", NULL, "large");
    assert_size(s, "agriculture", "1", "19999.9", NULL, "medium");
    assert_size(s, "agriculture", NULL, "500", NULL, "medium");
    assert_size(s, "agriculture", NULL, "50", NULL, "small");
    assert_size(s, "agriculture", NULL, "49.99", NULL, "micro");
    assert_size(s, "construction", NULL, "80000", "80000", "large");
    assert_size(s, "construction", NULL, "80000", "79999", "medium");
    assert_size(s, "construction", NULL, "6000", "4999", "small");
    assert_size(s, "construction", NULL, "300", "299", "micro");
    assert_size(s, "real_estate", NULL, "200000", "9999", "medium");
    assert_size(s, "real_estate", NULL, "1000", "5000", "medium");
    assert_size(s, "real_estate", NULL, "100", "1999", "micro");
    assert_size(s, "leasing", "300", NULL, "120000", "large");
    assert_size(s, "leasing", "100", NULL, "7999", "small");
    assert_size(s, "software", "10", "50", NULL, "small");
    assert_size(s, "software", "10", "49", NULL, "micro");
    assert_size(s, "other", "300", NULL, NULL, "large");
    assert_size(s, "other", "299", NULL, NULL, "medium");
    assert_size(s, "other", "9", NULL, NULL, "micro");
}

/* Every bound of every row: reached exactly, and one unit of the last decimal below. */
static void every_bound_both_sides(void **state) {
    const core_sizes *s = ((real *)*state)->s;
    for (size_t i = 0; i < core_sizes_count(s); i++) {
        const core_size_row *row = core_size_at(s, i);
        for (int c = CORE_SIZE_SMALL; c <= CORE_SIZE_LARGE; c++) {
            base_dec v[3];
            for (size_t k = 0; k < 3; k++) v[k] = row->bound[c][k].counts ? row->bound[c][k].at_least : dec("0");
            enum core_size size;
            assert_true(core_size_class(row, &v[0], &v[1], &v[2], &size, NULL));
            assert_int_equal(size, c);
            for (size_t k = 0; k < 3; k++) {
                if (!row->bound[c][k].counts) continue;
                base_dec kept = v[k], step = {1, 4};
                assert_true(base_dec_sub(kept, step, &v[k], NULL));
                assert_true(core_size_class(row, &v[0], &v[1], &v[2], &size, NULL));
                assert_int_equal(size, c - 1);
                v[k] = kept;
            }
        }
    }
}

static void a_missing_figure_is_no_evidence(void **state) {
    const core_sizes *s = ((real *)*state)->s;
    const core_size_row *row = core_size_find(s, BASE_STR("industry"));
    base_dec staff = dec("5");
    enum core_size size;
    base_err e = {0};
    assert_false(core_size_class(row, &staff, NULL, NULL, &size, &e));
    assert_int_equal(e.kind, BASE_ERR_MISSING);
    assert_non_null(strstr(e.en, "revenue"));
    assert_non_null(strstr(e.zh, "营业收入"));
    assert_false(core_size_class(row, NULL, &staff, NULL, &size, &e));
    assert_non_null(strstr(e.en, "staff"));
}

static void rows_by_code(void **state) {
    const core_sizes *s = ((real *)*state)->s;
    static const char *const known[][2] = {{"C3484", "industry"},    {"C", "industry"},          {"B0610", "industry"},
                                           {"D4412", "industry"},    {"I6540", "software"},      {"65", "software"},
                                           {"K7010", "real_estate"}, {"7020", "property"},       {"L7211", "leasing"},
                                           {"E", "construction"},    {"A0111", "agriculture"},   {"F5111", "wholesale"},
                                           {"F52", "retail"},        {"H6110", "accommodation"}, {"G60", "post"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const core_size_row *row = core_size_find(s, base_str_of(known[i][0]));
        if (!row || !base_str_is(row->id, known[i][1])) fail_msg("%s", known[i][0]);
    }
    assert_null(core_size_find(s, BASE_STR("I6312")));
    assert_null(core_size_find(s, BASE_STR("P83")));
    assert_null(core_size_find(s, BASE_STR("K7090")));
    assert_null(core_size_find(s, BASE_STR("")));
}

#define HEAD "industry,name,gbt4754,codes_from,class,rule,staff,revenue,assets\n"
#define REST "x,甲,,,large,both,9,,\nx,甲,,,medium,both,5,,\nx,甲,,,small,both,2,,\n"

static void bad_tables_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *text, *en;
    } cases[] = {
        {"", "header"},
        {"industry,name\n", "no column 'gbt4754'"},
        {HEAD ",甲,,,large,both,9,,\n", "no industry"},
        {HEAD "x,甲,,,huge,both,9,,\n", "huge"},
        {HEAD "x,甲,,,large,either,9,,\n", "rule 'either'"},
        {HEAD "x,甲,,,large,both,nine,,\n", ""},
        {HEAD "x,甲,,,large,both,0,,\n", "more than zero"},
        {HEAD REST, "missing"},
        {HEAD REST "x,甲,,,micro,either,3,,\n", "do not meet"},
        {HEAD REST "x,甲,,,micro,either,2,1,\n", "do not meet"},
        {HEAD REST "x,甲,,,small,both,2,,\n", "twice"},
        {HEAD "\"x,甲\n", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        base_arena *arena = base_arena_new(1 << 20);
        base_err e = {0};
        if (core_sizes_read(arena, base_str_of(cases[i].text), &e)) fail_msg("case %zu was read", i);
        if (!strstr(e.en, cases[i].en) || e.zh[0] == '\0') fail_msg("case %zu: %s", i, e.en);
        base_arena_free(arena);
    }
    base_arena *arena = base_arena_new(1 << 20);
    base_err e = {0};
    core_sizes *s = core_sizes_read(arena, BASE_STR(HEAD REST "x,甲,,,micro,either,2,,\n"), &e);
    assert_non_null(s);
    assert_int_equal(core_sizes_count(s), 1);
    base_arena_free(arena);
}

static void too_many_industries_are_refused(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(8 << 20);
    char *text = base_arena_alloc(arena, 64 * 1024);
    size_t n = (size_t)snprintf(text, 64 * 1024, "%s", HEAD);
    for (int i = 0; i < 1001; i++) n += (size_t)snprintf(text + n, 64 * 1024 - n, "x%d,甲,,,large,both,9,,\n", i);
    base_err e = {0};
    assert_null(core_sizes_read(arena, (base_str){text, n}, &e));
    assert_non_null(strstr(e.en, "too many"));
    base_arena_free(arena);
}

static enum core_credit check(const char *code, base_err *e) {
    *e = (base_err){0};
    return core_credit_code_check(base_str_of(code), e);
}

static void credit_codes(void **state) {
    (void)state;
    base_err e;
    assert_int_equal(check("91350200MA2YJ1XR9G", &e), CORE_CREDIT_OK);
    assert_int_equal(check("91440101MA5CJQ4N59", &e), CORE_CREDIT_OK);
    assert_int_equal(e.kind, BASE_ERR_NONE);
    assert_int_equal(check("91350100M0001TGQXM", &e), CORE_CREDIT_WARN);
    assert_non_null(strstr(e.en, "reason"));
    static const char *const bad[] = {"",
                                      "91350200MA2YJ1XR9",   /* 17 characters */
                                      "91350200MA2YJ1XR9GG", /* 19 */
                                      "91350200ma2yj1xr9g",  /* small letters */
                                      "91350200MA2YJ1XI9G",  /* I is not in the alphabet */
                                      "9135020AMA2YJ1XR9G",  /* letter in the division */
                                      "91350200MA2YJ1XR8G",  /* organisation check */
                                      "91350200MA2YJ1XR9 ",
                                      "９1350200MA2YJ1X"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (check(bad[i], &e) != CORE_CREDIT_BAD) fail_msg("%s", bad[i]);
        assert_true(e.zh[0] && e.en[0]);
    }
    assert_int_equal(core_credit_code_check((base_str){"91350200MA2YJ1XR9\0", 18}, &e), CORE_CREDIT_BAD);
}

/* Changing any one character of a valid code is never taken for valid. */
static void one_wrong_character_is_seen(void **state) {
    (void)state;
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    char code[] = "91350200MA2YJ1XR9G";
    for (size_t i = 0; i < 18; i++) {
        char kept = code[i];
        for (size_t a = 0; a < 31; a++) {
            base_err e;
            code[i] = alphabet[a];
            assert_int_equal(check(code, &e) == CORE_CREDIT_OK, alphabet[a] == kept);
        }
        code[i] = kept;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(industry_bounds, load, unload),
        cmocka_unit_test_setup_teardown(other_rows, load, unload),
        cmocka_unit_test_setup_teardown(every_bound_both_sides, load, unload),
        cmocka_unit_test_setup_teardown(a_missing_figure_is_no_evidence, load, unload),
        cmocka_unit_test_setup_teardown(rows_by_code, load, unload),
        cmocka_unit_test(bad_tables_are_refused),
        cmocka_unit_test(too_many_industries_are_refused),
        cmocka_unit_test(credit_codes),
        cmocka_unit_test(one_wrong_character_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
