/* The pure half of decide, on tables made by hand: Kleene's three values, every reason kept, and the one step that a
 * case's control makes. */
#include "../testing.h"

#include "core/decide.h"

/* Guards: 0 = atom 0, 1 = atom 1, 2 = 0 and 1, 3 = 0 or 1, 4 = not 0. */
static const rules_guard guards[] = {
    {RULES_G_ATOM, 0, 0}, {RULES_G_ATOM, 1, 0}, {RULES_G_AND, 0, 1}, {RULES_G_OR, 0, 1}, {RULES_G_NOT, 0, 0}};

static const rules_state states[] = {
    {.name = {"draft", 5}, .rest = true}, {.name = {"submitted", 9}}, {.name = {"done", 4}, .end = true, .rest = true}};
/* check was done since submitted; check was done ever */
static const rules_track tracks[] = {{.action = 1, .state = 1}, {.action = 1, .state = RULES_NONE}};
static const rules_case kinds[] = {{.name = {"application", 11},
                                    .parent = RULES_NONE,
                                    .n_states = 3,
                                    .state = states,
                                    .n_tracks = 2,
                                    .track = tracks}};
static const rules_need needs[] = {{.guard = 0}, {.guard = 1}, {.guard = 2}};
static const rules_effect effects[] = {{.kind = RULES_E_SET}, {.kind = RULES_E_MOVE}};
static const rules_action actions[] = {
    {.name = {"submit", 6},
     .kase = 0,
     .levels = 2,
     .from = 1,
     .to = 1,
     .n_needs = 3,
     .need = needs,
     .n_effects = 2,
     .effect = effects},
    {.name = {"check", 5}, .kase = 0, .levels = 2, .from = 2, .to = RULES_NONE},
    {.name = {"apply", 5}, .kase = 0, .levels = 2, .creates = true, .to = 0},
    {.name = {"return", 6}, .kase = 0, .levels = 1, .from = 2, .to = 0},
};
static const rules_book book = {
    .n_guards = 5, .guard = guards, .n_cases = 1, .kase = kinds, .n_actions = 4, .action = actions};

/* Strong Kleene logic written out, so that the code is held against a table and not against itself. */
static void test_three_values(void **state) {
    (void)state;
    static const core_tri both[3][3] = {
        {CORE_NO, CORE_NO, CORE_NO}, {CORE_NO, CORE_YES, CORE_UNSET}, {CORE_NO, CORE_UNSET, CORE_UNSET}};
    static const core_tri either[3][3] = {
        {CORE_NO, CORE_YES, CORE_UNSET}, {CORE_YES, CORE_YES, CORE_YES}, {CORE_UNSET, CORE_YES, CORE_UNSET}};
    static const core_tri inverse[3] = {CORE_YES, CORE_NO, CORE_UNSET};
    for (core_tri a = CORE_NO; a <= CORE_UNSET; a++) {
        for (core_tri b = CORE_NO; b <= CORE_UNSET; b++) {
            const core_tri atom[2] = {a, b};
            assert_int_equal(core_guard(&book, 2, atom), both[a][b]);
            assert_int_equal(core_guard(&book, 3, atom), either[a][b]);
            assert_int_equal(core_guard(&book, 4, atom), inverse[a]);
        }
    }
    assert_int_equal(core_guard(&book, RULES_NONE, NULL), CORE_YES);
}

static core_observation good(const core_tri *atom) {
    return (core_observation){.exists = true,
                              .state = 0,
                              .level = 1,
                              .inside = true,
                              .alone = CORE_YES,
                              .atom = atom,
                              .effect_fits = 3,
                              .args = true};
}

static void test_grants_only_when_all_hold(void **state) {
    (void)state;
    const core_tri yes[2] = {CORE_YES, CORE_YES};
    core_observation o = good(yes);
    core_judgement j = core_judge(&book, 0, &o);
    assert_true(j.granted && j.level && j.inside && j.state && j.alone && j.args);
    assert_int_equal(j.needs, 7);
    assert_int_equal(j.effects, 3);
}

