/* The prover on a small rulebook: every form, proved and broken; what is broken comes with a history that runs. The
 * national rulebook and faults planted in it are in test_prove_faults.c. */
#include "prove_support.h"

#define TINY                                                                                                           \
    "rulebook tiny \"小\" \"tiny\"\n"                                                                                 \
    "  cites \"示例\"\n"                                                                                             \
    "  articles 1\n"                                                                                                   \
    "  force from 2023-01-01\n"                                                                                        \
    "  level ministry\n"                                                                                               \
    "level ministry \"部\" \"the ministry\"  over everything  第一条\n"                                            \
    "level county \"县\" \"the county\"  over its division  第一条\n"                                              \
    "case cluster \"集群\" \"cluster\"  第一条\n"                                                                 \
    "  field county \"县\" \"county\"  division\n"                                                                    \
    "  field flag \"旗\" \"flag\"  yes/no default no\n"                                                               \
    "  field until \"至\" \"until\"  date\n"                                                                          \
    "  state open \"开\" \"open\"  rest\n"                                                                            \
    "  state shut \"关\" \"shut\"  rest\n"                                                                            \
    "  action register \"登记\" \"register\" by county  new -> open  第一条\n"                                    \
    "    then county = division of actor\n"                                                                            \
    "  action raise \"升旗\" \"raise\" by ministry  in open  第一条\n"                                            \
    "    needs not flag  \"未升\" \"not raised\"\n"                                                                  \
    "    then flag = yes\n"                                                                                            \
    "  action renew \"延\" \"renew\" by ministry  in open or shut  第一条\n"                                       \
    "    asks until\n"                                                                                                 \
    "case job \"事\" \"job\" of cluster  第一条\n"                                                                 \
    "  state new_one \"新\" \"new\"\n"                                                                                \
    "  state half \"半\" \"half\"  lasts 3 working days\n"                                                            \
    "  state done \"成\" \"done\"  end\n"                                                                             \
    "  state bad \"败\" \"bad\"  end\n"                                                                               \
    "  action begin \"始\" \"begin\" by county  new -> new_one  第一条\n"                                          \
    "  action go \"行\" \"go\" by county  new_one -> half  第一条\n"                                               \
    "  action finish \"成\" \"finish\" by ministry  half -> done  第一条\n"                                        \
    "    needs half is over  \"期满\" \"the time is over\"\n"                                                        \
    "    needs no job is bad  \"无败\" \"none is bad\"\n"                                                            \
    "  action spoil \"败\" \"spoil\" by county  new_one or half -> bad  第一条\n"                                  \
    "    needs some job is half  \"有半\" \"one is half done\"\n"                                                    \
    "  action close \"关\" \"close\" by ministry  in new_one  第一条\n"                                            \
    "    needs no job is half  \"无半\" \"none is half done\"\n"                                                     \
    "    then cluster: open -> shut\n"

typedef struct {
    const char *line;
    enum core_proof_verdict verdict;
    const char *ends; /* the last step of the history */
} expectation;

static const rules_book *book_of(base_arena *arena, const char *proofs) {
    char why[500] = "";
    base_str text = base_arena_fmt(arena, "%s%s", TINY, proofs);
    const rules_book *b = compile(arena, text, why, sizeof why);
    if (b == NULL) fail_msg("%s", why);
    return b;
}

static core_proof_result prove_line(base_arena *arena, const char *line, const core_prove_options *o,
                                    const rules_book **book) {
    core_prove_report r;
    *book = book_of(arena, base_arena_fmt(arena, "prove %s  第一条\n", line).p);
    core_prove_book(*book, o, &r);
    assert_int_equal(r.n, 1);
    assert_int_equal(r.proved + r.failed + r.not_settled, 1);
    return r.result[0];
}

static bool ends_with_step(base_str scenario, const char *step) {
    while (scenario.n > 0 && scenario.p[scenario.n - 1] == '\n') scenario.n--;
    size_t at = scenario.n;
    while (at > 0 && scenario.p[at - 1] != '\n') at--;
    return base_str_starts((base_str){scenario.p + at, scenario.n - at}, base_str_of(step));
}

