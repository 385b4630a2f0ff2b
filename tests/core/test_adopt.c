/* Texts take effect: whose they are to put in force, what they must be, and that the world then decides by them. */
#include "event_support.h"

typedef struct {
    base_arena *arena;
    core_world *w;
} board;

static const core_actor MINISTRY = {{"ministry", 8}, {NULL, 0}};
static const core_actor YUNNAN = {{"province", 8}, {"53", 2}};

static board *board_new(void) {
    base_arena *arena = base_arena_new((size_t)1 << 30);
    board *b = base_arena_alloc(arena, sizeof *b);
    *b = (board){arena, core_world_open(arena, (size_t)1 << 20)};
    return b;
}

static void board_free(board *b) {
    core_world_close(b->w);
    base_arena_free(b->arena);
}

static core_named_text text_of(board *b, const char *name) {
    const char *path = base_arena_fmt(b->arena, "rulebooks/%s.rules", name).p;
    return (core_named_text){base_str_of(name), read_source(b->arena, path)};
}

static core_adoption rulebook_of(board *b, core_named_text text, const char *from) {
    core_named_text *t = base_arena_copy(b->arena, &text, sizeof text);
    return (core_adoption){.matter = CORE_ADOPT_RULEBOOK,
                           .name = text.name,
                           .from = date_of(from),
                           .text = t,
                           .n_texts = 1,
                           .digest = digest_of_text(b->arena, text.text)};
}

static core_adoption national(board *b) { return rulebook_of(b, text_of(b, "national-2022"), "2022-09-13"); }

static bool reads(board *b, core_adoption *a, base_err *e) {
    rules_diags *d = base_arena_alloc(b->arena, sizeof *d);
    rules_diags_init(d, b->arena);
    return core_adoption_read(b->arena, a, d, e);
}

#define must_not_read(b, a, en) not_read(b, a, en, __FILE__, __LINE__)
static void not_read(board *b, core_adoption a, const char *en, const char *file, int at) {
    base_err e = {0};
    bool read = reads(b, &a, &e);
    if (!read && holds_text(base_str_of(e.en), en) && e.zh[0] != '\0') return;
    print_error("%s\n", read ? "it was read" : e.en);
    _fail(file, at);
}

/* Adopted and folded, through its bytes. */
static void adopt(board *b, core_adoption *a, core_actor by, const char *day) {
    core_event e = adoption_of(b->arena, b->w, a, by, date_of(day));
    core_stamp stamp = {.seq = core_world_seq(b->w), .parts = 1, .edition = CORE_EDITION};
    event_bytes bytes = write_event(b->arena, b->w, &e, stamp);
    assert_canonical(bytes.payload);
    assert_canonical(bytes.leaf);
    core_event read = there_and_back(b->arena, b->w, &bytes);
    assert_int_equal(read.adopts->day, date_of(day));
    assert_null(core_fold(b->w, &read));
}

#define must_not_adopt(b, a, by, day, en) not_adopted(b, a, by, day, en, __FILE__, __LINE__)
static void not_adopted(board *b, core_adoption *a, core_actor by, const char *day, const char *en, const char *file,
                        int at) {
    core_event out;
    base_err e = {0};
    uint64_t seq = core_world_seq(b->w);
    assert_true(reads(b, a, &e));
    bool adopted = core_adopt(b->w, a, by, date_of(day), b->arena, &out, &e);
    assert_int_equal(core_world_seq(b->w), seq); /* nothing changes by asking */
    if (!adopted && holds_text(base_str_of(e.en), en) && e.zh[0] != '\0') return;
    print_error("%s\n", adopted ? "it was adopted" : e.en);
    _fail(file, at);
}

/* ---- names ---- */

