/* sqlite_i.h - inside the SQLite driver: a connection, its statements, and what went wrong.
 *
 * A connection belongs to one thread (SQLITE_OPEN_NOMUTEX) and prepares each statement once, when it is first wanted.
 * Every function that asks SQLite for something gives back its result code as an error that says what to do. */
#ifndef JIQUN_STORE_SQLITE_I_H
#define JIQUN_STORE_SQLITE_I_H

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/grams.h"
#include "store/store_i.h"

enum {
    SQLITE_DRIVER_ID = 0x4A51554E, /* "JQUN", PRAGMA application_id */
    SQLITE_PAGE_BYTES = 4096,
    SQLITE_SAMPLE = 512,
    SQLITE_CACHE_KIB = 32768,     /* pages kept by one connection that reads */
    SQLITE_WRITER_KIB = 65536,    /* and that writes: what a decision changes lies anywhere in the record */
    SQLITE_WAL_BYTES = 256 << 20, /* over this the writer itself moves the write-ahead log into the database */
    SQLITE_WAL_KEPT = 256 << 20,  /* to this the file is cut when the log begins anew */
};

/* Statements by name; their text is in statement.c. */
enum sqlite_sql {
    Q_BEGIN,
    Q_BEGIN_READ,
    Q_COMMIT,
    Q_ROLLBACK,
    Q_HEAD_GET,
    Q_HEAD_SET,
    Q_UNDO,
    Q_EVENT_ADD,
    Q_EVENT_GET,
    Q_EVENTS,
    Q_PERSON_ADD,
    Q_PERSON_PUT,
    Q_PERSON_ERASE,
    Q_PERSONS,
    Q_STREAM_ADD,
    Q_STREAM_FIND,
    Q_STREAM_LAST,
    Q_STREAM_AT,
    Q_STREAMS,
    Q_STAGE_FIND,
    Q_STAGE_ADD,
    Q_STANDING_ADD,
    Q_STANDING_SET,       /* what no index holds */
    Q_STANDING_SET_STATE, /* and what the index of those that wait holds */
    Q_STANDING_SET_WATCH, /* and the day from which to watch */
    Q_STANDING_SET_ALL,
    Q_STANDING_NOW,
    Q_STANDINGS,
    Q_ROOTS,
    Q_WATCHED,
    Q_WAITING,
    Q_DOSSIER_SET,
    Q_DOSSIER_GET,
    Q_DOSSIERS,
    Q_DOSSIER_LAST,
    Q_DOSSIER_NAME,
    Q_SEARCH,
    Q_SEARCH_COUNT,
    Q_SEARCH_ADD,
    Q_SEARCH_REMOVE,
    Q_TALLY_SET,
    Q_TALLY_REMOVE,
    Q_TALLIES,
    Q_ROUND_SET,
    Q_ROUNDS,
    Q_REQUEST_ADD,
    Q_REQUEST_FIND,
    Q_REQUESTS,
    Q_TILE_ADD,
    Q_TILE_GET,
    Q_TILES,
    Q_META_GET,
    Q_META_SET,
    Q_CHECKPOINT_SET,
    Q_CHECKPOINT_LAST,
    Q_CHECKPOINTS,
    Q_DRAFT_ADD,
    Q_DRAFT_SET,
    Q_DRAFT_GET,
    Q_DRAFT_REMOVE,
    Q_DRAFTS,
    Q_REFUSAL_ADD,
    Q_REFUSAL_CAP,
    Q_REFUSALS,
    Q_ATTACHMENT_ADD,
    Q_ATTACHMENT_REMOVE,
    Q_ATTACHMENT_GET,
    Q_ATTACHMENTS,
    Q_MESSAGE_ADD,
    Q_MESSAGE_DONE,
    Q_MESSAGES,
    Q_ENTRY_ADD,
    Q_ENTRY_SET,
    Q_ENTRY_PUT,
    Q_ENTRY_GET,
    Q_ENTRY_REMOVE,
    Q_ENTRIES,
    Q_ENTRIES_DUE,
    Q_ALL_ENTRIES,
    Q_STATS,
    SQLITE_N_SQL
};

/* Kinds and states are few, and a number once given to one of them and committed stays. */
enum { SQLITE_STAGES = 128, SQLITE_STAGE_NAME = 40 };
struct sqlite_stage {
    int64_t stage;
    char kind[SQLITE_STAGE_NAME], state[SQLITE_STAGE_NAME];
};

