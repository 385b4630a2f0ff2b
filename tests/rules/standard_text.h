/* standard_text.h - what the tests of the standard half share: a text with facts and standards compiled by the entry
 * points of that half alone, and dossiers written as "output.2022=52 land=95".
 *
 * What was said about a text is held against one line: "E110 otput; E114 40" is each code with the text it points at.
 */
#ifndef JIQUN_TESTS_RULES_STANDARD_TEXT_H
#define JIQUN_TESTS_RULES_STANDARD_TEXT_H

#include "said.h"

#include "rules/assess.h"
#include "rules/build.h"

#define FACTS                                                                                                          \
    "fact output \"集群总产值\" \"output\" 亿元 yearly\n"                                                       \
    "fact sme_output \"中小企业产值\" \"output of SMEs\" 亿元 yearly from roster\n"                            \
    "fact revenue \"营业收入\" \"revenue\" 万元 yearly\n"                                                        \
    "fact land \"集群面积\" \"area of land\" 平方公里\n"                                                       \
    "fact firms \"企业总数\" \"firms\" 家\n"                                                                      \
    "fact smes \"中小企业数\" \"SMEs\" 家\n"                                                                     \
    "fact staff \"从业人员\" \"staff\" 人\n"                                                                      \
    "fact rate \"普及率\" \"penetration\" %\n"                                                                      \
    "fact plan \"发展规划\" \"plan\" statement\n"                                                                  \
    "fact accident \"事故\" \"accident\" veto\n"

struct text {
    base_arena *arena;
    rules_diags *d;
    rules_book *book;
    const rules_standard *s; /* the first, or NULL */
};

static inline struct text text_of(const char *source) {
    struct text t = {.arena = base_arena_new((size_t)512 << 20)};
    t.d = base_arena_alloc(t.arena, sizeof *t.d);
    rules_diags_init(t.d, t.arena);
    t.book = base_arena_alloc(t.arena, sizeof *t.book);
    t.book->id = BASE_STR("test-2022");
    const base_str kept = base_arena_str(t.arena, base_str_of(source));
    rules_line *root = rules_tree_read(t.arena, kept, BASE_STR("test.rules"), t.d);
    struct rules_build b = {.arena = t.arena, .d = t.d, .book = t.book, .root = root};
    rules_build_units_and_facts(&b, root);
    rules_build_standards(&b, root);
    t.s = t.book->n_standards > 0 ? &t.book->standard[0] : NULL;
    return t;
}

static inline void text_end(struct text t) { base_arena_free(t.arena); }

/* FACTS and a standard with `lines` below it. */
static inline struct text standard_of(const char *lines) {
    const size_t n = sizeof FACTS + strlen(lines) + 64;
    char *source = malloc(n);
    assert_non_null(source);
    (void)snprintf(source, n, "%sstandard 2022 \"标准\" \"standard\"  附件\n%s", FACTS, lines);
    const struct text t = text_of(source);
    free(source);
    return t;
}

/* A standard of one criterion 1 with that condition. */
static inline struct text criterion_of(const char *condition) {
    char lines[2000];
    (void)snprintf(lines, sizeof lines,
                   "  area 1 \"甲\" \"a\"  relaxable in west\n    criterion 1 \"一\" \"one\"  %s\n", condition);
    return standard_of(lines);
}

static inline base_str said(struct text t) { return said_of(t.arena, t.d); }

/* Sets "output.2022=52 land=95 plan=text accident=no". */
static inline rules_values values_of(struct text t, const char *written) {
    rules_values v = {.arena = t.arena};
    base_str rest = base_str_of(written);
    while (rest.n > 0) {
        base_str value;
        const base_str pair = base_str_cut(rest, ' ', &rest), key = base_str_cut(pair, '=', &value);
        base_err e = {0};
        if (!rules_values_set_key(t.book, &v, key, value, &e)) fail_msg("%s: %s", written, e.en);
    }
    return v;
}

static inline rules_dossier_facts dossier_of(struct text t, const char *written) {
    const rules_values v = values_of(t, written);
    rules_dossier_facts f = rules_facts_new(t.arena, t.book, t.s);
    rules_facts_take(t.book, t.s, &v, 2023, &f);
    return f;
}

#endif
