/* part.h - the person parts of events as they lie in the database: sealed (seal.h), bound to the number of their event.
 *
 * The digest in the leaf is over salt and plain text, so the log does not know how a part is kept: it can be sealed
 * anew by another key, and an audit that has the key proves it as before. A record that an older program wrote has
 * parts that are not sealed: those begin with '[', which no sealed text does. They are read as they are, and sealed
 * when the key is replaced (reseal.h). */
#ifndef JIQUN_APP_PART_H
#define JIQUN_APP_PART_H

#include "app/seal.h"

/* As seal.h knows the place. */
#define APP_SPACE_PART BASE_STR("person")

base_str app_part_key(base_arena *arena, uint64_t seq);
bool app_part_is_sealed(base_str body);
bool app_part_seal(const app_seal *s, base_arena *arena, uint64_t seq, base_str plain, base_str *body, base_err *e);
/* The plain text, in the arena where it was sealed: to be wiped (app_part_wipe) where the arena outlives its use. `s`
 * NULL: there is no key, so one that is sealed does not open. */
bool app_part_open(const app_seal *s, base_arena *arena, uint64_t seq, base_str body, base_str *plain, base_err *e);
/* What app_part_open returned for that body. */
void app_part_wipe(base_str body, base_str plain);

#endif
