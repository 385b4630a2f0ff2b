/* tool_writer.c - writes into a record and says on standard output what was acknowledged, one line an answer, each
 * written at once: for tests that kill it, starve its disk or take its server away.
 *
 *     crash_tool_writer FOLDER ADDRESS SEED GROUPS MOST [ACKS]
 *
 * ADDRESS is - for SQLite. First the record is made when there is none; then every line of the file ACKS ("ack ID SEQ
 * N", as printed before) is looked up, and "lost …" is printed when it is not on record as it was acknowledged; then
 * "ready"; then GROUPS groups of 1 to MOST requests, each request drawn by SEED. "ack ID SEQ N" for granted ones, "no"
 * for refused ones, "failed TEXT" for those that could not be written. Status: 0, 1 when something was lost, 2 when it
 * can not go on. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/app.h"
#include "base/file.h"

enum { DOSSIERS = 40, MOST_GROUP = 64, MOST_FAILURES = 4000, FIRST_DAY = 19360 /* 2023-01-03 */ };

typedef struct {
    base_arena *arena, *scratch;
    app_place place;
    app *app;
    uint64_t seed, next;
    const char *tag;
    int failures;
} writer;

static uint64_t draw(writer *w, uint64_t below) {
    uint64_t z = (w->seed += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (z ^ (z >> 31)) % below;
}

static void say(base_str line) {
    while (line.n > 0) {
        ssize_t n = write(STDOUT_FILENO, line.p, line.n);
        if (n <= 0) _exit(2);
        line = (base_str){line.p + n, line.n - (size_t)n};
    }
}

static int give_up(const base_err *e) {
    char line[1200];
    int n = snprintf(line, sizeof line, "failed %s\n", e->en);
    say((base_str){line, (size_t)n});
    return 2;
}

/* ---- the record ---- */

static bool text(base_arena *arena, enum core_matter m, const char *a, const char *b, core_adoption *out, base_err *e) {
    core_named_text *t = base_arena_array(arena, 2, sizeof *t);
    const char *file[2] = {a, b};
    rules_diags d;
    *out = (core_adoption){.matter = m, .name = core_matter_name(m), .from = BASE_DATE_NONE, .text = t};
    for (; out->n_texts < 2 && file[out->n_texts] != NULL; out->n_texts++) {
        const char *path = base_arena_fmt(arena, "%s/%s", getenv("JIQUN_ROOT"), file[out->n_texts]).p;
        t[out->n_texts].name = base_str_of(file[out->n_texts]);
        if (!base_file_read(arena, path, (size_t)16 << 20, &t[out->n_texts].text, e)) return false;
    }
    if (m == CORE_ADOPT_RULEBOOK) {
        out->name = BASE_STR("national-2022");
        base_date_parse(BASE_STR("2022-09-13"), &out->from, e);
    }
    rules_diags_init(&d, arena);
    return core_adoption_read(arena, out, &d, e);
}

static bool make(writer *w, base_err *e) {
    core_adoption a[3];
    app_beginning b = {.suite = LOG_SM3_SM2,
                       .origin = BASE_STR("crash.example/log"),
                       .demonstration = true,
                       .day = FIRST_DAY,
                       .adoption = a,
                       .n_adoptions = 3};
    return text(w->arena, CORE_ADOPT_DIVISIONS, "data/divisions.csv", "data/channels.csv", &a[0], e) &&
           text(w->arena, CORE_ADOPT_WORKDAYS, "data/workdays.csv", NULL, &a[1], e) &&
           text(w->arena, CORE_ADOPT_RULEBOOK, "rulebooks/national-2022.rules", NULL, &a[2], e) &&
           app_init(&w->place, &b, e);
}

static bool open_or_make(writer *w, base_err *e) {
    w->app = app_open(&w->place, APP_WRITE, e);
    if (w->app != NULL && app_head(w->app).size >= 3) return true;
    app_close(w->app);
    *e = (base_err){0};
    if (!make(w, e)) return false;
    w->app = app_open(&w->place, APP_WRITE, e);
    return w->app != NULL;
}

/* ---- what was acknowledged before ---- */

static int look_up(writer *w, base_str line) {
    base_str rest, word = base_str_cut(line, ' ', &rest);
    base_str id = base_str_cut(rest, ' ', &rest), seq = base_str_cut(rest, ' ', &rest);
    store_request row;
    bool found = false;
    base_err e = {0};
    if (!base_str_is(word, "ack")) return 0;
    base_str kept = base_arena_str(w->scratch, seq), count = base_arena_str(w->scratch, rest);
    if (store_request_find(app_store(w->app), base_arena_str(w->scratch, id), &row, &found, &e) && found &&
        row.seq == strtoull(kept.p, NULL, 10) && row.n == strtoull(count.p, NULL, 10)) {
        return 0;
    }
    base_str said = base_arena_fmt(w->scratch, "lost %.*s (%s)\n", (int)line.n, line.p, found ? "otherwise" : e.en);
    say(said);
    return 1;
}

static int look_up_all(writer *w, const char *acks) {
    base_str all, line;
    base_err e = {0};
    int lost = 0;
    if (acks == NULL || access(acks, R_OK) != 0) return 0;
    if (!base_file_read(w->arena, acks, (size_t)256 << 20, &all, &e)) return give_up(&e);
    while (all.n > 0) {
        line = base_str_cut(all, '\n', &all);
        lost |= look_up(w, line);
        base_arena_reset(w->scratch);
    }
    return lost;
}

/* ---- requests ---- */

typedef struct {
    app_request request[MOST_GROUP];
    app_answer answer[MOST_GROUP];
    core_arg arg[MOST_GROUP][3];
    base_str target[MOST_GROUP][3];
} group;

static void give(group *g, size_t i, const char *key, const char *value) {
    core_command *c = &g->request[i].command;
    g->arg[i][c->n_args++] = (core_arg){base_str_of(key), base_str_of(value)};
}

static base_str dossier(writer *w) {
    return base_arena_fmt(w->scratch, "d%llu", (unsigned long long)draw(w, DOSSIERS));
}

static void by(writer *w, group *g, size_t i, const char *level, const char *who, const char *action, base_str target) {
    core_command *c = &g->request[i].command;
    g->target[i][0] = target;
    *c = (core_command){.actor = {base_str_of(level), base_str_of(who)},
                        .today = app_head(w->app).day > FIRST_DAY ? app_head(w->app).day : FIRST_DAY,
                        .action = base_str_of(action),
                        .target = g->target[i],
                        .n_targets = 1,
                        .arg = g->arg[i]};
}

/* Three dossiers by one command: all or none. */
static void several(writer *w, group *g, size_t i) {
    by(w, g, i, "province", "33", draw(w, 2) ? "recognise_provincial" : "withdraw_provincial", dossier(w));
    g->target[i][1] = dossier(w);
    g->target[i][2] = dossier(w);
    g->request[i].command.n_targets = 3;
}

static void fill(writer *w, group *g, size_t i) {
    g->request[i] = (app_request){.id = base_arena_fmt(w->scratch, "%s-%llu", w->tag, (unsigned long long)w->next++)};
    switch (draw(w, 5)) {
    case 0: several(w, g, i); break;
    case 1:
        by(w, g, i, "county", "330106", "plan_task", dossier(w));
        give(g, i, "area", "digital");
        give(g, i, "goals", "示例目标");
        give(g, i, "measures", "示例措施");
        break;
    case 2:
        by(w, g, i, "county", "330106", "report_task", base_arena_fmt(w->scratch, "%s/task1", dossier(w).p));
        give(g, i, "progress", "示例进展");
        break;
    case 3: by(w, g, i, "province", "33", "enter_pool", dossier(w)); break;
    default:
        by(w, g, i, "county", "330106", "register", dossier(w));
        give(g, i, "name", "演示·集群（虚构）");
        give(g, i, "subfield", "C3484");
    }
}

static bool tell(writer *w, const group *g, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const app_answer *a = &g->answer[i];
        base_str line = BASE_STR("no\n");
        if (a->result == APP_GRANTED || a->result == APP_REPEATED)
            line = base_arena_fmt(w->scratch, "ack %.*s %llu %zu\n", (int)a->id.n, a->id.p, (unsigned long long)a->seq,
                                  a->n_events);
        if (a->result == APP_FAILED) {
            line = base_arena_fmt(w->scratch, "failed %s\n", a->error.en);
            w->failures++;
        }
        say(line);
    }
    return w->failures < MOST_FAILURES;
}

