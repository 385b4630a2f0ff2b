/* Errors: two languages, one line each, whatever the input they quote. */
#include "support.h"

#include <errno.h>

#include "base/err.h"

static void fills_both_languages_with_the_same_arguments(void **state) {
    (void)state;
    base_err e = {.line = 7, .col = 8, .where = "x.rules"};
    assert_false(base_err_fmt(&e, BASE_ERR_INPUT, "第 %d 项是 %s", "item %d is %s", 3, "x"));
    assert_int_equal(e.kind, BASE_ERR_INPUT);
    assert_string_equal(e.zh, "第 3 项是 x");
    assert_string_equal(e.en, "item 3 is x");
    assert_int_equal(e.line, 7);
    assert_int_equal(e.col, 8);
    assert_string_equal(e.where, "x.rules");
}

static void nobody_need_listen(void **state) {
    (void)state;
    assert_false(base_err_fmt(NULL, BASE_ERR_INPUT, "一", "one"));
    assert_false(base_err_at(NULL, BASE_STR("x"), 1, 1));
}

static void keeps_errno_for_system_errors(void **state) {
    (void)state;
    base_err e = {0};
    errno = EACCES;
    assert_false(base_err_fmt(&e, BASE_ERR_IO, "%s:%m", "%s: %m", "f"));
    assert_int_equal(e.sys, EACCES);
    assert_int_equal(errno, EACCES);
    assert_non_null(strstr(e.zh, strerror(EACCES)));
    assert_non_null(strstr(e.en, strerror(EACCES)));
    base_err_fmt(&e, BASE_ERR_INPUT, "一", "one");
    assert_int_equal(e.sys, 0);
}

static void adds_the_place(void **state) {
    (void)state;
    base_err e = {0};
    base_err_fmt(&e, BASE_ERR_RANGE, "一", "one");
    assert_false(base_err_at(&e, BASE_STR("a.csv"), 3, 4));
    assert_string_equal(e.where, "a.csv");
    assert_int_equal(e.line, 3);
    assert_int_equal(e.col, 4);
    assert_string_equal(e.en, "one");
    base_err_at(&e, BASE_STR(""), 0, 9); /* nothing new is known */
    assert_string_equal(e.where, "a.csv");
    assert_int_equal(e.line, 3);
    assert_int_equal(e.col, 4);
    base_err_at(&e, BASE_STR(""), 5, 0);
    assert_int_equal(e.line, 5);
    assert_int_equal(e.col, 0);
    base_err_at(&e, BASE_STR("b"), 0, 0);
    assert_string_equal(e.where, "b");
    assert_int_equal(e.line, 5);
}

static void cuts_long_texts_between_characters(void **state) {
    (void)state;
    char text[2000];
    for (size_t ascii = 0; ascii < 4; ascii++) { /* the end of the buffer falls on each byte of a character */
        memset(text, 'a', ascii);
        for (size_t i = ascii; i + 3 < sizeof text; i += 3) memcpy(text + i, "中", 4);
        base_err e = {0};
        base_err_fmt(&e, BASE_ERR_INPUT, "%s", "%s.", text);
        const size_t room = sizeof e.zh - 1;
        assert_int_equal(strlen(e.zh), ascii + (room - ascii) / 3 * 3);
        assert_memory_equal(e.zh, text, strlen(e.zh));
        assert_memory_equal(e.en, text, strlen(e.en));
        base_err_at(&e, base_str_of(text), 1, 1);
        assert_int_equal(strlen(e.where), ascii + (sizeof e.where - 1 - ascii) / 3 * 3);
        assert_memory_equal(e.where, text, strlen(e.where));
    }
    for (size_t ascii = 0; ascii < 4; ascii++) { /* characters of four bytes, and of two */
        memset(text, 'a', ascii);
        for (size_t i = ascii; i + 4 < sizeof text; i += 4) memcpy(text + i, "\U00020000", 5);
        base_err e = {0};
        base_err_fmt(&e, BASE_ERR_INPUT, "%s", "%s", text);
        assert_int_equal(strlen(e.zh), ascii + (sizeof e.zh - 1 - ascii) / 4 * 4);
        assert_memory_equal(e.zh, text, strlen(e.zh));
        for (size_t i = ascii; i + 2 < sizeof text; i += 2) memcpy(text + i, "\u00e9", 3);
        base_err_fmt(&e, BASE_ERR_INPUT, "%s", "%s", text);
        assert_int_equal(strlen(e.zh), ascii + (sizeof e.zh - 1 - ascii) / 2 * 2);
        assert_memory_equal(e.zh, text, strlen(e.zh));
    }
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    base_err e = {0};
    base_err_fmt(&e, BASE_ERR_INPUT, "%s", "%.511s", text);
    assert_int_equal(strlen(e.zh), 511);
    assert_int_equal(strlen(e.en), 511);
    memset(text, 0x80, sizeof text - 1); /* not UTF-8 at all */
    base_err_fmt(&e, BASE_ERR_INPUT, "%s", "%s", text);
    assert_int_equal(strlen(e.zh), 511);
    assert_int_equal(e.zh[510], '?');
}

static void what_must_not_be_printed_is_not(void **state) {
    (void)state;
    base_err e = {0};
    base_err_fmt(&e, BASE_ERR_INPUT, "“%s”", "<%s>",
                 "a\033[2Jb\nc\td\x7F"
                 "e\xFF"
                 "f\xC2\x85g中\xE4\xB8");
    assert_string_equal(e.zh, "“a?[2Jb?c?d?e?f\?\?g中\?\?”");
    assert_string_equal(e.en, "<a?[2Jb?c?d?e?f\?\?g中\?\?>");
    base_err_at(&e, BASE_STR("a\nb\0c\x1B"), 1, 1);
    assert_string_equal(e.where, "a?b?c?");
    base_err_fmt(&e, BASE_ERR_INPUT, "%s", "%s", "\xC2\xA0\u00E9"); /* the first that may */
    assert_string_equal(e.zh, "\xC2\xA0\u00E9");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_both_languages_with_the_same_arguments),
        cmocka_unit_test(nobody_need_listen),
        cmocka_unit_test(keeps_errno_for_system_errors),
        cmocka_unit_test(adds_the_place),
        cmocka_unit_test(cuts_long_texts_between_characters),
        cmocka_unit_test(what_must_not_be_printed_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
