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

/* A third of the letters may differ, but never more than three: "acept" means accept, "x" means nothing. */
base_str core_near(base_str given, const base_str *name, size_t n) {
    base_str best = {NULL, 0};
    if (given.n > 64) return best;
    size_t limit = given.n / 3 + 1 > 3 ? 3 : given.n / 3 + 1, least = limit + 1;
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
    return (rules_text){base_arena_fmt(arena, "是否指 %.*s?", core_cut(near), near.p),
                        base_arena_fmt(arena, "did you mean %.*s?", core_cut(near), near.p)};
}
