/* Events as bytes: every scenario is recorded, and what is read back from its bytes gives the same worlds, whether they
 * hold everything or load dossiers as they are needed. And the corners of the bytes themselves. */
#include "recording.h"

/* Private values are in the player's world and in no other. */
static void hide_private(core_case *c) {
    for (size_t f = 0; f < core_kind(c)->n_fields; f++) {
        if (core_kind(c)->field[f].is_private && c->field[f].set) c->field[f].text = BASE_STR("＊");
    }
    for (core_case *k = c->child; k != NULL; k = k->sibling) hide_private(k);
}

static void same_as_played(recording *r) {
    core_world *played = r->player->world;
    for (size_t k = 0; k < RULES_MAX_CASES; k++) {
        for (core_case *c = played->first[k]; c != NULL; c = c->next) hide_private(c);
    }
    day_comes(r->h, core_player_today(r->player)); /* it may be later than the last event */
    base_str a = world_text(r->texts, played), b = world_text(r->texts, r->h->full);
    if (!base_str_eq(a, b)) fail_msg("played:\n%.*s\nread back:\n%.*s", (int)a.n, a.p, (int)b.n, b.p);
}

static void record_one(void **state) {
    recording *r = record_scenario(*state);
    same_as_played(r);
    history_ends(r->h);
    recording_free(r);
}

int main(void) {
    static struct CMUnitTest test[MAX_FILES];
    base_arena *arena = base_arena_new((size_t)16 << 20);
    size_t n = find_scenarios(arena, "tests/scenarios", record_one, test, 0);
    n = find_scenarios(arena, "scenarios", record_one, test, n);
    int failed = n == 0 ? 1 : _cmocka_run_group_tests("events of scenarios", test, n, load_library, unload_library);
    base_arena_free(arena);
    return failed;
}
