/* event_draft.c - figures and statements, read back from a payload or from a draft that somebody keeps. */
#include "core/event_json.h"

enum { MAX_VALUES = 10000, MAX_NOTES = 2000 };

/* `drop`: what the rulebook no longer asks for is left out, as it is when a case moves on to a later version. */
static bool read_figure(const rules_book *book, yyjson_val *item, bool drop, rules_values *values) {
    yyjson_val *year = yyjson_arr_get(item, 1);
    base_str name = core_json_view(yyjson_arr_get_first(item)), value = core_json_view(yyjson_arr_get(item, 2));
    base_err why = {0};
    if (name.p == NULL || !yyjson_is_uint(year) || yyjson_get_uint(year) > 9999) return false;
    if (value.p == NULL || memchr(value.p, '\0', value.n) != NULL) return false;
    rules_id fact = rules_find_fact(book, name);
    if (fact == RULES_NONE) return drop;
    return rules_values_set(book, values, fact, (int)yyjson_get_uint(year), value, &why);
}

/* Both lists are there even when they are empty. */
static bool list_or_none(yyjson_val *v, size_t n, size_t max) {
    return (yyjson_is_arr(v) && yyjson_arr_size(v) == 0) || core_json_items(v, n, max);
}

bool core_draft_of(base_arena *arena, const rules_book *book, rules_id kind, yyjson_val *v, core_draft *d) {
    size_t i, n;
    yyjson_val *item;
    core_members m;
    core_draft_init(d, arena);
    if (!core_members_of(v, &m)) return false;
    yyjson_val *fields = core_member(&m, BASE_STR("fields")), *values = core_member(&m, BASE_STR("values"));
    if (m.key != NULL || !list_or_none(fields, 2, MAX_NOTES) || !list_or_none(values, 3, MAX_VALUES)) return false;
    d->n_fields = d->cap = yyjson_arr_size(fields);
    d->field = base_arena_array(arena, d->n_fields, sizeof *d->field);
    yyjson_arr_foreach(fields, i, n, item) {
        if (!core_json_text(yyjson_arr_get_first(item), &d->field[i].key)) return false;
        bool apart = kind != RULES_NONE && core_name_is_private(book, kind, d->field[i].key);
        if (!core_json_open(yyjson_arr_get(item, 1), apart, &d->field[i].value)) return false;
    }
    yyjson_arr_foreach(values, i, n, item) {
        if (!read_figure(book, item, kind == RULES_NONE, &d->facts)) return false;
    }
    return true;
}

bool core_draft_read(base_arena *arena, const rules_book *book, base_str json, core_draft *out, base_err *e) {
    core_draft_init(out, arena);
    yyjson_doc *doc = core_json_parse(arena, json, CORE_PAYLOAD_MAX);
    bool good = doc != NULL && core_draft_of(arena, book, RULES_NONE, yyjson_doc_get_root(doc), out);
    yyjson_doc_free(doc);
    return good || core_event_bad(e, "facts");
}
