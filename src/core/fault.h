/* fault.h - faults of form in what core reads (scenario files), in the shape of the compiler's diagnostics.
 *
 * The same struct as for rulebooks, so that a terminal shows both alike: message, place, source line, carets, hint.
 * Codes begin with C and are stable. */
#ifndef JIQUN_CORE_FAULT_H
#define JIQUN_CORE_FAULT_H

#include "rules/diag.h"
#include "rules/rulebook.h"

/* Adds an error. The texts must live as long as `d`; over RULES_MAX_DIAGS it is only counted. */
void core_fault(rules_diags *d, const char *code, rules_span span, rules_text what, rules_text hint);

/* The name nearest to `given`, if one is near enough to be meant; else {NULL,0}. */
base_str core_near(base_str given, const base_str *name, size_t n);
/* "是否指 …?" / "did you mean …?", or `otherwise` when no name is near. Kept in `arena`. */
rules_text core_near_hint(base_arena *arena, base_str given, const base_str *name, size_t n, rules_text otherwise);

/* A length for "%.*s": names that come from input are cut in messages. */
static inline int core_cut(base_str s) {
    size_t n = s.n > 80 ? 80 : s.n;
    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xC0U) == 0x80U) n--;
    return (int)n;
}
#define CORE_TEXT(zh, en) ((rules_text){BASE_STR(zh), BASE_STR(en)})

#endif
