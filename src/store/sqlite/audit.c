/* audit.c - derived rows as lines, and the database's check of itself.
 *
 * What the search index should hold is checked in search_check.c. */
#include "store/sqlite/sqlite_i.h"

#include "store/lines.h"

enum { LINE_MAX_BYTES = 16 << 20 };

/* A read transaction of its own, unless one is open. */
static bool enter_read(sqlite_store *s, bool *own, base_err *e) {
    *own = s->base.mode == STORE_IDLE;
    return !*own || sqlite_begin_read(&s->base, e);
}

static void leave_read(sqlite_store *s, bool own) {
    if (own) sqlite_end_read(&s->base);
}

/* ---- lines ---- */

struct lines {
    store_each_line each;
    void *ctx;
    enum store_table table;
    base_buf buf;
    bool stopped;
};

static void put_row(base_buf *b, enum store_table t, sqlite3_stmt *q) {
    union {
        store_stream stream;
        store_standing standing;
        store_dossier dossier;
        store_tally tally;
        store_round round;
        store_request request;
        store_tile tile;
    } r;
    switch (t) {
    case STORE_T_STREAM: sqlite_row_stream(q, &r.stream), store_line_stream(b, &r.stream); break;
    case STORE_T_STANDING: sqlite_row_standing(q, &r.standing), store_line_standing(b, &r.standing); break;
    case STORE_T_DOSSIER: sqlite_row_dossier(q, &r.dossier), store_line_dossier(b, &r.dossier); break;
    case STORE_T_TALLY: sqlite_row_tally(q, &r.tally), store_line_tally(b, &r.tally); break;
    case STORE_T_ROUND: sqlite_row_round(q, &r.round), store_line_round(b, &r.round); break;
    case STORE_T_REQUEST: sqlite_row_request(q, &r.request), store_line_request(b, &r.request); break;
    case STORE_T_TILE: sqlite_row_tile(q, &r.tile), store_line_tile(b, &r.tile); break;
    case STORE_T_SEARCH: store_line_search(b, column_text(q, 0), column_u64(q, 1)); break;
    case STORE_N_DERIVED: break;
    }
}

static bool hand_line(void *ctx, sqlite3_stmt *q) {
    struct lines *l = ctx;
    if (l->table == STORE_T_SEARCH && !sqlite_token_is_gram(column_text(q, 0))) return true;
    base_buf_clear(&l->buf);
    put_row(&l->buf, l->table, q);
    l->stopped = !l->each(l->ctx, base_str_of(store_table_name(l->table)), base_buf_str(&l->buf));
    return !l->stopped;
}

static bool lines_of(sqlite_store *s, struct lines *l, base_err *e) {
    static const enum sqlite_sql all[STORE_N_DERIVED] = {
        [STORE_T_STREAM] = Q_STREAMS, [STORE_T_STANDING] = Q_STANDINGS, [STORE_T_DOSSIER] = Q_DOSSIERS,
        [STORE_T_TALLY] = Q_TALLIES,  [STORE_T_ROUND] = Q_ROUNDS,       [STORE_T_REQUEST] = Q_REQUESTS,
        [STORE_T_TILE] = Q_TILES,
    };
    if (l->table == STORE_T_SEARCH) return sqlite_walk_index(s, hand_line, l, e);
    sqlite3_stmt *q = sqlite_prepared(s, all[l->table], e);
    if (q == NULL) return false;
    if (l->table == STORE_T_DOSSIER) bind_i64(q, 1, -1); /* after none */
    if (l->table == STORE_T_STANDING) {
        bind_i64(q, 1, 0);
        bind_i64(q, 2, INT64_MAX);
    }
    return sqlite_each(s, q, hand_line, l, e);
}

bool sqlite_derived_lines(store *base, const char *table, store_each_line each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    struct lines l = {.each = each, .ctx = ctx};
    bool own;
    if (!enter_read(s, &own, e)) return false;
    base_buf_init(&l.buf, LINE_MAX_BYTES);
    bool ok = true;
    for (int t = 0; t < STORE_N_DERIVED && ok && !l.stopped; t++) {
        l.table = (enum store_table)t;
        if (table == NULL || strcmp(table, store_table_name(l.table)) == 0) ok = lines_of(s, &l, e);
    }
    base_buf_free(&l.buf);
    leave_read(s, own);
    return ok;
}

/* ---- the check ---- */

struct check {
    sqlite_store *s;
    store_each_line each;
    void *ctx;
    bool stopped;
};

static void tell(struct check *c, const char *table, base_str line) {
    if (!c->stopped) c->stopped = !c->each(c->ctx, base_str_of(table), line);
}

/* SQLite found damage while it read: that is what the check is for, and no failure of it. */
static bool told_damage(struct check *c, const base_err *e) {
    const int rc = sqlite3_errcode(c->s->db) & 0xFF;
    if (rc != SQLITE_CORRUPT && rc != SQLITE_NOTADB) return false;
    tell(c, "database", base_str_of(e->en));
    return true;
}

static bool hand_integrity(void *ctx, sqlite3_stmt *q) {
    struct check *c = ctx;
    const base_str line = column_text(q, 0);
    if (!base_str_is(line, "ok")) tell(c, "database", line);
    return !c->stopped;
}

static bool check_integrity(struct check *c, base_err *e) {
    sqlite3_stmt *q = sqlite_prepare(c->s, "PRAGMA integrity_check", e);
    const bool ok = q != NULL && sqlite_each(c->s, q, hand_integrity, c, e);
    (void)sqlite3_finalize(q);
    return ok;
}

/* What is read as yes or no is 0 or 1: any other number would read as yes too, and nobody would see that it was
 * changed. (Conditions of the schema would not help: SQLite forgets them where it may only read.) */
static const char *const questions[] = {
    "SELECT 'standing', 'neither yes nor no: ' || id FROM standing WHERE waits NOT IN (0, 1)",
    ("SELECT 'dossier', 'neither yes nor no: ' || stream FROM dossier"
     " WHERE provincial NOT IN (0, 1) OR pooled NOT IN (0, 1) OR taken_over NOT IN (0, 1)"),
    "SELECT 'person', 'neither yes nor no: ' || seq FROM person WHERE erased NOT IN (0, 1)",
};

static bool hand_answer(void *ctx, sqlite3_stmt *q) {
    struct check *c = ctx;
    if (!c->stopped) c->stopped = !c->each(c->ctx, column_text(q, 0), column_text(q, 1));
    return !c->stopped;
}

static bool check_flags(struct check *c, base_err *e) {
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof questions / sizeof *questions; i++) {
        sqlite3_stmt *q = sqlite_prepare(c->s, questions[i], e);
        ok = q != NULL && sqlite_each(c->s, q, hand_answer, c, e);
        (void)sqlite3_finalize(q);
    }
    return ok;
}

bool sqlite_self_check(store *base, store_each_line each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    base_err inner = {0};
    bool own;
    struct check c = {.s = s, .each = each, .ctx = ctx};
    bool ok = enter_read(s, &own, &inner);
    if (ok) {
        ok = check_integrity(&c, &inner) && check_flags(&c, &inner) &&
             (c.stopped || sqlite_check_search(s, each, ctx, &inner));
        if (!ok) ok = told_damage(&c, &inner);
        leave_read(s, own);
    }
    if (!ok && e != NULL) *e = inner;
    return ok;
}
