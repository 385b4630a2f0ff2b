/* rekey.h - the key of personal data is replaced (decision 41): prepared, in use, being replaced, retired.
 *
 * Whoever calls these owns the machine. A server beside them goes on; it takes the new key by itself once its own
 * keys/personal.key has it. Each step may be broken off and called again. */
#ifndef JIQUN_APP_REKEY_H
#define JIQUN_APP_REKEY_H

#include "app/app.h"
#include "app/reseal.h"

enum app_key_state {
    APP_KEY_NOW,      /* seals */
    APP_KEY_BEFORE,   /* is being replaced: opens texts */
    APP_KEY_PREPARED, /* in the file only: the next to seal */
    APP_KEY_LEFT,     /* retired, and still in the file of this machine */
    APP_KEY_RETIRED   /* of which the half is kept that knows old digests */
};
enum { APP_KEYS_SHOWN = 80 };

typedef struct {
    struct {
        base_str id;
        enum app_key_state state;
        uint64_t passwords; /* that are mixed with it, of those in use: each goes over when its owner signs in */
    } key[APP_KEYS_SHOWN];  /* the newest first */
    size_t n;
    int64_t since; /* when the store was told of the one that seals */
    app_resealed texts;
} app_key_report;
bool app_key_look(app *a, base_arena *arena, app_key_report *out, base_err *e);

/* Puts a further key into the file, to be brought to other machines before it is used; *made false: one was there. */
bool app_key_prepare(app *w, base_arena *arena, base_str *id, bool *made, base_err *e);

typedef struct {
    base_str was, now;
    bool goes_on;   /* with a change that was begun before */
    uint64_t links; /* to people of other providers */
    app_resealed texts;
} app_rekey_report;
/* The prepared key, or a new one, seals from now on; then what the one before has sealed is sealed anew. While one is
 * being replaced no further key is taken into use: that change is gone on with. */
bool app_key_rotate(app *w, base_arena *arena, int64_t now, app_rekey_report *out, base_err *e);

typedef struct {
    base_str id; /* of the key that went; empty: it was struck out before, and only the file had it still */
    app_resealed texts;
} app_retire_report;
/* Takes the key away that was replaced, once each text was opened by the one that seals; refused otherwise. What this
 * machine's file has of keys before goes, too. */
bool app_key_retire(app *w, base_arena *arena, int64_t now, app_retire_report *out, base_err *e);

#endif
