/* folder_support.h - what the tests of the folder of attachments share: a folder for each test, taken away after it,
 * and papers to put there. */
#ifndef JIQUN_TESTS_FILES_FOLDER_SUPPORT_H
#define JIQUN_TESTS_FILES_FOLDER_SUPPORT_H

#include "support.h"

#include <dirent.h>
#include <openssl/evp.h>
#include <sys/stat.h>

#include "files/files.h"

static char base[256], folder[300];

static inline void remove_all(const char *path) {
    struct stat st;
    if (lstat(path, &st) != 0) return;
    DIR *dir = S_ISDIR(st.st_mode) ? opendir(path) : NULL;
    for (const struct dirent *d; dir != NULL && (d = readdir(dir)) != NULL;) {
        char below[800];
        if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0) continue;
        if (snprintf(below, sizeof below, "%s/%s", path, d->d_name) >= (int)sizeof below) continue;
        remove_all(below);
    }
    if (dir != NULL) (void)closedir(dir);
    (void)(S_ISDIR(st.st_mode) ? rmdir(path) : unlink(path));
}

static inline int set_up(void **state) {
    (void)state;
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(base, sizeof base, "%s/jiqun-files-XXXXXX", tmp != NULL && tmp[0] != '\0' ? tmp : "/tmp");
    if (mkdtemp(base) == NULL) return -1;
    (void)snprintf(folder, sizeof folder, "%s/files", base);
    return 0;
}

static inline int tear_down(void **state) {
    (void)state;
    remove_all(base);
    return 0;
}

static inline const char *path_of(const char *below) {
    static char path[800];
    (void)snprintf(path, sizeof path, "%s/%s", folder, below);
    return path;
}

static inline const char *path_of_stored(const char *digest) {
    char below[80];
    (void)snprintf(below, sizeof below, "%.2s/%.62s", digest, digest + 2);
    return path_of(below);
}

static inline unsigned mode_of(const char *path) {
    struct stat st;
    assert_int_equal(lstat(path, &st), 0);
    return st.st_mode & 07777;
}

/* Entries of a folder; -1 when it is not there. */
static inline int entries_of(const char *path) {
    DIR *dir = opendir(path);
    int n = dir != NULL ? -2 : -1; /* . and .. */
    while (dir != NULL && readdir(dir) != NULL) n++;
    if (dir != NULL) (void)closedir(dir);
    return n;
}

static inline files *must_open(uint64_t max, bool alone) {
    base_err e = {0};
    files *f = files_open(folder, max, alone, &e);
    if (f == NULL) fail_msg("%s", e.en);
    return f;
}

static inline files_upload *must_begin(files *f) {
    base_err e = {0};
    files_upload *u = files_begin(f, &e);
    if (u == NULL) fail_msg("%s", e.en);
    return u;
}

static inline bool store(files *f, base_str s, size_t piece, files_stored *out, base_err *e) {
    files_upload *u = files_begin(f, e);
    if (u == NULL) return false;
    for (size_t at = 0; at < s.n; at += piece) {
        if (files_put(u, s.p + at, s.n - at < piece ? s.n - at : piece, e)) continue;
        files_abort(u);
        return false;
    }
    return files_finish(u, out, e);
}

static inline void must_store(files *f, base_str s, files_stored *out) {
    base_err e = {0};
    if (!store(f, s, 1000, out, &e)) fail_msg("%s", e.en);
}

static inline void sha256(base_str s, char hex[65]) {
    uint8_t digest[32];
    assert_int_equal(EVP_Digest(s.p, s.n, digest, NULL, EVP_sha256(), NULL), 1);
    for (unsigned i = 0; i < 32; i++) (void)sprintf(hex + (size_t)2 * i, "%02x", digest[i]);
}

/* A PDF of n bytes; the same for the same seed. */
static inline base_str paper(size_t n, uint64_t seed) {
    static char text[1 << 20];
    prng r = {seed};
    assert_true(n <= sizeof text);
    for (size_t i = 0; i < n; i++) text[i] = (char)prng_next(&r);
    memcpy(text, PDF_HEAD, n < sizeof PDF_HEAD - 1 ? n : sizeof PDF_HEAD - 1);
    return (base_str){text, n};
}

typedef struct {
    char digest[64][65];
    uint64_t size[64];
    unsigned n, stop;
} listed;

static inline bool collect(void *ctx, base_str digest, uint64_t size) {
    listed *l = ctx;
    assert_true(l->n < 64 && digest.n == 64);
    memcpy(l->digest[l->n], digest.p, 64);
    l->size[l->n++] = size;
    return l->n != l->stop;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
