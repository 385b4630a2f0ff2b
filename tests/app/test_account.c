/* Accounts: who may make, grant and take away what; the three offices; people's data. */
#include "account_support.h"

static void the_first_is_made_on_the_command_line(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    bool any = true;
    const app_by console = app_by_console(), made_up = by_office("sys", APP_OFFICE_SYSTEM);
    const app_account_new n = {.login = BASE_STR(" Admin ")};
    desk_begin(&d, LOG_SHA256_ED25519);
    desk_open(&d, APP_WRITE);
    good(app_account_any(d.app, &any, &e), &e);
    assert_false(any);
    refused(app_account_add(d.app, &made_up, &n, T0, &e), &e, "system officer");
    good(app_account_add(d.app, &console, &n, T0, &e), &e);
    good(app_account_any(d.app, &any, &e), &e);
    assert_true(any);
    app_account x = account(&d, "admin"); /* small letters, no blanks */
    assert_true(x.office == APP_OFFICE_SYSTEM && app_account_is_active(&x) && x.made == T0);
    assert_string_equal(newest_accesses(&d, 9), "console granted admin system|console created admin |");
    add_account(&d, &console, "second");
    x = account(&d, "second");
    assert_true(x.office == APP_OFFICE_NONE && !app_account_is_active(&x)); /* only the first */
    refused(app_account_add(d.app, &console, &n, T0, &e), &e, "taken");
    desk_end(&d);
}

static void login_names(void **state) {
    (void)state;
    base_arena *arena = base_arena_new(1 << 20);
    base_err e = {0};
    base_str login;
    good(app_login_of(arena, BASE_STR("Wang.Li_3-a"), &login, &e), &e);
    assert_true(base_str_is(login, "wang.li_3-a"));
    static const char *const no[] = {"",    "a",   "1a",      ".a",  "王丽",
                                     "a b", "a/b", "console", "a\n", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddx"};
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        const bool ok = app_login_of(arena, base_str_of(no[i]), &login, &e);
        if (strcmp(no[i], "a\n") == 0) { /* a blank at the end, and then too short */
            assert_false(ok);
            continue;
        }
        refused(ok, &e, "login name");
    }
    base_arena_free(arena);
}

static void one_makes_and_another_grants(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by sys = by_office("sys", APP_OFFICE_SYSTEM), sec = by_office("sec", APP_OFFICE_SECURITY),
                 aud = by_office("aud", APP_OFFICE_AUDIT), feigned = by_office("sys", APP_OFFICE_SECURITY);
    const app_account_new n = {.login = BASE_STR("other")};
    app_grant g = level_grant("county", "330106");
    desk_with_officers(&d);
    refused(app_account_add(d.app, &sec, &n, T0, &e), &e, "system officer");
    refused(app_account_add(d.app, &aud, &n, T0, &e), &e, "system officer");
    add_account(&d, &sys, "wang");
    app_account x = account(&d, "wang");
    assert_false(app_account_is_active(&x)); /* inert */
    assert_int_equal(sign_in(&d, "wang", PASSWORD, T0).result, APP_SIGNIN_INERT);
    refused(app_account_grant(d.app, &sys, BASE_STR("wang"), &g, T0, &e), &e, "security officer");
    refused(app_account_grant(d.app, &feigned, BASE_STR("wang"), &g, T0, &e), &e, "security officer");
    refused(app_account_grant(d.app, &aud, BASE_STR("wang"), &g, T0, &e), &e, "security officer");
    grant(&d, &sec, "wang", g);
    x = account(&d, "wang");
    assert_true(app_account_is_active(&x) && base_str_is(x.actor.level, "county") &&
                base_str_is(x.actor.who, "330106"));
    assert_true(base_str_is(x.granted_by, "sec") && base_str_is(x.made_by, "sys"));
    assert_int_equal(sign_in(&d, "wang", PASSWORD, T0).result, APP_SIGNIN_OK);
    const app_by wang = by_office("wang", APP_OFFICE_NONE);
    refused(app_account_grant(d.app, &wang, BASE_STR("wang"), &(app_grant){.office = APP_OFFICE_SECURITY}, T0, &e), &e,
            "security officer");
    refused(app_account_grant(d.app, &sec, BASE_STR("nobody"), &g, T0, &e), &e, "no account");
    desk_end(&d);
}

