/* owned.h - what belongs to an account: beside each thing that lies under an id of its own, an empty entry LOGIN/ID in
 * another space, by which those of one account are found. */
#ifndef JIQUN_APP_OWNED_H
#define JIQUN_APP_OWNED_H

#include "app/account_i.h"

typedef struct {
    base_str *id; /* in the arena */
    size_t n;
} app_owned;

/* `space` holds the entries LOGIN/ID and nothing else. */
bool app_owned_add(app *w, base_arena *arena, base_str space, base_str login, base_str id, int64_t now, base_err *e);
bool app_owned_drop(app *w, base_arena *arena, base_str space, base_str login, base_str id, base_err *e);
bool app_owned_of(app *a, base_arena *arena, base_str space, base_str login, app_owned *out, base_err *e);

#endif
