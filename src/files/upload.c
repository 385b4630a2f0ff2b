/* upload.c - a file comes in.
 *
 *     incoming/NAME  written, hashed, typed, scanned  →  read-only  →  fsync  →  renamed to AA/REST  →  fsync of AA and
 * the root
 *
 * Until the rename nobody finds the file, after it everybody finds all of it: its bytes were on disk before. The root
 * is synced each time, because a process that made AA may have died before it came to that. The same content twice
 * takes the same way, and the second takes the first one's place: both are sure to be on disk when they are answered,
 * no second of two uploads trusts that the first was synced, and a copy that has gone bad on disk is healed.
 *
 * A failed sync is never tried again: the system may have dropped the pages and would then say yes (the upload ends,
 * and its file goes). */
#include "files/files_i.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "files/scan.h"

enum { INCOMING_PATH = sizeof FILES_INCOMING + FILES_NAME_HEX + 1 };

struct files_upload {
    files *f;
    int fd;
    char path[INCOMING_PATH]; /* below the root; empty once the file is in its place */
    uint64_t size;
    EVP_MD_CTX *hash;
    uint64_t max; /* bytes */
    enum { ANY, PHOTO, PAPER } expected;
    bool passes; /* through, and nobody is handed it */
    bool broken;
    base_err why; /* of `broken` */
    files_typer type;
};

/* ------------------------------------------------------------------ the file under way */

static bool draw_name(char path[INCOMING_PATH]) {
    uint8_t random[FILES_NAME_HEX / 2];
    char hex[FILES_NAME_HEX + 1];
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random) return false;
    files_hex(hex, random, sizeof random);
    (void)snprintf(path, INCOMING_PATH, "%s/%s", FILES_INCOMING, hex);
    return true;
}

/* The folder may be one that could not be written when it was opened. */
static int make(const files *f, const char *path) {
    const int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    const int fd = openat(f->root, path, flags, 0600);
    if (fd >= 0 || errno != ENOENT || mkdirat(f->root, FILES_INCOMING, 0700) != 0) return fd;
    return openat(f->root, path, flags, 0600);
}

static bool lock(int fd) {
    int got;
    do got = flock(fd, LOCK_EX);
    while (got != 0 && errno == EINTR);
    return got == 0;
}

/* Makes the file and locks it: 1; 0: a sweep was quicker, take another name; -1: errno. */
static int make_locked(const files *f, char path[INCOMING_PATH], int *out) {
    struct stat st;
    if (!draw_name(path)) return -1;
    const int fd = make(f, path);
    if (fd < 0) return errno == EEXIST ? 0 : -1;
    if (lock(fd) && fstat(fd, &st) == 0) {
        *out = fd;
        if (st.st_nlink > 0) return 1;
        (void)close(fd);
        return 0;
    }
    const int sys = errno;
    (void)unlinkat(f->root, path, 0);
    (void)close(fd);
    errno = sys;
    return -1;
}

static void drop(files_upload *u) {
    if (u->path[0] != '\0') (void)unlinkat(u->f->root, u->path, 0);
    (void)close(u->fd); /* ends the lock: only now */
    EVP_MD_CTX_free(u->hash);
    free(u);
}

files_upload *files_begin(files *f, base_err *e) {
    files_upload *u = files_must(calloc(1, sizeof *u));
    u->f = f;
    u->max = f->max;
    u->hash = files_must(EVP_MD_CTX_new());
    files_typer_begin(&u->type, f->magic);
    int made;
    do made = make_locked(f, u->path, &u->fd);
    while (made == 0);
    if (made < 0) {
        (void)files_not_saved(f, e);
        EVP_MD_CTX_free(u->hash);
        free(u);
        return NULL;
    }
    if (EVP_DigestInit_ex(u->hash, EVP_sha256(), NULL) == 1) return u;
    base_err_fmt(e, BASE_ERR_MISSING, "不能计算 SHA-256：请检查 OpenSSL 的配置",
                 "SHA-256 is not there: check the configuration of OpenSSL");
    drop(u);
    return NULL;
}

/* ------------------------------------------------------------------ piece by piece */

static bool over_limit(const files_upload *u, base_err *e) {
    const unsigned long long max = u->max, mb = max >> 20;
    if (mb << 20 == max)
        return base_err_fmt(e, BASE_ERR_LIMIT, "附件超过上限 %llu MB：请减小文件或分成几个文件上传",
                            "the attachment is over the limit of %llu MB: make it smaller or upload it in parts", mb);
    return base_err_fmt(e, BASE_ERR_LIMIT, "附件超过上限 %llu 字节：请减小文件或分成几个文件上传",
                        "the attachment is over the limit of %llu bytes: make it smaller or upload it in parts", max);
}

/* Whoever may send in papers only is not told of the other kinds that are taken elsewhere. */
static bool not_a_paper(base_err *e) {
    return base_err_fmt(e, BASE_ERR_INPUT, "只接收 PDF、JPEG、PNG，以内容为准：请另存为 PDF，或拍成照片",
                        "PDF, JPEG and PNG are taken, by their content: save it as PDF, or take a photograph");
}

static bool refuse_kind(const files_upload *u, base_err *e) {
    if (u->expected != PAPER || e == NULL || e->kind != BASE_ERR_INPUT) return false;
    *e = (base_err){0};
    return not_a_paper(e);
}

