/* support.h - what the tests of the store share: fresh databases, and groups that are written in a few words.
 *
 * The tests of the contract (contract_*.h, run by test_store.c) use SQLite files in a folder of their own, or, when
 * JIQUN_TEST_DB names a PostgreSQL database, schemas of their own in it. */
#ifndef JIQUN_TESTS_STORE_SUPPORT_H
#define JIQUN_TESTS_STORE_SUPPORT_H

#include "../testing.h"

#include <dirent.h>
#include <libpq-fe.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "store/store.h"

/* ---- places for databases ---- */

static char test_folder[200];
static base_arena *test_arena; /* emptied before each test */

static inline bool on_postgres(void) { return getenv("JIQUN_TEST_DB") != NULL; }

static inline const char *test_path(const char *name) {
    static _Thread_local char path[4][600];
    static _Thread_local int turn;
    char *p = path[turn = (turn + 1) % 4];
    if (test_folder[0] == '\0') {
        const char *tmp = getenv("TMPDIR");
        (void)snprintf(test_folder, sizeof test_folder, "%s/store.XXXXXX", tmp != NULL ? tmp : "/tmp");
        assert_non_null(mkdtemp(test_folder));
    }
    (void)snprintf(p, sizeof path[0], "%s/%s", test_folder, name);
    return p;
}

static inline void remove_folder(void) {
    if (test_folder[0] == '\0') return;
    DIR *d = opendir(test_folder);
    for (struct dirent *x; d != NULL && (x = readdir(d)) != NULL;) {
        if (x->d_name[0] != '.') (void)unlink(test_path(x->d_name));
    }
    if (d != NULL) (void)closedir(d);
    (void)rmdir(test_folder);
    test_folder[0] = '\0';
}

static inline void run_sql(const char *query) {
    PGconn *conn = PQconnectdb(getenv("JIQUN_TEST_DB"));
    PQclear(PQexec(conn, "SET client_min_messages = error"));
    PGresult *r = PQexec(conn, query);
    if (PQresultStatus(r) != PGRES_COMMAND_OK) fail_msg("%s: %s", query, PQerrorMessage(conn));
    PQclear(r);
    PQfinish(conn);
}

/* The address of a database of that name in which nothing is; kept until four more were asked for. */
static inline const char *test_store_address(const char *name) {
    static _Thread_local char address[4][900];
    static _Thread_local int turn;
    char query[300];
    if (!on_postgres()) {
        const char *path = test_path(name);
        char other[400];
        (void)unlink(path);
        (void)snprintf(other, sizeof other, "%s-wal", path);
        (void)unlink(other);
        (void)snprintf(other, sizeof other, "%s-shm", path);
        (void)unlink(other);
        return path;
    }
    char *p = address[turn = (turn + 1) % 4];
    (void)snprintf(query, sizeof query, "DROP SCHEMA IF EXISTS test_%s CASCADE; CREATE SCHEMA test_%s", name, name);
    run_sql(query);
    const char *db = getenv("JIQUN_TEST_DB");
    (void)snprintf(p, sizeof address[0], "%s%coptions=-csearch_path%%3Dtest_%s", db,
                   strchr(db, '?') != NULL ? '&' : '?', name);
    return p;
}

static inline store *test_open(const char *address) {
    base_err e = {0};
    store *s = store_open(&(store_options){.address = address, .create = true}, &e);
    if (s == NULL) fail_msg("%s: %s", e.where, e.en);
    return s;
}

static inline store *test_open_read(const char *address) {
    base_err e = {0};
    store *s = store_open(&(store_options){.address = address, .read_only = true}, &e);
    if (s == NULL) fail_msg("%s: %s", e.where, e.en);
    return s;
}

static inline store *fresh(const char *name) { return test_open(test_store_address(name)); }

static inline int setup_arena(void **state) {
    (void)state;
    test_arena = base_arena_new((size_t)256 << 20);
    return 0;
}

static inline int teardown_arena(void **state) {
    (void)state;
    base_arena_free(test_arena);
    test_arena = NULL;
    return 0;
}

static inline int teardown_all(void **state) {
    (void)state;
    remove_folder();
    return 0;
}

#define STORE_TEST(f) cmocka_unit_test_setup_teardown(f, setup_arena, teardown_arena)

/* ---- asserting ---- */

static inline base_str str(const char *p) { return base_str_of(p); }

static inline void assert_text(base_str have, const char *want) {
    if (!base_str_is(have, want)) fail_msg("have \"%.*s\", want \"%s\"", (int)have.n, have.n ? have.p : "", want);
}

static inline void good(bool ok, const base_err *e) {
    if (!ok) fail_msg("%s: %s / %s", e->where, e->zh, e->en);
}

