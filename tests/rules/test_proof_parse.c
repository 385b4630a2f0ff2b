/* Properties: what each form becomes, and what is said about one that names nothing. */
#include "compiled.h"

static struct compiled c;

static const rules_proof *only(const char *lines) {
    c = small_with(lines);
    if (!c.book) {
        const base_str have = said(c);
        fail_msg("%s\nsays %.*s", lines, (int)have.n, have.p);
    }
    assert_int_equal(c.book->n_proofs, 1);
    return &c.book->proof[0];
}

static void assert_action(const rules_proof *p, size_t i, const char *kase, const char *name) {
    assert_true(i < p->n_actions);
    const rules_action *a = &c.book->action[p->action[i]];
    assert_str(a->name, name);
    assert_str(c.book->kase[a->kase].name, kase);
}

static void assert_case(rules_id kase, const char *name) { assert_str(c.book->kase[kase].name, name); }

static void reaches_and_leaves(void **state) {
    (void)state;
    const rules_proof *p = only("prove work reaches done only after begin, notice  第二条\n");
    assert_int_equal(p->form, RULES_P_REACHES_AFTER);
    assert_case(p->kase, "work");
    assert_int_equal(p->state, 2);
    assert_int_equal(p->n_actions, 2);
    assert_action(p, 1, "work", "notice");
    assert_str(p->text, "prove work reaches done only after begin, notice");
    assert_str(p->cite, "第二条");
    compiled_end(c);
    p = only("prove cluster reaches known only by finish or note keep\n");
    assert_int_equal(p->form, RULES_P_REACHES_BY);
    assert_action(p, 0, "work", "finish");
    assert_action(p, 1, "note", "keep");
    assert_int_equal(p->cite.n, 0);
    compiled_end(c);
    p = only("prove work leaves begun only by notice\n");
    assert_int_equal(p->form, RULES_P_LEAVES_BY);
    assert_int_equal(p->state, 0);
    compiled_end(c);
}

static void about_actions(void **state) {
    (void)state;
    const rules_proof *p = only("prove work notice only when ok\n  and cluster.good\n");
    assert_int_equal(p->form, RULES_P_ONLY_WHEN);
    assert_case(p->kase, "work");
    assert_action(p, 0, "work", "notice");
    assert_int_not_equal(p->guard, RULES_NONE);
    assert_str(p->text, "prove work notice only when ok and cluster.good");
    compiled_end(c);
    p = only("prove keep never while grave\n");
    assert_int_equal(p->form, RULES_P_NEVER_WHILE);
    assert_case(p->kase, "note");
    compiled_end(c);
    p = only("prove finish extends cluster.since\n");
    assert_int_equal(p->form, RULES_P_EXTENDS);
    assert_case(p->kase, "cluster");
    assert_int_equal(p->field.holder, RULES_OWN);
    assert_int_equal(p->field.field, 2);
    assert_action(p, 0, "work", "finish");
    compiled_end(c);
    p = only("prove between begin and finish comes notice\n");
    assert_int_equal(p->form, RULES_P_BETWEEN);
    assert_int_equal(p->n_actions, 3);
    assert_action(p, 0, "work", "begin");
    assert_action(p, 1, "work", "finish");
    assert_action(p, 2, "work", "notice");
    compiled_end(c);
    p = only("prove cluster.name changes only by register, finish\n");
    assert_int_equal(p->form, RULES_P_CHANGES_BY);
    assert_case(p->kase, "cluster");
    assert_int_equal(p->field.field, 0);
    assert_action(p, 1, "work", "finish");
    compiled_end(c);
}

