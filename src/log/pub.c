/* pub.c - public keys: their names and key ids, and the two ways they are written.
 *
 * The verifier key of signed-note is what people compare and copy; the key id in it is recomputed when it is read, so a
 * letter copied wrongly is noticed before anything is checked with the key. */
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <stdlib.h>

#include "base/arena.h"
#include "log/note_i.h"

enum { TYPE_MAX = 16, KEY_ID_HEX = 8, MATERIAL_MAX = TYPE_MAX + LOG_PUB_RAW };

static base_str type_of(enum log_suite suite) {
    return suite == LOG_SM3_SM2 ? BASE_STR("\xffjiqun/sm2") : BASE_STR("\x01");
}

static size_t raw_size(enum log_suite suite) { return suite == LOG_SM3_SM2 ? LOG_PUB_RAW : 32; }

/* --- names --- */

/* White_Space of Unicode. */
static bool is_blank(uint32_t c) {
    static const uint16_t single[] = {0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000};
    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        if (c == single[i]) return true;
    return (c >= 0x09 && c <= 0x0D) || (c >= 0x2000 && c <= 0x200A);
}

bool log_name_ok(base_str name) {
    if (name.n == 0) return false;
    for (size_t len; name.n > 0; name = (base_str){name.p + len, name.n - len}) {
        uint32_t c;
        if (!base_utf8_next(name, &c, &len) || c < 0x20 || c == '+' || is_blank(c)) return false;
    }
    return true;
}

static bool origin_ok(enum log_suite suite, base_str origin, base_err *e) {
    if (origin.n > LOG_ORIGIN_MAX || !log_name_ok(origin))
        return base_err_fmt(e, BASE_ERR_INPUT, "日志名称应为 1 至 %d 字节、不含空白和加号，例如 example.gov.cn/log/sm3",
                            "a log is named by 1 to %d bytes without blanks and '+', such as example.gov.cn/log/sm3",
                            LOG_ORIGIN_MAX);
    if (suite == LOG_SM3_SM2 && !base_str_ends(origin, BASE_STR("/sm3")))
        return base_err_fmt(e, BASE_ERR_INPUT, "SM3 日志的名称须以 /sm3 结尾：%.*s",
                            "the name of an SM3 log ends in /sm3: %.*s", (int)origin.n, origin.p);
    return true;
}

/* The first four bytes of SHA-256(NAME ‖ \n ‖ type ‖ public key). */
static uint32_t key_id(base_str origin, base_str type, const uint8_t *raw, size_t n) {
    uint8_t text[LOG_ORIGIN_MAX + 1 + MATERIAL_MAX], digest[EVP_MAX_MD_SIZE];
    size_t at = 0;
    memcpy(text, origin.p, origin.n);
    at += origin.n;
    text[at++] = '\n';
    memcpy(text + at, type.p, type.n);
    at += type.n;
    memcpy(text + at, raw, n);
    if (EVP_Q_digest(NULL, "SHA256", NULL, text, at + n, digest, NULL) != 1)
        base_fatal("密码库计算摘要失败。The cryptographic library failed to compute a digest.");
    return (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 | digest[3];
}

bool log_pub_fill(log_pub *p, enum log_suite suite, base_str origin, const uint8_t *raw, size_t n, base_err *e) {
    if (!origin_ok(suite, origin, e)) return false;
    p->suite = suite;
    p->n_origin = origin.n;
    memcpy(p->origin, origin.p, origin.n);
    p->n_raw = n;
    memcpy(p->raw, raw, n);
    p->hash = key_id(origin, type_of(suite), raw, n);
    return true;
}

/* --- what is known of a key --- */

enum log_suite log_pub_suite(const log_pub *p) { return p->suite; }
base_str log_pub_origin(const log_pub *p) { return (base_str){p->origin, p->n_origin}; }
uint32_t log_pub_hash(const log_pub *p) { return p->hash; }

void log_pub_free(log_pub *p) {
    if (p == NULL) return;
    EVP_PKEY_free(p->pkey);
    free(p);
}

/* --- written --- */

bool log_pub_put(base_buf *b, const log_pub *p) {
    const size_t start = b->n;
    const base_str type = type_of(p->suite);
    char material[MATERIAL_MAX];
    memcpy(material, type.p, type.n);
    memcpy(material + type.n, p->raw, p->n_raw);
    if (base_buf_fmt(b, "%.*s+%08x+", (int)p->n_origin, p->origin, p->hash) &&
        log_base64_put(b, (base_str){material, type.n + p->n_raw}))
        return true;
    base_buf_cut(b, start);
    return false;
}

bool log_pub_put_pem(base_buf *b, const log_pub *p) {
    BIO *out = BIO_new(BIO_s_mem());
    if (out == NULL || PEM_write_bio_PUBKEY(out, p->pkey) != 1)
        base_fatal("密码库不能写出公钥。The cryptographic library can not write a public key.");
    char *text = NULL;
    const long n = BIO_get_mem_data(out, &text);
    const bool ok = base_buf_put(b, text, (size_t)n);
    BIO_free(out);
    return ok;
}

/* --- read --- */

/* A key of the library from raw bytes; NULL when they are no point of the curve. */
static EVP_PKEY *point_key(const uint8_t *raw, size_t n) {
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    OSSL_PARAM *params = NULL;
    EVP_PKEY *pkey = NULL;
    if (ctx != NULL && build != NULL && EVP_PKEY_fromdata_init(ctx) == 1 &&
        OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, raw, n) == 1)
        params = OSSL_PARAM_BLD_to_param(build);
    if (params != NULL && EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1) pkey = NULL;
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    EVP_PKEY_CTX_free(ctx);
    return pkey;
}

