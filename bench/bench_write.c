/* bench_write.c - decisions through the way of a change: acts on dossiers drawn at random from all of a record are
 * decided and written, while the upkeep of a server goes on beside (signed heads, the write-ahead log moved).
 *
 *     bench_write [-n N] FOLDER ACTS GROUP[,GROUP…] [ADDRESS [DOSSIERS]]
 *
 * With -n the acts fall on N dossiers, which stay in memory, as those do that are worked on; without, on any of all,
 * and nearly each has to be loaded first. FOLDER is a demonstration with clusters in it (jiqun simulate --shape
 * register); it is written to. With ADDRESS (postgresql://…) FOLDER and the record are made, with DOSSIERS clusters.
 * For each GROUP, ACTS are written in ROUNDS parts, and before each part as many bytes as a group writes are appended
 * to a file beside it, with an fdatasync after each: what the disk can do at that moment. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "app/upkeep.h"
#include "base/file.h"
#include "record_i.h"

enum { ROUNDS = 7, PROBE_MAX = 200, FILL = 512 };

/* ---- a record of our own, for PostgreSQL ---- */

static core_adoption text(base_arena *arena, enum core_matter m, const char *a, const char *b) {
    base_err e = {0};
    core_named_text *t = base_arena_array(arena, 2, sizeof *t);
    const char *file[2] = {a, b}, *root = getenv("JIQUN_ROOT");
    for (size_t i = 0; i < 2 && file[i] != NULL; i++) {
        const char *path = base_arena_fmt(arena, "%s/%s", root != NULL ? root : ".", file[i]).p;
        t[i].name = base_str_of(file[i]);
        if (!base_file_read(arena, path, (size_t)64 << 20, &t[i].text, &e)) bench_give_up(path, &e);
    }
    return (core_adoption){
        .matter = m, .name = core_matter_name(m), .from = BASE_DATE_NONE, .text = t, .n_texts = b != NULL ? 2 : 1};
}

static void make(const app_place *place, base_arena *arena) {
    base_err e = {0};
    core_adoption a[] = {text(arena, CORE_ADOPT_DIVISIONS, "data/divisions.csv", "data/channels.csv"),
                         text(arena, CORE_ADOPT_WORKDAYS, "data/workdays.csv", NULL),
                         text(arena, CORE_ADOPT_RULEBOOK, "rulebooks/national-2022.rules", NULL)};
    a[2].name = BASE_STR("national-2022");
    base_date_parse(BASE_STR("2022-09-13"), &a[2].from, &e);
    app_beginning b = {.suite = LOG_SM3_SM2,
                       .origin = BASE_STR("bench.example/log"),
                       .demonstration = true,
                       .adoption = a,
                       .n_adoptions = 3};
    base_date_parse(BASE_STR("2023-01-03"), &b.day, &e);
    if (!app_init(place, &b, &e)) bench_give_up("init", &e);
}

/* ---- what there is to act on ---- */

typedef struct {
    base_str path, county, province;
    bool provincial, outside; /* outside: of a county that no province's office answers for */
    unsigned first, tasks;    /* numbers of the tasks planned here */
} dossier;

typedef struct {
    app *app;
    app_upkeep *upkeep;
    base_arena *arena, *keep;
    app_request request[APP_GROUP_MAX];
    app_answer answer[APP_GROUP_MAX];
    core_arg arg[APP_GROUP_MAX][3];
    base_str target[APP_GROUP_MAX];
    char id[APP_GROUP_MAX][APP_ID];
    size_t of[APP_GROUP_MAX], n;
    dossier *dossier;
    size_t n_dossiers, cap_dossiers, among;
    const char *kind; /* in the names of figures */
    uint64_t seed;
    double *took;
    size_t groups, granted, refused;
} bench;

static bool take_dossier(void *ctx, const store_dossier *row) {
    bench *b = ctx;
    b->dossier = base_arena_grow(b->keep, b->dossier, b->n_dossiers, &b->cap_dossiers, sizeof *b->dossier);
    b->dossier[b->n_dossiers++] = (dossier){.path = base_arena_str(b->keep, row->path),
                                            .county = base_arena_str(b->keep, row->county),
                                            .province = base_arena_str(b->keep, base_utf8_head(row->county, 2)),
                                            .provincial = row->provincial};
    return true;
}

/* ---- acts ---- */

static unsigned task_number(base_str path) {
    size_t at = path.n;
    while (at > 0 && path.p[at - 1] >= '0' && path.p[at - 1] <= '9') at--;
    return at < path.n ? (unsigned)strtoul(path.p + at, NULL, 10) : 0;
}

/* A task that was planned has a number from now on. */
static void note(bench *b, size_t i) {
    if (b->of[i] == SIZE_MAX || !base_str_is(b->request[i].command.action, "plan_task")) return;
    if (b->answer[i].answer.n_events == 0) return;
    dossier *d = &b->dossier[b->of[i]];
    d->first = task_number(b->answer[i].answer.event[0].path);
    d->tasks = 1;
}

