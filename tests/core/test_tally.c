/* Counts across dossiers: a place is counted where it was taken, given back there, and asked for as it would be. */
#include "support.h"

static int64_t count_of(desk *k, const char *key) {
    const base_map_slot *s = base_map_get(&k->world->tallies, base_str_of(key));
    return s != NULL ? s->value.num : 0;
}

static void filed(desk *k, const char *cluster, const char *county, const char *sub) {
    char line[300];
    as(k, "office", "");
    (void)snprintf(line, sizeof line, "import %s name=甲 county=%s subfield=%s", cluster, county, sub);
    must(k, line);
    as(k, "county", county);
    (void)snprintf(line, sizeof line, "begin %s/a round=r1", cluster);
    must(k, line);
    (void)snprintf(line, sizeof line, "fill %s/a output.2022=50 output.2021=50 pillar=有 goals=met", cluster);
    must(k, line);
    (void)snprintf(line, sizeof line, "file %s/a", cluster);
    must(k, line);
    as(k, "office", "");
}

static void places_by_city(void **state) {
    (void)state;
    desk *k = hand_desk();
    filed(k, "c1", "330106", "A");
    filed(k, "c2", "330108", "B");
    assert_int_equal(count_of(k, "paper|in_city|r1|||3301|"), 2);
    as(k, "office", "");
    must(k, "import c3 name=丙 county=330106 subfield=C");
    as(k, "county", "330106");
    must(k, "begin c3/a round=r1");
    must(k, "fill c3/a output.2022=50 output.2021=50 pillar=有 goals=met");
    must_refuse(k, "file c3/a", CORE_WHY_NEED, "同市 2，名额 2", "in the city: 2, room: 2");
    must(k, "drop_it c1/a");
    must(k, "file c3/a");
    filed(k, "c4", "330205", "D");
    assert_int_equal(count_of(k, "paper|in_city|r1|||3302|"), 1);
    desk_free(k);
}

/* A case that is counted already does not stand in its own way. */
static void without_itself(void **state) {
    (void)state;
    desk *k = hand_desk();
    as(k, "office", "");
    must(k, "open_round r2 closes=2023-12-31 places=1 big=no");
    filed(k, "c1", "330106", "A");
    must(k, "keep c1/a");
    must(k, "give_back c1/a");
    assert_int_equal(count_of(k, "paper|in_channel|r1|33|||"), 1); /* "was filed" does not forget */
    as(k, "county", "330106");
    must(k, "file c1/a");
    as(k, "office", "");
    must(k, "keep c1/a");
    desk_free(k);
}

/* What is written in the dossier later does not move a place that is taken, and nothing is given back twice. */
static void keys_that_change(void **state) {
    (void)state;
    desk *k = hand_desk();
    filed(k, "c1", "330106", "A");
    must(k, "keep c1/a");
    assert_int_equal(count_of(k, "paper|in_sub|||A||"), 1);
    must(k, "change_sub c1 subfield=B");
    must(k, "give_back c1/a");
    assert_int_equal(count_of(k, "paper|in_sub|||A||"), 1);
    assert_int_equal(count_of(k, "paper|in_sub|||B||"), 0);
    assert_int_equal(count_of(k, "cluster|same_sub|||A||"), 1);
    filed(k, "c2", "330106", "B");
    must(k, "keep c2/a");
    filed(k, "c3", "330205", "A");
    must_refuse(k, "keep c3/a", CORE_WHY_NEED, "细分", "sub-field");
    /* c1 asks for the place it has, in A, not for the one in B that c2 has taken since. */
    must(k, "give_back c3/a");
    as(k, "county", "330106");
    must(k, "file c1/a");
    as(k, "office", "");
    must(k, "keep c1/a");
    desk_free(k);
}

/* The county moves to another channel: its place in the old one stays taken. */
static void channels_that_change(void **state) {
    (void)state;
    desk *k = hand_desk();
    filed(k, "c1", "330106", "A");
    assert_int_equal(count_of(k, "paper|in_channel|r1|33|||"), 1);
    must(k, "succeed_division code=330106 successors=330205 from=2023-03-10");
    today(k, "2023-03-10");
    assert_str(field_of(k, "c1", "channel"), "3302");
    must(k, "keep c1/a");
    assert_int_equal(count_of(k, "paper|in_channel|r1|33|||"), 1);
    assert_int_equal(count_of(k, "paper|in_channel|r1|3302|||"), 0);
    desk_free(k);
}

