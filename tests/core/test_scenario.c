/* Reading scenario files: words, quotes, answers, faults with their places, limits. */
#include "../testing.h"

#include "core/scenario.h"

/* A text being read, in a block of just its size, so that the address sanitizer sees a step beyond it. */
typedef struct {
    base_arena *arena, *words;
    rules_diags d;
    core_scenario s;
    char *text;
    core_step step;
} reading;

static reading *begin_n(const char *text, size_t n) {
    reading *r = calloc(1, sizeof *r);
    assert_non_null(r);
    r->arena = base_arena_new((size_t)64 << 20);
    r->words = base_arena_new((size_t)256 << 20);
    rules_diags_init(&r->d, r->arena);
    r->text = malloc(n ? n : 1);
    assert_non_null(r->text);
    memcpy(r->text, text, n);
    core_scenario_open(&r->s, (base_str){r->text, n}, BASE_STR("t.case"), r->words);
    return r;
}

static reading *begin(const char *text) { return begin_n(text, strlen(text)); }

static void end(reading *r) {
    base_arena_free(r->arena);
    base_arena_free(r->words);
    free(r->text);
    free(r);
}

static bool next(reading *r) { return core_scenario_next(&r->s, &r->step, &r->d); }

static void assert_text(base_str s, const char *expected) {
    if (!base_str_is(s, expected)) fail_msg("have \"%.*s\", expected \"%s\"", (int)s.n, s.n ? s.p : "", expected);
}

/* The first fault has this code, line and column. */
static void assert_fault(const rules_diags *d, const char *code, uint32_t line, uint32_t col) {
    assert_true(d->n >= 1);
    assert_string_equal(d->item[0].code, code);
    assert_int_equal(d->item[0].span.line, line);
    assert_int_equal(d->item[0].span.col, col);
    assert_true(d->item[0].zh.n > 0 && d->item[0].en.n > 0 && d->item[0].hint_zh.n > 0 && d->item[0].hint_en.n > 0);
}

static void check_fault(const char *text, const char *code, uint32_t line, uint32_t col) {
    reading *r = begin(text);
    assert_false(core_scenario_check(r->s.text, r->s.file, r->words, &r->d));
    assert_fault(&r->d, code, line, col);
    end(r);
}

static void words_keys_and_values(void **state) {
    (void)state;
    reading *r = begin("  open_round r23 closes=2023-07-31\tquota=6  \n");
    assert_true(next(r));
    assert_int_equal(r->step.n, 4);
    assert_int_equal(r->step.line, 1);
    assert_int_equal(r->step.want, CORE_WANT_NOTHING_SAID);
    assert_text(r->step.word[0].text, "open_round");
    assert_text(core_word_key(&r->step.word[2]), "closes");
    assert_text(core_word_value(&r->step.word[2]), "2023-07-31");
    assert_text(core_word_key(&r->step.word[1]), "r23");
    assert_int_equal(core_word_value(&r->step.word[1]).n, 0);
    assert_text(r->step.source, "open_round r23 closes=2023-07-31\tquota=6");
    assert_false(next(r));
    assert_int_equal(r->d.errors, 0);
    end(r);
}

static void quotes_as_in_a_shell(void **state) {
    (void)state;
    reading *r = begin("a name=\"b \\\"c\\\" \\\\ \\n\" 'single \\ \"' x'y'\"z\" \\# k='a=b' '=' \"q=r\"\n");
    assert_true(next(r));
    assert_int_equal(r->step.n, 8);
    assert_text(core_word_value(&r->step.word[1]), "b \"c\" \\ \\n");
    assert_text(r->step.word[2].text, "single \\ \"");
    assert_text(r->step.word[3].text, "xyz");
    assert_text(r->step.word[4].text, "#");
    assert_text(core_word_value(&r->step.word[5]), "a=b");
    assert_true(r->step.word[6].eq == CORE_NO_EQ);
    assert_true(r->step.word[7].eq == CORE_NO_EQ); /* a quoted = parts nothing */
    end(r);
}

static void quoted_words_span_lines(void **state) {
    (void)state;
    reading *r = begin("amend v1 'one\ntwo\n' x\n\nnext \"a\\\nb\" \\\n  joined\nlast\n");
    assert_true(next(r));
    assert_int_equal(r->step.n, 4);
    assert_text(r->step.word[2].text, "one\ntwo\n");
    assert_int_equal(r->step.word[3].line, 3);
    assert_true(next(r));
    assert_int_equal(r->step.line, 5);
    assert_int_equal(r->step.n, 3);
    assert_text(r->step.word[1].text, "ab");
    assert_text(r->step.word[2].text, "joined");
    assert_true(next(r));
    assert_int_equal(r->step.line, 8);
    assert_false(next(r));
    end(r);
}

