/* Proofs that were tampered with: whatever is changed in them, they do not hold. */
#include "support.h"

enum { LARGEST = 33 };

struct inclusion {
    uint64_t index, size;
    log_hash leaf, root, path[LOG_PROOF_MAX + 2];
    size_t n;
};

static bool holds(log_hasher *h, const struct inclusion *x) {
    return log_verify_inclusion(h, &x->leaf, x->index, x->size, x->path, x->n, &x->root);
}

struct consistency {
    uint64_t old, size;
    log_hash old_root, root, path[LOG_PROOF_MAX + 2];
    size_t n;
};

static bool agrees(log_hasher *h, const struct consistency *x) {
    return log_verify_consistency(h, x->old, &x->old_root, x->size, &x->root, x->path, x->n);
}

/* Calls `test` with every byte of the hash changed, one at a time. */
#define FOR_EACH_BYTE(hash, test)                                                                                      \
    for (size_t byte_ = 0; byte_ < LOG_HASH; byte_++) {                                                                \
        (hash)->b[byte_] ^= (uint8_t)(1U << byte_ % 8);                                                                \
        test;                                                                                                          \
        (hash)->b[byte_] ^= (uint8_t)(1U << byte_ % 8);                                                                \
    }

static void insert(log_hash *path, size_t *n, size_t at, const log_hash *x) {
    memmove(path + at + 1, path + at, (*n - at) * sizeof *path);
    path[at] = *x;
    (*n)++;
}

static void cut_out(log_hash *path, size_t *n, size_t at) {
    memmove(path + at, path + at + 1, (*n - at - 1) * sizeof *path);
    (*n)--;
}

static void tamper_inclusion(log_hasher *h, const struct inclusion *good) {
    struct inclusion x = *good;
    FOR_EACH_BYTE(&x.leaf, assert_false(holds(h, &x)));
    FOR_EACH_BYTE(&x.root, assert_false(holds(h, &x)));
    for (size_t i = 0; i < x.n; i++) FOR_EACH_BYTE(&x.path[i], assert_false(holds(h, &x)));
    assert_true(holds(h, &x));
    for (size_t i = 0; i < good->n; i++) { /* one left out, one twice, two exchanged */
        x = *good;
        cut_out(x.path, &x.n, i);
        assert_false(holds(h, &x));
        x = *good;
        insert(x.path, &x.n, i, &good->path[i]);
        assert_false(holds(h, &x));
        if (i == 0) continue;
        x = *good;
        x.path[i] = good->path[i - 1];
        x.path[i - 1] = good->path[i];
        assert_false(holds(h, &x));
    }
    for (size_t i = 0; i <= good->n; i++) { /* something put in: the root, the leaf */
        x = *good;
        insert(x.path, &x.n, i, &good->root);
        assert_false(holds(h, &x));
        x = *good;
        insert(x.path, &x.n, i, &good->leaf);
        assert_false(holds(h, &x));
    }
    for (uint64_t index = 0; index < good->size + 2; index++) { /* the same path for every other leaf */
        x = *good;
        x.index = index;
        assert_int_equal(holds(h, &x), index == good->index);
    }
    x = *good;
    x.index = UINT64_MAX;
    assert_false(holds(h, &x));
    for (int k = 0; k < 2; k++) {
        x = *good;
        x.size = k == 0 ? x.size * 2 : x.size / 2;
        assert_false(holds(h, &x));
    }
}

static void inclusion(void **state) {
    (void)state;
    for (size_t s = 0; s < N_SUITES; s++) {
        log_hasher *h = log_hasher_new(SUITES[s]);
        log_hash *leaf = make_leaves(h, LARGEST);
        for (size_t size = 1; size <= LARGEST; size += size < 10 ? 1 : 7) {
            struct inclusion x = {.size = size, .root = def_root(h, leaf, size)};
            for (x.index = 0; x.index < size; x.index++) {
                x.leaf = leaf[x.index];
                x.n = def_path(h, x.index, leaf, size, x.path);
                assert_true(holds(h, &x));
                tamper_inclusion(h, &x);
            }
        }
        free(leaf);
        log_hasher_free(h);
    }
}

static void tamper_consistency(log_hasher *h, const struct consistency *good) {
    struct consistency x = *good;
    FOR_EACH_BYTE(&x.old_root, assert_false(agrees(h, &x)));
    FOR_EACH_BYTE(&x.root, assert_false(agrees(h, &x)));
    for (size_t i = 0; i < x.n; i++) FOR_EACH_BYTE(&x.path[i], assert_false(agrees(h, &x)));
    assert_true(agrees(h, &x));
    for (size_t i = 0; i < good->n; i++) {
        x = *good;
        cut_out(x.path, &x.n, i);
        assert_false(agrees(h, &x));
        x = *good;
        insert(x.path, &x.n, i, &good->path[i]);
        assert_false(agrees(h, &x));
    }
    for (size_t i = 0; i <= good->n; i++) {
        x = *good;
        insert(x.path, &x.n, i, &good->old_root);
        assert_false(agrees(h, &x));
        x = *good;
        insert(x.path, &x.n, i, &good->root);
        assert_false(agrees(h, &x));
    }
    x = *good;
    x.old = 0;
    assert_false(agrees(h, &x));
    x = *good;
    x.old = x.size + 1;
    assert_false(agrees(h, &x));
    x = *good;
    x.n = 0;
    assert_int_equal(agrees(h, &x), good->old == good->size);
    if (good->old == good->size) return;
    x = *good; /* roots exchanged */
    x.root = good->old_root;
    x.old_root = good->root;
    assert_false(agrees(h, &x));
    for (int k = 0; k < 2; k++) {
        x = *good;
        x.size = k == 0 ? x.size * 2 : x.size / 2;
        assert_false(agrees(h, &x));
    }
    for (int k = 0; k < 2; k++) {
        x = *good;
        x.old = k == 0 ? x.old - 1 : x.old + 1;
        assert_false(agrees(h, &x));
    }
}

