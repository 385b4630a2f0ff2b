/* ID tokens: a good one of each algorithm is taken; what was forged, has run out, or was made for somebody else is not.
 */
#include "../testing.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/x509.h>

#include "oidc/jwt.h"

static const int64_t now = 1700000000;

static base_arena *arena;
static EVP_PKEY *ec, *other, *ed;
static oidc_keys *keys;

static base_str coded(const void *p, size_t n) {
    char *out = base_arena_alloc(arena, n * 2 + 4);
    return (base_str){out, oidc_base64url_put(p, n, out)};
}

static base_str coded_text(const char *s) { return coded(s, strlen(s)); }

static base_str coordinate(EVP_PKEY *k, const char *name) {
    BIGNUM *v = NULL;
    unsigned char b[32];
    assert_int_equal(EVP_PKEY_get_bn_param(k, name, &v), 1);
    assert_int_equal(BN_bn2binpad(v, b, sizeof b), (int)sizeof b);
    BN_free(v);
    return coded(b, sizeof b);
}

static int open_keys(void **state) {
    (void)state;
    unsigned char raw[32];
    size_t n = sizeof raw;
    base_err e = {0};
    arena = base_arena_new((size_t)16 << 20);
    ec = EVP_EC_gen("P-256");
    other = EVP_EC_gen("P-256");
    ed = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    assert_int_equal(EVP_PKEY_get_raw_public_key(ed, raw, &n), 1);
    base_str x = coordinate(ec, OSSL_PKEY_PARAM_EC_PUB_X), y = coordinate(ec, OSSL_PKEY_PARAM_EC_PUB_Y),
             o = coded(raw, n);
    base_str set = base_arena_fmt(
        arena,
        "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"e\",\"use\":\"sig\",\"x\":\"%.*s\",\"y\":\"%.*s\"},"
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"d\",\"x\":\"%.*s\"},{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
        (int)x.n, x.p, (int)y.n, y.p, (int)o.n, o.p);
    keys = oidc_keys_read(set, &e);
    assert_non_null(keys);
    return 0;
}

static int close_keys(void **state) {
    (void)state;
    oidc_keys_free(keys);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(other);
    EVP_PKEY_free(ed);
    base_arena_free(arena);
    return 0;
}

/* Signature of `text`; of an EC key as two numbers of 32 bytes (RFC 7518, 3.4). */
static base_str sign(EVP_PKEY *k, base_str text) {
    unsigned char der[256], raw[64];
    size_t n = sizeof der;
    bool is_ec = EVP_PKEY_is_a(k, "EC");
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestSignInit_ex(c, NULL, is_ec ? "SHA256" : NULL, NULL, NULL, k, NULL), 1);
    assert_int_equal(EVP_DigestSign(c, der, &n, (const unsigned char *)text.p, text.n), 1);
    EVP_MD_CTX_free(c);
    if (!is_ec) return coded(der, n);
    const unsigned char *p = der;
    ECDSA_SIG *s = d2i_ECDSA_SIG(NULL, &p, (long)n);
    assert_non_null(s);
    assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_r(s), raw, 32), 32);
    assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_s(s), raw + 32, 32), 32);
    ECDSA_SIG_free(s);
    return coded(raw, sizeof raw);
}

static base_str token(EVP_PKEY *k, const char *header, const char *claims) {
    base_str h = coded_text(header), c = coded_text(claims);
    base_str text = base_arena_fmt(arena, "%.*s.%.*s", (int)h.n, h.p, (int)c.n, c.p), s = sign(k, text);
    return base_arena_fmt(arena, "%.*s.%.*s", (int)text.n, text.p, (int)s.n, s.p);
}

static enum oidc_checked check(base_str t, oidc_person *out) {
    base_err e = {0};
    const oidc_expected x = {BASE_STR("https://id.example.org"), BASE_STR("jiqun"), BASE_STR("n-1"), now};
    enum oidc_checked c = oidc_token_check(arena, t, keys, &x, out, &e);
    assert_true((c == OIDC_GOOD) == (e.kind == BASE_ERR_NONE));
    assert_true(c == OIDC_GOOD || (e.zh[0] != 0 && e.en[0] != 0));
    return c;
}

#define CLAIMS(iss, aud, nonce, exp, iat, more)                                                                        \
    "{\"iss\":\"" iss "\",\"sub\":\"u1\",\"aud\":" aud ",\"nonce\":\"" nonce "\",\"exp\":" exp ",\"iat\":" iat more "}"
static const char good_claims[] = CLAIMS("https://id.example.org", "\"jiqun\"", "n-1", "1700000300", "1700000000", "");
static const char es256[] = "{\"alg\":\"ES256\",\"kid\":\"e\"}", eddsa[] = "{\"alg\":\"EdDSA\",\"kid\":\"d\"}";

