/* Random commands over two rulebooks; what must hold after every step stands in random_run.h. */
#include "random_run.h"

static void over(const rules_book *book, const rules_book *later, const char *from, const char *const *facts,
                 const char *const *lines, uint64_t seeds) {
    size_t granted = 0, many = 0;
    for (uint64_t seed = 1; seed <= seeds; seed++) {
        base_arena *arena = base_arena_new((size_t)1 << 30);
        run *r = base_arena_alloc(arena, sizeof *r);
        r->arena = arena;
        r->book = book;
        r->later = later;
        r->later_from = from != NULL ? date_of(from) : BASE_DATE_NONE;
        fill_all(r, facts);
        play(r, seed, lines);
        granted += r->granted;
        many += r->many_granted;
        base_arena_free(arena);
    }
    /* Runs in which nearly everything is refused would show nothing. */
    print_message("granted %zu of %zu, of several cases %zu\n", granted, (size_t)(seeds * STEPS), many);
    if (granted < seeds * STEPS / 8 || many < seeds) fail_msg("granted %zu, of several cases %zu", granted, many);
}

static void the_national_text(void **state) {
    (void)state;
    over(the_library()->national, NULL, NULL, NATIONAL_FACTS, NATIONAL_LINES, 6);
}

static void the_text_made_by_hand(void **state) {
    (void)state;
    over(the_library()->hand, NULL, NULL, HAND_FACTS, HAND_LINES, 12);
}

/* A text that comes into force in the middle: the register's cases move to it, the others stay. */
static void a_text_that_changes(void **state) {
    (void)state;
    library *l = the_library();
    rules_diags *d = base_arena_alloc(l->arena, sizeof *d);
    rules_diags_init(d, l->arena);
    const rules_book *later =
        rules_amend(l->arena, l->hand_text, BASE_STR("hand.rules"),
                    BASE_STR("case note\n  mark grave \"重\" \"grave\" when grade is high\n"
                             "case cluster\n  field more \"更多\" \"more\" text\n"
                             "  mark quieter \"更无事\" \"quieter\" when assign was done since known\n"),
                    BASE_STR("v2"), date_of("2023-06-01"), NULL, NULL, d);
    if (later == NULL) show_diags(d);
    assert_non_null(later);
    over(l->hand, later, "2023-06-01", HAND_FACTS, HAND_LINES, 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_national_text), cmocka_unit_test(the_text_made_by_hand),
                                       cmocka_unit_test(a_text_that_changes)};
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