static void nobody_grants_to_himself(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by console = app_by_console(), sys = by_office("sys", APP_OFFICE_SYSTEM);
    const app_by sec = by_office("sec", APP_OFFICE_SECURITY), was = by_office("sys", APP_OFFICE_SECURITY);
    app_grant g = office_grant(APP_OFFICE_AUDIT);
    desk_with_officers(&d);
    refused(app_account_grant(d.app, &sec, BASE_STR("sec"), &g, T0, &e), &e, "himself");
    refused(app_account_revoke(d.app, &sec, BASE_STR("sec"), BASE_STR(""), T0, &e), &e, "himself");
    refused(app_account_disable(d.app, &sec, BASE_STR("sec"), true, BASE_STR(""), T0, &e), &e, "own account");
    /* who made an account and then became security officer does not grant it */
    add_account(&d, &sys, "mine");
    grant(&d, &console, "sys", office_grant(APP_OFFICE_SECURITY));
    refused(app_account_grant(d.app, &sys, BASE_STR("mine"), &g, T0, &e), &e, "security officer"); /* is no more */
    refused(app_account_grant(d.app, &was, BASE_STR("mine"), &g, T0, &e), &e, "that he made");
    good(app_account_grant(d.app, &sec, BASE_STR("mine"), &g, T0, &e), &e);
    desk_end(&d);
}

static void offices_exclude_one_another_and_levels(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by sec = by_office("sec", APP_OFFICE_SECURITY), sys = by_office("sys", APP_OFFICE_SYSTEM);
    desk_with_officers(&d);
    add_account(&d, &sys, "wang");
    app_grant both = level_grant("county", "330106");
    both.office = APP_OFFICE_AUDIT;
    refused(app_account_grant(d.app, &sec, BASE_STR("wang"), &both, T0, &e), &e, "not both");
    refused(app_account_grant(d.app, &sec, BASE_STR("wang"), &(app_grant){.office = APP_OFFICE_NONE}, T0, &e), &e,
            "not both");
    refused(app_account_grant(d.app, &sec, BASE_STR("wang"), &(app_grant){.office = APP_OFFICE_CONSOLE}, T0, &e), &e,
            "not both");
    grant(&d, &sec, "wang", level_grant("county", "330106"));
    grant(&d, &sec, "wang", office_grant(APP_OFFICE_AUDIT)); /* in place of it */
    const app_account x = account(&d, "wang");
    assert_true(x.office == APP_OFFICE_AUDIT && x.actor.level.n == 0);
    desk_end(&d);
}

static void places_are_those_of_the_record(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by sec = by_office("sec", APP_OFFICE_SECURITY), sys = by_office("sys", APP_OFFICE_SYSTEM);
    static const struct {
        const char *level, *who;
        bool ok;
    } tried[] = {{"ministry", "", true},     {"ministry", "33", false},   {"province", "33", true},
                 {"province", "3302", true}, {"province", "66", true},    {"province", "330106", false},
                 {"province", "", false},    {"county", "330106", true},  {"county", "441900003", true},
                 {"county", "3301", false},  {"county", "999999", false}, {"county", "", false},
                 {"public", "", false},      {"clock", "", false},        {"nobody", "", false},
                 {"expert", "张三", false}, /* the national text knows none */
                 {"Ministry", "", false}};
    desk_with_officers(&d);
    add_account(&d, &sys, "wang");
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        const app_grant g = level_grant(tried[i].level, tried[i].who);
        const bool ok = app_account_grant(d.app, &sec, BASE_STR("wang"), &g, T0, &e);
        if (ok != tried[i].ok) fail_msg("%s %s: %s", tried[i].level, tried[i].who, e.en);
    }
    desk_end(&d);
}

