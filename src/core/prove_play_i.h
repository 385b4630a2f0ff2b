/* prove_play_i.h - from an abstract history to a scenario that runs: for prove_*.c only.
 *
 * A *script* is the scenario so far: lines that the player has granted. The abstract history says which actions come in
 * which order; what it left free (days, arguments, what other cases must have done before) is looked for: when a line
 * is refused, actions that bear on the failing needs are tried first, one or two at a time, until it is granted. Only
 * what the player granted counts. */
#ifndef JIQUN_CORE_PROVE_PLAY_I_H
#define JIQUN_CORE_PROVE_PLAY_I_H

#include "core/observe_i.h"
#include "core/play.h"
#include "core/prove_i.h"

enum { CORE_PV_MAX_LINES = 200, CORE_PV_MAX_TRIES = 6000, CORE_PV_MAX_CHAIN = CORE_PV_MAX_DEPTH, CORE_PV_MODES = 3 };

/* ------------------------------------------------------------------ the script (prove_script.c) */

typedef struct {
    base_str path;
    rules_id kind;
    uint8_t before, after; /* states; before 0xff: did not exist */
} core_pv_link;

typedef struct {
    base_date today;
    base_str level, who, text;
    rules_id action;                      /* RULES_NONE: fills a draft */
    base_str path;                        /* of the acting case */
    core_pv_link link[CORE_PV_MAX_CHAIN]; /* the acting case, then what it lies in */
    uint8_t n_links;
    core_value *given; /* arguments by field, or NULL */
} core_pv_line;

typedef struct {
    const core_pv_model *m;
    const core_prove_options *o;
    base_arena *arena;
    core_play_host host;
    core_player *player;
    core_pv_line *line;
    size_t n, cap;
    base_date today; /* of the next line */
    bool dirty;      /* the player is ahead of the lines */
    base_str county, channel;
    unsigned names[RULES_MAX_CASES]; /* cases of each kind named so far */
    unsigned mode; /* how dates are chosen that are only wished to lie ahead: one of CORE_PV_MODES ways */
    size_t tries, runs;
    /* of the last try */
    bool refused;
    size_t n_needs;    /* needs that refused */
    uint32_t need[64]; /* their lines in the rulebook */
    size_t n_other;    /* other reasons: state, effects, parallel … */
} core_pv_script;

/* False when there is no reference data, or no county may open a dossier. */
bool core_pv_script_init(core_pv_script *s, const core_pv_model *m, const core_prove_options *o, base_arena *arena);
void core_pv_script_free(core_pv_script *s);
/* Puts a line to the player; it is kept when granted. */
bool core_pv_script_try(core_pv_script *s, core_pv_line line);
/* Forgets all lines from the n-th on, and the day. */
void core_pv_script_cut(core_pv_script *s, size_t n, base_date today);
const core_world *core_pv_script_world(core_pv_script *s);
/* The whole as a scenario file, with a comment above. */
base_str core_pv_script_text(const core_pv_script *s, base_str comment, base_arena *arena);

/* ------------------------------------------------------------------ lines (prove_args.c) */

/* What an abstract step chose; the facts of the whole history for rounds. */
typedef struct {
    const core_pv_choice *choice;
    size_t n;
    bool bad_facts;   /* figures that do not meet the standard */
    bool no_places;   /* numbers of the round are 0 */
    bool no_relaxing; /* a criterion that may not be relaxed */
} core_pv_wish;

/* -1: nothing is wished. */
int core_pv_wished(const core_pv_wish *w, rules_id var);
/* The line for an action on (or opening) `path`. `round`: for cases opened in one. Of several ways to choose what is
 * not wished, `variant` is one; `*variants` gets their number. */
core_pv_line core_pv_line_of(core_pv_script *s, rules_id action, base_str path, base_str round, const core_pv_wish *w,
                             unsigned variant, unsigned *variants);
/* Fills the form that `action` freezes, from the book's sample. False when it was refused. */
bool core_pv_fill(core_pv_script *s, rules_id action, base_str path, const core_pv_wish *w);
/* A name for a new case of a kind under `parent`. */
base_str core_pv_name(core_pv_script *s, rules_id kind, base_str parent);

/* ------------------------------------------------------------------ search (prove_drive.c) */

/* Does the action on `path` (opened when it does not exist), doing before it what its needs lack. */
bool core_pv_do(core_pv_script *s, rules_id action, base_str path, const core_pv_wish *w);
/* Sees to it that a guard, asked of the case at `path` (or of one to be opened there, of `kind`), is `yes` or is not.
 */
bool core_pv_see_to(core_pv_script *s, rules_id guard, rules_id kind, base_str path, bool yes, const core_pv_wish *w);
/* The view of a case that exists, or of one that would be opened under `path`'s parent. */
core_view core_pv_view_at(core_pv_script *s, rules_id kind, base_str path, base_arena *scratch);

/* ------------------------------------------------------------------ histories (prove_witness.c) */

/* The states from the first to `state` (and the broken step last, when `last`), in order. */
const core_pv_state **core_pv_history(const core_pv_explore *x, uint32_t state, const core_pv_state *last,
                                      base_arena *arena, size_t *n);
/* The history in words, a line a step. */
base_str *core_pv_tell(const core_pv_explore *x, const core_pv_state *const *step, size_t n, base_arena *arena);
/* Plays it; true when the player granted every step. */
bool core_pv_replay(core_pv_script *s, const core_pv_explore *x, const core_pv_state *const *step, size_t n,
                    const core_pv_form *breaks);
/* Plays the way to a position and brings about the facts under which nothing leads on. `at` gets the path of the case.
 */
bool core_pv_replay_to(core_pv_script *s, const core_pv_reach *r, const core_pv_state *const *step, size_t n,
                       const core_pv_position *position, base_str *at);
/* Whether the last line of the script breaks the property, by what the player did. */
bool core_pv_broken(core_pv_script *s, const core_pv_form *f);
/* Looks for a way from the case at `path` to a rest, trying actions on it and on what it lies in, and waiting. */
bool core_pv_way_out(core_pv_script *s, const rules_proof *p, base_str path);

#endif
