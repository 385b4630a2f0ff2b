/* prove.c - jiqun prove: every `prove` line of a rulebook, for every history. */
#include "core/prove.h"

#include <time.h>

#include "cli/cli.h"

static uint64_t now_ns(void *ctx) {
    struct timespec t = {0};
    (void)ctx;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

int cli_prove(cli *c, cli_args *a) {
    int status = CLI_OK;
    core_prove_report report = {0};
    core_prove_options o = {.arena = c->arena, .now_ns = now_ns};
    if (!cli_options(c, a, NULL, 0) || !cli_one_word(c, a)) return CLI_USAGE;
    const rules_book *b = cli_book(c, a->word[0], &status);
    if (b == NULL || !cli_reference(c, &o.divisions, &o.workdays)) return CLI_USAGE;
    bool all = core_prove_book(b, &o, &report);
    core_prove_text(&c->out, &report, c->zh);
    return all ? CLI_OK : CLI_NEGATIVE;
}
