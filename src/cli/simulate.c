/* simulate.c - jiqun simulate: a whole country's life into a demonstration record, for trying out, tests and benches.
 *
 * An interrupt is not caught but kept waiting and looked for after each group, so that a run ends between two commits
 * and tells what was done. */
#include "app/simulate.h"

#include <signal.h>
#include <time.h>

#include "app/upkeep.h"
#include "base/json_out.h"
#include "cli/record.h"

enum { YEARS = 4, CLUSTERS = 1000, GROUP = 256, PUBLISH_EVERY_MS = 1000, SHOW_EVERY_MS = 200 };

typedef struct {
    cli_where where;
    const char *clusters, *provinces, *years, *seed, *group, *quota, *shape, *format;
} options;

typedef struct {
    cli *c;
    app *app;
    app_upkeep *upkeep;
    int64_t began, shown; /* milliseconds */
    int64_t took;
} running;

static int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static uint64_t a_second(uint64_t n, int64_t ms) { return ms > 0 ? n * 1000 / (uint64_t)ms : n; }

/* ---- while it runs ---- */

static void show_progress(running *r, const app_sim_report *so_far) {
    cli *c = r->c;
    base_buf b;
    int64_t ms = now_ms() - r->began;
    uint64_t rate = a_second(so_far->commands, ms);
    uint64_t left = so_far->expected > so_far->commands ? so_far->expected - so_far->commands : 0;
    base_buf_init(&b, 4096);
    CLI_PUT(c, &b, SIM_PROGRESS, cli_date(c, so_far->day), cli_num(c, so_far->commands), cli_num(c, rate));
    if (rate > 0) CLI_PUT(c, &b, SIM_LEFT, cli_num(c, left / rate));
    cli_progress_text(c, base_buf_str(&b));
    base_buf_free(&b);
    base_arena_reset(c->scratch);
}

static bool interrupted(void) {
    sigset_t waiting;
    return sigpending(&waiting) == 0 && (sigismember(&waiting, SIGINT) == 1 || sigismember(&waiting, SIGTERM) == 1);
}

static bool after_group(void *ctx, const app_sim_report *so_far) {
    running *r = ctx;
    int64_t now = now_ms();
    app_upkeep_told(r->upkeep, app_head(r->app).size);
    if (r->c->progress && now - r->shown >= SHOW_EVERY_MS) {
        r->shown = now;
        show_progress(r, so_far);
    }
    return !interrupted();
}

/* ---- afterwards ---- */

static base_str label_of(cli *c, const rules_book *b, base_str name) {
    base_str action, kind = base_str_cut(name, '.', &action);
    rules_id k = rules_find_case(b, kind);
    rules_id a = k != RULES_NONE ? rules_find_action(b, k, action) : RULES_NONE;
    if (a == RULES_NONE) return name;
    base_str first = cli_pick(c, b->kase[k].label), then = cli_pick(c, b->action[a].label);
    return base_arena_fmt(c->scratch, "%.*s · %.*s", (int)first.n, first.p, (int)then.n, then.p);
}

