/* contract_entries.h - entries: small things under keys of their own. */
#ifndef JIQUN_TESTS_STORE_CONTRACT_ENTRIES_H
#define JIQUN_TESTS_STORE_CONTRACT_ENTRIES_H

#include "support.h"

static store_entry entry_row(const char *space, const char *key, int64_t due, const char *body) {
    return (store_entry){.space = str(space), .key = str(key), .at = 5, .due = due, .body = str(body)};
}

static void put_entry(store *s, const char *space, const char *key, int64_t due, const char *body) {
    base_err e = {0};
    bool saved;
    uint64_t version;
    const store_entry n = entry_row(space, key, due, body);
    good(store_entry_put(s, &n, STORE_ANY_VERSION, &saved, &version, &e), &e);
    assert_true(saved && version > 0);
}

/* Puts and tells "saved version". */
static const char *put_expecting(store *s, const store_entry *n, uint64_t expect) {
    base_err e = {0};
    bool saved;
    uint64_t version;
    good(store_entry_put(s, n, expect, &saved, &version, &e), &e);
    return base_arena_fmt(test_arena, "%d %d", saved, (int)version).p;
}

static bool list_entry(void *ctx, const store_entry *row) {
    base_buf_fmt(ctx, "%.*s:%.*s@%d=%.*s ", (int)row->space.n, row->space.p, (int)row->key.n, row->key.p, (int)row->due,
                 (int)row->body.n, row->body.p);
    return !base_str_is(row->body, "stop");
}

static void assert_entries(store *s, const char *space, const char *prefix, const char *after, size_t limit,
                           const char *want) {
    base_err e = {0};
    base_buf b;
    base_buf_init(&b, 1 << 20);
    good(store_entries(s, str(space), str(prefix), str(after), limit, list_entry, &b, &e), &e);
    assert_text(base_buf_str(&b), want);
    base_buf_free(&b);
}

static void assert_due(store *s, const char *space, int64_t until, size_t limit, const char *want) {
    base_err e = {0};
    base_buf b;
    base_buf_init(&b, 1 << 20);
    good(store_entries_due(s, str(space), until, limit, list_entry, &b, &e), &e);
    assert_text(base_buf_str(&b), want);
    base_buf_free(&b);
}

static void of_two_who_put_an_entry_one_wins(void **state) {
    (void)state;
    const char *address = test_store_address("entries");
    store *a = test_open(address), *b = test_open(address);
    base_err e = {0};
    bool found;
    store_entry n = entry_row("account", "u1", 7, "first"), out;
    good(store_entry_get(a, test_arena, n.space, n.key, &out, &found, &e), &e);
    assert_false(found);
    assert_string_equal(put_expecting(a, &n, 7), "0 0");
    assert_string_equal(put_expecting(a, &n, 0), "1 1");
    assert_string_equal(put_expecting(b, &n, 0), "0 1"); /* and b learns what is there */
    n.body = (base_str){"\0\xFF", 2};
    n.due = 0;
    assert_string_equal(put_expecting(b, &n, 1), "1 2");
    assert_string_equal(put_expecting(a, &n, 1), "0 2");
    assert_string_equal(put_expecting(a, &n, STORE_ANY_VERSION), "1 3");
    good(store_entry_get(b, test_arena, n.space, n.key, &out, &found, &e), &e);
    assert_true(found && out.version == 3 && out.at == 5 && out.due == 0);
    assert_text(out.space, "account");
    assert_text(out.key, "u1");
    assert_int_equal(out.body.n, 2);
    assert_memory_equal(out.body.p, "\0\xFF", 2);
    store_figures f;
    good(store_stats(a, &f, &e), &e);
    assert_int_equal(f.entries, 1);
    good(store_entry_get(b, test_arena, str("session"), n.key, &out, &found, &e), &e);
    assert_false(found); /* another space */
    good(store_entry_delete(a, n.space, n.key, &e), &e);
    good(store_entry_delete(a, n.space, n.key, &e), &e);
    good(store_entry_get(b, test_arena, n.space, n.key, &out, &found, &e), &e);
    assert_false(found);
    assert_string_equal(put_expecting(a, &n, STORE_ANY_VERSION), "1 1"); /* where there is none */
    store_close(a);
    store_close(b);
}

