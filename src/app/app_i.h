/* app_i.h - an open record from inside: for the files of app only. */
#ifndef JIQUN_APP_APP_I_H
#define JIQUN_APP_APP_I_H

#include "app/app.h"
#include "app/attach.h"
#include "base/map.h"
#include "core/load.h"

struct app {
    base_arena *arena;       /* for as long as it is open */
    base_arena *world_arena; /* the world and the texts it rests on */
    base_arena *scratch;     /* of one load */
    app_place place;
    enum app_mode mode;
    store *store;
    core_world *world;
    log_hasher *hasher;
    enum log_suite suite;
    base_str origin;
    bool demonstration;
    store_head head;       /* as far as the world goes */
    log_frontier frontier; /* of head.size */
    log_tiler tiler;       /* of head.size; only when writing */
    bool tiler_ready;
    log_key *key; /* NULL when only reading */
    log_pub **pub;
    size_t n_pubs;
    uint64_t texts_last;       /* 1 + number of the programme's last text; of use while it is no case */
    base_map recounted;        /* counts that a version has changed since the last event on record */
    uint64_t published;        /* size of the checkpoint outside; 0 when none */
    size_t cached, hold;       /* bytes of the dossiers in memory, and at most */
    files *files;              /* opened at first use */
    struct app_seal *seal;     /* the same */
    bool pinned;               /* a group is under way: nothing leaves memory */
    uint64_t begun;            /* how often the world was made: what was in memory is gone each time */
    bool broken;               /* the world no longer is what the store says: to be made anew */
    struct app_upkeep *upkeep; /* whose signed heads are put on record with the groups; NULL: none */
};

enum { APP_CACHE_BYTES = 192 << 20, APP_STREAM_MAX = 1 << 30, APP_ROW_MAX = 16 << 20 };

/* ---- open.c ---- */

/* The world anew from the store: texts, programme, rounds, counts. */
bool app_world_begin(app *a, base_err *e);
void app_world_end(app *a);
bool app_world_anew(app *a, base_err *e);
/* Closes the store, opens it again and makes the world anew. Until that has succeeded the app is `broken`, and has
 * neither a store nor a world. Whoever writes gets it only when the record goes on from what was seen before. */
bool app_reopen(app *a, base_err *e);
/* Of the store: a path or postgresql://…; in the arena of `a`. */
const char *app_address(const app *a);
const char *app_path(const app *a, base_arena *arena, const char *name);

/* ---- load.c ---- */

/* Folds the events from the world's end up to `size`. */
bool app_catch_up(app *a, const store_head *to, base_err *e);
/* The frontier as the head has it: whoever does not append needs no hashes of his own. */
void app_take_frontier(app *a);
/* Folds, and keeps account of what that takes in memory. */
const core_case *app_fold(app *a, const core_event *e);
/* Makes room when too much is in memory. Never drops `keep` (NULL allowed). */
void app_trim(app *a);
/* Reads one row of the log into an event; memory of `arena`. */
bool app_read_event(app *a, base_arena *arena, const store_event *row, core_event *out, core_stamp *stamp, base_err *e);
bool app_tiler_fill(app *a, base_err *e);
/* Brings every dossier into memory and then the world to `day`; notes each count that changed by it in `counts`. */
bool app_recount(app *a, base_arena *arena, base_map *counts, base_date day, base_err *e);

/* ---- project.c: rows of the derived tables ---- */

typedef struct {
    base_arena *arena;
    store_standing *standing;
    size_t n_standings, cap_standings;
    store_dossier *dossier;
    size_t n_dossiers, cap_dossiers;
    store_stream *stream;
    size_t n_streams, cap_streams;
    store_tally *tally;
    size_t n_tallies, cap_tallies;
    store_round *round;
    size_t n_rounds, cap_rounds;
} app_rows;

/* Among what the store is to write. */
void app_rows_into(store_group *g, const app_rows *r);
/* Rows of a case that an event has touched. */
void app_project_case(app_rows *r, const core_case *c);
void app_project_root(app_rows *r, const core_world *w, const core_case *root);
void app_project_stream(app_rows *r, const core_case *root);
void app_project_dossier(app_rows *r, const core_case *root);
void app_project_round(app_rows *r, const core_case *root);
/* The programme before any rulebook has made a case of it. */
void app_project_texts(app_rows *r, uint64_t last, base_date day);
void app_project_text_stream(app_rows *r);
void app_project_count(app_rows *r, const core_world *w, base_str key);
/* True when the event changes the row of the dossier. */
bool app_changes_dossier(const core_event *e);
/* True when it changes the place under which all cases of the dossier stand. */
bool app_changes_place(const core_event *e, const core_case *root);
/* True when rows of other streams rest on what it changes: texts, the programme, rounds. */
bool app_is_of_all(const core_world *w, const core_event *e);

/* ---- publish.c ---- */

/* The public keys of a folder, in order of their numbers. To be freed by app_pubs_free. */
bool app_pubs_read(base_arena *arena, const char *folder, app_pub_keys *out, base_err *e);
/* True when the first `seen->size` events are those that had this root. */
bool app_extends_head(app *a, const store_head *seen, base_err *e);
/* Signs the head and puts it outside the database; the row for the store, with its text in `note`, is the caller's to
 * write. Outside first: were the order the other way round, a crash in between would leave it behind the store. */
bool app_publish_outside(app *a, base_buf *note, store_checkpoint *row, base_err *e);
/* There is a key, and there are events that no checkpoint outside has. */
static inline bool app_has_news(const app *a) {
    return a->key != NULL && a->head.size > 0 && a->published < a->head.size;
}
bool app_keys_open(app *a, base_err *e);
void app_keys_close(app *a);
/* Makes the first key, or a further one; the folder must be there. */
bool app_keys_make(const char *folder, enum log_suite suite, base_str origin, base_err *e);

static inline void app_hex(const log_hash *h, base_arena *arena, base_str *out) {
    char hex[LOG_HASH_HEX];
    log_hash_hex(h, hex);
    *out = base_arena_str(arena, (base_str){hex, sizeof hex});
}

#endif
