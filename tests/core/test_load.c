/* Streams leave memory and come back, and a world goes on where the record ends; by hand what test_event_random does at
 * random. */
#include "event_support.h"

/* A desk whose world is filled by a log, and the log: events as they were folded. */
typedef struct {
    desk *k;
    core_event log[100];
    size_t n;
} ledger;

static ledger *ledger_new(void) {
    base_arena *arena = base_arena_new((size_t)1 << 30);
    ledger *l = base_arena_alloc(arena, sizeof *l);
    desk *k = l->k = base_arena_alloc(arena, sizeof *k);
    *k = (desk){.arena = arena, .scratch = base_arena_new((size_t)256 << 20), .today = date_of("2023-03-01")};
    k->world = core_world_open(arena, (size_t)1 << 20);
    return l;
}

static void ledger_free(ledger *l) {
    core_world_close(l->k->world);
    desk_free(l->k);
}

static void take(ledger *l, core_adoption *a) {
    core_actor office = {BASE_STR("office"), {NULL, 0}};
    core_event e = adoption_of(l->k->arena, l->k->world, a, office, l->k->today);
    core_fold(l->k->world, &e);
    l->log[l->n++] = e;
}

static void take_text(ledger *l, const char *name, base_str text, const char *from) {
    core_named_text *t = base_arena_alloc(l->k->arena, sizeof *t);
    *t = (core_named_text){base_str_of(name), text};
    core_adoption a = {.matter = CORE_ADOPT_RULEBOOK, .name = t->name, .text = t, .n_texts = 1, .from = date_of(from)};
    take(l, &a);
}

static void take_places(ledger *l) {
    core_adoption a =
        adoption_from_file(l->k->arena, CORE_ADOPT_DIVISIONS, "divisions", "data/divisions.csv", "data/channels.csv");
    take(l, &a);
}

/* Divisions, the text made by hand, a round. */
static ledger *hand_ledger(void) {
    ledger *l = ledger_new();
    take_places(l);
    take_text(l, "hand", the_library()->hand_text, "2020-01-01");
    return l;
}

/* Done, and its event kept. */
#define done(l, line) done_at(l, line, __FILE__, __LINE__)
static void done_at(ledger *l, const char *line, const char *file, int at) {
    desk *k = l->k;
    base_arena *scratch = k->scratch;
    k->scratch = base_arena_new((size_t)16 << 20);
    must_at(k, line, file, at);
    assert_int_equal(k->last.n_events, 1);
    core_event e = k->last.event[0];
    core_stamp stamp = {.seq = l->n, .parts = 1, .edition = CORE_EDITION};
    event_bytes bytes = write_event(k->arena, k->world, &e, stamp);
    l->log[l->n++] = read_event(k->arena, k->world, &bytes);
    base_arena_free(k->scratch);
    k->scratch = scratch;
}

static bool is_of(const core_event *e, const char *stream) {
    base_str rest;
    return e->adopts == NULL && base_str_is(base_str_cut(e->path, '/', &rest), stream);
}

static void load(ledger *l, const char *stream) {
    base_err e = {0};
    for (size_t i = 0; i < l->n; i++) {
        if (!is_of(&l->log[i], stream)) continue;
        if (!core_load_event(l->k->world, &l->log[i], i, &e)) fail_msg("event %zu: %s", i, e.en);
    }
    assert_non_null(core_load_end(l->k->world, base_str_of(stream)));
}

static void drop(ledger *l, const char *stream) {
    core_stream_drop(l->k->world, core_stream_here(l->k->world, base_str_of(stream)));
    assert_null(core_stream_here(l->k->world, base_str_of(stream)));
}

static base_str places_of(ledger *l, const char *path) {
    base_buf b;
    base_buf_init(&b, 10000);
    for (const core_counted *x = case_at(l->k, path)->counted; x != NULL; x = x->next) {
        base_buf_fmt(&b, "%.*s ", (int)x->key.n, x->key.p);
    }
    base_str places = kept_bytes(l->k->arena, &b);
    base_buf_free(&b);
    return places;
}

