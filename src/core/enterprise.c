/* enterprise.c - size classes by table, and the two check characters of a unified social credit code. */
#include "core/enterprise.h"

#include "base/csv.h"

enum { MAX_SIZE_ROWS = 1000, N_COLUMNS = 8 };
enum { SZ_INDUSTRY, SZ_NAME, SZ_CODES, SZ_CLASS, SZ_RULE, SZ_STAFF, SZ_REVENUE, SZ_ASSETS };

struct core_sizes {
    core_size_row *row;
    size_t n, cap;
};

typedef struct {
    base_arena *arena;
    base_csv csv;
    size_t column[N_COLUMNS];
    base_err *e;
} reader;

static const char *const size_names[] = {"micro", "small", "medium", "large"};
static const char *const column_names[N_COLUMNS] = {"industry", "name",  "gbt4754", "class",
                                                    "rule",     "staff", "revenue", "assets"};

base_str core_size_name(enum core_size size) { return base_str_of(size_names[size]); }

/* Reading sizes.csv. */

/* Adds the place to an error just made; `made` is what base_err_fmt returned. */
static bool at(reader *r, bool made) {
    base_err_at(r->e, r->csv.file, r->csv.line, 0);
    return made;
}

static bool next_record(reader *r) {
    r->e->kind = BASE_ERR_NONE;
    if (base_csv_next(&r->csv, r->e)) return true;
    if (r->e->kind != BASE_ERR_NONE) base_err_at(r->e, r->csv.file, r->csv.line, 0);
    return false;
}

static bool read_header(reader *r) {
    if (!next_record(r)) {
        if (r->e->kind != BASE_ERR_NONE) return false;
        return at(r,
                  base_err_fmt(r->e, BASE_ERR_INPUT, "文件为空，缺少表头", "the file is empty: a header is expected"));
    }
    for (size_t w = 0; w < N_COLUMNS; w++) {
        r->column[w] = SIZE_MAX;
        for (size_t f = 0; f < r->csv.n; f++)
            if (base_str_is(r->csv.field[f], column_names[w])) r->column[w] = f;
        if (r->column[w] == SIZE_MAX)
            return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "表头缺少列“%s”", "the header has no column '%s'",
                                      column_names[w]));
    }
    return true;
}

static base_str field(const reader *r, size_t column) {
    size_t f = r->column[column];
    return f < r->csv.n ? base_str_trim(r->csv.field[f]) : (base_str){"", 0};
}

static bool read_class(reader *r, enum core_size *size) {
    base_str name = field(r, SZ_CLASS);
    for (int s = CORE_SIZE_MICRO; s <= CORE_SIZE_LARGE; s++)
        if (base_str_is(name, size_names[s])) {
            *size = (enum core_size)s;
            return true;
        }
    return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "类型“%.*s”应为 large、medium、small 或 micro",
                              "class '%.*s': large, medium, small or micro is expected", (int)name.n, name.p));
}

static bool read_bounds(reader *r, core_size_bound *bound) {
    for (size_t i = 0; i < CORE_SIZE_INDICATORS; i++) {
        base_str text = field(r, SZ_STAFF + i);
        bound[i] = (core_size_bound){0};
        if (text.n == 0) continue;
        if (!base_dec_parse(text, &bound[i].at_least, r->e)) return base_err_at(r->e, r->csv.file, r->csv.line, 0);
        if (bound[i].at_least.units <= 0)
            return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "界限“%.*s”应大于零",
                                      "bound '%.*s': more than zero is expected", (int)text.n, text.p));
        bound[i].counts = true;
    }
    return true;
}

/* Micro is stated with the bounds of small: below either of them. */
static bool same_bounds(const core_size_bound *a, const core_size_bound *b) {
    for (size_t i = 0; i < CORE_SIZE_INDICATORS; i++) {
        if (a[i].counts != b[i].counts) return false;
        if (a[i].counts && base_dec_cmp(a[i].at_least, b[i].at_least) != 0) return false;
    }
    return true;
}

