/* A multipart form is taken apart as multipart.h says, however it is cut into pieces; what is not of that form is
 * refused. And which part of a file is wanted. */
#include "../testing.h"

#include "base/buf.h"
#include "http/multipart.h"
#include "http/range.h"

static base_arena *arena;

static int open_arena(void **state) {
    (void)state;
    arena = base_arena_new((size_t)64 << 20);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    base_arena_free(arena);
    return 0;
}

/* What was told: "name|filename or -|data;" for each part. */
static bool begins(void *ctx, const http_part *part, base_err *e) {
    (void)e;
    const base_str none = BASE_STR("-"), f = part->filename.p != NULL ? part->filename : none;
    return base_buf_fmt(ctx, "%.*s|%.*s|", (int)part->name.n, part->name.p, (int)f.n, f.p);
}

static bool data(void *ctx, const char *p, size_t n, base_err *e) {
    (void)e;
    assert_true(n > 0);
    return base_buf_put(ctx, p, n);
}

static bool ends(void *ctx, base_err *e) {
    (void)e;
    return base_buf_putc(ctx, ';');
}

static const http_multipart_calls calls = {begins, data, ends};

/* In pieces of which the first has `first` bytes and the others `piece`. */
static bool read_cut(base_str boundary, base_str body, size_t first, size_t piece, base_buf *out, base_err *e) {
    http_multipart *m = http_multipart_new(arena, boundary, &calls, out);
    base_buf_clear(out);
    bool good = true;
    for (size_t at = 0; good && at < body.n;) {
        const size_t want = at == 0 && first > 0 ? first : piece, n = want < body.n - at ? want : body.n - at;
        good = http_multipart_put(m, body.p + at, n, e);
        at += n;
    }
    const bool ended = http_multipart_end(m, e);
    return good && ended;
}

static base_str form(void) {
    return BASE_STR(
        "before all\r\n--X\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\none\r\n--"
        "\r\n-X\r\n--X \t\r\ncontent-disposition: FORM-DATA; name=file; filename=\"\xe7\x94\xb5 \\\"a\\b.pdf\"\r\n"
        "Content-Type: application/pdf\r\n\r\n\r\n\r\n--Y\r\n-\r\r\n\r\n--X\r\n"
        "Content-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--X--\r\nafter all\r\n--X\r\n");
}

static const char told[] = "note|-|one\r\n--\r\n-X;file|\xe7\x94\xb5 \"a\\b.pdf|\r\n\r\n--Y\r\n-\r\r\n;empty|-|;";

static void however_it_is_cut(void **state) {
    (void)state;
    base_buf out;
    base_err e = {0};
    base_buf_init(&out, 10000);
    for (size_t first = 0; first <= form().n; first++) {
        assert_true(read_cut(BASE_STR("X"), form(), first, form().n, &out, &e));
        assert_true(base_str_is(base_buf_str(&out), told));
    }
    for (size_t piece = 1; piece < 20; piece++) {
        assert_true(read_cut(BASE_STR("X"), form(), 0, piece, &out, &e));
        assert_true(base_str_is(base_buf_str(&out), told));
    }
    base_buf_free(&out);
}

/* Wherever the body is cut off before its last delimiter is whole, it is refused. */
static void cut_off(void **state) {
    (void)state;
    base_buf out;
    base_buf_init(&out, 10000);
    const char *end = strstr(form().p, "--X--");
    const size_t whole = (size_t)(end - form().p) + 5;
    for (size_t n = 0; n < whole; n++) {
        base_err e = {0};
        assert_false(read_cut(BASE_STR("X"), (base_str){form().p, n}, 0, 1000, &out, &e));
        assert_int_equal(e.kind, BASE_ERR_INPUT);
    }
    base_err e = {0};
    assert_true(read_cut(BASE_STR("X"), (base_str){form().p, whole}, 0, 1000, &out, &e));
    base_buf_free(&out);
}

static bool reads(const char *head, base_buf *out) {
    base_err e = {0};
    const base_str body = base_arena_fmt(arena, "--X\r\n%s\r\n\r\nv\r\n--X--", head);
    const bool good = read_cut(BASE_STR("X"), body, 0, 7, out, &e);
    assert_true(good == (e.kind == BASE_ERR_NONE));
    return good;
}

