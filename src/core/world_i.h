/* world_i.h - the world from inside: for world.c, fold.c and observe.c only. */
#ifndef JIQUN_CORE_WORLD_I_H
#define JIQUN_CORE_WORLD_I_H

#include "base/map.h"
#include "core/decide.h"
#include "core/streams.h"

/* When something was put on record. */
typedef struct {
    base_date day;
    uint64_t seq; /* 1 + number of the event; 0 without a log */
} core_recorded;

/* A change of divisions that an event brought, after those of the reference data. */
typedef struct {
    base_str code;
    base_str successors; /* separated by ; or , */
    base_date from;
    core_recorded recorded;
} core_succession;

/* Reference data of divisions that an event brought. */
typedef struct {
    const core_divisions *divisions;
    core_recorded recorded;
} core_places;

struct core_world {
    base_arena *arena;
    const core_divisions *divisions;
    const base_workdays *workdays;
    const struct core_sizes *sizes;
    core_version *version;
    size_t n_versions, cap_versions;
    size_t n_taken_up;                 /* versions whose first day has come */
    core_streams streams;              /* by name: those in memory */
    size_t stream_max;                 /* 0: every stream lives in `arena` and stays */
    base_map tallies;                  /* "owner|tally|round|channel|subfield|city|county" -> count */
    core_case *first[RULES_MAX_CASES]; /* streams by kind */
    core_case *last[RULES_MAX_CASES];
    core_case *programme;
    core_succession *succession;
    size_t n_successions, cap_successions;
    core_places *places; /* the last of them are `divisions` */
    size_t n_places, cap_places;
    size_t clusters_in[RULES_MAX_STATES];
    uint64_t seq;
    base_date last_day; /* of the last event; BASE_DATE_NONE before the first */
};

/* A case with empty data, not yet linked into the world. `state` is where its control begins. */
core_case *core_case_make(base_arena *arena, const rules_book *book, rules_id kind, base_str path,
                          core_control control);
/* The case on record at a path, or NULL. */
static inline core_case *core_world_at(const core_world *w, base_str path) {
    return path.n > 0 ? core_streams_find(&w->streams, path) : NULL;
}
/* Whether the case can hold that value: a field that its version knows, and a choice that it offers. */
bool core_case_takes(const core_case *c, rules_id field, core_value v);
/* Where a new stream is to live. */
base_arena *core_stream_arena(core_world *w);
/* The first version, and with it the programme. */
void core_world_begin(core_world *w, core_version first);
/* What core_world_amend does, in two parts: may it be, and be it. */
bool core_world_may_amend(const core_world *w, const rules_book *book, base_date from, base_err *e);
void core_world_add_version(core_world *w, core_version v);
/* A case and all below it under a version whose day has come. `world` as in core_tally_recount. */
void core_stream_take_up(core_world *w, core_case *c, const rules_book *book, bool world);
/* The part of fold that concerns one stream, which is in memory or begins with `e`; `seq` is 1 + the event's number. */
core_case *core_fold_stream(core_world *w, const core_event *e, uint64_t seq);
/* Links a case under its parent, or among the streams. */
void core_world_link(core_world *w, core_case *c);
/* Takes a root out of the table and the list of its kind. */
void core_world_unlink(core_world *w, core_case *root);
/* Moves a stream that never ends to a newer version: same indexes, more room. */
void core_case_rebook(core_case *c, const rules_book *book);
/* True for kinds that follow the newest version: streams that no state ends. */
bool core_kind_follows(const rules_book *b, rules_id kind);

/* Key under which `c` counts for a tally: the one under which it is counted already, else as its dossier stands; empty
 * when a part of it is not set. */
base_str core_tally_key(const core_world *w, const rules_book *b, const rules_tally *t, const core_case *c,
                        base_date today, base_arena *arena);
bool core_tally_counts(const rules_tally *t, core_control c);
/* True when `c` is counted under `key`, which names the tally. */
bool core_tally_holds(const core_case *c, base_str key);
/* A version is taken up: out of all counts, and into those it belongs to under its new text. `world` false: only the
 * case's own list is changed (a stream that is loaded is in the world's counts already). */
void core_tally_recount(core_world *w, core_case *c, const rules_book *book, bool world);
/* What an event does to the counts, worked out before it is folded: into e->count. */
void core_tally_of_event(const core_world *w, core_event *e, base_arena *arena);
/* The two halves of folding it. */
void core_tally_world(core_world *w, const core_event *e);
void core_tally_case(core_case *c, const core_count *x);

/* The virtual case of an expected kind: c1/report2024. NULL when the path names none. */
core_case *core_expected_make(const core_world *w, base_str path, base_date today, base_arena *scratch);
/* The same for a year, not asking whether it is expected. */
core_case *core_expected_of(const core_world *w, core_case *parent, rules_id kind, int year, base_arena *scratch);

#endif
