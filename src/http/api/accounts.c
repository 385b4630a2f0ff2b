/* accounts.c - what the offices do to accounts (app/account.h says who may what, and refuses everybody else). Names,
 * mail and telephone are shown masked; whoever wants to see them says why, and that is on record first. */
#include "app/access.h"
#include "app/mask.h"
#include "app/session.h"
#include "app/show.h"
#include "http/api/api.h"
#include "http/api/put.h"
#include "http/identify.h"
#include "http/json.h"
#include "http/problem.h"
#include "http/service_i.h"
#include "oidc/oidc.h"

enum { PASSWORD_BYTES = 512, REASON_MAX = 500, LOGIN_BYTES = 40, ACCOUNTS_LISTED = 100 };

/* ---- showing ---- */

static void put_account(base_json *j, const core_world *w, const app_account *a) {
    const base_str place = app_place_name(w, a->actor.who);
    base_json_text(j, "login", a->login);
    base_json_text(j, "office", app_office_name(a->office));
    base_json_text(j, "level", a->actor.level);
    base_json_text(j, "who", a->actor.who);
    if (a->actor.level.n > 0) app_put_named_label(j, "level_name", app_word_of_level(w, a->actor.level).label);
    base_json_some(j, "place", place);
    base_json_flag(j, "active", app_account_is_active(a));
    base_json_flag(j, "disabled", a->disabled);
    base_json_flag(j, "unconfirmed", a->unconfirmed);
    base_json_flag(j, "second", a->second);
    base_json_flag(j, "must_change", a->must_change);
    base_json_flag(j, "password", a->password_set != 0);
    put_instant(j, "made", a->made);
    base_json_text(j, "made_by", a->made_by);
    put_instant(j, "granted", a->granted);
    base_json_text(j, "granted_by", a->granted_by);
    put_instant(j, "signed_in", a->signed_in);
}

bool http_is_office(http_exchange *x) {
    if (x->who->office.n > 0) return true;
    http_problem(x, 403,
                 (rules_text){BASE_STR("账号由系统管理员、安全管理员与审计管理员管理"),
                              BASE_STR("accounts are the matter of the three offices")});
    return false;
}

typedef struct {
    base_json *j;
    const core_world *world;
} listing;

static bool each_account(void *ctx, const app_account *a) {
    const listing *l = ctx;
    base_json_obj(l->j);
    put_account(l->j, l->world, a);
    base_json_obj_end(l->j);
    return true;
}

static bool read_query(http_exchange *x, app_account_query *q) {
    base_str state = {NULL, 0};
    *q = (app_account_query){.limit = ACCOUNTS_LISTED};
    http_query(x, "after", &q->after);
    http_query(x, "q", &q->text);
    http_query(x, "office", &q->office);
    http_query(x, "level", &q->level);
    http_query(x, "state", &state);
    if (app_account_state_parse(state, &q->state)) return true;
    http_problem(x, 400,
                 (rules_text){BASE_STR("state 应为 active、inert、unconfirmed、disabled 之一"),
                              BASE_STR("state must be active, inert, unconfirmed or disabled")});
    return false;
}

enum http_step http_api_accounts(http_exchange *x) {
    base_json j;
    base_err e = {0}, why = {0};
    app_account_query q;
    base_str next;
    const app_by by = http_by(x);
    if (!http_is_office(x) || !read_query(x, &q)) return HTTP_NOW;
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    put_begin(x, &j);
    base_json_name(&j, "items");
    base_json_arr(&j);
    listing l = {.j = &j, .world = app_world(a)};
    if (!app_accounts_find(a, x->arena, &q, each_account, &l, &next, &e)) return http_problem_of(x, &e);
    base_json_arr_end(&j);
    base_json_text(&j, "next", next);
    base_json_name(&j, "add");
    base_json_obj(&j);
    put_open(&j, app_account_may_add(a, x->arena, &by, &why), &why);
    base_json_obj_end(&j);
    return put_end(&j);
}

static enum http_step no_account(http_exchange *x) {
    return http_problem(x, 404, (rules_text){BASE_STR("没有这个账号"), BASE_STR("there is no such account")});
}

