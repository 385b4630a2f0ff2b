/* backup.c - jiqun backup and jiqun restore: a record is put aside while it is worked on, and put back. */
#include "app/backup.h"

#include "cli/record.h"

static void put_count(cli *c, enum cli_text name, uint64_t n) { cli_line(c, name, cli_num(c, n)); }

static void say(cli *c, const app_manifest *m) {
    if (m->demonstration) cli_line(c, CLI_T_KIND, cli_text(c, CLI_T_DEMONSTRATION));
    cli_line(c, CLI_T_ORIGIN, m->origin);
    cli_line(c, CLI_T_LAST_DAY, cli_date(c, m->day));
    put_count(c, CLI_T_STAT_EVENTS, m->events);
    put_count(c, CLI_T_STAT_ATTACHMENTS, m->attachments);
}

static void put_line(cli *c, enum cli_text id, base_str arg) {
    cli_fill(c, &c->out, id, &arg, 1);
    base_buf_putc(&c->out, '\n');
}

int cli_backup(cli *c, cli_args *a) {
    cli_where where = {0};
    app_backup_options o = {0};
    app_manifest *m = base_arena_alloc(c->arena, sizeof *m);
    base_err e = {0};
    const cli_option option[] = {CLI_WHERE_OPTIONS(where), {"--with-keys", NULL, &o.keys}};
    if (!cli_options(c, a, option, 3)) return CLI_USAGE;
    if (a->n == 0) {
        CLI_COMPLAIN(c, BACKUP_WHERE);
        return CLI_USAGE;
    }
    if (!cli_one_word(c, a) || !cli_record_place(c, &where, &o.place)) return CLI_USAGE;
    o.out = a->word[0];
    if (!app_backup(&o, c->arena, m, &e)) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    put_line(c, CLI_T_BACKUP_DONE, base_str_of(o.out));
    say(c, m);
    put_line(c, o.keys ? CLI_T_BACKUP_WITH_KEYS : CLI_T_BACKUP_NO_KEYS, base_str_of(o.place.folder));
    return CLI_OK;
}

/* ---- back again ---- */

static void progress(void *ctx, uint64_t events) {
    cli *c = ctx;
    cli_progress_of(c, CLI_T_PROGRESS_EVENTS, events);
    base_arena_reset(c->scratch);
}

static int say_restored(cli *c, const app_restore_options *o, const app_manifest *m) {
    put_line(c, CLI_T_RESTORE_DONE, o->to.db != NULL ? cli_address(c, o->to.db) : base_str_of(o->to.folder));
    say(c, m);
    put_line(c, o->no_audit ? CLI_T_RESTORE_UNAUDITED : CLI_T_RESTORE_AUDITED, base_str_of(o->to.folder));
    if (!m->keys) put_line(c, CLI_T_RESTORE_NO_KEYS, base_str_of(o->to.folder));
    return CLI_OK;
}

/* The folders above the record's own. */
static bool make_parents(cli *c, const char *folder) {
    size_t n = strlen(folder);
    while (n > 0 && folder[n - 1] == '/') n--;
    while (n > 0 && folder[n - 1] != '/') n--;
    while (n > 0 && folder[n - 1] == '/') n--;
    return n == 0 || cli_make_folders(c, base_arena_str(c->arena, (base_str){folder, n}).p);
}

int cli_restore(cli *c, cli_args *a) {
    cli_where where = {0};
    app_errata errata = {0};
    app_restore_options o = {.errata = &errata, .progress = c->progress ? progress : NULL, .ctx = c};
    app_manifest *m = base_arena_alloc(c->arena, sizeof *m);
    app_audit_report report;
    base_err e = {0};
    const cli_option option[] = {CLI_WHERE_OPTIONS(where), {"--no-audit", NULL, &o.no_audit}};
    if (!cli_options(c, a, option, 3)) return CLI_USAGE;
    if (a->n == 0) {
        CLI_COMPLAIN(c, RESTORE_WHAT);
        return CLI_USAGE;
    }
    if (!cli_one_word(c, a) || !cli_place(c, &where, &o.to) || !cli_errata(c, NULL, &errata) ||
        !make_parents(c, o.to.folder)) {
        return CLI_USAGE;
    }
    o.backup = a->word[0];
    bool good = app_restore(&o, c->arena, m, &report, &e);
    cli_progress_end(c);
    if (good) return say_restored(c, &o, m);
    if (report.difference.any) {
        cli_put_difference(c, CLI_T_RESTORE_DIFFERS, &report.difference, base_str_of(o.backup));
        return CLI_NEGATIVE;
    }
    cli_complain_err(c, &e);
    return CLI_USAGE;
}
