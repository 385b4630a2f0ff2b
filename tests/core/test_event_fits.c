/* Whether an event can be folded: the cases it names are there, of the kind and the version it speaks of. */
#include "event_support.h"

/* The event that a command would give; nothing is folded. */
static core_event event_of(desk *k, const char *line) {
    core_resolved at;
    base_arena_reset(k->scratch);
    read_command(k, line);
    core_draft *draft = form_of(k, &at);
    if (draft != NULL) k->command.draft = draft;
    k->last = core_decide(k->world, &k->command, k->arena);
    if (!k->last.granted) print_refusals(&k->last);
    assert_true(k->last.granted && k->last.n_events == 1);
    core_event e = k->last.event[0];
    e.path = base_arena_str(k->arena, e.path);
    e.round = base_arena_str(k->arena, e.round);
    e.arg = NULL;
    e.n_args = 0;
    return e;
}

#define must_fit(w, e)           assert_true(core_event_fits(w, &(e), &(base_err){0}))
#define must_not_fit(w, e, part) not_fitting(w, &(e), part, __FILE__, __LINE__)
static void not_fitting(const core_world *w, const core_event *e, const char *part, const char *file, int at) {
    base_err err = {0};
    bool fits = core_event_fits(w, e, &err);
    if (!fits && holds_text(base_str_of(err.en), part) && err.zh[0] != '\0') return;
    print_error("%s\n", fits ? "it fits" : err.en);
    _fail(file, at);
}

static desk *with_paper(void) {
    desk *k = hand_desk();
    must(k, "open_round r2 closes=2023-12-31 places=2 more=3 big=no");
    as(k, "county", "330106");
    must(k, "register c1 name=甲");
    must(k, "begin c1/a round=r1");
    return k;
}

static void what_it_names_is_there(void **state) {
    (void)state;
    desk *k = with_paper(), *empty = desk_of(the_library()->hand), *other = hand_desk();
    core_event cluster = event_of(k, "register c2 name=乙"), drop = event_of(k, "drop_it c1/a");
    must_fit(k->world, cluster);
    must_fit(k->world, drop);
    must_fit(empty->world, cluster);
    must_not_fit(empty->world, drop, "“c1”"); /* neither the stream nor the case */
    as(other, "county", "330106");
    must(other, "register c1 name=甲");
    must_not_fit(other->world, drop, "“c1/a”");
    drop.opens = true;
    must_not_fit(k->world, drop, "opens");
    drop.opens = false;
    drop.path = BASE_STR("c1/x/y");
    must_not_fit(k->world, drop, "“c1/x”");
    cluster.opens = false;
    must_not_fit(k->world, cluster, "“c2”");
    desk_free(k);
    desk_free(empty);
    desk_free(other);
}

static void rounds(void **state) {
    (void)state;
    desk *k = hand_desk(), *none = desk_of(the_library()->hand);
    as(k, "county", "330106");
    as(none, "county", "330106");
    must(k, "register c1 name=甲");
    must(none, "register c1 name=甲");
    core_event begin = event_of(k, "begin c1/a round=r1");
    must_fit(k->world, begin);
    must_not_fit(none->world, begin, "“r1”");
    begin.round = BASE_STR("c1");
    must_not_fit(k->world, begin, "round");
    begin.round = BASE_STR("programme");
    must_not_fit(k->world, begin, "round");
    must(k, "begin c1/a round=r1");
    core_event drop = event_of(k, "drop_it c1/a");
    drop.round = (base_str){NULL, 0};
    must_not_fit(k->world, drop, "round");
    drop.round = BASE_STR("r2");
    must_not_fit(k->world, drop, "round");
    desk_free(k);
    desk_free(none);
}

static void kinds(void **state) {
    (void)state;
    desk *k = with_paper();
    const rules_book *b = the_library()->hand;
    core_event cluster = event_of(k, "register c2 name=乙"), drop = event_of(k, "drop_it c1/a");
    must(k, "fill c1/a output.2021=41 output.2022=52 pillar=例 goals=met");
    must(k, "file c1/a");
    as(k, "office", "");
    core_event slip = event_of(k, "write c1/a/s text=字"), note = event_of(k, "make c1/n");
    must_fit(k->world, slip);
    slip.path = BASE_STR("c1/s"); /* under the cluster */
    must_not_fit(k->world, slip, "kind");
    slip.path = BASE_STR("s"); /* under nothing */
    must_not_fit(k->world, slip, "kind");
    cluster.path = BASE_STR("c1/c2");
    must_not_fit(k->world, cluster, "kind");
    drop.kind = rules_find_case(b, BASE_STR("note"));
    must_not_fit(k->world, drop, "kind");
    note.path = BASE_STR("c1/a"); /* is a paper */
    must_not_fit(k->world, note, "kind");
    desk_free(k);
}

