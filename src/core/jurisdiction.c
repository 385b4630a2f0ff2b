/* jurisdiction.c - whose cluster it is: a county acts on its own, a province on those of its channel, the ministry on
 * all (第四条, 第十二条; A1, A3). Separately planned cities and the Corps are channels of their own. */
#include "core/attempt.h"
#include "core/place.h"

static core_value cluster_field(core_attempt *t, const core_case *cluster, base_str name) {
    rules_id f = rules_find_field(core_kind(cluster), name);
    if (f == RULES_NONE) return (core_value){0};
    core_view v = core_view_of(t->world, cluster, t->command->today, t->arena);
    return core_observe_field(&v, (rules_ref){RULES_OWN, f});
}

static base_str or_unknown(base_str s) { return s.n > 0 ? s : BASE_STR("—"); }
static int cut(base_str s) { return (int)base_utf8_head(s, 60).n; }

static bool other_channel(base_err *why, base_str theirs, base_str who) {
    base_str on_record = or_unknown(theirs);
    return base_err_fmt(why, BASE_ERR_INPUT, "推荐渠道为 %.*s，办理者为 %.*s", "the channel is %.*s, the actor is %.*s",
                        (int)on_record.n, on_record.p, cut(who), who.p);
}

static bool other_county(base_err *why, base_str theirs, base_str who) {
    base_str on_record = or_unknown(theirs);
    return base_err_fmt(why, BASE_ERR_INPUT, "所在县为 %.*s，办理者为 %.*s", "the county is %.*s, the actor is %.*s",
                        (int)on_record.n, on_record.p, cut(who), who.p);
}

static bool succeeded(base_err *why, base_str who) {
    return base_err_fmt(why, BASE_ERR_INPUT, "%.*s 已由继任区划办理", "%.*s has been succeeded by another division",
                        cut(who), who.p);
}

/* A programme of one place takes clusters that report there. */
static bool in_place(core_attempt *t, base_str who, base_err *why) {
    base_str place = t->at.book->place;
    const core_channel *ch = core_place_channel(t->world, who, t->command->today);
    base_str theirs = ch != NULL ? ch->code : (base_str){NULL, 0};
    if (place.n == 0 || base_str_eq(theirs, place)) return true;
    base_str on_record = or_unknown(theirs);
    return base_err_fmt(why, BASE_ERR_INPUT, "本项工作限于渠道 %.*s，该县的渠道为 %.*s",
                        "the programme is for channel %.*s, the county's is %.*s", (int)place.n, place.p,
                        (int)on_record.n, on_record.p);
}

/* What belongs to no place (a round, the programme) is its owner's. Opening a dossier: the county's own division must
 * be one that may apply on that day. */
static bool may_open(core_attempt *t, enum rules_scope scope, base_err *why) {
    if (scope == RULES_SCOPE_ALL) return true;
    base_str who = t->command->actor.who, place = t->at.book->place;
    if (t->level == t->at.book->owner && place.n > 0 && base_str_eq(who, place)) return true;
    bool own = t->at.kind == t->at.book->cluster && scope == RULES_SCOPE_DIVISION;
    if (!own) return base_err_fmt(why, BASE_ERR_INPUT, "此事项不属于某一地区", "this is not a matter of one place");
    return core_division_may_register(core_world_divisions(t->world), who, t->command->today, why) &&
           (core_place_acts(t->world, who, who, t->command->today) || succeeded(why, who)) && in_place(t, who, why);
}

static bool in_channel(core_attempt *t, const core_case *cluster, base_err *why) {
    core_value ch = cluster_field(t, cluster, BASE_STR("channel"));
    base_str who = t->command->actor.who;
    if (ch.set && base_str_eq(ch.text, who)) return true;
    return other_channel(why, ch.text, who);
}

static bool in_city(core_attempt *t, const core_case *cluster, base_err *why) {
    core_value county = cluster_field(t, cluster, BASE_STR("county"));
    base_str who = t->command->actor.who;
    bool same = county.set && who.n >= 4 && county.text.n >= 4 && memcmp(who.p, county.text.p, 4) == 0;
    return same || other_county(why, county.text, who);
}

static bool in_division(core_attempt *t, const core_case *cluster, base_err *why) {
    core_value county = cluster_field(t, cluster, BASE_STR("county"));
    base_str who = t->command->actor.who;
    if (county.set && who.n > 0 && core_place_acts(t->world, county.text, who, t->command->today)) return true;
    return other_county(why, county.text, who);
}

/* An expert acts only on what names them (第四条 does not know experts; a provincial rulebook that does says so). */
static bool is_assigned(core_attempt *t, base_err *why) {
    base_str who = t->command->actor.who;
    for (const core_case *c = t->at.self != NULL ? t->at.self : t->at.parent; c != NULL; c = c->parent) {
        rules_id f = rules_find_field(core_kind(c), BASE_STR("assigned"));
        base_str rest = f != RULES_NONE && c->field[f].set ? c->field[f].text : (base_str){NULL, 0};
        while (rest.n > 0) {
            base_str name = base_str_trim(base_str_cut(rest, ',', &rest));
            if (who.n > 0 && base_str_eq(name, who)) return true;
        }
    }
    return base_err_fmt(why, BASE_ERR_INPUT, "未指派给该专家", "it is not assigned to this expert");
}

bool core_attempt_inside(core_attempt *t, base_err *why) {
    if (t->level == RULES_NONE) return false;
    enum rules_scope scope = t->at.book->level[t->level].scope;
    if (scope == RULES_SCOPE_ALL) return true;
    if (scope == RULES_SCOPE_ASSIGNED) return is_assigned(t, why);
    const core_case *from = t->at.self != NULL ? t->at.self : t->at.parent;
    const core_case *root = from != NULL ? core_root(from) : NULL;
    if (root == NULL || root->kind != t->at.book->cluster) return may_open(t, scope, why);
    if (scope == RULES_SCOPE_CHANNEL) return in_channel(t, root, why);
    return scope == RULES_SCOPE_CITY ? in_city(t, root, why) : in_division(t, root, why);
}
