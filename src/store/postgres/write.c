/* write.c - transactions, and what a group writes.
 *
 * The head's row is the sequencer: whoever has locked it writes, all others wait. Waiting is bounded by
 * statement_timeout and not by lock_timeout, because a queue for a row consists of several locks, each of which would
 * have a time of its own.
 *
 * COMMIT is a step of its own, so that its outcome is known or known not to be known: a refusal means that nothing is
 * committed; a connection that was seen to be broken before COMMIT was handed to it, too; one that broke after that
 * leaves it open. */
#include "store/postgres/pg.h"

#include <poll.h>

enum { IDLE_MAX = 60000 }; /* milliseconds that a writer may hold the head without saying anything */

bool pg_begin(store *s, int wait_ms, store_head *head, base_err *e) {
    pg *p = pg_of(s);
    p->state[0] = '\0';
    pg_queue_bare(p, PG_BEGIN_WRITE);
    pg_queue_limits(p, wait_ms < 1 ? 1 : wait_ms, IDLE_MAX); /* 0 would be for ever */
    pg_queue_bare(p, PG_LOCK_HEAD);
    pg_queue_limits(p, 0, IDLE_MAX); /* a group is bounded by its size */
    PGresult *r = pg_fetch(p, e);
    const bool waited = strcmp(p->state, "57014") == 0 || strcmp(p->state, "55P03") == 0;
    const bool ok = r != NULL && pg_head_row(r, head, e);
    PQclear(r);
    if (ok) return true;
    pg_rollback(s);
    return waited ? store_err_wait(e, wait_ms) : false;
}

void pg_rollback(store *s) {
    pg *p = pg_of(s);
    pg_queue_bare(p, PG_ROLLBACK);
    (void)pg_finish(p, NULL);
}

/* ---- a group ---- */

/* All rows of a table, in statements of reasonable size. */
static bool put(pg *p, enum pg_sql sql, const pg_shape *shape, const void *rows, size_t n, base_err *e) {
    const char *at = rows;
    for (size_t left = n, part; left > 0; left -= part, at += part * shape->size) {
        part = pg_portion(shape, at, left);
        pg_new(p);
        pg_rows(p, shape, at, part);
        pg_queue(p, sql);
        if (p->n_queued > PG_QUEUE_MAX / 2 && !pg_finish(p, e)) return false;
    }
    return true;
}

/* Tallies that have come to nothing are removed. */
static void delete_tallies(pg *p, const store_tally *tally, size_t n) {
    base_str *key = base_arena_array(p->work, n, sizeof *key);
    size_t gone = 0;
    for (size_t i = 0; i < n; i++) {
        if (tally[i].n == 0) key[gone++] = tally[i].key;
    }
    if (gone == 0) return;
    pg_new(p);
    pg_texts(p, key, gone);
    pg_queue(p, PG_DELETE_TALLIES);
}

typedef struct {
    const store_standing *fresh, *known;
    size_t n_fresh, n_known;
} standings;

/* Rows of streams that this very group opens are new; most others are there already. Both lists are in order. */
static void split_standings(pg *p, const store_group *g, standings *s) {
    *s = (standings){.known = g->standing, .n_known = g->n_standings};
    if (g->n_streams == 0 || g->n_standings == 0) return;
    store_standing *fresh = base_arena_array(p->work, g->n_standings, sizeof *fresh);
    store_standing *known = base_arena_array(p->work, g->n_standings, sizeof *known);
    *s = (standings){.fresh = fresh, .known = known};
    size_t at = 0;
    for (size_t i = 0; i < g->n_standings; i++) {
        const store_standing *row = &g->standing[i];
        while (at < g->n_streams && g->stream[at].stream < row->stream) at++;
        if (at < g->n_streams && g->stream[at].stream == row->stream)
            fresh[s->n_fresh++] = *row;
        else
            known[s->n_known++] = *row;
    }
}

