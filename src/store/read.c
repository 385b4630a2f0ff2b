/* read.c - whatever reads: arguments are checked here, then the driver does it.
 *
 * While rows are handed to a callback the store is marked, so that a callback which calls it again gets an error on
 * either driver and not on one of them only. */
#include "store/check.h"

#include <stdlib.h>

/* What is over int64_t is not there; UINT64_MAX means before the first. */
static uint64_t clamp(uint64_t after) { return after <= INT64_MAX || after == UINT64_MAX ? after : INT64_MAX; }

/* May rows be handed out? Then the store is marked until done() is called. */
static bool begin_each(store *s, base_err *e) {
    if (!store_check_usable(s, e)) return false;
    s->in_each = true;
    return true;
}

static bool done(store *s, bool ok) {
    s->in_each = false;
    return ok;
}

/* ---- one row ---- */

bool store_meta_get(store *s, base_arena *arena, base_str key, base_str *value, base_err *e) {
    *value = (base_str){NULL, 0};
    return store_check_usable(s, e) && store_check_text("meta.key", key, e) &&
           s->driver->meta_get(s, arena, key, value, e);
}

bool store_draft_get(store *s, base_arena *arena, base_str path, store_draft *out, bool *found, base_err *e) {
    *found = false;
    return store_check_usable(s, e) && store_check_text("draft.path", path, e) &&
           s->driver->draft_get(s, arena, path, out, found, e);
}

bool store_entry_get(store *s, base_arena *arena, base_str space, base_str key, store_entry *out, bool *found,
                     base_err *e) {
    *found = false;
    return store_check_usable(s, e) && store_check_entry_key(space, key, e) &&
           s->driver->entry_get(s, arena, space, key, out, found, e);
}

bool store_attachment_get(store *s, base_arena *arena, base_str digest, store_attachment *out, bool *found,
                          base_err *e) {
    *found = false;
    return store_check_usable(s, e) && store_check_text("attachment.digest", digest, e) &&
           s->driver->attachment_get(s, arena, digest, out, found, e);
}

bool store_head_get(store *s, store_head *head, base_err *e) {
    return store_check_usable(s, e) && s->driver->head_get(s, head, e);
}

bool store_stream_find(store *s, base_arena *arena, base_str name, store_stream *out, bool *found, base_err *e) {
    *found = false;
    return store_check_usable(s, e) && store_check_text("stream.name", name, e) &&
           s->driver->stream_find(s, arena, name, out, found, e);
}

bool store_stream_last(store *s, base_str name, uint64_t *last, bool *found, base_err *e) {
    *found = false;
    return store_check_usable(s, e) && store_check_text("stream.name", name, e) &&
           s->driver->stream_last(s, name, last, found, e);
}

bool store_stream_at(store *s, base_arena *arena, uint64_t stream, store_stream *out, bool *found, base_err *e) {
    *found = false;
    if (!store_check_usable(s, e)) return false;
    return stream > INT64_MAX || s->driver->stream_at(s, arena, stream, out, found, e);
}

bool store_standing_get(store *s, base_arena *arena, uint64_t stream, uint32_t no, store_standing *out, bool *found,
                        base_err *e) {
    *found = false;
    if (!store_check_usable(s, e)) return false;
    return stream > INT64_MAX || s->driver->standing_get(s, arena, stream, no, out, found, e);
}

bool store_dossier_get(store *s, base_arena *arena, uint64_t stream, store_dossier *out, bool *found, base_err *e) {
    *found = false;
    if (!store_check_usable(s, e)) return false;
    return stream > INT64_MAX || s->driver->dossier_get(s, arena, stream, out, found, e);
}

bool store_request_find(store *s, base_str id, store_request *out, bool *found, base_err *e) {
    *found = false;
    if (!store_check_usable(s, e) || !store_check_text("request.id", id, e) ||
        !s->driver->request_find(s, id, out, found, e))
        return false;
    out->id = id;
    return true;
}

bool store_tile_get(store *s, uint32_t level, uint64_t index, uint8_t out[256 * STORE_HASH], size_t *n, bool *found,
                    base_err *e) {
    *found = false;
    *n = 0;
    if (!store_check_usable(s, e)) return false;
    return level > 63 || index >> 56 != 0 || s->driver->tile_get(s, level, index, out, n, found, e);
}

bool store_checkpoint_last(store *s, base_arena *arena, store_checkpoint *out, bool *found, base_err *e) {
    *found = false;
    return store_check_usable(s, e) && s->driver->checkpoint_last(s, arena, out, found, e);
}

