/* write_was.c - how dossiers stand whose own rows are about to be changed by another case: told with the answer, so
 * that whoever decided sees what became of the register, and nobody has to look before and after by himself. */
#include "app/write_i.h"
#include "core/load.h"

/* A case below the dossier's root changes it: by an arrow, or by a field that it sets. */
static bool changes_root(const core_event *e, const core_case *root) {
    if (base_str_eq(e->path, root->path)) return false;
    for (size_t i = 0; i < e->n_moves; i++)
        if (base_str_eq(e->move[i].path, root->path)) return true;
    for (size_t i = 0; i < e->n_sets; i++)
        if (base_str_eq(e->set[i].path, root->path)) return true;
    return false;
}

static app_was row_of(const core_case *root) {
    const rules_state *s = core_state(root);
    return (app_was){true, s->name, s->label, core_date_named(root, "valid_until")};
}

void app_group_note(group *g, app_answer *out) {
    const size_t n = out->answer.n_events;
    app_was *was = NULL;
    for (size_t i = 0; i < n; i++) {
        const core_event *e = &out->answer.event[i];
        if (e->n_moves + e->n_sets == 0) continue;
        const core_case *root = core_stream_here(g->app->world, e->path);
        if (root == NULL || root->kind != root->book->cluster || !changes_root(e, root)) continue;
        if (was == NULL) was = base_arena_array(g->arena, n, sizeof *was);
        was[i] = row_of(root);
    }
    out->was = was;
}
