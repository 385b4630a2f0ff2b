/* bench_queue.c - append with proof served: many clients hand in acts by the queue that a server has before its writer;
 * each act is answered when it is on disk, and is provable from the first signed head that covers it. Beside them a
 * reader on a connection of its own makes proofs of what was just written, and checks them as an outsider would.
 *
 *     bench_queue FOLDER ACTS WAITING [DOSSIERS]
 *
 * FOLDER as for bench_write; WAITING acts are under way at a time; DOSSIERS: on how many they fall (all).
 */
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "app/queue.h"
#include "log/proof_file.h"
#include "record_i.h"

enum { PROOF_EVERY = 64, LOOK_US = 1000 };

typedef struct bench bench;
typedef struct {
    bench *b;
    app_request request;
    core_arg arg[3];
    base_str target;
    char id[APP_ID];
    double from;
} act;

typedef struct {
    base_str path, county;
} dossier;

struct bench {
    app_queue *queue;
    base_arena *keep;
    dossier *dossier;
    size_t n_dossiers, cap_dossiers, among;
    act *act;
    size_t n, under_way;
    double *answered, *took; /* by number of the act: when; ms */
    uint64_t *seq;
    pthread_mutex_t lock;
    pthread_cond_t room;
    size_t n_answered, refused;
    atomic_bool over;
};

static bool take_dossier(void *ctx, const store_dossier *row) {
    bench *b = ctx;
    b->dossier = base_arena_grow(b->keep, b->dossier, b->n_dossiers, &b->cap_dossiers, sizeof *b->dossier);
    b->dossier[b->n_dossiers++] = (dossier){base_arena_str(b->keep, row->path), base_arena_str(b->keep, row->county)};
    return true;
}

static void answered(void *ctx, const app_answer *answer) {
    act *a = ctx;
    bench *b = a->b;
    if (answer->result == APP_FAILED) bench_give_up("group", &answer->error);
    double now = bench_now();
    pthread_mutex_lock(&b->lock);
    if (answer->result == APP_GRANTED) {
        b->answered[b->n_answered] = now;
        b->took[b->n_answered] = (now - a->from) * 1e3;
        b->seq[b->n_answered] = answer->seq;
        b->n_answered++;
    } else {
        b->refused++;
    }
    b->under_way--;
    pthread_cond_signal(&b->room);
    pthread_mutex_unlock(&b->lock);
}

static void prepare(bench *b, act *a, const dossier *d) {
    *a = (act){.b = b, .target = d->path};
    app_request_id(a->id);
    a->arg[0] = (core_arg){BASE_STR("area"), BASE_STR("digital")};
    a->arg[1] = (core_arg){BASE_STR("goals"), BASE_STR("规上企业数字化改造覆盖率由六成提高到八成")};
    a->arg[2] = (core_arg){BASE_STR("measures"), BASE_STR("分批诊断，逐企制定方案，每季度调度一次")};
    a->request = (app_request){.fresh = true, .id = {a->id, APP_ID}};
    a->request.command = (core_command){.actor = {BASE_STR("county"), d->county},
                                        .today = BASE_DATE_NONE,
                                        .action = BASE_STR("plan_task"),
                                        .target = &a->target,
                                        .n_targets = 1,
                                        .arg = a->arg,
                                        .n_args = 3};
}

static double hand_in(bench *b, size_t waiting) {
    base_err e = {0};
    uint64_t seed = 7;
    double from = bench_now();
    for (size_t i = 0; i < b->n; i++) {
        act *a = &b->act[i];
        prepare(b, a, &b->dossier[bench_random(&seed) % b->among]);
        pthread_mutex_lock(&b->lock);
        while (b->under_way == waiting) pthread_cond_wait(&b->room, &b->lock);
        b->under_way++;
        pthread_mutex_unlock(&b->lock);
        a->from = bench_now();
        if (!app_queue_push(b->queue, &a->request, answered, a, &e)) bench_give_up("push", &e);
    }
    pthread_mutex_lock(&b->lock);
    while (b->under_way > 0) pthread_cond_wait(&b->room, &b->lock);
    pthread_mutex_unlock(&b->lock);
    return bench_now() - from;
}

/* ---- the outsider ---- */

typedef struct {
    bench *b;
    const app_place *place;
    double *late; /* ms from the answer to a checked proof */
    size_t proofs, wrong;
    double *made; /* ms for one proof, made and checked */
} outsider;

static bool leaf_of(void *ctx, const store_event *row) {
    base_buf *leaf = ctx;
    base_buf_clear(leaf);
    base_buf_puts(leaf, row->leaf);
    return true;
}

static bool prove(app *a, const log_checkpoint *c, uint64_t seq, base_buf *leaf) {
    base_err e = {0};
    log_hash path[LOG_PROOF_MAX];
    size_t n = 0;
    log_tile_reader tiles = app_tiles(a);
    if (!store_events(app_store(a), seq, seq + 1, leaf_of, leaf, &e) ||
        !log_inclusion(app_hasher(a), &tiles, seq, c->size, path, &n, &e))
        bench_give_up("proof", &e);
    log_hash h = log_leaf_hash(app_hasher(a), base_buf_str(leaf));
    return log_verify_inclusion(app_hasher(a), &h, seq, c->size, path, n, &c->root);
}

