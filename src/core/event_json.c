/* event_json.c - see event_json.h. */
#include "core/event_json.h"

/* Read in place, in a copy: so the texts are there once and need no memory of their own. */
yyjson_doc *core_json_parse(base_arena *arena, base_str bytes, size_t max) {
    if (bytes.n == 0 || bytes.n > max) return NULL;
    char *copy = base_arena_alloc(arena, bytes.n + YYJSON_PADDING_SIZE);
    memcpy(copy, bytes.p, bytes.n);
    return yyjson_read_opts(copy, bytes.n, YYJSON_READ_INSITU, NULL, NULL);
}

bool core_json_text(yyjson_val *v, base_str *out) {
    *out = core_json_view(v);
    return out->p != NULL && memchr(out->p, '\0', out->n) == NULL;
}

bool core_json_open(yyjson_val *v, bool is_private, base_str *out) {
    if (is_private && yyjson_is_false(v)) {
        *out = core_kept_apart();
        return true;
    }
    return core_json_text(v, out) && (!is_private || base_str_trim(*out).n == 0);
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

yyjson_val *core_member(core_members *m, base_str name) {
    if (m->key == NULL || !yyjson_equals_strn(m->key, name.p, name.n)) return NULL;
    yyjson_val *v = yyjson_obj_iter_get_val(m->key);
    m->key = yyjson_obj_iter_next(&m->it);
    return v;
}

bool core_members_end(const core_members *m, const char *whole, base_err *e) {
    return m->key == NULL || core_event_bad(e, whole);
}

bool core_member_text(core_members *m, base_str name, base_str *out, base_err *e) {
    return core_json_text(core_member(m, name), out) || core_event_bad(e, name.p);
}

bool core_member_optional(core_members *m, base_str name, base_str *out, base_err *e) {
    yyjson_val *v = core_member(m, name);
    if (v == NULL) return true;
    return (core_json_text(v, out) && out->n > 0) || core_event_bad(e, name.p);
}

bool core_member_whole(core_members *m, base_str name, uint64_t least, uint64_t most, uint64_t *out, base_err *e) {
    yyjson_val *v = core_member(m, name);
    *out = yyjson_get_uint(v);
    return (yyjson_is_uint(v) && *out >= least && *out <= most) || core_event_bad(e, name.p);
}
