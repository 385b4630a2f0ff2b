/* record.h - what the subcommands over a record share: where it lies, how it is opened, and a play that goes to it. */
#ifndef JIQUN_CLI_RECORD_H
#define JIQUN_CLI_RECORD_H

#include "app/app.h"
#include "app/audit.h"
#include "app/differ.h"
#include "app/errata.h"
#include "cli/cli.h"

/* --data and --db, as given. */
typedef struct {
    const char *data, *db;
} cli_where;
#define CLI_WHERE_OPTIONS(w)                                                                                           \
    {"--data", &(w).data, NULL}, { "--db", &(w).db, NULL }
static inline bool cli_where_given(const cli_where *w) { return w->data != NULL || w->db != NULL; }

/* The place of a record. --db is an address, or env:NAME, the variable that holds it. With --db and without --data the
 * node's own folder is $XDG_STATE_HOME/jiqun/NAME of the database, else ~/.local/state/jiqun/NAME. False with a
 * message. */
bool cli_place(cli *c, const cli_where *w, app_place *out);
/* The place of one that is there; false with a message that says where a record was looked for. */
bool cli_record_place(cli *c, const cli_where *w, app_place *out);
/* Opens it; NULL with a message that says where a record was looked for. */
app *cli_open(cli *c, const cli_where *w, enum app_mode mode);
/* An address as it may be shown: without its password. */
base_str cli_address(const cli *c, const char *db);
/* Makes a folder and those above it, 0700. */
bool cli_make_folders(cli *c, const char *path);

/* The day it is for a record: by the calendar; of a demonstration the last one on record. */
base_date cli_today(const app *a);

/* What goes into one line: "  NAME      VALUE". */
void cli_line(cli *c, enum cli_text name, base_str value);

/* The first difference of a record, after the sentence `head`, which names its place (audit.c). */
void cli_put_difference(cli *c, enum cli_text head, const app_difference *d, base_str place);
/* The list of known errata: the one that comes with the program, or the file that was named (audit.c). False with a
 * message. */
bool cli_errata(cli *c, const char *named, app_errata *out);

/* The audit as JSON lines (audit_json.c). */
void cli_audit_json_progress(cli *c, uint64_t events);
void cli_audit_json_failed(cli *c, const base_err *e);
void cli_audit_json(cli *c, const app_audit_report *r, int64_t ms);

/* ---- a play that goes to a record (record_play.c) ---- */

typedef struct {
    cli *c;
    app *app;
    core_play_record hooks;
    const base_workdays *workdays; /* of the tree, for proofs */
    const core_divisions *divisions;
} cli_record;

void cli_record_init(cli *c, cli_record *r, app *a);

#endif
