/* What decide says to a single command: every sort of refusal, limits of a command, several targets at once. */
#include "support.h"

/* ---- one command, one reason ---- */

static void who_may(void **state) {
    (void)state;
    desk *k = hand_desk();
    as(k, "county", "330106");
    must(k, "register c1 name=甲 subfield=I6540");
    must_refuse(k, "assign c1 assigned=x", CORE_WHY_LEVEL, "机关", "the office");
    as(k, "nobody", "");
    must_refuse(k, "assign c1 assigned=x", CORE_WHY_LEVEL, "nobody", "nobody");
    as(k, "county", "330108");
    must_refuse(k, "begin c1/a round=r1", CORE_WHY_JURISDICTION, "330106", "330106");
    as(k, "county", "");
    must_refuse(k, "begin c1/a round=r1", CORE_WHY_JURISDICTION, "330106", "330106");
    desk_free(k);
}

/* A province acts in its channel, a city where the first four digits agree, an expert on what names them. */
static void where_each_level_reaches(void **state) {
    (void)state;
    desk *k = hand_desk();
    as(k, "county", "330106");
    must(k, "register c1 name=甲");
    as(k, "province", "32");
    must_refuse(k, "make c1/n1", CORE_WHY_JURISDICTION, "推荐渠道为 33", "the channel is 33");
    as(k, "province", "33");
    must(k, "make c1/n1");
    as(k, "city", "3302");
    must_refuse(k, "make c1/n2", CORE_WHY_JURISDICTION, "所在县为 330106", "the county is 330106");
    as(k, "city", "330");
    assert_false(does(k, "make c1/n2"));
    as(k, "city", "3301");
    must(k, "make c1/n2");
    must(k, "know c1");
    as(k, "expert", "张三");
    must_refuse(k, "make c1/n3", CORE_WHY_JURISDICTION, "未指派", "not assigned");
    as(k, "office", "");
    must(k, "assign c1 assigned='李四, 张三'");
    as(k, "expert", "张三");
    must(k, "make c1/n3");
    as(k, "expert", "王五");
    assert_false(does(k, "make c1/n4"));
    as(k, "expert", "");
    assert_false(does(k, "make c1/n4"));
    desk_free(k);
}

/* Without a county on record nobody of a place is in charge, and the reason says that it is not known. */
static void a_place_not_known(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲");
    as(k, "province", "33");
    must_refuse(k, "make c1/n1", CORE_WHY_JURISDICTION, "推荐渠道为 —", "the channel is —");
    as(k, "city", "3301");
    must_refuse(k, "make c1/n1", CORE_WHY_JURISDICTION, "所在县为 —", "the county is —");
    as(k, "county", "330106");
    must_refuse(k, "begin c1/a round=r1", CORE_WHY_JURISDICTION, "所在县为 —", "the county is —");
    as(k, "office", "");
    must(k, "import c2 name=乙 channel=33");
    as(k, "province", "33");
    must(k, "make c2/n1");
    desk_free(k);
}

static void what_belongs_to_no_place(void **state) {
    (void)state;
    static const char text[] = "rulebook one \"一\" \"one\"\n"
                               "level county \"县\" \"county\" over its division 第一条\n"
                               "level province \"省\" \"province\" over its channel 第一条\n"
                               "case round \"批次\" \"round\" 第一条\n"
                               "  state open \"开\" \"open\" rest\n"
                               "  action open_round \"开\" \"open\" by county new -> open\n"
                               "case cluster \"集群\" \"cluster\" 第一条\n"
                               "  state open \"开\" \"open\" rest\n"
                               "  action register \"登记\" \"register\" by county, province shared new -> open\n"
                               "  action touch \"触\" \"touch\" by county, province shared\n";
    desk *k = desk_of(book_of(the_library()->arena, text));
    as(k, "county", "330106");
    must_refuse(k, "open_round r1", CORE_WHY_JURISDICTION, "不属于某一地区", "not a matter of one place");
    as(k, "province", "33");
    must_refuse(k, "register c1", CORE_WHY_JURISDICTION, "不属于某一地区", "not a matter of one place");
    as(k, "county", "330106");
    must(k, "register c1");
    /* The cluster of this book has no county, so nobody of a place can act on it. */
    assert_false(does(k, "touch c1"));
    as(k, "province", "33");
    assert_false(does(k, "touch c1"));
    desk_free(k);
}

