/* observe.h - from a case, the world and a day to answers: the only place where guards meet data. */
#ifndef JIQUN_CORE_OBSERVE_H
#define JIQUN_CORE_OBSERVE_H

#include "core/decide.h"

/* What an answer is about. `args` are the arguments of the command at hand (they hide the case's own fields), may be
 * empty; `pending` are events decided before in the same command. */
typedef struct {
    const core_world *world;
    base_date today;
    const rules_book *book;
    const core_case *self;   /* NULL while a case is being opened */
    const core_case *parent; /* when self is NULL; else self->parent */
    const core_case *round;  /* when self is NULL; else self->round */
    rules_id kind;
    const core_value *given; /* [n_fields] arguments by field, or NULL */
    const core_draft *draft; /* facts at hand for `form is complete`, or NULL */
    const core_event *pending;
    size_t n_pending;
    const core_set *set; /* values that this decision has set so far; the last wins */
    size_t n_sets;
    base_arena *arena;
    bool *clock_failed; /* set when a year has no table of working days; `clock_error` says which */
    base_err *clock_error;
} core_view;

core_view core_view_of(const core_world *w, const core_case *c, base_date today, base_arena *arena);

core_tri core_observe_atom(const core_view *v, rules_id atom);
core_tri core_observe_guard(const core_view *v, rules_id guard);
/* Mark by index of the case's kind. */
core_tri core_observe_mark(const core_view *v, rules_id mark);
/* BASE_DATE_NONE when unset. */
base_date core_observe_date(const core_view *v, rules_id date);
/* Field with `or else`, defaults and what follows from the division. */
core_value core_observe_field(const core_view *v, rules_ref ref);
/* Says in words what an atom found: "round.closes = 2023-07-31, today 2023-08-01". */
rules_text core_explain_guard(const core_view *v, rules_id guard);

/* Assessment of a judged case under its last submission and the findings since: verdicts a criterion after judgement,
 * explanation and relaxation; true when the standard is met (unknown thresholds never block by themselves). */
typedef struct {
    const rules_standard *standard;
    int year;
    rules_dossier_facts facts;
    uint8_t *verdict; /* before the reviewer */
    uint8_t *settled; /* after: met, not_met, no_evidence, unknown, judge, explain */
    bool met;
} core_assessment;
/* False when the case has no submission or no year. */
bool core_assess_case(const core_view *v, core_assessment *out);

/* A value that is a text by itself: TEXT, CODE, DIVISION. */
bool core_value_is_text(const rules_field *f);
/* Writes a value as a scenario shows it: date, yes/no, the choice's name, number, text. */
bool core_value_put(base_buf *b, const rules_field *f, core_value v);
/* Reads an argument for a field. */
bool core_value_read(base_arena *arena, const rules_field *f, base_str text, core_value *out, base_err *e);

#endif
