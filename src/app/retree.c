/* retree.c - see retree.h. */
#include "app/retree.h"

/* 2^30 events; a buffer only takes what it needs. */
#define LEVEL_MAX ((size_t)LOG_HASH << 30)

enum { TILE_BITS = 8 };

void app_retree_init(app_retree *t, log_hasher *hasher) {
    *t = (app_retree){.hasher = hasher};
    for (unsigned i = 0; i < LOG_TILE_LEVELS; i++) base_buf_init(&t->level[i], LEVEL_MAX);
}

void app_retree_free(app_retree *t) {
    for (unsigned i = 0; i < LOG_TILE_LEVELS; i++) base_buf_free(&t->level[i]);
}

static void put(app_retree *t, unsigned level, const log_hash *x) {
    if (!base_buf_put(&t->level[level], x->b, LOG_HASH))
        base_fatal("事件过多，超出本程序可核验的数量。Too many events for this program to check.");
}

/* A full subtree of 2^(8k) leaves is a hash of level k. */
void app_retree_append(app_retree *t, base_str leaf) {
    log_frontier *f = &t->frontier;
    log_hash x = log_leaf_hash(t->hasher, leaf);
    unsigned n = log_frontier_nodes(f), height = 0;
    put(t, 0, &x);
    for (uint64_t s = f->size; (s & 1) != 0; s >>= 1) {
        x = log_node_hash(t->hasher, &f->node[--n], &x);
        if (++height % TILE_BITS == 0 && height / TILE_BITS < LOG_TILE_LEVELS) put(t, height / TILE_BITS, &x);
    }
    f->node[n] = x;
    f->size++;
}

bool app_retree_next(const app_retree *t, app_retree_walk *w, log_tile_id *id) {
    for (; w->level < LOG_TILE_LEVELS; w->level++, w->index = 0) {
        uint64_t n = log_level_size(t->frontier.size, w->level), from = w->index * LOG_TILE_HASHES;
        uint64_t left = n > from ? n - from : 0;
        if (left == 0 || (left < LOG_TILE_HASHES && w->level == 0)) continue;
        *id = (log_tile_id){(uint8_t)w->level, w->index++, (uint16_t)(left < LOG_TILE_HASHES ? left : LOG_TILE_HASHES)};
        return true;
    }
    return false;
}

static bool read_tile(void *ctx, log_tile_id id, log_hash *out, base_err *e) {
    const app_retree *t = ctx;
    uint64_t n = id.level < LOG_TILE_LEVELS ? log_level_size(t->frontier.size, id.level) : 0;
    if (id.index * LOG_TILE_HASHES + id.n > n)
        return base_err_fmt(e, BASE_ERR_RANGE, "树中没有这一块", "the tree has no such tile");
    base_str bytes = app_retree_tile(t, id);
    memcpy(out, bytes.p, bytes.n);
    return true;
}

log_tile_reader app_retree_reader(app_retree *t) { return (log_tile_reader){t, read_tile}; }
