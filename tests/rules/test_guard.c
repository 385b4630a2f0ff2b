/* Questions and days: what each phrase becomes, and what is said about one that has no meaning. */
#include "compiled.h"

static struct compiled with_mark(const char *guard) {
    char lines[1000];
    (void)snprintf(lines, sizeof lines, "  mark m \"标\" \"m\" when %s\n", guard);
    return small_with(lines);
}

static const rules_mark *mark_of(struct compiled c) {
    assert_non_null(c.book);
    const rules_case *k = &c.book->kase[rules_find_case(c.book, BASE_STR("work"))];
    return &k->mark[k->n_marks - 1];
}

/* ---- a guard written out again ---- */

static void put_guard(base_buf *out, const rules_book *b, rules_id guard);

static void put_date(base_buf *out, const rules_book *b, rules_id date) {
    if (date == RULES_NONE) return;
    static const char *const names[] = {"field", "today", "literal", "orelse", "after",   "before", "years",
                                        "days",  "term",  "lasts",   "md",     "entered", "first"};
    const rules_date_expr *e = &b->date[date];
    base_buf_fmt(out, "{%s", names[e->op]);
    if (e->op == RULES_D_FIELD || e->op == RULES_D_LASTS || (e->op == RULES_D_MONTH_DAY && e->ref.field != RULES_NONE))
        base_buf_fmt(out, " %u.%d", e->ref.holder, e->op == RULES_D_LASTS ? e->state : e->ref.field);
    if (e->op == RULES_D_ADD_DAYS && e->ref.field != RULES_NONE)
        base_buf_fmt(out, " %u.%u", e->ref.holder, e->ref.field);
    if (e->n != 0) base_buf_fmt(out, " n%d", e->n);
    if (e->op == RULES_D_MONTH_DAY) base_buf_fmt(out, " of %u.%u%+d", e->year.holder, e->year.field, e->plus);
    if (e->op == RULES_D_ENTERED) base_buf_fmt(out, " s%u", e->state);
    if (e->op == RULES_D_LITERAL) {
        base_buf_putc(out, ' ');
        base_date_put(out, e->date);
    }
    put_date(out, b, e->a);
    put_date(out, b, e->b);
    base_buf_putc(out, '}');
}

static void put_atom(base_buf *out, const rules_book *b, const rules_atom *a) {
    static const char *const names[] = {"yes",   "choice",   "given",  "state",     "over",  "reached",
                                        "ge",    "gt",       "within", "was",       "done",  "rel",
                                        "tally", "standard", "form",   "relaxable", "holds", "mark"};
    base_buf_fmt(out, "%s", names[a->kind]);
    if (a->ref.field != RULES_NONE) base_buf_fmt(out, " %u.%u", a->ref.holder, a->ref.field);
    if (a->kind == RULES_A_STATE) base_buf_fmt(out, " %u", a->ref.holder);
    if (a->kind == RULES_A_MARK) base_buf_fmt(out, " %u.m%u", a->ref.holder, a->mark);
    if (a->kind == RULES_A_REL)
        base_buf_fmt(out, " %s %s%u",
                     a->quant == RULES_NO     ? "no"
                     : a->quant == RULES_SOME ? "some"
                                              : "every",
                     a->siblings ? "s" : "c", a->rel);
    if (a->mask != 0) base_buf_fmt(out, " m%llx", (unsigned long long)a->mask);
    if (a->n != 0) base_buf_fmt(out, " n%d", a->n);
    if (a->flag) base_buf_fmt(out, " relaxed");
    if (a->number != RULES_NONE) base_buf_fmt(out, " number%u", a->number);
    put_date(out, b, a->date);
    put_date(out, b, a->date2);
    if (a->where != RULES_NONE) {
        base_buf_fmt(out, " with ");
        put_guard(out, b, a->where);
    }
}

static void put_guard(base_buf *out, const rules_book *b, rules_id guard) {
    const rules_guard *g = &b->guard[guard];
    if (g->op == RULES_G_ATOM) {
        put_atom(out, b, &b->atom[g->a]);
    } else if (g->op == RULES_G_NOT) {
        base_buf_putc(out, '!');
        put_guard(out, b, g->a);
    } else {
        base_buf_putc(out, '(');
        put_guard(out, b, g->a);
        base_buf_fmt(out, g->op == RULES_G_AND ? " & " : " | ");
        put_guard(out, b, g->b);
        base_buf_putc(out, ')');
    }
}

