/* import.h - rows of a register that is taken over: read from CSV (import_read.c), taken into a record (import.c). */
#ifndef JIQUN_CLI_IMPORT_H
#define JIQUN_CLI_IMPORT_H

#include "base/csv.h"
#include "cli/record.h"

enum cli_import_column {
    CLI_IMPORT_NAME,
    CLI_IMPORT_COUNTY,
    CLI_IMPORT_CHANNEL,
    CLI_IMPORT_ANNOUNCEMENT,
    CLI_IMPORT_ANNOUNCED,
    CLI_IMPORT_VALID_FROM,
    CLI_IMPORT_VALID_UNTIL,
    CLI_IMPORT_INDUSTRY,
    CLI_IMPORT_SUBFIELD,
    CLI_IMPORT_ID,
    CLI_IMPORT_ROUND,
    CLI_IMPORT_COLUMNS
};

enum cli_import_fate { CLI_IMPORT_NEW, CLI_IMPORT_THERE, CLI_IMPORT_BAD };

typedef struct {
    uint32_t line;
    base_str value[CLI_IMPORT_COLUMNS]; /* without blanks around; empty: not given */
    base_date announced, valid_from, valid_until;
    enum cli_import_fate fate;
    base_str path;    /* of the dossier to be opened, or of the one that is there */
    base_str request; /* id, made from the content */
} cli_import_row;

typedef struct {
    cli *c;
    const char *file;
    base_arena *arena;
    cli_import_row *row;
    size_t n, cap, bad;
    int place[CLI_IMPORT_COLUMNS]; /* of a column in the file, or -1 */
    size_t n_header;
} cli_import_rows;

enum { CLI_IMPORT_SHOWN = 100 }; /* faults that are told */

/* Reads the file; rows with a fault are told (at most CLI_IMPORT_SHOWN) and marked. False when it can not be read at
 * all. */
bool cli_import_read(cli_import_rows *r, const core_divisions *divisions);
/* One more fault of a row. */
void cli_import_fault(cli_import_rows *r, cli_import_row *row, const base_err *e);
const char *cli_import_column_name(enum cli_import_column k);

#endif
