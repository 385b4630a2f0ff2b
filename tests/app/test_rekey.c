/* The key of personal data is replaced: what was sealed goes over, what it vouched for stays known, and the old key
 * goes when nothing needs it. */
#include "rekey_support.h"

#include "app/fields.h"
#include "app/oidc.h"
#include "log/note.h"

/* ---- what is sealed ---- */

#define NUMBER BASE_STR("ABCDEFGH23456789")

/* As the portal keeps one. */
static void put_objection(desk *d, const char *text) {
    base_err e = {0};
    base_buf b;
    base_str sealed;
    const app_seal *s = app_seal_of(d->app, &e);
    assert_non_null(s);
    good(app_seal_text(s, d->arena, BASE_STR("objection"), NUMBER, base_str_of(text), &sealed, &e), &e);
    base_buf_init(&b, 1 << 16);
    log_base64_put(&b, sealed);
    const base_str body = base_arena_fmt(
        d->arena, "{\"code\":\"00ff\",\"files\":2,\"sealed\":\"%.*s\",\"why\":\"引号\\\"\"}", (int)b.n, b.p);
    base_buf_free(&b);
    put_entry(d, &(store_entry){.space = BASE_STR("objection"), .key = NUMBER, .at = 5, .due = 77, .body = body});
}

static void assert_objection(desk *d, const char *text) {
    base_err e = {0};
    app_fields f;
    base_str sealed, plain;
    const store_entry n = entry(d, BASE_STR("objection"), NUMBER);
    good(app_fields_read(d->arena, n.body, &f, &e), &e);
    assert_true(base_str_is(app_field_text(&f, "code"), "00ff") && app_field_number(&f, "files") == 2);
    assert_true(base_str_is(app_field_text(&f, "why"), "引号\"") && n.at == 5 && n.due == 77);
    assert_true(log_base64_get(d->arena, app_field_text(&f, "sealed"), &sealed));
    app_fields_done(&f);
    good(app_seal_open(app_seal_of(d->app, &e), d->arena, BASE_STR("objection"), NUMBER, sealed, &plain, &e), &e);
    assert_true(base_str_is(plain, text));
}

static void what_is_sealed_goes_over(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    base_str redirect;
    bool found;
    const app_by console = app_by_console();
    oidc_flow flow, back;
    memset(flow.state, 's', sizeof flow.state);
    memset(flow.nonce, 'n', sizeof flow.nonce);
    memset(flow.verifier, 'v', sizeof flow.verifier);
    desk_with_wang(&d);
    for (int i = 0; i < 150; i++) add_account(&d, &console, base_arena_fmt(d.arena, "many%03d", i).p); /* groups */
    good(app_account_erase(d.app, &console, BASE_STR("many007"), BASE_STR("asked"), T0, &e), &e);
    put_objection(&d, "反对意见");
    good(app_oidc_flow_put(d.app, d.arena, &flow, BASE_STR("/"), BASE_STR("b"), T0, &e), &e);
    const store_entry was = entry(&d, BASE_STR("account.person"), BASE_STR("wang"));
    const app_key_report before = look(&d);
    assert_true(before.n == 1 && before.key[0].state == APP_KEY_NOW && before.texts.lost == 0);
    const app_rekey_report r = rotate(&d);
    assert_false(r.goes_on);
    assert_true(base_str_eq(r.was, before.key[0].id) && !base_str_eq(r.now, r.was));
    assert_int_equal(r.texts.moved, before.texts.now); /* all of them */
    const app_key_report after = look(&d);
    assert_int_equal(after.texts.before, 0);
    assert_int_equal(after.texts.now, before.texts.now + 1); /* and the old key's half */
    assert_true(after.n == 2 && base_str_eq(after.key[0].id, r.now) && after.key[1].state == APP_KEY_BEFORE);
    for (int turn = 0; turn < 2; turn++) {
        assert_true(base_str_is(name_of(&d, "wang"), "张三") && base_str_is(name_of(&d, "many149"), "张三"));
        assert_int_equal(name_of(&d, "many007").n, 0); /* who was erased stays away */
        assert_objection(&d, "反对意见");
        if (turn == 0) assert_true(base_str_eq(retire(&d).id, r.was));
    }
    good(app_oidc_flow_take(d.app, d.arena, (base_str){flow.state, sizeof flow.state}, BASE_STR("b"), T0, &back,
                            &redirect, &found, &e),
         &e);
    assert_true(found && memcmp(&flow, &back, sizeof flow) == 0);
    /* and none of it is what it was: whoever has the old key reads nothing that is there now */
    const store_entry is = entry(&d, BASE_STR("account.person"), BASE_STR("wang"));
    assert_true(is.at == was.at && is.version == was.version + 1 && !base_str_eq(is.body, was.body));
    desk_end(&d);
}