static void states(void **state) {
    (void)state;
    desk *k = hand_desk();
    as(k, "county", "330106");
    must(k, "register c1 name=甲");
    as(k, "office", "");
    must_refuse(k, "lose c1", CORE_WHY_STATE, "已知", "known");
    must_refuse(k, "lose c1", CORE_WHY_STATE, "候选", "candidate");
    must_refuse(k, "settle c1", CORE_WHY_STATE, "", "");
    as(k, "county", "330106");
    must(k, "begin c1/a round=r1");
    must_refuse(k, "begin c1/b round=r1", CORE_WHY_PARALLEL, "一次办理一件", "one at a time");
    must_refuse(k, "begin c1/b", CORE_WHY_COMMAND, "批次", "round");
    must_refuse(k, "begin c1/b round=r9", CORE_WHY_COMMAND, "r9", "r9");
    must_refuse(k, "begin c1/b round=c1", CORE_WHY_COMMAND, "没有名为", "no round");
    must(k, "drop_it c1/a");
    must(k, "begin c1/b round=r1");
    desk_free(k);
}

static void arguments(void **state) {
    (void)state;
    desk *k = hand_desk();
    as(k, "county", "330106");
    must_refuse(k, "register c1", CORE_WHY_COMMAND, "名称", "name");
    must_refuse(k, "register c1 name='  '", CORE_WHY_COMMAND, "名称", "required");
    must_refuse(k, "register c1 name=甲 wrong=1", CORE_WHY_COMMAND, "没有这一参数", "no such argument");
    must_refuse(k, "register c1 name=甲 county=330106", CORE_WHY_COMMAND, "没有这一参数", "no such argument");
    must_refuse(k, "register c1 name=甲 since=yesterday", CORE_WHY_COMMAND, "since", "since");
    must(k, "register c1 name=甲 note=随记");
    as(k, "office", "");
    must_refuse(k, "import c2 name=乙 county=999999", CORE_WHY_COMMAND, "行政区划代码", "division");
    must_refuse(k, "import c2 name=乙 channel=99", CORE_WHY_COMMAND, "推荐渠道代码", "channel");
    must_refuse(k, "open_round r2 places=-1", CORE_WHY_COMMAND, "整数", "whole number");
    /* A remark that the case has no field for is kept with the command only; one that it has a field for is set. */
    must(k, "make c1/n1 text=随记");
    must(k, "make c1/n2 reason=随记 evidence=照片");
    assert_str(field_of(k, "c1/n2", "evidence"), "照片");
    /* Several of them: one name for each place, up to the last. */
    must(k, "make c1/n3 evidence.1=照片 evidence.20=照片");
    must_refuse(k, "make c1/n4 evidence.21=照片", CORE_WHY_COMMAND, "没有这一参数", "no such argument");
    must_refuse(k, "make c1/n4 evidence.0=照片", CORE_WHY_COMMAND, "没有这一参数", "no such argument");
    must_refuse(k, "make c1/n4 evidence.01=照片", CORE_WHY_COMMAND, "没有这一参数", "no such argument");
    must_refuse(k, "make c1/n4 evidence.=照片", CORE_WHY_COMMAND, "没有这一参数", "no such argument");
    must_refuse(k, "make c1/n4 evidence.x=照片", CORE_WHY_COMMAND, "没有这一参数", "no such argument");
    /* The first edition knew one name. */
    assert_true(core_is_remark(BASE_STR("evidence.1"), 0) && core_is_remark(BASE_STR("evidence.1"), 2));
    assert_true(core_is_remark(BASE_STR("evidence"), 1) && !core_is_remark(BASE_STR("evidence.1"), 1));
    desk_free(k);
}

/* Text that is no text would end the keys of counts early and could not be written into the log. */
static void arguments_are_text(void **state) {
    (void)state;
    desk *k = hand_desk();
    as(k, "county", "330106");
    static const char nul[] = "A\0B", broken[] = "\xff\xfe";
    const core_arg bad[][2] = {
        {{BASE_STR("name"), BASE_STR("甲")}, {BASE_STR("subfield"), {nul, 3}}},
        {{BASE_STR("name"), BASE_STR(broken)}, {BASE_STR("subfield"), BASE_STR("A")}},
        {{BASE_STR("name"), BASE_STR("甲")}, {BASE_STR("note"), BASE_STR(broken)}},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        read_command(k, "register c1");
        k->command.arg = bad[i];
        k->command.n_args = 2;
        assert_false(carry_out(k));
        const core_refusal *r = refusal_of(k, CORE_WHY_COMMAND);
        assert_true(r != NULL && holds_text(r->detail.zh, "UTF-8") && holds_text(r->detail.en, "UTF-8"));
    }
    desk_free(k);
}

/* ---- limits ---- */

