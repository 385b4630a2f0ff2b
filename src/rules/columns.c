/* columns.c - many dossiers at once: a criterion at a time over blocks of rows.
 *
 * A comparison runs term by term over a block: one loop adds coef * value and notes what is missing, one turns sums
 * into truths. The loops have no branches and always run over a whole block (columns have room for it), so the
 * compiler vectorises them; sums are 64-bit when the largest figure of each column shows that they are exact, else the
 * same loops run in 128 bits. Truths are combined by least and greatest, as in assess.c. */
#include "rules/columns_i.h"

struct scratch {
    int64_t sum[RULES_BLOCK];
    base_i128 wide[RULES_BLOCK];
    base_i128 denominator[RULES_BLOCK];
    uint8_t lacks[RULES_BLOCK];
    uint8_t truth[RULES_MAX_COMPARES][RULES_BLOCK];
};

/* ---- making and filling ---- */

/* Marks the slots that a comparison of `s` reads; the others need no column. */
static void mark_read(const rules_standard *s, bool *read) {
    for (size_t i = 0; i < s->n_compares; i++)
        for (size_t k = 0; k < s->compare[i].n_terms; k++) read[s->compare[i].slot[k]] = true;
}

static rules_columns *columns_of(base_arena *arena, const rules_book *b, const rules_standard *s, const bool *read,
                                 size_t capacity) {
    rules_columns *c = base_arena_alloc(arena, sizeof *c);
    c->cap = capacity;
    capacity = (capacity + RULES_BLOCK - 1) / RULES_BLOCK * RULES_BLOCK;
    c->standard = s;
    c->book = b;
    c->slot = base_arena_array(arena, s->n_slots, sizeof *c->slot);
    c->slot_max = base_arena_array(arena, s->n_slots, sizeof *c->slot_max);
    for (size_t i = 0; i < s->n_slots; i++)
        if (read[i]) c->slot[i] = base_arena_array(arena, capacity, sizeof **c->slot);
    c->stated = base_arena_array(arena, b->n_facts, sizeof *c->stated);
    for (size_t i = 0; i < b->n_facts; i++)
        if (b->fact[i].kind == RULES_FACT_STATEMENT || b->fact[i].kind == RULES_FACT_VETO)
            c->stated[i] = base_arena_array(arena, capacity, 1);
    c->region = base_arena_array(arena, capacity, 1);
    return c;
}

rules_columns *rules_columns_new(base_arena *arena, const rules_book *b, const rules_standard *s, size_t capacity) {
    bool *read = base_arena_array(arena, s->n_slots, sizeof *read);
    mark_read(s, read);
    return columns_of(arena, b, s, read, capacity);
}

bool rules_columns_add(rules_columns *c, const rules_dossier_facts *f, enum rules_region region) {
    if (c->n == c->cap) return false;
    const size_t row = c->n++;
    for (size_t i = 0; i < c->standard->n_slots; i++) {
        const int64_t v = f->slot[i];
        if (!c->slot[i]) continue;
        c->slot[i][row] = v;
        if (v == RULES_MISSING) continue;
        const int64_t magnitude = v < 0 ? -v : v;
        if (magnitude > c->slot_max[i]) c->slot_max[i] = magnitude;
    }
    for (size_t i = 0; i < c->book->n_facts; i++)
        if (c->stated[i]) c->stated[i][row] = f->stated[i];
    c->region[row] = (uint8_t)region;
    return true;
}

/* ---- columns for two standards ---- */

/* The facts and units of both books, b1's first. NULL when a fact of one name is not the same fact. */
static rules_book *union_book(base_arena *arena, const rules_book *b1, const rules_book *b2, base_err *e) {
    rules_book *u = base_arena_copy(arena, b1, sizeof *b1);
    rules_fact *fact = base_arena_array(arena, (size_t)b1->n_facts + b2->n_facts, sizeof *fact);
    rules_unit *unit = base_arena_array(arena, (size_t)b1->n_units + b2->n_units, sizeof *unit);
    memcpy(fact, b1->fact, b1->n_facts * sizeof *fact);
    memcpy(unit, b1->unit, b1->n_units * sizeof *unit);
    memcpy(unit + b1->n_units, b2->unit, b2->n_units * sizeof *unit);
    u->fact = fact;
    u->unit = unit;
    u->n_units = (uint16_t)(b1->n_units + b2->n_units);
    for (size_t i = 0; i < b2->n_facts; i++) {
        const rules_fact *f2 = &b2->fact[i];
        const rules_id same = rules_find_fact(b1, f2->name);
        if (same == RULES_NONE) {
            fact[u->n_facts] = *f2;
            if (f2->unit != RULES_NONE) fact[u->n_facts].unit = (rules_id)(f2->unit + b1->n_units);
            u->n_facts++;
            continue;
        }
        if (rules_same_fact(b2, (rules_id)i, b1) != RULES_NONE) continue;
        base_err_fmt(e, BASE_ERR_INPUT, "指标 %.*s 在两份规则文本中的单位或类别不同，不能用同一份数据比较",
                     "the fact %.*s has another unit or kind in the other rulebook: the same figures do not fit both",
                     (int)f2->name.n, f2->name.p);
        return NULL;
    }
    return u;
}

