/* show_register.c - pages of the register, as far as the viewer sees it.
 *
 * The store is asked by the longest beginning of a code under which all of it lies; what reports elsewhere is passed
 * over row by row. Dossiers on record without a county stand under their channel instead, so a channel's register is
 * two lists laid into each other by number. */
#include <stdlib.h>

#include "app/show_i.h"
#include "core/place.h"

typedef struct {
    app *app;
    const app_list_query *q;
    const app_viewer *viewer;
    base_date day;
    const rules_book *book;
    app_scope scope;
    uint64_t after;
    size_t limit;
    /* the page so far */
    app_each_row each;
    void *ctx;
    size_t n, looked, loaded;
    uint64_t last;
    bool more, stopped;
    base_err *error;
    bool failed;
} listing;

/* ---- one row ---- */

static base_str channel_of(const listing *l, const store_dossier *d) {
    if (d->county.n == 0) return d->channel;
    const core_channel *ch = core_place_channel(l->app->world, d->county, l->day);
    return ch != NULL ? ch->code : (base_str){NULL, 0};
}

/* Whether some case of it names the viewer: the tables do not say, so the dossier is asked. */
static bool is_assigned(listing *l, const store_dossier *d) {
    if (!app_is_at_hand(l->app, d->path)) l->loaded++;
    const core_case *root = app_load(l->app, d->path, l->error);
    l->failed = root == NULL && l->error->kind != BASE_ERR_NONE;
    return root != NULL && app_may_see(l->app->world, l->viewer, l->day, root) == APP_SIGHT_FULL;
}

static bool is_seen(listing *l, const store_dossier *d, base_str channel) {
    if (l->q->channel.n > 0 && !base_str_eq(channel, l->q->channel)) return false;
    if (l->q->pool != APP_POOL_ANY &&
        (d->pooled != (l->q->pool == APP_POOL_IN) || app_state_is_public(l->book, d->state)))
        return false;
    if (app_state_is_public(l->book, d->state)) {
        if (app_viewer_is_public(l->viewer)) return true;
    }
    if (l->scope.assigned) return is_assigned(l, d);
    return app_may_see_place(l->app->world, l->viewer, l->day, d->county, d->channel) == APP_SIGHT_FULL;
}

/* False ends the page. */
static bool take(listing *l, const store_dossier *d) {
    base_str channel = channel_of(l, d);
    bool seen = is_seen(l, d, channel);
    if (l->failed) return false;
    if (seen && l->n == l->limit) {
        l->more = true;
        return false;
    }
    l->last = d->stream;
    l->looked++;
    if (!seen) return true;
    rules_id k = l->book->cluster, s = rules_find_state(&l->book->kase[k], d->state);
    static const rules_text none = {{NULL, 0}, {NULL, 0}};
    app_register_row row = {.row = d,
                            .state = s != RULES_NONE ? app_word_of_state(l->book, k, s) : app_word_with(d->state, none),
                            .county = app_place_name(l->app->world, d->county),
                            .channel_code = channel,
                            .channel = app_place_name(l->app->world, channel)};
    l->n++;
    l->stopped = !l->each(l->ctx, &row);
    return !l->stopped;
}

/* ---- pages of the store ---- */

enum { AHEAD = 100, MEMORY_MAX = 64 << 20 };

/* One list, read ahead. */
typedef struct {
    store_register_query query;
    base_arena *arena;
    store_dossier *row; /* [AHEAD] */
    size_t n, at;
    bool used, over;
} source;

static bool keep_row(void *ctx, const store_dossier *d) {
    source *s = ctx;
    store_dossier *k = &s->row[s->n++];
    *k = *d;
    base_str *text[] = {&k->path,    &k->name,  &k->industry,     &k->subfield, &k->county,
                        &k->channel, &k->state, &k->announcement, &k->round};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) *text[i] = base_arena_str(s->arena, *text[i]);
    return s->n < AHEAD;
}

