/* Divisions that change: who acts for a county on a day, and where it reports, by reference data and by event. */
#include "support.h"

static bool acts(desk *k, const char *county, const char *who, const char *day) {
    return core_place_acts(k->world, base_str_of(county), base_str_of(who), date_of(day));
}

static base_str channel(desk *k, const char *county, const char *day) {
    const core_channel *c = core_place_channel(k->world, base_str_of(county), date_of(day));
    return c != NULL ? c->code : BASE_STR("-");
}

static void change(desk *k, const char *code, const char *successors, const char *from) {
    char line[400];
    (void)snprintf(line, sizeof line, "succeed_division code=%s 'successors=%s' from=%s", code, successors, from);
    must(k, line);
}

static void by_event(void **state) {
    (void)state;
    desk *k = hand_desk();
    change(k, "330106", "330205; 330108", "2024-01-01");
    assert_true(acts(k, "330106", "330106", "2023-12-31"));
    assert_false(acts(k, "330106", "330205", "2023-12-31"));
    assert_false(acts(k, "330106", "330106", "2024-01-01"));
    assert_true(acts(k, "330106", "330205", "2024-01-01"));
    assert_true(acts(k, "330106", "330108", "2024-01-01"));
    assert_str(channel(k, "330106", "2023-12-31"), "33");
    assert_str(channel(k, "330106", "2024-01-01"), "3302");
    /* A county that is gone opens nothing any more. */
    today(k, "2024-01-01");
    as(k, "county", "330106");
    must_refuse(k, "register c1 name=甲", CORE_WHY_JURISDICTION, "继任区划", "succeeded");
    as(k, "county", "330205");
    must(k, "register c1 name=甲");
    desk_free(k);
}

/* The newest that is in effect counts; a correction replaces what it corrects. */
static void corrections(void **state) {
    (void)state;
    desk *k = hand_desk();
    change(k, "330106", "330108", "2024-01-01");
    change(k, "330106", "330205", "2024-06-01");
    assert_true(acts(k, "330106", "330108", "2024-05-31"));
    assert_true(acts(k, "330106", "330205", "2024-06-01"));
    assert_false(acts(k, "330106", "330108", "2024-06-01"));
    /* entered later, in effect earlier */
    change(k, "330205", "330206", "2024-03-01");
    assert_true(acts(k, "330106", "330205", "2024-06-01"));
    assert_true(acts(k, "330205", "330206", "2024-03-01"));
    desk_free(k);
}

static void chains(void **state) {
    (void)state;
    desk *k = hand_desk();
    change(k, "330106", "330108", "2024-01-01");
    change(k, "330108", "330205", "2025-01-01");
    assert_true(acts(k, "330106", "330108", "2024-12-31"));
    assert_true(acts(k, "330106", "330205", "2025-01-01"));
    assert_str(channel(k, "330106", "2025-01-01"), "3302");
    desk_free(k);
}

/* Part of a county goes, the county keeps its code; or it takes its old code back. */
static void a_code_that_stays(void **state) {
    (void)state;
    desk *k = hand_desk();
    change(k, "330106", "330106,330108", "2024-01-01");
    assert_true(acts(k, "330106", "330106", "2024-01-01"));
    assert_true(acts(k, "330106", "330108", "2024-01-01"));
    assert_str(channel(k, "330106", "2024-01-01"), "33");
    change(k, "330205", "330206", "2024-01-01");
    change(k, "330206", "330205", "2025-01-01");
    assert_true(acts(k, "330205", "330206", "2024-12-31"));
    assert_true(acts(k, "330205", "330205", "2025-01-01"));
    assert_false(acts(k, "330205", "330206", "2025-01-01"));
    assert_true(acts(k, "330206", "330205", "2025-01-01"));
    today(k, "2024-01-01");
    as(k, "county", "330106");
    must(k, "register c1 name=甲");
    desk_free(k);
}

/* Lists that name the same codes over and over grow like a tree: the answer comes all the same, at once. */
static void lists_without_end(void **state) {
    (void)state;
    desk *k = hand_desk();
    static const char many[] = "330106 330108 330106 330108 330106 330108 330106 330108 330106 330108";
    for (int day = 1; day <= 28; day++) {
        char from[16];
        (void)snprintf(from, sizeof from, "2024-02-%02d", day);
        change(k, day % 2 == 0 ? "330106" : "330108", many, from);
    }
    assert_false(acts(k, "330106", "330205", "2024-03-01"));
    assert_str(channel(k, "330106", "2024-03-01"), "33");
    desk_free(k);
}

