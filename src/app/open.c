/* open.c - a record is opened: its store, its keys, and of the world what every decision may ask for. Dossiers come
 * into memory when they are needed, so opening takes as long with a million of them as with ten. */
#include <errno.h>

#include "app/app_i.h"
#include "app/seal.h"
#include "core/adopt.h"
#include "core/world_i.h"

enum { TEXTS_MAX = 1 << 30, SCRATCH_MAX = 1 << 30 };

const char *app_path(const app *a, base_arena *arena, const char *name) {
    return base_arena_fmt(arena, "%s/%s", a->place.folder, name).p;
}

/* ---- the world ---- */

typedef struct {
    app *app;
    store_event *row;
    size_t n, cap;
} rows;

static bool take_row(void *ctx, const store_event *row) {
    rows *r = ctx;
    base_arena *arena = r->app->world_arena;
    r->row = base_arena_grow(arena, r->row, r->n, &r->cap, sizeof *r->row);
    store_event *kept = &r->row[r->n++];
    *kept = *row;
    kept->leaf = base_arena_str(arena, row->leaf);
    kept->payload = base_arena_str(arena, row->payload);
    return true;
}

/* One event of the programme: a text that takes effect, or an act of the programme itself. */
static bool programme_event(app *a, const store_event *row, base_err *e) {
    core_event event;
    core_stamp stamp;
    if (!app_read_event(a, a->world_arena, row, &event, &stamp, e)) return false;
    if (core_world_versions(a->world) > 0) core_world_set_day(a->world, event.day);
    if (event.adopts == NULL) return core_load_event(a->world, &event, row->seq, e);
    core_adoption_fold(a->world, event.adopts, row->seq + 1);
    return true;
}

static bool load_programme(app *a, base_err *e) {
    store_standing root;
    bool found = false;
    rows r = {.app = a};
    if (!store_standing_get(a->store, a->scratch, 0, 0, &root, &found, e)) return false;
    if (!found) {
        return base_err_fmt(e, BASE_ERR_INPUT, "派生表缺工作项目一行；请运行 jiqun rebuild",
                            "the derived tables lack the row of the programme; run jiqun rebuild");
    }
    if (!store_stream_events(a->store, root.last, take_row, &r, e)) return false;
    for (size_t i = r.n; i > 0; i--) {
        if (!programme_event(a, &r.row[i - 1], e)) return false;
    }
    a->texts_last = root.last + 1;
    return true;
}

typedef struct {
    base_arena *arena;
    base_str *name;
    size_t n, cap;
} names;

static bool take_root(void *ctx, const store_standing *row) {
    names *l = ctx;
    l->name = base_arena_grow(l->arena, l->name, l->n, &l->cap, sizeof *l->name);
    /* The root's own row has no name; the stream's does. */
    l->name[l->n++] = base_arena_fmt(l->arena, "%llu", (unsigned long long)row->stream);
    return true;
}

static bool load_numbered(app *a, base_arena *arena, base_str number, base_err *e) {
    uint64_t stream = 0;
    store_stream found;
    bool there = false;
    for (size_t i = 0; i < number.n; i++) stream = stream * 10 + (uint64_t)(number.p[i] - '0');
    if (!store_stream_at(a->store, arena, stream, &found, &there, e)) return false;
    if (there && (app_load(a, found.name, e) != NULL || e->kind != BASE_ERR_NONE)) return e->kind == BASE_ERR_NONE;
    return base_err_fmt(e, BASE_ERR_INPUT, "派生表缺第 %llu 号；请运行 jiqun rebuild",
                        "the derived tables lack stream %llu; run jiqun rebuild", (unsigned long long)stream);
}

/* Everything that is neither the programme nor a dossier: rounds. */
static bool load_rounds(app *a, base_err *e) {
    size_t n = core_world_versions(a->world);
    if (n == 0) return true;
    const rules_book *b = core_world_version(a->world, n - 1)->book;
    names l = {.arena = base_arena_new((size_t)64 << 20)};
    bool good = true;
    for (rules_id k = 0; good && k < b->n_cases; k++) {
        if (b->kase[k].parent != RULES_NONE || k == b->cluster || k == b->programme) continue;
        l.n = l.cap = 0;
        good = store_roots(a->store, b->kase[k].name, UINT64_MAX, take_root, &l, e);
        for (size_t i = 0; good && i < l.n; i++) good = load_numbered(a, l.arena, l.name[i], e);
    }
    base_arena_free(l.arena);
    return good;
}

static bool take_tally(void *ctx, const store_tally *row) {
    app *a = ctx;
    core_world_set_count(a->world, row->key, row->n);
    return true;
}

static bool load_all(app *a, base_err *e) {
    if (!store_head_get(a->store, &a->head, e)) return false;
    app_take_frontier(a);
    if (a->head.size == 0) return true;
    base_arena_reset(a->scratch);
    if (!load_programme(a, e) || !load_rounds(a, e)) return false;
    if (!store_tallies(a->store, take_tally, a, e)) return false;
    core_world_resume(a->world, a->head.size, a->head.day);
    return true;
}

/* Head, programme, rounds and counts are of one moment, whoever else writes meanwhile. */
static bool load_one_moment(app *a, base_err *e) {
    const bool own = store_is_idle(a->store);
    if (own && !store_begin_read(a->store, e)) return false;
    const bool good = load_all(a, e);
    if (own) store_end_read(a->store);
    return good;
}

