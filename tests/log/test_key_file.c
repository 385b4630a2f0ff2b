/* Key files: who may use them, that none is overwritten, and that no damage goes unnoticed. */
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static char folder[200];
static base_arena *arena;

static int make_folder(void **state) {
    (void)state;
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/jiqun-keys-XXXXXX", tmp != NULL ? tmp : "/tmp");
    arena = base_arena_new((size_t)64 << 20);
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state) {
    (void)state;
    base_arena_free(arena);
    return rmdir(folder);
}

static const char *path_of(const char *name) { return base_arena_fmt(arena, "%s/%s", folder, name).p; }

static base_str content_of(const char *path) {
    base_str text = {NULL, 0};
    assert_true(base_file_read(arena, path, 1 << 20, &text, NULL));
    return text;
}

static void write_file(const char *path, base_str text, mode_t mode) {
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text.p, text.n), text.n);
    assert_int_equal(fchmod(fd, mode), 0);
    assert_int_equal(close(fd), 0);
}

static const char *const ORIGINS[N_SUITES] = {"log.example/sm3", "log.example"};

static log_key *saved_key(enum log_suite suite, const char *origin, const char *path) {
    base_err e = {0};
    log_key *k = log_key_new(suite, base_str_of(origin), &e);
    if (k == NULL || !log_key_save(k, path, &e)) fail_msg("%s", e.en);
    return k;
}

static void saved_and_loaded(void **state) {
    (void)state;
    const mode_t masks[] = {022, 0, 0777};
    for (size_t s = 0; s < N_SUITES; s++) {
        for (size_t m = 0; m < sizeof masks / sizeof *masks; m++) {
            const char *path = path_of("key");
            const mode_t mask = umask(masks[m]);
            log_key *k = saved_key(SUITES[s], ORIGINS[s], path);
            (void)umask(mask);
            struct stat st;
            assert_int_equal(stat(path, &st), 0);
            assert_int_equal(st.st_mode & 07777, 0600);
            base_err e = {0};
            log_key *again = log_key_load(path, &e);
            if (again == NULL) fail_msg("%s", e.en);
            const log_pub *p = log_key_pub(k), *q = log_key_pub(again);
            assert_int_equal(log_pub_suite(q), SUITES[s]);
            assert_str(log_pub_origin(q), ORIGINS[s]);
            assert_int_equal(log_pub_hash(q), log_pub_hash(p));
            /* What the loaded key signs, the first one's public part accepts. */
            log_checkpoint c = {.origin = log_pub_origin(q), .size = 3};
            base_buf b;
            base_buf_init(&b, LOG_NOTE_MAX);
            assert_true(log_checkpoint_sign(&b, &c, again, NULL));
            assert_true(log_checkpoint_open(base_buf_str(&b), &p, 1, &c, NULL, NULL));
            base_buf_free(&b);
            log_key_free(again);
            log_key_free(k);
            assert_int_equal(unlink(path), 0);
        }
    }
}

/* In the working folder, and under a name without a folder. */
static void short_names(void **state) {
    (void)state;
    char *before = getcwd(NULL, 0);
    assert_non_null(before);
    assert_int_equal(chdir(folder), 0);
    log_key_free(saved_key(LOG_SHA256_ED25519, "log.example", "k"));
    log_key *k = log_key_load("k", NULL);
    assert_non_null(k);
    log_key_free(k);
    assert_int_equal(unlink("k"), 0);
    assert_int_equal(chdir(before), 0);
    free(before);
}

static void nothing_is_overwritten(void **state) {
    (void)state;
    const char *path = path_of("key"), *link = path_of("link");
    log_key *k = saved_key(LOG_SHA256_ED25519, "log.example", path);
    const base_str before = content_of(path);
    base_err e = {0};
    assert_false(log_key_save(k, path, &e));
    assert_err(&e, BASE_ERR_INPUT, path);
    assert_true(base_str_eq(content_of(path), before));
    assert_int_equal(symlink("nowhere", link), 0); /* nor is anything written through a link */
    assert_false(log_key_save(k, link, &e));
    assert_err(&e, BASE_ERR_INPUT, link);
    assert_int_equal(access(path_of("nowhere"), F_OK), -1);
    assert_false(log_key_save(k, folder, &e));
    assert_false(log_key_save(k, path_of("none/key"), &e));
    assert_err(&e, BASE_ERR_IO, "none/key");
    assert_int_equal(e.sys, ENOENT);
    log_key_free(k);
    assert_int_equal(unlink(link), 0);
    assert_int_equal(unlink(path), 0);
}

