/* One text over another: which lines meet, what is replaced, kept, added and removed, and what is reported. */
#include "tree_support.h"

#include "rules/rulebook.h"

static tree merged(const char *base, const char *over) {
    tree t = tree_of(base);
    rules_line *o = rules_tree_read(t.arena, base_str_of(over), BASE_STR("over.rules"), t.d);
    rules_tree_merge(t.arena, t.root, o, t.d);
    return t;
}

/* The merged tree as text, written without alignment. */
static void expect_merge(const char *base, const char *over, const char *expected, const char *expected_faults) {
    tree t = merged(base, over);
    assert_text(put(&t), expected);
    assert_text(faults(&t), expected_faults);
    (void)dump(&t); /* checks that every line knows its parent */
    tree_free(&t);
}

static void new_lines_go_to_the_end_of_their_container(void **state) {
    (void)state;
    expect_merge("fact a 亿元\ncase c\n  state s\n  action x\nfact b 家\n", /**/
                 "fact n 项\ncase c\n  state t\ncase d\n  state u\n",
                 "fact a 亿元\ncase c\n  state s\n  action x\n  state t\nfact b 家\nfact n 项\ncase d\n  state u\n",
                 "");
    expect_merge("", "fact a 家\n", "fact a 家\n", "");
    expect_merge("fact a 家\n", "", "fact a 家\n", "");
    expect_merge("case c\n", "case c\n  state s\n", "case c\n  state s\n", "");
}

static void a_line_with_the_same_key_replaces_in_its_place(void **state) {
    (void)state;
    expect_merge("case c\n  action x by a 第一条\n    asks p\n    needs q\n  action y by a\n", /**/
                 "case c\n  action x by b\n    asks r\n", "case c\n  action x by b\n    asks r\n  action y by a\n", "");
    /* A citation is not handed on; another kind of the same name is another key. */
    expect_merge("fact a 亿元 附件\nunit a 1 b\n", "fact a 家\n", "fact a 家\nunit a 1 b\n", "");
}

static void labels_are_kept_when_there_are_none(void **state) {
    (void)state;
    expect_merge("case c\n  state s \"甲\" \"one\" public\n", "case c\n  state s rest\n",
                 "case c\n  state s \"甲\" \"one\" rest\n", "");
    expect_merge("fact a \"甲\" \"one\" 家\n", "fact a \"乙\" 项\n", "fact a \"乙\" 项\n", "");
    expect_merge("fact a 家\n", "fact a 项\n", "fact a 项\n", "");
    expect_merge("standard 1\n  area 1\n    criterion 1 \"甲\" unknown a \"not had\"\n",
                 "standard 1\n  area 1\n    criterion 1 unknown a \"still not\"\n",
                 "standard 1\n  area 1\n    criterion 1 \"甲\" unknown a \"still not\"\n", "");
    expect_merge("fact a\n", "fact\n", "fact a\nfact\n", "");
}

static void the_first_line_of_a_container(void **state) {
    (void)state;
    const char *base = "case c \"甲\" \"one\" of d in round 第一条\n  state s\n";
    expect_merge(base, "case c\n", base, "");
    expect_merge(base, "case c 第九条\n", "case c \"甲\" \"one\" of d in round 第九条\n  state s\n", "");
    expect_merge(base, "case c \"乙\"\n", "case c \"乙\" of d in round 第一条\n  state s\n", "");
    expect_merge(base, "case c of e\n", "case c \"甲\" \"one\" of e\n  state s\n", "");
    expect_merge(base, "case c \"乙\" \"two\" of e 第九条\n", "case c \"乙\" \"two\" of e 第九条\n  state s\n", "");
}

static void the_header(void **state) {
    (void)state;
    expect_merge("rulebook n \"甲\" \"one\"\n  cites \"x\"\n  articles 19\n  force from 2022-01-01 第十九条\n  silent "
                 "第一条 \"y\"\n"
                 "fact a 家\n",
                 "rulebook p based on n\n  cites \"z\"\n  force from 2023-01-01\n  silent 第二条 \"w\"\n",
                 "rulebook p \"甲\" \"one\" based on n\n  cites \"z\"\n  articles 19\n  force from 2023-01-01\n"
                 "  silent 第一条 \"y\"\n  silent 第二条 \"w\"\nfact a 家\n",
                 "");
}

