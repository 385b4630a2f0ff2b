/* show_waiting.c - what waits for somebody to go on: one list by kind and state after the other, in the order of the
 * rulebook, each by place. A case stays under the text it was opened under, so the kinds and states of every version
 * are asked for, each once.
 *
 * Whom a case names, and which round it was opened in, stands in its dossier alone. Where that is asked the lists are
 * read some rows ahead and what does not belong is left out, until the page is full or too many dossiers had to be
 * loaded for it; those that are in memory cost next to nothing. */
#include "app/show_i.h"
#include "core/place.h"

/* A list of the store that is asked for. */
typedef struct {
    const rules_book *book;
    rules_id kind, state;
    uint16_t levels;
} pair;

enum { PAIRS_MAX = 512, AHEAD = 100 };

/* Where a row stands. */
typedef struct {
    uint64_t pair, stream;
    uint32_t no;
} spot;

typedef struct {
    app *app;
    const app_list_query *q;
    const app_viewer *viewer;
    base_date day;
    base_arena *arena;
    app_scope scope;
    pair *pair;
    size_t n_pairs;
    size_t limit;
    size_t room; /* of `row`, this time */
    size_t looked, loaded;
    bool by_round;
    app_waiting_row *row;
    spot *spot; /* of each row */
    size_t n, cap, cap_spot;
    app_cursor at; /* the last row that was taken; n: pair, stream, no; text: place */
    bool begun;    /* there is one */
    bool more;
} waiting;

static bool is_level(const waiting *w, const rules_book *b, uint16_t levels) {
    rules_id l = rules_find_level(b, w->viewer->actor.level);
    return w->viewer->reads_all || (l != RULES_NONE && (levels >> l & 1U) != 0);
}

static bool is_asked(const waiting *w, const rules_book *b, rules_id k, rules_id s, uint16_t levels) {
    const rules_state *st = &b->kase[k].state[s];
    if (st->rest || st->end) return false;
    if (w->q->state.n > 0 && !base_str_eq(w->q->state, st->name)) return false;
    if (w->q->desk.n > 0 && !(w->q->led ? app_desk_leads : app_desk_takes)(b, k, s, w->q->desk)) return false;
    if (!w->by_round) return is_level(w, b, levels);
    return b->kase[k].in_round && (!app_viewer_is_public(w->viewer) || st->is_public);
}

static bool is_there(const waiting *w, const rules_book *b, rules_id k, rules_id s) {
    for (size_t i = 0; i < w->n_pairs; i++) {
        const pair *p = &w->pair[i];
        if (base_str_eq(p->book->kase[p->kind].name, b->kase[k].name) &&
            base_str_eq(p->book->kase[p->kind].state[p->state].name, b->kase[k].state[s].name))
            return true;
    }
    return false;
}

static void choose_pairs(waiting *w) {
    w->pair = base_arena_array(w->arena, PAIRS_MAX, sizeof *w->pair);
    for (size_t v = 0; v < core_world_versions(w->app->world); v++) {
        const rules_book *b = core_world_version(w->app->world, v)->book;
        for (rules_id k = 0; k < b->n_cases; k++) {
            for (rules_id s = 0; s < b->kase[k].n_states; s++) {
                uint16_t levels = core_due_levels(b, k, s);
                if (w->n_pairs == PAIRS_MAX || !is_asked(w, b, k, s, levels) || is_there(w, b, k, s)) continue;
                w->pair[w->n_pairs++] = (pair){b, k, s, levels};
            }
        }
    }
}

/* ---- rows ---- */

typedef struct {
    waiting *w;
    const pair *p;
} taking;

static bool of_place(const waiting *w, base_str place) {
    if (app_viewer_is_public(w->viewer) || w->scope.assigned) return true;
    return app_may_see_standing(w->app->world, w->viewer, w->day, place) == APP_SIGHT_FULL;
}

static bool take_standing(void *ctx, const store_standing *s) {
    const taking *t = ctx;
    waiting *w = t->w;
    bool seen = of_place(w, s->place);
    if (w->looked >= APP_SHOW_LOOK_MAX || (seen && w->n == w->room)) {
        w->more = true;
        return false;
    }
    const spot here = {(uint64_t)(t->p - w->pair), s->stream, s->no};
    w->looked++;
    w->begun = true;
    w->at = (app_cursor){.n = {here.pair, here.stream, here.no}, .text = base_arena_str(w->arena, s->place)};
    if (!seen) return true;
    w->row = base_arena_grow(w->arena, w->row, w->n, &w->cap, sizeof *w->row);
    w->spot = base_arena_grow(w->arena, w->spot, w->n, &w->cap_spot, sizeof *w->spot);
    w->spot[w->n] = here;
    w->row[w->n++] = (app_waiting_row){.path = base_arena_str(w->arena, s->name),
                                       .kind = app_word_of_kind(t->p->book, t->p->kind),
                                       .state = app_word_of_state(t->p->book, t->p->kind, t->p->state),
                                       .since = s->since,
                                       .place = w->at.text,
                                       .place_name = app_place_name(w->app->world, w->at.text),
                                       .levels = t->p->levels,
                                       .book = t->p->book};
    return true;
}

