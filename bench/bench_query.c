/* bench_query.c - what reading costs at the store, by the number of dossiers: a page of the register with filters, a
 * search for a text within names, a dossier loaded from its events.
 *
 *     bench_query LABEL FOLDER [ADDRESS]       LABEL goes into the names of the figures
 *
 * Each question is asked TIMES times, of dossiers and counties drawn at random, after WARM that are not counted; the
 * middle one is told, in microseconds, and the 99th of a hundred. */
#include "record_i.h"

enum { TIMES = 2000, WARM = 200, PAGE = 50 };

typedef struct {
    base_str path, county, name;
} dossier;

typedef struct {
    const char *label;
    app *app;
    base_arena *keep;
    dossier *dossier;
    size_t n, cap, every, seen;
    uint64_t seed;
    size_t rows;
} bench;

static bool take_dossier(void *ctx, const store_dossier *row) {
    bench *b = ctx;
    if (b->seen++ % b->every != 0) return true;
    b->dossier = base_arena_grow(b->keep, b->dossier, b->n, &b->cap, sizeof *b->dossier);
    b->dossier[b->n++] = (dossier){base_arena_str(b->keep, row->path), base_arena_str(b->keep, row->county),
                                   base_arena_str(b->keep, row->name)};
    return true;
}

static bool count_row(void *ctx, const store_dossier *row) {
    size_t *n = ctx;
    *n += row->name.n > 0;
    return true;
}

static const dossier *any(bench *b) { return &b->dossier[bench_random(&b->seed) % b->n]; }

static void ask(bench *b, const store_register_query *q) {
    base_err e = {0};
    if (!store_register(app_store(b->app), q, count_row, &b->rows, &e)) bench_give_up("register", &e);
}

/* A province's page: what an office sees first. */
static void page(bench *b) {
    store_register_query q = {.state = BASE_STR("candidate"),
                              .county_prefix = base_utf8_head(any(b)->county, 2),
                              .after = UINT64_MAX,
                              .limit = PAGE};
    ask(b, &q);
}

/* Any page of the whole register, by its key. */
static void leaf_through(bench *b) {
    store_register_query q = {.after = bench_random(&b->seed) % b->seen, .limit = PAGE};
    ask(b, &q);
}

/* Characters that many names have. */
static void common(bench *b) {
    store_register_query q = {.text = BASE_STR("产业"), .after = UINT64_MAX, .limit = PAGE};
    ask(b, &q);
}

/* A whole name: one dossier is found. */
static void search(bench *b) {
    store_register_query q = {.text = any(b)->name, .after = UINT64_MAX, .limit = PAGE};
    ask(b, &q);
}

static void load(bench *b) {
    base_err e = {0};
    app_hold_at_most(b->app, 0); /* none stays: each is read from its events */
    if (app_load(b->app, any(b)->path, &e) == NULL) bench_give_up("load", &e);
}

static void measure(bench *b, const char *what, void (*once)(bench *b)) {
    static double us[TIMES];
    char name[96];
    for (size_t i = 0; i < WARM; i++) once(b);
    b->rows = 0;
    for (size_t i = 0; i < TIMES; i++) {
        double from = bench_now();
        once(b);
        us[i] = (bench_now() - from) * 1e6;
    }
    (void)snprintf(name, sizeof name, "query.%s.%s.us", b->label, what);
    bench_one(name, bench_share(us, TIMES, 0.5));
    (void)snprintf(name, sizeof name, "query.%s.%s.rows", b->label, what);
    bench_one(name, (double)b->rows / TIMES);
    (void)snprintf(name, sizeof name, "query.%s.%s.p99_us", b->label, what);
    bench_one(name, bench_share(us, TIMES, 0.99));
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: bench_query LABEL FOLDER [ADDRESS]\n");
        return 2;
    }
    base_err e = {0};
    app_place place = {.folder = argv[2], .db = argc > 3 ? argv[3] : NULL};
    bench b = {.label = argv[1], .keep = base_arena_new((size_t)4 << 30), .every = 7, .seed = 3};
    b.app = app_open(&place, APP_READ, &e);
    if (b.app == NULL) bench_give_up("open", &e);
    if (!store_dossiers(app_store(b.app), UINT64_MAX, take_dossier, &b, &e)) bench_give_up("dossiers", &e);
    if (b.n == 0) return 2;
    measure(&b, "register", page);
    measure(&b, "leaf_through", leaf_through);
    measure(&b, "common", common);
    measure(&b, "search", search);
    measure(&b, "load", load);
    app_close(b.app);
    base_arena_free(b.keep);
    return 0;
}
