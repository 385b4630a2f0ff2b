/* tool_desk.c - a process that does in a record what it is told line by line, so that a test can let several of them
 * act at the same moment, on one dossier or for one place.
 *
 *     crash_tool_desk FOLDER ADDRESS                 ADDRESS is - for SQLite; the record must be there
 *
 *     ID LEVEL WHO DAY ACTION TARGET… KEY=VALUE…     one request of the next group; "-" for an empty ID or WHO
 *     go        the group is submitted: a line for each request, "ID granted SEQ N", "ID repeated SEQ N", "ID refused"
 *               or "ID failed TEXT"; then "done SIZE" with the size of the log
 *     see PATH  how a case stands, after a look at the end of the log: "STATE SIZE"
 *     attach PATH NAME   takes a file in: "attached DIGEST", or "failed TEXT"
 *     again     closes the record and opens it again; "open SIZE"
 *
 * First it says "open SIZE". Status 0 at the end of its input, 2 when it can not go on. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/attach.h"

enum { LINE = 8192, GROUP = 256, WORDS = 64 };

typedef struct {
    base_arena *arena, *scratch; /* `scratch` for one group */
    app_place place;
    app *app;
    app_request request[GROUP];
    app_answer answer[GROUP];
    size_t n;
} desk;

static bool open_record(desk *d) {
    base_err e = {0};
    d->app = app_open(&d->place, APP_WRITE, &e);
    if (d->app == NULL)
        (void)printf("failed %s\n", e.en);
    else
        (void)printf("open %llu\n", (unsigned long long)app_head(d->app).size);
    return d->app != NULL;
}

static base_str word_of(base_str *rest) {
    base_str word = base_str_cut(*rest, ' ', rest);
    return base_str_is(word, "-") ? (base_str){"", 0} : word;
}

static bool add(desk *d, base_str line) {
    base_err e = {0};
    app_request *r = &d->request[d->n++];
    core_arg *arg = base_arena_array(d->scratch, WORDS, sizeof *arg);
    base_str *target = base_arena_array(d->scratch, WORDS, sizeof *target), rest = base_arena_str(d->scratch, line);
    *r = (app_request){.id = word_of(&rest)};
    core_command *c = &r->command;
    c->actor.level = word_of(&rest);
    c->actor.who = word_of(&rest);
    if (!base_date_parse(word_of(&rest), &c->today, &e)) return false;
    c->action = word_of(&rest);
    c->target = target;
    c->arg = arg;
    while (rest.n > 0 && c->n_args < WORDS && c->n_targets < WORDS) {
        base_str value, key = base_str_cut(word_of(&rest), '=', &value);
        if (value.p == NULL)
            target[c->n_targets++] = key;
        else
            arg[c->n_args++] = (core_arg){key, value};
    }
    return true;
}

static void tell(const app_answer *a) {
    (void)printf("%.*s ", (int)a->id.n, a->id.p);
    switch (a->result) {
    case APP_GRANTED: (void)printf("granted %llu %zu\n", (unsigned long long)a->seq, a->n_events); break;
    case APP_REPEATED: (void)printf("repeated %llu %zu\n", (unsigned long long)a->seq, a->n_events); break;
    case APP_REFUSED: (void)printf("refused\n"); break;
    case APP_FAILED: (void)printf("failed %s\n", a->error.en); break;
    }
}

static void go(desk *d) {
    app_submit(d->app, d->request, d->n, d->answer, d->scratch);
    for (size_t i = 0; i < d->n; i++) tell(&d->answer[i]);
    (void)printf("done %llu\n", (unsigned long long)app_head(d->app).size);
    d->n = 0;
    base_arena_reset(d->scratch);
}

static void see(desk *d, base_str path) {
    base_err e = {0};
    const core_case *c = app_refresh(d->app, &e) && app_load(d->app, path, &e) != NULL
                             ? core_world_find(app_world(d->app), path, app_head(d->app).day, d->scratch)
                             : NULL;
    base_str state = c != NULL ? core_state(c)->name : BASE_STR("none");
    (void)printf("%.*s %llu\n", (int)state.n, state.p, (unsigned long long)app_head(d->app).size);
}

static void attach(desk *d, base_str rest) {
    base_err e = {0};
    files_stored out;
    base_str path = base_arena_str(d->scratch, word_of(&rest));
    int fd = open(path.p, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && app_attach(d->app, fd, rest, &out, &e))
        (void)printf("attached %s\n", out.digest);
    else
        (void)printf("failed %s\n", fd < 0 ? path.p : e.en);
    if (fd >= 0) (void)close(fd);
}

static bool act(desk *d, base_str line) {
    if (base_str_is(line, "go")) {
        go(d);
    } else if (base_str_is(line, "again")) {
        app_close(d->app);
        return open_record(d);
    } else if (base_str_starts(line, BASE_STR("see "))) {
        see(d, (base_str){line.p + 4, line.n - 4});
    } else if (base_str_starts(line, BASE_STR("attach "))) {
        attach(d, (base_str){line.p + 7, line.n - 7});
    } else if (d->n == GROUP || !add(d, line)) {
        return false;
    }
    return true;
}

int main(int argc, char **argv) {
    static desk d;
    char line[LINE];
    if (argc != 3) return 2;
    d.place = (app_place){.folder = argv[1], .db = strcmp(argv[2], "-") == 0 ? NULL : argv[2]};
    d.arena = base_arena_new((size_t)1 << 30);
    d.scratch = base_arena_new((size_t)1 << 30);
    (void)setvbuf(stdout, NULL, _IOLBF, 1 << 16);
    bool good = open_record(&d);
    while (good && fgets(line, sizeof line, stdin) != NULL) good = act(&d, base_str_trim(base_str_of(line)));
    app_close(d.app);
    base_arena_free(d.scratch);
    base_arena_free(d.arena);
    return good ? 0 : 2;
}
