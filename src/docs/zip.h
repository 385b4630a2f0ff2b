/* zip.h - a container (.zip) written in one pass, part by part.
 *
 * What is packed leaves as it comes and is never gone back to: the sizes of a part follow it, as the format allows.
 * So a container costs the same memory whatever it holds, and can be sent while it is made. It is packed at the
 * quickest level: a table is repetitive enough that a better one saves a third of the bytes for three times the work.
 * The same parts give the same bytes. */
#ifndef JIQUN_DOCS_ZIP_H
#define JIQUN_DOCS_ZIP_H

#include "base/buf.h"
#include "base/err.h"

enum { DOCS_ZIP_PARTS = 16 };

typedef struct docs_zip docs_zip;

/* `fd` >= 0: what is packed is written there (it stays the caller's). -1: it waits in docs_zip_packed. */
docs_zip *docs_zip_new(int fd);
void docs_zip_free(docs_zip *z); /* NULL is allowed */

/* The name is a literal. At most DOCS_ZIP_PARTS parts; one begins when the one before it has ended. The functions are
 * false with `e`: disk full (IO), more than 4 GiB (LIMIT); then the container is of no more use. */
bool docs_zip_begin(docs_zip *z, const char *name, base_err *e);
bool docs_zip_put(docs_zip *z, base_str bytes, base_err *e);
bool docs_zip_end(docs_zip *z, base_err *e);
/* A whole part. */
bool docs_zip_part(docs_zip *z, const char *name, base_str bytes, base_err *e);
/* The table of contents: after the last part, once. */
bool docs_zip_finish(docs_zip *z, base_err *e);

/* Without a descriptor: what waits, until it is said to be taken. */
base_str docs_zip_packed(const docs_zip *z);
void docs_zip_taken(docs_zip *z);
/* Bytes of the container so far. */
uint64_t docs_zip_size(const docs_zip *z);

#endif
