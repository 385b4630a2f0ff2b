/* search.c - the register: any combination of filters and any part of a name, in order of number.
 *
 * Every dossier is indexed under tokens: the grams of its name, and one for each value that the register can filter by
 * ("s:recognised", "c:33", "c:3301", "c:330106" …). A question becomes an intersection of their lists, which are in
 * order of number; what the tokens alone do not decide is looked at in the row. A gram has at most two characters and a
 * filter's token at least three, so the two can not be confused. */
#include "store/sqlite/sqlite_i.h"

enum { LONG_TEXT = 6 /* grams */, FILTERS_MAX = 16, PREFIXES = 4, MATCH_MAX = 64 << 10, NEAR = 4 };

/* Lengths in bytes under which a code is indexed: province, city, county; section, division, group, class (GB/T 4754).
 */
static const size_t county_length[PREFIXES] = {2, 4, 6, 6};
static const size_t industry_length[PREFIXES] = {1, 3, 4, 5};

static bool is_safe(unsigned char c) { return c > 0x20 && c != 0x7F && c != '^' && !(c >= 'A' && c <= 'Z'); }

/* "k:value"; what the tokenizer would take for a gap or write small is ^XX. */
static base_str filter_token(base_arena *arena, char key, base_str value) {
    static const char digit[] = "0123456789abcdef";
    char *out = base_arena_alloc(arena, 2 + 3 * value.n);
    size_t n = 0;
    out[n++] = key;
    out[n++] = ':';
    for (size_t i = 0; i < value.n; i++) {
        const unsigned char c = (unsigned char)value.p[i];
        if (is_safe(c)) {
            out[n++] = (char)c;
            continue;
        }
        out[n++] = '^';
        out[n++] = digit[c >> 4];
        out[n++] = digit[c & 15];
    }
    return (base_str){out, n};
}

static void add_value(base_arena *arena, store_texts *t, char key, base_str value) {
    if (value.n > 0) t->item[t->n++] = filter_token(arena, key, value);
}

static void add_prefixes(base_arena *arena, store_texts *t, char key, base_str value, const size_t *length) {
    for (size_t i = 0; i < PREFIXES; i++) {
        if (length[i] <= value.n && (i == 0 || length[i] > length[i - 1]))
            add_value(arena, t, key, (base_str){value.p, length[i]});
    }
}

static void add_year(base_arena *arena, store_texts *t, int year) {
    char digits[20];
    if (year <= 0) return;
    const size_t n = (size_t)(base_digits(digits, (uint64_t)year) - digits);
    add_value(arena, t, 'y', (base_str){digits, n});
}

bool sqlite_token_is_gram(base_str token) { return base_utf8_count(token) <= 2; }

store_texts sqlite_tokens(base_arena *arena, const store_dossier *d) {
    store_texts t = store_grams(arena, store_fold(arena, d->name));
    base_str *item = base_arena_array(arena, t.n + FILTERS_MAX, sizeof *item);
    memcpy(item, t.item, t.n * sizeof *item);
    t.item = item;
    add_value(arena, &t, 's', d->state);
    add_prefixes(arena, &t, 'c', d->county, county_length);
    add_value(arena, &t, 'h', d->channel);
    add_value(arena, &t, 'r', d->round);
    add_prefixes(arena, &t, 'i', d->industry, industry_length);
    if (d->announced != BASE_DATE_NONE) add_year(arena, &t, base_date_year(d->announced));
    return t;
}

/* ---- keeping the index ---- */

static base_str joined(base_arena *arena, const store_texts *t) {
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++) n += t->item[i].n + 1;
    char *out = base_arena_alloc(arena, n), *p = out;
    for (size_t i = 0; i < t->n; i++) {
        memcpy(p, t->item[i].p, t->item[i].n);
        p += t->item[i].n;
        *p++ = ' ';
    }
    return (base_str){out, n};
}

static bool change(sqlite_store *s, enum sqlite_sql which, uint64_t stream, base_str tokens, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, which, e);
    if (q == NULL) return false;
    bind_u64(q, 1, stream);
    bind_text(q, 2, tokens);
    return sqlite_run(s, q, e);
}

static int year_of(base_date d) { return d == BASE_DATE_NONE ? 0 : base_date_year(d); }

/* Nothing that has a token is another: most changes of a dossier are of other fields, and tokens are dear. */
static bool indexed_alike(const store_dossier *a, const store_dossier *b) {
    return base_str_eq(a->name, b->name) && base_str_eq(a->state, b->state) && base_str_eq(a->county, b->county) &&
           base_str_eq(a->channel, b->channel) && base_str_eq(a->round, b->round) &&
           base_str_eq(a->industry, b->industry) && year_of(a->announced) == year_of(b->announced);
}

