/* csv.c - reads comma-separated values, one record at a time, from memory.
 *
 * Lines and columns are worked out only when there is an error to report, by walking the record once more; the way of
 * the good case only looks for the next comma, quote or end of line. Every record is checked to be UTF-8, because a
 * spreadsheet saved in GB 18030 otherwise enters as names nobody can read. */
#include "base/csv.h"

void base_csv_open(base_csv *c, base_arena *arena, base_str text, base_str file) {
    if (base_str_starts(text, BASE_STR("\xEF\xBB\xBF"))) text = (base_str){text.p + 3, text.n - 3};
    *c = (base_csv){.arena = arena, .rest = text, .file = file, .next = 1};
}

/* Where in the text `at` is, when `from` is the begin of line `line`. */
static bool place(const base_csv *c, const char *from, const char *at, base_err *e) {
    uint32_t line = c->line;
    for (const char *p = from; p < at; p++) {
        if (*p != '\n') continue;
        line++;
        from = p + 1;
    }
    const size_t col = base_utf8_count((base_str){from, (size_t)(at - from)}) + 1;
    return base_err_at(e, c->file, line, (uint32_t)col);
}

static bool is_end(const char *p, const char *end) {
    return p == end || *p == '\n' || (*p == '\r' && (p + 1 == end || p[1] == '\n'));
}

static void skip_line(base_csv *c) {
    const char *lf = memchr(c->rest.p, '\n', c->rest.n);
    const size_t n = lf == NULL ? c->rest.n : (size_t)(lf - c->rest.p) + 1;
    c->rest = (base_str){c->rest.p + n, c->rest.n - n};
    c->next++;
}

/* Passes empty lines and comments. */
static void skip_to_record(base_csv *c) {
    while (c->rest.n > 0) {
        const bool comment = *c->rest.p == '#' && (!c->started || c->comments);
        if (!comment && !is_end(c->rest.p, c->rest.p + c->rest.n)) return;
        skip_line(c);
    }
}

static bool add_field(base_csv *c, base_str value, const char *at, base_err *e) {
    if (c->n == BASE_CSV_MAX_FIELDS) {
        base_err_fmt(e, BASE_ERR_LIMIT, "一行超过 %d 个字段", "a record has more than %d fields", BASE_CSV_MAX_FIELDS);
        return place(c, c->rest.p, at, e);
    }
    c->field = base_arena_grow(c->arena, c->field, c->n, &c->cap, sizeof *c->field);
    c->field[c->n++] = value;
    return true;
}

/* The text between the quotes, with doubled quotes made single. */
static base_str undouble(base_csv *c, const char *p, const char *end) {
    const size_t n = (size_t)(end - p);
    char *out = base_arena_alloc(c->arena, n), *q = out;
    while (p < end) {
        const char *quote = memchr(p, '"', (size_t)(end - p));
        const size_t part = quote == NULL ? (size_t)(end - p) : (size_t)(quote - p) + 1;
        memcpy(q, p, part);
        q += part;
        p += part + (quote != NULL);
    }
    return (base_str){out, (size_t)(q - out)};
}

/* Reads the field whose opening quote is at *p; *p becomes what follows the closing one. */
static bool quoted(base_csv *c, const char **p, const char *end, base_str *value, base_err *e) {
    const char *const open = *p;
    const char *close = open;
    bool doubled = false;
    for (;;) {
        close = memchr(close + 1, '"', (size_t)(end - close - 1));
        if (close == NULL) {
            base_err_fmt(e, BASE_ERR_INPUT, "引号没有结束：字段以引号开始，须以引号结束",
                         "a quote is not closed: a field that begins with a quote must end with one");
            return place(c, c->rest.p, open, e);
        }
        if (close + 1 == end || close[1] != '"') break;
        doubled = true;
        close++;
    }
    *value = doubled ? undouble(c, open + 1, close) : (base_str){open + 1, (size_t)(close - open) - 1};
    *p = close + 1;
    if (*p == end || **p == ',' || is_end(*p, end)) return true;
    base_err_fmt(e, BASE_ERR_INPUT, "结束引号之后应为逗号或行末；字段中的引号须写两次",
                 "a comma or the end of the line should follow a closing quote; a quote inside a field is doubled");
    return place(c, c->rest.p, *p, e);
}

static bool plain(base_csv *c, const char **p, const char *end, base_str *value, base_err *e) {
    const char *const first = *p;
    const char *q = first;
    while (q < end && *q != ',' && *q != '"' && *q != '\r' && *q != '\n') q++;
    *value = (base_str){first, (size_t)(q - first)};
    *p = q;
    if (q == end || *q == ',' || is_end(q, end)) return true;
    if (*q == '"')
        base_err_fmt(e, BASE_ERR_INPUT, "字段中有引号：含引号的字段须整个加引号，其中的引号写两次",
                     "a quote inside a plain field: put the whole field in quotes and double the quote");
    else
        base_err_fmt(e, BASE_ERR_INPUT, "字段中有单独的回车符（CR）：行末应为 LF 或 CRLF",
                     "a lone carriage return: lines should end with LF or CRLF");
    return place(c, c->rest.p, q, e);
}

static bool check_utf8(const base_csv *c, base_str record, base_err *e) {
    const size_t bad = base_utf8_check(record);
    if (bad == record.n) return true;
    base_err_fmt(e, BASE_ERR_INPUT, "文本不是 UTF-8 编码：请在电子表格软件中另存为“CSV UTF-8”",
                 "the text is not UTF-8: save it as \"CSV UTF-8\" in the spreadsheet program");
    return place(c, record.p, record.p + bad, e);
}

/* Makes the text from rest.p to `end` the record last read. */
static void close_record(base_csv *c, const char *end) {
    c->record = (base_str){c->rest.p, (size_t)(end - c->rest.p)};
    for (const char *p = c->record.p; (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++) c->next++;
    c->rest = (base_str){end, c->rest.n - c->record.n};
    if (c->rest.n > 0) skip_line(c);
    c->started = true;
}

bool base_csv_next(base_csv *c, base_err *e) {
    c->n = 0;
    skip_to_record(c);
    if (c->rest.n == 0) return false;
    c->line = c->next;
    const char *p = c->rest.p, *const end = p + c->rest.n;
    for (;;) {
        const char *const first = p;
        base_str value = {NULL, 0};
        const bool ok = p < end && *p == '"' ? quoted(c, &p, end, &value, e) : plain(c, &p, end, &value, e);
        if (!ok || !add_field(c, value, first, e)) return false;
        if (p == end || *p != ',') break;
        p++;
    }
    if (!check_utf8(c, (base_str){c->rest.p, (size_t)(p - c->rest.p)}, e)) return false;
    close_record(c, p);
    return true;
}

bool base_csv_at(const base_csv *c, size_t i, base_err *e) {
    const char *p = c->record.p, *const end = p + c->record.n;
    bool in_quotes = false;
    for (; p < end && i > 0; p++) {
        if (*p == '"') in_quotes = !in_quotes;
        if (*p == ',' && !in_quotes) i--;
    }
    return place(c, c->record.p, p, e);
}
