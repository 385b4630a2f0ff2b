/* roster.c - rows of a roster, one after another. See roster.h.
 *
 * Codes that were seen are kept as numbers of 90 bits in a table of fixed size, half full at most: exact, and the same
 * few megabytes for any roster. Nothing else of a row is kept. */
#include "core/roster_i.h"

enum { CODES = 1 << 19, WORDS_MAX = 60, HEADER_CELLS = 128, TITLE_BYTES = 200 };
_Static_assert(CORE_ROSTER_ROWS_MAX <= CODES / 2, "the table of codes is at most half full");

typedef struct {
    bool missing;  /* of a cell that counts */
    base_i128 sum; /* in 10^-9 of the column's unit; or rows */
} total;

struct core_roster {
    base_arena *arena;
    const core_roster_plan *plan;
    const core_sizes *sizes;
    bool has_header, broken;
    uint32_t looked_at;                    /* rows before the titles were found */
    size_t place[CORE_ROSTER_COLUMNS_MAX]; /* of each column of the plan in the file; SIZE_MAX: it has none */
    base_str title[CORE_ROSTER_COLUMNS_MAX];
    core_credit_key *code;
    uint32_t *code_row;
    total total[CORE_ROSTER_FIGURES_MAX];
    core_roster_report report;
    core_roster_fault *told;
    /* of the row that is looked at */
    uint32_t row;
    bool is_enterprise;
    base_str cell[CORE_ROSTER_COLUMNS_MAX];
    base_dec number[CORE_ROSTER_COLUMNS_MAX];
    int choice[CORE_ROSTER_COLUMNS_MAX];
};

core_roster *core_roster_new(base_arena *arena, const core_roster_plan *plan, const core_sizes *sizes) {
    core_roster *r = base_arena_alloc(arena, sizeof *r);
    r->arena = arena;
    r->plan = plan;
    r->sizes = sizes;
    r->code = base_arena_array(arena, CODES, sizeof *r->code);
    r->code_row = base_arena_array(arena, CODES, sizeof *r->code_row);
    r->told = base_arena_array(arena, CORE_ROSTER_FAULTS_MAX, sizeof *r->told);
    return r;
}

core_roster_report core_roster_report_of(const core_roster *r) {
    core_roster_report report = r->report;
    report.told = r->told;
    return report;
}

/* ---- what is wrong ---- */

static void tell(core_roster *r, size_t column, bool doubt, const base_err *why) {
    if (doubt)
        r->report.doubts++;
    else
        r->report.faults++;
    if (r->report.n_told == CORE_ROSTER_FAULTS_MAX) return;
    core_roster_fault *f = &r->told[r->report.n_told++];
    *f = (core_roster_fault){.row = r->row, .doubt = doubt};
    if (column != SIZE_MAX) {
        f->title = r->title[column].n > 0 ? r->title[column] : r->plan->column[column].title.zh;
        f->column = r->place[column] == SIZE_MAX ? 0 : (uint32_t)r->place[column] + 1;
    }
    f->text.zh = base_arena_str(r->arena, base_str_of(why->zh));
    f->text.en = base_arena_str(r->arena, base_str_of(why->en));
}

#define FAULT(r, column, ...)                                                                                          \
    do {                                                                                                               \
        base_err why_ = {0};                                                                                           \
        base_err_fmt(&why_, BASE_ERR_INPUT, __VA_ARGS__);                                                              \
        tell((r), (column), false, &why_);                                                                             \
    } while (0)

static int shown(base_str s) { return (int)base_utf8_head(s, WORDS_MAX).n; }

/* ---- titles ---- */

/* Length of a bracket that begins a unit or a remark, "（" or "("; 0: none. */
static size_t bracket_at(base_str s, size_t i) {
    const base_str wide = BASE_STR("（");
    if (s.p[i] == '(') return 1;
    return base_str_starts((base_str){s.p + i, s.n - i}, wide) ? wide.n : 0;
}

/* A title without blanks, star and what stands in brackets. */
static base_str bare(base_arena *arena, base_str s) {
    char *p = base_arena_alloc(arena, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n && bracket_at(s, i) == 0; i++) {
        const char c = s.p[i];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '*' || c == '/') continue;
        p[n++] = c;
    }
    return (base_str){p, n};
}