static void flush(bench *b) {
    if (b->n == 0) return;
    double from = bench_now();
    app_submit(b->app, b->request, b->n, b->answer, b->arena);
    app_upkeep_told(b->upkeep, app_head(b->app).size);
    b->took[b->groups++] = (bench_now() - from) * 1e3;
    for (size_t i = 0; i < b->n; i++) {
        if (b->answer[i].result == APP_FAILED) bench_give_up("group", &b->answer[i].error);
        b->refused += b->answer[i].result == APP_REFUSED;
        if (b->answer[i].result == APP_GRANTED) note(b, i);
        if (b->answer[i].result == APP_REFUSED && b->of[i] != SIZE_MAX) b->dossier[b->of[i]].outside = true;
    }
    b->granted += b->n;
    base_arena_reset(b->arena);
    b->n = 0;
}

static core_command *next(bench *b, size_t of, const char *level, base_str who, const char *action, base_str target) {
    app_request *r = &b->request[b->n];
    *r = (app_request){.fresh = true};
    app_request_id(b->id[b->n]);
    r->id = (base_str){b->id[b->n], APP_ID};
    b->target[b->n] = target;
    b->of[b->n] = of;
    r->command = (core_command){.actor = {base_str_of(level), who},
                                .today = BASE_DATE_NONE,
                                .action = base_str_of(action),
                                .target = &b->target[b->n],
                                .n_targets = 1,
                                .arg = b->arg[b->n]};
    b->n++;
    return &r->command;
}

static void give(core_command *c, core_arg *arg, const char *key, base_str value) {
    arg[c->n_args++] = (core_arg){base_str_of(key), value};
}

static void register_one(bench *b, size_t i) {
    static const char *const ware[] = {"云计算", "动力电池", "轴承", "羊绒", "纤维材料", "智能物流装备", "石英钟表"};
    size_t at = b->n;
    core_command *c =
        next(b, SIZE_MAX, "county", BASE_STR("330106"), "register", base_arena_fmt(b->arena, "c%07zu", i));
    give(c, b->arg[at], "name", base_arena_fmt(b->arena, "演示·%s产业集群 %07zu（虚构）", ware[i % 7], i));
    give(c, b->arg[at], "industry", BASE_STR("I6540"));
}

static void act_one(bench *b) {
    size_t i = bench_random(&b->seed) % b->among, at = b->n;
    uint64_t kind = bench_random(&b->seed) % 4;
    dossier *d = &b->dossier[i];
    if (kind == 0 && !d->outside) {
        next(b, i, "province", d->province, d->provincial ? "withdraw_provincial" : "recognise_provincial", d->path);
        d->provincial = !d->provincial;
    } else if (kind == 1 || d->tasks == 0) {
        core_command *c = next(b, i, "county", d->county, "plan_task", d->path);
        give(c, b->arg[at], "area", BASE_STR("digital"));
        give(c, b->arg[at], "goals", BASE_STR("规上企业数字化改造覆盖率由六成提高到八成"));
        give(c, b->arg[at], "measures", BASE_STR("分批诊断，逐企制定方案，每季度调度一次"));
    } else {
        core_command *c = next(b, i, "county", d->county, "report_task",
                               base_arena_fmt(b->arena, "%.*s/task%u", (int)d->path.n, d->path.p, d->first));
        give(c, b->arg[at], "progress", BASE_STR("本季度完成十二家企业诊断，三家已实施改造"));
    }
}

/* ---- the disk ---- */

/* Bytes this thread has written. */
static double written(void) {
    char line[512];
    unsigned long long n = 0;
    FILE *f = fopen("/proc/thread-self/io", "r");
    if (f == NULL) return 0;
    while (fgets(line, sizeof line, f) != NULL) {
        if (sscanf(line, "wchar: %llu", &n) == 1) break;
    }
    (void)fclose(f);
    return (double)n;
}

/* Syncs a second when `bytes` are appended before each. */
static double probe(const char *path, size_t bytes, size_t times) {
    static char block[4 << 20];
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0 || bytes > sizeof block) return 0;
    double from = bench_now();
    for (size_t i = 0; i < times; i++) {
        if (write(fd, block, bytes) != (ssize_t)bytes || fdatasync(fd) != 0) break;
    }
    double took = bench_now() - from;
    (void)close(fd);
    (void)unlink(path);
    return (double)times / took;
}

/* ---- runs ---- */

typedef struct {
    double rate[ROUNDS], sync[ROUNDS], ratio[ROUNDS], cpu[ROUNDS];
} figures;