static EVP_PKEY *key_of(enum log_suite suite, const uint8_t *raw, size_t n) {
    EVP_PKEY *pkey = NULL;
    if (suite == LOG_SHA256_ED25519)
        pkey = EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, raw, n);
    else if (raw[0] == 4) /* the one form whose key id is ours */
        pkey = point_key(raw, n);
    ERR_clear_error();
    return pkey;
}

static bool hex_id(base_str s, uint32_t *id) {
    *id = 0;
    if (s.n != KEY_ID_HEX) return false;
    for (size_t i = 0; i < s.n; i++) {
        const char c = s.p[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) return false;
        *id = *id << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return true;
}

static const enum log_suite suites[] = {LOG_SM3_SM2, LOG_SHA256_ED25519};

/* Fills all of `p` from the three parts of a verifier key. */
static bool read_key(log_pub *p, base_str origin, base_str id, base_str base64, base_err *e) {
    uint8_t material[MATERIAL_MAX];
    size_t n;
    uint32_t said;
    if (!hex_id(id, &said) || !log_base64_decode(base64, material, sizeof material, &n) || n > sizeof material)
        return base_err_fmt(e, BASE_ERR_INPUT, "公钥应写作 名称+8 位十六进制+base64",
                            "a public key is written NAME+8 hexadecimal digits+base64");
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++) {
        const base_str type = type_of(suites[i]);
        if (n != type.n + raw_size(suites[i]) || memcmp(material, type.p, type.n) != 0) continue;
        const uint8_t *raw = material + type.n;
        if (!log_pub_fill(p, suites[i], origin, raw, n - type.n, e)) return false;
        if (p->hash != said)
            return base_err_fmt(e, BASE_ERR_INPUT, "公钥的标识应为 %08x，写的是 %08x：抄写有误",
                                "the id of the public key is %08x, but %08x is written: it was copied wrongly", p->hash,
                                said);
        p->pkey = key_of(suites[i], raw, n - type.n);
        return p->pkey != NULL || base_err_fmt(e, BASE_ERR_INPUT, "公钥不是曲线上的点：请重新取得公钥",
                                               "the public key is no point of its curve: get it again");
    }
    return base_err_fmt(e, BASE_ERR_INPUT, "不认识这种公钥：可用 Ed25519 和 jiqun/sm2",
                        "a public key of an unknown type: Ed25519 and jiqun/sm2 are known");
}

log_pub *log_pub_parse(base_str line, base_err *e) {
    base_str rest;
    const base_str origin = base_str_cut(line, '+', &rest);
    const base_str id = base_str_cut(rest, '+', &rest);
    log_pub *p = base_zeroed(1, sizeof *p);
    if (read_key(p, origin, id, rest, e)) return p;
    log_pub_free(p);
    return NULL;
}
