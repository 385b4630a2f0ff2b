/* account_may.c - what may be done to an account, by whom: one table, which the acts themselves read before they do
 * anything and the screens before they offer it. So what an office is shown as open is what it may do, and the reason
 * shown for the rest is the refusal that it would get. */
#include "app/account_i.h"
#include "app/show.h"

typedef struct {
    const char *name;
    unsigned may;                  /* offices, and whether its owner may */
    bool another;                  /* see app_another */
    bool not_the_last;             /* see app_not_the_last */
    const char *self_zh, *self_en; /* said to who asks for it about himself; NULL: he may */
} rule;

static const rule rules[APP_DOINGS] = {
    [APP_DO_GRANT] = {"grant", APP_MAY_SECURITY, .another = true},
    [APP_DO_REVOKE] = {"revoke", APP_MAY_SECURITY, .another = true, .not_the_last = true},
    [APP_DO_CONFIRM] = {"confirm", APP_MAY_SECURITY, .another = true},
    [APP_DO_DISABLE] = {"disable", APP_MAY_SYSTEM | APP_MAY_SECURITY, .not_the_last = true,
                        .self_zh = "不能停用或启用自己的账号", .self_en = "nobody disables or enables his own account"},
    [APP_DO_ENABLE] = {"enable", APP_MAY_SECURITY, .self_zh = "不能停用或启用自己的账号",
                       .self_en = "nobody disables or enables his own account"},
    [APP_DO_PERSON] = {"person", APP_MAY_SYSTEM | APP_MAY_OWNER, .another = false},
    [APP_DO_PASSWORD] = {"password", APP_MAY_SYSTEM | APP_MAY_OWNER, .not_the_last = true},
    [APP_DO_SECOND_RESET] = {"second-reset", APP_MAY_SECURITY | APP_MAY_OWNER, .another = false},
    [APP_DO_SESSIONS] = {"sessions", APP_MAY_SYSTEM | APP_MAY_SECURITY | APP_MAY_OWNER, .another = false},
    [APP_DO_LINK] = {"link", APP_MAY_SECURITY, .not_the_last = true, .self_zh = "不能为自己的账号绑定外部登录",
                     .self_en = "nobody links his own account"},
    [APP_DO_UNLINK] = {"unlink", APP_MAY_SECURITY, .not_the_last = true, .self_zh = "不能为自己的账号绑定外部登录",
                       .self_en = "nobody links his own account"},
    [APP_DO_REVEAL] = {"reveal", APP_MAY_SYSTEM | APP_MAY_SECURITY | APP_MAY_AUDIT, .another = false},
    [APP_DO_ERASE] = {"erase", APP_MAY_SYSTEM, .not_the_last = true, .self_zh = "不能删除自己账号的个人信息",
                      .self_en = "nobody erases his own account"},
};

const char *app_doing_name(enum app_doing what) { return rules[what].name; }

bool app_doing_may(app_act *t, enum app_doing what, base_str login, app_account *x, base_err *e) {
    const rule *r = &rules[what];
    if (!app_by_may(t->w, t->arena, t->by, r->may, login, e) || !app_account_need(t->w, t->arena, login, x, e))
        return false;
    const bool self = base_str_eq(t->by->login, x->login);
    if (self && r->self_zh != NULL) return base_err_fmt(e, BASE_ERR_INPUT, "%s%.0s", "%.0s%s", r->self_zh, r->self_en);
    if (r->another && !app_another(t, x, e)) return false;
    /* Who changes his own password goes on as whom he was. */
    const bool stays = what == APP_DO_PASSWORD && self;
    return !r->not_the_last || stays || app_not_the_last(t, x, e);
}

