/* world.h - what the log says so far: cases with their states, and the small tables that look across dossiers.
 *
 * The world is the fold of all events, in log order. A *stream* is a case without a parent (a cluster, a round, the
 * programme) with all its children. Questions that reach beyond a stream (is a place left, which round set a figure)
 * are answered from tables that fold keeps up to date, never by looking through other dossiers, so that a store may
 * load streams one by one.
 *
 * A case is split in two. Its *control* is finite: state, states ever entered, "was done since" tracks. Its *data* are
 * dates, figures and texts. fold changes control only by core_control_step, and the prover walks that same function. */
#ifndef JIQUN_CORE_WORLD_H
#define JIQUN_CORE_WORLD_H

#include "base/date.h"
#include "core/refdata.h"
#include "rules/assess.h"
#include "rules/rulebook.h"

/* Yes, no, or not to be said because something it needs is not set. Only yes passes a need. */
typedef enum { CORE_NO = 0, CORE_YES = 1, CORE_UNSET = 2 } core_tri;

/* n: DATE as base_date, NUMBER, YESNO 0/1, CHOICE index, MONTH_DAY month*100+day. text: TEXT, CODE, DIVISION. */
typedef struct {
    bool set;
    int64_t n;
    base_str text;
} core_value;

typedef struct {
    uint8_t state; /* index in the kind's states */
    uint64_t ever; /* states ever entered, the present one included */
    uint32_t done; /* tracks of the kind that are set */
} core_control;

typedef struct core_case core_case;
struct core_case {
    base_arena *arena;      /* in which it and all of its stream live */
    base_str path;          /* c1/a/objection1 */
    const rules_book *book; /* the version it is judged by */
    rules_id kind;
    core_control control;
    core_value *field;     /* [n_fields of the kind] */
    base_date *entered;    /* [n_states]: day of the last entry, or BASE_DATE_NONE */
    base_date *first_done; /* [core_kind_actions(book, kind)]: day of the first time, or BASE_DATE_NONE */
    base_date opened;
    uint64_t opened_seq;  /* 1 + number of the event that opened it */
    uint64_t touched_seq; /* 1 + number of the last event that named it or moved it; of a root, of the whole stream */
    core_case *parent, *round;
    core_case *child, *last_child, *sibling; /* in order of opening */
    core_case *next, *before;                /* among streams of one kind */
    /* of cases that are judged: the last submission, and the reviewer's findings since */
    uint64_t submitted_seq; /* 1 + number of the event that brought it; 0: none yet */
    base_date submitted;    /* its day, or BASE_DATE_NONE */
    rules_values facts;
    struct core_note *why;        /* explanations of what lacks, by fact or field */
    uint8_t *judged;              /* [n_criteria of the standard]: 0, 1 met, 2 not met */
    uint8_t *relaxed;             /* [n_criteria]: 0, 1 granted, 2 refused */
    base_date touched;            /* day of the last event that named it or moved it */
    uint32_t no, n_below;         /* place in its stream in order of opening, 0 the root; of a root, cases below it */
    bool recent;                  /* for whoever keeps streams in memory: used since last looked at */
    size_t load_version;          /* of a root: versions it has been brought to while it was loaded */
    bool is_virtual;              /* an expected case nobody has touched yet */
    struct core_counted *counted; /* the counts it is in */
};

/* A place taken: the key is kept, so that a place is given back where it was taken, whatever the dossier says by then.
 */
typedef struct core_counted core_counted;
struct core_counted {
    rules_id owner; /* the case kind that the tally stands in */
    base_str tally, key;
    core_counted *next;
};

typedef struct core_note core_note;
struct core_note {
    base_str key, text;
    core_note *next;
};

/* A rulebook in force from a day. */
typedef struct {
    const rules_book *book;
    base_date from;
    base_str digest;                      /* of its text, as the log names it; empty in a world without a log */
    uint64_t seq;                         /* 1 + number of the event that brought it; 0 without a log */
    const struct core_adoption *adoption; /* with the texts it is based on (core/adopt.h); NULL without a log */
} core_version;

typedef struct core_world core_world;

/* Everything is owned by `arena`. The reference data must outlive the world. `first` must not be NULL. */
core_world *core_world_new(base_arena *arena, const rules_book *first, const core_divisions *divisions,
                           const base_workdays *workdays);
base_arena *core_world_arena(core_world *w);
/* A world to be filled by a log: nothing in it yet, each stream in an arena of its own of at most `stream_max` bytes.
 * Streams may be dropped and loaded again (core/load.h). To be ended by core_world_close, before the arena is freed. */
core_world *core_world_open(base_arena *arena, size_t stream_max);
void core_world_close(core_world *w);
/* Puts a further version in force from a day not before the last version's. A version whose cases, states or fields
 * do not begin with those of the version before is refused (rules_check_after; indexes must stay). */
bool core_world_amend(core_world *w, const rules_book *book, base_date from, base_err *e);
/* The day has come to `today`: streams that never end take up the versions that are in force by now, and so do running
 * cases where a version's transitional clause says it. To be called before deciding on a new day; costs nothing else.
 */
void core_world_set_day(core_world *w, base_date today);
/* The version in force on a day: the newest whose first day is not after it; before the first day, the first. */
const rules_book *core_world_book(const core_world *w, base_date day);
const base_workdays *core_world_workdays(const core_world *w);
const core_divisions *core_world_divisions(const core_world *w);
/* NULL when no version has that digest. */
const rules_book *core_world_book_of(const core_world *w, base_str digest);
/* Digest of the version that `book` is; empty when it is none. */
base_str core_world_digest_of(const core_world *w, const rules_book *book);
size_t core_world_versions(const core_world *w);
const core_version *core_world_version(const core_world *w, size_t i); /* in order of adoption */
base_date core_world_last_day(const core_world *w); /* of the last event; BASE_DATE_NONE before the first */

/* NULL when there is none. Expected cases (c1/report2024) that nobody has touched are built in `scratch`. */
core_case *core_world_find(const core_world *w, base_str path, base_date today, base_arena *scratch);
core_case *core_world_programme(const core_world *w);
/* Streams of a kind in order of opening, by ->next. */
core_case *core_world_first(const core_world *w, rules_id kind);
uint64_t core_world_seq(const core_world *w); /* events folded so far */

/* Clusters that stand in `state`, by the state's name; derived at once, for `expect register`. */
size_t core_world_count(const core_world *w, base_str state);

/* The stream's root. */
const core_case *core_root(const core_case *c);
core_case *core_ancestor(const core_case *c, rules_id kind);
static inline const rules_case *core_kind(const core_case *c) { return &c->book->kase[c->kind]; }
static inline const rules_state *core_state(const core_case *c) { return &core_kind(c)->state[c->control.state]; }
/* What its own field of that name holds: no text, or BASE_DATE_NONE, where it is not set, where the version that judges
 * the case has no such field, and where there is no case. */
base_str core_text_named(const core_case *c, const char *name);
base_date core_date_named(const core_case *c, const char *name);
/* Actions of a kind stand together in the book: index of the first, and how many. */
rules_id core_kind_actions(const rules_book *b, rules_id kind, rules_id *first);

/* Control of a case that begins in `state`; and the step that `action` makes. Pure, finite, total: fold and prover
 * share them. */
core_control core_control_new(const rules_book *b, rules_id kind, rules_id state);
core_control core_control_step(const rules_book *b, rules_id action, core_control c);
/* A move by an effect of another case's action (then cluster: recognised -> revoked). */
core_control core_control_move(const rules_book *b, rules_id kind, core_control c, rules_id state);

#endif
