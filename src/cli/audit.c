/* audit.c - jiqun audit: proves a record or an exported log from its first event on, or says the first place where it
 * is not what it should be. */
#include <sys/stat.h>
#include <time.h>

#include "app/audit.h"
#include "cli/record.h"

enum { ERRATA_MAX = 4 << 20 };

typedef struct {
    cli_where where;
    const char *log, *pub, *errata, *format;
    enum cli_output out;
} options;

/* ---- figures ---- */

static int64_t milliseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void line(cli *c, enum cli_text name, enum cli_text id, const base_str *arg, size_t n) {
    base_buf b;
    base_buf_init(&b, 64 << 10);
    cli_fill(c, &b, id, arg, n);
    cli_line(c, name, base_buf_str(&b));
    base_buf_free(&b);
}
#define LINE(c, name, id, ...)                                                                                         \
    line((c), CLI_T_##name, CLI_T_##id, (const base_str[]){{NULL, 0}, __VA_ARGS__} + 1,                                \
         sizeof((const base_str[]){{NULL, 0}, __VA_ARGS__}) / sizeof(base_str) - 1)

static void put_checkpoints(cli *c, const app_audit_report *r) {
    if (r->signatures)
        LINE(c, AUDIT_CHECKPOINTS, AUDIT_SIGNED, cli_num(c, r->checkpoints), cli_num(c, r->signed_size));
    else
        LINE(c, AUDIT_CHECKPOINTS, AUDIT_NO_KEYS, cli_num(c, r->checkpoints));
    if (r->events > r->signed_size) LINE(c, AUDIT_UNSIGNED, AUDIT_EVENTS_N, cli_num(c, r->events - r->signed_size));
    if (r->restarts > 0) LINE(c, AUDIT_RESTARTS, AUDIT_RESTARTS_N, cli_num(c, r->restarts), cli_num(c, r->lost));
}

static void put_errata(cli *c, const app_audit_report *r) {
    for (size_t i = 0; i < r->n_errata; i++) {
        const app_erratum *x = r->erratum[i].erratum;
        LINE(c, AUDIT_ERRATUM, AUDIT_ERRATUM_IS, cli_num(c, r->erratum[i].seq), cli_num(c, x->edition),
             c->zh ? x->zh : x->en);
    }
}

static void put_time(cli *c, const app_audit_report *r, int64_t ms) {
    uint64_t rate = ms > 0 ? r->events * 1000 / (uint64_t)ms : r->events * 1000;
    base_str seconds = base_arena_fmt(c->scratch, "%lld.%03d", (long long)(ms / 1000), (int)(ms % 1000));
    LINE(c, AUDIT_TIME, AUDIT_TIME_IS, seconds, cli_num(c, rate), cli_num(c, r->bytes));
}

static void files_line(cli *c, const app_audit_report *r) {
    if (r->files_erased > 0)
        LINE(c, AUDIT_FILES, AUDIT_FILES_ERASED, cli_num(c, r->attachments), cli_num(c, r->attachment_bytes),
             cli_num(c, r->files_erased));
    else
        LINE(c, AUDIT_FILES, AUDIT_FILES_N, cli_num(c, r->attachments), cli_num(c, r->attachment_bytes));
}

static void put_clean(cli *c, const app_audit_report *r, bool log, int64_t ms) {
    CLI_PUT(c, &c->out, AUDIT_CLEAN, r->origin, cli_date(c, r->day));
    base_buf_putc(&c->out, '\n');
    if (r->demonstration) cli_line(c, CLI_T_KIND, cli_text(c, CLI_T_PROOF_DEMONSTRATION));
    LINE(c, AUDIT_EVENTS, AUDIT_EVENTS_N, cli_num(c, r->events));
    if (r->payloads)
        LINE(c, AUDIT_DECISIONS, AUDIT_DECIDED, cli_num(c, r->decisions), cli_num(c, r->adoptions));
    else
        LINE(c, AUDIT_DECISIONS, AUDIT_NO_PAYLOADS);
    put_errata(c, r);
    put_checkpoints(c, r);
    if (log) {
        LINE(c, AUDIT_TILES, AUDIT_TILES_N, cli_num(c, r->tiles));
        LINE(c, AUDIT_PERSONS, AUDIT_PERSONS_NOT, cli_num(c, r->persons));
    } else {
        LINE(c, AUDIT_ROWS, AUDIT_ROWS_N, cli_num(c, r->rows));
        LINE(c, AUDIT_PERSONS, AUDIT_PERSONS_N, cli_num(c, r->persons), cli_num(c, r->erased));
        if (r->unopened > 0) LINE(c, AUDIT_UNOPENED, AUDIT_UNOPENED_N, cli_num(c, r->unopened));
        files_line(c, r);
    }
    put_time(c, r, ms);
    if (r->own_keys) {
        CLI_PUT(c, &c->out, AUDIT_OWN_KEYS);
        base_buf_putc(&c->out, '\n');
    }
}

