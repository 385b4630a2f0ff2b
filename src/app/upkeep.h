/* upkeep.h - what goes on beside the writer, on a thread and a connection of its own: signing the newest committed
 * head, and having the write-ahead log moved into the database before it grows long (mover.h).
 *
 * A signed head is put outside the database at once. Its row goes on record with the writer's next group: a commit by
 * another connection would cost the writer all the pages that it has at hand. When no group comes, the upkeep writes
 * the row by itself. */
#ifndef JIQUN_APP_UPKEEP_H
#define JIQUN_APP_UPKEEP_H

#include "app/app.h"

typedef struct app_upkeep app_upkeep;

/* `publish_ms` as in app_queue_options. */
app_upkeep *app_upkeep_start(const app_place *place, int publish_ms, base_err *e);
void app_upkeep_stop(app_upkeep *u); /* NULL is allowed */
/* From now on `writer` takes the rows. It must be closed after the upkeep is stopped, by the thread that stops it. */
void app_upkeep_serves(app_upkeep *u, app *writer);
/* The log has `size` events now. */
void app_upkeep_told(app_upkeep *u, uint64_t size);
/* So much was written beside the log: refusals, forms, sessions. It lies in the write-ahead log, too. */
void app_upkeep_wrote(app_upkeep *u, uint64_t n);
uint64_t app_upkeep_published(app_upkeep *u);

/* For the writer: the row that waits, copied to `arena`; and that the row of that size is on record. */
bool app_upkeep_take(app_upkeep *u, base_arena *arena, store_checkpoint *row);
void app_upkeep_kept(app_upkeep *u, uint64_t size);

#endif