static void matters_have_names(void **state) {
    (void)state;
    enum core_matter m;
    for (int i = 0; i < CORE_ADOPT_MATTERS; i++) {
        assert_true(core_matter_parse(core_matter_name((enum core_matter)i), &m));
        assert_int_equal(m, i);
    }
    assert_false(core_matter_parse(BASE_STR("rulebooks"), &m));
    assert_false(core_matter_parse((base_str){NULL, 0}, &m));
}

/* ---- rulebooks ---- */

static void a_rulebook_comes_into_force(void **state) {
    (void)state;
    board *b = board_new();
    core_adoption a = national(b);
    assert_null(core_world_book(b->w, date_of("2023-01-01")));
    assert_null(core_world_programme(b->w));
    adopt(b, &a, MINISTRY, "2023-01-01");
    const rules_book *book = core_world_book(b->w, date_of("2023-01-01"));
    assert_non_null(book);
    assert_str(book->id, "national-2022");
    assert_int_equal(book->force_from, date_of("2022-09-13"));
    assert_int_equal(core_world_versions(b->w), 1);
    assert_int_equal(core_world_version(b->w, 0)->seq, 1);
    assert_int_equal(core_world_version(b->w, 0)->from, date_of("2022-09-13"));
    assert_ptr_equal(core_world_book_of(b->w, a.digest), book);
    assert_true(base_str_eq(core_world_digest_of(b->w, book), a.digest));
    assert_null(core_world_book_of(b->w, BASE_STR("00")));
    assert_non_null(core_world_programme(b->w));
    assert_int_equal(core_world_programme(b->w)->touched_seq, 1);
    assert_int_equal(core_world_last_day(b->w), date_of("2023-01-01"));
    board_free(b);
}

/* A name and a first day of its own, whatever the text says. */
static void the_name_is_that_of_the_event(void **state) {
    (void)state;
    board *b = board_new();
    core_adoption a = national(b);
    a.name = BASE_STR("第一版");
    a.from = date_of("2024-01-01");
    adopt(b, &a, MINISTRY, "2023-01-01");
    assert_str(core_world_book(b->w, date_of("2024-01-01"))->id, "第一版");
    assert_int_equal(core_world_book(b->w, date_of("2024-01-01"))->force_from, date_of("2024-01-01"));
    board_free(b);
}

static core_adoption yunnan(board *b) {
    core_adoption a = rulebook_of(b, text_of(b, "yunnan"), "2023-01-01");
    core_named_text *t = base_arena_array(b->arena, 3, sizeof *t);
    t[0] = a.text[0];
    t[1] = text_of(b, "national-2022"); /* in any order: they are found by their names */
    t[2] = text_of(b, "provincial");
    a.text = t;
    a.n_texts = 3;
    return a;
}

static void a_rulebook_based_on_others(void **state) {
    (void)state;
    board *b = board_new();
    core_adoption a = yunnan(b), alone = a, misnamed = a;
    alone.n_texts = 1;
    must_not_read(b, alone, "provincial");
    alone.n_texts = 2;
    must_not_read(b, alone, "provincial");
    core_named_text *t = base_arena_copy(b->arena, a.text, 3 * sizeof *t);
    t[1].name = BASE_STR("national");
    misnamed.text = t;
    must_not_read(b, misnamed, "national-2022");
    adopt(b, &a, YUNNAN, "2023-01-01");
    const rules_book *book = core_world_book(b->w, date_of("2023-06-01"));
    assert_str(book->id, "yunnan");
    assert_str(book->place, "53");
    assert_true(rules_find_case(book, BASE_STR("application")) != RULES_NONE);

    /* From now on the programme is Yunnan's: neither the ministry's nor another province's. */
    core_adoption days = adoption_from_file(b->arena, CORE_ADOPT_WORKDAYS, "workdays", "data/workdays.csv", NULL);
    must_not_adopt(b, &days, MINISTRY, "2023-01-01", "province 53");
    must_not_adopt(b, &days, ((core_actor){BASE_STR("province"), BASE_STR("33")}), "2023-01-01", "province 53");
    must_not_adopt(b, &days, ((core_actor){BASE_STR("province"), {NULL, 0}}), "2023-01-01", "province 53");
    must_not_adopt(b, &days, ((core_actor){BASE_STR("county"), BASE_STR("53")}), "2023-01-01", "province 53");
    adopt(b, &days, YUNNAN, "2023-01-01");
    assert_non_null(core_world_workdays(b->w));
    board_free(b);
}