static core_size_row *row_of(core_sizes *s, reader *r, base_str id) {
    for (size_t i = 0; i < s->n; i++)
        if (base_str_eq(s->row[i].id, id)) return &s->row[i];
    s->row = base_arena_grow(r->arena, s->row, s->n, &s->cap, sizeof *s->row);
    core_size_row *row = &s->row[s->n++];
    *row = (core_size_row){.id = base_arena_str(r->arena, id),
                           .name = base_arena_str(r->arena, field(r, SZ_NAME)),
                           .codes = base_arena_str(r->arena, field(r, SZ_CODES))};
    return row;
}

static bool has_bounds(const core_size_row *row, enum core_size size) {
    for (size_t i = 0; i < CORE_SIZE_INDICATORS; i++)
        if (row->bound[size][i].counts) return true;
    return false;
}

static bool read_row(core_sizes *s, reader *r) {
    base_str id = field(r, SZ_INDUSTRY), rule = field(r, SZ_RULE);
    enum core_size size = CORE_SIZE_MICRO;
    if (id.n == 0)
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "缺少行业标识%.*s", "no industry given%.*s", (int)id.n, id.p));
    if (!read_class(r, &size)) return false;
    if (!base_str_is(rule, size == CORE_SIZE_MICRO ? "either" : "both"))
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "规则“%.*s”不符：微型为 either，其余为 both",
                                  "rule '%.*s': either for micro, both for the others", (int)rule.n, rule.p));
    core_size_row *row = row_of(s, r, id);
    if (has_bounds(row, size))
        return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "行业“%.*s”的同一类型出现两次",
                                  "industry '%.*s': a class occurs twice", (int)id.n, id.p));
    return read_bounds(r, row->bound[size]);
}

static bool check_rows(const core_sizes *s, reader *r) {
    for (size_t i = 0; i < s->n; i++) {
        const core_size_row *row = &s->row[i];
        for (int size = CORE_SIZE_MICRO; size <= CORE_SIZE_LARGE; size++)
            if (!has_bounds(row, (enum core_size)size))
                return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "行业“%.*s”缺少某一类型的界限",
                                          "industry '%.*s': the bounds of a class are missing", (int)row->id.n,
                                          row->id.p));
        if (!same_bounds(row->bound[CORE_SIZE_MICRO], row->bound[CORE_SIZE_SMALL]))
            return at(r, base_err_fmt(r->e, BASE_ERR_INPUT, "行业“%.*s”的微型与小型界限不一致",
                                      "industry '%.*s': micro and small do not meet", (int)row->id.n, row->id.p));
    }
    return true;
}

core_sizes *core_sizes_read(base_arena *arena, base_str sizes_csv, base_err *e) {
    core_sizes *s = base_arena_alloc(arena, sizeof *s);
    reader r = {.arena = arena, .e = e};
    base_csv_open(&r.csv, arena, sizes_csv, BASE_STR("sizes.csv"));
    if (!read_header(&r)) return NULL;
    while (next_record(&r)) {
        if (s->n == MAX_SIZE_ROWS) {
            at(&r, base_err_fmt(r.e, BASE_ERR_INPUT, "行业过多", "too many industries"));
            return NULL;
        }
        if (!read_row(s, &r)) return NULL;
    }
    if (e->kind != BASE_ERR_NONE) return NULL;
    return check_rows(s, &r) ? s : NULL;
}

const core_sizes *core_sizes_copy(base_arena *arena, const core_sizes *s) {
    core_sizes *copy = base_arena_alloc(arena, sizeof *copy);
    copy->n = copy->cap = s->n;
    copy->row = base_arena_array(arena, s->n, sizeof *copy->row);
    for (size_t i = 0; i < s->n; i++) {
        copy->row[i] = s->row[i];
        copy->row[i].id = base_arena_str(arena, s->row[i].id);
        copy->row[i].name = base_arena_str(arena, s->row[i].name);
        copy->row[i].codes = base_arena_str(arena, s->row[i].codes);
    }
    return copy;
}

