/* rulebook.h - a rulebook after reading, checking and compiling: plain tables that only point at one another by index.
 *
 * The regulation's two halves are kept apart. The *standard* half (facts, criteria) is arithmetic over one dossier's
 * figures and is assessed without any history. The *process* half (levels, cases, states, actions, guards, proofs) is
 * a table of states and yes/no questions, with no arithmetic at all: that is what keeps proofs possible.
 *
 * Everything lives in one arena and is immutable once rules_compile returns. */
#ifndef JIQUN_RULES_RULEBOOK_H
#define JIQUN_RULES_RULEBOOK_H

#include "base/arena.h"
#include "base/date.h"
#include "base/dec.h"
#include "rules/diag.h"

typedef uint16_t rules_id;
#define RULES_NONE ((rules_id)0xffff)

enum {
    RULES_MAX_STATES = 64, /* of one case: sets of states are 64-bit masks */
    RULES_MAX_TRACKS = 32, /* "was done since" pairs of one case */
    RULES_MAX_FIELDS = 64, /* of one case */
    RULES_MAX_CASES = 32,
    RULES_MAX_LEVELS = 8,
    RULES_MAX_YEARS = 9 /* a window or growth over more values is refused */
};
/* Largest magnitude of a fact at its unit's scale; keeps every linear form within 128 bits. */
#define RULES_RAW_LIMIT INT64_C(1000000000000000)

typedef struct {
    base_str zh, en;
} rules_text;

/* ------------------------------------------------------------------ the standard half */

/* A unit's value is dimension * num/den of the dimension's base; scale is the decimals a figure may have. */
typedef struct {
    base_str name;
    int64_t num, den;   /* 1 of this unit = num/den of the dimension's base unit */
    rules_id dimension; /* units of one dimension convert; others do not compare */
    uint8_t scale;
} rules_unit;

enum rules_fact_kind {
    RULES_FACT_FIGURE,    /* one number */
    RULES_FACT_YEARLY,    /* a number a year */
    RULES_FACT_STATEMENT, /* text with evidence, judged by a reviewer */
    RULES_FACT_VETO       /* yes or no; in the process it comes from the incident register */
};

typedef struct {
    base_str name;
    rules_text label;
    enum rules_fact_kind kind;
    rules_id unit;    /* RULES_NONE for statements and vetoes */
    bool from_roster; /* may be computed from the roster; the figure is then frozen at submission */
    rules_span span;
} rules_fact;

/* One value an assessment reads: a fact, `back` years before the application year (1 = last year; 0 for facts that are
 * not yearly). */
typedef struct {
    rules_id fact;
    uint8_t back;
} rules_slot;

enum rules_cmp { RULES_GE, RULES_GT, RULES_LE, RULES_LT, RULES_EQ };

/* A comparison made exact by algebra:
 *   linear:    sum coef[i] * value[slot[i]] + constant  cmp  0
 *   quadratic: the mean of two yearly rates over values a (oldest), b, c:
 *              coef[0]*b*b + coef[1]*a*c + coef[2]*a*b  cmp  0
 * `positive[]` are slots that must be > 0 (a base or a denominator), else the atom is "no evidence". */
typedef struct {
    bool quadratic;
    enum rules_cmp cmp;
    uint16_t n_terms;
    const rules_id *slot; /* index into rules_standard.slot */
    const int64_t *coef;
    base_i128 constant;
    uint16_t n_positive;
    const rules_id *positive;
    /* For the explanation: what the author wrote. */
    enum { RULES_SHOW_SUM, RULES_SHOW_RATIO, RULES_SHOW_COMPOUND, RULES_SHOW_MEAN } show;
    uint16_t n_num;     /* the first n_num terms are the left side or the numerator; the rest the denominator */
    base_dec threshold; /* as written, in `unit` */
    rules_id unit;      /* RULES_NONE when the threshold is a percentage: then `percent` */
    bool percent;
    uint8_t years;          /* growth: number of values */
    const base_dec *factor; /* [n_terms], as written, sign included; NULL for growth */
    const int64_t *weight;  /* RATIO, [n_terms]: the terms of both sides in one common measure, before the threshold */
    bool sum_positive;      /* RATIO: the denominator is a sum; what must be > 0 is the sum of its weighted terms */
    int64_t show_num;       /* SUM: (sum of coef * value) * show_num / show_den is the left side in `unit` */
    base_i128 show_den;
} rules_compare;

/* Tree of and/or over compares, in postfix; evaluated by Kleene's three values (yes, no, no evidence). */
typedef struct {
    enum { RULES_X_COMPARE, RULES_X_AND, RULES_X_OR } op;
    rules_id compare; /* for RULES_X_COMPARE; AND and OR take `arity` values from the stack */
    uint16_t arity;
    bool each; /* AND over the years of one window, oldest first: explained as one sentence */
} rules_expr_step;

