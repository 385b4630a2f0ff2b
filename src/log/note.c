/* note.c - signed notes as C2SP signed-note has them: signed, taken apart, checked.
 *
 * Whatever a note says is worth nothing before a signature by a known key is found good, so a caller gets the text only
 * together with who signed it. A bad signature by a known key refuses the whole note: it is a sign that somebody
 * tampered with it, and no good signature beside it makes that harmless. */
#include "log/note_i.h"

#define DASH "\xE2\x80\x94 "

enum { KEY_ID = 4 };

bool log_take_line(base_str *rest, base_str *line) {
    const char *end = rest->n == 0 ? NULL : memchr(rest->p, '\n', rest->n);
    if (end == NULL) return false;
    *line = (base_str){rest->p, (size_t)(end - rest->p)};
    *rest = (base_str){end + 1, rest->n - line->n - 1};
    return true;
}

/* UTF-8 without control characters but newlines, and ended by one. */
static bool is_text(base_str s) {
    if (s.n == 0 || s.p[s.n - 1] != '\n' || base_utf8_check(s) != s.n) return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 && s.p[i] != '\n') return false;
    return true;
}

/* --- signing --- */

bool log_note_sign(base_buf *b, base_str text, const log_key *k, base_err *e) {
    if (!is_text(text))
        return base_err_fmt(e, BASE_ERR_INPUT, "待签名的文本应为 UTF-8、不含控制字符、以换行结尾",
                            "a text to sign is UTF-8 without control characters and ends in a newline");
    const log_pub *p = &k->pub;
    uint8_t signature[KEY_ID + LOG_SIGNATURE] = {(uint8_t)(p->hash >> 24), (uint8_t)(p->hash >> 16),
                                                 (uint8_t)(p->hash >> 8), (uint8_t)p->hash};
    size_t n;
    if (!log_sign(k, text, signature + KEY_ID, &n, e)) return false;
    const size_t start = b->n;
    if (text.n <= LOG_NOTE_MAX && base_buf_puts(b, text) &&
        base_buf_fmt(b, "\n" DASH "%.*s ", (int)p->n_origin, p->origin) &&
        log_base64_put(b, (base_str){(const char *)signature, KEY_ID + n}) && base_buf_putc(b, '\n') &&
        b->n - start <= LOG_NOTE_MAX)
        return true;
    base_buf_cut(b, start);
    return base_err_fmt(e, BASE_ERR_LIMIT, "签名后的文本放不下", "there is no room for the signed text");
}

/* --- taken apart --- */

static bool malformed(base_err *e) {
    return base_err_fmt(e, BASE_ERR_INPUT, "不是签名文本：应为 UTF-8 文本、空行、以 “— 名称 ” 开头的签名行",
                        "not a signed note: a UTF-8 text, a blank line and signature lines \"" DASH "NAME …\" are "
                        "expected");
}

/* The text and the lines of signatures: the last blank line is between them. */
static bool split(base_str note, base_str *text, base_str *lines, base_err *e) {
    if (note.n > LOG_NOTE_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "签名文本超过 %d 字节", "a signed note has at most %d bytes",
                            LOG_NOTE_MAX);
    if (!is_text(note)) return malformed(e);
    size_t i = note.n - 1;
    while (i > 0 && !(note.p[i] == '\n' && note.p[i - 1] == '\n')) i--;
    if (i == 0 || i + 1 == note.n) return malformed(e);
    *text = (base_str){note.p, i};
    *lines = (base_str){note.p + i + 1, note.n - i - 1};
    return true;
}

struct signature {
    base_str name;
    uint32_t id;
    size_t n; /* of the bytes after the id; more than LOG_SIGNATURE is by no key known here */
    uint8_t bytes[KEY_ID + LOG_SIGNATURE];
};

/* Takes the next line; it must be a signature line. */
static bool next_signature(base_str *lines, struct signature *s, base_err *e) {
    base_str line, base64;
    if (!log_take_line(lines, &line) || !base_str_starts(line, BASE_STR(DASH))) return malformed(e);
    line = (base_str){line.p + sizeof DASH - 1, line.n - (sizeof DASH - 1)};
    s->name = base_str_cut(line, ' ', &base64);
    if (!log_name_ok(s->name) || !log_base64_decode(base64, s->bytes, sizeof s->bytes, &s->n) || s->n <= KEY_ID)
        return malformed(e);
    s->n -= KEY_ID;
    s->id = (uint32_t)s->bytes[0] << 24 | (uint32_t)s->bytes[1] << 16 | (uint32_t)s->bytes[2] << 8 | s->bytes[3];
    return true;
}

static bool is_by(const struct signature *s, const log_pub *p) {
    return s->id == p->hash && base_str_eq(s->name, log_pub_origin(p));
}

/* --- checked --- */

/* Adds to `*by` which key made the signature; nothing when no known key has its name and id. */
static bool check_signature(const struct signature *s, base_str text, const log_pub *const *pub, size_t n, uint64_t *by,
                            base_err *e) {
    bool known = false;
    for (size_t i = 0; i < n; i++) {
        if (!is_by(s, pub[i])) continue;
        known = true;
        if (s->n > LOG_SIGNATURE || !log_signed_by(pub[i], text, s->bytes + KEY_ID, s->n)) continue;
        *by |= UINT64_C(1) << i;
        return true;
    }
    return !known || base_err_fmt(e, BASE_ERR_INPUT, "%.*s 的签名不符：文本或签名被改动过，不得采信",
                                  "the signature by %.*s is bad: text or signature was changed, do not trust it",
                                  (int)s->name.n, s->name.p);
}

bool log_note_open(base_str note, const log_pub *const *pub, size_t n, base_str *text, uint64_t *by, base_err *e) {
    base_str body = {NULL, 0}, lines = {NULL, 0};
    if (n > LOG_KEYS_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "公钥最多 %d 个", "at most %d public keys", LOG_KEYS_MAX);
    if (!split(note, &body, &lines, e)) return false;
    uint64_t good = 0;
    for (size_t count = 0; lines.n > 0; count++) {
        struct signature s = {.n = 0};
        if (count == LOG_SIGNATURES_MAX)
            return base_err_fmt(e, BASE_ERR_LIMIT, "签名最多 %d 个", "at most %d signatures", LOG_SIGNATURES_MAX);
        if (!next_signature(&lines, &s, e) || !check_signature(&s, body, pub, n, &good, e)) return false;
    }
    if (good == 0)
        return base_err_fmt(e, BASE_ERR_INPUT, "没有已知公钥的签名：请核对公钥",
                            "no signature by a known key: check the keys");
    *text = body;
    *by = good;
    return true;
}

bool log_note_parts(base_arena *arena, base_str note, const log_pub *p, base_str *text, base_str *signature,
                    base_err *e) {
    base_str body = {NULL, 0}, lines = {NULL, 0};
    bool found = false;
    if (!split(note, &body, &lines, e)) return false;
    while (lines.n > 0) {
        struct signature s = {.n = 0};
        if (!next_signature(&lines, &s, e)) return false;
        if (found || !is_by(&s, p) || s.n > LOG_SIGNATURE) continue;
        *text = body;
        *signature = base_arena_str(arena, (base_str){(const char *)s.bytes + KEY_ID, s.n});
        found = true;
    }
    if (found) return true;
    return base_err_fmt(e, BASE_ERR_MISSING, "没有 %.*s（%08x）的签名", "there is no signature by %.*s (%08x)",
                        (int)p->n_origin, p->origin, p->hash);
}
