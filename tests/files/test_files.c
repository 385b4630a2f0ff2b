/* Attachments: stored, read, verified, listed; limits; what broken uploads leave; several threads and processes at
 * once. What happens when system calls fail is in test_faults.sh. */
#include "support.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "files/files.h"

static char base[256], folder[300];

static void remove_all(const char *path) {
    struct stat st;
    if (lstat(path, &st) != 0) return;
    DIR *dir = S_ISDIR(st.st_mode) ? opendir(path) : NULL;
    for (const struct dirent *d; dir != NULL && (d = readdir(dir)) != NULL;) {
        char below[800];
        if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0) continue;
        (void)snprintf(below, sizeof below, "%s/%s", path, d->d_name);
        remove_all(below);
    }
    if (dir != NULL) (void)closedir(dir);
    (void)(S_ISDIR(st.st_mode) ? rmdir(path) : unlink(path));
}

static int set_up(void **state) {
    (void)state;
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(base, sizeof base, "%s/jiqun-files-XXXXXX", tmp != NULL && tmp[0] != '\0' ? tmp : "/tmp");
    if (mkdtemp(base) == NULL) return -1;
    (void)snprintf(folder, sizeof folder, "%s/files", base);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    remove_all(base);
    return 0;
}

static const char *path_of(const char *below) {
    static char path[800];
    (void)snprintf(path, sizeof path, "%s/%s", folder, below);
    return path;
}

static const char *path_of_stored(const char *digest) {
    char below[80];
    (void)snprintf(below, sizeof below, "%.2s/%.62s", digest, digest + 2);
    return path_of(below);
}

static unsigned mode_of(const char *path) {
    struct stat st;
    assert_int_equal(lstat(path, &st), 0);
    return st.st_mode & 07777;
}

/* Entries of a folder; -1 when it is not there. */
static int entries_of(const char *path) {
    DIR *dir = opendir(path);
    int n = dir != NULL ? -2 : -1; /* . and .. */
    while (dir != NULL && readdir(dir) != NULL) n++;
    if (dir != NULL) (void)closedir(dir);
    return n;
}

static files *must_open(uint64_t max, bool alone) {
    base_err e = {0};
    files *f = files_open(folder, max, alone, &e);
    if (f == NULL) fail_msg("%s", e.en);
    return f;
}

static files_upload *must_begin(files *f) {
    base_err e = {0};
    files_upload *u = files_begin(f, &e);
    if (u == NULL) fail_msg("%s", e.en);
    return u;
}

static bool store(files *f, base_str s, size_t piece, files_stored *out, base_err *e) {
    files_upload *u = files_begin(f, e);
    if (u == NULL) return false;
    for (size_t at = 0; at < s.n; at += piece) {
        if (files_put(u, s.p + at, s.n - at < piece ? s.n - at : piece, e)) continue;
        files_abort(u);
        return false;
    }
    return files_finish(u, out, e);
}

static void must_store(files *f, base_str s, files_stored *out) {
    base_err e = {0};
    if (!store(f, s, 1000, out, &e)) fail_msg("%s", e.en);
}

static void sha256(base_str s, char hex[65]) {
    uint8_t digest[32];
    assert_int_equal(EVP_Digest(s.p, s.n, digest, NULL, EVP_sha256(), NULL), 1);
    for (unsigned i = 0; i < 32; i++) (void)sprintf(hex + (size_t)2 * i, "%02x", digest[i]);
}

/* A PDF of n bytes; the same for the same seed. */
static base_str paper(size_t n, uint64_t seed) {
    static char text[1 << 20];
    prng r = {seed};
    assert_true(n <= sizeof text);
    for (size_t i = 0; i < n; i++) text[i] = (char)prng_next(&r);
    memcpy(text, PDF_HEAD, n < sizeof PDF_HEAD - 1 ? n : sizeof PDF_HEAD - 1);
    return (base_str){text, n};
}

