/* store.h - where the record is kept: one small interface, two drivers (SQLite, PostgreSQL).
 *
 * A store holds rows and knows nothing of what they mean: no rule, no hash, no signature. It promises order, atomicity
 * and durability: after store_commit has said yes, the group is on disk; after it has said no, nothing of it is; when
 * the answer was lost it says so, and the caller looks. Tables are *log* (the record itself), *derived* (made from the
 * log, dropped by rebuild, compared by audit) or *kept* (drafts, persons, refusals …; backed up, never rebuilt, never
 * read by a decision).
 *
 * A store is one connection for one thread. Writers take turns by store_begin: with SQLite across processes by the
 * database's write lock, with PostgreSQL across nodes by the locked head row; whoever holds it is the sequencer.
 * Readers open stores of their own and see whole groups only. Texts that reads give out live in the arena handed in. */
#ifndef JIQUN_STORE_STORE_H
#define JIQUN_STORE_STORE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"

enum {
    STORE_SCHEMA = 2,
    STORE_HASH = 32,
    STORE_SALT = 16,
    STORE_FRONTIER = 64 * 32,
    STORE_PAGE_MAX = 1000,
    STORE_ENTRY_MAX = 1 << 20
};
/* For store_entry_put: whatever version there is, or none. */
#define STORE_ANY_VERSION UINT64_MAX

typedef struct store store;

typedef struct {
    const char *address; /* path of the SQLite file, or postgresql://… (or postgres://…) */
    bool create;         /* make the schema in an empty database; else it must be there */
    bool read_only;      /* a reader: no write is possible through it */
} store_options;

/* NULL and `e`: no such database, no schema (or one, with `create`), a schema newer than STORE_SCHEMA (says both
 * numbers and what to do), no right, not a database. An older schema is brought forward in one transaction when not
 * read_only. */
store *store_open(const store_options *o, base_err *e);
void store_close(store *s); /* NULL is allowed */
bool store_is_postgres(const store *s);

/* ------------------------------------------------------------------ rows */

/* One row: how far the log goes. */
typedef struct {
    uint64_t size; /* events; the next one is number `size` */
    int64_t at;    /* milliseconds since 1970 UTC of the last group; 0 before the first */
    base_date day; /* of the last event; BASE_DATE_NONE before the first */
    uint8_t root[STORE_HASH];
    uint8_t frontier[STORE_FRONTIER]; /* 32 bytes for each bit set in size; what lies after them is not kept */
} store_head;

/* log */
typedef struct {
    uint64_t seq;    /* 0, 1, 2 … without a gap */
    uint64_t stream; /* number of the event that opened the stream */
    uint64_t prev;   /* 1 + number of the stream's event before this one; 0: it is the first */
    base_str leaf, payload, salt;
} store_event;

/* kept: personal data of an event, erasable */
typedef struct {
    uint64_t seq;
    base_str salt, body; /* empty once erased */
    bool erased;
} store_person;

/* derived: name -> number of a stream; written once */
typedef struct {
    uint64_t stream;
    base_str name, kind;
} store_stream;

/* derived, hot and narrow: how each case stands. `no` 0 is the root of the stream, 1 … its cases in order of opening.
 */
typedef struct {
    uint64_t stream;
    uint32_t no;
    base_str name; /* below the root: "a", "a/objection1", "report2024"; empty for the root */
    base_str kind, state;
    base_date since; /* day of the last entry into the state */
    uint64_t last;   /* number of the last event of the stream (root) or of the case */
    base_str place;  /* county code of the dossier, else its channel; empty for what belongs to no place */
    bool waits;      /* neither a rest nor an end: somebody has to act */
    base_date watch; /* root only: earliest day from which something may fall due; or BASE_DATE_NONE */
} store_standing;

/* derived: one row a cluster; changes when it is registered, renamed, recognised, extended or revoked */
typedef struct {
    uint64_t stream;
    base_str path, name, industry, subfield, county, channel /* as stated, for clusters without a county */, state;
    base_date announced, valid_from, valid_until;
    base_str announcement, round; /* of the recognition */
    bool provincial, pooled, taken_over;
} store_dossier;

/* derived: places taken, clusters by state */
typedef struct {
    base_str key;
    int64_t n;
} store_tally;

/* derived: one row a round */
typedef struct {
    uint64_t stream;
    base_str path, state;
    base_date opened, county_closes, closes;
    base_str settings; /* canonical JSON of all its fields */
} store_round;

