/* schema.c - the tables, and how an older database is brought to them.
 *
 * What changes with every decision is narrow and lies together: the rows of a dossier in `standing` have neighbouring
 * numbers, kind and state are one small number (`stage`), and only cases that wait and roots that are watched are in an
 * index, under which the row's number is the last part of the key. So a decision changes a page of the table and one or
 * two of an index, and a row keeps its length, which lets SQLite write it in place. What is wide is written once or
 * seldom. Log tables grow at their right edge only.
 *
 * `search` is an index without content (FTS5): under each gram of a name and each filter of the register the numbers
 * of the dossiers that have it, so that any question of the register is an intersection of sorted lists. Its tokens are
 * UTF-8 parted by blanks; the tokenizer "ascii" takes every other character into them.
 *
 * PRAGMA user_version is the schema's version, application_id says whose the file is. A step forward is one script; all
 * steps run in one transaction, so an older database is either brought all the way or left as it was. */
#include "store/sqlite/sqlite_i.h"

#include <unistd.h>

/* Since version 2. */
#define ENTRY                                                                                                          \
    "CREATE TABLE entry (space TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL,"       \
    " due INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (space, key)) STRICT, WITHOUT ROWID;"                      \
    "CREATE INDEX entry_due ON entry (space, due, key) WHERE due > 0;"

static const char create[] =
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 0), size INTEGER NOT NULL, at INTEGER NOT NULL,"
    " day INTEGER, root BLOB NOT NULL, frontier BLOB NOT NULL,"
    " undone INTEGER NOT NULL /* groups whose sync failed */) STRICT;"
    "INSERT INTO head VALUES (0, 0, 0, NULL, zeroblob(32), x'', 0);"
    /* log */
    "CREATE TABLE event (seq INTEGER PRIMARY KEY, stream INTEGER NOT NULL, prev INTEGER NOT NULL,"
    " salt BLOB NOT NULL, leaf BLOB NOT NULL, payload BLOB NOT NULL) STRICT;"
    /* derived */
    "CREATE TABLE stream (stream INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE INDEX stream_kind ON stream (kind, stream);"
    "CREATE TABLE stage (stage INTEGER PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL,"
    " UNIQUE (kind, state)) STRICT;"
    "CREATE TABLE standing (id INTEGER PRIMARY KEY /* stream << 24 | no */, name TEXT NOT NULL,"
    " stage INTEGER NOT NULL, since INTEGER, last INTEGER NOT NULL, place TEXT NOT NULL, waits INTEGER NOT NULL,"
    " watch INTEGER) STRICT;"
    "CREATE INDEX standing_waiting ON standing (stage, place) WHERE waits = 1;"
    "CREATE INDEX standing_watched ON standing (watch) WHERE watch IS NOT NULL;"
    "CREATE TABLE dossier (stream INTEGER PRIMARY KEY, path TEXT NOT NULL, name TEXT NOT NULL,"
    " industry TEXT NOT NULL, subfield TEXT NOT NULL, county TEXT NOT NULL, channel TEXT NOT NULL,"
    " state TEXT NOT NULL, announced INTEGER, valid_from INTEGER, valid_until INTEGER, announcement TEXT NOT NULL,"
    " round TEXT NOT NULL, provincial INTEGER NOT NULL, pooled INTEGER NOT NULL, taken_over INTEGER NOT NULL) STRICT;"
    "CREATE TABLE tally (key TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE round (stream INTEGER PRIMARY KEY, path TEXT NOT NULL, state TEXT NOT NULL, opened INTEGER,"
    " county_closes INTEGER, closes INTEGER, settings TEXT NOT NULL) STRICT;"
    "CREATE TABLE request (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE tile (id INTEGER PRIMARY KEY /* level << 56 | index */, bytes BLOB NOT NULL) STRICT;"
    "CREATE VIRTUAL TABLE search USING fts5 (token, content = '', columnsize = 0, detail = none,"
    " tokenize = \"ascii tokenchars '!\"\"#$%&''''()*+,-./:;<=>?@[\\]^_`{|}~'\");"
    /* kept */
    "CREATE TABLE person (seq INTEGER PRIMARY KEY, erased INTEGER NOT NULL, salt BLOB NOT NULL, body BLOB NOT NULL)"
    " STRICT;"
    "CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, at INTEGER NOT NULL, note BLOB NOT NULL) STRICT;"
    "CREATE TABLE draft (path TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, at INTEGER NOT NULL,"
    " author TEXT NOT NULL, body BLOB NOT NULL) STRICT;"
    "CREATE TABLE refusal (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, day INTEGER,"
    " request TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL,"
    " reasons BLOB NOT NULL) STRICT;"
    "CREATE TABLE attachment (digest TEXT PRIMARY KEY, size INTEGER NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL,"
    " at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE message (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL,"
    " body BLOB NOT NULL) STRICT;" ENTRY;

