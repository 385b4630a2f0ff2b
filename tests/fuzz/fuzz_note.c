/* Any bytes as what strangers hand in: a note, a checkpoint, a verifier key, an inclusion proof, the path of a tile,
 * base64. Reading stays inside the text, says why it refuses, and what was taken is written again as it was. */
#include "fuzzing.h"
#include "log/proof_file.h"

/* The keys of what lies in corpus/note. */
static const char SM3_KEY[] = "log.example/sm3+c1cd8389+/2ppcXVuL3NtMgTNqBuPfTh8n/"
                              "CtAJgonD+AgW9sNMZdlryS2ucq0LNuj2TbrIgWNiScguY5fnRJgXeIt4cr1fLpriz6OJB/Oerp";
static const char *const KEYS[] = {
    SM3_KEY,
    "log.example/sha256+50f1c74c+AcRdL7iJac3jJLr0vGHHdAymAWxwf+1HoRXTDfH22rhi",
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
};
enum { N_KEYS = sizeof KEYS / sizeof *KEYS };

static bool inside(base_str part, base_str text) {
    return (uintptr_t)part.p >= (uintptr_t)text.p && (uintptr_t)part.p + part.n <= (uintptr_t)text.p + text.n;
}

static void explained(const base_err *e) {
    must(e->kind != BASE_ERR_NONE && e->zh[0] != '\0' && e->en[0] != '\0');
    must(base_utf8_check(base_str_of(e->zh)) == strlen(e->zh) && base_utf8_check(base_str_of(e->en)) == strlen(e->en));
}

static void checkpoint_text(base_str text) {
    log_checkpoint c;
    base_err e = {0};
    if (!log_checkpoint_parse(text, &c, &e)) {
        explained(&e);
        return;
    }
    must(inside(c.origin, text) && c.origin.n > 0 && c.size <= LOG_SIZE_MAX && inside(c.extension, text));
    base_buf b;
    base_buf_init(&b, text.n);
    base_buf_puts(&b, c.origin);
    base_buf_fmt(&b, "\n%llu\n", (unsigned long long)c.size);
    log_base64_put(&b, (base_str){(const char *)c.root.b, LOG_HASH});
    base_buf_putc(&b, '\n');
    base_buf_puts(&b, c.extension);
    must(base_str_eq(base_buf_str(&b), text));
    base_buf_free(&b);
}

static void note(base_arena *arena, const log_pub *const *pub, base_str text) {
    base_str body, signature;
    uint64_t by;
    base_err e = {0};
    if (log_note_open(text, pub, N_KEYS, &body, &by, &e)) {
        must(inside(body, text) && body.n > 0 && by != 0);
        checkpoint_text(body);
        for (size_t i = 0; i < N_KEYS; i++) {
            if ((by >> i & 1) == 0) continue;
            must(log_note_parts(arena, text, pub[i], &body, &signature, &e) && signature.n >= 64);
        }
    } else {
        explained(&e);
    }
    log_checkpoint c;
    size_t which;
    if (log_checkpoint_open(text, pub, N_KEYS, &c, &which, &e)) must(base_str_eq(c.origin, log_pub_origin(pub[which])));
}

static void verifier_key(base_str text) {
    base_err e = {0};
    log_pub *p = log_pub_parse(text, &e);
    if (p == NULL) {
        explained(&e);
        return;
    }
    base_buf b;
    base_buf_init(&b, text.n);
    must(log_pub_put(&b, p) && base_str_eq(base_buf_str(&b), text));
    base_buf_free(&b);
    log_pub_free(p);
}

static void proof(base_arena *arena, log_hasher *h, const log_pub *const *pub, base_str text) {
    log_proof p;
    base_err e = {0};
    if (!log_proof_parse(arena, text, &p, &e)) {
        explained(&e);
        return;
    }
    must(p.n <= LOG_PROOF_MAX && inside(p.checkpoint, text));
    base_buf b;
    base_buf_init(&b, text.n);
    if (p.checkpoint.n <= LOG_NOTE_MAX) {
        must(log_proof_put(&b, p.suite, p.index, p.path, p.n, p.extra, p.checkpoint));
        must(base_str_eq(base_buf_str(&b), text));
    }
    base_buf_free(&b);
    log_checkpoint c;
    const log_hash leaf = log_leaf_hash(h, p.extra);
    must(!log_proof_verify(h, &p, &leaf, pub, N_KEYS, &c, NULL, &e)); /* nothing signed has that entry */
    explained(&e);
}

static void tile_path(base_str text) {
    log_tile_id id;
    bool entries;
    if (!log_tile_path_parse(text, &id, &entries)) return;
    must(id.level < LOG_TILE_LEVELS && id.n >= 1 && id.n <= LOG_TILE_HASHES && !(entries && id.level > 0));
    char path[LOG_TILE_PATH];
    log_tile_path(id, entries, path);
    must(base_str_is(text, path));
}

static void base64(base_arena *arena, base_str text) {
    base_str bytes;
    if (!log_base64_get(arena, text, &bytes)) return;
    base_buf b;
    base_buf_init(&b, text.n);
    must(log_base64_put(&b, bytes) && base_str_eq(base_buf_str(&b), text));
    base_buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static log_pub *pub[N_KEYS];
    static log_hasher *h;
    if (h == NULL) {
        h = log_hasher_new(LOG_SM3_SM2);
        for (size_t i = 0; i < N_KEYS; i++) must((pub[i] = log_pub_parse(base_str_of(KEYS[i]), NULL)) != NULL);
    }
    const log_pub *const *known = (const log_pub *const *)pub;
    const base_str text = {(const char *)data, size};
    base_arena *arena = base_arena_new((size_t)64 << 20);
    note(arena, known, text);
    checkpoint_text(text);
    verifier_key(text);
    proof(arena, h, known, text);
    tile_path(text);
    base64(arena, text);
    base_arena_free(arena);
    return 0;
}