static void what_somebody_else_has_set_waits_for_a_second_person(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by sec = by_office("sec", APP_OFFICE_SECURITY), sys = by_office("sys", APP_OFFICE_SYSTEM),
                 aud = by_office("aud", APP_OFFICE_AUDIT), console = app_by_console();
    const base_str wang = BASE_STR("wang"), none = {NULL, 0};
    desk_with_officers(&d);
    add_account(&d, &sys, "wang");
    grant(&d, &sec, "wang", level_grant("county", "330106"));
    app_signin s = sign_in(&d, "wang", PASSWORD, T0);
    assert_int_equal(s.result, APP_SIGNIN_OK);
    refused(app_password_set(d.app, &sec, wang, kept_password(), none, T0, &e), &e, "system officer");
    refused(app_password_set(d.app, &aud, wang, kept_password(), none, T0, &e), &e, "system officer");
    good(app_password_set(d.app, &sys, wang, kept_password(), none, T0, &e), &e);
    app_account x = account(&d, "wang");
    assert_true(x.unconfirmed && x.must_change && !app_account_is_active(&x));
    assert_false(session_there(&d, token_of(s.token), T0));
    assert_int_equal(sign_in(&d, "wang", PASSWORD, T0).result, APP_SIGNIN_INERT);
    refused(app_account_confirm(d.app, &sys, wang, T0, &e), &e, "security officer");
    good(app_account_confirm(d.app, &sec, wang, T0, &e), &e);
    s = sign_in(&d, "wang", PASSWORD, T0);
    assert_int_equal(s.result, APP_SIGNIN_OK);
    assert_int_equal(s.session.stage, APP_STAGE_CHANGE); /* and then he chooses one of his own */
    good(app_password_set(d.app, &console, wang, kept_password(), none, T0, &e), &e);
    x = account(&d, "wang");
    assert_true(!x.unconfirmed && x.must_change);
    desk_end(&d);
}

static void the_last_security_officer_stays(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by sys = by_office("sys", APP_OFFICE_SYSTEM), sec = by_office("sec", APP_OFFICE_SECURITY),
                 sec2 = by_office("sec2", APP_OFFICE_SECURITY), console = app_by_console();
    desk_with_officers(&d);
    refused(app_account_disable(d.app, &sys, BASE_STR("sec"), true, BASE_STR("x"), T0, &e), &e, "last security");
    refused(app_password_set(d.app, &sys, BASE_STR("sec"), kept_password(), (base_str){NULL, 0}, T0, &e), &e,
            "last security");
    refused(app_account_erase(d.app, &sys, BASE_STR("sec"), BASE_STR("x"), T0, &e), &e, "last security");
    add_account(&d, &sys, "sec2");
    grant(&d, &sec, "sec2", office_grant(APP_OFFICE_SECURITY));
    good(app_account_disable(d.app, &sys, BASE_STR("sec"), true, BASE_STR("x"), T0, &e), &e);
    app_grant g = office_grant(APP_OFFICE_AUDIT);
    refused(app_account_grant(d.app, &sec, BASE_STR("aud"), &g, T0, &e), &e, "security officer"); /* disabled */
    refused(app_account_disable(d.app, &sys, BASE_STR("sec"), false, BASE_STR("x"), T0, &e), &e, "security officer");
    good(app_account_disable(d.app, &sec2, BASE_STR("sec"), false, BASE_STR("x"), T0, &e), &e);
    good(app_account_revoke(d.app, &sec2, BASE_STR("sec"), BASE_STR("x"), T0, &e), &e);
    refused(app_account_disable(d.app, &sys, BASE_STR("sec2"), true, BASE_STR("x"), T0, &e), &e, "last security");
    good(app_account_disable(d.app, &console, BASE_STR("sec2"), true, BASE_STR("x"), T0, &e), &e);
    desk_end(&d);
}

