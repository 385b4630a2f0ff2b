/* contract_turns.h - writers take turns, in threads and in processes, and readers see whole groups. */
#ifndef JIQUN_TESTS_STORE_CONTRACT_TURNS_H
#define JIQUN_TESTS_STORE_CONTRACT_TURNS_H

#include <pthread.h>

#include "support.h"

static int64_t now_ms(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void a_reader_sees_one_moment(void **state) {
    (void)state;
    const char *address = test_store_address("moment");
    store *w = test_open(address), *r = test_open_read(address);
    base_err e = {0};
    group *x = group_begin(w);
    add_event(x, 0, 0);
    group_write(x);
    assert_int_equal(size_of(r), 0);
    good(store_begin_read(r, &e), &e);
    assert_int_equal(store_commit(w, &e), STORE_COMMITTED);
    assert_int_equal(size_of(r), 0);
    assert_string_equal(derived(r, NULL), "");
    store_end_read(r);
    assert_int_equal(size_of(r), 1);
    store_close(r);
    store_close(w);
}

static void who_waits_too_long_is_told(void **state) {
    (void)state;
    const char *address = test_store_address("wait");
    store *a = test_open(address), *b = test_open(address);
    base_err e = {0};
    store_head head;
    good(store_begin(a, 1000, &head, &e), &e);
    static const int patience[] = {0, 300};
    for (int i = 0; i < 2; i++) {
        const int64_t from = now_ms();
        bad(store_begin(b, patience[i], &head, &e), &e, BASE_ERR_LIMIT);
        const int64_t took = now_ms() - from;
        assert_true(took >= patience[i] && took < patience[i] + 5000);
    }
    assert_int_equal(size_of(b), 0); /* reading does not wait */
    store_rollback(a);
    good(store_begin(b, 1000, &head, &e), &e);
    store_close(b); /* with its transaction open */
    good(store_begin(a, 1000, &head, &e), &e);
    store_close(a);
}

/* ---- several writers ---- */

enum { TURNS = 40 };

typedef struct {
    const char *address;
    int writer;
    int failed;
} turn_taker;

/* Each group: two events, a request each, and a tally that counts all events of all writers. */
static bool take_n(void *ctx, const store_tally *row) {
    *(int64_t *)ctx = row->n;
    return true;
}

static bool one_turn(store *s, int writer, int i, base_err *e) {
    store_head head;
    store_event event[2];
    store_request request[2];
    char id[2][32];
    int64_t n = 0;
    if (!store_begin(s, 30000, &head, e) || !store_tallies(s, take_n, &n, e)) return false;
    for (int k = 0; k < 2; k++) {
        (void)snprintf(id[k], sizeof id[k], "w%d-%d-%d", writer, i, k);
        event[k] = (store_event){.seq = head.size,
                                 .stream = head.size,
                                 .leaf = base_str_of(id[k]),
                                 .payload = BASE_STR("{}"),
                                 .salt = BASE_STR("s")};
        request[k] = (store_request){base_str_of(id[k]), head.size++, 1};
    }
    const store_tally tally = {BASE_STR("all"), n + 2};
    const store_group g = {.head = &head,
                           .event = event,
                           .n_events = 2,
                           .request = request,
                           .n_requests = 2,
                           .tally = &tally,
                           .n_tallies = 1};
    return store_write(s, &g, e) && store_commit(s, e) == STORE_COMMITTED;
}

static void *take_turns(void *ctx) {
    turn_taker *t = ctx;
    base_err e = {0};
    store *s = store_open(&(store_options){.address = t->address}, &e);
    t->failed = s == NULL;
    for (int i = 0; s != NULL && i < TURNS; i++) t->failed += !one_turn(s, t->writer, i, &e);
    store_close(s);
    return NULL;
}

typedef struct {
    uint64_t n;
    bool gap;
} counted;

static bool count_event(void *ctx, const store_event *row) {
    counted *c = ctx;
    c->gap = c->gap || row->seq != c->n;
    c->n++;
    return true;
}

/* At any one moment head, events and tally agree, and groups are whole. */
static void look_whole(store *s) {
    base_err e = {0};
    store_head head;
    int64_t tally = 0;
    counted c = {0};
    good(store_begin_read(s, &e), &e);
    good(store_head_get(s, &head, &e), &e);
    good(store_tallies(s, take_n, &tally, &e), &e);
    good(store_events(s, 0, UINT64_MAX, count_event, &c, &e), &e);
    store_end_read(s);
    assert_false(c.gap);
    assert_int_equal(c.n, head.size);
    assert_int_equal(tally, (int64_t)head.size);
    assert_int_equal(head.size % 2, 0);
}

static void all_requests_are_there(store *s, int writers) {
    base_err e = {0};
    for (int w = 0; w < writers; w++) {
        for (int i = 0; i < TURNS * 2; i++) {
            char id[32];
            store_request r;
            bool found;
            (void)snprintf(id, sizeof id, "w%d-%d-%d", w, i / 2, i % 2);
            good(store_request_find(s, base_str_of(id), &r, &found, &e), &e);
            assert_true(found);
        }
    }
}

static void threads_and_processes_take_turns(void **state) {
    (void)state;
    enum { THREADS = 2, PROCESSES = 2 };
    const char *address = test_store_address("turns");
    store_close(test_open(address));
    turn_taker t[THREADS + PROCESSES];
    pthread_t thread[THREADS];
    pid_t child[PROCESSES];
    for (int i = 0; i < THREADS + PROCESSES; i++) t[i] = (turn_taker){address, i, 0};
    (void)fflush(NULL);
    for (int i = 0; i < PROCESSES; i++) {
        child[i] = fork();
        assert_true(child[i] >= 0);
        if (child[i] > 0) continue;
        take_turns(&t[THREADS + i]);
        _exit(t[THREADS + i].failed == 0 ? 0 : 1);
    }
    for (int i = 0; i < THREADS; i++) assert_int_equal(pthread_create(&thread[i], NULL, take_turns, &t[i]), 0);
    store *s = test_open_read(address);
    for (int i = 0; i < 20; i++) look_whole(s);
    for (int i = 0; i < THREADS; i++) assert_int_equal(pthread_join(thread[i], NULL), 0);
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(t[0].failed + t[1].failed, 0);
    look_whole(s);
    assert_int_equal(size_of(s), (THREADS + PROCESSES) * TURNS * 2);
    all_requests_are_there(s, THREADS + PROCESSES);
    assert_sound(s);
    store_close(s);
}

#endif
