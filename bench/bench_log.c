/* bench_log.c - how fast the log is: leaves appended, checkpoints signed and opened, proofs made and checked.
 *
 *   bench_log [LEAVES]        1000000 leaves of 300 bytes unless said otherwise
 *
 * Each suite keeps frontier and tiles as a store does; full tiles stay in memory, so that what is timed is this floor
 * alone. Each task is run RUNS times after one run that is not counted; the least, the middle and the greatest rate are
 * printed. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "log/proof_file.h"
#include "timing_i.h"

enum { RUNS = 5, LEAF = 300, SIGNED = 1000, PROOFS = 2000, LEVELS = 4 };

struct bench {
    enum log_suite suite;
    size_t leaves;
    log_hasher *h;
    log_frontier frontier;
    log_tiler tiler;
    log_hash *level[LEVELS];
    log_key *key;
    base_buf note;
    log_hash root, middle_root;
    log_hash path[PROOFS][LOG_PROOF_MAX], consistency[LOG_PROOF_MAX];
    size_t n_path[PROOFS], n_consistency;
    uint64_t index[PROOFS];
    log_hash leaf[PROOFS];
};

static void must(bool ok, const char *what) {
    if (ok) return;
    fprintf(stderr, "bench_log: %s failed\n", what);
    exit(1);
}

/* Runs `work`, which does `n` things at a time, and prints things a second. */
static void rate(struct bench *b, const char *name, double n, void (*work)(struct bench *)) {
    double seconds[RUNS];
    bench_runs(b, work, seconds, RUNS);
    printf("%-8s %-44s %10.0f %10.0f %10.0f /s   %9.2f us each\n", log_suite_name(b->suite), name,
           n / seconds[RUNS - 1], n / seconds[RUNS / 2], n / seconds[0], seconds[RUNS / 2] / n * 1e6);
}

static base_str make_leaf(char text[LEAF], uint64_t i) {
    memset(text, 'x', LEAF);
    memcpy(text, &i, sizeof i);
    return (base_str){text, LEAF};
}

static bool keep_tile(void *ctx, log_tile_id id, const log_hash *hash) {
    struct bench *b = ctx;
    if (id.level < LEVELS) memcpy(b->level[id.level] + id.index * LOG_TILE_HASHES, hash, LOG_TILE_BYTES);
    return true;
}

static bool read_tile(void *ctx, log_tile_id id, log_hash *out, base_err *e) {
    (void)e;
    const struct bench *b = ctx;
    const bool full = (id.index + 1) * LOG_TILE_HASHES <= log_level_size(b->leaves, id.level);
    const log_hash *from = full ? b->level[id.level] + id.index * LOG_TILE_HASHES : b->tiler.edge[id.level];
    memcpy(out, from, sizeof *out * id.n);
    return true;
}

static log_tile_reader reader(struct bench *b) { return (log_tile_reader){b, read_tile}; }

static void append(struct bench *b) {
    char text[LEAF];
    b->frontier.size = 0;
    log_tiler_init(&b->tiler);
    for (uint64_t i = 0; i < b->leaves; i++) {
        const log_hash leaf = log_leaf_hash(b->h, make_leaf(text, i));
        log_frontier_append(b->h, &b->frontier, &leaf);
        must(log_tiler_append(b->h, &b->tiler, &leaf, keep_tile, b), "append");
    }
    b->root = log_frontier_root(b->h, &b->frontier);
}

static void leaf_hashes(struct bench *b) {
    char text[LEAF];
    for (uint64_t i = 0; i < b->leaves; i++) b->leaf[i % PROOFS] = log_leaf_hash(b->h, make_leaf(text, i));
}

static void sign(struct bench *b) {
    const log_checkpoint c = {
        .origin = log_pub_origin(log_key_pub(b->key)), .size = b->leaves, .root = b->root, .extension = {NULL, 0}};
    for (int i = 0; i < SIGNED; i++) {
        base_buf_clear(&b->note);
        must(log_checkpoint_sign(&b->note, &c, b->key, NULL), "signing");
    }
}

static void open_note(struct bench *b) {
    const log_pub *pub = log_key_pub(b->key);
    log_checkpoint c;
    for (int i = 0; i < SIGNED; i++)
        must(log_checkpoint_open(base_buf_str(&b->note), &pub, 1, &c, NULL, NULL), "opening a checkpoint");
}

static void prove(struct bench *b) {
    const log_tile_reader r = reader(b);
    for (size_t i = 0; i < PROOFS; i++)
        must(log_inclusion(b->h, &r, b->index[i], b->leaves, b->path[i], &b->n_path[i], NULL), "proving inclusion");
}

static void check(struct bench *b) {
    for (size_t i = 0; i < PROOFS; i++)
        must(log_verify_inclusion(b->h, &b->leaf[i], b->index[i], b->leaves, b->path[i], b->n_path[i], &b->root),
             "checking inclusion");
}

static void prove_consistency(struct bench *b) {
    const log_tile_reader r = reader(b);
    for (size_t i = 0; i < PROOFS; i++)
        must(log_consistency(b->h, &r, b->leaves / 2 + i, b->leaves, b->consistency, &b->n_consistency, NULL),
             "proving consistency");
}

static void prepare_proofs(struct bench *b) {
    uint64_t x = 20220913;
    char text[LEAF];
    for (size_t i = 0; i < PROOFS; i++) {
        x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        b->index[i] = (x >> 20) % b->leaves;
        b->leaf[i] = log_leaf_hash(b->h, make_leaf(text, b->index[i]));
    }
}

static void suite(struct bench *b, enum log_suite kind, base_str origin) {
    b->suite = kind;
    b->h = log_hasher_new(kind);
    b->key = log_key_new(kind, origin, NULL);
    must(b->key != NULL, "making a key");
    rate(b, "leaves hashed, 300 bytes", (double)b->leaves, leaf_hashes);
    rate(b, "leaves appended (hash, frontier, tiles)", (double)b->leaves, append);
    rate(b, "checkpoints signed", SIGNED, sign);
    rate(b, "checkpoints opened (signature checked)", SIGNED, open_note);
    prepare_proofs(b);
    rate(b, "inclusion proofs made from tiles", PROOFS, prove);
    rate(b, "inclusion proofs checked", PROOFS, check);
    rate(b, "consistency proofs made from tiles", PROOFS, prove_consistency);
    log_key_free(b->key);
    log_hasher_free(b->h);
}

int main(int argc, char **argv) {
    struct bench *b = calloc(1, sizeof *b);
    must(b != NULL, "memory");
    b->leaves = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
    must(b->leaves >= 2 * PROOFS, "the number of leaves");
    for (unsigned i = 0; i < LEVELS; i++) {
        b->level[i] = calloc(log_level_size(b->leaves, i) + LOG_TILE_HASHES, sizeof **b->level);
        must(b->level[i] != NULL, "memory");
    }
    base_buf_init(&b->note, LOG_NOTE_MAX);
    printf("%zu leaves; least, middle and greatest of %d runs\n", b->leaves, RUNS);
    suite(b, LOG_SM3_SM2, BASE_STR("bench.example/log/sm3"));
    suite(b, LOG_SHA256_ED25519, BASE_STR("bench.example/log"));
    base_buf_free(&b->note);
    for (unsigned i = 0; i < LEVELS; i++) free(b->level[i]);
    free(b);
    return 0;
}