static void entries_come_by_key(void **state) {
    (void)state;
    store *s = fresh("entries2");
    base_err e = {0};
    static const char *const key[] = {"b", "a/2", "a/1", "a", "a/10", "张", "张三", ""};
    for (size_t i = 0; i < sizeof key / sizeof *key; i++) put_entry(s, "x", key[i], 0, "v");
    put_entry(s, "y", "a/1", 0, "other");
    put_entry(s, "w", "c", 3, "");
    assert_entries(s, "x", "", NULL, 100, "x:@0=v x:a@0=v x:a/1@0=v x:a/10@0=v x:a/2@0=v x:b@0=v x:张@0=v x:张三@0=v ");
    assert_entries(s, "x", "a/", NULL, 100, "x:a/1@0=v x:a/10@0=v x:a/2@0=v ");
    assert_entries(s, "x", "a/", "a/1", 1, "x:a/10@0=v ");
    assert_entries(s, "x", "a/", "a/2", 100, "");
    assert_entries(s, "x", "a/", "A", 1, "x:a/1@0=v ");
    assert_entries(s, "x", "张", NULL, 100, "x:张@0=v x:张三@0=v ");
    assert_entries(s, "x", "", "", 2, "x:a@0=v x:a/1@0=v ");
    assert_entries(s, "x", "", NULL, 0, "");
    assert_entries(s, "z", "", NULL, 100, "");
    put_entry(s, "x", "a/1", 0, "stop");
    assert_entries(s, "x", "", NULL, 100, "x:@0=v x:a@0=v x:a/1@0=stop ");
    base_buf b;
    base_buf_init(&b, 1 << 20);
    put_entry(s, "x", "a/1", 0, "v");
    good(store_all_entries(s, list_entry, &b, &e), &e);
    assert_text(base_buf_str(&b), "w:c@3= x:@0=v x:a@0=v x:a/1@0=v x:a/10@0=v x:a/2@0=v x:b@0=v x:张@0=v x:张三@0=v "
                                  "y:a/1@0=other ");
    base_buf_free(&b);
    store_close(s);
}

typedef struct {
    size_t n;
    char last[16];
} walked;

/* Each after the one before. */
static bool count_entry(void *ctx, const store_entry *row) {
    walked *c = ctx;
    assert_true(base_str_cmp(str(c->last), row->key) < 0);
    (void)snprintf(c->last, sizeof c->last, "%.*s", (int)row->key.n, row->key.p);
    c->n++;
    return true;
}

static void entries_come_when_they_are_due(void **state) {
    (void)state;
    enum { MANY = 300 };
    store *s = fresh("entries3");
    base_err e = {0};
    put_entry(s, "x", "never", 0, "v");
    put_entry(s, "x", "late", 30, "v");
    put_entry(s, "x", "b", 20, "v");
    put_entry(s, "x", "a", 20, "v");
    put_entry(s, "x", "early", 10, "v");
    put_entry(s, "y", "early", 10, "v");
    assert_due(s, "x", 9, 100, "");
    assert_due(s, "x", 20, 100, "x:early@10=v x:a@20=v x:b@20=v ");
    assert_due(s, "x", INT64_MAX, 2, "x:early@10=v x:a@20=v ");
    assert_due(s, "x", INT64_MAX, 0, "");
    put_entry(s, "x", "early", 40, "v");
    put_entry(s, "x", "a", 0, "v");
    good(store_entry_delete(s, str("x"), str("b"), &e), &e);
    assert_due(s, "x", INT64_MAX, 100, "x:late@30=v x:early@40=v ");
    /* more than a driver reads at a time */
    store_head head;
    good(store_begin(s, 1000, &head, &e), &e);
    for (int i = 0; i < MANY; i++) put_entry(s, "many", base_arena_fmt(test_arena, "k%04d", i).p, 100 + i / 7, "v");
    assert_int_equal(store_commit(s, &e), STORE_COMMITTED);
    walked by_key = {.n = 0}, by_due = {.n = 0}, some = {.n = 0};
    good(store_entries(s, str("many"), str("k"), str(""), INT32_MAX, count_entry, &by_key, &e), &e);
    good(store_entries_due(s, str("many"), INT64_MAX, INT32_MAX, count_entry, &by_due, &e), &e);
    good(store_entries_due(s, str("many"), INT64_MAX, 200, count_entry, &some, &e), &e);
    assert_int_equal(by_key.n, MANY);
    assert_int_equal(by_due.n, MANY);
    assert_int_equal(some.n, 200);
    store_close(s);
}

