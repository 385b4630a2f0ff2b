/* Any bytes as a rulebook: read, merged with what they are based on, compiled, checked; what is right is written out,
 * amended by its own lines, and compiled again. */
#include "base/arena.h"
#include "fuzzing.h"
#include "rules/rulebook.h"

static const char BASE[] = "rulebook base \"本\" \"base\"\n"
                           "level office \"机关\" \"office\" over everything  第一条\n"
                           "case cluster \"集群\" \"cluster\"  第一条\n"
                           "  field since \"起\" \"since\" date\n"
                           "  state known \"知\" \"known\" rest\n"
                           "  action register \"登记\" \"register\" by office new -> known\n";

static bool find(void *ctx, base_str id, base_str *text, base_str *file) {
    (void)ctx;
    if (!base_str_is(id, "base")) return false;
    *text = BASE_STR(BASE);
    *file = BASE_STR("base");
    return true;
}

/* Every index that the tables hold is one of theirs. */
static void check_tables(const rules_book *b) {
    for (size_t i = 0; i < b->n_guards; i++) {
        const rules_guard *g = &b->guard[i];
        const size_t most = g->op == RULES_G_ATOM ? b->n_atoms : b->n_guards;
        if (g->a >= most || ((g->op == RULES_G_AND || g->op == RULES_G_OR) && g->b >= most)) abort();
    }
    for (size_t i = 0; i < b->n_atoms; i++) {
        const rules_atom *a = &b->atom[i];
        if (a->kase >= b->n_cases || (a->date != RULES_NONE && a->date >= b->n_dates)) abort();
    }
    for (size_t i = 0; i < b->n_dates; i++)
        if (b->date[i].a != RULES_NONE && b->date[i].a >= b->n_dates) abort();
    for (size_t i = 0; i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        if (a->kase >= b->n_cases || (a->to != RULES_NONE && a->to >= b->kase[a->kase].n_states)) abort();
        for (size_t j = 0; j < a->n_needs; j++)
            if (a->need[j].guard >= b->n_guards) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const base_str text = {(const char *)data, size};
    base_arena *arena = base_arena_new((size_t)1 << 30);
    rules_diags *d = base_arena_alloc(arena, sizeof *d);
    rules_diags_init(d, arena);
    const rules_book *book = rules_compile(arena, text, BASE_STR("fuzz"), find, NULL, d);
    if ((book == NULL) != (d->errors > 0)) abort();
    for (size_t i = 0; i < d->n; i++) {
        base_buf out;
        base_buf_init(&out, 1 << 16);
        if (!rules_diag_put(&out, &d->item[i], i % 2 == 0, false)) abort();
        base_buf_free(&out);
    }
    if (book) {
        check_tables(book);
        (void)rules_check_after(book, book, d);
    }
    rules_diags_init(d, arena);
    book = rules_amend(arena, BASE_STR(BASE), BASE_STR("base"), text, BASE_STR("2"), 19000, find, NULL, d);
    if (book) {
        check_tables(book);
        /* The whole text that an amendment results in says the same once more. */
        rules_diags_init(d, arena);
        if (!rules_compile(arena, book->text, BASE_STR("again"), find, NULL, d)) abort();
    }
    base_arena_free(arena);
    return 0;
}
