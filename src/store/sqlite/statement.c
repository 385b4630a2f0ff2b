/* statement.c - the text of every statement in one place, and how it is run. */
#include "store/sqlite/sqlite_i.h"

/* Columns in the order in which rows.c reads them. */
#define EVENT    "seq, stream, prev, leaf, payload, salt"
#define STREAM   "stream, name, kind"
#define ROOT     "s.id, s.name, g.kind, g.state, s.since, s.last, s.place, s.waits, s.watch"
#define STANDING ROOT " FROM standing AS s CROSS JOIN stage AS g ON g.stage = s.stage"
#define DOSSIER                                                                                                        \
    "stream, path, name, industry, subfield, county, channel, state, announced, valid_from, valid_until, "             \
    "announcement, round, provincial, pooled, taken_over"
#define ROUND      "stream, path, state, opened, county_closes, closes, settings"
#define REFUSAL    "id, at, day, request, actor, action, target, reasons"
#define ATTACHMENT "digest, size, type, name, at"
#define ENTRY      "space, key, version, at, due, body"

static const char *const text[SQLITE_N_SQL] = {
    [Q_BEGIN] = "BEGIN IMMEDIATE",
    [Q_BEGIN_READ] = "BEGIN",
    [Q_COMMIT] = "COMMIT",
    [Q_ROLLBACK] = "ROLLBACK",
    [Q_HEAD_GET] = "SELECT size, at, day, root, frontier FROM head WHERE id = 0",
    [Q_HEAD_SET] = "UPDATE head SET size = ?1, at = ?2, day = ?3, root = ?4, frontier = ?5 WHERE id = 0",
    [Q_UNDO] = "UPDATE head SET undone = undone + 1 WHERE id = 0",
    [Q_EVENT_ADD] = "INSERT INTO event (" EVENT ") VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [Q_EVENT_GET] = "SELECT " EVENT " FROM event WHERE seq = ?1",
    [Q_EVENTS] = "SELECT " EVENT " FROM event WHERE seq >= ?1 AND seq < ?2 ORDER BY seq",
    [Q_PERSON_ADD] = "INSERT INTO person (seq, salt, body, erased) VALUES (?1, ?2, ?3, ?4)",
    [Q_PERSON_PUT] = "UPDATE person SET body = ?2 WHERE seq = ?1 AND erased = 0",
    [Q_PERSON_ERASE] = "UPDATE person SET salt = x'', body = x'', erased = 1 WHERE seq = ?1",
    [Q_PERSONS] = "SELECT seq, salt, body, erased FROM person WHERE seq >= ?1 AND seq < ?2 ORDER BY seq",
    [Q_STREAM_ADD] = "INSERT INTO stream (" STREAM ") VALUES (?1, ?2, ?3)",
    [Q_STREAM_FIND] = "SELECT " STREAM " FROM stream WHERE name = ?1",
    /* The index on names holds the number, so the stream's own row is not read. */
    [Q_STREAM_LAST] = "SELECT s.last FROM stream AS t LEFT JOIN standing AS s ON s.id = t.stream << 24 "
                      "WHERE t.name = ?1",
    [Q_STREAM_AT] = "SELECT " STREAM " FROM stream WHERE stream = ?1",
    [Q_STREAMS] = "SELECT " STREAM " FROM stream ORDER BY stream",
    [Q_STAGE_FIND] = "SELECT stage FROM stage WHERE kind = ?1 AND state = ?2",
    [Q_STAGE_ADD] = "INSERT INTO stage (stage, kind, state) SELECT coalesce(max(stage), 1) + 1, ?1, ?2 FROM stage "
                    "RETURNING stage",
    [Q_STANDING_ADD] = "INSERT INTO standing (id, name, stage, since, last, place, waits, watch) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [Q_STANDING_SET] = "UPDATE standing SET name = ?2, since = ?4, last = ?5 WHERE id = ?1",
    [Q_STANDING_SET_STATE] =
        "UPDATE standing SET name = ?2, stage = ?3, since = ?4, last = ?5, place = ?6, waits = ?7 WHERE id = ?1",
    [Q_STANDING_SET_WATCH] = "UPDATE standing SET name = ?2, since = ?4, last = ?5, watch = ?8 WHERE id = ?1",
    [Q_STANDING_SET_ALL] = "UPDATE standing SET name = ?2, stage = ?3, since = ?4, last = ?5, place = ?6, waits = ?7, "
                           "watch = ?8 WHERE id = ?1",
    [Q_STANDING_NOW] = "SELECT stage, place, waits, watch FROM standing WHERE id = ?1",
    [Q_STANDINGS] = "SELECT " STANDING " WHERE id >= ?1 AND id <= ?2 ORDER BY id",
    [Q_ROOTS] = "SELECT " ROOT " FROM stream AS t CROSS JOIN standing AS s ON s.id = t.stream << 24 "
                "CROSS JOIN stage AS g ON g.stage = s.stage WHERE t.kind = ?1 AND t.stream > ?2 ORDER BY t.stream",
    [Q_WATCHED] = "SELECT " ROOT " FROM standing AS s INDEXED BY standing_watched CROSS JOIN stage AS g "
                  "ON g.stage = s.stage WHERE s.watch IS NOT NULL AND s.watch <= ?1 AND (s.watch, s.id) > (?2, ?3) "
                  "ORDER BY s.watch, s.id",
    [Q_WAITING] = "SELECT " ROOT " FROM standing AS s INDEXED BY standing_waiting CROSS JOIN stage AS g "
                  "ON g.stage = s.stage WHERE s.waits = 1 AND s.stage = ?1 AND (s.place, s.id) > (?2, ?3) "
                  "ORDER BY s.place, s.id",
    [Q_DOSSIER_SET] = "INSERT INTO dossier (" DOSSIER ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
                      "?13, ?14, ?15, ?16) ON CONFLICT (stream) DO UPDATE SET path = ?2, name = ?3, industry = ?4, "
                      "subfield = ?5, county = ?6, channel = ?7, state = ?8, announced = ?9, valid_from = ?10, "
                      "valid_until = ?11, announcement = ?12, round = ?13, provincial = ?14, pooled = ?15, "
                      "taken_over = ?16",
    [Q_DOSSIER_GET] = "SELECT " DOSSIER " FROM dossier WHERE stream = ?1",
    [Q_DOSSIERS] = "SELECT " DOSSIER " FROM dossier WHERE stream > ?1 ORDER BY stream",
    [Q_DOSSIER_LAST] = "SELECT coalesce(max(stream), 0) FROM dossier",
    [Q_DOSSIER_NAME] = "SELECT name FROM dossier WHERE stream >= ?1 ORDER BY stream LIMIT 1",
    [Q_SEARCH] = "SELECT d.* FROM search CROSS JOIN dossier AS d ON d.stream = search.rowid "
                 "WHERE search MATCH ?2 AND search.rowid > ?1 ORDER BY search.rowid",
    [Q_SEARCH_COUNT] = "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ?1 LIMIT ?2)",
    [Q_SEARCH_ADD] = "INSERT INTO search (rowid, token) VALUES (?1, ?2)",
    [Q_SEARCH_REMOVE] = "INSERT INTO search (search, rowid, token) VALUES ('delete', ?1, ?2)",
    [Q_TALLY_SET] = "INSERT INTO tally (key, n) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET n = ?2",
    [Q_TALLY_REMOVE] = "DELETE FROM tally WHERE key = ?1",
    [Q_TALLIES] = "SELECT key, n FROM tally ORDER BY key",
    [Q_ROUND_SET] = "INSERT INTO round (" ROUND ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (stream) DO UPDATE "
                    "SET path = ?2, state = ?3, opened = ?4, county_closes = ?5, closes = ?6, settings = ?7",
    [Q_ROUNDS] = "SELECT " ROUND " FROM round ORDER BY stream",
    [Q_REQUEST_ADD] = "INSERT INTO request (id, seq, n) VALUES (?1, ?2, ?3)",
    [Q_REQUEST_FIND] = "SELECT id, seq, n FROM request WHERE id = ?1",
    [Q_REQUESTS] = "SELECT id, seq, n FROM request ORDER BY id",
    [Q_TILE_ADD] = "INSERT INTO tile (id, bytes) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes",
    [Q_TILE_GET] = "SELECT id, bytes FROM tile WHERE id = ?1",
    [Q_TILES] = "SELECT id, bytes FROM tile ORDER BY id",
    [Q_META_GET] = "SELECT value FROM meta WHERE key = ?1",
    [Q_META_SET] = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
    [Q_CHECKPOINT_SET] = "INSERT INTO checkpoint (size, at, note) VALUES (?1, ?2, ?3) ON CONFLICT (size) DO UPDATE SET "
                         "at = ?2, note = ?3",
    [Q_CHECKPOINT_LAST] = "SELECT size, at, note FROM checkpoint ORDER BY size DESC LIMIT 1",
    [Q_CHECKPOINTS] = "SELECT size, at, note FROM checkpoint ORDER BY size",
    [Q_DRAFT_ADD] = "INSERT INTO draft (path, version, at, author, body) VALUES (?1, 1, ?2, ?3, ?4) "
                    "ON CONFLICT (path) DO NOTHING RETURNING version",
    [Q_DRAFT_SET] = "UPDATE draft SET version = version + 1, at = ?2, author = ?3, body = ?4 "
                    "WHERE path = ?1 AND version = ?5 RETURNING version",
    [Q_DRAFT_GET] = "SELECT path, version, at, author, body FROM draft WHERE path = ?1",
    [Q_DRAFTS] = "SELECT path, version, at, author, body FROM draft ORDER BY path",
    [Q_DRAFT_REMOVE] = "DELETE FROM draft WHERE path = ?1",
    [Q_REFUSAL_ADD] = "INSERT INTO refusal (at, day, request, actor, action, target, reasons) "
                      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [Q_REFUSAL_CAP] = "DELETE FROM refusal WHERE id <= (SELECT max(id) FROM refusal) - ?1",
    [Q_REFUSALS] = "SELECT " REFUSAL " FROM refusal WHERE id > ?1 ORDER BY id",
    [Q_ATTACHMENT_ADD] = "INSERT INTO attachment (" ATTACHMENT ") VALUES (?1, ?2, ?3, ?4, ?5) "
                         "ON CONFLICT (digest) DO NOTHING",
    [Q_ATTACHMENT_REMOVE] = "DELETE FROM attachment WHERE digest = ?1",
    [Q_ATTACHMENT_GET] = "SELECT " ATTACHMENT " FROM attachment WHERE digest = ?1",
    [Q_ATTACHMENTS] = "SELECT " ATTACHMENT " FROM attachment ORDER BY digest",
    [Q_MESSAGE_ADD] = "INSERT INTO message (at, kind, body) VALUES (?1, ?2, ?3)",
    [Q_MESSAGE_DONE] = "DELETE FROM message WHERE id = ?1",
    [Q_MESSAGES] = "SELECT id, at, kind, body FROM message WHERE id > ?1 ORDER BY id LIMIT ?2",
    [Q_ENTRY_ADD] = "INSERT INTO entry (" ENTRY ") VALUES (?1, ?2, 1, ?3, ?4, ?5) ON CONFLICT (space, key) DO NOTHING "
                    "RETURNING version",
    [Q_ENTRY_SET] = "UPDATE entry SET version = version + 1, at = ?3, due = ?4, body = ?5 "
                    "WHERE space = ?1 AND key = ?2 AND version = ?6 RETURNING version",
    [Q_ENTRY_PUT] = "INSERT INTO entry (" ENTRY ") VALUES (?1, ?2, 1, ?3, ?4, ?5) ON CONFLICT (space, key) DO UPDATE "
                    "SET version = version + 1, at = ?3, due = ?4, body = ?5 RETURNING version",
    [Q_ENTRY_GET] = "SELECT " ENTRY " FROM entry WHERE space = ?1 AND key = ?2",
    [Q_ENTRY_REMOVE] = "DELETE FROM entry WHERE space = ?1 AND key = ?2",
    /* A key may be empty, so ?3 says whether it is the first page. */
    [Q_ENTRIES] =
        "SELECT " ENTRY " FROM entry WHERE space = ?1 AND key >= ?2 AND (key > ?2 OR ?3) ORDER BY key LIMIT ?4",
    [Q_ENTRIES_DUE] = "SELECT " ENTRY " FROM entry INDEXED BY entry_due WHERE space = ?1 AND due > 0 AND due <= ?2 "
                      "ORDER BY due, key LIMIT ?3",
    [Q_ALL_ENTRIES] = "SELECT " ENTRY " FROM entry ORDER BY space, key",
    [Q_STATS] = "SELECT (SELECT size FROM head), (SELECT count(*) FROM stream), (SELECT count(*) FROM dossier), "
                "(SELECT count(*) FROM draft), (SELECT count(*) FROM person), (SELECT count(*) FROM refusal), "
                "(SELECT count(*) FROM attachment), (SELECT count(*) FROM message), (SELECT count(*) FROM checkpoint), "
                "(SELECT count(*) FROM entry), "
                "(SELECT page_count FROM pragma_page_count()) * (SELECT page_size FROM pragma_page_size())",
};

