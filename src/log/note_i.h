/* note_i.h - what the files of keys and notes share. */
#ifndef JIQUN_LOG_NOTE_I_H
#define JIQUN_LOG_NOTE_I_H

#include <openssl/types.h>

#include "log/note.h"

enum { LOG_PUB_RAW = 65, LOG_SIGNATURE = 80 /* DER of SM2 has at most 72 */ };

struct log_pub {
    enum log_suite suite;
    uint32_t hash;
    size_t n_origin, n_raw;
    char origin[LOG_ORIGIN_MAX];
    uint8_t raw[LOG_PUB_RAW]; /* the point 04 ‖ x ‖ y, or 32 bytes of RFC 8032 */
    EVP_PKEY *pkey;
};

struct log_key {
    log_pub pub; /* its pkey has the private part too */
};

/* "The cryptographic library" and what it did not do, each in its language, and its own reason; clears its list of
 * reasons. Returns false. */
bool log_library_err(base_err *e, const char *zh, const char *en);

/* Whether a name may stand in a note: UTF-8, not empty, no blank, no control character, no '+'. */
bool log_name_ok(base_str name);
/* Fills `p` but for its pkey: the suite's name, raw bytes and key id. False where the name will not do. */
bool log_pub_fill(log_pub *p, enum log_suite suite, base_str origin, const uint8_t *raw, size_t n, base_err *e);
/* The raw public bytes of a key of the library. */
bool log_raw_of(EVP_PKEY *pkey, enum log_suite suite, uint8_t raw[LOG_PUB_RAW], size_t *n);
/* Wraps a key of the library, which is then the new key's; NULL and `e` when the name will not do, pkey freed. */
log_key *log_key_wrap(EVP_PKEY *pkey, enum log_suite suite, base_str origin, base_err *e);

bool log_sign(const log_key *k, base_str text, uint8_t out[LOG_SIGNATURE], size_t *n, base_err *e);
bool log_signed_by(const log_pub *p, base_str text, const uint8_t *signature, size_t n);

/* Decimal without leading zeros, at most LOG_SIZE_MAX. */
bool log_size_parse(base_str s, uint64_t *v);
/* Takes the first line, without its newline, off `rest`; false when there is no newline. */
bool log_take_line(base_str *rest, base_str *line);
/* One hash in base64. */
bool log_hash_get(base_str text, log_hash *out);
/* Decodes; what lies beyond `cap` is checked and counted in `*n`, but not kept. */
bool log_base64_decode(base_str text, uint8_t *out, size_t cap, size_t *n);

#endif
