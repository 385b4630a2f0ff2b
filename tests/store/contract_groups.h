/* contract_groups.h - groups: all or nothing, what is read is what was written, and what is refused. */
#ifndef JIQUN_TESTS_STORE_CONTRACT_GROUPS_H
#define JIQUN_TESTS_STORE_CONTRACT_GROUPS_H

#include "support.h"

/* ---- an empty store ---- */

static bool never_event(void *ctx, const store_event *row) { return ctx != NULL || row == NULL; }

static size_t count_lines(const char *text) {
    size_t n = 0;
    for (; *text != '\0'; text++) n += *text == '\n';
    return n;
}

static void an_empty_store_has_nothing(void **state) {
    (void)state;
    const char *address = test_store_address("empty");
    store *s = test_open(address);
    base_err e = {0};
    store_head head;
    memset(&head, 0xEE, sizeof head);
    good(store_head_get(s, &head, &e), &e);
    static const uint8_t zero[STORE_FRONTIER];
    assert_int_equal(head.size, 0);
    assert_int_equal(head.at, 0);
    assert_int_equal(head.day, BASE_DATE_NONE);
    assert_memory_equal(head.root, zero, sizeof head.root);
    assert_memory_equal(head.frontier, zero, sizeof head.frontier);
    assert_string_equal(derived(s, NULL), "");
    good(store_events(s, 0, UINT64_MAX, never_event, s, &e), &e);
    store_figures f;
    good(store_stats(s, &f, &e), &e);
    assert_int_equal(f.events + f.streams + f.dossiers + f.drafts + f.persons + f.refusals + f.attachments +
                         f.messages + f.checkpoints,
                     0);
    assert_true(f.bytes > 0);
    assert_int_equal(store_is_postgres(s), on_postgres());
    assert_sound(s);
    store_close(s);
    /* Opened again it is the same store, now without `create`. */
    s = store_open(&(store_options){.address = address}, &e);
    assert_non_null(s);
    store_close(s);
    store_close(NULL);
}

/* ---- one group with everything ---- */

static const char tile_letters[] = "0123456789abcdef";

static void fill_everything(group *x) {
    static char tile[256 * STORE_HASH];
    for (size_t i = 0; i < sizeof tile; i++) tile[i] = tile_letters[i * 7 % 16];
    const uint64_t c = add_event(x, 0, 0), r = add_event(x, 1, 0), c2 = add_event(x, c, c + 1);
    x->head.frontier[0] = 0xAB;
    x->head.frontier[2 * STORE_HASH - 1] = 0xCD; /* size 3 has two bits */
    x->event[2].payload = (base_str){"\0\xFF\n", 3};
    x->person[x->g.n_persons++] =
        (store_person){.seq = c2, .salt = BASE_STR("pepper"), .body = BASE_STR("{\"name\":\"…\"}")};
    x->stream[x->g.n_streams++] = (store_stream){c, BASE_STR("c1"), BASE_STR("cluster")};
    x->stream[x->g.n_streams++] = (store_stream){r, BASE_STR("r2023"), BASE_STR("round")};
    store_standing *s = x->standing;
    s[0] = standing_row(c, 0, "", "cluster", "candidate", "330106", false);
    s[0].watch = 19500;
    s[1] = standing_row(c, 1, "a", "application", "submitted", "330106", true);
    s[1].last = c2;
    s[2] = standing_row(r, 0, "", "round", "open", "", true);
    s[2].since = BASE_DATE_NONE;
    x->g.n_standings = 3;
    x->dossier[x->g.n_dossiers++] = (store_dossier){.stream = c,
                                                    .path = BASE_STR("c1"),
                                                    .name = BASE_STR("杭州市西湖区云计算产业集群"),
                                                    .industry = BASE_STR("I6540"),
                                                    .subfield = BASE_STR("s12"),
                                                    .county = BASE_STR("330106"),
                                                    .channel = BASE_STR("33"),
                                                    .state = BASE_STR("recognised"),
                                                    .announced = 19650,
                                                    .valid_from = 19651,
                                                    .valid_until = 20745,
                                                    .announcement = BASE_STR("工信部企业〔2023〕1号"),
                                                    .round = BASE_STR("r2023"),
                                                    .provincial = true,
                                                    .taken_over = true};
    x->tally[x->g.n_tallies++] = (store_tally){BASE_STR("application|used|r2023|33"), 6};
    x->tally[x->g.n_tallies++] = (store_tally){BASE_STR("a\tb\\c\nd\re"), -1};
    x->round[x->g.n_rounds++] = (store_round){.stream = r,
                                              .path = BASE_STR("r2023"),
                                              .state = BASE_STR("open"),
                                              .opened = 19400,
                                              .county_closes = BASE_DATE_NONE,
                                              .closes = 19569,
                                              .settings = BASE_STR("{\"quota\":6}")};
    x->request[x->g.n_requests++] = (store_request){BASE_STR("01H-1"), c, 2};
    x->tile[x->g.n_tiles++] = (store_tile){0, 7, {tile, sizeof tile}};
    x->tile[x->g.n_tiles++] = (store_tile){1, 0, {tile, STORE_HASH}};
    x->message[x->g.n_messages++] = (store_message){.at = 5, .kind = BASE_STR("mail"), .body = BASE_STR("…")};
}

