/* pg.h - the PostgreSQL driver of the store: one connection, its statements, and how rows go out and come in.
 *
 * The connection is always in libpq's pipeline mode: statements are queued with their parameters, and one look at the
 * network (pg_finish) answers for all of them. Every statement stands in sql.c and is prepared when it is first used.
 * Parameters and results are binary: a group's rows of one table travel as one array a column, so that a table costs
 * one statement however many rows there are. */
#ifndef JIQUN_STORE_POSTGRES_PG_H
#define JIQUN_STORE_POSTGRES_PG_H

#include <libpq-fe.h>

#include "base/buf.h"
#include "store/postgres/sql.h"
#include "store/store_i.h"

enum {
    PG_OLDEST = 15,           /* major version of the server */
    PG_ARGS_MAX = 20,         /* parameters of a statement */
    PG_QUEUE_MAX = 64,        /* answers waited for at a time */
    PG_BYTES_MAX = 512 << 20, /* of one statement's parameters; PostgreSQL itself takes up to a gigabyte */
    PG_WORK_MAX = 512 << 20,  /* of the arena for one call */
    PG_SECRET_MAX = 1024
};

typedef struct {
    enum pg_sql sql;
    bool prepares;
} pg_expected;

typedef struct {
    store base; /* must be first */
    PGconn *conn;
    base_arena *work; /* for one call */
    base_arena *fold; /* for one name */

    /* the statement that is being made */
    base_buf bytes;
    size_t begin[PG_ARGS_MAX + 1];
    bool null[PG_ARGS_MAX];
    int n_args;

    bool prepared[PG_N_SQL];
    pg_expected queue[PG_QUEUE_MAX];
    int n_queued;
    PGresult *answer; /* of the last statement that gave rows */
    bool committed;   /* the last COMMIT did what its name says */
    size_t set;       /* rows that PG_SET_STANDINGS found */
    bool unconfirmed; /* the server committed without waiting for its replica to confirm */
    bool gone;        /* the connection was lost */
    char state[6];    /* SQLSTATE of the last failure */

    char secret[PG_SECRET_MAX]; /* the password of the address: kept out of every message */
} pg;

static inline pg *pg_of(store *s) { return (pg *)s; }

/* ---- one statement (pipe.c) ---- */

/* Begins a statement's parameters; then one call a parameter, in order. */
void pg_new(pg *p);
void pg_number(pg *p, int64_t v);
void pg_text(pg *p, base_str s); /* text or bytea */
void pg_day(pg *p, base_date d); /* NULL when there is none */
void pg_yes(pg *p, bool v);
/* For rows.c: the parameter that was written into p->bytes ends here. */
void pg_arg_end(pg *p, bool null);
/* Queues the statement. What goes wrong is told by pg_finish. */
void pg_queue(pg *p, enum pg_sql sql);
/* Queues a statement that has no parameters. */
void pg_queue_bare(pg *p, enum pg_sql sql);
/* Queues a statement made while the program runs, planned for its very parameters. */
void pg_queue_text(pg *p, const char *text);
/* For the rest of the transaction: milliseconds that a statement may take (0: any), and that it may lie idle. */
void pg_queue_limits(pg *p, int statement_ms, int idle_ms);
/* Waits for all that was queued. False with the first thing that went wrong: nothing after it was done, and outside a
 * transaction nothing before it either. */
bool pg_finish(pg *p, base_err *e);
/* The same where rows are wanted: those of the last statement that has some. To be cleared by the caller; or NULL. */
PGresult *pg_fetch(pg *p, base_err *e);

/* ---- rows (rows.c) ---- */

enum pg_type { PG_NUMBER, PG_SIGNED, PG_SMALL, PG_DAY, PG_YES, PG_TEXT, PG_BYTES };

/* Which column of a statement goes where in a row of store.h, in order. */
typedef struct {
    enum pg_type type; /* uint64_t, int64_t, uint32_t, base_date, bool, base_str (text), base_str (bytea) */
    size_t at;
} pg_column;
typedef struct {
    const pg_column *column;
    int n;
    size_t size;
} pg_shape;
extern const pg_shape pg_event, pg_person, pg_stream, pg_standing, pg_dossier, pg_tally, pg_round, pg_request, pg_tile,
    pg_checkpoint, pg_draft, pg_refusal, pg_attachment, pg_message, pg_entry, pg_gram, pg_name;

typedef struct {
    base_str gram;
    uint64_t stream;
} pg_gram_row;
typedef struct {
    uint64_t stream;
    base_str name;
} pg_name_row;

