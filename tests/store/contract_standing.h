/* contract_standing.h - how cases stand: who has to act where, and what has to be watched from which day. */
#ifndef JIQUN_TESTS_STORE_CONTRACT_STANDING_H
#define JIQUN_TESTS_STORE_CONTRACT_STANDING_H

#include "support.h"

typedef struct {
    char text[4000];
    size_t n, stop;
} standing_list;

static bool add_standing(void *ctx, const store_standing *row) {
    standing_list *l = ctx;
    const size_t used = strlen(l->text);
    (void)snprintf(l->text + used, sizeof l->text - used, "%llu/%u ", (unsigned long long)row->stream, row->no);
    return ++l->n != l->stop;
}

static store *standing_store(const char *name, const store_standing *row, size_t n, const char *const *kind,
                             size_t streams) {
    store *s = fresh(name);
    group *x = group_begin(s);
    for (size_t i = 0; i < streams; i++) {
        add_event(x, i, 0);
        x->stream[x->g.n_streams++] =
            (store_stream){i, base_arena_fmt(test_arena, "s%zu", i), str(kind != NULL ? kind[i] : "cluster")};
    }
    memcpy(x->standing, row, n * sizeof *row);
    x->g.n_standings = n;
    group_commit(x);
    return s;
}

static void change_standing(store *s, const store_standing *row) {
    group *x = group_begin(s);
    x->standing[x->g.n_standings++] = *row;
    group_commit(x);
}

static const char *waiting(store *s, standing_list *l, const char *state, const char *places) {
    base_err e = {0};
    base_str place[16], rest = str(places);
    store_waiting_query q = {.kind = BASE_STR("application"), .state = str(state), .place = place};
    while (rest.n > 0) place[q.n_places++] = base_str_cut(rest, ',', &rest);
    *l = (standing_list){.stop = 0};
    good(store_waiting(s, &q, add_standing, l, &e), &e);
    return l->text;
}

static void what_waits_is_found_by_place(void **state) {
    (void)state;
    const store_standing row[] = {
        standing_row(0, 0, "", "cluster", "candidate", "330106", false),
        standing_row(0, 1, "a", "application", "submitted", "330106", true),
        standing_row(0, 2, "b", "application", "submitted", "330106", true),
        standing_row(0, 3, "c", "application", "recognised", "330106", false),
        standing_row(1, 1, "a", "application", "submitted", "330203", true),
        standing_row(2, 1, "a", "application", "accepted", "330106", true),
        standing_row(3, 1, "a", "application", "submitted", "", true),
        standing_row(4, 1, "a", "application", "submitted", "3302", true),
        standing_row(5, 1, "a", "objection", "submitted", "330106", true),
        standing_row(6, 1, "a", "application", "submitted", "110108", true),
    };
    store *s = standing_store("waiting", row, sizeof row / sizeof *row, NULL, 7);
    standing_list l;
    assert_string_equal(waiting(s, &l, "submitted", ""), "3/1 6/1 0/1 0/2 4/1 1/1 "); /* everywhere */
    assert_string_equal(waiting(s, &l, "submitted", "33"), "0/1 0/2 4/1 1/1 ");
    assert_string_equal(waiting(s, &l, "submitted", "3302,11"), "6/1 4/1 1/1 ");
    assert_string_equal(waiting(s, &l, "submitted", "330106,33,330203,33"), "0/1 0/2 4/1 1/1 ");
    assert_string_equal(waiting(s, &l, "submitted", "330107,3"), "0/1 0/2 4/1 1/1 ");
    assert_string_equal(waiting(s, &l, "accepted", ""), "2/1 ");
    assert_string_equal(waiting(s, &l, "recognised", ""), ""); /* does not wait */
    assert_string_equal(waiting(s, &l, "unheard of", ""), "");
    assert_string_equal(waiting(s, &l, "submitted", "9"), "");
    /* It moves: out of one state and into another, to another place, and to rest. */
    store_standing m = row[1];
    m.state = BASE_STR("accepted");
    change_standing(s, &m);
    assert_string_equal(waiting(s, &l, "submitted", "33"), "0/2 4/1 1/1 ");
    assert_string_equal(waiting(s, &l, "accepted", "33"), "0/1 2/1 ");
    m.place = BASE_STR("120101");
    change_standing(s, &m);
    assert_string_equal(waiting(s, &l, "accepted", "33"), "2/1 ");
    assert_string_equal(waiting(s, &l, "accepted", ""), "0/1 2/1 ");
    m.waits = false;
    change_standing(s, &m);
    assert_string_equal(waiting(s, &l, "accepted", ""), "2/1 ");
    m.waits = true;
    m.kind = BASE_STR("objection");
    change_standing(s, &m);
    assert_string_equal(waiting(s, &l, "accepted", ""), "2/1 ");
    m.last = 6; /* nothing that is looked for */
    m.since = 19001;
    change_standing(s, &m);
    assert_sound(s);
    store_close(s);
}

