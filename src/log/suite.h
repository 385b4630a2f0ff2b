/* suite.h - the two sets of algorithms a log can be made with; one is chosen when the log begins and never changes.
 *
 * SM3 + SM2 (GM/T 0004, GM/T 0003) has the layout of C2SP tlog-tiles and the form of C2SP notes, with other algorithms:
 * existing tlog tools can not verify it, and its origin ends in "/sm3" so that nobody takes it for theirs. SHA-256 +
 * Ed25519 is C2SP tlog-tiles, tlog-checkpoint and signed-note to the letter. */
#ifndef JIQUN_LOG_SUITE_H
#define JIQUN_LOG_SUITE_H

#include "base/str.h"

enum log_suite { LOG_SM3_SM2 = 1, LOG_SHA256_ED25519 = 2 };

enum { LOG_HASH = 32, LOG_HASH_HEX = 64, LOG_SALT = 16 };
typedef struct {
    uint8_t b[LOG_HASH];
} log_hash;

/* "sm3" or "sha256"; false for anything else. */
bool log_suite_parse(base_str name, enum log_suite *out);
const char *log_suite_name(enum log_suite suite);

/* A hashing context that can be used again and again by one thread; ends the process when the library has no such
 * algorithm (log_suite_ready tells beforehand). */
typedef struct log_hasher log_hasher;
bool log_suite_ready(enum log_suite suite);
log_hasher *log_hasher_new(enum log_suite suite);
void log_hasher_free(log_hasher *h);
enum log_suite log_hasher_suite(const log_hasher *h);
/* H(a ‖ b). Either may be empty. */
log_hash log_digest(log_hasher *h, base_str a, base_str b);
/* RFC 6962 section 2.1: H(0x00 ‖ entry) and H(0x01 ‖ left ‖ right); of the empty tree H(). */
log_hash log_leaf_hash(log_hasher *h, base_str entry);
log_hash log_node_hash(log_hasher *h, const log_hash *left, const log_hash *right);
log_hash log_empty_root(log_hasher *h);

static inline bool log_hash_eq(const log_hash *a, const log_hash *b) { return memcmp(a->b, b->b, LOG_HASH) == 0; }
/* 64 lower-case digits, no NUL. */
void log_hash_hex(const log_hash *x, char out[LOG_HASH_HEX]);
bool log_hash_parse_hex(base_str hex, log_hash *out);
/* Exactly 2n lower-case digits into n bytes; `out` is undefined when it is false. */
bool log_parse_hex(base_str hex, uint8_t *out, size_t n);
/* n random bytes of the system; ends the process when it has none. */
void log_random(void *p, size_t n);

#endif
