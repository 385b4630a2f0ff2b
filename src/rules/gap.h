/* gap.h - how far the figures of one dossier lie from a threshold, without rounding.
 *
 * A share or a growth rate seldom ends after a few decimals, so the difference is told where it is exact: in the unit
 * of the figure that is held against something. "38 / 52 of at least 70 %" is 38 against 36.4, 1.6 above; "52 after 41
 * with more than 10 % a year" is 52 against 49.61. Only the mean of two rates may leave a quotient that does not end;
 * then whoever writes it says that it is rounded. */
#ifndef JIQUN_RULES_GAP_H
#define JIQUN_RULES_GAP_H

#include "rules/assess.h"

/* num / den, den > 0 */
typedef struct {
    base_i128 num, den;
} rules_exact;

typedef struct {
    rules_exact declared, wanted, difference; /* only when told; difference = declared - wanted, in `unit` */
    const rules_compare *compare;
    rules_id unit;
    bool known; /* every figure of it is there, and what has to be above zero is */
    bool holds; /* only when known */
    bool told;  /* it is known, and fits the arithmetic */
} rules_gap;

enum { RULES_GAPS_MAX = 64 }; /* comparisons of one criterion */

/* A gap for each comparison of a criterion, in the order of its text; `out` has room for RULES_GAPS_MAX. The number of
 * them: 0 for what is judged, not known or a veto. */
size_t rules_gaps(const rules_book *b, const rules_standard *s, const rules_criterion *c, const rules_dossier_facts *f,
                  rules_gap *out);

#endif
