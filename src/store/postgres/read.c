/* read.c - what is read: one row by its key, or rows in order.
 *
 * Rows in order go through pg_scan_rows; each function says which statement, which key comes next, and who takes them.
 */
#include "store/postgres/pg.h"

/* ---- one row ---- */

bool pg_get(pg *p, enum pg_sql sql, const pg_shape *shape, base_arena *arena, void *out, bool *found, base_err *e) {
    pg_queue(p, sql);
    PGresult *r = pg_fetch(p, e);
    if (r == NULL) return false;
    *found = PQntuples(r) > 0;
    const bool ok = !*found || pg_row(r, 0, shape, out, e);
    if (ok && *found && arena != NULL) pg_keep(arena, shape, out);
    PQclear(r);
    return ok;
}

bool pg_head_get(store *s, store_head *head, base_err *e) {
    pg *p = pg_of(s);
    pg_queue_bare(p, PG_GET_HEAD);
    PGresult *r = pg_fetch(p, e);
    const bool ok = r != NULL && pg_head_row(r, head, e);
    PQclear(r);
    return ok;
}

bool pg_stream_find(store *s, base_arena *arena, base_str name, store_stream *out, bool *found, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_text(p, name);
    return pg_get(p, PG_FIND_STREAM, &pg_stream, arena, out, found, e);
}

bool pg_stream_last(store *s, base_str name, uint64_t *last, bool *found, base_err *e) {
    static const pg_column number = {PG_NUMBER, 0};
    static const pg_shape shape = {&number, 1, sizeof *last};
    pg *p = pg_of(s);
    pg_new(p);
    pg_text(p, name);
    return pg_get(p, PG_LAST_OF_STREAM, &shape, NULL, last, found, e);
}

bool pg_stream_at(store *s, base_arena *arena, uint64_t stream, store_stream *out, bool *found, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_number(p, (int64_t)stream);
    return pg_get(p, PG_GET_STREAM, &pg_stream, arena, out, found, e);
}

bool pg_standing_get(store *s, base_arena *arena, uint64_t stream, uint32_t no, store_standing *out, bool *found,
                     base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_number(p, (int64_t)stream);
    pg_number(p, no);
    return pg_get(p, PG_GET_STANDING, &pg_standing, arena, out, found, e);
}

bool pg_dossier_get(store *s, base_arena *arena, uint64_t stream, store_dossier *out, bool *found, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_number(p, (int64_t)stream);
    return pg_get(p, PG_GET_DOSSIER, &pg_dossier, arena, out, found, e);
}

bool pg_draft_get(store *s, base_arena *arena, base_str path, store_draft *out, bool *found, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_text(p, path);
    return pg_get(p, PG_GET_DRAFT, &pg_draft, arena, out, found, e);
}

bool pg_request_find(store *s, base_str id, store_request *out, bool *found, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_text(p, id);
    return pg_get(p, PG_GET_REQUEST, &pg_request, NULL, out, found, e);
}

bool pg_checkpoint_last(store *s, base_arena *arena, store_checkpoint *out, bool *found, base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    return pg_get(p, PG_LAST_CHECKPOINT, &pg_checkpoint, arena, out, found, e);
}

bool pg_tile_get(store *s, uint32_t level, uint64_t index, uint8_t out[256 * STORE_HASH], size_t *n, bool *found,
                 base_err *e) {
    pg *p = pg_of(s);
    pg_new(p);
    pg_number(p, level);
    pg_number(p, (int64_t)index);
    pg_queue(p, PG_GET_TILE);
    PGresult *r = pg_fetch(p, e);
    store_tile tile = {0};
    bool ok = r != NULL;
    *found = ok && PQntuples(r) > 0;
    if (*found) ok = pg_row(r, 0, &pg_tile, &tile, e);
    if (ok && tile.bytes.n > (size_t)256 * STORE_HASH) ok = pg_fail_form(e);
    *n = ok ? tile.bytes.n : 0;
    if (*n > 0) memcpy(out, tile.bytes.p, *n);
    PQclear(r);
    return ok;
}

/* ---- events and persons ---- */

typedef struct {
    union {
        store_each_event event;
        store_each_person person;
        store_each_standing standing;
        store_each_dossier dossier;
        store_each_tally tally;
        store_each_round round;
        store_each_checkpoint checkpoint;
        store_each_refusal refusal;
        store_each_draft draft;
        store_each_attachment attachment;
        store_each_message message;
    } each;
    void *ctx;
    uint64_t from, until; /* numbers, as the statement wants them */
    base_str kind;
    base_date day, until_day;
    uint64_t prev; /* 1 + the event that should come next in a chain */
    bool broken;
} taker;

/* A number after which to go on; -1 before the first. */
static int64_t number_after(uint64_t after) { return after == UINT64_MAX ? -1 : (int64_t)after; }

static bool scan(store *s, enum pg_sql sql, const pg_shape *shape, void (*after)(pg *, void *, const pg_any *),
                 bool (*give)(void *, const pg_any *), taker *t, base_err *e) {
    return pg_scan_rows(pg_of(s), &(pg_scan){.sql = sql, .shape = shape, .after = after, .give = give, .ctx = t}, e);
}

