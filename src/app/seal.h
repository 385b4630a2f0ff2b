/* seal.h - personal data and secrets at rest: SM4-GCM under a key of the record's own.
 *
 * The key lies in the record's folder, keys/personal.key (0600), apart from the database and from the log's key:
 * whoever has a copy of the database alone reads no name, no address and no secret, and can not try passwords either. A
 * sealed text is bound to the place where it is kept (space and key of its entry): moved elsewhere it does not open.
 *
 * The key can be replaced (rekey.h, decision 41), so the file is a ring. The store says which keys of it are in use:
 * the one that seals, and while texts are sealed anew the one before. A node whose folder lacks one of them, or has
 * others, is told so and makes no new one.
 *
 * From the same key come keyed digests (HMAC-SM3): for what has to be found again without being known, and for what has
 * to be known as ours. New ones are made by the key that seals; those of keys before it can be told for good, since the
 * half of a key that makes them is kept, sealed, when the rest of it goes. */
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

/* The record's key. Each call asks the store which keys are in use, and reads the file again when they are others than
 * before; what was returned stays good until the app is closed. So who writes asks within the transaction, and who
 * reads asks after he has what is to be opened: then it opens, whoever replaces the key meanwhile. Who writes makes a
 * key where the store knows of none; who reads gets an error of kind MISSING then. */
const app_seal *app_seal_of(app *a, base_err *e);
void app_seal_close(app_seal *s); /* by app_close, and of app_seal_from; NULL is allowed */
/* For who reads a record without opening it as an app: the ring of the folder, to be closed. NULL without an error: the
 * folder has none, or nothing was sealed yet. */
app_seal *app_seal_from(const char *folder, store *db, base_err *e);
/* For audit: true when there is no key in the record's folder, or a ring that is whole, has the keys that the store
 * knows, and opens what is kept of those before. */
bool app_seal_sound(const char *folder, store *db, base_err *e);

/* Only in spaces that are known to hold sealed texts (reseal.c): what lies elsewhere would be lost with the next key.
 * Fails when the library does, or over APP_SEAL_MAX. */
bool app_seal_text(const app_seal *s, base_arena *arena, base_str space, base_str key, base_str plain, base_str *sealed,
                   base_err *e);
/* False for anything that was not sealed by a key in use for this place. The plain text is in the arena: wipe it
 * (explicit_bzero) where the arena outlives its use. */
bool app_seal_open(const app_seal *s, base_arena *arena, base_str space, base_str key, base_str sealed, base_str *plain,
                   base_err *e);

/* `use` keeps the digests of one purpose apart from those of another. By the key that seals. */
void app_seal_mac(const app_seal *s, const char *use, base_str text, uint8_t out[APP_SEAL_MAC]);
/* The same in hexadecimal digits, the first `digits` of them (at most 64). */
base_str app_seal_mac_hex(const app_seal *s, base_arena *arena, const char *use, base_str text, size_t digits);
/* The same by each key that the record ever had, the newest first: 0 is the one that seals. */
size_t app_seal_keys(const app_seal *s);
base_str app_seal_mac_hex_by(const app_seal *s, size_t key, base_arena *arena, const char *use, base_str text,
                             size_t digits);
/* Compared in the same time whatever differs. */
bool app_seal_same(const void *a, const void *b, size_t n);

#endif
