/* totp.c - see totp.h. */
#include "app/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "app/seal.h"
#include "log/suite.h"

static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void app_totp_code(const uint8_t secret[APP_TOTP_SECRET], uint64_t step, char out[APP_TOTP_DIGITS]) {
    uint8_t counter[8], mac[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    for (int i = 0; i < 8; i++) counter[i] = (uint8_t)(step >> (56 - 8 * i));
    if (HMAC(EVP_sha1(), secret, APP_TOTP_SECRET, counter, sizeof counter, mac, &n) == NULL || n != 20)
        base_fatal("OpenSSL 没有 HMAC-SHA-1。OpenSSL has no HMAC-SHA-1.");
    const unsigned at = mac[19] & 15U;
    uint32_t v = (uint32_t)(mac[at] & 0x7FU) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 |
                 (uint32_t)mac[at + 3];
    v %= 1000000;
    for (int i = APP_TOTP_DIGITS; i > 0; i--, v /= 10) out[i - 1] = (char)('0' + v % 10);
    explicit_bzero(mac, sizeof mac);
}

uint64_t app_totp_step(int64_t now) { return now < 0 ? 0 : (uint64_t)now / 1000 / APP_TOTP_STEP_S; }

/* All steps are compared, so that the time says nothing. */
bool app_totp_right(const uint8_t secret[APP_TOTP_SECRET], base_str code, int64_t now, uint64_t last, uint64_t *step) {
    const uint64_t middle = app_totp_step(now);
    bool right = false;
    char want[APP_TOTP_DIGITS];
    if (code.n != APP_TOTP_DIGITS) return false;
    for (int k = -APP_TOTP_SKEW; k <= APP_TOTP_SKEW; k++) {
        const uint64_t at = middle + (uint64_t)k;
        app_totp_code(secret, at, want);
        const bool same = app_seal_same(want, code.p, APP_TOTP_DIGITS);
        if (!same || at <= last || right) continue;
        right = true;
        *step = at;
    }
    return right;
}

void app_totp_base32(const uint8_t secret[APP_TOTP_SECRET], char out[APP_TOTP_BASE32]) {
    for (int i = 0; i < APP_TOTP_BASE32; i++) {
        const int bit = 5 * i, at = bit / 8, shift = 11 - bit % 8;
        const unsigned two = (unsigned)secret[at] << 8 | (at + 1 < APP_TOTP_SECRET ? secret[at + 1] : 0U);
        out[i] = base32[two >> shift & 31];
    }
}

bool app_totp_secret(base_str text, uint8_t out[APP_TOTP_SECRET]) {
    if (text.n != APP_TOTP_BASE32) return false;
    memset(out, 0, APP_TOTP_SECRET);
    for (int i = 0; i < APP_TOTP_BASE32; i++) {
        const char *found = text.p[i] == '\0' ? NULL : strchr(base32, text.p[i]);
        if (found == NULL) return false;
        const unsigned v = (unsigned)(found - base32);
        const int bit = 5 * i, at = bit / 8, shift = 11 - bit % 8;
        const unsigned two = v << shift;
        out[at] = (uint8_t)(out[at] | (two >> 8));
        if (at + 1 < APP_TOTP_SECRET) out[at + 1] = (uint8_t)(out[at + 1] | (two & 0xFF));
    }
    return true;
}

/* RFC 3986: what is not unreserved is written %XX. */
static void put_escaped(base_buf *b, base_str s) {
    for (size_t i = 0; i < s.n; i++) {
        const unsigned char c = (unsigned char)s.p[i];
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain)
            base_buf_putc(b, (char)c);
        else
            base_buf_fmt(b, "%%%02X", c);
    }
}

base_str app_totp_uri(base_arena *arena, base_str issuer, base_str login, const uint8_t secret[APP_TOTP_SECRET]) {
    char typed[APP_TOTP_BASE32];
    base_buf b;
    base_buf_init(&b, 8 << 10);
    app_totp_base32(secret, typed);
    base_buf_puts(&b, BASE_STR("otpauth://totp/"));
    put_escaped(&b, issuer);
    base_buf_putc(&b, ':');
    put_escaped(&b, login);
    base_buf_puts(&b, BASE_STR("?secret="));
    base_buf_put(&b, typed, sizeof typed);
    base_buf_puts(&b, BASE_STR("&issuer="));
    put_escaped(&b, issuer);
    const base_str uri = base_arena_str(arena, base_buf_str(&b));
    explicit_bzero(b.p, b.n);
    base_buf_free(&b);
    return uri;
}

/* ---- recovery codes ---- */

void app_recovery_code(char out[APP_RECOVERY_CODE]) {
    uint8_t r[APP_RECOVERY_CODE];
    log_random(r, sizeof r);
    for (int i = 0; i < APP_RECOVERY_CODE; i++)
        out[i] = i % 5 == 4 ? '-' : (char)(base32[r[i] & 31] | (base32[r[i] & 31] >= 'A' ? 0x20 : 0));
}

base_str app_recovery_plain(base_arena *arena, base_str typed) {
    char *p = base_arena_alloc(arena, APP_RECOVERY_CODE);
    size_t n = 0;
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];
        if (c == ' ' || c == '-') continue;
        if (c >= 'A' && c <= 'Z') c = (char)(c | 0x20);
        if (((c < 'a' || c > 'z') && (c < '2' || c > '7')) || n == APP_RECOVERY_CODE - 2) return (base_str){NULL, 0};
        p[n++] = c;
    }
    return n == APP_RECOVERY_CODE - 2 ? (base_str){p, n} : (base_str){NULL, 0};
}