static void part(bench *b, size_t acts, size_t group, const char *beside, figures *f, size_t round, double *bytes) {
    size_t groups = (acts + group - 1) / group;
    if (*bytes > 0) f->sync[round] = probe(beside, (size_t)*bytes, groups < PROBE_MAX ? groups : PROBE_MAX);
    double cpu = bench_cpu(), before = written(), busy = 0;
    size_t first = b->groups;
    for (size_t i = 0; i < acts; i++) {
        act_one(b);
        if (b->n == group) flush(b);
    }
    flush(b);
    for (size_t i = first; i < b->groups; i++) busy += b->took[i];
    *bytes = (written() - before) / (double)groups;
    f->rate[round] = (double)acts * 1e3 / busy;
    f->cpu[round] = (bench_cpu() - cpu) * 1e6 / (double)acts;
    f->ratio[round] = f->sync[round] > 0 ? f->rate[round] / (double)group / f->sync[round] : 0;
}

static void figure(const bench *b, const char *what, size_t group, double *x, size_t n) {
    char name[64];
    (void)snprintf(name, sizeof name, "write.%s.%zu.%s", b->kind, group, what);
    bench_figure(name, x, n);
}

static void run(bench *b, const char *beside, size_t acts, size_t group) {
    static figures f;
    double bytes = 0, p99;
    b->groups = b->refused = b->granted = 0;
    part(b, acts / ROUNDS, group, beside, &f, 0, &bytes); /* not counted: how many bytes a group writes */
    b->groups = 0;
    for (size_t i = 0; i < ROUNDS; i++) part(b, acts / ROUNDS, group, beside, &f, i, &bytes);
    p99 = bench_share(b->took, b->groups, 0.99);
    figure(b, "rate", group, f.rate, ROUNDS);
    figure(b, "sync", group, f.sync, ROUNDS);
    figure(b, "ratio", group, f.ratio, ROUNDS);
    figure(b, "cpu_us", group, f.cpu, ROUNDS);
    figure(b, "p50_ms", group, (double[]){bench_share(b->took, b->groups, 0.5)}, 1);
    figure(b, "p99_ms", group, (double[]){p99}, 1);
    figure(b, "p999_ms", group, (double[]){bench_share(b->took, b->groups, 0.999)}, 1);
    figure(b, "bytes", group, &bytes, 1);
    figure(b, "refused", group, (double[]){(double)b->refused}, 1);
}

static void fill(bench *b, size_t n) {
    b->took = calloc(n + 1, sizeof *b->took);
    if (b->took == NULL) exit(1);
    double from = bench_now();
    for (size_t i = 0; i < n; i++) {
        register_one(b, i);
        if (b->n == FILL) flush(b);
    }
    flush(b);
    bench_one("write.registered.rate", (double)n / (bench_now() - from));
    free(b->took);
}

int main(int argc, char **argv) {
    size_t among = 0;
    if (argc > 2 && strcmp(argv[1], "-n") == 0) {
        among = strtoul(argv[2], NULL, 10);
        argc -= 2;
        argv += 2;
    }
    if (argc < 4) {
        fprintf(stderr, "usage: bench_write [-n N] FOLDER ACTS GROUP[,GROUP…] [ADDRESS [DOSSIERS]]\n");
        return 2;
    }
    base_err e = {0};
    base_arena *arena = base_arena_new((size_t)1 << 30);
    app_place place = {.folder = argv[1], .db = argc > 4 ? argv[4] : NULL};
    size_t acts = strtoul(argv[2], NULL, 10);
    const char *beside = base_arena_fmt(arena, "%s/probe", argv[1]).p;
    bench *b = calloc(1, sizeof *b);
    if (b == NULL || acts < ROUNDS) return 2;
    b->arena = base_arena_new((size_t)1 << 30);
    b->keep = base_arena_new((size_t)8 << 30);
    if (place.db != NULL) make(&place, arena);
    b->app = app_open(&place, APP_WRITE, &e);
    if (b->app == NULL) bench_give_up("open", &e);
    b->upkeep = app_upkeep_start(&place, 0, &e);
    if (b->upkeep == NULL) bench_give_up("upkeep", &e);
    app_upkeep_serves(b->upkeep, b->app);
    if (place.db != NULL) fill(b, argc > 5 ? strtoul(argv[5], NULL, 10) : 1000);
    if (!store_dossiers(app_store(b->app), UINT64_MAX, take_dossier, b, &e)) bench_give_up("dossiers", &e);
    if (b->n_dossiers == 0) return 2;
    b->among = among > 0 && among < b->n_dossiers ? among : b->n_dossiers;
    b->kind = among > 0 ? "some" : "any";
    b->took = calloc(2 * acts + 64, sizeof *b->took);
    if (b->took == NULL) return 1;
    for (char *at = strtok(argv[3], ","); at != NULL; at = strtok(NULL, ",")) {
        size_t group = strtoul(at, NULL, 10);
        if (group == 0 || group > APP_GROUP_MAX) return 2;
        run(b, beside, acts, group);
    }
    bench_one("write.dossiers", (double)b->n_dossiers);
    bench_one("write.megabytes", bench_megabytes());
    app_upkeep_stop(b->upkeep);
    app_close(b->app);
    return 0;
}