typedef struct {
    store base;
    sqlite3 *db;
    sqlite3_stmt *stmt[SQLITE_N_SQL];
    char *path;            /* as handed to SQLite */
    base_arena *arena;     /* for one call: what is looked for */
    base_arena *row_arena; /* for one row: its folded name */
    /* Of names from all over the register, which show what nearly every name has; taken anew when it has grown. */
    base_arena *sample_arena;
    store_gram_counts sample;
    bool sampled;
    uint64_t sample_last; /* the last dossier when they were taken */
    int patience;         /* milliseconds to wait for a lock */
    int64_t waiting_since;
    int wal_pages;                            /* in the write-ahead log after the last commit of this connection */
    struct sqlite_stage stage[SQLITE_STAGES]; /* numbers of stages this connection has met */
    size_t n_stages;
} sqlite_store;

static inline sqlite_store *sqlite_of(store *s) { return (sqlite_store *)s; }

/* ---- statements (statement.c) ---- */

/* Ready to be bound; NULL and `e` when it can not be prepared. */
sqlite3_stmt *sqlite_prepared(sqlite_store *s, enum sqlite_sql which, base_err *e);
/* Runs a statement that gives no rows, and makes it ready again. */
bool sqlite_run(sqlite_store *s, sqlite3_stmt *q, base_err *e);
/* Steps to the next row: true and *row, or true without one, or false and `e`; in the last two cases it is made ready
 * again. */
bool sqlite_next(sqlite_store *s, sqlite3_stmt *q, bool *row, base_err *e);
/* Calls `hand` for every row until it returns false, then makes the statement ready again. */
typedef bool (*sqlite_hand)(void *ctx, sqlite3_stmt *q);
bool sqlite_each(sqlite_store *s, sqlite3_stmt *q, sqlite_hand hand, void *ctx, base_err *e);
/* What a `hand` needs to call the caller's function. */
typedef struct {
    void *ctx;
    union {
        store_each_event event;
        store_each_person person;
        store_each_standing standing;
        store_each_tally tally;
        store_each_round round;
        store_each_dossier dossier;
        store_each_checkpoint checkpoint;
        store_each_refusal refusal;
        store_each_draft draft;
        store_each_attachment attachment;
        store_each_message message;
        store_each_entry entry;
    } each;
} sqlite_each_out;
/* Makes a statement ready again and forgets what was bound. */
void sqlite_done(sqlite3_stmt *q);
/* One statement without values. */
bool sqlite_do(sqlite_store *s, enum sqlite_sql which, base_err *e);
/* To be finalized; NULL with `e`. For questions that are asked seldom. */
sqlite3_stmt *sqlite_prepare(sqlite_store *s, const char *sql, base_err *e);
bool sqlite_exec(sqlite_store *s, const char *sql, base_err *e);
void sqlite_finalize_all(sqlite_store *s);

static inline void bind_u64(sqlite3_stmt *q, int i, uint64_t v) { (void)sqlite3_bind_int64(q, i, (int64_t)v); }
static inline void bind_i64(sqlite3_stmt *q, int i, int64_t v) { (void)sqlite3_bind_int64(q, i, v); }
static inline void bind_date(sqlite3_stmt *q, int i, base_date d) {
    if (d != BASE_DATE_NONE) (void)sqlite3_bind_int(q, i, d); /* else it stays NULL */
}
static inline void bind_text(sqlite3_stmt *q, int i, base_str s) {
    (void)sqlite3_bind_text(q, i, s.n == 0 ? "" : s.p, (int)s.n, SQLITE_STATIC);
}
static inline void bind_blob(sqlite3_stmt *q, int i, base_str s) {
    (void)sqlite3_bind_blob(q, i, s.n == 0 ? "" : s.p, (int)s.n, SQLITE_STATIC);
}
static inline uint64_t column_u64(sqlite3_stmt *q, int i) { return (uint64_t)sqlite3_column_int64(q, i); }
static inline base_date column_date(sqlite3_stmt *q, int i) {
    return sqlite3_column_type(q, i) == SQLITE_NULL ? BASE_DATE_NONE : sqlite3_column_int(q, i);
}
base_str column_text(sqlite3_stmt *q, int i);
base_str column_blob(sqlite3_stmt *q, int i);

/* ---- errors (fail.c) ---- */

/* The error of the connection's last call, which gave `rc`. Returns false. */
bool sqlite_fail(sqlite_store *s, int rc, base_err *e);
/* What the database says of itself can not be. Returns false. */
bool sqlite_fail_corrupt(sqlite_store *s, const char *table, base_err *e);

/* ---- schema (schema.c) ---- */

/* From version `from` to `from` + 1. */
typedef struct {
    const char *sql;
} sqlite_step;
typedef struct {
    int target;              /* the version this program works with */
    const char *create;      /* makes it in an empty database */
    const sqlite_step *step; /* step[v - 1] leads from version v to v + 1; target - 1 of them */
} sqlite_plan;
const sqlite_plan *sqlite_plan_now(void);
/* Looks at what is there, makes or brings forward the schema as the options allow. */
bool sqlite_schema_ready(sqlite_store *s, const store_options *o, const sqlite_plan *plan, base_err *e);
/* store_sqlite_open with a plan of one's own, so that bringing forward can be tried before there is a second version.
 */