/* One thing is wrong at a time; it alone is named, and it is enough. */
static void test_each_reason_refuses(void **state) {
    (void)state;
    const core_tri yes[2] = {CORE_YES, CORE_YES}, unset[2] = {CORE_YES, CORE_UNSET};
    core_observation o = good(yes);
    o.level = 0;
    assert_false(core_judge(&book, 0, &o).granted);
    o = good(yes);
    o.level = RULES_NONE;
    assert_false(core_judge(&book, 0, &o).level);
    o = good(yes);
    o.inside = false;
    assert_false(core_judge(&book, 0, &o).granted);
    o = good(yes);
    o.state = 1;
    assert_false(core_judge(&book, 0, &o).state);
    o = good(yes);
    o.exists = false;
    assert_false(core_judge(&book, 0, &o).state);
    o = good(yes);
    o.alone = CORE_NO;
    assert_false(core_judge(&book, 0, &o).granted);
    o = good(yes);
    o.args = false;
    assert_false(core_judge(&book, 0, &o).granted);
    o = good(yes);
    o.effect_fits = 1;
    core_judgement j = core_judge(&book, 0, &o);
    assert_false(j.granted);
    assert_int_equal(j.effects, 1);
    o = good(unset);
    j = core_judge(&book, 0, &o);
    assert_false(j.granted);
    assert_int_equal(j.needs, 1);
}

static void test_all_reasons_are_kept(void **state) {
    (void)state;
    const core_tri no[2] = {CORE_NO, CORE_UNSET};
    core_observation o = {.exists = true, .state = 2, .level = 0, .inside = false, .alone = CORE_NO, .atom = no};
    core_judgement j = core_judge(&book, 0, &o);
    assert_false(j.granted || j.level || j.inside || j.state || j.alone || j.args);
    assert_int_equal(j.needs, 0);
    assert_int_equal(j.effects, 1);
}

static void test_opening_needs_that_there_is_none(void **state) {
    (void)state;
    core_observation o = good(NULL);
    assert_false(core_judge(&book, 2, &o).granted);
    o.exists = false;
    assert_true(core_judge(&book, 2, &o).granted);
}

/* A check counts for the submission it was made on: the way back through draft voids it, "ever" does not forget. */
static void test_tracks_follow_states(void **state) {
    (void)state;
    core_control c = core_control_new(&book, 0, 0);
    assert_int_equal(c.ever, 1);
    c = core_control_step(&book, 0, c);
    assert_int_equal(c.state, 1);
    assert_int_equal(c.done, 0);
    c = core_control_step(&book, 1, c);
    assert_int_equal(c.state, 1);
    assert_int_equal(c.done, 3);
    c = core_control_step(&book, 3, c);
    assert_int_equal(c.state, 0);
    assert_int_equal(c.done, 3);
    c = core_control_step(&book, 0, c);
    assert_int_equal(c.done, 2);
    assert_int_equal(c.ever, 3);
    c = core_control_move(&book, 0, c, 2);
    assert_int_equal(c.state, 2);
    assert_int_equal(c.ever, 7);
}

static void test_actions_of_a_kind(void **state) {
    (void)state;
    rules_id first = 99;
    assert_int_equal(core_kind_actions(&book, 0, &first), 4);
    assert_int_equal(first, 0);
    assert_int_equal(core_kind_actions(&book, 1, &first), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_values),
        cmocka_unit_test(test_grants_only_when_all_hold),
        cmocka_unit_test(test_each_reason_refuses),
        cmocka_unit_test(test_all_reasons_are_kept),
        cmocka_unit_test(test_opening_needs_that_there_is_none),
        cmocka_unit_test(test_tracks_follow_states),
        cmocka_unit_test(test_actions_of_a_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
