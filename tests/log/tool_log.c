/* tool_log.c - makes a log in a folder, for checks by programs that are not ours (openssl, tests/second/log.py).
 *
 *   log_tool_log SUITE ORIGIN ENTRIES DIR
 *
 * In DIR: the layout of C2SP tlog-tiles (checkpoint, tile/…, tile/entries/…), the private key (key), its public part as
 * a verifier key (vkey) and for openssl (pub.pem), text and raw signature of the checkpoint (checkpoint.text,
 * checkpoint.sig), inclusion proofs of some entries as text (N.tlog-proof beside N.entry), and every inclusion proof
 * and many consistency proofs in hexadecimal (proofs). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "log/proof_file.h"

enum { LEVELS = 3, MOST = 5000, EVERY = 97 };

struct job {
    enum log_suite suite;
    const char *folder;
    base_arena *arena;
    log_hasher *h;
    log_key *key;
    log_tiler tiler;
    log_frontier frontier;
    log_hash *level[LEVELS];
    base_buf note;
};

static _Noreturn void fail(const char *what, const base_err *e) {
    (void)fprintf(stderr, "log_tool_log: %s: %s\n", what, e != NULL ? e->en : strerror(errno));
    exit(1);
}

/* Writes DIR/name, and makes the folders it lies in. */
static void write_file(struct job *j, const char *name, base_str text) {
    const base_str full = base_arena_fmt(j->arena, "%s/%s", j->folder, name);
    char *path = base_arena_copy(j->arena, full.p, full.n + 1);
    for (char *p = path + strlen(j->folder) + 1; (p = strchr(p, '/')) != NULL; p++) {
        *p = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST) fail(path, NULL);
        *p = '/';
    }
    FILE *f = fopen(path, "wb");
    if (f == NULL || fwrite(text.p, 1, text.n, f) != text.n || fclose(f) != 0) fail(path, NULL);
}

/* Entries of every length from 0 to 200, empty ones among them. */
static base_str entry_of(struct job *j, uint64_t i) {
    const size_t n = i % 201;
    char *text = base_arena_alloc(j->arena, n + 32);
    memset(text, (int)(i % 251), n);
    const int head = n == 0 ? 0 : snprintf(text, 32, "%llu", (unsigned long long)i);
    return (base_str){text, n > (size_t)head ? n : (size_t)head};
}

static bool keep(void *ctx, log_tile_id id, const log_hash *hash) {
    struct job *j = ctx;
    memcpy(j->level[id.level] + id.index * LOG_TILE_HASHES, hash, LOG_TILE_BYTES);
    return true;
}

static bool read_tile(void *ctx, log_tile_id id, log_hash *out, base_err *e) {
    (void)e;
    const struct job *j = ctx;
    const bool full = (id.index + 1) * LOG_TILE_HASHES <= log_level_size(j->tiler.size, id.level);
    const log_hash *from = full ? j->level[id.level] + id.index * LOG_TILE_HASHES : j->tiler.edge[id.level];
    memcpy(out, from, id.n * sizeof *out);
    return true;
}

static void write_tiles(struct job *j) {
    for (unsigned level = 0; level < LEVELS; level++) {
        const uint64_t count = log_level_size(j->tiler.size, level);
        for (uint64_t at = 0; at < count; at += LOG_TILE_HASHES) {
            const uint64_t n = count - at < LOG_TILE_HASHES ? count - at : LOG_TILE_HASHES;
            const log_tile_id id = {(uint8_t)level, at / LOG_TILE_HASHES, (uint16_t)n};
            log_hash tile[LOG_TILE_HASHES];
            char path[LOG_TILE_PATH];
            (void)read_tile(j, id, tile, NULL);
            log_tile_path(id, false, path);
            write_file(j, path, (base_str){(const char *)tile, n * sizeof *tile});
        }
    }
}

static void write_entries(struct job *j) {
    for (uint64_t at = 0; at < j->tiler.size; at += LOG_TILE_HASHES) {
        base_buf b;
        uint16_t n = 0;
        base_buf_init(&b, (size_t)1 << 20);
        for (; n < LOG_TILE_HASHES && at + n < j->tiler.size; n++) {
            const base_str entry = entry_of(j, at + n);
            base_buf_put(&b, (char[]){(char)(entry.n >> 8), (char)entry.n}, 2);
            base_buf_puts(&b, entry);
        }
        char path[LOG_TILE_PATH];
        log_tile_path((log_tile_id){0, at / LOG_TILE_HASHES, n}, true, path);
        write_file(j, path, base_buf_str(&b));
        base_buf_free(&b);
    }
}

