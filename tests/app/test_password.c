/* Which passwords are taken, how they are kept, and the pool that works on them. */
#include "support.h"

#include <pthread.h>

#include "app/password.h"

static void taken_by(app_password_rule rule, const char *password, bool want) {
    base_err e = {0};
    const base_str login = BASE_STR("wangli"), p = base_str_of(password);
    if (app_password_good(login, p, &rule, &e) != want) fail_msg("%s: %s", password, e.en);
    assert_true(want || (e.zh[0] != '\0' && strstr(e.en, password) == NULL));
    const app_password_look l = app_password_look_at(login, p, &rule); /* says the same, piece by piece */
    assert_int_equal(l.characters >= l.wanted && l.fits && l.other && l.rare, want);
}

static void taken(const char *password, bool want) { taken_by(APP_PASSWORD_RULE, password, want); }

static void what_is_taken(void **state) {
    (void)state;
    taken("Tq7-mks", false);  /* 7 of four kinds */
    taken("Tq7-mksx", true);  /* 8 */
    taken("tq7mksxw", false); /* two kinds */
    taken("tq7mksxwqruvx", false);
    taken("tq7mksxwqruvxz", true); /* 14 of any kind */
    taken("Tq7mksxw", true);
    taken("集群平台口令Aa", true); /* characters, not bytes */
    taken("集群Aa1b", false);
    taken("Wangli-2026", false); /* holds the login name */
    taken("x9-WANGLI-k", false);
    taken("P@ssw0rd2026", false);
    taken("Admin@123", false);
    taken("1qaz@WSX", false);
    taken("Aaaaaaa1", false); /* three different characters */
    taken("Aa1\nbcdefg", false);
    taken("Aa1\xFF\xFE"
          "bcdefg",
          false);
    char longest[200];
    memset(longest, 'x', sizeof longest);
    for (size_t i = 0; i < 129; i++) longest[i] = (char)('a' + i % 20);
    longest[128] = '\0';
    taken(longest, true);
    longest[128] = 'z';
    longest[129] = '\0';
    taken(longest, false);
    for (int i = 0; i < 50; i++) {
        char once[APP_PASSWORD_ONCE + 1] = {0};
        app_password_once(once);
        taken(once, true);
    }
}

static void what_a_site_may_ask(void **state) {
    (void)state;
    const app_password_rule twelve = {12, 1}, sixteen = {16, 3}, four = {10, 4};
    base_err e = {0};
    taken_by(twelve, "tq7mksxwqru", false); /* 11 */
    taken_by(twelve, "tq7mksxwqruv", true); /* of any kind */
    taken_by(sixteen, "Tq7-mksxwqruvxz", false);
    taken_by(sixteen, "tq7mksxwqruvxzpy", true);
    taken_by(four, "Tq7mksxwqr", false);
    taken_by(four, "Tq7-mksxwq", true);
    taken_by(four, "tqmksxwqruvxzp", true); /* 14 */
    assert_true(app_password_rule_good(&twelve, &e) && app_password_rule_good(&four, &e));
    static const app_password_rule bad[] = {{7, 3}, {65, 3}, {8, 0}, {8, 5}, {11, 1}, {8, 2}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        e = (base_err){0};
        assert_false(app_password_rule_good(&bad[i], &e));
        assert_int_equal(e.kind, BASE_ERR_RANGE);
    }
    const app_password_look l = app_password_look_at(BASE_STR("wangli"), BASE_STR("tq7mks"), &APP_PASSWORD_RULE);
    assert_true(l.characters == 6 && l.wanted == 14 && l.kinds == 2 && l.fits && l.other && l.rare);
}

