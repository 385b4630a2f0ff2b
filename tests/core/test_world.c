/* The world between events: what is found, what is expected, and what a new text does to cases that are there. */
#include "support.h"

#include <sys/wait.h>
#include <unistd.h>

/* ---- finding ---- */

static void finding(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106 since=2022-05-01");
    as(k, "county", "330106");
    must(k, "file_yearly c1/y2022 text=文");
    must(k, "add_page c1/y2022/p");
    const core_case *slip = case_at(k, "c1/y2022/p"), *c1 = case_at(k, "c1");
    assert_ptr_equal(core_root(slip), c1);
    assert_ptr_equal(core_ancestor(slip, c1->kind), c1);
    assert_null(core_ancestor(slip, slip->kind));
    assert_ptr_equal(core_world_arena(k->world), k->arena);
    assert_int_equal(core_world_seq(k->world), 4);
    assert_null(core_world_find(k->world, BASE_STR("c2"), k->today, k->scratch));
    assert_null(core_world_find(k->world, BASE_STR("c2/y2022"), k->today, k->scratch));
    assert_null(core_world_find(k->world, BASE_STR("/y2022"), k->today, k->scratch));
    assert_int_equal(core_world_count(k->world, BASE_STR("known")), 1);
    assert_int_equal(core_world_count(k->world, BASE_STR("nowhere")), 0);
    desk_free(k);
}

static void a_book_without_clusters(void **state) {
    (void)state;
    desk *k = desk_of(book_of(the_library()->arena, "rulebook bare \"空\" \"bare\"\n"
                                                    "level office \"机关\" \"office\" over everything 第一条\n"
                                                    "case thing \"物\" \"thing\" 第一条\n"
                                                    "  state there \"在\" \"there\" rest\n"
                                                    "  field date \"日\" \"day\" date\n"
                                                    "  action make \"做\" \"make\" by office new -> there\n"
                                                    "    takes date\n"));
    as(k, "office", "");
    must(k, "make a date=2020-01-01");
    assert_null(core_world_programme(k->world));
    assert_int_equal(core_world_count(k->world, BASE_STR("there")), 0);
    must_refuse(k, "make", CORE_WHY_COMMAND, "须写明对象", "needs a target");
    desk_free(k);
}

/* ---- expected cases ---- */

