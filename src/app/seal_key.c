/* seal_key.c - the file of the keys of personal data.
 *
 * A line a key, "jiqun-personal-key 1 ID KEY" in small hexadecimal digits, the newest last. ID follows from KEY, so
 * that damage to either is noticed: a wrong key would open nothing, and what was sealed by it since would open for
 * nobody else. Nobody but the owner may use the file, as those of the log (log/key_file.c).
 *
 * The file is never changed where it stands: another one takes its name, so that whoever reads meanwhile, and whoever
 * comes after a crash, finds the old keys or the new ones. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/seal_i.h"

#include "base/file.h"

static const char lead[] = "jiqun-personal-key 1 ";
enum {
    LEAD = sizeof lead - 1,
    LINE = LEAD + APP_SEAL_ID + 1 + 2 * APP_SEAL_KEY + 1,
    TEXT = APP_SEAL_IN_FILE * LINE,
    TRIES = 5 /* of reading a file that is being replaced */
};

static void put_hex(char *to, const uint8_t *p, size_t n) {
    static const char digit[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        to[2 * i] = digit[p[i] >> 4];
        to[2 * i + 1] = digit[p[i] & 15];
    }
}

static int digit_of(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }

static bool take_hex(const char *from, uint8_t *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const int a = digit_of(from[2 * i]), b = digit_of(from[2 * i + 1]);
        if (a < 0 || b < 0) return false;
        p[i] = (uint8_t)(a << 4 | b);
    }
    return true;
}

/* ---- reading ---- */

static bool owner_only(int fd, base_err *e) {
    struct stat st;
    if (fstat(fd, &st) != 0) return base_err_fmt(e, BASE_ERR_IO, "不能读取：%m", "can not be read: %m");
    if (S_ISREG(st.st_mode) && (st.st_mode & (S_IRWXG | S_IRWXO)) == 0) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "个人信息密钥应为普通文件，且仅所有者可读写：请执行 chmod 600",
                        "the key of personal data should be a regular file that only its owner may use: chmod 600 it");
}

static bool damaged(base_err *e) {
    return base_err_fmt(e, BASE_ERR_INPUT, "个人信息密钥文件已损坏：请从备份恢复",
                        "the key of personal data is damaged: restore it from a backup");
}

static bool read_all(int fd, char text[TEXT + 1], size_t *n, base_err *e) {
    *n = 0;
    while (*n < TEXT + 1) {
        const ssize_t got = read(fd, text + *n, TEXT + 1 - *n);
        if (got == 0) break;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return base_err_fmt(e, BASE_ERR_IO, "不能读取：%m", "can not be read: %m");
        *n += (size_t)got;
    }
    return true;
}

size_t app_seal_at(const app_seal_ring *r, base_str id) {
    size_t i = 0;
    while (i < r->n && !base_str_eq(app_seal_id(&r->key[i]), id)) i++;
    return i;
}

static bool parse_line(const char line[LINE], app_seal_ring *r) {
    const char *key = line + LEAD + APP_SEAL_ID + 1;
    app_seal_key *k = &r->key[r->n];
    if (memcmp(line, lead, LEAD) != 0 || key[-1] != ' ' || line[LINE - 1] != '\n') return false;
    if (!take_hex(key, k->key, APP_SEAL_KEY)) return false;
    app_seal_derive(k);
    if (memcmp(k->id, line + LEAD, APP_SEAL_ID) != 0 || app_seal_at(r, app_seal_id(k)) < r->n) return false;
    r->n++;
    return true;
}

static bool parse(const char *text, size_t n, app_seal_ring *r) {
    r->n = 0;
    if (n == 0 || n > TEXT || n % LINE != 0) return false;
    for (size_t at = 0; at < n; at += LINE) {
        if (!parse_line(text + at, r)) return false;
    }
    return true;
}

/* Another file has its name by now. */
static bool was_replaced(int fd, const char *path) {
    struct stat mine, there;
    return fstat(fd, &mine) == 0 && stat(path, &there) == 0 && mine.st_ino != there.st_ino;
}

