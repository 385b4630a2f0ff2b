/* Suites: their names, digests that the standards print, the two prefixes of RFC 6962, digits, random bytes. */
#include "support.h"

static base_str no_bytes(void) { return (base_str){NULL, 0}; }

static void names(void **state) {
    (void)state;
    enum log_suite s = LOG_SHA256_ED25519;
    assert_true(log_suite_parse(BASE_STR("sm3"), &s));
    assert_int_equal(s, LOG_SM3_SM2);
    assert_true(log_suite_parse(BASE_STR("sha256"), &s));
    assert_int_equal(s, LOG_SHA256_ED25519);
    static const char *const others[] = {"", "SM3", "sm", "sm33", "sha-256", "sha512", "sm3 "};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(log_suite_parse(base_str_of(others[i]), &s));
        assert_int_equal(s, LOG_SHA256_ED25519);
    }
    for (size_t i = 0; i < N_SUITES; i++) {
        assert_true(log_suite_parse(base_str_of(log_suite_name(SUITES[i])), &s));
        assert_int_equal(s, SUITES[i]);
        assert_true(log_suite_ready(SUITES[i]));
    }
}

/* GB/T 32905, examples 1 and 2; FIPS 180-4. */
static void digests(void **state) {
    (void)state;
    static const struct {
        enum log_suite suite;
        const char *text, *hex;
    } cases[] = {
        {LOG_SM3_SM2, "abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
        {LOG_SM3_SM2, "abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd",
         "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"},
        {LOG_SHA256_ED25519, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {LOG_SHA256_ED25519, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        log_hasher *h = log_hasher_new(cases[i].suite);
        assert_int_equal(log_hasher_suite(h), cases[i].suite);
        const base_str all = base_str_of(cases[i].text);
        for (size_t at = 0; at <= all.n; at++) { /* cut anywhere, and the context used again and again */
            const log_hash x = log_digest(h, (base_str){all.p, at}, (base_str){all.p + at, all.n - at});
            assert_hex(&x, cases[i].hex);
        }
        log_hasher_free(h);
    }
    log_hasher_free(NULL);
}

static void empty_roots(void **state) {
    (void)state;
    static const char *const hex[N_SUITES] = {"1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b",
                                              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"};
    for (size_t i = 0; i < N_SUITES; i++) {
        log_hasher *h = log_hasher_new(SUITES[i]);
        const log_hash x = log_empty_root(h);
        assert_hex(&x, hex[i]);
        log_hasher_free(h);
    }
}

/* A leaf is never taken for a node: the same 64 bytes give different hashes, and each is what its prefix says. */
static void leaves_and_nodes(void **state) {
    (void)state;
    for (size_t i = 0; i < N_SUITES; i++) {
        log_hasher *h = log_hasher_new(SUITES[i]);
        const log_hash a = log_leaf_hash(h, BASE_STR("a")), b = log_leaf_hash(h, no_bytes());
        char both[2 * LOG_HASH];
        memcpy(both, a.b, LOG_HASH);
        memcpy(both + LOG_HASH, b.b, LOG_HASH);
        const base_str bytes = {both, sizeof both};
        const log_hash node = log_node_hash(h, &a, &b), leaf = log_leaf_hash(h, bytes),
                       other = log_node_hash(h, &b, &a);
        assert_false(log_hash_eq(&node, &leaf));
        assert_false(log_hash_eq(&node, &other));
        log_hash want = log_digest(h, (base_str){"\1", 1}, bytes);
        assert_hash(&node, &want);
        want = log_digest(h, (base_str){"\0", 1}, bytes);
        assert_hash(&leaf, &want);
        want = log_digest(h, (base_str){"\0", 1}, no_bytes());
        assert_hash(&b, &want);
        log_hasher_free(h);
    }
}

static void digits(void **state) {
    (void)state;
    log_hash x = {{0}}, y;
    for (size_t i = 0; i < LOG_HASH; i++) x.b[i] = (uint8_t)(i * 37 + 11);
    char hex[LOG_HASH_HEX];
    log_hash_hex(&x, hex);
    assert_memory_equal(hex, "0b30557a9fc4e90e", 16);
    assert_true(log_hash_parse_hex((base_str){hex, sizeof hex}, &y));
    assert_hash(&y, &x);
    assert_false(log_hash_parse_hex((base_str){hex, sizeof hex - 1}, &y));
    assert_false(log_hash_parse_hex((base_str){hex, sizeof hex - 2}, &y));
    assert_false(log_hash_parse_hex(no_bytes(), &y));
    for (size_t i = 0; i < sizeof hex; i++) {
        static const char bad[] = {'g', 'F', ' ', '/', ':', '`', '\0', '\xC3'};
        for (size_t k = 0; k < sizeof bad; k++) {
            char wrong[LOG_HASH_HEX];
            memcpy(wrong, hex, sizeof hex);
            wrong[i] = bad[k];
            assert_false(log_hash_parse_hex((base_str){wrong, sizeof wrong}, &y));
        }
    }
    assert_hash(&y, &x); /* untouched by refusals */
}

static void random_bytes(void **state) {
    (void)state;
    uint8_t a[1000] = {0}, b[1000] = {0};
    log_random(a, sizeof a);
    log_random(b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
    size_t set = 0;
    for (size_t i = 0; i < sizeof a; i++) set += (size_t)__builtin_popcount(a[i]);
    assert_in_range(set, 3600, 4400); /* 8000 bits, 9 standard deviations */
    a[0] = 1;
    log_random(a, 0);
    assert_int_equal(a[0], 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),       cmocka_unit_test(digests),
        cmocka_unit_test(empty_roots), cmocka_unit_test(leaves_and_nodes),
        cmocka_unit_test(digits),      cmocka_unit_test(random_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
