/* checkpoint.c - the heads of logs as C2SP tlog-checkpoint has them.
 *
 * What is read was signed, but perhaps by somebody else's key: a note counts as a checkpoint of a log only when a key
 * of that log's name signed it. */
#include "log/note_i.h"
#include "log/tree.h"

bool log_size_parse(base_str s, uint64_t *v) {
    uint64_t x = 0;
    if (s.n == 0 || s.n > BASE_DIGITS_MAX - 1 || (s.p[0] == '0' && s.n > 1)) return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        x = x * 10 + (uint64_t)(s.p[i] - '0'); /* 19 digits always fit */
    }
    if (x > LOG_SIZE_MAX) return false;
    *v = x;
    return true;
}

static bool no_empty_line(base_str lines) {
    base_str line;
    while (lines.n > 0)
        if (!log_take_line(&lines, &line) || line.n == 0) return false;
    return true;
}

bool log_checkpoint_parse(base_str text, log_checkpoint *out, base_err *e) {
    base_str rest = text, origin, size, root;
    log_checkpoint c;
    if (!log_take_line(&rest, &origin) || origin.n == 0)
        return base_err_fmt(e, BASE_ERR_INPUT, "检查点第 1 行应为日志名称", "line 1 of a checkpoint is the log's name");
    if (!log_take_line(&rest, &size) || !log_size_parse(size, &c.size))
        return base_err_fmt(e, BASE_ERR_INPUT, "检查点第 2 行应为记录数",
                            "line 2 of a checkpoint is the number of entries");
    if (!log_take_line(&rest, &root) || !log_hash_get(root, &c.root))
        return base_err_fmt(e, BASE_ERR_INPUT, "检查点第 3 行应为 base64 写的 32 字节根",
                            "line 3 of a checkpoint is the root, 32 bytes in base64");
    if (!no_empty_line(rest))
        return base_err_fmt(e, BASE_ERR_INPUT, "检查点第 4 行起不得有空行，且以换行结尾",
                            "from line 4 a checkpoint has no empty line, and it ends in a newline");
    c.origin = origin;
    c.extension = rest;
    *out = c;
    return true;
}

bool log_checkpoint_sign(base_buf *b, const log_checkpoint *c, const log_key *k, base_err *e) {
    if (!base_str_eq(c->origin, log_pub_origin(&k->pub)))
        return base_err_fmt(e, BASE_ERR_INPUT, "%.*s 的密钥不得签另一日志 %.*s 的检查点",
                            "the key of %.*s does not sign checkpoints of another log, %.*s", (int)k->pub.n_origin,
                            k->pub.origin, (int)c->origin.n, c->origin.p);
    if (c->size > LOG_SIZE_MAX || !no_empty_line(c->extension))
        return base_err_fmt(e, BASE_ERR_INPUT, "检查点的记录数或附加行有误：附加行不得为空，且以换行结尾",
                            "size or extension of the checkpoint is wrong: no extension line is empty, each ends in a "
                            "newline");
    base_buf text;
    base_buf_init(&text, LOG_NOTE_MAX);
    const bool fits = base_buf_puts(&text, c->origin) && base_buf_fmt(&text, "\n%llu\n", (unsigned long long)c->size) &&
                      log_base64_put(&text, (base_str){(const char *)c->root.b, LOG_HASH}) &&
                      base_buf_putc(&text, '\n') && base_buf_puts(&text, c->extension);
    const bool ok =
        fits ? log_note_sign(b, base_buf_str(&text), k, e)
             : base_err_fmt(e, BASE_ERR_LIMIT, "检查点超过 %d 字节", "a checkpoint has at most %d bytes", LOG_NOTE_MAX);
    base_buf_free(&text);
    return ok;
}

bool log_checkpoint_open(base_str note, const log_pub *const *pub, size_t n, log_checkpoint *out, size_t *by,
                         base_err *e) {
    base_str text = {NULL, 0};
    uint64_t good = 0;
    log_checkpoint c = {.size = 0};
    if (!log_note_open(note, pub, n, &text, &good, e) || !log_checkpoint_parse(text, &c, e)) return false;
    for (size_t i = 0; i < n; i++) {
        if ((good >> i & 1) == 0 || !base_str_eq(log_pub_origin(pub[i]), c.origin)) continue;
        *out = c;
        if (by != NULL) *by = i;
        return true;
    }
    return base_err_fmt(e, BASE_ERR_INPUT, "检查点是 %.*s 的，签名却不是它的密钥签的",
                        "the checkpoint is of %.*s, but no key of that name signed it", (int)c.origin.n, c.origin.p);
}
