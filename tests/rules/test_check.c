/* Checks of the whole: every one of them has a text that it refuses and one beside it that it lets pass. */
#include "compiled.h"

static void lives(void **state) {
    (void)state;
    says("case other \"另\" \"other\" of cluster  第一条\n", "E502 other");
    says("case other \"另\" \"other\" of cluster  第一条\n"
         "  state made \"记\" \"made\" end\n",
         "E503 other");
    says("case other \"另\" \"other\" of cluster  第一条\n"
         "  state made \"记\" \"made\" end\n"
         "  state lost \"失\" \"lost\" end\n"
         "  action make_other \"记\" \"make\" by county new -> made\n",
         "E504 lost");
    says("case other \"另\" \"other\" of cluster  第一条\n"
         "  state made \"记\" \"made\"\n"
         "  action make_other \"记\" \"make\" by county new -> made\n"
         "  action stay \"留\" \"stay\" by county made -> made\n"
         "  action look \"看\" \"look\" by county in made\n",
         "E505 made");
    says("case other \"另\" \"other\" of cluster  第一条\n"
         "  state made \"记\" \"made\" end\n"
         "  state kept \"存\" \"kept\" end\n"
         "  action make_other \"记\" \"make\" by county new -> made\n"
         "  action keep_other \"存\" \"keep\" by county made -> kept\n",
         "E506 made");
    says("case other \"另\" \"other\" of cluster  one at a time  第一条\n"
         "  state made \"记\" \"made\"\n"
         "  state kept \"存\" \"kept\"\n"
         "  action make_other \"记\" \"make\" by county new -> made\n"
         "  action keep_other \"存\" \"keep\" by county made -> kept\n"
         "  action take_back \"取\" \"take back\" by county kept -> made\n",
         "E507 other");
}

/* An arrow of another case's effect leads into and out of states too. */
static void effects_lead_on(void **state) {
    (void)state;
    says("case other \"另\" \"other\" of cluster  第一条\n"
         "  state made \"记\" \"made\"\n"
         "  state kept \"存\" \"kept\" end\n"
         "  action make_other \"记\" \"make\" by county new -> made\n"
         "case third \"三\" \"third\" of other  第一条\n"
         "  state made \"记\" \"made\" end\n"
         "  action make_third \"记\" \"make\" by county new -> made\n"
         "    then other: made -> kept\n",
         "");
}

static void citations(void **state) {
    (void)state;
    says("case other \"另\" \"other\" of cluster\n"
         "  state made \"记\" \"made\" end\n"
         "  action make_other \"记\" \"make\" by county new -> made  第一条\n",
         "");
    says("case other \"另\" \"other\" of cluster\n"
         "  state made \"记\" \"made\" rest lasts 3 working days\n"
         "  action make_other \"记\" \"make\" by county new -> made\n"
         "    needs cluster is known \"知\" \"known\"\n"
         "    needs cluster is candidate \"候\" \"candidate\"  第一条\n",
         "E508 made; E508 make_other; E508 needs cluster is known \"知\" \"known\"");
}

static void levels_of_actions(void **state) {
    (void)state;
    says("  action x \"x\" \"x\" by office, county in begun\n", "E509 x");
    says("  action x \"x\" \"x\" by office, county shared in begun\n", "");
    says("  action x \"x\" \"x\" by office shared in begun\n", "W502 x");
}

static void filling_leaves_no_record(void **state) {
    (void)state;
    says("  action x \"x\" \"x\" by office in begun\n    fills sheet\n", "");
    says("  action x \"x\" \"x\" by office begun -> done\n    fills sheet\n", "E510 x");
    says("  action x \"x\" \"x\" by office in begun\n    fills sheet\n    then ok = yes\n", "E510 x");
    says("  action x \"x\" \"x\" by office begun -> done\n    freezes sheet\n", "");
}

