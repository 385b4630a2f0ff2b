/* reseal.h - every sealed text of a record: by which key each opens, and how it goes over to the newest. For rekey.c.
 */
#ifndef JIQUN_APP_RESEAL_H
#define JIQUN_APP_RESEAL_H

#include "app/app.h"

typedef struct {
    uint64_t now, before; /* texts that open by the key that seals; by the one that is being replaced */
    uint64_t moved;       /* sealed anew by this call */
    uint64_t plain;       /* person parts that an older program left unsealed */
    uint64_t lost;        /* open by neither: changed, or by a key that is not in use any more */
    base_str first_lost;  /* "SPACE KEY" of the first of them */
} app_resealed;

/* Opens each of them; in the caller's transaction, or as the store goes on meanwhile. */
bool app_reseal_look(app *a, base_arena *arena, app_resealed *out, base_err *e);
/* Seals anew by the newest key what opens by the one before, in groups: each group is read and written in one
 * transaction, so nobody's change is lost, and what was taken away meanwhile stays away. Broken off, it is begun again.
 */
bool app_reseal(app *w, base_arena *arena, app_resealed *out, base_err *e);

#endif
