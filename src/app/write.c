/* write.c - the one way of a change: a group of requests is decided in order under the store's lock, written once,
 * committed, and only then answered.
 *
 * Between the first decision and the commit the world in memory runs ahead of the store. So when anything fails, the
 * world is thrown away and made anew from the store, and every request of the group gets the truth: what the store has
 * under its id, or that nothing of it is on record. */
#include "app/app_i.h"
#include "app/upkeep.h"
#include "app/write_i.h"

enum { GROUP_SALTS = 256 };

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

/* ---- the answer of before ---- */

/* True when the request is answered already: by an earlier group, or by an earlier one of this group. */
static bool repeated(group *g, size_t i) {
    app_answer *out = &g->answer[i];
    store_request row;
    bool found = false;
    base_map_slot *slot = base_map_put(&g->ids, out->id);
    if (slot->value.num > 0) {
        const app_answer *first = &g->answer[slot->value.num - 1];
        *out = *first;
        if (first->result == APP_GRANTED) out->result = APP_REPEATED;
        return true;
    }
    slot->value.num = (int64_t)i + 1;
    if (g->request[i].id.n == 0 || g->request[i].fresh) return false;
    if (!store_request_find(g->app->store, out->id, &row, &found, &out->error)) return true;
    if (!found) return false;
    out->result = APP_REPEATED;
    out->seq = row.seq;
    out->n_events = row.n;
    return true;
}

/* ---- one event ---- */

static void salt(group *g, uint8_t out[LOG_SALT]) {
    if (g->salts_used == g->n_salts) {
        log_random(g->salts, sizeof g->salts);
        g->n_salts = sizeof g->salts / LOG_SALT;
        g->salts_used = 0;
    }
    memcpy(out, g->salts + g->salts_used++ * LOG_SALT, LOG_SALT);
}

static base_str salted(group *g, base_str *kept, base_str bytes) {
    uint8_t s[LOG_SALT];
    base_str hex;
    salt(g, s);
    *kept = (base_str){base_arena_copy(g->arena, s, sizeof s), sizeof s};
    log_hash h = log_digest(g->app->hasher, *kept, bytes);
    app_hex(&h, g->arena, &hex);
    return hex;
}

static base_str part_person(group *g, core_event *e, uint64_t seq) {
    base_str hex = {NULL, 0};
    base_buf_clear(&g->buf);
    if (!core_event_part_person(g->arena, e, &g->buf)) return hex;
    g->person = base_arena_grow(g->arena, g->person, g->n_persons, &g->cap_persons, sizeof *g->person);
    store_person *p = &g->person[g->n_persons++];
    *p = (store_person){.seq = seq, .body = base_arena_str(g->arena, base_buf_str(&g->buf))};
    return salted(g, &p->salt, p->body);
}

static bool put_tile(void *ctx, log_tile_id id, const log_hash *hash) {
    group *g = ctx;
    g->tile = base_arena_grow(g->arena, g->tile, g->n_tiles, &g->cap_tiles, sizeof *g->tile);
    base_str bytes = {base_arena_copy(g->arena, hash, (size_t)id.n * LOG_HASH), (size_t)id.n * LOG_HASH};
    g->tile[g->n_tiles++] = (store_tile){id.level, id.index, bytes};
    return true;
}

static void append(group *g, base_str leaf) {
    app *a = g->app;
    log_hash h = log_leaf_hash(a->hasher, leaf);
    log_append(a->hasher, &a->frontier, &a->tiler, &h, put_tile, g);
}

static void touch_case(group *g, const core_case *c, bool dossier, bool opened) {
    const core_case *root = core_root(c);
    base_map_slot *slot = base_map_put(&g->touched, c->path);
    if (slot->value.num == 0) {
        g->kase = base_arena_grow(g->arena, g->kase, g->n_cases, &g->cap_cases, sizeof *g->kase);
        g->kase[g->n_cases++] = (touched_case){.kase = c};
        slot->value.num = (int64_t)g->n_cases;
    }
    touched_case *t = &g->kase[slot->value.num - 1];
    t->dossier = t->dossier || (dossier && c == root);
    t->opened = t->opened || (opened && c == root);
    if (c != root) touch_case(g, root, dossier, false);
}

static void touch_below(group *g, const core_case *c) {
    for (const core_case *k = c->child; k != NULL; k = k->sibling) {
        touch_case(g, k, false, false);
        touch_below(g, k);
    }
}

