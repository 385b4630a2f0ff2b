/* roster_plan.c - the columns of a roster and the rules of its figures, read from their files; whatever does not fit
 * together is told with file and line, so that a definition that was edited is found wrong before anybody uses it. */
#include "base/csv.h"
#include "core/roster_i.h"

enum { FIELDS_MAX = 8 };

typedef struct {
    base_arena *arena;
    base_csv csv;
    size_t at[FIELDS_MAX];
    base_err *e;
} reader;

static bool at(reader *r, bool made) {
    (void)made;
    return base_err_at(r->e, r->csv.file, r->csv.line, 0);
}

static bool next(reader *r) {
    r->e->kind = BASE_ERR_NONE;
    if (base_csv_next(&r->csv, r->e)) return true;
    if (r->e->kind != BASE_ERR_NONE) base_err_at(r->e, r->csv.file, r->csv.line, 0);
    return false;
}

static bool open_file(reader *r, base_str text, const char *file, const char *const *wanted) {
    base_csv_open(&r->csv, r->arena, text, base_str_of(file));
    if (!next(r)) {
        if (r->e->kind != BASE_ERR_NONE) return false;
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "文件为空", "the file is empty"));
    }
    for (size_t w = 0; wanted[w] != NULL; w++) {
        r->at[w] = SIZE_MAX;
        for (size_t f = 0; f < r->csv.n; f++)
            if (base_str_is(r->csv.field[f], wanted[w])) r->at[w] = f;
        if (r->at[w] == SIZE_MAX)
            return at(r,
                      base_err_fmt(r->e, BASE_ERR_INPUT, "表头缺少列“%s”", "the header has no column '%s'", wanted[w]));
    }
    return true;
}

static base_str cell(const reader *r, size_t i) {
    return r->at[i] < r->csv.n ? base_arena_str(r->arena, base_str_trim(r->csv.field[r->at[i]])) : (base_str){"", 0};
}

/* ---- choices ---- */

static const char size_choices[] = "micro=微型;small=小型;medium=中型;large=大型";
static const char yesno_choices[] = "no=否;yes=是";

int core_roster_choice(const core_roster_column *c, base_str text) {
    base_str rest = c->choices;
    for (int i = 0; rest.n > 0; i++) {
        base_str words, one = base_str_cut(rest, ';', &rest);
        const base_str id = base_str_cut(one, '=', &words);
        if (base_str_eq(text, words) || base_str_eq(text, id)) return i;
    }
    return -1;
}

static size_t n_choices(base_str choices) {
    size_t n = 0;
    for (base_str rest = choices; rest.n > 0; n++) base_str_cut(rest, ';', &rest);
    return n;
}

/* ---- columns ---- */

static bool kind_of(base_str name, enum core_roster_kind *out) {
    static const char *const names[] = {"text", "credit", "industry", "whole", "number", "size", "choice", "yesno"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!base_str_is(name, names[i])) continue;
        *out = (enum core_roster_kind)i;
        return true;
    }
    return false;
}

static bool add_column(reader *r, core_roster_plan *p) {
    core_roster_column c = {.id = cell(r, 0),
                            .title = {cell(r, 1), cell(r, 2)},
                            .also = cell(r, 3),
                            .unit = cell(r, 5),
                            .required = base_str_is(cell(r, 6), "yes"),
                            .choices = cell(r, 7)};
    if (c.id.n == 0 || c.title.zh.n == 0 || c.title.en.n == 0 || p->n_columns == CORE_ROSTER_COLUMNS_MAX)
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "缺标识或标题，或列过多（至多 %d）",
                                  "no id, no title, or too many columns (%d at most)", CORE_ROSTER_COLUMNS_MAX));
    if (!kind_of(cell(r, 4), &c.kind))
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "列“%.*s”的类别不对", "column '%.*s': no such kind",
                                  (int)c.id.n, c.id.p));
    if (c.kind == CORE_ROSTER_SIZE) c.choices = BASE_STR(size_choices);
    if (c.kind == CORE_ROSTER_YESNO) c.choices = BASE_STR(yesno_choices);
    if ((c.kind == CORE_ROSTER_CHOICE && c.choices.n == 0) || n_choices(c.choices) > CORE_ROSTER_CHOICES_MAX)
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "列“%.*s”应有 1 至 %d 个选项",
                                  "column '%.*s': 1 to %d choices are expected", (int)c.id.n, c.id.p,
                                  CORE_ROSTER_CHOICES_MAX));
    p->column[p->n_columns++] = c;
    return true;
}

static bool read_columns(reader *r, base_str text, core_roster_plan *p) {
    static const char *const wanted[] = {"id", "zh", "en", "also", "kind", "unit", "required", "choices", NULL};
    if (!open_file(r, text, "roster_columns.csv", wanted)) return false;
    while (next(r))
        if (!add_column(r, p)) return false;
    return r->e->kind == BASE_ERR_NONE;
}