sqlite3_stmt *sqlite_prepared(sqlite_store *s, enum sqlite_sql which, base_err *e) {
    if (s->stmt[which] != NULL) return s->stmt[which];
    const int rc = sqlite3_prepare_v3(s->db, text[which], -1, SQLITE_PREPARE_PERSISTENT, &s->stmt[which], NULL);
    if (rc == SQLITE_OK) return s->stmt[which];
    sqlite_fail(s, rc, e);
    return NULL;
}

void sqlite_done(sqlite3_stmt *q) {
    (void)sqlite3_reset(q);
    (void)sqlite3_clear_bindings(q);
}

bool sqlite_next(sqlite_store *s, sqlite3_stmt *q, bool *row, base_err *e) {
    const int rc = sqlite3_step(q);
    *row = rc == SQLITE_ROW;
    if (*row) return true;
    if (rc != SQLITE_DONE) sqlite_fail(s, rc, e);
    sqlite_done(q);
    return rc == SQLITE_DONE;
}

bool sqlite_each(sqlite_store *s, sqlite3_stmt *q, sqlite_hand hand, void *ctx, base_err *e) {
    for (;;) {
        bool row;
        if (!sqlite_next(s, q, &row, e)) return false;
        if (!row) return true;
        if (hand(ctx, q)) continue;
        sqlite_done(q);
        return true;
    }
}