/* ---- the first difference ---- */

void cli_put_difference(cli *c, enum cli_text head, const app_difference *d, base_str place) {
    cli_fill(c, &c->out, head, &place, 1);
    base_buf_putc(&c->out, '\n');
    cli_line(c, CLI_T_AUDIT_WHERE, base_str_of(c->zh ? d->where.zh : d->where.en));
    cli_line(c, CLI_T_AUDIT_WHAT, base_str_of(c->zh ? d->what.zh : d->what.en));
    if (!d->shows) return;
    cli_line(c, CLI_T_AUDIT_FOUND, base_str_of(d->found));
    cli_line(c, CLI_T_AUDIT_EXPECTED, base_str_of(d->expected));
}

/* ---- the command ---- */

static void progress_json(void *ctx, uint64_t events) { cli_audit_json_progress(ctx, events); }

static void progress(void *ctx, uint64_t events) {
    cli *c = ctx;
    cli_progress_of(c, CLI_T_PROGRESS_EVENTS, events);
    base_arena_reset(c->scratch);
}

/* The list that comes with the program is taken where it is found; one that was named must be there. */
bool cli_errata(cli *c, const char *named, app_errata *out) {
    base_err e = {0};
    base_str text;
    struct stat st;
    const char *path = named;
    if (path == NULL) {
        const char *root = cli_root_quietly(c);
        path = root != NULL ? base_arena_fmt(c->arena, "%s/data/errata.csv", root).p : NULL;
        if (path == NULL || stat(path, &st) != 0) return true;
    }
    if (base_file_read(c->arena, path, ERRATA_MAX, &text, &e) &&
        app_errata_read(c->arena, text, base_str_of(path), out, &e)) {
        return true;
    }
    cli_complain_err(c, &e);
    return false;
}

static bool take_place(cli *c, const options *o, app_place *place) {
    struct stat st;
    if (o->log != NULL) {
        if (!cli_where_given(&o->where)) return true;
        CLI_COMPLAIN(c, AUDIT_ONE_OF);
        return false;
    }
    if (!cli_place(c, &o->where, place)) return false;
    bool there = stat(base_arena_fmt(c->arena, "%s/keys", place->folder).p, &st) == 0;
    if (place->db != NULL && o->where.data == NULL && !there) place->folder = NULL;
    return true;
}

static base_str name_of(const cli *c, const options *o, const app_place *place) {
    if (o->log != NULL) return base_str_of(o->log);
    return place->db != NULL ? cli_address(c, place->db) : base_str_of(place->folder);
}

static bool read_options(cli *c, cli_args *a, options *o) {
    const cli_option option[] = {CLI_WHERE_OPTIONS(o->where),
                                 {"--log", &o->log, NULL},
                                 {"--pub", &o->pub, NULL},
                                 {"--errata", &o->errata, NULL},
                                 {"--format", &o->format, NULL}};
    return cli_options(c, a, option, sizeof option / sizeof *option) && cli_no_words(c, a) &&
           cli_format_but_csv(c, o->format, &o->out);
}

static int not_looked_at(cli *c, const options *o, const app_place *place, base_err *e) {
    if (e->where[0] == '\0') base_err_at(e, name_of(c, o, place), 0, 0);
    if (o->out == CLI_FORMAT_JSON) cli_audit_json_failed(c, e);
    cli_complain_err(c, e);
    return CLI_USAGE;
}

int cli_audit(cli *c, cli_args *a) {
    options o = {0};
    app_errata errata = {0};
    app_audit_report report;
    base_err e = {0};
    app_audit_options with = {.errata = &errata, .progress = c->progress ? progress : NULL, .ctx = c};
    if (!read_options(c, a, &o) || !take_place(c, &o, &with.place) || !cli_errata(c, o.errata, &errata))
        return CLI_USAGE;
    const bool json = o.out == CLI_FORMAT_JSON;
    with.log = o.log;
    with.pub = o.pub;
    if (json) with.progress = progress_json;
    int64_t began = milliseconds();
    bool looked = app_audit(&with, c->arena, &report, &e);
    cli_progress_end(c);
    if (!looked) return not_looked_at(c, &o, &with.place, &e);
    if (json)
        cli_audit_json(c, &report, milliseconds() - began);
    else if (report.difference.any)
        cli_put_difference(c, CLI_T_AUDIT_DIFFERS, &report.difference, name_of(c, &o, &with.place));
    else
        put_clean(c, &report, o.log != NULL, milliseconds() - began);
    return report.difference.any ? CLI_NEGATIVE : CLI_OK;
}
