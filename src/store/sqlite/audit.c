/* audit.c - derived rows as lines, and the database's check of itself.
 *
 * The search index has no content of its own to be compared with: its entries are walked, those that the dossiers
 * should have are made again, and both are summed up. The sums are kept for many small ranges of dossiers, so memory
 * stays small for any number of them, and only ranges whose sums differ are compared entry by entry. */
#include "store/sqlite/sqlite_i.h"

#include "store/lines.h"

enum { LINE_MAX_BYTES = 16 << 20, RANGES = 4096, RANGES_TOLD = 8, DIFFERENCES_TOLD = 100, TOKENS_MAX = 256 << 20 };

static sqlite3_stmt *prepare(sqlite_store *s, const char *sql, base_err *e) {
    sqlite3_stmt *q = NULL;
    const int rc = sqlite3_prepare_v2(s->db, sql, -1, &q, NULL);
    if (rc != SQLITE_OK) sqlite_fail(s, rc, e);
    return q;
}

/* Calls `hand` for every entry of the search index (columns token, number), by token, then by number. */
static bool walk_index(sqlite_store *s, sqlite_hand hand, void *ctx, base_err *e) {
    if (!sqlite_exec(s, "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_entry USING fts5vocab (main, search, instance)",
                     e))
        return false;
    sqlite3_stmt *q = prepare(s, "SELECT term, doc FROM temp.search_entry", e);
    const bool ok = q != NULL && sqlite_each(s, q, hand, ctx, e);
    (void)sqlite3_finalize(q);
    return ok;
}

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
    if (l->table == STORE_T_SEARCH) return walk_index(s, hand_line, l, e);
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
    uint64_t span;                          /* dossier numbers in one range */
    uint64_t in_index[RANGES], due[RANGES]; /* sums */
    int told;
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
    sqlite3_stmt *q = prepare(c->s, "PRAGMA integrity_check", e);
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
        sqlite3_stmt *q = prepare(c->s, questions[i], e);
        ok = q != NULL && sqlite_each(c->s, q, hand_answer, c, e);
        (void)sqlite3_finalize(q);
    }
    return ok;
}

