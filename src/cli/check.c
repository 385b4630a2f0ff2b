/* check.c - jiqun check: are these texts rulebooks, and may one follow another. */
#include "cli/cli.h"

static size_t criteria(const rules_book *b) {
    size_t n = 0;
    for (size_t i = 0; i < b->n_standards; i++) n += b->standard[i].n_criteria;
    return n;
}

static bool may_follow(cli *c, const rules_book *old, const rules_book *b) {
    rules_diags *d = base_arena_alloc(c->arena, sizeof *d);
    rules_diags_init(d, c->arena);
    bool good = rules_check_after(old, b, d);
    cli_show_diags(c, d);
    if (good)
        CLI_PUT(c, &c->out, CHECKED_AFTER, b->id, old->id);
    else
        CLI_PUT(c, &c->out, NOT_AFTER, b->id, old->id);
    base_buf_putc(&c->out, '\n');
    return good;
}

int cli_check(cli *c, cli_args *a) {
    const char *after = NULL;
    const cli_option option[] = {{"--after", &after, NULL}};
    int status = CLI_OK, worst = CLI_OK;
    if (!cli_options(c, a, option, 1) || !cli_some_words(c, a)) return CLI_USAGE;
    const rules_book *old = after != NULL ? cli_book(c, after, &status) : NULL;
    if (after != NULL && old == NULL) return status;
    for (int i = 0; i < a->n; i++) {
        const rules_book *b = cli_book(c, a->word[i], &status);
        if (b != NULL) {
            CLI_PUT(c, &c->out, CHECKED, base_str_of(a->word[i]), cli_num(c, b->n_cases), cli_num(c, b->n_actions),
                    cli_num(c, criteria(b)), cli_num(c, b->n_proofs));
            base_buf_putc(&c->out, '\n');
            if (old != NULL && !may_follow(c, old, b)) status = CLI_NEGATIVE;
        }
        if (status > worst) worst = status;
    }
    return worst;
}
