/* rebuild.c - jiqun rebuild: the derived tables anew from the log. */
#include "app/rebuild.h"
#include "cli/record.h"

static void progress(void *ctx, uint64_t events) {
    cli *c = ctx;
    cli_progress_of(c, CLI_T_PROGRESS_EVENTS, events);
    base_arena_reset(c->scratch);
}

int cli_rebuild(cli *c, cli_args *a) {
    cli_where where = {0};
    app_place place;
    app_rebuild_report report;
    base_err e = {0};
    const cli_option option[] = {CLI_WHERE_OPTIONS(where)};
    if (!cli_options(c, a, option, 2) || !cli_no_words(c, a) || !cli_place(c, &where, &place)) return CLI_USAGE;
    bool good = app_rebuild(&place, c->progress ? progress : NULL, c, c->arena, &report, &e);
    cli_progress_end(c);
    base_str name = place.db != NULL ? cli_address(c, place.db) : base_str_of(place.folder);
    if (!good) {
        if (e.where[0] == '\0') base_err_at(&e, name, 0, 0);
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    if (report.difference.any) {
        cli_put_difference(c, CLI_T_REBUILD_NOT, &report.difference, name);
        return CLI_NEGATIVE;
    }
    CLI_PUT(c, &c->out, REBUILD_DONE, name, cli_num(c, report.events), cli_num(c, report.rows));
    base_buf_putc(&c->out, '\n');
    return CLI_OK;
}