/* ---- one stream ---- */

static void a_stream_comes_and_goes(void **state) {
    (void)state;
    ledger *l = hand_ledger();
    core_world *w = l->k->world;
    as(l->k, "office", "");
    done(l, "open_round r1 closes=2023-12-31 places=2 more=3 big=no");
    as(l->k, "county", "330106");
    done(l, "register c1 name=甲 subfield=A");
    done(l, "register c2 name=乙 subfield=A");
    done(l, "begin c1/a round=r1");
    core_case *root = core_stream_here(w, BASE_STR("c1/a"));
    assert_ptr_equal(root, core_stream_here(w, BASE_STR("c1")));
    assert_null(core_stream_here(w, BASE_STR("c")));
    assert_null(core_stream_here(w, BASE_STR("c11/a")));
    assert_in_range(core_stream_bytes(root), 500, 20000);
    rules_id kind = root->kind;
    base_str before = places_of(l, "c1");
    drop(l, "c1");
    assert_str(core_world_first(w, kind)->path, "c2");
    drop(l, "c2");
    assert_null(core_world_first(w, kind));
    load(l, "c2");
    load(l, "c1");
    assert_str(core_world_first(w, kind)->path, "c2");
    assert_str(core_world_first(w, kind)->next->path, "c1");
    assert_true(base_str_eq(before, places_of(l, "c1")));
    assert_str(state_of(l->k, "c1/a"), "draft");
    assert_ptr_equal(case_at(l->k, "c1/a")->round, case_at(l->k, "r1"));
    assert_null(core_load_end(w, BASE_STR("c3")));
    must_refuse(l->k, "register c3 name=丙 subfield=A", CORE_WHY_NEED, "同细分不超过两个", "");
    ledger_free(l);
}

static bool loads(core_world *w, const core_event *e, uint64_t seq, const char *en) {
    base_err err = {0};
    bool good = core_load_event(w, e, seq, &err);
    if (!good && !holds_text(base_str_of(err.en), en)) fail_msg("%s", err.en);
    return good;
}

static void events_in_their_order(void **state) {
    (void)state;
    ledger *l = hand_ledger();
    core_world *w = l->k->world;
    as(l->k, "office", "");
    done(l, "open_round r1 closes=2023-12-31 places=2 more=3 big=no");
    as(l->k, "county", "330106");
    done(l, "register c1 name=甲"); /* event 3 */
    today(l->k, "2023-04-01");
    done(l, "begin c1/a round=r1");
    today(l->k, "2023-05-01");
    done(l, "drop_it c1/a");
    drop(l, "c1");
    assert_false(loads(w, &l->log[4], 4, "does not open it"));
    assert_null(core_stream_here(w, BASE_STR("c1")));
    assert_true(loads(w, &l->log[3], 3, ""));
    assert_false(loads(w, &l->log[3], 3, "not in order")); /* the same again */
    assert_false(loads(w, &l->log[3], 4, "opens"));
    assert_false(loads(w, &l->log[5], 5, "“c1/a”")); /* the one that began it is lacking */
    assert_true(loads(w, &l->log[4], 4, ""));
    core_event earlier = l->log[5];
    earlier.day = date_of("2023-03-31");
    assert_false(loads(w, &earlier, 5, "not in order"));
    assert_false(loads(w, &l->log[5], 4, "not in order"));
    assert_true(loads(w, &l->log[5], 5, ""));
    core_event other = l->log[5];
    other.path = BASE_STR("c1/b");
    assert_false(loads(w, &other, 6, "“c1/b”"));
    ledger_free(l);
}

/* ---- counts ---- */

