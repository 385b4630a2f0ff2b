/* A primary and its synchronous replica: what was acknowledged survives the death of the primary, what a reader of the
 * replica sees, and that nobody can write there. */
#include <pthread.h>
#include <stdatomic.h>

#include "postgres.h"

/* The address of one of the two alone. */
static const char *alone(const char *cluster, char out[256]) {
    char line[300];
    (void)snprintf(line, sizeof line, "\"$JIQUN_PG\" address %s", cluster);
    FILE *p = popen(line, "r");
    assert_non_null(p);
    assert_non_null(fgets(out, 256, p));
    assert_int_equal(pclose(p), 0);
    out[strcspn(out, "\n")] = '\0';
    return out;
}

static void a_reader_of_the_replica(void **state) {
    (void)state;
    char address[256];
    base_err e = {0};
    store_head head;
    store *s = open_at(getenv("JIQUN_TEST_DB"), true, false);
    commit_group(s, "w", 0, 5);
    store *r = open_at(alone("b", address), false, true);
    assert_int_equal(size_of(r), 5);
    for (int i = 0; i < 20; i++) { /* the server has remote_apply: what was answered is seen there */
        commit_group(s, "w", 5 + i, 1);
        assert_int_equal(size_of(r), 6 + i);
    }
    assert_true(store_begin_read(r, &e));
    assert_int_equal(size_of(r), 25);
    commit_group(s, "w", 25, 1);
    assert_int_equal(size_of(r), 25);
    store_end_read(r);
    assert_int_equal(size_of(r), 26);
    assert_false(store_begin(r, 1000, &head, &e));
    assert_sound(r);
    store_close(r);
    refused(address, false, false, BASE_ERR_IO, "PostgreSQL");
    refused(address, true, false, BASE_ERR_IO, "PostgreSQL");
    store_close(s);
}

enum { WRITERS = 3, TRIES = 100000 };

typedef struct {
    char name[8];
    int acknowledged; /* groups 0 … acknowledged - 1 were; all of three events */
    bool in_doubt;    /* the one after them */
} writer;
static atomic_int acknowledged;

/* Writes until the primary is gone. */
static void *write_on(void *ctx) {
    writer *w = ctx;
    base_err e = {0};
    store *s = open_at(getenv("JIQUN_TEST_DB"), false, false);
    for (int g = 0; g < TRIES; g++) {
        if (!begin_group(s, w->name, 3 * g, 3, 10000, &e)) break;
        const enum store_outcome outcome = store_commit(s, &e);
        w->in_doubt = outcome == STORE_NOT_KNOWN;
        if (outcome != STORE_COMMITTED) break;
        w->acknowledged = g + 1;
        atomic_fetch_add(&acknowledged, 1);
    }
    store_close(s);
    return NULL;
}

/* All of a group or nothing of it. */
static bool whole_group(store *s, const writer *w, int g) {
    const bool first = has_request(s, w->name, 3 * g);
    assert_int_equal(has_request(s, w->name, 3 * g + 1), first);
    assert_int_equal(has_request(s, w->name, 3 * g + 2), first);
    return first;
}

static void acknowledged_groups_survive(void **state) {
    (void)state;
    writer w[WRITERS] = {0};
    pthread_t thread[WRITERS];
    store *s = open_at(getenv("JIQUN_TEST_DB"), false, false);
    const uint64_t before = size_of(s);
    store_close(s);
    for (int i = 0; i < WRITERS; i++) {
        (void)snprintf(w[i].name, sizeof w[i].name, "x%d", i);
        assert_int_equal(pthread_create(&thread[i], NULL, write_on, &w[i]), 0);
    }
    while (atomic_load(&acknowledged) < 60) sleep_ms(5);
    server("kill a");
    for (int i = 0; i < WRITERS; i++) assert_int_equal(pthread_join(thread[i], NULL), 0);
    server("promote b");

    s = open_at(getenv("JIQUN_TEST_DB"), false, false); /* the same address finds who takes writes now */
    uint64_t there = 0;
    for (int i = 0; i < WRITERS; i++) {
        for (int g = 0; g < w[i].acknowledged; g++) assert_true(whole_group(s, &w[i], g));
        const bool more = whole_group(s, &w[i], w[i].acknowledged);
        if (more) assert_true(w[i].in_doubt);
        there += (uint64_t)(3 * (w[i].acknowledged + more));
    }
    assert_int_equal(size_of(s), before + there);
    assert_sound(s);
    commit_group(s, "after", 0, 4);
    assert_int_equal(size_of(s), before + there + 4);
    store_close(s);
}

int main(int argc, char **argv) {
    (void)argc;
    under_postgres(argv, "--pair");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reader_of_the_replica),
        cmocka_unit_test(acknowledged_groups_survive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
