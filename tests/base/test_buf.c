/* Buffers with a maximum; numbers against printf, JSON and CSV text against writers that go byte by byte. */
#include "support.h"

#include "base/buf.h"
#include "base/csv.h"

/* The address sanitizer would end the process itself where malloc returns NULL. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "allocator_may_return_null=1"; }

static void holds_exactly_its_maximum(void **state) {
    (void)state;
    for (size_t max = 0; max < 600; max += max < 10 ? 1 : 83) {
        base_buf b;
        base_buf_init(&b, max);
        for (size_t i = 0; i < max; i++) assert_true(base_buf_putc(&b, (char)i));
        assert_int_equal(b.n, max);
        assert_true(base_buf_put(&b, NULL, 0)); /* nothing still fits */
        assert_false(base_buf_putc(&b, 'x'));
        assert_true(b.full && b.n == max);
        assert_false(base_buf_put(&b, NULL, 0));
        for (size_t i = 0; i < max; i++) assert_int_equal(b.p[i], (char)i);
        base_buf_free(&b);
        assert_true(b.p == NULL && b.n == 0 && b.cap == 0 && b.max == max);
    }
}

static void full_is_for_good_until_cleared(void **state) {
    (void)state;
    base_buf b;
    base_buf_init(&b, 8);
    assert_true(base_buf_puts(&b, BASE_STR("12345")));
    assert_false(base_buf_puts(&b, BASE_STR("6789"))); /* writes nothing */
    assert_str(base_buf_str(&b), "12345");
    assert_true(b.full);
    assert_false(base_buf_putc(&b, '6')); /* would have fitted before */
    assert_false(base_buf_puts(&b, BASE_STR("6")));
    assert_false(base_buf_fmt(&b, "%d", 6));
    assert_false(base_buf_u64(&b, 6));
    assert_false(base_buf_i64(&b, -6));
    assert_false(base_buf_json(&b, BASE_STR("")));
    assert_false(base_buf_csv(&b, BASE_STR("6")));
    assert_false(base_buf_csv(&b, BASE_STR("\"")));
    assert_false(base_buf_reserve(&b, 0));
    assert_str(base_buf_str(&b), "12345");
    base_buf_cut(&b, 2);
    assert_false(base_buf_putc(&b, '6')); /* a cut does not hide that something is missing */
    assert_str(base_buf_str(&b), "12");
    base_buf_clear(&b);
    assert_false(b.full);
    assert_true(base_buf_puts(&b, BASE_STR("12345678")));
    base_buf_cut(&b, 7);
    assert_true(base_buf_putc(&b, '9'));
    assert_str(base_buf_str(&b), "12345679");
    base_buf_free(&b);
}

static void over_an_array_it_stays_within(void **state) {
    (void)state;
    char place[10] = "........#";
    base_buf b;
    base_buf_over(&b, place, 8); /* seven bytes and the NUL of a format */
    assert_true(base_buf_puts(&b, BASE_STR("12345")));
    assert_true(base_buf_fmt(&b, "%d", 67));
    assert_true(b.p == place);
    assert_string_equal(place, "1234567");
    assert_false(base_buf_putc(&b, '8'));
    assert_true(b.full);
    base_buf_clear(&b);
    assert_false(base_buf_fmt(&b, "%s", "12345678"));
    assert_false(base_buf_u64(&b, 1)); /* full is for good here, too */
    assert_true(b.p == place && b.n == 0 && place[8] == '#');
    base_buf_clear(&b);
    assert_true(base_buf_u64(&b, 7654321));
    assert_str(base_buf_str(&b), "7654321");
}

static void grows_over_many_writes(void **state) {
    (void)state;
    prng r = {4};
    enum { MAX = 300000 };
    char *expected = malloc(MAX);
    base_buf b;
    base_buf_init(&b, MAX);
    size_t n = 0;
    for (;;) {
        char part[3000];
        const size_t len = prng_below(&r, prng_below(&r, 4) == 0 ? sizeof part : 20);
        memset(part, (int)prng_below(&r, 256), len);
        const bool fits = n + len <= MAX;
        assert_int_equal(base_buf_put(&b, part, len), fits);
        if (!fits) break;
        memcpy(expected + n, part, len);
        n += len;
        assert_int_equal(b.n, n);
    }
    assert_memory_equal(b.p, expected, n);
    base_buf_free(&b);
    free(expected);
}

