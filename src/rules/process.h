/* process.h - the process half of the compiler: its growing tables, and who fills them in what order.
 *
 * Names are declared first (levels, then for every case its fields, states, moments, marks, tallies, numbers, forms and
 * actions), bodies after: so a guard may speak of what stands further down. A body is kept as a line and the place in
 * it from which tokens are still to be compiled. The tables here are larger than those of the book (they carry
 * sources); rules_build_process copies the outer part of each row into the book at the end. */
#ifndef JIQUN_RULES_PROCESS_H
#define JIQUN_RULES_PROCESS_H

#include "rules/build.h"
#include "rules/cursor.h"

enum {
    RULES_MAX_ITEMS = 64, /* moments, marks, tallies, numbers, forms of a case; choices of a field */
    RULES_MAX_PARTS = 64, /* needs, effects, arguments of an action: sets of them are 64-bit masks */
    RULES_MAX_ACTIONS = 1024,
    RULES_MAX_PROOFS = 1024,
    RULES_MAX_SILENT = 256,
    RULES_MAX_ATOMS = 64,    /* of one guard */
    RULES_MAX_NESTING = 32,  /* of parentheses, "not" and date phrases */
    RULES_MAX_TABLE = 0xfff0 /* rows that a rules_id can name */
};

/* What is still to be compiled: the tokens of `line` (joined) from `at` on. */
struct rules_source {
    rules_line *line;
    size_t at;
};

/* The part for the book comes first in each of these. */
struct rules_b_field {
    rules_field out;
    struct rules_source source;
    base_str or_else;
    rules_span or_else_span;
    struct rules_source *choice; /* [n_choices]: `when …` of each; line NULL when it has none */
};
struct rules_b_moment {
    rules_moment out;
    struct rules_source source;
};
struct rules_b_mark {
    rules_mark out;
    struct rules_source source;
};
struct rules_b_tally {
    rules_tally out;
    struct rules_source source;
};
struct rules_b_number {
    rules_number out;
    struct rules_source source;
};
struct rules_b_form {
    rules_form out;
    struct rules_source source;
};
struct rules_b_action {
    rules_action out;
    struct rules_source source;
};

/* Everything that has a name within a case but its actions; they share one scope. */
enum rules_what {
    RULES_W_NONE,
    RULES_W_FIELD,
    RULES_W_STATE,
    RULES_W_MOMENT,
    RULES_W_MARK,
    RULES_W_TALLY,
    RULES_W_NUMBER,
    RULES_W_FORM,
    RULES_W_CASE
};

struct rules_name {
    base_str name;
    rules_span span;
    enum rules_what what;
    rules_id index;
};

struct rules_b_case {
    rules_case out;
    rules_line *line;
    base_str of; /* the parent's name, until it is looked up */
    rules_span of_span;
    rules_id depth; /* 0 = has no parent */
    struct rules_b_field *field;
    rules_state *state;
    struct rules_b_moment *moment;
    struct rules_b_mark *mark;
    struct rules_b_tally *tally;
    struct rules_b_number *number;
    struct rules_b_form *form;
    rules_track *track;
    struct rules_name *name;
    size_t cap_field, cap_state, cap_moment, cap_mark, cap_tally, cap_number, cap_form, cap_track, n_names, cap_name;
    const rules_line *expected_line, *judged_line;
};

/* A moment as it looks from another case: `holder` is what the moment's case is there. */
struct rules_view {
    rules_id kase, moment, date;
    enum rules_holder holder;
    rules_span used; /* where it was first asked for */
};

struct rules_process {
    rules_level level[RULES_MAX_LEVELS];
    struct rules_b_case kase[RULES_MAX_CASES];
    struct rules_b_action *action;
    rules_atom *atom;
    rules_guard *guard;
    rules_date_expr *date;
    rules_proof *proof;
    rules_silent *silent;
    rules_transition transition[RULES_MAX_CASES];
    struct rules_view *view;
    rules_id n_levels, n_cases, n_actions;
    size_t n_atoms, n_guards, n_dates, n_proofs, n_silent, n_transitions, n_views;
    size_t cap_action, cap_atom, cap_guard, cap_date, cap_proof, cap_silent, cap_view;
    bool full; /* a table was over its limit; said once */
};

