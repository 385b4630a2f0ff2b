/* assess.c - jiqun assess: dossiers against a standard, row by row, nothing kept. */
#include "cli/facts.h"

typedef struct {
    cli *c;
    const rules_book *book;
    const rules_standard *standard;
    enum cli_output format;
    int year;
    rules_dossier_facts facts;
    uint8_t *verdict;
    rules_writer *writer; /* of JSON */
    uint64_t count[RULES_OPEN + 1];
} assessor;

static void put_csv_header(const assessor *a) {
    base_buf *b = &a->c->out;
    base_buf_puts(b, BASE_STR("id,verdict"));
    for (size_t i = 0; i < a->standard->n_criteria; i++) {
        base_buf_putc(b, ',');
        base_buf_csv(b, a->standard->criterion[i].id);
    }
    base_buf_putc(b, '\n');
}

static void put_csv(const assessor *a, base_str id, enum rules_verdict whole) {
    base_buf *b = &a->c->out;
    base_buf_csv(b, id);
    base_buf_putc(b, ',');
    base_buf_puts(b, base_str_of(rules_verdict_name(whole)));
    for (size_t i = 0; i < a->standard->n_criteria; i++) {
        base_buf_putc(b, ',');
        base_buf_puts(b, base_str_of(rules_verdict_name(a->verdict[i])));
    }
    base_buf_putc(b, '\n');
}

static void assess_row(assessor *a, const rules_facts_row *row) {
    base_buf *b = &a->c->out;
    rules_facts_take(a->book, a->standard, &row->values, a->year, &a->facts);
    enum rules_verdict whole = rules_assess(a->standard, &a->facts, row->region, a->verdict);
    a->count[whole]++;
    switch (a->format) {
    case CLI_FORMAT_TEXT:
        rules_assess_text(b, a->book, a->standard, row->id, &a->facts, a->year, a->verdict, whole, a->c->zh);
        break;
    case CLI_FORMAT_JSON: rules_writer_json(a->writer, b, row->id, &a->facts, a->year, a->verdict, whole); break;
    case CLI_FORMAT_CSV: put_csv(a, row->id, whole); break;
    }
    if (b->n > 0 && b->p[b->n - 1] != '\n') base_buf_putc(b, '\n');
    cli_spill(a->c);
}

static void put_totals(const assessor *a, uint64_t n) {
    cli *c = a->c;
    base_buf_putc(&c->out, '\n');
    CLI_PUT(c, &c->out, ASSESSED, cli_num(c, n), cli_num(c, a->count[RULES_MET]), cli_num(c, a->count[RULES_NOT_MET]),
            cli_num(c, a->count[RULES_NO_EVIDENCE]), cli_num(c, a->count[RULES_OPEN]));
    base_buf_putc(&c->out, '\n');
}

static int assess_all(assessor *a, cli_facts *f) {
    const rules_facts_row *row;
    a->facts = rules_facts_new(a->c->arena, a->book, a->standard);
    a->verdict = base_arena_alloc(a->c->arena, a->standard->n_criteria);
    if (a->format == CLI_FORMAT_CSV) put_csv_header(a);
    if (a->format == CLI_FORMAT_JSON) a->writer = rules_writer_new(a->c->arena, a->book, a->standard);
    while ((row = cli_facts_next(f)) != NULL) assess_row(a, row);
    if (f->e.kind != BASE_ERR_NONE) {
        cli_complain_err(a->c, &f->e);
        return CLI_USAGE;
    }
    if (a->format == CLI_FORMAT_TEXT && f->n > 1) put_totals(a, f->n);
    return CLI_OK;
}

int cli_assess(cli *c, cli_args *args) {
    const char *rulebook = NULL, *facts = NULL, *year = NULL, *standard = NULL, *format = NULL;
    const cli_option option[] = {{"--rulebook", &rulebook, NULL},
                                 {"--facts", &facts, NULL},
                                 {"--year", &year, NULL},
                                 {"--standard", &standard, NULL},
                                 {"--format", &format, NULL}};
    assessor a = {.c = c};
    cli_facts f;
    int status = CLI_OK;
    if (!cli_options(c, args, option, 5) || !cli_no_words(c, args) || !cli_required(c, "--rulebook", rulebook) ||
        !cli_required(c, "--facts", facts) || !cli_format_of(c, format, &a.format)) {
        return CLI_USAGE;
    }
    a.book = cli_book(c, rulebook, &status);
    if (a.book != NULL) a.standard = cli_standard(c, a.book, standard);
    if (a.standard == NULL || !cli_facts_open(c, &f, a.book, facts)) return CLI_USAGE;
    status = cli_year(c, &f, a.book, year, &a.year) ? assess_all(&a, &f) : CLI_USAGE;
    cli_facts_close(&f);
    return status;
}
