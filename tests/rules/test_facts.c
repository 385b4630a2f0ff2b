/* Facts files: what both forms read, and where their errors are. */
#include "standard_text.h"

#include "rules/facts_i.h"

/* What was read, a dossier a line: "c1 east output.2022=520000 plan=text accident=1; …". Ends with the error, if any.
 */
static base_str read_all(struct text t, base_str text, const char *file) {
    base_err e = {0};
    base_buf b;
    base_buf_init(&b, 1 << 22);
    rules_facts_reader *r = rules_facts_open(t.arena, t.book, text, base_str_of(file), &e);
    rules_facts_row row;
    while (r && rules_facts_next(r, &row, &e)) {
        base_buf_fmt(&b, "%s%.*s %d", b.n > 0 ? "; " : "", (int)row.id.n, row.id.p, (int)row.region);
        for (size_t i = 0; i < row.values.n; i++) {
            const rules_value *v = &row.values.item[i];
            const base_str name = t.book->fact[v->fact].name;
            base_buf_fmt(&b, " %.*s", (int)name.n, name.p);
            if (v->year != 0) base_buf_fmt(&b, ".%d", v->year);
            if (v->text.n > 0)
                base_buf_fmt(&b, "=%.*s", (int)v->text.n, v->text.p);
            else
                base_buf_fmt(&b, "=%lld", (long long)v->raw);
        }
    }
    if (r) assert_false(rules_facts_next(r, &row, NULL)); /* stays at the end */
    if (e.kind != BASE_ERR_NONE) {
        assert_true(e.zh[0] != '\0');
        base_buf_fmt(&b, "%s%s:%u:%u: %s", b.n > 0 ? "; " : "", e.where, e.line, e.col, e.en);
    }
    const base_str s = base_arena_str(t.arena, base_buf_str(&b));
    base_buf_free(&b);
    return s;
}

static void reads(const char *text, const char *expected) {
    const struct text t = criterion_of("judge plan");
    /* A copy without a byte after it: reading past the end is found. */
    const size_t n = strlen(text);
    char *exact = malloc(n > 0 ? n : 1);
    assert_non_null(exact);
    if (n > 0) memcpy(exact, text, n);
    const base_str have = read_all(t, (base_str){exact, n}, "f");
    if (!base_str_is(have, expected))
        fail_msg("%.300s\nreads    %.*s\nexpected %s", text, (int)have.n, have.p, expected);
    free(exact);
    text_end(t);
}

static void json_forms(void **state) {
    (void)state;
    reads("{\"id\":\"c1\",\"region\":\"east\",\"facts\":{\"output\":{\"2022\":\"52.0\",\"2021\":46.50},\"land\":\"95\","
          "\"plan\":\"text\",\"accident\":false,\"firms\":null}}",
          "c1 1 output.2022=520000 output.2021=465000 land=950000 plan=text accident=0");
    reads("[{\"id\":\"a\",\"facts\":{}},\n {\"id\":\"b\",\"facts\":{\"firms\":1e1}}]", "a 0; b 0 firms=10");
    reads("{\"id\":\"a\",\"facts\":{}}\n{\"id\":\"b\",\"facts\":{\"accident\":true}}\n", "a 0; b 0 accident=1");
    reads("\xEF\xBB\xBF [] ", "");
    reads("{\"id\":7,\"year\":2023,\"region\":null,\"facts\":{\"output.2022\":\"41 万元\",\"accident\":\"是\"}}",
          "7 0 output.2022=41 accident=1");
    reads("{\"facts\":{\"plan\":\"a\\n\\u4e2d}{\"},\"id\":\"\\\"x\\\"\",\"region\":\"north-east\"}",
          "\"x\" 4 plan=a\n中}{");
}