static void what_waits_comes_in_pages(void **state) {
    (void)state;
    store_standing row[40];
    base_err e = {0};
    static const char *const place[] = {"11", "330106", "330203", "44"};
    for (size_t i = 0; i < 40; i++)
        row[i] = standing_row(i / 2, 1 + i % 2, "a", "application", "submitted", place[i % 4], true);
    store *s = standing_store("pages_waiting", row, 40, NULL, 20);
    const base_str places[] = {BASE_STR("44"), BASE_STR("33")};
    standing_list all = {.stop = 0}, pages = {.stop = 0};
    store_waiting_query q = {
        .kind = BASE_STR("application"), .state = BASE_STR("submitted"), .place = places, .n_places = 2};
    good(store_waiting(s, &q, add_standing, &all, &e), &e);
    assert_int_equal(all.n, 30);
    for (size_t page = 0; page < 10; page++) {
        const size_t before = strlen(pages.text);
        pages.stop = pages.n + 3;
        good(store_waiting(s, &q, add_standing, &pages, &e), &e);
        assert_int_equal(pages.n, 3 * (page + 1));
        /* The last one of the page, from the text. */
        const char *last = pages.text + before;
        for (int i = 0; i < 2; i++) last = strchr(last, ' ') + 1;
        char *slash;
        q.after_stream = strtoull(last, &slash, 10);
        q.after_no = (uint32_t)strtoul(slash + 1, NULL, 10);
        q.after_place = str(place[((size_t)q.after_stream * 2 + q.after_no - 1) % 4]);
    }
    assert_string_equal(pages.text, all.text);
    pages = (standing_list){.stop = 0};
    good(store_waiting(s, &q, add_standing, &pages, &e), &e);
    assert_int_equal(pages.n, 0);
    const store_waiting_query too_many = {.place = places, .n_places = 100000};
    bad(store_waiting(s, &too_many, add_standing, &pages, &e), &e, BASE_ERR_LIMIT);
    store_close(s);
}

static void roots_are_watched_from_a_day(void **state) {
    (void)state;
    store_standing row[12];
    base_err e = {0};
    for (size_t i = 0; i < 12; i++) {
        row[i] = standing_row(i / 2, i % 2, "", "cluster", "candidate", "33", i % 2 != 0);
        if (i % 2 == 0 && i != 6) row[i].watch = 19500 - (base_date)(i % 8);
    }
    store *s = standing_store("watched", row, 12, NULL, 6);
    standing_list l = {.stop = 0};
    /* Days: 0: 19500, 1: 19498, 2: 19496, 4: 19500, 5: 19498. */
    good(store_watched(s, 19500, BASE_DATE_NONE, UINT64_MAX, add_standing, &l, &e), &e);
    assert_string_equal(l.text, "2/0 1/0 5/0 0/0 4/0 ");
    l = (standing_list){.stop = 0};
    good(store_watched(s, 19499, BASE_DATE_NONE, 0, add_standing, &l, &e), &e);
    assert_string_equal(l.text, "2/0 1/0 5/0 ");
    l = (standing_list){.stop = 2};
    good(store_watched(s, 20000, 19498, 1, add_standing, &l, &e), &e);
    assert_string_equal(l.text, "5/0 0/0 ");
    row[0].watch = 19000;
    change_standing(s, &row[0]);
    row[2].watch = BASE_DATE_NONE;
    row[2].state = BASE_STR("recognised");
    change_standing(s, &row[2]);
    row[6].watch = 19700;
    change_standing(s, &row[6]);
    l = (standing_list){.stop = 0};
    good(store_watched(s, 19700, BASE_DATE_NONE, UINT64_MAX, add_standing, &l, &e), &e);
    assert_string_equal(l.text, "0/0 2/0 5/0 4/0 3/0 ");
    assert_sound(s);
    store_close(s);
}