static void names_of_expected_cases(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106 since=2022-05-01");
    static const char *const wrong[] = {"c1/y", "c1/y202", "c1/y20222", "c1/y2O22", "c1/y0999", "c1/z2022", "r1/y2022"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_null(core_world_find(k->world, base_str_of(wrong[i]), k->today, k->scratch));
    const core_case *c = case_at(k, "c1/y2022");
    assert_true(c->is_virtual && c->parent == case_at(k, "c1"));
    assert_str(field_of(k, "c1/y2022", "year"), "2022");
    assert_int_equal(c->opened, date_of("2023-01-01"));
    /* There is no first day after the year 9999. */
    assert_null(core_world_find(k->world, BASE_STR("c1/y9999"), k->today, k->scratch));
    desk_free(k);
}

static void an_expected_case_begins_with_its_first_event(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106 since=2022-05-01");
    as(k, "county", "330106");
    assert_int_equal(mark_of_case(k, "c1", "no_yearly"), CORE_NO);
    must_refuse(k, "file_yearly c1/y2020 text=文", CORE_WHY_STATE, "待报", "due");
    must(k, "file_yearly c1/y2022 text=文");
    assert_false(case_at(k, "c1/y2022")->is_virtual);
    assert_str(field_of(k, "c1/y2022", "year"), "2022");
    assert_false(does(k, "file_yearly c1/y2022 text=文"));
    desk_free(k);
}

/* Nothing can hang under a case that is not on record: it would have no parent. */
static void no_children_before_the_first_event(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106 since=2022-05-01");
    as(k, "county", "330106");
    must_refuse(k, "add_page c1/y2022", CORE_WHY_COMMAND, "c1/y2022", "c1/y2022");
    must_refuse(k, "add_page c1/y2022/p", CORE_WHY_COMMAND, "c1/y2022", "c1/y2022");
    must(k, "file_yearly c1/y2022 text=文");
    must(k, "add_page c1/y2022");
    must(k, "add_page c1/y2022/p");
    assert_str(state_of(k, "c1/y2022/page1"), "made");
    desk_free(k);
}

/* However far back the earliest date lies, at most a hundred years are looked through. */
static void expected_cases_of_long_ago(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106 since=0001-01-01");
    assert_int_equal(mark_of_case(k, "c1", "no_yearly"), CORE_NO);
    k->today = date_of("2500-01-01");
    assert_int_equal(mark_of_case(k, "c1", "no_yearly"), CORE_NO);
    must(k, "import c2 name=乙 county=330106");
    assert_int_equal(mark_of_case(k, "c2", "no_yearly"), CORE_YES);
    desk_free(k);
}

/* ---- a further version ---- */

static const rules_book *changed_text(const char *lines, const char *version, const char *from) {
    library *l = the_library();
    rules_diags *d = base_arena_alloc(l->arena, sizeof *d);
    rules_diags_init(d, l->arena);
    const rules_book *b = rules_amend(l->arena, l->hand_text, BASE_STR("hand.rules"), base_str_of(lines),
                                      base_str_of(version), date_of(from), NULL, NULL, d);
    if (b == NULL) show_diags(d);
    assert_non_null(b);
    return b;
}

static void put_in_force(desk *k, const rules_book *b) {
    base_err e = {0};
    if (!core_world_amend(k->world, b, b->force_from, &e)) fail_msg("%s", e.en);
}

static void versions_have_days(void **state) {
    (void)state;
    desk *k = hand_desk();
    base_err e = {0};
    const rules_book *v2 = changed_text("case cluster\n  field more \"更多\" \"more\" text\n", "v2", "2023-06-01");
    const rules_book *old = changed_text("case cluster\n  field more \"更多\" \"more\" text\n", "v0", "2023-02-28");
    assert_false(core_world_amend(k->world, old, old->force_from, &e));
    assert_true(holds_text(base_str_of(e.en), "reach back") && holds_text(base_str_of(e.zh), "不溯及既往"));
    put_in_force(k, v2);
    assert_false(core_world_amend(k->world, v2, date_of("2023-05-31"), &e));
    assert_true(holds_text(base_str_of(e.en), "before the one it follows"));
    assert_ptr_equal(core_world_book(k->world, date_of("2023-05-31")), the_library()->hand);
    assert_ptr_equal(core_world_book(k->world, date_of("2023-06-01")), v2);
    must(k, "import c1 name=甲 county=330106");
    assert_ptr_equal(case_at(k, "c1")->book, the_library()->hand);
    today(k, "2023-06-01");
    assert_ptr_equal(case_at(k, "c1")->book, v2);
    assert_str(field_of(k, "c1", "more"), "none");
    assert_str(field_of(k, "c1", "name"), "甲");
    desk_free(k);
}

/* Guards of a pinned version know states, fields and choices of the cluster by number. */
static void versions_only_add(void **state) {
    (void)state;
    static const char *const texts[][2] = {
        {"  field grade \"等级\" \"grade\" one of low \"低\", mid \"中\", high \"高\" default mid\n",
         "  field grade \"等级\" \"grade\" one of first \"首\", low \"低\", mid \"中\", high \"高\" default mid\n"},
        {"  field good \"好\" \"good\" yes/no\n  field grade", "  field extra \"加\" \"extra\" text\n"
                                                               "  field good \"好\" \"good\" yes/no\n  field grade"},
        {"  state candidate \"候选\" \"candidate\" rest\n  state known \"已知\" \"known\" rest\n",
         "  state known \"已知\" \"known\" rest\n  state candidate \"候选\" \"candidate\" rest\n"},
        {"  field since \"起\" \"since\" date\n", "  field since \"起\" \"since\" date\n  field z \"乙\" \"z\" code\n"},
    };
    base_arena *arena = the_library()->arena;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        base_str t = the_library()->hand_text;
        const char *at = strstr(t.p, texts[i][0]);
        if (at == NULL) fail_msg("not in the text: %s", texts[i][0]);
        const char *rest = at + strlen(texts[i][0]);
        base_str now = base_arena_fmt(arena, "%.*s%s%s", (int)(at - t.p), t.p, texts[i][1], rest);
        desk *k = hand_desk();
        base_err e = {0};
        if (core_world_amend(k->world, book_of(arena, now.p), date_of("2023-06-01"), &e))
            fail_msg("taken: %s", texts[i][1]);
        assert_true(holds_text(base_str_of(e.en), "cluster") && holds_text(base_str_of(e.zh), "cluster"));
        desk_free(k);
    }
    desk *k = hand_desk();
    base_err e = {0};
    assert_false(core_world_amend(k->world, the_library()->national, date_of("2023-06-01"), &e));
    desk_free(k);
}

