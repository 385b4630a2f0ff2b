/* prove_i.h - the prover from inside: for prove_*.c and its tests only.
 *
 * What is walked. A *configuration* is the finite part of one case: its core_control (as far as some guard reads it),
 * the values of the *variables* that are followed there, and the set of configurations of its children. A state of the
 * walk is the configuration of one root case; 0 stands for "not opened yet". A child kind's set says in which
 * configurations *at least one* case stands: when one of them steps, the old configuration may stay occupied or not,
 * both are walked, so the walk covers every number of cases. Kinds that are one at a time have one open case, and
 * there nothing stays behind.
 *
 * Variables. A question of a guard that the control does not answer is asked of a variable: a field (a finite value),
 * a date against today (unset, before, on, after), the state of the round, or anything else (yes, no, unset). A
 * variable that is followed lives in the configuration of its case and changes only by what may change it: an argument,
 * an effect, the entry of a state, the passing of time, which never goes back. One that is not followed is chosen anew
 * at every step, but only once within a step, so that needs and property are judged by the same facts.
 *
 * All choices of a step (answers, arguments, "others stay behind") go through an *oracle*, which replays the step with
 * every combination that the step asks for. The step itself is core_judge and core_control_step.
 *
 * Slices. A proof is tried first with few kinds and no variables; what is not followed can do anything that its own
 * actions can, so a proof in a small slice is a proof. When a history breaks the property, the player runs it for
 * real; when it does not run, the slice grows. */
#ifndef JIQUN_CORE_PROVE_I_H
#define JIQUN_CORE_PROVE_I_H

#include "core/decide.h"
#include "core/prove.h"

enum { CORE_PV_MAX_CHOICES = 64, CORE_PV_MAX_DEPTH = 4, CORE_PV_NO_SLOT = 0xff };

/* ------------------------------------------------------------------ variables (prove_model.c) */

enum core_pv_sort { CORE_PV_FIELD, CORE_PV_DATE, CORE_PV_STATE, CORE_PV_OTHER };
/* Values of a date. With only `over` asked, ON counts as BEFORE; with only `reached`, as AFTER. */
enum { CORE_PV_UNSET = 0, CORE_PV_BEFORE = 1, CORE_PV_ON = 2, CORE_PV_AFTER = 3 };

typedef struct {
    enum core_pv_sort sort;
    rules_id home;  /* kind of the case in whose configuration it may be followed; RULES_NONE: in none */
    rules_id owner; /* kind that bears the field or the state: home, or the round's */
    bool of_round;  /* it is the round's, as seen from a case of `home` */
    rules_id field; /* FIELD: of the owner. Values: 0 unset, 1 no, 2 yes; or choice + 1; or 1 given */
    rules_id date;  /* DATE: an expression that stands for all equal ones */
    rules_id asker; /* kind in whose context `date` or `atom` is written */
    rules_id atom;  /* an atom that asks it */
    uint8_t n;      /* FIELD, STATE: number of values */
    bool over, reached;
    bool remark;        /* a text that may come with any action of its case */
    uint64_t by_field;  /* DATE: own fields it is made of */
    uint64_t by_entry;  /* states whose entry moves it */
    rules_id by_action; /* its first time sets it, or RULES_NONE */
} core_pv;

typedef struct {
    const rules_book *book;
    base_arena *arena;
    size_t n_vars;
    core_pv *var;
    rules_id *atom_var;             /* [n_atoms]; RULES_NONE: answered by the control */
    rules_id *given;                /* [n_cases * 64]: variable of a field, or RULES_NONE */
    uint64_t ever[RULES_MAX_CASES]; /* states that some `was` reads */
    uint32_t done[RULES_MAX_CASES]; /* tracks that some guard reads */
    uint64_t
        counted[RULES_MAX_CASES];   /* states that some quantifier reads; all states where a guard asks of the rest */
    bool exact[RULES_MAX_CASES];    /* one at a time, and no way back from an end */
    uint8_t depth[RULES_MAX_CASES]; /* 0 = root */
    rules_id root[RULES_MAX_CASES];
} core_pv_model;