/* What is there of the old key at the end: nothing on this machine, its half that knows digests in the store. */
static void the_old_key_goes_when_nothing_needs_it(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    app_retire_report r;
    desk_with_wang(&d);
    const base_str one = key_file(&d);
    const store_entry old = entry(&d, BASE_STR("account.person"), BASE_STR("wang"));
    refused(app_key_retire(d.app, d.arena, T0, &r, &e), &e, "no key to retire");
    const app_rekey_report changed = rotate(&d);
    const base_str two = key_file(&d);
    assert_true(two.n == 2 * one.n && base_str_starts(two, one));
    put_entry(&d, &old); /* as whoever was broken off has left it */
    assert_int_equal(look(&d).texts.before, 1);
    assert_true(base_str_is(name_of(&d, "wang"), "张三"));
    refused(app_key_retire(d.app, d.arena, T0, &r, &e), &e, "1 texts are still sealed");
    assert_true(base_str_eq(key_file(&d), two));
    const app_rekey_report again = rotate(&d);
    assert_true(again.goes_on && again.texts.moved == 1 && base_str_eq(again.now, changed.now));
    assert_true(base_str_eq(key_file(&d), two)); /* no third key */
    assert_true(base_str_eq(retire(&d).id, changed.was));
    assert_true(base_str_eq(key_file(&d), (base_str){two.p + one.n, one.n}));
    assert_true(base_str_is(name_of(&d, "wang"), "张三"));
    const app_key_report after = look(&d);
    assert_true(after.n == 2 && after.key[1].state == APP_KEY_RETIRED && after.since == T0);
    put_entry(&d, &old); /* one that comes back now opens by nothing, and is told */
    const app_key_report lost = look(&d);
    assert_true(lost.texts.lost == 1 && base_str_is(lost.texts.first_lost, "account.person wang"));
    desk_end(&d);
}

static void half_is_needed(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    app_retire_report r;
    desk_with_wang(&d);
    const app_rekey_report changed = rotate(&d);
    const base_str key = base_arena_fmt(d.arena, "001/%.*s", (int)changed.was.n, changed.was.p);
    const store_entry half = entry(&d, BASE_STR("key.digests"), key);
    good(store_entry_delete(app_store(d.app), half.space, key, &e), &e);
    refused(app_key_retire(d.app, d.arena, T0, &r, &e), &e, "not kept");
    put_entry(&d, &half);
    (void)retire(&d);
    store_entry bad = half;
    bad.body.n--;
    put_entry(&d, &bad);
    desk_close(&d);
    desk_open(&d, APP_READ);
    assert_null(app_seal_of(d.app, &e));
    e = (base_err){0};
    assert_false(app_seal_sound(d.place.folder, app_store(d.app), &e)); /* an audit says so */
    desk_end(&d);
}

/* ---- what it vouched for ---- */

static enum app_signin_result sign_in_indeed(desk *d, const char *login, const char *password) {
    base_err e = {0};
    app_signin s = {.login = base_str_of(login), .address = BASE_STR("10.0.0.1"), .now = T0};
    good(app_signin_begin(d->app, d->scratch, &s, &e), &e);
    s.job.password = base_str_of(password);
    good(app_password_do(&s.job, &e), &e);
    good(app_signin_finish(d->app, d->scratch, &s, &e), &e);
    return s.result;
}

static uint64_t passwords_of(desk *d, base_str id) {
    const app_key_report r = look(d);
    for (size_t i = 0; i < r.n; i++) {
        if (base_str_eq(r.key[i].id, id)) return r.key[i].passwords;
    }
    return 99;
}