/* derived: which event answered a request */
typedef struct {
    base_str id;
    uint64_t seq;
    uint32_t n;
} store_request;

/* derived: tiles of up to 256 hashes. Those of level 0 are written once when they are full; of the levels above, the
 * one at the right edge is written anew whenever it gets a hash. */
typedef struct {
    uint32_t level;
    uint64_t index;
    base_str bytes; /* 32 bytes a hash */
} store_tile;

/* kept: signed tree heads */
typedef struct {
    uint64_t size;
    int64_t at;
    base_str note;
} store_checkpoint;

/* kept */
typedef struct {
    base_str path;
    uint64_t version; /* 1, 2, … */
    int64_t at;
    base_str by, body;
} store_draft;

/* kept, capped: attempts that were refused */
typedef struct {
    int64_t id; /* given by the store */
    int64_t at;
    base_date day;
    base_str request, actor, action, target, reasons; /* reasons: canonical JSON */
} store_refusal;

/* kept: what the files port holds */
typedef struct {
    base_str digest; /* hex */
    uint64_t size;
    base_str type, name;
    int64_t at;
} store_attachment;

/* kept: whatever is small, changes by its own key and is neither log nor derived: accounts, sessions, tokens, receipts,
 * reminders sent … Each use has a space of its own, and the body is its own affair. */
typedef struct {
    base_str space; /* not empty */
    base_str key;
    uint64_t version; /* 1, 2, … */
    int64_t at;       /* milliseconds since 1970 UTC when it was written */
    int64_t due;      /* the same, when it lapses or is to be looked at; 0: never; not negative */
    base_str body;    /* at most STORE_ENTRY_MAX bytes */
} store_entry;

/* kept: messages to be sent */
typedef struct {
    int64_t id; /* given by the store */
    int64_t at;
    base_str kind, body;
} store_message;

/* ------------------------------------------------------------------ writing */

/* Begins the one write transaction and gives the head as it stands under the lock. Waits its turn for at most
 * `wait_ms`; then an error of kind LIMIT. */
bool store_begin(store *s, int wait_ms, store_head *head, base_err *e);

/* Everything one group writes. The store puts rows in key order where that helps. Rows of `standing`, `dossier`,
 * `tally`, `round` and `tile` replace the row of the same key (of several in one group the last one counts); all others
 * are new. A tally with n 0 is removed. Events go on where the head ended, and `head` counts exactly them. */
typedef struct {
    const store_head *head; /* as it stands after the group */
    const store_event *event;
    size_t n_events;
    const store_person *person;
    size_t n_persons;
    const store_stream *stream;
    size_t n_streams;
    const store_standing *standing;
    size_t n_standings;
    const store_dossier *dossier;
    size_t n_dossiers;
    const store_tally *tally;
    size_t n_tallies;
    const store_round *round;
    size_t n_rounds;
    const store_request *request;
    size_t n_requests;
    const store_tile *tile;
    size_t n_tiles;
    const store_message *message;
    size_t n_messages;
} store_group;
/* False with `e`: nothing may be committed; roll back. May be called several times in one transaction (rebuild). */
bool store_write(store *s, const store_group *g, base_err *e);

enum store_outcome { STORE_COMMITTED, STORE_NOT_COMMITTED, STORE_NOT_KNOWN };
/* The transaction is over in any case. NOT_KNOWN: the connection was lost before the answer, or the disk failed in a
 * way that leaves it open; the store does nothing any more and is to be closed and opened again. */
enum store_outcome store_commit(store *s, base_err *e);
void store_rollback(store *s);
/* A read transaction, so that several reads see one moment. */
bool store_begin_read(store *s, base_err *e);
void store_end_read(store *s);
bool store_is_idle(const store *s); /* no transaction is open */

/* SQLite: moves the write-ahead log into the database (checkpointer's own connection). PostgreSQL: nothing. */
bool store_checkpoint_wal(store *s, bool truncate, base_err *e);

/* Kept tables, each call a transaction of its own unless one is open on this store. */
bool store_meta_get(store *s, base_arena *arena, base_str key, base_str *value, base_err *e); /* value.p NULL: none */
bool store_meta_set(store *s, base_str key, base_str value, base_err *e);
bool store_checkpoint_add(store *s, const store_checkpoint *c, base_err *e); /* one of that size replaces */
/* A draft is saved when `expect` is its present version (0: there must be none); *saved tells, `version` gets the new
 * one, or when it was not saved the present one (0: there is none). d->version is not looked at. */