/* Acts that would change nothing are not offered; whoever asks for one all the same is not refused for that. */
static bool has_an_end(app_act *t, enum app_doing what, const app_account *x, base_err *e) {
    base_str linker = {NULL, 0};
    bool linked = true;
    const bool granted = x->office != APP_OFFICE_NONE || x->actor.level.n > 0;
    switch (what) {
    case APP_DO_REVOKE:
        return granted || base_err_fmt(e, BASE_ERR_INPUT, "该账号尚未获得授权", "it was granted nothing");
    case APP_DO_CONFIRM:
        return x->unconfirmed ||
               base_err_fmt(e, BASE_ERR_INPUT, "该账号不需要确认", "there is nothing to be confirmed");
    case APP_DO_DISABLE:
        return !x->disabled || base_err_fmt(e, BASE_ERR_INPUT, "该账号已停用", "it is disabled already");
    case APP_DO_ENABLE: return x->disabled || base_err_fmt(e, BASE_ERR_INPUT, "该账号未被停用", "it is not disabled");
    case APP_DO_SECOND_RESET:
        return x->second || base_err_fmt(e, BASE_ERR_INPUT, "该账号未设置第二因素", "it has no second factor");
    case APP_DO_UNLINK:
        if (!app_oidc_linked(t, x->login, &linked, &linker, e)) return false;
        return linked || base_err_fmt(e, BASE_ERR_INPUT, "该账号未绑定外部登录", "it is linked to nobody");
    case APP_DO_GRANT:
    case APP_DO_PERSON:
    case APP_DO_PASSWORD:
    case APP_DO_SESSIONS:
    case APP_DO_LINK:
    case APP_DO_REVEAL:
    case APP_DO_ERASE:
    case APP_DOINGS: break;
    }
    return true;
}

bool app_account_may(app *a, base_arena *arena, const app_by *by, enum app_doing what, base_str login, base_err *why) {
    app_act t = {.w = a, .arena = arena, .by = by};
    app_account x;
    return app_doing_may(&t, what, login, &x, why) && has_an_end(&t, what, &x, why);
}

bool app_account_may_add(app *a, base_arena *arena, const app_by *by, base_err *why) {
    return app_by_may(a, arena, by, APP_MAY_SYSTEM, (base_str){NULL, 0}, why);
}

bool app_account_may_set(app *a, base_arena *arena, const app_by *by, base_err *why) {
    return app_by_may(a, arena, by, APP_MAY_SECURITY, (base_str){NULL, 0}, why);
}

/* ---- looking for accounts ---- */

bool app_account_state_parse(base_str name, enum app_account_state *out) {
    static const char *const all[] = {"", "active", "inert", "unconfirmed", "disabled"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!base_str_is(name, all[i])) continue;
        *out = (enum app_account_state)i;
        return true;
    }
    return false;
}

static bool is_in_state(const app_account *x, enum app_account_state s) {
    const bool granted = x->office != APP_OFFICE_NONE || x->actor.level.n > 0;
    switch (s) {
    case APP_ACCOUNT_ANY: return true;
    case APP_ACCOUNT_ACTIVE: return app_account_is_active(x);
    case APP_ACCOUNT_INERT: return !x->disabled && !granted;
    case APP_ACCOUNT_UNCONFIRMED: return !x->disabled && x->unconfirmed;
    case APP_ACCOUNT_DISABLED: return x->disabled;
    }
    return false;
}

static bool has(base_str in, base_str part) {
    return part.n == 0 || (in.n >= part.n && memmem(in.p, in.n, part.p, part.n) != NULL);
}

typedef struct {
    const app_account_query *q;
    const core_world *world; /* knows places by name */
    app_each_account each;
    void *ctx;
    size_t seen, given;
    char last[APP_LOGIN_MAX];
    size_t n_last;
    bool stopped;
} looking;

static bool look_at(void *ctx, const app_account *x) {
    looking *l = ctx;
    const app_account_query *q = l->q;
    l->seen++;
    l->n_last = x->login.n < sizeof l->last ? x->login.n : sizeof l->last;
    memcpy(l->last, x->login.p, l->n_last);
    if ((q->office.n > 0 && !base_str_eq(q->office, app_office_name(x->office))) ||
        (q->level.n > 0 && !base_str_eq(q->level, x->actor.level)) || !is_in_state(x, q->state))
        return true;
    if (!has(x->login, q->text) && !has(x->actor.who, q->text) && !has(app_place_name(l->world, x->actor.who), q->text))
        return true;
    l->stopped = !l->each(l->ctx, x) || ++l->given == q->limit;
    return !l->stopped;
}

bool app_accounts_find(app *a, base_arena *arena, const app_account_query *q, app_each_account each, void *ctx,
                       base_str *next, base_err *e) {
    looking l = {.q = q, .world = app_world(a), .each = each, .ctx = ctx};
    *next = (base_str){NULL, 0};
    if (!app_accounts(a, q->after, APP_ACCOUNTS_SCAN, look_at, &l, e)) return false;
    if (l.stopped || l.seen == APP_ACCOUNTS_SCAN) *next = base_arena_str(arena, (base_str){l.last, l.n_last});
    return true;
}
