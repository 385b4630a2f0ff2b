/* outbox.h - mails that wait to be sent, and sending them.
 *
 * A mail is put into the outbox in the same transaction as what it tells of, so neither is there without the other. The
 * sender takes them in order, but each under a lease of its own (an entry "mail", by the number of the message), so
 * that of several nodes one sends it. It is done with when the server has said 250. A process that ends in between, or
 * a server whose answer is lost, means that a mail comes twice, with the same Message-ID; none is lost.
 *
 * A server that can not be used (MAIL_DOWN) stops everybody for a while that doubles, up to half an hour, and nothing
 * is given up because of it. What the server does not take now is tried again after waits that double, and given up
 * after APP_MAIL_DAYS; what it refuses is given up at once. What was given up stands in the space "mail-dead" with the
 * reason, for APP_MAIL_DEAD_DAYS.
 *
 * Whoever has an account is named by it ("account:LOGIN"); the address, which is sealed, is looked up at the moment of
 * sending and written down nowhere, nor what a server says of it. */
#ifndef JIQUN_APP_OUTBOX_H
#define JIQUN_APP_OUTBOX_H

#include "app/kept.h"
#include "mail/smtp.h"

enum {
    APP_MAIL_LEASE_MS = 5 * 60 * 1000, /* longer than any mail takes (twice MAIL_TOTAL_MOST_MS) */
    APP_MAIL_RETRY_MS = 5 * 60 * 1000, /* first wait of one mail; then twice, four times … */
    APP_MAIL_RETRY_MOST_MS = 12 * 3600 * 1000,
    APP_MAIL_DOWN_MS = 60 * 1000, /* first wait of all mails when the server is down */
    APP_MAIL_DOWN_MOST_MS = 30 * 60 * 1000,
    APP_MAIL_DAYS = 5,       /* a mail that the server does not take now is tried for so long */
    APP_MAIL_DEAD_DAYS = 90, /* one that was given up is kept for so long */
    APP_MAIL_PASS = 200      /* mails of one call of app_outbox_send */
};

/* ---- putting in ---- */

typedef struct {
    base_str to; /* an address, or account:LOGIN */
    base_str subject, text;
} app_mail;
/* Whether it is one or the other; not whether there is such an account. */
bool app_mail_to_good(base_str to);

/* Within a write transaction: at most APP_GROUP_MAX. False with `e`, also for what is no address. */
bool app_outbox_put(store *s, const store_head *head, const app_mail *mail, size_t n, base_err *e);
/* One mail, in a transaction of its own. */
bool app_outbox_add(const app_desk *d, const app_mail *mail, base_err *e);

/* ---- sending ---- */

typedef struct {
    mail_server server;
    const char *from;   /* address of the sender */
    base_str from_name; /* may be empty */
} app_sender;

typedef struct {
    uint64_t sent, later, dead; /* of this call */
    uint64_t busy;              /* under another node's lease, or not due yet */
    bool down;                  /* the server could not be used, or everybody waits because of that: see `why` */
    base_err why;               /* the last reason why something was not sent */
} app_sent;

/* Sends what is due, at most APP_MAIL_PASS mails. `now`: app_now(). False with `e` only when the record failed, or the
 * sender is none; what happened to the mails is in `out`. */
bool app_outbox_send(const app_desk *d, const app_sender *sender, int64_t now, app_sent *out, base_err *e);

/* ---- looking ---- */

typedef struct {
    uint64_t waiting;    /* counted to 10,000 */
    int64_t oldest;      /* when it was put in; 0: nothing waits */
    uint64_t dead;       /* counted to 10,000 */
    int64_t stopped_for; /* everybody waits until then; 0: no */
} app_outbox_figures;
bool app_outbox_stats(app *a, app_outbox_figures *out, base_err *e);

typedef struct {
    base_str key; /* for app_outbox_revive */
    int64_t at;   /* when it was given up */
    base_str to, subject, why;
} app_dead_mail;
typedef bool (*app_each_dead)(void *ctx, const app_dead_mail *m);
/* What was given up, oldest first, after `after` (.p NULL: from the first). */
bool app_outbox_dead(app *a, base_str after, size_t limit, app_each_dead each, void *ctx, base_err *e);
/* Puts one back among those that wait, as new. */
bool app_outbox_revive(const app_desk *d, base_str key, bool *found, base_err *e);

#endif