bool store_draft_save(store *s, const store_draft *d, uint64_t expect, bool *saved, uint64_t *version, base_err *e);
bool store_draft_get(store *s, base_arena *arena, base_str path, store_draft *out, bool *found, base_err *e);
bool store_draft_delete(store *s, base_str path, base_err *e);
/* Keeps the newest `cap` refusals. */
bool store_refusal_add(store *s, const store_refusal *r, size_t n, uint64_t cap, base_err *e);
bool store_attachment_add(store *s, const store_attachment *a, base_err *e); /* the same digest again is no error */
/* One that is not there is no error. */
bool store_attachment_delete(store *s, base_str digest, base_err *e);
bool store_message_done(store *s, int64_t id, base_err *e);
/* An entry is put when `expect` is its present version (0: there must be none; STORE_ANY_VERSION: always); *saved
 * tells, `version` gets the new one, or when it was not put the present one (0: there is none). n->version is not
 * looked at. */
bool store_entry_put(store *s, const store_entry *n, uint64_t expect, bool *saved, uint64_t *version, base_err *e);
/* One that is not there is no error. What it held is overwritten in the file, as of a person part that is erased. */
bool store_entry_delete(store *s, base_str space, base_str key, base_err *e);
/* Another body in the place of the one that is there, which is overwritten in the file; salt as it was. Of a part that
 * was erased, or that is not there, nothing is put: *put tells. */
bool store_person_put(store *s, uint64_t seq, base_str body, bool *put, base_err *e);
/* Erases body and salt of a person part. */
bool store_person_erase(store *s, uint64_t seq, base_err *e);

/* ------------------------------------------------------------------ reading */

bool store_head_get(store *s, store_head *head, base_err *e);

/* Calls `each` for rows in order until it returns false; texts live until it returns; it must not call this store. The
 * functions are true unless the store failed. `from` is the first number, `until` the one after the last. */
typedef bool (*store_each_event)(void *ctx, const store_event *row);
bool store_events(store *s, uint64_t from, uint64_t until, store_each_event each, void *ctx, base_err *e);
/* The events of a stream from its last one (number `last`) back to the first, by `prev`; newest first. */
bool store_stream_events(store *s, uint64_t last, store_each_event each, void *ctx, base_err *e);
typedef bool (*store_each_person)(void *ctx, const store_person *row);
bool store_persons(store *s, uint64_t from, uint64_t until, store_each_person each, void *ctx, base_err *e);

bool store_stream_find(store *s, base_arena *arena, base_str name, store_stream *out, bool *found, base_err *e);
/* Number of the last event of the stream of that name; UINT64_MAX when its row in `standing` is missing. */
bool store_stream_last(store *s, base_str name, uint64_t *last, bool *found, base_err *e);
bool store_stream_at(store *s, base_arena *arena, uint64_t stream, store_stream *out, bool *found, base_err *e);
/* Row (stream, no); or all rows of a stream by no. */
bool store_standing_get(store *s, base_arena *arena, uint64_t stream, uint32_t no, store_standing *out, bool *found,
                        base_err *e);
typedef bool (*store_each_standing)(void *ctx, const store_standing *row);
bool store_standings(store *s, uint64_t stream, store_each_standing each, void *ctx, base_err *e);
/* Roots of streams of a kind, by number, after `after` (UINT64_MAX: from the first). */
bool store_roots(store *s, base_str kind, uint64_t after, store_each_standing each, void *ctx, base_err *e);
/* Roots to be watched by `until`, by (watch, stream), after that pair (BASE_DATE_NONE: from the first). */
bool store_watched(store *s, base_date until, base_date after_day, uint64_t after, store_each_standing each, void *ctx,
                   base_err *e);
/* Cases of (kind, state) that wait, in places beginning with one of `place` (n_places 0: everywhere), by place, stream
 * and no, after that triple (after_place.p NULL: from the first). */
typedef struct {
    base_str kind, state;
    const base_str *place;
    size_t n_places;
    base_str after_place;
    uint64_t after_stream;
    uint32_t after_no;
} store_waiting_query;
bool store_waiting(store *s, const store_waiting_query *q, store_each_standing each, void *ctx, base_err *e);

typedef bool (*store_each_tally)(void *ctx, const store_tally *row);
bool store_tallies(store *s, store_each_tally each, void *ctx, base_err *e);
typedef bool (*store_each_round)(void *ctx, const store_round *row);
bool store_rounds(store *s, store_each_round each, void *ctx, base_err *e);