store *store_sqlite_open_with(const store_options *o, const sqlite_plan *plan, base_err *e);

/* ---- transactions (transact.c) ---- */

void sqlite_watch_locks(sqlite_store *s);
bool sqlite_begin(store *s, int wait_ms, store_head *head, base_err *e);
enum store_outcome sqlite_commit(store *base, base_err *e);
void sqlite_rollback(store *base);
bool sqlite_begin_read(store *s, base_err *e);
void sqlite_end_read(store *base);
bool sqlite_checkpoint_wal(store *s, bool truncate, base_err *e);
/* For a write of a kept table: begins a transaction unless one is open … */
bool sqlite_enter(sqlite_store *s, base_err *e);
/* … and commits it, or takes it back when `ok` is false. */
bool sqlite_leave(sqlite_store *s, bool ok, base_err *e);

/* Both, around one statement. Begins and gives it ready to be bound; NULL and `e`. */
sqlite3_stmt *sqlite_enter_with(sqlite_store *s, enum sqlite_sql which, base_err *e);
bool sqlite_run_and_leave(sqlite_store *s, sqlite3_stmt *q, base_err *e);

/* ---- rows (rows.c) ---- */

/* The number of a row of `standing` is stream << 24 | no. */
enum { SQLITE_NO_BITS = 24, SQLITE_NO_MAX = (1 << 24) - 1 };
static inline bool sqlite_has_place(uint64_t stream, uint32_t no) {
    return stream < UINT64_C(1) << (63 - SQLITE_NO_BITS) && no <= SQLITE_NO_MAX;
}
static inline uint64_t sqlite_standing_id(uint64_t stream, uint32_t no) { return stream << SQLITE_NO_BITS | no; }

void sqlite_row_event(sqlite3_stmt *q, store_event *r);
void sqlite_row_stream(sqlite3_stmt *q, store_stream *r);
void sqlite_row_standing(sqlite3_stmt *q, store_standing *r);
bool sqlite_hand_dossier(void *ctx, sqlite3_stmt *q); /* ctx: a sqlite_each_out */
void sqlite_row_dossier(sqlite3_stmt *q, store_dossier *r);
void sqlite_row_tally(sqlite3_stmt *q, store_tally *r);
void sqlite_row_round(sqlite3_stmt *q, store_round *r);
void sqlite_row_request(sqlite3_stmt *q, store_request *r);
void sqlite_row_tile(sqlite3_stmt *q, store_tile *r);

/* The layer below SQLite that stores are opened with (vfs.c). */
const char *sqlite_vfs_name(void);

/* ---- opening (open.c) ---- */

void sqlite_close(store *base);
/* The path as SQLite can not misread it, to be freed; NULL and `e` when it is too long. */
char *sqlite_plain_path(const char *address, base_err *e);
/* Makes sure that the name of a new file is on disk. */
bool sqlite_sync_folder(const char *path, base_err *e);

/* ---- one function a function of store.h: write.c, kept.c, entries.c, read.c, audit.c, copy.c ---- */

bool sqlite_write(store *base, const store_group *g, base_err *e);
bool sqlite_drop_derived(store *base, base_err *e);

bool sqlite_meta_get(store *base, base_arena *arena, base_str key, base_str *value, base_err *e);
bool sqlite_meta_set(store *base, base_str key, base_str value, base_err *e);
bool sqlite_checkpoint_add(store *base, const store_checkpoint *c, base_err *e);
bool sqlite_checkpoint_last(store *base, base_arena *arena, store_checkpoint *out, bool *found, base_err *e);
bool sqlite_checkpoints(store *base, store_each_checkpoint each, void *ctx, base_err *e);
bool sqlite_draft_save(store *base, const store_draft *d, uint64_t expect, bool *saved, uint64_t *version, base_err *e);
bool sqlite_draft_get(store *base, base_arena *arena, base_str path, store_draft *out, bool *found, base_err *e);
bool sqlite_draft_delete(store *base, base_str path, base_err *e);
bool sqlite_drafts(store *base, store_each_draft each, void *ctx, base_err *e);
bool sqlite_refusal_add(store *base, const store_refusal *r, size_t n, uint64_t cap, base_err *e);
bool sqlite_refusals(store *base, int64_t after, store_each_refusal each, void *ctx, base_err *e);
bool sqlite_attachment_add(store *base, const store_attachment *a, base_err *e);
bool sqlite_attachment_delete(store *base, base_str digest, base_err *e);
bool sqlite_attachment_get(store *base, base_arena *arena, base_str digest, store_attachment *out, bool *found,
                           base_err *e);
