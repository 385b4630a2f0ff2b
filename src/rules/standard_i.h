/* standard_i.h - what the files of the standard half share among themselves.
 *
 * Units and facts come first, then criteria; a criterion's condition is read into specs (what the author wrote) and
 * each spec is made exact by algebra into compares (what is evaluated). */
#ifndef JIQUN_RULES_STANDARD_I_H
#define JIQUN_RULES_STANDARD_I_H

#include "rules/build.h"
#include "rules/cursor.h"

enum {
    RULES_MAX_UNITS = 200,
    RULES_MAX_FACTS = 1000,
    RULES_MAX_STANDARDS = 100,
    RULES_MAX_CRITERIA = 12000, /* of one standard */
    RULES_MAX_COMPARES = 64,    /* of one criterion, a window of n years counting n: bounds every stack of truths */
    RULES_MAX_TERMS = 32,       /* of one comparison */
    RULES_MAX_PARENS = 8,
    RULES_MAX_VALUES = 4000, /* of one dossier */
    RULES_PERCENT_SCALE = 4,
    RULES_BACKS = RULES_MAX_YEARS + 1
};

/* ---- units.c ---- */

/* The units every rulebook has. */
const rules_unit *rules_builtin_units(size_t *n);
rules_id rules_find_unit(const rules_book *b, base_str name);
/* The unit that the token names (a word or `%`), or RULES_NONE. */
rules_id rules_unit_of_token(const rules_book *b, const rules_token *t);
/* `d` of unit `from` in units of the last decimal of `to`; false when that is not a whole number within
 * RULES_RAW_LIMIT. Both units are of one dimension. */
bool rules_unit_convert(const rules_unit *from, const rules_unit *to, base_dec d, int64_t *raw);
/* The names of a table, for "did you mean". */
base_str *rules_unit_names(base_arena *arena, const rules_book *b, size_t *n);
base_str *rules_fact_names(base_arena *arena, const rules_book *b, size_t *n);

/* ---- a standard while it is being compiled ---- */

struct rules_std {
    struct rules_build *b;
    rules_standard out;
    rules_area *area;
    rules_criterion *criterion;
    rules_slot *slot;
    rules_compare *compare;
    rules_id *slot_of;
    size_t n_areas, n_criteria, n_slots, n_compares;
    size_t cap_areas, cap_criteria, cap_slots, cap_compares;
};

/* The slot of fact and back, made when it is new; RULES_NONE when there are too many. */
rules_id rules_std_slot(struct rules_std *s, rules_id fact, unsigned back);

/* What the author wrote: one comparison. */
struct rules_term {
    rules_id fact;
    base_dec factor; /* sign included */
    const rules_token *token;
};

struct rules_spec {
    int show; /* RULES_SHOW_* */
    struct rules_term term[RULES_MAX_TERMS];
    size_t n_terms, n_num; /* SUM, RATIO; growth has one term */
    enum rules_cmp cmp;
    base_dec threshold;
    rules_id unit;             /* RULES_NONE: a percentage */
    unsigned window;           /* years read, 0 = none */
    const rules_token *number; /* the threshold, for messages */
    rules_span span;           /* the whole comparison */
};

/* ---- expr_compile.c ---- */

/* Reads an EXPR at the cursor into the criterion's steps. False when something was reported. */
bool rules_expr_compile(struct rules_std *s, rules_cursor *c, rules_criterion *out);

/* ---- algebra.c ---- */

/* Fills everything of `out` but its slots and positive slots. False when the comparison does not fit 128 bits for all
 * figures within RULES_RAW_LIMIT; nothing is reported. */
bool rules_spec_solve(base_arena *arena, const rules_book *b, const struct rules_spec *spec, rules_compare *out);

/* ---- sample_compile.c ---- */

void rules_build_sample(struct rules_build *b, const rules_line *line);

#endif
