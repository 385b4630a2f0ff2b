/* sql.c - every statement of the PostgreSQL driver but those that make the schema (schema.c), search the register
 * (search.c) and check the database (upkeep.c).
 *
 * Rows go in by unnest() of one array a column. All of them find their way by a key: the session forbids plans that
 * read whole tables (open.c), because a plan made while a table was empty would stay when it has a million rows. */
#include "store/postgres/sql.h"

/* Columns in the order of the shapes of rows.c. */
#define EVENT    "seq, stream, prev, leaf, payload, salt"
#define PERSON   "seq, salt, body, erased"
#define STREAM   "stream, name, kind"
#define STANDING "stream, no, name, kind, state, since, last, place, waits, watch"
#define DOSSIER                                                                                                        \
    "stream, path, name, industry, subfield, county, channel, state, announced, valid_from, valid_until, "             \
    "announcement, round, provincial, pooled, taken_over"
#define TALLY      "key, n"
#define ROUND      "stream, path, state, opened, county_closes, closes, settings"
#define REQUEST    "id, seq, n"
#define TILE       "level, index, bytes"
#define CHECKPOINT "size, at, note"
#define DRAFT      "path, version, at, by, body"
#define REFUSAL    "id, at, day, request, actor, action, target, reasons"
#define ATTACHMENT "digest, size, type, name, at"
#define MESSAGE    "id, at, kind, body"
#define ENTRY      "space, key, version, at, due, body"
#define HEAD       "size, at, day, root, frontier"

#define STANDING_ARRAYS                                                                                                \
    "$1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::date[], $7::bigint[], $8::text[], "           \
    "$9::boolean[], $10::date[]"

