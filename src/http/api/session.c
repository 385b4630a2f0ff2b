/* session.c - signing in and out, and what is signed in.
 *
 * A password is looked at by the pool (app/password.h) and written about by the writer: between the steps the exchange
 * is put aside. Whatever was wrong, the answer is the same. */
#include "app/session.h"

#include <stdio.h>

#include "app/show.h"
#include "http/api/api.h"
#include "http/api/put.h"
#include "http/identify.h"
#include "http/json.h"
#include "http/problem.h"
#include "http/service_i.h"

enum { PASSWORD_BYTES = 512, CODE_BYTES = 40 };

/* ---- saying who it is ---- */

static const char *stage_name(enum app_stage s) {
    switch (s) {
    case APP_STAGE_SECOND: return "second";
    case APP_STAGE_ENROL: return "enrol";
    case APP_STAGE_CHANGE: return "change";
    case APP_STAGE_FULL: break;
    }
    return "full";
}

static void put_session(base_json *j, const app_session *s) {
    base_json_obj(j);
    base_json_text(j, "id", (base_str){s->id, APP_SESSION_ID});
    base_json_text(j, "stage", base_str_of(stage_name(s->stage)));
    put_instant(j, "made", s->made);
    put_instant(j, "seen", s->seen);
    put_instant(j, "ends", s->ends);
    base_json_text(j, "address", s->address);
    base_json_text(j, "agent", s->agent);
    base_json_obj_end(j);
}

static void put_who(base_json *j, const app_account *a) {
    base_json_text(j, "login", a->login);
    base_json_text(j, "level", a->actor.level);
    base_json_text(j, "who", a->actor.who);
    base_json_text(j, "office", app_office_name(a->office));
    base_json_flag(j, "second", a->second);
}

/* What it acts as, in words: the level as the rulebook calls it, and the name of the place. */
static void put_authority(base_json *j, const core_world *w, const app_account *a) {
    if (a->actor.level.n == 0) return;
    base_str place = app_place_name(w, a->actor.who);
    app_put_named_label(j, "level_name", app_word_of_level(w, a->actor.level).label);
    base_json_some(j, "place", place);
}

/* The session as its owner sees it. */
static enum http_step tell(http_exchange *x, const app_session *s, const char *csrf) {
    app_account account;
    base_json j;
    bool found = false;
    base_err e = {0};
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_account_get(a, x->arena, s->login, &account, &found, &e)) return http_problem_of(x, &e);
    put_begin(x, &j);
    base_json_text(&j, "stage", base_str_of(stage_name(s->stage)));
    base_json_text(&j, "csrf", (base_str){csrf, APP_TOKEN_TEXT});
    put_instant(&j, "ends", s->ends);
    put_who(&j, &account);
    put_authority(&j, app_world(a), &account);
    return put_end(&j);
}

enum http_step http_session_begun(http_exchange *x, const app_session *s, const char token[APP_TOKEN_TEXT]) {
    char csrf[APP_TOKEN_TEXT];
    base_err e = {0};
    app *a = http_reader(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_csrf_of(a, s, csrf, &e)) return http_problem_of(x, &e);
    http_identities_forget(x->service->identities);
    http_set_session(x, (base_str){token, APP_TOKEN_TEXT});
    return tell(x, s, csrf);
}

enum http_step http_wait_until(http_exchange *x, int64_t until) {
    int64_t seconds = (until - app_now() + 999) / 1000;
    http_problem(x, 429,
                 (rules_text){BASE_STR("失败次数过多，请稍后再试；等待时间见 Retry-After"),
                              BASE_STR("too many failures; try again later, see Retry-After")});
    http_set(x, "Retry-After", base_arena_fmt(x->arena, "%lld", (long long)(seconds > 0 ? seconds : 1)));
    return HTTP_NOW;
}

/* ---- POST /api/v1/session ---- */

static void finish(void *ctx, app *writer) {
    http_exchange *x = ctx;
    (void)app_signin_finish(writer, x->arena, x->state, &x->error);
}

static enum http_step signed_in(http_exchange *x) {
    const app_signin *s = x->state;
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    switch (s->result) {
    case APP_SIGNIN_OK: return http_session_begun(x, &s->session, s->token);
    case APP_SIGNIN_WAIT: return http_wait_until(x, s->wait_until);
    case APP_SIGNIN_INERT:
        return http_problem(x, 403,
                            (rules_text){BASE_STR("账号尚未授权或尚待确认，请联系安全管理员"),
                                         BASE_STR("the account has no role yet, or waits for confirmation; ask "
                                                  "the security officer")});
    case APP_SIGNIN_WRONG: break;
    }
    return http_problem(x, 401,
                        (rules_text){BASE_STR("账号或密码不对"), BASE_STR("the login name or the password is wrong")});
}

static enum http_step looked_at(http_exchange *x) {
    if (x->error.kind == BASE_ERR_LIMIT) {
        return http_problem(
            x, 503,
            (rules_text){BASE_STR("登录人数过多，请稍后再试"), BASE_STR("too many are signing in; try again shortly")});
    }
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    return http_work(x, finish, signed_in);
}

