/* From a text to a rulebook: headers, cases and their fields, limits. */
#include "compiled.h"

/* ---- the national text ---- */

static struct compiled national(void) {
    const char *root = getenv("JIQUN_ROOT");
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/rulebooks/national-2022.rules", root ? root : ".");
    base_arena *arena = base_arena_new((size_t)256 << 20);
    base_err e = {0};
    base_str text;
    if (!base_file_read(arena, path, 1 << 20, &text, &e)) fail_msg("%s", e.en);
    struct compiled c = {.arena = arena, .d = base_arena_alloc(arena, sizeof *c.d)};
    rules_diags_init(c.d, arena);
    c.book = rules_compile(arena, text, BASE_STR("national-2022.rules"), NULL, NULL, c.d);
    return c;
}

static void the_national_text_is_right(void **state) {
    (void)state;
    const struct compiled c = national();
    assert_str(said(c), "");
    assert_non_null(c.book);
    const rules_book *b = c.book;
    assert_str(b->id, "national-2022");
    assert_str(b->label.zh, "中小企业特色产业集群");
    assert_str(b->cites, "工信部企业〔2022〕119号");
    assert_int_equal(b->n_articles, 19);
    assert_int_equal(b->force_until, BASE_DATE_NONE);
    assert_int_equal(base_date_year(b->force_from), 2022);
    assert_str(b->level[b->owner].name, "ministry");
    assert_str(b->kase[b->cluster].name, "cluster");
    assert_str(b->kase[b->round].name, "round");
    assert_str(b->kase[b->programme].name, "programme");
    assert_int_equal(b->n_silent, 4);
    assert_str(b->silent[2].cite, "第五条");
    assert_int_equal(b->kase[b->programme].first_state, 0);
    assert_int_equal(b->kase[b->cluster].first_state, RULES_NONE);
    compiled_end(c);
}

/* Whoever reads English finds a name, not the word of the rulebook or Chinese. */
static void its_choices_have_both_languages(void **state) {
    (void)state;
    const struct compiled c = national();
    size_t n = 0;
    assert_non_null(c.book);
    for (size_t k = 0; k < c.book->n_cases; k++) {
        const rules_case *kase = &c.book->kase[k];
        for (size_t f = 0; f < kase->n_fields; f++) {
            for (size_t i = 0; i < kase->field[f].n_choices; i++, n++) {
                const rules_text label = kase->field[f].choice[i].label;
                if (label.zh.n == 0 || label.en.n == 0)
                    fail_msg("%s %s has no label in one of the languages", kase->field[f].name.p,
                             kase->field[f].choice[i].name.p);
            }
        }
    }
    assert_true(n > 20);
    compiled_end(c);
}

static void the_national_application(void **state) {
    (void)state;
    const struct compiled c = national();
    const rules_book *b = c.book;
    assert_non_null(b);
    const rules_id kase = rules_find_case(b, BASE_STR("application"));
    const rules_case *k = &b->kase[kase];
    assert_int_equal(k->parent, b->cluster);
    assert_true(k->in_round && k->one_at_a_time && k->judged);
    const rules_state *noticed = &k->state[rules_find_state(k, BASE_STR("noticed"))];
    assert_true(noticed->is_public && noticed->lasts && noticed->count_first);
    assert_int_equal(noticed->working_days, 5);
    assert_str(noticed->cite, "通知2023");
    const rules_action *a = &b->action[rules_find_action(b, kase, BASE_STR("recommend"))];
    assert_int_equal(a->n_needs, 6);
    assert_str(a->need[1].cite, "附件");
    assert_str(a->need[0].cite, "第十三条");
    assert_int_equal(a->levels, 1U << rules_find_level(b, BASE_STR("province")));
    assert_int_equal(a->n_effects, 1);
    assert_int_equal(a->effect[0].from, RULES_SET_COPY);
    const rules_action *r = &b->action[rules_find_action(b, kase, BASE_STR("recognise"))];
    assert_int_equal(r->effect[0].kind, RULES_E_MOVE);
    assert_int_equal(r->effect[0].target.holder, RULES_CLUSTER);
    assert_int_equal(r->effect[0].mask, 5);
    assert_str(r->effect[0].cite, "第十四条");
    assert_str(r->effect[4].cite, "第十五条");
    const rules_field *reason = &k->field[rules_find_field(k, BASE_STR("reason"))];
    assert_true(reason->implicit);
    assert_str(reason->label.zh, "理由");
    const rules_case *o = &b->kase[rules_find_case(b, BASE_STR("objection"))];
    assert_true(o->field[rules_find_field(o, BASE_STR("contact"))].is_private);
    assert_false(o->field[rules_find_field(o, BASE_STR("evidence"))].is_private);
    compiled_end(c);
}

