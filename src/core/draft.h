/* draft.h - figures and statements being filled in: outside the log, in whoever's keeping (a row, a player's memory).
 *
 * decide never reads a draft by itself; the command that submits carries it as its payload. */
#ifndef JIQUN_CORE_DRAFT_H
#define JIQUN_CORE_DRAFT_H

#include "rules/assess.h"

enum { CORE_EVIDENCE_MAX = 20 }; /* files for one fact */

typedef struct {
    base_str key, value;
} core_draft_field;

typedef struct {
    rules_values facts;
    core_draft_field *field; /* fields of the case that its form asks for (goals=met), why.FACT explanations,
                              * evidence.FACT.N and roster.FACT: files */
    size_t n_fields, cap;
    base_arena *arena;
} core_draft;

/* UTF-8 without a zero byte: nothing else can be written into the log, and a zero byte would end messages early. */
bool core_is_text(base_str s);

void core_draft_init(core_draft *d, base_arena *arena);
/* A copy that lives in `arena`. */
core_draft *core_draft_copy(base_arena *arena, const core_draft *d);
/* `key` is a fact ("output.2020", "land", "pillar"), a field of the form ("goals"), "why.FACT" (the lack is explained,
 * or a soft miss), "evidence.FACT.N" (N from 1 to CORE_EVIDENCE_MAX: a file that shows it), or "roster.KEY" (the file
 * from which the figure of that key was computed); files are named by "sha256:" and 64 digits. A later value wins; a
 * value without text ({NULL, 0}) takes away what stood there. A figure that is filled in anew is no longer that of its
 * roster: whoever computes it fills in the figure first and then its source. */
bool core_draft_fill(const rules_book *b, rules_id kind, rules_id form, core_draft *d, base_str key, base_str value,
                     base_err *e);
/* The fact of "evidence.FACT.N" and of "roster.KEY"; empty when the key is neither. */
base_str core_draft_file_fact(base_str key);
/* Empty when not given. */
base_str core_draft_get(const core_draft *d, base_str key);

#endif