static bool check_everything_event(void *ctx, const store_event *row) {
    int *n = ctx;
    static const uint64_t stream[] = {0, 1, 0}, prev[] = {0, 0, 1};
    char leaf[32];
    (void)snprintf(leaf, sizeof leaf, "leaf %d", *n);
    assert_int_equal(row->seq, *n);
    assert_int_equal(row->stream, stream[*n]);
    assert_int_equal(row->prev, prev[*n]);
    assert_text(row->leaf, leaf);
    assert_text(row->salt, "0123456789abcdef");
    if (*n == 2) {
        assert_int_equal(row->payload.n, 3);
        assert_memory_equal(row->payload.p, "\0\xFF\n", 3);
    }
    ++*n;
    return true;
}

static void check_head(store *s) {
    base_err e = {0};
    store_head head;
    good(store_head_get(s, &head, &e), &e);
    assert_int_equal(head.size, 3);
    assert_int_equal(head.at, 1002);
    assert_int_equal(head.day, 19002);
    assert_int_equal(head.root[0], 3);
    assert_int_equal(head.root[STORE_HASH - 1], 3);
    assert_int_equal(head.frontier[0], 0xAB);
    assert_int_equal(head.frontier[2 * STORE_HASH - 1], 0xCD);
    assert_int_equal(head.frontier[2 * STORE_HASH], 0);
}

/* Everything that fill_everything wrote, as the audit sees it. */
static const char everything[] = "stream\t0\tc1\tcluster\n"
                                 "stream\t1\tr2023\tround\n"
                                 "standing\t0\t0\t\tcluster\tcandidate\t2022-01-08\t0\t330106\t0\t2023-05-23\n"
                                 "standing\t0\t1\ta\tapplication\tsubmitted\t2022-01-08\t2\t330106\t1\t\\N\n"
                                 "standing\t1\t0\t\tround\topen\t\\N\t1\t\t1\t\\N\n"
                                 "dossier\t0\tc1\t杭州市西湖区云计算产业集群\tI6540\ts12\t330106\t33\trecognised\t2023-"
                                 "10-20\t2023-10-21\t2026-10-19\t"
                                 "工信部企业〔2023〕1号\tr2023\t1\t0\t1\n"
                                 "tally\ta\\tb\\\\c\\nd\\re\t-1\n"
                                 "tally\tapplication|used|r2023|33\t6\n"
                                 "round\t1\tr2023\topen\t2023-02-12\t\\N\t2023-07-31\t{\"quota\":6}\n"
                                 "request\t01H-1\t0\t2\n";