bool sqlite_search_change(sqlite_store *s, const store_dossier *was, const store_dossier *is, base_err *e) {
    base_str before = {NULL, 0};
    if (was != NULL && indexed_alike(was, is)) return true;
    if (was != NULL) {
        const store_texts t = sqlite_tokens(s->arena, was);
        before = joined(s->arena, &t);
    }
    const store_texts t = sqlite_tokens(s->arena, is);
    const base_str after = joined(s->arena, &t);
    const bool same = was != NULL && base_str_eq(before, after);
    const bool ok = same || ((was == NULL || change(s, Q_SEARCH_REMOVE, is->stream, before, e)) &&
                             change(s, Q_SEARCH_ADD, is->stream, after, e));
    base_arena_reset(s->arena);
    return ok;
}

/* ---- asking ---- */

struct question {
    const store_register_query *query;
    store_wanted words;
    base_str match; /* FTS5 expression; empty: no token narrows it down */
    bool exact;     /* whatever matches is an answer */
    sqlite_store *s;
    sqlite_each_out out;
    size_t left;
    size_t look;   /* of answer_near: rows that may still be looked at */
    uint64_t last; /* the last one that was */
    bool stopped;  /* by whoever takes the rows */
};

/* The token under which most is known of a prefix; *exact becomes false when it says less than the prefix. */
static void add_prefix(base_arena *arena, store_texts *t, char key, base_str prefix, const size_t *length,
                       bool *exact) {
    size_t n = 0;
    for (size_t i = 0; i < PREFIXES; i++) {
        if (length[i] <= prefix.n) n = length[i];
    }
    if (n < prefix.n) *exact = false;
    add_value(arena, t, key, (base_str){prefix.p, n});
}

static base_str match_of(base_arena *arena, const store_texts *t) {
    base_buf b;
    base_buf_init(&b, MATCH_MAX);
    for (size_t i = 0; i < t->n; i++) {
        base_buf_puts(&b, i == 0 ? BASE_STR("\"") : BASE_STR(" AND \""));
        for (size_t k = 0; k < t->item[i].n; k++) {
            if (t->item[i].p[k] == '"') base_buf_putc(&b, '"');
            base_buf_putc(&b, t->item[i].p[k]);
        }
        base_buf_putc(&b, '"');
    }
    const base_str out = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return out;
}

static bool last_dossier(sqlite_store *s, uint64_t *last, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_DOSSIER_LAST, e);
    bool row;
    if (q == NULL || !sqlite_next(s, q, &row, e)) return false;
    *last = column_u64(q, 0);
    sqlite_done(q);
    return true;
}

static bool sample_at(sqlite_store *s, uint64_t stream, base_str *name, size_t *n, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_DOSSIER_NAME, e);
    bool row;
    if (q == NULL) return false;
    bind_u64(q, 1, stream);
    if (!sqlite_next(s, q, &row, e)) return false;
    if (!row) return true;
    name[(*n)++] = store_fold(s->arena, column_text(q, 0));
    sqlite_done(q);
    return true;
}

/* What is known of the grams of a text that is long: only to choose among them, so an older sample will do. */
static bool take_sample(sqlite_store *s, base_err *e) {
    uint64_t last = 0;
    size_t n = 0;
    if (!last_dossier(s, &last, e)) return false;
    if (s->sampled && last / 2 <= s->sample_last) return true;
    base_arena_reset(s->sample_arena);
    s->sampled = false;
    s->sample_last = last;
    base_str *name = base_arena_array(s->arena, SQLITE_SAMPLE, sizeof *name);
    for (uint64_t i = 0; i < SQLITE_SAMPLE; i++) {
        if (!sample_at(s, last * i / SQLITE_SAMPLE, name, &n, e)) return false;
    }
    s->sample = store_gram_counts_of(s->sample_arena, s->arena, name, n);
    s->sampled = true; /* of an empty register there is nothing in it, and it is one all the same */
    return true;
}

static bool pose(struct question *x, base_arena *arena, base_err *e) {
    const store_register_query *q = x->query;
    x->words = store_wanted_of(arena, q->text);
    if (x->words.gram.n > LONG_TEXT) {
        if (!take_sample(x->s, e)) return false;
        store_wanted_narrow(arena, &x->words, &x->s->sample);
    }
    x->exact = x->words.exact;
    store_texts t = {base_arena_array(arena, x->words.gram.n + FILTERS_MAX, sizeof(base_str)), 0};
    for (size_t i = 0; i < x->words.gram.n; i++) t.item[t.n++] = x->words.gram.item[i];
    add_value(arena, &t, 's', q->state);
    add_prefix(arena, &t, 'c', q->county_prefix, county_length, &x->exact);
    add_value(arena, &t, 'h', q->channel);
    add_value(arena, &t, 'r', q->round);
    add_prefix(arena, &t, 'i', q->industry_prefix, industry_length, &x->exact);
    add_year(arena, &t, q->announced_year);
    x->match = match_of(arena, &t);
    return true;
}