/* Adds to `to` the slots of `s`, a standard of `book`; marks those that a comparison reads. */
static void add_slots(rules_standard *to, rules_slot *slot, rules_id *slot_of, bool *read, const rules_book *u,
                      base_arena *arena, const rules_book *book, const rules_standard *s) {
    bool *reads = base_arena_array(arena, s->n_slots, sizeof *reads);
    mark_read(s, reads);
    for (size_t i = 0; i < s->n_slots; i++) {
        const rules_id fact = rules_find_fact(u, book->fact[s->slot[i].fact].name);
        rules_id *at = &slot_of[(size_t)fact * RULES_BACKS + s->slot[i].back];
        if (*at == RULES_NONE) {
            *at = to->n_slots;
            slot[to->n_slots++] = (rules_slot){.fact = fact, .back = s->slot[i].back};
        }
        read[*at] = read[*at] || reads[i];
    }
}

rules_columns *rules_columns_for_both(base_arena *arena, const rules_book *b1, const rules_standard *s1,
                                      const rules_book *b2, const rules_standard *s2, size_t capacity, base_err *e) {
    const rules_book *u = union_book(arena, b1, b2, e);
    if (!u) return NULL;
    const size_t places = (size_t)u->n_facts * RULES_BACKS, most = (size_t)s1->n_slots + s2->n_slots;
    rules_standard *both = base_arena_alloc(arena, sizeof *both);
    rules_slot *slot = base_arena_array(arena, most, sizeof *slot);
    rules_id *slot_of = base_arena_array(arena, places, sizeof *slot_of);
    bool *read = base_arena_array(arena, most, sizeof *read);
    for (size_t i = 0; i < places; i++) slot_of[i] = RULES_NONE;
    add_slots(both, slot, slot_of, read, u, arena, b1, s1);
    add_slots(both, slot, slot_of, read, u, arena, b2, s2);
    both->slot = slot;
    both->slot_of = slot_of;
    return columns_of(arena, u, both, read, capacity);
}

rules_columns *rules_columns_new_for(base_arena *arena, const rules_book *b1, const rules_standard *s1,
                                     const rules_book *b2, const rules_standard *s2, size_t capacity) {
    return rules_columns_for_both(arena, b1, s1, b2, s2, capacity, NULL);
}

/* ---- binding ---- */

static rules_id column_of(const rules_columns *c, const rules_book *book, rules_slot slot) {
    const rules_id fact = book == c->book ? slot.fact : rules_find_fact(c->book, book->fact[slot.fact].name);
    if (fact == RULES_NONE || fact >= c->book->n_facts) return RULES_NONE;
    const rules_id at = c->standard->slot_of[(size_t)fact * RULES_BACKS + slot.back];
    return at != RULES_NONE && c->slot[at] ? at : RULES_NONE;
}

static const uint8_t *stated_of(const rules_columns *c, const rules_book *book, const rules_criterion *k) {
    if (k->kind != RULES_JUDGE && k->kind != RULES_VETO) return NULL;
    const rules_id fact = book == c->book ? k->fact : rules_find_fact(c->book, book->fact[k->fact].name);
    return fact == RULES_NONE ? NULL : c->stated[fact];
}

