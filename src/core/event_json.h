/* event_json.h - JSON as events want it, for the files that read them.
 *
 * Members are asked for in the order in which they are written. So a name that is unknown, stands twice or stands
 * elsewhere is left over at the end, and that is an error too. */
#ifndef JIQUN_CORE_EVENT_JSON_H
#define JIQUN_CORE_EVENT_JSON_H

#include <yyjson.h>

#include "core/event_i.h"

typedef struct {
    yyjson_obj_iter it;
    yyjson_val *key; /* of the next member; NULL at the end */
} core_members;

/* NULL for bytes that are no JSON, and for more than `max`. To be freed with yyjson_doc_free; its texts are in `arena`
 * and stay. */
yyjson_doc *core_json_parse(base_arena *arena, base_str bytes, size_t max);
/* The text of a string, {NULL, 0} for anything else. */
static inline base_str core_json_view(yyjson_val *v) {
    return yyjson_is_str(v) ? (base_str){yyjson_get_str(v), yyjson_get_len(v)} : (base_str){NULL, 0};
}
/* A string without a zero byte, as everything that core writes. */
bool core_json_text(yyjson_val *v, base_str *out);
/* The same; of a private value `false` where it is kept apart, or a blank, which says nothing. */
bool core_json_open(yyjson_val *v, bool is_private, base_str *out);
/* An array with at least one item, each an array of `n`. */
bool core_json_items(yyjson_val *v, size_t n, size_t max);

/* False when it is no object. */
bool core_members_of(yyjson_val *v, core_members *m);
/* The value of the next member when that is its name; else NULL. */
yyjson_val *core_member(core_members *m, base_str name);
/* Each with `e` naming the member when it is not as it should be. */
bool core_member_text(core_members *m, base_str name, base_str *out, base_err *e);
/* One that is left out when it is empty. */
bool core_member_optional(core_members *m, base_str name, base_str *out, base_err *e);
bool core_member_whole(core_members *m, base_str name, uint64_t least, uint64_t most, uint64_t *out, base_err *e);
bool core_members_end(const core_members *m, const char *whole, base_err *e);

/* Figures and statements; `kind` whose private fields are kept apart, RULES_NONE: of a draft, which holds everything
 * and may be older than the rulebook: what that no longer asks for is left out. */
bool core_draft_of(base_arena *arena, const rules_book *book, rules_id kind, yyjson_val *v, core_draft *d);

#endif