static void check_one_by_one(store *s) {
    base_err e = {0};
    bool found;
    store_stream stream;
    good(store_stream_find(s, test_arena, BASE_STR("r2023"), &stream, &found, &e), &e);
    assert_true(found && stream.stream == 1);
    assert_text(stream.kind, "round");
    good(store_stream_at(s, test_arena, 0, &stream, &found, &e), &e);
    assert_true(found);
    assert_text(stream.name, "c1");
    uint64_t last = 77;
    good(store_stream_last(s, BASE_STR("r2023"), &last, &found, &e), &e);
    assert_true(found && last == 1);
    store_standing standing;
    good(store_standing_get(s, test_arena, 0, 1, &standing, &found, &e), &e);
    assert_true(found && standing.waits && standing.last == 2 && standing.no == 1 && standing.since == 19000);
    assert_text(standing.name, "a");
    store_dossier d;
    good(store_dossier_get(s, test_arena, 0, &d, &found, &e), &e);
    assert_true(found && d.provincial && !d.pooled && d.taken_over && d.valid_until == 20745);
    assert_text(d.announcement, "工信部企业〔2023〕1号");
    store_request r;
    good(store_request_find(s, BASE_STR("01H-1"), &r, &found, &e), &e);
    assert_true(found && r.seq == 0 && r.n == 2);
    assert_text(r.id, "01H-1");
    uint8_t tile[256 * STORE_HASH];
    size_t n = 0;
    good(store_tile_get(s, 0, 7, tile, &n, &found, &e), &e);
    assert_true(found && n == sizeof tile && tile[1] == (uint8_t)tile_letters[7]);
    good(store_tile_get(s, 1, 0, tile, &n, &found, &e), &e);
    assert_true(found && n == STORE_HASH);
}

static void check_absent(store *s) {
    base_err e = {0};
    bool found = true;
    store_stream stream;
    store_standing standing;
    store_dossier d;
    store_request r;
    uint8_t tile[256 * STORE_HASH];
    size_t n;
    static const uint64_t absent[] = {2, 77, INT64_MAX, UINT64_MAX};
    for (size_t i = 0; i < 4; i++) {
        good(store_stream_at(s, test_arena, absent[i], &stream, &found, &e), &e);
        assert_false(found);
        good(store_standing_get(s, test_arena, absent[i], 0, &standing, &found, &e), &e);
        assert_false(found);
        good(store_dossier_get(s, test_arena, absent[i], &d, &found, &e), &e);
        assert_false(found);
        good(store_tile_get(s, 0, absent[i], tile, &n, &found, &e), &e);
        assert_false(found);
    }
    good(store_standing_get(s, test_arena, 0, UINT32_MAX, &standing, &found, &e), &e);
    assert_false(found);
    good(store_stream_find(s, test_arena, BASE_STR("C1"), &stream, &found, &e), &e);
    assert_false(found);
    uint64_t last;
    good(store_stream_last(s, BASE_STR("C1"), &last, &found, &e), &e);
    assert_false(found);
    good(store_request_find(s, BASE_STR("01H"), &r, &found, &e), &e);
    assert_false(found);
}

static void what_is_read_is_what_was_written(void **state) {
    (void)state;
    const char *address = test_store_address("all");
    store *s = test_open(address);
    group *x = group_begin(s);
    fill_everything(x);
    group_commit(x);
    for (int again = 0; again < 2; again++) {
        base_err e = {0};
        int n = 0;
        check_head(s);
        good(store_events(s, 0, UINT64_MAX, check_everything_event, &n, &e), &e);
        assert_int_equal(n, 3);
        const char *lines = derived(s, NULL);
        assert_memory_equal(lines, everything, sizeof everything - 1);
        check_one_by_one(s);
        check_absent(s);
        assert_sound(s);
        store_close(s);
        s = test_open_read(address);
    }
    /* Two tiles: the first is long; its name and both keys begin the line. */
    const char *tiles = derived(s, "tile");
    assert_int_equal(count_lines(tiles), 2);
    assert_memory_equal(tiles, "tile\t0\t7\t30373e", 13);
    assert_string_equal(derived(s, "nothing of that name"), "");
    store_close(s);
}

static void the_search_index_has_lines(void **state) {
    (void)state;
    store *s = fresh("grams");
    group *x = group_begin(s);
    add_event(x, 0, 0);
    add_event(x, 1, 0);
    x->dossier[x->g.n_dossiers++] = dossier_row(0, "茶叶茶");
    x->dossier[x->g.n_dossiers++] = dossier_row(1, "ＬＥd 茶");
    group_commit(x);
    assert_string_equal(derived(s, "search"), "search\td\t1\nsearch\te\t1\nsearch\ted\t1\nsearch\tl\t1\nsearch\tle\t1\n"
                                              "search\t叶\t0\nsearch\t叶茶\t0\nsearch\t茶\t0\nsearch\t茶\t1\n"
                                              "search\t茶叶\t0\n");
    store_close(s);
}

/* ---- all or nothing ---- */