static int write_groups(writer *w, unsigned long groups, unsigned long most) {
    group *g = base_arena_alloc(w->arena, sizeof *g);
    for (unsigned long k = 0; k < groups; k++) {
        size_t n = 1 + (size_t)draw(w, most);
        for (size_t i = 0; i < n; i++) fill(w, g, i);
        app_submit(w->app, g->request, n, g->answer, w->scratch);
        if (!tell(w, g, n)) return 2;
        base_arena_reset(w->scratch);
    }
    return 0;
}

int main(int argc, char **argv) {
    base_err e = {0};
    if (argc < 6) return 2;
    writer w = {.place = {.folder = argv[1], .db = strcmp(argv[2], "-") == 0 ? NULL : argv[2]}, .tag = argv[3]};
    unsigned long most = strtoul(argv[5], NULL, 10);
    w.seed = strtoull(argv[3], NULL, 10);
    w.arena = base_arena_new((size_t)1 << 30);
    w.scratch = base_arena_new((size_t)1 << 30);
    if (most < 1 || most > MOST_GROUP) return 2;
    int status = open_or_make(&w, &e) ? look_up_all(&w, argc > 6 ? argv[6] : NULL) : give_up(&e);
    if (status == 0) {
        say(BASE_STR("ready\n"));
        status = write_groups(&w, strtoul(argv[4], NULL, 10), most);
    }
    app_close(w.app);
    base_arena_free(w.scratch);
    base_arena_free(w.arena);
    return status;
}