static void json_faults_have_places(void **state) {
    (void)state;
    reads("{\"id\":\"a\",\"facts\":{\"otput\":1}}",
          "f:1:21: otput: the rulebook has no fact \"otput\"; did you mean output?");
    reads("{\"id\":\"a\",\n \"facts\":{\"output\":{\"2022\":\"x\"}}}",
          "f:2:29: output: 2022: \"x\" is not a number: plain digits with at most one minus sign and one point, such "
          "as 52.3");
    reads("{\"id\":\"a\",\"facts\":{\"land\":1,\"land\":2}}", "f:1:30: land: it is given twice");
    reads("{\"id\":\"a\",\"facts\":{\"output\":{\"2022\":1},\"output.2022\":2}}",
          "f:1:41: output.2022: it is given twice");
    reads("{\"id\":\"a\",\"id\":\"b\",\"facts\":{}}", "f:1:12: id: it is given twice");
    reads("{\"id\":\"a\",\"facts\":{\"output\":{\"22\":1}}}", "f:1:31: output: 22: a year of four digits is expected");
    reads("{\"id\":\"a\",\"facts\":{\"output\":1}}",
          "f:1:21: output: it is yearly and needs a year, such as output.2022");
    reads("{\"id\":\"a\",\"facts\":{\"land.2022\":1}}", "f:1:21: land.2022: it is not yearly: no year belongs here");
    reads("{\"id\":\"a\",\"facts\":{\"output.1800\":1}}",
          "f:1:21: output.1800: \"1800\" is not a year: four digits from 1900 to 2999 are expected");
    reads("{\"id\":\"a\",\"facts\":{\"land\":{\"2022\":1}}}",
          "f:1:21: land: one value, as the fact is not yearly, is expected");
    reads("{\"id\":\"a\",\"facts\":{\"land\":[1]}}", "f:1:21: land: a value (number, text, true or false) is expected");
    reads("{\"id\":\"a\",\"facts\":{\"plan\":7}}", "f:1:21: plan: text is expected");
    reads("{\"id\":\"a\",\"facts\":{\"land\":\"-1\"}}", "f:1:28: land: -1 is negative; zero or more is expected");
    reads("{\"id\":\"a\",\"facts\":[]}", "f:1:12: facts: an object {…} is expected");
    reads("{\"id\":\"\",\"facts\":{}}", "f:1:3: id: an id of 1 to 256 bytes is expected");
    reads("{\"id\":true,\"facts\":{}}", "f:1:3: id: an id (text) is expected");
    reads("{\"id\":\"a\"}", "f:1:1: the dossier lacks facts");
    reads("{\"facts\":{}}", "f:1:1: the dossier lacks id");
    reads("{\"id\":\"a\",\"region\":\"est\",\"facts\":{}}",
          "f:1:21: region: there is no region \"est\"; did you mean east?");
    reads("{\"id\":\"a\",\"region\":\"overseas\",\"facts\":{}}",
          "f:1:21: region: there is no region \"overseas\": east, middle, west or north_east is expected");
    reads("{\"id\":\"a\",\"region\":5,\"facts\":{}}", "f:1:12: region: a region (text) is expected");
    reads("{\"id\":\"a\",\"fact\":{}}", "f:1:12: fact: not known here; did you mean facts?");
    reads("{\"id\":\"a\",\"colour\":{}}", "f:1:12: colour: not known here: there are id, region, facts and year");
}

static void json_that_is_none(void **state) {
    (void)state;
    reads("{\"id\":\"a\",\"facts\":{}", "f:1:1: this object does not end: } is missing");
    reads("{\"id\":\"a\\", "f:1:1: this object does not end: } is missing");
    /* What the library says differs from one version to the next. */
    const struct text t = criterion_of("judge plan");
    const base_str have = read_all(t, BASE_STR("{\"id\":\"a\",,\"facts\":{}}"), "f");
    assert_true(base_str_starts(have, BASE_STR("f:1:11: not JSON: ")));
    text_end(t);
    reads("[{\"id\":\"a\",\"facts\":{}} {\"id\":\"b\",\"facts\":{}}]", "a 0; f:1:24: a comma or ] is expected here");
    reads("[{\"id\":\"a\",\"facts\":{}},]", "a 0; f:1:24: a dossier is expected here: {");
    reads("[{\"id\":\"a\",\"facts\":{}}", "a 0; f:1:23: a comma or ] is expected here");
    reads("[] x", "f:1:4: nothing should follow the array");
    reads("[7]", "f:1:2: a dossier is expected here: {");
    reads("{\"id\":\"a\",\"facts\":{}}\nx", "a 0; f:2:1: a dossier is expected here: {");
    reads("{\"id\":[[[[[[[[1]]]]]]]]}", "f:1:14: nested deeper than 8");
    reads("", "f:1:1: the file holds nothing: JSON, or CSV with a header, is expected");
    reads(" \n\t", "f:1:1: the file holds nothing: JSON, or CSV with a header, is expected");
}

static void csv_forms(void **state) {
    (void)state;
    reads("id,region,output.2021,output.2022,land,plan,accident,year\n"
          "c1,west,46.5,52,,\"a, \"\"b\"\"\",no,2023\n"
          "c2,,,, 3 亩 ,,yes,\r\n",
          "c1 3 output.2021=465000 output.2022=520000 plan=a, \"b\" accident=0; c2 0 land=20 accident=1");
    reads("# note\nid\nc1\n", "c1 0");
    reads("id,land\n", "");
}

