/* zip.c - is this container a document: DOCX, XLSX (ISO/IEC 29500) or OFD (GB/T 33190).
 *
 * The table of contents at the end of a container says what is in it, and that is what programs go by that open it. It
 * is walked entry by entry from the file itself: nothing is unpacked, and no memory depends on a number in the file.
 * Every place it names has to lie before the table, the walk has an end, and for the parts that decide, the place must
 * hold the same name, so that a table can not speak of what is not there.
 *
 * Whoever opens the document unpacks it, on a machine of an office. So one is refused that says it unpacks to more than
 * UNPACKED_MAX, or to more than UNPACKED_FREE and RATIO_MAX times its size; whose parts together are larger than the
 * file they lie in, as where one part is listed many times; or that says a part is smaller than its packed form could
 * be. What says less than it holds, and not so little, is for the programs that open it: they stop there.
 *
 * Containers of more than 65,534 entries or 4 GiB (ZIP64) are not documents of at most 200 MB; programs that always
 * write the 64-bit records beside the plain ones are understood by the plain ones. */
#include "files/type.h"

#include <strings.h>

enum {
    END_BYTES = 22,   /* the last record without its comment */
    TAIL = 4096,      /* how far from the end it is looked for */
    ENTRY_BYTES = 46, /* an entry of the table without name, extra fields and comment */
    LOCAL_BYTES = 30, /* what stands before a part */
    STRAY = 4,        /* bytes after the end: Office for Mac left one */
    NAME_MAX = 512,
    ENTRIES_MAX = 20000,
    UNPACKED_MAX = 1 << 30, /* bytes */
    UNPACKED_FREE = 16 << 20,
    RATIO_MAX = 150,
    PACKING_COSTS = 64 /* bytes, and a hundredth of the part: more than any packing adds */
};

typedef struct {
    uint64_t begin, end; /* of the table */
    uint32_t entries;
} table;

typedef struct {
    base_str name;
    uint32_t local; /* place of the part */
    uint32_t packed, unpacked;
    bool locked; /* encrypted */
} entry;

/* What the names seen so far amount to. */
typedef struct {
    bool types, docx, xlsx, ofd, slides, macros, locked;
    uint64_t packed, unpacked; /* at most ENTRIES_MAX times 4 GiB */
} contents;

static uint32_t u16(const uint8_t *p) { return (uint32_t)p[0] | (uint32_t)p[1] << 8; }
static uint32_t u32(const uint8_t *p) { return u16(p) | u16(p + 2) << 16; }

static bool table_of(const uint8_t *p, uint64_t at, table *t) {
    t->entries = u16(p + 10);
    t->begin = u32(p + 16);
    t->end = t->begin + u32(p + 12);
    const bool one_disk = u16(p + 4) == 0 && u16(p + 6) == 0 && u16(p + 8) == t->entries;
    return one_disk && t->begin > 0 && t->end <= at && t->entries <= ENTRIES_MAX;
}

/* The last record is where its comment reaches to the end of the file. */
static bool find_table(const files_whole *w, table *t) {
    uint8_t tail[TAIL];
    if (w->size < END_BYTES) return false;
    const size_t n = w->size < TAIL ? (size_t)w->size : TAIL;
    if (!w->read(w->ctx, w->size - n, tail, n)) return false;
    for (size_t i = n - END_BYTES + 1; i-- > 0;) {
        const uint8_t *p = tail + i;
        const size_t end = i + END_BYTES + u16(p + 20);
        if (memcmp(p, "PK\5\6", 4) == 0 && end <= n && n - end <= STRAY) return table_of(p, w->size - n + i, t);
    }
    return false;
}

/* Reads the entry at `*at`, which becomes the place of the next. */
static bool next_entry(const files_whole *w, const table *t, uint64_t *at, char name[NAME_MAX], entry *out) {
    uint8_t p[ENTRY_BYTES];
    if (t->end - *at < ENTRY_BYTES || !w->read(w->ctx, *at, p, sizeof p) || memcmp(p, "PK\1\2", 4) != 0) return false;
    const uint32_t n = u16(p + 28), all = ENTRY_BYTES + n + u16(p + 30) + u16(p + 32);
    if (n == 0 || n > NAME_MAX || t->end - *at < all || !w->read(w->ctx, *at + ENTRY_BYTES, name, n)) return false;
    *out = (entry){.name = {name, n}, .local = u32(p + 42), .locked = (u16(p + 8) & 1U) != 0};
    out->packed = u32(p + 20);
    out->unpacked = u32(p + 24);
    *at += all;
    return out->local < t->begin;
}

