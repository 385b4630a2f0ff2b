/* roster_i.h - the insides of a roster's plan, for those who read it and those who go by it. */
#ifndef JIQUN_CORE_ROSTER_I_H
#define JIQUN_CORE_ROSTER_I_H

#include "base/map.h"
#include "core/roster.h"

enum { CORE_ROSTER_TERMS_MAX = 4, CORE_ROSTER_CHOICES_MAX = 16 };

/* One condition: the column has one of these values, as bits of its choices. */
typedef struct {
    size_t column;
    uint32_t one_of;
} core_roster_term;

typedef struct {
    base_str fact;
    bool sums;
    size_t column; /* that is summed */
    size_t n_terms;
    core_roster_term term[CORE_ROSTER_TERMS_MAX];
} core_roster_rule;

struct core_roster_plan {
    size_t n_columns, n_rules;
    core_roster_column column[CORE_ROSTER_COLUMNS_MAX];
    core_roster_rule rule[CORE_ROSTER_FIGURES_MAX];
    base_map industry; /* code -> its letter */
};

/* Whether a cell has the title of that column, or another one that is understood for it. */
bool core_roster_is_titled(base_arena *arena, const core_roster_column *c, base_str cell);
/* Which of the choices `text` is (by its words, or its id); -1: none. Also for yes and no, and for classes of size. */
int core_roster_choice(const core_roster_column *c, base_str text);

#endif
