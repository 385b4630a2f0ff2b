/* diag.h - what the reader and the checker have to say about a text: where, what, what was expected, what to do.
 *
 * Diagnostics are collected, not printed, so that one run reports several faults and the same list serves terminal,
 * JSON and the editor. Texts live in one table (diag_text.c), Chinese and English with numbered places. */
#ifndef JIQUN_RULES_DIAG_H
#define JIQUN_RULES_DIAG_H

#include "base/arena.h"
#include "base/buf.h"

enum { RULES_MAX_DIAGS = 100 };

/* A place in a text: line and column are 1-based, column and length count code points. */
typedef struct {
    base_str file;
    base_str source; /* the whole line, without its end */
    uint32_t line, col, len;
} rules_span;

enum rules_severity { RULES_ERROR, RULES_WARNING };

typedef struct {
    const char *code; /* stable, such as "E012": tests and editors rely on it */
    enum rules_severity severity;
    rules_span span;
    base_str zh, en;           /* what is wrong */
    base_str hint_zh, hint_en; /* what was expected, what to do; may be empty */
} rules_diag;

typedef struct {
    base_arena *arena;
    rules_diag item[RULES_MAX_DIAGS];
    size_t n, errors;
    size_t left_out; /* over RULES_MAX_DIAGS */
} rules_diags;

void rules_diags_init(rules_diags *d, base_arena *arena);
/* Adds the message `code` with its places {0}, {1}, {2} filled. Unused arguments are {NULL,0}. */
void rules_report(rules_diags *d, const char *code, rules_span span, base_str a0, base_str a1, base_str a2);
/* As above; a name among `names` that is near to `given` is added to the hint. */
void rules_report_near(rules_diags *d, const char *code, rules_span span, base_str given, const base_str *names,
                       size_t n);
/* One diagnostic as a terminal shows it: message, file:line:col, the source line, carets, hint. `zh` chooses the
 * language that comes first; `colour` adds ANSI colours. */
bool rules_diag_put(base_buf *b, const rules_diag *d, bool zh, bool colour);

#endif