/* A running case stays under its text, also for actions that the new one no longer has. */
static void pinned_cases(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106 subfield=A");
    as(k, "county", "330106");
    must(k, "begin c1/a round=r1");
    put_in_force(k, changed_text("case paper\n  drop action drop_it\n  action abandon \"弃\" \"abandon\" by county "
                                 "draft -> dropped\n  also action begin\n    takes goals\n",
                                 "v2", "2023-04-01"));
    today(k, "2023-04-02");
    must(k, "drop_it c1/a");
    assert_str(state_of(k, "c1/a"), "dropped");
    must_refuse(k, "drop_it c9/a", CORE_WHY_COMMAND, "没有操作", "no action");
    must_refuse(k, "drop_it c1", CORE_WHY_COMMAND, "没有操作", "no action");
    must(k, "begin c1/b round=r1 goals=met");
    assert_true(case_at(k, "c1/b")->book != case_at(k, "c1/a")->book);
    desk_free(k);
}

/* A mark is asked of the case that bears it, by the text of that case. */
static void marks_across_versions(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106");
    must(k, "make c1/n1 grade=mid");
    assert_int_equal(mark_of_case(k, "c1", "some_grave"), CORE_YES);
    put_in_force(k, changed_text("case note\n"
                                 "  mark fresh \"新\" \"fresh\" when grade is given\n"
                                 "  mark grave \"重\" \"grave\" when grade is high\n"
                                 "case cluster\n"
                                 "  mark some_fresh \"有新\" \"some fresh\" when some note is any with fresh\n",
                                 "v2", "2023-04-01"));
    today(k, "2023-04-01");
    assert_int_equal(mark_of_case(k, "c1", "some_grave"), CORE_YES); /* n1 is judged by the text it was made under */
    assert_int_equal(mark_of_case(k, "c1", "some_fresh"), CORE_UNSET);
    must(k, "make c1/n2 grade=mid");
    assert_int_equal(mark_of_case(k, "c1/n2", "grave"), CORE_NO);
    assert_int_equal(mark_of_case(k, "c1", "some_fresh"), CORE_YES);
    assert_int_equal(mark_of_case(k, "c1/n2", "other_grave"), CORE_YES);
    desk_free(k);
}

/* ---- transitional clauses ---- */

/* The same text with a clause by which papers that are filed or kept move on. */
static const rules_book *moving(const rules_book *b) {
    base_arena *arena = the_library()->arena;
    rules_book *out = base_arena_copy(arena, b, sizeof *b);
    rules_transition *t = base_arena_alloc(arena, sizeof *t);
    t->kase = rules_find_case(b, BASE_STR("paper"));
    t->mask = UINT64_C(1) << rules_find_state(&b->kase[t->kase], BASE_STR("filed")) |
              UINT64_C(1) << rules_find_state(&b->kase[t->kase], BASE_STR("kept"));
    out->transition = t;
    out->n_transitions = 1;
    return out;
}

static void file_paper(desk *k, const char *cluster) {
    char line[200];
    base_arena *arena = the_library()->arena;
    must(k, base_arena_fmt(arena, "import %s name=甲 county=330106 subfield=A", cluster).p);
    as(k, "county", "330106");
    must(k, base_arena_fmt(arena, "begin %s/a round=r1", cluster).p);
    (void)snprintf(line, sizeof line, "fill %s/a output.2022=50 output.2021=50 pillar=有 goals=met land=120", cluster);
    must(k, line);
    must(k, base_arena_fmt(arena, "file %s/a", cluster).p);
    as(k, "office", "");
}

