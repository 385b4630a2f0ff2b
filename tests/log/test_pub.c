/* Public keys as text and as PEM: names, ids, every way in which one can be wrong; and base64, which they are written
 * in. */
#include "note_support.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

/* ---- public keys ---- */

static void names(void **state) {
    (void)state;
    static const struct {
        enum log_suite suite;
        const char *name;
        bool ok;
    } cases[] = {
        {LOG_SM3_SM2, "log.example/sm3", true},
        {LOG_SM3_SM2, "日志/sm3", true},
        {LOG_SM3_SM2, "log.example", false},
        {LOG_SM3_SM2, "log.example/SM3", false},
        {LOG_SM3_SM2, "log.example/sm3/", false},
        {LOG_SHA256_ED25519, "log.example", true},
        {LOG_SHA256_ED25519, "l", true},
        {LOG_SHA256_ED25519, "log.example/sm3", false}, /* it would be taken for the other */
        {LOG_SHA256_ED25519, "", false},
        {LOG_SHA256_ED25519, "a b", false},
        {LOG_SHA256_ED25519, "a+b", false},
        {LOG_SHA256_ED25519, "a\tb", false},
        {LOG_SHA256_ED25519, "a\nb", false},
        {LOG_SHA256_ED25519, "a\x01", false},
        {LOG_SHA256_ED25519, "a\xff", false},
        {LOG_SHA256_ED25519, "a\xC2\x85", false},
        {LOG_SHA256_ED25519, "a\xC2\xA0", false},
        {LOG_SHA256_ED25519, "a\xE1\x9A\x80", false},
        {LOG_SHA256_ED25519, "a\xE2\x80\x80", false},
        {LOG_SHA256_ED25519, "a\xE2\x80\x8A", false},
        {LOG_SHA256_ED25519, "a\xE2\x80\x8B", true}, /* a joint of no width is no blank */
        {LOG_SHA256_ED25519, "a\xE2\x80\xA8", false},
        {LOG_SHA256_ED25519, "a\xE2\x80\xA9", false},
        {LOG_SHA256_ED25519, "a\xE2\x80\xAF", false},
        {LOG_SHA256_ED25519, "a\xE2\x81\x9F", false},
        {LOG_SHA256_ED25519, "a\xE3\x80\x80", false}, /* a blank as wide as a character */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        base_err e = {0};
        log_key *k = log_key_new(cases[i].suite, exactly(base_str_of(cases[i].name)), &e);
        if ((k != NULL) != cases[i].ok) fail_msg("%s: %s", cases[i].name, e.en);
        if (k == NULL) assert_err(&e, BASE_ERR_INPUT, "");
        log_key_free(k);
    }
    char name[LOG_ORIGIN_MAX + 1];
    memset(name, 'a', sizeof name);
    base_err e = {0};
    assert_null(log_key_new(LOG_SHA256_ED25519, (base_str){name, sizeof name}, &e));
    assert_err(&e, BASE_ERR_INPUT, "200");
    log_key *k = log_key_new(LOG_SHA256_ED25519, (base_str){name, LOG_ORIGIN_MAX}, &e);
    assert_non_null(k);
    log_key_free(k);
}

static void public_keys(void **state) {
    (void)state;
    for (size_t s = 0; s < N_SUITES; s++) {
        log_key *k = key_of(SUITES[s], ORIGINS[s]);
        base_buf b;
        base_buf_init(&b, 1000);
        assert_true(log_pub_put(&b, log_key_pub(k)));
        log_pub *p = log_pub_parse(exactly(base_buf_str(&b)), NULL);
        assert_non_null(p);
        assert_int_equal(log_pub_suite(p), SUITES[s]);
        assert_int_equal(log_pub_hash(p), log_pub_hash(log_key_pub(k)));
        assert_str(log_pub_origin(p), ORIGINS[s]);
        /* What the whole key signs, the public one accepts. */
        base_buf note;
        base_buf_init(&note, LOG_NOTE_MAX);
        log_checkpoint c = example(k);
        assert_true(log_checkpoint_sign(&note, &c, k, NULL));
        const log_pub *known = p;
        assert_true(log_checkpoint_open(base_buf_str(&note), &known, 1, &c, NULL, NULL));
        base_buf_free(&note);
        /* A letter copied wrongly is noticed. */
        for (size_t i = 0; i < b.n; i++) {
            char *line = base_arena_copy(arena, b.p, b.n);
            line[i] ^= 1;
            base_err e = {0};
            if (log_pub_parse(exactly((base_str){line, b.n}), &e) != NULL) fail_msg("taken: %.*s", (int)b.n, line);
            assert_err(&e, BASE_ERR_INPUT, "");
        }
        for (size_t n = 0; n < b.n; n++) assert_null(log_pub_parse(exactly((base_str){b.p, n}), NULL));
        for (size_t room = 0; room < b.n; room += 5) {
            base_buf small;
            base_buf_init(&small, room);
            assert_false(log_pub_put(&small, p));
            assert_int_equal(small.n, 0);
            base_buf_free(&small);
        }
        base_buf_free(&b);
        log_pub_free(p);
        log_key_free(k);
    }
}

/* A verifier key with any material and the id that belongs to it. */
static const char *line_for(const char *name, const char *material, size_t n) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    base_buf text, b64;
    base_buf_init(&text, 1000);
    base_buf_init(&b64, 1000);
    base_buf_puts(&text, base_str_of(name));
    base_buf_putc(&text, '\n');
    base_buf_put(&text, material, n);
    assert_int_equal(EVP_Q_digest(NULL, "SHA256", NULL, text.p, text.n, digest, NULL), 1);
    log_base64_put(&b64, (base_str){material, n});
    const char *line = base_arena_fmt(arena, "%s+%02x%02x%02x%02x+%.*s", name, digest[0], digest[1], digest[2],
                                      digest[3], (int)b64.n, b64.p)
                           .p;
    base_buf_free(&text);
    base_buf_free(&b64);
    return line;
}

