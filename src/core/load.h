/* load.h - streams leave memory and come back from the record, and a world goes on where the record ends.
 *
 * A store-backed world (core_world_open) holds the programme, the rounds and the tables that look across dossiers, and
 * of the dossiers those that are being worked on. A dossier is loaded by folding its own events again, the versions of
 * the rulebook taken up in between as they were then; the counts are not touched, since the world has them. */
#ifndef JIQUN_CORE_LOAD_H
#define JIQUN_CORE_LOAD_H

#include "core/event.h"

/* The root of a stream in memory, by its name or the path of one of its cases; or NULL. */
core_case *core_stream_here(const core_world *w, base_str path);
/* Bytes that a stream takes in memory. */
size_t core_stream_bytes(const core_case *root);

/* Folds one event, the next in order, of a stream that is being loaded; in the programme's stream texts are adopted
 * too. `seq` is its number. False with `e` when it does not fit; then the stream is to be dropped. */
bool core_load_event(core_world *w, const core_event *event, uint64_t seq, base_err *e);
/* All events have been folded: brings it to the versions that the world has taken up. NULL when nothing was loaded. */
core_case *core_load_end(core_world *w, base_str name);
void core_stream_drop(core_world *w, core_case *root);

/* One row of the counts: "kind|tally|…", or "register|STATE". */
void core_world_set_count(core_world *w, base_str key, int64_t n);
int64_t core_world_get_count(const core_world *w, base_str key);
/* All of them, by key. */
typedef struct {
    base_str key;
    int64_t n;
} core_count_row;
typedef struct {
    core_count_row *item;
    size_t n;
} core_counts;
core_counts core_world_counts(const core_world *w, base_arena *arena);
/* The key of a count that an event changes, as core_world_set_count takes it. Into `arena`. */
base_str core_count_key(base_arena *arena, const core_count *x);

/* The programme and the rounds are loaded: `size` events are on record, the last of them of `last_day`. */
void core_world_resume(core_world *w, uint64_t size, base_date last_day);
/* True when coming to `today` puts a version in force that counts otherwise than the one before: then all dossiers must
 * be in memory before core_world_set_day, which recounts them. */
bool core_world_recounts(const core_world *w, base_date today);
/* True when core_world_set_day would put a version in force. */
bool core_world_takes_up(const core_world *w, base_date today);
/* True when a version is taken up already whose first day is after `day`. */
bool core_world_is_ahead(const core_world *w, base_date day);

#endif
