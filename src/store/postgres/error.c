/* error.c - what PostgreSQL refuses, in words: what happened and what to do; and never a password in them.
 *
 * libpq does not repeat passwords except where it quotes an address that it can not read, and nobody promises that it
 * never will: so every message passes through here. Details of a refusal are left out, because they quote rows. */
#include "store/postgres/pg.h"

#include <errno.h>

enum { MESSAGE_MAX = 400, STATE = 5 };

void pg_masked(const pg *p, base_buf *b, base_str text) {
    text = base_str_trim(text);
    const size_t secret = strlen(p->secret);
    for (size_t i = 0; i < text.n;) {
        if (secret > 0 && text.n - i >= secret && memcmp(text.p + i, p->secret, secret) == 0) {
            base_buf_puts(b, BASE_STR("***"));
            i += secret;
            continue;
        }
        base_buf_putc(b, text.p[i] == '\n' || text.p[i] == '\t' ? ' ' : text.p[i]);
        i++;
    }
}

/* Offset of `c` in s, or s.n. */
static size_t find(base_str s, char c) {
    const char *at = s.n == 0 ? NULL : memchr(s.p, c, s.n);
    return at == NULL ? s.n : (size_t)(at - s.p);
}

/* One `name=value` of the query part. A name that is written with %XX may be any. */
static void put_pair(base_buf *b, base_str pair) {
    const base_str name = {pair.p, find(pair, '=')};
    const bool secret = base_str_is(name, "password") || base_str_is(name, "sslpassword") || find(name, '%') < name.n;
    base_buf_puts(b, secret ? name : pair);
    if (secret) base_buf_puts(b, BASE_STR("=***"));
}

/* An address may be wrong in any way, so whatever could be meant as a password is starred: all between the first ':'
 * after the "//" and the last '@' before the query part, wherever else signs stand that should have been encoded. */
void pg_address_masked(base_buf *b, base_str address) {
    base_str query;
    base_str place = base_str_cut(address, '?', &query);
    size_t at = place.n;
    while (at > 0 && place.p[at - 1] != '@') at--;
    const size_t scheme = find(place, ':') + 3; /* "://" */
    if (at > scheme) {
        const size_t colon = scheme + find((base_str){place.p + scheme, at - 1 - scheme}, ':');
        base_buf_put(b, place.p, colon);
        if (colon < at - 1) base_buf_puts(b, BASE_STR(":***"));
        place = (base_str){place.p + at - 1, place.n - at + 1};
    }
    base_buf_puts(b, place);
    for (char sep = '?'; query.p != NULL; sep = '&') {
        base_str rest;
        base_buf_putc(b, sep);
        put_pair(b, base_str_cut(query, '&', &rest));
        query = rest;
    }
}

bool pg_fail_form(base_err *e) {
    errno = EPROTO;
    return base_err_fmt(e, BASE_ERR_IO, "PostgreSQL 的应答与预期不符：数据库结构可能被改动过，请运行 jiqun audit",
                        "PostgreSQL gave an answer of another form than it should: the schema may have been changed; "
                        "run jiqun audit");
}

static bool state_in(const char *state, const char *prefix) { return strncmp(state, prefix, strlen(prefix)) == 0; }

/* Shut down, crashed, or not reached any more; what libpq says by itself has no state at all. */
static bool means_gone(const char *state) {
    return state[0] == '\0' || state_in(state, "08") || state_in(state, "57P0");
}

/* `said` is masked already. */
static bool in_words(const char *state, const char *said, base_err *e) {
    errno = EIO;
    if (state_in(state, "23505"))
        return base_err_fmt(e, BASE_ERR_INPUT, "已有同一主键的记录：%s", "there is a row of the same key: %s", said);
    if (state_in(state, "25006"))
        return base_err_fmt(e, BASE_ERR_IO, "服务器只读（可能是备用库）：请连接主库（%s）",
                            "the server takes no writes (a replica?): connect to the primary (%s)", said);
    if (state_in(state, "42501"))
        return base_err_fmt(e, BASE_ERR_IO, "数据库用户没有所需权限，请管理员授权：%s",
                            "the database's user lacks a right, ask the administrator to grant it: %s", said);
    if (state_in(state, "53100"))
        return base_err_fmt(e, BASE_ERR_IO, "数据库服务器磁盘已满：%s", "the database server's disk is full: %s", said);
    if (state_in(state, "57014") || state_in(state, "55P03") || state_in(state, "40"))
        return base_err_fmt(e, BASE_ERR_LIMIT, "语句被取消、超时或与其他事务冲突，请稍后再试：%s",
                            "cancelled, out of time, or in conflict with another transaction; try again: %s", said);
    return base_err_fmt(e, BASE_ERR_IO, "PostgreSQL 报错（%s）：%s", "PostgreSQL refused (%s): %s", state, said);
}

static const char *field(const PGresult *r, int name) {
    const char *text = r == NULL ? NULL : PQresultErrorField(r, name);
    return text == NULL ? "" : text;
}

bool pg_fail(pg *p, const PGresult *r, base_err *e) {
    const char *state = field(r, PG_DIAG_SQLSTATE);
    if (strlen(state) == STATE) memcpy(p->state, state, STATE + 1);
    if (means_gone(state)) p->gone = true;
    const char *text = field(r, PG_DIAG_MESSAGE_PRIMARY);
    if (text[0] == '\0') text = PQerrorMessage(p->conn);
    base_buf said;
    base_buf_init(&said, MESSAGE_MAX);
    pg_masked(p, &said, base_utf8_head(base_str_of(text), MESSAGE_MAX / 2));
    base_buf_putc(&said, '\0');
    errno = ECONNRESET;
    if (!p->gone)
        in_words(state, said.p, e);
    else
        base_err_fmt(e, BASE_ERR_IO, "与 PostgreSQL 的连接已中断，请关闭后重新打开数据库：%s",
                     "the connection to PostgreSQL was lost, close the store and open it again: %s", said.p);
    base_buf_free(&said);
    return false;
}
