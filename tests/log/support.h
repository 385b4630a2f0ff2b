/* support.h - what the tests of the log share: both suites, leaves that are easy to tell apart, the recursive
 * definition of RFC 9162 to compare with, and a log whose tiles are kept in memory.
 *
 * The definition (`def_…`) is written as the RFC writes it, from leaf hashes alone: no frontier, no tiles, no bits. */
#ifndef JIQUN_TESTS_LOG_SUPPORT_H
#define JIQUN_TESTS_LOG_SUPPORT_H

#include "../testing.h"

#include "log/note.h"
#include "log/tree.h"

static const enum log_suite SUITES[] = {LOG_SM3_SM2, LOG_SHA256_ED25519};
enum { N_SUITES = 2 };

static inline log_hash hash_of_hex(const char *hex) {
    log_hash x;
    if (!log_hash_parse_hex(base_str_of(hex), &x)) fail_msg("not a hash: %s", hex);
    return x;
}

static inline void assert_hash(const log_hash *have, const log_hash *want) {
    char a[LOG_HASH_HEX], b[LOG_HASH_HEX];
    if (log_hash_eq(have, want)) return;
    log_hash_hex(have, a);
    log_hash_hex(want, b);
    fail_msg("have %.64s, expected %.64s", a, b);
}

static inline void assert_hex(const log_hash *have, const char *hex) {
    const log_hash want = hash_of_hex(hex);
    assert_hash(have, &want);
}

/* A copy in memory that ends where the text ends, so that the address sanitizer sees a read beyond it. Freed by the
 * next call. */
static inline base_str exactly(base_str text) {
    static char *copy;
    free(copy);
    copy = malloc(text.n == 0 ? 1 : text.n);
    assert_non_null(copy);
    if (text.n > 0) memcpy(copy, text.p, text.n);
    return (base_str){copy, text.n};
}

/* ---- leaves ---- */

/* `n` leaf hashes of the entries "leaf 0", "leaf 1" …; the caller frees them. */
static inline log_hash *make_leaves(log_hasher *h, size_t n) {
    log_hash *leaf = calloc(n == 0 ? 1 : n, sizeof *leaf);
    assert_non_null(leaf);
    for (size_t i = 0; i < n; i++) {
        char text[32];
        (void)snprintf(text, sizeof text, "leaf %zu", i);
        leaf[i] = log_leaf_hash(h, base_str_of(text));
    }
    return leaf;
}

/* ---- the definition ---- */

/* The largest power of two below n. */
static inline size_t def_split(size_t n) {
    size_t k = 1;
    while (2 * k < n) k *= 2;
    return k;
}

/* MTH(D[n]) of section 2.1.1, n > 0. */
static inline log_hash def_root(log_hasher *h, const log_hash *d, size_t n) {
    if (n == 1) return d[0];
    const size_t k = def_split(n);
    const log_hash left = def_root(h, d, k), right = def_root(h, d + k, n - k);
    return log_node_hash(h, &left, &right);
}

/* PATH(m, D[n]) of section 2.1.3.1; returns its length. */
static inline size_t def_path(log_hasher *h, size_t m, const log_hash *d, size_t n, log_hash *out) {
    if (n == 1) return 0;
    const size_t k = def_split(n);
    size_t len;
    if (m < k) {
        len = def_path(h, m, d, k, out);
        out[len++] = def_root(h, d + k, n - k);
    } else {
        len = def_path(h, m - k, d + k, n - k, out);
        out[len++] = def_root(h, d, k);
    }
    return len;
}

/* SUBPROOF(m, D[n], b) of section 2.1.4.1; returns its length. */
static inline size_t def_subproof(log_hasher *h, size_t m, const log_hash *d, size_t n, bool whole, log_hash *out) {
    if (m == n) {
        if (whole) return 0;
        out[0] = def_root(h, d, n);
        return 1;
    }
    const size_t k = def_split(n);
    size_t len;
    if (m <= k) {
        len = def_subproof(h, m, d, k, whole, out);
        out[len++] = def_root(h, d + k, n - k);
    } else {
        len = def_subproof(h, m - k, d + k, n - k, false, out);
        out[len++] = def_root(h, d, k);
    }
    return len;
}

/* ---- a log in memory ---- */

enum { KEPT_LEVELS = 3 };

typedef struct {
    log_hasher *h;
    log_tiler tiler;
    log_frontier frontier;
    size_t room; /* hashes that level 0 has room for */
    log_hash *level[KEPT_LEVELS];
    size_t full[KEPT_LEVELS]; /* full tiles of each level that were kept */
    size_t reads;
} mem_log;

static inline bool mem_keep(void *ctx, log_tile_id id, const log_hash *hash) {
    mem_log *m = ctx;
    assert_int_equal(id.n, LOG_TILE_HASHES);
    assert_true(id.level < KEPT_LEVELS);
    assert_int_equal(id.index, m->full[id.level]); /* each once, in order */
    m->full[id.level]++;
    memcpy(m->level[id.level] + id.index * LOG_TILE_HASHES, hash, LOG_TILE_BYTES);
    return true;
}

/* Gives what is asked for and nothing beyond it; a tile that does not exist fails the test. */
static inline bool mem_tile(void *ctx, log_tile_id id, log_hash *out, base_err *e) {
    (void)e;
    mem_log *m = ctx;
    m->reads++;
    assert_true(id.level < KEPT_LEVELS && id.n >= 1 && id.n <= LOG_TILE_HASHES);
    assert_true(id.index * LOG_TILE_HASHES + id.n <= log_level_size(m->tiler.size, id.level));
    const bool full = id.index < m->full[id.level];
    const log_hash *from = full ? m->level[id.level] + id.index * LOG_TILE_HASHES : m->tiler.edge[id.level];
    memset(out, 0xEE, LOG_TILE_BYTES);
    memcpy(out, from, id.n * sizeof *out);
    return true;
}

static inline log_tile_reader mem_reader(mem_log *m) { return (log_tile_reader){m, mem_tile}; }

static inline mem_log *mem_log_new(log_hasher *h, size_t room) {
    mem_log *m = calloc(1, sizeof *m);
    assert_non_null(m);
    m->h = h;
    m->room = room;
    log_tiler_init(&m->tiler);
    for (unsigned i = 0; i < KEPT_LEVELS; i++) {
        m->level[i] = calloc((room >> (8 * i)) + LOG_TILE_HASHES, sizeof **m->level);
        assert_non_null(m->level[i]);
    }
    return m;
}

static inline void mem_log_append(mem_log *m, const log_hash *leaf) {
    assert_true(m->tiler.size < m->room);
    log_frontier_append(m->h, &m->frontier, leaf);
    assert_true(log_tiler_append(m->h, &m->tiler, leaf, mem_keep, m));
}

static inline void mem_log_free(mem_log *m) {
    for (unsigned i = 0; i < KEPT_LEVELS; i++) free(m->level[i]);
    free(m);
}

/* A log of `n` leaves. */
static inline mem_log *mem_log_of(log_hasher *h, const log_hash *leaf, size_t n) {
    mem_log *m = mem_log_new(h, n + 1);
    for (size_t i = 0; i < n; i++) mem_log_append(m, &leaf[i]);
    return m;
}

#endif
