/* CSV: what is read, what is refused and where, and any text against a reader that is a state machine byte by byte. */
#include "support.h"

#include "base/csv.h"

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

/* Reads everything; fields are joined by '|', records by '/'. An error ends it with "!line:col". */
static const char *all(base_str text, bool comments) {
    static char out[4096];
    char *p = out;
    base_csv c;
    base_err e = {0};
    base_csv_open(&c, arena, text, BASE_STR("t.csv"));
    c.comments = comments;
    while (base_csv_next(&c, &e)) {
        for (size_t i = 0; i < c.n; i++)
            p += sprintf(p, "%.*s%s", (int)c.field[i].n, c.field[i].p, i + 1 < c.n ? "|" : "/");
    }
    if (e.kind != BASE_ERR_NONE) {
        assert_string_equal(e.where, "t.csv");
        assert_true(e.zh[0] != '\0' && e.en[0] != '\0');
        p += sprintf(p, "!%u:%u", e.line, e.col);
    }
    *p = '\0';
    return out;
}

static void reads_records(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"", ""},
        {"a,b\nc,d\n", "a|b/c|d/"},
        {"a,b\r\nc,d\r\n", "a|b/c|d/"},
        {"a,b\nc,d", "a|b/c|d/"},
        {"a,b\r\nc,d\r", "a|b/c|d/"},
        {"\xEF\xBB\xBF"
         "a,b\n",
         "a|b/"},
        {"\xEF\xBB\xBF\"a\",b\n", "a|b/"},
        {"\xEF\xBB\xBF", ""},
        {"a,,b\n", "a||b/"},
        {",\n", "|/"},
        {",", "|/"},
        {"a\n\n\nb\n\r\n", "a/b/"},
        {"\"\"\n", "/"},
        {"\"a,b\",\"c\nd\"\n", "a,b|c\nd/"},
        {"\"a\r\nb\"\r\n", "a\r\nb/"},
        {"\"a\rb\"\n", "a\rb/"},
        {"\"a\"\"b\"\n", "a\"b/"},
        {"\"\"\"\"\n", "\"/"},
        {"\"\"\"a\"\"\",\"\"\"\"\"\"\n", "\"a\"|\"\"/"},
        {" a , b \n", " a | b /"},
        {"集群,产值\n杭州,\"1,2\"\n", "集群|产值/杭州|1,2/"},
        {"# x\n# \"y\na,b\n#c,d\n", "a|b/#c|d/"},
        {"\n#x\n\n#y", ""},
        {"a#b\n", "a#b/"},
        {"\"a\"", "a/"},
        {"\"a\",", "a|/"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *have = all(exactly(cases[i][0]), false);
        if (strcmp(have, cases[i][1]) != 0) fail_msg("%s -> %s, expected %s", cases[i][0], have, cases[i][1]);
    }
    assert_string_equal(all(BASE_STR("a,b\n#c \"x\n\nd,e\n#"), true), "a|b/d|e/");
    assert_string_equal(all(BASE_STR("a\n\"#b\"\n"), true), "a/#b/");
    assert_string_equal(all((base_str){NULL, 0}, false), "");
}

static void refuses_with_line_and_column(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"a,\"b\n", "!1:3"},
        {"a,b\nc,\"d\ne\nf", "a|b/!2:3"}, /* where the quote was opened, not where the text ends */
        {"a\n\"", "a/!2:1"},
        {"\"a\"\"", "!1:1"},
        {"\"a\"b,c\n", "!1:4"},
        {"\"a\" ,c\n", "!1:4"},
        {"\"a\"\rb\n", "!1:4"},
        {"x\n\"a\nb\nc\"d\n", "x/!4:3"},
        {"\"\n产值\"x\n", "!2:4"},
        {"a\"b\n", "!1:2"},
        {"集群,产\"值\"\n", "!1:5"},
        {"a\rb\n", "!1:2"},
        {"a\r\rb\n", "!1:2"},
        {"a\n\n# x\n\rb\n", "a/# x/!4:1"},
        {"a,b\nc,\xFF\n", "a|b/!2:3"},
        {"\xCE\xD2\xC3\xC7,\xBA\xC3\n", "!1:1"}, /* a spreadsheet saved in GB 18030 */
        {"\xFF\xFE"
         "a",
         "!1:1"},
        {"\"a\nb\nc\xE4\xB8\",d\n", "!3:2"},
        {"# \xFF\na\n", "a/"}, /* nobody reads a comment */
        {"\xEF\xBB\xBF"
         "a\"\n",
         "!1:2"}, /* the byte order mark has no column */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *have = all(exactly(cases[i][0]), false);
        if (strcmp(have, cases[i][1]) != 0) fail_msg("%s -> %s, expected %s", cases[i][0], have, cases[i][1]);
    }
}

