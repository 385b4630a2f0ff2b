/* Every file of tests/scenarios and scenarios played through the player itself, so that coverage and sanitizers see
 * what the program does when it plays them. */
#include "support.h"

#include <dirent.h>

#include "core/play.h"

enum { MAX_FILES = 400 };

typedef struct {
    const char *differs; /* what the first step that differs says */
} watch;

static bool give_file(void *ctx, base_str from, base_str name, base_arena *arena, base_str *text, base_str *path,
                      base_err *e) {
    (void)ctx;
    size_t cut = from.n;
    while (cut > 0 && from.p[cut - 1] != '/') cut--;
    *path = base_arena_fmt(arena, "%.*s%.*s", (int)cut, from.p, (int)name.n, name.p);
    return base_file_read(arena, path->p, CORE_SCENARIO_MAX_TEXT, text, e);
}

static bool give_rulebook(void *ctx, base_str from, base_str id, base_arena *arena, base_str *text, base_str *path,
                          base_err *e) {
    (void)ctx;
    (void)from;
    *path = base_arena_fmt(arena, "%s/rulebooks/%.*s.rules", source_dir(), (int)id.n, id.p);
    return base_file_read(arena, path->p, (size_t)4 << 20, text, e);
}

static bool find_text(void *ctx, base_str id, base_str *text, base_str *file) {
    base_err e = {0};
    return give_rulebook(NULL, (base_str){NULL, 0}, id, ctx, text, file, &e);
}

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

/* Adds a test for each scenario of the folder. */
static size_t find(base_arena *arena, const char *folder, struct CMUnitTest *test, size_t n) {
    const char *path = base_arena_fmt(arena, "%s/%s", source_dir(), folder).p;
    DIR *dir = opendir(path);
    if (dir == NULL) return n;
    for (const struct dirent *f; (f = readdir(dir)) != NULL && n < MAX_FILES;) {
        base_str name = base_str_of(f->d_name);
        if (!base_str_ends(name, BASE_STR(".case"))) continue;
        base_str file = base_arena_fmt(arena, "%s/%s", path, f->d_name);
        void *initial = NULL;
        memcpy(&initial, &file.p, sizeof initial);
        test[n++] = (struct CMUnitTest){.name = base_arena_fmt(arena, "%s/%s", folder, f->d_name).p,
                                        .test_func = play_one,
                                        .initial_state = initial};
    }
    (void)closedir(dir);
    return n;
}

int main(void) {
    static struct CMUnitTest test[MAX_FILES];
    base_arena *arena = base_arena_new((size_t)16 << 20);
    size_t n = find(arena, "tests/scenarios", test, 0);
    n = find(arena, "scenarios", test, n);
    int failed = n == 0 ? 1 : _cmocka_run_group_tests("scenarios", test, n, load_library, unload_library);
    base_arena_free(arena);
    return failed;
}
