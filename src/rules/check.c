/* check.c - the life of every case as a whole: can it begin, is every state reached, is there a way on from each, does
 * every step say by which article it is done.
 *
 * These are questions to the finished tables; they take no guard into account (that is the prover's work), so what is
 * refused here could never be right. */
#include "rules/process.h"

/* The case that an effect moves. */
static rules_id moved_case(const rules_book *book, const rules_action *a, const rules_effect *e) {
    return e->target.holder == RULES_PARENT ? book->kase[a->kase].parent : book->cluster;
}

/* States that can be stood in, by case: from the beginnings along arrows, until nothing is added. */
static void reach(const rules_book *book, uint64_t reached[RULES_MAX_CASES]) {
    for (size_t k = 0; k < book->n_cases; k++)
        reached[k] = book->kase[k].first_state == RULES_NONE ? 0 : rules_bit(book->kase[k].first_state);
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < book->n_actions; i++) {
            const rules_action *a = &book->action[i];
            uint64_t *own = &reached[a->kase];
            const bool moves = a->to != RULES_NONE && (a->creates || (a->from & *own)) && !(*own & rules_bit(a->to));
            if (moves) *own |= rules_bit(a->to);
            more |= moves;
            for (size_t j = 0; j < a->n_effects; j++) {
                const rules_effect *e = &a->effect[j];
                if (e->kind != RULES_E_MOVE) continue;
                uint64_t *other = &reached[moved_case(book, a, e)];
                if (!(e->mask & *other) || (*other & rules_bit(e->state))) continue;
                *other |= rules_bit(e->state);
                more = true;
            }
        }
    }
}

/* States that are left by an arrow to another state, by case. */
static void exits(const rules_book *book, uint64_t left[RULES_MAX_CASES]) {
    memset(left, 0, RULES_MAX_CASES * sizeof *left);
    for (size_t i = 0; i < book->n_actions; i++) {
        const rules_action *a = &book->action[i];
        if (a->to != RULES_NONE) left[a->kase] |= a->from & ~rules_bit(a->to);
        for (size_t j = 0; j < a->n_effects; j++) {
            const rules_effect *e = &a->effect[j];
            if (e->kind == RULES_E_MOVE) left[moved_case(book, a, e)] |= e->mask & ~rules_bit(e->state);
        }
    }
}

static void report(rules_diags *d, const char *code, rules_span span, base_str a0, base_str a1) {
    rules_report(d, code, span, a0, a1, rules_no_str());
}

static void check_state(const rules_case *k, rules_id i, uint64_t reached, uint64_t left, rules_diags *d) {
    const rules_state *s = &k->state[i];
    const bool leaves = left & rules_bit(i);
    if (!(reached & rules_bit(i))) report(d, "E504", s->span, s->name, k->name);
    if (!s->rest && !leaves) report(d, "E505", s->span, s->name, k->name);
    if (s->end && leaves) report(d, "E506", s->span, s->name, k->name);
    if (s->lasts && s->cite.n == 0) report(d, "E508", s->span, s->name, rules_no_str());
}

static void check_case(const rules_case *k, uint64_t reached, uint64_t left, rules_diags *d) {
    if (k->n_states == 0) {
        report(d, "E502", k->span, k->name, rules_no_str());
        return;
    }
    if (reached == 0) {
        report(d, "E503", k->span, k->name, rules_no_str());
        return;
    }
    bool rests = false;
    for (rules_id i = 0; i < k->n_states; i++) {
        rests |= k->state[i].rest;
        check_state(k, i, reached, left, d);
    }
    if (k->one_at_a_time && !rests) report(d, "E507", k->span, k->name, rules_no_str());
}

static void check_action(const rules_action *a, rules_diags *d) {
    const bool many = (a->levels & (a->levels - 1)) != 0;
    if (a->cite.n == 0) report(d, "E508", a->span, a->name, rules_no_str());
    for (size_t i = 0; a->cite.n == 0 && i < a->n_needs; i++)
        if (a->need[i].cite.n == 0) report(d, "E508", a->need[i].span, a->need[i].label.zh, rules_no_str());
    if (many && !a->shared) report(d, "E509", a->span, a->name, rules_no_str());
    if (!many && a->shared) report(d, "W502", a->span, a->name, rules_no_str());
    /* Filling a draft leaves no event behind, so nothing may rest on it. */
    if ((a->special & RULES_FILLS) && (a->creates || a->to != RULES_NONE || a->n_effects > 0))
        report(d, "E510", a->span, a->name, rules_no_str());
}

void rules_check_lives(const rules_book *book, rules_diags *d) {
    uint64_t reached[RULES_MAX_CASES], left[RULES_MAX_CASES];
    reach(book, reached);
    exits(book, left);
    for (size_t i = 0; i < book->n_cases; i++) check_case(&book->kase[i], reached[i], left[i], d);
    for (size_t i = 0; i < book->n_actions; i++) check_action(&book->action[i], d);
}
