/* The bytes of events in their corners: escapes, instants, private values, names of persons, drafts, limits. */
#include "event_support.h"

static const core_stamp STAMP = {.seq = 7, .at = 1, .request = {"r", 1}, .parts = 1, .edition = CORE_EDITION};

static event_bytes bytes_of(desk *k, core_event *e) { return write_event(k->arena, k->world, e, STAMP); }

static event_bytes done(desk *k, const char *line) {
    must(k, line);
    core_event e = k->last.event[0];
    return bytes_of(k, &e);
}

/* ---- texts ---- */

/* RFC 8785, 3.2.2.2: short escapes where there are any, \u00xx in small letters for other controls, nothing else. */
static void escapes(void **state) {
    (void)state;
    static const struct {
        const char *text, *json;
    } one[] = {{"\b\t\n\f\r", "\\b\\t\\n\\f\\r"}, {"\x01\x1f\x0b", "\\u0001\\u001f\\u000b"},    {"\"\\/", "\\\"\\\\/"},
               {"\x7f\xc2\x80", "\x7f\xc2\x80"},  {"\xe2\x80\xa8集群𠮷", "\xe2\x80\xa8集群𠮷"}, {"a\"b", "a\\\"b"}};
    for (size_t i = 0; i < sizeof one / sizeof *one; i++) {
        desk *k = hand_desk();
        as(k, "county", "330106");
        must(k, "register c1 name=甲");
        as(k, "office", "");
        core_arg arg = {BASE_STR("evidence"), base_str_of(one[i].text)};
        base_str target = BASE_STR("c1/n");
        k->command = (core_command){.actor = k->actor,
                                    .today = k->today,
                                    .action = BASE_STR("make"),
                                    .target = &target,
                                    .n_targets = 1,
                                    .arg = &arg,
                                    .n_args = 1};
        assert_true(carry_out(k));
        core_event e = k->last.event[0];
        event_bytes bytes = bytes_of(k, &e);
        assert_canonical(bytes.payload);
        const char *json = base_arena_fmt(k->arena, "[\"\",\"evidence\",\"%s\"]", one[i].json).p;
        if (base_str_trim(arg.value).n > 0) assert_true(holds_text(bytes.payload, json)); /* blank says nothing */
        assert_true(holds_text(bytes.payload, base_arena_fmt(k->arena, "[\"evidence\",\"%s\"]", one[i].json).p));
        core_event back = there_and_back(k->arena, k->world, &bytes);
        assert_true(base_str_eq(back.arg[0].value, arg.value));
        desk_free(k);
    }
}

/* What can not be written is not decided. */
static void only_text_is_decided(void **state) {
    (void)state;
    desk *k = hand_desk();
    static const base_str bad[] = {{"\xff", 1}, {"a\0b", 3}, {"\xed\xa0\x80", 3}};
    for (size_t i = 0; i < 3; i++) {
        base_str target = BASE_STR("c1");
        core_arg arg = {BASE_STR("name"), BASE_STR("甲")};
        core_command c = {.actor = {BASE_STR("county"), bad[i]},
                          .today = k->today,
                          .action = BASE_STR("register"),
                          .target = &target,
                          .n_targets = 1,
                          .arg = &arg,
                          .n_args = 1};
        core_answer a = core_decide(k->world, &c, k->scratch);
        assert_false(a.granted);
        assert_int_equal(a.refusal[0].why, CORE_WHY_COMMAND);
        core_draft d;
        base_err e = {0};
        core_draft_init(&d, k->scratch);
        rules_id paper = rules_find_case(the_library()->hand, BASE_STR("paper"));
        assert_false(core_draft_fill(the_library()->hand, paper, 0, &d, BASE_STR("pillar"), bad[i], &e));
        assert_false(core_draft_fill(the_library()->hand, paper, 0, &d, bad[i], BASE_STR("met"), &e));
        assert_int_equal(d.n_fields + d.facts.n, 0);
        assert_false(core_is_text(bad[i]));
    }
    assert_true(core_is_text((base_str){NULL, 0}) && core_is_text(BASE_STR("集群")));
    desk_free(k);
}

