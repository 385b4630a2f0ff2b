/* Any bytes as a table that somebody sends in: rows come in order, their cells are UTF-8 and few, a refusal says why in
 * both languages, and the same bytes give the same rows. */
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "docs/table.h"
#include "fuzzing.h"

typedef struct {
    uint32_t row;
    uint64_t rows, sum;
} seen;

static bool each(void *ctx, uint32_t row, const base_str *cell, size_t n, base_err *e) {
    seen *s = ctx;
    (void)e;
    must(row > s->row && n <= DOCS_ROW_CELLS);
    s->row = row;
    s->rows++;
    for (size_t i = 0; i < n; i++) {
        must(base_utf8_check(cell[i]) == cell[i].n);
        s->sum = s->sum * 31 + base_str_hash(cell[i]);
    }
    return true;
}

static seen read_all(int fd, size_t size, bool *good) {
    seen s = {0};
    base_err e = {0};
    *good = docs_table_read(fd, size, each, &s, &e);
    if (!*good) {
        must(e.kind != BASE_ERR_NONE && e.zh[0] != '\0' && e.en[0] != '\0');
        must(base_utf8_check(base_str_of(e.zh)) == strlen(e.zh) && base_utf8_check(base_str_of(e.en)) == strlen(e.en));
    }
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bool good, again;
    const int fd = memfd_create("table", MFD_CLOEXEC);
    must(fd >= 0 && base_write_all(fd, (base_str){(const char *)data, size}));
    const seen first = read_all(fd, size, &good), second = read_all(fd, size, &again);
    must(good == again && first.rows == second.rows && first.sum == second.sum);
    (void)close(fd);
    return 0;
}