static void passwords_go_on(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    app_password_job j = {.set = false};
    desk_with_wang(&d);
    county_account(&d, "li");
    assert_int_equal(sign_in_indeed(&d, "wang", PASSWORD), APP_SIGNIN_OK); /* mixed with the key from now on */
    assert_int_equal(sign_in_indeed(&d, "li", PASSWORD), APP_SIGNIN_OK);
    const app_rekey_report one = rotate(&d);
    assert_int_equal(passwords_of(&d, one.was), 2);
    assert_int_equal(sign_in_indeed(&d, "wang", "Wrong-horse 7"), APP_SIGNIN_WRONG);
    assert_int_equal(sign_in_indeed(&d, "wang", PASSWORD), APP_SIGNIN_OK);
    assert_int_equal(passwords_of(&d, one.was), 1);
    assert_int_equal(passwords_of(&d, one.now), 1);
    good(app_password_of(d.app, d.arena, BASE_STR("wang"), &j, &e), &e);
    assert_true(base_str_starts(j.phc, base_arena_fmt(d.arena, "hmac-sm3:%.*s$", (int)one.now.n, one.now.p)));
    assert_int_equal(account(&d, "wang").password_set, T0); /* nothing that its owner has to be told */
    assert_null(strstr(newest_accesses(&d, 5), "password wang"));
    (void)retire(&d);
    const app_rekey_report two = rotate(&d);
    (void)retire(&d);
    assert_int_equal(passwords_of(&d, one.was), 1);
    assert_int_equal(sign_in_indeed(&d, "li", "Wrong-horse 7"), APP_SIGNIN_WRONG);
    assert_int_equal(sign_in_indeed(&d, "li", PASSWORD), APP_SIGNIN_OK); /* over two keys that are gone */
    assert_int_equal(sign_in_indeed(&d, "wang", PASSWORD), APP_SIGNIN_OK);
    assert_int_equal(passwords_of(&d, two.now), 2);
    /* what was used before is known by whichever key it was kept with */
    const app_by wang = {.login = BASE_STR("wang")};
    j = (app_password_job){.set = true, .fresh = BASE_STR("Another-horse 8")};
    good(app_password_of(d.app, d.arena, BASE_STR("wang"), &j, &e), &e);
    good(app_password_do(&j, &e), &e);
    good(app_password_set(d.app, &wang, BASE_STR("wang"), base_str_of(j.kept), (base_str){NULL, 0}, T0, &e), &e);
    (void)rotate(&d);
    j = (app_password_job){.set = true, .fresh = BASE_STR(PASSWORD)};
    good(app_password_of(d.app, d.arena, BASE_STR("wang"), &j, &e), &e);
    good(app_password_do(&j, &e), &e);
    assert_true(j.reused);
    desk_end(&d);
}

static base_str linked(desk *d, const char *subject) {
    base_err e = {0};
    base_str login;
    good(app_oidc_find(d->app, d->arena, BASE_STR("https://a.example"), base_str_of(subject), &login, &e), &e);
    return login;
}

static void links_go_on(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by sec = by_office("sec", APP_OFFICE_SECURITY);
    const base_str a = BASE_STR("https://a.example");
    desk_with_wang(&d);
    county_account(&d, "li");
    good(app_oidc_link(d.app, &sec, BASE_STR("wang"), a, BASE_STR("7"), T0, &e), &e);
    assert_int_equal(rotate(&d).links, 1);
    good(app_oidc_link(d.app, &sec, BASE_STR("li"), a, BASE_STR("8"), T0, &e), &e);
    (void)retire(&d);
    assert_int_equal(rotate(&d).links, 2);
    for (int turn = 0; turn < 2; turn++) {
        assert_true(base_str_is(linked(&d, "7"), "wang") && base_str_is(linked(&d, "8"), "li"));
        assert_int_equal(linked(&d, "9").n, 0);
        if (turn == 0) (void)retire(&d);
    }
    /* a digest by a key that leaked, put there by whoever writes to the database, links nobody */
    const app_seal *s = app_seal_of(d.app, &e);
    for (size_t key = 1; key < app_seal_keys(s); key++) {
        const base_str forged = app_seal_mac_hex_by(s, key, d.arena, "oidc", BASE_STR("https://a.example\n9"), 64);
        put_entry(&d, &(store_entry){.space = BASE_STR("oidc"), .key = forged, .body = BASE_STR("wang")});
    }
    assert_int_equal(linked(&d, "9").n, 0);
    /* linked anew: one person, one account, whichever key the old link was made with */
    good(app_oidc_link(d.app, &sec, BASE_STR("li"), a, BASE_STR("7"), T0, &e), &e);
    assert_true(base_str_is(linked(&d, "7"), "li"));
    assert_int_equal(linked(&d, "8").n, 0);
    good(app_oidc_link(d.app, &sec, BASE_STR("li"), a, BASE_STR(""), T0, &e), &e);
    assert_int_equal(linked(&d, "7").n, 0);
    desk_end(&d);
}

/* ---- the access record ---- */

static void changed_at(desk *d, uint64_t want) {
    base_err e = {0};
    uint64_t n = 0;
    assert_false(app_access_check(d->app, &n, &e));
    assert_int_equal(n, want);
}

static base_str numbered(const desk *d, uint64_t n) {
    return base_arena_fmt(d->arena, "%020llu", (unsigned long long)n);
}