bool app_world_begin(app *a, base_err *e) {
    const bool was = a->pinned;
    a->world_arena = base_arena_new(TEXTS_MAX);
    a->world = core_world_open(a->world_arena, APP_STREAM_MAX);
    a->begun++;
    base_map_init(&a->recounted, a->world_arena);
    a->texts_last = 0;
    a->cached = 0;
    a->tiler_ready = false;
    a->frontier = (log_frontier){0};
    a->broken = false;
    a->pinned = true; /* so that a connection which fails now is not opened anew within */
    a->broken = !load_one_moment(a, e);
    a->pinned = was;
    return !a->broken;
}

void app_world_end(app *a) {
    if (a->world_arena == NULL) return;
    core_world_close(a->world);
    base_arena_free(a->world_arena);
    a->world = NULL;
    a->world_arena = NULL;
}

bool app_world_anew(app *a, base_err *e) {
    app_world_end(a);
    if (app_world_begin(a, e)) return true;
    a->broken = true;
    return false;
}

const char *app_address(const app *a) { return a->place.db != NULL ? a->place.db : app_path(a, a->arena, "jiqun.db"); }

/* A server that others took over from, or a file that was put back, may know less than was answered already. */
static bool goes_on_from(app *a, const store_head *seen, base_err *e) {
    return a->mode != APP_WRITE || (app_extends_head(a, seen, e) && app_extends_published(a, e));
}

bool app_reopen(app *a, base_err *e) {
    const store_head seen = a->head;
    app_world_end(a);
    a->broken = true;
    store_close(a->store);
    store_options o = {.address = app_address(a), .read_only = a->mode == APP_READ};
    a->store = store_open(&o, e);
    if (a->store != NULL && app_world_begin(a, e) && goes_on_from(a, &seen, e)) return true;
    app_world_end(a);
    store_close(a->store);
    a->store = NULL;
    a->head = seen;
    a->broken = true;
    return false;
}

/* ---- the record ---- */

static bool read_meta(app *a, base_err *e) {
    base_str suite, origin, demonstration;
    if (!store_meta_get(a->store, a->arena, BASE_STR("suite"), &suite, e) ||
        !store_meta_get(a->store, a->arena, BASE_STR("origin"), &origin, e) ||
        !store_meta_get(a->store, a->arena, BASE_STR("demonstration"), &demonstration, e)) {
        return false;
    }
    if (suite.p == NULL || origin.p == NULL || !log_suite_parse(suite, &a->suite)) {
        return base_err_fmt(e, BASE_ERR_INPUT, "数据库里没有完整的记录；请先运行 jiqun init",
                            "the database holds no complete record; run jiqun init first");
    }
    a->origin = origin;
    a->demonstration = base_str_is(demonstration, "yes");
    return true;
}

static bool open_all(app *a, base_err *e) {
    store_options o = {.address = app_address(a), .read_only = a->mode == APP_READ};
    a->store = store_open(&o, e);
    if (a->store == NULL || !read_meta(a, e)) return false;
    if (!log_suite_ready(a->suite)) {
        return base_err_fmt(e, BASE_ERR_MISSING, "本机的 OpenSSL 没有本记录所用的算法（%s）",
                            "OpenSSL on this machine lacks the algorithms of this record (%s)",
                            log_suite_name(a->suite));
    }
    a->hasher = log_hasher_new(a->suite);
    if (!app_keys_open(a, e) || !app_world_begin(a, e)) return false;
    return a->mode != APP_WRITE || app_extends_published(a, e);
}

app *app_open(const app_place *place, enum app_mode mode, base_err *e) {
    base_arena *arena = base_arena_new((size_t)64 << 20);
    app *a = base_arena_alloc(arena, sizeof *a);
    a->arena = arena;
    a->scratch = base_arena_new(SCRATCH_MAX);
    a->mode = mode;
    a->hold = place->memory > 0 ? place->memory : (size_t)APP_CACHE_BYTES;
    a->place.folder = base_arena_str(arena, base_str_of(place->folder)).p;
    if (place->db != NULL) a->place.db = base_arena_str(arena, base_str_of(place->db)).p;
    if (open_all(a, e)) return a;
    a->mode = APP_READ; /* nothing is to be published on the way out */
    app_close(a);
    return NULL;
}

void app_close(app *a) {
    base_err e = {0};
    if (a == NULL) return;
    if (a->mode == APP_WRITE && !a->broken) app_publish(a, &e); /* the next writer does it otherwise */
    app_world_end(a);
    app_keys_close(a);
    files_close(a->files);
    app_seal_close(a->seal);
    log_hasher_free(a->hasher);
    store_close(a->store);
    base_arena_free(a->scratch);
    base_arena_free(a->arena);
}

store *app_store(app *a) { return a->store; }
core_world *app_world(app *a) { return a->world; }
log_hasher *app_hasher(app *a) { return a->hasher; }
const app_place *app_where(const app *a) { return &a->place; }
bool app_is_demonstration(const app *a) { return a->demonstration; }
store_head app_head(const app *a) { return a->head; }
base_str app_origin(const app *a) { return a->origin; }
