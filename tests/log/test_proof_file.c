/* Inclusion proofs as text: written as C2SP tlog-proof says, read back, refused when anything in them is not right. */
#include "support.h"

#include "log/proof_file.h"

enum { SIZE = 300 };

static base_arena *arena;

/* A small log of each suite with its key and checkpoint. */
static struct {
    log_hasher *h;
    log_key *key;
    log_hash *leaf;
    mem_log *m;
    base_buf note;
} kept[N_SUITES];

static const char *const ORIGINS[N_SUITES] = {"log.example/sm3", "log.example"};
static const char *const FIRST[N_SUITES] = {"jiqun/tlog-proof-sm3@v1\n", "c2sp.org/tlog-proof@v1\n"};

static int set_up(void **state) {
    (void)state;
    arena = base_arena_new((size_t)64 << 20);
    for (size_t s = 0; s < N_SUITES; s++) {
        kept[s].h = log_hasher_new(SUITES[s]);
        kept[s].key = log_key_new(SUITES[s], base_str_of(ORIGINS[s]), NULL);
        kept[s].leaf = make_leaves(kept[s].h, SIZE);
        kept[s].m = mem_log_of(kept[s].h, kept[s].leaf, SIZE);
        base_buf_init(&kept[s].note, LOG_NOTE_MAX);
        const log_checkpoint c = {.origin = base_str_of(ORIGINS[s]),
                                  .size = SIZE,
                                  .root = log_frontier_root(kept[s].h, &kept[s].m->frontier)};
        if (!log_checkpoint_sign(&kept[s].note, &c, kept[s].key, NULL)) return 1;
    }
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    for (size_t s = 0; s < N_SUITES; s++) {
        base_buf_free(&kept[s].note);
        mem_log_free(kept[s].m);
        free(kept[s].leaf);
        log_key_free(kept[s].key);
        log_hasher_free(kept[s].h);
    }
    base_arena_free(arena);
    return 0;
}

static base_str proof_of(size_t s, uint64_t index, base_str extra) {
    const log_tile_reader r = mem_reader(kept[s].m);
    log_hash path[LOG_PROOF_MAX];
    size_t n;
    base_buf b;
    base_buf_init(&b, LOG_PROOF_FILE_MAX);
    assert_true(log_inclusion(kept[s].h, &r, index, SIZE, path, &n, NULL));
    assert_true(log_proof_put(&b, SUITES[s], index, path, n, extra, base_buf_str(&kept[s].note)));
    const base_str text = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return text;
}

static bool verifies(size_t s, base_str text, uint64_t index, base_err *e) {
    log_proof p;
    log_checkpoint c;
    const log_pub *pub = log_key_pub(kept[s].key);
    size_t by = 9;
    if (!log_proof_parse(arena, text, &p, e)) return false;
    if (!log_proof_verify(kept[s].h, &p, &kept[s].leaf[index], &pub, 1, &c, &by, e)) return false;
    assert_int_equal(c.size, SIZE);
    assert_int_equal(by, 0);
    return true;
}

static void round_trip(void **state) {
    (void)state;
    for (size_t s = 0; s < N_SUITES; s++) {
        for (uint64_t index = 0; index < SIZE; index += 13) {
            const base_str extra = index % 2 == 0 ? BASE_STR("附\n\0x") : (base_str){NULL, 0};
            const base_str text = exactly(proof_of(s, index, extra));
            assert_true(base_str_starts(text, base_str_of(FIRST[s])));
            log_proof p;
            base_err e = {0};
            if (!log_proof_parse(arena, text, &p, &e)) fail_msg("%s", e.en);
            assert_int_equal(p.suite, SUITES[s]);
            assert_int_equal(p.index, index);
            assert_true(base_str_eq(p.extra, extra));
            assert_true(base_str_eq(p.checkpoint, base_buf_str(&kept[s].note)));
            if (!verifies(s, text, index, &e)) fail_msg("%s", e.en);
            /* Read, it is written as it was. */
            base_buf b;
            base_buf_init(&b, LOG_PROOF_FILE_MAX);
            assert_true(log_proof_put(&b, p.suite, p.index, p.path, p.n, p.extra, p.checkpoint));
            assert_true(base_str_eq(base_buf_str(&b), text));
            base_buf_free(&b);
        }
    }
}