static bool ask_pair(waiting *w, size_t i, base_err *e) {
    const pair *p = &w->pair[i];
    base_str place[2] = {w->scope.unit, w->scope.channel};
    taking t = {.w = w, .p = p};
    store_waiting_query q = {.kind = p->book->kase[p->kind].name,
                             .state = p->book->kase[p->kind].state[p->state].name,
                             .place = place,
                             .n_places = w->scope.everywhere      ? 0
                                         : w->scope.channel.n > 0 ? 2
                                                                  : 1};
    if (base_str_starts(place[1], place[0]) && q.n_places == 2) q.n_places = 1;
    if (w->begun && w->at.n[0] == i) {
        q.after_place = w->at.text.p != NULL ? w->at.text : BASE_STR("");
        q.after_stream = w->at.n[1];
        q.after_no = (uint32_t)w->at.n[2];
    }
    return store_waiting(w->app->store, &q, take_standing, &t, e);
}

/* The store's rows name streams by number; their names, and those of the dossiers, are asked for afterwards. */
static bool name_row(waiting *w, size_t i, base_err *e) {
    store_dossier d;
    store_stream s;
    bool found = false;
    app_waiting_row *r = &w->row[i];
    if (!store_dossier_get(w->app->store, w->arena, w->spot[i].stream, &d, &found, e)) return false;
    base_str root = d.path;
    if (found) r->name = d.name;
    if (!found) {
        if (!store_stream_at(w->app->store, w->arena, w->spot[i].stream, &s, &found, e)) return false;
        if (!found) return true;
        root = r->name = s.name;
    }
    r->path =
        r->path.n == 0 ? root : base_arena_fmt(w->arena, "%.*s/%.*s", (int)root.n, root.p, (int)r->path.n, r->path.p);
    return true;
}

/* On from the last row that was taken, until there is no room; w->more says whether there are further ones. */
static bool read_on(waiting *w, size_t room, base_err *e) {
    const size_t from = w->n;
    w->room = room;
    w->more = false;
    for (size_t i = w->begun ? (size_t)w->at.n[0] : 0; i < w->n_pairs && !w->more; i++) {
        if (!ask_pair(w, i, e)) return false;
    }
    for (size_t i = from; i < w->n; i++) {
        if (!name_row(w, i, e)) return false;
    }
    return true;
}

static uint64_t digest_of(const waiting *w) {
    return app_query_digest(w->q, w->viewer, (w->by_round ? 2U : 1U) + (w->q->led ? 2U : 0U));
}

static bool begin(waiting *w, base_err *e) {
    if (w->q->limit > APP_SHOW_ROWS_MAX)
        return base_err_fmt(e, BASE_ERR_INPUT, "一页至多 %d 行", "a page has at most %d rows", APP_SHOW_ROWS_MAX);
    w->limit = w->q->limit > 0 ? w->q->limit : APP_SHOW_ROWS;
    w->begun = w->q->cursor.n > 0;
    if (w->begun && !app_cursor_read(w->q->cursor, 'w', digest_of(w), &w->at, w->arena, e)) return false;
    choose_pairs(w);
    return true;
}

static void end(waiting *w, app_waiting_list *out) {
    out->row = w->row;
    out->n = out->page.n = w->n;
    out->page.more = w->more;
    w->at.what = 'w';
    w->at.of = digest_of(w);
    if (w->more) app_cursor_put(out->page.cursor, &w->at);
}

/* ---- what the tables do not say ---- */

/* The round in which an opinion is asked for is that of the application it is about. */
static const core_case *round_of(const core_case *c) {
    while (c != NULL && c->round == NULL) c = c->parent;
    return c != NULL ? c->round : NULL;
}

static bool belongs(waiting *w, base_str path, bool *in, base_err *e) {
    *in = false;
    if (!app_is_at_hand(w->app, path)) w->loaded++;
    if (app_load(w->app, path, e) == NULL) return e->kind == BASE_ERR_NONE;
    const core_case *c = core_world_find(w->app->world, path, w->day, w->arena);
    if (c == NULL) return true;
    const core_case *round = w->scope.assigned ? round_of(c) : c->round;
    if (w->q->round.n > 0 && (round == NULL || !base_str_eq(round->path, w->q->round))) return true;
    const enum app_sight sight = app_may_see(w->app->world, w->viewer, w->day, c);
    *in = sight == APP_SIGHT_FULL || (sight == APP_SIGHT_PUBLIC && !w->scope.assigned);
    return true;
}

