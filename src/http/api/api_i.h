/* api_i.h - what the resources of the API share: who reads, what is asked for, an answer as JSON. */
#ifndef JIQUN_HTTP_API_I_H
#define JIQUN_HTTP_API_I_H

#include "app/show.h"
#include "base/json_out.h"
#include "core/prove.h"
#include "docs/sheet.h"
#include "http/api/api.h"
#include "http/problem.h"
#include "http/service.h"

/* Who reads: a level and its place, an auditor, or the public (an address that is open to everybody, a token that may
 * not read, somebody who has not signed in to the end). */
app_viewer http_api_viewer(const http_exchange *x);
/* The filters of lists: q, state, place, channel, round, industry, year, cursor, limit, as far as `known` names them,
 * which also has those that the list reads by itself. False with the answer written: a value that can not be, or a
 * parameter that is not known, which the answer names beside those that are. */
bool http_api_query(http_exchange *x, app_list_query *q, const char *const *known);
bool http_api_known(http_exchange *x, const char *const *known);
/* yes or no, no when it is not there; a day, BASE_DATE_NONE when it is not there. False with the answer written. */
bool http_api_yes(http_exchange *x, const char *name, bool *out);
bool http_api_day(http_exchange *x, const char *name, base_date *out);
/* Whether `format` is csv; json is usual. False with the answer written. */
bool http_api_csv(http_exchange *x, bool *out);
/* A whole number of the query; `usual` when it is not there. False with the answer written. */
bool http_api_number(http_exchange *x, const char *name, uint64_t most, uint64_t usual, uint64_t *out);

/* Begins an answer of JSON; ends it: too large, or broken, becomes a problem. */
void http_api_begin(http_exchange *x, base_json *j);
enum http_step http_api_end(http_exchange *x, const base_json *j);
enum http_step http_api_none(http_exchange *x);

/* act.c: what an action and whatever fills in a form have in common. */
/* Whoever asks acts in cases; false with the answer written (403). */
bool http_api_has_level(http_exchange *x);
/* Puts the version of If-Match into x->request; false with the answer written (428, 400). */
bool http_api_match(http_exchange *x);
/* The day of a demonstration, for x->request. */
void http_api_set_day(http_exchange *x);
/* Whether x->answer is yes; false with the answer written (412, 409 …). */
bool http_api_granted(http_exchange *x);
void http_api_tag(http_exchange *x, uint64_t version);

/* aside.c: what takes a while, done by a thread of http_outward. `put` writes one value; false with x->error, or for a
 * reason of its own. The text lives in x->arena; empty when there is none, with x->error unless `put` had its own. */
typedef bool (*http_api_put)(http_exchange *x, app *a, base_arena *arena, base_json *j);
base_str http_api_aside(http_exchange *x, size_t most, http_api_put put);
/* Answers with it, or with what x->error says: too many wait, or too long, is 503. */
enum http_step http_api_told(http_exchange *x, base_str text);

/* rulecheck.c */
/* Whoever asks may draft a rulebook; false with the answer written (403). */
bool http_api_may_draft(http_exchange *x);
/* How far the server goes to prove a text: bounded in time and states. */
core_prove_options http_api_prove_options(base_arena *arena, const core_world *w);

/* stream.c: a list of any length as a table, a page of the store at a time. `put` writes the page that `q` asks for: as
 * CSV a line a row, each ended by CRLF; into a workbook its rows, of which it takes DOCS_ROWS_MAX: where there are more
 * the connection is cut, as it is when a page fails. What is wrong with the first page is answered as such. Of `o` the
 * notice and the time are filled in here. */
typedef bool (*http_api_lines)(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v, base_buf *b,
                               app_page *page, base_err *e);
typedef bool (*http_api_rows)(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v, docs_sheet *sheet,
                              app_page *page, base_err *e);
enum http_step http_api_stream(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v, base_str titles,
                               base_str disposition, http_api_lines put);
enum http_step http_api_stream_sheet(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v,
                                     const docs_sheet_options *o, base_str disposition, http_api_rows put);
void http_api_cell(base_buf *b, base_str s, bool last);

/* sheet.c: answers with a workbook, which is an open file of `size` bytes; what stands above its titles. */
enum http_step http_api_workbook(http_exchange *x, int fd, uint64_t size, base_str disposition);
enum http_step http_api_bad_format(http_exchange *x);
base_str http_api_sheet_notice(const http_exchange *x);
/* sheet.c: a list of clusters as a workbook. */
enum http_step http_api_sheet(http_exchange *x, app *a, const app_list_query *q, const app_viewer *v);

#endif
