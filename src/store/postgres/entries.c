/* entries.c - the one table for whatever is kept under a key of its own and is too small for a table of its own. */
#include "store/postgres/pg.h"

/* ---- writing ---- */

/* Asks for one bigint; 0 when there is no row. */
static bool ask_version(pg *p, enum pg_sql sql, int column, uint64_t *version, base_err *e) {
    int64_t v = 0;
    pg_queue(p, sql);
    PGresult *r = pg_fetch(p, e);
    const bool ok = r != NULL && (PQntuples(r) == 0 || pg_value(r, 0, column, &v, e));
    PQclear(r);
    *version = (uint64_t)v;
    return ok;
}

static void put_key(pg *p, base_str space, base_str key) {
    pg_new(p);
    pg_text(p, space);
    pg_text(p, key);
}

bool pg_entry_put(store *s, const store_entry *n, uint64_t expect, bool *saved, uint64_t *version, base_err *e) {
    pg *p = pg_of(s);
    const bool any = expect == STORE_ANY_VERSION;
    put_key(p, n->space, n->key);
    pg_number(p, n->at);
    pg_number(p, n->due);
    pg_text(p, n->body);
    if (!any && expect != 0) pg_number(p, (int64_t)expect);
    if (!ask_version(p, any ? PG_PUT_ENTRY : expect == 0 ? PG_NEW_ENTRY : PG_NEXT_ENTRY, 0, version, e)) return false;
    *saved = *version != 0;
    if (*saved) return true;
    put_key(p, n->space, n->key);
    return ask_version(p, PG_GET_ENTRY, 2, version, e);
}

bool pg_entry_delete(store *s, base_str space, base_str key, base_err *e) {
    pg *p = pg_of(s);
    put_key(p, space, key);
    pg_queue(p, PG_DELETE_ENTRY);
    return pg_finish(p, e);
}

/* ---- reading ---- */

bool pg_entry_get(store *s, base_arena *arena, base_str space, base_str key, store_entry *out, bool *found,
                  base_err *e) {
    pg *p = pg_of(s);
    put_key(p, space, key);
    return pg_get(p, PG_GET_ENTRY, &pg_entry, arena, out, found, e);
}

typedef struct {
    store_each_entry each;
    void *ctx;
    base_str space, from, until;
    bool first; /* `from` itself is wanted */
    int64_t due;
} taker;

static bool give(void *ctx, const pg_any *row) {
    const taker *t = ctx;
    return t->each(t->ctx, &row->entry);
}

static void after_key(pg *p, void *ctx, const pg_any *last) {
    const taker *t = ctx;
    pg_text(p, t->space);
    pg_text(p, last == NULL ? t->from : last->entry.key);
    pg_yes(p, last == NULL && t->first);
    pg_text(p, t->until);
}

bool pg_entries(store *s, base_str space, base_str prefix, base_str after, size_t limit, store_each_entry each,
                void *ctx, base_err *e) {
    pg *p = pg_of(s);
    taker t = {.each = each, .ctx = ctx, .space = space};
    t.first = after.p == NULL || base_str_cmp(after, prefix) < 0;
    t.from = t.first ? prefix : after;
    t.until = pg_after_prefix(p->work, prefix);
    const pg_scan scan = {
        .sql = PG_PAGE_ENTRIES, .shape = &pg_entry, .most = limit, .after = after_key, .give = give, .ctx = &t};
    const bool ok = pg_scan_rows(p, &scan, e);
    base_arena_reset(p->work);
    return ok;
}

static void after_due(pg *p, void *ctx, const pg_any *last) {
    const taker *t = ctx;
    pg_text(p, t->space);
    pg_number(p, t->due);
    pg_number(p, last == NULL ? 0 : last->entry.due);
    pg_text(p, last == NULL ? (base_str){NULL, 0} : last->entry.key);
}

bool pg_entries_due(store *s, base_str space, int64_t until, size_t limit, store_each_entry each, void *ctx,
                    base_err *e) {
    taker t = {.each = each, .ctx = ctx, .space = space, .due = until};
    const pg_scan scan = {
        .sql = PG_PAGE_ENTRIES_DUE, .shape = &pg_entry, .most = limit, .after = after_due, .give = give, .ctx = &t};
    return pg_scan_rows(pg_of(s), &scan, e);
}

/* A space is never empty, so all come after the pair of two empty texts. */
static void after_all(pg *p, void *ctx, const pg_any *last) {
    (void)ctx;
    pg_text(p, last == NULL ? (base_str){NULL, 0} : last->entry.space);
    pg_text(p, last == NULL ? (base_str){NULL, 0} : last->entry.key);
}

bool pg_all_entries(store *s, store_each_entry each, void *ctx, base_err *e) {
    taker t = {.each = each, .ctx = ctx};
    const pg_scan scan = {.sql = PG_PAGE_ALL_ENTRIES, .shape = &pg_entry, .after = after_all, .give = give, .ctx = &t};
    return pg_scan_rows(pg_of(s), &scan, e);
}
