/* note_support.h - what the tests of notes and of public keys share: an arena, keys, and a checkpoint to sign. */
#ifndef JIQUN_TESTS_LOG_NOTE_SUPPORT_H
#define JIQUN_TESTS_LOG_NOTE_SUPPORT_H

#include "support.h"

#define DASH "\xE2\x80\x94 "

static base_arena *arena;

static inline int open_arena(void **state) {
    (void)state;
    arena = base_arena_new((size_t)64 << 20);
    return 0;
}

static inline int close_arena(void **state) {
    (void)state;
    base_arena_free(arena);
    return 0;
}

static inline log_pub *pub_of(const char *line) {
    base_err e = {0};
    log_pub *p = log_pub_parse(exactly(base_str_of(line)), &e);
    if (p == NULL) fail_msg("%s: %s", line, e.en);
    return p;
}

static inline log_key *key_of(enum log_suite suite, const char *origin) {
    base_err e = {0};
    log_key *k = log_key_new(suite, base_str_of(origin), &e);
    if (k == NULL) fail_msg("%s: %s", origin, e.en);
    return k;
}

static inline log_checkpoint example(const log_key *k) {
    log_checkpoint c = {.origin = log_pub_origin(log_key_pub(k)), .size = 4711, .extension = {NULL, 0}};
    for (size_t i = 0; i < LOG_HASH; i++) c.root.b[i] = (uint8_t)(i * 7);
    return c;
}

static const char *const ORIGINS[N_SUITES] = {"log.example/集群/sm3", "log.example/clusters"};

#endif