static void put_doings(http_exchange *x, base_json *j, app *a, base_str login) {
    const app_by by = http_by(x);
    base_json_name(j, "acts");
    base_json_arr(j);
    for (enum app_doing i = 0; i < APP_DOINGS; i++) {
        base_err why = {0};
        base_json_obj(j);
        base_json_text(j, "act", base_str_of(app_doing_name(i)));
        put_open(j, app_account_may(a, x->arena, &by, i, login, &why), &why);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
}

static enum http_step show(http_exchange *x, bool masked) {
    app_account account;
    base_str linker;
    bool linked = false;
    app_person p = {0};
    base_json j;
    base_err e = {0};
    bool found = false;
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_account_get(a, x->arena, x->param[0], &account, &found, &e)) return http_problem_of(x, &e);
    if (!found) return no_account(x);
    if (!app_person_get(a, x->arena, account.login, &p, &e) ||
        !app_account_linked(a, x->arena, account.login, &linked, &linker, &e))
        return http_problem_of(x, &e);
    put_begin(x, &j);
    put_account(&j, app_world(a), &account);
    base_json_flag(&j, "linked", linked);
    if (linked) base_json_text(&j, "linked_by", linker);
    put_doings(x, &j, a, account.login);
    base_json_flag(&j, "masked", masked);
    base_json_text(&j, "name", masked ? app_mask_name(x->arena, p.name) : p.name);
    base_json_text(&j, "mail", masked ? app_mask_mail(x->arena, p.mail) : p.mail);
    base_json_text(&j, "phone", masked ? app_mask_phone(x->arena, p.phone) : p.phone);
    return put_end(&j);
}

enum http_step http_api_account(http_exchange *x) { return http_is_office(x) ? show(x, true) : HTTP_NOW; }

/* ---- doing ---- */

typedef struct act act;
struct act {
    bool (*run)(http_exchange *x, act *t, app *writer, const app_by *by, int64_t now);
    base_str login, reason, issuer, subject;
    app_person person;
    app_grant grant;
    app_password_job job;
    app_account_settings settings;
    bool shows; /* the answer is the account */
};

static void run(void *ctx, app *writer) {
    http_exchange *x = ctx;
    act *t = x->state;
    app_by by = http_by(x);
    (void)t->run(x, t, writer, &by, app_now());
}

static enum http_step done(http_exchange *x) {
    const act *t = x->state;
    http_identities_forget(x->service->identities);
    if (x->error.kind == BASE_ERR_INPUT) {
        return http_problem(x, 403, (rules_text){base_str_of(x->error.zh), base_str_of(x->error.en)});
    }
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    if (!t->shows) return put_nothing(x);
    x->param[0] = t->login;
    return show(x, true);
}

/* The verb's own members were read between these two. */
static bool open_act(http_exchange *x, http_json *j, act **out) {
    act *t = base_arena_alloc(x->arena, sizeof *t);
    *out = x->state = t;
    if (!http_is_office(x) || !http_json_open(x, j)) return false;
    t->login = x->param[0];
    return true;
}

static enum http_step go(http_exchange *x, http_json *j, act *t,
                         bool (*how)(http_exchange *, act *, app *, const app_by *, int64_t)) {
    t->run = how;
    if (!http_json_end(j)) return HTTP_NOW;
    return http_work(x, run, done);
}

static enum http_step go_with_reason(http_exchange *x,
                                     bool (*how)(http_exchange *, act *, app *, const app_by *, int64_t)) {
    http_json j;
    act *t = NULL;
    if (!open_act(x, &j, &t)) return HTTP_NOW;
    t->reason = http_json_words(&j, "reason", REASON_MAX);
    t->shows = true;
    return go(x, &j, t, how);
}

static void read_person(http_json *j, app_person *p) {
    p->name = http_json_text(j, "name", APP_PERSON_TEXT, false);
    p->mail = http_json_text(j, "mail", APP_PERSON_TEXT, false);
    p->phone = http_json_text(j, "phone", APP_PERSON_TEXT, false);
}

/* ---- POST /api/v1/accounts ---- */

static bool add(http_exchange *x, act *t, app *w, const app_by *by, int64_t now) {
    app_account_new fresh = {.login = t->login, .person = t->person, .kept = base_str_of(t->job.kept)};
    return app_account_add(w, by, &fresh, now, &x->error);
}

static enum http_step add_with_password(http_exchange *x) {
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    return http_work(x, run, done);
}

/* A password that somebody else is to have at first. */
static enum http_step with_password(http_exchange *x, act *t, base_str password) {
    base_err e = {0};
    app_account_settings settings;
    app *a = http_reader(x);
    if (a == NULL) return HTTP_NOW;
    t->job = (app_password_job){.fresh = password, .set = true};
    if (!app_account_settings_get(a, &settings, &e) || !app_password_pepper(a, &t->job, &e))
        return http_problem_of(x, &e);
    if (!app_password_good(t->login, password, &settings.password, &e))
        return http_problem(x, 422, (rules_text){base_str_of(e.zh), base_str_of(e.en)});
    return http_password(x, &t->job, add_with_password);
}