static void stores_and_reads_back(void **state) {
    (void)state;
    static const size_t sizes[] = {15, 8191, 8192, 8193, 65536, 300001};
    static const size_t pieces[] = {1, 997, 8192, 65536, 1 << 20};
    static char back[1 << 20];
    files *f = must_open(0, true);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (size_t k = i % 2; k < sizeof pieces / sizeof pieces[0]; k += 2) {
            const base_str s = paper(sizes[i], i + k);
            base_err e = {0};
            files_stored out;
            char hex[65];
            uint64_t size = 0, verified = 0;
            if (!store(f, s, pieces[k], &out, &e)) fail_msg("%s", e.en);
            sha256(s, hex);
            assert_string_equal(out.digest, hex);
            assert_int_equal(out.size, s.n);
            assert_string_equal(out.type, "application/pdf");
            const int fd = files_read(f, base_str_of(hex), &size, &e);
            assert_true(fd >= 0 && size == s.n && (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
            assert_int_equal(read(fd, back, sizeof back), s.n);
            assert_memory_equal(back, s.p, s.n);
            (void)close(fd);
            assert_true(files_verify(f, base_str_of(hex), &verified, &e) && verified == s.n);
        }
    }
    assert_int_equal(entries_of(path_of("incoming")), 0);
    files_close(f);
    files_close(NULL);
    files_abort(NULL);
}

static void nobody_else_may_look(void **state) {
    (void)state;
    const mode_t before = umask(0);
    files *f = must_open(0, true);
    files_upload *u = must_begin(f);
    assert_int_equal(mode_of(folder), 0700);
    assert_int_equal(mode_of(path_of("incoming")), 0700);
    DIR *dir = opendir(path_of("incoming"));
    for (const struct dirent *d; (d = readdir(dir)) != NULL;) {
        char below[400];
        (void)snprintf(below, sizeof below, "incoming/%s", d->d_name);
        if (d->d_name[0] != '.') assert_int_equal(mode_of(path_of(below)), 0600);
    }
    (void)closedir(dir);
    files_abort(u);
    files_stored out;
    must_store(f, BASE_STR("abc"), &out);
    (void)umask(before);
    assert_string_equal(out.digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); /* FIPS 180 */
    assert_string_equal(out.type, "text/plain");
    assert_int_equal(mode_of(path_of("ba")), 0700);
    assert_int_equal(mode_of(path_of_stored(out.digest)), 0400);
    files_close(f);
}

static void same_content_is_one_file(void **state) {
    (void)state;
    files *f = must_open(0, true);
    files_stored a, b, c;
    must_store(f, paper(5000, 1), &a);
    must_store(f, paper(5000, 1), &b);
    must_store(f, paper(5000, 2), &c);
    assert_memory_equal(&a, &b, sizeof a);
    assert_string_not_equal(a.digest, c.digest);
    char aa[3] = {a.digest[0], a.digest[1], '\0'};
    assert_int_equal(entries_of(path_of(aa)), 1);
    assert_int_equal(entries_of(path_of("incoming")), 0);
    files_close(f);
}

static void limits_hold_to_the_byte(void **state) {
    (void)state;
    files *f = must_open(10000, true);
    files_stored out;
    base_err e = {0};
    must_store(f, paper(10000, 1), &out);
    assert_int_equal(out.size, 10000);
    assert_false(store(f, paper(10001, 1), 1000, &out, &e));
    assert_err(&e, BASE_ERR_LIMIT, "10000");
    assert_false(store(f, paper(10001, 1), 1 << 20, &out, &e));
    assert_err(&e, BASE_ERR_LIMIT, "10000");
    assert_int_equal(entries_of(path_of("incoming")), 0);
    files_upload *u = must_begin(f);
    base_err first = {0}, again = {0};
    assert_false(files_put(u, "x", SIZE_MAX, &first)); /* nothing of it is touched */
    assert_false(files_put(u, "x", 1, &again));        /* broken for good */
    assert_string_equal(first.en, again.en);
    assert_false(files_put(u, "x", 0, &again));
    memset(&again, 0, sizeof again);
    assert_false(files_finish(u, &out, &again));
    assert_string_equal(first.en, again.en);
    assert_int_equal(entries_of(path_of("incoming")), 0);
    files_close(f);

    static const uint64_t most[] = {0, UINT64_MAX, FILES_MAX_BYTES, (uint64_t)FILES_MAX_BYTES + 1};
    for (size_t i = 0; i < 4; i++) {
        f = must_open(most[i], true);
        u = must_begin(f);
        assert_false(files_put(u, "x", (size_t)FILES_MAX_BYTES + 1, &e));
        assert_err(&e, BASE_ERR_LIMIT, "200 MB");
        files_abort(u);
        files_close(f);
    }
}

static void refused_leaves_nothing(void **state) {
    (void)state;
    static const base_str bad[] = {{"", 0}, {"<html></html>", 13}, {"\0\1\2\3", 4}, {"PK\3\4rest", 8}, {"ab\xFF", 3}};
    files *f = must_open(0, true);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        files_stored out = {.size = 77};
        base_err e = {0};
        assert_false(store(f, bad[i], 1000, &out, &e));
        assert_int_equal(e.kind, BASE_ERR_INPUT);
        assert_int_equal(out.size, 77);
        assert_false(store(f, bad[i], 1000, &out, NULL));
    }
    files_upload *u = must_begin(f);
    assert_int_equal(entries_of(path_of("incoming")), 1);
    assert_true(files_put(u, "abc", 3, NULL));
    files_abort(u);
    assert_int_equal(entries_of(folder), 1);
    assert_int_equal(entries_of(path_of("incoming")), 0);
    files_close(f);
}

