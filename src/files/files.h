/* files.h - attachments: immutable, named by the digest of their content, streamed in and out.
 *
 * A file comes in piece by piece into `incoming/`, is hashed on the way, held against its limit of size and its type by
 * content (never by name), synced, and then moved to its place AA/BB…, whose folder is synced too. Only after that may
 * an event name it. What a broken upload leaves in `incoming/` is removed when the folder is opened and nobody writes
 * there any more. The same content twice is one file. */
#ifndef JIQUN_FILES_FILES_H
#define JIQUN_FILES_FILES_H

#include "base/arena.h"
#include "base/err.h"

enum {
    FILES_MAX_BYTES = 200 << 20,
    FILES_DIGEST_HEX = 64,
    FILES_TYPE_MAX = 80,
    FILES_POINTS_MAX = 250000000 /* of a picture: the largest sensor of a telephone has 200 million */
};

/* One `files` may be used by several threads at once, and one folder by several processes. An upload belongs to one
 * thread at a time. */
typedef struct files files;
typedef struct files_upload files_upload;

/* What one file came to be. */
typedef struct {
    char digest[FILES_DIGEST_HEX + 1]; /* SHA-256 of the content, lower-case hex */
    uint64_t size;
    char type[FILES_TYPE_MAX]; /* media type by content, one of files_types */
} files_stored;

/* A kind of file that is taken. Whoever sends one out names this media type, with `nosniff`. */
typedef struct {
    const char *media;   /* application/pdf */
    const char *suffix;  /* pdf: for the name under which it is downloaded */
    const char *zh, *en; /* what people call it */
} files_type;
/* All of them, for a form and for a message. */
const files_type *files_types(size_t *n);
/* The one of that media type, or NULL. */
const files_type *files_type_of(base_str media);

/* Opens (or makes, mode 0700) the folder; `max_bytes` of one file, at most FILES_MAX_BYTES (0: that). Removes what
 * broken uploads older than an hour left, or all of it when `alone`; never what somebody is still writing. A folder
 * that can not be written is opened too: files are read from it, files_begin fails. */
files *files_open(const char *folder, uint64_t max_bytes, bool alone, base_err *e);
/* Every file that comes in from now on is shown to a scanner for viruses (scan.h) before it takes its place, but for
 * what is only passed through (files_allow). `socket` is the path of its socket and stays the caller's, as long as `f`
 * is open; it has `seconds` for one file. */
void files_scan_by(files *f, const char *socket, unsigned seconds);
/* After all its uploads have ended; NULL is allowed. */
void files_close(files *f);

files_upload *files_begin(files *f, base_err *e);
/* Only JPEG and PNG, as the content says it, are taken then. */
void files_expect_photo(files_upload *u);
/* Only PDF, JPEG and PNG of at most `max` bytes, and no picture of more than FILES_POINTS_MAX points, are taken then:
 * what comes from somebody whom nobody knows. */
void files_expect_paper(files_upload *u, uint64_t max);
/* It may have so many bytes, whatever the folder's limit is, and no scanner sees it: for what is only passed through
 * and handed to nobody. */
void files_allow(files_upload *u, uint64_t bytes);
/* False with `e` (LIMIT: too large; INPUT: a kind of file that is not taken; IO: full disk …); then abort it. Called
 * again it fails again. */
bool files_put(files_upload *u, const void *p, size_t n, base_err *e);
/* Ends it: type checked, synced, in its place. The upload is gone either way. After a failure nothing of it is there,
 * except that a failed sync of a folder (IO) may leave the whole file in its place, where it does no harm. */
bool files_finish(files_upload *u, files_stored *out, base_err *e);
void files_abort(files_upload *u); /* NULL is allowed */

/* A descriptor for reading and the size; -1 and `e` (MISSING; or INPUT for what is no digest). The caller closes. */
int files_read(const files *f, base_str digest, uint64_t *size, base_err *e);
/* Reads it all again: false with `e` when the content is not what the name says (IO, sys EBADMSG). */
bool files_verify(const files *f, base_str digest, uint64_t *size, base_err *e);
/* Each stored file, in order of digests. `each` ends the list early by false; that is no error. */
typedef bool (*files_each)(void *ctx, base_str digest, uint64_t size);
bool files_list(const files *f, files_each each, void *ctx, base_err *e);
/* Those whose digest begins with that byte. */
bool files_list_part(const files *f, uint8_t part, files_each each, void *ctx, base_err *e);
/* The most that one file may have. */
uint64_t files_max(const files *f);
/* Takes one away for good, if it was last put there `seconds` ago or earlier; *gone: it is not there any more. Whoever
 * calls has made sure that nobody names it, and that nobody is about to. */
bool files_remove(files *f, base_str digest, int64_t seconds, bool *gone, base_err *e);
/* Removes what broken uploads of an hour ago left, as files_open does; for a process that lives long. */
void files_sweep_incoming(const files *f);

#endif