core_pv_model *core_pv_model_new(base_arena *arena, const rules_book *b);
/* Kind of the case that a holder names, from a case of `kind`; RULES_NONE for settings. */
rules_id core_pv_holder(const rules_book *b, rules_id kind, enum rules_holder holder);
/* Calls for each atom that a guard reaches, through marks and choices. */
typedef void (*core_pv_visit_atom)(void *ctx, rules_id atom);
void core_pv_each_atom(const rules_book *b, rules_id guard, core_pv_visit_atom visit, void *ctx);
/* Values a variable may have: fills `value`, returns how many (at most 65). */
size_t core_pv_domain(const core_pv_model *m, const core_pv *v, uint8_t value[65]);
/* The value of a field before anything set it. */
uint8_t core_pv_initial(const rules_book *b, const core_pv *v);

/* ------------------------------------------------------------------ slices (prove_slice.c) */

typedef struct {
    const core_pv_model *m;
    rules_id root;
    uint32_t kinds;                /* followed; with a kind, its ancestors */
    uint8_t *slot;                 /* [n_vars]: place in the configuration of its home, or CORE_PV_NO_SLOT */
    rules_id *at[RULES_MAX_CASES]; /* per kind: variable of each slot */
    uint8_t n_slots[RULES_MAX_CASES];
    uint64_t kept[RULES_MAX_CASES]; /* states in which a configuration is worth keeping */
    bool focus[RULES_MAX_CASES];    /* of ended cases at most one is kept, any one: its children may still matter */
    /* Watch of the property: actions whose having been done is kept in the configurations. */
    uint16_t n_watched;
    rules_id watched[RULES_MAX_PROOF_ACTIONS];
    uint16_t in_dossier;              /* watched ones that are kept at the root, whoever did them */
    rules_id reach_kind, reach_state; /* entering it takes what was kept at the root */
    bool between; /* "between A and B comes C" are watched 0 to 2: bit 16 of the root = A, no C yet */
} core_pv_slice;

/* The first slice of a proof; false when the proof speaks of several streams. */
bool core_pv_slice_first(core_pv_slice *s, const core_pv_model *m, base_arena *arena, const rules_proof *p);
/* Grows it. First by the kinds in `blame` (bits), which the last broken history leaned on without their being followed;
 * else, from `*stage` on: the variables that the property is about, all variables, all kinds that guards ask about.
 * False when there is nothing to add. */
bool core_pv_slice_grow(core_pv_slice *s, const rules_proof *p, uint32_t blame, unsigned *stage);
static inline bool core_pv_follows(const core_pv_slice *s, rules_id kind) {
    return kind != RULES_NONE && (s->kinds >> kind & 1U) != 0;
}

/* ------------------------------------------------------------------ configurations (prove_space.c) */

typedef struct {
    core_control control;
    const uint32_t *child; /* configurations, ascending */
    uint8_t *value;        /* [n_slots of the kind] */
    uint32_t watch;        /* bit i: watched action i was done here; bit 16+i: in the dossier (root only) */
    uint16_t n_children;
    rules_id kind;
} core_pv_conf;

typedef struct {
    const core_pv_slice *s;
    base_arena *arena, *scratch; /* scratch: of one step */
    core_pv_conf **conf;         /* [1..n] */
    size_t n, cap;
    uint32_t *table;
    size_t table_cap;
} core_pv_space;

void core_pv_space_init(core_pv_space *sp, const core_pv_slice *s, base_arena *arena, base_arena *scratch);
/* The number of an equal configuration, made when there was none; it is copied, and its control reduced to what is
 * read. */
uint32_t core_pv_intern(core_pv_space *sp, const core_pv_conf *given);
/* A copy of `c` whose children lose `drop` (0: none) and gain `add` (0: none). Scratch memory. */
core_pv_conf core_pv_with_child(core_pv_space *sp, const core_pv_conf *c, uint32_t drop, uint32_t add);
/* False for ended cases that nothing asks about any more. */
static inline bool core_pv_kept(const core_pv_slice *s, const core_pv_conf *c) {
    return (s->kept[c->kind] >> c->control.state & 1U) != 0;
}

/* ------------------------------------------------------------------ the oracle (prove_oracle.c) */

typedef struct {
    uint32_t key;
    uint8_t at, n;
    uint8_t value;
} core_pv_choice;

typedef struct {
    core_pv_choice c[CORE_PV_MAX_CHOICES];
    size_t n;
    bool overflow; /* too many choices in one run: what was explored is not all there is */
} core_pv_oracle;

