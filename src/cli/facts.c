/* facts.c - see facts.h. */
#include "cli/facts.h"

enum { YEAR_LEAST = 1900, YEAR_MOST = 9000, PROGRESS_EVERY = 50000 };

bool cli_facts_open(cli *c, cli_facts *f, const rules_book *b, const char *path) {
    base_str text;
    *f = (cli_facts){.c = c};
    f->text = base_arena_new(CLI_FACTS_MAX + (64 << 20));
    f->rows = base_arena_new((size_t)4 << 30);
    if (base_file_read(f->text, path, CLI_FACTS_MAX, &text, &f->e)) {
        f->reader = rules_facts_open(f->rows, b, text, base_str_of(path), &f->e);
    }
    f->have = f->reader != NULL && rules_facts_next(f->reader, &f->row, &f->e);
    if (f->have) return true;
    if (f->e.kind != BASE_ERR_NONE)
        cli_complain_err(c, &f->e);
    else
        CLI_COMPLAIN(c, NO_ROWS, base_str_of(path));
    cli_facts_close(f);
    return false;
}

const rules_facts_row *cli_facts_next(cli_facts *f) {
    if (f->n > 0) f->have = f->have && rules_facts_next(f->reader, &f->row, &f->e);
    if (!f->have) {
        cli_progress_end(f->c);
        return NULL;
    }
    f->n++;
    if (f->n % PROGRESS_EVERY == 0) {
        cli_progress(f->c, f->n);
        base_arena_reset(f->c->scratch);
    }
    return &f->row;
}

void cli_facts_close(cli_facts *f) {
    rules_facts_close(f->reader);
    base_arena_free(f->rows);
    base_arena_free(f->text);
    f->rows = f->text = NULL;
}

const rules_standard *cli_standard(cli *c, const rules_book *b, const char *version) {
    if (version == NULL && b->n_standards > 0) return &b->standard[b->n_standards - 1];
    for (size_t i = 0; version != NULL && i < b->n_standards; i++) {
        if (base_str_is(b->standard[i].version, version)) return &b->standard[i];
    }
    base_str name = version != NULL ? base_arena_fmt(c->scratch, " %s", version) : (base_str){NULL, 0};
    CLI_COMPLAIN(c, NO_STANDARD, b->id, name);
    return NULL;
}

static int newest_year(const rules_values *v) {
    int newest = 0;
    for (size_t i = 0; i < v->n; i++) {
        if (v->item[i].year > newest) newest = v->item[i].year;
    }
    return newest;
}

static void say(cli *c, enum cli_text id, int year) {
    base_buf b;
    base_str n = cli_num(c, (uint64_t)year);
    base_buf_init(&b, 4096);
    cli_fill(c, &b, id, &n, 1);
    base_buf_putc(&b, '\n');
    cli_flush(c);
    (void)fwrite(b.p, 1, b.n, stderr);
    base_buf_free(&b);
}

bool cli_year(cli *c, const cli_facts *f, const rules_book *b, const char *given, int *year) {
    long n = 0;
    if (given != NULL) {
        if (!cli_number(c, "--year", given, YEAR_LEAST, YEAR_MOST, &n)) return false;
        *year = (int)n;
        return true;
    }
    int newest = newest_year(&f->row.values);
    if (newest > 0) {
        *year = newest + 1;
        say(c, CLI_T_YEAR_FROM_DATA, *year);
        return true;
    }
    if (b->n_samples > 0) {
        *year = b->sample_year;
        say(c, CLI_T_YEAR_FROM_SAMPLE, *year);
        return true;
    }
    CLI_COMPLAIN(c, NO_YEAR);
    return false;
}

enum cli_text cli_verdict_text(enum rules_verdict v) {
    switch (v) {
    case RULES_MET: return CLI_T_V_MET;
    case RULES_NOT_MET: return CLI_T_V_NOT_MET;
    case RULES_NO_EVIDENCE: return CLI_T_V_NO_EVIDENCE;
    default: return CLI_T_V_OPEN;
    }
}
