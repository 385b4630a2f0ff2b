/* upkeep.h - what goes on beside the writer, on a thread and a connection of its own: signing the newest committed
 * head, and moving the write-ahead log into the database before it grows long. */
#ifndef JIQUN_APP_UPKEEP_H
#define JIQUN_APP_UPKEEP_H

#include "app/app.h"

typedef struct app_upkeep app_upkeep;

/* `publish_ms` as in app_queue_options. */
app_upkeep *app_upkeep_start(const app_place *place, int publish_ms, base_err *e);
void app_upkeep_stop(app_upkeep *u); /* NULL is allowed */
/* The log has `size` events now. */
void app_upkeep_told(app_upkeep *u, uint64_t size);
uint64_t app_upkeep_published(app_upkeep *u);

#endif