const char *const pg_sql_text[PG_N_SQL] = {
    /* ---- transactions ---- */
    [PG_BEGIN_WRITE] = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
    [PG_BEGIN_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    [PG_COMMIT] = "COMMIT",
    [PG_ROLLBACK] = "ROLLBACK",
    /* For the rest of the transaction: how long a statement may take, how long the transaction may lie idle. */
    [PG_LIMITS] = "SELECT set_config('statement_timeout', $1, true), "
                  "set_config('idle_in_transaction_session_timeout', $2, true)",
    /* The first statement of a read transaction fixes what it sees. */
    [PG_MOMENT] = "SELECT 1",

    /* ---- the head ---- */
    [PG_GET_HEAD] = "SELECT " HEAD " FROM head",
    [PG_LOCK_HEAD] = "SELECT " HEAD " FROM head FOR UPDATE",
    [PG_PUT_HEAD] = "UPDATE head SET size = $1::bigint, at = $2::bigint, day = $3::date, root = $4::bytea, "
                    "frontier = $5::bytea",

    /* ---- a group ---- */
    [PG_ADD_EVENTS] = "INSERT INTO event (" EVENT ") SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], "
                      "$4::bytea[], $5::bytea[], $6::bytea[])",
    [PG_ADD_PERSONS] = "INSERT INTO person (" PERSON ") SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bytea[], "
                       "$4::boolean[])",
    [PG_ADD_STREAMS] = "INSERT INTO stream (" STREAM ") SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[])",
    /* Nearly all are there already, and nobody else writes: UPDATE does less than ON CONFLICT, which locks each row
     * first. Who queues it counts the rows, and adds what was not there. */
    [PG_SET_STANDINGS] =
        "UPDATE standing s SET name = t.name, kind = t.kind, state = t.state, since = t.since, last = t.last, "
        "place = t.place, waits = t.waits, watch = t.watch FROM unnest(" STANDING_ARRAYS ") AS t (" STANDING ") "
        "WHERE s.stream = t.stream AND s.no = t.no",
    [PG_ADD_STANDINGS] = "INSERT INTO standing (" STANDING ") SELECT * FROM unnest(" STANDING_ARRAYS ") "
                         "ON CONFLICT (stream, no) DO NOTHING",
    [PG_PUT_DOSSIERS] =
        "INSERT INTO dossier (" DOSSIER ") SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], "
        "$5::text[], $6::text[], $7::text[], $8::text[], $9::date[], $10::date[], $11::date[], $12::text[], "
        "$13::text[], $14::boolean[], $15::boolean[], $16::boolean[]) "
        "ON CONFLICT (stream) DO UPDATE SET path = excluded.path, name = excluded.name, industry = excluded.industry, "
        "subfield = excluded.subfield, county = excluded.county, channel = excluded.channel, state = excluded.state, "
        "announced = excluded.announced, valid_from = excluded.valid_from, valid_until = excluded.valid_until, "
        "announcement = excluded.announcement, round = excluded.round, provincial = excluded.provincial, "
        "pooled = excluded.pooled, taken_over = excluded.taken_over",
    [PG_PUT_TALLIES] = "INSERT INTO tally (" TALLY ") SELECT * FROM unnest($1::text[], $2::bigint[]) AS t (key, n) "
                       "WHERE n <> 0 ON CONFLICT (key) DO UPDATE SET n = excluded.n",
    [PG_DELETE_TALLIES] = "DELETE FROM tally WHERE key = ANY ($1::text[])",
    [PG_PUT_ROUNDS] = "INSERT INTO round (" ROUND ") SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], "
                      "$4::date[], $5::date[], $6::date[], $7::text[]) "
                      "ON CONFLICT (stream) DO UPDATE SET path = excluded.path, state = excluded.state, "
                      "opened = excluded.opened, county_closes = excluded.county_closes, closes = excluded.closes, "
                      "settings = excluded.settings",
    [PG_ADD_REQUESTS] =
        "INSERT INTO request (" REQUEST ") SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[])",
    [PG_PUT_TILES] = "INSERT INTO tile (" TILE ") SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) "
                     "ON CONFLICT (level, index) DO UPDATE SET bytes = excluded.bytes",
    [PG_ADD_MESSAGES] = "INSERT INTO message (at, kind, body) SELECT at, kind, body FROM unnest($1::bigint[], "
                        "$2::bigint[], $3::text[], $4::bytea[]) WITH ORDINALITY AS t (id, at, kind, body, i) "
                        "ORDER BY i",
    [PG_OLD_NAMES] = "SELECT d.stream, d.name FROM unnest($1::bigint[]) AS t (stream) JOIN dossier d USING (stream) "
                     "ORDER BY d.stream",
    [PG_DELETE_GRAMS] = "DELETE FROM gram g USING unnest($1::text[], $2::bigint[]) AS t (gram, stream) "
                        "WHERE g.gram = t.gram AND g.stream = t.stream",
    [PG_ADD_GRAMS] = "INSERT INTO gram (gram, stream) SELECT * FROM unnest($1::text[], $2::bigint[])",

    /* ---- kept tables ---- */
    [PG_GET_META] = "SELECT value FROM meta WHERE key = $1::text",
    [PG_PUT_META] = "INSERT INTO meta (key, value) VALUES ($1::text, $2::bytea) "
                    "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    [PG_PUT_CHECKPOINT] = "INSERT INTO checkpoint (" CHECKPOINT ") VALUES ($1::bigint, $2::bigint, $3::bytea) "
                          "ON CONFLICT (size) DO UPDATE SET at = excluded.at, note = excluded.note",
    [PG_NEW_DRAFT] = "INSERT INTO draft (" DRAFT ") VALUES ($1::text, 1, $2::bigint, $3::text, $4::bytea) "
                     "ON CONFLICT (path) DO NOTHING RETURNING version",
    [PG_NEXT_DRAFT] = "UPDATE draft SET version = version + 1, at = $2::bigint, by = $3::text, body = $4::bytea "
                      "WHERE path = $1::text AND version = $5::bigint RETURNING version",
    [PG_GET_DRAFT] = "SELECT " DRAFT " FROM draft WHERE path = $1::text",
    [PG_DELETE_DRAFT] = "DELETE FROM draft WHERE path = $1::text",
    /* The counter's row is locked until the transaction ends: numbers have no gaps, and become visible in order. */
    [PG_ADD_REFUSALS] =
        "WITH c AS (UPDATE counter SET n = n + cardinality($1::bigint[]) WHERE name = 'refusal' RETURNING n) "
        "INSERT INTO refusal (" REFUSAL ") SELECT c.n - cardinality($1::bigint[]) + i, t.at, t.day, t.request, "
        "t.actor, t.action, t.target, t.reasons FROM c, unnest($1::bigint[], $2::bigint[], $3::date[], $4::text[], "
        "$5::text[], $6::text[], $7::text[], $8::bytea[]) WITH ORDINALITY "
        "AS t (id, at, day, request, actor, action, target, reasons, i)",
    [PG_CAP_REFUSALS] = "DELETE FROM refusal WHERE id <= (SELECT n FROM counter WHERE name = 'refusal') - $1::bigint",
    [PG_ADD_ATTACHMENT] = "INSERT INTO attachment (" ATTACHMENT ") VALUES ($1::text, $2::bigint, $3::text, $4::text, "
                          "$5::bigint) ON CONFLICT (digest) DO NOTHING",
    [PG_DELETE_ATTACHMENT] = "DELETE FROM attachment WHERE digest = $1::text",
    [PG_GET_ATTACHMENT] = "SELECT " ATTACHMENT " FROM attachment WHERE digest = $1::text",
    [PG_DELETE_MESSAGE] = "DELETE FROM message WHERE id = $1::bigint",
    [PG_PUT_PERSON] = "UPDATE person SET body = $2::bytea WHERE seq = $1::bigint AND NOT erased RETURNING seq",
    [PG_ERASE_PERSON] = "UPDATE person SET salt = '', body = '', erased = true WHERE seq = $1::bigint",

    [PG_NEW_ENTRY] = "INSERT INTO entry (" ENTRY ") VALUES ($1::text, $2::text, 1, $3::bigint, $4::bigint, $5::bytea) "
                     "ON CONFLICT (space, key) DO NOTHING RETURNING version",
    [PG_NEXT_ENTRY] = "UPDATE entry SET version = version + 1, at = $3::bigint, due = $4::bigint, body = $5::bytea "
                      "WHERE space = $1::text AND key = $2::text AND version = $6::bigint RETURNING version",
    [PG_PUT_ENTRY] = "INSERT INTO entry AS n (" ENTRY ") VALUES ($1::text, $2::text, 1, $3::bigint, $4::bigint, "
                     "$5::bytea) ON CONFLICT (space, key) DO UPDATE SET version = n.version + 1, at = excluded.at, "
                     "due = excluded.due, body = excluded.body RETURNING version",
    [PG_DELETE_ENTRY] = "DELETE FROM entry WHERE space = $1::text AND key = $2::text",

    /* ---- one row ---- */
    [PG_GET_ENTRY] = "SELECT " ENTRY " FROM entry WHERE space = $1::text AND key = $2::text",
    [PG_LAST_OF_STREAM] = "SELECT coalesce(s.last, -1) FROM stream t LEFT JOIN standing s ON s.stream = t.stream AND "
                          "s.no = 0 WHERE t.name = $1::text",
    [PG_FIND_STREAM] = "SELECT " STREAM " FROM stream WHERE name = $1::text",
    [PG_GET_STREAM] = "SELECT " STREAM " FROM stream WHERE stream = $1::bigint",
    [PG_GET_STANDING] = "SELECT " STANDING " FROM standing WHERE stream = $1::bigint AND no = $2::bigint",
    [PG_GET_DOSSIER] = "SELECT " DOSSIER " FROM dossier WHERE stream = $1::bigint",
    [PG_GET_REQUEST] = "SELECT " REQUEST " FROM request WHERE id = $1::text",
    [PG_GET_TILE] = "SELECT " TILE " FROM tile WHERE level = $1::bigint AND index = $2::bigint",
    [PG_LAST_CHECKPOINT] = "SELECT " CHECKPOINT " FROM checkpoint ORDER BY size DESC LIMIT 1",

    /* ---- rows; $1 is the limit. A text key may be empty, so after `key > …` stands whether it is the first page ----
     */
    [PG_PAGE_EVENTS] = "SELECT " EVENT " FROM event WHERE seq >= $2::bigint AND seq < $3::bigint ORDER BY seq "
                       "LIMIT $1::bigint",
    /* From one event back to the one before; a `prev` that does not go back ends it, and the caller sees that. */
    [PG_PAGE_CHAIN] =
        "WITH RECURSIVE chain AS (SELECT " EVENT " FROM event WHERE seq = $2::bigint UNION ALL "
        "SELECT e.seq, e.stream, e.prev, e.leaf, e.payload, e.salt FROM chain c JOIN event e ON e.seq = c.prev - 1 "
        "WHERE c.prev > 0 AND c.prev <= c.seq) SELECT " EVENT " FROM chain LIMIT $1::bigint",
    [PG_PAGE_PERSONS] = "SELECT " PERSON " FROM person WHERE seq >= $2::bigint AND seq < $3::bigint ORDER BY seq "
                        "LIMIT $1::bigint",
    [PG_PAGE_STREAMS] = "SELECT " STREAM " FROM stream WHERE stream > $2::bigint ORDER BY stream LIMIT $1::bigint",
    [PG_PAGE_STANDINGS] = "SELECT " STANDING " FROM standing WHERE stream = $2::bigint AND no > $3::bigint ORDER BY no "
                          "LIMIT $1::bigint",
    [PG_PAGE_ALL_STANDINGS] = "SELECT " STANDING " FROM standing WHERE (stream, no) > ($2::bigint, $3::bigint) "
                              "ORDER BY stream, no LIMIT $1::bigint",
    [PG_PAGE_ROOTS] = "SELECT s.stream, s.no, s.name, s.kind, s.state, s.since, s.last, s.place, s.waits, s.watch "
                      "FROM stream t JOIN standing s ON s.stream = t.stream AND s.no = 0 "
                      "WHERE t.kind = $2::text AND t.stream > $3::bigint ORDER BY t.stream LIMIT $1::bigint",
    [PG_PAGE_WATCHED] = "SELECT " STANDING " FROM standing WHERE no = 0 AND watch <= $2::date "
                        "AND (watch, stream) > ($3::date, $4::bigint) ORDER BY watch, stream LIMIT $1::bigint",
    /* The places do not overlap and come in order; each from after a key to before a text. One lower bound only: of two
     * the index might begin at the lesser one. */
    [PG_PAGE_WAITING] =
        "SELECT s.* FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::text[]) WITH ORDINALITY "
        "AS p (place, stream, no, ends, i) CROSS JOIN LATERAL "
        "(SELECT " STANDING " FROM standing WHERE waits AND kind = $6::text AND state = $7::text "
        "AND (place, stream, no) > (p.place, p.stream, p.no) AND place < p.ends "
        "ORDER BY place, stream, no LIMIT $1::bigint) s ORDER BY p.i, s.place, s.stream, s.no LIMIT $1::bigint",
    [PG_PAGE_DOSSIERS] = "SELECT " DOSSIER " FROM dossier WHERE stream > $2::bigint ORDER BY stream LIMIT $1::bigint",
    [PG_PAGE_TALLIES] = "SELECT " TALLY " FROM tally WHERE key >= $2::text AND (key > $2::text OR $3::boolean) "
                        "ORDER BY key LIMIT $1::bigint",
    [PG_PAGE_ROUNDS] = "SELECT " ROUND " FROM round WHERE stream > $2::bigint ORDER BY stream LIMIT $1::bigint",
    [PG_PAGE_REQUESTS] = "SELECT " REQUEST " FROM request WHERE id >= $2::text AND (id > $2::text OR $3::boolean) "
                         "ORDER BY id LIMIT $1::bigint",
    [PG_PAGE_TILES] = "SELECT " TILE " FROM tile WHERE (level, index) > ($2::bigint, $3::bigint) ORDER BY level, index "
                      "LIMIT $1::bigint",
    [PG_PAGE_GRAMS] = "SELECT gram, stream FROM gram WHERE (gram, stream) > ($2::text, $3::bigint) "
                      "ORDER BY gram, stream LIMIT $1::bigint",
    [PG_PAGE_CHECKPOINTS] = "SELECT " CHECKPOINT " FROM checkpoint WHERE size > $2::bigint ORDER BY size "
                            "LIMIT $1::bigint",
    [PG_PAGE_REFUSALS] = "SELECT " REFUSAL " FROM refusal WHERE id > $2::bigint ORDER BY id LIMIT $1::bigint",
    [PG_PAGE_DRAFTS] = "SELECT " DRAFT " FROM draft WHERE path >= $2::text AND (path > $2::text OR $3::boolean) "
                       "ORDER BY path LIMIT $1::bigint",
    [PG_PAGE_ATTACHMENTS] =
        "SELECT " ATTACHMENT " FROM attachment WHERE digest >= $2::text AND (digest > $2::text OR $3::boolean) "
        "ORDER BY digest LIMIT $1::bigint",
    [PG_PAGE_MESSAGES] = "SELECT " MESSAGE " FROM message WHERE id > $2::bigint ORDER BY id LIMIT $1::bigint",
    [PG_PAGE_ENTRIES] = "SELECT " ENTRY " FROM entry WHERE space = $2::text AND key >= $3::text "
                        "AND (key > $3::text OR $4::boolean) AND key < $5::text ORDER BY key LIMIT $1::bigint",
    [PG_PAGE_ENTRIES_DUE] = "SELECT " ENTRY " FROM entry WHERE space = $2::text AND due > 0 AND due <= $3::bigint "
                            "AND (due, key) > ($4::bigint, $5::text) ORDER BY due, key LIMIT $1::bigint",
    [PG_PAGE_ALL_ENTRIES] = "SELECT " ENTRY " FROM entry WHERE (space, key) > ($2::text, $3::text) "
                            "ORDER BY space, key LIMIT $1::bigint",

    /* ---- upkeep ---- */
    [PG_STATS] = "SELECT (SELECT size FROM head), (SELECT count(*) FROM stream), (SELECT count(*) FROM dossier), "
                 "(SELECT count(*) FROM draft), (SELECT count(*) FROM person), (SELECT count(*) FROM refusal), "
                 "(SELECT count(*) FROM attachment), (SELECT count(*) FROM message), "
                 "(SELECT count(*) FROM checkpoint), (SELECT count(*) FROM entry), "
                 "pg_database_size(current_database())",
};
