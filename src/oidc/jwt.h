/* jwt.h - the provider's keys, and whether an ID token is one of its tokens and meant for us. No network here.
 *
 * Three algorithms are taken: RS256, ES256, EdDSA (Ed25519). Which key is asked is decided by the key's own type as
 * much as by the token, so that no token can have a public key taken for a shared secret; "none" and HMAC are refused
 * by name. */
#ifndef JIQUN_OIDC_JWT_H
#define JIQUN_OIDC_JWT_H

#include "oidc/oidc.h"

/* RFC 4648 without padding: strict, nothing is skipped and the bits left over are 0. False when it is not. */
bool oidc_base64url(base_arena *arena, base_str text, base_str *out);
/* Writes it as base64url; `out` has room for (n * 4 + 2) / 3 characters; how many. */
size_t oidc_base64url_put(const uint8_t *p, size_t n, char *out);

typedef struct oidc_keys oidc_keys;
/* A JSON Web Key Set. Keys of other kinds are left out; a set without a key that can be used is an error. */
oidc_keys *oidc_keys_read(base_str json, base_err *e);
void oidc_keys_free(oidc_keys *k); /* NULL is allowed */

typedef struct {
    base_str issuer, client, nonce;
    int64_t now; /* seconds since 1970 */
} oidc_expected;
enum oidc_checked {
    OIDC_GOOD,
    OIDC_BAD,        /* with the reason */
    OIDC_UNKNOWN_KEY /* signed by a key that is not among them: the provider may have a new one */
};
enum oidc_checked oidc_token_check(base_arena *arena, base_str token, const oidc_keys *k, const oidc_expected *x,
                                   oidc_person *out, base_err *e);

#endif