/* A disk that is full leaves no half of a key behind. */
static void no_room(void **state) {
    (void)state;
    const char *path = path_of("key");
    log_key *k = log_key_new(LOG_SM3_SM2, BASE_STR("log.example/sm3"), NULL);
    assert_non_null(k);
    struct rlimit was, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    small = was;
    small.rlim_cur = 50;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    base_err e = {0};
    const bool saved = log_key_save(k, path, &e);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    (void)signal(SIGXFSZ, handler);
    assert_false(saved);
    assert_err(&e, BASE_ERR_IO, path);
    assert_int_equal(e.sys, EFBIG);
    assert_int_equal(access(path, F_OK), -1);
    log_key_free(k);
}

static void loose_modes(void **state) {
    (void)state;
    const char *path = path_of("key");
    log_key_free(saved_key(LOG_SM3_SM2, "log.example/sm3", path));
    static const mode_t bad[] = {0640, 0604, 0620, 0602, 0610, 0601, 0644, 0666, 0777};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(chmod(path, bad[i]), 0);
        base_err e = {0};
        assert_null(log_key_load(path, &e));
        assert_err(&e, BASE_ERR_INPUT, path);
        assert_err(&e, BASE_ERR_INPUT, "chmod 600");
        struct stat st;
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 07777, bad[i]); /* refused, not repaired */
    }
    static const mode_t good[] = {0400, 0600, 0700};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(chmod(path, good[i]), 0);
        log_key *k = log_key_load(path, NULL);
        assert_non_null(k);
        log_key_free(k);
    }
    assert_int_equal(unlink(path), 0);
}

static void not_a_key(void **state) {
    (void)state;
    base_err e = {0};
    assert_null(log_key_load(path_of("none"), &e));
    assert_err(&e, BASE_ERR_MISSING, "none");
    assert_null(log_key_load(folder, &e));
    assert_err(&e, BASE_ERR_INPUT, folder);
    const char *pipe = path_of("pipe"); /* does not keep us waiting for who writes it */
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_null(log_key_load(pipe, &e));
    assert_err(&e, BASE_ERR_INPUT, pipe);
    assert_int_equal(unlink(pipe), 0);
    const char *path = path_of("key");
    static const char PEM[] = "-----BEGIN PRIVATE KEY-----\n"
                              "MC4CAQAwBQYDK2VwBCIEIIEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n"
                              "-----END PRIVATE KEY-----\n";
    static const char *const texts[] = {
        "", "\n", "log.example", PEM, "log.example+00000000+AAAA\n-----BEGIN PRIVATE KEY-----\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        write_file(path, base_str_of(texts[i]), 0600);
        memset(&e, 0, sizeof e);
        assert_null(log_key_load(path, &e));
        assert_int_equal(e.kind, BASE_ERR_INPUT);
        assert_true(e.zh[0] != '\0' && (strstr(e.en, path) != NULL || strcmp(e.where, path) == 0));
    }
    char *large = base_arena_alloc(arena, 100000);
    memset(large, 'a', 100000);
    write_file(path, (base_str){large, 100000}, 0600);
    assert_null(log_key_load(path, &e));
    assert_err(&e, BASE_ERR_LIMIT, path);
    assert_int_equal(unlink(path), 0);
}

