/* JSON out: random texts against one that is put together by hand, and every misuse. */
#include "support.h"

#include "base/json_out.h"

static base_buf buf;
static base_json j;

static int set_up(void **state) {
    (void)state;
    base_buf_init(&buf, 1 << 20);
    base_json_init(&j, &buf);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    base_buf_free(&buf);
    return 0;
}

static void check(const char *expected) {
    assert_true(base_json_done(&j));
    assert_str(base_buf_str(&buf), expected);
    base_buf_clear(&buf);
    base_json_init(&j, &buf);
}

static void writes_every_kind_of_value(void **state) {
    (void)state;
    base_json_obj(&j);
    base_json_key(&j, BASE_STR("名\"称"));
    base_json_str(&j, BASE_STR("集\n群\xFF"));
    base_json_key(&j, BASE_STR("list"));
    base_json_arr(&j);
    base_json_i64(&j, INT64_MIN);
    base_json_u64(&j, UINT64_MAX);
    base_json_dec(&j, (base_dec){5250, 2});
    base_json_num(&j, BASE_STR("-1.5e+3"));
    base_json_value(&j, BASE_STR("{\"a\":[1]}"));
    base_json_bool(&j, true);
    base_json_bool(&j, false);
    base_json_null(&j);
    base_json_date(&j, 0);
    base_json_date(&j, BASE_DATE_NONE);
    base_json_obj(&j);
    base_json_obj_end(&j);
    base_json_arr(&j);
    base_json_arr_end(&j);
    base_json_arr_end(&j);
    base_json_key(&j, BASE_STR(""));
    base_json_null(&j);
    base_json_obj_end(&j);
    check("{\"名\\\"称\":\"集\\n群\uFFFD\",\"list\":[-9223372036854775808,18446744073709551615,52.5,-1.5e+3,{\"a\":[1]}"
          ",true,false,"
          "null,"
          "\"1970-01-01\",null,{},[]],\"\":null}");
}

static void writes_whole_members(void **state) {
    (void)state;
    base_err e = {.zh = "错", .en = "wrong"};
    base_json_obj(&j);
    base_json_text(&j, "a", BASE_STR("x\"y"));
    base_json_text(&j, "none", (base_str){NULL, 0});
    base_json_number(&j, "n", UINT64_MAX);
    base_json_flag(&j, "yes", true);
    base_json_flag(&j, "no", false);
    base_json_day(&j, "day", 0);
    base_json_day(&j, "never", BASE_DATE_NONE);
    base_json_name(&j, "list");
    base_json_arr(&j);
    base_json_pair(&j, BASE_STR("好"), BASE_STR("good"));
    base_json_arr_end(&j);
    base_json_both(&j, "said", BASE_STR("好"), (base_str){NULL, 0});
    base_json_err(&j, "error", &e);
    base_json_obj_end(&j);
    check("{\"a\":\"x\\\"y\",\"none\":\"\",\"n\":18446744073709551615,\"yes\":true,\"no\":false,"
          "\"day\":\"1970-01-01\",\"never\":null,\"list\":[{\"zh\":\"好\",\"en\":\"good\"}],"
          "\"said\":{\"zh\":\"好\",\"en\":\"\"},\"error\":{\"zh\":\"错\",\"en\":\"wrong\"}}");
}

static void what_is_not_there_is_left_out(void **state) {
    (void)state;
    base_json_obj(&j);
    base_json_some(&j, "empty", (base_str){"x", 0});
    base_json_some_day(&j, "never", BASE_DATE_NONE);
    base_json_some(&j, "text", BASE_STR("x"));
    base_json_some_day(&j, "first", 0); /* the day that is zero is one */
    base_json_obj_end(&j);
    check("{\"text\":\"x\",\"first\":\"1970-01-01\"}");
}

static void a_member_stands_in_an_object(void **state) {
    (void)state;
    base_json_arr(&j);
    base_json_text(&j, "a", BASE_STR("x"));
    assert_true(j.bad);
    assert_str(base_buf_str(&buf), "[");
}

static void a_text_may_be_one_value(void **state) {
    (void)state;
    base_json_str(&j, BASE_STR("x"));
    check("\"x\"");
    base_json_null(&j);
    check("null");
    base_json_arr(&j);
    base_json_arr_end(&j);
    check("[]");
    assert_false(base_json_done(&j)); /* nothing yet */
}