static void a_document_is_read_again_from_disk(void **state) {
    (void)state;
    const char *const names[] = {"[Content_Types].xml", "xl/workbook.xml"};
    base_buf b;
    base_buf_init(&b, 1 << 16);
    make_zip(&b, names, 2);
    files *f = must_open(0, true);
    files_stored out;
    base_err e = {0};
    must_store(f, base_buf_str(&b), &out);
    assert_string_equal(out.type, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    assert_false(store(f, (base_str){b.p, b.n - 1}, 10, &out, &e));
    assert_non_null(strstr(e.en, "damaged"));
    files_close(f);
    base_buf_free(&b);
}

static void only_digests_are_names(void **state) {
    (void)state;
    files *f = must_open(0, true);
    files_stored out;
    must_store(f, BASE_STR("abc"), &out);
    char text[80];
    static const char *const bad[] = {"",
                                      "ba",
                                      "../files",
                                      "../../../../../../../../../../../../../../../../../../../../etc/passwd",
                                      "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
                                      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
                                      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0",
                                      "ba/816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                                      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ag"};
    uint64_t size;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        base_err e = {0}, v = {0};
        assert_int_equal(files_read(f, base_str_of(bad[i]), &size, &e), -1);
        assert_false(files_verify(f, base_str_of(bad[i]), &size, &v));
        assert_err(&e, BASE_ERR_INPUT, "64");
        assert_err(&v, BASE_ERR_INPUT, "64");
    }
    memcpy(text, out.digest, 65);
    text[10] = '\0';
    assert_int_equal(files_read(f, (base_str){text, 64}, &size, NULL), -1);
    assert_int_equal(files_read(f, (base_str){NULL, 0}, &size, NULL), -1);
    files_close(f);
}

static void assert_missing(const files *f, const char *digest) {
    uint64_t size;
    base_err e = {0}, v = {0};
    assert_int_equal(files_read(f, base_str_of(digest), &size, &e), -1);
    assert_err(&e, BASE_ERR_MISSING, digest);
    assert_false(files_verify(f, base_str_of(digest), &size, &v));
    assert_err(&v, BASE_ERR_MISSING, digest);
}

static void what_is_missing_is_said(void **state) {
    (void)state;
    files *f = must_open(0, true);
    files_stored out;
    char path[800];
    must_store(f, BASE_STR("abc"), &out);
    (void)snprintf(path, sizeof path, "%s", path_of_stored(out.digest));
    out.digest[63] = out.digest[63] == '0' ? '1' : '0';
    assert_missing(f, out.digest); /* its folder is there */
    out.digest[0] = out.digest[0] == '0' ? '1' : '0';
    assert_missing(f, out.digest); /* not even that */
    sha256(BASE_STR("abc"), out.digest);
    assert_int_equal(rename(path, path_of("elsewhere")), 0);
    assert_int_equal(symlink(path_of("elsewhere"), path), 0);
    assert_missing(f, out.digest);
    (void)unlink(path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_missing(f, out.digest);
    (void)rmdir(path);
    assert_int_equal(rmdir(path_of("ba")), 0);
    assert_int_equal(symlink("/", path_of("ba")), 0);
    assert_missing(f, out.digest);
    files_close(f);
}

/* As a disk or a hand may do it. */
static void spoil(const char *digest, const char *text, size_t n) {
    const char *path = path_of_stored(digest);
    assert_int_equal(chmod(path, 0600), 0);
    const int fd = open(path, O_WRONLY | O_TRUNC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, n), n);
    (void)close(fd);
}