/* The form of the example in tlog-proof. */
static void example(void **state) {
    (void)state;
    static const char TEXT[] = "c2sp.org/tlog-proof@v1\n"
                               "extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6kYXJ3aW4tYXJ\n"
                               "index 73894\n"
                               "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n"
                               "B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n"
                               "EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=\n"
                               "RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=\n"
                               "AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=\n"
                               "\n"
                               "example.com/fancylog\n"
                               "109482\n"
                               "sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n"
                               "\n"
                               "\xE2\x80\x94 example.com/fancylog hI2DJw==\n";
    log_proof p;
    base_err e = {0};
    if (!log_proof_parse(arena, exactly(base_str_of(TEXT)), &p, &e)) fail_msg("%u: %s", e.line, e.en);
    assert_int_equal(p.suite, LOG_SHA256_ED25519);
    assert_int_equal(p.index, 73894);
    assert_int_equal(p.n, 5);
    assert_int_equal(p.extra.n, 39);
    assert_true(base_str_starts(p.extra, BASE_STR("age-v1.2.1-darwin-arm64.tar.gz")));
    assert_hex(&p.path[0], "8122b25e861952067a8ddb9662b9033804629ce30626f7978e032405371d3e54");
    assert_true(base_str_starts(p.checkpoint, BASE_STR("example.com/fancylog\n")));
}

