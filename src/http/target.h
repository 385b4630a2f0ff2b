/* target.h - takes apart what a client sends as text: the target of a request, its query, a form, cookies.
 *
 * Strict where HTTP leaves a choice: a percent sign that is no escape, a byte that is not UTF-8 once decoded, a control
 * character, an empty or a dotted segment are refused, so that nobody behind this file meets them. Pure; fuzzed. */
#ifndef JIQUN_HTTP_TARGET_H
#define JIQUN_HTTP_TARGET_H

#include "base/arena.h"
#include "base/err.h"
#include "http/exchange.h"

/* Splits "/a/b?c=d" into raw segments and the raw query. "/" has no segments; a slash at the end counts as none. False:
 * not a path of this form, too long, too many segments. */
bool http_target_split(base_str target, base_str segment[HTTP_SEGMENTS_MAX], size_t *n, base_str *path, base_str *query,
                       base_err *e);
/* Decodes percent escapes, and '+' as a blank when `plus`. */
bool http_decode(base_arena *arena, base_str raw, bool plus, base_str *out, base_err *e);
/* "a=1&b=%20x": pairs in order, decoded; at most HTTP_QUERY_MAX. Also the body of a form. */
bool http_pairs(base_arena *arena, base_str raw, http_pair **out, size_t *n, base_err *e);
/* Value of a cookie in a Cookie header (RFC 6265 section 4.2), as it stands. */
bool http_cookie_find(base_str header, base_str name, base_str *value);

#endif