static void check(const expectation *e, size_t n) {
    for (size_t i = 0; i < n; i++) {
        base_arena *arena = base_arena_new((size_t)1 << 28);
        core_prove_options o = options(arena);
        const rules_book *b;
        core_proof_result r = prove_line(arena, e[i].line, &o, &b);
        if (r.verdict != e[i].verdict)
            fail_msg("“%s”: verdict %d, expected %d: %.*s", e[i].line, (int)r.verdict, (int)e[i].verdict,
                     (int)r.why.en.n, r.why.en.p);
        if (r.verdict == CORE_FAILED) {
            if (!runs(b, r.scenario)) fail_msg("“%s”: does not run:\n%.*s", e[i].line, (int)r.scenario.n, r.scenario.p);
            if (!ends_with_step(r.scenario, e[i].ends))
                fail_msg("“%s”: does not end with %s:\n%.*s", e[i].line, e[i].ends, (int)r.scenario.n, r.scenario.p);
        } else {
            assert_int_equal(r.scenario.n, 0);
        }
        base_arena_free(arena);
    }
}

static void order_of_actions(void **state) {
    (void)state;
    const expectation e[] = {
        {"job reaches done only after begin, go", CORE_PROVED, NULL},
        {"job reaches done only after spoil", CORE_FAILED, "finish"},
        {"cluster reaches shut only after begin", CORE_PROVED, NULL},
        {"cluster reaches shut only after finish", CORE_FAILED, "close"}, /* by a case beside it */
        {"between close and raise comes begin", CORE_PROVED, NULL},       /* nothing is raised once it is shut */
        {"between raise and close comes begin", CORE_FAILED, "close"},
    };
    check(e, sizeof e / sizeof *e);
}

static void who_moves_a_case(void **state) {
    (void)state;
    const expectation e[] = {
        {"cluster leaves open only by close", CORE_PROVED, NULL},
        {"cluster leaves open only by raise", CORE_FAILED, "close"},
        {"cluster reaches shut only by close", CORE_PROVED, NULL},
        {"cluster reaches shut only by raise", CORE_FAILED, "close"},
        {"cluster leaves shut only by raise", CORE_PROVED, NULL},
    };
    check(e, sizeof e / sizeof *e);
}

static void what_must_hold_when_it_is_granted(void **state) {
    (void)state;
    const expectation e[] = {
        {"job finish only when half is over", CORE_PROVED, NULL},
        {"job finish only when cluster.flag", CORE_FAILED, "finish"},
        {"raise only when not flag", CORE_PROVED, NULL},
        {"raise only when flag", CORE_FAILED, "raise"},
        {"renew only when until is given", CORE_PROVED, NULL}, /* an argument that is asked for */
        {"renew only when until is over", CORE_FAILED, "renew"},
    };
    check(e, sizeof e / sizeof *e);
}

/* A second case stands where the first stood before. */
static void any_number_of_cases(void **state) {
    (void)state;
    const expectation e[] = {
        {"job finish never while some job is bad", CORE_PROVED, NULL},
        {"job finish never while some job is half", CORE_FAILED, "finish"},
        {"job finish never while some job is new_one", CORE_FAILED, "finish"},
        {"job close never while some job is half", CORE_PROVED, NULL},
        {"job finish only when every job is done or bad", CORE_FAILED, "finish"},
        {"job spoil only when every job is half", CORE_FAILED, "spoil"},
    };
    check(e, sizeof e / sizeof *e);
}

static void what_changes_a_field(void **state) {
    (void)state;
    const expectation e[] = {
        {"cluster.flag changes only by raise", CORE_PROVED, NULL},
        {"cluster.until changes only by renew", CORE_PROVED, NULL},
        {"cluster.until changes only by raise", CORE_FAILED, "renew"},
        {"renew extends cluster.until", CORE_FAILED, "renew"},
        {"no action is open to two levels unless shared", CORE_PROVED, NULL},
    };
    check(e, sizeof e / sizeof *e);
}

static void what_can_be_reached(void **state) {
    (void)state;
    const expectation e[] = {
        {"from every state a rest can be reached", CORE_FAILED, "spoil"}, /* one is bad: the other can neither end */
        {"from new_one of job go can follow", CORE_PROVED, NULL},
        {"from half of job finish can follow", CORE_FAILED, "spoil"},
        {"from half of job finish can follow while no job is bad", CORE_PROVED, NULL}, /* by waiting */
        {"from open of cluster raise can follow while not flag", CORE_PROVED, NULL},
        {"from open of cluster raise can follow", CORE_FAILED, "raise"},
        {"from shut of cluster raise can follow", CORE_FAILED, "close"},
    };
    check(e, sizeof e / sizeof *e);
}

