/* decide.h - one command in, one event or all the reasons against it out.
 *
 * decide = observe (case, world, day, command -> a yes, a no or "not set" for every question the action asks) then
 * judge (a table and those answers). Both are pure: no clock, no input or output, nothing changed. fold applies an
 * event to the world and can not fail. Nothing is looked up in fold that decide has not put into the event: dates that
 * were announced stand in it. */
#ifndef JIQUN_CORE_DECIDE_H
#define JIQUN_CORE_DECIDE_H

#include "core/draft.h"
#include "core/world.h"

enum { CORE_MAX_TARGETS = 200, CORE_MAX_ARGS = 512, CORE_MAX_REFUSALS = 64, CORE_MAX_EVIDENCE = 20 };

/* What any action may carry as a remark, whether its line names it or not: reason, evidence, note, finding, statement,
 * text; and where one is not enough, from edition 2 of the engine on, evidence.1 to evidence.CORE_MAX_EVIDENCE. Nothing
 * decides by these. `edition` 0: the present one. */
bool core_is_remark(base_str key, unsigned edition);

typedef struct {
    base_str key, value;
} core_arg;

/* level: name of a level of the rulebook; who: division or channel code, an expert's name, empty for the ministry
 * and the public. */
typedef struct {
    base_str level, who;
} core_actor;

typedef struct {
    core_actor actor;
    base_date today;
    unsigned edition; /* of the engine under which it is decided (core/event.h); 0: the present one */
    base_str action;
    const base_str *target;
    size_t n_targets;
    const core_arg *arg;
    size_t n_args;
    const core_draft *draft; /* for actions that freeze a form: of the one target; else NULL */
    bool brief;              /* needs that were met are not told: nobody will read them */
} core_command;

enum core_why {
    CORE_WHY_COMMAND, /* no such action here, no such case, an argument that is wrong: cites the action where there is
                         one */
    CORE_WHY_LEVEL,   /* not this level's to do */
    CORE_WHY_JURISDICTION, /* not in this authority's jurisdiction */
    CORE_WHY_STATE,        /* not in this state */
    CORE_WHY_PARALLEL,     /* one at a time */
    CORE_WHY_NEED,         /* a `needs` line */
    CORE_WHY_EFFECT,       /* an arrow on the parent that does not fit */
    CORE_WHY_CLOCK         /* the day goes back, or a year has no table of working days */
};

typedef struct {
    enum core_why why;
    base_str target;
    base_str cite;     /* 第十三条; several joined by 、; empty only for CORE_WHY_COMMAND without an action */
    rules_text label;  /* what is asked, as the rulebook says it */
    rules_text detail; /* the fact or date it rests on */
    uint32_t line;     /* of the rulebook; 0 = none */
    size_t n_args;
    const base_str *arg; /* the arguments that it is about, by name; else what lacks in a form, by its keys */
} core_refusal;

typedef struct {
    base_str path; /* of the case changed; empty: the case of the event */
    rules_id field;
    core_value value;
} core_set;

typedef struct {
    base_str path;
    rules_id kind, state;
} core_move;

/* A place taken or given back. `tally` empty: of the register; then `key` is the name of a state of the cluster. */
typedef struct {
    base_str path;  /* of the case that is counted; empty: the case of the event */
    rules_id owner; /* the case kind that the tally stands in; RULES_NONE for the register */
    base_str tally, key;
    bool taken;
} core_count;

struct core_adoption;

typedef struct {
    base_date day;
    core_actor actor;
    base_str path;  /* the case */
    base_str round; /* for cases opened in a round; else empty */
    const rules_book *book;
    rules_id kind, action;
    bool opens; /* the case begins with this event */
    size_t n_sets, n_moves, n_args;
    const core_set *set;     /* arguments and effects, in order */
    const core_move *move;   /* of ancestors */
    const core_arg *arg;     /* as given, for the record */
    const core_draft *facts; /* complete facts, for actions that freeze a form; else NULL */
    rules_id *judged_criterion;
    uint8_t *judged_value;
    size_t n_judged;
    rules_id criterion; /* relaxes/denies; else RULES_NONE */
    const core_count *count;
    size_t n_counts;
    const struct core_adoption
        *adopts; /* a text comes into force (core/adopt.h): then kind and action are RULES_NONE */
} core_event;

typedef struct {
    bool granted;
    size_t n_events; /* one a target; 0 for an action that only fills a draft */
    const core_event *event;
    size_t n_refusals;
    const core_refusal *refusal; /* all of them, in the order of the rulebook */
    size_t n_passed;
    const core_refusal *passed;          /* needs that were met, for --why; none of a brief command */
    const core_case *const *target_case; /* resolved, one a target; may be virtual; NULL for a case that is opened */
    const base_str *target_path;
} core_answer;

/* All memory from `arena`, which must outlive the use of the answer. */
core_answer core_decide(const core_world *w, const core_command *c, base_arena *arena);
/* Applies; returns the case: NULL when its stream is not in memory and the event opens none (then only the tables that
 * look across dossiers have moved), and for an adoption. */
core_case *core_fold(core_world *w, const core_event *e);

/* ---- the two halves of decide, for the prover ---- */

/* Answers to the questions of one action. `atom` is indexed by the book's atoms; only those that the action's needs
 * reach are read. */
typedef struct {
    bool exists;          /* false: the case is to be opened */
    uint8_t state;        /* of the case, when it exists */
    rules_id level;       /* of the actor */
    bool inside;          /* jurisdiction */
    core_tri alone;       /* asked only when a case of a kind that is one at a time is opened: no other one of its kind
                             under the same parent stands in a state that is not an end */
    const core_tri *atom; /* [n_atoms] */
    uint64_t effect_fits; /* bit per effect: an arrow on an ancestor finds it in one of its states (1 for others) */
    bool args;            /* all required arguments are there and well formed */
} core_observation;

typedef struct {
    bool granted;
    bool level, inside, state, alone, args; /* each: passed */
    uint64_t needs;                         /* bit per need: passed */
    uint64_t effects;                       /* bit per effect: passed */
} core_judgement;

core_judgement core_judge(const rules_book *b, rules_id action, const core_observation *o);
/* Value of a guard under given answers (Kleene). RULES_NONE is yes. */
core_tri core_guard(const rules_book *b, rules_id guard, const core_tri *atom);

#endif