static void knows_the_lines_of_records(void **state) {
    (void)state;
    static const uint32_t lines[] = {3, 4, 7, 9};
    base_csv c;
    base_err e = {0};
    base_csv_open(&c, arena, BASE_STR("# one\n\nh,i\r\n\"a\n\r\nb\",c\nd,e\n\n\"f\n\""), BASE_STR("t.csv"));
    for (size_t i = 0; i < 4; i++) {
        assert_true(base_csv_next(&c, &e));
        assert_int_equal(c.line, lines[i]);
    }
    assert_false(base_csv_next(&c, &e));
    assert_false(base_csv_next(&c, &e)); /* and once more */
    assert_int_equal(e.kind, BASE_ERR_NONE);
}

static void knows_where_a_field_begins(void **state) {
    (void)state;
    base_csv c;
    base_err e = {0};
    base_csv_open(&c, arena, BASE_STR("h\n集群,\"a,\n\"\"b,\",\"c\",d\n"), BASE_STR("t.csv"));
    assert_true(base_csv_next(&c, &e) && base_csv_next(&c, &e));
    static const uint32_t at[][2] = {{2, 1}, {2, 4}, {3, 7}, {3, 11}, {3, 12}, {3, 12}};
    assert_int_equal(c.n, 4);
    for (size_t i = 0; i < 6; i++) { /* the last two do not exist: the end of the record */
        assert_false(base_csv_at(&c, i, &e));
        assert_int_equal(e.line, at[i][0]);
        assert_int_equal(e.col, at[i][1]);
        assert_string_equal(e.where, "t.csv");
    }
}

static void fields_are_views_unless_quotes_were_doubled(void **state) {
    (void)state;
    const char text[] = "plain,\"quoted\",\"dou\"\"bled\"\n";
    base_csv c;
    base_err e = {0};
    base_csv_open(&c, arena, BASE_STR(text), BASE_STR("t.csv"));
    c.rest.p = text;
    assert_true(base_csv_next(&c, &e));
    assert_ptr_equal(c.field[0].p, text);
    assert_ptr_equal(c.field[1].p, text + 7);
    assert_str(c.field[2], "dou\"bled");
    assert_true(c.field[2].p < text || c.field[2].p > text + sizeof text);
    assert_true(base_str_eq(c.record, (base_str){text, sizeof text - 2}));
}

static void limits_the_fields_of_a_record(void **state) {
    (void)state;
    char *text = malloc(BASE_CSV_MAX_FIELDS + 2);
    memset(text, ',', BASE_CSV_MAX_FIELDS + 2);
    for (size_t extra = 0; extra < 3; extra++) {
        base_csv c;
        base_err e = {0};
        base_csv_open(&c, arena, (base_str){text, BASE_CSV_MAX_FIELDS - 1 + extra}, BASE_STR("t.csv"));
        assert_int_equal(base_csv_next(&c, &e), extra == 0);
        if (extra == 0) {
            assert_int_equal(c.n, BASE_CSV_MAX_FIELDS);
        } else {
            assert_err(&e, BASE_ERR_LIMIT, "4096");
            assert_int_equal(e.line, 1);
            assert_int_equal(e.col, BASE_CSV_MAX_FIELDS + 1);
        }
    }
    free(text);
}

static void huge_fields(void **state) {
    (void)state;
    enum { N = 5000000 };
    char *text = malloc(N);
    memset(text, 'x', N);
    base_csv c;
    base_err e = {0};
    base_csv_open(&c, arena, (base_str){text, N}, BASE_STR("t.csv"));
    assert_true(base_csv_next(&c, &e));
    assert_int_equal(c.field[0].n, N);

    text[0] = text[N - 1] = '"';
    base_csv_open(&c, arena, (base_str){text, N}, BASE_STR("t.csv"));
    assert_true(base_csv_next(&c, &e));
    assert_int_equal(c.field[0].n, N - 2);

    memset(text + 1, '"', N - 2); /* nothing but doubled quotes */
    base_csv_open(&c, arena, (base_str){text, N}, BASE_STR("t.csv"));
    assert_true(base_csv_next(&c, &e));
    assert_int_equal(c.field[0].n, N / 2 - 1);

    memset(text + 1, '\n', N - 1); /* never closed, over five million lines */
    base_csv_open(&c, arena, (base_str){text, N}, BASE_STR("t.csv"));
    assert_false(base_csv_next(&c, &e));
    assert_int_equal(e.line, 1);
    assert_int_equal(e.col, 1);
    free(text);
}

