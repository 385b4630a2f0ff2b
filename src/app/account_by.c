/* account_by.c - offices, and whether somebody may do what he asks for; acts on accounts as transactions that are
 * recorded. Who asks is looked up again within the transaction: a session may have been opened before his office was
 * taken from him. */
#include "app/account_i.h"

/* ---- names ---- */

base_str app_office_name(enum app_office o) {
    switch (o) {
    case APP_OFFICE_SYSTEM: return BASE_STR("system");
    case APP_OFFICE_SECURITY: return BASE_STR("security");
    case APP_OFFICE_AUDIT: return BASE_STR("audit");
    case APP_OFFICE_NONE:
    case APP_OFFICE_CONSOLE: break;
    }
    return (base_str){NULL, 0};
}

bool app_office_parse(base_str name, enum app_office *o) {
    static const enum app_office all[] = {APP_OFFICE_SYSTEM, APP_OFFICE_SECURITY, APP_OFFICE_AUDIT};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        *o = all[i];
        if (base_str_eq(name, app_office_name(all[i]))) return true;
    }
    *o = APP_OFFICE_NONE;
    return name.n == 0;
}

app_by app_by_console(void) { return (app_by){.login = BASE_STR("console"), .office = APP_OFFICE_CONSOLE}; }

/* ---- rights ---- */

static unsigned right_of(enum app_office o) {
    switch (o) {
    case APP_OFFICE_SYSTEM: return APP_MAY_SYSTEM;
    case APP_OFFICE_SECURITY: return APP_MAY_SECURITY;
    case APP_OFFICE_AUDIT: return APP_MAY_AUDIT;
    case APP_OFFICE_NONE:
    case APP_OFFICE_CONSOLE: break;
    }
    return 0;
}

static bool refuse(unsigned may, base_err *e) {
    static const struct {
        const char *zh, *en;
    } who[8] = {[APP_MAY_SYSTEM] = {"系统管理员", "a system officer"},
                [APP_MAY_SECURITY] = {"安全管理员", "a security officer"},
                [APP_MAY_SYSTEM | APP_MAY_SECURITY] = {"系统管理员或安全管理员", "a system or security officer"},
                [APP_MAY_AUDIT] = {"审计管理员", "an audit officer"}};
    const unsigned office = may & 7U;
    if (who[office].zh == NULL)
        return base_err_fmt(e, BASE_ERR_INPUT, "此事只能由账号本人办理", "this is for the account's owner alone");
    return base_err_fmt(e, BASE_ERR_INPUT, "此事由%s办理%.0s", "%.0sthis is for %s", who[office].zh, who[office].en);
}

bool app_by_may(app *a, base_arena *arena, const app_by *by, unsigned may, base_str login, base_err *e) {
    app_account x;
    bool found;
    if (by->office == APP_OFFICE_CONSOLE) return true;
    if (!app_account_get(a, arena, by->login, &x, &found, e)) return false;
    if (!found || x.disabled) return refuse(may, e);
    if ((may & APP_MAY_OWNER) != 0 && base_str_eq(by->login, login)) return true;
    const bool holds = app_account_is_active(&x) && (right_of(x.office) & may) != 0;
    return (holds && x.office == by->office) || refuse(may, e);
}

/* ---- acts ---- */

bool app_act_begin(app_act *t, app *w, const app_by *by, int64_t now, base_err *e) {
    *t = (app_act){.w = w, .by = by, .now = now};
    if (app_seal_of(w, e) == NULL || !app_kept_begin(w, &t->own, e)) return false;
    t->arena = base_arena_new(APP_ACCOUNT_ARENA);
    return true;
}

bool app_act_record(app_act *t, const char *did, base_str about, base_str why, base_err *e) {
    const app_access r = {
        .at = t->now, .who = t->by->login, .did = base_str_of(did), .about = about, .why = why, .from = t->by->from};
    return app_access_add(t->w, &r, e) && app_act_tell(t, did, about, e);
}

bool app_act_end(app_act *t, bool good, base_err *e) {
    base_arena_free(t->arena);
    return app_kept_end(t->w, t->own, good, e);
}
