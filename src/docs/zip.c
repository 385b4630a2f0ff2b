/* zip.c - see zip.h; the format is APPNOTE.TXT of PKWARE, 6.3: local headers with bit 3 (sizes follow the data). */
#include "docs/zip.h"

#include <stdlib.h>
#define ZLIB_CONST /* what is to be packed is only read */
#include <zlib.h>

#include "base/arena.h"
#include "base/file.h"

enum {
    PACK = 64 << 10,       /* room for the packer, at a time */
    FLUSH_AT = 256 << 10,  /* bytes that wait before they are written */
    PACKED_MAX = 64 << 20, /* bytes that may wait to be taken */
    WINDOW = 15,
    MEMORY = 8, /* of the packer: 256 KiB */
    VERSION = 20,
    SIZES_FOLLOW = 8,
    UTF8_NAMES = 0x800,
    DEFLATED = 8,
    DAY = 0x21 /* 1980-01-01, where the format begins: a part has no time of its own */
};

typedef struct {
    const char *name;
    uint32_t at, crc, packed, plain;
} part;

struct docs_zip {
    int fd;
    base_buf b;
    uint64_t size; /* of what has been written or taken */
    z_stream packer;
    part part[DOCS_ZIP_PARTS];
    size_t n;
    uint64_t packed, plain; /* of the part that is open */
    uLong crc;
};

/* Where there is no memory the process ends (decision 1), so beginning a container does not fail. */
static voidpf take(voidpf ctx, uInt n, uInt size) {
    (void)ctx;
    return base_zeroed(n, size);
}

static void give_back(voidpf ctx, voidpf p) {
    (void)ctx;
    free(p);
}

docs_zip *docs_zip_new(int fd) {
    docs_zip *z = base_zeroed(1, sizeof *z);
    z->fd = fd;
    base_buf_init(&z->b, PACKED_MAX);
    z->packer.zalloc = take;
    z->packer.zfree = give_back;
    (void)deflateInit2(&z->packer, Z_BEST_SPEED, Z_DEFLATED, -WINDOW, MEMORY, Z_DEFAULT_STRATEGY);
    return z;
}

void docs_zip_free(docs_zip *z) {
    if (z == NULL) return;
    deflateEnd(&z->packer);
    base_buf_free(&z->b);
    free(z);
}

base_str docs_zip_packed(const docs_zip *z) { return base_buf_str(&z->b); }

void docs_zip_taken(docs_zip *z) {
    z->size += z->b.n;
    base_buf_clear(&z->b);
}

uint64_t docs_zip_size(const docs_zip *z) { return z->size + z->b.n; }

/* ---- numbers, the lowest byte first ---- */

static void put16(base_buf *b, unsigned v) {
    base_buf_putc(b, (char)(v & 0xFF));
    base_buf_putc(b, (char)(v >> 8 & 0xFF));
}

static void put32(base_buf *b, uint32_t v) {
    put16(b, v & 0xFFFF);
    put16(b, v >> 16);
}

/* ---- out ---- */

static bool too_long(base_err *e) {
    return base_err_fmt(e, BASE_ERR_LIMIT, "表格过大，Excel 文件放不下；请缩小范围，或改用 CSV",
                        "the table is larger than an Excel file takes; ask for less, or use CSV");
}

static bool send_on(docs_zip *z, size_t at_least, base_err *e) {
    if (z->b.full || docs_zip_size(z) > UINT32_MAX) return too_long(e);
    if (z->fd < 0 || z->b.n < at_least) return true;
    if (!base_write_all(z->fd, base_buf_str(&z->b)))
        return base_err_fmt(e, BASE_ERR_IO, "写表格失败：%m", "the sheet can not be written: %m");
    docs_zip_taken(z);
    return true;
}

/* Version, flags, method, time, day: what the header of a part and its line in the table have in common. */
static void put_kind(base_buf *b) {
    put16(b, VERSION);
    put16(b, SIZES_FOLLOW | UTF8_NAMES);
    put16(b, DEFLATED);
    put16(b, 0);
    put16(b, DAY);
}

