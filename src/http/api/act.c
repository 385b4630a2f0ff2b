/* act.c - POST /api/v1/actions/{action}: anything that the rulebook's vocabulary can do; and the forms that are filled
 * in before, GET and PUT /api/v1/drafts/{path*}, by version (ETag, If-Match).
 *
 * An Idempotency-Key makes the request safe to be sent again: the same key of the same account gets the first answer.
 */
#include "app/act.h"
#include "app/upload.h"

#include "core/resolve.h"
#include "http/api/api_i.h"
#include "http/identify.h"

enum { KEY_MAX = 60 };

static bool refuse(http_exchange *x, unsigned status, const char *zh, const char *en) {
    http_problem(x, status, (rules_text){base_str_of(zh), base_str_of(en)});
    return false;
}

/* An office has no cases to act in. */
bool http_api_has_level(http_exchange *x) {
    if (x->who->office.n == 0 && x->who->actor.level.n > 0) return true;
    return refuse(x, 403, "此账号不办理事项", "this account acts in no cases");
}

static bool take_key(http_exchange *x) {
    base_str key = http_header(x, "Idempotency-Key");
    x->request.fresh = key.n == 0;
    if (key.n == 0) return true;
    if (key.n > KEY_MAX || !core_is_text(key))
        return refuse(x, 400, "Idempotency-Key 至多 60 字节", "Idempotency-Key has at most 60 bytes");
    if (x->who->account.n + 1 + key.n > APP_REQUEST_MAX)
        return refuse(x, 400, "Idempotency-Key 过长", "Idempotency-Key is too long");
    x->request.id = base_arena_fmt(x->arena, "%.*s/%.*s", (int)x->who->account.n, x->who->account.p, (int)key.n, key.p);
    return true;
}

/* An attachment that is not there, and one that is somebody else's, are told in the same words. */
static bool may_name(http_exchange *x, app *a) {
    const app_viewer v = {.actor = x->who->actor};
    base_err e = {0};
    base_str which;
    if (!app_uploads_may_name(a, &x->request.command, &v, http_today(x->service), x->arena, &which, &e)) {
        http_problem_of(x, &e);
        return false;
    }
    if (which.n == 0) return true;
    const int n = (int)base_utf8_head(which, FILES_DIGEST_HEX).n;
    http_problem(x, 422,
                 (rules_text){base_arena_fmt(x->arena, "没有附件 %.*s：请先上传，再在办理时写明其摘要", n, which.p),
                              base_arena_fmt(x->arena,
                                             "there is no attachment %.*s: upload it first, then name it by its digest",
                                             n, which.p)});
    return false;
}

void http_api_set_day(http_exchange *x) {
    if (http_is_demonstration(x->service)) x->request.command.today = http_today(x->service);
}

static bool is_overtaken(const http_exchange *x) {
    const app_answer *a = x->answer;
    return a->result == APP_FAILED && x->request.versioned && a->error.kind == BASE_ERR_INPUT &&
           a->version != x->request.version;
}

void http_api_tag(http_exchange *x, uint64_t version) {
    http_set(x, "ETag", base_arena_fmt(x->arena, "\"%llu\"", (unsigned long long)version));
}

bool http_api_granted(http_exchange *x) {
    const app_answer *a = x->answer;
    if (is_overtaken(x)) {
        http_problem(x, 412, (rules_text){base_str_of(a->error.zh), base_str_of(a->error.en)});
        http_api_tag(x, a->version);
    } else if (a->result == APP_FAILED) {
        http_problem_of(x, &a->error);
    } else if (a->result == APP_REFUSED) {
        http_problem_refused(x, a);
    } else {
        return true;
    }
    return false;
}

static enum http_step answered(http_exchange *x) {
    const app_answer *a = x->answer;
    base_json j;
    base_err e = {0};
    if (!http_api_granted(x)) return HTTP_NOW;
    app *reader = http_reader(x);
    if (reader == NULL) return HTTP_NOW;
    http_api_begin(x, &j);
    if (!app_act_put(&j, reader, a, x->arena, &e)) return http_problem_of(x, &e);
    if (a->n_events == 0) http_api_tag(x, a->version);
    return http_api_end(x, &j);
}

/* Of a dossier that is not his to see nobody learns anything by asking for something to be done there: a refusal names
 * its place, its state and what it lacks. What is not there at all gets the same answer; that no dossier has such an
 * action is said to everybody. */
