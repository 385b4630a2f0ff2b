/* jwt.c - checks an ID token (OpenID Connect Core 1.0, 3.1.3.7; RFC 7519); see jwt.h. First the signature, then what it
 * says: nothing of a token that nobody signed is looked at, but the name of the key. */
#include "oidc/jwt.h"

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <stdlib.h>

#include "oidc/keys.h"

enum { ES256_HALF = 32, LIST_MAX = 16 };

typedef struct {
    base_str signed_part, header, claims, signature; /* decoded, but for the first */
} parts;

static enum oidc_checked bad(base_err *e, const char *zh, const char *en) {
    base_err_fmt(e, BASE_ERR_INPUT, "登录服务给出的令牌不可用：%s%.0s", "the provider's token can not be used: %.0s%s",
                 zh, en);
    return OIDC_BAD;
}

static bool split(base_arena *arena, base_str token, parts *p) {
    base_str rest, last;
    if (token.n == 0 || token.n > OIDC_TOKEN_MAX) return false;
    const base_str header = base_str_cut(token, '.', &rest), claims = base_str_cut(rest, '.', &last);
    if (header.n == 0 || claims.n == 0 || last.n == 0) return false;
    p->signed_part = (base_str){token.p, header.n + 1 + claims.n};
    return oidc_base64url(arena, header, &p->header) && oidc_base64url(arena, claims, &p->claims) &&
           oidc_base64url(arena, last, &p->signature);
}

static yyjson_doc *object_of(base_str json) {
    yyjson_doc *doc = json.n > 0 ? yyjson_read(json.p, json.n, 0) : NULL;
    if (yyjson_is_obj(yyjson_doc_get_root(doc))) return doc;
    yyjson_doc_free(doc);
    return NULL;
}

static base_str text_of(yyjson_val *o, const char *name) {
    yyjson_val *v = yyjson_obj_get(o, name);
    return yyjson_is_str(v) ? (base_str){yyjson_get_str(v), yyjson_get_len(v)} : (base_str){NULL, 0};
}

/* ---- signature ---- */

/* With a name: the key of that name. Without one: the only key of that kind. NULL: there is none. */
static const oidc_key *key_for(const oidc_keys *k, enum oidc_alg alg, base_str kid) {
    const oidc_key *found = NULL;
    for (size_t i = 0; i < k->n; i++) {
        if (k->key[i].alg != alg || (kid.n > 0 && !base_str_eq(k->key[i].kid, kid))) continue;
        if (found != NULL) return NULL;
        found = &k->key[i];
    }
    return found;
}

/* Two numbers of 32 bytes, as the library wants them. NULL: it is not. To be freed by OPENSSL_free. */
static unsigned char *der_of(base_str raw, int *n) {
    unsigned char *der = NULL;
    if (raw.n != (size_t)2 * ES256_HALF) return NULL;
    ECDSA_SIG *s = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn((const unsigned char *)raw.p, ES256_HALF, NULL);
    BIGNUM *t = BN_bin2bn((const unsigned char *)raw.p + ES256_HALF, ES256_HALF, NULL);
    if (s != NULL && r != NULL && t != NULL && ECDSA_SIG_set0(s, r, t) == 1) {
        *n = i2d_ECDSA_SIG(s, &der);
        if (*n <= 0) der = NULL;
    } else {
        BN_free(r);
        BN_free(t);
    }
    ECDSA_SIG_free(s);
    return der;
}

static bool verify(const oidc_key *k, base_str text, base_str signature) {
    unsigned char *der = NULL;
    const unsigned char *p = (const unsigned char *)signature.p;
    int n = (int)signature.n;
    if (k->alg == OIDC_ES256) {
        der = der_of(signature, &n);
        if (der == NULL) return false;
        p = der;
    }
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    const char *digest = k->alg == OIDC_EDDSA ? NULL : "SHA256";
    const bool good = ctx != NULL && EVP_DigestVerifyInit_ex(ctx, NULL, digest, NULL, NULL, k->key, NULL) == 1 &&
                      EVP_DigestVerify(ctx, p, (size_t)n, (const unsigned char *)text.p, text.n) == 1;
    EVP_MD_CTX_free(ctx);
    OPENSSL_free(der);
    ERR_clear_error();
    return good;
}