static void consistency(void **state) {
    (void)state;
    for (size_t s = 0; s < N_SUITES; s++) {
        log_hasher *h = log_hasher_new(SUITES[s]);
        log_hash *leaf = make_leaves(h, LARGEST);
        for (size_t size = 1; size <= LARGEST; size += size < 10 ? 1 : 7) {
            struct consistency x = {.size = size, .root = def_root(h, leaf, size)};
            for (x.old = 1; x.old <= size; x.old++) {
                x.old_root = def_root(h, leaf, x.old);
                x.n = def_subproof(h, x.old, leaf, size, true, x.path);
                assert_true(agrees(h, &x));
                tamper_consistency(h, &x);
            }
        }
        free(leaf);
        log_hasher_free(h);
    }
}

/* The cases beside the rule of transparency-dev/merkle (testdata/…/additional). */
static void nothing_to_prove(void **state) {
    (void)state;
    log_hasher *h = log_hasher_new(LOG_SHA256_ED25519);
    const log_hash empty = log_empty_root(h), a = log_leaf_hash(h, BASE_STR("a")), b = log_leaf_hash(h, BASE_STR("b"));
    assert_false(log_verify_consistency(h, 0, &empty, 0, &empty, NULL, 0));
    assert_false(log_verify_consistency(h, 0, &empty, 1, &a, NULL, 0));
    assert_false(log_verify_consistency(h, 0, &empty, 1, &empty, &empty, 1));
    assert_false(log_verify_consistency(h, 1, &a, 0, &empty, NULL, 0));
    assert_false(log_verify_consistency(h, 2, &a, 1, &a, &a, 1));
    assert_true(log_verify_consistency(h, 1, &a, 1, &a, NULL, 0));
    assert_false(log_verify_consistency(h, 1, &a, 1, &b, NULL, 0));
    assert_false(log_verify_consistency(h, 1, &a, 1, &a, &a, 1));
    assert_false(log_verify_consistency(h, 1, &a, 2, &b, NULL, 0));
    assert_false(log_verify_inclusion(h, &a, 0, 0, NULL, 0, &a));
    assert_true(log_verify_inclusion(h, &a, 0, 1, NULL, 0, &a));
    assert_false(log_verify_inclusion(h, &a, 0, 1, NULL, 0, &empty));
    assert_false(log_verify_inclusion(h, &a, 0, 1, &a, 1, &a));
    assert_false(log_verify_inclusion(h, &a, 1, 1, NULL, 0, &a));
    /* A path that goes on above the root leads to another root, though it could be computed. */
    const log_hash above = log_node_hash(h, &b, &a), higher = log_node_hash(h, &b, &above);
    assert_false(log_verify_inclusion(h, &a, 0, 1, &b, 1, &above));
    const log_hash two[] = {b, b};
    assert_true(log_verify_inclusion(h, &a, 1, 2, two, 1, &above));
    assert_false(log_verify_inclusion(h, &a, 1, 2, two, 2, &higher));
    const log_hash old = log_node_hash(h, &a, &b), grown = log_node_hash(h, &b, &old);
    assert_false(log_verify_consistency(h, 2, &old, 2, &grown, two, 1));
    assert_false(log_verify_consistency(h, 1, &a, 2, &a, NULL, 0));
    /* Sizes no log has end as well. */
    log_hash path[70];
    for (size_t i = 0; i < 70; i++) path[i] = a;
    for (size_t n = 60; n <= 70; n++) {
        assert_false(log_verify_inclusion(h, &a, UINT64_MAX - 1, UINT64_MAX, path, n, &b));
        assert_false(log_verify_inclusion(h, &a, 0, UINT64_MAX, path, n, &b));
        assert_false(log_verify_consistency(h, UINT64_MAX - 1, &a, UINT64_MAX, &b, path, n));
        assert_false(log_verify_consistency(h, UINT64_C(1) << 63, &a, UINT64_MAX, &b, path, n));
    }
    log_hasher_free(h);
}

/* A proof of one suite is none of the other. */
static void other_suite(void **state) {
    (void)state;
    log_hasher *sm3 = log_hasher_new(LOG_SM3_SM2), *sha256 = log_hasher_new(LOG_SHA256_ED25519);
    log_hash *leaf = make_leaves(sm3, 5);
    struct inclusion x = {.index = 3, .size = 5, .leaf = leaf[3], .root = def_root(sm3, leaf, 5)};
    x.n = def_path(sm3, 3, leaf, 5, x.path);
    assert_true(holds(sm3, &x));
    assert_false(holds(sha256, &x));
    free(leaf);
    log_hasher_free(sm3);
    log_hasher_free(sha256);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inclusion),
        cmocka_unit_test(consistency),
        cmocka_unit_test(nothing_to_prove),
        cmocka_unit_test(other_suite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
