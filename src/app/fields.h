/* fields.h - what app keeps as entries of the store: one JSON object a body, and puts that belong together.
 *
 * Members that are not known are left alone, so that a body written by a newer program of the same schema can be read;
 * one that is not there reads as empty, 0, no. */
#ifndef JIQUN_APP_FIELDS_H
#define JIQUN_APP_FIELDS_H

#include <yyjson.h>

#include "app/app.h"
#include "base/json_out.h"

typedef struct {
    yyjson_doc *doc;
} app_fields;

/* Texts read from it live in the arena. False: it is no such object; the entry is damaged. */
bool app_fields_read(base_arena *arena, base_str body, app_fields *f, base_err *e);
void app_fields_done(app_fields *f);
base_str app_field_text(const app_fields *f, const char *name);
int64_t app_field_number(const app_fields *f, const char *name);
bool app_field_flag(const app_fields *f, const char *name);
/* Texts of an array, at most `max`; how many. */
size_t app_field_texts(const app_fields *f, const char *name, base_str *out, size_t max);

/* A body is begun, filled and ended; it lives in `b` until that is freed. What is empty, 0 or no is left out. */
void app_fields_begin(base_json *j, base_buf *b);
void app_put_number(base_json *j, const char *name, int64_t v);
void app_put_flag(base_json *j, const char *name, bool v);
void app_put_texts(base_json *j, const char *name, const base_str *v, size_t n);
base_str app_fields_end(base_json *j, base_buf *b);

/* A write transaction, unless the caller has one open: `own` tells app_kept_end, which commits when all of it was good
 * and takes it back otherwise. Returns whether all of it is on disk (or, within the caller's, in it). */
bool app_kept_begin(app *w, bool *own, base_err *e);
bool app_kept_end(app *w, bool own, bool good, base_err *e);
/* Whatever version there is. */
bool app_kept_put(app *w, base_str space, base_str key, int64_t now, int64_t due, base_str body, base_err *e);

#endif
