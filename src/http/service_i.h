/* service_i.h - the insides of a service, for service.c and what reports on it. */
#ifndef JIQUN_HTTP_SERVICE_I_H
#define JIQUN_HTTP_SERVICE_I_H

#include <pthread.h>
#include <stdatomic.h>

#include "app/show.h"
#include "http/changes.h"
#include "http/chores.h"
#include "http/identify.h"
#include "http/measure.h"
#include "http/outward.h"
#include "http/server.h"
#include "http/service.h"

struct http_service {
    http_service_options options;
    bool demonstration;
    atomic_int last_day;  /* of the record, as last seen; 0: not seen yet */
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t changed;
    app *all[HTTP_THREADS_MAX], *idle[HTTP_THREADS_MAX];
    size_t n_open, n_idle, n_opening, most;
    pthread_t opener;
    pthread_cond_t ending;
    bool opened, opening, stopping;
    http_exchange *waiting; /* deferred until the writer is open */
    app_queue *queue;
    http_chores *chores;
    base_err queue_error;
    pthread_mutex_t figures_lock; /* of the two that follow; held while they are counted, so that one does it for all */
    int64_t figures_until;        /* ms: how long they are kept */
    app_figures figures;
    http_measure *measure;
    http_changes *changes;
    http_identities *identities;
    struct http_readings *readings;
    atomic_uint denied; /* refusals that wait to be put on the access record */
    app_password_pool *passwords;
    http_outward *outward; /* NULL: nobody outside is asked */
    files *files;
    struct http_uploads *uploads;
    struct http_evidences *evidences;
    http_outward *disk;     /* threads that wait for the disk */
    http_outward *printers; /* threads that wait for what is being printed */
    http_outward *rosters;  /* threads that read rosters */
    http_outward *checking; /* threads that check rulebooks which somebody writes */
    http_server *server;    /* NULL until it listens */
    struct http_portal *portal;
    struct http_audit *audit;
    struct http_matching *matching;
};

/* Whether what it is for can be done; `why` is filled in when not. */
bool http_service_is_ready(http_service *s, base_err *why);

http_chores *http_service_chores(http_service *s); /* NULL until the writer is open */

#endif