static core_named_text changed(board *b, const char *name, const char *from, const char *to) {
    core_named_text t = text_of(b, "national-2022");
    size_t n = strlen(from);
    for (size_t i = 0; i + n <= t.text.n; i++) {
        if (memcmp(t.text.p + i, from, n) != 0) continue;
        t.text =
            base_arena_fmt(b->arena, "%.*s%s%.*s", (int)i, t.text.p, to, (int)(t.text.n - i - n), t.text.p + i + n);
        t.name = base_str_of(name);
        return t;
    }
    fail_msg("%s is not in the text", from);
    return t;
}

static void later_versions(void **state) {
    (void)state;
    board *b = board_new();
    core_adoption first = national(b);
    adopt(b, &first, MINISTRY, "2023-01-01");
    core_adoption again = national(b);
    again.name = BASE_STR("other-name");
    must_not_adopt(b, &again, MINISTRY, "2023-01-02", "already in force");
    must_not_adopt(b, &again, ((core_actor){BASE_STR("county"), BASE_STR("330106")}), "2023-01-02", "ministry");
    must_not_adopt(b, &again, ((core_actor){BASE_STR("nobody"), {NULL, 0}}), "2023-01-02", "ministry");

    core_adoption next = rulebook_of(b, changed(b, "v2", ">= 40 亿元", ">= 41 亿元"), "2023-06-01");
    must_not_adopt(b, &next, MINISTRY, "2022-12-31", "before the last one"); /* the day goes back */
    adopt(b, &next, MINISTRY, "2023-01-02");
    assert_str(core_world_book(b->w, date_of("2023-05-31"))->id, "national-2022");
    assert_str(core_world_book(b->w, date_of("2023-06-01"))->id, "v2");
    assert_int_equal(core_world_version(b->w, 1)->seq, 2);
    assert_int_equal(core_world_programme(b->w)->touched_seq, 2);

    core_adoption early = rulebook_of(b, changed(b, "v3", ">= 40 亿元", ">= 42 亿元"), "2023-05-31");
    must_not_adopt(b, &early, MINISTRY, "2023-01-02", "before the one it follows");
    early.from = date_of("2023-06-01");
    core_adoption sizes = adoption_from_file(b->arena, CORE_ADOPT_SIZES, "sizes", "data/sizes.csv", NULL);
    adopt(b, &sizes, MINISTRY, "2023-06-02");
    must_not_adopt(b, &early, MINISTRY, "2023-06-02", "do not reach back");
    early.from = date_of("2023-06-02");
    adopt(b, &early, MINISTRY, "2023-06-02");
    assert_str(core_world_book(b->w, date_of("2023-06-02"))->id, "v3");
    board_free(b);
}

static void who_puts_it_in_force(void **state) {
    (void)state;
    board *b = board_new();
    core_adoption a = yunnan(b), n = national(b);
    base_err e = {0};
    assert_true(reads(b, &a, &e) && reads(b, &n, &e));
    assert_str(core_owner(a.book).level, "province");
    assert_str(core_owner(a.book).who, "53");
    assert_str(core_owner(n.book).level, "ministry");
    assert_int_equal(core_owner(n.book).who.n, 0);
    rules_book *nobodys = base_arena_copy(b->arena, n.book, sizeof *nobodys);
    nobodys->owner = RULES_NONE;
    assert_str(core_owner(nobodys).level, "ministry"); /* over everything, and not the public */
    adopt(b, &n, MINISTRY, "2023-01-01");
    assert_true(core_may_adopt(b->w, MINISTRY, date_of("2023-01-01"), &e));
    assert_false(core_may_adopt(b->w, YUNNAN, date_of("2023-01-01"), &e));
    board_free(b);
}

