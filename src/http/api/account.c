/* account.c - one's own account: password and second factor. What has changed rights gets its session a new token. */
#include "app/session.h"
#include "app/show_json.h"
#include "http/api/api.h"
#include "http/api/put.h"
#include "http/identify.h"
#include "http/json.h"
#include "http/problem.h"
#include "http/service_i.h"

enum { PASSWORD_BYTES = 512, CODE_BYTES = 40 };

typedef struct {
    app_password_job job;
    app_session session;
    base_str code;
    bool right;
    int64_t wait_until;
    uint8_t secret[APP_TOTP_SECRET];
    char codes[APP_RECOVERY_CODES][APP_RECOVERY_CODE];
    char token[APP_TOKEN_TEXT];
} own;

static own *begin(http_exchange *x) {
    own *o = base_arena_alloc(x->arena, sizeof *o);
    o->session = x->identity->session;
    x->state = o;
    return o;
}

static base_str session_id(const own *o) { return (base_str){o->session.id, APP_SESSION_ID}; }

/* ---- PUT /api/v1/account/password ---- */

static void set_password(void *ctx, app *writer) {
    http_exchange *x = ctx;
    own *o = x->state;
    app_by by = http_by(x);
    int64_t now = app_now();
    if (!app_password_set(writer, &by, by.login, base_str_of(o->job.kept), session_id(o), now, &x->error)) return;
    (void)app_session_renew(writer, x->arena, &o->session, now, o->token, &x->error);
}

static enum http_step renewed(http_exchange *x) {
    own *o = x->state;
    http_identities_forget(x->service->identities);
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    return http_session_begun(x, &o->session, o->token);
}

static enum http_step password_looked_at(http_exchange *x) {
    const own *o = x->state;
    if (x->error.kind == BASE_ERR_LIMIT) {
        return http_problem(x, 503,
                            (rules_text){BASE_STR("系统繁忙，请稍后再试"), BASE_STR("busy; try again shortly")});
    }
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    if (!o->job.right) {
        return http_problem(x, 422, (rules_text){BASE_STR("原密码不对"), BASE_STR("the present password is wrong")});
    }
    if (o->job.reused) {
        return http_problem(x, 422,
                            (rules_text){BASE_STR("新密码与近期用过的相同，请另换一个"),
                                         BASE_STR("the new password was used lately; choose another one")});
    }
    return http_work(x, set_password, renewed);
}

enum http_step http_api_password(http_exchange *x) {
    http_json j;
    base_err e = {0};
    app_account_settings settings;
    own *o = begin(x);
    if (!http_json_open(x, &j)) return HTTP_NOW;
    base_str old = http_json_text(&j, "old", PASSWORD_BYTES, true),
             fresh = http_json_text(&j, "new", PASSWORD_BYTES, true);
    if (!http_json_end(&j)) return HTTP_NOW;
    app *a = http_reader(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_account_settings_get(a, &settings, &e)) return http_problem_of(x, &e);
    if (!app_password_good(x->who->account, fresh, &settings.password, &e)) {
        return http_problem(x, 422, (rules_text){base_str_of(e.zh), base_str_of(e.en)});
    }
    if (!app_password_of(a, x->arena, x->who->account, &o->job, &e)) return http_problem_of(x, &e);
    o->job.password = old;
    o->job.fresh = fresh;
    return http_password(x, &o->job, password_looked_at);
}

/* ---- POST /api/v1/account/password/look ---- */

static void put_need(base_json *j, bool met, rules_text text) {
    base_json_obj(j);
    base_json_flag(j, "met", met);
    app_put_named_label(j, "text", text);
    base_json_obj_end(j);
}

static rules_text length_need(http_exchange *x, const app_password_rule *r, const app_password_look *l) {
    const int wanted = (int)l->wanted, longer = r->min > APP_PASSWORD_LONG ? r->min : APP_PASSWORD_LONG;
    if (l->kinds >= r->kinds)
        return (rules_text){base_arena_fmt(x->arena, "至少 %d 个字符", wanted),
                            base_arena_fmt(x->arena, "at least %d characters", wanted)};
    return (rules_text){
        base_arena_fmt(x->arena, "至少 %d 个字符；或至少 %d 个字符，含大写字母、小写字母、数字、符号中的 %d 类", longer,
                       r->min, r->kinds),
        base_arena_fmt(x->arena,
                       "at least %d characters; or at least %d of %d kinds (capitals, small letters, digits, others)",
                       longer, r->min, r->kinds)};
}