static void counts_are_set_and_asked(void **state) {
    (void)state;
    ledger *l = ledger_new();
    core_world *w = l->k->world;
    core_world_set_count(w, BASE_STR("register|known"), 3); /* nobody knows a state yet: it is kept as it is */
    take_places(l);
    take_text(l, "hand", the_library()->hand_text, "2020-01-01");
    assert_int_equal(core_world_get_count(w, BASE_STR("register|known")), 0);
    core_world_set_count(w, BASE_STR("register|known"), 4);
    core_world_set_count(w, BASE_STR("paper|in_city|r1|||3301|"), 5);
    assert_int_equal(core_world_get_count(w, BASE_STR("register|known")), 4);
    assert_int_equal(core_world_count(w, BASE_STR("known")), 4);
    assert_int_equal(core_world_get_count(w, BASE_STR("register|nothing")), 0);
    assert_int_equal(core_world_get_count(w, BASE_STR("register|")), 0);
    assert_int_equal(core_world_get_count(w, BASE_STR("paper|in_city|r1|||3301|")), 5);
    assert_int_equal(core_world_get_count(w, BASE_STR("paper|in_city|r2|||3301|")), 0);
    core_world_set_count(w, BASE_STR("paper|in_city|r1|||3301|"), 0);
    assert_int_equal(core_world_get_count(w, BASE_STR("paper|in_city|r1|||3301|")), 0);
    core_count place = {.owner = 2, .tally = BASE_STR("in_city"), .key = BASE_STR("paper|in_city|r1|||3301|")};
    core_count state_of_register = {.owner = RULES_NONE, .key = BASE_STR("known")};
    assert_str(core_count_key(l->k->arena, &place), "paper|in_city|r1|||3301|");
    assert_str(core_count_key(l->k->arena, &state_of_register), "register|known");
    ledger_free(l);
}

static int64_t counted(ledger *l, const char *key) { return core_world_get_count(l->k->world, base_str_of(key)); }

/* What other nodes did to dossiers that are not in memory is counted all the same. */
static void away_events_count(void **state) {
    (void)state;
    ledger *l = hand_ledger();
    as(l->k, "county", "330106");
    done(l, "register c1 name=甲 subfield=A");
    assert_int_equal(counted(l, "cluster|same_sub|||A||"), 1);
    assert_int_equal(counted(l, "register|candidate"), 1);
    as(l->k, "office", "");
    done(l, "know c1");
    core_event lose;
    must(l->k, "lose c1");
    lose = l->k->last.event[0];
    assert_int_equal(counted(l, "register|gone"), 1);
    assert_int_equal(counted(l, "cluster|same_sub|||A||"), 0);
    core_world_set_count(l->k->world, BASE_STR("register|gone"), 0);
    core_world_set_count(l->k->world, BASE_STR("register|known"), 1);
    core_world_set_count(l->k->world, BASE_STR("cluster|same_sub|||A||"), 1);
    event_bytes bytes =
        write_event(l->k->arena, l->k->world, &lose, (core_stamp){.seq = 4, .parts = 1, .edition = CORE_EDITION});
    lose = read_event(l->k->arena, l->k->world, &bytes);
    drop(l, "c1");
    uint64_t seq = core_world_seq(l->k->world);
    assert_null(core_fold(l->k->world, &lose));
    assert_int_equal(core_world_seq(l->k->world), seq + 1);
    assert_int_equal(counted(l, "register|gone"), 1);
    assert_int_equal(counted(l, "register|known"), 0);
    assert_int_equal(counted(l, "cluster|same_sub|||A||"), 0);
    ledger_free(l);
}

/* ---- versions ---- */

static base_str amended(const char *lines) {
    library *l = the_library();
    rules_diags d;
    rules_diags_init(&d, l->arena);
    const rules_book *b = rules_amend(l->arena, l->hand_text, BASE_STR("hand.rules"), base_str_of(lines),
                                      BASE_STR("v2"), date_of("2023-06-01"), NULL, NULL, &d);
    if (b == NULL) show_diags(&d);
    assert_non_null(b);
    return b->text;
}

static const char COUNTS_CHANNEL[] = "case cluster\n  tally in_channel \"同渠道\" \"in the channel\"\n"
                                     "    counts cluster with same channel that is candidate or known\n"
                                     "  action visit \"访\" \"visit\" by office in candidate or known\n"
                                     "    needs in_channel < 9 \"不多\" \"not many\"\n";