static void people_are_sealed_and_erased(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by sys = by_office("sys", APP_OFFICE_SYSTEM), sec = by_office("sec", APP_OFFICE_SECURITY),
                 wang = by_office("wang", APP_OFFICE_NONE), li = by_office("li", APP_OFFICE_NONE);
    const base_str login = BASE_STR("wang");
    app_person p;
    store_entry n;
    bool found;
    desk_with_officers(&d);
    add_account(&d, &sys, "wang");
    add_account(&d, &sys, "li");
    good(app_person_get(d.app, d.scratch, login, &p, &e), &e);
    assert_true(base_str_is(p.name, "张三") && base_str_is(p.phone, "13812345678"));
    p.mail = BASE_STR("wang@example.cn");
    good(app_person_set(d.app, &wang, login, &p, T0, &e), &e); /* his own */
    refused(app_person_set(d.app, &li, login, &p, T0, &e), &e, "system officer");
    refused(app_person_set(d.app, &sec, login, &p, T0, &e), &e, "system officer");
    p.mail = BASE_STR("wang@a@b");
    refused(app_person_set(d.app, &sys, login, &p, T0, &e), &e, "mail address");
    p.mail = BASE_STR("a\nb@example.cn");
    refused(app_person_set(d.app, &sys, login, &p, T0, &e), &e, "one line");
    good(app_person_get(d.app, d.scratch, login, &p, &e), &e);
    assert_true(base_str_is(p.mail, "wang@example.cn"));
    /* moved to another account it does not open */
    const base_str space = BASE_STR("account.person");
    uint64_t version;
    good(store_entry_get(app_store(d.app), d.scratch, space, login, &n, &found, &e), &e);
    assert_null(memmem(n.body.p, n.body.n, "wang@", 5));
    n.key = BASE_STR("li");
    good(store_entry_put(app_store(d.app), &n, STORE_ANY_VERSION, &found, &version, &e), &e);
    refused(app_person_get(d.app, d.scratch, n.key, &p, &e), &e, "does not open");
    /* erased */
    refused(app_account_erase(d.app, &sec, login, BASE_STR("asked"), T0, &e), &e, "system officer");
    good(app_account_erase(d.app, &sys, login, BASE_STR("asked"), T0, &e), &e);
    good(app_person_get(d.app, d.scratch, login, &p, &e), &e);
    assert_true(p.name.n == 0 && p.mail.n == 0 && p.phone.n == 0);
    app_account x = account(&d, "wang");
    assert_true(x.disabled && x.password_set == 0);
    assert_int_equal(sign_in(&d, "wang", PASSWORD, T0).result, APP_SIGNIN_WRONG);
    const app_account_new again = {.login = login};
    refused(app_account_add(d.app, &sys, &again, T0, &e), &e, "taken"); /* the name is never given again */
    desk_end(&d);
}

typedef struct {
    base_arena *arena;
    size_t n;
    base_str last;
} letters;

static bool take_letter(void *ctx, const store_message *row) {
    letters *l = ctx;
    l->n++;
    l->last = base_arena_str(l->arena, row->body);
    return true;
}

static letters letters_of(desk *d) {
    base_err e = {0};
    letters l = {.arena = d->scratch};
    good(store_messages(app_store(d->app), 0, 1000, take_letter, &l, &e), &e);
    return l;
}

static void assert_says(base_str text, const char *words) {
    if (memmem(text.p, text.n, words, strlen(words)) == NULL)
        fail_msg("%.*s\ndoes not say: %s", (int)text.n, text.p, words);
}

/* Whoever has an address is told of changed credentials; the address itself stands nowhere in the outbox. */
static void changed_credentials_are_told(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by sys = by_office("sys", APP_OFFICE_SYSTEM), sec = by_office("sec", APP_OFFICE_SECURITY),
                 wang = by_office("wang", APP_OFFICE_NONE);
    const base_str login = BASE_STR("wang"), none = {NULL, 0};
    app_person p;
    desk_with_officers(&d);
    add_account(&d, &sys, "wang");
    size_t before = letters_of(&d).n;
    good(app_person_get(d.app, d.scratch, login, &p, &e), &e);
    p.mail = none;
    good(app_person_set(d.app, &wang, login, &p, T0, &e), &e);
    good(app_second_reset(d.app, &sec, login, BASE_STR("lost"), T0, &e), &e);
    assert_int_equal(letters_of(&d).n, before); /* no address */
    p.mail = BASE_STR("wang@example.cn");
    good(app_person_set(d.app, &wang, login, &p, T0, &e), &e);
    assert_int_equal(letters_of(&d).n, before + 1);
    good(app_second_reset(d.app, &sec, login, BASE_STR("lost"), T0, &e), &e);
    const letters l = letters_of(&d);
    assert_int_equal(l.n, before + 2);
    assert_says(l.last, "\"to\":\"account:wang\"");
    assert_says(l.last, "第二因素有变动");
    assert_says(l.last, "the second factor was changed");
    assert_null(memmem(l.last.p, l.last.n, "wang@", 5));
    /* refused: nothing changed, nothing is told */
    refused(app_second_reset(d.app, &sys, login, BASE_STR("lost"), T0, &e), &e, "security officer");
    assert_int_equal(letters_of(&d).n, before + 2);
    desk_end(&d);
}

