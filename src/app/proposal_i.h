/* proposal_i.h - proposals from inside: for proposal*.c only. */
#ifndef JIQUN_APP_PROPOSAL_I_H
#define JIQUN_APP_PROPOSAL_I_H

#include "app/access.h"
#include "app/app_i.h"
#include "app/fields.h"
#include "app/proposal.h"

#define APP_SPACE_PROPOSAL BASE_STR("proposal")

/* As it is; false when somebody changed it meanwhile. */
bool app_proposal_put(app *w, const app_proposal *p, int64_t now, base_err *e);
/* Whether it is another one who acts as `actor` does. */
bool app_proposal_could(const app_account *x, core_actor actor, base_str but);
/* proposal_tell.c: within the caller's transaction. */
bool app_proposal_tell(app *w, base_arena *arena, const app_proposal *p, base_err *e);

#endif
