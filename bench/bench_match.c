/* bench_match.c - makes what bench/match.py measures: a record with rosters, and a list. All of it is invented.
 *
 *   bench_match FOLDER LIST CODES CLUSTERS ROWS LIST-ROWS
 *
 * FOLDER: a demonstration in which nothing has happened (jiqun init --demo --day 2025-03-20). It gets CLUSTERS drafts,
 * each with a roster of ROWS enterprises; CODES gets their codes, one a line, for the rivals. LIST gets LIST-ROWS
 * codes, one in ten of them an enterprise of some roster. */
#include <fcntl.h>
#include <unistd.h>

#include "app/attach.h"
#include "core/enterprise.h"
#include "record_i.h"

enum { ARENA = 64 << 20 };

/* Codes of the same look: enterprise i, of place 330106. The two check characters are tried, for they are few. */
static void code_of(uint64_t i, char out[CORE_CREDIT_CHARS + 1]) {
    static const char digits[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    core_credit_key key;
    snprintf(out, CORE_CREDIT_CHARS + 1, "91330106%08llu00", (unsigned long long)i);
    for (const char *a = "0123456789X"; *a != '\0'; a++) {
        out[16] = *a;
        if (core_credit_key_of((base_str){out, CORE_CREDIT_CHARS}, &key) != CORE_CREDIT_BAD) break;
    }
    for (const char *b = digits; *b != '\0'; b++) {
        out[17] = *b;
        if (core_credit_key_of((base_str){out, CORE_CREDIT_CHARS}, &key) == CORE_CREDIT_OK) return;
    }
}

static FILE *make(const char *path) {
    FILE *f = fopen(path, "w");
    if (f != NULL) return f;
    perror(path);
    exit(1);
}

static void close_file(FILE *f) {
    if (fclose(f) == 0) return;
    perror("writing");
    exit(1);
}

static void write_list(const char *path, uint64_t enterprises, uint64_t rows) {
    uint64_t seed = 3;
    char code[CORE_CREDIT_CHARS + 1];
    FILE *f = make(path);
    fputs("统一社会信用代码\n", f);
    for (uint64_t i = 0; i < rows; i++) {
        const uint64_t r = bench_random(&seed);
        const bool ours = r % 10 == 0;
        code_of(ours ? r / 10 % enterprises : enterprises + r / 10 % (100000000 - enterprises), code);
        fprintf(f, "%s\n", code);
    }
    close_file(f);
}

static void must(app *a, core_actor actor, const char *action, base_str target, const core_arg *arg, size_t n,
                 base_arena *arena) {
    base_date day;
    app_answer answer;
    base_err e = {0};
    (void)base_date_make(2025, 3, 20, &day, &e);
    const app_request r = {.command = {.actor = actor,
                                       .today = day,
                                       .action = base_str_of(action),
                                       .target = &target,
                                       .n_targets = 1,
                                       .arg = arg,
                                       .n_args = n}};
    app_submit(a, &r, 1, &answer, arena);
    if (answer.result == APP_GRANTED) return;
    fprintf(stderr, "bench_match: %s %s: %s\n", action, target.p, answer.error.en);
    exit(1);
}

static base_str roster(app *a, base_arena *arena, const char *folder, FILE *codes, uint64_t first, uint64_t rows) {
    char code[CORE_CREDIT_CHARS + 1];
    files_stored stored;
    base_err e = {0};
    const char *path = base_arena_fmt(arena, "%s/roster.csv", folder).p;
    FILE *f = make(path);
    fputs("统一社会信用代码,企业名称,行业代码,产值（万元）,规模,是否主导产业\n", f);
    for (uint64_t i = first; i < first + rows; i++) {
        code_of(i, code);
        fprintf(f, "%s,演示企业%llu有限公司（虚构）,3979,2000,小型,是\n", code, (unsigned long long)i);
        fprintf(codes, "%s\n", code);
    }
    close_file(f);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || !app_attach(a, fd, BASE_STR("roster.csv"), &stored, &e)) bench_give_up("a roster", &e);
    (void)close(fd);
    (void)unlink(path);
    return base_arena_fmt(arena, "sha256:%s", stored.digest);
}

static void add_cluster(app *a, base_arena *arena, const char *folder, FILE *codes, uint64_t i, uint64_t rows) {
    const core_actor county = {BASE_STR("county"), BASE_STR("330106")},
                     province = {BASE_STR("province"), BASE_STR("33")};
    const base_str path = base_arena_fmt(arena, "b%llu", (unsigned long long)i),
                   form = base_arena_fmt(arena, "%s/a", path.p);
    const core_arg who[] = {{BASE_STR("name"), base_arena_fmt(arena, "演示·集群%s（虚构）", path.p)},
                            {BASE_STR("industry"), BASE_STR("C3979")}};
    const core_arg round = {BASE_STR("round"), BASE_STR("r2025")};
    must(a, county, "register", path, who, 2, arena);
    must(a, province, "enter_pool", path, NULL, 0, arena);
    must(a, county, "apply", form, &round, 1, arena);
    const core_arg figure[] = {{BASE_STR("sme_output.2024"), BASE_STR("38")},
                               {BASE_STR("roster.sme_output.2024"), roster(a, arena, folder, codes, i * rows, rows)}};
    must(a, county, "fill", form, figure, 2, arena);
}

int main(int argc, char **argv) {
    base_err e = {0};
    if (argc != 7) return 2;
    const uint64_t clusters = strtoull(argv[4], NULL, 10), rows = strtoull(argv[5], NULL, 10);
    const app_place place = {.folder = argv[1]};
    base_arena *arena = base_arena_new(ARENA);
    app *a = app_open(&place, APP_WRITE, &e);
    if (a == NULL) bench_give_up(argv[1], &e);
    const core_arg open_round[] = {{BASE_STR("closes"), BASE_STR("2025-07-31")},
                                   {BASE_STR("quota"), BASE_STR("6")},
                                   {BASE_STR("quota_separate"), BASE_STR("2")}};
    must(a, (core_actor){BASE_STR("ministry"), {"", 0}}, "open_round", BASE_STR("r2025"), open_round, 3, arena);
    FILE *codes = make(argv[3]);
    for (uint64_t i = 0; i < clusters; i++) {
        add_cluster(a, arena, argv[1], codes, i, rows);
        base_arena_reset(arena);
    }
    close_file(codes);
    app_close(a);
    base_arena_free(arena);
    write_list(argv[2], clusters * rows, strtoull(argv[6], NULL, 10));
    return 0;
}
