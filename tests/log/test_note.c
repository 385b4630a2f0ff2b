/* Notes and checkpoints: the vectors of C2SP and of Go, and every way in which a note can be wrong. */
#include "note_support.h"

/* ---- vectors ---- */

static const char FOO_KEY[] = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
static const char FOO_NOTE[] =
    "This is an example message.\n\n" DASH
    "example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
static const char PETER_KEY[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char ENOCH_KEY[] = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
#define PETER_TEXT                                                                                                     \
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
#define PETER_LINE                                                                                                     \
    DASH "PeterNeumann "                                                                                               \
         "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
#define ENOCH_LINE                                                                                                     \
    DASH "EnochRoot "                                                                                                  \
         "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
static const char SUM_KEY[] = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
static const char SUM_NOTE[] =
    "go.sum database tree\n35225469\nvt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=\n\n" DASH
    "sum.golang.org Az3grpukl5AXaVfYkLiDGORx/DN2nlcS5kZHR5uYOBV2KA2HgXpD+gu9HHONebHLAyaKbbTM75QTtPydhKCExixSfwQ=\n";

static void vectors(void **state) {
    (void)state;
    static const struct {
        const char *key, *note, *text, *origin;
        uint32_t hash;
    } cases[] = {
        {FOO_KEY, FOO_NOTE, "This is an example message.\n", "example.com/foo", 0x530d903a},
        {PETER_KEY, PETER_TEXT "\n" PETER_LINE, PETER_TEXT, "PeterNeumann", 0xc74f20a3},
        {PETER_KEY, PETER_TEXT "\n" ENOCH_LINE PETER_LINE, PETER_TEXT, "PeterNeumann", 0xc74f20a3},
        {ENOCH_KEY, PETER_TEXT "\n" PETER_LINE ENOCH_LINE, PETER_TEXT, "EnochRoot", 0xaf0cfe78},
        {SUM_KEY, SUM_NOTE, "go.sum database tree\n35225469\nvt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=\n",
         "sum.golang.org", 0x033de0ae},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        log_pub *p = pub_of(cases[i].key);
        assert_int_equal(log_pub_suite(p), LOG_SHA256_ED25519);
        assert_int_equal(log_pub_hash(p), cases[i].hash);
        assert_str(log_pub_origin(p), cases[i].origin);
        base_buf b;
        base_buf_init(&b, 1000);
        assert_true(log_pub_put(&b, p));
        assert_str(base_buf_str(&b), cases[i].key);
        base_buf_free(&b);
        const log_pub *known = p;
        base_str text;
        uint64_t by = 0;
        base_err e = {0};
        if (!log_note_open(exactly(base_str_of(cases[i].note)), &known, 1, &text, &by, &e)) fail_msg("%s", e.en);
        assert_str(text, cases[i].text);
        assert_int_equal(by, 1);
        log_pub_free(p);
    }
    log_pub_free(NULL);
}

/* The checkpoint that tlog-checkpoint prints (its signature is made up), and a real one of sum.golang.org. */
static void checkpoint_vectors(void **state) {
    (void)state;
    static const char SOFA[] = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    log_checkpoint c;
    assert_true(log_checkpoint_parse(exactly(base_str_of(SOFA)), &c, NULL));
    assert_str(c.origin, "example.com/behind-the-sofa");
    assert_int_equal(c.size, 20852163);
    assert_hex(&c.root, "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62");
    assert_int_equal(c.extension.n, 0);
    assert_true(log_checkpoint_parse(
        BASE_STR("a b+c\n0\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nlots\nof\nlines\n"), &c, NULL));
    assert_str(c.origin, "a b+c");
    assert_int_equal(c.size, 0);
    assert_str(c.extension, "lots\nof\nlines\n");

    log_pub *p = pub_of(SUM_KEY);
    const log_pub *known = p;
    base_str text;
    uint64_t by;
    assert_true(log_note_open(base_str_of(SUM_NOTE), &known, 1, &text, &by, NULL));
    assert_true(log_checkpoint_parse(text, &c, NULL));
    assert_int_equal(c.size, 35225469);
    /* Its key is not named as the log: for us it is no checkpoint of that log. */
    base_err e = {0};
    assert_false(log_checkpoint_open(base_str_of(SUM_NOTE), &known, 1, &c, NULL, &e));
    assert_err(&e, BASE_ERR_INPUT, "go.sum database tree");
    log_pub_free(p);
}

static void checkpoint_texts_refused(void **state) {
    (void)state;
#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    static const char *const cases[] = {
        "",
        "a",
        "a\n",
        "\n1\n" ROOT "\n",
        "a\n1",
        "a\n1\n",
        "a\n1\n" ROOT,
        "a\n\n" ROOT "\n",
        "a\n01\n" ROOT "\n",
        "a\n00\n" ROOT "\n",
        "a\n-1\n" ROOT "\n",
        "a\n+1\n" ROOT "\n",
        "a\n 1\n" ROOT "\n",
        "a\n1 \n" ROOT "\n",
        "a\n0x1\n" ROOT "\n",
        "a\n9223372036854775808\n" ROOT "\n", /* one more than the largest */
        "a\n10000000000000000000\n" ROOT "\n",
        "a\n18446744073709551617\n" ROOT "\n",
        "a\n3438945738945739845734895735\n" ROOT "\n",
        "a\n1\n\n",
        "a\n1\nYmFuYW5hcw==\n",                                 /* 7 bytes */
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2IA\n", /* 33 bytes */
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n", /* unused bits set */
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",  /* no padding */
        "a\n1\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n", /* the alphabet for addresses */
        "a\n1\n" ROOT " \n",
        "a\n1\n" ROOT "\n\n",
        "a\n1\n" ROOT "\nx\n\n",
        "a\n1\n" ROOT "\n\nx\n",
        "a\n1\n" ROOT "\nx",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        log_checkpoint c = {.size = 77};
        base_err e = {0};
        if (log_checkpoint_parse(exactly(base_str_of(cases[i])), &c, &e)) fail_msg("taken: %s", cases[i]);
        assert_err(&e, BASE_ERR_INPUT, "");
        assert_int_equal(c.size, 77);
    }
    log_checkpoint c;
    assert_true(log_checkpoint_parse(BASE_STR("a\n9223372036854775807\n" ROOT "\n"), &c, NULL));
    assert_true(c.size == LOG_SIZE_MAX);
}