/* Of the rows from `from` on, those that belong. *full: there is one more than the page takes. */
static bool keep_own(waiting *w, size_t from, bool *full, base_err *e) {
    size_t kept = from;
    for (size_t i = from; i < w->n && !*full; i++) {
        bool in = false;
        if (!belongs(w, w->row[i].path, &in, e)) return false;
        if (!in) continue;
        *full = kept == w->limit;
        if (*full) break;
        w->row[kept] = w->row[i];
        w->spot[kept] = w->spot[i];
        w->row[kept++].round = w->q->round;
    }
    w->n = kept;
    return true;
}

static bool read_own(waiting *w, base_err *e) {
    bool full = false;
    do {
        const size_t from = w->n;
        if (!read_on(w, from + AHEAD, e) || !keep_own(w, from, &full, e)) return false;
    } while (w->more && !full && w->loaded < APP_SHOW_LOAD_MAX && w->looked < APP_SHOW_LOOK_MAX);
    if (!full) return true;
    const spot *last = &w->spot[w->n - 1];
    w->at = (app_cursor){.n = {last->pair, last->stream, last->no}, .text = w->row[w->n - 1].place};
    w->more = true;
    return true;
}

static bool read_page(waiting *w, base_err *e) {
    return w->q->round.n > 0 || w->scope.assigned ? read_own(w, e) : read_on(w, w->limit, e);
}

/* ---- in which states ---- */

/* Whether something waits in that list of the store, read for itself up to its first row; what is asked of dossiers
 * counts together. When it can not be found out in time, it may be. */
static bool has_any(waiting *w, size_t i, bool *some, base_err *e) {
    waiting one = *w;
    one.pair = &w->pair[i];
    one.n_pairs = one.limit = 1;
    one.row = NULL;
    one.spot = NULL;
    one.n = one.cap = one.cap_spot = one.looked = 0;
    one.begun = one.more = false;
    if (!read_page(&one, e)) return false;
    w->loaded = one.loaded;
    *some = one.n > 0 || one.more;
    return true;
}

/* Of the same query, whatever the state. */
static bool read_states(const waiting *page, app_waiting_list *out, base_err *e) {
    app_list_query q = *page->q;
    waiting w = {.app = page->app, .q = &q, .viewer = page->viewer, .day = page->day, .arena = page->arena};
    w.scope = page->scope;
    q.state = (base_str){NULL, 0};
    choose_pairs(&w);
    app_waiting_state *state = base_arena_array(w.arena, w.n_pairs, sizeof *state);
    out->state = state;
    for (size_t i = 0; i < w.n_pairs; i++) {
        const pair *p = &w.pair[i];
        bool some = false;
        if (q.round.n > 0 && !w.scope.assigned && !p->book->kase[p->kind].in_round) continue;
        if (!has_any(&w, i, &some, e)) return false;
        if (!some) continue;
        state[out->n_states++] =
            (app_waiting_state){app_word_of_kind(p->book, p->kind), app_word_of_state(p->book, p->kind, p->state),
                                app_part_of_kind(p->book, p->kind)};
    }
    return true;
}

bool app_show_waiting(app *a, const app_list_query *q, const app_viewer *v, base_date day, base_arena *arena,
                      app_waiting_list *out, base_err *e) {
    waiting w = {.app = a, .q = q, .viewer = v, .day = day, .arena = arena};
    *out = (app_waiting_list){.n = 0};
    w.scope = app_viewer_scope(a->world, v, day);
    if (!begin(&w, e)) return false;
    if (w.scope.nowhere || !app_scope_within(&w.scope, q->place)) return true;
    if (!read_page(&w, e)) return false;
    end(&w, out);
    return !q->with_states || read_states(&w, out, e);
}

bool app_show_round_cases(app *a, const app_list_query *q, const app_viewer *v, base_date day, base_arena *arena,
                          app_waiting_list *out, base_err *e) {
    waiting w = {.app = a, .q = q, .viewer = v, .day = day, .arena = arena, .by_round = true};
    *out = (app_waiting_list){.n = 0};
    w.scope = (app_scope){.everywhere = true};
    if (!app_viewer_is_public(v)) w.scope = app_viewer_scope(a->world, v, day);
    if (q->round.n == 0) return base_err_fmt(e, BASE_ERR_INPUT, "须写明批次", "the round is wanted");
    if (!begin(&w, e)) return false;
    if (w.scope.nowhere || !app_scope_within(&w.scope, q->place)) return true;
    if (!read_page(&w, e)) return false;
    end(&w, out);
    return true;
}
