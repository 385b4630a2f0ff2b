/* Attachments where others are at work and the system refuses: several threads and processes at once, files too large,
 * descriptors used up, folders that go away. What happens when single system calls fail is in test_faults.sh. */
#include "folder_support.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

/* ------------------------------------------------------------------ many at once */

enum { CONTENTS = 8, ROUNDS = 25 };

static void own_paper(unsigned k, char out[20000]) {
    prng r = {k};
    for (size_t i = 0; i < 20000; i++) out[i] = (char)prng_next(&r);
    memcpy(out, PDF_HEAD, sizeof PDF_HEAD - 1);
}

/* Stores all contents again and again; each answer must be right. */
static void *store_many(void *ctx) {
    files *f = ctx;
    static const size_t n = 20000;
    char text[20000], hex[65];
    for (unsigned i = 0; i < ROUNDS; i++) {
        own_paper(i % CONTENTS, text);
        const base_str s = {text, n};
        files_stored out;
        uint64_t size = 0;
        sha256(s, hex);
        if (!store(f, s, 3000, &out, NULL) || strcmp(out.digest, hex) != 0 || out.size != n) return ctx;
        if (!files_verify(f, base_str_of(hex), &size, NULL) || size != n) return ctx;
    }
    return NULL;
}

/* Opens the folder as if alone, all the time. */
static void *open_many(void *ctx) {
    for (unsigned i = 0; i < 8 * ROUNDS; i++) {
        files *f = files_open(folder, 0, true, NULL);
        if (f == NULL) return ctx;
        files_close(f);
    }
    return NULL;
}

/* The threads of one process; returns whether all went well. */
static bool work(void) {
    enum { THREADS = 3 };
    pthread_t thread[THREADS + 1];
    files *f = files_open(folder, 0, true, NULL);
    if (f == NULL) return false;
    bool ok = true;
    for (unsigned i = 0; i < THREADS; i++) (void)pthread_create(&thread[i], NULL, store_many, f);
    (void)pthread_create(&thread[THREADS], NULL, open_many, f);
    for (unsigned i = 0; i <= THREADS; i++) {
        void *bad = f;
        ok = pthread_join(thread[i], &bad) == 0 && bad == NULL && ok;
    }
    files_close(f);
    return ok;
}

static void threads_and_processes_at_once(void **state) {
    (void)state;
    enum { PROCESSES = 3 };
    pid_t child[PROCESSES];
    (void)fflush(NULL);
    for (unsigned i = 0; i < PROCESSES; i++) {
        child[i] = fork();
        assert_true(child[i] >= 0);
        if (child[i] == 0) _exit(work() ? 0 : 1);
    }
    for (unsigned i = 0; i < PROCESSES; i++) {
        int status = 0;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    static listed l;
    files *f = must_open(0, true);
    memset(&l, 0, sizeof l);
    assert_true(files_list(f, collect, &l, NULL));
    assert_int_equal(l.n, CONTENTS);
    assert_int_equal(entries_of(path_of("incoming")), 0);
    files_close(f);
}

/* ------------------------------------------------------------------ what the system refuses */

static void a_file_too_large_for_the_system(void **state) {
    (void)state;
    files *f = must_open(0, true);
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 30000;
    void (*const kept)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    files_stored out;
    base_err e = {0};
    const bool ok = store(f, paper(30001, 1), 8000, &out, &e);
    const bool less = store(f, paper(30000, 1), 8000, &out, NULL);
    (void)setrlimit(RLIMIT_FSIZE, &before);
    (void)signal(SIGXFSZ, kept);
    assert_false(ok);
    assert_true(less);
    assert_err(&e, BASE_ERR_IO, strerror(EFBIG));
    assert_int_equal(e.sys, EFBIG);
    assert_string_equal(e.where, folder);
    assert_int_equal(entries_of(path_of("incoming")), 0);
    must_store(f, paper(30001, 1), &out);
    files_close(f);
}

static void no_more_descriptors(void **state) {
    (void)state;
    files *f = must_open(0, true);
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    small = before;
    small.rlim_cur = 3;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &small), 0);
    base_err e = {0}, o = {0}, r = {0};
    uint64_t size;
    files_upload *u = files_begin(f, &e);
    const files *other = files_open(folder, 0, false, &o);
    const int fd =
        files_read(f, BASE_STR("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), &size, &r);
    (void)setrlimit(RLIMIT_NOFILE, &before);
    assert_true(u == NULL && other == NULL && fd < 0);
    assert_true(e.sys == EMFILE && o.sys == EMFILE && r.sys == EMFILE);
    assert_err(&r, BASE_ERR_IO, "ba7816");
    assert_err(&o, BASE_ERR_IO, strerror(EMFILE));
    assert_string_equal(o.where, folder);
    files_stored out;
    must_store(f, BASE_STR("abc"), &out);
    files_close(f);
}

static void a_folder_that_is_none(void **state) {
    (void)state;
    base_err e = {0};
    const int fd = open(folder, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    (void)close(fd);
    assert_null(files_open(folder, 0, true, &e));
    assert_err(&e, BASE_ERR_IO, strerror(ENOTDIR));
    (void)unlink(folder);
    char below[400];
    (void)snprintf(below, sizeof below, "%s/deeper", folder);
    assert_null(files_open(below, 0, true, &e));
    assert_err(&e, BASE_ERR_IO, strerror(ENOENT));
    assert_string_equal(e.where, below);
    assert_null(files_open("", 0, true, NULL));
}

static void the_folder_goes_away(void **state) {
    (void)state;
    files *f = must_open(0, true);
    files_stored out;
    base_err e = {0};
    assert_int_equal(rmdir(path_of("incoming")), 0);
    must_store(f, BASE_STR("abc"), &out); /* that one is made again */
    files_upload *u = must_begin(f);
    assert_true(files_put(u, "abcd", 4, &e));
    remove_all(folder);
    assert_false(files_finish(u, &out, &e));
    assert_err(&e, BASE_ERR_IO, strerror(ENOENT));
    assert_null(files_begin(f, &e));
    assert_err(&e, BASE_ERR_IO, strerror(ENOENT));
    files_close(f);
}

static void something_stands_in_the_place(void **state) {
    (void)state;
    files *f = must_open(0, true);
    files_stored out;
    base_err e = {0};
    assert_int_equal(mkdir(path_of("ba"), 0700), 0);
    assert_int_equal(mkdir(path_of_stored("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), 0700),
                     0);
    assert_false(store(f, BASE_STR("abc"), 1, &out, &e));
    assert_err(&e, BASE_ERR_IO, strerror(EISDIR));
    assert_int_equal(entries_of(path_of("incoming")), 0);
    files_close(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(threads_and_processes_at_once), CASE(a_file_too_large_for_the_system),
        CASE(no_more_descriptors),           CASE(a_folder_that_is_none),
        CASE(the_folder_goes_away),          CASE(something_stands_in_the_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
