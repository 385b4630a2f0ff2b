/* rerows.h - what the derived tables must hold, worked out while a record is replayed: for rebuild and audit.
 *
 * A row says how things stood after the last event that touched its case. Nearly all of it can be read off the world
 * at the end, since nothing else changes it. What can not is kept as it was then: whether a case waits (a later version
 * may see that otherwise) and from which day its dossier is to be watched (which rests on rounds and texts too). The
 * latter is costly, so it is worked out late: before something that it rests on changes, and at the end. */
#ifndef JIQUN_APP_REROWS_H
#define JIQUN_APP_REROWS_H

#include "app/app_i.h"

typedef struct {
    core_case *root;
    uint8_t *waits; /* by number of the case */
    uint32_t n, cap;
    base_date watch;
    bool due; /* `watch` is to be worked out */
} app_rerow;

typedef struct {
    core_world *world;
    base_arena *arena, *scratch;
    app_rerow *item; /* streams in order of their numbers */
    size_t n, cap;
    base_buf index; /* by number of an event: of the stream that it opened, 1 + its place in `item` (uint32_t) */
    size_t *due;    /* places in `item` */
    size_t n_due, cap_due;
    store_request *request; /* in order of the log; by id after app_rerows_end */
    size_t n_requests, cap_requests;
    uint64_t texts_last; /* 1 + number of the last text, while the programme is no case */
    base_date texts_day;
} app_rerows;

void app_rerows_init(app_rerows *r, core_world *w, base_arena *arena);
void app_rerows_free(app_rerows *r);
/* Before core_world_set_day, and before an event is folded. */
void app_rerows_before_day(app_rerows *r, base_date day);
void app_rerows_before(app_rerows *r, const core_event *e);
/* After event number `seq` was folded; `c` is its case, NULL for a text. */
void app_rerows_after(app_rerows *r, const core_event *e, const core_case *c, uint64_t seq);
void app_rerows_command(app_rerows *r, base_str request, uint64_t seq, size_t n);
/* No event follows. False with the id when two commands have the same one. */
bool app_rerows_end(app_rerows *r, base_str *twice);

/* Streams are numbered 0 … app_rerows_streams - 1 here, in order of their own numbers. Each appends to `out`, whose
 * arena may be reset in between. */
size_t app_rerows_streams(const app_rerows *r);
void app_rerows_stream(const app_rerows *r, size_t i, app_rows *out);
void app_rerows_standings(const app_rerows *r, size_t i, app_rows *out);
void app_rerows_dossier(const app_rerows *r, size_t i, app_rows *out);
void app_rerows_round(const app_rerows *r, size_t i, app_rows *out);
/* All counts that are not zero, by key. */
void app_rerows_tallies(const app_rerows *r, app_rows *out);

#endif