/* What a new password would still lack, told while it is typed. It is looked at and forgotten. */
enum http_step http_api_password_look(http_exchange *x) {
    http_json in;
    base_json j;
    base_err e = {0};
    app_account_settings settings;
    if (!http_json_open(x, &in)) return HTTP_NOW;
    const base_str fresh = http_json_text(&in, "new", PASSWORD_BYTES, false);
    if (!http_json_end(&in)) return HTTP_NOW;
    app *a = http_reader(x);
    if (a == NULL) return HTTP_NOW;
    if (!app_account_settings_get(a, &settings, &e)) return http_problem_of(x, &e);
    const app_password_look l = app_password_look_at(x->who->account, fresh, &settings.password);
    const bool long_enough = l.characters >= l.wanted;
    put_begin(x, &j);
    base_json_number(&j, "characters", l.characters);
    base_json_number(&j, "wanted", l.wanted);
    base_json_flag(&j, "good", long_enough && l.fits && l.other && l.rare);
    base_json_name(&j, "needs");
    base_json_arr(&j);
    put_need(&j, long_enough, length_need(x, &settings.password, &l));
    put_need(&j, l.other, (rules_text){BASE_STR("不含登录名"), BASE_STR("without the login name")});
    put_need(&j, l.rare,
             (rules_text){BASE_STR("不是常见的密码，至少有五个不同的字符"),
                          BASE_STR("none of the common ones, of at least five different characters")});
    if (!l.fits)
        put_need(&j, false,
                 (rules_text){BASE_STR("不超过 128 个字符，且不含控制字符"),
                              BASE_STR("at most 128 characters, and no control characters")});
    base_json_arr_end(&j);
    return put_end(&j);
}

/* ---- POST /api/v1/account/second ---- */

static void begin_second(void *ctx, app *writer) {
    http_exchange *x = ctx;
    own *o = x->state;
    app_by by = http_by(x);
    (void)app_second_begin(writer, &by, by.login, o->secret, app_now(), &x->error);
}

static enum http_step second_begun(http_exchange *x) {
    own *o = x->state;
    base_json j;
    char text[APP_TOTP_BASE32];
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    app_totp_base32(o->secret, text);
    put_begin(x, &j);
    base_json_text(&j, "secret", (base_str){text, APP_TOTP_BASE32});
    base_json_text(&j, "uri", app_totp_uri(x->arena, BASE_STR("jiqun"), x->who->account, o->secret));
    return put_end(&j);
}

enum http_step http_api_second_begin(http_exchange *x) {
    (void)begin(x);
    return http_work(x, begin_second, second_begun);
}

/* ---- POST /api/v1/account/second/confirm ---- */

static void confirm_second(void *ctx, app *writer) {
    http_exchange *x = ctx;
    own *o = x->state;
    app_by by = http_by(x);
    int64_t now = app_now();
    if (!app_second_confirm(writer, &by, by.login, o->code, now, o->codes, &o->right, &x->error) || !o->right) return;
    (void)app_session_renew(writer, x->arena, &o->session, now, o->token, &x->error);
}

static enum http_step second_confirmed(http_exchange *x) {
    own *o = x->state;
    base_json j;
    http_identities_forget(x->service->identities);
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    if (!o->right) {
        return http_problem(x, 422,
                            (rules_text){BASE_STR("验证码不对；请核对手机时间后重试"),
                                         BASE_STR("the code is wrong; look at the telephone's clock and try again")});
    }
    http_set_session(x, (base_str){o->token, APP_TOKEN_TEXT});
    put_begin(x, &j);
    base_json_name(&j, "codes");
    base_json_arr(&j);
    for (size_t i = 0; i < APP_RECOVERY_CODES; i++) base_json_str(&j, (base_str){o->codes[i], APP_RECOVERY_CODE});
    base_json_arr_end(&j);
    return put_end(&j);
}

enum http_step http_api_second_confirm(http_exchange *x) {
    http_json j;
    own *o = begin(x);
    if (!http_json_open(x, &j)) return HTTP_NOW;
    o->code = http_json_text(&j, "code", CODE_BYTES, true);
    if (!http_json_end(&j)) return HTTP_NOW;
    return http_work(x, confirm_second, second_confirmed);
}
