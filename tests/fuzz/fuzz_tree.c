/* Any bytes as a rulebook's text: reading, showing what is wrong and writing back end well; a text without errors keeps
 * its tokens when it is formatted, and formatting it again changes nothing. What stands below a line `====` is laid
 * over what stands above it. */
#include "fuzzing.h"
#include "rules/tree.h"

static bool same_token(const rules_token *a, const rules_token *b) {
    return a->kind == b->kind && base_str_eq(a->text, b->text);
}

static void must_be_same(const rules_line *a, const rules_line *b) {
    const rules_line *x = a->child, *y = b->child;
    for (; x && y; x = x->next, y = y->next) {
        must(x->n == y->n && base_str_eq(x->cite, y->cite) && base_str_eq(x->comment, y->comment));
        for (size_t i = 0; i < x->n; i++) must(same_token(&x->token[i], &y->token[i]));
        must_be_same(x, y);
    }
    must(!x && !y);
}

static rules_diags *new_diags(base_arena *arena) {
    rules_diags *d = base_arena_alloc(arena, sizeof *d);
    rules_diags_init(d, arena);
    return d;
}

static void check_diags(const rules_diags *d, base_buf *b) {
    for (size_t i = 0; i < d->n; i++) {
        base_buf_clear(b);
        must(rules_diag_put(b, &d->item[i], i % 2 == 0, i % 3 == 0));
        must(base_utf8_check(base_buf_str(b)) == b->n);
    }
}

/* `exact`: the tree was read, not merged; a merged line may be longer than one that can be read. */
static void round_trip(base_arena *arena, const rules_line *root, base_buf *b, bool exact) {
    base_buf_clear(b);
    must(rules_tree_put(b, root));
    const base_str once = base_arena_str(arena, base_buf_str(b));
    rules_diags *d = new_diags(arena);
    const rules_line *again = rules_tree_read(arena, once, BASE_STR("again"), d);
    if (!exact) return;
    /* Blanks may be added up to the length of a line, or of a text. */
    for (size_t i = 0; i < d->n; i++)
        if (base_str_is(base_str_of(d->item[i].code), "E003") || base_str_is(base_str_of(d->item[i].code), "E001"))
            return;
    must(d->errors == 0);
    must_be_same(root, again);
    base_buf_clear(b);
    must(rules_tree_put(b, again));
    must(base_str_eq(once, base_buf_str(b)));
}

static base_str find(base_str text, base_str mark) {
    for (size_t i = 0; i + mark.n <= text.n; i++)
        if (memcmp(text.p + i, mark.p, mark.n) == 0) return (base_str){text.p + i, text.n - i};
    return (base_str){NULL, 0};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const base_str mark = {"\n====\n", 6};
    base_arena *arena = base_arena_new((size_t)256 << 20);
    base_buf b;
    base_buf_init(&b, (size_t)32 << 20);
    const base_str whole = base_arena_str(arena, (base_str){(const char *)data, size});
    const base_str rest = find(whole, mark);
    const base_str below = rest.n > 0 ? (base_str){whole.p + whole.n - rest.n + mark.n, rest.n - mark.n} : rest;
    rules_diags *d = new_diags(arena);
    rules_line *root = rules_tree_read(arena, (base_str){whole.p, whole.n - rest.n}, BASE_STR("base"), d);
    if (d->errors == 0) round_trip(arena, root, &b, true);
    if (below.n > 0) {
        rules_line *over = rules_tree_read(arena, below, BASE_STR("over"), d);
        rules_tree_merge(arena, root, over, d);
        round_trip(arena, root, &b, false);
    }
    check_diags(d, &b);
    base_buf_free(&b);
    base_arena_free(arena);
    return 0;
}
