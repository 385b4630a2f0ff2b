/* queue.c - see queue.h. */
#include "app/queue.h"

#include <pthread.h>
#include <stdlib.h>

#include "app/app_i.h"
#include "app/upkeep.h"

enum { WAITING_MAX = 4096, GROUP_MAX = 256, ARENA_MAX = 1 << 30 };

typedef struct waiting waiting;
struct waiting {
    const app_request *request; /* NULL: `work` */
    app_answered done;
    app_work work;
    void *ctx;
    waiting *next;
};

struct app_queue {
    app *app;
    app_upkeep *upkeep;
    pthread_t writer;
    pthread_mutex_t lock;
    pthread_cond_t some;
    waiting *first, *last;
    waiting *spare; /* nodes to be used again */
    size_t n, max, group;
    bool stopping;
    app_queue_figures figures;
    /* the writer's own */
    base_arena *arena;
    app_request *request;
    app_answer *answer;
    waiting **taken;
};

/* ---- the writer ---- */

/* Whether the first that waits may be taken beside the n that were: work is done alone, in its turn. */
static bool fits(const app_queue *q, size_t n) {
    if (q->first == NULL || n == q->group) return false;
    return n == 0 || (q->first->request != NULL && q->taken[n - 1]->request != NULL);
}

/* What has gathered, at most a group, or one piece of work; waits while there is nothing. 0 when the queue ends. */
static size_t take(app_queue *q) {
    size_t n = 0;
    pthread_mutex_lock(&q->lock);
    while (q->first == NULL && !q->stopping) pthread_cond_wait(&q->some, &q->lock);
    while (fits(q, n)) {
        q->taken[n] = q->first;
        if (q->first->request != NULL) q->request[n] = *q->first->request;
        q->first = q->first->next;
        n++;
    }
    if (q->first == NULL) q->last = NULL;
    q->n -= n;
    pthread_mutex_unlock(&q->lock);
    return n;
}

/* Before anybody is told, so that whoever is told finds himself counted. */
static void count(app_queue *q, size_t n) {
    pthread_mutex_lock(&q->lock);
    q->figures.groups++;
    q->figures.requests += n;
    if (n > q->figures.largest_group) q->figures.largest_group = n;
    for (size_t i = 0; i < n; i++) {
        enum app_result r = q->answer[i].result;
        q->figures.granted += r == APP_GRANTED || r == APP_REPEATED;
        q->figures.refused += r == APP_REFUSED;
        q->figures.failed += r == APP_FAILED;
    }
    pthread_mutex_unlock(&q->lock);
}

static void give_back(app_queue *q, size_t n) {
    pthread_mutex_lock(&q->lock);
    for (size_t i = 0; i < n; i++) {
        q->taken[i]->next = q->spare;
        q->spare = q->taken[i];
    }
    pthread_mutex_unlock(&q->lock);
}

/* Those that were written and are no events: refusals and forms. */
static size_t beside_the_log(const app_queue *q, size_t n) {
    size_t beside = 0;
    for (size_t i = 0; i < n; i++) {
        enum app_result r = q->answer[i].result;
        beside += r == APP_REFUSED || (r == APP_GRANTED && q->answer[i].n_events == 0);
    }
    return beside;
}

static void write_group(app_queue *q, size_t n) {
    base_arena_reset(q->arena);
    app_submit(q->app, q->request, n, q->answer, q->arena);
    app_upkeep_told(q->upkeep, app_head(q->app).size);
    app_upkeep_wrote(q->upkeep, beside_the_log(q, n));
    count(q, n);
    for (size_t i = 0; i < n; i++) q->taken[i]->done(q->taken[i]->ctx, &q->answer[i]);
}