bool sqlite_attachments(store *base, store_each_attachment each, void *ctx, base_err *e);
bool sqlite_message_done(store *base, int64_t id, base_err *e);
bool sqlite_messages(store *base, int64_t after, size_t limit, store_each_message each, void *ctx, base_err *e);
bool sqlite_person_put(store *base, uint64_t seq, base_str body, bool *put, base_err *e);
bool sqlite_person_erase(store *base, uint64_t seq, base_err *e);

bool sqlite_entry_put(store *base, const store_entry *n, uint64_t expect, bool *saved, uint64_t *version, base_err *e);
bool sqlite_entry_delete(store *base, base_str space, base_str key, base_err *e);
bool sqlite_entry_get(store *base, base_arena *arena, base_str space, base_str key, store_entry *out, bool *found,
                      base_err *e);
bool sqlite_entries(store *base, base_str space, base_str prefix, base_str after, size_t limit, store_each_entry each,
                    void *ctx, base_err *e);
bool sqlite_entries_due(store *base, base_str space, int64_t until, size_t limit, store_each_entry each, void *ctx,
                        base_err *e);
bool sqlite_all_entries(store *base, store_each_entry each, void *ctx, base_err *e);

bool sqlite_head_get(store *base, store_head *head, base_err *e);
bool sqlite_events(store *base, uint64_t from, uint64_t until, store_each_event each, void *ctx, base_err *e);
bool sqlite_stream_events(store *base, uint64_t last, store_each_event each, void *ctx, base_err *e);
bool sqlite_persons(store *base, uint64_t from, uint64_t until, store_each_person each, void *ctx, base_err *e);
bool sqlite_stream_find(store *base, base_arena *arena, base_str name, store_stream *out, bool *found, base_err *e);
bool sqlite_stream_last(store *base, base_str name, uint64_t *last, bool *found, base_err *e);
bool sqlite_stream_at(store *base, base_arena *arena, uint64_t stream, store_stream *out, bool *found, base_err *e);
bool sqlite_standing_get(store *base, base_arena *arena, uint64_t stream, uint32_t no, store_standing *out, bool *found,
                         base_err *e);
bool sqlite_standings(store *base, uint64_t stream, store_each_standing each, void *ctx, base_err *e);
bool sqlite_roots(store *base, base_str kind, uint64_t after, store_each_standing each, void *ctx, base_err *e);
bool sqlite_watched(store *base, base_date until, base_date after_day, uint64_t after, store_each_standing each,
                    void *ctx, base_err *e);
bool sqlite_waiting(store *base, const store_waiting_query *q, store_each_standing each, void *ctx, base_err *e);
bool sqlite_tallies(store *base, store_each_tally each, void *ctx, base_err *e);
bool sqlite_rounds(store *base, store_each_round each, void *ctx, base_err *e);
bool sqlite_dossier_get(store *base, base_arena *arena, uint64_t stream, store_dossier *out, bool *found, base_err *e);
bool sqlite_dossiers(store *base, uint64_t after, store_each_dossier each, void *ctx, base_err *e);
bool sqlite_request_find(store *base, base_str id, store_request *out, bool *found, base_err *e);
bool sqlite_tile_get(store *base, uint32_t level, uint64_t index, uint8_t out[256 * STORE_HASH], size_t *n, bool *found,
                     base_err *e);

bool sqlite_derived_lines(store *base, const char *table, store_each_line each, void *ctx, base_err *e);
bool sqlite_self_check(store *base, store_each_line each, void *ctx, base_err *e);
bool sqlite_copy(store *base, const char *path, base_err *e);
bool sqlite_stats(store *base, store_figures *out, base_err *e);

/* ---- search (search.c) ---- */

/* Brings the index from the dossier as it was (NULL: new) to as it is. */
bool sqlite_search_change(sqlite_store *s, const store_dossier *was, const store_dossier *is, base_err *e);
bool sqlite_search(store *s, const store_register_query *q, store_each_dossier each, void *ctx, base_err *e);
bool sqlite_search_count(store *s, const store_register_query *q, size_t most, size_t *n, base_err *e);
/* The tokens of a dossier: each once, in order of bytes. */
store_texts sqlite_tokens(base_arena *arena, const store_dossier *d);

/* ---- the check of the search index (search_check.c) ---- */

/* Calls `hand` for every entry of the index (columns token, number), by token, then by number. */
bool sqlite_walk_index(sqlite_store *s, sqlite_hand hand, void *ctx, base_err *e);
/* Tells `each` what is wrong, as store_self_check does, until that returns false. */
bool sqlite_check_search(sqlite_store *s, store_each_line each, void *ctx, base_err *e);
/* Whether a token is a gram of the name and not a filter's. */
bool sqlite_token_is_gram(base_str token);

#endif