static void a_version_only_adds(void **state) {
    (void)state;
    board *b = board_new();
    core_adoption first = national(b);
    adopt(b, &first, MINISTRY, "2023-01-01");
    core_named_text less = changed(b, "v2", "case practice", "case practise");
    base_err e = {0};
    core_adoption a = rulebook_of(b, less, "2023-06-01");
    assert_true(reads(b, &a, &e)); /* as a text it is good */
    must_not_adopt(b, &a, MINISTRY, "2023-01-02", "only add at the end");
    core_adoption hand = rulebook_of(
        b, (core_named_text){BASE_STR("hand"), read_source(b->arena, "tests/core/hand.rules")}, "2023-06-01");
    must_not_adopt(b, &hand, MINISTRY, "2023-01-02", "only add at the end");
    board_free(b);
}

/* ---- two persons' consent ---- */

static core_adoption with_consent(board *b, core_adoption a, const char *name, const char *text) {
    core_named_text *t = base_arena_array(b->arena, a.n_texts + 1, sizeof *t);
    memcpy(t, a.text, a.n_texts * sizeof *t);
    t[a.n_texts++] = (core_named_text){base_str_of(name), base_str_of(text)};
    a.text = t;
    return a;
}

static void consent_comes_with_the_text(void **state) {
    (void)state;
    board *b = board_new();
    core_adoption first = national(b);
    core_consent c;
    adopt(b, &first, MINISTRY, "2023-01-01");
    assert_false(core_adoption_consent(core_world_version(b->w, 0)->adoption, &c));
    assert_int_equal(core_adoption_rules(core_world_version(b->w, 0)->adoption), 1);
    core_consent said = {BASE_STR("zhang.san"), date_of("2023-01-05"), BASE_STR("li-si")};
    base_str text = core_consent_text(b->arena, &said);
    assert_str(text, "proposed 2023-01-05 zhang.san\nconsented li-si\n");
    core_adoption a = rulebook_of(b, changed(b, "v2", ">= 40 亿元", ">= 41 亿元"), "2023-06-01");
    a = with_consent(b, a, CORE_CONSENT_NAME, text.p);
    must_not_adopt(b, &a, MINISTRY, "2023-01-04", "after the day of consent");
    adopt(b, &a, MINISTRY, "2023-01-05");
    const core_adoption *kept = core_world_version(b->w, 1)->adoption;
    assert_true(core_adoption_consent(kept, &c));
    assert_str(c.by, "zhang.san");
    assert_str(c.consented, "li-si");
    assert_int_equal(c.proposed, date_of("2023-01-05"));
    assert_int_equal(core_adoption_rules(kept), 1);
    assert_str(core_world_book(b->w, date_of("2023-06-01"))->id, "v2");
    board_free(b);
}