/* Refused, and its owner hears of it; a wrong code is nobody's news. */
static void a_code_used_twice_is_told(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by sys = by_office("sys", APP_OFFICE_SYSTEM), wang = by_office("wang", APP_OFFICE_NONE);
    const base_str login = BASE_STR("wang");
    uint8_t secret[APP_TOTP_SECRET];
    char codes[APP_RECOVERY_CODES][APP_RECOVERY_CODE], code[APP_TOTP_DIGITS], other[APP_TOTP_DIGITS];
    bool right;
    size_t left;
    desk_with_officers(&d);
    add_account(&d, &sys, "wang");
    good(app_second_begin(d.app, &wang, login, secret, T0, &e), &e);
    app_totp_code(secret, app_totp_step(T0), code);
    good(app_second_confirm(d.app, &wang, login, (base_str){code, sizeof code}, T0, codes, &right, &e), &e);
    assert_true(right);
    const size_t before = letters_of(&d).n;
    app_totp_code(secret, app_totp_step(T0) + 9, other); /* of no step that is near */
    good(app_second_take(d.app, login, (base_str){other, sizeof other}, T0, &right, &left, &e), &e);
    assert_false(right);
    assert_int_equal(letters_of(&d).n, before);
    good(app_second_take(d.app, login, (base_str){code, sizeof code}, T0, &right, &left, &e), &e);
    assert_false(right);
    assert_int_equal(left, APP_RECOVERY_CODES);
    const letters l = letters_of(&d);
    assert_int_equal(l.n, before + 1);
    assert_says(l.last, "一次性验证码被重复使用");
    assert_non_null(strstr(newest_accesses(&d, 1), "reused"));
    desk_end(&d);
}

static void what_the_auditor_sees(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    uint64_t n;
    const app_by sys = by_office("sys", APP_OFFICE_SYSTEM), sec = by_office("sec", APP_OFFICE_SECURITY),
                 aud = by_office("aud", APP_OFFICE_AUDIT);
    desk_with_officers(&d);
    add_account(&d, &sys, "wang");
    grant(&d, &sec, "wang", level_grant("province", "33"));
    (void)sign_in(&d, "wang", "wrong", T0);
    (void)sign_in(&d, "nobody", "wrong", T0);
    (void)sign_in(&d, "wang", PASSWORD, T0);
    assert_string_equal(newest_accesses(&d, 4), "wang signin wang password|wang failed wang password|"
                                                "sec granted wang province 33|sys created wang |");
    good(app_access_check(d.app, &n, &e), &e);
    refused(app_account_disable(d.app, &aud, BASE_STR("wang"), true, BASE_STR("x"), T0, &e), &e, "officer");
    refused(app_session_end_all(d.app, &aud, BASE_STR("wang"), BASE_STR(""), T0, &e), &e, "officer");
    refused(app_second_reset(d.app, &aud, BASE_STR("wang"), BASE_STR("x"), T0, &e), &e, "security officer");
    refused(app_account_settings_put(d.app, &aud, &(app_account_settings){.second_all = true}, T0, &e), &e,
            "security officer");
    refused(app_account_settings_put(d.app, &sec, &(app_account_settings){.password_days = -1}, T0, &e), &e, "days");
    desk_end(&d);
}

static bool take_login(void *ctx, const app_account *x) {
    base_buf_fmt(ctx, "%.*s ", (int)x->login.n, x->login.p);
    return true;
}

static void accounts_come_by_name(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    base_buf b;
    base_buf_init(&b, 1000);
    desk_with_officers(&d);
    good(app_accounts(d.app, (base_str){NULL, 0}, 2, take_login, &b, &e), &e);
    good(app_accounts(d.app, BASE_STR("sec"), 9, take_login, &b, &e), &e);
    assert_true(base_str_is(base_buf_str(&b), "aud sec sys "));
    base_buf_free(&b);
    desk_end(&d);
}

/* Letters of the acts that are open to `by`, in their order; a dot for each that is not. */
static const char *open_to(desk *d, const app_by *by, const char *login) {
    static char said[APP_DOINGS + 1];
    for (enum app_doing i = 0; i < APP_DOINGS; i++) {
        base_err why = {0};
        const bool open = app_account_may(d->app, d->scratch, by, i, base_str_of(login), &why);
        assert_true(open || (why.zh[0] != 0 && why.en[0] != 0));
        said[i] = open ? app_doing_name(i)[0] : '.';
    }
    return said;
}

