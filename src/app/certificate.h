/* certificate.h - a small file that proves how a cluster stands, and can be checked with nothing but a public key.
 *
 * It is a signed note (C2SP signed-note) by the key of the log: the line "jiqun/certificate@v1" and a line of canonical
 * JSON: what is certified; and the events that decided it, each with leaf, salt, payload and an inclusion proof
 * (log/proof_file.h) that ends in the signed checkpoint. Who checks it sees that those events are in the log, that what
 * is certified follows from them, and that the keeper of the log signed for its being so at that checkpoint. That last
 * signature is needed: from events that were published anybody could put together proofs of what has been revoked
 * since.
 *
 * It can not be seen offline what came after the checkpoint. Payloads with the figures of an application are never put
 * into such a file. */
#ifndef JIQUN_APP_CERTIFICATE_H
#define JIQUN_APP_CERTIFICATE_H

#include "app/app.h"

enum { APP_CERTIFICATE_MAX = LOG_NOTE_MAX, APP_CERTIFIED_EVENTS = 16 };

typedef struct {
    uint64_t seq;
    base_str action, article, level, who;
    base_date day;
} app_certified_event;

typedef struct {
    base_str cluster; /* its path in the record */
    /* empty where it is not known */
    base_str name, county, channel, state, state_zh, state_en, announcement, announced, valid_from, valid_until;
    bool demonstration;
    log_checkpoint checkpoint;
    base_date day; /* of the checkpoint's last event */
    int64_t at;    /* when it was signed */
    app_certified_event event[APP_CERTIFIED_EVENTS];
    size_t n_events;
} app_certificate;

/* Of an open record (APP_WRITE): signs the head first when it is newer than the last checkpoint. */
bool app_certify(app *a, base_str cluster, base_arena *arena, base_str *file, app_certificate *said, base_err *e);
/* Reads and checks it; false with `e` saying what is wrong. Texts in `arena`. */
bool app_certificate_check(base_arena *arena, base_str file, const log_pub *const *pub, size_t n, app_certificate *out,
                           base_err *e);

#endif