#define CD "Content-Disposition: form-data; "

static void heads(void **state) {
    (void)state;
    base_buf out;
    base_buf_init(&out, 10000);
    assert_true(reads(CD "name=a; filename*=UTF-8''%e7%94%b5.pdf", &out));
    assert_true(base_str_is(base_buf_str(&out), "a|\xe7\x94\xb5.pdf|v;"));
    assert_true(reads(CD "name=a; filename=\"\"; x=y", &out));
    assert_true(base_str_is(base_buf_str(&out), "a||v;"));
    assert_true(reads("X-Any: thing\r\nContent-Transfer-Encoding: BINARY\r\n" CD "name=a;", &out));
    static const char *const bad[] = {
        "X: y",                                        /* no disposition */
        "Content-Disposition: form-data",              /* no name */
        CD "name=\"\"",                                /* an empty one */
        CD "name=",                                    /**/
        CD "name=\"a",                                 /* no end */
        CD "name=a; name=b",                           /* twice */
        CD "name=a; filename=x; filename=y",           /**/
        CD "name=a; filename*=latin1''x",              /**/
        CD "name=a; filename*=UTF-8''%e",              /**/
        CD "name=a; filename*=UTF-8",                  /**/
        CD "name=a\r\n" CD "name=b",                   /**/
        "Content-Disposition: attachment; name=a",     /**/
        CD "name=a junk",                              /**/
        CD "name=a\r\n folded",                        /**/
        CD "name=a\r\nno colon",                       /**/
        CD "name=a\r\n: none",                         /**/
        CD "name=a\r\nX\x01: y",                       /**/
        CD "name=a\r\nX: \x01",                        /**/
        CD "name=a\r\nX: \xff",                        /* not UTF-8 */
        CD "name=a\r\nContent-Transfer-Encoding: gzip" /**/
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (reads(bad[i], &out)) fail_msg("taken: %s", bad[i]);
    }
    base_buf_free(&out);
}

static void bounds(void **state) {
    (void)state;
    base_buf out, body;
    base_err e = {0};
    base_buf_init(&out, 100000);
    base_buf_init(&body, 100000);
    for (int more = 0; more < 2; more++) {
        e = (base_err){0};
        base_buf_clear(&body);
        base_buf_puts(&body, BASE_STR("--X\r\nX: "));
        const size_t rest = HTTP_PART_HEAD_MAX - 3 - sizeof "\r\n" CD "name=a\r\n\r\n" + 1;
        for (size_t i = 0; i < rest + (size_t)more; i++) base_buf_putc(&body, 'x');
        base_buf_puts(&body, BASE_STR("\r\n" CD "name=a\r\n\r\n\r\n--X--"));
        assert_true(read_cut(BASE_STR("X"), base_buf_str(&body), 0, 100, &out, &e) == (more == 0));
        assert_int_equal(e.kind, more == 0 ? BASE_ERR_NONE : BASE_ERR_LIMIT);
        base_buf_clear(&body);
        for (int i = 0; i < HTTP_PARTS_MAX + more; i++)
            base_buf_puts(&body, BASE_STR("\r\n--X\r\n" CD "name=a\r\n\r\n"));
        base_buf_puts(&body, BASE_STR("\r\n--X--"));
        e = (base_err){0};
        assert_true(read_cut(BASE_STR("X"), base_buf_str(&body), 0, 100, &out, &e) == (more == 0));
        assert_int_equal(e.kind, more == 0 ? BASE_ERR_NONE : BASE_ERR_LIMIT);
    }
    /* What begins like the delimiter and goes on is none of ours. */
    e = (base_err){0};
    assert_false(read_cut(BASE_STR("X"), BASE_STR("--X\r\n" CD "name=a\r\n\r\nv\r\n--XY\r\n--X--"), 0, 100, &out, &e));
    base_buf_free(&out);
    base_buf_free(&body);
}

