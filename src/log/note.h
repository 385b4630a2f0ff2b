/* note.h - keys, signed notes (C2SP signed-note) and checkpoints (C2SP tlog-checkpoint).
 *
 * A checkpoint is the text "ORIGIN\nSIZE\nBASE64(ROOT)\n", signed as a note. With SM2 the signature is DER over
 * SM3(Z ‖ text) with the distinguishing id 1234567812345678, so that the openssl command line checks it; its note key
 * type is 0xff followed by "jiqun/sm2" (signed-note gives 0xff to types that are named by a string). Ed25519 is type
 * 0x01, RFC 8032. Key names are origins: no blank, no '+'. */
#ifndef JIQUN_LOG_NOTE_H
#define JIQUN_LOG_NOTE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "log/suite.h"

enum { LOG_ORIGIN_MAX = 200, LOG_NOTE_MAX = 64 << 10, LOG_KEYS_MAX = 64 };

typedef struct log_key log_key; /* private and public */
typedef struct log_pub log_pub; /* public only */

/* A new key pair named `origin`. NULL and `e` when the library refuses. */
log_key *log_key_new(enum log_suite suite, base_str origin, base_err *e);
void log_key_free(log_key *k);
const log_pub *log_key_pub(const log_key *k);
/* Writes PKCS #8 PEM with the origin on a line before it to a new file, mode 0600, synced, and its folder synced; an
 * existing file is not touched. */
bool log_key_save(const log_key *k, const char *path, base_err *e);
/* Refuses a file that others than its owner may read. */
log_key *log_key_load(const char *path, base_err *e);

void log_pub_free(log_pub *p);
/* One line: "ORIGIN+HASH+BASE64" (signed-note verifier key). */
bool log_pub_put(base_buf *b, const log_pub *p);
log_pub *log_pub_parse(base_str line, base_err *e);
/* SubjectPublicKeyInfo in PEM, for openssl. */
bool log_pub_put_pem(base_buf *b, const log_pub *p);
enum log_suite log_pub_suite(const log_pub *p);
base_str log_pub_origin(const log_pub *p);
uint32_t log_pub_hash(const log_pub *p); /* the key id of the note */

typedef struct {
    base_str origin;
    uint64_t size;
    log_hash root;
    base_str extension; /* further lines of the text, or empty */
} log_checkpoint;

/* Writes the signed note. */
bool log_checkpoint_sign(base_buf *b, const log_checkpoint *c, const log_key *k, base_err *e);
/* Reads a note and wants one good signature by one of `pub`; `*by` gets its index (NULL allowed). Texts point into
 * `note`. Signatures by unknown keys are passed over (signed-note). */
bool log_checkpoint_open(base_str note, const log_pub *const *pub, size_t n, log_checkpoint *out, size_t *by,
                         base_err *e);
/* The text and the raw signature (DER or 64 bytes) of the one by `p`, for an outside check. Into `arena`. */
bool log_note_parts(base_arena *arena, base_str note, const log_pub *p, base_str *text, base_str *signature,
                    base_err *e);

/* Base64 with padding (RFC 4648 section 4). */
bool log_base64_put(base_buf *b, base_str bytes);
bool log_base64_get(base_arena *arena, base_str text, base_str *bytes);

#endif
