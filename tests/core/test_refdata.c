/* test_refdata.c - channels, regions, who may apply, and what a bad table says. */
// clang-format off
#include <stdarg.h>
#include "../testing.h"

// clang-format on
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "core/refdata.h"
#include "rules/rulebook.h"

typedef struct {
    base_arena *arena;
    core_divisions *d;
} real;

static base_str read_text(base_arena *arena, const char *name) {
    const char *dir = getenv("JIQUN_DATA");
    base_str path =
        dir ? base_arena_fmt(arena, "%s/%s", dir, name) : base_arena_fmt(arena, "%s/data/%s", JIQUN_SOURCE_DIR, name);
    base_str text = {0};
    base_err e = {0};
    if (!base_file_read(arena, path.p, 4 << 20, &text, &e)) fail_msg("%s: %s", name, e.en);
    return text;
}

static int load(void **state) {
    static real r;
    base_err e = {0};
    r.arena = base_arena_new(64 << 20);
    r.d = core_divisions_read(r.arena, read_text(r.arena, "divisions.csv"), read_text(r.arena, "channels.csv"), &e);
    *state = &r;
    return r.d ? 0 : -1;
}

static int unload(void **state) {
    base_arena_free(((real *)*state)->arena);
    return 0;
}

static base_date day(const char *text) {
    base_date d = BASE_DATE_NONE;
    assert_true(base_date_parse(base_str_of(text), &d, NULL));
    return d;
}

static void regions_have_names(void **state) {
    (void)state;
    assert_int_equal(core_region_parse(BASE_STR("east")), CORE_REGION_EAST);
    assert_int_equal(core_region_parse(BASE_STR("north-east")), CORE_REGION_NORTH_EAST);
    assert_int_equal(core_region_parse(BASE_STR("northeast")), CORE_REGION_NORTH_EAST);
    assert_int_equal(core_region_parse(BASE_STR("north_east")), CORE_REGION_NORTH_EAST);
    assert_int_equal(core_region_parse(BASE_STR("West")), CORE_REGION_NONE);
    assert_int_equal(core_region_parse(BASE_STR("")), CORE_REGION_NONE);
    for (int r = CORE_REGION_NONE; r <= CORE_REGION_NORTH_EAST; r++)
        assert_int_equal(core_region_parse(core_region_name((enum core_region)r)), r);
}

static void assert_channel(const core_divisions *d, const char *code, const char *channel) {
    const core_channel *c = core_division_channel(d, base_str_of(code));
    if (!channel) {
        assert_null(c);
        return;
    }
    if (!c || !base_str_is(c->code, channel)) fail_msg("%s: channel %s expected", code, channel);
}

static void channels_of_codes(void **state) {
    const core_divisions *d = ((real *)*state)->d;
    assert_channel(d, "330106", "33");
    assert_channel(d, "330106001", "33");
    assert_channel(d, "33", "33");
    assert_channel(d, "3301", "33");
    assert_channel(d, "3302", "3302");
    assert_channel(d, "330212", "3302");
    assert_channel(d, "330200", "3302");
    assert_channel(d, "440305", "4403");
    assert_channel(d, "441900", "44");
    assert_channel(d, "441900003", "44");
    assert_channel(d, "442000100", "44");
    assert_channel(d, "659002", "66");
    assert_channel(d, "659002100", "66");
    assert_channel(d, "66", "66");
    assert_channel(d, "650102", "65");
    assert_channel(d, "710000", NULL);
    assert_channel(d, "810000", NULL);
    assert_channel(d, "999999", NULL);
    assert_channel(d, "", NULL);
    assert_channel(d, "3", NULL);
    assert_channel(d, "33010", NULL);
    assert_channel(d, "33010x", NULL);
    assert_channel(d, "3301060010", NULL);
}

static void units_are_found(void **state) {
    const core_divisions *d = ((real *)*state)->d;
    const core_division *u = core_division_find(d, BASE_STR("500157"));
    assert_non_null(u);
    assert_true(base_str_is(u->name, "两江新区") && base_str_is(u->parent, "500000"));
    assert_true(base_str_is(u->full, "重庆市两江新区"));
    assert_true(base_str_is(core_division_find(d, BASE_STR("330106"))->full, "浙江省杭州市西湖区"));
    assert_true(base_str_is(core_division_find(d, BASE_STR("33"))->full, "浙江省"));
    assert_int_equal(u->level, CORE_COUNTY);
    assert_int_equal(u->region, CORE_REGION_WEST);
    assert_int_equal(u->valid_from, BASE_DATE_NONE);
    assert_false(u->retired);
    assert_ptr_equal(core_division_find(d, BASE_STR("500157002")), u);
    assert_int_equal(core_division_find(d, BASE_STR("33"))->level, CORE_PROVINCE);
    assert_int_equal(core_division_find(d, BASE_STR("2102"))->region, CORE_REGION_NORTH_EAST);
    assert_null(core_division_find(d, BASE_STR("66")));
    assert_null(core_division_find(d, BASE_STR("130101")));
    for (size_t i = 0; i < core_divisions_count(d); i++) {
        const core_division *each = core_division_at(d, i);
        assert_ptr_equal(core_division_find(d, each->code), each);
    }
}