static void becomes(const char *guard, const char *expected) {
    const struct compiled c = with_mark(guard);
    if (!c.book) {
        const base_str have = said(c);
        fail_msg("%s\nsays %.*s", guard, (int)have.n, have.p);
    }
    base_buf out;
    base_buf_init(&out, 10000);
    put_guard(&out, c.book, mark_of(c)->guard);
    if (!base_str_is(base_buf_str(&out), expected))
        fail_msg("%s\nis       %.*s\nexpected %s", guard, (int)out.n, out.p, expected);
    base_buf_free(&out);
    compiled_end(c);
}

static void fails(const char *guard, const char *expected) {
    const struct compiled c = with_mark(guard);
    const base_str have = said(c);
    if (!base_str_is(have, expected)) fail_msg("%s\nsays     %.*s\nexpected %s", guard, (int)have.n, have.p, expected);
    compiled_end(c);
}

/* ---- fields and states ---- */

static void fields(void **state) {
    (void)state;
    becomes("ok", "yes 0.3");
    becomes("not ok", "!yes 0.3");
    becomes("cluster.good", "yes 2.1");
    becomes("ok is given", "given 0.3");
    becomes("words is not given", "!given 0.4");
    becomes("day is given", "given 0.1");
    becomes("kind is a", "choice 0.0 m1");
    becomes("kind is a or c", "choice 0.0 m5");
    becomes("kind is not a or c", "!choice 0.0 m5");
    becomes("kind is at least b", "choice 0.0 m6");
    becomes("kind is a or ok", "(choice 0.0 m1 | yes 0.3)");
    becomes("kind is a or kind is b", "(choice 0.0 m1 | choice 0.0 m2)");
    becomes("kind holds", "holds 0.0");
    becomes("words is relaxable", "relaxable 0.4");
}

static void states(void **state) {
    (void)state;
    becomes("state is begun", "state 0 m1");
    becomes("state is not begun or done", "!state 0 m5");
    becomes("cluster is candidate or known", "state 2 m3");
    becomes("cluster is not known", "!state 2 m2");
    becomes("round is open", "state 3 m1");
    becomes("programme is running", "state 4 m1");
    becomes("work is begun", "state 0 m1");
    becomes("was noticed or done", "was m6");
    becomes("notice was done", "done");
    becomes("notice was done since begun", "done");
    becomes("not notice was done and ok", "(!done & yes 0.3)");
}

static void joined(void **state) {
    (void)state;
    becomes("ok and cluster.good and round is open", "((yes 0.3 & yes 2.1) & state 3 m1)");
    becomes("ok or (cluster.good and not round is open)", "(yes 0.3 | (yes 2.1 & !state 3 m1))");
    becomes("not (ok or cluster.good)", "!(yes 0.3 | yes 2.1)");
    becomes("state is begun or noticed and ok", "(state 0 m3 & yes 0.3)");
    fails("ok and cluster.good or round is open", "E303 or");
    fails("(ok and cluster.good", "E091 ");
    fails("ok ok", "E092 ok");
    fails("", "E091  ");
    fails("not", "E091 ");
}

static void other_cases(void **state) {
    (void)state;
    becomes("no note is made or kept", "rel no s3 m3");
    becomes("some note is any", "rel some s3 m3");
    becomes("every note is kept with grave", "rel every s3 m2 with mark 0.m0");
    becomes("some note is any with not grave or light", "rel some s3 m3 with (!mark 0.m0 | mark 0.m1)");
    becomes("no note is made with grave and light and ok", "(rel no s3 m1 with (mark 0.m0 & mark 0.m1) & yes 0.3)");
    becomes("no work is begun", "rel no s4 m1");
    becomes("some note is any with grave or some work is done", "(rel some s3 m3 with mark 0.m0 | rel some s4 m4)");
    becomes("cluster.fine", "mark 2.m0");
    fails("some round is open", "E304 round");
    fails("some nothing is open", "E211 nothing");
    fails("some note is gone", "E213 gone");
    fails("some note was made", "E090 was");
    fails("some note is made with bad", "E302 bad");
    fails("some note is made with grave and light or grave", "E303 or");
    fails("note is made", "E218 note");
    fails("note.grade is low", "E218 note");
    fails("some note is made with 3", "E090 3");
}