static void reserve_gives_room(void **state) {
    (void)state;
    base_buf b;
    base_buf_init(&b, 10000);
    assert_true(base_buf_reserve(&b, 10000));
    memset(b.p, 'x', 10000);
    b.n = 10000;
    assert_true(base_buf_reserve(&b, 0));
    assert_false(base_buf_reserve(&b, 1));
    base_buf_free(&b);
    base_buf_init(&b, SIZE_MAX);
    assert_true(base_buf_puts(&b, BASE_STR("abc")));
    assert_false(base_buf_reserve(&b, SIZE_MAX - 3)); /* the sum with what is there would wrap */
    assert_true(b.full);
    base_buf_free(&b);
}

static base_buf doomed;

static void no_such_memory(void) {
    base_buf_init(&doomed, SIZE_MAX);
    base_buf_reserve(&doomed, SIZE_MAX / 2 + 1000);
}

static void without_memory_the_process_ends(void **state) {
    (void)state;
    assert_fatal(no_such_memory, "Out of memory");
}

static void formats(void **state) {
    (void)state;
    for (size_t max = 0; max < 12; max++) {
        base_buf b;
        base_buf_init(&b, max);
        const bool ok = base_buf_fmt(&b, "%s=%d", "年份", 2023); /* 11 bytes */
        assert_int_equal(ok, max >= 11);
        assert_int_equal(b.n, ok ? 11 : 0);
        assert_int_equal(b.full, !ok);
        if (ok) assert_str(base_buf_str(&b), "年份=2023");
        base_buf_free(&b);
    }
    base_buf b;
    base_buf_init(&b, 5000);
    assert_true(base_buf_fmt(&b, "%*d", 1000, 7)); /* must grow in the middle */
    assert_true(base_buf_fmt(&b, "%*d", 4000, 8));
    assert_int_equal(b.n, 5000);
    assert_true(b.p[999] == '7' && b.p[4999] == '8' && b.p[1000] == ' ');
    assert_true(base_buf_fmt(&b, "%s", ""));
    base_buf_free(&b);
}

/* --- numbers --- */

static void check_number(base_buf *b, uint64_t v) {
    char expected[32];
    base_buf_clear(b);
    assert_true(base_buf_u64(b, v));
    (void)snprintf(expected, sizeof expected, "%llu", (unsigned long long)v);
    assert_str(base_buf_str(b), expected);
    base_buf_clear(b);
    assert_true(base_buf_i64(b, (int64_t)v));
    (void)snprintf(expected, sizeof expected, "%lld", (long long)v);
    assert_str(base_buf_str(b), expected);
}

static void numbers_are_those_of_printf(void **state) {
    (void)state;
    base_buf roomy, exact;
    base_buf_init(&roomy, 1000);
    base_buf_init(&exact, 20); /* just enough: the way without spare room */
    uint64_t p = 1;
    for (int i = 0; i < 20; i++, p *= 10) {
        for (uint64_t d = 0; d < 3; d++) {
            check_number(&roomy, p + d - 1);
            check_number(&exact, p + d - 1);
        }
    }
    for (int i = 0; i < 64; i++) check_number(&roomy, UINT64_C(1) << i);
    check_number(&exact, UINT64_MAX);
    check_number(&exact, (uint64_t)INT64_MIN);
    check_number(&exact, (uint64_t)INT64_MAX);
    prng r = {5};
    for (int i = 0; i < 100000; i++) {
        const uint64_t v = prng_any(&r);
        check_number(i % 2 == 0 ? &roomy : &exact, v);
        check_number(&roomy, 0 - v);
    }
    base_buf_free(&roomy);
    base_buf_free(&exact);
}

static void numbers_go_after_what_is_there(void **state) {
    (void)state;
    base_buf b;
    base_buf_init(&b, 1000);
    base_buf_u64(&b, 12);
    base_buf_u64(&b, 345);
    base_buf_i64(&b, -67);
    base_buf_i64(&b, 8);
    base_buf_fmt(&b, "%d", 9);
    base_buf_json(&b, BASE_STR("x"));
    base_buf_csv(&b, BASE_STR("\""));
    assert_str(base_buf_str(&b), "12345-6789\"x\"\"\"\"\"");
    base_buf_free(&b);
}