static void touch(group *g, const core_event *e, const core_case *c) {
    bool dossier = app_changes_dossier(e);
    touch_case(g, c, dossier, e->opens && c->parent == NULL);
    if (app_changes_place(e, core_root(c))) touch_below(g, core_root(c));
    for (size_t i = 0; i < e->n_moves; i++) {
        base_err none = {0};
        const core_case *moved = core_world_find(g->app->world, e->move[i].path, e->day, g->arena);
        if (moved != NULL && none.kind == BASE_ERR_NONE) touch_case(g, moved, dossier, false);
    }
    for (size_t i = 0; i < e->n_counts; i++) {
        base_str key = core_count_key(g->arena, &e->count[i]);
        base_map_put(&g->counts, key);
    }
}

static void rows_of_cases(group *g) {
    for (size_t i = 0; i < g->n_cases; i++) {
        const touched_case *t = &g->kase[i];
        if (t->kase->parent != NULL) {
            app_project_case(&g->rows, t->kase);
            continue;
        }
        app_project_root(&g->rows, g->app->world, t->kase);
        if (t->opened) app_project_stream(&g->rows, t->kase);
        if (t->dossier) app_project_dossier(&g->rows, t->kase);
        app_project_round(&g->rows, t->kase);
    }
}

/* A row says how things stood after the last event that touched its case, in whatever groups the events were written:
 * so what was touched is projected before anything else that rows rest on (versions, rounds, the programme) changes.
 * Of several rows of one key the store takes the last. */
static void settle(group *g) {
    rows_of_cases(g);
    g->n_cases = 0;
    base_map_init(&g->touched, g->arena);
}

/* The day comes to `day`: versions take effect. False when the group can not go on. */
static bool come_to(group *g, base_date day, base_err *e) {
    app *a = g->app;
    if (!core_world_takes_up(a->world, day)) return true;
    settle(g);
    /* A version that counts otherwise: every dossier is looked at once. */
    if (core_world_recounts(a->world, day) && !app_recount(a, g->arena, &a->recounted, day, e)) return false;
    core_world_set_day(a->world, day);
    return true;
}

/* In a demonstration a day may be given, and a refusal on a later day leaves no event behind. */
static bool day_has_passed(const app *a, base_date day, app_answer *out) {
    if (!core_world_is_ahead(a->world, day)) return false;
    base_err_fmt(&out->error, BASE_ERR_INPUT, "同一组请求的日期只能向前", "within a group days only go forward");
    return true;
}

static uint64_t last_of_stream(const app *a, base_str path, uint64_t *stream, uint64_t seq) {
    const core_case *root = core_stream_here(a->world, path);
    *stream = root == NULL ? seq : root->opened_seq > 0 ? root->opened_seq - 1 : 0;
    return root == NULL ? 0 : root->touched_seq;
}

/* Writes the three parts, folds the event, and notes which rows it changes. */
static bool record(group *g, core_event *e, core_stamp *stamp, base_err *err) {
    app *a = g->app;
    store_event row = {.seq = stamp->seq};
    bool adopts = e->adopts != NULL;
    base_str person = adopts ? (base_str){NULL, 0} : part_person(g, e, stamp->seq);
    base_buf_clear(&g->buf);
    if (!core_event_put_payload(&g->buf, e, stamp)) {
        return base_err_fmt(err, BASE_ERR_LIMIT, "事件内容超过 %d 兆字节", "the event is over %d megabytes",
                            CORE_PAYLOAD_MAX >> 20);
    }
    row.payload = base_arena_str(g->arena, base_buf_str(&g->buf));
    base_str payload = salted(g, &row.salt, row.payload);
    row.prev = last_of_stream(a, e->path, &row.stream, stamp->seq);
    if (adopts && row.prev == 0) {
        row.prev = g->texts_last; /* before the first rulebook the programme is no case yet */
        row.stream = 0;
    }
    base_buf_clear(&g->buf);
    if (!core_event_put_leaf(&g->buf, a->world, e, stamp, payload, person)) {
        return base_err_fmt(err, BASE_ERR_LIMIT, "事件摘要过大", "the leaf is too large");
    }
    row.leaf = base_arena_str(g->arena, base_buf_str(&g->buf));
    append(g, row.leaf);
    if (app_is_of_all(a->world, e)) settle(g);
    g->event = base_arena_grow(g->arena, g->event, g->n_events, &g->cap_events, sizeof *g->event);
    g->event[g->n_events++] = row;
    const core_case *c = app_fold(a, e);
    if (adopts) {
        g->texts_last = stamp->seq + 1;
        g->texts_day = e->day;
    }
    if (c != NULL) touch(g, e, c);
    return true;
}

