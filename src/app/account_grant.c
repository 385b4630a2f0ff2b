/* account_grant.c - what accounts are granted, and how that ends. Nobody grants to himself or to an account he made; an
 * account has one office or one level and place, and nothing beside it. */
#include "app/account_i.h"

/* ---- levels and places ---- */

static const rules_level *level_of(app *w, base_str name) {
    const size_t n = core_world_versions(w->world);
    const rules_book *b = n > 0 ? core_world_version(w->world, n - 1)->book : NULL;
    for (size_t i = 0; b != NULL && i < b->n_levels; i++) {
        if (base_str_eq(b->level[i].name, name)) return &b->level[i];
    }
    return NULL;
}

static bool bad_place(base_err *e, const char *zh, const char *en, base_str who) {
    who = base_utf8_head(who, 60);
    return base_err_fmt(e, BASE_ERR_INPUT, "%s%.0s：%.*s", "%.0s%s: %.*s", zh, en, (int)who.n, who.n > 0 ? who.p : "");
}

static bool place_good(app *w, enum rules_scope scope, base_str who, base_err *e) {
    const core_divisions *d = core_world_divisions(w->world);
    const core_division *unit = who.n > 0 ? core_division_find(d, who) : NULL;
    switch (scope) {
    case RULES_SCOPE_ALL: return who.n == 0 || bad_place(e, "该层级不分地区，不应给出", "that level has no place", who);
    case RULES_SCOPE_CHANNEL:
        return core_channel_find(d, who) != NULL || bad_place(e, "没有这样的推荐渠道（应如 33、3302、66）",
                                                              "there is no such channel (33, 3302, 66 …)", who);
    case RULES_SCOPE_CITY:
        return (unit != NULL && unit->level == CORE_CITY && (who.n == 4 || who.n == 6)) ||
               bad_place(e, "没有这样的地级区划", "there is no such city", who);
    case RULES_SCOPE_DIVISION: return core_division_may_register(d, who, app_today(), e);
    case RULES_SCOPE_ASSIGNED:
        return (who.n > 0 && who.n <= APP_PERSON_TEXT && memchr(who.p, ',', who.n) == NULL &&
                base_utf8_check(who) == who.n) ||
               bad_place(e, "请给出专家姓名，不含逗号", "give the expert's name, without a comma", who);
    }
    return false;
}

static bool grant_good(app *w, const app_grant *g, base_err *e) {
    const bool office = g->office != APP_OFFICE_NONE, acts = g->actor.level.n > 0;
    if (office == acts || g->office == APP_OFFICE_CONSOLE)
        return base_err_fmt(e, BASE_ERR_INPUT, "一个账号或任一种管理员，或属一个层级和地区，二者不可兼得",
                            "an account holds one office, or acts for one level and place: not both, not neither");
    if (office)
        return g->actor.who.n == 0 || base_err_fmt(e, BASE_ERR_INPUT, "管理员不属于某一地区", "an office has no place");
    const rules_level *level = level_of(w, g->actor.level);
    if (level == NULL || base_str_is(level->name, "public"))
        return bad_place(e, "现行规则中没有这样的可授予层级",
                         "the rulebook in force has no such level that could be granted", g->actor.level);
    return place_good(w, level->scope, g->actor.who, e);
}

/* ---- granting ---- */

bool app_another(app_act *t, const app_account *x, base_err *e) {
    base_str linker;
    if (t->by->office == APP_OFFICE_CONSOLE) return true;
    if (base_str_eq(t->by->login, x->login))
        return base_err_fmt(e, BASE_ERR_INPUT, "不能给自己授权或变更自己的授权",
                            "nobody grants to himself, or changes what he was granted");
    if (base_str_eq(t->by->login, x->made_by))
        return base_err_fmt(e, BASE_ERR_INPUT, "不能给本人建立的账号授权：须由另一人授权",
                            "nobody grants to an account that he made: another one has to");
    if (!x->unconfirmed) return true;
    if (!app_oidc_linker(t, x->login, &linker, e)) return false;
    return !base_str_eq(t->by->login, linker) ||
           base_err_fmt(e, BASE_ERR_INPUT, "该账号由本人绑定登录服务，须由另一人确认",
                        "nobody confirms an account that he linked to a provider: another one has to");
}

typedef struct {
    base_str but;
    bool others;
} lookout;

static bool look_out(void *ctx, const app_account *x) {
    lookout *l = ctx;
    l->others = x->office == APP_OFFICE_SECURITY && app_account_is_active(x) && !base_str_eq(x->login, l->but);
    return !l->others;
}

bool app_not_the_last(app_act *t, const app_account *x, base_err *e) {
    lookout l = {x->login, false};
    if (t->by->office == APP_OFFICE_CONSOLE || x->office != APP_OFFICE_SECURITY || !app_account_is_active(x))
        return true;
    if (!app_accounts(t->w, (base_str){NULL, 0}, INT32_MAX, look_out, &l, e)) return false;
    return l.others || base_err_fmt(e, BASE_ERR_INPUT, "这是最后一名在任的安全管理员，不能停用或撤销",
                                    "this is the last security officer in office");
}