/* ---- signing and opening ---- */

static void signed_and_opened(void **state) {
    (void)state;
    for (size_t s = 0; s < N_SUITES; s++) {
        log_key *k = key_of(SUITES[s], ORIGINS[s]);
        const log_pub *p = log_key_pub(k);
        assert_int_equal(log_pub_suite(p), SUITES[s]);
        assert_str(log_pub_origin(p), ORIGINS[s]);
        log_checkpoint c = example(k), d;
        for (int with = 0; with < 2; with++) {
            if (with == 1) c.extension = BASE_STR("one\ntwo 二\n");
            base_buf b;
            base_buf_init(&b, LOG_NOTE_MAX);
            base_err e = {0};
            if (!log_checkpoint_sign(&b, &c, k, &e)) fail_msg("%s", e.en);
            size_t by = 9;
            const base_str note = exactly(base_buf_str(&b));
            if (!log_checkpoint_open(note, &p, 1, &d, &by, &e)) fail_msg("%s", e.en);
            assert_int_equal(by, 0);
            assert_str(d.origin, ORIGINS[s]);
            assert_int_equal(d.size, 4711);
            assert_hash(&d.root, &c.root);
            assert_true(base_str_eq(d.extension, c.extension));
            base_str text, signature;
            assert_true(log_note_parts(arena, note, p, &text, &signature, &e));
            assert_true(base_str_starts(note, text));
            assert_in_range(signature.n, SUITES[s] == LOG_SM3_SM2 ? 68 : 64, SUITES[s] == LOG_SM3_SM2 ? 72 : 64);
            base_buf_free(&b);
        }
        log_key_free(k);
    }
    log_key_free(NULL);
}