static bool is_titled(base_arena *arena, const core_roster_column *c, base_str title) {
    if (base_str_eq(title, bare(arena, c->title.zh)) || base_str_eq(title, bare(arena, c->title.en))) return true;
    for (base_str rest = c->also; rest.n > 0;)
        if (base_str_eq(title, bare(arena, base_str_cut(rest, ';', &rest)))) return true;
    return false;
}

bool core_roster_is_titled(base_arena *arena, const core_roster_column *c, base_str cell) {
    const base_str words = bare(arena, base_utf8_head(cell, TITLE_BYTES));
    return words.n > 0 && is_titled(arena, c, words);
}

static void note_title(core_roster *r, size_t place, base_str title) {
    const base_str words = bare(r->arena, title);
    for (size_t c = 0; words.n > 0 && c < r->plan->n_columns; c++) {
        if (!is_titled(r->arena, &r->plan->column[c], words)) continue;
        if (r->place[c] != SIZE_MAX) {
            FAULT(r, c, "列“%.*s”出现两次，请只留一列", "column '%.*s' occurs twice: leave one of them", shown(title),
                  title.p);
            return;
        }
        r->place[c] = place;
        r->title[c] = base_arena_str(r->arena, base_str_trim(title));
        return;
    }
}

/* The row of titles is the first that has the credit code and one more of the columns. */
static bool take_header(core_roster *r, const base_str *cell, size_t n) {
    size_t found = 0;
    bool credit = false;
    for (size_t i = 0; i < n && i < HEADER_CELLS; i++) {
        const base_str words = bare(r->arena, base_utf8_head(cell[i], TITLE_BYTES));
        for (size_t c = 0; words.n > 0 && c < r->plan->n_columns; c++) {
            if (!is_titled(r->arena, &r->plan->column[c], words)) continue;
            found++;
            credit = credit || r->plan->column[c].kind == CORE_ROSTER_CREDIT;
        }
    }
    if (!credit || found < 2) return false;
    for (size_t c = 0; c < CORE_ROSTER_COLUMNS_MAX; c++) r->place[c] = SIZE_MAX;
    for (size_t i = 0; i < n; i++) note_title(r, i, base_utf8_head(cell[i], TITLE_BYTES));
    for (size_t c = 0; c < r->plan->n_columns; c++) {
        if (!r->plan->column[c].required || r->place[c] != SIZE_MAX) continue;
        FAULT(r, c, "缺少列“%s”%.0s；请用模板", "there is no column %.0s'%s'; use the template",
              r->plan->column[c].title.zh.p, r->plan->column[c].title.en.p);
    }
    return true;
}

/* ---- cells ---- */

/* The row in which the code stands already; 0: it is new, and noted. */
static uint32_t seen_in(core_roster *r, base_str code) {
    core_credit_key key = 0;
    (void)core_credit_key_of(code, &key);
    key++; /* 0 is an empty place */
    size_t at = (size_t)((uint64_t)(key ^ key >> 64) * UINT64_C(0x9E3779B97F4A7C15) >> 45);
    while (r->code[at] != 0 && r->code[at] != key) at = (at + 1) % CODES;
    if (r->code[at] == key) return r->code_row[at];
    r->code[at] = key;
    r->code_row[at] = r->row;
    return 0;
}

static bool has_note(const core_roster *r) {
    for (size_t c = 0; c < r->plan->n_columns; c++)
        if (base_str_is(r->plan->column[c].id, "note") && r->cell[c].n > 0) return true;
    return false;
}

static void check_credit(core_roster *r, size_t c) {
    base_err why = {0};
    char upper[CORE_CREDIT_CHARS];
    base_str code = r->cell[c];
    if (code.n == CORE_CREDIT_CHARS) {
        for (size_t i = 0; i < CORE_CREDIT_CHARS; i++)
            upper[i] = (char)(code.p[i] >= 'a' && code.p[i] <= 'z' ? code.p[i] - 'a' + 'A' : code.p[i]);
        code.p = upper;
    }
    const enum core_credit verdict = core_credit_code_check(code, &why);
    if (verdict == CORE_CREDIT_BAD) {
        tell(r, c, false, &why);
        return;
    }
    if (verdict == CORE_CREDIT_WARN && !has_note(r)) tell(r, c, true, &why);
    const uint32_t before = seen_in(r, code);
    if (before != 0)
        FAULT(r, c, "与第 %u 行重复：一家企业只列一次", "the same as in row %u: an enterprise is listed once", before);
}

