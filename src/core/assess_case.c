/* assess_case.c - the standard in an application: figures first, then what a reviewer found, explained or relaxed.
 *
 * Figures are never changed by anybody's opinion. A reviewer decides only what the text leaves to judgement:
 * statements, thresholds not known to us, the explanation of a soft miss; and a relaxation settles only a miss that the
 * standard calls relaxable for that region (附件). */
#include "core/observe_i.h"
#include "core/place.h"

static enum rules_region region_of(const core_view *v) {
    const core_case *cluster = core_view_cluster(v);
    const core_channel *ch = cluster != NULL ? core_place_of(v->world, cluster, v->today) : NULL;
    return ch != NULL ? (enum rules_region)ch->region : RULES_REGION_NONE;
}

/* A soft miss is explained by the county, under the name of one of the facts the criterion reads. */
static bool explained(const core_view *v, const rules_standard *s, const rules_criterion *c) {
    for (size_t i = 0; i < c->n_steps; i++) {
        if (c->step[i].op != RULES_X_COMPARE) continue;
        const rules_compare *x = &s->compare[c->step[i].compare];
        for (size_t t = 0; t < x->n_terms; t++) {
            base_str fact = v->book->fact[s->slot[x->slot[t]].fact].name;
            base_str key = base_arena_fmt(v->arena, "why.%.*s", (int)fact.n, fact.p);
            if (base_str_trim(core_note_get(v->self->why, key)).n > 0) return true;
        }
    }
    return false;
}

static enum rules_verdict by_judgement(uint8_t judged, enum rules_verdict otherwise) {
    if (judged == 0) return otherwise;
    return judged == 1 ? RULES_MET : RULES_NOT_MET;
}

static enum rules_verdict settle(const core_view *v, const rules_standard *s, size_t i, enum rules_verdict verdict) {
    const rules_criterion *c = &s->criterion[i];
    uint8_t judged = v->self->judged[i], relaxed = v->self->relaxed[i];
    switch (verdict) {
    case RULES_AWAITS_JUDGEMENT:
    case RULES_UNKNOWN_THRESHOLD: return by_judgement(judged, verdict);
    case RULES_EXPLAIN:
        if (c->kind != RULES_EXPECT) return relaxed == 1 ? RULES_MET : relaxed == 2 ? RULES_NOT_MET : verdict;
        return explained(v, s, c) ? RULES_MET : by_judgement(judged, verdict);
    default: return verdict;
    }
}

/* A threshold not known to us never blocks by itself; a veto is asked of the incident register by its own need. */
static bool blocks(const rules_criterion *c, uint8_t settled) {
    return c->kind != RULES_VETO && settled != RULES_MET && settled != RULES_UNKNOWN_THRESHOLD;
}

bool core_assess_case(const core_view *v, core_assessment *out) {
    int year = core_view_year(v);
    if (v->self == NULL || v->self->judged == NULL || year == 0 || v->self->book->n_standards == 0) return false;
    const rules_book *b = v->self->book;
    const rules_standard *s = &b->standard[b->n_standards - 1];
    *out = (core_assessment){.standard = s, .year = year, .facts = rules_facts_new(v->arena, b, s), .met = true};
    rules_facts_take(b, s, &v->self->facts, year, &out->facts);
    out->verdict = base_arena_alloc(v->arena, s->n_criteria);
    out->settled = base_arena_alloc(v->arena, s->n_criteria);
    rules_assess(s, &out->facts, region_of(v), out->verdict);
    for (size_t i = 0; i < s->n_criteria; i++) {
        out->settled[i] = (uint8_t)settle(v, s, i, (enum rules_verdict)out->verdict[i]);
        if (blocks(&s->criterion[i], out->settled[i])) out->met = false;
    }
    return true;
}
