/* search_check.c - whether the search index holds what it should, and nothing else.
 *
 * The index has no content of its own to be compared with: its entries are walked, those that the dossiers should have
 * are made again, and both are summed up. The sums are kept for many small ranges of dossiers, so memory stays small
 * for any number of them, and only ranges whose sums differ are compared entry by entry.
 *
 * To read the term of each of ten million entries takes longer than all the rest; so the terms are read once, with how
 * many entries each has, and counted down while the numbers of dossiers alone are walked, which come in the same order.
 */
#include "store/sqlite/sqlite_i.h"

enum { RANGES = 4096, RANGES_TOLD = 8, DIFFERENCES_TOLD = 100, TOKENS_MAX = 256 << 20 };

struct term {
    uint64_t hash, left; /* entries that were not walked yet */
};

struct check {
    sqlite_store *s;
    store_each_line each;
    void *ctx;
    base_arena *arena;
    struct term *term;
    size_t n_terms, cap_terms, at;
    uint64_t span;                          /* dossier numbers in one range */
    uint64_t in_index[RANGES], due[RANGES]; /* sums */
    int told;
    bool stopped;
};

static void tell(struct check *c, base_str line) {
    if (!c->stopped) c->stopped = !c->each(c->ctx, BASE_STR("search"), line);
}

/* Makes the vocabulary `name` of that kind (SQLite, FTS5, section 8), and hands over the rows of a question to it. */
static bool walk(sqlite_store *s, const char *name, const char *kind, const char *question, sqlite_hand hand, void *ctx,
                 base_err *e) {
    char sql[160];
    (void)snprintf(sql, sizeof sql, "CREATE VIRTUAL TABLE IF NOT EXISTS temp.%s USING fts5vocab (main, search, %s)",
                   name, kind);
    if (!sqlite_exec(s, sql, e)) return false;
    sqlite3_stmt *q = sqlite_prepare(s, question, e);
    const bool ok = q != NULL && sqlite_each(s, q, hand, ctx, e);
    (void)sqlite3_finalize(q);
    return ok;
}

bool sqlite_walk_index(sqlite_store *s, sqlite_hand hand, void *ctx, base_err *e) {
    return walk(s, "search_entry", "instance", "SELECT term, doc FROM temp.search_entry", hand, ctx, e);
}

static uint64_t mixed(uint64_t token, uint64_t stream) {
    uint64_t z = token + stream * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static size_t range_of(const struct check *c, uint64_t stream) {
    const uint64_t i = stream / c->span;
    return i < RANGES ? (size_t)i : RANGES - 1;
}

static bool take_term(void *ctx, sqlite3_stmt *q) {
    struct check *c = ctx;
    c->term = base_arena_grow(c->arena, c->term, c->n_terms, &c->cap_terms, sizeof *c->term);
    c->term[c->n_terms++] = (struct term){base_str_hash(column_text(q, 0)), column_u64(q, 1)};
    return true;
}

/* An aggregate function of SQL: a row that comes back costs more than the sum itself. An entry more than the terms
 * count is summed up under none, and its range differs. */
static void sum_entry(sqlite3_context *call, int n, sqlite3_value **value) {
    (void)n;
    struct check *c = sqlite3_user_data(call);
    const uint64_t stream = (uint64_t)sqlite3_value_int64(value[0]);
    while (c->at < c->n_terms && c->term[c->at].left == 0) c->at++;
    const bool counted = c->at < c->n_terms;
    if (counted) c->term[c->at].left--;
    c->in_index[range_of(c, stream)] += mixed(counted ? c->term[c->at].hash : 0, stream);
}

static void no_answer(sqlite3_context *call) { (void)call; } /* the sums are in `check` */

static bool no_row(void *ctx, sqlite3_stmt *q) {
    (void)ctx, (void)q;
    return true;
}

static bool sum_index(struct check *c, base_err *e) {
    static const char name[] = "jiqun_sum";
    const int how = SQLITE_UTF8 | SQLITE_DIRECTONLY;
    const int rc = sqlite3_create_function_v2(c->s->db, name, 1, how, c, NULL, sum_entry, no_answer, NULL);
    if (rc != SQLITE_OK) return sqlite_fail(c->s, rc, e);
    const bool ok =
        walk(c->s, "search_term", "row", "SELECT term, doc FROM temp.search_term", take_term, c, e) &&
        walk(c->s, "search_entry", "instance", "SELECT jiqun_sum(doc) FROM temp.search_entry", no_row, c, e);
    (void)sqlite3_create_function_v2(c->s->db, name, 1, how, NULL, NULL, NULL, NULL, NULL);
    return ok;
}

static bool sum_dossier(void *ctx, sqlite3_stmt *q) {
    struct check *c = ctx;
    store_dossier d;
    sqlite_row_dossier(q, &d);
    const store_texts t = sqlite_tokens(c->s->row_arena, &d);
    for (size_t i = 0; i < t.n; i++) c->due[range_of(c, d.stream)] += mixed(base_str_hash(t.item[i]), d.stream);
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
    tell(c, (base_str){line, n < 0 ? 0 : (size_t)n});
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

static void tell_range(struct check *c, size_t i) {
    char line[96];
    const uint64_t first = i * c->span;
    const int n = snprintf(line, sizeof line, "differs\tdossiers from %llu to %llu", (unsigned long long)first,
                           (unsigned long long)(first + c->span - 1));
    tell(c, (base_str){line, n < 0 ? 0 : (size_t)n});
}

/* That no entry differs where the sums did means that the index counts its own entries wrongly. */
static bool compare_range(struct check *c, size_t i, base_err *e) {
    const int before = c->told;
    struct range r = {.c = c, .first = i * c->span, .arena = base_arena_new(TOKENS_MAX)};
    r.last = i + 1 == RANGES ? UINT64_MAX : r.first + c->span - 1;
    bool ok = each_dossier(c, r.first - 1, gather_due, &r, e);
    if (r.n > 0) qsort(r.due, r.n, sizeof *r.due, by_entry);
    ok = ok && sqlite_walk_index(c->s, compare_entry, &r, e);
    for (; ok && r.at < r.n; r.at++) tell_entry(c, "missing", &r.due[r.at]);
    base_arena_free(r.arena);
    if (ok && c->told == before) tell_range(c, i);
    return ok;
}

static bool sum_up(struct check *c, base_err *e) {
    store_head head;
    if (!sqlite_head_get(&c->s->base, &head, e)) return false;
    c->span = head.size / RANGES + 1;
    return sum_index(c, e) && each_dossier(c, UINT64_MAX, sum_dossier, c, e);
}

static bool compare_all(struct check *c, base_err *e) {
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

bool sqlite_check_search(sqlite_store *s, store_each_line each, void *ctx, base_err *e) {
    struct check *c = base_zeroed(1, sizeof *c);
    *c = (struct check){.s = s, .each = each, .ctx = ctx, .arena = base_arena_new(TOKENS_MAX)};
    const bool ok = sum_up(c, e) && compare_all(c, e);
    base_arena_free(c->arena);
    free(c);
    return ok;
}
