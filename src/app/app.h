/* app.h - a record that is open: where it lies, what it holds in memory, and the one way of a change.
 *
 * Everything that changes something goes through app_submit, whoever asks: parse and authenticate outside, then under
 * the store's lock decide, write the group, commit, and only then answer. A record lies in a folder (SQLite beside its
 * keys and attachments) or in PostgreSQL, with a folder of the node's own for keys, attachments and the checkpoint last
 * published. An app belongs to one thread; several of them, in one process or on several nodes, take turns. */
#ifndef JIQUN_APP_APP_H
#define JIQUN_APP_APP_H

#include "core/event.h"
#include "log/note.h"
#include "log/tree.h"
#include "store/store.h"

typedef struct app app;

typedef struct {
    const char *folder; /* keys/, files/, published, and jiqun.db unless `db` is given */
    const char *db;     /* postgresql://… or NULL */
    size_t memory;      /* bytes of dossiers that an app keeps at hand; 0: 192 MiB */
} app_place;

/* ------------------------------------------------------------------ beginning and opening */

typedef struct {
    enum log_suite suite;
    base_str origin;               /* name of the log, without the suite's ending */
    bool demonstration;            /* days may be given; every page and file says that it is one */
    base_date day;                 /* the first day of a demonstration; BASE_DATE_NONE: today */
    const core_adoption *adoption; /* read (core_adoption_read); their digests are filled in here */
    size_t n_adoptions;
} app_beginning;

/* Makes the folder (0700), keys, store, and the events that put the texts in force. An existing record is left as it is
 * and is an error. */
bool app_init(const app_place *place, const app_beginning *begin, base_err *e);

enum app_mode {
    APP_READ,  /* nothing is written */
    APP_WRITE, /* decisions; refused when the database does not extend the checkpoint last published */
    APP_MEND   /* as APP_WRITE without that refusal: for log restart, rebuild, audit */
};
app *app_open(const app_place *place, enum app_mode mode, base_err *e);
/* Publishes a checkpoint when the log has grown since (APP_WRITE). NULL is allowed. */
void app_close(app *a);

store *app_store(app *a);
core_world *app_world(app *a);
log_hasher *app_hasher(app *a);
const app_place *app_where(const app *a);
bool app_is_demonstration(const app *a);
store_head app_head(const app *a); /* as far as this app has seen */
base_str app_origin(const app *a);
const log_pub *const *app_pubs(const app *a, size_t *n); /* every key that has signed, the present one last */

/* Today by the clock, UTC+8; milliseconds since 1970. */
int64_t app_now(void);
base_date app_today(void);

/* ------------------------------------------------------------------ the way of a change */

typedef struct {
    base_str id;                 /* of the request; empty: a new one is made. At most APP_REQUEST_MAX bytes of text */
    core_command command;        /* today BASE_DATE_NONE: the writer's. A day that is given wants a demonstration */
    const core_adoption *adopts; /* instead of command.action: a text takes effect (its digest is filled in here) */
    const struct app_consent *consent; /* instead of both: to what is proposed (proposal.h) */
    bool explain;                      /* the answer tells the needs that were met, too */
    bool fresh;                        /* the id was never used before (made by us): it is not looked up */
    bool versioned;                    /* of a `fill`: only when its draft still has this version (0: none is kept) */
    uint64_t version;
} app_request;
enum { APP_REQUEST_MAX = 100, APP_GROUP_MAX = 1024, APP_WAIT_MS = 10000, APP_REFUSALS_CAP = 100000 };

enum app_result {
    APP_GRANTED,
    APP_REPEATED, /* granted before, under the same id: seq and n_events are those of the first answer */
    APP_REFUSED,
    APP_FAILED /* not decided, or not on disk: nothing of it is on record, unless `error` says that this is not known;
                * then the same id asked again gets the truth */
};
/* How the dossier's own row stood before an event that changed it. */
typedef struct {
    bool changed;
    base_str state;
    rules_text label;
    base_date valid_until;
} app_was;
typedef struct {
    enum app_result result;
    uint64_t seq; /* of its first event */
    size_t n_events;
    base_str id;
    const base_str *leaf; /* of each event, as it is on record; NULL: it is not at hand, the store has it */
    const app_was *was;   /* of each event of APP_GRANTED; NULL: none of them changed its dossier's row */
    uint64_t version;     /* of a `fill`: that of its draft now */
    core_answer answer;   /* refusals, or what was granted; of APP_REPEATED and APP_FAILED empty */
    base_err error;
} app_answer;