static void counts_and_forms(void **state) {
    (void)state;
    becomes("used < 3", "tally n3");
    becomes("used < limit", "tally number0");
    becomes("sheet is complete", "form");
    becomes("standard is met", "standard");
    becomes("standard is not met with relaxation", "!standard relaxed");
    fails("used", "E091 ");
    fails("used < n", "E309 n");
    fails("used < 0", "E093 0");
    fails("used < (", "E090 (");
    fails("limit", "E311 limit");
    fails("sheet is full", "E090 full");
    fails("standard is open", "E090 open");
}

static void dates(void **state) {
    (void)state;
    becomes("day is over", "over{field 0.1}");
    becomes("day is not over", "!over{field 0.1}");
    becomes("round.closes is reached", "reached{field 3.0}");
    becomes("today is after 2023-01-31", "gt{today}{literal 2023-01-31}");
    becomes("day is before today", "gt{today}{field 0.1}");
    becomes("day is on or after round.closes", "ge{field 0.1}{field 3.0}");
    becomes("day is not on or before today", "!ge{today}{field 0.1}");
    becomes("day is within the last 3 years", "within n3{field 0.1}");
    becomes("day is within the last 1 year", "within n1{field 0.1}");
    becomes("noticed is over", "over{lasts 0.1 n5}");
    becomes("day or else round.closes is over", "over{orelse{field 0.1}{field 3.0}}");
    becomes("the day after day is over", "over{after{field 0.1}}");
    becomes("the day before the day after day is over", "over{before{after{field 0.1}}}");
    becomes("the day of noticed is over", "over{entered s1}");
    becomes("2 years before day is over", "over{years n-2{field 0.1}}");
    becomes("1 year after day is over", "over{years n1{field 0.1}}");
    becomes("30 days after day is over", "over{days n30{field 0.1}}");
    becomes("n days after day is over", "over{days 0.2{field 0.1}}");
    becomes("last day of 3 years from day is over", "over{term n3{field 0.1}}");
    becomes("04-30 of n is over", "over{md n430 of 0.2+0}");
    becomes("md of the year after n is over", "over{md 0.5 of 0.2+1}");
    becomes("setting.due or else 04-30 of the year before n is over",
            "over{orelse{md 5.2 of 0.2-1}{md n430 of 0.2-1}}");
    becomes("day or else 04-30 of n or else today is over", "over{orelse{orelse{field 0.1}{md n430 of 0.2+0}}{today}}");
    becomes("first notice was after day", "gt{first}{field 0.1}");
    becomes("first notice was before day and ok", "(gt{field 0.1}{first} & yes 0.3)");
}

/* A moment of another case speaks of that case's fields. */
static void moments_from_elsewhere(void **state) {
    (void)state;
    becomes("cluster.later is over", "over{after{field 2.2}}");
    becomes("round.term is over", "over{term n3{field 3.0}}");
    const struct compiled c = small_with("  moment one \"一\" \"one\" = two\n"
                                         "  moment two \"二\" \"two\" = the day after cluster.later\n"
                                         "case below \"下\" \"below\" of work  第一条\n"
                                         "  state made \"记\" \"made\" end\n"
                                         "  action make_below \"记\" \"make\" by county new -> made\n"
                                         "    needs work.one is over \"过\" \"over\"\n"
                                         "    needs work.noticed is over \"过\" \"over\"\n");
    if (!c.book) fail_msg("%.*s", (int)said(c).n, said(c).p);
    base_buf out;
    base_buf_init(&out, 10000);
    const rules_action *a = &c.book->action[c.book->n_actions - 1];
    put_guard(&out, c.book, a->need[0].guard);
    put_guard(&out, c.book, a->need[1].guard);
    assert_str(base_buf_str(&out), "over{days{after{after{field 2.2}}}}over{lasts 1.1 n5}");
    base_buf_free(&out);
    compiled_end(c);
}

