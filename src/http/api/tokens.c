/* tokens.c - API tokens of one's own account: made (the text is shown once), listed, revoked. */
#include "app/token.h"

#include "http/api/api.h"
#include "http/api/put.h"
#include "http/identify.h"
#include "http/json.h"
#include "http/problem.h"
#include "http/service_i.h"

enum { DAYS_USUAL = 90, SCOPES_MAX = 100, DAY_MS = 86400000 };

static void put_token(base_json *j, base_arena *arena, const app_token *t) {
    base_json_text(j, "id", (base_str){t->id, APP_SESSION_ID});
    base_json_text(j, "name", t->name);
    base_json_text(j, "scopes", app_scopes_text(arena, t->scopes));
    put_instant(j, "made", t->made);
    put_instant(j, "ends", t->ends);
    put_instant(j, "used", t->used);
}

typedef struct {
    base_json *j;
    base_arena *arena;
} listing;

static bool each(void *ctx, const app_token *t) {
    const listing *l = ctx;
    base_json_obj(l->j);
    put_token(l->j, l->arena, t);
    base_json_obj_end(l->j);
    return true;
}

enum http_step http_api_tokens(http_exchange *x) {
    base_json j;
    base_err e = {0};
    app *a = http_reader(x);
    if (a == NULL) return HTTP_NOW;
    put_begin(x, &j);
    base_json_name(&j, "items");
    base_json_arr(&j);
    listing l = {&j, x->arena};
    if (!app_tokens(a, x->arena, x->who->account, app_now(), each, &l, &e)) return http_problem_of(x, &e);
    base_json_arr_end(&j);
    return put_end(&j);
}

typedef struct {
    base_str name, id;
    unsigned scopes;
    int64_t days;
    bool found;
    char text[APP_API_TOKEN];
    app_token token;
} making;

static void make(void *ctx, app *writer) {
    http_exchange *x = ctx;
    making *m = x->state;
    app_by by = http_by(x);
    int64_t now = app_now();
    (void)app_token_make(writer, &by, m->name, m->scopes, now + m->days * DAY_MS, now, m->text, &m->token, x->arena,
                         &x->error);
}

static enum http_step made(http_exchange *x) {
    const making *m = x->state;
    base_json j;
    if (x->error.kind == BASE_ERR_INPUT) {
        return http_problem(x, 403, (rules_text){base_str_of(x->error.zh), base_str_of(x->error.en)});
    }
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    put_begin(x, &j);
    x->status = 201;
    base_json_text(&j, "token", (base_str){m->text, APP_API_TOKEN});
    put_token(&j, x->arena, &m->token);
    return put_end(&j);
}

enum http_step http_api_token_make(http_exchange *x) {
    http_json j;
    base_err e = {0};
    making *m = base_arena_alloc(x->arena, sizeof *m);
    if (!http_json_open(x, &j)) return HTTP_NOW;
    m->name = http_json_text(&j, "name", APP_TOKEN_NAME, true);
    base_str scopes = http_json_text(&j, "scopes", SCOPES_MAX, true);
    m->days = http_json_number(&j, "days", 1, APP_TOKEN_DAYS_MAX, DAYS_USUAL);
    if (!http_json_end(&j)) return HTTP_NOW;
    if (!app_scopes_parse(scopes, &m->scopes, &e)) {
        return http_problem(x, 422, (rules_text){base_str_of(e.zh), base_str_of(e.en)});
    }
    x->state = m;
    return http_work(x, make, made);
}

static void revoke(void *ctx, app *writer) {
    http_exchange *x = ctx;
    making *m = x->state;
    app_by by = http_by(x);
    (void)app_token_revoke(writer, &by, by.login, m->id, app_now(), &m->found, &x->error);
}

static enum http_step revoked(http_exchange *x) {
    const making *m = x->state;
    http_identities_forget(x->service->identities);
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    if (m->found) return put_nothing(x);
    return http_problem(
        x, 404, (rules_text){BASE_STR("没有这个令牌，或已失效"), BASE_STR("there is no such token, or it has ended")});
}

enum http_step http_api_token_revoke(http_exchange *x) {
    making *m = base_arena_alloc(x->arena, sizeof *m);
    m->id = x->param[0];
    x->state = m;
    return http_work(x, revoke, revoked);
}
