/* event.h - the bytes of an event: what stands in the log, the same wherever and whenever it is written.
 *
 * An event has three parts. The *leaf* is public: number, stream, case, action, day, level and division, article,
 * digest of the rulebook, edition of the engine, and the salted digests of the two others. The *payload* is what was
 * decided: arguments, figures, effects, places taken. The *person* part holds what the rulebook calls private; it is
 * never decisive and can be erased: the payload then still says that it was given. Leaf and payload are canonical JSON
 * (the subset of RFC 8785 without fractions: keys in order, no blanks, decimals as strings), so that equal events have
 * equal bytes. Digests are computed by whoever keeps the log. */
#ifndef JIQUN_CORE_EVENT_H
#define JIQUN_CORE_EVENT_H

#include "core/adopt.h"

enum {
    CORE_EDITION = 2, /* of the engine: raised by a change that could give another answer, guarded where it stands */
    CORE_LEAF_MAX = 8 << 10,
    CORE_PAYLOAD_MAX = 8 << 20,
    CORE_PERSON_MAX = 64 << 10
};

/* What an event is to the log, beside what it says. */
typedef struct {
    uint64_t seq;         /* its number, from 0 */
    int64_t at;           /* milliseconds since 1970 UTC */
    base_str request;     /* id of the request it answers */
    unsigned part, parts; /* number `part` (from 0) of the `parts` events of one command */
    unsigned edition;     /* of the engine that decided it */
} core_stamp;

/* The leaf as it is read back. */
typedef struct {
    uint64_t seq;
    unsigned edition;
    base_str stream, path, kind, action, level, who, article, rulebook;
    base_str payload, person; /* digests in hex; person empty when there is none */
    base_date day;
} core_leaf;

/* Whether the event gives some private field a value. */
bool core_event_has_private(const core_event *e);
/* Takes private values out of `e` (whose arrays are copied into `arena` when something changes) and writes them as JSON
 * into `person`. True when there were any. */
bool core_event_part_person(base_arena *arena, core_event *e, base_buf *person);

/* Writes the payload of an event without private values. False when it is over CORE_PAYLOAD_MAX or `b` is full. */
bool core_event_put_payload(base_buf *b, const core_event *e, const core_stamp *s);
/* Writes the leaf; digests in hex, `person` empty when there is none. */
bool core_event_put_leaf(base_buf *b, const core_world *w, const core_event *e, const core_stamp *s, base_str payload,
                         base_str person);

/* Reads them back. Texts in `arena`. Everything is checked against the rulebook that the leaf names, which the world
 * must know. */
bool core_leaf_read(base_arena *arena, base_str bytes, core_leaf *out, base_err *e);
bool core_event_read(base_arena *arena, const core_world *w, const core_leaf *leaf, base_str payload, core_event *out,
                     core_stamp *s, base_err *e);
/* Whether it can be folded into the world as it stands: the cases it names are there. Streams that are not in memory
 * are taken as they come. */
bool core_event_fits(const core_world *w, const core_event *e, base_err *why);

/* Figures and statements as they stand in a payload, for whoever keeps drafts: {"fields":[…],"values":[…]}. */
bool core_draft_put(base_buf *b, const rules_book *book, const core_draft *d);
bool core_draft_read(base_arena *arena, const rules_book *book, base_str json, core_draft *out, base_err *e);

/* "2023-06-20T03:04:05.678Z" */
bool core_put_instant(base_buf *b, int64_t at);
bool core_parse_instant(base_str s, int64_t *at);

#endif
