/* Views of bytes and UTF-8, the decoder against a decoder that is written the other way round. */
#include "support.h"

#include "base/str.h"

static void compares_bytewise_and_shorter_first(void **state) {
    (void)state;
    assert_true(base_str_cmp(BASE_STR("a"), BASE_STR("b")) < 0);
    assert_true(base_str_cmp(BASE_STR("b"), BASE_STR("a")) > 0);
    assert_true(base_str_cmp(BASE_STR("a"), BASE_STR("ab")) < 0);
    assert_true(base_str_cmp(BASE_STR("ab"), BASE_STR("a")) > 0);
    assert_int_equal(base_str_cmp(BASE_STR("ab"), BASE_STR("ab")), 0);
    assert_true(base_str_cmp(BASE_STR("\x7F"), BASE_STR("\x80")) < 0); /* bytes are unsigned */
    assert_int_equal(base_str_cmp((base_str){NULL, 0}, BASE_STR("")), 0);
    assert_true(base_str_cmp((base_str){NULL, 0}, BASE_STR("a")) < 0);
}

static void equals_by_length_and_bytes(void **state) {
    (void)state;
    assert_true(base_str_eq(BASE_STR("a\0b"), BASE_STR("a\0b")));
    assert_false(base_str_eq(BASE_STR("a\0b"), BASE_STR("a\0c")));
    assert_false(base_str_eq(BASE_STR("a"), BASE_STR("a\0")));
    assert_true(base_str_eq((base_str){NULL, 0}, BASE_STR("")));
    assert_true(base_str_is(BASE_STR("集群"), "集群"));
    assert_int_equal(base_str_of(NULL).n, 0);
}

static void starts_and_ends(void **state) {
    (void)state;
    assert_true(base_str_starts(BASE_STR("abc"), BASE_STR("ab")));
    assert_true(base_str_starts(BASE_STR("abc"), BASE_STR("abc")));
    assert_true(base_str_starts(BASE_STR(""), (base_str){NULL, 0}));
    assert_false(base_str_starts(BASE_STR("ab"), BASE_STR("abc")));
    assert_false(base_str_starts(BASE_STR("abc"), BASE_STR("bc")));
    assert_true(base_str_ends(BASE_STR("abc"), BASE_STR("bc")));
    assert_true(base_str_ends(BASE_STR("abc"), BASE_STR("")));
    assert_false(base_str_ends(BASE_STR("bc"), BASE_STR("abc")));
    assert_false(base_str_ends(BASE_STR("abc"), BASE_STR("ab")));
}

static void trims_ascii_blanks_only(void **state) {
    (void)state;
    assert_str(base_str_trim(BASE_STR(" \t\r\na b\n\r\t ")), "a b");
    assert_str(base_str_trim(BASE_STR("")), "");
    assert_str(base_str_trim(BASE_STR(" \t")), "");
    assert_str(base_str_trim(BASE_STR("\v a")), "\v a");
    assert_str(base_str_trim(BASE_STR("\u3000甲\u3000")), "\u3000甲\u3000"); /* the ideographic space is text */
}

static void cuts_at_the_first_separator(void **state) {
    (void)state;
    base_str rest;
    assert_str(base_str_cut(BASE_STR("a,b,c"), ',', &rest), "a");
    assert_str(rest, "b,c");
    assert_str(base_str_cut(BASE_STR(",b"), ',', &rest), "");
    assert_str(rest, "b");
    assert_str(base_str_cut(BASE_STR("a,"), ',', &rest), "a");
    assert_true(rest.p != NULL && rest.n == 0);
    assert_str(base_str_cut(BASE_STR("abc"), ',', &rest), "abc");
    assert_true(rest.p == NULL && rest.n == 0);
    assert_str(base_str_cut((base_str){NULL, 0}, ',', &rest), "");
    assert_true(rest.p == NULL);
}

