/* show_sight.c - who may see what, asked in one place: the same question is asked of a case in memory and of a row of
 * the tables, and the matrix of tests holds the two against each other. */
#include "app/show.h"
#include "core/place.h"

bool app_viewer_is_public(const app_viewer *v) {
    return !v->reads_all && (v->actor.level.n == 0 || base_str_is(v->actor.level, "public"));
}

bool app_state_is_public(const rules_book *b, base_str state) {
    if (b == NULL || b->cluster == RULES_NONE) return false;
    rules_id s = rules_find_state(&b->kase[b->cluster], state);
    return s != RULES_NONE && b->kase[b->cluster].state[s].is_public;
}

static bool below_is_public(const core_case *root) {
    for (const core_case *c = root->child; c != NULL; c = c->sibling) {
        if (core_state(c)->is_public) return true;
    }
    return false;
}

bool app_case_is_public(const core_case *c) {
    for (; c->parent != NULL; c = c->parent) {
        if (c->is_virtual || !core_state(c)->is_public) return false;
    }
    return core_state(c)->is_public || (c->kind == c->book->cluster && below_is_public(c));
}

static bool is_by(const rules_action *a, rules_id level) {
    return level != RULES_NONE && (a->levels >> level & 1U) != 0;
}

/* Does some action on cases of that kind: one that opens them, or one that decides on them. */
static bool acts(const rules_book *b, rules_id kind, rules_id level, bool opens) {
    for (rules_id i = 0; i < b->n_actions; i++) {
        const rules_action *a = &b->action[i];
        if (a->kase == kind && a->creates == opens && is_by(a, level)) return true;
    }
    return false;
}

bool app_may_read_private(const app_viewer *v, const rules_book *b, rules_id kind) {
    const rules_id everybody = rules_find_level(b, BASE_STR("public")), own = rules_find_level(b, v->actor.level);
    return !v->reads_all && own != everybody && acts(b, kind, own, false);
}

bool app_may_read_files(const app_viewer *v, const rules_book *b, rules_id kind) {
    const bool of_public = acts(b, kind, rules_find_level(b, BASE_STR("public")), true);
    return !of_public || app_may_read_private(v, b, kind);
}

/* ---- jurisdiction ---- */

static const rules_level *level_of(const core_world *w, const app_viewer *v, base_date day) {
    const rules_book *b = core_world_book(w, day);
    rules_id l = b != NULL ? rules_find_level(b, v->actor.level) : RULES_NONE;
    return l != RULES_NONE ? &b->level[l] : NULL;
}

static bool reports_to(const core_world *w, base_date day, base_str county, base_str channel, base_str who) {
    const core_channel *ch = county.n > 0 ? core_place_channel(w, county, day) : NULL;
    base_str code = ch != NULL ? ch->code : county.n == 0 ? channel : (base_str){NULL, 0};
    return code.n > 0 && base_str_eq(code, who);
}

enum { CITY_DIGITS = 4 };

static bool lies_in_city(base_str county, base_str who) {
    return county.n >= CITY_DIGITS && who.n >= CITY_DIGITS && memcmp(county.p, who.p, CITY_DIGITS) == 0;
}

enum app_sight app_may_see_place(const core_world *w, const app_viewer *v, base_date day, base_str county,
                                 base_str channel) {
    if (v->reads_all) return APP_SIGHT_FULL;
    if (app_viewer_is_public(v)) return APP_SIGHT_NONE;
    const rules_level *l = level_of(w, v, day);
    base_str who = v->actor.who;
    if (l == NULL || l->scope == RULES_SCOPE_ASSIGNED) return APP_SIGHT_NONE;
    bool sees = l->scope == RULES_SCOPE_ALL || (county.n == 0 && channel.n == 0);
    if (!sees && l->scope == RULES_SCOPE_CHANNEL) sees = reports_to(w, day, county, channel, who);
    if (!sees && l->scope == RULES_SCOPE_CITY) sees = lies_in_city(county, who);
    if (!sees && l->scope == RULES_SCOPE_DIVISION)
        sees = county.n > 0 && who.n > 0 && core_place_acts(w, county, who, day);
    return sees ? APP_SIGHT_FULL : APP_SIGHT_NONE;
}

enum app_sight app_may_see_standing(const core_world *w, const app_viewer *v, base_date day, base_str place) {
    const core_divisions *divisions = core_world_divisions(w);
    const base_str none = {NULL, 0};
    const bool unit = divisions != NULL && core_division_find(divisions, place) != NULL;
    return app_may_see_place(w, v, day, unit ? place : none, unit ? none : place);
}

bool app_may_draft_rulebook(const core_world *w, const core_actor *actor, base_date day) {
    const rules_book *b = core_world_book(w, day);
    /* Everybody is a level over everything, too. */
    const bool somebody = actor->level.n > 0 && !base_str_is(actor->level, "public");
    const rules_id level = b != NULL && somebody ? rules_find_level(b, actor->level) : RULES_NONE;
    return level != RULES_NONE &&
           (b->level[level].scope == RULES_SCOPE_ALL || b->level[level].scope == RULES_SCOPE_CHANNEL);
}

/* ---- a case ---- */

static bool names(const core_case *c, base_str who) {
    base_str rest = core_text_named(c, "assigned");
    while (rest.n > 0) {
        if (base_str_eq(base_str_trim(base_str_cut(rest, ',', &rest)), who)) return true;
    }
    return false;
}

static bool some_below_names(const core_case *c, base_str who) {
    for (const core_case *k = c->child; k != NULL; k = k->sibling) {
        if (names(k, who) || some_below_names(k, who)) return true;
    }
    return false;
}

/* Of a dossier with a case that names him the expert sees that case, what is below it, and what it stands under: the
 * application that he is to judge, and its cluster. What stands beside it, another expert's opinion, he never sees. */
static bool is_assigned(const core_case *c, base_str who) {
    if (who.n == 0) return false;
    if (some_below_names(c, who)) return true;
    for (; c != NULL; c = c->parent) {
        if (names(c, who)) return true;
    }
    return false;
}

enum app_sight app_may_see(const core_world *w, const app_viewer *v, base_date day, const core_case *c) {
    const core_case *root = core_root(c);
    const rules_level *l = v->reads_all || app_viewer_is_public(v) ? NULL : level_of(w, v, day);
    enum app_sight sight = APP_SIGHT_NONE;
    if (l != NULL && l->scope == RULES_SCOPE_ASSIGNED)
        sight = root->kind != root->book->cluster || is_assigned(c, v->actor.who) ? APP_SIGHT_FULL : APP_SIGHT_NONE;
    else
        sight = app_may_see_place(w, v, day, core_text_named(root, "county"), core_text_named(root, "channel"));
    if (sight == APP_SIGHT_NONE && app_case_is_public(c)) sight = APP_SIGHT_PUBLIC;
    return sight;
}
