/* A library that is loaded when it is wanted: all of its functions or none, once, by whoever comes first. */
#include "base/library.h"
#include "support.h"

typedef struct {
    __typeof__(strlen) *length;
    __typeof__(strcmp) *compare;
} functions;

static functions table;
static const base_function known[] = {{"strlen", offsetof(functions, length)},
                                      {"strcmp", offsetof(functions, compare)}};
static const base_function unknown[] = {{"strlen", offsetof(functions, length)},
                                        {"no_function_has_this_name", offsetof(functions, compare)}};

static base_library library_of(const char *file, const base_function *f) {
    return (base_library){.file = file,
                          .version = "2.0",
                          .package = "libc6",
                          .function = f,
                          .n = 2,
                          .table = &table,
                          .lock = PTHREAD_MUTEX_INITIALIZER};
}

static void test_fills_the_table(void **state) {
    (void)state;
    base_err e = {0};
    base_library l = library_of("libc.so.6", known);
    memset(&table, 0, sizeof table);
    assert_true(base_library_load(&l, &e));
    assert_true(base_library_load(&l, &e));
    assert_int_equal(table.length("three"), 5);
    assert_int_equal(table.compare("a", "a"), 0);
}

static void test_all_or_none(void **state) {
    (void)state;
    base_err e = {0};
    base_library l = library_of("libc.so.6", unknown);
    memset(&table, 0, sizeof table);
    assert_false(base_library_load(&l, &e));
    assert_int_equal(e.kind, BASE_ERR_MISSING);
    assert_null(table.length);
}

static void test_names_library_and_package(void **state) {
    (void)state;
    base_err e = {0};
    base_library l = library_of("libno-such-library.so.9", known);
    assert_false(base_library_load(&l, &e));
    assert_non_null(strstr(e.en, "libno-such-library.so.9"));
    assert_non_null(strstr(e.zh, "libc6"));
    assert_non_null(strstr(e.en, "2.0"));
}

static void *load_and_call(void *ctx) {
    if (!base_library_load(ctx, NULL)) return ctx;
    return table.length("four") == 4 ? NULL : ctx;
}

static void test_by_many_threads(void **state) {
    (void)state;
    base_library l = library_of("libc.so.6", known);
    pthread_t t[8];
    memset(&table, 0, sizeof table);
    for (int i = 0; i < 8; i++) assert_int_equal(pthread_create(&t[i], NULL, load_and_call, &l), 0);
    for (int i = 0; i < 8; i++) {
        void *bad = &l;
        assert_int_equal(pthread_join(t[i], &bad), 0);
        assert_null(bad);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fills_the_table),
        cmocka_unit_test(test_all_or_none),
        cmocka_unit_test(test_names_library_and_package),
        cmocka_unit_test(test_by_many_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
