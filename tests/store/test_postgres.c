/* PostgreSQL alone: several writers at once, servers and databases that are refused, and what the database's check of
 * itself finds. */
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "postgres.h"
#include "store/postgres/pg.h"

/* ---- several writers ---- */

enum { WRITERS = 4, GROUPS = 40 };

/* How many events the g-th group of a writer has. */
static int events_in(int g) { return 1 + g * 7 % 11; }

static void write_groups(const char *writer) {
    store *s = open_in("several");
    for (int g = 0, from = 0; g < GROUPS; from += events_in(g), g++) commit_group(s, writer, from, events_in(g));
    store_close(s);
}

static void *write_as_thread(void *ctx) {
    write_groups(ctx);
    return NULL;
}

typedef struct {
    uint64_t next;
    size_t n;
} gapless;

static bool is_next(void *ctx, const store_event *row) {
    gapless *g = ctx;
    assert_int_equal(row->seq, g->next);
    g->next++;
    return true;
}

/* What one moment shows is whole groups: head, events and tally agree. */
static void look_whole(store *s) {
    base_err e = {0};
    gapless g = {0};
    store_head head;
    int64_t tally = 0;
    assert_true(store_begin_read(s, &e));
    assert_true(store_head_get(s, &head, &e));
    assert_true(store_tallies(s, take_tally, &tally, &e));
    assert_true(store_events(s, 0, UINT64_MAX, is_next, &g, &e));
    store_end_read(s);
    assert_int_equal(g.next, head.size);
    assert_int_equal(tally, (int64_t)head.size);
}

static void nothing_is_lost_or_doubled(void **state) {
    (void)state;
    static char name[WRITERS][8];
    pthread_t thread[WRITERS / 2];
    pid_t child[WRITERS / 2];
    make_schema("several");
    store *s = open_in("several");
    for (int i = 0; i < WRITERS; i++) (void)snprintf(name[i], sizeof name[i], "w%d", i);
    for (int i = 0; i < WRITERS / 2; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            write_groups(name[i]);
            _exit(0);
        }
    }
    for (int i = 0; i < WRITERS / 2; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, write_as_thread, name[WRITERS / 2 + i]), 0);
    for (int i = 0; i < 20; i++) look_whole(s);
    for (int i = 0; i < WRITERS / 2; i++) {
        int status = 0;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_int_equal(status, 0);
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    }
    look_whole(s);
    int each = 0;
    for (int g = 0; g < GROUPS; g++) each += events_in(g);
    assert_int_equal(size_of(s), WRITERS * each);
    for (int i = 0; i < WRITERS; i++) {
        for (int k = 0; k < each; k++) assert_true(has_request(s, name[i], k));
    }
    assert_sound(s);
    store_close(s);
}

static void who_waits_too_long_is_told(void **state) {
    (void)state;
    base_err e = {0};
    store_head head;
    make_schema("wait");
    store *holder = open_in("wait"), *other = open_in("wait");
    assert_true(store_begin(holder, 1000, &head, &e));
    static const int patience[] = {0, 200};
    for (int i = 0; i < 2; i++) {
        const int64_t start = now_ms();
        assert_false(store_begin(other, patience[i], &head, &e));
        assert_int_equal(e.kind, BASE_ERR_LIMIT);
        const int64_t took = now_ms() - start;
        assert_true(took >= patience[i] && took < patience[i] + 2000);
    }
    store_rollback(holder);
    assert_true(store_begin(other, 1000, &head, &e));
    store_rollback(other);
    store_close(holder);
    store_close(other);
}

typedef struct {
    store *s;
    int64_t took;
    bool ok;
} waiter;

static void *wait_for_turn(void *ctx) {
    waiter *w = ctx;
    store_head head;
    base_err e = {0};
    const int64_t start = now_ms();
    w->ok = store_begin(w->s, 1000, &head, &e);
    w->took = now_ms() - start;
    if (w->ok) store_rollback(w->s);
    return NULL;
}

