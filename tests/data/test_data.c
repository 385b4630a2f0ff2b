/* test_data.c - the reference data itself: counts, keys, parents, known days and bounds, as data/README.md states them.
 */
// clang-format off
#include <stdarg.h>
#include "../testing.h"

// clang-format on
#include <stdlib.h>

#include "base/csv.h"
#include "base/date.h"
#include "base/file.h"
#include "core/enterprise.h"
#include "core/refdata.h"

enum { MAX_FILE = 4 << 20, MAX_ROWS = 10000 };

/* A file as records; the header is record 0. */
typedef struct {
    base_arena *arena;
    base_str *cell;
    size_t rows, columns;
} table;

static base_str read_text(base_arena *arena, const char *name) {
    const char *dir = getenv("JIQUN_DATA");
    base_str path =
        dir ? base_arena_fmt(arena, "%s/%s", dir, name) : base_arena_fmt(arena, "%s/data/%s", JIQUN_SOURCE_DIR, name);
    base_str text;
    base_err e = {0};
    if (!base_file_read(arena, path.p, MAX_FILE, &text, &e)) fail_msg("%s: %s", name, e.en);
    return text;
}

static table open_table(const char *name) {
    table t = {.arena = base_arena_new(64 << 20)};
    base_csv csv;
    base_err e = {0};
    size_t cap = 0;
    base_csv_open(&csv, t.arena, read_text(t.arena, name), base_str_of(name));
    while (base_csv_next(&csv, &e)) {
        if (t.rows == 0) t.columns = csv.n;
        if (csv.n != t.columns) fail_msg("%s:%u: %zu fields", name, csv.line, csv.n);
        for (size_t i = 0; i < csv.n; i++) {
            t.cell = base_arena_grow(t.arena, t.cell, t.rows * t.columns + i, &cap, sizeof *t.cell);
            t.cell[t.rows * t.columns + i] = csv.field[i];
        }
        t.rows++;
    }
    if (e.kind != BASE_ERR_NONE) fail_msg("%s: %s", name, e.en);
    assert_true(t.rows > 1 && t.rows < MAX_ROWS);
    return t;
}

static void close_table(table *t) { base_arena_free(t->arena); }

static base_str cell(const table *t, size_t row, const char *column) {
    for (size_t i = 0; i < t->columns; i++)
        if (base_str_is(t->cell[i], column)) return t->cell[row * t->columns + i];
    fail_msg("no column %s", column);
    return (base_str){0};
}

static bool is(const table *t, size_t row, const char *column, const char *value) {
    return base_str_is(cell(t, row, column), value);
}

static size_t count(const table *t, const char *column, const char *value) {
    size_t n = 0;
    for (size_t i = 1; i < t->rows; i++) n += is(t, i, column, value);
    return n;
}

/* The row with that key; 0 = none. */
static size_t find(const table *t, const char *column, base_str value) {
    for (size_t i = 1; i < t->rows; i++)
        if (base_str_eq(cell(t, i, column), value)) return i;
    return 0;
}

static size_t find_is(const table *t, const char *column, const char *value) {
    return find(t, column, base_str_of(value));
}

static void assert_unique(const table *t, const char *column) {
    for (size_t i = 1; i < t->rows; i++) assert_int_equal(find(t, column, cell(t, i, column)), i);
}

/* Every file says what it is before its header. */
static void files_state_their_source(void **state) {
    (void)state;
    static const char *const names[] = {"divisions.csv",     "divisions_differences.csv",
                                        "channels.csv",      "workdays.csv",
                                        "sizes.csv",         "industries.csv",
                                        "clusters.csv",      "clusters_reexam_2025.csv",
                                        "requirements.csv",  "roster_columns.csv",
                                        "roster_figures.csv"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        base_arena *arena = base_arena_new(16 << 20);
        base_str text = read_text(arena, names[i]);
        assert_true(base_str_starts(text, BASE_STR("# ")));
        assert_int_equal(base_utf8_check(text), text.n);
        assert_null(memchr(text.p, '\r', text.n));
        assert_int_equal(text.p[text.n - 1], '\n');
        base_arena_free(arena);
    }
}

static void divisions_count(void **state) {
    (void)state;
    table t = open_table("divisions.csv");
    size_t n[3] = {0}, retired = 0;
    static const char *const levels[] = {"province", "city", "county"};
    for (size_t i = 1; i < t.rows; i++) {
        if (is(&t, i, "status", "retired")) {
            retired++;
            continue;
        }
        assert_true(is(&t, i, "status", "current"));
        for (size_t l = 0; l < 3; l++) n[l] += is(&t, i, "level", levels[l]);
    }
    assert_int_equal(n[0], 34);
    assert_int_equal(n[1], 333);
    assert_int_equal(n[2], 2845);
    assert_int_equal(retired, 99);
    assert_int_equal(t.rows - 1, 34 + 333 + 2845 + 99);
    close_table(&t);
}