/* ---- headers ---- */

static void texts(const char *text, const char *expected) {
    const struct compiled c = compiled_text(text, NULL, NULL);
    const base_str have = said(c);
    if (!base_str_is(have, expected)) fail_msg("%s\nsays     %.*s\nexpected %s", text, (int)have.n, have.p, expected);
    compiled_end(c);
}

#define LEVEL "level office \"机关\" \"office\" over everything  第一条\n"

static void headers(void **state) {
    (void)state;
    texts("", "E201 ");
    texts("level office\n", "E201 level office");
    texts("rulebook\n", "E201 rulebook");
    texts("rulebook 3\n", "E201 rulebook 3");
    texts("rulebook small\n" LEVEL, "");
    texts("rulebook small \"小\" \"small\" again\n" LEVEL, "E092 again");
    texts("rulebook small \"小\" \"small\"\n  sites \"x\"\n" LEVEL, "E207 sites");
    texts("rulebook small\n  articles 0\n" LEVEL, "E093 0");
    texts("rulebook small\n  cites x\n" LEVEL, "E090 x");
    texts("rulebook small\n  level nobody\n" LEVEL, "E212 nobody");
    texts("rulebook small\n  level\n" LEVEL, "E091 ");
    texts("rulebook small\n  level office of here\n" LEVEL, "E090 here");
    texts("rulebook small\n  force from tomorrow\n" LEVEL, "E090 tomorrow");
    texts("rulebook small\n  force until 2023-01-01\n" LEVEL, "E090 until");
    texts("rulebook small\n  force from 2023-02-30\n" LEVEL, "E011 2023-02-30");
    texts("rulebook small\n  force from 2023-02-01 until 2022-02-01\n" LEVEL, "E225 2022-02-01");
    texts("rulebook small\n  force from 2023-02-01 until\n" LEVEL, "E091 ");
    texts("rulebook small\n  cites \"x\"\n  cites \"y\"\n" LEVEL, "E223 cites \"y\"");
    texts("rulebook small\n  silent \"x\"\n" LEVEL, "E090 \"x\"");
    texts("rulebook small\n" LEVEL "rulebook again\n", "E223 rulebook again");
    texts("rulebook small\n" LEVEL "cays x\n", "E207 cays");
    texts("rulebook small\n" LEVEL "\"x\"\n", "E207 \"x\"");
    texts("rulebook small\n" LEVEL "drop case x\n", "E207 drop");
}

static void header_values(void **state) {
    (void)state;
    const struct compiled c = compiled_text("rulebook small \"小\"\n"
                                            "  force from 2023-02-01 until 2023-12-31\n"
                                            "  level office of 53\n" LEVEL,
                                            NULL, NULL);
    assert_non_null(c.book);
    assert_str(c.book->place, "53");
    assert_int_equal(c.book->force_until - c.book->force_from, 333);
    assert_int_equal(c.book->owner, 0);
    assert_str(c.book->label.zh, "小");
    assert_str(c.book->label.en, "small");
    assert_int_equal(c.book->cluster, RULES_NONE);
    compiled_end(c);
}

static void levels(void **state) {
    (void)state;
    says("level a \"a\" \"a\" over its channel  第一条\nlevel b over its city\nlevel c over what is assigned\n", "");
    says("level office over its city\n", "E232 office");
    says("level a of everything\n", "E090 of");
    says("level a over nothing\n", "E090 nothing");
    says("level 3\n", "E090 3");
    says("level a over everything else\n", "E092 else");
    says("level a over everything\nlevel b over everything\nlevel c over everything\nlevel d over everything\n"
         "level e over everything\nlevel f over everything\nlevel g over everything\n",
         "E205 g");
}

/* ---- cases ---- */