static void a_number_that_does_not_fit_writes_nothing(void **state) {
    (void)state;
    base_buf b;
    base_buf_init(&b, 4);
    assert_true(base_buf_i64(&b, -123));
    base_buf_clear(&b);
    assert_false(base_buf_i64(&b, -1234));
    assert_true(b.n == 0 && b.full);
    base_buf_clear(&b);
    assert_false(base_buf_u64(&b, 12345));
    assert_true(b.n == 0 && b.full);
    base_buf_free(&b);
    for (size_t max = 0; max < 45; max++) { /* with any room left */
        for (size_t before = 0; before <= max; before++) {
            base_buf_init(&b, max);
            for (size_t i = 0; i < before; i++) base_buf_putc(&b, 'x');
            const bool fits = max - before >= 20;
            assert_int_equal(max % 2 ? base_buf_u64(&b, UINT64_MAX) : base_buf_i64(&b, INT64_MIN), fits);
            assert_int_equal(b.n, fits ? before + 20 : before);
            base_buf_free(&b);
        }
    }
}

static void pads(void **state) {
    (void)state;
    char p[32], expected[32];
    prng r = {6};
    for (unsigned width = 1; width <= 19; width++) {
        uint64_t bound = 1;
        for (unsigned i = 0; i < width; i++) bound *= 10;
        for (int i = 0; i < 200; i++) {
            const uint64_t v = i == 0 ? 0 : i == 1 ? bound - 1 : prng_any(&r) % bound;
            memset(p, '#', sizeof p);
            assert_ptr_equal(base_digits_pad(p, v, width), p + width);
            (void)snprintf(expected, sizeof expected, "%0*llu", (int)width, (unsigned long long)v);
            assert_memory_equal(p, expected, width);
            assert_int_equal(p[width], '#');
        }
    }
}

/* --- JSON strings --- */

/* One byte after the other. `out` has room for six times the text and two quotes. */
static size_t naive_json(base_str s, char *out) {
    char *q = out;
    *q++ = '"';
    for (size_t i = 0, len; i < s.n; i += len) {
        uint32_t cp;
        const bool ok = base_utf8_next((base_str){s.p + i, s.n - i}, &cp, &len);
        if (!ok) {
            memcpy(q, "\xEF\xBF\xBD", 3);
            q += 3;
        } else if (cp == '"' || cp == '\\' || cp == '\n' || cp == '\r' || cp == '\t') {
            *q++ = '\\';
            *q++ = cp == '\n' ? 'n' : cp == '\r' ? 'r' : cp == '\t' ? 't' : (char)cp;
        } else if (cp < 0x20) {
            q += sprintf(q, "\\u%04x", cp);
        } else {
            memcpy(q, s.p + i, len);
            q += len;
        }
    }
    *q++ = '"';
    return (size_t)(q - out);
}

static void json_strings(void **state) {
    (void)state;
    base_buf b;
    base_buf_init(&b, 1000);
    base_buf_json(&b, BASE_STR("第\"十\\七\"条\n\r\t\x01\x1F/\x7F"));
    assert_str(base_buf_str(&b), "\"第\\\"十\\\\七\\\"条\\n\\r\\t\\u0001\\u001f/\x7F\"");
    base_buf_clear(&b);
    base_buf_json(&b, BASE_STR("\xED\xA0\x80 \xC0 \xF0\xA0\x80\x80 \xE4\xB8"));
    assert_str(base_buf_str(&b), "\"\uFFFD\uFFFD\uFFFD \uFFFD \xF0\xA0\x80\x80 \uFFFD\uFFFD\"");
    base_buf_clear(&b);
    base_buf_json(&b, (base_str){NULL, 0});
    assert_str(base_buf_str(&b), "\"\"");
    base_buf_free(&b);
}