/* Where a phrase stands: the case whose names it may use, and what that case is to whoever evaluates it. */
struct rules_context {
    rules_id kase;
    enum rules_holder self;
};
static inline struct rules_context rules_context_of(rules_id kase) { return (struct rules_context){kase, RULES_OWN}; }

static inline base_str rules_no_str(void) { return (base_str){NULL, 0}; }
static inline struct rules_b_case *rules_b_case_at(const struct rules_build *b, rules_id kase) {
    return &b->process->kase[kase];
}
static inline uint64_t rules_bit(rules_id i) { return UINT64_C(1) << i; }
/* All `n` (at most 64) bits. */
static inline uint64_t rules_bits(size_t n) { return n >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1; }

/* ---- names.c ---- */

/* Reports `code` with {0} = the text and a near name of `names`, when the cursor has not failed yet; it then has. */
bool rules_unknown(rules_cursor *c, const char *code, const rules_token *t, const base_str *names, size_t n);
/* Reports `code` at `t` with up to two arguments, once a cursor. Always false. */
bool rules_fault(rules_cursor *c, const char *code, const rules_token *t, base_str a0, base_str a1);
/* False and a report when `n` has reached `max`; `what` is named in both languages. */
bool rules_room(struct rules_build *b, rules_span span, size_t n, size_t max, const char *zh, const char *en);
/* As above for a table of the whole book: said once. */
bool rules_table_room(struct rules_build *b, rules_span span, size_t n);
/* Enters a name into the case's scope; reports a name that is taken or reserved. */
void rules_declare(struct rules_build *b, rules_id kase, const rules_token *name, enum rules_what what, size_t index);
/* NULL when there is none. */
const struct rules_name *rules_name_find(const struct rules_b_case *k, base_str name);
bool rules_word_reserved(base_str name);
rules_id rules_b_find_case(const struct rules_build *b, base_str name);
rules_id rules_b_find_level(const struct rules_build *b, base_str name);
rules_id rules_b_find_field(const struct rules_b_case *k, base_str name);
rules_id rules_b_find_state(const struct rules_b_case *k, base_str name);
rules_id rules_b_find_mark(const struct rules_b_case *k, base_str name);
rules_id rules_b_find_action(const struct rules_build *b, rules_id kase, base_str name);
/* Names of one kind, in the arena, for near names; *n gets their number. */
base_str *rules_names_of_cases(const struct rules_build *b, size_t *n);
base_str *rules_names_of_levels(const struct rules_build *b, size_t *n);
base_str *rules_names_of_actions(const struct rules_build *b, rules_id kase, size_t *n); /* RULES_NONE: of all */
base_str *rules_names_of(const struct rules_build *b, rules_id kase, enum rules_what what, size_t *n); /* NONE: all */
/* The next word as a name of that kind; RULES_NONE after a report. */
rules_id rules_expect_case(struct rules_build *b, rules_cursor *c);
rules_id rules_expect_state(struct rules_build *b, rules_cursor *c, rules_id kase);
rules_id rules_expect_action(struct rules_build *b, rules_cursor *c, rules_id kase);
/* `A or B or C` as a set of states; stops before an `or` that begins something else. 0 after a report. */
uint64_t rules_expect_states(struct rules_build *b, rules_cursor *c, rules_id kase);
/* True when the next two tokens are `or` and a word that goes on a list: not the beginning of another question. */
bool rules_list_goes_on(const rules_cursor *c);
/* Nothing may follow. What begins a deeper line is taken for a keyword that is not one: `keywords` are offered. */
bool rules_expect_tail(struct rules_build *b, rules_cursor *c, const char *const *keywords);
/* Reports a line whose first word is none of `keywords`. */
void rules_report_keyword(struct rules_build *b, const rules_line *line, const char *const *keywords);
/* The tokens [from, to) of the line as written, single blanks between. */
base_str rules_text_of(base_arena *arena, const rules_line *line, size_t from, size_t to);
/* A label whose missing languages are filled from `name`. */
rules_text rules_label_or(rules_text label, base_str name);

