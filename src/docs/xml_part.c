/* xml_part.c - see xml_part.h. minizip unpacks, expat parses; both are given 64 KiB at a time.
 *
 * expat keeps a piece of markup until it is whole and a level for each open element: so nesting and the bytes without
 * an event are bounded here. A document type is refused, and with it every entity that somebody could define. */
#include "docs/xml_part.h"

#include <minizip/unzip.h>
#include <stdlib.h>

enum { PIECE = 64 << 10, DEPTH_MAX = 64, QUIET_MAX = 1 << 20, NAME_CHARS = 64 };

/* The file as minizip reads it. */
typedef struct {
    const docs_source *s;
    uint64_t at;
} place;

struct docs_container {
    place place;
    unzFile zip;
};

typedef struct {
    const docs_source *s;
    const docs_xml_calls *calls;
    void *ctx;
    XML_Parser parser;
    bool stopped;
    unsigned depth;
    uint64_t quiet; /* bytes since the last event */
} parsing;

/* ---- the container ---- */

static voidpf open_file(voidpf opaque, const void *name, int mode) {
    (void)name;
    (void)mode;
    return opaque;
}

static uLong read_file(voidpf opaque, voidpf stream, void *to, uLong n) {
    place *p = opaque;
    uLong done = 0;
    (void)stream;
    while (done < n) {
        const ssize_t got = docs_read_at(p->s, p->at, (char *)to + done, n - done);
        if (got <= 0) break;
        done += (uLong)got;
        p->at += (uint64_t)got;
    }
    return done;
}

static uLong write_file(voidpf opaque, voidpf stream, const void *from, uLong n) {
    (void)opaque;
    (void)stream;
    (void)from;
    (void)n;
    return 0;
}

static ZPOS64_T tell_file(voidpf opaque, voidpf stream) {
    (void)stream;
    return ((const place *)opaque)->at;
}

static long seek_file(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin) {
    place *p = opaque;
    (void)stream;
    const uint64_t from = origin == ZLIB_FILEFUNC_SEEK_CUR ? p->at : origin == ZLIB_FILEFUNC_SEEK_END ? p->s->size : 0;
    if (offset > p->s->size || from > p->s->size - offset) return -1;
    p->at = from + offset;
    return 0;
}

static int close_file(voidpf opaque, voidpf stream) {
    (void)opaque;
    (void)stream;
    return 0;
}

static bool damaged(const docs_source *s) {
    return base_err_fmt(s->e, BASE_ERR_INPUT, "不是完好的 XLSX 文件：请用表格软件打开并另存",
                        "not a sound XLSX file: open it with a spreadsheet and save it again");
}

docs_container *docs_container_open(const docs_source *s) {
    docs_container *c = base_zeroed(1, sizeof *c);
    unz_global_info64 about;
    c->place.s = s;
    zlib_filefunc64_def calls = {.zopen64_file = open_file,
                                 .zread_file = read_file,
                                 .zwrite_file = write_file,
                                 .ztell64_file = tell_file,
                                 .zseek64_file = seek_file,
                                 .zclose_file = close_file,
                                 .zerror_file = close_file,
                                 .opaque = &c->place};
    c->zip = unzOpen2_64("", &calls);
    if (c->zip != NULL && unzGetGlobalInfo64(c->zip, &about) == UNZ_OK && about.number_entry <= DOCS_PARTS_MAX)
        return c;
    if (s->e->kind == BASE_ERR_NONE) damaged(s);
    docs_container_close(c);
    return NULL;
}

void docs_container_close(docs_container *c) {
    if (c == NULL) return;
    if (c->zip != NULL) unzClose(c->zip);
    free(c);
}

/* ---- a part ---- */

static const char *local(const char *name) {
    const char *colon = strrchr(name, ':');
    return colon != NULL ? colon + 1 : name;
}

base_str docs_xml_attribute(const char *const *attribute, const char *name) {
    for (size_t i = 0; attribute[i] != NULL; i += 2)
        if (strcmp(local(attribute[i]), name) == 0) return base_str_of(attribute[i + 1]);
    return (base_str){NULL, 0};
}

static void stop(parsing *x) {
    x->stopped = true;
    (void)XML_StopParser(x->parser, XML_FALSE);
}

static void XMLCALL on_begin(void *ctx, const char *name, const char **attribute) {
    parsing *x = ctx;
    x->quiet = 0;
    if (x->stopped) return;
    if (++x->depth > DEPTH_MAX) {
        damaged(x->s);
        stop(x);
    } else if (!x->calls->begin(x->ctx, local(name), (const char *const *)attribute)) {
        stop(x);
    }
}

static void XMLCALL on_end(void *ctx, const char *name) {
    parsing *x = ctx;
    x->quiet = 0;
    x->depth--;
    if (!x->stopped && !x->calls->end(x->ctx, local(name))) stop(x);
}

static void XMLCALL on_text(void *ctx, const char *p, int n) {
    parsing *x = ctx;
    x->quiet = 0;
    if (!x->stopped && !x->calls->text(x->ctx, p, (size_t)n)) stop(x);
}

static void XMLCALL on_doctype(void *ctx, const char *name, const char *system, const char *public, int subset) {
    (void)name;
    (void)system;
    (void)public;
    (void)subset;
    damaged(((parsing *)ctx)->s);
    stop(ctx);
}

static bool take_piece(parsing *x, const char *piece, int n) {
    x->quiet += (uint64_t)n;
    if (XML_Parse(x->parser, piece, n, n == 0) == XML_STATUS_OK && x->quiet <= QUIET_MAX) return true;
    return x->stopped ? false : damaged(x->s);
}

static bool unpack(docs_container *c, parsing *x) {
    char piece[PIECE];
    uint64_t all = 0;
    for (;;) {
        const int n = unzReadCurrentFile(c->zip, piece, sizeof piece);
        if (n < 0) return x->s->e->kind == BASE_ERR_NONE ? damaged(x->s) : false;
        all += (uint64_t)n;
        if (all > DOCS_PART_BYTES)
            return base_err_fmt(x->s->e, BASE_ERR_LIMIT, "解开后过大（超过 %d MB）",
                                "it unpacks to too much (over %d MB)", DOCS_PART_BYTES >> 20);
        if (!take_piece(x, piece, n)) return false;
        if (n == 0) return true;
    }
}

bool docs_xml_part(docs_container *c, const char *name, const docs_xml_calls *calls, void *ctx, bool *found) {
    parsing x = {.s = c->place.s, .calls = calls, .ctx = ctx};
    *found = unzLocateFile(c->zip, name, 2) == UNZ_OK; /* 2: without case, as the programs do */
    if (!*found) return true;
    if (unzOpenCurrentFile(c->zip) != UNZ_OK) return damaged(x.s);
    x.parser = XML_ParserCreate(NULL);
    if (x.parser == NULL) base_fatal("no memory for a parser");
    XML_SetUserData(x.parser, &x);
    XML_SetElementHandler(x.parser, on_begin, on_end);
    XML_SetCharacterDataHandler(x.parser, on_text);
    XML_SetStartDoctypeDeclHandler(x.parser, on_doctype);
    const bool read = unpack(c, &x);
    XML_ParserFree(x.parser);
    const bool whole = unzCloseCurrentFile(c->zip) == UNZ_OK; /* false: its sum of check does not fit */
    return read && (whole || damaged(x.s));
}