static void standards_and_samples(void **state) {
    (void)state;
    expect_merge("standard 2022 \"甲\"\n  area 1 \"乙\"\n    criterion 1.1 judge a\n    criterion 1.2 judge b\n",
                 "standard 2022\n  area 1\n    criterion 1.2 require c > 1 家\n    drop criterion 1.1\n  area 2\n"
                 "    criterion 2 judge d\nstandard 2024\n",
                 "standard 2022 \"甲\"\n  area 1 \"乙\"\n    criterion 1.2 require c > 1 家\n  area 2\n"
                 "    criterion 2 judge d\nstandard 2024\n",
                 "");
    expect_merge("sample standard 2022 on 2023\n  a.2022 = 1\n  a.2021 = 2\n  b = \"x\"\n",
                 "sample standard 2022\n  a.2021 = 3\n  c = 4\n  drop b\n  drop a.2022\nsample standard 2024 on 2024\n",
                 "sample standard 2022 on 2023\n  a.2021 = 3\n  c = 4\nsample standard 2024 on 2024\n", "");
    expect_merge("sample standard 1 on 2\n  form = 1\n", "sample standard 1\n  form = 2\n",
                 "sample standard 1 on 2\n  form = 2\n", "");
    expect_merge("sample standard 2022\n  a = 1\n", "sample standard 2022\n  drop\ndrop sample standard 2022\n", "",
                 "E022@2:3");
}

static void items_of_a_form_are_moved(void **state) {
    (void)state;
    const char *base = "case c\n  form f\n    asks a, b in the last year\n    asks d,\n      e\n    offers g\n";
    expect_merge(base, "case c\n  form f\n    offers b, d,\n      g\n",
                 "case c\n  form f\n    asks a in the last year\n    asks e\n    offers b, d,\n      g\n", "");
    expect_merge(base, "case c\n  form f\n    asks a, b, h in each of the last 3 years\n",
                 "case c\n  form f\n    asks d, e\n    offers g\n    asks a, b, h in each of the last 3 years\n", "");
}

static void items_are_dropped(void **state) {
    (void)state;
    expect_merge("case c\n  form f\n    asks a, b, d\n    offers e\n",
                 "case c\n  form f\n    drop asks b\n    drop asks e\n    drop offers e\n",
                 "case c\n  form f\n    asks a, d\n", "E020@4:15");
    expect_merge("case c\n  form f\n    asks a,, b\n    asks ,\n", "case c\n  form f\n    drop asks b\n",
                 "case c\n  form f\n    asks a,, b\n    asks,\n", "E020@3:15");
}

static void actions_are_added_to(void **state) {
    (void)state;
    const char *base = "case c\n  action x by a\n    s -> t 第一条\n    asks p private, q\n    needs r \"甲\" \"one\"\n"
                       "    needs u\n      \"乙\" \"two\" 第二条\n";
    expect_merge(base, "case c\n  also action x\n    needs v \"丙\"\n    then w = today\n",
                 "case c\n  action x by a\n    s -> t 第一条\n    asks p private, q\n    needs r \"甲\" \"one\"\n"
                 "    needs u\n      \"乙\" \"two\" 第二条\n    needs v \"丙\"\n    then w = today\n",
                 "");
    expect_merge(
        base,
        "case c\n  also action x\n    takes p private\n    drop asks q\n    drop needs \"two\"\n    drop needs r\n",
        "case c\n  action x by a\n    s -> t 第一条\n    takes p private\n", "");
    expect_merge(base, "case c\n  also action y\n    asks z\n  also action\n  also action x by b\nalso action x\n",
                 base, "E021@2:15 E023@4:3 E023@5:3 E021@6:13");
    tree t = merged(base, "case c\n  also action y\n    asks z\n");
    assert_text(t.d->item[0].hint_en, "it stands under its case; there are: x");
    tree_free(&t);
}

static void proofs_and_silent_articles_are_added(void **state) {
    (void)state;
    expect_merge("prove a reaches b only by c\nsilent 第一条 \"x\"\n", /**/
                 "prove a reaches b only by d\nsilent 第一条 \"y\"\nprove a reaches b only by c\n",
                 "prove a reaches b only by c\nsilent 第一条 \"x\"\nprove a reaches b only by d\nsilent 第一条 \"y\"\n"
                 "prove a reaches b only by c\n",
                 "");
}

static void transitional_clauses_are_not_handed_on(void **state) {
    (void)state;
    expect_merge("rulebook n\n  also judges a in s\nalso judges b in t\nfact a 家\n", /**/
                 "rulebook p\n  also judges c in u\n", "rulebook p\n  also judges c in u\nfact a 家\n", "");
}