static void *write_groups(void *ctx) {
    app_queue *q = ctx;
    size_t n;
    while ((n = take(q)) > 0) {
        if (q->taken[0]->request == NULL) {
            q->taken[0]->work(q->taken[0]->ctx, q->app);
            app_upkeep_wrote(q->upkeep, 1);
        } else {
            write_group(q, n);
        }
        give_back(q, n);
    }
    return NULL;
}

/* ---- start and stop ---- */

static void free_nodes(waiting *w) {
    while (w != NULL) {
        waiting *next = w->next;
        free(w);
        w = next;
    }
}

static void queue_free(app_queue *q) {
    app_upkeep_stop(q->upkeep);
    app_close(q->app);
    if (q->arena != NULL) base_arena_free(q->arena);
    free_nodes(q->spare);
    pthread_cond_destroy(&q->some);
    pthread_mutex_destroy(&q->lock);
    free(q->request);
    free(q->answer);
    free(q->taken);
    free(q);
}

static bool start(app_queue *q, const app_place *place, const app_queue_options *o, base_err *e) {
    q->app = app_open(place, APP_WRITE, e);
    if (q->app == NULL) return false;
    q->upkeep = app_upkeep_start(place, o->publish_ms, e);
    if (q->upkeep == NULL) return false;
    app_upkeep_serves(q->upkeep, q->app);
    if (pthread_create(&q->writer, NULL, write_groups, q) == 0) return true;
    return base_err_fmt(e, BASE_ERR_LIMIT, "不能启动写入线程", "the writer's thread can not be started");
}

app_queue *app_queue_start(const app_place *place, const app_queue_options *options, base_err *e) {
    static const app_queue_options usual = {0};
    const app_queue_options *o = options != NULL ? options : &usual;
    app_queue *q = base_zeroed(1, sizeof *q);
    q->max = o->waiting_max > 0 ? o->waiting_max : WAITING_MAX;
    q->group = o->group_max > 0 && o->group_max <= APP_GROUP_MAX ? o->group_max : GROUP_MAX;
    q->request = base_zeroed(q->group, sizeof *q->request);
    q->answer = base_zeroed(q->group, sizeof *q->answer);
    q->taken = base_zeroed(q->group, sizeof *q->taken);
    q->arena = base_arena_new(ARENA_MAX);
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->some, NULL);
    if (start(q, place, o, e)) return q;
    queue_free(q);
    return NULL;
}

void app_queue_stop(app_queue *q) {
    if (q == NULL) return;
    pthread_mutex_lock(&q->lock);
    q->stopping = true;
    pthread_cond_signal(&q->some);
    pthread_mutex_unlock(&q->lock);
    pthread_join(q->writer, NULL);
    queue_free(q);
}

/* ---- handing in ---- */

static bool full(const app_queue *q, base_err *e) {
    if (q->stopping) return !base_err_fmt(e, BASE_ERR_LIMIT, "正在停机，请稍后重试", "shutting down; try again later");
    if (q->n < q->max) return false;
    return !base_err_fmt(e, BASE_ERR_LIMIT, "等待办理的请求已达 %zu 个，请稍后重试",
                         "%zu requests are waiting; try again later", q->max);
}

static bool push(app_queue *q, waiting what, base_err *e) {
    pthread_mutex_lock(&q->lock);
    if (full(q, e)) {
        pthread_mutex_unlock(&q->lock);
        return false;
    }
    waiting *w = q->spare;
    if (w != NULL)
        q->spare = w->next;
    else
        w = base_zeroed(1, sizeof *w);
    *w = what;
    if (q->last != NULL)
        q->last->next = w;
    else
        q->first = w;
    q->last = w;
    q->n++;
    pthread_cond_signal(&q->some);
    pthread_mutex_unlock(&q->lock);
    return true;
}

bool app_queue_push(app_queue *q, const app_request *request, app_answered done, void *ctx, base_err *e) {
    return push(q, (waiting){.request = request, .done = done, .ctx = ctx}, e);
}

bool app_queue_work(app_queue *q, app_work work, void *ctx, base_err *e) {
    return push(q, (waiting){.work = work, .ctx = ctx}, e);
}

