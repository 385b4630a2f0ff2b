/* proof.c - proofs, roots and frontiers from tiles.
 *
 * RFC 9162 defines proofs by cutting the tree in two again and again. Each cut leaves one range of leaves beside the
 * way; the ranges are listed first, from the root down, and then hashed in the order of the proof, from below, so that
 * a tile which several of them need is read once. A range always begins at a multiple of the largest power of two that
 * fits into it, so it is a row of full subtrees, and a full subtree of any height lies within one tile. */
#include "log/tree_i.h"

enum { TILE_BITS = 8 };

struct range {
    uint64_t first, end;
};

/* Reading a tree of `size`; the tile last read is kept. */
struct walk {
    log_hasher *h;
    const log_tile_reader *r;
    uint64_t size;
    base_err *e;
    log_tile_id id; /* n = 0: none yet */
    log_hash hash[LOG_TILE_HASHES];
};

static void walk_init(struct walk *w, log_hasher *h, const log_tile_reader *r, uint64_t size, base_err *e) {
    w->h = h;
    w->r = r;
    w->size = size;
    w->e = e;
    w->id = (log_tile_id){0, 0, 0};
}

static bool size_fits(uint64_t size, base_err *e) {
    return size <= LOG_SIZE_MAX || base_err_fmt(e, BASE_ERR_RANGE, "日志不可能有 %llu 条记录",
                                                "no log has %llu entries", (unsigned long long)size);
}

static unsigned height_of(uint64_t n) { return 63 - (unsigned)__builtin_clzll(n); }

/* How many hashes the tile has in a tree of that size. */
static uint16_t width_of(uint64_t size, unsigned level, uint64_t index) {
    const uint64_t left = log_level_size(size, level) - index * LOG_TILE_HASHES;
    return (uint16_t)(left < LOG_TILE_HASHES ? left : LOG_TILE_HASHES);
}

static bool load(struct walk *w, unsigned level, uint64_t index) {
    if (w->id.n > 0 && w->id.level == level && w->id.index == index) return true;
    w->id = (log_tile_id){(uint8_t)level, index, width_of(w->size, level, index)};
    return w->r->tile(w->r->ctx, w->id, w->hash, w->e);
}

/* The root of the full subtree of 2^height leaves that begins at `first`. */
static bool subtree(struct walk *w, uint64_t first, unsigned height, log_hash *out) {
    const unsigned level = height / TILE_BITS;
    const uint64_t at = first >> (TILE_BITS * level); /* of its first hash in the level */
    if (!load(w, level, at / LOG_TILE_HASHES)) return false;
    *out = log_perfect_root(w->h, w->hash + at % LOG_TILE_HASHES, (size_t)1 << height % TILE_BITS);
    return true;
}

/* The roots of the full subtrees a range consists of, largest first. */
static bool subtrees(struct walk *w, struct range x, log_hash *part, size_t *n) {
    *n = 0;
    while (x.first < x.end) {
        const unsigned height = height_of(x.end - x.first);
        if (!subtree(w, x.first, height, &part[(*n)++])) return false;
        x.first += UINT64_C(1) << height;
    }
    return true;
}

/* Hashes the ranges, last first. */
static bool hash_ranges(struct walk *w, const struct range *x, size_t count, log_hash *path, size_t *n) {
    for (size_t i = 0; i < count; i++) {
        log_hash part[LOG_FRONTIER_MAX];
        size_t parts;
        if (!subtrees(w, x[count - 1 - i], part, &parts)) return false;
        path[i] = log_join(w->h, part, parts);
    }
    *n = count;
    return true;
}

/* Where a tree over [first, end) is cut: its left part has the largest power of two below its size. */
static uint64_t cut(struct range x) { return x.first + (UINT64_C(1) << height_of(x.end - x.first - 1)); }

bool log_inclusion(log_hasher *h, const log_tile_reader *r, uint64_t index, uint64_t size, log_hash *path, size_t *n,
                   base_err *e) {
    if (!size_fits(size, e)) return false;
    if (index >= size)
        return base_err_fmt(e, BASE_ERR_RANGE, "第 %llu 条记录不在只有 %llu 条记录的日志中",
                            "entry %llu is not in a log of %llu entries", (unsigned long long)index,
                            (unsigned long long)size);
    struct range beside[LOG_PROOF_MAX], x = {0, size};
    size_t count = 0;
    while (x.end - x.first > 1) {
        const uint64_t middle = cut(x);
        const bool left = index < middle;
        beside[count++] = left ? (struct range){middle, x.end} : (struct range){x.first, middle};
        x = left ? (struct range){x.first, middle} : (struct range){middle, x.end};
    }
    struct walk w;
    walk_init(&w, h, r, size, e);
    return hash_ranges(&w, beside, count, path, n);
}

bool log_consistency(log_hasher *h, const log_tile_reader *r, uint64_t old, uint64_t size, log_hash *path, size_t *n,
                     base_err *e) {
    if (!size_fits(size, e)) return false;
    if (old == 0 || old > size)
        return base_err_fmt(e, BASE_ERR_RANGE, "从 %llu 条记录到 %llu 条记录没有一致性证明",
                            "there is no consistency proof from %llu to %llu entries", (unsigned long long)old,
                            (unsigned long long)size);
    struct range beside[LOG_PROOF_MAX], x = {0, size};
    size_t count = 0;
    while (x.end != old) {
        const uint64_t middle = cut(x);
        const bool left = old <= middle;
        beside[count++] = left ? (struct range){middle, x.end} : (struct range){x.first, middle};
        x = left ? (struct range){x.first, middle} : (struct range){middle, x.end};
    }
    if (x.first > 0) beside[count++] = x; /* else it is the old tree, whose root the verifier has */
    struct walk w;
    walk_init(&w, h, r, size, e);
    return hash_ranges(&w, beside, count, path, n);
}

bool log_frontier_of(log_hasher *h, const log_tile_reader *r, uint64_t size, log_frontier *out, base_err *e) {
    if (!size_fits(size, e)) return false;
    struct walk w;
    size_t n;
    walk_init(&w, h, r, size, e);
    out->size = size;
    return subtrees(&w, (struct range){0, size}, out->node, &n);
}

bool log_root_of(log_hasher *h, const log_tile_reader *r, uint64_t size, log_hash *root, base_err *e) {
    log_frontier f;
    if (!log_frontier_of(h, r, size, &f, e)) return false;
    *root = log_frontier_root(h, &f);
    return true;
}

bool log_tiler_of(const log_tile_reader *r, uint64_t size, log_tiler *out, base_err *e) {
    if (!size_fits(size, e)) return false;
    log_tiler_init(out);
    for (unsigned level = 0; level < LOG_TILE_LEVELS; level++) {
        const uint64_t count = log_level_size(size, level);
        const log_tile_id id = {(uint8_t)level, count / LOG_TILE_HASHES, (uint16_t)(count % LOG_TILE_HASHES)};
        if (id.n > 0 && !r->tile(r->ctx, id, out->edge[level], e)) return false;
    }
    out->size = size;
    return true;
}
