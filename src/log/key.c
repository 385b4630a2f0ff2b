/* key.c - key pairs in memory: made, asked for their public bytes, used to sign and to check.
 *
 * The library's keys carry everything; beside them stand only the name and what follows from it, so that comparing a
 * signature's name and key id needs no call. A context is made for each signature: that costs little beside the
 * arithmetic, and lets any number of threads check with one public key. */
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdlib.h>

#include "base/arena.h"
#include "log/note_i.h"

static const char DISTID[] = "1234567812345678";

bool log_library_err(base_err *e, const char *zh, const char *en) {
    char reason[160];
    ERR_error_string_n(ERR_peek_last_error(), reason, sizeof reason);
    ERR_clear_error();
    errno = 0;
    return base_err_fmt(e, BASE_ERR_IO, "密码库%s%.0s：%s", "the cryptographic library %.0s%s: %s", zh, en, reason);
}

log_key *log_key_wrap(EVP_PKEY *pkey, enum log_suite suite, base_str origin, base_err *e) {
    log_key *k = base_zeroed(1, sizeof *k);
    uint8_t raw[LOG_PUB_RAW];
    size_t n;
    k->pub.pkey = pkey;
    if (!log_raw_of(pkey, suite, raw, &n)) {
        log_library_err(e, "没有给出公钥", "gave no public key");
    } else if (log_pub_fill(&k->pub, suite, origin, raw, n, e)) {
        return k;
    }
    log_key_free(k);
    return NULL;
}

log_key *log_key_new(enum log_suite suite, base_str origin, base_err *e) {
    if (suite == LOG_SHA256_ED25519 && base_str_ends(origin, BASE_STR("/sm3"))) {
        base_err_fmt(e, BASE_ERR_INPUT, "SHA-256 日志的名称不得以 /sm3 结尾：%.*s",
                     "the name of a SHA-256 log does not end in /sm3: %.*s", (int)origin.n, origin.p);
        return NULL;
    }
    EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, suite == LOG_SM3_SM2 ? "SM2" : "ED25519");
    if (pkey != NULL) return log_key_wrap(pkey, suite, origin, e);
    log_library_err(e, "不能生成密钥", "can not make a key");
    return NULL;
}

void log_key_free(log_key *k) {
    if (k == NULL) return;
    EVP_PKEY_free(k->pub.pkey);
    free(k);
}

const log_pub *log_key_pub(const log_key *k) { return &k->pub; }

static bool raw_of_point(EVP_PKEY *pkey, uint8_t raw[LOG_PUB_RAW]) {
    BIGNUM *x = NULL, *y = NULL;
    raw[0] = 4;
    const bool ok = EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_EC_PUB_X, &x) == 1 &&
                    EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_EC_PUB_Y, &y) == 1 &&
                    BN_bn2binpad(x, raw + 1, 32) == 32 && BN_bn2binpad(y, raw + 33, 32) == 32;
    BN_free(x);
    BN_free(y);
    return ok;
}

bool log_raw_of(EVP_PKEY *pkey, enum log_suite suite, uint8_t raw[LOG_PUB_RAW], size_t *n) {
    *n = LOG_PUB_RAW;
    if (suite == LOG_SM3_SM2) return raw_of_point(pkey, raw);
    return EVP_PKEY_get_raw_public_key(pkey, raw, n) == 1 && *n == 32;
}

/* The digest that a suite is signed with; Ed25519 hashes by itself. */
static const char *digest_of(enum log_suite suite) { return suite == LOG_SM3_SM2 ? "SM3" : NULL; }

/* The id of GB/T 32918.2 goes into what is hashed. It is set after the operation has begun, because OpenSSL 3.0.19
 * takes it at no other time. Ed25519 has none. */
static bool id_set(enum log_suite suite, EVP_PKEY_CTX *operation) {
    return suite != LOG_SM3_SM2 || EVP_PKEY_CTX_set1_id(operation, DISTID, sizeof DISTID - 1) == 1;
}

static EVP_MD_CTX *context_new(void) {
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (ctx == NULL) base_fatal("内存不足。Out of memory.");
    return ctx;
}

bool log_sign(const log_key *k, base_str text, uint8_t out[LOG_SIGNATURE], size_t *n, base_err *e) {
    EVP_MD_CTX *ctx = context_new();
    EVP_PKEY_CTX *operation = NULL; /* belongs to ctx */
    *n = LOG_SIGNATURE;
    const enum log_suite suite = k->pub.suite;
    const bool ok = EVP_DigestSignInit_ex(ctx, &operation, digest_of(suite), NULL, NULL, k->pub.pkey, NULL) == 1 &&
                    id_set(suite, operation) && EVP_DigestSign(ctx, out, n, (const unsigned char *)text.p, text.n) == 1;
    EVP_MD_CTX_free(ctx);
    return ok || log_library_err(e, "不能签名", "can not sign");
}

bool log_signed_by(const log_pub *p, base_str text, const uint8_t *signature, size_t n) {
    EVP_MD_CTX *ctx = context_new();
    EVP_PKEY_CTX *operation = NULL; /* belongs to ctx */
    const bool ok = EVP_DigestVerifyInit_ex(ctx, &operation, digest_of(p->suite), NULL, NULL, p->pkey, NULL) == 1 &&
                    id_set(p->suite, operation) &&
                    EVP_DigestVerify(ctx, signature, n, (const unsigned char *)text.p, text.n) == 1;
    EVP_MD_CTX_free(ctx);
    if (!ok) ERR_clear_error(); /* a bad signature leaves its reasons in a list that nobody reads */
    return ok;
}