/* Texts in which everything that is special comes next to everything else. */
static size_t odd_text(prng *r, char *out, size_t max) {
    static const char *const parts[] = {"a",
                                        "plain ascii text ",
                                        "\"",
                                        "\\",
                                        "\n",
                                        "\x01",
                                        "中",
                                        "集群",
                                        "\xC3\xA9",
                                        "\xE0\xA0",
                                        "\xFF",
                                        "\xF0\xA0\x80\x80",
                                        "\xED\xBF",
                                        "\xED\x9F\xBF",
                                        "\xEF\xBF\xBD",
                                        "\x80",
                                        ",",
                                        "\r\n",
                                        "12345678",
                                        "\x1F\x20\x21\x22#[",
                                        "\x7F",
                                        "#"};
    size_t n = 0;
    for (uint64_t k = prng_below(r, 12); k > 0; k--) {
        const char *part = parts[prng_below(r, sizeof parts / sizeof parts[0])];
        if (n + strlen(part) > max) break;
        memcpy(out + n, part, strlen(part));
        n += strlen(part);
    }
    return n;
}

static void json_strings_are_those_of_the_naive_writer(void **state) {
    (void)state;
    prng r = {7};
    base_buf b;
    base_buf_init(&b, 4096);
    for (int round = 0; round < 50000; round++) {
        char text[200], expected[1300];
        const base_str s = {text, odd_text(&r, text, sizeof text)};
        const size_t n = naive_json(s, expected);
        base_buf_clear(&b);
        assert_true(base_buf_json(&b, s));
        assert_int_equal(b.n, n);
        assert_memory_equal(b.p, expected, n);
        assert_int_equal(base_utf8_check(base_buf_str(&b)), b.n);
    }
    /* Every byte at every place of a word of eight, and of the rest that is shorter than one. */
    for (unsigned c = 0; c < 256; c++) {
        for (size_t at = 0; at < 19; at++) {
            char text[19], expected[200];
            memset(text, 'a', sizeof text);
            text[at] = (char)c;
            const base_str s = {text, sizeof text};
            const size_t n = naive_json(s, expected);
            base_buf_clear(&b);
            assert_true(base_buf_json(&b, s));
            assert_int_equal(b.n, n);
            assert_memory_equal(b.p, expected, n);
        }
    }
    base_buf_free(&b);
}

static void what_does_not_fit_leaves_no_part(void **state) {
    (void)state;
    const base_str s = BASE_STR("a\"中\n\xFF,b");
    for (int csv = 0; csv < 2; csv++) {
        base_buf whole;
        base_buf_init(&whole, 100);
        assert_true(csv ? base_buf_csv(&whole, s) : base_buf_json(&whole, s));
        for (size_t max = 0; max < whole.n + 3; max++) {
            base_buf b;
            base_buf_init(&b, max + 2);
            base_buf_puts(&b, BASE_STR("[]"));
            const bool ok = csv ? base_buf_csv(&b, s) : base_buf_json(&b, s);
            assert_int_equal(ok, max >= whole.n);
            assert_int_equal(b.n, ok ? whole.n + 2 : 2);
            assert_int_equal(b.full, !ok);
            if (ok) assert_memory_equal(b.p + 2, whole.p, whole.n);
            base_buf_free(&b);
        }
        base_buf_free(&whole);
    }
}

/* --- CSV --- */

static void percent_leaves_only_what_is_plain(void **state) {
    (void)state;
    base_buf b;
    base_buf_init(&b, 100);
    assert_true(base_buf_percent(&b, BASE_STR("aZ09-._~")));
    assert_true(base_buf_percent(&b, BASE_STR(" /+%\"\n\x7F电")));
    assert_str(base_buf_str(&b), "aZ09-._~%20%2F%2B%25%22%0A%7F%E7%94%B5");
    base_buf_free(&b);
    base_buf_init(&b, 4);
    assert_false(base_buf_percent(&b, BASE_STR("ab电")));
    assert_true(b.full);
    assert_false(base_buf_percent(&b, BASE_STR("")));
    base_buf_free(&b);
}

