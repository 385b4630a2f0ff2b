/* secret.h - a password from whoever sits at the terminal, or from standard input; never from the command line. */
#ifndef JIQUN_CLI_SECRET_H
#define JIQUN_CLI_SECRET_H

#include "cli/cli.h"

enum { CLI_SECRET_MAX = 1024 };
/* From the terminal it is asked for twice and not shown; from standard input it is the first line. */
bool cli_secret(cli *c, bool from_stdin, char out[CLI_SECRET_MAX], size_t *n, base_err *e);

#endif
