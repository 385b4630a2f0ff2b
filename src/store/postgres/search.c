/* search.c - the register: filters, and parts of names.
 *
 * The question is put together for its filters and planned for their values, so that the server, which knows how often
 * each value comes, begins with the rarest and looks the others up: every filter has an index that ends in the number
 * by which pages go on. Of a text's grams the few rarest do; what they leave is looked at here. */
#include "store/grams.h"
#include "store/postgres/pg.h"

enum { GRAMS_ASKED = 4, SQL_MAX = 4096, TEXTS_MAX = 16 };

typedef struct {
    pg *p;
    const store_register_query *q;
    store_wanted wanted;
    base_buf sql;
    base_str text[TEXTS_MAX]; /* parameters from $3 on */
    int n_texts;
    base_date first, last; /* of the year; the two parameters after those */
    /* who is told */
    store_each_dossier each;
    void *ctx;
    size_t n, limit;
    bool stopped;
} question;

/* ---- beginnings ---- */

/* The last character raised by one, or nothing when there is none greater. UTF-8 sorts as its code points do. */
static bool raise_last(base_str *s, char out[4], size_t *n) {
    size_t at = s->n - 1;
    while (at > 0 && ((unsigned char)s->p[at] & 0xC0) == 0x80) at--;
    uint32_t cp;
    size_t len;
    const bool ok = base_utf8_next((base_str){s->p + at, s->n - at}, &cp, &len);
    s->n = at;
    if (!ok || cp == 0x10FFFF) return false;
    cp = cp + 1 == 0xD800 ? 0xE000 : cp + 1;
    *n = 0;
    if (cp < 0x80) {
        out[(*n)++] = (char)cp;
        return true;
    }
    const unsigned tails = cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;
    out[(*n)++] = (char)((0xF00U >> tails & 0xFF) | cp >> (6 * tails));
    for (unsigned t = tails; t-- > 0;) out[(*n)++] = (char)(0x80 | (cp >> (6 * t) & 0x3F));
    return true;
}

base_str pg_after_prefix(base_arena *arena, base_str prefix) {
    char last[4];
    size_t n = 0;
    while (prefix.n > 0) {
        if (!raise_last(&prefix, last, &n)) continue;
        return base_arena_fmt(arena, "%.*s%.*s", (int)prefix.n, prefix.p, (int)n, last);
    }
    /* Everything begins so: no text in use lies behind the greatest character, several times over. */
    return BASE_STR("\U0010FFFF\U0010FFFF\U0010FFFF\U0010FFFF");
}

/* ---- the statement ---- */

/* A parameter; gives its number. */
static int param(question *x, base_str text) {
    x->text[x->n_texts] = text;
    return 3 + x->n_texts++;
}

static void equal(question *x, const char *column, base_str value) {
    if (value.n == 0) return;
    base_buf_fmt(&x->sql, " AND d.%s = $%d::text AND d.%s <> ''", column, param(x, value), column);
}

static void prefix(question *x, const char *column, base_str value) {
    if (value.n == 0) return;
    const int from = param(x, value);
    base_buf_fmt(&x->sql, " AND d.%s >= $%d::text AND d.%s < $%d::text", column, from, column,
                 param(x, pg_after_prefix(x->p->work, value)));
}

/* Provinces and cities have indexes of their own, in which their dossiers are in order of number. */
static void county(question *x, base_str value) {
    prefix(x, "county", value);
    if ((value.n == 2 || value.n == 4) && base_utf8_count(value) == value.n)
        base_buf_fmt(&x->sql, " AND left(d.county, %zu) = $%d::text", value.n, param(x, value));
}

static void year(question *x, int y) {
    x->first = x->last = BASE_DATE_NONE;
    if (y == 0) return;
    if (!base_date_make(y, 1, 1, &x->first, NULL) || !base_date_make(y, 12, 31, &x->last, NULL)) {
        base_buf_puts(&x->sql, BASE_STR(" AND false")); /* no such year */
        return;
    }
    base_buf_fmt(&x->sql, " AND d.announced >= $%d::date AND d.announced <= $%d::date", 3 + x->n_texts, 4 + x->n_texts);
}

static void gram(question *x, base_str text) {
    base_buf_fmt(&x->sql, " AND EXISTS (SELECT 1 FROM gram g WHERE g.gram = $%d::text AND g.stream = d.stream)",
                 param(x, text));
}

/* The rarest of the text's grams: how often each comes is counted, but not far. */
static bool rarest(question *x, store_texts all, base_err *e) {
    if (all.n <= GRAMS_ASKED) {
        for (size_t i = 0; i < all.n; i++) gram(x, all.item[i]);
        return true;
    }
    pg_new(x->p);
    pg_texts(x->p, all.item, all.n);
    pg_queue(x->p, PG_RARITY);
    PGresult *r = pg_fetch(x->p, e);
    int64_t *count = base_arena_array(x->p->work, all.n, sizeof *count);
    bool ok = r != NULL;
    for (size_t i = 0; ok && i < all.n; i++) ok = pg_value(r, (int)i, 0, &count[i], e);
    PQclear(r);
    for (int k = 0; ok && k < GRAMS_ASKED; k++) {
        size_t best = 0;
        for (size_t i = 1; i < all.n; i++) {
            if (count[i] < count[best]) best = i;
        }
        gram(x, all.item[best]);
        count[best] = INT64_MAX;
    }
    return ok;
}

