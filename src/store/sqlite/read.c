/* read.c - the log and what is derived from it, row by row as SQLite steps through them. */
#include "store/sqlite/sqlite_i.h"

/* ---- head ---- */

static bool take_head(sqlite_store *s, sqlite3_stmt *q, store_head *head, base_err *e) {
    *head = (store_head){.size = column_u64(q, 0), .at = sqlite3_column_int64(q, 1), .day = column_date(q, 2)};
    const base_str root = column_blob(q, 3), frontier = column_blob(q, 4);
    if (root.n != STORE_HASH || frontier.n > STORE_FRONTIER) return sqlite_fail_corrupt(s, "head", e);
    memcpy(head->root, root.p, root.n);
    if (frontier.n > 0) memcpy(head->frontier, frontier.p, frontier.n);
    return true;
}

bool sqlite_head_get(store *base, store_head *head, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_HEAD_GET, e);
    bool row;
    if (q == NULL || !sqlite_next(s, q, &row, e)) return false;
    if (!row) return sqlite_fail_corrupt(s, "head", e);
    const bool ok = take_head(s, q, head, e);
    sqlite_done(q);
    return ok;
}

/* ---- log ---- */

static bool hand_event(void *ctx, sqlite3_stmt *q) {
    const sqlite_each_out *out = ctx;
    store_event r;
    sqlite_row_event(q, &r);
    return out->each.event(out->ctx, &r);
}

bool sqlite_events(store *base, uint64_t from, uint64_t until, store_each_event each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_EVENTS, e);
    sqlite_each_out out = {ctx, {.event = each}};
    if (q == NULL) return false;
    bind_u64(q, 1, from);
    bind_u64(q, 2, until);
    return sqlite_each(s, q, hand_event, &out, e);
}

/* `at` becomes the number of the event before, plus one; 0 when there is none, or enough has been seen. */
static bool one_event(sqlite_store *s, sqlite3_stmt *q, uint64_t *at, const sqlite_each_out *out, base_err *e) {
    bool row;
    bind_u64(q, 1, *at - 1);
    *at = 0;
    if (!sqlite_next(s, q, &row, e)) return false;
    if (!row) return true;
    store_event r;
    sqlite_row_event(q, &r);
    if (out->each.event(out->ctx, &r)) *at = r.prev;
    sqlite_done(q);
    return true;
}

bool sqlite_stream_events(store *base, uint64_t last, store_each_event each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_EVENT_GET, e);
    const sqlite_each_out out = {ctx, {.event = each}};
    if (q == NULL) return false;
    for (uint64_t at = last + 1; at > 0;) {
        if (!one_event(s, q, &at, &out, e)) return false;
    }
    return true;
}

static bool hand_person(void *ctx, sqlite3_stmt *q) {
    const sqlite_each_out *out = ctx;
    const store_person r = {.seq = column_u64(q, 0),
                            .salt = column_blob(q, 1),
                            .body = column_blob(q, 2),
                            .erased = sqlite3_column_int(q, 3) != 0};
    return out->each.person(out->ctx, &r);
}

bool sqlite_persons(store *base, uint64_t from, uint64_t until, store_each_person each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_PERSONS, e);
    sqlite_each_out out = {ctx, {.person = each}};
    if (q == NULL) return false;
    bind_u64(q, 1, from);
    bind_u64(q, 2, until);
    return sqlite_each(s, q, hand_person, &out, e);
}

/* ---- streams ---- */

static bool one_stream(sqlite_store *s, sqlite3_stmt *q, base_arena *arena, store_stream *out, bool *found,
                       base_err *e) {
    if (!sqlite_next(s, q, found, e)) return false;
    if (!*found) return true;
    sqlite_row_stream(q, out);
    out->name = base_arena_str(arena, out->name);
    out->kind = base_arena_str(arena, out->kind);
    sqlite_done(q);
    return true;
}

bool sqlite_stream_find(store *base, base_arena *arena, base_str name, store_stream *out, bool *found, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_STREAM_FIND, e);
    if (q == NULL) return false;
    bind_text(q, 1, name);
    return one_stream(s, q, arena, out, found, e);
}

bool sqlite_stream_last(store *base, base_str name, uint64_t *last, bool *found, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_STREAM_LAST, e);
    if (q == NULL) return false;
    bind_text(q, 1, name);
    if (!sqlite_next(s, q, found, e)) return false;
    if (!*found) return true;
    *last = sqlite3_column_type(q, 0) == SQLITE_NULL ? UINT64_MAX : column_u64(q, 0);
    sqlite_done(q);
    return true;
}

