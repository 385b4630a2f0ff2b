/* tree_i.h - what the files of the tree share. */
#ifndef JIQUN_LOG_TREE_I_H
#define JIQUN_LOG_TREE_I_H

#include "log/tree.h"

/* The root over n = 1, 2, 4 … 256 hashes. */
log_hash log_perfect_root(log_hasher *h, const log_hash *x, size_t n);
/* The root of a tree from the roots of the full subtrees it consists of, largest first; n > 0. */
log_hash log_join(log_hasher *h, const log_hash *part, size_t n);

#endif
