/* What a table that is read comes to: numbers of a workbook at 15 digits, CSV in each coding and with each end of line,
 * and what is refused. Whole workbooks: tests/http/rosters.py. */
#include "../testing.h"

#include <unistd.h>

#include "docs/table_i.h"

static void numbers(void **state) {
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"0", "0"},
        {"-0.0", "0"},
        {"12", "12"},
        {"1200", "1200"},
        {"007.50", "7.5"},
        {"1.1000000000000001", "1.1"},
        {"0.30000000000000004", "0.3"},
        {"120.89000000000001", "120.89"},
        {"999999999999999.9", "1000000000000000"},
        {"1.2345E4", "12345"},
        {"1.5e-3", "0.0015"},
        {"-2.5E+2", "-250"},
        {"0.00012", "0.00012"},
        {"1E40", NULL},
        {"1e", NULL},
        {"", NULL},
        {".", NULL},
        {"1.2.3", NULL},
        {"12a", NULL},
        {"- 1", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        base_buf b;
        base_buf_init(&b, 100);
        const bool good = docs_number_put(&b, base_str_of(cases[i].in));
        if (good != (cases[i].out != NULL)) fail_msg("%s", cases[i].in);
        if (good && !base_str_is(base_buf_str(&b), cases[i].out)) fail_msg("%s: %.*s", cases[i].in, (int)b.n, b.p);
        base_buf_free(&b);
    }
}

static bool write_row(void *ctx, uint32_t row, const base_str *cell, size_t n, base_err *e) {
    base_buf *b = ctx;
    (void)e;
    base_buf_fmt(b, "%u:", row);
    for (size_t i = 0; i < n; i++) base_buf_fmt(b, "%.*s|", (int)cell[i].n, cell[i].p);
    return true;
}

static bool read_text(base_str text, base_buf *out, base_err *e) {
    FILE *f = tmpfile();
    assert_non_null(f);
    assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
    assert_int_equal(fflush(f), 0);
    const bool good = docs_table_read(fileno(f), text.n, write_row, out, e);
    assert_int_equal(fclose(f), 0);
    return good;
}

static void csv(void **state) {
    (void)state;
    static const struct {
        base_str in;
        const char *out;
    } cases[] = {
        {BASE_STR("a,b\r\n1,2\r\n"), "1:a|b|2:1|2|"},
        {BASE_STR("\xEF\xBB\xBF"
                  "a,b\n1,2"),
         "1:a|b|2:1|2|"},
        {BASE_STR("# words\na\n\n\"x\ny\",\"q\"\"\"\n#1\n"), "2:a|4:x\ny|q\"|6:#1|"},
        {BASE_STR("\xC3\xFB\xB3\xC6,\xBC\xD7\n"), "1:名称|甲|"}, /* GBK */
        {BASE_STR("\x81\x30\x81\x30\n"), "1:\xC2\x80|"},         /* GB 18030, four bytes */
        {BASE_STR(""), ""},
        {BASE_STR("\xC3\xFB\xFF\xFF"), NULL},
        {BASE_STR("a,\"b\n"), NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        base_buf b;
        base_err e = {0};
        base_buf_init(&b, 4096);
        const bool good = read_text(cases[i].in, &b, &e);
        if (good != (cases[i].out != NULL)) fail_msg("case %zu: %s", i, e.en);
        if (good && !base_str_is(base_buf_str(&b), cases[i].out)) fail_msg("case %zu: %.*s", i, (int)b.n, b.p);
        base_buf_free(&b);
    }
}

/* Characters that lie across the pieces in which a file is read. */
static void pieces(void **state) {
    (void)state;
    enum { LINES = 30000 };
    for (int gb = 0; gb < 2; gb++) {
        base_buf text, out;
        base_err e = {0};
        base_buf_init(&text, 1 << 20);
        base_buf_init(&out, 4 << 20);
        for (int i = 0; i < LINES; i++) base_buf_fmt(&text, "%.*s%s\n", i % 3, "xx", gb ? "\xC3\xFB\xB3\xC6" : "名称");
        assert_true(read_text(base_buf_str(&text), &out, &e));
        base_str rest = base_buf_str(&out);
        for (int i = 0; i < LINES; i++) {
            base_str row = base_str_cut(rest, '|', &rest);
            if (!base_str_ends(row, BASE_STR("名称"))) fail_msg("line %d: %.*s", i, (int)row.n, row.p);
        }
        base_buf_free(&text);
        base_buf_free(&out);
    }
}

static void long_record(void **state) {
    (void)state;
    base_buf text, out;
    base_err e = {0};
    base_buf_init(&text, DOCS_ROW_BYTES * 2);
    base_buf_init(&out, DOCS_ROW_BYTES * 2);
    base_buf_puts(&text, BASE_STR("a\n\""));
    while (text.n < DOCS_ROW_BYTES + 10) base_buf_putc(&text, 'x');
    assert_false(read_text(base_buf_str(&text), &out, &e));
    assert_int_equal(e.kind, BASE_ERR_LIMIT);
    assert_int_equal(e.line, 2);
    base_buf_free(&text);
    base_buf_free(&out);
}

static void no_workbook(void **state) {
    (void)state;
    base_buf out;
    base_err e = {0};
    base_buf_init(&out, 100);
    assert_false(read_text(BASE_STR("PK\3\4 and nothing more"), &out, &e));
    assert_int_equal(e.kind, BASE_ERR_INPUT);
    base_buf_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(numbers), cmocka_unit_test(csv), cmocka_unit_test(pieces),
                                       cmocka_unit_test(long_record), cmocka_unit_test(no_workbook)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
