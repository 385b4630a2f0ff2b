/* From a text to a rulebook: actions, what they do, the counts and forms they rest on. */
#include "compiled.h"

static void actions(void **state) {
    (void)state;
    const struct compiled c = small_with("  action x \"甲\" \"x\" by office, county  shared\n"
                                         "    begun or noticed -> done  第九条\n"
                                         "    asks words private, reason\n"
                                         "    takes kind,\n"
                                         "      evidence private\n"
                                         "    needs ok \"可\"\n"
                                         "    needs not ok\n"
                                         "      \"不可\" \"not\"  第八条\n"
                                         "    then ok = yes\n"
                                         "  action y by office\n");
    assert_str(said(c), "");
    const rules_action *a = &c.book->action[c.book->n_actions - 2];
    assert_int_equal(a->levels, 3);
    assert_true(a->shared && !a->creates);
    assert_int_equal(a->from, 3);
    assert_int_equal(a->to, 2);
    assert_int_equal(a->n_args, 4);
    assert_true(a->arg[1].required && !a->arg[3].required);
    const rules_case *k = &c.book->kase[a->kase];
    assert_true(k->field[a->arg[0].field].is_private && !k->field[a->arg[1].field].is_private);
    assert_true(k->field[a->arg[3].field].is_private && k->field[a->arg[3].field].implicit);
    assert_int_equal(a->n_needs, 2);
    assert_str(a->need[0].label.en, "ok");
    assert_str(a->need[0].cite, "第九条");
    assert_str(a->need[1].cite, "第八条");
    assert_str(a->effect[0].cite, "第九条");
    /* Without a source: in any state, and none is left. */
    assert_int_equal(a[1].from, 7);
    assert_int_equal(a[1].to, RULES_NONE);
    compiled_end(c);
}

static void faults_of_actions(void **state) {
    (void)state;
    says("  action x\n", "E091 ");
    says("  action x from office\n", "E090 from");
    says("  action x by\n", "E091 ");
    says("  action x by nobody\n", "E212 nobody");
    says("  action x by office in gone\n", "E213 gone");
    says("  action x by office gone -> done\n", "E213 gone");
    says("  action x by office begun\n", "E091 ");
    says("  action x by office begun -> gone\n", "E213 gone");
    says("  action x by office 3\n", "E092 3");
    says("  action x by office in begun again\n", "E092 again");
    says("  action x by office in begun\n    need ok \"可\"\n", "E207 need");
    says("  action x by office in begun\n    asks 3\n", "E090 3");
    says("  action x by office in begun\n    asks words, words\n", "E232 words");
    says("  action x by office in begun\n    asks kind private\n", "E245 kind");
    says("  action x by office in begun\n    asks words kind\n", "E092 kind");
    says("  action x by office in begun\n    asks reasn\n", "W201 reasn");
    says("  action x by office in begun\n    needs nothing \"无\"\n", "E217 nothing");
    says("  action x by office in begun\n    needs ok\n", "E091 ");
    says("  action x by office in begun\n    needs ok \"可\" \"ok\" \"ok\"\n", "E092 \"ok\"");
    says("  action x by office in begun\n    freezes words\n", "E221 words");
    says("  action x by office in begun\n    freezes 3\n", "E090 3");
    says("  action x by office in begun\n    freezes sheet again\n", "E092 again");
    says("  action x by office in begun\n    judges people\n", "E090 people");
    says("  action x by office in begun\n    relaxes people\n", "E090 people");
    says("  action x by office in begun\n    relaxes criterion\n", "E244 relaxes");
    says("  action x by office in begun\n    takes criterion\n    relaxes criterion\n", "E244 relaxes");
    says("  action x by office in begun\n    asks criterion\n    relaxes criterion not\n", "");
    says("case other of cluster\n" BODY "    judges standard\n", "E307 judges");
    says("case other of cluster\n" BODY "    needs standard is met \"合\"\n", "E307 standard");
    says("case other of cluster\n" BODY "    asks criterion\n    needs criterion is relaxable \"可\"\n",
         "E307 criterion");
}

