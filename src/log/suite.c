/* suite.c - names of the suites, hashing, random bytes.
 *
 * A leaf or node costs a few hundred nanoseconds of hashing, so what surrounds it must cost little: the algorithm is
 * looked up once, the context is reset and never made anew, and a node goes to the library in one piece. SM3 is done by
 * libgcrypt, which takes a fifth less for it; SHA-256 by OpenSSL, which knows the processor's own instructions. That an
 * algorithm refuses bytes it accepted a moment ago is a fault of the machine, and ends the process. */
#include "log/suite.h"

#include <errno.h>
#include <gcrypt.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/arena.h"
#include "log/gcrypt.h"

struct log_hasher {
    enum log_suite suite;
    gcry_md_hd_t sm3; /* NULL: SHA-256, by the two below */
    EVP_MD *md;
    EVP_MD_CTX *ctx;
};

bool log_suite_parse(base_str name, enum log_suite *out) {
    if (base_str_is(name, "sm3")) {
        *out = LOG_SM3_SM2;
        return true;
    }
    if (!base_str_is(name, "sha256")) return false;
    *out = LOG_SHA256_ED25519;
    return true;
}

const char *log_suite_name(enum log_suite suite) { return suite == LOG_SM3_SM2 ? "sm3" : "sha256"; }

static const char *digest_of(enum log_suite suite) { return suite == LOG_SM3_SM2 ? "SM3" : "SHA256"; }

bool log_suite_ready(enum log_suite suite) {
    EVP_MD *md = EVP_MD_fetch(NULL, digest_of(suite), NULL); /* a signature asks for it, too */
    EVP_SIGNATURE *signature = EVP_SIGNATURE_fetch(NULL, suite == LOG_SM3_SM2 ? "SM2" : "ED25519", NULL);
    const bool ready = md != NULL && signature != NULL;
    EVP_MD_free(md);
    EVP_SIGNATURE_free(signature);
    ERR_clear_error();
    return ready;
}

static _Noreturn void no_algorithm(enum log_suite suite) {
    base_fatal("本机的密码库不提供 %s 算法。The cryptographic library of this machine has no %s.", digest_of(suite),
               digest_of(suite));
}

log_hasher *log_hasher_new(enum log_suite suite) {
    log_hasher *h = base_zeroed(1, sizeof *h);
    h->suite = suite;
    if (suite == LOG_SM3_SM2) {
        log_gcrypt_ready();
        if (gcry_md_open(&h->sm3, GCRY_MD_SM3, 0) != 0) no_algorithm(suite);
        return h;
    }
    h->md = EVP_MD_fetch(NULL, digest_of(suite), NULL);
    h->ctx = EVP_MD_CTX_new();
    if (h->md == NULL || h->ctx == NULL || EVP_DigestInit_ex2(h->ctx, h->md, NULL) != 1) no_algorithm(suite);
    return h;
}

void log_hasher_free(log_hasher *h) {
    if (h == NULL) return;
    gcry_md_close(h->sm3);
    EVP_MD_CTX_free(h->ctx);
    EVP_MD_free(h->md);
    free(h);
}

enum log_suite log_hasher_suite(const log_hasher *h) { return h->suite; }

static _Noreturn void hashing_failed(void) {
    base_fatal("密码库计算摘要失败。The cryptographic library failed to compute a digest.");
}

static log_hash sm3(gcry_md_hd_t h, base_str a, base_str b) {
    log_hash out;
    gcry_md_reset(h);
    if (a.n > 0) gcry_md_write(h, a.p, a.n);
    if (b.n > 0) gcry_md_write(h, b.p, b.n);
    const unsigned char *digest = gcry_md_read(h, GCRY_MD_SM3);
    if (digest != NULL) memcpy(out.b, digest, LOG_HASH);
    if (digest == NULL) hashing_failed();
    return out;
}

log_hash log_digest(log_hasher *h, base_str a, base_str b) {
    log_hash out;
    if (h->sm3 != NULL) return sm3(h->sm3, a, b);
    if (EVP_DigestInit_ex2(h->ctx, NULL, NULL) != 1) hashing_failed();
    if (a.n > 0 && EVP_DigestUpdate(h->ctx, a.p, a.n) != 1) hashing_failed();
    if (b.n > 0 && EVP_DigestUpdate(h->ctx, b.p, b.n) != 1) hashing_failed();
    if (EVP_DigestFinal_ex(h->ctx, out.b, NULL) != 1) hashing_failed();
    return out;
}

log_hash log_leaf_hash(log_hasher *h, base_str entry) { return log_digest(h, (base_str){"\0", 1}, entry); }

log_hash log_node_hash(log_hasher *h, const log_hash *left, const log_hash *right) {
    char node[1 + 2 * LOG_HASH];
    node[0] = 1;
    memcpy(node + 1, left->b, LOG_HASH);
    memcpy(node + 1 + LOG_HASH, right->b, LOG_HASH);
    return log_digest(h, (base_str){node, sizeof node}, (base_str){NULL, 0});
}

log_hash log_empty_root(log_hasher *h) { return log_digest(h, (base_str){NULL, 0}, (base_str){NULL, 0}); }

void log_hash_hex(const log_hash *x, char out[LOG_HASH_HEX]) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < LOG_HASH; i++) {
        out[2 * i] = digits[x->b[i] >> 4];
        out[2 * i + 1] = digits[x->b[i] & 15];
    }
}

static int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool log_parse_hex(base_str hex, uint8_t *out, size_t n) {
    if (hex.n != 2 * n) return false;
    for (size_t i = 0; i < n; i++) {
        const int high = digit_of(hex.p[2 * i]), low = digit_of(hex.p[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

bool log_hash_parse_hex(base_str hex, log_hash *out) {
    log_hash x = {{0}};
    if (!log_parse_hex(hex, x.b, LOG_HASH)) return false;
    *out = x;
    return true;
}

void log_random(void *p, size_t n) {
    unsigned char *at = p;
    while (n > 0) {
        const ssize_t got = getrandom(at, n, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) base_fatal("系统不能提供随机数。The system gives no random bytes.");
        at += got;
        n -= (size_t)got;
    }
}