static uint64_t mixed(base_str token, uint64_t stream) {
    uint64_t z = base_str_hash(token) + stream * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static size_t range_of(const struct check *c, uint64_t stream) {
    const uint64_t i = stream / c->span;
    return i < RANGES ? (size_t)i : RANGES - 1;
}

static bool sum_entry(void *ctx, sqlite3_stmt *q) {
    struct check *c = ctx;
    const uint64_t stream = column_u64(q, 1);
    c->in_index[range_of(c, stream)] += mixed(column_text(q, 0), stream);
    return true;
}

static bool sum_dossier(void *ctx, sqlite3_stmt *q) {
    struct check *c = ctx;
    store_dossier d;
    sqlite_row_dossier(q, &d);
    const store_texts t = sqlite_tokens(c->s->row_arena, &d);
    for (size_t i = 0; i < t.n; i++) c->due[range_of(c, d.stream)] += mixed(t.item[i], d.stream);
    base_arena_reset(c->s->row_arena);
    return true;
}

static bool each_dossier(struct check *c, uint64_t after, sqlite_hand hand, void *ctx, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(c->s, Q_DOSSIERS, e);
    if (q == NULL) return false;
    bind_u64(q, 1, after);
    return sqlite_each(c->s, q, hand, ctx, e);
}

/* ---- one range, entry by entry ---- */

struct entry {
    base_str token;
    uint64_t stream;
};

struct range {
    struct check *c;
    uint64_t first, last;
    base_arena *arena;
    struct entry *due; /* in the order of the index */
    size_t n, cap, at;
};

static int by_entry(const void *a, const void *b) {
    const struct entry *x = a, *y = b;
    const int order = base_str_cmp(x->token, y->token);
    return order != 0 ? order : (x->stream > y->stream) - (x->stream < y->stream);
}

static bool gather_due(void *ctx, sqlite3_stmt *q) {
    struct range *r = ctx;
    store_dossier d;
    sqlite_row_dossier(q, &d);
    if (d.stream > r->last) return false;
    const store_texts t = sqlite_tokens(r->c->s->row_arena, &d);
    for (size_t i = 0; i < t.n; i++) {
        r->due = base_arena_grow(r->arena, r->due, r->n, &r->cap, sizeof *r->due);
        r->due[r->n++] = (struct entry){base_arena_str(r->arena, t.item[i]), d.stream};
    }
    base_arena_reset(r->c->s->row_arena);
    return true;
}

static void tell_entry(struct check *c, const char *what, const struct entry *x) {
    char line[512];
    const base_str token = base_utf8_head(x->token, 256);
    if (c->told++ >= DIFFERENCES_TOLD) return;
    const int n =
        snprintf(line, sizeof line, "%s\t%.*s\t%llu", what, (int)token.n, token.p, (unsigned long long)x->stream);
    tell(c, "search", (base_str){line, n < 0 ? 0 : (size_t)n});
}

static bool compare_entry(void *ctx, sqlite3_stmt *q) {
    struct range *r = ctx;
    const struct entry have = {column_text(q, 0), column_u64(q, 1)};
    if (have.stream < r->first || have.stream > r->last) return true;
    int order = 1;
    for (; r->at < r->n && (order = by_entry(&r->due[r->at], &have)) < 0; r->at++)
        tell_entry(r->c, "missing", &r->due[r->at]);
    if (r->at < r->n && order == 0)
        r->at++;
    else
        tell_entry(r->c, "extra", &have);
    return !r->c->stopped && r->c->told < DIFFERENCES_TOLD;
}

static bool compare_range(struct check *c, size_t i, base_err *e) {
    struct range r = {.c = c, .first = i * c->span, .arena = base_arena_new(TOKENS_MAX)};
    r.last = i + 1 == RANGES ? UINT64_MAX : r.first + c->span - 1;
    bool ok = each_dossier(c, r.first - 1, gather_due, &r, e);
    if (r.n > 0) qsort(r.due, r.n, sizeof *r.due, by_entry);
    ok = ok && walk_index(c->s, compare_entry, &r, e);
    for (; ok && r.at < r.n; r.at++) tell_entry(c, "missing", &r.due[r.at]);
    base_arena_free(r.arena);
    return ok;
}

static void tell_range(struct check *c, size_t i) {
    char line[96];
    const uint64_t first = i * c->span;
    const int n = snprintf(line, sizeof line, "differs\tdossiers from %llu to %llu", (unsigned long long)first,
                           (unsigned long long)(first + c->span - 1));
    tell(c, "search", (base_str){line, n < 0 ? 0 : (size_t)n});
}

static bool check_search(struct check *c, base_err *e) {
    store_head head;
    if (!sqlite_head_get(&c->s->base, &head, e)) return false;
    c->span = head.size / RANGES + 1;
    if (!walk_index(c->s, sum_entry, c, e) || !each_dossier(c, UINT64_MAX, sum_dossier, c, e)) return false;
    int ranges = 0;
    for (size_t i = 0; i < RANGES && !c->stopped; i++) {
        if (c->in_index[i] == c->due[i]) continue;
        if (ranges++ >= RANGES_TOLD || c->told >= DIFFERENCES_TOLD)
            tell_range(c, i);
        else if (!compare_range(c, i, e))
            return false;
    }
    return true;
}

bool sqlite_self_check(store *base, store_each_line each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    base_err inner = {0};
    bool own;
    struct check *c = base_zeroed(1, sizeof *c);
    c->s = s;
    c->each = each;
    c->ctx = ctx;
    bool ok = enter_read(s, &own, &inner);
    if (ok) {
        ok = check_integrity(c, &inner) && check_flags(c, &inner) && (c->stopped || check_search(c, &inner));
        if (!ok) ok = told_damage(c, &inner);
        leave_read(s, own);
    }
    if (!ok && e != NULL) *e = inner;
    free(c);
    return ok;
}
