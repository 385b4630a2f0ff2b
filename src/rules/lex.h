/* lex.h - cuts one line into tokens; used by tree.c only. */
#ifndef JIQUN_RULES_LEX_H
#define JIQUN_RULES_LEX_H

#include "rules/tree.h"

typedef struct {
    base_arena *arena;
    rules_diags *d;
    base_str file;
    bool tab_reported; /* one tab a text is enough said */
    rules_token token[RULES_MAX_TOKENS];
    /* What the last line had: */
    size_t n;
    base_str cite; /* {NULL,0} when there is none */
    rules_span cite_span;
    base_str comment; /* with its '#' */
    uint32_t comment_blanks;
} rules_lexer;

/* Cuts `source` from byte `from` on, which is column `col` of line `line`. Faults are reported; tokens are what could
 * be read in spite of them. */
void rules_lex_line(rules_lexer *lx, base_str source, uint32_t line, size_t from, uint32_t col);
/* Reports what may stand nowhere in a line, not even in a string or a comment: bytes that are not UTF-8, tabs, control
 * and invisible characters. Returns the part of the line that can be read. */
base_str rules_lex_check(rules_lexer *lx, base_str source, uint32_t line);

#endif
