/* write.c - the one way of a change: a group of requests is decided in order under the store's lock, written once,
 * committed, and only then answered.
 *
 * Between the first decision and the commit the world in memory runs ahead of the store. So when anything fails, the
 * world is thrown away and made anew from the store, and every request of the group gets the truth: what the store has
 * under its id, or that nothing of it is on record. */
#include "app/app_i.h"
#include "app/upkeep.h"
#include "app/write_i.h"

/* ---- before the lock ---- */

static bool id_is_good(base_str id) {
    return id.n <= APP_REQUEST_MAX && base_utf8_check(id) == id.n && memchr(id.p, 0, id.n) == NULL;
}

static bool check_id(base_str id, base_err *e) {
    if (id.n == 0 || id_is_good(id)) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "请求标识应为不超过 %d 字节的文字",
                        "a request id is text of at most %d bytes", APP_REQUEST_MAX);
}

static bool check_day(const app *a, base_date day, base_err *e) {
    if (day == BASE_DATE_NONE || a->demonstration) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "只有演示记录可以指定日期；正式记录以当日为准",
                        "only a demonstration may be given a day; a real record goes by the calendar");
}

static bool load_targets(app *a, const app_request *r, base_err *e) {
    size_t n = r->adopts != NULL ? 0 : r->command.n_targets;
    for (size_t t = 0; t < n && t < CORE_MAX_TARGETS; t++) {
        base_err why = {0};
        if (app_load(a, r->command.target[t], &why) != NULL || why.kind == BASE_ERR_NONE) continue;
        *e = why;
        return false;
    }
    return true;
}

/* What is wrong with a request by itself; and the dossiers it names come into memory. */
static void prepare(group *g, size_t i) {
    app *a = g->app;
    const app_request *r = &g->request[i];
    app_answer *out = &g->answer[i];
    *out = (app_answer){.result = APP_FAILED};
    if (!check_id(r->id, &out->error) || !check_day(a, r->command.today, &out->error)) return;
    out->id = r->id;
    if (r->id.n == 0) {
        char made[APP_ID];
        app_request_id(made);
        out->id = base_arena_str(g->arena, (base_str){made, sizeof made});
    }
    g->ready[i] = load_targets(a, r, &out->error);
}

/* ---- the lock ---- */

/* Brings the world to the head. When it had to be made anew for that, what was loaded before is gone. */
static bool reach_head(group *g, uint64_t begun, base_err *e) {
    app *a = g->app;
    if (!app_catch_up(a, &g->head, e)) return false;
    for (size_t i = 0; a->begun != begun && i < g->n; i++) {
        if (g->ready[i]) g->ready[i] = load_targets(a, &g->request[i], &g->answer[i].error);
    }
    return true;
}

static bool lock(group *g, uint64_t begun, base_err *e) {
    app *a = g->app;
    if (!store_begin(a->store, APP_WAIT_MS, &g->head, e)) return false;
    g->locked = true;
    if (!reach_head(g, begun, e)) return false;
    int64_t now = app_now();
    g->at = now > g->head.at ? now : g->head.at;
    g->today = (base_date)((g->at + INT64_C(28800000)) / 86400000);
    if (a->demonstration && g->head.day != BASE_DATE_NONE) g->today = g->head.day;
    if (!a->demonstration && g->head.day != BASE_DATE_NONE && g->head.day > g->today) g->today = g->head.day;
    g->texts_last = a->texts_last;
    return app_tiler_fill(a, e);
}

/* ---- what became of it ---- */

/* Nothing of the group is on record. What was refused is told so no more: it may rest on what the group granted. */
static void fail_all(group *g, const base_err *e) {
    for (size_t i = 0; i < g->n; i++) {
        app_answer *out = &g->answer[i];
        if (out->result == APP_REPEATED && g->ready[i] && out->seq < g->head.size) continue;
        if (out->result == APP_FAILED && out->error.kind != BASE_ERR_NONE) continue;
        *out = (app_answer){.result = APP_FAILED, .id = out->id, .error = *e};
    }
}

/* After such a failure, what is seen may stand in memory only, or on a primary whose replica never got it. It counts
 * once something that was written after it is safe. */
static bool make_sure(app *a, base_err *e) {
    return store_checkpoint_wal(a->store, true, e) &&
           store_meta_set(a->store, BASE_STR("suite"), base_str_of(log_suite_name(a->suite)), e);
}

/* The answer to the commit was lost: the store itself says what became of it, when it can be asked. */
static void look(group *g, const base_err *e) {
    app *a = g->app;
    base_err again = {0}, unknown = *e;
    base_err_fmt(&unknown, BASE_ERR_IO, "不知是否已经记录在案：恢复后请以同一请求标识重试（%s）",
                 "it is not known whether this is on record: ask again under the same request id (%s)", e->en);
    fail_all(g, &unknown);
    if (!app_reopen(a, &again)) return;
    if (!make_sure(a, &again)) {
        a->broken = true;
        return;
    }
    for (size_t i = 0; i < g->n; i++) {
        store_request row;
        bool found = false;
        base_err ignored = {0};
        if (!g->ready[i] || !store_request_find(a->store, g->answer[i].id, &row, &found, &ignored) || !found) continue;
        g->answer[i] = (app_answer){.result = APP_REPEATED, .seq = row.seq, .n_events = row.n, .id = g->answer[i].id};
    }
}

static void begin_again(app *a) {
    base_err e = {0};
    (void)app_world_anew(a, &e); /* or it is broken, and made anew before the next group */
}