static void refused(void **state) {
    (void)state;
#define LINE "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n"
    static const struct {
        const char *text;
        uint32_t line;
    } cases[] = {
        {"", 1},
        {"c2sp.org/tlog-proof@v1", 1},
        {"c2sp.org/tlog-proof@v2\nindex 0\n\nx\n", 1},
        {" c2sp.org/tlog-proof@v1\nindex 0\n\nx\n", 1},
        {"c2sp.org/tlog-proof@v1\r\nindex 0\n\nx\n", 1},
        {"jiqun/tlog-proof@v1\nindex 0\n\nx\n", 1},
        {"c2sp.org/tlog-proof@v1\n", 2},
        {"c2sp.org/tlog-proof@v1\n\n\nx\n", 2},
        {"c2sp.org/tlog-proof@v1\nindex\n\nx\n", 2},
        {"c2sp.org/tlog-proof@v1\nindex \n\nx\n", 2},
        {"c2sp.org/tlog-proof@v1\nindex -5\n\nx\n", 2},
        {"c2sp.org/tlog-proof@v1\nindex 05\n\nx\n", 2},
        {"c2sp.org/tlog-proof@v1\nindex 5 \n\nx\n", 2},
        {"c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\nx\n", 2},
        {"c2sp.org/tlog-proof@v1\nIndex 5\n\nx\n", 2},
        {"c2sp.org/tlog-proof@v1\nextra \nindex 5\n\nx\n", 2},
        {"c2sp.org/tlog-proof@v1\nextra !!!!\nindex 5\n\nx\n", 2},
        {"c2sp.org/tlog-proof@v1\nextra AAAA\n", 3},
        {"c2sp.org/tlog-proof@v1\nextra AAAA\nextra AAAA\nindex 5\n\nx\n", 3},
        {"c2sp.org/tlog-proof@v1\nindex 5\nextra AAAA\n\nx\n", 3},
        {"c2sp.org/tlog-proof@v1\nindex 5\n", 3},
        {"c2sp.org/tlog-proof@v1\nindex 5\n" LINE, 4},
        {"c2sp.org/tlog-proof@v1\nindex 5\nAAAA\n\nx\n", 3},
        {"c2sp.org/tlog-proof@v1\nindex 5\n" LINE " " LINE "\nx\n", 4},
        {"c2sp.org/tlog-proof@v1\nindex 5\n" LINE "\n", 5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        log_proof p;
        base_err e = {0};
        if (log_proof_parse(arena, exactly(base_str_of(cases[i].text)), &p, &e)) fail_msg("taken: %s", cases[i].text);
        assert_err(&e, BASE_ERR_INPUT, "");
        if (e.line != cases[i].line) fail_msg("line %u: %s", e.line, cases[i].text);
    }
}

static void limits(void **state) {
    (void)state;
    log_hash path[LOG_PROOF_MAX + 1] = {{{0}}};
    base_buf b;
    base_buf_init(&b, (size_t)1 << 20);
    const base_str note = base_buf_str(&kept[1].note), none = {NULL, 0};
    static char bytes[LOG_NOTE_MAX + 1];
    log_proof p;
    base_err e = {0};
    assert_false(log_proof_put(&b, LOG_SM3_SM2, 0, path, LOG_PROOF_MAX + 1, none, note));
    assert_false(log_proof_put(&b, LOG_SM3_SM2, 0, path, 0, (base_str){bytes, LOG_PROOF_EXTRA_MAX + 1}, note));
    assert_false(log_proof_put(&b, LOG_SM3_SM2, 0, path, 0, none, (base_str){bytes, sizeof bytes}));
    assert_int_equal(b.n, 0);
    /* All at their largest, and then more. */
    memset(bytes, 'a', sizeof bytes);
    assert_true(log_proof_put(&b, LOG_SM3_SM2, LOG_SIZE_MAX, path, LOG_PROOF_MAX,
                              (base_str){bytes, LOG_PROOF_EXTRA_MAX}, (base_str){bytes, LOG_NOTE_MAX}));
    assert_true(b.n <= LOG_PROOF_FILE_MAX);
    assert_true(log_proof_parse(arena, base_buf_str(&b), &p, &e));
    assert_true(p.n == LOG_PROOF_MAX && p.extra.n == LOG_PROOF_EXTRA_MAX && p.checkpoint.n == LOG_NOTE_MAX);
    while (b.n <= LOG_PROOF_FILE_MAX) base_buf_puts(&b, (base_str){bytes, 1000});
    assert_false(log_proof_parse(arena, base_buf_str(&b), &p, &e));
    assert_err(&e, BASE_ERR_LIMIT, "262144");
    base_buf_clear(&b);
    base_buf_puts(&b, BASE_STR("jiqun/tlog-proof-sm3@v1\nindex 0\n"));
    for (int i = 0; i <= LOG_PROOF_MAX; i++) base_buf_puts(&b, BASE_STR(LINE));
    base_buf_puts(&b, BASE_STR("\nx\n"));
    assert_false(log_proof_parse(arena, base_buf_str(&b), &p, &e));
    assert_err(&e, BASE_ERR_LIMIT, "64");
    base_buf_clear(&b);
    base_buf_puts(&b, BASE_STR("jiqun/tlog-proof-sm3@v1\nextra AAAA"));
    for (int i = 0; i < LOG_PROOF_EXTRA_MAX / 3; i++) base_buf_puts(&b, BASE_STR("AAAA"));
    base_buf_puts(&b, BASE_STR("\nindex 0\n\nx\n"));
    assert_false(log_proof_parse(arena, base_buf_str(&b), &p, &e));
    assert_err(&e, BASE_ERR_INPUT, "65536");
    base_buf_free(&b);
    for (size_t room = 0; room < 600; room += 11) { /* a proof that does not fit is not there at all */
        base_buf_init(&b, room);
        (void)base_buf_puts(&b, BASE_STR("before"));
        const size_t before = b.n;
        if (log_proof_put(&b, LOG_SM3_SM2, 1, path, 9, BASE_STR("extra"), note))
            assert_in_range(room, 500, 600);
        else
            assert_int_equal(b.n, before);
        base_buf_free(&b);
    }
}

/* No other byte anywhere leaves the proof good for the entry. */
static void changed(void **state) {
    (void)state;
    for (size_t s = 0; s < N_SUITES; s++) {
        const base_str text = proof_of(s, 257, (base_str){NULL, 0});
        for (size_t i = 0; i < text.n; i++) {
            for (int bit = 0; bit < 2; bit++) {
                char *bad = base_arena_copy(arena, text.p, text.n);
                bad[i] = (char)(bad[i] ^ (bit == 0 ? 1 : 16));
                base_err e = {0};
                if (verifies(s, exactly((base_str){bad, text.n}), 257, &e)) fail_msg("byte %zu", i);
                assert_true(e.kind != BASE_ERR_NONE && e.zh[0] != '\0');
            }
        }
        for (size_t n = 0; n < text.n; n += 3) assert_false(verifies(s, exactly((base_str){text.p, n}), 257, NULL));
        base_err e = {0};
        assert_false(verifies(s, text, 258, &e)); /* another entry */
        assert_err(&e, BASE_ERR_INPUT, "");
    }
}

/* Each suite's proofs are checked with its own digest and key. */
static void suites_apart(void **state) {
    (void)state;
    const log_pub *both[] = {log_key_pub(kept[0].key), log_key_pub(kept[1].key)};
    for (size_t s = 0; s < N_SUITES; s++) {
        log_proof p;
        log_checkpoint c;
        base_err e = {0};
        assert_true(log_proof_parse(arena, proof_of(s, 5, BASE_STR("x")), &p, &e));
        assert_true(log_proof_verify(kept[s].h, &p, &kept[s].leaf[5], both, 2, &c, NULL, &e));
        assert_false(log_proof_verify(kept[1 - s].h, &p, &kept[s].leaf[5], both, 2, &c, NULL, &e));
        assert_err(&e, BASE_ERR_INPUT, log_suite_name(SUITES[s]));
        p.suite = SUITES[1 - s]; /* said to be of the other */
        assert_false(log_proof_verify(kept[s].h, &p, &kept[s].leaf[5], both, 2, &c, NULL, &e));
        assert_false(log_proof_verify(kept[1 - s].h, &p, &kept[s].leaf[5], both, 2, &c, NULL, &e));
        assert_err(&e, BASE_ERR_INPUT, log_suite_name(SUITES[1 - s]));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip), cmocka_unit_test(example), cmocka_unit_test(refused),
        cmocka_unit_test(limits),     cmocka_unit_test(changed), cmocka_unit_test(suites_apart),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
