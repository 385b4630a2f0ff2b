/* whatif.c - jiqun whatif: which verdicts change from one rulebook to another, over the same facts.
 *
 * Facts are read once, by the names of both rulebooks, and judged in portions of columns, so that a file of any size
 * needs the memory of one portion. */
#include "base/json_out.h"
#include "cli/facts.h"

enum { PORTION = 1 << 16 };

typedef struct {
    cli *c;
    const rules_book *book[2];
    const rules_standard *standard[2];
    enum cli_output format;
    int year;
    rules_columns *columns;    /* filled anew for each portion */
    rules_dossier_facts facts; /* of one row */
    base_arena *portion;       /* ids and flips of one portion */
    base_str *id;
    uint64_t rows, flips;
    uint64_t by[RULES_OPEN + 1][RULES_OPEN + 1];
    uint64_t *by_criterion; /* of the second standard */
} comparison;

static void put_flip(comparison *x, const rules_flip *f) {
    cli *c = x->c;
    base_buf *b = &c->out;
    base_str criterion = f->criterion != RULES_NONE ? x->standard[1]->criterion[f->criterion].id : BASE_STR("");
    base_str from = base_str_of(rules_verdict_name(f->from)), to = base_str_of(rules_verdict_name(f->to));
    base_str id = x->id[f->row];
    if (f->criterion != RULES_NONE) x->by_criterion[f->criterion]++;
    x->by[f->from][f->to]++;
    if (x->format == CLI_FORMAT_JSON) {
        base_str member[][2] = {{BASE_STR("{\"id\":"), id},
                                {BASE_STR(",\"from\":"), from},
                                {BASE_STR(",\"to\":"), to},
                                {BASE_STR(",\"criterion\":"), criterion}};
        for (size_t i = 0; i < 4; i++) {
            base_buf_puts(b, member[i][0]);
            base_buf_json(b, member[i][1]);
        }
        base_buf_puts(b, BASE_STR("}\n"));
    } else if (x->format == CLI_FORMAT_CSV) {
        base_str field[] = {id, from, to, criterion};
        for (size_t i = 0; i < 4; i++) {
            if (i > 0) base_buf_putc(b, ',');
            base_buf_csv(b, field[i]);
        }
        base_buf_putc(b, '\n');
    } else {
        base_buf_puts(b, BASE_STR("  "));
        cli_column(b, id, 24);
        cli_column(b, cli_text(c, cli_verdict_text(f->from)), c->zh ? 8 : 13);
        base_buf_puts(b, BASE_STR("→ "));
        cli_column(b, cli_text(c, cli_verdict_text(f->to)), c->zh ? 8 : 13);
        base_buf_fmt(b, "%.*s\n", (int)criterion.n, criterion.p);
    }
    cli_spill(c);
}

/* Reads up to PORTION rows into the columns; false when there are no more. */
static bool read_portion(comparison *x, cli_facts *f) {
    const rules_facts_row *row;
    rules_columns *columns = x->columns;
    base_arena_reset(x->portion);
    x->id = base_arena_array(x->portion, PORTION, sizeof *x->id);
    columns->n = 0;
    while (columns->n < PORTION && (row = cli_facts_next(f)) != NULL) {
        x->id[columns->n] = base_arena_str(x->portion, row->id);
        rules_facts_take(columns->book, columns->standard, &row->values, x->year, &x->facts);
        rules_columns_add(columns, &x->facts, row->region);
    }
    return columns->n > 0;
}

static void put_totals(const comparison *x) {
    cli *c = x->c;
    base_buf *b = &c->out;
    base_buf_putc(b, '\n');
    CLI_PUT(c, b, FLIP_TOTALS, cli_num(c, x->rows), cli_num(c, x->flips));
    base_buf_putc(b, '\n');
    for (unsigned from = 0; from <= RULES_OPEN; from++) {
        for (unsigned to = 0; to <= RULES_OPEN; to++) {
            if (x->by[from][to] == 0) continue;
            base_str t[] = {cli_text(c, cli_verdict_text(from)), cli_text(c, cli_verdict_text(to))};
            base_buf_fmt(b, "  %.*s → %.*s  %llu\n", (int)t[0].n, t[0].p, (int)t[1].n, t[1].p,
                         (unsigned long long)x->by[from][to]);
        }
    }
    for (size_t i = 0; i < x->standard[1]->n_criteria; i++) {
        const rules_criterion *k = &x->standard[1]->criterion[i];
        if (x->by_criterion[i] == 0) continue;
        base_buf_puts(b, BASE_STR("  "));
        CLI_PUT(c, b, FLIP_BY, k->id, cli_pick(c, k->label));
        base_buf_fmt(b, "  %llu\n", (unsigned long long)x->by_criterion[i]);
    }
}

static int compare(comparison *x, cli_facts *f) {
    const rules_columns *columns = x->columns;
    x->portion = base_arena_new((size_t)4 << 30);
    x->by_criterion = base_arena_array(x->c->arena, x->standard[1]->n_criteria, sizeof *x->by_criterion);
    if (x->format == CLI_FORMAT_CSV) base_buf_puts(&x->c->out, BASE_STR("id,from,to,criterion\n"));
    while (read_portion(x, f)) {
        rules_flip *flip = base_arena_array(x->portion, columns->n, sizeof *flip);
        size_t n = rules_whatif(x->book[0], x->standard[0], x->book[1], x->standard[1], columns, flip, columns->n);
        for (size_t i = 0; i < n && i < columns->n; i++) put_flip(x, &flip[i]);
        x->rows += columns->n;
        x->flips += n;
    }
    base_arena_free(x->portion);
    if (f->e.kind != BASE_ERR_NONE) {
        cli_complain_err(x->c, &f->e);
        return CLI_USAGE;
    }
    if (x->format == CLI_FORMAT_TEXT) put_totals(x);
    return CLI_OK;
}

int cli_whatif(cli *c, cli_args *a) {
    const char *name[2] = {NULL, NULL}, *facts = NULL, *year = NULL, *format = NULL;
    const cli_option option[] = {{"--from", &name[0], NULL},
                                 {"--to", &name[1], NULL},
                                 {"--facts", &facts, NULL},
                                 {"--year", &year, NULL},
                                 {"--format", &format, NULL}};
    comparison x = {.c = c};
    cli_facts f;
    base_err e = {0};
    int status = CLI_OK;
    if (!cli_options(c, a, option, 5) || !cli_no_words(c, a) || !cli_required(c, "--from", name[0]) ||
        !cli_required(c, "--to", name[1]) || !cli_required(c, "--facts", facts) ||
        !cli_format_of(c, format, &x.format)) {
        return CLI_USAGE;
    }
    for (size_t i = 0; i < 2; i++) {
        x.book[i] = cli_book(c, name[i], &status);
        x.standard[i] = x.book[i] != NULL ? cli_standard(c, x.book[i], NULL) : NULL;
        if (x.standard[i] == NULL) return CLI_USAGE;
    }
    x.columns = rules_columns_for_both(c->arena, x.book[0], x.standard[0], x.book[1], x.standard[1], PORTION, &e);
    if (x.columns == NULL) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    x.facts = rules_facts_new(c->arena, x.columns->book, x.columns->standard);
    if (!cli_facts_open(c, &f, x.columns->book, facts)) return CLI_USAGE;
    status = cli_year(c, &f, x.book[0], year, &x.year) ? compare(&x, &f) : CLI_USAGE;
    cli_facts_close(&f);
    return status;
}
