/* target.c - see target.h. */
#include "http/target.h"

static int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static bool bad_escape(base_err *e) {
    return base_err_fmt(e, BASE_ERR_INPUT, "地址中的 %% 后应有两位十六进制数",
                        "a %% in the address wants two hexadecimal digits");
}

static bool clean(base_str s, base_err *e) {
    if (base_utf8_check(s) != s.n) {
        return base_err_fmt(e, BASE_ERR_INPUT, "地址或表单的文字应为 UTF-8",
                            "text in an address or a form must be UTF-8");
    }
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        /* Lines of a text field of a form are text. */
        if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f) {
            return base_err_fmt(e, BASE_ERR_INPUT, "地址或表单中有控制字符",
                                "there is a control character in the address or form");
        }
    }
    return true;
}

bool http_decode(base_arena *arena, base_str raw, bool plus, base_str *out, base_err *e) {
    char *p = base_arena_alloc(arena, raw.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        if (c == '+' && plus) c = ' ';
        if (c == '%') {
            if (raw.n - i < 3) return bad_escape(e);
            int high = hex(raw.p[i + 1]), low = hex(raw.p[i + 2]);
            if (high < 0 || low < 0) return bad_escape(e);
            c = (char)(high * 16 + low);
            i += 2;
        }
        p[n++] = c;
    }
    *out = (base_str){p, n};
    return clean(*out, e);
}

static bool dotted(base_str s) { return base_str_is(s, ".") || base_str_is(s, ".."); }

static bool bad_path(base_err *e) {
    return base_err_fmt(e, BASE_ERR_INPUT, "地址应为 /甲/乙 的形式，不含空段与“..”",
                        "an address is written /a/b, without empty parts and without “..”");
}

bool http_target_split(base_str target, base_str segment[HTTP_SEGMENTS_MAX], size_t *n, base_str *path, base_str *query,
                       base_err *e) {
    *n = 0;
    if (target.n > HTTP_TARGET_MAX) {
        return base_err_fmt(e, BASE_ERR_LIMIT, "地址过长：至多 %d 字节", "the address is too long: at most %d bytes",
                            (int)HTTP_TARGET_MAX);
    }
    base_str rest = {NULL, 0};
    *path = base_str_cut(target, '?', &rest);
    *query = rest;
    if (path->n == 0 || path->p[0] != '/') return bad_path(e);
    rest = (base_str){path->p + 1, path->n - 1};
    while (rest.n > 0) {
        base_str part = base_str_cut(rest, '/', &rest);
        if (part.n == 0 || dotted(part)) return bad_path(e);
        if (*n == HTTP_SEGMENTS_MAX) {
            return base_err_fmt(e, BASE_ERR_LIMIT, "地址过深：至多 %d 段", "the address is too deep: at most %d parts",
                                (int)HTTP_SEGMENTS_MAX);
        }
        segment[(*n)++] = part;
    }
    return true;
}

bool http_pairs(base_arena *arena, base_str raw, http_pair **out, size_t *n, base_err *e) {
    size_t count = 0, cap = 0;
    http_pair *pair = NULL;
    base_str rest = raw;
    while (rest.n > 0) {
        base_str one = base_str_cut(rest, '&', &rest), value = {NULL, 0};
        if (one.n == 0) continue;
        if (count == HTTP_QUERY_MAX) {
            return base_err_fmt(e, BASE_ERR_LIMIT, "参数过多：至多 %d 个", "too many parameters: at most %d",
                                (int)HTTP_QUERY_MAX);
        }
        base_str name = base_str_cut(one, '=', &value);
        pair = base_arena_grow(arena, pair, count, &cap, sizeof *pair);
        if (!http_decode(arena, name, true, &pair[count].name, e)) return false;
        if (!http_decode(arena, value, true, &pair[count].value, e)) return false;
        count++;
    }
    *out = pair;
    *n = count;
    return true;
}

bool http_cookie_find(base_str header, base_str name, base_str *value) {
    base_str rest = header;
    while (rest.n > 0) {
        base_str one = base_str_trim(base_str_cut(rest, ';', &rest)), said = {NULL, 0};
        base_str called = base_str_cut(one, '=', &said);
        if (said.p == NULL || !base_str_eq(called, name)) continue;
        *value = said;
        return true;
    }
    return false;
}
