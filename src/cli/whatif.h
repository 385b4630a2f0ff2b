/* whatif.h - flips as they are written, from a facts file and from a record alike. */
#ifndef JIQUN_CLI_WHATIF_H
#define JIQUN_CLI_WHATIF_H

#include "cli/facts.h"
#include "cli/record.h"

typedef struct {
    cli *c;
    enum cli_output format;
    const rules_standard *standard; /* the new one */
    uint64_t rows, flips;           /* rows: judged; the caller's to count */
    uint64_t by[RULES_OPEN + 1][RULES_OPEN + 1];
    uint64_t *by_criterion;
} cli_flips;

void cli_flips_begin(cli_flips *x);
void cli_flips_put(cli_flips *x, base_str id, unsigned from, unsigned to, rules_id criterion);
/* The totals, in text. */
void cli_flips_end(cli_flips *x);

/* Over every dossier of a record; book[0] NULL: the text in force. */
int cli_whatif_of_record(cli_flips *x, const cli_where *where, const rules_book *const book[2]);

#endif