static void a_group_taken_back_is_not_there(void **state) {
    (void)state;
    store *s = fresh("back");
    group *x = group_begin(s);
    fill_everything(x);
    group_write(x);
    assert_true(strlen(derived(s, NULL)) > 1000); /* one's own writes are seen */
    store_rollback(s);
    store_rollback(s); /* harmless */
    assert_string_equal(derived(s, NULL), "");
    assert_int_equal(size_of(s), 0);
    x = group_begin(s);
    fill_everything(x);
    group_commit(x);
    assert_int_equal(size_of(s), 3);
    assert_sound(s);
    store_close(s);
}

/* A row that is there already spoils its whole group, and a group that failed can not be committed. */
static void a_failed_write_spoils_the_group(void **state) {
    (void)state;
    store *s = fresh("spoilt");
    base_err e = {0};
    group *x = group_begin(s);
    add_event(x, 0, 0);
    x->request[x->g.n_requests++] = (store_request){BASE_STR("same"), 0, 1};
    group_commit(x);
    const char *before = derived(s, NULL);
    x = group_begin(s);
    add_event(x, 0, 1);
    x->tally[x->g.n_tallies++] = (store_tally){BASE_STR("k"), 1};
    x->request[x->g.n_requests++] = (store_request){BASE_STR("same"), 1, 1};
    bad(store_write(s, &x->g, &e), &e, BASE_ERR_INPUT);
    x->g.n_requests = 0;
    bad(store_write(s, &x->g, &e), &e, BASE_ERR_INPUT);
    assert_int_equal(store_commit(s, &e), STORE_NOT_COMMITTED);
    assert_int_equal(e.kind, BASE_ERR_INPUT);
    assert_int_equal(size_of(s), 1);
    assert_string_equal(derived(s, NULL), before);
    x = group_begin(s);
    add_event(x, 0, 1);
    group_commit(x);
    assert_int_equal(size_of(s), 2);
    store_close(s);
}

static void of_one_key_the_last_row_counts(void **state) {
    (void)state;
    store *s = fresh("order");
    group *x = group_begin(s);
    add_event(x, 0, 0);
    add_event(x, 1, 0);
    x->standing[0] = standing_row(1, 3, "z", "change", "filed", "11", true);
    x->standing[1] = standing_row(1, 0, "", "cluster", "candidate", "11", false);
    x->standing[2] = standing_row(0, 1, "a", "application", "submitted", "11", true);
    x->standing[3] = standing_row(1, 3, "z", "change", "confirmed", "11", false);
    x->g.n_standings = 4;
    x->dossier[0] = dossier_row(1, "甲");
    x->dossier[1] = dossier_row(0, "乙");
    x->dossier[2] = dossier_row(1, "丙");
    x->g.n_dossiers = 3;
    x->tally[0] = (store_tally){BASE_STR("b"), 1};
    x->tally[1] = (store_tally){BASE_STR("a"), 2};
    x->tally[2] = (store_tally){BASE_STR("b"), 3};
    x->g.n_tallies = 3;
    group_commit(x);
    assert_string_equal(derived(s, "standing"), "standing\t0\t1\ta\tapplication\tsubmitted\t2022-01-08\t0\t11\t1\t\\N\n"
                                                "standing\t1\t0\t\tcluster\tcandidate\t2022-01-08\t1\t11\t0\t\\N\n"
                                                "standing\t1\t3\tz\tchange\tconfirmed\t2022-01-08\t1\t11\t0\t\\N\n");
    assert_string_equal(derived(s, "tally"), "tally\ta\t2\ntally\tb\t3\n");
    assert_string_equal(derived(s, "search"), "search\t丙\t1\nsearch\t乙\t0\n");
    /* A tally that becomes 0 goes, whether it was there or not. */
    x = group_begin(s);
    x->tally[0] = (store_tally){BASE_STR("b"), 0};
    x->tally[1] = (store_tally){BASE_STR("c"), 0};
    x->g.n_tallies = 2;
    group_commit(x);
    assert_string_equal(derived(s, "tally"), "tally\ta\t2\n");
    assert_sound(s);
    store_close(s);
}

