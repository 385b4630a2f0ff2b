/* table_csv.c - CSV from a file of any size: brought to UTF-8 piece by piece, cut into records, each read by
 * base/csv.h.
 *
 * A file is looked through once to learn whether it is UTF-8; what is not is taken for GB 18030, which has all of GBK.
 */
#include <errno.h>
#include <iconv.h>

#include "base/csv.h"
#include "docs/table_i.h"

enum { PIECE = 64 << 10, CARRY = 8, ROW_ARENA = 2 << 20 };

typedef struct {
    const docs_source *s;
    iconv_t gb; /* (iconv_t)-1: it is UTF-8 already */
    base_buf record;
    base_arena *arena;
    bool quoted, any;
    uint32_t line, began; /* of what comes next; of the record */
} reading;

static bool is_utf8(const docs_source *s, bool *is) {
    char piece[PIECE + CARRY];
    size_t kept = 0;
    *is = true;
    for (uint64_t at = 0; at < s->size && *is;) {
        const ssize_t n = docs_read_at(s, at, piece + kept, PIECE);
        if (n < 0) return false;
        if (n == 0) break;
        at += (uint64_t)n;
        const size_t all = kept + (size_t)n, good = base_utf8_check((base_str){piece, all});
        kept = all - good;
        /* A character that is cut by the end of the piece has at most three bytes here. */
        *is = kept <= 3 && (kept == 0 || at < s->size);
        memmove(piece, piece + good, *is ? kept : 0);
    }
    return true;
}

static bool too_long(reading *r) {
    base_err_fmt(r->s->e, BASE_ERR_LIMIT, "一行至多 %d 字节；引号是否没有成对？",
                 "a row has at most %d bytes; is a quote left open?", DOCS_ROW_BYTES);
    return base_err_at(r->s->e, BASE_STR(""), r->began, 0);
}

static bool give(reading *r) {
    base_csv csv;
    base_str text = base_buf_str(&r->record);
    if (text.n == 0) return true;
    base_arena_reset(r->arena);
    if (text.p[0] == '#') { /* a comment before the titles; later a row like any other, which will not fit */
        text = base_str_trim(text);
        return r->any ? r->s->each(r->s->ctx, r->began, &text, 1, r->s->e) : true;
    }
    base_csv_open(&csv, r->arena, text, (base_str){"", 0});
    r->s->e->kind = BASE_ERR_NONE;
    if (!base_csv_next(&csv, r->s->e)) {
        if (r->s->e->kind == BASE_ERR_NONE) return true;
        return base_err_at(r->s->e, BASE_STR(""), r->began, r->s->e->col);
    }
    r->any = true;
    return r->s->each(r->s->ctx, r->began, csv.field, csv.n < DOCS_ROW_CELLS ? csv.n : DOCS_ROW_CELLS, r->s->e);
}

/* Text in UTF-8: records end at line ends outside quotes. */
static bool take(reading *r, base_str text) {
    while (text.n > 0) {
        const char *end = memchr(text.p, '\n', text.n);
        const base_str line = {text.p, end != NULL ? (size_t)(end - text.p) + 1 : text.n};
        text = (base_str){text.p + line.n, text.n - line.n};
        for (size_t i = 0; i < line.n; i++) r->quoted ^= line.p[i] == '"';
        if (!base_buf_puts(&r->record, line)) return too_long(r);
        if (end == NULL) return true;
        r->line++;
        if (r->quoted) continue;
        if (!give(r)) return false;
        base_buf_clear(&r->record);
        r->began = r->line;
    }
    return true;
}

static bool not_gb(reading *r) {
    base_err_fmt(r->s->e, BASE_ERR_INPUT, "文字编码既不是 UTF-8 也不是 GBK：请另存为 CSV UTF-8",
                 "the text is neither UTF-8 nor GBK: save it as CSV UTF-8");
    return base_err_at(r->s->e, BASE_STR(""), r->line, 0);
}

/* *n bytes of GB 18030; what is cut by the end stays, and *n says how much. */
static bool take_gb(reading *r, char *p, size_t *n, bool last) {
    char out[PIECE * 2];
    while (*n > 0) {
        char *to = out, *from = p;
        size_t room = sizeof out, left = *n;
        const size_t done = iconv(r->gb, &from, &left, &to, &room);
        const int why = errno;
        if (!take(r, (base_str){out, (size_t)(to - out)})) return false;
        const bool moved = left < *n;
        memmove(p, from, left);
        *n = left;
        if (done != (size_t)-1 || (why == E2BIG && moved)) continue;
        if (why != EINVAL || last) return not_gb(r);
        return true;
    }
    return true;
}

static bool read_all(reading *r) {
    char piece[PIECE + CARRY];
    size_t kept = 0;
    uint64_t at = 0;
    for (;;) {
        const ssize_t n = docs_read_at(r->s, at, piece + kept, PIECE);
        if (n < 0) return false;
        size_t all = kept + (size_t)n;
        const bool bom = at == 0 && base_str_starts((base_str){piece, all}, BASE_STR("\xEF\xBB\xBF"));
        at += (uint64_t)n;
        const bool last = n == 0 || at >= r->s->size;
        if (r->gb == (iconv_t)-1) { /* NOLINT(performance-no-int-to-ptr): how iconv says that there is none */
            if (!take(r, bom ? (base_str){piece + 3, all - 3} : (base_str){piece, all})) return false;
        } else {
            if (!take_gb(r, piece, &all, last)) return false;
            kept = all;
        }
        if (last) return give(r);
    }
}

bool docs_table_csv(const docs_source *s) {
    bool utf8 = true;
    reading r = {.s = s, .line = 1, .began = 1, .gb = (iconv_t)-1}; /* NOLINT(performance-no-int-to-ptr) */
    if (s->size > DOCS_CSV_BYTES) return base_err_fmt(s->e, BASE_ERR_LIMIT, "文件过大", "the file is too large");
    if (!is_utf8(s, &utf8)) return false;
    if (!utf8) {
        r.gb = iconv_open("UTF-8", "GB18030");
        if (r.gb == (iconv_t)-1) /* NOLINT(performance-no-int-to-ptr) */
            return base_err_fmt(s->e, BASE_ERR_IO, "本机不能转换 GBK：%m", "this machine can not read GBK: %m");
    }
    base_buf_init(&r.record, DOCS_ROW_BYTES);
    r.arena = base_arena_new(ROW_ARENA);
    const bool good = read_all(&r);
    base_arena_free(r.arena);
    base_buf_free(&r.record);
    if (!utf8) (void)iconv_close(r.gb);
    return good;
}