static void specials(void **state) {
    (void)state;
    const struct compiled c =
        small_with("  action p by office in begun\n    fills sheet\n"
                   "  action q by office in begun\n    judges standard\n"
                   "  action r by office in begun\n    asks criterion\n    relaxes criterion\n"
                   "  action s by office in begun\n    asks criterion\n    relaxes criterion not\n");
    assert_str(said(c), "");
    const rules_action *a = &c.book->action[c.book->n_actions - 4];
    assert_int_equal(a[0].special, RULES_FILLS);
    assert_int_equal(a[0].form, 0);
    assert_int_equal(a[1].special, RULES_JUDGES);
    assert_int_equal(a[1].form, RULES_NONE);
    assert_int_equal(a[2].special, RULES_RELAXES);
    assert_int_equal(a[3].special, RULES_DENIES);
    compiled_end(c);
}

static void effects(void **state) {
    (void)state;
    const struct compiled c = small_with(ACT "    then kind = b\n"
                                             "    then ok = no\n"
                                             "    then ok = cluster.good\n"
                                             "    then day = cluster.since or else today\n"
                                             "    then words = cluster.name\n"
                                             "    then where = division of actor\n"
                                             "    then where = cluster.county\n"
                                             "    then cluster.since = day  第九条\n"
                                             "    then cluster: candidate or known -> known\n");
    assert_str(said(c), "");
    const rules_effect *e = c.book->action[c.book->n_actions - 1].effect;
    assert_int_equal(e[0].from, RULES_SET_CHOICE);
    assert_int_equal(e[0].value, 1);
    assert_int_equal(e[1].from, RULES_SET_YESNO);
    assert_int_equal(e[1].value, 0);
    assert_int_equal(e[2].from, RULES_SET_COPY);
    assert_int_equal(e[2].copy.holder, RULES_CLUSTER);
    assert_int_equal(e[3].from, RULES_SET_DATE);
    assert_int_equal(c.book->date[e[3].date].op, RULES_D_OR_ELSE);
    assert_int_equal(e[5].from, RULES_SET_ACTOR_DIVISION);
    assert_int_equal(e[6].from, RULES_SET_COPY);
    assert_int_equal(e[7].target.holder, RULES_CLUSTER);
    assert_str(e[7].cite, "第九条");
    assert_int_equal(e[8].kind, RULES_E_MOVE);
    assert_int_equal(e[8].mask, 3);
    assert_int_equal(e[8].state, 1);
    assert_str(e[8].cite, "第一条");
    compiled_end(c);
}

static void faults_of_effects(void **state) {
    (void)state;
    says(ACT "    then\n", "E091 ");
    says(ACT "    then nothing = yes\n", "E217 nothing");
    says(ACT "    then noticed = today\n", "E327 noticed");
    says(ACT "    then round.closes = today\n", "E324 round");
    says(ACT "    then setting.closes = today\n", "E324 setting");
    says(ACT "    then note.grade = low\n", "E218 note");
    says(ACT "    then ok yes\n", "E090 yes");
    says(ACT "    then ok =\n", "E091 ");
    says(ACT "    then ok = kind\n", "E326 kind");
    says(ACT "    then kind = d\n", "E217 d");
    says(ACT "    then kind = ok\n", "E326 ok");
    says(ACT "    then words = n\n", "E326 n");
    says(ACT "    then words = noticed\n", "E326 noticed");
    says(ACT "    then words = division of actor\n", "E326 division");
    says(ACT "    then day = words\n", "E301 words");
    says(ACT "    then day = today today\n", "E092 today");
    says(ACT "    then nothing: begun -> done\n", "E211 nothing");
    says(ACT "    then work: begun -> done\n", "E325 work");
    says(ACT "    then note: made -> kept\n", "E324 note");
    says(ACT "    then round: open -> closed\n", "E324 round");
    says(ACT "    then cluster: gone -> known\n", "E213 gone");
    says(ACT "    then cluster: candidate known\n", "E090 known");
    says(ACT "    then cluster: candidate -> gone\n", "E213 gone");
    says(ACT "    then cluster: candidate -> known known\n", "E092 known");
    says(
        "case other of work\n"
        "  field kind one of a, b\n"
        "  field kinds one of a, b, d\n"
        "  field more one of c, b, a\n"
        "  field same one of a \"A\", b, c\n" BODY "    then kind = work.kind\n"
        "    then kinds = work.kind\n    then more = work.kind\n    then same = work.kind\n    then work.kind = same\n",
        "E326 work; E326 work; E326 work");
}

/* ---- counts, forms ---- */

