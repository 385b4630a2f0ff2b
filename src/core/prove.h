/* prove.h - shows that the `prove` lines of a rulebook hold, for every history and any number of cases; or how not.
 *
 * The prover walks the same core_judge and core_control_* as decide and fold, over an abstract dossier: one case of the
 * root kind (a cluster, a round) and, a kind below it, the *set* of local configurations in which at least one case
 * stands. What is not followed answers as it likes, but the same within one step. Three answers: proved; failed, with
 * the shortest history that breaks it as a scenario that the player has run; not settled. The method, and why it is
 * sound, stands in prove_i.h and in docs/decisions. */
#ifndef JIQUN_CORE_PROVE_H
#define JIQUN_CORE_PROVE_H

#include "core/refdata.h"
#include "rules/rulebook.h"

enum { CORE_PROVE_MAX_STATES = 60000 };

enum core_proof_verdict { CORE_PROVED, CORE_FAILED, CORE_NOT_SETTLED };

typedef struct {
    base_arena *arena;             /* of the report */
    size_t max_states;             /* of one proof; 0: CORE_PROVE_MAX_STATES. Beyond it: not settled */
    uint64_t (*now_ns)(void *ctx); /* or NULL: the core has no clock of its own, and times are then 0 */
    void *now_ctx;
    uint64_t until_ns; /* by now_ns: no proof is begun any more after it, the rest is not settled. 0: no end */
    /* For playing a history: without them a failure stays "not settled". */
    const core_divisions *divisions;
    const base_workdays *workdays;
    bool no_witness; /* leaves out the sample of played ways to a rest */
} core_prove_options;

typedef struct {
    rules_id proof; /* index in the book */
    enum core_proof_verdict verdict;
    size_t states, transitions; /* explored, all slices together */
    size_t followed;            /* kinds of case in the last slice */
    size_t played;              /* histories that the player has run for this proof */
    uint64_t ns;
    size_t n_steps; /* of the abstract history that breaks it */
    const base_str *step;
    base_str scenario; /* FAILED: the history as a scenario; else empty */
    rules_text why;    /* what is wrong, or why it is not settled */
} core_proof_result;

typedef struct {
    const rules_book *book;
    size_t n;
    core_proof_result *result; /* one a `prove` line, in their order */
    size_t proved, failed, not_settled;
    size_t states, transitions;
    uint64_t ns;
} core_prove_report;

/* True when every line is proved. Memory beside the report is freed before it returns. */
bool core_prove_book(const rules_book *book, const core_prove_options *o, core_prove_report *out);
/* The report as a terminal shows it; Chinese or English. False when the buffer is full. */
bool core_prove_text(base_buf *b, const core_prove_report *r, bool zh);

#endif
