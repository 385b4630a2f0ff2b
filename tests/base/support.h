/* support.h - what the tests of the lowest floor share: a repeatable source of numbers, and a way to see a process end.
 */
#ifndef JIQUN_TESTS_BASE_SUPPORT_H
#define JIQUN_TESTS_BASE_SUPPORT_H

#include "../testing.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"

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

#endif