static const sqlite_step steps[STORE_SCHEMA - 1] = {{ENTRY}};

const sqlite_plan *sqlite_plan_now(void) {
    static const sqlite_plan now = {STORE_SCHEMA, create, steps};
    return &now;
}

struct found {
    int64_t id, version, tables;
};

/* One statement sees one moment: another process may be making the schema meanwhile. */
static bool look(sqlite_store *s, struct found *f, base_err *e) {
    static const char sql[] = "SELECT (SELECT count(*) FROM sqlite_schema), application_id, user_version"
                              " FROM pragma_application_id, pragma_user_version";
    sqlite3_stmt *q = NULL;
    int rc = sqlite3_prepare_v2(s->db, sql, -1, &q, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_step(q);
    if (rc == SQLITE_ROW) {
        *f = (struct found){sqlite3_column_int64(q, 1), sqlite3_column_int64(q, 2), sqlite3_column_int64(q, 0)};
    }
    const bool ok = rc == SQLITE_ROW || sqlite_fail(s, rc, e);
    (void)sqlite3_finalize(q);
    return ok;
}

static bool is_empty(const struct found *f) { return f->id == 0 && f->version == 0 && f->tables == 0; }

/* False with `e` when what was found is not for this program, this plan or these options. */
static bool may_be_used(const struct found *f, const store_options *o, const sqlite_plan *plan, base_err *e) {
    if (is_empty(f)) return o->create || store_err_no_schema(e);
    if (f->id != SQLITE_DRIVER_ID || f->version < 1) return store_err_foreign(e);
    if (f->version > plan->target) return store_err_newer(e, f->version);
    return f->version == plan->target || !o->read_only || store_err_older(e, f->version);
}

static bool set_version(sqlite_store *s, int version, base_err *e) {
    char sql[96];
    (void)snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", (int)SQLITE_DRIVER_ID,
                   version);
    return sqlite_exec(s, sql, e);
}

/* Within a write transaction: looks again, since another process may have been quicker. */
static bool bring_forward(sqlite_store *s, const store_options *o, const sqlite_plan *plan, base_err *e) {
    struct found f = {0};
    if (!look(s, &f, e) || !may_be_used(&f, o, plan, e)) return false;
    if (is_empty(&f)) return sqlite_exec(s, plan->create, e) && set_version(s, plan->target, e);
    for (int64_t v = f.version; v < plan->target; v++) {
        if (!sqlite_exec(s, plan->step[v - 1].sql, e)) return false;
    }
    return set_version(s, plan->target, e);
}

/* Two who turn the journal's mode at once get SQLITE_BUSY without having waited. */
static bool use_wal(sqlite_store *s, base_err *e) {
    int rc = SQLITE_BUSY;
    for (int ms = 0; ms < STORE_PATIENCE; ms++) {
        rc = sqlite3_exec(s->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if ((rc & 0xFF) != SQLITE_BUSY) break;
        (void)usleep(1000);
    }
    return rc == SQLITE_OK || sqlite_fail(s, rc, e);
}

bool sqlite_schema_ready(sqlite_store *s, const store_options *o, const sqlite_plan *plan, base_err *e) {
    struct found f = {0};
    if (!look(s, &f, e) || !may_be_used(&f, o, plan, e)) return base_err_at(e, base_str_of(s->path), 0, 0);
    /* A file in which nothing is yet takes its page size now. */
    if (!o->read_only && !use_wal(s, e)) return false;
    if (f.version == plan->target) return true;
    return sqlite_enter(s, e) &&
           (sqlite_leave(s, bring_forward(s, o, plan, e), e) || base_err_at(e, base_str_of(s->path), 0, 0));
}
