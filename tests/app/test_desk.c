/* test_desk.c - at which desk each action of a text is done, and which of its texts have one line: read from the
 * rulebook, so a programme of a province has its desks as well, and no name decides. */
#include "app/show_i.h"
#include "base/file.h"
#include "testing.h"

static base_str text_of(base_arena *arena, base_str id) {
    base_str text = {NULL, 0};
    base_err e = {0};
    const char *root = getenv("JIQUN_ROOT");
    const char *path =
        base_arena_fmt(arena, "%s/rulebooks/%.*s.rules", root != NULL ? root : JIQUN_SOURCE_DIR, (int)id.n, id.p).p;
    if (!base_file_read(arena, path, (size_t)8 << 20, &text, &e)) fail_msg("%s", e.en);
    return text;
}

static bool find_text(void *ctx, base_str id, base_str *text, base_str *file) {
    *text = text_of(ctx, id);
    *file = id;
    return true;
}

static const rules_book *compiled(base_arena *arena, base_str text) {
    rules_diags d;
    rules_diags_init(&d, arena);
    const rules_book *b = rules_compile(arena, text, BASE_STR("test"), find_text, arena, &d);
    assert_non_null(b);
    return b;
}

/* "list: list list_reexamination; order: recommend": desks in the order in which the text has them. */
static const char *said_of(base_arena *arena, const rules_book *b) {
    static const char *const desk[] = {"list", "announce", "order", "rank", "incident", "file", "onward"};
    base_str all = BASE_STR("");
    for (size_t k = 0; k < sizeof desk / sizeof *desk; k++) {
        base_str names = BASE_STR("");
        for (rules_id i = 0; i < b->n_actions; i++) {
            const base_str name = b->action[i].name;
            if (!base_str_is(app_desk_of_action(b, i), desk[k])) continue;
            names = base_arena_fmt(arena, "%.*s %.*s", (int)names.n, names.p, (int)name.n, name.p);
        }
        if (names.n > 0) all = base_arena_fmt(arena, "%.*s%s:%.*s;", (int)all.n, all.p, desk[k], (int)names.n, names.p);
    }
    return all.p;
}

