/* merge_loose.c - a criterion written by itself in an overlay is taken to where the base has it.
 *
 * "criterion 1.4 require output >= 50 亿元 …" says everything a reader needs: the number is the criterion's own in the
 * whole standard. So an amendment may leave out the lines `standard` and `area` above it. What the base has not, or has
 * in two standards, stays where it stands and is reported as any line that does not belong there. */
#include "rules/cursor.h"
#include "rules/merge.h"

static bool same_key(const rules_line *a, const rules_line *b) {
    return a->n > 1 && b->n > 1 && base_str_eq(a->token[0].text, b->token[0].text) &&
           base_str_eq(a->token[1].text, b->token[1].text);
}

/* The base's only line with that key among the criteria of its standards; NULL when there is none or more than one. */
static const rules_line *only_one(const rules_line *base, const rules_line *line) {
    const rules_line *found = NULL;
    for (const rules_line *s = base->child; s; s = s->next) {
        for (const rules_line *area = rules_line_is(s, "standard") ? s->child : NULL; area; area = area->next) {
            for (const rules_line *c = area->child; c; c = c->next) {
                if (!same_key(c, line)) continue;
                if (found) return NULL;
                found = c;
            }
        }
    }
    return found;
}

/* The child of `parent` that has the key of `container`: made, as an overlay would write it, when it is not there. */
static rules_line *shell(base_arena *arena, rules_line *parent, const rules_line *container, rules_span span) {
    rules_line **at = &parent->child;
    for (; *at; at = &(*at)->next)
        if (same_key(*at, container)) return *at;
    rules_line *l = base_arena_alloc(arena, sizeof *l);
    l->token = base_arena_copy(arena, container->token, 2 * sizeof *l->token);
    l->n = 2;
    l->span = span;
    l->parent = parent;
    *at = l;
    return l;
}

static void hang(rules_line *parent, rules_line *line) {
    rules_line **at = &parent->child;
    while (*at) at = &(*at)->next;
    line->parent = parent;
    line->next = NULL;
    *at = line;
}

void rules_place_loose(base_arena *arena, const rules_line *base, rules_line *over) {
    for (rules_line **at = &over->child; *at;) {
        rules_line *line = *at;
        const rules_line *theirs = rules_line_is(line, "criterion") ? only_one(base, line) : NULL;
        if (!theirs) {
            at = &line->next;
            continue;
        }
        *at = line->next;
        rules_line *standard = shell(arena, over, theirs->parent->parent, line->span);
        hang(shell(arena, standard, theirs->parent, line->span), line);
    }
}
