/* test_roster.c - the plan of a roster as the data files have it and as it must not be, rows one decimal on each side
 * of what is asked, sums that the unit can not say. */
// clang-format off
#include <stdarg.h>
#include "../testing.h"

// clang-format on
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "core/roster.h"
#include "rules/diag.h"

typedef struct {
    base_arena *arena;
    core_roster_plan *plan;
    core_sizes *sizes;
    const rules_book *book;
} bench;

static base_str data(base_arena *arena, const char *name) {
    base_str text;
    base_err e = {0};
    if (!base_file_read(arena, base_arena_fmt(arena, "%s/%s", JIQUN_SOURCE_DIR, name).p, 4 << 20, &text, &e))
        fail_msg("%s: %s", name, e.en);
    return text;
}

static core_roster_texts texts(base_arena *arena) {
    return (core_roster_texts){.columns = data(arena, "data/roster_columns.csv"),
                               .figures = data(arena, "data/roster_figures.csv"),
                               .industries = data(arena, "data/industries.csv")};
}

static bench open_bench(void) {
    bench b = {.arena = base_arena_new(512 << 20)};
    const core_roster_texts t = texts(b.arena);
    base_err e = {0};
    rules_diags d;
    b.plan = core_roster_plan_read(b.arena, &t, &e);
    if (b.plan == NULL) fail_msg("%s:%u %s", e.where, e.line, e.en);
    b.sizes = core_sizes_read(b.arena, data(b.arena, "data/sizes.csv"), &e);
    rules_diags_init(&d, b.arena);
    b.book =
        rules_compile(b.arena, data(b.arena, "rulebooks/national-2022.rules"), BASE_STR("national"), NULL, NULL, &d);
    assert_non_null(b.book);
    return b;
}

/* Cells with ',' between them. */
static void row(core_roster *r, uint32_t n, const char *text) {
    base_str cell[32], rest = base_str_of(text);
    size_t k = 0;
    base_err e = {0};
    while (k < 32) {
        cell[k++] = base_str_cut(rest, ',', &rest);
        if (rest.p == NULL) break;
    }
    assert_true(core_roster_row(r, n, cell, k, &e));
}

#define TITLES "统一社会信用代码*,企业名称*,行业代码,从业人员（人）,营业收入（万元）,产值*（万元）,规模*,是否主导产业*"

static const core_roster_figure *find(const bench *b, const core_roster_figure *f, size_t n, const char *fact) {
    for (size_t i = 0; i < n; i++)
        if (base_str_is(b->book->fact[f[i].fact].name, fact)) return &f[i];
    return NULL;
}

static void adds_up(void **state) {
    (void)state;
    bench b = open_bench();
    core_roster_figure f[CORE_ROSTER_FIGURES_MAX];
    core_roster *r = core_roster_new(b.arena, b.plan, b.sizes);
    row(r, 1, "名册,,,");
    row(r, 2, TITLES);
    row(r, 3, "91350200MA2YJ1XR9G,甲,3979,1000,39999.9999,10000.00001,中型,是");
    row(r, 4, "");
    row(r, 5, "91440101ma5cjq4n59,乙,C39,1000,40000,20000,大型,否");
    core_roster_end(r);
    const core_roster_report report = core_roster_report_of(r);
    for (size_t i = 0; i < report.n_told; i++) print_message("%u: %s\n", report.told[i].row, report.told[i].text.en.p);
    assert_int_equal(report.rows, 2);
    assert_int_equal(report.faults, 0);
    const size_t n = core_roster_figures(r, b.book, f);
    const core_roster_figure *sme = find(&b, f, n, "sme_output"), *firms = find(&b, f, n, "firms");
    assert_non_null(sme);
    assert_int_equal(sme->value.units, 10000);
    assert_int_equal(sme->value.scale, 4);
    assert_true(sme->cut);
    assert_int_equal(sme->exact.units, 1000000001);
    assert_int_equal(firms->value.units, 2);
    assert_null(find(&b, f, n, "champions")); /* the file has no column of tiers */
    assert_null(find(&b, f, n, "sme_rd"));
    base_arena_free(b.arena);
}

