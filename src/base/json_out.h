/* json_out.h - writes JSON (RFC 8259) into a buffer, value by value.
 *
 * Commas, colons, quotes and nesting are kept here, so what comes out is one well-formed JSON text or `bad`: a key
 * where a value belongs, an end that does not match its begin, a second text, nesting over the limit, or text that is
 * not a number. As with base_buf, nothing is written after a fault, and the caller looks once, at the end. Nothing is
 * allocated here; the levels are bits of one word. */
#ifndef JIQUN_BASE_JSON_OUT_H
#define JIQUN_BASE_JSON_OUT_H

#include "base/date.h"
#include "base/dec.h"

enum { BASE_JSON_MAX_DEPTH = 63 };

typedef struct {
    base_buf *b;
    uint64_t objects; /* bit i: level i + 1 is an object */
    uint8_t depth;
    char state; /* private to json_out.c */
    bool bad;
} base_json;

/* Writes after what the buffer holds; the buffer stays the caller's. */
void base_json_init(base_json *j, base_buf *b);
void base_json_obj(base_json *j);
void base_json_obj_end(base_json *j);
void base_json_arr(base_json *j);
void base_json_arr_end(base_json *j);
/* The name of the next member. Names given twice are not noticed. */
void base_json_key(base_json *j, base_str name);
/* Bytes that are not UTF-8 become U+FFFD. */
void base_json_str(base_json *j, base_str s);
/* A number given as text, written as it is; text that is not a JSON number is a fault. */
void base_json_num(base_json *j, base_str number);
/* A value as it was written by this program before; nothing of it is looked at. */
void base_json_value(base_json *j, base_str value);
void base_json_i64(base_json *j, int64_t v);
void base_json_u64(base_json *j, uint64_t v);
/* A number with as few digits as it needs. */
void base_json_dec(base_json *j, base_dec d);
/* A string YYYY-MM-DD; null when d is BASE_DATE_NONE. */
void base_json_date(base_json *j, base_date d);
void base_json_bool(base_json *j, bool v);
void base_json_null(base_json *j);

/* A whole member, by its name as it stands in the source. */
void base_json_name(base_json *j, const char *name); /* the value follows */
void base_json_text(base_json *j, const char *name, base_str s);
void base_json_number(base_json *j, const char *name, uint64_t v);
void base_json_flag(base_json *j, const char *name, bool v);
/* null when d is BASE_DATE_NONE. */
void base_json_day(base_json *j, const char *name, base_date d);
/* None at all when the text is empty, the day BASE_DATE_NONE. */
void base_json_some(base_json *j, const char *name, base_str s);
void base_json_some_day(base_json *j, const char *name, base_date d);
/* What is said in both languages: {"zh": …, "en": …}; and as a member. */
void base_json_pair(base_json *j, base_str zh, base_str en);
void base_json_both(base_json *j, const char *name, base_str zh, base_str en);
void base_json_err(base_json *j, const char *name, const base_err *e);

/* Whether one whole text was written and all of it fitted. */
bool base_json_done(const base_json *j);

#endif