static void numbers_must_be_json(void **state) {
    (void)state;
    static const char *const good[] = {
        "0", "-0", "10", "0.5", "-1.25", "1e5", "1E+5", "1.5e-10", "123456789012345678901234567890"};
    static const char *const bad[] = {"",     "-",  "+1", "01",  "-01", "00",  "1.",    ".5",    "1e",  "1e+",
                                      "1.e5", "1 ", " 1", "NaN", "1,2", "0x1", "1.2.3", "1e5.0", "null"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        base_json_num(&j, exactly(good[i]));
        check(good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        base_json_num(&j, exactly(bad[i]));
        if (!j.bad) fail_msg("\"%s\" was taken", bad[i]);
        assert_int_equal(buf.n, 0);
        base_json_init(&j, &buf);
    }
}

/* Each letter is one call. */
static void play(const char *script) {
    for (; *script != '\0'; script++) {
        switch (*script) {
        case '{': base_json_obj(&j); break;
        case '}': base_json_obj_end(&j); break;
        case '[': base_json_arr(&j); break;
        case ']': base_json_arr_end(&j); break;
        case 'k': base_json_key(&j, BASE_STR("k")); break;
        case 's': base_json_str(&j, BASE_STR("s")); break;
        case 'i': base_json_i64(&j, -1); break;
        case 'u': base_json_u64(&j, 1); break;
        case 'd': base_json_dec(&j, (base_dec){5, 1}); break;
        case 't': base_json_date(&j, 0); break;
        case 'b': base_json_bool(&j, true); break;
        case '0': base_json_null(&j); break;
        default: fail_msg("no such letter: %c", *script);
        }
    }
}

static void misuse_is_noticed(void **state) {
    (void)state;
    static const char *const bad[] = {
        "k",  "}",   "]",   "[k",  "[}",  "{]",   "{s",   "{i",  "{u",   "{d", "{t", "{b",
        "{0", "{[",  "{{",  "{k}", "{kk", "{ks]", "{kss", "[s}", "ss",   "s[", "s{", "sk",
        "s]", "[]]", "[][", "{}}", "{}k", "[{]",  "{k[}", "[[}", "{ks[", "s}", "0t", "[kt",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        play(bad[i]);
        if (!j.bad) fail_msg("%s was taken", bad[i]);
        const size_t n = buf.n;
        play("{k[siudtb0]}]}"); /* after a fault nothing is written */
        assert_int_equal(buf.n, n);
        assert_false(base_json_done(&j));
        base_buf_clear(&buf);
        base_json_init(&j, &buf);
    }
}

static void an_unfinished_text_is_not_done(void **state) {
    (void)state;
    static const char *const open[] = {"", "[", "{", "{k", "{ks", "[[]", "{k[]", "[s"};
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++) {
        play(open[i]);
        assert_false(j.bad);
        assert_false(base_json_done(&j));
        base_buf_clear(&buf);
        base_json_init(&j, &buf);
    }
}

static void nesting_has_a_limit(void **state) {
    (void)state;
    for (int i = 0; i < BASE_JSON_MAX_DEPTH; i++) play(i % 2 ? "{k" : "[");
    assert_false(j.bad);
    play("0");
    for (int i = BASE_JSON_MAX_DEPTH; i-- > 0;) play(i % 2 ? "}" : "]");
    assert_true(base_json_done(&j));
    base_json_init(&j, &buf);
    for (int i = 0; i < BASE_JSON_MAX_DEPTH; i++) play("[");
    const size_t n = buf.n;
    play("[");
    assert_true(j.bad && buf.n == n);
}

static void a_full_buffer_is_not_done(void **state) {
    (void)state;
    base_buf small;
    base_buf_init(&small, 12);
    base_json_init(&j, &small);
    play("[ss0]"); /* ["s","s",null]: 14 bytes */
    assert_false(base_json_done(&j));
    assert_true(small.full);
    base_buf_clear(&small);
    base_json_init(&j, &small);
    play("[s0]");
    assert_true(base_json_done(&j));
    base_buf_free(&small);
}

/* --- random texts --- */

static prng r = {60};
static char expected[1 << 18], *end;

static void say(const char *text) {
    const size_t n = strlen(text);
    memcpy(end, text, n + 1);
    end += n;
}

static void value(int depth) {
    const uint64_t kind = prng_below(&r, depth > 5 ? 7 : 10), members = prng_below(&r, 4);
    char text[40];
    switch (kind) {
    case 0: base_json_null(&j), say("null"); return;
    case 1: base_json_bool(&j, members > 1), say(members > 1 ? "true" : "false"); return;
    case 2:
        (void)snprintf(text, sizeof text, "%lld", (long long)members - 2);
        base_json_i64(&j, (int64_t)members - 2), say(text);
        return;
    case 3: base_json_str(&j, BASE_STR("中\"")), say("\"中\\\"\""); return;
    case 4: base_json_date(&j, 19648), say("\"2023-10-18\""); return;
    case 5: base_json_num(&j, BASE_STR("0.50")), say("0.50"); return;
    case 6: base_json_dec(&j, (base_dec){-50, 2}), say("-0.5"); return;
    default: break;
    }
    const bool object = kind == 7;
    object ? base_json_obj(&j) : base_json_arr(&j);
    say(object ? "{" : "[");
    for (uint64_t i = 0; i < members; i++) {
        if (i > 0) say(",");
        if (object) {
            (void)snprintf(text, sizeof text, "k%d", (int)i);
            base_json_key(&j, base_str_of(text));
            say("\""), say(text), say("\":");
        }
        value(depth + 1);
    }
    object ? base_json_obj_end(&j) : base_json_arr_end(&j);
    say(object ? "}" : "]");
}

static void random_texts(void **state) {
    (void)state;
    for (int round = 0; round < 20000; round++) {
        end = expected;
        value(0);
        check(expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(writes_every_kind_of_value, set_up, tear_down),
        cmocka_unit_test_setup_teardown(writes_whole_members, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_there_is_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_member_stands_in_an_object, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_may_be_one_value, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_must_be_json, set_up, tear_down),
        cmocka_unit_test_setup_teardown(misuse_is_noticed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_unfinished_text_is_not_done, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nesting_has_a_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_full_buffer_is_not_done, set_up, tear_down),
        cmocka_unit_test_setup_teardown(random_texts, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
