/* json.c - see json.h. */
#include "http/json.h"

#include <stdlib.h>

#include "http/problem.h"

enum { DEPTH_MAX = 32 };

static bool answer(http_json *j) {
    http_problem(j->x, 422, (rules_text){base_str_of(j->error.zh), base_str_of(j->error.en)});
    return false;
}

/* The first fault is the one that is told. */
static bool refuse(http_json *j, const base_err *e) {
    if (!j->bad) j->error = *e;
    j->bad = true;
    return false;
}

/* yyjson descends by itself; what is nested deeper than any form of ours is refused before. */
static bool too_deep(base_str s) {
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (quoted && c == '\\') {
            i++;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == '{' || c == '[')) {
            if (++depth > DEPTH_MAX) return true;
        } else if (!quoted && (c == '}' || c == ']')) {
            depth--;
        }
    }
    return false;
}

bool http_json_open(http_exchange *x, http_json *j) {
    yyjson_alc alc;
    yyjson_read_err why = {0};
    const yyjson_read_flag flags = YYJSON_READ_NUMBER_AS_RAW;
    yyjson_doc *doc = NULL;
    *j = (http_json){.x = x};
    size_t room = yyjson_read_max_memory_usage(x->body.n, flags);
    if (!too_deep(x->body) && yyjson_alc_pool_init(&alc, base_arena_alloc(x->arena, room), room)) {
        base_str copy = base_arena_str(x->arena, x->body);
        doc = yyjson_read_opts(base_arena_copy(x->arena, copy.p, copy.n + 1), copy.n, flags, &alc, &why);
    }
    j->root = doc != NULL ? yyjson_doc_get_root(doc) : NULL;
    if (yyjson_is_obj(j->root)) return true;
    base_err_fmt(&j->error, BASE_ERR_INPUT, "请求体应为一个 JSON 对象；第 %zu 字节处有误",
                 "the body must be a JSON object; it is wrong at byte %zu", why.pos);
    return answer(j);
}

yyjson_val *http_json_value(http_json *j, const char *name) {
    if (j->bad) return NULL;
    yyjson_val *v = yyjson_obj_get(j->root, name);
    if (v != NULL) j->seen++;
    return yyjson_is_null(v) ? NULL : v;
}

static bool missing(http_json *j, const char *name) {
    base_err e = {0};
    base_err_fmt(&e, BASE_ERR_INPUT, "缺少“%s”，或其为空", "“%s” is missing or empty", name);
    return refuse(j, &e);
}

static bool no_text(http_json *j, const char *name) {
    base_err e = {0};
    base_err_fmt(&e, BASE_ERR_INPUT, "“%s”应为文字", "“%s” must be a text", name);
    return refuse(j, &e);
}

static bool no_flag(http_json *j, const char *name) {
    base_err e = {0};
    base_err_fmt(&e, BASE_ERR_INPUT, "“%s”应为 true 或 false", "“%s” must be true or false", name);
    return refuse(j, &e);
}

base_str http_json_text(http_json *j, const char *name, size_t max, bool required) {
    yyjson_val *v = http_json_value(j, name);
    base_str none = {NULL, 0};
    if (v == NULL || j->bad) {
        if (required) missing(j, name);
        return none;
    }
    if (!yyjson_is_str(v)) {
        no_text(j, name);
        return none;
    }
    base_str s = {yyjson_get_str(v), yyjson_get_len(v)};
    if (s.n > max || memchr(s.p, 0, s.n) != NULL) {
        base_err e = {0};
        base_err_fmt(&e, BASE_ERR_LIMIT, "“%s”过长（至多 %zu 字节），或含有不能使用的字符",
                     "“%s” is too long (at most %zu bytes), or has a character that can not be taken", name, max);
        refuse(j, &e);
        return none;
    }
    if (s.n == 0 && required) missing(j, name);
    return s;
}

base_str http_json_words(http_json *j, const char *name, size_t max) {
    const base_str s = base_str_trim(http_json_text(j, name, max, true));
    if (s.n == 0) missing(j, name);
    return s;
}

int64_t http_json_number(http_json *j, const char *name, int64_t least, int64_t most, int64_t usual) {
    yyjson_val *v = http_json_value(j, name);
    if (v == NULL) return usual;
    char *end = NULL;
    const char *raw = yyjson_is_raw(v) ? yyjson_get_raw(v) : "";
    long long n = strtoll(raw, &end, 10);
    if (end != raw && *end == 0 && n >= least && n <= most) return n;
    base_err e = {0};
    base_err_fmt(&e, BASE_ERR_RANGE, "“%s”应为 %lld 至 %lld 的整数", "“%s” must be a whole number from %lld to %lld",
                 name, (long long)least, (long long)most);
    refuse(j, &e);
    return usual;
}

bool http_json_flag(http_json *j, const char *name, bool usual) {
    yyjson_val *v = http_json_value(j, name);
    if (v == NULL) return usual;
    if (!yyjson_is_bool(v)) return no_flag(j, name);
    return yyjson_get_bool(v);
}

bool http_json_end(http_json *j) {
    if (j->bad) return answer(j);
    if (yyjson_obj_size(j->root) == j->seen) return true;
    base_err_fmt(&j->error, BASE_ERR_INPUT, "请求体中有不认识或重复的成员；所需成员见接口文档",
                 "the body has a member that is not known, or one twice; see the API's document for its members");
    return answer(j);
}