static void derived_rows_are_dropped_and_made_again(void **state) {
    (void)state;
    store *s = fresh("rebuild");
    base_err e = {0};
    group *x = group_begin(s);
    fill_everything(x);
    group_commit(x);
    const char *before = derived(s, NULL);
    x = group_begin(s);
    good(store_drop_derived(s, &e), &e);
    assert_string_equal(derived(s, NULL), "");
    const store_head head = x->head;
    x->head.size = 0; /* so that the rows are the same as before */
    fill_everything(x);
    x->head = head;
    x->g.n_events = x->g.n_persons = x->g.n_messages = 0;
    const size_t tallies = x->g.n_tallies, streams = x->g.n_streams;
    x->g.n_tallies = x->g.n_streams = 0; /* in two parts */
    group_write(x);
    x->g = (store_group){
        .head = &x->head, .tally = x->tally, .n_tallies = tallies, .stream = x->stream, .n_streams = streams};
    group_commit(x);
    assert_string_equal(derived(s, NULL), before);
    assert_int_equal(size_of(s), 3);
    x = group_begin(s);
    good(store_drop_derived(s, &e), &e);
    store_rollback(s);
    assert_string_equal(derived(s, NULL), before);
    assert_sound(s);
    store_close(s);
}

/* ---- chains ---- */

typedef struct {
    uint64_t seq[64];
    size_t n, stop;
} chain;

static bool follow(void *ctx, const store_event *row) {
    chain *c = ctx;
    c->seq[c->n++] = row->seq;
    return c->n != c->stop;
}

static void events_of_a_stream_go_back_to_the_first(void **state) {
    (void)state;
    store *s = fresh("chain");
    base_err e = {0};
    group *x = group_begin(s);
    uint64_t last[3] = {0, 0, 0}; /* streams 0, 1, 2: each opened by the event of its number */
    for (uint64_t i = 0; i < 30; i++) {
        const uint64_t stream = i < 3 ? i : i * 7 % 3;
        last[stream] = add_event(x, stream, i < 3 ? 0 : last[stream] + 1);
    }
    group_commit(x);
    for (uint64_t stream = 0; stream < 3; stream++) {
        chain c = {.stop = 0};
        good(store_stream_events(s, last[stream], follow, &c, &e), &e);
        assert_int_equal(c.n, 10);
        for (size_t i = 0; i < c.n; i++) assert_int_equal(c.seq[i], stream + 3 * (9 - i));
    }
    chain c = {.stop = 4};
    good(store_stream_events(s, last[1], follow, &c, &e), &e);
    assert_int_equal(c.n, 4);
    c = (chain){.stop = 0};
    assert_false(store_stream_events(s, 30, follow, &c, &e)); /* there is none of that number */
    assert_true(e.zh[0] != '\0' && e.en[0] != '\0');
    e = (base_err){0};
    bad(store_stream_events(s, UINT64_MAX, follow, &c, &e), &e, BASE_ERR_RANGE);
    assert_int_equal(c.n, 0);
    /* A part of the log, and a reader who has seen enough. */
    good(store_events(s, 5, 9, follow, &c, &e), &e);
    assert_int_equal(c.n, 4);
    assert_int_equal(c.seq[0], 5);
    good(store_events(s, 9, 5, follow, &c, &e), &e);
    assert_int_equal(c.n, 4);
    c = (chain){.stop = 3};
    good(store_events(s, 0, UINT64_MAX, follow, &c, &e), &e);
    assert_int_equal(c.n, 3);
    assert_int_equal(c.seq[2], 2);
    store_close(s);
}

/* ---- what is refused ---- */

static void refuse(store *s, const store_group *g, enum base_err_kind kind) {
    base_err e = {0};
    store_head head;
    good(store_begin(s, 10000, &head, &e), &e);
    bad(store_write(s, g, &e), &e, kind);
    assert_int_equal(store_commit(s, &e), STORE_NOT_COMMITTED);
}