static bool sees(http_exchange *x, app *a, base_str target, base_err *e) {
    const app_viewer v = http_api_viewer(x);
    const base_date day = http_today(x->service);
    core_resolved at;
    base_err why = {0};
    const core_case *root = app_load(a, target, e);
    if (root == NULL && e->kind != BASE_ERR_NONE) return false;
    const bool fits = core_resolve(app_world(a), x->param[0], target, day, x->arena, &at, &why);
    if (!fits && at.action == RULES_NONE) return true;
    return root == NULL ? fits : app_may_see(app_world(a), &v, day, root) == APP_SIGHT_FULL;
}

static bool sees_all(http_exchange *x, app *a) {
    const core_command *c = &x->request.command;
    base_err e = {0};
    for (size_t i = 0; i < c->n_targets; i++) {
        if (sees(x, a, c->target[i], &e)) continue;
        if (e.kind != BASE_ERR_NONE)
            http_problem_of(x, &e);
        else
            http_api_none(x);
        return false;
    }
    return true;
}

enum http_step http_api_act(http_exchange *x) {
    base_err e = {0};
    if (!http_api_has_level(x)) return HTTP_NOW;
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    bool good = app_act_read(a, x->who->actor, http_today(x->service), x->param[0], (base_str){NULL, 0}, x->body,
                             x->arena, &x->request, &e);
    /* First: what is wrong with the arguments is told by the case that they are for. */
    if (!sees_all(x, a)) return HTTP_NOW;
    if (!good) return http_problem_of(x, &e);
    if (!take_key(x) || !may_name(x, a)) return HTTP_NOW;
    http_api_set_day(x);
    return http_submit(x, answered);
}

/* ---- forms ---- */

static const core_case *case_of(http_exchange *x, app *a, base_err *e) {
    if (app_load(a, x->param[0], e) == NULL) return NULL;
    return core_world_find(app_world(a), x->param[0], http_today(x->service), x->arena);
}

enum http_step http_api_draft(http_exchange *x) {
    const app_viewer v = http_api_viewer(x);
    app_form f;
    base_json j;
    bool found = false;
    base_err e = {0};
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    const core_case *c = case_of(x, a, &e);
    if (c == NULL) return e.kind != BASE_ERR_NONE ? http_problem_of(x, &e) : http_api_none(x);
    if (!app_show_form(a, c, &v, http_today(x->service), x->arena, &f, &found, &e)) return http_problem_of(x, &e);
    if (!found) return http_api_none(x);
    http_api_begin(x, &j);
    app_put_form(&j, &f);
    http_api_tag(x, f.version);
    return http_api_end(x, &j);
}

bool http_api_match(http_exchange *x) {
    base_str tag = http_header(x, "If-Match");
    uint64_t n = 0;
    if (tag.n == 0)
        return refuse(x, 428, "须以 If-Match 写明所见的版本", "say by If-Match which version you have seen");
    bool quoted = tag.n >= 2 && tag.p[0] == '"' && tag.p[tag.n - 1] == '"';
    if (!quoted || !base_number_parse((base_str){tag.p + 1, tag.n - 2}, &n))
        return refuse(x, 400, "If-Match 应为带引号的版本号", "If-Match is a version in quotes");
    x->request.versioned = true;
    x->request.version = n;
    return true;
}

enum http_step http_api_draft_put(http_exchange *x) {
    const app_viewer v = http_api_viewer(x);
    base_err e = {0};
    if (!http_api_has_level(x)) return HTTP_NOW;
    app *a = http_world(x);
    if (a == NULL) return HTTP_NOW;
    const core_case *c = case_of(x, a, &e);
    if (c == NULL && e.kind != BASE_ERR_NONE) return http_problem_of(x, &e);
    if (c == NULL || app_may_see(app_world(a), &v, http_today(x->service), c) != APP_SIGHT_FULL)
        return http_api_none(x);
    if (!app_act_read_form(a, x->who->actor, http_today(x->service), x->param[0], x->body, x->arena, &x->request, &e))
        return http_problem_of(x, &e);
    if (!http_api_match(x) || !may_name(x, a)) return HTTP_NOW;
    http_api_set_day(x);
    return http_submit(x, answered);
}