static void abandon(group *g, const base_err *e) {
    if (g->locked) store_rollback(g->app->store);
    fail_all(g, e);
    if (g->n_events > 0 || g->app->broken) begin_again(g->app);
}

/* ---- the commit ---- */

/* A head that was signed meanwhile goes on record along with the group. */
static bool write_signed_head(group *g, store_checkpoint *row, base_err *e) {
    app *a = g->app;
    if (a->upkeep == NULL || !app_upkeep_take(a->upkeep, g->arena, row)) return true;
    return store_checkpoint_add(a->store, row, e);
}

static void write_and_commit(group *g) {
    store_head after = g->head;
    store_checkpoint row = {.size = 0};
    base_err e = {0};
    bool anything = g->n_events > 0 || g->n_refusals > 0 || g->writes;
    if (!anything) {
        store_rollback(g->app->store);
        return;
    }
    if (!app_group_rows(g, &after, &e) || !write_signed_head(g, &row, &e)) {
        abandon(g, &e);
        return;
    }
    enum store_outcome outcome = store_commit(g->app->store, &e);
    g->locked = false;
    if (outcome == STORE_NOT_KNOWN) {
        look(g, &e);
    } else if (outcome == STORE_NOT_COMMITTED) {
        fail_all(g, &e);
        begin_again(g->app);
    } else {
        g->app->head = after;
        g->app->texts_last = g->texts_last;
        if (row.size > 0) app_upkeep_kept(g->app->upkeep, row.size);
        if (g->n_events > 0) base_map_init(&g->app->recounted, g->app->world_arena);
    }
}

/* ---- a group ---- */

static bool is_here(const app *a, base_str path) {
    base_str rest;
    return core_stream_here(a->world, base_str_cut(path, '/', &rest)) != NULL;
}

static bool wants_to_load(const app *a, const app_request *r) {
    for (size_t t = 0; r->adopts == NULL && t < r->command.n_targets && t < CORE_MAX_TARGETS; t++) {
        if (!is_here(a, r->command.target[t])) return true;
    }
    return false;
}

/* Dossiers are loaded within one read transaction: one for each statement costs as much as the reading. When none can
 * be had, each load says why. */
static void prepare_all(group *g) {
    bool reading = false;
    for (size_t i = 0; i < g->n; i++) {
        base_err none = {0};
        if (!reading && wants_to_load(g->app, &g->request[i])) reading = store_begin_read(g->app->store, &none);
        prepare(g, i);
    }
    if (reading) store_end_read(g->app->store);
}

/* Everything before the first decision: dossiers, the lock, the head. */
static bool begin(group *g, base_err *e) {
    app *a = g->app;
    a->pinned = false;
    app_trim(a);
    a->pinned = true;
    uint64_t begun = a->begun;
    prepare_all(g);
    if (lock(g, begun, e)) return true;
    if (g->locked) store_rollback(a->store);
    g->locked = false;
    return false;
}

/* The connection may be lost since the last group. Nothing is decided yet, so it is simply begun again. */
static bool begin_on_new_connection(group *g, base_err *e) {
    base_err why = {0};
    g->app->pinned = false;
    if (app_reopen(g->app, &why) && begin(g, &why)) return true;
    *e = why;
    for (size_t i = 0; i < g->n; i++) { /* that the old connection is lost is not what they have to know */
        if (g->answer[i].error.kind == BASE_ERR_IO) g->answer[i].error = (base_err){0};
    }
    return false;
}

static void submit(group *g) {
    base_err e = {0};
    app *a = g->app;
    /* A refused request may have been of a later day than this one. What it was told points into the world as it was,
     * so that is put right only now. */
    bool ahead = a->demonstration && !a->broken && core_world_is_ahead(a->world, a->head.day);
    if ((a->broken && !app_reopen(a, &e)) || (ahead && !app_world_anew(a, &e))) {
        fail_all(g, &e);
        return;
    }
    if (!begin(g, &e) && (e.kind != BASE_ERR_IO || !begin_on_new_connection(g, &e))) {
        fail_all(g, &e);
    } else if (!app_group_decide(g)) {
        abandon(g, &g->error);
    } else {
        write_and_commit(g);
    }
    a->pinned = false;
}

static void fail_without(size_t n, app_answer *answer, const base_err *e) {
    for (size_t i = 0; i < n; i++) answer[i] = (app_answer){.result = APP_FAILED, .error = *e};
}

void app_submit(app *a, const app_request *request, size_t n, app_answer *answer, base_arena *arena) {
    base_err e = {0};
    if (a->mode == APP_READ)
        base_err_fmt(&e, BASE_ERR_INPUT, "记录以只读方式打开", "the record is open for reading only");
    if (n > APP_GROUP_MAX)
        base_err_fmt(&e, BASE_ERR_LIMIT, "一组最多 %d 个请求", "a group has at most %d requests", APP_GROUP_MAX);
    if (e.kind != BASE_ERR_NONE) {
        fail_without(n, answer, &e);
        return;
    }
    fail_without(n, answer, &e); /* until they are decided */
    group *g = base_arena_alloc(arena, sizeof *g);
    g->app = a;
    g->arena = arena;
    g->request = request;
    g->answer = answer;
    g->n = n;
    g->ready = base_arena_array(arena, n, sizeof *g->ready);
    g->rows.arena = arena;
    g->texts_day = BASE_DATE_NONE;
    base_map_init(&g->ids, arena);
    base_map_init(&g->touched, arena);
    base_map_init(&g->counts, arena);
    base_buf_init(&g->buf, CORE_PAYLOAD_MAX + 64);
    submit(g);
    base_buf_free(&g->buf);
}
