/* seal_i.h - the keys of personal data from inside: for seal*.c, reseal.c, rekey*.c and passwords only. */
#ifndef JIQUN_APP_SEAL_I_H
#define JIQUN_APP_SEAL_I_H

#include "app/seal.h"

enum {
    APP_SEAL_ID = 16,      /* hexadecimal digits by which a key is known */
    APP_SEAL_IN_USE = 2,   /* keys that open texts: the one that seals, and the one that is being replaced */
    APP_SEAL_IN_FILE = 8,  /* lines of the file */
    APP_SEAL_EVER = 64,    /* keys of a record in all */
    APP_SEAL_CIPHER = 16,  /* bytes of the half that seals … */
    APP_SEAL_DIGESTS = 32, /* … and of the one that makes digests */
    APP_SEAL_KNOWN = APP_SEAL_IN_USE * (APP_SEAL_ID + 1) - 1
};

typedef struct {
    char id[APP_SEAL_ID];
    uint8_t key[APP_SEAL_KEY], cipher[APP_SEAL_CIPHER], mac[APP_SEAL_DIGESTS]; /* the last two are derived */
} app_seal_key;

/* The file: the newest key last. */
typedef struct {
    app_seal_key key[APP_SEAL_IN_FILE];
    size_t n;
} app_seal_ring;

struct app_seal {
    app_seal_key by[APP_SEAL_EVER]; /* the newest first; after those in use only id and mac are there */
    size_t n_in_use, n;
    char known[APP_SEAL_KNOWN]; /* what the store says of it */
    size_t n_known;
    app_seal *before; /* what was returned earlier by the same app */
};

static inline base_str app_seal_id(const app_seal_key *k) { return (base_str){k->id, APP_SEAL_ID}; }

/* HMAC-SM3. */
void app_seal_hmac(const uint8_t *key, size_t n_key, base_str a, base_str b, uint8_t out[APP_SEAL_MAC]);
/* What follows from the key. */
void app_seal_derive(app_seal_key *k);
void app_seal_mac_by(const app_seal *s, size_t key, const char *use, base_str text, uint8_t out[APP_SEAL_MAC]);
/* Which of the keys in use opens it; n_in_use: none does. `*plain` as of app_seal_open. */
size_t app_seal_opened_by(const app_seal *s, base_arena *arena, base_str space, base_str key, base_str sealed,
                          base_str *plain);

/* ---- seal_key.c: a line "jiqun-personal-key 1 ID KEY" for each key ---- */

/* False with kind MISSING: there is none. */
bool app_seal_load(const char *path, app_seal_ring *r, base_err *e);
/* A new one, 0600, synced; one that is there already is an error. */
bool app_seal_save(const char *path, const app_seal_ring *r, base_err *e);
/* In the place of the one that is there, whole or not at all; what stood in that one is written over. One at a time
 * (app_seal_lock). */
bool app_seal_replace(const char *path, const app_seal_ring *r, base_err *e);
/* Keeps other commands of this machine from changing the file; a descriptor to be closed, -1 with `e`. */
int app_seal_lock(const char *keys, base_err *e);
/* Where a key stands in the file; r->n: nowhere. */
size_t app_seal_at(const app_seal_ring *r, base_str id);

/* ---- seal_ring.c: which keys are in use ---- */

#define APP_SPACE_KEY     BASE_STR("key")         /* "personal": ids of the keys in use, the newest first */
#define APP_KEY_IN_USE    BASE_STR("personal")    /* … one blank between */
#define APP_SPACE_DIGESTS BASE_STR("key.digests") /* "NNN/ID" of keys before, NNN from 001: their half, sealed */
enum { APP_SEAL_NUMBER = 3 };

/* The keys that the store speaks of, from the file and from what is kept of those before. */
bool app_seal_fill(store *db, base_arena *arena, const app_seal_ring *r, base_str known, app_seal *s, base_err *e);
/* What the store knows; .p NULL: nothing. */
bool app_seal_known(store *db, base_arena *arena, base_str *known, base_err *e);
/* Whether the record has or had that key. */
bool app_seal_had(const app_seal *s, base_str id);
/* Makes `s` what app_seal_of returns from now on. */
void app_seal_take(app *a, app_seal *s);

/* ---- reseal.c: where sealed texts lie ---- */

/* Whether texts may be sealed for that space. */
bool app_sealed_in(base_str space);

#endif
