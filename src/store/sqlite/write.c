/* write.c - what a group writes.
 *
 * SQLite takes an entry out of an index and puts it back whenever one of its columns is named in an UPDATE, changed or
 * not, and every page so touched is written to the log. So a row of `standing` is read first and only what changed is
 * named. */
#include "store/sqlite/sqlite_i.h"

static size_t frontier_bytes(uint64_t size) { return (size_t)__builtin_popcountll(size) * STORE_HASH; }

static bool write_head(sqlite_store *s, const store_head *h, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_HEAD_SET, e);
    if (q == NULL) return false;
    bind_u64(q, 1, h->size);
    bind_i64(q, 2, h->at);
    bind_date(q, 3, h->day);
    bind_blob(q, 4, (base_str){(const char *)h->root, STORE_HASH});
    bind_blob(q, 5, (base_str){(const char *)h->frontier, frontier_bytes(h->size)});
    return sqlite_run(s, q, e);
}

static bool write_events(sqlite_store *s, const store_group *g, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_EVENT_ADD, e);
    bool ok = q != NULL;
    for (size_t i = 0; ok && i < g->n_events; i++) {
        const store_event *r = &g->event[i];
        bind_u64(q, 1, r->seq);
        bind_u64(q, 2, r->stream);
        bind_u64(q, 3, r->prev);
        bind_blob(q, 4, r->leaf);
        bind_blob(q, 5, r->payload);
        bind_blob(q, 6, r->salt);
        ok = sqlite_run(s, q, e);
    }
    return ok;
}

static bool write_persons(sqlite_store *s, const store_group *g, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_PERSON_ADD, e);
    bool ok = q != NULL;
    for (size_t i = 0; ok && i < g->n_persons; i++) {
        const store_person *r = &g->person[i];
        bind_u64(q, 1, r->seq);
        bind_blob(q, 2, r->salt);
        bind_blob(q, 3, r->body);
        bind_i64(q, 4, r->erased);
        ok = sqlite_run(s, q, e);
    }
    return ok;
}

static bool write_streams(sqlite_store *s, const store_group *g, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_STREAM_ADD, e);
    bool ok = q != NULL;
    for (size_t i = 0; ok && i < g->n_streams; i++) {
        bind_u64(q, 1, g->stream[i].stream);
        bind_text(q, 2, g->stream[i].name);
        bind_text(q, 3, g->stream[i].kind);
        ok = sqlite_run(s, q, e);
    }
    return ok;
}

/* ---- standing ---- */

static bool is_text(const char *p, base_str s) { return base_str_eq(base_str_of(p), s); }

static bool met_before(const sqlite_store *s, base_str kind, base_str state, int64_t *stage) {
    for (size_t i = 0; i < s->n_stages; i++) {
        if (!is_text(s->stage[i].state, state) || !is_text(s->stage[i].kind, kind)) continue;
        *stage = s->stage[i].stage;
        return true;
    }
    return false;
}

static void remember(sqlite_store *s, base_str kind, base_str state, int64_t stage) {
    if (s->n_stages == SQLITE_STAGES || kind.n >= SQLITE_STAGE_NAME || state.n >= SQLITE_STAGE_NAME) return;
    struct sqlite_stage *x = &s->stage[s->n_stages++];
    *x = (struct sqlite_stage){.stage = stage};
    if (kind.n > 0) memcpy(x->kind, kind.p, kind.n);
    if (state.n > 0) memcpy(x->state, state.p, state.n);
}

/* The number of a kind and state; given when they come for the first time. */
static bool stage_of(sqlite_store *s, base_str kind, base_str state, int64_t *stage, base_err *e) {
    bool row = false;
    if (met_before(s, kind, state, stage)) return true;
    for (int i = 0; i < 2 && !row; i++) {
        sqlite3_stmt *q = sqlite_prepared(s, i == 0 ? Q_STAGE_FIND : Q_STAGE_ADD, e);
        if (q == NULL) return false;
        bind_text(q, 1, kind);
        bind_text(q, 2, state);
        if (!sqlite_next(s, q, &row, e)) return false;
        if (!row) continue;
        *stage = sqlite3_column_int64(q, 0);
        sqlite_done(q);
        remember(s, kind, state, *stage);
    }
    return true;
}

