/* format.c - writes a tree of lines back as text, in the one form.
 *
 * Levels are indented by two, blanks at line ends and repeated blank lines go, signs of comparison stand free. Blanks
 * between other tokens stay as the author set them: columns that were aligned on purpose must not be torn apart. What
 * is written reads back as the same tokens, and writing it again changes nothing. */
#include "rules/tree.h"

enum { INDENT = 2 };

static void put_blanks(base_buf *b, size_t n) {
    while (n-- > 0) base_buf_putc(b, ' ');
}

static void put_string(base_buf *b, base_str s) {
    base_buf_putc(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\') base_buf_putc(b, '\\');
        base_buf_putc(b, s.p[i]);
    }
    base_buf_putc(b, '"');
}

static void put_token(base_buf *b, const rules_token *t) {
    if (t->kind == RULES_T_STRING)
        put_string(b, t->text);
    else
        base_buf_puts(b, t->text);
}

/* = > >= < <= -> have a blank on either side. The others do not ask for one: yes/no, setting.field, (a or b). */
static bool stands_free(const rules_token *t) {
    if (t->kind != RULES_T_PUNCT) return false;
    const char c = t->text.p[0];
    return c == '=' || c == '<' || c == '>' || t->text.n == 2;
}

static bool is_comma(const rules_token *t) { return t->kind == RULES_T_PUNCT && t->text.p[0] == ','; }

static size_t most(size_t a, size_t b) { return a > b ? a : b; }

/* Blanks between two places as the author set them; tokens that a merge brought together have one. */
static size_t blanks_between(const rules_span *a, const rules_span *b, bool spaced) {
    const bool one_line = a->source.p == b->source.p && a->line == b->line && b->col >= a->col + a->len;
    return one_line ? b->col - a->col - a->len : spaced;
}

static size_t blanks_before(const rules_token *a, const rules_token *b) {
    const size_t n = b->moved ? 1 : blanks_between(&a->span, &b->span, b->spaced);
    if (is_comma(b)) return 0;
    const bool apart = stands_free(a) || stands_free(b) || is_comma(a) || b->kind == RULES_T_STRING ||
                       a->kind == RULES_T_STRING || (a->kind == RULES_T_NUMBER && b->kind == RULES_T_WORD);
    return most(n, apart);
}

static void put_line(base_buf *b, const rules_line *line, size_t depth) {
    put_blanks(b, depth * INDENT);
    for (size_t i = 0; i < line->n; i++) {
        if (i > 0) put_blanks(b, blanks_before(&line->token[i - 1], &line->token[i]));
        put_token(b, &line->token[i]);
    }
    if (line->cite.n > 0) {
        if (line->n > 0) put_blanks(b, most(1, blanks_between(&line->token[line->n - 1].span, &line->cite_span, true)));
        base_buf_puts(b, line->cite);
    }
    if (line->comment.n > 0) {
        put_blanks(b, most(1, line->comment_blanks));
        base_buf_puts(b, line->comment);
    }
    base_buf_putc(b, '\n');
}

static void put_notes(base_buf *b, const rules_line *line) {
    for (size_t i = 0; i < line->n_notes; i++) {
        if (line->note[i].text.n > 0) put_blanks(b, (size_t)line->note[i].depth * INDENT);
        base_buf_puts(b, line->note[i].text);
        base_buf_putc(b, '\n');
    }
}

/* Recursion is as deep as indentation, which the reader limits. */
static void put_children(base_buf *b, const rules_line *parent, size_t depth) {
    for (const rules_line *l = parent->child; l; l = l->next) {
        put_notes(b, l);
        put_line(b, l, depth);
        put_children(b, l, depth + 1);
    }
}

bool rules_tree_put(base_buf *b, const rules_line *root) {
    put_children(b, root, 0);
    put_notes(b, root);
    return !b->full;
}
