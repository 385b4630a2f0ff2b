/* show_anew.c - what belongs to no dossier: what may be opened anew, and what may be done with rounds. */
#include "app/show_i.h"

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
    app_options o = app_options_begin(a, v, day, arena);
    *out = (app_dossier){.sight = APP_SIGHT_FULL};
    bool good = app_options_anew(&o, e) && of_rounds(&o, e);
    app_options_end(&o, out);
    return good;
}