static bool ends_all(app_act *t, base_str login, base_err *e) {
    return app_sessions_drop(t->w, t->arena, login, (base_str){NULL, 0}, e) &&
           app_tokens_drop(t->w, t->arena, login, e);
}

static base_str grant_text(base_arena *arena, const app_grant *g) {
    if (g->office != APP_OFFICE_NONE) return app_office_name(g->office);
    return base_arena_fmt(arena, "%.*s %.*s", (int)g->actor.level.n, g->actor.level.p, (int)g->actor.who.n,
                          g->actor.who.n > 0 ? g->actor.who.p : "");
}

static bool grant(app_act *t, base_str login, const app_grant *g, base_err *e) {
    app_account x;
    if (!app_doing_may(t, APP_DO_GRANT, login, &x, e) || !grant_good(t->w, g, e)) return false;
    if (g->office != APP_OFFICE_SECURITY && !app_not_the_last(t, &x, e)) return false;
    x.office = g->office;
    x.actor = g->actor;
    x.granted_by = t->by->login;
    x.granted = t->now;
    x.unconfirmed = false;
    return app_account_put(t->w, &x, t->now, e) && ends_all(t, x.login, e) &&
           app_act_record(t, APP_DID_GRANTED, x.login, grant_text(t->arena, g), e);
}

bool app_account_grant(app *w, const app_by *by, base_str login, const app_grant *g, int64_t now, base_err *e) {
    app_act t;
    return app_act_begin(&t, w, by, now, e) && app_act_end(&t, grant(&t, login, g, e), e);
}

static bool revoke(app_act *t, base_str login, base_str why, base_err *e) {
    app_account x;
    if (!app_doing_may(t, APP_DO_REVOKE, login, &x, e)) return false;
    x.office = APP_OFFICE_NONE;
    x.actor = (core_actor){.level = {NULL, 0}};
    x.granted_by = (base_str){NULL, 0};
    x.granted = 0;
    return app_account_put(t->w, &x, t->now, e) && ends_all(t, x.login, e) &&
           app_act_record(t, APP_DID_REVOKED, x.login, why, e);
}

bool app_account_revoke(app *w, const app_by *by, base_str login, base_str why, int64_t now, base_err *e) {
    app_act t;
    return app_act_begin(&t, w, by, now, e) && app_act_end(&t, revoke(&t, login, why, e), e);
}

static bool confirm(app_act *t, base_str login, base_err *e) {
    app_account x;
    if (!app_doing_may(t, APP_DO_CONFIRM, login, &x, e)) return false;
    if (!x.unconfirmed) return true;
    x.unconfirmed = false;
    return app_account_put(t->w, &x, t->now, e) &&
           app_act_record(t, APP_DID_CONFIRMED, x.login, (base_str){NULL, 0}, e);
}

bool app_account_confirm(app *w, const app_by *by, base_str login, int64_t now, base_err *e) {
    app_act t;
    return app_act_begin(&t, w, by, now, e) && app_act_end(&t, confirm(&t, login, e), e);
}

/* ---- ending ---- */

static bool disable(app_act *t, base_str login, bool disabled, base_str why, base_err *e) {
    app_account x;
    if (!app_doing_may(t, disabled ? APP_DO_DISABLE : APP_DO_ENABLE, login, &x, e)) return false;
    x.disabled = disabled;
    return app_account_put(t->w, &x, t->now, e) && (!disabled || ends_all(t, x.login, e)) &&
           app_act_record(t, disabled ? APP_DID_DISABLED : APP_DID_ENABLED, x.login, why, e);
}

bool app_account_disable(app *w, const app_by *by, base_str login, bool disabled, base_str why, int64_t now,
                         base_err *e) {
    app_act t;
    return app_act_begin(&t, w, by, now, e) && app_act_end(&t, disable(&t, login, disabled, why, e), e);
}

static bool erase(app_act *t, base_str login, base_str why, base_err *e) {
    app_account x;
    if (!app_doing_may(t, APP_DO_ERASE, login, &x, e)) return false;
    x.disabled = true;
    x.second = x.must_change = false;
    x.password_set = 0;
    return store_entry_delete(t->w->store, APP_SPACE_PERSON, x.login, e) &&
           store_entry_delete(t->w->store, APP_SPACE_SECRET, x.login, e) && app_oidc_drop(t, x.login, e) &&
           app_account_put(t->w, &x, t->now, e) && ends_all(t, x.login, e) &&
           app_act_record(t, APP_DID_ERASED, x.login, why, e);
}

bool app_account_erase(app *w, const app_by *by, base_str login, base_str why, int64_t now, base_err *e) {
    app_act t;
    return app_act_begin(&t, w, by, now, e) && app_act_end(&t, erase(&t, login, why, e), e);
}
