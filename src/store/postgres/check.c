/* check.c - the database's check of itself.
 *
 * Where the extension amcheck is installed, or can be made for the length of one transaction, every index is walked and
 * held against its table, and every table's pages are looked at. What is promised beyond PostgreSQL's own consistency
 * is asked by queries: no gap in the log, settings on which commits rest. The grams of names are made again and summed
 * up, as those of the table are; the sums are kept for many small ranges of dossiers, and only ranges whose sums differ
 * are compared one by one. */
#include "store/grams.h"
#include "store/postgres/pg.h"

#include <stdio.h>
#include <stdlib.h>

enum { RANGES = 4096, TOLD_MAX = 100, SQL_MAX = 512 };

typedef struct {
    pg *p;
    store_each_line each;
    void *ctx;
    bool stopped;
    int told;
    uint64_t span; /* dossier numbers in one range */
    uint64_t have[RANGES], due[RANGES];
} check;

static void tell(check *c, base_str table, base_str what) {
    if (!c->stopped) c->stopped = !c->each(c->ctx, table, what);
}

/* A question whose rows are faults: (table, what is wrong). */
static bool ask(check *c, const char *sql, base_err *e) {
    if (c->stopped) return true;
    pg_new(c->p);
    pg_queue_text(c->p, sql);
    PGresult *r = pg_fetch(c->p, e);
    for (int i = 0; i < PQntuples(r); i++) tell(c, pg_value_text(r, i, 0), pg_value_text(r, i, 1));
    PQclear(r);
    return r != NULL;
}

/* ---- amcheck ---- */

/* A statement whose failure is no failure of the check: the transaction goes on. */
static PGresult *attempt(pg *p, const char *sql, base_err *e) {
    pg_new(p);
    pg_queue_text(p, "SAVEPOINT attempt");
    pg_new(p);
    pg_queue_text(p, sql);
    if (pg_finish(p, e)) {
        PGresult *r = p->answer;
        p->answer = NULL;
        return r != NULL ? r : PQmakeEmptyPGresult(p->conn, PGRES_COMMAND_OK);
    }
    if (p->gone) return NULL;
    pg_new(p);
    pg_queue_text(p, "ROLLBACK TO SAVEPOINT attempt");
    (void)pg_finish(p, NULL);
    return NULL;
}

/* The calls to be made, one a row: (table, statement whose rows of two columns are faults). */
static const char calls[] =
    "WITH a AS (SELECT quote_ident(n.nspname) AS ns FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace "
    "JOIN pg_proc f ON f.pronamespace = n.oid AND f.proname = 'verify_heapam' "
    "WHERE x.extname = 'amcheck' AND has_function_privilege(f.oid, 'EXECUTE')), "
    "t AS (SELECT oid, relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' "
    "AND relname IN ('meta', 'head', 'event', 'stream', 'standing', 'dossier', 'gram', 'tally', 'round', 'request', "
    "'tile', 'person', 'checkpoint', 'draft', 'refusal', 'counter', 'attachment', 'message', 'entry')) "
    "SELECT t.relname::text, format('SELECT %L::text, format(''page %%s: %%s'', blkno, msg) FROM "
    "%s.verify_heapam(%s::regclass)', t.relname, a.ns, t.oid) FROM a, t "
    "UNION ALL SELECT t.relname::text, format('SELECT %s.bt_index_check(%s::regclass, true)', a.ns, i.indexrelid) "
    "FROM a, t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid = i.indexrelid "
    "JOIN pg_am m ON m.oid = c.relam AND m.amname = 'btree'";

/* A damaged index is told by an error, and so is damage that keeps the check itself from going on. */
static bool call(check *c, base_str table, base_str sql, base_err *e) {
    base_err damage = {0};
    PGresult *r = attempt(c->p, base_arena_str(c->p->work, sql).p, &damage);
    if (r == NULL && c->p->gone) {
        if (e != NULL) *e = damage;
        return false;
    }
    if (r == NULL) tell(c, table, base_str_of(damage.en));
    for (int i = 0; PQnfields(r) == 2 && i < PQntuples(r); i++) tell(c, table, pg_value_text(r, i, 1));
    PQclear(r);
    return true;
}

static bool call_all(check *c, base_err *e) {
    pg_queue_limits(c->p, 0, 0);
    pg_new(c->p);
    pg_queue_text(c->p, calls);
    PGresult *r = pg_fetch(c->p, e);
    bool ok = r != NULL;
    for (int i = 0; ok && i < PQntuples(r) && !c->stopped; i++)
        ok = call(c, pg_value_text(r, i, 0), pg_value_text(r, i, 1), e);
    PQclear(r);
    base_arena_reset(c->p->work);
    return ok;
}