/* Any bit of a note, but for the name and the id that say whose signature it is, is covered by the signature. */
static void changed_notes(void **state) {
    (void)state;
    for (size_t s = 0; s < N_SUITES; s++) {
        log_key *k = key_of(SUITES[s], ORIGINS[s]);
        const log_pub *p = log_key_pub(k);
        const log_checkpoint c = example(k);
        base_buf b;
        base_buf_init(&b, LOG_NOTE_MAX);
        assert_true(log_checkpoint_sign(&b, &c, k, NULL));
        for (size_t i = 0; i < b.n; i++) {
            for (int how = 0; how < 3; how++) {
                base_buf w;
                base_buf_init(&w, LOG_NOTE_MAX);
                base_buf_put(&w, b.p, i);
                if (how == 0) base_buf_putc(&w, (char)(b.p[i] ^ 1));         /* changed */
                if (how == 1) base_buf_put(&w, (char[]){b.p[i], b.p[i]}, 2); /* doubled; else left out */
                base_buf_put(&w, b.p + i + 1, b.n - i - 1);
                log_checkpoint d;
                base_err e = {0};
                if (log_checkpoint_open(exactly(base_buf_str(&w)), &p, 1, &d, NULL, &e))
                    fail_msg("byte %zu, %d: %.*s", i, how, (int)w.n, w.p);
                assert_err(&e, BASE_ERR_INPUT, "");
                base_buf_free(&w);
            }
        }
        for (size_t n = 0; n < b.n; n++) { /* cut off */
            log_checkpoint d;
            assert_false(log_checkpoint_open(exactly((base_str){b.p, n}), &p, 1, &d, NULL, NULL));
        }
        base_buf_free(&b);
        log_key_free(k);
    }
}

/* Keys change; what the former key signed stays good, and each key vouches for what it signed alone. */
static void rotation(void **state) {
    (void)state;
    for (size_t s = 0; s < N_SUITES; s++) {
        log_key *former = key_of(SUITES[s], ORIGINS[s]), *now = key_of(SUITES[s], ORIGINS[s]);
        const log_pub *known[] = {log_key_pub(now), log_key_pub(former)};
        assert_int_not_equal(log_pub_hash(known[0]), log_pub_hash(known[1]));
        base_buf a, b;
        base_buf_init(&a, LOG_NOTE_MAX);
        base_buf_init(&b, LOG_NOTE_MAX);
        log_checkpoint c = example(former), d;
        assert_true(log_checkpoint_sign(&a, &c, former, NULL));
        c.size++;
        assert_true(log_checkpoint_sign(&b, &c, now, NULL));
        size_t by = 9;
        assert_true(log_checkpoint_open(base_buf_str(&a), known, 2, &d, &by, NULL));
        assert_true(by == 1 && d.size == 4711);
        assert_true(log_checkpoint_open(base_buf_str(&b), known, 2, &d, &by, NULL));
        assert_true(by == 0 && d.size == 4712);
        base_err e = {0};
        assert_false(log_checkpoint_open(base_buf_str(&a), known, 1, &d, &by, &e));
        assert_err(&e, BASE_ERR_INPUT, "");
        base_str text, signature;
        assert_false(log_note_parts(arena, base_buf_str(&a), known[0], &text, &signature, &e));
        assert_err(&e, BASE_ERR_MISSING, ORIGINS[s]);
        base_buf_free(&a);
        base_buf_free(&b);
        log_key_free(former);
        log_key_free(now);
    }
}

static void other_names(void **state) {
    (void)state;
    log_key *k = key_of(LOG_SHA256_ED25519, "log.example/a"), *other = key_of(LOG_SHA256_ED25519, "log.example/b");
    log_checkpoint c = example(k);
    base_buf b;
    base_buf_init(&b, LOG_NOTE_MAX);
    base_err e = {0};
    assert_false(log_checkpoint_sign(&b, &c, other, &e)); /* another log's key */
    assert_err(&e, BASE_ERR_INPUT, "log.example/b");
    assert_int_equal(b.n, 0);
    /* The text of a's checkpoint under b's signature, as a note: good as a note, but no checkpoint of a. */
    assert_true(log_checkpoint_sign(&b, &c, k, NULL));
    base_str text, signature;
    assert_true(log_note_parts(arena, base_buf_str(&b), log_key_pub(k), &text, &signature, NULL));
    text = base_arena_str(arena, text);
    base_buf_clear(&b);
    assert_true(log_note_sign(&b, text, other, NULL));
    const log_pub *known[] = {log_key_pub(k), log_key_pub(other)};
    uint64_t good = 0;
    assert_true(log_note_open(base_buf_str(&b), known, 2, &text, &good, NULL));
    assert_int_equal(good, 2);
    assert_false(log_checkpoint_open(base_buf_str(&b), known, 2, &c, NULL, &e));
    assert_err(&e, BASE_ERR_INPUT, "log.example/a");
    base_buf_free(&b);
    log_key_free(k);
    log_key_free(other);
}

