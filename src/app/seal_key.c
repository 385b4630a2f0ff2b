/* seal_key.c - the file of the key of personal data.
 *
 * One line, "jiqun-personal-key 1 ID KEY" in small hexadecimal digits. ID follows from KEY, so that damage to either is
 * noticed: a wrong key would open nothing, and what was sealed by it since would open for nobody else. Nobody but the
 * owner may use the file, as those of the log (log/key_file.c). */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/seal_i.h"

#include "base/file.h"

static const char lead[] = "jiqun-personal-key 1 ";
enum { LEAD = sizeof lead - 1, LINE = LEAD + APP_SEAL_ID + 1 + 2 * APP_SEAL_KEY + 1 };

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

static bool read_line(int fd, char line[LINE + 1], base_err *e) {
    size_t n = 0;
    while (n < LINE + 1) {
        const ssize_t got = read(fd, line + n, LINE + 1 - n);
        if (got == 0) break;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return base_err_fmt(e, BASE_ERR_IO, "不能读取：%m", "can not be read: %m");
        n += (size_t)got;
    }
    return n == LINE || base_err_fmt(e, BASE_ERR_INPUT, "个人信息密钥文件已损坏：请从备份恢复",
                                     "the key of personal data is damaged: restore it from a backup");
}

static bool parse(const char line[LINE + 1], app_seal *s) {
    const char *key = line + LEAD + APP_SEAL_ID + 1;
    if (memcmp(line, lead, LEAD) != 0 || key[-1] != ' ' || line[LINE - 1] != '\n') return false;
    if (!take_hex(key, s->key, APP_SEAL_KEY)) return false;
    app_seal_derive(s);
    return memcmp(s->id, line + LEAD, APP_SEAL_ID) == 0;
}

bool app_seal_load(const char *path, app_seal *s, base_err *e) {
    char line[LINE + 1];
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    bool good = fd >= 0;
    if (!good) {
        const bool missing = errno == ENOENT || errno == ENOTDIR;
        base_err_fmt(e, missing ? BASE_ERR_MISSING : BASE_ERR_IO, "没有个人信息密钥（%m）",
                     "there is no key of personal data (%m)");
    }
    good = good && owner_only(fd, e) && read_line(fd, line, e);
    if (good && !parse(line, s))
        good = base_err_fmt(e, BASE_ERR_INPUT, "个人信息密钥文件已损坏：请从备份恢复",
                            "the key of personal data is damaged: restore it from a backup");
    if (fd >= 0) (void)close(fd);
    explicit_bzero(line, sizeof line);
    return good || base_err_at(e, base_str_of(path), 0, 0);
}

/* ---- writing ---- */

bool app_seal_save(const char *path, const app_seal *s, base_err *e) {
    char line[LINE];
    memcpy(line, lead, LEAD);
    memcpy(line + LEAD, s->id, APP_SEAL_ID);
    line[LEAD + APP_SEAL_ID] = ' ';
    put_hex(line + LEAD + APP_SEAL_ID + 1, s->key, APP_SEAL_KEY);
    line[LINE - 1] = '\n';
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0600);
    const bool made = fd >= 0;
    bool good = made && fchmod(fd, 0600) == 0 && base_write_all(fd, (base_str){line, LINE}) && fsync(fd) == 0;
    explicit_bzero(line, sizeof line);
    if (made && close(fd) != 0) good = false;
    if (good && base_folder_sync_of(path)) return true;
    base_err_fmt(e, BASE_ERR_IO, "不能写入个人信息密钥：%m", "the key of personal data can not be written: %m");
    if (made) (void)unlink(path);
    return base_err_at(e, base_str_of(path), 0, 0);
}
