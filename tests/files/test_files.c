/* Attachments: stored, read, verified, listed; limits; what broken uploads leave. Several at once and a system that
 * refuses: test_files_system.c. */
#include "folder_support.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <time.h>

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

/* What anybody may send in: three kinds, a limit of its own, no picture that fills a memory. */
static bool store_paper(files *f, base_str s, uint64_t max, base_err *e) {
    files_stored out;
    files_upload *u = must_begin(f);
    files_expect_paper(u, max);
    (void)files_put(u, s.p, s.n, e);
    return files_finish(u, &out, e);
}

static void papers_of_anybody(void **state) {
    (void)state;
    files *f = must_open(10000, true);
    base_err e = {0};
    assert_true(store_paper(f, paper(5000, 1), 5000, &e));
    assert_false(store_paper(f, paper(5001, 1), 5000, &e));
    assert_err(&e, BASE_ERR_LIMIT, "5000");
    assert_false(store_paper(f, paper(10001, 1), 20000, &e)); /* that of the folder stays */
    assert_err(&e, BASE_ERR_LIMIT, "10000");
    e = (base_err){0};
    assert_true(store_paper(f, BASE_STR(PNG_HEAD), 5000, &e));
    assert_false(store_paper(f, BASE_STR("a,b\n1,2\n"), 5000, &e));
    assert_err(&e, BASE_ERR_INPUT, "JPEG");
    assert_false(store_paper(f, BASE_STR("<html></html>"), 5000, &e));
    assert_err(&e, BASE_ERR_INPUT, "JPEG");
    assert_false(
        store_paper(f, BASE_STR("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x3D\x0A\0\0\x3E\x80\x08\2\0\0\0"), 5000, &e));
    assert_err(&e, BASE_ERR_INPUT, "250");
    assert_false(store_paper(f, BASE_STR("\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"), 5000, &e));
    assert_non_null(strstr(e.en, "damaged"));
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

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(stores_and_reads_back),
        CASE(nobody_else_may_look),
        CASE(same_content_is_one_file),
        CASE(limits_hold_to_the_byte),
        CASE(refused_leaves_nothing),
        CASE(papers_of_anybody),
        CASE(a_document_is_read_again_from_disk),
        CASE(only_digests_are_names),
        CASE(what_is_missing_is_said),
        CASE(changed_content_is_noticed_and_healed),
        CASE(lists_in_order),
        CASE(lists_only_what_is_stored),
        CASE(what_nobody_writes_is_removed),
        CASE(what_somebody_writes_is_left),
        CASE(a_killed_process_leaves_no_lock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
