/* access.h - the access record: who read whose personal data, when and why; who signed in or could not; what was done
 * to accounts. Records are numbered and only ever added. Each carries a keyed digest over itself and the one before, so
 * that one which is changed or taken out later is noticed by whoever has the record's key (seal.h). Personal data
 * itself does not stand in it: login names, numbers of events, names of cases. */
#ifndef JIQUN_APP_ACCESS_H
#define JIQUN_APP_ACCESS_H

#include "app/app.h"

typedef struct {
    uint64_t number; /* 1, 2, …; given when it is added */
    int64_t at;
    base_str who;   /* login name; "console" for the command line; empty for nobody known */
    base_str did;   /* a word: see APP_DID_ */
    base_str about; /* login name, case, event … */
    base_str why;   /* reason given, or detail */
    base_str from;  /* address of the client; empty for the command line */
} app_access;
enum { APP_ACCESS_TEXT = 300 }; /* bytes of each text; longer ones are cut */

/* Words of `did`. */
#define APP_DID_READ      "read"   /* personal data unmasked: about = whose, why = the reason given */
#define APP_DID_EXPORT    "export" /* of many at once */
#define APP_DID_FILE      "file"   /* an attachment was read: about = its digest, why = the dossier that names it */
#define APP_DID_DENIED    "denied" /* an address that is not for him: about = method and route, why = its path */
#define APP_DID_SIGNIN    "signin"
#define APP_DID_FAILED    "failed" /* a sign-in that failed: why = password, second, disabled, inert */
#define APP_DID_LOCKED    "locked" /* so often that it has to wait */
#define APP_DID_SIGNOUT   "signout"
#define APP_DID_CREATED   "created"
#define APP_DID_GRANTED   "granted"
#define APP_DID_REVOKED   "revoked"
#define APP_DID_DISABLED  "disabled"
#define APP_DID_ENABLED   "enabled"
#define APP_DID_CONFIRMED "confirmed" /* after its password was set by somebody else */
#define APP_DID_PASSWORD  "password"  /* changed by himself, or set by an officer */
#define APP_DID_SECOND    "second"    /* second factor: why = on, reset, recovery code used */
#define APP_DID_REUSED    "reused"    /* a code of the second factor, once more: it was refused */
#define APP_DID_PERSON    "person"    /* name, mail, telephone changed */
#define APP_DID_ERASED    "erased"
#define APP_DID_TOKEN     "token"   /* made or revoked */
#define APP_DID_SESSION   "session" /* ended from elsewhere */
#define APP_DID_LINKED    "linked"  /* to somebody of another provider, or no more: why = issuer */
#define APP_DID_SETTING   "setting"
#define APP_DID_AUDIT     "audit"    /* a run of the audit was started */
#define APP_DID_PROPOSED  "proposed" /* a rulebook: about = its name, why = the head of its digest */
#define APP_DID_CONSENTED "consented"
#define APP_DID_DECLINED  "declined" /* why = the reason */
#define APP_DID_WITHDREW  "withdrew"
#define APP_DID_KEY       "key"   /* of personal data: about = its id, why = replaced, retired */
#define APP_DID_MATCH     "match" /* a list was matched against rosters: about = its digest, why = the place */

/* By who writes; within the open transaction or in one of its own. */
bool app_access_add(app *writer, const app_access *r, base_err *e);

/* Newest first: those before number `before` (0: from the newest), at most `limit` (1 … STORE_PAGE_MAX). `who`, `about`
 * and `did` filter where they are not empty; of a filter at most APP_ACCESS_SCAN records are looked at in one call.
 * `*next` gets the number before which to go on; 0: that was all. Texts live until `each` returns; it must not use the
 * app's store. */
enum { APP_ACCESS_SCAN = 20000 };
typedef bool (*app_each_access)(void *ctx, const app_access *r);
typedef struct {
    uint64_t before;
    size_t limit;
    base_str who, about, did;
} app_access_query;
bool app_accesses(app *a, const app_access_query *q, app_each_access each, void *ctx, uint64_t *next, base_err *e);
/* Goes through all of it: `*n` gets how many are whole, one after the other; false with `e` at the first that is not.
 */
bool app_access_check(app *a, uint64_t *n, base_err *e);

#endif
