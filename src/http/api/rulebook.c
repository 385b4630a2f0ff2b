/* rulebook.c - the rulebooks in force, their text, their vocabulary; divisions and channels. */
#include "http/api/api_i.h"

static void label(base_json *j, rules_text l, base_str name) {
    app_put_named_label(j, "label",
                        (rules_text){l.zh.n > 0 ? l.zh : name, l.en.n > 0   ? l.en
                                                               : l.zh.n > 0 ? l.zh
                                                                            : name});
}

static void put_version(base_json *j, const core_version *v, const rules_book *now) {
    base_json_obj(j);
    base_json_text(j, "id", v->book->id);
    label(j, v->book->label, v->book->id);
    base_json_text(j, "cites", v->book->cites);
    base_json_day(j, "from", v->from);
    base_json_text(j, "digest", v->digest);
    base_json_flag(j, "in_force", v->book == now);
    base_json_flag(j, "two_persons",
                   v->adoption != NULL && core_adoption_consent(v->adoption, &(core_consent){.by = {NULL, 0}}));
    base_json_obj_end(j);
}

enum http_step http_api_rulebooks(http_exchange *x) {
    base_json j;
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    const core_world *w = app_world(a);
    const rules_book *now = core_world_book(w, http_today(x->service));
    http_api_begin(x, &j);
    base_json_obj(&j);
    base_json_name(&j, "rulebooks");
    base_json_arr(&j);
    for (size_t i = core_world_versions(w); i > 0; i--) put_version(&j, core_world_version(w, i - 1), now);
    base_json_arr_end(&j);
    base_json_obj_end(&j);
    return http_api_end(x, &j);
}

static void put_levels(base_json *j, const rules_book *b, uint16_t levels) {
    base_json_arr(j);
    for (size_t i = 0; i < b->n_levels; i++) {
        if ((levels >> i & 1U) != 0) base_json_str(j, b->level[i].name);
    }
    base_json_arr_end(j);
}

