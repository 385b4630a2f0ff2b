/* load.c - streams into memory and out again, and the world up to the end of the log.
 *
 * A dossier is read by following its events back from the last one, so that the log needs no index, then folded oldest
 * first. What was not used lately leaves when memory runs short (second chance: whoever was used since the last round
 * stays once more). */
#include "app/app_i.h"

bool app_read_event(app *a, base_arena *arena, const store_event *row, core_event *out, core_stamp *stamp,
                    base_err *e) {
    core_leaf leaf;
    if (!core_leaf_read(arena, row->leaf, &leaf, e)) return false;
    if (leaf.seq != row->seq) {
        return base_err_fmt(e, BASE_ERR_INPUT, "第 %llu 个事件自称第 %llu 个", "event %llu says that it is number %llu",
                            (unsigned long long)row->seq, (unsigned long long)leaf.seq);
    }
    return core_event_read(arena, a->world, &leaf, row->payload, out, stamp, e);
}

enum { LOAD_TRIES = 100 };

/* After a failure the world is made anew first; not while a group is under way, whose transaction would be lost. */
static bool usable(app *a, base_err *e) {
    if (!a->broken) return true;
    if (!a->pinned) return app_reopen(a, e);
    return base_err_fmt(e, BASE_ERR_IO, "记录读取中断，请重试", "reading the record was broken off; try again");
}

/* ---- one stream ---- */

typedef struct {
    base_arena *arena;
    store_event *row;
    size_t n, cap;
} chain;

static bool take_row(void *ctx, const store_event *row) {
    chain *c = ctx;
    c->row = base_arena_grow(c->arena, c->row, c->n, &c->cap, sizeof *c->row);
    store_event *kept = &c->row[c->n++];
    *kept = *row;
    kept->leaf = base_arena_str(c->arena, row->leaf);
    kept->payload = base_arena_str(c->arena, row->payload);
    return true;
}

static bool fold_row(app *a, const store_event *row, base_err *e) {
    core_event event;
    core_stamp stamp;
    event.adopts = NULL;
    if (!app_read_event(a, a->scratch, row, &event, &stamp, e)) return false;
    if (event.adopts != NULL) return true; /* texts are taken by app_world_begin and app_catch_up */
    return core_load_event(a->world, &event, row->seq, e);
}

static void drop_half_loaded(app *a, base_str name) {
    core_case *root = core_stream_here(a->world, name);
    if (root != NULL) core_stream_drop(a->world, root);
}

/* Folds the chain that ends with event `last`. */
static bool load_chain(app *a, base_str name, uint64_t last, base_err *e) {
    chain c = {.arena = a->scratch};
    if (!store_stream_events(a->store, last, take_row, &c, e)) return false;
    for (size_t i = c.n; i > 0; i--) {
        if (fold_row(a, &c.row[i - 1], e)) continue;
        drop_half_loaded(a, name);
        base_err_at(e, BASE_STR("jiqun.db"), 0, 0);
        return false;
    }
    return true;
}

static bool disagrees(base_str name, base_err *e) {
    return base_err_fmt(e, BASE_ERR_INPUT, "派生表与记录不符（%.*s）；请运行 jiqun rebuild",
                        "a derived table does not agree with the log (%.*s); run jiqun rebuild", (int)name.n, name.p);
}

/* What is looked at now came of texts and days that the record has left: only a world made anew fits it. */
static bool has_left(const app *a, const store_head *to) {
    /* A version that counts otherwise came into force on another node: its recount is in the store. */
    if (core_world_recounts(a->world, to->day)) return true;
    /* What comes may be of an earlier day than one that was looked at, or on which something was refused. */
    return core_world_is_ahead(a->world, a->head.day) || to->size < a->head.size;
}

/* On to the end of the log in the middle of some reading: its cases and texts stay where they are. */
static bool follow(app *a, base_err *e) {
    store_head head;
    if (!store_head_get(a->store, &head, e)) return false;
    if (head.size == a->head.size || !has_left(a, &head)) return app_catch_up(a, &head, e);
    return base_err_fmt(e, BASE_ERR_IO, "读取时记录有了变化，请重试",
                        "the record changed while it was read; try again");
}

/* The stream's last event. Somebody else may have written to it since the world was brought to the end of the log; then
 * the world goes on first. */
static bool find_last(app *a, base_str name, uint64_t *last, bool *found, base_err *e) {
    for (int tries = 0; tries < LOAD_TRIES; tries++) {
        if (!store_stream_last(a->store, name, last, found, e)) return false;
        if (!*found || *last < a->head.size) return true;
        if (*last == UINT64_MAX) return disagrees(name, e);
        if (!follow(a, e)) return false;
        if (core_stream_here(a->world, name) != NULL) return true; /* opened by what came meanwhile */
    }
    return disagrees(name, e);
}

