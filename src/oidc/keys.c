/* keys.c - base64url, and the keys of a provider (RFC 7517, 7518, 8037); see jwt.h.
 *
 * Sizes are checked before the library sees a number: a key of a million bits would be a way to keep a processor busy.
 */
#include "oidc/keys.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <stdlib.h>

enum { RSA_LEAST = 2048 / 8, RSA_MOST = 8192 / 8, EXPONENT_MOST = 4, COORDINATE = 32, ED25519 = 32, KID_MAX = 200 };

/* ---- base64url ---- */

static int digit(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '-') return 62;
    return c == '_' ? 63 : -1;
}

bool oidc_base64url(base_arena *arena, base_str text, base_str *out) {
    char *p = base_arena_alloc(arena, text.n / 4 * 3 + 3);
    size_t n = 0;
    unsigned bits = 0, held = 0;
    if (text.n % 4 == 1) return false;
    for (size_t i = 0; i < text.n; i++) {
        const int d = digit(text.p[i]);
        if (d < 0) return false;
        held = (held << 6 | (unsigned)d) & 0xFFFU;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        p[n++] = (char)(unsigned char)(held >> bits);
    }
    *out = (base_str){p, n};
    return (held & ((1U << bits) - 1)) == 0;
}

size_t oidc_base64url_put(const uint8_t *p, size_t n, char *out) {
    static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t at = 0;
    for (size_t i = 0; i < n; i += 3) {
        const size_t left = n - i;
        const unsigned v = (unsigned)p[i] << 16 | (left > 1 ? (unsigned)p[i + 1] << 8 : 0) | (left > 2 ? p[i + 2] : 0);
        for (size_t k = 0; k < (left > 2 ? 4 : left + 1); k++) out[at++] = set[v >> (18 - 6 * k) & 63];
    }
    return at;
}

/* ---- one key ---- */

static base_str text_of(yyjson_val *o, const char *name) {
    yyjson_val *v = yyjson_obj_get(o, name);
    return yyjson_is_str(v) ? (base_str){yyjson_get_str(v), yyjson_get_len(v)} : (base_str){NULL, 0};
}

/* Leading zeros are no part of a number. */
static bool number_of(base_arena *arena, yyjson_val *o, const char *name, base_str *out) {
    if (!oidc_base64url(arena, text_of(o, name), out)) return false;
    while (out->n > 0 && out->p[0] == '\0') *out = (base_str){out->p + 1, out->n - 1};
    return out->n > 0;
}

static EVP_PKEY *from_params(const char *type, OSSL_PARAM_BLD *b) {
    EVP_PKEY *key = NULL;
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(b);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (params == NULL || ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
        EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_free(params);
    return key;
}

static EVP_PKEY *rsa_of(base_arena *arena, yyjson_val *o) {
    base_str n, x;
    if (!number_of(arena, o, "n", &n) || n.n < RSA_LEAST || n.n > RSA_MOST) return NULL;
    if (!number_of(arena, o, "e", &x) || x.n > EXPONENT_MOST || (x.p[x.n - 1] & 1) == 0) return NULL;
    if (x.n == 1 && x.p[0] == 1) return NULL; /* signs everything */
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    BIGNUM *bn = BN_bin2bn((const unsigned char *)n.p, (int)n.n, NULL);
    BIGNUM *bx = BN_bin2bn((const unsigned char *)x.p, (int)x.n, NULL);
    EVP_PKEY *key = NULL;
    if (b != NULL && bn != NULL && bx != NULL && OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_N, bn) == 1 &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_E, bx) == 1)
        key = from_params("RSA", b);
    OSSL_PARAM_BLD_free(b);
    BN_free(bn);
    BN_free(bx);
    return key;
}

static bool on_curve(EVP_PKEY *key) {
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    const bool good = ctx != NULL && EVP_PKEY_public_check(ctx) == 1;
    EVP_PKEY_CTX_free(ctx);
    return good;
}