static bool compose(question *x, base_err *e) {
    const store_register_query *q = x->q;
    base_buf_puts(&x->sql, BASE_STR(" FROM dossier d WHERE d.stream > $2::bigint"));
    equal(x, "state", q->state);
    county(x, q->county_prefix);
    equal(x, "channel", q->channel);
    equal(x, "round", q->round);
    prefix(x, "industry", q->industry_prefix);
    if (!rarest(x, x->wanted.gram, e)) return false;
    year(x, q->announced_year);
    return true;
}

static void bind(pg *p, const question *x, uint64_t after) {
    pg_number(p, after == UINT64_MAX ? -1 : (int64_t)after);
    for (int i = 0; i < x->n_texts; i++) pg_text(p, x->text[i]);
    if (x->first == BASE_DATE_NONE) return;
    pg_day(p, x->first);
    pg_day(p, x->last);
}

static bool begin(question *x, store *s, const store_register_query *q, const char *what, base_err *e) {
    pg *p = pg_of(s);
    *x = (question){.p = p, .q = q, .wanted = store_wanted_of(p->work, q->text)};
    base_buf_init(&x->sql, SQL_MAX);
    base_buf_puts(&x->sql, base_str_of(what));
    return compose(x, e);
}

static bool end(question *x, bool ok) {
    base_buf_free(&x->sql);
    base_arena_reset(x->p->work);
    return ok;
}

static const char *text(question *x, const char *tail) {
    base_buf_puts(&x->sql, base_str_of(tail));
    base_buf_putc(&x->sql, '\0');
    if (x->sql.full) base_fatal("登记册查询过长。A register query is too long.");
    return x->sql.p;
}

/* ---- its rows ---- */

static void after(pg *p, void *ctx, const pg_any *last) {
    const question *x = ctx;
    bind(p, x, last == NULL ? x->q->after : last->dossier.stream);
}

static bool give(void *ctx, const pg_any *row) {
    question *x = ctx;
    if (!x->wanted.exact) {
        const bool has = store_has_words(store_fold(x->p->fold, row->dossier.name), &x->wanted);
        base_arena_reset(x->p->fold);
        if (!has) return true;
    }
    x->n++;
    return (x->each == NULL || x->each(x->ctx, &row->dossier)) && x->n < x->limit;
}

static bool go_through(question *x, base_err *e) {
    const pg_scan scan = {.text = text(x, " ORDER BY d.stream LIMIT $1::bigint"),
                          .shape = &pg_dossier,
                          .most = x->wanted.exact ? x->limit : 0,
                          .after = after,
                          .give = give,
                          .ctx = x};
    return pg_scan_rows(x->p, &scan, e);
}

#define COLUMNS                                                                                                        \
    "SELECT d.stream, d.path, d.name, d.industry, d.subfield, d.county, d.channel, d.state, d.announced, "             \
    "d.valid_from, d.valid_until, d.announcement, d.round, d.provincial, d.pooled, d.taken_over"

bool pg_search(store *s, const store_register_query *q, store_each_dossier each, void *ctx, base_err *e) {
    question x;
    bool ok = begin(&x, s, q, COLUMNS, e);
    x.each = each;
    x.ctx = ctx;
    x.limit = q->limit;
    ok = ok && go_through(&x, e);
    return end(&x, ok);
}

static bool count_exactly(question *x, base_err *e) {
    const char *sql = text(x, " LIMIT $1::bigint) x");
    pg_new(x->p);
    pg_number(x->p, (int64_t)x->limit);
    bind(x->p, x, UINT64_MAX);
    pg_queue_text(x->p, sql);
    PGresult *r = pg_fetch(x->p, e);
    int64_t n = 0;
    const bool ok = r != NULL && pg_value(r, 0, 0, &n, e);
    PQclear(r);
    x->n = (size_t)n;
    return ok;
}

bool pg_search_count(store *s, const store_register_query *q, size_t most, size_t *n, base_err *e) {
    store_register_query all = *q;
    all.after = UINT64_MAX;
    const bool exact = store_wanted_of(pg_of(s)->work, q->text).exact;
    question x;
    bool ok = begin(&x, s, &all, exact ? "SELECT count(*) FROM (SELECT 1" : COLUMNS, e);
    x.limit = most;
    ok = ok && (exact ? count_exactly(&x, e) : go_through(&x, e));
    *n = x.n;
    return end(&x, ok);
}
