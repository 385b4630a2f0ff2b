/* bench_write.c - decisions through the way of a change, in groups: a record with N dossiers is made, then acts on
 * dossiers drawn at random are decided and written. Prints rates, and how long groups took.
 *
 *     bench_write FOLDER N ACTS GROUP [ADDRESS]     FOLDER is made and kept; ADDRESS: postgresql://…
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "app/app.h"
#include "app/upkeep.h"
#include "base/file.h"

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

static uint64_t seed = 1;
static uint64_t random_u64(void) {
    uint64_t z = (seed += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void give_up(const char *what, const base_err *e) {
    fprintf(stderr, "%s: %s\n", what, e->en);
    exit(1);
}

static core_adoption text(base_arena *arena, enum core_matter m, const char *a, const char *b) {
    base_err e = {0};
    core_named_text *t = base_arena_array(arena, 2, sizeof *t);
    const char *file[2] = {a, b};
    for (size_t i = 0; i < 2 && file[i] != NULL; i++) {
        t[i].name = base_str_of(file[i]);
        if (!base_file_read(arena, base_arena_fmt(arena, "%s/%s", getenv("JIQUN_ROOT"), file[i]).p, (size_t)64 << 20,
                            &t[i].text, &e))
            give_up(file[i], &e);
    }
    core_adoption x = {
        .matter = m, .name = core_matter_name(m), .from = BASE_DATE_NONE, .text = t, .n_texts = b ? 2 : 1};
    return x;
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
    if (!app_init(place, &b, &e)) give_up("init", &e);
}

typedef struct {
    app *app;
    app_upkeep *upkeep;
    base_arena *arena;
    app_request request[APP_GROUP_MAX];
    app_answer answer[APP_GROUP_MAX];
    core_arg arg[APP_GROUP_MAX][3];
    base_str target[APP_GROUP_MAX];
    char id[APP_GROUP_MAX][APP_ID];
    size_t n;
    uint64_t *took;
    size_t groups;
    uint8_t *tasks, *provincial;
    size_t granted, refused;
} bench;

static void flush(bench *b) {
    if (b->n == 0) return;
    uint64_t from = now_ns();
    app_submit(b->app, b->request, b->n, b->answer, b->arena);
    app_upkeep_told(b->upkeep, app_head(b->app).size);
    b->took[b->groups++] = now_ns() - from;
    for (size_t i = 0; i < b->n; i++) {
        b->granted += b->answer[i].result == APP_GRANTED;
        b->refused += b->answer[i].result == APP_REFUSED;
        if (b->answer[i].result == APP_FAILED) give_up("group", &b->answer[i].error);
        if (b->answer[i].result == APP_REFUSED && b->refused < 3)
            fprintf(stderr, "refused: %.*s\n", (int)b->answer[i].answer.refusal[0].label.en.n,
                    b->answer[i].answer.refusal[0].label.en.p);
    }
    base_arena_reset(b->arena);
    b->n = 0;
}

static core_command *next(bench *b, const char *level, const char *who, const char *action, base_str target) {
    app_request *r = &b->request[b->n];
    *r = (app_request){.fresh = true};
    app_request_id(b->id[b->n]);
    r->id = (base_str){b->id[b->n], APP_ID};
    b->target[b->n] = target;
    r->command = (core_command){.actor = {base_str_of(level), base_str_of(who)},
                                .today = 19360,
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
    core_command *c = next(b, "county", "330106", "register", base_arena_fmt(b->arena, "c%07zu", i));
    give(c, b->arg[at], "name", base_arena_fmt(b->arena, "演示·%s产业集群 %07zu（虚构）", ware[i % 7], i));
    give(c, b->arg[at], "industry", BASE_STR("I6540"));
}

static void act_one(bench *b, size_t dossiers) {
    size_t i = random_u64() % dossiers, at = b->n;
    uint64_t kind = random_u64() % 4;
    base_str path = base_arena_fmt(b->arena, "c%07zu", i);
    if (kind == 0) {
        next(b, "province", "33", b->provincial[i] ? "withdraw_provincial" : "recognise_provincial", path);
        b->provincial[i] ^= 1;
    } else if (kind == 1 || b->tasks[i] == 0) {
        core_command *c = next(b, "county", "330106", "plan_task", path);
        give(c, b->arg[at], "area", BASE_STR("digital"));
        give(c, b->arg[at], "goals", BASE_STR("规上企业数字化改造覆盖率由六成提高到八成"));
        give(c, b->arg[at], "measures", BASE_STR("分批诊断，逐企制定方案，每季度调度一次"));
        b->tasks[i]++;
    } else {
        core_command *c =
            next(b, "county", "330106", "report_task", base_arena_fmt(b->arena, "c%07zu/task%d", i, (int)b->tasks[i]));
        give(c, b->arg[at], "progress", BASE_STR("本季度完成十二家企业诊断，三家已实施改造"));
    }
}

static int by_time(const void *a, const void *b) {
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void tell(bench *b, const char *what, size_t n, uint64_t ns) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    qsort(b->took, b->groups, sizeof *b->took, by_time);
    printf("%-28s %9zu in %7.2f s  %8.0f/s   group p50 %6.2f p99 %6.2f max %7.2f ms   refused %zu   %ld MB\n", what, n,
           (double)ns / 1e9, (double)n * 1e9 / (double)ns, (double)b->took[b->groups / 2] / 1e6,
           (double)b->took[b->groups * 99 / 100] / 1e6, (double)b->took[b->groups - 1] / 1e6, b->refused,
           u.ru_maxrss / 1024);
    fflush(stdout);
    b->groups = 0;
    b->refused = 0;
}

int main(int argc, char **argv) {
    if (argc < 5) return 2;
    base_err e = {0};
    base_arena *arena = base_arena_new((size_t)1 << 30);
    app_place place = {argv[1], argc > 5 ? argv[5] : NULL};
    size_t dossiers = strtoul(argv[2], NULL, 10), acts = strtoul(argv[3], NULL, 10), group = strtoul(argv[4], NULL, 10);
    bench *b = calloc(1, sizeof *b);
    if (b == NULL || dossiers == 0 || group == 0 || group > APP_GROUP_MAX) return 2;
    b->took = calloc(dossiers + acts + 2, sizeof *b->took);
    b->tasks = calloc(dossiers, 1);
    b->provincial = calloc(dossiers, 1);
    b->arena = base_arena_new((size_t)1 << 30);
    make(&place, arena);
    b->app = app_open(&place, APP_WRITE, &e);
    if (b->app == NULL) give_up("open", &e);
    b->upkeep = app_upkeep_start(&place, 0, &e);
    if (b->upkeep == NULL) give_up("upkeep", &e);
    uint64_t from = now_ns();
    for (size_t i = 0; i < dossiers; i++) {
        register_one(b, i);
        if (b->n == APP_GROUP_MAX / 2) flush(b);
    }
    flush(b);
    tell(b, "registered", dossiers, now_ns() - from);
    for (int round = 0; round < 2; round++) {
        from = now_ns();
        for (size_t i = 0; i < acts; i++) {
            act_one(b, dossiers);
            if (b->n == group) flush(b);
        }
        flush(b);
        tell(b, "acts at random", acts, now_ns() - from);
    }
    app_upkeep_stop(b->upkeep);
    app_close(b->app);
    return 0;
}
