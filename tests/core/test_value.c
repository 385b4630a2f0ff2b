/* Fields as text, there and back. */
#include "support.h"

static const rules_choice choices[] = {{.name = {"low", 3}, .label = {{"低", 3}, {"low", 3}}},
                                       {.name = {"high", 4}, .label = {{"高", 3}, {"high", 4}}}};

static rules_field field(enum rules_value_type type) {
    return (rules_field){.type = type, .n_choices = 2, .choice = choices, .or_else = RULES_NONE, .deflt = -1};
}

/* Reads `text` and writes it again; "!" when it is no value. */
static base_str again(enum rules_value_type type, const char *text) {
    base_arena *arena = the_library()->arena;
    rules_field f = field(type);
    core_value v;
    base_err e = {0};
    if (!core_value_read(arena, &f, base_str_of(text), &v, &e)) {
        assert_true(e.kind == BASE_ERR_INPUT && e.zh[0] != '\0' && e.en[0] != '\0');
        return BASE_STR("!");
    }
    base_buf b;
    base_buf_init(&b, 1000);
    assert_true(v.set && core_value_put(&b, &f, v));
    base_str out = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return out;
}

static void good_values(void **state) {
    (void)state;
    assert_str(again(RULES_V_DATE, "2024-02-29"), "2024-02-29");
    assert_str(again(RULES_V_NUMBER, "0"), "0");
    assert_str(again(RULES_V_NUMBER, "2147483647"), "2147483647");
    assert_str(again(RULES_V_YESNO, "yes"), "yes");
    assert_str(again(RULES_V_YESNO, "否"), "no");
    assert_str(again(RULES_V_YESNO, "是"), "yes");
    assert_str(again(RULES_V_YESNO, "no"), "no");
    assert_str(again(RULES_V_MONTH_DAY, "02-29"), "02-29");
    assert_str(again(RULES_V_MONTH_DAY, "12-31"), "12-31");
    assert_str(again(RULES_V_CHOICE, "high"), "high");
    assert_str(again(RULES_V_CHOICE, "低"), "low");
    assert_str(again(RULES_V_TEXT, "随便 什么"), "随便 什么");
    assert_str(again(RULES_V_CODE, "I6540"), "I6540");
    assert_str(again(RULES_V_DIVISION, "330106"), "330106");
}

static void bad_values(void **state) {
    (void)state;
    static const struct {
        enum rules_value_type type;
        const char *text;
    } bad[] = {
        {RULES_V_DATE, "2023-02-29"},   {RULES_V_DATE, ""},
        {RULES_V_DATE, "tomorrow"},     {RULES_V_NUMBER, "-1"},
        {RULES_V_NUMBER, "2147483648"}, {RULES_V_NUMBER, "1.5"},
        {RULES_V_NUMBER, ""},           {RULES_V_NUMBER, "many"},
        {RULES_V_YESNO, "maybe"},       {RULES_V_YESNO, ""},
        {RULES_V_MONTH_DAY, "02-30"},   {RULES_V_MONTH_DAY, "2-28"},
        {RULES_V_MONTH_DAY, "13-01"},   {RULES_V_MONTH_DAY, "0a-01"},
        {RULES_V_MONTH_DAY, "00-01"},   {RULES_V_CHOICE, "middle"},
        {RULES_V_CHOICE, ""},           {RULES_V_CHOICE, "LOW"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_str(again(bad[i].type, bad[i].text), "!");
}

/* What can be chosen is told with the refusal. */
static void choices_are_offered(void **state) {
    (void)state;
    rules_field f = field(RULES_V_CHOICE);
    core_value v;
    base_err e = {0};
    assert_false(core_value_read(the_library()->arena, &f, BASE_STR("middle"), &v, &e));
    assert_true(holds_text(base_str_of(e.zh), "low high") && holds_text(base_str_of(e.en), "low high"));
}

static void unset_and_too_long(void **state) {
    (void)state;
    rules_field f = field(RULES_V_TEXT);
    base_buf b;
    base_buf_init(&b, 8);
    assert_true(core_value_put(&b, &f, (core_value){0}));
    assert_str(base_buf_str(&b), "none");
    assert_false(core_value_put(&b, &f, (core_value){.set = true, .text = BASE_STR("longer than that")}));
    base_buf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(good_values), cmocka_unit_test(bad_values),
                                       cmocka_unit_test(choices_are_offered), cmocka_unit_test(unset_and_too_long)};
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
