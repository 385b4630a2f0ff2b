/* smtp.h - hands mails to a mail server (SMTP, by libcurl), one at a time over one connection.
 *
 * What matters to a sender is what to do next, so that is what an answer says: done with, again later, never again, or
 * stop because it is the server and not this mail. A password goes over an encrypted connection or not at all. Proxies
 * and passwords that the environment names are not looked at. Every wait has an end. One thread. */
#ifndef JIQUN_MAIL_SMTP_H
#define JIQUN_MAIL_SMTP_H

#include "base/err.h"
#include "base/str.h"

enum { MAIL_CONNECT_MS = 10000, MAIL_TOTAL_MS = 60000, MAIL_TOTAL_MOST_MS = 120000 };

typedef struct {
    const char *url;             /* smtp://HOST[:PORT] or smtps://HOST[:PORT] */
    const char *user, *password; /* both or neither (NULL) */
    bool starttls;               /* smtp:// only: goes on encrypted or not at all. With a user it is so anyhow */
    const char *ca_file;         /* certificates that are trusted, PEM; NULL: those of the system */
    int connect_ms, total_ms;    /* for a connection, for a mail; 0: as above */
} mail_server;

typedef struct mail_link mail_link;

/* Checks what is given; nothing is connected before the first mail. Texts must live as long as the link. NULL and `e`.
 */
mail_link *mail_open(const mail_server *server, base_err *e);
void mail_close(mail_link *l); /* NULL is allowed */

enum mail_outcome {
    MAIL_SENT,    /* the server has taken it (250) */
    MAIL_LATER,   /* it will not take this one now (4xx) */
    MAIL_REFUSED, /* it will never take this one (5xx to the recipient or the text) */
    MAIL_DOWN     /* no server, no agreement on encryption, user or sender refused, too slow: no mail would go.
                   * When it was too slow to answer, it may have taken the mail nevertheless */
};
/* `message` is the whole mail. `e` says why it was not sent, in the words of the server where it had any. */
enum mail_outcome mail_send(mail_link *l, base_str from, base_str to, base_str message, base_err *e);

#endif
