/* bench_audit.c - how fast a record is proved: a country is simulated into a record, which is then audited; beside it
 * the hashing alone, over the same bytes in the same pieces.
 *
 *     bench_audit FOLDER [CLUSTERS [YEARS [SHAPE]]]     SHAPE: life (default) or register
 *
 * FOLDER is made unless there is a record in it, and kept. JIQUN_ROOT names the tree with rulebooks and data. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "app/audit.h"
#include "app/simulate.h"
#include "base/file.h"

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static _Noreturn void give_up(const char *what, const base_err *e) {
    fprintf(stderr, "bench_audit: %s: %s\n", what, e->en);
    exit(1);
}

/* ---- the record ---- */

static core_adoption text(base_arena *arena, enum core_matter m, const char *a, const char *b) {
    base_err e = {0};
    core_named_text *t = base_arena_array(arena, 2, sizeof *t);
    const char *file[2] = {a, b}, *root = getenv("JIQUN_ROOT");
    for (size_t i = 0; i < 2 && file[i] != NULL; i++) {
        const char *path = base_arena_fmt(arena, "%s/%s", root != NULL ? root : ".", file[i]).p;
        t[i].name = base_str_of(file[i]);
        if (!base_file_read(arena, path, (size_t)64 << 20, &t[i].text, &e)) give_up(path, &e);
    }
    return (core_adoption){
        .matter = m, .name = core_matter_name(m), .from = BASE_DATE_NONE, .text = t, .n_texts = b != NULL ? 2 : 1};
}

static void begin(const app_place *place, base_arena *arena) {
    base_err e = {0};
    core_adoption a[] = {text(arena, CORE_ADOPT_DIVISIONS, "data/divisions.csv", "data/channels.csv"),
                         text(arena, CORE_ADOPT_WORKDAYS, "data/workdays.csv", NULL),
                         text(arena, CORE_ADOPT_SIZES, "data/sizes.csv", NULL),
                         text(arena, CORE_ADOPT_INDUSTRIES, "data/industries.csv", NULL),
                         text(arena, CORE_ADOPT_RULEBOOK, "rulebooks/national-2022.rules", NULL)};
    a[4].name = BASE_STR("national-2022");
    base_date_parse(BASE_STR("2022-09-13"), &a[4].from, &e);
    app_beginning b = {.suite = LOG_SM3_SM2,
                       .origin = BASE_STR("bench.example/log"),
                       .demonstration = true,
                       .adoption = a,
                       .n_adoptions = 5};
    base_date_parse(BASE_STR("2022-09-13"), &b.day, &e);
    if (!app_init(place, &b, &e)) give_up("init", &e);
}

static void make(const app_place *place, uint32_t clusters, unsigned years, bool life) {
    base_err e = {0};
    base_arena *arena = base_arena_new((size_t)4 << 30);
    struct stat st;
    app_sim_report report = {0};
    app_sim_options o = {.clusters = clusters,
                         .years = years,
                         .seed = 1,
                         .group = 1024,
                         .shape = life ? APP_SIM_LIFE : APP_SIM_REGISTER,
                         .begins = BASE_DATE_NONE};
    if (stat(base_arena_fmt(arena, "%s/jiqun.db", place->folder).p, &st) != 0) {
        begin(place, arena);
        app *a = app_open(place, APP_WRITE, &e);
        if (a == NULL) give_up("open", &e);
        app_sim_desk desk = app_sim_on_record(a);
        double start = now();
        if (!app_simulate(&desk, &o, NULL, NULL, arena, &report, &e)) give_up("simulate", &e);
        printf("simulated %llu commands, %llu granted, %llu events in %.1f s\n", (unsigned long long)report.commands,
               (unsigned long long)report.granted, (unsigned long long)report.events, now() - start);
        if (!store_checkpoint_wal(app_store(a), true, &e)) give_up("wal", &e);
        app_close(a);
    }
    base_arena_free(arena);
}

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
    if (s == NULL) give_up("store", &e);
    bare b = {.h = log_hasher_new(LOG_SM3_SM2)};
    uint64_t read = 0;
    double start = now();
    if (!store_events(s, 0, UINT64_MAX, read_event, &read, &e)) give_up("read", &e);
    double reading = now() - start;
    start = now();
    if (!store_events(s, 0, UINT64_MAX, hash_event, &b, &e)) give_up("hash", &e);
    double all = now() - start;
    printf("%-28s %10.3f s\n", "reading alone", reading);
    *bytes = b.bytes;
    log_hasher_free(b.h);
    store_close(s);
    base_arena_free(arena);
    return all - reading;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: bench_audit FOLDER [CLUSTERS [YEARS [life|register]]]\n");
        return 2;
    }
    app_place place = {.folder = argv[1]};
    bool life = argc < 5 || argv[4][0] == 'l';
    make(&place, argc > 2 ? (uint32_t)atoi(argv[2]) : 10000, argc > 3 ? (unsigned)atoi(argv[3]) : 3, life);
    uint64_t bytes = 0;
    double hashing = hash_all(&place, &bytes);
    base_arena *arena = base_arena_new((size_t)1 << 30);
    base_err e = {0};
    app_audit_options o = {.place = place};
    app_audit_report r;
    double start = now();
    if (!app_audit(&o, arena, &r, &e)) give_up("audit", &e);
    double took = now() - start;
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    if (r.difference.any) fprintf(stderr, "%s: %s\n", r.difference.where.en, r.difference.what.en);
    printf("%-28s %10.3f s  %llu bytes, %.0f MB/s\n", "SM3 over the same bytes", hashing, (unsigned long long)bytes,
           (double)bytes / 1e6 / hashing);
    printf("%-28s %10.3f s  %llu events, %.0f events/s, %llu rows, %.0f MB of memory\n", "audit", took,
           (unsigned long long)r.events, (double)r.events / took, (unsigned long long)r.rows,
           (double)use.ru_maxrss / 1024);
    base_arena_free(arena);
    return r.difference.any ? 1 : 0;
}
