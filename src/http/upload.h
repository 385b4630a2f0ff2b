/* upload.h - a file that comes in as the body of a request: as it is, or as the one file of a multipart form.
 *
 * Nothing of it is held in memory: each piece goes to its place on disk (files/files.h) as it comes. Who may not send
 * one in, has sent too many today, or has too many under way, is told before the first byte is read. */
#ifndef JIQUN_HTTP_UPLOAD_H
#define JIQUN_HTTP_UPLOAD_H

#include "http/exchange.h"

/* The uploads that are under way in this process. */
typedef struct http_uploads http_uploads;
http_uploads *http_uploads_new(void);
void http_uploads_free(http_uploads *u); /* NULL is allowed */

/* Whether one may begin; false with the answer written (400, 403, 415, 429, 503). */
bool http_upload_admit(http_exchange *x);
/* The most bytes of such a body, what surrounds the file included. */
size_t http_upload_body_max(const http_exchange *x);
/* A piece of the body; what goes wrong is kept in the exchange. */
void http_upload_put(http_exchange *x, const char *p, size_t n);
/* The body is there. False with the answer written: it is not what was expected, or was refused on the way. Otherwise
 * x->upload is a file to be finished, and x->form has the other fields of a multipart form. */
bool http_upload_end(http_exchange *x);
/* The name that the client gave the file, as it was sent; may be empty. */
base_str http_upload_name(const http_exchange *x);
/* The file is on record, and counted. */
void http_upload_kept(http_exchange *x);
/* The exchange is over, however it ended: what was not kept is counted all the same. */
void http_upload_over(http_exchange *x);

/* Counts files against today's limit although they were refused or broken off: they have cost as much. By the queue,
 * and when that is full not at all: it is only a limit that is a little higher then. `as` says under which name `who`
 * is counted, in the arena it is given, or NULL when that can not be told; NULL: under `who` itself. */
typedef base_str (*http_counted_as)(app *writer, base_arena *arena, base_str who);
void http_upload_spent(http_service *s, base_str who, http_counted_as as, uint64_t n, uint64_t bytes);

#endif
