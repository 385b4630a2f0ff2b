/* build.h - a rulebook while it is being compiled: what the two halves of the compiler share.
 *
 * The tree of lines is walked top down by three entry points, in this order: units and facts, standards and samples,
 * process. Each reports what is wrong into `d` and goes on, so that one run shows several faults; each writes its own
 * tables into `book` and reads only those of the ones before it. Nothing here outlives the compilation but the arena.
 *
 * Codes of diagnostics: E0xx form of the text (lines, tokens, merging), E1xx facts and standards, E2xx names and shape
 * of the process, E3xx guards, dates and effects, E4xx proofs, E5xx checks of the whole book. Wxxx are warnings. */
#ifndef JIQUN_RULES_BUILD_H
#define JIQUN_RULES_BUILD_H

#include "rules/rulebook.h"
#include "rules/tree.h"

struct rules_process; /* process.h: the growing tables of the process half */

struct rules_build {
    base_arena *arena;
    rules_diags *d;
    rules_book *book;              /* being filled; header fields (id, label …) are set before the entry points run */
    const rules_line *root;        /* of the merged tree */
    struct rules_process *process; /* the process half's own */
    const base_str *own_file;      /* the files that are this rulebook's own; the rest are what it is based on */
    size_t n_own_files;
};

/* The entry points; `root` is the root of the merged tree, each takes the lines that are its own. */
void rules_build_units_and_facts(struct rules_build *b, const rules_line *root); /* facts_compile.c */
void rules_build_standards(struct rules_build *b, const rules_line *root);       /* standard_compile.c; samples too */
void rules_build_process(struct rules_build *b, const rules_line *root);         /* process_compile.c */

#endif