static void counts(void **state) {
    (void)state;
    const struct compiled c =
        small_with("  tally t \"t\" \"t\"\n    counts note with same subfield and city that is made or kept  第九条\n"
                   "  number m \"m\" \"m\" = n if ok else round.places\n");
    assert_str(said(c), "");
    const rules_case *k = &c.book->kase[c.book->n_cases - 1];
    assert_int_equal(k->tally[1].keys, RULES_KEY_SUBFIELD | RULES_KEY_CITY);
    assert_int_equal(k->tally[1].mask, 3);
    assert_false(k->tally[1].ever);
    assert_true(k->tally[0].ever);
    assert_str(k->tally[1].cite, "第九条");
    assert_int_not_equal(k->number[1].guard, RULES_NONE);
    assert_int_equal(k->number[1].no.holder, RULES_ROUND);
    assert_int_equal(k->number[0].guard, RULES_NONE);
    compiled_end(c);
    says("  tally t \"t\" \"t\" counts note with same county that is made\n", "");
    says("  tally t \"t\" \"t\" count note\n", "E090 count");
    says("  tally t counts nothing\n", "E211 nothing");
    says("  tally t counts note of same city\n", "E090 of");
    says("  tally t counts note with same name\n", "E090 name");
    says("  tally t counts note with same round that is made\n", "E241 note");
    says("  tally t counts note with same city and\n", "E091 ");
    says("  tally t counts note with same city which is made\n", "E090 which");
    says("  tally t counts note with same city that has made\n", "E090 has");
    says("  tally t counts note with same city that is gone\n", "E213 gone");
    says("  tally t counts note with same city that is made now\n", "E092 now");
    says("  number m n\n", "E090 n");
    says("  number m = words\n", "E301 words");
    says("  number m = n if words else n\n", "E306 words");
    says("  number m = n if ok\n", "E091 ");
    says("  number m = n if ok else words\n", "E301 words");
    says("  number m = n n\n", "E092 n");
}

static void forms(void **state) {
    (void)state;
    const struct compiled c = small_with("  form f \"f\" \"f\"\n    asks output in each of the last 3 years\n"
                                         "    asks words,\n      land\n    offers n\n");
    assert_str(said(c), "");
    const rules_form *f = &c.book->kase[c.book->n_cases - 1].form[1];
    assert_int_equal(f->n_items, 4);
    assert_int_equal(f->item[0].first_back, 1);
    assert_int_equal(f->item[0].last_back, 3);
    assert_true(f->item[0].required);
    assert_int_equal(f->item[1].fact, RULES_NONE);
    assert_int_equal(f->item[2].last_back, 0);
    assert_false(f->item[3].required);
    compiled_end(c);
    says("  form f again\n", "E092 again");
    says("  form f\n    ask land\n", "E207 ask");
    says("  form f\n    asks lnd\n", "E220 lnd");
    says("  form f\n    asks land land\n", "E092 land");
    says("  form f\n    asks land, land\n", "E232 land");
    says("  form f\n    asks output\n", "E243 asks");
    says("  form f\n    asks land in the last year\n", "E242 asks");
    says("  form f\n    asks words in the last year\n", "E242 asks");
    says("  form f\n    asks output in each of the last 20 years\n", "E093 20");
    says("  form f\n    asks output in each of the last 3 months\n", "E090 months");
    says("  form f\n    asks 3\n", "E090 3");
}

static void bodies(void **state) {
    (void)state;
    says("  moment m \"m\" \"m\" day\n", "E090 day");
    says("  moment m \"m\" \"m\" = day day\n", "E092 day");
    says("  mark m \"m\" \"m\" if ok\n", "E090 if");
    says("  mark m \"m\" \"m\" when ok ok\n", "E092 ok");
    says("case other of cluster\n" BODY "  judged by standard on year of nothing\n", "E217 nothing");
    says("case other of cluster\n" BODY "  judged by people\n", "E090 people");
    /* A moment that only its own case understands. */
    says("  moment m \"m\" \"m\" = the day of noticed\n"
         "case other of work\n" BODY "    needs work.m is over \"过\"\n",
         "E320 work.m");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(actions),
        cmocka_unit_test(faults_of_actions),
        cmocka_unit_test(specials),
        cmocka_unit_test(effects),
        cmocka_unit_test(faults_of_effects),
        cmocka_unit_test(counts),
        cmocka_unit_test(forms),
        cmocka_unit_test(bodies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