static void public_keys_refused(void **state) {
    (void)state;
    static const char *const lines[] = {
        "",
        "+",
        "++",
        "a",
        "a+530d903a",
        "example.com/foo+530d903a+",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k+",
        " example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2kAAAA",
        "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        base_err e = {0};
        if (log_pub_parse(exactly(base_str_of(lines[i])), &e) != NULL) fail_msg("taken: %s", lines[i]);
        assert_err(&e, BASE_ERR_INPUT, "");
    }
    /* With an id that fits: other types, other lengths, points that are none, names that do not suit. */
    char sm2[10 + 65];
    memcpy(sm2, "\xffjiqun/sm2", 10);
    memset(sm2 + 10, 1, 65);
    char ed[33] = {4};
    base_err e = {0};
    assert_null(log_pub_parse(base_str_of(line_for("a", ed, 33)), &e)); /* 0x04 is for cosignatures */
    assert_err(&e, BASE_ERR_INPUT, "Ed25519");
    ed[0] = 1;
    assert_null(log_pub_parse(base_str_of(line_for("a", ed, 32)), &e));
    assert_null(log_pub_parse(base_str_of(line_for("a", ed, 1)), &e));
    assert_err(&e, BASE_ERR_INPUT, "Ed25519");
    assert_null(log_pub_parse(base_str_of(line_for("a/sm3", sm2, sizeof sm2)), &e));
    assert_err(&e, BASE_ERR_INPUT, "");
    sm2[10] = 4;
    assert_null(log_pub_parse(base_str_of(line_for("a/sm3", sm2, sizeof sm2)), &e));
    assert_non_null(strstr(e.en, "no point"));
    log_key *k = key_of(LOG_SM3_SM2, "a/sm3");
    base_buf b;
    base_buf_init(&b, 1000);
    assert_true(log_pub_put(&b, log_key_pub(k)));
    base_str material;
    assert_true(
        log_base64_get(arena, (base_str){b.p + strlen("a/sm3+00000000+"), b.n - strlen("a/sm3+00000000+")}, &material));
    assert_int_equal(material.n, sizeof sm2);
    assert_memory_equal(material.p, sm2, 11);
    memcpy(sm2, material.p, sizeof sm2);
    const char *line = line_for("a/sm3", sm2, sizeof sm2);
    assert_str(base_buf_str(&b), line);
    assert_null(log_pub_parse(base_str_of(line_for("a", sm2, sizeof sm2)), &e)); /* /sm3 is part of the name */
    assert_err(&e, BASE_ERR_INPUT, "/sm3");
    sm2[10] = (char)(6 + (sm2[74] & 1)); /* the same point in the form called hybrid */
    assert_null(log_pub_parse(base_str_of(line_for("a/sm3", sm2, sizeof sm2)), &e));
    base_buf_free(&b);
    log_key_free(k);
}

static void pem(void **state) {
    (void)state;
    for (size_t s = 0; s < N_SUITES; s++) {
        log_key *k = key_of(SUITES[s], ORIGINS[s]);
        base_buf b;
        base_buf_init(&b, 1000);
        assert_true(log_pub_put_pem(&b, log_key_pub(k)));
        BIO *in = BIO_new_mem_buf(b.p, (int)b.n);
        EVP_PKEY *pkey = PEM_read_bio_PUBKEY(in, NULL, NULL, NULL);
        assert_non_null(pkey);
        assert_int_equal(EVP_PKEY_is_a(pkey, SUITES[s] == LOG_SM3_SM2 ? "SM2" : "ED25519"), 1);
        EVP_PKEY_free(pkey);
        BIO_free(in);
        base_buf_free(&b);
        base_buf_init(&b, 10);
        assert_false(log_pub_put_pem(&b, log_key_pub(k)));
        base_buf_free(&b);
        log_key_free(k);
    }
}

/* ---- base64 ---- */

static void base64(void **state) {
    (void)state;
    /* RFC 4648 section 10 */
    static const char *const cases[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"},
                                           {"\xff\xfe\xfd", "//79"},
                                           {"\xfb\xef", "++8="}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        base_buf b;
        base_buf_init(&b, 100);
        assert_true(log_base64_put(&b, base_str_of(cases[i][0])));
        assert_str(base_buf_str(&b), cases[i][1]);
        base_str back;
        assert_true(log_base64_get(arena, exactly(base_str_of(cases[i][1])), &back));
        assert_str(back, cases[i][0]);
        base_buf_free(&b);
    }
    static const char *const bad[] = {"Z",    "Zg",   "Zg=",  "Zg===",      "=",     "==",     "====",
                                      "Z===", "Zh==", "Zm9=", "Zg==Zg==",   "Zm=v",  "Zm9v\n", " Zm9v",
                                      "Zm9 ", "Zm9-", "Zm9_", "Zm\xc3\xa9", "Zm9v=", "Z=9v",   "=m9v"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        base_str back;
        if (log_base64_get(arena, exactly(base_str_of(bad[i])), &back)) fail_msg("taken: %s", bad[i]);
    }
    base_buf b;
    base_buf_init(&b, 7);
    assert_false(log_base64_put(&b, BASE_STR("fooba")));
    assert_int_equal(b.n, 0);
    base_buf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names), cmocka_unit_test(public_keys), cmocka_unit_test(public_keys_refused),
        cmocka_unit_test(pem),   cmocka_unit_test(base64),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