/* --- random texts --- */

/* One byte at a time, with a state for each situation. `out` gets fields ended by 1 and records ended by 2; an error is
 * a 3. Text is ASCII, so nothing is said about UTF-8. */
static size_t machine(const char *p, size_t n, char *out) {
    enum { START, COMMENT, FIELD, PLAIN, QUOTED, CLOSED, CR } s = START;
    bool header = false;
    char *q = out;
    for (size_t i = 0; i <= n; i++) {
        const bool eof = i == n;
        const char c = eof ? '\n' : p[i];
        const bool eol = c == '\n' || (c == '\r' && (i + 1 >= n || p[i + 1] == '\n'));
        switch (s) {
        case START:
            if (eof) return (size_t)(q - out);
            if (c == '#' && !header) {
                s = COMMENT;
                continue;
            }
            if (eol) {
                if (c == '\r') s = CR;
                continue;
            }
            s = FIELD;
            /* fall through */
        case FIELD:
            if (c == '"' && !eof) {
                s = QUOTED;
                continue;
            }
            s = PLAIN;
            /* fall through */
        case PLAIN:
        case CLOSED:
            if (s == CLOSED && c == '"' && !eof) {
                *q++ = '"';
                s = QUOTED;
                continue;
            }
            if (c == ',' || eol) {
                *q++ = 1;
                header = header || eol;
                if (eol) *q++ = 2;
                s = c == ',' ? FIELD : c == '\r' ? CR : START;
                continue;
            }
            if (s == CLOSED || c == '"' || c == '\r') {
                *q++ = 3;
                return (size_t)(q - out);
            }
            *q++ = c;
            continue;
        case QUOTED:
            if (eof) {
                *q++ = 3;
                return (size_t)(q - out);
            }
            if (c == '"')
                s = CLOSED;
            else
                *q++ = c;
            continue;
        case CR: /* what follows is LF or nothing */ s = START; continue;
        case COMMENT:
            if (c == '\n') s = START;
            continue;
        }
    }
    return (size_t)(q - out);
}

/* What the reader under test makes of it. The fields of a record that is refused do not count. */
static size_t flatten(const char *p, size_t n, char *out) {
    char *q = out;
    base_csv c;
    base_err e = {0};
    base_csv_open(&c, arena, (base_str){p, n}, BASE_STR("t.csv"));
    while (base_csv_next(&c, &e)) {
        for (size_t i = 0; i < c.n; i++) {
            memcpy(q, c.field[i].p, c.field[i].n);
            q += c.field[i].n;
            *q++ = 1;
        }
        *q++ = 2;
    }
    if (e.kind != BASE_ERR_NONE) *q++ = 3;
    return (size_t)(q - out);
}

static size_t without_broken_record(char *out, size_t n) {
    if (n == 0 || out[n - 1] != 3) return n;
    for (n--; n > 0 && out[n - 1] != 2;) n--;
    out[n] = 3;
    return n + 1;
}

static void any_text_agrees_with_the_machine(void **state) {
    (void)state;
    static const char alphabet[] = "\"\"\"\"\"\",,,,\n\n\r\r\nab #";
    prng r = {40};
    int errors = 0, good = 0;
    for (int round = 0; round < 200000; round++) {
        char text[24], have[64], want[64];
        const size_t n = prng_below(&r, sizeof text + 1);
        for (size_t i = 0; i < n; i++) text[i] = alphabet[prng_below(&r, sizeof alphabet - 1)];
        const size_t nh = flatten(text, n, have), nw = without_broken_record(want, machine(text, n, want));
        if (nh != nw || memcmp(have, want, nh) != 0)
            fail_msg("\"%.*s\": have \"%.*s\", want \"%.*s\"", (int)n, text, (int)nh, have, (int)nw, want);
        errors += nw > 0 && want[nw - 1] == 3;
        good += nw > 0 && want[nw - 1] == 2;
        if (round % 1000 == 0) base_arena_reset(arena);
    }
    assert_true(errors > 20000 && good > 5000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_records, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(refuses_with_line_and_column, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(knows_the_lines_of_records, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(knows_where_a_field_begins, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(fields_are_views_unless_quotes_were_doubled, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(limits_the_fields_of_a_record, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(huge_fields, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(any_text_agrees_with_the_machine, open_arena, close_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
