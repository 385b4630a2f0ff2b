/* evidence.h - files that anybody sends in with a form of the portal (multipart/form-data), without an account.
 *
 * A form is never refused for its files: what was typed must not be lost with them. So a file that is of a wrong kind
 * or too large is read past, and the fields are there all the same; the handler shows the page again, with what is
 * wrong. Nothing of a file is held in memory. So that nobody fills the disk, an address and all addresses together have
 * an amount a day; when one is used up no file is taken, and an objection can be handed in without. */
#ifndef JIQUN_HTTP_EVIDENCE_H
#define JIQUN_HTTP_EVIDENCE_H

#include "app/seal.h"
#include "http/exchange.h"
#include "http/text.h"

/* The forms with files that are under way in this process. */
typedef struct http_evidences http_evidences;
http_evidences *http_evidences_new(void);
void http_evidences_free(http_evidences *v); /* NULL is allowed */

/* One file of a form; empty ones that a browser sends for a field left empty are none. */
typedef struct {
    files_upload *upload; /* until it is kept; NULL: it was refused */
    enum http_text wrong; /* HTTP_T_NOTHING: nothing */
    base_err why;         /* of HTTP_T_FILE_WRONG: in words */
    files_stored stored;  /* once it is kept */
} http_evidence_file;

/* Before the body is read. False with the answer written (400). A body that is no multipart form is let through. */
bool http_evidence_admit(http_exchange *x);
/* A piece of the body, of an exchange that has x->evidence. */
void http_evidence_put(http_exchange *x, const char *p, size_t n);
/* The body is there; x->form has the fields. False with the answer written (400): it is no such form. */
bool http_evidence_end(http_exchange *x);
/* The files that came, at most HTTP_EVIDENCE_FILES; *wrong is what is wrong with all of them together (too many). */
http_evidence_file *http_evidence_files(http_exchange *x, size_t *n, enum http_text *wrong);
/* Puts them in their places, on a thread that may wait for the disk. What fails is in `wrong` of the file. */
void http_evidence_keep(http_exchange *x);
/* Within the writer's transaction that names them: counts them for all and for the address. */
bool http_evidence_count(http_exchange *x, store *s, const app_seal *seal, base_err *e);
/* The exchange is over, however it ended: what was not counted is counted for its address. */
void http_evidence_over(http_exchange *x);

#endif