enum rules_criterion_kind { RULES_REQUIRE, RULES_EXPECT, RULES_JUDGE, RULES_UNKNOWN, RULES_VETO };

typedef struct {
    base_str id; /* "1.4" */
    rules_text label;
    enum rules_criterion_kind kind;
    bool relaxable;         /* a miss in `relax_region` is a request for relaxation */
    uint16_t relax_regions; /* bit per enum rules_region */
    rules_id fact;          /* judge, unknown, veto: the fact in question */
    base_str note;          /* unknown: what is known */
    uint8_t veto_years;
    uint16_t n_steps;
    const rules_expr_step *step;
    rules_id area;
    base_str cite;
    rules_span span;
    base_str text;        /* the condition as written */
    uint16_t n_slots;     /* the figures that its explanation shows, each once, in the order of the text */
    const rules_id *slot; /* index into rules_standard.slot */
} rules_criterion;

enum rules_region { RULES_REGION_NONE, RULES_EAST, RULES_MIDDLE, RULES_WEST, RULES_NORTH_EAST };

typedef struct {
    base_str id;
    rules_text label;
} rules_area;

typedef struct {
    base_str version; /* "2022" */
    rules_text label;
    base_str cite;
    uint16_t n_areas, n_criteria, n_slots, n_compares;
    const rules_area *area;
    const rules_criterion *criterion;
    const rules_slot *slot;
    const rules_compare *compare;
    const rules_id *slot_of; /* [n_facts * (RULES_MAX_YEARS + 1)]: slot of fact and back, or RULES_NONE */
    rules_span span;
} rules_standard;

/* A set of facts that meets the standard; from `sample`. Values as written. */
typedef struct {
    rules_id fact;
    int year; /* 0 when the fact is not yearly */
    base_str value;
} rules_sample_value;

/* ------------------------------------------------------------------ the process half */

enum rules_scope {
    RULES_SCOPE_ALL,      /* over everything */
    RULES_SCOPE_CHANNEL,  /* over its channel: the cluster's channel is the actor's */
    RULES_SCOPE_CITY,     /* over its city: the first four digits agree */
    RULES_SCOPE_DIVISION, /* over its division: the cluster's county, or a successor of it */
    RULES_SCOPE_ASSIGNED  /* over what is assigned: an expert's name is among the case's assigned names */
};

typedef struct {
    base_str name;
    rules_text label;
    enum rules_scope scope;
    base_str cite;
} rules_level;

enum rules_value_type {
    RULES_V_TEXT,
    RULES_V_CODE,
    RULES_V_DATE,
    RULES_V_MONTH_DAY,
    RULES_V_NUMBER,
    RULES_V_YESNO,
    RULES_V_CHOICE,
    RULES_V_DIVISION
};

enum rules_derive { RULES_STORED, RULES_FROM_DIVISION };

typedef struct {
    base_str name;
    rules_text label;
    rules_id when;    /* guard that must hold for this choice ("ground holds"), or RULES_NONE */
    bool on_evidence; /* the choice holds when the field `evidence` is given */
    base_str cite;
} rules_choice;

typedef struct {
    base_str name;
    rules_text label;
    enum rules_value_type type;
    enum rules_derive derive; /* FROM_DIVISION: channel, separate, region, computed from the cluster's county */
    uint16_t n_within;        /* FROM_DIVISION, YESNO: whether the county's code begins with one of these */
    const base_str *within;
    uint16_t n_choices;
    const rules_choice *choice; /* in the order written: "at least" follows it. YESNO: none */
    rules_id or_else;           /* field of the same case whose value is taken when this is unset, or RULES_NONE */
    int32_t deflt;              /* YESNO 0/1, CHOICE index; -1 = none */
    bool is_private;            /* goes into the person part of an event */
    bool implicit;              /* not declared: made by asks/takes (reason, evidence, finding …), a text */
    base_str cite;
    rules_span span;
} rules_field;

enum rules_holder {
    RULES_OWN,
    RULES_PARENT,
    RULES_CLUSTER,
    RULES_ROUND,
    RULES_PROGRAMME,
    RULES_SETTING /* of the newest round, opened on or before a day, that sets the field; fields are the round's */
};

typedef struct {
    enum rules_holder holder;
    rules_id field; /* in the case that the holder is */
} rules_ref;