static void without_reference_data_nothing_is_said_to_fail(void **state) {
    (void)state;
    base_arena *arena = base_arena_new((size_t)1 << 28);
    core_prove_options o = {.arena = arena};
    const rules_book *b;
    core_proof_result r = prove_line(arena, "job finish only when cluster.flag", &o, &b);
    assert_int_equal(r.verdict, CORE_NOT_SETTLED);
    assert_int_equal(r.n_steps, 5); /* register, begin, go, time passes, finish */
    assert_int_equal(r.scenario.n, 0);
    assert_int_equal(prove_line(arena, "job finish only when half is over", &o, &b).verdict, CORE_PROVED);
    base_arena_free(arena);
}

static void too_many_states_are_not_settled(void **state) {
    (void)state;
    base_arena *arena = base_arena_new((size_t)1 << 28);
    core_prove_options o = options(arena);
    const rules_book *b;
    o.max_states = 2;
    core_proof_result r = prove_line(arena, "job finish never while some job is bad", &o, &b);
    assert_int_equal(r.verdict, CORE_NOT_SETTLED);
    assert_true(r.why.zh.n > 0 && r.why.en.n > 0);
    assert_int_equal(prove_line(arena, "from new_one of job go can follow", &o, &b).verdict, CORE_NOT_SETTLED);
    base_arena_free(arena);
}

static uint64_t ticks(void *ctx) { return *(uint64_t *)ctx += 1000000; }

static void when_time_is_over_the_rest_is_not_settled(void **state) {
    (void)state;
    base_arena *arena = base_arena_new((size_t)1 << 28);
    uint64_t clock = 0;
    core_prove_options o = options(arena);
    core_prove_report r;
    o.now_ns = ticks;
    o.now_ctx = &clock;
    o.until_ns = 3000000; /* the first proof begins at 2000000, the second at 4000000 */
    const rules_book *b = book_of(arena, "prove job finish only when half is over  第一条\n"
                                         "prove job finish only when cluster.flag  第一条\n");
    assert_false(core_prove_book(b, &o, &r));
    assert_true(r.proved == 1 && r.failed == 0 && r.not_settled == 1);
    assert_non_null(strstr(r.result[1].why.en.p, "time"));
    base_arena_free(arena);
}

static void it_is_told_in_both_languages(void **state) {
    (void)state;
    base_arena *arena = base_arena_new((size_t)1 << 28);
    uint64_t clock = 0;
    core_prove_options o = options(arena);
    core_prove_report r;
    base_buf zh, en;
    o.now_ns = ticks;
    o.now_ctx = &clock;
    const rules_book *b = book_of(arena, "prove job finish only when half is over  第一条\n"
                                         "prove job finish only when cluster.flag  第一条\n");
    assert_false(core_prove_book(b, &o, &r));
    assert_int_equal(r.proved, 1);
    assert_int_equal(r.failed, 1);
    assert_int_equal(r.result[0].ns, 1000000);
    assert_int_equal(r.ns, 5000000);
    base_buf_init(&zh, 1 << 16);
    base_buf_init(&en, 1 << 16);
    assert_true(core_prove_text(&zh, &r, true) && core_prove_text(&en, &r, false));
    assert_true(base_buf_putc(&zh, '\0') && base_buf_putc(&en, '\0'));
    assert_non_null(strstr(zh.p, "已证明"));
    assert_non_null(strstr(zh.p, "不成立"));
    assert_non_null(strstr(en.p, "2 properties: 1 proved, 1 failed, 0 not settled"));
    assert_non_null(strstr(en.p, "0.005 s"));
    assert_non_null(strstr(en.p, "finish cluster1/job1"));
    base_buf_free(&zh);
    base_buf_free(&en);
    base_buf_init(&zh, 40);
    assert_false(core_prove_text(&zh, &r, true));
    base_buf_free(&zh);
    base_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_of_actions),
        cmocka_unit_test(who_moves_a_case),
        cmocka_unit_test(what_must_hold_when_it_is_granted),
        cmocka_unit_test(any_number_of_cases),
        cmocka_unit_test(what_changes_a_field),
        cmocka_unit_test(what_can_be_reached),
        cmocka_unit_test(without_reference_data_nothing_is_said_to_fail),
        cmocka_unit_test(too_many_states_are_not_settled),
        cmocka_unit_test(when_time_is_over_the_rest_is_not_settled),
        cmocka_unit_test(it_is_told_in_both_languages),
    };
    return cmocka_run_group_tests(tests, read_tree, free_tree);
}
