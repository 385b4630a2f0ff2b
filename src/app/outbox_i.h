/* outbox_i.h - what the files of the outbox share. */
#ifndef JIQUN_APP_OUTBOX_I_H
#define JIQUN_APP_OUTBOX_I_H

#include "app/outbox.h"

enum { APP_OUTBOX_KEY = 20 };
/* The number of a message as a key, so that keys stand in the order of numbers. */
base_str app_outbox_key(int64_t id, char out[APP_OUTBOX_KEY]);
/* Reads a body; `why` NULL: of one that waits. Texts in `arena`. */
bool app_outbox_read(base_arena *arena, base_str body, app_mail *m, base_str *why, base_err *e);
/* Within a transaction: gives a message up. */
bool app_outbox_bury(store *s, int64_t id, const app_mail *m, base_str why, int64_t now, base_err *e);

/* Everybody waits because the server was down. */
#define APP_MAIL_STOP_SPACE BASE_STR("clock")
#define APP_MAIL_STOP_KEY   BASE_STR("mail-server")

#endif
