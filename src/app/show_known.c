/* show_known.c - what is known of a dossier's figures without a form, and how far they are from the standard. */
#include "app/show_chance.h"
#include "app/show_i.h"
#include "core/place.h"

typedef struct {
    const rules_book *book;
    base_arena *arena;
    app_known *out;
    const core_case **at; /* judged cases with figures */
    size_t n, cap, cap_from;
} knowing;

static void find_submitted(knowing *k, const core_case *c) {
    if (core_kind(c)->judged && c->facts.n > 0) {
        k->at = base_arena_grow(k->arena, k->at, k->n, &k->cap, sizeof(const core_case *));
        k->at[k->n++] = c;
    }
    for (const core_case *below = c->child; below != NULL; below = below->sibling) find_submitted(k, below);
}

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

/* The newest of those left: of the last event that named it, since a case is submitted anew when it was given back. */
static const core_case *take_newest(knowing *k) {
    size_t newest = 0;
    for (size_t i = 1; i < k->n; i++) {
        if (k->at[i]->touched_seq > k->at[newest]->touched_seq) newest = i;
    }
    const core_case *c = k->at[newest];
    k->at[newest] = k->at[--k->n];
    return c;
}

void app_known_figures(const core_case *root, const rules_book *book, base_arena *arena, app_known *out) {
    knowing k = {.book = book, .arena = arena, .out = out};
    *out = (app_known){.facts = {.arena = arena}};
    find_submitted(&k, root);
    out->source = base_arena_array(arena, k.n + 1, sizeof(const core_case *));
    while (k.n > 0) {
        const core_case *c = take_newest(&k);
        const size_t before = out->facts.n;
        take(&k, c);
        if (out->facts.n > before) out->source[out->n_sources++] = c;
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
