/* Events as bytes: every scenario is recorded, and what is read back from its bytes gives the same worlds, whether they
 * hold everything or load dossiers as they are needed. And the corners of the bytes themselves. */
#include "history.h"
#include "scenario_support.h"

#include "core/play_i.h"

/* ---- scenarios ---- */

typedef struct {
    history *h;
    core_player *player;
    base_arena *texts; /* of rulebooks that others are based on */
} recording;

static core_actor owner_of(const rules_book *b) { return (core_actor){b->level[b->owner].name, b->place}; }

/* The text with those it is based on. */
static core_adoption adoption_of_book(recording *r, const rules_book *b, base_date from) {
    core_named_text *t = base_arena_array(r->texts, CORE_ADOPT_MAX_TEXTS, sizeof *t);
    size_t n = 1;
    t[0] = (core_named_text){b->id, b->text};
    for (base_str id = b->based_on; id.n > 0; n++) {
        base_str text, file;
        assert_true(find_text(r->texts, id, &text, &file) && n < CORE_ADOPT_MAX_TEXTS);
        t[n] = (core_named_text){id, text};
        rules_diags d;
        rules_diags_init(&d, r->texts);
        const rules_book *base = rules_compile(r->texts, text, file, find_text, r->texts, &d);
        assert_non_null(base);
        id = base->based_on;
    }
    return (core_adoption){.matter = CORE_ADOPT_RULEBOOK, .name = b->id, .from = from, .text = t, .n_texts = n};
}

/* What a log would have told the player's world. */
static void name_version(core_world *w, size_t i, base_str digest, base_date day) {
    w->version[i].digest = digest;
    w->version[i].seq = ++w->seq;
    w->last_day = day;
}

static void record_rulebook(recording *r) {
    core_world *w = r->player->world;
    core_adoption a = adoption_of_book(r, w->version[0].book, w->version[0].from);
    w->seq = 2; /* divisions and working days */
    name_version(w, 0, digest_of_text(r->texts, a.text[0].text), history_first_day());
    record_beginning(r->h, &a);
}

static void record_amendment(recording *r, base_date today) {
    core_world *w = r->player->world;
    size_t i = w->n_versions - 1;
    core_adoption a = adoption_of_book(r, w->version[i].book, w->version[i].from);
    name_version(w, i, digest_of_text(r->texts, a.text[0].text), today);
    record_adoption(r->h, &a, owner_of(w->version[0].book), today);
}

static void record_step(void *ctx, const core_play_step *s) {
    recording *r = ctx;
    if (s->refused || !s->as_expected) return;
    if (s->kind == CORE_PLAY_RULEBOOK) record_rulebook(r);
    if (s->kind == CORE_PLAY_AMEND) record_amendment(r, s->today);
    if (s->kind != CORE_PLAY_ACTION || s->answer == NULL) return;
    for (size_t i = 0; i < s->answer->n_events; i++) {
        record_event(r->h, r->player->world, &s->answer->event[i], i, s->answer->n_events);
    }
}

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
    core_world_set_day(r->h->full, core_player_today(r->player));
    base_str a = world_text(r->texts, played), b = world_text(r->texts, r->h->full);
    if (!base_str_eq(a, b)) fail_msg("played:\n%.*s\nread back:\n%.*s", (int)a.n, a.p, (int)b.n, b.p);
}

static void record_file(const char *path) {
    const library *l = the_library();
    base_str text, name = base_str_of(path);
    base_err e = {0};
    recording r = {.h = history_new(base_str_hash(base_str_of(strrchr(path, '/')))),
                   .texts = base_arena_new((size_t)1 << 30)};
    const core_play_host host = {.ctx = &r,
                                 .file = give_file,
                                 .rulebook = give_rulebook,
                                 .find = find_text,
                                 .find_ctx = r.texts,
                                 .step = record_step,
                                 .divisions = l->divisions,
                                 .workdays = l->workdays};
    if (!base_file_read(r.texts, path, CORE_SCENARIO_MAX_TEXT, &text, &e)) fail_msg("%s: %s", path, e.en);
    r.player = core_player_new(&host);
    assert_int_equal(core_player_run(r.player, text, name), CORE_PLAY_AS_EXPECTED);
    assert_true(r.h->n > 3);
    same_as_played(&r);
    history_ends(r.h);
    core_player_free(r.player);
    base_arena_free(r.texts);
    history_free(r.h);
}

static void record_one(void **state) { record_file(*state); }

int main(void) {
    static struct CMUnitTest test[MAX_FILES];
    base_arena *arena = base_arena_new((size_t)16 << 20);
    size_t n = find_scenarios(arena, "tests/scenarios", record_one, test, 0);
    n = find_scenarios(arena, "scenarios", record_one, test, n);
    int failed = n == 0 ? 1 : _cmocka_run_group_tests("events of scenarios", test, n, load_library, unload_library);
    base_arena_free(arena);
    return failed;
}