static void cases(void **state) {
    (void)state;
    says("case other \"另\" \"other\" of cluster\n" BODY, "");
    says("case 3\n", "E090 3");
    says("case work of cluster\n" BODY, "E209 work");
    says("case state of cluster\n" BODY, "E210 state");
    says("case other of nothing\n" BODY, "E211 nothing");
    says("case other of\n" BODY, "E091 ");
    says("case other of cluster sometimes\n" BODY, "E092 sometimes");
    says("case other of cluster\n" BODY "  feild x text\n", "E207 feild");
    says("case other of other\n" BODY, "E233 other");
    says("case p of q\n" BODY "case q of p\n" BODY, "E233 q");
    says("case p of work\n" BODY "case q of p\n" BODY, "E233 p");
    says("case other in round\n" BODY, "");
    says("case other expected yearly\n" BODY, "E091 ");
    texts("rulebook small\n" LEVEL "case round of other\n  state made end\n  action x by office new -> made  第一条\n"
          "case other\n  state made end\n  action x by office new -> made  第一条\n",
          "E234 other");
    texts("rulebook small\n" LEVEL "case round in round\n  state made end\n  action x by office new -> made  第一条\n",
          "E235 round");
    texts("rulebook small\n" LEVEL "case other in round\n  state made end\n  action x by office new -> made  第一条\n",
          "E235 other");
}

static void expected_cases(void **state) {
    (void)state;
    const char *const good = "case yearly \"年\" \"yearly\" of cluster  expected yearly as y  第一条\n"
                             "  expected while cluster is known\n"
                             "  field year \"年\" \"year\" number\n"
                             "  moment due_day \"限\" \"due\" = 04-30 of year\n"
                             "  state due \"待\" \"due\" rest\n";
    const struct compiled c = small_with(good);
    assert_str(said(c), "");
    const rules_case *k = &c.book->kase[c.book->n_cases - 1];
    assert_true(k->expected);
    assert_str(k->expected_prefix, "y");
    assert_int_equal(k->expected_due, 0);
    assert_int_equal(k->first_state, 0);
    assert_int_not_equal(k->expected_guard, RULES_NONE);
    compiled_end(c);
    says("case yearly of cluster  expected yearly as y\n  state due rest\n", "E237 yearly");
    says("case yearly of cluster  expected yearly as y\n  field year text\n  state due rest\n"
         "  moment due_day = 04-30 of year\n",
         "E237 yearly; E301 year");
    says("case other of cluster\n" BODY "  expected while cluster is known\n", "E239 expected while cluster is known");
    says("case yearly of cluster  expected yearly as y\n  field year number\n  state due rest\n"
         "  moment due_day = 04-30 of year\n  expected when cluster is known\n",
         "E090 when");
}

static void names_within(void **state) {
    (void)state;
    says("  field ok \"可\" \"ok\" text\n", "E209 ok");
    says("  state ok \"可\" \"ok\" rest\n", "E209 ok");
    says("  mark ok \"可\" \"ok\" when day is over\n", "E209 ok");
    says("  moment kind \"可\" \"ok\" = day\n", "E209 kind");
    says("  field or \"可\" \"ok\" text\n", "E210 or");
    says("  field cluster \"可\" \"ok\" text\n", "E238 cluster");
    says("  field work \"可\" \"ok\" text\n", "E238 work");
    says("  field note \"可\" \"ok\" text\n", "");
    says("  action notice \"可\" \"ok\" by office in begun\n", "E209 notice");
    says("  state 3\n  moment 3\n  mark 3\n  tally 3\n  number 3\n  form 3\n  field 3\n  action 3\n",
         "E090 3; E090 3; E090 3; E090 3; E090 3; E090 3; E090 3; E090 3");
}

static void states(void **state) {
    (void)state;
    says("  state s \"s\" \"s\" rest again\n", "E092 again");
    says("  state s lasts some working days rest\n", "E090 some");
    says("  state s lasts 3 days rest\n", "E090 days");
    const struct compiled c = small_with("  state s rest lasts 1 working day public\n"
                                         "  action x by office begun -> s\n");
    assert_str(said(c), "");
    const rules_case *k = &c.book->kase[c.book->n_cases - 1];
    const rules_state *s = &k->state[k->n_states - 1];
    assert_true(s->rest && !s->end && s->lasts && s->is_public && !s->count_first);
    assert_int_equal(s->working_days, 1);
    assert_str(s->label.zh, "s");
    assert_str(s->cite, "第一条");
    compiled_end(c);
}

/* ---- fields ---- */

static const rules_field *last_field(struct compiled c) {
    if (!c.book) fail_msg("%.*s", (int)said(c).n, said(c).p);
    const rules_case *k = &c.book->kase[c.book->n_cases - 1];
    return &k->field[k->n_fields - 1];
}

