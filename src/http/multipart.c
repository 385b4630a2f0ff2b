/* multipart.c - see multipart.h.
 *
 * The delimiter is CR LF "--" boundary, and no boundary holds a CR: so when a match breaks off, a new one can begin at
 * the byte that broke it and nowhere before. The first delimiter may stand at the very beginning, as if a line had
 * ended before it. */
#include "http/multipart.h"

#include <strings.h>

enum state { PREAMBLE, DELIMITED, HEADERS, DATA, EPILOGUE };

struct http_multipart {
    base_arena *arena;
    http_multipart_calls calls;
    void *ctx;
    enum state state;
    char delimiter[HTTP_BOUNDARY_MAX + 4];
    size_t n_delimiter, matched;
    char after[2]; /* what follows a delimiter */
    size_t n_after;
    unsigned parts;
    size_t n_head;
    char head[HTTP_PART_HEAD_MAX];
    bool broken;
    base_err why; /* of `broken` */
};

static bool bad(base_err *e, const char *zh, const char *en) {
    return base_err_fmt(e, BASE_ERR_INPUT, "multipart/form-data 有误：%s%.0s", "multipart/form-data is wrong: %.0s%s",
                        zh, en);
}

/* ---- parameters: name="value"; name=value ---- */

static bool is_token(char c) {
    const unsigned char u = (unsigned char)c;
    return u > 0x20 && u < 0x7f && strchr("()<>@,;:\\\"/[]?=", c) == NULL;
}

/* A value in quotes, the closing one taken; \" stands for a quote, other backslashes for themselves: browsers of old
 * send paths with them. NULL: it does not end. */
static bool quoted(base_arena *arena, base_str *rest, base_str *out) {
    char *to = base_arena_alloc(arena, rest->n + 1);
    size_t n = 0, i = 1;
    for (; i < rest->n && rest->p[i] != '"'; i++) {
        if (rest->p[i] == '\\' && i + 1 < rest->n && rest->p[i + 1] == '"') i++;
        to[n++] = rest->p[i];
    }
    if (i >= rest->n) return false;
    *out = (base_str){to, n};
    *rest = (base_str){rest->p + i + 1, rest->n - i - 1};
    return true;
}

static base_str token(base_str *rest) {
    size_t n = 0;
    while (n < rest->n && is_token(rest->p[n])) n++;
    const base_str out = {rest->p, n};
    *rest = (base_str){rest->p + n, rest->n - n};
    return out;
}

static void skip_blanks(base_str *rest) {
    while (rest->n > 0 && (rest->p[0] == ' ' || rest->p[0] == '\t')) *rest = (base_str){rest->p + 1, rest->n - 1};
}

static bool take(base_str *rest, char c) {
    if (rest->n == 0 || rest->p[0] != c) return false;
    *rest = (base_str){rest->p + 1, rest->n - 1};
    return true;
}

/* The next parameter after a ';'. 1: one is there; 0: there is no more; -1: it is none. */
static int parameter(base_arena *arena, base_str *rest, base_str *name, base_str *value) {
    skip_blanks(rest);
    if (rest->n == 0) return 0;
    if (!take(rest, ';')) return -1;
    skip_blanks(rest);
    if (rest->n == 0) return 0;
    *name = token(rest);
    if (name->n == 0 || !take(rest, '=')) return -1;
    if (rest->n > 0 && rest->p[0] == '"') return quoted(arena, rest, value) ? 1 : -1;
    *value = token(rest);
    return value->n > 0 ? 1 : -1;
}

static bool same(base_str s, const char *word) { return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0; }

/* ---- the boundary ---- */

static bool boundary_is_good(base_str s) {
    for (size_t i = 0; i < s.n; i++) {
        const unsigned char c = (unsigned char)s.p[i];
        const bool letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && (c == 0 || strchr("'()+_,-./:=? ", s.p[i]) == NULL)) return false;
    }
    return s.n > 0 && s.n <= HTTP_BOUNDARY_MAX && s.p[s.n - 1] != ' ';
}