static void which_versions_count_otherwise(void **state) {
    (void)state;
    static const struct {
        const char *lines;
        bool otherwise;
    } text[] = {
        {"standard 1\n  area 1\n    criterion 1.2 require output >= 50 亿元 in the last year\n", false},
        {"case cluster\n  field more \"更多\" \"more\" text\n", false},
        {COUNTS_CHANNEL, true},
        {"case paper\n  tally in_city \"同市\" \"in the city\" counts paper with same round and city that is filed\n",
         true},
        {"case paper\n  tally in_city \"同市\" \"in the city\" counts paper with same round and county that is filed "
         "or "
         "kept\n",
         true},
        {"case paper\n  tally in_city \"同市\" \"in the city\" counts paper with same round and city that was filed or "
         "kept\n",
         true},
    };
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        ledger *l = hand_ledger();
        take_text(l, "v2", amended(text[i].lines), "2023-06-01");
        assert_false(core_world_recounts(l->k->world, date_of("2023-05-31")));
        assert_int_equal(core_world_recounts(l->k->world, date_of("2023-06-01")), text[i].otherwise);
        core_world_set_day(l->k->world, date_of("2023-06-01"));
        assert_false(core_world_recounts(l->k->world, date_of("2023-06-02")));
        ledger_free(l);
    }
}

/* A version takes its places by the divisions that were on record on its first day. What is recorded later, though it
 * holds from earlier on, does not move them when the dossier is loaded again. */
static void places_as_they_were(void **state) {
    (void)state;
    ledger *l = hand_ledger();
    take_text(l, "v2", amended(COUNTS_CHANNEL), "2023-06-01");
    as(l->k, "county", "330106");
    done(l, "register c1 name=甲");
    as(l->k, "office", "");
    today(l->k, "2023-05-31");
    done(l, "succeed_division programme code=330106 successors=330205 from=2023-05-01"); /* to another channel */
    today(l->k, "2023-06-01");
    assert_str(places_of(l, "c1"), "cluster|in_channel||3302||| ");
    today(l->k, "2023-06-02");
    done(l, "succeed_division programme code=330205 successors=510104 from=2023-05-20"); /* too late for that */
    take_places(l);
    assert_int_equal(counted(l, "cluster|in_channel||3302|||"), 1);
    drop(l, "c1");
    load(l, "c1");
    assert_str(places_of(l, "c1"), "cluster|in_channel||3302||| ");
    assert_str(field_of(l->k, "c1", "channel"), "51"); /* today it is in a third one */
    done(l, "know c1");
    done(l, "lose c1"); /* given back where it was taken */
    assert_int_equal(counted(l, "cluster|in_channel||3302|||"), 0);
    assert_int_equal(counted(l, "cluster|in_channel||51|||"), 0);
    ledger_free(l);
}

/* The same for a table of divisions that comes later. */
static void tables_as_they_were(void **state) {
    (void)state;
    ledger *l = hand_ledger();
    take_text(l, "v2", amended(COUNTS_CHANNEL), "2023-06-01");
    as(l->k, "county", "330106");
    done(l, "register c1 name=甲");
    as(l->k, "office", "");
    today(l->k, "2023-06-01");
    done(l, "visit c1");
    assert_str(places_of(l, "c1"), "cluster|in_channel||33||| ");
    base_str all = read_source(l->k->arena, "data/divisions.csv");
    base_str from = BASE_STR("330106,");
    core_named_text *t = base_arena_array(l->k->arena, 2, sizeof *t);
    t[1] = (core_named_text){BASE_STR("channels"), read_source(l->k->arena, "data/channels.csv")};
    for (size_t i = 0; i + from.n < all.n; i++) {
        if (all.p[i - (i > 0)] != '\n' || !base_str_starts((base_str){all.p + i, all.n - i}, from)) continue;
        base_str rest, row = base_str_cut((base_str){all.p + i, all.n - i}, '\n', &rest);
        base_buf b;
        base_buf_init(&b, row.n + 100);
        for (size_t j = 0; j < row.n; j++) {
            bool channel = base_str_starts((base_str){row.p + j, row.n - j}, BASE_STR(",33,"));
            base_buf_puts(&b, channel ? BASE_STR(",51,") : (base_str){row.p + j, 1});
            if (channel) j += 3;
        }
        t[0] = (core_named_text){BASE_STR("divisions"), base_arena_fmt(l->k->arena, "%.*s%.*s\n%.*s", (int)i, all.p,
                                                                       (int)b.n, b.p, (int)rest.n, rest.p)};
        base_buf_free(&b);
        break;
    }
    core_adoption a = {.matter = CORE_ADOPT_DIVISIONS, .name = BASE_STR("divisions"), .text = t, .n_texts = 2};
    take(l, &a);
    assert_str(core_place_channel(l->k->world, BASE_STR("330106"), l->k->today)->code, "51");
    drop(l, "c1");
    load(l, "c1");
    assert_str(places_of(l, "c1"), "cluster|in_channel||33||| ");
    assert_str(core_place_channel(l->k->world, BASE_STR("330106"), l->k->today)->code, "51");
    ledger_free(l);
}

