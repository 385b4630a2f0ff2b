/* write_rows.c - which rows of the derived tables a group changes, and the group as the store takes it. What an event
 * touched is noted as it is folded; the rows are made once, at the end, or before something that rows rest on changes.
 */
#include "app/write_i.h"

static void touch_case(group *g, const core_case *c, bool dossier, bool opened) {
    const core_case *root = core_root(c);
    base_map_slot *slot = base_map_put(&g->touched, c->path);
    if (slot->value.num == 0) {
        g->kase = base_arena_grow(g->arena, g->kase, g->n_cases, &g->cap_cases, sizeof *g->kase);
        g->kase[g->n_cases++] = (touched_case){.kase = c};
        slot->value.num = (int64_t)g->n_cases;
    }
    touched_case *t = &g->kase[slot->value.num - 1];
    t->dossier = t->dossier || (dossier && c == root);
    t->opened = t->opened || (opened && c == root);
    if (c != root) touch_case(g, root, dossier, false);
}

static void touch_below(group *g, const core_case *c) {
    for (const core_case *k = c->child; k != NULL; k = k->sibling) {
        touch_case(g, k, false, false);
        touch_below(g, k);
    }
}

void app_group_touch(group *g, const core_event *e, const core_case *c) {
    bool dossier = app_changes_dossier(e);
    touch_case(g, c, dossier, e->opens && c->parent == NULL);
    if (app_changes_place(e, core_root(c))) touch_below(g, core_root(c));
    for (size_t i = 0; i < e->n_moves; i++) {
        const core_case *moved = core_world_find(g->app->world, e->move[i].path, e->day, g->arena);
        if (moved != NULL) touch_case(g, moved, dossier, false);
    }
    for (size_t i = 0; i < e->n_counts; i++) {
        base_str key = core_count_key(g->arena, &e->count[i]);
        base_map_put(&g->counts, key);
    }
}

static void rows_of_cases(group *g) {
    for (size_t i = 0; i < g->n_cases; i++) {
        const touched_case *t = &g->kase[i];
        if (t->kase->parent != NULL) {
            app_project_case(&g->rows, t->kase);
            continue;
        }
        app_project_root(&g->rows, g->app->world, t->kase);
        if (t->opened) app_project_stream(&g->rows, t->kase);
        if (t->dossier) app_project_dossier(&g->rows, t->kase);
        app_project_round(&g->rows, t->kase);
    }
}

/* A row says how things stood after the last event that touched its case, in whatever groups the events were written:
 * so what was touched is projected before anything else that rows rest on (versions, rounds, the programme) changes.
 * Of several rows of one key the store takes the last. */
void app_group_settle(group *g) {
    rows_of_cases(g);
    g->n_cases = 0;
    base_map_init(&g->touched, g->arena);
}

/* Those that events changed, and those that a version changed since the last event. */
static void rows_of_counts(group *g) {
    const base_map *changed[] = {&g->counts, &g->app->recounted};
    for (size_t m = 0; m < 2; m++) {
        for (size_t i = 0; i < changed[m]->cap; i++) {
            base_str key = changed[m]->slot[i].key;
            if (key.p != NULL) app_project_count(&g->rows, g->app->world, key);
        }
    }
}

static void rows_of_texts(group *g) {
    const core_case *programme = core_world_programme(g->app->world);
    if (g->texts_day == BASE_DATE_NONE) return;
    if (g->head.size == 0) app_project_text_stream(&g->rows);
    if (programme == NULL)
        app_project_texts(&g->rows, g->texts_last - 1, g->texts_day);
    else if (base_map_get(&g->touched, programme->path) == NULL)
        app_project_root(&g->rows, g->app->world, programme);
}

/* Tiles above the leaves that got a hash and are not full. */
static void upper_tiles(group *g) {
    const log_tiler *t = &g->app->tiler;
    for (unsigned level = 1; level < LOG_TILE_LEVELS; level++) {
        uint64_t now = log_level_size(t->size, level);
        log_tile_id id = {(uint8_t)level, now / LOG_TILE_HASHES, (uint16_t)(now % LOG_TILE_HASHES)};
        if (now != log_level_size(g->head.size, level) && id.n > 0) app_group_tile(g, id, t->edge[level]);
    }
}

static store_head head_after(const group *g) {
    app *a = g->app;
    store_head h = {.size = g->head.size + g->n_events, .at = g->at, .day = core_world_last_day(a->world)};
    log_hash root = log_frontier_root(a->hasher, &a->frontier);
    memcpy(h.root, root.b, sizeof h.root);
    memcpy(h.frontier, a->frontier.node, sizeof h.frontier);
    return h;
}

bool app_group_rows(group *g, store_head *after, base_err *e) {
    if (g->n_refusals > 0 && !store_refusal_add(g->app->store, g->refusal, g->n_refusals, APP_REFUSALS_CAP, e))
        return false;
    if (g->n_events == 0) return true;
    *after = head_after(g);
    rows_of_cases(g);
    rows_of_texts(g);
    rows_of_counts(g);
    upper_tiles(g);
    store_group rows = {.head = after,
                        .event = g->event,
                        .n_events = g->n_events,
                        .person = g->person,
                        .n_persons = g->n_persons,
                        .request = g->done,
                        .n_requests = g->n_done,
                        .tile = g->tile,
                        .n_tiles = g->n_tiles};
    app_rows_into(&rows, &g->rows);
    return store_write(g->app->store, &rows, e);
}
