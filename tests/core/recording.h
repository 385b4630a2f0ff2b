/* recording.h - a scenario played and recorded, for the tests of events. */
#ifndef JIQUN_TESTS_CORE_RECORDING_H
#define JIQUN_TESTS_CORE_RECORDING_H

#include "history.h"
#include "scenario_support.h"

#include "core/play_i.h"

typedef struct {
    history *h;
    core_player *player;
    base_arena *texts; /* of rulebooks that others are based on */
    core_play_host host;
} recording;

static inline core_actor owner_of(const rules_book *b) { return (core_actor){b->level[b->owner].name, b->place}; }

/* The text with those it is based on. */
static inline core_adoption adoption_of_book(recording *r, const rules_book *b, base_date from) {
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
static inline void name_version(core_world *w, size_t i, base_str digest, base_date day) {
    w->version[i].digest = digest;
    w->version[i].seq = ++w->seq;
    w->last_day = day;
}

static inline void record_rulebook(recording *r) {
    core_world *w = r->player->world;
    core_adoption a = adoption_of_book(r, w->version[0].book, w->version[0].from);
    w->seq = 2; /* divisions and working days */
    name_version(w, 0, digest_of_text(r->texts, a.text[0].text), history_first_day());
    record_beginning(r->h, &a);
}

static inline void record_amendment(recording *r, base_date today) {
    core_world *w = r->player->world;
    size_t i = w->n_versions - 1;
    core_adoption a = adoption_of_book(r, w->version[i].book, w->version[i].from);
    name_version(w, i, digest_of_text(r->texts, a.text[0].text), today);
    record_adoption(r->h, &a, owner_of(w->version[0].book), today);
}

static inline void record_step(void *ctx, const core_play_step *s) {
    recording *r = ctx;
    if (s->refused || !s->as_expected) return;
    if (s->kind == CORE_PLAY_RULEBOOK) record_rulebook(r);
    if (s->kind == CORE_PLAY_AMEND) record_amendment(r, s->today);
    if (s->kind != CORE_PLAY_ACTION || s->answer == NULL) return;
    for (size_t i = 0; i < s->answer->n_events; i++) {
        record_event(r->h, r->player->world, &s->answer->event[i], i, s->answer->n_events);
    }
}

/* Plays the file; its history and its player are the caller's to free. */
static inline recording *record_scenario(const char *path) {
    const library *l = the_library();
    base_arena *arena = base_arena_new((size_t)1 << 30);
    recording *r = base_arena_alloc(arena, sizeof *r);
    *r = (recording){.h = history_new(base_str_hash(base_str_of(strrchr(path, '/')))), .texts = arena};
    r->host = (core_play_host){.ctx = r,
                               .file = give_file,
                               .rulebook = give_rulebook,
                               .find = find_text,
                               .find_ctx = arena,
                               .step = record_step,
                               .divisions = l->divisions,
                               .workdays = l->workdays};
    base_str text;
    base_err e = {0};
    if (!base_file_read(arena, path, CORE_SCENARIO_MAX_TEXT, &text, &e)) fail_msg("%s: %s", path, e.en);
    r->player = core_player_new(&r->host);
    assert_int_equal(core_player_run(r->player, text, base_str_of(path)), CORE_PLAY_AS_EXPECTED);
    assert_true(r->h->n > 3);
    return r;
}

static inline void recording_free(recording *r) {
    core_player_free(r->player);
    history_free(r->h);
    base_arena_free(r->texts);
}

#endif