static void what_can_not_be_counted(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 channel=33");
    as(k, "office", "");
    must(k, "open_round r2 closes=2023-12-31");
    must(k, "import c2 name=乙 county=330106 subfield=A");
    as(k, "county", "330106");
    must(k, "begin c2/a round=r2");
    must(k, "fill c2/a output.2022=50 output.2021=50 pillar=有 goals=met");
    must_refuse(k, "file c2/a", CORE_WHY_NEED, "名额未定", "not set");
    assert_int_equal(count_of(k, "cluster|known_here||||3301|"), 1);
    as(k, "office", "");
    must(k, "change_sub c1 subfield=Z");
    assert_int_equal(count_of(k, "cluster|same_sub|||Z||"), 1); /* counted from when its key is known */
    desk_free(k);
}

/* Two tallies of one name in two cases are two. */
static void tallies_of_one_name(void **state) {
    (void)state;
    static const char text[] = "rulebook two \"二\" \"two\"\n"
                               "level office \"机关\" \"office\" over everything 第一条\n"
                               "case cluster \"集群\" \"cluster\" 第一条\n"
                               "  field subfield \"细分\" \"sub-field\" code\n"
                               "  state new_one \"新\" \"new\" rest\n"
                               "  state old_one \"旧\" \"old\" rest\n"
                               "  tally of_sub \"同\" \"same\" counts cluster with same subfield that is old_one\n"
                               "  action make \"做\" \"make\" by office new -> new_one\n"
                               "    asks subfield\n"
                               "  action age \"旧\" \"age\" by office new_one -> old_one\n"
                               "    needs of_sub < 1 \"仅一个\" \"one\"\n"
                               "case note \"记\" \"note\" of cluster 第一条\n"
                               "  state made \"已记\" \"made\" rest\n"
                               "  tally of_sub \"同\" \"same\" counts cluster with same subfield that is new_one\n"
                               "  action note_it \"记\" \"note\" by office new -> made\n"
                               "    needs of_sub < 2 \"至多一个\" \"at most one\"\n";
    desk *k = desk_of(book_of(the_library()->arena, text));
    as(k, "office", "");
    must(k, "make c1 c2 subfield=A");
    assert_false(does(k, "note_it c1/n"));
    must(k, "age c1");
    must(k, "note_it c1/n");
    assert_int_equal(count_of(k, "cluster|of_sub|||A||"), 1);
    assert_int_equal(count_of(k, "note|of_sub|||A||"), 1);
    assert_false(does(k, "age c2"));
    desk_free(k);
}

/* One command, several dossiers: what one of them takes or gives back, and what it moves above it, is seen by the next.
 */
static void several_at_once(void **state) {
    (void)state;
    desk *k = hand_desk();
    filed(k, "c1", "330106", "A");
    filed(k, "c2", "330108", "A");
    assert_false(does(k, "keep c1/a c2/a"));
    must(k, "keep c1/a");
    must(k, "lose c1");
    must(k, "lose c2");
    as(k, "county", "330106");
    must(k, "register d1 name=甲 subfield=X");
    must(k, "register d2 name=乙 subfield=Y");
    as(k, "office", "");
    assert_false(does(k, "know d1 d2"));
    must(k, "know d1");
    desk_free(k);
}

/* A case that another one of the same command moves above itself is counted for the next. */
static void what_is_moved_above(void **state) {
    (void)state;
    desk *k = hand_desk();
    static const char *const known[] = {"import k1 name=甲 county=330106", "import k2 name=乙 county=330108",
                                        "import k3 name=丙 county=330205"};
    for (size_t i = 0; i < 3; i++) must(k, known[i]);
    static const char *const counties[] = {"330106", "330108"};
    for (size_t i = 0; i < 2; i++) {
        char line[200];
        as(k, "county", counties[i]);
        (void)snprintf(line, sizeof line, "register c%zu name=甲 subfield=S%zu", i, i);
        must(k, line);
        (void)snprintf(line, sizeof line, "begin c%zu/a round=r1", i);
        must(k, line);
        (void)snprintf(line, sizeof line, "fill c%zu/a output.2022=50 output.2021=50 pillar=有 goals=met", i);
        must(k, line);
        (void)snprintf(line, sizeof line, "file c%zu/a", i);
        must(k, line);
    }
    as(k, "office", "");
    must(k, "keep c0/a c1/a");
    today(k, "2023-03-20");
    must_refuse(k, "finish c0/a c1/a", CORE_WHY_NEED, "同市已知 3", "known in the city: 3");
    assert_str(state_of(k, "c0"), "candidate");
    must(k, "finish c0/a");
    assert_false(does(k, "finish c1/a"));
    desk_free(k);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_by_city),          cmocka_unit_test(without_itself),
        cmocka_unit_test(keys_that_change),        cmocka_unit_test(channels_that_change),
        cmocka_unit_test(what_can_not_be_counted), cmocka_unit_test(tallies_of_one_name),
        cmocka_unit_test(several_at_once),         cmocka_unit_test(what_is_moved_above),
    };
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