static bool record_all(group *g, app_answer *out, core_event *event, size_t n) {
    base_str *leaf = base_arena_array(g->arena, n, sizeof *leaf);
    out->seq = g->head.size + g->n_events;
    out->n_events = n;
    out->leaf = leaf;
    for (size_t i = 0; i < n; i++) {
        core_stamp stamp = {.seq = g->head.size + g->n_events,
                            .at = g->at,
                            .request = out->id,
                            .part = (unsigned)i,
                            .parts = (unsigned)n,
                            .edition = CORE_EDITION};
        if (!record(g, &event[i], &stamp, &out->error)) return false;
        leaf[i] = g->event[g->n_events - 1].leaf;
    }
    g->done = base_arena_grow(g->arena, g->done, g->n_done, &g->cap_done, sizeof *g->done);
    g->done[g->n_done++] = (store_request){out->id, out->seq, (uint32_t)n};
    out->result = APP_GRANTED;
    return true;
}

/* ---- one request ---- */

static base_str reasons_json(group *g, const core_answer *a) {
    base_json j;
    base_buf_clear(&g->buf);
    base_json_init(&j, &g->buf);
    base_json_arr(&j);
    for (size_t i = 0; i < a->n_refusals; i++) {
        const core_refusal *r = &a->refusal[i];
        const base_str part[] = {r->cite, r->label.zh, r->label.en, r->detail.zh, r->detail.en, r->target};
        static const char *const name[] = {"article", "zh", "en", "detail_zh", "detail_en", "case"};
        base_json_obj(&j);
        for (size_t k = 0; k < sizeof name / sizeof *name; k++) {
            base_json_key(&j, base_str_of(name[k]));
            base_json_str(&j, part[k]);
        }
        base_json_obj_end(&j);
    }
    base_json_arr_end(&j);
    return base_arena_str(g->arena, base_buf_str(&g->buf));
}

static void refused(group *g, const core_command *c, app_answer *out) {
    g->refusal = base_arena_grow(g->arena, g->refusal, g->n_refusals, &g->cap_refusals, sizeof *g->refusal);
    g->refusal[g->n_refusals++] = (store_refusal){.at = g->at,
                                                  .day = c->today,
                                                  .request = out->id,
                                                  .actor = app_actor_text(g->arena, c->actor),
                                                  .action = c->action,
                                                  .target = c->n_targets > 0 ? c->target[0] : (base_str){NULL, 0},
                                                  .reasons = reasons_json(g, &out->answer)};
    out->result = APP_REFUSED;
}

/* The events of an answer are the answer's; what is recorded is a copy without private values. */
static bool granted(group *g, app_answer *out) {
    size_t n = out->answer.n_events;
    core_event *event = base_arena_copy(g->arena, out->answer.event, n * sizeof *event);
    return record_all(g, out, event, n);
}

/* False when the group can not go on: what was folded can not be undone. */
static bool act(group *g, const app_request *r, app_answer *out) {
    core_command c = r->command;
    core_resolved at;
    core_draft d;
    uint64_t version;
    base_err none = {0};
    if (c.today == BASE_DATE_NONE) c.today = g->today;
    c.brief = !r->explain;
    if (day_has_passed(g->app, c.today, out)) return true;
    if (!come_to(g, c.today, &out->error)) return false;
    base_str target = c.n_targets > 0 ? c.target[0] : (base_str){NULL, 0};
    bool resolved = core_resolve(g->app->world, c.action, target, c.today, g->arena, &at, &none);
    uint32_t special = resolved ? at.book->action[at.action].special : 0;
    if ((special & RULES_FREEZES) != 0 && c.draft == NULL) {
        if (!app_draft_of(g, &at, &d, &version, &out->error)) return true;
        c.draft = base_arena_copy(g->arena, &d, sizeof d); /* the answer's events point to it */
    }
    out->answer = core_decide(g->app->world, &c, g->arena);
    if (!out->answer.granted) {
        refused(g, &c, out);
        return true;
    }
    if ((special & RULES_FILLS) != 0) return app_fill(g, r, &c, &at, out);
    if (!granted(g, out)) return false;
    if ((special & RULES_FREEZES) == 0) return true;
    return store_draft_delete(g->app->store, out->answer.event[0].path, &out->error);
}