/* Date expressions; RULES_NONE-valued when something it needs is unset ("unset"). */
enum rules_date_op {
    RULES_D_FIELD, /* ref */
    RULES_D_TODAY,
    RULES_D_LITERAL,    /* date */
    RULES_D_OR_ELSE,    /* a, else b */
    RULES_D_DAY_AFTER,  /* a */
    RULES_D_DAY_BEFORE, /* a */
    RULES_D_ADD_YEARS,  /* a, n (may be negative) */
    RULES_D_ADD_DAYS,   /* a, n; or the number in ref when ref.field != RULES_NONE */
    RULES_D_TERM_END,   /* last day of n years from a (base_date_term_end) */
    RULES_D_LASTS,      /* last day of state `state` of holder ref.holder: n working days from its entry */
    RULES_D_MONTH_DAY,  /* month-day (literal n = month*100+day, or ref to a MONTH_DAY field) of year `year` + plus */
    RULES_D_ENTERED,    /* day on which the own case last entered `state` */
    RULES_D_FIRST_DONE  /* day on which `action` was first done in the own case */
};

typedef struct {
    enum rules_date_op op;
    rules_id a, b;
    rules_ref ref;
    int32_t n;
    base_date date;
    rules_id state, action;
    bool count_first; /* LASTS */
    rules_ref year;   /* MONTH_DAY: a NUMBER field */
    int8_t plus;
    rules_text named; /* of a moment, seen from whichever case: how a person knows it; empty: it has no name */
} rules_date_expr;

enum rules_atom_kind {
    RULES_A_YES,     /* YESNO field `ref` is yes */
    RULES_A_CHOICE,  /* CHOICE field `ref` is among `mask` (bit per choice), "at least X" included as a mask */
    RULES_A_GIVEN,   /* field `ref` (or argument) has a value */
    RULES_A_STATE,   /* the case that `ref.holder` is stands in one of `mask` */
    RULES_A_OVER,    /* date `date`: today > it */
    RULES_A_REACHED, /* today >= it */
    RULES_A_DATE_GE, /* date `date` >= date `date2` */
    RULES_A_DATE_GT,
    RULES_A_WITHIN,    /* date <= today and today < date + n years (half-open) */
    RULES_A_WAS,       /* the own case ever stood in one of `mask` */
    RULES_A_DONE,      /* track `track` of the own case is set */
    RULES_A_REL,       /* quant cases of kind `kase` in `mask` for which `where` holds; children or siblings */
    RULES_A_TALLY,     /* tally < n, or tally < number */
    RULES_A_STANDARD,  /* the standard is met (with relaxation when `flag`) */
    RULES_A_FORM,      /* form `form` is complete */
    RULES_A_RELAXABLE, /* the criterion named by field `ref` may be relaxed for this cluster */
    RULES_A_HOLDS,     /* the choice that field `ref` has: its `when` guard, or evidence given */
    RULES_A_MARK       /* mark `mark` of the case that `ref.holder` is */
};

enum rules_quant { RULES_SOME, RULES_NO, RULES_EVERY };

typedef struct {
    enum rules_atom_kind kind;
    rules_id kase; /* the case in whose context it was written */
    rules_ref ref;
    uint64_t mask;
    rules_id date, date2;
    int32_t n;
    enum rules_quant quant;
    rules_id rel;   /* RULES_A_REL: the related case kind */
    bool siblings;  /* RULES_A_REL: children of my parent (without me), not my own */
    rules_id where; /* RULES_A_REL: guard in the related case's context, or RULES_NONE */
    rules_id tally, number, form, mark, track;
    bool flag;
    base_str text; /* as written */
    uint32_t line;
} rules_atom;

/* Guards: a tree in one array; RULES_NONE as a guard = always yes. Kleene's three values. */
enum rules_guard_op { RULES_G_ATOM, RULES_G_AND, RULES_G_OR, RULES_G_NOT };
typedef struct {
    enum rules_guard_op op;
    rules_id a, b; /* ATOM: a = atom index; NOT: a */
} rules_guard;

typedef struct {
    rules_id guard;
    rules_text label;
    base_str cite; /* its own, or the action's */
    rules_span span;
} rules_need;

enum rules_effect_kind {
    RULES_E_SET, /* target = value */
    RULES_E_MOVE /* the case that target.holder is: one of mask -> state; outside mask it is also a refusal */
};

enum rules_set_from { RULES_SET_CHOICE, RULES_SET_YESNO, RULES_SET_DATE, RULES_SET_COPY, RULES_SET_ACTOR_DIVISION };

typedef struct {
    enum rules_effect_kind kind;
    rules_ref target;
    enum rules_set_from from;
    int32_t value;  /* CHOICE index, YESNO */
    rules_id date;  /* SET_DATE */
    rules_id state; /* MOVE */
    rules_ref copy; /* SET_COPY */
    uint64_t mask;  /* MOVE */
    base_str cite;
    rules_span span;
} rules_effect;