/* The part itself begins there, under the same name. */
static bool is_there(const files_whole *w, const table *t, const entry *e) {
    uint8_t p[LOCAL_BYTES];
    char name[NAME_MAX];
    if (t->begin - e->local < LOCAL_BYTES + e->name.n || !w->read(w->ctx, e->local, p, sizeof p)) return false;
    if (memcmp(p, "PK\3\4", 4) != 0 || u16(p + 26) != e->name.n) return false;
    return w->read(w->ctx, e->local + LOCAL_BYTES, name, e->name.n) &&
           base_str_eq((base_str){name, e->name.n}, e->name);
}

static bool within(base_str name, base_str begin, base_str end) {
    return name.n >= begin.n + end.n && base_str_starts(name, begin) && base_str_ends(name, end) &&
           memchr(name.p + begin.n, '/', name.n - begin.n) == NULL;
}

/* Visual Basic, Excel 4 macro sheets, ActiveX: programs. Names are compared as the programs do, without case. */
static bool runs_something(base_str name) {
    static const char *const part[] = {"vbaProject.bin", "vbaData.xml", "macrosheets/", "activeX/"};
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        const size_t n = strlen(part[i]);
        for (size_t at = 0; at + n <= name.n; at++) {
            if (strncasecmp(name.p + at, part[i], n) == 0) return true;
        }
    }
    return false;
}

/* Takes note of one entry; false when it is one that decides and is not there. */
static bool note(const files_whole *w, const table *t, const entry *e, contents *c) {
    const bool types = base_str_eq(e->name, BASE_STR("[Content_Types].xml"));
    const bool docx = within(e->name, BASE_STR("word/document"), BASE_STR(".xml"));
    const bool xlsx = within(e->name, BASE_STR("xl/workbook"), BASE_STR(".xml"));
    const bool ofd = base_str_eq(e->name, BASE_STR("OFD.xml"));
    c->packed += e->packed;
    c->unpacked += e->unpacked;
    if (c->packed > t->begin || e->packed > (uint64_t)e->unpacked + e->unpacked / 100 + PACKING_COSTS) return false;
    c->locked |= e->locked;
    c->macros |= runs_something(e->name);
    c->slides |= within(e->name, BASE_STR("ppt/presentation"), BASE_STR(".xml"));
    c->types |= types;
    c->docx |= docx;
    c->xlsx |= xlsx;
    c->ofd |= ofd;
    return !(types || docx || xlsx || ofd) || is_there(w, t, e);
}

/* One kind of document and no other. */
static enum files_zip verdict(const contents *c) {
    if (c->unpacked > UNPACKED_MAX || (c->unpacked > UNPACKED_FREE && c->unpacked / RATIO_MAX > c->packed))
        return FILES_ZIP_BOMB;
    if (c->slides) return FILES_ZIP_SLIDES;
    if (c->docx + c->xlsx + c->ofd != 1 || (!c->ofd && !c->types)) return FILES_ZIP_OTHER;
    if (c->locked) return FILES_ZIP_LOCKED;
    if (c->macros) return FILES_ZIP_MACROS;
    return c->docx ? FILES_ZIP_DOCX : c->xlsx ? FILES_ZIP_XLSX : FILES_ZIP_OFD;
}

enum files_zip files_zip_look(const files_whole *w) {
    table t;
    contents c = {0};
    char name[NAME_MAX];
    if (!find_table(w, &t)) return FILES_ZIP_DAMAGED;
    uint64_t at = t.begin;
    for (uint32_t i = 0; i < t.entries; i++) {
        entry e;
        if (!next_entry(w, &t, &at, name, &e) || !note(w, &t, &e, &c)) return FILES_ZIP_DAMAGED;
    }
    return at == t.end ? verdict(&c) : FILES_ZIP_DAMAGED;
}