static void good_ones(void **state) {
    (void)state;
    oidc_person p;
    assert_int_equal(check(token(ec, es256, good_claims), &p), OIDC_GOOD);
    assert_true(base_str_is(p.subject, "u1") && base_str_is(p.issuer, "https://id.example.org") && !p.second);
    assert_int_equal(check(token(ed, eddsa, good_claims), &p), OIDC_GOOD);
    const char *mfa = CLAIMS("https://id.example.org", "[\"jiqun\"]", "n-1", "1700000300", "1700000000",
                             ",\"amr\":[\"pwd\",\"otp\"],\"preferred_username\":\"li\"");
    assert_int_equal(check(token(ec, es256, mfa), &p), OIDC_GOOD);
    assert_true(p.second && base_str_is(p.name, "li"));
}

static void signatures(void **state) {
    (void)state;
    oidc_person p;
    assert_int_equal(check(token(other, es256, good_claims), &p), OIDC_BAD);
    assert_int_equal(check(token(ec, "{\"alg\":\"ES256\",\"kid\":\"z\"}", good_claims), &p), OIDC_UNKNOWN_KEY);
    /* A key of one kind is not taken for another algorithm. */
    assert_int_equal(check(token(ec, "{\"alg\":\"EdDSA\",\"kid\":\"e\"}", good_claims), &p), OIDC_UNKNOWN_KEY);
    assert_int_equal(check(token(ec, "{\"alg\":\"ES256\",\"kid\":\"e\",\"crit\":[\"x\"]}", good_claims), &p), OIDC_BAD);
    base_str t = token(ec, es256, good_claims);
    for (size_t i = 0; i < t.n; i += 7) {
        char *changed = base_arena_copy(arena, t.p, t.n);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        assert_int_not_equal(check((base_str){changed, t.n}, &p), OIDC_GOOD);
        assert_int_not_equal(check((base_str){t.p, i}, &p), OIDC_GOOD);
    }
}

/* "none", and a digest keyed with what everybody knows. */
static void no_signature(void **state) {
    (void)state;
    oidc_person p;
    base_str c = coded_text(good_claims), h = coded_text("{\"alg\":\"none\"}");
    assert_int_equal(check(base_arena_fmt(arena, "%.*s.%.*s.", (int)h.n, h.p, (int)c.n, c.p), &p), OIDC_BAD);
    h = coded_text("{\"alg\":\"HS256\",\"kid\":\"e\"}");
    base_str text = base_arena_fmt(arena, "%.*s.%.*s", (int)h.n, h.p, (int)c.n, c.p);
    unsigned char *der = NULL, mac[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    int len = i2d_PUBKEY(ec, &der);
    assert_true(len > 0);
    HMAC(EVP_sha256(), der, len, (const unsigned char *)text.p, text.n, mac, &n);
    OPENSSL_free(der);
    base_str s = coded(mac, n);
    assert_int_equal(check(base_arena_fmt(arena, "%.*s.%.*s", (int)text.n, text.p, (int)s.n, s.p), &p), OIDC_BAD);
}

static void claims(void **state) {
    (void)state;
    oidc_person p;
    static const char *const bad[] = {
        CLAIMS("https://id.example.org/", "\"jiqun\"", "n-1", "1700000300", "1700000000", ""),
        CLAIMS("https://id.example.org", "\"jiqun2\"", "n-1", "1700000300", "1700000000", ""),
        CLAIMS("https://id.example.org", "[]", "n-1", "1700000300", "1700000000", ""),
        CLAIMS("https://id.example.org", "[\"jiqun\",\"x\"]", "n-1", "1700000300", "1700000000", ""),
        CLAIMS("https://id.example.org", "\"jiqun\"", "n-1", "1700000300", "1700000000", ",\"azp\":\"x\""),
        CLAIMS("https://id.example.org", "\"jiqun\"", "n-2", "1700000300", "1700000000", ""),
        CLAIMS("https://id.example.org", "\"jiqun\"", "n-1", "1699999900", "1699999800", ""),
        CLAIMS("https://id.example.org", "\"jiqun\"", "n-1", "1700000900", "1700000600", ""),
        CLAIMS("https://id.example.org", "\"jiqun\"", "n-1", "\"1700000300\"", "1700000000", ""),
        CLAIMS("https://id.example.org", "\"jiqun\"", "n-1", "-1", "1700000000", ""),
        CLAIMS("https://id.example.org", "\"jiqun\"", "n-1", "1e99", "1700000000", ""),
        "{\"iss\":\"https://id.example.org\"}",
        "[]",
        "null",
        ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(check(token(ec, es256, bad[i]), &p), OIDC_BAD);
    }
}

static void key_sets(void **state) {
    (void)state;
    static const char *const bad[] = {"",
                                      "{}",
                                      "[]",
                                      "{\"keys\":[]}",
                                      "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
                                      "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]}",
                                      "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        base_err e = {0};
        assert_null(oidc_keys_read(base_str_of(bad[i]), &e));
        assert_int_not_equal(e.kind, BASE_ERR_NONE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_ones), cmocka_unit_test(signatures), cmocka_unit_test(no_signature),
        cmocka_unit_test(claims),    cmocka_unit_test(key_sets),
    };
    return cmocka_run_group_tests(tests, open_keys, close_keys);
}
