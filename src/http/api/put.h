/* put.h - members of JSON objects, as the answers of the API are written. */
#ifndef JIQUN_HTTP_API_PUT_H
#define JIQUN_HTTP_API_PUT_H

#include "base/json_out.h"
#include "http/exchange.h"

/* 2026-01-02T03:04:05.678Z; null for 0. */
void put_instant(base_json *j, const char *name, int64_t at);
/* "open": whether something may be done, and where not "why". */
void put_open(base_json *j, bool open, const base_err *why);
/* Begins an answer that is one object, and ends it. */
void put_begin(http_exchange *x, base_json *j);
enum http_step put_end(base_json *j);
/* 204. */
enum http_step put_nothing(http_exchange *x);

#endif
