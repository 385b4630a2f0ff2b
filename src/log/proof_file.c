/* proof_file.c - inclusion proofs as text: written, read, checked. */
#include "log/proof_file.h"

#include "log/note_i.h"

static const char *first_line(enum log_suite suite) {
    return suite == LOG_SM3_SM2 ? "jiqun/tlog-proof-sm3@v1" : "c2sp.org/tlog-proof@v1";
}

static void put_lines(base_buf *b, enum log_suite suite, uint64_t index, const log_hash *path, size_t n,
                      base_str extra) {
    base_buf_fmt(b, "%s\n", first_line(suite));
    if (extra.n > 0) {
        base_buf_puts(b, BASE_STR("extra "));
        log_base64_put(b, extra);
        base_buf_putc(b, '\n');
    }
    base_buf_fmt(b, "index %llu\n", (unsigned long long)index);
    for (size_t i = 0; i < n; i++) {
        log_base64_put(b, (base_str){(const char *)path[i].b, LOG_HASH});
        base_buf_putc(b, '\n');
    }
    base_buf_putc(b, '\n');
}

bool log_proof_put(base_buf *b, enum log_suite suite, uint64_t index, const log_hash *path, size_t n, base_str extra,
                   base_str checkpoint_note) {
    if (n > LOG_PROOF_MAX || extra.n > LOG_PROOF_EXTRA_MAX || checkpoint_note.n > LOG_NOTE_MAX || b->full) return false;
    const size_t start = b->n;
    put_lines(b, suite, index, path, n, extra);
    if (base_buf_puts(b, checkpoint_note)) return true;
    base_buf_cut(b, start);
    return false;
}

/* --- reading --- */

/* Where reading stands; `line` is the number of the line last taken. */
struct reader {
    base_str rest, text;
    uint32_t line;
    base_err *e;
};

static bool take(struct reader *r) {
    r->line++;
    return log_take_line(&r->rest, &r->text);
}

/* Gives an error the line where reading stands. */
static bool here(const struct reader *r, bool refused) {
    base_err_at(r->e, (base_str){NULL, 0}, r->line, 0);
    return refused;
}

static bool after(base_str line, base_str word, base_str *rest) {
    if (!base_str_starts(line, word)) return false;
    *rest = (base_str){line.p + word.n, line.n - word.n};
    return true;
}

static bool read_suite(struct reader *r, enum log_suite *suite) {
    static const enum log_suite suites[] = {LOG_SM3_SM2, LOG_SHA256_ED25519};
    const bool there = take(r);
    for (size_t i = 0; there && i < sizeof suites / sizeof *suites; i++) {
        *suite = suites[i];
        if (base_str_is(r->text, first_line(*suite))) return true;
    }
    return here(r, base_err_fmt(r->e, BASE_ERR_INPUT, "不是收录证明：第一行应为 %s 或 %s",
                                "not an inclusion proof: its first line is %s or %s", first_line(LOG_SM3_SM2),
                                first_line(LOG_SHA256_ED25519)));
}

/* Takes the line of the index, and the one of extra data if it stands before. */
static bool read_index(struct reader *r, base_arena *arena, log_proof *p) {
    base_str value;
    bool there = take(r);
    p->extra = (base_str){NULL, 0};
    if (there && after(r->text, BASE_STR("extra "), &value)) {
        if (value.n == 0 || !log_base64_get(arena, value, &p->extra) || p->extra.n > LOG_PROOF_EXTRA_MAX)
            return here(r, base_err_fmt(r->e, BASE_ERR_INPUT, "extra 之后应为 base64，至多 %d 字节",
                                        "after extra, base64 of at most %d bytes is expected", LOG_PROOF_EXTRA_MAX));
        there = take(r);
    }
    if (there && after(r->text, BASE_STR("index "), &value) && log_size_parse(value, &p->index)) return true;
    return here(r, base_err_fmt(r->e, BASE_ERR_INPUT, "应为 “index 序号”", "\"index NUMBER\" is expected"));
}

static bool read_path(struct reader *r, log_proof *p) {
    for (p->n = 0; take(r); p->n++) {
        if (r->text.n == 0) return true;
        if (p->n == LOG_PROOF_MAX)
            return here(r, base_err_fmt(r->e, BASE_ERR_LIMIT, "证明路径至多 %d 项", "a path has at most %d hashes",
                                        LOG_PROOF_MAX));
        if (!log_hash_get(r->text, &p->path[p->n])) break;
    }
    return here(r, base_err_fmt(r->e, BASE_ERR_INPUT, "应为 base64 写的 32 字节摘要，路径之后为空行",
                                "a hash, 32 bytes in base64, is expected, and a blank line after the last"));
}

bool log_proof_parse(base_arena *arena, base_str text, log_proof *out, base_err *e) {
    if (text.n > LOG_PROOF_FILE_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "收录证明至多 %d 字节", "an inclusion proof has at most %d bytes",
                            LOG_PROOF_FILE_MAX);
    struct reader r = {.rest = text, .e = e};
    if (!read_suite(&r, &out->suite) || !read_index(&r, arena, out) || !read_path(&r, out)) return false;
    r.line++;
    if (r.rest.n == 0)
        return here(&r, base_err_fmt(e, BASE_ERR_INPUT, "证明之后没有检查点", "no checkpoint follows the proof"));
    out->checkpoint = r.rest;
    return true;
}

/* --- checking --- */

bool log_proof_verify(log_hasher *h, const log_proof *p, const log_hash *leaf, const log_pub *const *pub, size_t n,
                      log_checkpoint *c, size_t *by, base_err *e) {
    size_t signer;
    if (!log_checkpoint_open(p->checkpoint, pub, n, c, &signer, e)) return false;
    if (log_hasher_suite(h) != p->suite || log_pub_suite(pub[signer]) != p->suite)
        return base_err_fmt(e, BASE_ERR_INPUT, "证明写明用 %s 算法，密钥或摘要却是另一种",
                            "the proof says %s, but key or digest are of the other kind", log_suite_name(p->suite));
    if (!log_verify_inclusion(h, leaf, p->index, c->size, p->path, p->n, &c->root))
        return base_err_fmt(
            e, BASE_ERR_INPUT, "证明不成立：按此路径算不出检查点的根，记录、序号或证明被改动过",
            "the proof fails: this path does not lead to the root of the checkpoint, so entry, index or "
            "proof was changed");
    if (by != NULL) *by = signer;
    return true;
}