static enum oidc_checked check_signature(const parts *p, const oidc_keys *k, base_err *e) {
    yyjson_doc *doc = object_of(p->header);
    yyjson_val *o = yyjson_doc_get_root(doc);
    const enum oidc_alg alg = oidc_alg_of(text_of(o, "alg"));
    const oidc_key *key = alg != OIDC_NO_ALG ? key_for(k, alg, text_of(o, "kid")) : NULL;
    const bool critical = yyjson_obj_get(o, "crit") != NULL, is_object = doc != NULL;
    yyjson_doc_free(doc);
    if (!is_object) return bad(e, "头部不是 JSON 对象", "its header is no JSON object");
    if (alg == OIDC_NO_ALG)
        return bad(e, "签名算法不是 RS256、ES256 或 EdDSA", "it is not signed by RS256, ES256 or EdDSA");
    if (critical) return bad(e, "含有不认识的扩展（crit）", "it has extensions that are not known (crit)");
    if (key == NULL) {
        bad(e, "签名所用的密钥不在登录服务公布的密钥之中", "it is signed by a key that the provider does not publish");
        return OIDC_UNKNOWN_KEY;
    }
    return verify(key, p->signed_part, p->signature) ? OIDC_GOOD : bad(e, "签名不对", "its signature is wrong");
}

/* ---- what it says ---- */

/* *there false: no such claim. False: it is no whole number of seconds that makes sense. */
static bool seconds_of(yyjson_val *o, const char *name, bool *there, int64_t *out) {
    const int64_t most = INT64_C(1) << 40;
    yyjson_val *v = yyjson_obj_get(o, name);
    *there = v != NULL;
    if (v == NULL) return true;
    if (!yyjson_is_uint(v) || yyjson_get_uint(v) > (uint64_t)most) return false;
    *out = (int64_t)yyjson_get_uint(v);
    return true;
}

static enum oidc_checked check_time(yyjson_val *o, int64_t now, base_err *e) {
    int64_t ends = 0, made = 0, from = 0;
    bool has_end, has_made, has_from;
    if (!seconds_of(o, "exp", &has_end, &ends) || !seconds_of(o, "iat", &has_made, &made) ||
        !seconds_of(o, "nbf", &has_from, &from) || !has_end || !has_made)
        return bad(e, "缺少时间（exp、iat），或不是整数秒", "exp or iat is missing, or no whole number of seconds");
    if (ends <= now - OIDC_SKEW_S) return bad(e, "已过期（exp）；请重新登录", "it has expired (exp); sign in again");
    if (made > now + OIDC_SKEW_S || (has_from && from > now + OIDC_SKEW_S))
        return bad(e, "尚未生效（iat、nbf）；请核对两边的时钟", "it is of the future (iat, nbf); compare both clocks");
    if (made < now - OIDC_AGE_S - OIDC_SKEW_S) return bad(e, "签发过久（iat）", "it was made too long ago (iat)");
    return OIDC_GOOD;
}

/* A text, or a list of texts, which has `what`; `*n` says how many there are. */
static bool names(yyjson_val *v, base_str what, size_t *n) {
    bool found = false;
    *n = yyjson_is_arr(v) ? yyjson_arr_size(v) : 1;
    if (yyjson_is_str(v)) return base_str_eq((base_str){yyjson_get_str(v), yyjson_get_len(v)}, what);
    yyjson_val *one;
    yyjson_arr_iter it = yyjson_arr_iter_with(v);
    while ((one = yyjson_arr_iter_next(&it)) != NULL) {
        if (!yyjson_is_str(one)) return false;
        found |= base_str_eq((base_str){yyjson_get_str(one), yyjson_get_len(one)}, what);
    }
    return found;
}

