/* support.h - records for tests of app: made in a folder of their own under TMPDIR, removed afterwards. When
 * JIQUN_TEST_DB names a PostgreSQL database, the records lie there, each in a schema of its own. */
#ifndef JIQUN_TESTS_APP_SUPPORT_H
#define JIQUN_TESTS_APP_SUPPORT_H

#include "../testing.h"

#include <libpq-fe.h>
#include <unistd.h>

#include "app/app.h"
#include "base/file.h"

typedef struct {
    base_arena *arena, *scratch;
    app_place place;
    app *app;
    core_adoption adoption[5];
} desk;

static inline base_str read_text(base_arena *arena, const char *name) {
    base_err e = {0};
    base_str text;
    const char *path = base_arena_fmt(arena, "%s/%s", JIQUN_SOURCE_DIR, name).p;
    if (!base_file_read(arena, path, (size_t)64 << 20, &text, &e)) fail_msg("%s: %s", path, e.en);
    return text;
}

static inline core_adoption one_text(base_arena *arena, enum core_matter matter, const char *file, const char *second) {
    core_named_text *text = base_arena_array(arena, 2, sizeof *text);
    text[0] = (core_named_text){base_str_of(file), read_text(arena, file)};
    if (second != NULL) text[1] = (core_named_text){base_str_of(second), read_text(arena, second)};
    core_adoption a = {.matter = matter,
                       .name = core_matter_name(matter),
                       .from = BASE_DATE_NONE,
                       .text = text,
                       .n_texts = second != NULL ? 2 : 1};
    return a;
}

/* The texts that a record begins with, the rulebook last. */
static inline void desk_texts(desk *d, const char *rulebook, const char *id, const char *from) {
    base_err e = {0};
    rules_diags diags;
    d->adoption[0] = one_text(d->arena, CORE_ADOPT_DIVISIONS, "data/divisions.csv", "data/channels.csv");
    d->adoption[1] = one_text(d->arena, CORE_ADOPT_WORKDAYS, "data/workdays.csv", NULL);
    d->adoption[2] = one_text(d->arena, CORE_ADOPT_SIZES, "data/sizes.csv", NULL);
    d->adoption[3] = one_text(d->arena, CORE_ADOPT_INDUSTRIES, "data/industries.csv", NULL);
    d->adoption[4] = one_text(d->arena, CORE_ADOPT_RULEBOOK, rulebook, NULL);
    d->adoption[4].name = base_str_of(id);
    assert_true(base_date_parse(base_str_of(from), &d->adoption[4].from, &e));
    for (size_t i = 0; i < 5; i++) {
        rules_diags_init(&diags, d->arena);
        if (!core_adoption_read(d->arena, &d->adoption[i], &diags, &e)) fail_msg("%s", e.en);
    }
}

static inline void desk_sql_as(const char *address, const char *query, ExecStatusType status) {
    PGconn *conn = PQconnectdb(address);
    PGresult *r = PQexec(conn, query);
    if (PQresultStatus(r) != status) fail_msg("%s: %s", query, PQerrorMessage(conn));
    PQclear(r);
    PQfinish(conn);
}

static inline void desk_sql(const char *address, const char *query) { desk_sql_as(address, query, PGRES_COMMAND_OK); }
static inline void desk_sql_rows(const char *address, const char *query) {
    desk_sql_as(address, query, PGRES_TUPLES_OK);
}

/* The address of a new schema; NULL when the tests run on SQLite. */
static inline const char *desk_schema(base_arena *arena) {
    static unsigned made;
    const char *server = getenv("JIQUN_TEST_DB");
    if (server == NULL) return NULL;
    const char *name = base_arena_fmt(arena, "desk%ldx%u", (long)getpid(), made++).p;
    desk_sql(server, base_arena_fmt(arena, "CREATE SCHEMA %s", name).p);
    return base_arena_fmt(arena, "%s%coptions=-csearch_path%%3D%s", server, strchr(server, '?') != NULL ? '&' : '?',
                          name)
        .p;
}

