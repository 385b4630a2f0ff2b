/* tree.h - the Merkle tree of RFC 6962 / RFC 9162 over leaf hashes, kept as C2SP tlog-tiles of 256 hashes.
 *
 * To append, only the *frontier* is needed: the roots of the full subtrees that make up the tree, largest first, one a
 * bit of the size. To prove, hashes are read from tiles through a callback, so a proof costs a few tiles however large
 * the log is. Nothing here knows where tiles are kept. */
#ifndef JIQUN_LOG_TREE_H
#define JIQUN_LOG_TREE_H

#include "base/arena.h"
#include "base/err.h"
#include "log/suite.h"

enum {
    LOG_TILE_HASHES = 256,
    LOG_TILE_BYTES = 256 * LOG_HASH,
    LOG_FRONTIER_MAX = 64,
    LOG_PROOF_MAX = 64,
    LOG_TILE_LEVELS = 8
};

/* The largest size of a log. */
#define LOG_SIZE_MAX ((uint64_t)INT64_MAX)

typedef struct {
    uint64_t size;                   /* at most LOG_SIZE_MAX */
    log_hash node[LOG_FRONTIER_MAX]; /* popcount(size) of them, largest subtree first */
} log_frontier;

unsigned log_frontier_nodes(const log_frontier *f);
void log_frontier_append(log_hasher *h, log_frontier *f, const log_hash *leaf);
log_hash log_frontier_root(log_hasher *h, const log_frontier *f);

/* A tile: `n` hashes (1 to 256; 256 = full) of `level`, which begin at hash `index` * 256 of it. */
typedef struct {
    uint8_t level;
    uint64_t index;
    uint16_t n;
} log_tile_id;

/* Gives the full tiles that appending makes, level 0 first. For each level the hashes of its unfinished tile are kept
 * here, log_level_size(size, level) % 256 of them: that is also where the partial tiles of the log stand. Begin with
 * log_tiler_init or, for a log that is not empty, with log_tiler_of. */
typedef struct {
    uint64_t size;
    log_hash edge[LOG_TILE_LEVELS][LOG_TILE_HASHES];
} log_tiler;
typedef bool (*log_tile_sink)(void *ctx, log_tile_id id, const log_hash *hash);
void log_tiler_init(log_tiler *t);
/* Appends one leaf hash; calls `sink` for every tile that is full by it. False when the sink was; then the leaf was not
 * appended. */
bool log_tiler_append(log_hasher *h, log_tiler *t, const log_hash *leaf, log_tile_sink sink, void *ctx);
/* Both at once, which are of one size: every node is hashed once and not twice. */
bool log_append(log_hasher *h, log_frontier *f, log_tiler *t, const log_hash *leaf, log_tile_sink sink, void *ctx);
/* Hashes at `level` of a tree of `size`: size >> (8 * level). */
uint64_t log_level_size(uint64_t size, unsigned level);

/* Reads the first `id.n` hashes of a tile into `out`; where the tree of the size asked for ends within the tile, `n` is
 * below 256, also when the tile has become full since. False with `e`. */
typedef struct {
    void *ctx;
    bool (*tile)(void *ctx, log_tile_id id, log_hash *out, base_err *e);
} log_tile_reader;

/* RFC 9162 section 2.1.3: the path of leaf `index` in the tree of `size`; n gets its length (at most LOG_PROOF_MAX). */
bool log_inclusion(log_hasher *h, const log_tile_reader *r, uint64_t index, uint64_t size, log_hash *path, size_t *n,
                   base_err *e);
/* Section 2.1.4: from `old` to `size`, 0 < old <= size; empty when they are equal. */
bool log_consistency(log_hasher *h, const log_tile_reader *r, uint64_t old, uint64_t size, log_hash *path, size_t *n,
                     base_err *e);
/* Root of the tree of `size` from its tiles. */
bool log_root_of(log_hasher *h, const log_tile_reader *r, uint64_t size, log_hash *root, base_err *e);
/* Frontier of the tree of `size` from its tiles. */
bool log_frontier_of(log_hasher *h, const log_tile_reader *r, uint64_t size, log_frontier *out, base_err *e);
/* The tiler of a log of `size`, to append to it. */
bool log_tiler_of(const log_tile_reader *r, uint64_t size, log_tiler *out, base_err *e);

/* Sections 2.1.3.2 and 2.1.4.2. Any size and length of the path may be handed in. From the empty tree (`old` 0) nothing
 * is proved, so that is false; whoever holds an empty checkpoint knows that every log extends it. */
bool log_verify_inclusion(log_hasher *h, const log_hash *leaf, uint64_t index, uint64_t size, const log_hash *path,
                          size_t n, const log_hash *root);
bool log_verify_consistency(log_hasher *h, uint64_t old, const log_hash *old_root, uint64_t size, const log_hash *root,
                            const log_hash *path, size_t n);

/* "tile/0/x001/234" or "tile/0/x001/234.p/5" (C2SP tlog-tiles), with NUL; entry bundles are "tile/entries/…" (their
 * level is 0). Parsing takes the one name that a tile has and no other; levels from LOG_TILE_LEVELS on have no tiles.
 */
enum { LOG_TILE_PATH = 96 };
void log_tile_path(log_tile_id id, bool entries, char out[LOG_TILE_PATH]);
bool log_tile_path_parse(base_str path, log_tile_id *id, bool *entries);

#endif
