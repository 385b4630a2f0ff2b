/* testing.h - what the tests of all floors share: cmocka, a repeatable source of numbers, and checks of texts and
 * errors.
 */
#ifndef JIQUN_TESTS_TESTING_H
#define JIQUN_TESTS_TESTING_H

/* cmocka.h needs these four before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

/* SplitMix64: the same numbers in every run and on every machine. */
typedef struct {
    uint64_t state;
} prng;

static inline uint64_t prng_next(prng *r) {
    uint64_t z = r->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* 0 to n - 1. */
static inline uint64_t prng_below(prng *r, uint64_t n) { return prng_next(r) % n; }

/* An error was reported: of this kind, in both languages, and naming what it is about. */
static inline void assert_err(const base_err *e, enum base_err_kind kind, const char *names) {
    if (e->kind != kind) fail_msg("kind %d, expected %d: %s", (int)e->kind, (int)kind, e->en);
    assert_true(e->zh[0] != '\0' && e->en[0] != '\0');
    if (strstr(e->zh, names) == NULL || strstr(e->en, names) == NULL)
        fail_msg("\"%s\" is not named in: %s / %s", names, e->zh, e->en);
}

#define assert_str(s, expected)                                                                                        \
    do {                                                                                                               \
        const base_str have_ = (s);                                                                                    \
        if (!base_str_is(have_, (expected)))                                                                           \
            fail_msg("have \"%.*s\", expected \"%s\"", (int)have_.n, have_.n == 0 ? "" : have_.p, (expected));         \
    } while (0)

#endif
