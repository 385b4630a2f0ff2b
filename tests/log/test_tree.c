/* Trees: the vectors of Certificate Transparency, and every root, frontier, tile and proof of small and of awkward
 * sizes against the recursive definition. */
#include "support.h"

enum { SMALL = 130 };

/* ---- vectors ---- */

static const struct {
    const char *bytes;
    size_t n;
} INPUT[] = {{"", 0},
             {"\x00", 1},
             {"\x10", 1},
             {"\x20\x21", 2},
             {"\x30\x31", 2},
             {"\x40\x41\x42\x43", 4},
             {"\x50\x51\x52\x53\x54\x55\x56\x57", 8},
             {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16}};

static const char *const ROOT[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

struct proof_vector {
    uint64_t from, size; /* a leaf, or an old size */
    size_t n;
    const char *hex[3];
};

static const struct proof_vector PATHS[] = {
    {0, 1, 0, {NULL}},
    {0,
     8,
     3,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {5,
     8,
     3,
     {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2, 3, 1, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
    {1,
     5,
     3,
     {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
};

static const struct proof_vector CONSISTENT[] = {
    {1, 1, 0, {NULL}},
    {1,
     8,
     3,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {6,
     8,
     3,
     {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2,
     5,
     2,
     {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
};

static void assert_proof(const struct proof_vector *v, const log_hash *path, size_t n) {
    assert_int_equal(n, v->n);
    for (size_t i = 0; i < n; i++) assert_hex(&path[i], v->hex[i]);
}

static void vectors(void **state) {
    (void)state;
    log_hasher *h = log_hasher_new(LOG_SHA256_ED25519);
    mem_log *m = mem_log_new(h, 9);
    log_hash leaf[8], root[9], path[LOG_PROOF_MAX];
    size_t n;
    root[0] = log_frontier_root(h, &m->frontier);
    assert_hex(&root[0], ROOT[0]);
    for (size_t i = 0; i < 8; i++) {
        leaf[i] = log_leaf_hash(h, (base_str){INPUT[i].bytes, INPUT[i].n});
        mem_log_append(m, &leaf[i]);
        root[i + 1] = log_frontier_root(h, &m->frontier);
        assert_hex(&root[i + 1], ROOT[i + 1]);
    }
    const log_tile_reader r = mem_reader(m);
    for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++) {
        const struct proof_vector *v = &PATHS[i];
        assert_true(log_inclusion(h, &r, v->from, v->size, path, &n, NULL));
        assert_proof(v, path, n);
        assert_true(log_verify_inclusion(h, &leaf[v->from], v->from, v->size, path, n, &root[v->size]));
    }
    for (size_t i = 0; i < sizeof CONSISTENT / sizeof *CONSISTENT; i++) {
        const struct proof_vector *v = &CONSISTENT[i];
        assert_true(log_consistency(h, &r, v->from, v->size, path, &n, NULL));
        assert_proof(v, path, n);
        assert_true(log_verify_consistency(h, v->from, &root[v->from], v->size, &root[v->size], path, n));
    }
    mem_log_free(m);
    log_hasher_free(h);
}

/* ---- against the definition ---- */

/* Root and frontier, from appending and from tiles, of every size up to SMALL. */
static void small_roots(void **state) {
    (void)state;
    for (size_t s = 0; s < N_SUITES; s++) {
        log_hasher *h = log_hasher_new(SUITES[s]);
        log_hash *leaf = make_leaves(h, SMALL);
        mem_log *m = mem_log_new(h, SMALL + 1);
        const log_tile_reader r = mem_reader(m);
        for (size_t n = 0; n <= SMALL; n++) {
            if (n > 0) mem_log_append(m, &leaf[n - 1]);
            const log_hash want = n == 0 ? log_empty_root(h) : def_root(h, leaf, n);
            log_hash root = log_frontier_root(h, &m->frontier);
            assert_hash(&root, &want);
            assert_true(log_root_of(h, &r, n, &root, NULL));
            assert_hash(&root, &want);
            log_frontier f;
            assert_true(log_frontier_of(h, &r, n, &f, NULL));
            assert_int_equal(f.size, n);
            assert_int_equal(log_frontier_nodes(&f), log_frontier_nodes(&m->frontier));
            assert_memory_equal(f.node, m->frontier.node, log_frontier_nodes(&f) * sizeof *f.node);
        }
        mem_log_free(m);
        free(leaf);
        log_hasher_free(h);
    }
}

/* Every proof of every small size, made from the tiles of the largest: an old tree is proved later too. */
static void small_proofs(void **state) {
    (void)state;
    for (size_t s = 0; s < N_SUITES; s++) {
        log_hasher *h = log_hasher_new(SUITES[s]);
        log_hash *leaf = make_leaves(h, SMALL);
        mem_log *m = mem_log_of(h, leaf, SMALL);
        const log_tile_reader r = mem_reader(m);
        log_hash root[SMALL + 1], have[LOG_PROOF_MAX], want[LOG_PROOF_MAX];
        size_t n, n_want;
        const size_t most = SUITES[s] == LOG_SM3_SM2 ? SMALL / 2 : SMALL; /* the other digest, the same tree */
        for (size_t size = 1; size <= most; size++) {
            root[size] = def_root(h, leaf, size);
            for (size_t i = 0; i < size; i++) {
                assert_true(log_inclusion(h, &r, i, size, have, &n, NULL));
                n_want = def_path(h, i, leaf, size, want);
                assert_int_equal(n, n_want);
                assert_memory_equal(have, want, n * sizeof *have);
                assert_true(log_verify_inclusion(h, &leaf[i], i, size, have, n, &root[size]));
            }
            for (size_t old = 1; old <= size; old++) {
                assert_true(log_consistency(h, &r, old, size, have, &n, NULL));
                n_want = def_subproof(h, old, leaf, size, true, want);
                assert_int_equal(n, n_want);
                assert_memory_equal(have, want, n * sizeof *have);
                assert_true(log_verify_consistency(h, old, &root[old], size, &root[size], have, n));
            }
        }
        mem_log_free(m);
        free(leaf);
        log_hasher_free(h);
    }
}

/* Leaves and old sizes beside the boundaries of a tree of `size`. */
static size_t awkward(size_t size, size_t out[64]) {
    static const size_t near[] = {0, 255, 256, 65279, 65280, 65535};
    size_t n = 0;
    for (size_t i = 0; i < sizeof near / sizeof *near; i++)
        if (near[i] + 1 < size) out[n++] = near[i];
    out[n++] = size - 1;
    return n;
}

static void check_size(log_hasher *h, const log_tile_reader *r, const log_hash *leaf, size_t size) {
    const log_hash root = def_root(h, leaf, size);
    log_hash have[LOG_PROOF_MAX], want[LOG_PROOF_MAX], other;
    size_t at[64], n;
    assert_true(log_root_of(h, r, size, &other, NULL));
    assert_hash(&other, &root);
    const size_t count = awkward(size, at);
    for (size_t k = 0; k < count; k++) {
        const size_t i = at[k];
        assert_true(log_inclusion(h, r, i, size, have, &n, NULL));
        assert_int_equal(n, def_path(h, i, leaf, size, want));
        assert_memory_equal(have, want, n * sizeof *have);
        assert_true(log_verify_inclusion(h, &leaf[i], i, size, have, n, &root));
        if (i == 0) continue;
        const log_hash old = def_root(h, leaf, i);
        assert_true(log_consistency(h, r, i, size, have, &n, NULL));
        assert_int_equal(n, def_subproof(h, i, leaf, size, true, want));
        assert_memory_equal(have, want, n * sizeof *have);
        assert_true(log_verify_consistency(h, i, &old, size, &root, have, n));
    }
}

static void sizes_around_tiles(void **state) {
    (void)state;
    static const size_t sizes[] = {255, 256, 257, 511, 512, 513, 65535, 65536, 65537};
    for (size_t s = 0; s < N_SUITES; s++) {
        log_hasher *h = log_hasher_new(SUITES[s]);
        log_hash *leaf = make_leaves(h, 65537);
        mem_log *m = mem_log_of(h, leaf, 65537);
        const log_tile_reader r = mem_reader(m);
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            if (SUITES[s] == LOG_SM3_SM2 && (sizes[i] == 65535 || sizes[i] == 65536))
                continue; /* slow, and as SHA-256 */
            check_size(h, &r, leaf, sizes[i]);
        }
        mem_log_free(m);
        free(leaf);
        log_hasher_free(h);
    }
}

/* Every hash of every tile is the root of the leaves that C2SP tlog-tiles says it is. */
static void tiles(void **state) {
    (void)state;
    enum { SIZE = 65536 + 256 + 3 };
    log_hasher *h = log_hasher_new(LOG_SHA256_ED25519);
    log_hash *leaf = make_leaves(h, SIZE);
    mem_log *m = mem_log_of(h, leaf, SIZE);
    assert_int_equal(m->full[0], 257);
    assert_int_equal(m->full[1], 1);
    assert_int_equal(m->full[2], 0);
    const log_tile_reader r = mem_reader(m);
    size_t width = 1;
    for (unsigned level = 0; level < KEPT_LEVELS; level++, width *= LOG_TILE_HASHES) {
        const uint64_t count = log_level_size(SIZE, level);
        assert_int_equal(count, SIZE / width);
        for (uint64_t i = 0; i < count; i++) {
            log_hash tile[LOG_TILE_HASHES];
            const uint64_t left = count - i / LOG_TILE_HASHES * LOG_TILE_HASHES;
            const log_tile_id id = {(uint8_t)level, i / LOG_TILE_HASHES,
                                    (uint16_t)(left < LOG_TILE_HASHES ? left : LOG_TILE_HASHES)};
            assert_true(r.tile(r.ctx, id, tile, NULL));
            const log_hash want = def_root(h, leaf + i * width, width);
            assert_hash(&tile[i % LOG_TILE_HASHES], &want);
        }
    }
    assert_int_equal(log_level_size(SIZE, 3), 0);
    assert_int_equal(log_level_size(UINT64_MAX, 7), 255);
    assert_int_equal(log_level_size(UINT64_MAX, 8), 0);
    mem_log_free(m);
    free(leaf);
    log_hasher_free(h);
}

/* A tiler taken up again from tiles goes on as if it had never stopped. */
static void resumed(void **state) {
    (void)state;
    static const size_t stops[] = {0, 1, 255, 256, 257, 600, 65535, 65536, 65600};
    log_hasher *h = log_hasher_new(LOG_SHA256_ED25519);
    log_hash *leaf = make_leaves(h, 66000);
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        mem_log *m = mem_log_of(h, leaf, stops[i]);
        const log_tile_reader r = mem_reader(m);
        log_tiler again;
        assert_true(log_tiler_of(&r, stops[i], &again, NULL));
        assert_int_equal(again.size, stops[i]);
        for (unsigned level = 0; level < KEPT_LEVELS; level++)
            assert_memory_equal(again.edge[level], m->tiler.edge[level],
                                log_level_size(stops[i], level) % LOG_TILE_HASHES * sizeof(log_hash));
        mem_log *rest = mem_log_new(h, 66001);
        for (unsigned level = 0; level < KEPT_LEVELS; level++) rest->full[level] = m->full[level];
        rest->tiler = again;
        assert_true(log_frontier_of(h, &r, stops[i], &rest->frontier, NULL));
        for (size_t k = stops[i]; k < stops[i] + 300; k++) mem_log_append(rest, &leaf[k]);
        const log_hash root = log_frontier_root(h, &rest->frontier), want = def_root(h, leaf, stops[i] + 300);
        assert_hash(&root, &want);
        mem_log_free(rest);
        mem_log_free(m);
    }
    free(leaf);
    log_hasher_free(h);
}

/* ---- what does not go well ---- */

static bool refuse_level_1(void *ctx, log_tile_id id, const log_hash *hash) {
    (void)hash;
    unsigned *calls = ctx;
    (*calls)++;
    return id.level == 0;
}

static bool refuse(void *ctx, log_tile_id id, const log_hash *hash) {
    (void)ctx, (void)id, (void)hash;
    return false;
}

/* A sink that fails leaves the tiler where it was, so that the leaf can be appended again. */
static void failing_sink(void **state) {
    (void)state;
    log_hasher *h = log_hasher_new(LOG_SHA256_ED25519);
    log_hash *leaf = make_leaves(h, 65536);
    mem_log *m = mem_log_of(h, leaf, 65535);
    const log_tiler before = m->tiler;
    unsigned calls = 0;
    assert_false(log_tiler_append(h, &m->tiler, &leaf[65535], refuse_level_1, &calls));
    assert_int_equal(calls, 2);
    assert_false(log_tiler_append(h, &m->tiler, &leaf[65535], refuse, NULL));
    assert_int_equal(m->tiler.size, 65535);
    assert_memory_equal(m->tiler.edge[0], before.edge[0], 255 * sizeof(log_hash));
    assert_memory_equal(m->tiler.edge[1], before.edge[1], 255 * sizeof(log_hash));
    m->room++;
    mem_log_append(m, &leaf[65535]);
    log_hash root = log_frontier_root(h, &m->frontier);
    assert_hash(&m->tiler.edge[2][0], &root);
    mem_log_free(m);
    free(leaf);
    log_hasher_free(h);
}

typedef struct {
    log_tile_id id[300];
    log_hash last[300];
    size_t n;
} full_tiles;

static bool note_tile(void *ctx, log_tile_id id, const log_hash *hash) {
    full_tiles *t = ctx;
    t->id[t->n] = id;
    t->last[t->n++] = hash[LOG_TILE_HASHES - 1];
    return true;
}

/* Appending to both at once gives what appending to each gives; a tile that is not taken changes neither. */
static void both_at_once(void **state) {
    (void)state;
    enum { SIZE = 65536 + 300 };
    static full_tiles one, two;
    static log_tiler tiler, both;
    static log_frontier f, g;
    unsigned calls = 0;
    log_hasher *h = log_hasher_new(LOG_SHA256_ED25519);
    log_hash *leaf = make_leaves(h, SIZE);
    log_tiler_init(&tiler);
    log_tiler_init(&both);
    for (size_t i = 0; i < SIZE; i++) {
        log_frontier_append(h, &f, &leaf[i]);
        assert_true(log_tiler_append(h, &tiler, &leaf[i], note_tile, &one));
        if (i == 65535) assert_false(log_append(h, &g, &both, &leaf[i], refuse_level_1, &calls));
        if (i == 255) assert_false(log_append(h, &g, &both, &leaf[i], refuse, NULL));
        assert_int_equal(g.size, i);
        assert_true(log_append(h, &g, &both, &leaf[i], note_tile, &two));
        assert_int_equal(g.size, i + 1);
        assert_int_equal(both.size, i + 1);
        assert_memory_equal(g.node, f.node, log_frontier_nodes(&f) * sizeof *f.node);
    }
    assert_int_equal(calls, 2);
    assert_int_equal(two.n, one.n);
    for (size_t i = 0; i < one.n; i++) {
        assert_true(one.id[i].level == two.id[i].level && one.id[i].index == two.id[i].index &&
                    one.id[i].n == two.id[i].n);
        assert_hash(&one.last[i], &two.last[i]);
    }
    for (unsigned level = 0; level < LOG_TILE_LEVELS; level++) {
        const size_t n = log_level_size(SIZE, level) % LOG_TILE_HASHES;
        assert_memory_equal(both.edge[level], tiler.edge[level], n * sizeof(log_hash));
    }
    free(leaf);
    log_hasher_free(h);
}

static bool no_tile(void *ctx, log_tile_id id, log_hash *out, base_err *e) {
    (void)ctx, (void)out;
    return base_err_fmt(e, BASE_ERR_MISSING, "%llu", "%llu", (unsigned long long)id.index);
}

static void refusals(void **state) {
    (void)state;
    log_hasher *h = log_hasher_new(LOG_SHA256_ED25519);
    const log_tile_reader r = {NULL, no_tile};
    const uint64_t huge = LOG_SIZE_MAX + 1;
    log_hash path[LOG_PROOF_MAX];
    log_frontier f;
    log_tiler t;
    size_t n;
    base_err e = {0};
    assert_false(log_inclusion(h, &r, 5, 5, path, &n, &e));
    assert_err(&e, BASE_ERR_RANGE, "5");
    assert_false(log_inclusion(h, &r, 0, 0, path, &n, &e));
    assert_err(&e, BASE_ERR_RANGE, "0");
    assert_false(log_inclusion(h, &r, 0, huge, path, &n, &e));
    assert_err(&e, BASE_ERR_RANGE, "9223372036854775808");
    assert_false(log_consistency(h, &r, 0, 5, path, &n, &e));
    assert_err(&e, BASE_ERR_RANGE, "5");
    assert_false(log_consistency(h, &r, 6, 5, path, &n, &e));
    assert_err(&e, BASE_ERR_RANGE, "6");
    assert_false(log_consistency(h, &r, 1, huge, path, &n, &e));
    assert_err(&e, BASE_ERR_RANGE, "9223372036854775808");
    assert_false(log_root_of(h, &r, huge, path, &e));
    assert_false(log_tiler_of(&r, huge, &t, &e));
    assert_err(&e, BASE_ERR_RANGE, "9223372036854775808");
    /* A tile that can not be read is the reader's error, wherever it is met. */
    assert_false(log_inclusion(h, &r, 300, 301, path, &n, &e));
    assert_err(&e, BASE_ERR_MISSING, "1");
    assert_false(log_consistency(h, &r, 300, 301, path, &n, &e));
    assert_false(log_root_of(h, &r, 301, path, &e));
    assert_false(log_frontier_of(h, &r, 301, &f, &e));
    assert_err(&e, BASE_ERR_MISSING, "0");
    assert_false(log_tiler_of(&r, 301, &t, &e));
    assert_err(&e, BASE_ERR_MISSING, "1");
    log_hasher_free(h);
}

/* Proofs of the largest log that is possible: as long as they can be, and within LOG_PROOF_MAX. Tiles are made up, one
 * hash for all; so every full subtree of a height has one root, and the proof can be checked. */
static bool same_everywhere(void *ctx, log_tile_id id, log_hash *out, base_err *e) {
    (void)e;
    const log_hash *level = ctx; /* the root of a full subtree of 256^level leaves */
    assert_true(id.level < LOG_TILE_LEVELS && id.n >= 1);
    for (size_t i = 0; i < id.n; i++) out[i] = level[id.level];
    return true;
}

static void largest(void **state) {
    (void)state;
    log_hasher *h = log_hasher_new(LOG_SHA256_ED25519);
    log_hash level[LOG_TILE_LEVELS], x = log_leaf_hash(h, BASE_STR("x")), path[LOG_PROOF_MAX], root, old;
    const log_hash leaf = x;
    for (unsigned i = 0; i < LOG_TILE_LEVELS; i++) {
        level[i] = x;
        for (unsigned k = 0; k < 8; k++) x = log_node_hash(h, &x, &x);
    }
    const log_tile_reader r = {level, same_everywhere};
    size_t n;
    assert_true(log_root_of(h, &r, LOG_SIZE_MAX, &root, NULL));
    static const uint64_t index[] = {0, 1, UINT64_C(1) << 62, (UINT64_C(1) << 62) - 1, LOG_SIZE_MAX - 1};
    for (size_t i = 0; i < sizeof index / sizeof *index; i++) {
        assert_true(log_inclusion(h, &r, index[i], LOG_SIZE_MAX, path, &n, NULL));
        assert_in_range(n, 60, 63);
        assert_true(log_verify_inclusion(h, &leaf, index[i], LOG_SIZE_MAX, path, n, &root));
        path[n - 1].b[5] ^= 1;
        assert_false(log_verify_inclusion(h, &leaf, index[i], LOG_SIZE_MAX, path, n, &root));
    }
    static const uint64_t olds[] = {1, 3, (UINT64_C(1) << 62) - 1, (UINT64_C(1) << 62) + 1, LOG_SIZE_MAX - 1};
    for (size_t i = 0; i < sizeof olds / sizeof *olds; i++) {
        assert_true(log_root_of(h, &r, olds[i], &old, NULL));
        assert_true(log_consistency(h, &r, olds[i], LOG_SIZE_MAX, path, &n, NULL));
        assert_in_range(n, 1, LOG_PROOF_MAX);
        assert_true(log_verify_consistency(h, olds[i], &old, LOG_SIZE_MAX, &root, path, n));
    }
    log_hasher_free(h);
}

/* A proof needs a few tiles, however large the log is. */
static void few_tiles(void **state) {
    (void)state;
    enum { SIZE = 65536 + 3000 };
    log_hasher *h = log_hasher_new(LOG_SHA256_ED25519);
    log_hash *leaf = make_leaves(h, SIZE), path[LOG_PROOF_MAX];
    mem_log *m = mem_log_of(h, leaf, SIZE);
    const log_tile_reader r = mem_reader(m);
    size_t n;
    for (size_t i = 0; i < SIZE; i += 1111) {
        m->reads = 0;
        assert_true(log_inclusion(h, &r, i, SIZE, path, &n, NULL));
        assert_in_range(m->reads, 1, 5);
        m->reads = 0;
        assert_true(log_consistency(h, &r, i + 1, SIZE, path, &n, NULL));
        assert_in_range(m->reads, 1, 5);
    }
    mem_log_free(m);
    free(leaf);
    log_hasher_free(h);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors),      cmocka_unit_test(small_roots),
        cmocka_unit_test(small_proofs), cmocka_unit_test(sizes_around_tiles),
        cmocka_unit_test(tiles),        cmocka_unit_test(resumed),
        cmocka_unit_test(failing_sink), cmocka_unit_test(both_at_once),
        cmocka_unit_test(refusals),     cmocka_unit_test(largest),
        cmocka_unit_test(few_tiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