/* A secret key goes in beside the salt. */
static void a_secret_key_goes_in(void **state) {
    (void)state;
    base_err e = {0};
    const base_str password = BASE_STR("first Password 1");
    app_password_job j = {.fresh = password, .set = true, .n_peppers = 1, .pepper = {{.key = "one"}}};
    assert_true(app_password_do(&j, &e));
    if (strncmp(j.kept, "hmac-sm3$argon2id$v=19$m=19456,t=2,p=1$", 39) != 0) fail_msg("%s", j.kept);
    char with[APP_PHC_MAX], without[APP_PHC_MAX];
    memcpy(with, j.kept, sizeof with);
    j = (app_password_job){.password = password, .phc = base_str_of(with), .n_peppers = 1, .pepper = {{.key = "one"}}};
    assert_true(app_password_do(&j, &e));
    assert_true(j.right && j.kept[0] == '\0'); /* nothing to be kept anew */
    j.pepper[0].key[0] ^= 1;
    assert_true(app_password_do(&j, &e));
    assert_false(j.right); /* with another key it is another password */
    j.n_peppers = 0;
    assert_true(app_password_do(&j, &e));
    assert_false(j.right); /* and without one nobody's */
    j = (app_password_job){.fresh = password, .set = true};
    assert_true(app_password_do(&j, &e));
    memcpy(without, j.kept, sizeof without);
    j = (app_password_job){
        .password = password, .phc = base_str_of(without), .n_peppers = 1, .pepper = {{.key = "one"}}};
    assert_true(app_password_do(&j, &e));
    assert_true(j.right && strncmp(j.kept, "hmac-sm3$", 9) == 0); /* kept before there was a key: kept anew */
    j.password = BASE_STR("another 1 Password");
    assert_true(app_password_do(&j, &e));
    assert_true(!j.right && j.kept[0] == '\0');
    j = (app_password_job){.password = password, .fresh = password, .phc = base_str_of(without), .n_peppers = 1};
    assert_true(app_password_do(&j, &e));
    assert_true(j.right && j.reused); /* the old one is known again, however it is kept */
}

#define ONE                                                                                                            \
    { .id = "0000000000000001", .key = "one" }
#define TWO                                                                                                            \
    { .id = "0000000000000002", .key = "two" }
#define THREE                                                                                                          \
    { .id = "0000000000000003", .key = "three" }

/* One that is kept with an older key is right, and kept with the newest from then on; it names its key, but for the
 * first of all, which those of before name not. */
static void a_password_goes_over_to_a_new_key(void **state) {
    (void)state;
    base_err e = {0};
    char first[APP_PHC_MAX], second[APP_PHC_MAX];
    const base_str password = BASE_STR("first Password 1");
    app_password_job j = {.fresh = password, .set = true, .n_peppers = 1, .pepper = {ONE}};
    assert_true(app_password_do(&j, &e));
    memcpy(first, j.kept, sizeof first);
    j = (app_password_job){.password = password, .phc = base_str_of(first), .n_peppers = 2, .pepper = {TWO, ONE}};
    assert_ptr_equal(app_password_mixed_with(&j), &j.pepper[1]);
    assert_true(app_password_do(&j, &e));
    if (!j.right || strncmp(j.kept, "hmac-sm3:0000000000000002$argon2id$", 35) != 0) fail_msg("%s", j.kept);
    memcpy(second, j.kept, sizeof second);
    assert_true(strlen(second) + 1 < APP_PHC_MAX);
    j = (app_password_job){
        .password = password, .phc = base_str_of(second), .n_peppers = 3, .pepper = {THREE, TWO, ONE}};
    assert_ptr_equal(app_password_mixed_with(&j), &j.pepper[1]);
    assert_true(app_password_do(&j, &e));
    assert_true(j.right && strncmp(j.kept, "hmac-sm3:0000000000000003$", 26) == 0);
    j.phc = base_str_of(first);
    assert_true(app_password_do(&j, &e) && j.right); /* over two changes at once */
    j.password = BASE_STR("another 1 Password");
    assert_true(app_password_do(&j, &e) && !j.right && j.kept[0] == '\0');
    /* the old one is known again under each */
    j = (app_password_job){
        .set = true, .fresh = password, .history = {base_str_of(second)}, .n_peppers = 3, .pepper = {THREE, TWO, ONE}};
    assert_true(app_password_do(&j, &e) && j.reused);
    /* with a key that is not here it is nobody's, and so is one that names no such key */
    j = (app_password_job){.password = password, .phc = base_str_of(second), .n_peppers = 2, .pepper = {THREE, ONE}};
    assert_null(app_password_mixed_with(&j));
    assert_true(app_password_do(&j, &e) && !j.right);
    second[8] = '$'; /* "hmac-sm3$0000…" */
    assert_true(app_password_do(&j, &e) && !j.right);
    assert_true(memmove(second + 8, second + 25, strlen(second + 25) + 1) != NULL); /* the mark of the first key */
    assert_true(app_password_do(&j, &e) && !j.right);
}

