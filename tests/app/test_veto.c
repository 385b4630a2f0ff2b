/* test_veto.c - what is told of a veto from the register: also where the register's cases were made under an older
 * text, which had no field for what they are about. */
#include "../core/support.h"

#include "app/show_i.h"

static const char MATTER[] =
    "case note\n"
    "  field matter \"事由\" \"matter\" one of illegal \"违法\", other \"其他\"\n"
    "  action make \"记\" \"make\" by county, city, province, office, expert shared new -> made\n"
    "    takes matter\n"
    "case paper\n"
    "  mark clean \"无违法\" \"clean\" when no note is made\n";

/* The text of tests/core, whose notes declare every field they have: only so can a version add one that is chosen. */
static base_str older_text(base_arena *arena) {
    static const base_str mark = BASE_STR("case note \"记录\" \"note\" of cluster ");
    const base_str all = the_library()->hand_text;
    const char *note = memmem(all.p, all.n, mark.p, mark.n);
    assert_non_null(note);
    const char *state = strstr(note, "  state made");
    assert_non_null(state);
    return base_arena_fmt(arena, "%.*s  field evidence \"证据\" \"evidence\" text\n%s", (int)(state - all.p), all.p,
                          state);
}

static void amend(desk *k, base_str older) {
    library *l = the_library();
    rules_diags d;
    base_err e = {0};
    rules_diags_init(&d, l->arena);
    const rules_book *b = rules_amend(l->arena, older, BASE_STR("hand.rules"), base_str_of(MATTER), BASE_STR("v2"),
                                      date_of("2023-06-01"), NULL, NULL, &d);
    if (b == NULL) show_diags(&d);
    assert_non_null(b);
    if (!core_world_amend(k->world, b, date_of("2023-06-01"), &e)) fail_msg("%s", e.en);
    today(k, "2023-06-01");
}

/* A desk on which the text has a field for the matter, with a paper; `before` is done under the older text. */
static desk *begun(const char *before) {
    const base_str older = older_text(the_library()->arena);
    desk *k = desk_of(book_of(the_library()->arena, older.p));
    as(k, "office", "");
    must(k, "open_round r1 closes=2023-12-31 places=2 more=3 big=no");
    must(k, "import c1 name=甲 county=330106 subfield=A");
    if (before != NULL) must(k, before);
    amend(k, older);
    as(k, "county", "330106");
    must(k, "begin c1/a round=r1");
    must(k, "fill c1/a output.2022=50 output.2021=50 pillar=有 goals=met");
    must(k, "file c1/a");
    as(k, "office", "");
    return k;
}

/* How the one veto of the standard is told. */
static uint8_t told(desk *k) {
    core_assessment as;
    const core_view v = core_view_of(k->world, case_at(k, "c1/a"), k->today, k->scratch);
    assert_true(core_assess_case(&v, &as));
    assert_int_equal(as.standard->criterion[0].kind, RULES_VETO);
    app_settle_vetoes(&v, &as);
    return as.settled[0];
}

static void nothing_recorded(void **state) {
    (void)state;
    desk *k = begun(NULL);
    assert_int_equal(told(k), RULES_MET);
    desk_free(k);
}

static void recorded(void **state) {
    (void)state;
    desk *k = begun(NULL);
    must(k, "make c1/n1 matter=other");
    assert_int_equal(told(k), RULES_MET);
    must(k, "make c1/n2 matter=illegal");
    assert_int_equal(told(k), RULES_NOT_MET);
    desk_free(k);
}

/* What an older case is about was not asked then, so it counts for every matter. */
static void recorded_under_the_older_text(void **state) {
    (void)state;
    desk *k = begun("make c1/n1 grade=low");
    assert_int_equal(told(k), RULES_NOT_MET);
    desk_free(k);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_recorded),
        cmocka_unit_test(recorded),
        cmocka_unit_test(recorded_under_the_older_text),
    };
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
