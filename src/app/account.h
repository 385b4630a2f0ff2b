/* account.h - accounts: who may sign in, as what, and who decided that.
 *
 * An account acts on cases for a level and a place, or holds one of three offices, never both and never two: system
 * (makes accounts), security (grants, revokes, settings), audit (sees everything, changes nothing). One that was made
 * is inert until another person grants it something; nobody grants to himself or to an account that he made, and when
 * its password was set by somebody else it is inert again until a security officer confirms it. So no single person can
 * act as another. Whoever owns the machine can do all of it on the command line ("console"); all of it is on the access
 * record.
 *
 * Accounts are entries of the store (store.h), kept beside the log and never read by a decision: what an
 * account may do is judged by the rulebook from its level and place. Its name, mail and telephone lie in an entry of
 * their own, sealed, and can be erased; a login name is never given a second time.
 *
 * Functions that take `a` read: any open record will do. Those that take `w` write: one opened for writing (a server's
 * writer, app_queue_work), whose store is idle or within a transaction of the caller's. Nothing is kept between calls;
 * texts live in the arena handed in. `now` is milliseconds since 1970. */
#ifndef JIQUN_APP_ACCOUNT_H
#define JIQUN_APP_ACCOUNT_H

#include "app/app.h"
#include "app/password.h"
#include "app/totp.h"

enum {
    APP_LOGIN_MIN = 2, /* small letters, digits, '.', '-', '_', beginning with a letter */
    APP_LOGIN_MAX = 40,
    APP_PERSON_TEXT = 200, /* bytes of a name, a mail address, a telephone number */
    APP_PASSWORD_DAYS_MAX = 3650
};

enum app_office {
    APP_OFFICE_NONE,
    APP_OFFICE_SYSTEM,
    APP_OFFICE_SECURITY,
    APP_OFFICE_AUDIT,
    APP_OFFICE_CONSOLE /* the command line; no account has it */
};
/* "system", "security", "audit"; empty for none. */
base_str app_office_name(enum app_office o);
bool app_office_parse(base_str name, enum app_office *o);

typedef struct {
    base_str login;
    uint64_t version; /* of its entry: for If-Match */
    int64_t made;
    base_str made_by;
    /* what it was granted; without either it is inert */
    enum app_office office;
    core_actor actor; /* level empty: none */
    base_str granted_by;
    int64_t granted;
    bool disabled;
    bool unconfirmed;     /* its password was set by somebody else since it was granted */
    bool must_change;     /* the password is to be changed before anything else */
    bool second;          /* a second factor is set up */
    int64_t password_set; /* when; 0: it has none */
    int64_t signed_in;    /* the last time; 0: never */
} app_account;

/* Neither disabled, nor unconfirmed, nor without a grant. */
bool app_account_is_active(const app_account *x);

typedef struct {
    base_str name, mail, phone; /* each may be empty */
} app_person;

/* Who does it, as the access record tells. */
typedef struct {
    base_str login;
    enum app_office office;
    base_str from; /* address; empty for the command line */
} app_by;
/* Of the command line. */
app_by app_by_console(void);

/* ------------------------------------------------------------------ settings */

typedef struct {
    bool second_offices;        /* who holds an office needs a second factor; true at first */
    bool second_all;            /* everybody does; false at first */
    int password_days;          /* a password is to be changed after so many days; 0 (at first): never */
    app_password_rule password; /* APP_PASSWORD_RULE at first; a 0 in it is put as at first, too */
} app_account_settings;
bool app_account_settings_get(app *a, app_account_settings *out, base_err *e);
/* Y C. */
bool app_account_settings_put(app *w, const app_by *by, const app_account_settings *s, int64_t now, base_err *e);
/* Whether this account may not go on without one. */
bool app_account_needs_second(const app_account_settings *s, const app_account *x);

/* ------------------------------------------------------------------ reading */

