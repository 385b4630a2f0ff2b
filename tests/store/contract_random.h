/* contract_random.h - any history: random groups, some of them taken back, against a model in memory that is as simple
 * as can be, asked the same random questions. */
#ifndef JIQUN_TESTS_STORE_CONTRACT_RANDOM_H
#define JIQUN_TESTS_STORE_CONTRACT_RANDOM_H

#include "store/lines.h"
#include "support.h"

enum { M_STREAMS = 24, M_CASES = 4, M_TALLIES = 12, M_REQUESTS = 600, M_EVENTS = 2000, M_STEPS = 120 };

typedef struct {
    uint64_t events, stream_of[M_EVENTS], prev_of[M_EVENTS], last[M_STREAMS]; /* last: 1 + number; 0: not opened */
    uint64_t opened[M_STREAMS];                                               /* the stream's number */
    size_t streams, requests;
    store_stream stream[M_STREAMS];
    store_dossier dossier[M_STREAMS];
    bool there[M_STREAMS][M_CASES];
    store_standing standing[M_STREAMS][M_CASES];
    int64_t tally[M_TALLIES];
} model;

static const char *const m_word[] = {"云", "计算", "模具", "茶叶", "led", "x", "产业", "集群", " ", "算"};
static const char *const m_kind[] = {"cluster", "application", "objection"};
static const char *const m_state[] = {"draft", "submitted", "open", "recognised"};
static const char *const m_place[] = {"", "11", "330106", "330203", "3302", "44"};
#define PICK(r, list) ((list)[prng_below(r, sizeof(list) / sizeof *(list))])

static base_str m_name(prng *r) {
    base_buf b;
    base_buf_init(&b, 200);
    const size_t n = prng_below(r, 6);
    for (size_t i = 0; i < n; i++) base_buf_puts(&b, str(PICK(r, m_word)));
    const base_str out = base_arena_str(test_arena, base_buf_str(&b));
    base_buf_free(&b);
    return out;
}

static void m_event(model *m, group *x, size_t i) {
    if (m->last[i] == 0) {
        m->opened[i] = m->events;
        m->stream[i] = (store_stream){m->events, base_arena_fmt(test_arena, "c%zu", i), str(m_kind[i % 3])};
        x->stream[x->g.n_streams++] = m->stream[i];
        m->streams++;
    }
    const uint64_t seq = add_event(x, m->opened[i], m->last[i]);
    assert_int_equal(seq, m->events);
    m->stream_of[seq] = m->opened[i];
    m->prev_of[seq] = m->last[i];
    m->events++;
    m->last[i] = seq + 1;
}

static void m_standing(model *m, group *x, prng *r, size_t i) {
    const uint32_t no = (uint32_t)prng_below(r, M_CASES);
    store_standing s = standing_row(m->opened[i], no, no == 0 ? "" : "a", PICK(r, m_kind), PICK(r, m_state),
                                    PICK(r, m_place), prng_below(r, 3) != 0);
    s.last = m->last[i] - 1;
    s.since = prng_below(r, 9) == 0 ? BASE_DATE_NONE : 19000 + (base_date)prng_below(r, 9);
    if (no == 0 && prng_below(r, 2) == 0) s.watch = 19500 + (base_date)prng_below(r, 6);
    m->there[i][no] = true;
    m->standing[i][no] = s;
    x->standing[x->g.n_standings++] = s;
}

static void m_dossier(model *m, group *x, prng *r, size_t i) {
    store_dossier d = dossier_row(m->opened[i], "");
    d.name = m_name(r);
    d.state = str(PICK(r, m_state));
    d.county = str(PICK(r, m_place));
    d.industry = prng_below(r, 2) == 0 ? BASE_STR("I6540") : BASE_STR("C3011");
    d.round = prng_below(r, 2) == 0 ? BASE_STR("r2023") : BASE_STR("");
    if (prng_below(r, 2) == 0) d.announced = 19300 + (base_date)prng_below(r, 300);
    m->dossier[i] = d;
    x->dossier[x->g.n_dossiers++] = d;
}

/* A group of one to six changes. */
static void m_step(model *m, group *x, prng *r) {
    for (size_t n = 1 + prng_below(r, 6); n > 0; n--) {
        const size_t i = prng_below(r, M_STREAMS);
        m_event(m, x, i);
        if (prng_below(r, 2) == 0) m_dossier(m, x, r, i);
        for (size_t k = prng_below(r, 3); k > 0; k--) m_standing(m, x, r, i);
        const size_t t = prng_below(r, M_TALLIES);
        m->tally[t] = (int64_t)prng_below(r, 4) - 1;
        x->tally[x->g.n_tallies++] = (store_tally){base_arena_fmt(test_arena, "t%02zu", t), m->tally[t]};
        x->request[x->g.n_requests++] =
            (store_request){base_arena_fmt(test_arena, "q%05zu", m->requests++), m->events - 1, 1};
    }
}

