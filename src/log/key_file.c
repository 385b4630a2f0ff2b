/* key_file.c - private keys in files.
 *
 * The file holds the verifier key on a line and PKCS #8 PEM after it, which openssl reads as it is. The line says whose
 * key it is, and it is how a damaged file is noticed: any 32 bytes are a private key of Ed25519, but only those that
 * were written belong to the public key beside them. Nobody but the owner may use the file; a key that others could
 * have read is no key any more, so a loose mode is refused and not repaired. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log/note_i.h"

#include "base/file.h"

enum { FILE_MAX = 8 << 10, OWNER_ONLY = 0600 };

/* --- saving --- */

static bool write_new(const char *path, const char *p, size_t n, base_err *e) {
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, OWNER_ONLY);
    if (fd < 0 && errno == EEXIST)
        return base_err_fmt(e, BASE_ERR_INPUT, "%s 已存在，密钥文件不覆盖：请另取文件名",
                            "%s exists, and key files are not overwritten: choose another name", path);
    if (fd < 0) return base_err_fmt(e, BASE_ERR_IO, "不能建立 %s：%m", "cannot create %s: %m", path);
    bool ok = fchmod(fd, OWNER_ONLY) == 0 && base_write_all(fd, (base_str){p, n}) && fsync(fd) == 0;
    int why = errno;
    if (close(fd) != 0 && ok) {
        ok = false;
        why = errno;
    }
    /* The name of the file is safe only when its folder is. */
    if (ok && !base_folder_sync_of(path)) {
        ok = false;
        why = errno;
    }
    if (ok) return true;
    (void)unlink(path);
    errno = why;
    return base_err_fmt(e, BASE_ERR_IO, "不能写入 %s：%m", "cannot write %s: %m", path);
}

/* The text of the file, in memory that is wiped when it is freed. */
static BIO *text_of(const log_key *k) {
    base_buf line;
    base_buf_init(&line, LOG_ORIGIN_MAX + 256);
    (void)log_pub_put(&line, &k->pub);
    (void)base_buf_putc(&line, '\n');
    BIO *out = BIO_new(BIO_s_secmem());
    if (out != NULL && (BIO_write(out, line.p, (int)line.n) != (int)line.n ||
                        PEM_write_bio_PKCS8PrivateKey(out, k->pub.pkey, NULL, NULL, 0, NULL, NULL) != 1)) {
        BIO_free(out);
        out = NULL;
    }
    base_buf_free(&line);
    return out;
}

bool log_key_save(const log_key *k, const char *path, base_err *e) {
    BIO *text = text_of(k);
    if (text == NULL) return log_library_err(e, "不能写出密钥", "can not write a key");
    char *p = NULL;
    const long n = BIO_get_mem_data(text, &p);
    const bool ok = write_new(path, p, (size_t)n, e);
    BIO_free(text);
    return ok;
}

/* --- loading --- */

static bool check_file(int fd, const char *path, base_err *e) {
    struct stat st;
    if (fstat(fd, &st) != 0) return base_err_fmt(e, BASE_ERR_IO, "不能读取 %s：%m", "cannot read %s: %m", path);
    if (!S_ISREG(st.st_mode))
        return base_err_fmt(e, BASE_ERR_INPUT, "%s 不是普通文件", "%s is not a regular file", path);
    if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return base_err_fmt(
            e, BASE_ERR_INPUT,
            "密钥文件 %s 的权限是 %04o，除所有者外还有人可用：如密钥未外泄，请执行 chmod 600；否则请更换密钥",
            "key file %s has mode %04o, so others than its owner may use it: if nobody did, chmod 600; else make a new "
            "key",
            path, (unsigned)(st.st_mode & 07777));
    return st.st_size <= FILE_MAX ||
           base_err_fmt(e, BASE_ERR_LIMIT, "%s 过大，不是密钥文件", "%s is too large to be a key file", path);
}

/* At most FILE_MAX bytes of the file. */
static bool read_file(const char *path, char text[FILE_MAX], size_t *n, base_err *e) {
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* a pipe would keep us waiting */
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return base_err_fmt(e, BASE_ERR_MISSING, "没有密钥文件 %s：请检查路径",
                            "there is no key file %s: check the path", path);
    if (fd < 0) return base_err_fmt(e, BASE_ERR_IO, "不能读取 %s：%m", "cannot read %s: %m", path);
    bool ok = check_file(fd, path, e);
    *n = 0;
    while (ok && *n < FILE_MAX) {
        const ssize_t got = read(fd, text + *n, FILE_MAX - *n);
        if (got == 0) break;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            ok = base_err_fmt(e, BASE_ERR_IO, "不能读取 %s：%m", "cannot read %s: %m", path);
        else
            *n += (size_t)got;
    }
    (void)close(fd);
    return ok;
}

/* Keys with a password are refused; without this the library would ask for one at the terminal. The type is the
 * library's. NOLINTNEXTLINE(readability-non-const-parameter) */
static int no_password(char *buf, int size, int writing, void *ctx) {
    (void)buf, (void)size, (void)writing, (void)ctx;
    return -1;
}

static bool damaged(const char *path, base_err *e) {
    ERR_clear_error();
    return base_err_fmt(e, BASE_ERR_INPUT, "%s 不是完好的日志密钥文件：请从备份恢复，或更换密钥",
                        "%s is not a log key file, or it is damaged: restore it from a backup, or make a new key",
                        path);
}

static bool belongs_together(EVP_PKEY *pkey) {
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
    const bool ok = ctx != NULL && EVP_PKEY_pairwise_check(ctx) == 1;
    EVP_PKEY_CTX_free(ctx);
    return ok;
}

/* The private key of the PEM text, if it is that of `said`. */
static EVP_PKEY *private_of(base_str pem, const log_pub *said) {
    BIO *in = BIO_new_mem_buf(pem.p, (int)pem.n);
    if (in == NULL) return NULL;
    EVP_PKEY *pkey = PEM_read_bio_PrivateKey_ex(in, NULL, no_password, NULL, NULL, NULL);
    BIO_free(in);
    uint8_t raw[LOG_PUB_RAW];
    size_t n;
    if (pkey != NULL && EVP_PKEY_is_a(pkey, said->suite == LOG_SM3_SM2 ? "SM2" : "ED25519") == 1 &&
        log_raw_of(pkey, said->suite, raw, &n) && n == said->n_raw && memcmp(raw, said->raw, n) == 0 &&
        belongs_together(pkey))
        return pkey;
    EVP_PKEY_free(pkey);
    return NULL;
}

static log_key *key_of_text(base_str text, const char *path, base_err *e) {
    base_str line;
    if (!log_take_line(&text, &line) || !base_str_starts(text, BASE_STR("-----BEGIN PRIVATE KEY-----\n"))) {
        damaged(path, e);
        return NULL;
    }
    log_pub *said = log_pub_parse(line, e);
    if (said == NULL) {
        base_err_at(e, base_str_of(path), 1, 0);
        return NULL;
    }
    EVP_PKEY *pkey = private_of(text, said);
    log_key *k = NULL;
    if (pkey == NULL)
        damaged(path, e);
    else
        k = log_key_wrap(pkey, said->suite, log_pub_origin(said), e);
    log_pub_free(said);
    return k;
}

log_key *log_key_load(const char *path, base_err *e) {
    char text[FILE_MAX];
    size_t n = 0;
    log_key *k = NULL;
    if (read_file(path, text, &n, e)) k = key_of_text((base_str){text, n}, path, e);
    OPENSSL_cleanse(text, sizeof text);
    return k;
}
