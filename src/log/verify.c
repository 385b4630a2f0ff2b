/* verify.c - checks proofs, step by step as RFC 9162 writes it.
 *
 * `at` and `last` are the RFC's fn and sn: the node on the way and the last node of the level, both moving up. */
#include "log/tree.h"

/* Up to the next node that is not a left child alone on the right edge. */
static void skip_levels(uint64_t *at, uint64_t *last) {
    while ((*at & 1) == 0 && *at != 0) {
        *at >>= 1;
        *last >>= 1;
    }
}

bool log_verify_inclusion(log_hasher *h, const log_hash *leaf, uint64_t index, uint64_t size, const log_hash *path,
                          size_t n, const log_hash *root) {
    if (index >= size) return false;
    uint64_t at = index, last = size - 1;
    log_hash x = *leaf;
    for (size_t i = 0; i < n; i++) {
        if (last == 0) return false;
        if ((at & 1) != 0 || at == last) {
            x = log_node_hash(h, &path[i], &x);
            skip_levels(&at, &last);
        } else {
            x = log_node_hash(h, &x, &path[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && log_hash_eq(&x, root);
}

bool log_verify_consistency(log_hasher *h, uint64_t old, const log_hash *old_root, uint64_t size, const log_hash *root,
                            const log_hash *path, size_t n) {
    if (old == 0 || old > size) return false;
    if (old == size) return n == 0 && log_hash_eq(old_root, root);
    if (n == 0) return false;
    uint64_t at = old - 1, last = size - 1;
    while ((at & 1) != 0) {
        at >>= 1;
        last >>= 1;
    }
    /* An old tree that is one full subtree is itself where the proof begins. */
    const bool whole = (old & (old - 1)) == 0;
    log_hash before = whole ? *old_root : path[0], after = before;
    for (size_t i = whole ? 0 : 1; i < n; i++) {
        if (last == 0) return false;
        if ((at & 1) != 0 || at == last) {
            before = log_node_hash(h, &path[i], &before);
            after = log_node_hash(h, &path[i], &after);
            skip_levels(&at, &last);
        } else {
            after = log_node_hash(h, &after, &path[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && log_hash_eq(&before, old_root) && log_hash_eq(&after, root);
}
