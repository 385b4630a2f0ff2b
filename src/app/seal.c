/* seal.c - see seal.h. libgcrypt does the work: OpenSSL as Debian builds it has SM4 but no GCM over it. */
#include "app/seal.h"

#include <gcrypt.h>
#include <string.h>
#include <unistd.h>

#include "app/app_i.h"
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

void app_seal_derive(app_seal *s) {
    static const base_str none = {NULL, 0};
    uint8_t wide[APP_SEAL_MAC];
    app_seal_hmac(s->key, APP_SEAL_KEY, BASE_STR("jiqun personal data: cipher"), none, wide);
    memcpy(s->cipher, wide, sizeof s->cipher);
    app_seal_hmac(s->key, APP_SEAL_KEY, BASE_STR("jiqun personal data: digests"), none, s->mac);
    app_seal_hmac(s->key, APP_SEAL_KEY, BASE_STR("jiqun personal data: name of the key"), none, wide);
    for (size_t i = 0; i < APP_SEAL_ID / 2; i++) {
        static const char digit[] = "0123456789abcdef";
        s->id[2 * i] = digit[wide[i] >> 4];
        s->id[2 * i + 1] = digit[wide[i] & 15];
    }
    explicit_bzero(wide, sizeof wide);
}

/* ---- the record's key ---- */

#define SPACE BASE_STR("key")
#define NAME  BASE_STR("personal")

static base_str id_of(const app_seal *s) { return (base_str){s->id, APP_SEAL_ID}; }

static bool other_key(base_err *e) {
    return base_err_fmt(
        e, BASE_ERR_INPUT, "keys/%s 不是本数据库所用的个人信息密钥：请从备份或另一节点复制正确的文件",
        "keys/%s is not the key of personal data that this database was written with: copy the right one "
        "from a backup or from another node",
        APP_SEAL_FILE);
}

static bool no_key(base_err *e) {
    return base_err_fmt(
        e, BASE_ERR_MISSING, "没有 keys/%s：数据库中的个人信息无法读取，请从备份（--with-keys）或另一节点复制该文件",
        "keys/%s is missing, so personal data in the database can not be read: copy it from a backup made "
        "--with-keys, or from another node",
        APP_SEAL_FILE);
}

/* The digest that the store knows; .p NULL when it knows none. */
static bool known_id(store *s, base_arena *arena, base_str *id, base_err *e) {
    store_entry n;
    bool found;
    *id = (base_str){NULL, 0};
    if (!store_entry_get(s, arena, SPACE, NAME, &n, &found, e)) return false;
    if (found) *id = n.body;
    return true;
}

/* Makes the store know it; of two who do so at once the first counts. */
static bool tell_store(app *a, base_arena *arena, const app_seal *s, base_err *e) {
    const store_entry n = {.space = SPACE, .key = NAME, .at = app_now(), .body = id_of(s)};
    base_str known;
    bool saved;
    uint64_t version;
    if (!store_entry_put(a->store, &n, 0, &saved, &version, e)) return false;
    if (saved) return true;
    return known_id(a->store, arena, &known, e) && (base_str_eq(known, id_of(s)) || other_key(e));
}

static bool make_key(app *a, base_arena *arena, const char *path, app_seal *s, base_err *e) {
    if (a->mode == APP_READ) return no_key(e);
    log_random(s->key, APP_SEAL_KEY);
    app_seal_derive(s);
    if (!app_seal_save(path, s, e)) return false;
    if (tell_store(a, arena, s, e)) return true;
    (void)unlink(path); /* it sealed nothing */
    return false;
}

static bool find_key(app *a, base_arena *arena, app_seal *s, base_err *e) {
    const char *path = app_path(a, arena, "keys/" APP_SEAL_FILE);
    base_str known;
    base_err why = {0};
    if (!known_id(a->store, arena, &known, e)) return false;
    if (app_seal_load(path, s, &why)) {
        if (known.p != NULL) return base_str_eq(known, id_of(s)) || other_key(e);
        return a->mode == APP_READ || tell_store(a, arena, s, e);
    }
    if (why.kind == BASE_ERR_MISSING) return known.p == NULL ? make_key(a, arena, path, s, e) : no_key(e);
    if (e != NULL) *e = why;
    return false;
}

const app_seal *app_seal_of(app *a, base_err *e) {
    if (a->seal != NULL) return a->seal;
    if (a->store == NULL) {
        base_err_fmt(e, BASE_ERR_IO, "数据库未打开", "the store is not open");
        return NULL;
    }
    base_arena *arena = base_arena_new((size_t)2 * STORE_ENTRY_MAX);
    app_seal *s = base_zeroed(1, sizeof *s);
    if (find_key(a, arena, s, e))
        a->seal = s;
    else
        app_seal_close(s);
    base_arena_free(arena);
    return a->seal;
}

