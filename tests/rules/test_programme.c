/* A programme of one place, based on another: whose it is, what its header inherits, places of cities and counties. */
#include "compiled.h"

/* The small rulebook under the id that is asked for. */
static bool small(void *ctx, base_str id, base_str *text, base_str *file) {
    (void)ctx;
    *text = BASE_STR(SMALL);
    *file = BASE_STR("small.rules");
    return base_str_is(id, "small");
}

static struct compiled over_small(const char *text) { return compiled_text(text, small, NULL); }

static void a_header_names_its_place(void **state) {
    (void)state;
    struct compiled c = over_small("rulebook p \"省\" \"p\" based on small\n  level county of 53\n");
    assert_str(said(c), "");
    assert_non_null(c.book);
    assert_str(c.book->place, "53");
    assert_str(c.book->level[c.book->owner].name, "county");
    compiled_end(c);
    c = over_small("rulebook p \"省\" \"p\" based on small\n  level county\n");
    assert_int_equal(c.book->place.n, 0);
    compiled_end(c);
    c = over_small("rulebook p \"省\" \"p\" based on small\n  level county of here\n");
    assert_str(said(c), "E090 here");
    compiled_end(c);
    c = over_small("rulebook p \"省\" \"p\" based on small\n  level county of 53 54\n");
    assert_str(said(c), "E092 54");
    compiled_end(c);
}

static bool dated(void *ctx, base_str id, base_str *text, base_str *file) {
    (void)ctx;
    *text = BASE_STR("rulebook base \"底\" \"base\"\n  cites \"文号\"\n  articles 1\n  force from 2022-09-13\n"
                     "  level all\nlevel all \"全\" \"all\" over everything  第一条\n");
    *file = BASE_STR("base.rules");
    return base_str_is(id, "base");
}

static void a_document_of_its_own_has_its_own_number_and_day(void **state) {
    (void)state;
    const struct compiled c = compiled_text("rulebook p \"省\" \"p\" based on base\n", dated, NULL);
    assert_str(said(c), "");
    assert_non_null(c.book);
    assert_int_equal(c.book->cites.n, 0);
    assert_int_equal(c.book->n_articles, 0);
    assert_int_equal(c.book->force_from, BASE_DATE_NONE);
    assert_str(c.book->level[c.book->owner].name, "all");
    compiled_end(c);
}

static void another_level_acts_and_the_old_one_is_gone(void **state) {
    (void)state;
    struct compiled c = over_small("rulebook p \"省\" \"p\" based on small\n"
                                   "level city \"市\" \"city\" over its city instead of office  第一条\n");
    assert_str(said(c), "");
    assert_int_equal(rules_find_level(c.book, BASE_STR("office")), RULES_NONE);
    const rules_id keep = rules_find_action(c.book, rules_find_case(c.book, BASE_STR("note")), BASE_STR("keep"));
    assert_int_equal(c.book->action[keep].levels, 1U << rules_find_level(c.book, BASE_STR("city")));
    compiled_end(c);
    c = over_small(
        "rulebook p \"省\" \"p\" based on small\nlevel city \"市\" \"city\" over its city instead of offise\n");
    assert_str(said(c), "E212 offise");
    compiled_end(c);
}

static void a_field_says_whether_the_county_lies_within(void **state) {
    (void)state;
    struct compiled c = over_small("rulebook p \"省\" \"p\" based on small\n"
                                   "case cluster\n  field big \"大\" \"big\" yes/no from division 4101 or 4103\n");
    assert_str(said(c), "");
    const rules_case *k = &c.book->kase[c.book->cluster];
    const rules_field *f = &k->field[rules_find_field(k, BASE_STR("big"))];
    assert_int_equal(f->derive, RULES_FROM_DIVISION);
    assert_int_equal(f->n_within, 2);
    assert_str(f->within[0], "4101");
    assert_str(f->within[1], "4103");
    compiled_end(c);
    says("  field big \"大\" \"big\" yes/no from division 4101 or x\n", "E090 x");
    says("  field big \"大\" \"big\" yes/no from division\n", "E231 big");
    says("  field big \"大\" \"big\" text from division 4101\n", "E231 big");
}

static void counts_go_by_county_too(void **state) {
    (void)state;
    const struct compiled c =
        small_with("  tally mine \"本县\" \"mine\" counts work with same round and county that was noticed\n");
    assert_str(said(c), "");
    const rules_case *k = &c.book->kase[rules_find_case(c.book, BASE_STR("work"))];
    assert_int_equal(k->tally[k->n_tallies - 1].keys, RULES_KEY_ROUND | RULES_KEY_COUNTY);
    compiled_end(c);
}

static const char *const AREA = "standard 1 \"标准\" \"standard\"  附件\n"
                                "  area 1 \"领域\" \"area\" relaxable in west\n"
                                "    criterion 1.1 \"面积\" \"land\" require land <= 100 平方公里\n";

static bool with_area(void *ctx, base_str id, base_str *text, base_str *file) {
    *text = base_arena_fmt(ctx, "%s%s", SMALL, AREA);
    *file = BASE_STR("small.rules");
    return base_str_is(id, "small");
}

static void an_overlay_may_end_relaxation(void **state) {
    (void)state;
    base_arena *arena = base_arena_new((size_t)16 << 20);
    struct compiled c = compiled_text("rulebook p \"省\" \"p\" based on small\n", with_area, arena);
    assert_str(said(c), "");
    assert_true(c.book->standard[0].criterion[0].relaxable);
    compiled_end(c);
    c = compiled_text("rulebook p \"省\" \"p\" based on small\nstandard 1\n  area 1 relaxable nowhere\n", with_area,
                      arena);
    assert_str(said(c), "");
    assert_false(c.book->standard[0].criterion[0].relaxable);
    assert_str(c.book->standard[0].area[0].label.zh, "领域");
    compiled_end(c);
    base_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_names_its_place),
        cmocka_unit_test(a_document_of_its_own_has_its_own_number_and_day),
        cmocka_unit_test(another_level_acts_and_the_old_one_is_gone),
        cmocka_unit_test(a_field_says_whether_the_county_lies_within),
        cmocka_unit_test(counts_go_by_county_too),
        cmocka_unit_test(an_overlay_may_end_relaxation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