static void boundaries(void **state) {
    (void)state;
    base_str b;
    base_err e = {0};
    char text[200];
    assert_true(
        http_multipart_boundary(arena, BASE_STR("Multipart/Form-Data; charset=utf-8; BOUNDARY=\"a b'()\""), &b, &e));
    assert_true(base_str_is(b, "a b'()"));
    for (int n = 0; n <= HTTP_BOUNDARY_MAX + 1; n++) {
        (void)snprintf(text, sizeof text, "multipart/form-data; boundary=%.*s", n,
                       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        const bool good = http_multipart_boundary(arena, base_str_of(text), &b, &e);
        assert_true(good == (n >= 1 && n <= HTTP_BOUNDARY_MAX));
    }
    static const char *const bad[] = {"multipart/mixed; boundary=a",
                                      "multipart/form-data",
                                      "multipart/form-data boundary=a",
                                      "multipart/form-data; boundary=a; boundary=b",
                                      "multipart/form-data; boundary=\"a",
                                      "multipart/form-data; boundary=\"a \"",
                                      "multipart/form-data; boundary=\"a\rb\"",
                                      "multipart/form-data; boundary=\"a#b\"",
                                      ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(http_multipart_boundary(arena, base_str_of(bad[i]), &b, &e));
}

/* ---- ranges ---- */

static void is_range(const char *range, const char *if_range, uint64_t size, enum http_range_kind kind, uint64_t from,
                     uint64_t n) {
    const http_range r = http_range_of(base_str_of(range), base_str_of(if_range), BASE_STR("\"t\""), size);
    assert_int_equal(r.kind, kind);
    if (kind == HTTP_RANGE_NONE_SUCH) return;
    assert_true(r.from == from && r.n == n);
}

static void ranges(void **state) {
    (void)state;
    is_range("bytes=0-0", "", 10, HTTP_RANGE_PART, 0, 1);
    is_range("Bytes=2-5", "\"t\"", 10, HTTP_RANGE_PART, 2, 4);
    is_range("bytes=9-", "", 10, HTTP_RANGE_PART, 9, 1);
    is_range("bytes=5-99", "", 10, HTTP_RANGE_PART, 5, 5);
    is_range("bytes=-3", "", 10, HTTP_RANGE_PART, 7, 3);
    is_range("bytes=-99", "", 10, HTTP_RANGE_PART, 0, 10);
    is_range("bytes=5-99999999999999999999999", "", 10, HTTP_RANGE_PART, 5, 5);
    is_range("bytes=10-", "", 10, HTTP_RANGE_NONE_SUCH, 0, 0);
    is_range("bytes=-0", "", 10, HTTP_RANGE_NONE_SUCH, 0, 0);
    is_range("bytes=99999999999999999999999-", "", 10, HTTP_RANGE_NONE_SUCH, 0, 0);
    static const char *const all[] = {"",           "bytes=",     "bytes=-",     "bytes=5-4", "bytes=0-1,3-4",
                                      "bytes=a-b",  "bytes=+1-2", "bytes=0x1-2", "items=0-1", "bytes 0-1",
                                      "bytes=1-2-3"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) is_range(all[i], "", 10, HTTP_RANGE_ALL, 0, 10);
    is_range("bytes=0-0", "\"other\"", 10, HTTP_RANGE_ALL, 0, 10);
    is_range("bytes=0-0", "W/\"t\"", 10, HTTP_RANGE_ALL, 0, 10);
    is_range("bytes=0-0", "Sat, 29 Oct 1994 19:43:31 GMT", 10, HTTP_RANGE_ALL, 0, 10);
}

static void tags(void **state) {
    (void)state;
    const base_str tag = BASE_STR("\"t\"");
    assert_true(http_tag_matches(BASE_STR("\"t\""), tag));
    assert_true(http_tag_matches(BASE_STR("\"a\", W/\"t\""), tag));
    assert_true(http_tag_matches(BASE_STR("*"), tag));
    assert_false(http_tag_matches(BASE_STR(""), tag));
    assert_false(http_tag_matches(BASE_STR("t"), tag));
    assert_false(http_tag_matches(BASE_STR("\"a\",\"b\""), tag));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(however_it_is_cut),
        cmocka_unit_test(cut_off),
        cmocka_unit_test(heads),
        cmocka_unit_test(bounds),
        cmocka_unit_test(boundaries),
        cmocka_unit_test(ranges),
        cmocka_unit_test(tags),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
