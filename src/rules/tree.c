/* tree.c - hangs lines under one another by their indentation.
 *
 * The levels that are open stand in a short array, each with the column its lines begin in; a line is compared with the
 * deepest of them. So reading takes time in proportion to the text, whatever its shape, and needs no recursion. */
#include "rules/tree.h"

#include "rules/lex.h"

struct level {
    uint32_t indent;
    rules_line *parent, *last; /* `last`: the newest line of the level, NULL when there is none */
};

struct reader {
    base_arena *arena;
    rules_lexer *lx;
    rules_diags *d;
    rules_line *root;
    struct level level[RULES_MAX_DEPTH];
    size_t open; /* levels, at least 1 */
    size_t tokens;
    rules_note *note;  /* those above the next line; depth is a column until that line is known */
    bool *note_placed; /* depth is one already */
    size_t n_notes, cap_notes, cap_placed;
};

static const base_str NOTHING = {NULL, 0};

static base_str number(base_arena *arena, size_t n) { return base_arena_fmt(arena, "%zu", n); }

/* ---- comments and blank lines ---- */

static void add_note(struct reader *r, base_str text, uint32_t indent) {
    if (text.n == 0 && (r->n_notes > 0 ? r->note[r->n_notes - 1].text.n == 0 : !r->level[0].last)) return;
    r->note = base_arena_grow(r->arena, r->note, r->n_notes, &r->cap_notes, sizeof *r->note);
    r->note_placed = base_arena_grow(r->arena, r->note_placed, r->n_notes, &r->cap_placed, sizeof *r->note_placed);
    r->note[r->n_notes] = (rules_note){text, indent};
    r->note_placed[r->n_notes++] = false;
}

/* A comment belongs to the level whose column it begins in: that of the line below it, else one that is open above. */
static void place_notes_above(struct reader *r, uint32_t line_indent) {
    for (size_t i = 0; i < r->n_notes; i++) {
        for (size_t l = 0; l < r->open && !r->note_placed[i] && r->note[i].depth != line_indent; l++) {
            if (r->note[i].depth != r->level[l].indent) continue;
            r->note[i].depth = (uint32_t)l;
            r->note_placed[i] = true;
        }
    }
}

/* Gives the notes to `line`, which stands at `depth`. */
static void hand_over_notes(struct reader *r, rules_line *line, size_t depth) {
    for (size_t i = 0; i < r->n_notes; i++)
        if (!r->note_placed[i]) r->note[i].depth = (uint32_t)depth;
    line->note = r->note;
    line->n_notes = r->n_notes;
    r->note = NULL;
    r->note_placed = NULL;
    r->n_notes = r->cap_notes = r->cap_placed = 0;
}

/* ---- lines ---- */

static rules_line *make_line(struct reader *r) {
    const rules_lexer *lx = r->lx;
    rules_line *l = base_arena_alloc(r->arena, sizeof *l);
    l->token = base_arena_copy(r->arena, lx->token, lx->n * sizeof *lx->token);
    l->n = lx->n;
    l->cite = lx->cite;
    l->cite_span = lx->cite_span;
    l->comment = lx->comment;
    l->comment_blanks = lx->comment_blanks;
    l->span = lx->n > 0 ? lx->token[0].span : lx->cite_span;
    const rules_span end = lx->n > 0 ? lx->token[lx->n - 1].span : l->span;
    l->span.len = end.col + end.len - l->span.col;
    r->tokens += lx->n;
    return l;
}

/* Makes the level of a line that begins in column `indent` the deepest open one. */
static void open_level(struct reader *r, uint32_t indent, rules_span at) {
    struct level *top = &r->level[r->open - 1];
    if (indent > top->indent) {
        if (!top->last)
            rules_report(r->d, "E016", at, NOTHING, NOTHING, NOTHING);
        else if (r->open == RULES_MAX_DEPTH)
            rules_report(r->d, "E015", at, number(r->arena, RULES_MAX_DEPTH), NOTHING, NOTHING);
        else
            r->level[r->open++] = (struct level){indent, top->last, NULL};
        return;
    }
    while (r->open > 1 && r->level[r->open - 1].indent > indent) r->open--;
    if (r->level[r->open - 1].indent == indent) return;
    /* Between two levels: the author most likely meant the deeper one. */
    r->level[r->open++].indent = indent;
    rules_report(r->d, "E014", at, NOTHING, NOTHING, NOTHING);
}

