/* register.h - the register as it is printed, wherever its rows come from (a scenario's world, a record's tables). */
#ifndef JIQUN_CLI_REGISTER_H
#define JIQUN_CLI_REGISTER_H

#include "cli/record.h"

typedef struct {
    base_str path, state, name, county, channel, announcement; /* channel: the one it reports to today */
    base_date announced, valid_from, valid_until;
} cli_cluster;

typedef struct cli_register_table cli_register_table;
typedef struct {
    cli *c;
    enum cli_output format;
    cli_register_table *table; /* of the text form */
} cli_register_list;

void cli_register_begin(cli *c, cli_register_list *l, enum cli_output format);
/* Nothing of the row is kept. */
void cli_register_row(cli_register_list *l, const cli_cluster *k);
/* `divisions` for the names of channels. */
void cli_register_end(cli_register_list *l, const core_divisions *divisions);

/* ---- from a record (register_record.c) ---- */

typedef struct {
    cli_where where;
    const char *state, *county, *channel, *round, *industry, *year, *text, *after, *limit;
} cli_register_options;
int cli_register_of_record(cli *c, const cli_register_options *o, enum cli_output format);

#endif