/* Which statement brings the row that `q` is at to what it is to be. */
static enum sqlite_sql change_of(sqlite3_stmt *q, const store_standing *r, int64_t stage) {
    const bool state = sqlite3_column_int64(q, 0) != stage || !base_str_eq(column_text(q, 1), r->place) ||
                       (sqlite3_column_int(q, 2) != 0) != r->waits;
    const bool watch = column_date(q, 3) != r->watch;
    if (state) return watch ? Q_STANDING_SET_ALL : Q_STANDING_SET_STATE;
    return watch ? Q_STANDING_SET_WATCH : Q_STANDING_SET;
}

static bool how_to_write(sqlite_store *s, const store_standing *r, int64_t stage, enum sqlite_sql *which, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_STANDING_NOW, e);
    bool row;
    if (q == NULL) return false;
    bind_u64(q, 1, sqlite_standing_id(r->stream, r->no));
    if (!sqlite_next(s, q, &row, e)) return false;
    *which = row ? change_of(q, r, stage) : Q_STANDING_ADD;
    if (row) sqlite_done(q);
    return true;
}

static bool write_standing(sqlite_store *s, const store_standing *r, base_err *e) {
    enum sqlite_sql which;
    int64_t stage = 0;
    if (!sqlite_has_place(r->stream, r->no))
        return base_err_fmt(e, BASE_ERR_RANGE, "卷宗号或事项号过大：%llu/%u",
                            "stream or number of a case is too large: "
                            "%llu/%u",
                            (unsigned long long)r->stream, r->no);
    if (!stage_of(s, r->kind, r->state, &stage, e) || !how_to_write(s, r, stage, &which, e)) return false;
    sqlite3_stmt *q = sqlite_prepared(s, which, e);
    if (q == NULL) return false;
    const int values = sqlite3_bind_parameter_count(q);
    bind_u64(q, 1, sqlite_standing_id(r->stream, r->no));
    bind_text(q, 2, r->name);
    bind_i64(q, 3, stage);
    bind_date(q, 4, r->since);
    bind_u64(q, 5, r->last);
    if (values >= 6) bind_text(q, 6, r->place);
    if (values >= 7) bind_i64(q, 7, r->waits);
    if (values >= 8) bind_date(q, 8, r->watch);
    return sqlite_run(s, q, e);
}

static bool write_standings(sqlite_store *s, const store_group *g, base_err *e) {
    for (size_t i = 0; i < g->n_standings; i++) {
        if (!write_standing(s, &g->standing[i], e)) return false;
    }
    return true;
}

/* ---- dossiers, with the index by which they are found ---- */

static bool bring_search(sqlite_store *s, const store_dossier *r, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_DOSSIER_GET, e);
    bool row;
    if (q == NULL) return false;
    bind_u64(q, 1, r->stream);
    if (!sqlite_next(s, q, &row, e)) return false;
    store_dossier was;
    if (row) sqlite_row_dossier(q, &was);
    const bool ok = sqlite_search_change(s, row ? &was : NULL, r, e);
    sqlite_done(q);
    return ok;
}

static bool write_dossier(sqlite_store *s, const store_dossier *r, base_err *e) {
    sqlite3_stmt *q = bring_search(s, r, e) ? sqlite_prepared(s, Q_DOSSIER_SET, e) : NULL;
    if (q == NULL) return false;
    bind_u64(q, 1, r->stream);
    bind_text(q, 2, r->path);
    bind_text(q, 3, r->name);
    bind_text(q, 4, r->industry);
    bind_text(q, 5, r->subfield);
    bind_text(q, 6, r->county);
    bind_text(q, 7, r->channel);
    bind_text(q, 8, r->state);
    bind_date(q, 9, r->announced);
    bind_date(q, 10, r->valid_from);
    bind_date(q, 11, r->valid_until);
    bind_text(q, 12, r->announcement);
    bind_text(q, 13, r->round);
    bind_i64(q, 14, r->provincial);
    bind_i64(q, 15, r->pooled);
    bind_i64(q, 16, r->taken_over);
    return sqlite_run(s, q, e);
}

