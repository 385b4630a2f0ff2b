/* version.c - jiqun version. */
#include "cli/cli.h"

#ifndef JIQUN_VERSION
#define JIQUN_VERSION "0"
#endif

int cli_version(cli *c, cli_args *a) {
    if (!cli_options(c, a, NULL, 0) || !cli_no_words(c, a)) return CLI_USAGE;
    base_buf_puts(&c->out, BASE_STR("jiqun " JIQUN_VERSION "\n"));
    return CLI_OK;
}