static void fields(void **state) {
    (void)state;
    struct compiled c = small_with("  field x \"甲\" one of p \"皮\" \"pe\", q, 3 \"三\" default q  第九条\n");
    const rules_field *f = last_field(c);
    assert_int_equal(f->type, RULES_V_CHOICE);
    assert_int_equal(f->n_choices, 3);
    assert_str(f->choice[0].label.en, "pe");
    assert_str(f->choice[1].label.zh, "q");
    assert_str(f->choice[2].name, "3");
    assert_int_equal(f->deflt, 1);
    assert_str(f->label.en, "x");
    assert_str(f->cite, "第九条");
    compiled_end(c);
    c = small_with("  field x \"甲\" \"x\" one of p,\n    q \"库\",\n    r \"尔\"\n");
    assert_int_equal(last_field(c)->n_choices, 3);
    compiled_end(c);
    c = small_with("  field x \"甲\" \"x\" one of  第八条\n"
                   "    p \"皮\" when ok\n      and round is open  第九条\n"
                   "    q \"库\" \"qu\" on evidence\n"
                   "    r\n");
    f = last_field(c);
    assert_int_equal(f->n_choices, 3);
    assert_int_not_equal(f->choice[0].when, RULES_NONE);
    assert_str(f->choice[0].cite, "第九条");
    assert_true(f->choice[1].on_evidence && f->choice[1].when == RULES_NONE);
    assert_str(f->choice[1].cite, "第八条");
    assert_false(f->choice[2].on_evidence);
    compiled_end(c);
    c = small_with("  field x yes/no default yes\n");
    assert_int_equal(last_field(c)->deflt, 1);
    compiled_end(c);
    c = small_with("  field channel \"渠道\" \"channel\" code from division\n");
    assert_int_equal(last_field(c)->derive, RULES_FROM_DIVISION);
    compiled_end(c);
    c = small_with("  field x yes/no from division 4101 or 4103\n");
    assert_int_equal(last_field(c)->n_within, 2);
    assert_str(last_field(c)->within[1], "4103");
    compiled_end(c);
    c = small_with("  field x date or else day\n");
    assert_int_equal(last_field(c)->or_else, 1);
    compiled_end(c);
}

static void faults_of_fields(void **state) {
    (void)state;
    says("  field x\n", "E091 ");
    says("  field x string\n", "E090 string");
    says("  field x yes or no\n", "E090 or");
    says("  field x text else\n", "E092 else");
    says("  field x text default y\n", "E230 y");
    says("  field x text default\n", "E091 ");
    says("  field x yes/no default maybe\n", "E230 maybe");
    says("  field x one of p, q default r\n", "E216 r");
    says("  field x one of p, p\n", "E232 p");
    says("  field x one of\n", "E091 ");
    says("  field x one of\n    p\n    p\n    (\n    q when nothing\n    r sometimes\n",
         "E232 p; E090 (; E092 sometimes; E217 nothing");
    says("  field x text or else\n", "E091 ");
    says("  field x text or else nothing\n", "E214 nothing");
    says("  field x text or else day\n", "E301 day");
    says("  field x text from division\n", "E231 x");
    says("  field x text from above\n", "E090 above");
    says("  field x yes/no from division 4101 or here\n", "E090 here");
}

/* Several faults in one run, each where it is. */
static void many_at_once(void **state) {
    (void)state;
    says("  field x string\n  mark m when nothing\n  action y by nobody in begun\n    then words = n\n"
         "prove work reaches gone only by finish\n",
         "E090 string; E212 nobody; E217 nothing; E326 n; E213 gone");
}

/* ---- limits ---- */

static void one_more(const char *format, int n, const char *expected) {
    base_buf b;
    base_buf_init(&b, 1 << 20);
    for (int i = 0; i < n; i++)
        for (const char *p = format; *p; p++)
            if (*p == '%')
                base_buf_fmt(&b, "%d", i);
            else
                base_buf_putc(&b, *p);
    base_buf_putc(&b, '\0');
    if (expected) {
        says(b.p, expected);
    } else {
        const struct compiled c = small_with(b.p);
        assert_null(c.book);
        assert_string_equal(c.d->item[0].code, "E205");
        compiled_end(c);
    }
    base_buf_free(&b);
}