bool sqlite_stream_at(store *base, base_arena *arena, uint64_t stream, store_stream *out, bool *found, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_STREAM_AT, e);
    if (q == NULL) return false;
    bind_u64(q, 1, stream);
    return one_stream(s, q, arena, out, found, e);
}

/* ---- standing ---- */

static bool hand_standing(void *ctx, sqlite3_stmt *q) {
    const sqlite_each_out *out = ctx;
    store_standing r;
    sqlite_row_standing(q, &r);
    return out->each.standing(out->ctx, &r);
}

/* For "after that row": -1 is before the first, and what has no number is after the last. */
static int64_t id_after(uint64_t stream, uint32_t no) {
    if (stream == UINT64_MAX) return -1;
    if (!sqlite_has_place(stream, 0)) return INT64_MAX;
    return (int64_t)sqlite_standing_id(stream, no < SQLITE_NO_MAX ? no : SQLITE_NO_MAX);
}

bool sqlite_standing_get(store *base, base_arena *arena, uint64_t stream, uint32_t no, store_standing *out, bool *found,
                         base_err *e) {
    sqlite_store *s = sqlite_of(base);
    if (!sqlite_has_place(stream, no)) return true;
    sqlite3_stmt *q = sqlite_prepared(s, Q_STANDINGS, e);
    if (q == NULL) return false;
    bind_u64(q, 1, sqlite_standing_id(stream, no));
    bind_u64(q, 2, sqlite_standing_id(stream, no));
    if (!sqlite_next(s, q, found, e)) return false;
    if (!*found) return true;
    sqlite_row_standing(q, out);
    base_str *const text[] = {&out->name, &out->kind, &out->state, &out->place};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) *text[i] = base_arena_str(arena, *text[i]);
    sqlite_done(q);
    return true;
}

bool sqlite_standings(store *base, uint64_t stream, store_each_standing each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    if (!sqlite_has_place(stream, 0)) return true;
    sqlite3_stmt *q = sqlite_prepared(s, Q_STANDINGS, e);
    sqlite_each_out out = {ctx, {.standing = each}};
    if (q == NULL) return false;
    bind_u64(q, 1, sqlite_standing_id(stream, 0));
    bind_u64(q, 2, sqlite_standing_id(stream, SQLITE_NO_MAX));
    return sqlite_each(s, q, hand_standing, &out, e);
}

bool sqlite_roots(store *base, base_str kind, uint64_t after, store_each_standing each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_ROOTS, e);
    sqlite_each_out out = {ctx, {.standing = each}};
    if (q == NULL) return false;
    bind_text(q, 1, kind);
    bind_u64(q, 2, after);
    return sqlite_each(s, q, hand_standing, &out, e);
}

bool sqlite_watched(store *base, base_date until, base_date after_day, uint64_t after, store_each_standing each,
                    void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_WATCHED, e);
    sqlite_each_out out = {ctx, {.standing = each}};
    if (q == NULL) return false;
    bind_i64(q, 1, until);
    bind_i64(q, 2, after_day); /* BASE_DATE_NONE is before every day */
    bind_i64(q, 3, id_after(after, 0));
    return sqlite_each(s, q, hand_standing, &out, e);
}

/* ---- what waits ---- */

struct waiting {
    sqlite_each_out out;
    base_str place; /* the rows end where a place does not begin with it */
    bool stopped;   /* by the caller's function */
};

static bool hand_waiting(void *ctx, sqlite3_stmt *q) {
    struct waiting *w = ctx;
    store_standing r;
    sqlite_row_standing(q, &r);
    if (!base_str_starts(r.place, w->place)) return false;
    w->stopped = !w->out.each.standing(w->out.ctx, &r);
    return !w->stopped;
}

static bool waiting_in(sqlite_store *s, const store_waiting_query *query, int64_t stage, struct waiting *w,
                       base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_WAITING, e);
    const bool after = query->after_place.p != NULL && base_str_cmp(query->after_place, w->place) >= 0;
    if (q == NULL) return false;
    bind_i64(q, 1, stage);
    bind_text(q, 2, after ? query->after_place : w->place);
    bind_i64(q, 3, after ? id_after(query->after_stream, query->after_no) : -1);
    return sqlite_each(s, q, hand_waiting, w, e);
}

