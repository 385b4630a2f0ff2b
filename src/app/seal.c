/* seal.c - see seal.h. libgcrypt does the work: OpenSSL as Debian builds it has SM4 but no GCM over it. */
#include "app/seal.h"

#include <gcrypt.h>
#include <string.h>

#include "app/seal_i.h"
#include "log/gcrypt.h"

enum { FORM = 1, NONCE = 12, TAG = 16 };

static bool fail_library(base_err *e, gcry_error_t why) {
    return base_err_fmt(e, BASE_ERR_IO, "加密库出错：%s", "the library of ciphers failed: %s", gcry_strerror(why));
}

void app_seal_hmac(const uint8_t *key, size_t n_key, base_str a, base_str b, uint8_t out[APP_SEAL_MAC]) {
    gcry_mac_hd_t h;
    size_t n = APP_SEAL_MAC;
    log_gcrypt_ready();
    if (gcry_mac_open(&h, GCRY_MAC_HMAC_SM3, 0, NULL) != 0 || gcry_mac_setkey(h, key, n_key) != 0 ||
        gcry_mac_write(h, a.p, a.n) != 0 || (b.n > 0 && gcry_mac_write(h, b.p, b.n) != 0) ||
        gcry_mac_read(h, out, &n) != 0)
        base_fatal("加密库没有 HMAC-SM3。The library of ciphers has no HMAC-SM3.");
    gcry_mac_close(h);
}

void app_seal_derive(app_seal_key *k) {
    static const base_str none = {NULL, 0};
    uint8_t wide[APP_SEAL_MAC];
    app_seal_hmac(k->key, APP_SEAL_KEY, BASE_STR("jiqun personal data: cipher"), none, wide);
    memcpy(k->cipher, wide, sizeof k->cipher);
    app_seal_hmac(k->key, APP_SEAL_KEY, BASE_STR("jiqun personal data: digests"), none, k->mac);
    app_seal_hmac(k->key, APP_SEAL_KEY, BASE_STR("jiqun personal data: name of the key"), none, wide);
    for (size_t i = 0; i < APP_SEAL_ID / 2; i++) {
        static const char digit[] = "0123456789abcdef";
        k->id[2 * i] = digit[wide[i] >> 4];
        k->id[2 * i + 1] = digit[wide[i] & 15];
    }
    explicit_bzero(wide, sizeof wide);
}

/* ---- sealing ---- */

/* Ready to take the text: key, nonce, and where it is kept. Neither part has a NUL, so the two can not be read as
 * another pair. */
static gcry_error_t begin(const app_seal_key *k, gcry_cipher_hd_t *h, const char *nonce, base_str space, base_str key) {
    log_gcrypt_ready();
    gcry_error_t rc = gcry_cipher_open(h, GCRY_CIPHER_SM4, GCRY_CIPHER_MODE_GCM, 0);
    if (rc != 0) {
        *h = NULL;
        return rc;
    }
    rc = gcry_cipher_setkey(*h, k->cipher, sizeof k->cipher);
    if (rc == 0) rc = gcry_cipher_setiv(*h, nonce, NONCE);
    if (rc == 0) rc = gcry_cipher_authenticate(*h, space.p, space.n);
    if (rc == 0) rc = gcry_cipher_authenticate(*h, "\0", 1);
    if (rc == 0 && key.n > 0) rc = gcry_cipher_authenticate(*h, key.p, key.n);
    return rc;
}

bool app_seal_text(const app_seal *s, base_arena *arena, base_str space, base_str key, base_str plain, base_str *sealed,
                   base_err *e) {
    gcry_cipher_hd_t h = NULL;
    if (plain.n > APP_SEAL_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "加密内容过长：上限为 %d 字节",
                            "too long to be sealed: at most %d bytes", (int)APP_SEAL_MAX);
    if (!app_sealed_in(space))
        return base_err_fmt(e, BASE_ERR_INPUT, "不知道 %.*s 存有加密内容", "%.*s is not known to hold sealed texts",
                            (int)space.n, space.p);
    char *p = base_arena_alloc(arena, plain.n + APP_SEAL_MORE);
    p[0] = FORM;
    log_random(p + 1, NONCE);
    char *text = p + 1 + NONCE;
    gcry_error_t rc = begin(&s->by[0], &h, p + 1, space, key);
    if (rc == 0 && plain.n > 0) rc = gcry_cipher_encrypt(h, text, plain.n, plain.p, plain.n);
    if (rc == 0) rc = gcry_cipher_gettag(h, text + plain.n, TAG);
    gcry_cipher_close(h);
    *sealed = (base_str){p, plain.n + APP_SEAL_MORE};
    return rc == 0 || fail_library(e, rc);
}

