/* proposal.h - a rulebook is put in force by two persons: one proposes a text and the day from which it is to hold,
 * another one who has the same right reads that very text and consents, or declines and says why.
 *
 * A proposal is an entry of the store (store.h), kept beside the log; of several under one name there is one at a time.
 * What comes of it is an ordinary adoption (core/adopt.h): the consent is given to app_submit, and the proposal is
 * looked at, the text decided and the proposal ended under one lock and in one commit. So of two who consent at once,
 * or of one who consents while the proposer withdraws, one comes first and the other is told. Who proposed, consented,
 * declined or withdrew is on the access record, too. Those who could consent are told by mail, and then who proposed
 * it.
 *
 * The right is that of the programme's owner (core_may_adopt), of whoever asks and of the proposer alike, on the day of
 * the consent. An API token is no person and proposes nothing. */
#ifndef JIQUN_APP_PROPOSAL_H
#define JIQUN_APP_PROPOSAL_H

#include "app/account.h"
#include "core/prove.h"

enum {
    APP_PROPOSAL_NAME_MAX = 60,
    APP_PROPOSAL_WHY_MAX = 500, /* bytes of a reason */
    APP_PROPOSAL_BASES = CORE_ADOPT_MAX_TEXTS - 2,
    APP_PROPOSALS_OPEN = 10, /* at a time */
    APP_PROPOSALS_MAX = 60   /* kept; beyond that the one that ended first goes */
};

enum app_proposal_state {
    APP_PROPOSAL_OPEN,
    APP_PROPOSAL_ADOPTED,
    APP_PROPOSAL_DECLINED,
    APP_PROPOSAL_WITHDRAWN,
    APP_PROPOSAL_STATES
};
const char *app_proposal_state_name(enum app_proposal_state s); /* "open", "adopted", "declined", "withdrawn" */

typedef struct {
    base_str name;    /* of the version that it would be */
    uint64_t version; /* of the entry */
    enum app_proposal_state state;
    rules_text label; /* as the text has it */
    base_date from;
    base_str text, digest; /* the text is kept until it is adopted: then the log has it */
    base_str follows;      /* digest of the newest version on record when it was proposed */
    size_t n_bases;
    base_str base[APP_PROPOSAL_BASES]; /* what it is based on, by id: on record */
    uint64_t proved;                   /* properties */
    base_str by;
    int64_t at;
    base_date day; /* of `at` */
    base_str ended_by, why;
    int64_t ended; /* 0 while it is open */
} app_proposal;

/* ------------------------------------------------------------------ reading */

/* A rulebook by id as it is on record: a version, or what one is based on. A rules_find_text; `world` is a core_world.
 */
bool app_text_on_record(void *world, base_str id, base_str *text, base_str *file);

bool app_proposal_get(app *a, base_arena *arena, base_str name, app_proposal *out, bool *found, base_err *e);
/* All that are kept, without texts and bases: open ones first, then by when they ended, newest first. */
bool app_proposals(app *a, base_arena *arena, app_proposal **out, size_t *n, base_err *e);
/* How many other accounts could consent. */
bool app_proposal_others(app *a, core_actor actor, base_str but, size_t *n, base_err *e);

/* ------------------------------------------------------------------ what may be done */

enum app_proposal_act { APP_PROPOSAL_CONSENT, APP_PROPOSAL_DECLINE, APP_PROPOSAL_WITHDRAW, APP_PROPOSAL_ACTS };
const char *app_proposal_act_name(enum app_proposal_act act); /* "consent", "decline", "withdraw" */
/* Whether the account may propose and consent on that day; otherwise `why` says why not. */
bool app_proposal_may(app *a, base_arena *arena, base_str login, base_date day, base_err *why);
/* Whether it could still be adopted: the text that it follows is the newest one, and its day has not passed. */
bool app_proposal_fits(const core_world *w, const app_proposal *p, base_date day, base_err *why);
/* Each act asks the same again within its transaction. */
bool app_proposal_open(app *a, base_arena *arena, const app_proposal *p, enum app_proposal_act act, base_str login,
                       base_date day, base_err *why);

/* ------------------------------------------------------------------ doing */

typedef struct {
    base_str name, text;
    base_date from, day;
    core_prove_options prove; /* its arena is that of everything that comes of this */
} app_proposal_draft;
/* Reads, checks and proves a text that somebody wants to propose; nothing is kept. *out is ready for app_propose. INPUT
 * with the first thing that is wrong. */
bool app_proposal_read(app *a, const app_proposal_draft *d, app_proposal *out, base_err *e);
bool app_propose(app *w, const app_by *by, const app_proposal *p, int64_t now, base_err *e);
/* Declined (by another one) or withdrawn (by who proposed it). */
bool app_proposal_end(app *w, const app_by *by, enum app_proposal_act act, base_str name, base_str why, base_date day,
                      int64_t now, base_err *e);

/* Instead of an action, in app_request. */
typedef struct app_consent {
    app_by by;
    base_str name, digest; /* of the text that was read */
} app_consent;
/* For app_submit, under its lock: what is to be adopted, and as whom; texts in `arena`. */
bool app_consent_take(app *w, base_arena *arena, const app_consent *c, base_date day, app_proposal *p,
                      core_adoption *out, core_actor *as, base_err *e);
/* It was: the proposal has ended, in the same commit. */
bool app_consent_done(app *w, base_arena *arena, const app_consent *c, const app_proposal *p, int64_t now, base_err *e);

#endif
