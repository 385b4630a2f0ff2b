/* note.h - keys, signed notes (C2SP signed-note) and checkpoints (C2SP tlog-checkpoint).
 *
 * A note is a text of lines, a blank line, and signatures of the form "— NAME BASE64(KEY ID ‖ SIGNATURE)". A checkpoint
 * is the text "ORIGIN\nSIZE\nBASE64(ROOT)\n", signed as a note. Ed25519 is signature type 0x01, RFC 8032.
 *
 * With SM2 the signature is DER over SM3(Z ‖ text) with the distinguishing id 1234567812345678, so that the openssl
 * command line checks it. Its type is 0xff followed by "jiqun/sm2" (signed-note gives 0xff to types that are named by a
 * string), the public key is the 65 bytes of an uncompressed point, and the key id is made as signed-note recommends:
 * the first four bytes of SHA-256(NAME ‖ \n ‖ type ‖ public key). It only tells keys apart; nothing rests on it.
 *
 * Key names are origins: no blank, no '+'. Those of SM2 keys end in "/sm3", those of new Ed25519 keys do not. */
#ifndef JIQUN_LOG_NOTE_H
#define JIQUN_LOG_NOTE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "log/suite.h"

/* A note has room for 16 signatures of five kilobytes, as signed-note wants it of who reads notes. */
enum { LOG_ORIGIN_MAX = 200, LOG_NOTE_MAX = 128 << 10, LOG_SIGNATURES_MAX = 100, LOG_KEYS_MAX = 64 };

typedef struct log_key log_key; /* private and public */
typedef struct log_pub log_pub; /* public only */

/* A new key pair named `origin`. NULL and `e` when the name will not do or the library refuses. */
log_key *log_key_new(enum log_suite suite, base_str origin, base_err *e);
void log_key_free(log_key *k);
/* Lives as long as `k`. */
const log_pub *log_key_pub(const log_key *k);
/* Writes the verifier key on a line and PKCS #8 PEM after it to a new file, mode 0600, synced, and its folder synced;
 * an existing file is not touched. What could not be written whole is taken away again. */
bool log_key_save(const log_key *k, const char *path, base_err *e);
/* Refuses a file that others than its owner may use, and one whose two keys do not belong together. */
log_key *log_key_load(const char *path, base_err *e);

void log_pub_free(log_pub *p);
/* "ORIGIN+HASH+BASE64" (signed-note verifier key), no newline. */
bool log_pub_put(base_buf *b, const log_pub *p);
log_pub *log_pub_parse(base_str line, base_err *e);
/* SubjectPublicKeyInfo in PEM, for openssl. */
bool log_pub_put_pem(base_buf *b, const log_pub *p);
enum log_suite log_pub_suite(const log_pub *p);
base_str log_pub_origin(const log_pub *p);
uint32_t log_pub_hash(const log_pub *p); /* the key id of the note */

/* Writes `text`, which ends in a newline, signed. On failure nothing is written. */
bool log_note_sign(base_buf *b, base_str text, const log_key *k, base_err *e);
/* Reads a note, checks every signature by one of `pub` (at most LOG_KEYS_MAX) and refuses the note if one of them is
 * bad or none is there; signatures by other keys are passed over. Bit i of `*by` says that pub[i] signed. `*text`
 * points into `note`. */
bool log_note_open(base_str note, const log_pub *const *pub, size_t n, base_str *text, uint64_t *by, base_err *e);
/* The text and the raw signature (DER or 64 bytes) of the one by `p`, unchecked, for an outside check. The text points
 * into `note`, the signature is copied into `arena`. */
bool log_note_parts(base_arena *arena, base_str note, const log_pub *p, base_str *text, base_str *signature,
                    base_err *e);

typedef struct {
    base_str origin;
    uint64_t size;
    log_hash root;
    base_str extension; /* further lines of the text, each with its newline, or empty */
} log_checkpoint;

/* Writes the signed note; the origin must be that of the key. On failure nothing is written. */
bool log_checkpoint_sign(base_buf *b, const log_checkpoint *c, const log_key *k, base_err *e);
/* Opens a note as log_note_open does; one good signature must be by a key that is named as the origin of the checkpoint
 * (its former keys are in `pub` too), and `*by` gets that key's index (NULL allowed). Texts point into `note`. */
bool log_checkpoint_open(base_str note, const log_pub *const *pub, size_t n, log_checkpoint *out, size_t *by,
                         base_err *e);
/* The text of a checkpoint, without signatures. Texts point into `text`. */
bool log_checkpoint_parse(base_str text, log_checkpoint *out, base_err *e);

/* Base64 with padding (RFC 4648 section 4); one encoding a value: no blanks, unused bits are zero. */
bool log_base64_put(base_buf *b, base_str bytes);
bool log_base64_get(base_arena *arena, base_str text, base_str *bytes);

#endif
