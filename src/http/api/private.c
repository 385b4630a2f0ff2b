/* private.c - POST /api/v1/clusters/{cluster}/private: what the private fields of a case say, for whoever decides on it
 * (app/private.h). Why it is read is said with the request, and on the access record before the answer. */
#include "app/private.h"

#include "app/access.h"
#include "http/api/api_i.h"
#include "http/api/put.h"
#include "http/json.h"
#include "http/problem.h"

enum { REASON_MAX = 500, PATH_BYTES = 400 }; /* a dossier's name has up to 200 */

typedef struct {
    base_str path, reason;
    app_private found;
} asking;

/* ---- the record first, then the reading ---- */

static void read_parts(void *ctx, app *writer) {
    http_exchange *x = ctx;
    asking *t = x->state;
    const app_access r = {.at = app_now(),
                          .who = x->who->account,
                          .did = BASE_STR(APP_DID_READ),
                          .about = t->path,
                          .why = t->reason,
                          .from = x->client};
    if (app_access_add(writer, &r, &x->error)) (void)app_private_read(writer, &t->found, x->arena, &x->error);
}

static void put_part(base_json *j, const app_private_part *p) {
    base_json_obj(j);
    base_json_number(j, "event", p->seq);
    base_json_day(j, "day", p->day);
    base_json_flag(j, "erased", p->erased);
    base_json_name(j, "fields");
    base_json_arr(j);
    for (size_t i = 0; i < p->n; i++) {
        base_json_obj(j);
        app_put_named_word(j, "field", p->value[i].field);
        base_json_text(j, "value", p->value[i].value);
        base_json_obj_end(j);
    }
    base_json_arr_end(j);
    base_json_obj_end(j);
}

static enum http_step show(http_exchange *x) {
    const asking *t = x->state;
    base_json j;
    if (x->error.kind != BASE_ERR_NONE) return http_problem_of(x, &x->error);
    put_begin(x, &j);
    base_json_text(&j, "path", t->path);
    base_json_name(&j, "parts");
    base_json_arr(&j);
    for (size_t i = 0; i < t->found.n; i++) put_part(&j, &t->found.part[i]);
    base_json_arr_end(&j);
    return put_end(&j);
}

/* ---- who may ---- */

static enum http_step find(http_exchange *x, asking *t, app *a) {
    const app_viewer v = http_api_viewer(x);
    const base_date day = http_today(x->service);
    base_err e = {0};
    const core_case *root = app_load(a, x->param[0], &e);
    if (root == NULL && e.kind != BASE_ERR_NONE) return http_problem_of(x, &e);
    const core_case *c = root != NULL ? core_world_find(app_world(a), t->path, day, x->arena) : NULL;
    if (c == NULL || c->is_virtual || core_root(c) != root) return http_api_none(x);
    if (app_may_see(app_world(a), &v, day, c) != APP_SIGHT_FULL) return http_api_none(x);
    if (!app_may_read_private(&v, c->book, c->kind))
        return http_problem(x, 403,
                            (rules_text){BASE_STR("个人信息只供对该办件作出决定的一级查看"),
                                         BASE_STR("personal data of a case is for the level that decides on it")});
    if (!app_private_find(a, c, x->arena, &t->found, &e)) return http_problem_of(x, &e);
    return t->found.n > 0 ? http_work(x, read_parts, show) : http_api_none(x);
}

enum http_step http_api_private(http_exchange *x) {
    http_json j;
    asking *t = base_arena_alloc(x->arena, sizeof *t);
    *t = (asking){.found.n = 0};
    x->state = t;
    if (!http_json_open(x, &j)) return HTTP_NOW;
    t->path = http_json_text(&j, "path", PATH_BYTES, true);
    t->reason = http_json_words(&j, "reason", REASON_MAX);
    if (!http_json_end(&j)) return HTTP_NOW;
    app *a = http_world(x);
    return a != NULL ? find(x, t, a) : HTTP_NOW;
}
