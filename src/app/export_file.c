/* export_file.c - files of an exported log: how they are named, and how one is put in its place. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/export.h"

#include "base/file.h"

enum { PATH_BYTES = 4096 };

void app_export_payload_path(log_tile_id id, char out[APP_EXPORT_PATH]) {
    const base_str entries = BASE_STR("tile/entries/");
    char path[LOG_TILE_PATH];
    log_tile_path(id, true, path);
    (void)snprintf(out, APP_EXPORT_PATH, "payload/%s", path + entries.n);
}

log_tile_id app_export_bundle(uint64_t first, uint64_t size) {
    uint64_t left = size - first;
    return (log_tile_id){0, first / LOG_TILE_HASHES, (uint16_t)(left < LOG_TILE_HASHES ? left : LOG_TILE_HASHES)};
}

static bool io_error(const char *path, base_err *e) {
    return base_err_fmt(e, BASE_ERR_IO, "不能写 %s：%m", "can not write %s: %m", path);
}

/* The folders of `path` below the first `from` bytes. */
static bool make_folders(char *path, size_t from, base_err *e) {
    for (size_t i = from; path[i] != '\0'; i++) {
        if (path[i] != '/') continue;
        path[i] = '\0';
        bool made = mkdir(path, 0755) == 0 || errno == EEXIST;
        if (!made) io_error(path, e);
        path[i] = '/';
        if (!made) return false;
    }
    return true;
}

bool app_export_write(const char *folder, const char *name, base_str bytes, base_err *e) {
    char path[PATH_BYTES], fresh[PATH_BYTES + 8];
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (n < 0 || (size_t)n >= sizeof path)
        return base_err_fmt(e, BASE_ERR_LIMIT, "路径过长：%s", "the path is too long: %s", folder);
    if (!make_folders(path, strlen(folder) + 1, e)) return false;
    (void)snprintf(fresh, sizeof fresh, "%s.new", path);
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    bool good = fd >= 0 && base_write_all(fd, bytes);
    if (fd >= 0 && close(fd) != 0) good = false;
    good = good && rename(fresh, path) == 0;
    if (good) return true;
    io_error(path, e);
    (void)unlink(fresh);
    return false;
}