static bool is_or_any(base_str wanted, base_str have) { return wanted.n == 0 || base_str_eq(wanted, have); }

static bool is_answer(const struct question *x, const store_dossier *d) {
    const store_register_query *q = x->query;
    if (x->exact && x->match.n > 0) return true;
    if (!is_or_any(q->state, d->state) || !is_or_any(q->channel, d->channel) || !is_or_any(q->round, d->round) ||
        !base_str_starts(d->county, q->county_prefix) || !base_str_starts(d->industry, q->industry_prefix))
        return false;
    if (q->announced_year != 0 && (d->announced == BASE_DATE_NONE || base_date_year(d->announced) != q->announced_year))
        return false;
    if (x->words.word.n == 0) return true;
    const bool has = store_has_words(store_fold(x->s->row_arena, d->name), &x->words);
    base_arena_reset(x->s->row_arena);
    return has;
}

static bool hand_answer(void *ctx, sqlite3_stmt *q) {
    struct question *x = ctx;
    store_dossier r;
    sqlite_row_dossier(q, &r);
    if (!is_answer(x, &r)) return true;
    x->left--;
    return (x->out.each.dossier == NULL || x->out.each.dossier(x->out.ctx, &r)) && x->left > 0;
}

static bool answer(sqlite_store *s, struct question *x, uint64_t after, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, x->match.n > 0 ? Q_SEARCH : Q_DOSSIERS, e);
    if (q == NULL) return false;
    bind_u64(q, 1, after);
    if (x->match.n > 0) bind_text(q, 2, x->match);
    return sqlite_each(s, q, hand_answer, x, e);
}

/* A state that most dossiers have is found quicker by going through them than by its list in the index. */
static bool asks_state_only(const struct question *x) {
    const store_register_query *q = x->query;
    return q->state.n > 0 && x->words.word.n == 0 && q->county_prefix.n == 0 && q->channel.n == 0 && q->round.n == 0 &&
           q->industry_prefix.n == 0 && q->announced_year == 0;
}

static bool hand_near(void *ctx, sqlite3_stmt *q) {
    struct question *x = ctx;
    store_dossier r;
    if (x->look == 0) return false;
    x->look--;
    sqlite_row_dossier(q, &r);
    x->last = r.stream;
    if (!base_str_eq(r.state, x->query->state)) return true;
    x->left--;
    x->stopped = x->out.each.dossier != NULL && !x->out.each.dossier(x->out.ctx, &r);
    return !x->stopped && x->left > 0;
}

/* The first of them, among the next dossiers; the index goes on from there. */
static bool answer_near(sqlite_store *s, struct question *x, uint64_t after, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_DOSSIERS, e);
    if (q == NULL) return false;
    bind_u64(q, 1, after);
    x->look = x->left * NEAR;
    x->last = after;
    if (!sqlite_each(s, q, hand_near, x, e)) return false;
    const bool all = x->look > 0; /* there are no more */
    return all || x->stopped || x->left == 0 || answer(s, x, x->last, e);
}

bool sqlite_search(store *base, const store_register_query *query, store_each_dossier each, void *ctx, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    struct question x = {.query = query, .s = s, .out = {ctx, {.dossier = each}}, .left = query->limit};
    const bool ok = pose(&x, s->arena, e) &&
                    (asks_state_only(&x) ? answer_near(s, &x, query->after, e) : answer(s, &x, query->after, e));
    base_arena_reset(s->arena);
    return ok;
}

static bool count_matches(sqlite_store *s, const struct question *x, size_t most, size_t *n, base_err *e) {
    sqlite3_stmt *q = sqlite_prepared(s, Q_SEARCH_COUNT, e);
    bool row;
    if (q == NULL) return false;
    bind_text(q, 1, x->match);
    bind_u64(q, 2, most);
    if (!sqlite_next(s, q, &row, e)) return false;
    *n = (size_t)column_u64(q, 0);
    sqlite_done(q);
    return true;
}

bool sqlite_search_count(store *base, const store_register_query *query, size_t most, size_t *n, base_err *e) {
    sqlite_store *s = sqlite_of(base);
    struct question x = {.query = query, .s = s, .left = most};
    bool ok = pose(&x, s->arena, e);
    if (!ok) {
        *n = 0;
    } else if (x.exact && x.match.n > 0) {
        ok = count_matches(s, &x, most, n, e);
    } else {
        ok = answer(s, &x, UINT64_MAX, e);
        *n = most - x.left;
    }
    base_arena_reset(s->arena);
    return ok;
}