static void hash_is_fnv_1a(void **state) {
    (void)state;
    assert_true(base_str_hash(BASE_STR("")) == UINT64_C(0xcbf29ce484222325));
    assert_true(base_str_hash(BASE_STR("a")) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(base_str_hash(BASE_STR("foobar")) == UINT64_C(0x85944171f73967e8));
}

/* --- UTF-8 --- */

static size_t encode(uint32_t cp, unsigned char out[4]) {
    if (cp < 0x80) return out[0] = (unsigned char)cp, 1;
    const size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, cp >>= 6) out[i] = (unsigned char)(0x80 | (cp & 0x3F));
    out[0] = (unsigned char)((0xF00 >> n) | cp);
    return n;
}

/* The oracle reads the bits without any rule and then asks whether the value is allowed and would be written so. */
static bool oracle(const unsigned char *p, size_t n, uint32_t *cp, size_t *len) {
    *cp = p[0];
    *len = 1;
    const size_t want = p[0] < 0x80 ? 1 : p[0] < 0xC0 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : p[0] < 0xF8 ? 4 : 0;
    if (want == 0 || n < want) return false;
    uint32_t v = want == 1 ? p[0] : p[0] & (0xFFU >> (want + 1));
    for (size_t i = 1; i < want; i++) {
        if (p[i] >> 6 != 2) return false;
        v = v * 64 + (p[i] & 63);
    }
    unsigned char again[4];
    if (v > 0x10FFFF || (v >= 0xD800 && v <= 0xDFFF) || encode(v, again) != want || memcmp(again, p, want) != 0)
        return false;
    *cp = v;
    *len = want;
    return true;
}

static void check_one(const unsigned char *p, size_t n) {
    uint32_t cp, want_cp;
    size_t len, want_len;
    const bool want = oracle(p, n, &want_cp, &want_len);
    const bool have = base_utf8_next((base_str){(const char *)p, n}, &cp, &len);
    if (have != want || len != want_len || (want && cp != want_cp))
        fail_msg("%02x %02x %02x %02x, n = %zu: have %d, len %zu, U+%04X; want %d", p[0], p[1], p[2], p[3], n, have,
                 len, cp, want);
}

static void decodes_every_code_point(void **state) {
    (void)state;
    for (uint32_t cp = 0; cp < 0x110000; cp++) {
        unsigned char p[4] = {0};
        const size_t n = encode(cp, p);
        check_one(p, n);
        if (n > 1) check_one(p, n - 1);
    }
}

static void refuses_every_malformed_sequence(void **state) {
    (void)state;
    /* The bytes at which a rule begins or ends, and their neighbours. */
    static const unsigned char edge[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2,
                                         0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xF7, 0xF8, 0xFE, 0xFF};
    enum { EDGES = sizeof edge };
    for (unsigned a = 0x80; a < 0x100; a++) {
        for (unsigned b = 0; b < 0x100; b++) {
            for (unsigned c = 0; c < EDGES; c++) {
                for (unsigned d = 0; d < EDGES; d++) {
                    const unsigned char p[4] = {(unsigned char)a, (unsigned char)b, edge[c], edge[d]};
                    for (size_t n = 1; n <= 4; n++) check_one(p, n);
                }
            }
        }
    }
}

static void finds_the_first_bad_byte(void **state) {
    (void)state;
    assert_int_equal(base_utf8_check(BASE_STR("")), 0);
    assert_int_equal(base_utf8_check(BASE_STR("plain text, longer than eight")), 29);
    assert_int_equal(base_utf8_check(BASE_STR("中小企业")), 12);
    assert_int_equal(base_utf8_check(BASE_STR("12345678\xFF")), 8);
    assert_int_equal(base_utf8_check(BASE_STR("1234567\xFF")), 7);
    assert_int_equal(base_utf8_check(BASE_STR("12345678 甲\xE4\xB8")), 12); /* cut at the end */
    assert_int_equal(base_utf8_check(BASE_STR("\xED\xA0\x80")), 0);         /* a surrogate */
    assert_int_equal(base_utf8_check(BASE_STR("a\xC0\x80")), 1);            /* an overlong NUL */

    prng r = {1};
    for (int round = 0; round < 20000; round++) {
        unsigned char text[40];
        size_t n = 0, bad = SIZE_MAX;
        while (n < 32) {
            if (prng_below(&r, 12) == 0) {
                text[n++] = (unsigned char)prng_next(&r);
            } else {
                n += encode((uint32_t)prng_below(&r, 0xD800), text + n);
            }
        }
        for (size_t i = 0, len; i < n && bad == SIZE_MAX; i += len) {
            uint32_t cp;
            if (!oracle(text + i, n - i, &cp, &len)) bad = i;
        }
        assert_int_equal(base_utf8_check((base_str){(const char *)text, n}), bad == SIZE_MAX ? n : bad);
    }
}