static bool open_by(const app_seal_key *k, base_arena *arena, base_str space, base_str key, base_str sealed,
                    base_str *plain) {
    gcry_cipher_hd_t h = NULL;
    const size_t n = sealed.n - APP_SEAL_MORE;
    const char *text = sealed.p + 1 + NONCE;
    char *p = base_arena_alloc(arena, n + 1);
    gcry_error_t rc = begin(k, &h, sealed.p + 1, space, key);
    if (rc == 0 && n > 0) rc = gcry_cipher_decrypt(h, p, n, text, n);
    if (rc == 0) rc = gcry_cipher_checktag(h, text + n, TAG);
    gcry_cipher_close(h);
    if (rc == 0) *plain = (base_str){p, n};
    if (rc != 0) explicit_bzero(p, n);
    return rc == 0;
}

/* A text names no key: the tag tells whose it is. */
size_t app_seal_opened_by(const app_seal *s, base_arena *arena, base_str space, base_str key, base_str sealed,
                          base_str *plain) {
    *plain = (base_str){"", 0};
    if (sealed.n < APP_SEAL_MORE || sealed.p[0] != FORM) return s->n_in_use;
    size_t i = 0;
    while (i < s->n_in_use && !open_by(&s->by[i], arena, space, key, sealed, plain)) i++;
    return i;
}

bool app_seal_open(const app_seal *s, base_arena *arena, base_str space, base_str key, base_str sealed, base_str *plain,
                   base_err *e) {
    if (app_seal_opened_by(s, arena, space, key, sealed, plain) < s->n_in_use) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "加密内容无法打开：已被改动，或不是用本记录的密钥加密的",
                        "what was sealed does not open: it was changed, or sealed by another record's key");
}

/* ---- keyed digests ---- */

size_t app_seal_keys(const app_seal *s) { return s->n; }

void app_seal_mac_by(const app_seal *s, size_t key, const char *use, base_str text, uint8_t out[APP_SEAL_MAC]) {
    app_seal_hmac(s->by[key].mac, APP_SEAL_DIGESTS, (base_str){use, strlen(use) + 1}, text, out);
}

void app_seal_mac(const app_seal *s, const char *use, base_str text, uint8_t out[APP_SEAL_MAC]) {
    app_seal_mac_by(s, 0, use, text, out);
}

base_str app_seal_mac_hex_by(const app_seal *s, size_t key, base_arena *arena, const char *use, base_str text,
                             size_t digits) {
    static const char digit[] = "0123456789abcdef";
    uint8_t mac[APP_SEAL_MAC];
    char *p = base_arena_alloc(arena, digits + 1);
    app_seal_mac_by(s, key, use, text, mac);
    for (size_t i = 0; i < digits && i < (size_t)2 * APP_SEAL_MAC; i++)
        p[i] = digit[i % 2 == 0 ? mac[i / 2] >> 4 : mac[i / 2] & 15];
    return (base_str){p, digits};
}

base_str app_seal_mac_hex(const app_seal *s, base_arena *arena, const char *use, base_str text, size_t digits) {
    return app_seal_mac_hex_by(s, 0, arena, use, text, digits);
}

bool app_seal_same(const void *a, const void *b, size_t n) {
    const volatile uint8_t *x = a, *y = b;
    unsigned unlike = 0;
    for (size_t i = 0; i < n; i++) unlike |= (unsigned)(x[i] ^ y[i]);
    return unlike == 0;
}
