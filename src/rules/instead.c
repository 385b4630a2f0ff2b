/* instead.c - `level province … instead of ministry`: who does what in a programme of its own.
 *
 * A provincial programme runs the steps of the national text with other authorities. So, before the texts are merged,
 * the base's actions are handed from one level to another: the overlay's own lines, and every later stage, then speak
 * only of levels that this programme has. All that one text hands over changes hands at once, so that a province may
 * take the ministry's part while a city takes the province's. */
#include "rules/cursor.h"

struct hands {
    base_str from[RULES_MAX_LEVELS], to[RULES_MAX_LEVELS];
    size_t n;
};

static const rules_line *level_line(const rules_line *root, base_str name) {
    for (const rules_line *l = root->child; l; l = l->next)
        if (rules_line_is(l, "level") && l->n > 1 && base_str_eq(l->token[1].text, name)) return l;
    return NULL;
}

static void report_unknown(base_arena *arena, const rules_line *base, const rules_token *t, rules_diags *d) {
    base_str *name = NULL;
    size_t n = 0, cap = 0;
    for (const rules_line *l = base->child; l; l = l->next) {
        if (!rules_line_is(l, "level") || l->n < 2) continue;
        name = base_arena_grow(arena, name, n, &cap, sizeof *name);
        name[n++] = l->token[1].text;
    }
    rules_report_near(d, "E212", t->span, t->text, name, n);
}

static base_str taker_of(const struct hands *h, base_str level) {
    for (size_t i = 0; i < h->n; i++)
        if (base_str_eq(h->from[i], level)) return h->to[i];
    return level;
}

static bool is_handed(const struct hands *h, base_str level) {
    for (size_t i = 0; i < h->n; i++)
        if (base_str_eq(h->from[i], level)) return true;
    return false;
}

/* Takes the phrase off the end of a level's line. */
static void take_phrase(base_arena *arena, const rules_line *base, rules_line *line, struct hands *h, rules_diags *d) {
    const base_str nothing = {NULL, 0};
    size_t at = 2;
    while (at + 1 < line->n &&
           !(rules_token_is(&line->token[at], "instead") && rules_token_is(&line->token[at + 1], "of")))
        at++;
    if (at + 1 >= line->n) return;
    rules_cursor c = rules_cursor_on(line, at + 2, d);
    do {
        const rules_token *t = rules_expect_word(&c, "层级名称", "the name of a level");
        if (!t) break;
        if (!level_line(base, t->text))
            report_unknown(arena, base, t, d);
        else if (is_handed(h, t->text))
            rules_report(d, "E232", t->span, t->text, nothing, nothing);
        else if (h->n < RULES_MAX_LEVELS) {
            h->from[h->n] = t->text;
            h->to[h->n++] = line->token[1].text;
        }
    } while (rules_accept_punct(&c, ","));
    rules_expect_end(&c);
    line->n = at;
}

static size_t find_word(const rules_line *line, const char *word) {
    size_t at = 0;
    while (at < line->n && !rules_token_is(&line->token[at], word)) at++;
    return at;
}

/* The levels of a list that begins at token `at` end before the token returned. */
static size_t end_of_list(const rules_line *line, size_t at) {
    at++;
    while (at + 1 < line->n && rules_token_punct(&line->token[at], ",")) at += 2;
    return at;
}

static bool is_among(const rules_token *token, size_t from, size_t to, base_str text) {
    for (size_t i = from; i < to; i++)
        if (base_str_eq(token[i].text, text)) return true;
    return false;
}

/* `by A, B shared`: each level changes hands; one that is there already is not named twice, and what only one level
 * is left to do is no longer shared. */
static void hand_over(base_arena *arena, rules_line *action, const struct hands *h) {
    const size_t first = find_word(action, "by") + 1;
    if (first >= action->n) return;
    rules_token *token = base_arena_array(arena, action->n, sizeof *token);
    memcpy(token, action->token, first * sizeof *token);
    size_t n = first, end = end_of_list(action, first);
    for (size_t at = first; at < end; at += 2) {
        rules_token t = action->token[at];
        t.text = taker_of(h, t.text);
        if (is_among(token, first, n, t.text)) continue;
        if (n > first) token[n++] = action->token[at - 1]; /* the comma before it */
        token[n++] = t;
    }
    const bool one_is_left = n == first + 1 && end > first + 1;
    if (one_is_left && end < action->n && rules_token_is(&action->token[end], "shared")) end++;
    memcpy(token + n, action->token + end, (action->n - end) * sizeof *token);
    action->token = token;
    action->n = n + action->n - end;
}

static void hand_over_all(base_arena *arena, rules_line *base, const rules_line *over, const struct hands *h) {
    for (rules_line **at = &base->child; *at;) {
        rules_line *l = *at;
        for (rules_line *a = l->child; a && rules_line_is(l, "case"); a = a->next)
            if (rules_line_is(a, "action")) hand_over(arena, a, h);
        /* A level whose part is taken is gone, unless the overlay has one of that name. */
        const bool level = rules_line_is(l, "level") && l->n > 1;
        if (level && is_handed(h, l->token[1].text) && !level_line(over, l->token[1].text))
            *at = l->next;
        else
            at = &l->next;
    }
}

void rules_tree_instead(base_arena *arena, rules_line *base, rules_line *over, rules_diags *d) {
    struct hands h = {.n = 0};
    for (rules_line *l = over->child; l; l = l->next)
        if (rules_line_is(l, "level")) take_phrase(arena, base, l, &h, d);
    if (h.n > 0) hand_over_all(arena, base, over, &h);
}