/* ---- instants ---- */

static void instants(void **state) {
    (void)state;
    static const struct {
        int64_t at;
        const char *text;
    } good[] = {{0, "1970-01-01T00:00:00.000Z"},
                {-1, "1969-12-31T23:59:59.999Z"},
                {INT64_C(1687230245678), "2023-06-20T03:04:05.678Z"},
                {INT64_C(951782399999), "2000-02-28T23:59:59.999Z"},
                {INT64_C(951782400000), "2000-02-29T00:00:00.000Z"},
                {INT64_C(-62135596800000), "0001-01-01T00:00:00.000Z"},
                {INT64_C(253402300799999), "9999-12-31T23:59:59.999Z"}};
    base_buf b;
    int64_t at;
    base_buf_init(&b, 1000);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        base_buf_clear(&b);
        assert_true(core_put_instant(&b, good[i].at));
        assert_str(base_buf_str(&b), good[i].text);
        assert_true(core_parse_instant(base_buf_str(&b), &at));
        assert_int_equal(at, good[i].at);
    }
    base_buf_clear(&b);
    assert_false(core_put_instant(&b, INT64_C(-62135596800001)));
    assert_false(core_put_instant(&b, INT64_C(253402300800000)));
    assert_false(core_put_instant(&b, INT64_MIN));
    assert_false(core_put_instant(&b, INT64_MAX));
    assert_int_equal(b.n, 0);
    static const char *const bad[] = {"",
                                      "2023-06-20",
                                      "2023-06-20T03:04:05.678",
                                      "2023-06-20T03:04:05.678z",
                                      "2023-06-20t03:04:05.678Z",
                                      "2023-06-20T24:04:05.678Z",
                                      "2023-06-20T03:60:05.678Z",
                                      "2023-06-20T03:04:60.678Z",
                                      "2023-06-20T03:04:05,678Z",
                                      "2023-02-29T03:04:05.678Z",
                                      "2023-06-20T 3:04:05.678Z",
                                      "2023-06-20T03:04:05.67aZ",
                                      "2023-06-20T03:04:05.678ZZ"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (core_parse_instant(base_str_of(bad[i]), &at)) fail_msg("%s", bad[i]);
    }
    base_buf_free(&b);
}

/* An event that says when in no year that can be written. */
static void an_instant_outside_the_calendar(void **state) {
    (void)state;
    desk *k = hand_desk();
    core_event e = k->last.event[0];
    core_stamp s = STAMP;
    base_buf b;
    base_buf_init(&b, 100000);
    s.at = INT64_MAX;
    assert_false(core_event_put_payload(&b, &e, &s));
    e.day = BASE_DATE_NONE;
    assert_false(core_event_put_leaf(&b, k->world, &e, &s, BASE_STR("00"), (base_str){NULL, 0}));
    base_buf_free(&b);
    desk_free(k);
}

/* ---- private values ---- */

