/* reason_i.h - the pen that writes reasons: one set of sentences for terminal, explanation and JSON.
 *
 * What comes from the rulebook (labels, units, notes) is written as it stands in `book` and `s`; whoever writes JSON
 * gives a book whose texts are escaped already. The sentences themselves contain nothing that JSON would escape. */
#ifndef JIQUN_RULES_REASON_I_H
#define JIQUN_RULES_REASON_I_H

#include "rules/assess_i.h"
#include "rules/standard_i.h"

struct rules_pen {
    base_buf *b;
    const rules_book *book;
    const rules_standard *s;
    const int64_t *slot;
    bool zh;
    char year[RULES_BACKS][4]; /* [back]: the year's four digits */
};

/* Fills `year` for an application in `year`; years out of 0000-9999 are written as ????. */
void rules_pen_years(struct rules_pen *p, int year);
void rules_pen_reason(struct rules_pen *p, const rules_criterion *c, uint8_t verdict);
/* The slot's figure without its unit: 46.5. */
void rules_pen_figure(struct rules_pen *p, rules_id slot);

/* A criterion without figures: its reason depends on the verdict alone. */
static inline bool rules_reason_fixed(const rules_criterion *c) {
    return c->kind == RULES_JUDGE || c->kind == RULES_VETO;
}

#endif