/* A bad signature by a known key refuses the note though a good one stands beside it; an unknown one is passed over. */
static void beside_a_bad_signature(void **state) {
    (void)state;
    log_pub *peter = pub_of(PETER_KEY), *enoch = pub_of(ENOCH_KEY);
    const log_pub *both[] = {peter, enoch};
    static const char BAD_ENOCH[] =
        PETER_TEXT "\n" PETER_LINE DASH "EnochRoot "
                   "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QU=\n";
    base_str text;
    uint64_t by = 0;
    base_err e = {0};
    assert_true(log_note_open(base_str_of(PETER_TEXT "\n" PETER_LINE ENOCH_LINE), both, 2, &text, &by, &e));
    assert_int_equal(by, 3);
    assert_true(log_note_open(base_str_of(BAD_ENOCH), both, 1, &text, &by, &e));
    assert_int_equal(by, 1);
    assert_false(log_note_open(base_str_of(BAD_ENOCH), both, 2, &text, &by, &e));
    assert_err(&e, BASE_ERR_INPUT, "EnochRoot");
    /* The same name with another id, the same id with another name: other keys. */
    assert_true(
        log_note_open(base_str_of(PETER_TEXT "\n" PETER_LINE DASH "EnochRoot AAAAAQA=\n" DASH "Other rwz+eBz=\n"), both,
                      2, &text, &by, &e) == false);
    assert_true(
        log_note_open(base_str_of(PETER_TEXT "\n" PETER_LINE DASH "EnochRoot AAAAAQA=\n" DASH "Other rwz+eBw=\n"), both,
                      2, &text, &by, &e));
    assert_int_equal(by, 1);
    /* A known name and id with a signature far too long is bad, not unknown. */
    base_buf b;
    base_buf_init(&b, LOG_NOTE_MAX);
    base_buf_puts(&b, BASE_STR(PETER_TEXT "\n" PETER_LINE DASH "EnochRoot rwz+"));
    for (int i = 0; i < 1000; i++) base_buf_puts(&b, BASE_STR("eBzm"));
    base_buf_putc(&b, '\n');
    assert_false(log_note_open(base_buf_str(&b), both, 2, &text, &by, &e));
    assert_err(&e, BASE_ERR_INPUT, "EnochRoot");
    assert_true(log_note_open(base_buf_str(&b), both, 1, &text, &by, &e));
    base_str signature;
    assert_false(log_note_parts(arena, base_buf_str(&b), enoch, &text, &signature, &e));
    base_buf_free(&b);
    assert_false(log_note_open(base_str_of(PETER_TEXT "\n" PETER_LINE), NULL, 0, &text, &by, &e));
    assert_err(&e, BASE_ERR_INPUT, "");
    log_pub_free(peter);
    log_pub_free(enoch);
}

/* ---- form ---- */