rules_bound *rules_bind(base_arena *arena, const rules_columns *c, const rules_book *book, const rules_standard *s) {
    rules_bound *b = base_arena_alloc(arena, sizeof *b);
    *b = (rules_bound){.c = c,
                       .s = s,
                       .slot = base_arena_array(arena, s->n_slots, sizeof *b->slot),
                       .slot_max = base_arena_array(arena, s->n_slots, sizeof *b->slot_max),
                       .column = base_arena_array(arena, s->n_slots, sizeof *b->column),
                       .stated = base_arena_array(arena, s->n_criteria, sizeof *b->stated),
                       .scratch = base_arena_alloc(arena, sizeof(struct scratch))};
    for (size_t i = 0; i < s->n_slots; i++) {
        b->column[i] = column_of(c, book, s->slot[i]);
        if (b->column[i] == RULES_NONE) continue;
        b->slot[i] = c->slot[b->column[i]];
        b->slot_max[i] = c->slot_max[b->column[i]];
    }
    for (size_t i = 0; i < s->n_criteria; i++) b->stated[i] = stated_of(c, book, &s->criterion[i]);
    return b;
}

bool rules_columns_fits(const rules_columns *c, const rules_standard *s) {
    for (size_t i = 0; i < s->n_compares; i++)
        for (size_t k = 0; k < s->compare[i].n_terms; k++)
            if (column_of(c, c->book, s->slot[s->compare[i].slot[k]]) == RULES_NONE) return false;
    return true;
}

/* ---- comparisons over a block ---- */

/* Whether no step of the sum can leave 64 bits for the figures that are there. */
static bool fits_narrow(const rules_bound *b, const rules_compare *c) {
    if (c->quadratic || c->sum_positive) return false;
    base_i128 most = c->constant < 0 ? -c->constant : c->constant;
    for (size_t i = 0; i < c->n_terms; i++) {
        const base_i128 coef = c->coef[i] < 0 ? -(base_i128)c->coef[i] : c->coef[i];
        most += coef * b->slot_max[c->slot[i]];
    }
    return most <= INT64_MAX;
}

static void note_missing(uint8_t *restrict lacks, const int64_t *restrict v) {
    for (size_t i = 0; i < RULES_BLOCK; i++) lacks[i] |= v[i] == RULES_MISSING;
}

/* Adds coef * v where v is there, and notes where it is not. */
static void add_narrow(int64_t *restrict sum, uint8_t *restrict lacks, const int64_t *restrict v, int64_t coef) {
    for (size_t i = 0; i < RULES_BLOCK; i++) {
        const bool missing = v[i] == RULES_MISSING;
        sum[i] += coef * (missing ? 0 : v[i]);
        lacks[i] |= missing;
    }
}

static void add_wide(base_i128 *restrict sum, const int64_t *restrict v, int64_t coef) {
    for (size_t i = 0; i < RULES_BLOCK; i++) sum[i] += (base_i128)coef * (v[i] == RULES_MISSING ? 0 : v[i]);
}

static void add_product(base_i128 *restrict sum, const int64_t *x, const int64_t *y, int64_t coef) {
    for (size_t i = 0; i < RULES_BLOCK; i++) {
        const bool there = x[i] != RULES_MISSING && y[i] != RULES_MISSING;
        sum[i] += there ? coef * ((base_i128)x[i] * y[i]) : 0;
    }
}

/* A missing figure is the least 64-bit value, so it is noted too. */
static void note_not_positive(uint8_t *restrict lacks, const int64_t *restrict v) {
    for (size_t i = 0; i < RULES_BLOCK; i++) lacks[i] |= v[i] <= 0;
}

/* 2 where the sum is as `cmp` asks, 0 where not, 1 where evidence lacks. One loop a relation: none is decided within.
 */
static void truths_narrow(uint8_t *restrict truth, const int64_t *restrict sum, const uint8_t *restrict lacks,
                          enum rules_cmp cmp) {
    switch (cmp) {
    case RULES_GE:
        for (size_t i = 0; i < RULES_BLOCK; i++) truth[i] = lacks[i] ? 1 : (uint8_t)((sum[i] >= 0) * 2);
        break;
    case RULES_GT:
        for (size_t i = 0; i < RULES_BLOCK; i++) truth[i] = lacks[i] ? 1 : (uint8_t)((sum[i] > 0) * 2);
        break;
    case RULES_LE:
        for (size_t i = 0; i < RULES_BLOCK; i++) truth[i] = lacks[i] ? 1 : (uint8_t)((sum[i] <= 0) * 2);
        break;
    case RULES_LT:
        for (size_t i = 0; i < RULES_BLOCK; i++) truth[i] = lacks[i] ? 1 : (uint8_t)((sum[i] < 0) * 2);
        break;
    case RULES_EQ:
        for (size_t i = 0; i < RULES_BLOCK; i++) truth[i] = lacks[i] ? 1 : (uint8_t)((sum[i] == 0) * 2);
        break;
    }
}