static void comments_and_blank_lines(void **state) {
    (void)state;
    reading *r = begin("# c 'unclosed\n\n  # more\r\na#b c # 'x\r\nd\n#");
    assert_true(next(r));
    assert_int_equal(r->step.line, 4);
    assert_int_equal(r->step.n, 2);
    assert_text(r->step.word[0].text, "a#b");
    assert_text(r->step.word[1].text, "c");
    assert_true(next(r));
    assert_text(r->step.word[0].text, "d");
    assert_false(next(r));
    assert_int_equal(r->d.errors, 0);
    end(r);
}

static void answers(void **state) {
    (void)state;
    reading *r = begin("a -> ok\nb c1 -> refused\nc -> refused 第十二条 第十七条(三) # why\nd \"->\" e'->'\n");
    assert_true(next(r));
    assert_int_equal(r->step.want, CORE_WANT_OK);
    assert_int_equal(r->step.n, 1);
    assert_true(next(r));
    assert_int_equal(r->step.want, CORE_WANT_REFUSED);
    assert_int_equal(r->step.n, 2);
    assert_int_equal(r->step.n_articles, 0);
    assert_true(next(r));
    assert_int_equal(r->step.n_articles, 2);
    assert_text(r->step.article[1].text, "第十七条(三)");
    assert_text(r->step.source, "c -> refused 第十二条 第十七条(三)");
    assert_true(next(r));
    assert_int_equal(r->step.want, CORE_WANT_NOTHING_SAID);
    assert_int_equal(r->step.n, 3);
    end(r);
}

static void bom_and_no_newline_at_the_end(void **state) {
    (void)state;
    reading *r = begin("\xEF\xBB\xBFtoday 2023-01-01");
    assert_true(next(r));
    assert_text(r->step.word[0].text, "today");
    assert_false(next(r));
    end(r);
    r = begin("");
    assert_false(next(r));
    assert_true(core_scenario_check(r->s.text, r->s.file, r->words, &r->d));
    end(r);
}

static void faults_with_their_places(void **state) {
    (void)state;
    check_fault("today 2023-01-01\n名称 'open\nx", "C001", 2, 4);
    check_fault("a \"open", "C002", 1, 3);
    check_fault("a \\", "C003", 1, 3);
    check_fault("a b\x01", "C004", 1, 4);
    check_fault("a '\x7F'", "C004", 1, 4);
    check_fault("a\rb", "C004", 1, 2);
    check_fault("-> ok\n", "C006", 1, 1);
    check_fault("a ->\n", "C007", 1, 3);
    check_fault("a -> fine\n", "C008", 1, 6);
    check_fault("a -> ok then\n", "C008", 1, 9);
    check_fault("一二 \xFF\n", "C011", 1, 4);
}

static void several_faults_in_one_run(void **state) {
    (void)state;
    reading *r = begin("a -> fine\nb\nc ->\n\"d\n");
    assert_false(core_scenario_check(r->s.text, r->s.file, r->words, &r->d));
    assert_int_equal(r->d.errors, 3);
    assert_int_equal(r->d.item[1].span.line, 3);
    assert_int_equal(r->d.item[2].span.line, 4);
    assert_text(r->d.item[0].span.source, "a -> fine");
    end(r);
}

/* A step goes on after a fault on the line before. */
static void reading_goes_on(void **state) {
    (void)state;
    reading *r = begin("a -> fine\nb\n");
    assert_true(next(r));
    assert_text(r->step.word[0].text, "b");
    assert_int_equal(r->d.errors, 1);
    end(r);
}

static char *repeat(const char *part, size_t times, const char *tail, size_t *n) {
    size_t part_n = strlen(part), tail_n = strlen(tail);
    char *text = malloc(part_n * times + tail_n + 1);
    assert_non_null(text);
    for (size_t i = 0; i < times; i++) memcpy(text + i * part_n, part, part_n);
    memcpy(text + part_n * times, tail, tail_n + 1);
    *n = part_n * times + tail_n;
    return text;
}