static bool fill(listing *l, source *s, base_err *e) {
    if (!s->used || s->over || s->at < s->n) return true;
    s->n = s->at = 0;
    base_arena_reset(s->arena);
    s->row = base_arena_array(s->arena, AHEAD, sizeof *s->row);
    if (!store_register(l->app->store, &s->query, keep_row, s, e)) return false;
    s->over = s->n < s->query.limit;
    if (s->n > 0) s->query.after = s->row[s->n - 1].stream;
    return true;
}

static const store_dossier *head(const source *s) { return s->used && s->at < s->n ? &s->row[s->at] : NULL; }

/* The next row of all lists by number; one that stands in several comes once. */
static const store_dossier *next(source *s, size_t n) {
    source *first = NULL;
    for (size_t i = 0; i < n; i++) {
        if (head(&s[i]) != NULL && (first == NULL || head(&s[i])->stream < head(first)->stream)) first = &s[i];
    }
    if (first == NULL) return NULL;
    const store_dossier *d = head(first);
    for (size_t i = 0; i < n; i++) {
        if (head(&s[i]) != NULL && head(&s[i])->stream == d->stream && &s[i] != first) s[i].at++;
    }
    first->at++;
    return d;
}

/* By county, and where dossiers stand under a channel by that. */
static size_t add_sources(const listing *l, source *s, size_t n, base_str state) {
    const app_list_query *q = l->q;
    store_register_query base = {.text = q->text,
                                 .state = state,
                                 .round = q->round,
                                 .industry_prefix = q->industry,
                                 .announced_year = q->year,
                                 .after = l->after,
                                 .limit = l->limit + 1 < AHEAD ? l->limit + 1 : AHEAD};
    s[n].query = base;
    if (!l->scope.everywhere) s[n].query.county_prefix = l->scope.unit;
    s[n++].used = true;
    if (l->scope.everywhere || l->scope.channel.n == 0) return n;
    s[n].query = base;
    s[n].query.channel = l->scope.channel;
    s[n++].used = true;
    return n;
}

enum { SOURCES_MAX = 2 * RULES_MAX_STATES };

/* The public sees states that are public: a list for each of them, so that nobody reads past a million others. */
static size_t begin_sources(const listing *l, source *s) {
    const rules_case *k = &l->book->kase[l->book->cluster];
    size_t n = 0;
    if (!app_viewer_is_public(l->viewer) || l->q->state.n > 0) return add_sources(l, s, 0, l->q->state);
    for (size_t i = 0; i < k->n_states; i++) {
        if (k->state[i].is_public) n = add_sources(l, s, n, k->state[i].name);
    }
    return n;
}

static bool read_rows(listing *l, base_err *e) {
    source *s = base_zeroed(SOURCES_MAX, sizeof *s);
    size_t n = begin_sources(l, s);
    bool good = true;
    for (size_t i = 0; i < n; i++) s[i].arena = base_arena_new_sized(MEMORY_MAX, (size_t)16 << 10);
    while (good && !l->more && !l->stopped) {
        for (size_t i = 0; good && i < n; i++) good = fill(l, &s[i], e);
        const store_dossier *d = good ? next(s, n) : NULL;
        if (d == NULL || !take(l, d)) break;
        if (l->loaded >= APP_SHOW_LOAD_MAX || l->looked >= APP_SHOW_LOOK_MAX) l->more = true;
    }
    for (size_t i = 0; i < n; i++) base_arena_free(s[i].arena);
    free(s);
    return good && !l->failed;
}

/* ---- the question ---- */

static bool known_state(const rules_book *b, base_str state, base_err *e) {
    if (state.n == 0 || rules_find_state(&b->kase[b->cluster], state) != RULES_NONE) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "没有集群状态“%.*s”", "clusters have no state “%.*s”",
                        (int)base_utf8_head(state, 60).n, state.p);
}