static inline void desk_begin(desk *d, enum log_suite suite) {
    base_err e = {0};
    const char *tmp = getenv("TMPDIR");
    d->arena = base_arena_new((size_t)1 << 30);
    d->scratch = base_arena_new((size_t)1 << 30);
    char *folder = base_arena_copy(d->arena, "/tmp/jiqun-XXXXXX", 18);
    if (tmp != NULL) {
        base_str s = base_arena_fmt(d->arena, "%s/jiqun-XXXXXX", tmp);
        folder = base_arena_copy(d->arena, s.p, s.n + 1);
    }
    assert_non_null(mkdtemp(folder));
    d->place = (app_place){.folder = folder, .db = desk_schema(d->arena)};
    desk_texts(d, "rulebooks/national-2022.rules", "national-2022", "2022-09-13");
    app_beginning b = {.suite = suite,
                       .origin = BASE_STR("test.example/log"),
                       .demonstration = true,
                       .adoption = d->adoption,
                       .n_adoptions = 5};
    assert_true(base_date_parse(BASE_STR("2023-01-01"), &b.day, &e));
    if (!app_init(&d->place, &b, &e)) fail_msg("init: %s", e.en);
}

static inline void desk_open(desk *d, enum app_mode mode) {
    base_err e = {0};
    d->app = app_open(&d->place, mode, &e);
    if (d->app == NULL) fail_msg("open: %s", e.en);
}

static inline void desk_close(desk *d) {
    app_close(d->app);
    d->app = NULL;
}

static inline void remove_folder(const char *folder) {
    char command[4096];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0); /* NOLINT: a folder that mkdtemp made */
}

static inline void desk_end(desk *d) {
    app_close(d->app);
    remove_folder(d->place.folder);
    base_arena_free(d->scratch);
    base_arena_free(d->arena);
}

/* A command as a scenario writes it: "ACTION TARGET key=value …", blanks between, no quotes. */
static inline app_request request_of(base_arena *arena, const char *level, const char *who, const char *day,
                                     const char *line) {
    base_err e = {0};
    app_request r = {0};
    core_arg *arg = base_arena_array(arena, 64, sizeof *arg);
    base_str *target = base_arena_array(arena, 64, sizeof *target);
    base_str rest = base_arena_str(arena, base_str_of(line)), word;
    r.command.actor = (core_actor){base_str_of(level), base_str_of(who)};
    if (day != NULL) assert_true(base_date_parse(base_str_of(day), &r.command.today, &e));
    if (day == NULL) r.command.today = BASE_DATE_NONE;
    r.command.action = base_str_cut(rest, ' ', &rest);
    while (rest.n > 0) {
        base_str value;
        word = base_str_cut(rest, ' ', &rest);
        base_str key = base_str_cut(word, '=', &value);
        if (value.p == NULL)
            target[r.command.n_targets++] = word;
        else
            arg[r.command.n_args++] = (core_arg){key, value};
    }
    r.command.target = target;
    r.command.arg = arg;
    return r;
}

static inline app_answer ask(desk *d, const char *level, const char *who, const char *day, const char *line) {
    app_answer a;
    app_request r = request_of(d->scratch, level, who, day, line);
    app_submit(d->app, &r, 1, &a, d->scratch);
    return a;
}

static inline void must(desk *d, const char *level, const char *who, const char *day, const char *line) {
    app_answer a = ask(d, level, who, day, line);
    if (a.result == APP_FAILED) fail_msg("%s: %s", line, a.error.en);
    if (a.result == APP_REFUSED) {
        const core_refusal *r = &a.answer.refusal[0];
        fail_msg("%s: %.*s (%.*s)", line, (int)r->label.en.n, r->label.en.p, (int)r->detail.en.n, r->detail.en.p);
    }
}

#endif