static void too_many(void **state) {
    (void)state;
    desk *k = hand_desk();
    char line[DESK_WORDS * 8] = "touch";
    for (int i = 0; i <= CORE_MAX_TARGETS; i++) {
        size_t n = strlen(line);
        (void)snprintf(line + n, sizeof line - n, " r%d", i);
    }
    must_refuse(k, line, CORE_WHY_COMMAND, "200", "200");
    assert_int_equal(k->last.n_refusals, 1);
    (void)snprintf(line, sizeof line, "touch r1");
    for (int i = 0; i <= CORE_MAX_ARGS; i++) {
        size_t n = strlen(line);
        (void)snprintf(line + n, sizeof line - n, " a=1");
    }
    must_refuse(k, line, CORE_WHY_COMMAND, "512", "512");
    /* As many as may be, all of them wrong: refused with as many reasons as are kept. */
    (void)snprintf(line, sizeof line, "touch");
    for (int i = 0; i < CORE_MAX_TARGETS; i++) {
        size_t n = strlen(line);
        (void)snprintf(line + n, sizeof line - n, " x%d", i);
    }
    assert_false(does(k, line));
    assert_int_equal(k->last.n_refusals, CORE_MAX_REFUSALS);
    desk_free(k);
}

static void days_only_go_forward(void **state) {
    (void)state;
    desk *k = hand_desk();
    k->today -= 1;
    must_refuse(k, "touch r1", CORE_WHY_CLOCK, "只能向前", "only go forward");
    k->today += 1;
    must(k, "touch r1");
    desk_free(k);
}

/* No table of working days, and the question is asked: that is a reason by itself. */
static void years_without_a_table(void **state) {
    (void)state;
    desk *k = hand_desk();
    k->today = date_of("2090-05-01");
    must(k, "open_round r2 closes=2091-01-01 places=9 big=no");
    must(k, "import c1 name=甲 county=330106 subfield=A");
    as(k, "county", "330106");
    must(k, "begin c1/a round=r2");
    must(k, "fill c1/a output.2090=50 output.2089=50 pillar=有 goals=met");
    must(k, "file c1/a");
    as(k, "office", "");
    must(k, "keep c1/a");
    must_refuse(k, "finish c1/a", CORE_WHY_CLOCK, "2090", "2090");
    assert_non_null(refusal_of(k, CORE_WHY_NEED));
    desk_free(k);
}

/* ---- several cases at once ---- */

static void nothing_of_a_refused_command_is_done(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106");
    must(k, "import c2 name=乙 county=330108");
    base_str before = world_text(k->arena, k->world);
    assert_false(does(k, "lose c1 c9"));
    assert_true(base_str_eq(before, world_text(k->arena, k->world)));
    assert_int_equal(k->last.n_events, 0);
    must_refuse(k, "lose c1 c1", CORE_WHY_COMMAND, "写了两次", "named twice");
    must(k, "lose c1 c2");
    assert_int_equal(k->last.n_events, 2);
    desk_free(k);
}

/* Two openings in one command would each not see the other: "one at a time" must hold all the same. */
static void cases_of_one_dossier_go_one_by_one(void **state) {
    (void)state;
    desk *k = hand_desk();
    as(k, "county", "330106");
    must(k, "register c1 name=甲");
    must_refuse(k, "begin c1/a c1/b round=r1", CORE_WHY_COMMAND, "分次", "one by one");
    must(k, "begin c1/a round=r1");
    desk_free(k);
}

/* Each case has a form of its own, a command carries one. */
static void a_form_is_of_one_case(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106");
    must(k, "import c2 name=乙 county=330106");
    as(k, "county", "330106");
    must(k, "begin c1/a round=r1");
    must(k, "begin c2/a round=r1");
    must_refuse(k, "fill c1/a c2/a pillar=有", CORE_WHY_COMMAND, "一次一件", "one case at a time");
    must(k, "fill c1/a output.2022=50 output.2021=50 pillar=有 goals=met");
    must(k, "fill c2/a output.2022=50 output.2021=50 pillar=有 goals=met");
    must_refuse(k, "file c1/a c2/a", CORE_WHY_COMMAND, "一次一件", "one case at a time");
    must(k, "file c1/a");
    desk_free(k);
}

/* What the cases before in the same command have used up is used up. */
static void the_ones_before_count(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106");
    must(k, "import c2 name=乙 county=330106");
    must(k, "import c3 name=丙 county=330106");
    as(k, "county", "330106");
    assert_false(does(k, "begin c1/a c2/a c3/a round=r1"));
    must(k, "begin c1/a c2/a round=r1");
    assert_false(does(k, "begin c3/a round=r1"));
    desk_free(k);
}

/* A dossier to be opened counts under what its own arguments say. */
static void openings_count_by_their_arguments(void **state) {
    (void)state;
    desk *k = hand_desk();
    as(k, "county", "330106");
    assert_false(does(k, "register c1 c2 c3 name=甲 subfield=A"));
    must(k, "register c1 c2 name=甲 subfield=A");
    assert_false(does(k, "register c3 name=丙 subfield=A"));
    must(k, "register c3 name=丙 subfield=B");
    desk_free(k);
}

