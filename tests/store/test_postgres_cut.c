/* PostgreSQL when connections are cut at every step of a group, and when servers stop: what is on record is whole, and
 * who asked is told the truth. */
#include <dlfcn.h>
#include <pthread.h>

#include "postgres.h"
#include "store/postgres/pg.h"

/* The program does not call this one, so it is not among those that it hands over. */
static int backend_of(const store *s) {
    __typeof__(PQbackendPID) *pid = NULL;
    void *f = dlsym(dlopen("libpq.so.5", RTLD_NOW | RTLD_NOLOAD), "PQbackendPID");
    assert_non_null(f);
    memcpy(&pid, &f, sizeof f);
    return pid(((const pg *)s)->conn);
}

static void terminate(const store *s) {
    char query[128];
    (void)snprintf(query, sizeof query, "SELECT pg_terminate_backend(%d, 10000)", backend_of(s));
    assert_string_equal(sql(query), "t");
}

/* The error of a lost connection says what to do; and the store says it again until it is closed. */
static void assert_lost(store *s, const base_err *e) {
    store_head head;
    base_err again = {0};
    assert_int_equal(e->kind, BASE_ERR_IO);
    if (strstr(e->en, "close") == NULL || strstr(e->zh, "关闭") == NULL) fail_msg("%s / %s", e->zh, e->en);
    assert_false(store_head_get(s, &head, &again));
    assert_non_null(strstr(again.en, "close"));
    store_close(s);
}

static void a_cut_before_begin(void **state) {
    (void)state;
    base_err e = {0};
    store_head head;
    make_schema("cut");
    store *s = open_in("cut");
    terminate(s);
    assert_false(store_begin(s, 1000, &head, &e));
    assert_lost(s, &e);
    s = open_in("cut");
    commit_group(s, "w", 0, 3);
    store_close(s);
}

static void *terminate_later(void *ctx) {
    sql_until("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'", "1");
    terminate(ctx);
    return NULL;
}

static void a_cut_while_waiting(void **state) {
    (void)state;
    base_err e = {0};
    store_head head;
    pthread_t thread;
    make_schema("cut");
    store *holder = open_in("cut"), *s = open_in("cut");
    assert_true(store_begin(holder, 1000, &head, &e));
    assert_int_equal(pthread_create(&thread, NULL, terminate_later, s), 0);
    assert_false(store_begin(s, 10000, &head, &e));
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_lost(s, &e);
    store_rollback(holder);
    store_close(holder);
}

static void a_cut_before_write(void **state) {
    (void)state;
    static made_group m;
    base_err e = {0};
    store_head head;
    make_schema("cut");
    store *s = open_in("cut");
    assert_true(store_begin(s, 1000, &head, &e));
    terminate(s);
    make_group(&m, &head, "w", 0, 3, 3);
    assert_false(store_write(s, &m.group, &e));
    assert_int_equal(store_commit(s, &e), STORE_NOT_COMMITTED);
    store_close(s);
    s = open_in("cut");
    assert_int_equal(size_of(s), 0);
    store_close(s);
}

/* The server had said that it ends the connection before COMMIT was asked for: nothing is committed. */
static void a_cut_before_commit(void **state) {
    (void)state;
    base_err e = {0};
    make_schema("cut");
    store *s = open_in("cut");
    commit_group(s, "w", 0, 3);
    assert_true(begin_group(s, "w", 3, 3, 1000, &e));
    terminate(s);
    assert_int_equal(store_commit(s, &e), STORE_NOT_COMMITTED);
    assert_lost(s, &e);
    s = open_in("cut");
    assert_int_equal(size_of(s), 3);
    assert_false(has_request(s, "w", 3));
    commit_group(s, "w", 3, 3);
    assert_sound(s);
    store_close(s);
}

#define AWAITS_REPLICA "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"

/* Whether a transaction that is committed now, by nobody here, has to wait; it is then let go. */
static bool a_commit_waits(void) {
    PGconn *c = PQconnectdb(getenv("JIQUN_TEST_DB"));
    assert_int_equal(PQsendQuery(c, "SELECT pg_logical_emit_message(true, 'probe', '')"), 1);
    bool waits = false;
    while (!waits && PQconsumeInput(c) == 1 && PQisBusy(c)) waits = strcmp(sql(AWAITS_REPLICA), "1") == 0;
    if (waits) (void)sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    PQfinish(c);
    sql_until(AWAITS_REPLICA, "0");
    return waits;
}

/* Commits wait for a replica that does not exist, so that there is time to cut them. The server's checkpointer sees to
 * that, some time after the setting is shown. */
static void want_replica(const char *name) {
    char query[128];
    (void)snprintf(query, sizeof query, "ALTER SYSTEM SET synchronous_standby_names = '%s'", name);
    (void)sql(query);
    (void)sql("SELECT pg_reload_conf()");
    sql_until("SHOW synchronous_standby_names", name);
    for (int i = 0; a_commit_waits() != (*name != '\0'); i++) {
        if (i == 200) fail_msg("the replica '%s' is still not waited for, or still is", name);
        sleep_ms(20);
    }
}

