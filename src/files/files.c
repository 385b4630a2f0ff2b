/* files.c - the folder of attachments: opened, read, verified, listed. */
#include "files/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "files/files_i.h"

/* ------------------------------------------------------------------ open */

static bool not_opened(const char *folder, base_err *e) {
    base_err_fmt(e, BASE_ERR_IO, "不能打开附件目录（%m）：请检查路径、权限和磁盘",
                 "the folder of attachments can not be opened (%m): check path, permissions and disk");
    return base_err_at(e, base_str_of(folder), 0, 0);
}

static bool may_not(void) { return errno == EACCES || errno == EPERM || errno == EROFS; }

/* What was made here has to be found again after a power failure, and so has what a process made that died before it
 * came to syncing it. Who may not look at the parent did not make the folder. */
static bool sync_parent(int root) {
    const int parent = openat(root, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0) return may_not();
    const bool ok = files_sync_folder(parent) || may_not();
    const int sys = errno;
    (void)close(parent);
    errno = sys;
    return ok;
}

static bool make_incoming(int root) {
    if (mkdirat(root, FILES_INCOMING, 0700) != 0) return errno == EEXIST || may_not();
    return files_sync_folder(root);
}

static int open_folder(const char *folder) {
    const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    const int fd = open(folder, flags);
    if (fd >= 0 || errno != ENOENT) return fd;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) return -1;
    return open(folder, flags);
}

files *files_open(const char *folder, uint64_t max_bytes, bool alone, base_err *e) {
    const int root = open_folder(folder);
    if (root < 0) {
        (void)not_opened(folder, e);
        return NULL;
    }
    if (!make_incoming(root) || !sync_parent(root)) {
        (void)not_opened(folder, e);
        (void)close(root);
        return NULL;
    }
    files *f = files_must(calloc(1, sizeof *f));
    f->root = root;
    f->max = max_bytes == 0 || max_bytes > FILES_MAX_BYTES ? FILES_MAX_BYTES : max_bytes;
    f->magic = files_magic_new();
    const base_str shown = base_utf8_head(base_str_of(folder), sizeof f->folder - 1);
    memcpy(f->folder, shown.p, shown.n);
    files_sweep(f, alone);
    return f;
}

void files_close(files *f) {
    if (f == NULL) return;
    (void)close(f->root);
    files_magic_free(f->magic);
    free(f);
}

void files_scan_by(files *f, const char *socket, unsigned seconds) {
    f->scanner = socket;
    f->scan_s = seconds;
}

/* ------------------------------------------------------------------ read */

static bool no_digest(base_err *e) {
    return base_err_fmt(e, BASE_ERR_INPUT, "不是附件摘要：应为 64 位小写十六进制数字",
                        "this is no digest of an attachment: 64 lower-case hexadecimal digits are expected");
}

static bool missing(base_str digest, base_err *e) {
    return base_err_fmt(e, BASE_ERR_MISSING, "没有附件 %.*s：请从备份恢复该文件",
                        "there is no attachment %.*s: restore it from a backup", (int)digest.n, digest.p);
}

static bool unreadable(base_str digest, base_err *e) {
    return base_err_fmt(e, BASE_ERR_IO, "不能读取附件 %.*s（%m）：请检查权限和磁盘",
                        "attachment %.*s can not be read (%m): check permissions and disk", (int)digest.n, digest.p);
}

/* A symbolic link in the place of a file or of its folder is none of ours. */
static int open_stored(const files *f, base_str digest) {
    const char name[3] = {digest.p[0], digest.p[1], '\0'};
    char rest[FILES_DIGEST_HEX - 1];
    memcpy(rest, digest.p + 2, sizeof rest - 1);
    rest[sizeof rest - 1] = '\0';
    const int folder = files_subfolder(f, name);
    if (folder < 0) return -1;
    const int fd = openat(folder, rest, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    const int sys = errno;
    (void)close(folder);
    errno = sys;
    return fd;
}

int files_read(const files *f, base_str digest, uint64_t *size, base_err *e) {
    if (!files_is_hex(digest, FILES_DIGEST_HEX)) {
        (void)no_digest(e);
        return -1;
    }
    struct stat st;
    const int fd = open_stored(f, digest);
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        *size = (uint64_t)st.st_size;
        return fd;
    }
    if (fd >= 0 || errno == ENOENT || errno == ELOOP || errno == ENOTDIR)
        (void)missing(digest, e);
    else
        (void)unreadable(digest, e);
    if (fd >= 0) (void)close(fd);
    return -1;
}

/* ------------------------------------------------------------------ verify */

/* Hashes from the begin to the end; false and errno. */
static bool hash_all(int fd, char hex[FILES_DIGEST_HEX + 1], uint64_t *size) {
    static const size_t piece = FILES_PIECE;
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    EVP_MD_CTX *hash = files_must(EVP_MD_CTX_new());
    uint8_t *p = files_must(malloc(piece));
    bool ok = EVP_DigestInit_ex(hash, EVP_sha256(), NULL) == 1;
    ssize_t got = 1;
    for (*size = 0; ok && got != 0;) {
        got = read(fd, p, piece);
        if (got > 0) {
            ok = EVP_DigestUpdate(hash, p, (size_t)got) == 1;
            *size += (uint64_t)got;
        }
        if (got < 0 && errno != EINTR) break;
    }
    ok = ok && got == 0 && EVP_DigestFinal_ex(hash, digest, &n) == 1 && n * 2 == FILES_DIGEST_HEX;
    if (ok) files_hex(hex, digest, n);
    free(p);
    EVP_MD_CTX_free(hash);
    return ok;
}