static void malformed(void **state) {
    (void)state;
    static const struct {
        const char *note;
        size_t n; /* 0: up to the NUL */
    } cases[] = {
        {"", 0},
        {"\n", 0},
        {"\n\n", 0},
        {PETER_TEXT, 0},
        {PETER_LINE, 0},
        {PETER_TEXT PETER_LINE, 0},           /* no blank line */
        {"\n" PETER_LINE, 0},                 /* no text */
        {PETER_TEXT "\n", 0},                 /* no signature */
        {PETER_TEXT "\n" PETER_LINE "\n", 0}, /* the last blank line is the one that counts */
        {PETER_TEXT "\n" PETER_LINE "more\n", 0},
        {PETER_TEXT "\n" PETER_LINE "\nmore\n", 0},
        {PETER_TEXT "\r\n" PETER_LINE, 0},
        {PETER_TEXT "\n" PETER_LINE "\t", 0},
        {"a\tb\n\n" PETER_LINE, 0},
        {"a\0b\n\n" PETER_LINE, sizeof "a\0b\n\n" PETER_LINE - 1},
        {"a\x1f\n\n" PETER_LINE, 0},
        {"a\xff\n\n" PETER_LINE, 0},
        {"a\xed\xa0\x80\n\n" PETER_LINE, 0}, /* a surrogate */
        {"a\n\n- PeterNeumann x08go/ZJ\n", 0},
        {"a\n\n\xE2\x80\x93 PeterNeumann x08go/ZJ\n", 0}, /* a shorter dash */
        {"a\n\n\xE2\x80\x94PeterNeumann x08go/ZJ\n", 0},
        {"a\n\n" DASH "PeterNeumann\n", 0},
        {"a\n\n" DASH "PeterNeumann \n", 0},
        {"a\n\n" DASH " x08go/ZJ\n", 0},
        {"a\n\n" DASH "Peter Neumann x08go/ZJ\n", 0},
        {"a\n\n" DASH "Peter+Neumann x08go/ZJ\n", 0},
        {"a\n\n" DASH "Peter\xC2\xA0Neumann x08go/ZJ\n", 0},
        {"a\n\n" DASH "PeterNeumann  x08go/ZJ\n", 0},
        {"a\n\n" DASH "PeterNeumann x08go/ZJ \n", 0},
        {"a\n\n" DASH "PeterNeumann x08g\n", 0},     /* 3 bytes */
        {"a\n\n" DASH "PeterNeumann x08gow==\n", 0}, /* an id and no signature */
        {"a\n\n" DASH "PeterNeumann x08go/Z\n", 0},
        {"a\n\n" DASH "PeterNeumann x08go/Z=J\n", 0},
        {"a\n\n" DASH "PeterNeumann x08g====\n", 0},
        {"a\n\n" DASH "PeterNeumann x08go/ZJ", 0},
    };
    log_pub *p = pub_of(PETER_KEY);
    const log_pub *known = p;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const base_str note = {cases[i].note, cases[i].n > 0 ? cases[i].n : strlen(cases[i].note)};
        base_str text = {NULL, 0}, signature;
        uint64_t by = 0;
        base_err e = {0};
        if (log_note_open(exactly(note), &known, 1, &text, &by, &e)) fail_msg("taken: %zu %s", i, cases[i].note);
        assert_err(&e, BASE_ERR_INPUT, "");
        assert_non_null(strstr(e.en, "not a signed note"));
        assert_true(text.p == NULL && by == 0);
        assert_false(log_note_parts(arena, exactly(note), p, &text, &signature, &e));
    }
    log_pub_free(p);
}

