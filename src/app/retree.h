/* retree.h - the tree of a log, made again from its leaves.
 *
 * All hashes of all levels that tiles have are kept (32 bytes an event and a little more), so that stored tiles can be
 * compared, and told apart where they differ. Each leaf costs one node: the same walk that carries the frontier gives
 * the hashes of the levels above. */
#ifndef JIQUN_APP_RETREE_H
#define JIQUN_APP_RETREE_H

#include "base/buf.h"
#include "log/tree.h"

typedef struct {
    log_hasher *hasher;
    log_frontier frontier;
    base_buf level[LOG_TILE_LEVELS]; /* hashes one after the other */
} app_retree;

void app_retree_init(app_retree *t, log_hasher *hasher);
void app_retree_free(app_retree *t);
/* Takes the next leaf. */
void app_retree_append(app_retree *t, base_str leaf);
static inline uint64_t app_retree_size(const app_retree *t) { return t->frontier.size; }
static inline log_hash app_retree_root(const app_retree *t) { return log_frontier_root(t->hasher, &t->frontier); }
/* The bytes of a tile, id.n hashes; they are there. */
static inline base_str app_retree_tile(const app_retree *t, log_tile_id id) {
    return (base_str){t->level[id.level].p + id.index * LOG_TILE_BYTES, (size_t)id.n * LOG_HASH};
}
/* Walks the tiles that a store of this size holds, in order of level and index: full ones, and above the leaves the one
 * at the right edge too. False at the end. Begin with {0}. */
typedef struct {
    unsigned level;
    uint64_t index;
} app_retree_walk;
bool app_retree_next(const app_retree *t, app_retree_walk *w, log_tile_id *id);
/* For proofs and roots of earlier sizes. */
log_tile_reader app_retree_reader(app_retree *t);

#endif
