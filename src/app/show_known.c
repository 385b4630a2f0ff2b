/* show_known.c - what is known of a dossier's figures without a form, and how far they are from the standard. */
#include "app/show_chance.h"
#include "app/show_i.h"
#include "core/place.h"
#include "core/submitted.h"

typedef struct {
    const rules_book *book;
    base_arena *arena;
    app_known *out;
    size_t cap_from;
} knowing;

/* The figures of a case that no newer one has. */
static void take(knowing *k, const core_case *c) {
    rules_values *all = &k->out->facts;
    for (size_t i = 0; i < c->facts.n; i++) {
        rules_value x = c->facts.item[i];
        x.fact = rules_same_fact(c->book, x.fact, k->book);
        if (x.fact == RULES_NONE || rules_values_get(all, x.fact, x.year) != NULL) continue;
        all->item = base_arena_grow(k->arena, all->item, all->n, &all->cap, sizeof *all->item);
        k->out->from = base_arena_grow(k->arena, k->out->from, all->n, &k->cap_from, sizeof(const core_case *));
        k->out->from[all->n] = c;
        all->item[all->n++] = x;
    }
}

void app_known_figures(const core_case *root, const rules_book *book, base_arena *arena, app_known *out) {
    knowing k = {.book = book, .arena = arena, .out = out};
    const core_case **newest;
    const size_t n = core_submitted(root, arena, &newest);
    *out = (app_known){.facts = {.arena = arena}};
    out->source = base_arena_array(arena, n + 1, sizeof(const core_case *));
    for (size_t i = 0; i < n; i++) {
        const size_t before = out->facts.n;
        if (core_kind(newest[i])->judged) take(&k, newest[i]);
        if (out->facts.n > before) out->source[out->n_sources++] = newest[i];
    }
}

void app_distance_of(const core_world *w, const core_case *root, const app_known *known, const rules_book *book,
                     int year, base_date day, base_arena *arena, app_distance *out) {
    const core_channel *ch = core_place_of(w, root, day);
    *out = (app_distance){.book = book, .year = year};
    if (book->n_standards == 0) return;
    const rules_standard *s = out->standard = &book->standard[book->n_standards - 1];
    out->facts = rules_facts_new(arena, book, s);
    rules_facts_take(book, s, &known->facts, year, &out->facts);
    out->verdict = base_arena_alloc(arena, s->n_criteria);
    rules_assess(s, &out->facts, ch != NULL ? (enum rules_region)ch->region : RULES_REGION_NONE, out->verdict);
    for (size_t i = 0; i < s->n_criteria; i++) {
        if (s->criterion[i].kind != RULES_VETO) out->count[out->verdict[i]]++;
    }
}