/* Successors of the reference data act from the day after the last one; without a last day nothing is guessed. */
static void by_reference_data(void **state) {
    (void)state;
    static const char channels[] =
        "channel,name,kind,region,separate\n33,甲省,province,east,no\n3302,乙市,separately planned city,east,yes\n";
    static const char units[] = "code,name,level,parent,channel,valid_from,valid_until,successors,status\n"
                                "330000,甲省,province,,33,,,,current\n"
                                "330100,丙市,city,330000,33,,,,current\n"
                                "330101,一县,county,330100,33,,2023-12-31,330102;330201,retired\n"
                                "330102,二县,county,330100,33,,2024-06-30,330103,retired\n"
                                "330103,三县,county,330100,33,,,,current\n"
                                "330104,四县,county,330100,33,,,330103,retired\n"
                                "330200,乙市,city,330000,3302,,,,current\n"
                                "330201,五县,county,330200,3302,,,,current\n";
    base_arena *arena = the_library()->arena;
    base_err e = {0};
    core_divisions *d = core_divisions_read(arena, BASE_STR(units), BASE_STR(channels), &e);
    if (d == NULL) fail_msg("%s", e.en);
    desk *k = hand_desk();
    k->world->divisions = d;
    assert_true(acts(k, "330101", "330101", "2023-12-31"));
    assert_false(acts(k, "330101", "330101", "2024-01-01"));
    assert_true(acts(k, "330101", "330102", "2024-06-30"));
    assert_true(acts(k, "330101", "330201", "2024-01-01"));
    assert_true(acts(k, "330101", "330103", "2024-07-01"));
    assert_false(acts(k, "330101", "330102", "2024-07-01"));
    assert_true(acts(k, "330104", "330104", "2030-01-01"));
    assert_str(channel(k, "330101", "2024-07-01"), "33");
    change(k, "330103", "330201", "2025-01-01");
    assert_true(acts(k, "330101", "330201", "2025-01-01"));
    assert_str(channel(k, "330101", "2025-01-01"), "3302");
    desk_free(k);
}

/* A change is kept only when it says of what, to what and from when; a text without such fields has none. */
static void changes_need_all_of_it(void **state) {
    (void)state;
    static const char *const kinds[] = {"    takes code, successors, from\n", "    takes code\n"};
    for (size_t i = 0; i < 2; i++) {
        base_str text = base_arena_fmt(
            the_library()->arena,
            "rulebook p \"工\" \"p\"\n"
            "level office \"机关\" \"office\" over everything 第一条\n"
            "case programme \"项目\" \"programme\" single 第一条\n"
            "%s"
            "  field code \"原\" \"old\" code\n"
            "  state running \"运行\" \"running\" rest\n"
            "  action succeed_division \"变\" \"change\" by office\n%s",
            i == 0 ? "  field successors \"后\" \"new\" text\n  field from \"日\" \"day\" date\n" : "", kinds[i]);
        desk *k = desk_of(book_of(the_library()->arena, text.p));
        as(k, "office", "");
        must(k, "succeed_division code=330106");
        assert_int_equal(k->world->n_successions, 0);
        desk_free(k);
    }
}

static void by_channel_alone(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 channel=3302");
    must(k, "import c2 name=乙");
    assert_str(field_of(k, "c1", "channel"), "3302");
    assert_str(field_of(k, "c1", "separate"), "yes");
    assert_str(field_of(k, "c1", "region"), "east");
    assert_str(field_of(k, "c1", "inland"), "none");
    assert_str(field_of(k, "c2", "channel"), "none");
    assert_str(field_of(k, "c2", "separate"), "none");
    must(k, "import c3 name=丙 county=330106");
    must(k, "import c4 name=丁 county=330206");
    must(k, "import c5 name=戊 county=330205");
    assert_str(field_of(k, "c3", "inland"), "yes");
    assert_str(field_of(k, "c4", "inland"), "yes");
    assert_str(field_of(k, "c5", "inland"), "no");
    desk_free(k);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_event),
        cmocka_unit_test(corrections),
        cmocka_unit_test(chains),
        cmocka_unit_test(a_code_that_stays),
        cmocka_unit_test(lists_without_end),
        cmocka_unit_test(by_reference_data),
        cmocka_unit_test(changes_need_all_of_it),
        cmocka_unit_test(by_channel_alone),
    };
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