/* It failed, with that kind, and says so in both languages. */
static inline void bad(bool ok, base_err *e, enum base_err_kind kind) {
    assert_false(ok);
    if (e->kind != kind) fail_msg("kind %d: %s", (int)e->kind, e->en);
    assert_true(e->zh[0] != '\0' && e->en[0] != '\0');
    *e = (base_err){0};
}

/* ---- groups ---- */

enum { ROWS = 64 };

/* Everything one group writes; begun, filled by the functions below, and committed. */
typedef struct {
    store *s;
    store_head head;
    store_event event[ROWS];
    store_person person[ROWS];
    store_stream stream[ROWS];
    store_standing standing[ROWS];
    store_dossier dossier[ROWS];
    store_tally tally[ROWS];
    store_round round[ROWS];
    store_request request[ROWS];
    store_tile tile[ROWS];
    store_message message[ROWS];
    store_group g;
} group;

static inline group *group_begin(store *s) {
    base_err e = {0};
    group *x = base_arena_alloc(test_arena, sizeof *x);
    x->s = s;
    good(store_begin(s, 20000, &x->head, &e), &e);
    x->g = (store_group){.head = &x->head,
                         .event = x->event,
                         .person = x->person,
                         .stream = x->stream,
                         .standing = x->standing,
                         .dossier = x->dossier,
                         .tally = x->tally,
                         .round = x->round,
                         .request = x->request,
                         .tile = x->tile,
                         .message = x->message};
    return x;
}

/* An event whose texts tell its number. */
static inline uint64_t add_event(group *x, uint64_t stream, uint64_t prev) {
    const uint64_t seq = x->head.size++;
    x->head.at = 1000 + (int64_t)seq;
    x->head.day = 19000 + (base_date)seq;
    memset(x->head.root, (int)(seq % 250) + 1, sizeof x->head.root);
    x->event[x->g.n_events++] =
        (store_event){.seq = seq,
                      .stream = stream,
                      .prev = prev,
                      .leaf = base_arena_fmt(test_arena, "leaf %llu", (unsigned long long)seq),
                      .payload = base_arena_fmt(test_arena, "{\"n\":%llu}", (unsigned long long)seq),
                      .salt = BASE_STR("0123456789abcdef")};
    return seq;
}

static inline store_standing standing_row(uint64_t stream, uint32_t no, const char *name, const char *kind,
                                          const char *state, const char *place, bool waits) {
    return (store_standing){.stream = stream,
                            .no = no,
                            .name = str(name),
                            .kind = str(kind),
                            .state = str(state),
                            .since = 19000,
                            .last = stream,
                            .place = str(place),
                            .waits = waits,
                            .watch = BASE_DATE_NONE};
}

static inline store_dossier dossier_row(uint64_t stream, const char *name) {
    return (store_dossier){.stream = stream,
                           .path = base_arena_fmt(test_arena, "c%llu", (unsigned long long)stream),
                           .name = str(name),
                           .state = BASE_STR("candidate"),
                           .announced = BASE_DATE_NONE,
                           .valid_from = BASE_DATE_NONE,
                           .valid_until = BASE_DATE_NONE};
}

static inline void group_write(group *x) {
    base_err e = {0};
    good(store_write(x->s, &x->g, &e), &e);
}

static inline void group_commit(group *x) {
    base_err e = {0};
    group_write(x);
    if (store_commit(x->s, &e) != STORE_COMMITTED) fail_msg("%s", e.en);
}

static inline uint64_t size_of(store *s) {
    base_err e = {0};
    store_head head;
    good(store_head_get(s, &head, &e), &e);
    return head.size;
}

/* ---- lines ---- */

static inline bool add_line(void *ctx, base_str table, base_str line) {
    (void)table;
    base_buf_puts(ctx, line);
    base_buf_putc(ctx, '\n');
    return true;
}

/* All derived rows, or those of one table, one a line; in the arena. */
static inline const char *derived(store *s, const char *table) {
    base_err e = {0};
    base_buf b;
    base_buf_init(&b, (size_t)64 << 20);
    good(store_derived_lines(s, table, add_line, &b, &e), &e);
    assert_false(b.full);
    const base_str text = base_arena_str(test_arena, base_buf_str(&b));
    base_buf_free(&b);
    return text.p;
}

/* The database's check of itself finds nothing (a server for tests may be set so that it is not durable). */
static inline bool on_fault(void *ctx, base_str table, base_str line) {
    (void)ctx;
    if (!base_str_is(table, "settings")) fail_msg("%.*s: %.*s", (int)table.n, table.p, (int)line.n, line.p);
    return true;
}

static inline void assert_sound(store *s) {
    base_err e = {0};
    good(store_self_check(s, on_fault, NULL, &e), &e);
}

#endif