static void head_never_cuts_a_character(void **state) {
    (void)state;
    const base_str s = BASE_STR("a中\xF0\xA0\x80\x80z"); /* 1 + 3 + 4 + 1 bytes */
    static const size_t want[] = {0, 1, 1, 1, 4, 4, 4, 4, 8, 9, 9};
    for (size_t max = 0; max < sizeof want / sizeof want[0]; max++)
        assert_int_equal(base_utf8_head(s, max).n, want[max]);
    /* What is not UTF-8 has no characters to keep whole: cut where asked. */
    assert_int_equal(base_utf8_head(BASE_STR("\x80\x80\x80\x80\x80\x80"), 5).n, 5);
    assert_int_equal(base_utf8_head(BASE_STR("\x80\x80"), 1).n, 1);
    assert_int_equal(base_utf8_head((base_str){NULL, 0}, 5).n, 0);
}

static void counts_and_measures(void **state) {
    (void)state;
    assert_int_equal(base_utf8_count(BASE_STR("a中\xF0\xA0\x80\x80")), 3);
    assert_int_equal(base_utf8_count(BASE_STR("\xFF\xFE")), 2);
    assert_int_equal(base_utf8_count((base_str){NULL, 0}), 0);
    /* A sequence that is cut by the end of the text is not looked for beyond it. */
    assert_int_equal(base_utf8_count(exactly("a\xF0\xA0\x80")), 4);
    assert_int_equal(base_utf8_width(exactly("a\xE4\xB8")), 3);
    assert_int_equal(base_utf8_check(exactly("a\xE4\xB8")), 1);
    assert_int_equal(base_str_distance(exactly("a\xE4\xB8"), BASE_STR("a"), 9), 2);
    assert_int_equal(base_utf8_width(BASE_STR("abc")), 3);
    assert_int_equal(base_utf8_width(BASE_STR("认定abc")), 7);
    assert_int_equal(base_utf8_width(BASE_STR("\uFF08a\uFF09")), 5); /* fullwidth brackets */
    assert_int_equal(base_utf8_width(BASE_STR("\xFF\xFEx")), 3);     /* a bad byte is one column */
    assert_int_equal(base_utf8_width(BASE_STR("\u10FF\u1100\u115F\u1160")), 6);
    assert_int_equal(base_utf8_width(BASE_STR("\u2E7F\u2E80\u303E\u303F")), 6);
    assert_int_equal(base_utf8_width(BASE_STR("\U0001FFFF\U00020000\U0003FFFD\U0003FFFE")), 6);
    assert_int_equal(base_utf8_width(BASE_STR("é")), 1);
    assert_int_equal(base_utf8_width((base_str){NULL, 0}), 0);
}

/* --- distance --- */

/* By the definition, without a table. */
static size_t naive(const char *a, size_t na, const char *b, size_t nb) {
    if (na == 0) return nb;
    if (nb == 0) return na;
    if (a[0] == b[0]) return naive(a + 1, na - 1, b + 1, nb - 1);
    const size_t x = naive(a + 1, na - 1, b, nb), y = naive(a, na, b + 1, nb - 1),
                 z = naive(a + 1, na - 1, b + 1, nb - 1);
    const size_t least = x < y ? x : y;
    return 1 + (least < z ? least : z);
}

