/* One text on another: what is based on a base, chains of bases, amendments. */
#include "compiled.h"

/* ---- one text on another ---- */

struct shelf {
    const char *id[4], *text[4];
};

static bool take_from_shelf(void *ctx, base_str id, base_str *text, base_str *file) {
    const struct shelf *s = ctx;
    for (size_t i = 0; i < 4 && s->id[i]; i++)
        if (base_str_is(id, s->id[i])) {
            *text = base_str_of(s->text[i]);
            *file = base_str_of(s->id[i]);
            return true;
        }
    return false;
}

static void based_on(void **state) {
    (void)state;
    struct shelf shelf = {{"small", "middle"},
                          {SMALL, "rulebook middle \"中\" \"middle\" based on small\n"
                                  "  cites \"中\"\n  force from 2024-01-01\n  level office\n"
                                  "case work\n  field more \"多\" \"more\" text\n"}};
    struct compiled c = compiled_text("rulebook top \"顶\" \"top\" based on middle\n"
                                      "  articles 2\n  level county\n"
                                      "level city \"市\" \"city\" over its city  第一条\n"
                                      "silent 第二条 \"无\"\n"
                                      "case work\n  field most \"最\" \"most\" text\n",
                                      take_from_shelf, &shelf);
    assert_str(said(c), "");
    assert_str(c.book->id, "top");
    assert_str(c.book->label.zh, "顶");
    assert_str(c.book->based_on, "middle");
    /* The number and the day of the text below are not its own. */
    assert_int_equal(c.book->cites.n, 0);
    assert_int_equal(c.book->n_articles, 2);
    assert_int_equal(c.book->force_from, BASE_DATE_NONE);
    assert_str(c.book->level[c.book->owner].name, "county");
    const rules_case *k = &c.book->kase[rules_find_case(c.book, BASE_STR("work"))];
    assert_int_not_equal(rules_find_field(k, BASE_STR("more")), RULES_NONE);
    assert_int_not_equal(rules_find_field(k, BASE_STR("most")), RULES_NONE);
    assert_int_equal(rules_find_level(c.book, BASE_STR("city")), 2);
    compiled_end(c);
    /* The citations of what it is based on are not its own. */
    c = compiled_text("rulebook top \"顶\" \"top\" based on middle\n  articles 2\nsilent 第二条 \"无\"\n",
                      take_from_shelf, &shelf);
    assert_str(said(c), "E512 articles 2");
    compiled_end(c);
    c = compiled_text("rulebook top based on nothing\n", take_from_shelf, &shelf);
    assert_str(said(c), "E202 nothing");
    compiled_end(c);
    c = compiled_text("rulebook top based on nothing\n", NULL, NULL);
    assert_str(said(c), "E202 nothing");
    compiled_end(c);
    shelf.text[0] = "rulebook small based on top\n";
    c = compiled_text("rulebook top based on middle\n", take_from_shelf, &shelf);
    assert_str(said(c), "E203 top");
    compiled_end(c);
}

static bool take_next(void *ctx, base_str id, base_str *text, base_str *file) {
    char *kept = ctx;
    const size_t n = id.n + 1;
    (void)snprintf(kept + 100 * n, 100, "rulebook %.*s based on %.*sx\n", (int)id.n, id.p, (int)id.n, id.p);
    *text = base_str_of(kept + 100 * n);
    *file = BASE_STR("next");
    return true;
}

static void endless_chains_end(void **state) {
    (void)state;
    char kept[2000];
    const struct compiled c = compiled_text("rulebook x based on xx\n", take_next, kept);
    assert_str(said(c), "E204 xxxxxxxxx");
    compiled_end(c);
}

/* ---- amendments ---- */

static struct compiled amended(const char *base, const char *text, const char *version, struct shelf *shelf) {
    struct compiled c = {.arena = base_arena_new((size_t)256 << 20)};
    c.d = base_arena_alloc(c.arena, sizeof *c.d);
    rules_diags_init(c.d, c.arena);
    c.book = rules_amend(c.arena, base_arena_str(c.arena, base_str_of(base)), BASE_STR("base"),
                         base_arena_str(c.arena, base_str_of(text)), base_str_of(version), 20000, take_from_shelf,
                         shelf, c.d);
    return c;
}

static void amendments(void **state) {
    (void)state;
    struct shelf none = {{NULL}, {NULL}};
    struct compiled c = amended(SMALL, "case work\n  field more \"多\" \"more\" text\n", "2024", &none);
    assert_str(said(c), "");
    assert_str(c.book->id, "small+2024");
    assert_int_equal(c.book->force_from, 20000);
    const rules_id work = rules_find_case(c.book, BASE_STR("work"));
    assert_int_not_equal(rules_find_field(&c.book->kase[work], BASE_STR("more")), RULES_NONE);
    /* What results can be amended again. */
    char *text = strndup(c.book->text.p, c.book->text.n);
    assert_non_null(text);
    const struct compiled again = amended(text, "case work\n  field most \"最\" \"most\" text\n", "small-2025", &none);
    assert_str(said(again), "");
    assert_str(again.book->id, "small-2025");
    assert_int_not_equal(rules_find_field(&again.book->kase[work], BASE_STR("more")), RULES_NONE);
    assert_int_not_equal(rules_find_field(&again.book->kase[work], BASE_STR("most")), RULES_NONE);
    assert_true(rules_check_after(c.book, again.book, again.d));
    compiled_end(again);
    compiled_end(c);
    free(text);
    c = amended(SMALL, "case work\n  field more string\n", "2024", &none);
    assert_null(c.book);
    assert_str(said(c), "E090 string");
    assert_str(c.d->item[0].span.file, "2024");
    compiled_end(c);
    c = amended("level x\n", "case work\n", "2024", &none);
    assert_null(c.book);
    compiled_end(c);
    c = amended(SMALL, "no such line\n", "2024", &none);
    assert_null(c.book);
    compiled_end(c);
}

static void amendments_that_are_whole(void **state) {
    (void)state;
    struct shelf shelf = {{"small"}, {SMALL}};
    struct compiled c = amended("", "rulebook top based on small\ncase work\n  field more text\n", "", &shelf);
    assert_str(said(c), "");
    assert_str(c.book->id, "top");
    assert_int_equal(c.book->force_from, 20000);
    compiled_end(c);
    c = amended("", "rulebook top based on nothing\n", "2", &shelf);
    assert_null(c.book);
    compiled_end(c);
    /* Written out, a text that was based on another stands by itself. */
    c = amended("rulebook top based on small\n", "case work\n  field more text\n", "2", &shelf);
    assert_str(said(c), "");
    assert_str(c.book->id, "top+2");
    char *text = strndup(c.book->text.p, c.book->text.n);
    assert_non_null(text);
    const struct compiled alone = compiled_text(text, NULL, NULL);
    assert_str(said(alone), "");
    assert_int_equal(alone.book->based_on.n, 0);
    compiled_end(alone);
    compiled_end(c);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(based_on),
        cmocka_unit_test(endless_chains_end),
        cmocka_unit_test(amendments),
        cmocka_unit_test(amendments_that_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