enum http_step http_api_account_add(http_exchange *x) {
    http_json j;
    act *t = NULL;
    base_err e = {0};
    if (!open_act(x, &j, &t)) return HTTP_NOW;
    base_str typed = http_json_text(&j, "login", (size_t)APP_LOGIN_MAX * 2, true);
    base_str password = http_json_text(&j, "password", PASSWORD_BYTES, false);
    read_person(&j, &t->person);
    t->run = add;
    t->shows = true;
    if (!http_json_end(&j)) return HTTP_NOW;
    if (!app_login_of(x->arena, typed, &t->login, &e))
        return http_problem(x, 422, (rules_text){base_str_of(e.zh), base_str_of(e.en)});
    return password.n == 0 ? http_work(x, run, done) : with_password(x, t, password);
}

/* ---- POST /api/v1/accounts/{login}/… ---- */

static bool grant(http_exchange *x, act *t, app *w, const app_by *by, int64_t now) {
    return app_account_grant(w, by, t->login, &t->grant, now, &x->error);
}

enum http_step http_api_account_grant(http_exchange *x) {
    http_json j;
    act *t = NULL;
    if (!open_act(x, &j, &t)) return HTTP_NOW;
    base_str office = http_json_text(&j, "office", LOGIN_BYTES, false);
    t->grant.actor.level = http_json_text(&j, "level", LOGIN_BYTES, false);
    t->grant.actor.who = http_json_text(&j, "who", LOGIN_BYTES, false);
    t->shows = true;
    if (office.n > 0 && !app_office_parse(office, &t->grant.office)) {
        return http_problem(x, 422,
                            (rules_text){BASE_STR("office 应为 system、security、audit 之一"),
                                         BASE_STR("office must be system, security or audit")});
    }
    return go(x, &j, t, grant);
}

static bool revoke(http_exchange *x, act *t, app *w, const app_by *by, int64_t now) {
    return app_account_revoke(w, by, t->login, t->reason, now, &x->error);
}
static bool confirm(http_exchange *x, act *t, app *w, const app_by *by, int64_t now) {
    return app_account_confirm(w, by, t->login, now, &x->error);
}
static bool disable(http_exchange *x, act *t, app *w, const app_by *by, int64_t now) {
    return app_account_disable(w, by, t->login, true, t->reason, now, &x->error);
}
static bool enable(http_exchange *x, act *t, app *w, const app_by *by, int64_t now) {
    return app_account_disable(w, by, t->login, false, t->reason, now, &x->error);
}
static bool reset_second(http_exchange *x, act *t, app *w, const app_by *by, int64_t now) {
    return app_second_reset(w, by, t->login, t->reason, now, &x->error);
}
static bool erase(http_exchange *x, act *t, app *w, const app_by *by, int64_t now) {
    return app_account_erase(w, by, t->login, t->reason, now, &x->error);
}

enum http_step http_api_account_revoke(http_exchange *x) { return go_with_reason(x, revoke); }
enum http_step http_api_account_confirm(http_exchange *x) { return go_with_reason(x, confirm); }
enum http_step http_api_account_disable(http_exchange *x) { return go_with_reason(x, disable); }
enum http_step http_api_account_enable(http_exchange *x) { return go_with_reason(x, enable); }
enum http_step http_api_account_second_reset(http_exchange *x) { return go_with_reason(x, reset_second); }
enum http_step http_api_account_erase(http_exchange *x) { return go_with_reason(x, erase); }

static bool set_person(http_exchange *x, act *t, app *w, const app_by *by, int64_t now) {
    return app_person_set(w, by, t->login, &t->person, now, &x->error);
}

enum http_step http_api_account_person(http_exchange *x) {
    http_json j;
    act *t = NULL;
    if (!open_act(x, &j, &t)) return HTTP_NOW;
    read_person(&j, &t->person);
    t->shows = true;
    return go(x, &j, t, set_person);
}

/* ---- POST, DELETE /api/v1/accounts/{login}/link ---- */

static bool link_to(http_exchange *x, act *t, app *w, const app_by *by, int64_t now) {
    return app_oidc_link(w, by, t->login, t->issuer, t->subject, now, &x->error);
}

