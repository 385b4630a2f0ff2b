/* pipe.c - statements through libpq's pipeline: parameters are gathered, statements queued, and one synchronisation
 * answers for all of them.
 *
 * The server does what is queued in order and passes over everything after the first failure, so nobody has to look in
 * between. What stands between two synchronisations outside a transaction is one transaction of its own. Answers are
 * small where much is sent (a count) and large only where little is sent, so neither side waits for the other to read.
 */
#include "store/postgres/pg.h"

#include <stdio.h>
#include <stdlib.h>

enum { BINARY = 1 };

/* ---- parameters ---- */

void pg_new(pg *p) {
    base_buf_clear(&p->bytes);
    p->n_args = 0;
    p->begin[0] = 0;
}

void pg_arg_end(pg *p, bool null) {
    if (p->n_args == PG_ARGS_MAX || p->bytes.full)
        base_fatal("数据库语句的参数过多。A statement's parameters are over their limit.");
    p->null[p->n_args++] = null;
    p->begin[p->n_args] = p->bytes.n;
}

void pg_number(pg *p, int64_t v) {
    const uint64_t big = __builtin_bswap64((uint64_t)v);
    base_buf_put(&p->bytes, &big, sizeof big);
    pg_arg_end(p, false);
}

void pg_text(pg *p, base_str s) {
    base_buf_put(&p->bytes, s.p, s.n);
    pg_arg_end(p, false);
}

void pg_yes(pg *p, bool v) {
    base_buf_putc(&p->bytes, v ? 1 : 0);
    pg_arg_end(p, false);
}

/* ---- queueing ---- */

typedef struct {
    const char *value[PG_ARGS_MAX];
    int length[PG_ARGS_MAX], format[PG_ARGS_MAX];
} arguments;

/* Pointers into p->bytes, which does not grow any more. */
static void point(const pg *p, arguments *a) {
    for (int i = 0; i < p->n_args; i++) {
        a->value[i] = p->null[i] ? NULL : p->bytes.n == 0 ? "" : p->bytes.p + p->begin[i];
        a->length[i] = (int)(p->begin[i + 1] - p->begin[i]);
        a->format[i] = BINARY;
    }
}

static void expect(pg *p, enum pg_sql sql, bool prepares) {
    if (p->n_queued == PG_QUEUE_MAX) base_fatal("数据库语句队列已满。Too many statements are queued.");
    p->queue[p->n_queued++] = (pg_expected){sql, prepares};
}

/* When nothing can be sent any more, the connection is lost: pg_finish says so. */
static void sent(pg *p, int ok, enum pg_sql sql, bool prepares) {
    if (ok == 1)
        expect(p, sql, prepares);
    else
        p->gone = true;
}

void pg_queue(pg *p, enum pg_sql sql) {
    char name[16];
    (void)snprintf(name, sizeof name, "s%d", (int)sql);
    if (!p->gone && !p->prepared[sql]) {
        sent(p, PQsendPrepare(p->conn, name, pg_sql_text[sql], 0, NULL), sql, true);
        p->prepared[sql] = true; /* for what is queued after it; taken back if it fails */
    }
    if (p->gone) return;
    arguments a;
    point(p, &a);
    sent(p, PQsendQueryPrepared(p->conn, name, p->n_args, a.value, a.length, a.format, BINARY), sql, false);
}

void pg_queue_bare(pg *p, enum pg_sql sql) {
    pg_new(p);
    pg_queue(p, sql);
}

void pg_queue_text(pg *p, const char *text) {
    if (p->gone) return;
    arguments a;
    point(p, &a);
    sent(p, PQsendQueryParams(p->conn, text, p->n_args, NULL, a.value, a.length, a.format, BINARY), PG_N_SQL, false);
}

void pg_queue_limits(pg *p, int statement_ms, int idle_ms) {
    char statement[16], idle[16];
    (void)snprintf(statement, sizeof statement, "%d", statement_ms);
    (void)snprintf(idle, sizeof idle, "%d", idle_ms);
    pg_new(p);
    pg_text(p, base_str_of(statement));
    pg_text(p, base_str_of(idle));
    pg_queue(p, PG_LIMITS);
}

/* ---- answers ---- */

/* Settings are changed by a SELECT, but nobody wants its row. */
static bool wanted(enum pg_sql sql) { return sql != PG_LIMITS && sql != PG_MOMENT; }

/* What is known of a statement that gave no rows. */
static void done(pg *p, enum pg_sql sql, PGresult *r) {
    if (sql == PG_COMMIT) p->committed = strcmp(PQcmdStatus(r), "COMMIT") == 0;
    if (sql == PG_SET_STANDINGS) p->set += (size_t)strtoull(PQcmdTuples(r), NULL, 10);
}

/* One result of what was queued as `x`; the first failure is told. */
static bool take(pg *p, pg_expected x, PGresult *r, bool ok, base_err *e) {
    switch (PQresultStatus(r)) {
    case PGRES_TUPLES_OK:
        if (!wanted(x.sql)) break;
        PQclear(p->answer);
        p->answer = r;
        return ok;
    case PGRES_COMMAND_OK:
        if (!x.prepares) done(p, x.sql, r);
        break;
    default: /* a failure, or what was passed over because of one */
        if (x.prepares) p->prepared[x.sql] = false;
        if (ok) ok = pg_fail(p, r, e);
        break;
    }
    PQclear(r);
    return ok;
}

/* The results of everything queued, each ended by NULL, then that of the synchronisation. */
static bool take_all(pg *p, base_err *e) {
    bool ok = true;
    for (int i = 0; i < p->n_queued;) {
        PGresult *r = PQgetResult(p->conn);
        if (r != NULL)
            ok = take(p, p->queue[i], r, ok, e);
        else if (PQstatus(p->conn) == CONNECTION_BAD)
            return ok ? pg_fail(p, NULL, e) : false;
        else
            i++;
    }
    PGresult *r = PQgetResult(p->conn);
    if (PQresultStatus(r) != PGRES_PIPELINE_SYNC) {
        p->gone = true;
        if (ok) ok = pg_fail(p, r, e);
    }
    PQclear(r);
    return ok;
}

static bool confirmed(const pg *p, base_err *e) {
    if (!p->unconfirmed) return true;
    return base_err_fmt(e, BASE_ERR_IO, "主库已写入，但未等到备用库确认（等待被取消）：请检查备用库",
                        "the primary has written it, but waiting for the replica's confirmation was cancelled: look "
                        "after the replica");
}

bool pg_finish(pg *p, base_err *e) {
    PQclear(p->answer);
    p->answer = NULL;
    p->committed = p->unconfirmed = false;
    const bool sync = !p->gone && PQpipelineSync(p->conn) == 1;
    const bool ok = sync ? take_all(p, e) : pg_fail(p, NULL, e);
    p->n_queued = 0;
    return ok && confirmed(p, e);
}

PGresult *pg_fetch(pg *p, base_err *e) {
    if (!pg_finish(p, e)) return NULL;
    PGresult *r = p->answer;
    p->answer = NULL;
    if (r == NULL) pg_fail_form(e);
    return r;
}