/* The answer under `key` in this run: the one given before, or the first of `value`, the others in later runs. */
uint8_t core_pv_ask(core_pv_oracle *o, uint32_t key, const uint8_t *value, size_t n);
bool core_pv_ask_yes(core_pv_oracle *o, uint32_t key);
/* Sets up the next run; false when all were had. */
bool core_pv_next(core_pv_oracle *o);
/* Keys: a variable's number, or one of these with a number. */
enum {
    CORE_PV_KEY_STAYS = 0x10000,   /* + depth: other cases stay in the old configuration */
    CORE_PV_KEY_MOVED = 0x20000,   /* + variable: its value after the step */
    CORE_PV_KEY_BEFORE = 0x80000,  /* + variable: its value before an argument that need not be given */
    CORE_PV_KEY_GHOST = 0x30000,   /* state of an acting case that is not followed */
    CORE_PV_KEY_TWIN = 0x40000,    /* + atom: another case stands in the same configuration */
    CORE_PV_KEY_WAITED = 0x50000,  /* + depth * 0x1000 + variable: how far a date has come while waiting */
    CORE_PV_KEY_VIRTUAL = 0x60000, /* + atom: an expected case that nobody has touched */
    CORE_PV_KEY_FOCUS = 0x70000    /* + depth: this ended case is the one that is kept */
};

/* ------------------------------------------------------------------ answers (prove_observe.c) */

typedef struct {
    core_pv_space *sp;
    rules_id action, kind;
    bool creating; /* the case is being opened */
    bool ghost;    /* the acting case is of a kind that is not followed */
    const core_pv_conf
        *at[RULES_MAX_CASES]; /* the acting case and its ancestors, by kind; NULL: none or not followed */
    core_pv_oracle *fact;     /* what nobody chooses */
    core_pv_oracle *act;      /* what the actor chooses: arguments */
    core_pv_oracle *after;    /* what comes of the step beyond that. All three are one oracle in the safety walk */
    core_tri *atom;           /* [n_atoms] */
} core_pv_view;

uint8_t core_pv_value(const core_pv_view *v, rules_id var);
/* Answers every atom that the guard reaches and gives its value by core_guard. */
core_tri core_pv_guard(const core_pv_view *v, rules_id guard);
/* core_judge on the answers; false as soon as one need is not met. */
bool core_pv_granted(const core_pv_view *v);

/* ------------------------------------------------------------------ steps (prove_step.c) */

/* A case on the way from the root to the acting one. */
typedef struct {
    uint32_t id[CORE_PV_MAX_DEPTH]; /* by depth; the acting case last, 0 when it is opened or not followed */
    uint8_t n;                      /* number of followed cases on the way, the acting one included */
} core_pv_path;

/* One step as it was taken; ACTION RULES_NONE: time passes for `var`, or the round moves on. */
typedef struct {
    rules_id action, var;
    uint8_t value;
    core_pv_path path;
    uint32_t from, to;                      /* root configurations */
    core_control before[CORE_PV_MAX_DEPTH]; /* of the cases on the way, by depth */
    core_control after[CORE_PV_MAX_DEPTH];
    uint32_t watch[CORE_PV_MAX_DEPTH]; /* before the step */
    rules_id kind[CORE_PV_MAX_DEPTH];
    uint8_t n;        /* depths filled, the acting case included */
    bool opens;       /* the last of them did not exist before */
    bool untouched;   /* it is an expected case that nobody had touched: it has a `before` */
    core_pv_path now; /* the same cases after the step; 0 for one that is not kept */
    const core_pv_view *view;
} core_pv_step;

/* Told of every step that may be taken; false stops the walk. */
typedef bool (*core_pv_visit)(void *ctx, const core_pv_step *step);
typedef struct {
    core_pv_space *sp;
    core_pv_oracle oracle;
    core_tri *atom;
    core_pv_visit visit;
    void *ctx;
    size_t taken;
    bool stopped, overflow;
} core_pv_walk;

void core_pv_walk_init(core_pv_walk *w, core_pv_space *sp, core_pv_visit visit, void *ctx);
/* All steps from a root configuration (0: none yet). */
void core_pv_steps(core_pv_walk *w, uint32_t root);
void core_pv_steps_by(core_pv_walk *w, uint32_t root, rules_id action);
/* Those that nobody takes: time, the round. */
void core_pv_steps_of_time(core_pv_walk *w, uint32_t root);
/* The view of an action on a case, or of opening one (the last id 0), or of one that is not followed (`ghost`: the path
 * is of its nearest followed ancestor). */
