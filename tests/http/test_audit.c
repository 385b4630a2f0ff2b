/* Runs of the audit beside the server: one at a time, told how far it is, ended when it is told to. In the place of the
 * program stand scripts that do what an audit may do. */
#include "../testing.h"
#include <fcntl.h>

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "http/audit.h"

static const app_place place = {.folder = "/nowhere"};

/* A program that says this, each time it is run. */
static const char *program(const char *lines) {
    static char path[300];
    const char *folder = getenv("TMPDIR");
    (void)snprintf(path, sizeof path, "%s/audit-%ld.sh", folder != NULL ? folder : "/tmp", (long)getpid());
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    (void)fprintf(f, "#!/bin/sh\n%s\n", lines);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(chmod(path, 0700), 0);
    return path;
}

static void pause_shortly(void) { (void)nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL); }

static http_audit_figures ended(http_audit *a, base_arena *arena) {
    http_audit_figures f = http_audit_look(a, arena);
    for (; f.state == HTTP_AUDIT_RUNNING; f = http_audit_look(a, arena)) pause_shortly();
    return f;
}

static http_audit *begun(const char *lines) {
    base_err e = {0};
    bool started = false;
    http_audit *a = http_audit_new(&place, program(lines));
    assert_true(http_audit_start(a, BASE_STR("auditor"), 9, &started, &e) && started);
    return a;
}

static void what_it_says_is_kept(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    /* the words that it is run with */
    http_audit *a =
        begun("echo '{\"done\":4}'\n[ \"$*\" = 'audit --format json --data /nowhere' ] && echo '{\"clean\":true}'");
    const http_audit_figures f = ended(a, arena);
    assert_int_equal(f.state, HTTP_AUDIT_DONE);
    assert_true(f.done == 4 && f.total == 9 && base_str_is(f.report, "{\"clean\":true}") &&
                base_str_is(f.by, "auditor"));
    assert_true(f.ended >= f.began && f.began > 0);
    http_audit_free(a);
    base_arena_free(arena);
}

/* An address may hold a password. What anybody may read of the process is looked at by the process itself. */
static void no_secret_stands_in_its_words(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    base_err e = {0};
    bool started = false;
    const app_place with_db = {.folder = "/nowhere", .db = "postgresql://writer:geheim@nowhere/db"};
    http_audit *a = http_audit_new(
        &with_db, program("tr '\\0' ' ' </proc/$$/cmdline | grep -q geheim && exit 3\n"
                          "[ \"$*\" = 'audit --format json --db env:JIQUN_DB --data /nowhere' ] || exit 4\n"
                          "[ \"$JIQUN_DB\" = 'postgresql://writer:geheim@nowhere/db' ] && echo '{\"clean\":true}'"));
    assert_true(http_audit_start(a, BASE_STR("auditor"), 9, &started, &e) && started);
    const http_audit_figures f = ended(a, arena);
    if (f.state != HTTP_AUDIT_DONE) fail_msg("%s", f.error.en);
    http_audit_free(a);
    base_arena_free(arena);
}

static void one_at_a_time_and_it_can_be_stopped(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    base_err e = {0};
    bool started = true;
    http_audit *a = begun("echo '{\"done\":4}'\nexec sleep 600");
    while (http_audit_look(a, arena).done != 4) pause_shortly();
    assert_true(http_audit_start(a, BASE_STR("other"), 9, &started, &e));
    assert_false(started);
    http_audit_stop(a);
    const http_audit_figures f = ended(a, arena);
    assert_int_equal(f.state, HTTP_AUDIT_STOPPED);
    assert_true(base_str_is(f.by, "auditor") && f.report.n == 0);
    assert_true(http_audit_start(a, BASE_STR("other"), 9, &started, &e) && started); /* after that, again */
    http_audit_free(a);                                                              /* ends what runs */
    base_arena_free(arena);
}

static void what_gives_no_result_has_failed(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    static const char *const bad[] = {"exit 3", "echo nonsense; exit 3", "echo '{\"clean\":1}'; exit 3",
                                      "kill -9 $$; exit 3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        http_audit *a = begun(bad[i]);
        const http_audit_figures f = ended(a, arena);
        assert_int_equal(f.state, HTTP_AUDIT_FAILED);
        assert_non_null(strstr(f.error.en, i == 3 ? "137" : "3"));
        http_audit_free(a);
    }
    http_audit *a = begun("echo '{\"failed\":{\"zh\":\"没有\",\"en\":\"none\"}}'; exit 2");
    const http_audit_figures f = ended(a, arena);
    assert_int_equal(f.state, HTTP_AUDIT_FAILED);
    assert_string_equal(f.error.en, "none");
    http_audit_free(a);
    base_arena_free(arena);
}

static int clean_up(void **state) {
    (void)state;
    return unlink(program(""));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_says_is_kept),
        cmocka_unit_test(no_secret_stands_in_its_words),
        cmocka_unit_test(one_at_a_time_and_it_can_be_stopped),
        cmocka_unit_test(what_gives_no_result_has_failed),
    };
    return cmocka_run_group_tests(tests, NULL, clean_up);
}
