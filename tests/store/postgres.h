/* postgres.h - what tests that need PostgreSQL share: a server of their own, schemas to be alone in, and a second
 * connection that looks at what the store does and does to it what administrators and accidents do. */
#ifndef JIQUN_TESTS_STORE_POSTGRES_H
#define JIQUN_TESTS_STORE_POSTGRES_H

#include "support.h"

/* Runs the program again under a server, unless it is; `option` is one of with_postgres.sh. */
static inline void under_postgres(char **argv, const char *option) {
    if (getenv("JIQUN_TEST_DB") != NULL) return;
    char script[4096];
    const char *root = getenv("JIQUN_ROOT");
    (void)snprintf(script, sizeof script, "%s/tests/store/with_postgres.sh", root != NULL ? root : JIQUN_SOURCE_DIR);
    if (option != NULL)
        (void)execl(script, script, option, argv[0], (char *)NULL);
    else
        (void)execl(script, script, argv[0], (char *)NULL);
    perror(script);
    exit(2);
}

/* One of the commands of postgres.sh. */
static inline void server(const char *command) {
    char line[4096];
    (void)snprintf(line, sizeof line, "\"$JIQUN_PG\" %s", command);
    assert_int_equal(system(line), 0);
}

static inline void sleep_ms(int ms) {
    const struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};
    (void)nanosleep(&t, NULL);
}

static inline int64_t now_ms(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- the administrator ---- */

/* The first column of the first row, or ""; kept until the next call. */
static inline const char *sql_at(const char *address, const char *query) {
    static _Thread_local char value[256];
    PGconn *conn = PQconnectdb(address);
    PGresult *r = PQexec(conn, query);
    const ExecStatusType status = PQresultStatus(r);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail_msg("%s: %s", query, PQerrorMessage(conn));
    const bool any = PQntuples(r) > 0 && PQnfields(r) > 0;
    (void)snprintf(value, sizeof value, "%s", any ? PQgetvalue(r, 0, 0) : "");
    PQclear(r);
    PQfinish(conn);
    return value;
}

static inline const char *sql(const char *query) { return sql_at(getenv("JIQUN_TEST_DB"), query); }

/* Asks until the answer is `expected`, for ten seconds at most. */
static inline void sql_until(const char *query, const char *expected) {
    for (int i = 0; i < 200; i++) {
        if (strcmp(sql(query), expected) == 0) return;
        sleep_ms(50);
    }
    fail_msg("%s: %s, and not %s", query, sql(query), expected);
}

/* ---- stores in a schema of their own ---- */

/* The server's address with the schema of the running test; kept until the next call. */
static inline const char *address_in(const char *schema, const char *more) {
    static _Thread_local char address[900];
    (void)snprintf(address, sizeof address, "%s&options=-csearch_path%%3D%s%s", getenv("JIQUN_TEST_DB"), schema, more);
    return address;
}

static inline void make_schema(const char *schema) {
    char query[256];
    (void)snprintf(query, sizeof query, "DROP SCHEMA IF EXISTS %s CASCADE; CREATE SCHEMA %s", schema, schema);
    run_sql(query);
}

static inline store *open_at(const char *address, bool create, bool read_only) {
    base_err e = {0};
    store *s = store_open(&(store_options){address, create, read_only}, &e);
    if (s == NULL) fail_msg("%s", e.en);
    return s;
}

static inline store *open_in(const char *schema) { return open_at(address_in(schema, ""), true, false); }

/* Opening fails, and says so in both languages with this in it. */
static inline void refused(const char *address, bool create, bool read_only, enum base_err_kind kind,
                           const char *names) {
    base_err e = {0};
    store *s = store_open(&(store_options){address, create, read_only}, &e);
    if (s != NULL) fail_msg("%s was opened", address);
    assert_int_equal(e.kind, kind);
    if (strstr(e.zh, names) == NULL || strstr(e.en, names) == NULL)
        fail_msg("\"%s\" is not named in: %s / %s", names, e.zh, e.en);
}

/* ---- groups ---- */

enum { GROUP_MAX = 64 };

/* Appends `n` events to the head and fills the group with them, a request each ("WRITER-ORDINAL" from `from` on), and
 * one tally, which becomes `tally`. */
typedef struct {
    store_event event[GROUP_MAX];
    store_request request[GROUP_MAX];
    store_standing standing;
    store_tally tally;
    char id[GROUP_MAX][32];
    store_group group;
} made_group;

static inline void make_group(made_group *m, store_head *head, const char *writer, int from, int n, int64_t tally) {
    memset(m, 0, sizeof *m);
    for (int i = 0; i < n; i++) {
        const uint64_t seq = head->size + (uint64_t)i;
        (void)snprintf(m->id[i], sizeof m->id[i], "%s-%d", writer, from + i);
        m->event[i] = (store_event){.seq = seq,
                                    .stream = 0,
                                    .prev = seq,
                                    .leaf = base_str_of(m->id[i]),
                                    .payload = BASE_STR("{}"),
                                    .salt = BASE_STR("0123456789abcdef")};
        m->request[i] = (store_request){base_str_of(m->id[i]), seq, 1};
    }
    m->tally = (store_tally){BASE_STR("all"), tally};
    m->standing = (store_standing){.stream = 0,
                                   .name = BASE_STR(""),
                                   .kind = BASE_STR("cluster"),
                                   .state = BASE_STR("candidate"),
                                   .since = 19000,
                                   .last = head->size + (uint64_t)n - 1,
                                   .place = BASE_STR("330106"),
                                   .waits = true,
                                   .watch = 19001};
    head->size += (uint64_t)n;
    head->at++;
    head->day = 19000;
    m->group = (store_group){.head = head,
                             .event = m->event,
                             .n_events = (size_t)n,
                             .request = m->request,
                             .n_requests = (size_t)n,
                             .standing = &m->standing,
                             .n_standings = 1,
                             .tally = &m->tally,
                             .n_tallies = 1};
}

static inline bool take_tally(void *ctx, const store_tally *row) {
    *(int64_t *)ctx = row->n;
    return true;
}

/* Begins and writes one group; the tally grows by n from what is read under the lock. */
static inline bool begin_group(store *s, const char *writer, int from, int n, int wait_ms, base_err *e) {
    static _Thread_local made_group m;
    store_head head;
    int64_t tally = 0;
    if (!store_begin(s, wait_ms, &head, e)) return false;
    if (!store_tallies(s, take_tally, &tally, e)) return false;
    make_group(&m, &head, writer, from, n, tally + n);
    return store_write(s, &m.group, e);
}

static inline void commit_group(store *s, const char *writer, int from, int n) {
    base_err e = {0};
    if (!begin_group(s, writer, from, n, 10000, &e) || store_commit(s, &e) != STORE_COMMITTED) fail_msg("%s", e.en);
}

static inline bool has_request(store *s, const char *writer, int ordinal) {
    char id[32];
    base_err e = {0};
    bool found = false;
    store_request r;
    (void)snprintf(id, sizeof id, "%s-%d", writer, ordinal);
    if (!store_request_find(s, base_str_of(id), &r, &found, &e)) fail_msg("%s", e.en);
    return found;
}

#endif
