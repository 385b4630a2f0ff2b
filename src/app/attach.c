/* attach.c - see attach.h. */
#include "app/attach.h"

#include <errno.h>
#include <unistd.h>

#include "app/app_i.h"

enum { PIECE = 64 << 10, NAME_MAX_BYTES = 200, ROW_MAX = 1 << 20, FIRST_BLOCK = 1024 };

files *app_files(app *a, base_err *e) {
    if (a->files == NULL) a->files = files_open(app_path(a, a->arena, "files"), 0, false, e);
    return a->files;
}

static bool read_error(base_err *e) {
    return base_err_fmt(e, BASE_ERR_IO, "读取附件时出错：%m", "the attachment can not be read: %m");
}

static bool take_all(files_upload *u, int fd, base_err *e) {
    char piece[PIECE];
    for (;;) {
        ssize_t n = read(fd, piece, sizeof piece);
        if (n == 0) return true;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return read_error(e);
        if (!files_put(u, piece, (size_t)n, e)) return false;
    }
}

static bool name_is_good(base_str name, base_err *e) {
    bool good = name.n > 0 && name.n <= NAME_MAX_BYTES && base_utf8_check(name) == name.n;
    for (size_t i = 0; good && i < name.n; i++) good = (unsigned char)name.p[i] >= 0x20 && name.p[i] != '/';
    return good || base_err_fmt(e, BASE_ERR_INPUT, "附件名应为不超过 %d 字节的文字，不含 /",
                                "an attachment's name is text of at most %d bytes without /", NAME_MAX_BYTES);
}

bool app_attach(app *a, int fd, base_str name, files_stored *out, base_err *e) {
    files *f = name_is_good(name, e) ? app_files(a, e) : NULL;
    files_upload *u = f != NULL ? files_begin(f, e) : NULL;
    if (u == NULL) return false;
    if (!take_all(u, fd, e)) {
        files_abort(u);
        return false;
    }
    if (!files_finish(u, out, e)) return false;
    store_attachment row = {.digest = base_str_of(out->digest),
                            .size = out->size,
                            .type = base_str_of(out->type),
                            .name = name,
                            .at = app_now()};
    return store_attachment_add(a->store, &row, e);
}

static bool has_row(app *a, base_str digest, base_err *e) {
    store_attachment row;
    bool found = false;
    base_arena *arena = base_arena_new_sized(ROW_MAX, FIRST_BLOCK);
    const bool good = store_attachment_get(a->store, arena, digest, &row, &found, e);
    base_arena_free(arena);
    if (!good || found) return good;
    const base_str shown = base_utf8_head(digest, FILES_DIGEST_HEX);
    return base_err_fmt(e, BASE_ERR_INPUT, "没有附件 %.*s：请先上传，再在办理时写明其摘要",
                        "there is no attachment %.*s: upload it first, then name it by its digest", (int)shown.n,
                        shown.p);
}

/* A row without a file can not be read, and a file without a row is on its way, or on its way out: neither is named. */
static bool is_here(app *a, base_str digest, base_err *e) {
    uint64_t size;
    files *f = has_row(a, digest, e) ? app_files(a, e) : NULL;
    int fd = f != NULL ? files_read(f, digest, &size, e) : -1;
    if (fd < 0) return false;
    (void)close(fd);
    return true;
}

base_str app_attachment_of(base_str value) {
    const base_str prefix = BASE_STR("sha256:");
    if (!base_str_starts(value, prefix)) return (base_str){NULL, 0};
    return (base_str){value.p + prefix.n, value.n - prefix.n};
}

bool app_attachments_here(app *a, const core_arg *arg, size_t n, base_err *e) {
    for (size_t i = 0; i < n; i++) {
        base_str digest = app_attachment_of(arg[i].value);
        if (digest.p != NULL && !is_here(a, digest, e)) return base_err_at(e, arg[i].key, 0, 0);
    }
    return true;
}
