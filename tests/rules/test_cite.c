/* Citations in English; those that have no such form stay as they are. */
#include "../testing.h"

#include "rules/cite.h"

static void is_in_english(void **state) {
    (void)state;
    static const char *const pair[][2] = {
        {"第一条", "art. 1"},
        {"第十条", "art. 10"},
        {"第十七条", "art. 17"},
        {"第二十条", "art. 20"},
        {"第一百零三条", "art. 103"},
        {"第12条", "art. 12"},
        {"第十七条(三)", "art. 17(3)"},
        {"第十七条(三)(二)", "art. 17(3)(2)"},
        {"第十二条第二款", "art. 12 para. 2"},
        {"第十二条第二款(一)", "art. 12 para. 2(1)"},
        {"(五)", "(5)"},
        {"附件", "annex"},
        {"附件2", "annex 2"},
        {"附件(二)", "annex(2)"},
        {"通知2022", "notice of 2022"},
        {"公告2024", "announcement of 2024"},
    };
    base_arena *arena = base_arena_new(1 << 16);
    for (size_t i = 0; i < sizeof pair / sizeof pair[0]; i++)
        assert_str(rules_cite_en(arena, base_str_of(pair[i][0])), pair[i][1]);
    base_arena_free(arena);
}

static void stays_as_it_is(void **state) {
    (void)state;
    static const char *const strange[] = {
        "",       "reading", "第三章", "第条",     "第十七条(三",     "第十七条(甲)", "第十七条之一",
        "第千条", "附件甲",  "(",      "省级办法", "第九百九十九百条"};
    base_arena *arena = base_arena_new(1 << 16);
    for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++)
        assert_str(rules_cite_en(arena, base_str_of(strange[i])), strange[i]);
    base_arena_free(arena);
}

static void names_the_article(void **state) {
    (void)state;
    assert_int_equal(rules_cite_article(BASE_STR("第十四条")), 14);
    assert_int_equal(rules_cite_article(BASE_STR("第十七条(三)")), 17);
    assert_int_equal(rules_cite_article(BASE_STR("第九百九十九条")), 999);
    assert_int_equal(rules_cite_article(BASE_STR("第1000条")), 0);
    assert_int_equal(rules_cite_article(BASE_STR("附件")), 0);
    assert_int_equal(rules_cite_article(BASE_STR("第")), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_in_english),
        cmocka_unit_test(stays_as_it_is),
        cmocka_unit_test(names_the_article),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