static bool give_event(void *ctx, const pg_any *row) {
    const taker *t = ctx;
    return t->each.event(t->ctx, &row->event);
}

static void after_event(pg *p, void *ctx, const pg_any *last) {
    const taker *t = ctx;
    pg_number(p, (int64_t)(last == NULL ? t->from : last->event.seq + 1));
    pg_number(p, (int64_t)t->until);
}

bool pg_events(store *s, uint64_t from, uint64_t until, store_each_event each, void *ctx, base_err *e) {
    taker t = {.each.event = each, .ctx = ctx, .from = from, .until = until};
    return scan(s, PG_PAGE_EVENTS, &pg_event, after_event, give_event, &t, e);
}

static void after_chain(pg *p, void *ctx, const pg_any *last) {
    const taker *t = ctx;
    pg_number(p, last == NULL ? (int64_t)t->from : (int64_t)last->event.prev - 1);
}

/* The chain goes back by `prev` and nowhere else. */
static bool give_chain(void *ctx, const pg_any *row) {
    taker *t = ctx;
    t->broken = row->event.seq + 1 != t->prev || row->event.prev > row->event.seq;
    t->prev = row->event.prev;
    return !t->broken && t->each.event(t->ctx, &row->event) && t->prev != 0;
}

bool pg_stream_events(store *s, uint64_t last, store_each_event each, void *ctx, base_err *e) {
    taker t = {.each.event = each, .ctx = ctx, .from = last, .prev = last + 1};
    return scan(s, PG_PAGE_CHAIN, &pg_event, after_chain, give_chain, &t, e) && (!t.broken || pg_fail_form(e));
}

static bool give_person(void *ctx, const pg_any *row) {
    const taker *t = ctx;
    return t->each.person(t->ctx, &row->person);
}

static void after_person(pg *p, void *ctx, const pg_any *last) {
    const taker *t = ctx;
    pg_number(p, (int64_t)(last == NULL ? t->from : last->person.seq + 1));
    pg_number(p, (int64_t)t->until);
}

bool pg_persons(store *s, uint64_t from, uint64_t until, store_each_person each, void *ctx, base_err *e) {
    taker t = {.each.person = each, .ctx = ctx, .from = from, .until = until};
    return scan(s, PG_PAGE_PERSONS, &pg_person, after_person, give_person, &t, e);
}

/* ---- standings ---- */

static bool give_standing(void *ctx, const pg_any *row) {
    const taker *t = ctx;
    return t->each.standing(t->ctx, &row->standing);
}

static void after_standing(pg *p, void *ctx, const pg_any *last) {
    const taker *t = ctx;
    pg_number(p, (int64_t)t->from);
    pg_number(p, last == NULL ? -1 : (int64_t)last->standing.no);
}

bool pg_standings(store *s, uint64_t stream, store_each_standing each, void *ctx, base_err *e) {
    taker t = {.each.standing = each, .ctx = ctx, .from = stream};
    return scan(s, PG_PAGE_STANDINGS, &pg_standing, after_standing, give_standing, &t, e);
}

static void after_root(pg *p, void *ctx, const pg_any *last) {
    const taker *t = ctx;
    pg_text(p, t->kind);
    pg_number(p, last == NULL ? number_after(t->from) : (int64_t)last->standing.stream);
}

bool pg_roots(store *s, base_str kind, uint64_t after, store_each_standing each, void *ctx, base_err *e) {
    taker t = {.each.standing = each, .ctx = ctx, .kind = kind, .from = after};
    return scan(s, PG_PAGE_ROOTS, &pg_standing, after_root, give_standing, &t, e);
}

static void after_watched(pg *p, void *ctx, const pg_any *last) {
    const taker *t = ctx;
    pg_day(p, t->until_day);
    pg_day(p, last == NULL ? t->day : last->standing.watch);
    pg_number(p, last == NULL ? number_after(t->from) : (int64_t)last->standing.stream);
}

bool pg_watched(store *s, base_date until, base_date after_day, uint64_t after, store_each_standing each, void *ctx,
                base_err *e) {
    taker t = {.each.standing = each, .ctx = ctx, .until_day = until, .day = after_day, .from = after};
    if (after_day == BASE_DATE_NONE) {
        if (!base_date_make(1, 1, 1, &t.day, e)) return false;
        t.from = UINT64_MAX;
    }
    return scan(s, PG_PAGE_WATCHED, &pg_standing, after_watched, give_standing, &t, e);
}

/* ---- the other tables, whole ---- */

static void after_text(pg *p, base_str key, bool first) {
    pg_text(p, first ? (base_str){NULL, 0} : key);
    pg_yes(p, first);
}

static bool give_tally(void *ctx, const pg_any *row) {
    const taker *t = ctx;
    return t->each.tally(t->ctx, &row->tally);
}

static void after_tally(pg *p, void *ctx, const pg_any *last) {
    (void)ctx;
    after_text(p, last == NULL ? (base_str){NULL, 0} : last->tally.key, last == NULL);
}