static void limits(void **state) {
    (void)state;
    one_more("  field x% text\n", 57, "");
    one_more("  field x% text\n", 58, "E205 x57");
    one_more("  mark x% when ok\n", 65, "E205 x64");
    one_more("  moment x% = day\n", 65, "E205 x64");
    one_more("  tally x% counts note with same city that is made\n", 64, "E205 x63");
    one_more("  number x% = n\n", 64, "E205 x63");
    one_more("  form x%\n", 64, "E205 x63");
    one_more("  state x% rest\n  action y% by office begun -> x%\n", 61, "");
    one_more("  state x% rest\n  action y% by office in begun\n", 62, NULL);
    one_more("case x% of cluster\n" BODY, 27, "");
    one_more("case x% of cluster\n" BODY, 28, "E205 x27");
    one_more("silent 附则 \"x\"\n", 257, "E205 silent 附则 \"x\"");
}

static void limits_of_actions(void **state) {
    (void)state;
    base_buf b;
    base_buf_init(&b, 1 << 20);
    base_buf_fmt(&b, ACT);
    for (int i = 0; i < 65; i++) base_buf_fmt(&b, "    needs ok \"n%d\"\n", i);
    base_buf_fmt(&b, "  action y by office in begun\n");
    for (int i = 0; i < 65; i++) base_buf_fmt(&b, "    then ok = yes\n");
    base_buf_putc(&b, '\0');
    says(b.p, "E205 needs ok \"n64\"; E205 then ok = yes");
    base_buf_clear(&b);
    for (int i = 0; i < 1025; i++) base_buf_fmt(&b, "  action x%d by office in begun\n", i);
    base_buf_putc(&b, '\0');
    const struct compiled c = small_with(b.p);
    assert_null(c.book);
    assert_string_equal(c.d->item[0].code, "E205");
    compiled_end(c);
    base_buf_free(&b);
}

/* ---- finding ---- */

static void finding(void **state) {
    (void)state;
    const struct compiled c = small_with("");
    const rules_book *b = c.book;
    assert_non_null(b);
    const rules_id work = rules_find_case(b, BASE_STR("work"));
    assert_str(b->kase[work].name, "work");
    assert_int_equal(rules_find_case(b, BASE_STR("nothing")), RULES_NONE);
    assert_int_equal(rules_find_action(b, work, BASE_STR("keep")), RULES_NONE);
    assert_int_equal(rules_find_field(&b->kase[work], BASE_STR("day")), 1);
    assert_int_equal(rules_find_field(&b->kase[work], BASE_STR("nothing")), RULES_NONE);
    assert_int_equal(rules_find_state(&b->kase[work], BASE_STR("done")), 2);
    assert_int_equal(rules_find_state(&b->kase[work], BASE_STR("nothing")), RULES_NONE);
    assert_int_equal(rules_find_fact(b, BASE_STR("output")), 1);
    assert_int_equal(rules_find_fact(b, BASE_STR("nothing")), RULES_NONE);
    assert_int_equal(rules_find_level(b, BASE_STR("nobody")), RULES_NONE);
    assert_int_equal(rules_region_of(BASE_STR("north-east")), RULES_NORTH_EAST);
    assert_int_equal(rules_region_of(BASE_STR("middle")), RULES_MIDDLE);
    assert_int_equal(rules_region_of(BASE_STR("")), RULES_REGION_NONE);
    compiled_end(c);
    const struct compiled n = national();
    assert_non_null(n.book);
    assert_int_equal(rules_find_criterion(&n.book->standard[0], BASE_STR("0.1")), 0);
    assert_int_equal(rules_find_criterion(&n.book->standard[0], BASE_STR("9.9")), RULES_NONE);
    compiled_end(n);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_national_text_is_right),
        cmocka_unit_test(its_choices_have_both_languages),
        cmocka_unit_test(the_national_application),
        cmocka_unit_test(headers),
        cmocka_unit_test(header_values),
        cmocka_unit_test(levels),
        cmocka_unit_test(cases),
        cmocka_unit_test(expected_cases),
        cmocka_unit_test(names_within),
        cmocka_unit_test(states),
        cmocka_unit_test(fields),
        cmocka_unit_test(faults_of_fields),
        cmocka_unit_test(many_at_once),
        cmocka_unit_test(limits),
        cmocka_unit_test(limits_of_actions),
        cmocka_unit_test(finding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
