/* data_i.h - open data: tables that are written once in four forms.
 *
 * A *dataset* knows its columns and hands out rows; a *sink* writes rows as CSV, JSON, XML or XLSX. So every dataset
 * has every form, and they say the same. */
#ifndef JIQUN_HTTP_PORTAL_DATA_I_H
#define JIQUN_HTTP_PORTAL_DATA_I_H

#include "docs/sheet.h"
#include "http/portal/portal_i.h"
#include "http/portal/register_i.h"

enum portal_form { PORTAL_CSV, PORTAL_JSON, PORTAL_XML, PORTAL_XLSX, PORTAL_FORMS };
/* csv, json, xml, xlsx */
const char *portal_form_name(enum portal_form f);
const char *portal_form_type(enum portal_form f);

typedef struct {
    const char *name; /* in CSV, JSON and XML */
    enum http_text label;
    enum docs_type type;
} portal_column;

/* What every file says of itself. */
typedef struct {
    const char *dataset;
    base_str origin; /* of the log */
    uint64_t size;   /* events that it covers */
    base_date day;   /* of the last one */
    bool demonstration;
    int64_t made; /* milliseconds since 1970 */
} portal_about;

/* ---- data_sink.c ---- */

typedef struct portal_sink portal_sink;
/* NULL and `e`: no temporary file. Texts of columns in Chinese: the data are. */
portal_sink *portal_sink_new(enum portal_form form, const portal_about *about, const portal_column *column, size_t n,
                             base_err *e);
bool portal_sink_row(portal_sink *s, const docs_cell *cell, base_err *e);
/* A descriptor of a file without a name, to be closed by the caller; -1 and `e`. */
int portal_sink_end(portal_sink *s, uint64_t *size, base_err *e);
void portal_sink_free(portal_sink *s); /* NULL is allowed */

/* ---- data_set.c ---- */

/* What rows are made from. */
typedef struct {
    http_exchange *x; /* its arena and service only */
    app *app;
    const rules_book *book;
    portal_sink *sink;
    const store_register_query *query; /* of the register: which; NULL: all that is public */
    size_t most;                       /* rows */
    size_t n;                          /* so far */
    base_err *e;
} portal_rows;

typedef struct {
    const char *name;
    enum http_text title, what;
    const portal_column *column;
    size_t n_columns;
    bool (*rows)(portal_rows *r);
} portal_dataset;

enum { PORTAL_DATASETS = 6, PORTAL_DATA_REGISTER = 0 };
extern const portal_dataset portal_datasets[PORTAL_DATASETS];

/* ---- data_job.c: made by a thread of their own, since a whole country takes seconds ---- */

typedef struct {
    int fd; /* -1: none */
    uint64_t bytes;
    char sha256[64], own[64]; /* in hexadecimal digits; own: by the suite of the log */
    portal_about about;
} portal_file;

/* Makes the file (or takes the one that is kept), then goes on with `then`, where portal_job_file has it. */
enum http_step portal_job(http_exchange *x, size_t dataset, enum portal_form form, const store_register_query *query,
                          http_handler then);
/* False with an answer written. The descriptor is the caller's. */
bool portal_job_file(http_exchange *x, portal_file *out);

#endif
