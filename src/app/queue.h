/* queue.h - many ask, one writes: the queue before the writer of a process, and the upkeep beside it.
 *
 * The writer takes whatever has gathered since it last looked and never waits for more: under light load a request is a
 * group of its own, under heavy load groups grow by themselves. A second thread signs the newest committed head (at
 * most 25 a second) and moves the write-ahead log into the database, so that no answer waits for either. */
#ifndef JIQUN_APP_QUEUE_H
#define JIQUN_APP_QUEUE_H

#include "app/app.h"

typedef struct app_queue app_queue;

typedef struct {
    size_t waiting_max; /* requests that may wait; beyond it they fail at once. 0: 4096 */
    size_t group_max;   /* requests of one commit, at most APP_GROUP_MAX; 0: 256 */
    int publish_ms;     /* time between two checkpoints; 0: 40; negative: none are published */
} app_queue_options;

/* Opens the record for writing and starts both threads. */
app_queue *app_queue_start(const app_place *place, const app_queue_options *options, base_err *e);
/* Answers what waits, publishes, closes the record. NULL is allowed. */
void app_queue_stop(app_queue *q);

/* Called by the writer once the answer is final; the answer lives until it returns. It must be quick. */
typedef void (*app_answered)(void *ctx, const app_answer *answer);
/* Hands in a request, whose memory must stay until it is answered. False when too many wait or the queue is being
 * stopped: then nothing was taken, and `e` says so. */
bool app_queue_push(app_queue *q, const app_request *request, app_answered done, void *ctx, base_err *e);
/* Work on what is kept beside the log (sessions, attachments, receipts …), done by the writer between two groups, so
 * that a process has one writer and no two of its threads wait for each other's lock. It must be quick. */
typedef void (*app_work)(void *ctx, app *writer);
bool app_queue_work(app_queue *q, app_work work, void *ctx, base_err *e);
/* A copy of an answer that outlives it: refusals in `arena`; what was granted is told by seq, n_events and leaf. */
app_answer app_answer_keep(const app_answer *a, base_arena *arena);
/* The same as app_queue_push, waiting for the answer; it is kept (app_answer_keep) in `arena`. */
void app_queue_submit(app_queue *q, const app_request *request, app_answer *answer, base_arena *arena);

typedef struct {
    uint64_t groups, requests, granted, refused, failed;
    uint64_t largest_group;
    uint64_t published; /* size of the last checkpoint */
} app_queue_figures;
app_queue_figures app_queue_look(app_queue *q);

#endif