static void changed_content_is_noticed_and_healed(void **state) {
    (void)state;
    files *f = must_open(0, true);
    files_stored out;
    uint64_t size;
    const base_str s = paper(100000, 5);
    must_store(f, s, &out);
    for (unsigned i = 0; i < 3; i++) {
        base_err e = {0};
        static char other[100001];
        memcpy(other, s.p, s.n);
        other[100000] = 'x';
        other[50000] = (char)(other[50000] ^ (i == 0));
        spoil(out.digest, other, i == 0 ? 100000 : i == 1 ? 99999 : 100001);
        assert_false(files_verify(f, base_str_of(out.digest), &size, &e));
        assert_err(&e, BASE_ERR_IO, out.digest);
        assert_int_equal(e.sys, EBADMSG);
        assert_int_equal(size, i == 0 ? 100000 : i == 1 ? 99999 : 100001);
    }
    spoil(out.digest, "", 0);
    must_store(f, s, &out);
    assert_true(files_verify(f, base_str_of(out.digest), &size, NULL));
    assert_int_equal(mode_of(path_of_stored(out.digest)), 0400);
    files_close(f);
}

/* ------------------------------------------------------------------ list */

typedef struct {
    char digest[64][65];
    uint64_t size[64];
    unsigned n, stop;
} listed;

static bool collect(void *ctx, base_str digest, uint64_t size) {
    listed *l = ctx;
    assert_true(l->n < 64 && digest.n == 64);
    memcpy(l->digest[l->n], digest.p, 64);
    l->size[l->n++] = size;
    return l->n != l->stop;
}

static void lists_in_order(void **state) {
    (void)state;
    static listed l;
    base_err e = {0};
    files *f = must_open(0, true);
    memset(&l, 0, sizeof l);
    assert_true(files_list(f, collect, &l, &e) && l.n == 0);
    for (unsigned i = 0; i < 40; i++) {
        files_stored out;
        must_store(f, paper(100 + i, i), &out);
    }
    assert_true(files_list(f, collect, &l, &e) && l.n == 40);
    uint64_t sum = 0;
    for (unsigned i = 0; i < 40; i++) {
        assert_true(i == 0 || strcmp(l.digest[i - 1], l.digest[i]) < 0);
        sum += l.size[i];
        assert_true(files_verify(f, base_str_of(l.digest[i]), &(uint64_t){0}, &e));
    }
    assert_int_equal(sum, 40 * 100 + 39 * 20);
    memset(&l, 0, sizeof l);
    l.stop = 7;
    assert_true(files_list(f, collect, &l, &e) && l.n == 7);
    files_close(f);
}

static void lists_only_what_is_stored(void **state) {
    (void)state;
    static listed l;
    files *f = must_open(0, true);
    files_upload *u = must_begin(f);
    files_stored out;
    must_store(f, BASE_STR("abc"), &out);
    char below[120];
    (void)snprintf(below, sizeof below, "ba/%062d", 0);
    assert_int_equal(mkdir(path_of(below), 0700), 0);
    (void)snprintf(below, sizeof below, "ba/%062d", 1);
    assert_int_equal(symlink("/etc/passwd", path_of(below)), 0);
    (void)snprintf(below, sizeof below, "ba/%061d", 1);
    assert_int_equal(symlink("/etc/passwd", path_of(below)), 0);
    assert_int_equal(symlink("ba", path_of("bb")), 0);
    memset(&l, 0, sizeof l);
    assert_true(files_list(f, collect, &l, NULL));
    assert_int_equal(l.n, 1);
    assert_string_equal(l.digest[0], out.digest);
    assert_int_equal(l.size[0], 3);
    files_abort(u);
    files_close(f);
}

/* ------------------------------------------------------------------ what broken uploads leave */

static void leave(const char *name, int64_t age) {
    char below[80];
    (void)snprintf(below, sizeof below, "incoming/%s", name);
    const int fd = open(path_of(below), O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0);
    const struct timespec then[2] = {{time(NULL) - age, 0}, {time(NULL) - age, 0}};
    assert_int_equal(futimens(fd, then), 0);
    (void)close(fd);
}

