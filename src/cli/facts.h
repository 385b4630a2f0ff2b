/* facts.h - what assess and whatif share: a facts file, the standard asked for, and the application year. */
#ifndef JIQUN_CLI_FACTS_H
#define JIQUN_CLI_FACTS_H

#include "cli/cli.h"
#include "rules/assess.h"

/* The largest facts file: 1 GiB. Rows are read one by one and not kept. */
#define CLI_FACTS_MAX ((size_t)1 << 30)

typedef struct {
    cli *c;
    base_arena *text; /* of the file */
    base_arena *rows; /* of the reader */
    rules_facts_reader *reader;
    rules_facts_row row; /* the one at hand */
    bool have;           /* a row is at hand */
    uint64_t n;          /* rows handed out */
    base_err e;
} cli_facts;

/* Opens and reads the first row. False with a message. */
bool cli_facts_open(cli *c, cli_facts *f, const rules_book *b, const char *path);
/* The row at hand, which lasts until the next call; NULL at the end or on an error (f->e). */
const rules_facts_row *cli_facts_next(cli_facts *f);
void cli_facts_close(cli_facts *f);

/* The standard of that version, or the last. NULL with a message. */
const rules_standard *cli_standard(cli *c, const rules_book *b, const char *version);
/* --year, or the year after the newest figures of the first dossier, or the sample's; says which unless it was given.
 * False with a message. */
bool cli_year(cli *c, const cli_facts *f, const rules_book *b, const char *given, int *year);
enum cli_text cli_verdict_text(enum rules_verdict v);

#endif
