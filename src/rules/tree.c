/* tree.c - lines hung under one another by indentation. */
#include "rules/tree.h"

#include "rules/lex.h"

enum { MAX_LINE_POINTS = 2000 };

typedef struct {
    base_arena *arena;
    rules_diags *d;
    base_str file;
    rules_line *open[RULES_MAX_DEPTH + 1]; /* the lines that a deeper one may belong to */
    rules_line *last[RULES_MAX_DEPTH + 1]; /* their last children */
    size_t indent[RULES_MAX_DEPTH + 1];
    size_t depth;
    uint32_t number;
} reader;

static void report(reader *r, const char *code, rules_span span) {
    rules_report(r->d, code, span, (base_str){0}, (base_str){0}, (base_str){0});
}

static size_t points(base_str s) {
    size_t n = 0;
    for (size_t at = 0; at < s.n; n++) {
        uint32_t cp;
        size_t len;
        base_utf8_next((base_str){s.p + at, s.n - at}, &cp, &len);
        at += len;
    }
    return n;
}

/* Leaves the levels that are not less deep; a line between two levels fits neither. */
static void find_parent(reader *r, size_t indent, rules_span span) {
    bool shallower = false;
    while (r->depth > 0 && r->indent[r->depth] >= indent) {
        shallower = r->indent[r->depth] > indent;
        r->depth--;
        if (!shallower) return;
    }
    if (shallower && r->last[r->depth] != NULL) report(r, "E014", span);
}

static void hang(reader *r, rules_line *line, size_t indent) {
    line->parent = r->open[r->depth];
    if (r->last[r->depth] == NULL) line->parent->child = line;
    else r->last[r->depth]->next = line;
    r->last[r->depth] = line;
    if (r->depth == RULES_MAX_DEPTH) return;
    r->depth++;
    r->open[r->depth] = line;
    r->last[r->depth] = NULL;
    r->indent[r->depth] = indent;
}

static void measure(reader *r, rules_span span) {
    size_t n = points(span.source);
    if (n > RULES_MAX_COLUMNS && span.source.n <= (size_t)MAX_LINE_POINTS * 4) {
        span.col = RULES_MAX_COLUMNS + 1;
        span.len = (uint32_t)(n - RULES_MAX_COLUMNS);
        report(r, "W001", span);
    }
}

static void add_line(reader *r, base_str source) {
    rules_span span = {r->file, source, r->number, 1, 1};
    size_t indent = 0, bad = base_utf8_check(source);
    while (indent < source.n && source.p[indent] == ' ') indent++;
    if (indent == source.n || source.p[indent] == '#') return;
    span.col = (uint32_t)indent + 1;
    if (bad < source.n) {
        span.col = (uint32_t)points((base_str){source.p, bad}) + 1;
        report(r, "E005", span);
        return;
    }
    if (source.p[indent] == '\t') {
        report(r, "E004", span);
        return;
    }
    if (points(source) > MAX_LINE_POINTS) {
        report(r, "E003", span);
        return;
    }
    rules_line *line = base_arena_alloc(r->arena, sizeof *line);
    line->span = span;
    line->span.len = (uint32_t)(points(source) - indent);
    rules_lex_line(r->arena, line, indent, r->d);
    if (line->n == 0 && line->cite.n == 0) return;
    measure(r, span);
    find_parent(r, indent, span);
    if (r->depth == RULES_MAX_DEPTH) report(r, "E015", span);
    hang(r, line, indent);
}

static void add_lines(reader *r, base_str text) {
    if (base_str_starts(text, BASE_STR("\xef\xbb\xbf"))) text = (base_str){text.p + 3, text.n - 3};
    while (text.n > 0) {
        base_str rest, line = base_str_cut(text, '\n', &rest);
        if (line.n > 0 && line.p[line.n - 1] == '\r') line.n--;
        text = rest;
        if (++r->number > RULES_MAX_LINES) {
            report(r, "E002", (rules_span){r->file, line, r->number, 1, 1});
            return;
        }
        add_line(r, line);
    }
}

rules_line *rules_tree_read(base_arena *arena, base_str text, base_str file, rules_diags *d) {
    rules_line *root = base_arena_alloc(arena, sizeof *root);
    reader r = {.arena = arena, .d = d, .file = base_arena_str(arena, file)};
    root->span.file = r.file;
    r.open[0] = root;
    if (text.n > RULES_MAX_TEXT) {
        rules_report(d, "E001", (rules_span){.file = r.file}, base_arena_fmt(arena, "%zu", text.n), (base_str){0}, (base_str){0});
        return root;
    }
    add_lines(&r, base_arena_str(arena, text));
    return root;
}