typedef struct {
    rules_id field;
    bool required;
} rules_arg;

enum rules_special {
    RULES_PLAIN = 0,
    RULES_FILLS = 1,   /* changes the draft of `form`; no event */
    RULES_FREEZES = 2, /* carries the complete facts; voids judgements and relaxations */
    RULES_JUDGES = 4,  /* takes CRITERION=met|not_met for any criterion of the standard */
    RULES_RELAXES = 8, /* grants relaxation of the criterion named by the argument `criterion` */
    RULES_DENIES = 16  /* refuses it */
};

typedef struct {
    base_str name;
    rules_text label;
    rules_id kase;
    uint16_t levels;      /* bit per level */
    bool shared, creates; /* creates: `new -> state` */
    uint64_t from;        /* states; 0 when creates */
    rules_id to;          /* RULES_NONE: stays */
    uint32_t special;     /* enum rules_special */
    rules_id form;
    uint16_t n_args, n_needs, n_effects;
    const rules_arg *arg;
    const rules_need *need;
    const rules_effect *effect;
    base_str cite;
    rules_span span;
} rules_action;

typedef struct {
    base_str name;
    rules_text label;
    bool is_public, rest, end; /* end implies rest */
    bool lasts;
    uint16_t working_days;
    bool count_first;
    base_str cite;
    rules_span span;
} rules_state;

typedef struct {
    base_str name;
    rules_text label;
    rules_id date;
    base_str cite;
} rules_moment;

typedef struct {
    base_str name;
    rules_text label;
    rules_id guard;
    base_str cite;
} rules_mark;

enum rules_key {
    RULES_KEY_ROUND = 1,
    RULES_KEY_CHANNEL = 2,
    RULES_KEY_SUBFIELD = 4,
    RULES_KEY_CITY = 8,
    RULES_KEY_COUNTY = 16
};

typedef struct {
    base_str name;
    rules_text label;
    rules_id kase; /* what is counted, never the asking case itself */
    uint32_t keys; /* enum rules_key */
    uint64_t mask;
    bool ever; /* "that was S": ever in mask; else "that is S" */
    base_str cite;
} rules_tally;

/* value = yes ? guard : no; each a NUMBER field */
typedef struct {
    base_str name;
    rules_text label;
    rules_id guard; /* RULES_NONE: always `yes` */
    rules_ref yes, no;
    base_str cite;
} rules_number;

typedef struct {
    rules_id fact, field;          /* one of them; a form may also ask for a field of the case (goals) */
    uint8_t first_back, last_back; /* yearly: the years asked, 1..3; 0,0 otherwise */
    bool required;
} rules_form_item;

typedef struct {
    base_str name;
    rules_text label;
    uint16_t n_items;
    const rules_form_item *item;
    base_str cite;
} rules_form;

/* A pair "action was done since state" (state RULES_NONE: ever). */
typedef struct {
    rules_id action, state;
} rules_track;

typedef struct {
    base_str name;
    rules_text label;
    rules_id parent; /* RULES_NONE: a stream of its own (cluster, round, programme) */
    bool in_round, one_at_a_time, single;
    bool expected;            /* exists by itself, a case a year */
    base_str expected_prefix; /* "report": c1/report2024 */
    rules_id expected_guard;  /* evaluated for a virtual case of that year */
    rules_id expected_due;    /* the moment whose date says when year Y is due (the one named due_day) */
    bool judged;              /* judged by a standard on the year of a date */
    rules_id judged_on;       /* date expression */
    uint16_t n_fields, n_states, n_moments, n_marks, n_tallies, n_numbers, n_forms, n_tracks;
    const rules_field *field;
    const rules_state *state;
    const rules_moment *moment;
    const rules_mark *mark;
    const rules_tally *tally;
    const rules_number *number;
    const rules_form *form;
    const rules_track *track;
    rules_id first_state; /* expected cases: the state they begin in */
    base_str cite;
    rules_span span;
} rules_case;