static void lines_are_dropped(void **state) {
    (void)state;
    const char *base = "rulebook n\n  silent 第一条 \"x\"\n  silent 第二条\nfact a 家\nfact b 家\ncase c\n  state s\n"
                       "  action x\nprove a reaches b only by c, d 第一条\nprove a reaches b only by c\n";
    expect_merge(base,
                 "rulebook p\n  drop silent 第一条\n  drop silent 第二条\ndrop fact a\ncase c\n  drop action x 第九条\n"
                 "drop prove a reaches b only by c\n",
                 "rulebook p\nfact b 家\ncase c\n  state s\nprove a reaches b only by c, d 第一条\n", "");
    expect_merge(base, "drop case c\ndrop fact\ndrop\ndrop fact z\ndrop case c\n",
                 "rulebook n\n  silent 第一条 \"x\"\n  silent 第二条\nfact a 家\nfact b 家\n"
                 "prove a reaches b only by c, d 第一条\nprove a reaches b only by c\n",
                 "E022@2:1 E022@3:1 E020@4:11 E020@5:11");
    /* What was dropped may be written anew; it stands at the end then. */
    expect_merge("fact a 家\nfact b 家\n", "drop fact a\nfact a 项\n", "fact b 家\nfact a 项\n", "");
    expect_merge("fact a 家\n", "fact a 项\ndrop fact a\n", "", "");
}

static void near_names_are_suggested(void **state) {
    (void)state;
    tree t = merged("case c\n  action withdraw\n  action submit\n  state withdrawal\n",
                    "case c\n  drop action withdrow\n  also action sumbit\n");
    assert_text(faults(&t), "E020@2:15 E021@3:15");
    assert_text(t.d->item[0].hint_en, "did you mean withdraw?");
    assert_text(t.d->item[1].hint_en, "it stands under its case; did you mean submit?");
    assert_text(t.d->item[0].span.file, "over.rules");
    tree_free(&t);
}

static void the_same_key_twice_is_reported(void **state) {
    (void)state;
    expect_merge("fact a 家\n", "fact a 项\nfact a 件\nfact b 家\nfact b 件\n", "fact a 项\nfact b 家\n",
                 "E024@2:6 E024@4:6");
    /* In the base, the compiler reports it: the first one is met. */
    expect_merge("fact a 家\nfact a 项\n", "fact a 件\n", "fact a 件\nfact a 项\n", "");
}

static void lines_without_a_key_are_added(void **state) {
    (void)state;
    expect_merge("case c\n  state s\n", "case c\n  第一条\n  \"x\" y\n", "case c\n  state s\n  第一条\n  \"x\" y\n",
                 "");
}

static void lines_know_where_they_come_from(void **state) {
    (void)state;
    tree t = merged("fact a 家\nfact b 家\ncase c\n  state s\n", "fact a 项\nfact n 家\ncase c\n  state t\n");
    const rules_line *l = t.root->child;
    assert_true(l->added);
    assert_text(l->span.file, "over.rules");
    l = l->next;
    assert_false(l->added);
    assert_text(l->span.file, "a.rules");
    l = l->next;
    assert_false(l->added);
    assert_false(l->child->added);
    assert_true(l->child->next->added);
    assert_true(l->next->added);
    tree_free(&t);
}

static void comments_stay_with_their_lines(void **state) {
    (void)state;
    expect_merge("# one\nfact a 家\n# two\nfact b 家\n", "fact a 项\n# three\nfact b 项 # four\n",
                 "# one\nfact a 项\n# three\nfact b 项 # four\n", "");
}

static void three_texts_are_merged_from_the_bottom_up(void **state) {
    (void)state;
    tree t = merged("fact a \"甲\" 家\nfact b 家\n", "fact a 项\n");
    rules_line *top = rules_tree_read(t.arena, BASE_STR("fact a 件\ndrop fact b\n"), BASE_STR("top.rules"), t.d);
    rules_tree_merge(t.arena, t.root, top, t.d);
    assert_text(put(&t), "fact a \"甲\" 件\n");
    assert_text(faults(&t), "");
    tree_free(&t);
}

static base_str many(base_arena *arena, const char *format, int first, int last) {
    base_buf b;
    base_buf_init(&b, RULES_MAX_TEXT);
    for (int i = first; i < last; i++) base_buf_fmt(&b, "%s%d\n", format, i);
    const base_str s = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return s;
}