static void put_states(base_json *j, const rules_case *k) {
    base_json_name(j, "states");
    base_json_arr(j);
    for (size_t i = 0; i < k->n_states; i++) {
        const rules_state *s = &k->state[i];
        base_json_obj(j);
        base_json_text(j, "name", s->name);
        label(j, s->label, s->name);
        base_json_flag(j, "public", s->is_public);
        base_json_flag(j, "ended", s->end);
        base_json_text(j, "article", s->cite);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

static void put_fields(base_json *j, const rules_case *k) {
    base_json_name(j, "fields");
    base_json_arr(j);
    for (size_t i = 0; i < k->n_fields; i++) {
        base_json_obj(j);
        base_json_text(j, "name", k->field[i].name);
        label(j, k->field[i].label, k->field[i].name);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

static void put_actions(base_json *j, const rules_book *b, rules_id kind) {
    rules_id first = 0, n = core_kind_actions(b, kind, &first);
    base_json_name(j, "actions");
    base_json_arr(j);
    for (rules_id i = first; i < first + n; i++) {
        const rules_action *a = &b->action[i];
        base_json_obj(j);
        base_json_text(j, "name", a->name);
        label(j, a->label, a->name);
        base_json_name(j, "levels");
        put_levels(j, b, a->levels);
        base_json_text(j, "article", a->cite);
        base_json_some(j, "desk", app_desk_of_action(b, i));
        base_json_name(j, "args");
        base_json_arr(j);
        for (size_t k = 0; k < a->n_args; k++) base_json_str(j, b->kase[kind].field[a->arg[k].field].name);
        base_json_arr_end(j);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

static const char *scope_name(enum rules_scope s) {
    switch (s) {
    case RULES_SCOPE_CHANNEL: return "channel";
    case RULES_SCOPE_CITY: return "city";
    case RULES_SCOPE_DIVISION: return "division";
    case RULES_SCOPE_ASSIGNED: return "assigned";
    case RULES_SCOPE_ALL: break;
    }
    return "all";
}

static void put_level_list(base_json *j, const rules_book *b) {
    base_json_name(j, "levels");
    base_json_arr(j);
    for (size_t i = 0; i < b->n_levels; i++) {
        base_json_obj(j);
        base_json_text(j, "name", b->level[i].name);
        label(j, b->level[i].label, b->level[i].name);
        base_json_text(j, "scope", base_str_of(scope_name(b->level[i].scope)));
        base_json_text(j, "article", b->level[i].cite);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

static void put_book(base_json *j, const rules_book *b) {
    base_json_obj(j);
    base_json_text(j, "id", b->id);
    label(j, b->label, b->id);
    base_json_text(j, "cites", b->cites);
    base_json_text(j, "text", b->text);
    put_level_list(j, b);
    base_json_name(j, "cases");
    base_json_arr(j);
    for (rules_id k = 0; k < b->n_cases; k++) {
        base_json_obj(j);
        base_json_text(j, "name", b->kase[k].name);
        label(j, b->kase[k].label, b->kase[k].name);
        base_json_text(j, "article", b->kase[k].cite);
        base_json_some(j, "part", app_part_of_kind(b, k));
        put_states(j, &b->kase[k]);
        put_fields(j, &b->kase[k]);
        put_actions(j, b, k);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
    base_json_obj_end(j);
}

enum http_step http_api_rulebook(http_exchange *x) {
    base_json j;
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    for (size_t i = core_world_versions(app_world(a)); i > 0; i--) {
        const rules_book *b = core_world_version(app_world(a), i - 1)->book;
        if (!base_str_eq(b->id, x->param[0])) continue;
        http_api_begin(x, &j);
        put_book(&j, b);
        return http_api_end(x, &j);
    }
    return http_api_none(x);
}

/* ---- divisions and channels ---- */

enum { DIVISIONS_FOUND = 50 };

/* With the units it lies in: many counties share a name. */
static base_str full_name(base_arena *arena, const core_divisions *d, const core_division *u) {
    const core_division *above = u->parent.n > 0 ? core_division_find(d, u->parent) : NULL;
    if (above == NULL || above == u) return u->name;
    const base_str before = full_name(arena, d, above);
    return base_arena_fmt(arena, "%.*s %.*s", (int)before.n, before.p, (int)u->name.n, u->name.p);
}

static void put_division(base_json *j, base_arena *arena, const core_divisions *d, const core_division *u) {
    base_json_obj(j);
    base_json_text(j, "code", u->code);
    base_json_text(j, "name", u->name);
    base_json_text(j, "full", full_name(arena, d, u));
    base_json_number(j, "level", (uint64_t)u->level);
    base_json_some(j, "parent", u->parent);
    if (u->channel != NULL) base_json_text(j, "channel", u->channel->code);
    base_json_flag(j, "retired", u->retired);
    base_json_obj_end(j);
}

static bool has_name(const core_division *u, base_str part) {
    return part.n == 0 || memmem(u->name.p, u->name.n, part.p, part.n) != NULL || base_str_starts(u->code, part);
}

/* All units, or those whose code begins with ?within=; with ?q= the first ones of which it is part of the name, or the
 * beginning of the code. */
enum http_step http_api_divisions(http_exchange *x) {
    base_json j;
    base_str within = {NULL, 0}, part = {NULL, 0};
    size_t n = 0;
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    const core_divisions *d = core_world_divisions(app_world(a));
    http_query(x, "within", &within);
    http_query(x, "q", &part);
    http_api_begin(x, &j);
    base_json_obj(&j);
    base_json_name(&j, "divisions");
    base_json_arr(&j);
    for (size_t i = 0; d != NULL && i < core_divisions_count(d); i++) {
        const core_division *u = core_division_at(d, i);
        if (!base_str_starts(u->code, within) || !has_name(u, part)) continue;
        if (part.n > 0 && ++n > DIVISIONS_FOUND) break;
        put_division(&j, x->arena, d, u);
    }
    base_json_arr_end(&j);
    base_json_obj_end(&j);
    return http_api_end(x, &j);
}

enum http_step http_api_channels(http_exchange *x) {
    base_json j;
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    const core_divisions *d = core_world_divisions(app_world(a));
    http_api_begin(x, &j);
    base_json_obj(&j);
    base_json_name(&j, "channels");
    base_json_arr(&j);
    for (size_t i = 0; d != NULL && i < core_channels_count(d); i++) {
        const core_channel *c = core_channel_at(d, i);
        base_json_obj(&j);
        base_json_text(&j, "code", c->code);
        base_json_text(&j, "name", c->name);
        base_json_text(&j, "region", core_region_name(c->region));
        base_json_flag(&j, "separate", c->separate);
        base_json_obj_end(&j);
    }
    base_json_arr_end(&j);
    base_json_obj_end(&j);
    return http_api_end(x, &j);
}