static void check_industry(core_roster *r, size_t c) {
    base_str code = r->cell[c];
    const char letter = code.p[0];
    const bool lettered = letter >= 'A' && letter <= 'Z';
    if (lettered) code = (base_str){code.p + 1, code.n - 1};
    const base_map_slot *found = base_map_get(&r->plan->industry, code);
    if (found == NULL || (lettered && letter != (char)found->value.num))
        FAULT(r, c, "没有行业代码“%.*s”：应为 GB/T 4754-2017 的 2 至 4 位代码，可带门类字母",
              "there is no industry '%.*s': 2 to 4 digits of GB/T 4754-2017, with or without the letter",
              shown(r->cell[c]), r->cell[c].p);
}

static void check_number(core_roster *r, size_t c) {
    base_err why = {0};
    const base_str text = r->cell[c];
    if (!base_dec_parse(text, &r->number[c], &why)) {
        FAULT(r, c, "“%.*s”不是数：只写数字和小数点，不带单位、千分号",
              "'%.*s' is no number: digits and a point, no unit, no separators", shown(text), text.p);
        return;
    }
    if (base_dec_cmp(r->number[c], (base_dec){0, 0}) < 0) FAULT(r, c, "不得为负", "may not be negative");
    if (base_dec_cmp(r->number[c], (base_dec){RULES_RAW_LIMIT, 0}) > 0)
        FAULT(r, c, "数过大，请核对单位（%s）", "too large: look at the unit (%s)", r->plan->column[c].unit.p);
    int64_t whole;
    if (r->plan->column[c].kind == CORE_ROSTER_WHOLE && !base_dec_rescale(r->number[c], 0, &whole, &why))
        FAULT(r, c, "应为整数", "a whole number is expected");
}

static void check_choice(core_roster *r, size_t c) {
    base_buf words;
    const base_str text = r->cell[c];
    r->choice[c] = core_roster_choice(&r->plan->column[c], text);
    if (r->choice[c] >= 0) return;
    base_buf_init(&words, 1024);
    for (base_str rest = r->plan->column[c].choices; rest.n > 0;) {
        base_str label;
        base_str_cut(base_str_cut(rest, ';', &rest), '=', &label);
        if (words.n > 0) base_buf_puts(&words, BASE_STR(" / "));
        base_buf_puts(&words, label);
    }
    base_buf_putc(&words, '\0');
    FAULT(r, c, "“%.*s”不在可选之列：%s", "'%.*s' is none of: %s", shown(text), text.p, words.p);
    base_buf_free(&words);
}

static void check_cell(core_roster *r, size_t c) {
    const core_roster_column *column = &r->plan->column[c];
    r->choice[c] = -1;
    if (r->cell[c].n == 0) {
        if (column->required && r->place[c] != SIZE_MAX) FAULT(r, c, "必填", "is required");
        return;
    }
    switch (column->kind) {
    case CORE_ROSTER_TEXT: return;
    case CORE_ROSTER_CREDIT: check_credit(r, c); return;
    case CORE_ROSTER_INDUSTRY: check_industry(r, c); return;
    case CORE_ROSTER_WHOLE:
    case CORE_ROSTER_NUMBER: check_number(r, c); return;
    case CORE_ROSTER_SIZE:
    case CORE_ROSTER_CHOICE:
    case CORE_ROSTER_YESNO: check_choice(r, c); return;
    }
}

/* ---- size class ---- */

static size_t column_of(const core_roster *r, enum core_roster_kind kind, const char *id) {
    for (size_t c = 0; c < r->plan->n_columns; c++)
        if (r->plan->column[c].kind == kind && (id == NULL || base_str_is(r->plan->column[c].id, id))) return c;
    return SIZE_MAX;
}

static const base_dec *figure_of(const core_roster *r, size_t c) {
    return c != SIZE_MAX && r->cell[c].n > 0 ? &r->number[c] : NULL;
}

