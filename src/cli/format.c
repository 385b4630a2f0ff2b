/* format.c - jiqun format: a rulebook in the one form. */
#include "cli/cli.h"
#include "rules/tree.h"

static int write_form(cli *c, const char *name, bool only_check) {
    base_err e = {0};
    base_str text = {NULL, 0}, path = {NULL, 0};
    int status = CLI_OK;
    if (!cli_rulebook_text(c, c->arena, base_str_of(name), NULL, &text, &path, &e)) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    rules_diags *d = base_arena_alloc(c->arena, sizeof *d);
    rules_diags_init(d, c->arena);
    const rules_line *root = rules_tree_read(c->arena, text, path, d);
    cli_show_diags(c, d);
    if (d->errors > 0) return CLI_USAGE;
    base_buf b;
    base_buf_init(&b, CLI_OUT_MAX);
    rules_tree_put(&b, root);
    if (!only_check) base_buf_puts(&c->out, base_buf_str(&b));
    if (only_check && !base_str_eq(base_buf_str(&b), text)) {
        CLI_PUT(c, &c->out, NOT_FORMATTED, path);
        base_buf_putc(&c->out, '\n');
        status = CLI_NEGATIVE;
    }
    base_buf_free(&b);
    return status;
}

int cli_format(cli *c, cli_args *a) {
    bool only_check = false;
    const cli_option option[] = {{"--check", NULL, &only_check}};
    if (!cli_options(c, a, option, 1) || !cli_one_word(c, a)) return CLI_USAGE;
    return write_form(c, a->word[0], only_check);
}
