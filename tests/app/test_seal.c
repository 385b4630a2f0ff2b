/* Personal data at rest: what is sealed opens for this record and this place only; the key's file; the access record.
 */
#include "support.h"

#include <sys/stat.h>

#include "app/access.h"
#include "app/backup.h"
#include "app/seal.h"

static void failed(bool ok, base_err *e, enum base_err_kind kind) {
    assert_false(ok);
    if (e->kind != kind) fail_msg("kind %d: %s", (int)e->kind, e->en);
    assert_true(e->zh[0] != '\0' && e->en[0] != '\0');
    *e = (base_err){0};
}

static const char *key_path(const desk *d) {
    return base_arena_fmt(d->scratch, "%s/keys/personal.key", d->place.folder).p;
}

static void what_is_sealed_opens_where_it_was_sealed(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    base_str a, b, plain;
    desk_begin(&d, LOG_SM3_SM2);
    desk_open(&d, APP_WRITE);
    const app_seal *s = app_seal_of(d.app, &e);
    assert_non_null(s);
    const base_str space = BASE_STR("account.person"), key = BASE_STR("wang"), text = BASE_STR("张三 13812345678");
    assert_true(app_seal_text(s, d.scratch, space, key, text, &a, &e));
    assert_true(app_seal_text(s, d.scratch, space, key, text, &b, &e));
    assert_int_equal(a.n, text.n + APP_SEAL_MORE);
    assert_false(base_str_eq(a, b)); /* another nonce each time */
    assert_null(memmem(a.p, a.n, "13812345678", 11));
    assert_true(app_seal_open(s, d.scratch, space, key, a, &plain, &e) && base_str_eq(plain, text));
    failed(app_seal_open(s, d.scratch, space, BASE_STR("li"), a, &plain, &e), &e, BASE_ERR_INPUT);
    failed(app_seal_open(s, d.scratch, BASE_STR("account.secret"), key, a, &plain, &e), &e, BASE_ERR_INPUT);
    failed(app_seal_open(s, d.scratch, BASE_STR("account.personw"), BASE_STR("ang"), a, &plain, &e), &e,
           BASE_ERR_INPUT);
    char *p = base_arena_copy(d.scratch, a.p, a.n);
    for (size_t i = 0; i < a.n; i++) { /* any bit */
        p[i] = (char)(p[i] ^ 1 << i % 8);
        failed(app_seal_open(s, d.scratch, space, key, (base_str){p, a.n}, &plain, &e), &e, BASE_ERR_INPUT);
        assert_int_equal(plain.n, 0);
        p[i] = a.p[i];
    }
    for (size_t n = 0; n < a.n; n++)
        failed(app_seal_open(s, d.scratch, space, key, (base_str){p, n}, &plain, &e), &e, BASE_ERR_INPUT);
    assert_true(app_seal_text(s, d.scratch, space, key, (base_str){NULL, 0}, &a, &e));
    assert_true(app_seal_open(s, d.scratch, space, key, a, &plain, &e) && plain.n == 0);
    failed(app_seal_text(s, d.scratch, space, key, (base_str){p, APP_SEAL_MAX + 1}, &a, &e), &e, BASE_ERR_LIMIT);
    desk_close(&d);
    desk_open(&d, APP_READ); /* the same key again, for who reads */
    assert_true(app_seal_open(app_seal_of(d.app, &e), d.scratch, space, key, b, &plain, &e));
    desk_end(&d);
}