static void roots_of_a_kind_and_cases_of_a_stream(void **state) {
    (void)state;
    static const char *const kind[] = {"cluster", "round", "cluster", "programme", "cluster"};
    store_standing row[10];
    base_err e = {0};
    for (size_t i = 0; i < 5; i++) row[i] = standing_row(i, 0, "", kind[i], "open", "", false);
    for (size_t i = 0; i < 5; i++)
        row[5 + i] = standing_row(2, (uint32_t)(i == 4 ? 70000 : i + 1), "x", "k", "s", "", false);
    store *s = standing_store("roots", row, 10, kind, 5);
    standing_list l = {.stop = 0};
    good(store_roots(s, BASE_STR("cluster"), UINT64_MAX, add_standing, &l, &e), &e);
    assert_string_equal(l.text, "0/0 2/0 4/0 ");
    l = (standing_list){.stop = 1};
    good(store_roots(s, BASE_STR("cluster"), 0, add_standing, &l, &e), &e);
    assert_string_equal(l.text, "2/0 ");
    l = (standing_list){.stop = 0};
    good(store_roots(s, BASE_STR("clus"), UINT64_MAX, add_standing, &l, &e), &e);
    assert_string_equal(l.text, "");
    good(store_standings(s, 2, add_standing, &l, &e), &e);
    assert_string_equal(l.text, "2/0 2/1 2/2 2/3 2/4 2/70000 ");
    l = (standing_list){.stop = 2};
    good(store_standings(s, 2, add_standing, &l, &e), &e);
    assert_string_equal(l.text, "2/0 2/1 ");
    l = (standing_list){.stop = 0};
    good(store_standings(s, 5, add_standing, &l, &e), &e);
    assert_string_equal(l.text, "");
    store_close(s);
}

static bool add_round(void *ctx, const store_round *row) {
    base_buf_fmt(ctx, "%.*s:%.*s ", (int)row->path.n, row->path.p, (int)row->state.n, row->state.p);
    return true;
}

static bool add_tally(void *ctx, const store_tally *row) {
    base_buf_fmt(ctx, "%.*s=%lld ", (int)row->key.n, row->key.p, (long long)row->n);
    return true;
}

static void rounds_and_tallies_are_replaced(void **state) {
    (void)state;
    store *s = fresh("rounds");
    base_err e = {0};
    base_buf b;
    base_buf_init(&b, 1000);
    for (int turn = 0; turn < 2; turn++) {
        group *x = group_begin(s);
        if (turn == 0) add_event(x, 0, 0), add_event(x, 1, 0);
        const store_round r = {.path = BASE_STR("r2023"),
                               .state = turn == 0 ? BASE_STR("open") : BASE_STR("closed"),
                               .opened = 1,
                               .county_closes = 2,
                               .closes = 3,
                               .settings = BASE_STR("{}")};
        x->round[x->g.n_rounds++] = r;
        x->round[x->g.n_rounds] = r;
        x->round[x->g.n_rounds++].stream = 1;
        if (turn == 1) x->g.n_rounds = 1;
        x->tally[x->g.n_tallies++] = (store_tally){BASE_STR("z"), turn + 1};
        x->tally[x->g.n_tallies++] = (store_tally){turn == 0 ? BASE_STR("a") : BASE_STR("m"), INT64_MIN};
        group_commit(x);
    }
    good(store_rounds(s, add_round, &b, &e), &e);
    assert_text(base_buf_str(&b), "r2023:closed r2023:open ");
    base_buf_clear(&b);
    good(store_tallies(s, add_tally, &b, &e), &e);
    assert_text(base_buf_str(&b), "a=-9223372036854775808 m=-9223372036854775808 z=2 ");
    base_buf_free(&b);
    store_close(s);
}

#endif
