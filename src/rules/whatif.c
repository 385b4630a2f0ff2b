/* whatif.c - two standards over the same dossiers: which verdicts flip, and by which criterion.
 *
 * Criteria that say the same in both standards are judged once. Their rank is folded into both wholes; only the others
 * are judged for one side each. The criterion that explains a flip is looked for in the rows that flip, so it costs
 * nothing where nothing changes. */
#include "rules/columns_i.h"

#include "base/map.h"

struct whatif {
    const rules_bound *bound[2];
    size_t *twin;      /* [n_criteria of the new]: the old criterion that says the same, or SIZE_MAX */
    size_t *namesake;  /* [n_criteria of the new]: the old criterion of the same id, or SIZE_MAX */
    bool *shared;      /* [n_criteria of the old]: some new one has it as twin */
    uint8_t *block[2]; /* [n_criteria][RULES_BLOCK] verdicts */
    uint8_t rank[2][RULES_BLOCK];
};

/* ---- what says the same ---- */

static bool same_compare(const struct whatif *w, const rules_compare *x, const rules_compare *y) {
    if (x->quadratic != y->quadratic || x->cmp != y->cmp || x->n_terms != y->n_terms || x->constant != y->constant ||
        x->n_positive != y->n_positive || x->sum_positive != y->sum_positive)
        return false;
    const rules_id *of_x = w->bound[0]->column, *of_y = w->bound[1]->column;
    for (size_t i = 0; i < x->n_terms; i++)
        if (x->coef[i] != y->coef[i] || of_x[x->slot[i]] != of_y[y->slot[i]]) return false;
    for (size_t i = 0; i < x->n_positive; i++)
        if (of_x[x->positive[i]] != of_y[y->positive[i]]) return false;
    if (!x->sum_positive) return true;
    return x->n_num == y->n_num && memcmp(x->weight, y->weight, x->n_terms * sizeof *x->weight) == 0;
}

static bool same_criterion(const struct whatif *w, size_t old, size_t new) {
    const rules_standard *s = w->bound[0]->s, *t = w->bound[1]->s;
    const rules_criterion *x = &s->criterion[old], *y = &t->criterion[new];
    if (x->kind != y->kind || x->relax_regions != y->relax_regions || x->n_steps != y->n_steps) return false;
    if (w->bound[0]->stated[old] != w->bound[1]->stated[new]) return false;
    for (size_t i = 0; i < x->n_steps; i++) {
        const rules_expr_step *a = &x->step[i], *b = &y->step[i];
        if (a->op != b->op || a->arity != b->arity) return false;
        if (a->op == RULES_X_COMPARE && !same_compare(w, &s->compare[a->compare], &t->compare[b->compare]))
            return false;
    }
    return true;
}

/* Criteria are matched by id first: that is how a changed text keeps its own. */
static void match(base_arena *arena, struct whatif *w) {
    const rules_standard *s = w->bound[0]->s, *t = w->bound[1]->s;
    base_map by_id;
    base_map_init(&by_id, arena);
    for (size_t i = 0; i < s->n_criteria; i++) base_map_put(&by_id, s->criterion[i].id)->value.num = (int64_t)i;
    w->twin = base_arena_array(arena, t->n_criteria, sizeof *w->twin);
    w->namesake = base_arena_array(arena, t->n_criteria, sizeof *w->namesake);
    w->shared = base_arena_array(arena, s->n_criteria, sizeof *w->shared);
    for (size_t i = 0; i < t->n_criteria; i++) {
        const base_map_slot *found = base_map_get(&by_id, t->criterion[i].id);
        w->namesake[i] = found ? (size_t)found->value.num : SIZE_MAX;
        w->twin[i] = found && same_criterion(w, w->namesake[i], i) ? w->namesake[i] : SIZE_MAX;
        if (w->twin[i] != SIZE_MAX) w->shared[w->twin[i]] = true;
    }
}

/* ---- a block ---- */

static void judge_both(struct whatif *w, size_t from) {
    const size_t n_old = w->bound[0]->s->n_criteria, n_new = w->bound[1]->s->n_criteria;
    memset(w->rank[0], 0, RULES_BLOCK);
    for (size_t i = 0; i < n_old; i++) {
        if (!w->shared[i]) continue;
        rules_judge_block(w->bound[0], i, from, w->block[0] + i * RULES_BLOCK);
        rules_rank_block(w->rank[0], w->block[0] + i * RULES_BLOCK);
    }
    memcpy(w->rank[1], w->rank[0], RULES_BLOCK);
    for (size_t i = 0; i < n_old; i++) {
        if (w->shared[i]) continue;
        rules_judge_block(w->bound[0], i, from, w->block[0] + i * RULES_BLOCK);
        rules_rank_block(w->rank[0], w->block[0] + i * RULES_BLOCK);
    }
    for (size_t i = 0; i < n_new; i++) {
        if (w->twin[i] != SIZE_MAX) continue;
        rules_judge_block(w->bound[1], i, from, w->block[1] + i * RULES_BLOCK);
        rules_rank_block(w->rank[1], w->block[1] + i * RULES_BLOCK);
    }
}

/* The first criterion of the new standard that explains the flip of row `i`: it has the rank of the new whole and did
 * not have it before, when things got worse; it had the rank of the old whole and has it no more, when they got
 * better. RULES_NONE when a criterion that was dropped explains it. */
static rules_id explain(const struct whatif *w, size_t i) {
    const bool worse = w->rank[1][i] > w->rank[0][i];
    const uint8_t decisive = worse ? w->rank[1][i] : w->rank[0][i];
    for (size_t k = 0; k < w->bound[1]->s->n_criteria; k++) {
        if (w->twin[k] != SIZE_MAX) continue;
        const uint8_t now = rules_rank(w->block[1][k * RULES_BLOCK + i]);
        const uint8_t was = w->namesake[k] == SIZE_MAX ? 0 : rules_rank(w->block[0][w->namesake[k] * RULES_BLOCK + i]);
        if (now != was && (worse ? now : was) == decisive) return (rules_id)k;
    }
    return RULES_NONE;
}

size_t rules_whatif(const rules_book *b1, const rules_standard *s1, const rules_book *b2, const rules_standard *s2,
                    const rules_columns *c, rules_flip *flip, size_t max) {
    base_arena *arena = base_arena_new((size_t)256 << 20);
    struct whatif *w = base_arena_alloc(arena, sizeof *w);
    w->bound[0] = rules_bind(arena, c, b1, s1);
    w->bound[1] = rules_bind(arena, c, b2, s2);
    w->block[0] = base_arena_array(arena, s1->n_criteria, RULES_BLOCK);
    w->block[1] = base_arena_array(arena, s2->n_criteria, RULES_BLOCK);
    match(arena, w);
    size_t flips = 0;
    for (size_t from = 0; from < c->n; from += RULES_BLOCK) {
        const size_t n = c->n - from < RULES_BLOCK ? c->n - from : RULES_BLOCK;
        judge_both(w, from);
        for (size_t i = 0; i < n; i++) {
            if (w->rank[0][i] == w->rank[1][i]) continue;
            if (flips < max)
                flip[flips] = (rules_flip){.row = from + i,
                                           .from = (uint8_t)rules_of_rank(w->rank[0][i]),
                                           .to = (uint8_t)rules_of_rank(w->rank[1][i]),
                                           .criterion = explain(w, i)};
            flips++;
        }
    }
    base_arena_free(arena);
    return flips;
}