static void limits(void **state) {
    (void)state;
    log_pub *p = pub_of(PETER_KEY);
    const log_pub *known[LOG_KEYS_MAX + 1];
    for (size_t i = 0; i <= LOG_KEYS_MAX; i++) known[i] = p;
    base_str text;
    uint64_t by;
    base_err e = {0};
    assert_false(log_note_open(BASE_STR(PETER_TEXT "\n" PETER_LINE), known, LOG_KEYS_MAX + 1, &text, &by, &e));
    assert_err(&e, BASE_ERR_LIMIT, "64");
    assert_true(log_note_open(BASE_STR(PETER_TEXT "\n" PETER_LINE), known, LOG_KEYS_MAX, &text, &by, &e));
    base_buf b;
    base_buf_init(&b, (size_t)1 << 20);
    base_buf_puts(&b, BASE_STR(PETER_TEXT "\n"));
    for (int i = 0; i < LOG_SIGNATURES_MAX; i++) base_buf_puts(&b, BASE_STR(PETER_LINE));
    assert_true(log_note_open(base_buf_str(&b), known, 1, &text, &by, &e));
    base_buf_puts(&b, BASE_STR(PETER_LINE));
    assert_false(log_note_open(base_buf_str(&b), known, 1, &text, &by, &e));
    assert_err(&e, BASE_ERR_LIMIT, "100");
    /* signed-note wants 16 signatures of nearly 5 kB to be taken. */
    base_buf_clear(&b);
    base_buf_puts(&b, BASE_STR(PETER_TEXT "\n" PETER_LINE));
    for (int i = 0; i < 15; i++) {
        base_buf_puts(&b, BASE_STR(DASH "witness.example/with/a/long/name AAAA"));
        for (int k = 0; k < 1665; k++) base_buf_puts(&b, BASE_STR("zzzz"));
        base_buf_putc(&b, '\n');
    }
    assert_true(log_note_open(base_buf_str(&b), known, 1, &text, &by, &e));
    base_buf_cut(&b, b.n - 1);
    while (b.n < LOG_NOTE_MAX - 4) base_buf_puts(&b, BASE_STR("zzzz"));
    base_buf_puts(&b, BASE_STR("zzzz\n"));
    assert_false(log_note_open(base_buf_str(&b), known, 1, &text, &by, &e));
    assert_err(&e, BASE_ERR_LIMIT, "131072");
    base_buf_free(&b);
    log_pub_free(p);
}

static void texts_not_signed(void **state) {
    (void)state;
    static const char *const texts[] = {"", "a", "a\tb\n", "a\r\n", "\xff\n", "a\nb"};
    log_key *k = key_of(LOG_SHA256_ED25519, "log.example/a");
    base_buf b;
    base_buf_init(&b, LOG_NOTE_MAX);
    base_buf_puts(&b, BASE_STR("before"));
    base_err e = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_false(log_note_sign(&b, exactly(base_str_of(texts[i])), k, &e));
        assert_err(&e, BASE_ERR_INPUT, "");
        assert_str(base_buf_str(&b), "before");
    }
    static const char *const extensions[] = {"a", "\n", "a\n\n", "\na\n", "a\tb\n", "a\x7f\xff\n"};
    log_checkpoint c = example(k);
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        c.extension = exactly(base_str_of(extensions[i]));
        assert_false(log_checkpoint_sign(&b, &c, k, &e));
        assert_err(&e, BASE_ERR_INPUT, "");
        assert_str(base_buf_str(&b), "before");
    }
    c.extension = (base_str){NULL, 0};
    c.size = LOG_SIZE_MAX + 1;
    assert_false(log_checkpoint_sign(&b, &c, k, &e));
    c.size = 1;
    static char large[LOG_NOTE_MAX];
    memset(large, 'a', sizeof large);
    large[sizeof large - 1] = '\n';
    c.extension = (base_str){large, sizeof large};
    assert_false(log_checkpoint_sign(&b, &c, k, &e));
    assert_err(&e, BASE_ERR_LIMIT, "131072");
    assert_false(log_note_sign(&b, (base_str){large, sizeof large}, k, &e));
    assert_err(&e, BASE_ERR_LIMIT, "");
    assert_str(base_buf_str(&b), "before");
    base_buf_free(&b);
    c.extension = (base_str){NULL, 0};
    for (size_t room = 0; room < 150; room += 7) { /* a note that does not fit is not there at all */
        base_buf_init(&b, room);
        assert_false(log_checkpoint_sign(&b, &c, k, &e));
        assert_err(&e, BASE_ERR_LIMIT, "");
        assert_int_equal(b.n, 0);
        base_buf_free(&b);
    }
    log_key_free(k);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors),
        cmocka_unit_test(checkpoint_vectors),
        cmocka_unit_test(checkpoint_texts_refused),
        cmocka_unit_test(signed_and_opened),
        cmocka_unit_test(changed_notes),
        cmocka_unit_test(rotation),
        cmocka_unit_test(other_names),
        cmocka_unit_test(beside_a_bad_signature),
        cmocka_unit_test(malformed),
        cmocka_unit_test(limits),
        cmocka_unit_test(texts_not_signed),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