static void compare_narrow(const rules_bound *b, const rules_compare *c, size_t from, uint8_t *truth) {
    struct scratch *x = b->scratch;
    const int64_t constant = (int64_t)c->constant;
    for (size_t i = 0; i < RULES_BLOCK; i++) x->sum[i] = constant;
    for (size_t i = 0; i < c->n_terms; i++) add_narrow(x->sum, x->lacks, b->slot[c->slot[i]] + from, c->coef[i]);
    truths_narrow(truth, x->sum, x->lacks, c->cmp);
}

static void compare_wide(const rules_bound *b, const rules_compare *c, size_t from, uint8_t *truth) {
    struct scratch *x = b->scratch;
    for (size_t i = 0; i < RULES_BLOCK; i++) x->wide[i] = c->constant;
    for (size_t i = 0; i < c->n_terms; i++) note_missing(x->lacks, b->slot[c->slot[i]] + from);
    if (c->quadratic) {
        const int64_t *p = b->slot[c->slot[0]] + from, *q = b->slot[c->slot[1]] + from, *r = b->slot[c->slot[2]] + from;
        add_product(x->wide, q, q, c->coef[0]);
        add_product(x->wide, p, r, c->coef[1]);
        add_product(x->wide, p, q, c->coef[2]);
    } else {
        for (size_t i = 0; i < c->n_terms; i++) add_wide(x->wide, b->slot[c->slot[i]] + from, c->coef[i]);
    }
    if (c->sum_positive) {
        memset(x->denominator, 0, sizeof x->denominator);
        for (size_t i = c->n_num; i < c->n_terms; i++)
            add_wide(x->denominator, b->slot[c->slot[i]] + from, c->weight[i]);
        for (size_t i = 0; i < RULES_BLOCK; i++) x->lacks[i] |= x->denominator[i] <= 0;
    }
    for (size_t i = 0; i < RULES_BLOCK; i++) {
        const int sign = (x->wide[i] > 0) - (x->wide[i] < 0);
        truth[i] = x->lacks[i] ? 1 : (uint8_t)(rules_cmp_holds(c->cmp, sign) * 2);
    }
}

static void compare_block(const rules_bound *b, const rules_compare *c, size_t from, uint8_t *truth) {
    struct scratch *x = b->scratch;
    for (size_t i = 0; i < c->n_terms; i++) {
        if (b->slot[c->slot[i]]) continue;
        memset(truth, RULES_LACKS, RULES_BLOCK);
        return;
    }
    memset(x->lacks, 0, RULES_BLOCK);
    for (size_t i = 0; i < c->n_positive; i++) note_not_positive(x->lacks, b->slot[c->positive[i]] + from);
    if (fits_narrow(b, c))
        compare_narrow(b, c, from, truth);
    else
        compare_wide(b, c, from, truth);
}

/* ---- criteria over a block ---- */

static void least(uint8_t *restrict a, const uint8_t *restrict b) {
    for (size_t i = 0; i < RULES_BLOCK; i++) a[i] = b[i] < a[i] ? b[i] : a[i];
}

static void greatest(uint8_t *restrict a, const uint8_t *restrict b) {
    for (size_t i = 0; i < RULES_BLOCK; i++) a[i] = b[i] > a[i] ? b[i] : a[i];
}

/* The truths of the condition, in the scratch's first row. */
static const uint8_t *condition_block(const rules_bound *b, const rules_criterion *k, size_t from) {
    struct scratch *x = b->scratch;
    size_t top = 0;
    for (size_t i = 0; i < k->n_steps; i++) {
        const rules_expr_step *step = &k->step[i];
        if (step->op == RULES_X_COMPARE) {
            compare_block(b, &b->s->compare[step->compare], from, x->truth[top++]);
            continue;
        }
        const size_t first = top - step->arity;
        for (size_t j = first + 1; j < top; j++)
            (step->op == RULES_X_AND ? least : greatest)(x->truth[first], x->truth[j]);
        top = first + 1;
    }
    return x->truth[0];
}