/* ---- path.c ---- */

struct rules_path {
    enum rules_what what;
    rules_ref ref;  /* holder as seen by whoever evaluates; field for RULES_W_FIELD, else RULES_NONE */
    rules_id kase;  /* the case that the thing belongs to; for RULES_W_CASE the case itself */
    rules_id index; /* within that case */
    rules_span span;
};
/* `X` or `HOLDER.X`. False after a report. `also`: a case whose states are offered as near names too, or RULES_NONE. */
bool rules_take_path(struct rules_build *b, rules_cursor *c, struct rules_context s, rules_id also,
                     struct rules_path *out);
/* A path to a field of that type; `zh`, `en` name the type in a message. */
bool rules_take_field(struct rules_build *b, rules_cursor *c, struct rules_context s, enum rules_value_type type,
                      rules_ref *out);
/* What the case `name` is to a case of kind s.kase. False when it is not in view. */
bool rules_holder_of(const struct rules_build *b, struct rules_context s, base_str name, enum rules_holder *holder,
                     rules_id *kase);
const rules_field *rules_path_field(const struct rules_build *b, const struct rules_path *p);
/* "是日期", "a date": for messages. */
const char *rules_type_name(enum rules_value_type type, bool zh);

/* ---- guard_compile.c, date_compile.c ---- */

/* Compiles tokens up to a string, a keyword of its own or the end. RULES_NONE after a report. */
rules_id rules_take_guard(struct rules_build *b, rules_cursor *c, struct rules_context s);
rules_id rules_push_guard(struct rules_build *b, rules_span span, rules_guard g);
/* RULES_NONE after a report. */
rules_id rules_take_date(struct rules_build *b, rules_cursor *c, struct rules_context s);
rules_id rules_push_date(struct rules_build *b, rules_span span, rules_date_expr e);
/* True when a date phrase other than a single path stands at the cursor. */
bool rules_date_begins(const rules_cursor *c);
/* The date of a moment as seen through `holder`; it is compiled later by rules_build_views. */
rules_id rules_moment_date(struct rules_build *b, rules_id kase, rules_id moment, enum rules_holder holder,
                           rules_span used);
/* Compiles every moment that was asked for, and every one of its own case. */
void rules_build_views(struct rules_build *b);

/* ---- the passes, in their order ---- */

void rules_build_levels(struct rules_build *b, const rules_line *root);                 /* level_compile.c */
void rules_declare_cases(struct rules_build *b, const rules_line *root);                /* case_compile.c */
void rules_declare_field(struct rules_build *b, rules_id kase, const rules_line *line); /* field_compile.c */
/* A text field for an argument that nobody declared. */
rules_id rules_declare_implicit(struct rules_build *b, rules_id kase, const rules_token *name);
void rules_declare_action(struct rules_build *b, rules_id kase, const rules_line *line); /* action_compile.c */
void rules_build_fields(struct rules_build *b, rules_id kase);
void rules_build_case(struct rules_build *b, rules_id kase);   /* moments, marks, expected, judged */
void rules_build_counts(struct rules_build *b, rules_id kase); /* count_compile.c: tallies, numbers */
void rules_build_forms(struct rules_build *b, rules_id kase);  /* form_compile.c */
void rules_build_actions(struct rules_build *b);               /* action_compile.c */
bool rules_build_effect(struct rules_build *b, rules_id kase, const rules_line *line,
                        rules_effect *out); /* effect_compile.c */

void rules_build_proofs(struct rules_build *b, const rules_line *root); /* proof_compile.c */
void rules_build_silent(struct rules_build *b, const rules_line *root); /* level_compile.c */

void rules_build_transitions(struct rules_build *b, const rules_line *root); /* transition_compile.c */

/* ---- checks of the whole; after everything compiled without error ---- */

void rules_check_lives(const rules_book *book, rules_diags *d); /* check.c */
void rules_check_cycles(const struct rules_build *b);           /* check_cycles.c */
void rules_check_articles(const struct rules_build *b);         /* check_articles.c */

#endif