static void finds_faults(void **state) {
    (void)state;
    static const struct {
        const char *text, *words;
        uint32_t column;
        bool doubt;
    } cases[] = {
        {"91350200MA2YJ1XR9G,甲,3979,1000,40000,1,中型,是", "大型", 7, false},
        {"91350200MA2YJ1XR9G,甲,3979,999,40000,1,大型,是", "中型", 7, false},
        {"91350200MA2YJ1XR9G,甲,3979,1000,,1,大型,是", "营业收入", 7, true},
        {"91350100M0001TGQXM,甲,3979,1000,40000,1,大型,是", "末位", 1, true},
        {"91350200MA2YJ1XR9,甲,3979,1000,40000,1,大型,是", "18位", 1, false},
        {"91350200MA2YJ1XR9G,甲,B3979,1000,40000,1,大型,是", "行业代码", 3, false},
        {"91350200MA2YJ1XR9G,甲,3979,10.5,40000,1,大型,是", "整数", 4, false},
        {"91350200MA2YJ1XR9G,甲,3979,1000,40000,-1,大型,是", "不得为负", 6, false},
        {"91350200MA2YJ1XR9G,甲,3979,1000,40000,,大型,是", "必填", 6, false},
        {"91350200MA2YJ1XR9G,甲,3979,1000,40000,1,巨型,是", "微型 / 小型", 7, false},
        {"91350200MA2YJ1XR9G,甲,3979,1000,40000,99999999999999999,大型,是", "核对单位", 6, false},
    };
    bench b = open_bench();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        core_roster_figure f[CORE_ROSTER_FIGURES_MAX];
        core_roster *r = core_roster_new(b.arena, b.plan, b.sizes);
        row(r, 1, TITLES);
        row(r, 7, cases[i].text);
        core_roster_end(r);
        const core_roster_report report = core_roster_report_of(r);
        if (report.n_told != 1) fail_msg("case %zu: %zu told", i, report.n_told);
        assert_int_equal(report.told[0].row, 7);
        assert_int_equal(report.told[0].column, cases[i].column);
        assert_int_equal(report.told[0].doubt, cases[i].doubt);
        assert_non_null(strstr(report.told[0].text.zh.p, cases[i].words));
        assert_int_equal(core_roster_figures(r, b.book, f) > 0, cases[i].doubt);
    }
    base_arena_free(b.arena);
}

/* Enterprises whose codes are alike but for letters that a number of five bits a character takes for digits. */
static void tells_codes_apart(void **state) {
    (void)state;
    bench b = open_bench();
    core_roster *r = core_roster_new(b.arena, b.plan, b.sizes);
    row(r, 1, TITLES);
    row(r, 2, "91330106000WW0WWXN,甲,3979,1000,40000,1,大型,是");
    row(r, 3, "9133010600W00WWW1N,乙,3979,1000,40000,1,大型,是");
    core_roster_end(r);
    assert_int_equal(core_roster_report_of(r).faults, 0);
    row(r, 4, "91330106000WW0WWXN,丙,3979,1000,40000,1,大型,是");
    assert_int_equal(core_roster_report_of(r).faults, 1);
    base_arena_free(b.arena);
}

static void titles(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t faults;
    } cases[] = {
        {TITLES, 1},                                                       /* no rows */
        {"统一社会信用代码,企业名称,行业代码,产值,规模", 1},               /* one column is missing */
        {"统一社会信用代码,企业名称,行业代码,产值,规模,主导产业,产值", 1}, /* one is there twice */
        {"甲,乙", 1},                                                      /* none at all */
    };
    bench b = open_bench();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        core_roster *r = core_roster_new(b.arena, b.plan, b.sizes);
        row(r, 1, cases[i].text);
        core_roster_end(r);
        assert_int_equal(core_roster_report_of(r).faults, cases[i].faults);
    }
    base_arena_free(b.arena);
}

static void bad_plans(void **state) {
    (void)state;
    static const struct {
        const char *columns, *figures;
    } cases[] = {
        {"", NULL},
        {"id,zh,en,also,kind,unit,required\n", NULL},
        {"id,zh,en,also,kind,unit,required,choices\na,甲,A,,colour,,,\n", NULL},
        {"id,zh,en,also,kind,unit,required,choices\na,甲,A,,choice,,,\n", NULL},
        {"id,zh,en,also,kind,unit,required,choices\n,甲,A,,text,,,\n", NULL},
        {NULL, "fact,measure,column,where\noutput,mean,output,\n"},
        {NULL, "fact,measure,column,where\noutput,sum,nothing,\n"},
        {NULL, "fact,measure,column,where\noutput,sum,name,\n"},
        {NULL, "fact,measure,column,where\nfirms,count,,size=huge\n"},
        {NULL, "fact,measure,column,where\nfirms,count,,output=1\n"},
        {NULL, "fact,measure,column,where\nfirms,count,,size=\n"},
    };
    base_arena *arena = base_arena_new(64 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        core_roster_texts t = texts(arena);
        base_err e = {0};
        if (cases[i].columns != NULL) t.columns = base_str_of(cases[i].columns);
        if (cases[i].figures != NULL) t.figures = base_str_of(cases[i].figures);
        if (core_roster_plan_read(arena, &t, &e) != NULL) fail_msg("case %zu was read", i);
        assert_int_not_equal(e.where[0], '\0');
    }
    base_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(adds_up), cmocka_unit_test(finds_faults),
                                       cmocka_unit_test(tells_codes_apart), cmocka_unit_test(titles),
                                       cmocka_unit_test(bad_plans)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
