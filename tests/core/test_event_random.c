/* Random commands over three rulebooks, recorded as bytes: what is read back gives the same worlds, also when a later
 * text counts otherwise than the one before, adds to cases that go on under the older one, and takes some of them over.
 */
#include "history.h"
#include "random_run.h"

static void record(run *r, const core_event *given, size_t part, size_t parts) {
    record_event(r->see_ctx, r->world, given, part, parts);
}

static core_adoption adoption_of_book(base_arena *arena, const rules_book *b, base_date from) {
    core_named_text *t = base_arena_alloc(arena, sizeof *t);
    *t = (core_named_text){b->id, b->text};
    return (core_adoption){.matter = CORE_ADOPT_RULEBOOK, .name = b->id, .from = from, .text = t, .n_texts = 1};
}

static void same_world(run *r, history *h) {
    core_world_set_day(h->full, r->today);
    base_str a = world_text(r->arena, r->world), b = world_text(r->arena, h->full);
    if (!base_str_eq(a, b)) fail_msg("decided:\n%.*s\nread back:\n%.*s", (int)a.n, a.p, (int)b.n, b.p);
}

typedef struct {
    const rules_book *book, *later;
    const char *from;
    const char *const *facts, *const *lines;
    bool counts_otherwise;
} course;

static history *record_run(const course *c, uint64_t seed, run *r) {
    history *h = history_new(seed);
    r->book = c->book;
    r->later = c->later;
    r->later_from = c->from != NULL ? date_of(c->from) : BASE_DATE_NONE;
    r->counts_otherwise = c->counts_otherwise;
    r->see = record;
    r->see_ctx = h;
    core_adoption first = adoption_of_book(r->arena, c->book, c->book->force_from);
    record_beginning(h, &first);
    if (c->later != NULL) {
        core_adoption next = adoption_of_book(r->arena, c->later, r->later_from);
        record_adoption(h, &next, (core_actor){BASE_STR("office"), {NULL, 0}}, history_first_day());
    }
    fill_all(r, c->facts);
    play(r, seed, c->lines);
    return h;
}

static void over(const course *c, uint64_t seeds) {
    size_t drops = 0, loads = 0, restarts = 0, events = 0;
    for (uint64_t seed = 1; seed <= seeds; seed++) {
        base_arena *arena = base_arena_new((size_t)1 << 30);
        run *r = base_arena_alloc(arena, sizeof *r);
        r->arena = arena;
        history *h = record_run(c, seed, r);
        same_world(r, h);
        history_ends(h);
        events += h->n;
        drops += h->drops;
        loads += h->loads;
        restarts += h->restarts;
        history_free(h);
        base_arena_free(arena);
    }
    print_message("%zu events, %zu drops, %zu loads, %zu restarts\n", events, drops, loads, restarts);
    assert_true(events > seeds * 50 && drops > events / 5 && loads > events / 2 && restarts > seeds * 2);
}

static void the_national_text(void **state) {
    (void)state;
    over(&(course){.book = the_library()->national, .facts = NATIONAL_FACTS, .lines = NATIONAL_LINES}, 3);
}

static void the_text_made_by_hand(void **state) {
    (void)state;
    over(&(course){.book = the_library()->hand, .facts = HAND_FACTS, .lines = HAND_LINES}, 4);
}

/* Papers that are kept stay under the old text, which knows neither the field nor the state that slips now touch. */
static const char LATER[] = "transition paper in draft or filed                                        第十九条\n"
                            "case cluster\n"
                            "  field more \"更多\" \"more\" text\n"
                            "  state paused \"暂停\" \"paused\" rest\n"
                            "  tally known_channel \"同渠道已知\" \"known in the channel\"\n"
                            "    counts cluster with same channel that is known\n"
                            "  action pause \"暂停\" \"pause\" by office known -> paused\n"
                            "    takes more\n"
                            "    needs known_channel < 4 \"同渠道不超过四个\" \"at most four a channel\"\n"
                            "  action resume \"恢复\" \"resume\" by office paused -> known\n"
                            "case paper\n"
                            "  state again \"再报\" \"again\"\n"
                            "  tally in_city \"同市\" \"in the city\"\n"
                            "    counts paper with same round and city that is filed\n"
                            "  tally in_place \"同地\" \"in the place\"\n"
                            "    counts paper with same channel and subfield that is draft or filed or kept\n"
                            "  action once_more \"再报\" \"once more\" by county filed -> again\n"
                            "    needs in_place < 9 \"同地不超过九件\" \"at most nine\"\n"
                            "  action annotate \"批注\" \"annotate\" by office in again\n"
                            "    takes note\n"
                            "  action let_be \"了结\" \"let be\" by county again -> dropped\n"
                            "case slip\n"
                            "  action scribble \"涂写\" \"scribble\" by office new -> made\n"
                            "    asks text\n"
                            "    then paper.note = text\n"
                            "  action send_back \"再报\" \"send back\" by office new -> made\n"
                            "    then paper: filed or kept -> again\n";

static void a_text_that_counts_otherwise(void **state) {
    (void)state;
    library *l = the_library();
    rules_diags *d = base_arena_alloc(l->arena, sizeof *d);
    rules_diags_init(d, l->arena);
    const rules_book *later = rules_amend(l->arena, l->hand_text, BASE_STR("hand.rules"), base_str_of(LATER),
                                          BASE_STR("v2"), date_of("2023-06-01"), NULL, NULL, d);
    if (later == NULL) show_diags(d);
    assert_non_null(later);
    over(&(course){.book = l->hand,
                   .later = later,
                   .from = "2023-06-01",
                   .facts = HAND_FACTS,
                   .lines = HAND_LINES,
                   .counts_otherwise = true},
         6);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_national_text), cmocka_unit_test(the_text_made_by_hand),
                                       cmocka_unit_test(a_text_that_counts_otherwise)};
    return cmocka_run_group_tests(tests, load_library, unload_library);
}
