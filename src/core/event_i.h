/* event_i.h - what the files of event bytes share: event_*.c only. */
#ifndef JIQUN_CORE_EVENT_I_H
#define JIQUN_CORE_EVENT_I_H

#include "core/event.h"
#include "core/world_i.h"

/* Largest number that every reader of JSON takes exactly (RFC 8785, I-JSON). */
#define CORE_JSON_WHOLE ((UINT64_C(1) << 53) - 1)

/* Stands where a private value was, in memory as after erasure. */
static inline base_str core_kept_apart(void) { return BASE_STR("＊"); }

/* The kind of the case at `path` as an event names it: empty for the event's own case, else the path of one above it.
 * RULES_NONE for anything else. */
rules_id core_event_kind_at(const core_event *e, base_str path);
/* Whether the rulebook calls that field private; RULES_NONE is not. */
bool core_field_is_private(const rules_book *b, rules_id kind, rules_id field);
/* The same by the field's name. */
bool core_name_is_private(const rules_book *b, rules_id kind, base_str name);
/* Whether an argument is kept apart: its field is private and it says something. A blank sets nothing, so it stands as
 * it was given, and deciding again comes to the same. */
bool core_arg_is_apart(const rules_book *b, rules_id kind, base_str name, base_str value);
/* A division is public and stands in the leaf; the name of an expert does not. */
bool core_event_who_is_public(const core_event *e);

static inline const rules_standard *core_newest_standard(const rules_book *b) {
    return b->n_standards > 0 ? &b->standard[b->n_standards - 1] : NULL;
}

/* "programme", in which texts are adopted, and the name of that action. */
static inline base_str core_adoption_path(void) { return BASE_STR("programme"); }
static inline base_str core_adoption_action(void) { return BASE_STR("adopt"); }

/* A text as a string of canonical JSON (RFC 8785). It must be UTF-8. */
void core_put_text(base_buf *b, base_str s);

/* False with `e`: that part of an event is not as it should be. */
bool core_event_bad(base_err *e, const char *part);

#endif