static void put_text(running *r, const app_sim_report *s) {
    enum { LABEL = 44, NAME = 36 };
    cli *c = r->c;
    base_buf *b = &c->out;
    const rules_book *book = core_world_book(app_world(r->app), s->day);
    CLI_PUT(c, b, SIM_DONE, cli_date(c, s->day), cli_num(c, s->commands), cli_num(c, s->granted),
            cli_num(c, s->refused), cli_num(c, s->events));
    base_buf_putc(b, '\n');
    CLI_PUT(c, b, SIM_TOOK,
            base_arena_fmt(c->scratch, "%lld.%03lld", (long long)(r->took / 1000), (long long)(r->took % 1000)),
            cli_num(c, a_second(s->events, r->took)), cli_num(c, a_second(s->commands, r->took)));
    base_buf_puts(b, BASE_STR("\n\n"));
    base_term_put(c->out_term, b, BASE_TERM_BOLD, cli_text(c, CLI_T_SIM_BY_ACTION));
    base_buf_putc(b, '\n');
    for (size_t i = 0; i < s->n_done; i++) {
        base_buf_puts(b, BASE_STR("  "));
        cli_column(b, label_of(c, book, s->done[i].name), LABEL);
        cli_column(b, s->done[i].name, NAME);
        base_buf_fmt(b, "%llu\n", (unsigned long long)s->done[i].n);
    }
    base_buf_putc(b, '\n');
    base_term_put(c->out_term, b, BASE_TERM_BOLD, cli_text(c, CLI_T_SIM_BY_ARTICLE));
    base_buf_putc(b, '\n');
    for (size_t i = 0; i < s->n_against; i++) {
        base_str cite = s->against[i].name;
        base_buf_puts(b, BASE_STR("  "));
        cli_column(b, cite.n > 0 ? cli_cite(c, cite) : cli_text(c, CLI_T_SIM_NO_ARTICLE), LABEL);
        base_buf_fmt(b, "%llu\n", (unsigned long long)s->against[i].n);
    }
}

static void json_counts(base_json *j, const char *key, const app_sim_count *list, size_t n) {
    base_json_name(j, key);
    base_json_obj(j);
    for (size_t i = 0; i < n; i++) {
        base_json_key(j, list[i].name);
        base_json_u64(j, list[i].n);
    }
    base_json_obj_end(j);
}

static void put_json(running *r, const app_sim_report *s) {
    base_json j;
    base_json_init(&j, &r->c->out);
    base_json_obj(&j);
    base_json_day(&j, "day", s->day);
    base_json_flag(&j, "stopped", s->stopped);
    base_json_number(&j, "commands", s->commands);
    base_json_number(&j, "granted", s->granted);
    base_json_number(&j, "refused", s->refused);
    base_json_number(&j, "events", s->events);
    base_json_number(&j, "milliseconds", (uint64_t)r->took);
    json_counts(&j, "by_action", s->done, s->n_done);
    json_counts(&j, "refused_by_article", s->against, s->n_against);
    base_json_obj_end(&j);
    base_buf_putc(&r->c->out, '\n');
}

static void put_csv(running *r, const app_sim_report *s) {
    base_buf *b = &r->c->out;
    base_buf_puts(b, BASE_STR("what,name,n\n"));
    for (size_t i = 0; i < s->n_done; i++)
        base_buf_fmt(b, "event,%.*s,%llu\n", (int)s->done[i].name.n, s->done[i].name.p,
                     (unsigned long long)s->done[i].n);
    for (size_t i = 0; i < s->n_against; i++) {
        base_buf_puts(b, BASE_STR("refusal,"));
        base_buf_csv(b, s->against[i].name);
        base_buf_fmt(b, ",%llu\n", (unsigned long long)s->against[i].n);
    }
}

/* ---- the command ---- */

static bool take_shape(cli *c, const char *name, enum app_sim_shape *out) {
    *out = APP_SIM_LIFE;
    if (name == NULL || strcmp(name, "life") == 0) return true;
    *out = APP_SIM_REGISTER;
    if (strcmp(name, "register") == 0) return true;
    base_buf b;
    base_buf_init(&b, 256);
    CLI_PUT(c, &b, WANTS_ONE_OF, BASE_STR("life register"));
    CLI_COMPLAIN(c, BAD_VALUE, BASE_STR("--shape"), base_str_of(name), base_buf_str(&b));
    base_buf_free(&b);
    return false;
}

