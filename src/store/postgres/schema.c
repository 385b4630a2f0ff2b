/* schema.c - the tables, and how an older database is brought to them.
 *
 * Everything lies in the schema that the connection names first (search_path). Texts are of collation "C": their order
 * is that of their bytes, as in SQLite, whatever the database was made with.
 *
 * What changes with every decision is narrow: `standing` leaves room in its pages and its indexes hold only cases that
 * wait and roots that are watched, so that most changes stay within a page (HOT). What is wide is written once or
 * seldom. The register is asked in many ways, but its rows change rarely, so `dossier` has an index for each of them,
 * each ending in the number by which pages go on.
 *
 * meta names the schema's version. A step forward is one script; all steps run in one transaction under an advisory
 * lock, so an older database is either brought all the way or left as it was, however many nodes start at once. */
#include "store/postgres/pg.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT   "text COLLATE \"C\" NOT NULL"
#define NUMBER "bigint NOT NULL"
#define BYTES  "bytea NOT NULL"
/* A column and not an expression of an index: only so the index alone answers how many there are. */
#define BEGINNING "text COLLATE \"C\" GENERATED ALWAYS AS (left("

static const char create[] =
    "CREATE TABLE meta (key " TEXT " PRIMARY KEY, value " BYTES ");"
    "CREATE TABLE head (one boolean PRIMARY KEY DEFAULT true CHECK (one), size " NUMBER ", at " NUMBER ", day date,"
    " root " BYTES ", frontier " BYTES ");"
    "INSERT INTO head VALUES (true, 0, 0, NULL, decode(repeat('00', 32), 'hex'), '');"
    /* log */
    "CREATE TABLE event (seq " NUMBER " PRIMARY KEY, stream " NUMBER ", prev " NUMBER ", leaf " BYTES ", payload " BYTES
    ", salt " BYTES ");"
    /* derived */
    "CREATE TABLE stream (stream " NUMBER " PRIMARY KEY, name " TEXT " UNIQUE, kind " TEXT ");"
    "CREATE INDEX stream_kind ON stream (kind, stream);"
    "CREATE TABLE standing (stream " NUMBER ", no " NUMBER ", last " NUMBER ", since date, watch date,"
    " waits boolean NOT NULL, name " TEXT ", kind " TEXT ", state " TEXT ", place " TEXT
    ", PRIMARY KEY (stream, no)) WITH (fillfactor = 80);"
    "CREATE INDEX standing_waiting ON standing (kind, state, place, stream, no) WHERE waits;"
    "CREATE INDEX standing_watched ON standing (watch, stream) WHERE no = 0 AND watch IS NOT NULL;"
    "CREATE TABLE dossier (stream " NUMBER " PRIMARY KEY, announced date, valid_from date, valid_until date,"
    " provincial boolean NOT NULL, pooled boolean NOT NULL, taken_over boolean NOT NULL, path " TEXT ", name " TEXT
    ", industry " TEXT ", subfield " TEXT ", county " TEXT ", channel " TEXT ", state " TEXT ", announcement " TEXT
    ", round " TEXT ", province " BEGINNING "county, 2)) STORED, city " BEGINNING "county, 4)) STORED,"
    " district " BEGINNING "county, 6)) STORED, section " BEGINNING "industry, 1)) STORED,"
    " division " BEGINNING "industry, 3)) STORED, class " BEGINNING "industry, 5)) STORED,"
    " year integer GENERATED ALWAYS AS (extract(year FROM announced)::integer) STORED);"
    "CREATE INDEX dossier_state ON dossier (state, stream);"
    "CREATE INDEX dossier_province ON dossier (province, stream);"
    "CREATE INDEX dossier_city ON dossier (city, stream);"
    "CREATE INDEX dossier_district ON dossier (district, stream);"
    "CREATE INDEX dossier_section ON dossier (section, stream);"
    "CREATE INDEX dossier_division ON dossier (division, stream);"
    "CREATE INDEX dossier_class ON dossier (class, stream);"
    "CREATE INDEX dossier_channel ON dossier (channel, stream) WHERE channel <> '';"
    "CREATE INDEX dossier_round ON dossier (round, stream) WHERE round <> '';"
    "CREATE INDEX dossier_year ON dossier (year, stream) WHERE year IS NOT NULL;"
    "CREATE TABLE gram (gram " TEXT ", stream " NUMBER ", PRIMARY KEY (gram, stream));"
    "CREATE TABLE tally (key " TEXT " PRIMARY KEY, n " NUMBER ") WITH (fillfactor = 50);"
    "CREATE TABLE round (stream " NUMBER " PRIMARY KEY, path " TEXT ", state " TEXT ", opened date,"
    " county_closes date, closes date, settings " TEXT ");"
    "CREATE TABLE request (id " TEXT " PRIMARY KEY, seq " NUMBER ", n " NUMBER ");"
    "CREATE TABLE tile (level " NUMBER ", index " NUMBER ", bytes " BYTES ", PRIMARY KEY (level, index));"
    "ALTER TABLE tile ALTER bytes SET STORAGE EXTERNAL;" /* hashes can not be compressed */
    /* kept; what is erased of a person is dead until a vacuum takes it away, so that one comes soon */
    "CREATE TABLE person (seq " NUMBER " PRIMARY KEY, salt " BYTES ", body " BYTES ", erased boolean NOT NULL)"
    " WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);"
    "CREATE TABLE checkpoint (size " NUMBER " PRIMARY KEY, at " NUMBER ", note " BYTES ");"
    "CREATE TABLE draft (path " TEXT " PRIMARY KEY, version " NUMBER ", at " NUMBER ", by " TEXT ", body " BYTES ");"
    "CREATE TABLE refusal (id " NUMBER " PRIMARY KEY, at " NUMBER ", day date, request " TEXT ", actor " TEXT
    ", action " TEXT ", target " TEXT ", reasons " BYTES ");"
    "CREATE TABLE counter (name " TEXT " PRIMARY KEY, n " NUMBER ");"
    "INSERT INTO counter VALUES ('refusal', 0);"
    "CREATE TABLE attachment (digest " TEXT " PRIMARY KEY, size " NUMBER ", type " TEXT ", name " TEXT ", at " NUMBER
    ");"
    "CREATE TABLE message (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at " NUMBER ", kind " TEXT
    ", body " BYTES ");";