static const core_case *load(app *a, base_str name, base_err *e) {
    uint64_t last = 0;
    bool found = false;
    if (!find_last(a, name, &last, &found, e) || !found) return NULL;
    core_case *c = core_stream_here(a->world, name);
    if (c != NULL) return c;
    base_arena_reset(a->scratch);
    if (!load_chain(a, name, last, e)) return NULL;
    c = core_load_end(a->world, name);
    if (c != NULL) a->cached += core_stream_bytes(c);
    return c;
}

const core_case *app_load(app *a, base_str path, base_err *e) {
    base_str rest, name = base_str_cut(path, '/', &rest);
    if (!usable(a, e)) return NULL;
    core_case *here = core_stream_here(a->world, name);
    if (here != NULL) {
        here->recent = true;
        return here;
    }
    if (name.n == 0 || name.n > 200 || base_utf8_check(name) != name.n || memchr(name.p, 0, name.n) != NULL)
        return NULL;
    app_trim(a);
    return load(a, name, e);
}

/* ---- room ---- */

void app_hold_at_most(app *a, size_t bytes) { a->hold = bytes; }

const core_case *app_fold(app *a, const core_event *e) {
    const core_case *root = core_stream_here(a->world, e->path);
    size_t before = root != NULL ? core_stream_bytes(root) : 0;
    const core_case *c = core_fold(a->world, e);
    root = c != NULL ? core_root(c) : NULL;
    if (root != NULL && root->kind == root->book->cluster) a->cached += core_stream_bytes(root) - before;
    return c;
}

void app_trim(app *a) {
    const rules_book *b = core_world_book(a->world, BASE_DATE_NONE);
    if (a->pinned || a->cached <= a->hold || b == NULL || b->cluster == RULES_NONE) return;
    size_t left = 0;
    core_case *next;
    for (core_case *c = core_world_first(a->world, b->cluster); c != NULL; c = next) {
        next = c->next;
        size_t bytes = core_stream_bytes(c);
        if (c->recent && left < a->hold / 2) {
            c->recent = false;
            left += bytes;
        } else {
            core_stream_drop(a->world, c);
        }
    }
    a->cached = left;
}

/* ---- all dossiers ---- */

typedef struct {
    base_arena *arena;
    base_str *name;
    size_t n, cap;
    uint64_t last;
} names;

enum { AT_A_TIME = 500 };

static bool take_dossier(void *ctx, const store_dossier *row) {
    names *l = ctx;
    l->name = base_arena_grow(l->arena, l->name, l->n, &l->cap, sizeof *l->name);
    l->name[l->n++] = base_arena_str(l->arena, row->path);
    l->last = row->stream;
    return l->n < AT_A_TIME;
}

bool app_dossiers(app *a, app_each_dossier each, void *ctx, base_err *e) {
    names l = {.arena = base_arena_new((size_t)16 << 20), .last = UINT64_MAX};
    bool good = true, more = true;
    while (good && more) {
        l.n = l.cap = 0;
        base_arena_reset(l.arena);
        good = store_dossiers(a->store, l.last, take_dossier, &l, e);
        more = l.n == AT_A_TIME;
        for (size_t i = 0; good && i < l.n; i++) {
            const core_case *root = app_load(a, l.name[i], e);
            good = root != NULL;
            if (good && !each(ctx, root)) {
                more = false;
                break;
            }
        }
    }
    base_arena_free(l.arena);
    return good;
}

/* ---- the end of the log ---- */

typedef struct {
    app *app;
    base_err *e;
    bool good;
} catching;

/* Another writer has stored it. */
static bool stored_already(void *ctx, log_tile_id id, const log_hash *hash) {
    (void)ctx, (void)id, (void)hash;
    return true;
}

static bool fold_next(void *ctx, const store_event *row) {
    catching *c = ctx;
    app *a = c->app;
    core_event event = {.day = BASE_DATE_NONE};
    core_stamp stamp;
    core_leaf leaf;
    base_arena_reset(a->scratch);
    c->good = core_leaf_read(a->scratch, row->leaf, &leaf, c->e);
    bool adopts = c->good && base_str_is(leaf.action, "adopt");
    base_arena *arena = adopts ? a->world_arena : a->scratch;
    c->good = c->good && app_read_event(a, arena, row, &event, &stamp, c->e);
    if (!c->good) return false;
    core_world_set_day(a->world, event.day);
    c->good = core_event_fits(a->world, &event, c->e);
    if (!c->good) return false;
    app_fold(a, &event);
    if (adopts) a->texts_last = row->seq + 1;
    if (!a->tiler_ready) return true;
    log_hash leaf_hash = log_leaf_hash(a->hasher, row->leaf);
    log_append(a->hasher, &a->frontier, &a->tiler, &leaf_hash, stored_already, NULL);
    return true;
}

