/* bench_store.c - how fast the store takes groups of decisions and answers questions, by the number of dossiers.
 *
 *   bench_store ADDRESS [DOSSIERS [SECONDS]]
 *
 * ADDRESS is the path of a SQLite file that does not exist yet, or an empty PostgreSQL database (or what an earlier run
 * left, with the same DOSSIERS). It is filled with
 * DOSSIERS (1,000,000) of five cases and three events each, made by a fixed generator. Then, for SECONDS (20), groups
 * of 128 decisions are written while another connection moves the write-ahead log into the database, as the server
 * does: each decision is an event (leaf 250 bytes, payload 600), the root and one waiting case of a dossier chosen at
 * random in a new state (one root in four is watched from another day), a request and a tally. What is printed is what
 * this machine did. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "base/buf.h"
#include "store/store.h"
#include "timing_i.h"

enum { GROUP = 128, FILL = 4096, COUNTIES = 2845, CASES = 5, LEAF = 250, PAYLOAD = 600, TALLIES = 2000, READS = 2000 };

struct bench {
    const char *address;
    store *s;
    base_arena *arena;
    size_t dossiers;
    uint64_t random;
    store_head head;
    uint64_t *last; /* of each dossier: 1 + number of its last event */
    uint8_t *state; /* of its first case */
    uint64_t requests;
    atomic_bool over;
};