enum http_step http_api_signin(http_exchange *x) {
    http_json j;
    base_err e = {0};
    app_signin *s = base_arena_alloc(x->arena, sizeof *s);
    if (!http_json_open(x, &j)) return HTTP_NOW;
    s->login = http_json_text(&j, "login", (size_t)APP_LOGIN_MAX * 2, true);
    base_str password = http_json_text(&j, "password", PASSWORD_BYTES, true);
    if (!http_json_end(&j)) return HTTP_NOW;
    s->address = x->client;
    s->agent = base_utf8_head(base_arena_str(x->arena, http_header(x, "User-Agent")), 100);
    s->now = app_now();
    app *a = http_reader(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_signin_begin(a, x->arena, s, &e)) return http_problem_of(x, &e);
    if (s->wait_until > s->now) return http_wait_until(x, s->wait_until);
    s->job.password = password;
    x->state = s;
    return http_password(x, &s->job, looked_at);
}

/* ---- POST /api/v1/session/second ---- */

typedef struct {
    app_session session;
    base_str code;
    bool right;
    int64_t wait_until;
    char token[APP_TOKEN_TEXT];
} second;

static void take_second(void *ctx, app *writer) {
    http_exchange *x = ctx;
    second *s = x->state;
    (void)app_signin_second(writer, x->arena, &s->session, s->code, x->client, app_now(), &s->right, &s->wait_until,
                            s->token, &x->error);
}

static enum http_step second_taken(http_exchange *x) {
    const second *s = x->state;
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    if (s->right) return http_session_begun(x, &s->session, s->token);
    if (s->wait_until > app_now()) return http_wait_until(x, s->wait_until);
    return http_problem(x, 401,
                        (rules_text){BASE_STR("验证码不对，或已用过"), BASE_STR("the code is wrong, or was used")});
}

enum http_step http_api_second(http_exchange *x) {
    http_json j;
    second *s = base_arena_alloc(x->arena, sizeof *s);
    if (!http_json_open(x, &j)) return HTTP_NOW;
    s->code = http_json_text(&j, "code", CODE_BYTES, true);
    if (!http_json_end(&j)) return HTTP_NOW;
    if (x->identity->session.stage != APP_STAGE_SECOND) {
        return http_problem(x, 409, (rules_text){BASE_STR("现在不需要验证码"), BASE_STR("no code is awaited now")});
    }
    s->session = x->identity->session;
    x->state = s;
    return http_work(x, take_second, second_taken);
}

/* ---- the session itself ---- */

enum http_step http_api_session(http_exchange *x) { return tell(x, &x->identity->session, x->identity->csrf); }

typedef struct {
    base_str login, id;
    bool found, all;
} ending;

static void end_work(void *ctx, app *writer) {
    http_exchange *x = ctx;
    ending *s = x->state;
    app_by by = http_by(x);
    if (s->all) {
        (void)app_session_end_all(writer, &by, s->login, s->id, app_now(), &x->error);
    } else {
        (void)app_session_end(writer, &by, s->login, s->id, app_now(), &s->found, &x->error);
    }
}

static enum http_step ended(http_exchange *x) {
    const ending *s = x->state;
    http_identities_forget(x->service->identities);
    if (x->error.kind == BASE_ERR_INPUT) {
        return http_problem(x, 403, (rules_text){base_str_of(x->error.zh), base_str_of(x->error.en)});
    }
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    if (!s->all && !s->found) {
        return http_problem(
            x, 404,
            (rules_text){BASE_STR("没有这个会话，或已结束"), BASE_STR("there is no such session, or it has ended")});
    }
    if (!s->all && base_str_eq(s->id, (base_str){x->identity->session.id, APP_SESSION_ID})) {
        http_set_session(x, (base_str){NULL, 0});
    }
    return put_nothing(x);
}

static enum http_step end(http_exchange *x, base_str login, base_str id, bool all) {
    ending *s = base_arena_alloc(x->arena, sizeof *s);
    *s = (ending){.login = login, .id = id, .all = all};
    x->state = s;
    return http_work(x, end_work, ended);
}

static base_str own_id(const http_exchange *x) { return (base_str){x->identity->session.id, APP_SESSION_ID}; }

enum http_step http_api_signout(http_exchange *x) { return end(x, x->who->account, own_id(x), false); }
enum http_step http_api_session_end(http_exchange *x) { return end(x, x->who->account, x->param[0], false); }
enum http_step http_api_session_end_others(http_exchange *x) { return end(x, x->who->account, own_id(x), true); }

static bool each_session(void *ctx, const app_session *s) {
    put_session(ctx, s);
    return true;
}

static enum http_step list(http_exchange *x, base_str login) {
    base_json j;
    base_err e = {0};
    app *a = http_reader(x);
    if (a == NULL) return HTTP_NOW;
    put_begin(x, &j);
    base_json_name(&j, "items");
    base_json_arr(&j);
    if (!app_sessions(a, x->arena, login, app_now(), each_session, &j, &e)) return http_problem_of(x, &e);
    base_json_arr_end(&j);
    return put_end(&j);
}

enum http_step http_api_sessions(http_exchange *x) { return list(x, x->who->account); }

/* ---- those of an account, for the offices ---- */

enum http_step http_api_account_sessions(http_exchange *x) {
    return http_is_office(x) ? list(x, x->param[0]) : HTTP_NOW;
}

enum http_step http_api_account_sessions_end(http_exchange *x) {
    return http_is_office(x) ? end(x, x->param[0], (base_str){NULL, 0}, true) : HTTP_NOW;
}

enum http_step http_api_account_session_end(http_exchange *x) {
    return http_is_office(x) ? end(x, x->param[0], x->param[1], false) : HTTP_NOW;
}
