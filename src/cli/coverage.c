/* coverage.c - jiqun coverage: each requirement, what enforces it and what proves it, with every reference followed.
 *
 * tests/coverage.csv has a row a requirement: id, enforced_by, proved_by; several references are separated by ';'. A
 * reference that names a line of the rulebook is looked up in the compiled rulebook, so that a renamed action or a
 * dropped proof is noticed here. */
#include "base/csv.h"
#include "base/json_out.h"
#include "base/map.h"
#include "cli/cli.h"

enum { FILE_MAX = 8 << 20, WHY_MAX = 1 << 12 };

typedef struct {
    base_str id, article, title, enforced, proved;
} requirement;

typedef struct {
    cli *c;
    const rules_book *book;
    requirement *item;
    size_t n, cap;
    base_map files; /* path -> base_str, texts already read */
    size_t enforcing, proving, faults;
    base_buf fault;
} coverage;

/* ---- references ---- */

static const base_str *file_text(coverage *v, base_str path) {
    base_map_slot *slot = base_map_put(&v->files, path);
    if (slot->value.ptr != NULL) return slot->value.ptr;
    base_str *text = base_arena_alloc(v->c->arena, sizeof *text);
    base_err e = {0};
    const char *at = base_arena_fmt(v->c->arena, "%s/%.*s", cli_root(v->c), (int)path.n, path.p).p;
    if (!base_file_read(v->c->arena, at, FILE_MAX, text, &e)) return NULL;
    base_map_put(&v->files, path)->value.ptr = text;
    return text;
}

static bool in_file(coverage *v, base_str path, base_str name, base_buf *why) {
    const base_str *text = file_text(v, path);
    if (text == NULL) {
        CLI_PUT(v->c, why, COV_NO_FILE);
        return false;
    }
    if (name.n == 0 || memmem(text->p, text->n, name.p, name.n) != NULL) return true;
    CLI_PUT(v->c, why, COV_NOT_IN_FILE, name);
    return false;
}

/* "FILE" or "FILE:NAME" */
static bool file_and_name(coverage *v, base_str rest, bool named, base_buf *why) {
    base_str name, path = base_str_cut(rest, ':', &name);
    if (!named || name.n > 0) return in_file(v, path, name, why);
    CLI_PUT(v->c, why, COV_FORM);
    return false;
}

/* Whether one of `n` structs of `size` bytes, each of which begins with its name, is called so. */
static bool among(const void *list, size_t n, size_t size, base_str name) {
    const char *at = list;
    for (size_t i = 0; i < n; i++, at += size) {
        base_str is;
        memcpy(&is, at, sizeof is);
        if (base_str_eq(is, name)) return true;
    }
    return false;
}

static bool in_case(const rules_case *k, base_str what, base_str name) {
    if (base_str_is(what, "field")) return rules_find_field(k, name) != RULES_NONE;
    if (base_str_is(what, "state")) return rules_find_state(k, name) != RULES_NONE;
    if (base_str_is(what, "moment")) return among(k->moment, k->n_moments, sizeof *k->moment, name);
    if (base_str_is(what, "mark")) return among(k->mark, k->n_marks, sizeof *k->mark, name);
    if (base_str_is(what, "tally")) return among(k->tally, k->n_tallies, sizeof *k->tally, name);
    if (base_str_is(what, "number")) return among(k->number, k->n_numbers, sizeof *k->number, name);
    if (base_str_is(what, "form")) return among(k->form, k->n_forms, sizeof *k->form, name);
    return false;
}

static bool has_proof(const rules_book *b, base_str text) {
    for (size_t i = 0; i < b->n_proofs; i++) {
        base_str t = b->proof[i].text;
        if (base_str_starts(t, BASE_STR("prove "))) t = base_str_trim((base_str){t.p + 6, t.n - 6});
        if (base_str_eq(t, text)) return true;
    }
    return false;
}

/* "action application.submit", "criterion 1.4", "level county", "fact land", "case task", "silent 第一条", "prove …" */
static bool in_book(const rules_book *b, base_str line) {
    base_str name, part, what = base_str_cut(line, ' ', &name);
    name = base_str_trim(name);
    if (base_str_is(what, "prove")) return has_proof(b, name);
    if (base_str_is(what, "level")) return rules_find_level(b, name) != RULES_NONE;
    if (base_str_is(what, "fact")) return rules_find_fact(b, name) != RULES_NONE;
    if (base_str_is(what, "case")) return rules_find_case(b, name) != RULES_NONE;
    for (size_t i = 0; base_str_is(what, "criterion") && i < b->n_standards; i++) {
        if (rules_find_criterion(&b->standard[i], name) != RULES_NONE) return true;
    }
    for (size_t i = 0; base_str_is(what, "silent") && i < b->n_silent; i++) {
        if (base_str_eq(b->silent[i].cite, name)) return true;
    }
    rules_id k = rules_find_case(b, base_str_cut(name, '.', &part));
    if (k == RULES_NONE) return false;
    if (base_str_is(what, "action")) return rules_find_action(b, k, part) != RULES_NONE;
    return in_case(&b->kase[k], what, part);
}

