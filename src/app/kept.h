/* kept.h - one transaction on what is kept beside the log, by whoever may write.
 *
 * A process with a queue has one writer, and everything goes through it, so that no two of its threads wait for each
 * other's lock; a command line writes by itself. */
#ifndef JIQUN_APP_KEPT_H
#define JIQUN_APP_KEPT_H

#include "app/queue.h"

typedef struct {
    app *app;         /* of this thread, for reading; without a queue also for writing (APP_WRITE) */
    app_queue *queue; /* NULL: none */
} app_desk;

/* What is to be done in the transaction, of which `head` is the head. False with `e`: nothing of it is kept. It must be
 * quick, and uses no store but `s`. */
typedef bool (*app_kept_work)(void *ctx, store *s, const store_head *head, base_err *e);
/* Returns when it is on disk. False with `e`: it is not, or (as `e` says) that is not known; work that may be done
 * again is then done again. */
bool app_kept_write(const app_desk *d, app_kept_work work, void *ctx, base_err *e);

#endif