/* ---- what it should be ---- */

/* The places of the streams in order of their numbers. */
static size_t m_order(const model *m, size_t *at) {
    size_t n = 0;
    for (uint64_t seq = 0; seq < m->events; seq++) {
        for (size_t i = 0; i < M_STREAMS; i++) {
            if (m->last[i] != 0 && m->opened[i] == seq) at[n++] = i;
        }
    }
    return n;
}

static const char *m_lines(const model *m) {
    base_buf b;
    size_t at[M_STREAMS];
    const size_t n = m_order(m, at);
    base_buf_init(&b, 1 << 20);
    for (size_t i = 0; i < n; i++) store_line_stream(&b, &m->stream[at[i]]), base_buf_putc(&b, '\n');
    for (size_t i = 0; i < n * M_CASES; i++) {
        if (!m->there[at[i / M_CASES]][i % M_CASES]) continue;
        store_line_standing(&b, &m->standing[at[i / M_CASES]][i % M_CASES]);
        base_buf_putc(&b, '\n');
    }
    for (size_t i = 0; i < n; i++) {
        if (m->dossier[at[i]].path.n > 0) store_line_dossier(&b, &m->dossier[at[i]]), base_buf_putc(&b, '\n');
    }
    for (size_t i = 0; i < M_TALLIES; i++) {
        if (m->tally[i] != 0) base_buf_fmt(&b, "tally\tt%02zu\t%lld\n", i, (long long)m->tally[i]);
    }
    const base_str out = base_arena_str(test_arena, base_buf_str(&b));
    base_buf_free(&b);
    return out.p;
}

static bool m_has(const store_dossier *d, const store_register_query *q) {
    if (d->path.n == 0) return false;
    if (q->text.n > 0 && memmem(d->name.p, d->name.n, q->text.p, q->text.n) == NULL) return false;
    return (q->state.n == 0 || base_str_eq(q->state, d->state)) && base_str_starts(d->county, q->county_prefix) &&
           (q->round.n == 0 || base_str_eq(q->round, d->round)) && base_str_starts(d->industry, q->industry_prefix) &&
           (q->announced_year == 0 ||
            (d->announced != BASE_DATE_NONE && base_date_year(d->announced) == q->announced_year));
}

static bool m_add_number(void *ctx, const store_dossier *row) {
    base_buf_fmt(ctx, "%llu ", (unsigned long long)row->stream);
    return true;
}

static void m_ask_register(const model *m, store *s, prng *r) {
    static const char *const text[] = {"云", "计算", "算模", "产业集", "led", "x", "集群产业", "茶叶茶", "ed"};
    store_register_query q = {.limit = 1 + prng_below(r, 8), .after = UINT64_MAX};
    base_err e = {0};
    if (prng_below(r, 2) == 0) q.text = str(PICK(r, text));
    if (prng_below(r, 3) == 0) q.state = str(PICK(r, m_state));
    if (prng_below(r, 3) == 0) q.county_prefix = str(PICK(r, m_place));
    if (prng_below(r, 4) == 0) q.round = BASE_STR("r2023");
    if (prng_below(r, 4) == 0) q.industry_prefix = BASE_STR("I65");
    if (prng_below(r, 4) == 0) q.announced_year = 2022 + (int)prng_below(r, 2);
    if (prng_below(r, 2) == 0) q.after = prng_below(r, m->events + 1);
    base_buf have, want;
    base_buf_init(&have, 10000);
    base_buf_init(&want, 10000);
    size_t at[M_STREAMS], rows = 0, count = 0, n;
    const size_t streams = m_order(m, at);
    for (size_t i = 0; i < streams; i++) {
        const store_dossier *d = &m->dossier[at[i]];
        if (!m_has(d, &q)) continue;
        count++;
        if ((q.after == UINT64_MAX || d->stream > q.after) && rows < q.limit) {
            rows++;
            m_add_number(&want, d);
        }
    }
    good(store_register(s, &q, m_add_number, &have, &e), &e);
    if (!base_str_eq(base_buf_str(&have), base_buf_str(&want)))
        fail_msg("text %.*s: have %.*s, want %.*s", (int)q.text.n, q.text.n ? q.text.p : "", (int)have.n,
                 have.n ? have.p : "", (int)want.n, want.n ? want.p : "");
    good(store_register_count(s, &q, 5, &n, &e), &e);
    assert_int_equal(n, count < 5 ? count : 5);
    base_buf_free(&have);
    base_buf_free(&want);
}

