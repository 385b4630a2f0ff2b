/* mover.h - the write-ahead log is moved into the database by a thread with a connection of its own, so that neither
 * who writes nor who signs waits for it. */
#ifndef JIQUN_APP_MOVER_H
#define JIQUN_APP_MOVER_H

#include "base/err.h"

typedef struct app_mover app_mover;

/* `address`: of the store; copied. */
app_mover *app_mover_start(const char *address, base_err *e);
/* After the pass that goes on. NULL is allowed. */
void app_mover_stop(app_mover *m);
/* Asks for a pass and returns at once; asked during one, another follows. A pass that fails loses nothing: the log
 * grows until the next. */
void app_mover_go(app_mover *m);

#endif