static enum oidc_checked check_parties(yyjson_val *o, const oidc_expected *x, base_err *e) {
    size_t n = 0;
    yyjson_val *azp = yyjson_obj_get(o, "azp");
    if (!base_str_eq(text_of(o, "iss"), x->issuer))
        return bad(e, "不是该登录服务签发的（iss）", "another provider made it (iss)");
    if (!names(yyjson_obj_get(o, "aud"), x->client, &n))
        return bad(e, "不是签发给本系统的（aud）", "it was made for somebody else (aud)");
    if ((n > 1 && azp == NULL) || (azp != NULL && !base_str_eq(text_of(o, "azp"), x->client)))
        return bad(e, "不是签发给本系统的（azp）", "it was made for somebody else (azp)");
    const base_str nonce = text_of(o, "nonce");
    if (x->nonce.n == 0 || nonce.n != x->nonce.n || CRYPTO_memcmp(nonce.p, x->nonce.p, nonce.n) != 0)
        return bad(e, "不是对本次登录的回答（nonce）", "it answers another request (nonce)");
    return OIDC_GOOD;
}

/* RFC 8176: several factors by name, or something known together with something had. */
static bool is_second(yyjson_val *o) {
    static const char *const had[] = {"otp", "hwk", "swk", "sc", "pop"};
    static const char *const level[] = {"https://refeds.org/profile/mfa",
                                        "http://schemas.openid.net/pape/policies/2007/06/multi-factor"};
    yyjson_val *amr = yyjson_obj_get(o, "amr");
    size_t n;
    bool has = false;
    for (size_t i = 0; i < sizeof level / sizeof *level; i++) {
        if (base_str_is(text_of(o, "acr"), level[i])) return true;
    }
    if (!yyjson_is_arr(amr) || yyjson_arr_size(amr) > LIST_MAX) return false;
    if (names(amr, BASE_STR("mfa"), &n)) return true;
    for (size_t i = 0; i < sizeof had / sizeof *had; i++) has |= names(amr, base_str_of(had[i]), &n);
    return has && (names(amr, BASE_STR("pwd"), &n) || names(amr, BASE_STR("pin"), &n));
}

static bool is_text(base_str s, size_t most) {
    if (s.n == 0 || s.n > most || base_utf8_check(s) != s.n) return false;
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F) return false;
    }
    return true;
}

static enum oidc_checked read_claims(base_arena *arena, yyjson_val *o, const oidc_expected *x, oidc_person *out,
                                     base_err *e) {
    if (check_parties(o, x, e) != OIDC_GOOD || check_time(o, x->now, e) != OIDC_GOOD) return OIDC_BAD;
    const base_str subject = text_of(o, "sub"), name = text_of(o, "preferred_username");
    if (!is_text(subject, OIDC_SUBJECT_MAX)) return bad(e, "没有可用的用户标识（sub）", "it names nobody (sub)");
    *out = (oidc_person){
        .issuer = base_arena_str(arena, x->issuer), .subject = base_arena_str(arena, subject), .second = is_second(o)};
    if (is_text(name, OIDC_NAME_MAX)) out->name = base_arena_str(arena, name);
    return OIDC_GOOD;
}

enum oidc_checked oidc_token_check(base_arena *arena, base_str token, const oidc_keys *k, const oidc_expected *x,
                                   oidc_person *out, base_err *e) {
    parts p;
    if (!split(arena, token, &p)) return bad(e, "不是三段式的签名令牌", "it is no signed token of three parts");
    enum oidc_checked c = check_signature(&p, k, e);
    if (c != OIDC_GOOD) return c;
    yyjson_doc *doc = object_of(p.claims);
    if (doc == NULL) return bad(e, "内容不是 JSON 对象", "what it says is no JSON object");
    c = read_claims(arena, yyjson_doc_get_root(doc), x, out, e);
    yyjson_doc_free(doc);
    return c;
}
