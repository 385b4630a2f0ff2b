/* reference.h - the national text and the reference data for fuzzers that run it. The data root is JIQUN_ROOT, else the
 * source tree this was built from. */
#ifndef JIQUN_TESTS_FUZZ_REFERENCE_H
#define JIQUN_TESTS_FUZZ_REFERENCE_H

#include <stdio.h>

#include "base/file.h"
#include "core/refdata.h"
#include "fuzzing.h"
#include "rules/rulebook.h"

typedef struct {
    base_arena *arena;
    core_divisions *divisions;
    base_workdays *workdays;
    const rules_book *book;
} reference;

static inline base_str read_data(base_arena *arena, const char *name) {
    const char *root = getenv("JIQUN_ROOT");
    base_str text = {NULL, 0};
    base_err e = {0};
    if (root == NULL) root = JIQUN_SOURCE_DIR;
    if (!base_file_read(arena, base_arena_fmt(arena, "%s/%s", root, name).p, (size_t)8 << 20, &text, &e)) {
        (void)fprintf(stderr, "%s\n", e.en);
        abort();
    }
    return text;
}

static inline reference read_reference(void) {
    base_err e = {0};
    reference l = {.arena = base_arena_new((size_t)256 << 20)};
    rules_diags *d = base_arena_alloc(l.arena, sizeof *d);
    rules_diags_init(d, l.arena);
    l.divisions = core_divisions_read(l.arena, read_data(l.arena, "data/divisions.csv"),
                                      read_data(l.arena, "data/channels.csv"), &e);
    l.workdays = base_workdays_read(l.arena, read_data(l.arena, "data/workdays.csv"), BASE_STR("workdays.csv"), &e);
    l.book = rules_compile(l.arena, read_data(l.arena, "rulebooks/national-2022.rules"), BASE_STR("national"), NULL,
                           NULL, d);
    must(l.divisions != NULL && l.workdays != NULL && l.book != NULL);
    return l;
}

#endif