static const char PRIVATE[] = "rulebook p \"私\" \"p\"\n"
                              "level county \"县\" \"the county\" over its division  第一条\n"
                              "level office \"机关\" \"the office\" over everything  第一条\n"
                              "fact land \"面积\" \"land\" 平方公里\n"
                              "standard 1 \"标准\" \"standard\"  附件\n"
                              "  area 1 \"一\" \"one\"\n"
                              "    criterion 1.1 \"面积\" \"land\" require land <= 100 平方公里\n"
                              "case round \"批次\" \"round\"  第二条\n"
                              "  field closes \"截止\" \"closes\" date\n"
                              "  state open \"开\" \"open\" end\n"
                              "  action open_round \"开\" \"open\" by office new -> open\n"
                              "    takes closes\n"
                              "case cluster \"集群\" \"cluster\"  第二条\n"
                              "  field county \"县\" \"county\" division\n"
                              "  field copied \"抄\" \"copied\" text\n"
                              "  field phone \"电话\" \"phone\" text\n"
                              "  state here \"在\" \"here\" rest\n"
                              "  action register \"登记\" \"register\" by county new -> here\n"
                              "    takes phone private\n"
                              "    then county = division of actor\n"
                              "case paper \"文书\" \"paper\" of cluster in round  第三条\n"
                              "  judged by standard on year of round.closes\n"
                              "  field person \"人\" \"person\" text\n"
                              "  field whom \"找谁\" \"whom\" text\n"
                              "  form sheet \"表\" \"sheet\"  附件\n"
                              "    asks land\n"
                              "    asks whom\n"
                              "  state draft \"草\" \"draft\" rest\n"
                              "  state filed \"报\" \"filed\" end\n"
                              "  action begin \"起\" \"begin\" by county new -> draft\n"
                              "    takes person private, whom private\n"
                              "    then cluster.copied = person\n"
                              "    then cluster.phone = person\n"
                              "  action fill \"填\" \"fill\" by county in draft\n"
                              "    fills sheet\n"
                              "  action file \"报\" \"file\" by county draft -> filed\n"
                              "    freezes sheet\n";

static desk *private_desk(void) {
    desk *k = desk_of(book_of(the_library()->arena, PRIVATE));
    as(k, "office", "");
    must(k, "open_round r closes=2023-12-31");
    as(k, "county", "330106");
    must(k, "register c1");
    return k;
}

/* Out of the arguments, out of what is set, and out of what was copied from it in the same event. */
static void copies_of_private_values(void **state) {
    (void)state;
    desk *k = private_desk();
    event_bytes bytes = done(k, "begin c1/a round=r person=张三");
    assert_str(bytes.person, "[[\"person\",\"张三\"],[\"phone\",\"张三\"]]");
    assert_false(holds_text(bytes.payload, "张三"));
    assert_true(holds_text(bytes.payload, "[\"c1\",\"copied\",\"＊\"],[\"c1\",\"phone\",false]"));
    core_event e = there_and_back(k->arena, k->world, &bytes);
    for (size_t i = 0; i < e.n_sets; i++) {
        if (e.set[i].value.text.n > 0) assert_str(e.set[i].value.text, "＊");
    }
    /* A text that only looks the same is not a copy. */
    desk *other = private_desk();
    bytes = done(other, "begin c1/a round=r whom=张三 note=张三");
    assert_true(holds_text(bytes.payload, "[\"note\",\"张三\"]"));
    assert_str(bytes.person, "[[\"whom\",\"张三\"]]");
    /* Nothing private: no part of a person. */
    must(other, "register c2");
    bytes = done(other, "begin c2/a round=r");
    assert_int_equal(bytes.person.n, 0);
    assert_false(holds_text(bytes.leaf, "person"));
    assert_true(holds_text(bytes.payload, "[\"c2\",\"copied\",null]"));
    desk_free(k);
    desk_free(other);
}

/* A form that asks for it: the draft holds it, the event does not. */
static void private_values_in_a_form(void **state) {
    (void)state;
    desk *k = private_desk();
    must(k, "begin c1/a round=r");
    must(k, "fill c1/a land=90 whom=李四 why.land=无");
    event_bytes bytes = done(k, "file c1/a");
    assert_str(bytes.person, "[[\"whom\",\"李四\"]]");
    assert_true(holds_text(bytes.payload, "\"facts\":{\"fields\":[[\"whom\",false],[\"why.land\",\"无\"]]"));
    assert_true(holds_text(bytes.payload, "\"sets\":[[\"\",\"whom\",false]]"));
    core_event e = there_and_back(k->arena, k->world, &bytes);
    assert_str(core_draft_get(e.facts, BASE_STR("whom")), "＊");
    assert_str(core_draft_get(e.facts, BASE_STR("why.land")), "无");
    /* The draft itself is kept whole. */
    base_buf b;
    base_buf_init(&b, 10000);
    assert_true(core_draft_put(&b, k->last.event[0].book, draft_of(k, BASE_STR("c1/a"))));
    assert_true(holds_text(base_buf_str(&b), "[\"whom\",\"李四\"]"));
    base_buf_free(&b);
    desk_free(k);
}