/* A key under a password is refused at once: nobody is asked for one. */
static void under_a_password(void **state) {
    (void)state;
    const char *path = path_of("key");
    static const char *const pem[] = {
        "-----BEGIN PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
        "DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n"
        "MC4CAQAwBQYDK2VwBCIEIIEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n-----END PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
        "MC4CAQAwBQYDK2VwBCIEIIEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n-----END ENCRYPTED PRIVATE KEY-----\n",
    };
    for (size_t i = 0; i < sizeof pem / sizeof *pem; i++) {
        static const char LINE[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        write_file(path, base_arena_fmt(arena, "%s\n%s", LINE, pem[i]), 0600);
        base_err e = {0};
        assert_null(log_key_load(path, &e));
        assert_err(&e, BASE_ERR_INPUT, path);
    }
    assert_int_equal(unlink(path), 0);
}

/* Whatever letter of the file is changed or missing: either it is refused with a clear error, or the key is the same.
 */
static void damaged(void **state) {
    (void)state;
    const char *path = path_of("key"), *copy = path_of("copy");
    for (size_t s = 0; s < N_SUITES; s++) {
        log_key *k = saved_key(SUITES[s], ORIGINS[s], path);
        const base_str text = content_of(path);
        size_t same = 0;
        for (size_t i = 0; i < text.n; i++) {
            char *bad = base_arena_copy(arena, text.p, text.n);
            bad[i] = (char)(bad[i] == 'B' ? 'C' : 'B');
            write_file(copy, (base_str){bad, text.n}, 0600);
            base_err e = {0};
            log_key *found = log_key_load(copy, &e);
            if (found == NULL) {
                assert_int_equal(e.kind, BASE_ERR_INPUT);
                assert_true(e.zh[0] != '\0' && (strstr(e.en, copy) != NULL || strcmp(e.where, copy) == 0));
                continue;
            }
            same++; /* the library reads past an oddity in what stands around the base64 */
            assert_int_equal(log_pub_hash(log_key_pub(found)), log_pub_hash(log_key_pub(k)));
            log_key_free(found);
        }
        assert_in_range(same, 0, 3);
        for (size_t n = 0; n + 1 < text.n; n += 3) {
            write_file(copy, (base_str){text.p, n}, 0600);
            assert_null(log_key_load(copy, NULL));
        }
        log_key_free(k);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(unlink(copy), 0);
}

/* The line of one key over the PEM of another, of the same suite or not. */
static void of_two_keys(void **state) {
    (void)state;
    const char *name[3] = {path_of("a"), path_of("b"), path_of("c")}, *mixed = path_of("mixed");
    log_key_free(saved_key(LOG_SM3_SM2, "log.example/sm3", name[0]));
    log_key_free(saved_key(LOG_SM3_SM2, "log.example/sm3", name[1]));
    log_key_free(saved_key(LOG_SHA256_ED25519, "log.example", name[2]));
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < 3; k++) {
            base_str rest;
            const base_str line = base_str_cut(content_of(name[i]), '\n', &rest);
            (void)base_str_cut(content_of(name[k]), '\n', &rest);
            const base_str text = base_arena_fmt(arena, "%.*s\n%.*s", (int)line.n, line.p, (int)rest.n, rest.p);
            write_file(mixed, text, 0600);
            base_err e = {0};
            log_key *found = log_key_load(mixed, &e);
            assert_int_equal(found != NULL, i == k);
            if (found == NULL) assert_err(&e, BASE_ERR_INPUT, mixed);
            log_key_free(found);
        }
    }
    for (size_t i = 0; i < 3; i++) assert_int_equal(unlink(name[i]), 0);
    assert_int_equal(unlink(mixed), 0);
}

/* Go's example key, brought into our form, signs Go's example note as Go does. */
static void known_seed(void **state) {
    (void)state;
    static const char FILE_TEXT[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n"
                                    "-----BEGIN PRIVATE KEY-----\n"
                                    "MC4CAQAwBQYDK2VwBCIEIIEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n"
                                    "-----END PRIVATE KEY-----\n";
    static const char TEXT[] =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    static const char LINE[] =
        "\n\xE2\x80\x94 PeterNeumann "
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    const char *path = path_of("peter");
    write_file(path, base_str_of(FILE_TEXT), 0600);
    base_err e = {0};
    log_key *k = log_key_load(path, &e);
    if (k == NULL) fail_msg("%s", e.en);
    base_buf b;
    base_buf_init(&b, LOG_NOTE_MAX);
    assert_true(log_note_sign(&b, base_str_of(TEXT), k, NULL));
    assert_str(base_buf_str(&b), base_arena_fmt(arena, "%s%s", TEXT, LINE).p);
    base_buf_free(&b);
    log_key_free(k);
    assert_int_equal(unlink(path), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(saved_and_loaded), cmocka_unit_test(short_names), cmocka_unit_test(nothing_is_overwritten),
        cmocka_unit_test(no_room),          cmocka_unit_test(loose_modes), cmocka_unit_test(not_a_key),
        cmocka_unit_test(under_a_password), cmocka_unit_test(damaged),     cmocka_unit_test(of_two_keys),
        cmocka_unit_test(known_seed),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