static void distance_is_levenshteins(void **state) {
    (void)state;
    assert_int_equal(base_str_distance(BASE_STR("kitten"), BASE_STR("sitting"), 9), 3);
    assert_int_equal(base_str_distance(BASE_STR("kitten"), BASE_STR("sitting"), 2), 3);
    assert_int_equal(base_str_distance(BASE_STR("kitten"), BASE_STR("sitting"), 1), 2);
    assert_int_equal(base_str_distance(BASE_STR("kitten"), BASE_STR("sitting"), 0), 1);
    assert_int_equal(base_str_distance(BASE_STR("产值"), BASE_STR("总产值"), 9), 1); /* code points, not bytes */
    assert_int_equal(base_str_distance(BASE_STR("a"), BASE_STR("a"), 0), 0);
    assert_int_equal(base_str_distance((base_str){NULL, 0}, BASE_STR("abc"), 9), 3);
    assert_int_equal(base_str_distance(BASE_STR("abc"), BASE_STR("abd"), SIZE_MAX), 1);

    prng r = {2};
    for (int round = 0; round < 3000; round++) {
        char a[6], b[6];
        const size_t na = prng_below(&r, 7), nb = prng_below(&r, 7), limit = prng_below(&r, 8);
        for (size_t i = 0; i < na; i++) a[i] = (char)('a' + prng_below(&r, 3));
        for (size_t i = 0; i < nb; i++) b[i] = (char)('a' + prng_below(&r, 3));
        const size_t want = naive(a, na, b, nb);
        assert_int_equal(base_str_distance((base_str){a, na}, (base_str){b, nb}, limit), want < limit   ? want
                                                                                         : want > limit ? limit + 1
                                                                                                        : limit);
    }
}

static void distance_is_bounded_in_length(void **state) {
    (void)state;
    char a[200], b[200];
    memset(a, 'a', sizeof a);
    memset(b, 'a', sizeof b);
    b[0] = 'b';
    assert_int_equal(base_str_distance((base_str){a, 128}, (base_str){b, 128}, 3), 1);
    assert_int_equal(base_str_distance((base_str){a, 129}, (base_str){b, 128}, 3), 4);
    assert_int_equal(base_str_distance((base_str){a, 128}, (base_str){b, 129}, 3), 4);
    assert_int_equal(base_str_distance((base_str){a, 200}, (base_str){a, 200}, 3), 0);
    assert_true(base_str_distance((base_str){a, 200}, (base_str){b, 200}, SIZE_MAX) == SIZE_MAX);
}

static void reads_whole_numbers_and_nothing_else(void **state) {
    (void)state;
    uint64_t n;
    assert_true(base_number_parse(BASE_STR("0"), &n) && n == 0);
    assert_true(base_number_parse(BASE_STR("00042"), &n) && n == 42);
    assert_true(base_number_parse(BASE_STR("999999999999999999"), &n) && n == 999999999999999999);
    static const char *const wrong[] = {
        "", "-1", "+1", " 1", "1 ", "1.0", "0x1", "1a", "1000000000000000000", "\xEF\xBC\x91"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        n = 7;
        assert_false(base_number_parse(base_str_of(wrong[i]), &n));
        assert_int_equal(n, 0);
    }
    assert_false(base_number_parse((base_str){NULL, 0}, &n));
    assert_false(base_number_parse(BASE_STR("1\0"), &n));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares_bytewise_and_shorter_first),
        cmocka_unit_test(equals_by_length_and_bytes),
        cmocka_unit_test(starts_and_ends),
        cmocka_unit_test(trims_ascii_blanks_only),
        cmocka_unit_test(cuts_at_the_first_separator),
        cmocka_unit_test(hash_is_fnv_1a),
        cmocka_unit_test(decodes_every_code_point),
        cmocka_unit_test(refuses_every_malformed_sequence),
        cmocka_unit_test(finds_the_first_bad_byte),
        cmocka_unit_test(head_never_cuts_a_character),
        cmocka_unit_test(reads_whole_numbers_and_nothing_else),
        cmocka_unit_test(counts_and_measures),
        cmocka_unit_test(distance_is_levenshteins),
        cmocka_unit_test(distance_is_bounded_in_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
