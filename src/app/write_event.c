/* write_event.c - granted events become part of the log: each in its three parts (leaf, payload, person) with their
 * salts, its leaf in the tree, and folded into the world. What was folded can not be undone. */
#include "app/part.h"
#include "app/write_i.h"

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

/* *hex: the digest over the plain text, empty where the event has no such part. */
static bool part_person(group *g, core_event *e, uint64_t seq, base_str *hex, base_err *err) {
    *hex = (base_str){NULL, 0};
    base_buf_clear(&g->buf);
    if (!core_event_part_person(g->arena, e, &g->buf)) return true;
    const app_seal *s = app_seal_of(g->app, err);
    if (s == NULL) return false;
    g->person = base_arena_grow(g->arena, g->person, g->n_persons, &g->cap_persons, sizeof *g->person);
    store_person *p = &g->person[g->n_persons++];
    *p = (store_person){.seq = seq};
    *hex = salted(g, &p->salt, base_buf_str(&g->buf));
    return app_part_seal(s, g->arena, seq, base_buf_str(&g->buf), &p->body, err);
}

bool app_group_tile(void *ctx, log_tile_id id, const log_hash *hash) {
    group *g = ctx;
    g->tile = base_arena_grow(g->arena, g->tile, g->n_tiles, &g->cap_tiles, sizeof *g->tile);
    base_str bytes = {base_arena_copy(g->arena, hash, (size_t)id.n * LOG_HASH), (size_t)id.n * LOG_HASH};
    g->tile[g->n_tiles++] = (store_tile){id.level, id.index, bytes};
    return true;
}

static void append(group *g, base_str leaf) {
    app *a = g->app;
    log_hash h = log_leaf_hash(a->hasher, leaf);
    log_append(a->hasher, &a->frontier, &a->tiler, &h, app_group_tile, g);
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
    base_str person = {NULL, 0};
    if (!adopts && !part_person(g, e, stamp->seq, &person, err)) return false;
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
    if (app_is_of_all(a->world, e)) app_group_settle(g);
    g->event = base_arena_grow(g->arena, g->event, g->n_events, &g->cap_events, sizeof *g->event);
    g->event[g->n_events++] = row;
    const core_case *c = app_fold(a, e);
    if (adopts) {
        g->texts_last = stamp->seq + 1;
        g->texts_day = e->day;
    }
    if (c != NULL) app_group_touch(g, e, c);
    return true;
}

bool app_group_record(group *g, app_answer *out, core_event *event, size_t n) {
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
