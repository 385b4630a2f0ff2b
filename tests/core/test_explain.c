/* What a person reads beside a refusal: the facts and dates it rests on, in both languages. */
#include "support.h"

/* The mark's question, in words. */
static rules_text why(desk *k, const char *path, const char *mark) {
    const core_case *c = case_at(k, path);
    core_view v = core_view_of(k->world, c, k->today, k->scratch);
    for (rules_id i = 0; i < core_kind(c)->n_marks; i++) {
        if (base_str_is(core_kind(c)->mark[i].name, mark)) return core_explain_guard(&v, core_kind(c)->mark[i].guard);
    }
    fail_msg("%s has no mark %s", path, mark);
    return (rules_text){0};
}

static void fields(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106");
    rules_text t = why(k, "c1", "fine");
    assert_str(t.zh, "好：未填（不符合要求）；等级：中");
    assert_str(t.en, "good: not given (not as required); grade: mid");
    as(k, "county", "330106");
    must(k, "register c2 name=乙 good=yes grade=high");
    assert_str(why(k, "c2", "fine").zh, "好：是；等级：高");
    must(k, "register c3 name=丙 good=no");
    assert_str(why(k, "c3", "fine").en, "good: no (not as required); grade: mid");
    must(k, "register c4 name=丁 good=no grade=low");
    assert_str(why(k, "c4", "fine").zh, "好：否（不符合要求）；等级：低（不符合要求）");
    desk_free(k);
}

/* Of a need of several parts it is told which are to blame; of alternatives that one would do, and none is so. */
static void parts(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106");
    as(k, "county", "330106");
    must(k, "register c2 name=乙 subfield=A good=no");
    must(k, "register c3 name=丙 subfield=A");
    must_refuse(k, "register c4 name=丁 subfield=A", CORE_WHY_NEED, "符合其一即可，均不符合：细分：A；同细分 2",
                "one would do, none is as required: sub-field: A; of the sub-field: 2");
    as(k, "office", "");
    must(k, "make c1/n1");
    assert_str(why(k, "c1", "quiet").zh, "符合其一即可，均不符合：记录：c1/n1（已记）；记录：c1/n1（已记）");
    /* A `not` asks the contrary, and alternatives within a whole stand in brackets. */
    assert_str(why(k, "c2", "mixed").zh,
               "细分：A；（符合其一即可，均不符合：好：否；等级：中）；曾为“已知”或“已去”：否（不符合要求）");
    assert_str(why(k, "c2", "mixed").en,
               "sub-field: A; (one would do, none is as required: good: no; grade: mid); was “known” "
               "or “gone”: no (not as required)");
    assert_str(why(k, "c3", "neither").zh, "细分：A（不符合要求）；好：未填（不符合要求）");
    assert_str(why(k, "c3", "not_both").zh, "符合其一即可，均不符合：细分：A；等级：中");
    /* What holds has none to blame. */
    assert_str(why(k, "c1", "not_both").zh, "细分：未填；等级：中");
    desk_free(k);
}

static void dates(void **state) {
    (void)state;
    desk *k = hand_desk();
    rules_text t = why(k, "r1", "recent");
    assert_str(t.zh, "固定日 2024-02-29，今日 2023-03-01");
    assert_str(t.en, "fixed 2024-02-29, today 2023-03-01");
    t = why(k, "r1", "started");
    assert_str(t.zh, "符合其一即可，均不符合：截止 2023-12-31，今日 2023-03-01；截止 2023-12-31，固定日 2024-02-29");
    assert_str(t.en, "one would do, none is as required: closes 2023-12-31, today 2023-03-01; closes 2023-12-31, fixed "
                     "2024-02-29");
    assert_str(why(k, "r1", "past").zh, "今日 2023-03-01，截止 2023-12-31");
    must_refuse(k, "open_round r2", CORE_WHY_NEED, "截止 未填写，今日 2023-03-01",
                "closes not filled in, today 2023-03-01");
    desk_free(k);
}

static void related_cases(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106");
    assert_str(why(k, "c1", "some_grave").zh, "记录：无");
    assert_str(why(k, "c1", "some_grave").en, "note: none");
    must(k, "make c1/n1");
    must(k, "make c1/n2");
    assert_str(why(k, "c1", "some_grave").zh, "记录：c1/n1（已记）、c1/n2（已记）");
    assert_str(why(k, "c1", "some_grave").en, "note: c1/n1 (made), c1/n2 (made)");
    /* However many there are, it stays short, and whole characters. */
    for (int i = 0; i < 200; i++) must(k, "make c1");
    rules_text t = why(k, "c1", "some_grave");
    assert_true(t.zh.n > 500 && t.zh.n < 2000 && t.en.n < 2000);
    assert_int_equal(base_utf8_check(t.zh), t.zh.n);
    desk_free(k);
}

