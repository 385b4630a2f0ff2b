/* show_turn.c - of what falls due: whether it is the viewer's turn, and whether he may be heard now.
 *
 * The turn is his level's where it stands next; where the case lies was settled before it came into the list. To be
 * heard is an action like any other: it is put to decide, so that what he is offered is what he may do, by whatever
 * article he might not. */
#include "app/show_i.h"

static bool is_his(const app_viewer *v, const core_due_item *x) {
    const rules_id level = rules_find_level(x->book, v->actor.level);
    return !v->reads_all && level != RULES_NONE && (x->levels >> level & 1U) != 0;
}

bool app_show_turns(app *a, const app_viewer *v, base_date day, const core_due_list *l, base_arena *arena,
                    app_turn *out, base_err *e) {
    app_options o = app_options_begin(a, v, day, arena);
    bool good = true;
    for (size_t i = 0; good && i < l->n; i++) {
        const core_due_item *x = &l->item[i];
        out[i] = (app_turn){.mine = is_his(v, x)};
        if (x->within == RULES_NONE) continue;
        const core_case *c = core_world_find(a->world, x->path, day, arena);
        good = c == NULL || app_option_is_open(&o, c, x->within, &out[i].heard_now, e);
    }
    app_options_drop(&o);
    return good;
}