/* A queue for a row is several locks; the time is for all of them together. */
static void a_queue_waits_no_longer(void **state) {
    (void)state;
    enum { QUEUE = 4 };
    base_err e = {0};
    store_head head;
    waiter w[QUEUE] = {0};
    pthread_t thread[QUEUE];
    make_schema("queue");
    store *holder = open_in("queue");
    for (int i = 0; i < QUEUE; i++) w[i].s = open_in("queue");
    assert_true(store_begin(holder, 1000, &head, &e));
    for (int i = 0; i < QUEUE; i++) {
        assert_int_equal(pthread_create(&thread[i], NULL, wait_for_turn, &w[i]), 0);
        sleep_ms(150);
    }
    for (int i = 0; i < QUEUE; i++) {
        assert_int_equal(pthread_join(thread[i], NULL), 0);
        assert_false(w[i].ok);
        assert_true(w[i].took >= 1000 && w[i].took < 1800);
        store_close(w[i].s);
    }
    store_close(holder);
}

/* ---- connections that are cut ---- */

/* ---- sessions ---- */

static void assert_setting(store *s, const char *name, const char *value) {
    char query[128];
    base_err e = {0};
    pg *p = pg_of(s);
    (void)snprintf(query, sizeof query, "SELECT current_setting('%s')", name);
    pg_new(p);
    pg_queue_text(p, query);
    PGresult *r = pg_fetch(p, &e);
    assert_non_null(r);
    if (strcmp(PQgetvalue(r, 0, 0), value) != 0) fail_msg("%s is %s, and not %s", name, PQgetvalue(r, 0, 0), value);
    PQclear(r);
}

static void settings_of_a_session(void **state) {
    (void)state;
    make_schema("session");
    store *s =
        open_at(address_in("session", "%20-csynchronous_commit%3Doff%20-cclient_encoding%3DLATIN1"), true, false);
    assert_setting(s, "synchronous_commit", "on");
    assert_setting(s, "client_encoding", "UTF8");
    assert_setting(s, "search_path", "session, pg_temp");
    assert_setting(s, "statement_timeout", "1min");
    store_close(s);
    s = open_at(address_in("session", "%20-csynchronous_commit%3Dremote_apply"), false, true);
    assert_setting(s, "synchronous_commit", "remote_apply");
    assert_setting(s, "default_transaction_read_only", "on");
    store_close(s);
}

/* ---- what is refused ---- */

static void addresses_are_masked(void **state) {
    (void)state;
    static const char *const bad[] = {
        "postgresql://user:geheim@/db?host=/nowhere",
        "postgresql://user:geheim@localhost:1/db",
        "postgresql://user:geheim@localhost:port/db",
        "postgresql://user:geheim%zz@localhost/db",
        "postgresql://user:ge@heim:geheim@localhost/db?nonsense=1",
        "postgresql:///db?host=/nowhere&password=geheim",
        "postgresql:///db?password=geheim&nonsense=1",
        "postgresql:///db?host=/nowhere&pass%77ord=geheim",
        "postgresql://user:geheim@[::1/db",
        "postgres://user:geheim@localhost:1,localhost:2/db?connect_timeout=1",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        base_err e = {0};
        const store_options o = {bad[i], false, false};
        assert_null(store_open(&o, &e));
        assert_true(e.en[0] != '\0' && e.zh[0] != '\0');
        if (strstr(e.en, "heim") != NULL || strstr(e.zh, "heim") != NULL || strstr(e.where, "heim") != NULL)
            fail_msg("%s: %s", bad[i], e.en);
    }
}

static void a_message_is_masked(void **state) {
    (void)state;
    static pg p = {.secret = "geheim"};
    base_buf b;
    base_buf_init(&b, 200);
    pg_masked(&p, &b, BASE_STR(" what\ngeheim is geheimnis \n"));
    assert_true(base_str_is(base_buf_str(&b), "what *** is ***nis"));
    base_buf_free(&b);
}

/* A server that only says which version it is. */
typedef struct {
    int listener;
    const char *version, *encoding;
} fake;

static void put_message(int fd, char type, const char *body, size_t n) {
    char out[256] = {type, 0, 0, (char)((n + 4) >> 8), (char)(n + 4)};
    memcpy(out + 5, body, n);
    assert_int_equal(write(fd, out, n + 5), (ssize_t)(n + 5));
}

static void put_status(int fd, const char *name, const char *value) {
    char body[128];
    const size_t a = strlen(name) + 1, b = strlen(value) + 1;
    memcpy(body, name, a);
    memcpy(body + a, value, b);
    put_message(fd, 'S', body, a + b);
}

