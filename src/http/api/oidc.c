/* oidc.c - signing in through another provider (oidc/oidc.h): the browser is sent there, and comes back with a code.
 *
 * What it was sent with is kept as an entry, for once, and bound to the browser by a cookie that lives as long: a link
 * made by somebody else signs nobody in. The provider is asked by a thread of its own (outward.h), the store by the
 * writer. The page at the end goes on by itself: a redirect would still count as coming from the provider, and the
 * session's cookie (SameSite=Strict) would not be sent with it. */
#include "app/oidc.h"

#include "http/api/api.h"
#include "http/asset.h"
#include "http/identify.h"
#include "http/outward.h"
#include "http/page.h"
#include "http/portal/shared.h"
#include "http/problem.h"
#include "http/service_i.h"

enum { COOKIE_MAX = 100 };

typedef struct {
    oidc_flow flow;
    char browser[OIDC_RANDOM];
    base_str cookie, redirect, url;
    base_str state, code, iss;
    bool found;
    oidc_person person;
    app_signin signin;
} passage;

static oidc_client *client_of(const http_exchange *x) { return x->service->options.oidc; }

static const char *cookie_name(const http_exchange *x) { return x->secure ? "__Host-jiqun-oidc" : "jiqun-oidc"; }

/* Lax: it has to come along when the browser returns from the provider. */
static void set_cookie(http_exchange *x, base_str value) {
    http_set(x, "Set-Cookie",
             base_arena_fmt(x->arena, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s", cookie_name(x),
                            (int)value.n, value.n > 0 ? value.p : "", value.n > 0 ? (int)OIDC_FLOW_S : 0,
                            x->secure ? "; Secure" : ""));
}

static enum http_step refuse(http_exchange *x, unsigned status, const char *zh, const char *en) {
    return http_problem(x, status, (rules_text){base_str_of(zh), base_str_of(en)});
}

static enum http_step fault(http_exchange *x) {
    if (x->error.kind != BASE_ERR_LIMIT) return http_problem_of(x, &x->error);
    return refuse(x, 503, x->error.zh, x->error.en);
}

static bool is_set_up(http_exchange *x) {
    if (client_of(x) != NULL) return true;
    refuse(x, 404, "本系统未设置外部登录服务", "no provider to sign in through is set up here");
    return false;
}

static bool may_ask(http_exchange *x) {
    if (!is_set_up(x)) return false;
    if (http_portal_allow(x, HTTP_RATE_SIGNIN)) return true;
    http_portal_too_often(x);
    return false;
}

/* ---- GET /signin/oidc ---- */

/* The address of this site as the browser knows it; the provider takes only one that is registered with it. */
static bool redirect_of(http_exchange *x, base_str *out) {
    base_str site;
    if (!http_site(x, &site)) {
        refuse(x, 400, "请求缺少可用的 Host", "the request has no Host that can be used");
        return false;
    }
    *out = base_arena_fmt(x->arena, "%.*s/signin/oidc/callback", (int)site.n, site.p);
    return true;
}

static void find_provider(http_exchange *x) {
    passage *p = x->state;
    (void)oidc_begin(client_of(x), x->arena, &p->flow, p->redirect, &p->url, &x->error);
}

static void keep_flow(void *ctx, app *writer) {
    http_exchange *x = ctx;
    const passage *p = x->state;
    (void)app_oidc_flow_put(writer, x->arena, &p->flow, p->redirect, (base_str){p->browser, OIDC_RANDOM}, app_now(),
                            &x->error);
}

static enum http_step go(http_exchange *x) {
    const passage *p = x->state;
    if (x->error.kind != BASE_ERR_NONE) return fault(x);
    set_cookie(x, (base_str){p->browser, OIDC_RANDOM});
    http_set(x, "Cache-Control", BASE_STR("no-store"));
    return http_see_other(x, p->url);
}

static enum http_step provider_found(http_exchange *x) {
    if (x->error.kind != BASE_ERR_NONE) return fault(x);
    return http_work(x, keep_flow, go);
}

enum http_step http_api_oidc(http_exchange *x) {
    passage *p = base_arena_alloc(x->arena, sizeof *p);
    x->state = p;
    if (!may_ask(x) || !redirect_of(x, &p->redirect)) return HTTP_NOW;
    oidc_flow_new(&p->flow);
    oidc_random(p->browser);
    return http_outward_do(x->service->outward, x, find_provider, provider_found);
}

/* ---- GET /signin/oidc/callback ---- */

