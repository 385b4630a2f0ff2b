/* type.h - what kind of file it is, by content and never by name; and whether that kind is taken.
 *
 * A short list, because whatever is taken will be opened by officials: kinds that show the same to everybody and run
 * nothing. Three witnesses have to agree: the signature that this floor looks for itself, libmagic's opinion of the
 * first bytes, and for what is only recognised as a whole (text, containers) every byte of it. A kind that is refused
 * is refused as soon as its first bytes are there. */
#ifndef JIQUN_FILES_TYPE_H
#define JIQUN_FILES_TYPE_H

#include "base/err.h"
#include "files/files.h"

/* libmagic sees at most so many bytes of a file. */
enum { FILES_HEAD = 8192 };

/* What an allocation gave; without memory the process ends (base/arena.h). */
void *files_must(void *p);

/* ------------------------------------------------------------------ libmagic */

/* Its tables are read when they are first needed; several threads may ask. */
typedef struct files_magic files_magic;
files_magic *files_magic_new(void);
void files_magic_free(files_magic *m); /* NULL is allowed */
/* The media type of n <= FILES_HEAD bytes, as libmagic says it. */
bool files_magic_ask(files_magic *m, const void *p, size_t n, char media[FILES_TYPE_MAX], base_err *e);

/* ------------------------------------------------------------------ text */

/* Text in UTF-8 or GB 18030 (and so GBK and GB 2312), checked piece by piece. Begins zeroed. */
typedef struct {
    bool not_utf8, not_gb, control;
    uint8_t utf8_left, utf8_low, utf8_high; /* bytes still wanted, and the bounds of the next one */
    uint8_t gb_at;                          /* bytes of a character seen: 0 to 3 */
} files_text;

/* False once it is no text. */
bool files_text_put(files_text *t, const uint8_t *p, size_t n);
/* At the end: no character is cut. */
bool files_text_ends(const files_text *t);
/* Writes an x for each byte of a character beyond ASCII: text whose marks and words libmagic can look at without
 * taking Chinese for some binary format. `p` begins with a character, in the encoding that `t` came to. */
void files_text_mask(const files_text *t, const uint8_t *p, size_t n, uint8_t *out);

/* Masked text is a table: two lines or more, all with as many commas outside quotes as the first, and at least one.
 * `whole`: the last line is not cut. */
bool files_text_is_table(const uint8_t *p, size_t n, bool whole);

/* ------------------------------------------------------------------ containers */

/* A file that is there as a whole. `read` fills p with exactly n bytes from `at`, or says false. */
typedef struct {
    bool (*read)(void *ctx, uint64_t at, void *p, size_t n);
    void *ctx;
    uint64_t size;
} files_whole;

enum files_zip {
    FILES_ZIP_DAMAGED,
    FILES_ZIP_OTHER,
    FILES_ZIP_BOMB, /* unpacks to too much, as its own table of contents says */
    FILES_ZIP_SLIDES,
    FILES_ZIP_LOCKED,
    FILES_ZIP_MACROS,
    FILES_ZIP_DOCX,
    FILES_ZIP_XLSX,
    FILES_ZIP_OFD
};
/* By the names in its table of contents; nothing is unpacked. */
enum files_zip files_zip_look(const files_whole *w);

/* ------------------------------------------------------------------ pictures */

/* Points of a JPEG or PNG, 0 for what is neither. False: it does not say. */
bool files_picture_points(const files_whole *w, base_str media, uint64_t *points);

/* ------------------------------------------------------------------ all together */

enum files_stage { FILES_STAGE_HEAD, FILES_STAGE_TEXT, FILES_STAGE_ZIP, FILES_STAGE_KNOWN };
typedef struct {
    files_magic *magic;
    const files_type *type; /* set at the end */
    enum files_stage stage;
    files_text text;
    size_t n;
    uint8_t head[FILES_HEAD];
} files_typer;

void files_typer_begin(files_typer *t, files_magic *magic);
/* False with `e` once it is clear that the file is not taken. */
bool files_typer_put(files_typer *t, const void *p, size_t n, base_err *e);
bool files_typer_end(files_typer *t, const files_whole *w, base_err *e);

/* Refuses a kind: `media` is what was found. Returns false. */
bool files_type_refuse(const char *media, base_err *e);

#endif
