/* order.h - the order in which an authority means to recommend the cases of a round, while it is being made: kept
 * beside the log as forms that are being filled in are (a draft with a version), so that several people of one
 * authority work on one order and nobody overwrites another. It is nobody's act until it is submitted, and no decision
 * reads it.
 *
 * What is kept may be older than the round: whoever shows it leaves out the cases that are gone and puts new ones last.
 * It goes when its round has ended: nobody recommends any more, and what was recommended is on record. */
#ifndef JIQUN_APP_ORDER_H
#define JIQUN_APP_ORDER_H

#include "app/kept.h"
#include "base/json_out.h"

enum { APP_ORDER_CASES = 2000 }; /* of one order */

typedef struct {
    size_t n, n_left;
    const base_str *path; /* of cases, the first one first */
    const base_str *left; /* those that are not to be recommended this time */
    uint64_t version;     /* 0: there is none yet */
    int64_t at;
    base_str by; /* account that saved it last */
} app_order;

/* Paths of cases, each once and in one of both lists, at most APP_ORDER_CASES; false with INPUT or LIMIT. */
bool app_order_check(const app_order *o, base_err *e);
/* Whose, and of which round. */
typedef struct {
    core_actor actor;
    base_str round;
} app_order_of;
bool app_order_get(app *a, base_arena *arena, const app_order_of *of, app_order *out, base_err *e);
/* Saved when o->version is its present one (0: there is none); *saved tells, and o->version gets the new one, or the
 * present one when it was not saved. By whoever may write what is kept. */
bool app_order_save(app *w, base_arena *arena, const app_order_of *of, app_order *o, bool *saved, base_err *e);
/* Takes orders of rounds that have ended away, at most `most` at a time. *ended is the caller's to keep (0 at first):
 * as many rounds had ended when all was taken away, and while it is as many nothing is looked for. By the work of the
 * day.
 */
bool app_order_sweep(const app_desk *d, base_date day, size_t most, size_t *ended, base_err *e);
/* Its two lists, as members of an object that is open: "order" and "left". */
void app_put_order(base_json *j, const app_order *o);

#endif
