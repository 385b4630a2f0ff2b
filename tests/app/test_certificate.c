/* test_certificate.c - a certificate is its bytes: none of them can be another one, be missing or be added, and nothing
 * but the right key opens it. */
#include "support.h"

#include "app/certificate.h"

typedef struct {
    desk d;
    base_str file;
    app_certificate said;
} certified;

static void certify(certified *c, enum log_suite suite) {
    base_err e = {0};
    desk_begin(&c->d, suite);
    desk_open(&c->d, APP_WRITE);
    must(&c->d, "ministry", "", "2023-02-01",
         "take_over c1 name=集群 county=330106 announcement=公告 announced=2023-01-02");
    if (!app_certify(c->d.app, BASE_STR("c1"), c->d.arena, &c->file, &c->said, &e)) fail_msg("%s", e.en);
}

static bool holds(certified *c, base_str file, app_certificate *out) {
    size_t n;
    base_err e = {0};
    const log_pub *const *pub = app_pubs(c->d.app, &n);
    bool good = app_certificate_check(c->d.scratch, file, pub, n, out, &e);
    if (!good) assert_true(e.en[0] != '\0' && e.zh[0] != '\0');
    base_arena_reset(c->d.scratch);
    return good;
}

/* Under sanitizers a signature takes long: not every byte there. */
#if defined(__SANITIZE_ADDRESS__)
enum { STEP = 23 };
#else
enum { STEP = 1 };
#endif

static void each_byte(enum log_suite suite) {
    certified c;
    app_certificate out;
    certify(&c, suite);
    assert_true(holds(&c, c.file, &out));
    char *p = base_arena_copy(c.d.arena, c.file.p, c.file.n + 1);
    for (size_t i = 0; i < c.file.n; i += STEP) {
        char was = p[i];
        p[i] = (char)(was ^ (1 << i % 7));
        if (holds(&c, (base_str){p, c.file.n}, &out)) fail_msg("byte %zu of %zu: %c", i, c.file.n, was);
        p[i] = was;
    }
    for (size_t n = 0; n < c.file.n; n += 61) assert_false(holds(&c, (base_str){p, n}, &out));
    p[c.file.n] = '\n';
    assert_false(holds(&c, (base_str){p, c.file.n + 1}, &out));
    assert_true(holds(&c, (base_str){p, c.file.n}, &out));
    desk_end(&c.d);
}

static void each_byte_sm3(void **state) {
    (void)state;
    each_byte(LOG_SM3_SM2);
}

static void each_byte_sha256(void **state) {
    (void)state;
    each_byte(LOG_SHA256_ED25519);
}

static void says_what_is_on_record(void **state) {
    certified c;
    app_certificate out;
    size_t n;
    base_err e = {0};
    (void)state;
    certify(&c, LOG_SHA256_ED25519);
    const log_pub *const *pub = app_pubs(c.d.app, &n);
    assert_true(app_certificate_check(c.d.arena, c.file, pub, n, &out, &e));
    assert_true(base_str_is(out.cluster, "c1") && base_str_is(out.name, "集群") && base_str_is(out.county, "330106"));
    assert_true(base_str_is(out.state, "recognised") && base_str_is(out.announced, "2023-01-02"));
    assert_true(base_str_is(out.valid_until, "2026-01-01") && out.demonstration);
    assert_int_equal(out.n_events, 1);
    assert_true(base_str_is(out.event[0].action, "take_over"));
    assert_int_equal(out.checkpoint.size, app_head(c.d.app).size);
    desk_end(&c.d);
}

static void without_a_key_nothing(void **state) {
    certified c;
    app_certificate out;
    base_err e = {0};
    (void)state;
    certify(&c, LOG_SM3_SM2);
    log_key *other = log_key_new(LOG_SM3_SM2, app_origin(c.d.app), &e);
    assert_non_null(other);
    const log_pub *pub = log_key_pub(other);
    assert_false(app_certificate_check(c.d.arena, c.file, &pub, 1, &out, &e));
    assert_false(app_certificate_check(c.d.arena, c.file, NULL, 0, &out, &e));
    log_key_free(other);
    desk_close(&c.d);
    desk_open(&c.d, APP_READ); /* a reader has no key to sign with */
    assert_false(app_certify(c.d.app, BASE_STR("c1"), c.d.arena, &c.file, &c.said, &e));
    desk_end(&c.d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_byte_sm3),
        cmocka_unit_test(each_byte_sha256),
        cmocka_unit_test(says_what_is_on_record),
        cmocka_unit_test(without_a_key_nothing),
    };
    return cmocka_run_group_tests_name("app/certificate", tests, NULL, NULL);
}
