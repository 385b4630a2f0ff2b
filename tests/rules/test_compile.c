/* From a text to a rulebook: headers, cases and what is in them, limits. */
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

#define BODY                                                                                                           \
    "  state made \"记\" \"made\" end\n"                                                                              \
    "  action make_it \"记\" \"make\" by county new -> made  第一条\n"

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

/* ---- actions ---- */

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

#define ACT "  action x by office in begun\n"

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
        cmocka_unit_test(actions),
        cmocka_unit_test(faults_of_actions),
        cmocka_unit_test(specials),
        cmocka_unit_test(effects),
        cmocka_unit_test(faults_of_effects),
        cmocka_unit_test(counts),
        cmocka_unit_test(forms),
        cmocka_unit_test(bodies),
        cmocka_unit_test(many_at_once),
        cmocka_unit_test(limits),
        cmocka_unit_test(limits_of_actions),
        cmocka_unit_test(finding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