static void hang(struct reader *r, rules_line *line, uint32_t indent) {
    place_notes_above(r, indent);
    open_level(r, indent, line->span);
    struct level *level = &r->level[r->open - 1];
    line->parent = level->parent;
    if (level->last)
        level->last->next = line;
    else
        level->parent->child = line;
    level->last = line;
    hand_over_notes(r, line, r->open - 1);
}

/* ---- texts ---- */

/* Blanks at the beginning; a tab, reported already, counts as the two blanks that should stand there. */
static uint32_t indent_of(base_str s, size_t *bytes) {
    uint32_t indent = 0;
    size_t i = 0;
    for (; i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'); i++) indent += s.p[i] == '\t' ? 2 : 1;
    *bytes = i;
    return indent;
}

static bool check_length(struct reader *r, base_str source, uint32_t line) {
    const size_t n = base_utf8_count(source);
    if (n <= RULES_MAX_COLUMNS) return true;
    const bool error = n > RULES_MAX_LINE;
    const size_t most = error ? RULES_MAX_LINE : RULES_MAX_COLUMNS;
    const rules_span span = {r->lx->file, source, line, (uint32_t)most + 1, (uint32_t)(n - most)};
    rules_report(r->d, error ? "E003" : "W001", span, number(r->arena, n), number(r->arena, most), NOTHING);
    return !error;
}

static void read_line(struct reader *r, base_str source, uint32_t line) {
    source = rules_lex_check(r->lx, source, line);
    if (!check_length(r, source, line)) return;
    size_t from;
    const uint32_t indent = indent_of(source, &from);
    if (base_str_trim(source).n == 0) {
        add_note(r, NOTHING, indent);
        return;
    }
    rules_lex_line(r->lx, source, line, from, (uint32_t)from + 1);
    if (r->lx->n > 0 || r->lx->cite.n > 0)
        hang(r, make_line(r), indent);
    else if (r->lx->comment.n > 0)
        add_note(r, r->lx->comment, indent);
}

/* False when the text has more of something than it may; reported. */
static bool within_limits(struct reader *r, base_str source, uint32_t line) {
    const rules_span span = {r->lx->file, source, line, 1, 1};
    if (line > RULES_MAX_LINES) {
        rules_report(r->d, "E002", span, number(r->arena, RULES_MAX_LINES), NOTHING, NOTHING);
        return false;
    }
    if (r->tokens <= RULES_MAX_ALL_TOKENS - RULES_MAX_TOKENS) return true;
    rules_report(r->d, "E017", span, number(r->arena, RULES_MAX_ALL_TOKENS), NOTHING, NOTHING);
    return false;
}

static void read_lines(struct reader *r, base_str text) {
    if (base_str_starts(text, BASE_STR("\xEF\xBB\xBF"))) text = (base_str){text.p + 3, text.n - 3};
    for (uint32_t line = 1; text.n > 0; line++) {
        base_str source = base_str_cut(text, '\n', &text);
        if (source.n > 0 && source.p[source.n - 1] == '\r') source.n--;
        if (!within_limits(r, source, line)) break;
        read_line(r, source, line);
    }
    place_notes_above(r, 0);
    hand_over_notes(r, r->root, 0);
    while (r->root->n_notes > 0 && r->root->note[r->root->n_notes - 1].text.n == 0) r->root->n_notes--;
}

rules_line *rules_tree_read(base_arena *arena, base_str text, base_str file, rules_diags *d) {
    rules_line *root = base_arena_alloc(arena, sizeof *root);
    root->span.file = file;
    if (text.n > RULES_MAX_TEXT) {
        rules_report(d, "E001", root->span, number(arena, text.n), number(arena, RULES_MAX_TEXT), NOTHING);
        return root;
    }
    rules_lexer *lx = base_arena_alloc(arena, sizeof *lx);
    lx->arena = arena;
    lx->d = d;
    lx->file = file;
    struct reader r = {.arena = arena, .lx = lx, .d = d, .root = root, .level = {{0, root, NULL}}, .open = 1};
    read_lines(&r, text);
    return root;
}
