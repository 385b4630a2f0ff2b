/* seal.h - personal data and secrets at rest: SM4-GCM under a key of the record's own.
 *
 * The key lies in the record's folder, keys/personal.key (0600), apart from the database and from the log's key:
 * whoever has a copy of the database alone reads no name, no address and no secret, and can not try passwords either. A
 * sealed text is bound to the place where it is kept (space and key of its entry): moved elsewhere it does not open.
 * The store knows the digest of the key, so that a node whose folder lacks it, or has another one, is told and makes no
 * new one.
 *
 * From the same key come keyed digests (HMAC-SM3): for what has to be found again without being known, and for what has
 * to be known as ours. */
#ifndef JIQUN_APP_SEAL_H
#define JIQUN_APP_SEAL_H

#include "app/app.h"

typedef struct app_seal app_seal;

enum {
    APP_SEAL_KEY = 32,                    /* bytes of the key; those of SM4 and of the digests are derived from it */
    APP_SEAL_MORE = 1 + 12 + 16,          /* bytes that a sealed text is longer: version, nonce, tag */
    APP_SEAL_MAC = 32,                    /* of a keyed digest */
    APP_SEAL_MAX = STORE_ENTRY_MAX - 1024 /* bytes that may be sealed at once */
};
#define APP_SEAL_FILE "personal.key"

/* The record's key, opened at first need and kept until the app is closed. Who writes makes it where the store knows of
 * none; who reads gets an error of kind MISSING then. */
const app_seal *app_seal_of(app *a, base_err *e);
void app_seal_close(app_seal *s); /* by app_close; NULL is allowed */
/* For audit: true when there is no key in the record's folder, or one that is whole and that the store knows. */
bool app_seal_sound(const char *folder, store *db, base_err *e);

/* Fails only when the library does, or over APP_SEAL_MAX. */
bool app_seal_text(const app_seal *s, base_arena *arena, base_str space, base_str key, base_str plain, base_str *sealed,
                   base_err *e);
/* False for anything that was not sealed by this key for this place. The plain text is in the arena: wipe it
 * (explicit_bzero) where the arena outlives its use. */
bool app_seal_open(const app_seal *s, base_arena *arena, base_str space, base_str key, base_str sealed, base_str *plain,
                   base_err *e);

/* `use` keeps the digests of one purpose apart from those of another. */
void app_seal_mac(const app_seal *s, const char *use, base_str text, uint8_t out[APP_SEAL_MAC]);
/* The same in hexadecimal digits, the first `digits` of them (at most 64). */
base_str app_seal_mac_hex(const app_seal *s, base_arena *arena, const char *use, base_str text, size_t digits);
/* Compared in the same time whatever differs. */
bool app_seal_same(const void *a, const void *b, size_t n);

#endif
