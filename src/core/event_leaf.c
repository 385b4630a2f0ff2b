/* event_leaf.c - the public part of an event, read back; see event.h. */
#include "core/event_json.h"
#include "core/resolve.h"

enum { MAX_DIGEST = 128 };

static bool digits(base_str s, size_t from, size_t n, int *out) {
    *out = 0;
    if (from + n > s.n) return false;
    for (size_t i = from; i < from + n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        *out = *out * 10 + (s.p[i] - '0');
    }
    return true;
}

bool core_parse_instant(base_str s, int64_t *at) {
    base_date d;
    base_err e = {0};
    int h, m, sec, ms;
    if (s.n != 24 || s.p[10] != 'T' || s.p[13] != ':' || s.p[16] != ':' || s.p[19] != '.' || s.p[23] != 'Z')
        return false;
    if (!base_date_parse((base_str){s.p, 10}, &d, &e) || !digits(s, 11, 2, &h) || !digits(s, 14, 2, &m) ||
        !digits(s, 17, 2, &sec) || !digits(s, 20, 3, &ms) || h > 23 || m > 59 || sec > 59) {
        return false;
    }
    *at = (int64_t)d * 86400000 + h * INT64_C(3600000) + m * INT64_C(60000) + sec * INT64_C(1000) + ms;
    return true;
}

/* ---- the leaf ---- */

static bool is_digest(base_str s) {
    if (s.n == 0 || s.n > MAX_DIGEST) return false;
    for (size_t i = 0; i < s.n; i++) {
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f'))) return false;
    }
    return true;
}

static bool read_day(core_members *m, base_date *out, base_err *e) {
    base_err why = {0};
    return base_date_parse(core_json_view(core_member(m, BASE_STR("day"))), out, &why) || core_event_bad(e, "day");
}

static bool leaf_members(core_members *m, core_leaf *l, base_err *e) {
    uint64_t edition = 0;
    bool good = core_member_text(m, BASE_STR("action"), &l->action, e) &&
                core_member_text(m, BASE_STR("article"), &l->article, e) &&
                core_member_text(m, BASE_STR("case"), &l->path, e) && read_day(m, &l->day, e) &&
                core_member_whole(m, BASE_STR("edition"), 1, UINT16_MAX, &edition, e) &&
                core_member_text(m, BASE_STR("kind"), &l->kind, e) &&
                core_member_text(m, BASE_STR("level"), &l->level, e) &&
                core_member_text(m, BASE_STR("payload"), &l->payload, e) &&
                core_member_optional(m, BASE_STR("person"), &l->person, e) &&
                core_member_text(m, BASE_STR("rulebook"), &l->rulebook, e) &&
                core_member_whole(m, BASE_STR("seq"), 0, CORE_JSON_WHOLE, &l->seq, e) &&
                core_member_text(m, BASE_STR("stream"), &l->stream, e) &&
                core_member_optional(m, BASE_STR("who"), &l->who, e) && core_members_end(m, "leaf", e);
    l->edition = (unsigned)edition;
    return good;
}

static bool leaf_of(yyjson_val *root, core_leaf *l, base_err *e) {
    core_members m;
    base_str rest;
    if (!core_members_of(root, &m)) return core_event_bad(e, "leaf");
    if (!leaf_members(&m, l, e)) return false;
    if (!core_path_ok(l->path)) return core_event_bad(e, "case");
    if (!base_str_eq(base_str_cut(l->path, '/', &rest), l->stream)) return core_event_bad(e, "stream");
    if (!is_digest(l->payload)) return core_event_bad(e, "payload");
    if (l->person.n > 0 && !is_digest(l->person)) return core_event_bad(e, "person");
    return l->level.n > 0 || core_event_bad(e, "level");
}

bool core_leaf_read(base_arena *arena, base_str bytes, core_leaf *out, base_err *e) {
    *out = (core_leaf){0};
    yyjson_doc *doc = core_json_parse(arena, bytes, CORE_LEAF_MAX);
    if (doc == NULL) return core_event_bad(e, "leaf");
    bool good = leaf_of(yyjson_doc_get_root(doc), out, e);
    yyjson_doc_free(doc);
    return good;
}