void app_take_frontier(app *a) {
    a->frontier.size = a->head.size;
    memcpy(a->frontier.node, a->head.frontier, sizeof a->head.frontier);
}

bool app_catch_up(app *a, const store_head *to, base_err *e) {
    catching c = {a, e, true};
    if (to->size == a->head.size) return true;
    if (has_left(a, to)) return app_world_anew(a, e);
    if (!store_events(a->store, a->head.size, to->size, fold_next, &c, e) || !c.good) {
        a->broken = true;
        return false;
    }
    a->head = *to;
    if (!a->tiler_ready) app_take_frontier(a);
    return true;
}

void app_moment_begin(app *a) {
    base_err none = {0};
    if (a->store != NULL && a->place.db == NULL && store_is_idle(a->store)) (void)store_begin_read(a->store, &none);
}

void app_moment_end(app *a) {
    if (a->store != NULL) store_end_read(a->store);
}

bool app_refresh(app *a, base_err *e) {
    store_head head;
    base_err why = {0};
    if (!usable(a, e)) return false;
    if (store_head_get(a->store, &head, &why)) return app_catch_up(a, &head, e);
    /* A server that was restarted, or another one in its place. */
    if (!a->pinned && why.kind == BASE_ERR_IO) return app_reopen(a, e);
    *e = why;
    return false;
}

/* ---- a version that counts otherwise ---- */

static bool stay(void *ctx, const core_case *root) {
    (void)ctx, (void)root;
    return true;
}

bool app_recount(app *a, base_arena *arena, base_map *counts, base_date day, base_err *e) {
    bool was = a->pinned;
    a->pinned = true;
    bool good = app_dossiers(a, stay, NULL, e);
    a->pinned = was;
    if (!good) return false;
    core_counts before = core_world_counts(a->world, arena);
    core_world_set_day(a->world, day);
    core_counts after = core_world_counts(a->world, arena);
    /* Nothing leaves the list, a count only goes to 0; so both are walked side by side. */
    for (size_t i = 0, j = 0; i < after.n; i++) {
        bool had = j < before.n && base_str_eq(before.item[j].key, after.item[i].key);
        if (!had || before.item[j].n != after.item[i].n) base_map_put(counts, after.item[i].key);
        if (had) j++;
    }
    return true;
}

bool app_view(app *a, base_date day, base_err *e) {
    if (!app_refresh(a, e)) return false;
    if (core_world_recounts(a->world, day)) {
        base_arena *arena = base_arena_new((size_t)1 << 30);
        bool good = app_recount(a, arena, &a->recounted, day, e);
        base_arena_free(arena);
        if (!good) return false;
    }
    core_world_set_day(a->world, day);
    return true;
}

/* ---- tiles ---- */

typedef struct {
    log_hasher *hasher;
    log_hash *out;
    size_t n, max;
} leaves;

static bool take_leaf(void *ctx, const store_event *row) {
    leaves *l = ctx;
    l->out[l->n++] = log_leaf_hash(l->hasher, row->leaf);
    return l->n < l->max;
}

static bool no_tile(base_err *e, log_tile_id id) {
    return base_err_fmt(e, BASE_ERR_MISSING, "记录缺第 %u 层第 %llu 块；请运行 jiqun audit",
                        "the log lacks a tile: level %u, number %llu; run jiqun audit", id.level,
                        (unsigned long long)id.index);
}

static bool read_tile(void *ctx, log_tile_id id, log_hash *out, base_err *e) {
    app *a = ctx;
    uint8_t bytes[LOG_TILE_BYTES];
    bool found = false;
    if (id.level == 0 && id.n < LOG_TILE_HASHES) {
        leaves l = {a->hasher, out, 0, id.n};
        uint64_t from = id.index * LOG_TILE_HASHES;
        return store_events(a->store, from, from + id.n, take_leaf, &l, e) && (l.n == id.n || no_tile(e, id));
    }
    size_t n = 0;
    if (!store_tile_get(a->store, id.level, id.index, bytes, &n, &found, e)) return false;
    if (!found || n < (size_t)id.n * LOG_HASH) return no_tile(e, id);
    memcpy(out, bytes, (size_t)id.n * LOG_HASH);
    return true;
}

log_tile_reader app_tiles(app *a) { return (log_tile_reader){a, read_tile}; }

bool app_tiler_fill(app *a, base_err *e) {
    if (a->tiler_ready) return true;
    log_tiler_init(&a->tiler);
    a->tiler.size = a->head.size;
    for (unsigned level = 0; level < LOG_TILE_LEVELS; level++) {
        uint64_t n = log_level_size(a->head.size, level);
        log_tile_id id = {(uint8_t)level, n / LOG_TILE_HASHES, (uint16_t)(n % LOG_TILE_HASHES)};
        if (id.n > 0 && !read_tile(a, id, a->tiler.edge[level], e)) return false;
    }
    a->tiler_ready = true;
    return true;
}