static bool take_options(cli *c, const options *o, app_sim_options *out) {
    long clusters = CLUSTERS, provinces = 0, years = YEARS, seed = 1, group = GROUP, quota = 0;
    const char *some = o->provinces != NULL && strcmp(o->provinces, "all") == 0 ? NULL : o->provinces;
    if (!cli_number(c, "--clusters", o->clusters, 1, APP_SIM_CLUSTERS_MAX, &clusters) ||
        !cli_number(c, "--provinces", some, 1, APP_SIM_PROVINCES, &provinces) ||
        !cli_number(c, "--years", o->years, 1, APP_SIM_YEARS_MAX, &years) ||
        !cli_number(c, "--seed", o->seed, 0, INT32_MAX, &seed) ||
        !cli_number(c, "--group", o->group, 1, APP_GROUP_MAX, &group) ||
        !cli_number(c, "--quota", o->quota, 1, APP_SIM_QUOTA_MAX, &quota) || !take_shape(c, o->shape, &out->shape)) {
        return false;
    }
    out->clusters = (uint32_t)clusters;
    out->provinces = (unsigned)provinces;
    out->years = (unsigned)years;
    out->seed = (uint64_t)seed;
    out->group = (size_t)group;
    out->quota = (unsigned)quota;
    out->begins = BASE_DATE_NONE;
    return true;
}

/* Both signals are kept waiting, for this thread and those that it starts. */
static void keep_waiting(bool wait) {
    sigset_t both;
    struct timespec at_once = {0, 0};
    sigemptyset(&both);
    sigaddset(&both, SIGINT);
    sigaddset(&both, SIGTERM);
    while (!wait && sigtimedwait(&both, NULL, &at_once) > 0) {
    }
    sigprocmask(wait ? SIG_BLOCK : SIG_UNBLOCK, &both, NULL);
}

static int simulate(running *r, const app_sim_options *o, enum cli_output format) {
    cli *c = r->c;
    base_err e = {0};
    app_sim_report report;
    app_sim_desk to = app_sim_on_record(r->app);
    r->began = now_ms();
    bool good = app_simulate(&to, o, after_group, r, c->arena, &report, &e);
    r->took = now_ms() - r->began;
    cli_progress_end(c);
    if (!good) cli_complain_err(c, &e);
    if (!good && report.commands == 0) return CLI_USAGE;
    if (report.stopped) CLI_COMPLAIN(c, SIM_STOPPED);
    if (format == CLI_FORMAT_TEXT) put_text(r, &report);
    if (format == CLI_FORMAT_JSON) put_json(r, &report);
    if (format == CLI_FORMAT_CSV) put_csv(r, &report);
    return !good ? CLI_USAGE : report.stopped ? CLI_NEGATIVE : CLI_OK;
}

static int run(cli *c, const options *o, const app_sim_options *sim, enum cli_output format) {
    base_err e = {0};
    running r = {.c = c, .app = cli_open(c, &o->where, APP_WRITE)};
    if (r.app == NULL) return CLI_USAGE;
    int status = CLI_USAGE;
    keep_waiting(true);
    r.upkeep = app_upkeep_start(app_where(r.app), PUBLISH_EVERY_MS, &e);
    if (r.upkeep != NULL) {
        app_upkeep_serves(r.upkeep, r.app);
        status = simulate(&r, sim, format);
    } else {
        cli_complain_err(c, &e);
    }
    app_upkeep_stop(r.upkeep);
    app_close(r.app);
    keep_waiting(false);
    return status;
}

int cli_simulate(cli *c, cli_args *a) {
    options o = {0};
    const cli_option option[] = {
        CLI_WHERE_OPTIONS(o.where),  {"--clusters", &o.clusters, NULL}, {"--provinces", &o.provinces, NULL},
        {"--years", &o.years, NULL}, {"--seed", &o.seed, NULL},         {"--group", &o.group, NULL},
        {"--quota", &o.quota, NULL}, {"--shape", &o.shape, NULL},       {"--format", &o.format, NULL}};
    app_sim_options sim = {0};
    enum cli_output format = CLI_FORMAT_TEXT;
    if (!cli_options(c, a, option, sizeof option / sizeof *option) || !cli_no_words(c, a) ||
        !take_options(c, &o, &sim) || !cli_format_of(c, o.format, &format)) {
        return CLI_USAGE;
    }
    return run(c, &o, &sim, format);
}