core_pv_view core_pv_view_of(core_pv_space *sp, rules_id action, const core_pv_path *path, bool ghost);
/* The root after the acting case and its ancestors have taken the granted action; fills before, after, watch, to. */
void core_pv_take(const core_pv_view *v, core_pv_step *step);
/* The root configuration when the cases on the path became `next` (by depth). Whether others stay behind is asked.
 * `now` gets the path to the same cases. */
uint32_t core_pv_rebuild(core_pv_space *sp, core_pv_oracle *o, const core_pv_path *path, core_pv_conf *next,
                         core_pv_path *now);
/* How far a date may come while time passes: from `value`, its next value; the same when it is over or unset. */
uint8_t core_pv_later(const core_pv *v, uint8_t value);
/* Enumerates the cases of a kind under a root: calls with each path. */
typedef bool (*core_pv_visit_path)(void *ctx, const core_pv_path *path);
bool core_pv_each_path(const core_pv_space *sp, uint32_t root, rules_id kind, core_pv_visit_path visit, void *ctx);

/* ------------------------------------------------------------------ exploration (prove_explore.c) */

typedef struct {
    uint32_t root;
    uint32_t parent; /* index of the state before; UINT32_MAX for the first */
    rules_id action, var;
    uint8_t value;
    core_pv_path path;
    uint16_t n_choices;
    const core_pv_choice *choice;
} core_pv_state;

/* What a proof says of one step: true when it breaks the property. NULL: nothing is asked, all is explored. */
typedef bool (*core_pv_breaks)(void *ctx, const core_pv_step *step);
typedef struct {
    core_pv_space *sp;
    size_t max_states;
    core_pv_breaks breaks;
    void *ctx;
    core_pv_state *state;
    size_t n, cap, transitions;
    bool full; /* over max_states or too many choices: not settled */
    bool broken;
    core_pv_state last; /* the step that breaks the property; its parent is a state */
    /* internal */
    uint32_t *seen; /* by configuration: state + 1 */
    size_t seen_cap;
    uint32_t now;
} core_pv_explore;

void core_pv_explore_run(core_pv_explore *x, core_pv_space *sp, size_t max_states, core_pv_breaks breaks, void *ctx);

/* ------------------------------------------------------------------ the forms (prove_forms.c) */

typedef struct {
    const rules_book *book;
    const rules_proof *p;
    uint32_t bad[1024 / 32]; /* actions that break the property whenever they are granted */
    bool any_bad;
} core_pv_form;

void core_pv_form_init(core_pv_form *f, const rules_book *b, const rules_proof *p);
/* Kind of the first bad action, or RULES_NONE: the kind whose life a form about all kinds must look at. */
rules_id core_pv_form_kind(const core_pv_form *f);
/* core_pv_breaks; the context is a core_pv_form. */
bool core_pv_form_breaks(void *ctx, const core_pv_step *step);
/* What is wrong with the last step. */
rules_text core_pv_form_why(const core_pv_form *f, base_arena *arena, rules_id action);

/* ------------------------------------------------------------------ what can be reached (prove_reach.c) */

/* A case in the middle of its dossier. */
typedef struct {
    core_pv_path path;
    uint32_t state; /* index of an explored state with this root */
    uint32_t rank;  /* moves to the goal; UINT32_MAX: none is known */
    bool asked;     /* the property speaks of it */
    bool idle;      /* but under no facts at all */
} core_pv_position;

typedef struct {
    core_pv_explore *x;
    const rules_proof *p;
    rules_id kind;
    core_pv_position *at;
    size_t n, cap;
    uint32_t *table;
    size_t table_cap;
    bool overflow;
    /* internal */
    core_pv_oracle fact, act, after;
    core_tri *atom;
    size_t tried;
} core_pv_reach;

/* Finds for every case of `kind` in every explored state whether its goal (a rest; the action of the proof) can be
 * reached, whatever the facts are. */
void core_pv_reach_run(core_pv_reach *r, core_pv_explore *x, const rules_proof *p, rules_id kind);
/* The first position that the property speaks of and from which the goal is not known to be reached; NULL: none. */
const core_pv_position *core_pv_reach_stuck(const core_pv_reach *r);
/* Leaves in r->fact the facts under which nothing leads on from there, when all dates of the case are over. */
void core_pv_reach_facts(core_pv_reach *r, const core_pv_position *at);

/* ------------------------------------------------------------------ the abstraction (prove_abstract.c) */

/* The configuration of a concrete case and its children under the slice, today. */
uint32_t core_pv_abstract(core_pv_space *sp, const core_world *w, const core_case *c, base_date today,
                          base_arena *scratch);

#endif
