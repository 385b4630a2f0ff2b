/* throttle.h - how often something may fail: by account and by address, with waits that grow.
 *
 * Kept as entries, so that a restart forgets nothing. Keys are keyed digests: no address and no name stands there.
 * Names that nobody has share a few thousand places, so that inventing names fills no table; for whoever asks they
 * behave as all others do. */
#ifndef JIQUN_APP_THROTTLE_H
#define JIQUN_APP_THROTTLE_H

#include "app/app.h"

enum {
    APP_THROTTLE_FREE = 5,          /* failures of an account that cost no wait */
    APP_THROTTLE_FREE_ADDRESS = 20, /* of an address: many may sit behind one */
    APP_THROTTLE_FIRST_S = 30,      /* the first wait; each further failure doubles it … */
    APP_THROTTLE_MOST_S = 3600,     /* … up to this */
    APP_THROTTLE_FORGET_S = 86400,  /* after so long without a failure it is forgotten */
    APP_THROTTLE_UNKNOWN = 4096,    /* places for names that nobody has */
    APP_THROTTLE_RECEIPTS = 10      /* objections handed in from one address within APP_THROTTLE_FORGET_S */
};

enum app_throttle_kind { APP_THROTTLE_LOGIN, APP_THROTTLE_NAMELESS, APP_THROTTLE_ADDRESS, APP_THROTTLE_OBJECTION };

/* Until when `what` (login name, address) has to wait; 0 or in the past: it need not. */
bool app_throttle_until(app *a, enum app_throttle_kind kind, base_str what, int64_t now, int64_t *until, base_err *e);
/* One failure (or, for APP_THROTTLE_OBJECTION, one that was handed in); `*until` as above, afterwards. */
bool app_throttle_hit(app *w, enum app_throttle_kind kind, base_str what, int64_t now, int64_t *until, base_err *e);
/* It succeeded: the failures are forgotten. */
bool app_throttle_clear(app *w, enum app_throttle_kind kind, base_str what, base_err *e);
/* What addresses are counted by: an IPv4 address as it is, of IPv6 the first 64 bits. In the arena. */
base_str app_throttle_address(base_arena *arena, base_str address);

#endif