static void assert_refused(const core_divisions *d, const char *code, const char *zh, const char *en) {
    base_err why = {0};
    assert_false(core_division_may_register(d, base_str_of(code), day("2026-05-01"), &why));
    if (!strstr(why.zh, zh) || !strstr(why.en, en)) fail_msg("%s: %s / %s", code, why.zh, why.en);
}

static void who_may_apply(void **state) {
    const core_divisions *d = ((real *)*state)->d;
    static const char *const may[] = {"330106", "110101", "659002", "419001", "441900003", "442000100", "620881"};
    for (size_t i = 0; i < sizeof may / sizeof *may; i++) {
        base_err why = {0};
        if (!core_division_may_register(d, base_str_of(may[i]), day("2026-05-01"), &why)) fail_msg("%s", why.en);
    }
    assert_refused(d, "330100", "不是县级单位", "not at county level");
    assert_refused(d, "330000", "不是县级单位", "not at county level");
    assert_refused(d, "710000", "不是县级单位", "not at county level");
    assert_refused(d, "130101", "市辖区", "no counties");
    assert_refused(d, "999999", "不在区划表中", "not in the table");
    assert_refused(d, "441900", "九位", "nine digits");
    assert_refused(d, "442000", "九位", "nine digits");
    assert_refused(d, "441900000", "镇街", "town");
    assert_refused(d, "330106001", "乡镇级", "a town");
    assert_refused(d, "460400100", "乡镇级", "a town");
    assert_refused(d, "33", "六位", "six digits");
    assert_refused(d, "33010a", "六位", "six digits");
    assert_refused(d, "", "六位", "six digits");
    assert_refused(d, "500112", "500157", "successors: 500157");
    assert_refused(d, "330103", "未载明", "not recorded");
}

static void successors_are_followed(void **state) {
    const core_divisions *d = ((real *)*state)->d;
    assert_true(core_division_succeeds(d, BASE_STR("330106"), BASE_STR("330106")));
    assert_true(core_division_succeeds(d, BASE_STR("500157"), BASE_STR("500105")));
    assert_false(core_division_succeeds(d, BASE_STR("500105"), BASE_STR("500157")));
    assert_false(core_division_succeeds(d, BASE_STR("330105"), BASE_STR("330103")));
    assert_false(core_division_succeeds(d, BASE_STR("330106"), BASE_STR("unknown")));
}

/* Made-up tables. */

#define CH "channel,name,kind,region,separate\n33,甲省,province,east,no\n3302,乙市,separately planned city,east,yes\n"
#define DV "code,name,level,parent,channel,valid_from,valid_until,successors,status\n330000,甲省,province,,33,,,,\n"

static core_divisions *read_made(base_arena *arena, const char *divisions, const char *channels, base_err *e) {
    *e = (base_err){0};
    return core_divisions_read(arena, base_str_of(divisions), base_str_of(channels), e);
}

static void dates_bound_a_unit(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    base_err e;
    core_divisions *d = read_made(arena,
                                  "code,valid_until,name,level,parent,channel,valid_from,successors\n"
                                  "330000,,甲省,province,,33,,\n"
                                  "330121,2024-12-31,旧县,county,330000,33,2020-01-01,330102;330103\n"
                                  "330102,,新一区,county,330000,33,2025-01-01,\n"
                                  "330103,,新二区,county,330000,33,2025-01-01,330104\n"
                                  "330104,,后区,county,330000,33,,\n",
                                  CH, &e);
    assert_non_null(d);
    assert_int_equal(core_divisions_count(d), 5);
    assert_int_equal(core_channels_count(d), 2);
    assert_true(base_str_is(core_channel_at(d, 1)->code, "3302"));
    const base_str old = BASE_STR("330121"), next = BASE_STR("330102");
    assert_false(core_division_may_register(d, old, day("2019-12-31"), &e));
    assert_true(core_division_may_register(d, old, day("2020-01-01"), &e));
    assert_true(core_division_may_register(d, old, day("2024-12-31"), &e));
    assert_false(core_division_may_register(d, old, day("2025-01-01"), &e));
    assert_non_null(strstr(e.en, "330102 330103"));
    assert_false(core_division_may_register(d, next, day("2024-12-31"), &e));
    assert_true(core_division_may_register(d, next, day("2025-01-01"), &e));
    assert_true(core_division_succeeds(d, BASE_STR("330104"), old));
    base_arena_free(arena);
}

