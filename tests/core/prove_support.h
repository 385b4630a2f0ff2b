/* prove_support.h - what the prover's tests share: the national rulebook and the reference data, read once. */
#ifndef JIQUN_TESTS_CORE_PROVE_SUPPORT_H
#define JIQUN_TESTS_CORE_PROVE_SUPPORT_H

#include "../testing.h"

#include "base/file.h"
#include "core/play.h"
#include "core/prove.h"

typedef struct {
    base_arena *arena;
    base_str national;
    const core_divisions *divisions;
    const base_workdays *workdays;
} tree;

static tree shared;

static inline base_str tree_file(const char *name) {
    char path[2000];
    base_str text = {NULL, 0};
    base_err e = {0};
    (void)snprintf(path, sizeof path, "%s/%s", JIQUN_SOURCE_DIR, name);
    if (!base_file_read(shared.arena, path, (size_t)64 << 20, &text, &e)) fail_msg("%s", e.en);
    return text;
}

static inline int read_tree(void **state) {
    (void)state;
    base_err e = {0};
    shared.arena = base_arena_new((size_t)1 << 30);
    shared.national = tree_file("rulebooks/national-2022.rules");
    base_str divisions = tree_file("data/divisions.csv"), channels = tree_file("data/channels.csv");
    shared.divisions = core_divisions_read(shared.arena, divisions, channels, &e);
    shared.workdays = base_workdays_read(shared.arena, tree_file("data/workdays.csv"), BASE_STR("workdays.csv"), &e);
    return shared.divisions != NULL && shared.workdays != NULL ? 0 : -1;
}

static inline int free_tree(void **state) {
    (void)state;
    base_arena_free(shared.arena);
    return 0;
}

/* NULL when the text does not compile; then the first message goes to `why`. */
static inline const rules_book *compile(base_arena *arena, base_str text, char *why, size_t max) {
    rules_diags d;
    rules_diags_init(&d, arena);
    const rules_book *b = rules_compile(arena, text, BASE_STR("test.rules"), NULL, NULL, &d);
    for (size_t i = 0; i < d.n && b == NULL; i++) {
        if (d.item[i].severity != RULES_ERROR) continue;
        (void)snprintf(why, max, "%s %.*s (line %u)", d.item[i].code, (int)d.item[i].en.n, d.item[i].en.p,
                       d.item[i].span.line);
        break;
    }
    return b;
}

static inline core_prove_options options(base_arena *arena) {
    return (core_prove_options){.arena = arena, .divisions = shared.divisions, .workdays = shared.workdays};
}

/* True when every step of the scenario is answered as it says. */
static inline bool runs(const rules_book *b, base_str scenario) {
    core_play_host host = {.divisions = shared.divisions, .workdays = shared.workdays, .book = b};
    core_player *p = core_player_new(&host);
    bool good = core_player_run(p, scenario, BASE_STR("history.case")) == CORE_PLAY_AS_EXPECTED;
    core_player_free(p);
    return good;
}

#endif
