/* file.c - whole files in, with a limit.
 *
 * What stat says about a file is only a hint (pipes and /proc have no size, files grow): the limit holds for what is
 * read. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

enum { STEP = 64 * 1024 };

static bool refused(const char *path, base_err *e) {
    if (errno == ENOENT || errno == ENOTDIR)
        return base_err_fmt(e, BASE_ERR_MISSING, "没有文件 %s：请检查路径", "there is no file %s: check the path",
                            path);
    return base_err_fmt(e, BASE_ERR_IO, "不能读取 %s：%m", "cannot read %s: %m", path);
}

static bool over_limit(const char *path, size_t max, base_err *e) {
    return base_err_fmt(e, BASE_ERR_LIMIT, "文件 %s 超过上限 %zu 字节", "file %s is over the limit of %zu bytes", path,
                        max);
}

/* Reads to the end; the buffer may hold one byte more than the limit, which shows that there was more. */
static bool read_all(int fd, base_buf *b) {
    for (;;) {
        const size_t room = b->max - b->n < STEP ? b->max - b->n : STEP;
        if (room == 0 || !base_buf_reserve(b, room)) return true;
        const ssize_t got = read(fd, b->p + b->n, b->cap - b->n);
        if (got == 0) return true;
        if (got < 0 && errno != EINTR) return false;
        if (got > 0) b->n += (size_t)got;
    }
}

static bool read_fd(base_arena *arena, int fd, const char *path, size_t max, base_str *out, base_err *e) {
    struct stat st;
    if (fstat(fd, &st) != 0) return refused(path, e);
    if (S_ISDIR(st.st_mode))
        return base_err_fmt(e, BASE_ERR_INPUT, "%s 是目录，不是文件", "%s is a directory, not a file", path);
    if (S_ISREG(st.st_mode) && (uintmax_t)st.st_size > max) return over_limit(path, max, e);
    base_buf b;
    base_buf_init(&b, max < SIZE_MAX ? max + 1 : max);
    if (S_ISREG(st.st_mode)) (void)base_buf_reserve(&b, (size_t)st.st_size + 1);
    bool ok = read_all(fd, &b);
    if (!ok)
        refused(path, e);
    else if (b.n > max)
        ok = over_limit(path, max, e);
    else
        *out = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return ok;
}

bool base_file_read(base_arena *arena, const char *path, size_t max, base_str *out, base_err *e) {
    if (strcmp(path, "-") == 0) return read_fd(arena, STDIN_FILENO, "-", max, out, e);
    int fd;
    do fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    while (fd < 0 && errno == EINTR); /* opening a pipe waits for who writes it */
    const bool ok = fd < 0 ? refused(path, e) : read_fd(arena, fd, path, max, out, e);
    if (fd >= 0) close(fd);
    return ok;
}

bool base_write_all(int fd, base_str bytes) {
    while (bytes.n > 0) {
        const ssize_t done = write(fd, bytes.p, bytes.n);
        if (done < 0 && errno == EINTR) continue;
        if (done == 0) errno = EIO;
        if (done <= 0) return false;
        bytes = (base_str){bytes.p + done, bytes.n - (size_t)done};
    }
    return true;
}

bool base_folder_sync(const char *folder) {
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return false;
    const bool ok = fsync(fd) == 0;
    const int why = errno;
    (void)close(fd);
    errno = why;
    return ok;
}

bool base_folder_sync_of(const char *path) {
    const char *slash = strrchr(path, '/');
    const size_t n = slash == NULL || slash == path ? 1 : (size_t)(slash - path);
    base_buf b;
    base_buf_init(&b, n + 1);
    (void)base_buf_put(&b, slash == NULL ? "." : path, n);
    (void)base_buf_putc(&b, '\0');
    const bool ok = base_folder_sync(b.p);
    const int why = errno;
    base_buf_free(&b);
    errno = why;
    return ok;
}

bool base_file_copy(int from, uint64_t size, const char *path, mode_t mode, base_err *e) {
    const int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    bool good = to >= 0;
    for (uint64_t done = 0; good && done < size;) {
        const ssize_t n = sendfile(to, from, NULL, (size_t)(size - done));
        if (n < 0 && errno == EINTR) continue;
        good = n > 0;
        if (good) done += (uint64_t)n;
    }
    if (!good) base_err_fmt(e, BASE_ERR_IO, "写出失败：%m", "writing failed: %m");
    if (to >= 0 && close(to) != 0 && good) good = base_err_fmt(e, BASE_ERR_IO, "写出失败：%m", "writing failed: %m");
    if (!good) base_err_at(e, base_str_of(path), 0, 0);
    return good;
}