static void a_password_is_kept_and_found_right(void **state) {
    (void)state;
    base_err e = {0};
    app_password_job j = {.fresh = BASE_STR("first Password 1"), .set = true};
    assert_true(app_password_do(&j, &e));
    assert_true(j.right && !j.reused);
    if (strncmp(j.kept, "$argon2id$v=19$m=19456,t=2,p=1$", 31) != 0) fail_msg("%s", j.kept);
    char first[APP_PHC_MAX];
    memcpy(first, j.kept, sizeof first);
    j = (app_password_job){.password = BASE_STR("first Password 1"), .phc = base_str_of(first)};
    assert_true(app_password_do(&j, &e));
    assert_true(j.right && j.kept[0] == '\0');
    j.password = BASE_STR("first Password 2");
    j.fresh = BASE_STR("second Password 2");
    assert_true(app_password_do(&j, &e));
    assert_true(!j.right && j.kept[0] == '\0'); /* no new one for who does not know the old one */
    j.password = BASE_STR("first Password 1");
    assert_true(app_password_do(&j, &e));
    assert_true(j.right && !j.reused && strcmp(j.kept, first) != 0);
    j.fresh = BASE_STR("first Password 1"); /* the present one again */
    assert_true(app_password_do(&j, &e));
    assert_true(j.reused && j.kept[0] == '\0');
    j = (app_password_job){.fresh = BASE_STR("first Password 1"), .set = true};
    j.history[APP_PASSWORD_HISTORY - 1] = base_str_of(first); /* the oldest that is remembered */
    assert_true(app_password_do(&j, &e));
    assert_true(j.reused && j.kept[0] == '\0');
}

static void what_is_no_password_is_wrong(void **state) {
    (void)state;
    static const char *const phc[] = {"", "$argon2id$v=19$m=19456,t=2,p=1$",
                                      "$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA", "x",
                                      "$argon2id$v=19$m=999999999,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"};
    for (size_t i = 0; i < sizeof phc / sizeof *phc; i++) {
        base_err e = {0};
        app_password_job j = {.password = BASE_STR("any"), .phc = base_str_of(phc[i])};
        (void)app_password_do(&j, &e); /* may say that there is no memory */
        assert_false(j.right);
    }
}

typedef struct {
    pthread_mutex_t lock;
    int done, right;
} counted;

static void count(void *ctx, app_password_job *j, const base_err *e) {
    counted *c = ctx;
    pthread_mutex_lock(&c->lock);
    c->done += e == NULL;
    c->right += j->right;
    pthread_mutex_unlock(&c->lock);
}

static void a_pool_does_all_it_has_taken_and_no_more(void **state) {
    (void)state;
    enum { JOBS = 12, WAITING = 4 };
    base_err e = {0};
    counted c = {.lock = PTHREAD_MUTEX_INITIALIZER};
    app_password_job job[JOBS];
    app_password_pool *p = app_password_pool_start(1, WAITING, &e);
    assert_non_null(p);
    int accepted = 0;
    for (int i = 0; i < JOBS; i++) {
        job[i] = (app_password_job){.password = BASE_STR("any")};
        const bool ok = app_password_push(p, &job[i], count, &c, &e);
        accepted += ok;
        assert_true(ok || e.kind == BASE_ERR_LIMIT);
    }
    assert_true(accepted >= WAITING && accepted < JOBS); /* they come quicker than one is done */
    app_password_pool_stop(p);
    assert_int_equal(c.done, accepted);
    assert_int_equal(c.right, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken),
        cmocka_unit_test(what_a_site_may_ask),
        cmocka_unit_test(a_secret_key_goes_in),
        cmocka_unit_test(a_password_goes_over_to_a_new_key),
        cmocka_unit_test(a_password_is_kept_and_found_right),
        cmocka_unit_test(what_is_no_password_is_wrong),
        cmocka_unit_test(a_pool_does_all_it_has_taken_and_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