/* Several puts, all or none. */
static void entries_go_with_an_open_transaction(void **state) {
    (void)state;
    store *s = fresh("entries4");
    base_err e = {0};
    store_head head;
    const store_entry n = entry_row("x", "a", 0, "v");
    for (int keep = 0; keep < 2; keep++) {
        good(store_begin(s, 1000, &head, &e), &e);
        assert_string_equal(put_expecting(s, &n, 0), "1 1");
        assert_string_equal(put_expecting(s, &n, 0), "0 1"); /* one that was not put spoils nothing */
        put_entry(s, "x", "b", 0, "v");
        good(store_entry_delete(s, str("x"), str("b"), &e), &e);
        put_entry(s, "x", "c", 0, "v");
        if (keep == 0)
            store_rollback(s);
        else
            assert_int_equal(store_commit(s, &e), STORE_COMMITTED);
        assert_entries(s, "x", "", NULL, 100, keep == 0 ? "" : "x:a@0=v x:c@0=v ");
    }
    good(store_begin(s, 1000, &head, &e), &e);
    good(store_drop_derived(s, &e), &e);
    assert_int_equal(store_commit(s, &e), STORE_COMMITTED);
    assert_entries(s, "x", "", NULL, 100, "x:a@0=v x:c@0=v "); /* kept */
    assert_sound(s);
    store_close(s);
}

static void entries_that_can_not_be_are_refused(void **state) {
    (void)state;
    const char *address = test_store_address("entries5");
    store *s = test_open(address);
    base_err e = {0};
    bool saved, found;
    uint64_t version;
    store_entry n = entry_row("", "a", 0, "v"), out;
    bad(store_entry_put(s, &n, 0, &saved, &version, &e), &e, BASE_ERR_INPUT);
    n = entry_row("x", "\xFF", 0, "v");
    bad(store_entry_put(s, &n, 0, &saved, &version, &e), &e, BASE_ERR_INPUT);
    n = entry_row("x", "a", -1, "v");
    bad(store_entry_put(s, &n, 0, &saved, &version, &e), &e, BASE_ERR_RANGE);
    n.due = 0;
    bad(store_entry_put(s, &n, STORE_ANY_VERSION - 1, &saved, &version, &e), &e, BASE_ERR_RANGE);
    n.body = (base_str){base_arena_alloc(test_arena, STORE_ENTRY_MAX + 1), STORE_ENTRY_MAX};
    good(store_entry_put(s, &n, 0, &saved, &version, &e), &e);
    n.body.n++;
    bad(store_entry_put(s, &n, 1, &saved, &version, &e), &e, BASE_ERR_LIMIT);
    bad(store_entry_get(s, test_arena, str(""), str("a"), &out, &found, &e), &e, BASE_ERR_INPUT);
    bad(store_entry_delete(s, str("x"), (base_str){"a\0", 2}, &e), &e, BASE_ERR_INPUT);
    bad(store_entries_due(s, str(""), 5, 5, list_entry, NULL, &e), &e, BASE_ERR_INPUT);
    store_close(s);
    s = test_open_read(address);
    n = entry_row("x", "a", 0, "v");
    bad(store_entry_put(s, &n, STORE_ANY_VERSION, &saved, &version, &e), &e, BASE_ERR_INPUT);
    bad(store_entry_delete(s, n.space, n.key, &e), &e, BASE_ERR_INPUT);
    store_close(s);
}

#endif
