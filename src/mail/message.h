/* message.h - a mail as it goes over the wire (RFC 5322), text in UTF-8.
 *
 * Whatever a subject, a name or a text holds, it can not become a header or a second mail: words that are not plain
 * are written as encoded words (RFC 2047), the text as base64 (RFC 2045), addresses and the parts of the identity are
 * checked character by character. Lines end in CR LF. The identity is given, so that the same message sent twice is
 * known to be one. */
#ifndef JIQUN_MAIL_MESSAGE_H
#define JIQUN_MAIL_MESSAGE_H

#include "base/buf.h"
#include "base/err.h"

enum {
    MAIL_ADDRESS_MAX = 254,
    MAIL_SUBJECT_MAX = 500,       /* bytes; what is longer is cut between two characters */
    MAIL_TEXT_MAX = 256 << 10,    /* bytes */
    MAIL_MESSAGE_MAX = 512 << 10, /* bytes of the whole */
    MAIL_ID_MAX = 120
};

typedef struct {
    base_str from, from_name; /* an address; a name, which may be empty */
    base_str to;              /* one address */
    base_str subject, text;
    base_str id; /* left part of Message-ID: letters, digits, '.' and '-'; the right one is the domain of `from` */
    int64_t at;  /* milliseconds since 1970: Date, in UTC+8 */
} mail_message;

/* An address that is sent to: NAME@DOMAIN of ASCII without quotes or comments, at most MAIL_ADDRESS_MAX bytes. */
bool mail_address_good(base_str address);
/* Writes it after what `b` holds. False with `e`: an address or identity that is none, a text over its limit. */
bool mail_message_put(base_buf *b, const mail_message *m, base_err *e);

#endif