bool pg_tallies(store *s, store_each_tally each, void *ctx, base_err *e) {
    taker t = {.each.tally = each, .ctx = ctx};
    return scan(s, PG_PAGE_TALLIES, &pg_tally, after_tally, give_tally, &t, e);
}

static bool give_round(void *ctx, const pg_any *row) {
    const taker *t = ctx;
    return t->each.round(t->ctx, &row->round);
}

static void after_round(pg *p, void *ctx, const pg_any *last) {
    (void)ctx;
    pg_number(p, last == NULL ? -1 : (int64_t)last->round.stream);
}

bool pg_rounds(store *s, store_each_round each, void *ctx, base_err *e) {
    taker t = {.each.round = each, .ctx = ctx};
    return scan(s, PG_PAGE_ROUNDS, &pg_round, after_round, give_round, &t, e);
}

static bool give_dossier(void *ctx, const pg_any *row) {
    const taker *t = ctx;
    return t->each.dossier(t->ctx, &row->dossier);
}

static void after_dossier(pg *p, void *ctx, const pg_any *last) {
    const taker *t = ctx;
    pg_number(p, last == NULL ? number_after(t->from) : (int64_t)last->dossier.stream);
}

bool pg_dossiers(store *s, uint64_t after, store_each_dossier each, void *ctx, base_err *e) {
    taker t = {.each.dossier = each, .ctx = ctx, .from = after};
    return scan(s, PG_PAGE_DOSSIERS, &pg_dossier, after_dossier, give_dossier, &t, e);
}

static bool give_checkpoint(void *ctx, const pg_any *row) {
    const taker *t = ctx;
    return t->each.checkpoint(t->ctx, &row->checkpoint);
}

static void after_checkpoint(pg *p, void *ctx, const pg_any *last) {
    (void)ctx;
    pg_number(p, last == NULL ? -1 : (int64_t)last->checkpoint.size);
}

bool pg_checkpoints(store *s, store_each_checkpoint each, void *ctx, base_err *e) {
    taker t = {.each.checkpoint = each, .ctx = ctx};
    return scan(s, PG_PAGE_CHECKPOINTS, &pg_checkpoint, after_checkpoint, give_checkpoint, &t, e);
}

static bool give_refusal(void *ctx, const pg_any *row) {
    const taker *t = ctx;
    return t->each.refusal(t->ctx, &row->refusal);
}

static void after_refusal(pg *p, void *ctx, const pg_any *last) {
    const taker *t = ctx;
    pg_number(p, last == NULL ? (int64_t)t->from : last->refusal.id);
}

bool pg_refusals(store *s, int64_t after, store_each_refusal each, void *ctx, base_err *e) {
    taker t = {.each.refusal = each, .ctx = ctx, .from = (uint64_t)after};
    return scan(s, PG_PAGE_REFUSALS, &pg_refusal, after_refusal, give_refusal, &t, e);
}

static bool give_draft(void *ctx, const pg_any *row) {
    const taker *t = ctx;
    return t->each.draft(t->ctx, &row->draft);
}

static void after_draft(pg *p, void *ctx, const pg_any *last) {
    (void)ctx;
    after_text(p, last == NULL ? (base_str){NULL, 0} : last->draft.path, last == NULL);
}

bool pg_drafts(store *s, store_each_draft each, void *ctx, base_err *e) {
    taker t = {.each.draft = each, .ctx = ctx};
    return scan(s, PG_PAGE_DRAFTS, &pg_draft, after_draft, give_draft, &t, e);
}

static bool give_attachment(void *ctx, const pg_any *row) {
    const taker *t = ctx;
    return t->each.attachment(t->ctx, &row->attachment);
}

static void after_attachment(pg *p, void *ctx, const pg_any *last) {
    (void)ctx;
    after_text(p, last == NULL ? (base_str){NULL, 0} : last->attachment.digest, last == NULL);
}

bool pg_attachments(store *s, store_each_attachment each, void *ctx, base_err *e) {
    taker t = {.each.attachment = each, .ctx = ctx};
    return scan(s, PG_PAGE_ATTACHMENTS, &pg_attachment, after_attachment, give_attachment, &t, e);
}

static bool give_message(void *ctx, const pg_any *row) {
    const taker *t = ctx;
    return t->each.message(t->ctx, &row->message);
}

static void after_message(pg *p, void *ctx, const pg_any *last) {
    const taker *t = ctx;
    pg_number(p, last == NULL ? (int64_t)t->from : last->message.id);
}

bool pg_messages(store *s, int64_t after, size_t limit, store_each_message each, void *ctx, base_err *e) {
    if (limit == 0) return true;
    taker t = {.each.message = each, .ctx = ctx, .from = (uint64_t)after};
    const pg_scan rows = {.sql = PG_PAGE_MESSAGES,
                          .shape = &pg_message,
                          .most = limit,
                          .after = after_message,
                          .give = give_message,
                          .ctx = &t};
    return pg_scan_rows(pg_of(s), &rows, e);
}
