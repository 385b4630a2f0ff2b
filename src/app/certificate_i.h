/* certificate_i.h - what making and checking a certificate share. */
#ifndef JIQUN_APP_CERTIFICATE_I_H
#define JIQUN_APP_CERTIFICATE_I_H

#include "app/app_i.h"
#include "app/certificate.h"
#include "core/event_json.h"
#include "log/proof_file.h"

/* One event as it stands in the file. */
typedef struct {
    base_str leaf, payload;
    base_str proof; /* as log_proof_put writes it */
    uint8_t salt[LOG_SALT];
} app_certificate_event;

typedef struct {
    app_certificate said;
    enum log_suite suite;
    app_certificate_event event[APP_CERTIFIED_EVENTS];
    size_t n;
} app_certificate_text;

#define APP_CERTIFICATE_LINE "jiqun/certificate@v1\n"

/* Writes both lines. False when it is too large. */
bool app_certificate_put(base_buf *b, const app_certificate_text *t);
/* Reads them; only what app_certificate_put would write again is taken. */
bool app_certificate_read(base_arena *arena, base_str text, app_certificate_text *t, base_err *e);

/* What the payload of an event says of the cluster, laid over `c`: fields set, state moved to, county and so on. */
typedef struct {
    base_str *field; /* of app_certificate, by name of the cluster's field */
    const char *name;
} app_certified_field;
enum { APP_CERTIFIED_FIELDS = 7 };
void app_certified_fields(app_certificate *c, app_certified_field out[APP_CERTIFIED_FIELDS]);
/* Bit i: it sets field i; bit APP_CERTIFIED_FIELDS: it moves the state. False when the payload can not be read or holds
 * figures. `c` NULL: only the bits. */
bool app_certified_apply(base_arena *arena, base_str cluster, const core_leaf *leaf, base_str payload,
                         app_certificate *c, uint32_t *bits);

#endif
