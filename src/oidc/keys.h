/* keys.h - keys of a provider from inside: for keys.c and jwt.c only. */
#ifndef JIQUN_OIDC_KEYS_H
#define JIQUN_OIDC_KEYS_H

#include <openssl/evp.h>
#include <yyjson.h>

#include "oidc/jwt.h"

enum oidc_alg { OIDC_NO_ALG, OIDC_RS256, OIDC_ES256, OIDC_EDDSA };
/* OIDC_NO_ALG for any other name. */
enum oidc_alg oidc_alg_of(base_str name);

typedef struct {
    base_str kid; /* may be empty */
    enum oidc_alg alg;
    EVP_PKEY *key;
} oidc_key;

struct oidc_keys {
    base_arena *arena;
    oidc_key key[OIDC_KEYS_MAX];
    size_t n;
};

#endif