static bool is_left(const char *name) {
    char below[80];
    struct stat st;
    (void)snprintf(below, sizeof below, "incoming/%s", name);
    return lstat(path_of(below), &st) == 0;
}

#define OLD   "00000000000000000000000000000001"
#define YOUNG "0123456789abcdef0123456789abcdef"
#define LATER "ffffffffffffffffffffffffffffffff"

static void what_nobody_writes_is_removed(void **state) {
    (void)state;
    files_close(must_open(0, false));
    leave(OLD, 3700);
    leave(YOUNG, 3500);
    leave(LATER, -86400);
    leave("notes.txt", 86400);
    leave("0123456789ABCDEF0123456789ABCDEF", 86400);
    assert_int_equal(mkdir(path_of("incoming/00000000000000000000000000000002"), 0700), 0);
    files_close(must_open(0, false));
    assert_false(is_left(OLD));
    assert_true(is_left(YOUNG) && is_left(LATER));
    files_close(must_open(0, true));
    assert_false(is_left(YOUNG) || is_left(LATER));
    assert_true(is_left("notes.txt") && is_left("0123456789ABCDEF0123456789ABCDEF")); /* none of ours */
    assert_int_equal(entries_of(path_of("incoming")), 3);
}

/* Makes all that lies in incoming/ look old. */
static void make_old(void) {
    DIR *dir = opendir(path_of("incoming"));
    const struct timespec then[2] = {{1, 0}, {1, 0}};
    for (const struct dirent *d; (d = readdir(dir)) != NULL;) {
        if (d->d_name[0] != '.') assert_int_equal(utimensat(dirfd(dir), d->d_name, then, 0), 0);
    }
    (void)closedir(dir);
}

static void what_somebody_writes_is_left(void **state) {
    (void)state;
    files *f = must_open(0, true);
    files_upload *u = must_begin(f);
    assert_true(files_put(u, "ab", 2, NULL));
    make_old();
    files_close(must_open(0, false));
    files_close(must_open(0, true)); /* who believed to be alone, but is not */
    assert_int_equal(entries_of(path_of("incoming")), 1);
    files_stored out;
    base_err e = {0};
    assert_true(files_put(u, "c", 1, &e));
    if (!files_finish(u, &out, &e)) fail_msg("%s", e.en);
    assert_string_equal(out.digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    files_close(f);
}

/* A process is killed in the middle of an upload; before that nobody may touch it, after that somebody must. */
static void a_killed_process_leaves_no_lock(void **state) {
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        files *f = files_open(folder, 0, false, NULL);
        files_upload *u = f != NULL ? files_begin(f, NULL) : NULL;
        const bool ok = u != NULL && files_put(u, "abc", 3, NULL) && write(ends[1], "x", 1) == 1;
        while (ok && pause() != 0) continue;
        _exit(1);
    }
    char c;
    const bool began = read(ends[0], &c, 1) == 1;
    files_close(files_open(folder, 0, true, NULL));
    const int left = entries_of(path_of("incoming"));
    (void)kill(child, SIGKILL); /* before anything is asserted: it waits for nothing else */
    assert_int_equal(waitpid(child, NULL, 0), child);
    (void)close(ends[0]);
    (void)close(ends[1]);
    assert_true(began);
    assert_int_equal(left, 1);
    files_close(must_open(0, false));
    assert_int_equal(entries_of(path_of("incoming")), 1); /* not an hour old */
    files_close(must_open(0, true));
    assert_int_equal(entries_of(path_of("incoming")), 0);
}

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

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(stores_and_reads_back),
        CASE(nobody_else_may_look),
        CASE(same_content_is_one_file),
        CASE(limits_hold_to_the_byte),
        CASE(refused_leaves_nothing),
        CASE(a_document_is_read_again_from_disk),
        CASE(only_digests_are_names),
        CASE(what_is_missing_is_said),
        CASE(changed_content_is_noticed_and_healed),
        CASE(lists_in_order),
        CASE(lists_only_what_is_stored),
        CASE(what_nobody_writes_is_removed),
        CASE(what_somebody_writes_is_left),
        CASE(a_killed_process_leaves_no_lock),
        CASE(threads_and_processes_at_once),
        CASE(a_file_too_large_for_the_system),
        CASE(no_more_descriptors),
        CASE(a_folder_that_is_none),
        CASE(the_folder_goes_away),
        CASE(something_stands_in_the_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
