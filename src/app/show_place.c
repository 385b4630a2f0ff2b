/* show_place.c - under which codes a viewer's dossiers stand in the tables, so that a list reads no more than it must.
 * What lies in a beginning and yet reports elsewhere is sorted out by app_may_see_place, row by row. */
#include "app/show_i.h"
#include "core/place.h"

/* The common beginning of what was found so far and `code`. */
static void widen(app_scope *p, base_str code, bool first) {
    if (first) {
        p->unit = code;
        return;
    }
    size_t n = 0;
    while (n < p->unit.n && n < code.n && p->unit.p[n] == code.p[n]) n++;
    p->unit.n = n;
}

/* A channel's units begin as it does, but for the Corps, whose units lie in Xinjiang. */
app_scope app_channel_scope(const core_world *w, base_str channel) {
    const core_divisions *d = core_world_divisions(w);
    app_scope p = {.unit = channel, .channel = channel};
    bool first = true;
    for (size_t i = 0; d != NULL && i < core_divisions_count(d); i++) {
        const core_division *u = core_division_at(d, i);
        if (u->channel == NULL || !base_str_eq(u->channel->code, channel)) continue;
        if (first && base_str_starts(u->code, channel)) return p;
        widen(&p, u->code, first);
        first = false;
    }
    return p;
}

/* A unit, and those of its province that it has succeeded. */
static app_scope unit_scope(const core_world *w, base_str who, base_date day) {
    const core_divisions *d = core_world_divisions(w);
    app_scope p = {.unit = who};
    for (size_t i = 0; d != NULL && i < core_divisions_count(d); i++) {
        const core_division *u = core_division_at(d, i);
        bool near = who.n >= 2 && u->code.n >= 2 && memcmp(u->code.p, who.p, 2) == 0;
        if (near && !base_str_eq(u->code, who) && core_place_acts(w, u->code, who, day)) widen(&p, u->code, false);
    }
    return p;
}

app_scope app_viewer_scope(const core_world *w, const app_viewer *v, base_date day) {
    const rules_book *b = core_world_book(w, day);
    rules_id l = b != NULL && !v->reads_all ? rules_find_level(b, v->actor.level) : RULES_NONE;
    base_str who = v->actor.who;
    if (v->reads_all) return (app_scope){.everywhere = true};
    if (l == RULES_NONE) return (app_scope){.nowhere = true};
    switch (b->level[l].scope) {
    case RULES_SCOPE_ALL: return (app_scope){.everywhere = true};
    case RULES_SCOPE_CHANNEL: return app_channel_scope(w, who);
    case RULES_SCOPE_CITY: return (app_scope){.unit = {who.p, who.n < 4 ? who.n : 4}, .nowhere = who.n < 4};
    case RULES_SCOPE_DIVISION: return unit_scope(w, who, day);
    case RULES_SCOPE_ASSIGNED: return (app_scope){.everywhere = who.n > 0, .nowhere = who.n == 0, .assigned = true};
    }
    return (app_scope){.nowhere = true};
}

/* False when nothing can lie in both. */
bool app_scope_within(app_scope *p, base_str place) {
    if (place.n == 0) return true;
    p->channel = (base_str){NULL, 0};
    if (p->everywhere || base_str_starts(place, p->unit)) {
        p->unit = place;
        p->everywhere = false;
        return true;
    }
    return base_str_starts(p->unit, place);
}
