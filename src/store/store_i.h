/* store_i.h - what a driver of the store is, and what both drivers share.
 *
 * store.c and read.c stand between the caller and a driver: they check every argument, keep track of which transaction
 * is open, and put the rows of a group in key order with one row a key. So a driver may rely on what it is handed, and
 * what is refused is refused in the same words on both. */
#ifndef JIQUN_STORE_STORE_I_H
#define JIQUN_STORE_STORE_I_H

#include "store/store.h"

enum {
    STORE_TEXT_MAX = 64 << 10,  /* bytes of a name, a kind, a path, a reason … */
    STORE_BYTES_MAX = 64 << 20, /* bytes of a leaf, a payload, a body */
    STORE_ROWS_MAX = 64 << 10,  /* rows of one table in one store_write */
    STORE_PLACES_MAX = 1000,    /* of one store_waiting_query */
    STORE_SEARCH_MAX = 400,     /* bytes of a register query's text */
    STORE_PATIENCE = 10000      /* milliseconds a kept table's write waits for its turn */
};

/* One function a function of store.h, under the same contract, and called only when it holds:
 * - begin, begin_read: no transaction is open; write, commit, drop_derived: a write transaction is open and nothing in
 *   it has failed; rollback: one is open; end_read: a read transaction is open;
 * - whatever writes: the store was not opened read_only, and no read transaction is open on it;
 * - texts are UTF-8 without NUL and within the limits above; numbers fit int64_t, except an `after` of UINT64_MAX and
 *   an `expect` of STORE_ANY_VERSION;
 * - a group: `head` is given and grows by exactly the events; events are without a gap; rows of each table are in key
 *   order (bytewise) without a key twice;
 * - entries: limit is 1 … INT32_MAX;
 * - waiting: `place` is in order and no prefix begins with another; register: limit is in bounds;
 * - `each` does not call the store.
 * stream_events ends without an error where an event is missing: read.c sees to it that a chain is whole.
 * After a write that failed within a write transaction only rollback follows. */