/* The extension is made where that is allowed, and gone again with the transaction. */
static bool check_pages(check *c, base_err *e) {
    pg *p = c->p;
    if (p->base.mode != STORE_IDLE) return call_all(c, e);
    pg_queue_bare(p, p->base.read_only ? PG_BEGIN_READ : PG_BEGIN_WRITE);
    if (!pg_finish(p, e)) return false;
    if (!p->base.read_only) PQclear(attempt(p, "CREATE EXTENSION IF NOT EXISTS amcheck", NULL));
    const bool ok = call_all(c, e);
    pg_queue_bare(p, PG_ROLLBACK);
    (void)pg_finish(p, NULL);
    return ok;
}

/* ---- queries ---- */

static const char *const questions[] = {
    "SELECT 'settings', 'fsync is off: a commit may not be on disk' WHERE current_setting('fsync') = 'off'",
    "SELECT 'settings', 'full_page_writes is off: a crash may damage pages' "
    "WHERE current_setting('full_page_writes') = 'off'",
    "SELECT 'database', 'pages whose checksum was wrong: ' || checksum_failures FROM pg_stat_database "
    "WHERE datname = current_database() AND checksum_failures > 0",
    "SELECT 'database', 'index is not valid: ' || c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
    "WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisvalid",
    "SELECT 'head', 'it has ' || n || ' rows' FROM (SELECT count(*) AS n FROM head) h WHERE n <> 1",
    "SELECT 'event', 'the head counts ' || h.size || ' events, and there are ' || e.n FROM head h, "
    "(SELECT count(*) AS n FROM event) e WHERE h.size <> e.n",
    "SELECT 'event', 'its last number is ' || e.seq || ', and the head counts ' || h.size FROM head h, "
    "(SELECT max(seq) AS seq FROM event) e WHERE h.size <> e.seq + 1",
    "SELECT 'event', 'points to what comes after it: ' || seq FROM event "
    "WHERE stream NOT BETWEEN 0 AND seq OR prev NOT BETWEEN 0 AND seq ORDER BY seq LIMIT 100",
};

/* ---- grams ---- */