static void *terminate_commit(void *ctx) {
    sql_until(AWAITS_REPLICA, "1");
    terminate(ctx);
    return NULL;
}

static void *cancel_commit(void *ctx) {
    char query[128];
    sql_until(AWAITS_REPLICA, "1");
    (void)snprintf(query, sizeof query, "SELECT pg_cancel_backend(%d)", backend_of(ctx));
    assert_string_equal(sql(query), "t");
    return NULL;
}

/* COMMIT was handed over and no answer came: it may be there, and here it is. */
static void cut_in_commit(void *(*cut)(void *)) {
    base_err e = {0}, other = {0};
    pthread_t thread;
    store_head head;
    make_schema("cut");
    store *s = open_in("cut");
    commit_group(s, "w", 0, 3);
    assert_true(begin_group(s, "w", 3, 3, 1000, &e));
    want_replica("nobody");
    assert_int_equal(pthread_create(&thread, NULL, cut, s), 0);
    assert_int_equal(store_commit(s, &e), STORE_NOT_KNOWN);
    assert_int_equal(e.kind, BASE_ERR_IO);
    assert_int_equal(pthread_join(thread, NULL), 0);
    want_replica("");
    assert_false(store_begin(s, 1000, &head, &other));
    store_close(s);
    s = open_in("cut");
    assert_int_equal(size_of(s), 6);
    assert_true(has_request(s, "w", 5));
    store_close(s);
}

static void a_cut_in_commit(void **state) {
    (void)state;
    cut_in_commit(terminate_commit);
}

/* PostgreSQL would say COMMIT all the same, with a warning that the replica has not confirmed. */
static void a_cancelled_wait_is_no_commit(void **state) {
    (void)state;
    cut_in_commit(cancel_commit);
}

static void a_write_that_fails_leaves_nothing(void **state) {
    (void)state;
    base_err e = {0};
    make_schema("cut");
    store *s = open_in("cut");
    commit_group(s, "w", 0, 3);
    assert_false(begin_group(s, "w", 2, 3, 1000, &e)); /* w-2 is there already */
    assert_int_equal(e.kind, BASE_ERR_INPUT);
    assert_int_equal(store_commit(s, &e), STORE_NOT_COMMITTED);
    assert_int_equal(size_of(s), 3);
    commit_group(s, "w", 3, 3);
    assert_int_equal(size_of(s), 6);
    store_close(s);
}

static void a_server_that_restarts(void **state) {
    (void)state;
    base_err e = {0};
    store_head head;
    make_schema("restart");
    char address[1024];
    (void)snprintf(address, sizeof address, "%s", address_in("restart", ""));
    store *s = open_in("restart"), *t = open_in("restart");
    commit_group(s, "w", 0, 3);
    server("stop a");
    assert_false(store_head_get(s, &head, &e));
    assert_lost(s, &e);
    refused(address, false, false, BASE_ERR_IO, "PostgreSQL");
    server("start a");
    assert_false(store_begin(t, 1000, &head, &e)); /* not behind the caller's back */
    assert_lost(t, &e);
    s = open_at(address, false, false);
    assert_int_equal(size_of(s), 3);
    commit_group(s, "w", 3, 3);
    assert_sound(s);
    store_close(s);
}

/* A node that stops in the middle of a group must not keep all others from writing. */
static void who_holds_the_head_idly_is_cut(void **state) {
    (void)state;
    base_err e = {0};
    store_head head;
    make_schema("idle");
    store *s = open_in("idle");
    assert_true(store_begin(s, 1000, &head, &e));
    PGresult *r = NULL;
    pg *p = pg_of(s);
    pg_new(p);
    pg_queue_text(p, "SELECT current_setting('idle_in_transaction_session_timeout'), current_setting("
                     "'statement_timeout')");
    r = pg_fetch(p, &e);
    assert_non_null(r);
    assert_string_equal(PQgetvalue(r, 0, 0), "1min");
    assert_string_equal(PQgetvalue(r, 0, 1), "0");
    PQclear(r);
    store_rollback(s);
    store_close(s);
}

int main(int argc, char **argv) {
    (void)argc;
    under_postgres(argv, "--fast"); /* servers die here, but no machine does */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cut_before_begin),
        cmocka_unit_test(a_cut_while_waiting),
        cmocka_unit_test(a_cut_before_write),
        cmocka_unit_test(a_cut_before_commit),
        cmocka_unit_test(a_cut_in_commit),
        cmocka_unit_test(a_cancelled_wait_is_no_commit),
        cmocka_unit_test(a_write_that_fails_leaves_nothing),
        cmocka_unit_test(a_server_that_restarts),
        cmocka_unit_test(who_holds_the_head_idly_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