enum http_step http_api_account_link(http_exchange *x) {
    http_json j;
    act *t = NULL;
    if (!open_act(x, &j, &t)) return HTTP_NOW;
    t->issuer = http_json_text(&j, "issuer", REASON_MAX, true);
    t->subject = http_json_text(&j, "subject", REASON_MAX, true);
    t->shows = true;
    return go(x, &j, t, link_to);
}

enum http_step http_api_account_unlink(http_exchange *x) {
    act *t = base_arena_alloc(x->arena, sizeof *t);
    if (!http_is_office(x)) return HTTP_NOW;
    *t = (act){.run = link_to, .login = x->param[0], .shows = true};
    x->state = t;
    return http_work(x, run, done);
}

static bool set_password(http_exchange *x, act *t, app *w, const app_by *by, int64_t now) {
    return app_password_set(w, by, t->login, base_str_of(t->job.kept), (base_str){NULL, 0}, now, &x->error);
}

enum http_step http_api_account_password(http_exchange *x) {
    http_json j;
    act *t = NULL;
    if (!open_act(x, &j, &t)) return HTTP_NOW;
    base_str password = http_json_text(&j, "password", PASSWORD_BYTES, true);
    t->run = set_password;
    t->shows = true;
    if (!http_json_end(&j)) return HTTP_NOW;
    return with_password(x, t, password);
}

/* ---- POST /api/v1/accounts/{login}/reveal ---- */

static bool note_reading(http_exchange *x, act *t, app *w, const app_by *by, int64_t now) {
    const app_access r = {.at = now,
                          .who = by->login,
                          .did = BASE_STR(APP_DID_READ),
                          .about = t->login,
                          .why = t->reason,
                          .from = by->from};
    return app_access_add(w, &r, &x->error);
}

static enum http_step reveal(http_exchange *x) {
    const act *t = x->state;
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    x->param[0] = t->login;
    return show(x, false);
}

enum http_step http_api_account_reveal(http_exchange *x) {
    http_json j;
    act *t = NULL;
    if (!open_act(x, &j, &t)) return HTTP_NOW;
    t->reason = http_json_words(&j, "reason", REASON_MAX);
    t->run = note_reading;
    if (!http_json_end(&j)) return HTTP_NOW;
    return http_work(x, run, reveal);
}

/* ---- settings ---- */

static bool put_settings(http_exchange *x, act *t, app *w, const app_by *by, int64_t now) {
    return app_account_settings_put(w, by, &t->settings, now, &x->error);
}

enum http_step http_api_account_settings(http_exchange *x) {
    app_account_settings s = {0};
    base_json j;
    base_err e = {0}, why = {0};
    const app_by by = http_by(x);
    if (!http_is_office(x)) return HTTP_NOW;
    app *a = http_reader(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_account_settings_get(a, &s, &e)) return http_problem_of(x, &e);
    const oidc_client *oidc = x->service->options.oidc;
    put_begin(x, &j);
    base_json_flag(&j, "second_offices", s.second_offices);
    base_json_flag(&j, "second_all", s.second_all);
    base_json_number(&j, "password_days", (uint64_t)s.password_days);
    base_json_number(&j, "password_length", (uint64_t)s.password.min);
    base_json_number(&j, "password_kinds", (uint64_t)s.password.kinds);
    if (oidc != NULL) base_json_text(&j, "issuer", oidc_client_issuer(oidc));
    base_json_name(&j, "change");
    base_json_obj(&j);
    put_open(&j, app_account_may_set(a, x->arena, &by, &why), &why);
    base_json_obj_end(&j);
    return put_end(&j);
}

enum http_step http_api_account_settings_put(http_exchange *x) {
    http_json j;
    act *t = NULL;
    if (!open_act(x, &j, &t)) return HTTP_NOW;
    t->settings.second_offices = http_json_flag(&j, "second_offices", true);
    t->settings.second_all = http_json_flag(&j, "second_all", false);
    t->settings.password_days = (int)http_json_number(&j, "password_days", 0, APP_PASSWORD_DAYS_MAX, 0);
    t->settings.password.min =
        (int)http_json_number(&j, "password_length", APP_PASSWORD_MIN, APP_PASSWORD_MIN_MOST, APP_PASSWORD_MIN);
    t->settings.password.kinds = (int)http_json_number(&j, "password_kinds", 1, 4, APP_PASSWORD_KINDS);
    return go(x, &j, t, put_settings);
}
