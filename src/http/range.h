/* range.h - which part of a file is wanted (RFC 9110, sections 13 and 14). Pure; fuzzed. */
#ifndef JIQUN_HTTP_RANGE_H
#define JIQUN_HTTP_RANGE_H

#include "base/str.h"

enum http_range_kind {
    HTTP_RANGE_ALL,  /* none is asked for, or one that may be passed over: no bytes, several parts, not well-formed */
    HTTP_RANGE_PART, /* n > 0 bytes from `from` */
    HTTP_RANGE_NONE_SUCH /* it lies outside: 416 */
};
typedef struct {
    enum http_range_kind kind;
    uint64_t from, n;
} http_range;

/* `if_range`: the part is only wanted of the file with the tag `tag` (in quotes); empty: in any case. A date there
 * never matches: the files have none. */
http_range http_range_of(base_str range, base_str if_range, base_str tag, uint64_t size);
/* If-None-Match: `tag` is among them, compared weakly; or any is meant. */
bool http_tag_matches(base_str if_none_match, base_str tag);

#endif