/* The world keeps the text for as long as it is open. */
static bool adopt(group *g, const app_request *r, app_answer *out) {
    app *a = g->app;
    core_adoption *mine = base_arena_copy(a->world_arena, r->adopts, sizeof *mine);
    core_named_text *text = base_arena_array(a->world_arena, mine->n_texts, sizeof *text);
    core_event event;
    rules_diags diags;
    for (size_t i = 0; i < mine->n_texts; i++) {
        text[i].name = base_arena_str(a->world_arena, r->adopts->text[i].name);
        text[i].text = base_arena_str(a->world_arena, r->adopts->text[i].text);
    }
    mine->text = text;
    mine->name = base_arena_str(a->world_arena, mine->name);
    rules_diags_init(&diags, a->world_arena);
    if (!core_adoption_read(a->world_arena, mine, &diags, &out->error)) return true;
    log_hash h = log_digest(a->hasher, text[0].text, (base_str){NULL, 0});
    app_hex(&h, a->world_arena, &mine->digest);
    base_date day = r->command.today != BASE_DATE_NONE ? r->command.today : g->today;
    if (day_has_passed(a, day, out)) return true;
    if (!come_to(g, day, &out->error)) return false;
    if (!core_adopt(a->world, mine, r->command.actor, day, g->arena, &event, &out->error)) return true;
    return record_all(g, out, &event, 1);
}

static bool decide_all(group *g) {
    for (size_t i = 0; i < g->n; i++) {
        const app_request *r = &g->request[i];
        app_answer *out = &g->answer[i];
        if (!g->ready[i] || repeated(g, i)) continue;
        if (!app_attachments_here(g->app, r->command.arg, r->command.n_args, &out->error)) continue;
        if (r->adopts != NULL ? adopt(g, r, out) : act(g, r, out)) continue;
        g->error = out->error;
        return false;
    }
    return true;
}

/* ---- the lock, the rows, the commit ---- */

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

/* Those that events changed, and those that a version changed since the last event. */
static void rows_of_counts(group *g) {
    const base_map *changed[] = {&g->counts, &g->app->recounted};
    for (size_t m = 0; m < 2; m++) {
        for (size_t i = 0; i < changed[m]->cap; i++) {
            base_str key = changed[m]->slot[i].key;
            if (key.p != NULL) app_project_count(&g->rows, g->app->world, key);
        }
    }
}

static void rows_of_texts(group *g) {
    const core_case *programme = core_world_programme(g->app->world);
    if (g->texts_day == BASE_DATE_NONE) return;
    if (g->head.size == 0) app_project_text_stream(&g->rows);
    if (programme == NULL)
        app_project_texts(&g->rows, g->texts_last - 1, g->texts_day);
    else if (base_map_get(&g->touched, programme->path) == NULL)
        app_project_root(&g->rows, g->app->world, programme);
}

/* Tiles above the leaves that got a hash and are not full. */
static void upper_tiles(group *g) {
    const log_tiler *t = &g->app->tiler;
    for (unsigned level = 1; level < LOG_TILE_LEVELS; level++) {
        uint64_t now = log_level_size(t->size, level);
        log_tile_id id = {(uint8_t)level, now / LOG_TILE_HASHES, (uint16_t)(now % LOG_TILE_HASHES)};
        if (now != log_level_size(g->head.size, level) && id.n > 0) put_tile(g, id, t->edge[level]);
    }
}

static store_head head_after(const group *g) {
    app *a = g->app;
    store_head h = {.size = g->head.size + g->n_events, .at = g->at, .day = core_world_last_day(a->world)};
    log_hash root = log_frontier_root(a->hasher, &a->frontier);
    memcpy(h.root, root.b, sizeof h.root);
    memcpy(h.frontier, a->frontier.node, sizeof h.frontier);
    return h;
}

static bool write_rows(group *g, store_head *after, base_err *e) {
    if (g->n_refusals > 0 && !store_refusal_add(g->app->store, g->refusal, g->n_refusals, APP_REFUSALS_CAP, e))
        return false;
    if (g->n_events == 0) return true;
    *after = head_after(g);
    rows_of_cases(g);
    rows_of_texts(g);
    rows_of_counts(g);
    upper_tiles(g);
    const app_rows *r = &g->rows;
    store_group rows = {.head = after,
                        .event = g->event,
                        .n_events = g->n_events,
                        .person = g->person,
                        .n_persons = g->n_persons,
                        .stream = r->stream,
                        .n_streams = r->n_streams,
                        .standing = r->standing,
                        .n_standings = r->n_standings,
                        .dossier = r->dossier,
                        .n_dossiers = r->n_dossiers,
                        .tally = r->tally,
                        .n_tallies = r->n_tallies,
                        .round = r->round,
                        .n_rounds = r->n_rounds,
                        .request = g->done,
                        .n_requests = g->n_done,
                        .tile = g->tile,
                        .n_tiles = g->n_tiles};
    return store_write(g->app->store, &rows, e);
}

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
    if (!write_rows(g, &after, &e) || !write_signed_head(g, &row, &e)) {
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
    } else if (!decide_all(g)) {
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