/* What was found and filled in stays with its name, though the new text numbers facts, criteria and pairs anew. */
static void a_case_that_moves_keeps_what_was_found(void **state) {
    (void)state;
    static const char *const change[][2] = {
        {"fact land ", "fact people \"人数\" \"people\" 人\nfact land "},
        {"    criterion 1.1 ",
         "    criterion 1.0 \"新\" \"new\" judge pillar\n    criterion 0.9 \"再新\" \"newer\" judge pillar\n"
         "    criterion 0.8 \"更新\" \"newest\" judge pillar\n    criterion 1.1 "},
        {"  mark assessed ", "  mark given_back \"曾退\" \"given back\" when give_back was done since draft\n"
                             "  mark kept_first \"先存\" \"kept first\" when keep was done\n  mark assessed "},
    };
    base_arena *arena = the_library()->arena;
    base_str t = the_library()->hand_text;
    for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
        const char *at = strstr(t.p, change[i][0]);
        assert_non_null(at);
        t = base_arena_fmt(arena, "%.*s%s%s", (int)(at - t.p), t.p, change[i][1], at + strlen(change[i][0]));
    }
    const rules_book *v2 = moving(book_of(arena, t.p));
    desk *k = hand_desk();
    file_paper(k, "c1");
    must(k, "judge_it c1/a 1.3=met 1.1=not_met");
    must(k, "import c2 name=乙 county=330106");
    as(k, "county", "330106");
    must(k, "begin c2/a round=r1");
    as(k, "office", "");
    case_at(k, "c2/a")->control = core_control_step(
        k->world->version[0].book, rules_find_action(the_library()->hand, case_at(k, "c2/a")->kind, BASE_STR("keep")),
        case_at(k, "c2/a")->control);
    base_err e = {0};
    assert_true(core_world_amend(k->world, v2, date_of("2023-04-01"), &e));
    today(k, "2023-04-01");
    const core_case *c = case_at(k, "c1/a");
    assert_ptr_equal(c->book, v2);
    const rules_standard *s = &v2->standard[0];
    for (size_t i = 0; i < s->n_criteria; i++) {
        bool met = base_str_is(s->criterion[i].id, "1.3"), not_met = base_str_is(s->criterion[i].id, "1.1");
        assert_int_equal(c->judged[i], met ? 1 : not_met ? 2 : 0);
        assert_int_equal(c->relaxed[i], 0);
    }
    const rules_value *x = rules_values_get(&c->facts, rules_find_fact(v2, BASE_STR("output")), 2022);
    assert_true(x != NULL && x->raw > 0);
    assert_non_null(rules_values_get(&c->facts, rules_find_fact(v2, BASE_STR("pillar")), 0));
    core_view v = core_view_of(k->world, c, k->today, k->scratch);
    core_assessment as;
    assert_true(core_assess_case(&v, &as));
    assert_int_equal(mark_of_case(k, "c2/a", "kept_done"), CORE_YES);
    assert_int_equal(mark_of_case(k, "c2/a", "kept_first"), CORE_NO); /* the new text asks it for the first time */
    must(k, "judge_it c1/a 1.0=met 0.9=met 0.8=met");
    must(k, "keep c1/a");
    assert_int_equal(mark_of_case(k, "c1/a", "kept_done"), CORE_YES);
    assert_int_equal(mark_of_case(k, "c1/a", "kept_first"), CORE_YES);
    assert_int_equal(mark_of_case(k, "c1/a", "given_back"), CORE_NO);
    desk_free(k);
}

/* A place is given back where it was taken: also across a change of the text. */
static void counts_across_versions(void **state) {
    (void)state;
    desk *k = hand_desk();
    file_paper(k, "c1");
    const rules_book *v2 = moving(
        changed_text("case paper\n"
                     "  tally in_city \"同市\" \"in the city\" counts paper with same round and city that is filed\n",
                     "v2", "2023-04-01"));
    base_err e = {0};
    assert_true(core_world_amend(k->world, v2, date_of("2023-04-01"), &e));
    today(k, "2023-04-01");
    must(k, "keep c1/a");
    base_str text = world_text(k->scratch, k->world);
    assert_false(holds_text(text, "in_city"));
    assert_true(holds_text(text, "in_channel"));
    must(k, "give_back c1/a");
    text = world_text(k->scratch, k->world);
    assert_false(holds_text(text, "in_city") || holds_text(text, "=-1"));
    desk_free(k);
}

/* ---- events are all that is needed ---- */

static void an_event_about_nothing_ends_the_process(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106");
    must(k, "make c1/n1");
    const core_event *e = &k->last.event[0];
    desk *other = hand_desk();
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stderr) == NULL) _exit(1);
        core_fold(other->world, e);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 70);
    desk_free(other);
    desk_free(k);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finding),
        cmocka_unit_test(a_book_without_clusters),
        cmocka_unit_test(names_of_expected_cases),
        cmocka_unit_test(an_expected_case_begins_with_its_first_event),
        cmocka_unit_test(no_children_before_the_first_event),
        cmocka_unit_test(expected_cases_of_long_ago),
        cmocka_unit_test(versions_have_days),
        cmocka_unit_test(versions_only_add),
        cmocka_unit_test(pinned_cases),
        cmocka_unit_test(marks_across_versions),
        cmocka_unit_test(a_case_that_moves_keeps_what_was_found),
        cmocka_unit_test(counts_across_versions),
        cmocka_unit_test(an_event_about_nothing_ends_the_process),
    };
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