static void rows_that_can_not_be_are_refused(void **state) {
    (void)state;
    store *s = fresh("refused");
    group *x = group_begin(s);
    store_rollback(s);
    refuse(s, &(store_group){0}, BASE_ERR_INPUT); /* no head */
    add_event(x, 0, 0);
    x->event[0].seq = 1;
    refuse(s, &x->g, BASE_ERR_INPUT);
    x->event[0].seq = 0;
    x->event[0].prev = 1;
    refuse(s, &x->g, BASE_ERR_INPUT);
    x->event[0].prev = 0;
    x->head.size = 2;
    refuse(s, &x->g, BASE_ERR_INPUT);
    x->head.size = 0;
    const store_group only = {.head = &x->head};
    x->tally[0] = (store_tally){BASE_STR("\xFF"), 1};
    store_group g = only;
    g.tally = x->tally;
    g.n_tallies = 1;
    refuse(s, &g, BASE_ERR_INPUT);
    x->tally[0].key = (base_str){"a\0b", 3};
    refuse(s, &g, BASE_ERR_INPUT);
    x->tally[0].key = (base_str){base_arena_alloc(test_arena, 1 << 20), 1 << 20};
    refuse(s, &g, BASE_ERR_LIMIT);
    g.tally = NULL;
    refuse(s, &g, BASE_ERR_INPUT);
    g = only;
    x->tile[0] = (store_tile){0, 0, {"", 0}};
    g.tile = x->tile;
    g.n_tiles = 1;
    refuse(s, &g, BASE_ERR_INPUT);
    g = only;
    x->stream[0] = (store_stream){UINT64_MAX, BASE_STR("x"), BASE_STR("y")};
    g.stream = x->stream;
    g.n_streams = 1;
    refuse(s, &g, BASE_ERR_RANGE);
    x->stream[0].stream = 1;
    x->stream[1] = x->stream[0];
    g.n_streams = 2;
    refuse(s, &g, BASE_ERR_INPUT);
    g.n_streams = SIZE_MAX;
    refuse(s, &g, BASE_ERR_LIMIT);
    g = only;
    x->standing[0] = standing_row(0, 1, "a", "k", "s", "", false);
    x->standing[0].watch = 1;
    g.standing = x->standing;
    g.n_standings = 1;
    refuse(s, &g, BASE_ERR_INPUT);
    assert_string_equal(derived(s, NULL), "");
    store_close(s);
}

static bool call_again(void *ctx, const store_event *row) {
    base_err e = {0};
    store_head head;
    (void)row;
    bad(store_head_get(ctx, &head, &e), &e, BASE_ERR_INPUT);
    bad(store_events(ctx, 0, 1, call_again, ctx, &e), &e, BASE_ERR_INPUT);
    return true;
}

static void calls_out_of_turn_are_refused(void **state) {
    (void)state;
    const char *address = test_store_address("turn");
    store *s = test_open(address);
    base_err e = {0};
    store_head head;
    group *x = group_begin(s);
    add_event(x, 0, 0);
    bad(store_begin(s, 0, &head, &e), &e, BASE_ERR_INPUT);
    bad(store_begin_read(s, &e), &e, BASE_ERR_INPUT);
    group_commit(x);
    bad(store_write(s, &x->g, &e), &e, BASE_ERR_INPUT);
    bad(store_drop_derived(s, &e), &e, BASE_ERR_INPUT);
    assert_int_equal(store_commit(s, &e), STORE_NOT_COMMITTED);
    good(store_begin_read(s, &e), &e);
    bad(store_begin(s, 0, &head, &e), &e, BASE_ERR_INPUT);
    bad(store_meta_set(s, BASE_STR("k"), BASE_STR("v"), &e), &e, BASE_ERR_INPUT);
    store_end_read(s);
    store_end_read(s);
    good(store_events(s, 0, 1, call_again, s, &e), &e);
    store_close(s);
    s = test_open_read(address);
    bad(store_begin(s, 0, &head, &e), &e, BASE_ERR_INPUT);
    bad(store_meta_set(s, BASE_STR("k"), BASE_STR("v"), &e), &e, BASE_ERR_INPUT);
    bad(store_draft_delete(s, BASE_STR("k"), &e), &e, BASE_ERR_INPUT);
    bad(store_person_erase(s, 0, &e), &e, BASE_ERR_INPUT);
    bad(store_checkpoint_wal(s, false, &e), &e, BASE_ERR_INPUT);
    assert_int_equal(size_of(s), 1);
    store_close(s);
    assert_null(store_open(&(store_options){.address = ""}, &e));
    bad(false, &e, BASE_ERR_INPUT);
    assert_null(store_open(&(store_options){.address = address, .create = true, .read_only = true}, &e));
    bad(false, &e, BASE_ERR_INPUT);
}

#endif