bool files_verify(const files *f, base_str digest, uint64_t *size, base_err *e) {
    char hex[FILES_DIGEST_HEX + 1];
    const int fd = files_read(f, digest, size, e);
    if (fd < 0) return false;
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    errno = EIO;
    const bool ok = hash_all(fd, hex, size) || unreadable(digest, e);
    (void)close(fd);
    if (!ok || base_str_is(digest, hex)) return ok;
    errno = EBADMSG;
    return base_err_fmt(e, BASE_ERR_IO, "附件 %.*s 的内容已改变（现为 %s）：请从备份恢复该文件",
                        "the content of attachment %.*s has changed (it is %s now): restore it from a backup",
                        (int)digest.n, digest.p, hex);
}

/* ------------------------------------------------------------------ list */

enum { REST = FILES_DIGEST_HEX - 2, NAMES_MAX = 256 << 20 };

static int by_name(const void *a, const void *b) { return memcmp(a, b, REST); }

/* The names in one folder AA, in order, one after another; false and errno. The folder is closed. */
static bool names_in(int folder, base_buf *names) {
    DIR *dir = fdopendir(folder);
    if (dir == NULL) {
        (void)close(folder);
        return false;
    }
    const struct dirent *d;
    while (errno = 0, (d = readdir(dir)) != NULL) {
        const base_str name = base_str_of(d->d_name);
        if (files_is_hex(name, REST)) base_buf_puts(names, name);
    }
    const int sys = names->full ? EOVERFLOW : errno;
    (void)closedir(dir);
    errno = sys;
    if (sys == 0 && names->n > 0) qsort(names->p, names->n / REST, REST, by_name);
    return sys == 0;
}

/* Hands out the files of one folder; -1: `e`, 0: enough, 1: go on. */
static int list_folder(const files *f, const char aa[3], base_buf *names, files_each each, void *ctx, base_err *e) {
    const int folder = files_subfolder(f, aa);
    if (folder < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)) return 1;
    if (folder < 0 || !names_in(folder, names)) return not_opened(f->folder, e) - 1;
    char digest[FILES_DIGEST_HEX + 1] = {aa[0], aa[1]};
    for (size_t i = 0; i < names->n; i += REST) {
        memcpy(digest + 2, names->p + i, REST);
        const base_str s = {digest, FILES_DIGEST_HEX};
        uint64_t size;
        const int fd = files_read(f, s, &size, e);
        if (fd < 0 && e->kind != BASE_ERR_MISSING) return -1;
        if (fd < 0) continue; /* no file, whatever it is */
        (void)close(fd);
        if (!each(ctx, s, size)) return 0;
    }
    return 1;
}

/* Parts from `first` to `last`. */
static bool list(const files *f, unsigned first, unsigned last, files_each each, void *ctx, base_err *e) {
    base_buf names;
    base_err why = {0};
    base_buf_init(&names, NAMES_MAX);
    int more = 1;
    for (unsigned i = first; i <= last && more == 1; i++) {
        char aa[3];
        files_hex(aa, &(uint8_t){(uint8_t)i}, 1);
        base_buf_clear(&names);
        more = list_folder(f, aa, &names, each, ctx, &why);
    }
    if (more < 0 && e != NULL) *e = why;
    base_buf_free(&names);
    return more >= 0;
}

bool files_list(const files *f, files_each each, void *ctx, base_err *e) { return list(f, 0, 255, each, ctx, e); }

bool files_list_part(const files *f, uint8_t part, files_each each, void *ctx, base_err *e) {
    return list(f, part, part, each, ctx, e);
}

uint64_t files_max(const files *f) { return f->max; }

/* ------------------------------------------------------------------ taken away */

static bool remove_at(int folder, const char *rest, int64_t seconds, bool *gone) {
    struct stat st;
    if (fstatat(folder, rest, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        *gone = errno == ENOENT;
        return *gone;
    }
    if (!S_ISREG(st.st_mode) || st.st_ctime > time(NULL) - seconds) return true;
    *gone = unlinkat(folder, rest, 0) == 0 || errno == ENOENT;
    return *gone;
}

bool files_remove(files *f, base_str digest, int64_t seconds, bool *gone, base_err *e) {
    *gone = false;
    if (!files_is_hex(digest, FILES_DIGEST_HEX)) return no_digest(e);
    const char name[3] = {digest.p[0], digest.p[1], '\0'};
    char rest[FILES_DIGEST_HEX - 1];
    memcpy(rest, digest.p + 2, sizeof rest - 1);
    rest[sizeof rest - 1] = '\0';
    const int folder = files_subfolder(f, name);
    if (folder < 0) {
        *gone = errno == ENOENT;
        return *gone || not_opened(f->folder, e);
    }
    bool ok = remove_at(folder, rest, seconds, gone);
    if (!ok)
        base_err_fmt(e, BASE_ERR_IO, "不能删除附件 %.*s（%m）：请检查权限和磁盘",
                     "attachment %.*s can not be removed (%m): check permissions and disk", (int)digest.n, digest.p);
    (void)close(folder);
    return ok;
}

void files_sweep_incoming(const files *f) { files_sweep(f, false); }
