/* draft.c - forms being filled in: kept beside the log, with a version, so that two people do not overwrite each other.
 * Where none is kept, the last submission is where a correction begins. */
#include "app/app_i.h"

static void from_submission(const core_case *c, core_draft *out, base_arena *arena) {
    core_draft was = {.facts = c->facts, .arena = arena};
    for (const core_note *n = c->why; n != NULL; n = n->next) was.n_fields++;
    was.field = base_arena_array(arena, was.n_fields, sizeof *was.field);
    size_t i = was.n_fields; /* notes stand last first */
    for (const core_note *n = c->why; n != NULL; n = n->next) was.field[--i] = (core_draft_field){n->key, n->text};
    *out = *core_draft_copy(arena, &was);
}

bool app_draft(app *a, const core_case *c, core_draft *out, uint64_t *version, base_arena *arena, base_err *e) {
    store_draft row;
    bool found = false;
    *version = 0;
    if (!store_draft_get(a->store, arena, c->path, &row, &found, e)) return false;
    if (!found) {
        from_submission(c, out, arena);
        return true;
    }
    *version = row.version;
    return core_draft_read(arena, c->book, row.body, out, e);
}
