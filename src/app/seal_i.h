/* seal_i.h - the key of personal data from inside: for seal*.c only. */
#ifndef JIQUN_APP_SEAL_I_H
#define JIQUN_APP_SEAL_I_H

#include "app/seal.h"

enum { APP_SEAL_ID = 16 }; /* hexadecimal digits by which a key is known */

struct app_seal {
    uint8_t key[APP_SEAL_KEY], cipher[16], mac[32]; /* the last two are derived */
    char id[APP_SEAL_ID];
};

/* HMAC-SM3. */
void app_seal_hmac(const uint8_t *key, size_t n_key, base_str a, base_str b, uint8_t out[APP_SEAL_MAC]);
/* What follows from the key. */
void app_seal_derive(app_seal *s);

/* ---- seal_key.c: one line "jiqun-personal-key 1 ID KEY" ---- */

/* False with kind MISSING: there is none. */
bool app_seal_load(const char *path, app_seal *s, base_err *e);
/* A new one, 0600, synced; one that is there already is an error. */
bool app_seal_save(const char *path, const app_seal *s, base_err *e);

#endif