static void faults_of_fields(void **state) {
    (void)state;
    fails("nothing", "E217 nothing");
    fails("cluster.nothing", "E217 nothing");
    fails("nowhere.ok", "E211 nowhere");
    fails("setting.open", "E219 open");
    fails("words", "E306 words");
    fails("n is 3", "E308 n");
    fails("kind is d", "E216 d");
    fails("kind is (", "E090 (");
    fails("cluster.name holds", "E305 cluster");
    fails("words holds", "E305 words");
    fails("kind is at best b", "E216 at");
    fails("kind is not", "E091 ");
    fails("state is gone", "E213 gone");
    fails("state is", "E091 ");
    fails("cluster has", "E090 has");
    fails("was gone", "E213 gone");
    fails("nothing was done", "E215 nothing");
    fails("notice was made", "E090 made");
    fails("notice was done since gone", "E213 gone");
    fails("first nothing was after day", "E215 nothing");
    fails("first notice was on day", "E090 on");
    fails("first notice was after words", "E301 words");
    fails("some note is made or keptt", "E217 keptt");
    fails("< 3", "E090 <");
}

static void faults_of_dates(void **state) {
    (void)state;
    fails("begun is over", "E323 begun");
    fails("day is done", "E090 done");
    fails("day", "E091 ");
    fails("day is within the last 0 years", "E093 0");
    fails("day is within the last 3 days", "E090 days");
    fails("day is after words", "E301 words");
    fails("day is after ok", "E301 ok");
    fails("today is after 2023-02-30", "E011 2023-02-30");
    fails("today is after 02-29 of n", "E322 02-29");
    fails("today is after 04-30", "E321 04-30");
    fails("today is after the day after 04-30", "E321 04-30");
    fails("today is after 04-30 of words", "E301 words");
    fails("today is after 04-30 of the day after n", "E090 day");
    fails("the day since day is over", "E090 since");
    fails("the day of gone is over", "E213 gone");
    fails("the day after nothing is over", "E217 nothing");
    fails("3 moons after day is over", "E090 moons");
    fails("3 days since day is over", "E090 since");
    fails("3 days after", "E091 ");
    fails("n days before day is over", "E090 before");
    fails("day is after n", "E091 ");
    fails("last day of 3 moons from day is over", "E090 moons");
    fails("last day of 3 years after day is over", "E090 after");
    fails("last day of 0 years from day is over", "E093 0");
    fails("last day of 3 years from", "E091 ");
    fails("day or else nothing is over", "E217 nothing");
    fails("0 years after day is over", "E093 0");
}

static char *repeated(const char *first, const char *middle, size_t times, const char *last) {
    const size_t n = strlen(first) + times * strlen(middle) + strlen(last) + 1;
    char *text = malloc(n);
    assert_non_null(text);
    (void)snprintf(text, n, "%s", first);
    for (size_t i = 0; i < times; i++) (void)strncat(text, middle, n - strlen(text) - 1);
    (void)strncat(text, last, n - strlen(text) - 1);
    return text;
}

static void limits(void **state) {
    (void)state;
    char *most = repeated("  mark m \"标\" \"m\" when ok\n", "    and ok\n", 63, "");
    says(most, "");
    free(most);
    char *more = repeated("  mark m \"标\" \"m\" when ok\n", "    and ok\n", 64, "");
    says(more, "E312 ok");
    free(more);
    char *deep = repeated("  mark m \"标\" \"m\" when\n", "    not\n", 32, "    ok\n");
    says(deep, "E313 ok");
    free(deep);
    char *dates = repeated("  mark m \"标\" \"m\" when\n", "    the day after\n", 32, "    day is over\n");
    says(dates, "E313 day");
    free(dates);
    char *alternatives = repeated("  mark m \"标\" \"m\" when day\n", "    or else day\n", 33, "    is over\n");
    says(alternatives, "E313 day");
    free(alternatives);
    char *years = repeated("  mark m \"标\" \"m\" when 04-30 of\n", "    the year after\n", 12, "    n is over\n");
    says(years, "E090 n");
    free(years);
}

