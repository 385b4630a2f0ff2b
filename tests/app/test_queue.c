/* test_queue.c - the queue before the writer: whatever is handed in is answered once and is on record; what was signed
 * beside it reaches the table of checkpoints; too many are turned away. */
#include "support.h"

#include <pthread.h>
#include <sys/stat.h>
#include <time.h>

#include "app/queue.h"

enum { CLIENTS = 8, EACH = 25 };

typedef struct {
    app_queue *queue;
    int no;
    uint64_t seq[EACH];
    size_t failed;
} client;

static void *work(void *ctx) {
    client *c = ctx;
    base_arena *arena = base_arena_new(64 << 20);
    for (int i = 0; i < EACH; i++) {
        char line[80];
        app_answer a;
        (void)snprintf(line, sizeof line, "register c%dx%d name=集群%dx%d", c->no, i, c->no, i);
        const app_request r = request_of(arena, "county", "330106", "2023-02-20", line);
        app_queue_submit(c->queue, &r, &a, arena);
        c->failed += a.result != APP_GRANTED;
        c->seq[i] = a.seq;
    }
    base_arena_free(arena);
    return NULL;
}

static app_queue *started(desk *d, const app_queue_options *o) {
    base_err e = {0};
    app_queue *q = app_queue_start(&d->place, o, &e);
    if (q == NULL) fail_msg("%s", e.en);
    return q;
}

static void each_is_answered_once(void **state) {
    (void)state;
    desk d = {0};
    pthread_t thread[CLIENTS];
    static client c[CLIENTS];
    bool seen[5 + CLIENTS * EACH] = {false};
    desk_begin(&d, LOG_SM3_SM2);
    app_queue *q = started(&d, NULL);
    for (int i = 0; i < CLIENTS; i++) {
        c[i] = (client){.queue = q, .no = i};
        assert_int_equal(pthread_create(&thread[i], NULL, work, &c[i]), 0);
    }
    for (int i = 0; i < CLIENTS; i++) {
        pthread_join(thread[i], NULL);
        assert_int_equal(c[i].failed, 0);
        for (int k = 0; k < EACH; k++) {
            assert_in_range(c[i].seq[k], 5, 4 + CLIENTS * EACH);
            assert_false(seen[c[i].seq[k]]);
            seen[c[i].seq[k]] = true;
        }
    }
    const app_queue_figures f = app_queue_look(q);
    assert_int_equal(f.granted, CLIENTS * EACH);
    assert_true(f.groups <= CLIENTS * EACH);
    app_queue_stop(q);
    desk_open(&d, APP_READ);
    assert_int_equal(app_head(d.app).size, 5 + CLIENTS * EACH);
    desk_end(&d);
}

/* The last row of the table of checkpoints, read by an onlooker. */
static uint64_t signed_size(desk *d) {
    base_err e = {0};
    store_checkpoint row = {.size = 0};
    bool found = false;
    base_arena_reset(d->scratch);
    if (!store_checkpoint_last(app_store(d->app), d->scratch, &row, &found, &e)) fail_msg("%s", e.en);
    return found ? row.size : 0;
}

static void wait_until_signed(desk *d, uint64_t size) {
    const struct timespec pause = {.tv_nsec = 2000000};
    for (int i = 0; i < 5000 && signed_size(d) < size; i++) nanosleep(&pause, NULL);
    assert_int_equal(signed_size(d), size);
}

/* Nobody writes after it, so the upkeep writes the row by itself; while others write, the writer does. */
static void signed_heads_reach_the_record(void **state) {
    (void)state;
    desk d = {0};
    app_answer a;
    desk_begin(&d, LOG_SHA256_ED25519);
    app_queue *q = started(&d, NULL);
    desk_open(&d, APP_READ);
    base_arena *arena = base_arena_new(64 << 20);
    for (uint64_t i = 0; i < 3; i++) {
        char line[80];
        (void)snprintf(line, sizeof line, "register c%d name=集群%d", (int)i, (int)i);
        const app_request r = request_of(arena, "county", "330106", "2023-02-20", line);
        app_queue_submit(q, &r, &a, arena);
        assert_int_equal(a.result, APP_GRANTED);
        wait_until_signed(&d, 6 + i);
        assert_int_equal(app_queue_look(q).published, 6 + i);
    }
    app_queue_stop(q);
    base_arena_free(arena);
    desk_end(&d);
}