bool http_multipart_boundary(base_arena *arena, base_str content_type, base_str *out, base_err *e) {
    base_str rest = {NULL, 0}, name, value;
    int got = 1;
    *out = (base_str){NULL, 0};
    base_str kind = content_type;
    const char *end = content_type.n > 0 ? memchr(content_type.p, ';', content_type.n) : NULL;
    if (end != NULL) {
        kind.n = (size_t)(end - content_type.p);
        rest = (base_str){end, content_type.n - kind.n};
    }
    if (!same(base_str_trim(kind), "multipart/form-data"))
        return bad(e, "类型应为 multipart/form-data", "the type is to be multipart/form-data");
    while ((got = parameter(arena, &rest, &name, &value)) > 0) {
        if (!same(name, "boundary")) continue;
        if (out->p != NULL) return bad(e, "boundary 重复", "there are two boundaries");
        *out = value;
    }
    if (got < 0) return bad(e, "Content-Type 的参数", "the parameters of Content-Type");
    return boundary_is_good(*out) ||
           bad(e, "boundary 应为 1 至 70 个允许的字符", "the boundary has 1 to 70 characters that are allowed in one");
}

/* ---- headers of a part ---- */

static int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* UTF-8''%e7%94%b5.pdf (RFC 8187). */
static bool extended(base_arena *arena, base_str s, base_str *out) {
    base_str rest = s;
    const base_str charset = base_str_cut(rest, '\'', &rest);
    if (!same(charset, "UTF-8") || rest.p == NULL) return false;
    (void)base_str_cut(rest, '\'', &rest);
    if (rest.p == NULL) return false;
    char *to = base_arena_alloc(arena, rest.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < rest.n; i++) {
        to[n] = rest.p[i];
        if (rest.p[i] == '%') {
            if (rest.n - i < 3 || digit(rest.p[i + 1]) < 0 || digit(rest.p[i + 2]) < 0) return false;
            to[n] = (char)(digit(rest.p[i + 1]) * 16 + digit(rest.p[i + 2]));
            i += 2;
        }
        n++;
    }
    *out = (base_str){to, n};
    return true;
}

static bool disposition(http_multipart *m, base_str value, http_part *out, base_err *e) {
    static const char *const wanted[] = {"name", "filename", "filename*"};
    base_str rest = value, name, said, found[3] = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
    int got = 1;
    if (!same(token(&rest), "form-data")) return bad(e, "应为 form-data", "form-data is expected");
    while ((got = parameter(m->arena, &rest, &name, &said)) > 0) {
        for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
            if (!same(name, wanted[i])) continue;
            if (found[i].p != NULL) return bad(e, "参数重复", "a parameter is there twice");
            found[i] = said;
        }
    }
    if (got < 0) return bad(e, "Content-Disposition 的参数", "the parameters of Content-Disposition");
    *out = (http_part){.name = found[0], .filename = found[1]};
    return found[2].p == NULL || extended(m->arena, found[2], &out->filename) || bad(e, "filename*", "filename*");
}

static bool is_clean(base_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t') || s.p[i] == 0x7f) return false;
    }
    return base_utf8_check(s) == s.n;
}

static bool header(http_multipart *m, base_str line, http_part *out, bool *disposed, base_err *e) {
    base_str value = {NULL, 0};
    const base_str name = base_str_cut(line, ':', &value);
    size_t n = 0;
    while (n < name.n && is_token(name.p[n])) n++;
    if (value.p == NULL || n == 0 || n != name.n || !is_clean(value))
        return bad(e, "部分的首部应为 UTF-8 的“名称: 值”", "a header of a part is “name: value” in UTF-8");
    value = base_str_trim(value);
    if (same(name, "Content-Transfer-Encoding")) {
        return same(value, "binary") || same(value, "8bit") || same(value, "7bit") ||
               bad(e, "不接受传输编码", "no transfer encoding is taken");
    }
    if (!same(name, "Content-Disposition")) return true;
    if (*disposed) return bad(e, "Content-Disposition 重复", "there are two Content-Dispositions");
    *disposed = true;
    return disposition(m, value, out, e);
}

/* The block without its empty line. */
static bool headers(http_multipart *m, base_str block, base_err *e) {
    http_part part = {{NULL, 0}, {NULL, 0}};
    bool disposed = false;
    base_str rest = block;
    while (rest.n > 0) {
        base_str line = base_str_cut(rest, '\n', &rest);
        if (line.n > 0 && line.p[line.n - 1] == '\r') line.n--;
        if (!header(m, line, &part, &disposed, e)) return false;
    }
    if (part.name.n == 0) return bad(e, "部分缺少名称", "a part has no name");
    if (++m->parts > HTTP_PARTS_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "部分过多：至多 %d 个", "too many parts: at most %d",
                            (int)HTTP_PARTS_MAX);
    m->state = DATA;
    return m->calls.begin(m->ctx, &part, e);
}