static void divisions_are_sorted_and_unique(void **state) {
    (void)state;
    table t = open_table("divisions.csv");
    for (size_t i = 1; i < t.rows; i++) {
        assert_int_equal(cell(&t, i, "code").n, 6);
        assert_true(cell(&t, i, "name").n > 0);
        assert_false(is(&t, i, "name", "市辖区"));
        if (i > 1) assert_true(base_str_cmp(cell(&t, i - 1, "code"), cell(&t, i, "code")) < 0);
    }
    close_table(&t);
}

/* Dates are in no source: a date would be invented. */
static void divisions_invent_no_dates(void **state) {
    (void)state;
    table t = open_table("divisions.csv");
    assert_int_equal(count(&t, "valid_from", ""), t.rows - 1);
    assert_int_equal(count(&t, "valid_until", ""), t.rows - 1);
    for (size_t i = 1; i < t.rows; i++)
        if (cell(&t, i, "successors").n > 0) assert_true(is(&t, i, "status", "retired"));
    assert_true(is(&t, find_is(&t, "code", "500105"), "successors", "500157"));
    assert_true(is(&t, find_is(&t, "code", "330103"), "successors", ""));
    assert_true(is(&t, find_is(&t, "code", "710000"), "name", "台湾省"));
    assert_int_equal(find_is(&t, "code", "830000"), 0);
    close_table(&t);
}

/* Reads both files the way the program does: parents, channels and successors have to exist. */
static core_divisions *load(base_arena *arena) {
    base_err e = {0};
    core_divisions *d =
        core_divisions_read(arena, read_text(arena, "divisions.csv"), read_text(arena, "channels.csv"), &e);
    if (!d) fail_msg("%s:%u %s", e.where, e.line, e.en);
    return d;
}

static void every_unit_has_its_channel(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(64 << 20);
    core_divisions *d = load(arena);
    size_t corps = 0, planned = 0;
    for (size_t i = 0; i < core_divisions_count(d); i++) {
        const core_division *u = core_division_at(d, i);
        bool none = base_str_starts(u->code, BASE_STR("71")) || base_str_starts(u->code, BASE_STR("81")) ||
                    base_str_starts(u->code, BASE_STR("82"));
        assert_true((u->channel == NULL) == none);
        if (none) continue;
        assert_int_equal(u->region, u->channel->region);
        corps += u->channel->kind == CORE_CHANNEL_CORPS;
        planned += u->channel->kind == CORE_CHANNEL_PLANNED_CITY && u->level == CORE_COUNTY && !u->retired;
        bool own = base_str_starts(u->code, u->channel->code);
        assert_true(own || base_str_is(u->channel->code, "66"));
    }
    assert_int_equal(corps, 12);
    assert_int_equal(planned, 10 + 10 + 6 + 10 + 9); /* 大连, 宁波, 厦门, 青岛, 深圳 */
    base_arena_free(arena);
}

static void channels_and_regions(void **state) {
    (void)state;
    table t = open_table("channels.csv");
    assert_int_equal(t.rows - 1, 37);
    assert_unique(&t, "channel");
    assert_int_equal(count(&t, "kind", "province"), 31);
    assert_int_equal(count(&t, "kind", "separately planned city"), 5);
    assert_int_equal(count(&t, "kind", "corps"), 1);
    assert_int_equal(count(&t, "separate", "yes"), 6);
    static const char *const regions[][2] = {
        {"11", "east"},       {"12", "east"},       {"13", "east"},         {"14", "middle"}, {"15", "west"},
        {"21", "north-east"}, {"22", "north-east"}, {"23", "north-east"},   {"31", "east"},   {"32", "east"},
        {"33", "east"},       {"34", "middle"},     {"35", "east"},         {"36", "middle"}, {"37", "east"},
        {"41", "middle"},     {"42", "middle"},     {"43", "middle"},       {"44", "east"},   {"45", "west"},
        {"46", "east"},       {"50", "west"},       {"51", "west"},         {"52", "west"},   {"53", "west"},
        {"54", "west"},       {"61", "west"},       {"62", "west"},         {"63", "west"},   {"64", "west"},
        {"65", "west"},       {"66", "west"},       {"2102", "north-east"}, {"3302", "east"}, {"3502", "east"},
        {"3702", "east"},     {"4403", "east"}};
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++)
        assert_true(is(&t, find_is(&t, "channel", regions[i][0]), "region", regions[i][1]));
    close_table(&t);
}