enum rules_proof_form {
    RULES_P_REACHES_AFTER, /* CASE reaches STATE only after ACTION, …   (each done before, in this dossier) */
    RULES_P_REACHES_BY,    /* CASE reaches STATE only by ACTION or … */
    RULES_P_LEAVES_BY,     /* CASE leaves STATE only by ACTION or … */
    RULES_P_ONLY_WHEN,     /* CASE ACTION only when GUARD */
    RULES_P_NEVER_WHILE,   /* CASE ACTION never while GUARD */
    RULES_P_BETWEEN,       /* between ACTION and ACTION comes ACTION */
    RULES_P_CHANGES_BY,    /* CASE.FIELD changes only by ACTION, … */
    RULES_P_EXTENDS,       /* ACTION extends CASE.FIELD: the new date is later than the old, by one term */
    RULES_P_REST,          /* from every state a rest can be reached [without ACTION, …] */
    RULES_P_CAN_FOLLOW,    /* from STATE of CASE ACTION can follow [while GUARD] */
    RULES_P_ONE_LEVEL      /* no action is open to two levels unless shared */
};

enum { RULES_MAX_PROOF_ACTIONS = 16 };

typedef struct {
    enum rules_proof_form form;
    rules_id kase, state;
    rules_id action[RULES_MAX_PROOF_ACTIONS]; /* indexes into rules_book.action */
    uint16_t n_actions;
    rules_ref field; /* holder OWN of `kase` */
    rules_id guard;
    base_str text; /* the line as written, without the citation */
    base_str cite;
    rules_span span;
} rules_proof;

typedef struct {
    base_str cite, note;
} rules_silent;

/* `transition CASE in S or T`: a transitional clause. Running cases of that kind in those states are judged by this
 * version from its first day; all others stay under the one they were opened with (第十九条). */
typedef struct {
    rules_id kase;
    uint64_t mask;
} rules_transition;

typedef struct {
    base_str id; /* national-2022 */
    rules_text label;
    base_str cites;    /* 工信部企业〔2022〕119号 */
    base_str based_on; /* or empty */
    uint16_t n_articles;
    base_date force_from, force_until; /* BASE_DATE_NONE: open */
    rules_id owner;                    /* the level whose programme it is */
    base_str place;                    /* code of the channel that the programme is for; empty: the whole country */
    base_str text;                     /* the text as read (own file) */

    uint16_t n_units, n_facts, n_standards, n_samples;
    const rules_unit *unit;
    const rules_fact *fact;
    const rules_standard *standard;
    const rules_sample_value *sample;
    int sample_year;

    uint16_t n_levels, n_cases, n_actions, n_atoms, n_guards, n_dates, n_proofs, n_silent;
    const rules_level *level;
    const rules_case *kase;
    const rules_action *action; /* all actions of all cases */
    const rules_atom *atom;
    const rules_guard *guard;
    const rules_date_expr *date;
    const rules_proof *proof;
    const rules_silent *silent;
    uint16_t n_transitions;
    const rules_transition *transition;
    rules_id programme, round, cluster; /* cases by their names, RULES_NONE when the book has none */
} rules_book;

/* Finds the text of another rulebook by its id ("based on X"); false when there is none. */
typedef bool (*rules_find_text)(void *ctx, base_str id, base_str *text, base_str *file);

/* Reads, checks and compiles. NULL when there was an error; warnings may be in `d` all the same. */
const rules_book *rules_compile(base_arena *arena, base_str text, base_str file, rules_find_text find, void *ctx,
                                rules_diags *d);
/* The rulebook that `amend` makes: `text` is a whole rulebook, or lines that change `base_text` (rules_tree_merge). Its
 * id is `version` when that names a whole one (national-2025), else "BASE+VERSION"; it is in force from `from`; its
 * `text` is the whole text that results, so that it can be amended in turn. */
const rules_book *rules_amend(base_arena *arena, base_str base_text, base_str base_file, base_str text,
                              base_str version, base_date from, rules_find_text find, void *ctx, rules_diags *d);

/* A new version may not drop what the old one's files still use: a case, a state, a field or a choice of one, nor
 * change a field's type. False and a report for each. */
bool rules_check_after(const rules_book *old, const rules_book *new_book, rules_diags *d);

rules_id rules_find_case(const rules_book *b, base_str name);
rules_id rules_find_action(const rules_book *b, rules_id kase, base_str name);
rules_id rules_find_field(const rules_case *c, base_str name);
rules_id rules_find_state(const rules_case *c, base_str name);
rules_id rules_find_fact(const rules_book *b, base_str name);
/* The fact of `to` that means what that of `from` means: of the same name, kind and unit. RULES_NONE: there is none. */
rules_id rules_same_fact(const rules_book *from, rules_id fact, const rules_book *to);
rules_id rules_find_level(const rules_book *b, base_str name);
/* Index in the standard, or RULES_NONE. */
rules_id rules_find_criterion(const rules_standard *s, base_str id);
/* Region by name: east, middle, west, north-east, north_east, northeast; RULES_REGION_NONE when empty or unknown. */
enum rules_region rules_region_of(base_str name);

#endif