bool store_stats(store *s, store_figures *out, base_err *e) {
    return store_check_usable(s, e) && s->driver->stats(s, out, e);
}

/* ---- many rows ---- */

bool store_events(store *s, uint64_t from, uint64_t until, store_each_event each, void *ctx, base_err *e) {
    if (until > INT64_MAX) until = INT64_MAX;
    if (!begin_each(s, e)) return false;
    return done(s, from >= until || s->driver->events(s, from, until, each, ctx, e));
}

/* A chain that does not lead back to a first event is damage, whichever driver reads it. */
struct chain {
    store_each_event each;
    void *ctx;
    uint64_t next; /* 1 + number of the event that should come; 0: none */
    bool stopped;
};

static bool follow(void *ctx, const store_event *row) {
    struct chain *c = ctx;
    if (row->seq + 1 != c->next || row->prev > row->seq) return false;
    c->next = row->prev;
    c->stopped = !c->each(c->ctx, row);
    return !c->stopped;
}

bool store_stream_events(store *s, uint64_t last, store_each_event each, void *ctx, base_err *e) {
    struct chain c = {.each = each, .ctx = ctx, .next = last + 1};
    if (!store_check_number("event.seq", last, e) || !begin_each(s, e)) return false;
    if (!done(s, s->driver->stream_events(s, last, follow, &c, e))) return false;
    if (c.stopped || c.next == 0) return true;
    return base_err_fmt(e, BASE_ERR_INPUT, "事件链中断：缺少事件 %llu。数据库内容已损坏，请从备份恢复，并核对",
                        "a chain of events is broken: event %llu is missing; the database is damaged: restore a backup "
                        "and audit it",
                        (unsigned long long)(c.next - 1));
}

bool store_persons(store *s, uint64_t from, uint64_t until, store_each_person each, void *ctx, base_err *e) {
    if (until > INT64_MAX) until = INT64_MAX;
    if (!begin_each(s, e)) return false;
    return done(s, from >= until || s->driver->persons(s, from, until, each, ctx, e));
}

bool store_standings(store *s, uint64_t stream, store_each_standing each, void *ctx, base_err *e) {
    if (!begin_each(s, e)) return false;
    return done(s, stream > INT64_MAX || s->driver->standings(s, stream, each, ctx, e));
}

bool store_roots(store *s, base_str kind, uint64_t after, store_each_standing each, void *ctx, base_err *e) {
    return store_check_text("stream.kind", kind, e) && begin_each(s, e) &&
           done(s, s->driver->roots(s, kind, clamp(after), each, ctx, e));
}

bool store_watched(store *s, base_date until, base_date after_day, uint64_t after, store_each_standing each, void *ctx,
                   base_err *e) {
    return begin_each(s, e) && done(s, s->driver->watched(s, until, after_day, clamp(after), each, ctx, e));
}

static int by_bytes(const void *a, const void *b) { return base_str_cmp(*(const base_str *)a, *(const base_str *)b); }

/* The places in order, without those that begin with another. */
static size_t order_places(base_str *place, size_t n) {
    size_t kept = 0;
    qsort(place, n, sizeof *place, by_bytes);
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || !base_str_starts(place[i], place[kept - 1])) place[kept++] = place[i];
    }
    return kept;
}

static bool check_waiting(const store_waiting_query *q, base_err *e) {
    if (q->n_places > STORE_PLACES_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "一次最多查询 %d 个地区", "at most %d places in one query",
                            (int)STORE_PLACES_MAX);
    for (size_t i = 0; i < q->n_places; i++) {
        if (!store_check_text("place", q->place[i], e)) return false;
    }
    return store_check_text("kind", q->kind, e) && store_check_text("state", q->state, e) &&
           store_check_text("after_place", q->after_place, e);
}

bool store_waiting(store *s, const store_waiting_query *q, store_each_standing each, void *ctx, base_err *e) {
    if (!check_waiting(q, e) || !begin_each(s, e)) return false;
    store_waiting_query ordered = *q;
    if (q->n_places > 0) {
        base_str *place = base_arena_array(s->scratch, q->n_places, sizeof *place);
        memcpy(place, q->place, q->n_places * sizeof *place);
        ordered.n_places = order_places(place, q->n_places);
        ordered.place = place;
    }
    ordered.after_stream = clamp(q->after_stream);
    const bool ok = s->driver->waiting(s, &ordered, each, ctx, e);
    base_arena_reset(s->scratch);
    return done(s, ok);
}