/* The register: filters that are empty do not filter; `text` wants every substring of it separated by blanks, from one
 * character, found in the name. In order of number, after `after` (UINT64_MAX: from the first), at most `limit`
 * (1 … STORE_PAGE_MAX) rows. */
typedef struct {
    base_str text, state, county_prefix, channel, round, industry_prefix;
    int announced_year; /* 0: any */
    uint64_t after;
    size_t limit;
} store_register_query;
typedef bool (*store_each_dossier)(void *ctx, const store_dossier *row);
bool store_register(store *s, const store_register_query *q, store_each_dossier each, void *ctx, base_err *e);
/* How many there are, counted to at most `most`. */
bool store_register_count(store *s, const store_register_query *q, size_t most, size_t *n, base_err *e);
bool store_dossier_get(store *s, base_arena *arena, uint64_t stream, store_dossier *out, bool *found, base_err *e);
bool store_dossiers(store *s, uint64_t after, store_each_dossier each, void *ctx, base_err *e);

bool store_request_find(store *s, base_str id, store_request *out, bool *found, base_err *e); /* out->id = id */
/* `n` gets the bytes. */
bool store_tile_get(store *s, uint32_t level, uint64_t index, uint8_t out[256 * STORE_HASH], size_t *n, bool *found,
                    base_err *e);
bool store_checkpoint_last(store *s, base_arena *arena, store_checkpoint *out, bool *found, base_err *e);
typedef bool (*store_each_checkpoint)(void *ctx, const store_checkpoint *row);
bool store_checkpoints(store *s, store_each_checkpoint each, void *ctx, base_err *e);
typedef bool (*store_each_draft)(void *ctx, const store_draft *row); /* by path */
bool store_drafts(store *s, store_each_draft each, void *ctx, base_err *e);
typedef bool (*store_each_refusal)(void *ctx, const store_refusal *row);
bool store_refusals(store *s, int64_t after, store_each_refusal each, void *ctx, base_err *e);
typedef bool (*store_each_attachment)(void *ctx, const store_attachment *row);
bool store_attachments(store *s, store_each_attachment each, void *ctx, base_err *e);
bool store_attachment_get(store *s, base_arena *arena, base_str digest, store_attachment *out, bool *found,
                          base_err *e);
typedef bool (*store_each_message)(void *ctx, const store_message *row);
bool store_messages(store *s, int64_t after, size_t limit, store_each_message each, void *ctx, base_err *e);

bool store_entry_get(store *s, base_arena *arena, base_str space, base_str key, store_entry *out, bool *found,
                     base_err *e);
/* Entries of a space whose key begins with `key_prefix`, by key, after `after_key` (.p NULL: from the first), at most
 * `limit`. */
typedef bool (*store_each_entry)(void *ctx, const store_entry *row);
bool store_entries(store *s, base_str space, base_str key_prefix, base_str after_key, size_t limit,
                   store_each_entry each, void *ctx, base_err *e);
/* Entries of a space that are due at `until` or before, by (due, key), at most `limit`. */
bool store_entries_due(store *s, base_str space, int64_t until, size_t limit, store_each_entry each, void *ctx,
                       base_err *e);
/* All of them, by (space, key). */
bool store_all_entries(store *s, store_each_entry each, void *ctx, base_err *e);

/* ------------------------------------------------------------------ upkeep */

/* Empties all derived tables within the open write transaction. */
bool store_drop_derived(store *s, base_err *e);
/* Reads every row of every derived table in key order as "table\tkey columns\tvalues", for audit: the same text on both
 * drivers. `table` NULL: all of them, one after the other. */
typedef bool (*store_each_line)(void *ctx, base_str table, base_str line);
bool store_derived_lines(store *s, const char *table, store_each_line each, void *ctx, base_err *e);
/* The database's own check of itself (PRAGMA integrity_check, quick_check of indexes; amcheck where it is installed).
 * Each fault is told by `each`. */
bool store_self_check(store *s, store_each_line each, void *ctx, base_err *e);
/* A consistent copy while writing goes on, into a new file (SQLite only). */
bool store_copy(store *s, const char *path, base_err *e);
typedef struct {
    uint64_t events, streams, dossiers, drafts, persons, refusals, attachments, messages, checkpoints, entries;
    uint64_t bytes; /* of the database */
} store_figures;
bool store_stats(store *s, store_figures *out, base_err *e);

#endif