/* Decides a group in order and writes it in one commit. Every answer is final when this returns: granted is on disk. A
 * `fill` changes the draft of its case (kept, no event, so its id is not known afterwards); what freezes a form takes
 * the draft as it stands unless the command brings one. A connection that was lost is opened again, and the record must
 * go on from where this app has seen it. Memory of the answers from `arena`. n at most APP_GROUP_MAX. */
void app_submit(app *a, const app_request *request, size_t n, app_answer *answer, base_arena *arena);

/* Writes a file (0600) beside the old one, synced, and puts it in its place. */
bool app_write_file(const char *folder, const char *name, base_str text, base_err *e);

/* A new request id: time first (UUID version 7), so that ids that follow one another lie together. 36 bytes. */
enum { APP_ID = 36 };
void app_request_id(char out[APP_ID]);

/* ------------------------------------------------------------------ reading */

/* What is read from here to the end is of one moment. On SQLite each question would take and give up a lock of its own
 * otherwise, which costs more than most answers; on PostgreSQL it would be two more ways to the server and back, and
 * nothing is done. When it can not be begun, questions are asked one by one. */
void app_moment_begin(app *a);
void app_moment_end(app *a);

/* Brings the world to the end of the log, and a stream into memory. NULL without an error when there is none of that
 * name (`path` may be that of a case in it). What either returned for another dossier may leave memory by it, with
 * every text that belongs to its cases: whoever goes through many keeps copies. */
bool app_refresh(app *a, base_err *e);
const core_case *app_load(app *a, base_str path, base_err *e);
/* The same for the world as it stands on a later day, for reading: versions of the rulebook that come into force by
 * then are taken up. Nobody has acted, so nothing of it is on record; app_submit begins from the record again. */
bool app_view(app *a, base_date day, base_err *e);
/* Dossiers that nobody uses leave memory beyond this many bytes (at first those of the place): for whoever reads all of
 * them once. */
void app_hold_at_most(app *a, size_t bytes);
/* All dossiers, one after the other; each may leave memory when `each` returns. */
typedef bool (*app_each_dossier)(void *ctx, const core_case *root);
bool app_dossiers(app *a, app_each_dossier each, void *ctx, base_err *e);
/* The draft of a case: as kept, else from its last submission, else empty. `version` 0 when it is not kept. */
bool app_draft(app *a, const core_case *c, core_draft *out, uint64_t *version, base_arena *arena, base_err *e);

/* Tiles as a proof wants them, partial ones included. */
log_tile_reader app_tiles(app *a);

/* ------------------------------------------------------------------ checkpoints */

typedef struct {
    log_pub *pub[LOG_KEYS_MAX];
    int number[LOG_KEYS_MAX]; /* of a record's own */
    size_t n;
} app_pub_keys;
enum { APP_PUB_FILE_MAX = 256 << 10 };
/* Public keys, one a line; at least one. `source` is what an error names. To be freed by app_pubs_free, also when
 * false. */
bool app_pubs_parse(base_str text, base_str source, app_pub_keys *out, base_err *e);
void app_pubs_free(app_pub_keys *keys);

/* Signs the head as this app has seen it, keeps it in the store and outside of it. Nothing to do when it is already. */
bool app_publish(app *a, base_err *e);
/* The checkpoint that stands outside the database; note.p NULL when none was published. */
bool app_published(app *a, base_arena *arena, base_str *note, base_err *e);
/* What a checkpoint says of its time: the day of its last event, and when it was signed. False when it says nothing. */
bool app_checkpoint_dates(const log_checkpoint *c, base_date *day, int64_t *at);
/* Whether it says that it is of a demonstration. */
bool app_checkpoint_is_demonstration(const log_checkpoint *c);
/* True when the database extends it. False with `e` saying what is missing. */
bool app_extends_published(app *a, base_err *e);

#endif
