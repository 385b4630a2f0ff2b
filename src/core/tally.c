/* tally.c - the counts that look across dossiers: a place left in a channel, a sub-field taken.
 *
 * A count is kept under a key made of the tally's name and its closed keys, so that asking costs one look-up however
 * many dossiers there are. fold takes a case out before it changes it and puts it back after. */
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

base_str core_tally_key(const core_world *w, const rules_book *b, const rules_tally *t, const core_case *c,
                        base_date today, base_arena *arena) {
    base_str part[5] = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    if (t->keys & RULES_KEY_ROUND) part[0] = c->round != NULL ? c->round->path : part[0];
    if (t->keys & RULES_KEY_CHANNEL) part[1] = key_channel(w, c, today);
    if (t->keys & RULES_KEY_SUBFIELD) part[2] = key_text(c, BASE_STR("subfield"));
    if (t->keys & RULES_KEY_CITY) part[3] = key_city(c);
    if (t->keys & RULES_KEY_COUNTY) part[4] = key_text(c, BASE_STR("county"));
    for (unsigned i = 0; i < 5; i++) {
        if ((t->keys >> i & 1U) != 0 && part[i].n == 0) return (base_str){NULL, 0};
    }
    base_str kind = b->kase[t->kase].name;
    return base_arena_fmt(arena, "%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s", (int)kind.n, kind.p, (int)t->name.n, t->name.p,
                          (int)part[0].n, part[0].p, (int)part[1].n, part[1].p, (int)part[2].n, part[2].p,
                          (int)part[3].n, part[3].p, (int)part[4].n, part[4].p);
}
