/* access.c - GET /api/v1/access: the access record, for the auditor. */
#include "app/access.h"

#include "http/api/api.h"
#include "http/api/put.h"
#include "http/problem.h"
#include "http/service.h"

enum { LIST_MAX = 200, DIGITS = 18 };

static bool each(void *ctx, const app_access *r) {
    base_json *j = ctx;
    base_json_obj(j);
    put_number(j, "number", r->number);
    put_instant(j, "at", r->at);
    put_text(j, "who", r->who);
    put_text(j, "did", r->did);
    put_text(j, "about", r->about);
    put_text(j, "why", r->why);
    put_text(j, "from", r->from);
    base_json_obj_end(j);
    return true;
}

enum http_step http_api_access(http_exchange *x) {
    base_json j;
    base_err e = {0};
    base_str before = {NULL, 0}, who = {NULL, 0}, about = {NULL, 0};
    uint64_t from = 0, next = 0;
    if (!base_str_is(x->who->office, "audit")) {
        return http_problem(
            x, 403,
            (rules_text){BASE_STR("访问记录由审计管理员查阅"), BASE_STR("the access record is for the auditor")});
    }
    http_query(x, "before", &before);
    http_query(x, "who", &who);
    http_query(x, "about", &about);
    if (before.n > 0 && !base_number_parse(before, &from)) {
        return http_problem(
            x, 400, (rules_text){BASE_STR("before 应为记录的序号"), BASE_STR("before must be a number of the record")});
    }
    app *a = http_reader(x);
    if (a == NULL) return HTTP_NOW;
    put_begin(x, &j);
    base_json_key(&j, BASE_STR("items"));
    base_json_arr(&j);
    const app_access_query q = {.before = from, .limit = LIST_MAX, .who = who, .about = about};
    if (!app_accesses(a, &q, each, &j, &next, &e)) return http_problem_of(x, &e);
    base_json_arr_end(&j);
    base_json_key(&j, BASE_STR("next"));
    if (next > 0)
        base_json_u64(&j, next);
    else
        base_json_null(&j);
    return put_end(&j);
}