typedef struct {
    void (*close)(store *s);
    bool (*begin)(store *s, int wait_ms, store_head *head, base_err *e);
    bool (*write)(store *s, const store_group *g, base_err *e);
    enum store_outcome (*commit)(store *s, base_err *e); /* NOT_COMMITTED: no transaction is open any more */
    void (*rollback)(store *s);
    bool (*begin_read)(store *s, base_err *e);
    void (*end_read)(store *s);
    bool (*checkpoint_wal)(store *s, bool truncate, base_err *e);

    bool (*meta_get)(store *s, base_arena *arena, base_str key, base_str *value, base_err *e);
    bool (*meta_set)(store *s, base_str key, base_str value, base_err *e);
    bool (*checkpoint_add)(store *s, const store_checkpoint *c, base_err *e);
    bool (*draft_save)(store *s, const store_draft *d, uint64_t expect, bool *saved, uint64_t *version, base_err *e);
    bool (*draft_get)(store *s, base_arena *arena, base_str path, store_draft *out, bool *found, base_err *e);
    bool (*draft_delete)(store *s, base_str path, base_err *e);
    bool (*refusal_add)(store *s, const store_refusal *r, size_t n, uint64_t cap, base_err *e);
    bool (*attachment_add)(store *s, const store_attachment *a, base_err *e);
    bool (*attachment_delete)(store *s, base_str digest, base_err *e);
    bool (*message_done)(store *s, int64_t id, base_err *e);
    bool (*person_put)(store *s, uint64_t seq, base_str body, bool *put, base_err *e);
    bool (*person_erase)(store *s, uint64_t seq, base_err *e);
    bool (*entry_put)(store *s, const store_entry *n, uint64_t expect, bool *saved, uint64_t *version, base_err *e);
    bool (*entry_delete)(store *s, base_str space, base_str key, base_err *e);

    bool (*head_get)(store *s, store_head *head, base_err *e);
    bool (*events)(store *s, uint64_t from, uint64_t until, store_each_event each, void *ctx, base_err *e);
    bool (*stream_events)(store *s, uint64_t last, store_each_event each, void *ctx, base_err *e);
    bool (*persons)(store *s, uint64_t from, uint64_t until, store_each_person each, void *ctx, base_err *e);
    bool (*stream_find)(store *s, base_arena *arena, base_str name, store_stream *out, bool *found, base_err *e);
    bool (*stream_last)(store *s, base_str name, uint64_t *last, bool *found, base_err *e);
    bool (*stream_at)(store *s, base_arena *arena, uint64_t stream, store_stream *out, bool *found, base_err *e);
    bool (*standing_get)(store *s, base_arena *arena, uint64_t stream, uint32_t no, store_standing *out, bool *found,
                         base_err *e);
    bool (*standings)(store *s, uint64_t stream, store_each_standing each, void *ctx, base_err *e);
    bool (*roots)(store *s, base_str kind, uint64_t after, store_each_standing each, void *ctx, base_err *e);
    bool (*watched)(store *s, base_date until, base_date after_day, uint64_t after, store_each_standing each, void *ctx,
                    base_err *e);
    bool (*waiting)(store *s, const store_waiting_query *q, store_each_standing each, void *ctx, base_err *e);
    bool (*tallies)(store *s, store_each_tally each, void *ctx, base_err *e);
    bool (*rounds)(store *s, store_each_round each, void *ctx, base_err *e);
    bool (*search)(store *s, const store_register_query *q, store_each_dossier each, void *ctx, base_err *e);
    bool (*search_count)(store *s, const store_register_query *q, size_t most, size_t *n, base_err *e);
    bool (*dossier_get)(store *s, base_arena *arena, uint64_t stream, store_dossier *out, bool *found, base_err *e);
    bool (*dossiers)(store *s, uint64_t after, store_each_dossier each, void *ctx, base_err *e);
    bool (*request_find)(store *s, base_str id, store_request *out, bool *found, base_err *e);
    bool (*tile_get)(store *s, uint32_t level, uint64_t index, uint8_t out[256 * STORE_HASH], size_t *n, bool *found,
                     base_err *e);
    bool (*checkpoint_last)(store *s, base_arena *arena, store_checkpoint *out, bool *found, base_err *e);
    bool (*checkpoints)(store *s, store_each_checkpoint each, void *ctx, base_err *e);
    bool (*drafts)(store *s, store_each_draft each, void *ctx, base_err *e);
    bool (*refusals)(store *s, int64_t after, store_each_refusal each, void *ctx, base_err *e);
    bool (*attachments)(store *s, store_each_attachment each, void *ctx, base_err *e);
    bool (*attachment_get)(store *s, base_arena *arena, base_str digest, store_attachment *out, bool *found,
                           base_err *e);
    bool (*messages)(store *s, int64_t after, size_t limit, store_each_message each, void *ctx, base_err *e);

    bool (*entry_get)(store *s, base_arena *arena, base_str space, base_str key, store_entry *out, bool *found,
                      base_err *e);
    bool (*entries)(store *s, base_str space, base_str prefix, base_str after, size_t limit, store_each_entry each,
                    void *ctx, base_err *e);
    bool (*entries_due)(store *s, base_str space, int64_t until, size_t limit, store_each_entry each, void *ctx,
                        base_err *e);
    bool (*all_entries)(store *s, store_each_entry each, void *ctx, base_err *e);

    bool (*drop_derived)(store *s, base_err *e);
    bool (*derived_lines)(store *s, const char *table, store_each_line each, void *ctx, base_err *e);
    bool (*self_check)(store *s, store_each_line each, void *ctx, base_err *e);
    bool (*copy)(store *s, const char *path, base_err *e);
    bool (*stats)(store *s, store_figures *out, base_err *e);
} store_driver;

enum store_mode { STORE_IDLE, STORE_READING, STORE_WRITING };

/* A driver's own struct begins with this one and fills `driver` before it hands the store out; the rest belongs to
 * store.c and read.c. */
struct store {
    const store_driver *driver;
    bool read_only, postgres;
    enum store_mode mode;
    bool failed;         /* something failed in this write transaction */
    bool lost;           /* a commit's outcome is not known */
    bool in_each;        /* a callback may be running */
    uint64_t size;       /* events, as of this write transaction */
    base_arena *scratch; /* for one call: rows of a group in key order, places of a query */
};

/* Open a connection; NULL and `e` as store_open says. */
store *store_sqlite_open(const store_options *o, base_err *e);
store *store_postgres_open(const store_options *o, base_err *e);

/* ---- what is refused in the same words on both (store_err.c); each returns false ---- */

/* The database has schema `have`, which this program does not know yet. */
bool store_err_newer(base_err *e, int64_t have);
/* It is older, and the store is opened read_only: who writes has to bring it forward first. */
bool store_err_older(base_err *e, int64_t have);
/* There is a database but no schema in it, and `create` is false. */
bool store_err_no_schema(base_err *e);
/* There is something else in the database. */
bool store_err_foreign(base_err *e);
/* Another writer did not end within `ms`. */
bool store_err_wait(base_err *e, int ms);

/* ---- keys in order (order.c) ---- */

/* A copy of the group's arrays into `arena` in key order, the last row of each key; arrays that are so already are
 * taken as they are. False when rows that must be new come twice. */
bool store_order_group(base_arena *arena, const store_group *g, store_group *out, base_err *e);

#endif