/* Nobody receives the application of a county without a channel, and a 市辖区 row is no county even if a table has it.
 */
static void units_that_cannot_apply(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    base_err e;
    core_divisions *d =
        read_made(arena, DV "330101,市辖区,county,330000,33,,,,\n330102,一区,county,330000,,,,,\n", CH, &e);
    assert_non_null(d);
    assert_refused(d, "330101", "不是县级单位", "not at county level");
    assert_refused(d, "330102", "申报渠道", "no provincial channel");
    base_arena_free(arena);
}

static void a_circle_of_successors_ends(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    base_err e;
    core_divisions *d =
        read_made(arena, DV "330102,一区,county,330000,33,,,330103,\n330103,二区,county,330000,33,,,330102,\n", CH, &e);
    assert_non_null(d);
    assert_false(core_division_succeeds(d, BASE_STR("330109"), BASE_STR("330102")));
    base_arena_free(arena);
}

/* Each bad input names its place and both languages. */
static void bad_tables_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *divisions, *channels, *en;
        unsigned line;
    } cases[] = {
        {"", CH, "header", 0},
        {"code,name\n", CH, "no column 'level'", 1},
        {DV "33010,一区,county,330000,33,,,,\n", CH, "six digits", 3},
        {DV "33010x,一区,county,330000,33,,,,\n", CH, "six digits", 3},
        {DV "330102,,county,330000,33,,,,\n", CH, "no name", 3},
        {DV "330102,一区,city,330000,33,,,,\n", CH, "level", 3},
        {DV "330102,一区,county,,33,,,,\n", CH, "parent", 3},
        {DV "330102,一区,county,330100,33,,,,\n", CH, "parent is not in the table", 0},
        {DV "330102,一区,county,330000,34,,,,\n", CH, "not in channels.csv", 3},
        {DV "330102,一区,county,330000,33,2024-02-30,,,\n", CH, "", 3},
        {DV "330102,一区,county,330000,33,2024-01-02,2024-01-01,,\n", CH, "ends before", 3},
        {DV "330102,一区,county,330000,33,,,3301,\n", CH, "six digits", 3},
        {DV "330102,一区,county,330000,33,,,330199,\n", CH, "successor is not in the table", 0},
        {DV "330102,一区,county,330000,33,,,,gone\n", CH, "current or retired", 3},
        {DV "330000,甲省,province,,33,,,,\n", CH, "twice", 0},
        {DV "330102,\"一区,county,330000,33,,,,\n", CH, "", 3},
        {DV, "", "header", 0},
        {DV, CH "33,甲省,province,east,no\n", "twice", 0},
        {DV, CH "3,丙省,province,east,no\n", "two or four digits", 4},
        {DV, CH "34,,province,east,no\n", "no name", 4},
        {DV, CH "34,丙省,region,east,no\n", "kind", 4},
        {DV, CH "34,丙省,province,south,no\n", "region", 4},
        {DV, CH "34,丙省,province,east,perhaps\n", "yes or no", 4},
        {DV, CH "34,丙省\n", "kind", 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        base_arena *arena = base_arena_new(1 << 20);
        base_err e;
        if (read_made(arena, cases[i].divisions, cases[i].channels, &e)) fail_msg("case %zu was read", i);
        if (!strstr(e.en, cases[i].en) || e.zh[0] == '\0' || !strstr(e.where, ".csv"))
            fail_msg("case %zu: %s:%u %s", i, e.where, e.line, e.en);
        if (cases[i].line && e.line != cases[i].line) fail_msg("case %zu: line %u: %s", i, e.line, e.en);
        base_arena_free(arena);
    }
}

static void too_many_rows_are_refused(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(256 << 20);
    const size_t rows = 100001, width = sizeof "340000,x,province,,33,,,,\n" - 1;
    char *text = base_arena_alloc(arena, sizeof DV + rows * width);
    size_t n = sizeof DV - 1;
    memcpy(text, DV, n);
    for (size_t i = 0; i < rows; i++, n += width) memcpy(text + n, "340000,x,province,,33,,,,\n", width);
    base_err e = {0};
    assert_null(core_divisions_read(arena, (base_str){text, n}, BASE_STR(CH), &e));
    assert_non_null(strstr(e.en, "too many"));
    base_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regions_have_names),
        cmocka_unit_test_setup_teardown(channels_of_codes, load, unload),
        cmocka_unit_test_setup_teardown(units_are_found, load, unload),
        cmocka_unit_test_setup_teardown(who_may_apply, load, unload),
        cmocka_unit_test_setup_teardown(successors_are_followed, load, unload),
        cmocka_unit_test(dates_bound_a_unit),
        cmocka_unit_test(units_that_cannot_apply),
        cmocka_unit_test(a_circle_of_successors_ends),
        cmocka_unit_test(bad_tables_are_refused),
        cmocka_unit_test(too_many_rows_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
