/* upkeep.c - derived rows as lines, and figures. */
#include "store/lines.h"
#include "store/postgres/pg.h"

enum { LINE_MAX_BYTES = 64 << 20 };

/* ---- lines ---- */

typedef struct {
    store_each_line each;
    void *ctx;
    base_buf line;
    enum store_table table;
    bool stopped;
} liner;

static void after_stream(pg *p, void *ctx, const pg_any *last) {
    (void)ctx;
    pg_number(p, last == NULL ? -1 : (int64_t)last->stream.stream);
}

static void after_standing(pg *p, void *ctx, const pg_any *last) {
    (void)ctx;
    pg_number(p, last == NULL ? -1 : (int64_t)last->standing.stream);
    pg_number(p, last == NULL ? -1 : (int64_t)last->standing.no);
}

static void after_dossier(pg *p, void *ctx, const pg_any *last) {
    (void)ctx;
    pg_number(p, last == NULL ? -1 : (int64_t)last->dossier.stream);
}

static void after_tally(pg *p, void *ctx, const pg_any *last) {
    (void)ctx;
    pg_text(p, last == NULL ? (base_str){NULL, 0} : last->tally.key);
    pg_yes(p, last == NULL);
}

static void after_round(pg *p, void *ctx, const pg_any *last) {
    (void)ctx;
    pg_number(p, last == NULL ? -1 : (int64_t)last->round.stream);
}

static void after_request(pg *p, void *ctx, const pg_any *last) {
    (void)ctx;
    pg_text(p, last == NULL ? (base_str){NULL, 0} : last->request.id);
    pg_yes(p, last == NULL);
}

static void after_tile(pg *p, void *ctx, const pg_any *last) {
    (void)ctx;
    pg_number(p, last == NULL ? -1 : (int64_t)last->tile.level);
    pg_number(p, last == NULL ? -1 : (int64_t)last->tile.index);
}

static void after_gram(pg *p, void *ctx, const pg_any *last) {
    (void)ctx;
    pg_text(p, last == NULL ? (base_str){NULL, 0} : last->gram.gram);
    pg_number(p, last == NULL ? -1 : (int64_t)last->gram.stream);
}

static void put_line(base_buf *b, enum store_table t, const pg_any *row) {
    switch (t) {
    case STORE_T_STREAM: store_line_stream(b, &row->stream); break;
    case STORE_T_STANDING: store_line_standing(b, &row->standing); break;
    case STORE_T_DOSSIER: store_line_dossier(b, &row->dossier); break;
    case STORE_T_TALLY: store_line_tally(b, &row->tally); break;
    case STORE_T_ROUND: store_line_round(b, &row->round); break;
    case STORE_T_REQUEST: store_line_request(b, &row->request); break;
    case STORE_T_TILE: store_line_tile(b, &row->tile); break;
    case STORE_T_SEARCH: store_line_search(b, row->gram.gram, row->gram.stream); break;
    case STORE_N_DERIVED: break;
    }
}

static bool give_line(void *ctx, const pg_any *row) {
    liner *l = ctx;
    base_buf_clear(&l->line);
    put_line(&l->line, l->table, row);
    l->stopped = !l->each(l->ctx, base_str_of(store_table_name(l->table)), base_buf_str(&l->line));
    return !l->stopped;
}

static bool lines_of(pg *p, liner *l, base_err *e) {
    static const struct {
        enum pg_sql sql;
        const pg_shape *shape;
        void (*after)(pg *p, void *ctx, const pg_any *last);
    } way[STORE_N_DERIVED] = {
        [STORE_T_STREAM] = {PG_PAGE_STREAMS, &pg_stream, after_stream},
        [STORE_T_STANDING] = {PG_PAGE_ALL_STANDINGS, &pg_standing, after_standing},
        [STORE_T_DOSSIER] = {PG_PAGE_DOSSIERS, &pg_dossier, after_dossier},
        [STORE_T_TALLY] = {PG_PAGE_TALLIES, &pg_tally, after_tally},
        [STORE_T_ROUND] = {PG_PAGE_ROUNDS, &pg_round, after_round},
        [STORE_T_REQUEST] = {PG_PAGE_REQUESTS, &pg_request, after_request},
        [STORE_T_TILE] = {PG_PAGE_TILES, &pg_tile, after_tile},
        [STORE_T_SEARCH] = {PG_PAGE_GRAMS, &pg_gram, after_gram},
    };
    const pg_scan scan = {.sql = way[l->table].sql,
                          .shape = way[l->table].shape,
                          .after = way[l->table].after,
                          .give = give_line,
                          .ctx = l};
    return pg_scan_rows(p, &scan, e);
}

bool pg_derived_lines(store *s, const char *table, store_each_line each, void *ctx, base_err *e) {
    liner l = {.each = each, .ctx = ctx};
    base_buf_init(&l.line, LINE_MAX_BYTES);
    bool own, ok = pg_enter_read(pg_of(s), &own, e);
    for (int t = 0; ok && t < STORE_N_DERIVED && !l.stopped; t++) {
        l.table = (enum store_table)t;
        if (table == NULL || strcmp(table, store_table_name(l.table)) == 0) ok = lines_of(pg_of(s), &l, e);
    }
    pg_leave_read(pg_of(s), own);
    base_buf_free(&l.line);
    return ok;
}

/* ---- figures ---- */

bool pg_stats(store *s, store_figures *out, base_err *e) {
    pg *p = pg_of(s);
    pg_queue_bare(p, PG_STATS);
    PGresult *r = pg_fetch(p, e);
    uint64_t *const figure[] = {&out->events,      &out->streams,  &out->dossiers,    &out->drafts,
                                &out->persons,     &out->refusals, &out->attachments, &out->messages,
                                &out->checkpoints, &out->entries,  &out->bytes};
    bool ok = r != NULL;
    for (int i = 0; ok && i < (int)(sizeof figure / sizeof *figure); i++) {
        int64_t v = 0;
        ok = pg_value(r, 0, i, &v, e);
        *figure[i] = (uint64_t)v;
    }
    PQclear(r);
    return ok;
}
