/* scenario_support.h - the scenario files of this tree, and what the player asks of whoever plays them. */
#ifndef JIQUN_TESTS_CORE_SCENARIO_SUPPORT_H
#define JIQUN_TESTS_CORE_SCENARIO_SUPPORT_H

#include "support.h"

#include <dirent.h>

#include "core/play.h"

enum { MAX_FILES = 400 };

static inline bool give_file(void *ctx, base_str from, base_str name, base_arena *arena, base_str *text, base_str *path,
                             base_err *e) {
    (void)ctx;
    size_t cut = from.n;
    while (cut > 0 && from.p[cut - 1] != '/') cut--;
    *path = base_arena_fmt(arena, "%.*s%.*s", (int)cut, from.p, (int)name.n, name.p);
    return base_file_read(arena, path->p, CORE_SCENARIO_MAX_TEXT, text, e);
}

static inline bool give_rulebook(void *ctx, base_str from, base_str id, base_arena *arena, base_str *text,
                                 base_str *path, base_err *e) {
    (void)ctx;
    (void)from;
    *path = base_arena_fmt(arena, "%s/rulebooks/%.*s.rules", source_dir(), (int)id.n, id.p);
    return base_file_read(arena, path->p, (size_t)4 << 20, text, e);
}

/* For core_play_host.find; `ctx` is the arena. */
static inline bool find_text(void *ctx, base_str id, base_str *text, base_str *file) {
    base_err e = {0};
    return give_rulebook(NULL, (base_str){NULL, 0}, id, ctx, text, file, &e);
}

/* Adds a test for each scenario of the folder; its path is the test's state. */
static inline size_t find_scenarios(base_arena *arena, const char *folder, CMUnitTestFunction play_one,
                                    struct CMUnitTest *test, size_t n) {
    const char *path = base_arena_fmt(arena, "%s/%s", source_dir(), folder).p;
    DIR *dir = opendir(path);
    if (dir == NULL) return n;
    for (const struct dirent *f; (f = readdir(dir)) != NULL && n < MAX_FILES;) {
        base_str name = base_str_of(f->d_name);
        if (!base_str_ends(name, BASE_STR(".case"))) continue;
        base_str file = base_arena_fmt(arena, "%s/%s", path, f->d_name);
        void *initial = NULL;
        memcpy(&initial, &file.p, sizeof initial);
        test[n++] = (struct CMUnitTest){.name = base_arena_fmt(arena, "%s/%s", folder, f->d_name).p,
                                        .test_func = play_one,
                                        .initial_state = initial};
    }
    (void)closedir(dir);
    return n;
}

#endif
