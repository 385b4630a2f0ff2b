/* Every file of tests/scenarios and scenarios played through the player itself, so that coverage and sanitizers see
 * what the program does when it plays them. */
#include "scenario_support.h"

/* Whatever is said is said in both languages, and a refusal that rests on a rule says which. */
static void see_step(void *ctx, const core_play_step *s) {
    (void)ctx;
    if (s->differs.zh.n > 0) {
        print_error("%.*s:%u: %.*s\n  %.*s\n", (int)s->file.n, s->file.p, s->line, (int)s->source.n, s->source.p,
                    (int)s->differs.en.n, s->differs.en.p);
    }
    for (size_t i = 0; i < s->n_reasons; i++) {
        const core_refusal *r = &s->reason[i];
        assert_true(r->label.zh.n > 0 && r->label.en.n > 0);
        assert_true((r->detail.zh.n > 0) == (r->detail.en.n > 0));
        assert_true(r->why != CORE_WHY_NEED || (r->cite.n > 0 && r->line > 0));
        assert_int_equal(base_utf8_check(r->detail.zh), r->detail.zh.n);
        assert_int_equal(base_utf8_check(r->detail.en), r->detail.en.n);
    }
}

static void play_file(const char *path) {
    const library *l = the_library();
    base_arena *arena = base_arena_new((size_t)64 << 20);
    const core_play_host host = {.file = give_file,
                                 .rulebook = give_rulebook,
                                 .find = find_text,
                                 .find_ctx = arena,
                                 .step = see_step,
                                 .divisions = l->divisions,
                                 .workdays = l->workdays};
    base_str text;
    base_err e = {0};
    if (!base_file_read(arena, path, CORE_SCENARIO_MAX_TEXT, &text, &e)) fail_msg("%s: %s", path, e.en);
    core_player *p = core_player_new(&host);
    enum core_play_result r = core_player_run(p, text, base_str_of(path));
    if (r == CORE_PLAY_BAD) show_diags(core_player_diags(p));
    if (r != CORE_PLAY_AS_EXPECTED) fail_msg("%s: not as expected", path);
    assert_true(core_player_totals(p).actions > 0);
    core_player_free(p);
    base_arena_free(arena);
}

static void play_one(void **state) { play_file(*state); }

int main(void) {
    static struct CMUnitTest test[MAX_FILES];
    base_arena *arena = base_arena_new((size_t)16 << 20);
    size_t n = find_scenarios(arena, "tests/scenarios", play_one, test, 0);
    n = find_scenarios(arena, "scenarios", play_one, test, n);
    int failed = n == 0 ? 1 : _cmocka_run_group_tests("scenarios", test, n, load_library, unload_library);
    base_arena_free(arena);
    return failed;
}