static bool put_all(pg *p, const store_group *g, const standings *s, base_err *e) {
    return put(p, PG_ADD_EVENTS, &pg_event, g->event, g->n_events, e) &&
           put(p, PG_ADD_PERSONS, &pg_person, g->person, g->n_persons, e) &&
           put(p, PG_ADD_STREAMS, &pg_stream, g->stream, g->n_streams, e) &&
           put(p, PG_ADD_STANDINGS, &pg_standing, s->fresh, s->n_fresh, e) &&
           put(p, PG_SET_STANDINGS, &pg_standing, s->known, s->n_known, e) &&
           put(p, PG_PUT_DOSSIERS, &pg_dossier, g->dossier, g->n_dossiers, e) &&
           put(p, PG_PUT_TALLIES, &pg_tally, g->tally, g->n_tallies, e) &&
           put(p, PG_PUT_ROUNDS, &pg_round, g->round, g->n_rounds, e) &&
           put(p, PG_ADD_REQUESTS, &pg_request, g->request, g->n_requests, e) &&
           put(p, PG_PUT_TILES, &pg_tile, g->tile, g->n_tiles, e) &&
           put(p, PG_ADD_MESSAGES, &pg_message, g->message, g->n_messages, e);
}

static bool put_head(pg *p, const store_group *g, base_err *e) {
    delete_tallies(p, g->tally, g->n_tallies);
    pg_new(p);
    pg_head_args(p, g->head);
    pg_queue(p, PG_PUT_HEAD);
    return pg_finish(p, e);
}

bool pg_write(store *s, const store_group *g, base_err *e) {
    pg *p = pg_of(s);
    standings split = {0};
    p->set = 0;
    bool ok = pg_write_names(p, g->dossier, g->n_dossiers, e);
    if (ok) split_standings(p, g, &split);
    ok = ok && put_all(p, g, &split, e) && put_head(p, g, e);
    if (ok && p->set < split.n_known)
        ok = put(p, PG_ADD_STANDINGS, &pg_standing, split.known, split.n_known, e) && pg_finish(p, e);
    base_arena_reset(p->work);
    return ok;
}

bool pg_drop_derived(store *s, base_err *e) {
    /* DELETE and not TRUNCATE, after which a reader of an earlier moment would see nothing at all. */
    static const char *const sql[] = {"DELETE FROM stream",  "DELETE FROM standing", "DELETE FROM dossier",
                                      "DELETE FROM gram",    "DELETE FROM tally",    "DELETE FROM round",
                                      "DELETE FROM request", "DELETE FROM tile"};
    pg *p = pg_of(s);
    for (size_t i = 0; i < sizeof sql / sizeof *sql; i++) {
        pg_new(p);
        pg_queue_text(p, sql[i]);
    }
    return pg_finish(p, e);
}

/* ---- commit ---- */

/* Whatever the server has said meanwhile, unasked: that it ends this connection, for example. */
static bool still_there(pg *p) {
    struct pollfd fd = {.fd = PQsocket(p->conn), .events = POLLIN};
    while (!p->gone && poll(&fd, 1, 0) > 0) {
        if (PQconsumeInput(p->conn) != 1 || PQstatus(p->conn) == CONNECTION_BAD) return false;
    }
    return !p->gone;
}

enum store_outcome pg_commit(store *s, base_err *e) {
    pg *p = pg_of(s);
    if (!still_there(p)) {
        pg_fail(p, NULL, e);
        return STORE_NOT_COMMITTED;
    }
    pg_queue_bare(p, PG_COMMIT);
    if (pg_finish(p, e)) {
        if (p->committed) return STORE_COMMITTED;
        base_err_fmt(e, BASE_ERR_IO, "事务中有语句失败，已回滚，没有写入任何内容",
                     "a statement of the transaction had failed; it was rolled back, and nothing was written");
        return STORE_NOT_COMMITTED;
    }
    return p->gone || p->unconfirmed ? STORE_NOT_KNOWN : STORE_NOT_COMMITTED;
}