static bool write_dossiers(sqlite_store *s, const store_group *g, base_err *e) {
    for (size_t i = 0; i < g->n_dossiers; i++) {
        if (!write_dossier(s, &g->dossier[i], e)) return false;
    }
    return true;
}

/* ---- the rest ---- */

static bool write_tallies(sqlite_store *s, const store_group *g, base_err *e) {
    for (size_t i = 0; i < g->n_tallies; i++) {
        const store_tally *r = &g->tally[i];
        sqlite3_stmt *q = sqlite_prepared(s, r->n == 0 ? Q_TALLY_REMOVE : Q_TALLY_SET, e);
        if (q == NULL) return false;
        bind_text(q, 1, r->key);
        if (r->n != 0) bind_i64(q, 2, r->n);
        if (!sqlite_run(s, q, e)) return false;
    }
    return true;
}

static bool write_rounds(sqlite_store *s, const store_group *g, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_ROUND_SET, e);
    bool ok = q != NULL;
    for (size_t i = 0; ok && i < g->n_rounds; i++) {
        const store_round *r = &g->round[i];
        bind_u64(q, 1, r->stream);
        bind_text(q, 2, r->path);
        bind_text(q, 3, r->state);
        bind_date(q, 4, r->opened);
        bind_date(q, 5, r->county_closes);
        bind_date(q, 6, r->closes);
        bind_text(q, 7, r->settings);
        ok = sqlite_run(s, q, e);
    }
    return ok;
}

static bool write_requests(sqlite_store *s, const store_group *g, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_REQUEST_ADD, e);
    bool ok = q != NULL;
    for (size_t i = 0; ok && i < g->n_requests; i++) {
        bind_text(q, 1, g->request[i].id);
        bind_u64(q, 2, g->request[i].seq);
        bind_i64(q, 3, g->request[i].n);
        ok = sqlite_run(s, q, e);
    }
    return ok;
}

static bool write_tiles(sqlite_store *s, const store_group *g, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_TILE_ADD, e);
    bool ok = q != NULL;
    for (size_t i = 0; ok && i < g->n_tiles; i++) {
        bind_u64(q, 1, (uint64_t)g->tile[i].level << 56 | g->tile[i].index);
        bind_blob(q, 2, g->tile[i].bytes);
        ok = sqlite_run(s, q, e);
    }
    return ok;
}

static bool write_messages(sqlite_store *s, const store_group *g, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_MESSAGE_ADD, e);
    bool ok = q != NULL;
    for (size_t i = 0; ok && i < g->n_messages; i++) {
        bind_i64(q, 1, g->message[i].at);
        bind_text(q, 2, g->message[i].kind);
        bind_blob(q, 3, g->message[i].body);
        ok = sqlite_run(s, q, e);
    }
    return ok;
}

bool sqlite_write(store *base, const store_group *g, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    return write_events(s, g, e) && write_persons(s, g, e) && write_streams(s, g, e) && write_standings(s, g, e) &&
           write_dossiers(s, g, e) && write_tallies(s, g, e) && write_rounds(s, g, e) && write_requests(s, g, e) &&
           write_tiles(s, g, e) && write_messages(s, g, e) && write_head(s, g->head, e);
}

bool sqlite_drop_derived(store *base, base_err *e) {
    return sqlite_exec(sqlite_of(base),
                       "DELETE FROM stream; DELETE FROM standing; DELETE FROM dossier; DELETE FROM tally;"
                       "DELETE FROM round; DELETE FROM request; DELETE FROM tile;"
                       "INSERT INTO search (search) VALUES ('delete-all')",
                       e);
}
