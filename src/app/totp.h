/* totp.h - one-time codes by time (RFC 6238: HMAC-SHA-1, 30 s, six digits, what every authenticator knows), and
 * recovery codes. Nothing here knows an account. */
#ifndef JIQUN_APP_TOTP_H
#define JIQUN_APP_TOTP_H

#include "base/arena.h"

enum {
    APP_TOTP_SECRET = 20, /* bytes */
    APP_TOTP_BASE32 = 32, /* characters of a secret as it is typed */
    APP_TOTP_STEP_S = 30,
    APP_TOTP_DIGITS = 6,
    APP_TOTP_SKEW = 1, /* steps that a clock may be away, either way */
    APP_RECOVERY_CODES = 10,
    APP_RECOVERY_CODE = 14 /* characters, as abcd-efgh-ijkl: 60 bits */
};

/* The code of a step, digits with leading zeros. */
void app_totp_code(const uint8_t secret[APP_TOTP_SECRET], uint64_t step, char out[APP_TOTP_DIGITS]);
/* The step of a moment (milliseconds since 1970). */
uint64_t app_totp_step(int64_t now);
/* Whether it is a code of a step near `now` that comes after `last` (so that none is taken twice); `*step` gets it. */
bool app_totp_right(const uint8_t secret[APP_TOTP_SECRET], base_str code, int64_t now, uint64_t last, uint64_t *step);
void app_totp_base32(const uint8_t secret[APP_TOTP_SECRET], char out[APP_TOTP_BASE32]);
bool app_totp_secret(base_str base32, uint8_t out[APP_TOTP_SECRET]);
/* otpauth://totp/ISSUER:LOGIN?secret=…, for a QR code. */
base_str app_totp_uri(base_arena *arena, base_str issuer, base_str login, const uint8_t secret[APP_TOTP_SECRET]);

void app_recovery_code(char out[APP_RECOVERY_CODE]);
/* As it is compared: small letters, without blanks and hyphens; empty when it can not be one. */
base_str app_recovery_plain(base_arena *arena, base_str typed);

#endif
