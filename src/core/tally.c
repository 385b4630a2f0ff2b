/* tally.c - the counts that look across dossiers: a place left in a channel, a sub-field taken.
 *
 * A count is kept under a key made of the tally's name and its closed keys, so that asking costs one look-up however
 * many dossiers there are. fold takes a case out before it changes it and puts it back after. A case that stays counted
 * stays under its key: a place once used is used where it was, even when the county or its sub-field changes later. */
#include "core/place.h"
#include "core/world_i.h"

bool core_tally_counts(const rules_tally *t, core_control c) {
    return t->ever ? (c.ever & t->mask) != 0 : (t->mask >> c.state & 1U) != 0;
}

/* The case's own field of that name, else the cluster's. */
static base_str key_text(const core_case *c, base_str name) {
    const core_case *at[2] = {c, core_root(c)};
    for (int i = 0; i < 2; i++) {
        rules_id f = rules_find_field(core_kind(at[i]), name);
        if (f != RULES_NONE && at[i]->field[f].set && at[i]->field[f].text.n > 0) return at[i]->field[f].text;
    }
    return (base_str){NULL, 0};
}

static base_str key_channel(const core_world *w, const core_case *c, base_date today) {
    rules_id own = rules_find_field(core_kind(c), BASE_STR("channel"));
    if (own != RULES_NONE && c->parent != NULL && c->field[own].set) return c->field[own].text;
    const core_channel *ch = core_place_of(w, core_root(c), today);
    return ch != NULL ? ch->code : (base_str){NULL, 0};
}

/* Of the county on record: a place once used stays with the city that used it. */
static base_str key_city(const core_case *c) {
    base_str county = key_text(c, BASE_STR("county"));
    return county.n >= 4 ? (base_str){county.p, 4} : (base_str){NULL, 0};
}

/* The kind of case in whose text the tally stands: names are unique within it. */
static rules_id owner_of(const rules_book *b, const rules_tally *t) {
    for (rules_id k = 0; k < b->n_cases; k++) {
        for (size_t i = 0; i < b->kase[k].n_tallies; i++) {
            if (&b->kase[k].tally[i] == t) return k;
        }
    }
    return RULES_NONE;
}

static bool is_of(const core_counted *x, rules_id owner, const rules_tally *t) {
    return x->owner == owner && base_str_eq(x->tally, t->name);
}

base_str core_tally_key(const core_world *w, const rules_book *b, const rules_tally *t, const core_case *c,
                        base_date today, base_arena *arena) {
    rules_id owner = owner_of(b, t);
    for (const core_counted *x = c->counted; x != NULL; x = x->next) {
        if (is_of(x, owner, t)) return x->key;
    }
    base_str part[5] = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    if (t->keys & RULES_KEY_ROUND) part[0] = c->round != NULL ? c->round->path : part[0];
    if (t->keys & RULES_KEY_CHANNEL) part[1] = key_channel(w, c, today);
    if (t->keys & RULES_KEY_SUBFIELD) part[2] = key_text(c, BASE_STR("subfield"));
    if (t->keys & RULES_KEY_CITY) part[3] = key_city(c);
    if (t->keys & RULES_KEY_COUNTY) part[4] = key_text(c, BASE_STR("county"));
    for (unsigned i = 0; i < 5; i++) {
        if ((t->keys >> i & 1U) != 0 && part[i].n == 0) return (base_str){NULL, 0};
    }
    base_str kind = b->kase[owner].name;
    return base_arena_fmt(arena, "%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s", (int)kind.n, kind.p, (int)t->name.n, t->name.p,
                          (int)part[0].n, part[0].p, (int)part[1].n, part[1].p, (int)part[2].n, part[2].p,
                          (int)part[3].n, part[3].p, (int)part[4].n, part[4].p);
}

bool core_tally_holds(const core_case *c, base_str key) {
    for (const core_counted *x = c->counted; x != NULL; x = x->next) {
        if (base_str_eq(x->key, key)) return true;
    }
    return false;
}

void core_tally_take_out(core_world *w, const core_case *c) {
    for (const core_counted *x = c->counted; x != NULL; x = x->next) base_map_put(&w->tallies, x->key)->value.num--;
}

/* The place under `t`, out of the list of those that were taken; or NULL. */
static core_counted *unlink_counted(core_counted **list, rules_id owner, const rules_tally *t) {
    for (core_counted **at = list; *at != NULL; at = &(*at)->next) {
        core_counted *x = *at;
        if (!is_of(x, owner, t)) continue;
        *at = x->next;
        return x;
    }
    return NULL;
}

static core_counted *take_place(core_world *w, rules_id owner, const rules_tally *t, const core_case *c,
                                base_date today) {
    base_str key = core_tally_key(w, c->book, t, c, today, w->arena);
    if (key.n == 0) return NULL;
    core_counted *x = base_arena_alloc(w->arena, sizeof *x);
    *x = (core_counted){owner, t->name, key, NULL};
    return x;
}

void core_tally_put_in(core_world *w, core_case *c, base_date today) {
    const rules_book *b = c->book;
    core_counted *was = c->counted;
    c->counted = NULL;
    for (rules_id k = 0; k < b->n_cases; k++) {
        for (size_t i = 0; i < b->kase[k].n_tallies; i++) {
            const rules_tally *t = &b->kase[k].tally[i];
            if (t->kase != c->kind || !core_tally_counts(t, c->control)) continue;
            core_counted *x = unlink_counted(&was, k, t);
            if (x == NULL) x = take_place(w, k, t, c, today);
            if (x == NULL) continue;
            x->next = c->counted;
            c->counted = x;
            base_map_put(&w->tallies, x->key)->value.num++;
        }
    }
}