static void others_are_asked(void) {
    const struct compiled c = compiled_text("rulebook small\n"
                                            "level office over everything  第一条\n"
                                            "case programme single  第一条\n"
                                            "  field f yes/no\n"
                                            "  state on rest\n"
                                            "  mark p when f\n"
                                            "case round  第一条\n"
                                            "  field f yes/no\n"
                                            "  state on rest\n"
                                            "  mark r when f and programme.p\n"
                                            "  action open by office new -> on\n"
                                            "case file in round  第一条\n"
                                            "  state made end\n"
                                            "  mark m when round.r\n"
                                            "  action make by office new -> made\n",
                                            NULL, NULL);
    assert_str(said(c), "");
    compiled_end(c);
}

static void circles(void **state) {
    (void)state;
    says("  mark p \"p\" \"p\" when p\n", "E501 p");
    says("  mark p \"p\" \"p\" when ok and not q\n  mark q \"q\" \"q\" when ok or p\n", "E501 q");
    says("  moment p \"p\" \"p\" = the day after p\n", "E501 p");
    says("  moment p \"p\" \"p\" = q\n  moment q \"q\" \"q\" = p\n", "E501 q");
    says("  number p \"p\" \"p\" = n if used < p else n\n", "E501 p");
    says("  field p \"p\" \"p\" one of\n    x \"x\" when p holds\n    y \"y\" when q\n  mark q \"q\" \"q\" when p "
         "holds\n",
         "E501 p");
    says("  field p \"p\" \"p\" text or else q\n  field q \"q\" \"q\" text or else p\n", "E501 q; E501 p");
    says("  field p \"p\" \"p\" text or else p\n", "E501 p");
    says("  field p \"p\" \"p\" text or else q\n  field q \"q\" \"q\" text or else words\n", "");
    /* Through another case: work asks of notes what notes ask of it. */
    says("  mark p \"p\" \"p\" when some other is made with q\n"
         "case other \"另\" \"other\" of work  第一条\n"
         "  state made \"记\" \"made\" end\n"
         "  mark q \"q\" \"q\" when work.p\n"
         "  action make_other \"记\" \"make\" by county new -> made\n",
         "E501 q");
    /* Through the round and the programme, which are asked by everybody but ask nobody back. */
    others_are_asked();
    says("  moment p \"p\" \"p\" = q\n  moment q \"q\" \"q\" = day\n  mark r \"r\" \"r\" when p is over\n", "");
}

static void long_chains(void **state) {
    (void)state;
    base_buf b;
    base_buf_init(&b, 1 << 20);
    /* Nine marks, each of 63 questions joined, the first of which is the mark before it. */
    for (int i = 0; i < 9; i++) {
        base_buf_fmt(&b, "  mark m%d \"m\" \"m\" when ", i);
        if (i > 0) base_buf_fmt(&b, "m%d\n      ", i - 1);
        for (int j = i > 0; j < 63; j++) base_buf_fmt(&b, "%sok\n      ", j == 0 ? "" : "and ");
        base_buf_putc(&b, 0x0a);
    }
    base_buf_putc(&b, '\0');
    says(b.p, "E511 m8");
    base_buf_free(&b);
}

static const char ARTICLES[] = "rulebook small \"小\" \"small\"\n"
                               "  articles %d\n"
                               "  silent 第三条、第十条(二) \"解释\"\n"
                               "  silent 附则 \"无\"\n"
                               "level office \"机关\" \"office\" over everything  第1条、第二条\n"
                               "silent 第四条 \"无\"\n";

static void articles_say(int n, const char *expected, const char *zh) {
    char text[2000];
    (void)snprintf(text, sizeof text, ARTICLES, n);
    const struct compiled c = compiled_text(text, NULL, NULL);
    assert_str(said(c), expected);
    if (zh && !strstr(base_arena_str(c.arena, c.d->item[c.d->n - 1].zh).p, zh))
        fail_msg("%.*s", (int)c.d->item[c.d->n - 1].zh.n, c.d->item[c.d->n - 1].zh.p);
    compiled_end(c);
}