static void conditions_to_verdicts(uint8_t *restrict verdict, const uint8_t *restrict truth, uint8_t miss) {
    for (size_t i = 0; i < RULES_BLOCK; i++)
        verdict[i] = truth[i] == RULES_YES_TRUTH ? RULES_MET : truth[i] == RULES_LACKS ? RULES_NO_EVIDENCE : miss;
}

/* In the regions of `mask` a miss asks for relaxation. */
static void relax(uint8_t *restrict verdict, const uint8_t *restrict region, uint16_t mask) {
    for (unsigned r = RULES_EAST; r <= RULES_NORTH_EAST; r++) {
        if (!(mask >> r & 1)) continue;
        for (size_t i = 0; i < RULES_BLOCK; i++)
            verdict[i] = verdict[i] == RULES_NOT_MET && region[i] == r ? RULES_EXPLAIN : verdict[i];
    }
}

static void statements_to_verdicts(uint8_t *restrict verdict, const uint8_t *restrict stated) {
    for (size_t i = 0; i < RULES_BLOCK; i++) verdict[i] = stated[i] != 0 ? RULES_AWAITS_JUDGEMENT : RULES_NO_EVIDENCE;
}

static void vetoes_to_verdicts(uint8_t *restrict verdict, const uint8_t *restrict stated) {
    for (size_t i = 0; i < RULES_BLOCK; i++)
        verdict[i] = stated[i] == 0 ? RULES_NO_EVIDENCE : stated[i] == 1 ? RULES_MET : RULES_NOT_MET;
}

void rules_judge_block(const rules_bound *b, size_t criterion, size_t from, uint8_t *verdict) {
    const rules_criterion *k = &b->s->criterion[criterion];
    const uint8_t *stated = b->stated[criterion];
    if (k->kind == RULES_UNKNOWN) {
        memset(verdict, RULES_UNKNOWN_THRESHOLD, RULES_BLOCK);
    } else if (k->kind == RULES_REQUIRE || k->kind == RULES_EXPECT) {
        const uint8_t miss = k->kind == RULES_EXPECT ? RULES_EXPLAIN : RULES_NOT_MET;
        conditions_to_verdicts(verdict, condition_block(b, k, from), miss);
        if (k->relax_regions != 0) relax(verdict, b->c->region + from, k->relax_regions);
    } else if (!stated) {
        memset(verdict, RULES_NO_EVIDENCE, RULES_BLOCK);
    } else if (k->kind == RULES_JUDGE) {
        statements_to_verdicts(verdict, stated + from);
    } else {
        vetoes_to_verdicts(verdict, stated + from);
    }
}

void rules_rank_block(uint8_t *restrict rank, const uint8_t *restrict verdict) {
    for (size_t i = 0; i < RULES_BLOCK; i++) {
        const uint8_t v = verdict[i];
        const uint8_t r = v == RULES_MET ? 0 : v == RULES_NOT_MET ? 3 : v == RULES_NO_EVIDENCE ? 2 : 1;
        rank[i] = r > rank[i] ? r : rank[i];
    }
}

static void ranks_to_wholes(uint8_t *restrict whole, const uint8_t *restrict rank) {
    for (size_t i = 0; i < RULES_BLOCK; i++)
        whole[i] = rank[i] == 3   ? RULES_NOT_MET
                   : rank[i] == 2 ? RULES_NO_EVIDENCE
                   : rank[i] == 1 ? RULES_OPEN
                                  : RULES_MET;
}

void rules_columns_assess(const rules_columns *c, const rules_standard *s, uint8_t **verdict, uint8_t *whole) {
    base_arena *arena = base_arena_new((size_t)64 << 20);
    const rules_bound *b = rules_bind(arena, c, c->book, s);
    uint8_t rank[RULES_BLOCK], block[RULES_BLOCK];
    for (size_t from = 0; from < c->n; from += RULES_BLOCK) {
        const size_t n = c->n - from < RULES_BLOCK ? c->n - from : RULES_BLOCK;
        memset(rank, 0, sizeof rank);
        for (size_t i = 0; i < s->n_criteria; i++) {
            rules_judge_block(b, i, from, block);
            if (verdict) memcpy(verdict[i] + from, block, n);
            if (whole) rules_rank_block(rank, block);
        }
        if (!whole) continue;
        ranks_to_wholes(block, rank);
        memcpy(whole + from, block, n);
    }
    base_arena_free(arena);
}