/* What a person part says that can not hold it. */
static void a_person_part_that_is_full(void **state) {
    (void)state;
    desk *k = private_desk();
    base_buf b;
    must(k, "begin c1/a round=r person=张三");
    for (size_t max = 0; max < 40; max++) {
        core_event e = k->last.event[0];
        base_buf_init(&b, max);
        assert_true(core_event_part_person(k->arena, &e, &b));
        assert_true(b.full);
        base_buf_free(&b);
    }
    desk_free(k);
}

/* ---- who ---- */

static void names_of_persons_are_not_in_the_leaf(void **state) {
    (void)state;
    desk *k = hand_desk();
    as(k, "county", "330106");
    must(k, "register c1 name=甲");
    event_bytes bytes = done(k, "make c1/n1");
    assert_true(holds_text(bytes.leaf, "\"who\":\"330106\"") && !holds_text(bytes.payload, "who"));
    as(k, "office", "");
    must(k, "assign c1 assigned=张三,李四");
    bytes = done(k, "make c1/n2");
    assert_false(holds_text(bytes.leaf, "who") || holds_text(bytes.payload, "who"));
    as(k, "office", "某司");
    bytes = done(k, "make c1/n3");
    assert_true(!holds_text(bytes.leaf, "who") && holds_text(bytes.payload, "\"who\":\"某司\""));
    as(k, "expert", "李四");
    bytes = done(k, "make c1/n4");
    assert_true(!holds_text(bytes.leaf, "李四") && holds_text(bytes.payload, "\"who\":\"李四\"}"));
    core_event e = there_and_back(k->arena, k->world, &bytes);
    assert_str(e.actor.who, "李四");
    desk_free(k);
}

/* ---- drafts ---- */

static bool reads(base_arena *arena, const char *json, core_draft *d) {
    base_err e = {0};
    bool good = core_draft_read(arena, the_library()->hand, base_str_of(json), d, &e);
    assert_true(good == (e.kind == BASE_ERR_NONE));
    return good;
}

static void drafts(void **state) {
    (void)state;
    base_arena *arena = base_arena_new((size_t)64 << 20);
    const rules_book *b = the_library()->hand;
    rules_id paper = rules_find_case(b, BASE_STR("paper"));
    static const char *const fill[] = {
        "output.2021", "41.5",  "output.2022", "4100000 万元", "pillar", "“例”\n\\",  "land", "0.01", "illegal",
        "yes",         "goals", "met",         "why.output",   "无",     "standards", "0",    NULL};
    core_draft d, back;
    base_buf one, two;
    base_buf_init(&one, 1 << 20);
    base_buf_init(&two, 1 << 20);
    core_draft_init(&d, arena);
    assert_true(core_draft_put(&one, b, &d));
    assert_str(base_buf_str(&one), "{\"fields\":[],\"values\":[]}");
    assert_true(reads(arena, "{\"fields\":[],\"values\":[]}", &back));
    assert_int_equal(back.n_fields + back.facts.n, 0);
    for (size_t i = 0; fill[i] != NULL; i += 2) {
        base_err e = {0};
        if (!core_draft_fill(b, paper, 0, &d, base_str_of(fill[i]), base_str_of(fill[i + 1]), &e)) fail_msg("%s", e.en);
    }
    base_buf_clear(&one);
    assert_true(core_draft_put(&one, b, &d));
    assert_canonical(base_buf_str(&one));
    assert_true(holds_text(base_buf_str(&one), "[\"output\",2022,\"410\"]"));
    base_err e = {0};
    assert_true(core_draft_read(arena, b, base_buf_str(&one), &back, &e));
    assert_int_equal(back.facts.n, d.facts.n);
    assert_true(core_draft_put(&two, b, &back));
    assert_same_bytes(base_buf_str(&one), base_buf_str(&two));
    /* A draft is kept outside the log and may be older than the text: what that no longer asks for is left out. */
    assert_true(
        reads(arena, "{\"fields\":[[\"x\",\"y\"]],\"values\":[[\"gone\",2021,\"1\"],[\"land\",0,\"2\"]]}", &back));
    assert_int_equal(back.facts.n, 1);
    static const char *const bad[] = {"",
                                      "[]",
                                      "{}",
                                      "{\"fields\":[]}",
                                      "{\"values\":[],\"fields\":[]}",
                                      "{\"fields\":[],\"values\":[],\"more\":[]}",
                                      "{\"fields\":{},\"values\":[]}",
                                      "{\"fields\":[[\"x\"]],\"values\":[]}",
                                      "{\"fields\":[[\"x\",1]],\"values\":[]}",
                                      "{\"fields\":[[\"x\",false]],\"values\":[]}",
                                      "{\"fields\":[],\"values\":[[\"land\",0,2]]}",
                                      "{\"fields\":[],\"values\":[[\"land\",\"0\",\"2\"]]}",
                                      "{\"fields\":[],\"values\":[[\"land\",-1,\"2\"]]}",
                                      "{\"fields\":[],\"values\":[[\"land\",2020,\"2\"]]}",
                                      "{\"fields\":[],\"values\":[[\"land\",0,\"-2\"]]}",
                                      "{\"fields\":[],\"values\":[[\"pillar\",0,\"a\\u0000\"]]}",
                                      "{\"fields\":[[\"x\\u0000\",\"y\"]],\"values\":[]}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (reads(arena, bad[i], &back)) fail_msg("%s", bad[i]);
    }
    base_buf_free(&one);
    base_buf_free(&two);
    base_arena_free(arena);
}