/* ---- bytes ---- */

static bool head_byte(http_multipart *m, char c, base_err *e) {
    if (m->n_head == sizeof m->head)
        return base_err_fmt(e, BASE_ERR_LIMIT, "部分的首部超过 %d 字节", "the headers of a part are over %d bytes",
                            (int)HTTP_PART_HEAD_MAX);
    m->head[m->n_head++] = c;
    const base_str all = {m->head, m->n_head};
    if (base_str_is(all, "\r\n")) return headers(m, (base_str){m->head, 0}, e);
    if (!base_str_ends(all, BASE_STR("\r\n\r\n"))) return true;
    return headers(m, (base_str){m->head, m->n_head - 2}, e);
}

/* After a delimiter: "--" ends it all; blanks and a new line begin a part. */
static bool after_byte(http_multipart *m, char c, base_err *e) {
    if (m->n_after == 0 && (c == ' ' || c == '\t')) return true;
    m->after[m->n_after++] = c;
    if (m->n_after == 1)
        return c == '-' || c == '\r' || bad(e, "分隔行之后有其他内容", "there is something after a delimiter");
    m->n_after = 0;
    if (m->after[0] == '-' && c == '-') {
        m->state = EPILOGUE;
        return true;
    }
    if (m->after[0] != '\r' || c != '\n') return bad(e, "分隔行之后有其他内容", "there is something after a delimiter");
    m->n_head = 0;
    m->state = HEADERS;
    return true;
}

static bool give(http_multipart *m, const char *p, size_t n, base_err *e) {
    return n == 0 || m->state == PREAMBLE || m->calls.data(m->ctx, p, n, e);
}

/* Bytes of a part, or of what stands before the first, up to a delimiter; *used of them. */
static bool data_bytes(http_multipart *m, const char *p, size_t n, size_t *used, base_err *e) {
    if (m->matched == 0) {
        const char *cr = memchr(p, '\r', n);
        *used = cr != NULL ? (size_t)(cr - p) : n;
        if (*used > 0) return give(m, p, *used, e);
    }
    *used = 0;
    if (p[0] != m->delimiter[m->matched]) {
        const size_t held = m->matched;
        m->matched = 0;
        return give(m, m->delimiter, held, e); /* the byte itself is looked at again */
    }
    *used = 1;
    if (++m->matched < m->n_delimiter) return true;
    m->matched = 0;
    const bool ends = m->state == DATA;
    m->state = DELIMITED;
    return !ends || m->calls.end(m->ctx, e);
}

static bool put(http_multipart *m, const char *p, size_t n, base_err *e) {
    for (size_t i = 0; i < n;) {
        size_t used = 1;
        bool good = true;
        switch (m->state) {
        case PREAMBLE:
        case DATA: good = data_bytes(m, p + i, n - i, &used, e); break;
        case DELIMITED: good = after_byte(m, p[i], e); break;
        case HEADERS: good = head_byte(m, p[i], e); break;
        case EPILOGUE: return true;
        }
        if (!good) return false;
        i += used;
    }
    return true;
}

bool http_multipart_put(http_multipart *m, const char *p, size_t n, base_err *e) {
    m->broken = m->broken || !put(m, p, n, &m->why);
    if (m->broken) *e = m->why;
    return !m->broken;
}

bool http_multipart_end(http_multipart *m, base_err *e) {
    if (!m->broken && m->state != EPILOGUE)
        m->broken = !bad(&m->why, "在最后的分隔行之前结束", "it ends before its last delimiter");
    if (m->broken) *e = m->why;
    return !m->broken;
}

http_multipart *http_multipart_new(base_arena *arena, base_str boundary, const http_multipart_calls *calls, void *ctx) {
    http_multipart *m = base_arena_alloc(arena, sizeof *m);
    memset(m, 0, sizeof *m);
    m->arena = arena;
    m->calls = *calls;
    m->ctx = ctx;
    memcpy(m->delimiter, "\r\n--", 4);
    memcpy(m->delimiter + 4, boundary.p, boundary.n);
    m->n_delimiter = boundary.n + 4;
    m->matched = 2;
    return m;
}