static void put_sizes(base_buf *b, const part *p) {
    put32(b, p->crc);
    put32(b, p->packed);
    put32(b, p->plain);
}

bool docs_zip_begin(docs_zip *z, const char *name, base_err *e) {
    if (z->n == DOCS_ZIP_PARTS) return too_long(e);
    part *p = &z->part[z->n];
    *p = (part){.name = name, .at = (uint32_t)docs_zip_size(z)};
    put32(&z->b, 0x04034B50);
    put_kind(&z->b);
    put_sizes(&z->b, p);
    put16(&z->b, (unsigned)strlen(name));
    put16(&z->b, 0);
    base_buf_puts(&z->b, base_str_of(name));
    z->packed = z->plain = 0;
    z->crc = crc32(0, NULL, 0);
    deflateReset(&z->packer);
    return send_on(z, FLUSH_AT, e);
}

/* Has the packer go on until it wants no more room. */
static bool pack(docs_zip *z, int flush, base_err *e) {
    do {
        if (!base_buf_reserve(&z->b, PACK)) return too_long(e);
        z->packer.next_out = (Bytef *)z->b.p + z->b.n;
        z->packer.avail_out = PACK;
        (void)deflate(&z->packer, flush);
        z->b.n += PACK - z->packer.avail_out;
        z->packed += PACK - z->packer.avail_out;
        if (!send_on(z, FLUSH_AT, e)) return false;
    } while (z->packer.avail_out == 0);
    return true;
}

bool docs_zip_put(docs_zip *z, base_str bytes, base_err *e) {
    z->plain += bytes.n;
    if (bytes.n > UINT32_MAX || z->plain > UINT32_MAX) return too_long(e);
    z->crc = crc32(z->crc, (const Bytef *)bytes.p, (uInt)bytes.n);
    z->packer.next_in = (const Bytef *)bytes.p;
    z->packer.avail_in = (uInt)bytes.n;
    return pack(z, Z_NO_FLUSH, e);
}

bool docs_zip_end(docs_zip *z, base_err *e) {
    part *p = &z->part[z->n];
    z->packer.avail_in = 0;
    if (!pack(z, Z_FINISH, e)) return false;
    p->crc = (uint32_t)z->crc;
    p->packed = (uint32_t)z->packed;
    p->plain = (uint32_t)z->plain;
    z->n++;
    put32(&z->b, 0x08074B50);
    put_sizes(&z->b, p);
    return send_on(z, FLUSH_AT, e);
}

bool docs_zip_part(docs_zip *z, const char *name, base_str bytes, base_err *e) {
    return docs_zip_begin(z, name, e) && docs_zip_put(z, bytes, e) && docs_zip_end(z, e);
}

bool docs_zip_finish(docs_zip *z, base_err *e) {
    const uint64_t at = docs_zip_size(z);
    for (size_t i = 0; i < z->n; i++) {
        const part *p = &z->part[i];
        put32(&z->b, 0x02014B50);
        put16(&z->b, VERSION);
        put_kind(&z->b);
        put_sizes(&z->b, p);
        put16(&z->b, (unsigned)strlen(p->name));
        for (size_t k = 0; k < 4; k++) put16(&z->b, 0); /* no extra field, no comment, disk 0, no kind of text */
        put32(&z->b, 0);
        put32(&z->b, p->at);
        base_buf_puts(&z->b, base_str_of(p->name));
    }
    const uint64_t table = docs_zip_size(z) - at;
    put32(&z->b, 0x06054B50);
    put32(&z->b, 0);
    put16(&z->b, (unsigned)z->n);
    put16(&z->b, (unsigned)z->n);
    put32(&z->b, (uint32_t)table);
    put32(&z->b, (uint32_t)at);
    put16(&z->b, 0);
    return send_on(z, 1, e);
}