/* ---- too many ---- */

typedef struct {
    pthread_mutex_t lock;
    size_t answered;
} tally;

static void count(void *ctx, const app_answer *a) {
    tally *t = ctx;
    (void)a;
    pthread_mutex_lock(&t->lock); /* held by the test: the writer waits here with its first answer */
    t->answered++;
    pthread_mutex_unlock(&t->lock);
}

static void too_many_are_turned_away(void **state) {
    (void)state;
    desk d = {0};
    base_err e = {0};
    tally t = {.answered = 0};
    const app_queue_options o = {.waiting_max = 4, .group_max = 1};
    desk_begin(&d, LOG_SM3_SM2);
    app_queue *q = started(&d, &o);
    const app_request r = request_of(d.scratch, "county", "330106", "2023-02-20", "register c1 name=甲");
    size_t taken = 0;
    pthread_mutex_init(&t.lock, NULL);
    pthread_mutex_lock(&t.lock);
    while (taken < 100 && app_queue_push(q, &r, count, &t, &e)) taken++;
    assert_in_range(taken, 4, 6); /* four wait, and the writer may have taken one or two */
    assert_int_equal(e.kind, BASE_ERR_LIMIT);
    assert_non_null(strstr(e.en, "try again later"));
    pthread_mutex_unlock(&t.lock);
    app_queue_stop(q);
    assert_int_equal(t.answered, taken);
    pthread_mutex_destroy(&t.lock);
    desk_end(&d);
}

/* Refusals are kept beside the log and do not make it longer: the write-ahead log of the database has to be moved into
 * it for their sake, too, or anybody who is refused often enough fills the disk. */
static void refusals_do_not_fill_the_disk(void **state) {
    (void)state;
    enum { GROUP = 256, GROUPS = 400 };
    desk d = {0};
    base_err e = {0};
    struct stat wal;
    tally t = {.answered = 0};
    const struct timespec pause = {.tv_nsec = 200000};
    if (getenv("JIQUN_TEST_DB") != NULL) skip(); /* no such log of ours */
    desk_begin(&d, LOG_SM3_SM2);
    app_queue *q = started(&d, NULL);
    const app_request r = request_of(d.scratch, "county", "330106", "2023-02-20", "submit c1/a");
    pthread_mutex_init(&t.lock, NULL);
    for (size_t i = 1; i <= GROUPS; i++) {
        for (size_t k = 0; k < GROUP; k++) assert_true(app_queue_push(q, &r, count, &t, &e));
        for (size_t n = 0; n < i * GROUP; nanosleep(&pause, NULL)) {
            pthread_mutex_lock(&t.lock);
            n = t.answered;
            pthread_mutex_unlock(&t.lock);
        }
    }
    assert_int_equal(app_queue_look(q).refused, GROUP * GROUPS);
    assert_int_equal(stat(base_arena_fmt(d.scratch, "%s/jiqun.db-wal", d.place.folder).p, &wal), 0);
    print_message("# %d refusals, %lld bytes of the write-ahead log\n", GROUP * GROUPS, (long long)wal.st_size);
    assert_in_range(wal.st_size, 1, 24 << 20);
    app_queue_stop(q);
    pthread_mutex_destroy(&t.lock);
    desk_end(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_answered_once),
        cmocka_unit_test(signed_heads_reach_the_record),
        cmocka_unit_test(too_many_are_turned_away),
        cmocka_unit_test(refusals_do_not_fill_the_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