/* *found false: no case ever was of that kind in that state. */
static bool stage_of(sqlite_store *s, const store_waiting_query *query, int64_t *stage, bool *found, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_STAGE_FIND, e);
    if (q == NULL) return false;
    bind_text(q, 1, query->kind);
    bind_text(q, 2, query->state);
    if (!sqlite_next(s, q, found, e)) return false;
    if (!*found) return true;
    *stage = sqlite3_column_int64(q, 0);
    sqlite_done(q);
    return true;
}

bool sqlite_waiting(store *base, const store_waiting_query *query, store_each_standing each, void *ctx, base_err *e) {
    const base_str everywhere = BASE_STR("");
    const base_str *place = query->n_places > 0 ? query->place : &everywhere;
    const size_t n = query->n_places > 0 ? query->n_places : 1;
    struct waiting w = {.out = {ctx, {.standing = each}}};
    int64_t stage = 0;
    bool found;
    if (!stage_of(sqlite_of(base), query, &stage, &found, e)) return false;
    for (size_t i = 0; i < n && found && !w.stopped; i++) {
        w.place = place[i];
        if (!waiting_in(sqlite_of(base), query, stage, &w, e)) return false;
    }
    return true;
}

/* ---- small tables ---- */

static bool hand_tally(void *ctx, sqlite3_stmt *q) {
    const sqlite_each_out *out = ctx;
    store_tally r;
    sqlite_row_tally(q, &r);
    return out->each.tally(out->ctx, &r);
}

bool sqlite_tallies(store *base, store_each_tally each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_TALLIES, e);
    sqlite_each_out out = {ctx, {.tally = each}};
    return q != NULL && sqlite_each(s, q, hand_tally, &out, e);
}

static bool hand_round(void *ctx, sqlite3_stmt *q) {
    const sqlite_each_out *out = ctx;
    store_round r;
    sqlite_row_round(q, &r);
    return out->each.round(out->ctx, &r);
}

bool sqlite_rounds(store *base, store_each_round each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_ROUNDS, e);
    sqlite_each_out out = {ctx, {.round = each}};
    return q != NULL && sqlite_each(s, q, hand_round, &out, e);
}

bool sqlite_request_find(store *base, base_str id, store_request *out, bool *found, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_REQUEST_FIND, e);
    if (q == NULL) return false;
    bind_text(q, 1, id);
    if (!sqlite_next(s, q, found, e)) return false;
    if (!*found) return true;
    sqlite_row_request(q, out);
    sqlite_done(q);
    return true;
}

bool sqlite_tile_get(store *base, uint32_t level, uint64_t index, uint8_t out[256 * STORE_HASH], size_t *n, bool *found,
                     base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_TILE_GET, e);
    if (q == NULL) return false;
    bind_u64(q, 1, (uint64_t)level << 56 | index);
    if (!sqlite_next(s, q, found, e)) return false;
    if (!*found) return true;
    store_tile r;
    sqlite_row_tile(q, &r);
    const bool whole = r.bytes.n <= (size_t)256 * STORE_HASH;
    if (whole) memcpy(out, r.bytes.p, r.bytes.n);
    *n = whole ? r.bytes.n : 0;
    sqlite_done(q);
    return whole || sqlite_fail_corrupt(s, "tile", e);
}

/* ---- dossiers ---- */

bool sqlite_hand_dossier(void *ctx, sqlite3_stmt *q) {
    const sqlite_each_out *out = ctx;
    store_dossier r;
    sqlite_row_dossier(q, &r);
    return out->each.dossier(out->ctx, &r);
}

static void keep_dossier(base_arena *arena, store_dossier *r) {
    base_str *const text[] = {&r->path,    &r->name,  &r->industry,     &r->subfield, &r->county,
                              &r->channel, &r->state, &r->announcement, &r->round};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) *text[i] = base_arena_str(arena, *text[i]);
}

bool sqlite_dossier_get(store *base, base_arena *arena, uint64_t stream, store_dossier *out, bool *found, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_DOSSIER_GET, e);
    if (q == NULL) return false;
    bind_u64(q, 1, stream);
    if (!sqlite_next(s, q, found, e)) return false;
    if (!*found) return true;
    sqlite_row_dossier(q, out);
    keep_dossier(arena, out);
    sqlite_done(q);
    return true;
}

bool sqlite_dossiers(store *base, uint64_t after, store_each_dossier each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_DOSSIERS, e);
    sqlite_each_out out = {ctx, {.dossier = each}};
    if (q == NULL) return false;
    bind_u64(q, 1, after);
    return sqlite_each(s, q, sqlite_hand_dossier, &out, e);
}