static void what_is_shown_as_open_is_open(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    const app_by sys = by_office("sys", APP_OFFICE_SYSTEM), sec = by_office("sec", APP_OFFICE_SECURITY),
                 aud = by_office("aud", APP_OFFICE_AUDIT), wang = by_office("wang", APP_OFFICE_NONE);
    desk_with_officers(&d);
    add_account(&d, &sys, "wang");
    /* grant revoke confirm disable enable person password second-reset sessions link unlink reveal erase */
    assert_string_equal(open_to(&d, &sys, "wang"), "...d.pp.s..re");
    assert_string_equal(open_to(&d, &sec, "wang"), "g..d....sl.r.");
    assert_string_equal(open_to(&d, &aud, "wang"), "...........r.");
    assert_string_equal(open_to(&d, &wang, "wang"), ".....pp.s....");
    grant(&d, &sec, "wang", level_grant("county", "330106"));
    assert_string_equal(open_to(&d, &sec, "wang"), "gr.d....sl.r.");
    assert_string_equal(open_to(&d, &sec, "sec"), ".....pp.s..r.");
    assert_string_equal(open_to(&d, &sys, "sec"), ".....p..s..r."); /* the last security officer */
    good(app_account_disable(d.app, &sys, BASE_STR("wang"), true, BASE_STR("x"), T0, &e), &e);
    assert_string_equal(open_to(&d, &sec, "wang"), "gr..e...sl.r.");
    desk_end(&d);
}

static const char *found_by(desk *d, app_account_query q, const char *next) {
    if (q.limit == 0) q.limit = 9;
    static char said[200];
    base_err e = {0};
    base_str more;
    base_buf b;
    base_buf_init(&b, sizeof said);
    good(app_accounts_find(d->app, d->scratch, &q, take_login, &b, &more, &e), &e);
    assert_true(base_str_is(more, next));
    (void)snprintf(said, sizeof said, "%.*s", (int)b.n, b.n > 0 ? b.p : "");
    base_buf_free(&b);
    return said;
}

static void accounts_are_looked_for(void **state) {
    (void)state;
    desk d = {0};
    const app_by sys = by_office("sys", APP_OFFICE_SYSTEM), sec = by_office("sec", APP_OFFICE_SECURITY);
    desk_with_officers(&d);
    add_account(&d, &sys, "wang");
    add_account(&d, &sys, "zhou");
    grant(&d, &sec, "wang", level_grant("county", "330106"));
#define FOUND(next, ...) found_by(&d, (app_account_query){__VA_ARGS__}, next)
    assert_string_equal(FOUND("", .text = BASE_STR("a")), "aud wang ");
    assert_string_equal(FOUND("", .text = BASE_STR("西湖")), "wang ");
    assert_string_equal(FOUND("", .text = BASE_STR("3301")), "wang ");
    assert_string_equal(FOUND("", .office = BASE_STR("audit")), "aud ");
    assert_string_equal(FOUND("", .level = BASE_STR("county")), "wang ");
    assert_string_equal(FOUND("", .state = APP_ACCOUNT_INERT), "zhou ");
    assert_string_equal(FOUND("", .state = APP_ACCOUNT_DISABLED), "");
    assert_string_equal(FOUND("sec", .limit = 2), "aud sec ");
    assert_string_equal(FOUND("", .after = BASE_STR("sec")), "sys wang zhou ");
#undef FOUND
    desk_end(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_is_made_on_the_command_line),
        cmocka_unit_test(login_names),
        cmocka_unit_test(one_makes_and_another_grants),
        cmocka_unit_test(nobody_grants_to_himself),
        cmocka_unit_test(offices_exclude_one_another_and_levels),
        cmocka_unit_test(places_are_those_of_the_record),
        cmocka_unit_test(what_somebody_else_has_set_waits_for_a_second_person),
        cmocka_unit_test(the_last_security_officer_stays),
        cmocka_unit_test(people_are_sealed_and_erased),
        cmocka_unit_test(changed_credentials_are_told),
        cmocka_unit_test(a_code_used_twice_is_told),
        cmocka_unit_test(what_the_auditor_sees),
        cmocka_unit_test(accounts_come_by_name),
        cmocka_unit_test(what_is_shown_as_open_is_open),
        cmocka_unit_test(accounts_are_looked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
