/* units.c - units of measure: which there are, which convert, and how a figure becomes a whole number of the last
 * decimal its unit has.
 *
 * A unit is an exact fraction of its dimension's base, so 亩 (2000/3 square metres) takes part in comparisons without
 * a rounding; a figure is only refused where the figure itself would have to be rounded. Counts are one dimension:
 * the noun (家, 人, 项 …) says what is counted, not how much, so they convert; the compiler warns when nouns differ. */
#include "rules/assess_i.h"
#include "rules/standard_i.h"

enum { MONEY, AREA, COUNT, PERCENT };

const rules_unit *rules_builtin_units(size_t *n) {
    static const rules_unit unit[] = {
        {{"元", 3}, 1, 1, MONEY, 2},           {{"万元", 6}, 10000, 1, MONEY, 4},
        {{"亿元", 6}, 100000000, 1, MONEY, 4}, {{"平方公里", 12}, 1000000, 1, AREA, 4},
        {{"公顷", 6}, 10000, 1, AREA, 4},      {{"亩", 3}, 2000, 3, AREA, 4},
        {{"家", 3}, 1, 1, COUNT, 0},           {{"人", 3}, 1, 1, COUNT, 0},
        {{"项", 3}, 1, 1, COUNT, 0},           {{"件", 3}, 1, 1, COUNT, 0},
        {{"个", 3}, 1, 1, COUNT, 0},           {{"%", 1}, 1, 1, PERCENT, RULES_PERCENT_SCALE},
    };
    *n = sizeof unit / sizeof *unit;
    return unit;
}

rules_id rules_find_unit(const rules_book *b, base_str name) {
    for (rules_id i = 0; i < b->n_units; i++)
        if (base_str_eq(b->unit[i].name, name)) return i;
    return RULES_NONE;
}

rules_id rules_unit_of_token(const rules_book *b, const rules_token *t) {
    if (!t || (t->kind != RULES_T_WORD && t->kind != RULES_T_PUNCT)) return RULES_NONE;
    return rules_find_unit(b, t->text);
}

int64_t rules_pow10(unsigned n) {
    int64_t v = 1;
    while (n-- > 0) v *= 10;
    return v;
}

/* numerator/denominator is the exact value in units of the last decimal; num and den of a unit are below 10^13, so
 * the products stay below 10^18 * 10^13 * 10^13 only in theory: they are checked. */
bool rules_unit_convert(const rules_unit *from, const rules_unit *to, base_dec d, int64_t *raw) {
    base_i128 num = d.units, den = rules_pow10(d.scale);
    const bool fits = base_i128_mul(num, from->num, &num) && base_i128_mul(num, rules_pow10(to->scale), &num) &&
                      base_i128_mul(den, from->den, &den) && base_i128_mul(den, to->num, &den) &&
                      base_i128_mul(num, to->den, &num);
    if (!fits || num % den != 0) return false;
    const base_i128 v = num / den;
    if (v > RULES_RAW_LIMIT || v < -RULES_RAW_LIMIT) return false;
    *raw = (int64_t)v;
    return true;
}

base_str *rules_unit_names(base_arena *arena, const rules_book *b, size_t *n) {
    base_str *name = base_arena_array(arena, b->n_units, sizeof *name);
    for (size_t i = 0; i < b->n_units; i++) name[i] = b->unit[i].name;
    *n = b->n_units;
    return name;
}

base_str *rules_fact_names(base_arena *arena, const rules_book *b, size_t *n) {
    base_str *name = base_arena_array(arena, b->n_facts, sizeof *name);
    for (size_t i = 0; i < b->n_facts; i++) name[i] = b->fact[i].name;
    *n = b->n_facts;
    return name;
}