static void desks_are_read_from_the_text(void **state) {
    static const char *const want[][2] = {
        {"national-2022", "list: list list;announce: recognise pass;order: recommend;incident: report_incident;"
                          "file: file refile;onward: forward accept;"},
        {"yunnan", "list: list list;announce: recognise pass;order: recommend;incident: report_incident;"
                   "file: file refile;onward: forward accept;"},
        {"tianjin", "list: list list;announce: recognise pass;order: recommend;rank: rank;incident: "
                    "report_incident;file: file refile;onward: forward accept;"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        base_arena *arena = base_arena_new((size_t)64 << 20);
        const rules_book *b = compiled(arena, text_of(arena, base_str_of(want[i][0])));
        assert_string_equal(said_of(arena, b), want[i][1]);
        base_arena_free(arena);
    }
}

/* The text with every `old` written otherwise. */
static base_str renamed(base_arena *arena, base_str text, const char *old, const char *fresh) {
    base_buf b;
    base_buf_init(&b, (size_t)8 << 20);
    const base_str part = base_str_of(old);
    for (size_t i = 0; i < text.n;) {
        if (text.n - i >= part.n && memcmp(text.p + i, part.p, part.n) == 0) {
            base_buf_puts(&b, base_str_of(fresh));
            i += part.n;
        } else {
            base_buf_putc(&b, text.p[i++]);
        }
    }
    assert_false(b.full);
    const base_str out = base_arena_str(arena, base_buf_str(&b));
    base_buf_free(&b);
    return out;
}

/* Called otherwise it is the same desk; without what makes it one it is none. */
static void names_decide_nothing(void **state) {
    (void)state;
    base_arena *arena = base_arena_new((size_t)128 << 20);
    const base_str national = text_of(arena, BASE_STR("national-2022"));
    base_str text = renamed(arena, national, "enterprise", "bedrijf");
    text = renamed(arena, text, "incident", "voorval");
    const rules_book *b = compiled(arena, renamed(arena, text, "recommend", "voordragen"));
    assert_non_null(strstr(said_of(arena, b), "order: voordragen;incident: report_voorval;"));
    text = renamed(arena, national, "annual_report", "jaarverslag");
    text = renamed(arena, renamed(arena, text, "action forward ", "action doorsturen "), "file, forward",
                   "file, doorsturen");
    assert_non_null(strstr(said_of(arena, compiled(arena, text)), "file: file refile;onward: doorsturen accept;"));
    const char *whole = "    takes grade, enterprise, account\n";
    b = compiled(arena, renamed(arena, national, whole, "    takes grade, enterprise\n"));
    assert_non_null(strstr(said_of(arena, b), "incident: report_incident"));
    b = compiled(arena, renamed(arena, national, whole, "    takes grade\n"));
    assert_null(strstr(said_of(arena, b), "incident"));
    /* Of the places and the spot check one is enough. */
    const char *places = "    needs used < places   ", *checked = "    needs check was done since submitted ";
    text = renamed(arena, national, places, "    needs used < 9 ");
    assert_non_null(strstr(said_of(arena, compiled(arena, text)), "order: recommend;"));
    text = renamed(arena, national, checked, "    needs round.closes is given ");
    assert_non_null(strstr(said_of(arena, compiled(arena, text)), "order: recommend;"));
    text = renamed(arena, text, places, "    needs used < 9 ");
    assert_null(strstr(said_of(arena, compiled(arena, text)), "order"));
    base_arena_free(arena);
}

/* Which kind calls for others, and of which one is due each year. */
static void parts_are_read_from_the_text(void **state) {
    (void)state;
    base_arena *arena = base_arena_new((size_t)64 << 20);
    base_str text = renamed(arena, text_of(arena, BASE_STR("national-2022")), "annual_report", "jaarverslag");
    const rules_book *b = compiled(arena, text);
    base_str all = BASE_STR("");
    for (rules_id k = 0; k < b->n_cases; k++) {
        const base_str part = app_part_of_kind(b, k), name = b->kase[k].name;
        if (part.n == 0) continue;
        all = base_arena_fmt(arena, "%.*s%.*s: %.*s;", (int)all.n, all.p, (int)part.n, part.p, (int)name.n, name.p);
    }
    assert_string_equal(all.p, "round: round;expected: jaarverslag;");
    assert_int_equal(app_part_of_kind(b, RULES_NONE).n, 0);
    base_arena_free(arena);
}

/* ---- texts of one line ---- */

static void names_have_one_line(void **state) {
    static const char *const want =
        " register.name rename.name rename.announcement take_over.name take_over.announcement recognise.announcement"
        " object.name object.contact file_change.to report_incident.enterprise open_supervision.subject"
        " object.name object.contact record_support.by list_body.name publish_practice.title";
    (void)state;
    base_arena *arena = base_arena_new((size_t)64 << 20);
    const rules_book *b = compiled(arena, text_of(arena, BASE_STR("national-2022")));
    base_str all = BASE_STR("");
    for (size_t i = 0; i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        for (size_t k = 0; k < a->n_args; k++) {
            const base_str arg = b->kase[a->kase].field[a->arg[k].field].name;
            if (app_is_one_line(b, a, a->arg[k].field))
                all = base_arena_fmt(arena, "%.*s %.*s.%.*s", (int)all.n, all.p, (int)a->name.n, a->name.p, (int)arg.n,
                                     arg.p);
        }
    }
    assert_string_equal(all.p, want);
    base_arena_free(arena);
}

/* ---- reporting ---- */

static void the_report_names_its_argument(void **state) {
    (void)state;
    base_arena *arena = base_arena_new((size_t)64 << 20);
    const rules_book *b = compiled(arena, text_of(arena, BASE_STR("national-2022")));
    core_world *w = core_world_new(arena, b, NULL, NULL);
    const app_viewer county = {.actor = {BASE_STR("county"), BASE_STR("330106")}}, nobody = {.reads_all = true};
    app_report r;
    assert_true(app_show_report(w, &county, b->force_from, &r));
    assert_true(base_str_is(r.action.name, "report_incident") && base_str_is(r.argument, "enterprise"));
    assert_false(app_show_report(w, &nobody, b->force_from, &r));
    base_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(desks_are_read_from_the_text),  cmocka_unit_test(names_decide_nothing),
        cmocka_unit_test(parts_are_read_from_the_text),  cmocka_unit_test(names_have_one_line),
        cmocka_unit_test(the_report_names_its_argument),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
