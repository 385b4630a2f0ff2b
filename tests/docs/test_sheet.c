/* What a sheet refuses; what is in one that was written is read by test_sheet.sh. */
#include "../testing.h"

#include <unistd.h>

#include "docs/sheet.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_columns),
        cmocka_unit_test(a_cell_has_an_end),
        cmocka_unit_test(says_which_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
