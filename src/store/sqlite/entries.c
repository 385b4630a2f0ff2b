/* entries.c - the one table for whatever is kept under a key of its own and is too small for a table of its own.
 *
 * Rows lie in order of (space, key); only those that are due one day are in the second index. */
#include "store/sqlite/sqlite_i.h"

static void row_entry(sqlite3_stmt *q, store_entry *r) {
    *r = (store_entry){.space = column_text(q, 0),
                       .key = column_text(q, 1),
                       .version = column_u64(q, 2),
                       .at = sqlite3_column_int64(q, 3),
                       .due = sqlite3_column_int64(q, 4),
                       .body = column_blob(q, 5)};
}

/* ---- writing ---- */

static bool version_now(sqlite_store *s, const store_entry *n, uint64_t *version, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_ENTRY_GET, e);
    bool row;
    if (q == NULL) return false;
    bind_text(q, 1, n->space);
    bind_text(q, 2, n->key);
    if (!sqlite_next(s, q, &row, e)) return false;
    *version = row ? column_u64(q, 2) : 0;
    if (row) sqlite_done(q);
    return true;
}

static bool put(sqlite_store *s, sqlite3_stmt *q, const store_entry *n, bool *saved, uint64_t *version, base_err *e) {
    if (!sqlite_next(s, q, saved, e)) return false;
    if (!*saved) return version_now(s, n, version, e);
    *version = column_u64(q, 0);
    return sqlite_run(s, q, e);
}

bool sqlite_entry_put(store *base, const store_entry *n, uint64_t expect, bool *saved, uint64_t *version, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    const bool any = expect == STORE_ANY_VERSION;
    sqlite3_stmt *q = sqlite_enter_with(s, any ? Q_ENTRY_PUT : expect == 0 ? Q_ENTRY_ADD : Q_ENTRY_SET, e);
    if (q == NULL) return false;
    bind_text(q, 1, n->space);
    bind_text(q, 2, n->key);
    bind_i64(q, 3, n->at);
    bind_i64(q, 4, n->due);
    bind_blob(q, 5, n->body);
    if (!any && expect != 0) bind_u64(q, 6, expect);
    if (sqlite_leave(s, put(s, q, n, saved, version, e), e)) return true;
    *saved = false;
    return false;
}

/* It may hold personal data: it is overwritten in the file, free pages included. */
bool sqlite_entry_delete(store *base, base_str space, base_str key, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    if (!sqlite_exec(s, "PRAGMA secure_delete = ON", e)) return false;
    sqlite3_stmt *q = sqlite_enter_with(s, Q_ENTRY_REMOVE, e);
    bool ok = false;
    if (q != NULL) {
        bind_text(q, 1, space);
        bind_text(q, 2, key);
        ok = sqlite_run_and_leave(s, q, e);
    }
    (void)sqlite_exec(s, "PRAGMA secure_delete = FAST", NULL);
    return ok;
}

/* ---- reading ---- */

bool sqlite_entry_get(store *base, base_arena *arena, base_str space, base_str key, store_entry *out, bool *found,
                      base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_ENTRY_GET, e);
    if (q == NULL) return false;
    bind_text(q, 1, space);
    bind_text(q, 2, key);
    if (!sqlite_next(s, q, found, e)) return false;
    if (!*found) return true;
    row_entry(q, out);
    out->space = base_arena_str(arena, out->space);
    out->key = base_arena_str(arena, out->key);
    out->body = base_arena_str(arena, out->body);
    sqlite_done(q);
    return true;
}

typedef struct {
    store_each_entry each;
    void *ctx;
    base_str prefix;
} taker;

/* Those that begin with the prefix lie together: the first that does not ends it. */
static bool hand_entry(void *ctx, sqlite3_stmt *q) {
    const taker *t = ctx;
    store_entry r;
    row_entry(q, &r);
    return base_str_starts(r.key, t->prefix) && t->each(t->ctx, &r);
}

bool sqlite_entries(store *base, base_str space, base_str prefix, base_str after, size_t limit, store_each_entry each,
                    void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_ENTRIES, e);
    const bool first = after.p == NULL || base_str_cmp(after, prefix) < 0;
    taker t = {each, ctx, prefix};
    if (q == NULL) return false;
    bind_text(q, 1, space);
    bind_text(q, 2, first ? prefix : after);
    bind_i64(q, 3, first);
    bind_u64(q, 4, limit);
    return sqlite_each(s, q, hand_entry, &t, e);
}

bool sqlite_entries_due(store *base, base_str space, int64_t until, size_t limit, store_each_entry each, void *ctx,
                        base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_ENTRIES_DUE, e);
    taker t = {.each = each, .ctx = ctx};
    if (q == NULL) return false;
    bind_text(q, 1, space);
    bind_i64(q, 2, until);
    bind_u64(q, 3, limit);
    return sqlite_each(s, q, hand_entry, &t, e);
}

bool sqlite_all_entries(store *base, store_each_entry each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    sqlite3_stmt *q = sqlite_prepared(s, Q_ALL_ENTRIES, e);
    taker t = {.each = each, .ctx = ctx};
    return q != NULL && sqlite_each(s, q, hand_entry, &t, e);
}
