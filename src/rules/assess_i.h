/* assess_i.h - what the assessing files share: truth of one comparison, and small number helpers.
 *
 * Truth has three values in an order that makes "and" the least and "or" the greatest of its parts. */
#ifndef JIQUN_RULES_ASSESS_I_H
#define JIQUN_RULES_ASSESS_I_H

#include "rules/assess.h"

enum rules_truth { RULES_NO_TRUTH = 0, RULES_LACKS = 1, RULES_YES_TRUTH = 2 };

/* Years that a figure may be of. */
enum { RULES_YEAR_MIN = 1900, RULES_YEAR_MAX = 2999, RULES_MAX_STATEMENT = 20000 };

/* 10^n, n <= 18. */
int64_t rules_pow10(unsigned n);

/* Whether a value with that sign (-1, 0, 1) stands in relation `cmp` to zero. */
static inline bool rules_cmp_holds(enum rules_cmp cmp, int sign) {
    static const uint8_t accepts[] = {[RULES_GE] = 6, [RULES_GT] = 4, [RULES_LE] = 3, [RULES_LT] = 1, [RULES_EQ] = 2};
    return accepts[cmp] >> (sign + 1) & 1;
}

enum rules_truth rules_judge_compare(const rules_compare *c, const int64_t *slot);
/* The criterion's condition, before kind and region turn it into a verdict. */
enum rules_truth rules_judge_steps(const rules_standard *s, const rules_criterion *c, const int64_t *slot);
/* The verdict that a miss of the criterion gives in the region. */
enum rules_verdict rules_miss(const rules_criterion *c, enum rules_region region);

/* How bad a verdict is for the whole: 0 met, 1 open, 2 no evidence, 3 not met; and back. */
static inline uint8_t rules_rank(uint8_t v) {
    static const uint8_t rank[8] = {[RULES_MET] = 0,
                                    [RULES_NOT_MET] = 3,
                                    [RULES_NO_EVIDENCE] = 2,
                                    [RULES_UNKNOWN_THRESHOLD] = 1,
                                    [RULES_AWAITS_JUDGEMENT] = 1,
                                    [RULES_EXPLAIN] = 1,
                                    [RULES_OPEN] = 1};
    return rank[v & 7];
}
static inline enum rules_verdict rules_of_rank(uint8_t rank) {
    static const uint8_t whole[4] = {RULES_MET, RULES_OPEN, RULES_NO_EVIDENCE, RULES_NOT_MET};
    return (enum rules_verdict)whole[rank & 3];
}

/* The name among `names` that is nearest to `given`, or an empty text when none is near. */
base_str rules_nearest(base_str given, const base_str *names, size_t n);
/* The error for a fact that the rulebook does not have, with a near name. Returns false. */
bool rules_unknown_fact(const rules_book *b, base_str name, base_err *e);
/* As rules_values_set; a statement's text is not copied into the arena but kept as a view. */
bool rules_values_view(const rules_book *b, rules_values *v, rules_id fact, int year, base_str text, base_err *e);
/* Reads YYYY. */
bool rules_year_read(base_str text, int *year);

/* The names of the verdict as text: one string a language. */
base_str rules_verdict_word(enum rules_verdict v, bool zh);

#endif
