/* service.h - what the handlers share: the record and its readers, the writer's queue, today, settings.
 *
 * Readers are open records (APP_READ), each for one thread at a time, lent to an exchange for as long as its handler
 * runs. What changes something goes to the queue, whose writer is the only one of this process. */
#ifndef JIQUN_HTTP_SERVICE_H
#define JIQUN_HTTP_SERVICE_H

#include "app/outbox.h"
#include "app/queue.h"
#include "core/roster.h"
#include "http/exchange.h"

struct http_server;

typedef struct {
    app_place place;
    unsigned readers;                                /* 0: one a processor and one more */
    base_date today;                                 /* of a demonstration; BASE_DATE_NONE: the calendar's */
    const char *title_zh, *title_en;                 /* of the site; NULL: as the rulebook is called */
    const char *operator_zh, *operator_en, *contact; /* who runs it; NULL: said to be not set */
    const char *filing;                              /* filing numbers of the operator's own; NULL: none is shown */
    struct oidc_client *oidc;                        /* a provider to sign in through, of the caller; NULL: none */
    bool writes;                                     /* false: nothing can be changed through it */
    const char *journal;                             /* measure.h */
    const char *const *monitor;                      /* addresses that may read /metrics beside this machine's own */
    size_t n_monitors;
    const app_sender *sender;       /* NULL: mails stay in the outbox */
    const char *link;               /* address of the site, for mails; NULL: none */
    const char *scanner;            /* socket of clamd, of the caller; NULL: no file is scanned */
    uint64_t file_max;              /* bytes of an attachment, at most FILES_MAX_BYTES; 0: that */
    const char *program;            /* for audits and matches (lines.h); NULL: this one */
    const char *root;               /* where data/ lies, for matches; NULL: looked for as this process does */
    const core_roster_plan *roster; /* of rosters that are sent in, of the caller; NULL: none is read */
    unsigned keep_days;             /* that an attachment is kept which nobody names */
} http_service_options;

http_service *http_service_start(const http_service_options *o, base_err *e);
void http_service_stop(http_service *s); /* NULL is allowed; after the server */
/* Opens what may have been moved away: the journal. */
void http_service_reopen(http_service *s);
const http_service_options *http_service_settings(const http_service *s);
/* Today: as set, or by the calendar. */
base_date http_today(const http_service *s);
/* "https://host" of this site, for what has to be a whole address: the one it was told to have (link); else as the
 * client names it, which nobody vouches for. False: that is no name of a host. */
bool http_site(const http_exchange *x, base_str *out);
bool http_is_demonstration(const http_service *s);
/* The server that carries it: told by the server itself. */
void http_service_carried(http_service *s, struct http_server *by);
app_queue *http_queue(http_service *s); /* NULL when it does not write */

files *http_files(http_service *s);
struct http_matching *http_matches(http_service *s);
/* Milliseconds that an attachment is kept which nobody names. */
int64_t http_keep_unnamed_ms(const http_service *s);
/* What the pages keep between requests (portal/shared.h). */
struct http_portal *http_portal_of(http_service *s);

/* The exchange's reader: its store may be asked at once. NULL with an answer written (503) when the store is away. */
app *http_reader(http_exchange *x);
/* The same with the world at the end of the log. */
app *http_world(http_exchange *x);
/* Gives it back; done by the server after each handler. */
void http_reader_return(http_exchange *x);

/* ---- for the server ---- */

/* Headers are there: finds the route. False with the answer written: nothing is to be read any more. */
bool http_prepare(http_exchange *x);
/* Bytes of a body that the route takes; 0: none. */
size_t http_body_max(const http_exchange *x);
/* Pieces of the body go to their place as they come, and none is held. */
bool http_body_streams(const http_exchange *x);
void http_body_put(http_exchange *x, const char *p, size_t n);
/* The body is there: access, then the handler. */
enum http_step http_serve(http_exchange *x);
/* What was deferred goes on. */
enum http_step http_resume(http_exchange *x);
/* The exchange is over, answered or not. */
void http_over(http_exchange *x, unsigned status, uint64_t micros, uint64_t bytes);
/* What is done once a second beside the requests. True when there is something new for event streams. */
bool http_each_second(http_service *s);

#endif