static const core_size_row *size_row(const core_roster *r, base_str code) {
    char lettered[16];
    if (code.n == 0 || code.n + 1 > sizeof lettered) return NULL;
    if (code.p[0] >= 'A' && code.p[0] <= 'Z') return core_size_find(r->sizes, code);
    const base_map_slot *found = base_map_get(&r->plan->industry, code);
    if (found == NULL) return NULL;
    lettered[0] = (char)found->value.num;
    memcpy(lettered + 1, code.p, code.n);
    return core_size_find(r->sizes, (base_str){lettered, code.n + 1});
}

static const char *class_words(enum core_size size, bool zh) {
    static const char *const words[] = {"微型", "小型", "中型", "大型"};
    return zh ? words[size] : core_size_name(size).p;
}

/* What a row says of its class, against its own figures. */
static void check_size(core_roster *r) {
    base_err why = {0};
    enum core_size is;
    const size_t c = column_of(r, CORE_ROSTER_SIZE, NULL), industry = column_of(r, CORE_ROSTER_INDUSTRY, NULL);
    if (c == SIZE_MAX || industry == SIZE_MAX || r->choice[c] < 0 || r->sizes == NULL) return;
    const core_size_row *row = size_row(r, r->cell[industry]);
    if (row == NULL) {
        base_err_fmt(&why, BASE_ERR_MISSING, "规模未核对：本行业在划型标准中须按名称选择",
                     "the class was not checked: the table of size classes names this industry by words only");
        tell(r, c, true, &why);
        return;
    }
    const base_dec *staff = figure_of(r, column_of(r, CORE_ROSTER_WHOLE, "staff")),
                   *revenue = figure_of(r, column_of(r, CORE_ROSTER_NUMBER, "revenue")),
                   *assets = figure_of(r, column_of(r, CORE_ROSTER_NUMBER, "assets"));
    if (!core_size_class(row, staff, revenue, assets, &is, &why)) {
        tell(r, c, true, &why);
        return;
    }
    if ((int)is == r->choice[c]) return;
    FAULT(r, c, "所填为%s%.0s，按从业人员、营业收入、资产总额应为%s%.0s（%.*s）",
          "is said to be %.0s%s; by its figures it is %.0s%s (%.*s)", class_words((enum core_size)r->choice[c], true),
          class_words((enum core_size)r->choice[c], false), class_words(is, true), class_words(is, false),
          (int)row->name.n, row->name.p);
}

/* ---- sums ---- */

static bool holds(const core_roster *r, const core_roster_rule *rule) {
    for (size_t i = 0; i < rule->n_terms; i++) {
        const int choice = r->choice[rule->term[i].column];
        if (choice < 0 || (rule->term[i].one_of >> (unsigned)choice & 1U) == 0) return false;
    }
    return true;
}

static void add_up(core_roster *r) {
    for (size_t i = 0; i < r->plan->n_rules; i++) {
        const core_roster_rule *rule = &r->plan->rule[i];
        if (!holds(r, rule)) continue;
        if (!rule->sums) {
            r->total[i].sum++;
            continue;
        }
        if (r->cell[rule->column].n == 0) {
            r->total[i].missing = true;
            continue;
        }
        base_i128 nano = r->number[rule->column].units;
        for (unsigned scale = r->number[rule->column].scale; scale < BASE_DEC_MAX_SCALE; scale++) nano *= 10;
        r->total[i].sum += nano; /* at most 2 * 10^5 times 10^24 */
    }
}

/* ---- rows ---- */

static bool is_blank(const base_str *cell, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (base_str_trim(cell[i]).n > 0) return false;
    return true;
}

static void no_titles(core_roster *r) {
    r->broken = true;
    r->row = 0;
    FAULT(r, SIZE_MAX, "前 %d 行中没有找到表头：应有“统一社会信用代码”等列名；请用模板",
          "no titles in the first %d rows: one row has to name the columns; use the template",
          CORE_ROSTER_HEADER_WITHIN);
}

