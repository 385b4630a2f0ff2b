/* record_i.h - what the programs that measure a record have in common: figures over several runs, opening. */
#ifndef JIQUN_BENCH_RECORD_I_H
#define JIQUN_BENCH_RECORD_I_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "app/app.h"
#include "timing_i.h"

static inline _Noreturn void bench_give_up(const char *what, const base_err *e) {
    fprintf(stderr, "%s: %s\n", what, e->en);
    exit(1);
}

/* The same numbers on every machine. */
static inline uint64_t bench_random(uint64_t *seed) {
    uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Sorts what was measured; `part` of it is below the answer. */
static inline double bench_share(double *x, size_t n, double part) {
    qsort(x, n, sizeof *x, bench_by_size);
    size_t at = (size_t)((double)n * part);
    return n == 0 ? 0 : x[at < n ? at : n - 1];
}

/* A line for bench/table.mjs: name, least, middle and greatest of what was measured. */
static inline void bench_figure(const char *name, double *x, size_t n) {
    double low = bench_share(x, n, 0), middle = bench_share(x, n, 0.5), high = bench_share(x, n, 1);
    printf("%s\t%.6g\t%.6g\t%.6g\n", name, middle, low, high);
    fflush(stdout);
}
static inline void bench_one(const char *name, double x) { bench_figure(name, &x, 1); }

static inline double bench_megabytes(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)u.ru_maxrss / 1024;
}

#endif
