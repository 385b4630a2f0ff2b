/* fault.c - see fault.h. */
#include "core/fault.h"

void core_fault(rules_diags *d, const char *code, rules_span span, rules_text what, rules_text hint) {
    d->errors++;
    if (d->n == RULES_MAX_DIAGS) {
        d->left_out++;
        return;
    }
    d->item[d->n++] = (rules_diag){.code = code,
                                   .severity = RULES_ERROR,
                                   .span = span,
                                   .zh = what.zh,
                                   .en = what.en,
                                   .hint_zh = hint.zh,
                                   .hint_en = hint.en};
}

/* Two letters may differ, three in a long word: "acept" means accept, "emperor" does not mean expert. */
base_str core_near(base_str given, const base_str *name, size_t n) {
    base_str best = {NULL, 0};
    if (given.n > 64) return best;
    size_t limit = given.n < 4 ? 1 : 2, least;
    if (given.n > 8) limit = 3;
    least = limit + 1;
    for (size_t i = 0; i < n; i++) {
        if (name[i].n > 64) continue;
        size_t d = base_str_distance(given, name[i], limit);
        if (d < least) {
            least = d;
            best = name[i];
        }
    }
    return best;
}

rules_text core_near_hint(base_arena *arena, base_str given, const base_str *name, size_t n, rules_text otherwise) {
    base_str near = core_near(given, name, n);
    if (near.n == 0) return otherwise;
    return (rules_text){base_arena_fmt(arena, "是否指 %.*s？", core_cut(near), near.p),
                        base_arena_fmt(arena, "did you mean %.*s?", core_cut(near), near.p)};
}