static void the_key_is_the_records_own(void **state) {
    (void)state;
    desk d = {0}, other = {0};
    base_err e = {0};
    base_str text;
    struct stat st;
    desk_begin(&d, LOG_SHA256_ED25519);
    desk_begin(&other, LOG_SHA256_ED25519);
    assert_int_equal(stat(key_path(&d), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(base_file_read(d.arena, key_path(&d), 1000, &text, &e));
    /* another record's */
    const char *copy = base_arena_fmt(d.arena, "cp '%s' '%s'", key_path(&other), key_path(&d)).p;
    assert_int_equal(system(copy), 0); /* NOLINT: paths that mkdtemp made */
    desk_open(&d, APP_WRITE);
    assert_null(app_seal_of(d.app, &e));
    failed(false, &e, BASE_ERR_INPUT);
    assert_false(app_seal_sound(d.place.folder, app_store(d.app), &e));
    desk_close(&d);
    /* none: who writes makes no new one */
    assert_int_equal(unlink(key_path(&d)), 0);
    desk_open(&d, APP_WRITE);
    assert_null(app_seal_of(d.app, &e));
    failed(false, &e, BASE_ERR_MISSING);
    assert_int_not_equal(stat(key_path(&d), &st), 0);
    assert_true(app_seal_sound(d.place.folder, app_store(d.app), &e)); /* an auditor's copy has none */
    desk_close(&d);
    /* put back, and open to others */
    assert_true(app_write_file(base_arena_fmt(d.arena, "%s/keys", d.place.folder).p, "personal.key", text, &e));
    assert_int_equal(chmod(key_path(&d), 0640), 0);
    desk_open(&d, APP_READ);
    assert_null(app_seal_of(d.app, &e));
    failed(false, &e, BASE_ERR_INPUT);
    assert_int_equal(chmod(key_path(&d), 0600), 0);
    assert_non_null(app_seal_of(d.app, &e));
    desk_end(&d);
    desk_end(&other);
}

static void any_bit_of_the_key_file_is_missed(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    base_str text;
    desk_begin(&d, LOG_SHA256_ED25519);
    desk_open(&d, APP_READ);
    const char *keys = base_arena_fmt(d.arena, "%s/keys", d.place.folder).p;
    assert_true(base_file_read(d.arena, key_path(&d), 1000, &text, &e));
    char *p = base_arena_copy(d.arena, text.p, text.n);
    for (size_t i = 0; i < text.n; i++) {
        p[i] = (char)(p[i] ^ 1 << i % 7);
        assert_true(app_write_file(keys, "personal.key", (base_str){p, text.n}, &e));
        failed(app_seal_sound(d.place.folder, app_store(d.app), &e), &e, BASE_ERR_INPUT);
        p[i] = text.p[i];
    }
    assert_true(app_write_file(keys, "personal.key", (base_str){p, text.n - 1}, &e));
    failed(app_seal_sound(d.place.folder, app_store(d.app), &e), &e, BASE_ERR_INPUT);
    desk_end(&d);
}

/* A record of before there was such a key gets one when somebody writes. */
static void an_older_record_gets_a_key(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    desk_begin(&d, LOG_SHA256_ED25519);
    assert_int_equal(unlink(key_path(&d)), 0);
    desk_open(&d, APP_WRITE);
    assert_true(store_entry_delete(app_store(d.app), BASE_STR("key"), BASE_STR("personal"), &e));
    desk_close(&d);
    desk_open(&d, APP_READ);
    assert_null(app_seal_of(d.app, &e));
    failed(false, &e, BASE_ERR_MISSING);
    desk_close(&d);
    desk_open(&d, APP_WRITE);
    assert_non_null(app_seal_of(d.app, &e));
    desk_close(&d);
    desk_open(&d, APP_READ);
    assert_non_null(app_seal_of(d.app, &e));
    desk_end(&d);
}

/* ---- the access record ---- */

static void add(desk *d, const char *who, const char *did, const char *about) {
    base_err e = {0};
    const app_access r = {.at = 1000,
                          .who = base_str_of(who),
                          .did = base_str_of(did),
                          .about = base_str_of(about),
                          .why = BASE_STR("核实")};
    if (!app_access_add(d->app, &r, &e)) fail_msg("%s", e.en);
}

static bool list(void *ctx, const app_access *r) {
    base_buf_fmt(ctx, "%d:%.*s %.*s %.*s|", (int)r->number, (int)r->who.n, r->who.p, (int)r->did.n, r->did.p,
                 (int)r->about.n, r->about.p);
    return true;
}

static uint64_t assert_list(desk *d, app_access_query q, const char *want) {
    base_err e = {0};
    base_buf b;
    uint64_t next = 0;
    base_buf_init(&b, 1 << 20);
    if (!app_accesses(d->app, &q, list, &b, &next, &e)) fail_msg("%s", e.en);
    if (!base_str_is(base_buf_str(&b), want)) fail_msg("%.*s", (int)b.n, b.p);
    base_buf_free(&b);
    return next;
}

static void accesses_are_listed_newest_first(void **state) {
    (void)state;
    desk d = {0};
    desk_begin(&d, LOG_SHA256_ED25519);
    desk_open(&d, APP_WRITE);
    assert_int_equal(assert_list(&d, (app_access_query){.limit = 5}, ""), 0);
    add(&d, "a", "read", "e1");
    add(&d, "b", "read", "e2");
    add(&d, "a", "signin", "a");
    assert_int_equal(assert_list(&d, (app_access_query){.limit = 2}, "3:a signin a|2:b read e2|"), 2);
    assert_int_equal(assert_list(&d, (app_access_query){.limit = 2, .before = 2}, "1:a read e1|"), 0);
    assert_int_equal(assert_list(&d, (app_access_query){.limit = 9, .who = BASE_STR("a")}, "3:a signin a|1:a read e1|"),
                     0);
    assert_int_equal(assert_list(&d, (app_access_query){.limit = 9, .about = BASE_STR("e2")}, "2:b read e2|"), 0);
    for (int i = 0; i < 300; i++) add(&d, "c", "read", "e3"); /* more than a page */
    assert_int_equal(assert_list(&d, (app_access_query){.limit = 9, .who = BASE_STR("b")}, "2:b read e2|"), 0);
    uint64_t n = 0;
    base_err e = {0};
    assert_true(app_access_check(d.app, &n, &e));
    assert_int_equal(n, 303);
    desk_end(&d);
}

static void put_row(desk *d, int64_t number, base_str body, bool remove) {
    base_err e = {0};
    bool saved;
    uint64_t version;
    const store_entry n = {
        .space = BASE_STR("access"), .key = base_arena_fmt(d->scratch, "%020d", (int)number), .body = body};
    if (remove)
        assert_true(store_entry_delete(app_store(d->app), n.space, n.key, &e));
    else
        assert_true(store_entry_put(app_store(d->app), &n, STORE_ANY_VERSION, &saved, &version, &e));
}

static void what_is_changed_in_the_access_record_is_noticed(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    uint64_t n = 0;
    bool found;
    store_entry row, last;
    desk_begin(&d, LOG_SHA256_ED25519);
    desk_open(&d, APP_WRITE);
    for (int i = 0; i < 5; i++) add(&d, "a", "read", i == 2 ? "e3" : "e1");
    const base_str space = BASE_STR("access"), third = BASE_STR("00000000000000000003"),
                   fifth = BASE_STR("00000000000000000005");
    assert_true(store_entry_get(app_store(d.app), d.scratch, space, third, &row, &found, &e) && found);
    assert_true(store_entry_get(app_store(d.app), d.scratch, space, fifth, &last, &found, &e) && found);
    char *p = base_arena_copy(d.scratch, row.body.p, row.body.n);
    char *at = memmem(p, row.body.n, "e3", 2);
    assert_non_null(at);
    *at = 'f';
    put_row(&d, 3, (base_str){p, row.body.n}, false); /* about something else */
    failed(app_access_check(d.app, &n, &e), &e, BASE_ERR_INPUT);
    assert_int_equal(n, 2);
    put_row(&d, 3, row.body, true); /* taken out */
    failed(app_access_check(d.app, &n, &e), &e, BASE_ERR_INPUT);
    put_row(&d, 3, row.body, false);
    assert_true(app_access_check(d.app, &n, &e));
    put_row(&d, 5, last.body, true); /* cut off at the end */
    failed(app_access_check(d.app, &n, &e), &e, BASE_ERR_INPUT);
    put_row(&d, 5, last.body, false);
    put_row(&d, 6, last.body, false); /* made up */
    failed(app_access_check(d.app, &n, &e), &e, BASE_ERR_INPUT);
    put_row(&d, 6, last.body, true);
    assert_true(app_access_check(d.app, &n, &e));
    desk_end(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sealed_opens_where_it_was_sealed),
        cmocka_unit_test(the_key_is_the_records_own),
        cmocka_unit_test(any_bit_of_the_key_file_is_missed),
        cmocka_unit_test(an_older_record_gets_a_key),
        cmocka_unit_test(accesses_are_listed_newest_first),
        cmocka_unit_test(what_is_changed_in_the_access_record_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