bool sqlite_run(sqlite_store *s, sqlite3_stmt *q, base_err *e) {
    bool row;
    const bool ok = sqlite_next(s, q, &row, e);
    if (ok && row) sqlite_done(q);
    return ok;
}

bool sqlite_do(sqlite_store *s, enum sqlite_sql which, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, which, e);
    return q != NULL && sqlite_run(s, q, e);
}

sqlite3_stmt *sqlite_prepare(sqlite_store *s, const char *sql, base_err *e) {
    sqlite3_stmt *q = NULL;
    const int rc = sqlite3_prepare_v2(s->db, sql, -1, &q, NULL);
    if (rc != SQLITE_OK) sqlite_fail(s, rc, e);
    return q;
}

bool sqlite_exec(sqlite_store *s, const char *sql, base_err *e) {
    const int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK || sqlite_fail(s, rc, e);
}

void sqlite_finalize_all(sqlite_store *s) {
    for (int i = 0; i < SQLITE_N_SQL; i++) {
        (void)sqlite3_finalize(s->stmt[i]);
        s->stmt[i] = NULL;
    }
}

base_str column_text(sqlite3_stmt *q, int i) {
    const char *p = (const char *)sqlite3_column_text(q, i);
    return (base_str){p, p == NULL ? 0 : (size_t)sqlite3_column_bytes(q, i)};
}

base_str column_blob(sqlite3_stmt *q, int i) {
    const char *p = sqlite3_column_blob(q, i);
    return (base_str){p, p == NULL ? 0 : (size_t)sqlite3_column_bytes(q, i)};
}