static uint64_t mixed(base_str gram, uint64_t stream) {
    uint64_t z = base_str_hash(gram) + stream * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static size_t range_of(const check *c, uint64_t stream) {
    const uint64_t i = stream / c->span;
    return i < RANGES ? (size_t)i : RANGES - 1;
}

static void after_gram(pg *p, void *ctx, const pg_any *last) {
    (void)ctx;
    pg_text(p, last == NULL ? (base_str){NULL, 0} : last->gram.gram);
    pg_number(p, last == NULL ? -1 : (int64_t)last->gram.stream);
}

static bool sum_gram(void *ctx, const pg_any *row) {
    check *c = ctx;
    c->have[range_of(c, row->gram.stream)] += mixed(row->gram.gram, row->gram.stream);
    return true;
}

static void after_dossier(pg *p, void *ctx, const pg_any *last) {
    (void)ctx;
    pg_number(p, last == NULL ? -1 : (int64_t)last->dossier.stream);
}

static bool sum_dossier(void *ctx, const pg_any *row) {
    check *c = ctx;
    const store_texts t = store_grams(c->p->fold, store_fold(c->p->fold, row->dossier.name));
    for (size_t i = 0; i < t.n; i++) c->due[range_of(c, row->dossier.stream)] += mixed(t.item[i], row->dossier.stream);
    base_arena_reset(c->p->fold);
    return true;
}

/* One range again, one by one: what is there against what should be, both in order of gram and number. */
static int by_gram(const void *a, const void *b) {
    const pg_gram_row *x = a, *y = b;
    const int order = base_str_cmp(x->gram, y->gram);
    return order != 0 ? order : (x->stream > y->stream) - (x->stream < y->stream);
}

typedef struct {
    check *c;
    uint64_t first, last;
    pg_gram_row *due;
    size_t n, cap;
} range;

static bool gather(void *ctx, const pg_any *row) {
    range *r = ctx;
    base_arena *work = r->c->p->work;
    if (row->dossier.stream > r->last) return false;
    const store_texts t = store_grams(work, store_fold(work, row->dossier.name));
    for (size_t i = 0; i < t.n; i++) {
        r->due = base_arena_grow(work, r->due, r->n, &r->cap, sizeof *r->due);
        r->due[r->n++] = (pg_gram_row){t.item[i], row->dossier.stream};
    }
    return true;
}

static void after_in_range(pg *p, void *ctx, const pg_any *last) {
    const range *r = ctx;
    pg_number(p, last == NULL ? (int64_t)r->first - 1 : (int64_t)last->dossier.stream);
}

static void tell_gram(check *c, const char *what, pg_gram_row x) {
    char line[64 + 16];
    const base_str gram = base_utf8_head(x.gram, 32);
    if (c->told++ >= TOLD_MAX) return;
    const int n =
        snprintf(line, sizeof line, "%s\t%.*s\t%llu", what, (int)gram.n, gram.p, (unsigned long long)x.stream);
    tell(c, BASE_STR("search"), (base_str){line, n < 0 ? 0 : (size_t)n});
}

static bool compare(range *r, const PGresult *have, base_err *e) {
    size_t k = 0;
    for (int i = 0; i < PQntuples(have); i++) {
        pg_gram_row x;
        int order = 1;
        if (!pg_row(have, i, &pg_gram, &x, e)) return false;
        for (; k < r->n && (order = by_gram(&r->due[k], &x)) < 0; k++) tell_gram(r->c, "missing", r->due[k]);
        if (k < r->n && order == 0)
            k++;
        else
            tell_gram(r->c, "extra", x);
    }
    for (; k < r->n; k++) tell_gram(r->c, "missing", r->due[k]);
    return true;
}

static bool compare_range(check *c, size_t i, base_err *e) {
    range r = {.c = c, .first = i * c->span};
    r.last = i + 1 == RANGES ? INT64_MAX : r.first + c->span - 1;
    const pg_scan dossiers = {
        .sql = PG_PAGE_DOSSIERS, .shape = &pg_dossier, .after = after_in_range, .give = gather, .ctx = &r};
    if (!pg_scan_rows(c->p, &dossiers, e)) return false;
    if (r.n > 0) qsort(r.due, r.n, sizeof *r.due, by_gram);
    pg_new(c->p);
    pg_number(c->p, (int64_t)r.first);
    pg_number(c->p, (int64_t)r.last);
    pg_queue_text(c->p, "SELECT gram, stream FROM gram WHERE stream BETWEEN $1::bigint AND $2::bigint "
                        "ORDER BY gram, stream");
    PGresult *have = pg_fetch(c->p, e);
    const bool ok = have != NULL && compare(&r, have, e);
    PQclear(have);
    base_arena_reset(c->p->work);
    return ok;
}

static bool check_grams(check *c, base_err *e) {
    store_head head;
    const pg_scan grams = {.sql = PG_PAGE_GRAMS, .shape = &pg_gram, .after = after_gram, .give = sum_gram, .ctx = c};
    const pg_scan dossiers = {
        .sql = PG_PAGE_DOSSIERS, .shape = &pg_dossier, .after = after_dossier, .give = sum_dossier, .ctx = c};
    if (!pg_head_get(&c->p->base, &head, e)) return false;
    c->span = head.size / RANGES + 1;
    if (!pg_scan_rows(c->p, &grams, e) || !pg_scan_rows(c->p, &dossiers, e)) return false;
    for (size_t i = 0; i < RANGES && !c->stopped && c->told < TOLD_MAX; i++) {
        if (c->have[i] != c->due[i] && !compare_range(c, i, e)) return false;
    }
    return true;
}

static bool check_content(check *c, base_err *e) {
    bool own, ok = pg_enter_read(c->p, &own, e);
    if (ok) pg_queue_limits(c->p, 0, 0);
    for (size_t i = 0; ok && i < sizeof questions / sizeof *questions; i++) ok = ask(c, questions[i], e);
    ok = ok && (c->stopped || check_grams(c, e));
    pg_leave_read(c->p, own);
    return ok;
}

/* The server found damage while it read: that is what the check is for, and no failure of it. */
static bool is_damage(const pg *p) { return !p->gone && strncmp(p->state, "XX", 2) == 0; }

bool pg_self_check(store *s, store_each_line each, void *ctx, base_err *e) {
    check *c = base_zeroed(1, sizeof *c);
    c->p = pg_of(s);
    c->each = each;
    c->ctx = ctx;
    base_err inner = {0};
    bool ok = check_pages(c, &inner) && check_content(c, &inner);
    if (!ok && is_damage(c->p)) {
        tell(c, BASE_STR("database"), base_str_of(inner.en));
        ok = true;
    }
    if (!ok && e != NULL) *e = inner;
    free(c);
    return ok;
}
