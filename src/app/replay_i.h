/* replay_i.h - a replay from inside: for replay*.c only. */
#ifndef JIQUN_APP_REPLAY_I_H
#define JIQUN_APP_REPLAY_I_H

#include "app/replay.h"
#include "core/adopt.h"

/* One event of the command at hand. */
typedef struct {
    core_event event;
    core_stamp stamp;
    core_leaf leaf;
    base_str leaf_bytes, payload;
} app_replay_part;

struct app_replay {
    app_replay_options o;
    base_arena *world_arena; /* the world, texts, lists that grow to the end */
    base_arena *event_arena; /* of one command */
    base_arena *arena;
    core_world *world;
    log_hasher *hasher;
    app_retree tree;
    app_rerows rows;
    app_difference diff;
    app_replay_figures figures;
    app_replay_part part[CORE_MAX_TARGETS];
    size_t n_parts; /* of the command at hand that have come */
    base_buf buf;
    app_replay_person *person;
    size_t n_persons, cap_persons;
    app_replay_erratum *erratum;
    size_t n_errata, cap_errata;
    base_map attachments;
    app_replay_restart *restart;
    size_t n_restarts, cap_restarts;
};

/* Says which event is meant in the difference at hand. Returns false. */
bool app_replay_at(app_replay *r, const app_replay_part *p, const char *zh, const char *en);
/* All parts of the command are there and the world has come to its day: decides again. False when it differs. */
bool app_replay_decide(app_replay *r);

#endif