static base_date day(const char *text) {
    base_date d = BASE_DATE_NONE;
    assert_true(base_date_parse(base_str_of(text), &d, NULL));
    return d;
}

static void workdays_known_days(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(16 << 20);
    base_err e = {0};
    base_workdays *w = base_workdays_read(arena, read_text(arena, "workdays.csv"), BASE_STR("workdays.csv"), &e);
    assert_non_null(w);
    static const struct {
        const char *date;
        bool works;
    } known[] = {{"2023-09-28", true},  {"2023-09-29", false}, {"2023-10-06", false}, {"2023-10-07", true},
                 {"2023-10-08", true},  {"2023-10-14", false}, {"2023-01-28", true},  {"2024-02-04", true},
                 {"2024-02-09", true},  {"2024-02-12", false}, {"2024-02-18", true},  {"2024-10-12", true},
                 {"2024-10-07", false}, {"2024-10-08", true},  {"2024-09-14", true},  {"2026-01-01", false}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        bool works = !known[i].works;
        assert_true(base_workday_is(w, day(known[i].date), &works, &e));
        if (works != known[i].works) fail_msg("%s", known[i].date);
    }
    /* The public notice of 2023: five working days from 28 September end on 10 October. */
    base_date end = BASE_DATE_NONE;
    assert_true(base_workdays_end(w, day("2023-09-28"), 5, true, &end, &e));
    assert_int_equal(end, day("2023-10-10"));
    bool works;
    assert_false(base_workday_is(w, day("2003-12-31"), &works, &e));
    assert_false(base_workday_is(w, day("2027-01-04"), &works, &e));
    base_arena_free(arena);
}

static void workdays_years(void **state) {
    (void)state;
    table t = open_table("workdays.csv");
    assert_int_equal(count(&t, "kind", "year"), 23);
    assert_int_equal(count(&t, "kind", "holiday"), 619);
    assert_int_equal(count(&t, "kind", "workday"), 150);
    for (int year = 2004; year <= 2026; year++) {
        size_t row = find(&t, "date", base_arena_fmt(t.arena, "%d", year));
        assert_true(row > 0 && is(&t, row, "kind", "year"));
    }
    for (size_t i = 1; i < t.rows; i++) {
        if (is(&t, i, "kind", "year")) continue;
        base_date d = BASE_DATE_NONE;
        assert_true(base_date_parse(cell(&t, i, "date"), &d, NULL));
        if (is(&t, i, "kind", "workday")) assert_true(base_date_weekday(d) >= 6);
        assert_true(cell(&t, i, "name").n > 0);
    }
    assert_unique(&t, "date");
    close_table(&t);
}

static void sizes_rows(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(16 << 20);
    base_err e = {0};
    core_sizes *s = core_sizes_read(arena, read_text(arena, "sizes.csv"), &e);
    if (!s) fail_msg("%u %s", e.line, e.en);
    assert_int_equal(core_sizes_count(s), 16);
    /* A bound of a higher class is never below that of a lower one. */
    for (size_t i = 0; i < core_sizes_count(s); i++) {
        const core_size_row *r = core_size_at(s, i);
        for (int c = CORE_SIZE_SMALL; c < CORE_SIZE_LARGE; c++)
            for (int k = 0; k < CORE_SIZE_INDICATORS; k++) {
                assert_int_equal(r->bound[c][k].counts, r->bound[c + 1][k].counts);
                if (r->bound[c][k].counts)
                    assert_true(base_dec_cmp(r->bound[c][k].at_least, r->bound[c + 1][k].at_least) < 0);
            }
    }
    base_arena_free(arena);
}