static bool follow(coverage *v, base_str ref, base_buf *why) {
    base_str rest, kind = base_str_cut(ref, ':', &rest);
    rest = base_str_trim(rest);
    if (base_str_is(kind, "rulebook") || base_str_is(kind, "prove")) {
        bool there = base_str_is(kind, "prove") ? has_proof(v->book, rest) : in_book(v->book, rest);
        if (!there) CLI_PUT(v->c, why, COV_NOT_IN_BOOK);
        return there;
    }
    if (base_str_is(kind, "code") || base_str_is(kind, "test")) return file_and_name(v, rest, true, why);
    if (base_str_is(kind, "scenario") || base_str_is(kind, "data")) return file_and_name(v, rest, false, why);
    CLI_PUT(v->c, why, COV_FORM);
    return false;
}

static void next_fault(coverage *v) {
    base_buf_putc(&v->fault, '\n');
    v->faults++;
}

/* Follows all references of one cell; says so when there is none. */
static size_t follow_all(coverage *v, const requirement *r, base_str cell, const char *column) {
    size_t n = 0;
    base_buf why;
    base_buf_init(&why, WHY_MAX);
    while (cell.n > 0) {
        base_str rest, ref = base_str_trim(base_str_cut(cell, ';', &rest));
        cell = rest;
        if (ref.n == 0) continue;
        n++;
        base_buf_clear(&why);
        if (follow(v, ref, &why)) continue;
        CLI_PUT(v->c, &v->fault, COV_DANGLING, r->id, ref, base_buf_str(&why));
        next_fault(v);
    }
    base_buf_free(&why);
    if (n == 0) {
        CLI_PUT(v->c, &v->fault, COV_EMPTY, r->id, base_str_of(column));
        next_fault(v);
    }
    return n;
}

/* ---- the two files ---- */

/* Where each column of `want` stands in the header; false with a message when one lacks. */
static bool find_columns(cli *c, const base_csv *csv, const char *const *want, size_t n, size_t *at) {
    for (size_t i = 0; i < n; i++) {
        at[i] = 0;
        while (at[i] < csv->n && !base_str_is(csv->field[at[i]], want[i])) at[i]++;
        if (at[i] < csv->n) continue;
        CLI_COMPLAIN(c, COV_BAD_FILE, base_str_of(want[i]));
        return false;
    }
    return true;
}

static base_str field(const base_csv *csv, size_t at) { return at < csv->n ? csv->field[at] : BASE_STR(""); }

static bool read_requirements(coverage *v) {
    static const char *const want[] = {"id", "article", "title_zh", "title_en"};
    base_str text = {NULL, 0};
    base_csv csv;
    base_err e = {0};
    size_t at[4];
    if (!cli_root_file(v->c, v->c->arena, "data/requirements.csv", FILE_MAX, &text)) return false;
    base_csv_open(&csv, v->c->arena, text, BASE_STR("data/requirements.csv"));
    if (!base_csv_next(&csv, &e) || !find_columns(v->c, &csv, want, 4, at)) return false;
    while (base_csv_next(&csv, &e)) {
        v->item = base_arena_grow(v->c->arena, v->item, v->n, &v->cap, sizeof *v->item);
        v->item[v->n++] = (requirement){
            .id = field(&csv, at[0]), .article = field(&csv, at[1]), .title = field(&csv, v->c->zh ? at[2] : at[3])};
    }
    if (e.kind != BASE_ERR_NONE) cli_complain_err(v->c, &e);
    return e.kind == BASE_ERR_NONE;
}

static requirement *find_requirement(coverage *v, base_str id) {
    for (size_t i = 0; i < v->n; i++) {
        if (base_str_eq(v->item[i].id, id)) return &v->item[i];
    }
    return NULL;
}