typedef union {
    store_event event;
    store_person person;
    store_stream stream;
    store_standing standing;
    store_dossier dossier;
    store_tally tally;
    store_round round;
    store_request request;
    store_tile tile;
    store_checkpoint checkpoint;
    store_draft draft;
    store_refusal refusal;
    store_attachment attachment;
    store_message message;
    store_entry entry;
    pg_gram_row gram;
    pg_name_row name;
} pg_any;

/* Parameters: an array for each column of the rows. */
void pg_rows(pg *p, const pg_shape *shape, const void *rows, size_t n);
/* One array of texts, one of numbers. */
void pg_texts(pg *p, const base_str *item, size_t n);
void pg_numbers(pg *p, const uint64_t *item, size_t n);
/* How many of the rows, from the first, make a statement of reasonable size; at least one. */
size_t pg_portion(const pg_shape *shape, const void *rows, size_t n);
/* Reads row `i` of a result; texts point into it. False with `e` when it is not what the statement should give. */
bool pg_row(const PGresult *r, int i, const pg_shape *shape, void *row, base_err *e);
/* Copies the texts of a row into the arena. */
void pg_keep(base_arena *arena, const pg_shape *shape, void *row);
/* A bigint. */
bool pg_value(const PGresult *r, int i, int column, int64_t *v, base_err *e);
base_str pg_value_text(const PGresult *r, int i, int column);
bool pg_head_row(const PGresult *r, store_head *head, base_err *e);
void pg_head_args(pg *p, const store_head *head);

/* ---- going through rows (scan.c) ---- */

typedef struct {
    enum pg_sql sql;
    const pg_shape *shape;
    size_t most; /* rows that are given at most; 0: all */
    /* Whether a row is one of those that are wanted; NULL: all are. */
    bool (*accept)(void *ctx, const pg_any *row);
    /* Gives the parameters that follow the limit, for rows after `last`; NULL: from the first. */
    void (*after)(pg *p, void *ctx, const pg_any *last);
    /* False ends it. */
    bool (*give)(void *ctx, const pg_any *row);
    void *ctx;
    const char *text; /* a statement made while the program runs, instead of `sql`; or NULL */
} pg_scan;
/* Page by page, all of one moment: few rows take one statement; for more a read transaction is opened, unless one is
 * open already. */
bool pg_scan_rows(pg *p, const pg_scan *scan, base_err *e);
/* A read transaction for several scans, unless a transaction is open; `own` tells pg_leave_read. */
bool pg_enter_read(pg *p, bool *own, base_err *e);
void pg_leave_read(pg *p, bool own);

/* ---- connection (open.c), schema (schema.c), refusals in words (error.c) ---- */

/* Brings the schema of an empty database or an older one forward, or refuses. Before pipeline mode. */
bool pg_schema_ready(pg *p, const store_options *o, base_err *e);

/* Fills `e` from a result (NULL: from the connection) and p->state; notices a lost connection. Returns false. */
bool pg_fail(pg *p, const PGresult *r, base_err *e);
/* The result of a statement is not of the form that it should have. Returns false. */
bool pg_fail_form(base_err *e);
/* Loads libpq, once; false when it is not there (libpq.c). To be asked before any of its functions is called. */
bool pg_library(base_err *e);
/* A text without the password, without line breaks, at most as long as an error holds. */
void pg_masked(const pg *p, base_buf *b, base_str text);
/* An address without its password, also where libpq does not understand it. */
void pg_address_masked(base_buf *b, base_str address);

/* ---- search (names.c, search.c) ---- */

/* Within a write transaction, before the dossiers are put: their grams replace those of their present names. */
bool pg_write_names(pg *p, const store_dossier *dossier, size_t n, base_err *e);
bool pg_search(store *s, const store_register_query *q, store_each_dossier each, void *ctx, base_err *e);
bool pg_search_count(store *s, const store_register_query *q, size_t most, size_t *n, base_err *e);

/* The first text that comes after all that begin with `prefix` (waiting.c). */
base_str pg_after_prefix(base_arena *arena, base_str prefix);
/* Asks for one row by the parameters that were given, and copies it into the arena (NULL: texts are not wanted). */
bool pg_get(pg *p, enum pg_sql sql, const pg_shape *shape, base_arena *arena, void *out, bool *found, base_err *e);

/* ---- further functions of store_driver (write.c, kept.c, entries.c, read.c, waiting.c, upkeep.c, check.c) ---- */

bool pg_begin(store *s, int wait_ms, store_head *head, base_err *e);
bool pg_write(store *s, const store_group *g, base_err *e);
enum store_outcome pg_commit(store *s, base_err *e);
void pg_rollback(store *s);
bool pg_begin_read(store *s, base_err *e);
void pg_end_read(store *s);
bool pg_drop_derived(store *s, base_err *e);