bool core_roster_row(core_roster *r, uint32_t row, const base_str *cell, size_t n, base_err *e) {
    r->row = row;
    r->is_enterprise = false;
    if (r->broken || is_blank(cell, n)) return true;
    if (!r->has_header) {
        r->has_header = take_header(r, cell, n);
        r->broken = r->has_header && r->report.faults > 0;
        if (!r->has_header && ++r->looked_at == CORE_ROSTER_HEADER_WITHIN) no_titles(r);
        return true;
    }
    if (r->report.rows == CORE_ROSTER_ROWS_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "名册至多 %d 行", "a roster has at most %d rows", CORE_ROSTER_ROWS_MAX);
    r->report.rows++;
    r->is_enterprise = true;
    const size_t before = r->report.faults;
    for (size_t c = 0; c < r->plan->n_columns; c++)
        r->cell[c] = r->place[c] < n ? base_str_trim(cell[r->place[c]]) : (base_str){"", 0};
    for (size_t c = 0; c < r->plan->n_columns; c++) check_cell(r, c);
    if (r->report.faults == before) check_size(r);
    if (r->report.faults == before) add_up(r);
    return true;
}

bool core_roster_enterprise(const core_roster *r, base_str *code, base_str *name) {
    if (!r->is_enterprise) return false;
    const size_t credit = column_of(r, CORE_ROSTER_CREDIT, NULL), called = column_of(r, CORE_ROSTER_TEXT, "name");
    *code = credit != SIZE_MAX ? r->cell[credit] : (base_str){"", 0};
    *name = called != SIZE_MAX ? r->cell[called] : (base_str){"", 0};
    return true;
}

void core_roster_end(core_roster *r) {
    if (!r->has_header && !r->broken) no_titles(r);
    if (r->broken || r->report.rows > 0) return;
    r->row = 0;
    FAULT(r, SIZE_MAX, "名册中没有企业", "there is no enterprise in it");
}

/* ---- figures ---- */

/* In the fact's unit, cut at its decimals; and exactly, where that fits. */
static bool convert(base_i128 nano, const rules_unit *from, const rules_unit *to, core_roster_figure *out) {
    base_i128 num = nano, den = 1, last = 1;
    for (unsigned i = 0; i < BASE_DEC_MAX_SCALE; i++) den *= 10;
    for (unsigned i = 0; i < to->scale; i++) last *= 10;
    if (from->dimension != to->dimension || !base_i128_mul(num, from->num, &num) ||
        !base_i128_mul(num, to->den, &num) || !base_i128_mul(den, from->den, &den) ||
        !base_i128_mul(den, to->num, &den))
        return false;
    base_i128 scaled;
    if (!base_i128_mul(num, last, &scaled) || scaled / den > RULES_RAW_LIMIT) return false;
    out->value = (base_dec){(int64_t)(scaled / den), to->scale};
    out->cut = scaled % den != 0;
    out->exact = out->value;
    base_i128 all = 0, billion = 1000000000;
    if (out->cut && base_i128_mul(num, billion, &all) && all % den == 0 && all / den <= INT64_MAX)
        out->exact = (base_dec){(int64_t)(all / den), BASE_DEC_MAX_SCALE};
    return true;
}

static const rules_unit *unit_named(const rules_book *b, base_str name) {
    for (rules_id i = 0; i < b->n_units; i++)
        if (base_str_eq(b->unit[i].name, name)) return &b->unit[i];
    return NULL;
}

static bool figure(const core_roster *r, size_t i, const rules_book *book, core_roster_figure *out) {
    const core_roster_rule *rule = &r->plan->rule[i];
    out->fact = rules_find_fact(book, rule->fact);
    if (out->fact == RULES_NONE || book->fact[out->fact].unit == RULES_NONE || r->total[i].missing) return false;
    const rules_unit *to = &book->unit[book->fact[out->fact].unit];
    for (size_t k = 0; k < rule->n_terms; k++)
        if (r->place[rule->term[k].column] == SIZE_MAX) return false;
    if (!rule->sums) {
        out->value = out->exact = (base_dec){(int64_t)r->total[i].sum, 0};
        out->cut = false;
        return true;
    }
    if (r->place[rule->column] == SIZE_MAX) return false;
    const rules_unit *from = unit_named(book, r->plan->column[rule->column].unit);
    return from != NULL && convert(r->total[i].sum, from, to, out);
}

size_t core_roster_figures(const core_roster *r, const rules_book *book, core_roster_figure *out) {
    size_t n = 0;
    if (!r->has_header || r->report.faults > 0 || r->report.rows == 0) return 0;
    for (size_t i = 0; i < r->plan->n_rules; i++)
        if (figure(r, i, book, &out[n])) n++;
    return n;
}
