/* json.h - a JSON object that a client sends, member by member.
 *
 * A handler names every member that it takes; one that it does not know, one that is missing and one of another type
 * are answered with a problem that names it. Numbers stay texts, so no figure passes through floating point. */
#ifndef JIQUN_HTTP_JSON_H
#define JIQUN_HTTP_JSON_H

#include <yyjson.h>

#include "http/exchange.h"

typedef struct {
    http_exchange *x;
    yyjson_val *root;
    unsigned seen; /* members taken */
    bool bad;      /* `error` says why */
    base_err error;
} http_json;

/* Reads the body. False with the answer written: not JSON, not an object. */
bool http_json_open(http_exchange *x, http_json *j);
/* A text of at most `max` bytes. `required` false: {NULL,0} when it is not there, or null. After a fault nothing more
 * is read and all are empty, so that a handler looks once, in http_json_end. */
base_str http_json_text(http_json *j, const char *name, size_t max, bool required);
/* The same of words that are wanted, without blanks around them; blanks alone are none. */
base_str http_json_words(http_json *j, const char *name, size_t max);
/* A whole number within a range; `usual` when it is not there. */
int64_t http_json_number(http_json *j, const char *name, int64_t least, int64_t most, int64_t usual);
bool http_json_flag(http_json *j, const char *name, bool usual);
/* Any value, for who reads on; NULL when it is not there. */
yyjson_val *http_json_value(http_json *j, const char *name);
/* False with the answer written: something was wrong, or a member was not asked for. */
bool http_json_end(http_json *j);

#endif
