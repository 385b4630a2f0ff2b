/* timing_i.h - what all programs that measure have in common: clocks, and times in order. */
#ifndef JIQUN_BENCH_TIMING_I_H
#define JIQUN_BENCH_TIMING_I_H

#include <stddef.h>
#include <stdlib.h>
#include <time.h>

static inline double bench_clock(clockid_t which) {
    struct timespec t;
    clock_gettime(which, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}
static inline double bench_now(void) { return bench_clock(CLOCK_MONOTONIC); }
static inline double bench_cpu(void) { return bench_clock(CLOCK_THREAD_CPUTIME_ID); }

static inline int bench_by_size(const void *a, const void *b) {
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* How long `work` takes, `runs` times after one run that is not counted; the least first. */
struct bench;
static inline void bench_runs(struct bench *b, void (*work)(struct bench *), double *seconds, size_t runs) {
    work(b);
    for (size_t i = 0; i < runs; i++) {
        const double start = bench_now();
        work(b);
        seconds[i] = bench_now() - start;
    }
    qsort(seconds, runs, sizeof *seconds, bench_by_size);
}

#endif
