/* event_json.c - see event_json.h. */
#include "core/event_json.h"

yyjson_doc *core_json_parse(base_str bytes, size_t max) {
    if (bytes.n == 0 || bytes.n > max) return NULL;
    union {
        const char *p;
        char *q;
    } in = {bytes.p}; /* yyjson reads only, unless told to work in place */
    return yyjson_read_opts(in.q, bytes.n, YYJSON_READ_NOFLAG, NULL, NULL);
}

bool core_json_text(base_arena *arena, yyjson_val *v, base_str *out) {
    base_str s = core_json_view(v);
    if (s.p == NULL || memchr(s.p, '\0', s.n) != NULL) return false;
    *out = base_arena_str(arena, s);
    return true;
}

bool core_json_open(base_arena *arena, yyjson_val *v, bool is_private, base_str *out) {
    if (is_private && yyjson_is_false(v)) {
        *out = core_kept_apart();
        return true;
    }
    return core_json_text(arena, v, out) && (!is_private || base_str_trim(*out).n == 0);
}

bool core_json_items(yyjson_val *v, size_t n, size_t max) {
    size_t i, count;
    yyjson_val *item;
    if (!yyjson_is_arr(v) || yyjson_arr_size(v) == 0 || yyjson_arr_size(v) > max) return false;
    yyjson_arr_foreach(v, i, count, item) {
        if (!yyjson_is_arr(item) || yyjson_arr_size(item) != n) return false;
    }
    return true;
}

/* ---- members ---- */

bool core_members_of(yyjson_val *v, core_members *m) {
    if (!yyjson_is_obj(v)) return false;
    yyjson_obj_iter_init(v, &m->it);
    m->key = yyjson_obj_iter_next(&m->it);
    return true;
}

yyjson_val *core_member(core_members *m, const char *name) {
    if (m->key == NULL || !yyjson_equals_str(m->key, name)) return NULL;
    yyjson_val *v = yyjson_obj_iter_get_val(m->key);
    m->key = yyjson_obj_iter_next(&m->it);
    return v;
}

bool core_members_end(const core_members *m, const char *whole, base_err *e) {
    return m->key == NULL || core_event_bad(e, whole);
}

bool core_member_text(base_arena *arena, core_members *m, const char *name, base_str *out, base_err *e) {
    return core_json_text(arena, core_member(m, name), out) || core_event_bad(e, name);
}

bool core_member_optional(base_arena *arena, core_members *m, const char *name, base_str *out, base_err *e) {
    yyjson_val *v = core_member(m, name);
    if (v == NULL) return true;
    return (core_json_text(arena, v, out) && out->n > 0) || core_event_bad(e, name);
}

bool core_member_whole(core_members *m, const char *name, uint64_t least, uint64_t most, uint64_t *out, base_err *e) {
    yyjson_val *v = core_member(m, name);
    *out = yyjson_get_uint(v);
    return (yyjson_is_uint(v) && *out >= least && *out <= most) || core_event_bad(e, name);
}