static void consent_is_of_two(void **state) {
    (void)state;
    board *b = board_new();
    static const struct {
        const char *text, *en;
    } bad[] = {{"proposed 2023-01-05 a\nconsented a\n", "two persons"},
               {"", "says who proposed"},
               {"proposed 2023-01-05 a\nconsented b", "says who proposed"},
               {"proposed 2023-01-05 a\nconsented b\n\n", "says who proposed"},
               {"proposed 2023-01-05 a\nconsented \n", "says who proposed"},
               {"proposed 2023-01-05 \nconsented b\n", "says who proposed"},
               {"proposed 2023-01-05\nconsented b\n", "says who proposed"},
               {"proposed 2023-02-30 a\nconsented b\n", "says who proposed"},
               {"proposed 2023-01-05 a b\nconsented c\n", "says who proposed"},
               {"proposed 2023-01-05 a\nconsented b c\n", "says who proposed"},
               {"consented b\nproposed 2023-01-05 a\n", "says who proposed"},
               {"proposed 2023-01-05  a\nconsented b\n", "says who proposed"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        must_not_read(b, with_consent(b, national(b), CORE_CONSENT_NAME, bad[i].text), bad[i].en);
    const char *good = "proposed 2023-01-05 a\nconsented b\n";
    core_adoption a = with_consent(b, national(b), CORE_CONSENT_NAME, good);
    assert_true(reads(b, &a, &(base_err){0}));
    must_not_read(b, with_consent(b, a, CORE_CONSENT_NAME, good), "last of the texts");
    must_not_read(b, with_consent(b, a, "other", "rulebook other \"其他\"\n"), "last of the texts");
    /* Under another name it is a text like any other. */
    core_consent c;
    core_adoption other = with_consent(b, national(b), "consent", good);
    assert_true(reads(b, &other, &(base_err){0}));
    assert_false(core_adoption_consent(&other, &c));
    assert_int_equal(core_adoption_rules(&other), 2);
    board_free(b);
}

/* ---- reference data ---- */

static void tables(void **state) {
    (void)state;
    board *b = board_new();
    core_adoption first = national(b);
    core_adoption places = adoption_from_file(b->arena, CORE_ADOPT_DIVISIONS, "divisions", "data/divisions.csv",
                                              "data/channels.csv"),
                  days = adoption_from_file(b->arena, CORE_ADOPT_WORKDAYS, "workdays", "data/workdays.csv", NULL),
                  sizes = adoption_from_file(b->arena, CORE_ADOPT_SIZES, "sizes", "data/sizes.csv", NULL),
                  industries =
                      adoption_from_file(b->arena, CORE_ADOPT_INDUSTRIES, "industries", "data/industries.csv", NULL);
    assert_null(core_world_divisions(b->w));
    adopt(b, &places, MINISTRY, "2023-01-01"); /* before the first rulebook too */
    adopt(b, &first, MINISTRY, "2023-01-01");
    assert_null(core_world_workdays(b->w));
    assert_null(core_world_sizes(b->w));
    adopt(b, &days, MINISTRY, "2023-01-01");
    adopt(b, &sizes, MINISTRY, "2023-01-01");
    adopt(b, &industries, MINISTRY, "2023-01-01");
    assert_non_null(core_division_find(core_world_divisions(b->w), BASE_STR("330106")));
    bool is = true;
    assert_true(base_workday_is(core_world_workdays(b->w), date_of("2023-10-02"), &is, &(base_err){0}));
    assert_false(is);
    assert_non_null(core_size_find(core_world_sizes(b->w), BASE_STR("C3484")));
    assert_int_equal(core_world_versions(b->w), 1);
    assert_int_equal(core_world_seq(b->w), 5);
    /* A later table takes the place of the one before. */
    core_named_text one = {BASE_STR("workdays"), BASE_STR("date,kind\n2023,year\n2023-10-03,holiday\n")};
    core_adoption later = {.matter = CORE_ADOPT_WORKDAYS, .name = one.name, .text = &one, .n_texts = 1};
    adopt(b, &later, MINISTRY, "2023-01-02");
    assert_true(base_workday_is(core_world_workdays(b->w), date_of("2023-10-02"), &is, &(base_err){0}));
    assert_true(is);
    board_free(b);
}

static void how_many_texts(void **state) {
    (void)state;
    board *b = board_new();
    core_named_text t[CORE_ADOPT_MAX_TEXTS + 1];
    for (size_t i = 0; i < CORE_ADOPT_MAX_TEXTS + 1; i++) t[i] = text_of(b, "national-2022");
    for (int m = 0; m < CORE_ADOPT_MATTERS; m++) {
        core_adoption a = {.matter = (enum core_matter)m, .name = BASE_STR("n"), .text = t, .from = 0};
        must_not_read(b, a, "texts");
        a.n_texts = CORE_ADOPT_MAX_TEXTS + 1;
        must_not_read(b, a, "texts");
        a.n_texts = m == CORE_ADOPT_DIVISIONS ? 1 : 2;
        if (m != CORE_ADOPT_RULEBOOK) must_not_read(b, a, "texts");
    }
    board_free(b);
}

/* ---- what is no such text ---- */

static void faults(void **state) {
    (void)state;
    board *b = board_new();
    static const struct {
        enum core_matter matter;
        const char *text, *en;
    } bad[] = {{CORE_ADOPT_RULEBOOK, "nonsense", "line 1 of the rulebook"},
               {CORE_ADOPT_RULEBOOK, "", "rulebook"},
               {CORE_ADOPT_DIVISIONS, "code,name\n", ""},
               {CORE_ADOPT_WORKDAYS, "date,kind\n2023-02-30,holiday\n", ""},
               {CORE_ADOPT_SIZES, "industry\n", ""}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        core_named_text t[2] = {{BASE_STR("t"), base_str_of(bad[i].text)}, {BASE_STR("u"), BASE_STR("code\n")}};
        core_adoption a = {.matter = bad[i].matter, .name = BASE_STR("n"), .text = t, .from = 0};
        a.n_texts = bad[i].matter == CORE_ADOPT_DIVISIONS ? 2 : 1;
        must_not_read(b, a, bad[i].en);
    }
    core_adoption beyond = national(b);
    core_named_text two[2] = {beyond.text[0], {BASE_STR("other"), BASE_STR("a\xff")}};
    beyond.text = two;
    beyond.n_texts = 2; /* also a text that is not asked for */
    must_not_read(b, beyond, "“other” is not UTF-8 text at byte 1");
    board_free(b);
}

static void no_text(void **state) {
    (void)state;
    board *b = board_new();
    static const struct {
        base_str text;
        const char *en;
    } bad[] = {{{"a\xff", 2}, "at byte 1"},
               {{"\xe9\x9b", 2}, "at byte 0"},
               {{"\xed\xa0\x80", 3}, "at byte 0"},
               {{"ab\0c", 4}, "at byte 2"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        core_named_text t = {BASE_STR("t"), bad[i].text};
        core_adoption a = {.matter = CORE_ADOPT_INDUSTRIES, .name = BASE_STR("n"), .text = &t, .n_texts = 1};
        must_not_read(b, a, bad[i].en);
        t = (core_named_text){bad[i].text, BASE_STR("fine")};
        must_not_read(b, a, "has a name");
        t.name = BASE_STR("t");
        a.name = bad[i].text;
        must_not_read(b, a, "has a name");
    }
    core_named_text t = {BASE_STR("t"), BASE_STR("fine")};
    core_adoption a = {.matter = CORE_ADOPT_INDUSTRIES, .name = {NULL, 0}, .text = &t, .n_texts = 1};
    must_not_read(b, a, "has a name");
    char *name = base_arena_alloc(b->arena, 201);
    memset(name, 'n', 201);
    a.name = (base_str){name, 201};
    must_not_read(b, a, "has a name");
    a.name.n = 200;
    assert_true(reads(b, &a, &(base_err){0}));
    board_free(b);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(matters_have_names),
                                       cmocka_unit_test(a_rulebook_comes_into_force),
                                       cmocka_unit_test(the_name_is_that_of_the_event),
                                       cmocka_unit_test(a_rulebook_based_on_others),
                                       cmocka_unit_test(later_versions),
                                       cmocka_unit_test(who_puts_it_in_force),
                                       cmocka_unit_test(a_version_only_adds),
                                       cmocka_unit_test(consent_comes_with_the_text),
                                       cmocka_unit_test(consent_is_of_two),
                                       cmocka_unit_test(tables),
                                       cmocka_unit_test(how_many_texts),
                                       cmocka_unit_test(faults),
                                       cmocka_unit_test(no_text)};
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