static void csv_quotes_only_when_it_must(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"", ""},           {"集群", "集群"},     {"a b", "a b"},       {"a,b", "\"a,b\""}, {"a\"b", "\"a\"\"b\""},
        {"\"", "\"\"\"\""}, {"a\nb", "\"a\nb\""}, {"a\rb", "\"a\rb\""}, {"#1", "\"#1\""},   {"1#", "1#"},
        {"'", "'"},         {"=1+1", "=1+1"},
    };
    base_buf b;
    base_buf_init(&b, 100);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        base_buf_clear(&b);
        assert_true(base_buf_csv(&b, base_str_of(cases[i][0])));
        assert_str(base_buf_str(&b), cases[i][1]);
    }
    base_buf_free(&b);
}

static void csv_words_are_no_formulas(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"=1+1", "\"'=1+1\""},      {"+86", "\"'+86\""},
        {"-1", "\"'-1\""},          {"@x", "\"'@x\""},
        {"\t=1", "\"'\t=1\""},      {"\r", "\"'\r\""},
        {"＝1", "\"'＝1\""},        {"=\"a\"", "\"'=\"\"a\"\"\""},
        {"杭州-西湖", "杭州-西湖"}, {"", ""},
        {"a,b", "\"a,b\""},         {"'", "'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        base_buf b;
        base_buf_init(&b, 100);
        assert_true(base_buf_csv_words(&b, base_str_of(cases[i][0])));
        assert_str(base_buf_str(&b), cases[i][1]);
        base_buf_free(&b);
        base_buf_init(&b, 3);
        base_buf_puts(&b, BASE_STR("x"));
        if (strlen(cases[i][1]) > 2) {
            assert_false(base_buf_csv_words(&b, base_str_of(cases[i][0])));
            assert_str(base_buf_str(&b), "x");
        }
        base_buf_free(&b);
    }
}

static void csv_reads_back_what_was_written(void **state) {
    (void)state;
    prng r = {8};
    base_arena *arena = base_arena_new((size_t)1 << 20);
    base_buf b;
    base_buf_init(&b, 1 << 16);
    for (int round = 0; round < 5000; round++) {
        char text[6][100];
        base_str fields[6];
        const size_t n = 2 + prng_below(&r, 5);
        base_buf_clear(&b);
        for (size_t i = 0; i < n; i++) {
            fields[i] = (base_str){text[i], odd_text(&r, text[i], sizeof text[i])};
            while (base_utf8_check(fields[i]) != fields[i].n) fields[i].n = odd_text(&r, text[i], sizeof text[i]);
            if (i > 0) base_buf_putc(&b, ',');
            base_buf_csv(&b, fields[i]);
        }
        base_buf_puts(&b, round % 2 == 0 ? BASE_STR("\n") : BASE_STR("\r\n"));
        base_csv c;
        base_err e = {0};
        base_csv_open(&c, arena, base_buf_str(&b), BASE_STR("x.csv"));
        if (!base_csv_next(&c, &e)) fail_msg("%u:%u %s in %.*s", e.line, e.col, e.en, (int)b.n, b.p);
        assert_int_equal(c.n, n);
        for (size_t i = 0; i < n; i++) assert_true(base_str_eq(c.field[i], fields[i]));
        assert_false(base_csv_next(&c, &e));
        assert_int_equal(e.kind, BASE_ERR_NONE);
        base_arena_reset(arena);
    }
    base_buf_free(&b);
    base_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_exactly_its_maximum),
        cmocka_unit_test(full_is_for_good_until_cleared),
        cmocka_unit_test(over_an_array_it_stays_within),
        cmocka_unit_test(grows_over_many_writes),
        cmocka_unit_test(reserve_gives_room),
        cmocka_unit_test(without_memory_the_process_ends),
        cmocka_unit_test(formats),
        cmocka_unit_test(numbers_are_those_of_printf),
        cmocka_unit_test(numbers_go_after_what_is_there),
        cmocka_unit_test(a_number_that_does_not_fit_writes_nothing),
        cmocka_unit_test(pads),
        cmocka_unit_test(json_strings),
        cmocka_unit_test(json_strings_are_those_of_the_naive_writer),
        cmocka_unit_test(what_does_not_fit_leaves_no_part),
        cmocka_unit_test(percent_leaves_only_what_is_plain),
        cmocka_unit_test(csv_quotes_only_when_it_must),
        cmocka_unit_test(csv_words_are_no_formulas),
        cmocka_unit_test(csv_reads_back_what_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
