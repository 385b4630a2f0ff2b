/* open.c - a connection to PostgreSQL: where to, with which settings, and what is refused.
 *
 * How to reach the server is the address's to say. The session is set here, since the store's promises rest on it:
 * UTF-8, commits that wait for the disk, one schema, and plans that find their way by keys. A prepared plan lives as
 * long as the connection, and one that was made while a table was empty would read it whole when it has a million rows:
 * so reading a table whole is made dear enough that it happens only where there is no index at all. */
#include "store/postgres/pg.h"

#include <errno.h>
#include <stdlib.h>

static bool refuse_address(base_str address, base_err *e) {
    base_buf b;
    base_buf_init(&b, sizeof e->en / 2);
    pg_address_masked(&b, address);
    base_buf_putc(&b, '\0');
    base_err_fmt(e, BASE_ERR_INPUT,
                 "看不懂数据库地址 %s：应为 postgresql://用户@主机:端口/库名?参数=值，特殊字符写成 %%XX",
                 "the database's address %s can not be read: it should be "
                 "postgresql://USER@HOST:PORT/NAME?parameter=value, with special characters written %%XX",
                 b.full || b.p == NULL ? "" : b.p);
    base_buf_free(&b);
    return false;
}

/* Whether libpq can read it; keeps the password in mind, so that no message repeats it. */
static bool read_address(pg *p, const char *address, base_err *e) {
    char *said = NULL;
    if (!pg_library(e)) return false;
    PQconninfoOption *option = PQconninfoParse(address, &said);
    PQfreemem(said); /* may quote the password */
    if (option == NULL) return refuse_address(base_str_of(address), e);
    for (const PQconninfoOption *o = option; o->keyword != NULL; o++) {
        if (strcmp(o->keyword, "password") != 0 || o->val == NULL || strlen(o->val) >= sizeof p->secret) continue;
        memcpy(p->secret, o->val, strlen(o->val) + 1);
    }
    PQconninfoFree(option);
    return true;
}

static bool refuse_connection(pg *p, const char *address, base_err *e) {
    base_buf where, said;
    base_buf_init(&where, sizeof e->en / 4);
    base_buf_init(&said, sizeof e->en / 2);
    pg_address_masked(&where, base_str_of(address));
    base_buf_putc(&where, '\0');
    pg_masked(p, &said, base_utf8_head(base_str_of(PQerrorMessage(p->conn)), sizeof e->en / 3));
    base_buf_putc(&said, '\0');
    errno = ECONNREFUSED;
    base_err_fmt(e, BASE_ERR_IO, "无法连接 PostgreSQL %s：请检查地址、服务器与用户（%s）",
                 "cannot connect to PostgreSQL %s: look at the address, the server and the user (%s)",
                 where.full ? "" : where.p, said.full ? "" : said.p);
    base_buf_free(&where);
    base_buf_free(&said);
    return false;
}

/* Warnings are told nowhere (a library prints nothing), but one of them matters: a commit is on the primary's disk and
 * the server was told to wait no longer for its replica. */
static void notice(void *ctx, const PGresult *r) {
    pg *p = ctx;
    const char *severity = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    if (severity == NULL || state == NULL || strcmp(severity, "WARNING") != 0) return;
    if (strcmp(state, "01000") == 0 || strcmp(state, "57P01") == 0) p->unconfirmed = true;
}

static bool connect_to(pg *p, const char *address, base_err *e) {
    static const char *const keyword[] = {"connect_timeout",  "keepalives_idle",  "keepalives_interval",
                                          "keepalives_count", "tcp_user_timeout", "fallback_application_name",
                                          "dbname",           "client_encoding",  NULL};
    const char *const value[] = {"10", "30", "10", "3", "60000", "jiqun", address, "UTF8", NULL};
    p->conn = PQconnectdbParams(keyword, value, 1);
    if (p->conn == NULL) base_fatal("内存不足。Out of memory.");
    if (PQstatus(p->conn) != CONNECTION_OK) return refuse_connection(p, address, e);
    (void)PQsetNoticeReceiver(p->conn, notice, p);
    return true;
}

static bool parameter_is(const pg *p, const char *name, const char *value) {
    const char *have = PQparameterStatus(p->conn, name);
    return have != NULL && strcmp(have, value) == 0;
}

static bool check_server(const pg *p, const store_options *o, base_err *e) {
    const int version = PQserverVersion(p->conn);
    if (version < PG_OLDEST * 10000)
        return base_err_fmt(e, BASE_ERR_INPUT, "PostgreSQL 版本为 %d.%d，需要 %d 或更新：请升级服务器",
                            "the server is PostgreSQL %d.%d, and %d or newer is needed: upgrade it", version / 10000,
                            version % 10000, (int)PG_OLDEST);
    if (!parameter_is(p, "server_encoding", "UTF8"))
        return base_err_fmt(e, BASE_ERR_INPUT, "数据库的编码不是 UTF8：请以 ENCODING 'UTF8' 建库",
                            "the database's encoding is not UTF8: create it with ENCODING 'UTF8'");
    if (!o->read_only && parameter_is(p, "in_hot_standby", "on"))
        return base_err_fmt(e, BASE_ERR_IO, "这台 PostgreSQL 是备用库，只能读取：请连接主库",
                            "this PostgreSQL is a replica and can only be read: connect to the primary");
    return true;
}