bool store_tallies(store *s, store_each_tally each, void *ctx, base_err *e) {
    return begin_each(s, e) && done(s, s->driver->tallies(s, each, ctx, e));
}

bool store_rounds(store *s, store_each_round each, void *ctx, base_err *e) {
    return begin_each(s, e) && done(s, s->driver->rounds(s, each, ctx, e));
}

static bool check_register(const store_register_query *q, base_err *e) {
    if (q->text.n > STORE_SEARCH_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "检索词过长：上限为 %d 字节",
                            "the text to look for has at most %d bytes", (int)STORE_SEARCH_MAX);
    return store_check_text("text", q->text, e) && store_check_text("state", q->state, e) &&
           store_check_text("county_prefix", q->county_prefix, e) && store_check_text("channel", q->channel, e) &&
           store_check_text("round", q->round, e) && store_check_text("industry_prefix", q->industry_prefix, e);
}

bool store_register(store *s, const store_register_query *q, store_each_dossier each, void *ctx, base_err *e) {
    if (q->limit < 1 || q->limit > STORE_PAGE_MAX)
        return base_err_fmt(e, BASE_ERR_LIMIT, "每页 1 至 %d 行", "a page has 1 to %d rows", (int)STORE_PAGE_MAX);
    store_register_query page = *q;
    page.after = clamp(q->after);
    return check_register(q, e) && begin_each(s, e) && done(s, s->driver->search(s, &page, each, ctx, e));
}

bool store_register_count(store *s, const store_register_query *q, size_t most, size_t *n, base_err *e) {
    *n = 0;
    store_register_query page = *q;
    page.after = clamp(q->after);
    return store_check_usable(s, e) && check_register(q, e) &&
           (most == 0 || s->driver->search_count(s, &page, most, n, e));
}

bool store_dossiers(store *s, uint64_t after, store_each_dossier each, void *ctx, base_err *e) {
    return begin_each(s, e) && done(s, s->driver->dossiers(s, clamp(after), each, ctx, e));
}

bool store_checkpoints(store *s, store_each_checkpoint each, void *ctx, base_err *e) {
    return begin_each(s, e) && done(s, s->driver->checkpoints(s, each, ctx, e));
}

bool store_refusals(store *s, int64_t after, store_each_refusal each, void *ctx, base_err *e) {
    return begin_each(s, e) && done(s, s->driver->refusals(s, after, each, ctx, e));
}

bool store_drafts(store *s, store_each_draft each, void *ctx, base_err *e) {
    return begin_each(s, e) && done(s, s->driver->drafts(s, each, ctx, e));
}

bool store_attachments(store *s, store_each_attachment each, void *ctx, base_err *e) {
    return begin_each(s, e) && done(s, s->driver->attachments(s, each, ctx, e));
}

bool store_messages(store *s, int64_t after, size_t limit, store_each_message each, void *ctx, base_err *e) {
    if (limit > INT32_MAX) limit = INT32_MAX;
    return begin_each(s, e) && done(s, limit == 0 || s->driver->messages(s, after, limit, each, ctx, e));
}

bool store_entries(store *s, base_str space, base_str key_prefix, base_str after_key, size_t limit,
                   store_each_entry each, void *ctx, base_err *e) {
    if (limit > INT32_MAX) limit = INT32_MAX;
    return store_check_entry_key(space, key_prefix, e) && store_check_text("entry.key", after_key, e) &&
           begin_each(s, e) &&
           done(s, limit == 0 || s->driver->entries(s, space, key_prefix, after_key, limit, each, ctx, e));
}

bool store_entries_due(store *s, base_str space, int64_t until, size_t limit, store_each_entry each, void *ctx,
                       base_err *e) {
    if (limit > INT32_MAX) limit = INT32_MAX;
    return store_check_entry_key(space, (base_str){NULL, 0}, e) && begin_each(s, e) &&
           done(s, limit == 0 || s->driver->entries_due(s, space, until, limit, each, ctx, e));
}

bool store_all_entries(store *s, store_each_entry each, void *ctx, base_err *e) {
    return begin_each(s, e) && done(s, s->driver->all_entries(s, each, ctx, e));
}

/* ---- upkeep ---- */

bool store_derived_lines(store *s, const char *table, store_each_line each, void *ctx, base_err *e) {
    return begin_each(s, e) && done(s, s->driver->derived_lines(s, table, each, ctx, e));
}

bool store_self_check(store *s, store_each_line each, void *ctx, base_err *e) {
    return begin_each(s, e) && done(s, s->driver->self_check(s, each, ctx, e));
}