size_t core_sizes_count(const core_sizes *s) { return s->n; }
const core_size_row *core_size_at(const core_sizes *s, size_t i) { return &s->row[i]; }

/* Length of the longest code of the row that is `code` or above it; 0 = none. A letter stands above all codes written
 * with it. */
static size_t match(const core_size_row *row, base_str code) {
    base_str digits = code, rest = row->codes;
    size_t longest = 0;
    if (code.n > 1 && code.p[0] >= 'A' && code.p[0] <= 'Z') digits = (base_str){code.p + 1, code.n - 1};
    while (rest.n > 0) {
        base_str own = base_str_cut(rest, ';', &rest);
        if ((base_str_starts(digits, own) || base_str_starts(code, own)) && own.n > longest) longest = own.n;
    }
    return longest;
}

const core_size_row *core_size_find(const core_sizes *s, base_str id_or_code) {
    const core_size_row *found = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (base_str_eq(s->row[i].id, id_or_code)) return &s->row[i];
        size_t n = match(&s->row[i], id_or_code);
        if (n > longest) {
            longest = n;
            found = &s->row[i];
        }
    }
    return found;
}

bool core_size_class(const core_size_row *row, const base_dec *staff, const base_dec *revenue, const base_dec *assets,
                     enum core_size *out, base_err *e) {
    static const char *const zh[] = {"从业人员", "营业收入", "资产总额"};
    const base_dec *given[CORE_SIZE_INDICATORS] = {staff, revenue, assets};
    for (size_t i = 0; i < CORE_SIZE_INDICATORS; i++)
        if (row->bound[CORE_SIZE_SMALL][i].counts && !given[i])
            return base_err_fmt(e, BASE_ERR_MISSING, "划型缺少指标：%s（%s）",
                                "figure missing for the size class: %s (%s)", zh[i], column_names[SZ_STAFF + i]);
    enum core_size size = CORE_SIZE_LARGE;
    for (; size > CORE_SIZE_MICRO; size--) {
        bool reached = true;
        for (size_t i = 0; i < CORE_SIZE_INDICATORS; i++) {
            const core_size_bound *b = &row->bound[size][i];
            if (b->counts && given[i] && base_dec_cmp(*given[i], b->at_least) < 0) reached = false;
        }
        if (reached) break;
    }
    *out = size;
    return true;
}

/* Unified social credit code. */

enum { CREDIT_LENGTH = CORE_CREDIT_CHARS, CREDIT_MODULUS = 31, ORG_FIRST = 8, ORG_DIGITS = 8, HALF = 9 };

static const char credit_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* One more than the place of a character in the alphabet; 0: it has none. */
static const uint8_t credit_place[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
    ['G'] = 17, ['H'] = 18, ['J'] = 19, ['K'] = 20, ['L'] = 21, ['M'] = 22, ['N'] = 23, ['P'] = 24,
    ['Q'] = 25, ['R'] = 26, ['T'] = 27, ['U'] = 28, ['W'] = 29, ['X'] = 30, ['Y'] = 31};

static int credit_value(char c) { return credit_place[(unsigned char)c] - 1; }

/* GB 11714 counts letters from A = 10 without gaps, unlike GB 32100. */
static unsigned org_value(char c) { return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'A') + 10; }

static char org_check(const char *p) {
    static const unsigned weight[ORG_DIGITS] = {3, 7, 9, 10, 5, 8, 4, 2};
    unsigned sum = 0;
    for (size_t i = 0; i < ORG_DIGITS; i++) sum += org_value(p[i]) * weight[i];
    return "0X987654321"[sum % 11];
}

