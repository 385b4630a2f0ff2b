/* One-time codes against RFC 6238, recovery codes, and what is shown masked. */
#include "support.h"

#include "app/mask.h"
#include "app/totp.h"

static const uint8_t secret_of_rfc[] = "12345678901234567890";

/* Appendix B, of SHA-1, the last six digits of eight. */
static void codes_are_those_of_the_rfc(void **state) {
    (void)state;
    static const struct {
        int64_t second;
        const char *code;
    } vector[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                  {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    for (size_t i = 0; i < sizeof vector / sizeof *vector; i++) {
        char code[APP_TOTP_DIGITS];
        app_totp_code(secret_of_rfc, app_totp_step(vector[i].second * 1000), code);
        assert_memory_equal(code, vector[i].code, sizeof code);
    }
}

static void a_code_is_right_for_three_steps_and_once(void **state) {
    (void)state;
    const int64_t now = INT64_C(1111111109) * 1000;
    const uint64_t at = app_totp_step(now);
    const base_str code = BASE_STR("081804");
    uint64_t step = 0;
    for (int k = -3; k <= 3; k++)
        assert_int_equal(app_totp_right(secret_of_rfc, code, now + k * 30000, 0, &step), k >= -1 && k <= 1);
    assert_true(app_totp_right(secret_of_rfc, code, now, at - 1, &step));
    assert_int_equal(step, at);
    assert_false(app_totp_right(secret_of_rfc, code, now, at, &step)); /* taken */
    assert_false(app_totp_right(secret_of_rfc, code, now, at + 5, &step));
    assert_false(app_totp_right(secret_of_rfc, BASE_STR("08180"), now, 0, &step));
    assert_false(app_totp_right(secret_of_rfc, BASE_STR("0818044"), now, 0, &step));
    assert_false(app_totp_right(secret_of_rfc, BASE_STR("081805"), now, 0, &step));
}

static void a_secret_is_typed_in_base32(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    char text[APP_TOTP_BASE32];
    uint8_t back[APP_TOTP_SECRET];
    app_totp_base32(secret_of_rfc, text);
    assert_memory_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", sizeof text);
    assert_true(app_totp_secret((base_str){text, sizeof text}, back));
    assert_memory_equal(back, secret_of_rfc, sizeof back);
    text[3] = '1';
    assert_false(app_totp_secret((base_str){text, sizeof text}, back));
    assert_false(app_totp_secret(BASE_STR("GEZDG"), back));
    const base_str uri = app_totp_uri(arena, BASE_STR("集群"), BASE_STR("wang.li"), secret_of_rfc);
    assert_true(base_str_is(uri, "otpauth://totp/%E9%9B%86%E7%BE%A4:wang.li?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                                 "&issuer=%E9%9B%86%E7%BE%A4"));
    base_arena_free(arena);
}

static void recovery_codes_are_read_as_they_are_typed(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    char a[APP_RECOVERY_CODE], b[APP_RECOVERY_CODE];
    app_recovery_code(a);
    app_recovery_code(b);
    assert_memory_not_equal(a, b, sizeof a);
    assert_true(a[4] == '-' && a[9] == '-');
    assert_int_equal(app_recovery_plain(arena, (base_str){a, sizeof a}).n, 12);
    assert_true(base_str_is(app_recovery_plain(arena, BASE_STR(" ABCD efgh-2345 ")), "abcdefgh2345"));
    assert_int_equal(app_recovery_plain(arena, BASE_STR("abcd-efgh-234")).n, 0);
    assert_int_equal(app_recovery_plain(arena, BASE_STR("abcd-efgh-23456")).n, 0);
    assert_int_equal(app_recovery_plain(arena, BASE_STR("abcd-efgh-2341")).n, 0); /* 1 is no digit of it */
    base_arena_free(arena);
}

static void personal_data_is_masked(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    static const char *const pair[][2] = {{"张三", "张*"},
                                          {" 欧阳一一 ", "欧***"},
                                          {"王", "王"},
                                          {"", ""},
                                          {"Alexander Humboldt", "A********"},
                                          {"13812345678", "138****5678"},
                                          {"+86 138-1234-5678", "+86 1**-****-5678"},
                                          {"0571-8765432", "057*-***5432"},
                                          {"87654321", "******21"},
                                          {"1234567", "*******"},
                                          {"wang@example.cn", "w***@example.cn"},
                                          {"王@example.cn", "王***@example.cn"},
                                          {"@example.cn", "***@example.cn"}};
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
        const base_str have = app_mask_contact(arena, base_str_of(pair[i][0]));
        if (!base_str_is(have, pair[i][1])) fail_msg("%s: %.*s", pair[i][0], (int)have.n, have.p);
    }
    assert_true(base_str_is(app_mask_mail(arena, BASE_STR("张三")), "张*"));
    base_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_the_rfc),  cmocka_unit_test(a_code_is_right_for_three_steps_and_once),
        cmocka_unit_test(a_secret_is_typed_in_base32), cmocka_unit_test(recovery_codes_are_read_as_they_are_typed),
        cmocka_unit_test(personal_data_is_masked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
