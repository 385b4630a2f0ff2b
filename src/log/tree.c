/* tree.c - appending: the frontier, and the tiles that become full.
 *
 * Subtrees that are full never change, so a binary counter carries the tree: a leaf is a subtree of height 0, and two
 * of the same height become one. Tiles are the same counter with base 256; the inner levels of a tile are not kept. */
#include "log/tree.h"

#include "log/tree_i.h"

enum { TILE_BITS = 8 };

unsigned log_frontier_nodes(const log_frontier *f) { return (unsigned)__builtin_popcountll(f->size); }

void log_frontier_append(log_hasher *h, log_frontier *f, const log_hash *leaf) {
    unsigned n = log_frontier_nodes(f);
    log_hash x = *leaf;
    for (uint64_t s = f->size; (s & 1) != 0; s >>= 1) x = log_node_hash(h, &f->node[--n], &x);
    f->node[n] = x;
    f->size++;
}

log_hash log_join(log_hasher *h, const log_hash *part, size_t n) {
    log_hash x = part[--n];
    while (n > 0) x = log_node_hash(h, &part[--n], &x);
    return x;
}

log_hash log_frontier_root(log_hasher *h, const log_frontier *f) {
    const unsigned n = log_frontier_nodes(f);
    return n == 0 ? log_empty_root(h) : log_join(h, f->node, n);
}

log_hash log_perfect_root(log_hasher *h, const log_hash *x, size_t n) {
    if (n == 1) return x[0];
    log_hash level[LOG_TILE_HASHES / 2];
    for (size_t i = 0; i < n / 2; i++) level[i] = log_node_hash(h, &x[2 * i], &x[2 * i + 1]);
    for (n /= 2; n > 1; n /= 2)
        for (size_t i = 0; i < n / 2; i++) level[i] = log_node_hash(h, &level[2 * i], &level[2 * i + 1]);
    return level[0];
}

uint64_t log_level_size(uint64_t size, unsigned level) { return level >= LOG_TILE_LEVELS ? 0 : size >> (8 * level); }

void log_tiler_init(log_tiler *t) { memset(t, 0, sizeof *t); }

bool log_tiler_append(log_hasher *h, log_tiler *t, const log_hash *leaf, log_tile_sink sink, void *ctx) {
    log_hash x = *leaf;
    uint64_t at = t->size; /* of x in its level */
    for (unsigned level = 0; level < LOG_TILE_LEVELS; level++) {
        t->edge[level][at % LOG_TILE_HASHES] = x;
        if (at % LOG_TILE_HASHES != LOG_TILE_HASHES - 1) break;
        at /= LOG_TILE_HASHES;
        if (!sink(ctx, (log_tile_id){(uint8_t)level, at, LOG_TILE_HASHES}, t->edge[level])) return false;
        x = log_perfect_root(h, t->edge[level], LOG_TILE_HASHES);
    }
    t->size++; /* only now: until then what was written lies beyond the size */
    return true;
}

/* A full subtree of 2^(8k) leaves is a hash of level k, so the frontier comes by the roots of full tiles. Nothing
 * counts before the sizes do: when a tile is not taken, frontier and tiler are what they were. */
bool log_append(log_hasher *h, log_frontier *f, log_tiler *t, const log_hash *leaf, log_tile_sink sink, void *ctx) {
    unsigned n = log_frontier_nodes(f), height = 0;
    log_hash x = *leaf;
    t->edge[0][f->size % LOG_TILE_HASHES] = x;
    for (uint64_t s = f->size; (s & 1) != 0; s >>= 1) {
        x = log_node_hash(h, &f->node[--n], &x);
        const unsigned level = ++height / TILE_BITS;
        if (height % TILE_BITS != 0 || level >= LOG_TILE_LEVELS) continue;
        const uint64_t at = f->size >> height;
        const log_tile_id full = {(uint8_t)(level - 1), at, LOG_TILE_HASHES};
        if (!sink(ctx, full, t->edge[level - 1])) return false;
        t->edge[level][at % LOG_TILE_HASHES] = x;
    }
    f->node[n] = x;
    f->size++;
    t->size++;
    return true;
}