static int by_place_and_number(const void *a, const void *b) {
    const store_standing *x = *(const store_standing *const *)a, *y = *(const store_standing *const *)b;
    const int c = base_str_cmp(x->place, y->place);
    if (c != 0) return c;
    if (x->stream != y->stream) return x->stream < y->stream ? -1 : 1;
    return (x->no > y->no) - (x->no < y->no);
}

static int by_watch(const void *a, const void *b) {
    const store_standing *x = *(const store_standing *const *)a, *y = *(const store_standing *const *)b;
    if (x->watch != y->watch) return x->watch < y->watch ? -1 : 1;
    return (x->stream > y->stream) - (x->stream < y->stream);
}

typedef struct {
    const store_standing *row[M_STREAMS * M_CASES];
    size_t n, at;
} expected;

static bool next_expected(void *ctx, const store_standing *row) {
    expected *x = ctx;
    assert_true(x->at < x->n);
    const store_standing *want = x->row[x->at++];
    assert_true(row->stream == want->stream && row->no == want->no && row->waits == want->waits);
    assert_true(base_str_eq(row->state, want->state) && base_str_eq(row->kind, want->kind));
    return true;
}

static void m_ask_standing(const model *m, store *s, prng *r) {
    base_err e = {0};
    expected waits = {.n = 0}, watched = {.n = 0};
    const base_str kind = str(PICK(r, m_kind)), state = str(PICK(r, m_state)), place = str(PICK(r, m_place));
    const base_date until = 19500 + (base_date)prng_below(r, 6);
    for (size_t i = 0; i < M_STREAMS * M_CASES; i++) {
        const store_standing *x = &m->standing[i / M_CASES][i % M_CASES];
        if (!m->there[i / M_CASES][i % M_CASES]) continue;
        if (x->waits && base_str_eq(x->kind, kind) && base_str_eq(x->state, state) && base_str_starts(x->place, place))
            waits.row[waits.n++] = x;
        if (x->watch != BASE_DATE_NONE && x->watch <= until) watched.row[watched.n++] = x;
    }
    if (waits.n > 0) qsort(waits.row, waits.n, sizeof *waits.row, by_place_and_number);
    if (watched.n > 0) qsort(watched.row, watched.n, sizeof *watched.row, by_watch);
    store_waiting_query q = {.kind = kind, .state = state, .place = &place, .n_places = place.n > 0};
    if (waits.n > 1) {
        waits.at = prng_below(r, waits.n); /* from the middle */
        const store_standing *x = waits.row[waits.at++];
        q.after_place = x->place;
        q.after_stream = x->stream;
        q.after_no = x->no;
    }
    good(store_waiting(s, &q, next_expected, &waits, &e), &e);
    assert_int_equal(waits.at, waits.n);
    good(store_watched(s, until, BASE_DATE_NONE, UINT64_MAX, next_expected, &watched, &e), &e);
    assert_int_equal(watched.at, watched.n);
}

typedef struct {
    const model *m;
    uint64_t at; /* 1 + number */
} chain_check;

static bool next_in_chain(void *ctx, const store_event *row) {
    chain_check *c = ctx;
    assert_int_equal(row->seq + 1, c->at);
    assert_int_equal(row->stream, c->m->stream_of[row->seq]);
    assert_int_equal(row->prev, c->m->prev_of[row->seq]);
    c->at = row->prev;
    return true;
}

static void m_ask_chain(const model *m, store *s, prng *r) {
    const size_t i = prng_below(r, M_STREAMS);
    base_err e = {0};
    if (m->last[i] == 0) return;
    chain_check c = {m, m->last[i]};
    good(store_stream_events(s, m->last[i] - 1, next_in_chain, &c, &e), &e);
    assert_int_equal(c.at, 0);
}

static void any_history_agrees_with_the_model(void **state) {
    (void)state;
    const char *address = test_store_address("random");
    store *s = test_open(address);
    model *m = base_arena_alloc(test_arena, sizeof *m), *before = base_arena_alloc(test_arena, sizeof *m);
    prng r = {20220913};
    for (int step = 0; step < M_STEPS; step++) {
        *before = *m;
        group *x = group_begin(s);
        m_step(m, x, &r);
        if (prng_below(&r, 4) == 0) {
            group_write(x);
            store_rollback(s);
            *m = *before;
        } else {
            group_commit(x);
        }
        m_ask_register(m, s, &r);
        m_ask_standing(m, s, &r);
        m_ask_chain(m, s, &r);
        if (step % 40 == 39) {
            store_close(s);
            s = test_open(address);
        }
    }
    assert_int_equal(size_of(s), m->events);
    const char *lines = derived(s, NULL), *want = m_lines(m);
    if (strncmp(lines, want, strlen(want)) != 0) fail_msg("have\n%s\nwant\n%s", lines, want);
    assert_sound(s);
    store_close(s);
}

#endif
