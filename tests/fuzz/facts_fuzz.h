/* facts_fuzz.h - what both fuzzers of facts files share: a rulebook, and what must be true of whatever is read. */
#ifndef JIQUN_TESTS_FUZZ_FACTS_FUZZ_H
#define JIQUN_TESTS_FUZZ_FACTS_FUZZ_H

#include "fuzzing.h"
#include "rules/assess.h"
#include "rules/build.h"

static const char FACTS[] = "fact output \"产值\" \"output\" 亿元 yearly\n"
                            "fact revenue \"收入\" \"revenue\" 万元 yearly\n"
                            "fact land \"面积\" \"land\" 平方公里\n"
                            "fact firms \"企业\" \"firms\" 家\n"
                            "fact rate \"普及率\" \"rate\" %\n"
                            "fact plan \"规划\" \"plan\" statement\n"
                            "fact accident \"事故\" \"accident\" veto\n"
                            "standard 1 \"标准\" \"standard\"\n"
                            "  criterion 1 \"一\" require output >= 40 亿元 in each of the last 3 years\n"
                            "  criterion 2 \"二\" require output / revenue >= 70 % in the last year or land < 3 亩\n"
                            "  criterion 3 \"三\" require growth of output over the last 3 values by mean > 10 %\n"
                            "  criterion 4 \"四\" expect growth of revenue over the last 4 values by compound > 10 %\n"
                            "  criterion 5 \"五\" judge plan\n"
                            "  criterion 6 \"六\" veto accident over the last 3 years\n"
                            "  criterion 7 \"七\" unknown rate \"注\"\n";

static const rules_book *fuzz_book(base_arena *arena) {
    rules_diags *d = base_arena_alloc(arena, sizeof *d);
    rules_book *book = base_arena_alloc(arena, sizeof *book);
    rules_diags_init(d, arena);
    rules_line *root = rules_tree_read(arena, BASE_STR(FACTS), BASE_STR("fuzz.rules"), d);
    struct rules_build b = {.arena = arena, .d = d, .book = book, .root = root};
    rules_build_units_and_facts(&b, root);
    rules_build_standards(&b, root);
    must(d->errors == 0);
    return book;
}

/* Every dossier that is read can be assessed and written. */
static void assess_row(const rules_book *book, const rules_facts_row *row, rules_dossier_facts *f, base_buf *b) {
    const rules_standard *s = &book->standard[0];
    uint8_t verdict[16];
    must(row->id.n > 0 && row->id.n <= 256);
    for (size_t i = 0; i < row->values.n; i++) {
        const rules_value *v = &row->values.item[i];
        must(v->fact < book->n_facts && v->raw >= 0 && v->raw <= RULES_RAW_LIMIT);
        must((v->year != 0) == (book->fact[v->fact].kind == RULES_FACT_YEARLY));
        must(rules_values_get(&row->values, v->fact, v->year) == v);
    }
    rules_facts_take(book, s, &row->values, 2023, f);
    const enum rules_verdict whole = rules_assess(s, f, row->region, verdict);
    base_buf_clear(b);
    must(rules_assess_json(b, book, s, row->id, f, 2023, verdict, whole));
    must(base_utf8_check(base_buf_str(b)) == b->n);
}

/* Reads `text` to its end or its error. */
static void read_facts(base_str text, bool json) {
    base_arena *arena = base_arena_new((size_t)64 << 20);
    const rules_book *book = fuzz_book(arena);
    rules_dossier_facts f = rules_facts_new(arena, book, &book->standard[0]);
    base_buf b;
    base_buf_init(&b, (size_t)16 << 20);
    base_err e = {0};
    rules_facts_reader *r = rules_facts_open(arena, book, text, BASE_STR("input"), &e);
    rules_facts_row row;
    for (int n = 0; r && rules_facts_next(r, &row, &e); n++)
        if (n < 20) assess_row(book, &row, &f, &b);
    if (e.kind != BASE_ERR_NONE) {
        must(e.line >= 1 && e.line <= text.n + 1 && e.col >= 1 && e.col <= text.n + 2);
        must(e.zh[0] != '\0' && e.en[0] != '\0' && (json || !r || e.where[0] != '\0'));
    }
    base_buf_free(&b);
    base_arena_free(arena);
}

#endif