static EVP_PKEY *ec_of(base_arena *arena, yyjson_val *o) {
    base_str x, y;
    unsigned char point[1 + 2 * COORDINATE] = {4};
    if (!base_str_is(text_of(o, "crv"), "P-256")) return NULL;
    if (!oidc_base64url(arena, text_of(o, "x"), &x) || x.n != COORDINATE) return NULL;
    if (!oidc_base64url(arena, text_of(o, "y"), &y) || y.n != COORDINATE) return NULL;
    memcpy(point + 1, x.p, COORDINATE);
    memcpy(point + 1 + COORDINATE, y.p, COORDINATE);
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    EVP_PKEY *key = NULL;
    if (b != NULL && OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(b, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point) == 1)
        key = from_params("EC", b);
    OSSL_PARAM_BLD_free(b);
    if (key == NULL || on_curve(key)) return key;
    EVP_PKEY_free(key);
    return NULL;
}

static EVP_PKEY *ed_of(base_arena *arena, yyjson_val *o) {
    base_str x;
    if (!base_str_is(text_of(o, "crv"), "Ed25519")) return NULL;
    if (!oidc_base64url(arena, text_of(o, "x"), &x) || x.n != ED25519) return NULL;
    return EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, (const unsigned char *)x.p, x.n);
}

static bool read_key(base_arena *arena, yyjson_val *o, oidc_key *k) {
    const base_str kty = text_of(o, "kty"), use = text_of(o, "use"), alg = text_of(o, "alg");
    const base_str kid = text_of(o, "kid");
    if (kid.n > KID_MAX || (use.n > 0 && !base_str_is(use, "sig"))) return false;
    *k = (oidc_key){.kid = base_arena_str(arena, kid)};
    if (base_str_is(kty, "RSA")) k->alg = OIDC_RS256;
    if (base_str_is(kty, "EC")) k->alg = OIDC_ES256;
    if (base_str_is(kty, "OKP")) k->alg = OIDC_EDDSA;
    if (k->alg == OIDC_NO_ALG || (alg.n > 0 && oidc_alg_of(alg) != k->alg)) return false;
    k->key = k->alg == OIDC_RS256 ? rsa_of(arena, o) : k->alg == OIDC_ES256 ? ec_of(arena, o) : ed_of(arena, o);
    ERR_clear_error();
    return k->key != NULL;
}

enum oidc_alg oidc_alg_of(base_str name) {
    if (base_str_is(name, "RS256")) return OIDC_RS256;
    if (base_str_is(name, "ES256")) return OIDC_ES256;
    return base_str_is(name, "EdDSA") ? OIDC_EDDSA : OIDC_NO_ALG;
}

/* ---- all of them ---- */

oidc_keys *oidc_keys_read(base_str json, base_err *e) {
    yyjson_doc *doc = json.n > 0 && json.n <= OIDC_ANSWER_MAX ? yyjson_read(json.p, json.n, 0) : NULL;
    yyjson_val *list = yyjson_obj_get(yyjson_doc_get_root(doc), "keys"), *one;
    oidc_keys *k = base_zeroed(1, sizeof *k);
    yyjson_arr_iter it = yyjson_arr_iter_with(list);
    k->arena = base_arena_new_sized(1 << 20, 4096);
    for (size_t i = 0; i < OIDC_KEYS_MAX && (one = yyjson_arr_iter_next(&it)) != NULL; i++) {
        if (read_key(k->arena, one, &k->key[k->n])) k->n++;
    }
    yyjson_doc_free(doc);
    if (k->n > 0) return k;
    oidc_keys_free(k);
    base_err_fmt(e, BASE_ERR_INPUT, "登录服务的公钥（jwks）中没有可用的密钥；应有 RS256、ES256 或 EdDSA 的签名密钥",
                 "the provider's keys (jwks) have none that can be used; RS256, ES256 or EdDSA is expected");
    return NULL;
}

void oidc_keys_free(oidc_keys *k) {
    if (k == NULL) return;
    for (size_t i = 0; i < k->n; i++) EVP_PKEY_free(k->key[i].key);
    base_arena_free(k->arena);
    free(k);
}
