/* tree_support.h - texts read as trees, and trees as texts that a test can compare. */
#ifndef JIQUN_TESTS_RULES_TREE_SUPPORT_H
#define JIQUN_TESTS_RULES_TREE_SUPPORT_H

#include "../testing.h"

#include "base/file.h"
#include "rules/tree.h"

typedef struct {
    base_arena *arena;
    rules_diags *d;
    rules_line *root;
} tree;

static inline tree tree_new(void) {
    tree t = {.arena = base_arena_new((size_t)256 << 20)};
    t.d = base_arena_alloc(t.arena, sizeof *t.d);
    rules_diags_init(t.d, t.arena);
    return t;
}

static inline tree tree_read(base_str text) {
    tree t = tree_new();
    t.root = rules_tree_read(t.arena, text, BASE_STR("a.rules"), t.d);
    assert_non_null(t.root);
    return t;
}

static inline tree tree_of(const char *text) { return tree_read(base_str_of(text)); }

static inline void tree_free(tree *t) { base_arena_free(t->arena); }

static inline void dump_lines(base_buf *b, const rules_line *parent, int depth) {
    for (const rules_line *l = parent->child; l; l = l->next) {
        assert_ptr_equal(l->parent, parent);
        base_buf_fmt(b, "%*s", depth * 2, "");
        for (size_t i = 0; i < l->n; i++) {
            base_buf_putc(b, "wndmscp"[l->token[i].kind]);
            base_buf_putc(b, ':');
            base_buf_puts(b, l->token[i].text);
            base_buf_putc(b, ' ');
        }
        if (l->cite.n > 0) {
            base_buf_puts(b, BASE_STR("c:"));
            base_buf_puts(b, l->cite);
        }
        base_buf_putc(b, '\n');
        dump_lines(b, l, depth + 1);
    }
}

/* One line a line: tokens with the first letter of their kind, w:fact n:1 s:text p:, d:date m:04-30 c:第一条. */
static inline base_str dump(const tree *t) {
    base_buf b;
    base_buf_init(&b, (size_t)8 << 20);
    dump_lines(&b, t->root, 0);
    assert_false(b.full);
    const base_str s = base_arena_str(t->arena, base_buf_str(&b));
    base_buf_free(&b);
    return s;
}

static inline base_str put(const tree *t) {
    base_buf b;
    base_buf_init(&b, (size_t)8 << 20);
    assert_true(rules_tree_put(&b, t->root));
    const base_str s = base_arena_str(t->arena, base_buf_str(&b));
    base_buf_free(&b);
    return s;
}

/* The codes reported, with line and column: "E004@1:3 W001@2:121". */
static inline base_str faults(const tree *t) {
    base_buf b;
    base_buf_init(&b, (size_t)1 << 16);
    for (size_t i = 0; i < t->d->n; i++) {
        const rules_diag *d = &t->d->item[i];
        base_buf_fmt(&b, "%s%s@%u:%u", i > 0 ? " " : "", d->code, d->span.line, d->span.col);
    }
    const base_str s = base_arena_str(t->arena, base_buf_str(&b));
    base_buf_free(&b);
    return s;
}

static inline base_str read_file(const tree *t, const char *path) {
    base_str text;
    base_err e = {0};
    if (!base_file_read(t->arena, path, RULES_MAX_TEXT, &text, &e)) fail_msg("%s", e.en);
    return text;
}

/* base_str_is with both texts shown. */
#define assert_text(s, expected)                                                                                       \
    do {                                                                                                               \
        const base_str have_ = (s);                                                                                    \
        if (!base_str_is(have_, (expected)))                                                                           \
            fail_msg("have\n%.*s\nexpected\n%s", (int)have_.n, have_.n == 0 ? "" : have_.p, (expected));               \
    } while (0)

/* Reads `text` and compares its dump and its faults. */
static inline void expect_tree(const char *text, const char *expected, const char *expected_faults) {
    tree t = tree_of(text);
    assert_text(dump(&t), expected);
    assert_text(faults(&t), expected_faults);
    tree_free(&t);
}

#endif