/* Reads the newest signed head from the store, as any reader does, and proves by it. */
static bool newest(app *a, base_arena *arena, log_checkpoint *c) {
    base_err e = {0};
    store_checkpoint row;
    bool found = false;
    size_t n;
    const log_pub *const *pub = app_pubs(a, &n);
    base_arena_reset(arena);
    if (!store_checkpoint_last(app_store(a), arena, &row, &found, &e)) bench_give_up("checkpoint", &e);
    if (!found) return false;
    if (!log_checkpoint_open(row.note, pub, n, c, NULL, &e)) bench_give_up("checkpoint", &e);
    return true;
}

static void *look(void *ctx) {
    outsider *o = ctx;
    bench *b = o->b;
    base_err e = {0};
    base_arena *arena = base_arena_new(16 << 20);
    base_buf leaf;
    base_buf_init(&leaf, 1 << 20);
    app *a = app_open(o->place, APP_READ, &e);
    if (a == NULL) bench_give_up("open", &e);
    size_t next = 0;
    for (bool last = false; !last;) {
        last = atomic_load(&b->over);
        log_checkpoint c;
        bool some = newest(a, arena, &c);
        for (; some; next += PROOF_EVERY) {
            pthread_mutex_lock(&b->lock);
            bool covered = next < b->n_answered && b->seq[next] < c.size;
            double at = covered ? b->answered[next] : 0;
            uint64_t seq = covered ? b->seq[next] : 0;
            pthread_mutex_unlock(&b->lock);
            if (!covered) break;
            double from = bench_now();
            o->wrong += !prove(a, &c, seq, &leaf);
            double now = bench_now();
            o->made[o->proofs] = (now - from) * 1e3;
            o->late[o->proofs++] = now > at ? (now - at) * 1e3 : 0;
        }
        if (!last) usleep(LOOK_US);
    }
    app_close(a);
    base_buf_free(&leaf);
    base_arena_free(arena);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: bench_queue FOLDER ACTS WAITING [DOSSIERS]\n");
        return 2;
    }
    static bench b;
    base_err e = {0};
    app_place place = {.folder = argv[1]};
    app_queue_options options = {.group_max = 256};
    size_t waiting = strtoul(argv[3], NULL, 10);
    b.n = strtoul(argv[2], NULL, 10);
    b.keep = base_arena_new((size_t)8 << 30);
    b.act = calloc(b.n, sizeof *b.act);
    b.answered = calloc(b.n, sizeof *b.answered);
    b.took = calloc(b.n, sizeof *b.took);
    b.seq = calloc(b.n, sizeof *b.seq);
    outsider o = {.b = &b, .place = &place, .late = calloc(b.n, sizeof(double)), .made = calloc(b.n, sizeof(double))};
    if (b.n == 0 || waiting == 0 || b.act == NULL || b.answered == NULL || b.took == NULL || b.seq == NULL) return 2;
    pthread_mutex_init(&b.lock, NULL);
    pthread_cond_init(&b.room, NULL);
    app *reader = app_open(&place, APP_READ, &e);
    if (reader == NULL || !store_dossiers(app_store(reader), UINT64_MAX, take_dossier, &b, &e))
        bench_give_up("open", &e);
    app_close(reader);
    const size_t among = argc > 4 ? strtoul(argv[4], NULL, 10) : 0;
    b.among = among > 0 && among < b.n_dossiers ? among : b.n_dossiers;
    b.queue = app_queue_start(&place, &options, &e);
    if (b.queue == NULL) bench_give_up("queue", &e);
    pthread_t thread;
    if (pthread_create(&thread, NULL, look, &o) != 0) return 1;
    double took = hand_in(&b, waiting);
    app_queue_figures f = app_queue_look(b.queue);
    app_queue_stop(b.queue); /* signs the last head */
    atomic_store(&b.over, true);
    pthread_join(thread, NULL);
    bench_one("queue.rate", (double)b.n / took);
    bench_one("queue.answer_p50_ms", bench_share(b.took, b.n_answered, 0.5));
    bench_one("queue.answer_p99_ms", bench_share(b.took, b.n_answered, 0.99));
    bench_one("queue.group", (double)f.requests / (double)f.groups);
    bench_one("queue.provable_p50_ms", bench_share(o.late, o.proofs, 0.5));
    bench_one("queue.provable_p99_ms", bench_share(o.late, o.proofs, 0.99));
    bench_one("queue.proof_ms", bench_share(o.made, o.proofs, 0.5));
    bench_one("queue.proofs", (double)o.proofs);
    bench_one("queue.proofs_wrong", (double)o.wrong);
    bench_one("queue.refused", (double)b.refused);
    return o.wrong > 0 ? 1 : 0;
}
