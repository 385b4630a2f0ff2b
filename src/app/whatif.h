/* whatif.h - which dossiers on record another text of the standard would judge otherwise.
 *
 * Each dossier is judged twice by its newest figures that were submitted, whatever has become of that case: by the
 * standard of one text and by that of another. Figures only: what a reviewer found, explained or relaxed belongs to the
 * text it was found under, and vetoes are asked of the register of incidents. A dossier without submitted figures is
 * counted and not judged.
 *
 * A record of any size is gone through in portions, each of which says where the next begins, so that nobody waits
 * without an answer and nothing is held between two calls. */
#ifndef JIQUN_APP_WHATIF_H
#define JIQUN_APP_WHATIF_H

#include "app/show.h"

enum {
    APP_WHATIF_DOSSIERS = 20000, /* looked at in one portion */
    APP_WHATIF_FLIPS = 1000      /* a portion ends where it has found so many, and may have up to a page more */
};

typedef struct {
    base_str path; /* of the case whose figures they are */
    base_str name, place;
    int year;
    uint8_t from, to;               /* enum rules_verdict of the whole */
    const rules_criterion *because; /* of the new standard; NULL: one that it no longer has */
    rules_text reason;              /* its arithmetic under the new standard */
} app_whatif_flip;

typedef struct {
    const rules_book *book[2];                       /* old, new */
    const rules_standard *standard[2];               /* the last of each */
    uint64_t seen, judged;                           /* dossiers looked at; of these with figures */
    uint64_t change[RULES_OPEN + 1][RULES_OPEN + 1]; /* flips by verdict: from, to */
    const uint64_t *by_criterion;                    /* [n_criteria of the new]: flips that it explains */
    size_t n_flips;
    const app_whatif_flip *flip; /* in order of their dossiers' numbers */
    app_page page;
} app_whatif_portion;

/* book: old, new. Dossiers of the viewer's jurisdiction; of `q` the cursor counts. INPUT: a text without a standard, a
 * fact that has another unit or kind in the other text, a cursor that is none. All of `out` lives in `arena`. */
bool app_whatif(app *a, const rules_book *const book[2], const app_list_query *q, const app_viewer *v, base_date day,
                base_arena *arena, app_whatif_portion *out, base_err *e);

#endif
