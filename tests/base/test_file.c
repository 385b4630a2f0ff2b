/* Whole files in: limits, pipes, and everything that is not a file. */
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>

#include "base/file.h"

static char folder[256];
static base_arena *arena;

static int set_up(void **state) {
    (void)state;
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/jiqun-file-XXXXXX", tmp != NULL && tmp[0] != '\0' ? tmp : "/tmp");
    arena = base_arena_new((size_t)64 << 20);
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int tear_down(void **state) {
    (void)state;
    base_arena_free(arena);
    return rmdir(folder); /* fails when a test left something */
}

static const char *path_of(const char *name) {
    static char path[400];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static const char *make_file(const char *name, const char *text, size_t n) {
    const char *path = path_of(name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
    return path;
}

static void reads_up_to_the_limit_and_not_beyond(void **state) {
    (void)state;
    static char text[200001];
    prng r = {50};
    for (size_t i = 0; i < sizeof text; i++) text[i] = (char)prng_next(&r);
    static const size_t sizes[] = {0, 1, 255, 256, 257, 65535, 65536, 65537, 200000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const size_t n = sizes[i];
        const char *path = make_file("f", text, n);
        const size_t limits[] = {n, n + 1, n + 100000, SIZE_MAX, SIZE_MAX - 1};
        for (size_t k = 0; k < 5; k++) {
            base_str s = {NULL, 0};
            base_err e = {0};
            if (!base_file_read(arena, path, limits[k], &s, &e)) fail_msg("%zu, limit %zu: %s", n, limits[k], e.en);
            assert_int_equal(s.n, n);
            assert_memory_equal(s.p, text, n);
            assert_int_equal(s.p[n], 0);
        }
        base_str s = {NULL, 7};
        base_err e = {0};
        if (n > 0) {
            assert_false(base_file_read(arena, path, n - 1, &s, &e));
            assert_err(&e, BASE_ERR_LIMIT, path);
            assert_int_equal(s.n, 7);
        }
        (void)unlink(path);
        base_arena_reset(arena);
    }
}

static void names_what_is_missing(void **state) {
    (void)state;
    base_str s;
    base_err e = {0};
    assert_false(base_file_read(arena, path_of("none"), 100, &s, &e));
    assert_err(&e, BASE_ERR_MISSING, path_of("none"));
    assert_false(base_file_read(arena, "", 100, &s, &e));
    assert_int_equal(e.kind, BASE_ERR_MISSING);
    char under[400];
    (void)snprintf(under, sizeof under, "%s/under", make_file("f", "x", 1));
    assert_false(base_file_read(arena, under, 100, &s, &e));
    assert_err(&e, BASE_ERR_MISSING, under);
    (void)unlink(path_of("f"));
    assert_false(base_file_read(arena, path_of("none"), 100, &s, NULL));
}

static void a_directory_is_not_a_file(void **state) {
    (void)state;
    base_str s;
    base_err e = {0};
    assert_false(base_file_read(arena, folder, 100, &s, &e));
    assert_err(&e, BASE_ERR_INPUT, folder);
}

static void says_why_the_system_refused(void **state) {
    (void)state;
    base_str s;
    base_err e = {0};
    assert_int_equal(symlink("loop", path_of("loop")), 0);
    assert_false(base_file_read(arena, path_of("loop"), 100, &s, &e));
    (void)unlink(path_of("loop"));
    assert_err(&e, BASE_ERR_IO, strerror(ELOOP));
    assert_int_equal(e.sys, ELOOP);
    /* It opens, but reading fails: nothing is mapped at the begin of a process. */
    assert_false(base_file_read(arena, "/proc/self/mem", 100, &s, &e));
    assert_err(&e, BASE_ERR_IO, "/proc/self/mem");
    assert_int_equal(e.sys, EIO);
}

static void files_without_a_size_have_a_limit_too(void **state) {
    (void)state;
    base_str s;
    base_err e = {0};
    assert_false(base_file_read(arena, "/dev/zero", 300000, &s, &e));
    assert_err(&e, BASE_ERR_LIMIT, "300000");
    assert_true(base_file_read(arena, "/dev/null", 0, &s, &e));
    assert_int_equal(s.n, 0);
    assert_true(base_file_read(arena, "/proc/self/status", 100000, &s, &e)); /* stat says 0 bytes */
    assert_true(base_str_starts(s, BASE_STR("Name:")));
}

struct writer {
    pthread_t reader;
    int fd;
    bool ok;
};

static void *write_much(void *arg) {
    struct writer *w = arg;
    static const char part[10000];
    w->ok = true;
    for (int i = 0; i < 30; i++) w->ok = w->ok && write(w->fd, part, sizeof part) == (ssize_t)sizeof part;
    (void)close(w->fd);
    return NULL;
}

/* Signals come while the reader waits for the first byte. */
static void *disturb_then_write(void *arg) {
    struct writer *w = arg;
    for (int i = 0; i < 20; i++) {
        (void)usleep(1000);
        (void)pthread_kill(w->reader, SIGUSR1);
    }
    w->ok = write(w->fd, "late", 4) == 4;
    (void)close(w->fd);
    return NULL;
}

/* Puts the end of a pipe in the place of standard input and reads "-". */
static bool read_from_pipe(void *(*write_to)(void *), size_t max, base_str *s, base_err *e) {
    int ends[2];
    const int kept = dup(STDIN_FILENO);
    pthread_t thread;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    (void)close(ends[0]);
    struct writer w = {.reader = pthread_self(), .fd = ends[1]};
    assert_int_equal(pthread_create(&thread, NULL, write_to, &w), 0);
    const bool ok = base_file_read(arena, "-", max, s, e);
    char rest[4096]; /* lets the writer end */
    while (read(STDIN_FILENO, rest, sizeof rest) > 0) continue;
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(w.ok);
    if (kept >= 0) {
        (void)dup2(kept, STDIN_FILENO);
        (void)close(kept);
    }
    return ok;
}

static void standard_input_is_read_to_its_end(void **state) {
    (void)state;
    base_str s = {NULL, 0};
    base_err e = {0};
    assert_true(read_from_pipe(write_much, 300000, &s, &e));
    assert_int_equal(s.n, 300000);
    assert_false(read_from_pipe(write_much, 299999, &s, &e));
    assert_err(&e, BASE_ERR_LIMIT, "-");
}

static void on_signal(int signal) { (void)signal; }

static void goes_on_after_a_signal(void **state) {
    (void)state;
    struct sigaction act = {.sa_handler = on_signal}, before; /* without SA_RESTART: read fails with EINTR */
    assert_int_equal(sigaction(SIGUSR1, &act, &before), 0);
    base_str s = {NULL, 0};
    base_err e = {0};
    const bool ok = read_from_pipe(disturb_then_write, 100, &s, &e);
    (void)sigaction(SIGUSR1, &before, NULL);
    if (!ok) fail_msg("%s", e.en);
    assert_str(s, "late");
}

static void closed_standard_input_is_an_error(void **state) {
    (void)state;
    const int kept = dup(STDIN_FILENO);
    (void)close(STDIN_FILENO);
    base_str s;
    base_err e = {0};
    const bool ok = base_file_read(arena, "-", 100, &s, &e);
    base_err other = {0};
    const bool file = base_file_read(arena, "/dev/null", 100, &s, &other); /* gets the number 0, and gives it back */
    const bool still_closed = fcntl(STDIN_FILENO, F_GETFD) < 0;
    if (kept >= 0) {
        (void)dup2(kept, STDIN_FILENO);
        (void)close(kept);
    }
    assert_false(ok);
    assert_int_equal(e.kind, BASE_ERR_IO);
    assert_int_equal(e.sys, EBADF);
    assert_true(file && still_closed);
}

/* A pipe takes only so much at once, and signals break in. */
static void writes_all_of_it_and_says_when_it_can_not(void **state) {
    (void)state;
    enum { MANY = 1 << 20 };
    char *bytes = malloc(MANY);
    assert_non_null(bytes);
    for (size_t i = 0; i < MANY; i++) bytes[i] = (char)(i * 31 >> 3);
    int end[2];
    assert_int_equal(pipe(end), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)close(end[0]);
        _exit(base_write_all(end[1], (base_str){bytes, MANY}) ? 0 : 1);
    }
    (void)close(end[1]);
    char *got = malloc(MANY + 1);
    assert_non_null(got);
    size_t n = 0;
    for (ssize_t k = 1; k > 0 && n <= MANY; n += k > 0 ? (size_t)k : 0) k = read(end[0], got + n, MANY + 1 - n);
    (void)close(end[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(n, MANY);
    assert_memory_equal(got, bytes, MANY);
    free(got);
    free(bytes);
    const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(full >= 0);
    assert_false(base_write_all(full, BASE_STR("x")));
    assert_int_equal(errno, ENOSPC);
    assert_true(base_write_all(full, (base_str){NULL, 0}));
    (void)close(full);
}

static void syncs_folders_and_says_when_it_can_not(void **state) {
    (void)state;
    assert_true(base_folder_sync("."));
    assert_true(base_folder_sync_of("no-slash"));
    assert_true(base_folder_sync_of("/in-the-root"));
    assert_true(base_folder_sync_of("./x"));
    assert_false(base_folder_sync("not-there"));
    assert_int_equal(errno, ENOENT);
    assert_false(base_folder_sync_of("/dev/null/x"));
    assert_int_equal(errno, ENOTDIR);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_up_to_the_limit_and_not_beyond, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_what_is_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_directory_is_not_a_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_why_the_system_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_without_a_size_have_a_limit_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(standard_input_is_read_to_its_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(closed_standard_input_is_an_error, set_up, tear_down),
        cmocka_unit_test_setup_teardown(goes_on_after_a_signal, set_up, tear_down),
        cmocka_unit_test(writes_all_of_it_and_says_when_it_can_not),
        cmocka_unit_test(syncs_folders_and_says_when_it_can_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
