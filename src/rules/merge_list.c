/* merge_list.c - lists of items in a merge: `asks a, b, c in the last year`.
 *
 * An overlay names one item and means that one, not the line it happens to stand in. So lists are taken apart into
 * items, an item that is named again leaves the list it was in, and what is left is put together once at the end. */
#include "rules/cursor.h"
#include "rules/merge.h"

static const char *const NO_KEYWORDS[] = {NULL};

struct list_item {
    rules_line *line;
    size_t first, last; /* tokens, `last` included */
};

static bool ends_items(const rules_token *t) { return t->kind == RULES_T_WORD && base_str_is(t->text, "in"); }

static bool is_comma(const rules_token *t) { return t->kind == RULES_T_PUNCT && base_str_is(t->text, ","); }

bool rules_line_is_list(enum rules_place place, const rules_line *line) {
    if (place == RULES_IN_FORM) return rules_line_is(line, "asks") || rules_line_is(line, "offers");
    return place == RULES_IN_ACTION && (rules_line_is(line, "asks") || rules_line_is(line, "takes"));
}

/* The item that begins at token `at`, without what follows it; false at the end of the items. */
static bool item_at(const rules_line *line, size_t at, size_t *last) {
    if (at >= line->n || ends_items(&line->token[at])) return false;
    *last = at;
    while (*last + 1 < line->n && !is_comma(&line->token[*last + 1]) && !ends_items(&line->token[*last + 1])) ++*last;
    return true;
}

/* The token after an item that ends with `last`, and after its comma. */
static size_t after_item(const rules_line *line, size_t last) {
    return last + 1 < line->n && is_comma(&line->token[last + 1]) ? last + 2 : last + 1;
}

void rules_lists_open(rules_lists *l, base_arena *arena, rules_line *parent, enum rules_place place) {
    *l = (rules_lists){.arena = arena};
    base_map_init(&l->item, arena);
    for (rules_line *line = parent->child; line; line = line->next) {
        if (line->dropped || !rules_line_is_list(place, line)) continue;
        const rules_line *joined = rules_line_joined(arena, line, NO_KEYWORDS);
        line->token = joined->token;
        line->n = joined->n;
        line->cite = joined->cite;
        line->cite_span = joined->cite_span;
        line->child = NULL;
        l->line = base_arena_grow(arena, l->line, l->n, &l->cap, sizeof(rules_line *));
        l->line[l->n++] = line;
        for (size_t at = 1, last; item_at(line, at, &last); at = after_item(line, last)) {
            const struct list_item item = {line, at, last};
            base_map_put(&l->item, line->token[at].text)->value.ptr = base_arena_copy(arena, &item, sizeof item);
        }
    }
}

bool rules_lists_remove(rules_lists *l, base_str name, const base_str *keyword) {
    base_map_slot *slot = base_map_get(&l->item, name);
    const struct list_item *item = slot ? slot->value.ptr : NULL;
    if (!item || (keyword && !base_str_eq(item->line->token[0].text, *keyword))) return false;
    item->line->token[item->first].text = (base_str){NULL, 0}; /* taken out by close */
    slot->value.ptr = NULL;
    return true;
}

void rules_lists_remove_named(rules_lists *l, const rules_line *line) {
    const rules_line *joined = rules_line_joined(l->arena, line, NO_KEYWORDS);
    for (size_t at = 1, last; item_at(joined, at, &last); at = after_item(joined, last))
        rules_lists_remove(l, joined->token[at].text, NULL);
}

/* Copies the items that are left, each with a comma before it but the first, and what follows the items. */
static void put_together(base_arena *arena, rules_line *line) {
    rules_token *token = base_arena_array(arena, line->n, sizeof *token);
    size_t n = 1, at = 1, items = 0, last;
    bool removed = false;
    token[0] = line->token[0];
    for (; item_at(line, at, &last); at = after_item(line, last)) {
        if (!line->token[at].text.p) {
            removed = true;
            continue;
        }
        if (items++ > 0) token[n++] = line->token[at - 1]; /* its comma */
        memcpy(&token[n], &line->token[at], (last - at + 1) * sizeof *token);
        token[n].moved |= removed;
        n += last - at + 1;
        removed = false;
    }
    memcpy(&token[n], &line->token[at], (line->n - at) * sizeof *token);
    if (at < line->n) token[n].moved |= removed;
    line->dropped = items == 0;
    line->token = token;
    line->n = n + line->n - at;
}

void rules_lists_close(rules_lists *l) {
    for (size_t i = 0; i < l->n; i++) put_together(l->arena, l->line[i]);
}