/* Names are looked up in the connection's first schema and nowhere else; temporary tables, which anybody may make, come
 * last. Commits wait for the disk, and for the replica if the server asks for that. */
static const char settings[] =
    "SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', false), "
    "set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' "
    "ELSE current_setting('synchronous_commit') END, false) WHERE current_schema() IS NOT NULL";
static const char further[] =
    "SET default_transaction_isolation = 'read committed';"
    "SET statement_timeout = '60s'; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0;"
    "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off;"
    "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3;"
    "SET client_min_messages = 'warning'";
static const char read_only[] = "SET default_transaction_read_only = on";

static bool set(pg *p, const char *sql, int rows, base_err *e) {
    PGresult *r = PQexec(p->conn, sql);
    const ExecStatusType status = PQresultStatus(r);
    const bool ok = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
    if (!ok)
        pg_fail(p, r, e);
    else if (PQntuples(r) != rows)
        base_err_fmt(e, BASE_ERR_MISSING,
                     "连接的 search_path 中没有已建立的模式：请先 CREATE SCHEMA，或修改地址中的 options",
                     "the connection's search_path names no schema that is there: CREATE SCHEMA first, or change the "
                     "address's options");
    const bool good = ok && PQntuples(r) == rows;
    PQclear(r);
    return good;
}

static bool set_all(pg *p, const store_options *o, base_err *e) {
    return set(p, settings, 1, e) && set(p, further, 0, e) && (!o->read_only || set(p, read_only, 0, e));
}

static void pg_close(store *s) {
    pg *p = pg_of(s);
    PQclear(p->answer);
    PQfinish(p->conn);
    base_buf_free(&p->bytes);
    base_arena_free(p->work);
    base_arena_free(p->fold);
    explicit_bzero(p->secret, sizeof p->secret);
    free(p);
}

static bool pg_checkpoint_wal(store *s, bool truncate, base_err *e) {
    (void)s, (void)truncate, (void)e;
    return true; /* the server does it by itself */
}

static bool pg_copy(store *s, const char *path, base_err *e) {
    (void)s, (void)path;
    return base_err_fmt(
        e, BASE_ERR_INPUT, "PostgreSQL 数据库不能复制为单个文件：请用 jiqun backup，或 pg_dump、pg_basebackup",
        "a PostgreSQL database is not copied as one file: use jiqun backup, or pg_dump or pg_basebackup");
}

static const store_driver driver = {
    .close = pg_close,
    .begin = pg_begin,
    .write = pg_write,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .begin_read = pg_begin_read,
    .end_read = pg_end_read,
    .checkpoint_wal = pg_checkpoint_wal,
    .meta_get = pg_meta_get,
    .meta_set = pg_meta_set,
    .checkpoint_add = pg_checkpoint_add,
    .draft_save = pg_draft_save,
    .draft_get = pg_draft_get,
    .draft_delete = pg_draft_delete,
    .drafts = pg_drafts,
    .refusal_add = pg_refusal_add,
    .attachment_add = pg_attachment_add,
    .attachment_delete = pg_attachment_delete,
    .message_done = pg_message_done,
    .person_put = pg_person_put,
    .person_erase = pg_person_erase,
    .entry_put = pg_entry_put,
    .entry_delete = pg_entry_delete,
    .entry_get = pg_entry_get,
    .entries = pg_entries,
    .entries_due = pg_entries_due,
    .all_entries = pg_all_entries,
    .head_get = pg_head_get,
    .events = pg_events,
    .stream_events = pg_stream_events,
    .persons = pg_persons,
    .stream_last = pg_stream_last,
    .stream_find = pg_stream_find,
    .stream_at = pg_stream_at,
    .standing_get = pg_standing_get,
    .standings = pg_standings,
    .roots = pg_roots,
    .watched = pg_watched,
    .waiting = pg_waiting,
    .tallies = pg_tallies,
    .rounds = pg_rounds,
    .search = pg_search,
    .search_count = pg_search_count,
    .dossier_get = pg_dossier_get,
    .dossiers = pg_dossiers,
    .request_find = pg_request_find,
    .tile_get = pg_tile_get,
    .checkpoint_last = pg_checkpoint_last,
    .checkpoints = pg_checkpoints,
    .refusals = pg_refusals,
    .attachments = pg_attachments,
    .attachment_get = pg_attachment_get,
    .messages = pg_messages,
    .drop_derived = pg_drop_derived,
    .derived_lines = pg_derived_lines,
    .self_check = pg_self_check,
    .copy = pg_copy,
    .stats = pg_stats,
};

store *store_postgres_open(const store_options *o, base_err *e) {
    pg *p = base_zeroed(1, sizeof *p);
    p->base.driver = &driver;
    p->work = base_arena_new(PG_WORK_MAX);
    p->fold = base_arena_new(PG_WORK_MAX);
    base_buf_init(&p->bytes, PG_BYTES_MAX);
    if (read_address(p, o->address, e) && connect_to(p, o->address, e) && check_server(p, o, e) && set_all(p, o, e) &&
        pg_schema_ready(p, o, e)) {
        if (PQenterPipelineMode(p->conn) == 1) return &p->base;
        pg_fail(p, NULL, e);
    }
    pg_close(&p->base);
    return NULL;
}