static bool check(const listing *l, base_err *e) {
    const app_list_query *q = l->q;
    if (l->book == NULL || l->book->cluster == RULES_NONE)
        return base_err_fmt(e, BASE_ERR_MISSING, "规则中没有集群", "the rulebook has no clusters");
    if (q->text.n > APP_SHOW_TEXT_MAX)
        return base_err_fmt(e, BASE_ERR_INPUT, "查询文字过长：至多 %d 字节", "the text is too long: at most %d bytes",
                            APP_SHOW_TEXT_MAX);
    if (q->limit > APP_SHOW_ROWS_MAX)
        return base_err_fmt(e, BASE_ERR_INPUT, "一页至多 %d 行", "a page has at most %d rows", APP_SHOW_ROWS_MAX);
    return known_state(l->book, q->state, e);
}

/* False with *none when nothing can be seen. */
static bool where(listing *l, bool *none) {
    const core_world *w = l->app->world;
    bool open = app_viewer_is_public(l->viewer);
    l->scope = (app_scope){.everywhere = true};
    if (!open) l->scope = app_viewer_scope(w, l->viewer, l->day);
    *none = l->scope.nowhere;
    if (*none) return false;
    const bool assigned = l->scope.assigned;
    if (l->scope.everywhere && l->q->channel.n > 0) l->scope = app_channel_scope(w, l->q->channel);
    l->scope.assigned = assigned;
    *none = !app_scope_within(&l->scope, l->q->place);
    return !*none;
}

static bool begin(listing *l, base_err *e) {
    app_cursor c = {0};
    base_arena *arena = l->app->scratch;
    l->book = core_world_book(l->app->world, l->day);
    l->limit = l->q->limit > 0 ? l->q->limit : APP_SHOW_ROWS;
    l->after = UINT64_MAX;
    if (!check(l, e)) return false;
    if (l->q->cursor.n == 0) return true;
    if (!app_cursor_read(l->q->cursor, 'r', app_query_digest(l->q, l->viewer, (uint64_t)l->q->pool), &c, arena, e))
        return false;
    l->after = c.n[0];
    return true;
}

static bool nothing_public(const listing *l) {
    return app_viewer_is_public(l->viewer) && l->q->state.n > 0 && !app_state_is_public(l->book, l->q->state);
}

bool app_show_register(app *a, const app_list_query *q, const app_viewer *v, base_date day, app_each_row each,
                       void *ctx, app_page *out, base_err *e) {
    listing l = {.app = a, .q = q, .viewer = v, .day = day, .each = each, .ctx = ctx, .last = UINT64_MAX, .error = e};
    bool none = false;
    *out = (app_page){0};
    if (!begin(&l, e)) return false;
    if (!where(&l, &none) || nothing_public(&l)) return true;
    if (!read_rows(&l, e)) return false;
    out->n = l.n;
    out->looked = l.looked;
    out->more = l.more && !l.stopped;
    app_cursor c = {.what = 'r', .of = app_query_digest(q, v, (uint64_t)q->pool), .n = {l.last, 0, 0}};
    if (out->more) app_cursor_put(out->cursor, &c);
    return true;
}

static bool count_one(void *ctx, const app_register_row *row) {
    (void)row;
    size_t *n = ctx;
    ++*n;
    return true;
}

bool app_count_register(app *a, const app_list_query *q, const app_viewer *v, base_date day, size_t most, size_t *n,
                        bool *exact, base_err *e) {
    listing l = {
        .app = a, .q = q, .viewer = v, .day = day, .each = count_one, .ctx = n, .last = UINT64_MAX, .error = e};
    bool none = false;
    *n = 0;
    *exact = true;
    if (!begin(&l, e)) return false;
    l.limit = most;
    l.after = UINT64_MAX;
    if (!where(&l, &none) || nothing_public(&l)) return true;
    if (!read_rows(&l, e)) return false;
    *exact = !l.more;
    return true;
}
