/* show_returned.c - what was given back to somebody and awaits an answer.
 *
 * Such a case rests: nobody has to act, so the tables do not list it among what waits, and whether it was there before
 * stands in its dossier alone. So the clusters of the viewer's place are gone through, a page of them at a time: their
 * narrow rows say which have a case in a state to which cases can be given back, and only those are loaded and asked.
 * A level to which nothing is ever given back has an empty list at once. What waits does not rest, so it stands in
 * app_show_waiting already, given back or not. */
#include "app/show_i.h"
#include "core/due.h"

typedef struct {
    uint64_t stream;
    base_str path, name, place;
} cluster;

typedef struct {
    app *app;
    const app_list_query *q;
    const app_viewer *viewer;
    base_date day;
    base_arena *arena;
    cluster *cluster;
    size_t n_clusters, cap_clusters;
    bool found; /* the cluster at hand has a case that may have been given back */
    app_waiting_row *row;
    size_t n, cap;
} returning;

static bool is_mine(const returning *r, const rules_book *b, rules_id kind, rules_id state) {
    rules_id level = r->viewer->reads_all ? RULES_NONE : rules_find_level(b, r->viewer->actor.level);
    const rules_state *st = &b->kase[kind].state[state];
    if (level == RULES_NONE || st->end || !st->rest) return false;
    if (r->q->state.n > 0 && !base_str_eq(r->q->state, st->name)) return false;
    return (core_due_levels(b, kind, state) >> level & 1U) != 0 && core_due_takes_back(b, kind, state);
}

/* Under any version: a case stays under the text that it was opened under. */
static bool may_be_returned(const returning *r, base_str kind, base_str state) {
    for (size_t v = 0; v < core_world_versions(r->app->world); v++) {
        const rules_book *b = core_world_version(r->app->world, v)->book;
        const rules_id k = rules_find_case(b, kind);
        const rules_id s = k != RULES_NONE ? rules_find_state(&b->kase[k], state) : RULES_NONE;
        if (s != RULES_NONE && is_mine(r, b, k, s)) return true;
    }
    return false;
}

static bool is_anything(const returning *r) {
    for (size_t v = 0; v < core_world_versions(r->app->world); v++) {
        const rules_book *b = core_world_version(r->app->world, v)->book;
        for (rules_id k = 0; k < b->n_cases; k++) {
            for (rules_id s = 0; s < b->kase[k].n_states; s++) {
                if (is_mine(r, b, k, s)) return true;
            }
        }
    }
    return false;
}

static bool keep_cluster(void *ctx, const app_register_row *row) {
    returning *r = ctx;
    const store_dossier *d = row->row;
    r->cluster = base_arena_grow(r->arena, r->cluster, r->n_clusters, &r->cap_clusters, sizeof *r->cluster);
    r->cluster[r->n_clusters++] =
        (cluster){d->stream, base_arena_str(r->arena, d->path), base_arena_str(r->arena, d->name),
                  base_arena_str(r->arena, d->county.n > 0 ? d->county : d->channel)};
    return true;
}

static bool look(void *ctx, const store_standing *s) {
    returning *r = ctx;
    r->found = s->no > 0 && may_be_returned(r, s->kind, s->state);
    return !r->found;
}

static void add_returned(returning *r, const cluster *of, const core_case *c) {
    const bool wanted = r->q->round.n == 0 || (c->round != NULL && base_str_eq(c->round->path, r->q->round));
    if (wanted && is_mine(r, c->book, c->kind, c->control.state) && core_was_returned(c) &&
        app_may_see(r->app->world, r->viewer, r->day, c) == APP_SIGHT_FULL) {
        r->row = base_arena_grow(r->arena, r->row, r->n, &r->cap, sizeof *r->row);
        r->row[r->n++] = (app_waiting_row){.path = base_arena_str(r->arena, c->path),
                                           .name = of->name,
                                           .kind = app_word_of_kind(c->book, c->kind),
                                           .state = app_word_of_state(c->book, c->kind, c->control.state),
                                           .since = c->entered[c->control.state],
                                           .place = of->place,
                                           .place_name = app_place_name(r->app->world, of->place),
                                           .round = base_arena_str(r->arena, r->q->round),
                                           .levels = core_due_levels(c->book, c->kind, c->control.state),
                                           .book = c->book};
    }
    for (const core_case *below = c->child; below != NULL; below = below->sibling) add_returned(r, of, below);
}

static bool ask(returning *r, const cluster *c, base_err *e) {
    r->found = false;
    if (!store_standings(r->app->store, c->stream, look, r, e)) return false;
    if (!r->found) return true;
    const core_case *root = app_load(r->app, c->path, e);
    if (root == NULL) return e->kind == BASE_ERR_NONE;
    add_returned(r, c, root);
    return true;
}

bool app_show_returned(app *a, const app_list_query *q, const app_viewer *v, base_date day, base_arena *arena,
                       app_waiting_list *out, base_err *e) {
    returning r = {.app = a, .q = q, .viewer = v, .day = day, .arena = arena};
    const app_list_query clusters = {
        .place = q->place, .cursor = q->cursor, .limit = q->limit > 0 ? q->limit : APP_SHOW_ROWS_MAX};
    *out = (app_waiting_list){.n = 0};
    if (app_viewer_is_public(v) || !is_anything(&r)) return true;
    if (!app_show_register(a, &clusters, v, day, keep_cluster, &r, &out->page, e)) return false;
    for (size_t i = 0; i < r.n_clusters; i++) {
        if (!ask(&r, &r.cluster[i], e)) return false;
    }
    out->row = r.row;
    out->n = out->page.n = r.n;
    return true;
}
