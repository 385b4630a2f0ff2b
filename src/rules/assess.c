/* assess.c - one dossier against a standard: a byte a criterion.
 *
 * The postfix steps of a condition run over a small stack of truths; "and" is the least and "or" the greatest of its
 * parts, because truth is ordered no < lacks evidence < yes. That the sums fit 128 bits was shown when the criterion
 * was compiled. */
#include "rules/assess_i.h"
#include "rules/standard_i.h"

static const struct {
    const char *name;
    base_str zh, en;
} VERDICTS[] = {
    [RULES_MET] = {"met", {"符合", 6}, {"met", 3}},
    [RULES_NOT_MET] = {"not_met", {"不符合", 9}, {"not met", 7}},
    [RULES_NO_EVIDENCE] = {"no_evidence", {"缺少依据", 12}, {"no evidence", 11}},
    [RULES_UNKNOWN_THRESHOLD] = {"unknown", {"阈值未获得", 15}, {"threshold not known", 19}},
    [RULES_AWAITS_JUDGEMENT] = {"judge", {"待评审", 9}, {"awaits judgement", 16}},
    [RULES_EXPLAIN] = {"explain", {"需说明", 9}, {"to be explained", 15}},
    [RULES_OPEN] = {"open", {"待定", 6}, {"open", 4}},
};

const char *rules_verdict_name(enum rules_verdict v) {
    return v >= RULES_MET && v <= RULES_OPEN ? VERDICTS[v].name : "";
}

base_str rules_verdict_word(enum rules_verdict v, bool zh) {
    if (v < RULES_MET || v > RULES_OPEN) return (base_str){NULL, 0};
    return zh ? VERDICTS[v].zh : VERDICTS[v].en;
}

static bool denominator_positive(const rules_compare *c, const int64_t *slot) {
    base_i128 sum = 0;
    for (size_t i = c->n_num; i < c->n_terms; i++) sum += (base_i128)c->weight[i] * slot[c->slot[i]];
    return sum > 0;
}

enum rules_truth rules_judge_compare(const rules_compare *c, const int64_t *slot) {
    for (size_t i = 0; i < c->n_terms; i++)
        if (slot[c->slot[i]] == RULES_MISSING) return RULES_LACKS;
    for (size_t i = 0; i < c->n_positive; i++)
        if (slot[c->positive[i]] <= 0) return RULES_LACKS;
    if (c->sum_positive && !denominator_positive(c, slot)) return RULES_LACKS;
    base_i128 v = c->constant;
    if (c->quadratic) {
        const base_i128 x = slot[c->slot[0]], y = slot[c->slot[1]], z = slot[c->slot[2]];
        v = c->coef[0] * (y * y) + c->coef[1] * (x * z) + c->coef[2] * (x * y);
    } else {
        for (size_t i = 0; i < c->n_terms; i++) v += (base_i128)c->coef[i] * slot[c->slot[i]];
    }
    return rules_cmp_holds(c->cmp, (v > 0) - (v < 0)) ? RULES_YES_TRUTH : RULES_NO_TRUTH;
}

enum rules_truth rules_judge_steps(const rules_standard *s, const rules_criterion *c, const int64_t *slot) {
    uint8_t stack[RULES_MAX_COMPARES] = {0};
    size_t top = 0;
    for (size_t i = 0; i < c->n_steps; i++) {
        const rules_expr_step *step = &c->step[i];
        if (step->op == RULES_X_COMPARE) {
            stack[top++] = (uint8_t)rules_judge_compare(&s->compare[step->compare], slot);
            continue;
        }
        const size_t first = top - step->arity;
        uint8_t truth = stack[first];
        for (size_t k = first + 1; k < top; k++) {
            const bool take = step->op == RULES_X_AND ? stack[k] < truth : stack[k] > truth;
            if (take) truth = stack[k];
        }
        stack[first] = truth;
        top = first + 1;
    }
    return top > 0 ? (enum rules_truth)stack[0] : RULES_LACKS;
}

enum rules_verdict rules_miss(const rules_criterion *c, enum rules_region region) {
    if (c->kind == RULES_EXPECT) return RULES_EXPLAIN;
    return c->relax_regions >> region & 1 ? RULES_EXPLAIN : RULES_NOT_MET;
}

static enum rules_verdict judge(const rules_standard *s, const rules_criterion *c, const rules_dossier_facts *f,
                                enum rules_region region) {
    switch (c->kind) {
    case RULES_JUDGE: return f->stated[c->fact] != 0 ? RULES_AWAITS_JUDGEMENT : RULES_NO_EVIDENCE;
    case RULES_UNKNOWN: return RULES_UNKNOWN_THRESHOLD;
    case RULES_VETO:
        if (f->stated[c->fact] == 0) return RULES_NO_EVIDENCE;
        return f->stated[c->fact] == 1 ? RULES_MET : RULES_NOT_MET;
    case RULES_REQUIRE:
    case RULES_EXPECT: break;
    }
    const enum rules_truth truth = rules_judge_steps(s, c, f->slot);
    if (truth == RULES_NO_TRUTH) return rules_miss(c, region);
    return truth == RULES_YES_TRUTH ? RULES_MET : RULES_NO_EVIDENCE;
}

enum rules_verdict rules_assess(const rules_standard *s, const rules_dossier_facts *f, enum rules_region region,
                                uint8_t *verdict) {
    uint8_t worst = 0;
    for (size_t i = 0; i < s->n_criteria; i++) {
        verdict[i] = (uint8_t)judge(s, &s->criterion[i], f, region);
        const uint8_t rank = rules_rank(verdict[i]);
        if (rank > worst) worst = rank;
    }
    return rules_of_rank(worst);
}

enum rules_verdict rules_whole(const rules_standard *s, const uint8_t *verdict) {
    uint8_t worst = 0;
    for (size_t i = 0; i < s->n_criteria; i++)
        if (rules_rank(verdict[i]) > worst) worst = rules_rank(verdict[i]);
    return rules_of_rank(worst);
}