/* ---- effects ---- */

static void an_effect_that_does_not_fit(void **state) {
    (void)state;
    desk *k = hand_desk();
    as(k, "county", "330106");
    must(k, "register c1 name=甲 subfield=A");
    must(k, "begin c1/a round=r1 person=张三");
    must(k, "fill c1/a output.2022=50 output.2021=50 pillar=有 goals=met");
    must(k, "file c1/a");
    as(k, "office", "");
    must(k, "keep c1/a");
    assert_str(field_of(k, "c1/a", "verdict"), "ok");
    assert_str(field_of(k, "c1", "grade"), "high");
    as(k, "city", "3301");
    must(k, "know c1");
    as(k, "office", "");
    today(k, "2023-03-10");
    must_refuse(k, "finish c1/a", CORE_WHY_EFFECT, "已知", "known");
    assert_str(refusal_of(k, CORE_WHY_EFFECT)->cite, "第九条");
    must(k, "lose c1");
    must_refuse(k, "finish c1/a", CORE_WHY_EFFECT, "已去", "gone");
    desk_free(k);
}

static void effects_above(void **state) {
    (void)state;
    desk *k = hand_desk();
    as(k, "county", "330106");
    must(k, "register c1 name=甲 subfield=A");
    must(k, "begin c1/a round=r1 person=张三");
    must(k, "fill c1/a output.2022=50 output.2021=50 pillar=有 goals=met");
    must(k, "file c1/a");
    as(k, "office", "");
    must(k, "write c1/a/s text=文");
    assert_str(state_of(k, "c1/a"), "draft");
    must_refuse(k, "write c1/a/t text=文", CORE_WHY_EFFECT, "草", "draft");
    as(k, "county", "330106");
    must(k, "file c1/a");
    as(k, "office", "");
    must(k, "keep c1/a");
    today(k, "2023-03-08");
    must(k, "finish c1/a");
    assert_str(state_of(k, "c1"), "known");
    assert_str(field_of(k, "c1", "good"), "yes");
    assert_str(field_of(k, "c1", "since"), "2023-03-07");
    assert_str(field_of(k, "c1", "copied"), "张三");
    assert_int_equal(core_world_count(k->world, BASE_STR("known")), 1);
    desk_free(k);
}

/* An action without arrow and without states may be done in any state, and leaves it. */
static void actions_that_stay(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "touch r1");
    assert_str(state_of(k, "r1"), "open");
    must(k, "succeed_division code=330106 successors=330108 from=2024-01-01");
    assert_str(state_of(k, "programme"), "loading");
    desk_free(k);
}

static void grounds(void **state) {
    (void)state;
    desk *k = hand_desk();
    as(k, "county", "330106");
    must(k, "register c1 name=甲");
    as(k, "office", "");
    must_refuse(k, "make_grounded c1/n ground=a", CORE_WHY_NEED, "有据", "on evidence");
    assert_str(refusal_of(k, CORE_WHY_NEED)->cite, "第十条(一)");
    must_refuse(k, "make_grounded c1/n ground=b", CORE_WHY_NEED, "候选", "candidate");
    assert_str(refusal_of(k, CORE_WHY_NEED)->cite, "第十条(二)");
    must_refuse(k, "make_grounded c1/n", CORE_WHY_NEED, "未填", "not given");
    assert_str(refusal_of(k, CORE_WHY_NEED)->cite, "第十条");
    must(k, "make_grounded c1/n1 ground=a evidence=照片");
    must(k, "make_grounded c1/n2 ground=c");
    desk_free(k);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_may),
        cmocka_unit_test(where_each_level_reaches),
        cmocka_unit_test(a_place_not_known),
        cmocka_unit_test(what_belongs_to_no_place),
        cmocka_unit_test(states),
        cmocka_unit_test(arguments),
        cmocka_unit_test(arguments_are_text),
        cmocka_unit_test(too_many),
        cmocka_unit_test(days_only_go_forward),
        cmocka_unit_test(years_without_a_table),
        cmocka_unit_test(nothing_of_a_refused_command_is_done),
        cmocka_unit_test(cases_of_one_dossier_go_one_by_one),
        cmocka_unit_test(a_form_is_of_one_case),
        cmocka_unit_test(the_ones_before_count),
        cmocka_unit_test(openings_count_by_their_arguments),
        cmocka_unit_test(an_effect_that_does_not_fit),
        cmocka_unit_test(effects_above),
        cmocka_unit_test(actions_that_stay),
        cmocka_unit_test(grounds),
    };
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
