/* show_anew.c - what belongs to no dossier: what may be opened anew, and what may be done with rounds. */
#include "app/show_i.h"

enum { ONE_DECISION = 16 << 20 }; /* memory of one decision that is tried */

static bool of_rounds(app_options *o, base_err *e) {
    const core_world *w = o->app->world;
    const rules_book *b = core_world_book(w, o->day);
    bool good = true;
    if (b == NULL || b->round == RULES_NONE || app_viewer_is_public(o->viewer)) return true;
    for (const core_case *c = core_world_first(w, b->round); good && c != NULL; c = c->next) {
        if (!core_state(c)->end) good = app_options_of(o, c, e);
    }
    return good;
}

bool app_show_anew(app *a, const app_viewer *v, base_date day, base_arena *arena, app_dossier *out, base_err *e) {
    app_options o = {.app = a, .viewer = v, .day = day, .arena = arena, .scratch = base_arena_new(ONE_DECISION)};
    *out = (app_dossier){.sight = APP_SIGHT_FULL};
    bool good = app_options_anew(&o, e) && of_rounds(&o, e);
    base_arena_free(o.scratch);
    out->option = o.option;
    out->n_options = o.n_options;
    out->other = o.other;
    out->n_others = o.n_others;
    out->more_options = o.more;
    return good;
}
