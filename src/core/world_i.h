/* world_i.h - the world from inside: for world.c, fold.c and observe.c only. */
#ifndef JIQUN_CORE_WORLD_I_H
#define JIQUN_CORE_WORLD_I_H

#include "base/map.h"
#include "core/decide.h"

/* A change of divisions that an event brought, after those of the reference data. */
typedef struct {
    base_str code;
    base_str successors; /* separated by ; or , */
    base_date from;
} core_succession;

struct core_world {
    base_arena *arena;
    const core_divisions *divisions;
    const base_workdays *workdays;
    core_version *version;
    size_t n_versions, cap_versions;
    size_t n_taken_up;                 /* versions whose first day has come */
    base_map cases;                    /* path -> core_case */
    base_map tallies;                  /* "owner|tally|round|channel|subfield|city|county" -> count */
    core_case *first[RULES_MAX_CASES]; /* streams by kind */
    core_case *last[RULES_MAX_CASES];
    core_case *programme;
    core_succession *succession;
    size_t n_successions, cap_successions;
    size_t clusters_in[RULES_MAX_STATES];
    uint64_t seq;
    base_date last_day; /* of the last event; BASE_DATE_NONE before the first */
};

/* A case with empty data, not yet linked into the world. `state` is where its control begins. */
core_case *core_case_make(base_arena *arena, const rules_book *book, rules_id kind, base_str path,
                          core_control control);
/* Links a case under its parent, or among the streams. */
void core_world_link(core_world *w, core_case *c);
/* Moves a stream that never ends to a newer version: same indexes, more room. */
void core_case_rebook(base_arena *arena, core_case *c, const rules_book *book);
/* True for kinds that follow the newest version: streams that no state ends. */
bool core_kind_follows(const rules_book *b, rules_id kind);

/* Key under which `c` counts for a tally: the one under which it is counted already, else as its dossier stands; empty
 * when a part of it is not set. */
base_str core_tally_key(const core_world *w, const rules_book *b, const rules_tally *t, const core_case *c,
                        base_date today, base_arena *arena);
bool core_tally_counts(const rules_tally *t, core_control c);
/* True when `c` is counted under `key`, which names the tally. */
bool core_tally_holds(const core_case *c, base_str key);
/* Around every change of a case: out of all counts, and into those it belongs to as it stands then. */
void core_tally_take_out(core_world *w, const core_case *c);
void core_tally_put_in(core_world *w, core_case *c, base_date today);

/* The virtual case of an expected kind: c1/report2024. NULL when the path names none. */
core_case *core_expected_make(const core_world *w, base_str path, base_date today, base_arena *scratch);
/* The same for a year, not asking whether it is expected. */
core_case *core_expected_of(const core_world *w, core_case *parent, rules_id kind, int year, base_arena *scratch);

#endif
