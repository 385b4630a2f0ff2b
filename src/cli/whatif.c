/* whatif.c - jiqun whatif: which verdicts change from one rulebook to another, over the same facts.
 *
 * Facts are read once, by the names of both rulebooks, and judged in portions of columns, so that a file of any size
 * needs the memory of one portion. Over a record: whatif_record.c. */
#include "cli/whatif.h"
#include "base/json_out.h"

enum { PORTION = 1 << 16 };

typedef struct {
    cli_flips put;
    const rules_book *book[2];
    const rules_standard *standard[2];
    int year;
    rules_columns *columns;    /* filled anew for each portion */
    rules_dossier_facts facts; /* of one row */
    base_arena *portion;       /* ids and flips of one portion */
    base_str *id;
} comparison;

/* ---- how flips are written ---- */

static void put_json(cli *c, const base_str field[4]) {
    const base_str member[] = {BASE_STR("{\"id\":"), BASE_STR(",\"from\":"), BASE_STR(",\"to\":"),
                               BASE_STR(",\"criterion\":")};
    for (size_t i = 0; i < 4; i++) {
        base_buf_puts(&c->out, member[i]);
        base_buf_json(&c->out, field[i]);
    }
    base_buf_puts(&c->out, BASE_STR("}\n"));
}

static void put_csv(cli *c, const base_str field[4]) {
    for (size_t i = 0; i < 4; i++) {
        if (i > 0) base_buf_putc(&c->out, ',');
        base_buf_csv(&c->out, field[i]);
    }
    base_buf_putc(&c->out, '\n');
}

static void put_line(cli *c, base_str id, unsigned from, unsigned to, base_str criterion) {
    base_buf_puts(&c->out, BASE_STR("  "));
    cli_column(&c->out, id, 24);
    cli_column(&c->out, cli_text(c, cli_verdict_text(from)), c->zh ? 8 : 13);
    base_buf_puts(&c->out, BASE_STR("→ "));
    cli_column(&c->out, cli_text(c, cli_verdict_text(to)), c->zh ? 8 : 13);
    base_buf_fmt(&c->out, "%.*s\n", (int)criterion.n, criterion.p);
}

void cli_flips_begin(cli_flips *x) {
    x->by_criterion = base_arena_array(x->c->arena, x->standard->n_criteria, sizeof *x->by_criterion);
    if (x->format == CLI_FORMAT_CSV) base_buf_puts(&x->c->out, BASE_STR("id,from,to,criterion\n"));
}

void cli_flips_put(cli_flips *x, base_str id, unsigned from, unsigned to, rules_id criterion) {
    const base_str because = criterion != RULES_NONE ? x->standard->criterion[criterion].id : BASE_STR("");
    const base_str field[4] = {id, base_str_of(rules_verdict_name(from)), base_str_of(rules_verdict_name(to)), because};
    if (criterion != RULES_NONE) x->by_criterion[criterion]++;
    x->by[from][to]++;
    x->flips++;
    if (x->format == CLI_FORMAT_JSON)
        put_json(x->c, field);
    else if (x->format == CLI_FORMAT_CSV)
        put_csv(x->c, field);
    else
        put_line(x->c, id, from, to, because);
    cli_spill(x->c);
}

static void put_totals(const cli_flips *x) {
    cli *c = x->c;
    base_buf *b = &c->out;
    for (unsigned from = 0; from <= RULES_OPEN; from++) {
        for (unsigned to = 0; to <= RULES_OPEN; to++) {
            if (x->by[from][to] == 0) continue;
            base_str t[] = {cli_text(c, cli_verdict_text(from)), cli_text(c, cli_verdict_text(to))};
            base_buf_fmt(b, "  %.*s → %.*s  %llu\n", (int)t[0].n, t[0].p, (int)t[1].n, t[1].p,
                         (unsigned long long)x->by[from][to]);
        }
    }
    for (size_t i = 0; i < x->standard->n_criteria; i++) {
        const rules_criterion *k = &x->standard->criterion[i];
        if (x->by_criterion[i] == 0) continue;
        base_buf_puts(b, BASE_STR("  "));
        CLI_PUT(c, b, FLIP_BY, k->id, cli_pick(c, k->label));
        base_buf_fmt(b, "  %llu\n", (unsigned long long)x->by_criterion[i]);
    }
}