typedef struct {
    app_answer *answer;
    base_arena *arena;
    pthread_mutex_t lock;
    pthread_cond_t answered;
    bool done;
} waiter;

static base_str kept(base_arena *arena, base_str s) { return s.p != NULL ? base_arena_str(arena, s) : s; }

static core_refusal *refusals(base_arena *arena, const core_refusal *from, size_t n) {
    core_refusal *out = base_arena_copy(arena, from, n * sizeof *out);
    for (size_t i = 0; i < n; i++) {
        base_str *arg = base_arena_array(arena, from[i].n_args, sizeof *arg);
        for (size_t k = 0; k < from[i].n_args; k++) arg[k] = kept(arena, from[i].arg[k]);
        out[i].arg = arg;
        out[i].target = kept(arena, from[i].target);
        out[i].cite = kept(arena, from[i].cite);
        out[i].label = (rules_text){kept(arena, from[i].label.zh), kept(arena, from[i].label.en)};
        out[i].detail = (rules_text){kept(arena, from[i].detail.zh), kept(arena, from[i].detail.en)};
    }
    return out;
}

static const base_str *leaves(base_arena *arena, const app_answer *a) {
    if ((a->result != APP_GRANTED && a->result != APP_REPEATED) || a->leaf == NULL) return NULL;
    base_str *out = base_arena_array(arena, a->n_events, sizeof *out);
    for (size_t i = 0; i < a->n_events; i++) out[i] = kept(arena, a->leaf[i]);
    return out;
}

static const app_was *rows_before(base_arena *arena, const app_answer *a) {
    if (a->was == NULL) return NULL;
    app_was *out = base_arena_copy(arena, a->was, a->n_events * sizeof *out);
    for (size_t i = 0; i < a->n_events; i++) {
        out[i].state = kept(arena, a->was[i].state);
        out[i].label = (rules_text){kept(arena, a->was[i].label.zh), kept(arena, a->was[i].label.en)};
    }
    return out;
}

app_answer app_answer_keep(const app_answer *a, base_arena *arena) {
    app_answer out = {.result = a->result,
                      .seq = a->seq,
                      .n_events = a->n_events,
                      .leaf = leaves(arena, a),
                      .was = rows_before(arena, a),
                      .version = a->version,
                      .id = kept(arena, a->id),
                      .error = a->error};
    out.answer.granted = a->answer.granted;
    out.answer.n_refusals = a->answer.n_refusals;
    out.answer.refusal = refusals(arena, a->answer.refusal, a->answer.n_refusals);
    return out;
}

static void wake(void *ctx, const app_answer *a) {
    waiter *w = ctx;
    *w->answer = app_answer_keep(a, w->arena);
    pthread_mutex_lock(&w->lock);
    w->done = true;
    pthread_cond_signal(&w->answered);
    pthread_mutex_unlock(&w->lock);
}

void app_queue_submit(app_queue *q, const app_request *request, app_answer *answer, base_arena *arena) {
    waiter w = {.answer = answer, .arena = arena};
    *answer = (app_answer){.result = APP_FAILED};
    pthread_mutex_init(&w.lock, NULL);
    pthread_cond_init(&w.answered, NULL);
    if (app_queue_push(q, request, wake, &w, &answer->error)) {
        pthread_mutex_lock(&w.lock);
        while (!w.done) pthread_cond_wait(&w.answered, &w.lock);
        pthread_mutex_unlock(&w.lock);
    }
    pthread_cond_destroy(&w.answered);
    pthread_mutex_destroy(&w.lock);
}

app_queue_figures app_queue_look(app_queue *q) {
    pthread_mutex_lock(&q->lock);
    app_queue_figures f = q->figures;
    pthread_mutex_unlock(&q->lock);
    f.published = app_upkeep_published(q->upkeep);
    return f;
}