bool pg_meta_get(store *s, base_arena *arena, base_str key, base_str *value, base_err *e);
bool pg_meta_set(store *s, base_str key, base_str value, base_err *e);
bool pg_checkpoint_add(store *s, const store_checkpoint *c, base_err *e);
bool pg_draft_save(store *s, const store_draft *d, uint64_t expect, bool *saved, uint64_t *version, base_err *e);
bool pg_draft_get(store *s, base_arena *arena, base_str path, store_draft *out, bool *found, base_err *e);
bool pg_draft_delete(store *s, base_str path, base_err *e);
bool pg_drafts(store *s, store_each_draft each, void *ctx, base_err *e);
bool pg_refusal_add(store *s, const store_refusal *r, size_t n, uint64_t cap, base_err *e);
bool pg_attachment_add(store *s, const store_attachment *a, base_err *e);
bool pg_attachment_delete(store *s, base_str digest, base_err *e);
bool pg_attachment_get(store *s, base_arena *arena, base_str digest, store_attachment *out, bool *found, base_err *e);
bool pg_message_done(store *s, int64_t id, base_err *e);
bool pg_person_put(store *s, uint64_t seq, base_str body, bool *put, base_err *e);
bool pg_person_erase(store *s, uint64_t seq, base_err *e);

bool pg_entry_put(store *s, const store_entry *n, uint64_t expect, bool *saved, uint64_t *version, base_err *e);
bool pg_entry_delete(store *s, base_str space, base_str key, base_err *e);
bool pg_entry_get(store *s, base_arena *arena, base_str space, base_str key, store_entry *out, bool *found,
                  base_err *e);
bool pg_entries(store *s, base_str space, base_str prefix, base_str after, size_t limit, store_each_entry each,
                void *ctx, base_err *e);
bool pg_entries_due(store *s, base_str space, int64_t until, size_t limit, store_each_entry each, void *ctx,
                    base_err *e);
bool pg_all_entries(store *s, store_each_entry each, void *ctx, base_err *e);

bool pg_head_get(store *s, store_head *head, base_err *e);
bool pg_stream_last(store *s, base_str name, uint64_t *last, bool *found, base_err *e);
bool pg_stream_find(store *s, base_arena *arena, base_str name, store_stream *out, bool *found, base_err *e);
bool pg_stream_at(store *s, base_arena *arena, uint64_t stream, store_stream *out, bool *found, base_err *e);
bool pg_standing_get(store *s, base_arena *arena, uint64_t stream, uint32_t no, store_standing *out, bool *found,
                     base_err *e);
bool pg_dossier_get(store *s, base_arena *arena, uint64_t stream, store_dossier *out, bool *found, base_err *e);
bool pg_request_find(store *s, base_str id, store_request *out, bool *found, base_err *e);
bool pg_tile_get(store *s, uint32_t level, uint64_t index, uint8_t out[256 * STORE_HASH], size_t *n, bool *found,
                 base_err *e);
bool pg_checkpoint_last(store *s, base_arena *arena, store_checkpoint *out, bool *found, base_err *e);

bool pg_events(store *s, uint64_t from, uint64_t until, store_each_event each, void *ctx, base_err *e);
bool pg_stream_events(store *s, uint64_t last, store_each_event each, void *ctx, base_err *e);
bool pg_persons(store *s, uint64_t from, uint64_t until, store_each_person each, void *ctx, base_err *e);
bool pg_standings(store *s, uint64_t stream, store_each_standing each, void *ctx, base_err *e);
bool pg_roots(store *s, base_str kind, uint64_t after, store_each_standing each, void *ctx, base_err *e);
bool pg_watched(store *s, base_date until, base_date after_day, uint64_t after, store_each_standing each, void *ctx,
                base_err *e);
bool pg_waiting(store *s, const store_waiting_query *q, store_each_standing each, void *ctx, base_err *e);
bool pg_tallies(store *s, store_each_tally each, void *ctx, base_err *e);
bool pg_rounds(store *s, store_each_round each, void *ctx, base_err *e);
bool pg_dossiers(store *s, uint64_t after, store_each_dossier each, void *ctx, base_err *e);
bool pg_checkpoints(store *s, store_each_checkpoint each, void *ctx, base_err *e);
bool pg_refusals(store *s, int64_t after, store_each_refusal each, void *ctx, base_err *e);
bool pg_attachments(store *s, store_each_attachment each, void *ctx, base_err *e);
bool pg_messages(store *s, int64_t after, size_t limit, store_each_message each, void *ctx, base_err *e);

bool pg_derived_lines(store *s, const char *table, store_each_line each, void *ctx, base_err *e);
bool pg_self_check(store *s, store_each_line each, void *ctx, base_err *e);
bool pg_stats(store *s, store_figures *out, base_err *e);

#endif