/* The workbench asks for what is still wanted: a code, or that a second factor be set up. */
static enum http_step welcome(http_exchange *x, const app_signin *s) {
    http_identities_forget(x->service->identities);
    http_html h = http_page(x, HTTP_PART_NONE, http_text_in(x->zh, HTTP_T_SIGNED_IN));
    html_p(&h, s->session.stage == APP_STAGE_FULL     ? HTTP_T_SIGNED_IN_FULL
               : s->session.stage == APP_STAGE_SECOND ? HTTP_T_SIGNED_IN_SECOND
                                                      : HTTP_T_SIGNED_IN_ENROL);
    html_link(&h, http_n_desk_files > 0 ? "/desk/" : "/", HTTP_T_GO_ON);
    http_set_session(x, (base_str){s->token, APP_TOKEN_TEXT});
    set_cookie(x, (base_str){NULL, 0});
    http_set(x, "Cache-Control", BASE_STR("no-store"));
    http_set(x, "Refresh",
             base_arena_fmt(x->arena, "0; url=%s%s", x->zh ? "" : "/en", http_n_desk_files > 0 ? "/desk/" : "/"));
    return http_page_end(&h);
}

/* Whoever has no account is told by which name the provider knows him: a security officer needs it. */
static enum http_step unbound(http_exchange *x, const oidc_person *p) {
    const int n = (int)p->subject.n;
    return http_problem(
        x, 403,
        (rules_text){
            base_arena_fmt(x->arena,
                           "登录服务已确认您的身份，但本系统没有与之绑定的账号；请联系安全管理员，并告知用户标识：%.*s",
                           n, p->subject.p),
            base_arena_fmt(x->arena,
                           "the provider knows you, but no account here is linked to that; ask the security "
                           "officer, and give this name: %.*s",
                           n, p->subject.p)});
}

static enum http_step signed_in(http_exchange *x) {
    const passage *p = x->state;
    if (x->error.kind != BASE_ERR_NONE) return fault(x);
    switch (p->signin.result) {
    case APP_SIGNIN_OK: return welcome(x, &p->signin);
    case APP_SIGNIN_INERT:
        return refuse(x, 403, "账号尚未授权或尚待确认，请联系安全管理员",
                      "the account has no role yet, or waits for confirmation; ask the security officer");
    case APP_SIGNIN_WAIT:
    case APP_SIGNIN_WRONG: break;
    }
    return unbound(x, &p->person);
}

static void sign_in(void *ctx, app *writer) {
    http_exchange *x = ctx;
    passage *p = x->state;
    p->signin = (app_signin){.address = x->client,
                             .agent = base_utf8_head(base_arena_str(x->arena, http_header(x, "User-Agent")), 100),
                             .now = app_now()};
    (void)app_oidc_signin(writer, x->arena, &p->signin, &p->person, &x->error);
}

static enum http_step known(http_exchange *x) {
    if (x->error.kind != BASE_ERR_NONE) return fault(x);
    return http_work(x, sign_in, signed_in);
}

static void ask_provider(http_exchange *x) {
    passage *p = x->state;
    (void)oidc_finish(client_of(x), x->arena, &p->flow, p->redirect, p->code, p->iss, app_now() / 1000, &p->person,
                      &x->error);
}

static void take_flow(void *ctx, app *writer) {
    http_exchange *x = ctx;
    passage *p = x->state;
    (void)app_oidc_flow_take(writer, x->arena, p->state, p->cookie, app_now(), &p->flow, &p->redirect, &p->found,
                             &x->error);
}

static enum http_step flow_taken(http_exchange *x) {
    const passage *p = x->state;
    base_str error;
    if (x->error.kind != BASE_ERR_NONE) return fault(x);
    if (!p->found)
        return refuse(x, 400, "本次登录已过期、已用过，或不是在本浏览器中开始的；请重新登录",
                      "this sign-in is over, was used, or was begun in another browser; begin again");
    if (http_query(x, "error", &error))
        return refuse(x, 403, "登录服务未予登录，或您已取消", "the provider did not sign you in, or you declined");
    return http_outward_do(x->service->outward, x, ask_provider, known);
}

enum http_step http_api_oidc_callback(http_exchange *x) {
    passage *p = base_arena_alloc(x->arena, sizeof *p);
    x->state = p;
    if (!may_ask(x)) return HTTP_NOW;
    http_query(x, "state", &p->state);
    http_query(x, "code", &p->code);
    http_query(x, "iss", &p->iss);
    if (http_cookie(x, cookie_name(x), &p->cookie) && p->cookie.n <= COOKIE_MAX && p->state.n == OIDC_RANDOM)
        return http_work(x, take_flow, flow_taken);
    return refuse(x, 400, "缺少本次登录的标识（state 或 cookie）；请在本浏览器中重新登录",
                  "state or cookie of this sign-in is missing; begin again in this browser");
}
