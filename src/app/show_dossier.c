/* show_dossier.c - everything that one screen of a dossier wants, in one call.
 *
 * The stream is in memory or comes into it; beside that the store is asked for the leaves of its time line and for
 * drafts. What costs is the deciding of every action, and that is what the screen is for. */
#include "app/show_i.h"

typedef struct {
    app *app;
    const app_viewer *viewer;
    base_date day;
    base_arena *arena;
    const core_case **item;
    enum app_sight *sight;
    size_t n, cap, cap_sight;
} gathering;

static void gather_one(gathering *g, const core_case *c) {
    enum app_sight sight = app_may_see(g->app->world, g->viewer, g->day, c);
    if (sight == APP_SIGHT_NONE) return;
    g->item = base_arena_grow(g->arena, g->item, g->n, &g->cap, sizeof(const core_case *));
    g->sight = base_arena_grow(g->arena, g->sight, g->n, &g->cap_sight, sizeof *g->sight);
    g->sight[g->n] = sight;
    g->item[g->n++] = c;
}

static void gather(gathering *g, const core_case *c) {
    gather_one(g, c);
    for (const core_case *k = c->child; k != NULL; k = k->sibling) gather(g, k);
}

/* What falls due, as far as this viewer sees the case; expected cases that nobody has touched come with it. */
static core_due_list gather_due(gathering *g, const core_case *root) {
    core_due_list all = core_due_of(g->app->world, root, g->day, APP_SHOW_DUE_DAYS, g->arena), out = {.n = 0};
    core_due_item *item = base_arena_array(g->arena, all.n, sizeof *item);
    for (size_t i = 0; i < all.n; i++) {
        const core_case *c = core_world_find(g->app->world, all.item[i].path, g->day, g->arena);
        if (c == NULL || app_may_see(g->app->world, g->viewer, g->day, c) != APP_SIGHT_FULL) continue;
        if (c->is_virtual && all.item[i].group <= CORE_DUE_SOON) gather_one(g, c);
        out.count[all.item[i].group]++;
        item[out.n++] = all.item[i];
    }
    out.item = item;
    return out;
}

/* ---- the whole ---- */

/* A form is being filled in: only then there is a draft worth looking for. */
static bool is_filled_in(const core_case *c) {
    rules_id first = 0, n = core_kind_actions(c->book, c->kind, &first);
    for (rules_id i = first; i < first + n; i++) {
        const rules_action *a = &c->book->action[i];
        if ((a->special & RULES_FILLS) != 0 && (a->from >> c->control.state & 1U) != 0) return true;
    }
    return false;
}

static bool has_private(const gathering *g, const core_case *c) {
    bool some = false;
    for (rules_id i = 0; i < core_kind(c)->n_fields; i++)
        some = some || (core_kind(c)->field[i].is_private && c->field[i].set);
    return some && app_may_read_private(g->viewer, c->book, c->kind);
}

static bool view_cases(gathering *g, app_dossier *out, base_err *e) {
    size_t skip = g->n > APP_SHOW_CASES_MAX ? g->n - APP_SHOW_CASES_MAX : 0;
    app_case_view *view = base_arena_array(g->arena, g->n - skip, sizeof *view);
    out->more_cases = skip > 0;
    for (size_t i = 0; i < g->n; i++) {
        if (i > 0 && i <= skip) continue;
        app_case_view *v = &view[out->n_cases++];
        app_view_case(g->app, g->item[i], g->sight[i], g->day, g->arena, v);
        if (v->sight != APP_SIGHT_FULL || v->is_virtual) continue;
        v->has_private = has_private(g, g->item[i]);
        if (!is_filled_in(g->item[i])) continue;
        core_draft d;
        if (!app_draft(g->app, g->item[i], &d, &v->draft_version, g->arena, e)) return false;
    }
    out->item = view;
    return true;
}

static bool view_options(gathering *g, app_dossier *out, base_err *e) {
    app_options o = app_options_begin(g->app, g->viewer, g->day, g->arena);
    bool good = true;
    for (size_t i = 0; good && i < out->n_cases; i++) good = app_options_of(&o, out->item[i].self, e);
    app_options_end(&o, out);
    return good;
}

static bool view_due(gathering *g, const core_case *root, app_dossier *out, base_err *e) {
    out->due = gather_due(g, root);
    app_turn *turn = base_arena_array(g->arena, out->due.n, sizeof *turn);
    out->turn = turn;
    return app_show_turns(g->app, g->viewer, g->day, &out->due, g->arena, turn, e);
}

static base_str name_of(const core_case *root) {
    base_str name = core_text_named(root, "name");
    return name.n > 0 ? name : root->path;
}

bool app_show_options(app *a, const core_case *root, const app_viewer *v, base_date day, base_arena *arena,
                      app_dossier *out, base_err *e) {
    gathering g = {.app = a, .viewer = v, .day = day, .arena = arena};
    *out = (app_dossier){.path = root->path, .name = name_of(root), .version = root->touched_seq};
    out->sight = app_may_see(a->world, v, day, root);
    gather(&g, root);
    if (out->sight == APP_SIGHT_FULL && !view_due(&g, root, out, e)) return false;
    return view_cases(&g, out, e) && view_options(&g, out, e);
}

bool app_show_dossier(app *a, base_str path, const app_viewer *v, base_date day, base_arena *arena, app_dossier *out,
                      bool *found, base_err *e) {
    *found = false;
    const core_case *c = app_load(a, path, e);
    if (c == NULL) return e->kind == BASE_ERR_NONE;
    const core_case *root = core_root(c);
    if (root->kind != root->book->cluster || app_may_see(a->world, v, day, root) == APP_SIGHT_NONE) return true;
    *found = true;
    if (!app_show_options(a, root, v, day, arena, out, e)) return false;
    if (!app_show_timeline(a, root, v, day, UINT64_MAX, 0, arena, &out->timeline, e)) return false;
    if (out->sight == APP_SIGHT_FULL) app_show_courses(out, arena);
    if (out->sight == APP_SIGHT_FULL && !app_show_reminded(a, &out->due, arena, &out->reminded, e)) return false;
    if (!app_show_mended(a, out, v, arena, e)) return false;
    return out->sight != APP_SIGHT_FULL || app_show_files(a, root, v, day, &out->timeline, arena, out, e);
}