void app_seal_close(app_seal *s) {
    if (s == NULL) return;
    explicit_bzero(s, sizeof *s);
    free(s);
}

bool app_seal_sound(const char *folder, store *db, base_err *e) {
    base_arena *arena = base_arena_new((size_t)2 * STORE_ENTRY_MAX);
    app_seal s;
    base_str known;
    base_err why = {0};
    bool good = known_id(db, arena, &known, e);
    if (good && !app_seal_load(base_arena_fmt(arena, "%s/keys/" APP_SEAL_FILE, folder).p, &s, &why)) {
        good = why.kind == BASE_ERR_MISSING;
        if (!good && e != NULL) *e = why;
    } else if (good) {
        good = known.p == NULL || base_str_eq(known, id_of(&s)) || other_key(e);
    }
    explicit_bzero(&s, sizeof s);
    base_arena_free(arena);
    return good;
}

/* ---- sealing ---- */

/* Ready to take the text: key, nonce, and where it is kept. Neither part has a NUL, so the two can not be read as
 * another pair. */
static gcry_error_t begin(const app_seal *s, gcry_cipher_hd_t *h, const char *nonce, base_str space, base_str key) {
    log_gcrypt_ready();
    gcry_error_t rc = gcry_cipher_open(h, GCRY_CIPHER_SM4, GCRY_CIPHER_MODE_GCM, 0);
    if (rc != 0) {
        *h = NULL;
        return rc;
    }
    rc = gcry_cipher_setkey(*h, s->cipher, sizeof s->cipher);
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
    char *p = base_arena_alloc(arena, plain.n + APP_SEAL_MORE);
    p[0] = FORM;
    log_random(p + 1, NONCE);
    char *text = p + 1 + NONCE;
    gcry_error_t rc = begin(s, &h, p + 1, space, key);
    if (rc == 0 && plain.n > 0) rc = gcry_cipher_encrypt(h, text, plain.n, plain.p, plain.n);
    if (rc == 0) rc = gcry_cipher_gettag(h, text + plain.n, TAG);
    gcry_cipher_close(h);
    *sealed = (base_str){p, plain.n + APP_SEAL_MORE};
    return rc == 0 || fail_library(e, rc);
}

bool app_seal_open(const app_seal *s, base_arena *arena, base_str space, base_str key, base_str sealed, base_str *plain,
                   base_err *e) {
    gcry_cipher_hd_t h = NULL;
    gcry_error_t rc = 1;
    *plain = (base_str){"", 0};
    if (sealed.n >= APP_SEAL_MORE && sealed.p[0] == FORM) {
        const size_t n = sealed.n - APP_SEAL_MORE;
        const char *text = sealed.p + 1 + NONCE;
        char *p = base_arena_alloc(arena, n + 1);
        rc = begin(s, &h, sealed.p + 1, space, key);
        if (rc == 0 && n > 0) rc = gcry_cipher_decrypt(h, p, n, text, n);
        if (rc == 0) rc = gcry_cipher_checktag(h, text + n, TAG);
        gcry_cipher_close(h);
        if (rc == 0) *plain = (base_str){p, n};
        if (rc != 0) explicit_bzero(p, n);
    }
    if (rc == 0) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "加密内容无法打开：已被改动，或不是用本记录的密钥加密的",
                        "what was sealed does not open: it was changed, or sealed by another record's key");
}

/* ---- keyed digests ---- */

void app_seal_mac(const app_seal *s, const char *use, base_str text, uint8_t out[APP_SEAL_MAC]) {
    app_seal_hmac(s->mac, sizeof s->mac, (base_str){use, strlen(use) + 1}, text, out);
}

base_str app_seal_mac_hex(const app_seal *s, base_arena *arena, const char *use, base_str text, size_t digits) {
    static const char digit[] = "0123456789abcdef";
    uint8_t mac[APP_SEAL_MAC];
    char *p = base_arena_alloc(arena, digits + 1);
    app_seal_mac(s, use, text, mac);
    for (size_t i = 0; i < digits && i < (size_t)2 * APP_SEAL_MAC; i++)
        p[i] = digit[i % 2 == 0 ? mac[i / 2] >> 4 : mac[i / 2] & 15];
    return (base_str){p, digits};
}

bool app_seal_same(const void *a, const void *b, size_t n) {
    const volatile uint8_t *x = a, *y = b;
    unsigned unlike = 0;
    for (size_t i = 0; i < n; i++) unlike |= (unsigned)(x[i] ^ y[i]);
    return unlike == 0;
}
