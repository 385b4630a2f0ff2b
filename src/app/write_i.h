/* write_i.h - a group while it is being decided and written: for write.c, which has the lock and the
 * commit, and the files beside it: write_decide.c, write_event.c, write_rows.c, write_fill.c. */
#ifndef JIQUN_APP_WRITE_I_H
#define JIQUN_APP_WRITE_I_H

#include "app/app_i.h"
#include "base/json_out.h"
#include "core/resolve.h"

typedef struct {
    const core_case *kase;
    bool dossier, opened; /* of a root: its dossier's row changes; its stream is new */
} touched_case;

typedef struct {
    app *app;
    base_arena *arena; /* of the answers, too */
    const app_request *request;
    app_answer *answer;
    size_t n;
    bool *ready;     /* [n]: nothing was wrong before the lock */
    store_head head; /* as found under the lock */
    int64_t at;
    base_date today;
    bool locked, writes;
    base_err error;
    base_map ids, touched, counts; /* request id -> 1 + index; path -> 1 + place in `kase`; key of a count */
    touched_case *kase;
    size_t n_cases, cap_cases;
    store_event *event;
    size_t n_events, cap_events;
    store_person *person;
    size_t n_persons, cap_persons;
    store_tile *tile;
    size_t n_tiles, cap_tiles;
    store_request *done;
    size_t n_done, cap_done;
    store_refusal *refusal;
    size_t n_refusals, cap_refusals;
    app_rows rows;
    uint64_t texts_last; /* 1 + number of the programme's last event while it is no case yet */
    base_date texts_day; /* of a text adopted in this group */
    base_buf buf;
    uint8_t salts[4096];
    size_t n_salts, salts_used;
} group;

/* write_decide.c: every request that was ready, in order. False with g->error when the group can not go on: what was
 * folded can not be undone. */
bool app_group_decide(group *g);
/* write_event.c: the events of one answer into the log and the world; the answer says under which numbers. False when
 * the group can not go on. */
bool app_group_record(group *g, app_answer *out, core_event *event, size_t n);
/* A tile of the log that has changed; the store takes them with the group. As log_append wants it: `ctx` is the group.
 */
bool app_group_tile(void *ctx, log_tile_id id, const log_hash *hash);
/* write_rows.c: notes what an event changed of the case that it was folded into. */
void app_group_touch(group *g, const core_event *e, const core_case *c);
/* Makes the rows of what was touched: to be called before what rows rest on changes (versions, rounds, the programme).
 */
void app_group_settle(group *g);
/* All rows of the group to the store, within its transaction; *after: the head that follows. */
bool app_group_rows(group *g, store_head *after, base_err *e);
/* write_was.c: notes how the dossiers stand whose own rows the answer's events will change. */
void app_group_note(group *g, app_answer *out);
/* write_fill.c: "LEVEL WHO", as refusals and drafts say by whom. */
base_str app_actor_text(base_arena *arena, core_actor actor);
/* The draft of the case that a command is about; empty when the case is not there yet. */
bool app_draft_of(group *g, const core_resolved *at, core_draft *d, uint64_t *version, base_err *e);
/* Lays the command's values over the draft; `out` has the answer. False when the store failed: the group can not go on.
 */
bool app_fill(group *g, const app_request *r, const core_command *c, const core_resolved *at, app_answer *out);

#endif