static char credit_check(const char *p) {
    unsigned sum = 0, weight = 1;
    for (size_t i = 0; i + 1 < CREDIT_LENGTH; i++) {
        sum += (unsigned)credit_value(p[i]) * weight;
        weight = weight * 3 % CREDIT_MODULUS;
    }
    return credit_alphabet[(CREDIT_MODULUS - sum % CREDIT_MODULUS) % CREDIT_MODULUS];
}

static bool credit_characters(base_str code, base_err *why) {
    for (size_t i = 0; i < CREDIT_LENGTH; i++) {
        int value = credit_value(code.p[i]);
        if (value < 0 || (i >= 2 && i < ORG_FIRST && value > 9))
            return base_err_fmt(
                why, BASE_ERR_INPUT,
                "统一社会信用代码第%d位字符不合规则（大写字母，不用 I、O、S、V、Z；第3至8位为数字）",
                "character %d of the credit code is not allowed (capitals, no I O S V Z; digits at 3 to 8)",
                (int)i + 1);
    }
    return true;
}

enum core_credit core_credit_code_check(base_str code, base_err *why) {
    if (code.n != CREDIT_LENGTH) {
        base_err_fmt(why, BASE_ERR_INPUT, "统一社会信用代码应为18位", "a unified social credit code has 18 characters");
        return CORE_CREDIT_BAD;
    }
    if (!credit_characters(code, why)) return CORE_CREDIT_BAD;
    if (org_check(code.p + ORG_FIRST) != code.p[CREDIT_LENGTH - 2]) {
        base_err_fmt(why, BASE_ERR_INPUT, "统一社会信用代码第17位（主体标识码校验位）不符，请核对",
                     "character 17 of the credit code (check of the organisation's own code) is wrong: please compare");
        return CORE_CREDIT_BAD;
    }
    if (credit_check(code.p) == code.p[CREDIT_LENGTH - 1]) return CORE_CREDIT_OK;
    base_err_fmt(
        why, BASE_ERR_INPUT, "统一社会信用代码末位校验不符：早期代码中有合法的例外，请说明理由",
        "the last character of the credit code does not fit: some lawful early codes are like this, give a reason");
    return CORE_CREDIT_WARN;
}

enum core_credit core_credit_key_of(base_str code, core_credit_key *key) {
    /* Powers of 3 by 31, as credit_check has them. */
    static const uint8_t weight[CREDIT_LENGTH] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 0};
    const core_credit_key half = UINT64_C(26439622160671); /* 31^9 */
    uint64_t part[CREDIT_LENGTH / HALF] = {0};
    char upper[CREDIT_LENGTH] = {0};
    unsigned sum = 0;
    if (code.n != CREDIT_LENGTH) return CORE_CREDIT_BAD;
    for (size_t i = 0; i < CREDIT_LENGTH; i++) {
        upper[i] = (char)(code.p[i] >= 'a' && code.p[i] <= 'z' ? code.p[i] - 'a' + 'A' : code.p[i]);
        const int value = credit_value(upper[i]);
        if (value < 0 || (i >= 2 && i < ORG_FIRST && value > 9)) return CORE_CREDIT_BAD;
        part[i / HALF] = part[i / HALF] * CREDIT_MODULUS + (unsigned)value;
        sum += (unsigned)value * weight[i];
    }
    if (org_check(upper + ORG_FIRST) != upper[CREDIT_LENGTH - 2]) return CORE_CREDIT_BAD;
    *key = part[0] * half + part[1];
    const unsigned last = (CREDIT_MODULUS - sum % CREDIT_MODULUS) % CREDIT_MODULUS;
    return credit_alphabet[last] == upper[CREDIT_LENGTH - 1] ? CORE_CREDIT_OK : CORE_CREDIT_WARN;
}

void core_credit_key_put(core_credit_key key, char out[CORE_CREDIT_CHARS]) {
    for (size_t i = CORE_CREDIT_CHARS; i-- > 0; key /= CREDIT_MODULUS)
        out[i] = credit_alphabet[(unsigned)(key % CREDIT_MODULUS)];
}