static void articles(void **state) {
    (void)state;
    articles_say(4, "W501 第三条、第十条(二)", NULL);
    articles_say(10, "E512 articles 10", "第五条、第六条、第七条、第八条、第九条");
    articles_say(11, "E512 articles 11", "第九条、第十一条");
    articles_say(120, "E512 articles 120", "第十一条 …");
}

static void numerals(void **state) {
    (void)state;
    static const char text[] = "rulebook small \"小\" \"small\"\n"
                               "  articles 130\n"
                               "level office \"机关\" \"office\" over everything  第一百二十一条\n"
                               "silent 第一百零二条 \"无\"\n"
                               "silent 第九百九十九条 \"无\"\n"
                               "silent 第十万条 \"无\"\n"
                               "silent 第一千条 \"无\"\n"
                               "silent 第条 \"无\"\n"
                               "silent 第九百九十百条 \"无\"\n";
    const struct compiled c = compiled_text(text, NULL, NULL);
    assert_str(said(c), "W501 第九百九十九条; W501 第十万条; W501 第一千条; W501 第条; W501 第九百九十百条; "
                        "E512 articles 130");
    compiled_end(c);
    base_buf b;
    base_buf_init(&b, 10000);
    static const char *const digits[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    base_buf_fmt(&b, "rulebook small \"小\" \"small\"\n  articles 112\n");
    for (int i = 1; i <= 112; i++) {
        if (i == 102 || i == 110) continue;
        base_buf_fmt(&b, "silent 第%d条 \"无\"\n", i);
        base_buf_fmt(&b, "silent 第%s%s%s条 \"无\"\n", i % 100 >= 20 ? digits[i % 100 / 10] : "",
                     i % 100 >= 10 ? "十" : "", i % 100 > 0 ? digits[i % 10] : "一");
    }
    base_buf_putc(&b, '\0');
    const struct compiled d = compiled_text(b.p, NULL, NULL);
    assert_int_equal(d.d->n, 1);
    if (!strstr(base_arena_str(d.arena, d.d->item[0].zh).p, "第一百零二条、第一百一十条"))
        fail_msg("%.*s", (int)d.d->item[0].zh.n, d.d->item[0].zh.p);
    compiled_end(d);
    base_buf_free(&b);
}

/* ---- one version after another ---- */

static void after(const char *old_lines, const char *new_lines, const char *expected) {
    const struct compiled o = small_with(old_lines), n = small_with(new_lines);
    assert_non_null(o.book);
    assert_non_null(n.book);
    n.d->n = 0;
    const bool good = rules_check_after(o.book, n.book, n.d);
    assert_str(said(n), expected);
    assert_int_equal(good, expected[0] == '\0');
    compiled_end(o);
    compiled_end(n);
}

#define OTHER                                                                                                          \
    "case other \"另\" \"other\" of cluster  第一条\n"                                                             \
    "  state made \"记\" \"made\" end\n"                                                                              \
    "  action make_other \"记\" \"make\" by county new -> made\n"

static void versions(void **state) {
    (void)state;
    after("", "", "");
    after("", OTHER, "");
    after(OTHER, "", "E520 other");
    after("  state more \"多\" \"more\" end\n  action x \"x\" \"x\" by office begun -> more\n", "", "E521 work");
    after("  field x \"x\" \"x\" text\n", "", "E522 work");
    after("  field x \"x\" \"x\" text\n", "  field x \"x\" \"x\" code\n", "E524 x");
    after("  field x \"x\" \"x\" one of p, q\n", "  field x \"x\" \"x\" one of q, r\n", "E523 x");
    after("  field x \"x\" \"x\" one of p, q\n", "  field x \"x\" \"x\" one of q, r, p\n", "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lives),
        cmocka_unit_test(effects_lead_on),
        cmocka_unit_test(citations),
        cmocka_unit_test(levels_of_actions),
        cmocka_unit_test(filling_leaves_no_record),
        cmocka_unit_test(circles),
        cmocka_unit_test(long_chains),
        cmocka_unit_test(articles),
        cmocka_unit_test(numerals),
        cmocka_unit_test(versions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