static uint64_t next(struct bench *b) {
    uint64_t z = b->random += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static void check(bool ok, const base_err *e) {
    if (ok) return;
    fprintf(stderr, "bench_store: %s: %s\n", e->where, e->en);
    exit(1);
}

static base_str str(const char *p) { return (base_str){p, strlen(p)}; }

/* ---- rows ---- */

/* The last one rests, all others wait. */
static const char *const states[] = {"submitted", "accepted", "reviewed", "recommended", "noticed", "recognised"};
enum { STATES = 6, RESTS = STATES - 1 };

static base_str county(struct bench *b, uint64_t dossier) {
    const unsigned n = (unsigned)(dossier * 2654435761U % COUNTIES);
    return base_arena_fmt(b->arena, "%02u%02u%02u", 11 + n % 53, 1 + n / 53 % 9, 1 + n / 477 % 12);
}

static store_event event(struct bench *b, uint64_t seq, uint64_t dossier) {
    static char leaf[LEAF], payload[PAYLOAD], salt[STORE_SALT];
    for (int i = 0; i < LEAF; i++) leaf[i] = (char)('a' + (i + (int)(seq % 26)) % 26);
    for (int i = 0; i < PAYLOAD; i++) payload[i] = (char)('A' + i % 26);
    store_event e = {.seq = seq,
                     .stream = dossier,
                     .prev = b->last[dossier],
                     .leaf = {leaf, LEAF},
                     .payload = {payload, PAYLOAD},
                     .salt = {salt, STORE_SALT}};
    b->last[dossier] = seq + 1;
    return e;
}

static store_standing root(struct bench *b, uint64_t dossier) {
    return (store_standing){.stream = dossier,
                            .name = str(""),
                            .kind = str("cluster"),
                            .state = str(dossier % 3 == 0 ? "recognised" : "candidate"),
                            .since = 19000,
                            .last = b->last[dossier] - 1,
                            .place = county(b, dossier),
                            .watch = (base_date)(19000 + dossier % 1000)};
}

static store_standing first_case(struct bench *b, uint64_t dossier) {
    return (store_standing){.stream = dossier,
                            .no = 1,
                            .name = str("a"),
                            .kind = str("application"),
                            .state = str(states[b->state[dossier]]),
                            .since = 19000 + (base_date)(next(b) % 1000),
                            .last = b->last[dossier] - 1,
                            .place = county(b, dossier),
                            .waits = b->state[dossier] != RESTS,
                            .watch = BASE_DATE_NONE};
}

static store_standing other_case(struct bench *b, uint64_t dossier, uint32_t no) {
    const bool waits = (dossier + no) % 10 == 0;
    return (store_standing){.stream = dossier,
                            .no = no,
                            .name = base_arena_fmt(b->arena, "report%u", 2018 + no),
                            .kind = str("annual_report"),
                            .state = str(waits ? "filed" : "accepted"),
                            .since = 19000,
                            .last = b->last[dossier] - 1,
                            .place = county(b, dossier),
                            .waits = waits,
                            .watch = BASE_DATE_NONE};
}

static base_str name(struct bench *b, uint64_t dossier) {
    static const char *const place[] = {"杭州市西湖区",   "宁波市北仑区", "昆明市官渡区", "洛阳市涧西区",
                                        "天津市滨海新区", "苏州市吴中区", "成都市郫都区", "沈阳市铁西区",
                                        "东莞市长安镇",   "厦门市海沧区"};
    static const char *const what[] = {"云计算",     "轴承",       "模具",   "传感器",  "医疗器械",
                                       "新能源电池", "特种玻璃",   "水泵",   "印染布",  "智能家电",
                                       "稀土",       "航空紧固件", "光电子", "绿色食品"};
    static const char han[] = "一丁七万丈三上下不与专世业东丝中丰临为主丽举久义之乐乔乘九乡书买乱争事二于云互五井亚交产"
                              "享京亭亮亲人仁今介从仓";
    const size_t n = (sizeof han - 1) / 3;
    return base_arena_fmt(b->arena, "%s%.3s%.3s%s产业集群", place[dossier % 10], han + 3 * (dossier / 10 % n),
                          han + 3 * (dossier / 640 % n), what[dossier * 7 % 14]);
}

static store_dossier dossier_row(struct bench *b, uint64_t dossier) {
    const bool recognised = dossier % 3 == 0;
    return (store_dossier){
        .stream = dossier,
        .path = base_arena_fmt(b->arena, "c%llu", (unsigned long long)dossier),
        .name = name(b, dossier),
        .industry =
            base_arena_fmt(b->arena, "%c%04u", (int)('A' + dossier % 20), (unsigned)(1000 + dossier * 31 % 9000)),
        .subfield = base_arena_fmt(b->arena, "s%u", (unsigned)(dossier % 300)),
        .county = county(b, dossier),
        .channel = str(""),
        .state = str(recognised ? "recognised" : "candidate"),
        .announced = recognised ? 19000 + (base_date)(dossier % 900) : BASE_DATE_NONE,
        .valid_from = recognised ? 19000 : BASE_DATE_NONE,
        .valid_until = recognised ? 20095 : BASE_DATE_NONE,
        .announcement = str(recognised ? "工信部企业〔2023〕1号" : ""),
        .round = recognised ? base_arena_fmt(b->arena, "r%u", (unsigned)(2022 + dossier % 4)) : str("")};
}

/* ---- filling ---- */

struct rows {
    store_event event[FILL];
    store_stream stream[FILL];
    store_standing standing[FILL * (CASES + 1)];
    store_dossier dossier[FILL];
    store_request request[FILL];
    store_tally tally[FILL];
};
static struct rows rows;

static store_request request(struct bench *b, uint64_t seq) {
    return (store_request){
        base_arena_fmt(b->arena, "%016llx-%08x", (unsigned long long)++b->requests, (unsigned)(next(b) & 0xFFFFFFFF)),
        seq, 1};
}

static void commit(struct bench *b, store_group *g) {
    base_err e = {0};
    b->head.size += g->n_events;
    b->head.at++;
    b->head.day = 19500;
    g->head = &b->head;
    check(store_write(b->s, g, &e), &e);
    check(store_commit(b->s, &e) == STORE_COMMITTED, &e);
    base_arena_reset(b->arena);
}

static void begin(struct bench *b) {
    base_err e = {0};
    check(store_begin(b->s, 10000, &b->head, &e), &e);
}

static void fill_first(struct bench *b, uint64_t from, size_t n) {
    begin(b);
    for (size_t i = 0; i < n; i++) {
        const uint64_t d = from + i;
        rows.event[i] = event(b, d, d);
        rows.stream[i] = (store_stream){d, base_arena_fmt(b->arena, "c%llu", (unsigned long long)d), str("cluster")};
        rows.dossier[i] = dossier_row(b, d);
        b->state[d] = (uint8_t)(next(b) % 2 == 0 ? RESTS : next(b) % RESTS);
        store_standing *s = &rows.standing[i * (CASES + 1)];
        s[0] = root(b, d);
        s[1] = first_case(b, d);
        for (uint32_t no = 2; no <= CASES; no++) s[no] = other_case(b, d, no);
    }
    store_group g = {.event = rows.event,
                     .n_events = n,
                     .stream = rows.stream,
                     .n_streams = n,
                     .dossier = rows.dossier,
                     .n_dossiers = n,
                     .standing = rows.standing,
                     .n_standings = n * (CASES + 1)};
    commit(b, &g);
}

static void fill_more(struct bench *b, uint64_t from, size_t n) {
    begin(b);
    for (size_t i = 0; i < n; i++) {
        const uint64_t seq = b->head.size + i;
        rows.event[i] = event(b, seq, from + i);
        rows.request[i] = request(b, seq);
    }
    store_group g = {.event = rows.event, .n_events = n, .request = rows.request, .n_requests = n};
    commit(b, &g);
}

static void fill(struct bench *b) {
    base_err e = {0};
    const double start = bench_now();
    for (int round = 0; round < 3; round++) {
        for (size_t d = 0; d < b->dossiers; d += FILL) {
            const size_t n = b->dossiers - d < FILL ? b->dossiers - d : FILL;
            if (round == 0)
                fill_first(b, d, n);
            else
                fill_more(b, d, n);
            if (d / FILL % 16 == 0) check(store_checkpoint_wal(b->s, false, &e), &e);
        }
    }
    check(store_checkpoint_wal(b->s, true, &e), &e);
    store_figures f;
    check(store_stats(b->s, &f, &e), &e);
    printf("%zu dossiers filled in %.1f s: %llu MB\n", b->dossiers, bench_now() - start,
           (unsigned long long)(f.bytes >> 20));
}

/* A database filled by an earlier run. */
static bool see_last(void *ctx, const store_event *r) {
    struct bench *b = ctx;
    if (r->stream < b->dossiers) b->last[r->stream] = r->seq + 1;
    return true;
}

static void reload(struct bench *b) {
    base_err e = {0};
    check(store_begin_read(b->s, &e), &e);
    check(store_events(b->s, 0, UINT64_MAX, see_last, b, &e), &e);
    for (uint64_t d = 0; d < b->dossiers; d++) {
        store_standing r;
        bool found;
        check(store_standing_get(b->s, b->arena, d, 1, &r, &found, &e), &e);
        while (found && b->state[d] < RESTS && !base_str_is(r.state, states[b->state[d]])) b->state[d]++;
        base_arena_reset(b->arena);
    }
    store_end_read(b->s);
    b->requests = b->head.size;
    printf("%zu dossiers and %llu events are there\n", b->dossiers, (unsigned long long)b->head.size);
}

/* ---- groups of decisions ---- */

static void decide(struct bench *b, size_t n) {
    begin(b);
    for (size_t i = 0; i < n; i++) {
        const uint64_t d = next(b) % b->dossiers, seq = b->head.size + i;
        const bool rests = b->state[d] == RESTS || next(b) % 4 == 0;
        b->state[d] = (uint8_t)(b->state[d] == RESTS ? 0 : rests ? RESTS : (b->state[d] + 1) % RESTS);
        rows.event[i] = event(b, seq, d);
        rows.standing[2 * i] = root(b, d);
        if (next(b) % 4 == 0) rows.standing[2 * i].watch = 19000 + (base_date)(next(b) % 1000);
        rows.standing[2 * i + 1] = first_case(b, d);
        rows.request[i] = request(b, seq);
        rows.tally[i] =
            (store_tally){base_arena_fmt(b->arena, "application|used|r2023|%u", (unsigned)(next(b) % TALLIES)),
                          (int64_t)(1 + next(b) % 100)};
    }
    store_group g = {.event = rows.event,
                     .n_events = n,
                     .standing = rows.standing,
                     .n_standings = 2 * n,
                     .request = rows.request,
                     .n_requests = n,
                     .tally = rows.tally,
                     .n_tallies = n};
    commit(b, &g);
}

static void *checkpointer(void *ctx) {
    struct bench *b = ctx;
    base_err e = {0};
    const store_options o = {.address = b->address};
    store *s = store_open(&o, &e);
    check(s != NULL, &e);
    while (!atomic_load(&b->over)) {
        check(store_checkpoint_wal(s, false, &e), &e);
        nanosleep(&(struct timespec){0, 200000000}, NULL);
    }
    store_close(s);
    return NULL;
}

static double wal_megabytes(const struct bench *b) {
    char path[4096];
    struct stat st;
    (void)snprintf(path, sizeof path, "%s-wal", b->address);
    return stat(path, &st) == 0 ? (double)st.st_size / 1e6 : 0;
}

static double seconds_of(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* What this process has had written to disk. */
static double written_bytes(void) {
    char line[128];
    unsigned long long n = 0;
    FILE *f = fopen("/proc/self/io", "r");
    while (f != NULL && fgets(line, sizeof line, f) != NULL && sscanf(line, "write_bytes: %llu", &n) != 1) {
    }
    if (f != NULL) fclose(f);
    return (double)n;
}

static void decisions(struct bench *b, size_t n, double seconds) {
    static double took[4000000];
    size_t groups = 0;
    double wal = 0;
    pthread_t thread;
    atomic_store(&b->over, false);
    pthread_create(&thread, NULL, checkpointer, b);
    const double start = bench_now(), bytes = written_bytes(), cpu = seconds_of(CLOCK_THREAD_CPUTIME_ID),
                 cpu_all = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    double at = start;
    while (at - start < seconds && groups < sizeof took / sizeof *took) {
        decide(b, n);
        const double end = bench_now();
        took[groups++] = end - at;
        at = end;
        if (groups % 64 == 0 && wal_megabytes(b) > wal) wal = wal_megabytes(b);
    }
    const double all = at - start;
    atomic_store(&b->over, true);
    pthread_join(thread, NULL);
    qsort(took, groups, sizeof *took, bench_by_size);
    printf(
        "  groups of %-4zu %9.0f decisions/s   p50 %6.2f  p99 %6.2f  p99.9 %6.2f  max %7.2f ms   log at most %.0f MB\n",
        n, (double)(groups * n) / all, took[groups / 2] * 1e3, took[groups * 99 / 100] * 1e3,
        took[groups * 999 / 1000] * 1e3, took[groups - 1] * 1e3, wal);
    const double total = (double)(groups * n);
    printf("    a decision: %.1f us processor of the writer, %.1f us of all; %.0f bytes to disk\n",
           (seconds_of(CLOCK_THREAD_CPUTIME_ID) - cpu) / total * 1e6,
           (seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu_all) / total * 1e6, (written_bytes() - bytes) / total);
}

/* ---- reading ---- */

static size_t seen;

static bool see_dossier(void *ctx, const store_dossier *r) {
    (void)ctx;
    seen += r->name.n > 0;
    return true;
}

static bool see_standing(void *ctx, const store_standing *r) {
    int *left = ctx;
    seen += r->kind.n > 0;
    return --*left > 0;
}

static bool see_event(void *ctx, const store_event *r) {
    (void)ctx;
    seen += r->payload.n > 0;
    return true;
}

static void page(struct bench *b, const char *title, store_register_query q, bool count) {
    base_err e = {0};
    double took[READS];
    seen = 0;
    const size_t turns = READS / 4;
    for (size_t i = 0; i < turns; i++) {
        q.limit = 20;
        q.after = i % 2 == 0 ? UINT64_MAX : next(b) % b->dossiers;
        const double start = bench_now();
        size_t n = 0;
        if (count)
            check(store_register_count(b->s, &q, 1000, &n, &e), &e);
        else
            check(store_register(b->s, &q, see_dossier, NULL, &e), &e);
        seen += n;
        took[i] = bench_now() - start;
    }
    qsort(took, turns, sizeof *took, bench_by_size);
    printf("  %-44s p50 %8.1f  p99 %8.1f us   %.1f rows\n", title, took[turns / 2] * 1e6, took[turns * 99 / 100] * 1e6,
           (double)seen / (double)turns);
}

static void registers(struct bench *b) {
    page(b, "register, no filter", (store_register_query){0}, false);
    page(b, "register, state", (store_register_query){.state = str("recognised")}, false);
    page(b, "register, province", (store_register_query){.county_prefix = str("33")}, false);
    page(b, "register, county", (store_register_query){.county_prefix = county(b, 5)}, false);
    page(b, "register, state, province, section, year",
         (store_register_query){.state = str("recognised"),
                                .county_prefix = str("33"),
                                .industry_prefix = str("D"),
                                .announced_year = 2023},
         false);
    page(b, "text of 1 character", (store_register_query){.text = str("泵")}, false);
    page(b, "text of 2 characters", (store_register_query){.text = str("集群")}, false);
    page(b, "text of 2 characters, rare", (store_register_query){.text = str("丝久")}, false);
    page(b, "text of 3 characters", (store_register_query){.text = str("传感器")}, false);
    page(b, "text of two words, and a province",
         (store_register_query){.text = str("云计算 西湖"), .county_prefix = str("33")}, false);
    page(b, "text that is nowhere", (store_register_query){.text = str("量子")}, false);
    page(b, "count to 1,000: state", (store_register_query){.state = str("recognised")}, true);
    page(b, "count to 1,000: text of 2 characters", (store_register_query){.text = str("集群")}, true);
    page(b, "count to 1,000: text of 3 characters", (store_register_query){.text = str("传感器")}, true);
    base_arena_reset(b->arena);
}

static void loads(struct bench *b) {
    base_err e = {0};
    static double took[READS];
    for (int kind = 0; kind < 3; kind++) {
        seen = 0;
        for (size_t i = 0; i < READS; i++) {
            const uint64_t d = next(b) % b->dossiers;
            int left = 20;
            const base_str place = county(b, d);
            const store_waiting_query q = {
                .kind = str("application"), .state = str("reviewed"), .place = &place, .n_places = 1};
            const double start = bench_now();
            if (kind == 0) check(store_stream_events(b->s, b->last[d] - 1, see_event, NULL, &e), &e);
            if (kind == 1) check(store_standings(b->s, d, see_standing, &left, &e), &e);
            if (kind == 2) check(store_waiting(b->s, &q, see_standing, &left, &e), &e);
            took[i] = bench_now() - start;
            base_arena_reset(b->arena);
        }
        qsort(took, READS, sizeof *took, bench_by_size);
        static const char *const title[] = {"events of a dossier", "standing of a dossier and its cases",
                                            "what waits in a county"};
        printf("  %-44s p50 %8.1f  p99 %8.1f us   %.1f rows\n", title[kind], took[READS / 2] * 1e6,
               took[READS * 99 / 100] * 1e6, (double)seen / READS);
    }
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: bench_store ADDRESS [DOSSIERS [SECONDS]]\n");
        return 2;
    }
    static struct bench b;
    base_err e = {0};
    b.address = argv[1];
    b.dossiers = argc > 2 ? strtoull(argv[2], NULL, 10) : 1000000;
    const double seconds = argc > 3 ? strtod(argv[3], NULL) : 20;
    b.arena = base_arena_new((size_t)256 << 20);
    b.last = calloc(b.dossiers + 1, sizeof *b.last);
    b.state = calloc(b.dossiers + 1, 1);
    const store_options o = {.address = b.address, .create = true};
    if (b.dossiers == 0 || b.last == NULL || b.state == NULL) return 2;
    b.s = store_open(&o, &e);
    check(b.s != NULL, &e);
    check(store_head_get(b.s, &b.head, &e), &e);
    if (b.head.size > 0)
        reload(&b);
    else
        fill(&b);
    registers(&b);
    loads(&b);
    decisions(&b, 1, seconds / 4);
    decisions(&b, GROUP, seconds);
    registers(&b);
    loads(&b);
    store_close(b.s);
    free(b.last);
    free(b.state);
    base_arena_free(b.arena);
    return 0;
}