static void limit(const char *part, size_t times, const char *tail, const char *code) {
    size_t n;
    char *text = repeat(part, times, tail, &n);
    reading *r = begin_n(text, n);
    bool good = core_scenario_check(r->s.text, r->s.file, r->words, &r->d);
    if (code == NULL) {
        assert_true(good);
    } else {
        assert_false(good);
        assert_string_equal(r->d.item[0].code, code);
    }
    end(r);
    free(text);
}

static void limits(void **state) {
    (void)state;
    limit("w ", CORE_SCENARIO_MAX_WORDS, "\n", NULL);
    limit("w ", CORE_SCENARIO_MAX_WORDS + 1, "\n", "C005");
    limit("w", CORE_SCENARIO_MAX_LINE, "\nx\n", NULL);
    limit("w", CORE_SCENARIO_MAX_LINE + 1, "\nx\n", "C012");
    limit("w", CORE_SCENARIO_MAX_LINE + 1, "", "C012");
    limit("w\n", CORE_SCENARIO_MAX_STEPS, "", NULL);
    limit("w\n", CORE_SCENARIO_MAX_STEPS + 1, "", "C013");
    limit("#34567\n", (CORE_SCENARIO_MAX_TEXT / 7) + 1, "", "C010");
    limit("'23456\n 123456'\\\n", CORE_SCENARIO_MAX_STEP / 18 - 10, "x\n", NULL); /* one word of many lines */
    limit("'23456\n 123456'\\\n", CORE_SCENARIO_MAX_STEP / 18 + 2 * 65536, "x\n", "C005");
}

/* More faults than are kept are still counted, and the list stays whole. */
static void many_faults_are_counted(void **state) {
    (void)state;
    size_t n;
    char *text = repeat("a ->\n", 300, "", &n);
    reading *r = begin_n(text, n);
    assert_false(core_scenario_check(r->s.text, r->s.file, r->words, &r->d));
    assert_int_equal(r->d.n, RULES_MAX_DIAGS);
    assert_int_equal(r->d.errors, 300);
    assert_int_equal(r->d.left_out, 200);
    end(r);
    free(text);
}

static void near_names(void **state) {
    (void)state;
    const base_str name[] = {BASE_STR("accept"), BASE_STR("recommend"), BASE_STR("产值")};
    assert_text(core_near(BASE_STR("acept"), name, 3), "accept");
    assert_text(core_near(BASE_STR("recomend"), name, 3), "recommend");
    assert_int_equal(core_near(BASE_STR("x"), name, 3).n, 0);
    assert_int_equal(core_near(BASE_STR("withdraw"), name, 3).n, 0);
    base_arena *arena = base_arena_new(1 << 20);
    rules_text none = CORE_TEXT("无", "none");
    assert_text(core_near_hint(arena, BASE_STR("acept"), name, 3, none).en, "did you mean accept?");
    assert_text(core_near_hint(arena, BASE_STR("zzzzzz"), name, 3, none).zh, "无");
    base_arena_free(arena);
}

/* The caret's column counts characters, its source is that line alone. */
static void spans_count_characters(void **state) {
    (void)state;
    reading *r = begin("x\r\n集群 \"名\n称\" 末尾\r\n");
    assert_true(next(r));
    assert_true(next(r));
    rules_span at = core_word_span(&r->s, &r->step.word[1]);
    assert_int_equal(at.line, 2);
    assert_int_equal(at.col, 4);
    assert_text(at.source, "集群 \"名");
    at = core_word_span(&r->s, &r->step.word[2]);
    assert_int_equal(at.line, 3);
    assert_int_equal(at.col, 4);
    assert_int_equal(at.len, 2);
    assert_text(at.source, "称\" 末尾");
    end(r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_keys_and_values),
        cmocka_unit_test(quotes_as_in_a_shell),
        cmocka_unit_test(quoted_words_span_lines),
        cmocka_unit_test(comments_and_blank_lines),
        cmocka_unit_test(answers),
        cmocka_unit_test(bom_and_no_newline_at_the_end),
        cmocka_unit_test(faults_with_their_places),
        cmocka_unit_test(several_faults_in_one_run),
        cmocka_unit_test(reading_goes_on),
        cmocka_unit_test(limits),
        cmocka_unit_test(many_faults_are_counted),
        cmocka_unit_test(near_names),
        cmocka_unit_test(spans_count_characters),
    };
    return cmocka_run_group_tests_name("core/scenario", tests, NULL, NULL);
}
