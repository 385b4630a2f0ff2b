/* replay.h - a record from its first event on, in one pass: what each event is, what follows from it, and whether it
 * could be.
 *
 * For each event, in order: the leaf can be read; payload and leaf belong together (digest); number, links, day and
 * time are in order; the command is put together from its events and decided again, on the world before it and under
 * the edition that the leaf names; what comes out is compared byte for byte with what stands there; then it is folded,
 * and the rows of the derived tables follow. The whole world is in memory (`core_world_open` with no limit: a world
 * that has everything), so nothing is loaded twice. Nothing here knows where events come from. */
#ifndef JIQUN_APP_REPLAY_H
#define JIQUN_APP_REPLAY_H

#include "app/differ.h"
#include "app/errata.h"
#include "app/rerows.h"
#include "app/retree.h"

typedef struct {
    enum log_suite suite;
    base_str origin;          /* of the log, for errata */
    const app_errata *errata; /* NULL: none */
    bool decides;             /* decide everything again */
    bool links;               /* rows have `stream` and `prev` */
    bool calendar;            /* days are those of the clock: no demonstration */
    bool payloads;            /* false: there are only leaves; nothing but the tree and the leaves can be checked */
} app_replay_options;

/* A decision that differs and is known to. */
typedef struct {
    uint64_t seq;
    const app_erratum *erratum;
} app_replay_erratum;

/* A person part that a leaf names. */
typedef struct {
    uint64_t seq;
    log_hash digest;
} app_replay_person;

/* A text of the matter `restart`. */
typedef struct {
    uint64_t seq;
    const core_adoption *text;
} app_replay_restart;

typedef struct app_replay app_replay;

app_replay *app_replay_new(const app_replay_options *o);
void app_replay_free(app_replay *r);
/* Takes the next event. False: something differs (app_replay_difference), or it can not be judged (`e`: an edition that
 * this program does not know). Texts of `row` need only live until it returns. */
bool app_replay_event(app_replay *r, const store_event *row, base_err *e);
/* No event follows. */
bool app_replay_end(app_replay *r);

app_difference *app_replay_difference(app_replay *r);
app_retree *app_replay_tree(app_replay *r);
const app_rerows *app_replay_rows(const app_replay *r);
const core_world *app_replay_world(const app_replay *r);

typedef struct {
    uint64_t events, decisions, adoptions, persons, bytes;
    int64_t at;    /* of the last event */
    base_date day; /* of the last event */
} app_replay_figures;
app_replay_figures app_replay_look(const app_replay *r);
const app_replay_person *app_replay_persons(const app_replay *r, size_t *n);
const app_replay_erratum *app_replay_errata(const app_replay *r, size_t *n);
/* Attachments that events name: digest -> 1 + number of the first such event. */
const base_map *app_replay_attachments(const app_replay *r);
const app_replay_restart *app_replay_restarts(const app_replay *r, size_t *n);

#endif