/* Record n after the digest `before`, by one of the keys; its digest. */
static base_str forge(desk *d, size_t key, uint64_t n, base_str before) {
    base_err e = {0};
    const base_str object = BASE_STR("{\"at\":1,\"who\":\"forged\",\"did\":\"read\"}");
    const base_str text =
        base_arena_fmt(d->arena, "%.*s %llu %.*s", 64, before.p, (unsigned long long)n, (int)object.n, object.p);
    const base_str mac = app_seal_mac_hex_by(app_seal_of(d->app, &e), key, d->arena, "access record", text, 64);
    put_entry(d, &(store_entry){.space = BASE_STR("access"),
                                .key = numbered(d, n),
                                .body = base_arena_fmt(d->arena, "%.*s %.*s", 64, mac.p, (int)object.n, object.p)});
    put_entry(d, &(store_entry){.space = BASE_STR("access.head"),
                                .key = BASE_STR("access.head"),
                                .body = base_arena_fmt(d->arena, "{\"n\":%llu,\"mac\":\"%.*s\"}", (unsigned long long)n,
                                                       64, mac.p)});
    return mac;
}

static void the_access_record_goes_on(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    desk_with_wang(&d);
    const uint64_t had = whole(&d);
    const app_rekey_report r = rotate(&d);
    assert_int_equal(whole(&d), had + 1);
    assert_true(base_str_is(base_str_of(newest_accesses(&d, 1)),
                            base_arena_fmt(d.arena, "console key %.*s replaced|", (int)r.now.n, r.now.p).p));
    county_account(&d, "li");
    (void)retire(&d);
    assert_non_null(strstr(newest_accesses(&d, 1), "retired"));
    (void)rotate(&d);
    const uint64_t n = whole(&d);
    /* whoever has a key that leaked adds nothing … */
    const store_entry head = entry(&d, BASE_STR("access.head"), BASE_STR("access.head"));
    const store_entry last = entry(&d, BASE_STR("access"), numbered(&d, n));
    (void)forge(&d, 1, n + 1, last.body);
    changed_at(&d, n);
    (void)forge(&d, 2, n + 1, last.body);
    changed_at(&d, n);
    (void)forge(&d, 0, n + 1, last.body);
    assert_int_equal(whole(&d), n + 1); /* (only whoever has the one in use) */
    good(store_entry_delete(app_store(d.app), BASE_STR("access"), numbered(&d, n + 1), &e), &e);
    put_entry(&d, &head);
    assert_int_equal(whole(&d), n);
    /* … changes nothing … */
    const base_str second = BASE_STR("00000000000000000002");
    const store_entry row = entry(&d, BASE_STR("access"), second),
                      first = entry(&d, BASE_STR("access"), BASE_STR("00000000000000000001"));
    (void)forge(&d, 2, 2, first.body);
    put_entry(&d, &head);
    changed_at(&d, 2);
    put_entry(&d, &row);
    assert_int_equal(whole(&d), n);
    /* … and ends it nowhere earlier */
    for (uint64_t i = 3; i <= n; i++)
        good(store_entry_delete(app_store(d.app), BASE_STR("access"), numbered(&d, i), &e), &e);
    (void)forge(&d, 2, 2, first.body);
    changed_at(&d, 2);
    desk_end(&d);
}

static void open_pages_go_on(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    char was[APP_TOKEN_TEXT], is[APP_TOKEN_TEXT];
    bool right;
    desk_with_wang(&d);
    const app_signin x = sign_in(&d, "wang", PASSWORD, T0);
    good(app_csrf_of(d.app, &x.session, was, &e), &e);
    (void)rotate(&d);
    assert_true(session_there(&d, token_of(x.token), T0));
    good(app_csrf_of(d.app, &x.session, is, &e), &e);
    assert_memory_not_equal(was, is, sizeof is);
    good(app_csrf_right(d.app, &x.session, token_of(is), &right, &e), &e);
    assert_true(right);
    good(app_csrf_right(d.app, &x.session, token_of(was), &right, &e), &e);
    assert_true(right);
    (void)retire(&d);
    good(app_csrf_right(d.app, &x.session, token_of(was), &right, &e), &e);
    assert_false(right); /* the page is opened again */
    good(app_csrf_right(d.app, &x.session, token_of(is), &right, &e), &e);
    assert_true(right);
    desk_end(&d);
}

static void nothing_is_sealed_where_it_would_be_lost(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    base_str sealed;
    desk_begin(&d, LOG_SHA256_ED25519);
    desk_open(&d, APP_WRITE);
    refused(app_seal_text(app_seal_of(d.app, &e), d.arena, BASE_STR("elsewhere"), BASE_STR("a"), BASE_STR("b"), &sealed,
                          &e),
            &e, "not known to hold");
    desk_end(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sealed_goes_over),
        cmocka_unit_test(the_old_key_goes_when_nothing_needs_it),
        cmocka_unit_test(half_is_needed),
        cmocka_unit_test(passwords_go_on),
        cmocka_unit_test(links_go_on),
        cmocka_unit_test(the_access_record_goes_on),
        cmocka_unit_test(open_pages_go_on),
        cmocka_unit_test(nothing_is_sealed_where_it_would_be_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
