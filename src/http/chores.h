/* chores.h - what a server does by itself: the work of the day (app/clock.h), sending what waits in the outbox, and
 * taking away what has ended. On a thread of its own, looked at once a minute; several nodes agree by leases. */
#ifndef JIQUN_HTTP_CHORES_H
#define JIQUN_HTTP_CHORES_H

#include "app/clock.h"
#include "app/outbox.h"
#include "http/service.h"

typedef struct http_chores http_chores;

typedef struct {
    http_service *service;    /* a demonstration goes by its day */
    const app_sender *sender; /* NULL: mails stay in the outbox */
    const char *link;         /* address of the site, for mails; NULL: none */
} http_chores_options;

/* Opens the record for reading and writes through the queue. */
http_chores *http_chores_start(const http_chores_options *o, app_queue *queue, base_err *e);
/* Ends after the mail that is under way. NULL is allowed; before the queue. */
void http_chores_stop(http_chores *c);

typedef struct {
    uint64_t days, reminders, sent, failed; /* since it began */
    bool mail_down;
} http_chores_figures;
http_chores_figures http_chores_look(http_chores *c);

#endif
