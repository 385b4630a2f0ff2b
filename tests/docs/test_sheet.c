/* What a sheet refuses, one that is taken as it is made, one that our own reader reads; what another program finds in
 * one that was written is read by test_sheet.sh. */
#include "../testing.h"

#include <unistd.h>

#include "docs/sheet.h"
#include "docs/table.h"

static const docs_column one[] = {{BASE_STR("名称"), DOCS_TEXT, 0}};

static void refuses_columns(void **state) {
    (void)state;
    static const docs_column many[DOCS_COLUMNS_MAX + 1];
    base_err e = {0};
    assert_null(docs_sheet_new(&(docs_sheet_options){.column = one}, &e));
    assert_int_equal(e.kind, BASE_ERR_LIMIT);
    assert_null(docs_sheet_new(&(docs_sheet_options){.column = many, .n_columns = DOCS_COLUMNS_MAX + 1}, &e));
    assert_int_equal(e.kind, BASE_ERR_LIMIT);
    docs_sheet *s = docs_sheet_new(&(docs_sheet_options){.column = many, .n_columns = DOCS_COLUMNS_MAX}, &e);
    assert_non_null(s);
    docs_sheet_free(s);
}

static void a_text_of(size_t characters, bool fits) {
    base_err e = {0};
    uint64_t size = 0;
    char *text = malloc(characters);
    assert_non_null(text);
    memset(text, 'a', characters);
    docs_sheet *s = docs_sheet_new(&(docs_sheet_options){.column = one, .n_columns = 1}, &e);
    assert_non_null(s);
    const docs_cell cell = docs_text((base_str){text, characters});
    assert_int_equal(docs_sheet_row(s, &cell, &e), fits);
    int fd = docs_sheet_end(s, &size, &e);
    assert_int_equal(fd >= 0, fits);
    if (!fits) assert_false(docs_sheet_row(s, &cell, &e));
    if (fd >= 0) close(fd);
    docs_sheet_free(s);
    free(text);
}

static void a_cell_has_an_end(void **state) {
    (void)state;
    a_text_of(DOCS_TEXT_MAX, true);
    a_text_of(DOCS_TEXT_MAX + 1, false);
    a_text_of((size_t)2 << 20, false);
}

static void says_which_cell(void **state) {
    (void)state;
    static char text[DOCS_TEXT_MAX + 1];
    base_err e = {0};
    memset(text, 'a', sizeof text);
    docs_sheet *s = docs_sheet_new(&(docs_sheet_options){.column = one, .n_columns = 1}, &e);
    const docs_cell good = docs_text(BASE_STR("甲")), bad = docs_text((base_str){text, sizeof text});
    assert_true(docs_sheet_row(s, &good, &e));
    assert_false(docs_sheet_row(s, &bad, &e));
    assert_int_equal(e.kind, BASE_ERR_LIMIT);
    assert_non_null(strstr(e.en, "row 3, column 1"));
    docs_sheet_free(s);
}

/* ---- the same bytes, taken as they are made ---- */

enum { ROWS = 20000 };

static void write_row(docs_sheet *s, size_t i) {
    char name[64];
    base_err e = {0};
    /* Not too regular, so that it packs badly: several pieces are ready before the end. */
    const int n =
        snprintf(name, sizeof name, "县%zu·%08zx·%08zx", i, i * 2654435761U % 4294967291U, i * i % 4294967291U);
    const docs_cell cell = docs_text((base_str){name, (size_t)n});
    assert_true(docs_sheet_row(s, &cell, &e));
}

static size_t take(docs_sheet *s, char *to) {
    const base_str some = docs_sheet_packed(s);
    memcpy(to, some.p, some.n);
    docs_sheet_taken(s);
    assert_int_equal(docs_sheet_packed(s).n, 0);
    return some.n;
}

static void is_taken_as_it_is_made(void **state) {
    (void)state;
    base_err e = {0};
    uint64_t size = 0;
    docs_sheet_options o = {.column = one, .n_columns = 1};
    docs_sheet *file = docs_sheet_new(&o, &e);
    o.taken = true;
    docs_sheet *taken = docs_sheet_new(&o, &e);
    assert_non_null(file);
    assert_non_null(taken);
    char *bytes = malloc((size_t)8 << 20), *whole = malloc((size_t)8 << 20);
    size_t n = 0, pieces = 0;
    for (size_t i = 0; i < ROWS; i++) {
        write_row(file, i);
        write_row(taken, i);
        if (i % 100 > 0) continue;
        const size_t some = take(taken, bytes + n);
        n += some;
        pieces += some > 0;
    }
    assert_true(docs_sheet_finish(taken, &e));
    n += take(taken, bytes + n);
    const int fd = docs_sheet_end(file, &size, &e);
    assert_true(fd >= 0 && pieces > 2);
    assert_int_equal(size, n);
    assert_int_equal(read(fd, whole, n), n);
    assert_memory_equal(bytes, whole, n);
    assert_false(docs_sheet_finish(taken, &e)); /* once */
    close(fd);
    free(bytes);
    free(whole);
    docs_sheet_free(file);
    docs_sheet_free(taken);
}

static bool is_that_row(void *ctx, uint32_t row, const base_str *cell, size_t n, base_err *e) {
    (void)e;
    size_t *seen = ctx;
    assert_int_equal(row, *seen + 1);
    assert_int_equal(n, 1);
    assert_true(base_str_eq(cell[0], *seen == 0 ? one[0].title : BASE_STR(" <县> & “乡”\t")));
    ++*seen;
    return true;
}

static void is_read_by_ourselves(void **state) {
    (void)state;
    base_err e = {0};
    uint64_t size = 0;
    size_t seen = 0;
    docs_sheet *s = docs_sheet_new(&(docs_sheet_options){.column = one, .n_columns = 1}, &e);
    const docs_cell cell = docs_text(BASE_STR(" <县> & “乡”\t"));
    for (size_t i = 0; i < 3; i++) assert_true(docs_sheet_row(s, &cell, &e));
    const int fd = docs_sheet_end(s, &size, &e);
    assert_true(fd >= 0);
    assert_true(docs_table_read(fd, size, is_that_row, &seen, &e));
    assert_int_equal(seen, 4);
    close(fd);
    docs_sheet_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_columns),      cmocka_unit_test(a_cell_has_an_end),
        cmocka_unit_test(says_which_cell),      cmocka_unit_test(is_taken_as_it_is_made),
        cmocka_unit_test(is_read_by_ourselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
