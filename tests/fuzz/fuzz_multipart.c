/* Any bytes as a multipart body, and as the headers around it: the same parts come out in one piece and byte by byte,
 * no more is handed on than came in, names are UTF-8 without control characters; a range that is granted lies within
 * the file.
 *
 * The first byte is the length of the boundary, the next the size of the pieces, then the boundary, then the body. */
#include "base/buf.h"
#include "fuzzing.h"
#include "http/multipart.h"
#include "http/range.h"

enum { TOLD_MAX = 1 << 20 };

typedef struct {
    base_buf told;
    size_t bytes;
    bool open;
} told;

static bool begins(void *ctx, const http_part *part, base_err *e) {
    told *t = ctx;
    (void)e;
    must(!t->open && part->name.n > 0 && part->name.n <= HTTP_PART_HEAD_MAX && part->filename.n <= HTTP_PART_HEAD_MAX);
    must(base_utf8_check(part->name) == part->name.n && memchr(part->name.p, '\n', part->name.n) == NULL);
    t->open = true;
    base_buf_fmt(&t->told, "[%zu %zu %d]", part->name.n, part->filename.n, part->filename.p != NULL);
    return true;
}

static bool bytes(void *ctx, const char *p, size_t n, base_err *e) {
    told *t = ctx;
    (void)e;
    must(t->open && n > 0);
    t->bytes += n;
    base_buf_put(&t->told, p, n);
    return true;
}

static bool ends(void *ctx, base_err *e) {
    told *t = ctx;
    (void)e;
    must(t->open);
    t->open = false;
    return base_buf_putc(&t->told, ';');
}

static bool read_all(base_arena *arena, base_str boundary, base_str body, size_t piece, told *t, base_err *e) {
    static const http_multipart_calls calls = {begins, bytes, ends};
    http_multipart *m = http_multipart_new(arena, boundary, &calls, t);
    bool good = true;
    for (size_t at = 0; good && at < body.n; at += piece)
        good = http_multipart_put(m, body.p + at, piece < body.n - at ? piece : body.n - at, e);
    const bool ended = http_multipart_end(m, e);
    must(good || !ended);
    return ended;
}

static void check_body(base_arena *arena, base_str boundary, base_str body, size_t piece) {
    told whole = {.bytes = 0}, cut = {.bytes = 0};
    base_err e = {0}, f = {0};
    base_buf_init(&whole.told, TOLD_MAX);
    base_buf_init(&cut.told, TOLD_MAX);
    const bool good = read_all(arena, boundary, body, body.n + 1, &whole, &e);
    must(good == read_all(arena, boundary, body, piece, &cut, &f));
    must(e.kind == f.kind && good == (e.kind == BASE_ERR_NONE) && whole.bytes <= body.n);
    must(base_str_eq(base_buf_str(&whole.told), base_buf_str(&cut.told)));
    base_buf_free(&whole.told);
    base_buf_free(&cut.told);
}

static void check_headers(base_arena *arena, base_str text) {
    base_str b;
    base_err e = {0};
    if (http_multipart_boundary(arena, text, &b, &e)) must(b.n > 0 && b.n <= HTTP_BOUNDARY_MAX);
    const http_range r = http_range_of(text, (base_str){NULL, 0}, BASE_STR("\"t\""), text.n * 3);
    if (r.kind == HTTP_RANGE_PART) must(r.n > 0 && r.from < text.n * 3 && r.n <= text.n * 3 - r.from);
    (void)http_tag_matches(text, BASE_STR("\"t\""));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 3) return 0;
    base_arena *arena = base_arena_new((size_t)64 << 20);
    const base_str all = {(const char *)data + 2, size - 2};
    base_str boundary = {all.p, (size_t)data[0] % HTTP_BOUNDARY_MAX + 1};
    if (boundary.n > all.n) boundary.n = all.n;
    if (memchr(boundary.p, '\r', boundary.n) == NULL)
        check_body(arena, boundary, (base_str){all.p + boundary.n, all.n - boundary.n}, (size_t)data[1] + 1);
    check_headers(arena, all);
    base_arena_free(arena);
    return 0;
}
