/* What a client sends as text is taken apart as target.h says, and what is not of that form is refused. */
#include "../testing.h"

#include "http/target.h"

static base_arena *arena;

static int open_arena(void **state) {
    (void)state;
    arena = base_arena_new((size_t)16 << 20);
    return 0;
}

static int close_arena(void **state) {
    (void)state;
    base_arena_free(arena);
    return 0;
}

static void is(base_str got, const char *wanted) { assert_true(base_str_is(got, wanted)); }

static bool split(const char *target, base_str *segment, size_t *n, base_str *query) {
    base_str path;
    base_err e = {0};
    bool good = http_target_split(base_str_of(target), segment, n, &path, query, &e);
    assert_true(good == (e.kind == BASE_ERR_NONE));
    return good;
}

static void splits(void **state) {
    (void)state;
    base_str segment[HTTP_SEGMENTS_MAX], query;
    size_t n = 0;
    assert_true(split("/", segment, &n, &query) && n == 0 && query.n == 0);
    assert_true(split("/a/b?c=d?e", segment, &n, &query) && n == 2);
    is(segment[0], "a");
    is(segment[1], "b");
    is(query, "c=d?e");
    assert_true(split("/a/", segment, &n, &query) && n == 1);
    const char *const bad[] = {"", "a", "*", "//", "/a//b", "/.", "/..", "/a/../b", "http://x/"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(split(bad[i], segment, &n, &query));
    /* Three dots are a name like any other. */
    assert_true(split("/...", segment, &n, &query));
}

static void limits(void **state) {
    (void)state;
    base_str segment[HTTP_SEGMENTS_MAX], query;
    char text[HTTP_TARGET_MAX + 2];
    size_t n = 0;
    memset(text, 'a', sizeof text);
    text[0] = '/';
    text[HTTP_TARGET_MAX] = 0;
    assert_true(split(text, segment, &n, &query));
    text[HTTP_TARGET_MAX] = 'a';
    text[HTTP_TARGET_MAX + 1] = 0;
    assert_false(split(text, segment, &n, &query));
    for (int parts = HTTP_SEGMENTS_MAX; parts <= HTTP_SEGMENTS_MAX + 1; parts++) {
        for (int i = 0; i < parts; i++) memcpy(text + 2 * i, "/a", 2);
        text[2 * parts] = 0;
        assert_true(split(text, segment, &n, &query) == (parts == HTTP_SEGMENTS_MAX));
    }
}

static void decodes(void **state) {
    (void)state;
    base_str out;
    base_err e = {0};
    assert_true(http_decode(arena, BASE_STR("a%20b+c%E7%94%B5"), true, &out, &e));
    is(out, "a b c电");
    assert_true(http_decode(arena, BASE_STR("a+b"), false, &out, &e));
    is(out, "a+b");
    const char *const bad[] = {"%", "%4", "%zz", "%00", "%7f", "%ff", "\xc3", "%e7%94", "%1b"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(http_decode(arena, base_str_of(bad[i]), true, &out, &e));
    }
}

static void pairs(void **state) {
    (void)state;
    http_pair *pair = NULL;
    size_t n = 0;
    base_err e = {0};
    assert_true(http_pairs(arena, BASE_STR("a=1&&b=%26&c&d=e=f&a=2"), &pair, &n, &e));
    assert_int_equal(n, 5);
    is(pair[1].value, "&");
    is(pair[2].name, "c");
    assert_int_equal(pair[2].value.n, 0);
    is(pair[3].value, "e=f");
    http_exchange x = {.query = pair, .n_query = n};
    base_str value;
    assert_true(http_query(&x, "a", &value));
    is(value, "1");
    assert_false(http_query(&x, "z", &value));
    base_buf b;
    base_buf_init(&b, 1000);
    for (int i = 0; i <= HTTP_QUERY_MAX; i++) base_buf_puts(&b, BASE_STR("a&"));
    assert_false(http_pairs(arena, base_buf_str(&b), &pair, &n, &e));
    assert_int_equal(e.kind, BASE_ERR_LIMIT);
    base_buf_free(&b);
}

static void cookies(void **state) {
    (void)state;
    base_str value;
    const base_str header = BASE_STR("a=1; theme=contrast;  session=x=y; themex=no");
    assert_true(http_cookie_find(header, BASE_STR("theme"), &value));
    is(value, "contrast");
    assert_true(http_cookie_find(header, BASE_STR("session"), &value));
    is(value, "x=y");
    assert_false(http_cookie_find(header, BASE_STR("hem"), &value));
    assert_false(http_cookie_find(BASE_STR("theme"), BASE_STR("theme"), &value));
}

static const http_route *find(const char *method, const char *path, unsigned *allowed, base_str *param) {
    base_str segment[HTTP_SEGMENTS_MAX], whole, query;
    size_t n = 0;
    base_err e = {0};
    assert_true(http_target_split(base_str_of(path), segment, &n, &whole, &query, &e));
    return http_route_find(http_method_of(base_str_of(method)), segment, n, param, allowed);
}

static void routes(void **state) {
    (void)state;
    base_str param[HTTP_SEGMENTS_MAX] = {{NULL, 0}};
    unsigned allowed = 0;
    assert_non_null(find("GET", "/", &allowed, param));
    assert_ptr_equal(find("HEAD", "/register", &allowed, param), find("GET", "/register", &allowed, param));
    assert_null(find("PUT", "/register", &allowed, param));
    assert_int_equal(allowed, 1u << HTTP_GET);
    assert_null(find("GET", "/registers", &allowed, param));
    assert_int_equal(allowed, 0);
    assert_non_null(find("GET", "/static/abc/x.css", &allowed, param));
    is(param[0], "abc");
    is(param[1], "x.css");
    assert_null(find("GET", "/static/abc", &allowed, param));
    assert_null(find("BREW", "/", &allowed, param));
}

/* Two routes that take the same address would leave the second one unreachable. */
static void no_two_alike(void **state) {
    (void)state;
    size_t n = 0;
    const http_route *route = http_routes(&n);
    for (size_t i = 0; i < n; i++) {
        assert_true(route[i].path[0] == '/' && route[i].handler != NULL);
        for (size_t j = 0; j < i; j++) {
            assert_false(route[i].method == route[j].method && strcmp(route[i].path, route[j].path) == 0);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits),  cmocka_unit_test(limits), cmocka_unit_test(decodes),      cmocka_unit_test(pairs),
        cmocka_unit_test(cookies), cmocka_unit_test(routes), cmocka_unit_test(no_two_alike),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