static bool read_coverage(coverage *v) {
    static const char *const want[] = {"id", "enforced_by", "proved_by"};
    base_str text = {NULL, 0};
    base_csv csv;
    base_err e = {0};
    size_t at[3];
    if (!cli_root_file(v->c, v->c->arena, "tests/coverage.csv", FILE_MAX, &text)) return false;
    base_csv_open(&csv, v->c->arena, text, BASE_STR("tests/coverage.csv"));
    if (!base_csv_next(&csv, &e) || !find_columns(v->c, &csv, want, 3, at)) return false;
    while (base_csv_next(&csv, &e)) {
        requirement *r = find_requirement(v, field(&csv, at[0]));
        if (r == NULL) {
            CLI_PUT(v->c, &v->fault, COV_UNKNOWN_ID, cli_num(v->c, csv.line), field(&csv, at[0]));
            next_fault(v);
            continue;
        }
        r->enforced = field(&csv, at[1]);
        r->proved = field(&csv, at[2]);
    }
    if (e.kind != BASE_ERR_NONE) cli_complain_err(v->c, &e);
    return e.kind == BASE_ERR_NONE;
}

/* ---- output ---- */

static void put_refs(base_buf *b, const char *lead, base_str cell) {
    while (cell.n > 0) {
        base_str rest, ref = base_str_trim(base_str_cut(cell, ';', &rest));
        cell = rest;
        if (ref.n > 0) base_buf_fmt(b, "      %s %.*s\n", lead, (int)ref.n, ref.p);
    }
}

static void put_requirement(cli *c, const requirement *r, enum cli_output format) {
    base_buf *b = &c->out;
    if (format == CLI_FORMAT_TEXT) {
        base_term_put(c->out_term, b, BASE_TERM_BOLD, r->id);
        base_buf_fmt(b, "  %.*s  [%.*s]\n", (int)r->title.n, r->title.p, (int)r->article.n, r->article.p);
        put_refs(b, "←", r->enforced);
        put_refs(b, "✓", r->proved);
        return;
    }
    base_str cell[] = {r->id, r->article, r->title, r->enforced, r->proved};
    static const char *const name[] = {"id", "article", "title", "enforced_by", "proved_by"};
    for (size_t i = 0; i < 5; i++) {
        if (format == CLI_FORMAT_JSON) {
            base_buf_fmt(b, "%s\"%s\":", i == 0 ? "{" : ",", name[i]);
            base_buf_json(b, cell[i]);
        } else {
            if (i > 0) base_buf_putc(b, ',');
            base_buf_csv(b, cell[i]);
        }
    }
    base_buf_puts(b, format == CLI_FORMAT_JSON ? BASE_STR("}\n") : BASE_STR("\n"));
}

static void judge(coverage *v, enum cli_output format) {
    if (format == CLI_FORMAT_CSV) base_buf_puts(&v->c->out, BASE_STR("id,article,title,enforced_by,proved_by\n"));
    for (size_t i = 0; i < v->n; i++) {
        const requirement *r = &v->item[i];
        put_requirement(v->c, r, format);
        if (r->enforced.n == 0 && r->proved.n == 0) {
            CLI_PUT(v->c, &v->fault, COV_NO_ROW, r->id);
            next_fault(v);
            continue;
        }
        v->enforcing += follow_all(v, r, r->enforced, "enforced_by");
        v->proving += follow_all(v, r, r->proved, "proved_by");
    }
}

int cli_coverage(cli *c, cli_args *a) {
    const char *name = "national-2022", *format = NULL;
    const cli_option option[] = {{"--rulebook", &name, NULL}, {"--format", &format, NULL}};
    enum cli_output out = CLI_FORMAT_TEXT;
    int status = CLI_OK;
    coverage v = {.c = c};
    if (!cli_options(c, a, option, 2) || !cli_no_words(c, a) || !cli_format_of(c, format, &out)) return CLI_USAGE;
    v.book = cli_book(c, name, &status);
    if (v.book == NULL) return CLI_USAGE;
    base_buf_init(&v.fault, CLI_OUT_MAX);
    base_map_init(&v.files, c->arena);
    status = CLI_USAGE;
    if (read_requirements(&v) && read_coverage(&v)) {
        judge(&v, out);
        status = v.faults > 0 ? CLI_NEGATIVE : CLI_OK;
    }
    cli_flush(c);
    if (out == CLI_FORMAT_TEXT && status != CLI_USAGE) {
        base_buf_putc(&c->out, '\n');
        CLI_PUT(c, &c->out, COV_TOTALS, cli_num(c, v.n), cli_num(c, v.enforcing), cli_num(c, v.proving),
                cli_num(c, v.faults));
        base_buf_putc(&c->out, '\n');
        cli_flush(c);
    }
    (void)fwrite(v.fault.n > 0 ? v.fault.p : "", 1, v.fault.n, stderr);
    base_buf_free(&v.fault);
    return status;
}