static bool put(files_upload *u, const void *p, size_t n, base_err *e) {
    if (n > u->max - u->size) return over_limit(u, e);
    if (!files_typer_put(&u->type, p, n, e)) return refuse_kind(u, e);
    if (EVP_DigestUpdate(u->hash, p, n) != 1)
        return base_err_fmt(e, BASE_ERR_MISSING, "SHA-256 计算失败：请检查 OpenSSL 的配置",
                            "SHA-256 failed: check the configuration of OpenSSL");
    if (!base_write_all(u->fd, (base_str){p, n})) return files_not_saved(u->f, e);
    u->size += n;
    return true;
}

bool files_put(files_upload *u, const void *p, size_t n, base_err *e) {
    if (n == 0 && !u->broken) return true;
    u->broken = u->broken || !put(u, p, n, &u->why);
    if (u->broken && e != NULL) *e = u->why;
    return !u->broken;
}

/* ------------------------------------------------------------------ into its place */

static bool read_at(void *ctx, uint64_t at, void *p, size_t n) {
    const files_upload *u = ctx;
    if (at > u->size || n > u->size - at) return false;
    for (uint8_t *to = p; n > 0;) {
        const ssize_t got = pread(u->fd, to, n, (off_t)at);
        if (got == 0 || (got < 0 && errno != EINTR)) return false;
        if (got < 0) continue;
        to += got;
        at += (uint64_t)got;
        n -= (size_t)got;
    }
    return true;
}

void files_expect_photo(files_upload *u) { u->expected = PHOTO; }

void files_allow(files_upload *u, uint64_t bytes) {
    u->max = bytes;
    u->passes = true;
}

void files_expect_paper(files_upload *u, uint64_t max) {
    u->expected = PAPER;
    if (max < u->max) u->max = max;
}

static bool is_picture(const char *media) {
    return strcmp(media, "image/jpeg") == 0 || strcmp(media, "image/png") == 0;
}

static bool is_photo(const files_upload *u, base_err *e) {
    const char *media = u->type.type->media;
    if (is_picture(media)) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "照片应为 JPEG 或 PNG，这个文件是 %s：请重新拍照或另选一张",
                        "a photograph is JPEG or PNG, and this file is %s: take it again, or choose another", media);
}

static bool is_paper(const files_upload *u, const files_whole *whole, base_err *e) {
    const char *media = u->type.type->media;
    uint64_t points = 0;
    if (strcmp(media, "application/pdf") == 0) return true;
    if (!is_picture(media)) return not_a_paper(e);
    if (!files_picture_points(whole, base_str_of(media), &points) || points == 0)
        return base_err_fmt(e, BASE_ERR_INPUT, "图片不完整或已损坏：请重新保存或拍摄",
                            "the picture is incomplete or damaged: save it or take it again");
    return points <= FILES_POINTS_MAX ||
           base_err_fmt(e, BASE_ERR_INPUT, "图片展开后过大（超过 %d 百万像素）：请缩小后上传",
                        "the picture unpacks to too much (over %d million points): make it smaller",
                        FILES_POINTS_MAX / 1000000);
}

static bool is_expected(const files_upload *u, const files_whole *whole, base_err *e) {
    switch (u->expected) {
    case PHOTO: return is_photo(u, e);
    case PAPER: return is_paper(u, whole, e);
    case ANY: break;
    }
    return true;
}

static bool is_clean(const files_upload *u, const files_whole *whole, base_err *e) {
    const files *f = u->f;
    return f->scanner == NULL || u->passes || files_scan(f->scanner, f->scan_s, whole, e);
}

static bool describe(files_upload *u, files_stored *out, base_err *e) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    const files_whole whole = {read_at, u, u->size};
    if (!files_typer_end(&u->type, &whole, e)) return refuse_kind(u, e);
    if (!is_expected(u, &whole, e) || !is_clean(u, &whole, e)) return false;
    if (EVP_DigestFinal_ex(u->hash, digest, &n) != 1 || n * 2 != FILES_DIGEST_HEX)
        return base_err_fmt(e, BASE_ERR_MISSING, "SHA-256 计算失败：请检查 OpenSSL 的配置",
                            "SHA-256 failed: check the configuration of OpenSSL");
    files_hex(out->digest, digest, n);
    out->size = u->size;
    (void)snprintf(out->type, sizeof out->type, "%s", u->type.type->media);
    return true;
}

/* The folder AA, made when it is not there. */
static int place_of(const files *f, const char digest[FILES_DIGEST_HEX + 1]) {
    const char name[3] = {digest[0], digest[1], '\0'};
    const int fd = files_subfolder(f, name);
    if (fd >= 0 || errno != ENOENT) return fd;
    if (mkdirat(f->root, name, 0700) != 0 && errno != EEXIST) return -1;
    return files_subfolder(f, name);
}

/* False and errno. */
static bool move_to_place(files_upload *u, const char digest[FILES_DIGEST_HEX + 1]) {
    const int folder = place_of(u->f, digest);
    if (folder < 0) return false;
    bool ok = renameat(u->f->root, u->path, folder, digest + 2) == 0;
    if (ok) u->path[0] = '\0';
    ok = ok && files_sync_folder(folder) && files_sync_folder(u->f->root);
    const int sys = errno;
    (void)close(folder);
    errno = sys;
    return ok;
}

bool files_finish(files_upload *u, files_stored *out, base_err *e) {
    files_stored made = {.size = 0};
    bool ok = !u->broken;
    if (!ok && e != NULL) *e = u->why;
    ok = ok && describe(u, &made, e);
    if (ok && (fchmod(u->fd, 0400) != 0 || fsync(u->fd) != 0 || !move_to_place(u, made.digest)))
        ok = files_not_saved(u->f, e);
    if (ok) *out = made;
    drop(u);
    return ok;
}

void files_abort(files_upload *u) {
    if (u != NULL) drop(u);
}
