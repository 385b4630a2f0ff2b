/* said.h - what was said about a text in a form that fits on one line: "E217 nothing; W201 reasn" is each code with the
 * text it points at. */
#ifndef JIQUN_TESTS_RULES_SAID_H
#define JIQUN_TESTS_RULES_SAID_H

#include "../testing.h"

#include "rules/diag.h"

/* The characters that a diagnostic points at. */
static inline void put_pointed(base_buf *out, rules_span span) {
    base_str s = span.source;
    for (uint32_t col = 1; s.n > 0 && col < span.col + span.len; col++) {
        uint32_t cp;
        size_t len;
        (void)base_utf8_next(s, &cp, &len);
        if (col >= span.col) base_buf_put(out, s.p, len);
        s = (base_str){s.p + len, s.n - len};
    }
}

/* In the arena; and everything that is said has its words. */
static inline base_str said_of(base_arena *arena, const rules_diags *d) {
    base_buf out;
    base_buf_init(&out, 1 << 20);
    for (size_t i = 0; i < d->n; i++) {
        assert_true(d->item[i].zh.n > 0 && d->item[i].en.n > 0);
        assert_string_not_equal(d->item[i].en.p, "a fault without a text");
        base_buf_fmt(&out, "%s%s ", i == 0 ? "" : "; ", d->item[i].code);
        put_pointed(&out, d->item[i].span);
    }
    const base_str s = base_arena_str(arena, base_buf_str(&out));
    base_buf_free(&out);
    return s;
}

#endif