static const rules_book *later_text(void) {
    library *l = the_library();
    rules_diags d;
    rules_diags_init(&d, l->arena);
    const rules_book *b = rules_amend(
        l->arena, l->hand_text, BASE_STR("hand.rules"),
        BASE_STR("case paper\n  state again \"再\" \"again\" end\n"
                 "  action annotate \"批\" \"annotate\" by office in draft\n    takes note\n"
                 "  action again \"再\" \"again\" by office draft -> again\n"
                 "case slip\n  action scribble \"涂\" \"scribble\" by office new -> made\n"
                 "    asks text\n    then paper.note = text\n"
                 "  action send \"送\" \"send\" by office new -> made\n    then paper: draft -> again\n"
                 "  action both \"并\" \"both\" by office new -> made\n    asks text\n    then paper.note = text\n"
                 "    then paper: draft -> done\n"),
        BASE_STR("v2"), date_of("2023-06-01"), NULL, NULL, &d);
    if (b == NULL) show_diags(&d);
    assert_non_null(b);
    return b;
}

/* A paper that goes on under the older text knows neither the field nor the state of the later one. */
static void versions(void **state) {
    (void)state;
    desk *k = with_paper(), *fresh = desk_of(the_library()->hand);
    const rules_book *later = later_text();
    base_err e = {0};
    core_event drop = event_of(k, "drop_it c1/a");
    assert_true(core_world_amend(k->world, later, date_of("2023-06-01"), &e));
    today(k, "2023-06-01");
    as(k, "office", "");
    must_fit(k->world, drop);
    drop.book = later;
    must_not_fit(k->world, drop, "rulebook");

    /* What decide makes of it can be folded, and changes nothing that the paper does not know. */
    core_event scribble = event_of(k, "scribble c1/a/s text=字");
    assert_int_equal(scribble.n_sets, 1);
    assert_int_equal(scribble.set[0].path.n, 0);
    must_fit(k->world, scribble);
    must(k, "scribble c1/a/s text=字");
    assert_str(state_of(k, "c1/a"), "draft");
    must_refuse(k, "send c1/a/t", CORE_WHY_EFFECT, "所属事项", "the parent's state");

    /* What somebody wrote into an event all the same does not fit. */
    core_set set = {BASE_STR("c1/a"), rules_find_field(&later->kase[drop.kind], BASE_STR("note")), {.set = true}};
    core_move move = {BASE_STR("c1/a"), drop.kind, rules_find_state(&later->kase[drop.kind], BASE_STR("again"))};
    scribble.path = BASE_STR("c1/a/u");
    scribble.set = &set;
    must_not_fit(k->world, scribble, "sets");
    scribble.n_sets = 0;
    scribble.move = &move;
    scribble.n_moves = 1;
    must_not_fit(k->world, scribble, "moves");

    /* A paper of the later text takes both. */
    as(k, "county", "330106");
    must(k, "drop_it c1/a");
    must(k, "begin c1/b round=r1");
    as(k, "office", "");
    must(k, "scribble c1/b/s text=字");
    assert_str(field_of(k, "c1/b", "note"), "字");
    must(k, "send c1/b/t");
    assert_str(state_of(k, "c1/b"), "again");
    desk_free(k);
    desk_free(fresh);
}

/* A choice that the older text does not offer. */
static void choices(void **state) {
    (void)state;
    desk *k = with_paper();
    rules_id grade = rules_find_field(&the_library()->hand->kase[the_library()->hand->cluster], BASE_STR("grade"));
    core_set set = {BASE_STR("c1"), grade, {.set = true, .n = 2}};
    core_event drop = event_of(k, "drop_it c1/a");
    drop.set = &set;
    drop.n_sets = 1;
    must_fit(k->world, drop);
    set.value.n = 3;
    must_not_fit(k->world, drop, "sets");
    set.value.set = false;
    must_fit(k->world, drop);
    set.field = 60;
    must_not_fit(k->world, drop, "sets");
    desk_free(k);
}

/* In a world that holds only some streams, an event of another one is taken as it comes. */
static void streams_that_are_away(void **state) {
    (void)state;
    desk *k = with_paper();
    base_arena *arena = base_arena_new((size_t)64 << 20);
    core_world *w = core_world_open(arena, (size_t)1 << 20);
    core_event drop = event_of(k, "drop_it c1/a"), cluster = event_of(k, "register c2 name=乙");
    core_world_begin(w, (core_version){.book = the_library()->hand, .from = 0, .seq = 1});
    must_fit(w, drop);
    assert_null(core_fold(w, &drop));
    drop.path = BASE_STR("c2/a");
    must_fit(w, drop);
    must_fit(w, cluster);
    assert_non_null(core_fold(w, &cluster));
    must_not_fit(w, drop, "“c2/a”"); /* now it is here, without the case */
    must_not_fit(w, cluster, "opens");
    cluster.path = BASE_STR("c3");
    cluster.opens = false;
    must_fit(w, cluster); /* it may be one that left memory */
    assert_null(core_fold(w, &cluster));
    core_world_close(w);
    base_arena_free(arena);
    desk_free(k);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_it_names_is_there),
                                       cmocka_unit_test(rounds),
                                       cmocka_unit_test(kinds),
                                       cmocka_unit_test(versions),
                                       cmocka_unit_test(choices),
                                       cmocka_unit_test(streams_that_are_away)};
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