static void the_result_is_limited_too(void **state) {
    (void)state;
    tree t = tree_new();
    t.root = rules_tree_read(t.arena, many(t.arena, "fact a", 0, 15000), BASE_STR("a.rules"), t.d);
    rules_line *o = rules_tree_read(t.arena, many(t.arena, "fact a", 10000, 20000), BASE_STR("o.rules"), t.d);
    rules_tree_merge(t.arena, t.root, o, t.d);
    assert_text(faults(&t), "");
    o = rules_tree_read(t.arena, BASE_STR("fact one-more\n"), BASE_STR("o.rules"), t.d);
    rules_tree_merge(t.arena, t.root, o, t.d);
    assert_text(faults(&t), "E025@1:1");
    tree_free(&t);
}

/* Time in proportion: this takes minutes if each line is looked for in a list. */
static void large_overlays_are_quick(void **state) {
    (void)state;
    tree t = tree_new();
    t.root = rules_tree_read(t.arena, many(t.arena, "prove a b", 0, 11000), BASE_STR("a.rules"), t.d);
    rules_line *o = rules_tree_read(t.arena, many(t.arena, "drop prove a b", 0, 11000), BASE_STR("o.rules"), t.d);
    rules_tree_merge(t.arena, t.root, o, t.d);
    assert_text(faults(&t), "");
    assert_null(t.root->child);
    tree_free(&t);
}

/* The overlay shown in the language's description. */
static base_str example_of(const tree *t) {
    const base_str page = read_file(t, JIQUN_SOURCE_DIR "/docs/rulebook-language.md");
    const char *at = strstr(page.p, "    rulebook example-2024"); /* files are read with a NUL after them */
    assert_non_null(at);
    base_str rest = {at, page.n - (size_t)(at - page.p)};
    base_buf b;
    base_buf_init(&b, RULES_MAX_TEXT);
    for (;;) {
        base_str line = base_str_cut(rest, '\n', &rest);
        if (line.n > 0 && !base_str_starts(line, BASE_STR("    "))) break;
        if (line.n > 4) base_buf_put(&b, line.p + 4, line.n - 4);
        base_buf_putc(&b, '\n');
    }
    const base_str s = base_arena_str(t->arena, base_buf_str(&b));
    base_buf_free(&b);
    return s;
}

static bool find_national(void *ctx, base_str id, base_str *text, base_str *file) {
    *file = id;
    *text = read_file(ctx, JIQUN_SOURCE_DIR "/rulebooks/national-2022.rules");
    return base_str_is(id, "national-2022");
}

static void the_example_of_the_description_is_right(void **state) {
    (void)state;
    tree t = tree_new();
    const rules_book *b = rules_compile(t.arena, example_of(&t), BASE_STR("example"), find_national, &t, t.d);
    assert_text(faults(&t), "");
    assert_non_null(b);
    const rules_id found = rules_find_criterion(&b->standard[0], BASE_STR("1.4"));
    assert_true(found != RULES_NONE);
    assert_text(b->standard[0].criterion[found].cite, "第五条");
    assert_text(b->standard[0].criterion[found].label.zh, "近三年产值");
    assert_true(rules_find_criterion(&b->standard[0], BASE_STR("4.1")) == RULES_NONE);
    tree_free(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_lines_go_to_the_end_of_their_container),
        cmocka_unit_test(a_line_with_the_same_key_replaces_in_its_place),
        cmocka_unit_test(labels_are_kept_when_there_are_none),
        cmocka_unit_test(the_first_line_of_a_container),
        cmocka_unit_test(the_header),
        cmocka_unit_test(standards_and_samples),
        cmocka_unit_test(items_of_a_form_are_moved),
        cmocka_unit_test(items_are_dropped),
        cmocka_unit_test(actions_are_added_to),
        cmocka_unit_test(proofs_and_silent_articles_are_added),
        cmocka_unit_test(transitional_clauses_are_not_handed_on),
        cmocka_unit_test(lines_are_dropped),
        cmocka_unit_test(near_names_are_suggested),
        cmocka_unit_test(the_same_key_twice_is_reported),
        cmocka_unit_test(lines_without_a_key_are_added),
        cmocka_unit_test(lines_know_where_they_come_from),
        cmocka_unit_test(comments_stay_with_their_lines),
        cmocka_unit_test(three_texts_are_merged_from_the_bottom_up),
        cmocka_unit_test(the_result_is_limited_too),
        cmocka_unit_test(large_overlays_are_quick),
        cmocka_unit_test(the_example_of_the_description_is_right),
    };
    return cmocka_run_group_tests_name("rules/merge", tests, NULL, NULL);
}