/* Since version 2. What is taken out may have held personal data: it is vacuumed away soon, as of a person. */
static const char entry[] =
    "CREATE TABLE entry (space " TEXT ", key " TEXT ", version " NUMBER ", at " NUMBER ", due " NUMBER ", body " BYTES
    ", PRIMARY KEY (space, key)) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);"
    "CREATE INDEX entry_due ON entry (space, due, key) WHERE due > 0;";

/* step[v] leads from version v to v + 1; version 0 is a database in which nothing of this is. */
static const char *const step[STORE_SCHEMA] = {create, entry};

#define VERSION_KEY "store_schema"
/* Any number will do that no other program on the same server takes. */
#define MIGRATION_LOCK "7382915003214401"

static PGresult *run(pg *p, const char *sql, base_err *e) {
    PGresult *r = PQexec(p->conn, sql);
    const ExecStatusType status = PQresultStatus(r);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return r;
    pg_fail(p, r, e);
    PQclear(r);
    return NULL;
}

static bool run_only(pg *p, const char *sql, base_err *e) {
    PGresult *r = run(p, sql, e);
    PQclear(r);
    return r != NULL;
}

enum { ABSENT = 0, FOREIGN = -1 };

/* A table of ours without its meta, or a meta without our version, is somebody else's. */
static bool look(pg *p, int64_t *version, base_err *e) {
    PGresult *r = run(p,
                      "SELECT count(*) FILTER (WHERE relname = 'meta'), count(*) FROM pg_class "
                      "WHERE relnamespace = current_schema()::regnamespace AND relname IN ('meta', 'head', 'event', "
                      "'stream', 'standing', 'dossier', 'gram', 'tally', 'round', 'request', 'tile', 'person', "
                      "'checkpoint', 'draft', 'refusal', 'counter', 'attachment', 'message', 'entry')",
                      e);
    if (r == NULL) return false;
    const bool meta = strcmp(PQgetvalue(r, 0, 0), "0") != 0, any = strcmp(PQgetvalue(r, 0, 1), "0") != 0;
    PQclear(r);
    *version = any ? FOREIGN : ABSENT;
    if (!meta) return true;
    r = run(p, "SELECT convert_from(value, 'UTF8') FROM meta WHERE key = '" VERSION_KEY "'", e);
    if (r == NULL) return strncmp(p->state, "42", 2) == 0; /* a meta of another form: foreign */
    if (PQntuples(r) == 1) *version = strtoll(PQgetvalue(r, 0, 0), NULL, 10);
    if (*version < 1) *version = FOREIGN;
    PQclear(r);
    return true;
}

/* False with `e` when what was found is not for this program or these options. */
static bool may_be_used(int64_t version, const store_options *o, base_err *e) {
    if (version == FOREIGN) return store_err_foreign(e);
    if (version == ABSENT) return o->create || store_err_no_schema(e);
    if (version > STORE_SCHEMA) return store_err_newer(e, version);
    return version == STORE_SCHEMA || !o->read_only || store_err_older(e, version);
}

static bool set_version(pg *p, base_err *e) {
    char sql[160];
    (void)snprintf(sql, sizeof sql,
                   "INSERT INTO meta VALUES ('" VERSION_KEY "', '%d') ON CONFLICT (key) DO UPDATE SET value = "
                   "excluded.value",
                   (int)STORE_SCHEMA);
    return run_only(p, sql, e);
}

/* Looks again under the lock: another node may have been quicker. */
static bool bring_forward(pg *p, const store_options *o, base_err *e) {
    int64_t version = ABSENT;
    if (!run_only(p, "SELECT pg_advisory_xact_lock(" MIGRATION_LOCK ")", e) || !look(p, &version, e) ||
        !may_be_used(version, o, e))
        return false;
    if (version == STORE_SCHEMA) return true;
    for (int64_t v = version; v >= 0 && v < STORE_SCHEMA; v++) {
        if (!run_only(p, step[v], e)) return false;
    }
    return set_version(p, e);
}

bool pg_schema_ready(pg *p, const store_options *o, base_err *e) {
    int64_t version = ABSENT;
    if (!look(p, &version, e) || !may_be_used(version, o, e)) return false;
    if (version == STORE_SCHEMA) return true;
    if (!run_only(p, "BEGIN; SET LOCAL statement_timeout = 0", e)) return false;
    if (bring_forward(p, o, e)) return run_only(p, "COMMIT", e);
    (void)run_only(p, "ROLLBACK", NULL);
    return false;
}
