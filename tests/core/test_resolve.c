/* Which case a command means. */
#include "support.h"

typedef struct {
    bool good;
    core_resolved at;
    base_err e;
} found;

static found resolve(desk *k, const char *action, const char *target) {
    found f = {0};
    f.good = core_resolve(k->world, base_str_of(action), base_str_of(target), k->today, k->scratch, &f.at, &f.e);
    assert_true(f.good == (f.e.kind == BASE_ERR_NONE));
    return f;
}

static void says(found f, const char *zh, const char *en) {
    assert_false(f.good);
    if (!holds_text(base_str_of(f.e.zh), zh) || !holds_text(base_str_of(f.e.en), en))
        fail_msg("%s | %s", f.e.zh, f.e.en);
}

static desk *with_notes(int n) {
    desk *k = hand_desk();
    must(k, "import c1 name=甲 county=330106");
    for (int i = 0; i < n; i++) must(k, "make c1");
    return k;
}

static void the_case_itself(void **state) {
    (void)state;
    desk *k = with_notes(1);
    found f = resolve(k, "keep", "c1/note1");
    assert_true(f.good && f.at.self == case_at(k, "c1/note1"));
    assert_str(f.at.book->action[f.at.action].name, "keep");
    assert_int_equal(f.at.book->action[f.at.action].kase, f.at.self->kind);
    f = resolve(k, "start", "");
    assert_true(f.good && f.at.self == core_world_programme(k->world));
    says(resolve(k, "lose", ""), "须写明对象", "needs a target");
    says(resolve(k, "loose", "c1"), "loose", "loose");
    says(resolve(k, "open_round", "c1"), "不能作此操作", "no such action");
    desk_free(k);
}

static void a_case_to_be_opened(void **state) {
    (void)state;
    desk *k = with_notes(1);
    found f = resolve(k, "make", "c1");
    assert_true(f.good && f.at.self == NULL && f.at.parent == case_at(k, "c1"));
    assert_str(f.at.path, "c1/note2");
    f = resolve(k, "make", "c1/x");
    assert_true(f.good && f.at.self == NULL);
    assert_str(f.at.path, "c1/x");
    f = resolve(k, "import", "c9");
    assert_true(f.good && f.at.parent == NULL);
    says(resolve(k, "make", "c9/x"), "“c9”", "“c9”");
    says(resolve(k, "lose", "c9"), "“c9”", "“c9”");
    says(resolve(k, "keep", "c1/x"), "c1/x", "c1/x");
    says(resolve(k, "make", "x"), "“x”", "“x”");
    desk_free(k);
}

static void the_only_child_that_is_running(void **state) {
    (void)state;
    desk *k = with_notes(2);
    says(resolve(k, "keep", "c1"), "2 件", "2 cases");
    core_case *n1 = case_at(k, "c1/note1");
    n1->control.state = 1; /* kept */
    found f = resolve(k, "keep", "c1");
    assert_true(f.good && f.at.self == case_at(k, "c1/note2"));
    case_at(k, "c1/note2")->control.state = 1;
    f = resolve(k, "keep", "c1"); /* none is running: the last is meant, and refused by its state */
    assert_true(f.good && f.at.self == case_at(k, "c1/note2"));
    says(resolve(k, "file", "c1"), "不能作此操作", "no such action");
    desk_free(k);
}

static void names(void **state) {
    (void)state;
    desk *k = with_notes(0);
    char longest[300], longer[300];
    memset(longest, 'a', sizeof longest);
    memset(longer, 'a', sizeof longer);
    longest[200] = longer[201] = '\0';
    assert_true(resolve(k, "import", longest).good);
    static const char *const good[] = {"集群一", "A-b_c.d", "c1.2", "0"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) assert_true(resolve(k, "import", good[i]).good);
    static const char *const bad[] = {"/",    "c1/", "/c1",   "c1//x", "a b", "a/b/c/d/e",
                                      "c1\n", "a=b", "c\xff", "a|b",   "a%b"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        says(resolve(k, "import", bad[i]), "不合要求", "does not fit");
    says(resolve(k, "import", longer), "不合要求", "does not fit");
    base_str nul = {"a\0b", 3};
    found f = {0};
    assert_false(core_resolve(k->world, BASE_STR("import"), nul, k->today, k->scratch, &f.at, &f.e));
    desk_free(k);
}

/* A name that is given must be one that can be written back. */
static void a_name_that_would_be_too_long(void **state) {
    (void)state;
    desk *k = with_notes(0);
    char name[300], line[400];
    memset(name, 'a', sizeof name);
    name[196] = '\0';
    (void)snprintf(line, sizeof line, "import %s name=甲 county=330106", name);
    must(k, line);
    says(resolve(k, "make", name), "不合要求", "does not fit");
    name[194] = '\0';
    (void)snprintf(line, sizeof line, "import %s name=甲 county=330106", name);
    must(k, line);
    assert_true(resolve(k, "make", name).good);
    desk_free(k);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_case_itself), cmocka_unit_test(a_case_to_be_opened),
                                       cmocka_unit_test(the_only_child_that_is_running), cmocka_unit_test(names),
                                       cmocka_unit_test(a_name_that_would_be_too_long)};
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
