/* Which submission of a dossier is the newest: the one that was made last, whichever case was opened or touched last.
 */
#include "support.h"

#include "core/submitted.h"

/* The rulebook made by hand, with several papers of a cluster at a time. */
static desk *desk_with_two(void) {
    library *l = the_library();
    const char *text = l->hand_text.p, *once = strstr(text, "in round one at a time");
    assert_non_null(once);
    const size_t head = (size_t)(once - text) + strlen("in round");
    const char *all = base_arena_fmt(l->arena, "%.*s%s", (int)head, text, once + strlen("in round one at a time")).p;
    desk *k = desk_of(book_of(l->arena, all));
    as(k, "office", "");
    must(k, "open_round r1 closes=2023-12-31 places=2 more=3 big=no");
    must(k, "import c1 name=甲 county=330106 subfield=A");
    return k;
}

static void file(desk *k, const char *path, const char *output) {
    char line[200];
    as(k, "county", "330106");
    (void)snprintf(line, sizeof line, "fill %s goals=met pillar=有 output.2022=%s output.2021=20", path, output);
    must(k, line);
    (void)snprintf(line, sizeof line, "file %s", path);
    must(k, line);
    as(k, "office", "");
}

static void begin(desk *k, const char *path) {
    char line[100];
    as(k, "county", "330106");
    (void)snprintf(line, sizeof line, "begin %s round=r1", path);
    must(k, line);
}

/* The paths, newest first, with their days. */
static const char *order(desk *k) {
    const core_case **newest;
    base_buf b;
    base_buf_init(&b, 1000);
    const size_t n = core_submitted(case_at(k, "c1"), k->scratch, &newest);
    for (size_t i = 0; i < n; i++) {
        base_buf_fmt(&b, "%.*s ", (int)newest[i]->path.n, newest[i]->path.p);
        base_date_put(&b, newest[i]->submitted);
        base_buf_putc(&b, '\n');
    }
    const base_str out = base_arena_str(k->scratch, base_buf_str(&b));
    base_buf_free(&b);
    return base_arena_fmt(k->scratch, "%.*s", (int)out.n, out.n > 0 ? out.p : "").p;
}

static void nothing_is_submitted_by_opening_or_filling(void **state) {
    (void)state;
    desk *k = desk_with_two();
    begin(k, "c1/a");
    must(k, "fill c1/a goals=met pillar=有 output.2022=40 output.2021=20");
    assert_string_equal(order(k), "");
    desk_free(k);
}

static void submitted_anew_is_newer_than_opened_later(void **state) {
    (void)state;
    desk *k = desk_with_two();
    begin(k, "c1/a");
    file(k, "c1/a", "40");
    today(k, "2023-03-02");
    begin(k, "c1/b");
    file(k, "c1/b", "50");
    assert_string_equal(order(k), "c1/b 2023-03-02\nc1/a 2023-03-01\n");
    today(k, "2023-03-03");
    must(k, "give_back c1/a");
    assert_string_equal(order(k), "c1/b 2023-03-02\nc1/a 2023-03-01\n"); /* not before it comes again */
    file(k, "c1/a", "60");
    assert_string_equal(order(k), "c1/a 2023-03-03\nc1/b 2023-03-02\n");
    desk_free(k);
}

static void what_becomes_of_a_case_makes_its_figures_no_newer(void **state) {
    (void)state;
    desk *k = desk_with_two();
    begin(k, "c1/a");
    file(k, "c1/a", "40");
    begin(k, "c1/b");
    today(k, "2023-03-02");
    file(k, "c1/b", "50");
    today(k, "2023-03-03");
    must(k, "judge_it c1/a 1.3=met");
    as(k, "county", "330106");
    must(k, "drop_it c1/a");
    assert_true(case_at(k, "c1/a")->touched_seq > case_at(k, "c1/b")->touched_seq);
    assert_string_equal(order(k), "c1/b 2023-03-02\nc1/a 2023-03-01\n");
    desk_free(k);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_submitted_by_opening_or_filling),
        cmocka_unit_test(submitted_anew_is_newer_than_opened_later),
        cmocka_unit_test(what_becomes_of_a_case_makes_its_figures_no_newer),
    };
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
