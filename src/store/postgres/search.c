/* search.c - the register: filters, and parts of names.
 *
 * Every filter is a value that some column, or the beginning of a code, is equal to, and so is every gram of a text;
 * each has an index in which its dossiers are in order of number. So a question is an intersection of ordered lists:
 * one of them is gone through, from where the page begins, and what it gives is looked up in the others. Which one is
 * decided here, by counting each a little way, and not left to the server's estimates: right after a table was filled
 * it has none. The statement is written so that there is no other way to go. */
#include "store/grams.h"
#include "store/postgres/pg.h"

enum { CONDITIONS_MAX = 32, GRAMS_COUNTED = 16, GRAMS_ASKED = 3, SQL_MAX = 8192 };

typedef struct {
    const char *what; /* an expression of the dossier d; NULL: a gram of its name */
    const char *type; /* that of the value, as a cast */
    base_str value;
    int64_t count; /* dossiers that have it, as far as they were counted */
    int asked;     /* the how many-th it is asked for; 0: not */
} condition;

typedef struct {
    pg *p;
    const store_register_query *q;
    store_wanted wanted;
    condition condition[CONDITIONS_MAX];
    int n, first; /* `first` is the one that is gone through; -1: all dossiers */
    bool exact;   /* whatever the statement gives is an answer */
    base_buf sql;
    base_str value[CONDITIONS_MAX]; /* its parameters from $3 on */
    int n_values;
    store_each_dossier each; /* NULL: they are only counted */
    void *ctx;
    size_t found, limit;
} question;

/* ---- conditions ---- */

static void add(question *x, const char *what, const char *type, base_str value) {
    if (value.n > 0) x->condition[x->n++] = (condition){.what = what, .type = type, .value = value};
}

/* The beginning of a code, where an index has so many characters of it. */
typedef struct {
    size_t length;
    const char *what;
} beginning;
static const beginning county[] = {{2, "d.province"}, {4, "d.city"}, {6, "d.district"}};
static const beginning industry[] = {{1, "d.section"}, {3, "d.division"}, {5, "d.class"}};
enum { BEGINNINGS = 3 };

/* The longest of them; what goes beyond is looked at in the row. Codes are ASCII, what is not is only looked at. */
static int longest(const beginning *b, base_str prefix) {
    int found = -1;
    for (int i = 0; i < BEGINNINGS && base_utf8_count(prefix) == prefix.n; i++) {
        if (b[i].length <= prefix.n) found = i;
    }
    return found;
}

static void add_beginning(question *x, const beginning *b, base_str prefix, int from, int to) {
    const int i = longest(b, prefix);
    if (i >= from && i <= to) add(x, b[i].what, "::text", (base_str){prefix.p, b[i].length});
}

static void add_year(question *x) {
    if (x->q->announced_year == 0) return;
    const base_str year = base_arena_fmt(x->p->work, "%d", x->q->announced_year);
    add(x, "d.year", "::text::integer", year);
}

/* What mostly says more comes first: of two that were counted to the end of the counting, the first is gone through. */
static void add_all(question *x) {
    const store_register_query *q = x->q;
    add_beginning(x, county, q->county_prefix, 1, 2);
    add_beginning(x, industry, q->industry_prefix, 1, 2);
    for (size_t i = 0; i < x->wanted.gram.n && i < GRAMS_COUNTED; i++) add(x, NULL, "::text", x->wanted.gram.item[i]);
    add_beginning(x, county, q->county_prefix, 0, 0);
    add(x, "d.round <> '' AND d.round", "::text", q->round);
    add_year(x);
    add(x, "d.channel <> '' AND d.channel", "::text", q->channel);
    add_beginning(x, industry, q->industry_prefix, 0, 0);
    add(x, "d.state", "::text", q->state);
}

/* ---- the statement; $1 is the limit, $2 the number after which to go on ---- */

static void begin_statement(question *x, const char *text) {
    base_buf_clear(&x->sql);
    base_buf_puts(&x->sql, base_str_of(text));
    x->n_values = 0;
}

static void put(question *x, const char *text) { base_buf_puts(&x->sql, base_str_of(text)); }