static void ways_on(void **state) {
    (void)state;
    const rules_proof *p = only("prove from every state a rest can be reached\n");
    assert_int_equal(p->form, RULES_P_REST);
    assert_int_equal(p->n_actions, 0);
    compiled_end(c);
    /* A name alone is every action of that name; with its case it is one. */
    p = only("  action drop \"弃\" \"drop\" by county begun -> done\n"
             "case other \"另\" \"other\" of cluster  第一条\n"
             "  state made \"记\" \"made\"\n"
             "  state gone \"失\" \"gone\" end\n"
             "  action make_other \"记\" \"make\" by county new -> made\n"
             "  action drop \"弃\" \"drop\" by county made -> gone\n"
             "prove from every state a rest can be reached without drop, note keep\n");
    assert_int_equal(p->n_actions, 3);
    assert_action(p, 0, "work", "drop");
    assert_action(p, 1, "other", "drop");
    assert_action(p, 2, "note", "keep");
    compiled_end(c);
    p = only("prove from begun of work notice can follow while round is open\n");
    assert_int_equal(p->form, RULES_P_CAN_FOLLOW);
    assert_case(p->kase, "work");
    assert_int_equal(p->state, 0);
    assert_action(p, 0, "work", "notice");
    assert_int_not_equal(p->guard, RULES_NONE);
    compiled_end(c);
    p = only("prove from begun of work notice can follow\n");
    assert_int_equal(p->guard, RULES_NONE);
    compiled_end(c);
    p = only("prove no action is open to two levels unless shared\n");
    assert_int_equal(p->form, RULES_P_ONE_LEVEL);
    compiled_end(c);
}

static void faults(void **state) {
    (void)state;
    says("prove\n", "E091 ");
    says("prove no way out\n", "E090 way");
    says("prove nothing reaches done only by finish\n", "E211 nothing");
    says("prove work reaches gone only by finish\n", "E213 gone");
    says("prove work reaches done by finish\n", "E090 by");
    says("prove work reaches done only when ok\n", "E090 when");
    says("prove work leaves done only after finish\n", "E090 after");
    says("prove work reaches done only by nothing\n", "E215 nothing");
    says("prove work reaches done only by finish,\n", "E091 ");
    says("prove work.gone changes only by finish\n", "E214 gone");
    says("prove nothing.ok changes only by finish\n", "E211 nothing");
    says("prove work.ok changes by finish\n", "E090 by");
    says("prove finish extends work.ok\n", "E301 finish");
    says("prove finish extends work\n", "E091 ");
    says("prove finish extends work.3\n", "E090 3");
    says("prove finish takes long\n", "E090 takes");
    says("prove finish only when nothing\n", "E217 nothing");
    says("prove finish only when ok ok\n", "E092 ok");
    says("prove work nothing only when ok\n", "E215 nothing");
    says("prove between begin or finish comes notice\n", "E090 or");
    says("prove from every state a way out\n", "E090 way");
    says("prove from every state a rest can be reached without nothing\n", "E215 nothing");
    says("prove from every state a rest can be reached without\n", "E091 ");
    says("prove from gone of work notice can follow\n", "E213 gone");
    says("prove from begun of nothing notice can follow\n", "E211 nothing");
    says("prove from begun notice can follow\n", "E090 notice");
    says("prove from begun of work notice may follow\n", "E090 may");
    says("prove from begun of work notice can follow while nothing\n", "E217 nothing");
    says("case other \"另\" \"other\" of cluster  第一条\n"
         "  state made \"记\" \"made\" end\n"
         "  action begin \"记\" \"make\" by county new -> made\n"
         "prove begin only when cluster.good\n"
         "prove work begin only when cluster.good\n",
         "E401 begin");
}

static void limits(void **state) {
    (void)state;
    says("prove work reaches done only after begin, begin, begin, begin, begin, begin, begin, begin, begin\n"
         "  , begin, begin, begin, begin, begin, begin, begin\n",
         "");
    says("prove work reaches done only after begin, begin, begin, begin, begin, begin, begin, begin, begin\n"
         "  , begin, begin, begin, begin, begin, begin, begin, finish\n",
         "E205 finish");
    says("prove from every state a rest can be reached without begin, begin, begin, begin, begin, begin\n"
         "  , begin, begin, begin, begin, begin, begin, begin, begin, begin, begin, finish\n",
         "E205 finish");
    base_buf b;
    base_buf_init(&b, 1 << 20);
    for (int i = 0; i < 1025; i++) base_buf_fmt(&b, "prove keep only when grave\n");
    base_buf_putc(&b, '\0');
    says(b.p, "E205 prove keep only when grave");
    base_buf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reaches_and_leaves),
        cmocka_unit_test(about_actions),
        cmocka_unit_test(ways_on),
        cmocka_unit_test(faults),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