/* The login name as it is kept: capitals become small. False with `e` when it can not be one. */
bool app_login_of(base_arena *arena, base_str typed, base_str *login, base_err *e);
bool app_account_get(app *a, base_arena *arena, base_str login, app_account *out, bool *found, base_err *e);
typedef bool (*app_each_account)(void *ctx, const app_account *x);
/* By login name, after `after` (.p NULL: from the first), at most `limit`. `each` must not use the app's store. */
bool app_accounts(app *a, base_str after, size_t limit, app_each_account each, void *ctx, base_err *e);
bool app_account_any(app *a, bool *any, base_err *e);

/* Accounts that somebody looks for; what is empty does not count. */
enum app_account_state {
    APP_ACCOUNT_ANY,
    APP_ACCOUNT_ACTIVE,
    APP_ACCOUNT_INERT, /* granted nothing */
    APP_ACCOUNT_UNCONFIRMED,
    APP_ACCOUNT_DISABLED
};
/* "", "active", "inert", "unconfirmed", "disabled". */
bool app_account_state_parse(base_str name, enum app_account_state *out);
typedef struct {
    base_str after; /* login name; .p NULL: from the first */
    size_t limit;
    base_str text; /* part of the login name, or of its place or that place's name. Not of a person's name: that would
                      be a way around its mask */
    base_str office, level;
    enum app_account_state state;
} app_account_query;
enum { APP_ACCOUNTS_SCAN = 20000 }; /* accounts that one call looks at */
/* By login name; the app stands at the end of the log. `*next` (in `arena`) is where to go on; empty: that was all. */
bool app_accounts_find(app *a, base_arena *arena, const app_account_query *q, app_each_account each, void *ctx,
                       base_str *next, base_err *e);

/* ------------------------------------------------------------------ what may be done to an account */

enum app_doing {
    APP_DO_GRANT,
    APP_DO_REVOKE,
    APP_DO_CONFIRM,
    APP_DO_DISABLE,
    APP_DO_ENABLE,
    APP_DO_PERSON,
    APP_DO_PASSWORD,
    APP_DO_SECOND_RESET,
    APP_DO_SESSIONS,
    APP_DO_LINK,
    APP_DO_UNLINK,
    APP_DO_REVEAL,
    APP_DO_ERASE,
    APP_DOINGS
};
const char *app_doing_name(enum app_doing what); /* "grant", "second-reset", …: as the API calls it */
/* Whether `by` may do it now; otherwise `why` says why not. An act asks the same again within its transaction; of a
 * grant it depends on what is granted, too. */
bool app_account_may(app *a, base_arena *arena, const app_by *by, enum app_doing what, base_str login, base_err *why);
/* The same of making an account, and of the settings. */
bool app_account_may_add(app *a, base_arena *arena, const app_by *by, base_err *why);
bool app_account_may_set(app *a, base_arena *arena, const app_by *by, base_err *why);
/* Name, mail and telephone as they are. Whoever shows them to anybody but their owner masks them (mask.h), or has
 * app_access_add put on record who read them and why before he does. All empty when they were erased. */
bool app_person_get(app *a, base_arena *arena, base_str login, app_person *out, base_err *e);

/* ------------------------------------------------------------------ what is done to accounts
 *
 * Each is refused (INPUT, saying who may) to whoever has not the office for it: S system, Y security, C console. */

typedef struct {
    base_str login;
    app_person person;
    base_str
        kept;   /* PHC of a first password (app_password_job), which is to be changed; empty: it can not sign in yet */
    bool keeps; /* the password was chosen by its owner: it is not to be changed */
} app_account_new;
/* S C. The first one of all is made on the command line only, and holds the office of system at once. */
bool app_account_add(app *w, const app_by *by, const app_account_new *x, int64_t now, base_err *e);

