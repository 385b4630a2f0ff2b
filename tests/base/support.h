/* support.h - what the tests of the lowest floor share: a repeatable source of numbers, and a way to see a process end.
 */
#ifndef JIQUN_TESTS_BASE_SUPPORT_H
#define JIQUN_TESTS_BASE_SUPPORT_H

/* cmocka.h needs these four before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* first to last, both included. */
static inline int64_t prng_in(prng *r, int64_t first, int64_t last) {
    return (int64_t)((uint64_t)first + prng_below(r, (uint64_t)last - (uint64_t)first + 1));
}

/* A number whose size is spread evenly over all lengths in bits, so that small and huge ones are equally frequent. */
static inline uint64_t prng_any(prng *r) { return prng_next(r) >> prng_below(r, 64); }

/* Runs `act` in a process of its own and checks that it ends with base_fatal: status 70 and `said` on stderr. */
static inline void assert_fatal(void (*act)(void), const char *said) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    (void)fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)dup2(ends[1], STDERR_FILENO);
        (void)close(ends[0]);
        (void)close(ends[1]);
        act();
        _exit(0);
    }
    (void)close(ends[1]);
    char text[4096];
    size_t n = 0;
    for (ssize_t got; n < sizeof text - 1 && (got = read(ends[0], text + n, sizeof text - 1 - n)) > 0;)
        n += (size_t)got;
    text[n] = '\0';
    (void)close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) != 70 || strstr(text, said) == NULL) fail_msg("status %d: %s", WEXITSTATUS(status), text);
}

/* A copy in memory that ends where the text ends, so that the address sanitizer sees a read beyond it. Freed by the
 * next call. */
static inline base_str exactly(const char *text) {
    static char *copy;
    const size_t n = strlen(text);
    free(copy);
    copy = malloc(n == 0 ? 1 : n);
    assert_non_null(copy);
    memcpy(copy, text, n);
    return (base_str){copy, n};
}

/* An error was reported: of this kind, in both languages, and naming what it is about. */
static inline void assert_err(const base_err *e, enum base_err_kind kind, const char *names) {
    assert_int_equal(e->kind, kind);
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
