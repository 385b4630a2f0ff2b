/* attempt.h - one command on one case while it is being decided: for the files of decide only. */
#ifndef JIQUN_CORE_ATTEMPT_H
#define JIQUN_CORE_ATTEMPT_H

#include "core/observe_i.h"
#include "core/resolve.h"

/* Of the whole command, shared by its attempts. Most commands have none: the room is made when the first one comes. */
typedef struct {
    core_refusal *item;
    size_t n, cap;
} core_reasons;

typedef struct {
    const core_world *world;
    const core_command *command;
    base_arena *arena;
    core_resolved at;
    const core_case *round; /* of a case to be opened in one */
    core_value *given;      /* [n_fields] */
    rules_id level;         /* of the actor, or RULES_NONE */
    rules_id *judged_criterion;
    uint8_t *judged_value;
    size_t n_judged;
    rules_id criterion;
    core_set *set; /* arguments first, then effects */
    size_t n_sets, cap_sets;
    core_move *move;
    size_t n_moves;
    uint64_t effect_fits;
    core_tri *atom; /* [n_atoms] */
    core_view view;
    bool clock_failed;   /* a year has no table of working days: told when something was refused for it */
    bool effects_failed; /* the same while working out what the action sets: that refuses by itself */
    base_err clock_error;
    core_reasons *refused, *passed;
} core_attempt;

/* Reads the arguments into `given`, `judged_…`, `criterion`, `round`; each fault becomes a refusal. */
bool core_attempt_args(core_attempt *t);
/* Whether the actor's authority reaches this case (第四条, 第十二条); `why` says what it rests on. */
bool core_attempt_inside(core_attempt *t, base_err *why);
/* Effects from top to bottom into `set`, `move`, `effect_fits`; later ones see earlier ones. */
void core_attempt_effects(core_attempt *t);
/* All reasons of a judgement that did not grant, and the needs that passed. */
void core_attempt_refuse(core_attempt *t, core_judgement j, const base_err *outside);
void core_attempt_passed(core_attempt *t, core_judgement j);
/* Adds one refusal; over CORE_MAX_REFUSALS the rest is left out. */
void core_refuse(core_attempt *t, enum core_why why, base_str cite, rules_text label, rules_text detail, uint32_t line);
/* The same, about one argument. */
void core_refuse_arg(core_attempt *t, base_str cite, rules_text label, base_str arg, const base_err *e);
void core_refuse_err(core_attempt *t, enum core_why why, base_str cite, rules_text label, const base_err *e);
void core_attempt_set(core_attempt *t, base_str path, rules_id field, core_value value);

#endif