/* ---- limits ---- */

/* One byte more than may stand in the log is not written. */
static void limits(void **state) {
    (void)state;
    desk *k = hand_desk();
    core_event e = k->last.event[0];
    base_buf b;
    base_buf_init(&b, (size_t)CORE_PAYLOAD_MAX * 2);
    assert_true(core_event_put_payload(&b, &e, &STAMP));
    size_t room = CORE_PAYLOAD_MAX - b.n;
    char *text = base_arena_alloc(k->arena, room + 2);
    memset(text, 'a', room + 2);
    for (size_t more = 0; more < 2; more++) {
        core_stamp s = STAMP;
        s.request = (base_str){text, room + 1 + more};
        base_buf_clear(&b);
        assert_int_equal(core_event_put_payload(&b, &e, &s), more == 0);
        assert_int_equal(b.n, CORE_PAYLOAD_MAX + more);
    }
    base_buf_clear(&b);
    base_str none = {NULL, 0};
    assert_true(core_event_put_leaf(&b, k->world, &e, &STAMP, BASE_STR("0"), none));
    room = CORE_LEAF_MAX - b.n;
    for (size_t more = 0; more < 2; more++) {
        base_buf_clear(&b);
        assert_int_equal(core_event_put_leaf(&b, k->world, &e, &STAMP, (base_str){text, room + 1 + more}, none),
                         more == 0);
    }
    base_buf_free(&b);
    for (size_t max = 0; max < 200; max += 7) { /* a buffer that is full says so */
        base_buf_init(&b, max);
        assert_false(core_event_put_payload(&b, &e, &STAMP) &&
                     core_event_put_leaf(&b, k->world, &e, &STAMP, BASE_STR("00"), none));
        base_buf_free(&b);
    }
    desk_free(k);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(escapes),
                                       cmocka_unit_test(only_text_is_decided),
                                       cmocka_unit_test(instants),
                                       cmocka_unit_test(an_instant_outside_the_calendar),
                                       cmocka_unit_test(copies_of_private_values),
                                       cmocka_unit_test(private_values_in_a_form),
                                       cmocka_unit_test(a_person_part_that_is_full),
                                       cmocka_unit_test(names_of_persons_are_not_in_the_leaf),
                                       cmocka_unit_test(drafts),
                                       cmocka_unit_test(limits)};
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
