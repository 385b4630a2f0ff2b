/* columns_i.h - a standard bound to columns: what judging in blocks needs, and what two standards share. */
#ifndef JIQUN_RULES_COLUMNS_I_H
#define JIQUN_RULES_COLUMNS_I_H

#include "rules/assess_i.h"
#include "rules/standard_i.h"

/* Rows judged at a time: the truths of a block stay in the first cache. */
enum { RULES_BLOCK = 2048 };

/* A standard whose slots and facts are resolved to the columns. */
typedef struct {
    const rules_columns *c;
    const rules_standard *s;
    const int64_t **slot;   /* [n_slots]; NULL: not in the columns, every figure is missing */
    int64_t *slot_max;      /* [n_slots] */
    rules_id *column;       /* [n_slots]: index of the column, RULES_NONE when there is none */
    const uint8_t **stated; /* [n_criteria]: of judge and veto criteria; NULL: nothing is stated */
    void *scratch;          /* for one block */
} rules_bound;

/* `book` is the one the standard was compiled in; facts are matched by name unless it is the columns' own. */
rules_bound *rules_bind(base_arena *arena, const rules_columns *c, const rules_book *book, const rules_standard *s);
/* The verdicts of one criterion for the RULES_BLOCK rows from `from` on, a multiple of RULES_BLOCK; what is after the
 * last row has no meaning. */
void rules_judge_block(const rules_bound *b, size_t criterion, size_t from, uint8_t *verdict);
/* rank[i] becomes the worse of itself and that of verdict[i]. */
void rules_rank_block(uint8_t *rank, const uint8_t *verdict);

#endif