static void *serve(void *ctx) {
    const fake *f = ctx;
    char in[1024];
    const int fd = accept(f->listener, NULL, NULL);
    assert_true(fd >= 0 && read(fd, in, sizeof in) > 0);
    put_message(fd, 'R', "\0\0\0\0", 4);
    put_status(fd, "server_version", f->version);
    put_status(fd, "server_encoding", f->encoding);
    put_message(fd, 'K', "\0\0\0\1\0\0\0\1", 8);
    put_message(fd, 'Z', "I", 1);
    while (read(fd, in, sizeof in) > 0) {
    }
    (void)close(fd);
    return NULL;
}

static void refused_by_fake(const char *version, const char *encoding, const char *names) {
    fake f = {socket(AF_UNIX, SOCK_STREAM, 0), version, encoding};
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    char address[256];
    pthread_t thread;
    (void)snprintf(at.sun_path, sizeof at.sun_path, "%s/.s.PGSQL.5999", getenv("JIQUN_PG_SOCKET"));
    (void)unlink(at.sun_path);
    assert_int_equal(bind(f.listener, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(f.listener, 1), 0);
    assert_int_equal(pthread_create(&thread, NULL, serve, &f), 0);
    (void)snprintf(address, sizeof address, "postgresql:///x?host=%s&port=5999", getenv("JIQUN_PG_SOCKET"));
    refused(address, true, false, BASE_ERR_INPUT, names);
    assert_int_equal(pthread_join(thread, NULL), 0);
    (void)close(f.listener);
    (void)unlink(at.sun_path);
}

static void servers_that_are_refused(void **state) {
    (void)state;
    refused_by_fake("14.9", "UTF8", "14.9");
    refused_by_fake("9.6.24", "UTF8", "15");
    refused_by_fake("17.1", "SQL_ASCII", "UTF8");
}

static void databases_that_are_refused(void **state) {
    (void)state;
    make_schema("empty");
    refused(address_in("empty", ""), false, false, BASE_ERR_MISSING, "jiqun init");
    refused(address_in("empty", ""), false, true, BASE_ERR_MISSING, "jiqun init");
    refused(address_in("nowhere", ""), true, false, BASE_ERR_MISSING, "CREATE SCHEMA");
    (void)sql("CREATE TABLE empty.event (id int)");
    refused(address_in("empty", ""), true, false, BASE_ERR_INPUT, "");
    make_schema("foreign_meta");
    (void)sql("CREATE TABLE foreign_meta.meta (id int)");
    refused(address_in("foreign_meta", ""), true, false, BASE_ERR_INPUT, "");
    make_schema("newer");
    store_close(open_in("newer"));
    (void)sql("UPDATE newer.meta SET value = '7' WHERE key = 'store_schema'");
    refused(address_in("newer", ""), true, false, BASE_ERR_INPUT, "7");
    (void)sql("UPDATE newer.meta SET value = 'x' WHERE key = 'store_schema'");
    refused(address_in("newer", ""), true, false, BASE_ERR_INPUT, "");
    /* A table of the same name in a schema further along the path is not ours. */
    make_schema("first");
    store_close(open_at(address_in("first,newer", ""), true, false));
    assert_string_equal(sql("SELECT size FROM first.head"), "0");
}

static void *make_it(void *ctx) {
    (void)ctx;
    store_close(open_in("together"));
    return NULL;
}

static void several_make_the_schema_at_once(void **state) {
    (void)state;
    enum { NODES = 6 };
    pthread_t thread[NODES];
    make_schema("together");
    (void)address_in("together", "");
    for (int i = 0; i < NODES; i++) assert_int_equal(pthread_create(&thread[i], NULL, make_it, NULL), 0);
    for (int i = 0; i < NODES; i++) assert_int_equal(pthread_join(thread[i], NULL), 0);
    assert_string_equal(sql("SELECT count(*) FROM together.head"), "1");
}

static void without_rights(void **state) {
    (void)state;
    base_err e = {0};
    store_head head;
    make_schema("rights");
    store_close(open_in("rights"));
    (void)sql("CREATE ROLE guest LOGIN");
    (void)sql("GRANT USAGE ON SCHEMA rights TO guest");
    (void)sql("GRANT SELECT ON ALL TABLES IN SCHEMA rights TO guest");
    char address[1024];
    (void)snprintf(address, sizeof address, "%s&user=guest", address_in("rights", ""));
    store *s = open_at(address, false, false);
    assert_false(store_begin(s, 1000, &head, &e));
    assert_non_null(strstr(e.en, "grant"));
    assert_int_equal(size_of(s), 0);
    store_close(s);
}

/* ---- beside SQLite ---- */

/* The same groups on one driver: names that change, cases that come and go, tiles that grow. */
static const char *history(store *s) {
    static const char *const name[] = {
        "杭州市西湖区云计算产业集群", "ＬＥＤ 照明", "led照明 集群", "é\u0301tude", "", "a\tb\\c\nd"};
    static const char bytes[256 * STORE_HASH];
    for (uint64_t i = 0; i < 30; i++) {
        group *x = group_begin(s);
        const uint64_t seq = add_event(x, i % 7 == i ? i : i % 7, 0);
        if (seq < 7) {
            x->stream[0] =
                (store_stream){seq, base_arena_fmt(test_arena, "c%llu", (unsigned long long)seq), str("cluster")};
            x->g.n_streams = 1;
        }
        x->dossier[0] = dossier_row(seq % 7, name[i * i % 6]);
        x->dossier[0].announced = i % 2 == 0 ? (base_date)(19000 + i) : BASE_DATE_NONE;
        x->g.n_dossiers = 1;
        x->standing[0] = standing_row(seq % 7, 0, "", "cluster", name[i % 6], "330106", false);
        x->standing[0].watch = i % 3 == 0 ? (base_date)(19500 + i) : BASE_DATE_NONE;
        x->standing[1] = standing_row(seq % 7, (uint32_t)(1 + i % 4), "a", "application", "open", "", i % 2 == 0);
        x->g.n_standings = 2;
        x->tally[0] = (store_tally){str(name[i % 6]), (int64_t)(i % 4) - 1};
        x->g.n_tallies = 1;
        x->round[0] = (store_round){.stream = i % 3,
                                    .path = str("r"),
                                    .state = str(name[i % 6]),
                                    .opened = -719162,
                                    .county_closes = BASE_DATE_NONE,
                                    .closes = 2932896,
                                    .settings = str("{}")};
        x->g.n_rounds = 1;
        x->request[0] =
            (store_request){base_arena_fmt(test_arena, "%s-%llu", name[i % 6], (unsigned long long)i), seq, 1};
        x->g.n_requests = 1;
        x->tile[0] = (store_tile){1, i / 10, {bytes, (1 + i % 10) * STORE_HASH}};
        x->g.n_tiles = 1;
        group_commit(x);
    }
    return derived(s, NULL);
}

static void lines_are_those_of_sqlite(void **state) {
    (void)setup_arena(state);
    base_err e = {0};
    make_schema("lines");
    store *one = open_in("lines"), *other = test_open(test_path("lines.db"));
    assert_true(store_is_postgres(one) && !store_is_postgres(other));
    const char *have = history(one), *want = history(other);
    assert_true(strlen(want) > 5000);
    assert_string_equal(have, want);
    group *x = group_begin(one); /* dropped and made again by the same rows */
    assert_true(store_drop_derived(one, &e));
    assert_string_equal(derived(one, NULL), "");
    store_rollback(one);
    (void)x;
    assert_string_equal(derived(one, NULL), want);
    assert_sound(one);
    store_close(one);
    store_close(other);
    remove_folder();
    (void)teardown_arena(state);
}

/* ---- the check of itself ---- */

typedef struct {
    int n;
    bool unsafe; /* a setting was told */
    char first[256];
} faults;

static bool count_fault(void *ctx, base_str table, base_str line) {
    faults *f = ctx;
    f->unsafe = f->unsafe || base_str_is(table, "settings");
    if (base_str_is(table, "settings")) return true;
    if (f->n++ == 0)
        (void)snprintf(f->first, sizeof f->first, "%.*s: %.*s", (int)table.n, table.p, (int)line.n, line.p);
    return true;
}

static void assert_fault(store *s, const char *names) {
    base_err e = {0};
    faults f = {0};
    if (!store_self_check(s, count_fault, &f, &e)) fail_msg("%s", e.en);
    assert_true(f.unsafe); /* this server runs without fsync */
    if (f.n == 0 || strstr(f.first, names) == NULL) fail_msg("%d faults, the first: %s", f.n, f.first);
}

static void write_dossiers(store *s) {
    static const char *const name[] = {"杭州市西湖区云计算产业集群", "宁波市北仑区模具产业集群",
                                       "温州市乐清市电气产业集群"};
    static made_group m;
    base_err e = {0};
    store_head head;
    store_dossier dossier[3];
    for (int i = 0; i < 3; i++)
        dossier[i] = (store_dossier){.stream = (uint64_t)i,
                                     .path = BASE_STR("c"),
                                     .name = base_str_of(name[i]),
                                     .announced = BASE_DATE_NONE,
                                     .valid_from = BASE_DATE_NONE,
                                     .valid_until = BASE_DATE_NONE};
    assert_true(store_begin(s, 1000, &head, &e));
    make_group(&m, &head, "w", 0, 9, 9);
    m.group.dossier = dossier;
    m.group.n_dossiers = 3;
    assert_true(store_write(s, &m.group, &e));
    assert_int_equal(store_commit(s, &e), STORE_COMMITTED);
}

static void faults_are_found(void **state) {
    (void)state;
    make_schema("faults");
    store *s = open_in("faults");
    write_dossiers(s);
    assert_sound(s);
    assert_string_equal(sql("SELECT count(*) FROM pg_extension WHERE extname = 'amcheck'"), "0");
    (void)sql("DELETE FROM faults.gram WHERE gram = '模具'");
    assert_fault(s, "missing\t模具\t1");
    (void)sql("INSERT INTO faults.gram VALUES ('模具', 1), ('模具', 2)");
    assert_fault(s, "extra\t模具\t2");
    (void)sql("DELETE FROM faults.gram WHERE gram = '模具' AND stream = 2");
    (void)sql("DELETE FROM faults.event WHERE seq = 4");
    assert_fault(s, "event: ");
    store_close(s);
}

/* One page of an index is overwritten on disk while the server is down. */
static void a_damaged_index_is_found(void **state) {
    (void)state;
    char path[512];
    make_schema("damaged");
    store *s = open_in("damaged");
    write_dossiers(s);
    store_close(s);
    (void)sql("CHECKPOINT");
    (void)snprintf(path, sizeof path, "%s/a/%s", getenv("JIQUN_PG_DIR"),
                   sql("SELECT pg_relation_filepath('damaged.event_pkey')"));
    server("stop a");
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    assert_int_equal(fseek(f, 8192 + 8192 - 64, SEEK_SET), 0); /* among the entries of the leaf */
    for (int i = 0; i < 40; i++) assert_int_equal(fputc(0x5A, f), 0x5A);
    assert_int_equal(fclose(f), 0);
    server("start a");
    s = open_in("damaged");
    assert_fault(s, "event: ");
    store_close(s);
}

static void a_copy_says_what_to_do(void **state) {
    (void)state;
    base_err e = {0};
    make_schema("copy");
    store *s = open_in("copy");
    assert_false(store_copy(s, "/nowhere/copy.db", &e));
    assert_non_null(strstr(e.en, "pg_dump"));
    assert_non_null(strstr(e.zh, "pg_dump"));
    assert_true(store_is_postgres(s));
    assert_true(store_checkpoint_wal(s, true, &e));
    store_close(s);
}

int main(int argc, char **argv) {
    (void)argc;
    under_postgres(argv, "--fast"); /* servers die here, but no machine does */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_or_doubled),
        cmocka_unit_test(who_waits_too_long_is_told),
        cmocka_unit_test(a_queue_waits_no_longer),
        cmocka_unit_test(settings_of_a_session),
        cmocka_unit_test(addresses_are_masked),
        cmocka_unit_test(a_message_is_masked),
        cmocka_unit_test(servers_that_are_refused),
        cmocka_unit_test(databases_that_are_refused),
        cmocka_unit_test(several_make_the_schema_at_once),
        cmocka_unit_test(without_rights),
        cmocka_unit_test(lines_are_those_of_sqlite),
        cmocka_unit_test(faults_are_found),
        cmocka_unit_test(a_damaged_index_is_found),
        cmocka_unit_test(a_copy_says_what_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
