/* project.c - what the derived tables say of a case: a pure function of the world, so that rebuild and audit come to
 * the same rows. Only dates are kept, never whether they have passed. */
#include "app/app_i.h"
#include "base/json_out.h"
#include "core/due.h"
#include "core/observe.h"

static core_value own(const core_case *c, const char *name) {
    rules_id f = rules_find_field(core_kind(c), base_str_of(name));
    return f != RULES_NONE ? c->field[f] : (core_value){0};
}

static bool is_yes(const core_case *c, const char *name) {
    core_value v = own(c, name);
    return v.set && v.n != 0;
}

static bool is_dossier(const core_case *root) { return root->kind == root->book->cluster; }

/* The county on record; of a recognition taken over without one, its channel. */
static base_str place_of(const core_case *root) {
    if (!is_dossier(root)) return (base_str){NULL, 0};
    base_str county = core_text_named(root, "county");
    return county.n > 0 ? county : core_text_named(root, "channel");
}

static store_standing *standing(app_rows *r) {
    r->standing = base_arena_grow(r->arena, r->standing, r->n_standings, &r->cap_standings, sizeof *r->standing);
    return &r->standing[r->n_standings++];
}

static void row_of(app_rows *r, const core_case *c, const core_case *root) {
    const rules_state *s = core_state(c);
    size_t below = root->path.n + 1;
    *standing(r) =
        (store_standing){.stream = root->opened_seq > 0 ? root->opened_seq - 1 : 0,
                         .no = c->no,
                         .name = c == root ? (base_str){NULL, 0} : (base_str){c->path.p + below, c->path.n - below},
                         .kind = core_kind(c)->name,
                         .state = s->name,
                         .since = c->entered[c->control.state],
                         .last = c->touched_seq > 0 ? c->touched_seq - 1 : 0,
                         .place = place_of(root),
                         .waits = !s->rest && !s->end,
                         .watch = BASE_DATE_NONE};
}

void app_rows_into(store_group *g, const app_rows *r) {
    g->stream = r->stream;
    g->n_streams = r->n_streams;
    g->standing = r->standing;
    g->n_standings = r->n_standings;
    g->dossier = r->dossier;
    g->n_dossiers = r->n_dossiers;
    g->tally = r->tally;
    g->n_tallies = r->n_tallies;
    g->round = r->round;
    g->n_rounds = r->n_rounds;
}

void app_project_case(app_rows *r, const core_case *c) { row_of(r, c, core_root(c)); }

void app_project_root(app_rows *r, const core_world *w, const core_case *root) {
    row_of(r, root, root);
    r->standing[r->n_standings - 1].watch = core_due_watch(w, root, r->arena);
}

void app_project_texts(app_rows *r, uint64_t last, base_date day) {
    *standing(r) = (store_standing){.kind = BASE_STR("programme"), .since = day, .last = last, .watch = BASE_DATE_NONE};
}

static store_stream *stream(app_rows *r) {
    r->stream = base_arena_grow(r->arena, r->stream, r->n_streams, &r->cap_streams, sizeof *r->stream);
    return &r->stream[r->n_streams++];
}

void app_project_stream(app_rows *r, const core_case *root) {
    *stream(r) = (store_stream){root->opened_seq > 0 ? root->opened_seq - 1 : 0, root->path, core_kind(root)->name};
}

void app_project_text_stream(app_rows *r) {
    *stream(r) = (store_stream){0, BASE_STR("programme"), BASE_STR("programme")};
}

/* The round of the last recognition: of the child that was opened in one and came to be recognised. */
static base_str round_of(const core_case *root) {
    base_str found = {NULL, 0};
    for (const core_case *c = root->child; c != NULL; c = c->sibling) {
        if (c->round != NULL && core_state(c)->end && base_str_is(core_state(c)->name, "recognised"))
            found = c->round->path;
    }
    return found;
}

void app_project_dossier(app_rows *r, const core_case *root) {
    if (!is_dossier(root)) return;
    r->dossier = base_arena_grow(r->arena, r->dossier, r->n_dossiers, &r->cap_dossiers, sizeof *r->dossier);
    r->dossier[r->n_dossiers++] = (store_dossier){.stream = root->opened_seq - 1,
                                                  .path = root->path,
                                                  .name = core_text_named(root, "name"),
                                                  .industry = core_text_named(root, "industry"),
                                                  .subfield = core_text_named(root, "subfield"),
                                                  .county = core_text_named(root, "county"),
                                                  .channel = core_text_named(root, "channel"),
                                                  .state = core_state(root)->name,
                                                  .announced = core_date_named(root, "announced"),
                                                  .valid_from = core_date_named(root, "valid_from"),
                                                  .valid_until = core_date_named(root, "valid_until"),
                                                  .announcement = core_text_named(root, "announcement"),
                                                  .round = round_of(root),
                                                  .provincial = is_yes(root, "provincial"),
                                                  .pooled = is_yes(root, "pooled"),
                                                  .taken_over = is_yes(root, "taken_over")};
}

