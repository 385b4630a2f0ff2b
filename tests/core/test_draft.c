/* Drafts: what may be filled in, that a later value wins, and that a copy is one. */
#include "support.h"

typedef struct {
    base_arena *arena;
    core_draft d;
    rules_id kind;
} sheet;

static sheet sheet_new(void) {
    sheet s = {.arena = base_arena_new((size_t)1 << 24)};
    core_draft_init(&s.d, s.arena);
    s.kind = rules_find_case(the_library()->hand, BASE_STR("paper"));
    return s;
}

static bool fill(sheet *s, const char *key, const char *value) {
    base_err e = {0};
    bool good = core_draft_fill(the_library()->hand, s->kind, 0, &s->d, base_str_of(key), base_str_of(value), &e);
    assert_true(good == (e.kind == BASE_ERR_NONE));
    return good;
}

static void what_may_be_filled_in(void **state) {
    (void)state;
    sheet s = sheet_new();
    assert_true(fill(&s, "output.2022", "50"));
    assert_true(fill(&s, "land", "1"));
    assert_true(fill(&s, "pillar", "有"));
    assert_true(fill(&s, "goals", "met"));
    assert_true(fill(&s, "why.output", "未统计"));
    assert_true(fill(&s, "why.goals", "未定"));
    assert_false(fill(&s, "why.nothing", "无"));
    assert_false(fill(&s, "why.person", "无")); /* a field, but not of the form */
    assert_false(fill(&s, "person", "张三"));
    assert_false(fill(&s, "output", "50"));
    assert_false(fill(&s, "land.2022", "50"));
    assert_false(fill(&s, "output.2022", "fifty"));
    assert_false(fill(&s, "", ""));
    base_arena_free(s.arena);
}

static void a_case_without_that_form(void **state) {
    (void)state;
    sheet s = sheet_new();
    base_err e = {0};
    const rules_book *b = the_library()->hand;
    assert_false(core_draft_fill(b, s.kind, RULES_NONE, &s.d, BASE_STR("goals"), BASE_STR("met"), &e));
    assert_true(core_draft_fill(b, s.kind, RULES_NONE, &s.d, BASE_STR("land"), BASE_STR("1"), &e));
    base_arena_free(s.arena);
}

static void a_later_value_wins(void **state) {
    (void)state;
    sheet s = sheet_new();
    assert_true(fill(&s, "goals", "met") && fill(&s, "goals", "not_met"));
    assert_true(fill(&s, "why.land", "一") && fill(&s, "why.land", "二"));
    assert_true(fill(&s, "land", "1") && fill(&s, "land", "2"));
    assert_int_equal(s.d.n_fields, 2);
    assert_int_equal(s.d.facts.n, 1);
    assert_str(core_draft_get(&s.d, BASE_STR("goals")), "not_met");
    assert_str(core_draft_get(&s.d, BASE_STR("why.land")), "二");
    assert_int_equal(core_draft_get(&s.d, BASE_STR("else")).n, 0);
    base_arena_free(s.arena);
}

static void what_is_taken_away(void **state) {
    (void)state;
    sheet s = sheet_new();
    base_err e = {0};
    const rules_book *b = the_library()->hand;
    const char *const keys[] = {"output.2021", "why.land", "goals", "nothing", "output.x"};
    assert_true(fill(&s, "output.2021", "49") && fill(&s, "output.2022", "50") && fill(&s, "land", "1"));
    assert_true(fill(&s, "why.land", "一") && fill(&s, "goals", "met"));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_true(core_draft_fill(b, s.kind, 0, &s.d, base_str_of(keys[i]), (base_str){NULL, 0}, &e));
    assert_int_equal(s.d.n_fields, 0);
    assert_int_equal(s.d.facts.n, 2);
    assert_null(rules_values_get(&s.d.facts, rules_find_fact(b, BASE_STR("output")), 2021));
    assert_non_null(rules_values_get(&s.d.facts, rules_find_fact(b, BASE_STR("output")), 2022));
    assert_non_null(rules_values_get(&s.d.facts, rules_find_fact(b, BASE_STR("land")), 0));
    base_arena_free(s.arena);
}

static void a_copy_stands_alone(void **state) {
    (void)state;
    sheet s = sheet_new();
    assert_true(fill(&s, "goals", "met") && fill(&s, "pillar", "有") && fill(&s, "output.2022", "50"));
    base_arena *other = base_arena_new((size_t)1 << 24);
    core_draft *c = core_draft_copy(other, &s.d);
    assert_true(fill(&s, "goals", "not_met") && fill(&s, "pillar", "无"));
    base_arena_free(s.arena);
    assert_str(core_draft_get(c, BASE_STR("goals")), "met");
    const rules_value *x = rules_values_get(&c->facts, rules_find_fact(the_library()->hand, BASE_STR("pillar")), 0);
    assert_true(x != NULL);
    assert_str(x->text, "有");
    s.arena = other;
    s.d = *c;
    assert_true(fill(&s, "land", "3") && fill(&s, "why.land", "三")); /* and can be filled on */
    base_arena_free(other);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_may_be_filled_in),
                                       cmocka_unit_test(a_case_without_that_form), cmocka_unit_test(a_later_value_wins),
                                       cmocka_unit_test(what_is_taken_away), cmocka_unit_test(a_copy_stands_alone)};
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
