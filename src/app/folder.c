/* folder.c - see folder.h. */
#include "app/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { PIECE = 1 << 20, OPEN_FOLDERS = 16 };

static bool fail(base_err *e, const char *path) {
    base_err_fmt(e, BASE_ERR_IO, "不能写入（%m）", "can not be written (%m)");
    return base_err_at(e, base_str_of(path), 0, 0);
}

const char *app_folder_at(const app_folder *f, const char *name) {
    return base_arena_fmt(f->arena, "%s/%s", f->path, name).p;
}

/* "a/b/" and "a/b" name the same; the folder above and the last part. */
static const char *parent_of(base_arena *arena, const char *path, const char **last) {
    base_str s = base_str_of(path);
    while (s.n > 1 && s.p[s.n - 1] == '/') s.n--;
    size_t cut = s.n;
    while (cut > 0 && s.p[cut - 1] != '/') cut--;
    *last = base_arena_str(arena, (base_str){s.p + cut, s.n - cut}).p;
    return cut == 0 ? "." : base_arena_str(arena, (base_str){s.p, cut > 1 ? cut - 1 : 1}).p;
}

static bool is_free(const char *path, base_err *e) {
    DIR *d = opendir(path);
    if (d == NULL && errno == ENOENT) return true;
    if (d == NULL) return fail(e, path);
    int n = 0;
    for (struct dirent *x = readdir(d); x != NULL && n <= 2; x = readdir(d)) n++;
    (void)closedir(d);
    if (n <= 2) return true; /* . and .. */
    base_err_fmt(e, BASE_ERR_INPUT, "文件夹已存在且不为空；请给出新的文件夹",
                 "the folder is there and not empty; name a new one");
    return base_err_at(e, base_str_of(path), 0, 0);
}

bool app_folder_begin(base_arena *arena, const char *target, app_folder *f, base_err *e) {
    const char *last, *parent = parent_of(arena, target, &last);
    *f = (app_folder){.arena = arena};
    if (last[0] == '\0' || strcmp(last, ".") == 0 || strcmp(last, "..") == 0) {
        base_err_fmt(e, BASE_ERR_INPUT, "请给出文件夹的名称", "name the folder itself");
        return base_err_at(e, base_str_of(target), 0, 0);
    }
    f->target = base_arena_fmt(arena, "%s/%s", parent, last).p;
    if (!is_free(f->target, e)) return false;
    base_str fresh = base_arena_fmt(arena, "%s/.%s.partial-XXXXXX", parent, last);
    char *path = base_arena_copy(arena, fresh.p, fresh.n + 1);
    if (mkdtemp(path) == NULL) return fail(e, parent);
    f->path = path;
    return true;
}

bool app_folder_make(const app_folder *f, const char *name, base_err *e) {
    const char *path = app_folder_at(f, name);
    return mkdir(path, 0700) == 0 || fail(e, path);
}

static bool pump(int from, int to) {
    char *piece = malloc(PIECE);
    if (piece == NULL) base_fatal("内存不足。Out of memory.");
    ssize_t n;
    bool good = true;
    while (good && (n = read(from, piece, PIECE)) != 0)
        good = n > 0 ? base_write_all(to, (base_str){piece, (size_t)n}) : errno == EINTR;
    free(piece);
    return good && fsync(to) == 0;
}

bool app_folder_copy(const app_folder *f, const char *from, const char *name, mode_t mode, base_err *e) {
    const char *path = app_folder_at(f, name);
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0) {
        base_err_fmt(e, errno == ENOENT ? BASE_ERR_MISSING : BASE_ERR_IO, "不能读取（%m）", "can not be read (%m)");
        return base_err_at(e, base_str_of(from), 0, 0);
    }
    int out = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    bool good = (out >= 0 && pump(in, out)) || fail(e, path);
    if (out >= 0 && close(out) != 0 && good) good = fail(e, path);
    (void)close(in);
    return good;
}

bool app_folder_write(const app_folder *f, const char *name, base_str text, base_err *e) {
    const char *path = app_folder_at(f, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = (fd >= 0 && base_write_all(fd, text) && fsync(fd) == 0) || fail(e, path);
    if (fd >= 0 && close(fd) != 0 && good) good = fail(e, path);
    return good;
}

void app_folder_remove(const app_folder *f, const char *name) { (void)unlink(app_folder_at(f, name)); }

/* ---- the whole ---- */

static int sync_one(const char *path, const struct stat *st, int type, struct FTW *at) {
    (void)st, (void)at;
    return type == FTW_DP && !base_folder_sync(path) ? 1 : 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at) {
    (void)st, (void)type, (void)at;
    (void)remove(path);
    return 0;
}

bool app_folder_done(const app_folder *f, base_err *e) {
    const char *last, *parent = parent_of(f->arena, f->target, &last);
    if (nftw(f->path, sync_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS) != 0) return fail(e, f->path);
    if (rename(f->path, f->target) != 0 || !base_folder_sync(parent)) return fail(e, f->target);
    return true;
}

void app_folder_drop(const app_folder *f) {
    if (f->path != NULL) (void)nftw(f->path, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}
