/* export.c - jiqun export log: the log as files, for others to check or to serve. */
#include "app/export.h"
#include "cli/record.h"

static void progress(void *ctx, uint64_t events) {
    cli *c = ctx;
    cli_progress_of(c, CLI_T_PROGRESS_EVENTS, events);
    base_arena_reset(c->scratch);
}

static void say(cli *c, const app_export_report *r, const char *to) {
    CLI_PUT(c, &c->out, EXPORT_DONE, r->origin, base_str_of(to));
    base_buf_putc(&c->out, '\n');
    cli_line(c, CLI_T_AUDIT_EVENTS, cli_num(c, r->size));
    cli_line(c, CLI_T_EXPORT_NEW, cli_num(c, r->size - r->before));
    cli_line(c, CLI_T_EXPORT_FILES, cli_num(c, r->files));
    if (r->unsigned_events > 0) cli_line(c, CLI_T_EXPORT_LEFT, cli_num(c, r->unsigned_events));
}

static int export_log(cli *c, const cli_where *where, const char *to, bool leaves_only) {
    base_err e = {0};
    app_export_report report;
    app_export_options o = {.to = to, .leaves_only = leaves_only, .progress = c->progress ? progress : NULL, .ctx = c};
    if (!cli_place(c, where, &o.place)) return CLI_USAGE;
    bool good = app_export_log(&o, c->arena, &report, &e);
    cli_progress_end(c);
    if (!good) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    say(c, &report, to);
    return CLI_OK;
}

int cli_export(cli *c, cli_args *a) {
    cli_where where = {0};
    bool leaves_only = false;
    const cli_option option[] = {CLI_WHERE_OPTIONS(where), {"--leaves-only", NULL, &leaves_only}};
    if (!cli_options(c, a, option, sizeof option / sizeof *option)) return CLI_USAGE;
    if (a->n != 2 || strcmp(a->word[0], "log") != 0) {
        CLI_COMPLAIN(c, EXPORT_WHAT);
        return CLI_USAGE;
    }
    return export_log(c, &where, a->word[1], leaves_only);
}
