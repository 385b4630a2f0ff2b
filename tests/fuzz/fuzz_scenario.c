/* Any bytes as a scenario: the reader alone, then the player with the national rulebook. Reading and playing end, every
 * fault has a place inside the text, and what the check lets pass gives no fault of form while it is played.
 *
 * A text that begins with "!" is played behind a fixed beginning, so that the fuzzer soon comes to actions; it may
 * include itself. */
#include <stdio.h>

#include "base/file.h"
#include "core/due.h"
#include "core/play.h"
#include "fuzzing.h"

static const char head[] = "today 2023-03-01\nas ministry\nopen_round r closes=2023-07-31 first=yes quota=2\n"
                           "take_over t name=t county=330106 announcement=a announced=2022-01-01\n"
                           "as county 330106\nregister c name=c\napply c/a round=r\n";

/* ---- the tree's files, read once ---- */

static base_arena *tree;
static const rules_book *book;
static const core_divisions *divisions;
static const base_workdays *workdays;

static base_str tree_file(const char *name) {
    char path[4096];
    base_str text;
    base_err e = {0};
    (void)snprintf(path, sizeof path, "%s/%s", JIQUN_SOURCE_DIR, name);
    must(base_file_read(tree, path, (size_t)64 << 20, &text, &e));
    return text;
}

static void read_tree(void) {
    base_err e = {0};
    if (tree != NULL) return;
    tree = base_arena_new((size_t)1 << 30);
    rules_diags *d = base_arena_alloc(tree, sizeof *d);
    rules_diags_init(d, tree);
    book = rules_compile(tree, tree_file("rulebooks/national-2022.rules"), BASE_STR("n.rules"), NULL, NULL, d);
    divisions = core_divisions_read(tree, tree_file("data/divisions.csv"), tree_file("data/channels.csv"), &e);
    workdays = base_workdays_read(tree, tree_file("data/workdays.csv"), BASE_STR("workdays.csv"), &e);
    must(book != NULL && divisions != NULL && workdays != NULL);
}

/* ---- the reader ---- */

static void check_diags(const rules_diags *d) {
    base_buf b;
    base_buf_init(&b, 16 << 20);
    must(d->n <= RULES_MAX_DIAGS);
    for (size_t i = 0; i < d->n; i++) {
        must(d->item[i].zh.n > 0 && d->item[i].en.n > 0);
        base_buf_clear(&b);
        must(rules_diag_put(&b, &d->item[i], true, true));
    }
    base_buf_free(&b);
}

static bool read_all(base_str text) {
    base_arena *arena = base_arena_new((size_t)64 << 20), *words = base_arena_new((size_t)1 << 30);
    rules_diags *d = base_arena_alloc(arena, sizeof *d);
    rules_diags_init(d, arena);
    bool good = core_scenario_check(text, BASE_STR("input"), words, d);
    must(good == (d->errors == 0));
    check_diags(d);
    core_scenario s;
    core_step step;
    size_t errors = d->errors;
    core_scenario_open(&s, text, BASE_STR("input"), words);
    while (good && core_scenario_next(&s, &step, d)) {
        must(step.n >= 1 && step.n <= CORE_SCENARIO_MAX_WORDS && step.source.n <= text.n);
        for (size_t i = 0; i < step.n; i++) {
            rules_span at = core_word_span(&s, &step.word[i]);
            must(at.line >= 1 && at.col >= 1 && at.len >= 1);
            must(core_word_key(&step.word[i]).n <= step.word[i].text.n);
        }
    }
    must(!good || d->errors == errors);
    base_arena_free(words);
    base_arena_free(arena);
    return good;
}

/* ---- the player ---- */

static void told(void *ctx, const core_play_step *s) {
    size_t *steps = ctx;
    (*steps)++;
    must(s->as_expected == (s->differs.zh.n == 0));
    must(!s->refused || s->n_reasons > 0);
}

static bool include(void *ctx, base_str from, base_str name, base_arena *arena, base_str *text, base_str *path,
                    base_err *e) {
    (void)ctx, (void)from, (void)arena;
    if (!base_str_is(name, "x")) return base_err_fmt(e, BASE_ERR_MISSING, "没有", "none");
    *text = BASE_STR("include y -> refused\n");
    *path = name;
    return true;
}

static void play(base_str text, bool headed) {
    size_t steps = 0;
    const core_play_host host = {
        .ctx = &steps, .file = include, .step = told, .divisions = divisions, .workdays = workdays, .book = book};
    core_player *p = core_player_new(&host);
    if (headed) must(core_player_run(p, BASE_STR("rulebook n\n"), BASE_STR("head")) == CORE_PLAY_AS_EXPECTED);
    if (headed) must(core_player_run(p, BASE_STR(head), BASE_STR("head")) == CORE_PLAY_AS_EXPECTED);
    (void)core_player_run(p, text, BASE_STR("input"));
    must(core_player_totals(p).steps == steps);
    check_diags(core_player_diags(p));
    if (core_player_world(p) != NULL && core_player_today(p) != BASE_DATE_NONE) {
        base_arena *arena = base_arena_new((size_t)1 << 30);
        (void)core_due(core_player_world(p), core_player_today(p), 400, arena);
        base_arena_free(arena);
    }
    core_player_free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    base_str text = {(const char *)data, size};
    read_tree();
    bool headed = size > 0 && text.p[0] == '!';
    if (headed) text = (base_str){text.p + 1, text.n - 1};
    (void)read_all(text);
    play(text, headed);
    return 0;
}
