/* A scanner for viruses beside the folder of attachments: a stand-in that answers as it is told to, also wrongly, late,
 * early and not at all. The real one is asked in tests/http/scanner.py. */
#include "folder_support.h"

#include <errno.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { LARGE = 1 << 20, COMMAND = 10 };

/* What the stand-in does with one file, and what it heard. */
typedef struct {
    const char *reply;
    size_t reply_n;
    size_t after; /* answers when it has had so many bytes of the file, and hangs up; 0: after all of it */
    bool silent;  /* hears everything, says nothing, and hangs up when the other side does */
    int listening;
    pthread_t thread;
    char *heard;
    size_t n;
} scanner;

static bool take(int fd, void *p, size_t n) {
    for (char *to = p; n > 0;) {
        const ssize_t got = recv(fd, to, n, 0);
        if (got <= 0) return false;
        to += got;
        n -= (size_t)got;
    }
    return true;
}

/* The whole file, or as much as the scanner wants. */
static bool hear(scanner *s, int fd) {
    char command[COMMAND];
    uint8_t b[4];
    if (!take(fd, command, COMMAND) || memcmp(command, "zINSTREAM", COMMAND) != 0) return false;
    for (;;) {
        if (!take(fd, b, sizeof b)) return false;
        const size_t n = (size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 | b[3];
        if (n == 0) return true;
        if (n > LARGE - s->n || !take(fd, s->heard + s->n, n)) return false;
        s->n += n;
        if (s->after > 0 && s->n >= s->after) return true;
    }
}

static void *serve(void *ctx) {
    scanner *s = ctx;
    char none;
    const int fd = accept(s->listening, NULL, NULL);
    if (fd >= 0 && hear(s, fd) && !s->silent) (void)send(fd, s->reply, s->reply_n, MSG_NOSIGNAL);
    if (fd >= 0 && s->silent) (void)recv(fd, &none, 1, 0);
    (void)close(fd);
    return NULL;
}

static void begin(scanner *s) {
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    const char *path = path_of("../scanner");
    assert_true(strlen(path) < sizeof at.sun_path);
    memcpy(at.sun_path, path, strlen(path));
    (void)unlink(at.sun_path);
    s->listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    s->heard = malloc(LARGE);
    assert_int_equal(bind(s->listening, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(s->listening, 1), 0);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void end(scanner *s) {
    (void)shutdown(s->listening, SHUT_RDWR); /* when nobody called */
    (void)pthread_join(s->thread, NULL);
    (void)close(s->listening);
    (void)unlink(path_of("../scanner"));
    free(s->heard);
}

/* Stores `s` with the stand-in at work; the folder holds it afterwards, or nothing. */
static bool scanned(scanner *sc, base_str s, base_err *e) {
    char at[800];
    files_stored out;
    files *f = must_open(0, true);
    (void)snprintf(at, sizeof at, "%s", path_of("../scanner"));
    begin(sc);
    files_scan_by(f, at, 1);
    const bool ok = store(f, s, 60000, &out, e);
    uint64_t size = 0;
    if (ok) assert_true(files_verify(f, base_str_of(out.digest), &size, e));
    assert_int_equal(size, ok ? s.n : 0);
    assert_int_equal(entries_of(path_of("incoming")), 0);
    files_close(f);
    return ok;
}

static scanner saying(const char *reply) { return (scanner){.reply = reply, .reply_n = strlen(reply) + 1}; }

static void a_clean_file_is_kept(void **state) {
    (void)state;
    const size_t size[] = {40, 65536, 65537, 300000};
    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        scanner s = saying("stream: OK");
        base_err e = {0};
        const base_str text = paper(size[i], i);
        assert_true(scanned(&s, text, &e));
        assert_int_equal(s.n, text.n);
        assert_memory_equal(s.heard, text.p, text.n);
        end(&s);
    }
}

static void what_is_found_is_named(void **state) {
    (void)state;
    scanner s = saying("stream: Win.Test.EICAR_HDB-1\033[31m FOUND");
    base_err e = {0};
    assert_false(scanned(&s, paper(100, 1), &e));
    assert_err(&e, BASE_ERR_INPUT, "Win.Test.EICAR_HDB-1[31m");
    end(&s);
}

/* It answers with an error and hangs up while the file is still being sent. */
static void what_is_too_large_for_it_is_not_kept(void **state) {
    (void)state;
    scanner s = saying("INSTREAM size limit exceeded. ERROR");
    base_err e = {0};
    s.after = 100000;
    assert_false(scanned(&s, paper(LARGE, 1), &e));
    assert_err(&e, BASE_ERR_IO, "size limit exceeded");
    end(&s);
}

static void only_a_clear_answer_counts(void **state) {
    (void)state;
    static const char *const wrong[] = {"",
                                        "stream: ok",
                                        "OK",
                                        "stream: OK\n",
                                        "stream: OKAY",
                                        " stream: OK",
                                        "stream: FOUND",
                                        "stream:  FOUN",
                                        "UNKNOWN COMMAND"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        scanner s = saying(wrong[i]);
        base_err e = {0};
        assert_false(scanned(&s, paper(100, 1), &e));
        assert_int_equal(e.kind, BASE_ERR_IO);
        end(&s);
    }
}

static void an_answer_without_end_is_cut(void **state) {
    (void)state;
    static char much[5000];
    memset(much, 'x', sizeof much);
    scanner s = {.reply = much, .reply_n = sizeof much};
    base_err e = {0};
    assert_false(scanned(&s, paper(100, 1), &e));
    assert_err(&e, BASE_ERR_IO, "xxxx");
    end(&s);
}

static void who_hangs_up_has_not_looked(void **state) {
    (void)state;
    scanner s = {.reply = "", .reply_n = 0};
    base_err e = {0};
    assert_false(scanned(&s, paper(100, 1), &e));
    assert_int_equal(e.kind, BASE_ERR_IO);
    end(&s);
}

static void who_is_silent_is_not_waited_for(void **state) {
    (void)state;
    scanner s = {.silent = true};
    base_err e = {0};
    assert_false(scanned(&s, paper(100, 1), &e));
    assert_err(&e, BASE_ERR_IO, strerror(ETIMEDOUT));
    end(&s);
}

static void nothing_is_taken_without_it(void **state) {
    (void)state;
    char at[800];
    files_stored out;
    files *f = must_open(0, true);
    base_err e = {0};
    (void)snprintf(at, sizeof at, "%s", path_of("../scanner"));
    files_scan_by(f, at, 1);
    assert_false(store(f, paper(100, 1), 100, &out, &e));
    assert_err(&e, BASE_ERR_IO, strerror(ENOENT));
    memset(at, '/', sizeof at - 1);
    at[sizeof at - 1] = '\0';
    e = (base_err){0};
    assert_false(store(f, paper(100, 1), 100, &out, &e));
    assert_err(&e, BASE_ERR_IO, strerror(ENAMETOOLONG));
    assert_int_equal(entries_of(path_of("incoming")), 0);
    files_upload *u = must_begin(f); /* what only passes through is nobody's to open */
    files_allow(u, 1000);
    assert_true(files_put(u, "a,b\n1,2\n", 8, &e) && files_finish(u, &out, &e));
    files_close(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(a_clean_file_is_kept),
        CASE(what_is_found_is_named),
        CASE(what_is_too_large_for_it_is_not_kept),
        CASE(only_a_clear_answer_counts),
        CASE(an_answer_without_end_is_cut),
        CASE(who_hangs_up_has_not_looked),
        CASE(who_is_silent_is_not_waited_for),
        CASE(nothing_is_taken_without_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
