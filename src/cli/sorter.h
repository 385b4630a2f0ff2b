/* sorter.h - puts more records in order than memory holds: sorted runs go to a file that has no name, and are merged.
 */
#ifndef JIQUN_CLI_SORTER_H
#define JIQUN_CLI_SORTER_H

#include "base/arena.h"
#include "base/err.h"

typedef struct cli_sorter cli_sorter;

/* At most `memory` bytes of records are held at a time. */
cli_sorter *cli_sorter_new(size_t memory);
void cli_sorter_free(cli_sorter *s);
/* A record is any bytes, fewer than `memory`; records are in bytewise order, the shorter first. */
bool cli_sorter_add(cli_sorter *s, base_str record, base_err *e);
/* All of them in order, once; `each` ends it by false. */
typedef bool (*cli_sorter_each_record)(void *ctx, base_str record);
bool cli_sorter_each(cli_sorter *s, cli_sorter_each_record each, void *ctx, base_err *e);

#endif