static bool load_once(const char *path, app_seal_ring *r, bool *again, base_err *e) {
    char text[TEXT + 1];
    size_t n = 0;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    bool good = fd >= 0;
    *again = false;
    if (!good) {
        const bool missing = errno == ENOENT || errno == ENOTDIR;
        base_err_fmt(e, missing ? BASE_ERR_MISSING : BASE_ERR_IO, "没有个人信息密钥（%m）",
                     "there is no key of personal data (%m)");
    }
    good = good && owner_only(fd, e) && read_all(fd, text, &n, e);
    if (good && !parse(text, n, r)) {
        *again = was_replaced(fd, path); /* and what stood in it written over */
        good = damaged(e);
    }
    if (fd >= 0) (void)close(fd);
    explicit_bzero(text, sizeof text);
    return good;
}

bool app_seal_load(const char *path, app_seal_ring *r, base_err *e) {
    bool good = false, again = true;
    for (int i = 0; i < TRIES && !good && again; i++) good = load_once(path, r, &again, e);
    return good || base_err_at(e, base_str_of(path), 0, 0);
}

/* ---- writing ---- */

static size_t put_lines(const app_seal_ring *r, char text[TEXT]) {
    char *p = text;
    for (size_t i = 0; i < r->n; i++, p += LINE) {
        memcpy(p, lead, LEAD);
        memcpy(p + LEAD, r->key[i].id, APP_SEAL_ID);
        p[LEAD + APP_SEAL_ID] = ' ';
        put_hex(p + LEAD + APP_SEAL_ID + 1, r->key[i].key, APP_SEAL_KEY);
        p[LINE - 1] = '\n';
    }
    return r->n * LINE;
}

/* *made: there is a file of ours now, whole or not. */
static bool write_new(const char *path, const app_seal_ring *r, bool *made) {
    char text[TEXT];
    const size_t n = put_lines(r, text);
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0600);
    *made = fd >= 0;
    bool good = *made && fchmod(fd, 0600) == 0 && base_write_all(fd, (base_str){text, n}) && fsync(fd) == 0;
    explicit_bzero(text, sizeof text);
    if (*made && close(fd) != 0) good = false;
    return good;
}

static bool not_written(const char *path, base_err *e) {
    base_err_fmt(e, BASE_ERR_IO, "不能写入个人信息密钥：%m", "the key of personal data can not be written: %m");
    return base_err_at(e, base_str_of(path), 0, 0);
}

bool app_seal_save(const char *path, const app_seal_ring *r, base_err *e) {
    bool made = false;
    if (write_new(path, r, &made) && base_folder_sync_of(path)) return true;
    not_written(path, e);
    if (made) (void)unlink(path);
    return false;
}

/* What a disk does with it below is its own affair, and a copy that shares the file (a hard link) is left to its owner.
 */
static void write_over(int fd) {
    static const char none[TEXT];
    struct stat st;
    if (fstat(fd, &st) != 0 || st.st_nlink > 0 || st.st_size > TEXT) return;
    (void)!pwrite(fd, none, (size_t)st.st_size, 0);
    (void)fsync(fd);
}

/* Whoever owns the machine may replace the key of a service that runs as somebody else, who has to read it. */
static bool give_to_owner_of(int old, const char *fresh) {
    struct stat st;
    if (old < 0 || fstat(old, &st) != 0 || st.st_uid == geteuid()) return true;
    return chown(fresh, st.st_uid, st.st_gid) == 0;
}

bool app_seal_replace(const char *path, const app_seal_ring *r, base_err *e) {
    base_arena *arena = base_arena_new_sized(1 << 16, 1 << 12);
    const char *fresh = base_arena_fmt(arena, "%s.new", path).p;
    bool made = false;
    (void)unlink(fresh); /* of one that was broken off */
    const int old = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    const bool written = write_new(fresh, r, &made);
    const bool renamed = written && give_to_owner_of(old, fresh) && rename(fresh, path) == 0;
    const bool good = (renamed && base_folder_sync_of(path)) || not_written(path, e);
    if (made && !renamed) (void)unlink(fresh);
    if (old >= 0 && renamed) write_over(old);
    if (old >= 0) (void)close(old);
    base_arena_free(arena);
    return good;
}

int app_seal_lock(const char *keys, base_err *e) {
    const int fd = open(keys, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0 && flock(fd, LOCK_EX) == 0) return fd;
    base_err_fmt(e, BASE_ERR_IO, "不能使用 %s：%m", "can not use %s: %m", keys);
    if (fd >= 0) (void)close(fd);
    return -1;
}