static void tracks(void **state) {
    (void)state;
    /* 33 pairs of an action and a state, one more than a case may have. */
    base_buf b;
    base_buf_init(&b, 100000);
    for (int i = 0; i < 33; i++) base_buf_fmt(&b, "  action x%d \"x\" \"x\" by office in begun\n", i);
    for (int i = 0; i < 33; i++) base_buf_fmt(&b, "  mark y%d \"y\" \"y\" when x%d was done\n", i, i);
    base_buf_putc(&b, '\0');
    says(b.p, "E205 x32");
    base_buf_free(&b);
    const struct compiled c = small_with("  mark p \"p\" \"p\" when notice was done since begun\n"
                                         "  mark q \"q\" \"q\" when not notice was done since begun\n"
                                         "  mark r \"r\" \"r\" when notice was done\n");
    assert_non_null(c.book);
    assert_int_equal(c.book->kase[rules_find_case(c.book, BASE_STR("work"))].n_tracks, 2);
    compiled_end(c);
}

/* What can be named from where: the round through a parent that is in one, the programme from anywhere. */
static void views(void **state) {
    (void)state;
    says("case below \"下\" \"below\" of work  第一条\n"
         "  state made \"记\" \"made\" end\n"
         "  mark m \"m\" \"m\" when round.closes is over and work is begun and cluster.fine and programme is running\n"
         "  action make_below \"记\" \"make\" by county new -> made\n",
         "");
    says("case below \"下\" \"below\" of note  第一条\n"
         "  state made \"记\" \"made\" end\n"
         "  mark m \"m\" \"m\" when round is open\n"
         "  mark n \"n\" \"n\" when work is begun\n"
         "  action make_below \"记\" \"make\" by county new -> made\n",
         "E218 round; E218 work");
    says("case alone \"单\" \"alone\"  第一条\n"
         "  state made \"记\" \"made\" end\n"
         "  mark m \"m\" \"m\" when cluster is known\n"
         "  mark n \"n\" \"n\" when some alone is made\n"
         "  action make_below \"记\" \"make\" by county new -> made\n",
         "E218 cluster; E304 alone");
}

/* 520 guards of 63 questions each are more than the tables hold; said once. */
static void tables_are_limited(void **state) {
    (void)state;
    base_buf b;
    base_buf_init(&b, 1 << 20);
    base_buf_fmt(&b, "case deep \"深\" \"deep\" of cluster  第一条\n"
                     "  field k yes/no\n"
                     "  state made end\n"
                     "  action make_deep by county new -> made\n");
    for (int i = 0; i < 540; i++) {
        base_buf_fmt(&b, "prove make_deep only when k");
        for (int j = 1; j < 63; j++) base_buf_fmt(&b, "%sand k", j % 12 == 0 ? "\n  " : " ");
        base_buf_putc(&b, 10);
    }
    base_buf_putc(&b, 0);
    const struct compiled c = small_with(b.p);
    assert_null(c.book);
    assert_int_equal(c.d->n, 1);
    assert_string_equal(c.d->item[0].code, "E205");
    compiled_end(c);
    base_buf_free(&b);
}

/* Every question keeps its words and its line. */
static void words_are_kept(void **state) {
    (void)state;
    const struct compiled c = small_with("  mark m \"标\" \"m\" when not  round.closes   is\n"
                                         "      not over and ok\n");
    assert_non_null(c.book);
    const rules_guard *g = &c.book->guard[mark_of(c)->guard];
    const rules_guard *no = &c.book->guard[g->a];
    const rules_atom *a = &c.book->atom[c.book->guard[c.book->guard[no->a].a].a];
    assert_str(a->text, "round.closes is not over");
    assert_true(a->line > 40);
    compiled_end(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields),
        cmocka_unit_test(states),
        cmocka_unit_test(joined),
        cmocka_unit_test(other_cases),
        cmocka_unit_test(counts_and_forms),
        cmocka_unit_test(dates),
        cmocka_unit_test(moments_from_elsewhere),
        cmocka_unit_test(faults_of_fields),
        cmocka_unit_test(faults_of_dates),
        cmocka_unit_test(limits),
        cmocka_unit_test(tracks),
        cmocka_unit_test(views),
        cmocka_unit_test(tables_are_limited),
        cmocka_unit_test(words_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
