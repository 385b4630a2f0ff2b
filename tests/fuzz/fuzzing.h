/* fuzzing.h - what all fuzzers share: the entry, and what must hold of every input. */
#ifndef JIQUN_TESTS_FUZZ_FUZZING_H
#define JIQUN_TESTS_FUZZ_FUZZING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(bool ok) {
    if (!ok) abort();
}

#endif