/* ---- a world that goes on ---- */

static core_world *resumed(ledger *l, base_arena *arena, size_t size) {
    core_world *w = core_world_open(arena, (size_t)1 << 20);
    base_err e = {0};
    for (size_t i = 0; i < size; i++) {
        bool programme = l->log[i].adopts != NULL || is_of(&l->log[i], "programme");
        if (programme && !core_load_event(w, &l->log[i], i, &e)) fail_msg("%s", e.en);
    }
    core_world_resume(w, size, l->log[size - 1].day);
    return w;
}

static void a_world_goes_on(void **state) {
    (void)state;
    ledger *l = hand_ledger();
    as(l->k, "office", "");
    done(l, "start programme");
    take_text(l, "v2", amended("case cluster\n  field more \"更多\" \"more\" text\n"), "2023-03-01");
    as(l->k, "county", "330106");
    done(l, "register c1 name=甲");
    base_arena *arena = base_arena_new((size_t)256 << 20);

    core_world *w = resumed(l, arena, 4); /* the text is adopted, its day has come, and nothing was done since */
    assert_int_equal(core_world_seq(w), 4);
    assert_int_equal(core_world_last_day(w), date_of("2023-03-01"));
    assert_str(core_world_programme(w)->book->id, "hand");
    assert_int_equal(core_world_programme(w)->control.state, 1);
    assert_int_equal(core_world_programme(w)->touched_seq, 4);
    core_world_set_day(w, date_of("2023-03-01"));
    assert_str(core_world_programme(w)->book->id, "v2");
    core_world_close(w);

    w = resumed(l, arena, 5); /* something was */
    assert_str(core_world_programme(w)->book->id, "v2");
    assert_int_equal(core_world_version(w, 1)->seq, 4);
    core_world_close(w);
    base_arena_free(arena);
    ledger_free(l);
}

/* A text may be adopted once; a damaged programme is found while it is loaded. */
static void a_programme_that_does_not_fit(void **state) {
    (void)state;
    ledger *l = hand_ledger();
    base_arena *arena = base_arena_new((size_t)256 << 20);
    core_world *w = core_world_open(arena, (size_t)1 << 20);
    assert_true(loads(w, &l->log[0], 0, ""));
    assert_true(loads(w, &l->log[1], 1, ""));
    assert_false(loads(w, &l->log[1], 1, "not in order"));
    assert_false(loads(w, &l->log[1], 2, "already in force"));
    core_world_close(w);
    base_arena_free(arena);
    ledger_free(l);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_stream_comes_and_goes),
                                       cmocka_unit_test(events_in_their_order),
                                       cmocka_unit_test(counts_are_set_and_asked),
                                       cmocka_unit_test(away_events_count),
                                       cmocka_unit_test(which_versions_count_otherwise),
                                       cmocka_unit_test(places_as_they_were),
                                       cmocka_unit_test(tables_as_they_were),
                                       cmocka_unit_test(a_world_goes_on),
                                       cmocka_unit_test(a_programme_that_does_not_fit)};
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