void cli_flips_end(cli_flips *x) {
    if (x->format != CLI_FORMAT_TEXT) return;
    base_buf_putc(&x->c->out, '\n');
    CLI_PUT(x->c, &x->c->out, FLIP_TOTALS, cli_num(x->c, x->rows), cli_num(x->c, x->flips));
    base_buf_putc(&x->c->out, '\n');
    put_totals(x);
}

/* ---- over a facts file ---- */

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

static int compare(comparison *x, cli_facts *f) {
    const rules_columns *columns = x->columns;
    x->portion = base_arena_new((size_t)4 << 30);
    cli_flips_begin(&x->put);
    while (read_portion(x, f)) {
        rules_flip *flip = base_arena_array(x->portion, columns->n, sizeof *flip);
        size_t n = rules_whatif(x->book[0], x->standard[0], x->book[1], x->standard[1], columns, flip, columns->n);
        for (size_t i = 0; i < n && i < columns->n; i++)
            cli_flips_put(&x->put, x->id[flip[i].row], flip[i].from, flip[i].to, flip[i].criterion);
        x->put.rows += columns->n;
    }
    base_arena_free(x->portion);
    if (f->e.kind != BASE_ERR_NONE) {
        cli_complain_err(x->put.c, &f->e);
        return CLI_USAGE;
    }
    cli_flips_end(&x->put);
    return CLI_OK;
}

static int of_facts(comparison *x, const char *facts, const char *year) {
    cli *c = x->put.c;
    cli_facts f;
    base_err e = {0};
    x->columns = rules_columns_for_both(c->arena, x->book[0], x->standard[0], x->book[1], x->standard[1], PORTION, &e);
    if (x->columns == NULL) {
        cli_complain_err(c, &e);
        return CLI_USAGE;
    }
    x->facts = rules_facts_new(c->arena, x->columns->book, x->columns->standard);
    if (!cli_facts_open(c, &f, x->columns->book, facts)) return CLI_USAGE;
    const int status = cli_year(c, &f, x->book[0], year, &x->year) ? compare(x, &f) : CLI_USAGE;
    cli_facts_close(&f);
    return status;
}

/* A file of facts, or a record; a record has the text in force to begin with. */
static bool one_source(cli *c, const cli_where *where, const char *from, const char *facts, const char *year) {
    if (!cli_where_given(where)) return cli_required(c, "--from", from) && cli_required(c, "--facts", facts);
    if (facts == NULL && year == NULL) return true;
    CLI_COMPLAIN(c, WHATIF_ONE_SOURCE);
    return false;
}

int cli_whatif(cli *c, cli_args *a) {
    const char *name[2] = {NULL, NULL}, *facts = NULL, *year = NULL, *format = NULL;
    cli_where where = {0};
    const cli_option option[] = {{"--from", &name[0], NULL}, {"--to", &name[1], NULL},    {"--facts", &facts, NULL},
                                 {"--year", &year, NULL},    {"--format", &format, NULL}, CLI_WHERE_OPTIONS(where)};
    comparison x = {.put = {.c = c}};
    int status = CLI_OK;
    if (!cli_options(c, a, option, sizeof option / sizeof *option) || !cli_no_words(c, a) ||
        !one_source(c, &where, name[0], facts, year) || !cli_required(c, "--to", name[1]) ||
        !cli_format_of(c, format, &x.put.format)) {
        return CLI_USAGE;
    }
    for (size_t i = 0; i < 2; i++) {
        if (name[i] == NULL) continue;
        x.book[i] = cli_book(c, name[i], &status);
        x.standard[i] = x.book[i] != NULL ? cli_standard(c, x.book[i], NULL) : NULL;
        if (x.standard[i] == NULL) return CLI_USAGE;
    }
    x.put.standard = x.standard[1];
    return cli_where_given(&where) ? cli_whatif_of_record(&x.put, &where, x.book) : of_facts(&x, facts, year);
}
