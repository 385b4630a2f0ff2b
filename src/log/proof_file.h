/* proof_file.h - an inclusion proof as a text that can be checked without asking anybody (C2SP tlog-proof).
 *
 * First line, perhaps "extra BASE64", "index N", the path with a hash in base64 a line, a blank line, the checkpoint. A
 * SHA-256 proof begins with "c2sp.org/tlog-proof@v1" and is one; an SM3 proof begins with "jiqun/tlog-proof-sm3@v1",
 * because tools for the former can not check it. */
#ifndef JIQUN_LOG_PROOF_FILE_H
#define JIQUN_LOG_PROOF_FILE_H

#include "log/note.h"
#include "log/tree.h"

enum { LOG_PROOF_EXTRA_MAX = 64 << 10, LOG_PROOF_FILE_MAX = 256 << 10 };

typedef struct {
    enum log_suite suite;
    uint64_t index;
    base_str extra; /* nothing vouches for it */
    size_t n;
    log_hash path[LOG_PROOF_MAX];
    base_str checkpoint; /* the signed note */
} log_proof;

/* `extra` may be empty. False, and nothing written, when it does not fit or is over a limit. */
bool log_proof_put(base_buf *b, enum log_suite suite, uint64_t index, const log_hash *path, size_t n, base_str extra,
                   base_str checkpoint_note);
/* Reads the form; nothing is checked yet. `extra` goes into `arena`, the checkpoint points into `text`. */
bool log_proof_parse(base_arena *arena, base_str text, log_proof *out, base_err *e);
/* Whether the entry with this leaf hash is in the log as `*c` says, by a checkpoint that `pub[*by]` signed. Hasher and
 * key must be of the proof's suite. `by` may be NULL. */
bool log_proof_verify(log_hasher *h, const log_proof *p, const log_hash *leaf, const log_pub *const *pub, size_t n,
                      log_checkpoint *c, size_t *by, base_err *e);

#endif