typedef struct {
    enum app_office office; /* or … */
    core_actor actor; /* … a level of the rulebook in force and its place: a channel, a division, an expert's name */
} app_grant;
/* Y C. In place of what it was granted before; ends its sessions and tokens. */
bool app_account_grant(app *w, const app_by *by, base_str login, const app_grant *g, int64_t now, base_err *e);
/* Y C. What it was granted is taken back: it is inert. */
bool app_account_revoke(app *w, const app_by *by, base_str login, base_str why, int64_t now, base_err *e);
/* Y, after a password was set by somebody else; C. */
bool app_account_confirm(app *w, const app_by *by, base_str login, int64_t now, base_err *e);
/* S Y C; enabled again by Y C. Ends its sessions and tokens. The last security officer in office is not disabled or
 * revoked but by C. */
bool app_account_disable(app *w, const app_by *by, base_str login, bool disabled, base_str why, int64_t now,
                         base_err *e);
/* S C, and everybody his own. */
bool app_person_set(app *w, const app_by *by, base_str login, const app_person *p, int64_t now, base_err *e);
/* S C. Name, mail, telephone and secrets are gone, and it is disabled; the login name stays for the record. */
bool app_account_erase(app *w, const app_by *by, base_str login, base_str why, int64_t now, base_err *e);

/* ------------------------------------------------------------------ passwords */

/* The keys that go into passwords beside their salt, into the job: from keys/personal.key, which every node has. */
bool app_password_pepper(app *a, app_password_job *job, base_err *e);
/* Fills key, `phc` (empty when there is none, or no such account) and history of a job. */
bool app_password_of(app *a, base_arena *arena, base_str login, app_password_job *job, base_err *e);
/* By its owner (by->login == login), after a job that found the old one right and the new one unused; or S C for
 * somebody else: then it is to be changed at the first sign-in, and unless C did it the account is unconfirmed. Ends
 * its sessions but the one of id `but` (empty: all of them), which then gets a new token by app_session_renew. */
bool app_password_set(app *w, const app_by *by, base_str login, base_str kept, base_str but, int64_t now, base_err *e);
/* Whether it is to be changed now: because it must, or because it is too old. */
bool app_password_is_due(const app_account_settings *s, const app_account *x, int64_t now);

/* ------------------------------------------------------------------ sign-in by another provider (OIDC)
 *
 * Who somebody is with a provider is its issuer and its subject together (OpenID Connect Core 2); the store has a keyed
 * digest of both. */

/* Y C: that person signs in as this account (app_oidc_signin); in place of whoever did before. An empty subject ends
 * it. Ends its sessions and tokens. Unless C did it, the account is unconfirmed, and it is another security officer who
 * confirms it: nobody can link an account to himself and go on as its owner. */
bool app_oidc_link(app *w, const app_by *by, base_str login, base_str issuer, base_str subject, int64_t now,
                   base_err *e);
/* Whether somebody of a provider signs in as this account, and who said so. */
bool app_account_linked(app *a, base_arena *arena, base_str login, bool *linked, base_str *by, base_err *e);
/* The login name; empty when nobody is linked. */
bool app_oidc_find(app *a, base_arena *arena, base_str issuer, base_str subject, base_str *login, base_err *e);

/* ------------------------------------------------------------------ second factor */

/* A secret for the account, which counts from app_second_confirm on. Begun anew each time. Own account only, and not
 * while one is set up (it is reset first). */
bool app_second_begin(app *w, const app_by *by, base_str login, uint8_t secret[APP_TOTP_SECRET], int64_t now,
                      base_err *e);
/* With a code of that secret: from now on it is wanted. `codes` gets the recovery codes, to be shown once. *right
 * false: the code was wrong. */
bool app_second_confirm(app *w, const app_by *by, base_str login, base_str code, int64_t now,
                        char codes[APP_RECOVERY_CODES][APP_RECOVERY_CODE], bool *right, base_err *e);
/* Y C: it is gone, with its recovery codes; the owner sets up a new one. Own account: with `code` (checked before). */
bool app_second_reset(app *w, const app_by *by, base_str login, base_str why, int64_t now, base_err *e);
/* Whether it is a code that may be used now, or a recovery code; then it is used up. How often it may be tried is for
 * the caller (session.h) to count. */
bool app_second_take(app *w, base_str login, base_str code, int64_t now, bool *right, size_t *codes_left, base_err *e);

#endif