/* "BEFORE WHAT = $3::text" */
static void put_equal(question *x, const char *before, const char *what, const condition *c) {
    x->value[x->n_values++] = c->value;
    base_buf_fmt(&x->sql, "%s%s = $%d%s", before, what, 2 + x->n_values, c->type);
}

static const char *finished(question *x) {
    base_buf_putc(&x->sql, '\0');
    if (x->sql.full) base_fatal("登记册查询过长。A register query is too long.");
    return x->sql.p;
}

static void bind(pg *p, const question *x, uint64_t after) {
    pg_number(p, after == UINT64_MAX ? -1 : (int64_t)after);
    for (int k = 0; k < x->n_values; k++) pg_text(p, x->value[k]);
}

static PGresult *ask(question *x, base_err *e) {
    const char *sql = finished(x);
    pg_new(x->p);
    pg_number(x->p, (int64_t)x->limit);
    bind(x->p, x, UINT64_MAX);
    pg_queue_text(x->p, sql);
    return pg_fetch(x->p, e);
}

static bool count_all(question *x, base_err *e) {
    begin_statement(x, "SELECT $1::bigint, $2::bigint");
    for (int k = 0; k < x->n; k++) {
        const condition *c = &x->condition[k];
        put(x, ", (SELECT count(*) FROM (SELECT 1 FROM ");
        put_equal(x, c->what == NULL ? "gram g WHERE " : "dossier d WHERE ", c->what == NULL ? "g.gram" : c->what, c);
        put(x, " LIMIT 1000) n)");
    }
    PGresult *r = ask(x, e);
    bool ok = r != NULL;
    for (int k = 0; ok && k < x->n; k++) ok = pg_value(r, 0, 2 + k, &x->condition[k].count, e);
    PQclear(r);
    return ok;
}

/* The rarest of those that are not asked for yet, of the grams or of all; -1: there is none. */
static int rarest(const question *x, bool gram) {
    int best = -1;
    for (int k = 0; k < x->n; k++) {
        const condition *c = &x->condition[k];
        if (c->asked != 0 || (gram && c->what != NULL)) continue;
        if (best < 0 || c->count < x->condition[best].count) best = k;
    }
    return best;
}

/* Which one is gone through, and which grams are asked for: of many a few say nearly all. */
static bool choose(question *x, base_err *e) {
    if (x->n > 1 && !count_all(x, e)) return false;
    x->first = rarest(x, false);
    size_t grams = 0;
    for (int k = x->first, n = 1; k >= 0 && n <= GRAMS_ASKED; k = rarest(x, true), n++) {
        x->condition[k].asked = n;
        grams += x->condition[k].what == NULL;
    }
    if (grams < x->wanted.gram.n) x->exact = false;
    return true;
}

/* Looks the other grams up for a number, the rarest first; each as a value of its own, so that nothing is turned round.
 */
static void put_grams(question *x, const char *stream) {
    for (int n = 1; n <= GRAMS_ASKED; n++) {
        for (int k = 0; k < x->n; k++) {
            const condition *c = &x->condition[k];
            if (k == x->first || c->what != NULL || c->asked != n) continue;
            put_equal(x, " AND (SELECT true FROM gram o WHERE ", "o.gram", c);
            base_buf_fmt(&x->sql, " AND o.stream = %s)", stream);
        }
    }
}

/* The other filters, looked at in the row and not in their indexes. */
static void put_filters(question *x) {
    for (int k = 0; k < x->n; k++) {
        const condition *c = &x->condition[k];
        if (k == x->first || c->what == NULL) continue;
        put_equal(x, " AND (", c->what, c);
        put(x, ") IS TRUE");
    }
}

/* Gone through by a gram. Without filters a count needs no dossiers. */
static void put_by_gram(question *x, bool rows) {
    put_equal(x, " FROM (SELECT g.stream FROM gram g WHERE ", "g.gram", &x->condition[x->first]);
    put(x, " AND g.stream > $2::bigint");
    put_grams(x, "g.stream");
    put(x, " ORDER BY g.stream OFFSET 0) c");
    bool filters = rows;
    for (int k = 0; k < x->n; k++) filters = filters || x->condition[k].what != NULL;
    if (filters) put(x, " JOIN dossier d ON d.stream = c.stream WHERE true");
    put_filters(x);
    put(x, " ORDER BY c.stream LIMIT $1::bigint");
}