static void csv_faults_have_places(void **state) {
    (void)state;
    reads("region,land\nx,1\n", "f:1:1: the header has no column id");
    reads("id,lnd\n", "f:1:4: lnd: the rulebook has no fact \"lnd\"; did you mean land?");
    reads("id,land,land\n", "f:1:9: land: it is column 2 already");
    reads("id,output\n", "f:1:4: output: it is yearly and needs a year, such as output.2022");
    reads("id,\n", "f:1:4: (空): the rulebook has no fact \"\"");
    reads("id,land\nc1,5\nc2\n", "c1 0 land=50000; f:3:1: the line has 1 fields, the header 2");
    reads("id,land\n,5\n", "f:2:1: id: an id has 1 to 256 bytes");
    reads("id,region\nc1,south\n",
          "f:2:4: region: there is no region \"south\": east, middle, west or north_east is expected");
    reads("id,firms,land\n\"c,1\",5,1.23456\n",
          "f:2:9: land: 1.23456 cannot be kept exactly in 平方公里 with 4 decimals, or is over the limit");
    reads("id,land\nc1,\"5\n", "f:2:4: a quote is not closed: a field that begins with a quote must end with one");
    reads("# only\n", "f:1:1: no header: id,region,… is expected");
    reads("\"id\n", "f:1:1: a quote is not closed: a field that begins with a quote must end with one");
}

static void rows_have_a_limit(void **state) {
    (void)state;
    enum { LONG = (1 << 20) + 200 };
    const struct text t = criterion_of("judge plan");
    char *text = malloc(LONG);
    assert_non_null(text);
    memset(text, 'x', LONG);
    memcpy(text, "{\"id\":\"", 7);
    assert_str(read_all(t, (base_str){text, LONG}, "f"), "f:1:1: a dossier has more than 1048576 bytes");
    memcpy(text, "id,land\n\"", 9);
    assert_str(read_all(t, (base_str){text, LONG}, "f"),
               "f:2:1: a line is longer than 1048576 bytes; is there a quote that is not closed?");
    free(text);
    text_end(t);
}

/* Of a hundred thousand dossiers only one is in memory. */
static void memory_is_that_of_a_row(void **state) {
    (void)state;
    const struct text t = criterion_of("judge plan");
    base_buf b;
    base_buf_init(&b, (size_t)64 << 20);
    for (int i = 0; i < 100000; i++)
        base_buf_fmt(&b, "{\"id\":\"c%d\",\"facts\":{\"plan\":\"text %d\",\"land\":5}}\n", i, i);
    const size_t before = base_arena_used(t.arena);
    base_err e = {0};
    rules_facts_reader *r = rules_facts_open(t.arena, t.book, base_buf_str(&b), BASE_STR("f"), &e);
    rules_facts_row row;
    size_t n = 0;
    for (; rules_facts_next(r, &row, &e); n++) {
        assert_int_equal(row.values.n, 2);
        assert_true(base_arena_used(r->row) < 16384);
    }
    assert_int_equal(n, 100000);
    assert_int_equal(e.kind, BASE_ERR_NONE);
    assert_true(base_arena_used(t.arena) - before < 8192);
    base_buf_free(&b);
    text_end(t);
}

static void stopping_early(void **state) {
    (void)state;
    const struct text t = criterion_of("judge plan");
    rules_facts_reader *r = rules_facts_open(t.arena, t.book, BASE_STR("id\na\nb\n"), BASE_STR("f"), NULL);
    rules_facts_row row;
    assert_true(rules_facts_next(r, &row, NULL));
    rules_facts_close(r);
    rules_facts_close(r);
    rules_facts_close(NULL);
    assert_false(rules_facts_next(r, &row, NULL));
    assert_null(rules_facts_open(t.arena, t.book, BASE_STR(""), BASE_STR("f"), NULL));
    assert_false(rules_reader_field(BASE_STR("x"), NULL));
    text_end(t);
}

static void json_and_csv_say_the_same(void **state) {
    (void)state;
    const struct text t = criterion_of("judge plan");
    const base_str json =
        BASE_STR("{\"id\":\"c1\",\"region\":\"west\",\"facts\":{\"output\":{\"2021\":\"46.5\",\"2022\":52},"
                 "\"land\":95,\"plan\":\"有\",\"accident\":false}}");
    const base_str csv = BASE_STR("id,region,output.2021,output.2022,land,plan,accident\nc1,west,46.5,52,95,有,否\n");
    assert_true(base_str_eq(read_all(t, json, "f"), read_all(t, csv, "f")));
    text_end(t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_forms),
        cmocka_unit_test(json_faults_have_places),
        cmocka_unit_test(json_that_is_none),
        cmocka_unit_test(csv_forms),
        cmocka_unit_test(csv_faults_have_places),
        cmocka_unit_test(rows_have_a_limit),
        cmocka_unit_test(memory_is_that_of_a_row),
        cmocka_unit_test(stopping_early),
        cmocka_unit_test(json_and_csv_say_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
