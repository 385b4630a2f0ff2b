/* table_i.h - the two kinds of table. */
#ifndef JIQUN_DOCS_TABLE_I_H
#define JIQUN_DOCS_TABLE_I_H

#include <sys/types.h>

#include "base/buf.h"
#include "docs/table.h"

typedef struct {
    int fd;
    uint64_t size;
    docs_each_row each;
    void *ctx;
    base_err *e;
    uint64_t *at; /* the end of what was read last */
} docs_source;

bool docs_table_csv(const docs_source *s);
bool docs_table_xlsx(const docs_source *s);
/* At most `max` bytes from `at`; fewer only at the end. -1 and e. */
ssize_t docs_read_at(const docs_source *s, uint64_t at, char *to, size_t max);
/* A number of a workbook as digits: at most 15 that count, no exponent. False: it is none. */
bool docs_number_put(base_buf *b, base_str s);

#endif