/* ---- figures ---- */

static size_t find_column(const core_roster_plan *p, base_str id) {
    for (size_t i = 0; i < p->n_columns; i++)
        if (base_str_eq(p->column[i].id, id)) return i;
    return SIZE_MAX;
}

static bool no_column(reader *r, base_str id) {
    return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "没有列“%.*s”，或它不是这一类",
                              "no column '%.*s', or of another kind", (int)id.n, id.p));
}

static bool add_term(reader *r, const core_roster_plan *p, base_str text, core_roster_rule *rule) {
    base_str values;
    const base_str id = base_str_cut(text, '=', &values);
    const size_t column = find_column(p, id);
    if (column == SIZE_MAX || p->column[column].choices.n == 0) return no_column(r, id);
    core_roster_term t = {.column = column};
    while (values.n > 0) {
        const base_str one = base_str_cut(values, '|', &values);
        const int choice = core_roster_choice(&p->column[column], one);
        if (choice < 0)
            return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "没有选项“%.*s”", "no choice '%.*s'", (int)one.n, one.p));
        t.one_of |= 1U << (unsigned)choice;
    }
    if (rule->n_terms == CORE_ROSTER_TERMS_MAX || t.one_of == 0)
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "条件应有 1 至 %d 个", "1 to %d conditions are expected",
                                  CORE_ROSTER_TERMS_MAX));
    rule->term[rule->n_terms++] = t;
    return true;
}

static bool add_rule(reader *r, core_roster_plan *p) {
    const base_str measure = cell(r, 1), column = cell(r, 2);
    core_roster_rule rule = {.fact = cell(r, 0), .sums = base_str_is(measure, "sum"), .column = SIZE_MAX};
    if (rule.fact.n == 0 || p->n_rules == CORE_ROSTER_FIGURES_MAX || (!rule.sums && !base_str_is(measure, "count")))
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "缺指标名，或算法不是 sum、count，或指标过多（至多 %d）",
                                  "no fact, a measure other than sum and count, or too many (%d at most)",
                                  CORE_ROSTER_FIGURES_MAX));
    if (rule.sums) {
        rule.column = find_column(p, column);
        if (rule.column == SIZE_MAX ||
            (p->column[rule.column].kind != CORE_ROSTER_NUMBER && p->column[rule.column].kind != CORE_ROSTER_WHOLE))
            return no_column(r, column);
    }
    for (base_str rest = cell(r, 3); rest.n > 0;)
        if (!add_term(r, p, base_str_cut(rest, ';', &rest), &rule)) return false;
    p->rule[p->n_rules++] = rule;
    return true;
}

static bool read_rules(reader *r, base_str text, core_roster_plan *p) {
    static const char *const wanted[] = {"fact", "measure", "column", "where", NULL};
    if (!open_file(r, text, "roster_figures.csv", wanted)) return false;
    while (next(r))
        if (!add_rule(r, p)) return false;
    return r->e->kind == BASE_ERR_NONE;
}

/* ---- industries ---- */

static bool read_industries(reader *r, base_str text, core_roster_plan *p) {
    static const char *const wanted[] = {"code", "level", "parent", NULL};
    if (!open_file(r, text, "industries.csv", wanted)) return false;
    while (next(r)) {
        const base_str code = cell(r, 0), level = cell(r, 1), parent = cell(r, 2);
        if (base_str_is(level, "letter") || code.n < 2) continue;
        const base_map_slot *above = base_map_get(&p->industry, parent);
        const int64_t letter = base_str_is(level, "division") && parent.n == 1 ? parent.p[0]
                               : above != NULL                                 ? above->value.num
                                                                               : 0;
        if (letter == 0)
            return at(r,
                      base_err_fmt(r->e, BASE_ERR_INPUT, "代码“%.*s”的上级不在它之前",
                                   "code '%.*s': what stands above it does not stand before it", (int)code.n, code.p));
        base_map_put(&p->industry, code)->value.num = letter;
    }
    return r->e->kind == BASE_ERR_NONE;
}

core_roster_plan *core_roster_plan_read(base_arena *arena, const core_roster_texts *t, base_err *e) {
    core_roster_plan *p = base_arena_alloc(arena, sizeof *p);
    reader r = {.arena = arena, .e = e};
    base_map_init(&p->industry, arena);
    const bool good =
        read_columns(&r, t->columns, p) && read_rules(&r, t->figures, p) && read_industries(&r, t->industries, p);
    return good ? p : NULL;
}

size_t core_roster_n_columns(const core_roster_plan *p) { return p->n_columns; }
const core_roster_column *core_roster_column_at(const core_roster_plan *p, size_t i) { return &p->column[i]; }