static void states_and_steps(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106 subfield=A");
    as(k, "county", "330106");
    must(k, "begin c1/a round=r1");
    assert_str(why(k, "c1/a", "kept_done").zh, "存：未办（不符合要求）；曾为“已存”：否（不符合要求）");
    assert_str(why(k, "c1", "was_known").en, "was “known” or “gone”: yes");
    /* A moment of another case is called as it is there. */
    assert_str(why(k, "c1/a", "after_round").zh, "前一日 2023-12-30，今日 2023-03-01");
    assert_str(why(k, "c1/a", "after_round").en, "the day before 2023-12-30, today 2023-03-01");
    /* The answer of a mark stands beside it: the question may well want it to be no. */
    assert_str(why(k, "c1/a", "of_unknown").zh, "曾已知：是（不符合要求）；良好：尚不能判定（不符合要求）");
    assert_str(why(k, "c1/a", "of_unknown").en,
               "was known: yes (not as required); fine: can not be told yet (not as required)");
    must_refuse(k, "file c1/a", CORE_WHY_NEED, "缺2021年产值；缺2022年产值；缺定位；缺目标",
                "lacks 2021 output; lacks 2022 output; lacks pillar; lacks goals");
    must(k, "fill c1/a output.2022=50 why.output=未统计 pillar=有 goals=met");
    must(k, "file c1/a");
    as(k, "office", "");
    must_refuse(k, "finish c1/a", CORE_WHY_NEED, "已存末日 未定", "kept (last day) not set");
    must(k, "keep c1/a");
    must_refuse(k, "finish c1/a", CORE_WHY_NEED, "已存末日 2023-03-07，今日 2023-03-01",
                "kept (last day) 2023-03-07, today 2023-03-01");
    assert_str(why(k, "c1/a", "kept_done").en, "keep: done; was “kept”: yes");
    must(k, "make c1/n ground=b");
    desk_free(k);
}

static void assessments(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106 subfield=A");
    as(k, "county", "330106");
    must(k, "begin c1/a round=r1");
    must(k, "fill c1/a output.2022=39 output.2021=50 pillar=有 goals=met land=90");
    must(k, "file c1/a");
    rules_text t = why(k, "c1/a", "assessed");
    assert_true(holds_text(t.zh, "1.2 产值：") && holds_text(t.zh, "39") && holds_text(t.zh, "40"));
    assert_true(holds_text(t.en, "1.3 pillar: "));
    assert_false(holds_text(t.zh, "1.1 面积") || holds_text(t.zh, "0.1") || holds_text(t.zh, "1.4"));
    as(k, "office", "");
    must(k, "give_back c1/a");
    as(k, "county", "330106");
    must(k, "fill c1/a output.2022=40");
    must(k, "file c1/a");
    as(k, "office", "");
    must(k, "judge_it c1/a 1.3=met");
    assert_str(why(k, "c1/a", "assessed").zh, "各项指标均已满足或由审核人判定");
    desk_free(k);
}

/* A standard is asked about before anything was submitted, or where the year is not known. */
static void nothing_submitted(void **state) {
    (void)state;
    desk *k = hand_desk();
    core_view v = {.world = k->world,
                   .today = k->today,
                   .book = the_library()->hand,
                   .kind = rules_find_case(the_library()->hand, BASE_STR("paper")),
                   .arena = k->scratch};
    const rules_case *paper = &v.book->kase[v.kind];
    assert_str(core_explain_guard(&v, paper->mark[0].guard).zh, "尚无提交的材料");
    const rules_case *note = &v.book->kase[rules_find_case(v.book, BASE_STR("note"))];
    v.kind = rules_find_case(v.book, BASE_STR("note"));
    assert_str(core_explain_guard(&v, note->field[1].choice[1].when).zh, "尚未开始");
    desk_free(k);
}

/* A text that is longer than an explanation may be is left out, not cut in the middle of a character. */
static void long_texts(void **state) {
    (void)state;
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106");
    char *line = base_arena_alloc(k->arena, 9000);
    (void)snprintf(line, 9000, "make_grounded c1 ground=b evidence=");
    for (size_t n = strlen(line); n < 8000; n += 3) (void)snprintf(line + n, 9000 - n, "证");
    must(k, line);
    desk_free(k);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields),
        cmocka_unit_test(parts),
        cmocka_unit_test(dates),
        cmocka_unit_test(related_cases),
        cmocka_unit_test(states_and_steps),
        cmocka_unit_test(assessments),
        cmocka_unit_test(nothing_submitted),
        cmocka_unit_test(long_texts),
    };
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
