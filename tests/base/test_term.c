/* Colours: on a terminal, and nowhere else. */
#include "support.h"

#include <fcntl.h>

#include "base/term.h"

/* A terminal of our own; NULL where the system gives none. */
static FILE *open_terminal(int *master) {
    *master = posix_openpt(O_RDWR | O_NOCTTY);
    if (*master < 0 || grantpt(*master) != 0 || unlockpt(*master) != 0) return NULL;
    const int fd = open(ptsname(*master), O_RDWR | O_NOCTTY);
    return fd < 0 ? NULL : fdopen(fd, "w");
}

static void colours_only_on_a_terminal(void **state) {
    (void)state;
    int master;
    FILE *terminal = open_terminal(&master);
    if (terminal == NULL) skip();
    (void)unsetenv("NO_COLOR");
    (void)setenv("TERM", "xterm", 1);
    assert_true(base_term_init(terminal).colour);
    (void)setenv("NO_COLOR", "", 1);
    assert_true(base_term_init(terminal).colour);
    (void)setenv("NO_COLOR", "1", 1);
    assert_false(base_term_init(terminal).colour);
    (void)unsetenv("NO_COLOR");
    static const char *const unable[] = {"dumb", ""};
    for (size_t i = 0; i < 2; i++) {
        (void)setenv("TERM", unable[i], 1);
        assert_false(base_term_init(terminal).colour);
    }
    (void)unsetenv("TERM");
    assert_false(base_term_init(terminal).colour);
    (void)setenv("TERM", "xterm", 1);
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_false(base_term_init(file).colour);
    assert_false(base_term_init(NULL).colour);
    (void)fclose(file);
    (void)fclose(terminal);
    (void)close(master);
}

static void wraps_text(void **state) {
    (void)state;
    const base_term colours = {true}, plain = {false};
    base_buf b;
    base_buf_init(&b, 100);
    base_term_put(colours, &b, BASE_TERM_RED, BASE_STR("错误"));
    base_term_put(colours, &b, BASE_TERM_PLAIN, BASE_STR("-"));
    base_term_put(plain, &b, BASE_TERM_RED, BASE_STR("错误"));
    assert_str(base_buf_str(&b), "\033[31m错误\033[0m-错误");
    base_buf_free(&b);
    for (int style = BASE_TERM_BOLD; style <= BASE_TERM_CYAN; style++) {
        assert_int_equal(base_term_on(colours, (enum base_term_style)style)[0], '\033');
        assert_string_equal(base_term_off(colours, (enum base_term_style)style), "\033[0m");
        assert_string_equal(base_term_on(plain, (enum base_term_style)style), "");
        assert_string_equal(base_term_off(plain, (enum base_term_style)style), "");
    }
}

static void what_does_not_fit_leaves_no_colour_on(void **state) {
    (void)state;
    for (size_t max = 0; max < 14; max++) {
        base_buf b;
        base_buf_init(&b, max);
        const bool ok = base_term_put((base_term){true}, &b, BASE_TERM_BOLD, BASE_STR("abc")); /* 4 + 3 + 4 bytes */
        assert_int_equal(ok, max >= 11);
        assert_int_equal(b.n, ok ? 11 : 0);
        base_buf_free(&b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_only_on_a_terminal),
        cmocka_unit_test(wraps_text),
        cmocka_unit_test(what_does_not_fit_leaves_no_colour_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