/* A case in a round comes to its end as recognised: the dossier names the round. */
static bool names_round(const core_event *e) {
    rules_id to = e->book->action[e->action].to;
    return e->round.n > 0 && to != RULES_NONE && base_str_is(e->book->kase[e->kind].state[to].name, "recognised");
}

bool app_changes_place(const core_event *e, const core_case *root) {
    rules_id county = rules_find_field(core_kind(root), BASE_STR("county"));
    rules_id channel = rules_find_field(core_kind(root), BASE_STR("channel"));
    bool own = base_str_eq(e->path, root->path);
    for (size_t i = 0; i < e->n_sets; i++) {
        bool here = e->set[i].path.n == 0 ? own : base_str_eq(e->set[i].path, root->path);
        if (here && (e->set[i].field == county || e->set[i].field == channel)) return true;
    }
    return false;
}

bool app_is_of_all(const core_world *w, const core_event *e) {
    if (e->adopts != NULL) return true;
    const core_case *root = core_stream_here(w, e->path);
    return (root != NULL ? root->kind : e->kind) != e->book->cluster;
}

bool app_changes_dossier(const core_event *e) {
    bool root = memchr(e->path.p, '/', e->path.n) == NULL;
    base_str rest, name = base_str_cut(e->path, '/', &rest);
    if (names_round(e)) return true;
    if (root && (e->opens || e->n_sets > 0 || e->book->action[e->action].to != RULES_NONE)) return true;
    for (size_t i = 0; i < e->n_sets; i++) {
        if (e->set[i].path.n > 0 && base_str_eq(e->set[i].path, name)) return true;
    }
    for (size_t i = 0; i < e->n_moves; i++) {
        if (base_str_eq(e->move[i].path, name)) return true;
    }
    return false;
}

/* ---- rounds ---- */

/* Fields in the order of their names, as canonical JSON wants it. */
static size_t next_field(const rules_case *k, const rules_field *after) {
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < k->n_fields; i++) {
        if (after != NULL && base_str_cmp(k->field[i].name, after->name) <= 0) continue;
        if (best == SIZE_MAX || base_str_cmp(k->field[i].name, k->field[best].name) < 0) best = i;
    }
    return best;
}

static base_str settings_of(base_arena *arena, const core_case *c) {
    const rules_case *k = core_kind(c);
    base_buf out, text;
    base_json j;
    base_buf_init(&out, APP_ROW_MAX);
    base_buf_init(&text, APP_ROW_MAX);
    base_json_init(&j, &out);
    base_json_obj(&j);
    for (size_t i = next_field(k, NULL); i != SIZE_MAX; i = next_field(k, &k->field[i])) {
        if (!c->field[i].set) continue;
        base_buf_clear(&text);
        core_value_put(&text, &k->field[i], c->field[i]);
        base_json_key(&j, k->field[i].name);
        base_json_str(&j, base_buf_str(&text));
    }
    base_json_obj_end(&j);
    base_str s = base_arena_str(arena, base_buf_str(&out));
    base_buf_free(&text);
    base_buf_free(&out);
    return s;
}

void app_project_round(app_rows *r, const core_case *root) {
    if (root->kind != root->book->round) return;
    r->round = base_arena_grow(r->arena, r->round, r->n_rounds, &r->cap_rounds, sizeof *r->round);
    r->round[r->n_rounds++] = (store_round){.stream = root->opened_seq - 1,
                                            .path = root->path,
                                            .state = core_state(root)->name,
                                            .opened = root->opened,
                                            .county_closes = core_date_named(root, "county_closes"),
                                            .closes = core_date_named(root, "closes"),
                                            .settings = settings_of(r->arena, root)};
}

void app_project_count(app_rows *r, const core_world *w, base_str key) {
    r->tally = base_arena_grow(r->arena, r->tally, r->n_tallies, &r->cap_tallies, sizeof *r->tally);
    r->tally[r->n_tallies++] = (store_tally){key, core_world_get_count(w, key)};
}
