/* lex.h - one line of a rulebook into tokens. */
#ifndef JIQUN_RULES_LEX_H
#define JIQUN_RULES_LEX_H

#include "rules/tree.h"

/* Cuts what stands behind the indentation of `source` into tokens and takes a citation off the end. `line` has its
 * span set (file, source, line); `skip` is the indentation in bytes. Faults are reported and what can be read is kept. */
void rules_lex_line(base_arena *arena, rules_line *line, size_t skip, rules_diags *d);

#endif
