/* Faults planted in copies of the national rulebook: each must be found by the `prove` line that stands beside it in
 * faults.tsv, and what is reported as failed must be a scenario that runs. JIQUN_PROVE_SHOW=1 prints all of it. */
#include "prove_support.h"

enum { LEAST_FOUND = 40, BY_CHECKER = 100 };

typedef struct {
    base_str name, old, now, proof;
} fault;

/* \n and \t as line end and tab. */
static base_str plain(base_arena *arena, base_str s) {
    char *p = base_arena_alloc(arena, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool escape = s.p[i] == '\\' && i + 1 < s.n;
        char c = escape ? s.p[++i] : s.p[i];
        p[n++] = escape && c == 'n' ? '\n' : escape && c == 't' ? '\t' : c;
    }
    return (base_str){p, n};
}

static bool next_fault(base_arena *arena, base_str *rest, fault *f) {
    while (rest->n > 0) {
        base_str line = base_str_cut(*rest, '\n', rest);
        if (line.n == 0 || line.p[0] == '#') continue;
        f->name = base_str_cut(line, '\t', &line);
        f->old = plain(arena, base_str_cut(line, '\t', &line));
        f->now = plain(arena, base_str_cut(line, '\t', &line));
        f->proof = line;
        return true;
    }
    return false;
}

static base_str planted(base_arena *arena, const fault *f) {
    base_str t = shared.national;
    const char *at = memmem(t.p, t.n, f->old.p, f->old.n);
    if (at == NULL) fail_msg("%.*s: its text is not in the rulebook any more", (int)f->name.n, f->name.p);
    size_t before = (size_t)(at - t.p), after = t.n - before - f->old.n;
    if (memmem(at + f->old.n, after, f->old.p, f->old.n) != NULL)
        fail_msg("%.*s: its text occurs twice", (int)f->name.n, f->name.p);
    char *p = base_arena_alloc(arena, before + f->now.n + after + 1);
    memcpy(p, t.p, before);
    memcpy(p + before, f->now.p, f->now.n);
    memcpy(p + before + f->now.n, at + f->old.n, after);
    return (base_str){p, before + f->now.n + after};
}

/* A book with that one `prove` line. */
static bool only(const rules_book *b, base_str line, rules_book *out) {
    for (size_t i = 0; i < b->n_proofs; i++) {
        base_str text = b->proof[i].text, word = BASE_STR("prove ");
        if (base_str_starts(text, word)) text = (base_str){text.p + word.n, text.n - word.n};
        if (!base_str_eq(text, line)) continue;
        *out = *b;
        out->proof = &b->proof[i];
        out->n_proofs = 1;
        return true;
    }
    return false;
}

static void show(const fault *f, const core_prove_report *r) {
    if (getenv("JIQUN_PROVE_SHOW") == NULL) return;
    base_buf b;
    base_buf_init(&b, (size_t)1 << 20);
    core_prove_text(&b, r, false);
    (void)printf("---- %.*s\n%.*s", (int)f->name.n, f->name.p, (int)b.n, b.p);
    base_buf_free(&b);
}

/* A verdict of the prover, or BY_CHECKER. */
static int found_as(base_arena *arena, const fault *f) {
    char why[500] = "";
    rules_book one;
    const rules_book *b = compile(arena, planted(arena, f), why, sizeof why);
    base_str checker = BASE_STR("checker ");
    if (base_str_starts(f->proof, checker)) {
        base_str code = {f->proof.p + checker.n, f->proof.n - checker.n};
        return b == NULL && base_str_starts(base_str_of(why), code) ? BY_CHECKER : (int)CORE_PROVED;
    }
    if (b == NULL) {
        print_error("%.*s does not compile: %s\n", (int)f->name.n, f->name.p, why);
        return (int)CORE_PROVED;
    }
    if (!only(b, f->proof, &one))
        fail_msg("%.*s: no line “%.*s”", (int)f->name.n, f->name.p, (int)f->proof.n, f->proof.p);
    core_prove_options o = options(arena);
    core_prove_report r;
    core_prove_book(&one, &o, &r);
    show(f, &r);
    if (r.result[0].verdict == CORE_FAILED && !runs(b, r.result[0].scenario)) {
        fail_msg("%.*s: the history does not run:\n%.*s", (int)f->name.n, f->name.p, (int)r.result[0].scenario.n,
                 r.result[0].scenario.p);
    }
    return (int)r.result[0].verdict;
}

static void each_fault_is_found(void **state) {
    (void)state;
    base_str rest = tree_file("tests/core/faults.tsv");
    size_t n = 0, failed = 0, unsettled = 0, checked = 0;
    base_arena *arena = base_arena_new((size_t)1 << 30);
    fault f;
    while (next_fault(shared.arena, &rest, &f)) {
        base_arena_reset(arena);
        int v = found_as(arena, &f);
        n++;
        failed += v == (int)CORE_FAILED;
        unsettled += v == (int)CORE_NOT_SETTLED;
        checked += v == BY_CHECKER;
        if (v == (int)CORE_NOT_SETTLED) print_message("not settled: %.*s\n", (int)f.name.n, f.name.p);
        if (v == (int)CORE_PROVED) print_error("not found: %.*s\n", (int)f.name.n, f.name.p);
    }
    base_arena_free(arena);
    print_message("%zu faults: %zu found with a history that runs, %zu not settled, %zu by the checker\n", n, failed,
                  unsettled, checked);
    assert_int_equal(n, failed + unsettled + checked);
    assert_true(failed >= LEAST_FOUND);
}

static void the_national_text_holds(void **state) {
    (void)state;
    base_arena *arena = base_arena_new((size_t)1 << 30);
    char why[500] = "";
    const rules_book *b = compile(arena, shared.national, why, sizeof why);
    if (b == NULL) fail_msg("%s", why);
    core_prove_options o = options(arena);
    core_prove_report r;
    bool all = core_prove_book(b, &o, &r);
    size_t played = 0;
    for (size_t i = 0; i < r.n; i++) played += r.result[i].played;
    for (size_t i = 0; i < r.n; i++) {
        if (r.result[i].verdict == CORE_PROVED) continue;
        print_error("%.*s: %.*s\n", (int)b->proof[i].text.n, b->proof[i].text.p, (int)r.result[i].why.en.n,
                    r.result[i].why.en.p);
    }
    assert_true(all);
    assert_true(r.n >= 100);
    assert_true(r.states < 100000);
    assert_true(played >= 20); /* ways out that were walked for real */
    base_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_national_text_holds),
                                       cmocka_unit_test(each_fault_is_found)};
    return cmocka_run_group_tests(tests, read_tree, free_tree);
}