static void put_by_filter(question *x) {
    put(x, " FROM dossier d WHERE d.stream > $2::bigint");
    if (x->first >= 0) put_equal(x, " AND ", x->condition[x->first].what, &x->condition[x->first]);
    put_filters(x);
    put_grams(x, "d.stream");
    put(x, " ORDER BY d.stream LIMIT $1::bigint");
}

static void put_question(question *x, bool rows) {
    if (x->first >= 0 && x->condition[x->first].what == NULL)
        put_by_gram(x, rows);
    else
        put_by_filter(x);
}

/* ---- its rows ---- */

static bool is_answer(void *ctx, const pg_any *row) {
    const question *x = ctx;
    const store_dossier *d = &row->dossier;
    if (!base_str_starts(d->county, x->q->county_prefix) || !base_str_starts(d->industry, x->q->industry_prefix))
        return false;
    const bool has = store_has_words(store_fold(x->p->fold, d->name), &x->wanted);
    base_arena_reset(x->p->fold);
    return has;
}

static void after(pg *p, void *ctx, const pg_any *last) {
    const question *x = ctx;
    bind(p, x, last == NULL ? x->q->after : last->dossier.stream);
}

static bool give(void *ctx, const pg_any *row) {
    question *x = ctx;
    x->found++;
    return x->each == NULL || x->each(x->ctx, &row->dossier);
}

static bool go_through(question *x, base_err *e) {
    begin_statement(x, "SELECT d.stream, d.path, d.name, d.industry, d.subfield, d.county, d.channel, d.state, "
                       "d.announced, d.valid_from, d.valid_until, d.announcement, d.round, d.provincial, d.pooled, "
                       "d.taken_over");
    put_question(x, true);
    const pg_scan scan = {.text = finished(x),
                          .shape = &pg_dossier,
                          .most = x->limit,
                          .accept = x->exact ? NULL : is_answer,
                          .after = after,
                          .give = give,
                          .ctx = x};
    return pg_scan_rows(x->p, &scan, e);
}

static bool count_exactly(question *x, base_err *e) {
    begin_statement(x, "SELECT count(*) FROM (SELECT 1");
    put_question(x, false);
    put(x, ") n");
    PGresult *r = ask(x, e);
    int64_t n = 0;
    const bool ok = r != NULL && pg_value(r, 0, 0, &n, e);
    PQclear(r);
    x->found = (size_t)n;
    return ok;
}

static bool begin(question *x, store *s, const store_register_query *q, size_t limit, base_err *e) {
    pg *p = pg_of(s);
    *x = (question){.p = p, .q = q, .limit = limit, .wanted = store_wanted_of(p->work, q->text)};
    base_buf_init(&x->sql, SQL_MAX);
    const int c = longest(county, q->county_prefix), i = longest(industry, q->industry_prefix);
    x->exact = x->wanted.exact && q->county_prefix.n == (c < 0 ? 0 : county[c].length) &&
               q->industry_prefix.n == (i < 0 ? 0 : industry[i].length);
    add_all(x);
    return choose(x, e);
}

static bool end(question *x, bool ok) {
    base_buf_free(&x->sql);
    base_arena_reset(x->p->work);
    return ok;
}

bool pg_search(store *s, const store_register_query *q, store_each_dossier each, void *ctx, base_err *e) {
    question x;
    bool ok = begin(&x, s, q, q->limit, e);
    x.each = each;
    x.ctx = ctx;
    ok = ok && go_through(&x, e);
    return end(&x, ok);
}

bool pg_search_count(store *s, const store_register_query *q, size_t most, size_t *n, base_err *e) {
    store_register_query all = *q;
    all.after = UINT64_MAX;
    question x;
    const bool ok = begin(&x, s, &all, most, e) && (x.exact ? count_exactly(&x, e) : go_through(&x, e));
    *n = x.found;
    return end(&x, ok);
}
