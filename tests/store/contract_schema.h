/* contract_schema.h - databases of earlier schemas are brought to what a new one is. */
#ifndef JIQUN_TESTS_STORE_CONTRACT_SCHEMA_H
#define JIQUN_TESTS_STORE_CONTRACT_SCHEMA_H

#include <sqlite3.h>

#include "base/file.h"
#include "support.h"

static base_str sql_of_schema_1(void) {
    const char *root = getenv("JIQUN_ROOT");
    base_err e = {0};
    base_str text;
    const char *path = base_arena_fmt(test_arena, "%s/tests/store/schema-1.%s.sql", root ? root : JIQUN_SOURCE_DIR,
                                      on_postgres() ? "postgres" : "sqlite")
                           .p;
    good(base_file_read(test_arena, path, 1 << 20, &text, &e), &e);
    return base_arena_str(test_arena, text);
}

static void make_schema_1(const char *address, const char *name) {
    const char *text = sql_of_schema_1().p;
    if (on_postgres()) {
        run_sql(base_arena_fmt(test_arena, "SET search_path = test_%s; %s", name, text).p);
        return;
    }
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(address, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK) fail_msg("%s", sqlite3_errmsg(db));
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static base_str ask_sqlite(const char *path, const char *query) {
    sqlite3 *db = NULL;
    sqlite3_stmt *q = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, query, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    const base_str text = base_arena_str(test_arena, str((const char *)sqlite3_column_text(q, 0)));
    (void)sqlite3_finalize(q);
    (void)sqlite3_close(db);
    return text;
}

static base_str ask_postgres(const char *query) {
    PGconn *conn = PQconnectdb(getenv("JIQUN_TEST_DB"));
    PGresult *r = PQexec(conn, query);
    if (PQresultStatus(r) != PGRES_TUPLES_OK) fail_msg("%s: %s", query, PQerrorMessage(conn));
    const base_str text = base_arena_str(test_arena, str(PQgetvalue(r, 0, 0)));
    PQclear(r);
    PQfinish(conn);
    return text;
}

/* Every table, column and index of a database, in words that do not depend on its name. */
static base_str form_of(const char *address, const char *name) {
    if (!on_postgres())
        return ask_sqlite(address, "SELECT group_concat(x, char(10)) FROM (SELECT type || ' ' || name || ' ' || "
                                   "coalesce(sql, '') AS x FROM sqlite_schema ORDER BY x)");
    return ask_postgres(
        base_arena_fmt(test_arena,
                       "SELECT string_agg(x, E'\\n' ORDER BY x) FROM (SELECT replace(indexdef, schemaname || '.', '') "
                       "AS x FROM pg_indexes WHERE schemaname = 'test_%s' UNION ALL SELECT concat(c.relname, ' ', "
                       "c.reloptions, ' ', a.attname, ' ', a.atttypid::regtype, ' ', a.attnotnull, ' ', a.attstorage) "
                       "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 WHERE "
                       "c.relnamespace = 'test_%s'::regnamespace AND c.relkind = 'r') t",
                       name, name)
            .p);
}

static void a_database_of_schema_1_is_brought_forward(void **state) {
    (void)state;
    const char *address = test_store_address("first"), *fresh_one = test_store_address("fresh");
    base_err e = {0};
    bool found;
    store_draft d;
    make_schema_1(address, "first");
    store *s = store_open(&(store_options){.address = address, .read_only = true}, &e);
    bad(s != NULL, &e, BASE_ERR_INPUT); /* who only reads says that it is for a writer to do */
    s = test_open(address);
    assert_int_equal(size_of(s), 1);
    good(store_draft_get(s, test_arena, str("c1/a"), &d, &found, &e), &e);
    assert_true(found && d.version == 3);
    put_entry(s, "x", "a", 7, "v");
    assert_due(s, "x", 7, 10, "x:a@7=v ");
    assert_sound(s);
    store_close(s);
    s = test_open_read(address);
    assert_due(s, "x", 7, 10, "x:a@7=v ");
    store_close(s);
    store_close(test_open(fresh_one));
    assert_text(form_of(address, "first"), form_of(fresh_one, "fresh").p);
}

#endif
