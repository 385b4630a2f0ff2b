/* password.h - passwords: which are taken, how they are kept, and the few threads that work on them.
 *
 * They are kept as argon2id (RFC 9106) in PHC form, and sealed besides (seal.h). What goes into argon2id is not the
 * password but its HMAC-SM3 by a key that comes from the record's folder and never stands in the store: what is kept
 * then begins "hmac-sm3$argon2id$". One that was kept before there was such a key is kept anew at the next sign-in. One
 * costs some 20 ms and 19 MiB, so they are worked out by a pool of its own with few threads and a bounded queue: a
 * flood of sign-ins is told to come again and slows nobody else. For a name that nobody has, the same work is done. */
#ifndef JIQUN_APP_PASSWORD_H
#define JIQUN_APP_PASSWORD_H

#include "base/arena.h"
#include "base/err.h"

/* Every figure of passwords. The cost is that of the OWASP Password Storage Cheat Sheet (argon2id, 19 MiB, t = 2,
 * p = 1); the length is that of GB/T 22239-2019 8.1.4.1 as assessed: at least 8 of three kinds, or long. */
enum {
    APP_PASSWORD_KIB = 19456, /* memory of one */
    APP_PASSWORD_PASSES = 2,
    APP_PASSWORD_LANES = 1,
    APP_PASSWORD_SALT = 16,
    APP_PASSWORD_HASH = 32,
    APP_PASSWORD_MIN = 8,   /* characters, of at least APP_PASSWORD_KINDS kinds … */
    APP_PASSWORD_LONG = 14, /* … or this many of any kind */
    APP_PASSWORD_MIN_MOST = 64,
    APP_PASSWORD_PLAIN = 12, /* the least where a site asks for no kinds (OWASP ASVS V2.1.1) */
    APP_PASSWORD_MAX = 128,  /* characters; and 512 bytes */
    APP_PASSWORD_KINDS = 3,  /* of: lower-case letters, capitals, digits, other characters */
    APP_PASSWORD_HISTORY = 5,
    APP_PASSWORD_PEPPER = 32, /* bytes of a secret key */
    APP_PASSWORD_PEPPER_ID = 16,
    APP_PASSWORD_PEPPERS = 64, /* keys that a record ever has */
    APP_PASSWORD_THREADS = 2,  /* of a pool, when nothing else is asked for */
    APP_PASSWORD_WAITING = 64,
    APP_PHC_MAX = 160 /* bytes of a kept one */
};

/* What a site asks for. */
typedef struct {
    int min;   /* characters */
    int kinds; /* of characters, where it is shorter than APP_PASSWORD_LONG (or than `min`); 1: of any kind */
} app_password_rule;
#define APP_PASSWORD_RULE ((app_password_rule){APP_PASSWORD_MIN, APP_PASSWORD_KINDS})
/* False with `e`: too short or too long, or no kinds with fewer than APP_PASSWORD_PLAIN characters. */
bool app_password_rule_good(const app_password_rule *r, base_err *e);

/* How a password stands to what is asked; nothing else is judged: a figure for "strength" would be an invention. */
typedef struct {
    size_t characters;
    size_t wanted; /* characters, with the kinds that it has */
    int kinds;
    bool fits;  /* not too long, and only characters that can be used */
    bool other; /* it does not hold the login name */
    bool rare;  /* neither one of the commonest nor of too few different characters */
} app_password_look;
app_password_look app_password_look_at(base_str login, base_str password, const app_password_rule *r);

/* Whether it may be taken for this login name. `e` says what is missing, and never repeats it. */
bool app_password_good(base_str login, base_str password, const app_password_rule *r, base_err *e);
/* A password that can be told over the telephone, for once: it is to be changed at the first sign-in. 20 characters in
 * groups of five. */
enum { APP_PASSWORD_ONCE = 23 };
void app_password_once(char out[APP_PASSWORD_ONCE]);

/* A secret key that passwords are mixed with. A kept one names it, but for the first of all. */
typedef struct {
    char id[APP_PASSWORD_PEPPER_ID];
    uint8_t key[APP_PASSWORD_PEPPER];
} app_password_pepper_key;

/* Work on passwords. Whoever hands it in owns everything in it until it is done; nothing is copied. */
typedef struct {
    /* question */
    base_str password;                      /* is this … */
    base_str phc;                           /* … the one kept? An empty one: nobody has it, the same work is done */
    base_str fresh;                         /* then a new one is to be kept; empty: none */
    base_str history[APP_PASSWORD_HISTORY]; /* of which it must be none (PHC); empty ones are left out */
    bool set;                               /* `fresh` without asking for `password`: it is set by an officer */
    size_t n_peppers;                       /* 0: there is no secret key; else the newest first: */
    app_password_pepper_key pepper[APP_PASSWORD_PEPPERS];
    /* answer */
    bool right;             /* the password is the one kept; true when `set` */
    bool reused;            /* the new one was used before, or is the present one */
    char kept[APP_PHC_MAX]; /* text of the new one; also of a right one that is to be kept anew, with the newest key;
                             * empty: there is none */
} app_password_job;

/* Does it here and now. False with `e` when the library fails (memory). */
bool app_password_do(app_password_job *j, base_err *e);

/* The key that j->phc is mixed with; NULL: none, or one that is not among j->pepper. */
const app_password_pepper_key *app_password_mixed_with(const app_password_job *j);

typedef struct app_password_pool app_password_pool;
/* 0: as above. NULL and `e` when no thread can be started. */
app_password_pool *app_password_pool_start(unsigned threads, unsigned most, base_err *e);
/* Does what waits, then ends. NULL is allowed. */
void app_password_pool_stop(app_password_pool *p);
/* Called by a thread of the pool once it is done; `e` NULL when it went well. */
typedef void (*app_password_done)(void *ctx, app_password_job *j, const base_err *e);
/* False when too many wait already (LIMIT: "busy"); then nothing was taken. */
bool app_password_push(app_password_pool *p, app_password_job *j, app_password_done done, void *ctx, base_err *e);

#endif
