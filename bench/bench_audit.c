/* bench_audit.c - how fast a record is proved and made anew; beside it the hashing alone, over the same bytes in the
 * same pieces. Everything runs on one thread, and what is told is its processor time.
 *
 *     bench_audit FOLDER       a record (jiqun simulate); its derived tables are made anew */
#include "app/audit.h"
#include "app/rebuild.h"
#include "record_i.h"

static double now(void) { return bench_clock(CLOCK_PROCESS_CPUTIME_ID); }

/* ---- hashing alone ---- */

typedef struct {
    log_hasher *h;
    log_frontier f;
    uint64_t bytes;
} bare;

static bool hash_event(void *ctx, const store_event *row) {
    bare *b = ctx;
    log_hash leaf = log_leaf_hash(b->h, row->leaf);
    log_digest(b->h, row->salt, row->payload);
    log_frontier_append(b->h, &b->f, &leaf);
    b->bytes += row->leaf.n + row->payload.n + row->salt.n;
    return true;
}

static bool read_event(void *ctx, const store_event *row) {
    uint64_t *bytes = ctx;
    *bytes += row->leaf.n + row->payload.n;
    return true;
}

static double hash_all(const app_place *place, uint64_t *bytes) {
    base_err e = {0};
    store_options o = {.read_only = true};
    base_arena *arena = base_arena_new(64 << 10);
    o.address = base_arena_fmt(arena, "%s/jiqun.db", place->folder).p;
    store *s = store_open(&o, &e);
    if (s == NULL) bench_give_up("store", &e);
    bare b = {.h = log_hasher_new(LOG_SM3_SM2)};
    uint64_t read = 0;
    double start = now();
    if (!store_events(s, 0, UINT64_MAX, read_event, &read, &e)) bench_give_up("read", &e);
    double reading = now() - start;
    start = now();
    if (!store_events(s, 0, UINT64_MAX, hash_event, &b, &e)) bench_give_up("hash", &e);
    double all = now() - start;
    *bytes = b.bytes;
    log_hasher_free(b.h);
    store_close(s);
    base_arena_free(arena);
    return all - reading;
}

static void audit(const app_place *place, double hashing) {
    base_arena *arena = base_arena_new((size_t)1 << 30);
    base_err e = {0};
    app_audit_options o = {.place = *place};
    app_audit_report r;
    double start = now(), wall = bench_now();
    if (!app_audit(&o, arena, &r, &e)) bench_give_up("audit", &e);
    double took = now() - start;
    wall = bench_now() - wall;
    if (r.difference.any) {
        fprintf(stderr, "%s: %s\n", r.difference.where.en, r.difference.what.en);
        exit(1);
    }
    bench_one("audit.events", (double)r.events);
    bench_one("audit.seconds_of_a_million", took * 1e6 / (double)r.events);
    bench_one("audit.wall_of_a_million", wall * 1e6 / (double)r.events);
    bench_one("audit.hash_of_a_million", hashing * 1e6 / (double)r.events);
    bench_one("audit.times_hashing", took / hashing);
    bench_one("audit.megabytes", bench_megabytes());
    base_arena_free(arena);
}

static void rebuild(const app_place *place) {
    base_arena *arena = base_arena_new((size_t)1 << 30);
    base_err e = {0};
    app_rebuild_report r;
    double start = now(), wall = bench_now();
    if (!app_rebuild(place, NULL, NULL, arena, &r, &e) || r.difference.any) bench_give_up("rebuild", &e);
    bench_one("rebuild.seconds_of_a_million", (now() - start) * 1e6 / (double)r.events);
    bench_one("rebuild.wall_of_a_million", (bench_now() - wall) * 1e6 / (double)r.events);
    base_arena_free(arena);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: bench_audit FOLDER\n");
        return 2;
    }
    app_place place = {.folder = argv[1]};
    uint64_t bytes = 0;
    double hashing = hash_all(&place, &bytes);
    bench_one("audit.sm3_megabytes_a_second", (double)bytes / 1e6 / hashing);
    audit(&place, hashing);
    rebuild(&place);
    return 0;
}
