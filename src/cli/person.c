/* person.c - jiqun person erase: takes the personal data of an event out of the record. */
#include "app/erase.h"
#include "cli/record.h"

static bool take_number(cli *c, const char *word, uint64_t *seq) {
    if (base_number_parse(base_str_of(word), seq)) return true;
    CLI_COMPLAIN(c, PERSON_WHAT);
    return false;
}

static void tell(cli *c, uint64_t seq, const app_erased *x) {
    if (x->before)
        CLI_PUT(c, &c->out, PERSON_BEFORE, cli_num(c, seq));
    else
        CLI_PUT(c, &c->out, PERSON_ERASED, cli_num(c, seq));
    base_buf_putc(&c->out, '\n');
    if (x->files > 0) {
        CLI_PUT(c, &c->out, PERSON_FILES, cli_num(c, x->files));
        base_buf_putc(&c->out, '\n');
    }
    if (x->kept > 0) {
        CLI_PUT(c, &c->out, PERSON_FILES_KEPT, cli_num(c, x->kept));
        base_buf_putc(&c->out, '\n');
    }
}

int cli_person(cli *c, cli_args *a) {
    cli_where where = {0};
    const char *reason = NULL;
    const cli_option option[] = {CLI_WHERE_OPTIONS(where), {"--reason", &reason, NULL}};
    app_place place;
    uint64_t seq;
    app_erased erased;
    base_err e = {0};
    if (!cli_options(c, a, option, sizeof option / sizeof *option)) return CLI_USAGE;
    if (a->n != 2 || strcmp(a->word[0], "erase") != 0) {
        CLI_COMPLAIN(c, PERSON_WHAT);
        return CLI_USAGE;
    }
    if (!take_number(c, a->word[1], &seq) || !cli_required(c, "--reason", reason) || !cli_place(c, &where, &place))
        return CLI_USAGE;
    if (!app_erase_person(&place, seq, base_str_of(reason), &erased, &e)) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    tell(c, seq, &erased);
    return CLI_OK;
}