static void industries_count_and_parents(void **state) {
    (void)state;
    table t = open_table("industries.csv");
    size_t n[5] = {0};
    static const char *const levels[] = {"", "letter", "division", "group", "class"};
    for (size_t i = 1; i < t.rows; i++) {
        base_str code = cell(&t, i, "code"), parent = cell(&t, i, "parent");
        assert_true(code.n >= 1 && code.n <= 4);
        n[code.n]++;
        assert_true(is(&t, i, "level", levels[code.n]));
        assert_int_equal(parent.n, code.n == 2 ? 1 : code.n - 1);
        if (code.n > 2) assert_true(base_str_starts(code, parent));
        if (code.n > 1) assert_true(find(&t, "code", parent) > 0);
    }
    assert_int_equal(n[1], 20);
    assert_int_equal(n[2], 97);
    assert_int_equal(n[3], 472);  /* 473 in the standard: 923 is the stated gap */
    assert_int_equal(n[4], 1379); /* 1,382 in the standard: 9231, 9232, 9233 are the stated gap */
    static const char *const gap[] = {"923", "9231", "9232", "9233"};
    for (size_t i = 0; i < 4; i++) assert_int_equal(find_is(&t, "code", gap[i]), 0);
    assert_true(is(&t, find_is(&t, "code", "6540"), "name", "运行维护服务"));
    assert_true(is(&t, find_is(&t, "code", "13"), "parent", "C"));
    assert_true(is(&t, find_is(&t, "code", "2039"), "name", "软木制品及其他木制品制造"));
    assert_unique(&t, "code");
    close_table(&t);
}

static void clusters_by_round_and_channel(void **state) {
    (void)state;
    table t = open_table("clusters.csv");
    assert_int_equal(t.rows - 1, 118);
    assert_true(base_str_is(t.cell[0], "round") && base_str_is(t.cell[1], "recommending_unit") &&
                base_str_is(t.cell[2], "cluster_name"));
    assert_int_equal(count(&t, "round", "2022"), 49);
    assert_int_equal(count(&t, "round", "2023"), 18);
    assert_int_equal(count(&t, "round", "2024"), 33);
    assert_int_equal(count(&t, "round", "2025"), 18);
    static const struct {
        const char *channel;
        size_t n;
    } by_channel[] = {{"11", 7}, {"31", 15}, {"41", 13}, {"36", 13}, {"44", 12}, {"3502", 2}, {"4403", 4}, {"66", 1}};
    for (size_t i = 0; i < sizeof by_channel / sizeof *by_channel; i++)
        assert_int_equal(count(&t, "channel", by_channel[i].channel), by_channel[i].n);
    close_table(&t);
}

/* A county is given only where it lies in the channel that recommended; every row says that the list is incomplete. */
static void clusters_counties(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(64 << 20);
    core_divisions *d = load(arena);
    static const char *const files[] = {"clusters.csv", "clusters_reexam_2025.csv"};
    for (size_t f = 0; f < 2; f++) {
        table t = open_table(files[f]);
        for (size_t i = 1; i < t.rows; i++) {
            base_str county = cell(&t, i, "county"), note = cell(&t, i, "note");
            assert_true(base_str_starts(note, BASE_STR("名单不完整")) &&
                        base_str_ends(note, BASE_STR("list incomplete")));
            const core_channel *c = core_channel_find(d, cell(&t, i, "channel"));
            assert_non_null(c);
            assert_true(base_str_eq(c->name, cell(&t, i, f == 0 ? "recommending_unit" : "province")));
            if (county.n == 0) continue;
            base_err why = {0};
            if (!core_division_may_register(d, county, day("2026-01-01"), &why)) fail_msg("%s", why.en);
            assert_ptr_equal(core_division_channel(d, county), c);
        }
        assert_int_equal(count(&t, "county", ""), f == 0 ? 2 : 0);
        close_table(&t);
    }
    base_arena_free(arena);
}

static void requirements_are_complete(void **state) {
    (void)state;
    table t = open_table("requirements.csv");
    static const struct {
        char letter;
        int n;
    } groups[] = {{'A', 4}, {'C', 7}, {'P', 6}, {'M', 8}, {'G', 3}, {'N', 10}};
    size_t total = 0;
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
        for (int i = 1; i <= groups[g].n; i++, total++) {
            size_t row = find(&t, "id", base_arena_fmt(t.arena, "%c%d", groups[g].letter, i));
            assert_true(row > 0);
            assert_true(cell(&t, row, "title_zh").n > 0 && cell(&t, row, "title_en").n > 0);
            assert_true(cell(&t, row, "article").n > 0);
        }
    assert_int_equal(t.rows - 1, total);
    close_table(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_state_their_source),
        cmocka_unit_test(divisions_count),
        cmocka_unit_test(divisions_are_sorted_and_unique),
        cmocka_unit_test(divisions_invent_no_dates),
        cmocka_unit_test(every_unit_has_its_channel),
        cmocka_unit_test(channels_and_regions),
        cmocka_unit_test(workdays_known_days),
        cmocka_unit_test(workdays_years),
        cmocka_unit_test(sizes_rows),
        cmocka_unit_test(industries_count_and_parents),
        cmocka_unit_test(clusters_by_round_and_channel),
        cmocka_unit_test(clusters_counties),
        cmocka_unit_test(requirements_are_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