static void write_checkpoint(struct job *j) {
    base_err e = {0};
    const log_pub *pub = log_key_pub(j->key);
    const log_checkpoint c = {
        .origin = log_pub_origin(pub), .size = j->tiler.size, .root = log_frontier_root(j->h, &j->frontier)};
    base_str text, signature;
    if (!log_checkpoint_sign(&j->note, &c, j->key, &e) ||
        !log_note_parts(j->arena, base_buf_str(&j->note), pub, &text, &signature, &e))
        fail("checkpoint", &e);
    write_file(j, "checkpoint", base_buf_str(&j->note));
    write_file(j, "checkpoint.text", text);
    write_file(j, "checkpoint.sig", signature);
}

static void write_key(struct job *j, base_str origin) {
    base_err e = {0};
    base_buf b;
    j->key = log_key_new(j->suite, origin, &e);
    if (j->key == NULL || !log_key_save(j->key, base_arena_fmt(j->arena, "%s/key", j->folder).p, &e)) fail("key", &e);
    base_buf_init(&b, 4096);
    log_pub_put(&b, log_key_pub(j->key));
    base_buf_putc(&b, '\n');
    write_file(j, "vkey", base_buf_str(&b));
    base_buf_clear(&b);
    log_pub_put_pem(&b, log_key_pub(j->key));
    write_file(j, "pub.pem", base_buf_str(&b));
    base_buf_free(&b);
}

static void put_line(base_buf *b, const char *kind, uint64_t first, uint64_t size, const log_hash *path, size_t n) {
    base_buf_fmt(b, "%s %llu %llu", kind, (unsigned long long)first, (unsigned long long)size);
    for (size_t i = 0; i < n; i++) {
        char hex[LOG_HASH_HEX];
        log_hash_hex(&path[i], hex);
        base_buf_putc(b, ' ');
        base_buf_put(b, hex, sizeof hex);
    }
    base_buf_putc(b, '\n');
}

static void write_proofs(struct job *j) {
    const uint64_t size = j->tiler.size;
    const log_tile_reader r = {j, read_tile};
    log_hash path[LOG_PROOF_MAX];
    size_t n;
    base_buf b, proof;
    base_buf_init(&b, (size_t)32 << 20);
    base_buf_init(&proof, LOG_PROOF_FILE_MAX);
    for (uint64_t i = 0; i < size; i++) {
        (void)log_inclusion(j->h, &r, i, size, path, &n, NULL);
        put_line(&b, "inclusion", i, size, path, n);
        if (i % EVERY != 0) continue;
        base_buf_clear(&proof);
        const base_str extra = i % 2 == 0 ? BASE_STR("extra\0data") : (base_str){NULL, 0};
        log_proof_put(&proof, j->suite, i, path, n, extra, base_buf_str(&j->note));
        write_file(j, base_arena_fmt(j->arena, "%llu.tlog-proof", (unsigned long long)i).p, base_buf_str(&proof));
        write_file(j, base_arena_fmt(j->arena, "%llu.entry", (unsigned long long)i).p, entry_of(j, i));
    }
    for (uint64_t old = 1; old <= size; old++) {
        (void)log_consistency(j->h, &r, old, size, path, &n, NULL);
        put_line(&b, "consistency", old, size, path, n);
        (void)log_consistency(j->h, &r, (old + 1) / 2, old, path, &n, NULL);
        put_line(&b, "consistency", (old + 1) / 2, old, path, n);
    }
    if (b.full) fail("too many proofs", NULL);
    write_file(j, "proofs", base_buf_str(&b));
    base_buf_free(&b);
    base_buf_free(&proof);
}

int main(int argc, char **argv) {
    struct job *j = calloc(1, sizeof *j);
    const unsigned long count = argc == 5 ? strtoul(argv[3], NULL, 10) : 0;
    if (j == NULL || count == 0 || count > MOST || !log_suite_parse(base_str_of(argv[1]), &j->suite)) {
        (void)fputs("usage: log_tool_log sm3|sha256 ORIGIN ENTRIES DIR\n", stderr);
        return 2;
    }
    j->folder = argv[4];
    j->arena = base_arena_new((size_t)256 << 20);
    j->h = log_hasher_new(j->suite);
    log_tiler_init(&j->tiler);
    base_buf_init(&j->note, LOG_NOTE_MAX);
    for (unsigned i = 0; i < LEVELS; i++) j->level[i] = calloc(MOST + LOG_TILE_HASHES, sizeof **j->level);
    write_key(j, base_str_of(argv[2]));
    for (uint64_t i = 0; i < count; i++) {
        const log_hash leaf = log_leaf_hash(j->h, entry_of(j, i));
        log_frontier_append(j->h, &j->frontier, &leaf);
        (void)log_tiler_append(j->h, &j->tiler, &leaf, keep, j);
    }
    write_checkpoint(j);
    write_tiles(j);
    write_entries(j);
    write_proofs(j);
    for (unsigned i = 0; i < LEVELS; i++) free(j->level[i]);
    base_buf_free(&j->note);
    log_key_free(j->key);
    log_hasher_free(j->h);
    base_arena_free(j->arena);
    free(j);
    return 0;
}
